"""What is drawn over a side view: the plumb line, where the foot lands, where the takeoff points."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Arc, Rectangle

from springmass.figures.panels import say
from springmass.figures.scene import Scene
from springmass.figures.style import BLACK, GREEN, LARGE, NORMAL, SMALL, VERMILLION
from springmass.figures.words import OVER, foot_note, midstance_note, takeoff_note

_FINE: dict[str, Any] = {"color": BLACK, "linewidth": 0.8, "linestyle": (0, (1, 3)), "zorder": 1}
_TIP: dict[str, Any] = {
    "arrowstyle": "-|>,head_width=0.4,head_length=0.7",
    "color": GREEN,
    "linewidth": 3,
    "shrinkA": 0,
    "shrinkB": 0,
}


def draw_plumb(ax: Axes, one: Scene, small: bool = False) -> None:
    """Drop the plumb line from the hip at midstance; the band beside it is the offset to the foot point.

    Parameters
    ----------
    ax : Axes
    one : Scene
        Without midstance the note says so.
    small : bool
        Whether the picture has no room for the moment of midstance.
    """
    stick, low = one.midstance, -0.07 * one.leg_length
    note = midstance_note(one.metrics["hip_cop_offset"].value, one.metrics.midstance, one.step.left_ground)
    if small and stick is not None:
        note = note.splitlines()[0].replace(" the foot", "\nthe foot")
    blank = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    style: dict[str, Any] = {"fontweight": "bold", "ha": "center", "va": "top", "bbox": blank}
    if stick is None:
        say(ax, note, (0.5 * sum(ax.get_xlim()), low), (0.0, -9.0), fontsize=NORMAL, **style)
        return
    corner, width, height = (stick.foot_x, low), stick.hip_x - stick.foot_x, stick.hip_y - low
    ax.add_patch(Rectangle(corner, width, height, facecolor=VERMILLION, alpha=0.22, zorder=1.2))
    ax.plot([stick.foot_x] * 2, [low, stick.hip_y], color=BLACK, linewidth=1.2, linestyle=":", zorder=4)
    ax.plot([stick.hip_x] * 2, [low, stick.hip_y], color=VERMILLION, linewidth=3.5, zorder=6, label="plumb line")
    ax.plot(stick.hip_x, low, "v", color=VERMILLION, markersize=11, zorder=6)
    say(ax, note, (stick.hip_x, low), (0.0, -9.0), fontsize=NORMAL if small else LARGE, **style)


def draw_touchdown(ax: Axes, one: Scene, y: float, small: bool = False) -> None:
    """Mark how far ahead of the hip the foot lands.

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
    if abs(stick.hip_x) >= OVER:
        ax.plot([stick.hip_x] * 2, [y, stick.hip_y], **_FINE)
        ax.plot([0.0] * 2, [y, 0.0], **_FINE)
    ax.plot([stick.hip_x, 0.0], [y, y], "|-", color=BLACK, linewidth=1.2, markersize=8, zorder=4)
    say(ax, foot_note(-stick.hip_x), (max(stick.hip_x, 0.0), y), (8.0, 0.0), fontsize=SMALL, va="center")


def draw_takeoff(ax: Axes, one: Scene, arrow: float, small: bool = False) -> None:
    """Draw the takeoff velocity as an arrow with its angle.

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
    ax.plot([x, x + 0.36 * size], [y, y], color=BLACK, linewidth=1.0, linestyle="--", zorder=4)
    between = {"theta1": min(angle, 0.0), "theta2": max(angle, 0.0)}
    ax.add_patch(Arc((x, y), 0.5 * size, 0.5 * size, color=GREEN, linewidth=2, zorder=6, **between))
    ax.annotate("", (x + arrow * vx, y + arrow * vy), (x, y), arrowprops=_TIP, in_layout=False, zorder=7)
    text = takeoff_note(angle, one.metrics["takeoff_speed"].value)
    if small:
        text = text.splitlines()[1]
    style: dict[str, Any] = {"fontsize": SMALL if small else NORMAL, "fontweight": "bold"}
    if angle > 90.0:  # backwards: under the level line there are the legs
        say(ax, text, (x + 0.36 * size, y), (4.0, 0.0), va="center", **style)
    else:
        say(ax, text, (x, y), (14.0, -7.0 if up else 7.0), va="top" if up else "bottom", **style)


def draw_names(ax: Axes, one: Scene) -> None:
    """Name touchdown, midstance and an ending that is no takeoff (the arrow names that).

    Parameters
    ----------
    ax : Axes
    one : Scene
    """
    middle, first = one.midstance, one.touchdown
    stacked = middle and first and abs(middle.hip_x - first.hip_x) < 0.15 * one.leg_length
    for stick in one.sticks:
        if stick.name in ("", "takeoff"):
            continue
        place: dict[str, Any] = {"offset": (0.0, 11.0), "ha": "center", "va": "bottom"}
        if stick not in (middle, first):
            near = first is not None and abs(stick.hip_x - first.hip_x) < 0.4 * one.leg_length
            place = {"offset": (13.0, -3.0 if near else 4.0), "ha": "left", "va": "top" if near else "bottom"}
        elif stick is first and not stacked:
            place = {"offset": (12.0, 11.0), "ha": "right", "va": "bottom"}
        elif stacked:
            place = {"offset": (-13.0, 0.0), "ha": "right", "va": "center"}
        text = f"hip at {stick.name}" if stick is middle else stick.name
        say(ax, text, (stick.hip_x, stick.hip_y), fontsize=SMALL, **place)
