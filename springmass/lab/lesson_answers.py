"""The answers to a lesson's questions, worked out from the model: the right choice, and whether the words are true."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from springmass.lab.answer import ask
from springmass.lab.lesson_files import Expect, GuidedStep, Lesson, Question, to_document
from springmass.lab.state import LabState
from springmass.metrics import METRICS, Metrics
from springmass.report.filling import filled, percent, percent_of
from springmass.report.tables import written

Numbers = Mapping[str, float | None]
"""Metric name → value in the metric's unit; None or NaN where there is none."""


def measured(one: Question | Expect, now: Numbers, baseline: Numbers) -> float | None:
    """Measure what a question or an expectation is about.

    Parameters
    ----------
    one : Question or Expect
    now, baseline : mapping
        Metric → value, in the metric's unit: of the step, and of what it is compared with.

    Returns
    -------
    float or None
        Per cent, or in the metric's unit; None where a number is missing – the runner fell, say.
    """
    here, before = _finite(now, one.metric), _finite(baseline, one.metric)
    if here is None or one.measure == "value":
        return here
    if one.measure == "percent":
        return percent_of(here, before)
    return None if before is None else here - before


def judge(step: GuidedStep, now: Numbers, baseline: Numbers) -> int | None:
    """Find the right choice from the numbers of the run.

    Parameters
    ----------
    step : GuidedStep
    now, baseline : mapping
        Metric → value, in the metric's unit: of the step, and of what it is compared with.

    Returns
    -------
    int or None
        Index of the choice, from 0; None where the numbers are missing.

    Examples
    --------
    >>> from springmass.lab.lesson_files import lesson
    >>> step = lesson("midstance").steps[2]
    >>> step.question.choices[judge(step, {"peak_quadriceps_force": 9.0}, {"peak_quadriceps_force": 6.0})]
    'It rises a lot'
    """
    found = measured(step.question, now, baseline)
    return None if found is None else sum(found >= bound for bound in step.question.bounds)


def holds(step: GuidedStep, now: Numbers, baseline: Numbers) -> bool:
    """Whether everything the reveal claims is true for these numbers; arguments as for :func:`judge`.

    Examples
    --------
    >>> from springmass.lab.lesson_files import lesson
    >>> holds(lesson("midstance").steps[2], {"peak_quadriceps_force": 6.0}, {"peak_quadriceps_force": 6.0})
    False
    """
    found = [(one.bounds, measured(one, now, baseline)) for one in step.expect]
    return all(value is not None and low <= value <= high for (low, high), value in found)


def reveal(step: GuidedStep, now: Numbers, baseline: Numbers) -> str:
    """Fill the numbers into the words of the reveal.

    Parameters
    ----------
    step : GuidedStep
    now, baseline : mapping
        As for :func:`judge`.

    Returns
    -------
    str
        The reveal; bare numbers where its words would not be true.

    Examples
    --------
    >>> from springmass.lab.lesson_files import lesson
    >>> told = reveal(lesson("midstance").steps[2], {"peak_quadriceps_force": 6.0}, {"peak_quadriceps_force": 6.0})
    >>> told.partition(": ")[2]
    'peak quadriceps force 6.00 BW → 6.00 BW.'
    """
    return _filled(step.reveal if holds(step, now, baseline) else step.otherwise, step, now, baseline)


def _filled(text: str, step: GuidedStep, now: Numbers, baseline: Numbers) -> str:
    def say(inside: str) -> str:
        slot, _, other = inside.partition(":")
        name = other or step.question.metric
        here, before = _finite(now, name), _finite(baseline, name)
        if slot == "change":
            return percent(percent_of(here, before))
        value = here if slot == "now" else before
        return written(METRICS[name], math.nan if value is None else value)

    return filled(text, say)


def numbers(one: Lesson, index: int) -> tuple[dict[str, float], dict[str, float]]:
    """Run a step of a lesson.

    Parameters
    ----------
    one : Lesson
    index : int
        Of the step, from 0.

    Returns
    -------
    now, baseline : dict
        Metric → value, in the metric's unit: of the step, and of what it is compared with. Empty where there is no such
        running.

    Raises
    ------
    InputError
        For a state that cannot be asked.

    Examples
    --------
    >>> from springmass.lab.lesson_files import lesson
    >>> now, baseline = numbers(lesson("midstance"), 2)
    >>> now["takeoff_angle"] > baseline["takeoff_angle"]
    True
    """
    step = one.steps[index]
    before, now = before_and_now(step.state)
    other = one.reference(index)
    found = before if other is None else before_and_now(other)[1]
    wanted = step.metrics
    return _values(now, wanted), _values(found, wanted)


def before_and_now(state: LabState) -> tuple[Metrics, Metrics | None]:
    """Measure the runner without the change and as he is shown; None where there is no such running."""
    start, asked, _ = ask(state)
    before = start.metrics(state.midstance)
    return before, asked.after if asked else before


def answered(one: Lesson) -> dict[str, Any]:
    """Make a lesson a JSON document with every answer worked out.

    Parameters
    ----------
    one : Lesson

    Returns
    -------
    dict
        As :func:`to_document`; each step has besides ``right``, the index of the right choice (None where there is no
        such running), ``told``, the reveal with its numbers, ``holds``, whether its words are true, and ``headline``,
        one sentence about what was asked, with its numbers.

    Examples
    --------
    >>> from springmass.lab.lesson_files import lesson
    >>> [step["right"] for step in answered(lesson("midstance"))["steps"]]
    [0, 0, 3, 2, 2]
    """
    document = to_document(one)
    for index, (step, told) in enumerate(zip(one.steps, document["steps"], strict=True)):
        now, baseline = numbers(one, index)
        told["right"] = judge(step, now, baseline)
        told["told"] = reveal(step, now, baseline)
        told["headline"] = _headline(step, now, baseline)
        told["holds"] = holds(step, now, baseline)
    return document


def _headline(step: GuidedStep, now: Numbers, baseline: Numbers) -> str:
    """The one sentence, with what a minus means where one is in it."""
    text, sign = _filled(step.headline, step, now, baseline), METRICS[step.question.metric].sign
    return f"{text.removesuffix('.')} ({sign})." if sign and re.search(r"[-−]\d", text) else text


def _values(found: Metrics | None, wanted: set[str]) -> dict[str, float]:
    return {} if found is None else {name: found[name].value for name in wanted}


def _finite(numbers: Numbers, name: str) -> float | None:
    value = numbers.get(name)
    return value if value is not None and math.isfinite(value) else None
