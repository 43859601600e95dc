"""Hip and ankle are not told where they are no runner's, and not without a word where the ground slopes."""

import pytest

import springmass as sm
from springmass.report.verdict import effects, verdict

SQUARE = "measured square to the slope"


def texts(axes):
    return [one.get_text() for one in axes.texts]


@pytest.fixture(scope="module")
def stiff():
    """The classical spring-mass runner: its foot point stays where the foot lands."""
    return sm.what_if("settles", {"foot.angle_of_attack": "+1 deg"})


def test_a_leg_whose_foot_does_not_roll_shows_the_body_over_the_foot_point(stiff):
    said = []
    sheets = [(sm.figures.stroboscopic(stiff.baseline).axes[:1], [stiff.before])]
    sheets.append((sm.figures.slingshot(stiff).axes[:2], [stiff.before, stiff.after]))
    for panels, measured in sheets:
        for axes, metrics in zip(panels, measured, strict=True):
            offset = 100.0 * metrics["mass_cop_offset"].value
            side = "behind" if offset < 0 else "ahead of"
            way = f"{abs(offset):.1f} cm {side}" if abs(offset) > 0.05 else "right over"
            assert f"body {way} the foot point" in texts(axes)
            assert not [one for one in texts(axes) if "ankle" in one and "cm" in one]
            plumb = next(one for one in axes.lines if one.get_label() == "plumb line")
            dotted = next(one for one in axes.lines if one.get_label() == "over the foot point")
            assert plumb.get_xdata()[0] - dotted.get_xdata()[0] == pytest.approx(0.01 * offset, abs=1e-9)
            said.append(offset)
    assert max(said) > 0.5 or min(said) < -0.5  # not all of them right over it


def test_a_leg_whose_foot_rolls_still_shows_the_hip_over_the_ankle():
    said = texts(sm.figures.stroboscopic(sm.find_gait("rbds001")).axes[0])
    assert [one for one in said if one.startswith("hip ") and one.endswith("the ankle")]


def test_the_sentences_under_the_answers_do_not_tell_that_hip_either(stiff):
    figure = sm.figures.three_answers({"one step": stiff})
    said = " ".join(" ".join(texts(axes)) for axes in figure.axes).replace("\n", " ").replace("\xa0", " ")
    assert "Body right over the foot point at midstance" in said
    assert "Hip " not in said
    assert "the ankle" not in said


@pytest.mark.parametrize(("name", "says"), [("uphill", True), ("downhill", True), ("rbds001", False)])
def test_the_hip_on_a_slope_is_told_with_what_it_is_measured_by(name, says):
    answer = sm.what_if(name, {"hip_ankle_offset": "+2 cm"}, ask="matched")
    assert (SQUARE in verdict(answer)) is says
    hip = [one for one in sm.explain(answer) if "your hip is" in one]
    assert len(hip) == 1
    assert (SQUARE in hip[0]) is says
    assert not [one for one in sm.explain(answer) if "no measure of each other" in one]


@pytest.mark.parametrize(("name", "says"), [("uphill", True), ("rbds001", False)])
def test_an_effect_on_the_hip_is_told_with_what_it_is_measured_by(name, says):
    answer = sm.what_if(name, {"foot.ahead": "-3 cm"}, ask="matched")
    said = [one for one in effects(answer.before, answer.after, answer) if one.startswith("the hip")]
    assert len(said) == 1
    assert (SQUARE in said[0]) is says


def test_two_slopes_are_said_to_be_no_measure_of_each_other():
    answer = sm.what_if("uphill", {"world.slope": "0 deg"}, ask="matched")
    said = sm.explain(answer)
    assert [one for one in said if SQUARE in one and "your hip is" in one]
    assert [one for one in said if "no measure of each other" in one]
