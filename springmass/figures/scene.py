"""What there is to draw of one step: where body and foot point are at chosen instants. Numbers only."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from springmass.dynamics.curves import Floats, contact_curves
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step
from springmass.dynamics.trajectory import step_trajectory
from springmass.metrics import Metrics, StepView

_LAST = {
    Outcome.RUNNING: "takeoff",
    Outcome.TAKEOFF_DOWN: "takeoff",
    Outcome.FELL: "the body meets\nthe ground",
    Outcome.SLIPPED: "the foot\nbegins to slip",
    Outcome.NO_TAKEOFF: "still on\nthe ground",
}
"""Outcome → what the last instant of contact is."""
_BETWEEN = 3
"""Intervals before and after midstance."""


@dataclass(frozen=True)
class Stick:
    """The leg at one instant; ``x`` counts from the first contact point [m]."""

    name: str
    """of the instant; empty between the named ones"""
    foot_x: float
    foot_y: float
    hip_x: float
    hip_y: float


@dataclass(frozen=True)
class Scene:
    """One step to draw.

    Attributes
    ----------
    step : Step
    metrics : Metrics
    path_x, path_y : array
        Of the body, from apex to apex or as far as it got; ``x`` counts from the first contact point [m].
    sticks : tuple of Stick
        In order of time; without contact the one leg that was held out.
    """

    step: Step
    metrics: Metrics
    path_x: Floats
    path_y: Floats
    sticks: tuple[Stick, ...]

    @property
    def midstance(self) -> Stick | None:
        """The leg at midstance, None if the step has none."""
        return self._named("midstance")

    @property
    def touchdown(self) -> Stick | None:
        """The leg at touchdown, None if it never landed."""
        return self._named("touchdown")

    @property
    def takeoff(self) -> tuple[float, float, float, float] | None:
        """Body and its velocity at takeoff, x, y, vx, vy [m, m/s]; None if it never left."""
        if self.step.takeoff is None:
            return None
        last = self.sticks[-1]
        return last.hip_x, last.hip_y, *self.step.takeoff[2:]

    @property
    def leg_length(self) -> float:
        """Of the leg at rest [m]."""
        return self.step.parameters.leg_length

    def _named(self, name: str) -> Stick | None:
        return next((stick for stick in self.sticks if stick.name == name), None)


def scene(step: Step, midstance: str) -> Scene:
    """Pick what to draw of a step.

    Parameters
    ----------
    step : Step
        Whatever became of it.
    midstance : str
        Definition of midstance.

    Returns
    -------
    Scene

    Examples
    --------
    >>> import springmass as sm
    >>> drawn = scene(sm.simulate(sm.load("seyfarth"), steps=1).steps[0], "lowest point")
    >>> [stick.name for stick in drawn.sticks if stick.name]
    ['touchdown', 'midstance', 'takeoff']
    """
    metrics = Metrics(StepView(step, midstance))
    path = step_trajectory(step, 400)
    p, touchdown = step.parameters, step.touchdown
    if touchdown is None:
        reach, height = p.leg_length * math.cos(p.angle_of_attack), p.leg_length * math.sin(p.angle_of_attack)
        held = Stick("top of\nthe flight", 0.0, step.start_height - height, -reach, step.start_height)
        sticks: tuple[Stick, ...] = (held,) if math.isfinite(step.start_height) else ()
        return Scene(step, metrics, path.x - reach, path.y, sticks)
    sticks = _sticks(step, metrics.view.mark(midstance)) or (Stick("touchdown", 0.0, 0.0, touchdown.x, touchdown.y),)
    seen = slice(None)
    if step.slip_time is not None:  # what comes after the slip did not happen
        seen = slice(int(np.searchsorted(path.time, step.touchdown_time + step.slip_time, side="right")))
    return Scene(step, metrics, (path.x - step.descent_distance + touchdown.x)[seen], path.y[seen], sticks)


def _sticks(step: Step, midstance: float) -> tuple[Stick, ...]:
    contact = step.contact
    if contact is None or not contact.segments:
        return ()
    end = contact.end if step.slip_time is None else step.slip_time
    if 0.0 < midstance < end:
        before, after = np.linspace(0.0, midstance, _BETWEEN + 1), np.linspace(midstance, end, _BETWEEN + 1)
        times, names = [*before, *after[1:]], {_BETWEEN: "midstance"}
    else:
        times, names = list(np.linspace(0.0, end, 2 * _BETWEEN + 1)), {}
    names |= {0: "touchdown", len(times) - 1: _LAST[step.outcome]}
    c = contact_curves(contact, step.parameters, np.array(times))
    hip = c.ahead_of_first_contact
    return tuple(Stick(names.get(i, ""), float(c.cop[i]), 0.0, float(hip[i]), float(c.y[i])) for i in range(len(times)))
