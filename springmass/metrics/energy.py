"""Metrics of work, energy and stiffness."""

from __future__ import annotations

import math
from typing import Any

from springmass.dynamics import equations
from springmass.dynamics.curves import ContactCurves
from springmass.dynamics.equations import stored_energy
from springmass.dynamics.flight import acceleration
from springmass.legs import LEG_LAWS
from springmass.metrics.forces import peak_vertical_force
from springmass.metrics.motion import drop_touchdown_to_lowest, speed
from springmass.metrics.registry import metric
from springmass.metrics.view import NAN, StepView
from springmass.scenario.defaults import GRAVITY

_MINETTI = (3.6, 19.5, 46.3, -43.3, -30.4, 155.4)
"""Cost over gradient, coefficients from the constant up [J/kg/m]."""
_MINETTI_RANGE = 0.45
_IMPEDING = 6.13
"""Relative rise of metabolic power for an impeding force of one body weight [1]."""


@metric("1", "η", "energy the leg returns (push-off not counted)")
def energy_returned(view: StepView) -> float:
    """What the leg gives back of the energy put into it; what push-off adds is not counted."""
    return (leg_work_positive(view) - push_off_work(view)) / leg_work_negative(view)


@metric("J/kg", "W_p", "energy put in by pushing off")
def push_off_work(view: StepView) -> float:
    """What the leg adds to its spring by growing at its shortest (foot and calf pushing)."""
    p = view.step.parameters
    law = LEG_LAWS[p.damping_law].force
    gained = equations.push_off_work(p.leg_length, p.stiffness, p.push_off, view.step.shortest_leg, law, p.damping)
    return view.if_left_ground(gained)


@metric("J/kg", "W_d", "energy the leg loses")
def energy_lost(view: StepView) -> float:
    """What the damper takes in one contact, and what is left in the leg when it lets go."""
    return leg_work_negative(view) - leg_work_positive(view) + push_off_work(view)


@metric("J/kg", "E_a", "energy at the top of the flight")
def apex_energy(view: StepView) -> float:
    """Kinetic and potential energy at the apex the step starts from, height counted from the ground."""
    p, step = view.step.parameters, view.step
    _, ay = acceleration(p.mass, p.gravity, p.slope, p.impeding_force)
    return p.mass * (0.5 * step.start_speed**2 - ay * step.start_height)


@metric("J/kg", "E_l", "energy stored in the leg")
def elastic_energy(view: StepView) -> float:
    """Energy in the leg at greatest compression, before push-off adds to it."""
    p = view.step.parameters
    law = LEG_LAWS[p.damping_law].force
    return stored_energy(law, p.leg_length - view.step.shortest_leg, p.stiffness, p.damping)


@metric("J/kg", "W_l+", "positive leg work")
def leg_work_positive(view: StepView) -> float:
    """Work the leg does on the body while it lengthens."""
    return view.leg_work[0]


@metric("J/kg", "W_l−", "negative leg work")
def leg_work_negative(view: StepView) -> float:
    """Work the leg takes from the body while it shortens, as a positive number."""
    return view.leg_work[1]


@metric("J/kg", "W_h", "hip work", sign="plus = the hip adds energy")
def hip_work(view: StepView) -> float:
    """Work of the hip torque on the body."""
    if not view.contact:
        return NAN
    tan_hip = math.tan(view.step.parameters.hip_extension)

    def power(c: ContactCurves) -> Any:
        across = (c.y * c.vx - c.x * c.vy) / c.length
        return c.force * tan_hip * across

    return view.contact.integral(power)


@metric("J/kg/m", "W/s", "mechanical work per metre")
def work_per_metre(view: StepView) -> float:
    """Positive work of leg and hip on the body for each metre run."""
    return (leg_work_positive(view) + max(hip_work(view), 0.0)) / view.step.step_length


@metric("J/kg/m", "C", "metabolic cost of running, an estimate")
def metabolic_cost_estimate(view: StepView) -> float:
    """Estimated from slope and impeding force alone; it knows nothing of form, so it cannot tell two landings apart.

    Minetti et al. 2002 (J. Appl. Physiol. 93:1039), polynomial of the gradient, ten runners, |gradient| up to 0.45; and
    +6.13 % for each per cent of body weight that holds back (da Silva et al. 2022, twelve runners at 12–16 km/h).
    """
    p = view.step.parameters
    gradient = math.tan(p.slope)
    elsewhere = abs(p.gravity - GRAVITY) > 0.1  # it was measured on Earth
    if abs(gradient) > _MINETTI_RANGE or elsewhere or not view.step.left_ground:
        return NAN
    level = sum(c * gradient**i for i, c in enumerate(_MINETTI))
    return p.mass * level * (1.0 + _IMPEDING * p.impeding_force / (p.mass * p.gravity))


@metric("kN/m", "k_leg", "leg stiffness as it is measured in runners")
def leg_stiffness(view: StepView) -> float:
    """Peak vertical force over sinking plus leg swing (Farley & González 1996), as computed from recordings."""
    l0 = view.step.parameters.leg_length
    half_sweep = 0.5 * abs(speed(view)) * view.step.contact_time
    if not half_sweep < l0:
        return NAN
    shortening = drop_touchdown_to_lowest(view) + l0 - math.sqrt(l0 * l0 - half_sweep * half_sweep)
    return peak_vertical_force(view) / shortening


@metric("kN/m", "k_vert", "vertical stiffness")
def vertical_stiffness(view: StepView) -> float:
    """Peak vertical force over the sinking of the body after touchdown."""
    return peak_vertical_force(view) / drop_touchdown_to_lowest(view)
