"""Offsets of hip and body that a gait search asks for: the array engine has them as the reference measures them."""

import math
from functools import cache

import numpy as np
import pytest

import springmass as sm
from springmass.gait.cycles import take_cycles
from springmass.gait.offsets import MARKS, offset_of, offsets
from springmass.gait.problem import GaitProblem
from springmass.parameters import Parameters

OFFSETS = ("hip_ankle_offset", "hip_cop_offset", "mass_cop_offset")
BASE = {
    "mass": 70.0, "leg_length": 0.94, "stiffness": 14e3, "angle_of_attack": math.radians(69.0), "damping": 300.0,
    "damping_law": "viscous", "push_off": 0.02, "hip_extension": 0.03, "roll_speed": 0.6,
}  # fmt: skip
RUNNERS = {
    "plain": {"damping": 0.0, "damping_law": "spring", "push_off": 0.0, "hip_extension": 0.0, "roll_speed": 0.0},
    "damped": {},
    "hysteretic": {"damping": 0.15, "damping_law": "hysteretic"},
    "a roll that slows before the leg is shortest": {"roll_late_speed": 0.2, "roll_switch": 0.03},
    "a roll that slows after it": {"roll_late_speed": 0.2, "roll_switch": 0.09},
    "a roll that is slow from the start": {"roll_late_speed": 0.2, "roll_switch": 0.0},
    "uphill, held back, on a turning leg": {"slope": 0.06, "impeding_force": 15.0, "retraction": 0.5},
}


def many(runner, count=4):
    """Unknowns around a plausible landing of a runner, as a search tries them."""
    p = Parameters(**(BASE | RUNNERS[runner]))
    problem = GaitProblem(p, ("stiffness", "angle_of_attack", "push_off"), {"hip_ankle_offset": 0.0})
    values = {name: getattr(p, name) for name in problem.free}
    start = problem.pack(3.4, -0.6, values)
    return problem, start[:, None] + np.random.default_rng(3).normal(0.0, 0.03, (start.size, count))


def by_array(problem, unknowns, name, midstance):
    cycles = problem.cycles(unknowns)
    given = {one: getattr(problem.parameters, one) for one in sm.gait.cycles.NUMBERS}
    given |= problem.values(unknowns)[2]
    p = problem.parameters
    return offsets(offset_of(name, midstance), cycles, given, p.damping_law, p.shape)


@cache
def steps(runner):
    problem, unknowns = many(runner)
    return [problem.step(one) for one in unknowns.T]


def by_reference(runner, name, midstance):
    return [sm.METRICS[name].value(sm.metrics.StepView(one, midstance)).value for one in steps(runner)]


@pytest.mark.parametrize("engine", ["numpy", "numba"])
@pytest.mark.parametrize("runner", RUNNERS)
def test_every_offset_is_the_one_of_the_reference(runner, engine, monkeypatch):
    if engine == "numba":
        pytest.importorskip("numba")
    monkeypatch.setenv("SPRINGMASS_ENGINE", engine)
    problem, unknowns = many(runner)
    for midstance in MARKS:
        for name in OFFSETS:
            found = by_array(problem, unknowns, name, midstance)
            assert np.isfinite(found).all()
            assert found == pytest.approx(by_reference(runner, name, midstance), abs=2e-11)
    assert np.ptp(by_array(problem, unknowns, "hip_cop_offset", "half contact")) > 0.005  # they are not all one


@pytest.mark.parametrize("at", ["lowest_point", "greatest_compression", "half_contact"])
def test_an_instant_in_the_name_counts_before_the_definition(at):
    problem, unknowns = many("damped")
    name = f"hip_ankle_offset_at_{at}"
    found = by_array(problem, unknowns, name, "fore-aft crossover")
    assert found == pytest.approx(by_reference("damped", name, "fore-aft crossover"), abs=1e-11)


def test_what_is_none_of_them_is_left_to_the_reference():
    assert offset_of("hip_ankle_offset", "peak vertical force") is None
    assert offset_of("hip_ankle_offset_at_takeoff", "lowest point") is None
    assert offset_of("peak_vertical_force", "lowest point") is None


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_a_step_that_never_rises_has_no_lowest_point_and_its_neighbours_do(engine, monkeypatch):
    if engine == "numba":
        pytest.importorskip("numba")
    monkeypatch.setenv("SPRINGMASS_ENGINE", engine)
    p = Parameters(**(BASE | RUNNERS["plain"]))
    given = {one: getattr(p, one) for one in sm.gait.cycles.NUMBERS}
    # A foot far ahead of a slow runner; one far behind the body, which lets go while it falls; no landing at all.
    given |= {"angle_of_attack": np.radians([69.0, 40.0, 110.0, 69.0, 69.0])}
    cycles = take_cycles(np.array([3.4, 1.0, 4.0, 3.4, 3.4]), np.array([-0.6, -0.2, -0.6, 0.3, -0.7]), given, "spring")
    found = offsets(("hip_cop_offset", "lowest point"), cycles, given, "spring", p.shape)
    assert np.isfinite(found).tolist() == [True, False, False, False, True]


def test_a_matched_offset_is_met_whatever_the_definition():
    gait = sm.find_gait("rbds001")
    for midstance in MARKS:
        answer = sm.what_if(gait, {"hip_ankle_offset": "=2 cm"}, ask="matched", midstance=midstance)
        assert answer.message == ""
        assert answer.after["hip_ankle_offset"].value == pytest.approx(0.02, abs=1e-9)
