"""A sweep as a plan: what is computed, cell by cell, before anything is. Small; it travels to workers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import tomli_w

import springmass
from springmass.dynamics.engine import engine
from springmass.dynamics.extrapolation import Floats
from springmass.gait.sweep.axes import Axis
from springmass.gait.sweep.outputs import Output
from springmass.scenario import Scenario

_BY_ARRAYS, _BY_CELLS, _GAITS, _SEARCHES = 65536, 64, 8192, 8
"""Cells of a chunk: some hundredths to some seconds of work, a few megabytes."""


@dataclass(frozen=True)
class Plan:
    """What a sweep computes.

    Attributes
    ----------
    scenario : Scenario
        Everything that does not vary.
    axes : tuple of Axis
        In the order of the dimensions; the last one varies fastest from cell to cell.
    outputs : tuple of Output
    steps : int
        Of a run, at most.
    midstance : str
        Definition the offsets use.
    accuracy : float
        Of the array engine.
    """

    scenario: Scenario
    axes: tuple[Axis, ...]
    outputs: tuple[Output, ...]
    steps: int
    midstance: str
    accuracy: float

    @property
    def shape(self) -> tuple[int, ...]:
        """Cells along each axis."""
        return tuple(axis.count for axis in self.axes)

    @property
    def cells(self) -> int:
        """All of them; a Python number, it may be large."""
        total = 1
        for count in self.shape:
            total *= count
        return total

    @property
    def searched(self) -> bool:
        """Whether every cell asks for a gait."""
        return self.scenario.gait.find is not None

    @property
    def slippery(self) -> bool:
        """Whether a foot may slip, which the array engine does not know."""
        return self.scenario.world.friction is not None or any(axis.field == "world.friction" for axis in self.axes)

    @cached_property
    def by_arrays(self) -> bool:
        """Whether the array engine does all of it."""
        return not self.searched and not self.slippery and all(output.by_arrays for output in self.outputs)

    @property
    def usual_chunk(self) -> int:
        """Cells worked on together, unless the caller says otherwise."""
        if self.by_arrays:
            return _GAITS if any(output.name.startswith("gait_") for output in self.outputs) else _BY_ARRAYS
        return _SEARCHES if self.searched else _BY_CELLS

    def values(self, start: int, stop: int) -> dict[str, Floats]:
        """What varies, in the cells from ``start`` to before ``stop``: SI and radians, by field."""
        places = np.unravel_index(np.arange(start, stop), self.shape)
        return {axis.field: axis.si[place] for axis, place in zip(self.axes, places, strict=True)}

    def manifest(self) -> dict[str, Any]:
        """Everything that decides the numbers, as text and numbers; two sweeps that agree in it agree in every bit."""
        return {
            "scenario": tomli_w.dumps(self.scenario.to_dict()),
            "vary": {axis.field: axis.text for axis in self.axes},
            "measure": [output.name for output in self.outputs],
            "steps": self.steps,
            "midstance": self.midstance,
            "accuracy": self.accuracy,
            "engine": engine().name,
            "version": springmass.__version__,
        }


def chunks(cells: int, size: int) -> Iterator[tuple[int, int]]:
    """From and to of each chunk of cells, made when asked for: a sweep may have more chunks than fit into memory.

    Examples
    --------
    >>> list(chunks(5, 2))
    [(0, 2), (2, 4), (4, 5)]
    """
    start = 0
    while start < cells:
        yield start, min(start + size, cells)
        start += size
