"""Verdicts come out of experiments: another leg or another table gives another verdict."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main
from springmass.evidence.claims import CLAIMS, Check, Finding, Verdict, judge
from springmass.evidence.claims import quadriceps as of_quadriceps
from springmass.evidence.claims.bench import Bench
from springmass.evidence.default_runner import against_runners26
from springmass.parameters.shape import average_shape
from springmass.report.claims_page import claims_page, page_figures

ASKED_FOR = {
    "midstance", "hip-behind", "spring", "slingshot", "grip", "hopping", "no-push-off", "calf", "stiff-torso",
}  # fmt: skip


@pytest.fixture(scope="module")
def bench():
    return Bench()


@pytest.fixture(scope="module")
def judged(bench):
    return {one.claim.name: one for one in judge(bench=bench)}


def test_every_claim_is_tried(judged):
    assert judged.keys() == CLAIMS.keys()
    assert judged.keys() >= ASKED_FOR


def check(holds):
    return Check("", "", holds)


@pytest.mark.parametrize(
    ("holds", "testable", "verdict"),
    [
        ([True, True], True, Verdict.SUPPORTED),
        ([True, False], True, Verdict.PARTLY),
        ([False, False], True, Verdict.CONTRADICTED),
        ([True, False], False, Verdict.NOT_TESTABLE),
    ],
)
def test_a_verdict_is_what_the_checks_say(holds, testable, verdict):
    finding = Finding({Verdict.SUPPORTED: "yes"}, tuple(map(check, holds)), testable=testable)
    assert finding.verdict is verdict
    assert (finding.answer == "yes") == (verdict is Verdict.SUPPORTED)


def test_the_verdicts_as_they_stand(judged):
    """Not what the code says but what comes out; if one changes, the docs must say why."""
    verdicts = {name: one.verdict for name, one in judged.items()}
    assert verdicts["midstance"] is Verdict.SUPPORTED
    assert verdicts["hip-behind"] is Verdict.PARTLY
    assert verdicts["slingshot"] is Verdict.PARTLY
    assert verdicts["spring"] is Verdict.NOT_TESTABLE
    assert verdicts["grip"] is Verdict.PARTLY
    assert verdicts["hopping"] is Verdict.PARTLY
    assert verdicts["no-push-off"] is Verdict.CONTRADICTED
    assert verdicts["calf"] is Verdict.SUPPORTED
    assert verdicts["stiff-torso"] is Verdict.NOT_TESTABLE


def test_no_verdict_is_without_words(judged):
    for one in judged.values():
        assert "nobody foresaw" not in one.finding.answer, one.claim.name
        assert one.finding.checks, one.claim.name


def test_the_numbers_of_the_slingshot_come_from_the_what_ifs(judged):
    """One step and matched, worked out here: degrees of takeoff for a centimetre of hip."""
    gait = sm.find_gait(sm.default_runner())
    for ask in ("one step", "matched"):
        near, far = (sm.what_if(gait, {"foot.ahead": text}, ask=ask).after for text in ("-1 cm", "+1 cm"))
        back = 100.0 * (near["hip_ankle_offset"].value - far["hip_ankle_offset"].value)
        slope = (far["takeoff_angle"].value - near["takeoff_angle"].value) / back
        assert any(f"{slope:+.2f}° for each centimetre" in one.found for one in judged["slingshot"].finding.checks), ask


def test_hip_behind_is_asked_in_three_ways_and_powered_in_two(judged):
    finding = judged["hip-behind"].finding
    expected = " ".join(one.expected for one in finding.checks)
    assert "one landing" in expected
    assert "running on like that" in expected
    assert "leg and hip sharing" in expected
    assert "Left alone after landing 3 cm farther ahead" in finding.depends
    assert {one.source for one in finding.checks} == {"model", "26 runners"}


def test_geometry_alone_is_half_a_per_cent(judged):
    """Evidence: 111 → 119 mm of lever arm for 15 cm of hip at equal flexion, 0.5 % per cm."""
    assert of_quadriceps.geometry_alone(average_shape(1.756), 0.733) == pytest.approx(0.5, abs=0.1)


def test_a_verdict_changes_with_what_counts_as_harder(bench, monkeypatch):
    """Ask for 10 % per centimetre and nothing holds any more; ask for less than nothing and all of the model does."""
    monkeypatch.setattr(of_quadriceps, "HARDER", 10.0)
    assert CLAIMS["hip-behind"].experiment(bench).verdict is Verdict.CONTRADICTED
    monkeypatch.setattr(of_quadriceps, "HARDER", -1.0)
    held = [one.holds for one in CLAIMS["hip-behind"].experiment(bench).checks if one.source == "model"]
    assert all(held)


def test_a_verdict_changes_with_the_runners(bench, monkeypatch):
    """Runners whose knees followed the hip would count for the claim."""
    known = of_quadriceps.associations()
    key = "hip_ankle_offset_at_lowest_point", "peak_knee_moment"
    before = [one.holds for one in CLAIMS["hip-behind"].experiment(bench).checks if one.source == "26 runners"]
    changed = known | {key: replace(known[key], between=(-0.8, -0.7, -0.6))}
    monkeypatch.setattr(of_quadriceps, "associations", lambda: changed)
    after = [one.holds for one in CLAIMS["hip-behind"].experiment(bench).checks if one.source == "26 runners"]
    assert (before, after) == ([False], [True])
    changed = known | {key: replace(known[key], between=(0.8, 0.7, 0.6))}  # the other way round is no support
    checks = CLAIMS["hip-behind"].experiment(bench).checks
    assert not next(one for one in checks if one.source == "26 runners").holds


def test_a_lossless_leg_does_run_without_push_off():
    """The experiment behind the Pose verdict can come out the other way."""
    bench = Bench(
        sm.Scenario(
            runner={"mass": 67.5, "height": 1.756},
            leg={"law": "viscous", "damping": 1e-9},
            gait={
                "find": {"speed": 3.5, "cadence": 171.5, "contact_time": 0.2253},
                "free": ["leg.stiffness", "foot.angle_of_attack", "leg.push_off"],
            },
        )
    )
    checks = CLAIMS["no-push-off"].experiment(bench).checks
    assert checks[1].holds  # there is a steady gait without push-off


def test_unknown_claims_are_refused_with_the_nearest():
    with pytest.raises(sm.InputError, match="slingshot"):
        list(judge(["slingshots"]))
    result = CliRunner().invoke(main, ["claims", "hip-behnd"])
    assert result.exit_code == 2
    assert "hip-behind" in result.stderr


def test_the_verb_in_text_and_json(judged):
    result = CliRunner().invoke(main, ["claims", "grip", "stiff-torso"])
    assert result.exit_code == 0, result.output
    assert "not testable with this model" in result.stdout
    assert "midstance is the lowest point" in result.stdout
    document = json.loads(CliRunner().invoke(main, ["claims", "grip", "stiff-torso", "--json"]).stdout)
    assert [one["name"] for one in document["claims"]] == ["grip", "stiff-torso"]
    for one in document["claims"]:
        assert one["verdict"] == judged[one["name"]].verdict.value
        assert one["answer"] in " ".join(result.stdout.split())
        for tried in one["checks"]:
            assert isinstance(tried["holds"], bool)
            assert tried["found"]
    assert document["midstance"] == "lowest point"


def test_the_page_holds_every_claim_and_every_picture(bench, judged):
    pictures = page_figures(bench, against_runners26())
    page = claims_page(list(judged.values()), pictures)
    for one in judged.values():
        assert f'id="{one.claim.name}"' in page
    assert page.count("<img ") == page.count('<img alt="') == sum(map(len, pictures.values())) >= 5
    assert 'src="data:image/png' in page
    assert page.count("<table") == page.count('<div class="table')  # each scrolls in a box of its own
    assert "http" not in page  # it opens without a network
    assert page.count("<section") == page.count("</section>") == len(judged)


def test_the_page_is_written_in_one_move(tmp_path):
    file = tmp_path / "claims.html"
    result = CliRunner().invoke(main, ["claims", "grip", "--page", str(file)])
    assert result.exit_code == 0, result.output
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert list(tmp_path.iterdir()) == [file]
