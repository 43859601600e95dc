"""The short answer names the quadriceps where the coach asks, keeps its order, and pulls back where it pulls back."""

import re

import pytest

import springmass as sm
from springmass.cli import main
from springmass.report.scenario_answers import answered_by
from springmass.report.terminal import answers_text
from springmass.report.verdict import verdict


@pytest.mark.parametrize("change", ["+3 cm", "-2 cm"])
@pytest.mark.parametrize("ask", ["one-step", "matched"])
def test_the_coachs_question_always_names_the_quadriceps(change, ask):
    assert "quadriceps" in verdict(sm.what_if("rbds001", {"foot.ahead": change}, ask=ask))


def test_a_hip_that_turns_its_push_round_is_not_said_to_push_less_forward():
    level = sm.find_gait("rbds001")
    answer = sm.what_if(level, {"foot.ahead": "+3 cm"}, ask="matched")
    was, now = answer.adjusted["hip.extension"]
    said = verdict(answer)
    assert "less forward" not in said or min(was, now) > 0.0
    assert f"{'forward' if now > 0 else 'backward'}" in said


def test_a_missing_column_is_told_under_the_table():
    gait = sm.find_gait("rbds001")
    answers = [sm.what_if(gait, {"foot.ahead": "+3 cm"}, ask=ask) for ask in ("one-step", "settle")]
    assert not answers[1].settled
    table = answers_text(answers).split("ONE STEP")[0].split("ONE-STEP")[0]
    assert re.search(r"no column for settle", table)


def test_a_question_is_shown_only_by_the_command_that_answers_it():
    from click.testing import CliRunner

    question = sm.load("rbds001").question
    for command in ("run", "gait"):
        said = CliRunner().invoke(main, [command, "rbds001"]).output
        assert question not in said
        assert "Answer:" not in said
    said = CliRunner().invoke(main, ["what-if", "rbds001"]).output
    assert question in said
    assert "Answer:" in said
    assert answered_by(sm.load("moon")) == "run"
