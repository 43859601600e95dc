"""Cells of a table as numbers: decimal commas, minutes and seconds, dates, shares of left and right."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from springmass.measured.clock import clock_seconds

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_COMMA = re.compile(r"[-+]?\d+,\d+")
_NAN = float("nan")


def number(cell: str, comma: bool = False) -> float:
    """Read a cell as a number; NaN when it is none.

    Parameters
    ----------
    cell : str
        May carry a unit after the number.
    comma : bool
        The table writes its decimals with a comma.

    Returns
    -------
    float

    Examples
    --------
    >>> number("3,65", comma=True), number("1,250.5"), number("--"), number("8.5 cm")
    (3.65, 1250.5, nan, 8.5)
    """
    text = cell.strip()
    try:
        value = float(text)
    except ValueError:
        pass
    else:
        # "nan", "inf" and 1_000 are words to Python, not measurements.
        return value if abs(value) < 1e300 and "_" not in text else _NAN
    if comma and _COMMA.match(text):
        text = text.replace(",", ".", 1)
    elif grouped := _GROUPED.match(text):
        text = grouped.group().replace(",", "")
    found = _NUMBER.match(text)
    return float(found.group()) if found and not re.search(r"\d", text[found.end() :]) else _NAN


def seconds(cell: str, comma: bool = False) -> float:
    """Read a cell as a time: seconds, minutes and seconds, hours too, or a date with time.

    Parameters
    ----------
    cell : str
    comma : bool
        The table writes its decimals with a comma.

    Returns
    -------
    float
        [s]; for a date from 1970 on; NaN when it is no time.

    Examples
    --------
    >>> seconds("5:03"), seconds("1:00:02.5"), seconds("2024-05-01T10:00:01Z") - seconds("2024-05-01 10:00:00+00:00")
    (303.0, 3602.5, 1.0)
    """
    text = cell.strip()
    found = clock_seconds(text.replace(",", ".") if comma else text)
    if found is not None:
        return found
    if len(text) >= 16 and text[4:5] == "-":
        try:
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            return _NAN
    value = number(text, comma)
    return value / 1000.0 if value > 1e11 else value  # since 1970 in milliseconds


def left_share(cell: str, comma: bool = False) -> float:
    """Read a balance: the share of the left foot, whichever side comes first.

    Examples
    --------
    >>> left_share("49.7% L / 50.3% R"), round(left_share("50.3% R / 49.7% L"), 1), left_share("49.7")
    (49.7, 49.7, 49.7)
    """
    first, _, _ = cell.partition("/")
    side = first.strip()[-1:].casefold()
    value = number(first, comma)
    return 100.0 - value if side == "r" and value > 1.0 else value
