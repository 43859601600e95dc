"""Many steps at once, each closed into a cycle by the flight from its takeoff to its own touchdown velocity.

While a gait is sought the cycle does not close; its times and lengths are still smooth functions of the unknowns, which
the ones measured apex to apex are not. Both gaps are zero exactly for a gait.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from springmass.dynamics.apex_map import ApexMap, apex_map
from springmass.dynamics.derivatives import INPUTS
from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.flight import acceleration
from springmass.dynamics.phases import switch_times
from springmass.parameters import Parameters

NUMBERS = INPUTS[2:]
"""Parameters that are numbers, in the words of :func:`springmass.apex_map`."""


_POSITIVE = ("mass", "leg_length", "stiffness", "gravity")


@dataclass(frozen=True)
class Cycles:
    """Arrays over cycles; NaN where the step had no takeoff. SI units."""

    map: ApexMap
    vx: Floats
    """at touchdown, ground frame"""
    vy: Floats
    landing_angle: Floats
    """of the leg at touchdown, from the ground ahead [rad]"""
    apex_height: Floats
    apex_speed: Floats
    apex_energy: Floats
    """kinetic and potential at the apex, over mass [J/kg]"""
    flight_time: Floats
    length: Floats
    height_gap: Floats
    """mismatch of landing and takeoff energy heights over l0 [1]"""
    speed_gap: Floats
    """mismatch of horizontal speeds over √(g l0) [1]"""

    @property
    def contact_time(self) -> Floats:
        """Touchdown to takeoff [s]."""
        return self.map.contact_time

    @property
    def time(self) -> Floats:
        """Step time [s]."""
        return self.map.contact_time + self.flight_time


def apex_before(vx: Any, vy: Any, p: Any, landing_angle_given: bool) -> tuple[Any, Any, Any]:
    """Apex from which a runner lands with this velocity.

    Parameters
    ----------
    vx, vy : float or array
        At touchdown [m/s], ``vy < 0``.
    p : object with the attributes of Parameters
        Numbers or arrays.
    landing_angle_given : bool
        Whether ``p.angle_of_attack`` is meant at touchdown.

    Returns
    -------
    height, speed, angle : [m, m/s, rad]
        Of the apex; the leg angle there is outside (0, π) where retraction turns the leg away.
    """
    ax, ay = acceleration(p.mass, p.gravity, p.slope, p.impeding_force)
    fall = vy / ay
    turned = p.retraction * fall
    at_landing = p.angle_of_attack + (0.0 if landing_angle_given else turned)
    return p.leg_length * np.sin(at_landing) - 0.5 * vy * fall, vx - ax * fall, at_landing - turned


class _Arrays:
    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def take_cycles(
    vx: Floats,
    vy: Floats,
    given: Mapping[str, Any],
    law: str,
    landing_angle_given: bool = False,
    accuracy: float = 1e-9,
) -> Cycles:
    """Take steps from touchdown velocities.

    Parameters
    ----------
    vx, vy : array, shape (m,)
        At touchdown [m/s].
    given : mapping
        Every name of :data:`NUMBERS` → number or array of shape (m,).
    law : str
        Of the leg.
    landing_angle_given : bool
        Whether the angle of attack is meant at touchdown.
    accuracy : float
        Of the array engine.

    Returns
    -------
    Cycles
        Cases that make no runner (upward landing, not-positive stiffness, …) are NaN.
    """
    vx, vy = np.atleast_1d(vx).astype(float), np.atleast_1d(vy).astype(float)
    full = {name: np.broadcast_to(np.asarray(given[name], dtype=float), vx.shape).copy() for name in NUMBERS}
    with np.errstate(all="ignore"):
        height, speed, angle = apex_before(vx, vy, _Arrays(full), landing_angle_given)
        sound = (vy < 0.0) & (angle > 0.0) & (angle < np.pi) & np.isfinite(height) & np.isfinite(speed)
        for name, values in full.items():
            sound &= np.isfinite(values) if name != "roll_switch" else ~np.isnan(values)
            if name in _POSITIVE:
                sound &= values > 0.0
    place = {name: np.where(sound, values, 1.0 if name in _POSITIVE else 0.0) for name, values in full.items()}
    place["angle_of_attack"] = np.where(sound, angle, 1.0)
    out = apex_map(np.where(sound, height, np.nan), speed, **place, damping_law=law, accuracy=accuracy)
    with np.errstate(all="ignore"):
        off = (out.touchdown_time, out.takeoff_x, out.takeoff_y, out.takeoff_vx, out.takeoff_vy)
        columns = (*(place[name] for name in WORLD), angle, height, speed, *off, cop_travel(place, out.contact_time))
        energy, flight, length, height_gap, speed_gap = close(vx, vy, *columns)
        landing = place["angle_of_attack"] + place["retraction"] * out.touchdown_time
    return Cycles(out, vx, vy, landing, height, speed, energy, flight, length, height_gap, speed_gap)


WORLD = ("mass", "gravity", "slope", "impeding_force", "leg_length", "retraction")


def close(
    vx: Any, vy: Any, mass: Any, gravity: Any, slope: Any, impeding_force: Any, leg_length: Any, retraction: Any,
    angle: Any, apex_height: Any, apex_speed: Any, touchdown_time: Any, takeoff_x: Any, takeoff_y: Any, takeoff_vx: Any,
    takeoff_vy: Any, travel: Any,
) -> tuple[Any, ...]:  # fmt: skip
    """Close a step into a cycle: plain arithmetic on numbers or arrays.

    Parameters
    ----------
    vx, vy
        At touchdown [m/s].
    mass, gravity, slope, impeding_force, leg_length, retraction
        As in :class:`springmass.Parameters`.
    angle, apex_height, apex_speed
        At the apex before [rad, m, m/s].
    touchdown_time, takeoff_x, takeoff_y, takeoff_vx, takeoff_vy
        As in :class:`springmass.ApexMap`.
    travel
        Of the COP in contact [m].

    Returns
    -------
    apex_energy, flight_time, length, height_gap, speed_gap
        As in :class:`Cycles`.
    """
    ax, ay = acceleration(mass, gravity, slope, impeding_force)
    landing = angle + retraction * touchdown_time
    landing_x, landing_y = -leg_length * np.cos(landing), leg_length * np.sin(landing)
    flight = (takeoff_vy - vy) / -ay
    in_contact = takeoff_x - landing_x + travel
    energy_gap = 0.5 * (vy * vy - takeoff_vy * takeoff_vy) / -ay - (takeoff_y - landing_y)
    return (
        0.5 * apex_speed * apex_speed - ay * apex_height,
        flight,
        in_contact + takeoff_vx * flight + 0.5 * ax * flight * flight,
        energy_gap / leg_length,
        (takeoff_vx + ax * flight - vx) / (gravity * leg_length) ** 0.5,
    )


def cop_travel(p: Mapping[str, Floats], time: Floats) -> Floats:
    """Of the COP during a contact of that duration [m]."""
    switch = switch_times(p["roll_speed"], p["roll_late_speed"], p["roll_switch"])
    early = np.minimum(time, switch)
    return p["roll_speed"] * early + p["roll_late_speed"] * (time - early)


def columns_of(p: Parameters, **changes: Any) -> dict[str, Any]:
    """The numbers of a runner for :func:`take_cycles`, some of them changed (to arrays, say)."""
    return {name: changes.get(name, getattr(p, name)) for name in NUMBERS}
