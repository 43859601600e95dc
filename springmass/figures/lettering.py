"""How figures write: quantities in units people read, letters, lines of one length."""

from __future__ import annotations

import re
import textwrap

from springmass.units import display


def quantity(value: float, unit: str) -> str:
    """Write a value in three digits.

    Parameters
    ----------
    value : float
        In ``unit``.
    unit : str

    Returns
    -------
    str

    Examples
    --------
    >>> import math
    >>> quantity(20e3, "N/m"), quantity(math.radians(68.0), "rad"), quantity(0.03, "m")
    ('20 kN/m', '68°', '3 cm')
    """
    name, factor = shown_unit(value, unit)
    return f"{factor * value:.3g}{'' if name == '°' else ' '}{name}".rstrip()


def from_to(before: float, after: float, unit: str) -> str:
    """Write two values of a quantity with one unit and the same digits.

    Parameters
    ----------
    before, after : float
        In ``unit``.
    unit : str

    Returns
    -------
    str

    Examples
    --------
    >>> from_to(16213.6, 14500.8, "N/m"), from_to(0.0527, -0.0232, "m"), from_to(0.0, 0.0297, "rad")
    ('16.2 → 14.5 kN/m', '5.3 → −2.3 cm', '0.0 → 1.7°')
    """
    name, factor = shown_unit(max(abs(before), abs(after)), unit)
    largest = factor * max(abs(before), abs(after))
    digits = 1 if 0.95 <= largest < 99.95 else 0 if largest >= 99.95 else 3
    was, now = (f"{factor * value:.{digits}f}".replace("-", "−") for value in (before, after))
    return f"{was} → {now}{'' if name == '°' else ' '}{name}".rstrip()


def shown_unit(value: float, unit: str) -> tuple[str, float]:
    """The unit people read for a value of this size, and the factor to it.

    Parameters
    ----------
    value : float
        In ``unit``.
    unit : str

    Returns
    -------
    tuple of str and float

    Examples
    --------
    >>> shown_unit(0.03, "m"), shown_unit(1.0, "m"), shown_unit(0.02, "rad")[0]
    (('cm', 100.0), ('m', 1.0), '°')
    """
    name, factor = ("m", 1.0) if unit == "m" and abs(value) >= 1.0 else display(unit)
    return ("°" if name in ("deg", "°") else "" if name == "1" else name), factor


def unbroken(text: str) -> str:
    """The same with spaces inside quantities that do not break."""
    return re.sub(r"(?<=\d) (?=\w)| (?=→)|(?<=→) ", "\u00a0", text)


def folded(text: str, width: int) -> str:
    """Break a text into lines of about one length, none longer than ``width`` letters; quantities stay whole.

    Examples
    --------
    >>> print(folded("what must leg and hip do to run like that for ever?", 40))
    what must leg and hip do
    to run like that for ever?
    """
    lines = textwrap.wrap(unbroken(text), width)
    for narrow in range(width - 1, 0, -1):
        even = textwrap.wrap(unbroken(text), narrow)
        if len(even) > len(lines) or max(map(len, even)) > width:
            break
        lines = even
    return "\n".join(lines).replace("\u00a0", " ")
