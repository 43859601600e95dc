"""A first guess of a gait from closed forms: where a search starts.

The vertical motion is taken for a hopper's, the horizontal one for uniform, losses for those of a half-sine
compression. A search must not depend on it, only be quick because of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.optimize import brentq

from springmass.dynamics.closed_forms import hopper_contact_time, hopper_peak_force
from springmass.legs import LEG_LAWS
from springmass.parameters import Parameters


@dataclass(frozen=True)
class Guess:
    """Touchdown velocity [m/s] and the parameters a search may free [SI]."""

    vx: float
    vy: float
    angle_of_attack: float
    stiffness: float
    push_off: float
    hip_extension: float


def hopper_frequency(contact_time: float, landing_speed: float, gravity: float) -> float:
    """Natural frequency of a vertical hopper with that contact time: ``t_c = (2/ω)(π − arctan(ω v/g))``.

    Parameters
    ----------
    contact_time : float
        [s]
    landing_speed : float
        Downward speed at touchdown, not negative [m/s].
    gravity : float
        [m/s²]

    Returns
    -------
    float
        ω [rad/s]

    Examples
    --------
    >>> omega = hopper_frequency(0.251434922, (2 * 9.81 * 0.1) ** 0.5, 9.81)
    >>> round(omega, 5)  # k = 20 kN/m, m = 80 kg
    15.81139
    """

    def too_long(omega: float) -> float:
        return float(hopper_contact_time(omega, landing_speed, gravity)) - contact_time

    return float(brentq(too_long, 1e-3 / contact_time, 2.0 * math.pi / contact_time))


def mean_roll_speed(p: Parameters, contact_time: float) -> float:
    """Travel of the centre of pressure over contact time [m/s]."""
    if p.roll_speed <= 0.0 or p.roll_late_speed == p.roll_speed:
        return p.roll_speed
    switch = min(p.roll_switch / p.roll_speed, contact_time)
    return (p.roll_speed * switch + p.roll_late_speed * (contact_time - switch)) / contact_time


def guess_gait(p: Parameters, speed: float, step_time: float, contact_time: float) -> Guess:
    """Guess a steady gait.

    Parameters
    ----------
    p : Parameters
        Whatever the search does not free is taken from here.
    speed, step_time, contact_time : float
        [m/s, s, s]

    Returns
    -------
    Guess
    """
    g = p.gravity * math.cos(p.slope)
    flight = max(step_time - contact_time, 0.02 * step_time)
    landing = 0.5 * g * flight
    omega = hopper_frequency(contact_time, landing, g)
    relative = speed - mean_roll_speed(p, contact_time)
    swing = min(max(0.5 * relative * contact_time / p.leg_length, -0.85), 0.85)
    angle = math.acos(swing)
    peak = float(hopper_peak_force(p.mass, omega, landing, g))
    sink = peak / (p.mass * omega * omega)
    shortening = min(sink + p.leg_length * (1.0 - math.sin(angle)), 0.45 * p.leg_length)
    stiffness = peak / shortening
    loss = _loss(p, stiffness, shortening, contact_time) + speed * step_time * (
        p.impeding_force + p.mass * p.gravity * math.sin(p.slope)
    )
    return Guess(
        vx=speed,
        vy=-landing,
        angle_of_attack=angle,
        stiffness=stiffness,
        push_off=2.0 * loss / (stiffness * shortening),
        hip_extension=math.atan(loss / (p.mass * g * step_time * max(relative, 0.1 * speed, 1e-9))),
    )


def _loss(p: Parameters, stiffness: float, shortening: float, contact_time: float) -> float:
    """Energy a damped leg loses over a half-sine compression [J]."""
    force = LEG_LAWS[p.damping_law].force
    n, lost = 24, 0.0
    for i in range(n):
        phase = math.pi * (i + 0.5) / n
        compression = shortening * math.sin(phase)
        rate = -shortening * math.pi / contact_time * math.cos(phase)
        lost -= (force(compression, rate, stiffness, p.damping) - stiffness * compression) * rate * contact_time / n
    return lost
