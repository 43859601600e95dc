"""Sliders of a runner and the ways of asking him: what the page shows, from the table and the fields' own words."""

from __future__ import annotations

import math
from typing import Any

from springmass.dynamics.step import Step
from springmass.gait.as_run import as_run
from springmass.gait.what_if import MATCHED
from springmass.lab.baseline import Baseline
from springmass.lab.picture import number
from springmass.lab.slider_table import (
    ASKS,
    GROUPS,
    LANDINGS,
    NEVER_SLIPS,
    ONLY_STEADY,
    SLIDERS,
    STRIKES,
    Slider,
)
from springmass.lab.state import ASKED_FOR, HOW, RUNNER, LabState
from springmass.legs import LEG_LAWS
from springmass.metrics import METRICS, Metrics
from springmass.report.tables import written
from springmass.scenario import Scenario, choice_fields, numeric_fields
from springmass.scenario.average_runner import SPEED_RANGE, dimensionless_speed
from springmass.scenario.defaults import GRAVITY
from springmass.units import display, label


def groups() -> list[dict[str, str]]:
    """Name and title of each group of sliders."""
    return [{"name": name, "title": title} for name, title in GROUPS]


def asks(start: Baseline | None = None) -> dict[str, dict[str, Any]]:
    """The ways of asking: title, a sentence, and whether this runner can be asked so.

    Parameters
    ----------
    start : Baseline, optional

    Returns
    -------
    dict
        Name of the way → ``{"name", "title", "sentence", "active", "why"}``.

    Examples
    --------
    >>> asks()["settle"]["title"]
    'Change it and let go'
    """
    found = {}
    for name, (title, sentence) in ASKS.items():
        why = ONLY_STEADY if name == MATCHED and start is not None and start.found is None else ""
        found[name] = {"name": name, "title": title, "sentence": sentence, "active": not why, "why": why}
    return found


def sliders(start: Baseline, state: LabState) -> list[dict[str, Any]]:
    """All sliders of a runner.

    Parameters
    ----------
    start : Baseline
    state : LabState
        What is asked; it decides the values.

    Returns
    -------
    list of dict
        ``name, kind ("range" or "select"), of ("runner" or "change"), group, more, label, help, active, why`` and, of a
        range, ``unit, min, max, step, value, reset``; of a select ``choices, value, reset``. Numbers are in the unit
        shown. ``active`` and ``why`` are tables by way of asking.

    Examples
    --------
    >>> from springmass.lab.baseline import baseline
    >>> state = LabState(scenario="rbds001")
    >>> one = sliders(baseline(state), state)[0]
    >>> one["label"], one["unit"], one["value"]
    ('foot ahead of the body', 'cm', 25.039)
    """
    values = current(start, state, start.scenario, None)
    found = []
    for name, slider in SLIDERS.items():
        if name not in values:
            continue
        why = {ask: _why_not(name, ask, start) for ask in ASKS}
        told: dict[str, Any] = {
            "name": name,
            "of": "runner" if name in RUNNER else "change",
            "group": slider.group,
            "more": slider.more,
            "label": slider.label or _label(name),
            "help": _help(name, slider, start),
            "active": {ask: not reason for ask, reason in why.items()},
            "why": {ask: reason for ask, reason in why.items() if reason},
            "value": values[name]["value"],
            "text": values[name]["text"],
            "reset": values[name]["value"],
        }
        found.append(told | (_choices(name) if name in choice_fields() else _range(name, slider, start, told["value"])))
    return found


def current(start: Baseline, state: LabState, scenario: Scenario, after: Metrics | None) -> dict[str, dict[str, Any]]:
    """Where each slider stands.

    Parameters
    ----------
    start : Baseline
    state : LabState
    scenario : Scenario
        What is shown now.
    after : Metrics or None
        Of its step; None where the baseline's is shown, or nothing runs.

    Returns
    -------
    dict
        Slider → ``{"value": number in the shown unit (or word), "text": with its unit}``.
    """
    known = numeric_fields(scenario.leg.law)
    before = start.metrics(state.midstance)
    shown = after or before
    found: dict[str, dict[str, Any]] = {}
    for name in SLIDERS:
        if not _has(name, start):
            continue
        if name in choice_fields():
            word = str(scenario.value(name))
            found[name] = {"value": word, "text": _words(name).get(word, word)}
        elif name in HOW or name in ASKED_FOR:
            # How the runner runs is asked of the baseline, the offset of what is shown.
            measured, (_, factor) = (before if name in HOW else shown)[name].value, _unit(name, start)
            found[name] = {"value": number(measured * factor), "text": written(METRICS[name], measured)}
        else:
            value = _value(name, scenario, shown.view.step)
            _, factor = _unit(name, start)
            if value is None:
                found[name] = {"value": None, "text": NEVER_SLIPS if name == "world.friction" else "as usual"}
            else:
                found[name] = {"value": number(value * factor), "text": label(value, known[name].unit)}
    return found


def ignored(start: Baseline, state: LabState) -> dict[str, str]:
    """Changes that mean nothing to the way of asking: field → why."""
    found = {name: _why_not(name, state.ask, start) for name in state.change}
    return {name: why for name, why in found.items() if why}


def _has(name: str, start: Baseline) -> bool:
    """Whether a slider makes sense for a runner at all."""
    if name in HOW:
        return name in (start.asked.gait.find or {})
    if name == "leg.damping":
        return LEG_LAWS[start.scenario.leg.law].damping_unit is not None
    if name.startswith("gait."):
        return start.found is None
    # Without a foot that rolls the hip over the ankle is not a runner's.
    return name not in ASKED_FOR or (start.found is not None and start.found.parameters.roll_speed > 0.0)


def _why_not(name: str, ask: str, start: Baseline) -> str:
    if name in ASKED_FOR:
        if start.found is None:
            return ONLY_STEADY
        return "" if ask == MATCHED else 'It is measured, not set: ask "keep running like that" for it.'
    if ask == MATCHED and name.startswith("gait."):
        return "The flight is found, so that the steps repeat themselves."
    return ""


def _value(name: str, scenario: Scenario, step: Step) -> float | None:
    """A field as the step has it: where the foot lands and where the hip is go without saying in many scenarios."""
    value = as_run(scenario, step, name)
    return None if value is None else float(value)


def _unit(name: str, start: Baseline) -> tuple[str, float]:
    slider = SLIDERS[name]
    if slider.unit is not None:
        return slider.unit
    unit = METRICS[name].unit if name in METRICS else numeric_fields(start.scenario.leg.law)[name].unit
    shown, factor = display(unit)
    return ("" if shown == "1" else shown), factor


def _label(name: str) -> str:
    if name in METRICS:
        return METRICS[name].label
    known = numeric_fields()
    return known[name].label if name in known else name.replace(".", " ")


def _help(name: str, slider: Slider, start: Baseline) -> str:
    if name == "foot.strike":
        return "Which part of the foot lands first. The pressure then slows down at the same place under the foot."
    if name == "foot.landing":
        return "Whether the blow of landing is drawn on top of the leg's push. It does not change the running."
    text = slider.help or (METRICS[name].meaning if name in METRICS else numeric_fields()[name].description)
    if start.average and name == "speed":
        text += " Cadence and contact time follow, as the average runner has them."
    if name == "runner.height":
        text = "Standing height; the legs grow with it."
    return text


def _words(name: str) -> dict[str, str]:
    return {"foot.strike": STRIKES, "foot.landing": LANDINGS}.get(name, {})


def _choices(name: str) -> dict[str, Any]:
    words = _words(name)
    return {
        "kind": "select",
        "choices": [{"value": one, "label": words.get(one, one)} for one in choice_fields()[name]],
    }


def _range(name: str, slider: Slider, start: Baseline, value: float | None) -> dict[str, Any]:
    unit, _ = _unit(name, start)
    low, high, step = slider.low, slider.high, slider.step
    if name in HOW:
        low, high, step = _how(name, slider, start)
    if slider.relative and value:
        step = _round(abs(value) / 200.0)
        low, high = low * value, high * value
    elif slider.relative:  # a leg that could lose energy but does not
        low, high, step = 0.0, 500.0 if unit == "N·s/m" else 0.3, 5.0 if unit == "N·s/m" else 0.005
    if value is not None:  # the runner himself is always on his slider
        low, high = min(low, value), max(high, value)
    if name == "foot.ahead":
        reach = 95.0 * start.step.parameters.leg_length
        low, high = max(low, -reach), min(high, reach)
    low, high = step * math.floor(low / step + 1e-9), step * math.ceil(high / step - 1e-9)
    return {"kind": "range", "unit": unit, "min": number(low, 6), "max": number(high, 6), "step": number(step)}


def _how(name: str, slider: Slider, start: Baseline) -> tuple[float, float, float]:
    """Range of speed and timing: where gravity is another one, all of it is slower or quicker."""
    p = start.step.parameters
    quicker = math.sqrt(p.gravity / GRAVITY)
    factor = 1.0 / quicker if name == "contact_time" else quicker
    low, high = slider.low * factor, slider.high * factor
    if name == "speed" and start.average:
        # The average runner is known at some speeds only; a hair inside, so that both ends can be run.
        slowest, fastest = (v / dimensionless_speed(1.0, p.leg_length, p.gravity) for v in SPEED_RANGE)
        low, high = max(low, slowest + slider.step), min(high, fastest - slider.step)
    return low, high, slider.step


def _round(step: float) -> float:
    """The next 1, 2 or 5 of a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= step * (1.0 - 1e-9))
