"""Metrics of the knee, the ankle and the hip: flexion, moments, muscle forces, work. Quasi-static."""

from __future__ import annotations

import math

import numpy as np

from springmass.body.stance import BodyCurves
from springmass.metrics.registry import metric
from springmass.metrics.view import NAN, StepView


@metric("deg", "θ_k,td", "knee flexion at touchdown")
def knee_flexion_at_touchdown(view: StepView) -> float:
    """How far the knee is bent when the foot lands, 0 is straight."""
    return _flexion(view.body_at("touchdown"))


@metric("deg", "θ_k,ms", "knee flexion at midstance")
def knee_flexion_at_midstance(view: StepView) -> float:
    """How far the knee is bent at the chosen midstance, 0 is straight."""
    return _flexion(view.body_at(view.midstance))


@metric("deg", "θ_k", "greatest knee flexion in contact")
def peak_knee_flexion(view: StepView) -> float:
    """How far the knee is bent at most during contact."""
    return view.body_maximum(lambda b: b.posture.knee_flexion)[1]


@metric("fraction of contact", "τ_k", "time of greatest knee flexion")
def time_of_peak_knee_flexion(view: StepView) -> float:
    """When the knee is bent most."""
    return view.body_maximum(lambda b: b.posture.knee_flexion)[0] / view.step.contact_time


@metric("N·m/kg", "M_k", "peak knee moment", sign="plus = the quadriceps extend the knee")
def peak_knee_moment(view: StepView) -> float:
    """Largest moment that extends the knee against the ground's push."""
    return view.body_maximum(lambda b: b.moments.knee)[1]


@metric("N·m/kg", "M_a", "peak ankle moment", sign="plus = the calf pushes the toes down")
def peak_ankle_moment(view: StepView) -> float:
    """Largest moment that presses the forefoot down."""
    return view.body_maximum(lambda b: b.moments.ankle)[1]


@metric("N·m/kg", "M_h", "peak hip moment", sign="plus = the hip muscles extend the hip")
def peak_hip_moment(view: StepView) -> float:
    """Largest moment that extends the hip; 0 when the ground's push always passes through or behind it."""
    return view.body_maximum(lambda b: b.moments.hip)[1]


@metric("N·m·s/kg", "∫M_k", "knee moment impulse")
def knee_moment_impulse(view: StepView) -> float:
    """Knee-extending moment summed over contact: how much, for how long."""
    stance, contact = view.stance, view.contact
    if stance is None or contact is None:
        return NAN
    passing = (lambda c: stance.at(c).moments.knee, 0.0)
    borders = contact.crossings(*passing) + contact.crossings(*passing, direction=-1.0)
    return contact.integral(lambda c: stance.at(c).moments.knee.clip(min=0.0), borders)


@metric("BW", "F_q", "peak quadriceps force")
def peak_quadriceps_force(view: StepView) -> float:
    """Largest force of the muscles on the front of the thigh."""
    return view.body_maximum(lambda b: b.quadriceps)[1]


@metric("BW", "F_pf", "peak patellofemoral force")
def peak_patellofemoral_force(view: StepView) -> float:
    """Largest force with which the kneecap is pressed onto the thigh bone."""
    return view.body_maximum(lambda b: b.patellofemoral)[1]


@metric("BW", "F_A", "peak Achilles force")
def peak_achilles_force(view: StepView) -> float:
    """Largest force of the Achilles tendon, with a lever arm of 5 cm."""
    return view.body_maximum(lambda b: b.achilles)[1]


@metric("J/kg", "W_k−", "energy the knee absorbs")
def knee_work_negative(view: StepView) -> float:
    """Work the knee extensors take up while the knee bends."""
    return _knee_work(view, -1.0)


@metric("J/kg", "W_k+", "energy the knee gives")
def knee_work_positive(view: StepView) -> float:
    """Work the knee extensors do while the knee straightens."""
    return _knee_work(view, +1.0)


def _flexion(body: BodyCurves | None) -> float:
    return float(body.posture.knee_flexion[0]) if body else NAN


def _knee_work(view: StepView, sign: float) -> float:
    """Moment times change of angle over contact, the stretches of one sign only [J]."""
    if view.body is None:
        return NAN
    moment = view.body.moments.knee
    extended = -np.diff(view.body.posture.knee_flexion)
    work = 0.5 * (moment[:-1] + moment[1:]) * extended
    return math.fsum((sign * work).clip(min=0.0))
