"""The step between the values a file can hold, read off the values themselves."""

from __future__ import annotations

import numpy as np

from springmass.measured.recording import FloatArray

_MOST = 20_000


def step_between(values: FloatArray) -> float:
    """Find the step of the grid that values lie on.

    Parameters
    ----------
    values : ndarray
        In any unit, NaN where missing, shape (n,).

    Returns
    -------
    float
        In the same unit: the smallest difference between distinct values if 98 % of the differences are multiples of
        it, otherwise the largest whole part of it of which they are; NaN for fewer than three distinct values.

    Examples
    --------
    >>> step_between(np.array([0.236, 0.240, 0.238, 0.246]))
    0.002
    >>> step_between(np.array([7.5, 7.625, 8.0, 7.75]))
    0.125
    """
    known = values[np.isfinite(values)]
    # A prefix is enough: the grid is the file format's, the same from start to end.
    distinct = np.unique(known[:_MOST])
    if len(distinct) < 3:
        return float("nan")
    gaps = np.diff(distinct)
    size = float(np.max(np.abs(distinct)))
    gaps = gaps[gaps > 1e-7 * size]  # single precision stores 7 digits: less is no step
    if len(gaps) == 0:
        return float("nan")
    least = float(np.min(gaps))
    for part in range(1, 11):
        step = least / part
        multiples = gaps / step
        if np.mean(np.abs(multiples - np.round(multiples)) < 0.02) >= 0.98:
            return float(np.format_float_positional(_sharpened(step, gaps), precision=6, fractional=False, trim="-"))
    return least


def _sharpened(step: float, gaps: FloatArray) -> float:
    """The step from all gaps together, so that rounding of one does not show."""
    near = gaps[gaps < 50.0 * step]
    return float(np.sum(near) / np.sum(np.round(near / step)))
