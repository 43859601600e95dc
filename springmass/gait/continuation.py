"""Follow a gait along a parameter, through folds: pseudo-arclength continuation with named special points."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from springmass.dynamics.extrapolation import Floats
from springmass.errors import InputError, did_you_mean
from springmass.gait.find import PLACEMENT, SteadyGait, parameter_of
from springmass.gait.newton import jacobian, solve
from springmass.gait.problem import GaitProblem, is_gait, to_unknown
from springmass.gait.stability import Stability, stability
from springmass.metrics import METRICS, StepView
from springmass.parameters import touchdown_angle
from springmass.scenario import numeric_fields
from springmass.units import brief, label

SADDLE_NODE, FLIP = "saddle-node", "flip"


@dataclass(frozen=True)
class BranchPoint:
    """One gait of a branch."""

    value: float
    """of the parameter followed, SI and radians"""
    unknowns: Floats
    """of the gait search, each over its own size [1], shape (unknowns,)"""
    apex_height: float
    """[m]"""
    apex_speed: float
    """[m/s]"""
    stability: Stability
    special: str = ""
    """"saddle-node" where the branch turns back, "flip" where each step over-corrects fully, else empty"""


@dataclass(frozen=True)
class Branch:
    """A family of gaits along one parameter.

    Attributes
    ----------
    field : str
        Scenario field that was followed.
    points : tuple of BranchPoint
        In the order of the curve, special points among them.
    ends : tuple of str
        Why it ends on either side.
    """

    field: str
    points: tuple[BranchPoint, ...]
    ends: tuple[str, str]

    @property
    def special(self) -> tuple[BranchPoint, ...]:
        """Saddle-nodes and flips."""
        return tuple(point for point in self.points if point.special)


def follow(
    gait: SteadyGait,
    field: str,
    window: tuple[float, float],
    *,
    hold: Mapping[str, float] | None = None,
    free: tuple[str, ...] = (),
    longest: float = 0.05,
    most: int = 400,
) -> Branch:
    """Follow a gait along a parameter in both directions.

    Parameters
    ----------
    gait : SteadyGait
        Where to start.
    field : str
        Scenario field to follow, such as ``"foot.angle_of_attack"``.
    window : (float, float)
        Its smallest and largest value, SI and radians.
    hold : mapping, optional
        Metric → value (in its unit) that stays the same; by default a lossless leg holds ``apex_energy``, any other
        nothing.
    free : tuple of str
        Further scenario fields that may change, one for each metric held beyond that.
    longest : float
        Longest step along the curve, dimensionless [1].
    most : int
        Points in each direction.

    Returns
    -------
    Branch

    Raises
    ------
    InputError
        For unknown names, or when the count of held metrics and freed fields does not fit.

    Examples
    --------
    >>> from springmass.gait.ask import representative_gait
    >>> branch = follow(representative_gait("seyfarth"), "foot.angle_of_attack", (np.radians(64), np.radians(72)))
    >>> [point.special for point in branch.special]
    ['saddle-node', 'flip']
    """
    names = tuple(parameter_of(gait.scenario, name) for name in (*free, field))
    if not (math.isfinite(window[0]) and math.isfinite(window[1]) and window[0] < window[1]):
        raise InputError(field, given=window, allowed="the window must go from a smaller to a larger finite value")
    for unknown in set(hold or {}) - set(METRICS):
        raise InputError("hold", given=unknown, allowed="is no metric", hint=did_you_mean(unknown, METRICS))
    if not (longest > 0.0 and most >= 1):
        raise InputError(
            "follow", given=(longest, most), allowed="the longest step and the most points must be above 0"
        )
    p = gait.parameters
    problem = GaitProblem(p, names, {})
    if hold is None:
        hold = {"apex_energy": METRICS["apex_energy"].value(StepView(gait.step)).value} if problem.conservative else {}
    problem = replace(problem, targets=dict(hold))
    if problem.equations != len(names) + 1:
        raise InputError(
            "follow",
            given=f"{len(hold)} metrics held, {len(free)} more fields freed",
            allowed=f"this leg needs {len(names) + 1 - (problem.equations - len(hold))} metrics held",
        )
    touchdown = gait.step.touchdown
    assert touchdown is not None  # a gait lands
    start = problem.pack(touchdown.vx, touchdown.vy, {name: getattr(p, name) for name in names})
    curve = _Curve(problem, _rows(problem), field, window, longest)
    here = curve.point(curve.correct(start))
    if not window[0] <= here.value <= window[1]:
        unit = numeric_fields(gait.scenario.leg.law)[field].unit
        raise InputError(
            field,
            given=f"{brief(window[0], unit)} to {brief(window[1], unit)}",
            allowed=f"must hold the value of the gait itself, {label(here.value, unit, 4)}: it is followed from there",
        )
    forward, end_up = curve.walk(here.unknowns, +1.0, most)
    backward, end_down = curve.walk(here.unknowns, -1.0, most)
    return Branch(field, (*reversed(backward), here, *forward), (end_down, end_up))


def _rows(problem: GaitProblem) -> list[int]:
    """Equations to keep: without energy losses the speed repeats by itself once the height does."""
    everything = list(range(2 + len(problem.targets)))
    return [row for row in everything if not (problem.conservative and row == 1)]


class _Curve:
    """The solution curve: one unknown more than equations."""

    def __init__(
        self, problem: GaitProblem, rows: list[int], field: str, window: tuple[float, float], longest: float
    ) -> None:
        self.problem, self.rows, self.field, self.longest = problem, rows, field, longest
        name = problem.free[-1]
        if field == PLACEMENT:  # a distance ahead is an angle of attack to the equations
            window = (self._angle(window[0]), self._angle(window[1]))
        try:
            ends = [to_unknown(name, value, problem.parameters) for value in window]
        except ValueError:
            raise InputError(field, given=window[0], allowed="must be above 0") from None
        self.low, self.high = min(ends), max(ends)

    def _angle(self, ahead: float) -> float:
        return touchdown_angle(ahead, self.problem.parameters.leg_length)

    def equations(self, z: Floats) -> Floats:
        return self.problem.residual(z)[self.rows]

    def jacobian(self, z: Floats) -> tuple[Floats, Floats]:
        value, slope = self.problem.jacobian(z)
        return value[self.rows], slope[self.rows]

    def correct(self, z: Floats) -> Floats:
        solution = solve(self.equations, z, 12)
        return solution.unknowns if solution.solved else np.full_like(z, np.nan)

    def tangent(self, z: Floats) -> Floats:
        return np.asarray(np.linalg.svd(jacobian(self.equations, z)[1])[2][-1])

    def point(self, z: Floats, special: str = "") -> BranchPoint:
        taken = self.problem.step(z)
        value = float(self.problem.values(z)[2][self.problem.free[-1]])
        if self.field == PLACEMENT and taken is not None and taken.touchdown is not None:
            value = taken.touchdown.ahead
        if taken is None:
            raise InputError(self.field, given=value, allowed="there is no gait to follow from here")
        return BranchPoint(
            value,
            z,
            taken.start_height,
            taken.start_speed,
            stability(taken.start_height, taken.start_speed, taken.parameters),
            special,
        )

    def walk(self, z: Floats, direction: float, most: int) -> tuple[list[BranchPoint], str]:
        """Points from z on (z itself left out) and why the walk ended."""
        points: list[BranchPoint] = []
        tangent = self.tangent(z)
        tangent = tangent * math.copysign(1.0, tangent[-1] * direction)
        before, size = self.point(z), 0.25 * self.longest
        while len(points) < most:
            ahead = self.correct(z + size * tangent)
            taken = self.problem.step(ahead) if np.isfinite(ahead).all() else None
            turned = self.tangent(ahead) if taken is not None and is_gait(taken) else None
            if turned is None or np.linalg.norm(ahead - z) > 2.0 * size or abs(turned @ tangent) < 0.9:
                size *= 0.5
                if size < 1e-6:
                    return points, "the last step that can be run"
                continue
            turned = turned * math.copysign(1.0, float(turned @ tangent))
            here = self.point(ahead)
            points.extend(self._special(before, here, z, ahead, tangent, turned))
            points.append(here)
            if not self.low <= ahead[-1] <= self.high:
                inside = [point for point in points if self.low <= point.unknowns[-1] <= self.high]
                return inside, "the end of the window"
            z, tangent, before = ahead, turned, here
            size = min(1.5 * size, self.longest)
        return points, f"{most} points"

    def _special(
        self, before: BranchPoint, here: BranchPoint, z: Floats, ahead: Floats, tangent: Floats, turned: Floats
    ) -> list[BranchPoint]:
        found = []
        if tangent[-1] * turned[-1] < 0.0:
            fold = self._between(z, ahead, lambda y: float(self._along(y, tangent)[-1]))
            if fold is not None:
                found.append(self.point(fold, SADDLE_NODE))
        one, other = before.stability.multiplier, here.stability.multiplier
        if (one.real + 1.0) * (other.real + 1.0) < 0.0 and abs(one.imag) + abs(other.imag) < 1e-9:
            flip = self._between(z, ahead, lambda y: self.point(y).stability.multiplier.real + 1.0)
            if flip is not None:
                found.append(self.point(flip, FLIP))
        return found

    def _along(self, y: Floats, tangent: Floats) -> Floats:
        here = self.tangent(y)
        return here * math.copysign(1.0, float(here @ tangent))

    def _between(self, z: Floats, ahead: Floats, sign: Callable[[Floats], float]) -> Floats | None:
        """The point of the curve between two neighbours where ``sign`` vanishes (Illinois along the chord)."""
        a, b = 0.0, 1.0
        fa, fb = sign(z), sign(ahead)
        point = None
        for _ in range(40):
            s = (a * fb - b * fa) / (fb - fa)
            point = self.correct(z + s * (ahead - z))
            if not np.isfinite(point).all():
                return None
            f = sign(point)
            if abs(f) < 1e-9 or abs(b - a) < 1e-12:
                break
            if f * fb < 0.0:
                a, fa = b, fb
            else:
                fa *= 0.5
            b, fb = s, f
        return point
