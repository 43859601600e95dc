"""One integration step by extrapolated midpoint rules (Gragg, Bulirsch & Stoer), over arrays of cases.

Midpoint rules with n = 2, 4, 6, … substeps have an error expansion in h², so k of them combine to order 2k; the
weights are a product formula, there is no tableau to mistype, and leaving one rule out gives an error estimate for
nothing. Every operation is elementwise: a case never feels its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rate = Callable[[Floats], Floats]


class Extrapolation:
    """Midpoint rules with 2, 4, …, 2k substeps, combined.

    Parameters
    ----------
    rules : int
        k; the order is 2k.

    Examples
    --------
    >>> import numpy as np
    >>> step = Extrapolation(6)
    >>> value, error = step(lambda z: -z, np.array([[1.0]]), np.array([0.5]))
    >>> bool(abs(value[0, 0] - np.exp(-0.5)) < 1e-13)
    True
    """

    def __init__(self, rules: int) -> None:
        self.order = 2 * rules
        self.substeps = 2 * np.arange(1, rules + 1)
        self.weights = _weights(self.substeps)
        without_first = np.concatenate([[0.0], _weights(self.substeps[1:])])
        self.estimate = self.weights - without_first

    def __call__(self, rate: Rate, state: Floats, step: Floats) -> tuple[Floats, Floats]:
        """Advance.

        Parameters
        ----------
        rate : callable
            State (components, ..., n) → its time derivative, of the same shape.
        state : array, shape (components, n)
        step : array, shape (n,)
            Of time, one for each case.

        Returns
        -------
        state : array, shape (components, n)
        error : array, shape (components, n)
            Estimated, of the state without the coarsest rule.
        """
        ends: list[Floats] = []
        size = step / self.substeps[:, None]
        # Moves from the start, not positions, are combined: the weights are large and would magnify their rounding.
        start = state[:, None, :]
        before = np.zeros((len(state), *size.shape))
        here = size * rate(state)[:, None, :]
        for count in range(1, int(self.substeps[-1]) + 1):
            if count == self.substeps[len(ends)]:  # the coarsest rule still under way has arrived
                ends.append(here[:, 0])
                before, here, size = before[:, 1:], here[:, 1:], size[1:]
                if not size.size:
                    break
            before, here = here, before + 2.0 * size * rate(start + here)
        value = self.weights[0] * ends[0]
        error = self.estimate[0] * ends[0]
        for w, e, end in zip(self.weights[1:], self.estimate[1:], ends[1:], strict=True):
            value = value + w * end
            error = error + e * end
        return state + value, error


def _weights(substeps: NDArray[np.int_]) -> Floats:
    squares = substeps.astype(float) ** 2
    return np.array([np.prod(s / (s - np.delete(squares, i))) for i, s in enumerate(squares)])
