"""Which way is minus: hip behind is minus and "behind", ahead is plus and "ahead of", wherever it is written.

One runner lands with the foot ever farther ahead. What comes of it is read off the metric, the JSON of the command
line, its table and the sentences, and compared with a film of the step: samples of the motion and nothing else.
"""

import json
import math
import re
from functools import cache

import numpy as np
import pytest
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main
from springmass.dynamics.step import step
from springmass.dynamics.trajectory import step_trajectory
from springmass.metrics import METRICS, Metrics, StepView
from springmass.scenario.average_runner import FITTED

MOVES = (-4, -2, 0, 3, 6, 9)  # cm the foot lands farther ahead
NEAR, FAR = MOVES[0], MOVES[-1]
OFFSETS = ("hip_ankle_offset", "hip_cop_offset", "mass_cop_offset")


@cache
def gait():
    return sm.find_gait(sm.default_runner())


@cache
def landing(move):
    """One step with the foot so many cm farther ahead than the average runner's."""
    return sm.what_if(gait(), {"foot.ahead": f"{move:+d} cm"})


def film(one):
    """Hip, body and foot point when the body is lowest, and where the foot first touched, along the ground."""
    p, path = one.parameters, step_trajectory(one, 40_000)
    on = ~np.isnan(path.cop)
    lowest = int(np.argmin(np.where(on, path.y, np.inf)))
    squeezed = p.leg_length - math.hypot(path.x[lowest] - path.cop[lowest], path.y[lowest])
    hip = path.x[lowest] - p.shape.hip_behind - FITTED["sitting_back"].value * squeezed
    return {"body": path.x[lowest], "hip": hip, "cop": path.cop[lowest], "first": path.cop[on][0]}


def test_the_farther_ahead_the_foot_the_farther_behind_the_hip():
    tables = [landing(move).after for move in MOVES]
    by = 0.01 * np.diff(MOVES)
    others = [f"{name}_at_{mark}" for name in OFFSETS[:2] for mark in ("touchdown", "half_contact")]
    for name in (*OFFSETS, *others):
        values = [table[name].value for table in tables]
        assert (np.diff(values) < -0.8 * by).all(), name
    ahead = [table["foot_ahead_at_touchdown"].value for table in tables]
    assert np.diff(ahead) == pytest.approx(by, abs=1e-9)
    for name in OFFSETS:  # both signs are there to be told
        assert tables[-1][name].value < -0.02 < 0.02 < tables[0][name].value, name


@pytest.mark.parametrize("move", MOVES)
def test_signs_are_those_of_a_film(move):
    one, table = landing(move).changed, landing(move).after
    seen = film(one)
    assert table["mass_cop_offset"].value == pytest.approx(seen["body"] - seen["cop"], abs=1e-4)
    assert table["hip_cop_offset"].value == pytest.approx(seen["hip"] - seen["cop"], abs=1e-4)
    # A heel strike: at touchdown the ankle is a centimetre ahead of the first contact point, and then goes on.
    ankle = seen["hip"] - table["hip_ankle_offset"].value - seen["first"]
    assert 0.005 < ankle < 0.09


def test_touchdown_and_takeoff_are_on_either_side_of_the_foot():
    for move in MOVES:
        table = landing(move).after
        for name in ("hip_ankle_offset", "hip_cop_offset"):
            assert table[f"{name}_at_touchdown"].value < -0.05 < 0.05 < table[f"{name}_at_takeoff"].value
        assert table["foot_ahead_at_touchdown"].value > 0.1  # ahead of the body
        assert table["foot_behind_at_takeoff"].value > 0.1  # behind it
        assert table["takeoff_angle"].value > 0.0
        assert table["touchdown_descent_angle"].value > 0.0
        assert table["touchdown_vertical_velocity"].value < 0.0 < table["takeoff_vertical_velocity"].value
        for name in ("knee_flexion_at_touchdown", "knee_flexion_at_midstance", "peak_knee_flexion"):
            assert 0.0 < table[name].value < 90.0
        for name in ("peak_knee_moment", "peak_ankle_moment", "peak_hip_moment", "knee_work_negative"):
            assert table[name].value > 0.0


def test_takeoff_and_landing_angles_are_those_of_the_velocity():
    one = landing(0).changed
    path = step_trajectory(one, 40_000)
    on = np.flatnonzero(~np.isnan(path.cop))
    rise = (path.y[on[-1] + 200] - path.y[on[-1] + 1]) / (path.x[on[-1] + 200] - path.x[on[-1] + 1])
    fall = (path.y[on[0] - 1] - path.y[on[0] - 200]) / (path.x[on[0] - 1] - path.x[on[0] - 200])
    assert rise > 0.0 > fall
    assert landing(0).after["takeoff_angle"].value == pytest.approx(math.degrees(math.atan(rise)), abs=0.2)
    assert landing(0).after["touchdown_descent_angle"].value == pytest.approx(-math.degrees(math.atan(fall)), abs=0.2)


@pytest.mark.parametrize("slope", [-0.06, 0.06])
@pytest.mark.parametrize("move", [-0.04, 0.08])
def test_signs_on_a_slope_are_along_the_ground(slope, move):
    """Up or down hill: places count along the ground, minus stays behind, and the foot far ahead has the hip behind."""
    p = gait().parameters
    angle = math.acos(math.cos(p.angle_of_attack) + move / p.leg_length)
    one = step(gait().apex_height, gait().apex_speed, p.replace(slope=slope, angle_of_attack=angle))
    assert one.outcome is sm.Outcome.RUNNING
    table, seen = Metrics(StepView(one)), film(one)
    assert table["hip_cop_offset"].value == pytest.approx(seen["hip"] - seen["cop"], abs=1e-4)
    for name in OFFSETS:
        assert math.copysign(1.0, table[name].value) == -math.copysign(1.0, move), name
    assert table["hip_cop_offset_at_touchdown"].value < 0.0 < table["hip_cop_offset_at_takeoff"].value
    assert table["foot_ahead_at_touchdown"].value > 0.0


# --- every output ----------------------------------------------------------------------------------------------------


def call(*args):
    result = CliRunner().invoke(main, [str(a) for a in args])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory):
    """The same landings as files: move → path."""
    folder = tmp_path_factory.mktemp("landings")
    paths = {}
    for move in (NEAR, FAR):
        paths[move] = folder / f"{'near' if move < 0 else 'far'}.toml"
        sm.save(landing(move).changed_scenario, paths[move])
    return paths


SIGNED = (
    *OFFSETS, *(name for name in METRICS if name.startswith(OFFSETS)), "foot_ahead_at_touchdown", "takeoff_angle",
    "touchdown_descent_angle", "touchdown_vertical_velocity", "peak_knee_flexion", "peak_knee_moment",
)  # fmt: skip


@pytest.mark.parametrize("move", [NEAR, FAR])
def test_json_of_a_run_has_the_signs_of_the_metrics(scenarios, move):
    document = json.loads(call("run", scenarios[move], "--steps", 1, "--json"))
    assert document["midstance"] == "lowest point"
    said = document["steps"][0]
    for name in SIGNED:
        assert said[name]["value"] == pytest.approx(landing(move).after[name].value, rel=1e-6, abs=1e-9), name
    for name in OFFSETS:
        assert said[name]["unit"] == "m"
        assert (said[name]["value"] < 0.0) is (move > 0)


@pytest.mark.parametrize("move", [NEAR, FAR])
def test_the_table_has_the_signs_and_says_which_way_is_minus(scenarios, move):
    text = call("run", scenarios[move], "--steps", 1, "--all")
    assert "minus = hip behind" in text
    assert "minus = body behind" in text
    rows = dict(re.findall(r"^(.+?) {2,}(-?[\d.]+) cm$", text, flags=re.MULTILINE))
    for name in OFFSETS:
        written = float(rows[METRICS[name].label])
        assert written == pytest.approx(100.0 * landing(move).after[name].value, abs=0.051), name
        assert (written < 0.0) is (move > 0), name
    assert float(rows[METRICS["foot_ahead_at_touchdown"].label]) > 0.0
    assert "ahead" in METRICS["hip_ankle_offset"].label  # plus is ahead, as the label says
    assert "ahead" in METRICS["hip_cop_offset"].label


WHERE = r"([\d.]+) cm (behind|ahead of)"


def placed(sentences, reference):
    """What the sentences say of the hip: (now, before) in cm, behind negative."""
    told = rf"{WHERE} {reference} \({WHERE} it before\)"
    (sentence,) = [one for one in sentences if "your hip is" in one and reference in one]
    now, way, before, way_before = re.search(told, sentence).groups()
    return tuple(float(v) * (-1.0 if w == "behind" else 1.0) for v, w in ((now, way), (before, way_before)))


@pytest.mark.parametrize("move", [NEAR, 6, FAR])
def test_the_sentences_say_behind_where_the_metric_is_negative(move):
    answer = landing(move)
    sentences = sm.explain(answer)
    for name, reference in (("hip_ankle_offset", "your ankle"), ("hip_cop_offset", "the foot point")):
        now, before = placed(sentences, reference)
        assert now == pytest.approx(100.0 * answer.after[name].value, abs=0.051)
        assert before == pytest.approx(100.0 * answer.before[name].value, abs=0.051)
    assert placed(sentences, "your ankle")[0] * move < 0.0
    assert placed(sentences, "the foot point")[0] * move < 0.0
    way = "farther ahead" if move > 0 else "less far ahead"
    assert f"lands {abs(move):.1f} cm {way} of the body" in sentences[0]
    up = "more up" if move > 0 else "more forward"
    assert any("take off" in sentence and up in sentence for sentence in sentences)


def test_the_average_runner_has_the_hip_ahead_of_the_ankle_and_behind_the_foot_point():
    """As nearly all real runners do when the body is lowest: +2 to +5 cm, and −3 to −6."""
    table = gait().metrics
    assert 0.015 < table["hip_ankle_offset"].value < 0.055
    assert -0.07 < table["hip_cop_offset"].value < -0.025


# --- the strike of the foot ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strike", ["midfoot", "forefoot"])
@pytest.mark.parametrize("height", [1.756, 1.2])
def test_another_strike_slows_the_pressure_at_the_same_place_under_the_foot(strike, height):
    """The foot lands farther forward on the sole, so the pressure has less far to go until it is under the ball."""
    found = sm.find_gait(sm.default_runner(speed=3.0, height=height, mass=40.0))
    answer = sm.what_if(found, {"foot.strike": strike})
    before, after = answer.baseline.parameters, answer.changed.parameters
    assert after.shape.first_contact > before.shape.first_contact + 0.008 * height
    place = [p.shape.first_contact + p.roll_switch for p in (before, after)]  # ahead of the ankle
    assert place[0] == pytest.approx(place[1], abs=1e-12)
    assert after.roll_switch < before.roll_switch
    # … and seen on the foot: where the pressure is when it slows, from the ankle at touchdown
    seen = []
    for one in (answer.baseline, answer.changed):
        p = one.parameters
        time = p.roll_switch / p.roll_speed
        view = StepView(one)
        at = view.contact.at(time)
        assert float(at.cop_speed[0]) == p.roll_late_speed
        assert float(view.contact.at(0.9 * time).cop_speed[0]) == p.roll_speed
        # the ankle of a foot within reach; the shape's own ankle, which a straight leg may pull along by 3 mm
        ankle = float(view.body_at("touchdown").posture.ankle_x[0])
        assert ankle == pytest.approx(-p.shape.first_contact, abs=0.003)
        seen.append(float(at.cop[0]) + p.shape.first_contact)
    assert seen[0] == pytest.approx(seen[1], abs=1e-9)
    back = sm.what_if(answer.changed_scenario, {"foot.strike": "rearfoot"})
    assert back.changed.parameters.roll_switch == pytest.approx(before.roll_switch, abs=1e-12)


def test_a_switch_or_a_first_contact_that_is_given_is_kept():
    both = sm.what_if(gait(), {"foot.strike": "forefoot", "foot.roll_switch": "9 cm"}).changed.parameters
    assert both.roll_switch == 0.09
    given = gait().scenario.with_values({"foot.first_contact": "2 cm"})
    switch = given.foot.roll_switch
    kept = sm.what_if(given, {"foot.strike": "forefoot"})
    assert (kept.changed.parameters.roll_switch, kept.changed.parameters.shape.first_contact) == (switch, 0.02)
