"""From plates as recorded to signals that can be measured: gaps closed, filtered, zero set."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from springmass.errors import InputError
from springmass.measured.force.belts import Signal
from springmass.measured.force.clean import can_filter, close_gaps, low_pass
from springmass.measured.force.zero import find_zero, force_span
from springmass.measured.recording import FloatArray, Forces

_GAP = 0.02
"""Gaps up to this length [s] are closed by a straight line."""
_WORTH_SAYING = 5.0
"""Zero levels further off than this [N] are mentioned."""
_DOUBTFUL = 100.0
"""Zero levels further off than this on the whole [N] may be both feet of a runner who never flies."""


def prepare(
    forces: Forces, lowpass: float | None, correct_zero: bool, notes: list[str]
) -> tuple[tuple[Signal, ...], list[FloatArray], NDArray[np.bool_]]:
    """Close gaps, filter, set the zero; say in the notes what was done.

    Parameters
    ----------
    forces : Forces
        m samples.
    lowpass : float or None
        [Hz]
    correct_zero : bool
    notes : list of str
        Is added to.

    Returns
    -------
    signals : tuple of Signal
        One for each plate with a vertical force.
    raw : list of ndarray
        Vertical force of each with only its gaps closed [N], shape (m,).
    lost : ndarray of bool
        Inside gaps too long to be closed, shape (m,).

    Raises
    ------
    InputError
        Without any vertical force.

    Examples
    --------
    >>> from springmass.measured.recording import Plate
    >>> time, notes = np.arange(500) / 1000.0, []
    >>> force = np.outer(1400.0 * np.sin(20.0 * time).clip(min=0.0), [0.0, 1.0, 0.0])
    >>> signals, _, _ = prepare(Forces(time, (Plate("belt", force, force[:, :2]),)), 50.0, True, notes)
    >>> notes
    ['The forces are exactly 0 when unloaded, so processed before: not filtered again.']
    """
    rate = forces.rate
    lost = np.zeros(len(forces.time), dtype=bool)
    used, closed = [], []
    short = 0
    for plate in forces.plates:
        filled, gaps, closed_here = close_gaps(plate.force[:, 1], max(1, round(_GAP * rate)))
        if not np.isfinite(filled).all():
            notes.append(f"Plate “{plate.name}” holds no vertical force and was left out.")
            continue
        used.append(plate)
        closed.append(filled)
        lost |= gaps
        short += closed_here
    if not used:
        raise InputError("forces", allowed="no step found: there is no vertical force")
    if short:
        notes.append(f"{short} short gaps (up to {1e3 * _GAP:g} ms) in the forces were closed by straight lines.")
    if lost.any():
        notes.append(f"The forces miss {lost.sum() / rate:.2f} s in long gaps; steps that touch them were left out.")
    if lowpass is not None and not can_filter(rate, lowpass):
        notes.append(f"Not filtered: at {rate:.4g} samples/s a low-pass at {lowpass:g} Hz takes nothing out.")
        lowpass = None
    smooth = [one if lowpass is None else low_pass(one, rate, lowpass) for one in closed]
    span = max(force_span(one, rate) for one in (*smooth, np.sum(smooth, axis=0)))
    signals = []
    processed = []
    for plate, filled, vertical in zip(used, closed, smooth, strict=True):
        zero = find_zero(vertical, filled, rate, span)
        processed.append(zero.exact)
        cutoff = None if zero.exact else lowpass
        vertical = filled if zero.exact else vertical
        fore_aft, gaps, _ = close_gaps(plate.force[:, 0], max(1, round(_GAP * rate)))
        known = bool(np.isfinite(fore_aft).all())
        if known and cutoff is not None:
            fore_aft = low_pass(fore_aft, rate, cutoff)
        if not zero.exact and correct_zero:
            vertical, words = _zeroed(vertical, zero.level(vertical))
            if len(used) > 1 and words:
                words = f"{plate.name}: {words}"
            if known:
                fore_aft, _ = _zeroed(fore_aft, zero.level(fore_aft))
            notes += [words] if words else []
        if known and gaps.any():
            fore_aft = np.where(gaps, np.nan, fore_aft)
        signals.append(Signal(plate.name, vertical, fore_aft, plate.cop[:, 0], plate.cop[:, 1]))
    if any(processed) and lowpass is not None:
        which = "The forces are" if all(processed) else "Some plates are"
        notes.append(f"{which} exactly 0 when unloaded, so processed before: not filtered again.")
    if not any(np.isfinite(one.fore_aft).any() for one in signals):
        notes.append("The file holds no fore-aft force: nothing about braking and propulsion.")
    return tuple(signals), closed, lost


def _zeroed(force: FloatArray, level: FloatArray | None) -> tuple[FloatArray, str]:
    if level is None:
        return force, "No stretch with an unloaded plate was found: its zero could not be checked."
    low, high = float(level.min()), float(level.max())
    words = ""
    if max(abs(low), abs(high)) > _WORTH_SAYING:
        words = f"the zero of the plate drifts between {low:+.0f} and {high:+.0f} N; taken out.".replace("-", "−")
    if words and high - low < _WORTH_SAYING:
        words = f"the zero of the plate is off by {0.5 * (low + high):+.0f} N; taken out.".replace("-", "−")
    if float(np.median(level)) > _DOUBTFUL:
        words += " That is much: if the runner never leaves the ground, leave the zero as it is."
    return force - level, words[:1].upper() + words[1:]
