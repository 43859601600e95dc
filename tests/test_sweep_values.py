"""Every number of a sweep against the reference engine and the other ways to the same number."""

import math

import numpy as np
import pytest

import springmass as sm
from springmass.dynamics.step import step
from springmass.gait import counting
from springmass.gait.ask import release_energy
from springmass.gait.counting import count_steps
from springmass.gait.cycles import NUMBERS, columns_of
from springmass.gait.fixed_points import gaits_at_energy, gaits_in_window
from springmass.gait.stability import stability
from springmass.gait.sweep.axes import read_axes, read_axis
from springmass.gait.sweep.cells import compute
from springmass.gait.sweep.columns import columns
from springmass.gait.sweep.outputs import ENDINGS, NO_GAIT, choose
from springmass.gait.sweep.plan import Plan
from springmass.gait.sweep.public import make_plan
from springmass.metrics import ARRAY_METRICS, METRICS, ArrayView, StepView
from springmass.parameters import parameters_of

pytest.importorskip("xarray", reason="sweeps need the extra data")

BASE = {
    "runner": {"mass": "72 kg", "height": "1.78 m"},
    "leg": {"law": "viscous", "stiffness": "21 kN/m", "damping": 120.0, "push_off": "2 cm"},
    "hip": {"extension": "1 deg"},
    "foot": {"ahead": "30 cm", "roll_speed": 1.2, "roll_switch": "10 cm", "roll_late_speed": 0.4, "retraction": 20},
    "world": {"slope": "1 deg", "impeding_force": "4 N"},
    "gait": {"apex_height": "0.97 m", "apex_speed": "3.6 m/s"},
}
GENERAL = sm.Scenario(**BASE)
VARIED = {
    "runner.mass": (60, 90),
    "runner.height": (1.6, 1.9),
    "runner.leg_length": (0.85, 1.0),
    "leg.stiffness": (14e3, 30e3),
    "leg.damping": (0, 300),
    "leg.push_off": (0, 0.05),
    "hip.extension": (-2, 3),
    "foot.angle_of_attack": (64, 74),
    "foot.ahead": (0.2, 0.4),
    "foot.retraction": (-10, 60),
    "foot.roll_speed": (0.5, 2.0),
    "foot.roll_late_speed": (0, 1.0),
    "foot.roll_switch": (0.02, 0.2),
    "world.gravity": (3, 12),
    "world.slope": (-3, 3),
    "world.impeding_force": (-20, 20),
    "gait.apex_height": (0.95, 1.1),
    "gait.apex_speed": (2, 5),
}


def cells_of(scenario, vary):
    axes = read_axes(scenario, vary)
    grid = np.meshgrid(*(axis.si for axis in axes), indexing="ij")
    values = {axis.field: one.ravel() for axis, one in zip(axes, grid, strict=True)}
    n = grid[0].size
    scenarios = [scenario.with_values({name: float(v[i]) for name, v in values.items()}) for i in range(n)]
    return columns(scenario, values, n), scenarios


@pytest.mark.parametrize("field", VARIED)
def test_columns_are_the_parameters_of_every_cell(field):
    found, scenarios = cells_of(GENERAL, {field: (*VARIED[field], 5)})
    for i, scenario in enumerate(scenarios):
        p = parameters_of(scenario)
        for name in NUMBERS:
            value = np.broadcast_to(found.numbers[name], len(scenarios))[i]
            assert value == pytest.approx(getattr(p, name), rel=1e-15, abs=1e-16), name
        assert (found.heights[i], found.speeds[i]) == (scenario.gait.apex_height, scenario.gait.apex_speed)


def test_columns_of_every_field_of_the_motion():
    """A field the equations read and this table leaves out would not be looked at."""
    moving = {f for f in sm.parameters.FIELDS if f not in ("leg.law", "world.friction")}
    assert moving <= VARIED.keys()


SPREAD = {"leg.stiffness": (1500, 40e3, 6), "foot.angle_of_attack": (45, 95, 6), "gait.apex_speed": (1, 6, 3)}
CLASSICAL = sm.load("seyfarth")


@pytest.fixture(scope="module", params=["classical", "general"])
def both(request):
    """Many steps, by arrays and one by one; falls and the like among them."""
    scenario = CLASSICAL if request.param == "classical" else GENERAL
    cells, scenarios = cells_of(scenario, SPREAD)
    law = scenario.leg.law
    out = sm.apex_map(cells.heights, cells.speeds, **cells.numbers, damping_law=law, accuracy=1e-12)
    steps = [step(s.gait.apex_height, s.gait.apex_speed, parameters_of(s)) for s in scenarios]
    assert len({one.outcome for one in steps}) >= 3
    return ArrayView(cells.heights, cells.speeds, {**cells.numbers, "damping_law": law}, out), steps


@pytest.mark.parametrize("name", ARRAY_METRICS)
def test_array_values_are_those_of_the_reference_engine(both, name):
    view, steps = both
    found = np.broadcast_to(METRICS[name].values(view), len(steps))
    wanted = np.array([METRICS[name].value(StepView(one)).value for one in steps])
    assert np.isfinite(wanted).sum() > 30
    np.testing.assert_allclose(found, wanted, rtol=2e-9, atol=2e-9)


def test_the_list_of_array_metrics_is_complete(both):
    """A metric that needs no curve is served by arrays; one that does says so by failing."""
    served = []
    for name, metric in METRICS.items():
        try:
            np.broadcast_to(metric.values(both[0]), len(both[1]))
        except (AttributeError, KeyError, TypeError, ValueError):
            continue
        served.append(name)
    assert served == [name for name in METRICS if name in ARRAY_METRICS]


def test_a_sweep_of_any_metric_is_simulate_and_measure():
    names = list(METRICS)
    data = sm.sweep("average", {"hip.trunk_lean": [4, 12], "gait.find.speed": [3.2]}, measure=names, steps=1)
    scenario = sm.load("average")
    find = {**scenario.gait.find, "speed": "3.2 m/s"}
    table = sm.find_gait(scenario.with_values({"hip.trunk_lean": math.radians(12), "gait.find": find})).metrics
    wanted = [table[name].value for name in names]
    assert np.isfinite(wanted).sum() > 50
    assert [float(data[name][1, 0]) for name in names] == pytest.approx(wanted, rel=1e-12, nan_ok=True)


def test_released_cells_measure_their_first_step():
    data = sm.sweep(CLASSICAL, {"leg.stiffness": [15e3, 20e3]}, measure=["peak_vertical_force", "contact_time"])
    run = sm.simulate(CLASSICAL.with_values({"leg.stiffness": 15e3}), steps=1)
    table = sm.measure(run)
    assert float(data["peak_vertical_force"][0]) == table["peak_vertical_force"].value
    assert float(data["contact_time"][0]) == pytest.approx(table["contact_time"].value, rel=1e-8)


def test_midstance_is_the_one_asked_for():
    runs = {
        name: float(
            sm.sweep("seyfarth", {"leg.stiffness": [2e4]}, "mass_cop_offset", midstance=name)["mass_cop_offset"][0]
        )
        for name in ("lowest point", "half contact")
    }
    assert runs["lowest point"] != runs["half contact"]


def test_steps_to_fall_is_the_run_of_the_reference_engine():
    data = sm.sweep(
        CLASSICAL, {"leg.stiffness": (8e3, 40e3, 7), "foot.angle_of_attack": (60, 76, 9)}, ["steps_to_fall"], steps=12
    )
    wrong = []
    for k in data["leg.stiffness"].values:
        for angle in data["foot.angle_of_attack"].values:
            cell = {"leg.stiffness": float(k), "foot.angle_of_attack": math.radians(angle)}
            run = sm.simulate(CLASSICAL.with_values(cell), steps=12)
            here = data.sel({"leg.stiffness": k, "foot.angle_of_attack": angle})
            on = run.outcome is sm.Outcome.RUNNING
            assert ("thrown back" in run.message) is (run.outcome is sm.Outcome.THROWN_BACK)
            wanted = len(run.steps) - (not on), int(run.outcome)
            if (int(here["steps_to_fall"]), int(here["outcome"])) != wanted:
                wrong.append((k, angle, wanted, here))
    assert not wrong
    assert len(np.unique(data["outcome"])) >= 4


SETTLING = {
    "classical": (CLASSICAL, {"leg.stiffness": (5e3, 50e3, 60), "foot.angle_of_attack": (55, 80, 60)}),
    "damped": (sm.load("settles"), {"leg.stiffness": (8e3, 40e3, 40), "leg.push_off": (0.0, 0.05, 20)}),
    "fast": (CLASSICAL, {"leg.stiffness": (8e3, 40e3, 30), "gait.apex_speed": (1, 8, 30)}),
}


@pytest.mark.parametrize("name", SETTLING)
def test_leaving_settled_runners_alone_changes_no_count(name):
    scenario, vary = SETTLING[name]
    plan = make_plan(scenario, vary, ["steps_to_fall"])
    cells = columns(scenario, plan.values(0, plan.cells), plan.cells)
    law = scenario.leg.law
    quick, slow = (
        count_steps(cells.heights, cells.speeds, cells.numbers, law, 50, stop_settled=stop) for stop in (True, False)
    )
    assert (quick.steps == slow.steps).all()
    assert (quick.outcome == slow.outcome).all()
    assert np.nanmax(np.abs(quick.apex_height - slow.apex_height)) < 1e-7
    assert (quick.apex_height != slow.apex_height).sum() > 10  # some did stop early


def test_a_careless_rule_of_settling_would_be_noticed(monkeypatch):
    monkeypatch.setattr(counting, "SETTLED", 0.05)
    monkeypatch.setattr(counting, "UNSETTLED", 0.0)
    with pytest.raises(AssertionError):
        test_leaving_settled_runners_alone_changes_no_count("classical")


@pytest.mark.parametrize("engine", ["numba", "numpy"])
def test_an_unstable_gait_is_not_taken_for_settled(engine, monkeypatch):
    """Released on it to twelve digits, a runner stays for a while, and leaves."""
    if engine == "numba":
        pytest.importorskip("numba", reason="needs the extra fast")
    monkeypatch.setenv("SPRINGMASS_ENGINE", engine)
    scenario = CLASSICAL.with_values({"foot.angle_of_attack": math.radians(66.4), "gait.apex_speed": 7.0})
    p = parameters_of(scenario)
    unstable = max(gaits_at_energy(p, release_energy(scenario)), key=lambda one: abs(one.stability.multiplier))
    assert abs(unstable.stability.multiplier) > 2.0
    start = np.array([unstable.apex_height]), np.array([unstable.apex_speed])
    quick, slow = (count_steps(*start, columns_of(p), "spring", 60, stop_settled=stop).steps for stop in (True, False))
    assert 10 < quick[0] == slow[0] < 60


def test_gaits_at_the_energy_of_the_release():
    vary = {"leg.stiffness": (10e3, 35e3, 6), "foot.angle_of_attack": (62, 72, 6)}
    data = sm.sweep(
        CLASSICAL, vary, ["gait_exists", "gait_apex_height", "gait_apex_speed", "gait_multiplier", "gait_stable"]
    )
    stable = several = 0
    for i, k in enumerate(data["leg.stiffness"].values):
        for j, angle in enumerate(data["foot.angle_of_attack"].values):
            cell = CLASSICAL.with_values({"leg.stiffness": float(k), "foot.angle_of_attack": math.radians(angle)})
            found = gaits_at_energy(parameters_of(cell), release_energy(cell))
            here = {name: data[name].values[i, j] for name in data}
            assert here["gait_exists"] == bool(found)
            if not found:
                assert here["gait_stable"] == -1
                assert np.isnan(here["gait_apex_height"])
                continue
            several += len(found) > 1
            best = min(found, key=lambda one: (not one.stable, abs(one.apex_height - 1.0)))
            stable += best.stable
            assert here["gait_stable"] == best.stable
            assert here["gait_apex_height"] == pytest.approx(best.apex_height, abs=1e-8)
            assert here["gait_apex_speed"] == pytest.approx(best.apex_speed, abs=1e-8)
            assert here["gait_multiplier"] == pytest.approx(abs(best.stability.multiplier), abs=1e-6)
    assert stable > 3
    assert several > 3


def test_gaits_of_retracting_and_rolling_legs():
    for name, vary in (
        ("retraction", {"foot.retraction": (5, 60, 4), "foot.angle_of_attack": (60, 74, 4)}),
        ("seyfarth", {"foot.roll_speed": (0.0, 1.5, 4), "leg.stiffness": (12e3, 25e3, 4)}),
    ):
        scenario = sm.load(name)
        data = sm.sweep(scenario, vary, ["gait_apex_height"])
        _, scenarios = cells_of(scenario, vary)
        wanted = []
        for cell in scenarios:
            found = gaits_at_energy(parameters_of(cell), release_energy(cell))
            best = min(found, key=lambda o: (not o.stable, abs(o.apex_height - cell.gait.apex_height)), default=None)
            wanted.append(math.nan if best is None else best.apex_height)
        assert np.isfinite(wanted).sum() > 4
        np.testing.assert_allclose(data["gait_apex_height"].values.ravel(), wanted, atol=1e-7)


LOSSY = sm.Scenario(
    runner={"mass": 80, "leg_length": 1},
    leg={"law": "hysteretic", "stiffness": 2e4, "damping": 0.05, "push_off": 0.01},
    foot={"angle_of_attack": 68},
    gait={"apex_height": 0.95, "apex_speed": 4.5},
)


def test_gaits_of_legs_that_lose_energy():
    """Nearly all of them are far from the release; a search from there alone finds a tenth."""
    vary = {"leg.push_off": (0.004, 0.02, 4), "foot.angle_of_attack": (64, 72, 5)}
    names = ["gait_exists", "gait_apex_height", "gait_apex_speed", "gait_multiplier", "gait_stable"]
    data = sm.sweep(LOSSY, vary, names)
    found = 0
    for i, cell in enumerate(cells_of(LOSSY, vary)[1]):
        p = parameters_of(cell)
        exists, height, speed, growth, stable = (float(data[name].values.ravel()[i]) for name in names)
        near = gaits_in_window(p, (1.35, 8.6), (0.0, 3.75))
        assert exists == bool(near)
        if not near:
            continue
        found += 1
        after = step(height, speed, p)
        assert (after.apex_height, after.apex_speed) == pytest.approx((height, speed), abs=1e-8)
        multiplier = abs(stability(height, speed, p).multiplier)
        assert growth == pytest.approx(multiplier, abs=1e-7)
        assert stable == (multiplier < 1.0)
        assert any(abs(one.apex_height - height) < 1e-6 for one in near)
    assert 5 < found < 20


def test_slippery_ground_is_left_to_the_reference_engine():
    data = sm.sweep(
        CLASSICAL, {"world.friction": [0.05, 2.0]}, ["steps_to_fall", "contact_time", "gait_exists"], steps=6
    )
    assert data["steps_to_fall"].values.tolist() == [0, 6]
    assert data["outcome"].values.tolist() == [ENDINGS["slipped"], ENDINGS["running"]]
    assert np.isnan(data["contact_time"].values).tolist() == [True, False]
    assert data["gait_exists"].values.tolist() == [0, 1]


def test_cells_without_the_gait_they_ask_for():
    data = sm.sweep(
        "rbds001", {"gait.find.contact_time": ["225 ms", "350 ms"]}, ["steps_to_fall", "contact_time", "gait_stable"]
    )
    assert data["outcome"].values.tolist()[1] == NO_GAIT
    assert data["steps_to_fall"].values.tolist()[1] == 0
    assert float(data["contact_time"][0]) == pytest.approx(0.225)
    assert np.isnan(data["contact_time"][1])
    assert data["gait_stable"].values.tolist()[1] == -1


def test_cells_that_are_no_runner():
    """Retraction may turn the leg away from the ground at the apex; that is told, cell by cell where it must be."""
    vary = {"foot.retraction": (20, 500, 3), "gait.apex_height": (1, 99, 3)}
    with pytest.raises(sm.InputError, match="half a turn"):
        sm.sweep(GENERAL, vary)
    axes = tuple(read_axis(GENERAL, name, values) for name, values in vary.items())
    for measure in (["contact_time"], ["peak_knee_moment"]):
        plan = Plan(GENERAL, axes, choose(measure), 3, "lowest point", 1e-9)
        out = compute(plan, 0, plan.cells)
        wrong = ENDINGS["invalid_input"]
        assert out["outcome"][8] == wrong
        assert out["outcome"][0] != wrong
        assert np.isnan(out[measure[0]][8])
