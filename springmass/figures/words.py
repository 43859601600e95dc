"""What figures say: offsets, angles and moments in plain words."""

from __future__ import annotations

import math
import re
import textwrap

from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step
from springmass.gait.run import BACKWARD
from springmass.gait.what_if import MATCHED, QUESTIONS, SETTLE, Answer
from springmass.metrics import METRICS, Metrics
from springmass.scenario import choice_fields, numeric_fields
from springmass.units import display, label

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
    "The hip is the body's point mass; the foot point (black dot) is the centre of pressure. "
    "White diamond: first contact of the foot."
)
"""What the words mean as long as the leg has no joints."""
OVER = 0.0005
"""Offsets smaller than this are none [m]."""


def hip_offset(offset: float) -> str:
    """Where the hip is over the foot.

    Parameters
    ----------
    offset : float
        Hip minus centre of pressure along the ground [m].

    Returns
    -------
    str

    Examples
    --------
    >>> hip_offset(-0.0086), hip_offset(0.0)
    ('hip 0.9 cm behind the foot point', 'hip right over the foot point')
    """
    if abs(offset) < OVER:
        return "hip right over the foot point"
    return f"hip {100.0 * abs(offset):.1f} cm {'behind' if offset < 0.0 else 'ahead of'} the foot point"


def midstance_note(offset: float, midstance: str, complete: bool = True) -> str:
    """The note beside the plumb line; says which midstance is meant, and so when there is none.

    Parameters
    ----------
    offset : float
        Hip minus centre of pressure [m]; NaN without a midstance.
    midstance : str
        Its definition.
    complete : bool
        Whether there was a contact from touchdown to takeoff.

    Returns
    -------
    str
    """
    if not complete:
        return "no plumb line: there is no contact\nfrom touchdown to takeoff"
    if not math.isfinite(offset):
        return f"no plumb line: this step has no moment\n{WHEN[midstance]}"
    return f"{hip_offset(offset)}\n{WHEN[midstance]}"


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
    if angle > 90.0:
        return f"{angle:.1f}°, backward"
    return f"{abs(angle):.1f}° {'down' if angle < 0.0 else 'up'}ward"


def foot_note(ahead: float) -> str:
    """Where the foot lands, seen from the hip [m]."""
    if abs(ahead) < OVER:
        return "foot lands right under the hip"
    return f"foot lands {100.0 * abs(ahead):.1f} cm {'ahead of' if ahead > 0.0 else 'behind'} the hip"


def caption(midstance: str, slope: float = 0.0) -> str:
    """Small print: which midstance, and what hip and foot point are.

    Parameters
    ----------
    midstance : str
        Its definition.
    slope : float
        Of the ground [rad]; on a slope the picture is turned with it.

    Returns
    -------
    str
    """
    turned = "\nThe ground slopes: the picture is turned with it and the plumb line is square to the ground."
    return f"{means(midstance)} {HONEST}" + (turned if slope else "")


def means(midstance: str) -> str:
    """Which definition of midstance is used, as a sentence."""
    return f"Midstance here means: {midstance}."


def warnings(step: Step) -> str:
    """What went wrong in a step, or must be known before it is believed; empty for plain running."""
    said = [] if step.outcome is Outcome.RUNNING else [step.sentence]
    limit = BACKWARD * math.sqrt(step.parameters.gravity * step.parameters.leg_length)
    if step.takeoff is not None and step.takeoff[2] < limit:
        said.append("the runner leaves the ground moving backwards")
    if step.overcompressed:
        said.append("the leg gets shorter than half its length: do not believe the numbers")
    return "; ".join(said)


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
        if name in METRICS:
            new = f"{given}".strip().removeprefix("=").strip()
            unit = "" if isinstance(given, str) else f" {METRICS[name].unit_label}"
            said.append(f"{_first_small(METRICS[name].label)} {new}{unit}")
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
    return asked[:1].upper() + asked[1:]


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
        f"{_first_small(fields[name].label)} {from_to(before, after, fields[name].unit)}"
        + (_BELOW_ZERO.get(name, "") if after < 0.0 else "")
        for name, (before, after) in answer.adjusted.items()
    )


def kept(answer: Answer) -> str:
    """What a matched gait keeps, such as ``"speed, cadence and contact time"``."""
    names = [_first_small(METRICS[name].label) if name in METRICS else name for name in answer.kept]
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part) or "running"


def which_step(answer: Answer) -> str:
    """Which of the steps of a settling is drawn; empty for the other questions."""
    if answer.ask != SETTLE or answer.changed is None:
        return ""
    return " (once settled)" if answer.settled else f" (step {answer.steps})"


def quantity(value: float, unit: str) -> str:
    """Write a value in three digits.

    Parameters
    ----------
    value : float
        In ``unit``.
    unit : str

    Returns
    -------
    str

    Examples
    --------
    >>> quantity(20e3, "N/m"), quantity(math.radians(68.0), "rad"), quantity(0.03, "m")
    ('20 kN/m', '68°', '3 cm')
    """
    name, factor = shown_unit(value, unit)
    return f"{factor * value:.3g}{'' if name == '°' else ' '}{name}".rstrip()


def from_to(before: float, after: float, unit: str) -> str:
    """Write two values of a quantity with one unit and the same digits.

    Parameters
    ----------
    before, after : float
        In ``unit``.
    unit : str

    Returns
    -------
    str

    Examples
    --------
    >>> from_to(16213.6, 14500.8, "N/m"), from_to(0.0527, -0.0232, "m"), from_to(0.0, 0.0297, "rad")
    ('16.2 → 14.5 kN/m', '5.3 → −2.3 cm', '0.0 → 1.7°')
    """
    name, factor = shown_unit(max(abs(before), abs(after)), unit)
    largest = factor * max(abs(before), abs(after))
    digits = 1 if 0.95 <= largest < 99.95 else 0 if largest >= 99.95 else 3
    was, now = (f"{factor * value:.{digits}f}".replace("-", "−") for value in (before, after))
    return f"{was} → {now}{'' if name == '°' else ' '}{name}".rstrip()


def shown_unit(value: float, unit: str) -> tuple[str, float]:
    """The unit people read for a value of this size, and the factor to it.

    Parameters
    ----------
    value : float
        In ``unit``.
    unit : str

    Returns
    -------
    tuple of str and float

    Examples
    --------
    >>> shown_unit(0.03, "m"), shown_unit(1.0, "m"), shown_unit(0.02, "rad")[0]
    (('cm', 100.0), ('m', 1.0), '°')
    """
    name, factor = ("m", 1.0) if unit == "m" and abs(value) >= 1.0 else display(unit)
    return ("°" if name in ("deg", "°") else "" if name == "1" else name), factor


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
    return f"It cannot be run on: {said}." if said else f"{hip_and_takeoff(after)} {_speed(after)}".rstrip()


def hip_and_takeoff(metrics: Metrics) -> str:
    """Where the hip is at midstance and how the runner leaves the ground, as far as there is either."""
    offset, angle = metrics["hip_cop_offset"].value, metrics["takeoff_angle"].value
    where = f"{capital(hip_offset(offset))} at midstance. " if math.isfinite(offset) else ""
    return f"{where}Takeoff {takeoff_way(angle)}." if math.isfinite(angle) else where.rstrip()


def _speed(metrics: Metrics) -> str:
    net = metrics["propulsive_impulse"].value - metrics["braking_impulse"].value
    if not math.isfinite(net):
        return ""
    if abs(net) < 0.005:
        return "The runner leaves as fast as he came."
    return f"The runner comes away {abs(net):.2f} m/s {'slower' if net < 0.0 else 'faster'}."


def asked(name: str) -> str:
    """The question of an answer, without its name; such as ``"Leg and hip left as they are, …?"``."""
    return capital(QUESTIONS.get(name, name))


def capital(text: str) -> str:
    """The same with a capital first letter."""
    return text[:1].upper() + text[1:]


def _first_small(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def folded(text: str, width: int) -> str:
    """Break a text into lines of about one length, none longer than ``width`` letters; quantities stay whole.

    Examples
    --------
    >>> print(folded("what must leg and hip do to run like that for ever?", 40))
    what must leg and hip do
    to run like that for ever?
    """
    whole = re.sub(r"(?<=\d) (?=\w)| (?=→)|(?<=→) ", "\u00a0", text)
    lines = textwrap.wrap(whole, width)
    for narrow in range(width - 1, 0, -1):
        even = textwrap.wrap(whole, narrow)
        if len(even) > len(lines) or max(map(len, even)) > width:
            break
        lines = even
    return "\n".join(lines).replace("\u00a0", " ")
