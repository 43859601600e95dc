"""Which contacts are an ordinary running step, and why the others are not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from springmass.measured.force.belts import LONGEST_CONTACT, Contacts
from springmass.measured.recording import FloatArray

_SHORTEST_CONTACT = 0.05
"""No runner's foot is down for a shorter time [s]."""
_LONGEST_FLIGHT = 0.4
"""No runner flies longer between two steps [s]; behind it a step was missed."""
_ENOUGH = 4
"""Contacts it takes before one can be unlike the others."""
_MISSED = 1.6
"""Step times longer than this times their median hold two steps."""
_LONG, _SHORT = 1.5, 0.65
"""Contacts beyond these shares of the median are no single contact."""
_TWICE_GAP = 0.7
"""A foot that is down twice does it within this share of the median flight time."""
_IMPULSE = 0.25
"""Share by which a step's impulse may miss the weight times its duration: speeds of a runner's ups and downs differ
little from step to step."""
_ODD, _ODD_SHARE = 6.0, 0.15
"""Unusual is what lies this many robust standard deviations and at least this share off the median."""
_CLIPPED = 0.01
"""A force that keeps its very largest value for this long [s] has left the range of the plate."""


def step_times(contacts: Contacts) -> FloatArray:
    """Touchdown to the next touchdown [s], NaN where the next step was missed or lost.

    Parameters
    ----------
    contacts : Contacts
        n of them.

    Returns
    -------
    ndarray
        Shape (n,)

    Examples
    --------
    >>> at, no = np.array([0.0, 0.35, 1.05]), np.zeros(3, bool)
    >>> step_times(Contacts(at, at + 0.25, no, ("", "", ""), no, 0))  # 0.45 s in the air: a step was missed
    array([0.35,  nan,  nan])
    """
    n = len(contacts.touchdown)
    step = np.full(n, np.nan)
    if n < 2:
        return step
    step[:-1] = np.diff(contacts.touchdown)
    flight = np.append(contacts.touchdown[1:], np.nan) - contacts.takeoff
    side = contacts.side
    same_foot = np.array([*(bool(a) and a == b for a, b in pairwise(side)), False])
    missed = (flight > _LONGEST_FLIGHT) | (flight <= 0.0) | same_foot
    if n > _ENOUGH:
        missed |= step > _MISSED * np.nanmedian(step)
    return np.where(missed, np.nan, step)


def judge(contacts: Contacts, quantities: dict[str, FloatArray], clipped: NDArray[np.bool_]) -> tuple[str, ...]:
    """Give reasons against every contact that is no ordinary step.

    Parameters
    ----------
    contacts : Contacts
        n of them.
    quantities : dict
        As measured, each of shape (n,).
    clipped : ndarray of bool
        The force left the range of the plate, shape (n,).

    Returns
    -------
    tuple of str
        A few words for each, empty for a good step.

    Examples
    --------
    >>> at, no = np.array([0.0, 0.35]), np.zeros(2, bool)
    >>> judge(Contacts(at, at + [0.25, 0.02], no, ("", ""), no, 0), {"contact_time": np.array([0.25, 0.02])}, no)
    ('', 'contact too short')
    """
    contact = quantities["contact_time"]
    n = len(contact)
    reasons = [""] * n

    def against(mask: NDArray[np.bool_], words: str) -> None:
        for k in np.flatnonzero(mask):
            reasons[k] = reasons[k] or words

    against(contacts.two_down, "two feet down")
    against(clipped, "force beyond the range of the plate")
    against(contact < _SHORTEST_CONTACT, "contact too short")
    against(contact > LONGEST_CONTACT, "contact too long")
    if n >= _ENOUGH:
        usual = float(np.median(contact))
        gap = contacts.touchdown[1:] - contacts.takeoff[:-1]
        pair = (contact[1:] < 0.8 * usual) & (contact[:-1] < 0.8 * usual)
        twice = (
            pair
            & (gap < _TWICE_GAP * np.median(gap))
            & ((contacts.takeoff[1:] - contacts.touchdown[:-1]) < 1.3 * usual)
        )
        against(np.append(twice, False) | np.insert(twice, 0, False), "foot down twice")
        against(contact < _SHORT * usual, "contact too short")
        against(contact > _LONG * usual, "contact too long: no flight seen")
        step = quantities["step_time"]
        against(step < _SHORT * np.nanmedian(step) if np.isfinite(step).any() else contact < 0.0, "step too short")
        share = quantities["vertical_impulse"] / step
        if np.isfinite(share).sum() >= _ENOUGH:
            off = np.abs(share / np.nanmedian(share) - 1.0)
            against(off > _IMPULSE, "impulse does not fit the step's duration")
        for name, words in (
            ("contact_time", "unusual contact time"),
            ("peak_vertical_force", "unusual peak force"),
            ("vertical_impulse", "unusual impulse"),
        ):
            against(_odd(quantities[name]), words)
    return tuple(reasons)


def clipped_contacts(time: FloatArray, raw: list[FloatArray], contacts: Contacts) -> NDArray[np.bool_]:
    """Find contacts whose force stays at the largest value of a plate.

    Parameters
    ----------
    time : ndarray
        [s], shape (m,)
    raw : list of ndarray
        Vertical force of each plate as recorded [N], shape (m,).
    contacts : Contacts
        n of them.

    Returns
    -------
    ndarray of bool
        Shape (n,)

    Examples
    --------
    >>> time, no = np.arange(200) / 1000.0, np.zeros(1, bool)
    >>> force = np.minimum(2000.0 * np.sin(np.pi * time / 0.2), 1900.0)
    >>> clipped_contacts(time, [force], Contacts(time[1:2], time[-2:-1], no, ("",), no, 0))
    array([ True])
    """
    clipped = np.zeros(len(contacts.touchdown), dtype=bool)
    enough = max(5, int(_CLIPPED * (len(time) - 1) / (time[-1] - time[0])))
    first = np.searchsorted(time, contacts.touchdown)
    after = np.searchsorted(time, contacts.takeoff)
    for force in raw:
        if not np.isfinite(force).any() or not np.nanmax(force) > 0.0:
            continue
        top = np.concatenate([[0], np.cumsum(force == np.nanmax(force))])
        clipped |= top[after] - top[first] >= enough
    return clipped


def _odd(values: FloatArray) -> NDArray[np.bool_]:
    middle = np.median(values)
    away = np.abs(values - middle)
    usual = 1.4826 * np.median(away)
    return np.asarray((away > _ODD * usual) & (away > _ODD_SHARE * abs(middle)))
