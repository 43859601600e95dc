"""Scenario files of a lesson: one for each step, whose run or what-if gives the numbers of the step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import tomli_w

from springmass.classroom.shown import Shown
from springmass.dynamics.marks import DEFAULT_MIDSTANCE
from springmass.lab.lesson_files import Lesson
from springmass.lab.state import LabState
from springmass.lab.takeaway import asking
from springmass.scenario import Scenario

BEFORE = "before.toml"
"""The runner several steps are compared with, as he is shipped."""


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario file.

    Attributes
    ----------
    name, text : str
    command : str
        What prints its numbers, with :attr:`name` in it.
    """

    name: str
    text: str
    command: str


def scenario_files(lesson: Lesson, steps: Sequence[Shown]) -> list[ScenarioFile]:
    """Write the steps of a lesson as scenario files.

    Parameters
    ----------
    lesson : Lesson
    steps : sequence of Shown

    Returns
    -------
    list of ScenarioFile
        One for each step; before them the runner as shipped, where a step is compared with him.

    Examples
    --------
    >>> from springmass.classroom.shown import shown
    >>> from springmass.lab.lesson_files import lesson
    >>> files = scenario_files(lesson("midstance"), shown(lesson("midstance")))
    >>> files[2].command
    'springmass what-if step-3.toml --all'
    """
    found = []
    starts = [step.reference for step in steps if step.step.question.compare == "start"]
    if starts and starts[0] is not None:
        found.append(_file(BEFORE, starts[0], f"{lesson.title}: the runner before any change", ""))
    for step in steps:
        title, asked = f"{lesson.title}, step {step.number}", step.step.question.text
        found.append(_file(f"step-{step.number}.toml", step.step.state, title, asked, compared_with(step)))
    return found


def compared_with(step: Shown) -> str:
    """The other file a step is compared with; empty where its own what-if does it."""
    return {"start": BEFORE, "previous": f"step-{step.number - 1}.toml"}.get(step.step.question.compare, "")


def _file(name: str, state: LabState, title: str, question: str, other: str = "") -> ScenarioFile:
    asked = asking(state).to_dict(defaults=False)
    heads = {"title": title, **({"question": question} if question else {})}
    told = {**heads, **{key: value for key, value in asked.items() if key not in ("title", "question")}}
    Scenario(**told)  # whatever is wrong with it is told here, not to a student
    measured = "" if state.midstance == DEFAULT_MIDSTANCE else f' --midstance "{state.midstance}"'
    if "what_if" in told:
        command = f"springmass what-if {name} --all"
    elif other:
        command = f"springmass compare {other} {name} --all"
    else:
        command = f"springmass run {name} --steps 1 --all"
    command += measured
    lead = f"# Its numbers (type it in the folder scenarios/ of the pack): {command}\n\n"
    return ScenarioFile(name, lead + tomli_w.dumps(told, multiline_strings=False), command)
