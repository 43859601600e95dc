"""A thousand by a thousand runners, up to fifty steps each, beside SciPy's solver on some of them."""

import math
import time

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import springmass as sm

pytest.importorskip("xarray", reason="sweeps need xarray (extra data)")

GRAVITY, MASS, LENGTH = 9.81, 80.0, 1.0
STEPS = 50


def next_apex(height, speed, stiffness, angle):
    """One step of the classical leg by DOP853, written out here; None where the running ends."""
    if height < LENGTH * math.sin(angle):
        return None
    down = math.sqrt(2.0 * GRAVITY * (height - LENGTH * math.sin(angle)))

    def rates(_, z):
        length = math.hypot(z[0], z[1])
        push = stiffness * (LENGTH - length) / (MASS * length)
        return [z[2], z[3], push * z[0], push * z[1] - GRAVITY]

    def off(_, z):
        return math.hypot(z[0], z[1]) - LENGTH

    def ground(_, z):
        return z[1]

    off.terminal, off.direction, ground.terminal = True, 1.0, True
    start = [-LENGTH * math.cos(angle), LENGTH * math.sin(angle), speed, -down]
    if start[0] * start[2] + start[1] * start[3] >= 0.0:
        return None  # the leg lengthens from the start
    found = solve_ivp(rates, (0.0, 10.0), start, method="DOP853", rtol=1e-10, atol=1e-12, events=(off, ground))
    _, y, vx, vy = found.y[:, -1]
    if not found.t_events[0].size or vy <= 0.0 or vx < 0.0:
        return None
    return y + vy * vy / (2.0 * GRAVITY), vx


def steps_of(height, speed, stiffness, angle):
    for count in range(STEPS):
        after = next_apex(height, speed, stiffness, angle)
        if after is None:
            return count
        height, speed = after
    return STEPS


@pytest.mark.slow
def test_a_million_runners_and_two_hundred_of_them_by_scipy(monkeypatch):
    pytest.importorskip("numba", reason="a million cells are for the compiled engine (extra fast)")
    monkeypatch.setenv("SPRINGMASS_ENGINE", "numba")
    scenario = sm.load("seyfarth")
    assert (scenario.runner.mass, scenario.runner.leg_length, scenario.world.gravity) == (MASS, LENGTH, GRAVITY)
    assert scenario.gait.apex_speed == 5.0
    sm.apex_map(1.0, 5.0, mass=MASS, leg_length=LENGTH, stiffness=2e4, angle_of_attack=1.2)  # compiles, if need be
    start = time.perf_counter()
    data = sm.sweep(
        scenario,
        {"leg.stiffness": ("8 kN/m", "40 kN/m", 1000), "foot.angle_of_attack": ("55 deg", "78 deg", 1000)},
        measure=["steps_to_fall"], steps=STEPS,
    )  # fmt: skip
    took = time.perf_counter() - start
    steps = data["steps_to_fall"].values
    assert steps.shape == (1000, 1000)
    assert took < 30.0  # about 2 s on two quiet processors
    kilos, degrees = data["leg.stiffness"].values, data["foot.angle_of_attack"].values
    rng = np.random.default_rng(5)
    any_cell, runs_a_while = np.arange(steps.size), np.flatnonzero((steps > 2) & (steps < STEPS))
    sample = np.concatenate([rng.choice(any_cell, 120, replace=False), rng.choice(runs_a_while, 80, replace=False)])
    height = scenario.gait.apex_height
    wrong = []
    for cell in sample:
        i, j = divmod(int(cell), 1000)
        counted = steps_of(height, 5.0, 1e3 * kilos[i], math.radians(degrees[j]))
        if counted != steps[i, j]:
            wrong.append((kilos[i], degrees[j], counted, int(steps[i, j])))
    assert not wrong
    assert len(set(steps.ravel()[sample].tolist())) > 10
