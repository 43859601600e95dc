"""A contact taken once more, between borders that are known, with the change of everything beside it.

A border moves when its cause does: the time it moves by is what keeps its guard at zero, and the state moves along with
the motion (the saltation of hybrid systems; Leine & Nijmeijer 2004, ch. 7).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from springmass.dynamics.equations import leg_state, push_left, push_off_leg, stance_acceleration
from springmass.dynamics.extrapolation import Extrapolation, Floats
from springmass.dynamics.tangents import tangent
from springmass.legs import LEG_LAWS, made_of

GIVEN = (
    "x", "y", "vx", "vy", "d_x", "d_y", "d_vx", "d_vy",
    "rest", "stiffness", "damping", "tan_hip", "per_mass", "ax", "ay",
    "d_rest", "d_stiffness", "d_damping", "d_tan_hip", "d_per_mass", "d_ax", "d_ay",
    "roll", "d_roll", "late_roll", "d_late_roll", "push_off", "d_push_off", "d_switch",
    "end_0", "end_1", "end_2", "spell_0", "spell_1", "spell_2",
)  # fmt: skip
"""Rows of what is given: state at touchdown (velocity relative to the COP) and its change, leg and world, roll,
push-off, change of the time of the switch; what each part of the contact ends with, and how long it lasts [s]."""
FOUND = (
    "x", "y", "vx", "vy", "d_x", "d_y", "d_vx", "d_vy", "d_time", "d_travel", "roll", "d_roll",
    "d_shortest", "d_compressed_time", "d_compressed_x", "d_compressed_y",
)  # fmt: skip
SWITCH, COMPRESSION, TAKEOFF, NOTHING = range(4)
"""What a part of a contact ends with."""
RULES = 8
_STEP = Extrapolation(RULES)


def leg_rate(x: Any, y: Any, vx: Any, vy: Any) -> Any:
    """How fast the leg lengthens [m/s]."""
    return leg_state(x, y, vx, vy)[1]


def leg_length(x: Any, y: Any) -> Any:
    """Of the leg [m]."""
    return leg_state(x, y, 0.0, 0.0)[0]


def tangents(law: str) -> dict[str, Callable[..., Any]]:
    """Functions of a leg law with their derivatives."""
    return _tangents(law, made_of(law))


@cache
def _tangents(law: str, made_of: object) -> dict[str, Callable[..., Any]]:
    made = {one.__name__: tangent(one) for one in (leg_rate, leg_length)}
    made |= {one.__name__: tangent(one, leg_force=LEG_LAWS[law].force) for one in (stance_acceleration, push_off_leg)}
    made["acceleration"] = made.pop("stance_acceleration")
    made["push_left"] = tangent(push_left, push=LEG_LAWS[law].push)
    return made


def along(given: Floats, law: str, longest: float) -> Floats:
    """Follow contacts and their changes on arrays.

    Parameters
    ----------
    given : array, shape (len(GIVEN), n)
    law : str
        A name of :data:`springmass.legs.LEG_LAWS`.
    longest : float
        Of a step, times √(m/k).

    Returns
    -------
    array, shape (len(FOUND), n)
    """
    part = _Contact(given, tangents(law), longest)
    for number in range(3):
        part.go(given[32 + number])
        part.meet(given[29 + number], given[32 + number] == 0.0)
    return np.array([*part.state, part.d_time, part.d_travel, part.roll, part.d_roll, *part.squeezed])


class _Contact:
    """Contacts under way: state, leg, roll and clock, and their changes."""

    def __init__(self, given: Floats, t: dict[str, Callable[..., Any]], longest: float) -> None:
        self.longest = longest
        self.t, self.state, self.values, self.changes = t, given[:8], given[8:15].copy(), given[15:22].copy()
        self.roll, self.d_roll, self.late, self.d_late, *self.push_off, self.d_switch = given[22:29]
        self.d_time, self.d_travel = np.zeros(given.shape[1]), np.zeros(given.shape[1])
        self.squeezed = np.full((4, given.shape[1]), np.nan)
        self.spell = self.d_time

    def _rate(self, z: Floats) -> Floats:
        out = np.empty_like(z)
        out[0], out[1], out[4], out[5] = z[2], z[3], z[6], z[7]
        out[2], out[3], out[6], out[7] = self.t["acceleration"](*z[:4], *self.values, *z[4:], *self.changes)
        return out

    def go(self, spell: Floats) -> None:
        """A part of the contact, in steps of a length that suits each."""
        pace = (self.values[4] * self.values[1]) ** -0.5
        steps = np.maximum(np.ceil(spell / (self.longest * pace)), 1.0)
        for count in range(int(steps.max(initial=0.0))):
            self.state, _ = _STEP(self._rate, self.state, np.where(count < steps, spell / steps, 0.0))
        self.spell = spell

    def meet(self, end: Floats, at_once: Any) -> None:
        """Move the border so that its guard stays zero, and change what changes there.

        What is met ``at_once`` is met because the roll has changed: both happen together.
        """
        z = self.state
        motion = self._rate(z)[:4]
        squeezes, lets_go, switches = end == COMPRESSION, end == TAKEOFF, end == SWITCH
        off, rate = (self.t["leg_rate"](*z[:4], *way)[1] for way in (z[4:], motion))
        push, falls = (
            self.t["push_left"](*z[:4], *self.values[:3], *way, *more)[1]
            for way, more in ((z[4:], self.changes[:3]), (motion, 0.0 * self.changes[:3]))
        )
        d_spell = np.where(squeezes, -off / rate, np.where(lets_go, -push / falls, 0.0))
        d_spell = np.where(switches, self.d_switch - self.d_time, np.where(at_once, 0.0, d_spell))
        z = np.concatenate([z[:4], z[4:] + motion * d_spell])
        self.d_time = self.d_time + d_spell
        self.d_travel = self.d_travel + self.d_roll * self.spell + self.roll * d_spell
        z[2] += np.where(switches, self.roll - self.late, 0.0)
        z[6] += np.where(switches, self.d_roll - self.d_late, 0.0)
        self.roll = np.where(switches, self.late, self.roll)
        self.d_roll = np.where(switches, self.d_late, self.d_roll)

        length, d_length = self.t["leg_length"](z[0], z[1], z[4], z[5])
        push_off, d_push_off = self.push_off
        leg, change = (one[:2] for one in (self.values, self.changes))
        damp, d_damp = self.values[2], self.changes[2]
        after = self.t["push_off_leg"](*leg, push_off, length, damp, *change, d_push_off, d_length, d_damp)
        self.values[:2] = np.where(squeezes, after[:2], self.values[:2])
        self.changes[:2] = np.where(squeezes, after[2:], self.changes[:2])
        self.squeezed = np.where(squeezes, [d_length, self.d_time, z[4], z[5]], self.squeezed)
        self.state = z
