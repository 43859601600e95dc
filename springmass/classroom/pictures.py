"""Pictures of a pack: a small one for each step, and slides for a projector."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from springmass.classroom.shown import QUANTITIES, SHARES, Shown, over_contact
from springmass.evidence.runners26 import ATTRIBUTION
from springmass.figures.bands import draw_band
from springmass.figures.lettering import folded
from springmass.figures.scene import Scene, scene
from springmass.figures.side_marks import draw_takeoff
from springmass.figures.side_view import Limits, arrow_scale, draw_side_view, limits
from springmass.figures.style import ALONE, BASELINE, BLACK, CHANGED, SMALL, VERMILLION, Look, sheet, styled
from springmass.metrics.words import capital, placed
from springmass.report.tables import rolls_not

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SLIDE = (9.6, 5.4)
"""16:9 [inches]: small, so that its letters are large on a wall."""
_SLIDE_DPI = 200.0
_RIM = 0.03
"""Of a slide, left empty: many a projector cuts it off."""
_SPACED = 1.4
"""Height of a line over that of its letters."""


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
    figure = sheet(8.8, 2.45)
    _draw(figure, step)
    _within(figure, 0.02, 0.0, 0.98, 1.0)  # the first words under a picture begin left of it
    return figure


@styled
def question_slide(title: str, step: Shown, lead: str) -> Figure:
    """Draw the slide to open with: the runner before the change, the question and its choices. It tells no number.

    Parameters
    ----------
    title : str
        Of the lesson.
    step : Shown
    lead : str
        What must be known before the question.

    Returns
    -------
    Figure
    """
    figure = sheet(*_SLIDE)
    left, right = figure.subplots(1, 2, width_ratios=[1.0, 1.15])
    one = scene(step.before.view.step, step.before.midstance)
    _side(left, one, ALONE, _roomy(limits([one], small=True)), arrow_scale([one]))
    for words in [*left.texts]:
        words.set_text("")  # arrows stay; numbers of this runner are what steps before this one ask for
    left.set_title(capital(step.names[0]) if step.changes else "The runner", loc="left")
    right.set_axis_off()
    asked = step.step.question
    told, y = textwrap.fill(lead, 40), 0.97
    right.text(0.0, y, told, transform=right.transAxes, fontsize=13.0, va="top", in_layout=False)
    y -= (told.count("\n") + 1) * 0.058 + 0.07
    for letter, text in zip("ABCDE", asked.choices, strict=False):
        told = textwrap.fill(text, 32)
        box = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": BLACK, "linewidth": 1.4}
        style: dict[str, Any] = {"transform": right.transAxes, "fontsize": 14.0, "va": "top", "in_layout": False}
        right.text(0.03, y, letter, weight="bold", bbox=box, **style)
        right.text(0.13, y, told, **style)
        y -= (told.count("\n") + 1) * 0.06 + 0.065
    plumb = "body" if rolls_not(one.metrics) else "hip"
    drawn = (
        f"Green: the way he takes off. Pink: the push of the ground. Orange: plumb line from the {plumb} at midstance."
    )
    lines = [(drawn, 9.0, "normal"), (f"{title}. First write down your choice; then look.", 11.0, "normal")]
    _frame(figure, asked.text, lines)
    return figure


@styled
def answer_slide(step: Shown, headline: str) -> Figure:
    """Draw the slide to close with: the question as title, before and after, and what came out.

    Parameters
    ----------
    step : Shown
    headline : str
        One sentence with its numbers.

    Returns
    -------
    Figure
    """
    figure = sheet(*_SLIDE)
    _draw(figure, step, below=True)
    source = [(f"Orange: {ATTRIBUTION}.", 7.5, "normal")] if _banded(step) else []
    _frame(figure, step.step.question.text, [*source, (headline, 13.0, "bold")])
    return figure


@styled
def png(figure: Figure, dpi: float = 160.0) -> bytes:
    """A figure as a PNG."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi)
    return buffer.getvalue()


def slide_png(figure: Figure) -> bytes:
    """A slide as a PNG of 1920 by 1080."""
    return png(figure, _SLIDE_DPI)


def _draw(figure: Figure, step: Shown, below: bool = False) -> None:
    runs = [step.before, step.now] if step.changes else [step.now]
    looks = [BASELINE, CHANGED] if step.changes else [ALONE]
    names = [capital(name) for name in step.names] if step.changes else ["The runner"]
    scenes: Sequence[Scene] = [scene(one.view.step, one.midstance) for one in runs]
    panels = figure.subplots(1, len(runs) + 1, width_ratios=[1.0] * (len(runs) + 1))
    within, arrow = _roomy(limits(scenes, small=True)), arrow_scale(scenes)
    for ax, one, look, name in zip(panels, scenes, looks, names, strict=False):
        _side(ax, one, look, within, arrow)
        ax.set_title(name, loc="left")
    _curves(panels[-1], step, looks, below)


def _side(ax: Axes, one: Scene, look: Look, within: Limits, arrow: float) -> None:
    """A runner from the side; where the foot does not roll only the weight and its spring, the joints would mislead."""
    if not rolls_not(one.metrics):
        draw_side_view(ax, one, look, within, arrow, small=True)
        _plain(ax)
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
        said = f"body {placed(one.metrics['mass_cop_offset'].value, 'the foot point')}"
        ax.text(
            one.midstance.mass_x, -0.12, said, ha="center", va="top", weight="bold", fontsize=SMALL, in_layout=False
        )
    _plain(ax)


def _banded(step: Shown) -> bool:
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
    ax.set_title(f"{capital(quantity.label.partition(' (')[0])} ({quantity.unit})", loc="left", fontsize=SMALL + 1.0)
    ax.lines[-1].set_label("midstance")
    ax.margins(y=0.12)
    handles, labels = ax.get_legend_handles_labels()
    short = ["26 runners,\nmean ± SD" if label.startswith("26 runners") else label for label in labels]
    beside: dict[str, Any] = {"loc": "center left", "bbox_to_anchor": (1.0, 0.5)}
    under: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.16), "ncols": 2}
    ax.legend(handles, short, frameon=False, handlelength=2.2, **(under if below else beside))


def _roomy(within: Limits) -> Limits:
    """Limits with more room at the sides, for words that are large in a small picture."""
    left, right, bottom, top = within
    return left - 0.5, right + 0.3, bottom, top


def _frame(figure: Figure, title: str, below: Sequence[tuple[str, float, str]]) -> None:
    """Write a title over a slide and lines under it, from the lowest up: text, size, weight."""
    points = 72.0 * _SLIDE[1]
    said, top, bottom = folded(title, 56), 1.0 - _RIM, _RIM
    figure.text(0.5, top, said, fontsize=18.0, weight="bold", ha="center", va="top")
    top -= (said.count("\n") + 1) * 18.0 * _SPACED / points
    for text, size, weight in below:
        figure.text(0.5, bottom, text, fontsize=size, weight=weight, ha="center", va="bottom")
        bottom += size * _SPACED / points
    _within(figure, _RIM, bottom, 1.0 - 2.0 * _RIM, top - bottom)


def _within(figure: Figure, *rectangle: float) -> None:
    """Lay a figure out in a part of itself: left, bottom, width, height."""
    engine = figure.get_layout_engine()
    assert engine is not None
    engine.set(rect=rectangle)  # type: ignore[call-arg]


def _plain(ax: Axes) -> None:
    """A side view on a wall: no scales, they are too small to read there."""
    ax.set(xlabel="", ylabel="", xticks=[], yticks=[])
    for one in ("left", "bottom"):
        ax.spines[one].set_visible(False)
