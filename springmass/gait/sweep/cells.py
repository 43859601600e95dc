"""The work: all outputs of some cells. Whoever calls it, wherever, the numbers are the same to the last bit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step, step
from springmass.errors import InputError
from springmass.gait.counting import count_steps
from springmass.gait.cycles import columns_of
from springmass.gait.find import NoGaitError, find_gait
from springmass.gait.run import take_steps
from springmass.gait.sweep.axes import at_cell
from springmass.gait.sweep.columns import columns
from springmass.gait.sweep.gaits import Gaits, gaits_of
from springmass.gait.sweep.outputs import NO_GAIT, OWN
from springmass.gait.sweep.plan import Plan
from springmass.metrics import METRICS, ArrayView, StepView
from springmass.parameters import Parameters, parameters_of
from springmass.scenario import Scenario

Block = dict[str, NDArray[Any]]
"""Output → its values in a stretch of cells."""


def compute(plan: Plan, start: int, stop: int) -> Block:
    """All outputs of the cells from ``start`` to before ``stop``.

    Parameters
    ----------
    plan : Plan
    start, stop : int
        Cells are counted with the last axis running fastest.

    Returns
    -------
    dict
        Output → array, shape (stop − start,).
    """
    out = {one.name: np.full(stop - start, one.missing, dtype=one.kind) for one in plan.outputs}
    if plan.searched:
        _search(plan, start, stop, out)
    else:
        _release(plan, start, stop, out)
    return out


def _release(plan: Plan, start: int, stop: int, out: Block) -> None:
    values = plan.values(start, stop)
    cells = columns(plan.scenario, values, stop - start)
    counted = count_steps(cells.heights, cells.speeds, cells.numbers, plan.scenario.leg.law, plan.steps, plan.accuracy)
    numbers = {**cells.numbers, "damping_law": plan.scenario.leg.law}
    view = ArrayView(cells.heights, cells.speeds, numbers, counted.first)
    by_cells = []
    for one in plan.outputs:
        if not one.by_arrays or (plan.slippery and not one.name.startswith("gait_")):
            by_cells.append(one.name)
        elif one.name in METRICS:
            out[one.name][:] = METRICS[one.name].values(view)
    for name in ("steps_to_fall", "outcome"):
        if name in out and name not in by_cells:
            out[name][:] = {"steps_to_fall": counted.steps, "outcome": counted.outcome}[name]
    one_by_one = list(_each(plan, values, stop - start)) if by_cells or plan.slippery else []
    if any(name.startswith("gait_") for name in out):
        found = gaits_of(plan.scenario.leg.law, cells, counted.apex_height, counted.apex_speed)
        _enter(_gripping(one_by_one, found) if plan.slippery else found, out)
    for i, cell in enumerate(one_by_one if by_cells else ()):
        if cells.sound[i]:
            _one_by_one(plan, cell, by_cells, out, i)
        else:
            _end(out, i, 0, Outcome.INVALID_INPUT)


def _each(plan: Plan, values: dict[str, Floats], n: int) -> Iterator[Scenario]:
    """The scenario of each cell."""
    for i in range(n):
        yield at_cell(plan.scenario, {field: float(v[i]) for field, v in values.items()})


def _one_by_one(plan: Plan, scenario: Scenario, names: list[str], out: Block, i: int) -> None:
    """One released cell through the reference engine."""
    p = parameters_of(scenario)
    height, speed = scenario.gait.apex_height, scenario.gait.apex_speed
    assert height is not None  # only released cells
    assert speed is not None  # come here
    if p.friction is None:
        first = step(height, speed, p)
    else:
        taken, *ending = _counted(height, speed, p, plan.steps)
        first = taken[0]
        _end(out, i, *ending)
    _measure(plan, first, names, out, i)


def _measure(plan: Plan, one: Step, names: list[str], out: Block, i: int) -> None:
    view = StepView(one, plan.midstance)
    for name in names:
        if name in METRICS:
            out[name][i] = METRICS[name].value(view).value


def _end(out: Block, i: int, steps: int, outcome: int) -> None:
    for name, value in (("steps_to_fall", steps), ("outcome", outcome)):
        if name in out:
            out[name][i] = value


def _counted(height: float, speed: float, p: Parameters, most: int) -> tuple[tuple[Step, ...], int, int]:
    """Steps taken, how many of them count, and why the run ended: as :func:`springmass.gait.counting.count_steps`."""
    taken, outcome, _ = take_steps(height, speed, p, most)
    return taken, len(taken) - (outcome is not Outcome.RUNNING), int(outcome)


def _gripping(cells: list[Scenario], gaits: Gaits) -> Gaits:
    """Gaits of the array engine, which knows no friction, without those whose foot would slip."""
    for i, cell in enumerate(cells):
        height, speed = float(gaits.apex_height[i]), float(gaits.apex_speed[i])
        if math.isfinite(height) and step(height, speed, parameters_of(cell, height)).outcome is not Outcome.RUNNING:
            for part in (gaits.apex_height, gaits.apex_speed, gaits.multiplier):
                part[i] = math.nan
    return gaits


def _search(plan: Plan, start: int, stop: int, out: Block) -> None:
    """Cells that each ask for a gait."""
    values = plan.values(start, stop)
    names = [one.name for one in plan.outputs]
    for i in range(stop - start):
        try:
            scenario = at_cell(plan.scenario, {field: float(v[i]) for field, v in values.items()})
            gait = find_gait(scenario, midstance=plan.midstance)
        except NoGaitError:
            _end(out, i, 0, NO_GAIT)
            _enter_none(out, i)
            continue
        except InputError:  # bounds that depend on each other and hold at the corners of the grid only
            _end(out, i, 0, Outcome.INVALID_INPUT)
            _enter_none(out, i)
            continue
        height, speed, p = gait.apex_height, gait.apex_speed, gait.parameters
        if p.friction is None:
            run = count_steps(
                np.array([height]), np.array([speed]), columns_of(p), p.damping_law, plan.steps, plan.accuracy
            )
            _end(out, i, int(run.steps[0]), int(run.outcome[0]))
        else:
            _end(out, i, *_counted(height, speed, p, plan.steps)[1:])
        _measure(plan, gait.step, names, out, i)
        if any(name.startswith("gait_") for name in names):
            found = np.array([height]), np.array([speed]), np.array([abs(gait.stability.multiplier)])
            _enter(Gaits(*found), {name: part[i : i + 1] for name, part in out.items()})


def _enter(gaits: Gaits, out: Block) -> None:
    found = {
        "gait_exists": np.isfinite(gaits.apex_height),
        "gait_apex_height": gaits.apex_height,
        "gait_apex_speed": gaits.apex_speed,
        "gait_multiplier": gaits.multiplier,
        "gait_stable": np.where(np.isfinite(gaits.apex_height), gaits.multiplier < 1.0, -1),
    }
    for name in OWN.keys() & out.keys() & found.keys():
        out[name][:] = found[name]


def _enter_none(out: Block, i: int) -> None:
    nothing = np.full(1, np.nan)
    _enter(Gaits(nothing, nothing, nothing), {name: part[i : i + 1] for name, part in out.items()})
