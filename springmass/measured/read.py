"""The one door: files in, a recording out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from springmass.errors import InputError, did_you_mean, nearest
from springmass.measured.axes import to_runner_axes
from springmass.measured.files.c3d_file import read_c3d
from springmass.measured.files.csv_file import read_csv, titles
from springmass.measured.files.found import Found, LabForces, LabPlate
from springmass.measured.files.storage import read_storage
from springmass.measured.files.text import checked_file
from springmass.measured.files.trc import read_trc
from springmass.measured.recording import FloatArray, Forces, Motion, Person, Recording
from springmass.units import number
from springmass.writing import shown

TYPES = {
    ".fit": "FIT", ".c3d": "C3D", ".mot": "storage", ".sto": "storage", ".trc": "TRC",
    ".csv": "CSV", ".txt": "CSV", ".tsv": "CSV", ".dat": "CSV",
}  # fmt: skip
"""Ending → kind of file"""
_PACKED = {b"\x1f\x8b": "gzip", b"PK": "zip or Excel", b"7z": "7z", b"BZ": "bzip2", b"\xfd7z": "xz"}
_TRACK = "Tracks hold no contact time: export the original FIT file, or the records as CSV."
_VIDEO = "Find the joints with pose estimation first (Sports2D, Pose2Sim), and give its .trc or .csv."
_ELSEWHERE = {
    **dict.fromkeys((".gpx", ".tcx", ".kml"), _TRACK),
    **dict.fromkeys((".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v"), _VIDEO),
}
"""Ending → what to do with a file of a kind that has what is needed elsewhere."""
_START = 1 << 16
_BEYOND = 1e6
"""[N, m] No runner pushes so hard or is so far away."""
_FEW = 0.1
"""Share of senseless numbers that may be slips; more of them are another unit."""
_SAME_CLOCK = 1e-6
_STILL = 0.1
"""Metres the markers of somebody who stands may wander."""
_PACKAGE = Path(__file__).parent.parent

Path_ = str | os.PathLike[str]
_T = TypeVar("_T")


def read(
    *paths: Path_,
    standing: Path_ | None = None,
    rate: float | str | None = None,
    mass: float | str | None = None,
    height: float | str | None = None,
    progress: bool = False,
) -> Recording:
    """Read a recording of one runner, from one file or several that belong together.

    Parameters
    ----------
    *paths : path
        FIT, C3D, OpenSim storage (``.mot``, ``.sto``), TRC or a table (``.csv``, ``.txt``); or the name of a shipped
        recording (:func:`shipped_recordings`). Several are joined: forces of one, markers of another, on one clock.
    standing : path, optional
        The same markers on the runner standing still.
    rate : float or str, optional
        Samples a second [Hz], for tables without times: ``300`` or ``"300 Hz"``.
    mass, height : float or str, optional
        Of the runner: ``"70 kg"``, ``"1.75 m"``, bare numbers in [kg, m]. They go before what a file says, which stays
        in ``in_file``.
    progress : bool
        Whether to show a bar over long watch files.

    Returns
    -------
    Recording
        Forces on the runner and motion with x forward, y up, z right; what was guessed is in its notes.

    Raises
    ------
    InputError
        One clear message for whatever is wrong with a file, and where files do not belong together.

    Examples
    --------
    >>> read("nowhere.mot")
    Traceback (most recent call last):
    springmass.errors.InputError: nowhere.mot: there is no such file...
    """
    if not paths:
        raise InputError("recording", allowed="needs at least one file", hint=f"Known types: {', '.join(TYPES)}.")
    told = Person(mass=_positive(mass, "kg", "mass"), height=_positive(height, "m", "height"))
    a_second = _positive(rate, "1/s", "rate")
    files = [find_file(path) for path in paths]
    found = []
    for path, file in zip(paths, files, strict=True):
        with _called(path, file):
            found.append(_found(file, a_second, told.mass, progress))
    still = None
    if standing is not None:
        file = find_file(standing)
        with _called(standing, file):
            still = _standing(file)
    recording = _joined(found, [shown(file.name) for file in files], still)
    made_up = [shown(file.name) for path, file in zip(paths, files, strict=True) if _shipped(path, file)]
    if made_up:
        note = f"{' and '.join(made_up)}: a made-up example that comes with springmass; nobody ran it."
        recording = replace(recording, notes=(note, *recording.notes))
    return replace(recording, person=told.filled_from(recording.person), in_file=recording.person)


def _shipped(path: Path_, file: Path) -> bool:
    return file.parent == _folder() and not Path(path).exists()


def shipped_recordings() -> tuple[str, ...]:
    """List the recordings that come with the package.

    Returns
    -------
    tuple of str
        File names, sorted; :func:`read` takes them where no file of that name is at hand.

    Examples
    --------
    >>> isinstance(shipped_recordings(), tuple)
    True
    """
    folder = _folder()
    return (
        tuple(sorted(file.name for file in folder.glob("*") if file.suffix.lower() in TYPES)) if folder.is_dir() else ()
    )


def find_file(path: Path_) -> Path:
    """Find a recording by path, or by name among the shipped ones.

    Parameters
    ----------
    path : path

    Returns
    -------
    Path

    Raises
    ------
    InputError
        With the nearest name, where there is no such file.

    Examples
    --------
    >>> find_file("nowhere.mot")
    Traceback (most recent call last):
    springmass.errors.InputError: nowhere.mot: there is no such file...
    """
    if not isinstance(path, str | os.PathLike):
        raise InputError("recording", given=type(path).__name__, allowed="must be the name of a file")
    try:
        return checked_file(path)
    except InputError as error:
        problem = error
    name = os.fspath(path)
    if problem.allowed == "there is no such file":
        shipped = shipped_recordings()
        if name in shipped:
            return _folder() / name
        try:
            around = [file.name for file in Path(name).parent.iterdir() if file.suffix.lower() in TYPES]
        except OSError:
            around = []
        near = nearest(Path(name).name, [*shipped, *around])
        problem.hint = f'Did you mean "{near}"?' if near else f"Shipped: {', '.join(shipped)}." if shipped else ""
    raise problem


@contextmanager
def _called(path: Path_, file: Path) -> Iterator[None]:
    """Call a file in a message as the user did, not by its place in the package."""
    try:
        yield
    except InputError as error:
        if error.file == str(file):
            error.file = os.fspath(path)
        raise


def _folder() -> Path:
    # In a wheel they lie inside the package; in a checkout beside it, as the scenarios do.
    inside = _PACKAGE / "recordings"
    return inside if inside.is_dir() else _PACKAGE.parent / "recordings"


def _positive(value: float | str | None, unit: str, name: str) -> float | None:
    if value is None:
        return None
    try:
        amount = number(value, unit)
    except InputError as error:
        problem = error.at(where=name)
    else:
        if amount > 0:
            return amount
        problem = InputError(name, given=value, allowed="must be above 0")
    raise problem


def _kind(file: Path) -> str:
    """Tell the kind of a file by its first bytes, else by its ending."""
    with file.open("rb") as stream:
        start = stream.read(_START)
    if start[8:12] == b".FIT":
        return "FIT"
    ending = file.suffix.lower()
    for mark, name in _PACKED.items():
        if start.startswith(mark) and ending != ".fit":
            raise InputError(file=str(file), allowed=f"is packed ({name})", hint="Unpack it, or save it as plain CSV.")
    if ending not in (".csv", ".tsv"):
        if start[1:2] == b"\x50" and 2 <= start[0] <= 50 and b"\0" in start[:512]:
            return "C3D"
        lowered = start.lower()
        if lowered.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"pathfiletype"):
            return "TRC"
        if b"\nendheader" in lowered.replace(b"\r", b"\n"):
            return "storage"
    if ending in TYPES:
        return TYPES[ending]
    hint = _ELSEWHERE.get(ending) or (did_you_mean(ending, TYPES) if ending else f"Known: {', '.join(TYPES)}.")
    raise InputError(file=str(file), allowed=f'is of no known type: "{ending}"', hint=hint)


def _found(file: Path, rate: float | None, mass: float | None, progress: bool) -> Found:
    kind = _kind(file)
    if kind == "FIT":
        from springmass.measured.files.fit_file import read_fit

        return _of_watch(read_fit(file, progress=progress))
    if kind == "C3D":
        found = read_c3d(file)
    elif kind == "storage":
        found = read_storage(file)
    elif kind == "TRC":
        found = read_trc(file)
    else:
        from springmass.measured.files.watch_csv import looks_like_watch, read_watch_csv

        if looks_like_watch(titles(file)):
            return _of_watch(read_watch_csv(file))
        found = read_csv(file, rate=rate, mass=mass)
    return _sane(found, file)


def _of_watch(recording: Recording) -> Found:
    return Found(
        recording.kind, watch=recording.watch, person=recording.person, notes=recording.notes, damage=recording.damage
    )


def _sane(found: Found, file: Path) -> Found:
    """Blank what no runner does, and refuse what then says nothing."""
    notes, beyond = list(found.notes), 0
    forces, motion = found.forces, found.motion
    if forces is not None:
        plates = []
        for plate in forces.plates:
            force, wild = _within(plate.force)
            cop, away = _within(plate.cop)
            if wild > _FEW * np.isfinite(plate.force).sum():
                raise _too_strong(plate.force, file)
            beyond += wild + away
            plates.append(LabPlate(plate.name, force, cop))
        if not any(np.isfinite(plate.force).any() for plate in plates):
            raise InputError("forces", file=str(file), allowed="are blank from beginning to end")
        forces = LabForces(forces.time, tuple(plates))
    if motion is not None:
        points = {}
        for name, spots in motion.points.items():
            points[name], wild = _within(spots)
            beyond += wild
        if not any(np.isfinite(values).any() for values in (*points.values(), *motion.angles.values())):
            raise InputError("motion", file=str(file), allowed="is blank from beginning to end")
        motion = Motion(motion.time, points, motion.angles)
    if beyond:
        notes.append(f"{beyond} numbers of {shown(file.name)} are beyond all sense and were taken as missing.")
    return replace(found, forces=forces, motion=motion, notes=tuple(notes))


def _too_strong(force: FloatArray, file: Path) -> InputError:
    given = f"{np.nanmax(np.abs(force)):.3g} N"
    allowed = f"are too large: no runner pushes with {1e-3 * _BEYOND:.0f} kN"
    return InputError("forces", file=str(file), given=given, allowed=allowed, hint="Look at the unit of the columns.")


def _within(values: FloatArray) -> tuple[FloatArray, int]:
    wild = np.abs(values) > _BEYOND
    return (np.where(wild, np.nan, values), int(wild.sum())) if wild.any() else (values, 0)


def _standing(file: Path) -> tuple[Found, str]:
    found = _found(file, None, None, False)
    if found.motion is None or not found.motion.points:
        raise InputError("standing", file=str(file), allowed="has no markers")
    seen = [points[np.isfinite(points).all(axis=1)] for points in found.motion.points.values()]
    moved = [float(np.max(np.ptp(points, axis=0))) for points in seen if len(points)]
    if moved and float(np.median(moved)) > _STILL:
        allowed = (
            f"must be a runner who stands still; here most markers move by {100.0 * float(np.median(moved)):.0f} cm"
        )
        raise InputError("standing", file=str(file), allowed=allowed)
    return found, shown(file.name)


def _joined(found: Sequence[Found], names: Sequence[str], still: tuple[Found, str] | None) -> Recording:
    watch = _only([one.watch for one in found], names, "the records of a watch")
    with_forces = _only([one if one.forces else None for one in found], names, "forces")
    motion, merged = _one_motion([one.motion for one in found], names)
    up = next((one.up for one in found if one.up is not None), None)

    def of_all(kind: str) -> list[str]:
        each = [(name, note) for one, name in zip(found, names, strict=True) for note in getattr(one, kind)]
        return [note if len(found) == 1 else f"{name}: {note}" for name, note in each]

    notes, damage = of_all("notes"), of_all("damage")
    notes += merged
    lab = with_forces.forces if with_forces else None
    forces, turned, turn, said = to_runner_axes(lab, motion, up=up, named=bool(with_forces and with_forces.named))
    notes += said
    if forces is not None and turned is not None:
        _overlap(forces, turned, names)
    standing = None
    if still is not None:
        one, name = still
        _, standing, _, heard = to_runner_axes(None, one.motion, up=one.up, fallback=turn)
        notes += [f"{name}: {note}" for note in (*one.notes, *heard)]
        damage += [f"{name}: {note}" for note in one.damage]
    person = Person()
    for one in found:
        person = person.filled_from(one.person)
    kinds = dict.fromkeys(one.kind for one in found)
    return Recording(
        " + ".join(names), " + ".join(kinds), watch, forces, turned, standing, person, tuple(notes), tuple(damage)
    )


def _only(parts: Sequence[_T | None], names: Sequence[str], what: str) -> _T | None:
    there = [(part, name) for part, name in zip(parts, names, strict=True) if part is not None]
    if len(there) > 1:
        said = f"both {there[0][1]} and {there[1][1]} give {what}; one recording has them once"
        raise InputError("recording", allowed=said, hint="Read them one by one.")
    return there[0][0] if there else None


def _one_motion(parts: Sequence[Motion | None], names: Sequence[str]) -> tuple[Motion | None, list[str]]:
    """Join points of one file and angles of another; two files of points do not go together."""
    there = [(part, name) for part, name in zip(parts, names, strict=True) if part is not None]
    points = _only([part if part is not None and part.points else None for part in parts], names, "markers")
    angles = _only([part if part is not None and part.angles else None for part in parts], names, "angles")
    if len(there) < 2 or points is None or angles is None:
        return (there[0][0] if there else None), []
    if max(points.time[0], angles.time[0]) >= min(points.time[-1], angles.time[-1]):
        raise InputError("recording", allowed=f"{there[0][1]} and {there[1][1]} have no time in common")
    if len(points.time) == len(angles.time) and np.allclose(points.time, angles.time, atol=_SAME_CLOCK):
        return Motion(points.time, points.points, angles.angles), []
    moved = {
        name: np.interp(points.time, angles.time, values, left=np.nan, right=np.nan)
        for name, values in angles.angles.items()
    }
    return Motion(points.time, points.points, moved), ["The angles were put on the clock of the markers."]


def _overlap(forces: Forces, motion: Motion, names: Sequence[str]) -> None:
    if max(forces.time[0], motion.time[0]) < min(forces.time[-1], motion.time[-1]):
        return
    spans = " and ".join(f"{t[0]:.6g} to {t[-1]:.6g} s" for t in (forces.time, motion.time))
    raise InputError("recording", given=" + ".join(names), allowed=f"forces and motion have no time in common: {spans}")
