"""Figures of gaits and maps: plotted data and words; and the two results drawn for them, held to published numbers."""

import math
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.text import Text

import springmass as sm
from springmass.dynamics.closed_forms import geyer_step
from springmass.dynamics.step import step
from springmass.figures import branch, ground_step, power_family, return_map, slingshot, stability_map, three_answers
from springmass.figures.lettering import folded
from springmass.figures.words import adjusted, change, hip_offset
from springmass.gait.continuation import FLIP, SADDLE_NODE, Branch, BranchPoint, follow
from springmass.gait.family import PowerFamily
from springmass.gait.family import power_family as find_family
from springmass.gait.j_map import j_map
from springmass.gait.map_curve import map_curve
from springmass.gait.stability import Stability, steps_to_fall
from springmass.gait.steering import ground_step as run_over
from springmass.gait.what_if import ask_all
from springmass.metrics.words import capital
from springmass.parameters import Parameters

CLASSICAL = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
ENERGY = 9.81 + 12.5
GEYER = Parameters(80.0, 1.0, 10.7 * 80.0 * 9.81, math.radians(60))
TWENTY_FOUR = {8: (52.5, 55.0), 12: (59.5, 62.25), 20: (66.25, 68.75), 30: (70.5, 72.75), 40: (73.0, 75.0)}
"""Stiffness [kN/m] → angles that reach 24 steps, 0.25° grid: our own reproduction of Seyfarth et al. 2002, fig. 2."""


@pytest.fixture(scope="module")
def gait():
    return sm.find_gait(sm.load("rbds001"))


@pytest.fixture(scope="module")
def answers(gait):
    return ask_all(gait, {"foot.ahead": "+3 cm"})


@pytest.fixture(scope="module")
def curve():
    return map_curve(CLASSICAL, ENERGY, points=120)


@pytest.fixture(scope="module")
def family():
    return find_family(sm.load("rbds001"), points=4)


def words(part):
    return [" ".join(text.get_text().split()) for text in part.findobj(Text)]


def everything(figure):
    return " ".join(words(figure))


def line(axes, start):
    return next(one for one in axes.lines if str(one.get_label()).startswith(start))


def overlaps(figure):
    """Pairs of texts of one axes that lie on each other."""
    for axes in figure.axes:
        boxes = [(text.get_text(), text.get_window_extent()) for text in axes.texts if text.get_text()]
        for i, (one, box) in enumerate(boxes):
            yield from ((one, other) for other, place in boxes[i + 1 :] if box.overlaps(place))


def off_the_sheet(figure):
    """Texts that run over the edge."""
    sheet = figure.bbox
    ticks = {label for axes in figure.axes for label in (*axes.get_xticklabels(), *axes.get_yticklabels())}
    for text in figure.findobj(Text):
        if text in ticks or not (text.get_text() and text.get_visible()):  # some ticks are there but not drawn
            continue
        box = text.get_window_extent()
        if box.x0 < sheet.x0 - 1 or box.x1 > sheet.x1 + 1 or box.y0 < sheet.y0 - 1 or box.y1 > sheet.y1 + 1:
            yield text.get_text()


def assert_readable(figure):
    figure.draw_without_rendering()
    assert not list(overlaps(figure))
    assert not list(off_the_sheet(figure))


# --- three answers ---------------------------------------------------------------------------------------------------


def test_three_answers_are_drawn_at_one_scale_with_what_they_ask(answers):
    figure = three_answers(answers)
    panels, under = figure.axes[:4], figure.axes[4:]
    assert [axes.get_title(loc="left") for axes in panels] == ["Before", "One step", "Matched", "Settle (step 5)"]
    assert len({(axes.get_xlim(), axes.get_ylim()) for axes in panels}) == 1
    assert "The foot lands 3.0 cm farther ahead" in figure.get_suptitle()
    assert "They differ, and that is the lesson" in figure.get_suptitle()
    said = [" ".join(words(axes)) for axes in under]
    for name, text in zip(answers, said[1:], strict=True):
        assert sm.gait.what_if.QUESTIONS[name][1:] in text
    for metrics, axes, text in zip((answers["one step"].before, answers["one step"].after), panels, said, strict=False):
        hip, takeoff = hip_offset(metrics["hip_ankle_offset"].value), f"{metrics['takeoff_angle'].value:.1f}° upward"
        assert {hip, takeoff} <= set(words(axes))
        assert f"{capital(hip)} at midstance. Takeoff {takeoff}." in text
    assert adjusted(answers["matched"]).split(",")[0] in said[2]
    assert "It ends in step 5: the runner is stopped and thrown back; land with the foot less far ahead." in said[3]
    assert all(line(axes, "plumb line") is not None for axes in panels)
    assert_readable(figure)


def test_an_answer_that_does_not_exist_says_why(answers):
    none = replace(answers["matched"], changed=None, adjusted={}, message="running ends half way")
    figure = three_answers({**answers, "matched": none})
    assert "There is no such gait: running ends half way." in everything(figure)
    with pytest.raises(sm.InputError, match="are none"):
        three_answers({})
    with pytest.raises(sm.InputError, match="one change"):
        three_answers({**answers, "settle": replace(answers["settle"], change={"leg.stiffness": "+5 %"})})


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("ice", {"foot.ahead": "-11.7 cm"}),
        ("hopping", {"leg.stiffness": "+20 %"}),
        ("seyfarth", {"leg.stiffness": "3 kN/m"}),
    ],
)
def test_no_words_run_over_the_edge(name, change):
    scenario = sm.load(name)
    found = {ask: sm.what_if(scenario, change, ask=ask) for ask in ("one step", "settle")}
    for figure in (three_answers(found), *map(slingshot, found.values())):
        figure.draw_without_rendering()
        assert not list(off_the_sheet(figure))


def test_a_single_answer_has_its_small_print_on_the_sheet(answers):
    assert_readable(three_answers({"matched": answers["matched"]}))


def test_adjustments_in_words(gait):
    shorter = sm.what_if(gait, {"foot.ahead": "-5 cm"}, ask="matched")
    pairs = {name: (math.degrees(a), math.degrees(b)) for name, (a, b) in shorter.adjusted.items()}
    said = adjusted(shorter)
    assert f"hip extension 0.0 → −{-pairs['hip.extension'][1]:.1f}° (below zero: the hip brakes)" in said
    stiffness = shorter.adjusted["leg.stiffness"]
    assert f"leg stiffness {stiffness[0] / 1e3:.1f} → {stiffness[1] / 1e3:.1f} kN/m" in said
    assert change(replace(shorter, change={"cadence": "+5 %"})) == "cadence +5 %"
    assert change(replace(shorter, change={"takeoff_angle": "=9 deg"})) == "takeoff angle 9 deg"
    offset = hip_offset(shorter.after["hip_ankle_offset"].value)
    assert change(replace(shorter, change={"hip_ankle_offset": "=5 cm"})) == f"{offset} at midstance"
    wanted = replace(shorter, change={"hip_ankle_offset": "=-5 cm"}, changed=None)
    assert change(wanted) == "hip ahead of the ankle at midstance -5 cm"


def test_folded_lines_are_even_and_keep_quantities_whole():
    assert folded("short", 90) == "short"
    lines = folded("leg stiffness 16.2 → 14.5 kN/m and push-off 5.3 → 3.0 cm", 30).splitlines()
    assert lines == ["leg stiffness 16.2 → 14.5 kN/m", "and push-off 5.3 → 3.0 cm"]


# --- return map ------------------------------------------------------------------------------------------------------


def test_map_curve_is_the_step_and_the_closed_form(curve):
    for i in (5, 40, 60):
        h = curve.heights[i]
        exact = step(h, math.sqrt(2.0 * (ENERGY - 9.81 * h)), CLASSICAL)
        assert curve.next_heights[i] == pytest.approx(exact.apex_height, abs=1e-7)
        approximate = geyer_step(h, 80.0 * ENERGY, 80.0, 1.0, 2e4, math.radians(68)).next_height
        assert curve.approximate[i] == pytest.approx(approximate)
    assert curve.heights[0] == pytest.approx(math.sin(math.radians(68)), abs=1e-5)
    assert curve.heights[-1] == pytest.approx(ENERGY / 9.81)
    assert [gait.apex_height for gait in curve.gaits] == pytest.approx([0.940267, 1.337686], abs=2e-6)
    rolling = map_curve(replace(CLASSICAL, roll_speed=0.5, roll_late_speed=0.5), ENERGY, points=9)
    assert np.isnan(rolling.approximate).all()


def test_map_curve_refuses_what_has_none():
    with pytest.raises(sm.InputError, match="no curve"):
        map_curve(replace(CLASSICAL, damping_law="viscous", damping=100.0), ENERGY)
    with pytest.raises(sm.InputError, match="energy"):
        map_curve(CLASSICAL, 5.0)
    with pytest.raises(sm.InputError, match="points"):
        map_curve(CLASSICAL, ENERGY, points=1)


def test_return_map_marks_stable_and_unstable_gaits(curve):
    figure = return_map(curve, sm.simulate(sm.load("seyfarth"), steps=5))
    axes = figure.axes[0]
    np.testing.assert_array_equal(line(axes, "this leg").get_ydata(), curve.next_heights)
    np.testing.assert_array_equal(line(axes, "closed form").get_ydata(), curve.approximate)
    assert line(axes, "closed form").get_linestyle() == "--"
    stable, unstable = line(axes, "stable gait"), line(axes, "unstable gait")
    assert stable.get_xdata()[0] == stable.get_ydata()[0] == curve.gaits[0].apex_height
    assert to_rgba(stable.get_markerfacecolor()) == (0.0, 0.0, 0.0, 1.0)
    assert to_rgba(unstable.get_markerfacecolor()) == (1.0, 1.0, 1.0, 1.0)
    assert "a small stumble shrinks by 84 %" in stable.get_label()
    assert_readable(figure)


def test_the_staircase_climbs_between_map_and_diagonal(curve):
    run = sm.simulate(sm.load("seyfarth"), steps=4)
    x, y = line(return_map(curve, run).axes[0], "staircase").get_data()
    apexes = [1.0, *(one.apex_height for one in run.steps)]
    assert list(x[::2]) == apexes
    assert list(y[1::2]) == apexes[1:]  # up or down to the map …
    assert list(y[2::2]) == list(x[2::2])  # … and across to the diagonal
    with pytest.raises(sm.InputError, match="energy of the map"):
        return_map(map_curve(CLASSICAL, 20.0, points=20), run)


def test_return_maps_without_gait_or_approximation():
    steep = map_curve(replace(CLASSICAL, angle_of_attack=math.radians(60)), ENERGY, points=60)
    assert "does not meet the diagonal" in everything(return_map(steep))
    both = map_curve(GEYER, 1.61 * 9.81, points=60)
    figure = return_map(both, approximate=False)
    assert "Geyer" not in everything(figure)
    assert [round(one.apex_height, 6) for one in both.gaits] == [0.876815, 0.916831]


# --- branch ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def followed():
    gait = sm.find_gait(sm.load("seyfarth"), free=(), apex_energy=ENERGY)
    return follow(gait, "foot.angle_of_attack", (math.radians(66.0), math.radians(69.0)), longest=0.3, most=9)


def test_branch_names_saddle_node_and_flip(followed):
    figure = branch(followed)
    axes = figure.axes[0]
    assert axes.get_xlabel() == "angle of attack (°)"
    assert axes.get_ylabel() == "apex height (m)"
    found = {one.special: one for one in followed.special}
    for kind, published in ((SADDLE_NODE, 66.305495), (FLIP, 68.853598)):
        x, y = (float(values[0]) for values in line(axes, f"_{kind}").get_data())
        assert x == pytest.approx(published, abs=1e-3)
        assert y == found[kind].apex_height
    said = everything(figure)
    assert "gaits vanish here (saddle-node) angle of attack 66.31°" in said
    assert "each step over-corrects (flip) angle of attack 68.85°" in said
    stable = line(axes, "stable")
    assert min(stable.get_xdata()) == pytest.approx(66.3055, abs=1e-3)
    assert max(stable.get_xdata()) == pytest.approx(68.8536, abs=1e-3)
    assert stable.get_linewidth() > line(axes, "unstable").get_linewidth()
    assert line(axes, "unstable").get_linestyle() == "--"
    assert_readable(figure)


def test_branch_says_why_it_ends():
    def at(value, multiplier):
        reading = Stability(np.eye(2), np.array([multiplier, 0.0]), multiplier, False)
        return BranchPoint(value, np.zeros(3), 1.0 + 1e-5 * value, 5.0, reading)

    points = tuple(at(1e3 * k, m) for k, m in ((10, 0.5), (12, 0.7), (14, 1.2), (16, 1.4)))
    figure = branch(Branch("leg.stiffness", points, ("the last step that can be run", "400 points")))
    axes = figure.axes[0]
    assert axes.get_xlabel() == "leg stiffness (kN/m)"
    assert list(line(axes, "stable").get_xdata()) == [10.0, 12.0, 14.0]
    assert {"the last step that can be run", "not followed further"} <= set(words(axes))
    assert_readable(figure)
    assert_readable(branch(Branch("leg.stiffness", points[:1], ("the end of the window",) * 2)))


def test_words_at_the_end_of_a_short_stretch_stand_clear_of_each_other():
    steady = sm.representative_gait("moon")
    for field, window in (("foot.angle_of_attack", np.radians([55.0, 80.0])), ("runner.mass", (40.0, 120.0))):
        assert_readable(branch(sm.follow(steady, field, tuple(window))))


# --- who puts the energy back ----------------------------------------------------------------------------------------


def test_power_family_shows_the_whole_trade(family):
    figure = power_family(family)
    hip, who, leg, angle, foot, force, other = figure.axes
    assert figure.get_suptitle().startswith(
        "Who puts the lost energy back? Same speed, cadence and contact time all along."
    )
    offset = 100.0 * family.values("hip_ankle_offset")
    assert offset[-1] < 0.0 < offset[0]
    for axes, name, factor in (
        (angle, "takeoff_angle", 1.0),
        (foot, "foot_ahead_at_touchdown", 100.0),
        (force, "peak_vertical_force", 1.0),
    ):
        curve = line(axes, name)
        np.testing.assert_allclose(curve.get_xdata(), offset)
        np.testing.assert_allclose(curve.get_ydata(), factor * family.values(name))
    np.testing.assert_allclose(line(who, "push-off").get_ydata(), 100.0 * family.parameter("leg.push_off"))
    np.testing.assert_allclose(line(other, "hip").get_ydata(), np.degrees(family.parameter("hip.extension")))
    assert np.ptp(angle.get_ylim()) >= 4.0  # small changes look small
    assert who.get_xlim() == angle.get_xlim() == foot.get_xlim() == force.get_xlim()
    assert "behind" in who.get_xlabel()
    assert hip.get_title(loc="left") == "The hip replaces it"
    assert f"hip {-offset[-1]:.1f} cm behind the ankle" in words(hip)
    assert f"hip {offset[0]:.1f} cm ahead of the ankle" in words(leg)
    title = " ".join(figure.get_suptitle().split())
    assert f"the hip is {offset[0] - offset[-1]:.1f} cm farther back" in title
    steeper = np.diff(family.values("takeoff_angle")[[0, -1]])[0]
    assert f"takeoff is {steeper:.1f}° steeper" in title
    assert "ahead of the body" in foot.get_title(loc="left")  # counted from the mass
    assert_readable(figure)


def test_a_family_that_stops_short_says_so(family):
    short = PowerFamily(family.gaits[:2], family.midstance, False)
    assert power_family(short).axes[0].get_title(loc="left") == "As much hip as there is a gait for"
    with pytest.raises(sm.InputError, match="at least two"):
        power_family(PowerFamily(family.gaits[:1], family.midstance, False))


# --- steps in the ground ---------------------------------------------------------------------------------------------


def test_ground_step_draws_every_apex_and_its_end(gait):
    fallen = run_over(gait, -0.02)
    figure = ground_step(fallen, gait)
    axes = figure.axes[0]
    heights = [fallen.steps[0].start_height, *(one.apex_height for one in fallen.steps[:-1])]
    np.testing.assert_allclose(line(axes, "apex after").get_ydata(), 100.0 * np.array(heights))
    assert line(axes, "apex of the gait").get_ydata()[0] == 100.0 * gait.apex_height
    assert " ".join(figure.get_suptitle().split()).startswith("The ground rises by 2.0 cm")
    assert {"the run ends", "the ground rises by 2.0 cm"} <= set(words(axes))
    assert_readable(figure)


def test_the_end_of_a_long_run_is_named_on_the_sheet():
    steady = sm.representative_gait("moon")
    response = sm.ground_step(steady, -0.01)
    assert len(response.steps) > 5
    figure = ground_step(response, steady)
    assert "the run ends" in words(figure)
    assert_readable(figure)


def test_ground_step_marks_the_recovery():
    run = sm.find_gait(sm.load("seyfarth"), free=("leg.stiffness",), apex_energy=ENERGY, contact_time="0.15 s")
    assert run.stability.stable
    response = run_over(run, 0.03, steps=8)
    assert response.recovered_after == 1
    figure = ground_step(response, run)
    assert "back, and stays" in words(figure.axes[0])
    assert "the run ends" not in words(figure.axes[0])
    assert figure.get_suptitle().startswith("The ground drops by 3.0 cm: the runner is back")


# --- the J -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def j():
    angles = np.radians(np.arange(50.0, 78.01, 0.25))
    return j_map(CLASSICAL, [1e3 * k for k in TWENTY_FOUR], angles, 1.0, 5.0)


def test_twenty_four_steps_where_it_was_published(j):
    degrees = np.degrees(j.angles)
    for column, (first, last) in enumerate(TWENTY_FOUR.values()):
        found = degrees[j.steps[:, column] == 24]
        np.testing.assert_allclose(found, np.arange(first, last + 0.01, 0.25))


def test_the_map_counts_as_one_runner_does(j):
    for row in (40, 64, 66, 80):
        p = replace(CLASSICAL, angle_of_attack=float(j.angles[row]))
        assert j.steps[row, 2] == steps_to_fall(np.array([1.0]), np.array([5.0]), p, most=24)[0]
    with pytest.raises(sm.InputError, match="most"):
        j_map(CLASSICAL, [2e4], [1.2], 1.0, 5.0, most=0)


def test_stability_map_has_the_published_rule_and_the_runner(j):
    figure = stability_map(j, own=(20e3, math.radians(68.0)))
    axes, bar = figure.axes
    assert axes.get_xlabel() == "leg stiffness (kN/m)"
    assert axes.get_ylabel().startswith("angle of attack (degrees")
    assert "24: still running" in words(bar)
    mesh = axes.collections[0]
    np.testing.assert_array_equal(np.asarray(mesh.get_array()).reshape(j.steps.shape), j.steps)
    rule = line(axes, "published J (Seyfarth et al. 2002): k (1 − sin α) = 1600 N")
    k, angle = 1e3 * rule.get_xdata(), np.radians(rule.get_ydata())
    np.testing.assert_allclose(k * (1.0 - np.sin(angle)), 1600.0)
    assert rule.get_linestyle() == "--"
    own = line(axes, "this runner: 20 kN/m, 68°")
    assert (own.get_xdata()[0], own.get_ydata()[0]) == pytest.approx((20.0, 68.0))
    assert {"leg too steep: the run ends", "leg too flat: the run ends"} <= set(words(axes))
    assert_readable(figure)


def test_the_rule_is_scaled_to_other_sizes_and_left_out_where_it_was_not_published_for(j):
    lighter = stability_map(replace(j, parameters=replace(CLASSICAL, mass=62.0)))
    rule = line(lighter.axes[0], "published J (Seyfarth et al. 2002), scaled: k l0 (1 − sin α) = 2.04 body weights")
    forces = 1e3 * rule.get_xdata() * (1.0 - np.sin(np.radians(rule.get_ydata())))
    np.testing.assert_allclose(forces, 1600.0 * 62.0 / 80.0)
    assert "80 kg on 1 m" in everything(lighter)
    slower = stability_map(replace(j, apex_speed=4.0))
    assert not slower.axes[0].lines
    assert "not drawn" in everything(slower)
    assert not stability_map(replace(j, parameters=replace(CLASSICAL, retraction=0.5))).axes[0].lines
    with pytest.raises(sm.InputError, match="at least 2"):
        stability_map(replace(j, steps=j.steps[:1], angles=j.angles[:1]))
