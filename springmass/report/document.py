"""Results as JSON documents: the shape every ``--json`` prints."""

from __future__ import annotations

from typing import Any

import springmass
from springmass.dynamics.outcomes import Outcome
from springmass.gait.find import SteadyGait
from springmass.gait.run import Run, energy_drift
from springmass.gait.what_if import Answer
from springmass.metrics import Metrics, StepView
from springmass.report.words import explain


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
        "numerics": {"residual": gait.residual, "iterations": gait.iterations, **gait.run(1).numerics},
    }


def answer_document(answer: Answer) -> dict[str, Any]:
    """A what-if: question, change, both steps, the sentences."""
    return {
        "ask": answer.ask,
        "change": answer.change,
        "outcome": _outcome(answer.outcome, answer.changed.sentence),
        "midstance": answer.midstance,
        "baseline": answer.before.to_dict(),
        "what_if": answer.after.to_dict(),
        "sentences": explain(answer),
        "scenario": answer.scenario.to_dict(),
        "changed_scenario": answer.changed_scenario.to_dict(),
        "numerics": {
            "energy_drift": max(energy_drift(answer.baseline), energy_drift(answer.changed)),
            "version": springmass.__version__,
        },
    }


def _outcome(outcome: Outcome, message: str) -> dict[str, Any]:
    return {"code": int(outcome), "name": outcome.name, "message": message}
