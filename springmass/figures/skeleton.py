"""The body at one instant, as points to draw: joints, foot, trunk and head. Numbers only."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from springmass.body.geometry import Posture
from springmass.parameters import BodyShape
from springmass.scenario.defaults import FOOT

Point = tuple[float, float]

_HEEL_BEHIND = 0.030
"""Back of the sole behind the ankle joint, over height: the rest of the foot's length lies ahead of it."""
_TOE_UP = math.radians(20.0)
"""The steepest a foot is drawn on its heel; the ankle's height alone would not say it well."""
_FOLDED = math.radians(155.0)
"""A knee bends no farther."""
_SHOULDER, _HEAD, _HEAD_RADIUS = 0.288, 0.400, 0.062
"""Along the trunk from the hip joint over height: shoulder, middle of the head; its radius (Drillis & Contini 1966)."""


@dataclass(frozen=True)
class Skeleton:
    """The side of the body toward the viewer, leg on the ground; ``x`` from the first contact point, ``y`` up [m].

    Attributes
    ----------
    hip, knee, ankle : (float, float)
        Joints.
    heel, ball, toe : (float, float)
        Of the sole: its back end, the axis it bends about, its front end.
    shoulder, head : (float, float)
        End of the trunk and middle of the head, leaning as the trunk does.
    height : float
        Of the runner, the measure of everything drawn.
    possible : bool
        Whether a leg can be like that; see :func:`can_be`.
    """

    hip: Point
    knee: Point
    ankle: Point
    heel: Point
    ball: Point
    toe: Point
    shoulder: Point
    head: Point
    height: float
    possible: bool

    @property
    def head_radius(self) -> float:
        """Of the circle it is drawn as [m]."""
        return _HEAD_RADIUS * self.height

    @property
    def leg(self) -> tuple[Point, ...]:
        """From hip to toe."""
        return self.hip, self.knee, self.ankle, self.heel, self.ball, self.toe


def can_be(posture: Posture) -> NDArray[np.bool_]:
    """Until when a leg can be like that: in a fall the knee would fold too far and go under the ground.

    Parameters
    ----------
    posture : Posture
        Arrays over instants, in order.

    Returns
    -------
    array of bool
        False from the first instant on at which it cannot.
    """
    return np.logical_and.accumulate((posture.knee_flexion <= _FOLDED) & (posture.knee_y >= 0.0))


def skeletons(shape: BodyShape, posture: Posture, lifted: float = 0.0) -> list[Skeleton]:
    """Points of the body at each instant of a posture.

    Parameters
    ----------
    shape : BodyShape
    posture : Posture
        Arrays over instants.
    lifted : float
        How far above the ground the whole body is drawn [m]; below it when negative.

    Returns
    -------
    list of Skeleton

    Examples
    --------
    >>> from springmass.body.geometry import stance_posture
    >>> from springmass.parameters.shape import average_shape
    >>> shape = average_shape(1.80)
    >>> body = skeletons(shape, stance_posture(shape, 0.0, [0.0], [0.85], [0.1]))[0]
    >>> [round(abs(point[1]), 3) for point in (body.heel, body.ball, body.toe)]  # a flat foot
    [0.0, 0.0, 0.0]
    """
    sin, cos = math.sin(shape.trunk_lean), math.cos(shape.trunk_lean)

    def up(hip: Point, share: float) -> Point:
        return hip[0] + share * shape.height * sin, hip[1] + share * shape.height * cos

    found, possible = [], can_be(posture)
    for i in range(posture.hip_x.size):
        hip = float(posture.hip_x[i]), float(posture.hip_y[i]) + lifted
        ankle = float(posture.ankle_x[i]), float(posture.ankle_y[i]) + lifted
        pitch = _pitch(shape, ankle[1] - lifted, float(posture.heel_rise[i]))
        heel, ball = (
            _turned(ankle, pitch, ahead, -shape.ankle_height)
            for ahead in (-_HEEL_BEHIND * shape.height, shape.ball_ahead)
        )
        # The toes stay on the ground while the rest of the foot turns about the ball; a foot on its heel is stiff.
        toes = FOOT.of(shape.height) - _HEEL_BEHIND * shape.height - shape.ball_ahead
        toe = _turned(ball, max(pitch, 0.0), toes, 0.0)
        knee = float(posture.knee_x[i]), float(posture.knee_y[i]) + lifted
        shoulder, head = up(hip, _SHOULDER), up(hip, _HEAD)
        found.append(Skeleton(hip, knee, ankle, heel, ball, toe, shoulder, head, shape.height, bool(possible[i])))
    return found


def _pitch(shape: BodyShape, ankle_y: float, heel_rise: float) -> float:
    """Turn of the foot from flat, toes up positive [rad]: what brings heel or ball to the ground under this ankle."""
    if heel_rise > 0.0:
        return -heel_rise
    sole = shape.ankle_height
    above = max(ankle_y, sole)
    if shape.first_contact <= 0.0:  # lands on the heel
        behind = _HEEL_BEHIND * shape.height
        return min(math.atan2(behind, sole) - math.acos(min(above / math.hypot(behind, sole), 1.0)), _TOE_UP)
    to_ball = math.hypot(shape.ball_ahead, sole)
    return math.asin(sole / to_ball) - math.asin(min(above / to_ball, 1.0))


def _turned(about: Point, angle: float, ahead: float, up: float) -> Point:
    """A point of a part that was turned, from where its joint is [m, rad]."""
    sin, cos = math.sin(angle), math.cos(angle)
    return about[0] + ahead * cos - up * sin, about[1] + ahead * sin + up * cos
