"""Figures of sweeps: plotted values, labels, units, words; what is missing, odd and large."""

import math
import time
from types import SimpleNamespace

import numpy as np
import pytest
import tomli_w
from click.testing import CliRunner
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.colors import LogNorm, to_hex
from matplotlib.text import Text

import springmass as sm
from springmass.cli import main
from springmass.figures import save, stability_map, sweep_curve, sweep_figure, sweep_map
from springmass.figures.across import Across, labelled, said
from springmass.figures.outputs import ENDED, colour_of
from springmass.figures.stability import RULE_RANGE
from springmass.figures.style import YELLOW
from springmass.figures.swept import MOST_DRAWN, read_sweep
from springmass.gait.sweep.outputs import ENDINGS, OWN

ENDS = {"flag_values": np.array(list(ENDINGS.values()), dtype="i1"), "flag_meanings": " ".join(ENDINGS)}
STIFFNESS, ANGLE = "leg.stiffness", "foot.angle_of_attack"
LABELS = {
    STIFFNESS: ("leg stiffness", "kN/m"),
    ANGLE: ("angle of attack", "deg"),
    "foot.retraction": ("leg retraction", "deg/s"),
    "contact_time": ("contact time", "s"),
    "takeoff_angle": ("takeoff angle", "deg"),
    "steps_to_fall": ("steps completed before the running ends", "1"),
    "outcome": ("why the run ended", "1"),
    "gait_multiplier": ("growth of a small stumble in one step of the steady gait", "1"),
}


class Stub(dict):
    """What a figure may touch of a data set, and nothing else: works without xarray."""

    def __init__(self, coords, variables, steps=50, scenario="seyfarth", **attrs):
        dims = tuple(coords)
        self.coords = {name: self.array(name, values, (name,)) for name, values in coords.items()}
        found = {name: self.array(name, values, dims) for name, values in variables.items()}
        super().__init__(self.coords | found)
        told = {"steps": np.int32(steps), "title": "A stand-in", "measure": " ".join(variables), "accuracy": 1e-9}
        text = tomli_w.dumps(sm.load(scenario).to_dict()) if scenario in sm.shipped_names() else scenario
        self.attrs = told | {"engine": "numpy", "scenario": text} | attrs

    @staticmethod
    def array(name, values, dims):
        label, unit = LABELS[name]
        more = ENDS if name == "outcome" else {}
        return SimpleNamespace(
            values=np.asarray(values), dims=dims, attrs={"long_name": label, "unit_label": unit, **more}
        )


def stub(variables, n=9, m=None, **more):
    m = n if m is None else m
    return Stub({STIFFNESS: np.linspace(8.0, 40.0, n), ANGLE: np.linspace(50.0, 78.0, m)}, variables, **more)


@pytest.fixture(scope="module")
def swept():
    pytest.importorskip("xarray", reason="sweeps need the extra data")
    vary = {STIFFNESS: ("8 kN/m", "40 kN/m", 33), ANGLE: ("50 deg", "78 deg", 29)}
    measure = ["contact_time", "takeoff_angle", "gait_stable", "gait_multiplier", "steps_to_fall", "gait_apex_height"]
    return sm.sweep("seyfarth", vary, measure, steps=24)


@pytest.fixture(scope="module")
def cube():
    pytest.importorskip("xarray", reason="sweeps need the extra data")
    vary = {ANGLE: (60, 72, 7), STIFFNESS: ("12 kN/m", "30 kN/m", 7), "foot.retraction": ("0 deg/s", "50 deg/s", 3)}
    return sm.sweep("seyfarth", vary, ["steps_to_fall", "contact_time"], steps=12)


def words(part):
    return [" ".join(text.get_text().split()) for text in part.findobj(Text)]


def everything(figure):
    return " ".join(words(figure))


def legend(axes):
    return [" ".join(text.get_text().split()) for text in axes.get_legend().get_texts()]


def line(axes, start):
    return next(one for one in axes.lines if str(one.get_label()).startswith(start))


def mesh_of(axes):
    return next(one for one in axes.collections if isinstance(one, QuadMesh))


def cells(axes):
    mesh = mesh_of(axes)
    return np.ma.getdata(mesh.get_array()), np.ma.getmaskarray(mesh.get_array())


def assert_readable(figure):
    """No letters on letters, none off the sheet, none too small."""
    figure.draw_without_rendering()
    sheet = figure.bbox
    for axes in figure.axes:
        boxes = [(text.get_text(), text.get_window_extent()) for text in axes.texts if text.get_text()]
        inside = axes.get_window_extent()
        for i, (one, box) in enumerate(boxes):
            assert not [other for other, place in boxes[i + 1 :] if box.overlaps(place)], one
            assert inside.x0 <= box.x0, one
            assert box.x1 <= inside.x1, one
    ticks = {label for axes in figure.axes for label in (*axes.get_xticklabels(), *axes.get_yticklabels())}
    for text in figure.findobj(Text):
        if text in ticks or not (text.get_text() and text.get_visible()):
            continue
        assert text.get_fontsize() >= 9.0
        box = text.get_window_extent()
        assert box.x0 >= sheet.x0 - 1, text.get_text()
        assert box.x1 <= sheet.x1 + 1, text.get_text()
        assert box.y0 >= sheet.y0 - 1, text.get_text()
        assert box.y1 <= sheet.y1 + 1, text.get_text()
    for axes in figure.axes:
        others = [axes.title, axes._left_title]
        if axes.get_legend() is not None:
            box = axes.get_legend().get_window_extent()
            assert not [one for one in others if one.get_text() and one.get_window_extent().overlaps(box)]
            assert not figure._suptitle.get_window_extent().overlaps(box)


# --- the stability map -----------------------------------------------------------------------------------------------


def test_the_stability_map_is_the_sweep_with_the_published_j(swept):
    figure = stability_map(swept)
    axes, bar = figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == (
        "leg stiffness (kN/m)",
        "angle of attack (degrees from the ground)",
    )
    np.testing.assert_array_equal(cells(axes)[0], swept["steps_to_fall"].values.T)
    rule = line(axes, "published J (Seyfarth et al. 2002)")
    forces = 1e3 * rule.get_xdata() * (1.0 - np.sin(np.radians(rule.get_ydata())))
    np.testing.assert_allclose(forces, 1600.0)
    edges = [one for one in axes.lines if one.get_linestyle() == ":"]
    for edge, force in zip(edges, RULE_RANGE, strict=True):
        np.testing.assert_allclose(1e3 * edge.get_xdata() * (1.0 - np.sin(np.radians(edge.get_ydata()))), force)
    own = line(axes, "this runner: 20 kN/m, 68°")
    assert (own.get_xdata()[0], own.get_ydata()[0]) == pytest.approx((20.0, 68.0))
    share = 100.0 * np.mean(swept["steps_to_fall"].values >= 24)
    assert figure.get_suptitle() == f"Which legs keep running by themselves? {share:.0f} % still run after 24 steps"
    assert "24: still running" in words(bar)
    said_below = " ".join(figure.get_supxlabel().split())
    for part in ("1 m, 5 m/s", "The classical spring-mass runner", "1e-9 of a leg length", "no measurement of people"):
        assert part in said_below
    assert_readable(figure)


def test_the_rule_runs_where_running_goes_on(swept):
    """The published line lies in the cells that still run: the figure's claim, checked against the sweep itself."""
    steps = swept["steps_to_fall"].values
    rule = line(stability_map(swept).axes[0], "published J")
    inside = [
        steps[np.abs(swept[STIFFNESS].values - k).argmin(), np.abs(swept[ANGLE].values - a).argmin()]
        for k, a in zip(rule.get_xdata(), rule.get_ydata(), strict=True)
    ]
    assert np.mean(np.array(inside) >= 24) > 0.9


def test_who_still_runs_has_a_colour_and_a_border_of_their_own(swept):
    axes = stability_map(swept).axes[0]
    mesh = mesh_of(axes)
    colours = mesh.cmap(mesh.norm(np.array([0, 1, 5, 23, 24])))
    assert to_hex(colours[-1]).upper() == YELLOW
    assert len({tuple(one) for one in colours}) == 5
    border = next(one for one in axes.collections if isinstance(one, LineCollection) and one.get_linewidth()[0] == 1.4)
    runs = (swept["steps_to_fall"].values >= 24).T
    changes = (runs[:, 1:] != runs[:, :-1]).sum() + (runs[1:] != runs[:-1]).sum()
    assert len(border.get_segments()) == changes


def test_why_runs_end_is_written_where_they_do(swept):
    axes = stability_map(swept).axes[0]
    codes = swept["outcome"].values
    named = [text for text in axes.texts if text.get_text().replace("\n", " ") in ENDED.values()]
    assert {text.get_text() for text in named} >= {"no flight", "thrown back"}
    by_word = {ENDED[word]: code for word, code in ENDINGS.items()}
    for text in named:
        k, a = axes.transData.inverted().transform(axes.transAxes.transform(text.get_position()))
        i, j = np.abs(swept[STIFFNESS].values - k).argmin(), np.abs(swept[ANGLE].values - a).argmin()
        assert codes[i, j] == by_word[text.get_text().replace("\n", " ")]
    below = stability_map(swept).get_supxlabel()
    assert f"{100.0 * np.mean(codes == ENDINGS['thrown_back']):.0f} % “thrown back”" in " ".join(below.split())


def test_axes_may_be_swapped_and_a_slice_is_said(cube):
    figure = stability_map(cube, at={"foot.retraction": 1.0})
    np.testing.assert_array_equal(cells(figure.axes[0])[0], cube["steps_to_fall"].values[:, :, 0])
    said_below = " ".join(figure.get_supxlabel().split())
    assert "Held: leg retraction 0 deg/s (the nearest there is to 1 deg/s)." in said_below
    assert "this runner: 20 kN/m, 68°" in legend(figure.axes[0])
    assert_readable(figure)
    moved = stability_map(cube, at={"foot.retraction": "50 deg/s"})
    np.testing.assert_array_equal(cells(moved.axes[0])[0], cube["steps_to_fall"].values[:, :, 2])
    assert "this runner (but for its leg retraction): 20 kN/m, 68°" in legend(moved.axes[0])
    assert "the runner's own is 0 deg/s" in " ".join(moved.get_supxlabel().split())
    assert "not drawn" in moved.get_supxlabel()  # the J was published for a leg without retraction
    assert not [one for one in moved.axes[0].lines if "published" in str(one.get_label())]


@pytest.mark.parametrize(
    ("change", "factor"),
    [
        ({"runner.mass": 60.0}, 0.75),
        ({"runner.leg_length": 0.5, "gait.apex_height": 0.5, "gait.apex_speed": 5.0 * math.sqrt(0.5)}, 2.0),
        ({"world.gravity": 1.62, "gait.apex_speed": 5.0 * math.sqrt(1.62 / 9.81)}, 1.62 / 9.81),
    ],
)
def test_the_published_j_scales_with_weight_over_leg_length(change, factor):
    """Dimensional analysis: k l0 / (m g) and angles are the same running; checked with runs of the scaled runner."""
    pytest.importorskip("xarray")
    k = 20.0 * factor
    vary = {STIFFNESS: [f"{k!r} kN/m", f"{1.5 * k!r} kN/m"], ANGLE: (64, 72, 9)}
    scaled = sm.sweep(sm.load("seyfarth").with_values(change), vary, ["steps_to_fall"], steps=24)
    plain = sm.sweep("seyfarth", {STIFFNESS: ["20 kN/m", "30 kN/m"], ANGLE: (64, 72, 9)}, ["steps_to_fall"], steps=24)
    np.testing.assert_array_equal(scaled["steps_to_fall"].values, plain["steps_to_fall"].values)
    rule = line(stability_map(scaled).axes[0], "published J (Seyfarth et al. 2002), scaled")
    forces = 1e3 * rule.get_xdata() * (1.0 - np.sin(np.radians(rule.get_ydata())))
    np.testing.assert_allclose(forces, 1600.0 * factor)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"gait.apex_speed": 4.0}, "0.80 times that energy"),
        ({"leg.law": "viscous", "leg.damping": 100.0}, "these have more to them"),
        ({"gait.find": {"speed": "5 m/s"}, "gait.free": ["foot.angle_of_attack"]}, "have no release"),
    ],
)
def test_the_published_j_is_left_out_with_a_reason(change, why):
    text = tomli_w.dumps(sm.load("seyfarth").with_values(change).to_dict())
    figure = stability_map(stub({"steps_to_fall": np.full((9, 9), 3)}, scenario=text))
    assert "The published J is not drawn" in " ".join(figure.get_supxlabel().split())
    assert why in " ".join(figure.get_supxlabel().split())
    assert not [one for one in figure.axes[0].lines if "published" in str(one.get_label())]


def test_a_runner_off_the_map_is_pointed_at():
    data = stub({"steps_to_fall": np.arange(81).reshape(9, 9) % 51})
    figure = stability_map(data, own=(80e3, math.radians(40.0)))
    axes = figure.axes[0]
    own = line(axes, "this runner: 80 kN/m, 40° (far outside, that way)")
    assert own.get_xdata()[0] == axes.get_xlim()[1]
    assert axes.get_xlim()[1] < 45.0
    near = stability_map(data, own=(44e3, math.radians(68.0))).axes[0]
    assert "this runner: 44 kN/m, 68°" in legend(near)
    assert near.get_xlim()[1] > 44.0
    assert_readable(figure)


def test_a_stability_map_needs_its_two_fields(cube):
    with pytest.raises(sm.InputError, match=r"stability map needs leg\.stiffness and foot\.angle_of_attack"):
        stability_map(cube, at={ANGLE: 66})
    no_steps = stub({"contact_time": np.ones((9, 9))})
    with pytest.raises(sm.InputError, match="steps_to_fall"):
        stability_map(no_steps)


# --- any map ---------------------------------------------------------------------------------------------------------


def test_a_map_has_labels_units_and_its_values(swept):
    figure = sweep_map(swept, "contact_time")
    axes, bar = figure.axes
    np.testing.assert_array_equal(cells(axes)[0], swept["contact_time"].values.T)
    assert axes.get_xlabel() == "leg stiffness (kN/m)"
    assert axes.get_ylabel() == "angle of attack (degrees)"
    assert bar.get_ylabel() == "contact time (s)"
    assert mesh_of(axes).get_cmap().name == "viridis"
    assert figure.get_suptitle() == "Contact time, over leg stiffness and angle of attack"
    assert "first step from the release" in " ".join(figure.get_supxlabel().split())
    numbers = [float(text.get_text().replace("−", "-")) for text in axes.texts]
    assert numbers  # contour lines of a smooth field are labelled …
    for text, value in zip(axes.texts, numbers, strict=True):  # … with what the field is there
        k, a = text.get_position()
        i, j = np.abs(swept[STIFFNESS].values - k).argmin(), np.abs(swept[ANGLE].values - a).argmin()
        assert swept["contact_time"].values[i, j] == pytest.approx(value, rel=0.05)
    assert_readable(figure)


def test_a_metric_with_a_sign_has_colours_that_meet_at_zero(swept):
    axes = sweep_map(swept, "takeoff_angle").axes[0]
    mesh = mesh_of(axes)
    assert min(mesh.cmap(mesh.norm(0.0))[:3]) > 0.93
    below, above = mesh.cmap(mesh.norm([-8.0, 30.0]))
    assert below[0] > below[2]
    assert above[2] > above[0]
    values = swept["takeoff_angle"].values
    assert (mesh.norm.vmin, mesh.norm.vmax) == (np.nanmin(values), np.nanmax(values))


def test_flags_have_a_colour_and_words(swept):
    figure = sweep_map(swept, "gait_stable")
    axes = figure.axes[0]
    codes = swept["gait_stable"].values
    mesh = mesh_of(axes)
    drawn = mesh.cmap(mesh.norm(cells(axes)[0].ravel())).reshape(*codes.T.shape, 4)
    for code, word in ((-1, "no_gait"), (0, "unstable"), (1, "stable")):
        assert {to_hex(one) for one in drawn[np.equal(codes.T, code)]} == {colour_of(word).lower()}
    shares = [f"{100.0 * np.mean(codes == code):.0f} %" for code in (-1, 0, 1)]
    names = ["no steady gait found", "unstable: stumbles grow", "stable: stumbles die out"]
    assert {f"{name} ({share})" for name, share in zip(names, shares, strict=True)} <= set(legend(axes))
    assert figure.get_suptitle().startswith("Which steady gaits are stable, over")
    assert len(figure.axes) == 1
    assert_readable(figure)


def test_every_flag_has_words_and_a_colour():
    for output in OWN.values():
        colours = [colour_of(word) for word in output.flags or ()]
        assert len(set(colours)) == len(colours)
    assert set(ENDED) == set(ENDINGS)


def test_what_does_not_exist_is_hatched_with_the_reason(swept):
    axes = sweep_map(swept, "gait_apex_height").axes[0]
    nothing = np.isnan(swept["gait_apex_height"].values.T)
    assert nothing.any()
    np.testing.assert_array_equal(cells(axes)[1], nothing)
    assert [one.get_hatch() for one in axes.patches] == ["////"]
    assert "no steady gait found there" in legend(axes)
    outcome = np.zeros((9, 9), dtype="i1")
    times = np.ones((9, 9))
    times[:3], outcome[:3] = np.nan, ENDINGS["takeoff_down"]
    times[3, :4], outcome[3, :4] = np.nan, ENDINGS["fell"]
    assert "no running there: no flight, falls" in legend(
        sweep_map(stub({"contact_time": times, "outcome": outcome})).axes[0]
    )
    assert not sweep_map(stub({"contact_time": np.ones((9, 9))})).axes[0].patches


def test_values_far_apart_have_logarithmic_colours_and_the_line_at_one(swept):
    figure = sweep_map(swept, "gait_multiplier")
    axes = figure.axes[0]
    assert isinstance(mesh_of(axes).norm, LogNorm)
    assert "The black line is 1" in figure.get_supxlabel()
    values = swept["gait_multiplier"].values.T
    low, known = values < 1.0, np.isfinite(values)
    across = ((low[:, 1:] != low[:, :-1]) & known[:, 1:] & known[:, :-1]).sum()
    up = ((low[1:] != low[:-1]) & known[1:] & known[:-1]).sum()
    border = next(one for one in axes.collections if isinstance(one, LineCollection))
    assert len(border.get_segments()) == across + up
    assert f"{said(np.nanmin(values), '1')} to {said(np.nanmax(values), '1')}" in " ".join(
        figure.get_supxlabel().split()
    )


def test_a_few_wild_values_do_not_take_all_colours():
    times = np.linspace(-1.0, 1.0, 900).reshape(30, 30)
    times[3, 4] = 500.0
    mesh = mesh_of(sweep_map(stub({"contact_time": times}, n=30)).axes[0])
    assert mesh.norm.vmax < 1.1
    assert mesh.norm.vmin == -1.0


def test_the_usual_variable():
    steps, times = np.ones((9, 9), dtype=int), np.full((9, 9), 0.2)
    outcome = np.ones((9, 9), dtype="i1")
    assert sweep_map(stub({"contact_time": times, "steps_to_fall": steps})).get_suptitle().startswith("Steps completed")
    assert sweep_map(stub({"outcome": outcome, "contact_time": times})).get_suptitle().startswith("Contact time")
    assert sweep_map(stub({"outcome": outcome})).get_suptitle().startswith("Why runs end")


# --- odd maps --------------------------------------------------------------------------------------------------------


def test_a_constant_map_says_so():
    figure = sweep_map(stub({"contact_time": np.full((9, 9), 0.1623)}))
    assert "It is the same everywhere: 0.1623 s." in " ".join(figure.get_supxlabel().split())
    assert figure.axes[1].get_yticks().tolist() == [0.1623]
    assert_readable(figure)


def test_a_map_of_nothing_says_so():
    figure = sweep_map(
        stub({"contact_time": np.full((9, 9), np.nan), "outcome": np.full((9, 9), 3, dtype="i1")}), "contact_time"
    )
    assert "nothing to show anywhere on this map" in words(figure.axes[0])
    assert legend(figure.axes[0])[-1] == "no running there: no flight"
    assert len(figure.axes) == 1
    assert_readable(figure)


def test_a_map_of_two_by_two_and_everybody_running():
    steps, outcome = np.full((2, 2), 50), np.zeros((2, 2), dtype="i1")
    data = stub({"steps_to_fall": steps, "outcome": outcome}, n=2)
    for figure in (stability_map(data), sweep_map(data)):
        mesh = mesh_of(figure.axes[0])
        assert {to_hex(one) for one in mesh.cmap(mesh.norm(cells(figure.axes[0])[0].ravel()))} == {YELLOW.lower()}
        assert figure.axes[0].get_xlim()[0] >= 0.0  # no negative stiffness
        assert_readable(figure)
    assert "100 % still run" in stability_map(data).get_suptitle()
    assert_readable(sweep_map(stub({"contact_time": np.arange(4.0).reshape(2, 2)}, n=2)))


@pytest.mark.parametrize("most", [1, 2, 7, 10_000])
def test_steps_have_a_class_each_however_many_were_waited_for(most):
    steps = np.linspace(0, most, 81).round().astype(int).reshape(9, 9)
    figure = sweep_map(stub({"steps_to_fall": steps}, steps=most))
    mesh = mesh_of(figure.axes[0])
    still, just_not = mesh.cmap(mesh.norm(np.array([most, most - 1])))
    assert to_hex(still) == YELLOW.lower()
    assert to_hex(just_not) != YELLOW.lower()
    assert f"{most}: still running" in words(figure.axes[1])
    border = next(one for one in figure.axes[0].collections if isinstance(one, LineCollection))
    runs = (steps >= most).T
    assert len(border.get_segments()) == (runs[:, 1:] != runs[:, :-1]).sum() + (runs[1:] != runs[:-1]).sum()
    assert_readable(figure)


def test_values_in_any_order_and_at_any_distance():
    stiffness, angle = np.array([30.0, 8.0, 12.0, 20.0]), np.array([70.0, 50.0, 69.0])
    times = stiffness[:, None] + angle
    data = Stub({STIFFNESS: stiffness, ANGLE: angle}, {"contact_time": times})
    axes = sweep_map(data).axes[0]
    mesh = mesh_of(axes)
    np.testing.assert_array_equal(cells(axes)[0], np.sort(stiffness) + np.sort(angle)[:, None])
    corners = mesh.get_coordinates()
    np.testing.assert_allclose(corners[0, :, 0], [6.0, 10.0, 16.0, 25.0, 35.0])
    np.testing.assert_allclose(corners[:, 0, 1], [40.5, 59.5, 69.5, 70.5])


def test_ratios_over_a_decade_get_a_logarithmic_axis():
    data = Stub({STIFFNESS: np.geomspace(2.0, 200.0, 11), ANGLE: [60.0, 68.0]}, {"contact_time": np.ones((11, 2))})
    axes = sweep_map(data).axes[0]
    assert axes.get_xscale() == "log"
    widths = np.diff(np.log(mesh_of(axes).get_coordinates()[0, :, 0]))
    np.testing.assert_allclose(widths, widths[0])
    axes.figure.draw_without_rendering()
    assert {"5", "10", "100"} <= {one.get_text() for one in axes.get_xticklabels()}
    assert not Across("x", "x", "1", np.linspace(1.0, 100.0, 9)).logarithmic


def test_noise_gets_no_contour_lines():
    noise = np.random.default_rng(1).normal(size=(30, 30))
    assert not sweep_map(stub({"contact_time": noise}, n=30)).axes[0].texts


def test_a_million_cells_draw_in_time(tmp_path):
    n = 1000
    k, a = np.meshgrid(np.linspace(8, 40, n), np.linspace(50, 78, n), indexing="ij")
    steps = np.clip(50 - np.abs(k * (1 - np.sin(np.radians(a))) - 1.6) * 60 + 3, 0, 50).astype(np.int32)
    outcome = np.where(steps >= 50, 0, np.where(a > 65, 3, 8)).astype("i1")
    times = np.where(outcome == 3, np.nan, np.sin(k / 9) * np.cos(a / 7))
    data = stub({"steps_to_fall": steps, "outcome": outcome, "contact_time": times}, n=n)
    for draw in (
        lambda: stability_map(data),
        lambda: sweep_map(data, "contact_time"),
        lambda: sweep_map(data, "outcome"),
    ):
        start = time.perf_counter()
        save(draw(), tmp_path / "map.png", dpi=100)
        assert time.perf_counter() - start < 5.0  # 0.7 s when the machine is idle


def test_more_cells_than_dots_are_thinned_and_it_is_said():
    n = 2 * MOST_DRAWN
    data = Stub({STIFFNESS: np.linspace(8, 40, n), ANGLE: [60.0, 68.0]}, {"contact_time": np.ones((n, 2))})
    figure = sweep_map(data)
    assert cells(figure.axes[0])[0].shape == (2, MOST_DRAWN)
    assert "every 2th value" not in figure.get_supxlabel()
    assert "every second value is drawn" in " ".join(figure.get_supxlabel().split())


# --- curves ----------------------------------------------------------------------------------------------------------


def test_a_curve_has_a_panel_for_each_output():
    pytest.importorskip("xarray")
    measure = ["steps_to_fall", "contact_time", "gait_stable", "gait_multiplier"]
    data = sm.sweep("seyfarth", {ANGLE: ("60 deg", "76 deg", 33)}, measure, steps=20)
    figure = sweep_curve(data)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == [
        "steps completed before the running ends",
        "contact time (s)",
        "which steady gaits are stable",
        "growth of a small stumble in one step of the steady gait",
        "why runs end",
    ]
    steps, times, stable, growth, _ = figure.axes
    assert figure.axes[-1].get_xlabel() == "angle of attack (degrees)"
    x, y = line(times, "contact_time").get_data()
    np.testing.assert_array_equal(x, data[ANGLE].values)
    np.testing.assert_array_equal(y, data["contact_time"].values)
    for axes in figure.axes:
        assert list(line(axes, "this runner: 68°").get_xdata()) == pytest.approx([68.0, 68.0])
    still = data["steps_to_fall"].values >= 20
    assert line(steps, "_still").get_xdata().tolist() == data[ANGLE].values[still].tolist()
    nothing = data[ANGLE].values[np.isnan(data["gait_multiplier"].values)]
    spans = [one.get_window_extent().transformed(growth.transData.inverted()) for one in growth.patches]
    assert [(round(s.x0, 6), round(s.x1, 6)) for s in spans] == [(nothing.min() - 0.25, nothing.max() + 0.25)]
    assert "no steady gait found there" in words(growth)
    assert [one.get_text() for one in stable.get_yticklabels()] == [
        "no steady gait found",
        "unstable: stumbles grow",
        "stable: stumbles die out",
    ]
    assert_readable(figure)


def test_gaps_are_gaps_and_lonely_values_are_seen():
    times = np.array([0.2, np.nan, 0.3, np.nan, np.nan, 0.4, 0.5])
    data = Stub({STIFFNESS: np.linspace(10.0, 70.0, 7)}, {"contact_time": times})
    (axes,) = sweep_curve(data).axes
    np.testing.assert_array_equal(line(axes, "contact_time").get_ydata(), times)
    assert len(axes.patches) == 2
    many = np.where(np.arange(200) % 7 == 0, 1.0, np.nan)
    many[50:80] = 2.0
    dense = Stub({STIFFNESS: np.linspace(10.0, 70.0, 200)}, {"contact_time": many})
    marks = line(sweep_curve(dense).axes[0], "_marks").get_ydata()
    assert len(marks) == np.sum(many == 1.0) - np.isin(np.arange(200)[many == 1.0], [49, 80]).sum()


def test_what_is_the_same_but_for_rounding_is_a_level_line():
    times = 0.224 + 1e-14 * np.array([1.0, -1.0, 2.0, 0.0, 1.0])
    figure = sweep_curve(Stub({STIFFNESS: np.linspace(10.0, 30.0, 5)}, {"contact_time": times}))
    (axes,) = figure.axes
    figure.canvas.draw()
    low, high = axes.get_ylim()
    assert low < 0.22 < 0.23 < high
    assert axes.yaxis.get_offset_text().get_text() == ""
    assert_readable(figure)


def test_a_curve_of_nothing_and_a_runner_far_away():
    data = Stub({STIFFNESS: np.linspace(60.0, 70.0, 5)}, {"contact_time": np.full(5, np.nan)})
    figure = sweep_curve(data)
    assert "this runner: 20 kN/m (far outside, that way)" in everything(figure)
    assert "no running there" in everything(figure)
    assert figure.axes[0].get_xlim()[0] > 55.0
    assert_readable(figure)


def test_a_curve_through_a_cube(cube):
    figure = sweep_curve(cube, ["contact_time", "outcome"], at={ANGLE: "68 deg", "foot.retraction": 0})
    y = line(figure.axes[0], "contact_time").get_ydata()
    np.testing.assert_array_equal(y, cube["contact_time"].values[4, :, 0])
    assert_readable(figure)
    assert sweep_curve(cube, "contact_time", at={ANGLE: 68, "foot.retraction": 0}).axes[0].get_xlabel() == (
        "leg stiffness (kN/m)"
    )


# --- which figure, and wrong input -----------------------------------------------------------------------------------


def test_the_figure_that_suits(cube, swept):
    assert sweep_figure(swept).get_suptitle().startswith("Which legs keep running")
    assert sweep_figure(cube, at={ANGLE: 66}).get_suptitle().startswith("Steps completed")
    assert sweep_figure(cube, at={ANGLE: 66, STIFFNESS: 12}).get_suptitle() == "What changes with leg retraction"
    one = Stub({STIFFNESS: [20.0], ANGLE: [60.0, 64.0, 68.0]}, {"steps_to_fall": np.array([[1, 2, 3]])})
    figure = sweep_figure(one)
    assert figure.get_suptitle() == "What changes with angle of attack"
    assert "Held: leg stiffness 20 kN/m." in " ".join(figure.get_supxlabel().split())
    with pytest.raises(sm.InputError, match=r"sweep over .*a figure needs 2 that vary.*Choose a slice: hold 1"):
        sweep_figure(cube)


def test_wrong_input_is_refused_by_name(cube, swept):
    with pytest.raises(sm.InputError, match=r'variable: given "contact_tim".*Did you mean "contact_time"'):
        sweep_map(swept, "contact_tim")
    with pytest.raises(sm.InputError, match=r'at: given "foot\.retration".*Did you mean "foot\.retraction"'):
        sweep_map(cube, at={"foot.retration": 0})
    with pytest.raises(sm.InputError, match=r"foot\.retraction.*outside this sweep, which goes from 0 deg/s to 50 deg"):
        sweep_map(cube, at={"foot.retraction": 51})
    with pytest.raises(sm.InputError, match="must be a number in deg/s"):
        sweep_map(cube, at={"foot.retraction": [1, 2]})
    with pytest.raises(sm.InputError, match=r"at: foot\.retraction"):
        sweep_map(cube, at={"foot.retraction": "3 kg"})
    with pytest.raises(sm.InputError, match="a map needs 2 that vary"):
        sweep_map(cube)
    with pytest.raises(sm.InputError, match=r"a map needs 2 that vary.*Vary more"):
        sweep_map(Stub({STIFFNESS: [1.0, 2.0]}, {"contact_time": [1.0, 2.0]}))
    with pytest.raises(sm.InputError, match="at least one output"):
        sweep_curve(Stub({STIFFNESS: [1.0, 2.0]}, {"contact_time": [1.0, 2.0]}), [])
    for other in (None, 3, {"a": 1}, np.ones((3, 3))):
        with pytest.raises(sm.InputError, match="must be the data set of a sweep"):
            sweep_figure(other)


def test_a_file_is_read_only_where_it_is_drawn(tmp_path):
    pytest.importorskip("h5netcdf")
    vary = {ANGLE: (60, 72, 4), STIFFNESS: ("12 kN/m", "30 kN/m", 4), "gait.apex_speed": (4, 6, 3)}
    here = sm.sweep("seyfarth", vary, ["contact_time"], steps=1)
    there = sm.sweep("seyfarth", vary, ["contact_time"], steps=1, path=tmp_path / "a.nc")
    at = {"gait.apex_speed": "5 m/s"}
    for one in (here, there):
        np.testing.assert_array_equal(
            cells(sweep_map(one, "contact_time", at=at).axes[0])[0], here["contact_time"].values[:, :, 1].T
        )
    there.close()


def test_the_runners_own_values_are_in_the_units_of_the_sweep():
    text = tomli_w.dumps(sm.load("seyfarth").with_values({ANGLE: None, "foot.ahead": 0.4}).to_dict())
    data = Stub({ANGLE: np.radians([60.0, 70.0])}, {"contact_time": [1.0, 2.0]}, scenario=text)
    data.coords[ANGLE].attrs["unit_label"] = "rad"
    assert read_sweep(data).across[0].own == pytest.approx(math.acos(0.4))
    unreadable = Stub({STIFFNESS: [1.0, 2.0]}, {"contact_time": [1.0, 2.0]}, scenario="no scenario at all")
    assert read_sweep(unreadable).own is None
    assert sweep_curve(unreadable).axes[0].get_legend() is None


def test_targets_of_a_gait_to_find_are_marked():
    text = tomli_w.dumps(sm.load("rbds001").to_dict())
    coords = {"gait.find.speed": [3.0, 4.0], "runner.mass": [55.0, 75.0]}
    LABELS.update({"gait.find.speed": ("mean speed", "m/s"), "runner.mass": ("mass", "kg")})
    figure = sweep_map(Stub(coords, {"contact_time": [[0.2, np.nan], [0.2, 0.3]]}, scenario=text))
    assert legend(figure.axes[0]) == ["this runner: 3.5 m/s, 62 kg", "no steady gait found there"]
    below = " ".join(figure.get_supxlabel().split())
    assert "A steady gait is looked for anew at every point." in below
    assert "one runner at a time (reference engine)" in below


def test_words_for_units():
    assert labelled("peak force", "BW") == "peak force (body weights)"
    assert labelled("steps", "1") == "steps"
    assert said(20000.0, "N/m") == "20000 N/m"
    assert said(-1.23456, "deg") == "−1.235°"


# --- the command line and the page -----------------------------------------------------------------------------------


def test_the_verb_draws_the_figure_that_suits(tmp_path, monkeypatch):
    pytest.importorskip("xarray")
    monkeypatch.chdir(tmp_path)
    done = verb("--vary", "foot.angle_of_attack=60:76:5deg", "--measure", "steps_to_fall", "--figure", "a.svg")
    assert done.exit_code == 0, done.output
    assert "figure written to a.svg" in done.stderr
    assert (tmp_path / "a.svg").read_bytes().startswith(b"<?xml")


def test_the_verb_refuses_what_it_cannot_draw_before_any_work(monkeypatch):
    def refuse(*args, **more):
        raise AssertionError("a sweep was run")

    monkeypatch.setattr(sm, "sweep", refuse)
    grid = ["--vary", "foot.angle_of_attack=60:76:5deg", "--vary", "leg.stiffness=10,20kN/m"]
    for words_, message in (
        ([*grid, "--vary", "foot.retraction=0:50:2deg/s", "--figure", "a.png"], "draws one or two fields"),
        (["--vary", "foot.angle_of_attack=68deg", "--figure", "a.png"], "draws one or two fields"),
        ([*grid, "--figure", "a.jpg"], "must end in"),
        ([*grid, "--figure", "a.svg", "--csv", "a.svg"], "another file"),
    ):
        done = verb(*words_)
        assert done.exit_code == 2, done.output
        assert message in done.stderr


def verb(*words_):
    return CliRunner().invoke(main, ["sweep", "seyfarth", *words_])
