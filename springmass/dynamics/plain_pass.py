"""Ordinary contacts, many at once, in the rounds of the compiled engine; see :mod:`springmass.dynamics.rounds`.

One long step to each border and two short moves onto it are a fifth of the work of the adaptive engine. A case for
which that is not plainly good enough says so, and is left to a finer pass and in the end to the adaptive engine. Every
operation is elementwise, and which cases are worked on together changes no bit of any of them.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.array_step import SAFETY
from springmass.dynamics.equations import leg_state, push_off_leg, stance_acceleration
from springmass.dynamics.extrapolation import Extrapolation, Floats
from springmass.dynamics.lanes.plans import plan_for
from springmass.dynamics.lockstep import Cases, Contacts, first_roll
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.phases import OVERCOMPRESSED, time_limit
from springmass.dynamics.rounds import tangent_reach, time_to_border, top_between
from springmass.dynamics.variation import tangents


class _Pass(NamedTuple):
    """How hard a pass tries."""

    rounds: int
    rules: int
    """of a step, at most; more would only add rounding to short ones"""
    longest: float
    """step, times √(m/k); a round ends after it"""
    doubt: float
    """how much higher than a parabola a push may dip within it; see ``top_between``"""
    moves: int
    """of a landing, times as many as are planned for the accuracy"""
    fewer: int
    """rules in each of them than in the one before"""


PASSES = (_Pass(3, 10, np.inf, 1.0, 1, 2), _Pass(40, 9, 1.0, 0.3, 2, 0))
"""The second is for what was not plain in the first. What is left after it is rare and goes through the adaptive
engine: creeping contacts, pushes that dip, legs that nearly collapse.
"""
_EXTENSION, _COMPRESSION = -1, -2
"""Stages of a case in contact; then its outcome."""
_FIRST_REACH, _REACH = 0.6, 0.2
"""Longest move of a landing, times √(m/k)."""


class _Nothing:
    """A zero that costs no time to multiply by and to add.

    The equations name a force across the leg and the leg's rate for everybody; where nobody has the one and the law
    does not ask for the other, they stay the same equations and a third of their arithmetic is not done. What is left
    has the same bits as with zeros.
    """

    __array_ufunc__ = None  # arrays leave it to the operators below

    def __mul__(self, other: Any) -> _Nothing:
        return self

    def __add__(self, other: Any) -> Any:
        return other

    def __rsub__(self, other: Any) -> Any:
        return other

    __rmul__, __radd__ = __mul__, __add__


_NOTHING = _Nothing()


@cache
def _combined(rules: int) -> Extrapolation:
    return Extrapolation(rules)


_View = tuple[Floats, Floats, Floats]


class _Lot:
    """Cases in the same round: where they stand in the flow, their legs, and how they move."""

    def __init__(self, flow: _Flow, at: NDArray[np.intp], pace: Floats | None = None) -> None:
        c = flow.c
        self.at, self.flow = at, flow
        self.i: Any = slice(None) if at.size == flow.time.size else at  # a view costs nothing
        i = self.i
        self.law, self.extends = c.law, flow.stage[i] == _EXTENSION
        self.all_extend, self.some_extend = bool(self.extends.all()), bool(self.extends.any())
        self.leg = flow.rest[i], flow.stiff[i], c.damping[i]
        tan = c.tan_hip[i]
        self.world = tan if tan.any() else _NOTHING, flow.per_mass[i], c.ax[i], c.ay[i]
        self.pace = np.empty(0) if pace is None else pace

    def among(self, chosen: NDArray[np.bool_]) -> _Lot:
        """The chosen of them."""
        return self if chosen.all() else _Lot(self.flow, self.at[chosen], self.pace[chosen])

    def aim(self) -> Floats:
        """Time to the end of the phase, about; sets the pace."""
        x, y, u, v = self.flow.z[:, self.i]
        leg = leg_state(x, y, u, v)
        across, gravity = leg[3] * u - leg[2] * v, self.flow.c.gravity[self.i]
        law, per_mass = self.law, self.world[1]
        span, self.pace = time_to_border(leg, across, law.force, law.push, *self.leg, per_mass, gravity, self.extends)
        return np.asarray(span)

    def look(self) -> _View:
        """The guard – the leg's rate, or minus what is left of its push –, how fast it rises, the rate of the state."""
        z = self.flow.z[:, self.i]
        x, y, u, v = z
        p, q = self.pull(x, y, u, v)
        rate, known = np.array([u, v, p, q]), tangents(self.law.name)
        if not self.some_extend:
            return *known["leg_rate"](x, y, u, v, *rate), rate
        left, falls = known["push_left"](x, y, u, v, *self.leg, *rate, 0.0, 0.0, 0.0)
        if self.all_extend:
            return -left, -falls, rate
        slow, slows = known["leg_rate"](x, y, u, v, *rate)
        return np.where(self.extends, -left, slow), np.where(self.extends, -falls, slows), rate

    def pull(self, x: Floats, y: Floats, u: Any = _NOTHING, v: Any = _NOTHING) -> tuple[Floats, Floats]:
        """Acceleration; laws without damping need no velocities."""
        return stance_acceleration(x, y, u, v, self.law.force, *self.leg, *self.world)

    def go(self, rules: int, h: Floats) -> None:
        """Take a step, and add up what it may be off."""
        flow, i = self.flow, self.i
        combined = _combined(rules)
        step = combined.verlet if self.law.damping_unit is None else combined.midpoint
        flow.z[:, i], off = step(self.pull, flow.z[:, i], h)
        off = np.abs(off, out=off)
        flow.spent[i] += np.maximum(off[0], off[1]) / flow.c.leg_length[i] + np.maximum(off[2], off[3]) / flow.speed[i]
        flow.time[i] += h


class _Flow:
    """All cases: state, clock and leg, the stage they are in, and whether they are plain."""

    def __init__(self, cases: Cases, touchdown: Floats, effort: _Pass) -> None:
        n = touchdown.shape[1]
        self.c, self.z = cases, touchdown.copy()
        self.rest, self.stiff, self.per_mass = cases.leg_length.copy(), cases.stiffness.copy(), 1.0 / cases.mass
        self.speed = (cases.gravity * cases.leg_length) ** 0.5
        self.limit = time_limit(cases.leg_length, cases.gravity)
        self.roll, self.left = first_roll(cases), np.where(cases.switch_time > 0.0, cases.switch_time, np.inf)
        self.z[2] -= self.roll
        self.time, self.travel, self.spent, self.squeezed_at = np.zeros(n), np.zeros(n), np.zeros(n), np.full(n, np.nan)
        self.squeezed, self.bad = np.full((4, n), np.nan), np.zeros(n, dtype=bool)
        self.stage = np.where(leg_state(*self.z)[1] >= 0.0, Outcome.NO_CONTACT, _COMPRESSION).astype(np.int8)
        plan = plan_for(cases.accuracy, 0, cases.law.damping_unit is not None)
        self.effort, self.rules, self.moves = effort, min(plan.rules, effort.rules), effort.moves * plan.moves
        self.landing, self.safety = plan.landing, plan.safety
        self.small = tangent_reach(cases.accuracy)

    def round(self, at: NDArray[np.intp]) -> None:
        """Cover the way to the next border, land on it, and go over it; or stop after the longest step."""
        lot = _Lot(self, at)
        i, began = lot.i, self.time[lot.i].copy()
        span = lot.aim()
        reach = np.minimum(span, self.effort.longest * lot.pace)
        rolls = self.left[i] < reach
        h = np.where(rolls, self.left[i], reach)
        low, before, rate = lot.look()
        height = self.z[1, i].copy()
        lot.go(self.rules, h)
        here, slope, _ = end = lot.look()
        onward = h > 0.0
        passed = onward & (here >= 0.0)
        # the body is below the ground and the leg has not let go: nothing lifts it any more
        fell = onward & ~(here >= 0.0) & ~(self.z[1, i] > 0.0)
        self.stage[i] = np.where(fell, Outcome.FELL, self.stage[i])
        dips = (here < 0.0) & (before > 0.0) & (slope < 0.0)
        dips &= top_between(low, before, here, slope, h, self.effort.doubt) >= 0.0
        # the same of the body above the ground
        y, v, fall = self.z[1, i], self.z[3, i], rate[1]
        sinks = (y > 0.0) & (fall < 0.0) & (v > 0.0)
        sinks &= top_between(-height, -fall, -y, -v, h, self.effort.doubt) >= 0.0
        # or, with another roll, the leg lengthens so fast at once that it has nothing to push with
        self.bad[i] |= onward & (dips | sinks | (lot.extends & (low >= 0.0)))
        rolls &= ~passed
        ends = (passed | ((span <= reach) & ~rolls)) & ~fell & ~self.bad[i]
        met = self.land(lot, ends, end)
        self.turn(lot, began, rolls & ~fell, met)

    def land(self, lot: _Lot, ends: NDArray[np.bool_], view: _View) -> NDArray[np.bool_]:
        """Meet the end of a phase by moves after Newton's rule, the last along the tangent; tells which cases did."""
        met = np.zeros(ends.size, dtype=bool)
        if not ends.all():
            lot, view = lot.among(ends), (view[0][ends], view[1][ends], view[2][:, ends])
        places, fewer = np.flatnonzero(ends), self.effort.fewer
        for count in range(self.moves + 1):
            here, slope, rate = view
            move = -here / slope
            size = np.abs(move) / lot.pace
            sound = (slope > 0.0) & (size <= (_REACH if count else _FIRST_REACH))
            near = sound & (size <= self.small)
            far = sound & ~near & (count < self.moves)
            short = (here < 0.0) & (count == 0 or fewer == 0)  # on it goes, in another round
            self.bad[lot.at[~near & ~far & ~short]] = True
            if near.any():
                j, tangent = lot.at[near], move[near]
                self.z[:, j] += tangent * rate[:, near]
                self.time[j] += tangent
                self.spent[j] += size[near] ** 2
                met[places[near]] = True
            if not far.any():
                break
            lot, places = lot.among(far), places[far]
            lot.go(max(self.landing - fewer * count, 2), move[far])
            view = lot.look()
        return met

    def turn(self, lot: _Lot, began: Floats, rolls: NDArray[np.bool_], met: NDArray[np.bool_]) -> None:
        """What happens at the border that was met."""
        i = lot.i
        spell = self.time[i] - began
        self.travel[i] += self.roll[i] * spell
        self.left[i] -= spell
        if rolls.any():
            j = lot.at[rolls]
            self.z[2, j] += self.roll[j] - self.c.roll_late_speed[j]
            self.left[j], self.roll[j] = np.inf, self.c.roll_late_speed[j]
            # the new speed of the foot may end the phase at once
            met = met | (rolls & (lot.look()[0] >= 0.0))
        # an end that was met after the roll should have changed is none: the next round goes back
        met = met & (self.left[i] > 0.0)
        below = met & ~(self.z[1, i] > 0.0)
        squeezed = met & ~below & ~lot.extends
        if squeezed.any():
            s: Any = i if squeezed.all() else lot.at[squeezed]
            self.squeezed[:, s], self.squeezed_at[s] = self.z[:, s], self.time[s]
            shortest = leg_state(*self.z[:, s])[0]
            self.rest[s], self.stiff[s] = push_off_leg(
                self.rest[s], self.stiff[s], self.c.push_off[s], shortest, self.c.law.force, self.c.damping[s]
            )
            # a leg so short magnifies errors, as its turning grows with 1/length²
            self.bad[s] |= ~(self.stiff[s] > 0.0) | (shortest < OVERCOMPRESSED * self.c.leg_length[s])
        self.stage[i] = np.where(below, Outcome.FELL, self.stage[i] + met)
        late = (self.stage[i] < 0) & (self.time[i] > self.limit[i])
        self.stage[i] = np.where(late, Outcome.NO_TAKEOFF, self.stage[i])


def plain_contacts(cases: Cases, touchdown: Floats, effort: int = 0) -> Contacts:
    """Integrate contacts that are plain.

    Parameters
    ----------
    cases, touchdown
        As for :func:`springmass.dynamics.lockstep.contacts`.
    effort : int
        Which of ``PASSES``.

    Returns
    -------
    Contacts
        The error is infinite where a case is not plain, and nothing else it says counts.
    """
    with np.errstate(all="ignore"):
        flow = _Flow(cases, touchdown, PASSES[effort])
        for _ in range(flow.effort.rounds):
            at = np.flatnonzero((flow.stage < 0) & ~flow.bad)
            if not at.size:
                break
            flow.round(at)
        off, vx, vy = flow.stage == Outcome.RUNNING, flow.z[2] + flow.roll, flow.z[3]
        # up or down, forward or backward: not to be read from numbers as small as their error
        unsure = cases.accuracy * flow.speed
        sure = (np.abs(vy) > unsure) & ((np.abs(vx) > unsure) | (vx == 0.0)) & (flow.time <= flow.limit)
        # an error of the speed upwards raises the apex the more, the faster it goes up
        flow.spent *= flow.safety * (1.0 + np.where(off, np.abs(vy) / flow.speed, 0.0))
        lost = flow.bad | (flow.stage < 0) | (off & ~sure) | ~(flow.spent <= cases.accuracy)
        flow.z[:, lost], flow.squeezed[:, lost], flow.squeezed_at[lost], flow.spent[lost] = (
            np.nan,
            np.nan,
            np.nan,
            np.inf,
        )
        error = flow.spent / SAFETY  # which the caller multiplies by
        outcome = np.where(off & ~(vy > 0.0), np.int8(Outcome.TAKEOFF_DOWN), flow.stage)
    return Contacts(outcome, flow.time, flow.z, flow.roll, flow.travel, flow.squeezed_at, flow.squeezed, error)
