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
Pull = Callable[..., tuple[Floats, Floats]]


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
        start, double = state[:, None, :], 2.0 * size
        before = np.zeros((len(state), *size.shape))
        here = size * rate(state)[:, None, :]
        for count in range(1, int(self.substeps[-1]) + 1):
            if count == self.substeps[len(ends)]:  # the coarsest rule still under way has arrived
                ends.append(here[:, 0])
                before, here, double = before[:, 1:], here[:, 1:], double[1:]
                if not double.size:
                    break
            change = double * rate(start + here)
            change += before
            before, here = here, change
        return self._combined(state, ends)

    def midpoint(self, pull: Pull, state: Floats, step: Floats) -> tuple[Floats, Floats]:
        """Advance a mass: the same rules, for positions and velocities.

        Parameters
        ----------
        pull : callable
            x, y and their velocities → accelerations, new arrays of the same shape.
        state : array, shape (4, n)
            x, y and their velocities.
        step : array, shape (n,)
            Of time, not zero.

        Returns
        -------
        As of a call.

        Examples
        --------
        >>> import numpy as np
        >>> here, step = np.array([[1.0], [0.0], [0.0], [1.0]]), np.array([0.5])
        >>> value, error = Extrapolation(6).midpoint(lambda x, y, u, v: (-x, -y), here, step)
        >>> bool(abs(value[:2, 0] - [np.cos(0.5), np.sin(0.5)]).max() < 1e-13)
        True
        """
        size = step / self.substeps[:, None]
        double, x, y, u, v = 2.0 * size, *state
        before = tuple(np.zeros(size.shape) for _ in range(4))
        p, q = pull(x, y, u, v)
        here: tuple[Floats, ...] = (size * u, size * v, size * p, size * q)
        ends: list[Floats] = []
        for count in range(1, int(self.substeps[-1]) + 1):
            if count == self.substeps[len(ends)]:
                ends.append(np.array([moved[0] for moved in here]))
                if len(ends) == len(self.substeps):
                    break
                double = double[1:]
                before, here = tuple(b[1:] for b in before), tuple(h[1:] for h in here)
            fast, up = u + here[2], v + here[3]
            p, q = pull(x + here[0], y + here[1], fast, up)
            for change, earlier in zip((fast, up, p, q), before, strict=True):
                change *= double
                change += earlier
            before, here = here, (fast, up, p, q)
        return self._combined(state, ends)

    def verlet(self, pull: Pull, state: Floats, step: Floats) -> tuple[Floats, Floats]:
        """Advance a mass under a force that ignores velocity: as good for half of the work.

        Verlet's rule with 1, 2, 3, … substeps has errors in even powers of their length, like the midpoint rule with
        twice as many, so the weights are the same.

        Parameters
        ----------
        pull : callable
            x, y → accelerations, new arrays of the same shape.
        state, step
            As for :meth:`midpoint`.

        Returns
        -------
        As of a call.

        Examples
        --------
        >>> import numpy as np
        >>> here, step = np.array([[1.0], [0.0], [0.0], [1.0]]), np.array([0.5])
        >>> value, error = Extrapolation(6).verlet(lambda x, y: (-x, -y), here, step)
        >>> bool(abs(value[:2, 0] - [np.cos(0.5), np.sin(0.5)]).max() < 1e-13)
        True
        """
        size = step / np.arange(1, len(self.weights) + 1)[:, None]
        square, (x, y, u, v) = size * size, state
        p, q = pull(x, y)
        # How far a substep moves, and how far all have; the velocity is only worked out at the end of a rule.
        stride = size * u + 0.5 * square * p, size * v + 0.5 * square * q
        moved = stride[0].copy(), stride[1].copy()
        ends: list[Floats] = []
        for whole in size:  # as many times as there are rules; each time the coarsest still under way arrives
            p, q = pull(x + moved[0], y + moved[1])
            p *= square
            q *= square
            fast, up = (stride[0][0] + 0.5 * p[0]) / whole - u, (stride[1][0] + 0.5 * q[0]) / whole - v
            ends.append(np.array([moved[0][0], moved[1][0], fast, up]))
            square, stride = square[1:], (stride[0][1:], stride[1][1:])
            moved = moved[0][1:], moved[1][1:]
            for change, strode, so_far in zip((p, q), stride, moved, strict=True):
                strode += change[1:]
                so_far += strode
        return self._combined(state, ends)

    def _combined(self, state: Floats, ends: list[Floats]) -> tuple[Floats, Floats]:
        """State and error from where the rules arrive, as moves."""
        value, error = self.weights[0] * ends[0], self.estimate[0] * ends[0]
        for weight, estimate, end in zip(self.weights[1:], self.estimate[1:], ends[1:], strict=True):
            value += weight * end
            error += estimate * end
        return state + value, error


def _weights(substeps: NDArray[np.int_]) -> Floats:
    squares = substeps.astype(float) ** 2
    return np.array([np.prod(s / (s - np.delete(squares, i))) for i, s in enumerate(squares)])
