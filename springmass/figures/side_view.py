"""One step from the side, to scale: body, path of its mass, plumb line, force of the ground, takeoff arrow."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes

from springmass.figures.body_view import PER_WEIGHT, draw_bodies, draw_push
from springmass.figures.scene import Scene
from springmass.figures.side_marks import draw_names, draw_plumb, draw_takeoff, draw_touchdown, takeoff_beside
from springmass.figures.style import BLACK, SMALL, YELLOW, Look
from springmass.figures.words import warnings

Limits = tuple[float, float, float, float]
_ARROW = 0.42
"""Length of the fastest takeoff arrow over leg length."""
_FADED = 0.28
_BESIDE, _UNDER, _HALF_NOTE = 0.27, 0.34, 0.28
"""Room for the words beside or under the takeoff and left of the plumb line in a small picture, over its width."""
_BELOW, _BELOW_SMALL = 0.54, 0.5
"""Room for words under the ground, over leg length."""


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
            points = (*(stick.body.leg if stick.body.possible else ()), (stick.mass_x, stick.mass_y))
            xs += [x for x, _ in points]
            ys += [y for _, y in points]
        if one.whole is not None:
            (x, y), radius = one.whole.body.head, one.whole.body.head_radius
            xs += [x - radius, x + radius]
            ys.append(y + radius)
        if one.midstance is not None:  # room for the note under the plumb line, and for the force
            x = one.midstance.body.hip[0]
            xs += [x - 0.42 * size, x + 0.55 * size]
            ys.append(PER_WEIGHT * one.leg_length * one.midstance.grf[1] if one.midstance.grf else 0.0)
        if one.touchdown is not None and not small:
            xs.append(max(one.touchdown.mass_x, 0.0) + 0.85 * size)  # room for the words beside its mark
            xs.append(one.touchdown.mass_x - 0.12 * size)  # and for its name
        if one.sticks and one.takeoff is None and not small:
            xs.append(one.sticks[-1].mass_x + 0.35 * size)  # room for the name of the ending
        if one.takeoff is not None:
            x, y, vx, vy = one.takeoff
            scale = arrow_scale(scenes)
            xs += [x + scale * vx, x + (0.68 if small else 0.45) * size]
            ys += [y + scale * vy]
    room = 0.34 if any(warnings(one.step) for one in scenes) and not small else 0.0
    left, right = min(xs) - 0.2 * size, max(xs) + 0.06 * size
    for one in scenes:
        if small and one.takeoff is not None:  # room for its words, which are as large in any picture
            start, share = (0.36 * size, _BESIDE) if takeoff_beside(one) else (0.0, _UNDER)
            right = max(right, (one.takeoff[0] + start - share * left) / (1.0 - share))
    for one in scenes:
        if one.touchdown is not None and not small:  # the words beside its mark take half of a wide picture
            right = max(right, 2.0 * max(one.touchdown.mass_x, 0.0) - left)
        if small and one.midstance is not None:  # and for half of those under the plumb line
            left = min(left, (one.midstance.body.hip[0] - _HALF_NOTE * right) / (1.0 - _HALF_NOTE))
    short = max(0.0, 1.6 * size - (right - left))
    left, right = left - 0.5 * short, right + 0.5 * short
    below = max((_BELOW_SMALL if small else _BELOW) * size, 0.23 * (right - left))
    return left, right, min(ys) - below, max(ys) + ((0.03 if small else 0.1) + room) * size


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
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel="along the ground from the first contact (m)")
    ax.set_ylabel("height above the ground (m)")
    ax.set_title(title, loc="left")
    ax.set_aspect("equal")
    ax.set_yticks([tick for tick in ax.get_yticks() if 0.0 <= tick <= top])
    ax.spines["left"].set_bounds(0.0, top)  # below the ground there are only words
    ax.axhline(0.0, color=BLACK, linewidth=1.2, zorder=1)
    ax.plot(one.path_x, one.path_y, color=look.colour, linewidth=5.0, alpha=_FADED, solid_capstyle="round", zorder=1.5)
    draw_plumb(ax, one, small)
    draw_bodies(ax, one, look, small)
    draw_push(ax, one, small)
    draw_takeoff(ax, one, arrow, small)
    draw_touchdown(ax, one, bottom + 0.075 * one.leg_length, small)
    if small:
        return
    draw_names(ax, one)
    said = warnings(one.step)
    if said:
        box = {"boxstyle": "round", "facecolor": YELLOW, "edgecolor": BLACK, "alpha": 0.9}
        wrapped = textwrap.fill(said, 4 + math.ceil(len(said) / math.ceil(len(said) / 48)))  # lines of one length
        ax.text(0.5, 0.98, wrapped, transform=ax.transAxes, ha="center", va="top", bbox=box, fontsize=SMALL, zorder=9)
