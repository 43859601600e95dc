"""A scenario with some fields as arrays, as the array engine reads it: what parameters_of does, for many cells."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.extrapolation import Floats
from springmass.gait.cycles import NUMBERS
from springmass.parameters import FIELDS, angle_at_apex, landing_angle
from springmass.scenario import Scenario, defaults

_LENGTH, _HEIGHT = "runner.leg_length", "runner.height"


@dataclass(frozen=True)
class Columns:
    """Released runners, one row a cell.

    Attributes
    ----------
    heights, speeds : array, shape (n,)
        Of the release [m, m/s].
    numbers : dict
        Every name of :data:`springmass.gait.cycles.NUMBERS` → number, or array of shape (n,) where it varies.
    sound : array of bool, shape (n,)
        False where a retracting leg would point away from the ground at the apex, so that there is no such runner.
    """

    heights: Floats
    speeds: Floats
    numbers: dict[str, Any]
    sound: NDArray[np.bool_]

    def rows(self, which: Any) -> dict[str, Any]:
        """The numbers of some rows."""
        return rows_of(self.numbers, which)


def rows_of(numbers: Mapping[str, Any], which: Any) -> dict[str, Any]:
    """Some rows of columns; numbers that hold for all rows stay as they are."""
    return {name: value[which] if np.ndim(value) else value for name, value in numbers.items()}


def columns(scenario: Scenario, values: Mapping[str, Floats], n: int) -> Columns:
    """Numbers of many cells of a released scenario.

    Parameters
    ----------
    scenario : Scenario
        With a release, within bounds at every cell.
    values : mapping
        Field → its value in each cell, SI and radians, shape (n,).
    n : int
        Cells.

    Returns
    -------
    Columns

    Examples
    --------
    >>> import springmass as sm
    >>> cells = columns(sm.load("seyfarth"), {"leg.stiffness": np.array([1e4, 2e4])}, 2)
    >>> cells.numbers["stiffness"], cells.numbers["mass"], cells.heights
    (array([10000., 20000.]), 80.0, array([1., 1.]))
    """

    def value(field: str) -> Any:
        return values[field] if field in values else scenario.value(field)

    length = value(_LENGTH)
    if _HEIGHT in values and _LENGTH not in values and "leg_length" not in scenario.runner.model_fields_set:
        length = defaults.LEG_LENGTH.share * values[_HEIGHT]
    numbers = {name: value(field) for field, name in FIELDS.items() if name in NUMBERS}
    numbers["leg_length"] = length
    heights, speeds = (_full(value(field), n) for field in ("gait.apex_height", "gait.apex_speed"))
    if numbers["roll_late_speed"] is None:
        numbers["roll_late_speed"] = numbers["roll_speed"]
    if numbers["roll_switch"] is None:
        numbers["roll_switch"] = math.inf
    sound = np.ones(n, dtype=bool)
    if "foot.angle_of_attack" not in values and (ahead := value("foot.ahead")) is not None:
        angle = landing_angle(ahead, length)
        retraction = numbers["retraction"]
        if np.any(retraction != 0.0):
            perpendicular = numbers["gravity"] * np.cos(numbers["slope"])
            angle = np.where(retraction != 0.0, angle_at_apex(angle, retraction, heights, length, perpendicular), angle)
        sound &= (angle > 0.0) & (angle < math.pi)
        numbers["angle_of_attack"] = np.where(sound, angle, 0.5 * math.pi) if not sound.all() else angle
    return Columns(np.where(sound, heights, np.nan), speeds, numbers, sound)


def _full(value: Any, n: int) -> Floats:
    return np.broadcast_to(np.asarray(value, dtype=float), n)
