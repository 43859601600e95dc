"""Exact derivatives of a step: how the next apex, times and places change with the apex and with every parameter.

The contact is taken once more, between the borders that are known by now, with a derivative beside every number; see
:mod:`springmass.dynamics.tangents`. A border moves when its cause does: the time it moves by is what keeps its guard at
zero, and the state moves along with the motion (the saltation of hybrid systems; Leine & Nijmeijer 2004, ch. 7).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.array_step import Numbers
from springmass.dynamics.engine import engine
from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.flight import acceleration, ascend, landing
from springmass.dynamics.lanes.rows import OUT
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.phases import switch_times
from springmass.dynamics.tangents import tangent
from springmass.dynamics.variation import COMPRESSION, FOUND, NOTHING, SWITCH, TAKEOFF, along

Derivatives = dict[tuple[str, str], Floats]
"""(quantity, argument) → the derivative, in the unit of the one over that of the other."""
INPUTS = (
    "apex_height", "apex_speed", "mass", "leg_length", "stiffness", "angle_of_attack", "gravity", "damping", "push_off",
    "hip_extension", "roll_speed", "roll_late_speed", "roll_switch", "slope", "impeding_force", "retraction",
)  # fmt: skip
OUTPUTS = OUT[: OUT.index("error")]
"""Times, lengths and velocities of a step."""


def derivatives(
    v: Numbers, law: str, found: Mapping[str, NDArray[Any]], inputs: Sequence[str], one_roll: bool,
    accuracy: float,
) -> Derivatives:  # fmt: skip
    """Differentiate steps that have been taken.

    Parameters
    ----------
    v : dict
        Arguments of :func:`springmass.apex_map` by name, arrays of shape (n,).
    law : str
        A name of :data:`springmass.legs.LEG_LAWS`.
    found : mapping
        What became of the steps, by the names of :class:`springmass.ApexMap`.
    inputs : sequence of str
        Arguments to differentiate by.
    one_roll : bool
        Whether the late speed of the roll is the early one.
    accuracy : float
        That the steps were taken to.

    Returns
    -------
    dict
        NaN for steps that do not end at an apex.
    """
    longest = next(length for least, length in _LONGEST if accuracy >= least)
    out = {(quantity, name): np.full(found["outcome"].size, np.nan) for quantity in OUTPUTS for name in inputs}
    ran = np.flatnonzero(found["outcome"] == Outcome.RUNNING)
    for first in range(0, ran.size, _CHUNK):
        some = ran[first : first + _CHUNK]
        # every direction of every step is a case of its own
        number = {name: np.tile(v[name][some], len(inputs)) for name in INPUTS}
        change = {name: np.zeros((len(inputs), some.size)) for name in INPUTS}
        for row, name in enumerate(inputs):
            for moved in (name, "roll_late_speed") if one_roll and name == "roll_speed" else (name,):
                change[moved][row] = 1.0
        borders = [np.tile(found[name][some], len(inputs)) for name in _BORDERS]
        with np.errstate(all="ignore"):
            changed = _differentiate(
                number, {name: rows.ravel() for name, rows in change.items()}, law, longest, *borders
            )
        for quantity in OUTPUTS:
            for name, values in zip(inputs, changed[quantity].reshape(len(inputs), some.size), strict=True):
                out[quantity, name][some] = values
    return out


_LONGEST = ((3e-10, 1.0), (0.0, 0.75))
"""For an accuracy of at least the first number: longest step, times √(m/k)."""
_CHUNK = 4096
"""Steps differentiated together; it bounds the memory."""
_BORDERS = ("touchdown_time", "greatest_compression_time", "contact_time")
_START = ("mass", "gravity", "slope", "impeding_force", "apex_height", "apex_speed", "leg_length", "angle_of_attack",
          "retraction", "hip_extension")  # fmt: skip


def touchdown(
    fall: Any, mass: Any, gravity: Any, slope: Any, impeding_force: Any, apex_height: Any, apex_speed: Any,
    leg_length: Any, angle_of_attack: Any, retraction: Any, hip_extension: Any,
) -> tuple[Any, ...]:  # fmt: skip
    """A fall's end: gap under the foot, state (ground frame), what the contact needs, and how far the fall went."""
    ax, ay = acceleration(mass, gravity, slope, impeding_force)
    angle = angle_of_attack + retraction * fall
    x, y, vx, vy = landing(fall, apex_speed, leg_length, angle, ax, ay)
    gap = apex_height + 0.5 * ay * fall * fall - y
    went = apex_speed * fall + 0.5 * ax * fall * fall
    return gap, x, y, vx, vy, ax, ay, np.tan(hip_extension), 1.0 / mass, went


@cache
def _tangents() -> dict[str, Callable[..., Any]]:
    return {
        "touchdown": tangent(touchdown),
        "ascend": tangent(lambda y, vx, vy, ax, ay: tuple(ascend(y, vx, vy, ax, ay))),
    }


def _differentiate(
    number: Numbers, change: Numbers, law: str, longest: float, fall: Floats, squeezed: Floats, contact: Floats
) -> dict[str, Floats]:
    t = _tangents()
    start, moved = [number[name] for name in _START], [change[name] for name in _START]
    still, one = np.zeros_like(fall), np.ones_like(fall)
    d_gap = t["touchdown"](fall, *start, still, *moved)[10]
    d_fall = -d_gap / t["touchdown"](fall, *start, one, *(len(start) * [still]))[10]
    both = t["touchdown"](fall, *start, d_fall, *moved)
    _, x, y, vx, vy, ax, ay, hip, per_mass, _ = both[:10]
    _, d_x, d_y, d_vx, d_vy, d_ax, d_ay, d_hip, d_per_mass, d_went = both[10:]

    roll, late, d_roll, d_late = (w[name] for w in (number, change) for name in ("roll_speed", "roll_late_speed"))
    switch = switch_times(roll, late, number["roll_switch"])
    d_switch = np.where(switch < np.inf, (change["roll_switch"] - switch * d_roll) / roll, 0.0)
    at_once = switch == 0.0
    roll, d_roll = np.where(at_once, late, roll), np.where(at_once, d_late, d_roll)
    switch = np.where(at_once, np.inf, switch)

    # a phase that the change of roll has ended ends with it, whatever the last digit of its time says
    squeezed, contact = (np.where(abs(time - switch) <= 1e-12 * contact, switch, time) for time in (squeezed, contact))
    early, between = switch <= squeezed, (switch > squeezed) & (switch <= contact)
    ends = np.array([
        np.where(early, SWITCH, COMPRESSION),
        np.where(early, COMPRESSION, np.where(between, SWITCH, TAKEOFF)),
        np.where(early | between, TAKEOFF, NOTHING),
    ])  # fmt: skip
    until = np.where(ends == SWITCH, switch, np.where(ends == COMPRESSION, squeezed, contact))
    spells = np.diff(until, axis=0, prepend=0.0)
    given = np.array([
        x, y, vx - roll, vy, d_x, d_y, d_vx - d_roll, d_vy,
        number["leg_length"], number["stiffness"], number["damping"], hip, per_mass, ax, ay,
        change["leg_length"], change["stiffness"], change["damping"], d_hip, d_per_mass, d_ax, d_ay,
        roll, d_roll, late, d_late, number["push_off"], change["push_off"], d_switch, *ends, *spells,
    ])  # fmt: skip
    first_x = d_went - d_x
    made = engine().slopes
    part = dict(zip(FOUND, made(given, law, longest) if made else along(given, law, longest), strict=True))
    d_x, d_y, d_vx, d_vy, d_time = (part[name] for name in ("d_x", "d_y", "d_vx", "d_vy", "d_time"))
    vx, d_vx = part["vx"] + part["roll"], d_vx + part["d_roll"]
    rise = t["ascend"](part["y"], vx, part["vy"], ax, ay, d_y, d_vx, d_vy, d_ax, d_ay)
    d_rise, d_height, d_speed, d_distance = rise[4:]
    return {
        "shortest_leg": part["d_shortest"],
        "greatest_compression_time": part["d_compressed_time"],
        "greatest_compression_x": part["d_compressed_x"],
        "greatest_compression_y": part["d_compressed_y"],
        "apex_height": d_height,
        "apex_speed": d_speed,
        "touchdown_time": d_fall,
        "contact_time": d_time,
        "flight_time": d_fall + d_rise,
        "step_time": d_fall + d_time + d_rise,
        "step_length": first_x + d_x + part["d_travel"] + d_distance,
        "takeoff_x": d_x,
        "takeoff_y": d_y,
        "takeoff_vx": d_vx,
        "takeoff_vy": d_vy,
    }
