"""All roots of a function of one variable that is cheap over arrays: every bracket is narrowed at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.extrapolation import Floats


def find_roots(gap: Callable[[Floats], Floats], at: Floats) -> list[float]:
    """Roots of a function, from changes of sign on a grid and from near touches looked at closer.

    Parameters
    ----------
    gap : callable
        Array → array of the same shape; NaN where there is no value.
    at : array, shape (n,)
        The grid.

    Returns
    -------
    list of float

    Examples
    --------
    >>> import numpy as np
    >>> [round(r, 9) for r in find_roots(lambda x: x * x - 2.0, np.linspace(-2.0, 2.0, 9))]
    [-1.414213562, 1.414213562]
    """
    value = gap(at)
    size = np.abs(value)
    touches = np.flatnonzero(
        (size[1:-1] <= size[:-2])
        & (size[1:-1] <= size[2:])
        & (value[1:-1] * value[:-2] > 0.0)
        & (value[1:-1] * value[2:] > 0.0)
    )
    for i in touches + 1:  # a dip towards zero without a change of sign may hide a pair of roots
        closer = np.linspace(at[i - 1], at[i + 1], 101)[1:-1]
        at, value = np.concatenate([at, closer]), np.concatenate([value, gap(closer)])
    order = np.argsort(at)
    at, value = at[order], value[order]
    with np.errstate(invalid="ignore"):
        found = np.flatnonzero(value[:-1] * value[1:] < 0.0)
    on_grid = [float(x) for x in at[value == 0.0]]
    if not found.size:
        return on_grid
    best = narrow(lambda x, _: gap(x), at[found], at[found + 1], value[found], value[found + 1])
    return sorted([*on_grid, *(float(b) for b in best)])


def narrow(
    gap: Callable[[Floats, NDArray[np.intp]], Floats],
    low: Floats,
    high: Floats,
    flow: Floats,
    fhigh: Floats,
    good: float = 1e-15,
) -> Floats:
    """Narrow brackets to their roots, all at once and each by itself: none depends on its neighbours.

    Parameters
    ----------
    gap : callable
        Positions of some brackets, and which these are → values.
    low, high : array, shape (n,)
        Ends of the brackets.
    flow, fhigh : array, shape (n,)
        Values there, of different sign.
    good : float
        A value this close to zero is a root.

    Returns
    -------
    array, shape (n,)
    """
    best, which = 0.5 * (low + high), np.arange(low.size)
    for count in range(60):  # false position (Illinois), every third time bisection
        halve = count % 3 == 2
        middle = 0.5 * (low + high) if halve else (low * fhigh - high * flow) / (fhigh - flow)
        fmid = gap(middle, which)
        known = np.isfinite(fmid)
        best[which] = np.where(known, middle, 0.5 * (low + high))
        left = fmid * flow > 0.0
        if halve:
            flow, fhigh = np.where(left, fmid, flow), np.where(left, fhigh, fmid)
        else:
            flow, fhigh = np.where(left, fmid, 0.5 * flow), np.where(left, 0.5 * fhigh, fmid)
        low, high = np.where(left, middle, low), np.where(left, high, middle)
        going = ~((np.abs(high - low) < 1e-14 * np.abs(high)) | (np.abs(fmid) < good))
        which, low, high, flow, fhigh = which[going], low[going], high[going], flow[going], fhigh[going]
        if not which.size:
            break
    return best
