"""Newton's method for gaits: damped, least-squares where an equation is redundant, a path to walk when it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Residual = Callable[[Vector], Vector | None]

SOLVED = 1e-10
"""Largest dimensionless residual of a gait."""
_DIFFERENCE = 1e-7
_LONGEST_MOVE = 0.25


@dataclass(frozen=True)
class Solution:
    """Where a search ended."""

    unknowns: Vector
    residual: float
    iterations: int

    @property
    def solved(self) -> bool:
        """Whether the equations hold."""
        return self.residual <= SOLVED


def solve(residual: Residual, start: Vector, iterations: int = 30) -> Solution:
    """Solve ``residual(z) = 0`` from a start.

    Parameters
    ----------
    residual : callable
        Dimensionless equations, or None outside their domain.
    start : array, shape (n,)
    iterations : int
        At most.

    Returns
    -------
    Solution
        The best point met; look at ``solved``.

    Examples
    --------
    >>> import numpy as np
    >>> solve(lambda z: z * z - 2.0, np.array([1.0])).unknowns.round(6)
    array([1.414214])
    """
    z = start
    value = residual(z)
    if value is None:
        return Solution(z, float("inf"), 0)
    for count in range(iterations):
        worst = float(np.abs(value).max())
        if worst <= 0.01 * SOLVED:
            return Solution(z, worst, count)
        jacobian = _jacobian(residual, z, value)
        if jacobian is None:
            break
        move = -np.linalg.lstsq(jacobian, value, rcond=1e-11)[0]
        longest = float(np.abs(move).max())
        if longest > _LONGEST_MOVE:
            move *= _LONGEST_MOVE / longest
        norm, share = float(value @ value), 1.0
        while share > 1e-3:
            trial = residual(z + share * move)
            if trial is not None and float(trial @ trial) < (1.0 - 0.1 * share) * norm:
                break
            share *= 0.4
        else:
            return Solution(z, worst, count)
        z, value = z + share * move, trial
    return Solution(z, float(np.abs(value).max()), iterations)


def _jacobian(residual: Residual, z: Vector, value: Vector) -> Vector | None:
    columns = []
    for i in range(z.size):
        for h in (_DIFFERENCE, -_DIFFERENCE):
            shifted = z.copy()
            shifted[i] += h
            there = residual(shifted)
            if there is not None:
                columns.append((there - value) / h)
                break
        else:
            return None
    return np.column_stack(columns)


def walk(residual_at: Callable[[float], Residual], start: Vector, smallest: float = 1 / 256) -> Solution:
    """Follow the solution of a family of problems from one that is easy (0) to the one that is meant (1).

    Parameters
    ----------
    residual_at : callable
        ``residual_at(s)`` gives the equations a share s along the way.
    start : array, shape (n,)
        Start for the easy problem.
    smallest : float
        Smallest step of s before giving up.

    Returns
    -------
    Solution
        Of the problem that is meant if it was reached, else of the last one solved with an infinite residual.
    """
    here = solve(residual_at(0.0), start)
    if not here.solved:
        return Solution(here.unknowns, float("inf"), here.iterations)
    s, step, total, before = 0.0, 0.25, here.iterations, None
    while s < 1.0:
        step = min(step, 1.0 - s)
        start = here.unknowns
        if before is not None:
            start = start + (here.unknowns - before[1]) * step / (s - before[0])
        trial = solve(residual_at(s + step), start, 12)
        total += trial.iterations
        if trial.solved:
            before = (s, here.unknowns)
            s, here = s + step, trial
            step *= 2.0
        else:
            step *= 0.5
            if step < smallest:
                return Solution(here.unknowns, float("inf"), total)
    return Solution(here.unknowns, here.residual, total)
