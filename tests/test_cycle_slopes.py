"""Derivatives of a cycle by its unknowns: beside differences of the equations themselves."""

import math

import numpy as np
import pytest

import springmass as sm
from springmass.gait.newton import jacobian
from springmass.gait.problem import FROM_CYCLE, GaitProblem

RUNNER = sm.Parameters(
    80.0, 1.0, 2e4, math.radians(68), damping=0.05, damping_law="hysteretic", push_off=0.03, roll_speed=1.4,
    roll_late_speed=0.35, roll_switch=0.11, retraction=0.2, slope=0.01, impeding_force=3.0,
)  # fmt: skip
ONE_ROLL = RUNNER.replace(roll_late_speed=1.4, roll_switch=math.inf)
PROBLEMS = [
    (RUNNER, ("stiffness", "angle_of_attack", "push_off"), {"speed": 3.5, "cadence": 170.0, "contact_time": 0.23}),
    (RUNNER, ("roll_speed", "damping", "mass"), {"duty_factor": 0.3, "step_length": 1.2, "apex_energy": 15.0}),
    (
        RUNNER,
        ("hip_extension", "roll_switch", "gravity", "retraction", "slope", "leg_length", "impeding_force"),
        {
            "takeoff_vertical_velocity": 0.9, "mass_cop_offset_at_greatest_compression": 0.0, "apex_height": 1.0,
            "touchdown_vertical_velocity": -0.8, "apex_speed": 3.0, "flight_time": 0.1, "step_time": 0.36,
        },
    ),
    (ONE_ROLL, ("roll_speed", "stiffness"), {"speed": 3.5, "contact_time": 0.23}),
    (RUNNER, ("stiffness", "push_off"), {"contact_time": 0.23, "peak_vertical_force": 2.4}),
]  # fmt: skip


@pytest.fixture(params=["numpy", "numba"], autouse=True)
def engine(request, monkeypatch):
    if request.param == "numba":
        pytest.importorskip("numba", reason="the compiled engine needs Numba (extra fast)")
    monkeypatch.setenv("SPRINGMASS_ENGINE", request.param)


def differences(problem, z, h):
    n = z.size
    sides = problem.residual(z[:, None] + np.concatenate([h * np.eye(n), -h * np.eye(n)], axis=1))
    return (sides[:, :n] - sides[:, n:]) / (2.0 * h)


@pytest.mark.parametrize("landing_angle_given", [False, True])
@pytest.mark.parametrize(("p", "free", "targets"), PROBLEMS, ids=range(len(PROBLEMS)))
def test_exact_beside_differences(p, free, targets, landing_angle_given):
    problem = GaitProblem(p, free, targets, landing_angle_given=landing_angle_given)
    z = problem.pack(3.4, -0.8, {name: getattr(p, name) for name in free})
    value, slope = problem.jacobian(z)
    assert value == pytest.approx(problem.residual(z[:, None])[:, 0])
    close = (4.0 * differences(problem, z, 5e-4) - differences(problem, z, 1e-3)) / 3.0
    measured = [name in FROM_CYCLE for name in targets]
    tolerance = np.where([True, True, *measured], 1e-8, 1e-5)[:, None]  # the last kind takes differences itself
    assert np.all(abs(slope - close) <= tolerance * (1.0 + abs(close)))
    assert np.array_equal(jacobian(problem.residual, z)[1], slope)


def test_every_target_of_a_cycle_is_looked_at():
    assert set().union(*(targets for _, _, targets in PROBLEMS)) >= set(FROM_CYCLE)


def test_where_no_step_can_be_taken_there_is_no_slope():
    problem = GaitProblem(RUNNER, ("stiffness",), {"speed": 3.5})
    z = problem.pack(3.4, 0.5, {"stiffness": 2e4})  # upwards at touchdown
    assert np.isnan(problem.jacobian(z)[1]).all()
