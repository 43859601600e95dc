"""Newton's method for gaits: damped, least-squares where an equation is redundant, a path to walk when it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from springmass.dynamics.extrapolation import Floats

Residual = Callable[[Floats], Floats]
"""Unknowns in columns, shape (n, m) → equations in columns, shape (equations, m); NaN outside their domain."""

SOLVED = 1e-10
"""Largest dimensionless residual of a gait."""
_DIFFERENCE = 1e-6
_LONGEST_MOVE = 0.25
_SHARES = np.array([1.0, 0.5, 0.2, 0.06, 0.02, 0.005])
"""Of a Newton move, tried together; the longest that helps is taken."""


@dataclass(frozen=True)
class Solution:
    """Where a search ended."""

    unknowns: Floats
    residual: float
    iterations: int
    reached: float = 1.0
    """how far a walk came, 1 is all the way"""

    @property
    def solved(self) -> bool:
        """Whether the equations hold."""
        return self.residual <= SOLVED


def solve(residual: Residual, start: Floats, iterations: int = 30) -> Solution:
    """Solve ``residual(z) = 0`` from a start.

    Parameters
    ----------
    residual : callable
        Dimensionless equations over columns.
    start : array, shape (n,)
    iterations : int
        At most.

    Returns
    -------
    Solution
        The best point met; look at ``solved``. With more unknowns than equations, a point near the start.

    Examples
    --------
    >>> import numpy as np
    >>> solve(lambda z: z * z - 2.0, np.array([1.0])).unknowns.round(6)
    array([1.414214])
    """
    z, nothing = start, float("inf")
    for count in range(iterations):
        value, slope = jacobian(residual, z)
        if not (np.isfinite(value).all() and np.isfinite(slope).all()):
            return Solution(z, nothing, count)
        worst = float(np.abs(value).max())
        if worst <= 0.01 * SOLVED:
            return Solution(z, worst, count)
        move = -np.linalg.lstsq(slope, value, rcond=1e-11)[0]
        longest = float(np.abs(move).max())
        if longest > _LONGEST_MOVE:
            move *= _LONGEST_MOVE / longest
        # Near the solution the full move is right; farther away several shares of it are tried at once.
        shares = _SHARES if worst > 1e-3 else _SHARES[:2]
        tried = residual(z[:, None] + move[:, None] * shares)
        norms = (tried * tried).sum(axis=0)
        helps = norms < (1.0 - 0.1 * shares) * float(value @ value)
        if not helps.any():
            return Solution(z, worst, count)
        best = int(np.argmax(helps))
        z = z + shares[best] * move
        if np.abs(tried[:, best]).max() <= 0.01 * SOLVED:
            return Solution(z, float(np.abs(tried[:, best]).max()), count + 1)
    value = residual(z[:, None])[:, 0]
    return Solution(z, float(np.abs(value).max()) if np.isfinite(value).all() else nothing, iterations)


def jacobian(residual: Residual, z: Floats, h: float = _DIFFERENCE) -> tuple[Floats, Floats]:
    """Value and Jacobian: exact where the equations know it, else by central differences, all in one call.

    Parameters
    ----------
    residual : callable
        A method of something that has a ``jacobian`` of its own is asked for that.
    z : array, shape (n,)
    h : float
        Half the difference.

    Returns
    -------
    value : array, shape (equations,)
    jacobian : array, shape (equations, n)
        One-sided where the other side is outside the domain, NaN where both are.
    """
    exact = getattr(getattr(residual, "__self__", None), "jacobian", None)
    if exact is not None:
        value, slope = exact(z)
        if np.isfinite(slope).all():
            return value, slope
    n = z.size
    shifts = np.concatenate([np.zeros((n, 1)), h * np.eye(n), -h * np.eye(n)], axis=1)
    values = residual(z[:, None] + shifts)
    value, up, down = values[:, 0], values[:, 1 : n + 1], values[:, n + 1 :]
    slope = (up - down) / (2.0 * h)
    slope = np.where(np.isfinite(slope), slope, (up - value[:, None]) / h)
    return value, np.where(np.isfinite(slope), slope, (value[:, None] - down) / h)


def walk(
    residual_at: Callable[[float], Residual], start: Floats, smallest: float = 1 / 128, most: int = 60
) -> Solution:
    """Follow the solution of a family of problems from one that is easy (0) to the one that is meant (1).

    Parameters
    ----------
    residual_at : callable
        ``residual_at(s)`` gives the equations a share s along the way.
    start : array, shape (n,)
        Start for the easy problem.
    smallest : float
        Smallest step of s before giving up.
    most : int
        Problems to solve at most on the way.

    Returns
    -------
    Solution
        Of the problem that is meant if it was reached, else of the last one solved with an infinite residual.
    """
    here = solve(residual_at(0.0), start)
    if not here.solved:
        return Solution(here.unknowns, float("inf"), here.iterations, 0.0)
    s, step, total, before = 0.0, 0.25, here.iterations, None
    for _ in range(most):
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
            if s >= 1.0:
                return Solution(here.unknowns, here.residual, total)
        else:
            step *= 0.5
            if step < smallest:
                break
    return Solution(here.unknowns, float("inf"), total, s)
