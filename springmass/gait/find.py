"""Find the steady gait of a scenario: targets in, a runner who repeats his step out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from springmass.dynamics.marks import DEFAULT_MIDSTANCE, MIDSTANCE
from springmass.dynamics.step import Step
from springmass.errors import InputError, did_you_mean, one_of
from springmass.gait.problem import GaitProblem
from springmass.gait.run import Run, take_steps
from springmass.gait.search import search
from springmass.gait.stability import Stability, stability
from springmass.metrics import METRICS, Metrics, StepView
from springmass.parameters import FIELDS, Parameters, parameters_of
from springmass.scenario import Scenario, as_scenario
from springmass.units import number

PLACEMENT = "foot.ahead"
_KINDS = ("braking", "propulsive")


class NoGaitError(InputError):
    """There is no such gait; the message says why."""


@dataclass(frozen=True)
class SteadyGait:
    """A gait that repeats itself.

    Attributes
    ----------
    scenario : Scenario
        With what was freed filled in, and released from the gait's apex.
    parameters : Parameters
    step : Step
        One step of it.
    targets : dict
        Metric name → value in its own unit.
    free : tuple of str
        Scenario fields that were freed.
    residual : float
        Largest dimensionless equation left over [1].
    iterations : int
        Newton steps it took.
    """

    scenario: Scenario
    parameters: Parameters
    step: Step
    targets: dict[str, float]
    free: tuple[str, ...]
    residual: float
    iterations: int

    @property
    def apex_height(self) -> float:
        """Height of the apex [m]."""
        return self.step.start_height

    @property
    def apex_speed(self) -> float:
        """Speed at the apex [m/s]."""
        return self.step.start_speed

    @cached_property
    def metrics(self) -> Metrics:
        """Its metrics, at the default definition of midstance."""
        return Metrics(StepView(self.step))

    @cached_property
    def stability(self) -> Stability:
        """Eigenvalues of the return map, in words too."""
        return stability(self.apex_height, self.apex_speed, self.parameters)

    def run(self, steps: int = 1) -> Run:
        """Run it for some steps (an unstable gait drifts away from itself after a while)."""
        return Run(
            self.scenario, self.parameters, *take_steps(self.apex_height, self.apex_speed, self.parameters, steps)
        )


def find_gait(
    scenario: Scenario | str,
    *,
    free: Iterable[str] | None = None,
    midstance: str = DEFAULT_MIDSTANCE,
    **targets: str | float,
) -> SteadyGait:
    """Find the steady gait that meets targets by changing what is freed.

    Parameters
    ----------
    scenario : Scenario or name
        Everything not freed is taken from here; its own ``gait.find`` and ``gait.free`` serve where no targets or no
        ``free`` are given.
    free : iterable of str, optional
        Scenario fields the search may change. A leg that loses nothing needs one fewer than there are targets; any
        other as many as targets.
    midstance : str
        Definition of midstance that offset targets use.
    **targets : str or float
        Metric name = value: text with its unit, or a bare number in SI (degrees, BW, steps/min where the metric is).

    Returns
    -------
    SteadyGait

    Raises
    ------
    NoGaitError
        When there is no such gait; with the reason.
    InputError
        For unknown names and too many or too few targets.

    Examples
    --------
    >>> import springmass as sm
    >>> gait = sm.find_gait(sm.load("rbds001"))
    >>> round(gait.metrics["contact_time"].value, 6)
    0.224
    """
    scenario = as_scenario(scenario)
    given = dict(targets) if targets else dict(scenario.gait.find or {})
    freed = tuple(free) if free is not None else scenario.gait.free
    one_of("midstance", midstance, MIDSTANCE)
    wanted = {name: _target(scenario, name, value) for name, value in given.items()}
    problem = _problem(scenario, freed, wanted, midstance)
    found = search(problem)
    if isinstance(found, str):
        raise _no_gait(scenario, found)
    grip = scenario.world.friction
    if grip is not None:
        needed = max(METRICS[f"friction_demand_{kind}"].value(StepView(found.step)).value for kind in _KINDS)
        if needed > grip:
            raise _no_gait(
                scenario, f"the foot would slip: the gait needs a ground friction of {needed:.2f}, this is {grip:g}"
            )
    try:
        filled = fill_in(scenario, freed, found.step)
    except InputError as error:
        raise _no_gait(scenario, f"the only gait found is out of bounds: {error.at(file='')}") from None
    return SteadyGait(filled, found.parameters, found.step, wanted, freed, found.residual, found.iterations)


def check_gait(scenario: Scenario) -> None:
    """Check names and numbers of a scenario's gait to find and of its what-ifs, without searching.

    Raises
    ------
    InputError
        As :func:`find_gait` would before its search.
    """
    find = scenario.gait.find
    if find is not None:
        wanted = {name: _target(scenario, name, value) for name, value in find.items()}
        _problem(scenario, scenario.gait.free, wanted, DEFAULT_MIDSTANCE)
    for index, asked in enumerate(scenario.what_if):
        if asked.ask == "matched" and find is None:
            hint = "Give the scenario find and free instead of an apex."
            raise scenario.error(f"what_if[{index}].ask", allowed="matched needs a gait to find", hint=hint)
        for name in asked.change:
            if "." not in name and name not in METRICS:
                where = f"what_if[{index}].change.{name}"
                hint = did_you_mean(name, METRICS)
                raise scenario.error(where, allowed="is neither a scenario field nor a metric", hint=hint)


def _no_gait(scenario: Scenario, why: str) -> NoGaitError:
    placed = scenario.error("gait.find", allowed=why)
    return NoGaitError(placed.where, allowed=placed.allowed, file=placed.file, line=placed.line)


def _target(scenario: Scenario, name: str, value: str | float) -> float:
    where = f"gait.find.{name}"
    if name not in METRICS:
        raise scenario.error(where, allowed="is no metric", hint=did_you_mean(name, METRICS))
    unit = METRICS[name].unit_label
    try:
        if unit == "kN/m":
            parsed = 1e-3 * number(value, "N/m")
        else:
            parsed = number(value, "1" if unit == "fraction of contact" else unit)
    except InputError as error:
        raise scenario.error(where, given=error.given, allowed=error.allowed, hint=error.hint) from None
    if name in POSITIVE and not parsed > 0.0:
        raise scenario.error(where, given=value, allowed="must be above 0")
    return parsed


POSITIVE = ("contact_time", "flight_time", "step_time", "cadence", "speed", "step_length", "duty_factor")


def _problem(scenario: Scenario, free: tuple[str, ...], targets: dict[str, float], midstance: str) -> GaitProblem:
    if not targets:
        raise scenario.error(
            "gait.find", allowed="a gait search needs targets", hint='Such as find = { speed = "3.5 m/s" }.'
        )
    names = [parameter_of(scenario, field) for field in free]
    p = parameters_of(scenario).replace(friction=None)  # grip is asked of the gait that is found, not on the way
    landing_angle_given = scenario.foot.ahead is not None and p.retraction != 0.0 and "angle_of_attack" not in names
    problem = GaitProblem(p, tuple(names), targets, midstance, landing_angle_given)
    _check_count(scenario, problem, free, targets)
    return problem


def parameter_of(scenario: Scenario, field: str) -> str:
    """Name of the parameter behind a scenario field that a search may vary.

    Raises
    ------
    InputError
        For a field that does not change the motion of the body, with the nearest one that does.
    """
    name = "angle_of_attack" if field == PLACEMENT else FIELDS.get(field)
    if name is None or name in ("damping_law", "friction"):
        known = [f for f in (*FIELDS, PLACEMENT) if f not in ("leg.law", "world.friction")]
        hint = did_you_mean(field, known)
        raise scenario.error("gait.free", given=field, allowed="does not change the motion of the body", hint=hint)
    return name


def _check_count(scenario: Scenario, problem: GaitProblem, free: tuple[str, ...], targets: dict[str, float]) -> None:
    needed = len(free) + 1 if problem.conservative else len(free)
    if len(targets) == needed:
        return
    freed = ", ".join(free) if free else "nothing"
    if problem.conservative:
        rule = "a leg that loses nothing needs one target more than is freed (its energy is neutral)"
    else:
        rule = "this leg loses or gains energy, so it needs as many targets as are freed"
    few = len(targets) < needed
    advice = "Add a target or free less" if few else "Drop a target or free more"
    hint = f"{advice}: targets are {', '.join(targets)}; freed: {freed}."
    if not few and not problem.conservative and not {"push_off", "hip_extension"} & set(problem.free):
        hint += " To replace the energy that is lost, free leg.push_off or hip.extension as well."
    raise scenario.error("gait.find", allowed=f"too {'few' if few else 'many'} targets: {rule}", hint=hint)


def fill_in(scenario: Scenario, free: tuple[str, ...], step: Step) -> Scenario:
    """The scenario with what was freed filled in, released from the step's apex."""
    p = step.parameters
    values: dict[str, float] = {"gait.apex_height": step.start_height, "gait.apex_speed": step.start_speed}
    if scenario.hip.behind is None:  # it went by the speed asked for; the apex has another one
        values["hip.behind"] = p.shape.hip_behind
    for field in free:
        if field == PLACEMENT:
            assert step.touchdown is not None  # a gait lands
            values[field] = step.touchdown.ahead
        else:
            values[field] = getattr(p, FIELDS[field])
    return scenario.with_values(values)
