"""Every row of the two reference tables, through both ways of taking a step. See reference/README.md."""

import csv
import math
from pathlib import Path

import pytest
from leg_laws import LAWS

import springmass as sm
from springmass.dynamics.step import step


@pytest.fixture(params=["numpy", "numba"], autouse=True)
def engine(request, monkeypatch):
    if request.param == "numba":
        pytest.importorskip("numba", reason="the compiled engine needs Numba (extra fast)")
    monkeypatch.setenv("SPRINGMASS_ENGINE", request.param)


HERE = Path(__file__).parent / "reference"
TEXT = ("kind", "group", "status")


def read(name):
    with (HERE / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [{key: value if key in TEXT else float(value or "nan") for key, value in row.items()} for row in rows]


STEPS, MAPPED = read("steps.csv"), read("apex_map.csv")

# column of steps.csv → attribute of what apex_map returns
COLUMNS = {
    "next_apex_height_m": "apex_height",
    "next_apex_speed_m_s": "apex_speed",
    "touchdown_time_s": "touchdown_time",
    "contact_time_s": "contact_time",
    "step_time_s": "step_time",
    "step_length_m": "step_length",
    "shortest_leg_m": "shortest_leg",
    "greatest_compression_time_s": "greatest_compression_time",
    "greatest_compression_x_m": "greatest_compression_x",
    "greatest_compression_y_m": "greatest_compression_y",
    "takeoff_x_m": "takeoff_x",
    "takeoff_y_m": "takeoff_y",
    "takeoff_vx_m_s": "takeoff_vx",
    "takeoff_vy_m_s": "takeoff_vy",
}


def arguments(row):
    viscous, hysteretic = row["viscous_damping_Ns_m"], row["hysteretic_damping_s_m"]
    assert not (viscous and hysteretic)
    switched = row["roll_late_speed_m_s"] != row["roll_speed_m_s"]
    return {
        "mass": row["mass_kg"],
        "leg_length": row["leg_length_m"],
        "stiffness": row["stiffness_N_m"],
        "angle_of_attack": row["angle_of_attack_rad"],
        "gravity": row["gravity_m_s2"],
        "damping": viscous or hysteretic,
        "damping_law": "viscous" if viscous else "hysteretic" if hysteretic else "spring",
        "push_off": row["push_off_m"],
        "hip_extension": row["hip_extension_rad"],
        "roll_speed": row["roll_speed_m_s"],
        "roll_late_speed": row["roll_late_speed_m_s"] if switched else None,
        "roll_switch": row["roll_switch_m"] if switched else math.inf,
        "slope": row["slope_rad"],
        "impeding_force": row["impeding_force_N"],
        "retraction": row["retraction_rad_s"],
    }


def test_every_column_of_the_steps_table_is_looked_at():
    inputs = list(STEPS[0])[: list(STEPS[0]).index("next_apex_height_m")]
    assert set(STEPS[0]) == {*inputs, *COLUMNS}
    assert len(STEPS) == 72
    assert {row["kind"] for row in STEPS} == {
        "spring", "viscous", "hysteretic", "pushoff", "hip", "roll", "slope", "retraction", "two_speed_roll", "all",
    }  # fmt: skip


@pytest.mark.parametrize("row", STEPS, ids=[f"{i}-{row['kind']}" for i, row in enumerate(STEPS)])
def test_steps_of_the_general_model(row):
    given = arguments(row)
    out = sm.apex_map(row["apex_height_m"], row["apex_speed_m_s"], **given)
    assert out.outcome == sm.Outcome.RUNNING
    mapped = {column: float(getattr(out, name)) for column, name in COLUMNS.items()}

    taken = step(row["apex_height_m"], row["apex_speed_m_s"], sm.Parameters(**given))
    time, (gx, gy, _, _) = taken.greatest_compression
    x, y, vx, vy = taken.takeoff
    special = {
        "greatest_compression_time": time, "greatest_compression_x": gx, "greatest_compression_y": gy,
        "takeoff_x": x, "takeoff_y": y, "takeoff_vx": vx, "takeoff_vy": vy,
    }  # fmt: skip
    walked = {column: special.get(name, getattr(taken, name, None)) for column, name in COLUMNS.items()}

    expected = {column: row[column] for column in COLUMNS}
    assert mapped == pytest.approx(expected, rel=1e-8, abs=0.0)
    assert walked == pytest.approx(expected, rel=1e-8, abs=0.0)


def test_the_whole_steps_table_in_one_call_per_law():
    for law in LAWS:
        rows = [row for row in STEPS if arguments(row)["damping_law"] == law]
        columns = {name: [arguments(row)[name] for row in rows] for name in arguments(rows[0])}
        del columns["damping_law"]
        columns["roll_late_speed"] = [row["roll_late_speed_m_s"] for row in rows]
        heights, speeds = ([row[name] for row in rows] for name in ("apex_height_m", "apex_speed_m_s"))
        out = sm.apex_map(heights, speeds, damping_law=law, accuracy=1e-6, **columns)
        assert out.apex_height == pytest.approx([row["next_apex_height_m"] for row in rows], rel=1e-5)
        assert out.outcome.shape == (len(rows),)


ALLOWED = {
    "ok": {sm.Outcome.RUNNING},
    "no_apex": {sm.Outcome.TAKEOFF_DOWN, sm.Outcome.FOOT_BELOW_GROUND},
    "fall": {sm.Outcome.FELL},
}


def mapped(row, accuracy):
    return sm.apex_map(
        row["apex_height_m"],
        row["apex_speed_m_s"],
        mass=row["mass_kg"],
        leg_length=row["leg_length_m"],
        stiffness=row["stiffness_N_m"],
        angle_of_attack=math.radians(row["angle_of_attack_deg"]),
        accuracy=accuracy,
    )


def room_to_fall(row):
    return row["apex_height_m"] / row["leg_length_m"] - math.sin(math.radians(row["angle_of_attack_deg"]))


def true_error(out, row):
    length, speed = row["leg_length_m"], math.sqrt(9.81 * row["leg_length_m"])
    return max(
        abs(float(out.apex_height) - row["next_apex_height_m"]) / length,
        abs(float(out.apex_speed) - row["next_apex_speed_m_s"]) / speed,
    )


@pytest.mark.parametrize("accuracy", [1e-6, 1e-9, 1e-12])
def test_fifty_digit_steps_to_the_promised_accuracy(accuracy):
    compared, wrong = 0, []
    for number, row in enumerate(MAPPED, start=2):
        room = room_to_fall(row)
        out = mapped(row, accuracy)
        outcome = sm.Outcome(int(out.outcome))
        if abs(room) < 1e-15 and outcome in ALLOWED["no_apex"]:
            continue  # the foot touches at the apex itself: rounding decides
        if outcome not in ALLOWED[row["status"]]:
            wrong.append((number, row["group"], outcome.name))
            continue
        if row["status"] != "ok":
            assert math.isnan(out.apex_height)
            assert math.isnan(out.error)
            continue
        assert bool(out.backward) is (row["next_apex_speed_m_s"] < 0.0)
        if accuracy < 1e-9 and room < 1e-6:
            continue  # singular: the last digit of the input moves the answer by more
        compared += 1
        error = true_error(out, row)
        if not (error <= accuracy and 0.0 <= out.error <= accuracy):
            wrong.append((number, row["group"], error, float(out.error)))
    assert not wrong
    assert compared >= 104


def test_fifty_digit_steps_in_other_quantities():
    columns = [
        "contact_time_s", "flight_time_s", "shortest_leg_m",
        "takeoff_x_m", "takeoff_y_m", "takeoff_vx_m_s", "takeoff_vy_m_s",
    ]  # fmt: skip
    names = {column: column.removesuffix("_m_s").removesuffix("_s").removesuffix("_m") for column in columns}
    for row in MAPPED:
        if row["status"] == "ok" and room_to_fall(row) > 1e-6:
            out = mapped(row, 1e-9)
            for column, name in names.items():
                assert float(getattr(out, name)) == pytest.approx(row[column], rel=1e-8, abs=1e-8), (column, row)


def test_derivatives_of_the_next_apex():
    for row in MAPPED[::3]:
        if row["status"] != "ok" or row["group"] not in ("human", "hopping", "slow"):
            continue
        h = 1e-5 * min(1.0, room_to_fall(row))
        up, down = (mapped(row | {"apex_height_m": row["apex_height_m"] + s}, 1e-12) for s in (h, -h))
        slope = float(up.apex_height - down.apex_height) / (2 * h)
        assert slope == pytest.approx(row["dy1_dy"], rel=1e-5, abs=1e-5)
