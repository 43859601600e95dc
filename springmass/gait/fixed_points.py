"""All gaits of one set of parameters: every fixed point of the return map inside a search window.

At a given energy a lossless leg leaves one unknown, the landing speed; a leg that loses or gains energy leaves two.
Both are searched on a grid; each place where the equations change sign (or nearly touch zero) is refined.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from springmass.dynamics.extrapolation import Floats
from springmass.errors import InputError
from springmass.gait.cycles import Cycles, columns_of, take_cycles
from springmass.gait.newton import solve
from springmass.gait.problem import GaitProblem, is_conservative, is_gait
from springmass.gait.roots import find_roots
from springmass.gait.stability import Stability, next_apex, stability
from springmass.parameters import Parameters

POINTS = 600
"""Landing speeds tried at a given energy."""
GRID = 48
"""Landing speeds tried each way when energy is not given."""


@dataclass(frozen=True)
class FixedPoint:
    """A gait: its apex and its stability."""

    apex_height: float
    """[m]"""
    apex_speed: float
    """[m/s]"""
    stability: Stability

    @property
    def stable(self) -> bool:
        """Whether small stumbles die out."""
        return self.stability.stable


def gaits_at_energy(p: Parameters, energy: float, points: int = POINTS) -> list[FixedPoint]:
    """All gaits of a lossless leg at one energy.

    Parameters
    ----------
    p : Parameters
        Nothing in it may take or give energy; a COP that rolls at one speed is allowed.
    energy : float
        Kinetic and potential at the apex over mass, height from the ground, speed relative to the COP [J/kg].
    points : int
        How finely the window is searched: every landing speed the energy allows. Two gaits are told apart when their
        landing speeds differ by more than about a ``points``-th of the largest, and found down to a hundredth of that
        where the map nearly touches.

    Returns
    -------
    list of FixedPoint
        By rising apex height, stable and unstable.

    Raises
    ------
    InputError
        When the leg is not lossless: its energy is not conserved, use :func:`gaits_in_window`.

    Examples
    --------
    >>> p = Parameters(80.0, 1.0, 10.7 * 80.0 * 9.81, math.radians(60))
    >>> [round(one.apex_height, 6) for one in gaits_at_energy(p, 1.61 * 9.81)]
    [0.876815, 0.916831]
    """
    if not is_conservative(p):
        hint = "Search a window of speeds instead: gaits_in_window."
        raise InputError("leg", allowed="takes or gives energy, so its gaits have no energy of their own", hint=hint)
    if not (math.isfinite(energy) and energy > 0.0 and points >= 2):
        raise InputError(
            "energy", given=energy, allowed="must be finite and above 0 J/kg, searched at two points or more"
        )
    if p.retraction != 0.0:
        return _retracting(p, energy, points)
    g = p.gravity
    room = energy - g * p.leg_length * math.sin(p.angle_of_attack)
    if room <= 0.0:
        return []
    fastest = math.sqrt(2.0 * room)

    def gap(vy: Floats) -> Floats:
        return _landing(vy, p, room).height_gap

    vy = -fastest * np.linspace(1e-4, 1.0, points)
    roots = find_roots(gap, vy)
    found = []
    for root in roots:
        cycle = _landing(np.array([root]), p, room)
        # The height repeats as well where the runner is thrown straight back: the speed then does not.
        if cycle.map.takeoff_vy[0] > 0.0 and abs(cycle.speed_gap[0]) < 1e-6:
            found.append(_point(float(cycle.apex_height[0]), float(cycle.apex_speed[0]), p))
    return sorted(found, key=lambda one: one.apex_height)


def _landing(vy: Floats, p: Parameters, room: float) -> Cycles:
    vx = p.roll_speed + np.sqrt(np.maximum(2.0 * room - vy * vy, 0.0))
    return take_cycles(vx, vy, columns_of(p), p.damping_law, accuracy=1e-11)


def _retracting(p: Parameters, energy: float, points: int) -> list[FixedPoint]:
    """With a retracting leg the landing height depends on the fall: search apex heights instead."""

    def gap(height: Floats) -> Floats:
        speed = p.roll_speed + np.sqrt(np.maximum(2.0 * (energy - p.gravity * height), 0.0))
        return np.asarray(next_apex(height, speed, p, 1e-11).apex_height - height)

    lowest, highest = p.leg_length * math.sin(p.angle_of_attack), energy / p.gravity
    if highest <= lowest:
        return []
    roots = find_roots(gap, lowest + (highest - lowest) * np.linspace(1e-6, 1.0, points) ** 2)
    speeds = [p.roll_speed + math.sqrt(max(2.0 * (energy - p.gravity * h), 0.0)) for h in roots]
    after = next_apex(np.array(roots), np.array(speeds), p, 1e-11).apex_speed
    found = [_point(h, v, p) for h, v, w in zip(roots, speeds, after, strict=True) if abs(w - v) < 1e-6 * (1.0 + v)]
    return sorted(found, key=lambda one: one.apex_height)


def gaits_in_window(
    p: Parameters,
    speeds: tuple[float, float],
    landing_speeds: tuple[float, float],
    grid: int = GRID,
) -> list[FixedPoint]:
    """All gaits of a leg that takes or gives energy, inside a window of landing velocities.

    Parameters
    ----------
    p : Parameters
    speeds : (float, float)
        Horizontal speed at touchdown, from, to [m/s].
    landing_speeds : (float, float)
        Downward speed at touchdown, from, to, not negative [m/s].
    grid : int
        Cells each way; two gaits in one cell may be taken for one.

    Returns
    -------
    list of FixedPoint
        By rising apex height.

    Raises
    ------
    InputError
        For a window that is none.

    Examples
    --------
    >>> p = Parameters(80.0, 1.0, 2e4, math.radians(80), damping_law="viscous", damping=100.0, push_off=0.05)
    >>> [round(one.apex_height, 3) for one in gaits_in_window(p, (0.0, 4.0), (0.1, 1.5), grid=16)]
    [1.307]
    """
    slowest, fastest = speeds
    softest, hardest = landing_speeds
    if not (grid >= 2 and -math.inf < slowest < fastest < math.inf and 0.0 <= softest < hardest < math.inf):
        allowed = "must go from a smaller to a larger finite speed (landing speeds not negative), in two cells or more"
        raise InputError("window", given=(speeds, landing_speeds), allowed=allowed)
    problem = GaitProblem(p, (), {})
    unit = math.sqrt(p.gravity * p.leg_length)
    vx = np.linspace(*speeds, grid + 1) / unit
    vy = -np.linspace(max(landing_speeds[0], 1e-3 * unit), landing_speeds[1], grid + 1) / unit
    corners = np.array(np.meshgrid(vx, vy, indexing="ij"))
    gaps = problem.residual(corners.reshape(2, -1)).reshape(2, grid + 1, grid + 1)
    blocks = np.stack([gaps[:, i : i + grid, j : j + grid] for i in (0, 1) for j in (0, 1)])
    low, high = blocks.min(axis=0), blocks.max(axis=0)  # NaN where a corner cannot be run
    # A root inside a cell needs both equations to change sign in it or, at the grid's resolution, next door.
    margin = 0.5 * (high - low)
    with np.errstate(invalid="ignore"):
        possible = ((low - margin <= 0.0) & (high + margin >= 0.0)).all(axis=0)
    i, j = np.nonzero(possible)
    starts = np.array([0.5 * (vx[i] + vx[i + 1]), 0.5 * (vy[j] + vy[j + 1])])
    cell = np.array([vx[1] - vx[0], vy[0] - vy[1]])
    found: list[FixedPoint] = []
    for z in _settle_together(problem, starts, 3.0 * cell).T:
        taken = problem.step(z)
        if taken is None or not is_gait(taken) or _known(found, taken.start_height, taken.start_speed):
            continue
        solution = solve(problem.residual, z)
        taken = problem.step(solution.unknowns) if solution.solved else None
        if taken is not None and speeds[0] <= solution.unknowns[0] * unit <= speeds[1]:
            found.append(_point(taken.start_height, taken.start_speed, taken.parameters))
    return sorted(found, key=lambda one: one.apex_height)


def _settle_together(problem: GaitProblem, starts: Floats, reach: Floats) -> Floats:
    """Newton from many starts at once, no move longer than ``reach``; returns those that arrive, twins dropped."""
    z, h = starts, 1e-6
    for _ in range(12):
        n = z.shape[1]
        if not n:
            return z
        shifts = ((0.0, 0.0), (h, 0.0), (-h, 0.0), (0.0, h), (0.0, -h))
        gaps = problem.residual(np.concatenate([z + np.array(shift)[:, None] for shift in shifts], axis=1))
        f, right, left, up, down = (gaps[:, k * n : (k + 1) * n] for k in range(5))
        a, b = (right - left) / (2.0 * h), (up - down) / (2.0 * h)
        with np.errstate(all="ignore"):
            det = a[0] * b[1] - a[1] * b[0]
            move = np.array([-(f[0] * b[1] - f[1] * b[0]) / det, -(a[0] * f[1] - a[1] * f[0]) / det])
        sound = np.isfinite(move).all(axis=0)
        z = (z + np.clip(move, -reach[:, None], reach[:, None]))[:, sound]
        z = z[:, np.unique(z.round(9), axis=1, return_index=True)[1]]
    with np.errstate(invalid="ignore"):
        z = z[:, (np.abs(problem.residual(z)) < 1e-7).all(axis=0)]
    return z[:, np.unique(z.round(6), axis=1, return_index=True)[1]]


def _known(found: list[FixedPoint], height: float, speed: float) -> bool:
    return any(abs(one.apex_height - height) < 1e-5 and abs(one.apex_speed - speed) < 1e-4 for one in found)


def _point(height: float, speed: float, p: Parameters) -> FixedPoint:
    return FixedPoint(height, speed, stability(height, speed, p))
