"""Stretches of what holds one sample after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def runs(mask: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First sample of every stretch of True, and the first one after it.

    Parameters
    ----------
    mask : ndarray of bool
        Shape (n,).

    Returns
    -------
    first, after : ndarray of int

    Examples
    --------
    >>> import numpy as np
    >>> runs(np.array([False, True, True, False, True]))
    (array([1, 4]), array([3, 5]))
    """
    turns = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return turns[::2], turns[1::2]
