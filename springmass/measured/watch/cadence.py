"""Does a file count steps of both feet or strides of one leg? Decided once a source, and said in words.

FIT files count strides of one leg by convention and call it rpm; exports to CSV do either, and some apps write steps
under rpm. The number itself mostly tells: runners take 120 to 240 steps a minute, that is 60 to 120 strides.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from springmass.measured.recording import FloatArray

UNSURE = (108.0, 132.0)
"""Between these [1/min] the number alone does not tell slow steps from fast strides."""
RUNNING_SPEEDS = (2.0, 7.5)
"""Records that tell of running [m/s]: not walking, not cycling."""
_ENOUGH = 5


def steps_per_count(
    values: FloatArray,
    said: float | None,
    unit: str,
    speed: FloatArray | None = None,
    step_length: FloatArray | None = None,
    running: NDArray[np.bool_] | None = None,
) -> tuple[float, str]:
    """Decide how many steps one count of the file is.

    Parameters
    ----------
    values : ndarray
        Cadence as in the file [1/min], shape (n,).
    said : float or None
        What its unit says: 2 for strides of one leg, 1 for steps; None when it says nothing.
    unit : str
        As the file writes it, for the note.
    speed, step_length : ndarray, optional
        [m/s] and [m], shape (n,): cadence must be 60·speed ÷ step length.
    running : ndarray of bool, optional
        Records that belong to a run, shape (n,).

    Returns
    -------
    factor : float
        1 or 2.
    note : str
        What was done and why.

    Examples
    --------
    >>> steps_per_count(np.full(9, 85.0), 2.0, "RPM")
    (2.0, 'the file counts strides of one leg ("RPM"), over the whole file 85/min; doubled to 170 steps/min')
    >>> steps_per_count(np.full(9, 170.0), 2.0, "rpm")[0]
    1.0
    """
    use = np.isfinite(values) & (values > 0.0)
    if running is not None:
        use &= np.asarray(running, bool)
    if speed is not None:
        quick = use & (speed > RUNNING_SPEEDS[0]) & (speed < RUNNING_SPEEDS[1])
        use = quick if np.count_nonzero(quick) >= _ENOUGH else use
    label = f' ("{unit}")' if unit else ""
    if not use.any():
        return said or 1.0, "the file has a cadence but never counts any"
    middle = float(np.median(values[use]))
    by_size = 2.0 if middle < UNSURE[0] else 1.0 if middle > UNSURE[1] else None
    by_length = _by_step_length(values, speed, step_length, use)
    factor = by_size or by_length or said  # apps write rpm and mean steps: what fits the speed tells more
    if factor is None:
        return 1.0, f"{middle:.4g}/min may be steps or strides and nothing in the file decides; taken as steps"
    steps, found = factor * middle, f"over the whole file {middle:.4g}/min"  # a lap has a cadence of its own
    text = (
        f"the file counts strides of one leg{label}, {found}; doubled to {steps:.0f} steps/min"
        if factor == 2.0
        else f"the file counts steps of both feet{label}, {found}; not doubled"
    )
    if said is not None and said != factor:
        text += f", although the unit says {'strides' if said == 2.0 else 'steps'}: nobody runs at {middle * said:.0f}"
    if by_length == factor:
        text += "; speed ÷ step length agrees"
    elif by_length is not None:
        text += "; speed ÷ step length does not agree (a step length that is a stride's, or a speed that is off?)"
    return factor, text


def _by_step_length(
    values: FloatArray, speed: FloatArray | None, step_length: FloatArray | None, use: NDArray[np.bool_]
) -> float | None:
    if speed is None or step_length is None:
        return None
    both = use & (speed > 0.5) & (step_length > 0.1)
    if np.count_nonzero(both) < _ENOUGH:
        return None
    ratio = float(np.median(60.0 * speed[both] / step_length[both] / values[both]))
    return 1.0 if 0.8 < ratio < 1.25 else 2.0 if 1.6 < ratio < 2.5 else None
