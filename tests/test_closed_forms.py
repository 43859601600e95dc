"""Formulas from the literature against the numbers printed for them. Sources: reference/published.toml."""

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar

from springmass.dynamics.closed_forms import geyer_step, hopper_contact_time, hopper_peak_force, sine_wave

PUBLISHED = tomllib.loads((Path(__file__).parent / "reference" / "published.toml").read_text(encoding="utf-8"))
G = 9.81


def test_sine_wave_method():
    given = PUBLISHED["morin2005"]
    wave = sine_wave(*(given[name] for name in (
        "mass_kg", "contact_time_s", "flight_time_s", "speed_m_s", "leg_length_m"
    )))  # fmt: skip
    assert wave.peak_force == pytest.approx(given["peak_force_N"], abs=0.5)
    assert wave.vertical_stiffness / 1e3 == pytest.approx(given["vertical_stiffness_kN_m"], abs=0.05)
    assert wave.leg_stiffness / 1e3 == pytest.approx(given["leg_stiffness_kN_m"], abs=0.005)


def test_sine_wave_keeps_the_impulse():
    """A half sine of that peak over the contact must hold the body up for the whole step."""
    wave = sine_wave(61.0, 0.21, 0.13, 4.2, 0.9, gravity=3.7)
    assert wave.peak_force * 0.21 * 2.0 / math.pi == pytest.approx(61.0 * 3.7 * (0.21 + 0.13), rel=1e-12)
    assert wave.vertical_displacement * wave.vertical_stiffness == pytest.approx(wave.peak_force, rel=1e-12)
    assert math.isnan(sine_wave(61.0, 0.5, 0.1, 9.0, 0.9).leg_stiffness)  # sweeps more than the leg is long


@pytest.mark.parametrize("row", PUBLISHED["vertical_hopper"]["rows"])
def test_hopper(row):
    omega, landing = math.sqrt(20e3 / 80.0), math.sqrt(2.0 * G * (row["apex_height_m"] - 1.0))
    assert float(hopper_contact_time(omega, landing, G)) == pytest.approx(row["contact_time_s"], abs=6e-10)
    assert float(hopper_peak_force(80.0, omega, landing, G)) == pytest.approx(row["peak_force_N"], abs=6e-7)


def test_hopper_without_a_fall_bounces_for_a_whole_period():
    assert float(hopper_contact_time(15.0, 0.0, G)) == pytest.approx(2.0 * math.pi / 15.0, rel=1e-14)
    assert float(hopper_peak_force(80.0, 15.0, 0.0, G)) == pytest.approx(2.0 * 80.0 * G, rel=1e-14)


# --- the approximate map of Geyer, Seyfarth & Blickhan (2005); numbers: reference/README.md ---


def approximate(stiffness):
    """Apex height → next one, α0 = 60°, E/(m g l0) = 1.61, m = 80 kg, l0 = 1 m, stiffness in m g/l0."""

    def following(height):
        taken = geyer_step(height, 1.61 * 80.0 * G, 80.0, 1.0, stiffness * 80.0 * G, math.radians(60.0))
        return float(taken.next_height)

    return following


@pytest.mark.parametrize(
    ("stiffness", "expected"),
    [
        (10.7, [(0.86897973, 0.735504), (0.92758334, 1.285613)]),
        (10.8, [(0.87097168, 0.781420), (0.91932167, 1.232964)]),
    ],
)
def test_fixed_points_of_the_approximate_map(stiffness, expected):
    following = approximate(stiffness)
    heights = np.linspace(math.sin(math.radians(60.0)) + 1e-6, 1.05, 2000)
    gap = np.array([following(height) - height for height in heights])
    at = np.flatnonzero(gap[:-1] * gap[1:] < 0.0)
    found = [brentq(lambda y: following(y) - y, heights[i], heights[i + 1], xtol=1e-13) for i in at]
    assert found == pytest.approx([height for height, _ in expected], abs=6e-9)
    slopes = [(following(y + 1e-6) - following(y - 1e-6)) / 2e-6 for y in found]
    assert slopes == pytest.approx([multiplier for _, multiplier in expected], abs=1e-6)


def test_saddle_node_of_the_approximate_map():
    def closest(stiffness):
        following = approximate(stiffness)
        found = minimize_scalar(
            lambda y: following(y) - y, bounds=(0.87, 0.95), method="bounded", options={"xatol": 1e-10}
        )
        return found.fun

    assert closest(10.9) < 0.0 < closest(11.1)
    assert brentq(closest, 10.9, 11.1, xtol=1e-12) == pytest.approx(11.017745042, abs=1e-6)


def test_the_jena_runner_by_the_approximate_map():
    taken = geyer_step(1.0, 80.0 * (G + 12.5), 80.0, 1.0, 20e3, math.radians(68.0))
    assert float(taken.contact_time) == pytest.approx(0.16358007, abs=6e-9)
    assert math.degrees(taken.sweep) == pytest.approx(46.70381013, abs=6e-9)
    assert float(taken.shortest_leg) == pytest.approx(0.85227646, abs=6e-9)
    assert float(taken.next_height) == pytest.approx(0.97396742, abs=6e-9)


def test_a_foot_below_the_ground_has_no_next_apex():
    taken = geyer_step(np.array([0.5, 1.0]), 80.0 * (G + 12.5), 80.0, 1.0, 20e3, math.radians(68.0))
    assert np.isnan(taken.next_height).tolist() == [True, False]
