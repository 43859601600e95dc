"""Fields of a scenario as a step has them: what is left out, or placed another way, has a value all the same."""

from __future__ import annotations

import math
from typing import Any

from springmass.dynamics.step import Step
from springmass.scenario import Scenario

_OF_THE_BODY = {"hip.behind": "hip_behind", "hip.above": "hip_above", "foot.first_contact": "first_contact"}
"""Fields that may be left out → where the body has them."""


def as_run(scenario: Scenario, step: Step, name: str) -> Any:
    """Take a field as a step has it.

    Parameters
    ----------
    scenario : Scenario
    step : Step
        One of its steps.
    name : str
        Dotted name of a field.

    Returns
    -------
    float, str or None
        In SI units. Where the foot lands is as it landed; what the scenario leaves out of the body is the average
        runner's; None for what is given nowhere.

    Examples
    --------
    >>> import springmass as sm
    >>> scenario, step = sm.load("average"), sm.find_gait("average").step
    >>> scenario.foot.angle_of_attack, round(as_run(scenario, step, "foot.angle_of_attack"), 2)
    (None, 1.31)
    """
    if name == "foot.ahead" and step.touchdown is not None:
        return step.touchdown.ahead
    value = scenario.value(name)
    if value is not None:
        return value
    if name == "foot.angle_of_attack":
        return step.parameters.angle_of_attack
    if name == "foot.ahead":
        return step.parameters.leg_length * math.cos(step.parameters.angle_of_attack)
    return getattr(step.parameters.shape, _OF_THE_BODY[name]) if name in _OF_THE_BODY else None
