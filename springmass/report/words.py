"""Answers in plain sentences, each with its number and with what it cannot say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from springmass.dynamics.outcomes import Outcome
from springmass.evidence.interventions import HIP_FARTHER_BACK, published
from springmass.gait.run import BACKWARD
from springmass.gait.what_if import MATCHED, ONE_STEP, SETTLE, Answer, of_the_body
from springmass.metrics import METRICS, Metrics
from springmass.report.tables import NO_ROLL, rolls_not, written
from springmass.scenario import choice_fields, numeric_fields
from springmass.units import label

if TYPE_CHECKING:
    from springmass.measured.fitting.runner_fit import RunnerFit

_MEASURED_SPEEDS = (2.0, 5.0)

LIMITS = (
    "Joints and muscle forces are those of an average body in this posture, from the ground's push alone: trust their "
    "direction and rough size, not the last digit."
)


def limits(after: Metrics) -> str:
    """What joints and muscle forces of a step are worth, in a sentence."""
    return f"{NO_ROLL[:1].upper()}{NO_ROLL[1:]}." if rolls_not(after) else LIMITS


def explain(answer: Answer | RunnerFit) -> list[str]:
    """Say in plain sentences what a change does, or what runner a recording gives.

    Parameters
    ----------
    answer : Answer or RunnerFit

    Returns
    -------
    list of str
        What was changed, what came of it, and what the model cannot say.

    Examples
    --------
    >>> import springmass as sm
    >>> print(explain(sm.what_if(sm.load("rbds001"), {"foot.ahead": "+3 cm"}))[3])
    You take off at 13.5° instead of 8.0°, more up and less forward; your body goes up and down by 13.3 cm instead of \
8.0 cm.
    """
    if not isinstance(answer, Answer):
        from springmass.report.fits import fit_sentences

        return fit_sentences(answer)
    sentences = [_what_changed(answer)]
    before, after = answer.before, answer.after
    if answer.changed is None or after is None:
        return [*sentences, f"There is no way to keep running like that: {answer.message}."]
    if answer.ask == SETTLE:
        sentences.append(f"With leg and hip left as they are, {answer.message}.")
        if not answer.settled:
            return [*sentences, _unsteered(answer)]
    if answer.changed.outcome is not Outcome.RUNNING:
        if answer.baseline.outcome is not Outcome.RUNNING:
            sentences.append(f"Before the change it could not be run either: {answer.baseline.sentence}.")
        return [*sentences, f"It cannot be run: {answer.changed.sentence}."]
    if answer.baseline.outcome is not Outcome.RUNNING:
        sentences.append(f"Before the change it did not run: {answer.baseline.sentence}.")
        sentences.append(f"Now it does: you take off at {after['takeoff_angle'].value:.1f}°.")
        return [*sentences, limits(after)]
    if answer.ask != MATCHED and all(_same(before, after, name) for name in METRICS):
        return [*sentences, "The motion stays exactly the same."]
    if answer.ask == MATCHED:
        sentences.append(_adjusted(answer))
    sentences.append(_hip(before, after))
    sentences.append(_speed(answer, before, after))
    sentences.append(_takeoff(before, after))
    sentences.append(_force(before, after))
    sentences.append(_load(before, after))
    if math.isfinite(after["loading_rate"].value):
        sentences.append(_landing(before, after))
    if answer.changed.apex_speed < BACKWARD * math.sqrt(answer.changed.parameters.gravity):
        sentences.append("You would leave the ground moving backwards.")
    if answer.ask == ONE_STEP:
        sentences.append(_one_step_only(answer, before, after))
    sentences.append(limits(after))
    return sentences


def placed(offset: float, reference: str) -> str:
    """Where the hip is, in words.

    Parameters
    ----------
    offset : float
        Hip minus reference along the ground [m].
    reference : str
        Such as ``"the foot point"``.

    Returns
    -------
    str

    Examples
    --------
    >>> placed(-0.03, "your ankle"), placed(0.0004, "it")
    ('3.0 cm behind your ankle', 'right over it')
    """
    if not math.isfinite(offset):
        return f"nowhere near {reference}"
    if abs(offset) < 0.0005:
        return f"right over {reference}"
    return f"{100 * abs(offset):.1f} cm {'behind' if offset < 0 else 'ahead of'} {reference}"


def field_value(answer: Answer, name: str, value: float | None) -> str:
    """A scenario field's value for people; "none" where it is not given."""
    if value is None:
        return "none"
    return label(value, numeric_fields(answer.changed_scenario.leg.law)[name].unit)


def _what_changed(answer: Answer) -> str:
    said = []
    fields = numeric_fields(answer.changed_scenario.leg.law)
    for name, given in answer.change.items():
        if name in METRICS:
            was = written(METRICS[name], answer.before[name].value)
            now = answer.after[name].value if answer.after else math.nan
            wanted = str(given).removeprefix("=")
            reached = f" → {written(METRICS[name], now)}" if math.isfinite(now) else f", wanted {wanted}"
            said.append(f"{_capital(METRICS[name].label)} {was}{reached}")
        elif name == "foot.ahead" and answer.baseline.touchdown:
            before, after = -answer.baseline.touchdown.x, answer.changed_scenario.value("foot.ahead")
            way = "farther ahead" if after >= before else "less far ahead"
            said.append(
                f"The foot lands {100 * abs(after - before):.1f} cm {way} of the body than before "
                f"({100 * before:.1f} → {100 * after:.1f} cm)"
            )
        elif name in choice_fields():
            said.append(f"{_capital(name.replace('.', ' '))} {answer.scenario.value(name)} → {given}")
        else:
            before = answer.scenario.value(name)
            was = field_value(answer, name, of_the_body(answer.baseline, name) if before is None else before)
            now_text = field_value(answer, name, answer.changed_scenario.value(name))
            said.append(f"{_capital(fields[name].label)} {was} → {now_text}")
    return "; ".join(said) + "."


def _adjusted(answer: Answer) -> str:
    fields = numeric_fields(answer.changed_scenario.leg.law)
    moved = [
        f"{fields[name].label} {field_value(answer, name, was)} → {field_value(answer, name, now)}"
        for name, (was, now) in answer.adjusted.items()
        if field_value(answer, name, was) != field_value(answer, name, now)
    ]
    kept = ", ".join(METRICS[name].label for name in answer.kept) or "the rest"
    text = f"To keep {kept}: {', '.join(moved)}" if moved else f"With the same {kept} nothing else has to change"
    if answer.adjusted.get("leg.push_off", (0.0, 0.0))[1] < 0.0:
        text += " (a push-off below zero takes energy out: the leg gives way as it stretches)"
    if answer.let_go:
        text += f"; {' and '.join(METRICS[name].label for name in answer.let_go)} cannot be kept as well"
    return text + "."


def _hip(before: Metrics, after: Metrics) -> str:
    moment = "When your body is lowest" if after.midstance == "lowest point" else f"At midstance ({after.midstance})"
    ankle, foot = (_values(before, after, name) for name in ("hip_ankle_offset", "hip_cop_offset"))
    return (
        f"{moment} your hip is {placed(ankle[1], 'your ankle')} ({placed(ankle[0], 'it')} before) and "
        f"{placed(foot[1], 'the foot point')} ({placed(foot[0], 'it')} before)."
    )


def _speed(answer: Answer, before: Metrics, after: Metrics) -> str:
    brake, push = (_values(before, after, f"{kind}_impulse") for kind in ("braking", "propulsive"))
    text = (
        f"The ground brakes you by {brake[1]:.2f} m/s {_instead(*brake)} and pushes you on by {push[1]:.2f} m/s "
        f"{_instead(*push)}"
    )
    changed = answer.changed
    if answer.ask != ONE_STEP or changed is None or changed.touchdown is None or changed.takeoff is None:
        return text + "."
    # From the motion itself: on a slope or with a rope the ground is not all that speeds up or slows down.
    net = changed.takeoff[2] - changed.touchdown.vx
    if abs(net) < 0.005:
        return text + ": you leave as fast as you came."
    return text + f": you leave {abs(net):.2f} m/s {'slower' if net < 0 else 'faster'} than you landed."


def _takeoff(before: Metrics, after: Metrics) -> str:
    was, now = _values(before, after, "takeoff_angle")
    rise = _values(before, after, "vertical_oscillation")
    if abs(now - was) < 0.05:
        return f"You take off at {now:.1f}° as before."
    if max(now, was) > 90.0 + 1e-6:
        return f"You take off {_direction(now)} instead of {_direction(was)}."
    way = "more up and less forward" if now > was else "more forward and less up"
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
        f"{now:.2f} instead of {was:.2f} body weights, but the weight is another one."
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
    for name, what in (
        ("peak_quadriceps_force", "the quadriceps pull with up to {} body weights"),
        ("peak_achilles_force", "the Achilles tendon with up to {}"),
    ):
        was, now = _values(before, after, name)
        if not math.isfinite(now):
            return f"Your knee bends to {bend}, farther than the pull of its muscles is known for."
        if max(was, now) < 0.05:
            continue  # nothing to nothing
        text = what.format(f"{now:.1f}")
        loads.append(text + (f" ({_percent(was, now)})" if same_weight else f" ({now * after.view.weight:.0f} N)"))
    return f"Your knee bends to {bend}" + (f"; {' and '.join(loads)}." if loads else ".")


def _landing(before: Metrics, after: Metrics) -> str:
    """How hard the foot lands, where the runner's landing is told."""
    rates = _values(before, after, "loading_rate")
    text = f"As you land the force rises by {rates[1]:.0f} body weights a second"
    if math.isfinite(rates[0]):
        text += f" ({_percent(*rates)})"
    peak = after["impact_peak"].value
    return text + (
        f", to an impact peak of {peak:.1f}." if math.isfinite(peak) else ", without an impact peak of its own."
    )


def _one_step_only(answer: Answer, before: Metrics, after: Metrics) -> str:
    text = "This is one landing out of step with the others, not a way of running"
    only_foot = set(answer.change) <= {"foot.ahead", "foot.angle_of_attack"}
    angle = after["takeoff_angle"].value - before["takeoff_angle"].value
    moved = after["hip_ankle_offset"].value - before["hip_ankle_offset"].value
    comparable = only_foot and after.midstance == "lowest point" and abs(moved) > 0.002
    if comparable and _MEASURED_SPEEDS[0] <= before["speed"].value <= _MEASURED_SPEEDS[1]:
        low, high = published(HIP_FARTHER_BACK, "takeoff angle")
        text += (
            f": {-angle / (100 * moved):+.1f}° of takeoff for each centimetre the hip is farther back. Real runners "
            f"adjust as they land: from step to step theirs changes by {low:+.2f} to {high:+.2f}° (26 treadmill "
            "runners)"
        )
    return text + "."


def _unsteered(answer: Answer) -> str:
    if answer.steady:
        return "Real runners steer: they would land the next foot elsewhere."
    return "The baseline does not repeat itself either; ask for a gait to find."


def _values(before: Metrics, after: Metrics, name: str) -> tuple[float, float]:
    return before[name].value, after[name].value


def _instead(was: float, now: float) -> str:
    if f"{now:.2f}" == f"{was:.2f}":
        return "as before"
    return f"instead of {was:.2f}" + (f" ({_percent(was, now)})" if was > 0.005 else "")


def _percent(was: float, now: float) -> str:
    if not was:
        return "–"
    change = f"{100 * (now / was - 1):+.0f} %"
    return "as before" if change in ("+0 %", "-0 %") else change


def _same(before: Metrics, after: Metrics, name: str) -> bool:
    was, now = _values(before, after, name)
    return abs(was - now) <= 1e-9 * (1.0 + abs(was)) or (math.isnan(was) and math.isnan(now))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
