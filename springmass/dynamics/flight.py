"""Flight in closed form: a parabola from apex to touchdown and from takeoff to the next apex.

Only the moment of touchdown with a retracting leg needs a search; it is a search for a root of a formula, not an
integration, and it provably returns the first root.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

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

    @property
    def ahead(self) -> float:
        """Foot ahead of the mass [m]."""
        return -self.x


def acceleration(mass: Any, gravity: Any, slope: Any, impeding_force: Any) -> tuple[Any, Any]:
    """Acceleration that acts in every phase: gravity on the slope and the impeding force.

    Parameters
    ----------
    mass, gravity, slope, impeding_force : float or array
        [kg, m/s², rad, N]

    Returns
    -------
    ax, ay : [m/s²], along and away from the ground

    Examples
    --------
    >>> [float(a) for a in acceleration(70.0, 9.81, 0.0, 7.0)]
    [-0.1, -9.81]
    """
    return 0.0 - gravity * np.sin(slope) - impeding_force / mass, -gravity * np.cos(slope)


def world_acceleration(p: Parameters) -> tuple[float, float]:
    """The same for one runner, as floats."""
    ax, ay = acceleration(p.mass, p.gravity, p.slope, p.impeding_force)
    return float(ax), float(ay)


def fall_time(room: Any, ay: Any) -> Any:
    """Time to fall freely through a height [s].

    Parameters
    ----------
    room, ay : float or array
        Height, not negative, and acceleration [m, m/s²].

    Examples
    --------
    >>> round(fall_time(0.5 * 9.81, -9.81), 12)
    1.0
    """
    return (2.0 * room / -ay) ** 0.5


def safe_move(gap: Any, rate: Any, bound: Any) -> Any:
    """Longest time in which a gap cannot close and open again: to the root of a parabola below it.

    Parameters
    ----------
    gap, rate, bound : float or array
        The gap, not negative, its rate, and the most its rate can fall in a second.

    Examples
    --------
    >>> safe_move(2.0, 0.0, 1.0), safe_move(2.0, -1e9, 1.0)
    (2.0, 2e-09)
    """
    root = (rate * rate + 2.0 * bound * gap) ** 0.5
    closing = (rate < 0.0) * 1.0  # two forms of the same root, each where it does not cancel
    return 2.0 * closing * gap / (root - closing * rate + 1.0 - closing) + (1.0 - closing) * (rate + root) / bound


def touchdown_time(apex_height: Any, angle: Any, leg_length: Any, retraction: Any, ay: Any) -> Any:
    """Fall from the apex until the foot touches.

    Parameters
    ----------
    apex_height, angle, leg_length, retraction, ay : array, shape (n,)
        Height of the apex, leg angle there, leg length, swing speed, acceleration [m, rad, m, rad/s, m/s²].
        The apex must not be lower than the leg reaches.

    Returns
    -------
    array, shape (n,)
        Since the apex [s]; NaN where the mass meets the ground before the foot does.

    Notes
    -----
    Without retraction in closed form. With it, the first root of gap(t) = y(t) − l0 sin(α + ωt): as |gap''| is at most
    M = |ay| + l0 ω², the parabola gap + gap' h − M h²/2 bounds the gap from below, so stepping to its root never jumps
    over a root of the gap; near a simple root the steps are Newton's.

    Examples
    --------
    >>> import numpy as np
    >>> touchdown_time(*np.array([[1.0], [np.radians(68)], [1.0], [0.0], [-9.81]])).round(6)
    array([0.121841])
    """
    height, angle, length, omega, ay = np.broadcast_arrays(apex_height, angle, leg_length, retraction, ay)
    time = fall_time(np.maximum(height - length * np.sin(angle), 0.0), ay)
    seeking = np.flatnonzero(omega != 0.0)
    if not seeking.size:
        return time
    time[seeking] = 0.0
    lands = fall_time(height, ay)
    for _ in range(10_000):
        i = seeking
        turned = angle[i] + omega[i] * time[i]
        gap = height[i] + 0.5 * ay[i] * time[i] ** 2 - length[i] * np.sin(turned)
        rate = ay[i] * time[i] - length[i] * omega[i] * np.cos(turned)
        bound = -ay[i] + length[i] * omega[i] ** 2
        with np.errstate(invalid="ignore", divide="ignore"):  # nothing is divided by nothing where the gap is closed
            step = safe_move(np.maximum(gap, 0.0), rate, bound)
        later = time[i] + step
        arrived = (gap <= 0.0) | (later == time[i])
        missed = ~arrived & (later > lands[i])
        time[i] = np.where(missed, np.nan, np.where(arrived, time[i], later))
        seeking = i[~arrived & ~missed]
        if not seeking.size:
            break
    return time


def landing(fall: Any, apex_speed: Any, leg_length: Any, angle: Any, ax: Any, ay: Any) -> tuple[Any, Any, Any, Any]:
    """State at touchdown: x, y of the mass from the foot, and its velocity in the ground frame.

    Parameters
    ----------
    fall, apex_speed, leg_length, angle, ax, ay : float or array
        Time since the apex, speed there, leg length and angle at touchdown, acceleration of the world (SI, rad).

    Examples
    --------
    >>> [round(float(one), 6) for one in landing(0.1, 5.0, 1.0, 0.5 * np.pi, 0.0, -9.81)]
    [-0.0, 1.0, 5.0, -0.981]
    """
    return -leg_length * np.cos(angle), leg_length * np.sin(angle), apex_speed + ax * fall, ay * fall


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
    >>> import math
    >>> p = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
    >>> round(descend(1.0, 5.0, p).vy, 6)
    -1.195263
    """
    ax, ay = world_acceleration(p)
    fall = np.array([apex_height, p.angle_of_attack, p.leg_length, p.retraction, ay])
    time = float(touchdown_time(*fall[:, None])[0])
    if time != time:
        return None
    angle = p.angle_of_attack + p.retraction * time
    return Touchdown(time, angle, *(float(one) for one in landing(time, apex_speed, p.leg_length, angle, ax, ay)))


class Ascent(NamedTuple):
    """From takeoff to the next apex."""

    time: Any
    """[s]"""
    apex_height: Any
    apex_speed: Any
    distance: Any
    """travelled forward [m]"""


def ascend(y: Any, vx: Any, vy: Any, ax: Any, ay: Any) -> Ascent:
    """Rise from takeoff to the apex.

    Parameters
    ----------
    y, vx, vy : float or array
        Height and velocity (ground frame) at takeoff [m, m/s]; ``vy > 0``.
    ax, ay : float or array
        Acceleration of the world [m/s²].

    Returns
    -------
    Ascent

    Examples
    --------
    >>> round(ascend(0.95, 5.0, 0.981, 0.0, -9.81).apex_height, 6)
    0.99905
    """
    time = vy / -ay
    return Ascent(time, y + 0.5 * vy * time, vx + ax * time, vx * time + 0.5 * ax * time * time)
