"""The stance leg of one contact: posture, joint moments and muscle forces at any instant of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from springmass.body.geometry import Posture, flat_ankle, hip_position, stance_posture
from springmass.body.joints import (
    JointMoments,
    achilles_force,
    joint_moments,
    patellofemoral_force,
    quadriceps_force,
)
from springmass.dynamics.curves import ContactCurves
from springmass.dynamics.extrapolation import Floats
from springmass.parameters import Parameters


@dataclass(frozen=True)
class BodyCurves:
    """Posture and moments at the instants of some :class:`ContactCurves`."""

    curves: ContactCurves
    posture: Posture
    moments: JointMoments
    height: float
    """of the runner [m]; muscles' lever arms go by it"""

    @property
    def hip_cop(self) -> Floats:
        """Hip joint ahead of the centre of pressure [m]; negative: behind."""
        return self.posture.hip_x - self.curves.cop

    @property
    def hip_ankle(self) -> Floats:
        """Hip joint ahead of the ankle joint [m]; negative: behind."""
        return self.posture.hip_x - self.posture.ankle_x

    @property
    def quadriceps(self) -> Floats:
        """Force of the quadriceps [N]."""
        return np.asarray(quadriceps_force(self.moments.knee, self.posture.knee_flexion, self.height))

    @property
    def patellofemoral(self) -> Floats:
        """Force between kneecap and thigh [N]."""
        return np.asarray(patellofemoral_force(self.moments.knee, self.posture.knee_flexion, self.height))

    @property
    def achilles(self) -> Floats:
        """Force of the Achilles tendon [N]."""
        return np.asarray(achilles_force(self.moments.ankle, self.height))


class StanceLeg:
    """The joints of the stance leg in one contact.

    Parameters
    ----------
    p : Parameters
    touchdown_x, touchdown_y : float
        Point mass at touchdown, from the first contact point [m]: it says where the foot comes to lie.

    Examples
    --------
    >>> import springmass as sm
    >>> from springmass.dynamics.curves import ContactView
    >>> one = sm.simulate("seyfarth", steps=1).steps[0]
    >>> leg = StanceLeg(one.parameters, one.touchdown.x, one.touchdown.y)
    >>> body = leg.at(ContactView(one.contact, one.parameters).at(0.08))
    >>> bool(body.moments.knee[0] > 0.0 and body.quadriceps[0] > 0.0)
    True
    """

    def __init__(self, p: Parameters, touchdown_x: float, touchdown_y: float) -> None:
        self.p, self.touchdown = p, (touchdown_x, touchdown_y)

    @cached_property
    def flat_ankle(self) -> float:
        """Where the ankle is while the foot is flat, from the first contact point [m]."""
        shape = self.p.shape
        hip_x, hip_y = hip_position(shape, *self.touchdown, 0.0)
        return float(flat_ankle(shape, float(hip_x) + shape.lean_shift, float(hip_y)))

    def at(self, c: ContactCurves) -> BodyCurves:
        """Posture and moments at the instants of ``c``.

        Parameters
        ----------
        c : ContactCurves

        Returns
        -------
        BodyCurves
        """
        compression = self.p.leg_length - c.length
        posture = stance_posture(self.p.shape, self.flat_ankle, c.ahead_of_first_contact, c.y, compression)
        moments = joint_moments(posture, c.cop, c.grf_x, c.grf_y)
        return BodyCurves(c, posture, moments, self.p.shape.height)
