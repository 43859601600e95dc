"""How errors of what was measured become errors of the runner: exact slopes, and the gait solved again at the ends.

The gait equations hold at the runner found. Differentiated, they say how stiffness, angle and push-off move with every
input (implicit function theorem). Where inputs are so unsure that slopes do not tell all, the gait is solved again at
the ends of what they may be; :func:`joint_errors` makes errors of that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from springmass.dynamics.step import step
from springmass.errors import InputError
from springmass.gait.cycle_slopes import cycle_slopes, target_slopes
from springmass.gait.cycles import NUMBERS
from springmass.gait.newton import solve
from springmass.gait.problem import FROM_CYCLE, TOLERANCE, GaitProblem
from springmass.measured.recording import FloatArray
from springmass.metrics import METRICS, StepView
from springmass.parameters import Parameters, parameters_of
from springmass.scenario import Scenario
from springmass.scenario.average_runner import average_runner
from springmass.scenario.default_runner import FREE
from springmass.units import SI

TIMING = ("speed", "cadence", "contact_time")
SIZE = ("mass", "height")
INPUTS = TIMING + SIZE
"""What a fit from timing is given; SI, cadence in steps/min."""
SPREAD = {"leg.damping": 0.3, "foot.roll_speed": 0.2, "foot.roll_switch": 0.15, "foot.roll_late_speed": 0.3}
"""How far a runner's own damping and roll of the foot may be from the average's, as a share of it (SD). Late in contact
the speed of the pressure differs by 31 % of its mean between the seven open trials; the pressure at 60 % of contact
lies 9.1 ± 0.9 cm ahead of the ankle in 26 runners, and its travel until then has an unknown beginning besides. Damping
differs by 30 % of the average's between those trials where the foot point is made to follow the measured pressure. The
spread of the early roll's speed is assumed."""
INGREDIENTS = tuple(SPREAD)
"""Of the model, taken from the average runner: a fit from timing cannot see them."""
_FREED = ("stiffness", "angle_of_attack", "push_off")
_UNKNOWNS = ("vx", "vy", *_FREED)
_SOFTEST = 0.1
"""Of the stiffness a runner of that size usually has: no search begins softer."""
_END = math.sqrt(3.0)
"""Ends of the three-point Gauss–Hermite rule, in standard deviations; their weight is 1/6 each."""
_NEAR = 1e-3
"""So near in standard deviations that only the slope counts."""


@dataclass(frozen=True)
class Recipe:
    """How the inputs of a fit make a scenario.

    Attributes
    ----------
    base : Scenario
        Whatever does not follow from the inputs.
    strike : str or None
        Foot strike of the average runner whose damping, roll and hip are taken; None takes those of ``base``.
    """

    base: Scenario
    strike: str | None = None

    def scenario(self, given: Mapping[str, float]) -> Scenario:
        """Scenario of these inputs, a gait to find.

        Parameters
        ----------
        given : mapping
            Every name of :data:`INPUTS`, and names of :data:`INGREDIENTS` where they are not to be the average's.

        Returns
        -------
        Scenario
            With numbers at full precision.
        """
        values: dict[str, object] = {"runner.mass": given["mass"], "runner.height": given["height"]}
        if self.strike is not None:
            gravity = self.base.world.gravity
            average = average_runner(given["speed"], given["mass"], given["height"], self.strike, gravity)
            values |= {"leg.damping": average.damping, "foot.roll_speed": average.roll_speed}
            values |= {"foot.roll_switch": average.roll_switch, "foot.roll_late_speed": average.roll_late_speed}
        values |= {name: given[name] for name in INGREDIENTS if name in given}
        values |= {"gait.find": {name: given[name] for name in TIMING}, "gait.free": list(FREE)}
        return self.base.with_values({name: SI(v) if isinstance(v, float) else v for name, v in values.items()})

    def parameters(self, given: Mapping[str, float]) -> Parameters:
        """The numbers of that scenario; what is freed is a start only."""
        return parameters_of(self.scenario(given)).replace(friction=None)


@dataclass(frozen=True)
class Solved:
    """A gait for some inputs.

    Attributes
    ----------
    given : dict
        The inputs.
    unknowns : array, shape (5,)
        Velocity at touchdown [m/s, twice], stiffness [N/m], angle of attack [rad], push-off [m].
    parameters : Parameters
        Of the runner found.
    apex_height, apex_speed : float
        Where his step starts [m, m/s].
    """

    given: dict[str, float]
    unknowns: FloatArray
    parameters: Parameters
    apex_height: float
    apex_speed: float

    def measured(self, outcomes: Sequence[str]) -> FloatArray:
        """Stiffness, angle of attack and push-off, then the outcomes (metrics, in their own units)."""
        found = list(self.unknowns[2:])
        if outcomes:
            view = StepView(step(self.apex_height, self.apex_speed, self.parameters, TOLERANCE))
            found += outcomes_of(view, outcomes)
        return np.array(found)


VERTICAL_RATIO = "vertical_ratio"
"""Oscillation over step length: no metric of ours, but every watch has it."""


def outcomes_of(view: StepView, names: Sequence[str]) -> list[float]:
    """Metrics of a step in their own units, and the vertical ratio of watches.

    Parameters
    ----------
    view : StepView
    names : sequence of str
        Metric names, or :data:`VERTICAL_RATIO`.

    Returns
    -------
    list of float
    """

    def one(name: str) -> float:
        if name == VERTICAL_RATIO:
            return one("vertical_oscillation") / one("step_length")
        return METRICS[name].value(view).value

    return [one(name) for name in names]


_TARGET_UNITS = {"speed": (1.0, "m/s"), "cadence": (1.0, "steps/min"), "contact_time": (1e3, "ms")}


def targets(given: Mapping[str, float]) -> dict[str, str]:
    """Timing as a scenario's file has it: readable, to nine digits.

    Examples
    --------
    >>> targets({"speed": 3.5, "cadence": 170.0, "contact_time": 0.23})
    {'speed': '3.5 m/s', 'cadence': '170 steps/min', 'contact_time': '230 ms'}
    """
    return {name: f"{given[name] * scale:.9g} {unit}" for name, (scale, unit) in _TARGET_UNITS.items()}


def solve_near(recipe: Recipe, given: Mapping[str, float], start: FloatArray) -> Solved | None:
    """Solve the gait equations for inputs near some whose gait is known.

    Parameters
    ----------
    recipe : Recipe
    given : mapping
        Inputs.
    start : array, shape (5,)
        Unknowns to start from.

    Returns
    -------
    Solved or None
        None where there is no such gait.
    """
    try:
        p = recipe.parameters(given)
    except InputError:  # inputs no runner has, such as a contact time below zero
        return None
    if not all(given[name] > 0.0 for name in TIMING):
        return None
    problem = GaitProblem(p, _FREED, {name: given[name] for name in TIMING})
    freed = dict(zip(_FREED, start[2:], strict=True))
    # A straight line from another gait may lead below zero, where no leg is.
    freed["stiffness"] = max(freed["stiffness"], _SOFTEST * p.stiffness)
    z = problem.pack(start[0], start[1], freed)
    solution = solve(problem.residual, z)
    if not solution.solved:
        return None
    taken = problem.cycles(solution.unknowns[:, None])
    if not (taken.map.takeoff_vy[0] > 0.0 and taken.flight_time[0] > 0.0 and taken.apex_speed[0] >= 0.0):
        return None
    vx, vy, freed = problem.values(solution.unknowns)
    unknowns = np.array([vx, vy, *(freed[name] for name in _FREED)], dtype=float)
    runner = p.replace(**{name: float(value) for name, value in freed.items()})
    return Solved(dict(given), unknowns, runner, float(taken.apex_height[0]), float(taken.apex_speed[0]))


def exact_slopes(recipe: Recipe, here: Solved, inputs: Sequence[str]) -> FloatArray:
    """How the unknowns of a gait move with the inputs, by the implicit function theorem.

    Parameters
    ----------
    recipe : Recipe
    here : Solved
    inputs : sequence of str
        Names of :data:`INPUTS` or :data:`INGREDIENTS`.

    Returns
    -------
    array, shape (5, n)
        Change of the unknowns for one unit of each input. The derivatives of a step are exact; how the average
        runner's ingredients follow from the inputs, a formula, is differenced.
    """
    moved = {name: np.zeros(len(_UNKNOWNS) + len(inputs)) for name in (*_UNKNOWNS, *NUMBERS)}
    for row, name in enumerate(_UNKNOWNS):
        moved[name][row] = 1.0
    for column, name in enumerate(inputs, start=len(_UNKNOWNS)):
        for number, slope in _ingredient_slopes(recipe, here, name).items():
            moved[number][column] = slope
    p = here.parameters
    law = p.damping_law
    given = {name: float(getattr(p, name)) for name in NUMBERS}
    changes = {name: change for name, change in moved.items() if change.any()}
    vx, vy = (float(v) for v in here.unknowns[:2])
    found, slopes = cycle_slopes(vx, vy, given, law, False, changes, TOLERANCE)
    rows = [slopes["height_gap"], slopes["speed_gap"]]
    for name in TIMING:
        gap = target_slopes(FROM_CYCLE[name], found, slopes)[1]
        if name in inputs:
            gap[len(_UNKNOWNS) + list(inputs).index(name)] -= 1.0  # found minus wanted
        rows.append(gap / here.given[name])
    both = np.array(rows)
    return np.asarray(-np.linalg.solve(both[:, : len(_UNKNOWNS)], both[:, len(_UNKNOWNS) :]), dtype=np.float64)


def _ingredient_slopes(recipe: Recipe, here: Solved, name: str) -> dict[str, float]:
    """Change of the numbers of the runner, what is freed left alone, for one unit of an input."""
    value = value_of(recipe, here, name)
    h = 1e-5 * abs(value) if value else 1e-6
    up, down = (recipe.parameters(here.given | {name: value + side * h}) for side in (1.0, -1.0))
    slopes = {}
    for number in NUMBERS:
        above, below = getattr(up, number), getattr(down, number)
        if number not in _FREED and above != below:
            slopes[number] = (above - below) / (2.0 * h)
    return slopes


def value_of(recipe: Recipe, here: Solved, name: str) -> float:
    """Value of an input or ingredient at a gait [SI]; 0 where the runner has none."""
    return here.given[name] if name in here.given else float(recipe.scenario(here.given).value(name) or 0.0)


@dataclass(frozen=True)
class Moments:
    """Second moments, and where they could not be found at both ends.

    Attributes
    ----------
    values : array, shape (m, m)
    one_sided : tuple of int
        Axes of which one end has no answer: the other end counts for both.
    straight : tuple of int
        Axes of which neither end has one: the slope counts.
    unknown : tuple of int
        Axes that have no answer however near: nothing of them is in the values.
    """

    values: FloatArray
    one_sided: tuple[int, ...] = ()
    straight: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()


def independent_axes(
    errors: Mapping[str, float], correlations: Mapping[tuple[str, str], float]
) -> list[dict[str, float]]:
    """Changes of the inputs that happen independently of each other, each of one standard deviation.

    Parameters
    ----------
    errors : mapping
        Input → standard error.
    correlations : mapping
        Pair of inputs → correlation of their errors; pairs left out have none.

    Returns
    -------
    list of dict
        Input → change; one for each input that has an error.

    Examples
    --------
    >>> independent_axes({"speed": 0.1, "mass": 0.0}, {})
    [{'speed': 0.1}]
    """
    names = [name for name, error in errors.items() if error > 0.0]
    matrix = np.eye(len(names))
    for (first, second), r in correlations.items():
        if first in names and second in names:
            i, j = names.index(first), names.index(second)
            matrix[i, j] = matrix[j, i] = r
    strengths, directions = np.linalg.eigh(matrix)
    axes = []
    for strength, direction in zip(strengths, directions.T, strict=True):
        size = math.sqrt(max(float(strength), 0.0))
        axes.append(
            {name: errors[name] * size * float(d) for name, d in zip(names, direction, strict=True) if d != 0.0}
        )
    return axes


def joint_errors(
    centre: FloatArray, at: Callable[[dict[str, float]], FloatArray | None], axes: Sequence[Mapping[str, float]]
) -> Moments:
    """Second moments of what follows from unsure inputs, found again at both ends of each axis.

    Parameters
    ----------
    centre : array, shape (m,)
        What follows from the inputs as they are.
    at : callable
        ``at(changes)`` → what follows with the inputs changed by that, shape (m,); None where nothing does.
    axes : sequence of mapping
        Input → change, one standard deviation each and independent of each other (:func:`independent_axes`).

    Returns
    -------
    Moments
        Mean product of deviations from ``centre``: the bias of a bent relation counts too. Exact for normal errors
        where what follows bends by up to the second order along each axis, and the axes do not act on each other's
        effect. Where one end has no answer the relation is taken for straight through the other; where neither has
        one, for as straight as it is near the centre.

    Examples
    --------
    >>> joint_errors(np.zeros(1), lambda changes: np.array([changes["a"] ** 2]), [{"a": 1.0}]).values.round(12)
    array([[3.]])
    """
    bias, moments = np.zeros(len(centre)), np.zeros((len(centre), len(centre)))
    one_sided, straight, unknown = [], [], []
    for i, axis in enumerate(axes):

        def beside(share: float, axis: Mapping[str, float] = axis) -> list[FloatArray | None]:
            found = (at({name: side * share * change for name, change in axis.items()}) for side in (1.0, -1.0))
            return [None if one is None else (one - centre) * (_END / share) for one in found]

        above, below = beside(_END)
        if above is None and below is None:
            straight.append(i)
            above, below = beside(_NEAR)
            if above is not None and below is not None:
                above = 0.5 * (above - below)
                below = None
        elif above is None or below is None:
            one_sided.append(i)
        if above is None and below is None:
            unknown.append(straight.pop())
            continue
        above = -below if above is None and below is not None else above
        below = -above if below is None and above is not None else below
        assert above is not None
        assert below is not None
        shift = (above + below) / 6.0
        moments = moments + (np.outer(above, above) + np.outer(below, below)) / 6.0 - np.outer(shift, shift)
        bias = bias + shift
    return Moments(moments + np.outer(bias, bias), tuple(one_sided), tuple(straight), tuple(unknown))
