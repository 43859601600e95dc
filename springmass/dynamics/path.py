"""One step over time, at once: for pages and figures that redraw while a slider moves."""

from __future__ import annotations

import numpy as np

from springmass.dynamics.derivatives import INPUTS
from springmass.dynamics.engine import engine
from springmass.dynamics.phases import Phase
from springmass.dynamics.step import step
from springmass.dynamics.trajectory import Trajectory, step_trajectory
from springmass.errors import InputError, whole
from springmass.parameters import Parameters, parameters_of
from springmass.scenario import Scenario, as_scenario

_PARTS = np.array([Phase.DESCENT, Phase.COMPRESSION, Phase.EXTENSION, Phase.ASCENT], dtype=object)
_NUMBERS = INPUTS[2:]
MOST = 1_000_000


def step_path(
    apex_height: float, apex_speed: float, parameters: Parameters | Scenario | str, points: int = 200
) -> Trajectory:
    """Follow one step from its apex to the next.

    With the compiled engine (:func:`springmass.engine`) this takes tens of microseconds; without it, and for a step
    that ends in a fall, the reference engine does the work.

    Parameters
    ----------
    apex_height, apex_speed : float
        Starting apex [m, m/s].
    parameters : Parameters, or Scenario or its name
        Of a scenario everything but its gait.
    points : int
        About how many instants; phases share them by duration and keep their end points.

    Returns
    -------
    Trajectory
        Where the step ends before the next apex, so does the path.

    Raises
    ------
    ValueError
        For an apex that is no number, fewer than one point, and what is no runner.

    Examples
    --------
    >>> import math
    >>> p = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
    >>> path = step_path(1.0, 5.0, p)
    >>> round(float(path.y[-1]), 7), round(float(path.grf_y.max()))
    (0.9557404, 2931)
    >>> round(float(step_path(1.0, 5.0, "seyfarth").y[-1]), 7)
    0.9557404
    """
    whole("points", points, most=MOST)
    for name, value in (("apex_height", apex_height), ("apex_speed", apex_speed)):
        if not (np.isscalar(value) and isinstance(value, int | float | np.floating) and np.isfinite(value)):
            raise InputError(name, given=value, allowed="must be a finite number (SI)")
    if not isinstance(parameters, Parameters):
        parameters = parameters_of(as_scenario(parameters))
    compiled = engine().path
    if compiled is not None and parameters.friction is None:
        numbers = {name: np.array([getattr(parameters, name)], dtype=float) for name in _NUMBERS}
        numbers |= {"apex_height": np.array([float(apex_height)]), "apex_speed": np.array([float(apex_speed)])}
        found = compiled(numbers, parameters.damping_law, points)
        if found is not None:
            return Trajectory(*[*found[:-1], _PARTS[found[-1].astype(int)]])
    return step_trajectory(step(apex_height, apex_speed, parameters), points)
