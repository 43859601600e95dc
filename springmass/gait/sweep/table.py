"""A sweep as a tidy table: one row a cell, in text with commas."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.gait.sweep.cells import Block
from springmass.gait.sweep.outputs import Output
from springmass.gait.sweep.plan import Plan


def header(plan: Plan) -> list[str]:
    """Names with their units, such as ``leg.stiffness [kN/m]``; what is written in words has none."""
    named = [f"{axis.field} [{axis.unit}]" for axis in plan.axes]
    return named + [one.name if one.flags else f"{one.name} [{one.unit}]" for one in plan.outputs]


def write(plan: Plan, blocks: Iterable[tuple[tuple[int, int], Block]], place: str | os.PathLike[str]) -> None:
    """Write the table.

    Parameters
    ----------
    plan : Plan
    blocks : iterable of (start, stop), dict
        Every chunk, in order.
    place : path
        The file.
    """
    with Path(place).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header(plan))
        for (start, stop), block in blocks:
            places = np.unravel_index(np.arange(start, stop), plan.shape)
            columns: list[list[Any]] = [
                axis.coordinates[at].tolist() for axis, at in zip(plan.axes, places, strict=True)
            ]
            columns += [_written(one, block[one.name]) for one in plan.outputs]
            writer.writerows(zip(*columns, strict=True))


def _written(one: Output, values: NDArray[Any]) -> list[Any]:
    """Words for flags, nothing for what is not known, and floats with all their digits."""
    if one.flags:
        words = {code: word for word, code in one.flags.items()}
        return [words[code] for code in values.tolist()]
    return ["" if value != value else value for value in values.tolist()]
