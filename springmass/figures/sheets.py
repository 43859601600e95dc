"""The figures: whole sheets put together from side views and force curves."""

from __future__ import annotations

from matplotlib.figure import Figure

from springmass.dynamics.marks import DEFAULT_MIDSTANCE
from springmass.evidence.runners26 import ATTRIBUTION
from springmass.figures.force_curves import curve, draw_forces
from springmass.figures.lettering import folded
from springmass.figures.panels import say_instead, say_under
from springmass.figures.scene import scene
from springmass.figures.side_view import arrow_scale, draw_side_view, limits
from springmass.figures.sources import Source, answer_curves, checked, one_step, titles, told
from springmass.figures.style import ALONE, BASELINE, CHANGED, SMALL, sheet, styled
from springmass.figures.words import adjusted, caption, change, kept, means, which_step
from springmass.gait.what_if import Answer

_WIDE = 96
"""Letters in a line over a sheet."""


@styled
def stroboscopic(source: Source, midstance: str = DEFAULT_MIDSTANCE, step: int | None = None) -> Figure:
    """Draw one contact from the side at several instants, with the plumb line, and its force curves.

    Parameters
    ----------
    source : Step, Run or SteadyGait
    midstance : str
        Definition of midstance: where the plumb line is dropped.
    step : int, optional
        Which step of a run, from 0; the default is the last one that was completed.

    Returns
    -------
    Figure
        Lengths in metres to scale, forces in body weights.

    Raises
    ------
    InputError
        For an unknown definition of midstance, a step the run does not have, or something that is none of the three.

    Examples
    --------
    >>> import springmass as sm
    >>> figure = stroboscopic(sm.find_gait(sm.load("rbds001")))
    >>> figure.axes[1].get_ylabel()
    'vertical force (body weights)'
    """
    one, title = one_step(source, step)
    drawn = scene(one, checked(midstance))
    figure = sheet(12.0, 8.0)
    side, vertical, fore_aft = figure.subplot_mosaic("ab;ac", width_ratios=[1.45, 1.0]).values()
    draw_side_view(side, drawn, ALONE, limits([drawn]), arrow_scale([drawn]))
    draw_forces(vertical, fore_aft, [curve("this step", ALONE, drawn.metrics)])
    figure.suptitle(folded(title, _WIDE))
    figure.supxlabel(caption(midstance, one.parameters.slope), fontsize=SMALL)
    return figure


@styled
def slingshot(answer: Answer) -> Figure:
    """Draw the answer to a what-if: before and after side by side at one scale, force curves on top of each other.

    Parameters
    ----------
    answer : Answer
        Whatever the outcome of its steps; one that is not running is drawn as far as it got, with the reason.

    Returns
    -------
    Figure

    Examples
    --------
    >>> import springmass as sm
    >>> figure = slingshot(sm.what_if(sm.load("rbds001"), {"foot.ahead": "+3 cm"}))
    >>> [axes.get_title(loc="left") for axes in figure.axes[:2]]
    ['Before: Runner RBDS001 at 3.5 m/s', 'What if: the foot lands 3.0 cm farther ahead']
    """
    before = scene(answer.baseline, answer.midstance)
    after = scene(answer.changed, answer.midstance) if answer.changed else None
    scenes = [before] if after is None else [before, after]
    figure = sheet(12.0, 11.8)
    left, right, vertical, fore_aft = figure.subplot_mosaic("ab;cd", height_ratios=[2.1, 1.0]).values()
    within, arrow = limits(scenes), arrow_scale(scenes)
    name = f"Before: {answer.scenario.title}" if answer.scenario.title else "Before"
    draw_side_view(left, before, BASELINE, within, arrow, folded(name, 48))
    title = folded(f"What if: {change(answer)}{which_step(answer)}", 48)
    if after is None:
        say_instead(right, f"There is no such gait:\n{answer.message}.", title)
    else:
        draw_side_view(right, after, CHANGED, within, arrow, title)
    if answer.adjusted:
        say_under(right, f"To keep {kept(answer)}: {adjusted(answer)}", 56, y=-42.0)
    draw_forces(vertical, fore_aft, answer_curves(answer))
    figure.suptitle("\n".join(folded(line, _WIDE) for line in titles(answer)))
    last = answer.changed or answer.baseline
    figure.supxlabel(caption(answer.midstance, last.parameters.slope), fontsize=SMALL)
    return figure


@styled
def forces(source: Answer | Source, midstance: str = DEFAULT_MIDSTANCE) -> Figure:
    """Draw vertical and fore-aft force over contact.

    Parameters
    ----------
    source : Answer, Step, Run or SteadyGait
        Of an answer, before and after on top of each other.
    midstance : str
        Definition of midstance; an answer brings its own.

    Returns
    -------
    Figure
        26 real runners behind the curves, where the run is near a speed they were measured at.

    Raises
    ------
    InputError
        As :func:`stroboscopic`.

    Examples
    --------
    >>> import springmass as sm
    >>> figure = forces(sm.simulate(sm.load("seyfarth"), steps=1))
    >>> figure.axes[1].get_ylabel()
    'fore-aft force (body weights)'
    """
    found = told(source, midstance)
    figure = sheet(11.0, 5.2)
    vertical, fore_aft = figure.subplots(1, 2)
    speed = draw_forces(vertical, fore_aft, found.curves, runners=True)
    figure.suptitle("\n".join(folded(line, _WIDE) for line in found.title))
    measured = f"\nOrange: {ATTRIBUTION}." if speed else ""
    figure.supxlabel(means(found.midstance) + measured, fontsize=SMALL)
    return figure
