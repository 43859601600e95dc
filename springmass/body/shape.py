"""Measures of a runner's body: segment lengths, where the hip and the ankle are, how the foot meets the ground."""

from __future__ import annotations

import math
from dataclasses import dataclass

from springmass.scenario import defaults

BALL_AHEAD = 0.13
"""The ball of the foot ahead of the ankle joint [m] (model §3)."""
COP_AHEAD = {"rearfoot": -0.01, "midfoot": 0.05, "forefoot": 0.10}
"""First contact point ahead of the ankle joint, by foot strike [m] (model §3)."""
LEAN_SHIFT = 0.122
"""Centre of mass ahead of the hip for each unit of sin(lean), over height: the head, arms and trunk are 0.678 of the
mass, their centre 0.18 H above the hip (Winter)."""
REFERENCE_LEAN = math.radians(8.0)
"""Lean of the trunk for which ``hip_behind`` is meant."""


@dataclass(frozen=True)
class BodyShape:
    """Measures of one runner, SI and radians.

    Attributes
    ----------
    thigh, shank : float
        Segment lengths [m].
    ankle_height : float
        Ankle joint above the ground, foot flat [m].
    ball_ahead : float
        Ball of the foot ahead of the ankle joint, foot flat [m].
    cop_ahead : float
        First contact point ahead of the ankle joint [m]; negative for a heel strike.
    hip_behind : float
        Hip joint behind the centre of mass along the ground [m].
    hip_above : float
        Hip joint above the point mass of the dynamics [m].
    straightest_knee : float
        Smallest knee flexion [rad]; when the hip gets out of reach, the heel rises instead.
    """

    thigh: float
    shank: float
    ankle_height: float
    ball_ahead: float
    cop_ahead: float
    hip_behind: float
    hip_above: float
    straightest_knee: float = math.radians(10.0)


def body_shape(
    height: float,
    strike: str = "rearfoot",
    trunk_lean: float = REFERENCE_LEAN,
    hip_behind: float = 0.012,
    hip_above: float = 0.031,
) -> BodyShape:
    """Measures of a runner of average proportions.

    Parameters
    ----------
    height : float
        [m]
    strike : str
        ``"rearfoot"``, ``"midfoot"`` or ``"forefoot"``.
    trunk_lean : float
        Forward, from upright [rad]. Leaning moves the centre of mass ahead of the hip.
    hip_behind, hip_above : float
        Hip joint behind and above the point mass at the reference lean [m]; the defaults are those of model §3 for one
        speed of roll at 3.5 m/s.

    Returns
    -------
    BodyShape

    Examples
    --------
    >>> shape = body_shape(1.80)
    >>> round(shape.thigh, 3), round(shape.shank, 3), round(shape.ankle_height, 3)
    (0.441, 0.423, 0.099)
    """
    shift = LEAN_SHIFT * height * (math.sin(trunk_lean) - math.sin(REFERENCE_LEAN))
    return BodyShape(
        thigh=defaults.THIGH.of(height),
        shank=defaults.SHANK.of(height),
        ankle_height=defaults.ANKLE_HEIGHT.of(height),
        ball_ahead=BALL_AHEAD,
        cop_ahead=COP_AHEAD[strike],
        hip_behind=hip_behind + shift,
        hip_above=hip_above,
    )
