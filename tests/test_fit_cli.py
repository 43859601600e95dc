"""``springmass fit`` as it is typed."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main

pytest.importorskip("fitdecode", reason="watch files need the extra fit")
pytest.importorskip("ezc3d", reason="C3D files need the extra c3d")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def springmass(*words):
    return CliRunner().invoke(main, ["fit", *words])


def test_a_watch_file_becomes_a_runner(tmp_path):
    result = springmass("watch.fit", "--lap", "2")
    assert result.exit_code == 0, result.output
    assert "lap 2" in result.stdout
    assert "THE RUNNER" in result.stdout
    assert "scenario written to runner.toml" in result.stderr
    scenario = sm.load(tmp_path / "runner.toml")
    gait = sm.find_gait(scenario)
    told = json.loads(springmass("watch.fit", "--lap", "2", "--json").stdout)
    watch = told["watch"]["sources"]["watch"]
    assert gait.metrics["contact_time"].value == pytest.approx(watch["contact_time"]["value"], abs=1e-7)
    assert gait.metrics["cadence"].value == pytest.approx(watch["cadence"]["value"], abs=1e-4)
    assert gait.metrics["speed"].value == pytest.approx(watch["speed"]["value"], abs=1e-7)
    found = told["runner"]["parameters"]
    assert gait.parameters.stiffness == pytest.approx(found["leg.stiffness"]["value"], rel=1e-6)
    assert 0.0 < found["leg.stiffness"]["error"] < 0.1 * found["leg.stiffness"]["value"]


def test_the_runner_is_ready_for_a_what_if():
    assert springmass("watch.fit", "--save", "me.toml").exit_code == 0
    for words in (["what-if", "me.toml", "--set", "foot.ahead=-2cm"], ["gait", "me.toml"], ["validate", "me.toml"]):
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output


def test_a_scenario_that_is_there_stays(tmp_path):
    (tmp_path / "runner.toml").write_text("mine")
    result = springmass("watch.fit")
    assert result.exit_code == 0
    assert "NOT saved: runner.toml is there already" in result.stderr
    assert (tmp_path / "runner.toml").read_text() == "mine"
    assert springmass("watch.fit", "--save", "runner.toml").exit_code == 0
    assert "title" in tomllib.loads((tmp_path / "runner.toml").read_text())


def test_a_piece_by_the_clock_is_the_piece():
    whole, part = (
        json.loads(springmass("watch.fit", *words, "--measure-only", "--json").stdout)
        for words in ([], ["--from", "2:00", "--to", "3:00"])
    )
    assert part["watch"]["records"] < whole["watch"]["records"]
    assert (part["watch"]["start"], part["watch"]["end"]) == (120.0, 180.0)
    assert "runner" not in part


def test_the_other_sensor_gives_another_leg():
    strap, pod = (
        json.loads(springmass("watch.fit", "--json", *words).stdout)["runner"] for words in ([], ["--source", "stryd"])
    )
    assert pod["inputs"]["contact_time"]["value"] < strap["inputs"]["contact_time"]["value"] - 0.01
    assert pod["parameters"]["leg.stiffness"]["value"] > 1.05 * strap["parameters"]["leg.stiffness"]["value"]


def test_mass_goes_before_the_file():
    told = json.loads(springmass("watch.fit", "--mass", "80kg", "--json").stdout)
    assert told["person"]["mass"] == 80.0
    assert told["runner"]["inputs"]["mass"]["value"] == 80.0
    assert told["runner"]["inputs"]["mass"]["error"] == pytest.approx(1.0 / 12**0.5)  # 80 kg is no 80.0 kg


def test_forces_need_a_speed_and_say_so():
    result = springmass("treadmill_forces.csv")
    assert result.exit_code == 2
    assert "contact time" in result.stdout  # what the forces do say is printed
    assert "--speed" in result.stderr
    assert "Traceback" not in result.output


def test_forces_and_points_become_a_runner(tmp_path):
    result = springmass("treadmill.c3d", "--mass", "67.5kg", "--height", "1.76m", "--page", "page.html")
    assert result.exit_code == 0, result.output
    assert "hip − ankle" in result.stdout
    assert re.search(r"fitted +0\.9\d\d", result.stdout)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.count("<img") == 4
    assert "Hip over ankle" in page
    assert "http://" not in page
    assert "https://" not in page


def test_page_terminal_and_json_tell_the_same_notes_first():
    result = springmass("watch.fit", "--lap", "2", "--mass", "40kg", "--measure-only", "--all", "--page", "page.html")
    words = "The mass given is 40 kg"
    items = re.findall(r"<li>(.*?)</li>", Path("page.html").read_text("utf-8"))
    assert items[0].startswith(words)
    assert re.search(r"• (.*)", result.stdout)[1].startswith(words)
    told = springmass("watch.fit", "--lap", "2", "--mass", "40kg", "--measure-only", "--json")
    assert json.loads(told.stdout)["notes"][0].startswith(words)


def test_a_mass_at_odds_with_the_file_is_said():
    for words in (["--mass", "40kg"], ["--mass", "40kg", "--json"]):
        result = springmass("watch.fit", "--lap", "2", "--measure-only", "--all", *words)
        assert result.exit_code == 0, result.output
        assert "mass given is 40 kg, the file says" in " ".join(result.stdout.split())


def test_cameras_alone_become_a_runner():
    told = json.loads(springmass("video.trc", "--mass", "68kg", "--height", "1.76m", "--json").stdout)
    assert told["motion"]["hip_ankle_offset"]["lowest point"]["value"] == pytest.approx(0.031, abs=0.006)
    assert told["motion"]["hip_cop_offset"]["lowest point"]["value"] is None
    assert told["runner"]["inputs"]["contact_time"]["error"] >= 0.007


def test_figures(tmp_path):
    words = ["--recorded", "steps.png", "--posture", "posture.png", "--measure-only"]
    assert springmass("overground.mot", "overground.trc", *words).exit_code == 0
    assert springmass("watch.fit", "--recorded", "watch.png", "--figure", "fit.png").exit_code == 0
    for name in ("steps", "posture", "watch", "fit"):
        assert (tmp_path / f"{name}.png").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing.fit"], "there is no such file"),
        (["wach.fit"], "watch.fit"),
        (["watch.fit", "--lap", "9"], "lap"),
        (["watch.fit", "--from", "noon"], "12:00"),
        (["watch.fit", "--from", "3:00", "--to", "2:00"], "must be before"),
        (["watch.fit", "--mass", "70"], "mass"),
        (["watch.fit", "--mass", "-3kg"], "above 0"),
        (["watch.fit", "--source", "strid"], "Stryd"),
        (["treadmill_forces.csv", "--source", "Stryd"], "only a watch file"),
        (["treadmill_forces.csv", "--lap", "1"], "only a watch file"),
        (["treadmill_forces.csv", "--threshold", "0N"], "above 0 N"),
        (["watch.fit", "--posture", "a.png"], "hip and ankle"),
        (["video.trc", "--recorded", "a.png"], "forces"),
        (["watch.fit", "--measure-only", "--save", "a.toml"], "no runner"),
        (["watch.fit", "--save", "a.png", "--figure", "a.png"], "another file"),
        (["watch.fit", "--strike", "toe"], "forefoot"),
    ],
)
def test_wrong_input_is_one_clear_message(words, said):
    result = springmass(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
