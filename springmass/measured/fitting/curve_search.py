"""The most likely runner: least squares over the model's ingredients, the curves and the average runner together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from springmass.evidence.agreement import r_squared
from springmass.measured.fitting.curve_average import Average
from springmass.measured.fitting.curve_misfit import Misfit, long_run, misfit_of
from springmass.measured.fitting.curve_model import CurveModel, Trial, raw_curves
from springmass.measured.recording import FloatArray

FIRST = 10
"""Curves count from this share of contact [%] on: the model's motion has no impact."""
_PENALTY = 10.0
_WEIGHT = 1.0
"""What the average runner counts at first; the misfit of the open trials makes it 0.2 to 3."""
_ROUNDS, _SAME, _NOTHING = 8, 0.03, 1e-9


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
class Scatter:
    """Single steps about their mean; NaN where a step tells nothing.

    Attributes
    ----------
    off : ndarray
        Their curves, over scale, shape (n, m).
    moved : dict
        Input → its value at each step, from the mean, shape (n,).
    """

    off: FloatArray
    moved: dict[str, FloatArray]

    @classmethod
    def of(cls, target: Target, curves: FloatArray, varying: Mapping[str, FloatArray]) -> Scatter:
        """From single steps' curves [N], shape (n, 101, 2), and inputs; NaN where a step has none."""
        mean = {name: np.nanmean(values) if np.isfinite(values).any() else 0.0 for name, values in varying.items()}
        moved = {name: values - mean[name] for name, values in varying.items()}
        return cls(target.rows(curves - target.curves), moved)

    @property
    def of_means(self) -> Scatter:
        """For errors of means over all steps: deviations so large that those who tell stand for all, 0 for the rest."""
        return Scatter(_standing_in(self.off), {name: _standing_in(one) for name, one in self.moved.items()})

    @property
    def whole(self) -> Scatter:
        """Only the steps that tell everything."""
        told = np.isfinite(self.off).all(axis=1)
        for values in self.moved.values():
            told = told & np.isfinite(values)
        return Scatter(self.off[told], {name: values[told] for name, values in self.moved.items()})

    def left(self, by_given: Mapping[str, FloatArray]) -> FloatArray:
        """What is left of the curves when the runner may change his timing from step to step, shape (n, m)."""
        timing = sum((np.outer(values, by_given[name]) for name, values in self.moved.items()), np.zeros(1))
        return np.asarray(timing - self.off)


def _standing_in(away: FloatArray) -> FloatArray:
    """Deviations from a mean over k of n steps, 0 where a step tells nothing, the others larger by √(n(n−1)/k(k−1)).

    The error of a mean over n of them is then that of the mean over k.
    """
    known = np.isfinite(away)
    n, k = len(away), known.sum(axis=0)
    return np.where(known, away, 0.0) * np.sqrt(n * (n - 1.0) / np.where(k > 1, k * (k - 1.0), n * max(n - 1.0, 1.0)))


@dataclass(frozen=True)
class MostLikely:
    """Where the search ended.

    Attributes
    ----------
    model : CurveModel
    target : Target
    average : Average
    scatter : Scatter
    weight : float
        What one squared spread from the average runner counts, in squared standard deviations of a curve's point.
    u : ndarray
        Ingredients in units of their scales, shape (p,).
    trial : Trial
    residual : ndarray
        Of the curves, over scale, shape (m,).
    jacobian : ndarray
        Of the same, shape (m, p).
    by_given : dict
        Derivative of the residual by inputs and held ingredients.
    misfit : Misfit
    """

    model: CurveModel
    target: Target
    average: Average
    scatter: Scatter
    weight: float
    u: FloatArray
    trial: Trial
    residual: FloatArray
    jacobian: FloatArray
    by_given: dict[str, FloatArray]
    misfit: Misfit

    @property
    def r2(self) -> tuple[float, float]:
        """R² of fore-aft and vertical force, the model's curve as it is."""
        return self.target.agreement(raw_curves(self.trial.step))

    @property
    def noise(self) -> FloatArray:
        """Covariance of what the scatter of steps leaves in the mean, shape (m, m)."""
        return long_run(self.scatter.of_means.left(self.by_given))

    @property
    def error(self) -> FloatArray:
        """Covariance of all that the mean curves may be off, shape (m, m)."""
        return self.misfit.covariance * self.misfit.wider**2 + self.noise

    @property
    def taken(self) -> FloatArray:
        """Change of the ingredients for a change of what is measured, shape (p, m)."""
        return np.asarray(np.linalg.solve(self._square(), self.jacobian.T))

    @property
    def pulled(self) -> FloatArray:
        """Change of the ingredients for a change of what is expected by one spread, shape (p, p)."""
        return np.asarray(np.linalg.solve(self._square(), np.diag(self.weight / self.average.spread)))

    @property
    def shares(self) -> FloatArray:
        """Share of each ingredient that comes from the curves, 0 to 1, the rest from what is expected, shape (p,).

        Of any change in the true ingredient, that much is seen in the fitted one (averaging kernel; Rodgers 2000).
        """
        return np.diag(self.taken @ self.jacobian)

    def share_of(self, column: FloatArray, spread: float) -> float:
        """The same for an ingredient that is held, would it be fitted too; spread in the unit of the column."""
        rest = column - self.jacobian @ (self.taken @ column)
        square = float(column @ rest)
        return square / (square + self.weight / spread**2)

    def _square(self) -> FloatArray:
        tiny = 1e-12 * max(float(np.trace(self.jacobian.T @ self.jacobian)), 1e-300)
        return np.asarray(self.jacobian.T @ self.jacobian + np.diag(self.weight / self.average.spread**2 + tiny))


def column(model: CurveModel, target: Target, u: FloatArray, name: str, middle: Trial | None = None) -> FloatArray:
    """Derivative of the residual by an ingredient or input; zeros where the gait has no room to move."""
    pair = model.beside(u, name, middle)
    if pair is None:
        return np.zeros(target.rows(target.curves).size)
    upper, lower, distance = pair
    return (target.residual(upper) - target.residual(lower)) / distance


def independent(covariance: FloatArray) -> float:
    """About how many independent numbers there are among many.

    Examples
    --------
    >>> independent(np.eye(3)), independent(np.ones((3, 3)))
    (3.0, 1.0)
    """
    return float(np.trace(covariance)) ** 2 / max(float(np.sum(covariance**2)), 1e-300)


def most_likely(
    model: CurveModel,
    target: Target,
    average: Average,
    scatter: Scatter,
    told: Callable[[float], None] = lambda share: None,
) -> MostLikely:
    """Fit curves and average runner together, each by how far it may be off.

    Parameters
    ----------
    model : CurveModel
        The search starts at its ingredients.
    target : Target
    average : Average
    scatter : Scatter
    told : callable
        Told the share of the work that is done.

    Returns
    -------
    MostLikely

    Notes
    -----
    How far the curves may be off is not known beforehand: it is read off the misfit, which changes with the fit. So the
    fit is repeated with the weight that the last misfit asks for, until the two agree; where the model meets the curves
    perfectly, the average runner counts nothing.
    """
    weight, u = _WEIGHT, model.start
    for i in range(_ROUNDS):
        solved = _at_weight(model, target, average, scatter, weight, u)
        told((i + 1.0) / _ROUNDS)
        asked = max(_asked(solved), _NOTHING)
        if abs(asked - weight) <= _SAME * weight or not model.free:
            break
        weight, u = asked, solved.u
    others = {name: column(model, target, solved.u, name) for name in model.given if name not in solved.by_given}
    return replace(solved, by_given=solved.by_given | others)


def _asked(solved: MostLikely) -> float:
    """Mean square of the curves' error, times how many of their points count as one.

    Least squares takes all points for independent; errors that stay alike along contact pull it farther. With this
    weight the average runner stands against as many points as there are independent ones.
    """
    return float(np.trace(solved.error)) / max(independent(solved.error), 1.0)


def _at_weight(
    model: CurveModel, target: Target, average: Average, scatter: Scatter, weight: float, start: FloatArray
) -> MostLikely:
    from scipy.optimize import least_squares

    low, high = model.bounds
    size, root = target.rows(target.curves).size, weight**0.5
    last: list[tuple[FloatArray, Trial | None]] = [(model.start, None)]

    def misfit(u: FloatArray) -> FloatArray:
        trial = model.trial(u)
        if trial is None:  # no such gait: worse the farther from the last one
            rows = np.full(size, _PENALTY * (1.0 + float(np.linalg.norm(u - last[0][0]))))
        else:
            last[0] = (u.copy(), trial)
            rows = target.residual(trial)
        return np.concatenate([rows, root * average.rows(u)])

    def slopes(u: FloatArray) -> FloatArray:
        middle = last[0][1] if np.array_equal(u, last[0][0]) else model.trial(u)
        curves = np.column_stack([column(model, target, u, one.field, middle) for one in model.free])
        return np.vstack([curves, root * np.diag(1.0 / average.spread)])

    u = start
    if model.free:
        begin = np.clip(start, low + 0.02, high - 0.02)
        if model.trial(begin) is None:
            begin = start
        u = least_squares(misfit, begin, jac=slopes, bounds=(low, high), xtol=1e-6, ftol=1e-8, max_nfev=60).x
    trial = model.trial(u)
    assert trial is not None  # least squares ends at a gait: the start is one
    columns = [column(model, target, u, one.field) for one in model.free]
    jacobian = np.column_stack(columns) if columns else np.zeros((size, 0))
    residual = target.residual(trial)
    by_given = {name: column(model, target, u, name) for name in scatter.moved}
    noise = long_run(scatter.of_means.left(by_given))
    found = misfit_of(residual, jacobian, noise, len(target.directions))
    return MostLikely(model, target, average, scatter, weight, u, trial, residual, jacobian, by_given, found)
