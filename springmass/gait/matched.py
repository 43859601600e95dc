"""Matched what-ifs: keep running like that, with one thing changed – what must leg and hip do?

The change is walked in from the baseline, so the gait found is the one that grows out of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from springmass.dynamics.extrapolation import Floats
from springmass.errors import InputError
from springmass.gait.cycles import NUMBERS
from springmass.gait.find import PLACEMENT, POSITIVE, SteadyGait, fill_in, parameter_of
from springmass.gait.newton import Residual, walk
from springmass.gait.problem import GaitProblem, is_conservative
from springmass.gait.search import complaint
from springmass.metrics import METRICS, Metrics, StepView
from springmass.parameters import Parameters, parameters_of
from springmass.scenario import Scenario
from springmass.units import number, parse

KEPT = ("speed", "cadence", "contact_time")
"""What a matched gait has in common with its baseline; the last ones are let go first where too little can change."""
_MAY_CHANGE = ("leg.stiffness", "foot.angle_of_attack", "leg.push_off", "hip.extension")


@dataclass(frozen=True)
class Match:
    """How a matched gait was sought.

    Attributes
    ----------
    gait : SteadyGait or None
    why_not : str
        A sentence, empty when there is a gait.
    freed : tuple of str
        Scenario fields that were allowed to change.
    kept : tuple of str
        Metrics that were held at the baseline's value.
    let_go : tuple of str
        Metrics that could not be held as well.
    """

    gait: SteadyGait | None
    why_not: str
    freed: tuple[str, ...]
    kept: tuple[str, ...]
    let_go: tuple[str, ...]


def match(
    baseline: SteadyGait, changed: Scenario, fields: set[str], targets: Mapping[str, float], midstance: str
) -> Match:
    """Find the gait with a change that otherwise runs like the baseline.

    Parameters
    ----------
    baseline : SteadyGait
    changed : Scenario
        The baseline's scenario with the changed fields in it.
    fields : set of str
        Which fields were changed.
    targets : mapping
        Metrics asked for instead of, or on top of, what is kept; in their units.
    midstance : str
        Definition used by offset targets.

    Returns
    -------
    Match
    """
    p, after = baseline.parameters, parameters_of(changed, baseline.apex_height)
    before = Metrics(StepView(baseline.step, midstance))
    may = [name for name in _order(baseline) if not _is_set(name, fields)]
    lossless = is_conservative(p) and is_conservative(after)
    if lossless:
        may = [name for name in may if name in ("leg.stiffness", "foot.angle_of_attack")]
        # Its body is right over the foot point at midstance in any case: asked for that, nothing has to be met.
        pinned = {name: before[name].value for name in targets if _is_pinned(name)}
        targets = {name: value for name, value in targets.items() if abs(value - pinned.get(name, math.inf)) > 1e-9}
        if any(name in pinned for name in targets):
            why = (
                "a leg that loses nothing runs steadily only with its body right over the foot point at midstance; "
                "give the leg damping, and a hip or a push-off that replaces the loss"
            )
            return Match(None, why, (), (), ())
    kept = [name for name in KEPT if name not in targets]
    spare = len(may) + (1 if lossless else 0) - len(targets)
    if spare < 0:
        why = (
            f"{len(targets)} targets are more than leg and hip can meet: only {', '.join(may) or 'nothing'} may change"
        )
        return Match(None, why, tuple(may), (), tuple(kept))
    kept, let_go = kept[:spare], tuple(kept[spare:])
    freed = tuple(may[: len(kept) + len(targets) - (1 if lossless else 0)])
    wanted = {name: before[name].value for name in kept} | dict(targets)
    start = {name: before[name].value for name in wanted}
    problem = GaitProblem(after, tuple(parameter_of(changed, name) for name in freed), wanted, midstance)
    found = _walk(baseline, p, problem, start)
    if isinstance(found, str):
        return Match(None, found, freed, tuple(kept), let_go)
    unknowns, residual, iterations = found
    taken = problem.step(unknowns)
    wrong = complaint(taken) if taken is not None else "the step cannot be taken"
    if taken is None or wrong:
        return Match(None, f"it would not be running: {wrong}", freed, tuple(kept), let_go)
    try:
        scenario = fill_in(changed, freed, taken)
    except InputError as error:
        return Match(None, f"it would be out of bounds: {error.at(file='')}", freed, tuple(kept), let_go)
    gait = SteadyGait(scenario, taken.parameters, taken, wanted, freed, residual, iterations)
    return Match(gait, "", freed, tuple(kept), let_go)


def _is_pinned(name: str) -> bool:
    """Whether a lossless leg leaves this offset no choice: its body passes midstance right over the foot point."""
    return name.startswith("mass_cop_offset")


def _order(baseline: SteadyGait) -> tuple[str, ...]:
    """What may change, in order: whatever replaced the lost energy before goes on doing so."""
    by_hip = baseline.parameters.hip_extension != 0.0 and baseline.parameters.push_off == 0.0
    return (*_MAY_CHANGE[:2], *(reversed(_MAY_CHANGE[2:]) if by_hip else _MAY_CHANGE[2:]))


def _is_set(name: str, fields: set[str]) -> bool:
    return name in fields or (name == "foot.angle_of_attack" and PLACEMENT in fields)


def _walk(
    baseline: SteadyGait, before: Parameters, problem: GaitProblem, start: Mapping[str, float]
) -> tuple[Floats, float, int] | str:
    after, names = problem.parameters, _numbers(before, problem.parameters)
    # Freed parameters start where the baseline has them; the change itself comes in by shares.
    fixed = {name: getattr(before, name) for name in problem.free}

    def at(share: float) -> GaitProblem:
        between = {n: (1.0 - share) * getattr(before, n) + share * getattr(after, n) for n in names}
        targets = {n: (1.0 - share) * start[n] + share * wanted for n, wanted in problem.targets.items()}
        return replace(problem, parameters=after.replace(**between | fixed), targets=targets)

    def residual_at(share: float) -> Residual:
        return at(share).residual

    touchdown = baseline.step.touchdown
    assert touchdown is not None  # a gait lands
    first = at(0.0).pack(touchdown.vx, touchdown.vy, fixed)
    solution = walk(residual_at, first)
    if not solution.solved:
        return (
            f"no such gait: brought in little by little, running ends {100 * solution.reached:.0f} % of the way to "
            "this change"
        )
    end = at(1.0)
    vx, vy, freed = end.values(solution.unknowns)
    unknowns = problem.pack(float(vx), float(vy), {name: float(v) for name, v in freed.items()})
    return unknowns, solution.residual, solution.iterations


def _numbers(before: Parameters, after: Parameters) -> list[str]:
    return [name for name in NUMBERS if getattr(before, name) != getattr(after, name)]


def metric_target(name: str, value: str | float, before: float) -> float:
    """Read the target of a matched what-if: absolute, or relative to the baseline when signed.

    Parameters
    ----------
    name : str
        Of a metric.
    value : str or float
        ``"+5 %"``, ``"-1 cm"`` are relative; ``"=-5 cm"`` and numbers are absolute, in the metric's unit.
    before : float
        The baseline's value, in the metric's unit.

    Returns
    -------
    float
        In the metric's unit.
    """
    unit = METRICS[name].unit_label
    unit = "1" if unit == "fraction of contact" else unit
    text = value.strip() if isinstance(value, str) else ""
    found = _read(text, value, before, unit, name)
    if name in POSITIVE and not found > 0.0:
        raise InputError(name, given=value, allowed="must be above 0")
    return found


def _read(text: str, value: str | float, before: float, unit: str, name: str) -> float:
    try:
        if text.startswith(("+", "-", "−")):
            if text.endswith("%"):
                return before * (1.0 + parse(text, "%") / 100.0)
            return before + parse(text, unit)
        return number(text[1:].strip() if text.startswith("=") else value, unit)
    except InputError as error:
        raise error.at(where=name) from None
