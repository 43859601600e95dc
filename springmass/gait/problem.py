"""A gait as a system of equations: what is unknown, what must hold.

Unknowns: the velocity at touchdown and the freed parameters. Equations: the step repeats, and the targets are met.
Touchdown, not the apex, carries the unknowns: every downward velocity has its apex, so no trial leaves the model's
domain by having the foot below the ground. Trials come in columns and go through the array engine together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step, step
from springmass.gait.cycle_slopes import cycle_slopes, target_slopes
from springmass.gait.cycles import NUMBERS, Cycles, apex_before, take_cycles
from springmass.gait.offsets import offset_of, offsets
from springmass.legs import LEG_LAWS
from springmass.metrics import METRICS, StepView
from springmass.parameters import Parameters

TOLERANCE = 1e-12
"""Of the integrators while a gait is sought."""

FROM_CYCLE: dict[str, Callable[[Cycles], Floats]] = {
    "contact_time": lambda c: c.contact_time,
    "flight_time": lambda c: c.flight_time,
    "step_time": lambda c: c.time,
    "cadence": lambda c: 60.0 / c.time,
    "speed": lambda c: c.length / c.time,
    "step_length": lambda c: c.length,
    "duty_factor": lambda c: 0.5 * c.contact_time / c.time,
    "apex_height": lambda c: c.apex_height,
    "apex_speed": lambda c: c.apex_speed,
    "apex_energy": lambda c: c.apex_energy,
    "touchdown_vertical_velocity": lambda c: c.vy,
    "takeoff_vertical_velocity": lambda c: c.map.takeoff_vy,
    "mass_cop_offset_at_greatest_compression": lambda c: c.map.greatest_compression_x,
}
"""Targets known from the arrays of a cycle. Of the others, :mod:`springmass.gait.offsets` knows those of hip and body
over the foot; every other metric is measured on a step of the reference engine."""


@dataclass(frozen=True)
class GaitProblem:
    """Find touchdown velocity and freed parameters so that the step repeats and the targets are met.

    Attributes
    ----------
    parameters : Parameters
        Everything not freed.
    free : tuple of str
        Names of freed parameters.
    targets : mapping
        Metric name → value in the metric's own unit.
    midstance : str
        Definition used by offset targets.
    landing_angle_given : bool
        The angle of attack is meant at touchdown although the leg retracts (foot placement given by ``ahead``).
    """

    parameters: Parameters
    free: tuple[str, ...]
    targets: Mapping[str, float]
    midstance: str = "lowest point"
    landing_angle_given: bool = False

    @property
    def conservative(self) -> bool:
        """Whether nothing takes or gives energy, so that one equation of periodicity follows from the other."""
        return is_conservative(self.parameters) and not {"damping", "push_off", "hip_extension"} & set(self.free)

    @property
    def equations(self) -> int:
        """How many equations are independent."""
        return len(self.targets) + (1 if self.conservative else 2)

    def values(self, z: Floats) -> tuple[Floats, Floats, dict[str, Any]]:
        """Unknowns, shape (n,) or (n, m) → touchdown velocity [m/s] and freed values by name."""
        p = self.parameters
        speed = math.sqrt(p.gravity * p.leg_length)
        freed = {name: _from_unknown(name, z[2 + i], p) for i, name in enumerate(self.free)}
        return z[0] * speed, z[1] * speed, freed

    def pack(self, vx: float, vy: float, values: Mapping[str, float]) -> Floats:
        """Touchdown velocity and freed values → unknowns."""
        p = self.parameters
        speed = math.sqrt(p.gravity * p.leg_length)
        return np.array([vx / speed, vy / speed, *(to_unknown(name, values[name], p) for name in self.free)])

    def cycles(self, z: Floats) -> Cycles:
        """Take the steps of all columns of unknowns, shape (n, m), with the array engine."""
        vx, vy, freed = self.values(z)
        return take_cycles(
            vx, vy, self._numbers(freed), self.parameters.damping_law, self.landing_angle_given, TOLERANCE
        )

    def step(self, z: Floats) -> Step | None:
        """Take one step with the reference engine; None where the unknowns make no runner."""
        vx, vy, freed = self.values(z)
        try:
            p = self.parameters.replace(**{name: float(value) for name, value in freed.items()})
        except ValueError:
            return None
        height, speed, angle = (float(v) for v in apex_before(vx, vy, p, self.landing_angle_given))
        if not (vy < 0.0 and 0.0 < angle < math.pi):
            return None
        return step(height, speed, p.replace(angle_of_attack=angle) if angle != p.angle_of_attack else p, TOLERANCE)

    def residual(self, z: Floats) -> Floats:
        """Dimensionless equations for columns of unknowns.

        Parameters
        ----------
        z : array, shape (n, m)

        Returns
        -------
        array, shape (equations, m)
            NaN in columns whose step cannot be taken. All equations, the redundant one of a conservative leg as well.
        """
        taken = self.cycles(z)
        rows = [taken.height_gap, taken.speed_gap]
        for name, wanted in self.targets.items():
            if name in FROM_CYCLE:
                found = FROM_CYCLE[name](taken)
                rows.append(found / wanted - 1.0 if wanted else found)
            else:
                rows.append((self._measured(name, z, taken) - wanted) / _scale(name, self.parameters))
        gaps = np.array(rows)
        gaps[:, ~np.isfinite(gaps).all(axis=0)] = np.nan
        return gaps

    def jacobian(self, z: Floats) -> tuple[Floats, Floats]:
        """Equations at one point and their derivatives.

        Parameters
        ----------
        z : array, shape (n,)

        Returns
        -------
        value : array, shape (equations,)
        jacobian : array, shape (equations, n)
            Exact, but for targets that are not among the numbers of a cycle, which take differences; NaN where the
            step cannot be taken or reaches no apex.
        """
        directions, h = np.eye(z.size), 1e-6
        points = z[:, None]
        if not set(self.targets) <= set(FROM_CYCLE):
            points = points + np.concatenate([np.zeros_like(points), h * directions, -h * directions], axis=1)
        gaps = self.residual(points)
        value = gaps[:, 0]
        if not np.isfinite(value).all():
            return value, np.full((value.size, z.size), np.nan)
        vx, vy, freed = self.values(z)
        given = self._numbers(freed)
        speed = math.sqrt(self.parameters.gravity * self.parameters.leg_length)
        changes = {"vx": speed * directions[0], "vy": speed * directions[1]}
        for row, name in enumerate(self.free, start=2):
            changes[name] = _slope_of_unknown(name, z[row], self.parameters) * directions[row]
        if self._one_roll and "roll_speed" in changes:
            changes.setdefault("roll_late_speed", changes["roll_speed"])
        law, landing = self.parameters.damping_law, self.landing_angle_given
        found, slopes = cycle_slopes(float(vx), float(vy), given, law, landing, changes, TOLERANCE)
        rows = [slopes["height_gap"], slopes["speed_gap"]]
        for name, wanted in self.targets.items():
            if name in FROM_CYCLE:
                slope = target_slopes(FROM_CYCLE[name], found, slopes)[1]
                rows.append(slope / wanted if wanted else slope)
            else:
                up, down = np.split(gaps[len(rows), 1:], 2)
                rows.append((up - down) / (2.0 * h))
        return value, np.array(rows)

    @property
    def _one_roll(self) -> bool:
        p = self.parameters
        return p.roll_late_speed == p.roll_speed and "roll_speed" in self.free and "roll_late_speed" not in self.free

    def _numbers(self, freed: Mapping[str, Any]) -> dict[str, Any]:
        given = {name: freed.get(name, getattr(self.parameters, name)) for name in NUMBERS}
        if self._one_roll:
            given["roll_late_speed"] = given["roll_speed"]
        return given

    def _measured(self, name: str, z: Floats, cycles: Cycles) -> Floats:
        """A target that is not among the numbers of a cycle."""
        offset = offset_of(name, self.midstance)
        if offset is not None:
            given, p = self._numbers(self.values(z)[2]), self.parameters
            return offsets(offset, cycles, given, p.damping_law, p.shape)
        found = np.full(z.shape[1], np.nan)
        for i, column in enumerate(z.T):
            taken = self.step(column)
            if taken is not None:
                found[i] = METRICS[name].value(StepView(taken, self.midstance)).value
        return found


def is_conservative(p: Any) -> Any:
    """Whether nothing takes or gives energy (in the frame of a COP that rolls at one speed).

    Parameters, or columns of their numbers: one answer for each row then.
    """
    idle = (p.damping == 0.0) & (p.push_off == 0.0) & (p.hip_extension == 0.0) & (p.slope == 0.0)
    return idle & (p.impeding_force == 0.0) & (p.roll_late_speed == p.roll_speed)


_LOGARITHMIC = ("mass", "leg_length", "stiffness", "gravity")
_LENGTHS = ("push_off", "roll_switch")
_SPEEDS = ("roll_speed", "roll_late_speed")


def _unit_of_unknown(name: str, p: Parameters) -> float:
    if name in _LENGTHS:
        return p.leg_length
    if name in _SPEEDS:
        return math.sqrt(p.gravity * p.leg_length)
    if name == "damping":
        critical = math.sqrt(p.stiffness * p.mass)
        return critical if LEG_LAWS[p.damping_law].damps_in_newtons else 1.0 / math.sqrt(p.gravity * p.leg_length)
    if name == "impeding_force":
        return p.mass * p.gravity
    if name == "retraction":
        return math.sqrt(p.gravity / p.leg_length)
    return 1.0


def to_unknown(name: str, value: float, p: Parameters) -> float:
    """A parameter's value as a dimensionless unknown."""
    if name in _LOGARITHMIC:
        return math.log(value / getattr(p, name))
    return value / _unit_of_unknown(name, p)


def _slope_of_unknown(name: str, u: Any, p: Parameters) -> Any:
    """How much a parameter changes with its unknown."""
    return _from_unknown(name, u, p) if name in _LOGARITHMIC else _unit_of_unknown(name, p)


def _from_unknown(name: str, u: Any, p: Parameters) -> Any:
    if name in _LOGARITHMIC:
        return getattr(p, name) * np.exp(np.clip(u, -20.0, 20.0))
    return u * _unit_of_unknown(name, p)


def _scale(name: str, p: Parameters) -> float:
    unit = METRICS[name].unit_label
    return {
        "m": p.leg_length,
        "m/s": math.sqrt(p.gravity * p.leg_length),
        "deg": 57.29577951308232,
        "J/kg": p.gravity * p.leg_length,
        "kN/m": 1e-3 * p.mass * p.gravity / p.leg_length,
    }.get(unit, 1.0)


def is_gait(taken: Step) -> bool:
    """Whether a closed cycle is running at all: up at takeoff, forward, through a flight."""
    return taken.outcome is Outcome.RUNNING and not taken.apex_speed < 0.0 and taken.flight_time > 0.0
