"""Questions about a scenario's gaits as a person asks them: by scenario, in text with units."""

from __future__ import annotations

import math

from springmass.dynamics.flight import world_acceleration
from springmass.dynamics.step import step
from springmass.errors import InputError
from springmass.gait.find import SteadyGait, find_gait, parameter_of
from springmass.gait.fixed_points import FixedPoint, gaits_at_energy, gaits_in_window
from springmass.gait.map_curve import MapCurve, map_curve
from springmass.gait.problem import is_conservative
from springmass.parameters import parameters_of
from springmass.scenario import Scenario, as_scenario, known_field, numeric_fields
from springmass.units import number


def release_energy(scenario: Scenario) -> float:
    """Energy a scenario is released with, over mass, speed relative to the COP [J/kg]."""
    p = parameters_of(scenario)
    height, speed = scenario.gait.apex_height, scenario.gait.apex_speed
    if height is None or speed is None:
        raise scenario.error("gait", allowed="has no release: it asks for a gait to find")
    return 0.5 * (speed - p.roll_speed) ** 2 - world_acceleration(p)[1] * height


def all_gaits(scenario: Scenario | str) -> tuple[list[FixedPoint], str]:
    """All steady gaits of a scenario's leg, foot and hip as they are.

    Parameters
    ----------
    scenario : Scenario or name
        With a release; its gaits at that energy if it loses none, else all around that speed.

    Returns
    -------
    list of FixedPoint
    str
        The window that was searched, in words.

    Raises
    ------
    InputError
        For a scenario without a release.

    Examples
    --------
    >>> found, window = all_gaits("seyfarth")
    >>> [one.stable for one in found], window
    ([True, False], 'at the energy it is released with')
    """
    scenario = as_scenario(scenario)
    p = parameters_of(scenario)
    if is_conservative(p):
        return gaits_at_energy(p, release_energy(scenario)), "at the energy it is released with"
    speed = scenario.gait.apex_speed
    if speed is None:
        raise scenario.error("gait", allowed="has no release: it asks for a gait to find")
    low, high = max(0.3 * speed, 0.1), 1.8 * speed + 0.5
    deepest = 1.2 * math.sqrt(p.gravity * p.leg_length)
    found = gaits_in_window(p, (low, high), (0.0, deepest))
    return found, f"landing at {low:.1f} to {high:.1f} m/s forward and up to {deepest:.1f} m/s downward"


def representative_gait(scenario: Scenario | str) -> SteadyGait:
    """The gait a scenario asks for, or the most stable one of those it could run.

    Parameters
    ----------
    scenario : Scenario or name

    Returns
    -------
    SteadyGait

    Raises
    ------
    InputError
        When there is none.

    Examples
    --------
    >>> representative_gait("seyfarth").stability.stable
    True
    """
    scenario = as_scenario(scenario)
    if scenario.gait.find is not None:
        return find_gait(scenario)
    found, window = all_gaits(scenario)
    if not found:
        raise scenario.error("gait", allowed=f"there is no steady gait {window}")
    best = min(found, key=lambda one: abs(one.stability.multiplier))
    released = scenario.with_values({"gait.apex_height": best.apex_height, "gait.apex_speed": best.apex_speed})
    p = parameters_of(released, best.apex_height)
    taken = step(best.apex_height, best.apex_speed, p)
    left_over = max(
        abs(taken.apex_height - taken.start_height) / p.leg_length,
        abs(taken.apex_speed - taken.start_speed) / math.sqrt(p.gravity * p.leg_length),
    )
    return SteadyGait(released, p, taken, {}, (), left_over, 0)


def parse_window(scenario: Scenario, along: str) -> tuple[str, tuple[float, float]]:
    """Read ``"leg.stiffness=10:30kN/m"``; a bare first number takes the unit of the second.

    Returns
    -------
    field : str
    window : (float, float)
        SI and radians.
    """
    field, equals, window = (part.strip() for part in along.partition("="))
    low, colon, high = (part.strip() for part in window.partition(":"))
    if not (equals and colon and low and high):
        raise InputError(
            "--along", given=along, allowed="must be FIELD=FROM:TO", hint="Such as leg.stiffness=10:30kN/m."
        )
    try:
        known_field(field, searchable=True)
        parameter_of(scenario, field)
    except InputError as error:
        raise InputError("--along", given=field, allowed=error.allowed, hint=error.hint) from None
    unit = numeric_fields(scenario.leg.law)[field].unit
    suffix = high.lstrip("+-−0123456789.eE ")
    bare = not low.strip("+-−0123456789.eE ")
    try:
        ends = [number(text, unit) for text in (f"{low} {suffix}" if bare and suffix else low, high)]
    except InputError as error:
        raise error.at(where=f"--along {field}") from None
    if not ends[0] < ends[1]:
        raise InputError("--along", given=along, allowed="must go from a smaller to a larger value")
    return field, (ends[0], ends[1])


def scenario_map(scenario: Scenario) -> MapCurve:
    """Return map of a scenario's leg at the energy of its release.

    Raises
    ------
    InputError
        For a leg that takes or gives energy: its map has two dimensions and is no curve.
    """
    p = parameters_of(scenario)
    if not is_conservative(p):
        raise scenario.error(
            "leg",
            allowed="this leg loses or gains energy: its return map is no curve that could be drawn",
            hint="Draw the gait along a field (--along) or after a step in the ground (--ground-step).",
        )
    return map_curve(p, release_energy(scenario))


def parse_length(text: str) -> float:
    """A length with its unit [m]; minus is a step up."""
    try:
        return number(text, "m")
    except InputError as error:
        raise error.at(where="--ground-step") from None
