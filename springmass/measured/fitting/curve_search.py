"""Least squares over the model's ingredients, and which of them the curves cannot settle."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from springmass.evidence.agreement import r_squared
from springmass.measured.fitting.curve_model import CurveModel, Trial, raw_curves
from springmass.measured.recording import FloatArray

FIRST = 10
"""Curves count from this share of contact [%] on: the model's motion has no impact."""
_AT_BOUND = 5e-3
_SAME = 0.05
"""Ingredients closer than this, in their scales, are one and the same answer."""
FLAT = 0.04
"""A share of the misfit too small to tell anything by."""
_PENALTY = 10.0
AS_GOOD = 0.3
"""A share more of the misfit that says little: curves count as about ten independent points only. Of answers this close
the one nearest to the start counts, and the others count as error."""


@dataclass(frozen=True)
class Target:
    """What the curves should be.

    Attributes
    ----------
    curves : ndarray
        Fore-aft and vertical force [N], shape (101, 2).
    directions : tuple of int
        Which columns were measured.
    """

    curves: FloatArray
    directions: tuple[int, ...] = (0, 1)

    @property
    def scale(self) -> FloatArray:
        """Standard deviation of each curve along contact [N]: with it, both curves count the same."""
        return np.asarray(np.std(self.curves[FIRST:], axis=0))

    def rows(self, curves: FloatArray) -> FloatArray:
        """Curves, shape (101, 2) or (n, 101, 2), as rows of what is compared, over their scales."""
        kept = curves[..., FIRST:, :] / self.scale
        return np.concatenate([kept[..., i] for i in self.directions], axis=-1)

    def residual(self, trial: Trial) -> FloatArray:
        """Modelled minus measured over scale."""
        return self.rows(trial.curves() - self.curves)

    def agreement(self, modelled: FloatArray) -> tuple[float, float]:
        """R² of fore-aft and vertical force after the first tenth of contact; NaN where not measured."""
        found = [
            r_squared(self.curves[FIRST:, i], modelled[FIRST:, i]) if i in self.directions else float("nan")
            for i in (0, 1)
        ]
        return found[0], found[1]


@dataclass(frozen=True)
class Solved:
    """Where least squares ended.

    Attributes
    ----------
    model : CurveModel
    target : Target
    u : ndarray
        Ingredients in units of their scales, shape (p,).
    trial : Trial
    residual : ndarray
        Over scale, shape (m,).
    jacobian : ndarray
        Shape (m, p).
    others : tuple of (ndarray, float)
        Other answers that fit about as well: ingredients and sum of squares.
    """

    model: CurveModel
    target: Target
    u: FloatArray
    trial: Trial
    residual: FloatArray
    jacobian: FloatArray
    others: tuple[tuple[FloatArray, float], ...] = ()

    @property
    def cost(self) -> float:
        """Sum of squares."""
        return float(self.residual @ self.residual)

    @property
    def r2(self) -> tuple[float, float]:
        """R² of fore-aft and vertical force, the model's curve as it is."""
        return self.target.agreement(raw_curves(self.trial.step))

    def at_bound(self, index: int) -> bool:
        """Whether an ingredient went as far as it may."""
        low, high = self.model.bounds
        return bool(self.u[index] - low[index] < _AT_BOUND or high[index] - self.u[index] < _AT_BOUND)

    def flatness(self, index: int) -> float:
        """By what share the misfit grows when an ingredient moves by its scale and the others are fitted again."""
        others = np.delete(self.jacobian, index, axis=1)
        own = self.jacobian[:, index]
        alone = own - others @ np.linalg.lstsq(others, own, rcond=1e-9)[0] if others.shape[1] else own
        return float(alone @ alone) / max(self.cost, 1e-12)


def column(model: CurveModel, target: Target, u: FloatArray, name: str, middle: Trial | None = None) -> FloatArray:
    """Derivative of the residual by an ingredient or input; zeros where the gait has no room to move."""
    pair = model.beside(u, name, middle)
    if pair is None:
        return np.zeros(target.rows(target.curves).size)
    upper, lower, distance = pair
    return (target.residual(upper) - target.residual(lower)) / distance


def fit_ingredients(
    model: CurveModel, target: Target, starts: Sequence[FloatArray], told: Callable[[], None] = lambda: None
) -> Solved:
    """Least squares from several starts; of answers about as good, the one nearest to the last start counts.

    Parameters
    ----------
    model : CurveModel
    target : Target
    starts : sequence of array
        Ingredients in units of their scales; moved inside the bounds. The last one is the average runner's.
    told : callable
        Called once a start.

    Returns
    -------
    Solved
    """
    from scipy.optimize import least_squares

    low, high = model.bounds
    size = target.rows(target.curves).size
    last: list[tuple[FloatArray, Trial | None]] = [(model.start, None)]

    def misfit(u: FloatArray) -> FloatArray:
        trial = model.trial(u)
        if trial is None:  # no such gait: worse the farther from the last one
            return np.full(size, _PENALTY * (1.0 + float(np.linalg.norm(u - last[0][0]))))
        last[0] = (u.copy(), trial)
        return target.residual(trial)

    def slopes(u: FloatArray) -> FloatArray:
        middle = last[0][1] if np.array_equal(u, last[0][0]) else model.trial(u)
        return np.column_stack([column(model, target, u, one.field, middle) for one in model.free])

    ends: list[tuple[FloatArray, float]] = []
    for start in starts if model.free else ():
        begin = np.clip(start, low + 0.02, high - 0.02)
        if model.trial(begin) is None:
            begin = np.clip(model.start, low + 0.02, high - 0.02)
        found = least_squares(misfit, begin, jac=slopes, bounds=(low, high), xtol=1e-6, ftol=1e-7, max_nfev=60)
        told()
        if all(np.linalg.norm(found.x - other) > _SAME for other, _ in ends):
            ends.append((found.x, 2.0 * float(found.cost)))
    least = min((cost for _, cost in ends), default=0.0)
    ends = [one for one in ends if one[1] <= (1.0 + AS_GOOD) * least]
    ends.sort(key=lambda one: float(np.linalg.norm(one[0] - starts[-1])))
    u = ends[0][0] if ends else np.empty(0)
    trial = model.trial(u)
    assert trial is not None  # least squares ends at a gait: the start is one
    columns = [column(model, target, u, one.field) for one in model.free]
    jacobian = np.column_stack(columns) if columns else np.zeros((size, 0))
    return Solved(model, target, u, trial, target.residual(trial), jacobian, tuple(ends[1:]))


def fitted_again(solved: Solved, shifts: FloatArray) -> FloatArray:
    """Ingredients when what is measured were the fitted curve and something added to it.

    Parameters
    ----------
    solved : Solved
    shifts : array, shape (n, m)
        What is added, over scale.

    Returns
    -------
    array, shape (n, p)
        In units of the scales; a rough search from the fit, bounds included.
    """
    from scipy.optimize import least_squares

    model, target = solved.model, solved.target
    low, high = model.bounds
    begin = np.clip(solved.u, low + 1e-3, high - 1e-3)
    found = []
    for shift in shifts:
        last: list[tuple[FloatArray, Trial]] = [(begin, solved.trial)]

        def misfit(u: FloatArray, shift: FloatArray = shift, last: list[tuple[FloatArray, Trial]] = last) -> FloatArray:
            trial = model.trial(u)
            if trial is None:
                return np.full(len(shift), _PENALTY * (1.0 + float(np.linalg.norm(u - last[0][0]))))
            last[0] = (u.copy(), trial)
            return target.residual(trial) - solved.residual - shift

        def slopes(u: FloatArray, last: list[tuple[FloatArray, Trial]] = last) -> FloatArray:
            middle = last[0][1] if np.array_equal(u, last[0][0]) else model.trial(u)
            return np.column_stack([column(model, target, u, one.field, middle) for one in model.free])

        found.append(least_squares(misfit, begin, jac=slopes, bounds=(low, high), xtol=1e-3, ftol=1e-3, max_nfev=15).x)
        model.trial(solved.u)  # the next one starts here again
    return np.array(found)


@dataclass(frozen=True)
class Given:
    """An ingredient that was held after all, and why."""

    field: str
    why: str
    """``"bound"`` or ``"flat"``"""
    reached: float
    """Where least squares took it [SI]"""
    before: Solved


def settle(
    model: CurveModel,
    target: Target,
    held_at: Mapping[str, float],
    starts: Sequence[FloatArray],
    told: Callable[[], None] = lambda: None,
) -> tuple[Solved, tuple[Given, ...]]:
    """Fit, and hold what the curves cannot settle: what runs to its bound, and what hardly changes the misfit.

    Parameters
    ----------
    model : CurveModel
    target : Target
    held_at : mapping
        Field → value to hold it at [SI]; what is not in it stays free.
    starts : sequence of array
        The last one is the average runner's.
    told : callable
        Called once a start.

    Returns
    -------
    Solved
    tuple of Given
        What was held, in that order.
    """
    solved = fit_ingredients(model, target, starts, told)
    given: list[Given] = []
    while True:
        names = [one.field for one in solved.model.free]
        may = [i for i, name in enumerate(names) if name in held_at]
        bound = [i for i in may if solved.at_bound(i)]
        flat = [i for i in may if solved.flatness(i) < FLAT]
        if not bound and not flat:
            return solved, tuple(given)
        candidates = bound or [min(flat, key=solved.flatness)]
        tries = []
        for i in candidates:
            fewer = solved.model.holding(i, held_at[names[i]], solved.u)
            begin = [np.delete(solved.u, i), fewer.start]
            tries.append((fit_ingredients(fewer, target, begin), i))
        refit, i = min(tries, key=lambda one: one[0].cost)
        one = solved.model.free[i]
        reached = min((one.low, one.high), key=lambda end: abs(end - solved.u[i] * one.scale))
        if not bound:
            reached = float(solved.u[i] * one.scale)
        given.append(Given(names[i], "bound" if bound else "flat", reached, solved))
        solved = refit
