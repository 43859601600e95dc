"""Times as they stand in files, rounded and with gaps, made into an even clock."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from springmass.errors import InputError
from springmass.measured.files.found import sensible
from springmass.measured.recording import FloatArray

_FINEST, _COARSEST = 1e-6, 100.0
"""[s] from row to row; outside it is another unit, or damage."""
_SECONDS = "Times must be in seconds."
_AGREE = 0.02
"""Of a rate the file states, to be taken at its word"""


def even_clock(
    time: FloatArray, path: Path, rate: float | None = None
) -> tuple[FloatArray, FloatArray | None, tuple[str, ...]]:
    """Put times on an even clock.

    Files round their times: 0.007, 0.013, 0.020 is 150 a second. Where the times fit an even clock to half a step they
    are replaced by it; where rows are missing, the even clock goes through the gap.

    Parameters
    ----------
    time : ndarray
        [s], as in the file, shape (n,).
    path : Path
        For messages.
    rate : float, optional
        Samples a second as the file states it; used where it agrees with the times.

    Returns
    -------
    time : ndarray
        [s], even, shape (m,).
    place : ndarray or None
        Row of the file, with a fraction, for each of them, shape (m,), NaN inside a gap; None where it is row by row.
    notes : tuple of str

    Raises
    ------
    InputError
        For times that do not increase, are no numbers, or have far more gap than rows.

    Examples
    --------
    >>> even_clock(np.array([0.0, 0.007, 0.013, 0.020]), Path("a.trc"))[0]
    array([0.        , 0.00666667, 0.01333333, 0.02      ])
    """
    n = len(time)
    time = sensible(time)[0]
    if not np.all(np.isfinite(time)):
        row = int(np.flatnonzero(~np.isfinite(time))[0]) + 1
        raise InputError("time", file=str(path), allowed=f"is blank or no number in row {row} of the numbers")
    steps = np.diff(time)
    if np.any(steps <= 0.0):
        row = int(np.flatnonzero(steps <= 0.0)[0]) + 2
        given = f"{time[row - 1]:g} s after {time[row - 2]:g} s"
        said = f"does not increase in row {row} of the numbers"
        raise InputError("time", file=str(path), given=given, allowed=said)
    step = float(np.median(steps))
    if not _FINEST <= step <= _COARSEST:
        said = "is no time of forces or of motion"
        raise InputError("time", file=str(path), given=f"{step:.3g} s from row to row", allowed=said, hint=_SECONDS)
    if steps.max() < 1.75 * step:
        found = float((n - 1) / (time[-1] - time[0]))
        even = _rate(time, found, rate)
        clock = time[0] + np.arange(n) / even
        if np.max(np.abs(clock - time)) <= 0.6 * step:
            return clock, None, ()
    mean = float(np.mean(steps[steps < 1.75 * step]))
    count = int(min(round((time[-1] - time[0]) / mean), 10**9)) + 1
    if count > 2 * n + 10:
        said = f"jumps: {n} rows over {time[-1] - time[0]:.6g} s, most of them {1e3 * step:.3g} ms apart"
        raise InputError("time", file=str(path), allowed=said, hint="Cut the file at the gap.")
    clock = np.linspace(time[0], time[-1], count)
    place = np.interp(clock, time, np.arange(n, dtype=float))
    inside = np.clip(np.searchsorted(time, clock, side="right") - 1, 0, n - 2)
    near = np.minimum(clock - time[inside], time[inside + 1] - clock) < 0.5 * step
    place = np.where((steps[inside] < 1.75 * step) | near, place, np.nan)
    gaps = int(np.sum(steps >= 1.75 * step))
    said = f"with {gaps} gap{'s' if gaps != 1 else ''}" if gaps else "unevenly spaced"
    return clock, place, (f"The times are {said}; the values were put on an even clock of {1 / mean:.4g} a second.",)


def on_clock(values: FloatArray, place: FloatArray | None) -> FloatArray:
    """Take values at places between the rows.

    Parameters
    ----------
    values : ndarray
        Shape (n,) or (n, k).
    place : ndarray or None
        From :func:`even_clock`, shape (m,).

    Returns
    -------
    ndarray
        Shape (m,) or (m, k): straight lines between rows, NaN in gaps and beside blanks.

    Examples
    --------
    >>> on_clock(np.array([0.0, 2.0, 4.0]), np.array([0.0, 0.5, 2.0, np.nan]))
    array([ 0.,  1.,  4., nan])
    """
    if place is None:
        return values
    known = np.where(np.isfinite(place), place, 0.0)
    low = np.minimum(known.astype(int), len(values) - 2)
    part = (known - low).reshape(-1, *(1,) * (values.ndim - 1))
    # Exactly on a row the blank beside it must not spoil it: 0 × NaN is NaN.
    between = np.where(part == 0, values[low], np.where(part == 1, values[low + 1], _mix(values, low, part)))
    between[~np.isfinite(place)] = np.nan
    return between


def _mix(values: FloatArray, low: np.ndarray, part: FloatArray) -> FloatArray:
    return (1.0 - part) * values[low] + part * values[low + 1]


def _rate(time: FloatArray, found: float, stated: float | None) -> float:
    """Prefer the stated rate, then a whole number, as far as the rounding of the times allows."""
    n = len(time)
    straight = time[0] + np.arange(n) / found
    rounding = 2.5 * float(np.max(np.abs(straight - time))) + 1e-6 * (time[-1] - time[0])
    if (
        stated
        and abs(stated / found - 1.0) < _AGREE
        and abs((n - 1) / stated - (time[-1] - time[0])) <= rounding + 1e-3
    ):
        return stated
    whole = float(round(found))
    if whole >= 1 and abs((n - 1) / whole - (time[-1] - time[0])) <= rounding:
        return whole
    return found
