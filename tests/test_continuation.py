"""Gaits followed along a parameter: published folds and flips, and the same gaits the other methods find."""

import math
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

import springmass as sm
from springmass.dynamics.step import step
from springmass.gait.continuation import FLIP, SADDLE_NODE, follow

PUBLISHED = tomllib.loads((Path(__file__).parent / "reference" / "published.toml").read_text(encoding="utf-8"))
G = 9.81
ENERGY = G * 1.0 + 0.5 * 5.0**2
ANGLE = "foot.angle_of_attack"


def jena(degrees, retraction=0.0, height=0.96):
    """The gait of the Jena runner at its energy and an apex height; the angle is only where the search starts."""
    scenario = sm.Scenario(
        runner={"mass": 80.0, "leg_length": 1.0},
        leg={"stiffness": 20e3},
        foot={"angle_of_attack": degrees, "retraction": retraction},
        gait={"apex_height": 1.0, "apex_speed": 5.0},
    )
    return sm.find_gait(scenario, free=[ANGLE], apex_energy=ENERGY, apex_height=height)


@cache
def along_the_angle(retraction):
    steepest = {0.0: 69.2, 25.0: 69.0, 50.0: 68.0}[retraction]
    flattest = PUBLISHED["seyfarth2003"]["stable_apex_leg_angle_deg"][f"{retraction:.0f}"][0]
    window = (math.radians(flattest - 1.0), math.radians(steepest))
    most = {0.0: 14, 25.0: 18, 50.0: 18}[retraction]
    return follow(
        jena(67.0, retraction, {0.0: 0.96, 25.0: 1.1, 50.0: 1.2}[retraction]), ANGLE, window, longest=0.1, most=most
    )


def special(branch, kind):
    return [math.degrees(point.value) for point in branch.special if point.special == kind]


RANGES = PUBLISHED["seyfarth2003"]["stable_apex_leg_angle_deg"] | {
    "0": PUBLISHED["seyfarth2002"]["stable_angle_of_attack_deg"]  # the same to more digits
}


@pytest.mark.parametrize(("retraction", "ends"), RANGES.items())
def test_the_stable_angles_end_at_a_saddle_node_and_a_flip(retraction, ends):
    branch = along_the_angle(float(retraction))
    assert special(branch, SADDLE_NODE) == pytest.approx([ends[0]], abs=0.001)
    assert special(branch, FLIP) == pytest.approx([ends[1]], abs=0.001)
    for point in branch.special:
        expected = 1.0 if point.special == SADDLE_NODE else -1.0
        assert point.stability.multiplier.real == pytest.approx(expected, abs=1e-6)


def test_to_the_last_digit_published():
    branch = along_the_angle(0.0)
    flattest, steepest = PUBLISHED["seyfarth2002"]["stable_angle_of_attack_deg"]
    assert special(branch, SADDLE_NODE) == pytest.approx([flattest], abs=6e-7)
    assert special(branch, FLIP) == pytest.approx([steepest], abs=2e-6)


def test_every_point_of_a_branch_is_a_gait_of_that_energy():
    branch = along_the_angle(0.0)
    assert len(branch.points) > 12
    for point in branch.points:
        p = sm.Parameters(80.0, 1.0, 20e3, point.value)
        taken = step(point.apex_height, point.apex_speed, p, 1e-13)
        assert taken.apex_height == pytest.approx(point.apex_height, abs=1e-9)
        assert taken.apex_speed == pytest.approx(point.apex_speed, abs=1e-9)
        assert G * point.apex_height + 0.5 * point.apex_speed**2 == pytest.approx(ENERGY, rel=1e-9)
    # Between the two special points everything is stable, beyond them nothing.
    names = [point.special for point in branch.points]
    between = sorted((names.index(SADDLE_NODE), names.index(FLIP)))
    for at, point in enumerate(branch.points):
        if not point.special:
            assert point.stability.stable is (between[0] < at < between[1])


def test_a_branch_is_one_curve():
    """Neighbours are close together, and heights go one way: no jump to another branch."""
    heights = [point.apex_height for point in along_the_angle(0.0).points if point.value < math.radians(68.0)]
    steps = [b - a for a, b in pairwise(heights)]
    assert all(one < 0.0 for one in steps) or all(one > 0.0 for one in steps)
    assert max(map(abs, steps)) < 0.1


def test_geyer_2005_saddle_node_along_the_stiffness():
    given, weight = PUBLISHED["geyer2005"], 80.0 * G
    scenario = sm.Scenario(
        runner={"mass": 80.0, "leg_length": 1.0},
        leg={"stiffness": 10.7 * weight},
        foot={"angle_of_attack": 60.0},
        gait={"apex_height": 0.9, "apex_speed": 3.8},
    )
    lower, upper = given["fixed_points_at_10_7"]
    gait = sm.find_gait(scenario, free=["leg.stiffness"], apex_energy=1.61 * G, apex_height=lower["apex_height"])
    assert gait.parameters.stiffness == pytest.approx(10.7 * weight, rel=1e-8)
    branch = follow(gait, "leg.stiffness", (10.65 * weight, 11.5 * weight), longest=0.02, most=40)
    (fold,) = branch.special
    assert fold.special == SADDLE_NODE
    assert fold.value / weight == pytest.approx(10.794822744, abs=2e-9)
    # and round the fold it comes back to the other gait of the pair
    heights = [point.apex_height for point in branch.points]
    assert min(heights) < lower["apex_height"] < fold.apex_height < upper["apex_height"] < max(heights)


def test_special_points_stay_inside_the_window():
    """The flip at 68.8536° is just outside: it must not be reported."""
    window = (math.radians(68.6), math.radians(68.84))
    gait = jena(68.0, height=0.9374)
    assert window[0] < gait.parameters.angle_of_attack < window[1]
    branch = follow(gait, ANGLE, window, longest=0.05, most=6)
    assert branch.points
    assert all(window[0] <= point.value <= window[1] for point in branch.points)
    assert branch.special == ()


def test_a_damped_runner_along_the_push_off_at_one_speed():
    """What is held stays, what is freed moves."""
    gait = sm.find_gait(sm.load("rbds001"))
    push, p = gait.parameters.push_off, gait.parameters
    branch = follow(
        gait, "leg.push_off", (0.9 * push, 1.1 * push), hold={"speed": 3.5, "contact_time": 0.224},
        free=("leg.stiffness", ANGLE), longest=0.03, most=4,
    )  # fmt: skip
    values = [point.value for point in branch.points]
    assert min(values) < push < max(values)
    assert values == sorted(values)
    angles = set()
    for point in branch.points:
        stiffness, angle = p.stiffness * math.exp(point.unknowns[2]), point.unknowns[3]
        here = p.replace(stiffness=stiffness, angle_of_attack=angle, push_off=point.value)
        taken = step(point.apex_height, point.apex_speed, here, 1e-13)
        assert taken.apex_height == pytest.approx(point.apex_height, abs=1e-9)
        assert taken.apex_speed == pytest.approx(point.apex_speed, abs=1e-9)
        assert taken.step_length / taken.step_time == pytest.approx(3.5, rel=1e-9)
        assert taken.contact_time == pytest.approx(0.224, rel=1e-9)
        angles.add(round(angle, 6))
    assert len(angles) == len(branch.points)


def test_counts_are_checked():
    with pytest.raises(sm.InputError, match="metrics held"):
        follow(jena(67.0), ANGLE, (1.1, 1.2), hold={"apex_energy": ENERGY, "speed": 5.0})
    with pytest.raises(sm.InputError, match=r"leg\.stiffness"):
        follow(jena(67.0), "leg.stifness", (1e4, 3e4))
