"""Whether a step may be held against real runners, and how well a model curve agrees with a measured one."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from springmass.evidence.runners26 import nearest_speed
from springmass.metrics import Metrics
from springmass.scenario.defaults import GRAVITY


def comparable(metrics: Metrics) -> float | None:
    """Speed at which real runners were measured that a step may be held against.

    Parameters
    ----------
    metrics : Metrics

    Returns
    -------
    float or None
        [m/s]; None for another speed, on a slope, against a steady force, under another gravity, or without a whole
        step.
    """
    p, speed = metrics.view.step.parameters, metrics["speed"].value
    on_a_treadmill = p.slope == 0.0 and p.impeding_force == 0.0 and abs(p.gravity - GRAVITY) < 0.05
    return nearest_speed(speed) if on_a_treadmill and math.isfinite(speed) else None


def r_squared(measured: ArrayLike, model: ArrayLike) -> float:
    """Share of the measured curve's variance the model explains.

    Parameters
    ----------
    measured, model : array, shape (n,)
        At the same instants, in one unit.

    Returns
    -------
    float
        ``1 − Σ(measured − model)² / Σ(measured − mean)²``: 1 for the same curve, 0 for one no better than the mean,
        below 0 for a worse one; NaN for a measured curve that does not change. Nothing is fitted.

    Examples
    --------
    >>> r_squared([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]), r_squared([1.0, 2.0, 3.0], [2.0, 2.0, 2.0])
    (1.0, 0.0)
    """
    there, here = np.asarray(measured, dtype=float), np.asarray(model, dtype=float)
    spread = float(np.sum((there - there.mean()) ** 2))
    return 1.0 - float(np.sum((there - here) ** 2)) / spread if spread > 0.0 else float("nan")
