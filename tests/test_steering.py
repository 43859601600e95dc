"""Where to put the foot, and what becomes of a step in the ground."""

import math
from functools import cache

import numpy as np
import pytest

import springmass as sm
from springmass.dynamics.step import step
from springmass.gait.fixed_points import gaits_at_energy
from springmass.gait.stability import steps_to_fall
from springmass.gait.steering import deadbeat_angles, ground_step

G = 9.81
ENERGY = G * 1.0 + 0.5 * 5.0**2
JENA = sm.Parameters(80.0, 1.0, 20e3, math.radians(68.0))


@cache
def jena_gait(height=0.9402671444, retraction=0.0, degrees=68.0):
    """A gait of the Jena runner at a published apex height."""
    scenario = sm.Scenario(
        runner={"mass": 80.0, "leg_length": 1.0},
        leg={"stiffness": 20e3},
        foot={"angle_of_attack": degrees, "retraction": retraction},
        gait={"apex_height": 1.0, "apex_speed": 5.0},
    )
    return sm.find_gait(scenario, free=["foot.angle_of_attack"], apex_energy=ENERGY, apex_height=height)


def test_a_published_step_backwards():
    """Seyfarth 2002: from 1.2 m the runner goes to 1.135204871 m at 68°: that angle must be among the answers."""
    speed = math.sqrt(2.0 * (ENERGY - G * 1.2))
    angles = [math.degrees(a) for a in deadbeat_angles(1.2, speed, JENA, 1.135204871)]
    assert min(abs(a - 68.0) for a in angles) < 1e-6
    assert angles == sorted(angles, reverse=True)


@pytest.mark.parametrize(("height", "speed", "wanted"), [(1.0, 5.0, 1.1), (1.1, 3.0, 1.0), (0.97, 6.0, 0.99)])
def test_the_angle_brings_the_wanted_height(height, speed, wanted):
    angles = deadbeat_angles(height, speed, JENA, wanted)
    assert angles
    for angle in angles:
        taken = step(height, speed, JENA.replace(angle_of_attack=angle), 1e-13)
        assert taken.outcome is sm.Outcome.RUNNING
        assert taken.apex_speed > 0.0
        assert taken.apex_height == pytest.approx(wanted, abs=1e-9)


def test_no_angle_reaches_beyond_the_energy():
    assert deadbeat_angles(1.0, 2.0, JENA, 1.0 + 0.5 * 2.0**2 / G + 0.01) == []


def test_every_angle_is_found():
    """Against plain scans with 4000 angles."""
    angles = np.radians(np.linspace(30.0, 110.0, 4000))
    out = sm.apex_map(1.0, 5.0, mass=80.0, leg_length=1.0, stiffness=20e3, angle_of_attack=angles)
    gap = np.where(out.apex_speed > 0.0, out.apex_height, np.nan) - 1.3
    at = np.flatnonzero(gap[:-1] * gap[1:] < 0.0)
    found = deadbeat_angles(1.0, 5.0, JENA, 1.3)[::-1]
    assert len(found) == len(at)
    assert all(angles[i] <= a <= angles[i + 1] for a, i in zip(found, at, strict=True))


def test_a_self_stable_runner_forgives_a_centimetre():
    gait = jena_gait()
    assert math.degrees(gait.parameters.angle_of_attack) == pytest.approx(68.0, abs=1e-5)
    for down in (0.01, -0.01):
        answer = ground_step(gait, down, steps=12)
        assert answer.outcome is sm.Outcome.RUNNING
        assert answer.recovered_after is not None
        assert "centimetre" in answer.sentence
        assert len(answer.steps) == 12
        # It does not come back to the old gait but to the one of its new energy.
        there = gaits_at_energy(gait.parameters, ENERGY + G * down, points=200)[0]
        assert answer.steps[-1].apex_height == pytest.approx(there.apex_height, abs=1e-6)


def test_the_unstable_gait_of_the_same_leg_is_lost():
    """At 68° and the same energy there is a second gait, 1.33768638 m high, with multiplier 1.687."""
    gait = jena_gait(1.33768638)
    assert math.degrees(gait.parameters.angle_of_attack) == pytest.approx(68.0, abs=1e-5)
    assert not gait.stability.stable
    up = ground_step(gait, 0.02, steps=25)
    assert up.recovered_after is None
    assert up.outcome is not sm.Outcome.RUNNING or "thrown back" in up.sentence
    assert len(up.steps) < 25


def test_a_damped_runner_without_reflexes_falls_and_with_them_does_not():
    gait = sm.find_gait(sm.load("rbds001"))
    assert ground_step(gait, 0.01, steps=20).recovered_after is None
    steered = ground_step(gait, 0.01, steps=3, steer=True)
    assert steered.recovered_after == 1
    assert all(one.apex_height == pytest.approx(gait.apex_height, abs=1e-8) for one in steered.steps)


def test_retraction_widens_what_is_survived():
    """Seyfarth 2003, the same runner at the same energy: from how many heights do 30 steps succeed?"""
    survived = {}
    for retraction, degrees in ((0.0, 68.0), (25.0, 64.5), (50.0, 60.0)):
        p = JENA.replace(angle_of_attack=math.radians(degrees), retraction=math.radians(retraction))
        heights = np.linspace(0.9, 2.27, 60)
        taken = steps_to_fall(heights, np.sqrt(2.0 * (ENERGY - G * heights)), p, 30)
        survived[retraction] = int((taken == 30).sum())
    assert survived[0.0] < survived[25.0] < survived[50.0]
    assert survived[50.0] > 2 * survived[0.0]


def test_retraction_survives_the_higher_step():
    """Both gaits are stable; a step up of 5 cm catches the foot of the one whose leg lands steep without swinging."""
    still, swinging = jena_gait(), jena_gait(0.99890936, 50.0, 60.0)
    assert still.stability.stable
    assert swinging.stability.stable
    assert ground_step(still, -0.05, steps=10).outcome is sm.Outcome.FOOT_BELOW_GROUND
    survived = ground_step(swinging, -0.05, steps=10)
    assert survived.outcome is sm.Outcome.RUNNING
    assert survived.recovered_after is not None


def test_words():
    gait = jena_gait()
    assert ground_step(gait, 0.01, steps=2).sentence.startswith("the ground drops by 1.0 cm: ")
    assert ground_step(gait, -0.005, steps=2).sentence.startswith("the ground rises by 0.5 cm: ")
