"""Pictures of the answer sheet, one for each step; and their parts, for the slides."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from springmass.classroom.shown import QUANTITIES, SHARES, Shown, over_contact
from springmass.figures.bands import draw_band
from springmass.figures.lettering import folded
from springmass.figures.scene import Scene, scene
from springmass.figures.side_marks import draw_takeoff
from springmass.figures.side_view import Limits, arrow_scale, draw_side_view, limits
from springmass.figures.style import ALONE, BASELINE, BLACK, CHANGED, SMALL, VERMILLION, Look, sheet, styled
from springmass.metrics.words import capital, foot_stays, placed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_CAPTION = 20
"""Letters in a line under a runner, at most: he has a third of the picture."""
_ANGLE = " upward", " downward", " level"


@styled
def step_picture(step: Shown) -> Figure:
    """Draw a step for the answer sheet: before and after from the side, and the curve that was asked about.

    Parameters
    ----------
    step : Shown

    Returns
    -------
    Figure

    Examples
    --------
    >>> from springmass.classroom.shown import shown
    >>> from springmass.lab.lesson_files import lesson
    >>> [axes.get_title(loc="left") for axes in step_picture(shown(lesson("midstance"))[2]).axes[:2]]
    ['Before', 'After']
    """
    figure = sheet(8.8, 2.2)
    draw_step(figure, step)
    lay_within(figure, 0.02, 0.0, 0.98, 1.0)  # the first words under a picture begin left of it
    return figure


@styled
def png(figure: Figure, dpi: float = 160.0) -> bytes:
    """A figure as a PNG."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi, pil_kwargs={"compress_level": 4})
    return buffer.getvalue()


def draw_step(figure: Figure, step: Shown, below: bool = False) -> None:
    """Draw before and after from the side, and the curve that was asked about; its legend beside it or below."""
    runs = [step.before, step.now] if step.changes else [step.now]
    looks = [BASELINE, CHANGED] if step.changes else [ALONE]
    names = [capital(name) for name in step.names] if step.changes else ["The runner"]
    scenes: Sequence[Scene] = [scene(one.view.step, one.midstance) for one in runs]
    panels = figure.subplots(1, len(runs) + 1, width_ratios=[1.0] * (len(runs) + 1))
    within, arrow = roomy(limits(scenes, small=True)), arrow_scale(scenes)
    for ax, one, look, name in zip(panels, scenes, looks, names, strict=False):
        draw_side(ax, one, look, within, arrow)
        ax.set_title(name, loc="left")
    _curves(panels[-1], step, looks, below)


def draw_side(ax: Axes, one: Scene, look: Look, within: Limits, arrow: float) -> None:
    """A runner from the side; where the foot does not roll only the weight and its spring, the joints would mislead."""
    if not foot_stays(one.metrics.view.step):
        draw_side_view(ax, one, look, within, arrow, small=True)
        _narrow(ax)
        plain_axes(ax)
        return
    left, right, bottom, top = within
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    ax.axhline(0.0, color=BLACK, linewidth=1.2, zorder=1)
    ax.plot(one.path_x, one.path_y, color=look.colour, linewidth=5.0, alpha=0.28, solid_capstyle="round", zorder=1.5)
    for stick in one.sticks:
        middle = stick is one.midstance
        style: dict[str, Any] = {
            "color": look.colour,
            "alpha": 1.0 if middle or stick.name else 0.4,
            "zorder": 4 if middle else 2,
        }
        ax.plot([stick.cop_x, stick.mass_x], [0.0, stick.mass_y], linewidth=4.0 if middle else 2.0, **style)
        ax.plot(stick.mass_x, stick.mass_y, "o", markersize=16.0 if middle else 6.0, **style)
    draw_takeoff(ax, one, arrow, small=True)
    if one.midstance is not None:
        ax.plot([one.midstance.mass_x] * 2, [0.0, one.midstance.mass_y], ":", color=VERMILLION, linewidth=2.5, zorder=5)
        said = folded(f"body {placed(one.metrics['mass_cop_offset'].value, 'the foot point')}", _CAPTION)
        ax.text(
            one.midstance.mass_x, -0.12, said, ha="center", va="top", weight="bold", fontsize=SMALL, in_layout=False
        )
    _narrow(ax)
    plain_axes(ax)


def _narrow(ax: Axes) -> None:
    """Fold the words of a side view, so that those of its neighbour do not touch them; hip and ankle are said alone."""
    for words in ax.texts:
        text = words.get_text()
        if text.endswith(_ANGLE):
            words.set_text(text.replace(" ", "\n"))
        elif text.startswith(("hip ", "body ")):
            words.set_text(folded(text, _CAPTION))
        elif text.endswith("the foot point"):  # a third number, and two of them stand in the table
            words.set_text("")


def banded(step: Shown) -> bool:
    """Whether the curve of 26 runners lies behind a step's."""
    return step.band is not None and bool(QUANTITIES[step.quantity].band)


def _curves(ax: Axes, step: Shown, looks: Sequence[Look], below: bool) -> None:
    quantity = QUANTITIES[step.quantity]
    if step.quantity != "height":  # nothing is near the ground
        ax.axhline(0.0, color=BLACK, linewidth=0.8, zorder=1)
    if step.band is not None and quantity.band:
        draw_band(ax, quantity.band, step.band, quantity.factor)
    runs = zip([step.before, step.now] if step.changes else [step.now], looks, step.names, strict=False)
    for one, look, name in runs:
        style: dict[str, Any] = {"color": look.colour, "linestyle": look.dash, "linewidth": look.width}
        label = name if step.changes else "model"
        ax.plot(100.0 * SHARES, over_contact(one, step.quantity), label=label, zorder=4, **style)
        share = 100.0 * one.view.share_of_contact(one.midstance)
        ax.axvline(share, color=VERMILLION, linestyle=look.dash, linewidth=1.3, zorder=2, label="_midstance")
    ax.set(xlim=(0.0, 100.0), xlabel="contact, touchdown to takeoff (%)")
    title = f"{capital(quantity.label.partition(' (')[0])} ({quantity.unit})"
    ax.set_title(folded(title, 30) if below or step.changes else title, loc="left", fontsize=SMALL + 1.0)
    ax.lines[-1].set_label("midstance")
    ax.margins(y=0.12)
    handles, labels = ax.get_legend_handles_labels()
    short = ["26 runners,\nmean ± SD" if label.startswith("26 runners") else label for label in labels]
    beside: dict[str, Any] = {"loc": "center left", "bbox_to_anchor": (1.0, 0.5)}
    under: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.16), "ncols": 2}
    ax.legend(handles, short, frameon=False, handlelength=2.2, **(under if below else beside))


def roomy(within: Limits) -> Limits:
    """Limits with more room at the sides, for words that are large in a small picture."""
    left, right, bottom, top = within
    return left - 0.5, right + 0.3, bottom, top


def lay_within(figure: Figure, *rectangle: float) -> None:
    """Lay a figure out in a part of itself: left, bottom, width, height."""
    engine = figure.get_layout_engine()
    assert engine is not None
    engine.set(rect=rectangle)  # type: ignore[call-arg]


def plain_axes(ax: Axes) -> None:
    """A side view on a wall: no scales, they are too small to read there."""
    ax.set(xlabel="", ylabel="", xticks=[], yticks=[])
    for one in ("left", "bottom"):
        ax.spines[one].set_visible(False)
