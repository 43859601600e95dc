"""Text with a unit ↔ a plain number. The border: inside, everything is SI and radians.

A value is read from text (``"20 kN/m"``, ``"4:45 min/km"``) into a stated unit, and written back either for people
(:func:`label`) or exactly (:func:`to_text`). Text is taken as the decimal number it shows: ``"22.4 cm"`` is the same
float as ``0.224``. For loops and arrays there is nothing here: convert once, at the border.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, reduce
from numbers import Real
from typing import Any

from springmass.errors import InputError, did_you_mean


class SI(float):
    """A number already in SI and radians, where a bare number would be read as degrees."""


@dataclass(frozen=True)
class Dimension:
    """Exponents of the base units, a factor to them, and how often the factor holds π/180 (a degree)."""

    factor: Fraction = Fraction(1)
    degrees: int = 0
    kg: int = 0
    m: int = 0
    s: int = 0
    rad: int = 0
    step: int = 0
    bw: int = 0

    @property
    def kind(self) -> tuple[int, ...]:
        """What must agree for two units to measure the same thing."""
        return (self.kg, self.m, self.s, self.rad, self.step, self.bw)

    def times(self, other: Dimension, sign: int = 1) -> Dimension:
        """Multiply by another unit (``sign=-1``: divide)."""
        names = ("degrees", "kg", "m", "s", "rad", "step", "bw")
        return Dimension(
            self.factor * other.factor**sign, **{n: getattr(self, n) + sign * getattr(other, n) for n in names}
        )


_ONE, _METRE, _SECOND, _GRAM = Dimension(), Dimension(m=1), Dimension(s=1), Dimension(Fraction(1, 1000), kg=1)
_NEWTON, _JOULE, _WATT = Dimension(kg=1, m=1, s=-2), Dimension(kg=1, m=2, s=-2), Dimension(kg=1, m=2, s=-3)
_STEP = Dimension(step=1)


def _scaled(unit: Dimension, factor: str | int) -> Dimension:
    return replace(unit, factor=unit.factor * Fraction(factor))


_UNITS: dict[str, Dimension] = {
    "1": _ONE, "%": _scaled(_ONE, "0.01"),
    "m": _METRE, "cm": _scaled(_METRE, "0.01"), "mm": _scaled(_METRE, "0.001"), "km": _scaled(_METRE, 1000),
    "in": _scaled(_METRE, "0.0254"), "ft": _scaled(_METRE, "0.3048"), "yd": _scaled(_METRE, "0.9144"),
    "mile": _scaled(_METRE, "1609.344"),
    "s": _SECOND, "ms": _scaled(_SECOND, "0.001"), "min": _scaled(_SECOND, 60), "h": _scaled(_SECOND, 3600),
    "g": _GRAM, "kg": _scaled(_GRAM, 1000), "lb": _scaled(_GRAM, "453.59237"),
    "N": _NEWTON, "kN": _scaled(_NEWTON, 1000), "MN": _scaled(_NEWTON, 10**6),
    "lbf": _scaled(_NEWTON, "4.4482216152605"),
    "J": _JOULE, "kJ": _scaled(_JOULE, 1000), "W": _WATT, "kW": _scaled(_WATT, 1000),
    "Nm": _JOULE, "Ns": Dimension(kg=1, m=1, s=-1), "kNs": Dimension(Fraction(1000), kg=1, m=1, s=-1),
    "rad": Dimension(rad=1), "mrad": Dimension(Fraction(1, 1000), rad=1), "deg": Dimension(degrees=1, rad=1),
    "step": _STEP, "stride": _scaled(_STEP, 2), "BW": Dimension(bw=1), "Hz": Dimension(s=-1),
    "spm": Dimension(Fraction(1, 60), step=1, s=-1), "mph": Dimension(Fraction("0.44704"), m=1, s=-1),
    "kph": Dimension(Fraction(5, 18), m=1, s=-1),
}  # fmt: skip

_ALIASES = {
    "°": "deg", "degs": "deg", "degree": "deg", "degrees": "deg", "radian": "rad", "radians": "rad",
    "metre": "m", "metres": "m", "meter": "m", "meters": "m", "mi": "mile", "miles": "mile",
    "foot": "ft", "feet": "ft", "inch": "in", "inches": "in",
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "mins": "min", "minute": "min", "minutes": "min",
    "hr": "h", "hour": "h", "hours": "h", "kmh": "kph",
    "lbs": "lb", "pound": "lb", "pounds": "lb", "kgs": "kg", "kilogram": "kg", "kilograms": "kg",
    "newton": "N", "newtons": "N", "steps": "step", "strides": "stride",
    "bodyweight": "BW", "bodyweights": "BW", "percent": "%",
}  # fmt: skip

_NAMES = {**{name.casefold(): name for name in _UNITS if name != "MN"}, **_ALIASES}
"""Spelling in lower case → unit. The mega-newton needs its capital M."""

_NEEDS: dict[str, tuple[str, str]] = {
    "m": ("a length", '"93 cm", "0.93 m" or "3 ft"'),
    "kg": ("a mass", '"70 kg" or "154 lb"'),
    "s": ("a time", '"240 ms" or "0.24 s"'),
    "rad": ("an angle", '"68 deg" or "1.2 rad"'),
    "rad/s": ("a rate of turning", '"50 deg/s" or "0.9 rad/s"'),
    "m/s": ("a speed", '"3.5 m/s", "12.6 km/h" or "4:45 min/km"'),
    "m/s²": ("an acceleration", '"9.81 m/s²"'),
    "N": ("a force", '"20 N" or "4 lbf"'),
    "N/m": ("a stiffness", '"20 kN/m" or "20000 N/m"'),
    "N·s/m": ("the damping of a viscous leg", '"340 N·s/m"'),
    "s/m": ("the damping of a hysteretic leg", '"0.11 s/m"'),
    "steps/min": ("a cadence", '"165 steps/min" or "165 spm"'),
    "1/s": ("a frequency", '"2.75 Hz" or "2.75 1/s"'),
    "BW": ("a force in body weights", '"2.5 BW"'),
    "BW/s": ("a loading rate in body weights per second", '"60 BW/s"'),
    "1": ("a plain number", '"0.6" or "60 %"'),
    "J": ("an energy", '"50 J"'),
    "J/kg": ("an energy per body mass", '"1.2 J/kg"'),
    "N·m": ("a moment", '"150 N·m"'),
    "N·m/kg": ("a moment per body mass", '"2.8 N·m/kg"'),
}

_DISPLAY: dict[str, tuple[str, float]] = {
    "rad": ("deg", 180.0 / math.pi),
    "rad/s": ("deg/s", 180.0 / math.pi),
    "N/m": ("kN/m", 1e-3),
    "m": ("cm", 100.0),
    "s": ("ms", 1000.0),
}
_LARGE = {"m": 0.5, "s": 1.0}
"""From this size on a single value reads better in its own unit: "1.75 m", but "22.4 cm"."""

_NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?"
_CLOCK = re.compile(r"([-+]?)(\d+):([0-5]\d(?:\.\d*)?)\s*(.*)")
# A unit ends where the next number begins ("5 ft 11 in"); the 1 of "1/s" is no such number.
_TERM = re.compile(rf"\s*([-+]?)\s*({_NUMBER})\s*((?:(?=1\s*/)|(?![\d.])).*?)(?=\s+(?!1\s*/)[\d.]|\s*$)")
_TOKEN = re.compile(r"(1|[^\d^]+)(?:\^?(-?\d))?")
_PACE = re.compile(r"[a-z]*/(km|mi|miles?)")
_SIGNS = str.maketrans({"−": "-", "–": "-", "·": "*", "⋅": "*", "×": "*", "²": "^2", "³": "^3", "º": "°"})
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
    target = _unit(unit)
    written = " ".join(text.translate(_SIGNS).split())
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
            value, given = 1 / value, _ONE.times(given, -1)
        elif clock:
            raise _wrong(text, unit, hint="Minutes and seconds are understood only in a pace, such as 4:45 min/km.")
        if given.kind != target.kind and not _counts_steps(given, target):
            raise _other_kind(text, name, unit)
        total += value * given.factor / target.factor
        degrees = given.degrees - target.degrees
    return _finite(float(total) * (math.pi / 180.0) ** degrees, text) * (-1.0 if terms[0][0] == "-" else 1.0)


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
    target = _unit(unit)
    if not isinstance(value, SI) and target.rad == 1 and not target.degrees:
        plain = math.radians(plain)
    return _finite(plain, value)


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
    written = " ".join(text.translate(_SIGNS).split())
    terms = [] if _CLOCK.fullmatch(written) else _terms(text, written, unit)
    if len(terms) != 1 or not terms[0][2]:
        return None
    compact = re.sub(r"\s*([/*^])\s*", r"\1", terms[0][2].strip()).replace(" ", "*")
    parts = [part.split("*") for part in compact.split("/")]
    if _unit(compact).kind != _unit(unit).kind or not all(map(all, parts)):  # a pace is no speed; "/%" has no name
        return None
    return "/".join("·".join(_usual(token) for token in part) for part in parts)


def display(unit: str) -> tuple[str, float]:
    """Name the unit people read, and the factor to it.

    Parameters
    ----------
    unit : str
        The unit of a value.

    Returns
    -------
    tuple of str and float
        Display unit and what to multiply by; units people read anyway come back with 1.

    Examples
    --------
    >>> display("N/m"), display("BW")
    (('kN/m', 0.001), ('BW', 1.0))
    """
    return _DISPLAY.get(unit, (unit, 1.0))


def label(value: float, unit: str, digits: int = 3) -> str:
    """Write a value for people.

    Parameters
    ----------
    value : float
        The value, in ``unit``.
    unit : str
        Its unit.
    digits : int
        Significant digits; digits before the point are never rounded away.

    Returns
    -------
    str
        Such as ``"17.3 kN/m"``; a dash for a value that does not exist (NaN).

    Examples
    --------
    >>> label(17310.0, "N/m"), label(0.2244, "m"), label(1.75, "m"), label(0.224, "s"), label(171.2, "steps/min")
    ('17.3 kN/m', '22.4 cm', '1.75 m', '224 ms', '171 steps/min')
    """
    shown, name = _shown(value, unit)
    if math.isnan(shown):
        return "–"
    size = math.floor(math.log10(abs(shown))) if shown and math.isfinite(shown) else 0
    written = f"{shown:.{digits}g}" if size < -4 else f"{shown:.{max(0, digits - 1 - size)}f}"
    return f"{written} {name}".rstrip()


def brief(value: float, unit: str) -> str:
    """Write a round value, such as a bound, without trailing zeros.

    Parameters
    ----------
    value : float
        The value, in ``unit``.
    unit : str
        Its unit.

    Returns
    -------
    str
        Such as ``"0.8 m"``.
    """
    shown, name = _shown(value, unit)
    return f"{shown:.6g} {name}".rstrip()


def to_text(value: float, unit: str) -> str:
    """Write a value so that :func:`parse` gives back the very same float.

    Parameters
    ----------
    value : float
        The value, in ``unit``; finite.
    unit : str
        Its unit.

    Returns
    -------
    str
        In the unit people read where that is exact, else in ``unit``.

    Examples
    --------
    >>> to_text(math.radians(68.0), "rad"), to_text(20000.0, "N/m")
    ('68 deg', '20 kN/m')
    """
    _finite(value, value)
    shown, name = _shown(value, unit)
    for digits in (12, 15, 16, 17):
        text = f"{shown:.{digits}g} {name}".rstrip()
        if parse(text, unit) == value:
            return text
    return f"{float(value)!r} {unit}" if unit != "1" else repr(float(value))


def needs(unit: str) -> tuple[str, str]:
    """Say in words what a unit measures, with examples of how to write it.

    Parameters
    ----------
    unit : str
        A unit.

    Returns
    -------
    tuple of str and str
        The noun (``"a stiffness"``) and the examples.
    """
    return _NEEDS.get(unit, (f"a value in {unit}", f'"1 {unit}"'))


def same_kind(first: str, second: str) -> bool:
    """Tell whether two units measure the same thing.

    Parameters
    ----------
    first, second : str
        Known units.

    Returns
    -------
    bool
        True for, say, ``"cm"`` and ``"ft"``.
    """
    return _unit(first).kind == _unit(second).kind


def _terms(text: str, written: str, unit: str) -> list[tuple[str, Fraction, str]]:
    terms: list[tuple[str, Fraction, str]] = []
    position = 0
    while position < len(written):
        match = _TERM.match(written, position)
        if match is None or (terms and match[1]):
            raise _wrong(text, unit)
        sign, digits, name = match.groups()
        _finite(float(digits), text)
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


@lru_cache(512)
def _unit(name: str) -> Dimension:
    # "N·s/m", "N*s/m", "N s/m" and "/km" are products of tokens above and below the strokes.
    compact = re.sub(r"\s*([/*^])\s*", r"\1", name.translate(_SIGNS).strip()).replace(" ", "*")
    above, *below = compact.split("/")
    factors = [(token, 1) for token in above.split("*") if above] + [(t, -1) for part in below for t in part.split("*")]
    return reduce(lambda product, factor: product.times(_token(factor[0]), factor[1]), factors, _ONE)


def _token(token: str) -> Dimension:
    match = _TOKEN.fullmatch(token)
    found = None
    if match:
        found = match[1] if match[1] in _UNITS else _NAMES.get(match[1].casefold())
    if match is None or found is None:
        raise KeyError(token)
    power = int(match[2] or 1)
    return reduce(lambda product, _: product.times(_UNITS[found], 1 if power > 0 else -1), range(abs(power)), _ONE)


def _usual(token: str) -> str:
    match = _TOKEN.fullmatch(token)
    assert match is not None  # it was read before
    name = match[1] if match[1] in _UNITS else _NAMES[match[1].casefold()]
    return name + {None: "", "1": "", "2": "²", "3": "³"}.get(match[2], f"^{match[2]}")


def _given_unit(name: str, text: str, unit: str) -> Dimension:
    try:
        return _unit(name)
    except KeyError as unknown:
        token = str(unknown.args[0])
        hint = did_you_mean(name, [*_NEEDS, *(alias for alias in (*_UNITS, *_ALIASES) if alias != "1")])
        noun, examples = needs(unit)
        hint = hint if hint.startswith("Did") else ""
        allowed = f'the unit "{token or name}" is unknown; needs {noun}, such as {examples}'
    raise InputError(given=text, allowed=allowed, hint=hint)


def _is_pace(name: str, given: Dimension, target: Dimension) -> bool:
    inverse = _ONE.times(given, -1).kind == target.kind == _unit("m/s").kind
    return inverse and _PACE.fullmatch(name.replace(" ", "").casefold()) is not None


def _counts_steps(given: Dimension, target: Dimension) -> bool:
    """Tell whether "165 /min" is meant: a cadence whose steps go without saying."""
    return target.kind == _unit("steps/min").kind and given.kind == _unit("1/s").kind


def _shown(value: float, unit: str) -> tuple[float, str]:
    name, factor = (unit, 1.0) if abs(value) >= _LARGE.get(unit, math.inf) else display(unit)
    shown = float(value) * factor
    return (0.0 if shown == 0 else shown), ("" if name == "1" else name)


def _finite(value: float, given: Any) -> float:
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
