"""When in contact the moments fall that may be called midstance."""

from __future__ import annotations

import numpy as np

from springmass.measured.force.force_steps import SHARES, ForceSteps
from springmass.measured.recording import FloatArray

_LOADED = (0.1, 0.9)
"""Shares of contact between which the centre of pressure is sure enough to look for the shortest leg."""


def moment_shares(
    leg: dict[str, FloatArray], middle: FloatArray, cop: FloatArray, ground: float, forced: ForceSteps | None
) -> tuple[dict[str, FloatArray], tuple[str, ...]]:
    """Find the share of contact at which every moment falls.

    Parameters
    ----------
    leg : dict
        ``hip`` and ``ankle`` of the stance leg → place at :data:`SHARES` [m], shape (n, 101, 3).
    middle : ndarray, shape (n, 101, 3)
        Middle between the hips [m].
    cop : ndarray, shape (n, 101)
        Forward place of the centre of pressure [m]; NaN where there is none.
    ground : float
        Height of the ground [m].
    forced : ForceSteps or None
        What forces tell of the same steps.

    Returns
    -------
    shares : dict
        Moment → share, shape (n,).
    notes : tuple of str
        How the lowest point and the greatest compression were told.

    Notes
    -----
    In seven RBDS trials the middle between the hips is lowest 1.4 % of contact after the centre of mass (0.3 to 3 %),
    where the hip is 2 to 24 mm further ahead of the ankle.

    Examples
    --------
    >>> hip = np.stack([SHARES - 0.5, 0.9 + (SHARES - 0.4) ** 2, 0 * SHARES], axis=1)[None]
    >>> unknown = np.full((1, 101), np.nan)
    >>> found, notes = moment_shares({"hip": hip, "ankle": 0 * hip}, hip, unknown, 0.0, None)
    >>> round(float(found["lowest point"][0]), 6), notes[0]
    (0.4, 'Lowest point: that of the middle between the hips.')
    """
    n = len(cop)
    to_ankle = np.linalg.norm((leg["hip"] - leg["ankle"])[..., :2], axis=2)
    shortest = lowest_share(to_ankle)
    first, last = _LOADED
    sure = (first <= SHARES) & (last >= SHARES)
    to_cop = np.where(sure, np.hypot(leg["hip"][..., 0] - cop, leg["hip"][..., 1] - ground), np.nan)
    pressed = np.isfinite(to_cop[:, sure]).all(axis=1)
    shortest[pressed] = lowest_share(to_cop[pressed])
    unknown = np.full(n, np.nan)
    told = forced.quantities if forced else {}
    low = told.get("time_of_lowest_point", unknown)
    by_force = np.isfinite(low)
    low = np.where(by_force, low, lowest_share(middle[..., 1]))
    body = "centre of mass, from the force" if by_force.all() else "middle between the hips"
    if by_force.any() and not by_force.all():
        some = int(np.sum(~by_force))
        body = f"centre of mass, from the force; in {some} of {n} steps that of the middle between the hips"
    line = "centre of pressure" if pressed.all() and n else "ankle"
    if pressed.any() and not pressed.all():
        line = f"centre of pressure; in {int(np.sum(~pressed))} of {n} steps to the ankle"
    notes = (f"Lowest point: that of the {body}.", f"Greatest compression: shortest line from the hip to the {line}.")
    return {
        "touchdown": np.zeros(n),
        "lowest point": low,
        "greatest compression": shortest,
        "peak vertical force": told.get("time_of_peak_vertical_force", unknown),
        "half contact": np.full(n, 0.5),
        "fore-aft crossover": told.get("time_of_fore_aft_crossover", unknown),
        "takeoff": np.ones(n),
    }, notes


def lowest_share(curves: FloatArray) -> FloatArray:
    """Share of contact at which each curve is least, between the samples too.

    Parameters
    ----------
    curves : ndarray, shape (n, 101)
        At :data:`SHARES`; NaN where not known.

    Returns
    -------
    ndarray, shape (n,)
        NaN where nothing is known, or the least value is at an end of what is known.

    Examples
    --------
    >>> lowest_share((SHARES[None] - 0.4237) ** 2).round(6).tolist()
    [0.4237]
    """
    filled = np.where(np.isfinite(curves), curves, np.inf)
    k = np.argmin(filled, axis=1)
    inner = np.clip(k, 1, len(SHARES) - 2)
    row = np.arange(len(curves))
    before, here, after = filled[row, inner - 1], filled[row, inner], filled[row, inner + 1]
    known = np.isfinite(before) & np.isfinite(after) & (k == inner)
    with np.errstate(invalid="ignore", divide="ignore"):
        shift = 0.5 * (before - after) / (before - 2.0 * here + after)
    shift = np.where(np.isfinite(shift), shift, 0.0)
    return np.where(known, SHARES[inner] + shift * (SHARES[1] - SHARES[0]), np.nan)


def at_share(curves: FloatArray, share: FloatArray) -> FloatArray:
    """Read every step's curves at a share of contact of its own.

    Parameters
    ----------
    curves : ndarray, shape (n, 101, k)
        At :data:`SHARES`.
    share : ndarray, shape (n,)
        NaN where there is none.

    Returns
    -------
    ndarray, shape (n, k)

    Examples
    --------
    >>> at_share(np.stack([SHARES, -SHARES], axis=1)[None], np.array([0.125])).round(6).tolist()
    [[0.125, -0.125]]
    """
    place = np.where(np.isfinite(share), share, 0.0) * (len(SHARES) - 1)
    below = np.clip(place.astype(int), 0, len(SHARES) - 2)
    part = (place - below)[:, None]
    row = np.arange(len(curves))
    low, high = curves[row, below], curves[row, below + 1]
    # At touchdown and takeoff the neighbour counts for nothing: its NaN must not either.
    value = np.where(part == 0.0, low, np.where(part == 1.0, high, (1.0 - part) * low + part * high))
    return np.where(np.isfinite(share)[:, None], value, np.nan)
