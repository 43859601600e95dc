"""Eigenvalues of the return map: 50-digit derivatives, published multipliers, and stumbles followed step by step."""

import csv
import math
import tomllib
from pathlib import Path

import numpy as np
import pytest

import springmass as sm
from springmass.dynamics.step import step
from springmass.gait.stability import Stability, basin, stability, steps_to_fall

HERE = Path(__file__).parent / "reference"
PUBLISHED = tomllib.loads((HERE / "published.toml").read_text(encoding="utf-8"))


def rows_with_derivatives():
    with (HERE / "apex_map.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    text = ("group", "status")
    rows = [{name: v if name in text else float(v or "nan") for name, v in row.items()} for row in rows]
    # low_apex: within 1e-6 leg lengths of touchdown height the derivative is singular, see reference/README.md
    return [row for row in rows if row["status"] == "ok" and row["group"] != "low_apex"]


def off_by(row):
    length, speed = row["leg_length_m"], math.sqrt(9.81 * row["leg_length_m"])
    p = sm.Parameters(row["mass_kg"], length, row["stiffness_N_m"], math.radians(row["angle_of_attack_deg"]))
    expected = np.array(
        [
            [row["dy1_dy"], row["dy1_dvx"] * speed / length],
            [row["dvx1_dy"] * length / speed, row["dvx1_dvx"]],
        ]
    )
    found = stability(row["apex_height_m"], row["apex_speed_m_s"], p).jacobian
    return float((np.abs(found - expected) / (1.0 + np.abs(expected))).max())


def test_jacobians_of_the_fifty_digit_table():
    rows = rows_with_derivatives()
    assert len(rows) == 109
    errors = [(off_by(row), row["group"], row["apex_height_m"]) for row in rows]
    assert [error for error in errors if not error[0] < 1e-10] == []


JENA = {"mass": 80.0, "leg_length": 1.0, "stiffness": 20e3}


@pytest.mark.parametrize("row", PUBLISHED["seyfarth2002"]["gait"])
def test_multipliers_of_the_jena_runner(row):
    p = sm.Parameters(angle_of_attack=math.radians(row["angle_of_attack_deg"]), **JENA)
    found = stability(row["apex_height_m"], row["apex_speed_m_s"], p)
    assert found.multiplier.real == pytest.approx(row["multiplier"], abs=1e-4)
    assert found.multiplier.imag == 0.0
    assert found.stable
    # Energy is neutral: one eigenvalue of the bare Jacobian is 1, so the trace and the determinant differ by it.
    jacobian = found.jacobian
    assert np.sort(np.linalg.eigvals(jacobian)) == pytest.approx(np.sort([row["multiplier"], 1.0]), abs=1e-4)
    assert np.trace(jacobian) - np.linalg.det(jacobian) == pytest.approx(1.0, abs=1e-7)


@pytest.mark.parametrize("row", PUBLISHED["periodic_gait"])
def test_multiplier_of_a_hopper(row):
    p = sm.Parameters(
        row["mass_kg"], row["leg_length_m"], row["stiffness_N_m"], math.radians(row["angle_of_attack_deg"]),
        gravity=row["gravity_m_s2"],
    )  # fmt: skip
    found = stability(row["apex_height_m"], row["apex_speed_m_s"], p)
    assert found.multiplier.real == pytest.approx(row["multiplier_at_fixed_energy"], abs=1e-6)
    assert not found.stable


def test_energy_is_kept_by_the_jacobian_anywhere():
    """Not only at gaits: g dy1 + v1 dv1 = g dy + v dv for a leg that loses nothing."""
    p, height, speed = sm.Parameters(angle_of_attack=math.radians(64.0), **JENA), 1.07, 4.4
    after = step(height, speed, p, 1e-13)
    jacobian = stability(height, speed, p).jacobian
    unit = math.sqrt(9.81)
    assert np.array([1.0, after.apex_speed / unit]) @ jacobian == pytest.approx([1.0, speed / unit], abs=1e-8)


def damped(free, retraction=0.0):
    return sm.find_gait(
        sm.Scenario(
            runner={"mass": 70.0, "leg_length": 0.93},
            leg={"law": "viscous", "damping": 220.0},
            foot={"roll_speed": 0.8, "retraction": retraction},
            gait={
                "find": {"speed": 3.5, "cadence": 165.0, "contact_time": 0.24},
                "free": ["leg.stiffness", "foot.angle_of_attack", free],
            },
        )
    )


def stumble(gait, size, steps):
    """Distances from the gait, over l0 and √(g l0), with the reference engine."""
    p = gait.parameters
    unit = np.array([p.leg_length, math.sqrt(9.81 * p.leg_length)])
    here, at = np.array([gait.apex_height, gait.apex_speed]), []
    start = here.copy()
    start[0] += size * p.leg_length
    for _ in range(steps):
        taken = step(*start, p, 1e-13)
        start = np.array([taken.apex_height, taken.apex_speed])
        at.append((start - here) / unit)
    return np.array(at)


@pytest.mark.parametrize(
    ("free", "retraction"), [("leg.push_off", 0.0), ("hip.extension", 0.0), ("leg.push_off", 100.0)]
)
def test_a_stumble_of_a_damped_runner_goes_as_the_eigenvalues_say(free, retraction):
    """Two plain differences of the reference engine give the map; powers of it must give every later step."""
    gait = damped(free, retraction)
    size, steps = 1e-6, 14
    both = stumble(gait, size, steps) - stumble(gait, -size, steps)
    # With x_{n+1} = J x_n, the last three distances hold both eigenvalues: x_{n+2} = tr x_{n+1} - det x_n.
    trace, determinant = np.linalg.solve(np.column_stack([both[-2], -both[-3]]), both[-1])
    expected = sorted(np.roots([1.0, -trace, determinant]).real, key=abs, reverse=True)
    found = gait.stability
    assert found.eigenvalues.real == pytest.approx(expected, abs=2e-3)
    assert not found.neutral_energy
    assert found.multiplier == found.eigenvalues[0]
    assert found.stable is bool(abs(expected[0]) < 1.0)
    ratio = np.linalg.norm(both[-1]) / np.linalg.norm(both[-2])
    assert abs(found.multiplier) == pytest.approx(ratio, abs=2e-3)


def test_retraction_makes_the_leg_powered_runner_stable():
    assert not damped("leg.push_off").stability.stable
    assert damped("leg.push_off", 100.0).stability.stable


@pytest.mark.parametrize(
    ("multiplier", "neutral", "words"),
    [
        (0.44, True, ["shrinks by 56 %", "at this energy"]),
        (-0.44, False, ["shrinks by 56 %", "other side"]),
        (complex(0.3, 0.4), False, ["shrinks by 50 %", "swinging"]),
        (0.001, False, ["gone after one step"]),
        (1.43, False, ["grows 1.4×", "cannot be run without steering"]),
        (1.01, False, ["grows by 1.0 %"]),
    ],
)
def test_stability_in_words(multiplier, neutral, words):
    sentence = Stability(np.eye(2), np.array([multiplier, 0.0]), multiplier, neutral).sentence
    assert all(word in sentence for word in words)


def test_the_way_back_ends_at_the_other_gait():
    """The Jena runner at 68°: stumbles are forgiven up to the unstable gait of the same energy, 1.33768638 m."""
    p = sm.Parameters(angle_of_attack=math.radians(68.0), **JENA)
    row = PUBLISHED["seyfarth2002"]["gait"][1]
    found = basin(row["apex_height_m"], row["apex_speed_m_s"], p, steps=40, points=241)
    spacing = found.heights[-1] - found.heights[-2]
    assert found.lowest == pytest.approx(math.sin(math.radians(68.0)), abs=spacing)
    assert found.highest < 1.33768638 < found.highest + 1.01 * spacing
    assert math.isnan(basin(1.2, row["apex_speed_m_s"], p, steps=5, points=5).lowest)  # no gait there


@pytest.mark.parametrize(
    ("stiffness", "angles"),
    [(float(k), ends) for k, ends in PUBLISHED["seyfarth2002"]["twenty_four_step_angles_deg"].items()],
)
def test_which_angles_last_24_steps(stiffness, angles):
    """From 1 m at 5 m/s, on a grid of 0.25°: both ends last, their neighbours outside do not."""
    for angle, lasts in (
        (angles[0] - 0.25, False),
        (angles[0], True),
        (angles[1], True),
        (angles[1] + 0.25, False),
    ):
        p = sm.Parameters(80.0, 1.0, stiffness * 1e3, math.radians(angle))
        taken = steps_to_fall(np.array([1.0]), np.array([5.0]), p, 24)
        assert (taken[0] == 24) is np.bool_(lasts)


def test_slower_than_3_4_m_s_no_angle_lasts_24_steps():
    """k = 20 kN/m, every angle of the 0.25° grid, 0.2 m/s grid."""
    angles = np.radians(np.arange(62.0, 80.01, 0.25))
    slowest = PUBLISHED["seyfarth2002"]["minimum_speed_m_s"]
    for speed, possible in ((slowest - 0.4, False), (slowest - 0.2, False), (slowest, True), (slowest + 0.2, True)):
        height, forward = np.ones(angles.size), np.full(angles.size, speed)
        for _ in range(24):
            out = sm.apex_map(height, forward, angle_of_attack=angles, **JENA)
            height = np.where(out.apex_speed >= 0.0, out.apex_height, np.nan)
            forward = out.apex_speed
        assert bool(np.isfinite(height).any()) is possible
