"""Every shipped scenario has a question, a picture and an answer that is true of the run."""

import importlib.util
import json
import math
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

import springmass as sm
from springmass.cli import main
from springmass.errors import InputError
from springmass.lab.presets import presets
from springmass.report.scenario_answers import check_answer, scenario_answer
from springmass.report.told_runs import NUMBERS, OUTCOMES
from springmass.scenario import loads, shipped
from springmass.scenario.shelves import SHELVES

ROOT = Path(__file__).parent.parent
NAMES = sm.shipped_names()
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def text_of(name):
    return shipped(name).read_text(encoding="utf-8")


def changed(name, *pairs):
    text = text_of(name)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return loads(text, file=f"{name}.toml")


def call(*words):
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.output


# -- the files --


def test_the_shelves_hold_every_scenario_once():
    placed = [name for names in SHELVES.values() for name in names]
    assert sorted(placed) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_asks_answers_and_says_where_from(name):
    scenario = sm.load(name)
    assert scenario.title
    assert scenario.question.endswith("?")
    assert scenario.answer.endswith(".")
    assert scenario.sources
    assert scenario.expect
    assert "{" in scenario.answer  # an answer without a number of the run is none


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_true_of_the_run(name):
    told = scenario_answer(name)
    assert told.wrong == ()
    assert not set("{}") & set(told.text)
    assert not re.search(r"(^|[ (])–[ ).,;:]", told.text.replace(" – ", " - "))  # what is written where no number is
    assert len(told.text.split()) < 130


@pytest.mark.parametrize("name", NAMES)
def test_a_number_written_by_hand_in_an_answer_stands_elsewhere_in_the_file(name):
    """Numbers of a run are filled in; another one must be a source's, or what was asked."""
    scenario = sm.load(name)
    rest = " ".join([scenario.title, scenario.question, *scenario.sources, *(one.name for one in scenario.what_if)])
    rest += " ".join(str(value) for one in scenario.what_if for value in one.change.values())
    for number in NUMBER.findall(re.sub(r"\{[^{}]*\}|\w+\.toml", "", scenario.answer)):
        assert number in NUMBER.findall(rest), f"{number} comes from nowhere"


# -- what the machinery does --


def test_every_claim_can_turn_out_wrong():
    """Each expectation, turned round, is found wrong: no bound is so wide that it always holds."""
    for name in NAMES:
        scenario = sm.load(name)
        turned = []
        for one in scenario.expect:
            if one.outcome:
                turned.append({"of": one.of, "outcome": "no contact"})
                continue
            rest = {"of": one.of, "against": one.against, "metric": one.metric}
            if one.at_least == one.at_most:
                turned.append({**rest, "at_least": NUMBER.sub("7", one.at_most)})
                continue
            if one.at_most:
                turned.append({**rest, "at_least": one.at_most})
            if one.at_least:
                turned.append({**rest, "at_most": one.at_least})
        data = scenario.to_dict(defaults=False) | {"expect": turned}
        told = scenario_answer(sm.Scenario(**data))
        assert len(told.wrong) == len(turned), (name, told.wrong, turned)
        assert told.text.startswith("The numbers say something else")


def test_an_answer_that_is_not_true_is_not_given():
    told = scenario_answer(changed("uphill", ('at_least = "+60 %"', 'at_least = "+90 %"')))
    assert not told.holds
    assert "peak_propulsive_force of run is 0.25 body weights → 0.44 body weights, not at least +90 %" in told.text
    assert "climb" not in told.text


def test_another_world_makes_the_answer_untrue():
    told = scenario_answer(changed("mars", ('gravity = "3.71 m/s²"', 'gravity = "4.5 m/s²"')))
    assert not told.holds


def test_a_scenario_without_an_answer_has_none():
    assert scenario_answer(sm.load("mars").with_values({"runner.mass": 70.0})) is None
    assert scenario_answer(sm.default_runner()) is None


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("mars", "{cadence}", "{cadense}", ["mars.toml:6: answer:", "{cadense}", 'Did you mean "cadence"?']),
        ("mars", "{moon: speed}", "{mooon: speed}", ["answer:", "is no what-if", 'Did you mean "moon"?']),
        ("mars", 'against = "moon"', 'against = "mooon"', ["expect[0].against", 'Did you mean "moon"?']),
        ("mars", 'metric = "froude_number"', 'metric = "froud"', ["expect[1].metric", "froude_number"]),
        ("mars", 'at_least = "40 %"', 'at_least = "40 kg"', ["expect[3].at_least", "40 kg"]),
        ("falls", 'outcome = "fell"', 'outcome = "fall"', ["expect[0].outcome", 'Did you mean "fell"?']),
        ("falls", 'outcome = "fell"', 'outcom = "fell"', ["outcom", 'Did you mean "outcome"?']),
        ("falls", 'outcome = "fell"', 'metric = "steps"', ["expect[0].at_least", "is missing"]),
        ("falls", 'outcome = "fell"', 'outcome = "fell"\nmetric = "steps"', ["exactly one of the two"]),
        ("falls", 'outcome = "fell"', 'outcome = "fell"\nat_most = "2"', ["stands alone"]),
        ("falls", "[[expect]]", "[expect]", ["expect", "[[expect]]"]),
    ],
)
def test_a_wrong_answer_says_where_and_what(name, old, new, said):
    text = text_of(name)
    assert old in text
    if new == "[expect]":
        text = text[: text.index("[[expect]]")] + '[expect]\noutcome = "fell"\n'
    with pytest.raises(InputError) as caught:
        check_answer(loads(text.replace(old, new, 1), file=f"{name}.toml"))
    for one in said:
        assert one in str(caught.value)


def test_an_answer_goes_with_its_file_and_not_with_a_changed_runner(tmp_path):
    scenario = sm.load("sand")
    sm.save(scenario, tmp_path / "sand.toml")
    assert sm.load(tmp_path / "sand.toml").answer == scenario.answer
    assert sm.load(tmp_path / "sand.toml").expect == scenario.expect
    other = scenario.with_values({"leg.damping": 300.0})
    assert (other.answer, other.expect, other.sources) == ("", (), scenario.sources)


def test_a_file_beside_does_not_stand_in_for_a_shipped_runner(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = scenario_answer(sm.load(shipped("mars"))).text
    shutil.copy(shipped("giant"), tmp_path / "moon")
    assert scenario_answer(sm.load(shipped("mars"))).text == before


def test_the_schema_names_what_can_be_expected():
    told = sm.schema()["$defs"]["Expect"]["properties"]
    assert set(NUMBERS) <= set(re.findall(r"\w+", told["metric"]["description"]))
    for one in OUTCOMES:
        assert re.search(rf"[:,] {one}[,.]", told["outcome"]["description"])


# -- the physics the answers speak of, worked out once more --


def gait(name):
    return sm.find_gait(name)


def dimensionless(found):
    """Of a steady gait: everything over leg length, mass and gravity."""
    scenario, m = found.scenario, found.metrics
    mass, length, g = scenario.runner.mass, scenario.runner.leg_length, scenario.world.gravity
    time = math.sqrt(length / g)
    numbers = {
        "froude": m["speed"].value ** 2 / (g * length),
        "stiffness": scenario.leg.stiffness * length / (mass * g),
        "damping": scenario.leg.damping * time / mass,
        "push_off": scenario.leg.push_off / length,
        "angle": scenario.foot.angle_of_attack,
        "cadence": m["cadence"].value / 60.0 * time,
        "step": m["step_length"].value / length,
        "apex": found.apex_height / length,
        "work": m["work_per_metre"].value / g,
    }
    for name in ("hip_ankle_offset", "hip_cop_offset", "foot_ahead_at_touchdown", "vertical_oscillation"):
        numbers[name] = m[name].value / length
    for name in ("duty_factor", "takeoff_angle", "peak_vertical_force", "peak_braking_force", "peak_quadriceps_force"):
        numbers[name] = m[name].value
    return numbers


@pytest.mark.parametrize(("one", "other"), [("toddler", "giant"), ("moon", "mars")])
def test_one_gait_at_two_sizes_or_in_two_worlds_has_the_same_dimensionless_numbers(one, other):
    here, there = dimensionless(gait(one)), dimensionless(gait(other))
    assert here == pytest.approx(there, rel=2e-6, abs=2e-7)


def test_the_grown_up_runs_that_gait_too():
    here, there = dimensionless(gait("toddler")), dimensionless(gait("average"))
    assert here == pytest.approx(there, rel=5e-3, abs=5e-4)  # average.toml is written with fewer digits


def test_hopping_is_a_weight_on_a_spring():
    g, omega = 9.81, math.sqrt(20e3 / 80.0)
    for name, height in (("run", 0.1), ("higher", 0.15)):
        speed = math.sqrt(2.0 * g * height)
        contact = 2.0 / omega * (math.pi - math.atan(speed * omega / g))
        sinking = g / omega**2 + math.hypot(g / omega**2, speed / omega)
        text = scenario_answer("hopping").text
        assert f"{1e3 * contact:.0f} ms" in text, name
        assert f"{20e3 * sinking / (80.0 * g):.2f} body weights" in text, name


def test_the_uphill_runner_pushes_as_measured_runners_do():
    slope, level = sm.load("uphill"), sm.default_runner(speed=3.0)
    push = [sm.find_gait(one).metrics["peak_propulsive_force"].value for one in (slope, level)]
    assert 100.0 * (push[0] / push[1] - 1.0) == pytest.approx(75.0, abs=10.0)
    assert f"({100.0 * (push[0] / push[1] - 1.0):+.0f} %)" in scenario_answer("uphill").text


def test_bolts_leg_is_near_the_published_one():
    assert gait("sprint").metrics["leg_stiffness"].value == pytest.approx(21.0, rel=0.12)


@pytest.mark.parametrize(("name", "friction"), [("snow", 0.25), ("ice", 0.1)])
def test_no_placement_in_the_picture_holds_on_snow_or_ice(name, friction):
    firm = sm.load(name).with_values({"world.friction": None})
    for ahead in np.linspace(20.0, 28.0, 9):
        needed = sm.what_if(firm, {"foot.ahead": f"{ahead} cm"}).after
        pair = [needed[f"friction_demand_{when}"].value for when in ("braking", "propulsive")]
        assert (max if name == "snow" else min)(pair) > friction


# -- where the answers are shown --


def test_run_gives_question_and_answer():
    code, said = call("run", "moon", "--steps", 2)
    assert code == 0
    assert sm.load("moon").question in said
    assert "Answer: Slowly: 65.0 steps a minute, 600 ms" in said


def test_the_list_names_every_scenario_with_its_question():
    code, said = call("scenarios")
    assert code == 0
    for name in NAMES:
        assert re.search(rf"^  {name} +{re.escape(sm.load(name).title)}$", said, re.MULTILINE)
        assert sm.load(name).question in " ".join(said.split())
    assert max(map(len, said.splitlines())) <= 100
    found = json.loads(call("scenarios", "--json")[1])["scenarios"]
    assert [one["name"] for one in found] == [name for names in SHELVES.values() for name in names]


def test_validate_reads_the_answer_too(tmp_path):
    (tmp_path / "mine.toml").write_text(text_of("moon").replace("{cadence}", "{cadenz}"), encoding="utf-8")
    code, said = call("validate", tmp_path / "mine.toml")
    assert code == 2
    assert "cadenz" in said


def test_the_lab_offers_every_runner_in_the_order_of_the_shelves():
    order = [name for names in SHELVES.values() for name in names]
    offered = [one["name"] for one in presets()]
    assert set(order) - set(offered) == {"hip-behind", "overstride"}
    assert offered == sorted(offered, key=order.index)
    assert offered[0] == "rbds001"


# -- the gallery page --


@pytest.fixture(scope="module")
def maker():
    pytest.importorskip("xarray", reason="a picture is made by a sweep, which needs the extra data")
    spec = importlib.util.spec_from_file_location("make_gallery", ROOT / "docs" / "make_gallery.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_gallery"] = module  # dataclasses look for it
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs")  # a script finds its neighbours
        spec.loader.exec_module(module)
    yield module
    del sys.modules["make_gallery"]


def test_the_page_is_what_the_command_writes(maker):
    assert (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8") == maker.page(), "run python docs/make_gallery.py"


def test_every_scenario_has_its_picture(maker):
    assert set(maker.PICTURES) == set(NAMES)
    page, folder = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8"), ROOT / "docs" / "images" / "gallery"
    assert {file.name for file in folder.iterdir()} == {f"{name}.png" for name in NAMES}
    for name in NAMES:
        assert f"(images/gallery/{name}.png)" in page
        with Image.open(folder / f"{name}.png") as picture:
            assert picture.format == "PNG"
            assert 600 <= picture.width <= 1100
        assert (folder / f"{name}.png").stat().st_size < 60_000


@pytest.mark.parametrize("name", ["mars", "geyer", "sand"])
def test_a_picture_is_what_the_command_draws(maker, tmp_path, name):
    (tmp_path / "new.png").write_bytes(maker.small(name))
    old, new = (
        np.asarray(Image.open(file).convert("L"), float)
        for file in (ROOT / "docs" / "images" / "gallery" / f"{name}.png", tmp_path / "new.png")
    )
    assert old.shape == new.shape
    assert np.abs(old - new).mean() < 1.0, "run python docs/make_gallery.py"
