"""Metrics of the ground reaction force: peaks, impulses, the friction it needs."""

from __future__ import annotations

from springmass.dynamics.friction import friction_demand
from springmass.metrics.registry import metric
from springmass.metrics.view import NAN, StepView


@metric("BW", "F_y", "peak vertical force")
def peak_vertical_force(view: StepView) -> float:
    """Largest vertical ground reaction force."""
    return view.contact.maximum(lambda c: c.grf_y)[1] if view.contact else NAN


@metric("BW", "F", "peak leg force")
def peak_leg_force(view: StepView) -> float:
    """Largest force along the leg."""
    return view.contact.maximum(lambda c: c.force)[1] if view.contact else NAN


@metric("BW", "F_b", "peak braking force")
def peak_braking_force(view: StepView) -> float:
    """Largest backward ground reaction force, as a positive number."""
    return max(view.contact.maximum(lambda c: -c.grf_x)[1], 0.0) if view.contact else NAN


@metric("BW", "F_p", "peak propulsive force")
def peak_propulsive_force(view: StepView) -> float:
    """Largest forward ground reaction force."""
    return max(view.contact.maximum(lambda c: c.grf_x)[1], 0.0) if view.contact else NAN


@metric("m/s (impulse ÷ mass)", "J_b", "braking impulse")
def braking_impulse(view: StepView) -> float:
    """Speed taken away by the backward push of the ground, as a positive number."""
    return view.fore_aft_impulse[1]


@metric("m/s (impulse ÷ mass)", "J_p", "propulsive impulse")
def propulsive_impulse(view: StepView) -> float:
    """Speed given by the forward push of the ground."""
    return view.fore_aft_impulse[0]


@metric("1", "μ_b", "friction needed while braking")
def friction_demand_braking(view: StepView) -> float:
    """Largest braking over vertical force, where the vertical force is above half a body weight."""
    return friction_demand(view.contact, -1.0) if view.contact else NAN


@metric("1", "μ_p", "friction needed while pushing off")
def friction_demand_propulsive(view: StepView) -> float:
    """Largest propulsive over vertical force, where the vertical force is above half a body weight."""
    return friction_demand(view.contact, +1.0) if view.contact else NAN
