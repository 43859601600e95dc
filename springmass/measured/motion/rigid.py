"""A body that keeps its shape, found again from a few of its points."""

from __future__ import annotations

import numpy as np

from springmass.measured.recording import FloatArray

_FLAT = 1e-3
"""Points nearer to one line than this share (of squared lengths) do not tell how the body is turned."""


def carry(shape: FloatArray, seen: FloatArray, targets: FloatArray) -> FloatArray:
    """Carry points of a body from the place it was measured in to where the body is now.

    Parameters
    ----------
    shape : ndarray, shape (m, 3)
        The body's markers where it was measured [m].
    seen : ndarray, shape (n, m, 3)
        The same markers at n moments [m], NaN where not seen.
    targets : ndarray, shape (k, 3)
        Points of the body where it was measured [m].

    Returns
    -------
    ndarray, shape (n, k, 3)
        The points at the n moments [m]; NaN where fewer than three markers are seen, or only such as lie on a line.

    Notes
    -----
    Turn and shift with the least sum of squares, by singular values (Kabsch 1976; Söderkvist & Wedin 1993).

    Examples
    --------
    >>> corner = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    >>> carry(corner, corner[None] + 5.0, np.array([[1.0, 1.0, 0.0]]))[0, 0].round(9).tolist()
    [6.0, 6.0, 5.0]
    """
    there = np.asarray(np.isfinite(seen).all(axis=2))
    count = there.sum(axis=1)
    weight = there / np.maximum(count, 1)[:, None]
    points = np.where(there[..., None], seen, 0.0)
    centre = np.einsum("nm,mi->ni", weight, shape)
    moved = np.einsum("nm,nmi->ni", weight, points)
    apart = shape[None] - centre[:, None]
    spread = np.einsum("nm,nmi,nmj->nij", weight, apart, points - moved[:, None])
    u, size, vt = np.linalg.svd(spread)
    # A reflection fits as well as a turn where the points lie in a plane: forbid it.
    sign = np.sign(np.linalg.det(u @ vt))
    vt[:, 2] *= sign[:, None]
    turn = u @ vt
    placed = moved[:, None] + (targets[None] - centre[:, None]) @ turn
    known = (count >= 3) & (size[:, 1] > _FLAT * size[:, 0])
    return np.asarray(np.where(known[:, None, None], placed, np.nan))


def misfit(shape: FloatArray, seen: FloatArray) -> float:
    """Tell how far the markers are from the shape carried to them, root mean square over all moments [m].

    Examples
    --------
    >>> corner = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    >>> round(misfit(corner, corner[None] + 5.0), 9)
    0.0
    """
    off = np.sum((carry(shape, seen, shape) - seen) ** 2, axis=2)
    off = off[np.isfinite(off)]
    return float(np.sqrt(np.mean(off))) if len(off) else float("nan")
