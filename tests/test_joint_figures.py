"""Figures of joints, landings and real runners: plotted data, labels and words."""

import math
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

import springmass as sm
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import step
from springmass.evidence.agreement import comparable, r_squared
from springmass.evidence.runners26 import SPEEDS, band
from springmass.figures import against_runners, forces, joint_load, landings
from springmass.metrics import Metrics, StepView
from springmass.parameters import Parameters

CLASSICAL = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
STRIKES = ("rearfoot", "midfoot", "forefoot")
QUANTITIES = ("peak_knee_flexion", "peak_knee_moment", "peak_quadriceps_force", "peak_ankle_moment")


@pytest.fixture(scope="module")
def gait():
    return sm.find_gait(sm.load("average"))


@pytest.fixture(scope="module")
def answer(gait):
    return sm.what_if(gait, {"foot.ahead": "+3 cm"})


@pytest.fixture(scope="module")
def runners():
    return {speed: sm.find_gait(sm.default_runner(speed=speed)) for speed in SPEEDS}


@pytest.fixture(scope="module")
def strikes():
    found = {}
    for strike in STRIKES:
        scenario = sm.default_runner(speed="3.5 m/s", strike=strike).with_values({"foot.landing": "by strike"})
        found[strike] = sm.find_gait(scenario).metrics.view
    return found


def words(part):
    return [" ".join(text.get_text().split()) for text in part.findobj(Text)]


def curves(axes):
    """The curves of the model: neither of real runners nor upright lines."""
    return [one for one in axes.lines if len(one.get_xdata()) > 2 and one.get_label() != "_mean"]


def edges(axes):
    """Lower and upper edge of the band over contact."""
    path = axes.collections[0].get_paths()[0].vertices
    percent = np.unique(path[:, 0])
    at = [path[path[:, 0] == x, 1] for x in percent]
    return percent, np.array([y.min() for y in at]), np.array([y.max() for y in at])


def assert_readable(figure):
    """No letters on letters in any axes, none off the sheet."""
    figure.draw_without_rendering()
    for axes in figure.axes:
        boxes = [(text.get_text(), text.get_window_extent()) for text in axes.texts if text.get_text()]
        for i, (one, box) in enumerate(boxes):
            assert not [other for other, place in boxes[i + 1 :] if box.overlaps(place)], one
            assert box.x0 > figure.bbox.x0
            assert box.x1 < figure.bbox.x1


# --- real runners behind ---------------------------------------------------------------------------------------------


def assert_band(axes, name, speed, factor=1.0):
    real = band(name, speed)
    percent, low, high = edges(axes)
    np.testing.assert_allclose(percent, real.percent)
    np.testing.assert_allclose(low, factor * (real.mean - real.sd), atol=1e-9)
    np.testing.assert_allclose(high, factor * (real.mean + real.sd), atol=1e-9)


def test_forces_have_real_runners_behind_them_at_their_speed(gait, answer):
    for source in (gait, answer):
        figure = forces(source)
        assert_band(figure.axes[0], "vertical_force", 3.5)
        assert_band(figure.axes[1], "fore_aft_force", 3.5)
        assert "Fukuchi, Fukuchi & Duarte 2017" in figure.get_supxlabel()
        legend = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
        assert "26 runners at 3.5 m/s, mean ± SD" in legend
        for axes, (_, low, high) in ((axes, edges(axes)) for axes in figure.axes):
            assert axes.get_ylim()[0] <= low.min()
            assert axes.get_ylim()[1] > high.max()


@pytest.mark.parametrize(
    "other",
    [
        {"slope": 0.05},
        {"impeding_force": 20.0},
        {"gravity": 1.62},
        {"friction": 0.01},
    ],
    ids=str,
)
def test_only_level_ground_on_earth_is_compared(gait, other):
    same = step(gait.apex_height, gait.apex_speed, gait.parameters)
    assert comparable(Metrics(StepView(same))) == 3.5
    changed = step(gait.apex_height, gait.apex_speed, gait.parameters.replace(**other))
    assert comparable(Metrics(StepView(changed))) is None
    for figure in (forces(changed), joint_load(changed)):
        assert not any(axes.collections for axes in figure.axes)
        assert "Fukuchi" not in figure.get_supxlabel()


def test_a_speed_nobody_was_measured_at_is_not_compared():
    fast = step(1.0, 6.5, CLASSICAL)
    assert fast.outcome is Outcome.RUNNING
    assert Metrics(StepView(fast))["speed"].value > 5.0
    assert not forces(fast).axes[0].collections


# --- joints ----------------------------------------------------------------------------------------------------------


def test_joint_load_draws_what_the_metrics_say(answer):
    figure = joint_load(answer)
    labels = [axes.get_ylabel() for axes in figure.axes]
    assert labels[0] == "knee flexion (degrees)"
    assert labels[1] == "knee moment (N·m/kg)"
    assert labels[2] == "quadriceps force (body weights)"
    assert labels[3] == "ankle moment (N·m/kg)"
    for axes, name in zip(figure.axes, QUANTITIES, strict=True):
        before, after = curves(axes)
        assert before.get_linestyle() != after.get_linestyle()
        was, now = answer.before[name].value, answer.after[name].value
        assert max(before.get_ydata()) == pytest.approx(was, rel=1e-3)
        assert max(after.get_ydata()) == pytest.approx(now, rel=1e-3)
        digits = {"peak_knee_flexion": 0, "peak_quadriceps_force": 1}.get(name, 2)
        assert f": at most {was:.{digits}f} → {now:.{digits}f} " in axes.get_title(loc="left")
        shares = [100 * metrics["time_of_lowest_point"].value for metrics in (answer.before, answer.after)]
        upright = [one.get_xdata()[0] for one in axes.lines if list(one.get_ydata()) == [0, 1]]
        assert upright == pytest.approx(shares)
    assert answer.after["peak_knee_moment"].value > answer.before["peak_knee_moment"].value
    assert figure.get_suptitle().startswith("What if: the foot lands 3.0 cm farther ahead")
    assert_readable(figure)


def test_joint_load_has_real_runners_where_there_are_any(gait):
    figure = joint_load(gait)
    flexion, knee, quadriceps, ankle = figure.axes
    assert_band(flexion, "knee_flexion", 3.5)
    assert_band(knee, "knee_moment", 3.5)
    assert_band(ankle, "ankle_moment", 3.5)
    assert not quadriceps.collections
    small_print = " ".join(figure.get_supxlabel().split())
    assert "Fukuchi, Fukuchi & Duarte 2017" in small_print
    assert "trust direction and rough size" in small_print
    assert "26 runners at 3.5 m/s, mean ± SD" in [text.get_text() for text in flexion.get_legend().get_texts()]


def test_joint_load_of_what_cannot_be_run():
    fallen = sm.simulate(sm.load("falls"), steps=1).steps[0]
    assert fallen.outcome is Outcome.FELL
    figure = joint_load(fallen)
    assert fallen.sentence in " ".join(figure.get_suptitle().split())
    for axes in figure.axes:
        assert axes.get_xlabel() == "time since touchdown (ms)"
        assert "at most" not in axes.get_title(loc="left")
        (curve,) = curves(axes)
        missing = np.isnan(curve.get_ydata())
        assert not missing[0]
        assert missing[-1]  # lying on the ground no leg has a posture
        assert list(missing) == sorted(missing)  # nor has it one again later
    assert 90.0 < np.nanmax(curves(figure.axes[0])[0].get_ydata()) <= 155.0
    slipped = step(1.0, 5.0, replace(CLASSICAL, friction=0.3))
    x = curves(joint_load(slipped).axes[0])[0].get_xdata()
    assert max(x) <= 1e3 * slipped.slip_time
    below = step(0.9, 5.0, CLASSICAL)
    assert all("no contact, no load" in words(axes) for axes in joint_load(below).axes)


def test_joint_load_of_a_gait_that_does_not_exist(gait):
    none = sm.what_if(gait, {"cadence": "+50 %"}, ask="matched")
    assert none.changed is None
    figure = joint_load(none)
    assert none.message in " ".join(figure.get_suptitle().split())
    assert [len(curves(axes)) for axes in figure.axes] == [1, 1, 1, 1]


# --- landings --------------------------------------------------------------------------------------------------------


def test_landings_have_other_impacts_and_nearly_one_peak_at_midstance(strikes):
    figure = landings(strikes)
    axes = figure.axes[0]
    assert axes.get_ylabel() == "vertical force (body weights)"
    assert_band(axes, "vertical_force", 3.5)
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    said = words(axes)
    for curve, (strike, view) in zip(curves(axes), strikes.items(), strict=True):
        landing, weight = view.landing, view.weight
        np.testing.assert_allclose(curve.get_ydata(), landing.force / weight)
        np.testing.assert_allclose(curve.get_xdata(), 100.0 * landing.time / view.step.contact_time)
        rate = Metrics(view)["loading_rate"].value
        assert f"{strike}: rises by {rate:.0f} body weights a second" in legend
        dots = next(one for one in axes.lines if one.get_label() == f"_peaks of {strike}")
        x, y = dots.get_data()
        assert y[0] == pytest.approx(landing.midstance_peak / weight)
        np.testing.assert_allclose(y, np.interp(x, *curve.get_data()), rtol=1e-9)  # they lie on the curve
        assert f"{strike} {y[0]:.2f}" in said
        if landing.peak:
            assert y[1] == pytest.approx(Metrics(view)["impact_peak"].value)
            assert f"{strike} {y[1]:.2f}" in said
    peaks = [view.landing.midstance_peak / view.weight for view in strikes.values()]
    assert max(peaks) < 1.05 * min(peaks)
    looks = {(curve.get_color(), curve.get_linestyle()) for curve in curves(axes)}
    assert len({colour for colour, _ in looks}) == len({dash for _, dash in looks}) == 3
    assert_readable(figure)


def test_landings_without_an_impact_are_refused(gait, strikes):
    with pytest.raises(sm.InputError, match=r"no impact to draw.*foot\.landing"):
        landings({"rearfoot": strikes["rearfoot"], "average": gait.metrics.view})
    with pytest.raises(sm.InputError, match="1 to 4"):
        landings({})


# --- the model against real runners ----------------------------------------------------------------------------------


def test_the_model_lies_over_real_runners_row_by_row(runners):
    figure = against_runners(dict(reversed(runners.items())))
    grid = np.array(figure.axes).reshape(6, 3)
    rows = {
        "vertical_force": ("vertical force (BW)", 1.0),
        "fore_aft_force": ("fore-aft force (BW)", 1.0),
        "hip_ankle": ("hip minus ankle (cm)", 100.0),
        "knee_flexion": ("knee flexion (degrees)", 1.0),
        "knee_moment": ("knee moment (N·m/kg)", 1.0),
        "ankle_moment": ("ankle moment (N·m/kg)", 1.0),
    }
    assert [axes.get_title(loc="left") for axes in grid[0]] == ["2.5 m/s", "3.5 m/s", "4.5 m/s"]
    for across, (name, (label, factor)) in zip(grid, rows.items(), strict=True):
        assert across[0].get_ylabel() == label
        for axes, speed in zip(across, SPEEDS, strict=True):
            assert_band(axes, name, speed, factor)
            (model,) = curves(axes)
            assert (model.get_xdata()[0], model.get_xdata()[-1]) == pytest.approx((0.0, 100.0))
    lowest = [100.0 * runners[speed].metrics["time_of_lowest_point"].value for speed in SPEEDS]
    for axes, speed, share in zip(grid[2], SPEEDS, lowest, strict=True):
        offset = 100.0 * runners[speed].metrics["hip_ankle_offset"].value
        assert np.interp(share, *curves(axes)[0].get_data()) == pytest.approx(offset, abs=1e-3)
    assert "Fukuchi, Fukuchi & Duarte 2017" in figure.get_supxlabel()
    assert_readable(figure)


def test_the_agreement_is_written_and_counts_after_the_landing(runners):
    grid = np.array(against_runners(runners).axes).reshape(6, 3)
    for across, name, least in ((grid[0], "vertical_force", 0.95), (grid[1], "fore_aft_force", 0.85)):
        for axes, speed in zip(across, SPEEDS, strict=True):
            real = band(name, speed)
            late = real.percent >= 10.0
            score = r_squared(real.mean[late], np.interp(real.percent[late], *curves(axes)[0].get_data()))
            assert f"R² = {score:.2f}" in words(axes)
            assert score > least
    assert not any("R²" in text for across in grid[2:] for axes in across for text in words(axes))


def test_a_speed_without_real_runners_is_refused(gait):
    with pytest.raises(sm.InputError, match=r"2\.5, 3\.5, 4\.5"):
        against_runners({3.0: gait})
    with pytest.raises(sm.InputError, match="gaits"):
        against_runners({})
    alone = against_runners({3.5: gait})
    assert len(alone.axes) == 6
    alone.draw_without_rendering()
    title = next(text for text in alone.texts if text.get_text() == alone.get_suptitle())
    assert alone.bbox.x0 <= title.get_window_extent().x0
    assert title.get_window_extent().x1 <= alone.bbox.x1


def test_r_squared():
    there = np.array([0.0, 1.0, 2.0, 3.0])
    assert r_squared(there, there) == 1.0
    assert r_squared(there, np.full(4, 1.5)) == 0.0
    assert r_squared(there, there + 1.0) == pytest.approx(1.0 - 4.0 / 5.0)  # an offset counts: nothing is fitted
    assert r_squared(there, -there) < 0.0
    assert math.isnan(r_squared(np.ones(4), there))


# --- manners ---------------------------------------------------------------------------------------------------------


def test_they_never_simulate(answer, gait, strikes, runners, monkeypatch):
    def refuse(*args, **more):
        raise AssertionError("a figure simulated")

    monkeypatch.setattr("scipy.integrate.solve_ivp", refuse)
    monkeypatch.setattr("springmass.dynamics.step.contact", refuse)
    assert joint_load(answer).axes
    assert landings(strikes).axes
    assert against_runners(runners).axes
