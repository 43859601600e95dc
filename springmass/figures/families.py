"""Who puts the lost energy back, and what becomes of a step in the ground."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from springmass.dynamics.extrapolation import Floats
from springmass.errors import InputError
from springmass.figures.lettering import folded
from springmass.figures.panels import say
from springmass.figures.scene import scene
from springmass.figures.side_view import arrow_scale, draw_side_view, limits
from springmass.figures.style import (
    ALONE,
    BLACK,
    BLUE,
    GREEN,
    GREY,
    LARGE,
    NORMAL,
    SMALL,
    VERMILLION,
    halo,
    sheet,
    styled,
)
from springmass.figures.words import HONEST, means
from springmass.gait.family import PowerFamily
from springmass.gait.find import SteadyGait
from springmass.gait.steering import Response
from springmass.metrics.words import capital

_TRADE = {
    "takeoff_angle": ("Takeoff angle", "degrees upward", 1.0, 4.0, ".1f"),
    "foot_ahead_at_touchdown": ("Foot ahead of the body when it lands", "cm", 100.0, 10.0, ".1f"),
    "peak_vertical_force": ("Hardest the ground pushes up", "body weights", 1.0, 0.5, ".2f"),
}
"""Metric → title, unit, factor to it, least height of the axis (small changes must look small), digits."""


@styled
def power_family(family: PowerFamily) -> Figure:
    """Draw the trade between leg and hip: who replaces the energy a leg loses, and what that does to the running.

    Parameters
    ----------
    family : PowerFamily
        At least two gaits.

    Returns
    -------
    Figure
        The two ends from the side, hip-powered left and leg-powered right; between them push-off and hip extension
        over the place of the hip at midstance; below, what comes with it.

    Raises
    ------
    InputError
        For a family of one.
    """
    if len(family.gaits) < 2:
        raise InputError("family", given="one gait", allowed="must have at least two to show a trade")
    offset = 100.0 * family.values("hip_ankle_offset")
    figure = sheet(13.5, 11.6)
    panels = figure.subplot_mosaic(
        [["hip", "who", "leg"], list(_TRADE)], height_ratios=[1.9, 1.0], width_ratios=[1.0, 1.0, 1.0]
    )
    scenes = [scene(one.step, family.midstance) for one in (family.gaits[-1], family.gaits[0])]
    within, arrow = limits(scenes, small=True), arrow_scale(scenes)
    hip_end = "The hip replaces it" if family.complete else "As much hip as there is a gait for"
    for name, one, title in zip(("hip", "leg"), scenes, (hip_end, "The leg replaces it"), strict=True):
        draw_side_view(panels[name], one, ALONE, within, arrow, title, small=True)
    _who(panels["who"], family, offset)
    for name in _TRADE:
        _trade(panels[name], family, offset, name)
    figure.suptitle(
        "Who puts the lost energy back? Same speed, cadence and contact time all along.\n"
        + folded(f"Let the hip do it instead of the leg: {_what_comes_with_it(family)}", 100)
    )
    speed, cadence, contact = (family.gaits[0].metrics[name].value for name in ("speed", "cadence", "contact_time"))
    text = (
        "A leg loses energy in every contact; to run steadily something must put it back: the leg by pushing off "
        "(it lengthens once it is shortest), or the hip by pushing the foot backward. Every point of a curve is one "
        f"gait at {speed:.2f} m/s, {cadence:.0f} steps/min and {1e3 * contact:.0f} ms on the ground. "
        f"{means(family.midstance)} {HONEST}"
    )
    figure.supxlabel(textwrap.fill(text, 170), fontsize=SMALL)
    return figure


def _what_comes_with_it(family: PowerFamily) -> str:
    """From the leg-powered end to the other, in words."""
    said = []
    for metric, factor, unit, digits, ways in (
        ("hip_ankle_offset", 100.0, " cm", 1, ("the hip is {} farther ahead", "the hip is {} farther back")),
        ("foot_ahead_at_touchdown", 100.0, " cm", 1, ("the foot lands {} farther ahead", "the foot lands {} nearer")),
        ("takeoff_angle", 1.0, "°", 1, ("takeoff is {} steeper", "takeoff is {} flatter")),
        ("peak_vertical_force", 1.0, " body weights", 2, ("the peak force is {} higher", "the peak force is {} lower")),
    ):
        values = factor * family.values(metric)
        change = float(values[-1] - values[0])
        said.append(ways[change < 0.0].format(f"{abs(change):.{digits}f}{unit}"))
    return ", ".join(said) + "."


def _across(ax: Axes, offset: Floats) -> None:
    """The x axis all panels share: where the hip is, behind on the left."""
    low, high = float(offset.min()), float(offset.max())
    room = 0.08 * max(high - low, 1.0)
    ax.set_xlim(low - room, high + room)
    ax.set_xlabel("hip over ankle at midstance (cm)\n← behind                           ahead →")
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    if low - room < 0.0 < high + room:
        ax.axvline(0.0, color=GREY, linewidth=1.0, linestyle=":", zorder=1)


def _who(ax: Axes, family: PowerFamily, offset: Floats) -> None:
    leg, hip = 100.0 * family.parameter("leg.push_off"), np.degrees(family.parameter("hip.extension"))
    _across(ax, offset)
    other = ax.twinx()
    ax.plot(offset, leg, color=BLUE, linewidth=2.6, marker="o", markersize=5, label="push-off", zorder=4)
    other.plot(
        offset, hip, color=VERMILLION, linewidth=2.6, linestyle="--", marker="s", markersize=5, label="hip", zorder=4
    )
    style: dict[str, Any] = {"fontsize": NORMAL}
    for axes, values, colour, text in (
        (ax, leg, BLUE, "● push-off of the leg (cm)"),
        (other, hip, VERMILLION, "■ extension at the hip (degrees)"),
    ):
        top = 1.25 * max(float(np.abs(values).max()), 1e-3)
        axes.set_ylim(min(0.0, 1.1 * float(values.min())), top)
        axes.set_ylabel(text, color=colour, fontweight="bold", **style)
        axes.tick_params(axis="y", colors=colour)
    other.spines["right"].set_visible(True)
    ax.set_title("… or both share the work", loc="left")
    for x, text, side in ((0.02, "← the hip\n    replaces it", "left"), (0.98, "the leg →\nreplaces it    ", "right")):
        large: dict[str, Any] = {"fontsize": LARGE, "fontweight": "bold", "path_effects": halo(), "in_layout": False}
        ax.text(x, 0.98, text, transform=ax.transAxes, ha=side, va="top", **large)


def _trade(ax: Axes, family: PowerFamily, offset: Floats, metric: str) -> None:
    title, unit, factor, least, digits = _TRADE[metric]
    values = factor * family.values(metric)
    _across(ax, offset)
    ax.plot(offset, values, color=BLACK, linewidth=2.4, marker="o", markersize=5, label=metric, zorder=4)
    middle = 0.5 * float(values.min() + values.max())
    half = 0.5 * max(1.5 * float(np.ptp(values)), least)
    ax.set_ylim(middle - half, middle + half)
    ax.set_ylabel(unit)
    ax.set_title(f"{title}:\n{values[-1]:{digits}} (hip) ↔ {values[0]:{digits}} (leg) {unit}", loc="left")
    for i, side in ((-1, "left"), (0, "right")):
        up = values[i] >= values[-1 - i]
        place: dict[str, Any] = {"ha": side, "va": "bottom" if up else "top"}
        say(ax, f"{values[i]:{digits}}", (offset[i], values[i]), (0.0, 8.0 if up else -8.0), **place)


@styled
def ground_step(response: Response, gait: SteadyGait) -> Figure:
    """Draw what becomes of a step in the ground: apex height above the new ground, step by step.

    Parameters
    ----------
    response : Response
    gait : SteadyGait
        The one that ran into it.

    Returns
    -------
    Figure
    """
    first = response.steps[0].start_height
    heights = 100.0 * np.array([first, *(one.apex_height for one in response.steps)])
    count = int(np.isfinite(heights).sum())
    number, heights = np.arange(count), heights[np.isfinite(heights)]
    own, down = 100.0 * gait.apex_height, 100.0 * (first - gait.apex_height)
    figure = sheet(10.0, 5.6)
    ax = figure.subplots()
    ax.axhspan(own - 1.0, own + 1.0, color=GREEN, alpha=0.18, linewidth=0, label="within a centimetre of it")
    ax.axhline(own, color=GREEN, linewidth=2.0, linestyle="--", label=f"apex of the gait, {own:.1f} cm")
    ax.plot(
        number, heights, color=BLUE, linewidth=2.0, marker="o", markersize=7, label="apex after each step", zorder=4
    )
    low, high = min(own - 1.0, float(heights.min())), max(own + 1.0, float(heights.max()))
    room = max(0.25 * (high - low), 1.0)
    ax.set(xlim=(-0.6, max(count - 0.4, 5.4)), ylim=(low - room, high + room))
    ax.set(xlabel="steps after the ground changed", ylabel="apex height above the new ground (cm)")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    word = "drops" if down >= 0.0 else "rises"
    up = heights[0] >= own
    text = f"the ground {word}\nby {abs(down):.1f} cm"
    say(ax, text, (0.0, heights[0]), (-6.0, 10.0 if up else -10.0), ha="left", va="bottom" if up else "top")
    back = response.recovered_after
    if back is not None and back < count:
        at = (float(back), heights[back])
        ax.plot(*at, "o", color="none", markeredgecolor=BLACK, markeredgewidth=2, markersize=14, zorder=5)
        say(ax, "back, and stays", at, (0.0, 12.0 if up else -12.0), ha="left", va="bottom" if up else "top")
    elif response.outcome or response.steps[-1].apex_speed < 0.0:
        at = (float(number[-1]), heights[-1])
        ax.plot(*at, "X", color=VERMILLION, markeredgecolor=BLACK, markersize=13, zorder=6)
        above = count < 2 or heights[-1] > heights[-2]
        side = "right" if count > 5 else "center"  # a long run ends at the edge of the sheet
        say(ax, "the run ends", at, (0.0, 14.0 if above else -14.0), ha=side, va="bottom" if above else "top")
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), frameon=False, ncols=3, borderpad=0.2)
    figure.suptitle(folded(capital(response.sentence) + ".", 80))
    return figure
