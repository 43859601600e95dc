"""Vertical and fore-aft force over contact, with the moments worth naming in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from springmass.body.stance import BodyCurves
from springmass.dynamics.curves import ContactView, Floats, contact_curves
from springmass.dynamics.phases import switch_time
from springmass.dynamics.step import Step
from springmass.evidence.agreement import comparable
from springmass.figures.bands import draw_band
from springmass.figures.style import BLACK, SMALL, VERMILLION, Look, halo
from springmass.figures.words import MOMENT
from springmass.metrics import Metrics

_NOTHING = 1e-6
"""Fore-aft forces below this are none: a hopper's [body weights]."""


@dataclass(frozen=True)
class Curve:
    """The forces of one contact.

    Attributes
    ----------
    label : str
        Whose.
    look : Look
    metrics : Metrics
    time : array
        Since touchdown [s]; empty without contact.
    fore_aft, vertical : array
        Force of the ground on the runner [body weights].
    body : BodyCurves or None
        The stance leg at these instants; None without contact.
    """

    label: str
    look: Look
    metrics: Metrics
    time: Floats
    fore_aft: Floats
    vertical: Floats
    body: BodyCurves | None = None

    @property
    def complete(self) -> bool:
        """Whether the contact ended with a takeoff, so that it has a 100 %."""
        return self.metrics.view.step.left_ground

    @property
    def style(self) -> dict[str, Any]:
        """How its lines are drawn."""
        return {"color": self.look.colour, "linestyle": self.look.dash, "linewidth": self.look.width}

    def across(self, shares: bool) -> Floats:
        """Its instants as they are drawn: % of contact, or ms since touchdown."""
        return 100.0 * self.time / self.time[-1] if shares else 1e3 * self.time

    def mark(self, name: str) -> float:
        """When a mark happened [% of contact], NaN if it did not."""
        return 100.0 * self.metrics.view.share_of_contact(name)


def curve(label: str, look: Look, metrics: Metrics) -> Curve:
    """Sample the forces of a step, its greatest included.

    Parameters
    ----------
    label : str
    look : Look
    metrics : Metrics

    Returns
    -------
    Curve
    """
    step = metrics.view.step
    time = _instants(step, metrics)
    if not time.size or step.contact is None:
        return Curve(label, look, metrics, time, time, time)
    c = contact_curves(step.contact, step.parameters, time)
    weight = metrics.view.weight
    body = metrics.view.stance.at(c) if metrics.view.stance else None
    return Curve(label, look, metrics, time, c.grf_x / weight, c.grf_y / weight, body)


def _instants(step: Step, metrics: Metrics) -> Floats:
    if step.contact is None or not step.contact.segments:
        return np.empty(0)
    view = metrics.view.contact or ContactView(step.contact, step.parameters)
    marks = [metrics.view.mark(name) for name in ("peak vertical force", "lowest point", "fore-aft crossover")]
    times = np.union1d(view.times, [t for t in marks if math.isfinite(t)])
    return times if step.slip_time is None else times[times <= step.slip_time]


def in_shares(curves: Sequence[Curve]) -> bool:
    """Whether contacts can be drawn over each other from 0 to 100 %: all of them ended with a takeoff."""
    return all(one.complete for one in curves)


def draw_contact_axis(ax: Axes, shares: bool) -> None:
    """Draw the line of nothing, and say what runs across: shares of contact, or time where a contact never ended."""
    ax.set_xlabel("contact, from touchdown (0 %) to takeoff (100 %)" if shares else "time since touchdown (ms)")
    ax.axhline(0.0, color=BLACK, linewidth=0.8, zorder=1)
    if shares:
        ax.set_xlim(0.0, 100.0)


def draw_forces(vertical: Axes, fore_aft: Axes, curves: Sequence[Curve], runners: bool = False) -> float | None:
    """Draw both force curves.

    Parameters
    ----------
    vertical, fore_aft : Axes
    curves : sequence of Curve
        One, or a baseline and what became of it.
    runners : bool
        Whether to draw 26 real runners behind them, where they may be compared.

    Returns
    -------
    float or None
        Speed of the real runners that were drawn [m/s].
    """
    shares = in_shares(curves)
    for ax in (vertical, fore_aft):
        draw_contact_axis(ax, shares)
    vertical.set_ylabel("vertical force (body weights)")
    fore_aft.set_ylabel("fore-aft force (body weights)")
    drawn = [one for one in curves if one.time.size]
    if not drawn:
        for ax in (vertical, fore_aft):
            _say(ax, (0.5, 0.5), "no contact, no force", ha="center")
            ax.set(xticks=[], yticks=[])
        return None
    for one in drawn:
        x, style = one.across(shares), one.style
        fore_aft.plot(x, one.fore_aft, zorder=4, **style)
        peak = [int(one.vertical.argmax())] if one.complete else []
        name = _legend(one, len(curves) == 1)
        vertical.plot(x, one.vertical, marker="o", markevery=peak, markersize=7, zorder=4, label=name, **style)
    highest = max(float(one.vertical.max()) for one in drawn)
    lowest = min(float(one.vertical.min()) for one in drawn)
    widest = max(0.1, *(float(np.abs(one.fore_aft).max()) for one in drawn))
    speed = comparable(curves[0].metrics) if runners and shares else None
    if speed is not None:
        up, along = draw_band(vertical, "vertical_force", speed), draw_band(fore_aft, "fore_aft_force", speed)
        highest = max(highest, float((up.mean + up.sd).max()))
        widest = max(widest, float((np.abs(along.mean) + along.sd).max()))
    vertical.set_ylim(min(0.0, 1.1 * lowest), 1.2 * highest)
    fore_aft.set_ylim(-1.35 * widest, 1.35 * widest)
    _say(fore_aft, (0.985, 0.97), "the ground pushes forward", ha="right", va="top")
    _say(fore_aft, (0.015, 0.03), "the ground brakes", ha="left", va="bottom")
    if shares:
        _mark_midstance(vertical, drawn)
        _mark_crossover(fore_aft, drawn)
        _name_kinks(vertical, drawn)
    if vertical.get_legend_handles_labels()[0]:  # above the axes, where no curve can run into it
        vertical.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), frameon=False, handlelength=3.2, borderpad=0.0)
    return speed


def _legend(one: Curve, alone: bool) -> str:
    peak, share = one.metrics["peak_vertical_force"].value, one.mark("peak vertical force")
    if not math.isfinite(peak):
        return "" if alone else one.label
    said = f"peak {peak:.2f} body weights at {share:.0f} % of contact"
    return said if alone else f"{one.label}: {said}"


def _mark_midstance(ax: Axes, curves: Sequence[Curve]) -> None:
    midstance = curves[0].metrics.midstance
    marks = [(one, share) for one in curves if math.isfinite(share := one.mark(midstance))]
    for one, share in marks:
        ax.axvline(share, color=VERMILLION, linestyle=one.look.dash, linewidth=2.0, zorder=3)
    if marks:
        last = max(share for _, share in marks)
        left = last < 55.0
        where = last + 1.5 if left else min(share for _, share in marks) - 1.5
        _say(
            ax,
            (where, 0.985),
            f"{MOMENT[midstance]}: {_shares(marks)}",
            x_data=True,
            ha="left" if left else "right",
            va="top",
        )


def _mark_crossover(ax: Axes, curves: Sequence[Curve]) -> None:
    marks = [
        (one, share)
        for one in curves
        if math.isfinite(share := one.mark("fore-aft crossover")) and np.abs(one.fore_aft).max() > _NOTHING
    ]
    for one, share in marks:
        ax.plot(share, 0.0, "s", color=one.look.colour, markersize=7, zorder=6)
    if marks:
        ax.set_title(f"■ braking turns into pushing: {_shares(marks)}", loc="left", fontsize=SMALL, fontweight="normal")


def _name_kinks(ax: Axes, curves: Sequence[Curve]) -> None:
    """Say where the roll of the foot changes speed: a damped leg feels that at once, and its force steps."""
    marks, slower = [], True
    for one in curves:
        p = one.metrics.view.step.parameters
        share = 100.0 * switch_time(p) / one.time[-1]
        if 0.0 < share < 100.0:
            marks.append((one, share))
            slower = slower and p.roll_late_speed < p.roll_speed
    if marks:
        way = "more slowly" if slower else "at another speed"
        text = f"kink at {_shares(marks)}:\nthe foot point\nrolls on {way}"
        _say(ax, (0.015, 0.985), text, ha="left", va="top")


def _shares(marks: Sequence[tuple[Curve, float]]) -> str:
    return " → ".join(dict.fromkeys(f"{share:.0f} %" for _, share in marks))


def _say(ax: Axes, where: tuple[float, float], text: str, *, x_data: bool = False, **more: Any) -> None:
    transform = ax.get_xaxis_transform() if x_data else ax.transAxes
    ax.text(*where, text, transform=transform, fontsize=SMALL, path_effects=halo(), in_layout=False, zorder=7, **more)
