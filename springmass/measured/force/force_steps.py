"""The steps of a force recording: one row a contact, whatever plates it came from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from springmass.measured.recording import Estimate, FloatArray

SHARES: FloatArray = np.linspace(0.0, 1.0, 101)
"""Where in contact the curves are given, 0 touchdown to 1 takeoff."""


@dataclass(frozen=True)
class ForceSteps:
    """Contacts in order of time; n of them.

    ``quantities`` are named as metrics are, in N, N·s, m, s, steps/min and shares of contact (not in body weights:
    divide by ``weight``): contact_time, flight_time, step_time, cadence, duty_factor, peak_vertical_force,
    peak_braking_force, peak_propulsive_force, braking_impulse, propulsive_impulse, vertical_impulse,
    vertical_oscillation, drop_touchdown_to_lowest, time_of_peak_vertical_force, time_of_lowest_point,
    time_of_fore_aft_crossover, loading_rate [N/s]; NaN where a step has none.
    """

    touchdown: FloatArray
    """[s] on the recording's clock, shape (n,)"""
    takeoff: FloatArray
    """[s], shape (n,)"""
    side: tuple[str, ...]
    """``"right"``, ``"left"``, or empty where nothing tells"""
    good: NDArray[np.bool_]
    """Whether it is an ordinary step, shape (n,)"""
    why_not: tuple[str, ...]
    """A few words for each step that is not good, otherwise empty"""
    quantities: dict[str, FloatArray]
    """Name → one number a step, shape (n,)"""
    curves: FloatArray
    """Fore-aft and vertical force [N] at :data:`SHARES` of contact, shape (n, 101, 2)"""
    cop: FloatArray
    """Forward place of the centre of pressure on the recording's axes [m] at :data:`SHARES`, shape (n, 101)"""
    mass: Estimate
    """From the mean vertical force over whole steps [kg]"""
    gravity: float
    """It was divided by [m/s²]"""
    threshold: float
    """Contact is a vertical force above this [N]"""
    notes: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        """Mean vertical force over whole steps [N]."""
        return self.mass.value * self.gravity

    def mean(self, name: str, side: str | None = None) -> Estimate:
        """Mean of a quantity over the good steps (of one side), with its standard error and the spread between them."""
        chosen = self.good & np.array([side in (None, one) for one in self.side], dtype=bool)
        return Estimate.of(self.quantities[name][chosen])

    def mean_curves(self) -> FloatArray:
        """Fore-aft and vertical force averaged over the good steps, shape (101, 2); NaN where there is none."""
        curves = self.curves[self.good]
        count = np.isfinite(curves).sum(axis=0)
        return np.divide(np.nansum(curves, axis=0), count, out=np.full(count.shape, np.nan), where=count > 0)
