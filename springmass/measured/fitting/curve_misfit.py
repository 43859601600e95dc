"""What the model misses of real curves, read off the residual of a fit, and how far means over steps scatter.

The residual is far larger than the noise of a mean over many steps, and it is smooth along contact, so that 91 points
of a curve count for a few only. It is taken for a random curve whose size and smoothness are read off the residual.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from springmass.measured.recording import FloatArray

LENGTHS = (1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 18.0, 27.0)
"""Smoothness lengths that are tried [% of contact]."""
_NUGGET = 1e-6
_EVERY = 3
"""Every third share is enough to see how smooth a residual is."""


@dataclass(frozen=True)
class Misfit:
    """The residual taken for a random curve.

    Attributes
    ----------
    sizes : ndarray
        Its standard deviation in each measured direction, over the curve's scale.
    length : float
        Over which it stays alike [% of contact].
    covariance : ndarray
        Shape (m, m).
    freedom : float
        Independent points that are left after the fit (Satterthwaite 1946).
    """

    sizes: FloatArray
    length: float
    covariance: FloatArray
    freedom: float

    @property
    def wider(self) -> float:
        """By how much a 90 % interval is wider when its size is known from few points only (Student's t)."""
        from scipy.special import ndtri, stdtrit

        return float(stdtrit(max(self.freedom, 1.5), 0.95) / ndtri(0.95))


def smoothness(count: int, length: float) -> FloatArray:
    """Correlation of a random curve with itself, Matérn with ν = 3/2, shape (count, count).

    Examples
    --------
    >>> smoothness(2, 1.0).round(3)
    array([[1.   , 0.483],
           [0.483, 1.   ]])
    """
    apart = np.sqrt(3.0) * np.abs(np.subtract.outer(np.arange(count), np.arange(count))) / length
    return np.asarray((1.0 + apart) * np.exp(-apart))


def misfit_of(residual: FloatArray, jacobian: FloatArray, noise: FloatArray, directions: int) -> Misfit:
    """Read size and smoothness of the model's error off a residual.

    Parameters
    ----------
    residual : array, shape (m,)
        Curve after curve.
    jacobian : array, shape (m, p)
        What the fit could take away.
    noise : array, shape (m, m)
        Covariance of what the scatter of steps leaves in the residual.
    directions : int
        How many curves.

    Returns
    -------
    Misfit
        Sizes so that the residual left by the fit is expected as large as it is (no less than zero), length by
        restricted maximum likelihood.
    """
    from scipy.linalg import cho_factor, cho_solve

    count = len(residual) // directions
    some = np.concatenate([np.arange(i * count, (i + 1) * count, _EVERY) for i in range(directions)])
    few = _Left(residual[some], jacobian[some], noise[np.ix_(some, some)], directions)
    likelihoods = []
    for length in LENGTHS:
        _, covariance = few.sized(length / _EVERY)
        within = few.rest.T @ (covariance + few.noise) @ few.rest
        within[np.diag_indices_from(within)] += _NUGGET
        factor = cho_factor(within)
        inside = few.rest.T @ few.residual
        likelihoods.append(-np.log(np.diag(factor[0])).sum() - 0.5 * float(inside @ cho_solve(factor, inside)))
    length = LENGTHS[int(np.argmax(likelihoods))]
    whole = _Left(residual, jacobian, noise, directions)
    sizes, covariance = whole.sized(length)
    left = whole.project @ covariance
    squared = float(np.sum(left * left.T))
    freedom = float(np.trace(left)) ** 2 / squared if squared > 0.0 else float(len(residual))
    return Misfit(sizes, length, covariance, freedom)


class _Left:
    """A residual and what a fit leaves of random curves."""

    def __init__(self, residual: FloatArray, jacobian: FloatArray, noise: FloatArray, directions: int) -> None:
        m = len(residual)
        self.residual, self.noise = residual, noise
        self.count = m // directions
        self.places = [slice(i * self.count, (i + 1) * self.count) for i in range(directions)]
        left, values, _ = np.linalg.svd(jacobian, full_matrices=True)
        rank = int(np.sum(values > 1e-9 * max(values, default=0.0)))
        self.rest = left[:, rank:]
        self.project = self.rest @ self.rest.T
        left_over = self.project @ residual
        scatter = np.sum((self.project @ noise) * self.project, axis=1)
        self.seen = np.array([left_over[at] @ left_over[at] - scatter[at].sum() for at in self.places])

    def sized(self, length: float) -> tuple[FloatArray, FloatArray]:
        """Sizes of curves this smooth that leave what is seen, and their covariance."""
        from scipy.optimize import nnls

        kernel = smoothness(self.count, length)
        shares = np.empty((len(self.places), len(self.places)))
        for j, place in enumerate(self.places):
            passed = (self.project[:, place] @ kernel) * self.project[:, place]
            shares[:, j] = [passed[at].sum() for at in self.places]
        squares = nnls(shares, np.maximum(self.seen, 0.0))[0]
        covariance = np.zeros((len(self.residual), len(self.residual)))
        for square, place in zip(squares, self.places, strict=True):
            covariance[place, place] = square * kernel
        return np.sqrt(squares), covariance


def long_run(steps: FloatArray) -> FloatArray:
    """Covariance of the mean over steps that may depend on their neighbours (Newey & West 1987).

    Parameters
    ----------
    steps : array, shape (n, k)
        In order of time.

    Returns
    -------
    array, shape (k, k)
        Zero for a single step, which shows no scatter.

    Examples
    --------
    >>> long_run(np.array([[0.0], [2.0]]))
    array([[1.]])
    """
    n = len(steps)
    if n < 2:
        return np.zeros((steps.shape[1], steps.shape[1]))
    away = steps - steps.mean(axis=0)
    total = away.T @ away
    lags = int(n ** (1.0 / 3.0)) if n > 7 else 0
    for lag in range(1, lags + 1):
        shared = away[lag:].T @ away[:-lag]
        total = total + (1.0 - lag / (lags + 1.0)) * (shared + shared.T)
    return np.asarray(total / (n - 1) / n)
