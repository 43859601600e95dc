"""Answers in plain sentences, each with its number and with what it cannot say."""

from __future__ import annotations

import math

from springmass.dynamics.outcomes import Outcome
from springmass.gait.run import BACKWARD
from springmass.gait.what_if import ONE_STEP, Answer
from springmass.metrics import METRICS, Metrics
from springmass.report.tables import written
from springmass.scenario import choice_fields, numeric_fields
from springmass.units import label

SLOPE_IN_RUNNERS = 0.18
"""Takeoff angle per centimetre the hip is farther back at the lowest point, step to step within a runner [deg/cm]:
26 treadmill runners at 3.5 and 4.5 m/s (0.13 at 2.5), our processing of Fukuchi, Fukuchi & Duarte 2017, PeerJ 5:e3298,
CC BY 4.0."""

NO_KNEE = (
    "This leg is a bare spring without a knee: it cannot say what your quadriceps do. It says where your hip is, how "
    "hard the ground pushes and which way you leave it."
)


def explain(answer: Answer) -> list[str]:
    """Say in plain sentences what a change does.

    Parameters
    ----------
    answer : Answer

    Returns
    -------
    list of str
        What was changed, what came of it, and what the model cannot say.

    Examples
    --------
    >>> import springmass as sm
    >>> explain(sm.what_if(sm.load("rbds001"), {"foot.ahead": "+3 cm"}))[1]
    'When your body is lowest your hip is 5.6 cm behind the foot point (0.9 cm behind it before).'
    """
    sentences = [_what_changed(answer)]
    if answer.changed.outcome is not Outcome.RUNNING:
        return [*sentences, f"It cannot be run: {answer.changed.sentence}."]
    if answer.baseline.outcome is not Outcome.RUNNING:
        return [*sentences, f"The baseline itself does not run: {answer.baseline.sentence}."]
    before, after = answer.before, answer.after
    if all(_same(before, after, name) for name in METRICS):
        return [*sentences, "Nothing in the motion changes: this model does not depend on it."]
    sentences.append(_hip(before, after))
    sentences.append(_impulses(before, after))
    sentences.append(_takeoff(before, after))
    sentences.append(_force(before, after))
    if answer.changed.apex_speed < BACKWARD * math.sqrt(answer.changed.parameters.gravity):
        sentences.append("You would leave the ground moving backwards.")
    if answer.ask == ONE_STEP:
        sentences.append(_one_step_only(before, after))
    sentences.append(NO_KNEE)
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


def _what_changed(answer: Answer) -> str:
    said = []
    fields = numeric_fields(answer.changed_scenario.leg.law)
    for name, given in answer.change.items():
        if name == "foot.ahead" and answer.baseline.touchdown:
            before = -answer.baseline.touchdown.x
            after = answer.changed_scenario.value("foot.ahead")
            way = "farther ahead" if after > before else "less far ahead"
            said.append(
                f"The foot lands {100 * abs(after - before):.1f} cm {way} of the body than before "
                f"({100 * before:.1f} → {100 * after:.1f} cm)"
            )
        elif name in choice_fields():
            said.append(f"{name} is {given} instead of {answer.scenario.value(name)}")
        else:
            unit = fields[name].unit
            old, new = answer.scenario.value(name), answer.changed_scenario.value(name)
            was = label(old, unit) if old is not None else "none"
            said.append(f"{_capital(fields[name].label)} {was} → {label(new, unit)}")
    return "; ".join(said) + "."


def _hip(before: Metrics, after: Metrics) -> str:
    moment = "When your body is lowest" if after.midstance == "lowest point" else f"At midstance ({after.midstance})"
    was, now = before["hip_cop_offset"].value, after["hip_cop_offset"].value
    return f"{moment} your hip is {placed(now, 'the foot point')} ({placed(was, 'it')} before)."


def _impulses(before: Metrics, after: Metrics) -> str:
    brake, push = (_values(before, after, f"{kind}_impulse") for kind in ("braking", "propulsive"))
    net = push[1] - brake[1]
    if abs(net) < 0.005:
        end = "you leave as fast as you came"
    else:
        end = f"you come away {abs(net):.2f} m/s {'slower' if net < 0 else 'faster'}"
    return (
        f"The ground brakes you by {brake[1]:.2f} m/s {_instead(*brake)} and pushes you on by {push[1]:.2f} m/s "
        f"{_instead(*push)}: {end}."
    )


def _takeoff(before: Metrics, after: Metrics) -> str:
    was, now = _values(before, after, "takeoff_angle")
    rise = _values(before, after, "vertical_oscillation")
    if abs(now - was) < 0.05:
        return f"You take off at {now:.1f}° as before."
    way = "more up and less forward" if now > was else "more forward and less up"
    return (
        f"You take off at {now:.1f}° instead of {was:.1f}°, {way}; your body goes up and down by "
        f"{100 * rise[1]:.1f} cm instead of {100 * rise[0]:.1f} cm."
    )


def _force(before: Metrics, after: Metrics) -> str:
    was, now = _values(before, after, "peak_vertical_force")
    when = written(METRICS["time_of_peak_vertical_force"], after["time_of_peak_vertical_force"].value)
    change = f"{100 * (now / was - 1):+.0f} %" if was else "–"
    return f"The vertical force peaks at {now:.2f} body weights ({change}), at {when}."


def _one_step_only(before: Metrics, after: Metrics) -> str:
    angle = after["takeoff_angle"].value - before["takeoff_angle"].value
    moved = after["hip_cop_offset"].value - before["hip_cop_offset"].value
    text = "This is one landing out of step with the others, not a way of running"
    if abs(moved) > 0.002 and math.isfinite(angle):
        slope = -angle / (100 * moved)
        text += (
            f": {slope:+.1f}° of takeoff for each centimetre the hip is farther back. Real runners adjust as they "
            f"land: from step to step theirs changes by {SLOPE_IN_RUNNERS:+.2f}° (26 treadmill runners, 3.5 m/s)"
        )
    return text + "."


def _values(before: Metrics, after: Metrics, name: str) -> tuple[float, float]:
    return before[name].value, after[name].value


def _instead(was: float, now: float) -> str:
    if f"{now:.2f}" == f"{was:.2f}":
        return "as before"
    return f"instead of {was:.2f}" + (f" ({100 * (now / was - 1):+.0f} %)" if was > 0.005 else "")


def _same(before: Metrics, after: Metrics, name: str) -> bool:
    was, now = _values(before, after, name)
    return was == now or (math.isnan(was) and math.isnan(now))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
