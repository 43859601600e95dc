"""One change asked in three ways: three answers side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from matplotlib.figure import Figure

from springmass.dynamics.step import Step
from springmass.errors import InputError
from springmass.figures.lettering import folded, unbroken
from springmass.figures.panels import say_instead, say_under
from springmass.figures.scene import scene
from springmass.figures.side_view import arrow_scale, draw_side_view, limits
from springmass.figures.style import BASELINE, CHANGED, SMALL, sheet, styled
from springmass.figures.words import asked, came_of_it, caption, change, hip_and_takeoff, which_step
from springmass.gait.what_if import QUESTIONS, Answer
from springmass.metrics.words import capital

_LETTERS = 38
"""In a line under a picture."""


@styled
def three_answers(answers: Mapping[str, Answer]) -> Figure:
    """Draw all answers to one change in a row, at one scale, with what each asks and what came of it.

    Parameters
    ----------
    answers : mapping
        Name of the question → answer, as :func:`springmass.gait.what_if.ask_all` gives it.

    Returns
    -------
    Figure
        A row of pictures, the baseline first, and a row with what is said about each.

    Raises
    ------
    InputError
        For no answers, or answers to different changes.

    Examples
    --------
    >>> import springmass as sm
    >>> from springmass.gait.what_if import ask_all
    >>> figure = three_answers(ask_all(sm.find_gait(sm.load("rbds001")), {"foot.ahead": "+3 cm"}))
    >>> [axes.get_title(loc="left") for axes in figure.axes[:4]]
    ['Before', 'One step', 'Matched', 'Settle (step 5)']
    """
    found = [answers[name] for name in (*QUESTIONS, *answers) if name in answers]
    found = list({answer.ask: answer for answer in found}.values())
    if not found:
        raise InputError("answers", allowed="are none", hint="They come from ask_all.")
    first = found[0]
    if any(one.change != first.change or not _same_start(one.baseline, first.baseline) for one in found):
        raise InputError("answers", allowed="must be about one change to one baseline", hint="They come from ask_all.")
    before = scene(first.baseline, first.midstance)
    scenes = [scene(one.changed, one.midstance) if one.changed else None for one in found]
    drawn = [before, *(one for one in scenes if one is not None)]
    within, arrow = limits(drawn, small=True), arrow_scale(drawn)
    below = [
        f"{'The gait that repeats itself' if first.steady else 'The step before'}. {hip_and_takeoff(before.metrics)}"
    ]
    below += [f"{asked(one.ask)}\n\n→ {came_of_it(one)}" for one in found]
    lines = max(
        sum(max(1, len(textwrap.wrap(unbroken(line), _LETTERS))) for line in text.splitlines()) for text in below
    )
    shape = (within[3] - within[2]) / (within[1] - within[0])
    picture, text_height = 3.0 * shape + 0.5, 0.17 * lines + 0.2
    over = "\n".join(folded(line, 30 * len(below)) for line in _over(first, len(found)))
    small_print = caption(first.midstance, first.baseline.parameters.slope, min(165, 46 * len(below)))
    more = 0.25 * max(0, over.count("\n") - 1) + 0.16 * max(0, small_print.count("\n") - 1)  # lines on a narrow sheet
    figure = sheet(3.55 * len(below), 1.3 + picture + text_height + more)
    panels, under = figure.subplots(2, len(below), squeeze=False, height_ratios=[picture, text_height])
    draw_side_view(panels[0], before, BASELINE, within, arrow, "Before", small=True)
    for ax, answer, one in zip(panels[1:], found, scenes, strict=True):
        title = capital(answer.ask) + which_step(answer)
        if one is None:
            ax.set(xlim=within[:2], ylim=within[2:], aspect="equal")  # as large as the others
            say_instead(ax, "There is no such gait.", title, width=28)
        else:
            draw_side_view(ax, one, CHANGED, within, arrow, title, small=True)
        ax.set_ylabel("")
    for ax, text in zip(under, below, strict=True):
        ax.set_axis_off()
        say_under(ax, text, _LETTERS, y=0.0, at=1.0, in_layout=False)
    figure.suptitle(over)
    figure.supxlabel(small_print, fontsize=SMALL)
    return figure


def _over(first: Answer, count: int) -> tuple[str, str]:
    """The two lines over all pictures."""
    many = "three questions, three answers" if count == 3 else f"questions asked: {count}"
    lesson = "They differ, and that is the lesson: first say what stays the same."
    return f"{capital(change(first))}: {many}", lesson


def _same_start(one: Step, other: Step) -> bool:
    """Whether two steps are one and the same: the same runner from the same apex."""
    same = one.start_height == other.start_height and one.start_speed == other.start_speed
    return same and one.parameters == other.parameters
