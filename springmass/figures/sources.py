"""What figures of contact are drawn from: a step, a run, a gait or an answer, turned into curves and a title."""

from __future__ import annotations

from dataclasses import dataclass

from springmass.dynamics.marks import MIDSTANCE
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step
from springmass.errors import InputError, one_of
from springmass.figures.force_curves import Curve, curve
from springmass.figures.style import ALONE, BASELINE, CHANGED
from springmass.figures.words import change, question, warnings, which_step
from springmass.gait.find import SteadyGait
from springmass.gait.run import Run
from springmass.gait.what_if import SETTLE, Answer
from springmass.metrics import Metrics, StepView
from springmass.metrics.words import capital

Source = Step | Run | SteadyGait


@dataclass(frozen=True)
class Told:
    """What there is to draw, and what is said over it.

    Attributes
    ----------
    curves : list of Curve
        One, or a baseline and what became of it.
    title : list of str
        Lines: what it is, what was asked, what went wrong.
    midstance : str
    """

    curves: list[Curve]
    title: list[str]
    midstance: str


def told(source: Answer | Source, midstance: str) -> Told:
    """Take the curves of contact out of a result.

    Parameters
    ----------
    source : Answer, Step, Run or SteadyGait
    midstance : str
        Definition of midstance; an answer brings its own.

    Returns
    -------
    Told

    Raises
    ------
    InputError
        For an unknown definition of midstance, or something that is none of the four.
    """
    if isinstance(source, Answer):
        title = [f"What if: {change(source)}{which_step(source)}", *titles(source)]
        said = warnings(source.changed) if source.changed else f"There is no such gait: {source.message}"
        return Told(answer_curves(source), [*title, *([said] if said else [])], source.midstance)
    last, line = one_step(source, None)
    said = warnings(last)
    alone = curve("this step", ALONE, Metrics(StepView(last, checked(midstance))))
    return Told([alone], [line, *([said] if said else [])], midstance)


def answer_curves(answer: Answer) -> list[Curve]:
    """Before, and after where there is one."""
    before = curve("before", BASELINE, answer.before)
    return [before] if answer.after is None else [before, curve("what if", CHANGED, answer.after)]


def titles(answer: Answer) -> list[str]:
    """The question, and what a settling came to."""
    return [question(answer), *([capital(answer.message)] if answer.ask == SETTLE and answer.message else [])]


def one_step(source: Source, number: int | None) -> tuple[Step, str]:
    """The step to draw and what it is called.

    Parameters
    ----------
    source : Step, Run or SteadyGait
    number : int or None
        Which step of a run, from 0; None takes the last one that was completed.

    Raises
    ------
    InputError
        For a step the run does not have, or something that is none of the three.
    """
    if isinstance(source, Step):
        return source, "One step, seen from the side"
    if isinstance(source, SteadyGait):
        return source.step, f"{source.scenario.title or 'Steady gait'}: one step"
    if not isinstance(source, Run):
        allowed = "must be a step, a run or a gait (an answer: see slingshot)"
        raise InputError("figure", given=type(source).__name__, allowed=allowed)
    if number is None:
        complete = [i for i, one in enumerate(source.steps) if one.outcome is Outcome.RUNNING]
        number = complete[-1] if complete else 0
    if not -len(source.steps) <= number < len(source.steps):
        raise InputError("step", given=number, allowed=f"the run has {len(source.steps)} steps, counted from 0")
    which = number % len(source.steps) + 1
    return source.steps[number], f"{source.scenario.title or 'A run'}: step {which} of {len(source.steps)}"


def checked(midstance: str) -> str:
    """The same, if it is a definition of midstance."""
    one_of("midstance", midstance, MIDSTANCE)
    return midstance
