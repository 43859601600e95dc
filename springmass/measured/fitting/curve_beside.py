"""What the recording itself says of a fitted number, without the model: measured beside modelled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.closed_forms import sine_wave
from springmass.gait.find import SteadyGait
from springmass.measured.fitting.beside import SINE_WAVE
from springmass.measured.fitting.runner_fit import Beside
from springmass.measured.force.force_steps import SHARES, ForceSteps
from springmass.measured.recording import Estimate, FloatArray
from springmass.units import label

BoolArray = NDArray[np.bool_]

NOT_FITTED = (
    "peak_vertical_force", "peak_braking_force", "peak_propulsive_force", "braking_impulse", "propulsive_impulse",
    "vertical_oscillation", "drop_touchdown_to_lowest", "time_of_peak_vertical_force", "time_of_lowest_point",
    "time_of_fore_aft_crossover",
)  # fmt: skip
"""Quantities of the steps that the fit did not aim at."""
_FROM, _TO = 35, 80
_BELT = 0.3


def late_roll(steps: ForceSteps, kept: BoolArray, speed: float) -> Estimate | None:
    """How fast the pressure under the foot moves forward from 35 to 80 % of contact.

    Parameters
    ----------
    steps : ForceSteps
    kept : array of bool, shape (n,)
        Which steps count.
    speed : float
        Of running [m/s].

    Returns
    -------
    Estimate or None
        [m/s] over the foot's ground: where the pressure travels backwards with the belt, the belt's speed is added.
        None where pressure was not measured, or moves as under no foot.
    """
    time = (_TO - _FROM) / 100.0 * steps.quantities["contact_time"][kept]
    rolled = (steps.cop[kept, _TO] - steps.cop[kept, _FROM]) / time
    if not np.isfinite(rolled).any():
        return None
    if np.nanmean(rolled) < -_BELT * speed:
        rolled = rolled + speed
    found = Estimate.of(rolled)
    return found if 0.0 <= found.value <= 0.5 * speed else None


def leg_stiffness(
    steps: ForceSteps, kept: BoolArray, speed: float, leg_length: float
) -> tuple[tuple[Beside, ...], Beside | None]:
    """Leg stiffness from the same steps without a model: the sine wave, and peak force over measured compression.

    Parameters
    ----------
    steps : ForceSteps
    kept : array of bool, shape (n,)
    speed, leg_length : float
        [m/s, m]

    Returns
    -------
    tuple of Beside
        For the leg's stiffness [N/m].
    Beside or None
        Vertical stiffness by the sine wave [N/m].
    """
    contact, step_time = steps.quantities["contact_time"][kept], 60.0 / steps.quantities["cadence"][kept]
    waves = [
        sine_wave(steps.mass.value, float(tc), float(t - tc), speed, leg_length, steps.gravity)
        for tc, t in zip(contact, step_time, strict=True)
        if np.isfinite(t) and t > tc
    ]
    sine = Estimate.of(np.array([wave.leg_stiffness for wave in waves]))
    upright = Estimate.of(np.array([wave.vertical_stiffness for wave in waves]))
    found = [Beside(SINE_WAVE, sine, "from speed, contact and flight time, step by step; Morin et al. 2005")]
    nothing = np.full(len(steps.touchdown), np.nan)
    drop = steps.quantities.get("drop_touchdown_to_lowest", nothing)[kept]
    peak = steps.quantities.get("peak_vertical_force", nothing)[kept]
    with np.errstate(invalid="ignore"):
        shorter = leg_length - np.sqrt(leg_length**2 - (0.5 * speed * contact) ** 2)
    measured = Estimate.of(peak / (drop + shorter))
    if measured.count:
        why = "measured peak force over measured drop plus the shortening of a leg that sweeps evenly"
        found.append(Beside("from peak force and drop", measured, why))
    vertical = Beside(SINE_WAVE, upright, "from contact and flight time, step by step; Morin et al. 2005")
    return tuple(found), vertical if upright.count else None


def measured_beside(steps: ForceSteps, kept: BoolArray, gait: SteadyGait) -> tuple[dict[str, Beside], list[str]]:
    """Numbers of the steps beside the gait's, and sentences about those that miss.

    Parameters
    ----------
    steps : ForceSteps
    kept : array of bool, shape (n,)
    gait : SteadyGait

    Returns
    -------
    dict
        Metric → the measured number, SI.
    list of str
        One for each that is off by more than the spread between steps.
    """
    beside, misses = {}, []
    for name in NOT_FITTED:
        if name not in steps.quantities:
            continue
        real = Estimate.of(steps.quantities[name][kept])
        if not real.count:
            continue
        model = gait.metrics[name]
        si = model.value if model.other is None else model.other
        beside[name] = Beside("measured", real, "mean over the good steps")
        if abs(si - real.value) > max(real.spread if real.count > 1 else 0.0, 0.02 * abs(real.value)):
            unit = model.other_unit or ("1" if model.unit == "fraction of contact" else model.unit)
            unit = unit.replace("·", " ") if unit in ("N·s",) else unit
            misses.append(f"{model.label}: {_text(si, unit)}, measured {_text(real.value, unit)}")
    return beside, misses


def _text(value: float, unit: str) -> str:
    if unit == "1":
        return f"{100.0 * value:.1f} % of contact"
    if unit == "N s":
        return f"{value:.1f} N·s"
    return label(value, unit, 3)


def spread_of(curves: FloatArray) -> FloatArray:
    """Standard deviation between steps at :data:`SHARES`, shape (101, 2); NaN for a single step."""
    if len(curves) < 2:
        return np.full((SHARES.size, 2), np.nan)
    return np.asarray(np.std(curves, axis=0, ddof=1))
