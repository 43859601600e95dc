"""Figures: labels, units, plotted data, outcomes in words; never pixels."""

import math
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

import springmass as sm
from springmass.dynamics.curves import contact_curves
from springmass.dynamics.marks import MIDSTANCE
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step, step
from springmass.figures import forces, save, slingshot, stroboscopic
from springmass.figures.body_view import PER_WEIGHT
from springmass.figures.scene import scene
from springmass.figures.style import BASELINE, CHANGED
from springmass.figures.words import hip_offset
from springmass.gait.what_if import QUESTIONS, Answer
from springmass.metrics import Metrics, StepView
from springmass.parameters import Parameters

CLASSICAL = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
UPRIGHT = replace(CLASSICAL, angle_of_attack=math.radians(90))
RUNNING = step(1.0, 5.0, CLASSICAL)
ENDINGS = {
    Outcome.FELL: sm.simulate(sm.load("falls"), steps=1).steps[0],
    Outcome.FOOT_BELOW_GROUND: step(0.9, 5.0, CLASSICAL),
    Outcome.TAKEOFF_DOWN: step(1.0, 5.0, replace(CLASSICAL, stiffness=3e3)),
    Outcome.NO_TAKEOFF: step(1.1, 0.0, replace(UPRIGHT, damping_law="viscous", damping=8000.0)),
    Outcome.NO_CONTACT: step(1.0, 5.0, replace(CLASSICAL, angle_of_attack=math.radians(30), retraction=-20.0)),
    Outcome.SLIPPED: step(1.0, 5.0, replace(CLASSICAL, friction=0.3)),
    Outcome.INVALID_INPUT: step(math.nan, 5.0, CLASSICAL),
}
FALLS_IN_FLIGHT = Step(CLASSICAL, 1.0, 5.0, Outcome.FELL)


@pytest.fixture(scope="module")
def gait():
    return sm.find_gait(sm.load("rbds001"))


@pytest.fixture(scope="module")
def answer(gait):
    return sm.what_if(gait, {"foot.ahead": "+3 cm"})


@pytest.fixture(scope="module")
def picture(gait):
    return stroboscopic(gait)


@pytest.fixture(scope="module")
def comparison(answer):
    return slingshot(answer)


def answer_of(changed, baseline=RUNNING):
    scenario = sm.load("seyfarth")
    return Answer("one step", {"leg.stiffness": "3 kN/m"}, scenario, scenario, baseline, changed, False)


def words(part):
    """Everything written in axes or a figure, on one line each."""
    return [" ".join(text.get_text().split()) for text in part.findobj(lambda artist: hasattr(artist, "get_text"))]


def line(axes, name):
    return next(one for one in axes.lines if one.get_label() == name)


def patch(axes, name):
    return next(one for one in axes.patches if one.get_label() == name)


def arrow(axes, name):
    """Tail and tip of an arrow."""
    found = next(one for one in axes.texts if one.get_gid() == name)
    return found.xyann, found.xy


# --- the plumb line --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("midstance", MIDSTANCE)
def test_plumb_line_hangs_from_the_hip_joint_at_midstance(gait, midstance):
    side = stroboscopic(gait, midstance=midstance).axes[0]
    view = StepView(gait.step, midstance)
    posture = view.body_at(midstance).posture
    plumb = line(side, "plumb line")
    np.testing.assert_allclose(plumb.get_xdata(), float(posture.hip_x[0]), atol=1e-12)
    assert max(plumb.get_ydata()) == pytest.approx(float(posture.hip_y[0]))
    assert min(plumb.get_ydata()) < 0.0
    band = patch(side, "hip to ankle")
    assert band.get_x() == pytest.approx(float(posture.ankle_x[0]))
    assert band.get_width() == pytest.approx(Metrics(view)["hip_ankle_offset"].value)
    np.testing.assert_allclose(line(side, "over the ankle").get_xdata(), float(posture.ankle_x[0]))


def test_the_note_beside_it_is_the_metrics_and_names_the_moment(gait, answer, picture, comparison):
    ankle, foot_point = (100.0 * gait.metrics[name].value for name in ("hip_ankle_offset", "hip_cop_offset"))
    assert foot_point < 0.0 < ankle  # as in real runners
    first, second, moment = picture.axes[0].texts[:3]
    assert first.get_text() == f"hip {ankle:.1f} cm ahead of the ankle"
    assert second.get_text() == f"{-foot_point:.1f} cm behind the foot point (centre of pressure)"
    assert moment.get_text() == "when the body is lowest"
    assert first.get_fontsize() > second.get_fontsize()
    small_print = " ".join(picture.get_supxlabel().split())
    assert small_print.startswith("Midstance here means: lowest point.")
    assert "geometry fitted to real runners" in small_print
    assert "the other leg and the arms are not drawn" in small_print
    assert "foot point (centre of pressure)" in small_print
    for axes, metrics in zip(comparison.axes, (answer.before, answer.after), strict=False):
        assert hip_offset(metrics["hip_ankle_offset"].value) in words(axes)
    far = sm.what_if(gait, {"foot.ahead": "+8 cm"})
    behind = 100.0 * far.after["hip_ankle_offset"].value
    assert behind < 0.0
    assert f"hip {-behind:.1f} cm behind the ankle" in words(slingshot(far).axes[1])


def test_plumb_line_is_the_widest_line_but_for_the_faded_path(comparison):
    for axes in comparison.axes[:2]:
        plumb = line(axes, "plumb line")
        others = [one for one in axes.lines if one is not plumb and (one.get_alpha() or 1.0) > 0.5]
        assert plumb.get_linewidth() > max(one.get_linewidth() for one in others)


# --- takeoff, touchdown, scale ---------------------------------------------------------------------------------------


def test_takeoff_and_touchdown_are_written_and_drawn(gait, picture):
    side = picture.axes[0]
    angle, speed = (gait.metrics[name].value for name in ("takeoff_angle", "takeoff_speed"))
    assert f"takeoff {angle:.1f}° upward {speed:.2f} m/s" in words(side)
    ahead = 100 * gait.metrics["foot_ahead_at_touchdown"].value
    assert f"foot lands {ahead:.1f} cm ahead of the body's mass" in words(side)
    (x, y), (tip_x, tip_y) = arrow(side, "takeoff")
    assert math.degrees(math.atan2(tip_y - y, tip_x - x)) == pytest.approx(angle)
    # From the mass, not from the hip joint.
    assert x == pytest.approx(gait.step.contact.cop_travel + gait.metrics["foot_behind_at_takeoff"].value)
    assert y == pytest.approx(gait.step.takeoff[1])
    arc = patch(side, "angle")
    assert (arc.theta1, arc.theta2) == pytest.approx((0.0, angle))


def test_both_panels_have_one_scale(comparison):
    left, right = comparison.axes[:2]
    assert left.get_xlim() == right.get_xlim()
    assert left.get_ylim() == right.get_ylim()
    for axes in (left, right):
        assert axes.get_aspect() == 1.0
        assert axes.get_xlabel().endswith("(m)")
        assert axes.get_ylabel().endswith("(m)")


def test_the_foot_point_rolls(gait, picture):
    points = [float(one.get_xdata()[0]) for one in picture.axes[0].lines if one.get_label() == "foot point"]
    assert len(points) == 7
    assert points[0] == 0.0
    assert points == sorted(points)
    assert points[-1] == pytest.approx(gait.step.contact.cop_travel)


# --- the body --------------------------------------------------------------------------------------------------------


def test_the_body_stands_whole_at_midstance_and_its_leg_at_the_other_instants(gait, picture):
    side, drawn = picture.axes[0], scene(gait.step, "lowest point")
    assert {"thigh", "shank", "foot", "trunk", "head"} <= {one.get_label() for one in side.patches}
    joints = [one for one in side.lines if one.get_label() == "joint"]
    at = gait.metrics.view.body_at("lowest point").posture
    expected = [(at.hip_x[0], at.hip_y[0]), (at.ankle_x[0], at.ankle_y[0])]
    np.testing.assert_allclose([np.ravel(one.get_data()) for one in joints], expected)
    others = [stick for stick in drawn.sticks if stick is not drawn.midstance]
    legs = [one for one in side.lines if one.get_label() == "leg"]
    assert len(legs) == len(others) == 6
    shape = gait.parameters.shape
    for leg, stick in zip(legs, others, strict=True):
        hip, knee, ankle = leg.get_xydata()
        np.testing.assert_allclose((hip, knee, ankle), (stick.body.hip, stick.body.knee, stick.body.ankle))
        assert math.dist(hip, knee) == pytest.approx(shape.thigh)
        assert math.dist(knee, ankle) == pytest.approx(shape.shank)
        assert leg.get_alpha() < 1.0
    masses = [one for one in side.lines if one.get_label() == "mass"]
    np.testing.assert_allclose([one.get_ydata()[0] for one in masses], [stick.mass_y for stick in drawn.sticks])


def test_the_trunk_leans_as_it_is_told_and_looks_ahead(gait):
    leaning = sm.what_if(gait, {"hip.trunk_lean": "+10 deg"}).changed
    for one, degrees in ((gait.step, 8.0), (leaning, 18.0)):
        body = scene(one, "lowest point").midstance.body
        (x, y), (head_x, head_y) = body.hip, body.head
        assert math.degrees(math.atan2(head_x - x, head_y - y)) == pytest.approx(degrees)
        assert head_y + body.head_radius == pytest.approx(y + 0.47 * gait.parameters.shape.height, rel=0.04)
        outline = patch(stroboscopic(one).axes[0], "head").get_xy()
        assert outline[:, 0].max() - head_x > 1.1 * (head_x - outline[:, 0].min())  # the nose


@pytest.mark.parametrize("strike", ["rearfoot", "forefoot"])
def test_the_foot_lands_comes_flat_and_rolls_off(gait, strike):
    landed = sm.simulate(gait.scenario.with_values({"foot.strike": strike}), steps=1).steps[0]
    drawn = scene(landed, "lowest point")
    landing, flat, last = drawn.touchdown.body, drawn.midstance.body, drawn.sticks[-1].body
    if strike == "rearfoot":
        assert 0.0 <= landing.heel[1] < 0.015
        assert landing.toe[1] > landing.ball[1] > 0.03
    else:
        assert landing.ball[1] == pytest.approx(0.0, abs=1e-9)
        assert landing.heel[1] > 0.01
        assert landing.toe[1] == pytest.approx(landing.ball[1])
    for point in (flat.heel, flat.ball, flat.toe):
        assert point[1] == pytest.approx(0.0, abs=0.005)
    assert last.heel[1] > 0.05
    assert last.ball[1] == pytest.approx(0.0, abs=1e-9)
    assert last.toe[1] == pytest.approx(0.0, abs=1e-9)
    for body in (landing, flat, last):  # one foot, whatever it does
        assert math.dist(body.heel, body.ball) == pytest.approx(math.dist(flat.heel, flat.ball))
        assert math.dist(body.ankle, body.ball) == pytest.approx(math.dist(flat.ankle, flat.ball))
        assert body.heel[0] < body.ankle[0] < body.ball[0] < body.toe[0]


def test_the_ground_pushes_at_the_foot_point_in_body_weights(gait, picture):
    c = gait.metrics.view.at("lowest point")
    force = np.array([c.grf_x[0], c.grf_y[0]]) / (gait.parameters.mass * 9.81)
    tail, tip = arrow(picture.axes[0], "push")
    assert tail == pytest.approx((c.cop[0], 0.0))
    np.testing.assert_allclose(np.subtract(tip, tail), PER_WEIGHT * gait.parameters.leg_length * force)
    assert f"at midstance the ground pushes up {force[1]:.2f} body weights" in words(picture.axes[0])


def test_a_fallen_body_is_drawn_as_far_as_a_leg_can_fold():
    fallen = ENDINGS[Outcome.FELL]
    drawn = scene(fallen, "lowest point")
    assert drawn.midstance is None
    possible = [stick.body.possible for stick in drawn.sticks]
    assert possible == sorted(possible, reverse=True)  # once it cannot be, it is not drawn again
    assert drawn.whole.body.possible
    assert not drawn.sticks[-1].body.possible
    side = stroboscopic(fallen).axes[0]
    assert len([one for one in side.lines if one.get_label() == "leg"]) < 6
    assert min(patch(side, "thigh").get_xy()[:, 1]) > 0.0
    masses = [one.get_ydata()[0] for one in side.lines if one.get_label() == "mass"]
    assert masses[-1] == pytest.approx(0.0, abs=1e-6)


# --- forces ----------------------------------------------------------------------------------------------------------


def test_force_curves_are_the_metrics_in_body_weights(answer, comparison):
    vertical, fore_aft = comparison.axes[2:]
    assert vertical.get_ylabel() == "vertical force (body weights)"
    assert fore_aft.get_ylabel() == "fore-aft force (body weights)"
    assert "contact" in vertical.get_xlabel()
    assert vertical.get_xlim() == (0.0, 100.0)
    for number, metrics in enumerate((answer.before, answer.after)):
        assert max(vertical.lines[1 + number].get_ydata()) == pytest.approx(metrics["peak_vertical_force"].value)
        x, y = fore_aft.lines[1 + number].get_data()
        assert -min(y) == pytest.approx(metrics["peak_braking_force"].value, rel=1e-3)
        assert max(y) == pytest.approx(metrics["peak_propulsive_force"].value, rel=1e-3)
        crossover = 100 * metrics["time_of_fore_aft_crossover"].value
        assert np.interp(crossover, x, y) == pytest.approx(0.0, abs=1e-6)
    said = " ".join(words(vertical))
    assert f"before: peak {answer.before['peak_vertical_force'].value:.2f} body weights" in said
    assert f"what if: peak {answer.after['peak_vertical_force'].value:.2f} body weights" in said
    shares = [100 * metrics["time_of_lowest_point"].value for metrics in (answer.before, answer.after)]
    assert f"the body is lowest: {shares[0]:.0f} % → {shares[1]:.0f} %" in said
    assert "braking turns into pushing" in fore_aft.get_title(loc="left")


def test_before_and_after_differ_in_dash_and_in_grey(comparison):
    before, after = comparison.axes[2].lines[1:3]
    assert before.get_linestyle() != after.get_linestyle()
    grey = [np.dot(to_rgb(look.colour), (0.299, 0.587, 0.114)) for look in (BASELINE, CHANGED)]
    assert abs(grey[0] - grey[1]) > 0.2


def test_a_hopper_neither_brakes_nor_pushes():
    vertical, fore_aft = forces(step(1.1, 0.0, UPRIGHT)).axes
    assert fore_aft.get_title(loc="left") == ""
    assert max(vertical.lines[1].get_ydata()) == pytest.approx(3.469178, rel=1e-6)


# --- sources, titles -------------------------------------------------------------------------------------------------


def test_titles_are_the_question(gait, comparison):
    assert " ".join(comparison.get_suptitle().split()) == f"One step: {QUESTIONS['one step']}"
    assert comparison.axes[1].get_title(loc="left") == "What if: the foot lands 3.0 cm farther ahead"
    softer = sm.what_if(gait, {"leg.stiffness": "-5 %", "leg.law": "viscous"})
    assert "leg stiffness -5 %, leg law viscous" in " ".join(words(slingshot(softer)))


def test_a_run_shows_the_step_that_is_asked_for():
    run = sm.simulate(sm.load("seyfarth"), steps=3)
    assert stroboscopic(run).get_suptitle().endswith("step 3 of 3")
    assert stroboscopic(run, step=0).get_suptitle().endswith("step 1 of 3")
    with pytest.raises(sm.InputError, match="the run has 3 steps"):
        stroboscopic(run, step=3)


def test_wrong_input_is_refused_by_name(answer):
    with pytest.raises(sm.InputError, match='Did you mean "lowest point"'):
        stroboscopic(RUNNING, midstance="lowest pont")
    with pytest.raises(sm.InputError, match="midstance"):
        forces(RUNNING, midstance="middle")
    with pytest.raises(sm.InputError, match="slingshot"):
        stroboscopic(answer)


# --- matched and settled ---------------------------------------------------------------------------------------------


def test_a_matched_answer_says_what_had_to_change(gait):
    matched = sm.what_if(gait, {"foot.ahead": "+3 cm"}, ask="matched")
    figure = slingshot(matched)
    k, e, d = (matched.adjusted[name] for name in ("leg.stiffness", "leg.push_off", "hip.extension"))
    assert (
        "To keep mean speed, cadence and contact time: "
        f"leg stiffness {k[0] / 1e3:.1f} → {k[1] / 1e3:.1f} kN/m, push-off {100 * e[0]:.1f} → {100 * e[1]:.1f} cm, "
        f"hip extension {math.degrees(d[0]):.1f} → {math.degrees(d[1]):.1f}°"
    ) in words(figure.axes[1])
    assert figure.get_suptitle().startswith("Matched: ")


def test_a_matched_gait_that_does_not_exist_is_a_sentence(gait):
    none = sm.what_if(gait, {"cadence": "+50 %"}, ask="matched")
    assert none.changed is None
    figure = slingshot(none)
    assert f"There is no such gait: {none.message}." in words(figure.axes[1])
    assert figure.axes[1].get_title(loc="left") == "What if: cadence +50 %"
    assert len([one for one in figure.axes[2].lines if len(one.get_xdata()) > 2]) == 1  # the baseline's force alone
    assert none.message in " ".join(forces(none).get_suptitle().split())


def test_a_settled_answer_says_what_it_came_to(gait):
    settled = sm.what_if(gait, {"foot.ahead": "+3 cm"}, ask="settle")
    end = "the runner is stopped and thrown back; land with the foot less far ahead"
    assert settled.message == f"it ends in step 5: {end}"
    figure = slingshot(settled)
    assert figure.get_suptitle().endswith("less far ahead")
    assert "(step 5)" in figure.axes[1].get_title(loc="left")
    backward = settled.after["takeoff_angle"].value
    assert backward > 95.0
    assert f"{backward:.1f}°, backward" in " ".join(words(figure.axes[1]))
    assert "It ends in step 5" in forces(settled).get_suptitle()
    at_rest = sm.what_if("seyfarth", {"foot.angle_of_attack": "-1 deg"}, ask="settle")
    assert at_rest.settled
    assert slingshot(at_rest).axes[1].get_title(loc="left").endswith("(once settled)")


# --- what cannot be run ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ENDINGS, ids=lambda outcome: outcome.name)
def test_every_outcome_is_drawn_with_its_sentence(outcome):
    ending = ENDINGS[outcome]
    assert ending.outcome is outcome
    sentence = ending.sentence
    side = stroboscopic(ending).axes[0]
    assert sentence in words(side)
    assert any("no plumb line" in one for one in words(side))
    figure = slingshot(answer_of(ending))
    before, after = figure.axes[:2]
    assert sentence in words(after)
    assert sentence not in words(before)
    assert sentence in " ".join(words(forces(ending)))
    figure.set_layout_engine("none")  # saves half of the time
    figure.draw_without_rendering()


def test_both_steps_may_fail():
    ending = ENDINGS[Outcome.FELL]
    for axes in slingshot(answer_of(ending, baseline=ending)).axes[:2]:
        assert ending.sentence in words(axes)


def test_a_fall_before_the_foot_lands_is_drawn():
    assert FALLS_IN_FLIGHT.sentence in words(slingshot(answer_of(FALLS_IN_FLIGHT)).axes[1])


def test_a_takeoff_that_points_down_says_so(gait):
    shorter = sm.what_if(gait, {"foot.ahead": "-5 cm"})
    assert shorter.outcome is Outcome.TAKEOFF_DOWN
    said = words(slingshot(shorter).axes[1])
    assert f"takeoff {-shorter.after['takeoff_angle'].value:.1f}° downward" in " ".join(said)
    assert shorter.changed.sentence in said
    assert "What if: the foot lands 5.0 cm less far ahead" in said


def test_nothing_is_drawn_after_the_slip():
    slipped = ENDINGS[Outcome.SLIPPED]
    side, vertical = stroboscopic(slipped).axes[:2]
    masses = [float(one.get_xdata()[0]) for one in side.lines if one.get_label() == "mass"]
    assert max(masses) < slipped.touchdown.x + 1.01 * 5.0 * slipped.slip_time
    assert vertical.get_xlabel() == "time since touchdown (ms)"
    assert max(vertical.lines[1].get_xdata()) <= 1e3 * slipped.slip_time


def test_warnings_about_steps_that_run():
    backwards = step(1.0, 2.0, replace(CLASSICAL, angle_of_attack=math.radians(55)))
    assert any("moving backwards" in one for one in words(stroboscopic(backwards)))
    squeezed = step(1.6, 3.0, replace(CLASSICAL, stiffness=6e3))
    assert any("do not believe" in one for one in words(stroboscopic(squeezed)))
    hopper = stroboscopic(step(1.1, 0.0, UPRIGHT))
    assert not any("backward" in one for one in words(hopper))
    assert any("90.0° upward" in one for one in words(hopper))
    assert "slopes" in stroboscopic(step(1.0, 5.0, replace(CLASSICAL, slope=0.05))).get_supxlabel()


# --- no letters on letters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["+3 cm", "+10 cm", "-5 cm"])
def test_no_words_overlap(gait, change):
    figure = slingshot(sm.what_if(gait, {"foot.ahead": change}))
    figure.draw_without_rendering()
    for axes in figure.axes:
        boxes = [(text.get_text(), text.get_window_extent()) for text in axes.texts if text.get_text()]
        for i, (one, box) in enumerate(boxes):
            assert all(text.get_fontsize() >= 9.0 for text in axes.texts)
            assert not [other for other, place in boxes[i + 1 :] if box.overlaps(place)], one


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG"), ("SVG", b"<?xml"), ("pdf", b"%PDF")])
def test_save_writes_the_format_of_the_ending_and_leaves_nothing_else(tmp_path, ending, start):
    target = tmp_path / f"step.{ending}"
    save(forces(RUNNING), target, dpi=50)
    first = target.read_bytes()
    assert first.startswith(start)
    save(forces(RUNNING), str(target), dpi=50)
    assert target.read_bytes() == first
    assert list(tmp_path.iterdir()) == [target]


def test_save_refuses_what_it_cannot_write(tmp_path):
    figure = Figure()
    with pytest.raises(sm.InputError, match=r"must end in \.png, \.svg or \.pdf"):
        save(figure, tmp_path / "step.jpg")
    with pytest.raises(sm.InputError, match="must end in"):
        save(figure, tmp_path / "step")
    with pytest.raises(sm.InputError, match="does not exist"):
        save(figure, tmp_path / "nowhere" / "step.png")
    (tmp_path / "taken.png").mkdir()
    with pytest.raises(sm.InputError, match="cannot be written"):
        save(figure, tmp_path / "taken.png")
    assert [one.name for one in tmp_path.iterdir()] == ["taken.png"]


def test_a_failed_save_keeps_the_old_file(tmp_path):
    class Broken(Figure):
        def savefig(self, *args, **more):
            args[0].write_bytes(b"half")
            raise OSError(28, "No space left on device")

    target = tmp_path / "step.png"
    target.write_bytes(b"old")
    with pytest.raises(sm.InputError, match="No space left"):
        save(Broken(), target)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


# --- manners ---------------------------------------------------------------------------------------------------------


def test_figures_do_not_import_pyplot(tmp_path):
    code = (
        "import sys, springmass as sm; assert 'matplotlib' not in sys.modules; "
        "r = sm.simulate(sm.load('seyfarth'), steps=1); sm.figures.save(sm.figures.forces(r), sys.argv[1]); "
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "forces.png")], check=True)


def test_figures_never_simulate(answer, gait, monkeypatch):
    def refuse(*args, **more):
        raise AssertionError("a figure simulated")

    monkeypatch.setattr("scipy.integrate.solve_ivp", refuse)
    monkeypatch.setattr("springmass.dynamics.step.contact", refuse)
    for figure in (slingshot(answer), stroboscopic(gait), forces(answer)):
        assert isinstance(figure, Figure)


def test_the_readers_settings_do_not_change_ours(gait):
    with rc_context({"font.size": 30.0, "axes.facecolor": "black", "lines.linewidth": 9.0}):
        figure = stroboscopic(gait)
    assert figure.axes[0].get_facecolor() == (1.0, 1.0, 1.0, 1.0)
    assert figure.axes[0].xaxis.label.get_fontsize() == 10.0


def test_a_notebook_shows_a_figure(gait):
    assert forces(gait)._repr_png_().startswith(b"\x89PNG")


def test_a_kink_in_the_force_is_explained(gait, comparison):
    """Where the foot point begins to roll more slowly, the damped leg's force steps up; the figure says so there."""
    p = gait.parameters
    when = p.roll_switch / p.roll_speed
    share = 100.0 * when / gait.step.contact_time
    force = contact_curves(gait.step.contact, p, np.array([when - 1e-6, when + 1e-6])).grf_y / (p.mass * p.gravity)
    assert force[1] > force[0] + 0.03
    said = f"kink at {share:.0f} %: the foot point rolls on more slowly"
    assert said in words(comparison.axes[2])
    assert said not in words(comparison.axes[3])
    assert not [one for one in words(forces(step(1.0, 5.0, CLASSICAL))) if "kink" in one]
    one_speed = sm.simulate(sm.load("rbds001").with_values({"foot.roll_late_speed": None, "foot.roll_switch": None}))
    assert not [one for one in words(forces(one_speed)) if "kink" in one]


def test_a_leg_whose_foot_stays_has_no_hip_and_ankle_in_the_picture():
    drawn = stroboscopic(RUNNING).axes[0]
    metrics = Metrics(StepView(RUNNING))
    offset = 100.0 * metrics["mass_cop_offset"].value
    said = words(drawn)
    assert f"body {abs(offset):.1f} cm {'ahead of' if offset > 0 else 'behind'} the foot point" in said
    assert {"body", "foot point"} <= set(said)
    assert not {"hip", "ankle"} & set(said)
    assert not [one for one in drawn.lines if one.get_label() == "joint"]


def test_the_push_drawn_is_one_the_curve_has(gait, picture):
    """At midstance the number beside the arrow is the height of the force curve over the plumb line's moment."""
    said = next(one for one in words(picture.axes[0]) if "pushes up" in one)
    number = float(re.search(r"([\d.]+) body weights", said)[1])
    x, y = next(one for one in picture.axes[1].lines if one.get_marker() == "o").get_data()
    assert number == pytest.approx(np.interp(100.0 * gait.metrics["time_of_lowest_point"].value, x, y), abs=0.006)
    assert number < y.max()
