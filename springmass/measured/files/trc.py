"""Marker tables, ``.trc``: of motion capture, OpenSim, Pose2Sim and Sports2D."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from springmass.errors import InputError
from springmass.measured.files.even import even_clock, on_clock
from springmass.measured.files.found import Found
from springmass.measured.files.text import MOST_COLUMNS, checked_file, lines, rows, unique
from springmass.measured.recording import FloatArray, Motion
from springmass.writing import in_one_move

KIND = "TRC"
LENGTHS = {"mm": 1e-3, "cm": 1e-2, "m": 1.0, "in": 0.0254, "ft": 0.3048}
"""Unit of length → metres"""
_WORDS = {"millimeters": "mm", "millimetres": "mm", "centimeters": "cm", "meters": "m", "metres": "m", "meter": "m"}
_LONGEST_HEAD = 100
_BODY = 50.0
"""Places this far from the origin, in the file's numbers, are no metres."""


def read_trc(path: str | os.PathLike[str]) -> Found:
    """Read the markers of a TRC file.

    Parameters
    ----------
    path : path
        Its counts of frames and markers are not believed.

    Returns
    -------
    Found
        Points in m on the file's axes; blank cells and exact 0, 0, 0 are NaN.

    Raises
    ------
    InputError
        With the line, where it is no such file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_trc(f"{folder}/a.trc", Motion(np.array([0.0, 0.5, 1.0]), {"hip": np.ones((3, 3))}))
    ...     read_trc(f"{folder}/a.trc").motion.points["hip"][0]
    array([1., 1., 1.])
    """
    file = checked_file(path)
    stream = lines(file)
    header, line, titles = _head(stream, file)
    place = [title.casefold() for title in titles].index("time")
    names, first = _names(titles, place)
    if not names:
        raise InputError(file=str(file), line=line, allowed="names no markers")
    width = place + 1 + 3 * len(names)
    if width > MOST_COLUMNS:
        raise InputError(file=str(file), line=line, allowed=f"names {len(names)} markers; that is hardly a runner")
    tabs = first or "\t" in "\t".join(titles)
    body = ((number, text.split("\t") if tabs else text.split()) for number, text in stream)
    values, damage = rows(_without_labels(body), width, file, short=True)
    names, twice = unique(names)
    rate = _rate(header.get("datarate", ""))
    time, between, uneven = even_clock(values[:, place], file, rate)
    spots = values[:, place + 1 :].reshape(len(values), len(names), 3)
    factor, said = _factor(header.get("units", ""), spots)
    gone = np.all(spots == 0.0, axis=2)
    spots = np.where(gone[:, :, None], np.nan, spots) * factor
    points = {name: on_clock(spots[:, i], between) for i, name in enumerate(names)}
    told = header.get("numframes", "")
    if told.isdigit() and int(told) != len(values):
        damage = (*damage, f"The head tells of {told} frames; there are {len(values)}.")
    notes = [*twice, *damage, *uneven, *said]
    if gone.any():
        notes.append(f"{int(gone.sum())} places at exactly 0, 0, 0 were taken as not seen.")
    if empty := [name for name in names if np.all(np.isnan(points[name]))]:
        notes.append(f"{len(empty)} of {len(names)} markers are blank all along: {', '.join(empty[:4])}"
                     f"{', …' if len(empty) > 4 else ''}.")  # fmt: skip
    return Found(KIND, motion=Motion(time, points), notes=tuple(notes), damage=damage)


def write_trc(path: str | os.PathLike[str], motion: Motion, *, units: str = "mm") -> None:
    """Write the points of a motion as a TRC file.

    Parameters
    ----------
    path : path
        The file; it is replaced in one move.
    motion : Motion
        Its points; NaN becomes a blank cell. Angles have no place in a TRC.
    units : str
        ``"mm"`` or ``"m"``.

    Raises
    ------
    InputError
        For another unit, a motion without points, or when the file cannot be written.

    Examples
    --------
    >>> write_trc("a.trc", Motion(np.arange(3.0), {}), units="mm")
    Traceback (most recent call last):
    springmass.errors.InputError: motion: has no points to write.
    """
    if units not in ("mm", "m"):
        raise InputError("units", given=units, allowed='must be "mm" or "m"')
    if not motion.points:
        raise InputError("motion", allowed="has no points to write")
    names, count = list(motion.points), len(motion.time)
    if bad := [name for name in names if "\t" in name or "\n" in name or not name.strip()]:
        raise InputError("motion", given=bad[0], allowed="is no name for a marker")
    rate, factor = f"{motion.rate:.10g}", LENGTHS[units]
    head = [
        f"PathFileType\t4\t(X/Y/Z)\t{Path(path).name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate}\t{rate}\t{count}\t{len(names)}\t{units}\t{rate}\t1\t{count}",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + "\t".join(f"{axis}{i}" for i in range(1, len(names) + 1) for axis in "XYZ"),
        "",
    ]
    table = np.column_stack([motion.points[name] for name in names]) / factor
    try:
        with in_one_move(path) as place, place.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write("\n".join(head) + "\n")
            for frame, (now, row) in enumerate(zip(motion.time.tolist(), table.tolist(), strict=True), 1):
                cells = "\t".join("" if value != value else f"{value:.12g}" for value in row)
                stream.write(f"{frame}\t{now:.12g}\t{cells}\n")
    except OSError as error:
        problem = InputError(file=os.fspath(path), allowed=f"cannot be written: {error.strerror or error}")
    else:
        return
    raise problem


def _head(stream: Iterator[tuple[int, str]], file: Path) -> tuple[dict[str, str], int, list[str]]:
    """Read on to the line with the names of the markers."""
    header: dict[str, str] = {}
    keys: list[str] = []
    seen = ""
    for number, text in stream:
        cells = [cell.strip() for cell in (text.split("\t") if "\t" in text else text.split() or [""])]
        lowered = [cell.casefold() for cell in cells]
        if "time" in lowered[:2] and (header or "pathfiletype" in seen):
            return header, number, cells
        seen = seen or lowered[0]
        if "datarate" in lowered:
            keys = lowered
        elif keys and any(cells):
            header, keys = dict(zip(keys, cells, strict=False)), []
        if number > _LONGEST_HEAD:
            break
    raise InputError(file=str(file), allowed='has no line "Frame#  Time  …" with the markers, so it is no TRC file')


def _names(titles: list[str], place: int) -> tuple[tuple[str, ...], bool]:
    """Give the markers' names, and whether each has its three cells as it should."""
    cells = titles[place + 1 :]
    while cells and not cells[-1]:
        cells = cells[:-1]
    spaced = all((not name) or i % 3 == 0 for i, name in enumerate(cells)) and (len(cells) < 2 or not cells[1])
    if spaced:
        return tuple(name or f"marker {i + 1}" for i, name in enumerate(cells[::3])), True
    return tuple(name for name in cells if name), False


def _without_labels(body: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Pass over the line that reads X1 Y1 Z1 …; many files have it, some do not."""
    looking = True
    for number, cells in body:
        if looking and (filled := [cell.strip() for cell in cells if cell.strip()]):
            looking = False
            if re.fullmatch(r"[xyz]\d*", filled[0], re.IGNORECASE):
                continue
        yield number, cells


def _rate(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if 0.0 < value < 1e6 else None


def _factor(unit: str, spots: FloatArray) -> tuple[float, tuple[str, ...]]:
    """Metres in one unit of the file, with a note where it is guessed or looks wrong."""
    known = unit.strip().casefold()
    known = _WORDS.get(known, known)
    far = np.abs(spots[np.isfinite(spots)])
    size = float(np.percentile(far, 99)) if far.size else 0.0
    if known not in LENGTHS:
        guess = "mm" if size > _BODY else "m"
        told = f'The unit "{unit}" is not known' if unit else "The file does not say its unit"
        return LENGTHS[guess], (f"{told}; by the size of the numbers it is {guess}.",)
    if not 0.05 < size * LENGTHS[known] < 200.0 and far.size:
        return LENGTHS[known], (f"In {known}, as the head says, markers lie {size * LENGTHS[known]:.3g} m away: look.",)
    return LENGTHS[known], ()
