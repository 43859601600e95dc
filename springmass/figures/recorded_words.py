"""How figures of recordings write: a value with its spread, counts, and small print that fits."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable

import numpy as np

from springmass.dynamics.extrapolation import Floats
from springmass.figures.lettering import folded, shown_unit
from springmass.measured.amounts import digits_of
from springmass.measured.counted import tally
from springmass.measured.recording import Estimate
from springmass.metrics.words import OVER, capital

SIDES = ("right", "left")


def plus_minus(value: float, spread: float, unit: str) -> str:
    """Write a value and its spread in one unit, with as many digits as the spread is worth.

    Parameters
    ----------
    value, spread : float
        In ``unit``; a spread of NaN is left away.
    unit : str

    Returns
    -------
    str

    Examples
    --------
    >>> plus_minus(0.2243, 0.0062, "s"), plus_minus(0.084, 0.0061, "m"), plus_minus(171.2, math.nan, "steps/min")
    ('224 ± 6 ms', '8.4 ± 0.6 cm', '171 steps/min')
    """
    if not math.isfinite(value):
        return "not known"
    name, factor = shown_unit(value, unit)
    end = f"{'' if name == '°' else ' '}{name}".rstrip()
    if not math.isfinite(spread):
        return f"{minus(f'{factor * value:.{_digits(factor * value, 3)}f}')}{end}"
    off = abs(factor * spread)
    digits = digits_of(factor * value, off)[0] if off > 0.0 else _digits(factor * value, 3)
    return f"{minus(f'{factor * value:.{digits}f}')} ± {factor * spread:.{digits}f}{end}"


def _digits(value: float, significant: int) -> int:
    """Digits after the point that show so many significant ones, at most 4."""
    size = abs(value)
    return min(max(significant - 1 - math.floor(math.log10(size) + 1e-9), 0), 4) if size > 0.0 else 0


def minus(text: str) -> str:
    """The same with a minus sign as long as a plus, and none before a nought."""
    return text.replace("-", "−") if text.strip("-0.") else text.lstrip("-")


def placed(offset: Estimate, what: str = "ankle") -> str:
    """Where a real hip is over something, with the spread between steps.

    Parameters
    ----------
    offset : Estimate
        Hip minus that, forward [m].
    what : str

    Returns
    -------
    str

    Examples
    --------
    >>> placed(Estimate(0.084, 0.001, 0.006, 80)), placed(Estimate(-0.277, math.nan, math.nan, 1))
    ('hip 8.4 ± 0.6 cm ahead of the ankle', 'hip 27.7 cm behind the ankle')
    """
    spread = f" ± {100.0 * offset.spread:.1f}" if math.isfinite(offset.spread) else ""
    if abs(offset.value) < OVER:
        return f"hip right over the {what}{f' ({spread.strip()} cm)' if spread else ''}"
    way = "behind" if offset.value < 0.0 else "ahead of"
    return f"hip {100.0 * abs(offset.value):.1f}{spread} cm {way} the {what}"


def reasons(why: Iterable[str], most: int = 4) -> str:
    """How often each reason was given, the commonest first.

    Examples
    --------
    >>> reasons(["two feet", "", "too short", "two feet"])
    '2 × two feet, 1 × too short'
    """
    table = sorted(tally(why).items(), key=lambda item: (-item[1], item[0]))
    said = [f"{count} × {reason}" for reason, count in table[:most]]
    rest = sum(count for _, count in table[most:])
    return ", ".join([*said, f"{rest} × other reasons"] if rest else said)


def small_print(parts: Iterable[str], width: int, most: int = 600) -> str:
    """Sentences under a figure, cut short where there are too many, in lines of one length."""
    text = " ".join(_sentence(part.strip()) for part in parts if part.strip())
    return folded(textwrap.shorten(text, most, placeholder=" …"), width)


def _sentence(text: str) -> str:
    """With a capital first letter, but for names of fields and files, and a full stop."""
    named = bool(set("._") & set(text.split()[0].rstrip(".:,")))
    return (text if named else capital(text)).rstrip(".") + "."


def mean_of(values: Floats) -> Floats:
    """Mean over the first axis of what is known; NaN where nothing is."""
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, values, 0.0).sum(axis=0) / known.sum(axis=0))


def spread_of(values: Floats) -> Floats:
    """Standard deviation over the first axis of what is known; NaN where fewer than two are."""
    known = np.isfinite(values)
    off = np.where(known, values - mean_of(values), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        n = known.sum(axis=0)
        return np.asarray(np.where(n > 1, np.sqrt((off**2).sum(axis=0) / (n - 1)), np.nan))
