"""The scenario taken home from the lab asks what the page asked, and answers with the numbers that were on it."""

import json
import re

import pytest
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main
from springmass.lab.answer import answer
from springmass.lab.state import LabState
from springmass.lab.takeaway import take
from springmass.scenario import loads

ONE, FOREVER, LOOSE = "one step", "matched", "settle"
RELEASED = """
[runner]
mass = "80 kg"
leg_length = "1 m"
[gait]
apex_height = "1 m"
apex_speed = "5 m/s"
[leg]
stiffness = "20 kN/m"
[foot]
angle_of_attack = "68 deg"
[[what_if]]
change = { "leg.stiffness" = "+10 %" }
"""

STATES = {
    "one step": {"scenario": "rbds001", "change": {"foot.ahead": "28 cm"}, "ask": ONE},
    "matched": {"scenario": "rbds001", "change": {"foot.ahead": "28 cm"}, "ask": FOREVER},
    "a metric": {"scenario": "rbds001", "change": {"hip_ankle_offset": "-2 cm"}, "ask": FOREVER},
    "settles": {"scenario": "settles", "change": {"foot.angle_of_attack": "67.2 deg"}, "ask": LOOSE},
    "does not settle": {"scenario": "rbds001", "change": {"foot.ahead": "28 cm"}, "ask": LOOSE},
    "had others": {"scenario": "overstride", "change": {"leg.stiffness": "19 kN/m"}, "ask": ONE},
    "a word": {"scenario": "average", "change": {"foot.landing": "stiff", "hip.trunk_lean": "12 deg"}, "ask": ONE},
    "another runner": {"scenario": "rbds001", "runner": {"speed": "3.2 m/s", "runner.mass": "70 kg"},
                       "change": {"foot.ahead": "24 cm"}, "ask": FOREVER},
    "another average": {"scenario": "average", "runner": {"speed": "3 m/s", "cadence": "168 steps/min"},
                        "change": {"foot.ahead": "24 cm"}, "ask": ONE},
    "no flight": {"scenario": "rbds001", "change": {"leg.stiffness": "4 kN/m"}, "ask": ONE},
    "another midstance": {"scenario": "rbds001", "change": {"foot.ahead": "28 cm"}, "ask": ONE,
                          "midstance": "half contact"},
    "from a file": {"text": RELEASED, "change": {"foot.angle_of_attack": "66 deg"}, "ask": ONE},
}  # fmt: skip


def home(state, tmp_path):
    parcel = take("toml", state)
    file = tmp_path / parcel.name
    file.write_bytes(parcel.content)
    return file


def command_of(file):
    """What its first line says to type."""
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    words = re.findall(r'"[^"]*"|\S+', first.split(": springmass ")[1])
    return [str(file) if word == file.name else word.strip('"') for word in words]


def run(words):
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_what_if_tells_the_numbers_of_the_page(state, tmp_path):
    state = LabState(**state)
    page = answer(state)
    assert page["error"] is None
    file = home(state, tmp_path)
    words = command_of(file)
    (told,) = json.loads(run([*words, "--json"]))["answers"]
    assert told["ask"] == state.ask
    assert told["midstance"] == state.midstance
    assert told["verdict"] == page["verdict"]
    assert told["settled"] in (None, state.ask == LOOSE and page["now"]["periodic"])
    shown = {re.split(r"\s{2,}", line)[0]: re.split(r"\s{2,}", line)[1:] for line in run(words).splitlines()}
    comparable = any(row["now"] is not None for row in page["numbers"])
    for row in page["numbers"]:
        for which, key in (("baseline", "baseline"), ("now", "what_if")):
            if row[which] is not None:
                assert told[key][row["name"]]["value"] == pytest.approx(row[which], rel=1e-6, abs=1e-8)
        cells = shown[row["label"]]
        assert cells[0] == row["text_baseline"]
        if comparable:  # a settling that ended is a column less
            assert cells[1] == row["text_now"]


@pytest.mark.parametrize("name", ["overstride", "settles", "wet-tile", "rbds001"])
def test_only_what_was_asked_on_the_page_is_in_it(name, tmp_path):
    assert sm.load(name).what_if  # else there is nothing to lose
    plain = sm.load(str(home(LabState(scenario=name), tmp_path)))
    assert plain.what_if == ()
    assert plain.leg == sm.load(name).leg
    changed = sm.load(str(home(LabState(scenario=name, change={"leg.stiffness": "18 kN/m"}), tmp_path)))
    (asked,) = changed.what_if
    assert asked.change == {"leg.stiffness": "=18 kN/m"}
    assert changed.question == ""  # it was about another change
    for one in (plain, changed):
        assert not one.to_dict(defaults=False).keys() & {"answer", "expect"}  # nor is this the answer any more
    assert changed.leg == sm.load(name).leg  # before the change
    assert changed.gait == sm.load(name).gait


def test_without_a_change_it_runs_as_the_page_does(tmp_path):
    state = LabState(scenario="rbds001", runner={"cadence": "180 steps/min"})
    told = json.loads(run([*command_of(home(state, tmp_path)), "--json"]))
    page = {row["name"]: row["now"] for row in answer(state)["numbers"]}
    for name in ("cadence", "takeoff_angle", "hip_ankle_offset", "peak_vertical_force"):
        assert told["steps"][0][name]["value"] == pytest.approx(page[name], rel=1e-6, abs=1e-8)


def test_what_means_nothing_to_the_question_is_not_in_it():
    state = LabState(scenario="rbds001", change={"hip_ankle_offset": "0 cm", "foot.ahead": "27 cm"})
    (asked,) = loads(take("toml", state).content.decode()).what_if
    assert list(asked.change) == ["foot.ahead"]


def test_a_question_without_an_answer_can_be_taken_home(tmp_path):
    state = LabState(scenario="rbds001", change={"world.friction": "0.1"}, ask="matched")
    (told,) = json.loads(run([*command_of(home(state, tmp_path)), "--json"]))["answers"]
    assert told["what_if"] is None
    assert told["verdict"] == answer(state)["verdict"]
