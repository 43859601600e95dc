"""The model held against 26 real runners: forces, where the hip is, and the load on the joints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from springmass.dynamics.extrapolation import Floats
from springmass.errors import InputError
from springmass.evidence.agreement import r_squared
from springmass.evidence.runners26 import ATTRIBUTION, SPEEDS
from springmass.figures.bands import draw_band
from springmass.figures.force_curves import Curve, curve
from springmass.figures.joint_curves import ANKLE, ANKLE_IS_LOW, FLEXION, KNEE
from springmass.figures.lettering import folded
from springmass.figures.style import ALONE, BLACK, NORMAL, SMALL, halo, sheet, styled
from springmass.gait.find import SteadyGait

LANDED = 10.0
"""Agreement counts after this much of contact: the impact of landing is not in the curves of the motion [%]."""


@dataclass(frozen=True)
class Row:
    """A quantity the model is held against.

    Attributes
    ----------
    name, unit : str
    band : str
        Its curve of the 26 runners.
    factor : float
        From the unit of that table to the unit drawn.
    values : callable
        Of a curve, in the unit drawn.
    scored : bool
        Whether the agreement is written as a number.
    """

    name: str
    unit: str
    band: str
    factor: float
    values: Callable[[Curve], Floats]
    scored: bool = False


def _hip_ankle(one: Curve) -> Floats:
    return 100.0 * one.body.hip_ankle if one.body else np.empty(0)


ROWS = (
    Row("vertical force", "BW", "vertical_force", 1.0, lambda one: one.vertical, True),
    Row("fore-aft force", "BW", "fore_aft_force", 1.0, lambda one: one.fore_aft, True),
    Row("hip minus ankle", "cm", "hip_ankle", 100.0, _hip_ankle),
    *(Row(panel.name.lower(), panel.unit, panel.band, 1.0, panel.of) for panel in (FLEXION, KNEE, ANKLE)),
)


@styled
def against_runners(gaits: Mapping[float, SteadyGait]) -> Figure:
    """Draw the model over the mean ± SD of 26 real runners, speed by speed.

    Parameters
    ----------
    gaits : mapping
        Speed of the real runners, 2.5, 3.5 or 4.5 m/s → the gait to hold against them.

    Returns
    -------
    Figure
        Rows: vertical and fore-aft force with R² after the first 10 % of contact, hip minus ankle, knee flexion, knee
        and ankle moment. A column for each speed.

    Raises
    ------
    InputError
        For no gaits, or a speed nobody was measured at.

    Examples
    --------
    >>> import springmass as sm
    >>> figure = against_runners({3.5: sm.find_gait(sm.load("average"))})
    >>> [axes.get_ylabel() for axes in figure.axes[:3]]
    ['vertical force (BW)', 'fore-aft force (BW)', 'hip minus ankle (cm)']
    """
    if not gaits or not set(gaits) <= set(SPEEDS):
        allowed = f"must be one of {', '.join(map(str, SPEEDS))} m/s"
        raise InputError("gaits", given=", ".join(map(str, gaits)) or None, allowed=allowed)
    speeds = sorted(gaits)
    curves = {speed: curve("model", ALONE, gaits[speed].metrics) for speed in speeds}
    figure = sheet(3.7 * len(speeds) + 1.0, 14.0)
    panels = figure.subplots(len(ROWS), len(speeds), squeeze=False, sharex=True, sharey="row")
    for row, across in zip(ROWS, panels, strict=True):
        for speed, ax in zip(speeds, across, strict=True):
            _compare(ax, row, curves[speed], speed)
        across[0].set_ylabel(f"{row.name} ({row.unit})")
        if row.scored:  # room for the number
            low, high = across[0].get_ylim()
            across[0].set_ylim(low, high + 0.15 * (high - low))
    for speed, ax in zip(speeds, panels[0], strict=True):
        ax.set_title(f"{speed:g} m/s", loc="left")
    for ax in panels[-1]:
        ax.set_xlabel("contact (%)")
    title = "The model (blue) over 26 real runners (orange: mean ± SD)"
    figure.suptitle(folded(title, 34 * len(speeds)), fontsize=NORMAL + 4)
    text = (
        f"{ATTRIBUTION}; {ANKLE_IS_LOW}. R² is counted after the first {LANDED:.0f} % of contact: the impact of "
        "landing is not in the motion of the model. Minus in “hip minus ankle”: the hip is behind the ankle."
    )
    figure.supxlabel(folded(text, 44 * len(speeds) + 12), fontsize=SMALL)
    return figure


def _compare(ax: Axes, row: Row, one: Curve, speed: float) -> None:
    ax.axhline(0.0, color=BLACK, linewidth=0.8, zorder=1)
    ax.set_xlim(0.0, 100.0)
    real = draw_band(ax, row.band, speed, row.factor)
    x, values = one.across(True), row.values(one)
    ax.plot(x, values, label="model", zorder=4, **one.style)
    if not row.scored:
        return
    counted = real.percent >= LANDED
    score = r_squared(row.factor * real.mean[counted], np.interp(real.percent[counted], x, values))
    style: dict[str, Any] = {"transform": ax.transAxes, "ha": "right", "va": "top", "path_effects": halo()}
    ax.text(0.97, 0.96, f"R² = {score:.2f}", fontsize=NORMAL, in_layout=False, zorder=7, **style)
