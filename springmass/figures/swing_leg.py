"""The leg in the air: a plausible path from one contact to the next. Drawing only: the model has no swing leg.

It starts as the model's leg leaves the ground and ends as the model's leg lands; what lies between is made up: the
thigh comes forward, the knee folds more the faster the runner, the foot clears the ground.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from springmass.dynamics.extrapolation import Floats
from springmass.figures.skeleton import Point, Skeleton

_FASTEST_TURN = 8.0
"""Of a joint where the path meets the ground leg's own; a drawn leg takes over no faster turn [rad/s]."""
_FOLDS, _FOLDS_MORE, _MOST = math.radians(45.0), math.radians(14.0), math.radians(115.0)
"""Knee flexion in the middle of the swing: at rest, for each m/s more, and the most."""
_FORWARD = math.radians(12.0)
"""How much farther forward than at touchdown the thigh comes before it."""
_CLEAR, _BEND, _TRIES = 0.012, math.radians(2.0), 120
"""A foot in the air is this high at least [m]; the knee folds by that much at a time until it is."""
_FINE_BEND, _TURNS = math.radians(0.5), math.radians(20.0)
"""Before that the foot turns by this much at a time, and at most by that."""
_TIGHTEST, _HIGHEST = math.radians(150.0), math.radians(110.0)
"""The most a knee folds and a thigh comes up for that."""
AFTER_PUSH_OFF = (math.radians(-20.0), math.radians(25.0), math.radians(-20.0))
"""Thigh, knee and ankle of a leg that left the ground before anything the model knows of."""


@dataclass(frozen=True)
class LegAngles:
    """A leg as angles, forward and toes up positive [rad].

    Attributes
    ----------
    thigh : float
        From hanging straight down.
    knee : float
        Flexion.
    ankle : float
        Foot against shank; 0 when they are square to each other.
    toes : float
        Bend of the toes against the sole.
    """

    thigh: float
    knee: float
    ankle: float
    toes: float = 0.0


def leg_angles(body: Skeleton) -> LegAngles:
    """Read the angles of a leg off its points.

    Parameters
    ----------
    body : Skeleton

    Returns
    -------
    LegAngles

    Examples
    --------
    >>> hanging = Skeleton((0, 0.9), (0, 0.5), (0, 0.1), (-0.05, 0), (0.15, 0), (0.2, 0), (0, 1.4), (0, 1.6), 1.8, True)
    >>> leg_angles(hanging)
    LegAngles(thigh=0.0, knee=0.0, ankle=0.0, toes=0.0)
    """
    thigh, shank = _hanging(body.hip, body.knee), _hanging(body.knee, body.ankle)
    sole, toes = _rising(body.heel, body.ball), _rising(body.ball, body.toe)
    return LegAngles(thigh, thigh - shank, sole - shank, toes - sole)


def place_leg(like: Skeleton, hip: Point, angles: LegAngles) -> Skeleton:
    """Hang a leg of given angles on a hip joint; trunk and head come along.

    Parameters
    ----------
    like : Skeleton
        A body of the same runner: it gives lengths and the trunk.
    hip : (float, float)
        [m]
    angles : LegAngles

    Returns
    -------
    Skeleton

    Examples
    --------
    >>> like = Skeleton((0, 0.9), (0, 0.5), (0, 0.1), (-0.05, 0), (0.15, 0), (0.2, 0), (0, 1.4), (0, 1.6), 1.8, True)
    >>> [round(abs(p), 3) for p in place_leg(like, (1.0, 0.9), leg_angles(like)).toe]
    [1.2, 0.0]
    """
    shank = angles.thigh - angles.knee
    sole = shank + angles.ankle
    knee = _hung(hip, math.dist(like.hip, like.knee), angles.thigh)
    ankle = _hung(knee, math.dist(like.knee, like.ankle), shank)
    turn = sole - _rising(like.heel, like.ball)
    heel, ball = (_turned(ankle, like.ankle, point, turn) for point in (like.heel, like.ball))
    toes = math.dist(like.ball, like.toe)
    toe = ball[0] + toes * math.cos(sole + angles.toes), ball[1] + toes * math.sin(sole + angles.toes)
    along, up = hip[0] - like.hip[0], hip[1] - like.hip[1]
    shoulder, head = ((x + along, y + up) for x, y in (like.shoulder, like.head))
    return replace(
        like,
        hip=hip,
        knee=knee,
        ankle=ankle,
        heel=heel,
        ball=ball,
        toe=toe,
        shoulder=shoulder,
        head=head,
        possible=True,
    )


class Swing:
    """The path of a leg through the air.

    Parameters
    ----------
    leaves, lands : Skeleton
        The leg at takeoff and at its next touchdown.
    duration : float
        Between the two [s].
    speed : float
        Of the runner [m/s]: who runs faster folds the knee more.
    leaving, landing : array, shape (3,)
        How fast thigh, knee and ankle turn at the two ends [rad/s].
    """

    def __init__(
        self, leaves: Skeleton, lands: Skeleton, duration: float, speed: float, leaving: Floats, landing: Floats
    ) -> None:
        from scipy.interpolate import CubicSpline

        self._leaves, self._lands = leaves, lands
        first, last = leg_angles(leaves), leg_angles(lands)
        self._bend = first.toes
        folded = min(_FOLDS + _FOLDS_MORE * abs(speed), _MOST)
        reach = last.thigh + _FORWARD - first.thigh
        knots = (
            ((0.0, first.thigh), (0.5, first.thigh + 0.62 * reach), (0.76, first.thigh + reach), (1.0, last.thigh)),
            ((0.0, first.knee), (0.2, 0.62 * folded), (0.42, folded), (0.7, 0.6 * folded), (1.0, last.knee)),
            ((0.0, first.ankle), (0.35, math.radians(-15.0)), (0.7, math.radians(-4.0)), (1.0, last.ankle)),
        )
        slowed = [np.clip(rates, -_FASTEST_TURN, _FASTEST_TURN) * duration for rates in (leaving, landing)]
        self._joints = [
            CubicSpline(*np.array(points).T, bc_type=((1, slowed[0][i]), (1, slowed[1][i])))
            for i, points in enumerate(knots)
        ]

    def at(self, share: float, hip: Point) -> Skeleton:
        """The leg at a share of the swing.

        Parameters
        ----------
        share : float
            0 at takeoff, 1 at touchdown.
        hip : (float, float)
            Where the hip joint is then [m].

        Returns
        -------
        Skeleton
        """
        thigh, knee, ankle = (float(joint(share)) for joint in self._joints)
        toes = self._bend * max(0.0, 1.0 - share / 0.15)
        like = self._leaves if share < 0.5 else self._lands
        body = place_leg(like, hip, LegAngles(thigh, max(knee, 0.0), ankle, toes))
        # Turning the foot is enough for a few millimetres; a straight knee would have to fold a lot for them.
        room = _CLEAR * min(1.0, share / 0.25, (1.0 - share) / 0.25)
        turned, straight = 0.0, ankle
        for _ in range(_TRIES):
            low = min(body.heel[1], body.ball[1], body.toe[1])
            if low >= room:
                break
            if turned < _TURNS:
                turned += _FINE_BEND
                ankle = straight + (turned if body.heel[1] > low else -turned)
            else:
                knee, thigh = min(knee + _BEND, _TIGHTEST), min(thigh + 0.6 * _BEND, max(_HIGHEST, thigh))
            body = place_leg(like, hip, LegAngles(thigh, max(knee, 0.0), ankle, toes))
        return body


def _hanging(start: Point, end: Point) -> float:
    return math.atan2(end[0] - start[0], start[1] - end[1])


def _rising(start: Point, end: Point) -> float:
    return math.atan2(end[1] - start[1], end[0] - start[0])


def _hung(start: Point, length: float, angle: float) -> Point:
    return start[0] + length * math.sin(angle), start[1] - length * math.cos(angle)


def _turned(about: Point, old: Point, point: Point, angle: float) -> Point:
    x, y = point[0] - old[0], point[1] - old[1]
    sin, cos = math.sin(angle), math.cos(angle)
    return about[0] + x * cos - y * sin, about[1] + x * sin + y * cos
