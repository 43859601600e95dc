"""What the lab says above everything: the verdict of the library, and its own words where nothing is changed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from springmass.dynamics.outcomes import Outcome
from springmass.errors import InputError
from springmass.metrics import Metrics
from springmass.metrics.words import foot_stays, placed
from springmass.report.words import SQUARE, inside

if TYPE_CHECKING:
    from springmass.lab.baseline import Baseline


def no_change(start: Baseline, metrics: Metrics, changed: str = "") -> str:
    """The sentence before anything is changed; ``changed`` says what the runner's own changes did."""
    step = start.step
    if step.outcome is not Outcome.RUNNING:
        return f"As it is, this cannot be run: {inside(step.sentence)}."
    angle = metrics["takeoff_angle"].value
    text = "takeoff straight up" if abs(angle - 90.0) < 0.05 else f"takeoff at {angle:.1f}°"
    if not foot_stays(metrics.view.step) and math.isfinite(offset := metrics["hip_ankle_offset"].value):
        text += f", the hip {placed(offset, 'the ankle')} at midstance{SQUARE if step.parameters.slope else ''}"
    running = "Running steadily" if start.periodic else "One step of a run that does not repeat itself"
    lead = f"{changed} " if changed else ""
    return f"{lead}{running}: {text}. Now drag the foot, or move a slider."


def no_runner(error: InputError) -> str:
    """The sentence for a state that cannot be answered."""
    if error.where.startswith("gait.find"):
        return f"There is no steady running like that: {error.allowed.rstrip('.')}."
    return message(error).splitlines()[0]


def message(error: InputError, lines: bool = False) -> str:
    """What is wrong, for somebody who has a page before him and no file.

    Parameters
    ----------
    error : InputError
    lines : bool
        Whether to keep file and line: of a text that he wrote himself.

    Returns
    -------
    str

    Examples
    --------
    >>> message(InputError("leg.stiffness", allowed="must be above 0 N/m", file="rbds001", line=12))
    'leg.stiffness: must be above 0 N/m.'
    """
    if error.where.startswith("gait.find") and not lines:
        return no_runner(error)
    if lines:
        return str(error)
    alone = [InputError(one.where, given=one.given, allowed=one.allowed, hint=one.hint) for one in error.problems]
    return "\n".join(map(str, alone))
