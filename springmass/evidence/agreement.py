"""How well a model curve agrees with a measured one."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def r_squared(measured: ArrayLike, model: ArrayLike) -> float:
    """Share of the measured curve's variance the model explains.

    Parameters
    ----------
    measured, model : array, shape (n,)
        At the same instants, in one unit.

    Returns
    -------
    float
        ``1 − Σ(measured − model)² / Σ(measured − mean)²``: 1 for the same curve, 0 for one no better than the mean,
        below 0 for a worse one; NaN for a measured curve that does not change. Nothing is fitted.

    Examples
    --------
    >>> r_squared([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]), r_squared([1.0, 2.0, 3.0], [2.0, 2.0, 2.0])
    (1.0, 0.0)
    """
    there, here = np.asarray(measured, dtype=float), np.asarray(model, dtype=float)
    spread = float(np.sum((there - there.mean()) ** 2))
    return 1.0 - float(np.sum((there - here) ** 2)) / spread if spread > 0.0 else float("nan")
