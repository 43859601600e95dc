"""Stability of a gait: what becomes of a small stumble, and of larger ones.

The Jacobian of the return map is exact (:func:`springmass.apex_map` with ``derivatives``); the tests hold it to
published multipliers and to derivatives from a 50-digit integrator.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.apex_map import ApexMap, apex_map
from springmass.dynamics.extrapolation import Floats
from springmass.errors import InputError, whole
from springmass.gait.counting import count_steps
from springmass.gait.cycles import columns_of
from springmass.gait.problem import is_conservative
from springmass.parameters import Parameters


def next_apex(heights: Floats, speeds: Floats, p: Parameters, accuracy: float = 1e-9) -> ApexMap:
    """One step from many apexes of one runner [m, m/s]."""
    return apex_map(heights, speeds, **columns_of(p), damping_law=p.damping_law, accuracy=accuracy)


@dataclass(frozen=True)
class Stability:
    """Eigenvalues of the return map and what they mean.

    Attributes
    ----------
    jacobian : array, shape (2, 2)
        Of next apex (height over l0, speed over √(g l0)) with respect to the apex [1].
    eigenvalues : array, shape (2,)
        Largest magnitude first [1].
    multiplier : complex
        The one that decides [1]. A leg that neither loses nor gains energy has one eigenvalue 1, because its energy is
        neutral; the other is meant.
    neutral_energy : bool
        Whether that is so.
    """

    jacobian: Floats
    eigenvalues: NDArray[np.complex128]
    multiplier: complex
    neutral_energy: bool

    @property
    def stable(self) -> bool:
        """Whether small stumbles die out."""
        return abs(self.multiplier) < 1.0

    @property
    def sentence(self) -> str:
        """The stability in plain words.

        Examples
        --------
        >>> import numpy as np
        >>> Stability(np.eye(2), np.array([0.16, 0.0]), 0.16, False).sentence
        'a small stumble shrinks by 84 % each step'
        """
        size, value = abs(self.multiplier), complex(self.multiplier)
        if abs(value.imag) > 1e-9:
            swing = ", swinging round over several steps"
        elif value.real < -0.05:
            swing = ", tipping to the other side each time"
        else:
            swing = ""
        at_this = " at this energy" if self.neutral_energy else ""
        if size < 0.005:
            return f"a small stumble is gone after one step{at_this}"
        if size < 1.0:
            return f"a small stumble shrinks by {100 * (1 - size):.0f} % each step{at_this}{swing}"
        grows = f"{size:.1f}×" if size >= 1.05 else f"by {100 * (size - 1):.1f} %"
        return f"a small stumble grows {grows} each step{swing}: this gait cannot be run without steering the leg"


def stability(height: float, speed: float, p: Parameters) -> Stability:
    """Stability of a gait.

    Parameters
    ----------
    height, speed : float
        Its apex [m, m/s].
    p : Parameters

    Returns
    -------
    Stability

    Examples
    --------
    >>> import math
    >>> p = Parameters(80.0, 1.0, 20e3, math.radians(68))
    >>> round(stability(0.940267, 5.115854, p).multiplier.real, 3)
    -0.161
    """
    found = jacobians(np.array([height]), np.array([speed]), columns_of(p), p.damping_law)
    return _read(found[0], is_conservative(p))


def jacobians(heights: Floats, speeds: Floats, numbers: Mapping[str, Any], law: str, accuracy: float = 1e-12) -> Floats:
    """Derivatives of the return map of many runners.

    Parameters
    ----------
    heights, speeds : array, shape (n,)
        Their apexes [m, m/s].
    numbers : mapping
        Every name of :data:`springmass.gait.cycles.NUMBERS` → number, or array of shape (n,).
    law : str
        Of the leg.
    accuracy : float
        Of the steps.

    Returns
    -------
    array, shape (n, 2, 2)
        Of next apex (height over l0, speed over √(g l0)) with respect to the apex; NaN where a step cannot be taken.
    """
    names = ("apex_height", "apex_speed")
    out = apex_map(heights, speeds, **numbers, damping_law=law, accuracy=accuracy, derivatives=names)
    length = np.asarray(numbers["leg_length"])
    units = dict(zip(names, (length, np.sqrt(np.asarray(numbers["gravity"]) * length)), strict=True))
    found = np.empty((heights.size, 2, 2))
    for row, quantity in enumerate(names):
        for column, name in enumerate(names):
            found[:, row, column] = out.derivatives[quantity, name] * units[name] / units[quantity]
    return found


def multipliers(jacobian: Floats, neutral: NDArray[np.bool_]) -> Floats:
    """Growth of a small stumble in one step: the magnitude of the eigenvalue that decides.

    Parameters
    ----------
    jacobian : array, shape (n, 2, 2)
    neutral : array of bool, shape (n,)
        Whether energy is neutral: one eigenvalue is exactly 1 then, and the other one is meant.

    Returns
    -------
    array, shape (n,)

    Examples
    --------
    >>> multipliers(np.array([[[0.5, 0.0], [0.0, -2.0]], [[1.0, 0.3], [0.0, 0.25]]]), np.array([False, True]))
    array([2.  , 0.25])
    """
    trace = jacobian[:, 0, 0] + jacobian[:, 1, 1]
    determinant = jacobian[:, 0, 0] * jacobian[:, 1, 1] - jacobian[:, 0, 1] * jacobian[:, 1, 0]
    apart = 0.25 * trace * trace - determinant
    with np.errstate(invalid="ignore"):
        larger = 0.5 * np.abs(trace) + np.sqrt(np.maximum(apart, 0.0))
        pair = np.sqrt(np.maximum(determinant, 0.0))
        return np.asarray(np.where(neutral, np.abs(trace - 1.0), np.where(apart < 0.0, pair, larger)))


def _read(jacobian: Floats, neutral: bool) -> Stability:
    if not np.isfinite(jacobian).all():
        nothing = np.full(2, np.nan + 0j)
        return Stability(jacobian, nothing, complex(np.nan), neutral)
    values = np.linalg.eigvals(jacobian).astype(complex)
    values = values[np.argsort(-np.abs(values))]
    if neutral:
        # One eigenvalue is exactly 1; the trace gives the other without telling them apart.
        other = complex(np.trace(jacobian) - 1.0)
        return Stability(jacobian, np.array(sorted([1.0 + 0j, other], key=abs, reverse=True)), other, True)
    return Stability(jacobian, values, complex(values[0]), False)


def steps_to_fall(heights: Floats, speeds: Floats, p: Parameters, most: int = 50) -> NDArray[np.int32]:
    """How many steps a runner takes before the running ends.

    Parameters
    ----------
    heights, speeds : array, shape (n,)
        Starting apexes [m, m/s].
    p : Parameters
    most : int
        Stop counting there.

    Returns
    -------
    array of int, shape (n,)
        Steps completed, ``most`` for those still running. Turning around ends a run as well.

    Raises
    ------
    InputError
        When counting should stop before the first step.

    Examples
    --------
    >>> import math
    >>> import numpy as np
    >>> p = Parameters(80.0, 1.0, 20e3, math.radians(68))
    >>> steps_to_fall(np.array([0.94, 2.0]), np.array([5.1, 2.3]), p)
    array([50,  0], dtype=int32)
    """
    whole("most", most)
    heights, speeds = np.atleast_1d(heights).astype(float), np.atleast_1d(speeds).astype(float)
    return count_steps(heights, speeds, columns_of(p), p.damping_law, most).steps


@dataclass(frozen=True)
class Basin:
    """From which heights, at the same energy, a runner finds back to the gait.

    Attributes
    ----------
    heights : array, shape (n,)
        Tried apex heights [m].
    returns : array of bool, shape (n,)
        Whether the runner is back at the gait within the steps allowed.
    lowest, highest : float
        Ends of the unbroken stretch around the gait [m]; NaN if the gait itself is lost.
    """

    heights: Floats
    returns: NDArray[np.bool_]
    lowest: float
    highest: float


def basin(height: float, speed: float, p: Parameters, steps: int = 60, points: int = 121) -> Basin:
    """Try stumbles of every size: apexes higher and lower than the gait's at the same energy.

    Parameters
    ----------
    height, speed : float
        Apex of the gait [m, m/s].
    p : Parameters
    steps : int
        To come back within.
    points : int
        Heights to try, between the lowest the leg can land from and the highest the energy allows.

    Returns
    -------
    Basin
        "Back" is within 1 mm and 1 cm/s of the gait.

    Raises
    ------
    InputError
        For numbers that are none, no steps, fewer than three heights.

    Examples
    --------
    >>> p = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
    >>> found = basin(0.94027, 5.11585, p)
    >>> round(found.lowest, 3), round(found.highest, 2)
    (0.927, 1.33)
    """
    if not (math.isfinite(height) and math.isfinite(speed) and steps >= 1 and points >= 3):
        raise InputError("basin", given=(height, speed, steps, points), allowed="needs finite numbers and some steps")
    g = p.gravity * math.cos(p.slope)
    lowest = p.leg_length * math.sin(p.angle_of_attack)
    heights = np.union1d(np.linspace(lowest, height + 0.5 * speed * speed / g, points), [height])
    h, v = heights.copy(), np.sqrt(np.maximum(speed * speed + 2.0 * g * (height - heights), 0.0))
    for _ in range(steps):
        out = next_apex(h, v, p)
        h, v = out.apex_height, np.where(out.apex_speed < 0.0, np.nan, out.apex_speed)
    with np.errstate(invalid="ignore"):
        back = (np.abs(h - height) < 1e-3) & (np.abs(v - speed) < 1e-2)
    at = int(np.searchsorted(heights, height))
    if not back[at]:
        return Basin(heights, back, float("nan"), float("nan"))
    lost = np.flatnonzero(~back)
    below, above = lost[lost < at], lost[lost > at]
    first = below[-1] + 1 if below.size else 0
    last = above[0] - 1 if above.size else heights.size - 1
    return Basin(heights, back, float(heights[first]), float(heights[last]))
