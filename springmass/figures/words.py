"""What figures say: offsets, angles and moments in plain words."""

from __future__ import annotations

import math

from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step
from springmass.figures.lettering import folded, from_to
from springmass.gait.run import backwards
from springmass.gait.what_if import MATCHED, QUESTIONS, SETTLE, Answer
from springmass.metrics import METRICS, Metrics
from springmass.metrics.words import (
    MEASURED_FROM,
    OVER,
    capital,
    first_small,
    foot_stays,
    forward_gain,
    leaves,
    listed,
    placed,
)
from springmass.scenario import choice_fields, numeric_fields
from springmass.units import label

WHEN = {
    "lowest point": "when the body is lowest",
    "greatest compression": "when the leg is shortest",
    "peak vertical force": "when the ground pushes up hardest",
    "half contact": "at half of contact time",
    "fore-aft crossover": "when braking turns into pushing",
}
"""Definition of midstance → the moment in words."""

MOMENT = {name: when.removeprefix("when ").removeprefix("at ") for name, when in WHEN.items()}
"""Definition of midstance → the moment as a name for a line in a graph."""
HONEST = (
    "Hip, knee and ankle are joints of the leg on the ground, placed under the body's mass (blue or grey dot) by "
    "geometry fitted to real runners, instant by instant; the other leg and the arms are not drawn. "
    "Black dot: foot point (centre of pressure). White diamond: first contact."
)
"""What is drawn, and what it is not."""
UPRIGHT = 90.05
"""Takeoffs steeper than this point backward: below it 90.0 is written [degrees]."""


def hip_offset(offset: float, what: str = "ankle") -> str:
    """Where the hip joint is over something.

    Parameters
    ----------
    offset : float
        Hip minus that along the ground [m].
    what : str
        Such as ``"ankle"`` or ``"foot point"``.

    Returns
    -------
    str

    Examples
    --------
    >>> hip_offset(0.034), hip_offset(-0.0086, "foot point"), hip_offset(0.0)
    ('hip 3.4 cm ahead of the ankle', 'hip 0.9 cm behind the foot point', 'hip right over the ankle')
    """
    return f"hip {placed(offset, f'the {what}')}"


def hangs(offset: float, foot_stays: bool) -> str:
    """What the plumb line says: the hip over the ankle, or the body over a foot point that does not roll.

    Parameters
    ----------
    offset : float
        Hip minus ankle, or body's mass minus foot point, along the ground [m].
    foot_stays : bool
        Whether the foot point of this leg stays; its hip and ankle are not to be believed then.

    Returns
    -------
    str

    Examples
    --------
    >>> hangs(0.034, False), hangs(-0.024, True)
    ('hip 3.4 cm ahead of the ankle', 'body 2.4 cm behind the foot point')
    """
    return f"body {placed(offset, 'the foot point')}" if foot_stays else hip_offset(offset)


def midstance_note(ankle: float, foot_point: float, midstance: str, complete: bool = True) -> list[str]:
    """The lines beside the plumb line; they say which midstance is meant, and so when there is none.

    Parameters
    ----------
    ankle, foot_point : float
        Hip minus ankle and hip minus centre of pressure along the ground [m]; NaN without a midstance.
    midstance : str
        Its definition.
    complete : bool
        Whether there was a contact from touchdown to takeoff.

    Returns
    -------
    list of str

    Examples
    --------
    >>> for line in midstance_note(0.034, -0.051, "lowest point"):
    ...     print(line)
    hip 3.4 cm ahead of the ankle
    5.1 cm behind the foot point (centre of pressure)
    when the body is lowest
    """
    if not complete:
        return ["no plumb line: the foot did not stay", "from touchdown to takeoff"]
    if not math.isfinite(ankle):
        return ["no plumb line: this step has no moment", WHEN[midstance]]
    return [hip_offset(ankle), placed(foot_point, "the foot point (centre of pressure)"), WHEN[midstance]]


def body_note(offset: float, midstance: str, complete: bool = True) -> list[str]:
    """The lines beside the plumb line of a leg whose foot point stays: its hip and ankle are not to be believed.

    Parameters
    ----------
    offset : float
        Body's mass minus centre of pressure along the ground [m]; NaN without a midstance.
    midstance : str
        Its definition.
    complete : bool
        Whether there was a contact from touchdown to takeoff.

    Returns
    -------
    list of str

    Examples
    --------
    >>> body_note(-0.024, "lowest point")
    ['body 2.4 cm behind the foot point', 'when the body is lowest']
    """
    if not complete or not math.isfinite(offset):
        return midstance_note(math.nan, math.nan, midstance, complete)
    return [hangs(offset, True), WHEN[midstance]]


def takeoff_note(angle: float, speed: float) -> str:
    """The note beside the takeoff arrow.

    Parameters
    ----------
    angle : float
        Above the ground [degrees].
    speed : float
        [m/s].

    Returns
    -------
    str

    Examples
    --------
    >>> takeoff_note(8.14, 3.607), takeoff_note(-0.83, 3.75)
    ('takeoff\\n8.1° upward\\n3.61 m/s', 'takeoff\\n0.8° downward\\n3.75 m/s')
    """
    return f"takeoff\n{takeoff_way(angle)}\n{speed:.2f} m/s"


def takeoff_way(angle: float) -> str:
    """Which way the runner leaves the ground [degrees from forward].

    Examples
    --------
    >>> takeoff_way(8.14), takeoff_way(-0.83), takeoff_way(137.7)
    ('8.1° upward', '0.8° downward', '137.7°, backward')
    """
    if angle > UPRIGHT:
        return f"{angle:.1f}°, backward"
    return f"{abs(angle):.1f}° {'down' if angle < 0.0 else 'up'}ward"


def foot_note(ahead: float) -> str:
    """Where the foot lands, seen from the body's mass [m]."""
    if abs(ahead) < OVER:
        return "foot lands right under the body's mass"
    return f"foot lands {100.0 * abs(ahead):.1f} cm {'ahead of' if ahead > 0.0 else 'behind'} the body's mass"


def caption(midstance: str, slope: float = 0.0, width: int = 165) -> str:
    """Small print: which midstance, and what the body drawn is.

    Parameters
    ----------
    midstance : str
        Its definition.
    slope : float
        Of the ground [rad]; on a slope the picture is turned with it.
    width : int
        Letters in a line.

    Returns
    -------
    str
    """
    turned = " The ground slopes: the picture is turned with it and the plumb line is square to the ground."
    return folded(f"{means(midstance)} {HONEST}{turned if slope else ''}", width)


def means(midstance: str) -> str:
    """Which definition of midstance is used, as a sentence."""
    return f"Midstance here means: {midstance}."


def warnings(step: Step) -> str:
    """What went wrong in a step, or must be known before it is believed; empty for plain running."""
    said = [] if step.outcome is Outcome.RUNNING else [step.sentence]
    if backwards(step):
        said.append("the runner leaves the ground moving backwards")
    if step.overcompressed:
        said.append("the leg gets shorter than half its length: do not believe the numbers")
    return "; ".join(said)


"""Metric → what the hip is over."""


def change(answer: Answer) -> str:
    """The change in words.

    Parameters
    ----------
    answer : Answer

    Returns
    -------
    str
        Such as ``"the foot lands 3.0 cm farther ahead"`` or ``"leg stiffness -5 %"``.
    """
    fields = numeric_fields(answer.changed_scenario.leg.law)
    said = []
    for name, given in answer.change.items():
        if (
            name.startswith("hip")
            and name in MEASURED_FROM
            and answer.after is not None
            and math.isfinite(answer.after[name].value)
        ):
            said.append(f"{hip_offset(answer.after[name].value, MEASURED_FROM[name])} at midstance")
            continue
        if name in METRICS:
            new = f"{given}".strip().removeprefix("=").strip()
            unit = "" if isinstance(given, str) else f" {METRICS[name].unit_label}"
            said.append(f"{first_small(METRICS[name].label)} {new}{unit}")
            continue
        before, after = answer.baseline.touchdown, answer.changed_scenario.value(name)
        if name == "foot.ahead" and before is not None and after is not None:
            farther = after + before.x
            way = "farther" if farther > 0.0 else "less far"
            said.append(f"the foot lands {100.0 * abs(farther):.1f} cm {way} ahead")
        elif name in choice_fields():
            said.append(f"{name.replace('.', ' ')} {given}")
        else:
            new = given if isinstance(given, str) else label(after, fields[name].unit)
            said.append(f"{fields[name].label} {new.strip().removeprefix('=')}")
    return ", ".join(said)


def question(answer: Answer) -> str:
    """Which question is asked, such as ``"One step: only this one step is different, …"``."""
    asked = f"{answer.ask}: {QUESTIONS[answer.ask]}" if answer.ask in QUESTIONS else answer.ask
    return capital(asked)


_BELOW_ZERO = {
    "leg.push_off": " (below zero: the leg takes energy out)",
    "hip.extension": " (below zero: the hip brakes)",
}
"""Field → what a value below zero means."""


def adjusted(answer: Answer) -> str:
    """What leg and hip had to change for a matched gait; empty where nothing was adjusted.

    Parameters
    ----------
    answer : Answer

    Returns
    -------
    str
        Such as ``"leg stiffness 16.2 → 14.5 kN/m, push-off 5.3 → 3.0 cm, hip extension 0.0 → 1.7°"``.
    """
    fields = numeric_fields(answer.changed_scenario.leg.law)
    return ", ".join(
        f"{first_small(fields[name].label)} {from_to(before, after, fields[name].unit)}"
        + (_BELOW_ZERO.get(name, "") if after < 0.0 else "")
        for name, (before, after) in answer.adjusted.items()
    )


def kept(answer: Answer) -> str:
    """What a matched gait keeps, such as ``"speed, cadence and contact time"``."""
    names = [first_small(METRICS[name].label) if name in METRICS else name for name in answer.kept]
    return listed(names) or "running"


def which_step(answer: Answer) -> str:
    """Which of the steps of a settling is drawn; empty for the other questions."""
    if answer.ask != SETTLE or answer.changed is None:
        return ""
    return " (once settled)" if answer.settled else f" (step {answer.steps})"


def came_of_it(answer: Answer) -> str:
    """What came of a change, in a sentence or two.

    Parameters
    ----------
    answer : Answer

    Returns
    -------
    str
    """
    after = answer.after
    if answer.changed is None or after is None:
        return f"There is no such gait: {answer.message}."
    if answer.ask == MATCHED:
        must = f"Leg and hip must do this: {adjusted(answer)}." if answer.adjusted else "Nothing has to change."
        return f"{must} {hip_and_takeoff(after)}"
    if answer.ask == SETTLE:
        end = "" if not answer.settled else f" {hip_and_takeoff(after)}"
        return f"{capital(answer.message)}.{end}"
    said = warnings(answer.changed)
    return f"It cannot be run on: {said}." if said else f"{hip_and_takeoff(after)} {_speed(answer.changed)}".rstrip()


def hip_and_takeoff(metrics: Metrics) -> str:
    """Where the hip is at midstance (the body, if the foot stays) and how the runner leaves the ground, if any."""
    stays = foot_stays(metrics.view.step)
    offset = metrics["mass_cop_offset" if stays else "hip_ankle_offset"].value
    angle = metrics["takeoff_angle"].value
    where = f"{capital(hangs(offset, stays))} at midstance. " if math.isfinite(offset) else ""
    return f"{where}Takeoff {takeoff_way(angle)}." if math.isfinite(angle) else where.rstrip()


def _speed(step: Step) -> str:
    gain = forward_gain(step)
    return f"The runner leaves {leaves(gain)}." if math.isfinite(gain) else ""


def asked(name: str) -> str:
    """The question of an answer, without its name; such as ``"Leg and hip left as they are, …?"``."""
    return capital(QUESTIONS.get(name, name))
