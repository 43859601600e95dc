"""The file of a sweep, written chunk by chunk: no array of all cells is ever in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from math import prod
from typing import Any

import numpy as np

from springmass.gait.sweep.cells import Block
from springmass.gait.sweep.dataset import attributes, axis_attributes
from springmass.gait.sweep.plan import Plan, chunks

BLOCK = 1 << 18
"""Cells read from a file at a time."""
_ROOM, _ROOM_OF_EACH = 1 << 16, 1 << 13
"""Bytes beside the data: of a file, of each variable."""

Slab = tuple[tuple[slice, ...], slice]
"""Where a rectangle lies in the grid, and where its cells lie in the stretch it was cut from."""


def slabs(shape: tuple[int, ...], start: int, stop: int, offset: int = 0) -> Iterator[Slab]:
    """Cut a stretch of cells into rectangles of the grid.

    Parameters
    ----------
    shape : tuple of int
        Of the grid; the last axis runs fastest.
    start, stop : int
        The stretch.
    offset : int
        Where it begins in the stretch it was itself cut from.

    Yields
    ------
    Slab

    Examples
    --------
    >>> for place, part in slabs((3, 4), 2, 9):
    ...     print(place, part)
    (slice(0, 1, None), slice(2, 4, None)) slice(0, 2, None)
    (slice(1, 2, None), slice(0, 4, None)) slice(2, 6, None)
    (slice(2, 3, None), slice(0, 1, None)) slice(6, 7, None)
    """
    if len(shape) == 1:
        yield (slice(start, stop),), slice(offset, offset + stop - start)
        return
    row = prod(shape[1:])
    while start < stop:
        index, inside = divmod(start, row)
        if inside == 0 and stop - start >= row:  # whole rows
            rows = (stop - start) // row
            whole = (slice(index, index + rows), *(slice(0, count) for count in shape[1:]))
            yield whole, slice(offset, offset + rows * row)
            moved = rows * row
        else:
            end = min(stop - index * row, row)
            for place, part in slabs(shape[1:], inside, end, offset):
                yield (slice(index, index + 1), *place), part
            moved = end - inside
        start, offset = start + moved, offset + moved


def write(plan: Plan, blocks: Iterable[tuple[tuple[int, int], Block]], place: str | os.PathLike[str]) -> None:
    """Write a NetCDF file.

    Parameters
    ----------
    plan : Plan
    blocks : iterable of (start, stop), dict
        Every chunk.
    place : path
        The file.
    """
    import h5netcdf

    names = tuple(axis.field for axis in plan.axes)
    with h5netcdf.File(place, "w") as file:
        file.dimensions = {axis.field: axis.count for axis in plan.axes}
        for axis in plan.axes:
            variable = file.create_variable(axis.field, (axis.field,), data=axis.coordinates)
            _tell(variable, axis_attributes(plan, axis))
        for one in plan.outputs:
            # Told, not filled in beforehand: that would write everything twice.
            unknown = {"_FillValue": one.missing} if one.kind == "f8" else {}
            _tell(file.create_variable(one.name, names, dtype=one.kind), one.attributes | unknown)
        _tell(file, attributes(plan))
        for (start, stop), block in blocks:
            for name, values in block.items():
                variable = file.variables[name]
                for where, part in slabs(plan.shape, start, stop):
                    variable[where] = values[part].reshape([s.stop - s.start for s in where])


def most_bytes(plan: Plan) -> int:
    """The size of the file, rather too large."""
    told = [
        attributes(plan),
        *(axis_attributes(plan, axis) for axis in plan.axes),
        *(o.attributes for o in plan.outputs),
    ]
    words = sum(len(str(value).encode()) for one in told for value in one.values())
    data = plan.cells * sum(np.dtype(one.kind).itemsize for one in plan.outputs) + 8 * sum(plan.shape)
    return data + 2 * words + _ROOM + _ROOM_OF_EACH * (len(plan.axes) + len(plan.outputs))


def _tell(item: Any, told: dict[str, Any]) -> None:
    for name, value in told.items():
        item.attrs[name] = value


def blocks_of(plan: Plan, data: Any) -> Iterator[tuple[tuple[int, int], Block]]:
    """Read a data set as it was written: a stretch of cells at a time."""
    for start, stop in chunks(plan.cells, BLOCK):
        block = {}
        for one in plan.outputs:
            values = np.empty(stop - start, dtype=one.kind)
            for where, part in slabs(plan.shape, start, stop):
                values[part] = data[one.name][where].values.ravel()
            block[one.name] = values
        yield (start, stop), block
