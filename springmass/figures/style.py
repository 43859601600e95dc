"""How figures look: colours, line styles, sizes, and the empty sheet they are drawn on.

Colours are those of Okabe & Ito ("Color Universal Design", 2008), seen alike by colour-blind readers. What is
told apart by colour differs in lightness and line style as well, so that a grey print says the same.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import AbstractPathEffect, withStroke

BLACK = "#000000"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREEN = "#009E73"
YELLOW = "#F0E442"
ORANGE = "#E69F00"
SKY = "#56B4E9"
PURPLE = "#CC79A7"
DARK_PURPLE = "#8F4473"
"""Purple, dark enough for letters."""
GREY = "#8C8C8C"
"""Not of the eight, for the baseline; about as far from white as a line may be."""

SMALL, NORMAL, LARGE = 9.0, 10.0, 12.0
"""Sizes of letters [points]; none is smaller."""

_SETTINGS: Any = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: figures look the same everywhere
    "font.size": NORMAL,
    "axes.titlesize": LARGE,
    "axes.titleweight": "bold",
    "axes.labelsize": NORMAL,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
    "figure.titlesize": LARGE + 2,
    "figure.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "axes.facecolor": "white",
    "axes.edgecolor": "#404040",
    "figure.facecolor": "white",
    "text.color": "black",
    "text.usetex": False,
    "svg.hashsalt": "springmass",  # the same figure gives the same file
}

styled = rc_context(_SETTINGS)
"""Decorator: what is drawn inside looks like ours, whatever the reader's own settings are."""


@dataclass(frozen=True)
class Look:
    """How one of the runners is drawn.

    Attributes
    ----------
    colour : str
    dash : str
        Line style of its curves.
    width : float
        Of its curves [points].
    """

    colour: str
    dash: str
    width: float


ALONE = Look(BLUE, "-", 2.2)
BASELINE = Look(GREY, "--", 2.0)
CHANGED = ALONE


class Sheet(Figure):
    """A figure that shows itself in a notebook without pyplot."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=100)
        return buffer.getvalue()


def sheet(width: float, height: float) -> Sheet:
    """Start an empty figure whose parts make room for each other.

    Parameters
    ----------
    width, height : float
        Size [inches].

    Returns
    -------
    Sheet

    Examples
    --------
    >>> [float(size) for size in sheet(8.0, 5.0).get_size_inches()]
    [8.0, 5.0]
    """
    figure = Sheet(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.set(w_pad=0.08, h_pad=0.06, wspace=0.03, hspace=0.04)  # type: ignore[call-arg]
    return figure


def halo(width: float = 3.0, colour: str = "white") -> list[AbstractPathEffect]:
    """Edge around letters, so that they stay readable over lines [points]."""
    return [withStroke(linewidth=width, foreground=colour)]
