"""From timing to a runner: what comes out repeats what went in, errors are those of fits made again by hand."""

import csv
import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from recordings_data import data_file

import springmass as sm
from springmass.errors import InputError
from springmass.measured.fitting.beside import HIP_OVER_BODY, hip_over_body, sine_wave_beside
from springmass.measured.fitting.propagate import independent_axes, joint_errors
from springmass.measured.fitting.timing_fit import HEIGHT_SPREAD, MASS_SPREAD, fit_timing
from springmass.measured.fitting.timing_words import NOT_SEEN
from springmass.measured.fitting.watch_fit import _together, fit_watch
from springmass.measured.recording import Estimate, Person, Recording, Watch
from springmass.measured.stated import stated
from springmass.measured.watch.piece import WatchPiece, piece

FIELDS = ("leg.stiffness", "foot.angle_of_attack", "leg.push_off")
VALUES = {"speed": 3.4, "cadence": 168.0, "contact_time": 0.238, "mass": 71.0, "height": 1.79}
ERRORS = {"speed": 0.01, "cadence": 0.25, "contact_time": 0.0012, "mass": 0.03, "height": 0.003}


def inputs(errors=ERRORS, **changes):
    return {name: Estimate(value, errors[name]) for name, value in (VALUES | changes).items()}


@pytest.fixture(scope="module")
def fit():
    return fit_timing(**inputs())


def values(fit):
    return np.array([fit.parameters[name].value for name in FIELDS])


def test_the_gait_has_the_timing_it_was_asked_for(fit):
    m = fit.gait.metrics
    for name in ("speed", "cadence", "contact_time"):
        assert m[name].value == pytest.approx(VALUES[name], rel=1e-9)
    assert fit.outcomes["step_length"].value == pytest.approx(60 * 3.4 / 168, rel=1e-9)
    assert fit.outcomes["flight_time"].value == pytest.approx(60 / 168 - 0.238, rel=1e-8)
    assert fit.outcomes["duty_factor"].value == pytest.approx(0.238 * 168 / 120, rel=1e-9)
    assert fit.gait.parameters.mass == 71.0
    assert fit.gait.parameters.leg_length == pytest.approx(0.53 * 1.79)


def test_errors_of_plain_quotients_are_those_of_the_textbook(fit):
    relative = math.hypot(0.01 / 3.4, 0.25 / 168)
    assert fit.recording_alone["step_length"].error == pytest.approx(60 * 3.4 / 168 * relative, rel=1e-3)
    flight = math.hypot(60 / 168**2 * 0.25, 0.0012)
    assert fit.recording_alone["flight_time"].error == pytest.approx(flight, rel=1e-3)


def test_the_scenario_says_the_timing_in_readable_numbers_and_gives_the_same_runner(fit, tmp_path):
    find = fit.scenario.gait.find
    assert find == {"speed": "3.4 m/s", "cadence": "168 steps/min", "contact_time": "238 ms"}
    sm.save(fit.scenario, tmp_path / "runner.toml")
    again = sm.find_gait(sm.load(tmp_path / "runner.toml"))
    for name in FIELDS:
        assert again.scenario.value(name) == pytest.approx(fit.parameters[name].value, rel=2e-6)
        assert again.scenario.value(name) == pytest.approx(fit.gait.scenario.value(name), rel=1e-12)


def test_targets_keep_their_digits(tmp_path):
    found = fit_timing(**inputs(contact_time=0.23812345678, speed=3.4123456789))
    sm.save(found.scenario, tmp_path / "runner.toml")
    again = sm.find_gait(sm.load(tmp_path / "runner.toml"))
    assert again.metrics["contact_time"].value == pytest.approx(0.23812345678, rel=1e-8)
    assert again.metrics["speed"].value == pytest.approx(3.4123456789, rel=1e-8)


@pytest.mark.parametrize("name", list(VALUES))
def test_slopes_are_those_of_fits_made_again(fit, name):
    """Implicit function theorem against two whole fits, ingredients of the average runner following along."""
    h = 1e-4 * VALUES[name]
    up, down = (values(fit_timing(**inputs(**{name: VALUES[name] + side * h}), outcomes=())) for side in (1, -1))
    slopes = [fit.sensitivities[field][name] for field in FIELDS]
    size = np.abs(values(fit)) / VALUES[name]
    np.testing.assert_allclose(slopes / size, (up - down) / (2 * h) / size, atol=1e-5)


@pytest.mark.parametrize(("field", "parameter"), [("leg.damping", "damping"), ("foot.roll_speed", "roll_speed")])
def test_slopes_over_what_timing_cannot_see(fit, field, parameter):
    """Against gaits found with that ingredient changed in the scenario, as any user may."""
    value = fit.scenario.value(field)
    found = []
    for factor in (1.01, 0.99):
        gait = sm.find_gait(fit.scenario.with_values({field: factor * value}))
        found.append(np.array([gait.scenario.value(name) for name in FIELDS]))
    by_hand = (found[0] - found[1]) / (0.02 * value)
    slopes = [fit.sensitivities[name][field] for name in FIELDS]
    np.testing.assert_allclose(slopes, by_hand, rtol=2e-3, atol=1e-4 * np.abs(by_hand).max())


def test_slopes_have_the_signs_of_running(fit):
    s = fit.sensitivities
    assert s["leg.stiffness"]["contact_time"] < 0  # longer on the ground: a softer leg
    assert s["leg.stiffness"]["mass"] == pytest.approx(fit.parameters["leg.stiffness"].value / 71.0)  # k/m alone counts
    assert abs(s["foot.angle_of_attack"]["mass"]) < 1e-9
    assert s["foot.angle_of_attack"]["speed"] < 0  # faster: the foot lands farther ahead
    assert s["leg.push_off"]["leg.damping"] > 0  # what is lost has to be given back


def test_small_errors_are_those_of_the_slopes(fit):
    for name in FIELDS:
        expected = math.sqrt(sum((fit.sensitivities[name][i] * ERRORS[i]) ** 2 for i in ERRORS))
        assert fit.recording_alone[name].error == pytest.approx(expected, rel=5e-3)
    assert not any("proportion" in note for note in fit.notes)


def test_correlations_are_those_of_the_slopes(fit):
    rows = np.array([[fit.sensitivities[name][i] * ERRORS[i] for i in ERRORS] for name in FIELDS])
    expected = rows @ rows.T
    size = np.sqrt(np.diag(expected))
    for i, j in ((0, 1), (0, 2), (1, 2)):
        assert fit.correlations[FIELDS[i], FIELDS[j]] == pytest.approx(expected[i, j] / size[i] / size[j], abs=5e-3)


def test_without_contact_time_errors_are_those_of_fits_made_again():
    """A bent relation: 150 fits with contact times drawn from what runners have."""
    known = {name: one for name, one in inputs().items() if name != "contact_time"}
    found = fit_timing(**known, outcomes=("peak_vertical_force",))
    guess = found.inputs["contact_time"]
    assert 0.05 < guess.error / guess.value < 0.1
    drawn = np.random.default_rng(5).normal(guess.value, guess.error, 75)
    drawn = np.append(drawn, 2 * guess.value - drawn)
    find = {"speed": 3.4, "cadence": 168.0}
    gaits = [
        sm.find_gait(found.scenario, free=FIELDS, **find, contact_time=contact)
        for contact in guess.value + (drawn - guess.value) * guess.error / drawn.std()
    ]
    for name, estimate in ((n, found.recording_alone[n]) for n in FIELDS):
        off = np.array([gait.scenario.value(name) for gait in gaits]) - estimate.value
        assert estimate.error == pytest.approx(math.sqrt((off**2).mean()), rel=0.05), name
    off = np.array([gait.metrics["peak_vertical_force"].value for gait in gaits])
    force = found.recording_alone["peak_vertical_force"]
    assert force.error == pytest.approx(math.sqrt(((off - force.value) ** 2).mean()), rel=0.05)


def test_a_bent_relation_is_said():
    found = fit_timing(**inputs(errors={**ERRORS, "contact_time": 0.03}), outcomes=())
    assert any("proportion" in note for note in found.notes)


def test_what_is_not_known_is_the_average_and_said():
    found = fit_timing(speed=Estimate(3.5, 0.01))
    said = " ".join(found.cannot_tell)
    for words in ("no contact time", "no cadence", "runner's mass", "runner's height"):
        assert words in said
    average = sm.default_runner(speed=3.5).gait.find
    assert f"{found.inputs['cadence'].value:.1f} steps/min" == average["cadence"]
    assert f"{1e3 * found.inputs['contact_time'].value:.1f} ms" == average["contact_time"]
    assert found.inputs["contact_time"].error == pytest.approx(0.0173, rel=0.01)  # spread of the 26 runners at 3.5 m/s
    assert found.inputs["cadence"].error == pytest.approx(11.1, rel=0.01)
    sure = fit_timing(**inputs())
    assert found.recording_alone["leg.stiffness"].error > 10 * sure.recording_alone["leg.stiffness"].error
    assert not any("average runner's at this speed is taken" in one for one in sure.cannot_tell)


def test_errors_that_go_together():
    """Speed and contact off at once by a known share are one error, along one line."""
    known = inputs(errors={**dict.fromkeys(ERRORS, 0.0), "speed": 0.01, "contact_time": 0.001})
    for r in (-0.999999, 0.999999):
        found = fit_timing(**known, together={("speed", "contact_time"): r}, outcomes=())
        for name in FIELDS:
            s = found.sensitivities[name]
            one = abs(s["speed"] * 0.01 + math.copysign(1.0, r) * s["contact_time"] * 0.001)
            assert found.recording_alone[name].error == pytest.approx(one, rel=0.02), (name, r)


def test_axes_make_the_covariance_they_were_made_of():
    errors = {"a": 2.0, "b": 0.5, "c": 0.0, "d": 1.0}
    axes = independent_axes(errors, {("a", "b"): -0.6, ("b", "d"): 0.3})
    table = np.array([[axis.get(name, 0.0) for name in "abd"] for axis in axes])
    np.testing.assert_allclose(table.T @ table, [[4.0, -0.6, 0.0], [-0.6, 0.25, 0.15], [0.0, 0.15, 1.0]], atol=1e-12)


def test_second_moments_of_a_parabola():
    """x ~ N(0, 0.3²), y = 2 x + x²: E y² = 4 σ² + 3 σ⁴."""
    found = joint_errors(np.zeros(1), lambda c: np.array([2 * c["x"] + c["x"] ** 2]), [{"x": 0.3}]).values
    assert found[0, 0] == pytest.approx(4 * 0.09 + 3 * 0.0081)


def test_second_moments_of_two_parabolas():
    """y = x² + z², both of variance 1: E y² = 3 + 3 + 2."""
    axes = [{"x": 1.0}, {"z": 1.0}]
    found = joint_errors(np.zeros(1), lambda c: np.array([sum(v**2 for v in c.values())]), axes).values
    assert found[0, 0] == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("low", "high", "known", "cut"),
    [
        (-9.0, 9.0, 8.0, ""),  # E (2x + x²)² + E z² = 4 + 3 + 1
        (-1.0, 9.0, (2 * 3**0.5 + 3) ** 2 / 3 + 1, "one_sided"),
        (-1.0, 1.0, 4.0 + 1, "straight"),
        (0.0, 0.0, 1.0, "unknown"),
    ],
)
def test_an_axis_without_an_end_falls_back_alone(low, high, known, cut):
    """y = 2x + x² + z, of which x is known between two bounds only; z is not touched by that."""

    def at(changes):
        x, z = changes.get("x", 0.0), changes.get("z", 0.0)
        return np.array([2 * x + x**2 + z]) if low <= x <= high else None

    found = joint_errors(np.zeros(1), at, [{"z": 1.0}, {"x": 1.0}])
    assert found.values[0, 0] == pytest.approx(known, rel=1e-5)
    for name in ("one_sided", "straight", "unknown"):
        assert getattr(found, name) == ((1,) if name == cut else ())


def test_a_damping_nobody_can_run_with_keeps_the_error_and_is_said():
    """At 300 ms a leg with 52 % more damping has no gait, at 298 ms it has."""
    size = {"mass": Estimate(70.0, 0.1), "height": Estimate(1.75, 0.01)}
    runs = [
        fit_timing(
            speed=Estimate(2.8, 0.01),
            cadence=Estimate(168.0, 0.2),
            contact_time=Estimate(contact, 0.001),
            outcomes=(),
            **size,
        )
        for contact in (0.298, 0.300)
    ]
    errors = [run.parameters["leg.stiffness"].error for run in runs]
    assert errors[1] == pytest.approx(errors[0], rel=0.15)
    assert errors[1] > 10 * runs[1].recording_alone["leg.stiffness"].error
    said = [any("damping: only to one side" in note for note in run.notes) for run in runs]
    assert said == [False, True]


def test_what_is_off_together_is_said():
    sure = dict.fromkeys(ERRORS, 0.0)
    found = fit_timing(**inputs(errors={**sure, "contact_time": 0.001}), outcomes=())
    assert all(abs(r) == pytest.approx(1.0, abs=1e-3) for r in found.correlations.values())
    assert len([one for one in found.cannot_tell if "both hang on contact time" in one]) == 3
    assert "Most of the ± of stiffness comes from contact time." in found.notes
    assert fit_timing(**inputs(errors={**sure, "mass": 0.1}), outcomes=()).cannot_tell == (NOT_SEEN,)


def test_the_error_has_damping_and_roll_in_it(fit):
    for name in FIELDS:
        narrow, full = fit.recording_alone[name], fit.parameters[name]
        s = fit.sensitivities[name]
        foot = fit.scenario.foot
        more = math.hypot(
            s["leg.damping"] * 0.3 * fit.scenario.leg.damping,
            s["foot.roll_speed"] * 0.2 * foot.roll_speed,
            s["foot.roll_switch"] * 0.15 * foot.roll_switch,
            s["foot.roll_late_speed"] * 0.3 * foot.roll_late_speed,
        )
        assert full.value == narrow.value
        assert full.error == pytest.approx(math.hypot(narrow.error, more), rel=0.1)
    assert any("damping of this leg is 30 % greater" in note and "higher" in note for note in fit.notes)
    late = next(note for note in fit.notes if "late in contact" in note)
    change = fit.sensitivities["leg.stiffness"]["foot.roll_late_speed"] * 0.3 * fit.scenario.foot.roll_late_speed
    assert f"{100 * abs(change) / fit.parameters['leg.stiffness'].value:.0f}." in late
    for name in ("step_length", "flight_time"):  # timing is timing, whatever the leg loses
        assert fit.outcomes[name].error == pytest.approx(fit.recording_alone[name].error, rel=1e-6)
    assert fit.outcomes["peak_vertical_force"].error > 3 * fit.recording_alone["peak_vertical_force"].error


def test_a_base_of_ones_own_is_kept():
    base = sm.default_runner(speed=3.0).with_values({"leg.damping": 120.0, "foot.roll_speed": 0.9})
    found = fit_timing(**inputs(), base=base, title="Mine", outcomes=())
    assert (found.scenario.leg.damping, found.scenario.foot.roll_speed) == (120.0, 0.9)
    assert found.scenario.title == "Mine"
    assert found.gait.metrics["contact_time"].value == pytest.approx(0.238, rel=1e-9)
    still = dict.fromkeys(("foot.roll_speed", "foot.roll_switch", "foot.roll_late_speed"), 0.0)
    lossless = base.with_values({"leg.damping": 0.0, **still})
    found = fit_timing(**inputs(), base=lossless, outcomes=())
    assert set(found.sensitivities["leg.stiffness"]) == set(VALUES)
    assert found.parameters == {name: found.recording_alone[name] for name in FIELDS}


def test_an_error_nobody_knows_is_said(fit):
    found = fit_timing(**(inputs() | {"cadence": Estimate(168.0, math.nan)}), outcomes=())
    assert any("how sure cadence is" in note for note in found.notes)
    assert math.isfinite(found.recording_alone["leg.stiffness"].error)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"speed": None}, "speed: is missing"),
        ({"speed": Estimate(9.0, 0.1)}, "must be between"),
        ({"contact_time": Estimate(0.4, 0.01)}, "below the time of a step"),
        ({"strike": "toe"}, "must be one of rearfoot"),
    ],
)
def test_wrong_input(changes, words):
    with pytest.raises(InputError, match=words):
        fit_timing(**(inputs() | changes))


def test_close_to_no_gait_the_slopes_have_to_do():
    """A flight of 55 ± 30 ms: some of that is walking."""
    found = fit_timing(**inputs(errors={**ERRORS, "contact_time": 0.03}, contact_time=60 / 168 - 0.055), outcomes=())
    assert any("nobody can run" in note for note in found.notes)
    assert found.recording_alone["leg.stiffness"].error > 0


# Beside


def test_morins_example():
    """The worked example of Morin et al. 2005, to the digits printed."""
    published = tomllib.loads((Path(__file__).parent / "reference" / "published.toml").read_text())["morin2005"]
    contact, flight = published["contact_time_s"], published["flight_time_s"]
    known = {
        "speed": published["speed_m_s"], "cadence": 60.0 / (contact + flight), "contact_time": contact,
        "mass": published["mass_kg"],
    }  # fmt: skip
    given = {name: Estimate(value, 0.0) for name, value in known.items()}
    found = sine_wave_beside(**given, leg_length=Estimate(published["leg_length_m"], 0.0))
    assert round(found["peak_vertical_force"].value) == published["peak_force_N"]
    assert round(found["vertical_stiffness"].value / 1e3, 1) == published["vertical_stiffness_kN_m"]
    assert round(found["leg_stiffness"].value / 1e3, 2) == published["leg_stiffness_kN_m"]
    same = sine_wave_beside(**given, height=Estimate(published["leg_length_m"] / 0.53, 0.0))
    assert same["leg_stiffness"].value == pytest.approx(found["leg_stiffness"].value)


def test_morins_errors_are_those_of_drawn_inputs():
    given = inputs()
    found = sine_wave_beside(**given)["leg_stiffness"]
    rng = np.random.default_rng(3)
    v, f, t, m, h = (rng.normal(VALUES[name], ERRORS[name], 20_000) for name in VALUES)
    force = m * 9.81 * math.pi / 2 * ((60 / f - t) / t + 1)
    length = 0.53 * h
    drop = force * t**2 / (m * math.pi**2) - 9.81 * t**2 / 8 + length - np.sqrt(length**2 - (v * t / 2) ** 2)
    assert found.error == pytest.approx(np.std(force / drop), rel=0.03)
    assert found.value == pytest.approx(np.mean(force / drop), rel=0.002)


def test_hip_over_body_is_what_was_measured():
    rows = list(csv.DictReader(data_file("rbds-fukuchi2017/steps_summary.csv").read_text().splitlines()))
    for speed, (mean, sd) in HIP_OVER_BODY.items():
        ratio = np.array(
            [
                float(row["hip_vertical_osc_from_markers_m"]) / float(row["com_vertical_osc_from_force_m"])
                for row in rows
                if float(row["speed_m_s"]) == speed
            ]
        )
        assert (round(ratio.mean(), 3), round(ratio.std(ddof=1), 3)) == (mean, sd)
        assert hip_over_body(speed).value == mean
    sizes = {row["subject"]: (float(row["mass_kg"]), float(row["height_m"])) for row in rows}
    mass, height = np.std(list(sizes.values()), axis=0, ddof=1)
    assert (round(mass, 1), round(height, 3)) == (MASS_SPREAD, HEIGHT_SPREAD)


# From a watch's piece


def told(**more):
    watch = {
        "speed": Estimate(3.65, 0.01), "cadence": Estimate(171.0, 0.2), "contact_time": Estimate(0.256, 0.0005),
        "vertical_oscillation": Estimate(0.0867, 0.0002), "vertical_ratio": Estimate(0.0662, 0.0002),
        "contact_balance": Estimate(0.497, 0.001),
    }  # fmt: skip
    pod = {
        "cadence": Estimate(171.0, 0.2), "contact_time": Estimate(0.236, 0.0005),
        "leg_stiffness": Estimate(10_120.0, 20.0), "vertical_oscillation": Estimate(0.0762, 0.0002),
    }  # fmt: skip
    return {"watch": watch, "Stryd": pod} | more


def watch_fit(estimates, person=None, **how):
    watch = Watch(np.arange(2.0), {name: {} for name in estimates})
    recording = Recording("run.fit", "FIT", watch=watch, person=person or Person(75.5, 1.83))
    piece = WatchPiece(0.0, 1.0, "lap 2", np.ones(2, dtype=bool), {}, estimates, 2.0)
    return fit_watch(recording, piece, **how)


@pytest.fixture(scope="module")
def two_sensors():
    return watch_fit(told())


def test_the_watch_counts_and_the_pod_stands_beside(two_sensors):
    found = two_sensors
    assert found.inputs["contact_time"].value == 0.256
    assert found.person == Person(75.5, 1.83)
    assert found.inputs["mass"].error == pytest.approx(0.1 / math.sqrt(12))
    assert found.inputs["height"].error == pytest.approx(0.01 / math.sqrt(12))
    labels = {one.label: one for one in found.beside["leg_stiffness"]}
    assert labels["Stryd"].estimate.value == 10_120.0
    # The data's own README: 8.89 kN/m with the strap's contact, 10.48 with the pod's (medians of records there).
    assert labels["Morin's sine wave"].estimate.value == pytest.approx(8890, rel=0.01)
    assert labels["Morin's sine wave, contact time of Stryd"].estimate.value == pytest.approx(10_480, rel=0.025)
    assert "not with the parameter leg.stiffness" in labels["Morin's sine wave"].note
    assert "lap 2" in found.scenario.title
    assert any("49.7 %" in note for note in found.notes)
    swing = {one.label: one for one in found.beside["vertical_oscillation"]}
    assert swing["the watch"].estimate.value == 0.0867
    assert "1.08" in swing["the watch"].note
    assert "vertical_ratio" in found.beside
    assert found.outcomes["vertical_ratio"].value == pytest.approx(
        found.outcomes["vertical_oscillation"].value / found.outcomes["step_length"].value
    )


def test_the_pod_can_be_chosen(two_sensors):
    other = watch_fit(told(), source="stryd")
    assert other.inputs["contact_time"].value == 0.236
    for name in FIELDS:
        beside = {one.label: one.estimate for one in two_sensors.beside[name]}
        assert beside["this model with the contact time of Stryd"].value == pytest.approx(other.parameters[name].value)
    stiffness = f"{other.parameters['leg.stiffness'].value / 1e3:.1f} kN/m instead of"
    assert any(stiffness in note for note in two_sensors.notes)
    assert other.parameters["leg.stiffness"].value > 1.1 * two_sensors.parameters["leg.stiffness"].value


def test_contact_from_its_share_of_a_stride():
    watch = {"speed": Estimate(3.0, 0.01), "cadence": Estimate(168.0, 0.2), "contact_share": Estimate(0.35, 0.001)}
    found = watch_fit({"watch": watch}, outcomes=())
    assert found.inputs["contact_time"].value == pytest.approx(0.25)


def test_a_speed_only_watch_makes_an_unsure_runner():
    found = watch_fit({"watch": {"speed": Estimate(3.0, 0.01)}}, person=Person(), outcomes=())
    assert len([one for one in found.cannot_tell if "taken" in one]) == 5
    assert found.beside["leg_stiffness"][0].note.startswith("From the contact time of the average runner")


def test_errors_that_wander_together_are_found_in_the_records():
    """A runner whose speed goes up and down, contact time with it: the error lies along that line."""
    rng = np.random.default_rng(8)
    drift = np.convolve(rng.standard_normal(700), np.ones(20) / 20**0.5, "valid")[:600]
    columns = {"speed": 3.4 * (1 + 0.03 * drift), "cadence": np.full(600, 168.0)}
    columns["contact_time"] = 0.238 * (1 - 0.015 * drift)
    watch = Watch(np.arange(600.0), {"watch": columns})
    recording = Recording("run.fit", "FIT", watch=watch, person=Person(71.0, 1.79))
    taken = piece(watch)
    told = taken.estimates["watch"]
    found = fit_watch(recording, taken, outcomes=())
    s = found.sensitivities["leg.push_off"]
    parts = s["speed"] * told["speed"].error, -s["contact_time"] * told["contact_time"].error
    own = [s[name] * found.inputs[name].error for name in ("mass", "height")]
    assert found.recording_alone["leg.push_off"].error == pytest.approx(math.hypot(sum(parts), *own), rel=0.05)
    assert abs(sum(parts)) < 0.8 * math.hypot(*parts)


def test_rounding_goes_together_with_nothing():
    """Contact rounded to 20 ms is off by its rounding too, which is no wandering: the correlation is the less."""
    rng = np.random.default_rng(8)
    drift = np.convolve(rng.standard_normal(700), np.ones(20) / 20**0.5, "valid")[:600]
    columns = {"speed": 3.4 * (1 + 0.03 * drift), "cadence": np.full(600, 168.0)}
    columns["contact_time"] = 0.238 * (1 - 0.015 * drift)
    sure = Watch(np.arange(600.0), {"watch": columns})
    rough = Watch(np.arange(600.0), {"watch": columns}, resolution={"watch": {"contact_time": 0.02}})
    found, whole = [], []
    for watch in (sure, rough):
        taken = piece(watch)
        sources = {"speed": "watch", "contact_time": "watch"}
        together = _together(Recording("run.fit", "FIT", watch=watch), taken, sources)
        found.append(together["speed", "contact_time"])
        whole.append(taken.estimates["watch"]["contact_time"].error)
    assert found[0] == pytest.approx(-1.0, abs=0.01)
    # The scatter is the same in both; what the second has more in its error is rounding.
    scatter = 0.238 * 0.015 / 3.4 / 0.03 * piece(sure).estimates["watch"]["speed"].error
    assert found[1] == pytest.approx(-scatter / whole[1], rel=0.3)
    assert abs(found[1]) < 0.6


@pytest.mark.parametrize(
    ("estimates", "how", "words"),
    [
        (told(), {"source": "Strid"}, "Did you mean .*Stryd"),
        ({"watch": told()["watch"], "pod": {"power": Estimate(280.0, 1.0)}}, {"source": "pod"}, "no contact time"),
        ({"watch": {"cadence": Estimate(170.0, 0.1)}}, {}, "no record with a speed"),
        (told(), {"mass": "70 m"}, "mass"),
        (told(), {"mass": -3.0}, "above 0"),
    ],
)
def test_wrong_input_of_a_watch(estimates, how, words):
    with pytest.raises(InputError, match=words):
        watch_fit(estimates, **how)


@pytest.mark.parametrize(
    ("name", "given", "value", "step"),
    [
        ("mass", "75.5 kg", 75.5, 0.1),
        ("mass", "75kg", 75.0, 1.0),
        ("mass", 75.0, 75.0, 0.1),
        ("height", "183 cm", 1.83, 0.01),
        ("height", "1.8 m", 1.8, 0.01),
        ("height", 1.83, 1.83, 0.01),
    ],
)
def test_mass_and_height_are_as_sure_as_they_are_written(name, given, value, step):
    found = stated(name, given)
    assert found.value == pytest.approx(value)
    assert found.error == pytest.approx(step / math.sqrt(12))
