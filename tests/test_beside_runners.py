"""What an answer says of real runners, and where a load goes; numbers are worked out here from tables and metrics."""

import csv
import math

import pytest

import springmass as sm
from springmass.evidence.runners26 import TABLES, runners26
from springmass.report.beside_runners import far_off, measured
from springmass.report.verdict import verdict


@pytest.fixture(scope="module")
def average():
    return sm.find_gait("average")


def matched(gait, **change):
    return sm.what_if(gait, {name.replace("__", "."): value for name, value in change.items()}, ask="matched")


def percent(answer, name):
    return 100.0 * (answer.after[name].value / answer.before[name].value - 1.0)


@pytest.mark.parametrize(
    ("change", "intervention", "quantity", "name"),
    [
        ({"cadence": "+5 %"}, "step rate +10 % at equal speed", "peak patellofemoral force", "Lenhart"),
        ({"hip__trunk_lean": "+4 deg"}, "trunk lean 7.3 to 14.1 deg", "patellofemoral stress", "Teng"),
        ({"foot__strike": "forefoot"}, "rearfoot to forefoot strike", "patellofemoral stress", "Vannatta"),
    ],
)
def test_what_was_measured_is_said_beside_it(average, change, intervention, quantity, name):
    with (TABLES / "interventions.csv").open(encoding="utf-8", newline="") as text:
        row = next(r for r in csv.DictReader(text) if (r["intervention"], r["quantity"]) == (intervention, quantity))
    size = row["published_change"].split("%")[0].strip(" -+")
    answer = matched(average, **change)
    (sentence,) = measured(answer)
    assert name in sentence
    assert f"{size} % less" in sentence
    assert sentence in sm.explain(answer)


def test_the_model_makes_more_of_quicker_steps_and_of_leaning_than_runners_did():
    """The sentences say so; here it is tried at what the experiments did, by the ratio to the published change."""
    slow = sm.find_gait(sm.default_runner(speed=3.0))
    shorter = f"={slow.metrics['contact_time'].value / 1.1!r} s"  # the share of contact in the step kept
    quick = matched(slow, cadence="+10 %", contact_time=shorter)
    assert percent(quick, "peak_patellofemoral_force") < 1.2 * -14.0
    upright = sm.find_gait(sm.default_runner(speed=3.4).with_values({"hip.trunk_lean": math.radians(7.3)}))
    leaning = sm.what_if(upright, {"hip.trunk_lean": "=14.1 deg"}, ask="one step")
    assert percent(leaning, "peak_patellofemoral_force") < 1.2 * -6.0


def test_nothing_is_said_of_what_nobody_measured(average):
    assert measured(matched(average, foot__ahead="-2 cm")) == []
    assert measured(sm.what_if(average, {"hip.trunk_lean": "+4 deg"})) == []  # one step is no way of running


@pytest.mark.parametrize(("ahead", "near"), [("20 cm", True), ("26 cm", True), ("5 cm", False), ("0 cm", False)])
def test_who_runs_as_nobody_does_is_told(average, ahead, near):
    answer = matched(average, foot__ahead=ahead)
    real = runners26()["hip_ankle_offset_at_lowest_point"][3.5]
    off = abs(answer.after["hip_ankle_offset_at_lowest_point"].value - real.mean) / real.sd
    assert (off < 3.0) is near
    said = far_off(answer)
    assert bool(said) is not near
    assert ("No real runner is near this" in verdict(answer)) is not near
    if said:
        assert f"{100 * real.mean:.1f} cm ahead of the ankle" in said[0]


def test_nobody_was_measured_on_the_moon():
    answer = sm.what_if(sm.find_gait("average"), {"foot.ahead": "5 cm"}, ask="matched")
    assert far_off(answer)
    there = sm.find_gait(
        sm.load("average").with_values({"gait.find": {"speed": 5.5, "cadence": 190.0, "contact_time": 0.18}})
    )
    assert far_off(sm.what_if(there, {"foot.ahead": "-12 cm"}, ask="matched")) == []  # no speed anybody was measured at


def test_load_that_moves_is_told(average):
    closer, leaning = matched(average, foot__ahead="-3 cm"), matched(average, hip__trunk_lean="+4 deg")
    grown = percent(closer, "peak_achilles_force")
    assert 5.0 < grown < 15.0
    assert f"In return the Achilles tendon must hold about {grown:.0f} % more." in verdict(closer)
    assert f"In return the hip muscles must hold about {percent(leaning, 'peak_hip_moment'):.0f} % more." in verdict(
        leaning
    )
    farther = matched(average, foot__ahead="+3 cm")
    assert "In return" in verdict(farther)
    assert "Achilles tendon must" not in verdict(farther)  # it falls
    assert "In return" not in verdict(sm.what_if(average, {"foot.ahead": "+3 cm"}))
