"""The verdict, one plain sentence that holds it all: what was changed, how it was asked, what came of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from springmass.dynamics.outcomes import Outcome
from springmass.gait.as_run import as_run
from springmass.gait.run import ending
from springmass.gait.what_if import MATCHED, ONE_STEP, SETTLE, Answer
from springmass.metrics import METRICS, Metrics
from springmass.metrics.words import capital, foot_stays, listed, placed
from springmass.report.beside_runners import far_off
from springmass.report.words import SQUARE, field_value, inside, steers, why_not
from springmass.scenario import choice_fields, numeric_fields
from springmass.units import label

_HOW = {
    ONE_STEP: ", this one step only",
    MATCHED: ", every step, and otherwise running on as before",
    SETTLE: " from now on, leg and hip left as they are",
}
_MOST_CHANGES, _MOST_EFFECTS = 2, 2
_SMALL = 0.5
"""Effects below half of what can be noticed are not worth a word."""


@dataclass(frozen=True)
class _Effect:
    """How a change of one metric is said.

    Attributes
    ----------
    notice : float
        A change worth noticing: per cent of the value before where ``share``, else in the metric's unit.
    say : callable
        Change (in per cent, or the unit) → words.
    share : bool
    joints : bool
        Whether it takes a foot that rolls to be believed.
    """

    notice: float
    say: Callable[[float], str]
    share: bool = False
    joints: bool = False


def _more_or_less(what: str, about: str = "") -> Callable[[float], str]:
    def say(change: float) -> str:
        if change > 100.0:
            return f"{about}{_times(1.0 + 0.01 * change)} the {what}"
        if change < -95.0:
            return f"hardly any {what}"
        return f"{about}{abs(change):.0f} % {'more' if change > 0 else 'less'} {what}"

    return say


def _times(factor: float) -> str:
    return f"{factor:.1f} times" if factor < 10.0 else f"{factor:.0f} times"


_ABOUT = "about "
"""Before muscle forces: they are those of an average body, and their last digit is not to be trusted."""


_EFFECTS: dict[str, _Effect] = {
    "takeoff_angle": _Effect(
        0.7, lambda change: f"a takeoff {abs(change):.1f}° {'more upward' if change > 0 else 'flatter'}"
    ),
    "peak_quadriceps_force": _Effect(5.0, _more_or_less("pull on the quadriceps", _ABOUT), share=True, joints=True),
    "peak_vertical_force": _Effect(4.0, _more_or_less("peak force from the ground"), share=True),
    "braking_impulse": _Effect(8.0, _more_or_less("braking"), share=True),
    "propulsive_impulse": _Effect(8.0, _more_or_less("forward push"), share=True),
    "vertical_oscillation": _Effect(
        0.010, lambda change: f"a bounce {100 * abs(change):.1f} cm {'higher' if change > 0 else 'lower'}"
    ),
    "cadence": _Effect(5.0, lambda change: f"{abs(change):.0f} {'more' if change > 0 else 'fewer'} steps a minute"),
    "hip_ankle_offset": _Effect(
        0.015,
        lambda change: f"the hip {100 * abs(change):.1f} cm farther {'ahead' if change > 0 else 'back'} at midstance",
        joints=True,
    ),
    "peak_achilles_force": _Effect(5.0, _more_or_less("pull on the Achilles tendon", _ABOUT), share=True, joints=True),
    "contact_time": _Effect(
        0.008, lambda change: f"a contact {1e3 * abs(change):.0f} ms {'longer' if change > 0 else 'shorter'}"
    ),
    "loading_rate": _Effect(
        15.0,
        lambda change: f"a force that rises {abs(change):.0f} % {'faster' if change > 0 else 'slower'} at landing",
        share=True,
    ),
    "speed": _Effect(0.08, lambda change: f"a run {abs(change):.2f} m/s {'faster' if change > 0 else 'slower'}"),
}
"""What a verdict may speak of, in the order it is said in: two runners' verdicts compare part by part."""

_QUADRICEPS = "peak_quadriceps_force"
_ASKS_FOR_THE_KNEE = {"foot.ahead", "foot.angle_of_attack", "hip.behind", "hip_ankle_offset"}
"""Changes that ask what the coach asks: hip and foot, and what they do to the knee."""


def verdict(answer: Answer) -> str:
    """Say in one sentence what a change does.

    Parameters
    ----------
    answer : Answer

    Returns
    -------
    str
        It names the change, the way of asking and the largest two effects; or why it cannot be run.

    Examples
    --------
    >>> import springmass as sm
    >>> print(verdict(sm.what_if("rbds001", {"foot.ahead": "+3 cm"})).split(": ")[1])
    a takeoff 5.5° more upward and about 39 % more pull on the quadriceps.
    """
    lead = f"{what_changed(answer)}{_HOW[answer.ask]}: "
    after = answer.after
    if answer.changed is None or after is None:
        return f"{lead}there is no such running – {why_not(answer.message)}."
    if answer.ask == SETTLE and not answer.settled:
        return f"{lead}{inside(answer.message)}." + (" Real runners steer." if steers(answer) else "")
    end, sentence = ending(answer.changed)
    if end is not Outcome.RUNNING:
        return f"{lead}{inside(sentence)}."
    if answer.baseline.outcome is not Outcome.RUNNING:
        angle = after["takeoff_angle"].value
        return f"{lead}now it is a running step, with a takeoff at {angle:.1f}°; before, it was not."
    said = " and ".join(effects(answer.before, after, answer))
    if answer.ask == MATCHED:
        return lead + _for_it(answer, said)
    if answer.ask == SETTLE:
        what = f"It brings {said}" if said else "Hardly anything is different from before"
        return f"{lead}{answer.message}. {what}."
    return f"{lead}{said or 'hardly anything is different'}."


def effects(before: Metrics, after: Metrics, answer: Answer) -> list[str]:
    """The largest differences between two steps in words.

    Parameters
    ----------
    before, after : Metrics
    answer : Answer
        What was asked: what was set or kept is no effect.

    Returns
    -------
    list of str
        At most two, the largest for what can be noticed, in the order of the table; where the question is where hip or
        foot are, one of them is the quadriceps, also where their pull stays as it was.
    """
    # The body stands on its leg as on level ground: joints on one slope are no measure of joints on another.
    same_slope = before.view.step.parameters.slope == after.view.step.parameters.slope
    joints = same_slope and not (foot_stays(before.view.step) or foot_stays(after.view.step))
    same_weight = before.view.weight == after.view.weight
    # The speed, contact and cadence of one step are not those of a run.
    taken = {*answer.change, *answer.kept} | ({"speed", "contact_time", "cadence"} if answer.ask == ONE_STEP else set())
    found = []
    for name, effect in _EFFECTS.items():
        was, now = before[name].value, after[name].value
        if name in taken or (effect.joints and not joints) or (METRICS[name].unit == "BW" and not same_weight):
            continue
        if not (math.isfinite(was) and math.isfinite(now)) or (effect.share and was < 0.05):
            continue
        change = 100.0 * (now / was - 1.0) if effect.share else now - was
        asked = name == _QUADRICEPS and not _ASKS_FOR_THE_KNEE.isdisjoint(answer.change)
        weight = abs(change) / effect.notice
        if weight >= _SMALL:
            found.append((math.inf if asked else weight, name, effect.say(change)))
        elif asked:
            found.append((math.inf, name, "hardly any change in the pull on the quadriceps"))
    rate = after["loading_rate"].value
    if math.isfinite(rate) and not math.isfinite(before["loading_rate"].value):
        found.append((math.inf, "loading_rate", f"a force that rises by {rate:.0f} body weights a second at landing"))
    if abs(_grown(before, after, "propulsive_impulse") - _grown(before, after, "braking_impulse")) < 1.0:
        # In a steady run on level ground they are one thing said twice.
        found = [one for one in found if one[1] != "propulsive_impulse"]
    order = list(_EFFECTS)
    largest = sorted(found, key=lambda one: -one[0])[:_MOST_EFFECTS]
    told = sorted(largest, key=lambda one: order.index(one[1]))
    on_slope = [name for _, name, _ in told if _EFFECTS[name].joints and after.view.step.parameters.slope]
    return [words + (SQUARE if name in on_slope[-1:] else "") for _, name, words in told]


def _grown(before: Metrics, after: Metrics, name: str) -> float:
    """Change of a metric in per cent."""
    was = before[name].value
    return 100.0 * (after[name].value / was - 1.0) if was else math.inf


def what_changed(answer: Answer) -> str:
    """What was changed, as the beginning of a sentence; at most two things by name."""
    said = [_changed(answer, name) for name in answer.change]
    shown = said[:_MOST_CHANGES]
    rest = len(said) - len(shown)
    text = " and ".join(shown) if not rest else f"{', '.join(shown)} and {rest} more change{'s' * (rest > 1)}"
    return capital(text)


def _changed(answer: Answer, name: str) -> str:
    if name in METRICS:
        after = answer.after
        wanted = str(answer.change[name]).removeprefix("=")
        if name == "hip_ankle_offset" and after is not None:
            square = SQUARE if after.view.step.parameters.slope else ""
            return f"the hip {placed(after[name].value, 'the ankle')} at midstance{square}"
        return f"{METRICS[name].label} {wanted}"
    if name == "foot.landing" and answer.change[name] in ("stiff", "supple"):
        return f"a {answer.change[name]} landing"
    if name in choice_fields():
        same = answer.change[name] == answer.scenario.value(name)
        return f"{name.replace('.', ' ')} {'as before' if same else answer.change[name]}"
    before, after_value = _before(answer, name), answer.changed_scenario.value(name)
    if name == "world.friction" and after_value is not None:
        return f"ground with a grip of {after_value:.2g}"
    if before is None or after_value is None:
        return f"{_label(answer, name)} {field_value(answer, name, after_value)}"
    change = after_value - before
    size = _size(abs(change), numeric_fields(answer.scenario.leg.law)[name].unit)
    if not any(digit in size for digit in "123456789"):
        return f"{_label(answer, name)} as before"
    if name == "world.slope":
        return _sloping(after_value)
    if name == "hip.extension":
        return _hip_push("the hip", before, after_value)
    way = _WAYS.get(name)
    if name in _SHARES and before > 0.0:
        more, less, times = _SHARES[name]
        if change > before:
            return times.format(_times(after_value / before))
        return f"{(more if change > 0.0 else less).format(f'{abs(100.0 * change / before):.0f} %')}"
    if way is not None:
        return (way[0] if change > 0 else way[1]).format(size)
    return f"{_label(answer, name)} {field_value(answer, name, before)} → {field_value(answer, name, after_value)}"


def _sloping(slope: float) -> str:
    size = _size(abs(slope), "rad")
    if not any(digit in size for digit in "123456789"):
        return "the ground level"
    return f"the ground {size} {'uphill' if slope > 0.0 else 'downhill'}"


_SHARES = {
    "leg.stiffness": ("a leg {} stiffer", "a leg {} softer", "a leg {} as stiff"),
    "leg.damping": ("a leg damped {} more", "a leg damped {} less", "a leg damped {} as much"),
}
"""Field → how more and less of it are said in per cent of what it was, and how several times as much is."""
_WAYS = {
    "foot.angle_of_attack": ("landing with the leg {} steeper", "landing with the leg {} flatter"),
    "runner.mass": ("weighing {} more", "weighing {} less"),
    "foot.ahead": ("landing {} farther ahead", "landing {} less far ahead"),
    "leg.push_off": ("pushing off {} farther", "pushing off {} less far"),
    "hip.trunk_lean": ("leaning {} farther forward", "leaning {} less far forward"),
    "gait.apex_height": ("starting {} higher", "starting {} lower"),
    "gait.apex_speed": ("starting {} faster", "starting {} slower"),
}
"""Field → how more and less of it are said."""


def _before(answer: Answer, name: str) -> float | None:
    value = as_run(answer.scenario, answer.baseline, name)
    return None if value is None else float(value)


def _label(answer: Answer, name: str) -> str:
    return numeric_fields(answer.scenario.leg.law)[name].label


_NEED = {
    "leg.stiffness": ("a leg {} % stiffer", "a leg {} % softer"),
    "leg.push_off": ("{} more push-off", "{} less push-off"),
}


def _for_it(answer: Answer, said: str) -> str:
    """What leg and hip must do for a matched gait, and what comes of it."""
    needs = []
    for name, (was, now) in answer.adjusted.items():
        if name not in _NEED and name != "hip.extension":
            continue  # where the foot lands follows
        change = now - was
        size = _size(abs(change), numeric_fields(answer.changed_scenario.leg.law)[name].unit)
        if name == "leg.stiffness":
            size = f"{abs(100 * change / was):.0f}"
        if any(digit in size for digit in "123456789") and abs(change) > 1e-6:
            hip = name == "hip.extension"
            needs.append(_hip_push("a hip", was, now) if hip else _NEED[name][change < 0.0].format(size))
    text = f"it takes {listed(needs)}" if needs else "leg and hip need not do anything else"
    text += f"; that brings {said}." if said else "; the rest hardly changes."
    return " ".join([text, *_instead(answer, said), *far_off(answer)])


_CARRIERS = {
    "peak_quadriceps_force": ("quadriceps", "the quadriceps", 0.0),
    "peak_achilles_force": ("Achilles", "the Achilles tendon", 0.0),
    "peak_hip_moment": ("hip muscles", "the hip muscles", 0.1),
}
"""Load → the word by which a verdict has told it already, who carries it, and the smallest rise that counts."""
_RISE = 4.0
"""A rise of a load worth a word [%]."""


def _instead(answer: Answer, said: str) -> list[str]:
    """What takes more load, where nothing has been said of it yet: load moves, it does not go away."""
    before, after = answer.before, answer.after
    if after is None or foot_stays(after.view.step) or foot_stays(before.view.step):
        return []
    if before.view.step.parameters.slope != after.view.step.parameters.slope:
        return []
    told: list[str] = []
    for name, (word, who, least) in _CARRIERS.items():
        was, now = before[name].value, after[name].value
        if word in said or not (math.isfinite(was) and math.isfinite(now)) or was <= 0.0 or now - was <= least:
            continue
        if (grown := 100.0 * (now / was - 1.0)) >= _RISE:
            more = f"{grown:.0f} % more" if grown <= 100.0 else f"{_times(1.0 + 0.01 * grown)} as much"
            told.append(f"{who} {'about' if told else 'must hold about'} {more}")
    return [f"In return {listed(told)}."] if told else []


def _hip_push(hip: str, was: float, now: float) -> str:
    """How a hip pushes otherwise than before [rad]: below zero it pulls back."""
    told = [any(digit in _size(abs(angle), "rad") for digit in "123456789") for angle in (was, now)]
    if not told[1]:
        return f"{hip} pushing neither forward nor backward"
    way = "forward" if now > 0.0 else "backward"
    if not told[0] or was * now < 0.0:
        return f"{hip} pushing {_size(abs(now), 'rad')} {way}"
    change = abs(now) - abs(was)
    return f"{hip} pushing {_size(abs(change), 'rad')} {'more' if change > 0.0 else 'less'} {way}"


def _size(value: float, unit: str) -> str:
    """The size of a change: a tenth of a degree and of a centimetre is as much as anybody can use."""
    if unit == "rad":
        return f"{math.degrees(value):.1f}°"
    return f"{100.0 * value:.1f} cm" if unit == "m" else label(value, unit, 2)
