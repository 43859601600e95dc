"""Measures of a runner's body: segment lengths, where the hip and the ankle are. They do not change the motion."""

from __future__ import annotations

import math
from dataclasses import dataclass

from springmass.scenario import defaults
from springmass.scenario.average_runner import FITTED, USUAL_SPEED, first_contact, hip_behind

STOPPING_TIME = {"stiff": 0.022, "supple": 0.040}
"""How long the lower leg takes to stop, by how it lands [s], assumed: about 20–25 ms and 35–45 ms (Clark, Ryan & Weyand
2017)."""
_BY_STRIKE = {"rearfoot": STOPPING_TIME["stiff"], "midfoot": 0.030, "forefoot": STOPPING_TIME["supple"]}


def stopping_time(landing: str, strike: str) -> float | None:
    """How long the lower leg takes to stop [s]; None where the impact is left out.

    Parameters
    ----------
    landing : str
        ``"none"``, ``"by strike"``, ``"stiff"`` or ``"supple"``.
    strike : str
        ``"rearfoot"``, ``"midfoot"`` or ``"forefoot"``.
    """
    return _BY_STRIKE[strike] if landing == "by strike" else STOPPING_TIME.get(landing)


@dataclass(frozen=True, slots=True)
class BodyShape:
    """Measures of one runner, SI and radians.

    Attributes
    ----------
    height : float
        [m]
    first_contact : float
        First contact point ahead of the ankle at touchdown [m]; negative for a rearfoot strike.
    hip_behind : float
        Hip joint behind the point mass along the ground, leg at full length, trunk at its usual lean [m].
    hip_above : float
        Hip joint above the point mass of the dynamics [m].
    trunk_lean : float
        Forward, from upright [rad]; leaning moves the centre of mass ahead of the hip.
    stopping_time : float or None
        How long the lower leg takes to come to rest [s]; None leaves the impact out.

    Examples
    --------
    >>> shape = average_shape(1.80)
    >>> round(shape.thigh, 3), round(shape.shank, 3), round(shape.ankle_height, 3)
    (0.441, 0.432, 0.099)
    """

    height: float
    first_contact: float
    hip_behind: float
    hip_above: float
    trunk_lean: float = defaults.TRUNK_LEAN
    stopping_time: float | None = None

    @property
    def thigh(self) -> float:
        """Hip joint to knee joint [m]."""
        return defaults.THIGH.of(self.height)

    @property
    def shank(self) -> float:
        """Knee joint to ankle joint [m]."""
        return defaults.SHANK.of(self.height)

    @property
    def ankle_height(self) -> float:
        """Ankle joint above the ground, foot flat [m]."""
        return defaults.ANKLE_HEIGHT.of(self.height)

    @property
    def ball_ahead(self) -> float:
        """The axis the foot turns about when the heel rises, ahead of the ankle [m]."""
        return FITTED["ball_ahead"].value * self.height

    @property
    def lean_shift(self) -> float:
        """By how much more than usual the lean puts the centre of mass ahead of the hip [m]."""
        share = defaults.BODY_MASS_SHARE * defaults.BODY_CENTRE
        return share * self.height * (math.sin(self.trunk_lean) - math.sin(defaults.TRUNK_LEAN))


def average_shape(height: float, strike: str = "rearfoot", speed: float = USUAL_SPEED) -> BodyShape:
    """Measures of a runner of average proportions.

    Parameters
    ----------
    height : float
        [m]
    strike : str
        ``"rearfoot"``, ``"midfoot"`` or ``"forefoot"``.
    speed : float
        Dimensionless, v/√(g l0).

    Returns
    -------
    BodyShape
    """
    above = FITTED["hip_above"].value * height
    return BodyShape(height, first_contact(strike, height), hip_behind(speed, height), above)
