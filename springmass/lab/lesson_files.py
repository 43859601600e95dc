"""Lessons for a class: data files, checked when read; the right answer to a question is worked out from the model.

A lesson file holds words, states of the lab and questions, never a right answer. Which choice is right, and whether the
words of the reveal are true, comes out of the numbers of the run on the screen. ``expect`` says what those words claim:
where it does not hold – another runner, a changed model – the reveal gives the numbers and no story.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from pydantic import model_validator

from springmass.errors import InputError, did_you_mean, gather
from springmass.lab.state import LabState
from springmass.metrics import METRICS
from springmass.metrics.words import capital
from springmass.report.filling import PLACEHOLDER, unit_of
from springmass.scenario import choice_fields, numeric_fields
from springmass.scenario.lines import line_map
from springmass.scenario.scenario import Source
from springmass.scenario.section import Section
from springmass.units import parse

FOLDER = Path(__file__).parent / "lessons"
MOST_WORDS = 60
"""What stands on the screen at once: text and question before the reveal, the reveal after it."""
_SLOTS = ("now", "baseline", "change")
_OTHERWISE = "With this runner the numbers say something else than the words written here: {label} {baseline} → {now}."
Compare = Literal["baseline", "previous", "start"]
Measure = Literal["percent", "difference", "value"]


class Question(Section):
    """A prediction: choices from the lowest answer to the highest, and the edges between them.

    ``percent`` and ``difference`` are measured from what the step is compared with, ``value`` is the number itself.
    ``compare``: the step's own runner without the change (``baseline``), the step before (``previous``), or the
    scenario as it is shipped (``start``) – for steps that change the runner himself.
    """

    text: str
    choices: tuple[str, ...]
    metric: str
    measure: Measure = "percent"
    compare: Compare = "baseline"
    edges: tuple[str, ...]

    @model_validator(mode="after")
    def _fits(self) -> Question:
        _known_metric(self.metric)
        if not 2 <= len(self.choices) <= 5:
            raise InputError("choices", allowed=f"are {len(self.choices)}; a question has 2 to 5")
        if len(self.edges) != len(self.choices) - 1:
            allowed = f"are {len(self.edges)} between {len(self.choices)} choices; there must be one between any two"
            raise InputError("edges", allowed=allowed)
        bounds = self.bounds
        if any(later <= earlier for earlier, later in pairwise(bounds)):
            raise InputError("edges", allowed="must rise from the lowest choice to the highest")
        return self

    @property
    def bounds(self) -> tuple[float, ...]:
        """The edges as numbers: per cent, or in the metric's unit."""
        return tuple(_bound(f"edges[{i}]", text, self.metric, self.measure) for i, text in enumerate(self.edges))


class Expect(Section):
    """What the words of a reveal claim, as bounds on a number; compared with what the question compares with."""

    metric: str
    measure: Measure = "percent"
    at_least: str
    at_most: str

    @model_validator(mode="after")
    def _fits(self) -> Expect:
        _known_metric(self.metric)
        low, high = self.bounds
        if low > high:
            raise InputError("at_least", given=self.at_least, allowed=f"is above at_most, {self.at_most}")
        return self

    @property
    def bounds(self) -> tuple[float, float]:
        """At least and at most: per cent, or in the metric's unit."""
        low, high = (_bound(name, getattr(self, name), self.metric, self.measure) for name in ("at_least", "at_most"))
        return low, high


class GuidedStep(Section):
    """One step of a lesson: look, predict, see."""

    say: str
    state: LabState
    question: Question
    reveal: str
    expect: tuple[Expect, ...]

    @model_validator(mode="after")
    def _short_and_checkable(self) -> GuidedStep:
        for name, text in (("say", f"{self.say} {self.question.text}"), ("reveal", self.reveal)):
            if (count := len(text.split())) > MOST_WORDS:
                what = "text and question have" if name == "say" else "has"
                allowed = f"{what} {count} words; at most {MOST_WORDS} stand on the screen at once"
                raise InputError(name, allowed=allowed)
        if not self.expect:
            raise InputError("expect", allowed="is empty", hint="Say what the reveal claims, as bounds on a metric.")
        _readable(self.state)
        for slot, name in self.slots():
            if slot not in _SLOTS:
                hint = did_you_mean(slot, _SLOTS)
                raise InputError("reveal", given=f"{{{slot}}}", allowed="is no placeholder", hint=hint)
            try:
                _known_metric(name)
            except InputError as error:
                raise error.at(where="reveal") from None
        return self

    def slots(self) -> Iterator[tuple[str, str]]:
        """Placeholders of the reveal: kind and metric."""
        for inside in PLACEHOLDER.findall(self.reveal):
            slot, _, name = inside.partition(":")
            yield slot, name or self.question.metric

    @property
    def metrics(self) -> set[str]:
        """All metrics that are asked about, claimed something of, or written in the reveal."""
        return {self.question.metric, *(one.metric for one in self.expect), *(name for _, name in self.slots())}

    @property
    def headline(self) -> str:
        """One sentence about what was asked and nothing else, so that the next question is not given away."""
        text = METRICS[self.question.metric].label
        numbers = "{now}" if self.question.measure == "value" else "{baseline} → {now}"
        change = " ({change})" if self.question.measure == "percent" else ""
        return f"{capital(text)}: {numbers}{change}."

    @property
    def otherwise(self) -> str:
        """What to say where the reveal would not be true; with placeholders."""
        return _OTHERWISE.replace("{label}", METRICS[self.question.metric].label)


class Lesson(Section):
    """A lesson: what it is about and its guided steps."""

    name: str
    number: int = 99
    title: str
    intro: str
    minutes: int
    sources: tuple[str, ...] = ()
    steps: tuple[GuidedStep, ...]

    @model_validator(mode="after")
    def _can_be_taught(self) -> Lesson:
        if not self.steps:
            raise InputError("steps", allowed="are missing", hint="Write [[steps]] with double brackets.")
        if not 1 <= self.minutes <= 120:
            raise InputError("minutes", given=self.minutes, allowed="must be 1 to 120")
        if self.steps[0].question.compare == "previous":
            allowed = "compares the first step with one before it, and there is none"
            raise InputError("steps[0].question.compare", given="previous", allowed=allowed)
        return self

    def reference(self, index: int) -> LabState | None:
        """The state a step is compared with; None for its own runner without the change."""
        step = self.steps[index]
        if step.question.compare == "previous":
            return self.steps[index - 1].state
        if step.question.compare == "start":
            return LabState(scenario=step.state.scenario, midstance=step.state.midstance)
        return None


def lessons() -> dict[str, str]:
    """List the lessons that come with the package.

    Returns
    -------
    dict
        Name → title, in the order they are taught.

    Examples
    --------
    >>> list(lessons())
    ['midstance', 'steady', 'cadence']
    """
    found = sorted((lesson(file.stem) for file in FOLDER.glob("*.toml")), key=lambda one: (one.number, one.name))
    return {one.name: one.title for one in found}


@lru_cache(32)
def lesson(name: str) -> Lesson:
    """Read a lesson that comes with the package.

    Parameters
    ----------
    name : str
        Such as ``"midstance"``.

    Returns
    -------
    Lesson

    Raises
    ------
    InputError
        With the nearest name; or with file and line for whatever is wrong with the file.

    Examples
    --------
    >>> len(lesson("midstance").steps)
    5
    """
    known = sorted(file.stem for file in FOLDER.glob("*.toml"))
    if name not in known:
        hint = did_you_mean(name, known)
        raise InputError("lesson", given=name, allowed="no such lesson is shipped", hint=hint)
    file = FOLDER / f"{name}.toml"
    return lesson_from_text(file.read_text(encoding="utf-8"), name, file=file.name)


def lesson_from_text(text: str, name: str, file: str | None = None) -> Lesson:
    """Read a lesson from TOML text.

    Parameters
    ----------
    text : str
        The document.
    name : str
        What the lesson is called.
    file : str, optional
        The name errors should give it.

    Returns
    -------
    Lesson
        The checked lesson.

    Raises
    ------
    InputError
        One clear message for whatever is wrong with it, with file and line.
    """
    file = file or f"{name}.toml"
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = re.search(r"line (\d+)", str(error))
        said = str(error).partition(" (at ")[0]
        problem = InputError(file=file, line=int(at[1]) if at else None, allowed=f"is not valid TOML: {said}")
    else:
        try:
            return Lesson(**{"name": name, **data})
        except InputError as error:
            problem = gather([Source(file, line_map(text)).place(error)], _of_a_lesson)
    raise problem


def to_document(one: Lesson) -> dict[str, Any]:
    """Make a lesson a JSON document for the page.

    Parameters
    ----------
    one : Lesson

    Returns
    -------
    dict
        As the file, with numbers for its texts: ``edges`` and the bounds of ``expect`` are per cent or in the metric's
        unit. The right choice is the number of edges at or below what was measured. ``before`` is the state to show
        until the prediction is made. ``reference`` is the state whose numbers the step is compared with, None for the
        baseline of its own answer. ``otherwise`` is what to say where an expectation does not hold; ``metrics`` lists
        what the answer must hold. ``headline`` is a sentence about what was asked, with placeholders. In
        :func:`springmass.lab.lesson_answers.answered` all that is done.

    Examples
    --------
    >>> to_document(lesson("cadence"))["steps"][0]["question"]["edges"]
    [-2.0, 2.0]
    """
    return {
        "name": one.name,
        "title": one.title,
        "intro": one.intro,
        "minutes": one.minutes,
        "sources": list(one.sources),
        "steps": [_step_document(one, index) for index in range(len(one.steps))],
        "metrics": sorted({name for step in one.steps for name in step.metrics}),
    }


def _step_document(one: Lesson, index: int) -> dict[str, Any]:
    step, other = one.steps[index], one.reference(index)
    asked, metric = step.question, METRICS[step.question.metric]
    return {
        "say": step.say,
        "state": step.state.model_dump(),
        "before": (other or step.state.model_copy(update={"change": {}})).model_dump(),
        "reference": other.model_dump() if other else None,
        "question": {
            "text": asked.text,
            "choices": list(asked.choices),
            "metric": asked.metric,
            "label": metric.label,
            "unit": "%" if asked.measure == "percent" else metric.unit_label,
            "measure": asked.measure,
            "compare": asked.compare,
            "edges": list(asked.bounds),
        },
        "reveal": step.reveal,
        "otherwise": step.otherwise,
        "headline": step.headline,
        "expect": [
            {"metric": e.metric, "measure": e.measure, "at_least": e.bounds[0], "at_most": e.bounds[1]}
            for e in step.expect
        ],
    }


def _known_metric(name: str) -> None:
    if name not in METRICS:
        raise InputError("metric", given=name, allowed="is no metric", hint=did_you_mean(name, METRICS))


def _bound(where: str, text: str, metric: str, measure: Measure) -> float:
    try:
        return parse(text, "%" if measure == "percent" else unit_of(metric))
    except InputError as error:
        raise error.at(where=where) from None


def _readable(state: LabState) -> None:
    """Refuse values nobody could read, before a class sits in front of them."""
    targets = {"speed": "m/s", "cadence": "steps/min", "contact_time": "s"}
    for where, values in (("runner", state.runner), ("change", state.change)):
        for name, text in values.items():
            if name in choice_fields():
                if text not in (known := choice_fields()[name]):
                    hint = did_you_mean(text, known)
                    raise InputError(f"state.{where}.{name}", given=text, allowed="is no choice here", hint=hint)
                continue
            unit = targets.get(name) or (unit_of(name) if name in METRICS else numeric_fields()[name].unit)
            try:
                parse(text.removeprefix("="), unit)
            except InputError as error:
                raise error.at(where=f"state.{where}.{name}") from None


def _of_a_lesson(problem: InputError) -> InputError:
    """The same problem, in words for a lesson instead of a scenario."""
    problem.allowed = problem.allowed.replace("of a scenario", "of a lesson")
    if problem.hint.startswith("It belongs in ["):
        problem.hint = ""
    return problem
