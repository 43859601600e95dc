"""A step over time from the compiled engine: the same path as the reference engine's, instant by instant."""

import math
import time
from dataclasses import fields

import numpy as np
import pytest
from leg_laws import LAWS
from test_properties import many_runners

import springmass as sm
from springmass.dynamics.path import step_path
from springmass.dynamics.step import step
from springmass.dynamics.trajectory import Trajectory, step_trajectory

STEADY = sm.Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
ROLLING = STEADY.replace(roll_speed=1.4, roll_late_speed=0.35, roll_switch=0.11)


@pytest.fixture(params=["numpy", "numba"], autouse=True)
def engine(request, monkeypatch):
    if request.param == "numba":
        pytest.importorskip("numba", reason="the compiled engine needs Numba (extra fast)")
    monkeypatch.setenv("SPRINGMASS_ENGINE", request.param)
    return request.param


def assert_same(path, reference, p):
    weight = p.mass * p.gravity
    for name in (field.name for field in fields(Trajectory)):
        one, other = getattr(path, name), getattr(reference, name)
        assert one.shape == other.shape
        if name == "phase":
            assert (one == other).all()
        else:
            size = weight if name.startswith("grf") else 1.0
            assert np.allclose(one, other, rtol=1e-8, atol=1e-9 * size, equal_nan=True), name


@pytest.mark.parametrize("points", [1, 40, 200, 1000])
@pytest.mark.parametrize("p", [STEADY, ROLLING], ids=["steady", "rolling"])
def test_as_the_reference_engine(p, points):
    assert_same(step_path(1.0, 5.0, p, points), step_trajectory(step(1.0, 5.0, p, 1e-13), points), p)


@pytest.mark.parametrize("law", LAWS)
def test_many_runners_with_everything_switched_on(law):
    heights, speeds, given = many_runners(25, law, seed=17)
    ran = 0
    for i in range(25):
        p = sm.Parameters(**{name: v if isinstance(v, str) else float(v[i]) for name, v in given.items()})
        taken = step(heights[i], speeds[i], p, 1e-13)
        ran += taken.outcome is sm.Outcome.RUNNING
        assert_same(step_path(heights[i], speeds[i], p), step_trajectory(taken), p)
    assert ran > 12


def test_energy_is_kept_along_the_path():
    """½v² + g y + ½k(l0 − l)²/m of a lossless leg, from its own columns."""
    path = step_path(1.0, 5.0, STEADY)
    squeeze = np.where(np.isnan(path.leg_length), 0.0, 1.0 - path.leg_length)
    energy = 0.5 * (path.vx**2 + path.vy**2) + 9.81 * path.y + 0.5 * 2e4 / 80.0 * squeeze**2
    assert energy == pytest.approx(np.full(energy.size, 12.5 + 9.81), rel=1e-9)


@pytest.mark.parametrize("speed", [0.5, 5.0])
def test_what_does_not_run_ends_where_it_ends(speed):
    soft = STEADY.replace(stiffness=5e2)
    taken = step(1.0, speed, soft)
    assert taken.outcome is not sm.Outcome.RUNNING
    assert_same(step_path(1.0, speed, soft), step_trajectory(taken), soft)


@pytest.mark.parametrize("points", [0, -3, 10**9, 2.5])
def test_points_out_of_range(points):
    with pytest.raises(sm.InputError, match=r"points.*at least 1"):
        step_path(1.0, 5.0, STEADY, points)


@pytest.mark.parametrize(("name", "apex"), [("apex_height", ("1 m", 5.0)), ("apex_speed", (1.0, math.nan))])
def test_an_apex_that_is_no_number(name, apex):
    with pytest.raises(sm.InputError, match=rf"{name}.*finite number"):
        step_path(*apex, STEADY)


def test_a_scenario_will_do():
    path = step_path(1.0, 5.0, sm.load("seyfarth"))
    assert_same(path, step_path(1.0, 5.0, STEADY), STEADY)
    with pytest.raises(sm.InputError):
        step_path(1.0, 5.0, {})


def test_faster_than_the_reference_engine(engine):
    """Measured 30 to 40 times; the limit leaves room for a busy machine."""
    if engine == "numpy":
        pytest.skip("without the compiled engine the reference engine does the work")

    def best(work):
        times = []
        for _ in range(20):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        return min(times)

    step_path(1.0, 5.0, STEADY)
    assert best(lambda: step_path(1.0, 5.0, STEADY)) < 0.1 * best(lambda: step_trajectory(step(1.0, 5.0, STEADY)))
