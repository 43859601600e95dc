"""Fit (a): from speed, cadence, contact time, mass and height to a runner, and how sure he is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from springmass.errors import InputError
from springmass.evidence.runners26 import SPEEDS, runners26
from springmass.gait.find import NoGaitError, SteadyGait, find_gait
from springmass.measured.fitting.propagate import (
    INGREDIENTS,
    INPUTS,
    VERTICAL_RATIO,
    Recipe,
    Solved,
    exact_slopes,
    independent_axes,
    joint_errors,
    solve_near,
    targets,
)
from springmass.measured.fitting.runner_fit import RunnerFit
from springmass.measured.fitting.timing_words import NOT_SEEN, doubts, guesses, known_error, root_of_stiffness, tied
from springmass.measured.fitting.unseen import if_others, wider
from springmass.measured.recording import Estimate, FloatArray, Person
from springmass.scenario import Scenario, default_runner, defaults
from springmass.scenario.average_runner import HEIGHT, MASS, RESIDUALS, average_runner
from springmass.scenario.default_runner import FREE
from springmass.units import SI

OUTCOMES = (
    "flight_time",
    "duty_factor",
    "step_length",
    "vertical_oscillation",
    VERTICAL_RATIO,
    "takeoff_angle",
    "peak_vertical_force",
    "peak_braking_force",
    "leg_stiffness",
    "vertical_stiffness",
    "leg_compression",
    "foot_ahead_at_touchdown",
    "hip_ankle_offset",
    "hip_cop_offset",
    "peak_knee_flexion",
    "peak_quadriceps_force",
    "peak_achilles_force",
)
"""What a fit from timing tells of the gait it finds."""

MASS_SPREAD, HEIGHT_SPREAD = 7.8, 0.058
"""Standard deviations [kg, m] of the 13 runners (12 men) of the open half of Fukuchi, Fukuchi & Duarte 2017."""
BENT = 0.05
"""Share by which errors may differ from those of straight lines before a note says so."""


def fit_timing(
    *,
    speed: Estimate | None = None,
    cadence: Estimate | None = None,
    contact_time: Estimate | None = None,
    mass: Estimate | None = None,
    height: Estimate | None = None,
    strike: str = "rearfoot",
    title: str = "",
    base: Scenario | None = None,
    together: Mapping[tuple[str, str], float] | None = None,
    outcomes: Sequence[str] = OUTCOMES,
) -> RunnerFit:
    """Find the runner who has this timing and size.

    Parameters
    ----------
    speed, cadence, contact_time : Estimate
        [m/s, steps/min, s] Without cadence or contact time the average runner's at that speed is taken, as sure as 26
        runners are alike.
    mass, height : Estimate, optional
        [kg, m] Left out, the mean runner's.
    strike : str
        ``"rearfoot"``, ``"midfoot"`` or ``"forefoot"``.
    title : str
        Of the scenario.
    base : Scenario, optional
        Whose damping, roll, hip, foot and world are taken; left out, the average runner's of that size and speed.
    together : mapping, optional
        Pair of inputs → correlation of their errors; pairs left out have none. A run that wanders in speed is off in
        contact time and cadence at once.
    outcomes : sequence of str
        Metric names (or ``"vertical_ratio"``) to give with their errors.

    Returns
    -------
    RunnerFit
        Errors hold what the inputs may be off, and that damping and roll of the foot, which timing does not tell, may
        differ from the average runner's; ``recording_alone`` has the errors of the inputs only.

    Raises
    ------
    InputError
        Without a speed, at speeds at which the average runner is not known, and for timing that is no running.
    NoGaitError
        When nobody can run steadily like that; with the reason.

    Notes
    -----
    The gait is found by Newton's method from the equations of motion, no formula stands in between. Its slopes over
    the inputs follow exactly from the gait equations; errors from solving the gait again at ±√3 standard errors of each
    input (the three-point Gauss–Hermite rule along each axis), the same as from the slopes where inputs are sure.

    Examples
    --------
    >>> fit = fit_timing(
    ...     speed=Estimate(3.5, 0.01),
    ...     cadence=Estimate(170.0, 0.2),
    ...     contact_time=Estimate(0.230, 0.001),
    ...     mass=Estimate(70.0, 0.03),
    ...     height=Estimate(1.80, 0.003),
    ... )
    >>> stiffness = fit.parameters["leg.stiffness"]
    >>> round(stiffness.value / 1e3, 2), round(stiffness.error / 1e3, 2)
    (19.88, 1.65)
    """
    if speed is None:
        hint = "Give the mean speed of the run, such as 3.5 m/s."
        raise InputError("speed", allowed="is missing (timing without a speed makes no runner)", hint=hint)
    measured = {"speed": speed, "cadence": cadence, "contact_time": contact_time, "mass": mass, "height": height}
    inputs, guessed = _filled({name: one for name, one in measured.items() if one is not None})
    given = {name: inputs[name].value for name in INPUTS}
    numbers = {name: SI(value) for name, value in given.items()}
    gravity = SI(defaults.GRAVITY if base is None else base.world.gravity)
    average = default_runner(
        **numbers, strike=strike, gravity=gravity, title=title or f"A runner at {speed.value:.3g} m/s"
    )
    recipe = Recipe(average, strike) if base is None else Recipe(_titled(base, title))
    scenario = _readable(recipe, given)
    gait = find_gait(scenario)
    here = solve_near(recipe, given, _unknowns(gait))
    if here is None:  # the same gait as before, but for the last digits of its ingredients
        raise NoGaitError("gait.find", allowed="the gait found is at the very end of running; nobody can say how sure")
    asked = (*INPUTS, *(name for name in INGREDIENTS if scenario.value(name)))
    slopes = exact_slopes(recipe, here, asked)
    moments, why = _errors(recipe, here, slopes, inputs, together or {}, outcomes)
    values, errors = here.measured(outcomes), np.sqrt(np.diag(moments))
    names = (*FREE, *outcomes)
    alone = {name: Estimate(float(v), float(e)) for name, v, e in zip(names, values, errors, strict=True)}
    correlations = _correlations(values, moments)
    full, cut = wider(recipe, here, names, moments)
    notes = (*why, *cut, *doubts(inputs), *root_of_stiffness(slopes[2], inputs))
    return RunnerFit(
        scenario=scenario,
        gait=gait,
        person=Person(given["mass"], given["height"]),
        inputs=inputs,
        parameters={name: full[name] for name in FREE},
        outcomes={name: full[name] for name in outcomes},
        recording_alone=alone,
        assumed=tuple(guessed),
        correlations=correlations,
        cannot_tell=(NOT_SEEN, *guesses(guessed, inputs), *tied(correlations, slopes[2:], inputs)),
        sensitivities={
            field: dict(zip(asked, (float(one) for one in row), strict=True))
            for field, row in zip(FREE, slopes[2:], strict=True)
        },
        notes=(*notes, *if_others(recipe, here), _HIP),
    )


_HIP = (
    "Where the hip is over the foot follows from the build of the average runner; real ones differ from it by "
    f"{RESIDUALS['hip_ankle_half_contact_sd_mm']:.0f} mm (SD at half contact), which is not in the ± either."
)


def _titled(base: Scenario, title: str) -> Scenario:
    if not title:
        return base
    return Scenario(**(base.to_dict(defaults=False) | {"title": title}))


def _filled(known: Mapping[str, Estimate]) -> tuple[dict[str, Estimate], tuple[str, ...]]:
    """What is not known is the average runner's, as sure as runners are alike."""
    size = {"mass": Estimate(MASS, MASS_SPREAD), "height": Estimate(HEIGHT, HEIGHT_SPREAD)}
    inputs = size | dict(known)
    average = average_runner(inputs["speed"].value, inputs["mass"].value, inputs["height"].value)
    usual = {"cadence": 60.0 * average.cadence, "contact_time": average.contact_time}
    for name, value in usual.items():
        if name not in inputs:
            inputs[name] = Estimate(value, value * _spread(name, inputs["speed"].value))
    return {name: inputs[name] for name in INPUTS}, tuple(name for name in INPUTS if name not in known)


def _spread(name: str, speed: float) -> float:
    """Standard deviation between 26 runners over their mean; beyond their speeds that of the nearest one."""
    rows = runners26()[name]
    return float(np.interp(speed, SPEEDS, [rows[v].sd / rows[v].mean for v in SPEEDS]))


def _readable(recipe: Recipe, given: Mapping[str, float]) -> Scenario:
    """The scenario to keep: targets to nine digits, the average runner's ingredients to six."""
    full = recipe.scenario(given)
    values: dict[str, object] = {"gait.find": targets(given)}
    if recipe.strike is not None:
        values |= {name: SI(f"{full.value(name):.6g}") for name in INGREDIENTS}
    return full.with_values(values)


def _unknowns(gait: SteadyGait) -> FloatArray:
    p, touchdown = gait.parameters, gait.step.touchdown
    assert touchdown is not None  # a gait lands
    return np.array([touchdown.vx, touchdown.vy, p.stiffness, p.angle_of_attack, p.push_off])


def _errors(
    recipe: Recipe,
    here: Solved,
    slopes: FloatArray,
    inputs: Mapping[str, Estimate],
    together: Mapping[tuple[str, str], float],
    outcomes: Sequence[str],
) -> tuple[FloatArray, tuple[str, ...]]:
    """Second moments of parameters and outcomes, and in words how they came about."""
    axes = independent_axes({name: known_error(one) for name, one in inputs.items()}, together)

    def at(changes: dict[str, float]) -> FloatArray | None:
        start = here.unknowns + sum(slopes[:, INPUTS.index(name)] * change for name, change in changes.items())
        given = here.given | {name: here.given[name] + change for name, change in changes.items()}
        solved = solve_near(recipe, given, start)
        return None if solved is None else solved.measured(outcomes)

    found = joint_errors(here.measured(outcomes), at, axes)
    moments = found.values
    if found.unknown:
        raise NoGaitError("gait.find", allowed="no gait beside the one found: nobody can say how sure it is")
    if found.straight or found.one_sided:
        note = (
            "Within the errors of what was measured there are runs nobody can run; there the ± take the other side for "
            "as far, or a straight line from the gait found, and are too small or too large."
        )
        return moments, (note,)
    moved = [[sum(row[INPUTS.index(name)] * d for name, d in axis.items()) for axis in axes] for row in slopes[2:]]
    straight = np.sqrt((np.array(moved) ** 2).sum(axis=1))
    bent = np.sqrt(np.diag(moments))[: len(FREE)]
    if (np.abs(bent - straight) > BENT * straight).any():
        note = (
            "What was measured is so unsure that the runner does not change in proportion; his ± come from solving the "
            "gait again with each input off by ±√3 of its error, not from slopes."
        )
        return moments, (note,)
    return moments, ()


def _correlations(values: FloatArray, moments: FloatArray) -> dict[tuple[str, str], float]:
    size = np.sqrt(np.diag(moments))
    sure = size <= 1e-9 * np.abs(values)  # what an input does not touch moves by rounding only
    return {
        (FREE[i], FREE[j]): float(moments[i, j] / (size[i] * size[j]))
        for i, j in combinations(range(len(FREE)), 2)
        if not (sure[i] or sure[j])
    }
