"""Stability of a gait: what becomes of a small stumble, and of larger ones.

The Jacobian of the return map is taken by fourth-order central differences of the array engine at 1e-13; the tests hold
it to published multipliers and to derivatives from a 50-digit integrator.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.apex_map import ApexMap, apex_map
from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.outcomes import Outcome
from springmass.errors import InputError
from springmass.gait.cycles import columns_of
from springmass.gait.problem import is_conservative
from springmass.parameters import Parameters

_WIDTH = 1e-3
"""Of the differences, over l0 and √(g l0)."""
_STENCIL = ((-2.0, 1.0 / 12.0), (-1.0, -2.0 / 3.0), (1.0, 2.0 / 3.0), (2.0, -1.0 / 12.0))


def next_apex(heights: Floats, speeds: Floats, p: Parameters, accuracy: float = 1e-9) -> ApexMap:
    """One step from many apexes of one runner [m, m/s]."""
    return apex_map(heights, speeds, **columns_of(p), damping_law=p.damping_law, accuracy=accuracy)


@dataclass(frozen=True)
class Stability:
    """Eigenvalues of the return map and what they mean.

    Attributes
    ----------
    jacobian : array, shape (2, 2)
        Of next apex (height over l0, speed over √(g l0)) with respect to the apex.
    eigenvalues : array, shape (2,)
        Largest magnitude first.
    multiplier : complex
        The one that decides. A leg that neither loses nor gains energy has one eigenvalue 1, because its energy is
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

    Notes
    -----
    Near the lowest apex from which the leg can land, the map has a square-root edge; differences shrink with the room
    that is left.

    Examples
    --------
    >>> import math
    >>> p = Parameters(80.0, 1.0, 20e3, math.radians(68))
    >>> round(stability(0.940267, 5.115854, p).multiplier.real, 3)
    -0.161
    """
    room = (height - p.leg_length * math.sin(p.angle_of_attack)) / p.leg_length
    jacobian = np.full((2, 2), np.nan)
    for narrower in (1.0, 0.1, 0.01):  # where the map ends close by, differences must stay on this side
        width = _WIDTH * narrower
        jacobian = _jacobian(height, speed, p, min(width, 0.006 * room) if p.retraction == 0.0 else width, width)
        if np.isfinite(jacobian).all():
            break
    return _read(jacobian, is_conservative(p))


def _jacobian(height: float, speed: float, p: Parameters, in_height: float, in_speed: float) -> Floats:
    units = p.leg_length, math.sqrt(p.gravity * p.leg_length)
    steps = np.array([share for share, _ in _STENCIL])
    heights = height + np.concatenate([in_height * units[0] * steps, 0.0 * steps])
    speeds = speed + np.concatenate([0.0 * steps, in_speed * units[1] * steps])
    out = next_apex(heights, speeds, p, 1e-13)
    weights = np.array([weight for _, weight in _STENCIL])
    jacobian = np.empty((2, 2))
    for axis, width in enumerate((in_height, in_speed)):
        here = slice(4 * axis, 4 * axis + 4)
        jacobian[:, axis] = weights @ out.apex_height[here] / units[0], weights @ out.apex_speed[here] / units[1]
        jacobian[:, axis] /= width
    return jacobian


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


def steps_to_fall(heights: Floats, speeds: Floats, p: Parameters, most: int = 50) -> NDArray[np.int_]:
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

    Examples
    --------
    >>> import math
    >>> import numpy as np
    >>> p = Parameters(80.0, 1.0, 20e3, math.radians(68))
    >>> steps_to_fall(np.array([0.94, 2.0]), np.array([5.1, 2.3]), p)
    array([50,  0])
    """
    heights, speeds = np.atleast_1d(heights).astype(float).copy(), np.atleast_1d(speeds).astype(float).copy()
    taken = np.zeros(heights.size, dtype=int)
    going = np.arange(heights.size)
    backward = -1e-9 * math.sqrt(p.gravity * p.leg_length)
    for _ in range(most):
        out = next_apex(heights[going], speeds[going], p)
        on = (out.outcome == Outcome.RUNNING) & (out.apex_speed >= backward)
        heights[going], speeds[going] = out.apex_height, out.apex_speed
        going = going[on]
        taken[going] += 1
        if not going.size:
            break
    return taken


@dataclass(frozen=True)
class Basin:
    """From which heights, at the same energy, a runner finds back to the gait.

    Attributes
    ----------
    heights : array
        Tried apex heights [m].
    returns : array of bool
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
