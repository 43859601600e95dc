"""Posture of the stance leg over the whole contact: hip, knee, ankle, ball of the foot.

Positions are along the ground from the first contact point and up from the ground.

The hip moves with the body's mass, and sits back under it as the leg is squeezed. The ankle follows the tilt of the
line from ankle to hip: it settles while the foot comes flat, stays, and rises with the heel. The knee is where thigh
and shank meet, ahead of that line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from springmass.dynamics.extrapolation import Floats
from springmass.parameters import BodyShape
from springmass.scenario.average_runner import FITTED

STRAIGHTEST_KNEE = math.radians(10.0)
"""Smallest knee flexion in contact; a hip farther away lifts the ankle instead."""
_MEASURED_EXCESS = 0.2
"""The settling of the ankle was measured up to this tilt beyond the flat foot [rad]; from there on it grows
linearly."""
_LARGEST_TURN = 1.2
"""The foot turns no farther about the ball than this [rad]."""
_ON_THE_BALL = 0.1
"""Forward tilt from which on a hip out of reach turns the foot; with less the ankle is pulled along more and more
[rad]."""


@dataclass(frozen=True)
class Posture:
    """Joints over instants; arrays of one length [m, rad]."""

    hip_x: Floats
    hip_y: Floats
    knee_x: Floats
    knee_y: Floats
    ankle_x: Floats
    ankle_y: Floats
    ball_x: Floats
    """axis the foot turns about, on the ground"""
    knee_flexion: Floats
    heel_rise: Floats
    """turn of the foot about the ball, 0 while it is flat"""


def hip_position(shape: BodyShape, mass_x: Any, mass_y: Any, compression: Any) -> tuple[Any, Any]:
    """Where the hip joint is.

    Parameters
    ----------
    shape : BodyShape
    mass_x, mass_y : float or array
        Point mass of the dynamics [m].
    compression : float or array
        By how much the leg is shorter than at rest [m]; a longer leg counts as 0.

    Returns
    -------
    x, y : [m]

    Examples
    --------
    >>> from springmass.parameters.shape import average_shape
    >>> [round(float(p), 3) for p in hip_position(average_shape(1.80), 0.0, 0.85, 0.08)]
    [-0.027, 0.889]
    """
    sitting = FITTED["sitting_back"].value * np.maximum(compression, 0.0)
    return mass_x - shape.hip_behind - shape.lean_shift - sitting, mass_y + shape.hip_above


def ankle_path(shape: BodyShape, tilt: Any) -> tuple[Any, Any, Any]:
    """Where the ankle is, seen from its place while the foot is flat, by the tilt of the leg line.

    Parameters
    ----------
    shape : BodyShape
    tilt : float or array
        Of the line from the flat ankle to the hip, forward [rad].

    Returns
    -------
    ahead, above : [m]
        Before the foot is flat behind and above; later ahead and above, the foot turning about the ball.
    turn : [rad]
        Of the foot about the ball.

    Examples
    --------
    >>> from springmass.parameters.shape import average_shape
    >>> [round(1e3 * float(part)) for part in ankle_path(average_shape(1.756), -0.25)[:2]]
    [-23, 17]
    """
    excess = np.maximum(-tilt - FITTED["settling_tilt"].value, 0.0)
    known = np.minimum(excess, _MEASURED_EXCESS)
    behind = known * (2.0 * excess - known)  # the square, and its tangent beyond what was measured
    turn = FITTED["heel_rise"].value * np.maximum(tilt, 0.0) ** FITTED["heel_rise_power"].value
    turn = np.minimum(turn, _LARGEST_TURN)
    sine, versine = np.sin(turn), 1.0 - np.cos(turn)
    ahead = shape.ball_ahead * versine + shape.ankle_height * sine
    above = shape.ball_ahead * sine - shape.ankle_height * versine
    return (
        ahead - FITTED["settling_back"].value * shape.height * behind,
        above + FITTED["settling_up"].value * shape.height * excess,
        turn,
    )


def flat_ankle(shape: BodyShape, hip_x: Any, hip_y: Any) -> Any:
    """Where the ankle is once the foot is flat, from where it is at touchdown.

    Parameters
    ----------
    shape : BodyShape
    hip_x, hip_y : float or array
        Hip joint at touchdown with the trunk leaning as usual, from the first contact point [m].

    Returns
    -------
    float or array
        Along the ground from the first contact point [m].
    """
    place: Any = -shape.first_contact
    for _ in range(60):  # halved steps: the path changes slowly with the place, so this converges
        ahead, _, _ = ankle_path(shape, np.arctan2(hip_x - place, hip_y))
        place = place + 0.5 * (-shape.first_contact - ahead - place)
    return place


def stance_posture(shape: BodyShape, flat: float, mass_x: Any, mass_y: Any, compression: Any = 0.0) -> Posture:
    """Where the joints are when the mass is there.

    Parameters
    ----------
    shape : BodyShape
    flat : float
        Where the ankle is while the foot is flat, from the first contact point [m]; see :func:`flat_ankle`.
    mass_x, mass_y : array, shape (n,)
        Point mass, from the first contact point [m].
    compression : array, shape (n,)
        By how much the leg is shorter than at rest [m].

    Returns
    -------
    Posture
        Arrays of shape (n,). A hip out of reach pulls the ankle along: backward-leaning legs lift it, forward-leaning
        ones turn the foot farther about the ball.

    Examples
    --------
    >>> from springmass.parameters.shape import average_shape
    >>> posture = stance_posture(average_shape(1.80), 0.0, [0.0], [0.85], [0.1])
    >>> bool(posture.knee_x[0] > posture.hip_x[0]), round(float(np.degrees(posture.knee_flexion[0])))
    (True, 50)
    """
    x, y = np.atleast_1d(np.asarray(mass_x, dtype=float)), np.atleast_1d(np.asarray(mass_y, dtype=float))
    hip_x, hip_y = hip_position(shape, x, y, compression)
    # The foot follows the body, not the trunk: leaning moves the hip and leaves the foot where it is.
    tilt = np.arctan2(hip_x + shape.lean_shift - flat, hip_y)
    ahead, above, turn = ankle_path(shape, tilt)
    ball_x, foot = flat + shape.ball_ahead, math.hypot(shape.ball_ahead, shape.ankle_height)
    flat_angle = math.atan2(shape.ankle_height, -shape.ball_ahead)
    longest = reach(shape, STRAIGHTEST_KNEE)
    to_hip = np.hypot(hip_x - ball_x, hip_y)
    # Angle at the ball between the directions to the hip and to an ankle the leg just reaches.
    between = np.arccos(np.clip((to_hip**2 + foot**2 - longest**2) / (2.0 * to_hip * foot), -1.0, 1.0))
    needed = flat_angle - np.arctan2(hip_y, hip_x - ball_x) - between
    farther = np.clip(needed - turn, 0.0, None) * np.clip(tilt / _ON_THE_BALL, 0.0, 1.0)
    turned = turn + farther
    ankle_x = np.where(farther > 0.0, ball_x + foot * np.cos(flat_angle - turned), flat + ahead)
    ankle_y = np.where(farther > 0.0, foot * np.sin(flat_angle - turned), shape.ankle_height + above)
    distance = np.hypot(hip_x - ankle_x, hip_y - ankle_y)
    pulled = np.minimum(longest / np.maximum(distance, 1e-12), 1.0)
    ankle_x, ankle_y = hip_x + (ankle_x - hip_x) * pulled, hip_y + (ankle_y - hip_y) * pulled
    apart = np.minimum(distance, longest)
    knee_x, knee_y = knee_position(shape, apart, hip_x, hip_y, ankle_x, ankle_y)
    ball = np.full(x.size, ball_x)
    return Posture(hip_x, hip_y, knee_x, knee_y, ankle_x, ankle_y, ball, _flexion(shape, apart), turned)


def knee_position(shape: BodyShape, apart: Any, hip_x: Any, hip_y: Any, ankle_x: Any, ankle_y: Any) -> tuple[Any, Any]:
    """Where thigh and shank meet, ahead of the line from ankle to hip.

    Parameters
    ----------
    shape : BodyShape
    apart : float or array
        Distance from ankle to hip [m].
    hip_x, hip_y, ankle_x, ankle_y : float or array
        [m]

    Returns
    -------
    x, y : [m]
    """
    line = np.arctan2(hip_y - ankle_y, hip_x - ankle_x)
    cosine = (shape.shank**2 + apart**2 - shape.thigh**2) / (2.0 * shape.shank * np.maximum(apart, 1e-12))
    lean = line - np.arccos(np.clip(cosine, -1.0, 1.0))
    return ankle_x + shape.shank * np.cos(lean), ankle_y + shape.shank * np.sin(lean)


def reach(shape: BodyShape, flexion: float) -> float:
    """Distance from ankle to hip at a knee flexion [m].

    Parameters
    ----------
    shape : BodyShape
    flexion : float
        [rad]
    """
    return math.sqrt(shape.thigh**2 + shape.shank**2 + 2.0 * shape.thigh * shape.shank * math.cos(flexion))


def _flexion(shape: BodyShape, reach: Floats) -> Floats:
    cosine = (reach**2 - shape.thigh**2 - shape.shank**2) / (2.0 * shape.thigh * shape.shank)
    return np.asarray(np.arccos(np.clip(cosine, -1.0, 1.0)))
