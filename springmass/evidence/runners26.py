"""Mean and spread of 26 real runners: numbers and curves (Fukuchi, Fukuchi & Duarte 2017, CC BY 4.0; our
processing).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from springmass.dynamics.extrapolation import Floats
from springmass.errors import InputError

TABLES = Path(__file__).parent / "tables"
SPEEDS = (2.5, 3.5, 4.5)
"""Treadmill speeds [m/s]."""
ATTRIBUTION = (
    "26 treadmill runners, mean ± SD: Fukuchi, Fukuchi & Duarte 2017, PeerJ 5:e3298, data CC BY 4.0, our processing"
)

_PREFIXES = {"hip_minus_ankle_": "hip_ankle_offset_at_", "hip_minus_cop_": "hip_cop_offset_at_"}
_NAMES = {
    "knee_flexion_peak": "peak_knee_flexion",
    "knee_flexion_touchdown": "knee_flexion_at_touchdown",
    "peak_knee_extensor_moment": "peak_knee_moment",
    "peak_ankle_plantarflexor_moment": "peak_ankle_moment",
    "knee_energy_absorbed": "knee_work_negative",
    "braking_impulse_per_mass": "braking_impulse",
    "propulsive_impulse_per_mass": "propulsive_impulse",
    "leg_stiffness_force_based": "leg_stiffness",
    "friction_demand_braking_above_half_BW": "friction_demand_braking",
    "friction_demand_propulsive_above_half_BW": "friction_demand_propulsive",
}
CURVES = {
    "vertical_force": "vertical_force_BW",
    "fore_aft_force": "fore_aft_force_BW",
    "hip_ankle": "hip_minus_ankle_m",
    "hip_cop": "hip_minus_cop_m",
    "cop_ankle": "cop_minus_ankle_m",
    "knee_ankle": "knee_minus_ankle_m",
    "knee_flexion": "knee_flexion_deg",
    "knee_moment": "knee_extensor_moment_Nm_kg",
    "ankle_moment": "ankle_plantarflexor_moment_Nm_kg",
}
"""Name of a curve → its column; BW, m, degrees, N·m/kg."""


@dataclass(frozen=True)
class Measured:
    """A quantity of the 26 runners at one speed.

    Attributes
    ----------
    mean, sd : float
        Over runners, in the metric's unit.
    """

    mean: float
    sd: float

    def apart(self, value: float) -> float:
        """How many standard deviations a value is above the mean."""
        return (value - self.mean) / self.sd


@dataclass(frozen=True)
class Band:
    """A curve of the 26 runners over contact, arrays of one length.

    Attributes
    ----------
    percent : array
        Of contact, 0 to 100.
    mean, sd : array
        Over runners.
    """

    percent: Floats
    mean: Floats
    sd: Floats

    def at(self, percent: Floats) -> Floats:
        """The mean at other instants [% of contact]."""
        return np.interp(percent, self.percent, self.mean)


@lru_cache(1)
def runners26() -> dict[str, dict[float, Measured]]:
    """What was measured on the 26 runners.

    Returns
    -------
    dict
        Metric name → speed [m/s] → mean and SD. Quantities without a metric of ours keep the name they have in the
        file.

    Examples
    --------
    >>> runners26()["hip_ankle_offset_at_lowest_point"][3.5].mean
    0.02949
    """
    found = {}
    for row in _rows("runners26.csv"):
        name = row["quantity"]
        for prefix, ours in _PREFIXES.items():
            name = name.replace(prefix, ours)
        found[_NAMES.get(name, name)] = {v: Measured(float(row[f"mean_{v}"]), float(row[f"sd_{v}"])) for v in SPEEDS}
    return found


@lru_cache
def band(curve: str, speed: float) -> Band:
    """A mean curve of the 26 runners.

    Parameters
    ----------
    curve : str
        A key of :data:`CURVES`.
    speed : float
        2.5, 3.5 or 4.5 m/s.

    Returns
    -------
    Band

    Examples
    --------
    >>> round(float(band("vertical_force", 3.5).mean.max()), 2)
    2.59
    """
    if speed not in SPEEDS:
        raise InputError("speed", given=speed, allowed=f"must be one of {', '.join(map(str, SPEEDS))} m/s")
    column = CURVES[curve]
    rows = [row for row in _rows("runners26_curves.csv") if float(row["speed_m_s"]) == speed]
    names = ("contact_percent", f"{column}_mean", f"{column}_sd")
    return Band(*(np.array([float(row[name]) for row in rows]) for name in names))


@dataclass(frozen=True)
class Association:
    """How two quantities go together in the 26 runners, at the three speeds.

    Attributes
    ----------
    between : tuple of float
        Correlation over runners.
    within : tuple of float
        Mean correlation from step to step in one runner; NaN where it was not measured.
    """

    between: tuple[float, ...]
    within: tuple[float, ...]


SIGNIFICANT = 0.39
"""Correlations over 26 runners smaller than this are chance (p > 0.05, not corrected for many tests)."""


@lru_cache(1)
def associations() -> dict[tuple[str, str], Association]:
    """Correlations over the 26 runners.

    Returns
    -------
    dict
        (predictor, outcome) → correlations at 2.5, 3.5 and 4.5 m/s.

    Examples
    --------
    >>> associations()["hip_ankle_offset_at_lowest_point", "peak_knee_moment"].between
    (-0.09, 0.07, -0.06)
    """

    def at_speeds(row: dict[str, str], kind: str) -> tuple[float, ...]:
        return tuple(float(row[f"{kind}_{v}"] or "nan") for v in SPEEDS)

    return {
        (row["predictor"], row["outcome"]): Association(at_speeds(row, "between"), at_speeds(row, "within"))
        for row in _rows("associations.csv")
    }


@lru_cache(1)
def facts() -> dict[str, dict[str, float]]:
    """Counts and group means of the 26 runners.

    Returns
    -------
    dict
        Fact → case (a speed, a foot strike) → value.

    Examples
    --------
    >>> facts()["runners with the hip behind the ankle at the lowest point"]["3.5 m/s"]
    1.0
    """
    found: dict[str, dict[str, float]] = {}
    for row in _rows("facts.csv"):
        found.setdefault(row["fact"], {})[row["case"]] = float(row["value"])
    return found


def nearest_speed(speed: float) -> float | None:
    """The measured speed a run may be compared with: within 0.5 m/s, else None [m/s]."""
    best = min(SPEEDS, key=lambda v: abs(v - speed))
    return best if abs(best - speed) <= 0.5 else None


def _rows(file: str) -> list[dict[str, str]]:
    with (TABLES / file).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))
