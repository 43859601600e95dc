"""Derivatives of the apex-to-apex map: beside a 50-digit table, conservation of energy, and differences of the map."""

import csv
import math
import os
from pathlib import Path

import numpy as np
import pytest
from leg_laws import LAWS, lossless
from test_properties import many_runners

import springmass as sm
from springmass.dynamics.derivatives import INPUTS, OUTPUTS
from springmass.dynamics.tangents import tangent


@pytest.fixture(params=["numpy", "numba"], autouse=True)
def engine(request, monkeypatch):
    if request.param == "numba":
        pytest.importorskip("numba", reason="the compiled engine needs Numba (extra fast)")
    monkeypatch.setenv("SPRINGMASS_ENGINE", request.param)


TABLE = Path(__file__).parent / "reference" / "apex_map.csv"
QUANTITIES = {"y1": "apex_height", "vx1": "apex_speed"}
ARGUMENTS = {"dy": "apex_height", "dvx": "apex_speed", "dk": "stiffness", "dalpha": "angle_of_attack"}


def test_every_derivative_of_the_fifty_digit_table():
    """To 1e-9 relative at accuracy 1e-12; a derivative that vanishes by symmetry is compared with its kind's size."""
    with TABLE.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "ok"]
    column = {name: np.array([float(row[name]) for row in rows]) for name in rows[0] if name not in ("group", "status")}
    length, mass, stiffness = column["leg_length_m"], column["mass_kg"], column["stiffness_N_m"]
    angle = np.radians(column["angle_of_attack_deg"])
    out = sm.apex_map(
        column["apex_height_m"], column["apex_speed_m_s"], mass=mass, leg_length=length, stiffness=stiffness,
        angle_of_attack=angle, accuracy=1e-12, derivatives=ARGUMENTS.values(),
    )  # fmt: skip
    regular = column["apex_height_m"] / length - np.sin(angle) > 1e-6
    speed = np.sqrt(9.81 * length)
    unit = {"y1": length, "vx1": speed, "dy": length, "dvx": speed, "dk": stiffness, "dalpha": 1.0}
    compared = 0
    for quantity, name in QUANTITIES.items():
        for argument, by in ARGUMENTS.items():
            wanted, got = column[f"d{quantity}_{argument}"], out.derivatives[name, by]
            size = unit[quantity] / unit[argument]
            # the three hopping rows and the one at the border have derivatives that are zero but for rounding
            allowed = 1e-9 * abs(wanted) + 1e-13 * size
            assert np.all(abs(got - wanted)[regular] <= allowed[regular]), (name, by)
            compared += np.count_nonzero(abs(wanted[regular]) > 1e-9 * (size * np.ones_like(wanted))[regular])
    assert regular.sum() >= 95
    assert compared > 0.9 * 8 * regular.sum()


def test_a_lossless_leg_keeps_energy_to_first_order():
    """g y + v²/2 is the same at both apexes, so its gradients are: a closed form that knows nothing of the contact."""
    heights, speeds, given = many_runners(400, "spring", seed=21)
    idle = ("push_off", "hip_extension", "slope", "impeding_force", "retraction", "roll_speed")
    given |= {name: np.zeros(400) for name in idle} | {"roll_late_speed": np.zeros(400)}
    out = sm.apex_map(heights, speeds, **given, accuracy=1e-12, derivatives=["apex_height", "apex_speed", "stiffness"])
    ran = out.outcome == sm.Outcome.RUNNING
    g = given.get("gravity", 9.81)
    for name, before in (("apex_height", g), ("apex_speed", speeds), ("stiffness", 0.0)):
        after = g * out.derivatives["apex_height", name] + out.apex_speed * out.derivatives["apex_speed", name]
        size = abs(g * out.derivatives["apex_height", name]) + abs(after) + abs(before)
        assert np.all(abs(after - before)[ran] <= 1e-10 * size[ran] + 1e-13)
    assert ran.sum() > 200


@pytest.mark.parametrize("law", LAWS)
def test_every_derivative_is_the_slope_of_the_map(law):
    """Sixth-order differences of the map itself, every quantity by every argument."""
    heights, speeds, given = many_runners(60, law, seed=31)
    given.pop("damping_law")
    v = {"apex_height": heights, "apex_speed": speeds} | {
        name: np.broadcast_to(values, 60).astype(float) for name, values in given.items()
    }
    v.setdefault("gravity", np.full(60, 9.81))
    for name in INPUTS:
        v.setdefault(name, np.full(60, math.inf if name == "roll_switch" else 0.0))
    inputs = [name for name in INPUTS if not (name == "damping" and lossless(law))]

    def mapped(**moved):
        numbers = v | moved
        height, speed = numbers.pop("apex_height"), numbers.pop("apex_speed")
        return sm.apex_map(height, speed, **numbers, damping_law=law, accuracy=1e-12)

    out = sm.apex_map(
        heights, speeds, **{name: v[name] for name in INPUTS[2:]}, damping_law=law, accuracy=1e-12, derivatives=inputs
    )
    assert set(out.derivatives) == {(quantity, name) for quantity in OUTPUTS for name in inputs}
    ran = out.outcome == sm.Outcome.RUNNING
    assert ran.sum() > 30
    checked = 0
    for name in inputs:
        scale = {"apex_height": 0.02, "leg_length": 0.02, "angle_of_attack": 0.02, "slope": 0.02, "hip_extension": 0.02,
                 "push_off": 0.01, "roll_switch": 0.01, "retraction": 0.05}.get(name)  # fmt: skip
        width = 1e-2 * (scale if scale is not None else 0.3 * np.maximum(abs(v[name]), 0.1))
        width = np.where(np.isfinite(v[name]), width, 0.0)
        sides = [mapped(**{name: np.where(np.isfinite(v[name]), v[name] + k * width, v[name])}) for k in SIDES]
        for quantity in OUTPUTS:
            values = np.array([getattr(side, quantity) for side in sides])
            with np.errstate(all="ignore"):
                wide = WEIGHTS @ values / width
                rough = NEARER @ values / width
                noise = 3e-12 * np.abs(values).max(axis=0) / width  # what the accuracy of the map leaves open
            got = out.derivatives[quantity, name]
            # where two orders of difference agree the map is smooth over the width, and the finer one can be trusted
            size = np.nanmax(abs(got)[ran]) + 1e-12
            trusted = ran & np.isfinite(wide) & (abs(wide - rough) < 1e-4 * size)
            close = abs(got - wide) <= 1e-6 * size + 0.1 * abs(wide - rough) + noise
            assert np.all(close[trusted]), (quantity, name, np.flatnonzero(trusted & ~close))
            checked += np.count_nonzero(trusted)
    assert checked > 0.6 * ran.sum() * len(inputs) * len(OUTPUTS)


SIDES = np.array([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0])
WEIGHTS = np.array([-1.0, 9.0, -45.0, 45.0, -9.0, 1.0]) / 60.0
NEARER = np.array([0.0, 1.0, -8.0, 8.0, -1.0, 0.0]) / 12.0


def test_one_roll_speed_moves_both():
    """Without a late speed the roll has one speed, and its derivative is of that one."""
    given = {"mass": 80.0, "leg_length": 1.0, "stiffness": 2e4, "angle_of_attack": 1.2, "accuracy": 1e-12}
    one = sm.apex_map(1.0, 5.0, **given, roll_speed=0.5, derivatives=["roll_speed"]).derivatives
    both = sm.apex_map(1.0, 5.0, **given, roll_speed=0.5, roll_late_speed=0.5, roll_switch=0.05,
                       derivatives=["roll_speed", "roll_late_speed"]).derivatives  # fmt: skip
    assert both["apex_height", "roll_speed"] == pytest.approx(one["apex_height", "roll_speed"], rel=1e-9)
    up, down = (sm.apex_map(1.0, 5.0, **given, roll_speed=0.5 + h).apex_height for h in (1e-4, -1e-4))
    assert one["apex_height", "roll_speed"] == pytest.approx((up - down) / 2e-4, rel=1e-6)


def test_no_next_apex_no_derivative_and_shapes_are_those_of_the_map():
    out = sm.apex_map([[1.0, 0.5], [1.0, 1.1]], 5.0, mass=80.0, leg_length=1.0, stiffness=[2e4, 2e4],
                      angle_of_attack=1.2, derivatives=["stiffness"])  # fmt: skip
    found = out.derivatives["apex_height", "stiffness"]
    assert found.shape == (2, 2)
    assert np.isnan(found).tolist() == [[False, True], [False, False]]
    assert sm.apex_map(1.0, 5.0, mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=1.2).derivatives == {}


def test_an_unknown_argument_is_an_error_with_the_nearest_name():
    with pytest.raises(sm.InputError, match=r'derivatives.*stifness.*"stiffness"'):
        sm.apex_map(1.0, 5.0, mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=1.2, derivatives=["stifness"])


def test_one_name_by_itself_and_what_is_none():
    given = {"mass": 80.0, "leg_length": 1.0, "stiffness": 2e4, "angle_of_attack": 1.2}
    one, many = (sm.apex_map(1.0, 5.0, **given, derivatives=names) for names in ("stiffness", ["stiffness"]))
    assert one.derivatives == many.derivatives
    with pytest.raises(sm.InputError, match=r"derivatives.*3.*names of arguments"):
        sm.apex_map(1.0, 5.0, **given, derivatives=3)
    with pytest.raises(sm.InputError, match=r"mass \(2,\), stiffness \(3,\).*fit together"):
        sm.apex_map(1.0, 5.0, **given | {"mass": [70.0, 80.0], "stiffness": [1e4, 2e4, 3e4]})


@pytest.mark.parametrize("accuracy", [0.0, -1e-9, 1e-30, 1.0, math.nan, "1e-9"])
def test_an_accuracy_that_cannot_be_promised(accuracy):
    with pytest.raises(sm.InputError, match=r"accuracy.*1e-13 to 0.001"):
        sm.apex_map(1.0, 5.0, mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=1.2, accuracy=accuracy)


def test_neighbours_change_no_bit_of_a_derivative():
    heights, speeds, given = many_runners(150, "viscous", seed=8)
    crowd = sm.apex_map(heights, speeds, **given, derivatives=["apex_height", "stiffness"])
    some = np.array([3, 77, 149])
    chosen = {name: v if isinstance(v, str) else v[some] for name, v in given.items()}
    alone = sm.apex_map(heights[some], speeds[some], **chosen, derivatives=["apex_height", "stiffness"])
    if os.environ["SPRINGMASS_ENGINE"] == "numba":
        for key, values in alone.derivatives.items():
            assert values.tobytes() == crowd.derivatives[key][some].tobytes(), key


def test_rules_of_differentiation():
    """Each operation a plain function may use, at a point where the answer is known by heart."""

    def all_of_them(x, y):
        wave = np.sin(x) * np.cos(y) + np.tan(x) / y
        return wave, -abs(x - 3.0) * 2.0, (x > 1.0) * x**2.0, 1.0 - x**0.5, 2.0 / y + (y < 0.0) * x

    x, y = 1.3, 2.1
    cases = {
        (1.0, 0.0): (math.cos(x) * math.cos(y) + (1 + math.tan(x) ** 2) / y, 2.0, 2 * x, -0.5 / math.sqrt(x), 0.0),
        (0.0, 1.0): (-math.sin(x) * math.sin(y) - math.tan(x) / y**2, 0.0, 0.0, 0.0, -2.0 / y**2),
    }
    for direction, slopes in cases.items():
        found = tangent(all_of_them)(x, y, *direction)
        assert found[:5] == pytest.approx(all_of_them(x, y))
        assert found[5:] == pytest.approx(slopes)
