"""How fast the runner runs, told from pelvis and stance foot, on a belt or over ground."""

from __future__ import annotations

import numpy as np

from springmass.measured.recording import Estimate, FloatArray

FLAT = (0.2, 0.5)
"""Shares of contact between which the foot lies on the ground and turns little."""
_SYSTEMATIC = 0.01
"""Heel and toe together are this share off the belt of the RBDS trials, 2.5 to 4.5 m/s."""
_SYSTEMATIC_ANKLE = 0.03
"""The ankle rolls over the foot meanwhile; it is this share slower."""


def running_speed(
    touchdown: FloatArray, takeoff: FloatArray, pelvis: FloatArray, feet: list[FloatArray], *, ankle: bool = False
) -> Estimate:
    """Pelvis velocity minus velocity of the stance foot.

    Parameters
    ----------
    touchdown, takeoff : ndarray, shape (n,)
        [s]
    pelvis : ndarray, shape (n,)
        Forward place of the pelvis at every touchdown [m].
    feet : list of ndarray, shape (n, 2)
        Forward place of each point of the stance foot at the shares of contact :data:`FLAT` [m].
    ankle : bool
        The foot point is the ankle, for want of a better one.

    Returns
    -------
    Estimate
        [m/s]. The pelvis counts from the first to the last touchdown, whole steps; where there is only one contact it
        is not known. The error holds 1 % for the foot's own motion while it lies (3 % for the ankle).

    Examples
    --------
    >>> t = np.array([0.0, 0.3, 0.6])
    >>> belt = np.tile([1.0, 0.8], (3, 1))
    >>> round(running_speed(t, t + 0.2, np.zeros(3), [belt]).value, 3)
    3.333
    """
    seen = np.isfinite(pelvis)
    if seen.sum() < 2:
        return Estimate(np.nan, np.nan)
    first, last = np.flatnonzero(seen)[[0, -1]]
    forward = (pelvis[last] - pelvis[first]) / (touchdown[last] - touchdown[first])
    span = (FLAT[1] - FLAT[0]) * (takeoff - touchdown)
    each = np.array([(foot[:, 1] - foot[:, 0]) / span for foot in feet]).reshape(len(feet), len(span))
    known = np.isfinite(each)
    count = known.sum(axis=0)
    backward = np.where(known, each, 0.0).sum(axis=0)[count > 0] / count[count > 0]
    n = len(backward)
    if n == 0:
        return Estimate(np.nan, np.nan)
    value = float(forward - backward.mean())
    spread = float(np.std(backward, ddof=1)) if n > 1 else float("nan")
    off = (_SYSTEMATIC_ANKLE if ankle else _SYSTEMATIC) * abs(value)
    return Estimate(value, float(np.hypot(spread / np.sqrt(n) if n > 1 else 0.0, off)), spread, n)
