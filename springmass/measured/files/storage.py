"""OpenSim's storage files, ``.mot`` and ``.sto``: tables under a head that ends in ``endheader``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from springmass.errors import InputError
from springmass.measured.files.csv_names import side_of
from springmass.measured.files.even import even_clock, on_clock
from springmass.measured.files.found import Found, LabForces, LabPlate, without_unloaded
from springmass.measured.files.text import MOST_COLUMNS, Table, checked_file, lines, rows, unique
from springmass.measured.recording import FloatArray, Motion
from springmass.writing import in_one_move

KIND = "OpenSim storage"
_LONGEST_HEAD = 1000
_FORCE = re.compile(r"^(?P<plate>.*?(?:force|grf|fp|plate).*?)[_ .]*(?P<what>[vp])_?(?P<axis>[xyz])$", re.IGNORECASE)
_MOMENT = re.compile(r"(torque|moment).*[xyz]$|^(.*_)?m[xyz]$", re.IGNORECASE)
_JOINT = re.compile(
    r"pelvis|hip|knee|ankle|subtalar|mtp|lumbar|trunk|torso|thorax|neck|head|arm|elbow|shoulder|wrist|pro_sup|shank"
    r"|thigh|foot|toe|heel|forearm|hand|tilt|list|rotation|flex|adduct|abduct|angle|bending|extension",
    re.IGNORECASE,
)
_NO_ANGLE = re.compile(
    r"speed|velocity|accel|activation|force|fiber|excitation|moment|torque|power|reserve|[_ ](u|q?dot)$", re.IGNORECASE
)
_SHIFT = re.compile(r"^(?P<body>.*?(?:^|[_/ ]))t(?P<axis>[xyz])(?P<end>/value)?$", re.IGNORECASE)
_TURNS = 7.0
"""An angle larger than a full turn in radians is in degrees."""


def read_table(path: str | os.PathLike[str]) -> Table:
    """Read the table of a storage file, whatever its numbers mean.

    Parameters
    ----------
    path : path
        A ``.mot`` or ``.sto`` file. The counts in its head are not believed.

    Returns
    -------
    Table
        Names stripped of blanks; values as they stand.

    Raises
    ------
    InputError
        With the line, where it is no such file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_table(f"{folder}/a.sto", {"time": [0, 1, 2], "x": [5, 6, 7]}, name="a")
    ...     read_table(f"{folder}/a.sto")["x"]
    array([5., 6., 7.])
    """
    file = checked_file(path)
    stream = lines(file)
    header = _head(stream, file)
    line, text = next(((n, t) for n, t in stream if t.strip()), (0, ""))
    if not text:
        raise InputError(file=str(file), allowed="nothing follows endheader")
    tabs = "\t" in text.strip()
    names, twice = unique(_names(text, tabs))
    if len(names) > MOST_COLUMNS:
        raise InputError(
            file=str(file), line=line, allowed=f"names {len(names)} columns; at most {MOST_COLUMNS} are read"
        )
    values, damage = rows(((n, t.split("\t") if tabs else t.split()) for n, t in stream), len(names), file)
    told = header.get("nrows", header.get("datarows", ""))
    if told.isdigit() and int(told) != len(values):
        damage = (*damage, f"The head tells of {told} rows; there are {len(values)}.")
    degrees = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    in_degrees = degrees.get(header.get("indegrees", "").casefold())
    return Table(names, values, header, in_degrees, (*twice, *damage), damage)


def write_table(
    path: str | os.PathLike[str], columns: Mapping[str, ArrayLike], *, name: str, in_degrees: bool = False
) -> None:
    """Write a storage file OpenSim and its users read.

    Parameters
    ----------
    path : path
        The file; it is replaced in one move.
    columns : mapping of str to array
        Name → values, shape (n,) each; ``time`` comes first whatever its place. Numbers read back as they were.
    name : str
        First line of the head.
    in_degrees : bool
        Whether angles are in degrees; only said in the head, nothing is converted.

    Raises
    ------
    InputError
        For columns of different length, without ``time``, or when the file cannot be written.

    Examples
    --------
    >>> write_table("a.mot", {"x": [1.0]}, name="a")
    Traceback (most recent call last):
    springmass.errors.InputError: columns: needs a column "time".
    """
    if "time" not in columns:
        raise InputError("columns", allowed='needs a column "time"')
    arrays = {key: np.asarray(columns[key], dtype=float) for key in ("time", *(k for k in columns if k != "time"))}
    if len({array.shape for array in arrays.values()}) > 1 or arrays["time"].ndim != 1:
        raise InputError("columns", allowed="must all have one dimension and the same length")
    if bad := [key for key in arrays if "\t" in key or "\n" in key or not key.strip()]:
        raise InputError("columns", given=bad[0], allowed="is no name for a column")
    head = [
        " ".join(name.split()) or "springmass", "version=1", f"nRows={len(arrays['time'])}",
        f"nColumns={len(arrays)}", f"inDegrees={'yes' if in_degrees else 'no'}", "endheader", "\t".join(arrays),
    ]  # fmt: skip
    table = np.column_stack(list(arrays.values()))
    try:
        with in_one_move(path) as place, place.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write("\n".join(head) + "\n")
            for row in table.tolist():
                stream.write("\t".join("NaN" if value != value else repr(value) for value in row) + "\n")
    except OSError as error:
        problem = InputError(file=os.fspath(path), allowed=f"cannot be written: {error.strerror or error}")
    else:
        return
    raise problem


def read_storage(path: str | os.PathLike[str]) -> Found:
    """Read forces and angles of a storage file.

    Parameters
    ----------
    path : path

    Returns
    -------
    Found
        Forces of every plate, angles in radians, translations as points.

    Raises
    ------
    InputError
        As :func:`read_table`, and where no column is understood.
    """
    file = Path(path)
    table = read_table(file)
    times = [name for name in table.names if name.casefold() in ("time", "t")]
    if not times:
        raise InputError(file=str(file), allowed='has no column "time"', hint=f"Columns: {few(table.names)}.")
    time, place, uneven = even_clock(table[times[0]], file)
    column = {name: on_clock(table[name], place) for name in table.names if name != times[0]}
    plates, used, said = _plates(column)
    motion, told, rest = _motion({k: v for k, v in column.items() if k not in used}, time, table.in_degrees)
    if not plates and motion is None:
        known = 'Forces are called "ground_force_vx", angles "knee_angle_r" or "right knee".'
        raise InputError(file=str(file), allowed=f"no column is a force or an angle: {few(column)}", hint=known)
    left = (f"Not understood and left out: {few(rest)}.",) if rest else ()
    notes = (*table.notes, *uneven, *said, *told, *left)
    return Found(
        KIND, forces=LabForces(time, plates) if plates else None, motion=motion, notes=notes, damage=table.damage
    )


def _head(stream: Iterator[tuple[int, str]], file: Path) -> dict[str, str]:
    header: dict[str, str] = {}
    for number, text in stream:
        words = text.strip()
        if words.casefold() == "endheader":
            return header
        if number > _LONGEST_HEAD:
            break
        key, equals, value = words.partition("=")
        if not equals:
            key, _, value = words.partition(" ")
        header[key.strip().casefold()] = value.strip()
    raise InputError(file=str(file), allowed='has no line "endheader", so it is no OpenSim storage file')


def _names(text: str, tabs: bool) -> list[str]:
    names = [name.strip() for name in text.rstrip("\t\r\n ").split("\t" if tabs else None)]
    return [name or f"column {number}" for number, name in enumerate(names, 1)]


def _plates(column: dict[str, FloatArray]) -> tuple[tuple[LabPlate, ...], set[str], tuple[str, ...]]:
    groups: dict[str, dict[str, str]] = {}
    used = {name for name in column if _MOMENT.search(name)}
    for name in column:
        if found := _FORCE.match(name):
            groups.setdefault(found["plate"].casefold(), {})[(found["what"] + found["axis"]).casefold()] = name
            used.add(name)
    plates, notes = [], []
    for stem, parts in groups.items():
        if not any(key.startswith("v") for key in parts):
            continue
        size = len(column[next(iter(parts.values()))])
        blank = np.full(size, np.nan)
        force, cop = (np.column_stack([column[parts[w + a]] if w + a in parts else blank for a in "xyz"]) for w in "vp")
        words = [word for word in re.split(r"[_ .]+", stem) if word]
        name = side_of(" ".join(words)) or stem.strip("_ .")
        plates.append(LabPlate(name, force, without_unloaded(cop, force)))
    names = [plate.name for plate in plates]
    if len(set(names)) < len(names):
        plates = [LabPlate(name, p.force, p.cop) for name, p in zip(unique(names)[0], plates, strict=True)]
        notes.append("Several plates have the same name; they are numbered.")
    return tuple(plates), used if plates else set(), tuple(notes)


def _motion(
    column: dict[str, FloatArray], time: FloatArray, in_degrees: bool | None
) -> tuple[Motion | None, list[str], list[str]]:
    shifts: dict[str, dict[str, FloatArray]] = {}
    angles, rest, notes = {}, [], []
    for name, values in column.items():
        if shift := _SHIFT.match(name):
            shifts.setdefault(shift["body"].strip("_/ ") or "body", {})[shift["axis"].casefold()] = values
        elif angle_like(name):
            angles[name] = values
        else:
            rest.append(name)
    if in_degrees is None and angles:
        largest = max((float(np.nanmax(np.abs(v), initial=0.0)) for v in angles.values()), default=0.0)
        in_degrees = largest > _TURNS
        unit = "degrees" if in_degrees else "radians"
        notes.append(f"The head does not say the unit of the angles; by their size they are in {unit}.")
    if in_degrees:
        angles = {name: np.radians(values) for name, values in angles.items()}
    whole = {body: parts for body, parts in shifts.items() if len(parts) == 3}
    points = {body: np.column_stack([parts[a] for a in "xyz"]) for body, parts in whole.items()}
    motion = Motion(time, points, angles) if angles or points else None
    return motion, notes, rest


def angle_like(name: str) -> bool:
    """Tell whether a column sounds like the angle of a joint or a segment.

    Parameters
    ----------
    name : str

    Returns
    -------
    bool

    Examples
    --------
    >>> angle_like("right knee"), angle_like("knee_angle_r_moment")
    (True, False)
    """
    return bool(_JOINT.search(name)) and not _NO_ANGLE.search(name)


def few(names: Iterable[str]) -> str:
    """List the first names.

    Parameters
    ----------
    names : iterable of str

    Returns
    -------
    str

    Examples
    --------
    >>> few("abcdefgh")
    'a, b, c, d, e and 3 more'
    """
    listed = list(names)
    return ", ".join(listed[:5]) + (f" and {len(listed) - 5} more" if len(listed) > 5 else "")
