"""The classical spring-mass runner beside a fit: no damping, no push-off, a foot point that stays."""

from __future__ import annotations

from springmass.gait.find import NoGaitError, SteadyGait, find_gait
from springmass.measured.fitting.curve_model import raw_curves
from springmass.measured.fitting.curve_search import Target
from springmass.measured.fitting.runner_fit import CurveFit
from springmass.measured.recording import FloatArray
from springmass.scenario import Scenario

LABEL = "classical, lossless"
LOSSLESS = {
    "leg.law": "spring", "leg.damping": 0.0, "leg.push_off": 0.0, "hip.extension": 0.0, "foot.roll_speed": 0.0,
    "foot.roll_late_speed": None, "foot.roll_switch": None, "world.slope": 0.0, "world.impeding_force": 0.0,
}  # fmt: skip


def classical(scenario: Scenario, target: Target) -> CurveFit:
    """The lossless runner with the same speed, cadence and contact time: stiffness and angle of attack are all he has.

    Parameters
    ----------
    scenario : Scenario
        Of the fit, with the targets in it.
    target : Target
        The measured curves.

    Returns
    -------
    CurveFit
        With a sentence instead of curves where there is no such gait.
    """
    nothing = target.curves * float("nan")
    try:
        changes = LOSSLESS | {"gait.find": dict(scenario.gait.find or {})}
        changes["gait.free"] = ["leg.stiffness", "foot.angle_of_attack"]
        found = find_gait(scenario.with_values(changes))
    except NoGaitError as error:
        why = f"There is no lossless gait with this speed, cadence and contact time: {error.allowed}."
        return CurveFit(LABEL, nothing, float("nan"), float("nan"), None, why)
    return compared(LABEL, found, target)


def compared(label: str, gait: SteadyGait, target: Target) -> CurveFit:
    """Put a gait's curves beside the measured ones."""
    curves: FloatArray = raw_curves(gait.step)
    fore_aft, vertical = target.agreement(curves)
    return CurveFit(label, curves, fore_aft, vertical, gait)
