"""Posture and moments of the stance leg: rigid segments, the foot's way over the ground, virtual work, work by hand.

Nothing here reads a formula of the package: lengths are typed as shares of height, angles come out of dot products,
moments out of turning the leg about a joint a little. The sizes that were fitted are data, and read from there.
"""

import dataclasses
import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import springmass as sm
from springmass.body.geometry import Posture, hip_position, stance_posture
from springmass.body.joints import (
    achilles_force,
    joint_moments,
    patellofemoral_force,
    patellofemoral_ratio,
    quadriceps_arm,
    quadriceps_force,
)
from springmass.dynamics.curves import contact_curves
from springmass.dynamics.step import step
from springmass.metrics import StepView
from springmass.parameters.shape import BodyShape, average_shape
from springmass.scenario.average_runner import FITTED

SHAPE = average_shape(1.75)
THIGH, SHANK, ANKLE_HEIGHT = 0.245, 0.240, 0.055  # over height
PATH = np.linspace(-0.17, 0.42, 60), 0.87 - 0.07 * np.cos(np.linspace(-1.2, 1.2, 60)) ** 2
RUNNERS = {
    "slow": ({"speed": 2.5}, {}),
    "usual": ({"speed": 3.5}, {}),
    "fast": ({"speed": 4.5}, {}),
    "midfoot": ({"speed": 3.5, "strike": "midfoot"}, {}),
    "forefoot": ({"speed": 3.5, "strike": "forefoot"}, {}),
    "fast forefoot": ({"speed": 4.5, "strike": "forefoot"}, {}),
    "leaning": ({"speed": 3.5}, {"hip.trunk_lean": "15 deg"}),
    "child": ({"speed": 3.0, "strike": "forefoot", "mass": 23.0, "height": 1.2}, {"hip.behind": "3 cm"}),
}


@cache
def contact(name):
    """Steady running: the runner's step, its contact at 4001 instants, posture and moments then."""
    runner, changes = RUNNERS[name]
    one = sm.find_gait(sm.default_runner(**runner).with_values(changes)).step
    view = StepView(one)
    curves = contact_curves(one.contact, one.parameters, np.linspace(0.0, one.contact_time, 4001))
    return view, curves, view.stance.at(curves)


@pytest.fixture(params=RUNNERS)
def leg(request):
    return contact(request.param)


def bent(p):
    """Angle between the thigh and the line on from the shank, out of their dot product."""
    thigh = np.array([p.hip_x - p.knee_x, p.hip_y - p.knee_y])
    shank = np.array([p.knee_x - p.ankle_x, p.knee_y - p.ankle_y])
    return np.arccos((thigh * shank).sum(axis=0) / np.hypot(*thigh) / np.hypot(*shank))


# --- posture ---------------------------------------------------------------------------------------------------------


def test_segments_keep_their_length_all_through_contact(leg):
    view, _, body = leg
    p, height = body.posture, view.step.parameters.shape.height
    assert np.hypot(p.hip_x - p.knee_x, p.hip_y - p.knee_y) == pytest.approx(THIGH * height, abs=1e-12)
    assert np.hypot(p.knee_x - p.ankle_x, p.knee_y - p.ankle_y) == pytest.approx(SHANK * height, abs=1e-12)


def test_the_foot_is_rigid_once_it_is_flat(leg):
    """From flat to takeoff it only turns: the ankle keeps its distance from the ball, and the turn is the heel rise."""
    _, _, body = leg
    p = body.posture
    flat = flat_from(leg)
    away = np.array([p.ankle_x - p.ball_x, p.ankle_y])[:, flat:]
    assert np.hypot(*away) == pytest.approx(np.hypot(*away[:, 0]), abs=1e-9)
    turned_by = np.arctan2(away[1, 0], away[0, 0]) - np.arctan2(away[1], away[0])
    assert p.heel_rise[flat:] == pytest.approx(turned_by, abs=1e-9)


def usual_hip(view, body):
    """The hip as it would be with the trunk leaning as usual: leaning moves the hip and leaves the foot."""
    shape = view.step.parameters.shape
    lean = 0.678 * 0.18 * shape.height * (math.sin(shape.trunk_lean) - math.sin(math.radians(8.0)))
    return body.posture.hip_x + lean


def flat_from(leg):
    """Index of the first instant at which the leg line leans back less than while the foot still settles."""
    view, _, body = leg
    tilt = np.arctan2(usual_hip(view, body) - view.stance.flat_ankle, body.posture.hip_y)
    return int(np.flatnonzero(tilt > -FITTED["settling_tilt"].value)[0])


def hip_over_ankle(leg):
    """Index of the first instant at which the hip is over the place of the flat ankle."""
    view, _, body = leg
    return int(np.flatnonzero(usual_hip(view, body) > view.stance.flat_ankle)[0])


def test_the_knee_is_ahead_of_the_line_from_hip_to_ankle_and_never_straighter_than_ten_degrees(leg):
    view, _, body = leg
    p = body.posture
    line = np.hypot(p.hip_x - p.ankle_x, p.hip_y - p.ankle_y)
    across = (p.knee_x - p.ankle_x) * (p.hip_y - p.ankle_y) - (p.knee_y - p.ankle_y) * (p.hip_x - p.ankle_x)
    # at 10° a knee in the middle is 0.121 · sin 10° = 0.021 of the height ahead of the line
    assert (across / line > 0.0209 * view.step.parameters.shape.height).all()
    assert p.knee_flexion == pytest.approx(bent(p), abs=1e-7)
    assert np.degrees(p.knee_flexion).min() >= 10.0 - 1e-6
    assert 35.0 < np.degrees(p.knee_flexion).max() < 60.0
    assert p.knee_flexion[0] < p.knee_flexion.max() > p.knee_flexion[-1]


def test_the_ankle_comes_down_stays_and_rises(leg):
    view, _, body = leg
    p, height = body.posture, view.step.parameters.shape.height
    down, over = flat_from(leg), hip_over_ankle(leg)
    assert 0 < down < over < 3000
    # coming down: forward and downward, without a heel rise
    assert (np.diff(p.ankle_x[: down + 1]) >= -1e-12).all()
    assert (np.diff(p.ankle_y[: down + 1]) <= 1e-12).all()
    assert 0.0 < p.ankle_y[0] - ANKLE_HEIGHT * height < 0.03 * height
    assert (p.heel_rise[:over] == 0.0).all()
    # flat: the ankle stays where flat_ankle says
    assert over - down > 200  # of 4000
    assert p.ankle_x[down:over] == pytest.approx(view.stance.flat_ankle, abs=1e-12)
    assert p.ankle_y[down:over] == pytest.approx(ANKLE_HEIGHT * height, abs=1e-12)
    # rising: the foot turns about the ball, ever farther
    assert (np.diff(p.heel_rise[over:]) > 0.0).all()
    assert (np.diff(p.ankle_y[over:]) > 0.0).all()
    assert 30.0 < np.degrees(p.heel_rise[-1]) < 65.0
    assert p.ankle_x[-1] > p.ankle_x[over] + 0.01


def test_nothing_jumps_where_rules_change(leg):
    """Half the distance between instants, half the greatest move: a jump would stay as large as it is."""
    view, curves, body = leg
    coarse, fine = view.stance.at(contact_curves(view.step.contact, view.step.parameters, curves.time[::2])), body
    for field in dataclasses.fields(Posture):
        moves = [np.abs(np.diff(getattr(one.posture, field.name))).max() for one in (coarse, fine)]
        assert moves[1] < 0.6 * moves[0] + 1e-12, field.name
    speed = np.abs(np.diff([body.posture.ankle_x, body.posture.knee_x, body.posture.hip_x])) / np.diff(curves.time)
    assert speed.max() < 4.0 * view.step.start_speed


def test_the_foot_first_touches_where_the_shape_says(leg):
    """First contact minus ankle at touchdown: within 4 mm, by which a straight leg out of reach pulls the ankle."""
    view, _, body = leg
    first_contact = view.step.parameters.shape.first_contact
    at_touchdown = view.body_at("touchdown").posture
    assert (body.posture.ankle_x[0], body.posture.ankle_y[0]) == (at_touchdown.ankle_x[0], at_touchdown.ankle_y[0])
    assert 0.0 - at_touchdown.ankle_x[0] == pytest.approx(first_contact, abs=0.004)
    if np.degrees(at_touchdown.knee_flexion[0]) > 10.01:  # within reach
        assert 0.0 - at_touchdown.ankle_x[0] == pytest.approx(first_contact, abs=1e-10)


@pytest.mark.parametrize("first_contact", [-0.03, 0.0, 0.05, 0.12])
@pytest.mark.parametrize("ahead", [0.16, 0.25, 0.45])
def test_any_first_contact_and_any_reach_of_the_foot_agree_at_touchdown(first_contact, ahead):
    """Within reach the ankle is where the shape says, however far the foot still has to settle."""
    p = sm.Parameters(70.0, 0.93, 16e3, math.acos(ahead / 0.93))
    shape = dataclasses.replace(p.shape, first_contact=first_contact, hip_above=-0.06)
    view = StepView(step(0.93 * math.sin(p.angle_of_attack) + 0.03, 3.5, p.replace(shape=shape)))
    posture = view.body_at("touchdown").posture
    assert np.degrees(posture.knee_flexion[0]) > 10.01
    assert -posture.ankle_x[0] == pytest.approx(first_contact, abs=1e-9)
    # Where the foot lies flat later is never behind where it touched down.
    assert view.stance.flat_ankle >= posture.ankle_x[0] - 1e-12


def test_lean_moves_the_hip_back_under_the_body_by_the_measured_amount():
    """Head, arms and trunk are 67.8 % of the mass, their centre 0.18 of the height above the hip: 3.7 mm a degree."""
    upright, leaning = (dataclasses.replace(SHAPE, trunk_lean=math.radians(lean)) for lean in (8.0, 9.0))
    x = [float(hip_position(shape, 0.0, 0.9, 0.0)[0]) for shape in (SHAPE, upright, leaning)]
    assert x[0] == x[1]  # 8 degrees are usual
    assert 1e3 * (x[2] - x[1]) == pytest.approx(-3.69, abs=0.02)
    assert 1e3 * 0.678 * 0.18 * 1.75 * (math.sin(math.radians(9.0)) - math.sin(math.radians(8.0))) == pytest.approx(
        1e3 * (x[1] - x[2]), abs=1e-9
    )


def test_the_hip_sits_back_as_the_leg_is_squeezed_and_not_as_it_is_stretched():
    x = hip_position(SHAPE, 0.0, 0.9, np.array([-0.05, 0.0, 0.05, 0.10]))[0]
    assert x[0] == x[1]
    assert x[1] - x[2] == pytest.approx(x[2] - x[3]) == pytest.approx(0.05 * FITTED["sitting_back"].value)
    ahead = dataclasses.replace(SHAPE, hip_behind=-0.02, hip_above=0.07)
    assert float(hip_position(ahead, 1.0, 0.9, 0.0)[0]) == pytest.approx(1.02)
    assert float(hip_position(ahead, 1.0, 0.9, 0.0)[1]) == pytest.approx(0.97)


# --- moments ---------------------------------------------------------------------------------------------------------


def turned(x, y, about_x, about_y, by):
    """Points after turning about others, counterclockwise."""
    c, s = math.cos(by), math.sin(by)
    return about_x + c * (x - about_x) - s * (y - about_y), about_y + s * (x - about_x) + c * (y - about_y)


SENSES = {"hip": -1, "knee": +1, "ankle": -1}
"""Which way everything below a joint turns when its muscles win, runner facing right, counterclockwise positive: an
extending hip moves the foot back, an extending knee moves it forward, plantarflexion moves the toes down and back."""


def moments_by_virtual_work(p, cop, fx, fy):
    """Turn everything below a joint a little: the moment's work is minus the work of the force at the foot point."""
    h, found = 1e-6, {}
    for joint, sense in SENSES.items():
        about = getattr(p, f"{joint}_x"), getattr(p, f"{joint}_y")
        ahead, behind = (turned(cop, 0.0, *about, sense * by) for by in (h, -h))
        found[joint] = -(fx * (ahead[0] - behind[0]) + fy * (ahead[1] - behind[1])) / (2.0 * h)
    return found


@given(
    st.floats(-0.2, 0.3), st.floats(0.72, 0.9), st.floats(-0.05, 0.2), st.floats(-600, 600), st.floats(100, 2500)
)  # fmt: skip
def test_moments_do_the_virtual_work_of_the_ground_force(x, y, cop, fx, fy):
    p = stance_posture(SHAPE, 0.0, [x], [y], 0.93 - y)
    moments = joint_moments(p, np.array([cop]), np.array([fx]), np.array([fy]))
    for joint, by_hand in moments_by_virtual_work(p, cop, fx, fy).items():
        assert getattr(moments, joint) == pytest.approx(by_hand, rel=1e-6, abs=1e-3)


def test_moments_of_a_whole_contact_do_the_virtual_work(leg):
    """Also shows that forces, foot point and joints of a contact count from the same place."""
    view, curves, body = leg
    by_hand = moments_by_virtual_work(body.posture, curves.cop, curves.grf_x, curves.grf_y)
    for joint, moment in by_hand.items():
        assert getattr(body.moments, joint) == pytest.approx(moment, rel=1e-6, abs=1e-3)
    # That the foot point is right: it moves with the body's way, and without hip torque the push goes through the body.
    travel = curves.x + curves.cop
    assert np.gradient(travel, curves.time)[1:-1] == pytest.approx(
        (curves.vx + curves.cop_speed)[1:-1], abs=0.02 * view.step.start_speed
    )
    direction = np.arctan2(curves.grf_y, curves.grf_x)[100:-100]
    assert direction == pytest.approx(np.arctan2(curves.y, travel - curves.cop)[100:-100], abs=1e-9)


def test_the_knee_extends_the_calf_pushes_and_the_hip_extends_in_real_running(leg):
    """Sizes of running, not only signs: 1.5–4 N·m/kg at the knee, 1.5–3.5 at the ankle."""
    view, _, body = leg
    scale = view.step.parameters.mass * view.step.parameters.shape.height / 1.756
    assert 1.5 < body.moments.knee.max() / scale < 4.0
    assert 1.5 < body.moments.ankle.max() / scale < 3.5
    assert 0.2 < body.moments.hip.max() / scale < 2.5


def test_a_hand_computed_example():
    """A runner of 2 m, everything worked out on paper.

    Thigh 0.245 × 2 = 0.49 m, shank 0.240 × 2 = 0.48 m, ankle 0.055 × 2 = 0.11 m high, at x = 0; hip straight above it.
    Knee flexed by 60°: distance hip–ankle r² = 0.49² + 0.48² + 2 · 0.49 · 0.48 · cos 60°
    = 0.2401 + 0.2304 + 0.2352 = 0.7057, r = 0.84006 m, so the hip is 0.95006 m high.
    Angle at the ankle between shank and r: cos α = (0.48² + r² − 0.49²) / (2 · 0.48 · r) = 0.6960 / 0.80646 = 0.86303,
    sin α = 0.50513: the knee is at x = 0.48 · 0.50513 = 0.24246 m, y = 0.11 + 0.48 · 0.86303 = 0.52425 m.
    Ground force 100 N backward, 1500 N up, at 5 cm ahead of the ankle:
    hip    1500 · 0.05 − 100 · 0.95006 = 75 − 95.006          = −20.01 N·m (passes behind the hip: flexors)
    knee   1500 · (0.24246 − 0.05) + 100 · 0.52425 = 288.69 + 52.43 = 341.1 N·m
    ankle  1500 · 0.05 − 100 · 0.11 = 75 − 11                  = 64.0 N·m
    Quadriceps at 60°: arm 0.046 + 0.0168 − 0.0468 + 0.01728 = 0.03328 m, force 341.1 / 0.03328 = 10 250 N;
    kneecap ratio (0.462 + 0.0882 − 0.13824) / (1 − 0.972 + 0.558 − 0.150768) = 0.41196 / 0.435232 = 0.94653: 9702 N.
    Achilles 64 / 0.05 = 1280 N.
    """
    shape = BodyShape(height=2.0, first_contact=0.0, hip_behind=0.0, hip_above=0.0)
    p = stance_posture(shape, 0.0, [0.0], [0.95006], 0.0)
    assert (p.hip_x[0], p.ankle_x[0], p.ankle_y[0]) == pytest.approx((0.0, 0.0, 0.11), abs=1e-12)
    assert math.degrees(p.knee_flexion[0]) == pytest.approx(60.0, abs=0.002)
    assert (p.knee_x[0], p.knee_y[0]) == pytest.approx((0.24246, 0.52425), abs=2e-5)
    moments = joint_moments(p, np.array([0.05]), np.array([-100.0]), np.array([1500.0]))
    found = float(moments.hip[0]), float(moments.knee[0]), float(moments.ankle[0])
    assert found == pytest.approx((-20.01, 341.12, 64.0), abs=0.02)
    assert float(quadriceps_force(moments.knee, p.knee_flexion)[0]) == pytest.approx(10_250.0, abs=3.0)
    assert float(patellofemoral_force(moments.knee, p.knee_flexion)[0]) == pytest.approx(9702.0, abs=3.0)
    assert float(achilles_force(moments.ankle)[0]) == pytest.approx(1280.0, abs=1e-6)


def test_zero_hip_moment_when_the_force_passes_through_the_hip():
    p = stance_posture(SHAPE, 0.0, *PATH)
    cop = np.linspace(0.0, 0.2, 60)
    force = np.linspace(100.0, 1800.0, 60)
    to_hip = np.hypot(p.hip_x - cop, p.hip_y)
    moments = joint_moments(p, cop, force * (p.hip_x - cop) / to_hip, force * p.hip_y / to_hip)
    assert moments.hip == pytest.approx(0.0, abs=1e-9)
    tilted = joint_moments(p, cop, force * (p.hip_x - cop) / to_hip - 20.0, force * p.hip_y / to_hip)
    assert tilted.hip == pytest.approx(-20.0 * p.hip_y)  # 20 N more backwards, as far below the hip as it is high


def test_zero_hip_moment_of_a_whole_contact_whose_body_is_its_hip():
    """Without hip torque the ground pushes through the body: put the hip there, and no muscle has to hold it."""
    view, curves, _ = contact("usual")
    x, y = curves.x + curves.cop, curves.y
    # one posture for each instant, its hip set onto the body: nothing else of the posture enters the hip's moment
    nothing = np.zeros_like(x)
    p = Posture(x, y, *[nothing] * 7)
    moments = joint_moments(p, curves.cop, curves.grf_x, curves.grf_y)
    assert moments.hip == pytest.approx(0.0, abs=1e-9 * view.weight)


def test_moving_the_hip_back_barely_loads_the_knee_but_bending_it_does():
    """Per cm of hip 0.5 % of lever arm at equal flexion, per degree of flexion 3 % (within a third)."""

    def arm(hip_ahead, flexion):
        thigh, shank, height, cop = 0.43, 0.413, 0.09, 0.075
        reach = math.sqrt(thigh**2 + shank**2 + 2 * thigh * shank * math.cos(math.radians(flexion)))
        hip_y = height + math.sqrt(reach**2 - hip_ahead**2)
        lean = math.atan2(hip_y - height, hip_ahead) - math.acos((shank**2 + reach**2 - thigh**2) / (2 * shank * reach))
        knee = shank * math.cos(lean), height + shank * math.sin(lean)
        p = Posture(*(np.array([v]) for v in (hip_ahead, hip_y, *knee, 0.0, height, 0.1, math.radians(flexion), 0.0)))
        to_hip = np.hypot(p.hip_x - cop, p.hip_y)
        return float(joint_moments(p, cop, (p.hip_x - cop) / to_hip, p.hip_y / to_hip).knee[0])

    assert arm(0.10, 42.0) == pytest.approx(0.111, abs=0.002)
    assert arm(-0.05, 42.0) == pytest.approx(0.119, abs=0.002)
    assert arm(0.029, 35.0) == pytest.approx(0.090, abs=0.004)
    assert arm(0.029, 42.0) == pytest.approx(0.114, abs=0.004)


# --- muscles ---------------------------------------------------------------------------------------------------------


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


def test_beyond_a_right_angle_nobody_knows_the_muscles_pull():
    """The fits turn nonsense there: the lever arm grows again, the ratio has a pole near 128°."""
    for force in (quadriceps_force, patellofemoral_force):
        assert float(force(100.0, math.radians(89.9))) > 0.0
        assert math.isnan(float(force(100.0, math.radians(90.1))))
    deep = sm.Scenario(
        runner={"mass": 70.0, "height": 1.75},
        leg={"stiffness": 3000.0},
        foot={"ahead": 0.2, "roll_speed": 1.0},
        gait={"apex_height": 1.0, "apex_speed": 2.0},
    )
    table = sm.measure(sm.simulate(deep, steps=1))
    assert table["peak_knee_flexion"].value > 90.0
    assert math.isnan(table["peak_quadriceps_force"].value)
    assert math.isnan(table["peak_patellofemoral_force"].value)
    assert math.isfinite(table["peak_knee_moment"].value)
