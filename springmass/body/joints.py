"""Net joint moments of the stance leg and what they ask of muscles and joints.

Quasi-static: only the ground reaction force counts, not the weight and inertia of the leg itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from springmass.body.geometry import Posture
from springmass.dynamics.extrapolation import Floats
from springmass.scenario.average_runner import HEIGHT

ACHILLES_ARM = 0.05
"""Lever arm of the Achilles tendon [m]; a common constant, measured 0.035–0.037 m elsewhere: the force is no better."""
ADULT_HEIGHT = HEIGHT
"""Height for which lever arms are meant [m]; they are scaled with the runner's, so that a child is a small adult."""
DEEPEST_KNOWN = np.radians(90.0)
"""Knee flexion up to which the published fits are used [rad]; beyond, the lever arm would grow again and the ratio blow
up."""


@dataclass(frozen=True)
class JointMoments:
    """Net moments over instants [N·m]; positive: hip and knee extend, the ankle plantarflexes."""

    hip: Floats
    knee: Floats
    ankle: Floats


def joint_moments(posture: Posture, cop_x: Any, grf_x: Any, grf_y: Any) -> JointMoments:
    """Moments that balance the ground reaction force about each joint.

    Parameters
    ----------
    posture : Posture
    cop_x : array, shape (n,)
        Centre of pressure on the ground [m], in the posture's frame.
    grf_x, grf_y : array, shape (n,)
        Force on the runner, forward and up [N].

    Returns
    -------
    JointMoments

    Examples
    --------
    >>> from springmass.body.geometry import stance_posture
    >>> from springmass.parameters.shape import average_shape
    >>> posture = stance_posture(average_shape(1.80), 0.0, [0.0], [0.85])
    >>> to_hip = posture.hip_x - 0.05
    >>> moments = joint_moments(posture, 0.05, 1500.0 * to_hip / posture.hip_y, 1500.0)
    >>> abs(float(moments.hip[0])) < 1e-9  # the force passes through the hip
    True
    """
    hip = (cop_x - posture.hip_x) * grf_y + posture.hip_y * grf_x
    knee = (posture.knee_x - cop_x) * grf_y - posture.knee_y * grf_x
    ankle = (cop_x - posture.ankle_x) * grf_y + posture.ankle_y * grf_x
    return JointMoments(*(np.asarray(moment, dtype=float) for moment in (hip, knee, ankle)))


def quadriceps_arm(knee_flexion: Any, height: float = ADULT_HEIGHT) -> Any:
    """Effective lever arm of the quadriceps [m] (van Eijden et al. 1986, as fitted by Brechter & Powers 2002).

    Parameters
    ----------
    knee_flexion : float or array
        [rad]; NaN comes of more than 90°.
    height : float
        Of the runner [m].

    Examples
    --------
    >>> [round(1000 * float(quadriceps_arm(np.radians(t))), 1) for t in (0, 20, 40, 60)]
    [46.0, 47.0, 41.5, 33.3]
    """
    t = np.degrees(_known(knee_flexion))
    return height / ADULT_HEIGHT * (0.046 + 2.8e-4 * t - 1.3e-5 * t**2 + 8e-8 * t**3)


def patellofemoral_ratio(knee_flexion: Any) -> Any:
    """Patellofemoral joint force over quadriceps force [1] (same sources).

    Parameters
    ----------
    knee_flexion : float or array
        [rad]; NaN comes of more than 90°.

    Examples
    --------
    >>> [round(float(patellofemoral_ratio(np.radians(t))), 2) for t in (0, 20, 40, 60)]
    [0.46, 0.65, 0.83, 0.95]
    """
    t = np.degrees(_known(knee_flexion))
    above = 0.462 + 1.47e-3 * t - 3.84e-5 * t**2
    return above / (1.0 - 0.0162 * t + 1.55e-4 * t**2 - 6.98e-7 * t**3)


def _known(knee_flexion: Any) -> Any:
    return np.where(np.asarray(knee_flexion) <= DEEPEST_KNOWN, knee_flexion, np.nan)


def quadriceps_force(knee_moment: Any, knee_flexion: Any, height: float = ADULT_HEIGHT) -> Any:
    """Force of the quadriceps [N]; 0 while the knee needs no extension, NaN beyond 90° of flexion.

    Parameters
    ----------
    knee_moment : float or array
        Extensor positive [N·m].
    knee_flexion : float or array
        [rad]
    height : float
        Of the runner [m].
    """
    return np.maximum(knee_moment, 0.0) / quadriceps_arm(knee_flexion, height)


def patellofemoral_force(knee_moment: Any, knee_flexion: Any, height: float = ADULT_HEIGHT) -> Any:
    """Force between kneecap and thigh [N], arguments as above; no stress, because published contact areas differ."""
    return patellofemoral_ratio(knee_flexion) * quadriceps_force(knee_moment, knee_flexion, height)


def achilles_force(ankle_moment: Any, height: float = ADULT_HEIGHT) -> Any:
    """Force of the Achilles tendon [N] from the plantarflexor moment [N·m]; 0 where that is negative."""
    return np.maximum(ankle_moment, 0.0) / (height / ADULT_HEIGHT * ACHILLES_ARM)
