"""A piece of a watch file: what counts as running, what is left out and why, and how sure its numbers are."""

import sys
from pathlib import Path

import numpy as np
import pytest
from recordings_data import data_file

from springmass.errors import InputError
from springmass.measured.files.fit_file import read_fit
from springmass.measured.files.watch_csv import read_watch_csv
from springmass.measured.fitting.watch_fit import fit_watch
from springmass.measured.recording import Lap, Person, Recording, Watch
from springmass.measured.watch.estimates import estimate
from springmass.measured.watch.piece import piece

RECORDINGS = Path(__file__).parents[1] / "recordings"
FENIX = "fit-fenix5x-garmin-and-stryd/running-with-developer-data.fit"
TRIATHLON = "fit-triathlon-fr255/triathlon_summary_first.fit"

# READMEs' medians, SI: file, source, quantity → value, tolerance. The pieces leave out a little more than the READMEs'
# filter does (spikes, no flight), so that quantities that follow speed may differ by what speed does.
PUBLISHED = {
    (FENIX, "watch"): {
        "speed": (3.65, 0.02), "cadence": (171, 1), "contact_time": (0.256, 0.003), "flight_time": (0.095, 0.003),
        "vertical_oscillation": (0.0867, 0.0005), "vertical_ratio": (0.0662, 0.0005), "step_length": (1.267, 0.005),
        "contact_balance": (0.497, 0.001),
    },
    (FENIX, "Stryd"): {
        "cadence": (170, 1), "contact_time": (0.236, 0.003), "flight_time": (0.115, 0.003),
        "vertical_oscillation": (0.0762, 0.0007), "power": (288, 1), "form_power": (78, 1),
        "leg_stiffness": (10120, 10),
    },
    ("fit-python-fitparse/garmin-fenix-5-run.fit", "watch"): {
        "speed": (3.04, 0.02), "cadence": (180, 1), "contact_time": (0.258, 0.003), "flight_time": (0.076, 0.003),
        "vertical_oscillation": (0.079, 0.001), "vertical_ratio": (0.074, 0.0005), "step_length": (0.995, 0.01),
        "contact_balance": (0.524, 0.001),
    },
    ("fit-python-fitparse/activity-small-fenix2-run.fit", "watch"): {
        "speed": (3.51, 0.02), "cadence": (166, 1), "contact_time": (0.227, 0.003), "flight_time": (0.132, 0.003),
        "vertical_oscillation": (0.111, 0.0005),
    },
    (TRIATHLON, "watch"): {
        "speed": (2.86, 0.02), "cadence": (163, 1), "contact_time": (0.276, 0.003), "flight_time": (0.094, 0.003),
        "vertical_oscillation": (0.090, 0.0005), "vertical_ratio": (0.0853, 0.0005), "step_length": (1.057, 0.005),
        "power": (402, 1),
    },
}  # fmt: skip


@pytest.mark.parametrize(("file", "source"), PUBLISHED, ids=lambda one: one.split("/")[-1])
@pytest.mark.parametrize("kind", ["fit", "csv"])
def test_every_number_of_the_readmes(file, source, kind):
    path = data_file(file if kind == "fit" else file.replace(".fit", "_records.csv"))
    made = piece((read_fit if kind == "fit" else read_watch_csv)(path).watch)
    for name, (published, within) in PUBLISHED[file, source].items():
        assert made.estimates[source][name].value == pytest.approx(published, abs=within), name


def test_a_file_without_dynamics_gives_its_speed_and_says_what_is_missing():
    made = piece(read_fit(data_file("fit-python-fitparse/2013-02-06-12-11-14.fit")).watch)
    assert "cadence" not in made.estimates["watch"]
    assert 2.0 < made.estimates["watch"]["speed"].value < 3.5
    assert any("nothing about cadence and contact time" in note for note in made.notes)


def test_two_sensors_on_one_runner_that_disagree_are_said_to():
    made = piece(read_fit(data_file(FENIX)).watch)
    assert any("disagree on contact time" in note and "watch says" in note for note in made.notes)
    assert any("disagree on vertical oscillation" in note for note in made.notes)
    assert not any("disagree on cadence" in note for note in made.notes)


def test_of_a_triathlon_only_the_run_counts():
    watch = read_fit(data_file(TRIATHLON)).watch
    made = piece(watch)
    assert made.left_out["another sport"] == np.count_nonzero(watch.time < 2470)
    assert not made.kept[watch.time < 2470].any()
    assert made.kept.sum() > 1550
    with pytest.raises(InputError, match="swimming, transition, cycling, running"):
        piece(watch, sport="skiing")


def test_a_truncated_file_of_standing_says_why_nothing_is_left():
    watch = read_fit(data_file("fit-python-fitparse/activity-unexpected-eof.fit")).watch
    with pytest.raises(InputError, match="of 14 records nothing is left"):
        piece(watch)


# Recordings of our own making. -------------------------------------------------------------------------------------


def steady(n=300, *, speed=3.0, cadence=170.0, contact=0.24, **more):
    """A runner without noise."""
    values = {"speed": speed, "cadence": cadence, "contact_time": contact}
    found = {name: np.broadcast_to(np.asarray(one, float), n).copy() for name, one in values.items() if one is not None}
    return Watch(time=np.arange(float(n)), sources={"watch": found}, **more)


def test_a_steady_run_all_counts():
    made = piece(steady())
    assert made.kept.all()
    assert made.left_out == {}
    assert made.seconds == 300.0
    assert made.chosen == "all running"
    one = made.estimates["watch"]
    assert one["speed"].value == 3.0
    assert one["flight_time"].value == pytest.approx(60 / 170 - 0.24)
    assert one["duty_factor"].value == pytest.approx(0.24 * 170 / 120)
    assert made.notes == ()


def left_out(watch, places, **asked):
    """Reasons, after checking that these records and no others are out."""
    made = piece(watch, **asked)
    assert np.flatnonzero(~made.kept).tolist() == list(places)
    return made.left_out


def test_standing_and_walking_are_left_out():
    watch = steady()
    watch.sources["watch"]["speed"][50:60] = 0.1
    watch.sources["watch"]["cadence"][50:60] = 0.0
    watch.sources["watch"]["speed"][60:80] = 1.4
    watch.sources["watch"]["cadence"][60:80] = 112.0
    assert left_out(watch, range(50, 80)) == {"standing": 10, "walking": 20}


def test_walking_by_its_cadence_where_contact_is_unknown():
    watch = steady(contact=None)
    watch.sources["watch"]["cadence"][60:80] = 124.0
    assert left_out(watch, range(60, 80)) == {"walking": 20}


def test_slow_steps_with_flight_are_running():
    watch = steady(contact=0.24)
    watch.sources["watch"]["cadence"][60:280] = 126.0
    assert piece(watch).kept.sum() == 300


def test_no_flight_is_no_running():
    watch = steady()
    watch.sources["watch"]["contact_time"][100:140] = 0.36
    assert left_out(watch, range(100, 140)) == {"no flight: contact lasts half a stride or more": 40}


@pytest.mark.parametrize(("length", "jump"), [(1, 4.0), (3, 6.0), (1, -1.8), (2, 30.0)])
def test_spikes_of_speed_are_left_out(length, jump):
    watch = steady(speed=4.0)
    watch.sources["watch"]["speed"][200 : 200 + length] += jump
    if jump > -1.6:
        assert list(left_out(watch, range(200, 200 + length)).values()) == [length]
    else:  # a dip a person can make
        assert piece(watch).kept.all()


def test_a_sprint_is_no_spike():
    watch = steady()
    speed = watch.sources["watch"]["speed"]
    speed[100:120] = np.minimum(3.0 + 1.5 * np.arange(20), 7.0)
    speed[120:125] = [6.0, 5.0, 4.0, 3.5, 3.0]
    assert piece(watch).kept.all()


def test_pauses_are_left_out_with_the_seconds_after():
    watch = steady(pauses=((100.0, 120.0),))
    assert left_out(watch, range(101, 123)) == {"timer stopped": 19, "first seconds after a pause": 3}


def test_a_hole_in_the_records_is_a_pause():
    whole = steady()
    chosen = np.concatenate([np.arange(100), np.arange(180, 300)])
    watch = Watch(
        time=whole.time[chosen], sources={"watch": {name: one[chosen] for name, one in whole.sources["watch"].items()}}
    )
    made = piece(watch)
    assert made.left_out == {"first seconds after a pause": 3}
    assert made.seconds == 217.0


def test_values_no_runner_has_are_left_out():
    watch = steady()
    contact = watch.sources["watch"]["contact_time"]
    contact[40], contact[90], contact[150] = 0.03, 0.31, 0.18
    assert left_out(watch, [40, 90, 150]) == {"a value far from its neighbours": 3}


def test_records_without_cadence_do_not_count_where_there_is_one():
    watch = steady()
    watch.sources["watch"]["cadence"][10:30] = np.nan
    watch.sources["watch"]["contact_time"][10:30] = np.nan
    assert left_out(watch, range(10, 30)) == {"no cadence": 20}


def test_speed_comes_from_distance_where_there_is_no_other():
    watch = steady(speed=None)
    watch.sources["watch"]["distance"] = 3.0 * watch.time
    watch.sources["watch"]["distance"][150:] -= 3.0 * np.minimum(watch.time[150:] - 149.0, 60.0)
    made = piece(watch)
    assert not made.kept[155:205].any()
    assert made.kept[:145].all()
    assert made.estimates["watch"]["speed"].value == pytest.approx(3.0)
    assert any("no speed: it is taken from distance" in note for note in made.notes)
    assert "speed" not in watch.sources["watch"]


@pytest.mark.parametrize("step", [0.1, 1.0, 10.0])
def test_speed_from_a_rounded_distance_is_as_sure_as_it_says(step):
    watch = steady(600, speed=None, resolution={"watch": {"distance": step}})
    watch.sources["watch"]["distance"] = np.round(3.3 * watch.time / step) * step
    made = piece(watch).estimates["watch"]["speed"]
    assert abs(made.value - 3.3) < 2.0 * made.error + 1e-9
    assert made.error < 0.1 * max(step, 0.1)


def test_a_table_without_speed_becomes_a_runner():
    watch = steady(speed=None)
    watch.sources["watch"]["distance"] = 3.0 * watch.time
    found = fit_watch(Recording("run.csv", "CSV", watch=watch, person=Person(70.0, 1.75)), piece(watch), outcomes=())
    assert found.inputs["speed"].value == pytest.approx(3.0)


LAPS = (Lap("1", 0.0, 100.0), Lap("2", 100.0, 200.0), Lap("Hill", 200.0, 299.0))


def test_laps_by_number_and_name():
    watch = steady(laps=LAPS, speed=np.repeat([2.5, 3.0, 3.5], 100))
    assert [piece(watch, lap=lap).estimates["watch"]["speed"].value for lap in (1, "2", "hill")] == [2.5, 3.0, 3.5]
    assert piece(watch, lap="hill").chosen == "lap Hill"
    assert piece(watch, lap=2).kept.sum() == 100


def test_from_and_to():
    watch = steady(speed=np.repeat([2.5, 3.0, 3.5], 100))
    made = piece(watch, start=110.0, end=190.0)
    assert made.estimates["watch"]["speed"].value == 3.0
    assert (made.start, made.end, made.chosen, made.kept.sum()) == (110.0, 190.0, "1:50 to 3:10", 81)
    assert piece(watch, start=200.0).estimates["watch"]["speed"].value == 3.5
    assert piece(watch, end=99.0).estimates["watch"]["speed"].value == 2.5


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"lap": 7}, "must be one of the recording's laps: 1, 2, Hill"),
        ({"lap": 1, "start": 3.0}, "must stand alone"),
        ({"start": 200.0, "end": 100.0}, 'must be before "to", 1:40'),
        ({"start": 50.0, "end": 50.0}, "must be before"),
        ({"start": 50.0, "end": 5000.0}, "must lie in the recording, 0:00 to 4:59"),
        ({"start": -5.0}, "must lie in the recording"),
        ({"start": float("nan")}, "must lie in the recording"),
    ],
)
def test_what_is_not_in_the_recording_is_refused(asked, why):
    with pytest.raises(InputError, match=why) as refused:
        piece(steady(laps=LAPS), **asked)
    assert "\n" not in str(refused.value)


def test_laps_of_a_recording_without_any():
    with pytest.raises(InputError, match="has no laps"):
        piece(steady(), lap=1)


def test_nothing_left_says_why():
    with pytest.raises(InputError, match=r"of 300 records nothing is left \(300 walking\)"):
        piece(steady(speed=1.2, cadence=110.0))


def test_a_single_other_sport_is_used_and_said():
    made = piece(steady(sessions=(Lap("1", 0.0, 300.0, "generic"),)))
    assert any('calls its sport "generic", not running' in note for note in made.notes)


def test_unsteady_pieces_are_said_to_be():
    watch = steady(laps=LAPS, speed=np.repeat([2.5, 3.0, 3.5], 100))
    assert any("speed varies by" in note and "--lap" in note for note in piece(watch).notes)
    assert piece(watch, lap=1).notes == ()


def test_contact_and_flight_of_a_foot_pod_without_its_own_cadence():
    watch = steady(contact=None)
    watch.sources["pod"] = {"contact_time": np.full(300, 0.22)}
    made = piece(watch)
    assert made.estimates["pod"]["flight_time"].value == pytest.approx(60 / 170 - 0.22)
    assert "flight_time" not in made.estimates["watch"]


# How sure. ---------------------------------------------------------------------------------------------------------


def alike_noise(rng, n, memory):
    """Normal noise of deviation 1 of which each value remembers the one before."""
    drawn = rng.standard_normal(n + 200)
    noise = np.zeros(n + 200)
    for row in range(1, n + 200):
        noise[row] = memory * noise[row - 1] + np.sqrt(1 - memory**2) * drawn[row]
    return noise[200:]


@pytest.mark.parametrize("memory", [0.0, 0.8])
@pytest.mark.parametrize("step", [0.01, 1.0, 2.0, 5.0])
def test_the_error_covers_the_truth_about_as_often_as_it_says(memory, step):
    rng = np.random.default_rng(round(10 * memory + 100 * step))
    inside = []
    for _ in range(120):
        truth = rng.uniform(100.0, 110.0)
        made = estimate(np.round((truth + alike_noise(rng, 240, memory)) / step) * step, step)
        low, high = made.interval(0.9)
        inside.append(low <= truth <= high)
    assert 0.8 <= np.mean(inside) <= 1.0


def test_the_error_is_not_larger_than_it_must_be():
    rng = np.random.default_rng(3)
    fine = [estimate(rng.standard_normal(400), 0.001).error for _ in range(50)]
    # A median of n normal values is known to 1.2533 / √n.
    assert np.median(fine) == pytest.approx(1.2533 / 20, rel=0.25)


def test_rounding_counts_in_full_when_all_records_agree():
    made = estimate(np.full(300, 170.0), 2.0)
    assert made.value == 170.0
    assert made.error == pytest.approx(2.0 / np.sqrt(12.0))


def test_spread_is_robust():
    rng = np.random.default_rng(5)
    values = 10.0 + rng.standard_normal(2000)
    values[:100] = 1000.0
    made = estimate(values)
    assert made.spread == pytest.approx(1.0, rel=0.15)
    assert made.value == pytest.approx(10.0, abs=0.15)
    assert made.count == 2000


def test_few_and_no_values():
    assert np.isnan(estimate(np.array([np.nan, np.nan])).value)
    one = estimate(np.array([3.0]))
    assert (one.value, one.count) == (3.0, 1)
    assert np.isnan(one.error)


# The example. ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["watch.fit", "watch.csv"])
def test_the_example_gives_back_the_simulated_runner(name):
    if not (RECORDINGS / name).exists():
        pytest.skip("the recordings folder is not part of this distribution")
    sys.path.insert(0, str(RECORDINGS.parent / "making_recordings"))
    import make_watch

    watch = (read_fit if name.endswith("fit") else read_watch_csv)(RECORDINGS / name).watch
    whole = piece(watch)
    assert whole.left_out == {
        "first seconds after a pause": 3, "GPS spike: speed jumps as no person can": 2, "walking": 30,
    }  # fmt: skip
    truth = make_watch.truth()
    for lap, (_, _, speed) in enumerate(make_watch.LAPS, start=1):
        made = piece(watch, lap=lap)
        for quantity in ("speed", "cadence", "contact_time", "vertical_oscillation"):
            found = made.estimates["watch"][quantity]
            assert abs(found.value - truth[speed][quantity]) < 3.0 * found.error, (lap, quantity)
        stryd = made.estimates["Stryd"]
        assert stryd["leg_stiffness"].value == pytest.approx(1e3 * truth[speed]["leg_stiffness"], abs=80.0)
        assert stryd["contact_time"].value == pytest.approx(truth[speed]["contact_time"] - 0.015, abs=0.003)
