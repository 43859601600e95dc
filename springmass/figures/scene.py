"""What there is to draw of one step: where body, joints and foot point are at chosen instants. Numbers only."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from springmass.body.geometry import stance_posture
from springmass.body.stance import StanceLeg
from springmass.dynamics.curves import Floats, contact_curves
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step
from springmass.dynamics.trajectory import step_trajectory
from springmass.figures.skeleton import Skeleton, skeletons
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
    """The runner at one instant; ``x`` counts from the first contact point, ``y`` from the ground [m].

    Attributes
    ----------
    name : str
        Of the instant; empty between the named ones.
    mass_x, mass_y : float
        The point mass of the dynamics.
    cop_x : float
        The foot point (centre of pressure), on the ground.
    body : Skeleton
        Joints, foot, trunk and head.
    grf : (float, float) or None
        Force of the ground on the runner, forward and up [body weights]; None in the air.
    """

    name: str
    mass_x: float
    mass_y: float
    cop_x: float
    body: Skeleton
    grf: tuple[float, float] | None = None


@dataclass(frozen=True)
class Scene:
    """One step to draw.

    Attributes
    ----------
    step : Step
    metrics : Metrics
    path_x, path_y : array
        Of the point mass, from apex to apex or as far as it got; ``x`` counts from the first contact point [m].
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
        """The runner at midstance, None if the step has none."""
        return self._named("midstance")

    @property
    def touchdown(self) -> Stick | None:
        """The runner at touchdown, None if it never landed."""
        return self._named("touchdown")

    @property
    def whole(self) -> Stick | None:
        """The instant at which trunk and head are drawn as well: midstance, else as far as the body got."""
        return self.midstance or next((stick for stick in reversed(self.sticks) if stick.body.possible), None)

    @property
    def takeoff(self) -> tuple[float, float, float, float] | None:
        """Point mass and its velocity at takeoff, x, y, vx, vy [m, m/s]; None if it never left."""
        if self.step.takeoff is None:
            return None
        last = self.sticks[-1]
        return last.mass_x, last.mass_y, *self.step.takeoff[2:]

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
        sticks: tuple[Stick, ...] = ()
        if math.isfinite(step.start_height):
            sticks = (_held(step, "top of\nthe flight", -reach, height, step.start_height - height),)
        return Scene(step, metrics, path.x - reach, path.y, sticks)
    sticks = _sticks(metrics) or (_held(step, "touchdown", touchdown.x, touchdown.y),)
    seen = slice(None)
    if step.slip_time is not None:  # what comes after the slip did not happen
        seen = slice(int(np.searchsorted(path.time, step.touchdown_time + step.slip_time, side="right")))
    return Scene(step, metrics, (path.x - step.descent_distance + touchdown.x)[seen], path.y[seen], sticks)


def _held(step: Step, name: str, x: float, y: float, lifted: float = 0.0) -> Stick:
    """The runner with the leg held out to land, so far above the ground."""
    shape = step.parameters.shape
    flat = StanceLeg(step.parameters, x, y).flat_ankle
    body = skeletons(shape, stance_posture(shape, flat, x, y), lifted)[0]
    return Stick(name, x, y + lifted, 0.0, body)


def _sticks(metrics: Metrics) -> tuple[Stick, ...]:
    view, step = metrics.view, metrics.view.step
    contact, stance, midstance = step.contact, view.stance, view.mark(metrics.midstance)
    if contact is None or stance is None:
        return ()
    end = contact.end if step.slip_time is None else step.slip_time
    if 0.0 < midstance < end:
        before, after = np.linspace(0.0, midstance, _BETWEEN + 1), np.linspace(midstance, end, _BETWEEN + 1)
        times, names = [*before, *after[1:]], {_BETWEEN: "midstance"}
    else:
        times, names = list(np.linspace(0.0, end, 2 * _BETWEEN + 1)), {}
    names |= {0: "touchdown", len(times) - 1: _LAST[step.outcome]}
    c = contact_curves(contact, step.parameters, np.array(times))
    bodies = skeletons(step.parameters.shape, stance.at(c).posture)
    numbers = np.column_stack([c.ahead_of_first_contact, c.y, c.cop, c.grf_x / view.weight, c.grf_y / view.weight])
    return tuple(
        Stick(names.get(i, ""), x, y, cop, body, (fore_aft, vertical))
        for i, (body, (x, y, cop, fore_aft, vertical)) in enumerate(zip(bodies, numbers.tolist(), strict=True))
    )
