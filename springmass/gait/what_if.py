"""What-ifs: a baseline, one change, and which question is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from springmass.dynamics.marks import DEFAULT_MIDSTANCE
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step, step
from springmass.errors import InputError, did_you_mean
from springmass.gait.find import PLACEMENT, SteadyGait, find_gait
from springmass.gait.simulate import simulate
from springmass.metrics import Metrics, StepView
from springmass.parameters import parameters_of
from springmass.scenario import Scenario, choice_fields, known_field, parse_change

ONE_STEP = "one step"
QUESTIONS = {ONE_STEP: "same incoming flight, this one landing is different: what does it do?"}
"""Name of each way of asking → what it asks."""


@dataclass(frozen=True)
class Answer:
    """A baseline step and the step after the change.

    Attributes
    ----------
    ask : str
        Which question: a key of :data:`QUESTIONS`.
    change : dict
        Field → new value as it was asked.
    scenario, changed_scenario : Scenario
        Before and after.
    baseline, changed : Step
    steady : bool
        Whether the baseline repeats itself.
    midstance : str
        Definition the offsets use.
    """

    ask: str
    change: dict[str, str | float]
    scenario: Scenario
    changed_scenario: Scenario
    baseline: Step
    changed: Step
    steady: bool
    midstance: str = DEFAULT_MIDSTANCE

    @property
    def before(self) -> Metrics:
        """Metrics of the baseline."""
        return Metrics(StepView(self.baseline, self.midstance))

    @property
    def after(self) -> Metrics:
        """Metrics of the changed step."""
        return Metrics(StepView(self.changed, self.midstance))

    @property
    def outcome(self) -> Outcome:
        """Of the changed step."""
        return self.changed.outcome


def what_if(
    baseline: SteadyGait | Scenario,
    change: Mapping[str, str | float],
    ask: str = ONE_STEP,
    midstance: str = DEFAULT_MIDSTANCE,
) -> Answer:
    """Ask what a change does.

    Parameters
    ----------
    baseline : SteadyGait or Scenario
        A scenario's gait is found first if it asks for one.
    change : mapping
        Scenario field → new value. Text starting with + or − is relative to the baseline; ``foot.ahead`` of a scenario
        given by angle counts from where the baseline foot lands.
    ask : str
        ``"one step"``: the same incoming flight, one different landing.
    midstance : str
        Definition of midstance the offsets use.

    Returns
    -------
    Answer
        With the outcome of the changed step in it, whatever it is.

    Raises
    ------
    InputError
        For a change that cannot be made, or a question that cannot be asked.

    Examples
    --------
    >>> import springmass as sm
    >>> answer = sm.what_if(sm.load("rbds001"), {"foot.ahead": "+3 cm"})
    >>> answer.after["takeoff_angle"].value > answer.before["takeoff_angle"].value
    True
    """
    ask = ask.replace("-", " ")
    if ask not in QUESTIONS:
        raise InputError("ask", given=ask, allowed=f"can be {', '.join(QUESTIONS)}", hint=did_you_mean(ask, QUESTIONS))
    steady = isinstance(baseline, SteadyGait) or baseline.gait.find is not None
    if isinstance(baseline, SteadyGait):
        scenario, before = baseline.scenario, baseline.step
    elif steady:
        gait = find_gait(baseline)
        scenario, before = gait.scenario, gait.step
    else:
        scenario, before = baseline, simulate(baseline, steps=1).steps[0]
    changed_scenario = changed(scenario, before, change)
    height, speed = changed_scenario.gait.apex_height, changed_scenario.gait.apex_speed
    assert height is not None  # a gait that was found is released from its apex
    assert speed is not None
    after = step(height, speed, parameters_of(changed_scenario, before.start_height))
    return Answer(ask, dict(change), scenario, changed_scenario, before, after, steady, midstance)


def changed(scenario: Scenario, baseline: Step, change: Mapping[str, str | float]) -> Scenario:
    """Apply a change to a scenario.

    Parameters
    ----------
    scenario : Scenario
    baseline : Step
        What relative placements of the foot count from.
    change : mapping
        As for :func:`what_if`.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        Naming the field.
    """
    if not change:
        raise InputError("change", allowed="nothing is changed", hint='Such as {"foot.ahead": "+3 cm"}.')
    values: dict[str, str | float] = {}
    for field, value in change.items():
        try:
            known_field(field)
        except InputError as error:
            raise error.at(where="change") from None
        if field in choice_fields():
            values[field] = value
            continue
        before = scenario.value(field)
        if field == PLACEMENT and baseline.touchdown is not None:
            before = -baseline.touchdown.x
        values[field] = parse_change(field, value, before, law=str(change.get("leg.law", scenario.leg.law)))
    return scenario.with_values(values)
