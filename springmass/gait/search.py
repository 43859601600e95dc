"""Search for a gait from a cold start: a guess, Newton, and a walk from an easy gait when that is not enough."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.step import Step
from springmass.gait.guess import Guess, guess_gait, mean_roll_speed
from springmass.gait.newton import Residual, Solution, solve, walk
from springmass.gait.problem import GaitProblem, is_gait
from springmass.parameters import Parameters

LOWEST_ANGLE = math.radians(30.0)
SHORTEST_LEG = 0.5
"""Gaits flatter or deeper than this are not running legs; a search does not report them."""


@dataclass(frozen=True)
class Found:
    """A gait that closes.

    Attributes
    ----------
    problem : GaitProblem
    unknowns : array
    step : Step
    residual : float
        Largest dimensionless equation left over.
    iterations : int
    """

    problem: GaitProblem
    unknowns: Floats
    step: Step
    residual: float
    iterations: int

    @property
    def parameters(self) -> Parameters:
        """With the freed ones filled in; the angle of attack is the one at the apex."""
        return self.step.parameters


def impossible(p: Parameters, speed: float | None, step_time: float | None, contact_time: float | None) -> str | None:
    """Say why no leg could do it, if that is plain from the timing alone.

    Parameters
    ----------
    p : Parameters
    speed, step_time, contact_time : float or None
        [m/s, s, s] as far as they are targets.

    Returns
    -------
    str or None

    Examples
    --------
    >>> p = Parameters(mass=70.0, leg_length=0.9, stiffness=2e4, angle_of_attack=1.2)
    >>> impossible(p, 3.0, 0.3, 0.32)
    'the foot would be on the ground for 320 ms of a step that lasts 300 ms: without a flight it is not running'
    """
    if contact_time is not None and step_time is not None and contact_time >= step_time:
        return (
            f"the foot would be on the ground for {1e3 * contact_time:.0f} ms of a step that lasts "
            f"{1e3 * step_time:.0f} ms: without a flight it is not running"
        )
    if speed is not None and contact_time is not None:
        swing = 0.5 * (speed - mean_roll_speed(p, contact_time)) * contact_time
        if swing >= p.leg_length:
            return (
                f"the leg would have to reach {swing:.2f} m ahead and behind during contact "
                f"(half of the way the body travels over the foot), but it is only {p.leg_length:.2f} m long"
            )
    return None


def search(problem: GaitProblem) -> Found | str:
    """Find the gait of a problem.

    Parameters
    ----------
    problem : GaitProblem

    Returns
    -------
    Found or str
        Or a sentence saying why there is none.
    """
    timing = _timing(problem)
    why_not = impossible(problem.parameters, timing.speed, timing.step_time, timing.contact_time)
    if why_not:
        return why_not
    refused: list[str] = []
    for attempt in (_direct, _from_easy, _scattered):
        for solution in attempt(problem, timing):
            if not solution.solved:
                continue
            taken = problem.step(solution.unknowns)
            if taken is None:
                continue
            wrong = complaint(taken)
            if wrong is None:
                return Found(problem, solution.unknowns, taken, solution.residual, solution.iterations)
            refused.append(wrong)
    if refused:
        return f"the only gait found is not running: {refused[0]}"
    return (
        "no gait found with an angle of attack of at least 30° and a leg that keeps half of its length; "
        "try a slower speed, a shorter contact or a higher cadence"
    )


def complaint(taken: Step) -> str | None:
    """Why a step that repeats itself is no running after all, or None."""
    p, touchdown = taken.parameters, taken.touchdown
    if touchdown is not None and touchdown.angle < LOWEST_ANGLE:
        return (
            f"the leg would land at {math.degrees(touchdown.angle):.1f}° from the ground (30° is the flattest allowed)"
        )
    if taken.shortest_leg < SHORTEST_LEG * p.leg_length:
        share = taken.shortest_leg / p.leg_length
        return f"the leg would be squeezed to {100 * share:.1f} % of its length (50 % is the least allowed)"
    if not is_gait(taken):
        return taken.outcome.sentence if taken.outcome else "the runner moves backwards"
    return None


@dataclass(frozen=True)
class _Timing:
    speed: float | None
    step_time: float | None
    contact_time: float | None


def _timing(problem: GaitProblem) -> _Timing:
    targets = problem.targets
    step_time = targets.get("step_time")
    if "cadence" in targets:
        step_time = 60.0 / targets["cadence"]
    contact_time = targets.get("contact_time")
    if contact_time is None and step_time is not None and "duty_factor" in targets:
        contact_time = 2.0 * targets["duty_factor"] * step_time
    if contact_time is None and step_time is not None and "flight_time" in targets:
        contact_time = step_time - targets["flight_time"]
    speed = targets.get("speed")
    if speed is None and step_time is not None and "step_length" in targets:
        speed = targets["step_length"] / step_time
    return _Timing(speed, step_time, contact_time)


def _comfortable(p: Parameters) -> tuple[float, float, float]:
    """Speed, step time and contact time of an easy run of this size in this gravity."""
    time = math.sqrt(p.leg_length / p.gravity)
    return 1.1 * math.sqrt(p.gravity * p.leg_length), 1.17 * time, 0.76 * time


def _filled(problem: GaitProblem, timing: _Timing, contact_share: float = 0.65) -> tuple[float, float, float]:
    p = problem.parameters
    speed, step_time, _ = _comfortable(p)
    if "angle_of_attack" not in problem.free and abs(math.cos(p.angle_of_attack)) < 1e-9 and p.roll_speed == 0.0:
        speed = 0.0  # a foot that lands right under the body: hopping on the spot
    step_time = timing.step_time or step_time
    return timing.speed or speed, step_time, timing.contact_time or contact_share * step_time


def _start(problem: GaitProblem, guess: Guess) -> Floats:
    p = problem.parameters
    values = {name: getattr(guess, name) if hasattr(guess, name) else float(getattr(p, name)) for name in problem.free}
    return problem.pack(guess.vx, guess.vy, values)


def _direct(problem: GaitProblem, timing: _Timing) -> list[Solution]:
    guess = guess_gait(problem.parameters, *_filled(problem, timing))
    return [solve(problem.residual, _start(problem, guess))]


def _from_easy(problem: GaitProblem, timing: _Timing) -> list[Solution]:
    """Walk from a comfortable lossless gait to the one asked for: targets and losses grow together."""
    p = problem.parameters
    easy = dict(zip(("speed", "step_time", "contact_time"), _comfortable(p), strict=True))
    known = {"cadence": 60.0 / easy["step_time"], "step_length": easy["speed"] * easy["step_time"], **easy}
    known["flight_time"] = easy["step_time"] - easy["contact_time"]
    known["duty_factor"] = 0.5 * easy["contact_time"] / easy["step_time"]
    if not {"stiffness", "angle_of_attack"} <= set(problem.free) or not set(problem.targets) <= set(known):
        return []

    fading = ("damping", "slope", "impeding_force", "hip_extension", "push_off")

    def at(share: float) -> GaitProblem:
        faded = {name: share * getattr(p, name) for name in fading if name not in problem.free}
        targets = {name: (1.0 - share) * known[name] + share * v for name, v in problem.targets.items()}
        return replace(problem, parameters=p.replace(**faded), targets=targets)

    def residual_at(share: float) -> Residual:
        return at(share).residual

    start = _start(problem, guess_gait(at(0.0).parameters, easy["speed"], easy["step_time"], easy["contact_time"]))
    return [walk(residual_at, start)]


def _scattered(problem: GaitProblem, timing: _Timing) -> list[Solution]:
    """Start from other contact times where the contact time is not a target."""
    if timing.contact_time is not None:
        return []
    solutions = []
    for share in (0.5, 0.75, 0.4, 0.85):
        guess = guess_gait(problem.parameters, *_filled(problem, timing, share))
        solutions.append(solve(problem.residual, _start(problem, guess)))
    return solutions
