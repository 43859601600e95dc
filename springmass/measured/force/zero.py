"""The zero of a force plate: where it stands while nobody is on the plate, and how it drifts.

A zero level is believed only where the force lies flat between contacts. The dip between the feet of a walker is no
flight, and a runner standing still is flat but far above the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from springmass.measured.recording import FloatArray
from springmass.measured.runs import runs

_WINDOW = 1.0
"""Within this time [s] a runner leaves the plate at least once."""
_LOW = 0.10
"""Share of the force's range below which the plate may be unloaded."""
_FLAT = 0.03
"""Share of the range within which an unloaded plate stays …"""
_FLAT_TIME = 0.62
"""… for at least this share of the time below :data:`_LOW`. A dip shaped like a parabola gives 0.55, a notch 0.3."""
_TILT = 0.015
"""Share of the range by which the two halves of an unloaded stretch may differ; otherwise it is part of a contact that
the end of the recording cuts off."""
_FAR = 0.25
"""Share of the range by which levels may differ from their median; a runner standing still is further off."""
_FURTHEST = 0.3
"""Share of the range by which a zero may be off: a runner with both feet down for a moment leaves a flat stretch, too,
but further up."""
_FROM, _TO = 0.35, 0.85
"""Part of an unloaded stretch that is looked at: plates creep back after takeoff, and the filter smears touchdown."""
_SHORTEST = 0.02
_PIECE = 1.0
"""Long unloaded stretches are cut in pieces [s], so that the level can follow the drift."""


@dataclass(frozen=True)
class Zero:
    """Where the zero of a plate is.

    Attributes
    ----------
    first, after : ndarray of int
        Unloaded stretches, the part of each that was looked at: first sample, and the first behind it.
    exact : bool
        The plate is exactly 0 when unloaded: the file was processed before.
    """

    first: NDArray[np.intp]
    after: NDArray[np.intp]
    exact: bool

    def level(self, force: FloatArray) -> FloatArray | None:
        """Zero level of a direction of force [N] at every sample; None without an unloaded stretch.

        Parameters
        ----------
        force : ndarray
            Any direction of the same plate [N], shape (n,).

        Returns
        -------
        ndarray or None
            Shape (n,)
        """
        from scipy.ndimage import median_filter

        if not len(self.first):
            return None
        levels = np.array([np.median(force[i:j]) for i, j in zip(self.first, self.after, strict=True)])
        middle = 0.5 * (self.first + self.after - 1)
        # A single odd level (a foot that drags, a knock on the frame) must not bend the zero.
        return np.interp(np.arange(len(force)), middle, median_filter(levels, size=5, mode="nearest"))


def find_zero(vertical: FloatArray, raw: FloatArray, rate: float, span: float) -> Zero:
    """Find where a plate is unloaded.

    Parameters
    ----------
    vertical : ndarray
        Vertical force, gaps closed and filtered [N], shape (n,).
    raw : ndarray
        The same as it came, to see exact zeros, shape (n,).
    rate : float
        Samples a second.
    span : float
        What the force ranges over while running [N].

    Returns
    -------
    Zero

    Examples
    --------
    >>> import numpy as np
    >>> time = np.arange(0.0, 5.0, 0.001)
    >>> force = 1500.0 * np.sin(np.pi * (time % 0.35) / 0.25) * (time % 0.35 < 0.25) + 40.0
    >>> zero = find_zero(force, force, 1000.0, 1500.0)
    >>> bool(np.allclose(zero.level(force), 40.0)), zero.exact
    (True, False)
    """
    floor = _floor(vertical, rate)
    low = vertical - floor < _LOW * span
    flat_share, first, after, levels = [], [], [], []
    for i, j in zip(*runs(low), strict=True):
        if j - i < max(3, _SHORTEST * rate):
            continue
        pieces = max(1, round((j - i) / rate / _PIECE))
        for a, b in zip(*_pieces(i, j, pieces), strict=True):
            inner = slice(a + int(_FROM * (b - a)), max(a + int(_FROM * (b - a)) + 1, a + int(_TO * (b - a))))
            level = float(np.median(vertical[inner]))
            half = (inner.start + inner.stop) // 2
            tilt = np.median(vertical[inner.start : half + 1]) - np.median(vertical[half : inner.stop])
            if abs(tilt) > _TILT * span:
                continue
            flat_share.append(float(np.mean(np.abs(vertical[a:b] - level) < _FLAT * span)))
            first.append(inner.start)
            after.append(inner.stop)
            levels.append(level)
    if not levels or np.median(flat_share) < _FLAT_TIME or abs(np.median(levels)) > _FURTHEST * span:
        none = np.empty(0, dtype=np.intp)
        return Zero(none, none, False)
    exact = bool(np.mean(np.concatenate([raw[i:j] for i, j in zip(first, after, strict=True)]) == 0.0) > 0.5)
    near = np.abs(np.array(levels) - np.median(levels)) < _FAR * span
    return Zero(np.array(first)[near], np.array(after)[near], exact)


def force_span(vertical: FloatArray, rate: float) -> float:
    """Range of a vertical force above its own, drifting, floor [N].

    Parameters
    ----------
    vertical : ndarray
        [N], shape (n,)
    rate : float
        Samples a second.

    Returns
    -------
    float
        Left out is what only single samples reach.

    Examples
    --------
    >>> import numpy as np
    >>> round(force_span(100.0 + 50.0 * np.sin(np.arange(0.0, 60.0, 0.01)), 100.0), 1) > 0.0
    True
    """
    return float(np.percentile(vertical - _floor(vertical, rate), 99.5))


def _floor(vertical: FloatArray, rate: float) -> FloatArray:
    from scipy.ndimage import maximum_filter1d, minimum_filter1d

    size = max(3, min(int(_WINDOW * rate), len(vertical))) | 1
    return np.asarray(maximum_filter1d(minimum_filter1d(vertical, size), size))


def _pieces(i: int, j: int, count: int) -> tuple[list[int], list[int]]:
    edges = np.linspace(i, j, count + 1).astype(int).tolist()
    return edges[:-1], edges[1:]
