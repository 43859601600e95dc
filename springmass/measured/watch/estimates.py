"""A number from many records of a watch: robust, and honest about how sure it is.

Value
    The median. Where the spread is less than two steps of the file's grid, the mean of the values within three spreads
    of the median: the median of whole numbers is a whole number, however many records there are, while rounding hardly
    moves a mean over several steps.
Spread
    1.4826 · MAD, which is the standard deviation of normal values; where that is less than a step, the standard
    deviation itself if it is greater.
Error
    √(sampling² + rounding²). Sampling: spread · √(τ/n), for a median 1.2533 times as much, the standard error from n
    normal values of which τ in a row say the same, since records a second apart are alike. τ = 1 + 2 Σ ρ(k), ρ the
    autocorrelation, summed over pairs of lags until a pair is no longer positive, and raised by 1 ÷ (1 − τ/n) for what
    the mean took away: C. J. Geyer, Practical Markov chain Monte Carlo, Stat. Sci. 7 (1992) 473, section 3.3. A drift
    over the piece makes τ long and the error large, as it should. Rounding, q the step: q/√12 for a median, which
    stands on the grid; for a mean q/√12 · exp(−2π² σ²/q²) with σ² = spread² − q²/12, the spread before rounding. Where
    two steps hold nearly all records nobody can tell σ, and the truth may lie anywhere between the mean and the border
    of the two: 2 |p − ½| · q/√12, p the share on one of them; in full when all stand on one, nothing at half and half.
"""

from __future__ import annotations

import numpy as np

from springmass.measured.recording import Estimate, FloatArray

_LEAST = 10
_FINE = 2.0
_TWO_STEPS = 0.97


def estimate(values: FloatArray, step: float = float("nan")) -> Estimate:
    """Median of records, its error and their spread.

    Parameters
    ----------
    values : ndarray
        In order of time, NaN where missing, shape (n,).
    step : float
        Between the values the file can hold, in the same unit; NaN when unknown.

    Returns
    -------
    Estimate

    Examples
    --------
    >>> made = estimate(np.array([170.0, 170.0, 172.0, 170.0]), 2.0)
    >>> made.value, made.count
    (170.5, 4)
    """
    middle, sampling, rounding, spread, count = _parts(values, step)
    return Estimate(middle, float(np.hypot(sampling, rounding)), spread, count)


def sampling_error(values: FloatArray, step: float = float("nan")) -> float:
    """The part of the error of :func:`estimate` that comes from the scatter of records, without that of rounding.

    Parameters
    ----------
    values, step
        As there.

    Returns
    -------
    float
        NaN for a single record.

    Examples
    --------
    >>> values = np.array([170.0, 170.0, 172.0, 170.0])
    >>> bool(sampling_error(values, 2.0) < estimate(values, 2.0).error)
    True
    """
    return _parts(values, step)[1]


def _parts(values: FloatArray, step: float) -> tuple[float, float, float, float, int]:
    """Value, its error by sampling and by rounding, spread, count."""
    known = values[np.isfinite(values)]
    count = len(known)
    if count == 0:
        return np.nan, np.nan, np.nan, np.nan, 0
    grid = step if np.isfinite(step) and step > 0.0 else 0.0
    spread = _spread(known, grid)
    deviations = 1.2533 * spread
    rounding = grid / np.sqrt(12.0)
    middle = float(np.median(known))
    if grid and not spread >= _FINE * grid:
        near = known[np.abs(known - middle) <= 3.0 * max(grid, np.nan_to_num(spread))]
        middle = float(np.mean(near))
        deviations = spread
        rounding *= _left_of_rounding(near, float(np.nan_to_num(spread)), grid)
    sampling = deviations * np.sqrt(alike(known, spread) / count) if np.isfinite(spread) else np.nan
    return middle, float(sampling), float(rounding), spread, count


def alike(known: FloatArray, spread: float) -> float:
    """How many records in a row say the same, τ.

    Parameters
    ----------
    known : ndarray
        In order of time, all finite, shape (n,).
    spread : float
        Of the same; values further than three of it from the median count as three, so that one bad record does not
        hide how alike the others are.

    Returns
    -------
    float
        From 1 to n/2; 1 for fewer than ten records, which cannot tell.

    Examples
    --------
    >>> round(alike(np.repeat([1.0, -1.0, 1.0, 1.0, -1.0, 1.0, -1.0, -1.0], 8), 1.0)) > 3
    True
    """
    from scipy.signal import correlate

    count = len(known)
    if count < _LEAST or not spread > 0.0:
        return 1.0
    off = np.clip(known - np.median(known), -3.0 * spread, 3.0 * spread)
    off = off - np.mean(off)
    power = float(np.dot(off, off))
    if power == 0.0:
        return 1.0
    lags = correlate(off, off, method="fft")[count - 1 : count - 1 + count // 2] / power
    pairs = lags[: len(lags) // 2 * 2].reshape(-1, 2).sum(axis=1)
    ended = np.flatnonzero(pairs <= 0.0)
    long = 2.0 * float(np.sum(pairs[: ended[0] if len(ended) else len(pairs)])) - 1.0
    long = min(max(long, 1.0), 0.5 * count)
    return min(long / (1.0 - long / count), 0.5 * count)


def _left_of_rounding(near: FloatArray, spread: float, grid: float) -> float:
    """What share of q/√12 is still off in a mean of rounded values."""
    _, counts = np.unique(np.round(near / grid), return_counts=True)
    first, second = (*np.sort(counts)[::-1], 0)[:2]
    if first + second >= _TWO_STEPS * len(near):
        return abs(2.0 * float(first) / float(first + second) - 1.0)
    before = max(spread**2 - grid**2 / 12.0, 0.0)
    return float(np.exp(-2.0 * np.pi**2 * before / grid**2))


def _spread(known: FloatArray, grid: float) -> float:
    if len(known) < 2:
        return float("nan")
    robust = 1.4826 * float(np.median(np.abs(known - np.median(known))))
    return robust if robust > grid else max(robust, float(np.std(known, ddof=1)))
