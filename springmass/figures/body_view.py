"""The body drawn: limbs, foot, trunk and head, and the force of the ground at the foot point."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Polygon

from springmass.dynamics.extrapolation import Floats
from springmass.figures.panels import say
from springmass.figures.scene import Scene, Stick
from springmass.figures.skeleton import Point, Skeleton
from springmass.figures.style import BLACK, DARK_PURPLE, PURPLE, SMALL, VERMILLION, Look

PER_WEIGHT = 0.24
"""Length of a force arrow for each body weight, over leg length."""
_NOTHING = 0.02
"""Forces below this are none [body weights]."""
_FAINT, _CLEAR = 0.3, 0.75
"""How much of the instants between the named ones, and of those, is seen."""
_THIGH, _SHANK = (0.043, 0.030), (0.031, 0.019)
"""Half thickness of a limb at its two ends, over height."""
_TRUNK = (
    (-0.060, 0.000), (-0.055, 0.022), (-0.040, 0.042), (0.000, 0.057), (0.080, 0.052), (0.130, 0.054), (0.200, 0.064),
    (0.250, 0.056), (0.290, 0.030), (0.380, 0.026),
)  # fmt: skip
"""Half thickness of the trunk along it, both over height; below the hip joint minus."""
_NOSE = 0.16
"""How far the nose stands out, over the radius of the head: it shows which way the runner looks."""


def draw_bodies(ax: Axes, one: Scene, look: Look, small: bool = False) -> None:
    """Draw the runner at every instant: as lines, and at midstance (or as far as it got) as a body.

    Parameters
    ----------
    ax : Axes
    one : Scene
    look : Look
        Of this runner.
    small : bool
        Whether the picture is small, and its dots must be so too.
    """
    dot = 0.7 if small else 1.0
    for stick in one.sticks:
        if stick is one.whole:
            _whole(ax, stick.body, look, dot)
        elif stick.body.possible:
            _lines(ax, stick.body, look, _CLEAR if stick.name else _FAINT)
        main = stick is one.midstance
        seen = 1.0 if main or stick is one.whole else _CLEAR if stick.name else _FAINT
        style: dict[str, Any] = {"color": look.colour, "markeredgecolor": "white", "linestyle": "none"}
        ax.plot(stick.mass_x, stick.mass_y, "o", markersize=9 * dot, alpha=seen, zorder=5.5, label="mass", **style)
        style |= {"color": BLACK, "markersize": dot * (6.0 if main else 3.5)}
        ax.plot(stick.cop_x, _under(stick), "o", alpha=seen, zorder=7, label="foot point", **style)


def draw_push(ax: Axes, one: Scene, small: bool = False) -> None:
    """Draw the force of the ground at the foot point, at midstance or as far as the runner got.

    Parameters
    ----------
    ax : Axes
    one : Scene
    small : bool
        Whether the picture has no room for its size in words.
    """
    stick = one.whole
    if stick is None or stick.grf is None or math.hypot(*stick.grf) < _NOTHING:
        return
    scale, size = PER_WEIGHT * one.leg_length, math.hypot(*stick.grf)
    tip = stick.cop_x + scale * stick.grf[0], scale * stick.grf[1]
    style: dict[str, Any] = {"arrowstyle": "-|>,head_width=0.35,head_length=0.6", "color": PURPLE, "linewidth": 3.0}
    arrow = ax.annotate(
        "", tip, (stick.cop_x, 0.0), arrowprops={**style, "shrinkA": 0, "shrinkB": 0}, in_layout=False, zorder=5.8
    )
    arrow.set_gid("push")
    if not small:
        ahead = max(stick.body.knee[0], stick.body.toe[0]) + 0.1 * one.leg_length
        text = f"the ground pushes\n{size:.2f} body weights"
        say(ax, text, (ahead, 0.33 * one.leg_length), (0.0, 0.0), fontsize=SMALL, va="center", color=DARK_PURPLE)


def pale(colour: str, share: float = 0.3) -> tuple[float, float, float]:
    """A colour mixed with white, so that what lies behind does not shine through."""
    red, green, blue = (1.0 - share * (1.0 - part) for part in to_rgb(colour))
    return red, green, blue


def _under(stick: Stick) -> float:
    """Height the foot point is drawn at: on the ground, or under a foot that is not there yet [m]."""
    return 0.0 if stick.grf is not None else min(stick.body.heel[1], stick.body.ball[1])


def _whole(ax: Axes, body: Skeleton, look: Look, dot: float) -> None:
    fill: dict[str, Any] = {"facecolor": pale(look.colour), "edgecolor": look.colour, "linewidth": 1.6}
    fill |= {"joinstyle": "round"}
    trunk = Polygon(_trunk(body), zorder=4.0, label="trunk", **fill)
    ax.add_patch(trunk)
    ax.add_patch(Polygon(_head(body), zorder=4.1, label="head", **fill))
    ax.add_patch(Polygon(_foot(body), zorder=4.2, label="foot", **fill))
    shank = _limb(body.knee, body.ankle, *(share * body.height for share in _SHANK))
    ax.add_patch(Polygon(shank, zorder=4.3, label="shank", **fill))
    thigh = _limb(body.hip, body.knee, *(share * body.height for share in _THIGH))
    ax.add_patch(Polygon(thigh, zorder=4.4, label="thigh", **fill))
    for joint in (body.hip, body.ankle):
        ax.plot(*joint, "o", color=VERMILLION, markeredgecolor="white", markersize=8 * dot, zorder=6.5, label="joint")
    ax.plot(*body.knee, "o", color=look.colour, markeredgecolor="white", markersize=6 * dot, zorder=4.6, label="knee")


def _lines(ax: Axes, body: Skeleton, look: Look, alpha: float) -> None:
    named = alpha > _FAINT
    style: dict[str, Any] = {"color": look.colour, "alpha": alpha, "zorder": 3.0 if named else 2.0}
    style |= {"solid_capstyle": "round", "solid_joinstyle": "round"}
    x, y = zip(body.hip, body.knee, body.ankle, strict=True)
    ax.plot(x, y, linewidth=3.0 if named else 1.8, label="leg", **style)
    outline = _foot(body)
    x, y = np.vstack([outline, outline[:1]]).T
    ax.plot(x, y, linewidth=1.5 if named else 0.9, label="foot", **style)


def _foot(body: Skeleton) -> Floats:
    """Outline of the foot: sole from heel to toe, and back over the instep to the ankle [m]."""
    size = body.height
    dx, dy = body.ball[0] - body.heel[0], body.ball[1] - body.heel[1]
    length = math.hypot(dx, dy) or 1.0
    ahead, up = np.array([dx, dy]) / length, np.array([-dy, dx]) / length
    ankle, ball, toe, heel = (np.array(point) for point in (body.ankle, body.ball, body.toe, body.heel))
    over = np.array([0.0, 1.0]) if toe[1] <= ball[1] + 1e-9 else up
    corners = [
        heel - 0.004 * size * ahead,
        ball,
        toe + 0.004 * size * ahead,
        toe + 0.018 * size * over,
        ball + 0.024 * size * up - 0.010 * size * ahead,
        ankle + 0.030 * size * ahead - 0.010 * size * up,
        ankle + 0.018 * size * ahead + 0.022 * size * up,
        ankle - 0.019 * size * ahead + 0.022 * size * up,
        ankle - 0.021 * size * ahead - 0.012 * size * up,
        heel - 0.010 * size * ahead + 0.020 * size * up,
    ]
    return _rounded(np.array(corners))


def _rounded(outline: Floats) -> Floats:
    """Cut the corners of a closed outline, three times over (Chaikin)."""
    for _ in range(3):
        after = np.roll(outline, -1, axis=0)
        outline = np.stack([0.75 * outline + 0.25 * after, 0.25 * outline + 0.75 * after], axis=1).reshape(-1, 2)
    return outline


def _limb(start: Point, end: Point, at_start: float, at_end: float) -> Floats:
    """Outline of a limb: round ends, tapering between them [m]."""
    along = math.atan2(end[1] - start[1], end[0] - start[0])
    back, front = np.linspace(0.5 * np.pi, 1.5 * np.pi, 15), np.linspace(-0.5 * np.pi, 0.5 * np.pi, 15)
    circle = [
        np.column_stack([centre[0] + radius * np.cos(along + turn), centre[1] + radius * np.sin(along + turn)])
        for centre, radius, turn in ((start, at_start, back), (end, at_end, front))
    ]
    return np.vstack(circle)


def _trunk(body: Skeleton) -> Floats:
    """Outline of pelvis, trunk and neck along the line from the hip joint to the head [m]."""
    size = body.height
    hip = np.array(body.hip)
    up = np.array(body.head) - hip
    up = up / np.hypot(*up)
    ahead = np.array([up[1], -up[0]])
    along, thick = np.array(_TRUNK).T
    fine = np.linspace(along[0], along[-1], 80)
    half = np.interp(fine, along, thick)
    front = hip + size * (np.outer(fine, up) + np.outer(half, ahead))
    rear = hip + size * (np.outer(fine, up) - np.outer(half, ahead))
    return np.asarray(_rounded(np.vstack([front[::5], rear[::-5]])))


def _head(body: Skeleton) -> Floats:
    """Outline of the head: a circle with a nose, looking along the ground [m]."""
    turn = np.linspace(-np.pi, np.pi, 73)
    radius = body.head_radius * (1.0 + _NOSE * np.clip(1.0 - np.abs(turn + 0.1) / 0.22, 0.0, None))
    return np.column_stack([body.head[0] + radius * np.cos(turn), body.head[1] + radius * np.sin(turn)])
