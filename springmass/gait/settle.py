"""Settled what-ifs: leave leg and hip as they are, land differently from now on – where does the running go?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step, step
from springmass.gait.newton import solve
from springmass.gait.problem import GaitProblem, is_conservative
from springmass.gait.run import ending
from springmass.gait.stability import Stability, stability
from springmass.parameters import Parameters

MOST = 300
"""Steps to wait."""
_NEAR = 1e-4
_SAME = 1e-9


@dataclass(frozen=True)
class Settled:
    """Where a runner ends up.

    Attributes
    ----------
    steps : tuple of Step
        All that were taken.
    gait : Step or None
        One step of the gait it settles into, exactly; None if it does not.
    stability : Stability or None
        Of that gait.
    message : str
        What happened, as a sentence.
    """

    steps: tuple[Step, ...]
    gait: Step | None
    stability: Stability | None
    message: str

    @property
    def last(self) -> Step:
        """The settled step, or the last one taken."""
        return self.gait or self.steps[-1]


def settle(height: float, speed: float, p: Parameters, most: int = MOST) -> Settled:
    """Follow the steps until they repeat or end.

    Parameters
    ----------
    height, speed : float
        First apex [m, m/s].
    p : Parameters
    most : int
        Steps to wait.

    Returns
    -------
    Settled
    """
    scale_y, scale_v = p.leg_length, math.sqrt(p.gravity * p.leg_length)
    taken: list[Step] = []
    for count in range(1, most + 1):
        one = step(height, speed, p)
        taken.append(one)
        end, sentence = ending(one)
        if end is not Outcome.RUNNING:
            return Settled(tuple(taken), None, None, f"it ends in step {count}: {sentence}")
        moved = max(abs(one.apex_height - height) / scale_y, abs(one.apex_speed - speed) / scale_v)
        height, speed = one.apex_height, one.apex_speed
        if moved < _NEAR:
            gait = _exact(one, p) if moved > _SAME else step(height, speed, p)
            if gait is not None:
                found = stability(gait.start_height, gait.start_speed, gait.parameters)
                if found.stable or moved < _SAME:
                    return Settled(tuple(taken), gait, found, _after(count, found.stable))
    before = taken[-2].start_height if most > 1 else height
    swing = abs(taken[-1].apex_height - before)
    drift = abs(taken[-1].apex_height - taken[-1].start_height)
    if swing < 1e-6 < drift:
        return Settled(tuple(taken), None, None, f"after {most} steps it alternates between two different steps")
    return Settled(tuple(taken), None, None, f"after {most} steps it still has not settled")


def _after(count: int, stable: bool) -> str:
    if not stable:
        return "it repeats itself exactly, but any stumble would grow"
    return "it settles at once" if count == 1 else f"it settles; after {count} steps nothing more changes"


def _exact(near: Step, p: Parameters) -> Step | None:
    """The gait next to a step that all but repeats itself."""
    touchdown = near.touchdown
    if touchdown is None or (is_conservative(p) and p.roll_speed != 0.0):
        return None
    targets = {}
    if is_conservative(p):
        targets["apex_energy"] = 0.5 * near.start_speed**2 + p.gravity * near.start_height
    problem = GaitProblem(p, (), targets)
    solution = solve(problem.residual, problem.pack(touchdown.vx, touchdown.vy, {}))
    found = problem.step(solution.unknowns) if solution.solved else None
    if found is None or abs(found.start_height - near.start_height) > 0.01 * p.leg_length:
        return None
    return found
