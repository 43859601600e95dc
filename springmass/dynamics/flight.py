"""Flight in closed form: a parabola from apex to touchdown and from takeoff to the next apex.

Only the moment of touchdown with a retracting leg needs a search; it is a search for a root of a formula, not an
integration, and it provably returns the first root.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from springmass.parameters import Parameters


class Touchdown(NamedTuple):
    """The instant the foot meets the ground. Velocities in the ground frame."""

    time: float
    """since the apex [s]"""
    angle: float
    """of the leg, from the ground ahead [rad]"""
    x: float
    """mass relative to the first contact point [m]; negative: the foot is ahead"""
    y: float
    vx: float
    vy: float


def world_acceleration(p: Parameters) -> tuple[float, float]:
    """Acceleration that acts in every phase: gravity on the slope and the impeding force (model §1, "World").

    Parameters
    ----------
    p : Parameters

    Returns
    -------
    ax, ay : [m/s²], along and away from the ground

    Examples
    --------
    >>> world_acceleration(Parameters(mass=70.0, leg_length=1.0, stiffness=2e4, angle_of_attack=1.2))
    (0.0, -9.81)
    """
    ax = -p.gravity * math.sin(p.slope) - p.impeding_force / p.mass
    return (ax if ax else 0.0), -p.gravity * math.cos(p.slope)


def descend(apex_height: float, apex_speed: float, p: Parameters) -> Touchdown | None:
    """Fall from the apex to the first touch of the foot.

    Parameters
    ----------
    apex_height, apex_speed : float
        At the apex (``vy = 0``) [m, m/s]. The apex must not be lower than the leg reaches.
    p : Parameters

    Returns
    -------
    Touchdown or None
        None when the mass meets the ground before the foot does (a leg swung far out of the way).

    Examples
    --------
    >>> p = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
    >>> round(descend(1.0, 5.0, p).vy, 6)
    -1.195263
    """
    ax, ay = world_acceleration(p)
    if p.retraction == 0.0:
        angle = p.angle_of_attack
        time = math.sqrt(2.0 * max(apex_height - p.leg_length * math.sin(angle), 0.0) / -ay)
    else:
        found = _first_touch(apex_height, ay, p)
        if found is None:
            return None
        time = found
        angle = p.angle_of_attack + p.retraction * time
    x, y = -p.leg_length * math.cos(angle), p.leg_length * math.sin(angle)
    return Touchdown(time, angle, x, y, apex_speed + ax * time, ay * time)


def _first_touch(apex_height: float, ay: float, p: Parameters) -> float | None:
    """First root of gap(t) = y(t) − l0 sin(α + ωt).

    |gap''| is at most M = |ay| + l0 ω², so from any point the parabola gap + gap' h − M h²/2 bounds the gap from below:
    stepping to its root can never jump over a root of the gap. Near a simple root the steps are Newton's.
    """
    omega = p.retraction
    bound = -ay + p.leg_length * omega * omega
    lands = math.sqrt(2.0 * apex_height / -ay)
    time = 0.0
    for _ in range(10_000):
        angle = p.angle_of_attack + omega * time
        gap = apex_height + 0.5 * ay * time * time - p.leg_length * math.sin(angle)
        slope = ay * time - p.leg_length * omega * math.cos(angle)
        if gap <= 0.0:
            break
        step = (slope + math.sqrt(slope * slope + 2.0 * bound * gap)) / bound
        if slope < 0.0:  # the same root without cancellation
            step = 2.0 * gap / (math.sqrt(slope * slope + 2.0 * bound * gap) - slope)
        if time + step == time:
            break
        time += step
        if time > lands:
            return None
    return time


class Ascent(NamedTuple):
    """From takeoff to the next apex."""

    time: float
    """[s]"""
    apex_height: float
    apex_speed: float
    distance: float
    """travelled forward [m]"""


def ascend(y: float, vx: float, vy: float, p: Parameters) -> Ascent:
    """Rise from takeoff to the apex.

    Parameters
    ----------
    y, vx, vy : float
        Height and velocity (ground frame) at takeoff [m, m/s]; ``vy > 0``.
    p : Parameters

    Returns
    -------
    Ascent

    Examples
    --------
    >>> p = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=1.2)
    >>> round(ascend(0.95, 5.0, 0.981, p).apex_height, 6)
    0.99905
    """
    ax, ay = world_acceleration(p)
    time = vy / -ay
    return Ascent(time, y + 0.5 * vy * time, vx + ax * time, vx * time + 0.5 * ax * time * time)
