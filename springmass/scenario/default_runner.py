"""A whole scenario for somebody of whom only size and speed are known: the average runner's leg, foot and hip."""

from __future__ import annotations

from typing import Any

from springmass.errors import InputError, one_of
from springmass.scenario import defaults
from springmass.scenario.average_runner import (
    FIRST_CONTACT,
    HEIGHT,
    MASS,
    SPEED_RANGE,
    average_runner,
    dimensionless_speed,
)
from springmass.scenario.parts import Foot, Runner, World
from springmass.scenario.scenario import Scenario
from springmass.units import SI, brief, number

FREE = ("leg.stiffness", "foot.angle_of_attack", "leg.push_off")
"""What the gait search finds for it."""


def default_runner(
    *,
    speed: str | float = 3.5,
    mass: str | float = MASS,
    height: str | float = HEIGHT,
    strike: str = "rearfoot",
    cadence: str | float | None = None,
    contact_time: str | float | None = None,
    gravity: str | float = defaults.GRAVITY,
    title: str = "",
) -> Scenario:
    """Describe a runner of whom only size and speed are known (or cadence and contact time as well).

    Parameters
    ----------
    speed, mass, height : str or float
        Mean speed, body mass and height; bare numbers are in [m/s, kg, m]. The defaults are the mean of 26 runners.
    strike : str
        ``"rearfoot"``, ``"midfoot"`` or ``"forefoot"``.
    cadence, contact_time : str or float, optional
        Bare numbers are in [steps/min, s]; left out, the average runner's at that speed.
    gravity : str or float
        A bare number is in [m/s²].
    title : str
        Of the scenario.

    Returns
    -------
    Scenario
        A gait to find: damping, roll of the foot and place of the hip are the average runner's at that speed,
        stiffness, angle of attack and push-off are found so that speed, cadence and contact time are met.

    Raises
    ------
    InputError
        For a speed at which the average runner is not known, or timing that is no running.

    Notes
    -----
    Calibrated on the open recordings of 13 runners; see :mod:`springmass.scenario.average_runner`.

    Examples
    --------
    >>> scenario = default_runner(speed="3 m/s", mass="60 kg", height="1.65 m")
    >>> scenario.gait.find["cadence"], scenario.gait.find["contact_time"]
    ('172.5 steps/min', '233.7 ms')
    """
    one_of("strike", strike, FIRST_CONTACT)
    runner, world = Runner(mass=mass, height=height), World(gravity=gravity)
    v = _number("speed", speed, "m/s")
    g = world.gravity
    low, high = SPEED_RANGE
    if not low <= dimensionless_speed(v, runner.leg_length, g) <= high:
        unit = 1.0 / dimensionless_speed(1.0, runner.leg_length, g)
        allowed = (
            f"must be between {brief(low * unit, 'm/s')} and {brief(high * unit, 'm/s')} for a runner of that size "
            "(the average runner is known at running speeds only)"
        )
        raise InputError("speed", given=speed, allowed=allowed)
    average = average_runner(v, runner.mass, runner.height, strike, g)
    steps = 60.0 * average.cadence if cadence is None else _number("cadence", cadence, "steps/min")
    contact = average.contact_time if contact_time is None else _number("contact_time", contact_time, "s")
    if not steps > 0.0:
        raise InputError("cadence", given=cadence, allowed="must be above 0 steps/min")
    if not 0.0 < contact < 60.0 / steps:
        allowed = (
            f"must be above 0 ms and below the time of a step, {6e4 / steps:.0f} ms (without a flight it is no running)"
        )
        raise InputError("contact_time", given=contact_time, allowed=allowed)
    foot = Foot(
        strike=strike,
        roll_speed=SI(round(average.roll_speed, 3)),
        roll_switch=SI(round(average.roll_switch, 4)),
        roll_late_speed=SI(round(average.roll_late_speed, 3)),
    )
    find = {"speed": f"{v:.6g} m/s", "cadence": f"{steps:.4g} steps/min", "contact_time": f"{1e3 * contact:.4g} ms"}
    sections: dict[str, Any] = {
        "runner": runner,
        "leg": {"law": "viscous", "damping": round(average.damping, 1)},
        "foot": foot,
        "gait": {"find": find, "free": list(FREE)},
    }
    if g != defaults.GRAVITY:
        sections["world"] = world
    return Scenario(title=title or f"An average runner at {v:.3g} m/s", **sections)


def _number(name: str, value: str | float, unit: str) -> float:
    try:
        return number(value, unit)
    except InputError as error:
        problem = error.at(where=name)
    raise problem
