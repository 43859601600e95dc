"""The runner and the world: body, leg, hip, foot, ground."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ValidationInfo, WithJsonSchema, field_validator, model_validator

from springmass.errors import InputError, did_you_mean
from springmass.legs import DAMPING_UNITS, LEG_LAWS
from springmass.scenario import defaults
from springmass.scenario.fields import (
    Acceleration,
    Angle,
    AngleRate,
    Bound,
    Force,
    Length,
    Mass,
    Ratio,
    Speed,
    Stiffness,
    field,
    quantity_schema,
)
from springmass.scenario.section import Section
from springmass.units import number, same_kind

_deg = math.radians

NO_NEGATIVE_DAMPING = Bound("a damper takes energy; energy is put in by leg.push_off or hip.extension", ge=0.0)


class Runner(Section):
    """The runner's body. Height and leg length follow from each other; at least one is needed."""

    section: ClassVar[str] = "runner"

    mass: Annotated[
        Mass,
        Bound("nobody runs without mass", gt=0.0),
        Bound("heavier than a polar bear; this leg is not for elephants", le=1000.0),
    ] = field(label="mass", description="Mass of the runner with everything carried.", example="70 kg")
    height: Annotated[Length, Bound("a runner has a height", gt=0.0), Bound("taller than a giraffe", le=10.0)] = field(
        0.0, label="height", description="Standing height; sets the lengths of thigh, shank and foot."
    )
    leg_length: Annotated[Length, Bound("a runner has legs", gt=0.0), Bound("longer than a giraffe's", le=5.0)] = field(
        0.0,
        label="leg length",
        description=f"Hip to ground, standing on the unloaded leg. Left out, {defaults.LEG_LENGTH.share} × height.",
    )

    @model_validator(mode="after")
    def _complete(self) -> Runner:
        given = self.model_fields_set
        share = defaults.LEG_LENGTH.share
        if not {"height", "leg_length"} & given:
            raise InputError("height", allowed="is missing", hint='Give height = "1.75 m" or leg_length = "93 cm".')
        # Frozen towards the outside; here the runner is still being made.
        if "leg_length" not in given:
            self.__dict__["leg_length"] = defaults.LEG_LENGTH.of(self.height)
        elif "height" not in given:
            self.__dict__["height"] = self.leg_length / share
        elif not self.leg_length < self.height:
            raise InputError(
                "leg_length",
                given=f"{self.leg_length:.6g} m",
                allowed=f"must be below the height, {self.height:.6g} m (the hip is not above the head)",
                hint=f"Usual is {share} × height.",
            )
        return self


class Leg(Section):
    """The leg: a spring, perhaps with a damper, perhaps pushing off."""

    section: ClassVar[str] = "leg"

    law: str = field(
        "spring",
        label="leg law",
        description="How the leg pushes when it is compressed.",
        enum=list(LEG_LAWS),
    )
    stiffness: (
        Annotated[
            Stiffness,
            Bound("a leg that does not push back is no leg", gt=0.0),
            Bound("stiffer than a steel post; nothing would bend", le=1e8),
        ]
        | None
    ) = field(None, label="leg stiffness", description="Force of the leg for each metre it is shorter.")
    damping: Annotated[
        float,
        WithJsonSchema(NO_NEGATIVE_DAMPING.add_to(quantity_schema(DAMPING_UNITS[0]) | {"units": DAMPING_UNITS})),
    ] = field(
        0.0,
        label="leg damping",
        description="What the leg loses when it is squeezed and stretched. Its unit depends on the leg law.",
    )
    push_off: Length = field(
        0.0,
        label="push-off",
        description="By how much the leg grows from its shortest on, putting energy in (foot and calf pushing).",
    )

    @field_validator("law")
    @classmethod
    def _known_law(cls, law: str) -> str:
        if law not in LEG_LAWS:
            allowed = "must be one of " + ", ".join(f'"{name}"' for name in LEG_LAWS)
            raise InputError(given=law, allowed=allowed, hint=did_you_mean(law, LEG_LAWS))
        return law

    @field_validator("damping", mode="before")
    @classmethod
    def _damping_of_the_law(cls, damping: Any, info: ValidationInfo) -> float:
        law = info.data.get("law")
        # A wrong law is reported by itself; nothing can be said about its damping.
        return 0.0 if law is None else read_damping(damping, law)


def read_damping(damping: Any, law: str) -> float:
    """Read a damping in the unit of the leg law.

    Parameters
    ----------
    damping : float, str or SI
        What was written.
    law : str
        Name of the leg law.

    Returns
    -------
    float
        The damping, in the unit of the law.

    Raises
    ------
    InputError
        When the unit belongs to another law, the law has no damper, or it is negative.
    """
    unit = LEG_LAWS[law].damping_unit
    if unit is None:
        value = _any_damping(damping)
        if value != 0.0:
            damped = " or ".join(f'"{name}"' for name, other in LEG_LAWS.items() if other.damping_unit)
            raise InputError(
                given=damping,
                allowed=f'must be 0 with law = "{law}" (a spring loses nothing)',
                hint=f"For a leg that loses energy take law = {damped}.",
            )
        return 0.0
    try:
        value = number(damping, unit)
    except InputError as error:
        problem = error
    else:
        return NO_NEGATIVE_DAMPING.check(value, unit, damping)
    for name, other in LEG_LAWS.items():
        if other.damping_unit and not same_kind(other.damping_unit, unit) and _fits(damping, other.damping_unit):
            problem.hint = f'That is the unit of law = "{name}"; law = "{law}" needs {unit}.'
    raise problem


def _any_damping(damping: Any) -> float:
    fitting = [unit for unit in DAMPING_UNITS if _fits(damping, unit)]
    return number(damping, fitting[0] if fitting else DAMPING_UNITS[0])


def _fits(damping: Any, unit: str) -> bool:
    try:
        number(damping, unit)
    except InputError:
        return False
    return True


class Hip(Section):
    """The hip and the trunk above it."""

    section: ClassVar[str] = "hip"

    extension: Annotated[
        Angle, Bound("a hip turning the push further than that throws the runner over", ge=_deg(-30), le=_deg(30))
    ] = field(
        0.0,
        label="hip extension",
        description="By how much the hip muscles turn the push of the leg forwards; 0 is a hip that only hangs on.",
    )
    trunk_lean: Annotated[Angle, Bound("leaning further, nobody runs", ge=_deg(-20), le=_deg(45))] = field(
        defaults.TRUNK_LEAN, label="trunk lean", description="Forward lean of the trunk from upright."
    )
    behind: Annotated[Length, Bound("the hip is in the body", ge=-0.3, le=0.3)] | None = field(
        None,
        label="hip behind the body",
        description="Hip joint behind the centre of mass, leg at full length, trunk leaning as usual. Left out, the "
        "average runner's at that speed.",
    )
    above: Annotated[Length, Bound("the hip is in the body", ge=-0.3, le=0.3)] | None = field(
        None,
        label="hip above the leg's end",
        description="Hip joint above the upper end of the leg spring. Left out, the average runner's.",
    )


PLACEMENTS = ("foot.angle_of_attack", "foot.ahead")
"""Two ways of saying where the foot lands."""
ONE_FREEDOM = "names foot.angle_of_attack and foot.ahead, which are one and the same freedom"


class Foot(Section):
    """Where and how the foot lands. Angle of attack or distance ahead: exactly one, unless the gait search frees it."""

    section: ClassVar[str] = "foot"

    angle_of_attack: Annotated[Angle, Bound("0 deg is flat ahead, 180 deg flat behind", gt=0.0, lt=math.pi)] | None = (
        field(
            None,
            label="angle of attack",
            description="Angle from the ground ahead up to the leg when the foot lands; 90 deg is foot under hip.",
        )
    )
    ahead: Length | None = field(
        None,
        label="foot ahead",
        description="How far ahead of the body's mass the foot lands, first contact point; minus is behind.",
    )
    retraction: Annotated[AngleRate, Bound("faster than any hip turns a leg", ge=_deg(-500), le=_deg(500))] = field(
        0.0,
        label="leg retraction",
        description="How fast the leg swings backwards before landing; the angle of attack then holds at the apex.",
    )
    strike: Literal["rearfoot", "midfoot", "forefoot"] = field(
        "rearfoot", label="foot strike", description="Which part of the foot lands first."
    )
    first_contact: Annotated[Length, Bound("it is under the foot", ge=-0.3, le=0.4)] | None = field(
        None,
        label="first contact",
        description="How far ahead of the ankle the foot first touches, minus for the heel. Left out, the average "
        "runner's for that foot strike.",
    )
    landing: Literal["none", "by strike", "stiff", "supple"] = field(
        "none",
        label="landing",
        description="How the lower leg comes to rest: stiff (an impact peak of its own), supple (it melts into the "
        "rise), by strike (rearfoot stiff, forefoot supple); none leaves the impact out.",
    )
    roll_speed: Annotated[
        Speed, Bound("pressure moves from heel to toes, and not faster than any runner", ge=0.0, le=20.0)
    ] = field(
        0.0,
        label="roll speed",
        description="How fast the point of pressure moves forward under the foot; 0 is a fixed point.",
    )
    roll_late_speed: (
        Annotated[Speed, Bound("pressure moves from heel to toes, and not faster than any runner", ge=0.0, le=20.0)]
        | None
    ) = field(None, label="late roll speed", description="Roll speed once the pressure has moved by roll_switch.")
    roll_switch: (
        Annotated[Length, Bound("it is a distance along the foot", ge=0.0), Bound("longer than any foot", le=2.0)]
        | None
    ) = field(None, label="roll switch", description="Distance under the foot after which the late roll speed holds.")

    @model_validator(mode="after")
    def _one_of_each(self) -> Foot:
        if self.angle_of_attack is not None and self.ahead is not None:
            raise InputError(
                "ahead",
                allowed="stands beside angle_of_attack; exactly one of the two says where the foot lands",
                hint="Remove one of them.",
            )
        for name, other in (("roll_late_speed", "roll_switch"), ("roll_switch", "roll_late_speed")):
            if getattr(self, name) is not None and getattr(self, other) is None:
                raise InputError(name, allowed=f"needs {other} beside it (a late speed of roll starts somewhere)")
        return self


class World(Section):
    """Gravity and ground."""

    section: ClassVar[str] = "world"

    gravity: Annotated[
        Acceleration,
        Bound("without gravity nobody comes back down to run", gt=0.0),
        Bound("more than on the surface of the Sun", le=300.0),
    ] = field(defaults.GRAVITY, label="gravity", description="Acceleration of free fall; Earth 9.81, Moon 1.62 m/s².")
    slope: Annotated[Angle, Bound("steeper ground is climbed, not run", ge=_deg(-30), le=_deg(30))] = field(
        0.0, label="slope", description="Slope of the ground, uphill positive."
    )
    impeding_force: Annotated[
        Force, Bound("a lorry pulling on the runner is no running", ge=-10_000.0, le=10_000.0)
    ] = field(
        0.0, label="impeding force", description="A steady pull along the ground, backwards positive (wind, a rope)."
    )
    friction: (
        Annotated[
            Ratio,
            Bound("on ground without grip no foot holds", gt=0.0),
            Bound("racing tyres reach 2; leave friction out for a foot that never slips", le=10.0),
        ]
        | None
    ) = field(
        None, label="ground friction", description="Grip of the ground (coefficient of friction); none never slips."
    )
