"""Body proportions: what a runner's height says about the rest, with the source of each number."""

from __future__ import annotations

import math
from dataclasses import dataclass

_DRILLIS = "Drillis & Contini 1966, in Winter, Biomechanics and Motor Control of Human Movement"


@dataclass(frozen=True)
class Proportion:
    """A length as a share of body height.

    Attributes
    ----------
    share : float
        Length ÷ height.
    what : str
        The length, from where to where.
    source : str
        Where the number comes from.
    """

    share: float
    what: str
    source: str

    def of(self, height: float) -> float:
        """Give the length for a runner.

        Parameters
        ----------
        height : float
            Body height, m.

        Returns
        -------
        float
            The length, m.
        """
        return self.share * height


LEG_LENGTH = Proportion(0.53, "hip joint to ground", _DRILLIS)
THIGH = Proportion(0.245, "hip joint to knee joint", _DRILLIS)
SHANK = Proportion(0.240, "knee joint to ankle joint, within 0.235 to 0.246", f"{_DRILLIS}; 26 runners: 0.235")
FOOT = Proportion(0.152, "heel to toes", _DRILLIS)
ANKLE_HEIGHT = Proportion(0.055, "ankle joint above the ground in shoes", "measured, 26 runners: Fukuchi et al. 2017")

GRAVITY = 9.81
"""Acceleration of gravity on Earth, m/s²."""

BODY_MASS_SHARE, BODY_CENTRE = 0.678, 0.18
"""Head, arms and trunk: share of the mass, and their centre above the hip over height (Winter)."""

TRUNK_LEAN = math.radians(8.0)
"""Usual forward lean of the trunk in running, rad; the reference of the hip's position under the centre of mass."""
