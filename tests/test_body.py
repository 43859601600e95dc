"""Geometry and moments of the stance leg, held to virtual work, a hand-computed example and published tables."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from springmass.body.geometry import stance_posture
from springmass.body.impact import STOPPING_TIME, impact, with_impact
from springmass.body.joints import (
    achilles_force,
    joint_moments,
    patellofemoral_force,
    patellofemoral_ratio,
    quadriceps_arm,
    quadriceps_force,
)
from springmass.body.shape import body_shape

SHAPE = body_shape(1.75)
PATH = np.linspace(-0.17, 0.42, 60), 0.87 - 0.07 * np.cos(np.linspace(-1.2, 1.2, 60)) ** 2


def test_segments_keep_their_length_all_through_contact():
    p = stance_posture(SHAPE, *PATH)
    assert np.hypot(p.hip_x - p.knee_x, p.hip_y - p.knee_y) == pytest.approx(SHAPE.thigh, abs=1e-12)
    assert np.hypot(p.knee_x - p.ankle_x, p.knee_y - p.ankle_y) == pytest.approx(SHAPE.shank, abs=1e-12)
    foot = math.hypot(SHAPE.ball_ahead, SHAPE.ankle_height)
    assert np.hypot(p.ankle_x - p.ball_x, p.ankle_y) == pytest.approx(foot, abs=1e-12)


def test_the_knee_is_ahead_of_the_line_from_hip_to_ankle_and_never_straighter_than_allowed():
    p = stance_posture(SHAPE, *PATH)
    across = (p.knee_x - p.ankle_x) * (p.hip_y - p.ankle_y) - (p.knee_y - p.ankle_y) * (p.hip_x - p.ankle_x)
    assert (across > 0.0).all()
    assert (p.knee_flexion >= SHAPE.straightest_knee - 1e-9).all()
    thigh = np.arctan2(p.hip_y - p.knee_y, p.hip_x - p.knee_x)
    shank = np.arctan2(p.knee_y - p.ankle_y, p.knee_x - p.ankle_x)
    assert p.knee_flexion == pytest.approx(thigh - shank, abs=1e-9)


def test_the_heel_stays_down_until_the_leg_is_stretched_and_then_rises_steadily():
    p = stance_posture(SHAPE, *PATH)
    assert p.heel_rise[20:35] == pytest.approx(0.0, abs=1e-12)
    assert p.heel_rise[-1] > math.radians(10)
    rising = p.heel_rise[p.heel_rise > 1e-9]
    assert (np.diff(rising[-15:]) > 0.0).all()
    up = p.heel_rise > 1e-9
    assert p.knee_flexion[up] == pytest.approx(SHAPE.straightest_knee, abs=1e-9)


def test_lean_moves_the_hip_back_under_the_mass_by_the_measured_amount():
    leaning = body_shape(1.75, trunk_lean=math.radians(14.0))
    assert leaning.hip_behind - SHAPE.hip_behind == pytest.approx(0.0219, abs=5e-4)  # 3.7 mm a degree


def turned(x, y, about_x, about_y, by):
    """A point after turning about another, counterclockwise."""
    c, s = math.cos(by), math.sin(by)
    return about_x + c * (x - about_x) - s * (y - about_y), about_y + s * (x - about_x) + c * (y - about_y)


@given(
    st.floats(-0.2, 0.3), st.floats(0.72, 0.9), st.floats(-0.05, 0.2), st.floats(-600, 600), st.floats(100, 2500)
)  # fmt: skip
def test_moments_do_the_virtual_work_of_the_ground_force(x, y, cop, fx, fy):
    """Turn everything below a joint a little: the moment's work is minus the work of the force at the COP."""
    p = stance_posture(SHAPE, [x], [y])
    moments = joint_moments(p, np.array([cop]), np.array([fx]), np.array([fy]))
    # What is below the joint turns counterclockwise when the hip extends the thigh backwards … signs by anatomy:
    # hip extension moves the foot back (clockwise seen with the runner facing right), knee extension moves it forward
    # (counterclockwise), plantarflexion moves the toes down (clockwise).
    for joint, moment, sense in (("hip", moments.hip, -1), ("knee", moments.knee, +1), ("ankle", moments.ankle, -1)):
        jx, jy = float(getattr(p, f"{joint}_x")[0]), float(getattr(p, f"{joint}_y")[0])
        step = 1e-6
        ahead, behind = (turned(cop, 0.0, jx, jy, sense * h) for h in (step, -step))
        work = fx * (ahead[0] - behind[0]) + fy * (ahead[1] - behind[1])
        assert moment[0] == pytest.approx(-work / (2 * step), rel=1e-6, abs=1e-3)


def test_a_hand_computed_example():
    """Hip over the COP, force straight up: 0.86 m of leg, thigh and shank 0.43 and 0.41 m, ankle 0.09 m high."""
    p = stance_posture(SHAPE, [0.1], [0.80])
    assert p.hip_x[0] == pytest.approx(0.1 - 0.012)
    cop = np.array([0.088])
    moments = joint_moments(p, cop, np.array([0.0]), np.array([1700.0]))
    assert moments.hip[0] == pytest.approx(0.0, abs=1e-9)
    assert moments.knee[0] == pytest.approx(1700.0 * (p.knee_x[0] - 0.088))
    assert moments.ankle[0] == pytest.approx(1700.0 * (0.088 - 0.01))


def test_zero_hip_moment_when_the_force_passes_through_the_hip():
    p = stance_posture(SHAPE, *PATH)
    cop = np.linspace(0.0, 0.2, 60)
    force = np.linspace(100.0, 1800.0, 60)
    to_hip = np.hypot(p.hip_x - cop, p.hip_y)
    moments = joint_moments(p, cop, force * (p.hip_x - cop) / to_hip, force * p.hip_y / to_hip)
    assert moments.hip == pytest.approx(0.0, abs=1e-9)


def test_moving_the_hip_back_barely_loads_the_knee_but_bending_it_does():
    """Evidence table: 0.5 % of lever arm per cm of hip at equal flexion, 3 % per degree of flexion (within a third)."""

    def arm(hip_ahead, flexion):
        thigh, shank, height, cop = 0.43, 0.413, 0.09, 0.075
        reach = math.sqrt(thigh**2 + shank**2 + 2 * thigh * shank * math.cos(math.radians(flexion)))
        rise = math.sqrt(reach**2 - hip_ahead**2)
        shape = body_shape(1.75, hip_behind=0.0, hip_above=0.0)
        p = stance_posture(type(shape)(thigh, shank, height, 0.13, 0.0, 0.0, 0.0, 0.0), [hip_ahead], [height + rise])
        to_hip = np.hypot(p.hip_x - cop, p.hip_y)
        moments = joint_moments(p, cop, (p.hip_x - cop) / to_hip, p.hip_y / to_hip)
        assert math.degrees(p.knee_flexion[0]) == pytest.approx(flexion, abs=1e-6)
        return float(moments.knee[0])

    assert arm(0.10, 42.0) == pytest.approx(0.111, abs=0.002)
    assert arm(-0.05, 42.0) == pytest.approx(0.119, abs=0.002)
    assert arm(0.029, 35.0) == pytest.approx(0.090, abs=0.004)
    assert arm(0.029, 42.0) == pytest.approx(0.114, abs=0.004)


@pytest.mark.parametrize(
    ("flexion", "arm", "ratio"),
    [(0, 46.0, 0.46), (20, 47.0, 0.65), (30, 44.9, 0.74), (40, 41.5, 0.83), (50, 37.5, 0.90), (60, 33.3, 0.95)],
)
def test_published_table_of_quadriceps_arm_and_patellofemoral_ratio(flexion, arm, ratio):
    assert 1000 * quadriceps_arm(math.radians(flexion)) == pytest.approx(arm, abs=0.05)
    assert patellofemoral_ratio(math.radians(flexion)) == pytest.approx(ratio, abs=0.006)


def test_muscles_only_pull():
    assert quadriceps_force(-10.0, 0.7) == 0.0
    assert patellofemoral_force(-10.0, 0.7) == 0.0
    assert achilles_force(np.array([-5.0, 140.0])) == pytest.approx([0.0, 2800.0])


# --- impact ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stopping", [0.020, 0.022, 0.040, 0.045])
def test_the_pulse_holds_the_momentum_of_the_lower_mass_and_its_weight(stopping):
    pulse = impact(70.0, stopping, 1.2)
    t = np.linspace(0.0, 2 * stopping, 20001)
    lower = 0.08 * 70.0
    assert np.trapezoid(pulse.force(t), t) == pytest.approx(2 * lower * (1.2 + 9.81 * stopping), rel=1e-9)
    assert t[np.argmax(pulse.force(t))] == pytest.approx(stopping, abs=1e-4)
    assert pulse.force(np.array([-0.001, 2.001 * stopping])) == pytest.approx([0.0, 0.0])


def test_a_stiff_landing_has_a_peak_of_its_own_and_a_supple_one_does_not():
    """Evidence §3.1 at 3.5 m/s: a peak of its own for 22 ms, one peak for 40 ms; the midstance peak is the same."""
    t = np.linspace(0.0, 0.225, 4001)
    weight, flight = 70.0 * 9.81, 0.128
    top_at = 0.47 * 0.225  # the upper mass as in the paper: a raised cosine, skewed to 47 % of contact
    half = np.where(t < top_at, top_at, 0.225 - top_at)
    spring = weight * (flight + 0.225) / 0.225 * (1.0 + np.cos(np.pi * (t - top_at) / half))
    total = {name: with_impact(t, spring, impact(70.0, STOPPING_TIME[name])) / weight for name in ("stiff", "supple")}
    peaks = {name: np.flatnonzero((f[1:-1] > f[:-2]) & (f[1:-1] > f[2:])) + 1 for name, f in total.items()}
    assert len(peaks["stiff"]) == 2
    assert len(peaks["supple"]) == 1
    assert t[peaks["stiff"][0]] == pytest.approx(0.025, abs=0.006)
    top = {name: f[(t > 0.09) & (t < 0.14)].max() for name, f in total.items()}
    assert top["stiff"] == pytest.approx(top["supple"], rel=0.02)
