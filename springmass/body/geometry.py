"""Posture of the stance leg: hip, knee, ankle, heel rise about the ball (model §3).

Positions are along the ground from the first contact point and up from the ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from springmass.body.shape import BodyShape
from springmass.dynamics.extrapolation import Floats


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
    knee_flexion: Floats
    heel_rise: Floats
    """turn of the foot about the ball, 0 while it is flat"""


def stance_posture(shape: BodyShape, mass_x: Any, mass_y: Any) -> Posture:
    """Where the joints are when the mass is there.

    Parameters
    ----------
    shape : BodyShape
    mass_x, mass_y : array, shape (n,)
        Point mass, from the first contact point [m].

    Returns
    -------
    Posture
        Arrays of shape (n,). A hip out of reach even with the heel up has a straight knee and an ankle pulled along.

    Notes
    -----
    While the foot is flat the ankle stays where it is. When the hip gets farther from it than the leg reaches at its
    straightest, the foot turns about the ball just enough: the ankle is where the circles about ball and hip meet.

    Examples
    --------
    >>> from springmass.body.shape import body_shape
    >>> posture = stance_posture(body_shape(1.80), [0.0], [0.85])
    >>> bool(posture.knee_x[0] > posture.hip_x[0]), round(float(np.degrees(posture.knee_flexion[0])))
    (True, 50)
    """
    x, y = np.atleast_1d(np.asarray(mass_x, dtype=float)), np.atleast_1d(np.asarray(mass_y, dtype=float))
    hip_x, hip_y = x - shape.hip_behind, y + shape.hip_above
    flat_x, flat_y = -shape.cop_ahead, shape.ankle_height
    ball_x = flat_x + shape.ball_ahead
    longest = _reach(shape, shape.straightest_knee)
    foot = np.hypot(shape.ball_ahead, shape.ankle_height)
    flat_angle = np.arctan2(shape.ankle_height, -shape.ball_ahead)
    to_hip = np.hypot(hip_x - ball_x, hip_y)
    # Angle at the ball between the directions to the hip and to an ankle the leg just reaches.
    between = np.arccos(np.clip((to_hip**2 + foot**2 - longest**2) / (2.0 * to_hip * foot), -1.0, 1.0))
    out_of_reach = np.hypot(hip_x - flat_x, hip_y - flat_y) > longest
    raised = np.arctan2(hip_y, hip_x - ball_x) + between
    angle = np.where(out_of_reach, np.minimum(raised, flat_angle), flat_angle)
    ankle_x, ankle_y = ball_x + foot * np.cos(angle), foot * np.sin(angle)
    reach = np.minimum(np.hypot(hip_x - ankle_x, hip_y - ankle_y), shape.thigh + shape.shank)
    flexion = _flexion(shape, reach)
    # The knee is ahead of the line from ankle to hip.
    line = np.arctan2(hip_y - ankle_y, hip_x - ankle_x)
    cosine = (shape.shank**2 + reach**2 - shape.thigh**2) / (2.0 * shape.shank * reach)
    tilt = line - np.arccos(np.clip(cosine, -1.0, 1.0))
    knee_x, knee_y = ankle_x + shape.shank * np.cos(tilt), ankle_y + shape.shank * np.sin(tilt)
    ball = np.full(x.size, ball_x)
    return Posture(hip_x, hip_y, knee_x, knee_y, ankle_x, ankle_y, ball, flexion, flat_angle - angle)


def _reach(shape: BodyShape, flexion: float) -> float:
    """Distance from ankle to hip at a knee flexion [m]."""
    return float(np.sqrt(shape.thigh**2 + shape.shank**2 + 2.0 * shape.thigh * shape.shank * np.cos(flexion)))


def _flexion(shape: BodyShape, reach: Floats) -> Floats:
    cosine = (reach**2 - shape.thigh**2 - shape.shank**2) / (2.0 * shape.thigh * shape.shank)
    return np.asarray(np.arccos(np.clip(cosine, -1.0, 1.0)))
