"""The J: which pairs of stiffness and angle of attack keep a runner running.

Drawn over stiffness, the angles that work form a region shaped like the letter (Seyfarth, Geyer, Günther & Blickhan
2002).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from springmass.dynamics.extrapolation import Floats
from springmass.errors import whole
from springmass.gait.counting import count_steps
from springmass.gait.cycles import columns_of
from springmass.parameters import Parameters


@dataclass(frozen=True)
class JMap:
    """How many steps a runner gets over stiffness and angle of attack.

    Attributes
    ----------
    parameters : Parameters
        Everything but the two.
    stiffnesses : array, shape (n,)
        [N/m]
    angles : array, shape (m,)
        Of attack [rad].
    steps : array of int, shape (m, n)
        Steps completed before the running ends, ``most`` where it goes on.
    apex_height, apex_speed : float
        Where every runner starts [m, m/s].
    most : int
        Steps that were waited for.
    """

    parameters: Parameters
    stiffnesses: Floats
    angles: Floats
    steps: NDArray[np.int32]
    apex_height: float
    apex_speed: float
    most: int


def j_map(
    parameters: Parameters,
    stiffnesses: ArrayLike,
    angles: ArrayLike,
    apex_height: float,
    apex_speed: float,
    most: int = 24,
) -> JMap:
    """Count steps to fall over a grid; turning around ends a run as well.

    Parameters
    ----------
    parameters : Parameters
        Its own stiffness and angle of attack do not matter.
    stiffnesses : array_like
        [N/m]
    angles : array_like
        [rad]
    apex_height, apex_speed : float
        Released from here [m, m/s].
    most : int
        Stop counting there.

    Returns
    -------
    JMap

    Raises
    ------
    InputError
        When counting should stop before the first step.

    Examples
    --------
    >>> p = Parameters(80.0, 1.0, 20e3, np.radians(68))
    >>> j_map(p, [20e3], np.radians([66.0, 66.25, 68.0, 68.75, 69.0]), 1.0, 5.0).steps.ravel()
    array([15, 24, 24, 24,  3], dtype=int32)
    """
    whole("most", most)
    k, a = np.atleast_1d(np.asarray(stiffnesses, dtype=float)), np.atleast_1d(np.asarray(angles, dtype=float))
    kk, aa = (grid.ravel() for grid in np.meshgrid(k, a))
    height, speed = np.full(kk.size, float(apex_height)), np.full(kk.size, float(apex_speed))
    numbers = columns_of(parameters, stiffness=kk, angle_of_attack=aa)
    taken = count_steps(height, speed, numbers, parameters.damping_law, most).steps
    return JMap(parameters, k, a, taken.reshape(a.size, k.size), float(apex_height), float(apex_speed), most)
