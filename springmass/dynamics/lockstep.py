"""The array engine: many contacts at once, each with its own step length, on NumPy alone.

Same equations, same phases and transitions as the reference engine; every case keeps its own time and step, and is
packed away when it has ended. No operation mixes cases, so a result depends on neither neighbours nor array length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.equations import leg_state, push_left, push_off_leg, stance_acceleration
from springmass.dynamics.extrapolation import Extrapolation, Floats
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.phases import time_limit
from springmass.dynamics.rounds import top_between
from springmass.legs import LegLaw

STEP = Extrapolation(7)
_FIRST_STEP = 0.7
"""Of a contact, times √(m/k)."""
_LONGEST_STEP = 1.0
"""The same; no guard can cross zero there and back within it."""
_SHARE = 0.02
"""Of the promised accuracy that one step may spend: some ten steps, a factor for what dynamics amplify."""
_MOST_ROUNDS = 5000
"""Of steps in one phase; more than any contact within the time limit that numbers can resolve."""
_DOUBT = 0.3
"""How much higher than the top of a parabola a push may dip within a step; see ``top_between``."""
_NEAR = 1e-4
"""Share of the longest step from which on nothing is looked for within a step."""
_NOISE = 4e-15
"""Rounding of one step; asking for less would only shrink it."""
_SMALLEST = 1e-9
"""Steps below this, times √(m/k), mean the leg has met its singular point: the body is on the ground."""


@dataclass
class Cases:
    """Arrays of one length describing contacts to integrate; SI units."""

    law: LegLaw
    mass: Floats
    leg_length: Floats
    stiffness: Floats
    damping: Floats
    push_off: Floats
    tan_hip: Floats
    ax: Floats
    ay: Floats
    gravity: Floats
    roll_speed: Floats
    roll_late_speed: Floats
    switch_time: Floats
    accuracy: float


@dataclass
class Contacts:
    """What came of them; NaN where it was not reached."""

    outcome: NDArray[np.int8]
    time: Floats
    state: Floats
    """x, y, vx, vy relative to the COP at the end, shape (4, n)"""
    cop_speed: Floats
    cop_travel: Floats
    compressed_time: Floats
    compressed: Floats
    """state at greatest compression, shape (4, n)"""
    error: Floats
    """largest estimated error spent, lengths over l0 and speeds over √(g l0)"""


def first_roll(cases: Cases) -> Floats:
    """Speed of the COP right after touchdown [m/s]."""
    return np.where(cases.switch_time == 0.0, cases.roll_late_speed, cases.roll_speed)


class _Flow:
    """The cases under way: state, time and leg, and how they move."""

    def __init__(self, cases: Cases, state: Floats) -> None:
        n = state.shape[1]
        self.c, self.state, self.time = cases, state.copy(), np.zeros(n)
        self.rest, self.stiff = cases.leg_length.copy(), cases.stiffness.copy()
        self.roll, self.travel = first_roll(cases), np.zeros(n)
        self.switched = ~np.isfinite(cases.switch_time) | (cases.switch_time == 0.0)
        self.step = _FIRST_STEP * (cases.mass / cases.stiffness) ** 0.5
        self.longest = _LONGEST_STEP * (cases.mass / cases.stiffness) ** 0.5
        self.smallest = _SMALLEST * (cases.mass / cases.stiffness) ** 0.5
        self.limit = time_limit(cases.leg_length, cases.gravity)
        speed = (cases.gravity * cases.leg_length) ** 0.5
        self.scale = np.array([cases.leg_length, cases.leg_length, speed, speed])
        self.error = np.zeros(n)
        self.outcome = np.full(n, -1, dtype=np.int8)

    def rate(self, i: Any) -> Any:
        c, force = self.c, self.c.law.force
        numbers = (self.rest[i], self.stiff[i], c.damping[i], c.tan_hip[i], 1.0 / c.mass[i], c.ax[i], c.ay[i])

        def rate(z: Floats) -> Floats:
            out = np.empty_like(z)
            out[0], out[1] = z[2], z[3]
            out[2], out[3] = stance_acceleration(z[0], z[1], z[2], z[3], force, *numbers)
            return out

        return rate

    def leg_rate(self, z: Floats, i: Any) -> Floats:
        return np.asarray(leg_state(z[0], z[1], z[2], z[3])[1])

    def minus_push(self, z: Floats, i: Any) -> Floats:
        leg = (self.rest[i], self.stiff[i], self.c.damping[i])
        return -np.asarray(push_left(z[0], z[1], z[2], z[3], self.c.law.push, *leg))

    def until(self, guard: Any, may_dip: bool = False) -> NDArray[np.bool_]:
        """Go on until the guard turns positive; returns which cases got there.

        With ``may_dip`` a guard that rises and falls within one step is looked at inside it.
        """
        arrived = np.zeros(self.time.size, dtype=bool)
        going = np.flatnonzero(self.outcome < 0)
        arrived[going] = guard(self.state[:, going], going) >= 0.0  # a phase may begin where it ends
        going = going[~arrived[going]]
        tolerance = max(_SHARE * self.c.accuracy, _NOISE)
        for _ in range(_MOST_ROUNDS):
            if not going.size:
                break
            i = going
            target = np.where(self.switched[i], self.limit[i], np.minimum(self.c.switch_time[i], self.limit[i]))
            room = target - self.time[i]
            step = np.minimum(self.step[i], room)
            after, error = STEP(self.rate(i), self.state[:, i], step)
            spent = np.abs(error / self.scale[:, i]).max(axis=0)
            fine = spent <= tolerance  # False for NaN as well
            growth = np.where(np.isfinite(spent), 0.85 * (tolerance / np.maximum(spent, 1e-30)) ** (1 / 13), 0.2)
            growth = np.where(spent <= _NOISE, 2.0, np.clip(growth, 0.2, 2.0))
            stuck = ~fine & (step < self.smallest[i])
            # a body that sinks and rises again within a step may have met the ground in between: look closer
            sinks = (
                fine & (self.state[3, i] < 0.0) & (after[3] > 0.0) & (after[1] > 0.0) & (step > _NEAR * self.longest[i])
            )
            if sinks.any():
                ends = -self.state[1, i], -self.state[3, i], -after[1], -after[3]
                sinks &= top_between(*ends, step, _DOUBT) >= 0.0
                fine, growth = fine & ~sinks, np.where(sinks, 0.5, growth)
            passed = fine & (guard(after, i) >= 0.0)
            if may_dip:
                passed = self._look_inside(guard, i, fine & ~passed, step, after) | passed
            if passed.any():
                j = i[passed]
                arrived[j] = self._land(guard, j, step[passed], after[:, passed])
            below = fine & ~passed & ~(after[1] > 0.0)
            self.outcome[i[stuck | below]] = Outcome.FELL
            kept = fine & ~passed & ~below
            k = i[kept]
            self.state[:, k], self.error[k] = after[:, kept], self.error[k] + spent[kept]
            at_target = step[kept] == room[kept]
            self._move_on(k, np.where(at_target, target[kept], self.time[k] + step[kept]))
            grown = np.minimum(step[kept] * growth[kept], self.longest[k])
            self.step[k] = np.where(at_target, np.maximum(self.step[k], grown), grown)
            self.step[i[~fine]] = (step * growth)[~fine]
            switching = k[at_target & ~self.switched[k] & (self.time[k] < self.limit[k])]
            if switching.size:
                self.state[2, switching] += self.roll[switching] - self.c.roll_late_speed[switching]
                self.roll[switching] = self.c.roll_late_speed[switching]
                self.switched[switching] = True
                arrived[switching] = guard(self.state[:, switching], switching) >= 0.0
            self.outcome[k[self.time[k] >= self.limit[k]]] = Outcome.NO_TAKEOFF
            going = going[~arrived[going] & (self.outcome[going] < 0)]
        self.outcome[going] = Outcome.NO_TAKEOFF
        return arrived

    def _move_on(self, i: Any, time: Floats) -> None:
        self.travel[i] += self.roll[i] * (time - self.time[i])
        self.time[i] = time

    def _look_inside(
        self, guard: Any, i: Any, among: NDArray[np.bool_], step: Floats, after: Floats
    ) -> NDArray[np.bool_]:
        """Where the guard is positive somewhere inside a step: end the step there (changes ``step`` and ``after``)."""
        found = np.zeros(i.size, dtype=bool)
        start = self.state[:, i]
        before, slope = self._slope(guard, start, i, step), self._slope(guard, after, i, step)
        rises = among & (before > 0.0) & (slope < 0.0)
        if rises.any():  # most tops are far below zero: what the guard does at both ends tells, without a look
            rises &= top_between(guard(start, i), 1e6 * before, guard(after, i), 1e6 * slope, 1.0, _DOUBT) >= 0.0
        low, high = np.zeros(i.size), step.copy()
        for _ in range(24):
            m = np.flatnonzero(rises & ~found)
            if not m.size:
                break
            middle = 0.5 * (low[m] + high[m])
            here, _error = STEP(self.rate(i[m]), start[:, m], middle)
            over = guard(here, i[m]) >= 0.0
            found[m[over]] = True
            step[m[over]], after[:, m[over]] = middle[over], here[:, over]
            rising = self._slope(guard, here, i[m], step[m]) > 0.0
            low[m], high[m] = np.where(rising, middle, low[m]), np.where(rising, high[m], middle)
        return found

    def _slope(self, guard: Any, z: Floats, i: Any, step: Floats) -> Floats:
        """Change of a guard along the motion, per 1e-6 of a step."""
        nudge = 0.5e-6 * step * self.rate(i)(z)
        return np.asarray(guard(z + nudge, i) - guard(z - nudge, i))

    def _land(self, guard: Any, i: Any, step: Floats, after: Floats) -> NDArray[np.bool_]:
        """Find the length of the last step on which the guard is zero: Newton on the full-order step itself."""
        low, high = np.zeros(step.size), step.copy()
        g0, g1 = guard(self.state[:, i], i), guard(after, i)
        length = step * g0 / (g0 - g1)
        seeking = np.arange(step.size)
        for _ in range(60):
            j, whole, tried = i[seeking], step[seeking], length[seeking]
            rate = self.rate(j)
            here, error = STEP(rate, self.state[:, j], tried)
            value, slope = guard(here, j), rate(here)
            nudge = 1e-6 * whole
            gradient = (guard(here + nudge * slope, j) - guard(here - nudge * slope, j)) / (2.0 * nudge)
            shift = -value / np.where(gradient == 0.0, np.inf, gradient)
            # What is left is met by the tangent; its error is the square of the shift.
            close = ((np.abs(shift) <= 1e-8 * whole) & (gradient != 0.0)) | (
                high[seeking] - low[seeking] <= 1e-15 * whole
            )
            there = j[close]
            self.state[:, there] = (here + shift * slope)[:, close]
            self.error[there] += np.abs(error / self.scale[:, j]).max(axis=0)[close]
            self._move_on(there, self.time[there] + (tried + shift)[close])
            low[seeking], high[seeking] = (
                np.where(value < 0.0, tried, low[seeking]),
                np.where(value < 0.0, high[seeking], tried),
            )
            aimed = tried + shift
            inside = (aimed > low[seeking]) & (aimed < high[seeking])
            length[seeking] = np.where(inside, aimed, 0.5 * (low[seeking] + high[seeking]))
            seeking = seeking[~close]
            if not seeking.size:
                break
        fell = ~(self.state[1, i] > 0.0)
        self.outcome[i[fell]] = Outcome.FELL
        late = self.time[i] > self.limit[i]
        self.outcome[i[late & ~fell]] = Outcome.NO_TAKEOFF
        return ~fell & ~late


def contacts(cases: Cases, touchdown: Floats) -> Contacts:
    """Integrate contacts from touchdown to takeoff, fall or time limit.

    Parameters
    ----------
    cases : Cases
        Of n contacts.
    touchdown : array, shape (4, n)
        x, y [m] of the mass from the first contact point and velocity in the ground frame [m/s].

    Returns
    -------
    Contacts
    """
    n = touchdown.shape[1]
    state = touchdown.copy()
    state[2] -= first_roll(cases)
    compressed, compressed_time = np.full((4, n), np.nan), np.full(n, np.nan)
    with np.errstate(all="ignore"):
        flow = _Flow(cases, state)
        flow.outcome[flow.leg_rate(state, slice(None)) >= 0.0] = Outcome.NO_CONTACT
        shortest = np.flatnonzero(flow.until(flow.leg_rate, may_dip=True))
        compressed[:, shortest], compressed_time[shortest] = flow.state[:, shortest], flow.time[shortest]
        s = shortest
        length = leg_state(*flow.state[:, s])[0]
        flow.rest[s], flow.stiff[s] = push_off_leg(
            cases.leg_length[s], cases.stiffness[s], cases.push_off[s], length, cases.law.force, cases.damping[s]
        )
        flow.longest = _LONGEST_STEP * (cases.mass / np.maximum(flow.stiff, cases.stiffness)) ** 0.5
        # a leg with nothing left to push with lets go at once, whatever a damper beside it says
        dead = s[~(flow.stiff[s] > 0.0)]
        flow.outcome[dead] = Outcome.TAKEOFF_DOWN
        off = np.concatenate([dead, np.flatnonzero(flow.until(flow.minus_push, may_dip=True))])
    flow.outcome[off] = np.where(flow.state[3, off] > 0.0, Outcome.RUNNING, Outcome.TAKEOFF_DOWN)
    return Contacts(
        flow.outcome, flow.time, flow.state, flow.roll, flow.travel, compressed_time, compressed, flow.error
    )
