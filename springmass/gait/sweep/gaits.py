"""Steady gaits of many released runners at once, one for each.

A lossless leg keeps the energy it is released with, which leaves one unknown: every landing speed the energy allows is
looked at. A leg that takes or gives energy leaves two; there Newton's rule starts from the release, from where the run
has come to, and from wherever a coarse grid of landing velocities says that a gait may be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.apex_map import apex_map
from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.outcomes import Outcome
from springmass.gait.cycles import Cycles, take_cycles
from springmass.gait.problem import is_conservative
from springmass.gait.roots import narrow
from springmass.gait.stability import jacobians, multipliers
from springmass.gait.sweep.columns import Columns, rows_of

POINTS = 64
"""Landing speeds tried at the energy of a release. Two gaits closer than that may be missed."""
CLOSER = 32
"""Tried once more where the map nearly touches, as a pair of gaits may hide there."""
GRID = 16, 12
"""Cells of the grid of landing velocities, forward and down; two gaits in one cell may be taken for one."""
_SLOWEST, _FASTEST, _DEEPEST = 0.3, 1.8, 1.2
"""Its window: shares of the speed of the release, and of √(g l0) downward."""
_TOGETHER = 1024
"""Runners looked at together: their trials stay in the processor's cache."""
_GOOD = 1e-13
_ROUGH, _FINE = 1e-9, 1e-12
"""Accuracy of steps that derivatives are taken from: on the way to a gait, and at it."""
_CLOSED = 1e-9
"""Largest dimensionless gap of a step that counts as repeating itself."""
_NEWTON_MOVES, _LONGEST_MOVE, _SHARES = 25, 0.25, (1.0, 0.4, 0.15, 0.05)

Where = tuple[Floats, Floats]
"""Apex heights and speeds [m, m/s]."""


@dataclass(frozen=True)
class Gaits:
    """One gait for each runner; NaN where none was found."""

    apex_height: Floats
    apex_speed: Floats
    multiplier: Floats


def gaits_of(law: str, cells: Columns, settled_height: Floats, settled_speed: Floats) -> Gaits:
    """Find a steady gait for each released runner.

    Parameters
    ----------
    law : str
        Of the leg.
    cells : Columns
    settled_height, settled_speed : array, shape (n,)
        Where their runs have come to; NaN where they ended [m, m/s].

    Returns
    -------
    Gaits
        Of several at the energy of a release: the stable one nearest in apex height, else the nearest.
    """
    n = cells.heights.size
    found = Gaits(np.full(n, np.nan), np.full(n, np.nan), np.full(n, np.nan))
    lossless = np.broadcast_to(is_conservative(SimpleNamespace(**cells.numbers)), n)
    retracting = np.broadcast_to(np.asarray(cells.numbers["retraction"]) != 0.0, n)
    for rows, search in (
        (np.flatnonzero(lossless & ~retracting), _landings),
        (np.flatnonzero(lossless & retracting), _falls),
    ):
        for start in range(0, rows.size, _TOGETHER):
            some = rows[start : start + _TOGETHER]
            _at_energy(search, law, cells, some, found)
    rows = np.flatnonzero(~lossless)
    for start in range(0, rows.size, _TOGETHER):
        some = rows[start : start + _TOGETHER]
        _anywhere(law, cells, some, (settled_height[some], settled_speed[some]), found)
    return found


Trial = Callable[[Floats, NDArray[np.intp]], tuple[Floats, Where, NDArray[np.bool_]]]
"""Angles of landing, and whose → gap over l0, the apex it stands for, whether the step is a gait's.

The angle runs from 0, level flight, to a quarter turn, hopping on the spot; trials are dense towards both.
"""


def _energies(numbers: Mapping[str, Any], height: Floats, speed: Floats) -> Floats:
    return np.asarray(0.5 * (speed - numbers["roll_speed"]) ** 2 + numbers["gravity"] * height)


def _landings(law: str, numbers: Mapping[str, Any], height: Floats, speed: Floats, accuracy: float) -> Trial:
    """Every landing speed the energy allows."""
    lowest = numbers["gravity"] * numbers["leg_length"] * np.sin(numbers["angle_of_attack"])
    room = np.maximum(_energies(numbers, height, speed) - lowest, 0.0)

    def trial(place: Floats, who: NDArray[np.intp]) -> tuple[Floats, Where, NDArray[np.bool_]]:
        here = rows_of(numbers, who)
        fastest = np.sqrt(2.0 * room[who])
        vx, vy = here["roll_speed"] + fastest * np.cos(place), -fastest * np.sin(place)
        cycle = take_cycles(vx, vy, here, law, accuracy=accuracy)
        with np.errstate(invalid="ignore"):
            # The height repeats as well where the runner is thrown straight back: the speed then does not.
            sound = (cycle.map.takeoff_vy > 0.0) & (np.abs(cycle.speed_gap) < 1e-6)
        return cycle.height_gap, (cycle.apex_height, cycle.apex_speed), sound

    return trial


def _falls(law: str, numbers: Mapping[str, Any], height: Floats, speed: Floats, accuracy: float) -> Trial:
    """With a retracting leg the landing height depends on the fall: every apex height the energy allows."""
    energy = _energies(numbers, height, speed)
    lowest = numbers["leg_length"] * np.sin(numbers["angle_of_attack"]) + np.zeros(height.size)
    highest = np.maximum(energy / numbers["gravity"], lowest)

    def trial(place: Floats, who: NDArray[np.intp]) -> tuple[Floats, Where, NDArray[np.bool_]]:
        here = rows_of(numbers, who)
        apex = lowest[who] + (highest - lowest)[who] * np.sin(place) ** 2
        fast = here["roll_speed"] + np.sqrt(np.maximum(2.0 * (energy[who] - here["gravity"] * apex), 0.0))
        out = apex_map(apex, fast, **here, damping_law=law, accuracy=accuracy)
        with np.errstate(invalid="ignore"):
            sound = np.abs(out.apex_speed - fast) < 1e-6 * (1.0 + fast)
        return (out.apex_height - apex) / here["leg_length"], (apex, fast), sound

    return trial


def _at_energy(search: Callable[..., Trial], law: str, cells: Columns, rows: NDArray[np.intp], found: Gaits) -> None:
    numbers, height, speed = cells.rows(rows), cells.heights[rows], cells.speeds[rows]
    window = np.linspace(1e-3, 0.5 * np.pi, POINTS)
    coarse, fine = (search(law, numbers, height, speed, accuracy) for accuracy in (1e-9, 1e-11))
    who = np.repeat(np.arange(rows.size), POINTS)
    gap = coarse(np.tile(window, rows.size), who)[0].reshape(rows.size, POINTS)
    brackets = [_signs(window, gap, np.arange(rows.size))]
    i, j = _touches(gap)
    if i.size:
        closer = window[j - 1][:, None] + (window[j + 1] - window[j - 1])[:, None] * np.linspace(0.0, 1.0, CLOSER)
        near = coarse(closer.ravel(), np.repeat(i, CLOSER))[0].reshape(closer.shape)
        brackets.append(_signs(closer, near, i))
    low, high, flow, fhigh, who = (np.concatenate(parts) for parts in zip(*brackets, strict=True))
    who = who.astype(np.intp)
    root = narrow(lambda x, which: fine(x, who[which])[0], low, high, flow, fhigh, _GOOD)
    gaps, (apex, fast), sound = fine(root, who)
    with np.errstate(invalid="ignore"):
        kept = np.flatnonzero(sound & (np.abs(gaps) < _CLOSED))
    _choose(law, cells, rows, who[kept], (apex[kept], fast[kept]), True, found)


def _choose(
    law: str, cells: Columns, rows: NDArray[np.intp], who: NDArray[np.intp], gaits: Where, neutral: bool, found: Gaits
) -> None:
    """Enter one gait of each runner: a stable one before others, then the one nearest to the release."""
    (apex, fast), mine = gaits, rows[who]
    numbers = cells.rows(mine)
    size = multipliers(jacobians(apex, fast, numbers, law, _FINE), np.full(who.size, neutral))
    off_height = (apex - cells.heights[mine]) / numbers["leg_length"]
    off_speed = (fast - cells.speeds[mine]) / np.sqrt(numbers["gravity"] * numbers["leg_length"])
    order = np.lexsort((np.abs(off_height) if neutral else off_height**2 + off_speed**2, ~(size < 1.0), who))
    best = order[np.unique(who[order], return_index=True)[1]]
    here = mine[best]
    found.apex_height[here], found.apex_speed[here], found.multiplier[here] = apex[best], fast[best], size[best]


def _signs(at: Floats, gap: Floats, who: NDArray[np.intp]) -> tuple[Any, ...]:
    """Brackets of roots: from, to, the gaps there, and whose."""
    at = np.broadcast_to(at, gap.shape)
    with np.errstate(invalid="ignore"):
        i, j = np.nonzero(gap[:, :-1] * gap[:, 1:] < 0.0)
    return at[i, j], at[i, j + 1], gap[i, j], gap[i, j + 1], who[i]


def _touches(gap: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Dips towards zero without a change of sign, which may hide a pair of roots."""
    size, same = np.abs(gap), gap[:, 1:] * gap[:, :-1] > 0.0
    dips = (size[:, 1:-1] <= size[:, :-2]) & (size[:, 1:-1] <= size[:, 2:]) & same[:, :-1] & same[:, 1:]
    i, j = np.nonzero(dips)
    return i, j + 1


def _anywhere(law: str, cells: Columns, rows: NDArray[np.intp], settled: Where, found: Gaits) -> None:
    """Gaits of legs whose energy no release decides."""
    numbers, height, speed = cells.rows(rows), cells.heights[rows], cells.speeds[rows]
    everyone, running = np.arange(rows.size), np.flatnonzero(np.isfinite(settled[0]))
    (apex, fast), likely = _likely(law, numbers, speed)
    who = np.concatenate([everyone, running, likely])
    start = np.concatenate([height, settled[0][running], apex]), np.concatenate([speed, settled[1][running], fast])
    (apex, fast), closed = _newton(law, rows_of(numbers, who), start)
    _choose(law, cells, rows, who[closed], (apex[closed], fast[closed]), False, found)


def _likely(law: str, numbers: Mapping[str, Any], speed: Floats) -> tuple[Where, NDArray[np.intp]]:
    """Apexes of landing velocities around which both equations of a gait may vanish, and whose they are."""
    n, (across, down) = speed.size, GRID
    share_x, share_y = np.linspace(0.0, 1.0, across + 1), np.linspace(0.01, 1.0, down + 1)
    deepest = _DEEPEST * np.sqrt(np.asarray(numbers["gravity"]) * numbers["leg_length"]) + np.zeros(n)
    slowest, fastest = np.maximum(_SLOWEST * np.abs(speed), 0.1), _FASTEST * np.abs(speed) + 0.5

    def landings(who: NDArray[np.intp], x: Floats, y: Floats) -> Cycles:
        vx = slowest[who] + (fastest - slowest)[who] * x
        return take_cycles(vx, -deepest[who] * y, rows_of(numbers, who), law, accuracy=1e-6)

    x, y = (corner.ravel() for corner in np.meshgrid(share_x, share_y, indexing="ij"))
    cycles = landings(np.repeat(np.arange(n), x.size), np.tile(x, n), np.tile(y, n))
    gaps = np.array([cycles.height_gap, cycles.speed_gap]).reshape(2, n, across + 1, down + 1)
    corners = np.stack([gaps[:, :, i : i + across, j : j + down] for i in (0, 1) for j in (0, 1)])
    low, high = corners.min(axis=0), corners.max(axis=0)  # NaN where a corner cannot be run
    margin = 0.5 * (high - low)  # a root changes the sign inside a cell or, at the grid's resolution, next door
    with np.errstate(invalid="ignore"):
        possible = ((low - margin <= 0.0) & (high + margin >= 0.0)).all(axis=0)
    who, i, j = np.nonzero(possible)
    middle = landings(who, 0.5 * (share_x[i] + share_x[i + 1]), 0.5 * (share_y[j] + share_y[j + 1]))
    return (middle.apex_height, middle.apex_speed), who


def _newton(law: str, numbers: dict[str, Any], start: Where) -> tuple[Where, NDArray[np.intp]]:
    """Newton's rule for apex height and speed, in units of l0 and √(g l0); where it came to, and who is at a gait."""
    n = start[0].size
    length = numbers["leg_length"] + np.zeros(n)
    units = np.array([length, np.sqrt(numbers["gravity"] * length)])
    here = np.array(start) / units
    lowest = np.sin(numbers["angle_of_attack"]) + np.zeros(n)
    retracting = np.asarray(numbers["retraction"]) + np.zeros(n) != 0.0

    def gaps(z: Floats, who: NDArray[np.intp]) -> tuple[Floats, NDArray[np.bool_]]:
        apex = z * units[:, who]
        out = apex_map(*apex, **rows_of(numbers, who), damping_law=law, accuracy=_FINE)
        on = (out.outcome == Outcome.RUNNING) & (out.apex_speed >= 0.0)
        return np.where(on, np.array([out.apex_height, out.apex_speed]) / units[:, who] - z, np.nan), on

    gap = gaps(here, np.arange(n))[0]
    going = np.flatnonzero(np.isfinite(gap).all(axis=0))
    for _ in range(_NEWTON_MOVES):
        going = going[np.abs(gap[:, going]).max(axis=0, initial=0.0) > _GOOD]
        if not going.size:
            break
        apex = here[:, going] * units[:, going]
        jacobian = jacobians(apex[0], apex[1], rows_of(numbers, going), law, _ROUGH)
        move = np.clip(_solve(jacobian, gap[:, going]), -_LONGEST_MOVE, _LONGEST_MOVE)
        # No lower than the leg can land from, and towards there by shares of the room that is left.
        room = here[0, going] - lowest[going]
        move[0] = np.where(retracting[going], move[0], np.maximum(move[0], -0.8 * room))
        size, moved = np.abs(gap[:, going]).max(axis=0), np.zeros(going.size, dtype=bool)
        for share in _SHARES:
            m = np.flatnonzero(~moved & np.isfinite(move).all(axis=0))
            if not m.size:
                break
            tried = here[:, going[m]] + share * move[:, m]
            after, _ = gaps(tried, going[m])
            with np.errstate(invalid="ignore"):
                better = np.abs(after).max(axis=0) < size[m]
            k = going[m[better]]
            here[:, k], gap[:, k], moved[m[better]] = tried[:, better], after[:, better], True
        going = going[moved]
    with np.errstate(invalid="ignore"):
        closed = np.flatnonzero(np.abs(gap).max(axis=0) < _CLOSED)
    return (here[0] * units[0], here[1] * units[1]), closed


def _solve(jacobian: Floats, gap: Floats) -> Floats:
    """Moves that close the gaps by their linear part: (J − 1) move = −gap."""
    a, b = jacobian[:, 0, 0] - 1.0, jacobian[:, 0, 1]
    c, d = jacobian[:, 1, 0], jacobian[:, 1, 1] - 1.0
    with np.errstate(all="ignore"):
        determinant = a * d - b * c
        return np.array([-(gap[0] * d - gap[1] * b) / determinant, -(a * gap[1] - c * gap[0]) / determinant])
