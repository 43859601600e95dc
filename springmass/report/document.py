"""Results as JSON documents: the shape every ``--json`` prints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import springmass
from springmass.dynamics.outcomes import Outcome
from springmass.gait.continuation import Branch
from springmass.gait.family import PowerFamily
from springmass.gait.find import SteadyGait
from springmass.gait.fixed_points import FixedPoint
from springmass.gait.run import Run, energy_drift
from springmass.gait.stability import Stability
from springmass.gait.steering import Response
from springmass.gait.what_if import SETTLE, Answer
from springmass.metrics import Metrics, StepView
from springmass.report.verdict import verdict
from springmass.report.words import answer_sentences


def run_document(run: Run, midstance: str) -> dict[str, Any]:
    """A run: outcome, every step's metrics, the scenario, the numerics.

    Parameters
    ----------
    run : Run
    midstance : str
        Definition the offsets use.

    Returns
    -------
    dict
        Plain JSON types.
    """
    return {
        "outcome": _outcome(run.outcome, run.message),
        "midstance": midstance,
        "steps": [Metrics(StepView(one, midstance)).to_dict() for one in run.steps],
        "scenario": run.scenario.to_dict(),
        "numerics": run.numerics,
    }


def gait_document(gait: SteadyGait, midstance: str) -> dict[str, Any]:
    """A steady gait: what was freed and found, its metrics, scenario and numerics."""
    return {
        "outcome": _outcome(gait.step.outcome, gait.step.sentence),
        "midstance": midstance,
        "targets": gait.targets,
        "free": {name: gait.scenario.value(name) for name in gait.free},
        "step": Metrics(StepView(gait.step, midstance)).to_dict(),
        "scenario": gait.scenario.to_dict(),
        "stability": stability_document(gait.stability),
        "numerics": {"residual": gait.residual, "iterations": gait.iterations, **gait.run(1).numerics},
    }


def stability_document(found: Stability) -> dict[str, Any]:
    """Eigenvalues of the return map as [real, imaginary], and the sentence."""
    return {
        "eigenvalues": [_complex(value) for value in found.eigenvalues],
        "multiplier": _complex(found.multiplier),
        "stable": found.stable,
        "sentence": found.sentence,
    }


def point_document(gait: SteadyGait) -> dict[str, Any]:
    """A gait's apex and stability."""
    return {
        "apex_height": {"value": gait.apex_height, "unit": "m"},
        "apex_speed": {"value": gait.apex_speed, "unit": "m/s"},
        "stability": stability_document(gait.stability),
    }


def gaits_document(found: Sequence[FixedPoint], window: str) -> dict[str, Any]:
    """All gaits of one set of parameters."""
    gaits = [
        {
            "apex_height": {"value": one.apex_height, "unit": "m"},
            "apex_speed": {"value": one.apex_speed, "unit": "m/s"},
            "stability": stability_document(one.stability),
        }
        for one in found
    ]
    return {"window": window, "gaits": gaits}


def branch_document(branch: Branch) -> dict[str, Any]:
    """A family of gaits along a parameter, SI and radians."""
    points = [
        {
            "value": point.value,
            "apex_height": point.apex_height,
            "apex_speed": point.apex_speed,
            "multiplier": _complex(point.stability.multiplier),
            "special": point.special,
        }
        for point in branch.points
    ]
    return {"field": branch.field, "points": points, "ends": list(branch.ends)}


def response_document(response: Response) -> dict[str, Any]:
    """What became of a step in the ground; a height that was not reached is None."""
    heights = [one.apex_height if math.isfinite(one.apex_height) else None for one in response.steps]
    return {"sentence": response.sentence, "recovered_after": response.recovered_after, "heights": heights}


def family_document(family: PowerFamily) -> dict[str, Any]:
    """The gaits from leg-powered to hip-powered."""
    members = [
        {
            "scenario": gait.scenario.to_dict(),
            "metrics": Metrics(StepView(gait.step, family.midstance)).to_dict(),
            "residual": gait.residual,
        }
        for gait in family.gaits
    ]
    return {"midstance": family.midstance, "complete": family.complete, "gaits": members}


def answer_document(answer: Answer) -> dict[str, Any]:
    """A what-if: question, change, both steps, the sentences."""
    after, changed = answer.after, answer.changed
    outcome = _outcome(changed.outcome, changed.sentence) if changed else None
    return {
        "ask": answer.ask,
        "change": answer.change,
        "outcome": outcome,
        "message": answer.message,
        "settled": answer.settled if answer.ask == SETTLE else None,
        "midstance": answer.midstance,
        "baseline": answer.before.to_dict(),
        "what_if": after.to_dict() if after else None,
        "adjusted": {name: {"before": was, "after": now} for name, (was, now) in answer.adjusted.items()},
        "kept": list(answer.kept),
        "let_go": list(answer.let_go),
        "verdict": verdict(answer),
        "sentences": answer_sentences(answer),
        "scenario": answer.scenario.to_dict(),
        "changed_scenario": answer.changed_scenario.to_dict(),
        "numerics": {
            "energy_drift": max(energy_drift(one) for one in (answer.baseline, changed) if one),
            "residual": answer.residual,
            "version": springmass.__version__,
        },
    }


def _complex(value: complex) -> list[float | None]:
    """Real and imaginary part; None where there is none."""
    parts = (float(value.real), float(value.imag))
    return [part if math.isfinite(part) else None for part in parts]


def _outcome(outcome: Outcome, message: str) -> dict[str, Any]:
    return {"code": int(outcome), "name": outcome.name, "message": message}
