"""The centre of the hip joint from markers on the pelvis."""

from __future__ import annotations

import numpy as np

from springmass.measured.recording import FloatArray

_BACK = (-0.24, -0.0099)
"""× pelvis depth, + [m]: behind the middle of the front markers"""
_UP = (-0.30, -0.0109)
"""× pelvis width, + [m]: below it"""
_OUT = (0.33, 0.0073)
"""× pelvis width, + [m]: to the side"""


def pelvis_axes(
    right_front: FloatArray, left_front: FloatArray, back: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Place axes in the pelvis and measure it.

    Parameters
    ----------
    right_front, left_front : ndarray, shape (n, 3)
        Front spines of the pelvis (ASIS) [m].
    back : ndarray, shape (n, 3)
        Middle of the back spines (PSIS), or the sacrum [m].

    Returns
    -------
    origin : ndarray, shape (n, 3)
        Middle of the front spines [m].
    axes : ndarray, shape (n, 3, 3)
        Forward, up and to the right, one a row. Forward and right lie in the plane of the markers.
    width, depth : ndarray, shape (n,)
        Between the front spines; from their middle to the back [m].

    Examples
    --------
    >>> o, a, w, d = pelvis_axes(np.array([[0.2, 1, 0.1]]), np.array([[0.2, 1, -0.1]]), np.array([[0.0, 1, 0.0]]))
    >>> a[0].round(9).tolist(), w.round(9), d
    ([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], array([0.2]), array([0.2]))
    """
    origin = 0.5 * (right_front + left_front)
    across, along = right_front - left_front, origin - back
    right = _unit(across)
    up = _unit(np.cross(right, along))
    axes = np.stack([np.cross(up, right), up, right], axis=1)
    return origin, axes, np.linalg.norm(across, axis=1), np.linalg.norm(along, axis=1)


def hip_centre(width: float, depth: float, side: str) -> FloatArray:
    """Give the hip joint centre in the axes of the pelvis.

    Parameters
    ----------
    width, depth : float
        Of the pelvis [m].
    side : {"right", "left"}

    Returns
    -------
    ndarray, shape (3,)
        Forward, up and to the right of the middle of the front spines [m].

    Notes
    -----
    Harrington, Zavatsky, Lawson, Yuan & Theologis (2007), J Biomech 40, 595–602, the equations with one quantity
    each: back 0.24 depth + 9.9 mm, down 0.30 width + 10.9 mm, out 0.33 width + 7.3 mm. They need no leg length. The
    paper's equations with several quantities (leg length among them) put the hip about 12 mm further out and 5 mm
    lower in the RBDS runner; forward, which the offsets are made of, they are the same.

    Examples
    --------
    >>> hip_centre(0.25, 0.15, "left").round(4).tolist()
    [-0.0459, -0.0859, -0.0898]
    """
    out = (_OUT[0] * width + _OUT[1]) * (1.0 if side == "right" else -1.0)
    return np.array([_BACK[0] * depth + _BACK[1], _UP[0] * width + _UP[1], out])


def _unit(vector: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(vector / np.linalg.norm(vector, axis=-1, keepdims=True))
