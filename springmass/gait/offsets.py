"""Where hip and body are over the foot at midstance, for many cycles at once: targets of a gait search.

A cycle of the array engine says where the body is as it lands, when the leg is shortest and when it lets go, not where
it is at midstance. So the contact is taken once more up to there, between the borders that are known by now, by
:func:`springmass.dynamics.variation.along`; when that is, Newton's method finds from greatest compression.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from springmass.body.geometry import flat_ankle, hip_position, stance_posture
from springmass.dynamics.engine import engine
from springmass.dynamics.equations import push_off_leg, stance_acceleration
from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.flight import acceleration
from springmass.dynamics.phases import switch_times
from springmass.dynamics.variation import COMPRESSION, FOUND, GIVEN, NOTHING, SWITCH, along
from springmass.gait.cycles import Cycles, cop_travel
from springmass.legs import LEG_LAWS
from springmass.parameters import BodyShape

MARKS = ("lowest point", "greatest compression", "half contact", "fore-aft crossover")
"""Definitions of midstance that are known here. The peak of the vertical force has a kink: the reference finds it."""
_OF = {
    "mass_cop_offset": lambda x, cop, hip, ankle: x,
    "hip_cop_offset": lambda x, cop, hip, ankle: hip - cop,
    "hip_ankle_offset": lambda x, cop, hip, ankle: hip - ankle,
}
"""Offset → what it is of the mass ahead of the COP, the COP, the hip and the ankle."""
_AT = {"_at_lowest_point": "lowest point", "_at_greatest_compression": "greatest compression",
       "_at_half_contact": "half contact"}  # fmt: skip
_ENDS, _SPELLS = ([GIVEN.index(f"{row}_{number}") for number in range(3)] for row in ("end", "spell"))
_LONGEST_STEP = 0.75
"""Of the integrator, times √(m/k)."""
_MOST_ROUNDS = 12
_NEAR = 1e-13
"""Share of contact to which the instant is found; the offsets feel it as they feel their own rounding."""


def offset_of(name: str, midstance: str) -> tuple[str, str] | None:
    """Which offset a metric is and at which instant, or None where it is none of those known here.

    Parameters
    ----------
    name : str
        Of a metric.
    midstance : str
        Definition used by those that are meant at midstance.

    Returns
    -------
    offset, instant : str
        For :func:`offsets`.

    Examples
    --------
    >>> offset_of("hip_ankle_offset", "half contact"), offset_of("hip_cop_offset_at_lowest_point", "half contact")
    (('hip_ankle_offset', 'half contact'), ('hip_cop_offset', 'lowest point'))
    >>> offset_of("contact_time", "half contact") is None
    True
    """
    base = next((one for one in _OF if name.startswith(one)), None)
    if base is None:
        return None
    at = midstance if name == base else _AT.get(name.removeprefix(base))
    return (base, at) if at in MARKS else None


def offsets(wanted: tuple[str, str], taken: Cycles, given: Mapping[str, Any], law: str, shape: BodyShape) -> Floats:
    """Measure an offset of hip or body in many cycles.

    Parameters
    ----------
    wanted : tuple of str
        Offset and instant, as :func:`offset_of` gives them.
    taken : Cycles
        m of them.
    given : mapping
        Every name of :data:`springmass.gait.cycles.NUMBERS` → number or array of shape (m,).
    law : str
        Of the leg.
    shape : BodyShape
        The body over the leg.

    Returns
    -------
    array, shape (m,)
        [m], minus is behind; NaN where there is no such instant, or no takeoff.
    """
    name, instant = wanted
    out = taken.map
    found = np.full(taken.vx.shape, np.nan)
    some = np.isfinite(out.contact_time) & np.isfinite(out.greatest_compression_time)
    if not some.any():
        return found
    one = {key: np.broadcast_to(np.asarray(value, dtype=float), found.shape)[some] for key, value in given.items()}
    known = (taken.landing_angle, taken.apex_speed, out.touchdown_time, out.greatest_compression_time,
             out.contact_time, out.shortest_leg)  # fmt: skip
    contact = _Contact(one, law, *(values[some] for values in known))
    with np.errstate(all="ignore"):
        time, x, y = contact.at(instant)
        cop, touchdown = cop_travel(one, time), (contact.x, contact.y)
        hip_x, hip_y = hip_position(shape, *touchdown, 0.0)
        flat = flat_ankle(shape, hip_x + shape.lean_shift, hip_y)
        posture = stance_posture(shape, flat, x + cop, y, one["leg_length"] - np.hypot(x, y))
        found[some] = _OF[name](x, cop, posture.hip_x, posture.ankle_x)
    return found


@dataclass(frozen=True)
class _Contact:
    """Contacts of which borders are known; arrays of one length."""

    given: Mapping[str, Floats]
    law: str
    landing: Floats
    apex_speed: Floats
    fall: Floats
    """how long, from the apex [s]"""
    squeezed: Floats
    """when the leg is shortest, since touchdown [s]"""
    end: Floats
    shortest: Floats

    @cached_property
    def x(self) -> Floats:
        """Mass at touchdown, from the first contact point [m]."""
        return -self.given["leg_length"] * np.cos(self.landing)

    @cached_property
    def y(self) -> Floats:
        """Its height [m]."""
        return self.given["leg_length"] * np.sin(self.landing)

    def at(self, instant: str) -> tuple[Floats, Floats, Floats]:
        """When an instant comes [s], and where the mass is then, from the COP [m]."""
        if instant in ("greatest compression", "half contact"):
            time = self.squeezed if instant == "greatest compression" else 0.5 * self.end
            x, y, _, _ = self._state(time)
            return time, x, y
        gauge = self._lowest if instant == "lowest point" else self._crossing
        time = self.squeezed
        for _ in range(_MOST_ROUNDS):
            state = self._state(time)
            value, slope = gauge(time, *state)
            passes = slope > 0.0  # upwards; else it is another instant
            move = np.where(passes, -value / slope, 0.0)
            later = np.clip(time + move, 0.0, self.end)
            found = abs(later - time) <= _NEAR * self.end
            time = later
            if found.all():
                break
        x, y, vx, vy = state
        # The last move is a hair: along the motion.
        met = passes & (abs(move) <= 1e-9 * self.end)
        return np.where(met, time, np.nan), np.where(met, x + vx * move, np.nan), np.where(met, y + vy * move, np.nan)

    def _lowest(self, time: Floats, x: Floats, y: Floats, vx: Floats, vy: Floats) -> tuple[Floats, Floats]:
        """How fast the mass rises, and how fast that grows."""
        rest, stiffness = np.where(time > self.squeezed, self._legs[1], self._legs[0])
        g, force, (ax, ay) = self.given, LEG_LAWS[self.law].force, self._world
        return vy, stance_acceleration(
            x, y, vx, vy, force, rest, stiffness, g["damping"], np.tan(g["hip_extension"]), 1.0 / g["mass"], ax, ay
        )[1]

    @cached_property
    def _legs(self) -> tuple[Floats, Floats]:
        """Rest length and stiffness while the leg is squeezed, and afterwards."""
        g = self.given
        leg, law = (g["leg_length"], g["stiffness"]), LEG_LAWS[self.law].force
        return np.array(leg), np.array(push_off_leg(*leg, g["push_off"], self.shortest, law, g["damping"]))

    def _crossing(self, _: Floats, x: Floats, y: Floats, vx: Floats, vy: Floats) -> tuple[Floats, Floats]:
        """How far the mass is ahead of where the push, which the hip turns off the leg, is straight up."""
        hip = np.tan(self.given["hip_extension"])
        return x + hip * y, vx + hip * vy

    @cached_property
    def _world(self) -> tuple[Any, Any]:
        g = self.given
        return acceleration(g["mass"], g["gravity"], g["slope"], g["impeding_force"])

    @cached_property
    def _table(self) -> Floats:
        """What :func:`along` is given, but for the borders."""
        g, (ax, ay) = self.given, self._world
        at_once = self._switch == 0.0
        roll = np.where(at_once, g["roll_late_speed"], g["roll_speed"])
        rows = {
            "x": self.x, "y": self.y, "vx": self.apex_speed + ax * self.fall - roll, "vy": ay * self.fall,
            "rest": g["leg_length"], "stiffness": g["stiffness"], "damping": g["damping"],
            "tan_hip": np.tan(g["hip_extension"]), "per_mass": 1.0 / g["mass"], "ax": ax, "ay": ay, "roll": roll,
            "late_roll": g["roll_late_speed"], "push_off": g["push_off"],
        }  # fmt: skip
        table = np.zeros((len(GIVEN), self.end.size))
        for name, values in rows.items():
            table[GIVEN.index(name)] = values
        return table

    @cached_property
    def _switch(self) -> Floats:
        g = self.given
        return switch_times(g["roll_speed"], g["roll_late_speed"], g["roll_switch"])

    def _state(self, time: Floats) -> Floats:
        """Mass from the COP, and its velocity [m, m/s], rows x, y, vx, vy."""
        switch = np.where(self._switch == 0.0, np.inf, self._switch)
        borders = np.array([np.minimum(switch, self.squeezed), np.maximum(switch, self.squeezed)])
        kinds = np.where(switch < self.squeezed, [[SWITCH], [COMPRESSION]], [[COMPRESSION], [SWITCH]])
        table = self._table
        table[_ENDS] = *np.where(borders < time, kinds, NOTHING), np.full(time.shape, NOTHING)
        table[_SPELLS] = np.diff([*np.minimum(borders, time), time], axis=0, prepend=0.0)
        state = (engine().slopes or along)(table, self.law, _LONGEST_STEP)
        return state[[FOUND.index(name) for name in ("x", "y", "vx", "vy")]]
