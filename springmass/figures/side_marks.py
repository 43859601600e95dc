"""What is drawn over a side view: the plumb line, where the foot lands, where the takeoff points."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Arc, Rectangle

from springmass.figures.panels import say
from springmass.figures.scene import Scene
from springmass.figures.style import BLACK, GREEN, LARGE, NORMAL, SMALL, VERMILLION
from springmass.figures.words import UPRIGHT, body_note, foot_note, midstance_note, takeoff_note
from springmass.metrics.words import OVER, foot_stays

_FINE: dict[str, Any] = {"color": BLACK, "linewidth": 0.8, "linestyle": (0, (1, 3)), "zorder": 1}
_TIP: dict[str, Any] = {
    "arrowstyle": "-|>,head_width=0.4,head_length=0.7",
    "color": GREEN,
    "linewidth": 3,
    "shrinkA": 0,
    "shrinkB": 0,
}
_LINE = 1.35
"""Height of a line of letters over their size."""


def draw_plumb(ax: Axes, one: Scene, small: bool = False) -> None:
    """Drop the plumb line from the hip joint at midstance; the band beside it is the offset to the ankle.

    Where the foot point stays, hip and ankle are not a runner's: then from the body's mass, beside the foot point.

    Parameters
    ----------
    ax : Axes
    one : Scene
        Without midstance the note says so.
    small : bool
        Whether the picture has no room for the moment of midstance and for long words.
    """
    stick, low = one.midstance, -0.07 * one.leg_length
    stays, when = foot_stays(one.step), (one.metrics.midstance, one.step.left_ground)
    if stays:
        note = body_note(one.metrics["mass_cop_offset"].value, *when)
    else:
        note = midstance_note(one.metrics["hip_ankle_offset"].value, one.metrics["hip_cop_offset"].value, *when)
    if small and stick is not None:
        note = [line.removesuffix(" (centre of pressure)") for line in note[:2]]
    centre = 0.5 * sum(ax.get_xlim())
    if stick is not None:
        (x, top), foot = ((stick.mass_x, stick.mass_y), stick.cop_x) if stays else (stick.body.hip, stick.body.ankle[0])
        centre = x
        named = ("body to foot point", "over the foot point") if stays else ("hip to ankle", "over the ankle")
        ax.add_patch(
            Rectangle((foot, low), x - foot, top - low, facecolor=VERMILLION, alpha=0.3, zorder=4.8, label=named[0])
        )
        ax.plot([foot] * 2, [low, top], color=BLACK, linewidth=1.2, linestyle=":", zorder=4.9, label=named[1])
        ax.plot([x] * 2, [low, top], color=VERMILLION, linewidth=3.5, zorder=6, label="plumb line")
        ax.plot(x, low, "v", color=VERMILLION, markersize=11, zorder=6)
    down = -9.0
    blank = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    for i, text in enumerate(note):
        style: dict[str, Any] = {"ha": "center", "va": "top", "bbox": blank}
        size = SMALL if small and stick is None else NORMAL if small or i else LARGE  # the note on none is long
        style |= {"fontsize": size, "fontweight": "normal" if i else "bold"}
        say(ax, text, (centre, low), (0.0, down), **style)
        down -= _LINE * style["fontsize"]


def draw_touchdown(ax: Axes, one: Scene, y: float, small: bool = False) -> None:
    """Mark how far ahead of the body's mass the foot lands.

    Parameters
    ----------
    ax : Axes
    one : Scene
    y : float
        Height to write it at [m].
    small : bool
        Whether the picture has room for the first contact only.
    """
    stick = one.touchdown
    if stick is None:
        return
    ax.plot(0.0, 0.0, "D", color="white", markeredgecolor=BLACK, markersize=6, zorder=5, label="first contact")
    if small:
        return
    if abs(stick.mass_x) >= OVER:
        ax.plot([stick.mass_x] * 2, [y, stick.mass_y], **_FINE)
        ax.plot([0.0] * 2, [y, 0.0], **_FINE)
    ax.plot([stick.mass_x, 0.0], [y, y], "|-", color=BLACK, linewidth=1.2, markersize=8, zorder=4)
    say(
        ax,
        foot_note(-stick.mass_x),
        (max(stick.mass_x, 0.0), y),
        (8.0, 0.0),
        fontsize=SMALL,
        va="center",
        in_layout=True,
    )


def draw_takeoff(ax: Axes, one: Scene, arrow: float, small: bool = False) -> None:
    """Draw the takeoff velocity of the mass as an arrow with its angle.

    Parameters
    ----------
    ax : Axes
    one : Scene
    arrow : float
        Its length for each m/s [s].
    small : bool
        Whether the picture has room for the angle only.
    """
    if one.takeoff is None:
        return
    x, y, vx, vy = one.takeoff
    size, angle = one.leg_length, one.metrics["takeoff_angle"].value
    up = angle >= 0.0
    ax.plot([x, x + 0.36 * size], [y, y], color=BLACK, linewidth=1.0, linestyle="--", zorder=6.5)
    between = {"theta1": min(angle, 0.0), "theta2": max(angle, 0.0)}
    ax.add_patch(Arc((x, y), 0.5 * size, 0.5 * size, color=GREEN, linewidth=2, zorder=6.5, label="angle", **between))
    tip = ax.annotate("", (x + arrow * vx, y + arrow * vy), (x, y), arrowprops=_TIP, in_layout=False, zorder=7)
    tip.set_gid("takeoff")
    text = takeoff_note(angle, one.metrics["takeoff_speed"].value)
    if small:
        text = text.splitlines()[1]
    style: dict[str, Any] = {"fontsize": SMALL if small else NORMAL, "fontweight": "bold", "in_layout": not small}
    if takeoff_beside(one):
        text = text.replace(" ", "\n") if small else text
        say(ax, text, (x + 0.36 * size, y), (4.0, 0.0), va="center", **style)
    else:
        say(ax, text, (x, y), (14.0, -7.0 if up else 7.0), va="top" if up else "bottom", **style)


def takeoff_beside(one: Scene) -> bool:
    """Whether the words at the takeoff stand beside its arrow, away from the legs or the trunk; else under or over it.

    Parameters
    ----------
    one : Scene

    Returns
    -------
    bool
    """
    if one.takeoff is None:
        return False
    near = one.whole is not None and abs(one.takeoff[0] - one.whole.body.hip[0]) < 0.2 * one.leg_length
    return near or one.metrics["takeoff_angle"].value > UPRIGHT


def draw_names(ax: Axes, one: Scene) -> None:
    """Name hip and ankle (body and foot point, if the foot stays), touchdown, midstance, and an ending no arrow names.

    Parameters
    ----------
    ax : Axes
    one : Scene
    """
    middle, first = one.midstance, one.touchdown
    stacked = middle and first and abs(middle.mass_x - first.mass_x) < 0.15 * one.leg_length
    for stick in one.sticks:
        if stick.name in ("", "takeoff") or stick is middle:
            continue
        place: dict[str, Any] = {"offset": (12.0, 10.0), "ha": "right", "va": "bottom"}
        if stick is not first:
            near = first is not None and abs(stick.mass_x - first.mass_x) < 0.4 * one.leg_length
            place = {"offset": (13.0, -3.0 if near else 4.0), "ha": "left", "va": "top" if near else "bottom"}
        elif stacked:
            place = {"offset": (-13.0, 2.0), "ha": "right", "va": "center"}
        say(ax, stick.name, (stick.mass_x, stick.mass_y), fontsize=SMALL, **place)
    if middle is not None:
        body, stays = middle.body, foot_stays(one.step)
        top, under = ((middle.mass_x, middle.mass_y), (middle.cop_x, 0.0)) if stays else (body.hip, body.ankle)
        say(ax, "body" if stays else "hip", top, (-12.0, 0.0), fontsize=SMALL, ha="right", va="center")
        away = -1.0 if top[0] >= under[0] else 1.0  # from the plumb line
        side = "right" if away < 0.0 else "left"
        name = "foot point" if stays else "ankle"
        say(ax, name, under, (9.0 * away, 4.0), fontsize=SMALL, ha=side, va="bottom")
        over = body.head[0], body.head[1] + body.head_radius
        say(ax, "midstance", over, (0.0, 4.0), fontsize=SMALL, ha="center", va="bottom")
