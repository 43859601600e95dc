"""The answer a scenario file gives to its question, with the numbers of the run filled in and its claims checked.

A file holds words and what they claim, never a number of a run. Where a claim does not hold – the file was changed, or
the model was – the numbers are given and no story.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from springmass.errors import InputError, did_you_mean, gather
from springmass.report.filling import PLACEHOLDER, filled, percent, percent_of
from springmass.report.told_runs import OUTCOMES, OWN, Runs
from springmass.scenario import Expect, Scenario, as_scenario, loads, shipped
from springmass.scenario.shelves import SHELVES
from springmass.units import parse

if TYPE_CHECKING:
    from springmass.gait.run import Run

UNTRUE = "The numbers say something else than the answer written in this scenario"


@dataclass(frozen=True)
class Answered:
    """What a scenario says to its question.

    Attributes
    ----------
    text : str
        The answer with its numbers; where a claim of it does not hold, which one, and no story.
    wrong : tuple of str
        Claims that do not hold.
    """

    text: str
    wrong: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether everything the answer claims is true."""
        return not self.wrong


_OF_GAITS = ("gaits", "stable_gaits", "stumble_shrinks_to", "forgives_lower", "forgives_higher")


def answered_by(scenario: Scenario) -> str:
    """The command that does what the question of a scenario asks: what the claims of its answer are measured on.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    str
        ``"what-if"``, ``"gait"`` or ``"run"``.

    Examples
    --------
    >>> [answered_by(as_scenario(name)) for name in ("rbds001", "moon", "geyer")]
    ['what-if', 'run', 'gait']
    """
    own = [one for one in scenario.expect if one.of == OWN]
    if any(one.metric in _OF_GAITS for one in own):
        return "gait"
    if any(one.outcome for one in own):
        return "run"
    asked = {one.name for one in scenario.what_if}
    if 2 * sum(one.of in asked for one in scenario.expect) > len(scenario.expect):
        return "what-if"
    return "run"


def scenario_answer(scenario: Scenario | str, done: Run | None = None) -> Answered | None:
    """Give the answer of a scenario: run it and what else the answer speaks of.

    Parameters
    ----------
    scenario : Scenario, path or str
    done : Run, optional
        Its own run where that has been computed already; taken where it is as long as the answer's own.

    Returns
    -------
    Answered or None
        None where the scenario gives no answer.

    Raises
    ------
    InputError
        As :func:`check_answer`.

    Examples
    --------
    >>> scenario_answer("hopping").text.partition(",")[0]
    'The foot is on the ground for 251 ms'
    """
    scenario = as_scenario(scenario)
    check_answer(scenario)
    if not scenario.answer:
        return None
    runs = Runs(scenario, done)
    wrong = tuple(claim for one in scenario.expect if (claim := _wrong(one, runs)))
    text = filled(scenario.answer, lambda inside: _say(inside, runs))
    return Answered(f"{UNTRUE}: {'; '.join(wrong)}." if wrong else text, wrong)


def check_answer(scenario: Scenario) -> None:
    """Check the names an answer and its expectations use, without running anything.

    Parameters
    ----------
    scenario : Scenario

    Raises
    ------
    InputError
        One clear message for a run, a metric, an outcome or a bound that is none.

    Examples
    --------
    >>> check_answer(as_scenario("average"))
    """
    runs, problems = Runs(scenario), []
    for inside in PLACEHOLDER.findall(scenario.answer):
        names, number = _split(inside)
        for name in names:
            if problem := _trouble(runs, name, number):
                problems.append(
                    scenario.error("answer", given=f"{{{inside}}}", allowed=problem.allowed, hint=problem.hint)
                )
    for index, one in enumerate(scenario.expect):
        where = f"expect[{index}]"
        if one.outcome and one.outcome not in OUTCOMES:
            hint = did_you_mean(one.outcome, OUTCOMES)
            problems.append(scenario.error(f"{where}.outcome", given=one.outcome, allowed="is no ending", hint=hint))
        for field, name in (("of", one.of), ("against", one.against)):
            if name and (problem := _trouble(runs, name, one.metric)):
                at = f"{where}.{field if problem.where == 'of' else 'metric'}"
                problems.append(scenario.error(at, given=problem.given, allowed=problem.allowed, hint=problem.hint))
                break
        else:
            for field in ("at_least", "at_most"):
                try:
                    _bound(one, field, runs)
                except InputError as error:
                    given, allowed, hint = error.given, error.allowed, error.hint
                    problems.append(scenario.error(f"{where}.{field}", given=given, allowed=allowed, hint=hint))
    if scenario.expect and not scenario.answer:
        problems.append(scenario.error("expect", allowed="expects something of an answer that is not there"))
    if problems:
        raise gather(problems)


def scenarios_document() -> list[dict[str, Any]]:
    """Name, shelf, title and question of every shipped scenario, shelf by shelf.

    Returns
    -------
    list of dict
        Plain JSON types.

    Examples
    --------
    >>> scenarios_document()[0]["title"]
    'Runner RBDS001 at 3.5 m/s'
    """
    placed = [(shelf, name, _shipped(name)) for shelf, names in SHELVES.items() for name in names]
    return [{"name": name, "shelf": shelf, "title": one.title, "question": one.question} for shelf, name, one in placed]


def scenarios_text() -> str:
    """The shipped scenarios as a list: name, title, question.

    Returns
    -------
    str

    Examples
    --------
    >>> print("\\n".join(scenarios_text().splitlines()[:2]))
    Real runners
      rbds001     Runner RBDS001 at 3.5 m/s
    """
    found = scenarios_document()
    width = max(len(one["name"]) for one in found) + 4
    indent = " " * width
    lines = []
    for shelf in SHELVES:
        lines.append(shelf)
        for one in found:
            if one["shelf"] == shelf:
                lines.append(f"  {one['name']}".ljust(width) + one["title"])
                lines.append(textwrap.fill(one["question"], 100, initial_indent=indent, subsequent_indent=indent))
                lines.append(f"{indent}springmass {answered_by(_shipped(one['name']))} {one['name']}")
        lines.append("")
    return "\n".join([*lines, "The command under a question answers it."])


def _shipped(name: str) -> Scenario:
    """The one that comes with the package, also where a file of that name lies about."""
    return loads(shipped(name).read_text(encoding="utf-8"), file=name)


def _split(inside: str) -> tuple[list[str], str]:
    """Runs and number of a placeholder: ``contact_time``, ``name: contact_time`` or ``name / other: contact_time``."""
    before, _, number = inside.rpartition(":")
    names = [name.strip() for name in before.split(" / ")] if before else [OWN]
    return names, number.strip()


def _trouble(runs: Runs, name: str, number: str) -> InputError | None:
    try:
        runs.known(name, number)
    except InputError as error:
        return error
    return None


def _say(inside: str, runs: Runs) -> str:
    names, number = _split(inside)
    if len(names) == 1:
        return runs.say(names[0], number)
    here, before = (runs.value(name, number) for name in names[:2])
    return percent(percent_of(here, before))


def _bound(one: Expect, field: str, runs: Runs) -> float | None:
    text = getattr(one, field)
    if not text:
        return None
    return parse(text, "%" if _in_percent(one) else runs.unit(one.metric))


def _in_percent(one: Expect) -> bool:
    return bool(one.against) and all(re.search(r"%\s*$", text) for text in (one.at_least, one.at_most) if text)


def _wrong(one: Expect, runs: Runs) -> str:
    """What is wrong with a claim; empty where it holds."""
    if one.outcome:
        ending = runs[one.of].ending
        return "" if ending == one.outcome else f"{one.of} ends as {ending}, not as {one.outcome}"
    value, shown = runs.value(one.of, one.metric), runs.say(one.of, one.metric)
    if one.against and value is not None:
        before = runs.value(one.against, one.metric)
        if _in_percent(one):
            value = percent_of(value, before)
        else:
            value = None if before is None else value - before
        shown = f"{runs.say(one.against, one.metric)} → {shown}"
    low, high = _bound(one, "at_least", runs), _bound(one, "at_most", runs)
    if value is not None and (low is None or value >= low) and (high is None or value <= high):
        return ""
    bounds = [f"{word} {text}" for word, text in (("at least", one.at_least), ("at most", one.at_most)) if text]
    return f"{one.metric} of {one.of} is {shown}, not {' and '.join(bounds)}"
