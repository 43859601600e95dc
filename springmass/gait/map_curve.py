"""The return map at one energy as a curve: apex height → next apex height."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from springmass.dynamics.closed_forms import geyer_step
from springmass.dynamics.extrapolation import Floats
from springmass.errors import InputError, whole
from springmass.gait.fixed_points import FixedPoint, gaits_at_energy
from springmass.gait.problem import is_conservative
from springmass.gait.stability import next_apex
from springmass.parameters import Parameters


@dataclass(frozen=True)
class MapCurve:
    """The return map of a lossless leg at one energy.

    Attributes
    ----------
    parameters : Parameters
    energy : float
        Kinetic and potential at the apex over mass [J/kg].
    heights : array, shape (n,)
        Apex heights, from the lowest the leg can land from to the highest the energy allows [m].
    next_heights : array, shape (n,)
        The next apex [m]; NaN where the step is no running or throws the runner back.
    approximate : array, shape (n,)
        The next apex by the closed form of Geyer et al. (2005) [m]; NaN where it has no answer or was not made for
        this leg (a COP that rolls, a leg that retracts).
    gaits : tuple of FixedPoint
        Where the map meets the diagonal, by rising height.
    """

    parameters: Parameters
    energy: float
    heights: Floats
    next_heights: Floats
    approximate: Floats
    gaits: tuple[FixedPoint, ...]


def map_curve(parameters: Parameters, energy: float, points: int = 400) -> MapCurve:
    """Trace the return map.

    Parameters
    ----------
    parameters : Parameters
        Of a leg that neither takes nor gives energy.
    energy : float
        Kinetic and potential at the apex over mass, speed relative to the COP [J/kg].
    points : int
        Heights; they lie closer where the map is steep, near the lowest.

    Returns
    -------
    MapCurve

    Raises
    ------
    InputError
        For a leg that takes or gives energy (its map is no curve), or an energy too small for any landing.

    Examples
    --------
    >>> p = Parameters(80.0, 1.0, 20e3, math.radians(68))
    >>> curve = map_curve(p, 9.81 + 12.5, points=50)
    >>> [(round(gait.apex_height, 4), gait.stable) for gait in curve.gaits]
    [(0.9403, True), (1.3377, False)]
    """
    p = parameters
    if not is_conservative(p):
        hint = "Take a spring without damping, push-off and hip extension."
        raise InputError("leg", allowed="takes or gives energy, so its return map is no curve", hint=hint)
    whole("points", points, least=2)
    lowest, highest = p.leg_length * math.sin(p.angle_of_attack), energy / p.gravity
    if not highest > lowest:
        allowed = f"must be above {p.gravity * lowest:.3g} J/kg, or the leg does not fit between body and ground"
        raise InputError("energy", given=energy, allowed=allowed)
    heights = lowest + (highest - lowest) * np.linspace(1e-6, 1.0, points) ** 2
    speeds = p.roll_speed + np.sqrt(np.maximum(2.0 * (energy - p.gravity * heights), 0.0))
    out = next_apex(heights, speeds, p)
    after = np.where(out.apex_speed >= 0.0, out.apex_height, np.nan)
    approximate = np.full(points, np.nan)
    if p.roll_speed == p.retraction == 0.0:
        found = geyer_step(heights, p.mass * energy, p.mass, p.leg_length, p.stiffness, p.angle_of_attack, p.gravity)
        approximate = np.asarray(found.next_height, dtype=float)
    return MapCurve(p, energy, heights, after, approximate, tuple(gaits_at_energy(p, energy)))
