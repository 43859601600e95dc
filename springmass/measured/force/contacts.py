"""Contacts of one force signal: when it rises above the threshold and when it falls below it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from springmass.measured.recording import FloatArray
from springmass.measured.runs import runs

_CHATTER = 0.012
"""A dip below the threshold shorter than this [s] is chatter, not flight."""
_SHALLOW_CHATTER = 0.03
"""So is one shorter than this [s] that stays above half the threshold."""
_WEAK, _WEAK_SHARE = 2.0, 0.1
"""A load that stays below so many thresholds, or below this share of the largest load, is no contact."""


@dataclass(frozen=True)
class Loads:
    """Stretches above the threshold, in order.

    Attributes
    ----------
    touchdown, takeoff : ndarray
        Between the samples where the file allows [s], shape (n,).
    whole : ndarray of bool
        False where the recording, or a gap in it, cuts the stretch off.
    """

    touchdown: FloatArray
    takeoff: FloatArray
    whole: NDArray[np.bool_]


def find_loads(time: FloatArray, vertical: FloatArray, lost: NDArray[np.bool_], threshold: float) -> Loads:
    """Find where a vertical force is above a threshold.

    Parameters
    ----------
    time : ndarray
        [s], shape (n,)
    vertical : ndarray
        [N], without NaN, shape (n,)
    lost : ndarray of bool
        True where the force is not known, shape (n,).
    threshold : float
        [N]

    Returns
    -------
    Loads

    Notes
    -----
    The instants are interpolated linearly between samples. Chatter around the threshold is joined to one stretch, a
    weak load is left out.

    Examples
    --------
    >>> import numpy as np
    >>> time = np.arange(0.0, 0.5, 0.01)
    >>> loads = find_loads(time, 1000.0 - 10000.0 * abs(time - 0.25), np.zeros(50, bool), 50.0)
    >>> loads.touchdown.round(4), loads.takeoff.round(4)
    (array([0.155]), array([0.345]))
    """
    first, after = runs((vertical > threshold) & ~lost)
    first, after = _without_chatter(first, after, time, vertical, lost, threshold)
    n = len(time)
    opens = (first > 0) & ~lost[np.maximum(first - 1, 0)]
    closes = (after < n) & ~lost[np.minimum(after, n - 1)]
    touchdown = np.where(opens, _crossing(time, vertical, np.maximum(first, 1), threshold), time[first])
    takeoff = np.where(closes, _crossing(time, vertical, np.minimum(after, n - 1), threshold), time[after - 1])
    return Loads(touchdown, takeoff, opens & closes)


def _without_chatter(
    first: NDArray[np.intp],
    after: NDArray[np.intp],
    time: FloatArray,
    vertical: FloatArray,
    lost: NDArray[np.bool_],
    threshold: float,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    if len(first) > 1:
        dip = time[first[1:]] - time[after[:-1] - 1]
        edges = np.column_stack([after[:-1], first[1:]]).ravel()
        lowest = np.minimum.reduceat(vertical, edges)[::2]
        broken = np.logical_or.reduceat(lost, edges)[::2]
        join = (dip < _CHATTER) | ((dip < _SHALLOW_CHATTER) & (lowest > 0.5 * threshold))
        join &= ~broken
        first, after = first[np.concatenate([[True], ~join])], after[np.concatenate([~join, [True]])]
    if len(first):
        edges = np.column_stack([first, np.minimum(after, len(time) - 1)]).ravel()
        highest = np.maximum.reduceat(vertical, edges)[::2]
        blip = highest < max(_WEAK * threshold, _WEAK_SHARE * highest.max())
        # Cut off by an end it may be the rest of a contact, and says that the plate was not free.
        blip &= (first > 0) & (after < len(time))
        first, after = first[~blip], after[~blip]
    return first, after


def _crossing(time: FloatArray, vertical: FloatArray, at: NDArray[np.intp], threshold: float) -> FloatArray:
    before = vertical[at - 1]
    rise = vertical[at] - before
    share = np.divide(threshold - before, rise, out=np.zeros_like(rise), where=rise != 0.0)
    return time[at - 1] + share * (time[at] - time[at - 1])
