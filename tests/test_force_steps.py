"""Ground reaction forces → steps: closed forms of half-sines, odd recordings, the numbers beside real files.

The readers of the package are not used: files are parsed here with a few lines of NumPy.
"""

import time as clock
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recordings_data import data_file

from springmass.errors import InputError
from springmass.measured.force.measure_steps import force_steps
from springmass.measured.recording import Forces, Plate
from springmass.measured.unit_size import unit_size
from springmass.report.observations import force_rows

G = 9.81
CONTACT, STEP, MASS = 0.25, 0.35, 70.0
PEAK = MASS * G * STEP * np.pi / (2.0 * CONTACT)  # so that the impulse of a contact carries the weight over a step
BRAKE = 300.0
THRESHOLD = 50.0
LOST = np.arcsin(THRESHOLD / PEAK)  # angle of the half-sine below the threshold, at either end
SEEN = CONTACT * (1.0 - 2.0 * LOST / np.pi)
EARLY = CONTACT * LOST / np.pi


def plate(vertical, fore_aft=None, x=None, z=None, name="belt"):
    n = len(vertical)
    force, cop = np.zeros((n, 3)), np.full((n, 2), np.nan)
    force[:, 0] = np.nan if fore_aft is None else fore_aft
    force[:, 1] = vertical
    if x is not None:
        cop[:, 0] = x
    if z is not None:
        cop[:, 1] = z
    return Plate(name, force, cop)


def contacts(time, starts, length=CONTACT, peak=PEAK):
    """Half-sines that begin at given instants, and the sine of braking and push under each."""
    vertical, fore_aft = np.zeros_like(time), np.zeros_like(time)
    starts = np.atleast_1d(starts)
    lengths, peaks = np.broadcast_to(length, starts.shape), np.broadcast_to(peak, starts.shape)
    for start, lasts, high in zip(starts, lengths, peaks, strict=True):
        phase = (time - start) / lasts
        down = (phase >= 0.0) & (phase <= 1.0)
        vertical += np.where(down, high * np.sin(np.pi * phase), 0.0)
        fore_aft -= np.where(down, BRAKE * np.sin(2.0 * np.pi * phase), 0.0)
    return vertical, fore_aft


def runner(seconds=10.0, rate=1000.0, first=0.1037):
    time = np.arange(round(seconds * rate)) / rate
    starts = np.arange(first, seconds - CONTACT - 0.01, STEP)
    return time, starts


def one_belt(time, vertical, fore_aft=None, **more):
    return Forces(time, (plate(vertical, fore_aft, **more),))


# --- closed forms ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def half_sines():
    time, starts = runner()
    return starts, force_steps(one_belt(time, *contacts(time, starts)), threshold=THRESHOLD)


def test_instants_fall_between_the_samples(half_sines):
    starts, steps = half_sines
    np.testing.assert_allclose(steps.touchdown, starts + EARLY, atol=2e-5)
    np.testing.assert_allclose(steps.takeoff, starts + CONTACT - EARLY, atol=2e-5)
    assert steps.good.all()
    assert not any(steps.why_not)


@pytest.mark.parametrize(
    ("name", "expected", "tolerance"),
    [
        ("contact_time", SEEN, 3e-5),
        ("flight_time", STEP - SEEN, 3e-5),
        ("step_time", STEP, 1e-6),
        ("cadence", 60.0 / STEP, 1e-4),
        ("duty_factor", SEEN / (2.0 * STEP), 5e-5),
        ("peak_vertical_force", PEAK, 0.1),
        ("peak_braking_force", BRAKE, 0.1),
        ("peak_propulsive_force", BRAKE, 0.1),
        ("braking_impulse", BRAKE * CONTACT / (2.0 * np.pi) * (1.0 + np.cos(2.0 * LOST)), 5e-3),
        ("propulsive_impulse", BRAKE * CONTACT / (2.0 * np.pi) * (1.0 + np.cos(2.0 * LOST)), 5e-3),
        ("vertical_impulse", MASS * G * STEP * np.cos(LOST), 0.02),
        ("time_of_peak_vertical_force", 0.5, 3e-3),
        ("time_of_lowest_point", 0.5, 3e-3),
        ("time_of_fore_aft_crossover", 0.5, 1e-3),
        # without a peak of impact: from 20 to 80 % of the first 13 % of contact
        (
            "loading_rate",
            PEAK
            * (np.sin(LOST + 0.104 * (np.pi - 2.0 * LOST)) - np.sin(LOST + 0.026 * (np.pi - 2.0 * LOST)))
            / (0.6 * 0.13 * SEEN),
            10.0,
        ),
    ],
)
def test_half_sine(half_sines, name, expected, tolerance):
    _, steps = half_sines
    estimate = steps.mean(name)
    assert estimate.value == pytest.approx(expected, abs=tolerance)
    assert estimate.count >= len(steps.touchdown) - 1


def test_oscillation_and_drop(half_sines):
    # Flight is a parabola; in contact m y'' = F − m g with y(0) = 0 and the speed of landing −g t_f/2.
    _, steps = half_sines
    t, omega, flight = 0.5 * CONTACT, np.pi / CONTACT, STEP - CONTACT
    push = PEAK / (MASS * omega)

    def height(t):
        return push * (t - np.sin(omega * t) / omega) - 0.5 * G * t**2 - 0.5 * G * flight * t

    drop = height(EARLY) - height(t)
    assert steps.mean("drop_touchdown_to_lowest").value == pytest.approx(drop, abs=2e-5)
    assert steps.mean("vertical_oscillation").value == pytest.approx(G * flight**2 / 8.0 - height(t), abs=2e-5)


def test_the_forces_weigh_the_runner(half_sines):
    _, steps = half_sines
    assert steps.mass.value == pytest.approx(MASS, rel=1e-5)
    assert steps.mass.count == len(steps.touchdown) - 1
    assert steps.weight == pytest.approx(MASS * G, rel=1e-5)
    assert steps.mean("peak_vertical_force").value / steps.weight == pytest.approx(PEAK / (MASS * G), rel=1e-4)
    assert unit_size("peak_vertical_force", MASS, G) == unit_size("loading_rate", MASS, G) == MASS * G
    braked = steps.mean("braking_impulse").value / unit_size("braking_impulse", MASS, G)
    assert braked == pytest.approx(BRAKE * CONTACT / np.pi / MASS, rel=2e-3)
    assert unit_size("cadence", MASS, G) == unit_size("contact_time", MASS, G) == 1.0
    rows = {row[0]: row[1] for row in force_rows(steps)}
    assert float(rows["peak vertical force"].split()[0]) == pytest.approx(PEAK / (MASS * G), rel=1e-3)


def test_curves_at_shares_of_contact(half_sines):
    _, steps = half_sines
    share = np.linspace(0.0, 1.0, 101)
    angle = LOST + (np.pi - 2.0 * LOST) * share
    np.testing.assert_allclose(steps.mean_curves()[:, 1], PEAK * np.sin(angle), atol=0.5)
    np.testing.assert_allclose(steps.mean_curves()[:, 0], -BRAKE * np.sin(2.0 * angle), atol=0.5)


def test_impact_peak_sets_the_loading_rate():
    time, starts = runner()
    vertical, fore_aft = contacts(time, starts)
    for start in starts:  # a narrow pulse that tops at 20 ms
        vertical += 900.0 * np.exp(-0.5 * ((time - start - 0.02) / 0.005) ** 2)
    steps = force_steps(one_belt(time, vertical, fore_aft), lowpass=None)
    t = np.linspace(0.0, 0.06, 60001)
    force = PEAK * np.sin(np.pi * t / CONTACT) + 900.0 * np.exp(-0.5 * ((t - 0.02) / 0.005) ** 2)
    down = t[np.argmax(force > THRESHOLD)]
    top = t[np.argmax(np.where(t < 0.03, force, 0.0))] - down
    rise = np.interp(down + 0.8 * top, t, force) - np.interp(down + 0.2 * top, t, force)
    assert steps.mean("loading_rate").value == pytest.approx(rise / (0.6 * top), rel=0.02)


def test_person_and_forces_are_compared():
    time, starts = runner()
    steps = force_steps(one_belt(time, *contacts(time, starts)), person_mass=72.0)
    assert any("weigh 70.0 kg, the stated mass is 72 kg: 2.8 % less" in note for note in steps.notes)


# --- zero, noise, filter -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("offset", [0.0, 300.0, -200.0])
def test_drift_offset_and_noise_are_taken_out(offset):
    time, starts = runner(30.0)
    vertical, fore_aft = contacts(time, starts)
    noise = np.random.default_rng(1).normal(0.0, 8.0, (2, len(time)))
    drift = 120.0 * np.sin(2.0 * np.pi * time / 25.0)
    spoiled = one_belt(time, vertical + offset + drift + noise[0], fore_aft + 40.0 - 2.0 * time + noise[1])
    steps, clean = force_steps(spoiled), force_steps(one_belt(time, vertical, fore_aft))
    assert len(steps.touchdown) == len(starts)
    assert steps.good.all()
    for name, tolerance in (
        ("contact_time", 2e-3),
        ("flight_time", 2e-3),
        ("peak_vertical_force", 25.0),
        ("vertical_oscillation", 1e-3),
        ("braking_impulse", 0.5),
        ("propulsive_impulse", 0.5),
        ("time_of_fore_aft_crossover", 0.01),
    ):
        assert steps.mean(name).value == pytest.approx(clean.mean(name).value, abs=tolerance), name
    assert steps.mass.value == pytest.approx(MASS, rel=0.005)
    note = next(note for note in steps.notes if "zero of the plate" in note)
    low, high = (float(word) for word in note.replace("−", "-").split("between ")[1].split(" N")[0].split(" and "))
    assert low == pytest.approx(offset - 120.0, abs=8.0)
    assert high == pytest.approx(offset + 120.0, abs=8.0)


def test_standing_before_the_run_is_no_zero():
    time, starts = runner(20.0)
    vertical, fore_aft = contacts(time, starts[starts > 6.0])
    noise = np.random.default_rng(2).normal(0.0, 3.0, len(time))
    vertical = np.where(time < 5.0, MASS * G, vertical) + noise + 20.0
    steps = force_steps(one_belt(time, vertical, fore_aft))
    assert steps.good.sum() == (starts > 6.0).sum()
    assert any("zero of the plate is off by +20 N" in note for note in steps.notes)
    assert steps.mass.value == pytest.approx(MASS, rel=0.005)


@pytest.mark.parametrize("contact", [0.30, 0.31, 0.36, 0.40])
def test_feet_that_overlap_on_one_belt_are_no_zero(contact):
    # Where both are down the sum lies flat for a moment, like a flight.
    time = np.arange(20000) / 1000.0
    vertical, fore_aft = contacts(time, np.arange(0.1, 20.0, 0.30), contact, 1700.0)
    noise = np.random.default_rng(6).normal(0.0, 5.0, len(time))
    inside = (time > 0.7) & (time < 19.0)
    with pytest.raises(InputError, match="no contact is whole"):
        force_steps(one_belt(time[inside], (vertical + noise)[inside] + 60.0, fore_aft[inside]))


def test_one_odd_flight_does_not_bend_the_zero():
    time, starts = runner()
    vertical, fore_aft = contacts(time, starts)
    noise = np.random.default_rng(7).normal(0.0, 2.0, len(time))
    drags = (time > starts[9] + CONTACT) & (time < starts[10])
    steps = force_steps(one_belt(time, vertical + noise + 40.0 * drags, fore_aft))
    np.testing.assert_allclose(steps.quantities["peak_vertical_force"], PEAK, atol=8.0)


def test_a_recording_that_starts_just_before_touchdown():
    time = np.arange(640) / 1000.0
    noise = np.random.default_rng(8).normal(0.0, 2.0, (2, len(time)))
    plates = []
    for start, name, rough in ((0.004, "left", noise[0]), (0.36, "right", noise[1])):
        gentle = contacts(time, start)[0] ** 2 / PEAK  # rises slowly, so that the beginning looks unloaded
        plates.append(plate(gentle + rough, name=name))
    steps = force_steps(Forces(time, tuple(plates)))
    seen = CONTACT * (1.0 - 2.0 * np.arcsin(np.sqrt(THRESHOLD / PEAK)) / np.pi)
    np.testing.assert_allclose(steps.quantities["contact_time"], seen, atol=3e-3)
    np.testing.assert_allclose(steps.quantities["peak_vertical_force"], PEAK, atol=10.0)


def test_a_mass_far_from_the_stated_one():
    time, starts = runner()
    steps = force_steps(one_belt(time, *contacts(time, starts)), person_mass=90.0)
    assert any("is wrong" in note for note in steps.notes)


def test_a_file_with_exact_zeros_is_left_alone():
    time, starts = runner()
    vertical, fore_aft = contacts(time, starts)
    forces = one_belt(time, vertical, fore_aft)
    steps = force_steps(forces)
    assert any("not filtered again" in note for note in steps.notes)
    np.testing.assert_array_equal(steps.curves, force_steps(forces, lowpass=None).curves)


def test_low_rate_is_not_filtered():
    time, starts = runner(20.0, 100.0)
    vertical, fore_aft = contacts(time, starts)
    steps = force_steps(one_belt(time, vertical + 0.01 * np.sin(time), fore_aft))
    assert any("Not filtered" in note for note in steps.notes)
    assert steps.mean("cadence").value == pytest.approx(60.0 / STEP, abs=0.2)
    assert steps.mean("vertical_oscillation").value == pytest.approx(0.0722, abs=0.001)


def test_chatter_around_the_threshold():
    time, starts = runner()
    vertical, _ = contacts(time, starts)
    noise = np.random.default_rng(3).normal(0.0, 12.0, len(time))
    steps = force_steps(one_belt(time, vertical + noise), threshold=25.0, lowpass=None)
    assert len(steps.touchdown) == len(starts)
    assert steps.mean("contact_time").value == pytest.approx(CONTACT, abs=0.006)


@pytest.mark.parametrize(("lasts", "least"), [(0.008, 0.0), (0.02, 30.0)])
def test_a_short_dip_is_no_flight(lasts, least):
    time, starts = runner()
    vertical, fore_aft = contacts(time, starts)
    dip = (time > starts[10] + 0.1) & (time < starts[10] + 0.1 + lasts)
    steps = force_steps(one_belt(time, np.where(dip, least, vertical), fore_aft), lowpass=None)
    np.testing.assert_allclose(steps.quantities["contact_time"], SEEN, atol=1e-4)


# --- bad steps ---------------------------------------------------------------------------------------------------


def odd_one(starts, vertical, fore_aft, time):
    steps = force_steps(one_belt(time, vertical, fore_aft))
    near = [int(np.argmin(np.abs(steps.touchdown - start))) for start in starts]
    return steps, near


def test_a_missing_step_breaks_the_flight_before_it_and_nothing_else():
    time, starts = runner()
    steps = force_steps(one_belt(time, *contacts(time, np.delete(starts, 10))))
    assert len(steps.touchdown) == len(starts) - 1
    assert steps.good.all()
    assert np.flatnonzero(np.isnan(steps.quantities["flight_time"])).tolist() == [9, len(starts) - 2]
    assert np.isfinite(steps.quantities["contact_time"]).all()
    assert steps.mass.value == pytest.approx(MASS, rel=1e-3)


def test_a_missing_step_of_a_quick_runner():
    time = np.arange(10000) / 1000.0
    starts = np.arange(0.1, 9.5, 0.28)  # behind the gap the flight could still be one: 0.36 s
    steps = force_steps(one_belt(time, *contacts(time, np.delete(starts, 10), 0.20)))
    assert np.flatnonzero(np.isnan(steps.quantities["step_time"])).tolist() == [9, len(starts) - 2]


def test_a_foot_down_twice():
    time, starts = runner()
    twice = np.sort(np.append(np.delete(starts, 10), [starts[10], starts[10] + 0.14]))
    length = np.where(np.isin(twice, [starts[10], starts[10] + 0.14]), 0.11, CONTACT)
    steps, (k,) = odd_one([starts[10]], *contacts(time, twice, length), time)
    assert [steps.why_not[i] for i in (k, k + 1)] == ["foot down twice"] * 2
    assert np.flatnonzero(~steps.good).tolist() == [k, k + 1]
    assert np.isnan(steps.quantities["flight_time"][k - 1])


def test_a_flight_that_was_missed():
    time, starts = runner()
    vertical, fore_aft = contacts(time, starts)
    between = (time > starts[10] + 0.2) & (time < starts[11] + 0.05)
    vertical = np.where(between, np.maximum(vertical, 200.0), vertical)
    steps, (k,) = odd_one([starts[10]], vertical, fore_aft, time)
    assert steps.why_not[k].startswith("contact too long")
    assert np.flatnonzero(~steps.good).tolist() == [k]


@pytest.mark.parametrize(
    ("length", "peak", "words"),
    [(0.04, 1.0, "contact too short"), (0.25, 0.55, "impulse does not fit"), (0.30, 1.02, "unusual contact time")],
)
def test_a_stumble(length, peak, words):
    time, starts = runner()
    differ = 1.0 + 0.01 * np.random.default_rng(9).normal(size=(2, len(starts)))
    lengths, peaks = CONTACT * differ[0], PEAK * differ[1]
    lengths[10], peaks[10] = length, peak * PEAK
    steps, (k,) = odd_one([starts[10]], *contacts(time, starts, lengths, peaks), time)
    assert words in steps.why_not[k]
    assert np.flatnonzero(~steps.good).tolist() == [k]
    assert np.isnan(steps.quantities["vertical_oscillation"][k - 1])
    assert any(words in note for note in steps.notes)


def test_a_force_beyond_the_range_of_the_plate():
    time, starts = runner()
    peaks = np.full(len(starts), PEAK)
    peaks[5] = 1.12 * PEAK
    vertical, fore_aft = contacts(time, starts, CONTACT, peaks)
    steps, (k,) = odd_one([starts[5]], np.minimum(vertical, 1.05 * PEAK), fore_aft, time)
    assert steps.why_not[k] == "force beyond the range of the plate"
    assert np.flatnonzero(~steps.good).tolist() == [k]


def test_what_the_ends_cut_off_is_dropped():
    time, starts = runner(first=-0.1)
    vertical, fore_aft = contacts(time, np.append(starts, starts[-1] + STEP))
    inside = time < starts[-1] + STEP + 0.1
    steps = force_steps(one_belt(time[inside], vertical[inside], fore_aft[inside]))
    assert len(steps.touchdown) == len(starts) - 1
    assert steps.good.all()


def test_gaps():
    time, starts = runner()
    vertical, fore_aft = contacts(time, starts)
    short = slice(*np.searchsorted(time, [starts[3] + 0.1, starts[3] + 0.11]))
    long = slice(*np.searchsorted(time, [starts[10] + 0.1, starts[10] + 0.2]))
    in_flight = slice(*np.searchsorted(time, [starts[20] + 0.27, starts[20] + 0.33]))
    middling = slice(*np.searchsorted(time, [starts[5] + 0.1, starts[5] + 0.125]))
    for gap in (short, middling, long, in_flight):
        vertical[gap] = fore_aft[gap] = np.nan
    steps = force_steps(one_belt(time, vertical, fore_aft))
    assert len(steps.touchdown) == len(starts) - 2
    assert steps.good.all()
    assert any(note.startswith("1 short gaps") for note in steps.notes)
    assert any("0.18 s in long gaps" in note for note in steps.notes)
    # those before the two lost contacts, the one before the gap in flight, the last one
    assert np.flatnonzero(np.isnan(steps.quantities["flight_time"])).tolist() == [4, 8, 18, len(starts) - 3]
    assert np.isfinite(steps.curves).all()


# --- plates, belts, feet -----------------------------------------------------------------------------------------


def feet(time, starts, length=CONTACT, peak=PEAK):
    return Forces(
        time,
        tuple(
            plate(*contacts(time, starts[first::2], length, peak), x=0.1, name=name)
            for first, name in enumerate(("left", "right"))
        ),
    )


def test_plates_that_are_feet():
    time, starts = runner()
    steps = force_steps(feet(time, starts))
    assert steps.side[:3] == ("left", "right", "left")
    assert steps.mean("flight_time").value == pytest.approx(force_steps(one_belt(time, *contacts(time, starts)))
                                                            .mean("flight_time").value, abs=1e-9)  # fmt: skip
    assert steps.mass.value == pytest.approx(MASS, rel=1e-4)
    assert np.nanmax(np.abs(steps.cop - 0.1)) < 1e-12


def test_one_foot_missing_a_step():
    time, starts = runner()
    forces = feet(time, starts)
    right = plate(*contacts(time, np.delete(starts[1::2], 3)), name="right")
    steps = force_steps(Forces(time, (forces.plates[0], right)))
    k = next(i for i in range(len(steps.side) - 1) if steps.side[i] == steps.side[i + 1])
    assert np.isnan(steps.quantities["step_time"][k])
    assert steps.good.all()


def test_two_contacts_of_one_foot_are_no_step():
    time = np.arange(1200) / 1000.0
    right, left = (plate(contacts(time, at)[0], name=n) for at, n in (([0.1, 0.7], "right"), ([], "left")))
    steps = force_steps(Forces(time, (right, left)))
    assert steps.side == ("right", "right")
    assert np.isnan(steps.quantities["step_time"]).all()


def split(vertical, fore_aft, share, **more):
    names = ("front belt", "rear belt")
    return [plate(vertical * s, fore_aft * s, name=n, **more) for s, n in zip((share, 1.0 - share), names, strict=True)]


def test_a_foot_that_passes_from_belt_to_belt_is_one_contact():
    time, starts = runner()
    vertical, fore_aft = contacts(time, starts)
    rolling = np.clip(((time - starts[0]) % STEP - 0.10) / 0.06, 0.0, 1.0)  # from the front belt to the rear one
    every_third = np.isin(((time - starts[0]) // STEP) % 3, [1])
    share = np.where(every_third, 1.0 - rolling, 1.0)
    steps = force_steps(Forces(time, tuple(split(vertical, fore_aft, share))))
    alone = force_steps(one_belt(time, vertical, fore_aft))
    assert len(steps.touchdown) == len(starts)
    assert steps.good.all()
    for name in ("contact_time", "peak_vertical_force", "braking_impulse", "vertical_oscillation"):
        np.testing.assert_allclose(steps.quantities[name], alone.quantities[name], atol=1e-6)


def test_a_foot_across_two_plates_in_the_floor_has_one_pressure():
    time = np.arange(1000) / 1000.0
    vertical, fore_aft = contacts(time, 0.3)
    first = plate(0.25 * vertical, 0.25 * fore_aft, x=0.0, z=0.0, name="plate 1")
    second = plate(0.75 * vertical, 0.75 * fore_aft, x=0.2, z=0.0, name="plate 2")
    steps = force_steps(Forces(time, (first, second)))
    assert len(steps.touchdown) == 1
    np.testing.assert_allclose(steps.cop[0, 1:-1], 0.15, atol=1e-9)
    assert steps.quantities["peak_vertical_force"][0] == pytest.approx(PEAK, rel=1e-4)
    assert np.isnan(steps.quantities["flight_time"][0])
    assert np.isnan(steps.mass.value)
    assert any("cannot tell the mass" in note for note in steps.notes)


def test_sides_from_the_centre_of_pressure():
    time, starts = runner()
    vertical, fore_aft = contacts(time, starts)
    number = np.floor((time - starts[0]) / STEP)
    wander = 0.05 * np.sin(time)
    z = np.where(vertical > 20.0, wander + np.where(number % 2 == 0, 0.03, -0.03), np.nan)
    steps = force_steps(one_belt(time, vertical, fore_aft, x=np.zeros_like(z), z=z))
    assert steps.side == tuple("right" if k % 2 == 0 else "left" for k in range(len(starts)))
    # a step missed: the foot behind the gap is known all the same
    gone = (time > starts[12] - 0.05) & (time < starts[12] + 0.3)
    quiet = one_belt(time, np.where(gone, 0.0, vertical), np.where(gone, 0.0, fore_aft), z=np.where(gone, np.nan, z))
    steps = force_steps(quiet)
    assert steps.side == tuple("right" if k % 2 == 0 else "left" for k in range(len(starts)) if k != 12)
    random = np.random.default_rng(4).normal(0.0, 0.02, len(starts) + 2)
    z = np.where(vertical > 20.0, random[np.clip(number.astype(int), 0, len(starts))], np.nan)
    steps = force_steps(one_belt(time, vertical, fore_aft, z=z))
    assert set(steps.side) == {""}
    assert "Nothing tells right steps from left ones." in steps.notes


# --- walking, nothing, nonsense ----------------------------------------------------------------------------------


def walk(names):
    time = np.arange(10000) / 1000.0
    starts = np.arange(0.1, 9.0, 0.45)
    return Forces(time, tuple(plate(*contacts(time, starts[k::2], 0.55, 900.0), name=n) for k, n in enumerate(names)))


@pytest.mark.parametrize("names", [("left", "right"), ("belt 1", "belt 2")])
def test_walking(names):
    steps = force_steps(walk(names))
    assert not steps.good.any()
    assert set(steps.why_not) == {"two feet down"}
    assert any("this is walking" in note for note in steps.notes)
    assert np.isnan(steps.mean("flight_time").value)
    assert np.isnan(steps.quantities["flight_time"]).all()
    assert np.isnan(steps.mean_curves()).all()
    assert len(steps.touchdown) > 10


def test_walking_on_one_belt_has_no_steps_and_no_zero():
    both = walk(("left", "right"))
    total = sum(one.force[:, 1] for one in both.plates)
    inside = (both.time > 0.7) & (both.time < 8.5)
    with pytest.raises(InputError, match=r"no step found.*walker"):
        force_steps(one_belt(both.time[inside], total[inside] + 0.001))


@pytest.mark.parametrize(
    ("vertical", "words"),
    [
        (np.zeros(3000), "never rises above 50 N"),
        (np.full(3000, 700.0), "no contact is whole"),
        (np.full(3000, np.nan), "no vertical force"),
        (-np.abs(1500.0 * np.sin(np.arange(3000) / 100.0)), "negative"),
    ],
)
def test_no_step_at_all(vertical, words):
    with pytest.raises(InputError, match="no step found") as caught:
        force_steps(one_belt(np.arange(3000) / 1000.0, vertical), correct_zero=False)
    assert words in str(caught.value)


def test_nonsense_is_told_in_one_sentence():
    time, starts = runner()
    vertical, fore_aft = contacts(time, starts)
    good = one_belt(time, vertical, fore_aft)
    with pytest.raises(InputError, match=r"at least 50 samples/s"):
        force_steps(one_belt(time[::25], vertical[::25]))
    with pytest.raises(InputError, match="time must rise"):
        force_steps(one_belt(np.zeros_like(time), vertical))
    with pytest.raises(InputError, match="lasts from 0 to"):
        force_steps(good, start=50.0)
    with pytest.raises(InputError, match="threshold"):
        force_steps(good, threshold=-1.0)


def test_vertical_force_alone():
    time, starts = runner()
    steps = force_steps(one_belt(time, contacts(time, starts)[0]))
    for name in ("peak_braking_force", "propulsive_impulse", "braking_impulse", "time_of_fore_aft_crossover"):
        assert np.isnan(steps.quantities[name]).all()
    assert np.isfinite(steps.mean_curves()[:, 1]).all()
    assert np.isnan(steps.mean_curves()[:, 0]).all()
    assert any("no fore-aft force" in note for note in steps.notes)


def test_a_piece():
    time, starts = runner()
    steps = force_steps(one_belt(time, *contacts(time, starts)), start=2.0, end=6.0)
    inside = (starts > 2.0) & (starts + CONTACT < 6.0)
    assert len(steps.touchdown) == inside.sum()
    np.testing.assert_allclose(steps.touchdown, starts[inside], atol=0.01)


@settings(max_examples=25)
@given(st.floats(0.1, 20.0), st.floats(-1e4, 1e4), st.integers(0, 1000))
def test_scaling_and_shifting(scale, shift, seed):
    time, starts = runner(4.0, 300.0)
    vertical, fore_aft = contacts(time, starts)
    noise = np.random.default_rng(seed).normal(0.0, 5.0, (2, len(time)))
    vertical, fore_aft = vertical + noise[0], fore_aft + noise[1]
    steps = force_steps(one_belt(time, vertical, fore_aft))
    other = force_steps(one_belt(time + shift, scale * vertical, scale * fore_aft), threshold=50.0 * scale)
    np.testing.assert_allclose(other.touchdown, steps.touchdown + shift, atol=1e-8)
    np.testing.assert_allclose(other.curves, scale * steps.curves, rtol=1e-5, atol=1e-5 * scale * PEAK)
    assert other.why_not == steps.why_not
    for name, values in steps.quantities.items():
        factor = scale if name.endswith("impulse") or name.startswith("peak") or name == "loading_rate" else 1.0
        if name not in ("time_of_peak_vertical_force", "time_of_lowest_point"):  # places on a grid may jump
            np.testing.assert_allclose(other.quantities[name], factor * values, rtol=2e-5, atol=1e-7 * factor)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(3, 400), st.sampled_from(["noise", "walk", "nan", "steps"]))
def test_any_signal_gives_steps_or_one_message(seed, n, kind):
    rng = np.random.default_rng(seed)
    force = rng.normal(0.0, 400.0, (n, 3))
    if kind == "walk":
        force = np.cumsum(force, axis=0)
    if kind == "nan":
        force[rng.random((n, 3)) < 0.2] = np.nan
    if kind == "steps":
        force = np.repeat(force[: n // 10 + 1], 10, axis=0)[:n]
    forces = Forces(np.arange(n) / 200.0, (Plate("a", force, force[:, :2]), Plate("b", force[::-1], force[:, 1:])))
    try:
        steps = force_steps(forces)
    except InputError as problem:
        message = str(problem)
    else:
        message = "no step found"
        assert steps.curves.shape == (len(steps.touchdown), 101, 2)
        assert (steps.takeoff > steps.touchdown).all()
    assert "no step found" in message


@pytest.mark.parametrize(("seconds", "limit"), [(30.0, 0.3), (600.0, 4.0)])
def test_speed(seconds, limit):
    time, starts = runner(seconds)
    vertical, fore_aft = contacts_fast(time, starts)
    noise = np.random.default_rng(5).normal(0.0, 5.0, len(time))
    forces = one_belt(time, vertical + noise, fore_aft, x=np.zeros_like(time), z=noise)
    began = clock.perf_counter()
    steps = force_steps(forces)
    spent = clock.perf_counter() - began
    assert len(steps.touchdown) == len(starts)
    assert spent < 3.0 * limit  # a busy machine is no failure


def contacts_fast(time, starts):
    phase = ((time - starts[0]) % STEP) / CONTACT
    down = (phase <= 1.0) & (time >= starts[0]) & (time <= starts[-1] + CONTACT)
    return np.where(down, PEAK * np.sin(np.pi * phase), 0.0), np.where(down, -BRAKE * np.sin(2 * np.pi * phase), 0.0)


# --- real recordings ---------------------------------------------------------------------------------------------

TRIALS = ("RBDS001_runT25", "RBDS001_runT35", "RBDS001_runT45", "RBDS013_runT35", "RBDS017_runT25", "RBDS017_runT45",
          "RBDS020_runT35")  # fmt: skip


def trial(name):
    table = np.genfromtxt(data_file(f"rbds-fukuchi2017/{name}_forces.csv"), delimiter=",", skip_header=1)
    return Forces(table[:, 0], (Plate("treadmill", table[:, 1:4], table[:, 4:6]),))


def summary(name):
    table = np.genfromtxt(
        data_file("rbds-fukuchi2017/steps_summary.csv"), delimiter=",", names=True, dtype=None, encoding="utf-8"
    )
    return next(row for row in table if f"{row['subject']}_{row['trial']}" == name)


def recipe(name):
    """README's recipe for the 10 s that are here, in whole samples and without any zero: an independent reading."""
    from scipy.signal import butter, filtfilt

    force = trial(name).plates[0].force[:, 1]
    force = filtfilt(*butter(4, 50.0 / 150.0), force)
    up = np.flatnonzero((force[1:] > 50.0) & (force[:-1] <= 50.0)) + 1
    down = np.flatnonzero((force[1:] <= 50.0) & (force[:-1] > 50.0)) + 1
    down = down[down > up[0]]
    up = up[: len(down) + 1]
    peaks = [force[i:j].max() for i, j in zip(up, down, strict=False)]
    contact = (down - up[: len(down)]).mean() / 300.0
    flight = (up[1:] - down[: len(up) - 1]).mean() / 300.0
    mass = np.mean([force[i:j].mean() for i, j in pairwise(up)]) / G
    return contact, flight, 60.0 * 300.0 / np.diff(up).mean(), np.mean(peaks), mass


# In the first 10 s runner 13 does not yet run as over the whole 30 s, which the summary tells of: the independent
# recipe, too, finds 3.0 ms, 1.4 steps/min and 0.035 BW between them. He is held to the recipe alone.
_UNSTEADY = {"RBDS013_runT35": 1.5}


@pytest.mark.parametrize("name", TRIALS)
def test_treadmill_trials(name):
    told, slack = summary(name), _UNSTEADY.get(name, 1.0)
    mass = float(told["mass_kg"])
    steps = force_steps(trial(name), person_mass=mass)
    contact, flight, cadence, peak, own_mass = recipe(name)
    assert steps.good.all()
    mean = {key: steps.mean(key).value for key in steps.quantities}
    assert mean["contact_time"] == pytest.approx(contact, abs=1.2e-3)
    assert mean["flight_time"] == pytest.approx(flight, abs=1.5e-3)
    assert mean["cadence"] == pytest.approx(cadence, abs=0.3)
    assert mean["peak_vertical_force"] == pytest.approx(peak, abs=8.0)
    assert steps.mass.value == pytest.approx(own_mass, rel=0.005)
    assert mean["contact_time"] == pytest.approx(told["contact_time_s"], abs=3e-3 * slack)
    assert mean["flight_time"] == pytest.approx(told["flight_time_s"], abs=3e-3 * slack)
    assert mean["cadence"] == pytest.approx(told["cadence_spm"], abs=slack)
    assert mean["peak_vertical_force"] / (mass * G) == pytest.approx(told["peak_vgrf_BW"], abs=0.03 * slack)
    assert mean["duty_factor"] == pytest.approx(told["duty_factor"], abs=0.008)
    # The summary's mean over a step holds the next touchdown's sample, too: one of some 110, nearly 0, lowers its mass
    # by 0.8 % and widens its oscillation by 2 %.
    assert steps.mass.value == pytest.approx(1.008 * told["mass_from_mean_force_kg"], rel=0.007)
    assert mean["vertical_oscillation"] == pytest.approx(told["com_vertical_osc_from_force_m"] / 1.02, rel=0.025)
    assert mean["drop_touchdown_to_lowest"] == pytest.approx(told["com_drop_touchdown_to_lowest_m"], rel=0.04)
    stiffness = mean["peak_vertical_force"] / mean["drop_touchdown_to_lowest"]
    assert stiffness == pytest.approx(1e3 * told["k_vert_measured_kN_m"], rel=0.05)
    curves = steps.mean_curves()[:, 0]
    assert curves[:51].mean() == pytest.approx(told["mean_fore_aft_force_first_half_N"], abs=8.0)
    assert curves[50:].mean() == pytest.approx(told["mean_fore_aft_force_second_half_N"], abs=8.0)


@pytest.mark.parametrize("name", TRIALS)
def test_sides_are_those_of_the_markers(name):
    joints = np.genfromtxt(data_file(f"rbds-fukuchi2017/{name}_joints.csv"), delimiter=",", names=True)
    steps = force_steps(trial(name))
    middle = 0.5 * (steps.touchdown + steps.takeoff)
    right, left = (np.interp(middle, joints["time_s"], joints[f"{foot}_ankle_y_m"]) for foot in "rl")
    assert steps.side == tuple(np.where(right < left, "right", "left"))


@pytest.mark.parametrize(("threshold", "expected"), [(20.0, 0.235), (50.0, 0.223), (100.0, 0.211)])
def test_threshold_moves_contact_time(threshold, expected):
    steps = force_steps(trial("RBDS001_runT35"), threshold=threshold)
    assert steps.mean("contact_time").value == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("lowpass", [50.0, None])
def test_drifting_treadmill(lowpass):
    force = np.loadtxt(data_file("dryft-drifting-treadmill/custom_drift_S001runT25.csv"))
    forces = one_belt(np.arange(len(force)) / 300.0, force)
    steps = force_steps(forces, person_mass=62.0, lowpass=lowpass)
    assert np.isfinite(steps.quantities["step_time"]).sum() == 76
    assert steps.good.all()
    assert steps.mean("contact_time").value == pytest.approx(0.277, abs=3e-3)
    assert steps.mean("flight_time").value == pytest.approx(0.106, abs=3e-3)
    assert steps.mean("cadence").value == pytest.approx(157.0, abs=1.0)
    assert steps.mean("peak_vertical_force").value / (62.0 * G) == pytest.approx(2.21, abs=0.03)
    assert any("drifts between" in note for note in steps.notes)
    plain = force_steps(forces, correct_zero=False)
    assert not plain.good.all() or abs(plain.mean("contact_time").value - 0.277) > 5e-3


def storage(relative):
    lines = data_file(relative).read_text(encoding="utf-8").splitlines()
    begin = next(i for i, line in enumerate(lines) if line.strip() == "endheader") + 1
    rows = [line.split() for line in lines[begin:] if line.strip()]
    table = np.array([[float(word) for word in row] for row in rows[1:]])
    column = dict(zip(rows[0], table.T, strict=True))
    plates = []
    for letter, name in (("R", "right"), ("L", "left")):
        force = np.column_stack([column[f"{letter}_ground_force_v{axis}"] for axis in "xyz"])
        cop = np.column_stack([column[f"{letter}_ground_force_p{axis}"] for axis in "xz"])
        plates.append(Plate(name, force, np.where(force[:, 1:2] > 0.0, cop, np.nan)))
    return Forces(column["time"], tuple(plates))


@pytest.mark.parametrize(
    ("file", "contact", "peak", "flight", "cadence", "mass"),
    [
        ("opensim-core-run/runningModel_GRF_data.mot", (0.223, 0.227), (1977.0, 1951.0), 0.121, 174.0, 73.05),
        ("bmc-overground-run/grf_run.mot", (0.234, 0.250), (1751.0, 1623.0), 0.113, 173.0, 69.0),
    ],
)
def test_two_plates_that_are_feet(file, contact, peak, flight, cadence, mass):
    steps = force_steps(storage(file))
    assert steps.side == ("right", "left")
    np.testing.assert_allclose(steps.quantities["contact_time"], contact, atol=1e-3)
    np.testing.assert_allclose(steps.quantities["peak_vertical_force"], peak, atol=1.0)
    assert steps.quantities["flight_time"][0] == pytest.approx(flight, abs=1e-3)
    assert steps.quantities["cadence"][0] == pytest.approx(cadence, abs=0.6)
    assert steps.mass.value == pytest.approx(mass, rel=0.004)
    assert any("not filtered again" in note for note in steps.notes)
