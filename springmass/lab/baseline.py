"""The runner a what-if starts from: the scenario with the runner's own changes, and his steady gait if he has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step
from springmass.errors import InputError
from springmass.gait.find import SteadyGait, find_gait
from springmass.gait.simulate import simulate
from springmass.gait.stability import Stability, stability
from springmass.gait.what_if import repeats
from springmass.lab.picture import picture
from springmass.lab.state import HOW, LabState
from springmass.legs import LEG_LAWS, made_of
from springmass.metrics import Metrics, StepView
from springmass.scenario import Scenario, default_runner, parse_change
from springmass.scenario.average_runner import first_contact

AVERAGE = "average"
"""The shipped scenario that is made anew for another speed or size: all of its numbers are the average runner's."""
_KEPT = 32


@dataclass(frozen=True)
class Baseline:
    """A runner before the change.

    Attributes
    ----------
    asked : Scenario
        As it is written, with the runner's own changes.
    found : SteadyGait or None
        His gait; None for a scenario that is released once.
    scenario : Scenario
        Released from the apex of the gait, or as written.
    step : Step
        One step of it, whatever became of it.
    average : bool
        Whether all of his numbers follow from size and speed.
    """

    asked: Scenario
    found: SteadyGait | None
    scenario: Scenario
    step: Step
    average: bool = False

    @property
    def start(self) -> SteadyGait | Scenario:
        """What a what-if begins with."""
        return self.found or self.scenario

    @cached_property
    def periodic(self) -> bool:
        """Whether the step repeats itself."""
        return self.found is not None or repeats(self.step)

    @cached_property
    def stability(self) -> Stability | None:
        """Of the gait; None where the step does not repeat itself."""
        if not self.periodic or self.step.outcome is not Outcome.RUNNING:
            return None
        return stability(self.step.start_height, self.step.start_speed, self.step.parameters)

    @cached_property
    def _drawn(self) -> dict[str, dict[str, Any]]:
        return {}

    def picture(self, midstance: str) -> dict[str, Any]:
        """The step to draw, made once for each definition of midstance; not to be changed."""
        if midstance not in self._drawn:
            self._drawn[midstance] = picture(self.metrics(midstance), self.periodic)
        return self._drawn[midstance]

    @cached_property
    def _measured(self) -> dict[str, Metrics]:
        return {}

    def metrics(self, midstance: str) -> Metrics:
        """Metrics of the step, measured once for each definition of midstance."""
        if midstance not in self._measured:
            self._measured[midstance] = Metrics(StepView(self.step, midstance))
        return self._measured[midstance]


def baseline(state: LabState) -> Baseline:
    """Find the runner a state starts from.

    Parameters
    ----------
    state : LabState

    Returns
    -------
    Baseline
        The same object for the same runner: the last few are kept.

    Raises
    ------
    InputError
        For a runner that cannot be, and one for whom there is no steady gait.

    Examples
    --------
    >>> found = baseline(LabState(scenario="rbds001", runner={"cadence": "180 steps/min"}))
    >>> round(found.metrics("lowest point")["cadence"].value, 3)
    180.0
    """
    laws = tuple(map(made_of, LEG_LAWS))  # one of them may have been written again since
    return _found(state.scenario, state.text, tuple(sorted(state.runner.items())), laws)


def as_written(state: LabState) -> Baseline | None:
    """The runner of a state without his own changes; None where he cannot be found."""
    try:
        return baseline(state.model_copy(update={"runner": {}, "change": {}}))
    except InputError:
        return None


@lru_cache(_KEPT)
def _found(name: str, text: str, runner: tuple[tuple[str, str], ...], laws: object) -> Baseline:
    asked = _changed(LabState(scenario=name, text=text).load(), name, dict(runner))
    if asked.gait.find is not None:
        gait = find_gait(asked)
        return Baseline(asked, gait, gait.scenario, gait.step, average=name == AVERAGE)
    return Baseline(asked, None, asked, simulate(asked, steps=1).steps[0])


def _changed(scenario: Scenario, name: str, runner: Mapping[str, str]) -> Scenario:
    """The scenario of a runner who is heavier, taller, faster, or lands on another part of the foot."""
    if not runner:
        return scenario
    if name == AVERAGE:
        given = {key.rpartition(".")[2]: value for key, value in runner.items()}
        find = scenario.gait.find or {}
        # Without a speed of his own he keeps the one he has; cadence and contact time are then the average runner's.
        made = default_runner(**{"speed": find["speed"], **given})  # type: ignore[arg-type]
        return made.with_values({"hip.trunk_lean": scenario.hip.trunk_lean})
    targets = {key: value for key, value in runner.items() if key in HOW}
    values: dict[str, object] = {key: value for key, value in runner.items() if key not in HOW}
    if targets:
        wanted = scenario.gait.find
        missing = next((key for key in targets if key not in (wanted or {})), None)
        if wanted is None or missing is not None:
            raise scenario.error(
                missing or next(iter(targets)),
                allowed="cannot be set: this runner is not made to run at a given one",
                hint="Choose a runner with a steady gait, such as rbds001.",
            )
        values["gait.find"] = {**wanted, **targets}
    if "runner.height" in values:
        height = parse_change("runner.height", f"={values['runner.height']}", None)
        if not height > 0.0:
            raise InputError("runner.height", given=values["runner.height"], allowed="must be above 0 m")
        # The legs grow with the body.
        length = scenario.runner.leg_length * height / scenario.runner.height
        values |= {"runner.height": height, "runner.leg_length": length}
    moved = scenario.with_values({k: v for k, v in values.items() if k != "foot.strike"}) if values else scenario
    return _landing(moved, str(values["foot.strike"])) if "foot.strike" in values else moved


def _landing(scenario: Scenario, strike: str) -> Scenario:
    """The runner landing on another part of the foot: the pressure slows down at the same place under the foot."""
    landed = scenario.with_values({"foot.strike": strike})
    foot, height = scenario.foot, scenario.runner.height
    if foot.roll_switch is None or foot.first_contact is not None:
        return landed
    moved = first_contact(strike, height) - first_contact(foot.strike, height)
    return landed.with_values({"foot.roll_switch": max(foot.roll_switch - moved, 0.0)})
