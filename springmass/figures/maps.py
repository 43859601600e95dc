"""Graphs of the return map, and of a branch of gaits."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from springmass.dynamics.extrapolation import Floats
from springmass.errors import InputError
from springmass.figures.lettering import quantity, shown_unit
from springmass.figures.panels import say
from springmass.figures.style import BLACK, BLUE, GREY, SMALL, VERMILLION, sheet, styled
from springmass.gait.continuation import FLIP, SADDLE_NODE, Branch, BranchPoint
from springmass.gait.map_curve import MapCurve
from springmass.gait.run import Run
from springmass.metrics.words import capital
from springmass.scenario import numeric_fields

SPECIAL = {SADDLE_NODE: "gaits vanish here (saddle-node)", FLIP: "each step over-corrects (flip)"}
"""Kind of special point → the words for it."""


@styled
def return_map(curve: MapCurve, staircase: Run | Iterable[float] = (), approximate: bool = True) -> Figure:
    """Draw apex height against next apex height, with the gaits where nothing changes.

    Parameters
    ----------
    curve : MapCurve
    staircase : Run or iterable of float, optional
        Steps to draw as a staircase between map and diagonal: a run at the same energy, or its apex heights [m].
    approximate : bool
        Whether to draw the closed form of Geyer et al. (2005) as well, where there is one.

    Returns
    -------
    Figure

    Raises
    ------
    InputError
        For a run at another energy.

    Examples
    --------
    >>> import math
    >>> from springmass.gait.map_curve import map_curve
    >>> from springmass.parameters import Parameters
    >>> figure = return_map(map_curve(Parameters(80.0, 1.0, 20e3, math.radians(68)), 22.31, points=60))
    >>> figure.axes[0].get_ylabel()
    'next apex height (m)'
    """
    heights = _heights(curve, staircase)
    lowest, low, high = _span(curve, heights)
    figure = sheet(11.0, 6.8)
    ax = figure.subplots()
    ax.set(xlim=(low, high), ylim=(low, high), xlabel="apex height (m)", ylabel="next apex height (m)")
    ax.set_aspect("equal")
    _draw_map(ax, curve, heights, (lowest, low, high), approximate)
    if len(heights) > 1:
        ax.plot(heights[0], low, "^", color=BLACK, markersize=9, clip_on=False, zorder=6)
    if not curve.gaits:
        ax.plot([], [], " ", label="the map does not meet the diagonal: no gait at this energy")
    _legend_aside(ax)
    p = curve.parameters
    if curve.gaits and curve.gaits[0].apex_height - lowest < 0.15 * (high - lowest):
        # The gait lies in the corner: look closer, in the empty half above the diagonal.
        middle, half = curve.gaits[0].apex_height, 1.25 * (curve.gaits[0].apex_height - lowest)
        closer = ax.inset_axes((0.13, 0.56, 0.4, 0.4), zorder=8)
        _draw_map(closer, curve, heights, (lowest, low, high), approximate)
        closer.set(xlim=(middle - half, middle + 1.6 * half), ylim=(middle - half, middle + 1.6 * half), aspect="equal")
        closer.set_title("closer", fontsize=SMALL, loc="left")
        ax.indicate_inset_zoom(closer, edgecolor=BLACK)
    figure.suptitle("From one apex to the next: where the curve meets the diagonal, running repeats itself")
    figure.supxlabel(
        f"Leg {quantity(p.stiffness, 'N/m')}, angle of attack {quantity(p.angle_of_attack, 'rad')}, "
        f"energy {curve.energy:.2f} J/kg. The flatter the curve at the diagonal, the faster a stumble is forgotten; "
        "steeper than 45° it grows.",
        fontsize=SMALL,
    )
    return figure


def _draw_map(ax: Axes, curve: MapCurve, heights: Floats, span: tuple[float, float, float], approximate: bool) -> None:
    lowest, low, high = span
    ax.axhspan(low, lowest, color=GREY, alpha=0.25, linewidth=0, label="too low for this leg to land from")
    ax.axvspan(low, lowest, color=GREY, alpha=0.25, linewidth=0)
    ax.plot(
        [low, high], [low, high], color=BLACK, linewidth=1.0, label="diagonal: the next apex is as high as this one"
    )
    ax.plot(
        curve.heights, curve.next_heights, color=BLUE, linewidth=2.4, label="this leg, every step integrated", zorder=4
    )
    if approximate and np.isfinite(curve.approximate).any():
        words = "closed form of Geyer et al. 2005, an approximation"
        ax.plot(
            curve.heights, curve.approximate, color=VERMILLION, linewidth=1.8, linestyle="--", label=words, zorder=3
        )
    if len(heights) > 1:
        x, y = np.repeat(heights, 2)[:-1], np.concatenate([[low], np.repeat(heights, 2)[2:]])
        label = f"staircase: {len(heights) - 1} steps from {heights[0]:.3f} m"
        ax.plot(x, y, color=BLACK, linewidth=1.2, linestyle=(0, (4, 2)), label=label, zorder=5)
    for gait in curve.gaits:
        kind = "stable" if gait.stable else "unstable"
        said = f"{kind} gait at {gait.apex_height:.3f} m: {gait.stability.sentence}"
        face = BLACK if gait.stable else "white"
        at = gait.apex_height
        ax.plot(at, at, "o", color=BLACK, markerfacecolor=face, markersize=10, linewidth=0, label=said, zorder=7)


def _heights(curve: MapCurve, staircase: Run | Iterable[float]) -> Floats:
    if not isinstance(staircase, Run):
        return np.asarray(list(staircase), dtype=float)
    first, p = staircase.steps[0], staircase.parameters
    energy = p.gravity * first.start_height + 0.5 * (first.start_speed - p.roll_speed) ** 2
    if abs(energy - curve.energy) > 1e-6 * curve.energy:
        allowed = f"must be at the energy of the map, {curve.energy:.6g} J/kg"
        raise InputError("staircase", given=f"a run at {energy:.6g} J/kg", allowed=allowed)
    after = [one.apex_height for one in staircase.steps if np.isfinite(one.apex_height)]
    return np.array([first.start_height, *after])


def _span(curve: MapCurve, heights: Floats) -> tuple[float, float, float]:
    lowest, highest = float(curve.heights[0]), float(curve.heights[-1])
    seen = [gait.apex_height for gait in curve.gaits] + [float(h) for h in heights]
    top = min(highest, lowest + 1.4 * (max(seen) - lowest)) if seen else highest
    return lowest, lowest - 0.05 * (top - lowest), top


@styled
def branch(branch: Branch) -> Figure:
    """Draw the gaits along a parameter: stable ones solid, unstable ones dashed, special points in words.

    Parameters
    ----------
    branch : Branch

    Returns
    -------
    Figure
    """
    name, unit, factor = _field(branch.field)
    figure = sheet(9.5, 6.2)
    ax = figure.subplots()
    ax.set(xlabel=f"{name} ({unit})" if unit else name, ylabel="apex height (m)")
    x = np.array([factor * point.value for point in branch.points])
    y = np.array([point.apex_height for point in branch.points])
    looks: dict[bool, dict[str, Any]] = {
        True: {"color": BLUE, "linewidth": 3.6, "linestyle": "-", "label": "stable: a small stumble dies out"},
        False: {
            "color": VERMILLION,
            "linewidth": 1.4,
            "linestyle": "--",
            "label": "unstable: a small stumble grows, the runner must steer",
        },
    }
    for stable, here in sorted(_pieces(branch.points), key=lambda piece: not piece[0]):
        ax.plot(x[here], y[here], zorder=3, **looks[stable])
        looks[stable].pop("label", None)
    ax.margins(0.14, 0.12)
    for point in branch.special:
        at = (factor * point.value, point.apex_height)
        ax.plot(
            *at, "s" if point.special == FLIP else "o", color=BLACK, markersize=9, zorder=6, label=f"_{point.special}"
        )
        text = f"{SPECIAL[point.special]}\n{name} {at[0]:.4g}{'' if unit == '°' else ' '}{unit}".rstrip()
        # A fold has room inside it; a flip lies on its branch.
        inside = 1.0 if at[0] <= float(np.median(x)) else -1.0
        place: dict[str, Any] = {"ha": "left" if inside > 0.0 else "right", "va": "bottom"}
        if point.special == FLIP:
            place = {"ha": "center", "va": "top"}
        say(ax, text, at, (0.0, -10.0) if point.special == FLIP else (14.0 * inside, 0.0), **place)
    for point, why in zip((branch.points[0], branch.points[-1]), branch.ends, strict=True):
        at = (factor * point.value, point.apex_height)
        if "window" not in why:
            ax.plot(*at, "x", color=BLACK, markersize=9, markeredgewidth=2, zorder=6)
            beside = branch.points[1 if point is branch.points[0] else -2] if len(branch.points) > 1 else point
            up = beside.apex_height <= point.apex_height
            left = at[0] <= float(x.min() + 0.3 * np.ptp(x))
            said = "not followed further" if "points" in why else why
            onward = 1.0 if point.value >= beside.value else -1.0
            room = float(x.max()) - at[0] if onward > 0.0 else at[0] - float(x.min())
            if room > 0.15 * float(np.ptp(x)):  # beside it, where the branch has not been
                say(ax, said, at, (9.0 * onward, 0.0), ha="left" if onward > 0.0 else "right", va="center")
                continue
            say(ax, said, at, (0.0, 9.0 if up else -9.0), ha="left" if left else "center", va="bottom" if up else "top")
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), frameon=False, handlelength=3.2, borderpad=0.0, ncols=2)
    figure.suptitle(f"Gaits along {name}: which run without steering, and where they end")
    return figure


def _pieces(points: tuple[BranchPoint, ...]) -> list[tuple[bool, slice]]:
    """Stretches of one stability; the special point between two belongs to both."""
    sides = [(b if a.special else a).stability.stable for a, b in pairwise(points)]
    found, start = [], 0
    for i in range(1, len(sides) + 1):
        if i == len(sides) or sides[i] != sides[start]:
            found.append((sides[start], slice(start, i + 1)))
            start = i
    return found if sides else [(points[0].stability.stable, slice(0, 1))]


def _legend_aside(ax: Axes) -> None:
    handles, labels = ax.get_legend_handles_labels()
    folded = [textwrap.fill(capital(label), 40) for label in labels]
    place: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (1.02, 1.0), "borderpad": 0.0}
    ax.legend(handles, folded, frameon=False, handlelength=3.2, labelspacing=1.0, **place)


def _field(field: str) -> tuple[str, str, float]:
    """Label, unit and factor of a scenario field."""
    known = numeric_fields().get(field)
    if known is None:
        return field.replace(".", " "), "", 1.0
    name, factor = shown_unit(0.0, known.unit)
    return known.label, name, factor
