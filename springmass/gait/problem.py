"""A gait as a system of equations: what is unknown, what must hold.

Unknowns: the velocity at touchdown and the freed parameters. Equations: the step repeats, and the targets are met.
Touchdown, not the apex, carries the unknowns: every downward velocity has its apex, so no trial leaves the model's
domain by having the foot below the ground.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.flight import world_acceleration
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step, step
from springmass.metrics import METRICS, StepView
from springmass.parameters import Parameters

Vector = NDArray[np.float64]
TOLERANCE = 1e-12
"""Of the integrator while a gait is sought."""


class Cycle(NamedTuple):
    """A step closed into a cycle by the flight from its takeoff to its own touchdown velocity.

    While the search is under way the cycle does not close; its times and lengths are still smooth functions of the
    unknowns, which the ones measured apex to apex are not.
    """

    step: Step
    flight_time: float
    length: float
    height_gap: float
    """(landing − takeoff) energy height mismatch over g l0 [1]"""
    speed_gap: float
    """horizontal velocity mismatch over √(g l0) [1]"""

    @property
    def time(self) -> float:
        """Step time [s]."""
        return self.step.contact_time + self.flight_time


TIMING: dict[str, Callable[[Cycle], float]] = {
    "contact_time": lambda c: c.step.contact_time,
    "flight_time": lambda c: c.flight_time,
    "step_time": lambda c: c.time,
    "cadence": lambda c: 60.0 / c.time,
    "speed": lambda c: c.length / c.time,
    "step_length": lambda c: c.length,
    "duty_factor": lambda c: 0.5 * c.step.contact_time / c.time,
}
"""Targets known from the cycle alone; every other metric is measured on the step."""


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
        p = self.parameters
        idle = p.damping == p.push_off == p.hip_extension == p.slope == p.impeding_force == 0.0
        one_speed = p.roll_late_speed == p.roll_speed
        return idle and one_speed and not {"damping", "push_off", "hip_extension"} & set(self.free)

    def unpack(self, z: Vector) -> tuple[float, float, Parameters]:
        """Unknowns → touchdown velocity [m/s] and parameters."""
        p = self.parameters
        values = {name: _from_unknown(name, u, p) for name, u in zip(self.free, z[2:].tolist(), strict=True)}
        speed = math.sqrt(p.gravity * p.leg_length)
        return float(z[0]) * speed, float(z[1]) * speed, p.replace(**values) if values else p

    def pack(self, vx: float, vy: float, values: Mapping[str, float]) -> Vector:
        """Touchdown velocity and freed values → unknowns."""
        p = self.parameters
        speed = math.sqrt(p.gravity * p.leg_length)
        return np.array([vx / speed, vy / speed, *(_to_unknown(name, values[name], p) for name in self.free)])

    def cycle(self, z: Vector) -> Cycle | None:
        """Take the step; None where it has no takeoff or the unknowns make no runner."""
        try:
            vx, vy, p = self.unpack(z)
        except (ValueError, OverflowError):
            return None
        if not vy < 0.0:
            return None
        apex = apex_before(vx, vy, p, self.landing_angle_given)
        if apex is None:
            return None
        height, speed, p = apex
        taken = step(height, speed, p, TOLERANCE)
        takeoff, touchdown = taken.takeoff, taken.touchdown
        if takeoff is None or touchdown is None or taken.contact is None:
            return None
        ax, ay = world_acceleration(p)
        x, y, vx_off, vy_off = takeoff
        flight = (vy_off - vy) / -ay
        in_contact = x + taken.contact.cop_travel - touchdown.x
        return Cycle(
            taken,
            flight,
            in_contact + vx_off * flight + 0.5 * ax * flight * flight,
            (0.5 * (vy * vy - vy_off * vy_off) / -ay - (y - touchdown.y)) / p.leg_length,
            (vx_off + ax * flight - vx) / math.sqrt(p.gravity * p.leg_length),
        )

    def residual(self, z: Vector) -> Vector | None:
        """Dimensionless equations at the unknowns; None where the step cannot be taken."""
        cycle = self.cycle(z)
        if cycle is None:
            return None
        gaps = [cycle.height_gap, cycle.speed_gap]
        view = StepView(cycle.step, self.midstance)
        for name, wanted in self.targets.items():
            if name in TIMING:
                gaps.append(TIMING[name](cycle) / wanted - 1.0 if wanted else TIMING[name](cycle))
            else:
                gaps.append((METRICS[name].value(view).value - wanted) / _scale(name, self.parameters))
        found = np.array(gaps)
        return found if np.isfinite(found).all() else None


def apex_before(
    vx: float, vy: float, p: Parameters, landing_angle_given: bool
) -> tuple[float, float, Parameters] | None:
    """Apex height and speed from which the runner lands with this velocity; with the leg angle as it is there.

    Parameters
    ----------
    vx, vy : float
        At touchdown [m/s], ``vy < 0``.
    p : Parameters
    landing_angle_given : bool
        Whether ``p.angle_of_attack`` is meant at touchdown.

    Returns
    -------
    tuple or None
        Height [m], speed [m/s], parameters with the angle at the apex; None when retraction turns the leg away.
    """
    ax, ay = world_acceleration(p)
    fall = vy / ay
    turned = p.retraction * fall
    at_landing = p.angle_of_attack + (0.0 if landing_angle_given else turned)
    at_apex = at_landing - turned
    if not (0.0 < at_landing < math.pi and 0.0 < at_apex < math.pi):
        return None
    if at_apex != p.angle_of_attack:
        p = p.replace(angle_of_attack=at_apex)
    return p.leg_length * math.sin(at_landing) - 0.5 * vy * fall, vx - ax * fall, p


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
        return critical if p.damping_law == "viscous" else 1.0 / math.sqrt(p.gravity * p.leg_length)
    if name == "impeding_force":
        return p.mass * p.gravity
    if name == "retraction":
        return math.sqrt(p.gravity / p.leg_length)
    return 1.0


def _to_unknown(name: str, value: float, p: Parameters) -> float:
    if name in _LOGARITHMIC:
        return math.log(value / getattr(p, name))
    return value / _unit_of_unknown(name, p)


def _from_unknown(name: str, u: float, p: Parameters) -> float:
    if name in _LOGARITHMIC:
        return float(getattr(p, name) * math.exp(u))
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


def is_gait(cycle: Cycle) -> bool:
    """Whether a closed cycle is running at all: up at takeoff, forward, through a flight."""
    return cycle.step.outcome is Outcome.RUNNING and not cycle.step.backward and cycle.flight_time > 0.0
