"""What a curve fit is made of: checked steps, speed, size, and the runner it starts from."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from springmass.errors import InputError, one_of
from springmass.legs import LEG_LAWS
from springmass.measured.fitting.curve_model import SOLVED_FOR
from springmass.measured.fitting.curve_search import FIRST, Target
from springmass.measured.fitting.timing_fit import HEIGHT_SPREAD
from springmass.measured.force.force_steps import SHARES, ForceSteps
from springmass.measured.recording import Estimate, FloatArray, Person
from springmass.scenario import Scenario
from springmass.scenario.average_runner import FIRST_CONTACT, HEIGHT, average_runner
from springmass.scenario.defaults import GRAVITY
from springmass.units import SI

_CLOSES, _NONSENSE = 0.03, 0.3
"""Shares of weight by which the mean force may be off before it is told, and before it is refused."""


@dataclass(frozen=True)
class CurveInput:
    """Steps that count and what a runner needs besides.

    Attributes
    ----------
    kept : ndarray of bool
        Which of the steps count.
    curves : ndarray
        Of those [N], shape (n, 101, 2).
    target : Target
        Their mean.
    varying : dict
        Cadence and contact time at each of them, shape (n,).
    inputs : dict
        ``speed``, ``cadence``, ``contact_time``, ``mass``, ``height``.
    notes : tuple of str
    """

    kept: NDArray[np.bool_]
    curves: FloatArray
    target: Target
    varying: dict[str, FloatArray]
    inputs: dict[str, Estimate]
    notes: tuple[str, ...]

    @property
    def values(self) -> dict[str, float]:
        """The inputs without their errors."""
        return {name: one.value for name, one in self.inputs.items()}


def curve_input(
    steps: ForceSteps,
    speed: Estimate | float | None,
    person: Person,
    base: Scenario | None,
    height: Estimate | None = None,
) -> CurveInput:
    """Check what is given to a fit.

    Parameters
    ----------
    steps : ForceSteps
    speed : Estimate, float or None
        [m/s]
    person : Person
    base : Scenario or None
        Gives the height where the person does not.
    height : Estimate, optional
        Goes before the person's.

    Returns
    -------
    CurveInput

    Raises
    ------
    InputError
        Without speed or usable steps, and for curves no runner makes.
    """
    pace = _pace(speed)
    kept = np.asarray(steps.good, dtype=bool) & np.isfinite(steps.curves[:, :, 1]).all(axis=1)
    kept &= steps.quantities["contact_time"] > 0.0
    if not kept.any():
        reasons = sorted({why for why in steps.why_not if why})
        hint = f"The steps were left out for: {'; '.join(reasons)}." if reasons else ""
        allowed = "has no good step with a whole vertical force curve"
        raise InputError("force curves", given=f"{len(kept)} steps", allowed=allowed, hint=hint)
    curves, weight, notes = steps.curves[kept], steps.weight, []
    varying = {name: steps.quantities[name][kept] for name in ("cadence", "contact_time")}
    known = {name: Estimate.of(values) for name, values in varying.items()}
    if not known["cadence"].count:
        allowed = "needs one good step that is followed by another, to know the cadence"
        given = f"{len(curves)} good step{'s' * (len(curves) != 1)}"
        raise InputError("force curves", given=given, allowed=allowed, hint="Record some steps in a row.")
    if not (math.isfinite(weight) and weight > 0.0):
        given = f"a mean force of {weight:.0f} N" if math.isfinite(weight) else "no mean force over a whole step"
        raise InputError("force curves", given=given, allowed="must carry the runner")
    known = {k: Estimate(e.value, e.error if e.count > 1 else 0.0, e.spread, e.count) for k, e in known.items()}

    whole = np.isfinite(curves[:, :, 0]).all(axis=1)
    directions = (0, 1) if whole.any() else (1,)
    fore_aft = curves[whole, :, 0].mean(axis=0) if whole.any() else np.full(SHARES.size, np.nan)
    target = Target(np.column_stack([fore_aft, curves[:, :, 1].mean(axis=0)]), directions)
    _sensible(target, weight, known)
    if not whole.any():
        notes.append("The fore-aft force was not measured: the fit goes by the vertical force alone.")
    share = float(np.trapezoid(target.curves[:, 1], SHARES)) * known["contact_time"].value * known["cadence"].value
    off = share / 60.0 / weight - 1.0
    if abs(off) > _NONSENSE:
        given = f"a mean force of {100 * (1 + off):.0f} % of weight over a step"
        allowed = "must be near 100 %: curves, contact time and cadence do not belong together"
        raise InputError("force curves", given=given, allowed=allowed)
    if abs(off) > _CLOSES:
        notes.append(
            f"Mean curve, contact time and cadence carry {100 * (1 + off):.1f} % of the weight from the mean force: "
            "the good steps are not like all the others, or contact ends early at this threshold."
        )
    stated = person.height or (base.runner.height if base is not None else None)
    if height is None and stated is not None:
        height = Estimate(float(stated), 0.0)
    if height is None:
        notes.append(f"No height was given: {HEIGHT} ± {HEIGHT_SPREAD} m is assumed, the average runner's (--height).")
    tall = height or Estimate(HEIGHT, HEIGHT_SPREAD)
    if not 0.5 < tall.value < 3.0:
        raise InputError("height", given=f"{tall.value:g} m", allowed="must be a runner's, 0.5 to 3 m")
    mass = Estimate(steps.mass.value, float(np.nan_to_num(steps.mass.error)), steps.mass.spread, steps.mass.count)
    if person.mass is not None:
        apart = 100.0 * (mass.value / person.mass - 1.0)
        notes.append(
            f"Mass {mass.value:.2f} kg is from the mean vertical force, so that the momentum of a step closes; "
            f"stated were {person.mass:.2f} kg ({apart:+.1f} %).".replace("-", "−")
        )
    inputs = {"speed": pace, **known, "mass": mass, "height": tall}
    return CurveInput(kept, curves, target, varying, inputs, tuple(notes))


def _pace(speed: Estimate | float | None) -> Estimate:
    hint = "Give it: --speed 3.5m/s, or speed=3.5 in Python."
    if speed is None:
        allowed = "is missing: forces alone do not say how fast the runner ran"
        raise InputError("speed", allowed=allowed, hint=hint)
    pace = speed if isinstance(speed, Estimate) else Estimate(float(speed), 0.0)
    if not (math.isfinite(pace.value) and 0.3 < pace.value < 15.0):
        raise InputError("speed", given=f"{pace.value:g} m/s", allowed="must be a runner's, 0.3 to 15 m/s", hint=hint)
    return Estimate(pace.value, float(np.nan_to_num(pace.error)), pace.spread, pace.count)


def _sensible(target: Target, weight: float, known: dict[str, Estimate]) -> None:
    vertical, fore_aft = target.curves[:, 1], target.curves[:, 0]
    if float(np.std(vertical[FIRST:])) < 0.05 * weight:
        allowed = "must rise and fall: the vertical force is level all through contact"
        raise InputError("force curves", allowed=allowed)
    if 60.0 / known["cadence"].value <= known["contact_time"].value:
        raise InputError(
            "force curves",
            given=f"contact {1e3 * known['contact_time'].value:.0f} ms, {known['cadence'].value:.0f} steps/min",
            allowed="must leave time for a flight: without one it is walking",
        )
    if 0 in target.directions:
        if float(np.std(fore_aft[FIRST:])) < 1e-3 * weight:
            raise InputError("force curves", allowed="have a level fore-aft force; nobody runs without braking")
        if fore_aft[FIRST:45].mean() > 0.0 > fore_aft[55:96].mean():
            allowed = "push forward first and brake afterwards: forward and backward are exchanged"
            raise InputError("force curves", allowed=allowed, hint="Turn the forward direction round.")


def start_scenario(
    given: CurveInput, gravity: float, strike: str, base: Scenario | None, title: str, sex: str | None = None
) -> Scenario:
    """The runner a fit starts from: the average one of this size, or another one brought to speed, cadence and contact.

    Parameters
    ----------
    given : CurveInput
    gravity : float
        [m/s²]
    strike : str
        ``"rearfoot"``, ``"midfoot"`` or ``"forefoot"``; a base has its own.
    base : Scenario, optional
    title : str

    Returns
    -------
    Scenario
        A gait to find.
    """
    v = given.values
    find = {
        "speed": f"{v['speed']!r} m/s",
        "cadence": f"{v['cadence']!r} steps/min",
        "contact_time": f"{v['contact_time']!r} s",
    }
    one_of("strike", strike, FIRST_CONTACT)
    average = average_runner(v["speed"], v["mass"], v["height"], strike, gravity)
    roll = {name: getattr(average, name) for name in ("roll_speed", "roll_switch", "roll_late_speed")}
    if base is None:
        sections = {
            "runner": {"mass": SI(v["mass"]), "height": SI(v["height"])},
            "leg": {"law": "viscous", "damping": SI(average.damping)},
            "foot": {"strike": strike, **{name: SI(value) for name, value in roll.items()}},
            "gait": {"find": find, "free": list(SOLVED_FOR)},
        }
        if gravity != GRAVITY:
            sections["world"] = {"gravity": SI(gravity)}
        return Scenario(title=title or f"A runner fitted to force curves at {v['speed']:.3g} m/s", **sections)
    changes: dict[str, object] = {"gait.find": find, "gait.free": list(SOLVED_FOR), "runner.mass": v["mass"]}
    changes["world.gravity"] = gravity
    law = LEG_LAWS[base.leg.law]
    if law.damping_unit is None:
        changes |= {"leg.law": "viscous", "leg.damping": average.damping}
    elif base.leg.damping == 0.0:
        weaker = 1.0 if law.damps_in_newtons else 1.0 / (1.5 * v["mass"] * gravity)
        changes["leg.damping"] = average.damping * weaker
    for name, value in roll.items():
        if getattr(base.foot, name) in (None, 0.0):
            changes[f"foot.{name}"] = value
    made = base.with_values(changes)
    return made.model_copy(update={"title": title}) if title else made
