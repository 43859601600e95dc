"""Slides for a projector: one to open with, and for each step its question, and what came out."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from springmass.classroom.amounts import named
from springmass.classroom.pictures import banded, draw_side, draw_step, lay_within, plain_axes, png, roomy
from springmass.classroom.shown import Shown
from springmass.classroom.strips import person
from springmass.evidence.runners26 import ATTRIBUTION
from springmass.figures.lettering import folded
from springmass.figures.scene import Scene, scene
from springmass.figures.side_view import arrow_scale, limits
from springmass.figures.style import ALONE, BLACK, VERMILLION, sheet, styled
from springmass.metrics.words import capital, foot_stays

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from springmass.lab.lesson_files import Lesson

_SLIDE = (9.6, 5.4)
"""16:9 [inches]: small, so that its letters are large on a wall."""
_DPI = 200.0
_RIM = 0.03
"""Of a slide, left empty: many a projector cuts it off."""
_SPACED = 1.4
"""Height of a line over that of its letters."""
_MIDSTANCE = "Midstance here: the moment in which the body is lowest."
_FOOT_POINT = "Foot point: where the ground pushes on the foot."


@styled
def opening_slide(lesson: Lesson, steps: Sequence[Shown]) -> Figure:
    """Draw the slide to open with: what the lesson is about, and what is what on a runner. It asks and tells nothing.

    Parameters
    ----------
    lesson : Lesson
    steps : sequence of Shown

    Returns
    -------
    Figure
    """
    figure = sheet(*_SLIDE)
    left, right = figure.subplots(1, 2, width_ratios=[1.0, 1.3])
    runner = next(step.before for step in steps if not foot_stays(step.before.view.step))
    _landing(left, scene(runner.view.step, runner.midstance), named=True)
    right.set_axis_off()
    words = (
        lesson.intro,
        "Contact: from touchdown to takeoff of one foot.",
        _MIDSTANCE,
        "In every step: first write down your choice; then look.",
    )
    y = 0.97
    for i, text in enumerate(words):
        told = folded(text, 38)
        style: dict[str, Any] = {"transform": right.transAxes, "fontsize": 13.0, "va": "top", "in_layout": False}
        right.text(0.0, y, told, weight="normal" if i else "bold", **style)
        y -= (told.count("\n") + 1) * 0.062 + 0.05
    _frame(figure, lesson.title, [(f"Lesson {lesson.name}, {lesson.minutes} minutes", 11.0, "normal")])
    return figure


@styled
def question_slide(step: Shown) -> Figure:
    """Draw the question of a step: what it says, the runner before the change, and the choices. It tells no number.

    Parameters
    ----------
    step : Shown
        One that changes nothing shows only how the runner lands: what comes then is asked.

    Returns
    -------
    Figure
    """
    figure = sheet(*_SLIDE)
    left, right = figure.subplots(1, 2, width_ratios=[1.0, 1.3])
    one = scene(step.before.view.step, step.before.midstance)
    lines = []
    if step.changes:
        draw_side(left, one, ALONE, roomy(limits([one], small=True)), arrow_scale([one]))
        plumb = "body" if foot_stays(one.metrics.view.step) else "hip"
        lines = [(f"Green: the way he takes off. Pink: the push of the ground. Orange: plumb line from the {plumb} at "
                  "midstance.", 9.0, "normal")]  # fmt: skip
    else:
        _landing(left, one)
    for words in [*left.texts]:
        words.set_text("")  # arrows stay; numbers of this runner are what other steps ask for
    left.set_title(capital(step.names[0]) if step.changes else "The runner lands", loc="left")
    right.set_axis_off()
    asked = step.step.question
    told, y = folded(step.step.say, 46), 0.97
    right.text(0.0, y, told, transform=right.transAxes, fontsize=12.0, va="top", in_layout=False)
    y -= (told.count("\n") + 1) * 0.056 + 0.07
    for letter, text in zip("ABCDE", asked.choices, strict=False):
        told = textwrap.fill(text, 34)
        box = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": BLACK, "linewidth": 1.4}
        style: dict[str, Any] = {"transform": right.transAxes, "fontsize": 14.0, "va": "top", "in_layout": False}
        right.text(0.03, y, letter, weight="bold", bbox=box, **style)
        right.text(0.13, y, told, **style)
        y -= (told.count("\n") + 1) * 0.06 + 0.065
    explained = [_MIDSTANCE, *([_FOOT_POINT] if any("foot point" in text for text in asked.choices) else [])]
    lines += [(" ".join(explained), 9.0, "normal"), ("First write down your choice; then look.", 11.0, "normal")]
    _frame(figure, f"{step.number}. {asked.text}", lines)
    return figure


@styled
def answer_slide(step: Shown, headline: str) -> Figure:
    """Draw the slide after a step: the question as title, before and after, and what came out.

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
    draw_step(figure, step, below=True)
    said = " ".join([named(headline), step.step.question.text, *step.step.question.choices])
    small = ([_FOOT_POINT] if "foot point" in said else []) + ([f"Orange: {ATTRIBUTION}."] if banded(step) else [])
    lines = [(text, 8.0, "normal") for text in reversed(small)]
    _frame(
        figure,
        f"{step.number}. {step.step.question.text}",
        [*lines, (named(headline), 13.0 if len(headline) < 66 else 11.0, "bold")],
    )
    return figure


def slide_png(figure: Figure) -> bytes:
    """A slide as a PNG of 1920 by 1080."""
    return png(figure, _DPI)


def _landing(ax: Axes, one: Scene, named: bool = False) -> None:
    """The runner at touchdown, or the weight and its spring where the foot does not roll."""
    stick = one.touchdown
    assert stick is not None
    ax.axhline(0.0, color=BLACK, linewidth=1.2, zorder=1)
    if foot_stays(one.metrics.view.step):
        ax.plot([stick.cop_x, stick.mass_x], [0.0, stick.mass_y], color=ALONE.colour, linewidth=4.0, zorder=3)
        ax.plot(stick.mass_x, stick.mass_y, "o", color=ALONE.colour, markersize=16.0, zorder=4)
        top, middle = 1.3 * stick.mass_y, 0.5 * (stick.mass_x + stick.cop_x)
    else:
        person(ax, stick.body, 0.0, ALONE, 3.5)
        top, middle = stick.body.head[1] + stick.body.head_radius, stick.body.hip[0]
        for name, (x, y) in (("hip", stick.body.hip), ("knee", stick.body.knee), ("ankle", stick.body.ankle)):
            ax.plot(x, y, "o", color=VERMILLION, markeredgecolor="white", markersize=8.0, zorder=5)
            if named:
                ax.text(x - 0.12, y, name, ha="right", va="center", fontsize=13.0, in_layout=False)
    ax.set(xlim=(middle - 0.6, middle + 0.6), ylim=(-0.1, top + 0.05), aspect="equal")
    plain_axes(ax)


def _frame(figure: Figure, title: str, below: Sequence[tuple[str, float, str]]) -> None:
    """Write a title over a slide and lines under it, from the lowest up: text, size, weight."""
    points = 72.0 * _SLIDE[1]
    said, top, bottom = folded(title, 56), 1.0 - _RIM, _RIM
    figure.text(0.5, top, said, fontsize=18.0, weight="bold", ha="center", va="top")
    top -= (said.count("\n") + 1) * 18.0 * _SPACED / points
    for text, size, weight in below:
        figure.text(0.5, bottom, text, fontsize=size, weight=weight, ha="center", va="bottom")
        bottom += size * _SPACED / points
    lay_within(figure, _RIM, bottom, 1.0 - 2.0 * _RIM, top - bottom)
