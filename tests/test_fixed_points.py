"""All gaits of one leg: published pairs, ranges and borders, and nothing missed that a plain scan sees."""

import math
import random
import tomllib
from pathlib import Path

import numpy as np
import pytest

import springmass as sm
from springmass.dynamics.step import step
from springmass.gait.fixed_points import gaits_at_energy, gaits_in_window
from springmass.gait.roots import find_roots
from springmass.metrics import Metrics, StepView

PUBLISHED = tomllib.loads((Path(__file__).parent / "reference" / "published.toml").read_text(encoding="utf-8"))
G = 9.81
ENERGY = G * 1.0 + 0.5 * 5.0**2
"""Of the Jena runner: 5 m/s at an apex of 1 m."""


def jena(degrees, retraction=0.0, stiffness=20e3):
    return sm.Parameters(80.0, 1.0, stiffness, math.radians(degrees), retraction=math.radians(retraction))


def geyer(stiffness):
    return sm.Parameters(80.0, 1.0, stiffness * 80.0 * G, math.radians(PUBLISHED["geyer2005"]["angle_of_attack_deg"]))


def test_geyer_2005_pair():
    given = PUBLISHED["geyer2005"]
    found = gaits_at_energy(geyer(10.7), given["energy_over_mgl"] * G)
    expected = given["fixed_points_at_10_7"]
    assert [one.apex_height for one in found] == pytest.approx([row["apex_height"] for row in expected], abs=1e-6)
    multipliers = [one.stability.multiplier.real for one in found]
    assert multipliers == pytest.approx([row["multiplier"] for row in expected], abs=1e-4)
    assert [one.stable for one in found] == [True, False]


def test_geyer_2005_stable_gait():
    given, p = PUBLISHED["geyer2005"], geyer(10.7)
    stable = gaits_at_energy(p, given["energy_over_mgl"] * G)[0]
    taken, expected = step(stable.apex_height, stable.apex_speed, p), given["stable_gait_at_10_7"]
    assert stable.apex_speed == pytest.approx(expected["apex_speed_m_s"], abs=1e-8)
    assert taken.contact_time == pytest.approx(expected["contact_time_s"], abs=1e-8)
    assert taken.flight_time == pytest.approx(expected["flight_time_s"], abs=1e-8)
    assert taken.shortest_leg == pytest.approx(expected["shortest_leg_m"], abs=1e-8)
    peak = Metrics(StepView(taken))["peak_leg_force"].value
    assert peak == pytest.approx(expected["peak_leg_force_BW"], abs=1e-8)


@pytest.mark.parametrize(("stiffness", "count"), [(10.7948, 2), (10.79482, 2), (10.794825, 0), (10.8, 0)])
def test_geyer_2005_pair_vanishes(stiffness, count):
    """At 10.794822744; at 10.79482 the two are 0.2 mm apart."""
    assert len(gaits_at_energy(geyer(stiffness), PUBLISHED["geyer2005"]["energy_over_mgl"] * G)) == count


@pytest.mark.parametrize("row", PUBLISHED["seyfarth2002"]["gait"])
def test_seyfarth_2002_gaits(row):
    found = gaits_at_energy(jena(row["angle_of_attack_deg"]), ENERGY)[0]
    assert found.apex_height == pytest.approx(row["apex_height_m"], abs=1e-6)
    assert found.apex_speed == pytest.approx(row["apex_speed_m_s"], abs=1e-6)
    assert found.stability.multiplier.real == pytest.approx(row["multiplier"], abs=1e-6)


SHARP = 0.001
"""Degrees by which the borders are published."""
RANGES = PUBLISHED["seyfarth2003"]["stable_apex_leg_angle_deg"] | {
    "0": PUBLISHED["seyfarth2002"]["stable_angle_of_attack_deg"]  # the same to more digits
}


@pytest.mark.parametrize(("retraction", "ends"), RANGES.items())
def test_range_of_stable_angles_by_scanning(retraction, ends):
    """Seyfarth 2002 and 2003: stable just inside both ends, not outside."""
    flattest, steepest = ends
    for degrees, stable in (
        (flattest - SHARP, False),
        (flattest + SHARP, True),
        (0.5 * (flattest + steepest), True),
        (steepest - SHARP, True),
        (steepest + SHARP, False),
    ):
        found = gaits_at_energy(jena(degrees, float(retraction)), ENERGY, points=120)
        assert any(one.stable for one in found) is stable, degrees
        if degrees < flattest:
            assert found == []  # the pair has vanished
        elif not stable:
            assert found[0].stability.multiplier.real == pytest.approx(-1.0, abs=2e-3)  # it tips over


@pytest.mark.parametrize("stiffness", [8e3, 12e3, 20e3, 30e3, 40e3, 50e3])
def test_constant_force_rule(stiffness):
    """Seyfarth 2002: k (1 - sin α) of about 1600 N is stable; outside 1330 to 1820 N (0.25° apart) nothing is."""

    def stable(force):
        angle = math.asin(1.0 - force / stiffness)
        return any(one.stable for one in gaits_at_energy(jena(math.degrees(angle), 0.0, stiffness), ENERGY, points=80))

    assert stable(1600.0)
    assert not stable(1300.0)
    assert not stable(1850.0)


@pytest.mark.parametrize(("retraction", "angles"), [(0.0, range(66, 80, 2)), (25.0, [71]), (50.0, [68, 70])])
def test_at_3_m_s_only_retraction_makes_stable(retraction, angles):
    energy = G + 0.5 * 3.0**2
    stable = [
        degrees
        for degrees in angles
        if any(one.stable for one in gaits_at_energy(jena(degrees, retraction), energy, points=120))
    ]
    assert stable == ([] if retraction == 0.0 else list(angles))


def test_retraction_brings_the_published_heights_to_a_gait():
    """From 1.25 m, apex leg angle 60°, 50 deg/s: steady after two steps, around the fixed point."""
    p = jena(60.0, 50.0)
    gait = gaits_at_energy(p, ENERGY, points=300)[0]
    height, heights = 1.25, []
    for _ in range(4):
        height = step(height, math.sqrt(2.0 * (ENERGY - G * height)), p).apex_height
        heights.append(height)
    assert heights == pytest.approx(PUBLISHED["seyfarth2003"]["heights_50deg_s_from_1_25_m"], abs=1e-6)
    errors = [one - gait.apex_height for one in heights]
    assert errors[3] / errors[2] == pytest.approx(gait.stability.multiplier.real, abs=0.02)
    assert abs(errors[1]) < 0.01


@pytest.mark.parametrize("row", PUBLISHED["walker_models"])
def test_walker_models(row):
    beta, g = math.radians(row["beta_deg"]), row["gtilde"]
    p = sm.Parameters(1.0, 1.0, row["kappa"], beta, gravity=g)
    found = gaits_at_energy(p, 0.5 + g * math.sin(beta))
    nearest = min(found, key=lambda one: abs(one.apex_height - row["apex_height"]))
    assert nearest.apex_height == pytest.approx(row["apex_height"], abs=2e-8)
    assert nearest.stability.multiplier.real == pytest.approx(row["multiplier"], abs=1e-6)


@pytest.mark.parametrize("row", PUBLISHED["mcmahon_cheng1990"]["rows"])
def test_mcmahon_cheng_1990(row):
    """K = 15, V = 0.18: the landing angle is found from the two components of landing velocity."""
    unit = math.sqrt(G)
    scenario = sm.Scenario(
        runner={"mass": 1.0, "leg_length": 1.0},
        leg={"stiffness": 15.0 * G},
        foot={"angle_of_attack": 70.0},
        gait={"apex_height": 1.0, "apex_speed": 3.0},
    )
    gait = sm.find_gait(
        scenario, free=["foot.angle_of_attack"], apex_speed=row["U"] * unit, touchdown_vertical_velocity=-0.18 * unit
    )
    table = gait.metrics
    assert 90.0 - math.degrees(gait.parameters.angle_of_attack) == pytest.approx(row["theta_deg"], abs=6e-6)
    assert table["contact_time"].value * unit == pytest.approx(row["contact_time"], abs=6e-7)
    assert table["step_length"].value == pytest.approx(row["S"], abs=6e-7)
    assert table["peak_vertical_force"].value == pytest.approx(row["F_mid_BW"], abs=6e-7)


@pytest.mark.parametrize("row", PUBLISHED["periodic_gait"])
def test_a_published_hopper_is_among_the_gaits(row):
    p = sm.Parameters(
        row["mass_kg"], row["leg_length_m"], row["stiffness_N_m"], math.radians(row["angle_of_attack_deg"]),
        gravity=row["gravity_m_s2"],
    )  # fmt: skip
    energy = row["gravity_m_s2"] * row["apex_height_m"] + 0.5 * row["apex_speed_m_s"] ** 2
    found = gaits_at_energy(p, energy)
    assert min(abs(one.apex_height - row["apex_height_m"]) for one in found) < 1e-9


# --- nothing missed, nothing made up ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_as_many_gaits_as_a_plain_scan_sees(seed):
    """Sign changes of next height - height over 4000 apex heights; every gait maps to itself in the other engine."""
    rng = random.Random(seed)
    l0, m = rng.uniform(0.8, 1.05), rng.uniform(50.0, 100.0)
    roll = rng.choice([0.0, rng.uniform(0.2, 1.0)])
    p = sm.Parameters(
        m, l0, rng.uniform(12.0, 40.0) * m * G / l0, math.radians(rng.uniform(58.0, 74.0)), roll_speed=roll
    )
    energy = G * rng.uniform(1.0, 1.15) * l0 + 0.5 * rng.uniform(2.5, 6.0) ** 2
    found = gaits_at_energy(p, energy)
    for one in found:
        taken = step(one.apex_height, one.apex_speed, p, 1e-13)
        assert taken.apex_height == pytest.approx(one.apex_height, abs=1e-9)
        assert taken.apex_speed == pytest.approx(one.apex_speed, abs=1e-9)
        assert G * one.apex_height + 0.5 * (one.apex_speed - roll) ** 2 == pytest.approx(energy, rel=1e-12)
    lowest, highest = l0 * math.sin(p.angle_of_attack), energy / G
    heights = lowest + (highest - lowest) * np.linspace(1e-7, 1.0 - 1e-9, 4000)
    speeds = roll + np.sqrt(2.0 * (energy - G * heights))
    out = sm.apex_map(
        heights,
        speeds,
        mass=m,
        leg_length=l0,
        stiffness=p.stiffness,
        angle_of_attack=p.angle_of_attack,
        roll_speed=roll,
    )
    gap = np.where(out.apex_speed > roll, out.apex_height - heights, np.nan)
    at = np.flatnonzero(gap[:-1] * gap[1:] < 0.0)
    assert len(found) == len(at)
    for one, i in zip(found, at, strict=True):
        assert heights[i] <= one.apex_height <= heights[i + 1]


def test_a_root_right_on_the_grid_is_found():
    assert find_roots(lambda x: x * x - 1.0, np.linspace(-2.0, 2.0, 5)) == pytest.approx([-1.0, 1.0])


def test_no_energy_no_gait():
    assert gaits_at_energy(jena(68.0), 0.9 * G) == []
    assert gaits_at_energy(jena(68.0, 50.0), 0.9 * G) == []


def test_a_leg_that_loses_energy_cannot_be_asked_at_an_energy():
    with pytest.raises(ValueError, match="takes or gives energy"):
        gaits_at_energy(sm.Parameters(80.0, 1.0, 20e3, 1.2, push_off=0.01), ENERGY)


HIP_POWERED = ["leg.stiffness", "foot.angle_of_attack", "hip.extension"]
LEG_POWERED = ["leg.stiffness", "foot.angle_of_attack", "leg.push_off"]


@pytest.mark.parametrize(("stiffness", "free"), [(12140.0, HIP_POWERED), (17310.0, LEG_POWERED)])
def test_all_gaits_of_a_leg_that_loses(stiffness, free):
    """The two runners of the model's definition: each has its gait, and whatever else is returned is one as well."""
    gait = sm.find_gait(
        sm.Scenario(
            runner={"mass": 70.0, "leg_length": 0.93},
            leg={"law": "viscous", "damping": 0.2 * math.sqrt(stiffness * 70.0)},
            foot={"roll_speed": 0.8},
            gait={"find": {"speed": 3.5, "cadence": 165.0, "contact_time": 0.24}, "free": free},
        )
    )
    p = gait.parameters
    found = gaits_in_window(p, (1.5, 5.5), (0.1, 2.0), grid=32)
    for one in found:
        taken = step(one.apex_height, one.apex_speed, p, 1e-13)
        assert taken.outcome is sm.Outcome.RUNNING
        assert taken.apex_height == pytest.approx(one.apex_height, abs=1e-7)
        assert taken.apex_speed == pytest.approx(one.apex_speed, abs=1e-7)
    own = [one for one in found if abs(one.apex_height - gait.apex_height) < 1e-8]
    assert len(own) == 1
    assert own[0].apex_speed == pytest.approx(gait.apex_speed, abs=1e-8)
    assert own[0].stability.multiplier == pytest.approx(gait.stability.multiplier, abs=1e-6)
    apexes = [(one.apex_height, one.apex_speed) for one in found]
    assert all(abs(a[0] - b[0]) > 1e-4 or abs(a[1] - b[1]) > 1e-3 for i, a in enumerate(apexes) for b in apexes[:i])
    away = gaits_in_window(p, (gait.step.touchdown.vx + 0.3, 5.5), (0.1, 2.0), grid=16)
    assert all(abs(one.apex_height - gait.apex_height) > 1e-6 for one in away)
