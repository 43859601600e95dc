"""Other people's integrators, called the way their users would."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
from crowd import GRAVITY
from scipy.integrate import solve_ivp
from user_code import NOWHERE, Leg, State

Carried = tuple[float, State, bool]


def scipy_carry(rtol: float, leg: Leg, state: State, time: float, until: float) -> Carried:
    """SciPy by a careful user: its best solver, and rates in plain floats."""

    def rates(_t: float, z: Any) -> tuple[float, float, float, float]:
        return leg.rates(*z.tolist())

    def end(_t: float, z: Any) -> float:
        return leg.guard(*z.tolist())

    return _solved(rates, end, rtol, leg, state, time, until)


def scipy_array_carry(rtol: float, leg: Leg, state: State, time: float, until: float) -> Carried:
    """SciPy as most people write it: the state is an array, so everything else is."""

    def rates(_t: float, z: Any) -> Any:
        length = np.sqrt(z[0] ** 2 + z[1] ** 2)
        along = z[:2] / length
        force = leg.stiffness * (leg.rest - length) - leg.damping * np.dot(along, z[2:])
        across = np.array([along[1], -along[0]])
        return np.concatenate([z[2:], force * (along + leg.tan_hip * across) + np.array([leg.ax, leg.ay])])

    def end(_t: float, z: Any) -> Any:
        length = np.sqrt(z[0] ** 2 + z[1] ** 2)
        rate = np.dot(z[:2], z[2:]) / length
        return leg.damping * rate - leg.stiffness * (leg.rest - length) if leg.extending else rate

    return _solved(rates, end, rtol, leg, state, time, until)


def _solved(rates: Any, end: Any, rtol: float, leg: Leg, state: State, time: float, until: float) -> Carried:
    def ground(_t: float, z: Any) -> float:
        return float(z[1])

    end.terminal, end.direction, ground.terminal = True, 1.0, True  # type: ignore[attr-defined]
    atol = 1e-3 * rtol
    start = np.array(state)
    found = solve_ivp(rates, (time, until), start, method="DOP853", rtol=rtol, atol=atol, events=(end, ground))
    x, y, u, v = found.y[:, -1].tolist()
    return float(found.t[-1]), (x, y, u, v), bool(found.t_events[0].size)


@cache
def _heyoka(tolerance: float, extending: bool) -> Any:
    """An integrator for one phase; a leg is six parameters of it, so that it is compiled once."""
    import heyoka as hy

    x, y, u, v = hy.make_vars("x", "y", "u", "v")
    rest, stiffness, damping, tan_hip, ax, ay = (hy.par[i] for i in range(6))
    length = hy.sqrt(x * x + y * y)
    rate = (x * u + y * v) / length
    force = stiffness * (rest - length) - damping * rate
    pull = force / length
    end = hy.t_event(-force if extending else rate, direction=hy.event_direction.positive)
    equations = [(x, u), (y, v), (u, pull * (x + tan_hip * y) + ax), (v, pull * (y - tan_hip * x) + ay)]
    return hy.taylor_adaptive(equations, [0.0, 1.0, 0.0, 0.0], tol=tolerance, t_events=[end, hy.t_event(y)])


@cache
def _heyoka_spring(tolerance: float) -> Any:
    """The same without what the classical leg does not have."""
    import heyoka as hy

    x, y, u, v = hy.make_vars("x", "y", "u", "v")
    length = hy.sqrt(x * x + y * y)
    pull = hy.par[1] * (hy.par[0] / length - 1.0)
    end = hy.t_event(length - hy.par[0], direction=hy.event_direction.positive)
    equations = [(x, u), (y, v), (u, pull * x), (v, pull * y - GRAVITY)]
    return hy.taylor_adaptive(equations, [0.0, 1.0, 0.0, 0.0], tol=tolerance, t_events=[end, hy.t_event(y)])


def heyoka_carry(tolerance: float, leg: Leg, state: State, time: float, until: float) -> Carried:
    """Compiled Taylor series; the first of two terminal events is the end of the phase."""
    if leg.damping or leg.tan_hip or leg.ax or not leg.extending:
        solver = _heyoka(tolerance, leg.extending)
        solver.pars[:] = (leg.rest, leg.stiffness, leg.damping, leg.tan_hip, leg.ax, leg.ay)
    else:
        solver = _heyoka_spring(tolerance)
        solver.pars[:] = (leg.rest, leg.stiffness)
    solver.time = time
    solver.state[:] = state
    solver.reset_cooldowns()
    outcome = solver.propagate_until(until)[0]
    x, y, u, v = solver.state.tolist()
    return solver.time, (x, y, u, v), int(outcome) == -1  # -1 - i: stopped by event i


def script_step(height: float, speed: float, p: dict[str, Any], rtol: float) -> tuple[float, float]:
    """A research script's step: RK45 through flight, contact and flight, with a foot in the state and short steps.

    The longest steps, 10 ms in flight and 1 ms in contact, are those of vibly (github.com/sheim/vibly), which leaves
    the tolerance at 1e-3.
    """
    length, spring, angle = p["leg_length"], p["stiffness"] / p["mass"], p["angle_of_attack"]

    def flight(_t: float, z: Any) -> Any:
        return np.array([z[2], z[3], 0.0, -GRAVITY, z[2], z[3]])

    def stance(_t: float, z: Any) -> Any:
        lean = np.arctan2(z[1] - z[5], z[0] - z[4])
        force = spring * (length - np.hypot(z[0] - z[4], z[1] - z[5]))
        return np.array([z[2], z[3], force * np.cos(lean), force * np.sin(lean) - GRAVITY, 0.0, 0.0])

    def foot_down(_t: float, z: Any) -> Any:
        return z[5]

    def spring_free(_t: float, z: Any) -> Any:
        return np.hypot(z[0] - z[4], z[1] - z[5]) - length

    def apex(_t: float, z: Any) -> Any:
        return z[3]

    def fallen(_t: float, z: Any) -> Any:
        return z[1]

    foot_down.direction, spring_free.direction = -1.0, 1.0  # type: ignore[attr-defined]
    for event in (foot_down, spring_free, apex, fallen):
        event.terminal = True  # type: ignore[attr-defined]
    state = np.array([0.0, height, speed, 0.0, length * math.cos(angle), height - length * math.sin(angle)])
    time, times, states = 0.0, [], []
    for rates, event, longest in ((flight, foot_down, 0.01), (stance, spring_free, 0.001), (flight, apex, 0.01)):
        found = solve_ivp(
            rates, (time, time + 5.0), state, rtol=rtol, atol=1e-3 * rtol, max_step=longest, events=(fallen, event)
        )
        if not found.t_events[1].size:
            return NOWHERE
        time, state = found.t[-1], found.y[:, -1]
        times.append(found.t)
        states.append(found.y)
    every = np.concatenate(states, axis=1)  # the script keeps the whole path
    return float(every[1, -1]), float(every[2, -1])
