"""C3D files: markers and force plates in one binary file, read by ezc3d in a process of its own.

The file format: www.c3d.org. Of 300 damaged copies of two real files 8 crashed ezc3d 1.7.2, so it reads in a process of
its own, with a limit on time and memory; that costs about 0.2 s a file.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from springmass.errors import InputError, need
from springmass.measured.files.found import Found, LabForces, LabPlate, without_unloaded
from springmass.measured.files.text import FEWEST_ROWS, checked_file
from springmass.measured.files.trc import LENGTHS
from springmass.measured.recording import FloatArray, Motion

KIND = "C3D"
_BLOCK = 512
_SECONDS, _SECONDS_PER_MB = 8.0, 0.5
_MEMORY, _MEMORY_PER_BYTE = 700_000_000, 30
_FORCES = {"n": 1.0, "kn": 1000.0, "": 1.0}
_SCREEN = {"X": 0, "Y": 1, "Z": 2}


def read_c3d(path: str | os.PathLike[str]) -> Found:
    """Read markers and force plates of a C3D file.

    Parameters
    ----------
    path : path

    Returns
    -------
    Found
        On the file's axes: points in m (NaN where not seen), force on the runner in N of plates of types 1 to 4. Time
        starts at 0 whatever the number of the first frame.

    Raises
    ------
    InputError
        For a file that is no C3D or is damaged, and without ezc3d.

    Examples
    --------
    >>> read_c3d("nowhere.c3d")
    Traceback (most recent call last):
    springmass.errors.InputError: nowhere.c3d: there is no such file.
    """
    file = checked_file(path)
    need("a C3D file", "c3d", "ezc3d", given=file.name)
    start, promised = _start_of_data(file)
    content = _content(file)
    whole, damage = _whole_frames(content, file, start, promised)
    motion, said = _motion(content, file, whole)
    forces, told = _forces(content, file, whole)
    if motion is None and forces is None:
        raise InputError(file=str(file), allowed="has neither markers nor force plates", hint=" ".join((*said, *told)))
    return Found(KIND, forces=forces, motion=motion, up=_up(content), notes=(*damage, *said, *told), damage=damage)


def _start_of_data(file: Path) -> tuple[int, int]:
    """Look at the head of the file and give the byte where its frames begin, and how many it promises."""
    with file.open("rb") as stream:
        head = stream.read(_BLOCK)
        if len(head) < _BLOCK or head[1] != 0x50:
            raise InputError(file=str(file), allowed="is no C3D file: the mark 0x50 in its second byte is missing")
        stream.seek((head[0] - 1) * _BLOCK if head[0] else 0)
        section = stream.read(4)
    size = file.stat().st_size
    if len(section) < 4 or head[0] < 2 or section[3] not in (84, 85, 86):
        raise _damaged(file, "its table of parameters is not where the head says")
    if head[0] * _BLOCK + (max(section[2], 1) - 1) * _BLOCK > size:
        raise _damaged(file, "it ends before its parameters do")
    order = "big" if section[3] == 86 else "little"
    start = (int.from_bytes(head[16:18], order) - 1) * _BLOCK  # type: ignore[arg-type]
    if not _BLOCK < start < size:
        raise _damaged(file, "its frames begin outside the file")
    first, last = (int.from_bytes(head[i : i + 2], order) for i in (6, 8))  # type: ignore[arg-type]
    return start, last - first + 1 if last < 65535 else 0  # longer recordings do not fit the two bytes


def _content(file: Path) -> dict[str, Any]:
    """Let the child read; whatever becomes of it, this process lives on."""
    size = file.stat().st_size
    child = Path(__file__).with_name("c3d_child.py")
    # "-P": the folder of the script must not stand in for modules of the same names.
    command = [sys.executable, "-P", str(child), str(file.resolve()), str(_MEMORY + _MEMORY_PER_BYTE * size)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command, capture_output=True, env=environment, timeout=_SECONDS + _SECONDS_PER_MB * size / 1e6, check=False
        )
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] if done.returncode == 3 else []
        if done.returncode == 0:
            with np.load(io.BytesIO(done.stdout), allow_pickle=False) as archive:
                return {name: archive[name] for name in archive.files}
        said = f"ezc3d says: {why[0][:150]}" if why else "reading it crashes ezc3d"
    except subprocess.TimeoutExpired:
        said = "reading it does not come to an end"
    except (ValueError, OSError, KeyError, EOFError) as error:
        said = f"{error}"[:150]
    raise _damaged(file, said)


def _whole_frames(content: dict[str, Any], file: Path, start: int, promised: int) -> tuple[int, tuple[str, ...]]:
    """Count the frames that are really in the file, and note where its head promises more."""
    points = content["points"]
    channels, samples = (int(number) for number in content["analogs"])
    told = points.shape[2] if points.shape[1] else 0
    rate, fast = float(content["rate"]), float(content["analog_rate"])
    per = max(1, round(fast / rate)) if rate > 0 and channels else 0
    if not told and per:
        told = samples // per
    number = 4 if content["scale"].size == 0 or content["scale"][0] < 0 else 2
    bytes_a_frame = number * (4 * points.shape[1] + channels * per)
    there = (file.stat().st_size - start) // bytes_a_frame if bytes_a_frame else 0
    whole = min(told, there)
    if whole < FEWEST_ROWS:
        raise _damaged(file, f"it holds {whole} frames; a recording needs at least {FEWEST_ROWS}")
    if (most := max(told, promised)) > whole:
        return whole, (f"The file is cut off: {whole} of the {most} frames its head tells of are there.",)
    return whole, ()


def _motion(content: dict[str, Any], file: Path, whole: int) -> tuple[Motion | None, tuple[str, ...]]:
    points = content["points"][:, :, :whole]
    if points.shape[1] == 0:
        return None, ()
    rate = _sound_rate(float(content["rate"]), file, "frames")
    unit = str(content["units"][0]).strip().casefold() if content["units"].size else ""
    notes = []
    if unit not in LENGTHS:
        far = np.abs(points[np.isfinite(points)])
        unit_meant = "mm" if far.size and np.percentile(far, 99) > 50.0 else "m"
        notes.append(f'The unit of the points is "{unit}"; by their size it is {unit_meant}.')
        unit = unit_meant
    gone = np.all(points == 0.0, axis=0) | (content["residuals"][:, :whole] < 0.0)
    spots = np.where(gone, np.nan, points) * LENGTHS[unit]
    names = [str(label).strip() for label in content["labels"]][: points.shape[1]]
    names += [f"point {i + 1}" for i in range(len(names), points.shape[1])]
    skipped = {str(name).strip() for name in content["no_points"]}
    kept = [i for i, name in enumerate(names) if name not in skipped and name]
    if len(kept) < len(names):
        notes.append(
            f"{len(names) - len(kept)} columns without a name, or of angles, forces and the like, were left out."
        )
    plain = [re.sub(r"^[^:]+:", "", names[i]) for i in kept]  # "Subject:RASI"
    plain = plain if len(set(plain)) == len(plain) else [names[i] for i in kept]
    found = {name: spots[:, i].T for name, i in zip(plain, kept, strict=True)}
    if len(found) < len(kept):
        notes.append("Several points have the same name; the last of them counts.")
    if gone.any():
        notes.append(f"{int(gone[kept].sum())} places were marked as not seen.")
    return (Motion(np.arange(whole) / rate, found) if found else None), tuple(notes)


def _forces(content: dict[str, Any], file: Path, whole: int) -> tuple[LabForces | None, tuple[str, ...]]:
    count, samples = int(content["plates"]), int(content["analogs"][1])
    trouble = str(content["trouble"])
    if trouble:
        return None, (f"The force plates could not be worked out: {trouble[:150]}.",)
    if not count or not samples:
        return None, ()
    fast = _sound_rate(float(content["analog_rate"]), file, "samples of force")
    slow = float(content["rate"])
    samples = min(samples, whole * max(1, round(fast / slow)) if slow > 0 else whole)
    plates = []
    for i in range(count):
        unit, length = (str(name).strip().casefold() for name in content[f"units{i}"])
        if unit not in _FORCES:
            raise _damaged(file, f'the unit of its forces, "{unit}", is none')
        force = content[f"force{i}"].T[:samples] * _FORCES[unit]
        cop = content[f"cop{i}"].T[:samples] * LENGTHS.get(length, 1e-3)
        if len(force) == samples and np.any(force):
            plates.append(LabPlate(f"plate {i + 1}", force, without_unloaded(cop, force)))
    silent = (f"{count - len(plates)} of {count} force plates measured nothing.",) if len(plates) < count else ()
    return (LabForces(np.arange(samples) / fast, tuple(plates)) if plates else None), silent


def _sound_rate(rate: float, file: Path, what: str) -> float:
    if not 0.1 <= rate <= 1e6:
        raise _damaged(file, f"it tells of {rate:g} {what} a second")
    return rate


def _up(content: dict[str, Any]) -> FloatArray | None:
    """Take the axis that points up on the screen of the system that wrote the file, where it says so."""
    words = [str(word).strip().upper() for word in content["screen"]]
    if len(words) != 2 or len(words[1]) != 2 or words[1][0] not in "+-" or words[1][1] not in _SCREEN:
        return None
    up = np.zeros(3)
    up[_SCREEN[words[1][1]]] = 1.0 if words[1][0] == "+" else -1.0
    return up


def _damaged(file: Path, why: str) -> InputError:
    return InputError(file=str(file), allowed=f"is no sound C3D file: {why}")
