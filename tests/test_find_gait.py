"""Steady gaits: published digits, symmetry, gaits made by hand and found again, and honest refusals."""

import math
import random

import pytest
from scipy.optimize import brentq

import springmass as sm
from springmass.dynamics.step import step
from springmass.gait.find import NoGaitError

TWO = ["leg.stiffness", "foot.angle_of_attack"]
LEG_POWERED, HIP_POWERED = [*TWO, "leg.push_off"], [*TWO, "hip.extension"]


def wanted(find, free=TWO, mass=70.0, leg_length=0.93, **sections):
    return sm.Scenario(runner={"mass": mass, "leg_length": leg_length}, gait={"find": find, "free": free}, **sections)


USUAL = {"speed": 3.5, "cadence": 165.0, "contact_time": 0.24}


def at_half_last_digit(value, text):
    """Whether a value rounds to the digits given."""
    digits = len(text.partition(".")[2])
    return value == pytest.approx(float(text), abs=0.51 * 10.0**-digits)


# --- the digits of the definition (m = 70 kg, l0 = 0.93 m, roll 0.8 m/s, viscous leg, c = 0.2 √(k m)) -----------------


def viscous(stiffness_n_m, free):
    damping = 0.2 * math.sqrt(stiffness_n_m * 70.0)
    return sm.find_gait(wanted(USUAL, free, leg={"law": "viscous", "damping": damping}, foot={"roll_speed": 0.8}))


def test_the_hip_powered_gait():
    gait = viscous(12140.0, HIP_POWERED)
    p, table = gait.parameters, gait.metrics
    assert at_half_last_digit(math.degrees(p.angle_of_attack), "66.9")
    assert at_half_last_digit(p.stiffness / 1e3, "12.14")
    assert at_half_last_digit(math.degrees(p.hip_extension), "5.10")
    assert at_half_last_digit(-1e3 * table["mass_cop_offset_at_greatest_compression"].value, "49")
    assert at_half_last_digit(-1e3 * table["mass_cop_offset_at_lowest_point"].value, "79")
    assert at_half_last_digit(table["takeoff_angle"].value, "8.0")


def test_the_leg_powered_gait():
    gait = viscous(17310.0, LEG_POWERED)
    p, table = gait.parameters, gait.metrics
    assert at_half_last_digit(math.degrees(p.angle_of_attack), "72.9")
    assert at_half_last_digit(p.stiffness / 1e3, "17.31")
    assert at_half_last_digit(1e3 * p.push_off, "84")
    assert at_half_last_digit(-1e3 * table["mass_cop_offset_at_greatest_compression"].value, "8")
    assert at_half_last_digit(-1e3 * table["mass_cop_offset_at_lowest_point"].value, "13")
    assert at_half_last_digit(table["takeoff_angle"].value, "7.1")
    assert at_half_last_digit(table["peak_vertical_force"].value, "2.42")
    assert at_half_last_digit(100.0 * table["time_of_peak_vertical_force"].value, "37")


# --- a steady gait is one --------------------------------------------------------------------------------------------


def test_a_gait_repeats_itself_and_meets_its_targets():
    gait = viscous(17310.0, LEG_POWERED)
    out = sm.apex_map(
        gait.apex_height, gait.apex_speed,
        **{name: getattr(gait.parameters, name) for name in (
            "mass", "leg_length", "stiffness", "angle_of_attack", "damping", "damping_law", "push_off", "roll_speed",
        )},
        accuracy=1e-12,
    )  # fmt: skip
    assert float(out.apex_height) == pytest.approx(gait.apex_height, abs=1e-9)
    assert float(out.apex_speed) == pytest.approx(gait.apex_speed, abs=1e-9)
    assert float(out.contact_time) == pytest.approx(0.24, rel=1e-9)
    assert 60.0 / float(out.step_time) == pytest.approx(165.0, rel=1e-9)
    assert float(out.step_length / out.step_time) == pytest.approx(3.5, rel=1e-9)
    assert gait.residual < 1e-9
    assert gait.targets == USUAL
    assert gait.free == tuple(LEG_POWERED)
    assert gait.run(3).outcome is sm.Outcome.RUNNING


def test_the_scenario_of_a_gait_is_released_from_it():
    gait = viscous(17310.0, LEG_POWERED)
    assert gait.scenario.gait.find is None
    assert gait.scenario.leg.stiffness == pytest.approx(gait.parameters.stiffness, rel=1e-14)
    run = sm.simulate(gait.scenario, steps=1)
    assert run.steps[0].apex_height == pytest.approx(gait.apex_height, abs=1e-9)
    assert sm.simulate(wanted(USUAL), steps=2).outcome is sm.Outcome.RUNNING


@pytest.mark.parametrize("more", [{}, {"hip.behind": "3 cm"}, {"hip.above": "5 cm", "foot.first_contact": "4 cm"}])
def test_the_scenario_of_a_gait_has_its_joints(more):
    """The hip goes by the speed asked for; the apex, which the scenario is released from, has another one."""
    gait = sm.find_gait(sm.default_runner(speed=2.9, strike="midfoot").with_values({"foot.landing": "stiff"} | more))
    again = sm.measure(sm.simulate(gait.scenario, steps=1))
    for name, value in gait.metrics.items():
        assert again[name].value == pytest.approx(value.value, rel=1e-6, abs=1e-7, nan_ok=True), name
    assert math.isfinite(again["loading_rate"].value)
    if not more:
        assert gait.scenario.hip.behind == gait.parameters.shape.hip_behind != 0.0


RUNNERS = [
    (*[random.Random(seed).uniform(*r) for r in ((45, 105), (0.8, 1.05), (2.2, 5.5), (150, 195))], seed)
    for seed in range(12)
]


@pytest.mark.parametrize(("mass", "leg", "speed", "cadence", "seed"), RUNNERS)
def test_a_lossless_gait_has_the_body_over_the_foot_at_midstance(mass, leg, speed, cadence, seed):
    """Steady and lossless means symmetric: no choice of stiffness or speed puts the body behind the foot."""
    contact = (0.45 + 0.02 * seed) * 60.0 / cadence
    roll = 0.3 * (seed % 3)
    gait = sm.find_gait(
        wanted(
            {"speed": speed, "cadence": cadence, "contact_time": contact}, mass=mass, leg_length=leg,
            foot={"roll_speed": roll},
        )
    )  # fmt: skip
    table, one = gait.metrics, gait.step
    assert table["mass_cop_offset_at_greatest_compression"].value == pytest.approx(0.0, abs=1e-9)
    assert table["mass_cop_offset_at_lowest_point"].value == pytest.approx(0.0, abs=1e-9)
    x, y, vx, vy = one.takeoff
    touchdown = one.touchdown
    assert (x, y, vx, vy) == pytest.approx((-touchdown.x, touchdown.y, touchdown.vx, -touchdown.vy), abs=1e-8)
    assert table["time_of_lowest_point"].value == pytest.approx(0.5, abs=1e-8)


# --- completeness: gaits made by hand --------------------------------------------------------------------------------


def made_by_hand(seed, contact_by_hand):
    """A symmetric contact from midstance outward, and the flight that closes it: a gait without any search."""
    rng = random.Random(seed)
    while True:
        m, l0 = rng.uniform(45.0, 105.0), rng.uniform(0.78, 1.06)
        k = rng.uniform(14.0, 50.0) * m * 9.81 / l0
        compression, over_foot = rng.uniform(0.05, 0.14) * l0, rng.uniform(1.8, 5.5)
        roll = rng.choice([0.0, 0.0, rng.uniform(0.2, 1.2)])
        half = contact_by_hand(0.0, l0 - compression, over_foot + roll, 1e-300, m=m, l0=l0, k=k, roll=roll, dt=5e-5)
        if half is None:
            continue
        x, y, vx, vy = half["takeoff"]
        flight, contact = 2.0 * vy / 9.81, 2.0 * half["contact_time"]
        if not (0.02 < flight < 0.35 and x < 0.6 * l0):
            continue
        time = contact + flight
        speed = (2.0 * x + roll * contact + vx * flight) / time
        find = {"speed": speed, "cadence": 60.0 / time, "contact_time": contact}
        return m, l0, k, math.acos(x / l0), roll, find, (y + 0.5 * vy**2 / 9.81, vx)


@pytest.mark.parametrize("seed", range(24))
def test_a_gait_made_by_hand_is_found_again(seed, contact_by_hand):
    m, l0, k, angle, roll, find, (height, speed) = made_by_hand(seed, contact_by_hand)
    gait = sm.find_gait(wanted(find, mass=m, leg_length=l0, foot={"roll_speed": roll}))
    assert gait.parameters.stiffness == pytest.approx(k, rel=1e-6)
    assert gait.parameters.angle_of_attack == pytest.approx(angle, abs=1e-6)
    assert gait.apex_height == pytest.approx(height, abs=1e-6)
    assert gait.apex_speed == pytest.approx(speed, abs=1e-6)


@pytest.mark.parametrize(
    "names",
    [
        ("speed", "step_time", "contact_time"),
        ("speed", "cadence", "duty_factor"),
        ("step_length", "cadence", "flight_time"),
    ],
)
def test_the_same_gait_by_other_targets(names):
    usual = sm.find_gait(wanted(USUAL))
    by_name = {name: usual.metrics[name].value for name in names}
    other = sm.find_gait(wanted(by_name))
    assert other.parameters.stiffness == pytest.approx(usual.parameters.stiffness, rel=1e-7)
    assert other.parameters.angle_of_attack == pytest.approx(usual.parameters.angle_of_attack, abs=1e-7)


@pytest.mark.parametrize(
    ("offset", "wish"),
    [
        ("mass_cop_offset", -0.03), ("hip_cop_offset", -0.07), ("hip_ankle_offset", -0.03),
        ("mass_cop_offset_at_greatest_compression", -0.02), ("hip_cop_offset_at_greatest_compression", -0.06),
    ],
)  # fmt: skip
def test_an_offset_as_a_target(offset, wish):
    """Ask for body or hip well behind the foot when the body is lowest: hip and leg then share the work."""
    gait = sm.find_gait(
        wanted(
            USUAL | {offset: wish}, [*LEG_POWERED, "hip.extension"],
            leg={"law": "viscous", "damping": 220.0}, foot={"roll_speed": 0.8},
        )
    )  # fmt: skip
    named = offset if "_at_" in offset else f"{offset}_at_lowest_point"
    assert sm.measure(sm.simulate(gait.scenario, steps=1))[named].value == pytest.approx(wish, abs=1e-9)
    assert -0.079 < gait.metrics["mass_cop_offset"].value < -0.013  # between the two gaits above
    assert 0.0 < gait.parameters.hip_extension < math.radians(5.1)
    assert 0.0 < gait.parameters.push_off < 0.084


def test_the_distance_ahead_may_be_freed_instead_of_the_angle():
    by_angle = sm.find_gait(wanted(USUAL))
    by_distance = sm.find_gait(wanted(USUAL, ["leg.stiffness", "foot.ahead"]))
    assert by_distance.scenario.foot.ahead == pytest.approx(
        0.93 * math.cos(by_angle.parameters.angle_of_attack), abs=1e-9
    )
    assert by_distance.scenario.foot.angle_of_attack is None


def test_the_result_does_not_depend_on_where_the_scenario_starts():
    plain = sm.find_gait(wanted(USUAL))
    for stiffness, angle in ((2e3, 88.0), (90e3, 40.0), (16e3, 120.0)):
        other = sm.find_gait(wanted(USUAL, leg={"stiffness": stiffness}, foot={"angle_of_attack": angle}))
        assert other.parameters.stiffness == pytest.approx(plain.parameters.stiffness, rel=1e-9)
        assert other.parameters.angle_of_attack == pytest.approx(plain.parameters.angle_of_attack, abs=1e-9)
        assert other.apex_height == pytest.approx(plain.apex_height, abs=1e-9)


def test_retraction_lands_the_same_gait():
    """In a steady gait only the leg angle at touchdown counts, not how the leg got there."""
    still = sm.find_gait(wanted(USUAL))
    swinging = sm.find_gait(wanted(USUAL, foot={"retraction": 60.0}))
    assert swinging.step.touchdown.angle == pytest.approx(still.parameters.angle_of_attack, abs=1e-8)
    turned = math.radians(60.0) * swinging.step.touchdown_time
    assert swinging.parameters.angle_of_attack == pytest.approx(still.parameters.angle_of_attack - turned, abs=1e-8)


# --- robustness ------------------------------------------------------------------------------------------------------


def wish(seed):
    rng = random.Random(seed)
    return {
        "mass": rng.uniform(40.0, 110.0),
        "leg_length": 0.53 * rng.uniform(1.5, 2.0),
        "speed": rng.uniform(2.0, 8.0),
        "cadence": rng.uniform(140.0, 220.0),
        "contact_time": rng.uniform(0.12, 0.32),
    }


def check_found_or_refused(w, free, **sections):
    """Returns whether it was found."""
    find = {name: w[name] for name in ("speed", "cadence", "contact_time")}
    roll = sections.get("foot", {}).get("roll_speed", 0.0)
    no_flight = w["contact_time"] >= 60.0 / w["cadence"]
    no_reach = 0.5 * (w["speed"] - roll) * w["contact_time"] >= w["leg_length"]
    scenario = wanted(find, free, w["mass"], w["leg_length"], **sections)
    try:
        gait = sm.find_gait(scenario)
    except NoGaitError as refusal:
        said = str(refusal)
        assert "gait.find" in said
        assert len(said) > 40
        assert said.endswith((".", ")."))
        assert ("of a step that lasts" in said) is no_flight
        assert ("would have to reach" in said) is (no_reach and not no_flight)
        return False
    assert not no_flight
    assert not no_reach
    assert gait.residual < 1e-9
    one = gait.step
    assert one.outcome is sm.Outcome.RUNNING
    length, speed = w["leg_length"], math.sqrt(9.81 * w["leg_length"])
    assert abs(one.apex_height - one.start_height) < 1e-8 * length
    assert abs(one.apex_speed - one.start_speed) < 1e-8 * speed
    assert one.contact_time == pytest.approx(w["contact_time"], rel=1e-8)
    assert one.step_time == pytest.approx(60.0 / w["cadence"], rel=1e-8)
    assert one.step_length / one.step_time == pytest.approx(w["speed"], rel=1e-8)
    return True


WISHES = [seed for seed in range(41) if seed != 37]  # 37, almost out of reach and almost without flight, takes long


@pytest.mark.parametrize("block", range(4))
def test_any_wish_is_met_or_refused_with_a_reason(block):
    found = [check_found_or_refused(wish(seed), TWO) for seed in WISHES[block::4]]
    assert sum(found) >= 4  # or nothing was tested: most wishes of this kind can be met


@pytest.mark.parametrize("block", range(2))
def test_any_wish_of_a_leg_that_loses(block):
    found = []
    for seed in range(100 + 10 * block, 110 + 10 * block):
        w = wish(seed)
        damping = 0.2 * math.sqrt(25.0 * 9.81 / w["leg_length"]) * w["mass"]
        leg = {"law": "viscous", "damping": damping}
        found.append(check_found_or_refused(w, LEG_POWERED, leg=leg, foot={"roll_speed": 0.8}))
    assert sum(found) >= 4


@pytest.mark.parametrize(
    ("contact_time", "speed", "possible"),
    [(0.36, 3.0, True), (60 / 165 + 1e-9, 3.0, False), (0.24, 2 * 0.93 / 0.24 + 1e-9, False), (0.30, 0.5, True)],
)
def test_the_borders_of_the_possible(contact_time, speed, possible):
    scenario = wanted({"speed": speed, "cadence": 165.0, "contact_time": contact_time})
    if possible:
        gait = sm.find_gait(scenario)
        assert gait.step.contact_time == pytest.approx(contact_time, rel=1e-9)
    else:
        with pytest.raises(NoGaitError, match=r"without a flight|would have to reach"):
            sm.find_gait(scenario)


def test_a_gait_of_a_hopper_is_the_closed_form():
    """At (almost) no speed the gait is the vertical hopper's: t_c = (2/ω)(π − arctan(ω v/g))."""
    flight = 60.0 / 165.0 - 0.24
    landing = 0.5 * 9.81 * flight
    omega = brentq(lambda w: 2.0 / w * (math.pi - math.atan(w * landing / 9.81)) - 0.24, 1.0, 26.0)
    gait = sm.find_gait(wanted(USUAL | {"speed": 1e-4}))
    assert gait.parameters.stiffness == pytest.approx(70.0 * omega**2, rel=1e-6)


# --- counts and names ------------------------------------------------------------------------------------------------

LOSSY = {"leg": {"law": "viscous", "damping": 200.0}}


@pytest.mark.parametrize(
    ("find", "free", "sections", "words"),
    [
        ({"speed": 3.5, "cadence": 165.0}, TWO, {}, ["too few", "speed, cadence", "leg.stiffness", "one target more"]),
        (USUAL, ["leg.stiffness"], {}, ["too many", "contact_time", "leg.stiffness"]),
        (USUAL, [], {}, ["too many", "freed: nothing"]),
        (USUAL, TWO, LOSSY, ["too many", "leg.push_off", "hip.extension", "as many targets"]),
        ({"speed": 3.5, "cadence": 165.0}, LEG_POWERED, LOSSY, ["too few", "leg.push_off"]),
        (USUAL, LEG_POWERED, {"world": {"slope": 2}} | LOSSY, []),
        ({"sped": 3.5}, ["leg.stiffness"], {}, ["gait.find.sped", "speed"]),
        (USUAL, ["leg.stifness", "foot.angle_of_attack"], {}, ["gait.free", "leg.stifness", "leg.stiffness"]),
        (USUAL, ["hip.trunk_lean", "foot.angle_of_attack"], {}, ["gait.free", "hip.trunk_lean"]),
        (USUAL, ["leg.law", "foot.angle_of_attack"], {}, ["gait.free", "leg.law"]),
        (USUAL | {"contact_time": "240 kg"}, TWO, {}, ["gait.find.contact_time", "240 kg"]),
        (USUAL | {"contact_time": -0.24}, TWO, {}, ["gait.find.contact_time", "above 0"]),
        (USUAL | {"cadence": 0.0}, TWO, {}, ["gait.find.cadence", "above 0"]),
    ],
)
def test_counts_and_names_are_checked_before_searching(find, free, sections, words):
    given = {"leg": {"stiffness": 17e3}, "foot": {"angle_of_attack": 70.0}}  # where it is not freed
    scenario = {name: given.get(name, {}) | sections.get(name, {}) for name in {**given, **sections}}
    if not words:
        assert sm.find_gait(wanted(find, free, **scenario)).residual < 1e-9
        return
    with pytest.raises(sm.InputError) as caught:
        sm.find_gait(wanted(find, free, **scenario))
    assert not isinstance(caught.value, NoGaitError)
    for word in words:
        assert word in str(caught.value)


def test_targets_and_free_may_be_given_to_the_search():
    released = sm.Scenario(
        runner={"mass": 70.0, "leg_length": 0.93},
        leg={"stiffness": 20e3},
        foot={"angle_of_attack": 70.0},
        gait={"apex_height": 1.0, "apex_speed": 3.5},
    )
    gait = sm.find_gait(released, free=TWO, speed="3.5 m/s", cadence="165 steps/min", contact_time="240 ms")
    usual = sm.find_gait(wanted(USUAL))
    assert gait.parameters.stiffness == pytest.approx(usual.parameters.stiffness, rel=1e-9)
    with pytest.raises(sm.InputError, match="needs targets"):
        sm.find_gait(released, free=TWO)
    with pytest.raises(sm.InputError, match="half contact"):
        sm.find_gait(released, free=TWO, midstance="half kontact", speed=3.5, cadence=165, contact_time=0.24)


def test_a_flat_landing_is_refused_in_words():
    """A gait exists, but no runner lands like that."""
    with pytest.raises(NoGaitError, match=r"30° is the flattest|50 % is the least"):
        sm.find_gait(wanted({"speed": 7.2, "cadence": 185.0, "contact_time": 0.24}, leg_length=0.9))


def test_a_freed_gait_still_runs_when_taken_by_itself():
    gait = sm.find_gait(wanted(USUAL))
    again = step(gait.apex_height, gait.apex_speed, gait.parameters, 1e-13)
    assert again.apex_height == pytest.approx(gait.apex_height, abs=1e-9)
