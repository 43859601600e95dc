"""Tables of forces, points and angles in plain text: commas, semicolons, tabs or blanks between the columns."""

from __future__ import annotations

import csv
import itertools
import os
import re
from pathlib import Path

import numpy as np

from springmass.errors import InputError
from springmass.measured.files.csv_names import Column, side_of, understood, unit_of
from springmass.measured.files.even import even_clock, on_clock
from springmass.measured.files.found import Found, LabForces, LabPlate, sensible, without_unloaded
from springmass.measured.files.storage import angle_like, few
from springmass.measured.files.text import MOST_COLUMNS, Table, checked_file, lines, number_of, rows, unique
from springmass.measured.files.trc import LENGTHS
from springmass.measured.recording import FloatArray, Motion
from springmass.scenario.defaults import GRAVITY

KIND = "CSV"
_HEAD = 60
"""Lines in which the numbers must begin"""
_RATE = re.compile(r"(?:rate|freq\w*)\D{0,20}?([\d.]+)", re.IGNORECASE)


def read_table(path: str | os.PathLike[str]) -> Table:
    """Read a table of numbers, with names above the columns or without.

    Parameters
    ----------
    path : path
        Columns separated by comma, semicolon, tab or blanks; numbers with decimal point, or with decimal comma where
        the columns are not separated by commas.

    Returns
    -------
    Table
        Names as in the file, none (``""``) for a single column without. ``header`` has ``"units"``, the row of units
        joined by tabs, and ``"rate"``, where the lines above the table tell.

    Raises
    ------
    InputError
        With the line, for what is no table.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "a.csv"
    ...     _ = file.write_text("time;Fz [N]\\n0,0;1,5\\n0,1;2,5\\n0,2;3,5\\n")
    ...     read_table(file)["Fz [N]"]
    array([1.5, 2.5, 3.5])
    """
    file = checked_file(path)
    stream = lines(file)
    top = [(n, t) for n, t in itertools.islice(stream, _HEAD) if t.strip() and not t.lower().startswith("sep=")]
    start, sign, comma = _start(top, file)
    width = len(_cells(top[start][1], sign))
    above = [(n, _cells(t.lstrip("#% "), sign)) for n, t in top[:start]]
    titles = [(n, cells) for n, cells in above if len(cells) == width and any(c.strip() for c in cells)]
    header: dict[str, str] = {}
    if told := next((found[1] for _, text in top[:start] if (found := _RATE.search(text))), ""):
        header["rate"] = told
    if titles and len(titles) > 1 and all(unit_of(c) or not c.strip(" -[]()") for c in titles[-1][1]):
        header["units"] = "\t".join(titles.pop()[1])
    if width > MOST_COLUMNS:
        raise InputError(file=str(file), allowed=f"has {width} columns; at most {MOST_COLUMNS} are read")
    names = [cell.strip().strip('"').strip() for cell in titles[-1][1]] if titles else [""] * width
    if width > 1:
        names = [name or f"column {i}" for i, name in enumerate(names, 1)]
    if not titles and width > 1:
        hint = 'Write a first line such as "time_s,force_vertical_N".'
        raise InputError(file=str(file), allowed=f"has {width} columns and no line that names them", hint=hint)
    unlike, twice = unique(names)
    body = ((n, _cells(t, sign)) for n, t in itertools.chain(top[start:], stream))
    values, damage = rows(body, width, file, comma=comma)
    return Table(unlike, values, header, notes=(*twice, *damage), damage=damage)


def titles(path: str | os.PathLike[str]) -> list[str]:
    """Read the first line that is not blank, split into its cells.

    Parameters
    ----------
    path : path

    Returns
    -------
    list of str

    Raises
    ------
    InputError
        For a file that cannot be read or is no text.

    Examples
    --------
    >>> titles("nowhere.csv")
    Traceback (most recent call last):
    springmass.errors.InputError: nowhere.csv: there is no such file.
    """
    file = checked_file(path)
    for _, text in itertools.islice(lines(file), _HEAD):
        if text.strip() and not text.lower().startswith("sep="):
            return [cell.strip().strip('"').strip() for cell in _cells(text, _separator(text))]
    return []


def read_csv(path: str | os.PathLike[str], *, rate: float | None = None, mass: float | None = None) -> Found:
    """Read forces, points and angles of a table.

    Parameters
    ----------
    path : path
    rate : float, optional
        Samples a second, for a file without a column of times.
    mass : float, optional
        [kg], for forces in body weights.

    Returns
    -------
    Found
        Units are taken from the names, a row of units, or by size, with a note.

    Raises
    ------
    InputError
        Where no column is understood, or ``rate`` or ``mass`` is needed and missing.
    """
    file = Path(path)
    table = read_table(file)
    units = table.header.get("units", "").split("\t")
    units += [""] * (len(table.names) - len(units))
    if len(table.names) == 1 and understood(table.names[0]).kind == "other":
        columns = {table.names[0]: Column("force", "N", 1, True)}
        notes = ["One column: taken as the vertical force in N."]
    else:
        columns = {name: understood(name, unit_of(unit)) for name, unit in zip(table.names, units, strict=True)}
        notes = []
    time, place, said = _time(table, columns, file, rate)
    notes += [*table.notes, *said]
    values = {name: on_clock(table[name], place) for name in table.names}
    forces, worded, told = _forces(values, columns, time, mass, file)
    motion, heard = _motion(values, columns, time)
    if forces is None and motion is None:
        known = 'Forces are called "Fz [N]" or "force_vertical_N", points "right_hip_x_m", angles "right knee [deg]".'
        raise InputError(file=str(file), allowed=f"no column is understood: {few(table.names)}", hint=known)
    return Found(KIND, forces=forces, motion=motion, named=worded, notes=(*notes, *told, *heard), damage=table.damage)


def _start(top: list[tuple[int, str]], file: Path) -> tuple[int, str | None, bool]:
    """Find the first line of numbers, what separates its cells, and whether its decimals have a comma."""
    for index, (_, text) in enumerate(top):
        sign = _separator(text)
        cells = _cells(text, sign)
        for comma in (False, True) if sign != "," else (False,):
            read = [number_of(cell, comma=comma) for cell in cells]
            if None not in read and any(value == value for value in read):
                return index, sign, comma
    raise InputError(file=str(file), allowed="no line of numbers was found, so it is no table of a recording")


def _separator(text: str) -> str | None:
    for sign in "\t;,":
        if sign in text:
            return sign
    return " " if len(text.split()) > 1 else None


def _cells(text: str, sign: str | None) -> list[str]:
    if sign is None:
        return [text]
    if sign == " ":
        return text.split()
    if '"' in text:
        try:
            return next(csv.reader([text], delimiter=sign), [])
        except csv.Error:
            pass
    return text.split(sign)


def _time(
    table: Table, columns: dict[str, Column], file: Path, rate: float | None
) -> tuple[FloatArray, FloatArray | None, tuple[str, ...]]:
    for name, column in columns.items():
        if column.kind == "time":
            notes: tuple[str, ...] = ()
            time = sensible(table[name])[0]
            seen = np.diff(time[np.isfinite(time)])
            step = float(np.median(seen)) if len(seen) else np.nan
            if column.unit == "ms":
                time = time / 1000.0
            elif not column.unit and step > 0.5:
                time, notes = time / 1000.0, (f'Column "{name}" goes up by {step:.3g}: taken as milliseconds.',)
            clock, place, said = even_clock(time, file)
            return clock, place, (*notes, *said)
    notes = ()
    if rate is None and (told := number_of(table.header.get("rate", ""))) and told > 0:
        rate, notes = told, (f"The lines above the table tell of {told:g} samples a second.",)
    if rate is None:
        hint = 'Give rate="300 Hz", or --rate 300Hz on the command line.'
        raise InputError(
            "rate", file=str(file), allowed="the file does not say how many samples a second it has", hint=hint
        )
    return np.arange(len(table.values)) / rate, None, notes


def _forces(
    values: dict[str, FloatArray], columns: dict[str, Column], time: FloatArray, mass: float | None, file: Path
) -> tuple[LabForces | None, bool, tuple[str, ...]]:
    found = {name: column for name, column in columns.items() if column.kind == "force"}
    if not found:
        return None, False, ()
    notes = []
    worded = any(c.worded for c in found.values())
    groups = dict.fromkeys(c.group for c in found.values())
    plates = []
    for group in groups:
        force, cop = np.full((len(time), 3), np.nan), np.full((len(time), 3), np.nan)
        own = [name for name, c in found.items() if c.group == group]
        for name in own:
            axis = found[name].axis
            if len(own) == 1 or axis is None:
                # A single force of a plate is its vertical one, whatever letter it bears.
                worded, axis = True, 1
            force[:, axis] = values[name] * _newtons(found[name].unit, name, mass, file)
        for name, column in columns.items():
            if column.kind == "cop" and column.axis is not None and column.group == group:
                cop[:, column.axis] = values[name] * _metres(column.unit, values[name])
        if worded and np.isnan(cop[:, 2]).all():
            cop = cop[:, [0, 2, 1]]  # across the plate is y where z is not used
        plates.append(LabPlate(side_of(group) or group or "plate", force, without_unloaded(cop, force)))
    if len({plate.name for plate in plates}) < len(plates):
        fresh = unique([plate.name for plate in plates])[0]
        plates = [LabPlate(name, p.force, p.cop) for name, p in zip(fresh, plates, strict=True)]
    if any(not c.unit for c in found.values()):
        notes.append("The file does not name the unit of force; taken as N.")
    return LabForces(time, tuple(plates)), worded, tuple(notes)


def _newtons(unit: str, name: str, mass: float | None, file: Path) -> float:
    if unit in ("BW", "N/kg"):
        if mass is None:
            hint = 'Give mass="70 kg", or --mass 70kg on the command line.'
            said = "is in body weights, so the mass of the runner is needed"
            raise InputError("mass", file=str(file), allowed=f'column "{name}" {said}', hint=hint)
        return mass * (GRAVITY if unit == "BW" else 1.0)
    return 1000.0 if unit == "kN" else 1.0


def _metres(unit: str, values: FloatArray) -> float:
    if unit in LENGTHS:
        return LENGTHS[unit]
    return 1e-3 if np.nanmax(np.abs(values), initial=0.0) > 50.0 else 1.0


def _motion(
    values: dict[str, FloatArray], columns: dict[str, Column], time: FloatArray
) -> tuple[Motion | None, tuple[str, ...]]:
    spots: dict[str, dict[int, str]] = {}
    notes, angles, rest = [], {}, []
    for name, column in columns.items():
        if column.kind == "place" and column.axis is not None:
            spots.setdefault(column.group, {})[column.axis] = name
        elif column.unit in ("deg", "rad") or (column.kind == "other" and not column.unit and angle_like(name)):
            angles[name] = column.unit
        elif column.kind == "other":
            rest.append(name)
    whole = {point: parts for point, parts in spots.items() if {0, 1} <= set(parts)}
    rest += [name for point, parts in spots.items() if point not in whole for name in parts.values()]
    plain = [name for parts in whole.values() for name in parts.values() if not columns[name].unit]
    guess = _metres("", np.concatenate([values[name] for name in plain])) if plain else 1.0
    if plain:
        notes.append(
            f"The file does not name the unit of its points; by their size it is {'m' if guess == 1 else 'mm'}."
        )
    if any(2 not in parts for parts in whole.values()):
        notes.append("Points have no z; it is taken as 0.")
    points = {}
    for point, parts in whole.items():
        place = np.zeros((len(time), 3))
        for axis, name in parts.items():
            place[:, axis] = values[name] * (LENGTHS[columns[name].unit] if columns[name].unit else guess)
        points[point] = place
    turned = _radians(values, angles, notes)
    if rest:
        notes.append(f"Not understood and left out: {few(rest)}.")
    return (Motion(time, points, turned) if points or turned else None), tuple(notes)


def _radians(values: dict[str, FloatArray], angles: dict[str, str], notes: list[str]) -> dict[str, FloatArray]:
    open_ones = [name for name, unit in angles.items() if not unit]
    degrees = any(np.nanmax(np.abs(values[name]), initial=0.0) > 7.0 for name in open_ones)
    if open_ones:
        notes.append(f"The unit of the angles is not named; by size it is {'degrees' if degrees else 'radians'}.")
    out = {}
    for name, unit in angles.items():
        out[name] = np.radians(values[name]) if unit == "deg" or (not unit and degrees) else values[name]
    return out
