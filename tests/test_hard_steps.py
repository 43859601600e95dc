"""Steps that a fast engine may get wrong, found by searching for them; the reference engine says what is right."""

import math

import numpy as np
import pytest
from leg_laws import KNOWN, damping_of

import springmass as sm
from springmass.dynamics.step import step

VISCOUS, HYSTERETIC = {"damping_law": "viscous"}, {"damping_law": "hysteretic"}
PLAIN = {"mass": 80.0, "leg_length": 1.0, "stiffness": 2e4}
HARD = {
    "a leg that swings far while it falls": (3.0, 5.0, PLAIN | {"angle_of_attack": 1.2, "retraction": 20.0}),
    "a leg that whirls": (1.7276, 0.41, {
        "mass": 80.843, "leg_length": 0.95674, "stiffness": 24489.0, "angle_of_attack": 0.63512, "retraction": 202.254,
    }),
    "a change of roll that takes the push away": (0.867, 0.356, VISCOUS | {
        "mass": 76.6, "leg_length": 0.9386, "stiffness": 33942.0, "angle_of_attack": 1.007, "damping": 433.66,
        "roll_speed": 1.5756, "roll_late_speed": 3.2146, "roll_switch": 0.0173, "retraction": -1.178,
        "push_off": 0.0177, "impeding_force": 39.77,
    }),
    "the same, on the way down": (0.8645, 2.13, VISCOUS | {
        "mass": 45.3, "leg_length": 0.9533, "stiffness": 20659.0, "angle_of_attack": 1.038, "damping": 527.0,
        "roll_speed": 1.76, "roll_late_speed": 11.9, "roll_switch": 0.01874, "hip_extension": 0.089, "retraction": 1.36,
    }),
    "a leg that turns twice": (0.82035, 6.399, VISCOUS | {
        "mass": 92.39, "leg_length": 0.81676, "stiffness": 31222.0, "angle_of_attack": 1.45494, "damping": 74.17,
        "push_off": -0.0505, "roll_speed": 0.629, "impeding_force": 2555.2, "slope": -0.0617, "retraction": 1.69,
    }),
    "backwards, a soft leg that turns twice": (1.01278873, -7.3194953, VISCOUS | {
        "mass": 46.25478, "leg_length": 1.010078254859, "stiffness": 318.284, "angle_of_attack": 1.65201141,
        "damping": 15.4023, "push_off": -0.07855, "hip_extension": 0.06224, "slope": -0.59907,
        "impeding_force": -661.724,
    }),
    "below the ground and up again": (0.2202747641, 7.611846, VISCOUS | {
        "mass": 55.204, "leg_length": 0.9166135, "stiffness": 8186.98, "angle_of_attack": 0.00167992,
        "damping": 166.7, "push_off": 0.0394, "hip_extension": 0.8751, "roll_speed": 1.0218,
        "roll_late_speed": 0.7857, "roll_switch": 0.1665, "slope": -0.0236,
    }),
    "a leg with nothing left to push with": (0.96, 2.1, PLAIN | VISCOUS | {
        "angle_of_attack": 1.1, "damping": 600.0, "push_off": -0.3,
    }),
    "the same on a slope of the wind": (1.0115, 2.04, VISCOUS | {
        "mass": 94.6, "leg_length": 0.90456, "stiffness": 32095.0, "angle_of_attack": 1.3708, "damping": 1263.0,
        "push_off": -0.26237, "hip_extension": 0.099, "impeding_force": -18.9,
    }),
    "a gauge that is flat for a while": (25.81123568132356, -78.63639849301423, HYSTERETIC | {
        "mass": 7.512415301671436, "leg_length": 38.11134973877515, "stiffness": 25.281940459826256,
        "angle_of_attack": 2.5058756825937096, "gravity": 2.9978114246402763, "hip_extension": 0.5758909937326391,
    }),
}  # fmt: skip


@pytest.fixture(params=["numpy", "numba"])
def engine(request, monkeypatch):
    if request.param == "numba":
        pytest.importorskip("numba", reason="the compiled engine needs Numba (extra fast)")
    monkeypatch.setenv("SPRINGMASS_ENGINE", request.param)


@pytest.mark.parametrize("accuracy", [1e-6, 1e-9, 1e-12])
@pytest.mark.parametrize("name", HARD)
def test_as_the_reference_engine(engine, name, accuracy):
    height, speed, given = HARD[name]
    out = sm.apex_map(height, speed, **given, accuracy=accuracy)
    wanted = step(height, speed, sm.Parameters(**given))
    assert sm.Outcome(int(out.outcome)) is wanted.outcome
    length, gravity = given["leg_length"], given.get("gravity", 9.81)
    near = {"abs": 20.0 * max(accuracy, 1e-8), "nan_ok": True}
    assert float(out.contact_time) * math.sqrt(gravity / length) == pytest.approx(
        wanted.contact_time * math.sqrt(gravity / length), **near
    )
    assert float(out.apex_height) / length == pytest.approx(wanted.apex_height / length, **near)
    assert float(out.shortest_leg) / length == pytest.approx(wanted.shortest_leg / length, **near)


@pytest.mark.parametrize("law", KNOWN)
def test_the_promise_holds_for_athletes(monkeypatch, law):
    """Fast, stiff and high: long steps of the integrator, errors that grow on the way up."""
    pytest.importorskip("numba", reason="the compiled engine needs Numba (extra fast)")
    rng, n = np.random.default_rng(3), 1500
    length, mass = rng.uniform(0.8, 1.1, n), rng.uniform(45.0, 100.0, n)
    unit = np.sqrt(9.81 * length)
    angle = rng.uniform(0.7, 1.4, n)
    height, speed = length * (np.sin(angle) + rng.uniform(0.001, 0.6, n)), rng.uniform(1.5, 4.0, n) * unit
    stiffness = rng.uniform(20.0, 80.0, n) * mass * 9.81 / length
    share = rng.uniform(0.0, 0.3, n)
    damping = damping_of(law, share * np.sqrt(stiffness * mass), 0.7 * share)
    given = {
        "mass": mass, "leg_length": length, "stiffness": stiffness, "angle_of_attack": angle, "damping_law": law,
        "damping": damping, "push_off": rng.uniform(0.0, 0.3, n) * length, "hip_extension": rng.uniform(-0.1, 0.1, n),
        "roll_speed": rng.uniform(0.0, 1.5, n),
    }  # fmt: skip
    monkeypatch.setenv("SPRINGMASS_ENGINE", "numpy")
    fine = sm.apex_map(height, speed, **given, accuracy=1e-13)
    monkeypatch.setenv("SPRINGMASS_ENGINE", "numba")
    ran = fine.outcome == sm.Outcome.RUNNING
    assert ran.sum() > 500
    for accuracy in (1e-6, 1e-8, 1e-9, 1e-10, 1e-12):
        out = sm.apex_map(height, speed, **given, accuracy=accuracy)
        assert np.array_equal(out.outcome, fine.outcome)
        off = np.maximum(abs(out.apex_height - fine.apex_height) / length, abs(out.apex_speed - fine.apex_speed) / unit)
        assert np.all(off[ran] <= accuracy)


def test_a_negative_way_to_the_change_of_roll_is_refused():
    with pytest.raises(sm.InputError, match=r"roll_switch.*-0\.01.*not be negative"):
        sm.apex_map(1.0, 5.0, **PLAIN, angle_of_attack=1.2, roll_speed=0.5, roll_late_speed=1.5, roll_switch=-0.01)
