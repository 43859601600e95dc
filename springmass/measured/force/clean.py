"""Forces made ready for finding steps: short gaps closed, noise taken out.

A file that is exactly zero when unloaded has been through this already; filtering it again rings around its steps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from springmass.measured.recording import FloatArray
from springmass.measured.runs import runs

LOWPASS = 50.0
"""Cutoff of the low-pass on forces [Hz], where nobody asks for another"""
_ORDER = 4
"""Of the filter that is run once each way; both ways together it falls off as one of order 8"""
_NYQUIST_SHARE = 0.9
"""Of half the sampling rate that a filter may reach: above it nothing would be taken out."""


def close_gaps(values: FloatArray, longest: int) -> tuple[FloatArray, NDArray[np.bool_], int]:
    """Close gaps by straight lines, and say which are too long to be trusted.

    Parameters
    ----------
    values : ndarray
        One signal with NaN where nothing was measured, shape (n,).
    longest : int
        Samples a gap may have.

    Returns
    -------
    closed : ndarray
        Without NaN, shape (n,); as it was where nothing is finite.
    lost : ndarray of bool
        True inside gaps longer than that, shape (n,).
    short : int
        How many short gaps were closed.

    Examples
    --------
    >>> import numpy as np
    >>> close_gaps(np.array([1.0, np.nan, 3.0]), longest=1)
    (array([1., 2., 3.]), array([False, False, False]), 1)
    """
    missing = ~np.isfinite(values)
    if not missing.any():
        return values, missing, 0
    if missing.all():
        return values, missing, 0
    at = np.arange(len(values))
    closed = np.interp(at, at[~missing], values[~missing])
    lost = np.zeros_like(missing)
    short = 0
    for first, after in zip(*runs(missing), strict=True):
        # A gap at either end has nothing behind it to draw a line to.
        if after - first > longest or first == 0 or after == len(values):
            lost[first:after] = True
        else:
            short += 1
    return closed, lost, short


def can_filter(rate: float, cutoff: float) -> bool:
    """Whether a low-pass at this frequency [Hz] does anything to a signal of this rate [Hz].

    Examples
    --------
    >>> can_filter(1000.0, 50.0), can_filter(100.0, 50.0)
    (True, False)
    """
    return cutoff < _NYQUIST_SHARE * 0.5 * rate


def low_pass(values: FloatArray, rate: float, cutoff: float) -> FloatArray:
    """Take out what is faster than a frequency, without delay.

    A Butterworth filter of order 4 is run forwards and backwards. Both together fall off as one of order 8, and let
    half of the cutoff frequency itself through (−6 dB); 1 ÷ √2 (−3 dB) they let through at 0.90 of it.

    Parameters
    ----------
    values : ndarray
        Without NaN, shape (n,).
    rate : float
        Samples a second.
    cutoff : float
        Of the filter that is run each way [Hz].

    Returns
    -------
    ndarray
        Shape (n,)

    Examples
    --------
    >>> import numpy as np
    >>> low_pass(np.ones(200), 1000.0, 50.0).round(9)[[0, 99, 199]]
    array([1., 1., 1.])
    """
    from scipy.signal import butter, sosfiltfilt

    sections = butter(_ORDER, cutoff, fs=rate, output="sos")
    usual = 3 * (2 * len(sections) + 1)
    return np.asarray(sosfiltfilt(sections, values, padlen=min(usual, len(values) - 1)))
