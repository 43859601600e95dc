"""The model beside measurements: the tables are read right, and what the page says is what comes out."""

import csv
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main
from springmass.evidence.agreement import r_squared
from springmass.evidence.default_runner import against_runners26
from springmass.evidence.interventions import EXPERIMENTS, Effect, interventions, published_range
from springmass.evidence.runners26 import SPEEDS, TABLES, band, facts, nearest_speed, runners26
from springmass.report.evidence import comparison_document, comparison_markdown, comparison_text

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def comparison():
    return against_runners26()


@pytest.fixture(scope="module")
def effects():
    return interventions()


def test_the_table_is_read_as_it_stands():
    measured = runners26()
    assert measured["peak_knee_moment"][3.5].mean == 2.783
    assert measured["peak_knee_moment"][3.5].sd == 0.379
    assert measured["hip_ankle_offset_at_lowest_point"][4.5].mean == 0.01606
    assert measured["hip_cop_offset_at_takeoff"][2.5].mean == 0.2795
    assert measured["peak_knee_moment"][3.5].apart(2.783 + 0.379) == pytest.approx(1.0)


def test_curves_say_what_the_table_says():
    for v in SPEEDS:
        at_touchdown = band("hip_ankle", v).mean[0]
        assert at_touchdown == pytest.approx(runners26()["hip_ankle_offset_at_touchdown"][v].mean, abs=1e-4)
        assert band("knee_flexion", v).at(np.array([0.0]))[0] == pytest.approx(
            runners26()["knee_flexion_at_touchdown"][v].mean, abs=0.02
        )
    with pytest.raises(sm.InputError, match="must be one of"):
        band("knee_flexion", 3.0)


def test_only_near_speeds_are_compared():
    assert nearest_speed(3.7) == 3.5
    assert nearest_speed(5.3) is None


def test_offsets_of_the_26_runners_are_signed_as_ours():
    for v in SPEEDS:
        assert (
            runners26()["hip_ankle_offset_at_touchdown"][v].mean
            < 0.0
            < runners26()["hip_ankle_offset_at_takeoff"][v].mean
        )
    assert facts()["runners with the hip behind the ankle at the lowest point"] == {
        "2.5 m/s": 0,
        "3.5 m/s": 1,
        "4.5 m/s": 5,
    }


def test_every_intervention_is_asked():
    with (TABLES / "interventions.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["intervention"], row["quantity"]) for row in csv.DictReader(file)]
    assert set(rows) == set(EXPERIMENTS)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("-14 %", -14.0, -14.0), ("+31 % (stress)", 31.0, 31.0), ("+0.13 to +0.18 deg", 0.13, 0.18),
        ("-0.020 to -0.035 N·m/kg", -0.035, -0.020), ("none (r about 0)", 0.0, 0.0),
        ("rises (P = 0.0005)", 0.0, math.inf), ("all fall", -math.inf, 0.0),
        ("about +37 % (6.13 % per 1 % BW)", 37.0, 37.0),
    ],
)  # fmt: skip
def test_published_changes_are_read(text, low, high):
    assert published_range(text) == (low, high)


def effect(value, low, high, unit="%"):
    return Effect("", "", "", "", "", "", {"x": value}, unit, low, high).agrees("x")


def test_words_of_agreement():
    assert effect(-20.0, -14.0, -14.0) == "right direction and similar size"
    assert effect(-29.0, -14.0, -14.0) == "right direction, too large"
    assert effect(-6.0, -14.0, -14.0) == "right direction, too small"
    assert effect(6.0, -14.0, -14.0) == "wrong direction"
    assert effect(-1.0, -14.0, -14.0) == "hardly any effect"
    assert effect(0.15, 0.13, 0.18, "deg") == "right direction and similar size"
    assert effect(0.72, 0.13, 0.18, "deg") == "right direction, too large"
    assert effect(-0.03, -0.035, -0.02, "N·m/kg") == "right direction and similar size"
    assert effect(0.01, 0.0, 0.0, "N·m/kg") == "none as well"
    assert effect(0.2, 0.0, 0.0, "N·m/kg") == "an effect where none was found"
    assert effect(-9.0, -math.inf, 0.0) == "right direction"
    assert effect(9.0, -math.inf, 0.0) == "wrong direction"
    assert effect(-9.0, 0.0, math.inf) == "wrong direction"
    assert effect(9.0, 0.0, math.inf) == "right direction"


def test_r_squared():
    x = np.array([0.0, 1.0, 2.0, 3.0])
    assert r_squared(x, x) == 1.0
    assert r_squared(x, np.full(4, 1.5)) == 0.0
    assert r_squared(x, x + 1.0) == pytest.approx(1.0 - 4.0 / 5.0)


def test_the_average_runner_agrees_with_26_runners(comparison):
    """The promise of the calibration; which rows may miss is known and said."""
    for v in SPEEDS:
        assert comparison.agreement["vertical_force"][v] >= 0.95
        assert comparison.agreement["fore_aft_force"][v] >= 0.85
    missing = {row.metric.name for row in comparison.rows if row.misses}
    assert missing <= {
        "time_of_fore_aft_crossover", "peak_braking_force", "peak_propulsive_force", "hip_cop_offset_at_takeoff",
        "knee_work_negative", "friction_demand_propulsive", "leg_work_positive",
    }  # fmt: skip
    assert all(row.reason for row in comparison.rows if row.misses)
    for row in comparison.rows:
        assert abs(row.worst) < 2.6, row.metric.name
    never_fitted = [
        row for row in comparison.rows if row.metric.name.startswith(("peak_knee_moment", "peak_quadriceps"))
    ]
    assert len(never_fitted) == 2
    assert all(abs(row.worst) < 0.5 for row in never_fitted)


def test_inputs_are_met_and_called_given(comparison):
    given = {row.metric.name: row for row in comparison.rows if row.kind == "input"}
    assert given.keys() == {"contact_time", "cadence", "flight_time"}  # the last is what contact leaves of a step
    for row in (given["contact_time"], given["cadence"]):
        for v in SPEEDS:
            assert row.model[v] == pytest.approx(row.measured[v].mean, rel=1e-3)


def test_directions_of_interventions(effects):
    """What the model gets right, and what it is known not to get."""
    found = {(one.intervention, one.quantity, name): one.agrees(name) for one in effects for name in one.model}
    wrong = {key for key, said in found.items() if said in ("wrong direction", "hardly any effect")}
    known = {
        ("rearfoot to forefoot strike", "patellofemoral stress", "peak_patellofemoral_force"),
        ("foot lands farther ahead of the hip", "braking force", "matched"),
    }
    assert wrong == known
    assert len(found) > 20


def test_step_rate_in_numbers(effects):
    by = {(one.intervention, one.quantity): one.model for one in effects}
    assert by["step length +10 % at equal speed", "patellofemoral load per step"][
        "peak_patellofemoral_force"
    ] == pytest.approx(31, abs=3)
    assert by["trunk lean 7.3 to 14.1 deg", "patellofemoral stress"]["peak_patellofemoral_force"] == pytest.approx(
        -12, abs=2
    )


def numbers_and_words(text):
    parts = re.split(r"([-+−]?\d+(?:\.\d+)?)", text)
    return parts[0::2], parts[1::2]


def close(one, other):
    digits = max(len(one.partition(".")[2]), len(other.partition(".")[2]))
    return abs(float(one.replace("−", "-")) - float(other.replace("−", "-"))) <= 1.5 * 10.0**-digits


def test_the_page_in_the_docs_is_what_comes_out(comparison, effects):
    """The second and third part of the page that ``python docs/make_validation.py`` writes."""
    begins = "## The average runner against 26 runners"
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    page = page[page.index(begins) : page.index("## Real recordings")].rstrip() + "\n"
    made = comparison_markdown(comparison, effects)
    words, numbers = numbers_and_words(page)
    made_words, made = numbers_and_words(made[made.index(begins) :])
    assert words == made_words
    for said, now in zip(numbers, made, strict=True):  # the last digit may round either way
        assert close(said, now), (said, now)


def test_all_three_forms_say_the_same(comparison, effects):
    text, page = comparison_text(comparison, effects), comparison_markdown(comparison, effects)
    document = json.loads(json.dumps(comparison_document(comparison, effects), allow_nan=False))
    assert document["midstance"] == "lowest point"
    for row in document["rows"]:
        label = sm.METRICS[row["metric"]].label
        assert label in text
        assert label in page
    assert "midstance is the lowest point" in text
    assert "midstance is the lowest point" in page
    assert text.count("✗") - 1 == sum(row["misses"] for row in document["rows"])
    for one in effects:
        assert one.source in page


def test_the_verb(tmp_path):
    result = CliRunner().invoke(main, ["evidence", "--json", "--markdown", str(tmp_path / "page.md")])
    assert result.exit_code == 0, result.output
    assert len(json.loads(result.stdout)["interventions"]) == len(EXPERIMENTS)
    assert (tmp_path / "page.md").read_text(encoding="utf-8").startswith("# The model beside real runners")
    result = CliRunner().invoke(main, ["evidence", "--markdown", str(tmp_path / "no" / "page.md")])
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


def test_the_tables_that_ship_are_named_with_their_source():
    notice = (TABLES / "NOTICE.txt").read_text(encoding="utf-8")
    for file in TABLES.glob("*.csv"):
        assert file.name in notice
    assert "Creative Commons Attribution 4.0" in notice
