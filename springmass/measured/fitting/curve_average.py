"""What is known of a runner before his curves are looked at: the average runner, and how far runners are from him.

Force curves hardly tell where under the foot the runner stands: a foot point that rolls faster and farther, a steeper
leg and a stronger push-off give nearly the same curves. Left alone, least squares follows what this model misses of
real curves to runners nobody has seen, with the hip 17 cm ahead of the ankle. So each ingredient also counts as a
measurement of its own, the average runner's value give or take the spread between runners, and the answer is the most
likely runner of both.

The travel of the pressure under the foot was tried as further rows of least squares, from 10 to 90 % of contact. It
made the runner worse: hip before ankle at the lowest point off by 4.3 cm instead of 2.3, knee flexion by 5.5 degrees
instead of 3.3 (root mean square over the open trials). Pressure of forefoot strikers first moves backwards, which no
foot point of this model does, and while force is small the pressure is known to 2 cm only. Later on it is good for one
number, the speed of the late roll.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from springmass.measured.fitting.curve_model import Ingredient
from springmass.measured.recording import Estimate, FloatArray
from springmass.scenario.average_runner import average_runner

LATE = "foot.roll_late_speed"
ROLL_UNSURE = 0.1
"""What the measured speed of the pressure may be off as the speed of a foot point [m/s]: between 35 and 80 % of
contact it differs by 0.13 (SD) from one third of that time to the next in the open trials, and plates move."""
_STEP = 1e-4


@dataclass(frozen=True)
class Average:
    """Where ingredients are expected, and how closely.

    Attributes
    ----------
    centre, spread : ndarray
        In units of the ingredients' scales, shape (p,).
    slopes : dict
        Input → change of the centre for one unit of it (SI, steps/min), shape (p,); empty for a runner somebody gave.
    pressure : bool
        Whether the measured pressure has a say in the late roll.
    """

    centre: FloatArray
    spread: FloatArray
    slopes: dict[str, FloatArray]
    pressure: bool = False

    def rows(self, u: FloatArray) -> FloatArray:
        """How far ingredients are from where they are expected, in spreads, shape (p,)."""
        return np.asarray((u - self.centre) / self.spread)

    def by_given(self, name: str) -> FloatArray:
        """Change of :meth:`rows` for one unit of an input, shape (p,)."""
        return -self.slopes.get(name, np.zeros(len(self.centre))) / self.spread


def expected(
    free: tuple[Ingredient, ...],
    centre: FloatArray,
    inputs: Mapping[str, float],
    strike: str | None,
    gravity: float,
    pressure: Estimate | None,
) -> Average:
    """What to expect of the ingredients that are fitted.

    Parameters
    ----------
    free : tuple of Ingredient
    centre : array, shape (p,)
        The values of the runner the fit starts from, in units of their scales.
    inputs : mapping
        Speed, mass and height, SI.
    strike : str or None
        Of the average runner, who changes with the inputs; None for a runner somebody gave, who does not.
    gravity : float
        [m/s²]
    pressure : Estimate or None
        Measured speed of the pressure late in contact [m/s]; a second measurement of the late roll.

    Returns
    -------
    Average
    """
    scales = np.array([one.scale for one in free])
    spread = np.array([one.spread for one in free]) / scales
    slopes = {}
    if strike is not None:
        size = {name: inputs[name] for name in ("speed", "mass", "height")}
        here = average_runner(**size, strike=strike, gravity=gravity)
        for name, value in size.items():
            there = average_runner(**size | {name: value * (1.0 + _STEP)}, strike=strike, gravity=gravity)
            change = [getattr(there, p, 0.0) - getattr(here, p, 0.0) for p in (one.parameter for one in free)]
            slopes[name] = np.array(change) / scales / (_STEP * value)
    told = pressure is not None and LATE in [one.field for one in free]
    if pressure is not None and told:
        i = [one.field for one in free].index(LATE)
        error = float(np.hypot(ROLL_UNSURE, np.nan_to_num(pressure.error))) / scales[i]
        share = spread[i] ** 2 / (spread[i] ** 2 + error**2)  # two measurements of one number, each by its error
        centre = centre.copy()
        centre[i] += share * (pressure.value / scales[i] - centre[i])
        slopes = {name: np.where(np.arange(len(free)) == i, (1.0 - share) * one, one) for name, one in slopes.items()}
        spread[i] *= np.sqrt(1.0 - share)
    return Average(centre, spread, slopes, told)
