"""The body drawn: limbs, foot, trunk and head, and the force of the ground at the foot point."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Polygon

from springmass.figures.outlines import SHANK, THIGH, foot_outline, head_outline, limb_outline, trunk_outline
from springmass.figures.panels import say
from springmass.figures.scene import Scene, Stick
from springmass.figures.skeleton import Skeleton
from springmass.figures.style import BLACK, DARK_PURPLE, PURPLE, SMALL, VERMILLION, Look
from springmass.metrics.words import foot_stays

PER_WEIGHT = 0.24
"""Length of a force arrow for each body weight, over leg length."""
_NOTHING = 0.02
"""Forces below this are none [body weights]."""
_FAINT, _CLEAR = 0.3, 0.75
"""How much of the instants between the named ones, and of those, is seen."""


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
            _whole(ax, stick.body, look, dot, joints=not foot_stays(one.step))
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
    scale = PER_WEIGHT * one.leg_length
    tip = stick.cop_x + scale * stick.grf[0], scale * stick.grf[1]
    style: dict[str, Any] = {"arrowstyle": "-|>,head_width=0.35,head_length=0.6", "color": PURPLE, "linewidth": 3.0}
    arrow = ax.annotate(
        "", tip, (stick.cop_x, 0.0), arrowprops={**style, "shrinkA": 0, "shrinkB": 0}, in_layout=False, zorder=5.8
    )
    arrow.set_gid("push")
    if not small:
        ahead = max(stick.body.knee[0], stick.body.toe[0]) + 0.1 * one.leg_length
        when = "at midstance the ground\npushes up" if stick is one.midstance else "here the ground\npushes up"
        text = f"{when} {stick.grf[1]:.2f} body weights"  # as the curve does, or one could not find it there
        say(ax, text, (ahead, 0.33 * one.leg_length), (0.0, 0.0), fontsize=SMALL, va="center", color=DARK_PURPLE)


def pale(colour: str, share: float = 0.3) -> tuple[float, float, float]:
    """A colour mixed with white, so that what lies behind does not shine through."""
    red, green, blue = (1.0 - share * (1.0 - part) for part in to_rgb(colour))
    return red, green, blue


def _under(stick: Stick) -> float:
    """Height the foot point is drawn at: on the ground, or under a foot that is not there yet [m]."""
    return 0.0 if stick.grf is not None else min(stick.body.heel[1], stick.body.ball[1])


def _whole(ax: Axes, body: Skeleton, look: Look, dot: float, joints: bool) -> None:
    fill: dict[str, Any] = {"facecolor": pale(look.colour), "edgecolor": look.colour, "linewidth": 1.6}
    fill |= {"joinstyle": "round"}
    trunk = Polygon(trunk_outline(body), zorder=4.0, label="trunk", **fill)
    ax.add_patch(trunk)
    ax.add_patch(Polygon(head_outline(body), zorder=4.1, label="head", **fill))
    ax.add_patch(Polygon(foot_outline(body), zorder=4.2, label="foot", **fill))
    shank = limb_outline(body.knee, body.ankle, *(share * body.height for share in SHANK))
    ax.add_patch(Polygon(shank, zorder=4.3, label="shank", **fill))
    thigh = limb_outline(body.hip, body.knee, *(share * body.height for share in THIGH))
    ax.add_patch(Polygon(thigh, zorder=4.4, label="thigh", **fill))
    for joint in (body.hip, body.ankle) if joints else ():
        ax.plot(*joint, "o", color=VERMILLION, markeredgecolor="white", markersize=8 * dot, zorder=6.5, label="joint")
    ax.plot(*body.knee, "o", color=look.colour, markeredgecolor="white", markersize=6 * dot, zorder=4.6, label="knee")


def _lines(ax: Axes, body: Skeleton, look: Look, alpha: float) -> None:
    named = alpha > _FAINT
    style: dict[str, Any] = {"color": look.colour, "alpha": alpha, "zorder": 3.0 if named else 2.0}
    style |= {"solid_capstyle": "round", "solid_joinstyle": "round"}
    x, y = zip(body.hip, body.knee, body.ankle, strict=True)
    ax.plot(x, y, linewidth=3.0 if named else 1.8, label="leg", **style)
    outline = foot_outline(body)
    x, y = np.vstack([outline, outline[:1]]).T
    ax.plot(x, y, linewidth=1.5 if named else 0.9, label="foot", **style)
