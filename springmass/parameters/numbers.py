"""The numbers the dynamics need, and nothing else: SI, radians, no text, no units.

A scenario is what a runner writes; parameters are what the equations read. Sweeps and root finding make millions of
them, so the checks are plain comparisons.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from springmass.errors import InputError, one_of
from springmass.legs import LEG_LAWS
from springmass.parameters.shape import BodyShape, average_shape, stopping_time
from springmass.scenario import defaults
from springmass.scenario.average_runner import USUAL_SPEED, dimensionless_speed
from springmass.units import number

if TYPE_CHECKING:
    from springmass.scenario import Scenario

PLACEHOLDER_ANGLE = math.radians(70.0)
PLACEHOLDER_STIFFNESS = 25.0
"""Start of a search that frees leg stiffness, as a multiple of m·g/l0: a typical running leg."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """One runner in one world, as the equations of motion see them.

    Attributes
    ----------
    mass : float
        Mass of the runner [kg].
    leg_length : float
        Length of the unloaded leg [m].
    stiffness : float
        Stiffness of the leg spring [N/m].
    angle_of_attack : float
        Angle from the ground ahead to the leg [rad]; at the apex where there is retraction, else at touchdown as well.
    gravity : float
        Acceleration of gravity [m/s²].
    damping : float
        Damping of the leg [unit of its law]: viscous N·s/m, hysteretic s/m.
    damping_law : str
        Name of the leg law, a key of :data:`springmass.legs.LEG_LAWS`.
    push_off : float
        By how much the rest length grows at greatest compression [m].
    hip_extension : float
        Angle by which the hip torque tilts the ground force forward of the leg line [rad].
    roll_speed : float
        Speed of the centre of pressure along the foot [m/s].
    roll_late_speed : float
        Its speed after ``roll_switch`` [m/s]; None takes ``roll_speed``.
    roll_switch : float
        Distance after which the late speed holds [m].
    slope : float
        Slope of the ground, uphill positive [rad].
    impeding_force : float
        Steady force along the ground, holding the runner back when positive [N].
    retraction : float
        Rate of the leg angle in flight, positive when the foot moves backwards [rad/s].
    friction : float or None
        Friction coefficient of the ground [1]; None never slips.
    shape : BodyShape
        Where hip, knee and ankle are; without one, the average runner of that leg length. It does not change the
        motion.

    Raises
    ------
    ValueError
        Naming the argument that is not positive, not finite, outside its range or unknown.

    Examples
    --------
    >>> Parameters(80.0, 1.0, 20e3, 1.187).roll_late_speed
    0.0
    """

    mass: float
    leg_length: float
    stiffness: float
    angle_of_attack: float
    gravity: float = 9.81
    damping: float = 0.0
    damping_law: str = "spring"
    push_off: float = 0.0
    hip_extension: float = 0.0
    roll_speed: float = 0.0
    roll_late_speed: float = None  # type: ignore[assignment]  # never None after __post_init__
    roll_switch: float = math.inf
    slope: float = 0.0
    impeding_force: float = 0.0
    retraction: float = 0.0
    friction: float | None = None
    shape: BodyShape = None  # type: ignore[assignment]  # the same

    def __post_init__(self) -> None:
        if self.roll_late_speed is None:
            object.__setattr__(self, "roll_late_speed", self.roll_speed)
        # "not above" instead of "at most": NaN fails every comparison, so it is refused here as well.
        if not (self.mass > 0 and self.leg_length > 0 and self.stiffness > 0 and self.gravity > 0):
            name = next(n for n in ("mass", "leg_length", "stiffness", "gravity") if not getattr(self, n) > 0)
            raise InputError(name, given=getattr(self, name), allowed="must be above 0")
        if not 0 < self.angle_of_attack < math.pi:
            raise InputError(
                "angle_of_attack",
                given=self.angle_of_attack,
                allowed="must lie between 0 and π (radians), ends excluded",
            )
        one_of("damping_law", self.damping_law, LEG_LAWS)
        if self.damping != 0.0 and LEG_LAWS[self.damping_law].damping_unit is None:
            raise InputError(
                "damping", given=self.damping, allowed=f'must be 0 with law "{self.damping_law}", which has no damper'
            )
        # One sum instead of sixteen tests: it is finite unless a term is not (or they overflow together).
        total = (
            self.mass + self.leg_length + self.stiffness + self.gravity + self.damping + self.push_off
            + self.hip_extension + self.roll_speed + self.roll_late_speed + self.slope + self.impeding_force
            + self.retraction
        )  # fmt: skip
        if total - total != 0.0 or self.roll_switch != self.roll_switch or self.friction != self.friction:
            self._name_the_infinite()
        if self.shape is None:
            object.__setattr__(self, "shape", average_shape(self.leg_length / defaults.LEG_LENGTH.share))

    def _name_the_infinite(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            allowed_infinite = field.name in ("roll_switch", "friction")
            if isinstance(value, float) and (value != value or (math.isinf(value) and not allowed_infinite)):
                raise InputError(field.name, given=value, allowed="must be a finite number")

    def replace(self, **changes: Any) -> Parameters:
        """Give a copy with some values changed, checked again.

        Parameters
        ----------
        **changes
            New values by attribute name. A new ``roll_speed`` takes ``roll_late_speed`` along where there was only
            one speed of roll.

        Returns
        -------
        changed : Parameters
            The changed copy.
        """
        if "roll_speed" in changes and "roll_late_speed" not in changes and self.roll_late_speed == self.roll_speed:
            changes["roll_late_speed"] = None
        return replace(self, **changes)


FIELDS: dict[str, str] = {
    "runner.mass": "mass",
    "runner.leg_length": "leg_length",
    "leg.law": "damping_law",
    "leg.stiffness": "stiffness",
    "leg.damping": "damping",
    "leg.push_off": "push_off",
    "hip.extension": "hip_extension",
    "foot.angle_of_attack": "angle_of_attack",
    "foot.retraction": "retraction",
    "foot.roll_speed": "roll_speed",
    "foot.roll_late_speed": "roll_late_speed",
    "foot.roll_switch": "roll_switch",
    "world.gravity": "gravity",
    "world.slope": "slope",
    "world.impeding_force": "impeding_force",
    "world.friction": "friction",
}
"""Scenario field → name of the parameter. ``foot.ahead`` is no parameter: it becomes an angle of attack."""


def touchdown_angle(ahead: float, leg_length: float) -> float:
    """Angle of attack of an unloaded leg whose foot lands ``ahead`` of the mass.

    Parameters
    ----------
    ahead : float
        Distance from the mass to the first contact point, m.
    leg_length : float
        Length of the unloaded leg, m.

    Returns
    -------
    float
        The angle at touchdown, rad.

    Raises
    ------
    InputError
        Where the foot is out of the leg's reach.
    """
    if not abs(ahead) < leg_length:
        raise InputError("foot.ahead", given=f"{ahead} m", allowed=f"must stay within the leg length, {leg_length} m")
    return float(landing_angle(ahead, leg_length))


def landing_angle(ahead: Any, leg_length: Any) -> Any:
    """Angle of the leg at touchdown [rad]; NaN where the foot is out of its reach."""
    return np.arccos(ahead / leg_length)


def angle_at_apex(at_touchdown: Any, retraction: Any, apex_height: Any, leg_length: Any, gravity: Any) -> Any:
    """Turn the leg back from touchdown to the apex before it.

    Parameters
    ----------
    at_touchdown : float or array
        Angle of attack at touchdown, rad.
    retraction : float or array
        Rate of the leg angle in flight, rad/s.
    apex_height, leg_length : float or array
        Height of the apex and length of the unloaded leg, m.
    gravity : float or array
        Acceleration perpendicular to the ground (``g cos γ``), m/s².

    Returns
    -------
    float or array
        Angle of attack at the apex, rad. Without room to fall (the foot would already be below ground) it is the
        angle at touchdown.
    """
    drop = apex_height - leg_length * np.sin(at_touchdown)
    return at_touchdown - retraction * np.sqrt(2.0 * np.maximum(drop, 0.0) / gravity)


def parameters_of(scenario: Scenario, apex_height: float | None = None) -> Parameters:
    """Take the numbers out of a scenario.

    Parameters
    ----------
    scenario : Scenario
        The checked scenario.
    apex_height : float, optional
        Height of the apex the foot falls from, m. Needed only to convert ``foot.ahead`` with retraction; the default is
        the release height of the scenario.

    Returns
    -------
    parameters : Parameters
        The same runner for the equations. What a gait search frees and the scenario leaves out gets a placeholder
        (stiffness 25 m·g/l0, angle 70°): a start only, the gait found does not depend on it. Where the scenario gives
        ``foot.ahead`` with retraction but no apex height is known (a gait still to be found), the angle is the one at
        touchdown.

    Raises
    ------
    InputError
        When the foot cannot be ahead by so much, given the retraction.
    """
    runner, leg, foot, world = scenario.runner, scenario.leg, scenario.foot, scenario.world
    stiffness = leg.stiffness
    if stiffness is None:
        stiffness = PLACEHOLDER_STIFFNESS * runner.mass * world.gravity / runner.leg_length
    angle = foot.angle_of_attack
    if foot.ahead is not None:
        angle = touchdown_angle(foot.ahead, runner.leg_length)
        fall_from = scenario.gait.apex_height if apex_height is None else apex_height
        if foot.retraction != 0.0 and fall_from is not None:
            perpendicular = world.gravity * math.cos(world.slope)
            angle = float(angle_at_apex(angle, foot.retraction, fall_from, runner.leg_length, perpendicular))
            if not 0.0 < angle < math.pi:
                raise scenario.error(
                    "foot.retraction",
                    allowed="turns the leg by more than half a turn between the apex and touchdown",
                    hint="Take a slower retraction or a lower apex.",
                )
    return Parameters(
        mass=runner.mass,
        leg_length=runner.leg_length,
        stiffness=stiffness,
        angle_of_attack=PLACEHOLDER_ANGLE if angle is None else angle,
        gravity=world.gravity,
        damping=leg.damping,
        damping_law=leg.law,
        push_off=leg.push_off,
        hip_extension=scenario.hip.extension,
        roll_speed=foot.roll_speed,
        roll_late_speed=foot.roll_speed if foot.roll_late_speed is None else foot.roll_late_speed,
        roll_switch=math.inf if foot.roll_switch is None else foot.roll_switch,
        slope=world.slope,
        impeding_force=world.impeding_force,
        retraction=foot.retraction,
        friction=world.friction,
        shape=_shape_of(scenario),
    )


def _shape_of(scenario: Scenario) -> BodyShape:
    """What the scenario leaves out of the body is the average runner's at its speed."""
    runner, hip, foot = scenario.runner, scenario.hip, scenario.foot
    average = average_shape(runner.height, foot.strike, _usual_speed(scenario))
    return BodyShape(
        runner.height,
        average.first_contact if foot.first_contact is None else foot.first_contact,
        average.hip_behind if hip.behind is None else hip.behind,
        average.hip_above if hip.above is None else hip.above,
        hip.trunk_lean,
        stopping_time(foot.landing, foot.strike),
    )


def _usual_speed(scenario: Scenario) -> float:
    """Dimensionless speed a scenario is about: the one it asks for, else the one it is released with."""
    targets = scenario.gait.find or {}
    try:
        speed = number(targets["speed"], "m/s") if "speed" in targets else scenario.gait.apex_speed
    except InputError:  # told where the target is read
        speed = None
    if speed is None:
        return USUAL_SPEED
    return dimensionless_speed(speed, scenario.runner.leg_length, scenario.world.gravity)
