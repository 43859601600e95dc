"""The landing: its pulse, what it adds to the force of a contact, its peak and how fast the force rises.

The pulse, the fading of the leg's first jump and the balance of impulses are typed again over samples of the motion.
"""

import dataclasses
import math
from functools import cache

import numpy as np
import pytest
from scipy.integrate import simpson, trapezoid
from scipy.signal import find_peaks
from test_metrics import CASES, WEIGHT, Sampled

import springmass as sm
from springmass.body.impact import DIP, Impact, Landing, impact, landing_force
from springmass.dynamics.curves import ContactView
from springmass.dynamics.step import step
from springmass.metrics import METRICS, Metrics, StepView
from springmass.parameters.shape import stopping_time

STIFF, SUPPLE = 0.022, 0.040  # s
LANDINGS = {"stiff": STIFF, "supple": SUPPLE, "sharp": 0.012}


@cache
def average(speed=3.5, strike="rearfoot", landing="by strike"):
    scenario = sm.default_runner(speed=speed, strike=strike).with_values({"foot.landing": landing})
    return sm.find_gait(scenario)


# --- the pulse -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stopping", [0.020, 0.022, 0.040, 0.045])
@pytest.mark.parametrize("gravity", [9.81, 1.62])
def test_the_pulse_holds_the_momentum_of_the_lower_mass_and_its_weight(stopping, gravity):
    """Twice m₁ Δv while it stops in half the time, and its weight for as long: 8 % of the mass, 1.2 m/s."""
    pulse = impact(70.0, stopping, 1.2, gravity)
    t = np.linspace(0.0, 2 * stopping, 20001)
    lower = 0.08 * 70.0
    assert np.trapezoid(pulse.force(t), t) == pytest.approx(2 * lower * (1.2 + gravity * stopping), rel=1e-9)
    assert t[np.argmax(pulse.force(t))] == pytest.approx(stopping, abs=1e-4)
    assert pulse.force(np.array([-0.001, 0.0, 2.001 * stopping])) == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)
    assert (pulse.force(t) >= 0.0).all()
    assert pulse.force(t) == pytest.approx(pulse.force(t)[::-1], abs=1e-6)


def test_how_a_foot_lands_says_how_long_it_takes_to_stop():
    assert stopping_time("none", "rearfoot") is None
    by_strike = [stopping_time("by strike", strike) for strike in ("rearfoot", "midfoot", "forefoot")]
    assert by_strike[0] == STIFF < by_strike[1] < by_strike[2] == SUPPLE
    for strike in ("rearfoot", "midfoot", "forefoot"):
        assert (stopping_time("stiff", strike), stopping_time("supple", strike)) == (STIFF, SUPPLE)


# --- the force with the impact in it ---------------------------------------------------------------------------------


def force_by_hand(s, stopping):
    """Time since touchdown and force [N]: the leg's own without its first jump, scaled so that the impulse stays."""
    t = s.t - s.t[0]
    mass = s.p.mass
    area = 2.0 * 0.08 * mass * (1.2 + s.p.gravity * stopping)
    pulse = np.where(t < 2.0 * stopping, area / stopping * np.sin(math.pi * t / (2.0 * stopping)) ** 2, 0.0)
    fading = np.where(t < 2.0 * stopping, s.fy[0] * np.cos(math.pi * t / (4.0 * stopping)) ** 2, 0.0)
    own = s.fy - fading
    # what the ground has to give is known from the motion alone: momentum and weight
    needed = mass * (s.vy[-1] - s.vy[0] + s.p.gravity * math.cos(s.p.slope) * s.contact_time)
    scale = (needed - trapezoid(pulse, t)) / trapezoid(own, t)
    return t, scale * own + pulse, scale


@pytest.fixture(scope="module", params=[(case, landing) for case in CASES for landing in LANDINGS], ids=" ".join)
def landed(request):
    case, name = request.param
    shape = dataclasses.replace(Sampled(case).p.shape, stopping_time=LANDINGS[name])
    s = Sampled(case, shape=shape)
    return s, force_by_hand(s, LANDINGS[name])


def first_top(t, force):
    """Index of the first of several maxima, if it is early; each stands well over the dip beside it."""
    tops, _ = find_peaks(force, prominence=DIP * force.max())
    return tops[0] if len(tops) > 1 and t[tops[0]] <= 0.4 * t[-1] else None


def test_the_force_with_the_impact_in_it(landed):
    s, (t, force, scale) = landed
    landing = s.table.view.landing
    assert landing.spring_share == pytest.approx(scale, abs=1e-4)
    assert 0.8 < scale < 1.0 + 1e-9
    sure = np.all([np.abs(landing.time - piece.start) > 1e-9 for piece in s.step.contact.segments[1:]], axis=0)
    there = np.interp(landing.time, t, force)[sure]
    assert landing.force[sure] == pytest.approx(there, abs=1e-3 * WEIGHT)
    for share in (0.1, 0.33, 0.71):
        assert landing.at(share * t[-1]) == pytest.approx(np.interp(share * t[-1], t, force), abs=1e-3 * WEIGHT)


def test_metrics_of_the_landing_from_samples(landed):
    s, (t, force, _) = landed
    top = first_top(t, force)
    peak, rate = s.table["impact_peak"].value, s.table["loading_rate"].value
    if top is None:
        assert math.isnan(peak)
        until = 0.13 * t[-1]
    else:
        assert peak == pytest.approx(force[top] / WEIGHT, rel=5e-4)
        until = t[top]
    low, high = np.interp([0.2 * until, 0.8 * until], t, force)
    assert rate == pytest.approx((high - low) / (0.6 * until) / WEIGHT, rel=0.01)


@pytest.mark.parametrize(
    ("at", "dip", "peak"),
    [(0.12, 0.20, True), (0.12, 0.06, True), (0.12, 0.04, False), (0.36, 0.20, True), (0.45, 0.20, False)],
)
def test_a_peak_of_impact_is_early_and_has_a_dip_behind_it(at, dip, peak):
    """A made-up curve: up to 1500 N, down by a share of the highest force, up to 2000 N; less than 5 % is no dip."""
    share = [0.0, at, at + 0.1, at + 0.3, 1.0]
    time = 0.25 * np.linspace(0.0, 1.0, 1001)
    force = np.interp(time, 0.25 * np.array(share), [0.0, 1500.0, 1500.0 - dip * 2000.0, 2000.0, 0.0])
    found = Landing(time, force, Impact(10.0, 0.02), 1.0).peak
    assert found == (pytest.approx((0.25 * at, 1500.0), abs=1.0) if peak else None)


def test_the_cases_have_peaks_and_none():
    """So that both branches above are gone through."""
    both = [(case, stopping) for case in CASES for stopping in LANDINGS.values()]
    tops = [first_top(*force_by_hand(Sampled(case), stopping)[:2]) is None for case, stopping in both]
    assert 2 <= sum(tops) <= len(tops) - 2


@pytest.mark.parametrize("strike", ["rearfoot", "midfoot", "forefoot"])
@pytest.mark.parametrize("speed", [2.5, 3.5, 4.5])
@pytest.mark.parametrize("landing", ["by strike", "stiff", "supple"])
def test_the_landing_leaves_the_impulse_as_it_is(speed, strike, landing):
    """∫ F dt of one contact carries a step: m g times the whole step time, because the gait repeats itself."""
    gait = average(speed, strike, landing)
    found = gait.metrics.view.landing
    times = np.linspace(0.0, found.time[-1], 40_001)
    whole = simpson(np.interp(times, found.time, found.force), x=times)
    assert whole == pytest.approx(67.5 * 9.81 * gait.step.step_time, rel=1e-3)
    assert (found.force > -0.02 * 67.5 * 9.81).all()  # the ground does not pull


# --- what is known of landings ---------------------------------------------------------------------------------------


def test_a_stiff_landing_has_a_peak_of_its_own_and_a_supple_one_does_not():
    """The average rearfoot runner at 3.5 m/s, 22 against 40 ms."""
    stiff, supple = (average(3.5, "rearfoot", landing) for landing in ("stiff", "supple"))
    time, force = stiff.metrics.view.landing.peak
    assert 0.015 < time < 0.040
    assert 1.2 < force / (67.5 * 9.81) < 2.2
    assert stiff.metrics["impact_peak"].value == force / (67.5 * 9.81)
    assert supple.metrics.view.landing.peak is None
    assert math.isnan(supple.metrics["impact_peak"].value)
    assert stiff.metrics["loading_rate"].value > 1.4 * supple.metrics["loading_rate"].value > 0.0


@pytest.mark.parametrize("speed", [2.5, 3.5, 4.5])
def test_the_peak_of_midstance_does_not_ask_which_part_of_the_foot_lands(speed):
    """Strikes differ in the first tens of milliseconds."""
    top = [average(speed, strike).metrics.view.landing.midstance_peak for strike in ("rearfoot", "midfoot", "forefoot")]
    assert max(top) / min(top) < 1.03  # the leg's own part is scaled by what its landing takes, 2 % more or less
    rates = [average(speed, strike).metrics["loading_rate"].value for strike in ("rearfoot", "midfoot", "forefoot")]
    assert rates[0] > rates[1] > rates[2]


def test_no_landing_no_impact():
    gait = average(landing="none")
    assert gait.metrics.view.landing is None
    assert landing_force(ContactView(gait.step.contact, gait.parameters)) is None
    for name, metric in METRICS.items():
        of_the_landing = metric.function.__module__ == "springmass.metrics.impact"
        assert math.isnan(gait.metrics[name].value) is of_the_landing, name


def test_the_lower_leg_weighs_on_the_moon_what_it_weighs_there():
    p = sm.Parameters(70.0, 0.93, 4e3, 1.2, gravity=1.62)
    one = step(0.90, 1.5, p.replace(shape=dataclasses.replace(p.shape, stopping_time=SUPPLE)))
    landing = StepView(one).landing
    assert landing.pulse.impulse == pytest.approx(2.0 * 0.08 * 70.0 * (1.2 + 1.62 * SUPPLE), rel=1e-12)
    t = np.linspace(0.0, one.contact_time, 40_001)
    needed = 70.0 * (one.takeoff[3] - one.touchdown.vy + 1.62 * one.contact_time)
    assert simpson(np.interp(t, landing.time, landing.force), x=t) == pytest.approx(needed, rel=1e-3)


@pytest.mark.parametrize("case", CASES)
def test_nothing_but_the_landing_reads_the_impact(case):
    """Every other metric is the same to the last bit."""
    s = Sampled(case)
    shape = dataclasses.replace(s.p.shape, stopping_time=STIFF)
    other = Metrics(StepView(Sampled(case, shape=shape).step))
    for name, metric in METRICS.items():
        if metric.function.__module__ != "springmass.metrics.impact":
            assert other[name].value == s.table[name].value, name
    assert math.isfinite(other["loading_rate"].value)


def test_a_leg_without_a_damper_starts_from_nothing_and_so_does_the_landing():
    for case in CASES:
        s = Sampled(case, shape=dataclasses.replace(Sampled(case).p.shape, stopping_time=STIFF))
        assert s.table.view.landing.force[0] == pytest.approx(0.0, abs=1e-6 * WEIGHT)
        assert s.table.view.landing.force[-1] == pytest.approx(0.0, abs=1e-6 * WEIGHT)
    assert Sampled("viscous").fy[0] > 0.3 * WEIGHT  # the jump that is replaced
