"""One step as numbers to draw: where everything is at each instant, and the curves of its contact."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.integrate import cumulative_simpson, cumulative_trapezoid

from springmass.body.geometry import hip_position
from springmass.dynamics.curves import ContactCurves, Floats, contact_curves
from springmass.dynamics.equations import push_off_work
from springmass.dynamics.marks import MIDSTANCE
from springmass.dynamics.phases import Phase
from springmass.dynamics.step import Step
from springmass.dynamics.trajectory import step_trajectory
from springmass.figures.skeleton import skeletons
from springmass.legs import LEG_LAWS
from springmass.metrics import Metrics
from springmass.metrics.words import foot_stays, placed

IN_CONTACT = 64
"""Intervals of contact."""
_FINER = 32
"""How many times finer energy is summed up: the foot's roll changes speed at one instant, which must not be smeared."""
IN_FLIGHT = 70
"""About how many instants before and after it together."""
_DECIMALS = {"share": 2, "knee_flexion": 3}
"""Of a curve, where it is not 4."""
_JOINTS = ("hip", "knee", "ankle", "heel", "ball", "toe")


def number(value: float, digits: int = 5) -> float | None:
    """A number short enough to send: so many significant digits; None for what does not exist.

    Examples
    --------
    >>> number(0.123456789), number(float("nan"))
    (0.12346, None)
    """
    return float(f"{value:.{digits}g}") if math.isfinite(value) else None


def picture(metrics: Metrics, periodic: bool = False) -> dict[str, Any]:
    """Everything a page needs to draw one step.

    Parameters
    ----------
    metrics : Metrics
        Of the step, whatever became of it; they know the definition of midstance.
    periodic : bool
        Whether the step repeats itself.

    Returns
    -------
    dict
        Plain JSON types; SI, angles in radians unless the name says degrees, forces in body weights. ``x`` runs along
        the ground from the apex the step starts from, ``y`` up from the ground, times count from that apex. What the
        model does not have is None.

    Examples
    --------
    >>> import springmass as sm
    >>> drawn = picture(sm.find_gait("rbds001").metrics, periodic=True)
    >>> drawn["midstance"]["text"]
    'hip 5.4 cm ahead of your ankle'
    """
    step = metrics.view.step
    p, shape = step.parameters, step.parameters.shape
    drawn: dict[str, Any] = {
        "step_time": number(step.step_time),
        "step_length": number(step.step_length),
        "contact": [number(t) for t in _contact(step)],
        "leg_length": number(p.leg_length),
        "height": number(shape.height),
        "trunk_lean": number(shape.trunk_lean),
        "slope": number(p.slope),
        "foot_height": number(shape.ankle_height),
        "outcome": step.outcome.name,
        "periodic": periodic,
        "plain": foot_stays(step),
    }
    if math.isfinite(step.start_height) and math.isfinite(step.start_speed):
        drawn |= _instants(metrics)
    else:
        drawn |= {name: [] for name in ("t", "mass", "cop", "grf", "shoulder", "head", *_JOINTS)} | {"curves": None}
    if drawn["step_time"] is None and drawn["t"]:
        drawn["step_time"] = drawn["t"][-1]
    return drawn | _moments(metrics)


def _contact(step: Step) -> tuple[float, float]:
    return step.touchdown_time, step.touchdown_time + _end(step)


def _end(step: Step) -> float:
    """How long the contact is to be seen [s]: what comes after a slip did not happen."""
    if step.contact is None or not step.contact.segments:
        return math.nan
    return step.contact.end if step.slip_time is None else step.slip_time


def _instants(metrics: Metrics) -> dict[str, Any]:
    """Positions and forces at every instant, flight and contact joined."""
    view, step = metrics.view, metrics.view.step
    p, shape = step.parameters, step.parameters.shape
    path = step_trajectory(step, IN_FLIGHT)
    contact, stance, end = step.contact, view.stance, _end(step)
    before = path.phase == Phase.DESCENT
    after = path.phase == Phase.ASCENT
    drawn: dict[str, Any] = {"curves": None}
    times, masses = [path.time[before]], [np.column_stack([path.x[before], path.y[before]])]
    flying = _hips(step, path.x[before], path.y[before])
    joints: dict[str, list[Any]] = {name: [None] * int(before.sum()) for name in (*_JOINTS, "cop", "grf")}
    joints["hip"] = flying
    if contact is not None and stance is not None and end > 0.0:
        assert step.touchdown is not None  # it has a contact
        c = contact_curves(contact, p, np.linspace(0.0, end, IN_CONTACT + 1))
        first = step.descent_distance - step.touchdown.x
        body = stance.at(c)
        times.append(step.touchdown_time + c.time)
        masses.append(np.column_stack([first + c.ahead_of_first_contact, c.y]))
        stood = skeletons(shape, body.posture)
        for name in _JOINTS:
            places = _rows(np.array([getattr(one, name) for one in stood]) + np.array([first, 0.0]))
            joints[name] += [place if one.possible else None for place, one in zip(places, stood, strict=True)]
        joints["cop"] += _rows(np.column_stack([first + c.cop, np.zeros(c.cop.size)]))
        joints["grf"] += _rows(np.column_stack([c.grf_x, c.grf_y]) / view.weight)
        drawn["curves"] = _curves(metrics, c)
        if after.any():
            times.append(path.time[after])
            masses.append(np.column_stack([path.x[after], path.y[after]]))
            joints["hip"] += _hips(step, path.x[after], path.y[after])
            for name in (*_JOINTS[1:], "cop", "grf"):
                joints[name] += [None] * int(after.sum())
    drawn["t"] = _rounded(np.concatenate(times), 5)
    drawn["mass"] = _rows(np.concatenate(masses))
    return drawn | joints


def _hips(step: Step, x: Floats, y: Floats) -> list[list[float | None]]:
    """Hip joints in flight, over a leg at full length."""
    return _rows(np.column_stack(hip_position(step.parameters.shape, x, y, np.zeros(x.size))))


def _rows(points: Floats) -> list[list[float | None]]:
    """Places to a tenth of a millimetre, forces to a ten-thousandth of a body weight."""
    found: list[list[float | None]] = _rounded(points, 4)
    return found


def _rounded(values: Floats, digits: int) -> list[Any]:
    """Numbers to send, all at once: so many decimals; None for what does not exist."""
    values = np.round(values, digits) + 0.0  # no minus zero
    missing = ~np.isfinite(values)
    if missing.any():
        values = values.astype(object)
        values[missing] = None
    found: list[Any] = values.tolist()
    return found


def _curves(metrics: Metrics, c: ContactCurves) -> dict[str, Any]:
    """Curves over contact; energy counts from touchdown."""
    view = metrics.view
    mass, weight = view.step.parameters.mass, view.weight
    contact = view.step.contact
    assert view.stance is not None  # there is a contact
    assert contact is not None
    body = view.stance.at(c)
    found: dict[str, Floats] = {
        "share": 100.0 * c.time / c.time[-1],
        "vertical": c.grf_y / weight,
        "fore_aft": c.grf_x / weight,
        "knee_moment": body.moments.knee / mass,
        "quadriceps": body.quadriceps / weight,
        "knee_flexion": np.degrees(body.posture.knee_flexion),
    }
    often = np.linspace(0.0, c.time[-1], _FINER * IN_CONTACT + 1)
    fine = contact_curves(contact, view.step.parameters, often)
    found |= {name: joules[::_FINER] / mass for name, joules in _energy(view.step, fine).items()}
    if view.landing is not None:
        found["vertical_with_impact"] = np.interp(c.time, view.landing.time, view.landing.force) / weight
    return {name: _rounded(values, _DECIMALS.get(name, 4)) for name, values in found.items()}


def _energy(step: Step, c: ContactCurves) -> dict[str, Floats]:
    """What the leg holds and has lost, what push-off and hip put in, what the rolling foot took since touchdown [J].

    In a steady run on the level what was lost, what is left in the leg as it lets go and what the foot took are
    together what was put in.
    """
    p = step.parameters
    added = np.zeros(c.time.size)
    shortest = step.greatest_compression
    if shortest is not None:
        law = LEG_LAWS[p.damping_law].force
        work = push_off_work(p.leg_length, p.stiffness, p.push_off, step.shortest_leg, law, p.damping)
        added = np.where(c.time >= shortest[0], work, 0.0)
    leg = _cumulated(c.force * c.rate, c.time)
    across = (c.y * c.vx - c.x * c.vy) / c.length
    hip = _cumulated(c.force * math.tan(p.hip_extension) * across, c.time)
    # What went into the leg and is neither in it nor came back is lost.
    stored = c.elastic_energy(p)
    lost = stored[0] + added - stored - leg
    # The foot point moves on under a push that first holds back and then drives: that is work, too.
    rolled = -_cumulated(c.grf_x * c.cop_speed, c.time)
    return {"stored": stored, "lost": lost, "replaced": added + hip, "rolled": rolled}


def _cumulated(power: Floats, time: Floats) -> Floats:
    finite = np.isfinite(power).all()
    integral = cumulative_simpson if finite and time.size > 2 else cumulative_trapezoid
    return np.asarray(integral(power, x=time, initial=0.0))


def _moments(metrics: Metrics) -> dict[str, Any]:
    """The named moments: touchdown, every midstance, takeoff."""
    view, step = metrics.view, metrics.view.step
    at = {name: _midstance(metrics, name) for name in MIDSTANCE}
    chosen = at[metrics.midstance]
    offset = chosen["hip_ankle"]
    mass = chosen["mass_cop"]
    over = "there is no midstance" if mass is None else f"body {placed(mass, 'the foot point')}"
    text = "there is no midstance" if offset is None else f"hip {placed(offset, 'your ankle')}"
    if foot_stays(step):  # no joints to believe: it is drawn as a weight on its spring
        text = over
    left = step.takeoff is not None and step.contact is not None
    return {
        "midstance": {"definition": metrics.midstance, **chosen, "text": text, "mass_text": over},
        "all_midstances": at,
        "takeoff": {
            "t": number(step.touchdown_time + step.contact_time) if left else None,
            "angle_deg": number(metrics["takeoff_angle"].value) if left else None,
            "speed": number(metrics["takeoff_speed"].value) if left else None,
            "velocity": [number(v) for v in view.takeoff_velocity] if left else None,
        },
        "touchdown": {"foot_ahead": number(step.touchdown.ahead) if step.touchdown else None},
    }


def _midstance(metrics: Metrics, name: str) -> dict[str, Any]:
    view = metrics.view
    body, contact = view.body_at(name), view.at(name)
    return {
        "t": number(view.step.touchdown_time + view.mark(name)),
        "hip_ankle": number(float(body.hip_ankle[0])) if body else None,
        "hip_cop": number(float(body.hip_cop[0])) if body else None,
        "mass_cop": number(float(contact.ahead_of_first_contact[0] - contact.cop[0])) if contact else None,
    }
