"""CSV exports of watches and foot pods: a line a record, or a line a lap."""

from __future__ import annotations

import csv
import os
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from springmass.errors import InputError
from springmass.measured.counted import counted
from springmass.measured.files.found import sensible
from springmass.measured.recording import WATCH, FloatArray, Lap, Recording, Watch
from springmass.measured.watch.assemble import Column, assembled
from springmass.measured.watch.fields import CLOCK, PACE, STRYD_ONLY, Field, field_of, unit_by_size
from springmass.measured.watch.table import left_share, number, seconds
from springmass.measured.watch.times import durations, in_order
from springmass.writing import shown

MOST_LINES = 20_000_000
LONGEST_LINE = 1_000_000
"""[bytes]"""
MOST_NUMBERS = 30_000_000
"""240 MB; a day at one record a second has two million."""
_HEADER_WITHIN = 30
_MOST_LAPS = 10_000
_LAP_WORDS = {"lap", "laps", "split", "splits", "interval", "intervals"}
_OUTSIDE = {"speed", "distance", "altitude", PACE}
_RUNNING_WORDS = {"speed", PACE, "cadence", "distance"}


def looks_like_watch(header: Sequence[str]) -> bool:
    """Tell from the names of its columns whether a table is a watch's.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.

    Returns
    -------
    bool
        True when at least two columns are known, one of them speed, pace, cadence or distance.

    Examples
    --------
    >>> looks_like_watch(["secs", "cad", "kph"]), looks_like_watch(["time", "fx", "fy", "fz"])
    (True, False)
    """
    known = {what.quantity for what in map(field_of, header[:500]) if what is not None} - {CLOCK}
    return len(known) >= 2 and bool(known & _RUNNING_WORDS)


@dataclass
class _Table:
    header: list[str]
    rows: int
    numbers: dict[int, FloatArray]
    """Column → values, shape (rows,)"""
    words: dict[int, list[str]]
    """Column → cells, of the lap column only"""


def read_watch_csv(path: str | os.PathLike[str]) -> Recording:
    """Read a table of a watch or foot pod.

    Parameters
    ----------
    path : path
        Of a text file with one line of column names; commas, semicolons or tabs; decimal commas where the
        separator is none.

    Returns
    -------
    Recording
        With a :class:`Watch`. A table with a line a lap gives one record a lap, at its start.

    Raises
    ------
    InputError
        When the file is not such a table, or beyond all bounds.

    Examples
    --------
    >>> read_watch_csv("nowhere.csv")
    Traceback (most recent call last):
    ...
    springmass.errors.InputError: recording: given "nowhere.csv"; there is no such file.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError("recording", given=str(path), allowed="there is no such file")
    with path.open("rb") as stream:
        table, fields = _read(stream, path.name)
    if table.rows == 0:
        raise InputError("recording", given=path.name, allowed="must hold records: it has column names and no more")
    return _recording(table, fields, shown(path.name))


def _lines(stream: BinaryIO, name: str) -> Iterator[str]:
    """Text line by line, within bounds."""
    for count in range(MOST_LINES + 1):
        line = stream.readline(LONGEST_LINE + 1)
        if not line:
            return
        if len(line) > LONGEST_LINE:
            raise InputError(
                "recording", given=name, allowed=f"must have lines shorter than {LONGEST_LINE} bytes", line=count + 1
            )
        if b"\x00" in line:
            raise InputError("recording", given=name, allowed="must be a text with columns; this file is binary")
        text = line.decode("utf-8-sig" if count == 0 else "utf-8", errors="replace")
        if count < _HEADER_WITHIN and text.count("�") > 0.1 * len(text):
            raise InputError("recording", given=name, allowed="must be a text with columns; this file is binary")
        # One line is one row here, so that a stray quotation mark cannot swallow the rest of the file.
        yield text.rstrip("\r\n")
    raise InputError("recording", given=name, allowed=f"must have fewer than {MOST_LINES} lines")


def _read(stream: BinaryIO, name: str) -> tuple[_Table, dict[int, Field]]:
    lines = _lines(stream, name)
    header, separator = _header(lines, name)
    fields = {place: what for place, cell in enumerate(header) if (what := field_of(cell)) is not None}
    lap = next((place for place, cell in enumerate(header) if cell.strip().casefold() in _LAP_WORDS), None)
    readers = {place: _reader(what) for place, what in fields.items()}
    growing = {place: array("d") for place in fields}
    words: list[str] = []
    rows = 0
    comma: bool | None = False if separator == "," else None
    for line in lines:
        cells = _cells(line, separator)
        if not any(cells) or (lap is not None and _is_summary(cells[lap : lap + 1])):
            continue
        if comma is None and re.search(r"\d[.,]\d", line):
            comma = "," in line and not re.search(r"\d\.\d", line)
        for place, read in readers.items():
            growing[place].append(read(cells[place], bool(comma)) if place < len(cells) else np.nan)
        if lap is not None:
            words.append(cells[lap][:40] if lap < len(cells) else "")
        rows += 1
        if rows * (len(growing) + (0 if lap is None else 8)) > MOST_NUMBERS:
            raise InputError("recording", given=name, allowed=f"must hold fewer than {MOST_NUMBERS} numbers")
    numbers = {place: np.asarray(values, dtype=float) for place, values in growing.items()}
    return _Table(header, rows, numbers, {} if lap is None else {lap: words}), fields


def _header(lines: Iterator[str], name: str) -> tuple[list[str], str]:
    for _, line in zip(range(_HEADER_WITHIN), lines, strict=False):
        found = max(((_cells(line, sign), sign) for sign in (",", ";", "\t")), key=lambda one: len(one[0]))
        if looks_like_watch(found[0]):
            return found
    raise InputError(
        "recording",
        given=name,
        allowed="must have a line of column names with at least two a watch writes, such as speed and cadence",
    )


def _cells(line: str, separator: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return []


def _is_summary(cell: list[str]) -> bool:
    return bool(cell) and cell[0].casefold() in ("summary", "total", "totals")


def _reader(what: Field) -> Callable[[str, bool], float]:
    if what.quantity == CLOCK:
        return _clock(what.factor or 1.0)
    if what.quantity == PACE:
        return seconds
    return left_share if what.quantity == "contact_balance" else number


def _clock(factor: float) -> Callable[[str, bool], float]:
    """Reader of times [s] in a unit; what is written as 5:03, or as a date, has its own."""

    def read(cell: str, comma: bool) -> float:
        plain = number(cell, comma)
        return factor * plain if np.isfinite(plain) and factor != 1.0 else seconds(cell, comma)

    return read


def _recording(table: _Table, fields: dict[int, Field], name: str) -> Recording:
    notes: list[str] = []
    by_lap = bool(table.words) and any(re.match(r"(avg|average)\b", cell.strip().casefold()) for cell in table.header)
    beyond = 0
    for place in fields:
        table.numbers[place], wild = sensible(table.numbers[place])
        beyond += wild
    if beyond:
        notes.append(f"{counted(beyond, 'number')} beyond all sense taken as missing")
    stamps, lasting = _stamps(name, table, fields, by_lap)
    order, said = in_order(stamps)
    notes += said
    if len(order) == 0:
        raise InputError("recording", given=name, allowed="must say when: no line has a time that can be read")
    time = stamps[order] - stamps[order[0]]
    values = {place: table.numbers[place][order] for place in fields}
    weights = lasting[order] if lasting is not None else durations(time)
    laps = _laps(table, order, time, weights, by_lap)
    if by_lap:
        notes.append("the file has a line a lap: its values are means of laps, not records")
    columns = _columns(table, fields, values, weights, by_lap, notes)
    sources, resolution, decided = assembled(columns)
    if not sources:
        raise InputError("recording", given=name, allowed="must have a column whose values can be read")
    unknown = [
        cell for place, cell in enumerate(table.header) if cell and place not in fields and place not in table.words
    ]
    if unknown:
        more = f" and {len(unknown) - 8} more" if len(unknown) > 8 else ""
        notes.append(
            f"{counted(len(unknown), 'column')} left alone: {', '.join(one[:40] for one in unknown[:8])}{more}"
        )
    return Recording(
        name=name,
        kind="CSV",
        watch=Watch(time=time, sources=sources, laps=laps, resolution=resolution),
        notes=(*notes, *decided),
    )


def _stamps(name: str, table: _Table, fields: dict[int, Field], by_lap: bool) -> tuple[FloatArray, FloatArray | None]:
    """When each line begins, and for laps how long it lasts."""
    clocks = [place for place, what in fields.items() if what.quantity == CLOCK]
    if not clocks:
        hint = "A column named time or seconds says when."
        raise InputError(file=name, allowed="has records of a watch, but no column says when they were", hint=hint)
    if by_lap:
        lasting = np.nan_to_num(table.numbers[clocks[0]])
        return np.cumsum(lasting) - lasting, lasting
    best = max(clocks, key=lambda place: len(np.unique(table.numbers[place][np.isfinite(table.numbers[place])])))
    return table.numbers[best], None


def _laps(
    table: _Table, order: NDArray[np.intp], time: FloatArray, weights: FloatArray, by_lap: bool
) -> tuple[Lap, ...]:
    if not table.words:
        return ()
    words = next(iter(table.words.values()))
    cells = [words[row] for row in order]
    if by_lap:
        spans = [
            (cell, float(begin), float(begin + lasts)) for cell, begin, lasts in zip(cells, time, weights, strict=True)
        ]
    else:
        changes = [0, *(row for row in range(1, len(cells)) if cells[row] != cells[row - 1])]
        ends = [*time[changes[1:]].tolist(), float(time[-1])]
        spans = [(cells[first], float(time[first]), end) for first, end in zip(changes, ends, strict=True)]
    if len(spans) > _MOST_LAPS:
        return ()
    names = [cell for cell, _, _ in spans]
    # A lap is asked for by its name: where names are missing or come twice, by its number.
    if not all(names) or len(set(names)) < len(names):
        names = [str(count) for count in range(1, len(spans) + 1)]
    return tuple(Lap(name, begin, end) for name, (_, begin, end) in zip(names, spans, strict=True))


def _columns(
    table: _Table,
    fields: dict[int, Field],
    values: dict[int, FloatArray],
    weights: FloatArray,
    by_lap: bool,
    notes: list[str],
) -> list[Column]:
    bare = {what.quantity for what in fields.values() if not what.source}
    unsigned = WATCH
    if bare & STRYD_ONLY:
        unsigned = "Stryd"
        notes.append(
            "form power and leg stiffness are Stryd's words: columns that name no sensor are taken for Stryd's"
        )
    columns = []
    for place, what in fields.items():
        if what.quantity == CLOCK:
            continue
        source = what.source or (WATCH if what.quantity in _OUTSIDE else unsigned)
        columns.append(Column(source, what.quantity, what.factor, what.unit, values[place], table.header[place]))
    return _with_speeds(columns, weights, by_lap, notes)


def _with_speeds(columns: list[Column], weights: FloatArray, by_lap: bool, notes: list[str]) -> list[Column]:
    """Pace as speed, and units of speed and distance from each other where only one is given."""
    distance = next((one for one in columns if one.quantity == "distance"), None)
    gone = None if distance is None or distance.factor is None else distance.factor * _length(distance.values, by_lap)
    made = []
    for one in columns:
        if one.quantity == PACE:
            size, said = one.factor, one.unit
            with np.errstate(divide="ignore"):
                speed = np.where(one.values > 0.0, 1.0 / one.values, np.nan)
            if size is None:
                size = _nearest_factor(gone, speed, weights, (1000.0, 1609.344)) or 1000.0
                said = "min/km" if size == 1000.0 else "min/mile"
                why = "by distance and time" if gone is not None else "nothing in the file tells"
                notes.append(f'column "{one.name}" gives no unit; taken as {said} ({why})')
            made.append(Column(one.source, "speed", 1.0, said, speed * size, one.name))
        elif one.quantity == "speed" and one.factor is None:
            factor = _nearest_factor(gone, one.values, weights, (1.0, 1.0 / 3.6, 0.44704))
            if factor is not None:
                text = {1.0: "m/s", 0.44704: "mph"}.get(factor, "km/h")
                notes.append(f'column "{one.name}" gives no unit; by distance and time it is {text}')
            made.append(Column(one.source, "speed", factor, one.unit, one.values, one.name))
        else:
            made.append(one)
    quick = next((one for one in made if one.quantity == "speed"), None)
    result = []
    for one in made:
        if one.quantity == "distance":
            factor = one.factor or _distance_unit(one, quick, weights, by_lap, notes)
            if factor is None:
                continue
            total = np.cumsum(np.nan_to_num(one.values)) if by_lap else one.values
            one = Column(one.source, "distance", factor, one.unit, total, one.name)
        elif one.quantity == "altitude" and one.factor is None:
            one = Column(one.source, "altitude", 1.0, "m", one.values, one.name)
            notes.append(f'column "{one.name}" gives no unit; taken as m')
        result.append(one)
    return result


def _distance_unit(
    one: Column, speed: Column | None, weights: FloatArray, by_lap: bool, notes: list[str]
) -> float | None:
    size = None if speed is None else speed.factor
    if speed is not None and size is None:
        guessed = unit_by_size("speed", speed.values)
        size = guessed[0] if guessed else None
    factor = None
    if speed is not None and size is not None:
        covered = float(np.nansum(speed.values * weights)) * size
        length = _length(one.values, by_lap)
        ratios = {unit: abs(np.log(covered / (unit * length))) for unit in (1.0, 1e3, 1609.344) if covered * length > 0}
        near = min(ratios, key=lambda unit: ratios[unit], default=None)
        factor = near if near is not None and ratios[near] < 0.2 else None
    if factor is None:
        notes.append(f'column "{one.name}" left out: its unit is not given and speed does not tell it')
    return factor


def _length(values: FloatArray, by_lap: bool) -> float:
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return 0.0
    return float(np.sum(known)) if by_lap else float(np.max(known) - np.min(known))


def _nearest_factor(
    gone: float | None, speed: FloatArray, weights: FloatArray, factors: tuple[float, ...]
) -> float | None:
    """The factor with which speed times time comes nearest to the distance, if within 15 %."""
    covered = float(np.nansum(speed * weights))
    if not gone or not covered > 0.0:
        return None
    off = {factor: abs(np.log(covered * factor / gone)) for factor in factors}
    best = min(off, key=lambda factor: off[factor])
    return best if off[best] < 0.15 else None
