"""Fit (b): from measured force curves to a runner, least squares over the model's ingredients."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import numpy as np

from springmass.gait.find import NoGaitError, SteadyGait, find_gait
from springmass.measured.fitting.classical import classical, compared
from springmass.measured.fitting.confidence import Confidence, confidence
from springmass.measured.fitting.curve_beside import late_roll, leg_stiffness, measured_beside, spread_of
from springmass.measured.fitting.curve_input import CurveInput, curve_input, start_scenario
from springmass.measured.fitting.curve_model import (
    DEFAULT_FREE,
    INPUTS,
    SOLVED_FOR,
    UNCERTAIN,
    CurveModel,
    ingredients,
)
from springmass.measured.fitting.curve_search import Solved, settle
from springmass.measured.fitting.runner_fit import Beside, RunnerFit
from springmass.measured.fitting.telling import (
    about_free,
    about_given,
    about_held,
    about_others,
    about_pairs,
    about_threes,
)
from springmass.measured.force.force_steps import ForceSteps
from springmass.measured.recording import Estimate, FloatArray, Person
from springmass.metrics import METRICS, Metrics, StepView
from springmass.scenario import Scenario
from springmass.units import label

_STARTS = (0.5, 1.6, 1.0)
"""Least squares starts from these multiples of the average runner's ingredients."""
_LATE = "foot.roll_late_speed"
_POOR = 0.7
"""R² below which something is wrong, or another kind of runner is on the plate."""


def fit_curves(
    steps: ForceSteps,
    *,
    speed: Estimate | float | None,
    person: Person,
    strike: str = "rearfoot",
    free: Sequence[str] | None = None,
    base: Scenario | None = None,
    title: str = "",
    progress: Callable[[float], None] | None = None,
) -> RunnerFit:
    """Make a runner whose force curves are as near to the measured ones as this model's can be.

    Parameters
    ----------
    steps : ForceSteps
        Steps of a force recording; the mean curve of the good ones over the share of contact is fitted.
    speed : Estimate or float
        Of running [m/s].
    person : Person
        Height [m] gives leg length; a stated mass is only compared with the one from the mean force.
    strike : str
        ``"rearfoot"``, ``"midfoot"`` or ``"forefoot"``.
    free : sequence of str, optional
        Scenario fields to fit. Left out: damping and the roll of the foot, and whichever of them the curves cannot
        settle is held at a measured or average value. Named fields are fitted come what may.
    base : Scenario, optional
        A runner to start from instead of the average one; what is not fitted stays as it is there.
    title : str
        Of the scenario.
    progress : callable, optional
        Told the share of the work that is done, 0 to 1.

    Returns
    -------
    RunnerFit
        Its gait meets speed, cadence and contact time exactly; stiffness, angle of attack and push-off follow.

    Raises
    ------
    InputError
        Without speed, without good steps, for curves no runner makes and unknown names.
    NoGaitError
        When no gait of this model has that timing.

    Notes
    -----
    Both curves count the same: each over its own standard deviation, from a tenth of contact on, because the model's
    motion has no impact. Errors hold what steps scatter, what inputs and held ingredients may be off, and the model's
    own misfit; see :mod:`springmass.measured.fitting.confidence`.

    Examples
    --------
    >>> fit_curves(steps, speed=3.5, person=Person(height=1.8)).curves[0].r2_vertical  # doctest: +SKIP
    0.987
    >>> fit_curves(None, speed=None, person=Person())
    Traceback (most recent call last):
    springmass.errors.InputError: speed: is missing: forces alone do not say how fast the runner ran. ...
    """
    tell = progress or (lambda share: None)
    given = curve_input(steps, speed, person, base)
    scenario = start_scenario(given, steps.gravity, strike, base, title)
    start = find_gait(scenario)
    tell(0.1)

    measured_roll = late_roll(steps, given.kept, given.values["speed"])
    model, sources = _model(start, scenario, given, free, measured_roll, base)
    done = [0]

    def told() -> None:
        done[0] += 1
        tell(min(0.1 + 0.4 * done[0] / len(_STARTS), 0.5))

    held_at = {one.field: getattr(start.parameters, one.parameter) for one in model.free} if free is None else {}
    if measured_roll is not None and _LATE in held_at:
        held_at[_LATE] = measured_roll.value
    solved, dropped = settle(model, given.target, held_at, [model.start * k for k in _STARTS], told)
    tell(0.6)

    errors = {name: one.error for name, one in given.inputs.items()}
    errors |= {one.field: one.between_runners for one in solved.model.held}
    if measured_roll is not None and sources.get(_LATE) == _MEASURED:
        errors[_LATE] = max(measured_roll.error if measured_roll.count > 1 else 0.0, _ROLL_UNSURE)
    sure = confidence(solved, given.curves, given.varying, errors)
    tell(0.75)

    found = _scenario(scenario, solved)
    gait = _gait(found, solved)
    values, outcomes = _passed_on(solved, gait, sure)
    tell(0.95)
    parameters, correlations = _parameters(solved, sure, values, errors)
    law = scenario.leg.law
    cannot = about_given(dropped, solved, sources, law)
    gone = {one.field for one in dropped}
    for one in solved.model.held:
        if one.field not in gone:
            cannot.append(about_held(solved, one, solved.model.given[one.field], law))
    cannot += about_free(solved, parameters, law) + about_others(solved, law)
    pairs = about_pairs(solved, parameters, correlations)
    cannot += pairs + about_threes(solved, pairs)

    sensitivities = _sensitivities(solved, sure, values)
    beside, misses = _beside(steps, given, gait, measured_roll, sources)
    tell(1.0)
    return RunnerFit(
        scenario=found,
        gait=gait,
        person=Person(given.values["mass"], given.values["height"], person.sex),
        inputs=given.inputs,
        parameters=parameters,
        outcomes=outcomes,
        correlations=correlations,
        cannot_tell=tuple(cannot),
        beside=beside,
        measured=given.target.curves,
        measured_spread=spread_of(given.curves),
        curves=(compared("fitted", gait, given.target), classical(found, given.target)),
        sensitivities=sensitivities,
        notes=(*_notes(steps, given, solved, sure, sensitivities), *given.notes, *misses),
    )


_AVERAGE, _MEASURED = "the average runner's value", "the measured speed of the pressure from 35 to 80 % of contact"
_OWN = "the value of the scenario the fit started from"
_ROLL_UNSURE = 0.05
"""What the speed of the pressure may be off [m/s]: plates move, and the pressure does not move evenly."""


def _model(
    start: SteadyGait,
    scenario: Scenario,
    given: CurveInput,
    free: Sequence[str] | None,
    roll: Estimate | None,
    base: Scenario | None,
) -> tuple[CurveModel, dict[str, str]]:
    """The model to fit, and where the value of each held ingredient comes from."""
    named = tuple(DEFAULT_FREE if free is None else free)
    v, p = given.values["speed"], start.parameters
    freed = ingredients(named, scenario, p, v)
    held = ingredients([name for name in UNCERTAIN if name not in named], scenario, p, v)
    sources = dict.fromkeys(UNCERTAIN, _AVERAGE if base is None else _OWN)
    if roll is not None and _LATE in (*named, *(one.field for one in held)):
        sources[_LATE] = _MEASURED
        if _LATE not in named:
            start = find_gait(scenario.with_values({_LATE: roll.value, "gait.find": dict(scenario.gait.find or {})}))
    return CurveModel(start, freed, held, given.values), sources


def _scenario(scenario: Scenario, solved: Solved) -> Scenario:
    """The runner that was fitted, as a gait to find with its targets in full."""
    model = solved.model
    values: dict[str, object] = {one.field: float(u) * one.scale for one, u in zip(model.free, solved.u, strict=True)}
    values |= {one.field: model.given[one.field] for one in model.held}
    return scenario.with_values({**values, "gait.find": dict(scenario.gait.find or {})})


def _gait(scenario: Scenario, solved: Solved) -> SteadyGait:
    found = find_gait(scenario)
    if not math.isclose(found.parameters.stiffness, solved.trial.solved_for[0], rel_tol=1e-5):
        raise NoGaitError(
            "gait.find",
            allowed="two gaits have this speed, cadence and contact time; the fit found one, a new search the other",
        )
    return found


def _numbers(gait: SteadyGait) -> FloatArray:
    """What follows from a gait: what was solved for, then all metrics."""
    p, metrics = gait.parameters, Metrics(StepView(gait.step))
    solved_for = [p.stiffness, p.angle_of_attack, p.push_off]
    return np.array([*solved_for, *(metrics[name].value for name in METRICS)])


def _passed_on(solved: Solved, gait: SteadyGait, sure: Confidence) -> tuple[FloatArray, dict[str, Estimate]]:
    """Derivatives of what is solved for by ingredients and givens, shape (3, k); outcomes with their errors."""
    rows = []
    for name in sure.names:
        pair = solved.model.beside(solved.u, name)
        if pair is None:
            rows.append(np.zeros(len(SOLVED_FOR) + len(METRICS)))
            continue
        upper, lower, distance = pair
        sides = [_numbers(trial.steady(gait.scenario)) for trial in (upper, lower)]
        rows.append((sides[0] - sides[1]) / distance)
    slopes, values = np.array(rows).T, _numbers(gait)
    outcomes = {}
    for i, name in enumerate(METRICS, start=len(SOLVED_FOR)):
        if math.isfinite(values[i]):
            outcomes[name] = Estimate(
                float(values[i]), _root(slopes[i], sure.covariance), _root(slopes[i], sure.scatter)
            )
    return slopes[: len(SOLVED_FOR)], outcomes


def _root(slope: FloatArray, covariance: FloatArray) -> float:
    if not np.isfinite(slope).all():
        return math.nan
    return math.sqrt(max(float(slope @ covariance @ slope), 0.0)) if np.isfinite(covariance).all() else math.nan


def _parameters(
    solved: Solved, sure: Confidence, slopes: FloatArray, errors: Mapping[str, float]
) -> tuple[dict[str, Estimate], dict[tuple[str, str], float]]:
    """Estimates of what was fitted, held and solved for; correlations of the errors of what was not held."""
    free, p, k = solved.model.free, solved.trial.step.parameters, len(sure.names)
    to_si = np.array([one.scale for one in free])
    rows = np.vstack([np.eye(k)[: len(free)] * to_si[:, None], slopes])
    names = (*(one.field for one in free), *SOLVED_FOR)
    values = [*(float(u) * one.scale for one, u in zip(free, solved.u, strict=True)), *solved.trial.solved_for]
    covariance = rows @ sure.covariance @ rows.T
    estimates = {}
    for i, name in enumerate(names):
        error, spread = math.sqrt(max(covariance[i, i], 0.0)), _root(rows[i], sure.scatter)
        if i < len(free):
            one = free[i]
            error = math.nan if solved.at_bound(i) else min(error, (one.high - one.low) / math.sqrt(12.0))
        estimates[name] = Estimate(float(values[i]), error, spread)
    for one in solved.model.held:
        estimates[one.field] = Estimate(float(getattr(p, one.parameter)), errors[one.field])
    size = np.sqrt(np.diag(covariance))
    correlations = {
        (names[i], names[j]): float(covariance[i, j] / (size[i] * size[j]))
        for i, j in combinations(range(len(names)), 2)
        if size[i] > 0.0 and size[j] > 0.0
    }
    return estimates, correlations


def _sensitivities(solved: Solved, sure: Confidence, slopes: FloatArray) -> dict[str, dict[str, float]]:
    """Change of each parameter for one unit of each input, the curves staying as they are."""
    free, given = solved.model.free, list(solved.model.given)
    p = len(free)
    total = {one.field: sure.response[i] * one.scale for i, one in enumerate(free)}
    total |= {name: slopes[i, p:] + slopes[i, :p] @ sure.response for i, name in enumerate(SOLVED_FOR)}
    return {field: {name: float(row[given.index(name)]) for name in INPUTS} for field, row in total.items()}


def _beside(
    steps: ForceSteps, given: CurveInput, gait: SteadyGait, roll: Estimate | None, sources: Mapping[str, str]
) -> tuple[dict[str, tuple[Beside, ...]], list[str]]:
    legs, upright = leg_stiffness(steps, given.kept, given.values["speed"], gait.parameters.leg_length)
    beside: dict[str, tuple[Beside, ...]] = {"leg_stiffness": legs}
    if upright is not None:
        beside["vertical_stiffness"] = (upright,)
    if roll is not None:
        beside[_LATE] = (Beside("measured pressure", roll, "mean speed from 35 to 80 % of contact"),)
    measured, misses = measured_beside(steps, given.kept, gait)
    beside |= {name: (one,) for name, one in measured.items()}
    if misses:
        misses = [f"Not fitted, and off by more than the spread between steps: {'; '.join(misses)}."]
    return beside, misses


def _notes(
    steps: ForceSteps,
    given: CurveInput,
    solved: Solved,
    sure: Confidence,
    sensitivities: Mapping[str, Mapping[str, float]],
) -> list[str]:
    n = len(given.curves)
    left = int(len(steps.good) - n)
    notes = [
        f"The mean curve of {n} good steps is fitted ({left} left out), over the share of contact; contact is a "
        f"vertical force above {steps.threshold:g} N, and contact time depends on that limit.",
        "Curves count after the first 10 % of contact: this model's motion has no impact.",
    ]
    vertical, contact = given.target.curves[:, 1], given.values["contact_time"]
    falling = (vertical[95] - vertical[100]) / (0.05 * contact)
    if falling > 0.0:
        longer = min(steps.threshold / falling, 0.1 * contact)
        change = sensitivities["leg.stiffness"]["contact_time"] * longer
        notes.append(
            f"At takeoff the force needs about {1e3 * longer:.0f} ms more to fade from {steps.threshold:g} N to "
            f"nothing; with that much more contact leg.stiffness would be {label(abs(change), 'N/m')} "
            f"{'lower' if change < 0.0 else 'higher'}. The errors do not hold this."
        )
    if n < 2:
        notes.append("There is one good step only: nothing tells how much steps differ.")
    freed = [one.field for one in solved.model.free]
    if freed and sure.misfit.sizes.any():
        steps_part, model_part = (
            math.sqrt(float(np.mean([sure.parts[cause][i, i] for i in range(len(freed))])))
            for cause in ("steps", "model")
        )
        ratio = (
            f"{model_part / steps_part:.1f} times the error from the scatter of steps" if steps_part else "all there is"
        )
        notes.append(
            f"The errors hold the model's own misfit: its residual stays alike over {sure.misfit.length:.0f} % of "
            f"contact, so the curves count as about {sure.misfit.independent():.0f} independent points; what such "
            f"misfits do to the fit is {ratio}."
        )
    held = [one.field for one in solved.model.held]
    if held:
        notes.append(f"The errors also hold that {', '.join(held)} may differ from what it is held at.")
    exact = [name for name in ("speed", "height") if given.inputs[name].error == 0.0]
    if exact:
        notes.append(
            f"{' and '.join(exact).capitalize()} count as exact; the sensitivities say what they would change."
        )
    if given.inputs["height"].error == 0.0:
        notes.append("Errors are for this leg length: 0.53 of the height given, or the scenario's own.")
    poor = [name for name, r2 in zip(("fore–aft", "vertical"), solved.r2, strict=True) if r2 < _POOR]
    if poor:
        notes.append(
            f"The fit explains little of the {' and the '.join(poor)} force (R² below {_POOR:g}): are speed, height "
            "and the directions of the forces right?"
        )
    return notes
