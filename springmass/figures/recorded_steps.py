"""The steps of a force recording: every good contact, their mean and spread, in time and in shares of contact."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from springmass.dynamics.extrapolation import Floats
from springmass.evidence.runners26 import ATTRIBUTION, nearest_speed
from springmass.figures.bands import draw_band
from springmass.figures.force_curves import draw_contact_axis
from springmass.figures.lettering import folded
from springmass.figures.panels import say_instead
from springmass.figures.recorded_words import SIDES, mean_of, plus_minus, reasons, small_print, spread_of
from springmass.figures.style import BLUE, DARK_PURPLE, SKY, SMALL, halo, sheet, styled
from springmass.measured.counted import counted
from springmass.measured.force.force_steps import SHARES, ForceSteps
from springmass.measured.recording import Person

FORE_AFT, VERTICAL = 0, 1
"""Places of the two directions in measured curves."""
_NAMES = {VERTICAL: "vertical", FORE_AFT: "fore-aft"}
_BANDS = {VERTICAL: "vertical_force", FORE_AFT: "fore_aft_force"}
_NUMBERS = {"contact_time": "contact", "flight_time": "flight", "cadence": "cadence"}
_UNITS = {"contact_time": "s", "flight_time": "s", "cadence": "steps/min"}
_THIN: dict[str, tuple[str, Any]] = {"right": (SKY, "-"), "left": (DARK_PURPLE, (0, (4, 2))), "": (SKY, "-")}
"""Side → colour and dash of single contacts."""
BODY_WEIGHTS = "body weights"


@dataclass(frozen=True)
class _Weight:
    """What forces are divided by [N], what they are in then, and a sentence on it."""

    newtons: float
    unit: str
    sentence: str


@styled
def recorded_force_steps(
    steps: ForceSteps, person: Person | None = None, speed: float | None = None, title: str = "Forces of the recording"
) -> Figure:
    """Draw every good contact of a force recording with mean and spread.

    Parameters
    ----------
    steps : ForceSteps
    person : Person, optional
        Whose stated mass is written beside that from the forces.
    speed : float, optional
        Of running [m/s]: brings the 26 real runners of the nearest speed behind the curves, if one is near.
    title : str
        Over the figure; what was counted follows on lines of its own.

    Returns
    -------
    Figure
        Vertical force above, fore-aft below, in body weights (the mean vertical force over whole steps); over time on
        the left, over shares of contact on the right.

    Examples
    --------
    >>> import numpy as np
    >>> from springmass.measured.force.force_steps import SHARES
    >>> from springmass.measured.recording import Estimate
    >>> push = np.stack([-150.0 * np.sin(2 * np.pi * SHARES), 1700.0 * np.sin(np.pi * SHARES)], axis=-1)
    >>> steps = ForceSteps(
    ...     touchdown=np.array([0.0, 0.36]), takeoff=np.array([0.24, 0.59]), side=("right", "left"),
    ...     good=np.array([True, True]), why_not=("", ""), quantities={"contact_time": np.array([0.24, 0.23])},
    ...     curves=np.stack([push, push]), cop=np.full((2, 101), np.nan), mass=Estimate(70.0, 0.5), gravity=9.81,
    ...     threshold=50.0,
    ... )
    >>> [axes.get_ylabel() for axes in recorded_force_steps(steps).axes[::2]]
    ['vertical force (body weights)', 'fore-aft force (body weights)']
    """
    weight = _weight(steps, person)
    curves = steps.curves[steps.good] / weight.newtons
    duration = (steps.takeoff - steps.touchdown)[steps.good]
    sides = tuple(side for side, good in zip(steps.side, steps.good, strict=True) if good)
    near = None
    if speed is not None and math.isfinite(speed) and weight.unit == BODY_WEIGHTS:
        near = nearest_speed(speed)
    known = [direction for direction in (VERTICAL, FORE_AFT) if np.isfinite(curves[:, :, direction]).any()]
    figure = sheet(12.5, 9.4 if len(known) == 2 else 5.8)
    if known:
        panels = figure.subplots(len(known), 2, squeeze=False)
        for direction, (in_time, in_shares) in zip(known, panels, strict=True):
            force = curves[:, :, direction]
            _draw(in_time, direction, force, duration, sides, weight.unit, shares=False)
            _draw(in_shares, direction, force, duration, sides, weight.unit, shares=True)
            if near is not None:
                draw_band(in_shares, _BANDS[direction], near)
            _limits(in_time, in_shares, force, direction)
        _legends(panels[0, 0], panels[0, 1], sides, near is not None)
    else:
        say_instead(figure.subplots(), "There is no good contact to draw.")
    figure.suptitle("\n".join(folded(line, 96) for line in (title, _measured(steps)) if line))
    figure.supxlabel(small_print(_told(steps, weight, speed, near), 165), fontsize=SMALL)
    return figure


def _draw(
    ax: Axes, direction: int, force: Floats, duration: Floats, sides: tuple[str, ...], unit: str, *, shares: bool
) -> None:
    """Single contacts and their mean, over time or over shares of contact; the spread only over shares."""
    draw_contact_axis(ax, shares)
    ax.set_ylabel(f"{_NAMES[direction]} force ({unit})")
    faint = min(0.75, max(0.16, 5.0 / max(len(force), 1)))
    for one, lasted, side in zip(force, duration, sides, strict=True):
        colour, dash = _THIN[side]
        x = 100.0 * SHARES if shares else 1e3 * lasted * SHARES
        ax.plot(x, one, color=colour, linestyle=dash, linewidth=1.0, alpha=faint, label=f"_one {side}", zorder=2.0)
    mean, spread = mean_of(force), spread_of(force)
    x = 100.0 * SHARES if shares else 1e3 * float(np.mean(duration)) * SHARES
    if shares and np.isfinite(spread).any():
        ax.fill_between(x, mean - spread, mean + spread, color=BLUE, alpha=0.25, linewidth=0, label="_spread", zorder=3)
    ax.plot(x, mean, color=BLUE, linewidth=2.8, label="_mean of steps", zorder=5)
    if not shares:
        ax.set_xlim(0.0, 1.03e3 * float(np.max(duration)))
    _name_ends(ax, direction, mean, x, unit)


def _legends(in_time: Axes, in_shares: Axes, sides: tuple[str, ...], runners: bool) -> None:
    """Above the axes: whose the thin lines are on the left, what lies over and behind them on the right."""
    place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0.0, 1.0), "frameon": False, "borderpad": 0.0}
    thin = []
    for side in (*SIDES, ""):
        if side in sides:
            colour, dash = _THIN[side]
            name = f"{side} foot" if side else "foot not known" if any(sides) else "single contacts"
            label = f"{name}: {counted(sides.count(side), 'contact')}"
            thin.append(Line2D([], [], color=colour, linestyle=dash, linewidth=1.5, label=label))
    in_time.legend(handles=thin, ncols=len(thin), **place)
    spread, alone = Patch(facecolor=BLUE, alpha=0.25), len(sides) == 1
    mean = Line2D([], [], color=BLUE, linewidth=2.8)
    handles: list[Any] = [mean if alone else (spread, mean)]
    names = ["the one contact" if alone else f"mean ± SD of {len(sides)} contacts"]
    if runners:
        band, label_of = in_shares.get_legend_handles_labels()
        handles, names = [*handles, *band], [*names, *label_of]
    in_shares.legend(handles, names, ncols=len(names), **place)


def _name_ends(ax: Axes, direction: int, mean: Floats, x: Floats, unit: str) -> None:
    style: dict[str, Any] = {"fontsize": SMALL, "path_effects": halo(), "in_layout": False, "zorder": 7}
    if direction == VERTICAL:
        top = int(np.nanargmax(mean))
        ax.plot(x[top], mean[top], "o", color=BLUE, markeredgecolor="white", markersize=8, zorder=6, label="_peak")
        said = f"peak of the mean {mean[top]:.{2 if unit == BODY_WEIGHTS else 0}f} {unit}"
        ax.text(0.5, 0.03, said, transform=ax.transAxes, ha="center", va="bottom", **style)
        return
    ax.text(0.985, 0.97, "the ground pushes forward", transform=ax.transAxes, ha="right", va="top", **style)
    ax.text(0.015, 0.03, "the ground brakes", transform=ax.transAxes, ha="left", va="bottom", **style)


def _limits(in_time: Axes, in_shares: Axes, force: Floats, direction: int) -> None:
    """One height for both panels of a direction."""
    low, high = float(np.nanmin(force)), float(np.nanmax(force))
    for collection in in_shares.collections:
        y = np.asarray(collection.get_paths()[0].vertices)[:, 1]
        low, high = min(low, float(np.nanmin(y))), max(high, float(np.nanmax(y)))
    if direction == FORE_AFT:
        high = max(high, -low, 0.1)
        low = -high
    room = 0.12 * (high - low)
    for ax in (in_time, in_shares):
        ax.set_ylim(min(low - room, 0.0) if direction == FORE_AFT else min(1.1 * low, 0.0), high + room)


def _measured(steps: ForceSteps) -> str:
    """Times of the good steps."""
    said = []
    for name, word in _NUMBERS.items():
        if name in steps.quantities and np.isfinite(steps.quantities[name][steps.good]).any():
            mean = steps.mean(name)
            said.append(f"{word} {plus_minus(mean.value, mean.spread, _UNITS[name])}")
    return ", ".join(said)


def _told(steps: ForceSteps, weight: _Weight, speed: float | None, near: float | None) -> list[str]:
    good, all_steps = int(steps.good.sum()), len(steps.good)
    bad = f" (left out: {reasons(_bad(steps.why_not, steps.good))})" if good < all_steps else ""
    said = [
        f"Good contacts, drawn: {good} of {all_steps}{bad}",
        f"Contact is a vertical force above {steps.threshold:.0f} N",
    ]
    if good > 1:
        said.append("± is the standard deviation between steps")
    said.append(weight.sentence)
    if good and not np.isfinite(steps.curves[steps.good][:, :, FORE_AFT]).any():
        said.append("The fore-aft force was not measured")
    if near is not None:
        said.append(f"Orange: {ATTRIBUTION}")
    elif weight.unit == BODY_WEIGHTS and speed is not None and math.isfinite(speed):
        said.append(f"No real runners behind the curves: none were measured near {speed:.1f} m/s")
    return said


def _weight(steps: ForceSteps, person: Person | None) -> _Weight:
    """The mean vertical force, else the stated weight, else nothing."""
    stated = None if person is None else person.mass
    mass = steps.mass.value
    if math.isfinite(mass):
        said = f"1 body weight is the mean vertical force over whole steps, {steps.weight:.0f} N ({mass:.1f} kg)"
        if stated is not None:
            off = 100.0 * (mass / stated - 1.0)
            apart = "the same" if abs(off) < 0.05 else f"{abs(off):.1f} % {'less' if off < 0.0 else 'more'}"
            said += f"; the stated mass is {stated:.1f} kg, the forces say {apart}"
        return _Weight(steps.weight, BODY_WEIGHTS, said)
    if stated is not None:
        said = f"1 body weight is the stated mass, {stated:.1f} kg: there is no whole step to weigh the runner by"
        return _Weight(stated * steps.gravity, BODY_WEIGHTS, said)
    return _Weight(1.0, "N", "Nothing says what the runner weighs, so forces are in newtons")


def _bad(why: tuple[str, ...], good: NDArray[np.bool_]) -> list[str]:
    return [reason or "no reason given" for reason, fine in zip(why, good, strict=True) if not fine]
