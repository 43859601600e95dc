"""How a cycle changes with its unknowns, exactly: what Newton's method needs while a gait is sought."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from springmass.dynamics.apex_map import apex_map
from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.phases import switch_times
from springmass.dynamics.tangents import tangent
from springmass.gait.cycles import NUMBERS, WORLD, apex_before, close, cop_travel

QUANTITIES = ("contact_time", "flight_time", "length", "apex_height", "apex_speed", "apex_energy", "height_gap",
              "speed_gap", "vx", "vy", "takeoff_vy", "greatest_compression_x")  # fmt: skip
_OFF = ("touchdown_time", "takeoff_x", "takeoff_y", "takeoff_vx", "takeoff_vy")


def cycle_slopes(
    vx: float, vy: float, given: Mapping[str, float], law: str, landing_angle_given: bool,
    changes: Mapping[str, Floats], accuracy: float,
) -> tuple[dict[str, float], dict[str, Floats]]:  # fmt: skip
    """One cycle and its exact derivatives.

    Parameters
    ----------
    vx, vy : float
        At touchdown [m/s].
    given : mapping
        Every name of :data:`springmass.gait.cycles.NUMBERS` → number, as for a step that can be taken.
    law : str
    landing_angle_given : bool
    changes : mapping
        ``"vx"``, ``"vy"`` or a name of a parameter → how it changes in each of n directions, shape (n,).
    accuracy : float

    Returns
    -------
    values : dict
        Quantity → number; names are those of :data:`QUANTITIES`.
    slopes : dict
        Quantity → its change in each direction, shape (n,); NaN where the step does not reach an apex.
    """
    n = len(next(iter(changes.values())))
    still = np.zeros(n)
    moved = {name: np.asarray(changes.get(name, still), dtype=float) for name in ("vx", "vy", *NUMBERS)}
    before = _before(landing_angle_given)
    numbers = [given[name] for name in _FALL]
    height, speed, angle, *start = before(vx, vy, *numbers, moved["vx"], moved["vy"], *(moved[name] for name in _FALL))
    d_height, d_speed, d_angle = (still + one for one in start)
    place = dict(given) | {"angle_of_attack": angle}
    into = {"apex_height": d_height, "apex_speed": d_speed} | {name: moved[name] for name in NUMBERS}
    into["angle_of_attack"] = d_angle
    by = [name for name, change in into.items() if change.any()]
    out = apex_map(height, speed, **place, damping_law=law, accuracy=accuracy, derivatives=by)

    def changed(quantity: str) -> Floats:
        return still + sum(float(out.derivatives[quantity, name]) * into[name] for name in by)

    off, d_off = [float(getattr(out, name)) for name in _OFF], [changed(name) for name in _OFF]
    contact, d_contact = float(out.contact_time), changed("contact_time")
    columns = {name: np.array([float(value)]) for name, value in place.items()}
    travel = float(cop_travel(columns, np.array([contact]))[0])
    world, d_world = [given[name] for name in WORLD], [moved[name] for name in WORLD]
    d_travel = _travel_change(given, moved, contact, d_contact)
    closed = _close()(
        vx, vy, *world, angle, height, speed, *off, travel,
        moved["vx"], moved["vy"], *d_world, d_angle, d_height, d_speed, *d_off, d_travel,
    )  # fmt: skip
    names = ("apex_energy", "flight_time", "length", "height_gap", "speed_gap")
    values = dict(zip(names, (float(one) for one in closed[:5]), strict=True))
    slopes = dict(zip(names, (still + one for one in closed[5:]), strict=True))
    values |= {"contact_time": contact, "apex_height": float(height), "apex_speed": float(speed), "vx": vx, "vy": vy}
    slopes |= {"contact_time": d_contact, "apex_height": d_height, "apex_speed": d_speed}
    slopes |= {"vx": moved["vx"], "vy": moved["vy"]}
    for name in ("takeoff_vy", "greatest_compression_x"):
        values[name], slopes[name] = float(getattr(out, name)), changed(name)
    return values, slopes


def target_slopes(
    target: Callable[[Any], Any], values: Mapping[str, float], slopes: Mapping[str, Floats]
) -> tuple[float, Floats]:
    """Value and change of a quantity that is a plain function of a cycle."""
    found = _target(target)(*(values[name] for name in QUANTITIES), *(slopes[name] for name in QUANTITIES))
    return float(found[0]), np.zeros_like(slopes["vx"]) + found[1]


_FALL = ("mass", "gravity", "slope", "impeding_force", "leg_length", "angle_of_attack", "retraction")


@cache
def _before(landing_angle_given: bool) -> Callable[..., Any]:
    def fall(
        vx: Any, vy: Any, mass: Any, gravity: Any, slope: Any, impeding_force: Any, leg_length: Any,
        angle_of_attack: Any, retraction: Any,
    ) -> Any:  # fmt: skip
        values = (mass, gravity, slope, impeding_force, leg_length, angle_of_attack, retraction)
        return apex_before(vx, vy, SimpleNamespace(**dict(zip(_FALL, values, strict=True))), landing_angle_given)

    return tangent(fall)


@cache
def _close() -> Callable[..., Any]:
    return tangent(close)


@cache
def _target(target: Callable[[Any], Any]) -> Callable[..., Any]:
    def value(
        contact_time: Any, flight_time: Any, length: Any, apex_height: Any, apex_speed: Any, apex_energy: Any,
        height_gap: Any, speed_gap: Any, vx: Any, vy: Any, takeoff_vy: Any, greatest_compression_x: Any,
    ) -> Any:  # fmt: skip
        cycle = SimpleNamespace(**locals())
        cycle.time = contact_time + flight_time
        cycle.map = SimpleNamespace(takeoff_vy=takeoff_vy, greatest_compression_x=greatest_compression_x)
        return target(cycle)

    return tangent(value)


def _travel_change(
    given: Mapping[str, float], moved: Mapping[str, Floats], contact: float, d_contact: Floats
) -> Floats:
    """Change of the way of the COP: roll up to the change of its speed, late roll from there."""
    roll, late, distance = (np.array([given[name]]) for name in ("roll_speed", "roll_late_speed", "roll_switch"))
    switch = float(switch_times(roll, late, distance)[0])
    early, d_early = contact, d_contact
    if switch < contact:
        early, d_early = switch, (moved["roll_switch"] - switch * moved["roll_speed"]) / given["roll_speed"]
    d_late = moved["roll_late_speed"] * (contact - early) + given["roll_late_speed"] * (d_contact - d_early)
    return np.asarray(moved["roll_speed"] * early + given["roll_speed"] * d_early + d_late)
