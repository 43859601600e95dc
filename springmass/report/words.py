"""Answers in plain sentences, each with its number and with what it cannot say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from springmass.dynamics.outcomes import Outcome
from springmass.evidence.interventions import HIP_FARTHER_BACK, published
from springmass.gait.as_run import as_run
from springmass.gait.run import backwards
from springmass.gait.what_if import MATCHED, ONE_STEP, SETTLE, Answer
from springmass.metrics import METRICS, Metrics
from springmass.metrics.words import MEASURED_FROM, capital, first_small, foot_stays, forward_gain, leaves, listed
from springmass.metrics.words import placed as placed
from springmass.report.beside_runners import far_off, measured
from springmass.report.tables import NO_ROLL, written
from springmass.scenario import choice_fields, numeric_fields
from springmass.units import label

if TYPE_CHECKING:
    pass

_MEASURED_SPEEDS = (2.0, 5.0)
_NO_PUSH = 0.005
"""Impulses smaller than this are none [m/s]."""
_LITTLE = 1.0
"""Takeoffs that turn by less turn a little [degrees]."""
_MANY = 5.0
"""More than so many times as much is not told in per cent."""
_EXACT = 1e-7
"""Metrics nearer than this share are the same: a gait repeats itself to about that, and a step taken anew differs."""

LIMITS = (
    "Joints and muscle forces are those of an average body in this posture, from the ground's push alone: trust their "
    "direction and rough size, not the last digit."
)


SQUARE = " (measured square to the slope)"
"""What the hip's place means where the ground slopes."""

TWO_SLOPES = (
    "The line from hip to ankle is square to the ground, another line on each slope: hip, knee and muscles before and "
    "after are no measure of each other."
)


def limits(after: Metrics) -> str:
    """What joints and muscle forces of a step are worth, in a sentence."""
    return f"{capital(NO_ROLL)}." if foot_stays(after.view.step) else LIMITS


def answer_sentences(answer: Answer) -> list[str]:
    """What was changed, what came of it, and what the model cannot say, each a sentence."""
    sentences = [_what_changed(answer)]
    before, after = answer.before, answer.after
    if answer.changed is None or after is None:
        return [*sentences, f"There is no way to keep running like that: {inside(why_not(answer.message))}."]
    if answer.ask == SETTLE:
        sentences.append(f"With leg and hip left as they are, {inside(answer.message)}.")
        if not answer.settled:
            return [*sentences, *_unsteered(answer)]
    if answer.changed.outcome is not Outcome.RUNNING:
        sentences.append(f"It cannot be run: {inside(answer.changed.sentence)}.")
        if answer.baseline.outcome is not Outcome.RUNNING:
            sentences.append(f"Before the change it could not be run either: {inside(answer.baseline.sentence)}.")
        return sentences
    if answer.baseline.outcome is not Outcome.RUNNING:
        sentences.append(f"Before the change it could not be run: {inside(answer.baseline.sentence)}.")
        sentences.append(f"Now it is a running step: you take off {_direction(after['takeoff_angle'].value)}.")
        return [*sentences, *_worth(after)]
    if not answer.adjusted and all(_same(before, after, name) for name in METRICS):
        return [*sentences, "Everything else stays exactly the same."]
    if answer.ask == MATCHED:
        sentences.append(_adjusted(answer))
    sentences.append(_hip(before, after))
    sentences.append(_speed(answer, before, after))
    sentences.append(_takeoff(before, after))
    sentences.append(_force(before, after))
    if not foot_stays(after.view.step):
        sentences.append(_load(before, after))
    if math.isfinite(after["loading_rate"].value):
        sentences.append(_landing(before, after))
    if answer.ask == ONE_STEP and not backwards(answer.changed):
        sentences.append(_one_step_only(answer, before, after))
    if not foot_stays(after.view.step) and _slope(before) != _slope(after):
        sentences.append(TWO_SLOPES)
    return [*sentences, *measured(answer), *far_off(answer), *_worth(after)]


_NOT_GIVEN = {"world.friction": "never slips"}
"""Field → what it means that it is left out."""


def field_value(answer: Answer, name: str, value: float | None) -> str:
    """A scenario field's value for people, or what it means that none is given."""
    if value is None:
        return _NOT_GIVEN.get(name, "none")
    return label(value, numeric_fields(answer.changed_scenario.leg.law)[name].unit)


def inside(message: str) -> str:
    """A message as the end of a sentence that has its colon already."""
    return message.replace(": ", " – ", 1)


def why_not(message: str) -> str:
    """Why there is no gait, without saying once more that there is none."""
    for known in ("it would not be running: ", "no such gait: "):
        message = message.removeprefix(known)
    return message


def _worth(after: Metrics) -> list[str]:
    """What joints and muscles of a step are worth; nothing where they are not told, as after a broken contact."""
    told = foot_stays(after.view.step) or math.isfinite(after["peak_knee_flexion"].value)
    return [limits(after)] if told else []


def _what_changed(answer: Answer) -> str:
    said = [_field_changed(answer, name) for name in answer.change]
    return f"{'; '.join([capital(said[0]), *said[1:]])}."


def _field_changed(answer: Answer, name: str) -> str:
    if name in METRICS:
        return _metric_wanted(answer, name)
    if name == "foot.ahead" and answer.baseline.touchdown:
        before, after = answer.baseline.touchdown.ahead, answer.changed_scenario.value("foot.ahead")
        size, centimetres = f"{100 * abs(after - before):.1f}", f"({100 * before:.1f} → {100 * after:.1f} cm)"
        if size == "0.0":
            return "the foot lands as far ahead of the body as before"
        way = "farther ahead" if after > before else "less far ahead"
        return f"the foot lands {size} cm {way} of the body than before {centimetres}"
    if name in choice_fields():
        return _from_to(name.replace(".", " "), str(answer.scenario.value(name)), str(answer.change[name]))
    before = as_run(answer.scenario, answer.baseline, name)
    was = field_value(answer, name, before)
    now = field_value(answer, name, answer.changed_scenario.value(name))
    change = _from_to(first_small(numeric_fields(answer.changed_scenario.leg.law)[name].label), was, now)
    if name == "foot.angle_of_attack" and was != now:
        return f"the leg lands {'steeper' if answer.changed_scenario.value(name) > before else 'flatter'} ({change})"
    return change


def _from_to(what: str, was: str, now: str) -> str:
    """Values before and after; words are set off from the name."""
    if was == now:
        return f"{what}: {was} as before"
    figures = any(digit in was for digit in "0123456789")
    return f"{what}{'' if figures else ':'} {was} → {now}"


def _metric_wanted(answer: Answer, name: str) -> str:
    metric, was = METRICS[name], answer.before[name].value
    now = answer.after[name].value if answer.after else math.nan
    if not math.isfinite(now):
        return f"{metric.label} {written(metric, was)}, wanted {str(answer.change[name]).removeprefix('=')}"
    if name == "hip_ankle_offset":
        return f"you want the hip {placed(now, 'your ankle')} at midstance"
    return f"{metric.label} {written(metric, was)} → {written(metric, now)}"


def _adjusted(answer: Answer) -> str:
    fields = numeric_fields(answer.changed_scenario.leg.law)
    moved = [
        f"{fields[name].label} {field_value(answer, name, was)} → {field_value(answer, name, now)}"
        for name, (was, now) in answer.adjusted.items()
        if field_value(answer, name, was) != field_value(answer, name, now)
    ]
    kept = listed([METRICS[name].label for name in answer.kept]) or "the rest"
    text = f"To keep {kept}: {', '.join(moved)}" if moved else f"To keep {kept} leg and hip need not do anything else"
    if answer.adjusted.get("leg.push_off", (0.0, 0.0))[1] < 0.0:
        text += " (a push-off below zero takes energy out: the leg gives way as it stretches)"
    if answer.let_go:
        text += f"; {listed([METRICS[name].label for name in answer.let_go])} cannot be kept as well"
    return text + "."


def _hip(before: Metrics, after: Metrics) -> str:
    moment = "When your body is lowest" if after.midstance == "lowest point" else f"At midstance ({after.midstance})"
    told = {"hip_ankle_offset": "your", "hip_cop_offset": "the"}
    if foot_stays(after.view.step):
        del told["hip_ankle_offset"]
    said = []
    for name, article in told.items():
        what = f"{article} {MEASURED_FROM[name]}"
        was, now = _values(before, after, name)
        if not math.isfinite(now):
            return f"There is no midstance to tell the hip at: this step has no {after.midstance}."
        if not math.isfinite(was):
            said.append(placed(now, what))
            continue
        same = placed(now, "it") == placed(was, "it")
        said.append(f"{placed(now, what)} ({'as' if same else placed(was, 'it')} before)")
    square = SQUARE if _slope(before) or _slope(after) else ""
    return f"{moment} your hip is {' and '.join(said)}{square}."


def _slope(metrics: Metrics) -> float:
    """Slope of the ground of a step [rad]."""
    return metrics.view.step.parameters.slope


def _speed(answer: Answer, before: Metrics, after: Metrics) -> str:
    brake, push = (_values(before, after, f"{kind}_impulse") for kind in ("braking", "propulsive"))
    even = [f"{brake[i]:.2f}" == f"{push[i]:.2f}" for i in (0, 1)]
    if max(brake[1], push[1]) < _NO_PUSH:
        now = "neither brakes you nor pushes you on"
        return f"The ground {now}{', as before' if max(brake[0], push[0]) < _NO_PUSH else ''}."
    if all(even):
        text = f"The ground brakes you by {brake[1]:.2f} m/s and pushes you on by as much, {_instead(*brake)}"
    else:
        text = (
            f"The ground brakes you by {brake[1]:.2f} m/s {_instead(*brake)} and pushes you on by {push[1]:.2f} m/s "
            f"{_instead(*push)}"
        )
    gain = forward_gain(answer.changed) if answer.ask == ONE_STEP and answer.changed is not None else math.nan
    return f"{text}: you leave {leaves(gain)}." if math.isfinite(gain) else f"{text}."


def _takeoff(before: Metrics, after: Metrics) -> str:
    was, now = _values(before, after, "takeoff_angle")
    rise = _values(before, after, "vertical_oscillation")
    if f"{now:.1f}" == f"{was:.1f}":
        return f"You take off {_direction(now)} as before."
    if max(now, was) > 90.0 + 1e-6:
        return f"You take off {_direction(now)} instead of {_direction(was)}."
    way = f"{'a little ' if abs(now - was) < _LITTLE else ''}{'more upward' if now > was else 'more forward'}"
    bounce = f"{100 * rise[1]:.1f} cm"
    before_it = "as before" if bounce == f"{100 * rise[0]:.1f} cm" else f"instead of {100 * rise[0]:.1f} cm"
    return (
        f"You take off at {now:.1f}° instead of {was:.1f}°, {way}; your body goes up and down by {bounce} {before_it}."
    )


def _direction(angle: float) -> str:
    if abs(angle - 90.0) < 0.05:
        return "straight up"
    return f"backward, {180.0 - angle:.1f}° above the ground behind you," if angle > 90.0 else f"at {angle:.1f}°"


def _force(before: Metrics, after: Metrics) -> str:
    was, now = _values(before, after, "peak_vertical_force")
    when = written(METRICS["time_of_peak_vertical_force"], after["time_of_peak_vertical_force"].value)
    same_weight = before.view.weight == after.view.weight
    if same_weight:
        return f"The vertical force peaks at {now:.2f} body weights ({_percent(was, now)}), at {when}."
    newtons = was * before.view.weight, now * after.view.weight
    return (
        f"The vertical force peaks at {newtons[1]:.0f} N instead of {newtons[0]:.0f} N ({_percent(*newtons)}); that is "
        f"{now:.2f} of your new body weight instead of {was:.2f} of the old one."
    )


def _load(before: Metrics, after: Metrics) -> str:
    """What knee, quadriceps and calf have to do."""
    flexion = _values(before, after, "peak_knee_flexion")
    if not all(map(math.isfinite, flexion)):
        return "The joints cannot be told: there is no whole contact."
    bend = f"{flexion[1]:.1f}°"
    if f"{flexion[0]:.1f}" != f"{flexion[1]:.1f}":
        bend += f" instead of {flexion[0]:.1f}°"
    same_weight = before.view.weight == after.view.weight
    loads = []
    for name, what, hardly in (
        ("peak_quadriceps_force", "the quadriceps pull with up to {} body weights", "the quadriceps hardly pull"),
        ("peak_achilles_force", "the Achilles tendon with up to {}", "the Achilles tendon hardly at all"),
    ):
        was, now = _values(before, after, name)
        if not math.isfinite(now):
            return f"Your knee bends to {bend}, farther than the pull of its muscles is known for."
        if max(was, now) < 0.05:
            continue  # nothing to nothing
        if now < 0.05:
            loads.append(hardly)
            continue
        newtons = f"{now * after.view.weight:.0f} N instead of {was * before.view.weight:.0f} N"
        loads.append(f"{what.format(f'{now:.1f}')} ({_percent(was, now) if same_weight else newtons})")
    return f"Your knee bends to {bend}" + (f"; {' and '.join(loads)}." if loads else ".")


def _landing(before: Metrics, after: Metrics) -> str:
    """How hard the foot lands, where the runner's landing is told."""
    rates = _values(before, after, "loading_rate")
    text = f"As you land the force rises by {rates[1]:.0f} body weights a second"
    text += f" ({_percent(*rates)})" if math.isfinite(rates[0]) else " (before, nothing was said of the landing)"
    peak = after["impact_peak"].value
    return text + (
        f", to an impact peak of {peak:.1f}." if math.isfinite(peak) else ", without an impact peak of its own."
    )


def _one_step_only(answer: Answer, before: Metrics, after: Metrics) -> str:
    text = "This is one landing out of step with the others, not a way of running"
    only_foot = set(answer.change) <= {"foot.ahead", "foot.angle_of_attack"}
    angle = after["takeoff_angle"].value - before["takeoff_angle"].value
    moved = after["hip_ankle_offset"].value - before["hip_ankle_offset"].value
    comparable = (
        only_foot and after.midstance == "lowest point" and abs(moved) > 0.002 and not foot_stays(after.view.step)
    )
    if comparable and _MEASURED_SPEEDS[0] <= before["speed"].value <= _MEASURED_SPEEDS[1]:
        low, high = published(HIP_FARTHER_BACK, "takeoff angle")
        where, sign = ("back", 1.0) if moved < 0.0 else ("ahead", -1.0)
        small, large = (sign * low, sign * high)
        text += (
            f": {angle / (100 * abs(moved)):+.1f}° of takeoff for each centimetre the hip is farther {where}. Real "
            f"runners adjust as they land: from step to step theirs changes by {small:+.2f} to {large:+.2f}° (26 "
            "treadmill runners)"
        )
    return text + "."


def _unsteered(answer: Answer) -> list[str]:
    """What to know of a run that did not settle."""
    if answer.steady:
        return ["Real runners steer: they would land the next foot elsewhere."] if steers(answer) else []
    if answer.baseline.outcome is not Outcome.RUNNING:
        return [f"Before the change it could not be run either: {inside(answer.baseline.sentence)}."]
    return ["Before the change the steps did not repeat themselves either: not all of this is the change's doing."]


def steers(answer: Answer) -> bool:
    """Whether a real runner would have had another step to save a settling that ended."""
    return answer.steady and answer.steps > 1


def _values(before: Metrics, after: Metrics, name: str) -> tuple[float, float]:
    return before[name].value, after[name].value


def _instead(was: float, now: float) -> str:
    if f"{now:.2f}" == f"{was:.2f}":
        return "as before"
    return f"instead of {was:.2f}" + (f" ({_percent(was, now)})" if was > 0.005 else "")


def _percent(was: float, now: float) -> str:
    if not was:
        return "–"
    if now > _MANY * was:
        return f"{now / was:.0f} times as much"
    change = f"{100 * (now / was - 1):+.0f} %"
    return "as before" if change in ("+0 %", "-0 %") else change


def _same(before: Metrics, after: Metrics, name: str) -> bool:
    was, now = _values(before, after, name)
    return abs(was - now) <= _EXACT * (1.0 + abs(was)) or (math.isnan(was) and math.isnan(now))
