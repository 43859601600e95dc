"""The runs a scenario's answer speaks of – itself, its what-ifs, other shipped scenarios – and their numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from springmass.dynamics.outcomes import Outcome
from springmass.errors import InputError, did_you_mean
from springmass.metrics import METRICS, Metrics
from springmass.metrics.words import MEASURED_FROM, placed
from springmass.report.filling import unit_of
from springmass.report.tables import written
from springmass.scenario import Scenario, loads, numeric_fields, shipped, shipped_names
from springmass.units import brief, label

if TYPE_CHECKING:
    from springmass.dynamics.step import Step
    from springmass.gait.find import SteadyGait
    from springmass.gait.run import Run
    from springmass.gait.stability import Basin

OWN, FIRST = "run", "first step"
"""What the scenario's own run is called, and the first step of it: that is what its what-ifs change."""

SETTLED, RESTLESS, NO_GAIT = "settled", "not settled", "no gait"
OUTCOMES = (*(one.name.lower().replace("_", " ") for one in Outcome), SETTLED, RESTLESS, NO_GAIT)
"""How a run can end, in words; a settling settles or does not; a gait that was asked for
may not exist."""

_STEPS = 10
"""As many as ``springmass run`` takes unless told otherwise."""

_PLAIN = ((" deg", "°"), (" BW", " body weights"), (" steps/min", " steps a minute"))


@dataclass(frozen=True)
class Told:
    """One run an answer speaks of.

    Attributes
    ----------
    scenario : Scenario
        With what was searched filled in.
    metrics : Metrics or None
        Of its last complete step; None where there is no such running.
    ending : str
        One of :data:`OUTCOMES`.
    steps : int
        How many it took before it ended.
    slips_after : float
        Time since touchdown when the foot began to slip [s]; NaN where it did not.
    """

    scenario: Scenario
    metrics: Metrics | None
    ending: str
    steps: int
    slips_after: float

    @cached_property
    def gait(self) -> SteadyGait:
        """Its steady gait, or the most stable one of those it could run."""
        from springmass.gait.ask import representative_gait

        return representative_gait(self.scenario)

    @cached_property
    def stable(self) -> tuple[bool, ...]:
        """Of every steady gait at its energy, whether a small stumble dies out."""
        from springmass.gait.ask import all_gaits

        return tuple(one.stable for one in all_gaits(self.scenario)[0])

    @cached_property
    def stumbles(self) -> Basin:
        """The stumbles it comes back from."""
        from springmass.gait.stability import basin

        return basin(self.gait.apex_height, self.gait.apex_speed, self.gait.parameters)


def _froude(one: Told) -> float:
    speed = one.metrics["speed"].value if one.metrics else math.nan
    return speed**2 / (one.scenario.world.gravity * one.scenario.runner.leg_length)


def _stiffness(one: Told) -> float:
    runner, stiffness = one.scenario.runner, one.scenario.leg.stiffness
    return math.nan if stiffness is None else stiffness * runner.leg_length / (runner.mass * one.scenario.world.gravity)


NUMBERS: dict[str, tuple[str, Callable[[Told], float]]] = {
    "steps": ("", lambda one: float(one.steps)),
    "slips_after": ("s", lambda one: one.slips_after),
    "gaits": ("", lambda one: float(len(one.stable))),
    "stable_gaits": ("", lambda one: float(sum(one.stable))),
    "stumble_shrinks_to": ("1", lambda one: abs(one.gait.stability.multiplier)),
    "forgives_lower": ("m", lambda one: one.gait.apex_height - one.stumbles.lowest),
    "forgives_higher": ("m", lambda one: one.stumbles.highest - one.gait.apex_height),
    "froude_number": ("1", _froude),
    "stiffness_number": ("1", _stiffness),
}
"""Numbers of a whole run that are no metric of a step: unit ("" counts things) and where they come from. The Froude
number is speed² over gravity and leg length; the stiffness number is stiffness × leg length over weight."""


class Runs:
    """All runs an answer speaks of; each is run once, when it is asked for.

    Parameters
    ----------
    scenario : Scenario
        As it was read, with its what-ifs.
    done : Run, optional
        Its own run where that has been computed already.

    Examples
    --------
    >>> from springmass.scenario import load
    >>> runs = Runs(load("average"))
    >>> runs.say("run", "contact_time"), runs.say("run", "hip_ankle_offset")
    ('225 ms', '3.1 cm ahead of the ankle')
    """

    def __init__(self, scenario: Scenario, done: Run | None = None) -> None:
        self.scenario, self._done = scenario, done
        self._told: dict[str, Told] = {}

    def known(self, name: str, number: str = "") -> None:
        """Check the name of a run, and of a number.

        Raises
        ------
        InputError
            With the nearest name.
        """
        names = [OWN, FIRST, *(one.name for one in self.scenario.what_if), *shipped_names()]
        if name not in names:
            allowed = "is no what-if of this scenario, and no shipped scenario"
            raise InputError("of", given=name, allowed=allowed, hint=did_you_mean(name, names))
        numbers = [*METRICS, *NUMBERS, *numeric_fields()]
        if number and number not in numbers:
            allowed = "is no metric, no field and no number of a run"
            raise InputError("metric", given=number, allowed=allowed, hint=did_you_mean(number, numbers))

    def __getitem__(self, name: str) -> Told:
        if name not in self._told:
            self.known(name)
            asked = [one for one in self.scenario.what_if if one.name == name]
            if name in (OWN, FIRST):
                self._told[name] = _own(self.scenario, 1 if name == FIRST else _STEPS, self._done)
            elif asked:
                self._told[name] = _asked(self._baseline, dict(asked[0].change), asked[0].ask)
            else:
                self._told[name] = _own(loads(shipped(name).read_text(encoding="utf-8"), file=name), _STEPS)
        return self._told[name]

    @cached_property
    def _baseline(self) -> SteadyGait | Scenario:
        from springmass.gait.find import find_gait

        return find_gait(self.scenario) if self.scenario.gait.find is not None else self.scenario

    def unit(self, number: str) -> str:
        """The unit a number is held in."""
        if number in METRICS:
            return unit_of(number)
        return (NUMBERS[number][0] or "1") if number in NUMBERS else numeric_fields()[number].unit

    def value(self, name: str, number: str) -> float | None:
        """A number of a run, in its unit; None where there is none – the runner fell, say."""
        one = self[name]
        if number in METRICS:
            found = one.metrics[number].value if one.metrics else math.nan
        elif number in NUMBERS:
            found = NUMBERS[number][1](one)
        else:
            found = one.scenario.value(number)
        return found if found is not None and math.isfinite(found) else None

    def say(self, name: str, number: str) -> str:
        """A number of a run for people."""
        value = self.value(name, number)
        if value is None:
            return "–"
        for start, reference in MEASURED_FROM.items():
            if number.startswith(start):
                return placed(value, f"the {reference}")
        if number in METRICS:
            text = written(METRICS[number], value)
        elif number in NUMBERS:
            unit = self.unit(number)
            lengths = {"m": f"{100.0 * value:.0f} cm", "s": f"{1e3 * value:.0f} ms", "1": f"{value:.2f}"}
            text = lengths[unit] if NUMBERS[number][0] else f"{value:.0f}"
        else:
            unit = self.unit(number)
            text = brief(value, unit) if unit == "1" else label(value, unit)
        for short, plain in _PLAIN:
            text = text.replace(short, plain)
        return text


def _own(scenario: Scenario, steps: int, done: Run | None = None) -> Told:
    from springmass.gait.find import NoGaitError
    from springmass.gait.simulate import measure, simulate

    try:
        # A run that ended early is the same however many steps were asked for.
        ended = done is not None and done.outcome is not Outcome.RUNNING and len(done.steps) <= steps
        run = done if done is not None and (ended or len(done.steps) == steps) else simulate(scenario, steps)
    except NoGaitError:
        return Told(scenario, None, NO_GAIT, 0, math.nan)
    last = run.steps[-1]
    ending = _ending(last)
    taken = sum(one.outcome is Outcome.RUNNING for one in run.steps)
    slips = math.nan if last.slip_time is None else last.slip_time
    return Told(run.scenario, measure(run), ending, taken, slips)


def _asked(baseline: SteadyGait | Scenario, change: dict[str, str | float], ask: str) -> Told:
    from springmass.gait.what_if import SETTLE, what_if

    answer = what_if(baseline, change, ask)
    step = answer.changed
    if step is None:
        return Told(answer.changed_scenario, None, NO_GAIT, 0, math.nan)
    ending = _ending(step)
    if answer.ask == SETTLE and ending == _words(Outcome.RUNNING):
        ending = SETTLED if answer.settled else RESTLESS
    slips = math.nan if step.slip_time is None else step.slip_time
    ended = answer.ask == SETTLE and not answer.settled
    metrics = None if ended else answer.after  # its last, broken step is no running
    return Told(answer.changed_scenario, metrics, ending, answer.steps, slips)


def _ending(last: Step) -> str:
    from springmass.gait.run import ending

    return _words(ending(last)[0])


def _words(outcome: Outcome) -> str:
    return outcome.name.lower().replace("_", " ")
