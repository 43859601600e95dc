"""Metrics of where the hip is over the foot: the hip joint, the body's mass, the ankle, the foot point.

The hip is the hip joint and the ankle the ankle joint of the stance leg (:mod:`springmass.body`); the mass is the point
mass of the dynamics. Minus is always behind.
"""

from __future__ import annotations

from springmass.body.stance import BodyCurves
from springmass.dynamics.curves import ContactCurves
from springmass.metrics.registry import metric
from springmass.metrics.view import NAN, StepView

_BEHIND = "minus = hip behind"
_BODY_BEHIND = "minus = body behind"


@metric("m", "x_hc", "hip ahead of the centre of pressure at midstance", sign=_BEHIND)
def hip_cop_offset(view: StepView) -> float:
    """Hip minus centre of pressure along the ground, at the chosen midstance."""
    return _hip_cop(view.body_at(view.midstance))


@metric("m", "x_ha", "hip ahead of the ankle at midstance", sign=_BEHIND)
def hip_ankle_offset(view: StepView) -> float:
    """Hip minus ankle along the ground, at the chosen midstance."""
    return _hip_ankle(view.body_at(view.midstance))


@metric("m", "x_hc,td", "hip ahead of the centre of pressure at touchdown", sign=_BEHIND)
def hip_cop_offset_at_touchdown(view: StepView) -> float:
    """Hip minus centre of pressure at touchdown."""
    return _hip_cop(view.body_at("touchdown"))


@metric("m", "x_hc,low", "hip ahead of the centre of pressure at the lowest point", sign=_BEHIND)
def hip_cop_offset_at_lowest_point(view: StepView) -> float:
    """Hip minus centre of pressure when the body is lowest."""
    return _hip_cop(view.body_at("lowest point"))


@metric("m", "x_hc,gc", "hip ahead of the centre of pressure at greatest compression", sign=_BEHIND)
def hip_cop_offset_at_greatest_compression(view: StepView) -> float:
    """Hip minus centre of pressure when the leg is shortest."""
    return _hip_cop(view.body_at("greatest compression"))


@metric("m", "x_hc,½", "hip ahead of the centre of pressure at half contact", sign=_BEHIND)
def hip_cop_offset_at_half_contact(view: StepView) -> float:
    """Hip minus centre of pressure at half of contact time."""
    return _hip_cop(view.body_at("half contact"))


@metric("m", "x_hc,to", "hip ahead of the centre of pressure at takeoff", sign=_BEHIND)
def hip_cop_offset_at_takeoff(view: StepView) -> float:
    """Hip minus centre of pressure at takeoff."""
    return _hip_cop(view.body_at("takeoff"))


@metric("m", "x_ha,td", "hip ahead of the ankle at touchdown", sign=_BEHIND)
def hip_ankle_offset_at_touchdown(view: StepView) -> float:
    """Hip minus ankle at touchdown."""
    return _hip_ankle(view.body_at("touchdown"))


@metric("m", "x_ha,low", "hip ahead of the ankle at the lowest point", sign=_BEHIND)
def hip_ankle_offset_at_lowest_point(view: StepView) -> float:
    """Hip minus ankle when the body is lowest."""
    return _hip_ankle(view.body_at("lowest point"))


@metric("m", "x_ha,gc", "hip ahead of the ankle at greatest compression", sign=_BEHIND)
def hip_ankle_offset_at_greatest_compression(view: StepView) -> float:
    """Hip minus ankle when the leg is shortest."""
    return _hip_ankle(view.body_at("greatest compression"))


@metric("m", "x_ha,½", "hip ahead of the ankle at half contact", sign=_BEHIND)
def hip_ankle_offset_at_half_contact(view: StepView) -> float:
    """Hip minus ankle at half of contact time."""
    return _hip_ankle(view.body_at("half contact"))


@metric("m", "x_ha,to", "hip ahead of the ankle at takeoff", sign=_BEHIND)
def hip_ankle_offset_at_takeoff(view: StepView) -> float:
    """Hip minus ankle at takeoff."""
    return _hip_ankle(view.body_at("takeoff"))


@metric("m", "x_mc", "body ahead of the centre of pressure at midstance", sign=_BODY_BEHIND)
def mass_cop_offset(view: StepView) -> float:
    """Point mass minus centre of pressure along the ground, at the chosen midstance."""
    return _mass_cop(view.at(view.midstance))


@metric("m", "x_mc,low", "body ahead of the centre of pressure at the lowest point", sign=_BODY_BEHIND)
def mass_cop_offset_at_lowest_point(view: StepView) -> float:
    """Point mass minus centre of pressure when the body is lowest."""
    return _mass_cop(view.at("lowest point"))


@metric("m", "x_mc,gc", "body ahead of the centre of pressure at greatest compression", sign=_BODY_BEHIND)
def mass_cop_offset_at_greatest_compression(view: StepView) -> float:
    """Point mass minus centre of pressure when the leg is shortest."""
    return _mass_cop(view.at("greatest compression"))


@metric("m", "x_f,td", "foot ahead of the body at touchdown")
def foot_ahead_at_touchdown(view: StepView) -> float:
    """First contact point minus body along the ground at touchdown."""
    return view.step.touchdown.ahead if view.step.touchdown else NAN


@metric("m", "x_f,to", "foot behind the body at takeoff")
def foot_behind_at_takeoff(view: StepView) -> float:
    """Body minus centre of pressure along the ground at takeoff."""
    return _mass_cop(view.at_takeoff())


def _mass_cop(c: ContactCurves | None) -> float:
    return c.x[0] if c else NAN


def _hip_cop(body: BodyCurves | None) -> float:
    return float(body.hip_cop[0]) if body else NAN


def _hip_ankle(body: BodyCurves | None) -> float:
    return float(body.hip_ankle[0]) if body else NAN
