"""From leg-powered to hip-powered: one speed, one cadence, one contact time, and the energy that has to come back."""

import math
from functools import cache

import numpy as np
import pytest

import springmass as sm
from springmass.dynamics.step import step
from springmass.gait.family import HIP_POWERED, LEG_POWERED, power_family

FIND = {"speed": 3.5, "cadence": 165.0, "contact_time": 0.24}


def scenario(stiffness=17310.0, **leg):
    damping = 0.2 * math.sqrt(stiffness * 70.0)
    return sm.Scenario(
        runner={"mass": 70.0, "leg_length": 0.93},
        leg={"law": "viscous", "damping": damping} | leg,
        foot={"roll_speed": 0.8},
        gait={"find": FIND, "free": LEG_POWERED},
    )


@cache
def family(stiffness=17310.0):
    return power_family(scenario(stiffness), points=6)


def test_one_speed_one_cadence_one_contact_time():
    found = family()
    assert found.complete
    assert len(found.gaits) == 6
    for name, value in FIND.items():
        assert found.values(name) == pytest.approx(value, rel=1e-9)
    for gait in found.gaits:
        again = step(gait.apex_height, gait.apex_speed, gait.parameters, 1e-13)
        assert again.apex_height == pytest.approx(gait.apex_height, abs=1e-9)
        assert again.apex_speed == pytest.approx(gait.apex_speed, abs=1e-9)
        assert gait.residual < 1e-9


def test_from_leg_to_hip():
    found = family()
    push, hip = found.parameter("leg.push_off"), found.parameter("hip.extension")
    assert hip[0] == 0.0
    assert push[-1] == 0.0
    assert (np.diff(push) < 0.0).all()
    assert (np.diff(hip) > 0.0).all()
    assert (np.diff(found.values("hip_cop_offset")) < 0.0).all()  # ever farther behind
    assert (np.diff(found.values("foot_ahead_at_touchdown")) > 0.0).all()  # the foot ever farther ahead
    assert found.values("hip_work")[0] == 0.0
    assert (np.diff(found.values("hip_work")) > 0.0).all()


def budget(gait):
    """Energies of one contact from the bare motion [J]: stored for push-off, burnt in the damper, left at takeoff."""
    p, contact = gait.parameters, gait.step.contact
    burnt = work = 0.0
    for piece in contact.segments:
        nodes, weights = np.polynomial.legendre.leggauss(60)
        half = 0.5 * (piece.end - piece.start)
        x, y, vx, vy = piece.state(piece.start + half * (nodes + 1.0))
        length = np.hypot(x, y)
        rate = (x * vx + y * vy) / length
        force = piece.leg.stiffness * (piece.leg.rest_length - length) - p.damping * rate
        burnt += half * weights @ (p.damping * rate**2)
        across = math.tan(p.hip_extension) * force
        work += half * weights @ (across * (y * vx - x * vy) / length)
    shortest = gait.step.shortest_leg
    stiffer = p.stiffness * (p.leg_length - shortest) / (p.leg_length + p.push_off - shortest)
    x, y, _, _ = gait.step.takeoff
    added = 0.5 * p.stiffness * (p.leg_length - shortest) * p.push_off
    left = 0.5 * stiffer * (p.leg_length + p.push_off - math.hypot(x, y)) ** 2
    return added, burnt, left, work


def test_energy_balance_along_the_family():
    """Push-off and hip put in what the damper burns and what the let-go leg still holds; nothing is left over."""
    for gait in family().gaits:
        added, burnt, left, hip = budget(gait)
        table = gait.metrics
        gave, took, turned = (table[n].other for n in ("leg_work_positive", "leg_work_negative", "hip_work"))
        assert added + hip == pytest.approx(burnt + left, abs=1e-7)
        assert turned == pytest.approx(hip, abs=1e-7)
        assert gave - took == pytest.approx(added - burnt - left, abs=1e-7)
        assert gave + turned == pytest.approx(took, abs=1e-7)
        assert left > 0.01  # a damped leg lets go before it is at its length again
        assert burnt > 10.0


def test_the_ends_are_the_gaits_of_the_definition():
    """model.md, digits as printed there; the damping differs between the two as it does there."""
    leg, hip = family(17310.0).gaits[0], family(12140.0).gaits[-1]
    assert leg.parameters.stiffness == pytest.approx(17310.0, abs=5.1)
    assert hip.parameters.stiffness == pytest.approx(12140.0, abs=5.1)
    assert math.degrees(leg.parameters.angle_of_attack) == pytest.approx(72.9, abs=0.051)
    assert math.degrees(hip.parameters.angle_of_attack) == pytest.approx(66.9, abs=0.051)
    assert leg.parameters.push_off == pytest.approx(0.084, abs=0.00051)
    assert math.degrees(hip.parameters.hip_extension) == pytest.approx(5.10, abs=0.0051)
    for gait, shortest, lowest, takeoff in ((leg, -0.008, -0.013, 7.1), (hip, -0.049, -0.079, 8.0)):
        table = gait.metrics
        assert table["mass_cop_offset_at_greatest_compression"].value == pytest.approx(shortest, abs=0.00051)
        assert table["mass_cop_offset_at_lowest_point"].value == pytest.approx(lowest, abs=0.00051)
        assert table["takeoff_angle"].value == pytest.approx(takeoff, abs=0.051)
    assert leg.metrics["peak_vertical_force"].value == pytest.approx(2.42, abs=0.0051)
    assert leg.metrics["time_of_peak_vertical_force"].value == pytest.approx(0.37, abs=0.0051)


def test_the_ends_do_not_depend_on_what_the_scenario_frees_or_holds():
    other = power_family(scenario(push_off=0.02).with_values({"gait.find": FIND, "gait.free": HIP_POWERED}), points=2)
    for mine, its in ((family().gaits[0], other.gaits[0]), (family().gaits[-1], other.gaits[-1])):
        assert its.parameters.stiffness == pytest.approx(mine.parameters.stiffness, rel=1e-9)
        assert its.apex_height == pytest.approx(mine.apex_height, abs=1e-9)


def test_midstance_definition():
    found = power_family(scenario(), points=2, midstance="greatest compression")
    assert found.values("hip_cop_offset") == pytest.approx(found.values("hip_cop_offset_at_greatest_compression"))


def test_a_leg_that_loses_nothing_has_no_family():
    lossless = sm.Scenario(runner={"mass": 70.0, "leg_length": 0.93}, gait={"find": FIND, "free": LEG_POWERED})
    with pytest.raises(sm.InputError, match="nothing"):
        power_family(lossless, points=3)
    with pytest.raises(sm.InputError, match="points"):
        power_family(scenario(), points=1)
