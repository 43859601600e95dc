"""The open recordings as the calibration reads them: a table of 13 runners, and mean right steps of seven trials.

Data: R. K. Fukuchi, C. A. Fukuchi & M. Duarte 2017, PeerJ 5:e3298, CC BY 4.0. They are read from where they lie
(environment variable ``SPRINGMASS_DATA``), never copied.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import butter, filtfilt

DATA = Path(os.environ.get("SPRINGMASS_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))
FOLDER = DATA / "rbds-fukuchi2017"
TAU = np.linspace(0.0, 1.0, 101)
"""Shares of contact."""
_FORCE_RATE, _MARKER_RATE, _ON, _G = 300.0, 150.0, 50.0, 9.81


@dataclass(frozen=True)
class Row:
    """One runner at one speed, from the table; SI units."""

    trial: str
    mass: float
    """from the mean force"""
    height: float
    speed: float
    strike: str
    cadence: float
    """steps/s"""
    contact_time: float
    hip_ankle: tuple[float, float, float]
    """at touchdown, half contact, takeoff"""
    hip_cop: float
    """at half contact"""


@dataclass(frozen=True)
class Trial:
    """Mean curves of the right steps of one trial over :data:`TAU`; lengths in m from the flat ankle, forces in BW."""

    row: Row
    fore_aft: np.ndarray
    vertical: np.ndarray
    cop: np.ndarray
    ankle_x: np.ndarray
    ankle_y: np.ndarray
    hip_x: np.ndarray
    hip_y: np.ndarray
    knee_flexion: np.ndarray
    """rad"""
    leg_length: np.ndarray
    """centre of mass to centre of pressure, the mass from the integrated force, mean height that of the hips"""


def table() -> list[Row]:
    """The 13 runners at three speeds each."""
    rows = []
    with (FOLDER / "steps_summary.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            instants = ("touchdown", "midstance", "toeoff")
            offsets = tuple(float(row[f"hip_minus_ankle_x_at_{when}_m"]) for when in instants)
            rows.append(
                Row(
                    f"{row['subject']}_{row['trial']}",
                    float(row["mass_from_mean_force_kg"]),
                    float(row["height_m"]),
                    float(row["speed_m_s"]),
                    row["footstrike_right"].lower(),
                    float(row["cadence_spm"]) / 60.0,
                    float(row["contact_time_s"]),
                    offsets,  # type: ignore[arg-type]
                    float(row["hip_minus_cop_x_at_midstance_m"]),
                )
            )
    return rows


def trials() -> list[Trial]:
    """The trials with time series."""
    names = {path.name.removesuffix("_forces.csv") for path in FOLDER.glob("*_forces.csv")}
    return [_trial(row) for row in table() if row.trial in names]


def _smooth(values: np.ndarray, cutoff: float, rate: float) -> np.ndarray:
    b, a = butter(2, cutoff / 0.802 / (0.5 * rate))  # two passes: fourth order at the cutoff
    return np.asarray(filtfilt(b, a, values))


def _integral(values: np.ndarray) -> np.ndarray:
    """Over one stride, without drift and with zero mean."""
    total = np.concatenate([[0.0], np.cumsum(0.5 * (values[1:] + values[:-1])) / _FORCE_RATE])
    total -= np.linspace(0.0, total[-1], total.size)
    return np.asarray(total - total.mean())


def _trial(row: Row) -> Trial:
    force = np.genfromtxt(FOLDER / f"{row.trial}_forces.csv", delimiter=",", names=True)
    markers = np.genfromtxt(FOLDER / f"{row.trial}_joints.csv", delimiter=",", names=True)
    time, fx, fy = force["time_s"], force["force_fore_aft_N"], force["force_vertical_N"]
    joint = {
        name: np.interp(time, markers["time_s"], _smooth(markers[name], 12.0, _MARKER_RATE))
        for name in markers.dtype.names
        if name != "time_s"
    }
    vertical, fore_aft = _smooth(fy, 50.0, _FORCE_RATE), _smooth(fx, 50.0, _FORCE_RATE)
    on = vertical > _ON
    starts, ends = np.flatnonzero(on[1:] & ~on[:-1]) + 1, np.flatnonzero(~on[1:] & on[:-1]) + 1
    hips = [0.5 * (joint[f"r_hip_{axis}_m"] + joint[f"l_hip_{axis}_m"]) for axis in "xy"]
    steps = []
    for k in range(2, len(starts) - 3):
        start, stride = starts[k], slice(starts[k], starts[k + 2])
        end = ends[ends > start][0]
        middle = (start + end) // 2
        if joint["r_ankle_y_m"][middle] > joint["l_ankle_y_m"][middle]:
            continue  # the left foot is on the ground
        weight = row.mass * _G
        here, share = slice(start, end + 1), np.arange(end - start + 1) / (end - start)
        body = [
            _integral(_integral(a)) + hip[stride].mean()
            for a, hip in zip((fx[stride] / row.mass, fy[stride] / row.mass - _G), hips, strict=True)
        ]
        belt = row.speed * (time[here] - time[start])
        cop = force["cop_x_m"][here]
        known = np.isfinite(cop)
        cop = np.interp(share, share[known], cop[known]) + belt
        n = end - start + 1
        curves = {
            "fore_aft": fore_aft[here] / weight,
            "vertical": vertical[here] / weight,
            "cop": cop,
            "leg_length": np.hypot(body[0][:n] + belt - cop, body[1][:n]),
        }
        curves |= {f"{j}_x": joint[f"r_{j}_x_m"][here] + belt for j in ("hip", "knee", "ankle")}
        curves |= {f"{j}_y": joint[f"r_{j}_y_m"][here] for j in ("hip", "knee", "ankle")}
        curves = {name: np.interp(TAU, share, values) for name, values in curves.items()}
        flat = curves["ankle_x"][20]  # at 20 % of contact the foot is flat in every trial
        steps.append({name: c - flat if name.endswith("_x") or name == "cop" else c for name, c in curves.items()})
    mean = {name: np.mean([one[name] for one in steps], axis=0) for name in steps[0]}
    thigh = np.arctan2(mean["hip_y"] - mean["knee_y"], mean["hip_x"] - mean["knee_x"])
    shank = np.arctan2(mean["knee_y"] - mean["ankle_y"], mean["knee_x"] - mean["ankle_x"])
    kept = ("fore_aft", "vertical", "cop", "ankle_x", "ankle_y", "hip_x", "hip_y")
    return Trial(row, *(mean[name] for name in kept), thigh - shank, mean["leg_length"])
