"""Published numbers for the classical model, and closed forms. Sources and digits: reference/published.toml."""

import math
import tomllib
from functools import cache
from pathlib import Path

import pytest

import springmass as sm
from springmass.dynamics.flight import Touchdown
from springmass.dynamics.reference import contact
from springmass.dynamics.step import step
from springmass.metrics import Metrics, StepView

PUBLISHED = tomllib.loads((Path(__file__).parent / "reference" / "published.toml").read_text(encoding="utf-8"))

SEYFARTH = {"mass": 80.0, "leg_length": 1.0, "stiffness": 20e3}


def speed_at(height, energy_speed=5.0, energy_height=1.0, gravity=9.81):
    """Speed at another apex height of the same energy."""
    return math.sqrt(energy_speed**2 + 2.0 * gravity * (energy_height - height))


def at_fixed_energy(height, speed, p):
    """Next apex height as a function of apex height along the energy of a given apex."""
    energy = p.gravity * height + 0.5 * speed**2

    @cache
    def next_height(y):
        taken = step(y, math.sqrt(2.0 * (energy - p.gravity * y)), p, 1e-13)
        assert taken.outcome is sm.Outcome.RUNNING
        return taken.apex_height

    return next_height


def slope_of(function, at, h=1e-5):
    return (function(at + h) - function(at - h)) / (2.0 * h)


def classical(row):
    angle = row.get("angle_of_attack_rad") or math.radians(row["angle_of_attack_deg"])
    return sm.Parameters(row["mass_kg"], row["leg_length_m"], row["stiffness_N_m"], angle, gravity=row["gravity_m_s2"])


@pytest.mark.parametrize("row", PUBLISHED["step"])
def test_published_step(row):
    taken = step(row["apex_height_m"], row["apex_speed_m_s"], classical(row))
    assert taken.apex_height == pytest.approx(row["next_apex_height_m"], rel=row["tolerance"])
    assert taken.apex_speed == pytest.approx(row["next_apex_speed_m_s"], rel=row["tolerance"])
    assert taken.step_time == pytest.approx(row["step_time_s"], rel=row["tolerance"])
    assert taken.step_length == pytest.approx(row["step_length_m"], rel=row["tolerance"])
    assert taken.shortest_leg == pytest.approx(row["shortest_leg_m"], rel=row["tolerance"])


@pytest.mark.parametrize("row", PUBLISHED["periodic_gait"])
def test_published_periodic_gait(row):
    p = classical(row)
    taken = step(row["apex_height_m"], row["apex_speed_m_s"], p)
    assert taken.apex_height == pytest.approx(row["apex_height_m"], abs=row["tolerance"])
    assert taken.apex_speed == pytest.approx(row["apex_speed_m_s"], abs=row["tolerance"])
    multiplier = slope_of(at_fixed_energy(row["apex_height_m"], row["apex_speed_m_s"], p), row["apex_height_m"])
    assert multiplier == pytest.approx(row["multiplier_at_fixed_energy"], abs=1e-5)


@pytest.mark.parametrize(("height", "following"), PUBLISHED["seyfarth2002"]["map_at_68_deg"].items())
def test_seyfarth_2002_map(height, following):
    height = float(height)
    out = sm.apex_map(height, speed_at(height), angle_of_attack=math.radians(68.0), **SEYFARTH)
    assert float(out.apex_height) == pytest.approx(following, abs=1e-9)


def test_seyfarth_2002_turns_back_from_two_metres():
    out = sm.apex_map(2.0, speed_at(2.0), angle_of_attack=math.radians(68.0), **SEYFARTH)
    assert float(out.apex_height) == pytest.approx(2.1191, abs=1e-4)
    assert float(out.apex_speed) == pytest.approx(-1.744, abs=1e-3)
    assert out.backward


@pytest.mark.parametrize("row", PUBLISHED["seyfarth2002"]["gait"])
def test_seyfarth_2002_gait(row):
    p = sm.Parameters(angle_of_attack=math.radians(row["angle_of_attack_deg"]), **SEYFARTH)
    height, speed = row["apex_height_m"], row["apex_speed_m_s"]
    taken = step(height, speed, p)
    table = Metrics(StepView(taken))
    assert taken.apex_height == pytest.approx(height, abs=1e-5)
    assert taken.apex_speed == pytest.approx(speed, abs=1e-5)
    assert taken.contact_time == pytest.approx(row["contact_time_s"], abs=2e-6)
    assert taken.flight_time == pytest.approx(row["flight_time_s"], abs=3e-6)
    assert taken.step_length == pytest.approx(row["step_length_m"], abs=1e-5)
    assert 1.0 - taken.shortest_leg == pytest.approx(row["greatest_compression_m"], abs=2e-6)
    assert table["peak_leg_force"].other == pytest.approx(row["peak_leg_force_N"], abs=0.03)
    assert slope_of(at_fixed_energy(height, speed, p), height) == pytest.approx(row["multiplier"], abs=2e-4)


def test_seyfarth_2002_range_of_stable_angles():
    def multiplier(degrees, near):
        """Of the fixed point near a height, at the energy of 5 m/s and 1 m."""
        p = sm.Parameters(angle_of_attack=math.radians(degrees), **SEYFARTH)
        following = at_fixed_energy(1.0, 5.0, p)
        height = near
        for _ in range(20):
            height -= (following(height) - height) / (slope_of(following, height) - 1.0)
        assert following(height) == pytest.approx(height, abs=1e-10)
        return slope_of(following, height)

    flattest, steepest = PUBLISHED["seyfarth2002"]["stable_angle_of_attack_deg"]
    assert multiplier(steepest, 0.936) == pytest.approx(-1.0, abs=0.01)
    # The saddle-node: the pair of fixed points exists on one side of the border and not on the other.
    heights = [0.93 + 0.002 * i for i in range(80)]
    for degrees, exists in ((flattest + 0.002, True), (flattest - 0.002, False)):
        following = at_fixed_energy(1.0, 5.0, sm.Parameters(angle_of_attack=math.radians(degrees), **SEYFARTH))
        assert any(following(y) < y for y in heights if y > 0.95) is exists


def test_seyfarth_2003_retraction():
    expected = PUBLISHED["seyfarth2003"]["heights_50deg_s_from_1_25_m"]
    p = sm.Parameters(angle_of_attack=math.radians(60.0), retraction=math.radians(50.0), **SEYFARTH)
    height, heights = 1.25, []
    for _ in expected:
        height = step(height, speed_at(height), p).apex_height
        heights.append(height)
    assert heights == pytest.approx(expected, abs=2e-6)


def test_geyer_2005():
    given = PUBLISHED["geyer2005"]
    weight = 80.0 * 9.81
    p = sm.Parameters(80.0, 1.0, 10.7 * weight, math.radians(given["angle_of_attack_deg"]))
    for point in given["fixed_points_at_10_7"]:
        height = point["apex_height"]
        speed = math.sqrt(2.0 * 9.81 * (given["energy_over_mgl"] - height))
        following = at_fixed_energy(height, speed, p)
        assert following(height) == pytest.approx(height, abs=1e-9)
        assert slope_of(following, height, 1e-6) == pytest.approx(point["multiplier"], abs=1e-5)
    stable, expected = given["fixed_points_at_10_7"][0]["apex_height"], given["stable_gait_at_10_7"]
    taken = step(stable, expected["apex_speed_m_s"], p)
    assert taken.contact_time == pytest.approx(expected["contact_time_s"], abs=1e-7)
    assert taken.flight_time == pytest.approx(expected["flight_time_s"], abs=1e-7)
    assert taken.shortest_leg == pytest.approx(expected["shortest_leg_m"], abs=1e-7)
    assert Metrics(StepView(taken))["peak_leg_force"].value == pytest.approx(expected["peak_leg_force_BW"], abs=1e-7)
    # and none at 10.8: the map stays above the diagonal
    stiffer = at_fixed_energy(stable, expected["apex_speed_m_s"], p.replace(stiffness=10.8 * weight))
    assert all(stiffer(0.867 + 0.004 * i) > 0.867 + 0.004 * i for i in range(30))


@pytest.mark.parametrize("row", PUBLISHED["walker_models"])
def test_walker_models(row):
    beta, g = math.radians(row["beta_deg"]), row["gtilde"]
    p = sm.Parameters(1.0, 1.0, row["kappa"], beta, gravity=g)
    height = row["apex_height"]
    speed = math.sqrt(2.0 * (0.5 + g * math.sin(beta) - g * height))
    following = at_fixed_energy(height, speed, p)
    assert following(height) == pytest.approx(height, abs=1e-7)
    assert slope_of(following, height) == pytest.approx(row["multiplier"], abs=1e-5)


@pytest.mark.parametrize("row", PUBLISHED["mcmahon_cheng1990"]["rows"])
def test_mcmahon_cheng_1990(row):
    """A symmetric contact from a given landing velocity: l0 = g = m = 1, K = 15, V = 0.18."""
    theta = math.radians(row["theta_deg"])
    p = sm.Parameters(1.0, 1.0, 15.0, math.pi / 2 - theta, gravity=1.0)
    landing = Touchdown(0.0, p.angle_of_attack, -math.sin(theta), math.cos(theta), row["U"], -0.18)
    stance = contact(landing, p)
    x, y, vx, vy = stance.last_state
    assert (x, y, vx, vy) == pytest.approx((math.sin(theta), math.cos(theta), row["U"], 0.18), abs=5e-6)
    assert stance.end == pytest.approx(row["contact_time"], abs=2e-6)
    gx, gy, _, _ = stance.event("greatest compression").state
    assert gx == pytest.approx(0.0, abs=5e-6)
    assert 15.0 * (1.0 - gy) == pytest.approx(row["F_mid_BW"], abs=5e-6)
    # S is the distance travelled over the foot and through the flight up to the next landing
    assert 2.0 * math.sin(theta) + row["U"] * 2.0 * 0.18 == pytest.approx(row["S"], abs=1e-5)


@pytest.mark.parametrize("row", PUBLISHED["vertical_hopper"]["rows"])
def test_vertical_hopper(row):
    m, k, g = 80.0, 20e3, 9.81
    taken = step(row["apex_height_m"], 0.0, sm.Parameters(m, 1.0, k, math.pi / 2, gravity=g))
    omega, landing = math.sqrt(k / m), math.sqrt(2.0 * g * (row["apex_height_m"] - 1.0))
    contact_time = 2.0 / omega * (math.pi - math.atan(omega * landing / g))
    peak = m * g * (1.0 + math.sqrt(1.0 + (omega * landing / g) ** 2))
    assert contact_time == pytest.approx(row["contact_time_s"], abs=1e-9)  # nine decimals are given
    assert peak == pytest.approx(row["peak_force_N"], abs=1e-6)
    assert taken.contact_time == pytest.approx(contact_time, rel=1e-10)
    table = Metrics(StepView(taken))
    assert table["peak_vertical_force"].other == pytest.approx(peak, rel=1e-9)
    assert table["peak_vertical_force"].value == pytest.approx(peak / (m * g), rel=1e-9)
    assert taken.apex_height == pytest.approx(row["apex_height_m"], abs=1e-10)
    assert 1.0 - taken.shortest_leg == pytest.approx(peak / k, rel=1e-9)


@pytest.mark.parametrize("row", PUBLISHED["no_gravity_stance"]["rows"])
def test_stance_without_gravity(row):
    angle = math.radians(row["angle_of_attack_deg"])
    p = sm.Parameters(80.0, 1.0, 20e3, angle, gravity=1e-9)  # zero is no gravity a runner could have
    stance = contact(Touchdown(0.0, angle, -math.cos(angle), math.sin(angle), row["vx"], row["vy"]), p)
    assert stance.outcome is sm.Outcome.RUNNING
    assert stance.end == pytest.approx(row["contact_time_s"], rel=1e-8)
    x, y, _, _ = stance.last_state
    sweep = math.degrees(math.pi - angle - math.atan2(y, x))
    assert sweep == pytest.approx(row["sweep_deg"], rel=1e-8)
    gx, gy, _, _ = stance.event("greatest compression").state
    assert math.hypot(gx, gy) == pytest.approx(row["shortest_leg_m"], rel=1e-7)
