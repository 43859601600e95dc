"""Gaps, noise and moments between the frames."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from springmass.measured.recording import FloatArray
from springmass.measured.runs import runs

LONGEST_GAP = 0.1
"""Gaps up to this long are filled [s]."""

CUTOFF = 12.0
"""Cutoff of the low-pass on positions, as of the filter that is run each way [Hz]."""

_LEAST = 5
"""A stretch seen for fewer frames tells nothing about speed."""


def stretches(seen: NDArray[np.bool_]) -> Iterator[slice]:
    """Go through the unbroken stretches that are seen.

    Examples
    --------
    >>> list(stretches(np.array([True, True, False, True])))
    [slice(0, 2, None), slice(3, 4, None)]
    """
    for start, stop in zip(*runs(seen), strict=True):
        yield slice(int(start), int(stop))


def fill_gaps(time: FloatArray, points: FloatArray, longest: float = LONGEST_GAP) -> tuple[FloatArray, int]:
    """Fill short gaps with a cubic spline through what is seen around them.

    Parameters
    ----------
    time : ndarray, shape (n,)
        [s]
    points : ndarray, shape (n, 3)
        [m], NaN where not seen.
    longest : float
        Longer gaps stay NaN, as do the ends [s].

    Returns
    -------
    points : ndarray, shape (n, 3)
        [m]
    filled : int
        How many frames were filled.

    Examples
    --------
    >>> t = np.linspace(0.0, 1.0, 101)
    >>> walk = np.stack([t, t**2, 0 * t], axis=1)
    >>> walk[50:53] = np.nan
    >>> filled, count = fill_gaps(t, walk)
    >>> count, round(float(filled[51, 1]), 9)
    (3, 0.2601)
    """
    from scipy.interpolate import CubicSpline

    seen: NDArray[np.bool_] = np.asarray(np.isfinite(points).all(axis=1))
    if seen.all() or seen.sum() < 2:
        return points, 0
    first, last = np.flatnonzero(seen)[[0, -1]]
    gaps = [gap for gap in stretches(~seen) if gap.start > first and gap.stop <= last]
    gaps = [gap for gap in gaps if (gap.stop - gap.start) * np.median(np.diff(time)) <= longest + 1e-9]
    filled = points.copy()
    for gap in gaps:
        # Ten frames on either side say all about the gap; a spline through everything would also cross the long gaps.
        near = slice(max(gap.start - 10, 0), gap.stop + 10)
        here = seen[near]
        filled[gap] = CubicSpline(time[near][here], points[near][here], axis=0)(time[gap])
    return filled, sum(gap.stop - gap.start for gap in gaps)


class Smooth:
    """A point's way, low-passed, at any moment.

    Parameters
    ----------
    time : ndarray, shape (n,)
        [s], evenly spaced.
    points : ndarray, shape (n, k)
        [m], NaN where not seen.
    cutoff : float or None
        Of a Butterworth filter of second order [Hz]. Run forwards and backwards it shifts nothing in time, falls off as
        one of fourth order, and lets half of the cutoff frequency itself through (−6 dB); 1 ÷ √2 (−3 dB) it lets
        through at 0.80 of it. None leaves the points as they are.

    Examples
    --------
    >>> t = np.linspace(0.0, 2.0, 301)
    >>> way = Smooth(t, np.stack([np.sin(2 * np.pi * t)], axis=1))
    >>> bool(abs(way.at(np.array([0.9]))[0, 0] - np.sin(1.8 * np.pi)) < 0.002)
    True
    """

    def __init__(self, time: FloatArray, points: FloatArray, cutoff: float | None = CUTOFF) -> None:
        from scipy.interpolate import CubicSpline
        from scipy.signal import butter, sosfiltfilt

        self.time, self.points = time, np.full(points.shape, np.nan)
        self._width = int(points.shape[1])
        self._pieces = []
        for piece in stretches(np.asarray(np.isfinite(points).all(axis=1))):
            some, when = points[piece], time[piece]
            if len(when) < _LEAST:
                continue
            rate = (len(when) - 1) / (when[-1] - when[0])
            if cutoff is not None and cutoff < 0.45 * rate:
                filter_ = butter(2, cutoff, fs=rate, output="sos")
                some = sosfiltfilt(filter_, some, axis=0, padlen=min(len(some) - 1, int(rate / cutoff) + 9))
            self.points[piece] = some
            self._pieces.append((when[0], when[-1], CubicSpline(when, some, axis=0)))

    def at(self, moments: FloatArray, derivative: int = 0) -> FloatArray:
        """Give the place, or its derivative, at any moments; NaN outside what was seen.

        Parameters
        ----------
        moments : ndarray
            [s], any shape.
        derivative : int
            0 the place [m], 1 the velocity [m/s].

        Returns
        -------
        ndarray
            Shape of the moments with one more axis of length k.
        """
        out: FloatArray = np.full((*moments.shape, self._width), np.nan)
        for start, stop, spline in self._pieces:
            inside = (moments >= start) & (moments <= stop)
            if inside.any():
                out[inside] = spline(moments[inside], derivative)
        return out
