"""Outlines of the parts of a body: limbs, foot, trunk, head. Numbers only; sheets and moving pictures draw them."""

from __future__ import annotations

import math

import numpy as np

from springmass.dynamics.extrapolation import Floats
from springmass.figures.skeleton import Point, Skeleton

THIGH, SHANK = (0.043, 0.030), (0.031, 0.019)
"""Half thickness of a limb at its two ends, over height."""
_TRUNK = (
    (-0.060, 0.000), (-0.055, 0.022), (-0.040, 0.042), (0.000, 0.057), (0.080, 0.052), (0.130, 0.054), (0.200, 0.064),
    (0.250, 0.056), (0.290, 0.030), (0.380, 0.026),
)  # fmt: skip
"""Half thickness of the trunk along it, both over height; below the hip joint minus."""
_NOSE = 0.16
"""How far the nose stands out, over the radius of the head: it shows which way the runner looks."""


def foot_outline(body: Skeleton) -> Floats:
    """Outline of the foot: sole from heel to toe, and back over the instep to the ankle.

    Parameters
    ----------
    body : Skeleton

    Returns
    -------
    array, shape (n, 2)
        [m]

    Examples
    --------
    >>> from springmass.figures.skeleton import Skeleton
    >>> flat = Skeleton((0, 0.9), (0, 0.5), (0, 0.1), (-0.05, 0), (0.15, 0), (0.2, 0), (0, 1.4), (0, 1.6), 1.8, True)
    >>> bool(foot_outline(flat)[:, 1].min() >= 0.0)
    True
    """
    size = body.height
    dx, dy = body.ball[0] - body.heel[0], body.ball[1] - body.heel[1]
    length = math.hypot(dx, dy) or 1.0
    ahead, up = np.array([dx, dy]) / length, np.array([-dy, dx]) / length
    ankle, ball, toe, heel = (np.array(point) for point in (body.ankle, body.ball, body.toe, body.heel))
    along = (toe - ball) / (np.hypot(*(toe - ball)) or 1.0)
    over = np.array([-along[1], along[0]])  # the toes may lie flat while the rest of the foot stands on its ball
    corners = [
        heel - 0.004 * size * ahead,
        ball,
        toe + 0.004 * size * ahead,
        toe + 0.018 * size * over,
        ball + 0.024 * size * up - 0.010 * size * ahead,
        ankle + 0.030 * size * ahead - 0.010 * size * up,
        ankle + 0.018 * size * ahead + 0.022 * size * up,
        ankle - 0.019 * size * ahead + 0.022 * size * up,
        ankle - 0.021 * size * ahead - 0.012 * size * up,
        heel - 0.010 * size * ahead + 0.020 * size * up,
    ]
    return _rounded(np.array(corners))


def _rounded(outline: Floats) -> Floats:
    """Cut the corners of a closed outline, three times over (Chaikin)."""
    for _ in range(3):
        after = np.roll(outline, -1, axis=0)
        outline = np.stack([0.75 * outline + 0.25 * after, 0.25 * outline + 0.75 * after], axis=1).reshape(-1, 2)
    return outline


def limb_outline(start: Point, end: Point, at_start: float, at_end: float) -> Floats:
    """Outline of a limb: round ends, tapering between them.

    Parameters
    ----------
    start, end : (float, float)
        Joints [m].
    at_start, at_end : float
        Half thickness there [m].

    Returns
    -------
    array, shape (n, 2)
        [m]

    Examples
    --------
    >>> limb_outline((0.0, 1.0), (0.0, 0.0), 0.1, 0.1)[:, 1].max().round(6)
    np.float64(1.1)
    """
    along = math.atan2(end[1] - start[1], end[0] - start[0])
    back, front = np.linspace(0.5 * np.pi, 1.5 * np.pi, 15), np.linspace(-0.5 * np.pi, 0.5 * np.pi, 15)
    circle = [
        np.column_stack([centre[0] + radius * np.cos(along + turn), centre[1] + radius * np.sin(along + turn)])
        for centre, radius, turn in ((start, at_start, back), (end, at_end, front))
    ]
    return np.vstack(circle)


def trunk_outline(body: Skeleton) -> Floats:
    """Outline of pelvis, trunk and neck along the line from the hip joint to the head.

    Parameters
    ----------
    body : Skeleton

    Returns
    -------
    array, shape (n, 2)
        [m]
    """
    size = body.height
    hip = np.array(body.hip)
    up = np.array(body.head) - hip
    up = up / np.hypot(*up)
    ahead = np.array([up[1], -up[0]])
    along, thick = np.array(_TRUNK).T
    fine = np.linspace(along[0], along[-1], 80)
    half = np.interp(fine, along, thick)
    front = hip + size * (np.outer(fine, up) + np.outer(half, ahead))
    rear = hip + size * (np.outer(fine, up) - np.outer(half, ahead))
    return np.asarray(_rounded(np.vstack([front[::5], rear[::-5]])))


def head_outline(body: Skeleton) -> Floats:
    """Outline of the head: a circle with a nose, looking along the ground.

    Parameters
    ----------
    body : Skeleton

    Returns
    -------
    array, shape (n, 2)
        [m]
    """
    turn = np.linspace(-np.pi, np.pi, 73)
    radius = body.head_radius * (1.0 + _NOSE * np.clip(1.0 - np.abs(turn + 0.1) / 0.22, 0.0, None))
    return np.column_stack([body.head[0] + radius * np.cos(turn), body.head[1] + radius * np.sin(turn)])
