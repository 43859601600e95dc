"""What the joints of the leg on the ground do over contact: knee, quadriceps, ankle."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from springmass.body.stance import BodyCurves
from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.marks import DEFAULT_MIDSTANCE
from springmass.evidence.agreement import comparable
from springmass.evidence.runners26 import ATTRIBUTION
from springmass.figures.bands import draw_band
from springmass.figures.force_curves import Curve, draw_contact_axis, in_shares
from springmass.figures.lettering import folded
from springmass.figures.skeleton import can_be
from springmass.figures.sources import Source, told
from springmass.figures.style import SMALL, VERMILLION, halo, sheet, styled
from springmass.figures.words import MOMENT
from springmass.gait.what_if import Answer
from springmass.metrics import StepView


@dataclass(frozen=True)
class Panel:
    """One quantity of the leg on the ground.

    Attributes
    ----------
    name, unit : str
    metric : str
        Its greatest value.
    digits : int
        After the point.
    values : callable
        Of the body and the step it belongs to, in the unit.
    band : str
        Curve of the 26 runners in the same unit; empty where there is none.
    meaning : str
        What a high value means.
    """

    name: str
    unit: str
    metric: str
    digits: int
    values: Callable[[BodyCurves, StepView], Floats]
    band: str
    meaning: str

    def of(self, one: Curve) -> Floats:
        """The quantity at the instants of a curve, NaN where no leg can be like that; none without contact."""
        if one.body is None:
            return np.empty(0)
        return np.where(can_be(one.body.posture), self.values(one.body, one.metrics.view), np.nan)


def _per_mass(moment: Floats, view: StepView) -> Floats:
    return moment / view.step.parameters.mass


FLEXION = Panel(
    "Knee flexion", "degrees", "peak_knee_flexion", 0,
    lambda body, view: np.degrees(body.posture.knee_flexion), "knee_flexion", "up: the knee is bent more",
)  # fmt: skip
KNEE = Panel(
    "Knee moment", "N·m/kg", "peak_knee_moment", 2,
    lambda body, view: _per_mass(body.moments.knee, view), "knee_moment", "up: the quadriceps work harder",
)  # fmt: skip
QUADRICEPS = Panel(
    "Quadriceps force", "body weights", "peak_quadriceps_force", 1,
    lambda body, view: body.quadriceps / view.weight, "", "up: the front of the thigh pulls harder",
)  # fmt: skip
ANKLE = Panel(
    "Ankle moment", "N·m/kg", "peak_ankle_moment", 2,
    lambda body, view: _per_mass(body.moments.ankle, view), "ankle_moment", "up: the calf works harder",
)  # fmt: skip
ANKLE_IS_LOW = "their ankle moments are some 20 % below those of other studies"
"""The recorded centre of pressure probably lies too far back."""
_SMALL_PRINT = (
    "What knee and ankle must hold against the ground's push, for an average body in this posture; weight and speed of "
    "the leg's own parts are left out, so trust direction and rough size. The quadriceps' force is the knee moment "
    "over its lever arm."
)


@styled
def joint_load(source: Answer | Source, midstance: str = DEFAULT_MIDSTANCE) -> Figure:
    """Draw knee flexion, knee moment, quadriceps force and ankle moment over contact.

    Parameters
    ----------
    source : Answer, Step, Run or SteadyGait
        Of an answer, before and after on top of each other.
    midstance : str
        Definition of midstance; an answer brings its own.

    Returns
    -------
    Figure
        26 real runners behind the curves, where the run is near a speed they were measured at.

    Raises
    ------
    InputError
        As :func:`springmass.figures.stroboscopic`.

    Examples
    --------
    >>> import springmass as sm
    >>> figure = joint_load(sm.find_gait(sm.load("rbds001")))
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['knee flexion (degrees)', 'knee moment (N·m/kg)', 'quadriceps force (body weights)', 'ankle moment (N·m/kg)']
    """
    found = told(source, midstance)
    shares = in_shares(found.curves)
    speed = comparable(found.curves[0].metrics) if shares else None
    figure = sheet(11.5, 8.6)
    panels = figure.subplots(2, 2).flat
    for ax, panel in zip(panels, (FLEXION, KNEE, QUADRICEPS, ANKLE), strict=True):
        _draw(ax, panel, found.curves, shares, speed)
        for one in found.curves:
            if shares and math.isfinite(share := one.mark(found.midstance)):
                ax.axvline(share, color=VERMILLION, linestyle=one.look.dash, linewidth=1.5, zorder=2)
    if figure.axes[0].get_legend_handles_labels()[0]:
        figure.axes[0].legend(loc="lower center", framealpha=0.9, edgecolor="white", handlelength=3.2)
    figure.suptitle("\n".join(folded(line, 92) for line in found.title))
    line = f"Upright line: {MOMENT[found.midstance]}. " if shares else ""
    measured = f" Orange: {ATTRIBUTION}; {ANKLE_IS_LOW}." if speed else ""
    figure.supxlabel(folded(f"{line}{_SMALL_PRINT}{measured}", 155), fontsize=SMALL)
    return figure


def _draw(ax: Axes, panel: Panel, curves: Sequence[Curve], shares: bool, speed: float | None) -> None:
    draw_contact_axis(ax, shares)
    ax.set_ylabel(f"{panel.name.lower()} ({panel.unit})")
    highest, lowest, peaks = 0.1, 0.0, []
    for one in curves:
        values = panel.of(one)
        if not np.isfinite(values).any():
            continue
        ax.plot(one.across(shares), values, label=one.label, zorder=4, **one.style)
        highest, lowest = max(highest, float(np.nanmax(values))), min(lowest, float(np.nanmin(values)))
        if math.isfinite(peak := one.metrics[panel.metric].value):
            peaks.append(f"{peak:.{panel.digits}f}")
    if speed is not None and panel.band:
        real = draw_band(ax, panel.band, speed)
        highest, lowest = max(highest, (real.mean + real.sd).max()), min(lowest, (real.mean - real.sd).min())
    ax.set_ylim(1.15 * lowest, highest + 0.25 * (highest - lowest))
    ax.set_title(panel.name + (f": at most {' → '.join(peaks)} {panel.unit}" if peaks else ""), loc="left")
    if not any(one.body for one in curves):
        ax.text(0.5, 0.5, "no contact, no load", transform=ax.transAxes, ha="center", fontsize=SMALL, in_layout=False)
        ax.set(xticks=[], yticks=[])
        return
    style: dict[str, Any] = {"fontsize": SMALL, "path_effects": halo(), "zorder": 7, "ha": "right", "va": "top"}
    ax.text(0.985, 0.98, panel.meaning, transform=ax.transAxes, in_layout=False, **style)
