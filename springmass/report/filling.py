"""Words with numbers from a run in them: ``{placeholders}``, how they are filled, and what a bound on a number says."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from springmass.metrics import METRICS

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def filled(text: str, say: Callable[[str], str]) -> str:
    """Fill the placeholders of a text.

    Parameters
    ----------
    text : str
        With placeholders in braces.
    say : callable
        What stands between the braces → what is to stand there.

    Returns
    -------
    str

    Examples
    --------
    >>> filled("It takes {contact_time}.", lambda inside: "225 ms")
    'It takes 225 ms.'
    """
    return PLACEHOLDER.sub(lambda match: say(match[1]), text)


def percent(change: float | None) -> str:
    """A change in per cent for people: one decimal below ten per cent.

    Examples
    --------
    >>> percent(37.1), percent(-0.96), percent(None)
    ('+37 %', '-1.0 %', '–')
    """
    if change is None or not math.isfinite(change):
        return "–"
    text = f"{change:+.{1 if abs(change) < 9.95 else 0}f} %"
    return "0.0 %" if text in ("+0.0 %", "-0.0 %") else text


def percent_of(here: float | None, before: float | None) -> float | None:
    """By how many per cent a number differs from another; None where one is missing, or the other is nothing.

    Examples
    --------
    >>> round(percent_of(1.1, 1.0), 6), percent_of(None, 1.0), percent_of(1.0, 0.0)
    (10.0, None, None)
    """
    return None if here is None or not before else 100.0 * (here / before - 1.0)


def unit_of(metric: str) -> str:
    """The unit a text about a metric is read in: a share of contact is a plain number.

    Examples
    --------
    >>> unit_of("contact_time"), unit_of("time_of_lowest_point")
    ('s', '1')
    """
    unit = METRICS[metric].unit_label
    return "1" if unit == "fraction of contact" else unit
