"""The reference engine: one contact with SciPy's DOP853, dense output and polished events.

Slow and careful. Faster engines are held against it, and it is held against closed forms and published numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from springmass.dynamics.equations import push_off_leg, stance_acceleration
from springmass.dynamics.flight import Touchdown, world_acceleration
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.phases import (
    BODY_ON_GROUND,
    GREATEST_COMPRESSION,
    LEADS_TO,
    TAKEOFF,
    Leg,
    Phase,
    State,
    Transition,
    first_roll,
    push_of,
    switch_time,
    time_limit,
)
from springmass.legs import LEG_LAWS
from springmass.parameters import Parameters

Dense = Callable[[Any], np.ndarray]


@dataclass(frozen=True)
class Event:
    """Something that happened: a transition, when, where, and how well it was met."""

    name: str
    time: float
    """since touchdown [s]"""
    state: State
    residual: float
    """of the transition's guard, dimensionless"""


@dataclass(frozen=True)
class Segment:
    """A piece of contact with one phase, one leg and one speed of roll."""

    phase: Phase
    start: float
    end: float
    leg: Leg
    cop_start: float
    """travel of the COP since touchdown when the segment starts [m]"""
    cop_speed: float
    state: Dense = field(repr=False)
    """time since touchdown (scalar or array) → x, y, vx, vy relative to the COP"""


@dataclass(frozen=True)
class Contact:
    """The whole contact: segments, what happened, how it ended."""

    segments: tuple[Segment, ...]
    events: tuple[Event, ...]
    outcome: Outcome
    end: float
    """duration [s]"""
    last_state: State
    cop_travel: float
    """of the COP by the end [m]"""
    cop_speed: float
    """of the COP at the end [m/s]"""

    def event(self, name: str) -> Event | None:
        """The first event of that name, or None if it never happened."""
        return next((event for event in self.events if event.name == name), None)


def contact(touchdown: Touchdown, p: Parameters, tolerance: float = 1e-11) -> Contact:
    """Integrate one contact from touchdown to takeoff, fall or time limit.

    Parameters
    ----------
    touchdown : Touchdown
        Where and how fast the foot lands (ground frame).
    p : Parameters
    tolerance : float
        Relative tolerance of the integrator; absolute ones are a tenth of it times l0 and √(g l0).

    Returns
    -------
    Contact

    Examples
    --------
    >>> import math
    >>> from springmass.dynamics.flight import descend
    >>> p = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
    >>> round(contact(descend(1.0, 5.0, p), p).end, 8)
    0.16207029
    """
    roll = first_roll(p)
    state: State = (touchdown.x, touchdown.y, touchdown.vx - roll, touchdown.vy)
    leg, phase = Leg(p.leg_length, p.stiffness), Phase.COMPRESSION
    if GREATEST_COMPRESSION.guard(state, leg, p) >= 0.0:
        return Contact((), (), Outcome.NO_CONTACT, 0.0, state, 0.0, roll)

    time, travel, limit, switch = 0.0, 0.0, time_limit(p.leg_length, p.gravity), switch_time(p)
    segments: list[Segment] = []
    events: list[Event] = []
    outcome: Outcome | None = None
    while outcome is None:
        until = min(limit, switch) if time < switch else limit
        piece = _Piece(state, leg, p, tolerance)
        dense, end, state, happened = piece.integrate(time, until, LEADS_TO[phase])
        segments.append(Segment(phase, time, end, leg, travel, roll, _WholePath(dense)))
        travel += roll * (end - time)
        time = end
        if happened is None and time == switch:
            # COP and mass stay where they are; only their relative velocity jumps. The jump itself can carry a guard
            # across zero, which ends the phase at this very instant.
            x, y, vx, vy = state
            state, roll = (x, y, vx + roll - p.roll_late_speed, vy), p.roll_late_speed
            happened = _crossed_by_jump(state, leg, p, time, LEADS_TO[phase][0])
        if happened is None:
            if time >= limit or piece.stuck:
                outcome = Outcome.NO_TAKEOFF
            continue
        events.append(happened)
        if happened.name == BODY_ON_GROUND.name:
            outcome = Outcome.FELL
            continue
        if phase is Phase.COMPRESSION:
            shortest = math.hypot(state[0], state[1])
            law = LEG_LAWS[p.damping_law].force
            grown = push_off_leg(p.leg_length, p.stiffness, p.push_off, shortest, law, p.damping)
            leg, phase = Leg(*grown), Phase.EXTENSION
            # a leg with nothing left to push with lets go at once, whatever a damper beside it says
            dead = not leg.stiffness > 0.0
            happened = Event(TAKEOFF.name, time, state, 0.0) if dead else _crossed_by_jump(state, leg, p, time, TAKEOFF)
            if happened is None:
                continue
            events.append(happened)
        outcome = Outcome.RUNNING if state[3] > 0.0 else Outcome.TAKEOFF_DOWN
    return Contact(tuple(segments), tuple(events), outcome, time, state, travel, roll)


def _crossed_by_jump(state: State, leg: Leg, p: Parameters, time: float, transition: Transition) -> Event | None:
    if transition.direction * transition.guard(state, leg, p) >= 0.0:
        return Event(transition.name, time, state, 0.0)
    return None


class _WholePath:
    """What a dense solution of DOP853 says at any instants, all at once: SciPy's own goes step by step."""

    def __init__(self, solution: Any) -> None:
        steps = solution.interpolants
        self.borders = np.array([one.t_old for one in steps[1:]])
        self.start, self.length = np.array([[one.t_old, one.h] for one in steps]).T
        self.from_, self.bends = np.array([one.y_old for one in steps]), np.array([one.F[::-1] for one in steps])

    def __call__(self, time: Any) -> np.ndarray:
        """State, shape (4,) or (4, n)."""
        which = np.searchsorted(self.borders, time, side="left")
        share = ((time - self.start[which]) / self.length[which])[..., None]
        rest, bends = 1.0 - share, self.bends[which]
        found = np.zeros_like(self.from_[which])
        for i in range(bends.shape[-2]):
            found += bends[..., i, :]
            found *= rest if i % 2 else share
        return np.moveaxis(found + self.from_[which], -1, 0)


class _Piece:
    """One call of the integrator: fixed leg, fixed roll, first transition wins."""

    def __init__(self, state: State, leg: Leg, p: Parameters, tolerance: float) -> None:
        self.start, self.leg, self.p = state, leg, p
        self.stuck = False
        speed = (p.gravity * p.leg_length) ** 0.5
        self.rtol = max(tolerance, 3e-14)
        self.atol = 0.1 * self.rtol * np.array([p.leg_length, p.leg_length, speed, speed])
        self.longest_step = (
            0.5 * (p.mass / max(p.stiffness, leg.stiffness)) ** 0.5
        )  # no guard can cross there and back within one
        law, tan_hip = LEG_LAWS[p.damping_law].force, math.tan(p.hip_extension)
        ax, ay = world_acceleration(p)
        per_mass = 1.0 / p.mass

        def rate(_: float, z: np.ndarray) -> tuple[float, float, float, float]:
            x, y, vx, vy = z.tolist()
            return (
                vx,
                vy,
                *stance_acceleration(
                    x, y, vx, vy, law, leg.rest_length, leg.stiffness, p.damping, tan_hip, per_mass, ax, ay
                ),
            )

        self.rate = rate

    def _solve(self, start: float, end: float, state: Any, **more: Any) -> Any:
        from scipy.integrate import solve_ivp

        with np.errstate(all="ignore"):
            return solve_ivp(
                self.rate,
                (start, end),
                np.asarray(state),
                method="DOP853",
                rtol=self.rtol,
                atol=self.atol,
                max_step=self.longest_step,
                **more,
            )

    def integrate(
        self, start: float, until: float, transitions: tuple[Transition, ...]
    ) -> tuple[Dense, float, State, Event | None]:
        guards = [self._guard(transition) for transition in transitions]
        solution = self._solve(start, until, self.start, events=guards, dense_output=True)
        if TAKEOFF in transitions:
            lifted = self._lifted_within_a_step(solution)
            if lifted is not None:
                solution = self._solve(start, lifted, self.start, events=guards, dense_output=True)
        for transition, times in zip(transitions, solution.t_events, strict=True):
            if len(times) and solution.status == 1:
                end, state, residual = self._polish(transition, solution, float(times[0]))
                return solution.sol, end, state, Event(transition.name, end, state, residual)
        self.stuck = solution.status != 0
        end = float(solution.t[-1])
        return solution.sol, end, tuple(solution.y[:, -1].tolist()), None

    def _lifted_within_a_step(self, solution: Any) -> float | None:
        """An instant at which the leg no longer pushes although it does at both ends of that step (a damper's dip)."""
        from scipy.optimize import minimize_scalar

        steps = np.linspace(solution.t[:-1], solution.t[1:], 9, axis=1)
        for times in steps:
            push = push_of(solution.sol(times), self.leg, self.p)
            low = int(np.argmin(push))
            if push[0] <= 0.0 or push[-1] <= 0.0 or low in (0, push.size - 1):
                continue
            found = minimize_scalar(
                lambda t: float(push_of(solution.sol(t), self.leg, self.p)),
                bounds=(times[low - 1], times[low + 1]),
                method="bounded",
                options={"xatol": 1e-12 * (1.0 + times[-1])},
            )
            if min(found.fun, push[low]) <= 0.0:
                return float(found.x if found.fun <= push[low] else times[low])
        return None

    def _guard(self, transition: Transition) -> Callable[[float, np.ndarray], float]:
        def guard(_: float, z: np.ndarray) -> float:
            return transition.guard(tuple(z.tolist()), self.leg, self.p)

        guard.terminal = True  # type: ignore[attr-defined]
        guard.direction = transition.direction  # type: ignore[attr-defined]
        return guard

    def _polish(self, transition: Transition, solution: Any, time: float) -> tuple[float, State, float]:
        """Meet the event on the integrated path itself: the interpolant that found it is one order worse."""
        before, state = float(solution.t[-2]), solution.y[:, -2]
        if time > before:
            state = self._solve(before, time, state).y[:, -1]
        for _ in range(2):
            slope = np.array(self.rate(time, state))
            value = transition.guard(tuple(state.tolist()), self.leg, self.p)
            nudge = 1e-7 * self.longest_step
            ahead = transition.guard(tuple((state + nudge * slope).tolist()), self.leg, self.p)
            behind = transition.guard(tuple((state - nudge * slope).tolist()), self.leg, self.p)
            gradient = (ahead - behind) / (2.0 * nudge)
            shift = -value / gradient if gradient else 0.0
            if abs(shift) > self.longest_step * 1e-3:  # grazing: keep what the root search found
                break
            state, time = state + shift * slope, time + shift
        value = transition.guard(tuple(state.tolist()), self.leg, self.p)
        return time, tuple(state.tolist()), abs(value) / transition.scale(self.p)
