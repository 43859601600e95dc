"""One step from the side, to scale: spring legs, path of the body, plumb line, takeoff arrow."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from springmass.dynamics.curves import Floats
from springmass.figures.scene import Scene, Stick
from springmass.figures.side_marks import draw_names, draw_plumb, draw_takeoff, draw_touchdown
from springmass.figures.style import BLACK, SMALL, YELLOW, Look
from springmass.figures.words import warnings

Limits = tuple[float, float, float, float]
_ARROW = 0.42
"""Length of the fastest takeoff arrow over leg length."""
_FADED = 0.28


def limits(scenes: Sequence[Scene], small: bool = False) -> Limits:
    """Find limits that hold every scene, so that all are drawn at one scale.

    Parameters
    ----------
    scenes : sequence of Scene
    small : bool
        Whether they are drawn small, with fewer words.

    Returns
    -------
    tuple of float
        Left, right, bottom, top [m].
    """
    size = max(one.leg_length for one in scenes)
    xs, ys = [0.0], [0.0, size]
    for one in scenes:
        for stick in one.sticks:
            xs += [stick.hip_x, stick.foot_x]
            ys += [stick.hip_y, stick.foot_y]
        if one.midstance is not None:  # room for the note under the plumb line
            xs += [one.midstance.hip_x - 0.3 * size, one.midstance.hip_x + 0.5 * size]
        if one.touchdown is not None and not small:
            xs.append(max(one.touchdown.hip_x, 0.0) + 0.75 * size)  # room for the words beside its mark
        if one.sticks and one.takeoff is None and not small:
            xs.append(one.sticks[-1].hip_x + 0.35 * size)  # room for the name of the ending
        if one.takeoff is not None:
            x, y, vx, vy = one.takeoff
            scale = arrow_scale(scenes)
            xs += [x + scale * vx, x + (0.68 if small else 0.45) * size]
            ys += [y + scale * vy]
    # A takeoff that points down has its note above the arrow, where the box with what went wrong goes as well.
    down = any(one.takeoff is not None and one.takeoff[3] < 0.0 for one in scenes)
    room = (0.34 if down else 0.16) if any(warnings(one.step) for one in scenes) and not small else 0.0
    left, right = min(xs) - 0.3 * size, max(xs) + 0.1 * size
    short = max(0.0, 1.6 * size - (right - left))
    return (
        left - 0.5 * short,
        right + 0.5 * short,
        min(ys) - (0.58 if small else 0.47) * size,
        max(ys) + (0.14 + room) * size,
    )


def arrow_scale(scenes: Sequence[Scene]) -> float:
    """Length of takeoff arrows for each m/s, the same in all scenes [s]."""
    fastest = max((math.hypot(*one.takeoff[2:]) for one in scenes if one.takeoff), default=1.0)
    return _ARROW * max(one.leg_length for one in scenes) / max(fastest, 1e-9)


def draw_side_view(
    ax: Axes, one: Scene, look: Look, within: Limits, arrow: float, title: str = "", small: bool = False
) -> None:
    """Draw a step from the side.

    Parameters
    ----------
    ax : Axes
    one : Scene
    look : Look
        Of this runner.
    within : tuple of float
        Limits of the axes [m].
    arrow : float
        Length of the takeoff arrow for each m/s [s].
    title : str
        Over the axes.
    small : bool
        Draw for a small picture: only the plumb line and the takeoff are named, and nothing is said about what went
        wrong.
    """
    left, right, bottom, top = within
    size = one.leg_length
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel="along the ground from the first contact (m)")
    ax.set_ylabel("height above the ground (m)")
    ax.set_title(title, loc="left")
    ax.set_aspect("equal")
    ax.set_yticks([tick for tick in ax.get_yticks() if 0.0 <= tick <= top])
    ax.spines["left"].set_bounds(0.0, top)  # below the ground there are only words
    ax.axhline(0.0, color=BLACK, linewidth=1.2, zorder=1)
    ax.plot(one.path_x, one.path_y, color=look.colour, linewidth=5.0, alpha=_FADED, solid_capstyle="round", zorder=1.5)
    draw_plumb(ax, one, small)
    for stick in one.sticks:
        _leg(ax, stick, look, size)
    draw_takeoff(ax, one, arrow, small)
    draw_touchdown(ax, one, bottom + 0.085 * size, small)
    if small:
        return
    draw_names(ax, one)
    said = warnings(one.step)
    if said:
        box = {"boxstyle": "round", "facecolor": YELLOW, "edgecolor": BLACK, "alpha": 0.9}
        wrapped = textwrap.fill(said, 4 + math.ceil(len(said) / math.ceil(len(said) / 60)))  # lines of one length
        ax.text(0.5, 0.98, wrapped, transform=ax.transAxes, ha="center", va="top", bbox=box, fontsize=SMALL, zorder=9)


def spring(stick: Stick, size: float, coils: int = 13) -> tuple[Floats, Floats]:
    """Zig-zag from the foot point to the hip: fixed width, so that a short leg looks squeezed.

    Parameters
    ----------
    stick : Stick
    size : float
        Leg length at rest [m].
    coils : int

    Returns
    -------
    x, y : array [m]
    """
    along = np.array([0.0, 0.2, *np.linspace(0.2, 0.85, 2 * coils + 1)[1::2], 0.85, 1.0])
    aside = np.zeros(along.size)
    aside[2:-2] = 0.028 * size * (-1.0) ** np.arange(along.size - 4)
    dx, dy = stick.hip_x - stick.foot_x, stick.hip_y - stick.foot_y
    length = math.hypot(dx, dy) or 1.0
    return stick.foot_x + along * dx + aside * dy / length, stick.foot_y + along * dy - aside * dx / length


def _leg(ax: Axes, stick: Stick, look: Look, size: float) -> None:
    main = stick.name == "midstance"
    alpha = 1.0 if main else 0.75 if stick.name else _FADED
    width = 2.2 if main else 1.3 if stick.name else 0.9
    order = 5.0 if main else 3.0 if stick.name else 2.0
    ax.plot(*spring(stick, size), color=look.colour, linewidth=width, alpha=alpha, zorder=order)
    ax.plot(stick.hip_x, stick.hip_y, "o", color=look.colour, markersize=15 if main else 10, alpha=alpha, zorder=order)
    ax.plot(stick.foot_x, stick.foot_y, "o", color=BLACK, markersize=6 if main else 3.5, alpha=alpha, zorder=order + 1)
