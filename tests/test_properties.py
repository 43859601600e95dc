"""What must hold for every runner: conservation, symmetry, scaling, and an integrator typed by hand.

None of it reads the package's equations: engines that share one definition of the physics cannot check it themselves.
"""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from leg_laws import KNOWN, LAWS, damping_of
from scipy.integrate import simpson

import springmass as sm
from springmass.dynamics.curves import ContactView
from springmass.dynamics.flight import descend
from springmass.dynamics.phases import Phase
from springmass.dynamics.step import step
from springmass.dynamics.trajectory import step_trajectory
from springmass.gait.run import Run, energy_drift

GRAVITY = 9.81


def between(low, high):
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


def maybe(low, high):
    """The neutral value as well as the others: every mixture of ingredients comes up."""
    return st.one_of(st.just(0.0), between(low, high))


@st.composite
def runners(draw, lossless=False, level=False, roll=True, retraction=False, steady=True):
    """An apex and a runner who comes through the step, in human proportions."""
    mass, length = draw(between(40.0, 110.0)), draw(between(0.75, 1.1))
    angle = math.radians(draw(between(60.0, 80.0)))
    weight = mass * GRAVITY
    stiffness = draw(between(14.0, 45.0)) * weight / length
    more = {}
    if not level:
        more["slope"] = draw(maybe(-0.1, 0.1))
        more["impeding_force"] = draw(maybe(-0.06, 0.06)) * weight
    if roll:
        more["roll_speed"] = draw(maybe(0.1, 2.0))
    if not lossless:
        law = draw(st.sampled_from(KNOWN))
        critical = math.sqrt(stiffness * mass)
        scale = damping_of(law, critical, 1.0)
        more |= {
            "damping_law": law,
            "damping": draw(between(0.0, 0.3)) * scale,
            "push_off": draw(maybe(0.01, 0.12)),
            "hip_extension": draw(maybe(-0.05, 0.12)),
        }
    if retraction:
        more["retraction"] = draw(maybe(-0.5, 1.0))
    if not steady and more.get("roll_speed"):
        more["roll_late_speed"] = draw(between(0.0, 1.0)) * more["roll_speed"]
        more["roll_switch"] = draw(between(0.02, 0.3))
    p = sm.Parameters(mass, length, stiffness, angle, gravity=GRAVITY, **more)
    height = length * math.sin(angle) + draw(between(0.005, 0.12)) * length
    return height, draw(between(2.0, 6.5)), p


def taken(case):
    height, speed, p = case
    one = step(height, speed, p)
    assume(one.outcome is sm.Outcome.RUNNING)
    return one


def mapped(one, **settings):
    """The same step through the array engine."""
    p = one.parameters
    names = [field.name for field in dataclasses.fields(p) if field.name not in ("friction", "shape")]
    return sm.apex_map(one.start_height, one.start_speed, **{name: getattr(p, name) for name in names}, **settings)


def takeoff_of(out):
    return tuple(float(getattr(out, f"takeoff_{name}")) for name in ("x", "y", "vx", "vy"))


def world(p):
    """The acceleration every phase feels (model, "World")."""
    return (
        -p.gravity * math.sin(p.slope) - p.impeding_force / p.mass,
        -p.gravity * math.cos(p.slope),
    )


def last(one):
    """What a step ends with, in leg lengths and √(g l0): one vector to compare."""
    x, y, vx, vy = one.takeoff
    length, speed = one.parameters.leg_length, math.sqrt(one.parameters.gravity * one.parameters.leg_length)
    time = length / speed
    return np.array(
        [
            one.apex_height / length, one.apex_speed / speed, one.contact_time / time, one.step_time / time,
            one.step_length / length, one.shortest_leg / length, x / length, y / length, vx / speed, vy / speed,
        ]
    )  # fmt: skip


# --- conservation ----------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(runners(lossless=True))
def test_energy_of_the_lossless_leg_is_constant_in_the_frame_of_the_cop(case):
    one = taken(case)
    p, path = one.parameters, step_trajectory(one, 400)
    ax, ay = world(p)
    on_ground = ~np.isnan(path.cop)
    x, y = (path.x - path.cop)[on_ground], path.y[on_ground]
    vx, vy = path.vx[on_ground] - p.roll_speed, path.vy[on_ground]
    compression = p.leg_length - np.hypot(x, y)
    energy = 0.5 * p.mass * (vx**2 + vy**2) - p.mass * (ax * x + ay * y) + 0.5 * p.stiffness * compression**2
    assert np.ptp(energy) < 1e-8 * p.mass * p.gravity * p.leg_length
    if p.roll_speed == 0.0:  # then from apex to apex as well
        start = 0.5 * p.mass * one.start_speed**2 - p.mass * ay * one.start_height
        end = 0.5 * p.mass * one.apex_speed**2 - p.mass * (ax * one.step_length + ay * one.apex_height)
        assert end - start == pytest.approx(0.0, abs=1e-9 * p.mass * p.gravity * p.leg_length)


def leg_and_hip(path, here, p, shortest):
    """Force of the leg, its rate, spring and damper power, hip power: typed again from the model's definition."""
    dx, y = (path.x - path.cop)[here], path.y[here]
    vx, vy = path.vx[here], path.vy[here]
    length = np.hypot(dx, y)
    ux, uy = dx / length, y / length
    if path.phase[here][0] is Phase.COMPRESSION:
        rest, stiffness = p.leg_length, p.stiffness
    else:
        rest = p.leg_length + p.push_off
        stiffness = p.stiffness * (p.leg_length - shortest) / (p.leg_length + p.push_off - shortest)
    rate = ux * (vx - p.roll_speed) + uy * vy
    spring = stiffness * (rest - length)
    lost = {
        "spring": 0.0 * rate,
        "viscous": p.damping * rate,
        "hysteretic": spring * p.damping * rate,
    }[p.damping_law]
    force = spring - lost
    tan = math.tan(p.hip_extension)
    hip = force * tan * (uy * (vx - p.roll_speed) - ux * vy)
    grf_x, grf_y = force * (ux + tan * uy), force * (uy - tan * ux)
    return grf_x, grf_y, lost * rate, hip, grf_x * p.roll_speed, rest, stiffness, length


@settings(max_examples=40)
@given(runners())
def test_power_balance_of_the_leg_that_loses_and_gains(case):
    one = taken(case)
    p, path = one.parameters, step_trajectory(one, 800)
    ax, ay = world(p)
    unit = p.mass * p.gravity * p.leg_length
    lost = hip_work = roll_work = 0.0
    for phase in (Phase.COMPRESSION, Phase.EXTENSION):
        here = path.phase == phase
        t = path.time[here]
        grf_x, grf_y, damper, hip, roll, rest, stiffness, length = leg_and_hip(path, here, p, one.shortest_leg)
        # the forces of the trajectory are those of the definition; at the seam the other phase's leg gives the same
        assert path.grf_x[here] == pytest.approx(grf_x, abs=1e-6 * p.mass * p.gravity)
        assert path.grf_y[here] == pytest.approx(grf_y, abs=1e-6 * p.mass * p.gravity)
        lost += simpson(damper, x=t)
        hip_work += simpson(hip, x=t)
        roll_work += simpson(roll, x=t)
    left_over = 0.5 * stiffness * (rest - length[-1]) ** 2  # in the leg at takeoff, of a viscous leg
    push = 0.5 * p.stiffness * (p.leg_length - one.shortest_leg) * p.push_off

    touchdown, (x, y, vx, vy) = one.touchdown, one.takeoff
    moved = x + p.roll_speed * one.contact_time - touchdown.x
    gained = 0.5 * p.mass * (vx**2 + vy**2 - touchdown.vx**2 - touchdown.vy**2)
    gained -= p.mass * (ax * moved + ay * (y - touchdown.y))
    assert gained == pytest.approx(push - lost - left_over + hip_work + roll_work, abs=2e-6 * unit)
    assert lost >= 0.0
    if p.damping_law == "spring":
        assert lost == 0.0


@settings(max_examples=30)
@given(runners(steady=False, retraction=True))
def test_energy_is_the_work_of_the_forces_at_every_instant(case):
    """dE/dt = GRF · v, by central differences of the sampled energy: no quadrature, no formula of a force."""
    one = taken(case)
    p = one.parameters
    view = ContactView(one.contact, p)
    ax, ay = world(p)
    for segment in one.contact.segments:
        h = 1e-3 * (segment.end - segment.start)
        if h < 1e-9:
            continue
        for share in (0.11, 0.37, 0.61, 0.89):
            t = segment.start + share * (segment.end - segment.start)
            before, now, after = view.at(t - h), view.at(t), view.at(t + h)

            def energy(c):
                kinetic = 0.5 * p.mass * ((c.vx + c.cop_speed) ** 2 + c.vy**2)
                return float((kinetic - p.mass * (ax * (c.x + c.cop) + ay * c.y))[0])

            power = float((now.grf_x * (now.vx + now.cop_speed) + now.grf_y * now.vy)[0])
            scale = p.mass * p.gravity * math.sqrt(p.gravity * p.leg_length)
            assert (energy(after) - energy(before)) / (2 * h) == pytest.approx(power, abs=1e-4 * scale)


@settings(max_examples=30)
@given(runners(steady=False, retraction=True))
def test_numerics_are_small_for_every_runner(case):
    one = taken(case)
    run = Run(None, one.parameters, (one,), one.outcome, "")
    assert run.numerics["energy_drift"] < 1e-9
    assert run.numerics["event_residual"] < 1e-10
    assert energy_drift(one) == run.numerics["energy_drift"]


# --- symmetry --------------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(runners(lossless=True))
def test_time_reversal_of_the_lossless_step(case):
    """Played backwards in a mirror, the step is a step of the same runner on the mirrored slope."""
    one = taken(case)
    p = one.parameters
    x, y, _, _ = one.takeoff
    mirrored = p.replace(angle_of_attack=math.atan2(y, x), slope=-p.slope, impeding_force=-p.impeding_force)
    # The apex is given as a height above the foot: rounding may put it a hair below the leg's reach.
    height = max(one.apex_height, p.leg_length * math.sin(mirrored.angle_of_attack))
    back = step(height, one.apex_speed, mirrored)
    assert back.outcome is sm.Outcome.RUNNING
    # touchdown heights of a hair decide the fall time by a root: compare where the root is not singular
    assume(one.takeoff[3] > 0.02)
    assert back.apex_height == pytest.approx(one.start_height, abs=1e-7)
    assert back.apex_speed == pytest.approx(one.start_speed, abs=1e-7)
    assert back.contact_time == pytest.approx(one.contact_time, abs=1e-7)
    assert back.shortest_leg == pytest.approx(one.shortest_leg, abs=1e-8)


@settings(max_examples=40)
@given(runners(retraction=True, steady=False), between(0.01, 100.0), between(0.05, 20.0), between(0.1, 10.0))
def test_exact_dimensional_scaling(case, of_mass, of_length, of_gravity):
    one = taken(case)
    p = one.parameters
    of_speed, of_time = math.sqrt(of_gravity * of_length), math.sqrt(of_length / of_gravity)
    damping = {"spring": 0.0, "viscous": of_mass / of_time, "hysteretic": 1.0 / of_speed}[p.damping_law]
    scaled = sm.Parameters(
        mass=of_mass * p.mass,
        leg_length=of_length * p.leg_length,
        stiffness=p.stiffness * of_mass * of_gravity / of_length,
        angle_of_attack=p.angle_of_attack,
        gravity=of_gravity * p.gravity,
        damping=damping * p.damping,
        damping_law=p.damping_law,
        push_off=of_length * p.push_off,
        hip_extension=p.hip_extension,
        roll_speed=of_speed * p.roll_speed,
        roll_late_speed=of_speed * p.roll_late_speed,
        roll_switch=of_length * p.roll_switch,
        slope=p.slope,
        impeding_force=of_mass * of_gravity * p.impeding_force,
        retraction=p.retraction / of_time,
    )
    other = step(of_length * one.start_height, of_speed * one.start_speed, scaled)
    assert last(other) == pytest.approx(last(one), abs=1e-8)


@settings(max_examples=40)
@given(runners(retraction=True, steady=False), between(-1.0, 2.0))
def test_galilean_invariance_of_the_roll(case, shift):
    """A runner on a treadmill that carries runner, foot and world along cannot tell."""
    one = taken(case)
    p = one.parameters
    if p.roll_late_speed == p.roll_speed:
        shift = p.roll_speed  # then the foot stands still: the classical fixed point
        still = p.replace(roll_speed=0.0)
    else:
        shift = min(shift, 0.5 * p.roll_speed)
        switch = p.roll_switch / p.roll_speed
        early, late = p.roll_speed - shift, p.roll_late_speed - shift
        still = p.replace(roll_speed=early, roll_late_speed=late, roll_switch=early * switch)
    other = step(one.start_height, one.start_speed - shift, still)
    assert other.outcome is one.outcome
    moved = one.takeoff[0], one.takeoff[1], one.takeoff[2] - shift, one.takeoff[3]
    assert other.takeoff == pytest.approx(moved, abs=1e-8)
    assert other.contact_time == pytest.approx(one.contact_time, abs=1e-9)
    assert other.apex_height == pytest.approx(one.apex_height, abs=1e-8)
    assert other.apex_speed == pytest.approx(one.apex_speed - shift, abs=1e-8)
    assert other.step_length == pytest.approx(one.step_length - shift * one.step_time, abs=1e-8)


# --- forces ----------------------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(runners(lossless=True), maybe(-0.1, 0.1))
def test_unrestricted_friction_demand_is_the_cotangent_of_the_leg_angle(case, hip):
    height, speed, p = case
    one = taken((height, speed, p.replace(hip_extension=hip)))
    view = ContactView(one.contact, one.parameters)
    landing = view.at(1e-7)
    braking = math.tan(math.pi / 2 - p.angle_of_attack - hip)
    assert float(-landing.grf_x[0] / landing.grf_y[0]) == pytest.approx(braking, abs=1e-5)
    if hip == 0.0:
        assert braking == pytest.approx(1.0 / math.tan(p.angle_of_attack), rel=1e-12)
    x, y, _, _ = one.takeoff
    leaving = view.at(one.contact_time - 1e-7)
    assert float(leaving.grf_x[0] / leaving.grf_y[0]) == pytest.approx(math.tan(math.atan2(x, y) + hip), abs=1e-5)


def impulse_of(path):
    """∫ GRF dt by Simpson's rule, phase by phase (a viscous force jumps, a push-off has a kink)."""
    total = np.zeros(2)
    for phase in (Phase.COMPRESSION, Phase.EXTENSION):
        here = path.phase == phase
        total += [simpson(grf[here], x=path.time[here]) for grf in (path.grf_x, path.grf_y)]
    return total


@settings(max_examples=30)
@given(runners())
def test_forces_give_the_momentum(case):
    one = taken(case)
    p = one.parameters
    _, _, vx, vy = one.takeoff
    change = np.array([vx - one.touchdown.vx, vy - one.touchdown.vy]) - np.array(world(p)) * one.contact_time
    assert impulse_of(step_trajectory(one, 800)) / p.mass == pytest.approx(change, abs=1e-6)


@pytest.mark.parametrize(
    ("leg", "hip", "world_of_it", "free"),
    [
        ({}, {}, {}, []),
        ({"law": "viscous", "damping": 200.0}, {}, {}, ["leg.push_off"]),
        ({"law": "viscous", "damping": 200.0}, {}, {"slope": 2.0, "impeding_force": 15.0}, ["hip.extension"]),
        ({"law": "hysteretic", "damping": 0.1}, {"extension": 1.0}, {"slope": -1.5}, ["leg.push_off"]),
        ({"law": "hysteretic", "damping": 0.1}, {}, {"gravity": 6.0, "impeding_force": -10.0}, ["leg.push_off"]),
    ],
)
def test_mean_force_of_a_steady_gait_carries_the_world(leg, hip, world_of_it, free):
    """Over a step that repeats itself nothing is gained: mean GRF = −m·a, whatever leg and hip do."""
    scenario = sm.Scenario(
        runner={"mass": 70.0, "leg_length": 0.93},
        leg=leg,
        hip=hip,
        foot={"roll_speed": 0.8},
        world=world_of_it,
        gait={
            "find": {"speed": 3.4, "cadence": 160.0, "contact_time": 0.24},
            "free": ["leg.stiffness", "foot.angle_of_attack", *free],
        },
    )
    gait = sm.find_gait(scenario)
    mean = impulse_of(step_trajectory(gait.step, 800)) / gait.step.step_time
    gravity, slope = world_of_it.get("gravity", 9.81), math.radians(world_of_it.get("slope", 0.0))
    rope = world_of_it.get("impeding_force", 0.0)
    expected = (70.0 * gravity * math.sin(slope) + rope, 70.0 * gravity * math.cos(slope))
    assert mean == pytest.approx(expected, abs=1e-6 * 70.0 * gravity)


# --- by hand ---------------------------------------------------------------------------------------------------------

GENERAL = {
    "spring": {},
    "viscous": {"c": 230.0},
    "hysteretic": {"b": 0.15},
    "push-off": {"e": 0.06},
    "viscous, push-off": {"c": 230.0, "e": 0.08},
    "hysteretic, push-off, roll": {"b": 0.12, "e": 0.04, "roll": 0.8},
    "hip": {"delta": 0.06},
    "hip against": {"delta": -0.04, "e": 0.03},
    "viscous, hip, roll": {"c": 180.0, "delta": 0.09, "roll": 0.8},
    "uphill, rope": {"slope": 0.07, "rope": 25.0, "e": 0.05},
    "two speeds of roll": {"roll": 2.0, "late": 0.3, "switch": 0.13},
    "late switch": {"roll": 1.2, "late": 0.1, "switch": 0.2, "c": 150.0, "e": 0.05},
    "speeding roll": {"roll": 0.4, "late": 1.4, "switch": 0.05, "b": 0.1},
    "everything, viscous": {
        "c": 200.0, "e": 0.09, "delta": 0.04, "roll": 2.0, "late": 0.3, "switch": 0.12, "slope": 0.05, "rope": 20.0,
    },
    "everything, hysteretic": {
        "b": 0.13, "e": 0.07, "delta": -0.02, "roll": 1.5, "late": 0.4, "switch": 0.1, "slope": -0.06, "rope": -15.0,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", GENERAL)
def test_against_an_integrator_typed_by_hand(name, contact_by_hand):
    more = GENERAL[name]
    m, l0, k, angle, height, speed = 72.0, 0.94, 18e3, math.radians(70.0), 0.93, 3.6
    slope, rope = more.get("slope", 0.0), more.get("rope", 0.0)
    ax, ay = -9.81 * math.sin(slope) - rope / m, -9.81 * math.cos(slope)
    fall = math.sqrt(2.0 * (height - l0 * math.sin(angle)) / -ay)
    plain = {key: value for key, value in more.items() if key not in ("slope", "rope")}
    expected = contact_by_hand(
        -l0 * math.cos(angle), l0 * math.sin(angle), speed + ax * fall, ay * fall,
        m=m, l0=l0, k=k, ax=ax, ay=ay, **plain,
    )  # fmt: skip
    law = "viscous" if "c" in more else "hysteretic" if "b" in more else "spring"
    p = sm.Parameters(
        m, l0, k, angle,
        damping=more.get("c", more.get("b", 0.0)), damping_law=law, push_off=more.get("e", 0.0),
        hip_extension=more.get("delta", 0.0), roll_speed=more.get("roll", 0.0), roll_late_speed=more.get("late"),
        roll_switch=more.get("switch", math.inf), slope=slope, impeding_force=rope,
    )  # fmt: skip
    one = step(height, speed, p)
    assert one.outcome is sm.Outcome.RUNNING
    assert one.touchdown_time == pytest.approx(fall, abs=1e-12)
    time, (gx, gy, _, _) = one.greatest_compression
    assert one.contact_time == pytest.approx(expected["contact_time"], abs=1e-7)
    assert one.takeoff == pytest.approx(expected["takeoff"], abs=1e-7)
    assert (time, gx, gy) == pytest.approx(expected["greatest_compression"], abs=1e-7)
    out = mapped(one)
    assert float(out.contact_time) == pytest.approx(expected["contact_time"], abs=1e-7)
    assert takeoff_of(out) == pytest.approx(expected["takeoff"], abs=1e-7)
    x, _, vx, vy = expected["takeoff"]
    rise = vy / -ay
    length = (
        speed * fall + 0.5 * ax * fall**2 + l0 * math.cos(angle) + expected["cop"] + x + vx * rise + 0.5 * ax * rise**2
    )
    assert one.step_length == pytest.approx(length, abs=1e-7)
    assert one.apex_speed == pytest.approx(vx + ax * rise, abs=1e-7)


@settings(max_examples=25)
@given(runners(steady=False))
def test_random_runners_against_the_integrator_typed_by_hand(contact_by_hand, case):
    one = taken(case)
    p = one.parameters
    ax, ay = world(p)
    td = one.touchdown
    expected = contact_by_hand(
        td.x, td.y, td.vx, td.vy, m=p.mass, l0=p.leg_length, k=p.stiffness, ax=ax, ay=ay,
        c=p.damping if p.damping_law == "viscous" else 0.0, b=p.damping if p.damping_law == "hysteretic" else 0.0,
        e=p.push_off, delta=p.hip_extension, roll=p.roll_speed, late=p.roll_late_speed, switch=p.roll_switch,
        dt=one.contact_time / 1000.0,
    )  # fmt: skip
    assert one.contact_time == pytest.approx(expected["contact_time"], abs=1e-7)
    assert one.takeoff == pytest.approx(expected["takeoff"], abs=1e-7)
    assert one.shortest_leg == pytest.approx(expected["shortest"], abs=1e-7)
    out = mapped(one)
    assert float(out.contact_time) == pytest.approx(expected["contact_time"], abs=1e-7)
    assert takeoff_of(out) == pytest.approx(expected["takeoff"], abs=1e-7)
    assert float(out.shortest_leg) == pytest.approx(expected["shortest"], abs=1e-7)


# --- the two engines -------------------------------------------------------------------------------------------------


def many_runners(count, law, seed):
    """Arguments of apex_map: a crowd in human proportions, every ingredient present in some and absent in others."""
    rng = np.random.default_rng(seed)

    def some(low, high):
        return np.where(rng.random(count) < 0.4, 0.0, rng.uniform(low, high, count))

    mass, length, angle = rng.uniform(40, 110, count), rng.uniform(0.75, 1.1, count), rng.uniform(0.95, 1.5, count)
    weight = mass * GRAVITY
    stiffness = rng.uniform(12, 45, count) * weight / length
    scale = damping_of(law, np.sqrt(stiffness * mass), 0.6)
    height = length * (np.sin(angle) + rng.uniform(0.001, 0.15, count))
    return height, rng.uniform(1.0, 6.5, count), {
        "mass": mass, "leg_length": length, "stiffness": stiffness, "angle_of_attack": angle, "damping_law": law,
        "damping": rng.uniform(0.0, 0.25, count) * scale, "push_off": some(0.0, 0.1),
        "hip_extension": some(-0.05, 0.12), "roll_speed": some(0.1, 2.0),
        "roll_late_speed": rng.uniform(0.0, 1.0, count), "roll_switch": rng.uniform(0.0, 0.3, count),
        "slope": some(-0.1, 0.1), "impeding_force": some(-0.06, 0.06) * weight, "retraction": some(-1.0, 1.0),
    }  # fmt: skip


@pytest.mark.parametrize("law", LAWS)
def test_both_engines_agree(law):
    """Not a check of the physics, which they share, but of two ways to integrate it."""
    heights, speeds, given = many_runners(120, law, seed=7)
    out = sm.apex_map(heights, speeds, **given)
    ran = 0
    for i, (height, speed) in enumerate(zip(heights.tolist(), speeds.tolist(), strict=True)):
        p = sm.Parameters(**{name: v if isinstance(v, str) else float(v[i]) for name, v in given.items()})
        one = step(height, speed, p)
        assert sm.Outcome(int(out.outcome[i])) is one.outcome, p
        if one.outcome is sm.Outcome.RUNNING:
            ran += 1
            assert float(out.apex_height[i]) == pytest.approx(one.apex_height, abs=2e-9), p
            assert float(out.apex_speed[i]) == pytest.approx(one.apex_speed, abs=5e-9), p
            assert bool(out.backward[i]) is one.backward
        for name in ("touchdown_time", "contact_time", "step_length", "shortest_leg"):
            assert float(getattr(out, name)[i]) == pytest.approx(getattr(one, name), abs=1e-7, nan_ok=True), p
    assert ran > 60


def test_a_case_does_not_depend_on_its_neighbours():
    heights, speeds, given = many_runners(60, "viscous", seed=3)
    crowd = sm.apex_map(heights, speeds, **given)
    for i in range(0, 60, 7):
        alone = sm.apex_map(
            heights[i], speeds[i], **{name: v if isinstance(v, str) else v[i] for name, v in given.items()}
        )
        for name, value in alone.columns.items():
            assert np.array_equal(value, getattr(crowd, name)[i], equal_nan=value.dtype.kind == "f"), name


# --- flight ----------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(between(30.0, 150.0), between(-700.0, 700.0), between(0.0, 1.5), between(0.05, 20.0), between(-0.2, 0.2))
@example(60.0, 500.0, 0.3, 9.81, 0.0)
@example(120.0, -500.0, 0.3, 9.81, 0.0)
def test_first_touch_of_a_retracting_leg(degrees, rate, room, gravity, slope):
    angle, omega, l0 = math.radians(degrees), math.radians(rate), 0.95
    p = sm.Parameters(70.0, l0, 2e4, angle, gravity=gravity, retraction=omega, slope=slope)
    height = l0 * math.sin(angle) + room
    found = descend(height, 3.0, p)

    pull = gravity * math.cos(slope)
    t = np.linspace(0.0, math.sqrt(2.0 * height / pull), 200_001)
    gap = height - 0.5 * pull * t**2 - l0 * np.sin(angle + omega * t)
    below = np.flatnonzero(gap[1:] < 0.0)
    if found is None:
        assert below.size == 0  # the body lands first
        return
    assert abs(height - 0.5 * pull * found.time**2 - l0 * math.sin(angle + omega * found.time)) < 1e-9
    assert gap[t < found.time].min(initial=0.0) > -1e-12
    if below.size:
        assert found.time <= t[below[0] + 1]
    assert found.angle == pytest.approx(angle + omega * found.time, abs=1e-12)
    assert (found.x, found.y) == pytest.approx((-l0 * math.cos(found.angle), l0 * math.sin(found.angle)), abs=1e-12)
    assert found.vy == pytest.approx(-pull * found.time, abs=1e-12)
    assert found.vx == pytest.approx(3.0 - gravity * math.sin(slope) * found.time, abs=1e-12)


# --- convergence -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("law", LAWS)
def test_error_shrinks_with_the_tolerance(law):
    damping = damping_of(law, 200.0, 0.12)
    p = sm.Parameters(
        72.0, 0.94, 18e3, 1.2, damping=damping, damping_law=law, push_off=0.04, roll_speed=1.8, roll_late_speed=0.3,
        roll_switch=0.12,
    )  # fmt: skip
    exact = last(step(0.93, 3.6, p, 3e-14))
    errors = [float(np.abs(last(step(0.93, 3.6, p, tolerance)) - exact).max()) for tolerance in TOLERANCES]
    for tolerance, error in zip(TOLERANCES, errors, strict=True):
        assert error < 10.0 * tolerance
    assert errors[-1] < 1e-2 * errors[0]
    assert errors[-1] > 0.0  # or the comparison says nothing


TOLERANCES = (1e-7, 1e-10, 1e-13)


# --- extremes --------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(
    st.fixed_dictionaries(
        {
            "mass": between(0.1, 1000.0),
            "leg_length": between(0.05, 5.0),
            "angle_of_attack": between(0.01, math.pi - 0.01),
            "gravity": between(0.1, 300.0),
            "push_off": between(0.0, 0.5),  # negative ones: see below
            "hip_extension": between(-0.5, 0.5),
            "roll_speed": maybe(0.0, 20.0),
            "roll_late_speed": between(0.0, 20.0),
            "roll_switch": between(0.0, 2.0),
            "slope": between(-0.5, 0.5),
            "impeding_force": between(-1000.0, 1000.0),
            "retraction": maybe(-8.0, 8.0),
            "friction": st.one_of(st.none(), between(0.01, 2.0)),
        }
    ),
    st.sampled_from(LAWS),
    between(0.3, 300.0),
    between(0.0, 1.0),
    between(0.01, 3.0),
    between(-4.0, 4.0),
)
def test_no_runner_is_too_extreme_for_an_outcome(given, law, stiffness, damping, height, speed):
    """Falling, slipping, sinking, flying off: physics never raises."""
    weight, length = given["mass"] * given["gravity"], given["leg_length"]
    k = stiffness * weight / length
    scale = damping_of(law, math.sqrt(k * given["mass"]), 1.0)
    p = sm.Parameters(**given, stiffness=k, damping=damping * scale, damping_law=law)
    one = step(height * length, speed * math.sqrt(given["gravity"] * length), p)
    assert isinstance(one.outcome, sm.Outcome)
    assert one.sentence
    running = one.outcome is sm.Outcome.RUNNING
    assert math.isfinite(one.apex_height) is running
    assert math.isfinite(one.apex_speed) is running
    if running:
        assert one.apex_height >= one.takeoff[1]
    assert sm.measure(Run(None, p, (one,), one.outcome, one.sentence)).to_dict()
    assert np.all(np.diff(step_trajectory(one).time) >= 0.0)


def test_a_leg_that_shrinks_by_more_than_it_was_compressed_lets_go():
    """l0 + e < l_m: by the formula the stiffness turns negative and the leg pushes harder the longer it gets."""
    p = sm.Parameters(1.0, 2.25, 106.0 / 2.25, 2.40625, gravity=1.0, push_off=-0.21875)
    one = step(5.625, 0.1875, p)
    assert np.isfinite(step_trajectory(one).x).all()
    assert Run(None, p, (one,), one.outcome, "").numerics["energy_drift"] < 1e-9
    assert one.outcome is not sm.Outcome.NO_TAKEOFF
