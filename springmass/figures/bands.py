"""Real runners behind a curve of the model: mean and spread of 26 of them."""

from __future__ import annotations

from matplotlib.axes import Axes

from springmass.evidence.runners26 import Band, band
from springmass.figures.style import ORANGE


def draw_band(ax: Axes, curve: str, speed: float, factor: float = 1.0) -> Band:
    """Draw mean ± SD of 26 runners over contact.

    Parameters
    ----------
    ax : Axes
        With contact in percent across.
    curve : str
        A key of :data:`springmass.evidence.runners26.CURVES`.
    speed : float
        One of those measured [m/s].
    factor : float
        From the unit of the table to that of the axes.

    Returns
    -------
    Band
        What was drawn, in the unit of the table.
    """
    real = band(curve, speed)
    low, high = factor * (real.mean - real.sd), factor * (real.mean + real.sd)
    label = f"26 runners at {speed:g} m/s, mean ± SD"  # alike in every panel of one speed, so that a legend has it once
    ax.fill_between(real.percent, low, high, color=ORANGE, alpha=0.28, linewidth=0, label=label, zorder=1.5)
    mean = factor * real.mean
    ax.plot(real.percent, mean, color=ORANGE, linewidth=1.2, linestyle=(0, (5, 2)), label="_mean", zorder=1.6)
    return real
