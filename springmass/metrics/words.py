"""What a step's numbers are called in plain words: one home for sentences, tables and figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

from springmass.dynamics.step import Step

MEASURED_FROM = {"hip_ankle_offset": "ankle", "hip_cop_offset": "foot point", "mass_cop_offset": "foot point"}
"""Metric, by how it begins → what it is counted from."""
OVER = 0.0005
"""Offsets smaller than this are none [m]."""
_EVEN = 0.005
"""Speeds gained or lost that are smaller than this are none [m/s]."""


def placed(offset: float, reference: str) -> str:
    """Where the hip is, in words.

    Parameters
    ----------
    offset : float
        Hip minus reference along the ground [m].
    reference : str
        Such as ``"the foot point"``.

    Returns
    -------
    str

    Examples
    --------
    >>> placed(-0.03, "your ankle"), placed(0.0004, "it")
    ('3.0 cm behind your ankle', 'right over it')
    """
    if not math.isfinite(offset):
        return f"nowhere near {reference}"
    if abs(offset) < OVER:
        return f"right over {reference}"
    return f"{100.0 * abs(offset):.1f} cm {'behind' if offset < 0.0 else 'ahead of'} {reference}"


def foot_stays(step: Step) -> bool:
    """Whether a step runs on a foot point that does not roll under the foot: then its joints are not a runner's.

    Parameters
    ----------
    step : Step

    Returns
    -------
    bool

    Examples
    --------
    >>> import springmass as sm
    >>> foot_stays(sm.find_gait("rbds001").step), foot_stays(sm.what_if("settles", {"leg.stiffness": "+1 %"}).baseline)
    (False, True)
    """
    runs = math.isfinite(step.step_length) and abs(step.step_length) > 0.1 * step.parameters.leg_length
    return runs and step.parameters.roll_speed == 0.0


def forward_gain(step: Step) -> float:
    """Forward speed at takeoff minus that at landing, of the motion itself.

    On a slope or with the wind the ground is not all that speeds up or slows down; and a leg that loses nothing turns
    forward speed into upward speed, so that the speed along the path may well stay as it is.

    Parameters
    ----------
    step : Step

    Returns
    -------
    float
        [m/s]; NaN without landing and takeoff.

    Examples
    --------
    >>> import springmass as sm
    >>> gait = sm.find_gait("rbds001")
    >>> abs(forward_gain(gait.step)) < 1e-9
    True
    """
    if step.touchdown is None or step.takeoff is None:
        return math.nan
    return step.takeoff[2] - step.touchdown.vx


def leaves(gain: float) -> str:
    """How fast forward one leaves the ground, as the end of a sentence.

    Parameters
    ----------
    gain : float
        As :func:`forward_gain` gives it [m/s].

    Returns
    -------
    str

    Examples
    --------
    >>> leaves(-0.156), leaves(0.001)
    ('0.16 m/s slower forward than at landing', 'as fast forward as at landing')
    """
    if abs(gain) < _EVEN:
        return "as fast forward as at landing"
    return f"{abs(gain):.2f} m/s {'slower' if gain < 0.0 else 'faster'} forward than at landing"


def capital(text: str) -> str:
    """The same with a capital first letter."""
    return text[:1].upper() + text[1:]


def first_small(text: str) -> str:
    """The same with a small first letter, but for abbreviations."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def listed(parts: Sequence[str]) -> str:
    """Things one after the other, such as ``"speed, cadence and contact time"``."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
