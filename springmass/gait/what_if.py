"""What-ifs: a baseline, one change, and which of three questions is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from springmass.dynamics.marks import DEFAULT_MIDSTANCE, MIDSTANCE
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step, step
from springmass.errors import InputError, did_you_mean, one_of
from springmass.gait.as_run import as_run
from springmass.gait.find import SteadyGait, find_gait
from springmass.gait.matched import match, metric_target
from springmass.gait.settle import settle
from springmass.gait.simulate import simulate
from springmass.legs import LEG_LAWS
from springmass.metrics import METRICS, Metrics, StepView
from springmass.parameters import parameters_of
from springmass.scenario import Scenario, as_scenario, choice_fields, known_field, parse_change
from springmass.scenario.average_runner import first_contact

ONE_STEP, MATCHED, SETTLE = "one step", "matched", "settle"
QUESTIONS = {
    ONE_STEP: "only this one step is different, the flight into it is the same: what does it do?",
    MATCHED: "like that for ever, and otherwise running on as before: what must leg and hip do?",
    SETTLE: "leg and hip left as they are, landing like that from now on: where does the running end up?",
}
"""Name of each way of asking → what it asks. They have different answers; every report says which one it gives."""


@dataclass(frozen=True)
class Answer:
    """A baseline step and what the change makes of it.

    Attributes
    ----------
    ask : str
        Which question: a key of :data:`QUESTIONS`.
    change : dict
        Field (or metric) → new value as it was asked.
    scenario, changed_scenario : Scenario
        Before and after.
    baseline : Step
    changed : Step or None
        None when a matched gait does not exist.
    steady : bool
        Whether the baseline repeats itself.
    midstance : str
        Definition the offsets use.
    message : str
        What a settling came to, or why there is no matched gait; empty for one step.
    adjusted : dict
        Matched only: scenario field → (before, after), SI and radians – what leg and hip had to do.
    kept, let_go : tuple of str
        Matched only: metrics held at the baseline's value, and those that could not be.
    steps : int
        Settled only: how many steps were taken.
    settled : bool
        Settled only: whether the steps came to repeat themselves.
    residual : float
        Matched only: largest dimensionless equation left over [1].
    """

    ask: str
    change: dict[str, str | float]
    scenario: Scenario
    changed_scenario: Scenario
    baseline: Step
    changed: Step | None
    steady: bool
    midstance: str = DEFAULT_MIDSTANCE
    message: str = ""
    adjusted: dict[str, tuple[float, float]] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    let_go: tuple[str, ...] = ()
    steps: int = 1
    settled: bool = False
    residual: float = 0.0

    @property
    def before(self) -> Metrics:
        """Metrics of the baseline."""
        return Metrics(StepView(self.baseline, self.midstance))

    @property
    def after(self) -> Metrics | None:
        """Metrics of the changed step; None when there is none."""
        return Metrics(StepView(self.changed, self.midstance)) if self.changed else None

    @property
    def outcome(self) -> Outcome | None:
        """Of the changed step; None when there is none."""
        return self.changed.outcome if self.changed else None


def what_if(
    baseline: SteadyGait | Scenario | str,
    change: Mapping[str, str | float],
    ask: str = ONE_STEP,
    midstance: str = DEFAULT_MIDSTANCE,
) -> Answer:
    """Ask what a change does.

    Parameters
    ----------
    baseline : SteadyGait, Scenario or name
        A scenario's gait is found first if it asks for one. Only a steady gait can be matched.
    change : mapping
        Scenario field → new value. Text starting with + or − is relative to the baseline; ``foot.ahead`` of a scenario
        given by angle counts from where the baseline foot lands. A matched question may name metrics as well:
        ``{"hip_ankle_offset": "=-5 cm"}``, ``{"cadence": "+5 %"}``.
    ask : str
        ``"one step"``, ``"matched"`` or ``"settle"``; see :data:`QUESTIONS`.
    midstance : str
        Definition of midstance the offsets use.

    Returns
    -------
    Answer
        With the outcome of the changed step in it, whatever it is, or the reason why there is no such gait.

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
    >>> {name: after > before for name, (before, after) in
    ...  sm.what_if(sm.load("rbds001"), {"foot.ahead": "+3 cm"}, ask="matched").adjusted.items()}
    {'leg.stiffness': False, 'leg.push_off': False, 'hip.extension': True}
    """
    ask = str(ask).replace("-", " ")
    one_of("ask", ask, QUESTIONS)
    one_of("midstance", midstance, MIDSTANCE)
    if not change:
        raise InputError("change", allowed="nothing is changed", hint='Such as {"foot.ahead": "+3 cm"}.')
    if not isinstance(baseline, SteadyGait):
        baseline = as_scenario(baseline)
        baseline = find_gait(baseline) if baseline.gait.find is not None else baseline
    steady = isinstance(baseline, SteadyGait)
    scenario = baseline.scenario if isinstance(baseline, SteadyGait) else baseline
    before = baseline.step if isinstance(baseline, SteadyGait) else simulate(scenario, steps=1).steps[0]
    steady = steady or repeats(before)
    fields = {name: value for name, value in change.items() if name not in METRICS}
    metrics = {name: value for name, value in change.items() if name in METRICS}
    if metrics and ask != MATCHED:
        raise InputError(
            next(iter(metrics)),
            allowed="is measured, not set: only a matched what-if can ask for it",
            hint="Ask matched.",
        )
    changed_scenario = changed(scenario, before, fields)
    common = Answer(ask, dict(change), scenario, changed_scenario, before, None, steady, midstance)
    if ask == MATCHED:
        if not isinstance(baseline, SteadyGait):
            hint = "Give the scenario find and free instead of an apex."
            raise scenario.error("ask", given=ask, allowed="needs a steady gait as its baseline", hint=hint)
        return _matched(common, baseline, fields, metrics)
    height, speed = changed_scenario.gait.apex_height, changed_scenario.gait.apex_speed
    assert height is not None  # a gait that was found is released from its apex
    assert speed is not None
    p = parameters_of(changed_scenario, before.start_height)
    if ask == ONE_STEP:
        return _with(common, changed=step(height, speed, p))
    settled = settle(height, speed, p)
    return _with(
        common,
        changed=settled.last,
        message=settled.message,
        steps=len(settled.steps),
        settled=settled.gait is not None,
    )


def repeats(one: Step) -> bool:
    """Whether a step ends as it began, to a micrometre and a micrometre a second."""
    return abs(one.apex_height - one.start_height) < 1e-6 and abs(one.apex_speed - one.start_speed) < 1e-6


def ask_all(
    baseline: SteadyGait, change: Mapping[str, str | float], midstance: str = DEFAULT_MIDSTANCE
) -> dict[str, Answer]:
    """All answers to one question side by side: they differ, and that is the lesson.

    Parameters
    ----------
    baseline : SteadyGait
    change : mapping
        As for :func:`what_if`.
    midstance : str

    Returns
    -------
    dict
        Name of the question → answer.

    Examples
    --------
    >>> from springmass.gait.find import find_gait
    >>> answers = ask_all(find_gait("rbds001"), {"foot.ahead": "+3 cm"})
    >>> list(answers), answers["settle"].settled
    (['one step', 'matched', 'settle'], False)
    """
    return {ask: what_if(baseline, change, ask=ask, midstance=midstance) for ask in QUESTIONS}


def _matched(
    common: Answer, baseline: SteadyGait, fields: Mapping[str, str | float], metrics: Mapping[str, str | float]
) -> Answer:
    targets = {name: metric_target(name, value, common.before[name].value) for name, value in metrics.items()}
    found = match(baseline, common.changed_scenario, set(fields), targets, common.midstance)
    common = _with(common, message=found.why_not, kept=found.kept, let_go=found.let_go)
    if found.gait is None:
        return common
    gait = found.gait
    adjusted = {
        name: (as_run(common.scenario, baseline.step, name), as_run(gait.scenario, gait.step, name))
        for name in found.freed
    }
    return _with(common, changed_scenario=gait.scenario, changed=gait.step, adjusted=adjusted, residual=gait.residual)


def _with(answer: Answer, **changes: object) -> Answer:
    return replace(answer, **changes)  # type: ignore[arg-type]


def changed(scenario: Scenario, baseline: Step, change: Mapping[str, str | float]) -> Scenario:
    """Apply a change to a scenario.

    Parameters
    ----------
    scenario : Scenario
    baseline : Step
        What relative placements of the foot count from.
    change : mapping
        As for :func:`what_if`, fields only.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        Naming the field.
    """
    values: dict[str, str | float] = {}
    law = str(change.get("leg.law", scenario.leg.law))
    if law != scenario.leg.law and scenario.leg.damping != 0.0 and "leg.damping" not in change:
        raise InputError(
            "leg.law",
            given=law,
            allowed="damps in another unit than before, so the damping must be given with it",
            hint=f'Such as {{"leg.law": "{law}", "leg.damping": "=0"}}.'
            if law in LEG_LAWS and LEG_LAWS[law].damping_unit is None
            else "Set leg.damping as well.",
        )
    for name, value in change.items():
        try:
            known_field(name)
        except InputError as error:
            raise error.at(where="change") from None
        if name in choice_fields():
            if value not in choice_fields()[name]:
                words = ", ".join(f'"{word}"' for word in choice_fields()[name])
                hint = did_you_mean(str(value), choice_fields()[name])
                raise InputError(
                    name, given=value, allowed=f"must be one of {words}", hint=hint if "mean" in hint else ""
                )
            values[name] = value
            continue
        values[name] = parse_change(name, value, as_run(scenario, baseline, name), law=law)
    if "foot.strike" in values and scenario.foot.roll_switch is not None and "foot.roll_switch" not in values:
        # The foot lands on another part; the pressure slows down at the same place under the foot.
        lands = first_contact(str(values["foot.strike"]), scenario.runner.height)
        moved = lands - baseline.parameters.shape.first_contact
        if scenario.foot.first_contact is None:
            values["foot.roll_switch"] = max(scenario.foot.roll_switch - moved, 0.0)
    return scenario.with_values(values) if values else scenario
