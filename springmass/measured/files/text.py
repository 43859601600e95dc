"""Text files read in one pass: lines of bounded length, and tables of numbers that never trust a count."""

from __future__ import annotations

import codecs
import math
import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np

from springmass.errors import InputError
from springmass.measured.recording import FloatArray

LARGEST = 2_000_000_000
"""Bytes of a recording file that are still read"""
LONGEST_LINE = 10_000_000
"""Bytes of a line of text that are still read"""
MOST_NUMBERS = 150_000_000
"""Of one table: 1.2 GB in memory, two hours of two plates at 1000 Hz"""
MOST_COLUMNS = 10_000
FEWEST_ROWS = 3
_BLANK = {"", "nan", "-nan", "nan(ind)", "-nan(ind)", "na", "n/a", "null", "none", "-1.#ind", "1.#qnan", "--"}
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Table:
    """A table of numbers as it stands in a file.

    Attributes
    ----------
    names : tuple of str
        One a column, each only once.
    values : ndarray
        Shape (rows, columns), NaN where blank.
    header : dict
        What the head of the file says, keys in lower case.
    in_degrees : bool or None
        As the head says; None where it does not.
    notes : tuple of str
        What was odd.
    damage : tuple of str
        Those of the notes that tell of a file broken off or spoilt.
    """

    names: tuple[str, ...]
    values: FloatArray
    header: dict[str, str] = field(default_factory=dict)
    in_degrees: bool | None = None
    notes: tuple[str, ...] = ()
    damage: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> FloatArray:
        """Give one column, shape (rows,)."""
        return self.values[:, self.names.index(name)]


def checked_file(path: str | os.PathLike[str]) -> Path:
    """Make sure a path is a file that can be read and is of a size to read.

    Parameters
    ----------
    path : path

    Returns
    -------
    Path

    Raises
    ------
    InputError
        For a folder, a missing, empty, unreadable or far too large file.

    Examples
    --------
    >>> checked_file("nowhere.mot")
    Traceback (most recent call last):
    springmass.errors.InputError: nowhere.mot: there is no such file.
    """
    name = os.fspath(path)
    problem = None
    try:
        file = Path(name)
        if not name or "\0" in name:
            problem = InputError("recording", given=name, allowed="is no file name")
        elif file.is_dir():
            problem = InputError(file=name, allowed="is a folder, not a recording", hint="Name the file inside it.")
        elif not file.exists():
            problem = InputError(file=name, allowed="there is no such file")
        elif not file.is_file():
            problem = InputError(file=name, allowed="is not a regular file")
        elif (size := file.stat().st_size) == 0:
            problem = InputError(file=name, allowed="is empty")
        elif size > LARGEST:
            said = f"has {size / 1e9:.1f} GB; at most {LARGEST / 1e9:.0f} GB are read"
            problem = InputError(file=name, allowed=said, hint="Export a shorter piece.")
        else:
            with file.open("rb"):
                return file
    except OSError as error:
        problem = InputError(file=name, allowed=f"cannot be read: {error.strerror or error}")
    raise problem


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Read the lines of a text file one by one.

    Parameters
    ----------
    path : Path
        In UTF-8, UTF-16 with its mark, or Latin-1; line ends of any system.

    Yields
    ------
    tuple of int and str
        Number from 1, and the line without its end.

    Raises
    ------
    InputError
        For a line that is too long, and for bytes that are no text.
    """
    try:
        with path.open("rb") as stream:
            wide = stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        if wide:
            with path.open(encoding="utf-16") as reader:
                yield from _wide_lines(reader, path)
            return
        with path.open("rb") as stream:
            number = 0
            for part in _raw_lines(stream, path):
                for piece in part.split(b"\r") if b"\r" in part else (part,):
                    number += 1
                    yield number, _text(piece.removeprefix(codecs.BOM_UTF8) if number == 1 else piece, path, number)
    except OSError as error:
        problem = InputError(file=str(path), allowed=f"cannot be read: {error.strerror or error}")
    else:
        return
    raise problem


def number_of(cell: str, *, comma: bool = False) -> float | None:
    """Read one cell.

    Parameters
    ----------
    cell : str
        Such as ``" 12.5 "``; blank and the usual words for "not a number" are NaN.
    comma : bool
        Whether the decimal sign is a comma.

    Returns
    -------
    float or None
        None where it is neither number nor blank.

    Examples
    --------
    >>> number_of(" 12.5 "), number_of("-1.#IND"), number_of("12,5", comma=True), number_of("abc")
    (12.5, nan, 12.5, None)
    """
    text = cell.strip().strip('"').strip()
    if text.casefold() in _BLANK:
        return np.nan
    if not text.isascii() or "_" in text:
        return None
    try:
        value = float(text.replace(",", ".") if comma else text)
    except ValueError:
        return None
    return value if np.isfinite(value) else np.nan


def unique(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell columns of the same name apart.

    Parameters
    ----------
    names : sequence of str

    Returns
    -------
    tuple
        Names, the second "a" as "a (2)", and a note for the names that were there twice.

    Examples
    --------
    >>> unique(["a", "b", "a"])[0]
    ('a', 'b', 'a (2)')
    """
    seen: dict[str, int] = {}
    out: list[str] = []
    taken: set[str] = set()
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        new = name if seen[name] == 1 else f"{name} ({seen[name]})"
        while new in taken:
            new += "'"
        taken.add(new)
        out.append(new)
    twice = [name for name, count in seen.items() if count > 1 and name]
    few = ", ".join(f'"{name}"' for name in twice[:3]) + (", …" if len(twice) > 3 else "")
    return tuple(out), ((f"More than one column is called {few}; they are numbered.",) if twice else ())


def rows(
    stream: Iterable[tuple[int, list[str]]], width: int, path: Path, *, comma: bool = False, short: bool = False
) -> tuple[FloatArray, tuple[str, ...]]:
    """Read rows of numbers in one pass.

    Parameters
    ----------
    stream : iterable
        Line number and cells of each line; a line without any text is passed over.
    width : int
        How many columns there are. Further cells must be blank.
    path : Path
        For messages.
    comma : bool
        Whether the decimal sign is a comma.
    short : bool
        Whether a row may end early, its last columns blank.

    Returns
    -------
    ndarray and tuple of str
        Shape (rows, width), and notes of damage.

    Raises
    ------
    InputError
        With the line, for what is no number or a row of the wrong length. The last line alone may be broken: it is
        left out, with a note.
    """
    values, count, held = array("d"), 0, None
    for line, cells in stream:
        row = _plain(cells) if len(cells) == width and not comma else None
        if row is None and not any(map(str.strip, cells)):
            continue
        if held is not None:
            raise held
        if row is None:
            row, held = _row(cells, width, path, line, comma, short)
        if held is None:
            values.extend(row)
            count += 1
            if len(values) > MOST_NUMBERS:
                said = f"holds more than {MOST_NUMBERS / 1e6:.0f} million numbers"
                raise InputError(file=str(path), allowed=said, hint="Export a shorter piece or fewer columns.")
    damage: tuple[str, ...] = ()
    if held is not None:
        damage = (f"The last line ({held.line}) is broken off or damaged and was left out.",)
    if count < FEWEST_ROWS:
        if held is not None and count == 0:
            raise held
        said = f"has {count} row{'s' * (count != 1)} of numbers; a recording needs at least {FEWEST_ROWS}"
        raise InputError(file=str(path), allowed=said)
    return np.frombuffer(values, dtype=float).reshape(count, width), damage


def _plain(cells: list[str]) -> list[float] | None:
    """Read a row that has nothing but numbers, which is nearly every one, the fast way."""
    try:
        row = list(map(float, cells))
    except ValueError:
        return None
    return row if math.isfinite(sum(row)) else None


def _row(
    cells: list[str], width: int, path: Path, line: int, comma: bool, short: bool
) -> tuple[list[float], InputError | None]:
    if len(cells) > width and not any(map(str.strip, cells[width:])):
        cells = cells[:width]
    if len(cells) > width or (len(cells) < width and not short):
        said = f"has {len(cells)} cell{'s' * (len(cells) != 1)} where {width} columns are named"
        return [], InputError(file=str(path), line=line, allowed=said)
    row = []
    for cell in cells:
        value = number_of(cell, comma=comma)
        if value is None:
            return [], InputError(file=str(path), line=line, given=cell.strip(), allowed="is no number")
        row.append(value)
    return row + [np.nan] * (width - len(row)), None


def _raw_lines(stream: IO[bytes], path: Path) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        for part in whole:
            yield part.removesuffix(b"\r")
        if len(rest) > LONGEST_LINE:
            raise _long(path)
    if rest:
        yield rest.removesuffix(b"\r")


def _wide_lines(reader: IO[str], path: Path) -> Iterator[tuple[int, str]]:
    number = 0
    while True:
        number += 1
        try:
            line = reader.readline(LONGEST_LINE)
        except UnicodeError:
            line = "\0"
        if not line:
            return
        if "\0" in line:
            raise _no_text(path, number)
        if len(line) == LONGEST_LINE:
            raise _long(path)
        yield number, line.rstrip("\n")


def _long(path: Path) -> InputError:
    return InputError(file=str(path), allowed=f"has a line of more than {LONGEST_LINE / 1e6:.0f} MB")


def _text(raw: bytes, path: Path, number: int) -> str:
    if b"\0" in raw:
        raise _no_text(path, number)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _no_text(path: Path, number: int) -> InputError:
    return InputError(file=str(path), line=number, allowed="is not text, though the name says so")
