"""From plates to contacts: which loads are one foot, and which foot it is.

Plates named ``right`` and ``left`` give each foot its own signal. Otherwise all plates are added up: a foot that lands
on two belts, or across two plates in the floor, is one contact then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from springmass.measured.force.contacts import Loads, find_loads
from springmass.measured.recording import FloatArray

LONGEST_CONTACT = 0.6
"""No foot of a runner is down for longer [s]."""
FEET = ("right", "left")
_OVERLAP = 0.01
"""Two feet are down at once if for longer than this [s]."""
_ENOUGH = 4
"""Contacts it takes before a pattern from side to side is believed."""
_SURE = 3.0
"""Standard errors by which the pattern must stand out."""


@dataclass(frozen=True)
class Signal:
    """Forces of one plate, or of all together, ready to be measured.

    Attributes
    ----------
    name : str
    vertical, fore_aft : ndarray
        [N], shape (n,); fore-aft may be NaN
    cop_x, cop_z : ndarray
        Forward and sideways place of the centre of pressure [m], shape (n,), NaN where unknown
    """

    name: str
    vertical: FloatArray
    fore_aft: FloatArray
    cop_x: FloatArray
    cop_z: FloatArray


@dataclass(frozen=True)
class Contacts:
    """Contacts in order of time.

    Attributes
    ----------
    touchdown, takeoff : ndarray
        [s], shape (n,)
    source : ndarray of int
        Which of the signals each belongs to, shape (n,).
    side : tuple of str
    two_down : ndarray of bool
        The other foot was down at the same time, shape (n,).
    cut_off : int
        Contacts the ends of the recording, or gaps in it, cut off.
    """

    touchdown: FloatArray
    takeoff: FloatArray
    source: NDArray[np.intp]
    side: tuple[str, ...]
    two_down: NDArray[np.bool_]
    cut_off: int


def add_up(plates: tuple[Signal, ...]) -> Signal:
    """Add plates up; the centre of pressure is weighted by the vertical force.

    Parameters
    ----------
    plates : tuple of Signal
        At least one.

    Returns
    -------
    Signal
        A direction that no plate measured is NaN; one that some did not measure is what the others say.

    Examples
    --------
    >>> import numpy as np
    >>> one = Signal("a", np.array([100.0]), np.array([5.0]), np.array([0.0]), np.array([0.1]))
    >>> other = Signal("b", np.array([300.0]), np.array([-1.0]), np.array([1.0]), np.array([0.1]))
    >>> float(add_up((one, other)).cop_x[0]), float(add_up((one, other)).fore_aft[0])
    (0.75, 4.0)
    """
    if len(plates) == 1:
        return plates[0]
    vertical = np.sum([plate.vertical for plate in plates], axis=0)
    sideways = np.array([plate.fore_aft for plate in plates])
    measured = np.isfinite(sideways).any(axis=1)
    fore_aft = np.sum(sideways[measured], axis=0) if measured.any() else np.full_like(vertical, np.nan)
    weights = np.array([plate.vertical for plate in plates]).clip(min=0.0)
    return Signal(
        "all plates",
        vertical,
        fore_aft,
        _weighted(np.array([plate.cop_x for plate in plates]), weights),
        _weighted(np.array([plate.cop_z for plate in plates]), weights),
    )


def _weighted(places: FloatArray, weights: FloatArray) -> FloatArray:
    known = np.where(np.isfinite(places), weights, 0.0)
    whole = known.sum(axis=0)
    sums = (np.nan_to_num(places) * known).sum(axis=0)
    return np.divide(sums, whole, out=np.full_like(whole, np.nan), where=whole > 0.0)


def find_contacts(
    time: FloatArray, plates: tuple[Signal, ...], whole: Signal, lost: NDArray[np.bool_], threshold: float
) -> Contacts:
    """Find the contacts of all plates and tell the feet apart where something tells.

    Parameters
    ----------
    time : ndarray
        [s], shape (n,)
    plates : tuple of Signal
    whole : Signal
        All plates together; signal number ``len(plates)``.
    lost : ndarray of bool
        True where forces are not known, shape (n,).
    threshold : float
        [N]

    Returns
    -------
    Contacts

    Examples
    --------
    >>> time, nothing = np.arange(1000) / 1000.0, np.full(1000, np.nan)
    >>> def foot(name: str, start: float) -> Signal:
    ...     force = np.where(abs(time - start - 0.1) < 0.1, 1500.0, 0.0)
    ...     return Signal(name, force, nothing, nothing, nothing)
    >>> plates = (foot("right", 0.4), foot("left", 0.1))
    >>> find_contacts(time, plates, add_up(plates), time < 0.0, 50.0).side
    ('left', 'right')
    """
    names = [plate.name.casefold() for plate in plates]
    if all(name in FEET for name in names) and len(plates) > 1:
        found = [find_loads(time, plate.vertical, lost, threshold) for plate in plates]
        return _in_order([(loads, index, names[index]) for index, loads in enumerate(found)], time)
    every = find_loads(time, whole.vertical, lost, threshold)
    sources = [(every, len(plates), "")]
    if len(plates) > 1:
        sources = _walking_apart(every, time, plates, lost, threshold)
    contacts = _in_order(sources, time)
    if len(names) == 1 and names[0] in FEET:
        side = tuple(names * len(contacts.touchdown))
    else:
        side = _sides(contacts, time, whole)
    return Contacts(contacts.touchdown, contacts.takeoff, contacts.source, side, contacts.two_down, contacts.cut_off)


def _walking_apart(
    every: Loads, time: FloatArray, plates: tuple[Signal, ...], lost: NDArray[np.bool_], threshold: float
) -> list[tuple[Loads, int, str]]:
    """Replace what is too long for one foot by the loads of the plates, if it is made of several."""
    long = every.takeoff - every.touchdown > LONGEST_CONTACT
    alone = [find_loads(time, plate.vertical, lost, threshold) for plate in plates]
    parts = []
    split = np.zeros_like(long)
    for loads in alone:
        # In which stretch of all plates together each load of this plate lies.
        inside = np.searchsorted(every.touchdown, 0.5 * (loads.touchdown + loads.takeoff)) - 1
        inside = np.clip(inside, 0, max(len(long) - 1, 0))
        parts.append((loads, inside))
    if len(long):
        count = np.zeros(len(long), dtype=int)
        for _, inside in parts:
            count += np.bincount(inside, minlength=len(long))
        split = long & (count > 1)
    sources = [(_only(every, ~split), len(plates), "")]
    if split.any():
        sources += [(_only(loads, split[inside]), index, "") for index, (loads, inside) in enumerate(parts)]
    return sources


def _only(loads: Loads, mask: NDArray[np.bool_]) -> Loads:
    return Loads(loads.touchdown[mask], loads.takeoff[mask], loads.whole[mask])


def _in_order(found: list[tuple[Loads, int, str]], time: FloatArray) -> Contacts:
    touchdown = np.concatenate([loads.touchdown for loads, _, _ in found])
    takeoff = np.concatenate([loads.takeoff for loads, _, _ in found])
    whole = np.concatenate([loads.whole for loads, _, _ in found])
    source = np.concatenate([np.full(len(loads.touchdown), index, dtype=np.intp) for loads, index, _ in found])
    sides = [side for loads, _, side in found for _ in loads.touchdown]
    order = np.argsort(touchdown, kind="stable")
    touchdown, takeoff, whole, source = touchdown[order], takeoff[order], whole[order], source[order]
    # A load is over another if it begins before any earlier one has ended.
    ended = np.maximum.accumulate(takeoff) if len(takeoff) else takeoff
    over = np.concatenate([[False], touchdown[1:] < ended[:-1] - _OVERLAP])[: len(touchdown)]
    two_down = over | np.concatenate([over[1:], [False]])[: len(touchdown)]
    return Contacts(
        touchdown[whole],
        takeoff[whole],
        source[whole],
        tuple(sides[i] for i in order[whole]),
        two_down[whole],
        int(np.sum(~whole)),
    )


def _sides(contacts: Contacts, time: FloatArray, whole: Signal) -> tuple[str, ...]:
    """Tell the feet apart by the centre of pressure that jumps from side to side; right is +z."""
    n = len(contacts.touchdown)
    unknown = ("",) * n
    if n < _ENOUGH or not np.isfinite(whole.cop_z).any():
        return unknown
    first = np.searchsorted(time, contacts.touchdown)
    after = np.searchsorted(time, contacts.takeoff)
    place = np.full(n, np.nan)
    for k, (i, j) in enumerate(zip(first, after, strict=True)):
        inside = slice(i, max(j, i + 1))
        z, weight = whole.cop_z[inside], whole.vertical[inside]
        known = np.isfinite(z)
        if known.any() and weight[known].sum() > 0.0:
            place[k] = np.average(z[known], weights=weight[known].clip(min=0.0))
    # A step missed, or a foot down twice, breaks the pattern: behind it a new one begins.
    steps = np.diff(contacts.touchdown)
    usual = np.median(steps)
    group = np.concatenate([[0], np.cumsum((steps > 1.5 * usual) | (steps < 0.6 * usual))])
    # Against its neighbours, so that a runner who wanders over the belt is no trouble.
    aside = np.full(n, np.nan)
    inner = np.flatnonzero(group[:-2] == group[2:]) + 1
    aside[inner] = place[inner] - 0.5 * (place[inner - 1] + place[inner + 1])
    turn = np.where(np.arange(n) % 2 == 0, 1.0, -1.0)
    side = list(unknown)
    for one in np.unique(group).tolist():
        mine = np.flatnonzero((group == one) & np.isfinite(aside))
        if len(mine) < _ENOUGH:
            continue
        # Feet alternate while no step is missed; only which foot begins is to be found out.
        pattern = aside[mine] * turn[mine]
        if abs(pattern.mean()) > _SURE * pattern.std(ddof=1) / np.sqrt(len(mine)):
            begins_right = pattern.mean() > 0.0
            for k in np.flatnonzero(group == one).tolist():
                side[k] = "right" if (turn[k] > 0.0) == begins_right else "left"
    return tuple(side)
