"""From columns as a file has them to sources in SI: units, cadence, zeros that mean nothing, resolution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from springmass.measured.counted import counted
from springmass.measured.recording import WATCH, WATCH_QUANTITIES, FloatArray
from springmass.measured.watch.cadence import RUNNING_SPEEDS, steps_per_count
from springmass.measured.watch.fields import unit_by_size
from springmass.measured.watch.resolution import step_between

ZERO_IS_A_VALUE = {"speed", "distance", "altitude"}
"""Everything else is above zero in a runner: a zero there says that the sensor had nothing to say."""


@dataclass(frozen=True)
class Column:
    """Values of one field as the file has them."""

    source: str
    quantity: str
    factor: float | None
    """One in the file is so much in the unit of the quantity; None where the file does not say"""
    unit: str
    values: FloatArray
    """NaN where missing, shape (n,)"""
    name: str = ""
    """As the file calls it."""


Sources = dict[str, dict[str, FloatArray]]


def assembled(
    columns: Sequence[Column], running: NDArray[np.bool_] | None = None
) -> tuple[Sources, dict[str, dict[str, float]], list[str]]:
    """Put columns together by source, in SI, and say what had to be decided.

    Parameters
    ----------
    columns : sequence of Column
        The first of a source and quantity counts; a later one fills its holes.
    running : ndarray of bool, optional
        Records that belong to a run as far as the file says, shape (n,).

    Returns
    -------
    sources : dict
        Source → quantity → values.
    resolution : dict
        Source → quantity → step between values.
    notes : list of str

    Examples
    --------
    >>> contact = Column("watch", "contact_time", 1e-3, "ms", np.array([236.0, 0.0, 240.0]))
    >>> assembled([contact])[0]["watch"]["contact_time"].tolist()
    [0.236, nan, 0.24]
    """
    notes: list[str] = []
    sources: Sources = {}
    steps: dict[str, dict[str, float]] = {}
    zeros: dict[str, NDArray[np.bool_]] = {}
    later = [column for column in columns if column.quantity == "cadence"]
    for column in [column for column in columns if column.quantity != "cadence"]:
        factor = column.factor
        if factor is None:
            found = unit_by_size(column.quantity, _while_running(column.values, running))
            if found is None:
                notes.append(f'column "{column.name}" left out: its unit is not given and its size fits none')
                continue
            factor, unit = found
            notes.append(f'column "{column.name}" gives no unit; by the size of its values taken as {unit}')
        _put(sources, steps, zeros, column, factor)
    for column in later:
        own = sources.get(column.source, {})
        if not np.any(column.values > 0.0) and _moves(sources):
            if np.any(column.values == 0.0):
                notes.append(f"cadence of {called(column.source)} is 0 all along, though the runner moves: left out")
            continue
        any_of = {
            name: one[name] for one in (*sources.values(), own) for name in ("speed", "step_length") if name in one
        }
        factor, note = steps_per_count(
            column.values, column.factor, column.unit, any_of.get("speed"), own.get("step_length"), running
        )
        if np.any(column.values > 0.0):
            notes.append(f"cadence of {called(column.source)}: {note}")
        _put(sources, steps, zeros, column, factor)
    for source, where in zeros.items():
        if lost := int(np.count_nonzero(where)):
            notes.append(
                f"{called(source)} writes zeros in {counted(lost, 'record')} where it has no value yet or no more"
            )
    notes += _halved_strides(sources, steps)
    sources = {
        source: {name: found[name] for name in WATCH_QUANTITIES if name in found and np.isfinite(found[name]).any()}
        for source, found in sources.items()
    }
    return {source: found for source, found in sources.items() if found}, steps, notes


def _put(
    sources: Sources,
    steps: dict[str, dict[str, float]],
    zeros: dict[str, NDArray[np.bool_]],
    column: Column,
    factor: float,
) -> None:
    # Multiply by a whole number or divide by one: 236 ms is 0.236 s then, and not a digit more.
    values = column.values * factor if factor >= 1.0 else column.values / (1.0 / factor)
    standing = column.quantity == "cadence" and column.source == WATCH  # the watch's own zero says: standing
    if column.quantity not in ZERO_IS_A_VALUE and not standing:
        empty = values == 0.0
        if column.source != WATCH:
            zeros[column.source] = zeros.get(column.source, False) | empty
        values = np.where(empty | (values < 0.0), np.nan, values)
    kept = sources.setdefault(column.source, {})
    if column.quantity in kept:
        first = kept[column.quantity]
        kept[column.quantity] = np.where(np.isfinite(first), first, values)
        return
    kept[column.quantity] = values
    step = step_between(column.values[column.values > 0.0]) * factor
    if np.isfinite(step):
        steps.setdefault(column.source, {})[column.quantity] = float(f"{step:.6g}")


def _moves(sources: Sources) -> bool:
    speeds = [found["speed"] for found in sources.values() if "speed" in found]
    return any(float(np.nanmax(one, initial=0.0)) > RUNNING_SPEEDS[0] for one in speeds)


def _while_running(values: FloatArray, running: NDArray[np.bool_] | None) -> FloatArray:
    chosen = values if running is None else values[running]
    return chosen if np.isfinite(chosen).any() else values


def _halved_strides(sources: Sources, steps: dict[str, dict[str, float]]) -> list[str]:
    """A step length that is twice speed ÷ cadence is a stride's: halve it and say so."""
    notes = []
    for source, found in sources.items():
        if not {"cadence", "step_length", "speed"} <= set(found):
            continue
        speed, cadence, length = found["speed"], found["cadence"], found["step_length"]
        use = (speed > RUNNING_SPEEDS[0]) & (speed < RUNNING_SPEEDS[1]) & (cadence > 0.0) & (length > 0.0)
        if np.count_nonzero(use) < 5:
            continue
        if 1.7 < float(np.median(length[use] * cadence[use] / (60.0 * speed[use]))) < 2.35:
            found["step_length"] = 0.5 * length
            if "step_length" in steps.get(source, {}):
                steps[source]["step_length"] *= 0.5
            notes.append(f"step length of {called(source)} is a stride's, both feet (speed ÷ cadence tells); halved")
    return notes


def called(source: str) -> str:
    """Source as it is called in a sentence.

    Examples
    --------
    >>> called("watch"), called("Stryd")
    ('the watch', 'Stryd')
    """
    return "the watch" if source == WATCH else source
