"""The lab's answer to a state: pictures, numbers and sentences as one JSON document."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from springmass.dynamics.outcomes import Outcome
from springmass.errors import InputError
from springmass.evidence.agreement import comparable
from springmass.gait.what_if import MATCHED, ONE_STEP, SETTLE, Answer, what_if
from springmass.lab.asked import Asked, runner_asked, what_is_asked
from springmass.lab.baseline import Baseline, baseline
from springmass.lab.picture import number, picture
from springmass.lab.runner_words import runner_change
from springmass.lab.sliders import asks, current, ignored
from springmass.lab.state import LabState
from springmass.lab.verdict import message, no_change, no_runner
from springmass.metrics import METRICS, Metrics
from springmass.metrics.words import capital, foot_stays
from springmass.report.tables import HIP_AND_ANKLE, MAIN, NO_ROLL, why_missing, written
from springmass.report.verdict import verdict
from springmass.report.words import answer_sentences, field_value
from springmass.scenario import choice_fields, numeric_fields

NUMBERS = (*MAIN, "step_length", "peak_patellofemoral_force", "energy_lost", "push_off_work", "hip_work",
           "time_of_lowest_point", "time_of_peak_vertical_force", "loading_rate", "work_per_metre", "peak_hip_moment",
           "takeoff_speed", "hip_ankle_offset_at_lowest_point", "hip_ankle_offset_at_half_contact", "mass_cop_offset",
           "knee_work_negative")  # fmt: skip
"""Metrics told to a page, the main ones first."""


def ask(state: LabState) -> tuple[Baseline, Asked | None, dict[str, str]]:
    """Ask the model what a state asks.

    Parameters
    ----------
    state : LabState

    Returns
    -------
    baseline : Baseline
        The runner before the change.
    answer : Asked or None
        As :func:`springmass.what_if` gives it; None where nothing is changed.
    left_out : dict
        Changes that mean nothing to this way of asking → why.

    Raises
    ------
    InputError
        For what cannot be read, and a runner without a steady gait.

    Examples
    --------
    >>> _, answer, _ = ask(LabState(scenario="rbds001", change={"foot.ahead": "28 cm"}))
    >>> answer.outcome.name
    'RUNNING'
    """
    start = baseline(state)
    left_out = ignored(start, state)
    # Values of a page are absolute: "-5 cm" is behind, not 5 cm less.
    change: dict[str, str | float] = {
        name: value if name in choice_fields() else f"={value.removeprefix('=')}"
        for name, value in state.change.items()
        if name not in left_out
    }
    if not change:
        return start, None, left_out
    found = what_if(start.start, change, ask=state.ask, midstance=state.midstance)
    kept = {one.name: getattr(found, one.name) for one in fields(Answer)}
    return start, Asked(**kept, start=start), left_out


def answer(state: LabState) -> dict[str, Any]:
    """Answer a state.

    Parameters
    ----------
    state : LabState

    Returns
    -------
    dict
        Plain JSON types without NaN. ``now`` is None where there is no such gait; whatever is wrong with the state
        stands under ``error`` with ``where`` and ``message``. A fall is an outcome, with its picture as far as it got.

    Examples
    --------
    >>> told = answer(LabState(scenario="rbds001", change={"foot.ahead": "28 cm"}))
    >>> told["outcome"]["code"], told["error"]
    ('RUNNING', None)
    >>> answer(LabState(scenario="rbds001", change={"foot.ahead": "3 kg"}))["error"]["where"]
    'foot.ahead'
    """
    start: Baseline | None = None
    try:
        start = baseline(state)
        _, asked, left_out = ask(state)
    except InputError as error:
        return _refused(state, start, error)
    return _told(state, start, asked, left_out)


def _told(state: LabState, start: Baseline, asked: Asked | None, left_out: Mapping[str, str]) -> dict[str, Any]:
    own = "" if asked else runner_change(state, start)
    himself = runner_asked(state, start) if own else None
    # What is compared with: the runner before the what-if, or, where he himself was changed, as he is written.
    first = (himself.start if himself else start).picture(state.midstance)
    before = himself.before if himself else start.metrics(state.midstance)
    after = asked.after if asked else start.metrics(state.midstance)
    steady, said = _periodic(start, asked), asked or himself
    return {
        "error": None,
        "title": start.asked.title,
        "question": start.asked.question,
        "verdict": verdict(asked) if asked else no_change(start, start.metrics(state.midstance), own),
        "runner_change": own,
        "sentences": _sentences(said) if said else [],
        "compared": "change" if asked else "runner" if himself else "",
        "outcome": _outcome(asked, start),
        "ask": state.ask,
        "asked": what_is_asked(state, start, asks(start)[state.ask]["sentence"]),
        "ignored": [{"field": name, "why": why} for name, why in left_out.items()],
        "now": start.picture(state.midstance) if asked is None else picture(after, steady) if after else None,
        "baseline": first,
        "numbers": numbers(before, after if asked is None or _comparable(asked) else None),
        "notes": _notes(asked, before, after),
        "adjusted": _adjusted(said) if said else [],
        "stability": _stability(start, asked),
        "steps": asked.steps if asked else 1,
        "band": band(asked, before, after),
        "sliders": current(start, state, asked.changed_scenario if asked else start.scenario, after),
    }


def _refused(state: LabState, start: Baseline | None, error: InputError) -> dict[str, Any]:
    """The document of a state that cannot be answered; the runner before the change is still shown."""
    told: dict[str, Any] = {
        "error": {"where": error.where, "message": message(error, lines=bool(state.text))},
        "title": start.asked.title if start else "",
        "question": start.asked.question if start else "",
        "verdict": no_runner(error),
        "runner_change": "",
        "sentences": [],
        "compared": "",
        "outcome": None,
        "ask": state.ask,
        "asked": asks(start)[state.ask]["sentence"],
        "ignored": [],
        "now": None,
        "baseline": None,
        "numbers": [],
        "notes": [],
        "adjusted": [],
        "stability": {"multiplier": None, "of": None, "sentence": ""},
        "steps": 0,
        "band": None,
        "sliders": {},
    }
    if start is not None:
        before = start.metrics(state.midstance)
        told["baseline"] = start.picture(state.midstance)
        told["numbers"] = numbers(before, None)
        told["sliders"] = current(start, state, start.scenario, None)
    return told


def band(asked: Asked | None, before: Metrics, after: Metrics | None) -> str | None:
    """Which of the 26 runners' bands belongs behind the curves.

    Parameters
    ----------
    asked : Asked or None
    before, after : Metrics
        Of the baseline and of what is shown; None where nothing runs.

    Returns
    -------
    str or None
        As :func:`band_name` writes it. A gait is held against runners at its own speed. One step, and a settling that
        ended, are no run at another speed: there it is the speed they came with, as long as ground and gravity are
        still the same. None where nobody ran like that.
    """
    own = asked is None or (asked.ask != ONE_STEP and _comparable(asked))
    shown = before if after is None or (not own and _same_world(before, after)) else after
    speed = comparable(shown)
    return None if speed is None else band_name(speed)


def _same_world(one: Metrics, other: Metrics) -> bool:
    p, q = (of.view.step.parameters for of in (one, other))
    return (p.slope, p.impeding_force, p.gravity) == (q.slope, q.impeding_force, q.gravity)


def band_name(speed: float) -> str:
    """A speed of the 26 runners [m/s] as a key of the start document.

    Examples
    --------
    >>> band_name(3.5)
    '3.5'
    """
    return f"{speed:g}"


def numbers(before: Metrics, after: Metrics | None) -> list[dict[str, Any]]:
    """Metrics of both steps for a table, unrounded and as text.

    Parameters
    ----------
    before : Metrics
    after : Metrics or None

    Returns
    -------
    list of dict
        One for each of :data:`NUMBERS`.
    """
    return [_row(name, before, after) for name in NUMBERS]


def _row(name: str, before: Metrics, after: Metrics | None) -> dict[str, Any]:
    metric = METRICS[name]
    was, now = before[name].value, after[name].value if after else math.nan
    return {
        "name": name,
        "label": metric.label,
        "unit": metric.unit_label,
        "now": now if math.isfinite(now) else None,
        "baseline": was if math.isfinite(was) else None,
        "text_now": written(metric, now),
        "text_baseline": written(metric, was),
        "text_change": written(metric, now - was, signed=True),
        "sign": metric.sign,
    }


def _comparable(asked: Asked) -> bool:
    """A settling that ended has no gait to compare with: its last, broken step is none."""
    return asked.ask != SETTLE or asked.settled


_TO_A_FILE = "give foot.landing (stiff, supple or by strike)"
_TO_A_PAGE = 'choose the "impact of landing"'
"""What to do about a missing loading rate: in a file, and among sliders."""
STRONGEST_PULL = 15.0
"""Quadriceps force [BW] that no runner's muscle gives: some twice what hard running takes."""


def _sentences(asked: Asked) -> list[str]:
    """The words of the library, and where a pull is beyond any muscle."""
    found = answer_sentences(asked)
    if asked.ask == MATCHED and not asked.kept:  # the average runner at another speed: all of him is made anew
        found = [one.replace("To keep the rest: ", "With it goes ", 1) for one in found]
    pull = asked.after["peak_quadriceps_force"].value if asked.after else math.nan
    if _comparable(asked) and pull > STRONGEST_PULL:
        found.insert(
            len(found) - 1, f"No muscle can pull that hard: the quadriceps would need {pull:.0f} body weights."
        )
    return found


def _periodic(start: Baseline, asked: Asked | None) -> bool:
    if asked is None:
        return start.periodic
    return asked.changed is not None and (asked.ask == MATCHED or (asked.ask == SETTLE and asked.settled))


def _outcome(asked: Asked | None, start: Baseline) -> dict[str, Any]:
    changed = asked.changed if asked else start.step
    if changed is None:
        return {"code": "NO_GAIT", "message": asked.message if asked else ""}
    if asked is not None and asked.ask == SETTLE and not asked.settled:
        code = "NOT_SETTLED" if changed.outcome is Outcome.RUNNING else changed.outcome.name
        return {"code": code, "message": asked.message}
    return {"code": changed.outcome.name, "message": changed.sentence}


def _notes(asked: Asked | None, before: Metrics, after: Metrics | None) -> list[str]:
    """What the words of the table mean, and which of its numbers not to believe."""
    found = [HIP_AND_ANKLE]
    if asked is not None and asked.ask == ONE_STEP:
        found.append("speed, cadence and times are those of this one step, not of a run")
    if any(one.view.step.parameters.slope for one in (before, after) if one):
        found.append("vertical and upward = square to the sloping ground")
    if any(foot_stays(one.view.step) for one in (before, after) if one):
        found.append(NO_ROLL)
    missing = why_missing([one for one in (before, after) if one], NUMBERS)
    return found + [one.replace(_TO_A_FILE, _TO_A_PAGE) for one in missing]


def _adjusted(asked: Asked) -> list[dict[str, str]]:
    known = numeric_fields(asked.changed_scenario.leg.law)
    return [
        {
            "field": name,
            "label": known[name].label,
            "from": field_value(asked, name, was),
            "to": field_value(asked, name, now),
        }
        for name, (was, now) in asked.adjusted.items()
        if field_value(asked, name, was) != field_value(asked, name, now)
    ]


def _stability(start: Baseline, asked: Asked | None) -> dict[str, Any]:
    """What becomes of a small stumble in the gait that is shown; one step is none, there it is the baseline's."""
    if asked is not None and asked.ask != ONE_STEP:
        if not _periodic(start, asked):
            return {"multiplier": None, "of": "now", "sentence": "There is no steady gait to stumble in."}
        return _dial(Baseline(asked.changed_scenario, None, asked.changed_scenario, asked.changed), "now")  # type: ignore[arg-type]
    return _dial(start, "baseline")


def _dial(runner: Baseline, whose: str) -> dict[str, Any]:
    found = runner.stability
    if found is None or not math.isfinite(abs(found.multiplier)):
        return {"multiplier": None, "of": whose, "sentence": "This step does not repeat itself: it is no steady gait."}
    text = found.sentence
    lead = "Before the change, " if whose == "baseline" else ""
    said = f"{lead}{text}." if lead else f"{capital(text)}."
    return {"multiplier": number(abs(found.multiplier)), "of": whose, "sentence": said}
