"""The step as its users write it: one contact after another, with somebody else's integrator.

Flight and the bookkeeping of a contact are here, in plain Python; an integrator only carries a state through one phase.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crowd import GRAVITY

State = tuple[float, float, float, float]
LONGEST = 3.0
"""Of a contact [s]."""


@dataclass
class Leg:
    """What acts on the mass in one phase of contact, per kilogram."""

    rest: float
    stiffness: float
    damping: float
    tan_hip: float
    ax: float
    ay: float
    extending: bool
    """whether the phase ends when the leg lets go, or when it is shortest"""

    def guard(self, x: float, y: float, u: float, v: float) -> float:
        """Negative in the phase, zero at its end."""
        length = math.hypot(x, y)
        rate = (x * u + y * v) / length
        return self.damping * rate - self.stiffness * (self.rest - length) if self.extending else rate

    def rates(self, x: float, y: float, u: float, v: float) -> tuple[float, float, float, float]:
        """Of change of the state."""
        length = math.hypot(x, y)
        pull = (self.stiffness * (self.rest - length) - self.damping * (x * u + y * v) / length) / length
        return u, v, pull * (x + self.tan_hip * y) + self.ax, pull * (y - self.tan_hip * x) + self.ay


Carry = Callable[[Leg, State, float, float], tuple[float, State, bool]]
"""Leg, state, time and a time not to pass → time, state, and whether the phase has ended there."""
NOWHERE = (math.nan, math.nan)


def fall_time(height: float, angle: float, length: float, swing: float, ay: float) -> float:
    """From the apex until the foot meets the ground."""
    time = math.sqrt(max(0.0, 2.0 * (height - length * math.sin(angle)) / -ay))
    if not swing:
        return time
    for _ in range(20):  # Newton from a time that is never far off
        gap = height + 0.5 * ay * time * time - length * math.sin(angle + swing * time)
        move = gap / (ay * time - length * swing * math.cos(angle + swing * time))
        time -= move
        if abs(move) < 1e-15:
            break
    return time


def step(carry: Carry, height: float, speed: float, p: dict[str, Any]) -> tuple[float, float]:
    """The next apex, NaN if there is none."""
    length, slope = p["leg_length"], p.get("slope", 0.0)
    ax, ay = -GRAVITY * math.sin(slope), -GRAVITY * math.cos(slope)
    swing = p.get("retraction", 0.0)
    fall = fall_time(height, p["angle_of_attack"], length, swing, ay)
    angle = p["angle_of_attack"] + swing * fall
    state: State = (-length * math.cos(angle), length * math.sin(angle), speed + ax * fall, ay * fall)
    landed = contact(carry, state, p, ax, ay)
    if landed is None:
        return NOWHERE
    y, u, v = landed
    if y <= 0.0 or v <= 0.0:
        return NOWHERE
    return y - v * v / (2.0 * ay), u - ax * v / ay


def contact(carry: Carry, state: State, p: dict[str, Any], ax: float, ay: float) -> tuple[float, float, float] | None:
    """Height and velocity at takeoff, None if it does not come."""
    stiffness, damping = p["stiffness"] / p["mass"], p.get("damping", 0.0) / p["mass"]
    roll, late = p.get("roll_speed", 0.0), p.get("roll_late_speed", 0.0)
    change = p["roll_switch"] / roll if roll else LONGEST
    push_off = p.get("push_off", 0.0)
    leg = Leg(p["leg_length"], stiffness, damping, math.tan(p.get("hip_extension", 0.0)), ax, ay, not push_off)
    time, state = 0.0, (state[0], state[1], state[2] - roll, state[3])
    while True:
        time, state, ended = carry(leg, state, time, change)
        if not ended:
            if time >= LONGEST or time < change:
                return None
            state = (state[0], state[1], state[2] + roll - late, state[3])
            roll, change = late, LONGEST
            ended = leg.guard(*state) >= 0.0
        if ended and leg.extending:
            return state[1], state[2] + roll, state[3]
        if ended:
            shortest = math.hypot(state[0], state[1])
            rest = p["leg_length"] + push_off
            stiff = stiffness * (p["leg_length"] - shortest) / (rest - shortest)
            leg = Leg(rest, stiff, damping, leg.tan_hip, ax, ay, True)
            if leg.guard(*state) >= 0.0:
                return state[1], state[2] + roll, state[3]
