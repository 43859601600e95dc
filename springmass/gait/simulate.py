"""Run a scenario and measure it."""

from __future__ import annotations

from springmass.dynamics.marks import DEFAULT_MIDSTANCE
from springmass.dynamics.outcomes import Outcome
from springmass.errors import InputError, whole
from springmass.gait.find import find_gait
from springmass.gait.run import Run, take_steps
from springmass.metrics import Metrics, StepView
from springmass.parameters import parameters_of
from springmass.scenario import Scenario, as_scenario

MOST_STEPS = 100_000


def simulate(scenario: Scenario | str, steps: int = 10) -> Run:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario or name
        If it asks for a gait, that is found first and run.
    steps : int
        How many to take, at most.

    Returns
    -------
    Run
        Falling and the like are outcomes in it, never errors.

    Raises
    ------
    InputError
        When the scenario asks for a gait that does not exist, or ``steps`` is not positive.

    Examples
    --------
    >>> import springmass as sm
    >>> run = sm.simulate(sm.load("seyfarth"), steps=3)
    >>> run.outcome.name, len(run.steps)
    ('RUNNING', 3)
    """
    scenario = as_scenario(scenario)
    whole("steps", steps, most=MOST_STEPS)
    if scenario.gait.find is not None:
        return find_gait(scenario).run(steps)
    p = parameters_of(scenario)
    height, speed = scenario.gait.apex_height, scenario.gait.apex_speed
    assert height is not None  # a scenario without a gait to find
    assert speed is not None  # has both
    return Run(scenario, p, *take_steps(height, speed, p, steps))


def measure(run: Run, midstance: str = DEFAULT_MIDSTANCE, step: int | None = None) -> Metrics:
    """Measure one step of a run.

    Parameters
    ----------
    run : Run
    midstance : str
        Definition of midstance the offsets use: lowest point, greatest compression, peak vertical force,
        half contact or fore-aft crossover.
    step : int, optional
        Which step, from 0; the default is the last one that was completed.

    Returns
    -------
    Metrics
        ``table["contact_time"].value``, ``.unit``, ``.label``.

    Raises
    ------
    InputError
        For an unknown definition or a step the run does not have.

    Examples
    --------
    >>> import springmass as sm
    >>> table = sm.measure(sm.simulate(sm.load("seyfarth"), steps=1))
    >>> table["contact_time"].unit
    's'
    """
    if step is None:
        complete = [i for i, one in enumerate(run.steps) if one.outcome is Outcome.RUNNING]
        step = complete[-1] if complete else 0
    if not -len(run.steps) <= step < len(run.steps):
        raise InputError("step", given=step, allowed=f"the run has {len(run.steps)} steps, counted from 0")
    return Metrics(StepView(run.steps[step], midstance))
