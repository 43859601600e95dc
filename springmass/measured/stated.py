"""What a user states of a runner, with the error of its rounding."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from springmass.errors import InputError
from springmass.measured.recording import Estimate
from springmass.units import number


@dataclass(frozen=True)
class _Kind:
    unit: str
    step: float
    """To what it is known where nobody says more: watches keep 0.1 kg and 1 cm, treadmills 0.1 km/h."""
    coarsest: float
    """Nobody who writes "70 kg" means 65 to 75, nor 1.75 to 1.85 m by "1.8 m"."""


_PLAIN = re.compile(r"\s*\d+(?:\.(\d+))?(\s*(?!min)[^\d\s.:].*)")
"""A number and a unit; a pace such as 4:45 min/km is none."""
_KINDS = {"mass": _Kind("kg", 0.1, 1.0), "height": _Kind("m", 0.01, 0.01), "speed": _Kind("m/s", 0.03, 0.1)}


def stated(name: str, given: str | float | Estimate | None) -> Estimate | None:
    """Mass, height or speed with the error of its rounding.

    Parameters
    ----------
    name : str
        ``"mass"``, ``"height"`` or ``"speed"``.
    given : str, float, Estimate or None
        Text carries its unit and, by its last digit, how exactly it is meant.

    Returns
    -------
    Estimate or None
        [kg, m or m/s] Rounding to a step leaves anything within it alike: an error of step ÷ √12.

    Raises
    ------
    InputError
        For what is none of the kind, or not above 0.

    Examples
    --------
    >>> [round(stated("mass", given).error, 4) for given in ("70 kg", 70.0)]  # 1 kg and 0.1 kg over √12
    [0.2887, 0.0289]
    """
    if given is None or isinstance(given, Estimate):
        return given
    kind = _KINDS[name]
    step = kind.step
    try:
        value = number(given, kind.unit)
        plain = _PLAIN.fullmatch(given) if isinstance(given, str) else None
        if plain:
            last = f"{10.0 ** -len(plain[1] or ''):.12f}{plain[2]}"
            step = min(max(number(last, kind.unit), kind.step), kind.coarsest)
    except InputError as error:
        problem = error.at(where=name)
    else:
        if value > 0.0:
            return Estimate(value, step / math.sqrt(12.0))
        problem = InputError(name, given=given, allowed="must be above 0")
    raise problem
