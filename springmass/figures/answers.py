"""One change asked in three ways: three answers side by side."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.figure import Figure

from springmass.errors import InputError
from springmass.figures.panels import say_instead, say_under
from springmass.figures.scene import scene
from springmass.figures.side_view import arrow_scale, draw_side_view, limits
from springmass.figures.style import BASELINE, CHANGED, NORMAL, SMALL, sheet, styled
from springmass.figures.words import asked, came_of_it, capital, caption, change, hip_and_takeoff, which_step
from springmass.gait.what_if import QUESTIONS, Answer

_LETTERS = 43
"""In a line under a panel."""


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
        The baseline first.

    Raises
    ------
    InputError
        For no answers, or answers to different changes.

    Examples
    --------
    >>> import springmass as sm
    >>> from springmass.gait.what_if import ask_all
    >>> figure = three_answers(ask_all(sm.find_gait(sm.load("rbds001")), {"foot.ahead": "+3 cm"}))
    >>> [axes.get_title(loc="left") for axes in figure.axes]
    ['Before', 'One step', 'Matched', 'Settle (step 5)']
    """
    found = [answers[name] for name in (*QUESTIONS, *answers) if name in answers]
    found = list({answer.ask: answer for answer in found}.values())
    if not found:
        raise InputError("answers", allowed="are none", hint="They come from ask_all.")
    first = found[0]
    if any(one.change != first.change or one.baseline is not first.baseline for one in found):
        raise InputError("answers", allowed="must be about one change to one baseline", hint="They come from ask_all.")
    before = scene(first.baseline, first.midstance)
    scenes = [scene(one.changed, one.midstance) if one.changed else None for one in found]
    drawn = [before, *(one for one in scenes if one is not None)]
    within, arrow = limits(drawn, small=True), arrow_scale(drawn)
    figure = sheet(3.55 * (1 + len(found)), 7.4)
    panels = figure.subplots(1, 1 + len(found), squeeze=False)[0]
    draw_side_view(panels[0], before, BASELINE, within, arrow, "Before", small=True)
    what = "The gait that repeats itself" if first.steady else "The step before the change"
    say_under(panels[0], f"{what}. {hip_and_takeoff(before.metrics)}", _LETTERS, y=-44.0)
    for ax, answer, one in zip(panels[1:], found, scenes, strict=True):
        title = capital(answer.ask) + which_step(answer)
        if one is None:
            say_instead(ax, "There is no such gait.", title)
        else:
            draw_side_view(ax, one, CHANGED, within, arrow, title, small=True)
        ax.set_ylabel("")
        say_under(ax, f"{asked(answer.ask)}\n\n→ {came_of_it(answer)}", _LETTERS, y=-44.0, fontsize=NORMAL)
    many = f"{len(found)} questions, {len(found)} answers" if len(found) != 3 else "three questions, three answers"
    figure.suptitle(
        f"{capital(change(first))}: {many}\nThey differ, and that is the lesson: first say what stays the same."
    )
    figure.supxlabel(caption(first.midstance, first.baseline.parameters.slope), fontsize=SMALL)
    return figure
