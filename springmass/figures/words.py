"""What figures say: offsets, angles and moments in plain words."""

from __future__ import annotations

import math

from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step
from springmass.gait.run import BACKWARD
from springmass.gait.what_if import QUESTIONS, Answer
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
    return f"takeoff\n{abs(angle):.1f}° {'down' if angle < 0.0 else 'up'}ward\n{speed:.2f} m/s"


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
    """Which question is asked, such as ``"One step: same incoming flight, …"``."""
    asked = f"{answer.ask}: {QUESTIONS[answer.ask]}" if answer.ask in QUESTIONS else answer.ask
    return asked[:1].upper() + asked[1:]
