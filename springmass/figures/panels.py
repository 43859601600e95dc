"""Words on panels: under one, instead of one, and beside points of a graph."""

from __future__ import annotations

import textwrap
from typing import Any

from matplotlib.axes import Axes

from springmass.figures.lettering import unbroken
from springmass.figures.style import BLACK, NORMAL, SMALL, YELLOW, halo


def say_instead(ax: Axes, text: str, title: str = "", width: int = 46) -> None:
    """Write in place of a picture.

    Parameters
    ----------
    ax : Axes
    text : str
    title : str
        Over the axes.
    width : int
        Letters in a line.
    """
    ax.set_title(title, loc="left")
    ax.set_axis_off()
    box = {"boxstyle": "round,pad=0.8", "facecolor": YELLOW, "edgecolor": BLACK, "alpha": 0.9}
    wrapped = "\n".join(textwrap.fill(line, width) for line in text.splitlines())
    style: dict[str, Any] = {"ha": "center", "va": "center", "bbox": box, "fontsize": NORMAL}
    ax.text(0.5, 0.5, wrapped, transform=ax.transAxes, in_layout=False, **style)


def say_under(ax: Axes, text: str, width: int, y: float = -8.0, at: float = 0.0, **more: Any) -> None:
    """Write under axes, or from their top in axes of its own; the layout makes room for it unless told not to.

    Parameters
    ----------
    ax : Axes
    text : str
    width : int
        Letters in a line.
    y : float
        How far below that height [points].
    at : float
        Height in the axes, 0 at their lower end, 1 at their upper one.
    """
    wrapped = "\n".join(textwrap.fill(unbroken(line), width) for line in text.splitlines())
    style: dict[str, Any] = {"ha": "left", "va": "top", "fontsize": NORMAL, **more}
    ax.annotate(wrapped, (0.0, at), xycoords="axes fraction", textcoords="offset points", xytext=(0.0, y), **style)


def say(ax: Axes, text: str, at: tuple[float, float], offset: tuple[float, float], **more: Any) -> None:
    """Write beside a point of a graph, on white so that no line crosses the letters.

    Parameters
    ----------
    ax : Axes
    text : str
    at : (float, float)
        In data.
    offset : (float, float)
        From there [points].
    """
    style: dict[str, Any] = {"path_effects": halo(), "in_layout": False, "zorder": 9, "fontsize": SMALL, **more}
    ax.annotate(text, at, textcoords="offset points", xytext=offset, **style)
