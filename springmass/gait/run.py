"""A run: several steps from one apex, and how well the numbers hold."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

import springmass
from springmass.dynamics.curves import ContactView
from springmass.dynamics.flight import world_acceleration
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step, step
from springmass.dynamics.trajectory import Trajectory, step_trajectory
from springmass.parameters import Parameters
from springmass.scenario import Scenario

BACKWARD = -1e-9
"""Forward speeds below this, over √(g l0), end a run: the runner has been thrown back."""


@dataclass(frozen=True)
class Run:
    """What came of a scenario.

    Attributes
    ----------
    scenario : Scenario
        With the apex it was released from.
    parameters : Parameters
    steps : tuple of Step
        As many as were asked for, fewer if the run ended; the last one tells why.
    outcome : Outcome
    message : str
        The outcome as a sentence.
    """

    scenario: Scenario
    parameters: Parameters
    steps: tuple[Step, ...]
    outcome: Outcome
    message: str

    def trajectory(self, points: int = 200) -> Trajectory:
        """All steps joined over time.

        Parameters
        ----------
        points : int
            About how many instants for each step.

        Returns
        -------
        Trajectory
        """
        time, distance = 0.0, 0.0
        columns: list[list[np.ndarray]] = []
        for one in self.steps:
            path = step_trajectory(one, points)
            shifted = [path.time + time, path.x + distance, *(getattr(path, name) for name in _UNSHIFTED)]
            columns.append([*shifted[:8], path.cop + distance, path.phase])
            time, distance = time + one.step_time, distance + one.step_length
        return Trajectory(*(np.concatenate(parts) for parts in zip(*columns, strict=True)))

    @property
    def numerics(self) -> dict[str, float | str]:
        """How far the numbers can be trusted: energy balance, event residuals, engine, version."""
        return {
            "energy_drift": max((energy_drift(one) for one in self.steps), default=0.0),
            "event_residual": max((e.residual for s in self.steps if s.contact for e in s.contact.events), default=0.0),
            "engine": "reference (SciPy DOP853)",
            "version": springmass.__version__,
        }


_UNSHIFTED = ("y", "vx", "vy", "grf_x", "grf_y", "leg_length")


def energy_drift(one: Step) -> float:
    """Gap between the energy a contact changes and the work its forces do, over m g l0.

    Parameters
    ----------
    one : Step

    Returns
    -------
    float
        0 without contact [1].
    """
    contact, touchdown, p = one.contact, one.touchdown, one.parameters
    if contact is None or touchdown is None or not contact.segments:
        return 0.0
    ax, ay = world_acceleration(p)
    x, y, vx, vy = contact.last_state
    vx += contact.cop_speed
    moved, rose = x + contact.cop_travel - touchdown.x, y - touchdown.y
    kinetic = 0.5 * p.mass * (vx * vx + vy * vy - touchdown.vx**2 - touchdown.vy**2)
    gained = kinetic - p.mass * (ax * moved + ay * rose)
    work = ContactView(contact, p).integral(lambda c: c.grf_x * (c.vx + c.cop_speed) + c.grf_y * c.vy)
    drift = abs(gained - work) / (p.mass * p.gravity * p.leg_length)
    return drift if math.isfinite(drift) else 0.0


def backwards(one: Step) -> bool:
    """Whether a step ends moving backwards; by more than rounding, so that hopping on the spot does not."""
    return one.apex_speed < BACKWARD * math.sqrt(one.parameters.gravity * one.parameters.leg_length)


def ending(one: Step) -> tuple[Outcome, str]:
    """How a run ends with a step, and the sentence that says it; RUNNING where it can go on."""
    if one.outcome is Outcome.RUNNING and backwards(one):
        return Outcome.THROWN_BACK, Outcome.THROWN_BACK.sentence
    return one.outcome, one.sentence


def take_steps(height: float, speed: float, p: Parameters, count: int) -> tuple[tuple[Step, ...], Outcome, str]:
    """Take up to ``count`` steps from an apex [m, m/s]; stop where the running ends, and say how."""
    taken: list[Step] = []
    for number in range(1, count + 1):
        one = step(height, speed, p)
        taken.append(one)
        where = "" if number == 1 else f"after {number - 1} step{'s' * (number > 2)}, "
        end, sentence = ending(one)
        if end is not Outcome.RUNNING:
            return tuple(taken), end, where + sentence
        height, speed = one.apex_height, one.apex_speed
    return tuple(taken), Outcome.RUNNING, Outcome.RUNNING.sentence
