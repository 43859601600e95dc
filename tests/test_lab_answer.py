"""The lab's answers: the numbers of the model asked directly, pictures that obey physics, states that cannot harm."""

import base64
import json
import math
import random
import tracemalloc
import zlib

import numpy as np
import pytest
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main
from springmass.lab.answer import answer, ask
from springmass.lab.baseline import baseline
from springmass.lab.presets import presets
from springmass.lab.sliders import asks, groups, sliders
from springmass.lab.start import real_runners
from springmass.lab.state import LabState, query_of, state_from_query, state_of
from springmass.scenario import shipped

AHEAD = {"foot.ahead": "28 cm"}


@pytest.fixture(scope="module")
def gait():
    return sm.find_gait(sm.load("rbds001"))


@pytest.fixture(scope="module")
def told():
    """Answers of rbds001 by way of asking."""
    return {how: answer(LabState(scenario="rbds001", change=AHEAD, ask=how)) for how in ("one step", "matched")}


def rows(document):
    return {row["name"]: row for row in document["numbers"]}


def scenarios_text(name):
    return shipped(name).read_text(encoding="utf-8")


def everything_finite(document):
    json.dumps(document, allow_nan=False)
    return True


# Numbers


@pytest.mark.parametrize("how", ["one step", "matched"])
def test_numbers_are_those_of_what_if(told, gait, how):
    direct = sm.what_if(gait, AHEAD, ask=how)
    for name, row in rows(told[how]).items():
        for column, metrics in (("baseline", direct.before), ("now", direct.after)):
            value = metrics[name].value
            if math.isfinite(value):
                assert row[column] == pytest.approx(value, rel=1e-9, abs=1e-12), (name, column)
            else:
                assert row[column] is None
                assert row[f"text_{column}"] == "–"


@pytest.mark.parametrize("how", ["one-step", "matched"])
def test_numbers_are_those_of_the_command_line(told, how):
    printed = CliRunner().invoke(main, ["what-if", "rbds001", "--set", "foot.ahead=28cm", "--ask", how, "--json"])
    direct = json.loads(printed.output)["answers"][0]
    for name, row in rows(told[how.replace("-", " ")]).items():
        for column, theirs in (("baseline", "baseline"), ("now", "what_if")):
            value = direct[theirs][name]["value"]
            assert row[column] == (value if value is None else pytest.approx(value, rel=1e-9, abs=1e-12)), name
            assert row["unit"] == direct[theirs][name]["unit"]


def test_texts_are_those_of_the_tables(told):
    row = rows(told["one step"])
    assert row["takeoff_angle"]["text_baseline"] == "8.0 deg"
    assert row["contact_time"]["text_baseline"] == "224 ms"
    assert row["hip_ankle_offset"]["sign"] == "minus = hip behind"
    assert row["foot_ahead_at_touchdown"]["text_now"] == "28.0 cm"
    assert next(iter(row)) == "speed"


def test_sentences_are_those_of_explain(told, gait):
    assert told["one step"]["sentences"] == sm.explain(sm.what_if(gait, {"foot.ahead": "28 cm"}))


def test_a_matched_answer_says_what_leg_and_hip_had_to_do(told, gait):
    direct = sm.what_if(gait, AHEAD, ask="matched")
    found = {one["field"]: one for one in told["matched"]["adjusted"]}
    assert set(found) == set(direct.adjusted) == {"leg.stiffness", "leg.push_off", "hip.extension"}
    assert found["leg.push_off"]["from"] == "9.52 cm"
    # Its sliders stand where the search put them.
    stiffness = told["matched"]["sliders"]["leg.stiffness"]["value"]
    assert stiffness == pytest.approx(1e-3 * direct.adjusted["leg.stiffness"][1], rel=1e-4)
    assert told["matched"]["now"]["periodic"]
    assert not told["one step"]["now"]["periodic"]


def test_values_are_absolute_whatever_their_sign():
    behind = answer(LabState(scenario="rbds001", change={"hip.trunk_lean": "-2 deg"}))
    assert behind["now"]["trunk_lean"] == pytest.approx(math.radians(-2.0), rel=1e-4)
    plus = answer(LabState(scenario="rbds001", change={"hip.trunk_lean": "+2 deg"}))
    assert plus["now"]["trunk_lean"] == pytest.approx(math.radians(2.0), rel=1e-4)


def test_nothing_changed_is_the_baseline(gait):
    document = answer(LabState(scenario="rbds001"))
    assert document["now"] == document["baseline"]
    assert document["sentences"] == []
    assert document["verdict"].startswith("Running steadily: takeoff at 8.0°, the hip 5.4 cm ahead of the ankle")
    assert document["stability"]["multiplier"] == pytest.approx(abs(gait.stability.multiplier), rel=1e-4)


def test_the_shown_midstance_is_the_chosen_one():
    document = answer(LabState(scenario="rbds001", change=AHEAD, midstance="half contact"))
    direct = sm.what_if("rbds001", AHEAD, midstance="half contact")
    assert rows(document)["hip_ankle_offset"]["now"] == pytest.approx(direct.after["hip_ankle_offset"].value)
    shown = document["now"]["midstance"]
    assert shown["definition"] == "half contact"
    start, end = document["now"]["contact"]
    assert shown["t"] == pytest.approx(0.5 * (start + end), rel=1e-4)


# Runners


def test_a_faster_runner_is_found_anew():
    state = LabState(scenario="rbds001", runner={"speed": "4 m/s"})
    direct = sm.find_gait(sm.load("rbds001"), speed="4 m/s", cadence="171.2 steps/min", contact_time="224 ms")
    row = rows(answer(state))
    assert row["speed"]["now"] == pytest.approx(4.0, abs=1e-6)
    assert row["cadence"]["now"] == pytest.approx(171.2, abs=1e-6)
    assert row["takeoff_angle"]["now"] == pytest.approx(direct.metrics["takeoff_angle"].value, rel=1e-6)


def test_the_average_runner_is_made_anew():
    state = LabState(scenario="average", runner={"speed": "3 m/s", "runner.mass": "60 kg", "runner.height": "165 cm"})
    direct = sm.find_gait(sm.default_runner(speed=3.0, mass=60.0, height=1.65))
    row = rows(answer(state))
    for name in ("cadence", "contact_time", "peak_vertical_force", "takeoff_angle"):
        assert row[name]["now"] == pytest.approx(direct.metrics[name].value, rel=1e-6), name


def test_the_average_runner_unchanged_is_the_shipped_one():
    same = answer(LabState(scenario="average", runner={"runner.mass": "67.5 kg"}))
    shipped = answer(LabState(scenario="average"))
    for name, row in rows(same).items():
        expected = rows(shipped)[name]["now"]
        assert row["now"] == (expected if expected is None else pytest.approx(expected, rel=2e-3, abs=2e-4)), name


def test_legs_grow_with_the_body_and_damping_does_not():
    small = baseline(LabState(scenario="rbds001"))
    tall = baseline(LabState(scenario="rbds001", runner={"runner.height": "190.05 cm"}))
    assert tall.step.parameters.leg_length == pytest.approx(1.05 * small.step.parameters.leg_length)
    assert tall.scenario.leg.damping == small.scenario.leg.damping
    text = scenarios_text("rbds001").replace('height = "1.81 m"', 'height = "1.81 m"\nleg_length = "1 m"')
    long = baseline(LabState(text=text, runner={"runner.height": "190.05 cm"}))
    assert long.step.parameters.leg_length == pytest.approx(1.05)
    with_legs = baseline(LabState(scenario="seyfarth", runner={"runner.height": "2 m"})).step.parameters
    assert with_legs.leg_length == pytest.approx(0.53 * 2.0)


def test_another_foot_strike_slows_down_at_the_same_place_under_the_foot():
    one = baseline(LabState(scenario="rbds001")).asked
    other = baseline(LabState(scenario="rbds001", runner={"foot.strike": "rearfoot"})).asked
    direct = sm.what_if("rbds001", {"foot.strike": "rearfoot"}).changed_scenario
    assert other.foot.roll_switch == pytest.approx(direct.foot.roll_switch)
    assert other.foot.roll_switch > one.foot.roll_switch


def test_a_runner_who_cannot_be_is_told_in_one_sentence():
    document = answer(LabState(scenario="rbds001", runner={"contact_time": "345 ms"}))
    assert document["error"]["where"].startswith("gait.find")
    assert document["verdict"].startswith("There is no steady running like that: ")
    assert document["now"] is document["baseline"] is None
    assert everything_finite(document)


def test_a_released_runner_has_no_speed_to_set():
    document = answer(LabState(scenario="seyfarth", runner={"speed": "4 m/s"}))
    assert "cannot be set" in document["error"]["message"]


def test_the_same_runner_is_found_once():
    first = baseline(LabState(scenario="rbds001", change=AHEAD))
    assert baseline(LabState(scenario="rbds001", ask="settle", midstance="half contact")) is first


# Pictures


def pictures(document):
    return [document["now"], document["baseline"]]


def contact_rows(drawn):
    return [i for i, force in enumerate(drawn["grf"]) if force is not None]


@pytest.mark.parametrize("how", ["one step", "matched"])
def test_the_push_of_the_ground_carries_the_weight(told, how):
    """Over one step of a steady gait the vertical impulse is m g times the step's time; over any step, m times Δv."""
    for drawn in pictures(told[how]):
        held = contact_rows(drawn)
        t = np.array(drawn["t"])[held]
        force = np.array([drawn["grf"][i] for i in held])
        forward, upward = np.trapezoid(force, t, axis=0)
        g = 9.81
        landed = -g * drawn["contact"][0]
        left = drawn["takeoff"]["velocity"][1]
        assert g * upward == pytest.approx(left - landed + g * (t[-1] - t[0]), abs=0.01)
        if drawn["periodic"]:
            assert upward == pytest.approx(drawn["step_time"], rel=2e-3)
            assert forward == pytest.approx(0.0, abs=2e-3)


def test_flight_is_a_parabola_and_the_motion_has_no_jumps(told):
    for drawn in pictures(told["one step"]):
        t, mass = np.array(drawn["t"]), np.array(drawn["mass"])
        assert np.all(np.diff(t) >= 0.0)
        before = t <= drawn["contact"][0]
        speed = (mass[before][-1, 0] - mass[0, 0]) / (t[before][-1] - t[0])
        assert mass[before][:, 1] == pytest.approx(mass[0, 1] - 0.5 * 9.81 * t[before] ** 2, abs=2e-4)
        assert mass[before][:, 0] == pytest.approx(speed * t[before], abs=2e-4)
        moved, took = np.hypot(*np.diff(mass, axis=0).T), np.diff(t)
        assert np.all(moved <= 5.0 * took + 2e-4)  # nobody here runs faster than 5 m/s
        hip = np.array(drawn["hip"])
        assert np.all(np.hypot(*np.diff(hip, axis=0).T) <= 6.0 * took + 2e-4)
        assert np.all(np.abs(hip[:, 0] - mass[:, 0]) < 0.1)  # it is in the body
        assert t[-1] == pytest.approx(drawn["step_time"], rel=1e-4)
        assert mass[-1, 0] == pytest.approx(drawn["step_length"], abs=2e-4)
        assert (
            len({len(drawn[name]) for name in ("t", "mass", "hip", "knee", "ankle", "heel", "toe", "cop", "grf")}) == 1
        )


def test_the_leg_hangs_together(told):
    """Thigh and shank keep their lengths, the foot stays on the ground and does not slide while it is flat."""
    for drawn in pictures(told["one step"]):
        held = contact_rows(drawn)
        hip, knee, ankle, heel, toe = (
            np.array([drawn[n][i] for i in held]) for n in ("hip", "knee", "ankle", "heel", "toe")
        )
        for upper, lower in ((hip, knee), (knee, ankle)):
            length = np.hypot(*(upper - lower).T)
            assert np.ptp(length) < 1e-3
        assert np.min(np.minimum(heel[:, 1], toe[:, 1])) > -0.005
        flat = np.abs(ankle[:, 1] - drawn["foot_height"]) < 2e-4
        assert flat.sum() > 5
        assert np.ptp(ankle[flat][:, 0]) < 1e-3
        cop = np.array([drawn["cop"][i] for i in held])
        assert np.all(np.diff(cop[:, 0]) >= 0.0)
        assert np.all(cop[:, 1] == 0.0)


def test_the_plumb_line_is_the_metric(told, gait):
    direct = sm.what_if(gait, AHEAD)
    for drawn, metrics in ((told["one step"]["now"], direct.after), (told["one step"]["baseline"], direct.before)):
        shown = drawn["midstance"]
        assert shown["hip_ankle"] == pytest.approx(metrics["hip_ankle_offset"].value, abs=1e-5)
        # The drawn joints say the same, between the instants next to it.
        held = contact_rows(drawn)
        offset = [drawn["hip"][i][0] - drawn["ankle"][i][0] for i in held]
        drawn_offset = np.interp(shown["t"], [drawn["t"][i] for i in held], offset)
        assert drawn_offset == pytest.approx(shown["hip_ankle"], abs=5e-4)
        lowest = min(held, key=lambda i: drawn["mass"][i][1])
        assert drawn["t"][lowest] == pytest.approx(shown["t"], abs=0.005)
        for name, other in drawn["all_midstances"].items():
            metric = {"lowest point": "lowest_point", "half contact": "half_contact"}.get(name)
            if metric:
                expected = metrics[f"hip_ankle_offset_at_{metric}"].value
                assert other["hip_ankle"] == pytest.approx(expected, abs=1e-5)
    assert told["one step"]["baseline"]["midstance"]["text"] == "hip 5.4 cm ahead of your ankle"


def test_takeoff_and_touchdown_are_the_metrics(told, gait):
    direct = sm.what_if(gait, AHEAD)
    shown = told["one step"]["now"]
    assert shown["takeoff"]["angle_deg"] == pytest.approx(direct.after["takeoff_angle"].value, rel=1e-4)
    vx, vy = shown["takeoff"]["velocity"]
    assert math.degrees(math.atan2(vy, vx)) == pytest.approx(shown["takeoff"]["angle_deg"], abs=0.01)
    assert shown["touchdown"]["foot_ahead"] == pytest.approx(0.28, abs=1e-5)
    first = contact_rows(shown)[0]
    assert shown["cop"][first][0] - shown["mass"][first][0] == pytest.approx(0.28, abs=2e-4)


def test_curves_have_the_peaks_of_the_table(told):
    for drawn, column in ((told["one step"]["now"], "now"), (told["one step"]["baseline"], "baseline")):
        row, curves = rows(told["one step"]), drawn["curves"]
        for curve, metric, tolerance in (
            ("vertical", "peak_vertical_force", 2e-3), ("quadriceps", "peak_quadriceps_force", 5e-3),
            ("knee_moment", "peak_knee_moment", 5e-3), ("knee_flexion", "peak_knee_flexion", 5e-3),
        ):  # fmt: skip
            assert max(curves[curve]) == pytest.approx(row[metric][column], rel=tolerance), curve
        assert curves["share"][0] == 0.0
        assert curves["share"][-1] == 100.0


@pytest.mark.parametrize("scenario", ["rbds001", "slingshot", "hopping"])
def test_energy_adds_up(scenario):
    """What the leg lost is what the metric says; what was put back is push-off and hip; a steady runner breaks even."""
    change = {"hip.extension": "1 deg"} if scenario == "rbds001" else {}
    state = LabState(scenario=scenario, change=change)
    document = answer(state)
    start, asked, _ = ask(state)
    metrics = asked.after if asked else start.metrics("lowest point")
    curves = document["now"]["curves"]
    assert curves["lost"][-1] + curves["stored"][-1] == pytest.approx(metrics["energy_lost"].value, abs=5e-3)
    put_back = metrics["push_off_work"].value + metrics["hip_work"].value
    assert curves["replaced"][-1] == pytest.approx(put_back, abs=5e-3)
    assert np.all(np.diff(curves["lost"]) > -5e-3)
    base = document["baseline"]["curves"]
    if document["baseline"]["periodic"]:
        taken = base["lost"][-1] + base["stored"][-1] + base["rolled"][-1]
        assert taken == pytest.approx(base["replaced"][-1], abs=0.01)


def test_pictures_stay_small(told):
    both = json.dumps(pictures(told["one step"]), separators=(",", ":"))
    assert len(both) < 36_000


# Falls and other ends


@pytest.mark.parametrize(
    ("change", "how", "code", "words"),
    [
        ({"foot.ahead": "10 cm"}, "one step", "FOOT_BELOW_GROUND", "the foot is below the ground"),
        ({"leg.stiffness": "4 kN/m"}, "one step", "TAKEOFF_DOWN", "no flight – the leg lets go"),
        ({"world.friction": "0.1"}, "one step", "SLIPPED", "the foot slips"),
        ({"foot.ahead": "22 cm"}, "settle", "FOOT_BELOW_GROUND", "it ends in step 2 – the foot is below"),
        (
            AHEAD,
            "settle",
            "NOT_SETTLED",
            "the runner is stopped and thrown back; land with the foot less far ahead. Real runners steer.",
        ),
        ({"world.friction": "0.1"}, "matched", "NO_GAIT", "there is no such running"),
    ],
)
def test_an_end_has_its_sentence_and_the_runner_before(change, how, code, words):
    document = answer(LabState(scenario="rbds001", change=change, ask=how))
    assert document["error"] is None
    assert document["outcome"]["code"] == code
    assert words in document["verdict"]
    assert document["baseline"]["takeoff"]["angle_deg"] == pytest.approx(7.96, abs=0.01)
    assert everything_finite(document)
    if how == "matched":
        assert document["now"] is None
    else:
        assert document["now"]["mass"]
    if how == "settle":  # a broken last step is no gait to put numbers beside
        assert all(row["now"] is None for row in document["numbers"])
        assert document["stability"]["multiplier"] is None


def test_a_runner_who_falls_to_begin_with():
    document = answer(LabState(scenario="falls"))
    assert document["verdict"].startswith("As it is, this cannot be run: the runner fell")
    assert document["outcome"]["code"] == "FELL"
    assert len(document["now"]["t"]) > 50  # it is seen to fall
    assert document["now"]["mass"][-1][1] == pytest.approx(0.0, abs=0.02)
    helped = answer(LabState(scenario="falls", change={"leg.stiffness": "20 kN/m"}))
    assert "now it is a running step" in helped["verdict"]
    assert everything_finite([document, helped])


# Verdicts


@pytest.mark.parametrize(
    ("change", "how", "words"),
    [
        (AHEAD, "one step", ("Landing 3.0 cm farther ahead, this one step only:", "39 % more pull on the quadriceps",
                             "a takeoff 5.4° more upward")),
        (AHEAD, "matched", ("every step, and otherwise running on as before:", "2.4 cm less push-off",
                            "the hip 4.0 cm farther back at midstance")),
        ({"hip.trunk_lean": "18 deg"}, "one step", ("Leaning 10.0° farther forward", "less pull on the quadriceps")),
        ({"leg.stiffness": "20 kN/m"}, "settle", ("A leg 13 % stiffer from now on, leg and hip left as they are:",)),
    ],
)  # fmt: skip
def test_the_verdict_names_change_way_of_asking_and_what_comes_of_it(change, how, words):
    sentence = answer(LabState(scenario="rbds001", change=change, ask=how))["verdict"]
    for said in words:
        assert said in sentence


def test_what_was_not_found_is_not_claimed():
    """A foot that does not roll has no runner's joints: no word of quadriceps or hip over the ankle."""
    sentence = answer(LabState(scenario="seyfarth", change={"foot.angle_of_attack": "66 deg"}))["verdict"]
    assert "quadriceps" not in sentence
    assert "hip" not in sentence.split(":")[1]
    leaning = answer(LabState(scenario="seyfarth", change={"hip.trunk_lean": "20 deg"}))["verdict"]
    assert "hardly anything is different" in leaning
    small = answer(LabState(scenario="rbds001", change={"hip.trunk_lean": "8.05 deg"}))["verdict"]
    assert "hardly anything is different" in small


def test_a_change_that_means_nothing_here_is_left_out_and_said():
    document = answer(LabState(scenario="rbds001", change={"hip_ankle_offset": "0 cm"}))
    assert [one["field"] for one in document["ignored"]] == ["hip_ankle_offset"]
    assert document["now"] == document["baseline"]


def test_the_hip_over_the_ankle_can_be_asked_for():
    document = answer(LabState(scenario="rbds001", change={"hip_ankle_offset": "0 cm"}, ask="matched"))
    assert rows(document)["hip_ankle_offset"]["now"] == pytest.approx(0.0, abs=1e-6)
    assert rows(document)["speed"]["now"] == pytest.approx(3.5, abs=1e-6)
    assert document["verdict"].startswith("The hip right over the ankle at midstance, every step")


def test_more_push_off_is_not_hardly_anything():
    """Joints, peak and braking are as before; what changes is the forward push and the flight after it."""
    sentence = answer(LabState(scenario="rbds001", change={"leg.push_off": "20 cm"}))["verdict"]
    direct = sm.what_if("rbds001", {"leg.push_off": "=20 cm"})
    was, now = direct.before, direct.after
    assert now["peak_quadriceps_force"].value == pytest.approx(was["peak_quadriceps_force"].value)
    push = 100 * (now["propulsive_impulse"].value / was["propulsive_impulse"].value - 1)
    bounce = 100 * (now["vertical_oscillation"].value - was["vertical_oscillation"].value)
    assert push > 40
    assert f"{push:.0f} % more forward push and a bounce {bounce:.1f} cm higher" in sentence


def test_in_a_steady_run_braking_and_forward_push_are_said_once():
    for value in ("20 cm", "30 cm"):
        document = answer(LabState(scenario="rbds001", change={"foot.ahead": value}, ask="matched"))
        assert "forward push" not in document["verdict"]


@pytest.mark.parametrize(("slope", "words"), [("-10 deg", "10.0° downhill"), ("3 deg", "3.0° uphill")])
def test_a_slope_is_called_by_its_name(slope, words):
    document = answer(LabState(scenario="rbds001", change={"world.slope": slope}))
    assert document["verdict"].startswith(f"The ground {words}, this one step only:")


def test_what_the_runner_changes_of_himself_is_set_beside_the_runner_as_shipped():
    state = LabState(scenario="average", runner={"cadence": "188.7 steps/min"})
    document = answer(state)
    was, now = (rows(one) for one in (answer(LabState(scenario="average")), document))
    said = document["runner_change"]
    more = now["cadence"]["now"] - was["cadence"]["now"]
    assert said.startswith(f"{more:.0f} more steps a minute: ")
    bounce = [100 * one["vertical_oscillation"]["now"] for one in (was, now)]
    assert f"bounce {bounce[0]:.1f} → {bounce[1]:.1f} cm" in said
    assert document["verdict"].startswith(said + " Running steadily: ")
    assert answer(LabState(scenario="average"))["runner_change"] == ""
    changed = LabState(scenario="average", runner=state.runner, change=AHEAD)
    assert answer(changed)["runner_change"] == ""  # the what-if has a before of its own


@pytest.mark.parametrize(
    ("runner", "lead"),
    [
        ({"runner.mass": "90 kg"}, "28.0 kg heavier: "), ({"runner.height": "190 cm"}, "9 cm taller: "),
        ({"foot.strike": "rearfoot"}, "Landing heel first: "), ({"contact_time": "240 ms"}, "16 ms longer on the "),
        ({"speed": "3.2 m/s"}, "0.30 m/s slower: "), ({"runner.mass": "62 kg"}, ""),
    ],
)  # fmt: skip
def test_each_change_of_the_runner_has_its_words(runner, lead):
    said = answer(LabState(scenario="rbds001", runner=runner))["runner_change"]
    assert said.startswith(lead)
    assert bool(said) == bool(lead)


def test_another_weight_is_told_in_newtons():
    said = answer(LabState(scenario="rbds001", runner={"runner.mass": "90 kg"}))["runner_change"]
    assert "BW" not in said
    peak = rows(answer(LabState(scenario="rbds001")))["peak_vertical_force"]["now"] * 62.0 * 9.81
    found = float(said.split("peak force from the ground ")[1].split(" ")[0])
    assert found == pytest.approx(peak, rel=2e-3)


def test_a_pull_no_muscle_has_is_called_that():
    hard = answer(LabState(scenario="rbds001", change={"foot.ahead": "34 cm"}))
    assert rows(hard)["peak_quadriceps_force"]["now"] > 15.0
    assert sum("No muscle can pull that hard" in one for one in hard["sentences"]) == 1
    light = answer(LabState(scenario="rbds001", change=AHEAD))
    assert rows(light)["peak_quadriceps_force"]["now"] < 15.0
    assert not any("No muscle" in one for one in light["sentences"])


def test_what_a_matched_gait_leaves_alone_is_no_row():
    document = answer(LabState(scenario="rbds001", change={"leg.stiffness": "20 kN/m"}, ask="matched"))
    assert document["adjusted"]
    assert all(one["from"] != one["to"] for one in document["adjusted"])
    same = answer(LabState(scenario="rbds001", change={"world.friction": "0.9"}, ask="matched"))
    assert same["adjusted"] == []


def test_an_error_names_no_file_the_reader_has_never_seen():
    message = answer(LabState(scenario="rbds001", runner={"contact_time": "345 ms"}))["error"]["message"]
    assert "rbds001:" not in message
    assert "gait.find" not in message
    assert message.startswith("There is no steady running like that: ")
    far = answer(LabState(scenario="rbds001", runner={"speed": "9 m/s"}))
    assert not far["verdict"].endswith("..")


def test_a_foot_that_never_slips_is_not_called_none():
    document = answer(LabState(scenario="rbds001", change={"world.friction": "0.9"}))
    assert document["sentences"][0].startswith("Ground friction: never slips → 0.9")
    assert answer(LabState(scenario="rbds001"))["sliders"]["world.friction"]["text"] == "never slips"


# Sliders


def test_labels_fit_their_units():
    state = LabState(scenario="rbds001")
    found = {one["name"]: one for one in sliders(baseline(state), state)}
    assert "energy" not in found["hip.extension"]["label"]
    assert "energy" not in found["leg.damping"]["label"]
    assert "never slips" in found["world.friction"]["help"]


@pytest.mark.parametrize("scenario", ["rbds001", "average", "seyfarth", "moon", "slingshot"])
def test_every_slider_is_complete_and_its_middle_can_be_answered(scenario):
    state = LabState(scenario=scenario)
    start = baseline(state)
    known = {group["name"] for group in groups()}
    for one in sliders(start, state):
        assert one["label"]
        assert one["help"].endswith((".", "!")), one
        assert one["group"] in known
        assert set(one["active"]) == {"one step", "matched", "settle"}
        assert all(one["active"][how] or one["why"][how] for how in one["active"])
        if one["kind"] == "select":
            value = one["choices"][-1]["value"]
        else:
            assert one["min"] < one["max"]
            assert one["step"] > 0.0
            if one["value"] is not None:
                assert one["min"] <= one["value"] <= one["max"]
            centre = one["value"] if one["value"] is not None else one["max"]
            value = f"{centre + 0.02 * (one['min'] - centre):.4f} {one['unit']}"
        if not one["active"]["one step"]:
            continue
        document = answer(LabState(scenario=scenario, **{one["of"]: {one["name"]: value}}))
        assert document["error"] is None, (one["name"], value)
        assert everything_finite(document)
        shown = document["sliders"][one["name"]]["value"]
        assert (
            shown == value
            if one["kind"] == "select"
            else shown == pytest.approx(float(value.split()[0]), rel=2e-4, abs=1e-4)
        )


def test_a_runner_released_once_cannot_be_matched():
    start = baseline(LabState(scenario="seyfarth"))
    found = asks(start)
    assert not found["matched"]["active"]
    assert "steady gait" in found["matched"]["why"]
    assert found["settle"]["active"]
    names = {one["name"] for one in sliders(start, LabState(scenario="seyfarth"))}
    assert not names & {"speed", "cadence", "leg.damping", "hip_ankle_offset"}
    assert "gait.apex_height" in names


def test_presets_have_a_title_and_a_question():
    for one in presets():
        assert one["title"]
        assert one["question"].endswith("?")
        assert everything_finite(answer(LabState(scenario=one["name"])))


# States and links


STATES = [
    {"scenario": "rbds001"},
    {"scenario": "rbds001", "change": {"foot.ahead": "24.5 cm", "hip.trunk_lean": "-3 deg"}, "ask": "matched"},
    {"scenario": "average", "runner": {"speed": "4:45 min/km", "foot.strike": "midfoot"}, "midstance": "half contact"},
    {"scenario": "slingshot", "change": {"leg.damping": "0.05 s/m", "world.gravity": "3.7 m/s²"}, "ask": "settle"},
    {"scenario": "ice", "change": {"world.friction": "0.3"}, "midstance": "fore-aft crossover"},
]


@pytest.mark.parametrize("given", STATES)
def test_a_link_restores_the_state(given):
    state = LabState(**given)
    assert state_from_query(query_of(state)) == state
    assert state_of(json.loads(json.dumps(state.model_dump()))) == state


def test_a_link_can_be_read():
    state = LabState(scenario="rbds001", change={"foot.ahead": "24 cm"}, ask="matched")
    assert query_of(state) == {"s": "rbds001", "foot.ahead": "24cm", "ask": "matched"}
    assert state_from_query({"lesson": "midstance", "utm": "x"}) == LabState(scenario="rbds001")


def test_a_scenario_of_ones_own_goes_into_the_link(tmp_path):
    file = tmp_path / "own.toml"
    sm.save(sm.load("rbds001"), file)
    state = LabState(text=file.read_text(encoding="utf-8"), change=AHEAD)
    assert state_from_query(query_of(state)) == state
    own, shipped = answer(state), answer(LabState(scenario="rbds001", change=AHEAD))
    assert own["verdict"] == shipped["verdict"]
    assert len(query_of(state)["t"]) < 2000


def test_numbers_with_and_without_a_space_are_one_state():
    assert LabState(scenario="rbds001", change={"foot.ahead": "24cm"}) == LabState(
        scenario="rbds001", change={"foot.ahead": " 24  cm"}
    )


def zip_bomb(size):
    """Text of so many letters, packed into few; made in pieces, so that the maker does not need the memory either."""
    packer, parts = zlib.compressobj(9), []
    for _ in range(size // 10_000):
        parts.append(packer.compress(b"a" * 10_000))
    return base64.urlsafe_b64encode(b"".join([*parts, packer.flush()])).decode()


BOMB = zip_bomb(50_000_000)

HOSTILE = [
    {"s": "../../etc/passwd"}, {"s": "/etc/passwd"}, {"s": "rbds001.toml"}, {"s": "x" * 10_000}, {"s": "", "t": ""},
    {"t": "%%%"}, {"t": BOMB}, {"t": "é"}, {"t": "A" * 30_000}, {"s": "rbds001", "t": "eJwDAAAAAAE"},
    {"s": "rbds001", "foot.ahead": "1" * 41}, {"s": "rbds001", "foot.ahead": ""}, {"s": "rbds001", "foot.nose": "1 m"},
    {"s": "rbds001", "ask": "nicely"}, {"s": "rbds001", "midstance": "noon"}, {"s": "rbds001", "__class__.x": "1"},
    {"s": "rbds001", **{f"a.{i}": "1" for i in range(31)}}, {"s": "\x00"},
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_link_is_refused_in_words(query):
    with pytest.raises(sm.InputError) as caught:
        state_from_query(query)
    message = str(caught.value)
    assert message
    assert "Traceback" not in message
    assert len(message) < 3000


def test_a_packed_bomb_is_never_unpacked():
    tracemalloc.start()
    with pytest.raises(sm.InputError):
        state_from_query({"t": zip_bomb(14_000_000)})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize(
    "data",
    [
        None, [], "rbds001", {}, {"scenario": 3}, {"scenario": "rbds001", "text": "x"}, {"scenario": "rbds001", "x": 1},
        {"scenario": "rbds001", "change": {"foot.ahead": 24}}, {"scenario": "rbds001", "change": [1]},
        {"scenario": "rbds001", "runner": {"leg.stiffness": "1 N/m"}}, {1: 2},
        {"scenario": "rbds001", "change": {"runner.mass": "60 kg"}}, {"text": "x" * 20_001},
    ],
)  # fmt: skip
def test_a_hostile_state_is_refused_in_words(data):
    with pytest.raises(sm.InputError):
        state_of(data)


@pytest.mark.parametrize(
    "state",
    [
        {"scenario": "rbds001", "change": {"foot.ahead": "3 kg"}},
        {"scenario": "rbds001", "change": {"foot.ahead": "nan cm"}},
        {"scenario": "rbds001", "change": {"foot.ahead": "1e300 km"}},
        {"scenario": "rbds001", "change": {"leg.stiffness": "-5 kN/m"}},
        {"scenario": "rbds001", "change": {"foot.ahead": "20 cm", "foot.angle_of_attack": "70 deg"}},
        {"scenario": "rbds001", "runner": {"runner.height": "-1 m"}},
        {"scenario": "rbds001", "runner": {"runner.mass": "0 kg"}},
        {"scenario": "rbds001", "runner": {"foot.strike": "nose"}},
        {"scenario": "average", "runner": {"foot.strike": "nose"}},
        {"scenario": "average", "runner": {"speed": "9 m/s"}},
        {"scenario": "seyfarth", "change": {"foot.ahead": "30 cm"}, "ask": "matched"},
        {"text": "this is no scenario"},
        {"text": "[runner]\nmass = 3"},
    ],
)
def test_a_wrong_value_is_an_error_in_the_document(state):
    document = answer(LabState(**state))
    assert document["error"]["message"]
    assert document["verdict"]
    assert everything_finite(document)


def test_random_values_never_raise():
    roll = random.Random(7)
    start = baseline(LabState(scenario="slingshot"))
    ranges = [one for one in sliders(start, LabState(scenario="slingshot")) if one["kind"] == "range"]
    for _ in range(12):
        change = {
            one["name"]: f"{roll.uniform(one['min'], one['max']):.3f} {one['unit']}"
            for one in roll.sample(ranges, 4)
            if one["of"] == "change"
        }
        assert everything_finite(answer(LabState(scenario="slingshot", change=change)))


# The page and the command line, to the digits shown

SAME = [
    ("bekele", {"foot.ahead": "31.1 cm"}, "settle"),
    ("retraction", {"leg.stiffness": "20.2 kN/m"}, "settle"),
    ("moon", {"foot.ahead": "41.1 cm"}, "settle"),
    ("rbds001", {"hip_ankle_offset": "2 cm"}, "matched"),
    ("bekele", {"leg.stiffness": "17 kN/m"}, "matched"),
    ("moon", {"hip.trunk_lean": "12 deg", "foot.ahead": "43 cm"}, "matched"),
]
IN = {"cm": 100.0, "ms": 1000.0, "%": 100.0}
"""Of the units a text may have: how many of it are one of the metric's."""


def half_a_digit(text):
    """The number a text begins with, how far from it the true one may be, and its unit."""
    number, _, unit = text.partition(" ")
    decimals = len(number.partition(".")[2])
    return float(number), 0.5000001 * 10.0**-decimals, unit.partition(" ")[0]


@pytest.mark.parametrize(("scenario", "change", "how"), SAME)
def test_the_page_says_what_the_command_line_says(scenario, change, how):
    page = answer(LabState(scenario=scenario, change=change, ask=how))
    fields = [part for name, value in change.items() for part in ("--set", f"{name}=={value}")]
    asked = ["what-if", scenario, *fields, "--ask", how]
    direct = json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)["answers"][0]
    printed = [line.strip() for line in CliRunner().invoke(main, asked).output.splitlines()]

    assert page["outcome"]["code"] == direct["outcome"]["name"] == "RUNNING"
    assert direct["settled"] is (True if how == "settle" else None)  # it is a gait: there is something to compare
    shown = 0
    for name, row in rows(page).items():
        for column, theirs in (("baseline", "baseline"), ("now", "what_if")):
            value, text = direct[theirs][name]["value"], row[f"text_{column}"]
            if value is None:
                assert text == "–"
                continue
            number, near, unit = half_a_digit(text)
            assert number == pytest.approx(value * IN.get(unit, 1.0), rel=0.0, abs=near), (name, column)
            shown += 1
        line = next((one for one in printed if one.startswith(f"{row['label']}  ")), None)
        if line is not None:  # the main ones
            assert (
                line.split("  ", 1)[1].split()
                == f"{row['text_baseline']} {row['text_now']} {row['text_change']}".split()
            )
    assert shown > 50
    moved = {one["field"]: half_a_digit(one["to"]) for one in page["adjusted"]}
    assert set(moved) == set(direct["adjusted"])
    for name, (number, near, unit) in moved.items():
        factor = {"kN/m": 1e-3, "deg": 180.0 / math.pi}.get(unit, IN.get(unit, 1.0))
        assert number == pytest.approx(direct["adjusted"][name]["after"] * factor, rel=0.0, abs=near)


# The band of real runners behind the curves


@pytest.mark.parametrize(
    ("state", "band"),
    [
        ({"scenario": "rbds001"}, "3.5"),
        ({"scenario": "rbds001", "runner": {"speed": "2.7 m/s"}}, "2.5"),
        ({"scenario": "rbds001", "change": {"foot.ahead": "38 cm"}}, "3.5"),  # this one step is slower: no other run
        ({"scenario": "rbds001", "change": AHEAD, "ask": "settle"}, "3.5"),  # it ends
        ({"scenario": "rbds001", "change": {"leg.stiffness": "17 kN/m"}, "ask": "matched"}, "3.5"),
        ({"scenario": "rbds001", "change": {"world.slope": "4 deg"}}, None),
        ({"scenario": "rbds001", "change": {"world.gravity": "3 m/s²"}, "ask": "matched"}, None),
        ({"scenario": "moon"}, None),
        ({"scenario": "sprint"}, None),
    ],
)
def test_real_runners_stand_only_behind_what_they_ran(state, band):
    assert answer(LabState(**state))["band"] == band
    assert {"2.5", "3.5", "4.5"} == set(real_runners()["speeds"])
    assert all(float(name) == one["speed"] for name, one in real_runners()["speeds"].items())
