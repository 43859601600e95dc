"""A plain number → text with a unit, for people or exactly."""

from __future__ import annotations

import math

from springmass.units.reading import finite, parse

DISPLAY: dict[str, tuple[str, float]] = {
    "rad": ("deg", 180.0 / math.pi),
    "rad/s": ("deg/s", 180.0 / math.pi),
    "N/m": ("kN/m", 1e-3),
    "m": ("cm", 100.0),
    "s": ("ms", 1000.0),
}
_LARGE = {"m": 0.5, "s": 1.0}
"""From this size on a single value reads better in its own unit: "1.75 m", but "22.4 cm"."""


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
    return DISPLAY.get(unit, (unit, 1.0))


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
    finite(value, value)
    shown, name = _shown(value, unit)
    for digits in (12, 15, 16, 17):
        text = f"{shown:.{digits}g} {name}".rstrip()
        if parse(text, unit) == value:
            return text
    return f"{float(value)!r} {unit}" if unit != "1" else repr(float(value))


def _shown(value: float, unit: str) -> tuple[float, str]:
    name, factor = (unit, 1.0) if abs(value) >= _LARGE.get(unit, math.inf) else display(unit)
    shown = float(value) * factor
    return (0.0 if shown == 0 else shown), ("" if name == "1" else name)
