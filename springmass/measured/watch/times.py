"""Time of the records: in order, in seconds from the first, with what was wrong said."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from springmass.measured.counted import counted
from springmass.measured.recording import FloatArray, Lap

LONGEST_GAP = 86400.0
"""Records further apart than this [s] are of another day or of a broken clock."""


def in_order(stamps: FloatArray) -> tuple[NDArray[np.intp], list[str]]:
    """Choose the records whose times make sense together.

    A clock that jumps ahead for a record and back is the jump's fault, not that of all later records: the longest
    row of times that never goes back is kept.

    Parameters
    ----------
    stamps : ndarray
        [s] as in the file, NaN where missing, shape (n,).

    Returns
    -------
    kept : ndarray of int
        Which records, in order of time.
    notes : list of str

    Examples
    --------
    >>> kept, notes = in_order(np.array([0.0, 1.0, 900.0, 2.0, 3.0]))
    >>> kept.tolist(), notes
    ([0, 1, 3, 4], ['1 record out of order in time left out'])
    """
    notes = []
    kept = np.flatnonzero(np.isfinite(stamps))
    if missing := len(stamps) - len(kept):
        notes.append(f"{counted(missing, 'record')} without a time left out")
    if len(kept) == 0:
        return kept, notes
    if np.any(np.diff(stamps[kept]) < 0.0):
        ordered = kept[_longest_row(stamps[kept])]
        notes.append(f"{counted(len(kept) - len(ordered), 'record')} out of order in time left out")
        kept = ordered
    breaks = np.flatnonzero(np.diff(stamps[kept]) > LONGEST_GAP)
    if len(breaks):
        groups = np.split(kept, breaks + 1)
        largest = max(groups, key=len)
        notes.append(f"{counted(len(kept) - len(largest), 'record')} more than a day from the others left out")
        kept = largest
    if same := int(np.count_nonzero(np.diff(stamps[kept]) == 0.0)):
        notes.append(f"{counted(same, 'record')} with the same time as the one before")
    return kept, notes


def durations(time: FloatArray) -> FloatArray:
    """How long each record stands for: until the next, but no longer than gaps allow.

    Parameters
    ----------
    time : ndarray
        [s], shape (n,).

    Returns
    -------
    ndarray
        [s], shape (n,); a record before a gap (see :func:`longest_step`) stands for the usual step.

    Examples
    --------
    >>> durations(np.array([0.0, 1.0, 2.0, 3.0, 90.0])).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0]
    """
    if len(time) < 2:
        return np.ones(len(time))
    steps = np.diff(time)
    usual = float(np.median(steps))
    steps = np.where(steps > longest_step(time), usual, steps)
    return np.append(steps, usual)


def longest_step(time: FloatArray) -> float:
    """From how many seconds on a step between records is a gap: watches that save space write every 1 to 10 s."""
    steps = np.diff(time)
    usual = float(np.median(steps)) if len(steps) else 1.0
    return max(15.0, 5.0 * usual)


def within_sport(time: FloatArray, sessions: Sequence[Lap], sport: str) -> NDArray[np.bool_]:
    """Which records belong to sessions of a sport.

    Parameters
    ----------
    time : ndarray
        [s], shape (n,).
    sessions : sequence of Lap
        In order of their starts.
    sport : str

    Returns
    -------
    ndarray of bool
        Shape (n,). A record belongs to the session that began last, and until two seconds after its end: ends are
        rounded, and the last record often comes a second later.

    Examples
    --------
    >>> ride, run = Lap("1", 0.0, 1.9, "cycling"), Lap("2", 2.0, 3.9, "running")
    >>> within_sport(np.arange(5.0), (ride, run), "running").tolist()
    [False, False, True, True, True]
    """
    latest = np.searchsorted([one.start for one in sessions], time, side="right") - 1
    inside = np.zeros(len(time), dtype=bool)
    for place, one in enumerate(sessions):
        if one.sport == sport:
            inside |= (latest == place) & (time <= one.end + 2.0)
    return inside


def _longest_row(values: FloatArray) -> NDArray[np.intp]:
    """Indices of the longest subsequence that never decreases (patience sorting)."""
    tails: list[float] = []
    places: list[int] = []
    before = np.full(len(values), -1, dtype=np.intp)
    for index, value in enumerate(values.tolist()):
        pile = bisect_right(tails, value)
        before[index] = places[pile - 1] if pile else -1
        if pile == len(tails):
            tails.append(value)
            places.append(index)
        else:
            tails[pile] = value
            places[pile] = index
    row = [places[-1]]
    while before[row[-1]] >= 0:
        row.append(int(before[row[-1]]))
    return np.asarray(row[::-1], dtype=np.intp)
