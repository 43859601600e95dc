"""Runners from force curves: real trials, simulated ones with a known answer, and input that is no running."""

import csv
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from recordings_data import data_file
from scipy.ndimage import gaussian_filter1d
from scipy.signal import butter, sosfiltfilt

import springmass as sm
from springmass.dynamics.curves import contact_curves
from springmass.evidence.runners26 import runners26
from springmass.measured.fitting.classical import classical
from springmass.measured.fitting.confidence import confidence
from springmass.measured.fitting.curve_average import Average, expected
from springmass.measured.fitting.curve_beside import late_roll
from springmass.measured.fitting.curve_fit import fit_curves
from springmass.measured.fitting.curve_misfit import long_run, misfit_of, smoothness
from springmass.measured.fitting.curve_model import Ingredient
from springmass.measured.fitting.curve_search import Scatter, Target, most_likely
from springmass.measured.force.force_steps import ForceSteps
from springmass.measured.recording import Estimate, Person
from springmass.scenario.average_runner import average_runner

SHARES = np.linspace(0.0, 1.0, 101)
SOLVED_FOR = ("leg.stiffness", "foot.angle_of_attack", "leg.push_off")
TRIALS = [
    "RBDS001_runT25", "RBDS001_runT35", "RBDS001_runT45", "RBDS013_runT35", "RBDS017_runT25", "RBDS017_runT45",
    "RBDS020_runT35",
]  # fmt: skip


def steps_from(curves, contact, cadence, mass, cop=None, good=None):
    n = len(curves)
    contact, cadence = np.broadcast_to(contact, n).astype(float), np.broadcast_to(cadence, n).astype(float)
    touchdown = np.concatenate([[0.0], np.cumsum(60.0 / cadence)[:-1]])
    good = np.ones(n, dtype=bool) if good is None else good
    quantities = {
        "contact_time": contact, "cadence": cadence, "step_time": 60.0 / cadence,
        "peak_vertical_force": curves[:, :, 1].max(axis=1),
    }  # fmt: skip
    cop = np.full((n, 101), np.nan) if cop is None else cop
    return ForceSteps(
        touchdown, touchdown + contact, ("",) * n, good, tuple("" if one else "first or last" for one in good),
        quantities, np.asarray(curves, dtype=float), cop, Estimate(mass, 0.0), 9.81, 50.0,
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------- real runners


def trial(name):
    """Steps of an open trial, measured here in a few lines: 50 Hz, 50 N."""
    data = np.genfromtxt(data_file(f"rbds-fukuchi2017/{name}_forces.csv"), delimiter=",", names=True)
    with data_file("rbds-fukuchi2017/steps_summary.csv").open(encoding="utf-8") as file:
        row = next(r for r in csv.DictReader(file) if f"{r['subject']}_{r['trial']}" == name)
    time, low = data["time_s"], butter(2, 50.0 / 0.802 / 150.0, output="sos")
    fx, fy = (sosfiltfilt(low, data[f"force_{axis}_N"]) for axis in ("fore_aft", "vertical"))
    on = fy > 50.0
    rising, falling = np.flatnonzero(on[1:] & ~on[:-1]), np.flatnonzero(~on[1:] & on[:-1])

    def crossing(i):
        return time[i] + (50.0 - fy[i]) / (fy[i + 1] - fy[i]) * (time[i + 1] - time[i])

    falling = falling[falling > rising[0]]
    n = min(len(rising), len(falling))
    starts, ends = crossing(rising[:n]), crossing(falling[:n])
    at = starts[:, None] + SHARES * (ends - starts)[:, None]
    curves = np.stack([np.interp(at, time, fx), np.interp(at, time, fy)], axis=-1)
    whole = (time >= starts[0]) & (time < starts[-1])
    cadence = np.append(60.0 / np.diff(starts), np.nan)
    good = np.ones(n, dtype=bool)
    good[[0, -1]] = False
    steps = steps_from(
        curves, ends - starts, 170.0, fy[whole].mean() / 9.81, np.interp(at, time, data["cop_x_m"]), good
    )
    steps.quantities.update(cadence=cadence, step_time=60.0 / cadence)
    person = Person(mass=float(row["mass_kg"]), height=float(row["height_m"]))
    hip_ankle = 100.0 * float(row["hip_minus_ankle_x_at_midstance_m"])
    return steps, float(row["speed_m_s"]), person, row["footstrike_right"].lower(), hip_ankle


def explained(measured, modelled):
    late_measured, late_model = measured[10:], modelled[10:]
    return 1.0 - np.sum((late_measured - late_model) ** 2) / np.sum((late_measured - late_measured.mean()) ** 2)


@pytest.mark.slow
@pytest.mark.parametrize("name", TRIALS)
def test_an_open_trial_is_fitted(name, tmp_path):
    steps, speed, person, strike, hip_ankle = trial(name)
    fit = fit_curves(steps, speed=speed, person=person, strike=strike)
    own, other = fit.curves
    measured = steps.mean_curves()
    assert fit.measured == pytest.approx(measured)
    for i, r2 in ((0, own.r2_fore_aft), (1, own.r2_vertical)):
        assert r2 == pytest.approx(explained(measured[:, i], own.modelled[:, i]), abs=1e-9)
    assert own.r2_vertical >= 0.95
    assert own.r2_fore_aft >= 0.85
    # the classical runner has the same timing and is worse in both directions
    assert other.label == "classical, lossless"
    assert other.r2_vertical < own.r2_vertical - 0.05
    assert other.r2_fore_aft < own.r2_fore_aft - 0.01
    # what was measured is met exactly, and the file says the same
    for metric in ("speed", "cadence", "contact_time"):
        assert fit.gait.metrics[metric].value == pytest.approx(fit.inputs[metric].value, rel=1e-8)
    assert fit.inputs["mass"].value == pytest.approx(0.975 * person.mass, rel=0.01)  # the README's 3 % (SD 1 %)
    assert any(f"stated were {person.mass:.2f} kg" in note for note in fit.notes)
    sm.save(fit.scenario, tmp_path / "runner.toml")
    again = sm.find_gait(sm.load(tmp_path / "runner.toml"))
    for name in ("stiffness", "angle_of_attack", "push_off", "damping", "roll_speed"):
        assert getattr(again.parameters, name) == pytest.approx(getattr(fit.gait.parameters, name), rel=1e-9)
    # the runner is one: cameras saw the hip where he has it, and 26 others have such joints
    assert fit.gait.metrics["hip_ankle_offset_at_half_contact"].value == pytest.approx(0.01 * hip_ankle, abs=0.04)
    others = {name: runners26()[name][speed] for name in ("peak_knee_flexion", "peak_knee_moment", "peak_ankle_moment")}
    far = {name: abs(one.apart(fit.gait.metrics[name].value)) for name, one in others.items()}
    assert max(far["peak_knee_flexion"], far["peak_knee_moment"]) < 2.0
    assert far["peak_ankle_moment"] < 3.0  # the average runner's is up to 2.9 too
    # most of the damping is his own, little of the roll, and nothing is said of the hip; that is told
    assert any(" of the damping comes from these curves" in note for note in fit.notes)
    assert any(said.startswith("hip.extension is held at") for said in fit.cannot_tell)
    assert any(said.startswith("foot.roll_switch: these curves alone") for said in fit.cannot_tell)
    low, high = sorted(
        (fit.beside["foot.roll_late_speed"][0].estimate.value, 0.115 * np.sqrt(9.81 * 0.53 * person.height))
    )
    assert low - 0.05 < fit.parameters["foot.roll_late_speed"].value < high + 0.05
    assert {"leg.stiffness", "leg.damping", "leg.push_off"} <= fit.parameters.keys()
    assert 0.7 < fit.outcomes["leg_stiffness"].value / (fit.beside["leg_stiffness"][0].estimate.value / 1e3) < 1.4


@pytest.mark.slow
def test_step_noise_alone_would_oversell():
    """Fits to the two halves of a trial differ by what steps scatter, much less than the error, which holds misfit."""
    steps, speed, person, strike, _ = trial("RBDS013_runT35")
    first = np.arange(len(steps.good)) < len(steps.good) // 2
    halves = [
        fit_curves(replace(steps, good=steps.good & part), speed=speed, person=person, strike=strike).parameters
        for part in (first, ~first)
    ]
    for name in ("leg.damping", "foot.roll_speed", "foot.roll_switch", "leg.stiffness"):
        one, other = (half[name] for half in halves)
        assert abs(one.value - other.value) < 0.5 * one.error, name


# ---------------------------------------------------------------------------------------------- simulated runners


def seen(gait):
    """Its forces as a 50 Hz filter shows them, at shares of contact."""
    contact, share = gait.step.contact, np.linspace(-0.1, 1.1, 4801)
    on = (share >= 0.0) & (share <= 1.0)
    forces = np.zeros((share.size, 2))
    c = contact_curves(contact, gait.parameters, share[on] * contact.end)
    forces[on] = np.column_stack([c.grf_x, c.grf_y])
    forces = gaussian_filter1d(forces, np.sqrt(np.log(2.0)) / (2 * np.pi * 50.0) / contact.end / 0.00025, axis=0)
    return np.column_stack([np.interp(SHARES, share, forces[:, i]) for i in (0, 1)])


def runner(mass, height, values, find):
    scenario = sm.Scenario(
        runner={"mass": mass, "height": height}, leg={"law": "viscous"}, gait={"find": find, "free": list(SOLVED_FOR)}
    )
    return scenario.with_values({**values, "gait.find": find})


TRUTH = {
    "leg.damping": 170.0, "foot.roll_speed": 1.9, "foot.roll_switch": 0.15, "foot.roll_late_speed": 0.38,
    "hip.extension": 0.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def simulated():
    find = {"speed": 3.3, "cadence": 168.0, "contact_time": 0.232}
    gait = sm.find_gait(runner(64.0, 1.78, TRUTH, find))
    return gait, steps_from(np.array([seen(gait)] * 4), 0.232, 168.0, 64.0)


@pytest.fixture(scope="module")
def recovered(simulated):
    told = []
    fit = fit_curves(simulated[1], speed=3.3, person=Person(height=1.78), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    return fit


def test_a_simulated_runner_is_recovered(simulated, recovered):
    gait, _ = simulated
    truth = TRUTH | {
        "leg.stiffness": gait.parameters.stiffness,
        "foot.angle_of_attack": gait.parameters.angle_of_attack,
        "leg.push_off": gait.parameters.push_off,
    }
    for name, value in truth.items():
        assert recovered.parameters[name].value == pytest.approx(value, rel=2e-3, abs=1e-9), name
    # a model without misfit needs no average runner
    assert any(note.startswith("Nearly all of the damping comes from these curves") for note in recovered.notes)
    assert not any("do not tell it" in said for said in recovered.cannot_tell)
    assert min(recovered.curves[0].r2_vertical, recovered.curves[0].r2_fore_aft) > 0.999
    assert recovered.curves[1].r2_vertical < 0.95
    assert recovered.outcomes["leg_stiffness"].value == pytest.approx(gait.metrics["leg_stiffness"].value, rel=1e-3)


def test_sensitivities_are_what_another_fit_gives(simulated, recovered):
    free = ("leg.damping", "foot.roll_speed", "foot.roll_switch", "foot.roll_late_speed")
    sides = []
    for contact in (0.2322, 0.2318):
        steps = steps_from(simulated[1].curves, contact, 168.0, 64.0)
        sides.append(fit_curves(steps, speed=3.3, person=Person(height=1.78), free=free).parameters)
    for name in ("leg.stiffness", "leg.damping", "foot.angle_of_attack"):
        slope = (sides[0][name].value - sides[1][name].value) / 0.0004
        assert recovered.sensitivities[name]["contact_time"] == pytest.approx(slope, rel=0.05), name


def test_a_wrong_speed_is_taken_up_by_the_roll(recovered):
    """Forces are the same for whoever moves along: runner and foot point that are faster by the same."""
    for name, slope in (("foot.roll_speed", 1.0), ("foot.roll_late_speed", 1.0), ("leg.damping", 0.0)):
        assert recovered.sensitivities[name]["speed"] == pytest.approx(slope, abs=1e-2), name
    assert recovered.sensitivities["leg.stiffness"]["speed"] == pytest.approx(0.0, abs=1.0)


def test_steps_of_other_timing_are_no_scatter_of_the_leg(simulated):
    """The same leg and foot at many cadences and contact times: curves scatter, ingredients do not."""
    rng = np.random.default_rng(3)
    cadences, contacts = 168.0 * rng.normal(1.0, 0.015, 8), 0.232 * rng.normal(1.0, 0.02, 8)
    curves = [
        seen(sm.find_gait(runner(64.0, 1.78, TRUTH, {"speed": 3.3, "cadence": one, "contact_time": other})))
        for one, other in zip(cadences, contacts, strict=True)
    ]
    steps = steps_from(np.array(curves), contacts, cadences, 64.0)
    fit = fit_curves(steps, speed=3.3, person=Person(height=1.78), free=("leg.damping", "foot.roll_speed"))
    assert np.std(steps.curves[:, 50, 1]) > 20.0
    for name, value in (("leg.damping", 170.0), ("foot.roll_speed", 1.9)):
        assert fit.parameters[name].spread < 0.02 * value, name
    p = fit.parameters["leg.stiffness"]
    assert p.spread > 0.01 * p.value  # it follows the timing


def smooth(rng, size, length):
    bumps = gaussian_filter1d(rng.normal(size=301), length)[100:201]
    return size * np.sqrt(2.0 * np.sqrt(np.pi) * length) * bumps


SPREADS = {"leg.damping": 0.3, "foot.roll_speed": 0.2, "foot.roll_switch": 0.15, "foot.roll_late_speed": 0.3}
"""How runners are said to differ from the average one, and the hip by 1.5 degrees."""


def simulated_trial(rng, misfit):
    """A runner as far from the average as runners are, 10 scattered steps of his, and a smooth error no model has."""
    speed, mass, height = rng.uniform(2.6, 4.4), rng.uniform(55.0, 80.0), rng.uniform(1.65, 1.85)
    average = average_runner(speed, mass, height)
    usual = {field: getattr(average, field.partition(".")[2]) for field in SPREADS}
    truth = {name: value * max(rng.normal(1.0, SPREADS[name]), 0.2) for name, value in usual.items()}
    truth["hip.extension"] = np.radians(1.5) * rng.normal()
    cadences = 60.0 * average.cadence * rng.normal(1.0, 0.04) * rng.normal(1.0, 0.012, 10)
    contacts = average.contact_time * rng.normal(1.0, 0.05) * rng.normal(1.0, 0.018, 10)
    gait = sm.find_gait(
        runner(mass, height, truth, {"speed": speed, "cadence": cadences.mean(), "contact_time": contacts.mean()})
    )
    wrong = np.column_stack([smooth(rng, misfit * sd, rng.uniform(4, 8)) for sd in seen(gait)[10:].std(axis=0)])
    curves = []
    for one, other in zip(cadences, contacts, strict=True):
        step = sm.find_gait(runner(mass, height, truth, {"speed": speed, "cadence": one, "contact_time": other}))
        noise = np.column_stack([smooth(rng, size * mass * 9.81, 5.0) for size in (0.03, 0.08)])
        curves.append(seen(step) + wrong + noise)
    p = gait.parameters
    truth |= dict(zip(SOLVED_FOR, (p.stiffness, p.angle_of_attack, p.push_off), strict=True))
    return steps_from(np.array(curves), contacts, cadences, mass), speed, height, truth


@pytest.mark.slow
def test_the_truth_is_inside_the_interval_as_often_as_it_says():
    rng = np.random.default_rng(6)
    inside = []
    for misfit in (0.0, 0.15, 0.0, 0.15):
        steps, speed, height, truth = simulated_trial(rng, misfit)
        found = fit_curves(steps, speed=speed, person=Person(height=height)).parameters
        for name, value in truth.items():
            low, high = found[name].interval(0.9)
            inside.append(low <= value <= high)
    assert 0.75 <= np.mean(inside) <= 1.0


# ---------------------------------------------------------------------------------------------- what cannot be told


@pytest.mark.slow
def test_two_names_for_one_push_cannot_be_told_apart(simulated):
    """A slope and a wind of the same strength do the same to a runner."""
    free = ("leg.damping", "world.slope", "world.impeding_force")
    base = runner(64.0, 1.78, TRUTH, {"speed": 3.3, "cadence": 168.0, "contact_time": 0.232})
    rng = np.random.default_rng(1)
    noise = np.stack([[smooth(rng, 15.0, 5.0), smooth(rng, 50.0, 5.0)] for _ in range(8)]).transpose(0, 2, 1)
    steps = steps_from(simulated[1].curves[0] + noise, 0.232, 168.0, 64.0)
    fit = fit_curves(steps, speed=3.3, person=Person(), free=free, base=base)
    assert fit.correlations["world.slope", "world.impeding_force"] < -0.99
    said = [one for one in fit.cannot_tell if "world.slope and world.impeding_force" in one]
    assert len(said) == 1
    assert "make up for each other" in said[0]
    assert "cannot tell them apart" in said[0]
    alone = fit_curves(steps, speed=3.3, person=Person(), free=free[:2], base=base)
    assert not any("impeding_force" in one for one in alone.cannot_tell)
    assert alone.parameters["world.slope"].error < 0.2 * fit.parameters["world.slope"].error


@pytest.mark.slow
def test_a_vertical_force_alone_says_little_of_the_roll(simulated):
    curves = simulated[1].curves.copy()
    curves[:, :, 0] = np.nan
    rng = np.random.default_rng(2)
    curves[:, :, 1] += np.array([smooth(rng, 40.0, 8.0) for _ in range(4)])
    fit = fit_curves(replace(simulated[1], curves=curves), speed=3.3, person=Person(height=1.78))
    assert np.isnan(fit.curves[0].r2_fore_aft)
    assert fit.curves[0].r2_vertical > 0.98
    assert np.isfinite(fit.curves[0].modelled).all()
    assert any("vertical force alone" in note for note in fit.notes)
    untold = [said for said in fit.cannot_tell if "the rest from the average runner (" in said]
    assert {said.partition(":")[0] for said in untold} >= {"foot.roll_switch", "foot.roll_late_speed"}


def test_the_classical_runner_may_not_exist():
    find = {"speed": 9.0, "cadence": 150.0, "contact_time": 0.3}
    scenario = runner(64.0, 1.78, TRUTH, find)
    found = classical(scenario, Target(np.ones((101, 2))))
    assert found.gait is None
    assert found.why_none.startswith("There is no lossless gait")
    assert np.isnan(found.modelled).all()


# ---------------------------------------------------------------------------------------------- the average runner


class Straight:
    """Stands in for a model whose two curves are straight lines in its three ingredients."""

    def __init__(self, rng):
        self.free = tuple(Ingredient(f"leg.{i}", str(i), -50.0, 50.0, 1.0, 1.0) for i in range(3))
        self.bounds, self.start, self.given = (np.full(3, -50.0), np.full(3, 50.0)), np.zeros(3), {"speed": 1.0}
        at = np.linspace(0.0, 3.0, 91)
        sizes = np.array([1.0, 0.3, 0.03])  # one that is told, one in part, one that is not
        self.slopes = np.column_stack([s * np.tile(np.sin((k + 1) * at), 2) for k, s in enumerate(sizes)])
        self.truth = rng.normal(size=3)
        self.rough = np.linalg.cholesky(smoothness(91, 8.0) + 1e-9 * np.eye(91))
        self.wrong = np.concatenate([size * self.rough @ rng.normal(size=91) for size in (0.3, 0.2)])

    def trial(self, u):
        return np.array(u, dtype=float)

    def beside(self, u, name, middle=None):
        step = np.array([one.field == name for one in self.free], dtype=float)
        return u + step, u - step, 2.0

    def residual(self, u):
        return self.slopes @ (u - self.truth) - self.wrong

    def solved(self, scatter=None):
        target = SimpleNamespace(residual=self.residual, rows=np.ravel, curves=self.wrong, directions=(0, 1))
        scatter = scatter or Scatter(np.zeros((1, 182)), {})
        return most_likely(self, target, Average(np.zeros(3), np.ones(3), {}), scatter)


def test_curves_and_average_runner_meet_where_the_sums_say():
    model = Straight(np.random.default_rng(8))
    found, square = model.solved(), model.slopes.T @ model.slopes
    there = square + found.weight * np.eye(3)
    expected_u = np.linalg.solve(there, model.slopes.T @ (model.slopes @ model.truth + model.wrong))
    assert found.u == pytest.approx(expected_u, abs=1e-5)
    assert found.shares == pytest.approx(1.0 - found.weight * np.diag(np.linalg.inv(there)), abs=1e-6)
    assert found.shares[0] > 0.8
    assert found.shares[2] < 0.2


def test_the_average_runner_counts_against_independent_points():
    """The weight is the mean square of the misfit times how many points count as one, and errors are as often right."""
    rng = np.random.default_rng(9)
    covariance = np.kron(np.diag([0.09, 0.04]), smoothness(91, 8.0))
    asked = np.sum(covariance**2) / np.trace(covariance)
    weights, off = [], []
    for _ in range(60):
        model = Straight(rng)
        found = model.solved()
        errors = np.sqrt(np.diag(confidence(found, {}).covariance)[:3])
        weights.append(found.weight)
        off.append((found.u - model.truth) / errors)
    assert 0.8 * asked < np.median(weights) < 2.0 * asked  # more for what is not known of the misfit
    inside = np.mean(np.abs(off) < 1.645, axis=0)
    assert inside.min() > 0.8
    assert 0.84 < inside.mean() < 0.97


def test_measured_pressure_and_average_share_the_late_roll():
    late = Ingredient("foot.roll_late_speed", "roll_late_speed", 0.0, 2.0, 0.5, 0.1)
    roll = Ingredient("foot.roll_speed", "roll_speed", 0.0, 3.0, 0.7, 0.3)
    inputs = {"speed": 3.5, "mass": 67.5, "height": 1.756}
    centre = np.array([1.4 / 0.7, 0.35 / 0.5])
    alone = expected((roll, late), centre, inputs, "rearfoot", 9.81, None)
    both = expected((roll, late), centre, inputs, "rearfoot", 9.81, Estimate(0.55, 0.0))
    assert alone.centre * [0.7, 0.5] == pytest.approx([1.4, 0.35])
    assert both.centre * [0.7, 0.5] == pytest.approx([1.4, 0.45])  # both are known to 0.1 m/s: half way
    assert both.spread * [0.7, 0.5] == pytest.approx([0.3, 0.1 / np.sqrt(2.0)])
    assert alone.slopes["speed"][0] * 0.7 == pytest.approx(0.4)  # the average runner's roll, a share of his speed
    assert both.slopes["height"][1] == pytest.approx(0.5 * alone.slopes["height"][1])
    assert expected((roll, late), centre, inputs, None, 9.81, None).slopes == {}


# ---------------------------------------------------------------------------------------------- errors by themselves


def test_size_and_smoothness_of_a_misfit_are_read_off_a_residual():
    rng = np.random.default_rng(4)
    root = np.linalg.cholesky(smoothness(91, 8.0))
    slopes = np.column_stack([np.tile(np.sin(k * np.linspace(0.0, 3.0, 91)), 2) for k in (1, 2, 3)])
    sizes, lengths = [], []
    for _ in range(15):
        residual = np.concatenate([size * root @ rng.normal(size=91) for size in (0.2, 0.1)])
        residual = residual - slopes @ np.linalg.lstsq(slopes, residual, rcond=None)[0]
        found = misfit_of(residual, slopes, np.zeros((182, 182)), 2)
        sizes.append(found.sizes**2)
        lengths.append(found.length)
    assert np.sqrt(np.mean(sizes, axis=0)) == pytest.approx([0.2, 0.1], rel=0.25)
    assert 5.0 <= np.median(lengths) <= 12.0


def test_noise_of_steps_is_not_taken_for_misfit():
    rng = np.random.default_rng(5)
    noise = 0.01 * smoothness(91, 5.0)
    residual = np.linalg.cholesky(noise) @ rng.normal(size=91)
    slopes = np.ones((91, 1))
    found = misfit_of(residual - residual.mean(), slopes, noise, 1)
    assert found.sizes[0] < 0.07
    assert misfit_of(residual - residual.mean(), slopes, 4.0 * noise, 1).sizes[0] == 0.0


def test_steps_that_do_not_tell_all_are_not_taken_for_steady_ones():
    """Cadence known of 20 of 40 steps is as sure as 20 steps make it, and so is a fore-aft curve of half the steps."""
    rng = np.random.default_rng(6)
    cadence, told = rng.normal(168.0, 1.0, 40), np.arange(40) % 2 == 0
    curves = np.zeros((40, 101, 2))
    curves += np.sin(np.linspace(0.0, 3.0, 101))[:, None] * [100.0, 1000.0]
    curves += rng.normal(size=(40, 1, 2)) * [5.0, 30.0] * np.linspace(0.5, 1.0, 101)[:, None]
    curves[~told, :, 0] = np.nan
    target = Target(np.nanmean(curves, axis=0))
    scatter = Scatter.of(target, curves, {"cadence": np.where(told, cadence, np.nan)})
    few = cadence[told]
    assert scatter.of_means.moved["cadence"][told] == pytest.approx((few - few.mean()) * (40 * 39 / 20 / 19) ** 0.5)
    plain = np.cov(scatter.of_means.moved["cadence"]) / 40
    assert plain**0.5 == pytest.approx(np.std(few, ddof=1) / 20**0.5)
    noise = np.sum((scatter.of_means.off - scatter.of_means.off.mean(axis=0)) ** 2, axis=0) / 39 / 40
    for i, n, at in ((0, 20, 40), (1, 40, 91 + 40)):
        known = curves[np.isfinite(curves[:, 50, i]), 50, i]
        assert noise[at] ** 0.5 * target.scale[i] == pytest.approx(np.std(known, ddof=1) / n**0.5)
    assert scatter.whole.moved["cadence"] == pytest.approx(few - few.mean())
    assert len(scatter.whole.off) == 20


def test_missing_cadences_widen_its_error():
    """Six steps, three with a cadence: it is as sure as a mean of three, and steps differ as those three do."""
    away = np.array([1.0, np.nan, -2.0, np.nan, 1.0, np.nan])
    model = Straight(np.random.default_rng(8))
    model.given = {"cadence": 168.0}
    found = confidence(model.solved(Scatter(np.zeros((6, 182)), {"cadence": away})), {})
    assert found.names[3] == "cadence"
    assert found.covariance[3, 3] == pytest.approx(3.0 / 3)
    assert found.scatter[3, 3] == pytest.approx(3.0)


def test_steps_that_follow_each_other_count_for_less():
    """A first-order process with correlation ½: its mean has three times the variance of that of independent steps."""
    rng = np.random.default_rng(7)
    found = []
    for _ in range(60):
        values = np.zeros(230)
        for i, kick in enumerate(rng.normal(size=229)):
            values[i + 1] = 0.5 * values[i] + kick
        found.append(long_run(values[30:, None])[0, 0])
    independent, truth = 4.0 / 3.0 / 200.0, 4.0 / 200.0  # 1/(1 − ½²) and 1/(1 − ½)² over n
    assert 2.0 * independent < np.mean(found) < truth  # few lags see most of it, not all
    assert long_run(np.ones((1, 2))).tolist() == [[0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize("belt", [3.0, 0.0])
def test_pressure_rolls_over_the_foot_on_belt_and_floor(simulated, belt):
    at = 0.232 * SHARES
    cop = np.array([0.4 * at - belt * at + 1.0] * 4)
    steps = replace(simulated[1], cop=cop)
    assert late_roll(steps, steps.good, 3.0).value == pytest.approx(0.4)


def test_no_pressure_no_roll(simulated):
    steps = simulated[1]
    assert late_roll(steps, steps.good, 3.0) is None
    assert late_roll(replace(steps, cop=np.tile(5.0 * SHARES, (4, 1))), steps.good, 3.0) is None


# ---------------------------------------------------------------------------------------------- wrong input


def test_one_step_is_enough_but_told(simulated):
    good = np.array([False, True, False, False])
    fit = fit_curves(replace(simulated[1], good=good), speed=3.3, person=Person(), free=("leg.damping",))
    assert any("one good step only" in note for note in fit.notes)
    assert any("No height was given" in note for note in fit.notes)
    assert np.isnan(fit.parameters["leg.damping"].spread)
    assert fit.parameters["leg.damping"].error > 0.0


def change(steps, **quantities):
    return replace(steps, quantities=steps.quantities | quantities)


WRONG = {
    "no good step": (lambda s: replace(s, good=np.zeros(4, dtype=bool)), {}, "no good step"),
    "nothing but NaN": (lambda s: replace(s, curves=np.nan * s.curves), {}, "no good step"),
    "level": (lambda s: replace(s, curves=0.0 * s.curves + 900.0), {}, "level all through contact"),
    "noise": (
        lambda s: replace(s, curves=1e3 * np.random.default_rng(0).normal(size=s.curves.shape)), {}, "near 100 %",
    ),
    "forward is backward": (lambda s: replace(s, curves=s.curves * [-1.0, 1.0]), {}, "exchanged"),
    "no fore-aft force": (lambda s: replace(s, curves=s.curves * [0.0, 1.0]), {}, "level fore-aft"),
    "walking": (lambda s: change(s, contact_time=np.full(4, 0.6)), {}, ""),
    "no cadence": (lambda s: change(s, cadence=np.full(4, np.nan)), {}, "cadence"),
    "weightless": (lambda s: replace(s, mass=Estimate(0.0, 0.0)), {}, "carry the runner"),
    "no speed": (lambda s: s, {"speed": None}, "--speed 3.5m/s"),
    "speed NaN": (lambda s: s, {"speed": float("nan")}, "0.3 to 15"),
    "too fast": (lambda s: s, {"speed": 12.0}, "reach"),
    "height": (lambda s: s, {"person": Person(height=17.8)}, "0.5 to 3 m"),
    "strike": (lambda s: s, {"strike": "toe"}, "rearfoot, midfoot, forefoot"),
    "free twice": (lambda s: s, {"free": ("leg.damping", "leg.damping")}, "twice"),
    "free what is found": (lambda s: s, {"free": ("leg.stiffness",)}, "every trial gait"),
    "free misspelt": (lambda s: s, {"free": ("leg.dampning",)}, 'Did you mean "leg.damping"?'),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_gets_one_sentence(simulated, case):
    spoil, more, sentence = WRONG[case]
    given = {"speed": 3.3, "person": Person(height=1.78)} | more
    with pytest.raises(sm.InputError) as caught:
        fit_curves(spoil(simulated[1]), **given)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
