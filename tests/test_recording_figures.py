"""Figures of recordings and fits: plotted data, labels, units, words; no letters on letters."""

import math
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

import springmass as sm
from springmass.evidence.runners26 import band
from springmass.figures import fit_curves, fit_parameters, recorded_force_steps, recorded_posture, watch_piece
from springmass.measured.fitting.runner_fit import Beside, CurveFit, RunnerFit
from springmass.measured.force.force_steps import SHARES, ForceSteps
from springmass.measured.motion.motion_steps import MOMENTS, MotionSteps
from springmass.measured.recording import Estimate, Lap, Person, Watch
from springmass.measured.watch.piece import WatchPiece

NAN = math.nan
WEIGHT = 60.0 * 9.81
OFFSETS = {
    "touchdown": -0.18, "lowest point": -0.03, "greatest compression": -0.025, "peak vertical force": -0.02,
    "half contact": 0.0, "fore-aft crossover": 0.01, "takeoff": 0.28,
}  # fmt: skip
"""Where the hip is at each moment, measured from half contact [m]."""
LONG = "A recording with a very long name, as people give them " * 4


def every_other(n):
    return tuple(("right", "left")[i % 2] for i in range(n))


def contacts(n=10, bad=(), fore_aft=True, sides=True, mass=60.0):
    """Half sines: contact i lasts 220 + i ms and peaks at 2.4 + i/100 body weights."""
    lasts, flight = 0.220 + 0.001 * np.arange(n), np.full(n, 0.120)
    start = np.concatenate([[0.0], np.cumsum(lasts + flight)[:-1]])
    peaks = 2.4 + 0.01 * np.arange(n)
    vertical = WEIGHT * peaks[:, None] * np.sin(np.pi * SHARES)
    along = np.full_like(vertical, NAN)
    if fore_aft:
        along = -0.3 * WEIGHT * np.sin(2.0 * np.pi * SHARES) * np.ones((n, 1))
    good = np.array([i not in bad for i in range(n)])
    return ForceSteps(
        touchdown=start, takeoff=start + lasts, side=every_other(n) if sides else ("",) * n, good=good,
        why_not=tuple("" if one else "both feet on one plate" for one in good),
        quantities={"contact_time": lasts, "flight_time": flight, "cadence": 60.0 / (lasts + flight)},
        curves=np.stack([along, vertical], axis=-1), cop=np.full((n, 101), NAN), mass=Estimate(mass, 0.3),
        gravity=9.81, threshold=50.0,
    )  # fmt: skip


def offsets(n=10, middle=0.084, apart=0.0, forces=True, without=(), joints=("hip", "knee", "ankle", "heel", "toe")):
    """Hip offsets that rise by 1 mm a step around a middle; right and left feet so far apart."""
    side = every_other(n)
    ramp = 0.001 * (np.arange(n) - 0.5 * (n - 1)) + np.array([0.5 if one == "right" else -0.5 for one in side]) * apart
    hip_ankle, hip_cop, postures = {}, {}, {}
    for moment, more in OFFSETS.items():
        x = np.full(n, NAN) if moment in without else middle + more + ramp
        hip_ankle[moment] = x
        hip_cop[moment] = x - 0.085 if forces else np.full(n, NAN)
        cop = x - hip_cop[moment]
        all_joints = {
            "hip": (x, 0.88), "knee": (0.5 * x + 0.1, 0.48), "ankle": (0.0 * x, 0.09), "heel": (0.0 * x - 0.06, 0.03),
            "toe": (0.0 * x + 0.15, 0.02),
        }  # fmt: skip
        postures[moment] = {
            name: np.column_stack([x, np.full(n, y)]) for name, (x, y) in all_joints.items() if name in joints
        }
        postures[moment]["cop"] = np.column_stack([cop, 0.0 * cop])
    shares = {moment: np.full(n, 0.5) for moment in MOMENTS}
    good = np.ones(n, bool)
    return MotionSteps(side, shares, hip_ankle, hip_cop, postures, Estimate(3.5, 0.01, 0.02, n), good=good)


def recorded(n=600, laps=4, contact_time=True, running=True):
    """A watch that walks from 240 to 270 s, has one spike of speed, and a piece from 120 to 480 s."""
    time = np.arange(float(n))
    speed, cadence = 3.5 + 0.1 * np.sin(time / 20.0), np.full(n, 171.0)
    walking = (time >= 240) & (time < 270)
    speed[walking], cadence[walking] = 1.4, 110.0
    spike = time == 300
    speed[spike] = 14.0
    sources = {"Stryd": {"cadence": cadence - 1.0}, "watch": {"speed": speed, "cadence": cadence}}
    if contact_time:
        sources["watch"]["contact_time"] = np.where(walking, NAN, 0.256)
        sources["Stryd"]["contact_time"] = np.where(walking, NAN, 0.236)
    kept = (time >= 120) & (time < 480) & ~walking & ~spike & running
    estimates = {
        source: {name: Estimate(float(np.nanmean(one[kept])), 0.01, 0.004) for name, one in table.items()}
        for source, table in sources.items()
    } if running else {}  # fmt: skip
    marks = tuple(Lap(str(i + 1), i * n / laps, (i + 1) * n / laps, "running") for i in range(laps))
    left_out = {"walking": int(walking.sum()), "spike of speed": 1}
    watch = Watch(time, sources, marks, pauses=((30.0, 40.0),), device="Garmin")
    piece = WatchPiece(120.0, 480.0, "2:00 to 8:00", kept, left_out, estimates, float(kept.sum()), ("They disagree.",))
    return watch, piece


@pytest.fixture(scope="module")
def gait():
    return sm.find_gait(sm.default_runner())


@pytest.fixture(scope="module")
def fit(gait):
    p = gait.parameters
    weight = p.mass * p.gravity
    measured = weight * np.stack([-0.3 * np.sin(2 * np.pi * SHARES), 2.4 * np.sin(np.pi * SHARES)], axis=-1)
    model, classical = measured + 0.05 * weight, measured - 0.10 * weight
    curves = (
        CurveFit("fitted", model, 0.94, 0.98, gait),
        CurveFit("classical, lossless", classical, 0.71, 0.92, gait),
    )
    parameters = {
        "leg.stiffness": Estimate(19700.0, 800.0),
        "foot.angle_of_attack": Estimate(math.radians(75.0), math.radians(0.4)),
        "leg.push_off": Estimate(0.1, NAN),
    }
    outcomes = {
        "takeoff_angle": Estimate(8.0, 0.3), "leg_stiffness": Estimate(11.9, 0.4),
        "vertical_oscillation": Estimate(0.081, 0.002), "peak_vertical_force": Estimate(2.45, 0.05),
    }  # fmt: skip
    beside = {
        "leg_stiffness": (
            Beside("Morin's sine wave", Estimate(10500.0, 300.0), "from times alone"),
            Beside("Stryd", Estimate(10120.0, NAN), "how it is made is not published"),
        ),
        "vertical_oscillation": (Beside("watch", Estimate(0.0867, 0.003)),),
        "peak_vertical_force": (Beside("Morin's sine wave", Estimate(2.5 * weight, 0.1 * weight)),),
    }
    return RunnerFit(
        gait.scenario, gait, Person(p.mass, 1.756), {"speed": Estimate(3.5, 0.02)}, parameters, outcomes,
        cannot_tell=("The data cannot tell damping from push-off.",), beside=beside, measured=measured,
        measured_spread=np.full((101, 2), 0.04 * weight), curves=curves,
    )  # fmt: skip


def words(part):
    return " ".join(" ".join(text.get_text().split()) for text in part.findobj(Text))


def line(axes, name):
    return next(one for one in axes.lines if one.get_label() == name)


def named(axes, name):
    return [one for one in axes.lines if one.get_label() == name]


def seen_texts(figure):
    """Every text that is drawn, with its box [pixels]; ticks outside the axes are not."""
    figure.draw_without_rendering()
    hidden = set()
    for axes in figure.findobj(lambda one: hasattr(one, "get_xlim")):
        for axis, (low, high) in ((axes.xaxis, sorted(axes.get_xlim())), (axes.yaxis, sorted(axes.get_ylim()))):
            for tick in axis.get_major_ticks():
                inside = low - 1e-9 <= tick.get_loc() <= high + 1e-9
                hidden |= {tick.label2} if inside and axes.axison else {tick.label1, tick.label2}
    found = [one for one in figure.findobj(Text) if one.get_text().strip() and one.get_visible() and one not in hidden]
    return [(one.get_text(), one.get_window_extent().padded(-1.0)) for one in found]


def assert_readable(figure):
    """No letters on letters anywhere, none off the sheet, none too small."""
    boxes = seen_texts(figure)
    assert len(boxes) > 5
    for i, (one, box) in enumerate(boxes):
        assert not [other for other, place in boxes[i + 1 :] if box.overlaps(place)], one
        assert figure.bbox.x0 <= box.x0, one
        assert box.x1 <= figure.bbox.x1, one
        assert figure.bbox.y0 <= box.y0, one
        assert box.y1 <= figure.bbox.y1, one
    assert min(one.get_fontsize() for one in figure.findobj(Text) if one.get_text()) >= 9.0


# --- contacts --------------------------------------------------------------------------------------------------------


def test_every_good_contact_is_drawn_in_body_weights_over_time_and_share():
    steps = contacts(10, bad=(3,))
    in_time, in_share, along, along_share = recorded_force_steps(steps).axes
    assert in_time.get_ylabel() == in_share.get_ylabel() == "vertical force (body weights)"
    assert along.get_ylabel() == "fore-aft force (body weights)"
    assert in_time.get_xlabel() == "time since touchdown (ms)"
    assert "contact" in in_share.get_xlabel()
    assert "%" in in_share.get_xlabel()
    single = [one for one in in_time.lines if one.get_label().startswith("_one")]
    kept = [i for i in range(10) if i != 3]
    assert [max(one.get_ydata()) for one in single] == pytest.approx([2.4 + 0.01 * i for i in kept])
    assert [max(one.get_xdata()) for one in single] == pytest.approx([220.0 + i for i in kept])
    x, y = line(along_share, "_mean of steps").get_data()
    np.testing.assert_allclose(y, -0.3 * np.sin(2 * np.pi * x / 100.0), atol=1e-12)
    assert len(named(along, "_one right")) == 5
    assert named(along, "_one right")[0].get_linestyle() != named(along, "_one left")[0].get_linestyle()


def test_mean_and_spread_of_contacts_are_those_of_the_good_ones():
    in_share = recorded_force_steps(contacts(10, bad=(3,))).axes[1]
    peaks = [2.4 + 0.01 * i for i in range(10) if i != 3]
    assert max(line(in_share, "_mean of steps").get_ydata()) == pytest.approx(np.mean(peaks))
    band_shape = next(one for one in in_share.collections if one.get_label() == "_spread")
    top = band_shape.get_paths()[0].vertices[:, 1].max()
    assert top == pytest.approx(np.mean(peaks) + np.std(peaks, ddof=1))


def test_contacts_say_their_times_weight_and_what_was_left_out():
    figure = recorded_force_steps(contacts(10, bad=(3, 4)), Person(mass=62.0), title="treadmill.c3d")
    title, small = " ".join(figure.get_suptitle().split()), " ".join(figure.get_supxlabel().split())
    assert title.startswith("treadmill.c3d contact 225 ± 3 ms, flight 120 ± 0 ms")
    assert "Good contacts, drawn: 8 of 10 (left out: 2 × both feet on one plate)." in small
    assert "mean vertical force over whole steps, 589 N (60.0 kg); the stated mass is 62.0 kg" in small
    assert "3.2 % less" in small
    assert "above 50 N" in small
    assert_readable(figure)


def test_contacts_have_real_runners_of_their_speed_behind_them():
    figure = recorded_force_steps(contacts(), speed=3.3)
    real = band("vertical_force", 3.5)
    np.testing.assert_allclose(line(figure.axes[1], "_mean").get_ydata(), real.mean)
    assert "26 runners at 3.5 m/s" in words(figure.axes[1])
    assert "Fukuchi" in figure.get_supxlabel()
    assert figure.axes[1].get_ylim()[1] > (real.mean + real.sd).max()
    fast = recorded_force_steps(contacts(), speed=6.0)
    assert not named(fast.axes[1], "_mean")
    assert "none were measured near 6.0 m/s" in " ".join(fast.get_supxlabel().split())
    assert not named(recorded_force_steps(contacts(), speed=NAN).axes[1], "_mean")


@pytest.mark.parametrize(
    "steps",
    [contacts(1), contacts(1, sides=False), contacts(200, bad=range(0, 200, 7)), contacts(3, fore_aft=False)],
    ids=["one", "no sides", "two hundred", "vertical only"],
)
def test_contacts_of_any_kind_are_readable(steps):
    figure = recorded_force_steps(steps, Person(mass=62.0), 3.5, LONG)
    assert_readable(figure)
    assert ("The fore-aft force was not measured" in " ".join(figure.get_supxlabel().split())) == (
        len(figure.axes) == 2
    )


def test_one_contact_has_no_spread():
    figure = recorded_force_steps(contacts(1))
    assert not figure.axes[1].collections
    assert "±" not in words(figure)


def test_contacts_without_a_weight_of_their_own():
    steps = contacts(2, mass=NAN)
    stated = recorded_force_steps(steps, Person(mass=60.0))
    assert max(line(stated.axes[1], "_mean of steps").get_ydata()) == pytest.approx(2.405)
    assert "stated mass, 60.0 kg" in " ".join(stated.get_supxlabel().split())
    newtons = recorded_force_steps(steps, speed=3.5)
    assert newtons.axes[0].get_ylabel() == "vertical force (N)"
    assert max(line(newtons.axes[1], "_mean of steps").get_ydata()) == pytest.approx(2.405 * WEIGHT)
    assert not named(newtons.axes[1], "_mean")


def test_no_good_contact_is_said():
    assert "no good contact" in words(recorded_force_steps(contacts(2, bad=(0, 1))))


# --- the leg ---------------------------------------------------------------------------------------------------------


def test_plumb_line_hangs_from_the_mean_hip_and_the_offset_is_written():
    figure = recorded_posture(offsets(), "treadmill", midstance="half contact")
    large = figure.axes[0]
    plumb = line(large, "plumb line")
    np.testing.assert_allclose(plumb.get_xdata(), 0.084)
    assert max(plumb.get_ydata()) == pytest.approx(0.88)
    assert min(plumb.get_ydata()) < 0.0
    np.testing.assert_allclose(line(large, "over the ankle").get_xdata(), 0.0)
    spread = 100.0 * np.std(0.001 * np.arange(10), ddof=1)
    said = [text.get_text() for text in large.texts]
    assert said[0] == f"hip 8.4 ± {spread:.1f} cm ahead of the ankle"
    assert said[1] == f"0.1 ± {spread:.1f} cm behind the foot point"
    assert said[2] == "at half of contact time, 10 steps"
    assert large.get_xlabel().endswith("(m)")
    assert large.get_ylabel().endswith("(m)")
    assert large.get_aspect() == 1.0
    leg = line(large, "leg")
    np.testing.assert_allclose(leg.get_xydata(), [(0.084, 0.88), (0.142, 0.48), (0.0, 0.09)])
    assert len(named(large, "single step")) == 10


def test_every_definition_has_its_row_of_steps_and_its_picture():
    figure = recorded_posture(offsets(), midstance="half contact")
    _, strip, *small = figure.axes
    assert "(cm)" in strip.get_xlabel()
    assert [one.get_text().replace("\n", " ") for one in strip.get_yticklabels()] == list(MOMENTS[1:-1])
    for row, moment in enumerate(MOMENTS[1:-1]):
        dots = line(strip, f"steps, {moment}")
        expected = 100.0 * (0.084 + OFFSETS[moment] + 0.001 * (np.arange(10) - 4.5))
        np.testing.assert_allclose(dots.get_xdata(), expected)
        assert np.abs(dots.get_ydata() - row).max() < 0.45
    assert [one.get_title().replace("\n", " ") for one in small] == list(MOMENTS)
    for axes, moment in zip(small, MOMENTS, strict=True):
        np.testing.assert_allclose(line(axes, "plumb line").get_xdata(), 0.084 + OFFSETS[moment], atol=1e-12)
    assert small[0].get_xlabel().startswith("9.6 ±")
    assert small[0].get_xlabel().endswith("cm behind")
    assert small[-1].get_xlabel().endswith("cm ahead")
    assert_readable(figure)


def test_feet_that_differ_are_drawn_apart():
    together = recorded_posture(offsets(apart=0.004), midstance="half contact")
    assert len(together.axes) == 9
    assert "drawn together" in " ".join(together.get_supxlabel().split())
    apart = recorded_posture(offsets(apart=0.117, middle=0.073), "overground", midstance="half contact")
    right, left, strip = apart.axes[:3]
    assert len(apart.axes) == 3 + 14
    assert right.get_title(loc="left").startswith("Right foot")
    assert left.get_title(loc="left").startswith("Left foot")
    assert right.texts[0].get_text().startswith("hip 13.1")
    assert left.texts[0].get_text().startswith("hip 1.5")
    looks = [(one.get_color(), one.get_marker()) for one in named(strip, "steps, half contact")]
    assert len({colour for colour, _ in looks}) == len({mark for _, mark in looks}) == 2
    assert_readable(apart)


def test_a_hip_behind_the_ankle_says_so():
    large, *_ = recorded_posture(offsets(1, middle=-0.1), midstance="half contact").axes
    assert large.texts[0].get_text() == "hip 10.0 cm behind the ankle"
    np.testing.assert_allclose(line(large, "plumb line").get_xdata(), -0.1)


def test_what_is_not_available_says_why():
    without = ("peak vertical force", "fore-aft crossover")
    figure = recorded_posture(offsets(forces=False, without=without))
    _, strip, *small = figure.axes
    for axes, moment in zip(small, MOMENTS, strict=True):
        assert ("not available: the recording has no forces" in words(axes)) == (moment in without)
    assert words(strip).count("the recording has no forces") == 2
    assert "foot point" not in words(figure)
    assert "no step shows it" in words(recorded_posture(offsets(without=("lowest point",))))
    assert_readable(figure)


def test_another_midstance_is_drawn_where_there_is_no_half_contact():
    figure = recorded_posture(offsets(without=("half contact",)), midstance="half contact")
    assert figure.axes[0].get_title(loc="left") == "When the body is lowest"
    assert "does not tell half contact, so lowest point is drawn" in " ".join(figure.get_supxlabel().split())
    chosen = recorded_posture(offsets(), midstance="fore-aft crossover")
    np.testing.assert_allclose(line(chosen.axes[0], "plumb line").get_xdata(), 0.094)
    with pytest.raises(sm.InputError, match="half contact"):
        recorded_posture(offsets(), midstance="half contct")


def test_bad_steps_are_not_drawn():
    steps = offsets()
    good = np.arange(10) < 5
    figure = recorded_posture(replace(steps, good=good), midstance="half contact")
    np.testing.assert_allclose(line(figure.axes[0], "plumb line").get_xdata(), 0.084 - 0.0025)
    assert len(line(figure.axes[1], "steps, half contact").get_xdata()) == 5
    assert "5 steps of 10 left out" in " ".join(figure.get_supxlabel().split())


@pytest.mark.parametrize(
    "steps",
    [
        offsets(1), offsets(2, apart=0.1), offsets(200, middle=0.0), offsets(3, without=tuple(MOMENTS)),
        offsets(4, -0.09, joints=("hip", "ankle", "heel")),
    ],
    ids=["one", "one each", "two hundred", "nothing", "no knee, behind"],
)  # fmt: skip
def test_legs_of_any_kind_are_readable(steps):
    assert_readable(recorded_posture(steps, LONG))


# --- the watch -------------------------------------------------------------------------------------------------------


def test_kept_records_have_colour_and_others_are_grey():
    watch, piece = recorded()
    figure = watch_piece(watch, piece, "run.fit")
    speed, cadence, contact = figure.axes
    assert speed.get_ylabel() == "speed (m/s)"
    assert cadence.get_ylabel() == "cadence, both feet (steps/min)"
    assert contact.get_ylabel() == "contact time (ms)"
    assert contact.get_xlabel() == "time since the first record (min:s)"
    kept, out = next(one for one in speed.lines if one.get_label().startswith("watch")), line(speed, "_watch left out")
    np.testing.assert_allclose(kept.get_xdata(), watch.time[piece.kept])
    np.testing.assert_allclose(kept.get_ydata(), watch.sources["watch"]["speed"][piece.kept])
    np.testing.assert_allclose(out.get_xdata(), watch.time[~piece.kept])
    assert kept.get_color() != out.get_color()
    both = [one for one in contact.lines if one.get_label().startswith(("watch", "Stryd"))]
    assert [one.get_label() for one in both] == ["watch: 256 ± 4 ms", "Stryd: 236 ± 4 ms"]
    assert [np.nanmax(one.get_ydata()) for one in both] == pytest.approx([256.0, 236.0])
    assert len({one.get_marker() for one in both}) == len({one.get_color() for one in both}) == 2
    assert_readable(figure)


def test_the_piece_is_shaded_laps_are_marked_and_counts_written():
    watch, piece = recorded()
    figure = watch_piece(watch, piece)
    for axes in figure.axes:
        shade = next(one for one in axes.patches if one.get_label() == "_piece")
        assert shade.get_extents().transformed(axes.transData.inverted()).intervalx == pytest.approx([120.0, 480.0])
        assert [one.get_xdata()[0] for one in named(axes, "_lap")] == [0.0, 150.0, 300.0, 450.0]
    assert [text.get_text() for text in figure.axes[0].texts] == ["lap 1", "lap 2", "lap 3", "lap 4"]
    assert figure.get_suptitle() == "2:00 to 8:00: 329 records kept, 5 min 29 s of running"
    small = " ".join(figure.get_supxlabel().split())
    assert "Left out inside the piece: 30 × walking, 1 × spike of speed." in small
    assert "They disagree." in small
    assert "Recorded by Garmin." in small
    low, high = figure.axes[0].get_ylim()
    assert 1.4 < low < 3.4  # neither walking nor a spike flattens the running
    assert 3.6 < high < 14.0
    assert "31 left-out records beyond the edge" in figure.axes[0].get_title(loc="left")
    edge = line(figure.axes[0], "_watch beyond").get_ydata()
    assert [int((edge == limit).sum()) for limit in (low, high)] == [30, 1]


def test_a_watch_without_contact_time_says_so():
    figure = watch_piece(*recorded(contact_time=False))
    assert "the file has no contact time" in words(figure.axes[2])
    assert_readable(figure)


@pytest.mark.parametrize("case", [(20000, 60), (3, 1), (600, 4)], ids=["long", "three records", "nothing kept"])
def test_watches_of_any_kind_are_readable(case):
    n, laps = case
    watch, piece = recorded(n, laps, running=n > 1000)
    figure = watch_piece(watch, piece, LONG)
    assert_readable(figure)
    assert ("h:min" in figure.axes[-1].get_xlabel()) == (n > 7200)


# --- the fit ---------------------------------------------------------------------------------------------------------


def test_models_lie_over_the_measured_curves_with_their_agreement(fit):
    figure = fit_curves(fit)
    vertical, along, left, left_along = figure.axes
    assert vertical.get_ylabel() == "vertical force (body weights)"
    assert along.get_ylabel() == "fore-aft force (body weights)"
    assert "modelled − measured" in left.get_ylabel()
    assert "body weights" in left.get_ylabel()
    measured = 2.4 * np.sin(np.pi * SHARES)
    np.testing.assert_allclose(line(vertical, "measured: mean ± SD between steps").get_ydata(), measured, atol=1e-9)
    np.testing.assert_allclose(line(vertical, "fitted: R² = 0.98").get_ydata(), measured + 0.05, atol=1e-9)
    assert line(along, "fitted: R² = 0.94")
    assert line(along, "classical, lossless: R² = 0.71")
    for axes in (left, left_along):
        np.testing.assert_allclose(line(axes, "fitted").get_ydata(), 0.05, atol=1e-9)
        np.testing.assert_allclose(line(axes, "classical, lossless").get_ydata(), -0.10, atol=1e-9)
        assert "not fitted: impact is not modelled" in words(axes)
        shade = next(one for one in axes.patches if one.get_label() == "_not fitted")
        assert shade.get_extents().transformed(axes.transData.inverted()).intervalx == pytest.approx([0.0, 10.0])
    spread = next(one for one in vertical.collections if one.get_label() == "_spread").get_paths()[0].vertices
    assert spread[:, 1].max() == pytest.approx(2.44)
    dashes = {one.get_linestyle() for one in vertical.lines if "R²" in one.get_label()}
    assert len(dashes) == 2
    assert_readable(figure)


def test_a_model_that_has_no_such_gait_says_why(fit):
    none = CurveFit("classical, lossless", np.full((101, 2), NAN), NAN, NAN, None, "No lossless gait has this cadence.")
    figure = fit_curves(replace(fit, curves=(fit.curves[0], none)))
    assert "classical, lossless: there is no such gait" in words(figure.axes[0])
    assert "No lossless gait has this cadence." in " ".join(figure.get_supxlabel().split())
    assert_readable(figure)


def test_a_fit_to_vertical_force_alone(fit):
    measured = fit.measured.copy()
    measured[:, 0] = NAN
    figure = fit_curves(replace(fit, measured=measured, measured_spread=None))
    assert "The fore-aft force was not measured." in words(figure.axes[3])
    assert "R²" not in words(figure.axes[1])
    assert line(figure.axes[0], "measured: mean")
    assert_readable(figure)


def test_a_fit_from_times_shows_what_the_forces_would_be(fit, gait):
    figure = fit_curves(replace(fit, measured=None, measured_spread=None, curves=()))
    assert len(figure.axes) == 2
    assert "Not measured: what the fitted runner's forces would be" in figure.get_suptitle()
    vertical, along = figure.axes
    assert max(line(vertical, "fitted").get_ydata()) == pytest.approx(gait.metrics["peak_vertical_force"].value)
    assert max(line(along, "fitted").get_ydata()) == pytest.approx(
        gait.metrics["peak_propulsive_force"].value, rel=1e-3
    )
    np.testing.assert_allclose(line(vertical, "_mean").get_ydata(), band("vertical_force", 3.5).mean)
    assert "R²" not in words(figure)
    assert_readable(figure)


def numbers(axes):
    return [text.get_text() for text in axes.texts]


def test_parameters_and_outcomes_stand_in_units_people_read(fit):
    figure = fit_parameters(fit)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == [
        "Leg stiffness (leg.stiffness)", "Angle of attack (foot.angle_of_attack)", "Push-off (leg.push_off)",
        "Leg stiffness as it is measured in runners", "Vertical oscillation", "Peak vertical force", "Takeoff angle",
    ]  # fmt: skip
    assert [axes.get_xlabel() for axes in figure.axes] == ["kN/m", "degrees", "cm", "kN/m", "cm", "BW", "degrees"]
    assert numbers(figure.axes[0]) == ["19.7 ± 0.8 kN/m"]
    assert numbers(figure.axes[1]) == ["75.0 ± 0.4°"]
    assert numbers(figure.axes[2]) == ["10.0 cm"]  # nobody says how sure it is
    assert_readable(figure)


def test_others_numbers_stand_under_the_fits_in_the_same_unit(fit):
    stiffness, oscillation, peak = fit_parameters(fit).axes[3:6]
    assert [one.get_text() for one in stiffness.get_yticklabels()] == ["fitted", "Morin's sine wave", "Stryd"]
    marks = [container.lines[0] for container in stiffness.containers]
    assert [float(one.get_xdata()[0]) for one in marks] == pytest.approx([11.9, 10.5, 10.12])
    assert len({one.get_marker() for one in marks}) == len({one.get_color() for one in marks}) == 3
    bar = stiffness.containers[1].lines[2][0].get_segments()[0]
    assert [float(x) for x in bar[:, 0]] == pytest.approx([10.2, 10.8])
    assert numbers(stiffness) == ["11.9 ± 0.4 kN/m", "10.5 ± 0.3 kN/m", "10.1 kN/m"]
    assert numbers(oscillation) == ["8.1 ± 0.2 cm", "8.7 ± 0.3 cm"]
    assert numbers(peak) == ["2.45 ± 0.05 BW", "2.50 ± 0.10 BW"]


def test_caveats_are_written(fit):
    small = " ".join(fit_parameters(fit).get_supxlabel().split())
    assert "Stryd: how it is made is not published." in small
    assert "Morin's sine wave: from times alone." in small
    assert "The data cannot tell damping from push-off." in small
    assert "compare others' with the second" in small


def test_many_parameters_few_and_none(fit, gait):
    many = {name: Estimate(value.value, 0.01) for name, value in gait.metrics.items() if math.isfinite(value.value)}
    figure = fit_parameters(replace(fit, outcomes=many))
    assert f"{len(many) - 8} more quantities are not drawn" in " ".join(figure.get_supxlabel().split())
    assert_readable(figure)
    none = fit_parameters(replace(fit, parameters={}, outcomes={}, beside={}))
    assert words(none).count("The fit has no such numbers.") == 2
    assert_readable(fit_parameters(replace(fit, parameters={"leg.damping": Estimate(NAN, NAN)})))


# --- manners ---------------------------------------------------------------------------------------------------------


def test_they_never_simulate(fit, monkeypatch):
    def refuse(*args, **more):
        raise AssertionError("a figure simulated")

    monkeypatch.setattr("scipy.integrate.solve_ivp", refuse)
    monkeypatch.setattr("springmass.dynamics.step.contact", refuse)
    assert fit_curves(fit).axes
    assert fit_curves(replace(fit, measured=None, curves=())).axes
    assert fit_parameters(fit).axes
