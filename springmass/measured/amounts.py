"""A number with its uncertainty, written for people."""

from __future__ import annotations

import math

from springmass.measured.recording import Estimate
from springmass.units import display

_LARGE = {"m": 0.5, "s": 1.0}
_FIGURES = 4
"""Digits of a value that are written at most."""


def plus_minus(estimate: Estimate, unit: str, *, spread: bool = False, signed: bool = False) -> str:
    """Write an estimate with its error, or with the spread between steps, to the digits that are worth something.

    Parameters
    ----------
    estimate : Estimate
        In ``unit``.
    unit : str
        Its unit.
    spread : bool
        Give the standard deviation between records or steps instead of the error.
    signed : bool
        Whether a plus sign is written.

    Returns
    -------
    str
        A dash for what is not known.

    Examples
    --------
    >>> plus_minus(Estimate(10124.0, 53.0), "N/m"), plus_minus(Estimate(0.2567, 0.0004), "s")
    ('10.12 ± 0.05 kN/m', '256.7 ± 0.4 ms')
    >>> plus_minus(Estimate(0.0837, 0.001, spread=0.006), "m", spread=True, signed=True)
    '+8.4 ± 0.6 cm'
    >>> plus_minus(Estimate(171.4305, 0.00004), "steps/min")
    '171.4 ± <0.1 steps/min'
    """
    if not math.isfinite(estimate.value):
        return "–"
    name, factor = display(unit)
    if unit in _LARGE and abs(estimate.value) >= _LARGE[unit]:
        name, factor = unit, 1.0
    off = estimate.spread if spread else estimate.error
    value, off = factor * estimate.value, abs(factor * off)
    sign = "+" if signed else ""
    shown = "" if name == "1" else f" {name}"
    if not (math.isfinite(off) and off > 0.0):
        return f"{value:{sign}.3g}{shown}"
    digits, enough = digits_of(value, off)
    if enough:
        return f"{value:{sign}.{digits}f} ± {off:.{digits}f}{shown}"
    # Steps so alike, or errors so small, that nobody needs them to the last digit.
    least = 10.0**-digits
    return f"{value:{sign}.{digits}f} ± " + (f"{off:.{digits}f}" if off >= least else f"<{least:g}") + shown


def digits_of(value: float, off: float) -> tuple[int, bool]:
    """Digits after the point that are worth writing.

    Parameters
    ----------
    value, off : float
        A value and what it may be off, above 0, in the unit they are written in.

    Returns
    -------
    int
        One significant digit of what it may be off, two where it begins with 1; never more than four of the value.
    bool
        Whether that shows all of them.

    Examples
    --------
    >>> digits_of(8.37, 0.6), digits_of(171.4305, 0.00004)
    ((1, True), (1, False))
    """
    size = math.floor(math.log10(off))
    digits = max(0, (2 if off < 1.95 * 10.0**size else 1) - 1 - size)
    most = max(0, _FIGURES - 1 - math.floor(math.log10(abs(value)))) if value else digits
    return min(digits, most), digits <= most
