"""Text with a unit → a plain number."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from numbers import Real
from typing import Any

from springmass.errors import InputError, did_you_mean
from springmass.units.table import ALIASES, NEEDS, ONE, SIGNS, UNITS, Dimension, needs, unit_of, usual


class SI(float):
    """A number already in SI and radians, where a bare number would be read as degrees."""


_NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?"
_CLOCK = re.compile(r"([-+]?)(\d+):([0-5]\d(?:\.\d*)?)\s*(.*)")
# A unit ends where the next number begins ("5 ft 11 in"); the 1 of "1/s" is no such number.
_TERM = re.compile(rf"\s*([-+]?)\s*({_NUMBER})\s*((?:(?=1\s*/)|(?![\d.])).*?)(?=\s+(?!1\s*/)[\d.]|\s*$)")
_PACE = re.compile(r"[a-z]*/(km|mi|miles?)")
_LONGEST = 100


def parse(text: str, unit: str, *, pace: bool = True) -> float:
    """Read a text such as ``"20 kN/m"`` as a number in the given unit.

    Parameters
    ----------
    text : str
        Number and unit; sums such as ``"5 ft 11 in"`` and paces such as ``"4:45 min/km"`` as well.
    unit : str
        The unit of the result, for instance ``"N/m"`` or ``"rad"``.
    pace : bool
        Whether a pace is a speed here. It is not in a difference: 10 s/km slower is no fixed number of m/s.

    Returns
    -------
    float
        The value in that unit, correctly rounded from the decimal number written (angles: one further rounding).

    Raises
    ------
    InputError
        When it is no number with a unit, the unit is unknown or it measures something else.

    Examples
    --------
    >>> parse("20 kN/m", "N/m"), parse("4:45 min/km", "m/s"), parse("165 spm", "steps/min")
    (20000.0, 3.508771929824561, 165.0)
    """
    target = unit_of(unit)
    written = " ".join(text.translate(SIGNS).split())
    if len(written) > _LONGEST:
        raise _wrong(text, unit)
    if comma := re.search(r"(\d+),(\d+)", written):
        whole, part = comma.groups()
        hint = f"Write {whole}.{part} with a point" + (f", or {whole}{part} for thousands." if len(part) == 3 else ".")
        raise _wrong(text, unit, hint=hint)
    if (clock := _CLOCK.fullmatch(written)) is None and re.search(r"\d:\d", written):
        raise _wrong(text, unit, hint="A pace is minutes:seconds with seconds from 00 to 59, such as 4:45 min/km.")
    if clock:
        sign, minutes, seconds, tail = clock.groups()
        terms = [(sign, Fraction(minutes) + Fraction(seconds) / 60, "min" + tail if tail.startswith("/") else tail)]
    else:
        terms = _terms(text, written, unit)
    total = Fraction(0)
    for _, value, name in terms:
        given = _given_unit(name, text, unit)
        if pace and _is_pace(name, given, target):
            if value == 0:
                raise _wrong(text, unit, hint="A pace of zero is no speed.")
            value, given = 1 / value, ONE.times(given, -1)
        elif clock:
            raise _wrong(text, unit, hint="Minutes and seconds are understood only in a pace, such as 4:45 min/km.")
        if given.kind != target.kind and not _counts_steps(given, target):
            raise _other_kind(text, name, unit)
        total += value * given.factor / target.factor
        degrees = given.degrees - target.degrees
    return finite(float(total) * (math.pi / 180.0) ** degrees, text) * (-1.0 if terms[0][0] == "-" else 1.0)


def number(value: Any, unit: str) -> float:
    """Read a bare number or a text as a number in the given unit.

    Parameters
    ----------
    value : float, str or SI
        Text carries its unit. A bare number is SI, and degrees (degrees per second) where the unit is an angle
        (a rate of turning) in radians; :class:`SI` marks a number that is in radians already.
    unit : str
        The unit of the result.

    Returns
    -------
    float
        The value in that unit.

    Raises
    ------
    InputError
        When it is neither, not finite, or a text :func:`parse` refuses.

    Examples
    --------
    >>> number(180, "rad") == number("180 deg", "rad") == number(SI(math.pi), "rad")
    True
    """
    if isinstance(value, str):
        return parse(value, unit)
    if isinstance(value, bool) or not isinstance(value, Real):
        noun, examples = needs(unit)
        raise InputError(given=value, allowed=f"needs {noun}: a number, or text such as {examples}")
    try:
        plain = float(value)
    except OverflowError:
        plain = math.inf
    target = unit_of(unit)
    if not isinstance(value, SI) and target.rad == 1 and not target.degrees:
        plain = math.radians(plain)
    return finite(plain, value)


def written_unit(text: str, unit: str) -> str | None:
    """Name the unit a text is written in.

    Parameters
    ----------
    text : str
        Such as ``"8 kN/m"``; text :func:`parse` accepts for ``unit``.
    unit : str
        The unit of what is meant.

    Returns
    -------
    str or None
        The usual spelling of its unit; None where the text has no single one that could be counted in (a pace, feet and
        inches, a plain number).

    Examples
    --------
    >>> written_unit("8 kN / m", "N/m"), written_unit("68 degrees", "rad"), written_unit("4:45 min/km", "m/s")
    ('kN/m', 'deg', None)
    """
    parse(text, unit)
    written = " ".join(text.translate(SIGNS).split())
    terms = [] if _CLOCK.fullmatch(written) else _terms(text, written, unit)
    if len(terms) != 1 or not terms[0][2]:
        return None
    compact = re.sub(r"\s*([/*^])\s*", r"\1", terms[0][2].strip()).replace(" ", "*")
    parts = [part.split("*") for part in compact.split("/")]
    if unit_of(compact).kind != unit_of(unit).kind or not all(map(all, parts)):  # a pace is no speed; "/%" has no name
        return None
    return "/".join("·".join(usual(token) for token in part) for part in parts)


def _terms(text: str, written: str, unit: str) -> list[tuple[str, Fraction, str]]:
    terms: list[tuple[str, Fraction, str]] = []
    position = 0
    while position < len(written):
        match = _TERM.match(written, position)
        if match is None or (terms and match[1]):
            raise _wrong(text, unit)
        sign, digits, name = match.groups()
        finite(float(digits), text)
        terms.append((sign, Fraction(digits), name))
        position = match.end()
    if not terms:
        raise _wrong(text, unit)
    if unit != "1" or len(terms) > 1:
        for _, digits_of, name in terms:
            if not name:
                number_written = f"{float(digits_of):.6g}"
                raise _wrong(text, unit, hint=f"The number {number_written} has no unit; text needs one.")
    return terms


def _given_unit(name: str, text: str, unit: str) -> Dimension:
    try:
        return unit_of(name)
    except KeyError as unknown:
        token = str(unknown.args[0])
        hint = did_you_mean(name, [*NEEDS, *(alias for alias in (*UNITS, *ALIASES) if alias != "1")])
        noun, examples = needs(unit)
        hint = hint if hint.startswith("Did") else ""
        allowed = f'the unit "{token or name}" is unknown; needs {noun}, such as {examples}'
    raise InputError(given=text, allowed=allowed, hint=hint)


def _is_pace(name: str, given: Dimension, target: Dimension) -> bool:
    inverse = ONE.times(given, -1).kind == target.kind == unit_of("m/s").kind
    return inverse and _PACE.fullmatch(name.replace(" ", "").casefold()) is not None


def _counts_steps(given: Dimension, target: Dimension) -> bool:
    """Tell whether "165 /min" is meant: a cadence whose steps go without saying."""
    return target.kind == unit_of("steps/min").kind and given.kind == unit_of("1/s").kind


def finite(value: float, given: Any) -> float:
    """The value, where it is a finite number; given is what was written."""
    if not math.isfinite(value):
        raise InputError(given=given, allowed="must be a finite number")
    return value


def _wrong(text: str, unit: str, hint: str = "") -> InputError:
    noun, examples = needs(unit)
    with_unit = "" if unit == "1" else ", a number with its unit"
    return InputError(given=text, allowed=f"needs {noun}{with_unit}, such as {examples}", hint=hint)


def _other_kind(text: str, name: str, unit: str) -> InputError:
    noun, examples = needs(unit)
    hint = "A slope of 5 % is 2.862 deg." if name == "%" and unit == "rad" else ""
    return InputError(
        given=text, allowed=f'the unit "{name}" does not fit: needs {noun}, such as {examples}', hint=hint
    )
