"""Formulas from the literature: what is known of the spring-mass runner without integrating anything."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np


def hopper_contact_time(frequency: Any, landing_speed: Any, gravity: Any) -> Any:
    """Contact time of a vertical hopper, ``t_c = (2/ω)(π − arctan(ω v/g))`` (Blickhan 1989).

    Parameters
    ----------
    frequency : float or array
        ω = √(k/m) [rad/s].
    landing_speed : float or array
        Downward, not negative [m/s].
    gravity : float or array
        [m/s²]

    Returns
    -------
    float or array
        [s]

    Examples
    --------
    >>> round(float(hopper_contact_time((20e3 / 80) ** 0.5, (2 * 9.81 * 0.1) ** 0.5, 9.81)), 9)
    0.251434922
    """
    return 2.0 / frequency * (math.pi - np.arctan(frequency * landing_speed / gravity))


def hopper_peak_force(mass: Any, frequency: Any, landing_speed: Any, gravity: Any) -> Any:
    """Peak force of a vertical hopper, ``m g (1 + √(1 + (ω v/g)²))`` [N]; arguments as above, mass in kg.

    Examples
    --------
    >>> round(float(hopper_peak_force(80.0, (20e3 / 80) ** 0.5, (2 * 9.81 * 0.1) ** 0.5, 9.81)), 6)
    2722.610889
    """
    return mass * gravity * (1.0 + np.hypot(1.0, frequency * landing_speed / gravity))


@dataclass(frozen=True)
class SineWave:
    """What timing alone says about a runner's spring."""

    peak_force: float
    """[N]"""
    vertical_displacement: float
    """of the body during contact [m]"""
    leg_compression: float
    """[m]"""
    vertical_stiffness: float
    """[N/m]"""
    leg_stiffness: float
    """[N/m]"""


def sine_wave(
    mass: float, contact_time: float, flight_time: float, speed: float, leg_length: float, gravity: float = 9.81
) -> SineWave:
    """Spring stiffness from timing, taking the vertical force for a half sine (Morin et al. 2005, eqs 1–5).

    Parameters
    ----------
    mass, contact_time, flight_time, speed, leg_length, gravity : float
        [kg, s, s, m/s, m, m/s²]

    Returns
    -------
    SineWave

    Examples
    --------
    >>> round(sine_wave(70.0, 0.24, 0.10, 3.5, 0.92).peak_force)
    1528
    """
    peak = mass * gravity * math.pi / 2.0 * (flight_time / contact_time + 1.0)
    sink = peak * contact_time**2 / (mass * math.pi**2) - gravity * contact_time**2 / 8.0
    half_sweep = 0.5 * speed * contact_time
    inside = leg_length**2 - half_sweep**2
    shortening = leg_length - math.sqrt(inside) + sink if inside >= 0.0 else math.nan
    return SineWave(peak, sink, shortening, peak / sink, peak / shortening)


@dataclass(frozen=True)
class GeyerStep:
    """One step of the approximate map of Geyer, Seyfarth & Blickhan (2005)."""

    next_height: Any
    """apex [m]"""
    contact_time: Any
    """[s]"""
    sweep: Any
    """angle swept during contact [rad]"""
    shortest_leg: Any
    """[m]"""


def geyer_step(
    height: Any, energy: float, mass: float, leg_length: float, stiffness: float, angle: float, gravity: float = 9.81
) -> GeyerStep:
    """Approximate apex map in closed form: gravity along the leg, angular momentum conserved in contact.

    Parameters
    ----------
    height : float or array
        Apex [m], of any shape.
    energy : float
        Kinetic and potential [J].
    mass, leg_length, stiffness, angle, gravity : float
        The angle from the ground [kg, m, N/m, rad, m/s²].

    Returns
    -------
    GeyerStep
        NaN where the formula has no answer.

    Notes
    -----
    J. Theor. Biol. 232:315–328, with the sweep to first order; the next order would remove the fixed points.

    Examples
    --------
    >>> step = geyer_step(1.0, 80 * (9.81 + 12.5), 80.0, 1.0, 20e3, math.radians(68))
    >>> round(float(step.next_height), 8)
    0.97396742
    """
    with np.errstate(invalid="ignore"):
        vx = np.sqrt(2.0 * energy / mass - 2.0 * gravity * height)
        fall = np.sqrt(2.0 * gravity * (height - leg_length * math.sin(angle)))
        radial = -vx * math.cos(angle) - fall * math.sin(angle)
        across = vx * math.sin(angle) - fall * math.cos(angle)
        turning = across / leg_length
        pull = np.sqrt(stiffness / mass + 3.0 * turning**2)
        a = (turning**2 - gravity / leg_length) / pull**2
        b = np.sqrt(a**2 + (radial / leg_length) ** 2 / pull**2)
        swing = math.pi - 2.0 * np.arcsin(a / b)
        sweep = turning / pull * ((1.0 - 2.0 * a) * swing + 4.0 * np.sqrt(b**2 - a**2))
        forward = vx * np.cos(sweep + 2.0 * angle) + fall * np.sin(sweep + 2.0 * angle)
        after = (energy - 0.5 * mass * forward**2) / (mass * gravity)
    return GeyerStep(after, swing / pull, sweep, leg_length * (1.0 + a - b))
