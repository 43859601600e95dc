"""Every way a step can end, and the plain-array map: outcomes are values, wrong input is an error that says where."""

import math
import subprocess
import sys

import numpy as np
import pytest

import springmass as sm
from springmass.dynamics.step import step
from springmass.metrics import Metrics, StepView

BASE = {"mass": 80.0, "leg_length": 1.0, "stiffness": 20e3, "angle_of_attack": math.radians(68.0)}

# outcome → apex height, apex speed and what differs from BASE
WAYS_TO_END = {
    sm.Outcome.RUNNING: (1.0, 5.0, {}),
    sm.Outcome.FELL: (1.0, 0.5, {"stiffness": 600.0, "angle_of_attack": math.radians(85.0)}),
    sm.Outcome.FOOT_BELOW_GROUND: (0.92, 5.0, {}),
    sm.Outcome.TAKEOFF_DOWN: (1.0, 5.0, {"angle_of_attack": math.radians(80.0), "stiffness": 30e3}),
    # a stiff overdamped leg on which the body sinks slowly, straight down
    sm.Outcome.NO_TAKEOFF: (
        1.02, 0.0, {"angle_of_attack": math.pi / 2, "damping_law": "viscous", "damping": 4e3},
    ),
    sm.Outcome.NO_CONTACT: (0.95, 5.0, {"angle_of_attack": math.radians(110.0)}),
    sm.Outcome.INVALID_INPUT: (math.nan, 5.0, {}),
}  # fmt: skip


def take(outcome):
    height, speed, more = WAYS_TO_END[outcome]
    return step(height, speed, sm.Parameters(**BASE | more))


def mapped(outcome, **settings):
    height, speed, more = WAYS_TO_END[outcome]
    return sm.apex_map(height, speed, **BASE | more, **settings)


@pytest.mark.parametrize("outcome", WAYS_TO_END, ids=lambda outcome: outcome.name)
def test_each_outcome(outcome):
    taken, out = take(outcome), mapped(outcome)
    assert taken.outcome is outcome
    assert sm.Outcome(int(out.outcome)) is outcome
    assert taken.sentence == outcome.sentence
    running = outcome is sm.Outcome.RUNNING
    for value in (taken.apex_height, taken.apex_speed, out.apex_height, out.apex_speed, out.error, out.step_time):
        assert math.isfinite(value) is running


def test_the_codes_are_the_published_ones():
    names = "RUNNING FELL FOOT_BELOW_GROUND TAKEOFF_DOWN NO_TAKEOFF NO_CONTACT SLIPPED INVALID_INPUT THROWN_BACK"
    assert [outcome.name for outcome in sm.Outcome] == names.split()
    assert [int(outcome) for outcome in sm.Outcome] == list(range(9))
    assert len({outcome.sentence for outcome in sm.Outcome}) == 9


@pytest.mark.parametrize(
    ("outcome", "reached"),
    [
        (
            sm.Outcome.FELL,  # forward over the foot, past greatest compression
            {
                "touchdown_time", "shortest_leg", "greatest_compression_time", "greatest_compression_x",
                "greatest_compression_y",
            },
        ),
        (sm.Outcome.FOOT_BELOW_GROUND, set()),
        (
            sm.Outcome.TAKEOFF_DOWN,
            {
                "touchdown_time", "contact_time", "shortest_leg", "greatest_compression_time",
                "greatest_compression_x", "greatest_compression_y", "takeoff_x", "takeoff_y", "takeoff_vx",
                "takeoff_vy",
            },
        ),
        (sm.Outcome.NO_CONTACT, {"touchdown_time"}),
        (sm.Outcome.INVALID_INPUT, set()),
    ],
    ids=lambda value: getattr(value, "name", ""),
)  # fmt: skip
def test_what_was_reached_before_the_failure_stays(outcome, reached):
    out = mapped(outcome)
    numbers = {name for name in out.columns if name not in ("outcome", "backward", "overcompressed", "error")}
    assert {name for name in numbers if math.isfinite(getattr(out, name))} == reached


def test_the_fall_is_a_fall():
    taken = take(sm.Outcome.FELL)
    assert taken.contact.last_state[1] == pytest.approx(0.0, abs=1e-9)
    assert math.isnan(taken.contact_time)
    assert taken.takeoff is None


def test_falls_straight_down_onto_the_foot():
    out = sm.apex_map(1.02, 0.0, **BASE | {"stiffness": 600.0, "angle_of_attack": math.pi / 2})
    assert sm.Outcome(int(out.outcome)) is sm.Outcome.FELL
    assert out.shortest_leg == pytest.approx(0.0, abs=1e-6)


def test_takeoff_down_moves_down():
    assert mapped(sm.Outcome.TAKEOFF_DOWN).takeoff_vy < 0.0


def test_no_takeoff_ends_at_the_time_limit():
    taken = take(sm.Outcome.NO_TAKEOFF)
    assert taken.contact.end == pytest.approx(10.0 * math.sqrt(1.0 / 9.81), rel=1e-12)
    # the body has come to rest where the leg carries it, less the last of its creeping
    rest = 1.0 - 80.0 * 9.81 / 20e3
    assert taken.contact.last_state[1] == pytest.approx(rest, abs=1e-3)


def test_infinite_input_is_an_outcome_too():
    out = sm.apex_map([1.0, math.inf, 1.0], [5.0, 5.0, -math.inf], **BASE)
    assert out.outcome.tolist() == [0, 7, 7]


# --- slipping --------------------------------------------------------------------------------------------------------


def grip_needed():
    """Of the BASE step: |GRF_x| / GRF_y along the leg is |x| / y; sampled where the foot is loaded."""
    p = sm.Parameters(**BASE)
    taken = step(1.0, 5.0, p)
    found = []
    for segment in taken.contact.segments:
        t = np.linspace(segment.start, segment.end, 20_001)
        x, y, _, _ = segment.state(t)
        length = np.hypot(x, y)
        loaded = p.stiffness * (1.0 - length) * y / length > 0.5 * 80.0 * 9.81
        found.append((t[loaded], (np.abs(x) / y)[loaded]))
    return (np.concatenate(columns) for columns in zip(*found, strict=True))


def test_slips_on_ground_with_less_grip_than_it_needs():
    times, ratio = grip_needed()
    most = float(ratio.max())
    assert 0.2 < most < 0.6
    holds = step(1.0, 5.0, sm.Parameters(**BASE, friction=most * 1.001))
    slips = step(1.0, 5.0, sm.Parameters(**BASE, friction=most * 0.9))
    assert holds.outcome is sm.Outcome.RUNNING
    assert slips.outcome is sm.Outcome.SLIPPED
    first = times[np.flatnonzero(ratio > most * 0.9)[0]]
    assert slips.slip_time == pytest.approx(first, abs=1e-5)
    assert f"{1e3 * first:.0f} ms" in slips.sentence
    assert slips.sentence.startswith(sm.Outcome.SLIPPED.sentence)
    assert math.isnan(slips.apex_height)
    assert slips.touchdown_time == holds.touchdown_time
    assert holds.apex_height == step(1.0, 5.0, sm.Parameters(**BASE)).apex_height


def test_a_scenario_with_slippery_ground_slips():
    scenario = sm.Scenario(
        runner={"mass": 80, "leg_length": 1},
        leg={"stiffness": 20e3},
        foot={"angle_of_attack": 68},
        world={"friction": 0.1},
        gait={"apex_height": 1, "apex_speed": 5},
    )
    run = sm.simulate(scenario, steps=3)
    assert run.outcome is sm.Outcome.SLIPPED
    assert len(run.steps) == 1
    assert sm.simulate(scenario.with_values({"world.friction": 2.0}), steps=3).outcome is sm.Outcome.RUNNING


# --- flags -----------------------------------------------------------------------------------------------------------


def test_backward_is_a_flag_not_a_failure():
    speed = math.sqrt(25.0 - 2 * 9.81)  # Seyfarth's runner from 2 m turns around
    out = sm.apex_map([2.0, 1.0], [speed, 5.0], **BASE)
    assert out.outcome.tolist() == [0, 0]
    assert out.backward.tolist() == [True, False]
    assert out.apex_speed[0] < 0.0
    assert out.takeoff_vx[0] < 0.0
    assert sm.apex_map(1.0, -1.0, **BASE | {"angle_of_attack": math.radians(112.0)}).backward


def test_a_run_stops_where_the_runner_turns_around():
    scenario = sm.Scenario(
        runner={"mass": 80, "leg_length": 1},
        leg={"stiffness": 20e3},
        foot={"angle_of_attack": 68},
        gait={"apex_height": 2, "apex_speed": math.sqrt(25.0 - 2 * 9.81)},
    )
    run = sm.simulate(scenario, steps=5)
    assert len(run.steps) == 1
    assert run.outcome is sm.Outcome.THROWN_BACK
    assert run.steps[0].outcome is sm.Outcome.RUNNING  # a whole step; what it leads to is no running
    assert "stopped and thrown back" in run.message


def test_overcompressed_is_a_flag():
    deep = {"stiffness": 6.4e3, "angle_of_attack": math.radians(45.0)}
    out = sm.apex_map([1.0, 1.0], 5.0, **BASE | deep | {"stiffness": [6.4e3, 20e3]})
    assert out.outcome.tolist() == [0, 0]
    assert out.overcompressed.tolist() == [True, False]
    assert out.shortest_leg[0] < 0.5 < out.shortest_leg[1]


# --- the map over arrays ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mass", 0.0),
        ("mass", -80.0),
        ("mass", math.nan),
        ("leg_length", 0.0),
        ("stiffness", -1.0),
        ("gravity", 0.0),
        ("accuracy", 0.0),
        ("accuracy", -1e-9),
        ("accuracy", math.nan),
        ("angle_of_attack", 0.0),
        ("angle_of_attack", math.pi),
        ("angle_of_attack", 68.0),
        ("angle_of_attack", -0.1),
        ("damping_law", "vicsous"),
        ("damping", 1.0),
        ("damping", math.nan),
        ("push_off", math.inf),
        ("roll_speed", math.nan),
        ("roll_late_speed", math.inf),
        ("roll_switch", math.nan),
        ("slope", math.inf),
        ("impeding_force", math.nan),
        ("retraction", math.inf),
        ("hip_extension", math.nan),
    ],
)
def test_wrong_arguments_are_named(name, value):
    with pytest.raises(ValueError, match=rf"\b{name}\b"):
        sm.apex_map(1.0, 5.0, **BASE | {name: value})


def test_one_wrong_case_among_many_is_named():
    with pytest.raises(ValueError, match=r"stiffness.*-3"):
        sm.apex_map(1.0, 5.0, **BASE | {"stiffness": [20e3, -3.0]})


def test_a_mistyped_law_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="viscous"):
        sm.apex_map(1.0, 5.0, **BASE, damping_law="vicsous")


def test_unknown_arguments_are_refused():
    with pytest.raises(TypeError, match="stifness"):
        sm.apex_map(1.0, 5.0, **BASE, stifness=1.0)


def test_scalars_give_zero_dimensional_arrays():
    out = sm.apex_map(1.0, 5.0, **BASE)
    for name, value in out.columns.items():
        assert isinstance(value, np.ndarray), name
        assert value.shape == (), name
    assert out.outcome.dtype == np.int8
    assert out.backward.dtype == out.overcompressed.dtype == np.bool_
    assert out.apex_height.dtype == np.float64


def test_arguments_broadcast():
    heights = np.array([0.95, 1.0, 0.9])  # the last one: foot below ground
    stiffness = np.array([[20e3], [24e3]])
    out = sm.apex_map(heights, 5.0, **BASE | {"stiffness": stiffness})
    for value in out.columns.values():
        assert value.shape == (2, 3)
    assert out.outcome.tolist() == [[0, 0, 2], [0, 0, 2]]
    for i in range(2):
        for j in range(3):
            one = sm.apex_map(heights[j], 5.0, **BASE | {"stiffness": stiffness[i, 0]})
            assert float(one.apex_height) == pytest.approx(out.apex_height[i, j], rel=1e-13, nan_ok=True)
    assert sm.apex_map([], 5.0, **BASE).apex_height.shape == (0,)
    with pytest.raises(ValueError):
        sm.apex_map([1.0, 1.0], [5.0, 5.0, 5.0], **BASE)


def test_one_speed_of_roll_is_a_late_speed_that_never_differs():
    rolling = {**BASE, "roll_speed": 0.8}
    same = [
        sm.apex_map(1.0, 5.0, **rolling, **more)
        for more in ({}, {"roll_late_speed": 0.8, "roll_switch": 0.05}, {"roll_late_speed": 0.1})
    ]
    assert len({float(out.apex_height) for out in same}) == 1
    switched = sm.apex_map(1.0, 5.0, **rolling, roll_late_speed=0.1, roll_switch=0.05)
    assert abs(float(switched.apex_height) - float(same[0].apex_height)) > 1e-4


def test_times_and_lengths_add_up():
    out = sm.apex_map([0.95, 1.0], 5.0, **BASE, roll_speed=0.5, slope=0.02)
    assert out.step_time == pytest.approx(out.flight_time + out.contact_time, rel=1e-14)
    ascent = out.takeoff_vy / (9.81 * math.cos(0.02))
    assert out.flight_time == pytest.approx(out.touchdown_time + ascent, rel=1e-13)
    pull = -9.81 * math.sin(0.02)
    descent = 5.0 * out.touchdown_time + 0.5 * pull * out.touchdown_time**2
    over_foot = math.cos(BASE["angle_of_attack"]) + 0.5 * out.contact_time + out.takeoff_x
    rise = out.takeoff_vx * ascent + 0.5 * pull * ascent**2
    assert out.step_length == pytest.approx(descent + over_foot + rise, rel=1e-12)
    assert out.shortest_leg == pytest.approx(np.hypot(out.greatest_compression_x, out.greatest_compression_y))


# --- limits of the ingredients ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "neutral",
    [
        {"damping_law": "viscous", "damping": 0.0},
        {"damping_law": "hysteretic", "damping": 0.0},
        {"roll_speed": 0.0, "roll_late_speed": 0.0, "roll_switch": 0.1},
        {"retraction": 1e-14},
        {"push_off": 1e-14},
        {"hip_extension": 1e-14},
        {"slope": 1e-14, "impeding_force": 1e-12},
    ],
    ids=str,
)
def test_a_neutral_ingredient_gives_the_classical_model_back(neutral):
    plain, more = sm.apex_map(1.0, 5.0, **BASE), sm.apex_map(1.0, 5.0, **BASE, **neutral)
    assert float(more.apex_height) == pytest.approx(float(plain.apex_height), abs=1e-11)
    assert float(more.contact_time) == pytest.approx(float(plain.contact_time), abs=1e-11)


def test_foot_below_ground_is_judged_at_the_apex_with_retraction():
    # the leg points so far ahead at the apex that it would reach below ground only later: it lands at once
    below = step(0.92, 5.0, sm.Parameters(**BASE, retraction=-2.0))
    assert below.outcome is sm.Outcome.FOOT_BELOW_GROUND
    # swinging fast towards vertical, the foot touches early: the first touch counts
    above = step(0.94, 5.0, sm.Parameters(**BASE, retraction=5.0))
    assert above.outcome is not sm.Outcome.FOOT_BELOW_GROUND
    assert above.touchdown_time < math.sqrt(2 * (0.94 - math.sin(BASE["angle_of_attack"])) / 9.81)


def test_a_leg_that_swings_away_lets_the_body_fall():
    out = sm.apex_map(0.3, 1.0, **BASE | {"angle_of_attack": math.radians(5.0)}, retraction=-8.0)
    assert sm.Outcome(int(out.outcome)) is sm.Outcome.FELL
    assert math.isnan(out.touchdown_time)


# --- a roll that switches at once ------------------------------------------------------------------------------------

ROLLER = {"mass": 70.0, "leg_length": 0.93, "stiffness": 16e3, "angle_of_attack": 1.22}


def test_a_switch_at_no_distance_is_the_late_speed_throughout():
    late = step(0.91, 3.6, sm.Parameters(**ROLLER, roll_speed=0.3))
    for distance in (1e-9, 0.0):
        p = sm.Parameters(**ROLLER, roll_speed=2.0, roll_late_speed=0.3, roll_switch=distance)
        assert step(0.91, 3.6, p).contact_time == pytest.approx(late.contact_time, abs=1e-8)


@pytest.mark.parametrize("push_off", [0.0, 0.05])
def test_a_roll_that_pulls_the_leg_straight_at_once_is_an_outcome(push_off):
    p = sm.Parameters(**ROLLER, roll_speed=0.5, roll_late_speed=5.0, roll_switch=1e-20, push_off=push_off)
    taken = step(0.91, 1.0, p)
    assert taken.outcome in (sm.Outcome.NO_CONTACT, sm.Outcome.TAKEOFF_DOWN)
    assert Metrics(StepView(taken)).to_dict()["energy_returned"]["value"] is None


# --- takeoffs that are easily stepped over ---------------------------------------------------------------------------

DIPS = [
    (
        0.7990495782445207, 3.115476106717579,
        {
            "mass": 61.15611315349132, "leg_length": 0.8306076536083061, "stiffness": 28203.262737705285,
            "angle_of_attack": 1.232913267986399, "damping": 434.6157126415489, "damping_law": "viscous",
            "roll_speed": 1.4841766360856747, "roll_late_speed": 1.651985103076192,
            "roll_switch": 0.13782503689971468, "impeding_force": 25.33966554255843,
            "retraction": 0.1341476119960967,
        },
    ),
    (
        1.0539120142813645, 1.5673515363006902,
        {
            "mass": 109.65991298454156, "leg_length": 1.066071393295311, "stiffness": 38417.43900366593,
            "angle_of_attack": 1.360658154633859, "damping": 278.77421457131106, "damping_law": "viscous",
            "hip_extension": -0.036891275452944725, "roll_speed": 0.9597768938864158,
            "slope": 0.0055441152576911346, "impeding_force": 43.09152096392486,
        },
    ),
]  # fmt: skip


def by_hand(contact_by_hand, p, height, speed, dt):
    td = step(height, speed, p).touchdown
    return contact_by_hand(
        td.x, td.y, td.vx, td.vy, m=p.mass, l0=p.leg_length, k=p.stiffness,
        ax=-9.81 * math.sin(p.slope) - p.impeding_force / p.mass, ay=-9.81 * math.cos(p.slope),
        c=p.damping if p.damping_law == "viscous" else 0.0, b=p.damping if p.damping_law == "hysteretic" else 0.0,
        e=p.push_off, delta=p.hip_extension, roll=p.roll_speed, late=p.roll_late_speed, switch=p.roll_switch, dt=dt,
    )  # fmt: skip


def test_a_force_that_only_dips_below_zero_is_a_takeoff(contact_by_hand):
    """A weak, damped leg pushes, lets go for some milliseconds, and would push again: it has let go."""
    found = []
    for height, speed, given in DIPS:
        p = sm.Parameters(**given)
        expected = by_hand(contact_by_hand, p, height, speed, 1e-4)
        out = sm.apex_map(height, speed, **given)
        found += [step(height, speed, p).contact_time - expected["contact_time"]]
        found += [float(out.contact_time) - expected["contact_time"]]
    assert found == pytest.approx([0.0] * 4, abs=1e-7)


TWICE = [
    (
        1.143770209115399, 7.1348989745413975,
        {
            "mass": 71.14049445333038, "leg_length": 1.085053028538738, "stiffness": 14412.258958189197,
            "angle_of_attack": 1.3799299359570718, "damping": 0.27984569597181747, "damping_law": "hysteretic",
            "push_off": 0.10536529418968103, "hip_extension": 0.11571026590570538,
            "roll_speed": 0.9865732834795164, "slope": 0.04559511455826798, "retraction": -0.750027508932128,
        },
    ),
    (
        1.0303346322066143, 6.541101543169048,
        {
            "mass": 77.96510304117564, "leg_length": 1.0118762856768142, "stiffness": 10633.255558746001,
            "angle_of_attack": 1.1119810133039238, "damping": 0.2581518046851593, "damping_law": "hysteretic",
            "push_off": 0.09712500807949336, "roll_speed": 1.6558087651622915,
            "roll_late_speed": 0.2856981574745076, "roll_switch": 0.16022634514409403,
            "retraction": -0.37582502190034206,
        },
    ),
]  # fmt: skip


def test_a_hysteretic_leg_lets_go_where_both_its_factors_change_sign(contact_by_hand):
    for height, speed, given in TWICE:
        p = sm.Parameters(**given)
        expected = by_hand(contact_by_hand, p, height, speed, 1e-5)
        for tolerance in (1e-9, 1e-10, 1e-11, 1e-12, 1e-13):  # where the steps end is luck
            taken = step(height, speed, p, tolerance)
            assert taken.contact_time == pytest.approx(expected["contact_time"], abs=1e-7)


def test_the_array_engine_comes_back_from_it(contact_by_hand):
    height, speed, given = TWICE[0]
    code = f"import springmass as sm; print(float(sm.apex_map({height!r}, {speed!r}, **{given!r}).contact_time))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=5)
    expected = by_hand(contact_by_hand, sm.Parameters(**given), height, speed, 1e-5)
    assert float(done.stdout) == pytest.approx(expected["contact_time"], abs=1e-7)
