"""Steering a runner step by step: where to put the foot, and what becomes of a step down or up in the ground."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from springmass.dynamics.apex_map import apex_map
from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step, step
from springmass.errors import InputError
from springmass.gait.cycles import columns_of
from springmass.gait.find import SteadyGait
from springmass.gait.roots import find_roots
from springmass.gait.run import ending
from springmass.parameters import Parameters

FLATTEST, STEEPEST = math.radians(30.0), math.radians(110.0)


def deadbeat_angles(height: float, speed: float, p: Parameters, next_height: float, points: int = 120) -> list[float]:
    """Which angles of attack bring the runner to a wanted apex height in one step.

    Parameters
    ----------
    height, speed : float
        Apex now [m, m/s].
    p : Parameters
        Its own angle of attack does not matter.
    next_height : float
        Wanted [m].
    points : int
        How finely the angles from 30° to 110° are searched.

    Returns
    -------
    list of float
        All such angles, steepest first (the steepest is the one closest to the runner's own) [rad]; empty if none does.

    Raises
    ------
    InputError
        For numbers that are none.

    Examples
    --------
    >>> p = Parameters(80.0, 1.0, 20e3, math.radians(68))
    >>> [round(math.degrees(a), 3) for a in deadbeat_angles(1.0, 5.0, p, 0.95574041)][0]
    68.0
    """
    if not (all(map(math.isfinite, (height, speed, next_height))) and points >= 2):
        raise InputError("deadbeat_angles", given=(height, speed, next_height), allowed="must be finite numbers")

    def miss(angles: Floats) -> Floats:
        numbers = columns_of(p, angle_of_attack=angles)
        out = apex_map(height, speed, **numbers, damping_law=p.damping_law, accuracy=1e-10)
        return np.where(out.apex_speed > 0.0, out.apex_height, np.nan) - next_height

    return sorted(find_roots(miss, np.linspace(FLATTEST, STEEPEST, points)), reverse=True)


@dataclass(frozen=True)
class Response:
    """What a runner does after a step in the ground.

    Attributes
    ----------
    steps : tuple of Step
        Heights are above the new ground.
    outcome : Outcome
    recovered_after : int or None
        Steps until the apex is, and stays, within a centimetre of the gait's; None if that does not happen.
    sentence : str
    """

    steps: tuple[Step, ...]
    outcome: Outcome
    recovered_after: int | None
    sentence: str


def ground_step(gait: SteadyGait, down: float, steps: int = 30, steer: bool = False) -> Response:
    """Let the ground drop (or rise) under a running gait, unforeseen.

    Parameters
    ----------
    gait : SteadyGait
    down : float
        How much lower the ground is from now on; negative is a step up [m].
    steps : int
        To follow.
    steer : bool
        Whether the runner places each foot so as to be back at the gait's apex height after that step (deadbeat);
        otherwise the leg does what it always does, retraction included.

    Returns
    -------
    Response

    Raises
    ------
    InputError
        For a height that is no number, or no steps.

    Examples
    --------
    >>> import springmass as sm
    >>> gait = sm.find_gait(sm.load("rbds001"))
    >>> ground_step(gait, 0.02, steps=5, steer=True).recovered_after
    1
    """
    if not (math.isfinite(down) and steps >= 1):
        raise InputError("ground_step", given=(down, steps), allowed="needs a finite height and at least one step")
    p, height, speed = gait.parameters, gait.apex_height + down, gait.apex_speed
    taken: list[Step] = []
    for _ in range(steps):
        at = p
        if steer:
            own = p.angle_of_attack
            angles = deadbeat_angles(height, speed, p, gait.apex_height)
            if angles:
                at = p.replace(angle_of_attack=min(angles, key=lambda a: abs(a - own)))
        one = step(height, speed, at)
        taken.append(one)
        outcome, sentence = ending(one)
        if outcome is not Outcome.RUNNING:
            return Response(tuple(taken), outcome, None, f"{_what(down)}: after {len(taken) - 1} steps {sentence}")
        height, speed = one.apex_height, one.apex_speed
    near = [abs(one.apex_height - gait.apex_height) < 0.01 for one in taken]
    count = len(near) - near[::-1].index(False) + 1 if False in near else 1
    back = count if count <= len(near) else None
    end = (
        f"the runner is back within a centimetre of its height after {back} step{'s' * (back != 1)}"
        if back
        else (f"after {steps} steps the runner is still {100 * abs(height - gait.apex_height):.1f} cm off")
    )
    return Response(tuple(taken), Outcome.RUNNING, back, f"{_what(down)}: {end}")


def _what(down: float) -> str:
    return f"the ground {'drops' if down >= 0 else 'rises'} by {100 * abs(down):.1f} cm"
