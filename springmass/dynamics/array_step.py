"""A step of many runners at once: descent, contact by the array engine, ascent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.flight import acceleration, ascend, landing, touchdown_time
from springmass.dynamics.lockstep import Cases, Contacts, contacts
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.phases import OVERCOMPRESSED, switch_times
from springmass.legs import LEG_LAWS

Numbers = dict[str, Floats]
"""Arguments of :func:`springmass.apex_map` by name, arrays of one length."""
SAFETY = 10.0
"""From the errors spent in contact to the error of the next apex (measured on the reference table: at most 1 to 30)."""


class Descent(NamedTuple):
    """Falls from the apex, as far as they get."""

    outcome: NDArray[np.int8]
    """RUNNING for those that land"""
    time: Floats
    """of the fall [s]; NaN without a landing"""
    angle: Floats
    """of the leg at touchdown [rad]"""
    ax: Floats
    """acceleration of the world [m/s²]"""
    ay: Floats


def descend_all(v: Numbers) -> Descent:
    """Fall to touchdown."""
    height, l0, angle = v["apex_height"], v["leg_length"], v["angle_of_attack"]
    ax, ay = acceleration(v["mass"], v["gravity"], v["slope"], v["impeding_force"])
    sound = np.isfinite(height) & np.isfinite(v["apex_speed"])
    room = height - l0 * np.sin(angle)
    outcome = np.where(sound, np.where(room < 0.0, Outcome.FOOT_BELOW_GROUND, Outcome.RUNNING), Outcome.INVALID_INPUT)
    outcome = outcome.astype(np.int8)
    i = np.flatnonzero(outcome == Outcome.RUNNING)
    if i.size == height.size:
        fall = touchdown_time(height, angle, l0, v["retraction"], ay)
    else:
        fall = np.full(height.size, np.nan)
        fall[i] = touchdown_time(height[i], angle[i], l0[i], v["retraction"][i], ay[i])
    outcome[np.isnan(fall) & (outcome == Outcome.RUNNING)] = Outcome.FELL
    return Descent(outcome, fall, angle + v["retraction"] * fall, ax, ay)


def array_step(
    v: Numbers, law: str, accuracy: float, contacts: Callable[[Cases, Floats], Contacts] = contacts
) -> dict[str, NDArray[Any]]:
    """One step of each case on arrays; ``spent`` estimates the error of everything in it.

    Parameters
    ----------
    v : dict
        Arguments of :func:`springmass.apex_map` by name, arrays of shape (n,).
    law : str
        A name of :data:`springmass.legs.LEG_LAWS`.
    accuracy : float
        Wanted.
    contacts : callable, optional
        What integrates them: the adaptive engine, or a pass that leaves some to it, with infinite errors.

    Returns
    -------
    dict
        Attributes of :class:`springmass.ApexMap` by name, and ``spent``.
    """
    height, speed, l0 = v["apex_height"], v["apex_speed"], v["leg_length"]
    outcome, fall, angle, ax, ay = descend_all(v)
    i = np.flatnonzero(outcome == Outcome.RUNNING)
    touchdown = np.array(landing(fall, speed, l0, angle, ax, ay))
    descent = 0.5 * (speed + touchdown[2]) * fall
    everyone = i.size == height.size  # most often all of them land
    if not everyone:
        v, ax, ay, touchdown = {name: values[i] for name, values in v.items()}, ax[i], ay[i], touchdown[:, i]
    on_ground = contacts(_cases(v, law, ax, ay, accuracy), touchdown)
    outcome[i] = on_ground.outcome

    def whole(part: Floats, reached: NDArray[np.bool_]) -> Floats:
        if everyone and reached.all():
            return part
        out = np.full(height.size, np.nan)
        out[i[reached]] = part[reached]
        return out

    squeezed = np.isfinite(on_ground.compressed_time)
    off = (on_ground.outcome == Outcome.RUNNING) | (on_ground.outcome == Outcome.TAKEOFF_DOWN)
    up = on_ground.outcome == Outcome.RUNNING
    x, y, vx, vy = on_ground.state
    vx = vx + on_ground.cop_speed
    rise = ascend(y, vx, vy, ax, ay)
    contact_time = whole(on_ground.time, off)
    flight_time = fall + whole(rise.time, up)
    shortest = whole((on_ground.compressed[0] ** 2 + on_ground.compressed[1] ** 2) ** 0.5, squeezed)
    spent = np.zeros(height.size)
    spent[i] = SAFETY * on_ground.error
    apex_speed = whole(rise.apex_speed, up)
    with np.errstate(invalid="ignore"):
        backward = (speed < 0.0) | (whole(vx, off) < 0.0) | (apex_speed < 0.0)
        overcompressed = shortest < OVERCOMPRESSED * l0
    return {
        "apex_height": whole(rise.apex_height, up),
        "apex_speed": apex_speed,
        "touchdown_time": fall,
        "contact_time": contact_time,
        "flight_time": flight_time,
        "step_time": flight_time + contact_time,
        "step_length": descent + whole(x + on_ground.cop_travel - touchdown[0] + rise.distance, up),
        "shortest_leg": shortest,
        "greatest_compression_time": whole(on_ground.compressed_time, squeezed),
        "greatest_compression_x": whole(on_ground.compressed[0], squeezed),
        "greatest_compression_y": whole(on_ground.compressed[1], squeezed),
        "takeoff_x": whole(x, off),
        "takeoff_y": whole(y, off),
        "takeoff_vx": whole(vx, off),
        "takeoff_vy": whole(vy, off),
        "outcome": outcome,
        "backward": backward,
        "overcompressed": overcompressed,
        "error": np.where(outcome == Outcome.RUNNING, spent, np.nan),
        "spent": spent,
    }


def _cases(v: dict[str, Floats], law: str, ax: Floats, ay: Floats, accuracy: float) -> Cases:
    return Cases(
        law=LEG_LAWS[law],
        mass=v["mass"],
        leg_length=v["leg_length"],
        stiffness=v["stiffness"],
        damping=v["damping"],
        push_off=v["push_off"],
        tan_hip=np.tan(v["hip_extension"]),
        ax=ax,
        ay=ay,
        gravity=v["gravity"],
        roll_speed=v["roll_speed"],
        roll_late_speed=v["roll_late_speed"],
        switch_time=switch_times(v["roll_speed"], v["roll_late_speed"], v["roll_switch"]),
        accuracy=accuracy,
    )
