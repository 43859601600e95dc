"""Metrics of time, speed, length, direction and the moments of contact."""

from __future__ import annotations

import numpy as np

from springmass.metrics.registry import metric
from springmass.metrics.view import NAN, StepView


@metric("s", "t_c", "contact time")
def contact_time(view: StepView) -> float:
    """Time the foot is on the ground."""
    return view.step.contact_time


@metric("s", "t_f", "flight time")
def flight_time(view: StepView) -> float:
    """Time in the air during this step, before and after the contact."""
    return view.step.flight_time


@metric("s", "T", "step time")
def step_time(view: StepView) -> float:
    """Time from one top of the flight to the next (one foot contact)."""
    return view.step.step_time


@metric("steps/min", "f", "cadence")
def cadence(view: StepView) -> float:
    """Steps per minute, both feet counted."""
    return 1.0 / view.step.step_time


@metric("m/s", "v", "mean speed")
def speed(view: StepView) -> float:
    """Step length over step time."""
    return view.step.step_length / view.step.step_time


@metric("m/s", "v_to", "takeoff speed")
def takeoff_speed(view: StepView) -> float:
    """Speed of the body when the foot leaves the ground."""
    return np.hypot(*view.takeoff_velocity)


@metric("m/s", "v_y,to", "vertical speed at takeoff")
def takeoff_vertical_velocity(view: StepView) -> float:
    """Upward velocity of the body when the foot leaves the ground."""
    return view.takeoff_velocity[1]


@metric("m/s", "v_y,td", "vertical velocity at touchdown", sign="minus = downward")
def touchdown_vertical_velocity(view: StepView) -> float:
    """Vertical velocity of the body when the foot meets the ground."""
    return view.step.touchdown.vy if view.step.touchdown else NAN


@metric("m/s", "v_a", "speed at the top of the flight")
def apex_speed(view: StepView) -> float:
    """Forward speed at the apex the step starts from."""
    return view.step.start_speed


@metric("m", "y_a", "height at the top of the flight")
def apex_height(view: StepView) -> float:
    """Height of the body at the apex the step starts from."""
    return view.step.start_height


@metric("m", "s", "step length")
def step_length(view: StepView) -> float:
    """Distance covered from one top of the flight to the next."""
    return view.step.step_length


@metric("m", "Δy", "vertical oscillation")
def vertical_oscillation(view: StepView) -> float:
    """Highest minus lowest height of the body within the step."""
    lowest = view.lowest_height
    return max(view.step.start_height, view.step.apex_height) - lowest


@metric("m", "Δy_c", "drop from touchdown to the lowest point")
def drop_touchdown_to_lowest(view: StepView) -> float:
    """How far the body sinks after touchdown."""
    return view.step.touchdown.y - view.lowest_height if view.step.touchdown else NAN


@metric("m", "Δl", "leg compression")
def leg_compression(view: StepView) -> float:
    """Rest length minus shortest length of the leg."""
    return view.if_left_ground(view.step.parameters.leg_length - view.step.shortest_leg)


@metric("fraction of contact", "τ_F", "time of peak vertical force")
def time_of_peak_vertical_force(view: StepView) -> float:
    """When the vertical force peaks."""
    return view.share_of_contact("peak vertical force")


@metric("fraction of contact", "τ_y", "time of lowest point")
def time_of_lowest_point(view: StepView) -> float:
    """When the body is lowest."""
    return view.share_of_contact("lowest point")


@metric("fraction of contact", "τ_l", "time of greatest compression")
def time_of_greatest_compression(view: StepView) -> float:
    """When the leg is shortest."""
    return view.share_of_contact("greatest compression")


@metric("fraction of contact", "τ_x", "time of fore-aft crossover")
def time_of_fore_aft_crossover(view: StepView) -> float:
    """When the ground stops braking and starts to push forward."""
    return view.share_of_contact("fore-aft crossover")


@metric("deg", "θ_to", "takeoff angle")
def takeoff_angle(view: StepView) -> float:
    """How steeply the body leaves the ground, above horizontal."""
    vx, vy = view.takeoff_velocity
    return np.arctan2(vy, vx)


@metric("deg", "θ_td", "descent angle at touchdown")
def touchdown_descent_angle(view: StepView) -> float:
    """How steeply the body comes down, below horizontal, as a positive number."""
    touchdown = view.step.touchdown
    return np.arctan2(-touchdown.vy, touchdown.vx) if touchdown else NAN


@metric("1", "β", "duty factor")
def duty_factor(view: StepView) -> float:
    """Contact time over stride time (a stride is two steps)."""
    return view.step.contact_time / (2.0 * view.step.step_time)


@metric("1", "ε_y", "vertical share of takeoff energy")
def vertical_energy_share(view: StepView) -> float:
    """Share of the kinetic energy at takeoff that points upward."""
    vx, vy = view.takeoff_velocity
    return vy * vy / (vx * vx + vy * vy)
