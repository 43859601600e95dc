"""Fit (b): from measured force curves to the most likely runner, by least squares over the model's ingredients."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import numpy as np

from springmass.gait.find import NoGaitError, SteadyGait, find_gait
from springmass.measured.fitting.classical import classical, compared
from springmass.measured.fitting.confidence import AVERAGE, MODEL, STEPS, Confidence, confidence
from springmass.measured.fitting.curve_average import LATE, expected
from springmass.measured.fitting.curve_beside import late_roll, leg_stiffness, measured_beside, spread_of
from springmass.measured.fitting.curve_input import CurveInput, curve_input, start_scenario
from springmass.measured.fitting.curve_model import (
    DEFAULT_FREE,
    SOLVED_FOR,
    UNCERTAIN,
    CurveModel,
    ingredients,
)
from springmass.measured.fitting.curve_search import MostLikely, Scatter, independent, most_likely
from springmass.measured.fitting.propagate import INPUTS, targets
from springmass.measured.fitting.runner_fit import Beside, RunnerFit
from springmass.measured.fitting.telling import (
    about_free,
    about_held,
    about_pairs,
    about_shares,
    percent,
)
from springmass.measured.force.force_steps import ForceSteps
from springmass.measured.recording import Estimate, FloatArray, Person
from springmass.metrics import METRICS, Metrics, StepView
from springmass.scenario import Scenario
from springmass.scenario.defaults import LEG_LENGTH
from springmass.units import SI, label

_POOR = 0.7
"""R² below which something is wrong, or another kind of runner is on the plate."""


def fit_curves(
    steps: ForceSteps,
    *,
    speed: Estimate | float | None,
    person: Person,
    height: Estimate | None = None,
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
    height : Estimate, optional
        The same height with what it may be off.
    strike : str
        ``"rearfoot"``, ``"midfoot"`` or ``"forefoot"``.
    free : sequence of str, optional
        Scenario fields to fit; left out: damping and the roll of the foot.
    base : Scenario, optional
        A runner to start from, and to expect, instead of the average one; what is not fitted stays as it is there.
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
    motion has no impact. Beside them counts the average runner of that size and speed, give or take how far runners
    differ, against as many points as the curves have independent ones (maximum a posteriori): curves alone hardly tell
    where under the foot the runner stands. Errors hold what steps scatter, what inputs and held ingredients may be off,
    the model's own misfit and the spread between runners; see :mod:`springmass.measured.fitting.confidence`.

    Examples
    --------
    >>> fit_curves(steps, speed=3.5, person=Person(height=1.8)).curves[0].r2_vertical  # doctest: +SKIP
    0.987
    >>> fit_curves(None, speed=None, person=Person())
    Traceback (most recent call last):
    springmass.errors.InputError: speed: is missing: forces alone do not say how fast the runner ran. ...
    """
    tell = progress or (lambda share: None)
    given = curve_input(steps, speed, person, base, height)
    scenario = start_scenario(given, steps.gravity, strike, base, title)
    start = find_gait(scenario)
    tell(0.1)

    measured_roll = late_roll(steps, given.kept, given.values["speed"])
    v = given.values
    named = tuple(DEFAULT_FREE if free is None else free)
    freed = ingredients(named, scenario, start.parameters, v["speed"])
    held = ingredients([name for name in UNCERTAIN if name not in named], scenario, start.parameters, v["speed"])
    model = CurveModel(start, freed, held, v)
    average = expected(freed, model.start, v, strike if base is None else None, steps.gravity, measured_roll)
    scatter = Scatter.of(given.target, given.curves, given.varying)
    solved = most_likely(model, given.target, average, scatter, lambda share: tell(0.1 + 0.5 * share))
    errors = {name: one.error for name, one in given.inputs.items()} | {one.field: one.spread for one in held}
    sure = confidence(solved, errors)
    tell(0.75)

    found = _scenario(scenario, solved)
    gait = _gait(found, solved)
    values, outcomes = _passed_on(solved, gait, sure)
    tell(0.95)
    parameters, correlations = _parameters(solved, sure, values, errors)
    law = scenario.leg.law
    cannot = [about_held(solved, one, model.given[one.field], law) for one in held]
    cannot += about_free(solved, law)
    cannot += about_pairs(solved, parameters, correlations)

    sensitivities = _sensitivities(solved, sure, values)
    beside, misses = _beside(steps, given, gait, measured_roll)
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


def _scenario(scenario: Scenario, solved: MostLikely) -> Scenario:
    """The runner that was fitted, as a gait to find: targets to nine digits, the rest to six."""
    model = solved.model
    fitted = {one.field: float(u) * one.scale for one, u in zip(model.free, solved.u, strict=True)}
    fitted |= {one.field: model.given[one.field] for one in model.held}
    fitted["runner.mass"] = scenario.runner.mass
    values: dict[str, object] = {name: SI(f"{value:.6g}") for name, value in fitted.items()}
    return scenario.with_values({**values, "gait.find": targets(model.given)})


def _gait(scenario: Scenario, solved: MostLikely) -> SteadyGait:
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


def _passed_on(solved: MostLikely, gait: SteadyGait, sure: Confidence) -> tuple[FloatArray, dict[str, Estimate]]:
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
    solved: MostLikely, sure: Confidence, slopes: FloatArray, errors: Mapping[str, float]
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
            error = min(error, (one.high - one.low) / math.sqrt(12.0))
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


def _sensitivities(solved: MostLikely, sure: Confidence, slopes: FloatArray) -> dict[str, dict[str, float]]:
    """Change of each parameter for one unit of each input, the curves staying as they are."""
    free, given = solved.model.free, list(solved.model.given)
    p = len(free)
    total = {one.field: sure.response[i] * one.scale for i, one in enumerate(free)}
    total |= {name: slopes[i, p:] + slopes[i, :p] @ sure.response for i, name in enumerate(SOLVED_FOR)}
    return {field: {name: float(row[given.index(name)]) for name in INPUTS} for field, row in total.items()}


def _beside(
    steps: ForceSteps, given: CurveInput, gait: SteadyGait, roll: Estimate | None
) -> tuple[dict[str, tuple[Beside, ...]], list[str]]:
    legs, upright = leg_stiffness(steps, given.kept, given.values["speed"], gait.parameters.leg_length)
    beside: dict[str, tuple[Beside, ...]] = {"leg_stiffness": legs}
    if upright is not None:
        beside["vertical_stiffness"] = (upright,)
    if roll is not None:
        beside[LATE] = (Beside("measured pressure", roll, "mean speed from 35 to 80 % of contact"),)
    measured, misses = measured_beside(steps, given.kept, gait)
    beside |= {name: (one,) for name, one in measured.items()}
    if misses:
        misses = [f"Not fitted, and off by more than the spread between steps: {'; '.join(misses)}."]
    return beside, misses


def _notes(
    steps: ForceSteps,
    given: CurveInput,
    solved: MostLikely,
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
    if solved.model.free and sure.misfit.sizes.any():
        p = len(solved.model.free)
        steps_part, model_part, average_part = (
            math.sqrt(float(np.mean(np.diag(sure.parts[cause])[:p] / solved.average.spread**2)))
            for cause in (STEPS, MODEL, AVERAGE)
        )
        notes.append(
            f"The curves' misfit stays alike over {sure.misfit.length:.0f} % of contact, so they count as about "
            f"{independent(solved.error):.0f} independent points. In shares of the spread between runners, fitted "
            f"ingredients may be off by {percent(steps_part)} for the scatter of steps, {percent(model_part)} for "
            f"what this model misses, and {percent(average_part)} for not being the average runner."
        )
    notes += [said for said in [about_shares(solved)] if said]
    held = [one.field for one in solved.model.held]
    if held:
        notes.append(f"The errors also hold that {', '.join(held)} may differ from what it is held at.")
    exact = [name for name in ("speed", "height") if given.inputs[name].error == 0.0]
    if exact:
        notes.append(
            f"{' and '.join(exact).capitalize()} count as exact; the sensitivities say what they would change."
        )
    if given.inputs["height"].error == 0.0:
        notes.append(f"Errors are for this leg length: {LEG_LENGTH.share} of the height given, or the scenario's own.")
    poor = [name for name, r2 in zip(("fore-aft", "vertical"), solved.r2, strict=True) if r2 < _POOR]
    if poor:
        notes.append(
            f"The fit explains little of the {' and the '.join(poor)} force (R² below {_POOR:g}): are speed, height "
            "and the directions of the forces right?"
        )
    return notes
