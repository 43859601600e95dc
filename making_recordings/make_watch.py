"""Make the example of a watch: ``watch.fit`` and ``watch.csv``, one and the same run of a simulated runner.

Run it in the project's folder: ``python making_recordings/make_watch.py [folder]``.

The runner is the package's average one, 68 kg and 1.75 m, at 3.2, 3.6 and 2.8 m/s in three laps; speed, cadence,
contact and oscillation are those of his simulated steady gaits, with the noise and the rounding of a watch. The watch
and its strap are right on average; the Stryd pod finds contact 15 ms shorter and oscillation 8 mm less, as two
sensors on one runner do differ. Within: a pause of 25 s, a stretch of walking, one spike of the satellite speed, and
a pod that writes zeros until it has warmed up. The same bytes come out every time.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

import springmass as sm

sys.path.insert(0, str(Path(__file__).parent))
from fit_writer import FLOAT32, RUNNING, START, STOP_ALL, UINT8, FitWriter

MASS, HEIGHT = 68.0, 1.75
LAPS = ((0, 110, 3.2), (110, 250, 3.6), (250, 360, 2.8))
"""Start and end [s] and speed [m/s] of each lap."""
PAUSE = (150, 175)
WALK = (255, 285)
SPIKE = (200, 202)
WARM = 8
_BEGINNING = 1_100_000_000
_SHORTER, _LESS = 0.015, 0.008
_POD = {
    "Power": (0, "Watts", None), "Cadence": (2, "RPM", UINT8), "Ground Time": (3, "Milliseconds", None),
    "Vertical Oscillation": (4, "Centimeters", FLOAT32), "Form Power": (8, "Watts", None),
    "Leg Spring Stiffness": (9, "KN/M", FLOAT32),
}  # fmt: skip


def truth() -> dict[float, dict[str, float]]:
    """Metrics of the simulated gaits, by speed."""
    names = ("speed", "cadence", "contact_time", "vertical_oscillation", "step_length", "leg_stiffness")
    gaits = {v: sm.find_gait(sm.default_runner(speed=v, mass=MASS, height=HEIGHT)) for *_, v in LAPS}
    return {v: {name: gait.metrics[name].value for name in names} for v, gait in gaits.items()}


def records() -> list[dict[str, float | None]]:
    """One a second while the timer runs, in the units of the file; None where the watch has no value."""
    noise = np.random.default_rng(1984)
    wander = dict.fromkeys(("speed", "cadence", "contact", "rise", "power"), 0.0)
    known = truth()
    rows: list[dict[str, float | None]] = []
    distance = 0.0
    for second in range(LAPS[-1][1] + 1):
        if PAUSE[0] < second < PAUSE[1]:
            continue
        for name in wander:  # each second remembers most of the one before
            wander[name] = 0.8 * wander[name] + 0.6 * noise.standard_normal()
        gait = known[next(v for start, end, v in LAPS if start <= second <= end)]
        walking = WALK[0] <= second < WALK[1]
        speed = (1.4 if walking else gait["speed"]) + 0.05 * wander["speed"]
        cadence = (112.0 if walking else gait["cadence"]) + 1.2 * wander["cadence"]
        contact = (0.62 if walking else gait["contact_time"]) + 0.004 * wander["contact"]
        rise = (0.04 if walking else gait["vertical_oscillation"]) + 0.0018 * wander["rise"]
        step = 60.0 * speed / cadence
        distance += speed
        shown = speed + (6.5 if SPIKE[0] <= second < SPIKE[1] else 0.0)
        power = 1.04 * MASS * speed + 4.0 * wander["power"]
        warm = second >= WARM and not walking
        strides = np.floor(cadence) / 2.0
        rows.append({
            "second": second, "distance": round(distance, 2), "speed": round(shown, 3),
            "cadence": float(np.floor(strides)), "fractional_cadence": float(strides % 1.0),
            "stance_time": round(1e3 * contact), "vertical_oscillation": round(1e3 * rise, 1),
            "vertical_ratio": round(1e2 * rise / step, 2), "step_length": round(1e3 * step),
            "stance_time_balance": round(49.8 + 0.4 * noise.standard_normal(), 2),
            "Power": round(power) if warm else 0, "Cadence": round(0.5 * cadence) if warm else 0,
            "Ground Time": round(1e3 * (contact - _SHORTER)) if warm else 0,
            "Vertical Oscillation": round(8e2 * (rise - _LESS)) / 8.0 if warm else 0.0,
            "Form Power": round(0.27 * power) if warm else 0,
            "Leg Spring Stiffness": round(8.0 * gait["leg_stiffness"]) / 8.0 if warm else 0.0,
        })  # fmt: skip
    return rows


def fit_of(rows: list[dict[str, float | None]]) -> FitWriter:
    """The run as a watch would write it."""
    fit = FitWriter()
    end = _BEGINNING + LAPS[-1][1]
    fit.write("file_id", type=4, manufacturer=1, product=2604, time_created=_BEGINNING)
    fit.write("user_profile", gender=1, height=HEIGHT, weight=MASS)
    fit.write("developer_data_id", application_id=bytes(range(16)), manufacturer_id=95, developer_data_index=0)
    for name, (number, unit, base) in _POD.items():
        fit.describe(0, number, name, unit, **({} if base is None else {"base": base}))
    fit.write("event", timestamp=_BEGINNING, event=0, event_type=START)
    stopped = False
    for row in rows:
        second = int(row["second"])
        if second >= PAUSE[1] and not stopped:
            fit.write("event", timestamp=_BEGINNING + PAUSE[0], event=0, event_type=STOP_ALL)
            fit.write("event", timestamp=_BEGINNING + PAUSE[1], event=0, event_type=START)
            stopped = True
        own = {(0, number): row[name] for name, (number, *_) in _POD.items()}
        plain = {name: value for name, value in row.items() if name not in _POD and name != "second"}
        speed = plain.pop("speed")
        fit.write("record", own, timestamp=_BEGINNING + second, enhanced_speed=speed, **plain)
    fit.write("event", timestamp=end, event=0, event_type=STOP_ALL)
    for start, stop, _ in LAPS:
        timer = stop - start - (PAUSE[1] - PAUSE[0] if start <= PAUSE[0] < stop else 0)
        fit.write("lap", timestamp=_BEGINNING + stop, event=9, event_type=1, start_time=_BEGINNING + start,
                  total_elapsed_time=stop - start, total_timer_time=timer, sport=RUNNING)  # fmt: skip
    whole = LAPS[-1][1]
    fit.write("session", timestamp=end, event=8, event_type=1, start_time=_BEGINNING, sport=RUNNING, sub_sport=0,
              total_elapsed_time=whole, total_timer_time=whole - (PAUSE[1] - PAUSE[0]))  # fmt: skip
    fit.write("activity", timestamp=end, total_timer_time=whole, num_sessions=1, type=0, event=26, event_type=1)
    return fit


def save_csv(rows: list[dict[str, float | None]], path: Path) -> None:
    """The same numbers as a table; the watch's cadence as steps of both feet, as exports have it."""
    columns = {
        "elapsed_s": "second", "distance_m": "distance", "speed_m_s": "speed", "cadence_spm": "",
        "stance_time_ms": "stance_time", "vertical_oscillation_mm": "vertical_oscillation",
        "vertical_ratio_pct": "vertical_ratio", "step_length_mm": "step_length",
        "stance_time_balance_pct": "stance_time_balance", "stryd_power_w": "Power", "stryd_cadence_rpm": "Cadence",
        "stryd_ground_time_ms": "Ground Time", "stryd_vertical_oscillation_cm": "Vertical Oscillation",
        "stryd_form_power_w": "Form Power", "stryd_leg_spring_stiffness_kn_m": "Leg Spring Stiffness",
    }  # fmt: skip
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow([*columns, "lap"])
        for row in rows:
            steps = 2.0 * (row["cadence"] + row["fractional_cadence"])
            lap = next(n for n, (_, end, _) in enumerate(LAPS, 1) if row["second"] < end or n == len(LAPS))
            table.writerow([*(f"{steps:g}" if not name else row[name] for name in columns.values()), lap])


def main() -> None:
    """Write both files."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "recordings"
    rows = records()
    fit_of(rows).save(folder / "watch.fit")
    save_csv(rows, folder / "watch.csv")


if __name__ == "__main__":
    main()
