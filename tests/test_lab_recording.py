"""A recording brought to the lab: laps, the terminal's warnings, ± on the page; and the runner's own changes."""

import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main
from springmass.lab.answer import answer
from springmass.lab.state import LabState
from springmass.lab.upload import document_of, runner_of
from springmass.measured.read import find_file
from springmass.scenario import loads

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))


def brought(folder, shipped="watch.fit", name="My run.fit", more=b"", **measured):
    file = folder / f"recording{Path(shipped).suffix}"
    file.write_bytes(find_file(shipped).read_bytes() + more)
    return document_of(runner_of(file, name, measured))


def terminal(*words):
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_the_laps_of_a_watch_are_offered_with_time_and_pace(tmp_path):
    found = brought(tmp_path)
    assert [one["value"] for one in found["laps"]] == ["", "1", "2", "3"]
    assert [one["text"] for one in found["laps"]][:2] == ["whole file", "lap 1 (1:50, 5:12 min/km)"]  # 3.2 m/s
    assert found["lap"] == ""
    assert brought(tmp_path, lap="2")["lap"] == "2"


def test_a_lap_is_fitted_as_the_terminal_fits_it(tmp_path):
    found = brought(tmp_path, lap="2")
    own = sm.fit(find_file("watch.fit"), lap="2")
    stiff = own.parameters["leg.stiffness"]
    fitted = loads(found["state"]["text"])
    assert (fitted.leg, fitted.gait) == (own.scenario.leg, own.scenario.gait)
    texts = {one["label"]: one["text"] for one in found["amounts"]}
    assert texts["Leg stiffness"] == f"{stiff.value / 1e3:.1f} ± {stiff.error / 1e3:.1f} kN/m"
    assert all("±" in text for text in texts.values())


@pytest.mark.parametrize("lap", ["", "2"])
def test_the_warnings_are_those_of_the_terminal(tmp_path, lap):
    found = brought(tmp_path, lap=lap)
    said = terminal("fit", "watch.fit", "--all", *(["--lap", lap] if lap else []))
    assert found["headline"] in said
    for note in found["warnings"]:
        assert note.split(";")[0].rstrip(".") in said, note
    mixed = [note for note in found["warnings"] if note.startswith("Speed varies by 16 %")]
    assert len(mixed) == (not lap)
    assert "--" not in " ".join(found["warnings"] + found["notes"])  # the page has no options
    assert not re.search("±√3", " ".join(found["warnings"] + found["notes"]))


def test_a_copy_of_a_shipped_recording_is_said_to_be_made_up_and_ones_own_is_not(tmp_path):
    assert "made-up example" in brought(tmp_path)["warnings"][0]
    own = brought(tmp_path, "watch.csv", "Sunday.csv", more=b"\n")
    assert not re.search("made-up", str(own))
    assert [one["value"] for one in own["laps"]][:1] == [""]


def test_a_scenario_has_no_laps(tmp_path):
    file = tmp_path / "recording.toml"
    file.write_text(sm.scenario.shipped("slingshot").read_text("utf-8"), "utf-8")
    assert "laps" not in document_of(runner_of(file, "mine.toml"))


def test_cadence_has_a_before_and_words():
    told = answer(LabState(scenario="rbds001", runner={"cadence": "180 steps/min"}))
    direct = sm.what_if(sm.find_gait("rbds001"), {"cadence": "=180 steps/min"}, ask="matched")
    assert told["compared"] == "runner"
    for row in told["numbers"]:
        if row["baseline"] is not None:
            assert row["baseline"] == pytest.approx(direct.before[row["name"]].value, rel=1e-4, abs=1e-6), row["name"]
            assert row["now"] == pytest.approx(direct.after[row["name"]].value, rel=1e-3, abs=1e-4), row["name"]
    assert told["baseline"]["takeoff"]["angle_deg"] == pytest.approx(direct.before["takeoff_angle"].value, rel=1e-3)
    assert told["sentences"][0] == "Cadence 171.2 steps/min → 180.0 steps/min."
    assert told["sentences"][1].startswith("To keep mean speed and contact time: leg stiffness 17.7 kN/m → 17.8 kN/m, ")
    assert "push-off 9.52 cm → 9.11 cm" in told["sentences"][1]
    assert {one["field"] for one in told["adjusted"]} == {"leg.stiffness", "foot.angle_of_attack", "leg.push_off"}


@pytest.mark.parametrize(
    ("scenario", "runner", "held"),
    [
        ("rbds001", {"cadence": "180 steps/min"}, "at the same speed and contact time."),
        ("rbds001", {"runner.mass": "70 kg"}, "at the same speed, cadence and contact time."),
        ("average", {"speed": "3 m/s"}, "changed speed: every landing is like that."),
    ],
)
def test_what_is_held_is_what_stays_the_same(scenario, runner, held):
    told = answer(LabState(scenario=scenario, runner=runner))
    assert held in told["asked"]
    rows = {row["name"]: row for row in told["numbers"]}
    for name, words in (("cadence", "cadence"), ("speed", "speed"), ("contact_time", "contact time")):
        same = rows[name]["now"] == pytest.approx(rows[name]["baseline"], rel=1e-4)
        assert same == (words in told["asked"].split("same ")[-1].split(". This")[0].replace("changed " + words, "")), (
            name
        )


def test_a_what_if_of_a_quicker_runner_does_not_call_his_cadence_the_same():
    state = LabState(
        scenario="rbds001", runner={"cadence": "180 steps/min"}, change={"foot.ahead": "27 cm"}, ask="matched"
    )
    said = answer(state)["asked"]
    assert "at the cadence you chose and the same speed and contact time" in said
    assert "the same speed, cadence" not in said
    assert answer(state)["compared"] == "change"


def test_energy_of_the_picture_balances_and_is_that_of_the_table():
    for change in ({}, {"foot.ahead": "28 cm"}):
        told = answer(LabState(scenario="rbds001", change=change, ask="matched"))
        curves = told["now"]["curves"]
        rows = {row["name"]: row["now"] for row in told["numbers"]}
        loses = curves["lost"][-1] + curves["stored"][-1]
        assert loses == pytest.approx(rows["energy_lost"], abs=6e-4)
        assert loses + curves["rolled"][-1] == pytest.approx(curves["replaced"][-1], abs=5e-4)


@pytest.fixture(scope="module")
def lab():
    pytest.importorskip("playwright")
    from lab_browser import lab

    with lab() as (browser, address):
        yield browser, address


def test_choosing_a_lap_fits_again(lab):
    from lab_browser import opened

    browser, address = lab
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = opened(context, address, "s=rbds001")
    assert not page.get_by_label("Lap", exact=True).is_visible()
    page.get_by_label("Recording or scenario file").set_input_files(find_file("watch.fit"))
    page.get_by_text("runs now, whole file").wait_for()
    assert page.get_by_text("Speed varies by 16 %").is_visible()
    page.get_by_label("Lap", exact=True).select_option("2")
    page.get_by_text("runs now, lap 2 (2:20, 4:38 min/km)").wait_for()
    assert page.get_by_text("Speed varies by 16 %").count() == 0
    assert page.get_by_text("20.1 ± 1.7 kN/m").first.is_visible()
    assert page.locator(".laps option:checked").text_content() == "✓ lap 2 (2:20, 4:38 min/km)"
    page.get_by_label("Runner", exact=True).select_option("rbds001")
    page.locator(".recording").get_by_role("paragraph").wait_for(state="detached")
    assert not page.get_by_label("Lap", exact=True).is_visible()
    context.close()


def test_the_page_shows_what_cadence_did_and_the_terminals_names(lab):
    from lab_browser import opened

    browser, address = lab
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = opened(context, address, "s=rbds001&cadence=180steps/min")
    head = page.locator("table.numbers thead th").all_text_contents()
    assert head == ["measure", "now", "before", "change"]
    for words in ("Just this step (one step)", "Keep running like that (matched)", "Change it and let go (settle)"):
        assert page.get_by_label(words).count() == 1
    assert page.get_by_text("You changed cadence: every landing is like that, at the same speed").is_visible()
    reading = page.locator("figure", has_text="Energy of one step").locator(".reading").text_content()
    leg, foot, total = (float(n) for n in re.search(r"leg ([\d.]+).*foot ([\d.]+) [=≈] ([\d.]+)", reading).groups())
    assert (round(leg + foot, 2) == total) == (" = " in reading)
    context.close()
