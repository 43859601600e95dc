"""All steps of a call: shared out to the compiled engine and to NumPy, in chunks, on as many threads as are allowed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics import plain_pass
from springmass.dynamics.array_step import Numbers, array_step
from springmass.dynamics.engine import Lanes, engine
from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.lanes.plans import PASSES
from springmass.dynamics.lanes.rows import LANES, OUT
from springmass.errors import InputError

THREADS = "SPRINGMASS_THREADS"
"""Environment variable: how many threads a call may use; all processors when it is not set."""
_FINEST_ASKED = 2e-13
"""Of the adaptive engine; asking for less would only add rounding."""
_KINDS = {"outcome": np.int8, "backward": np.bool_, "overcompressed": np.bool_}
_LANES_CHUNK, _FINER_CHUNK = 8128, 448
_ARRAY_CHUNK, _PLAIN_CHUNK = 1024, 4096
"""Cases worked on together: enough to hide the cost of a call, few enough to stay in the processor's cache."""


def threads() -> int:
    """How many threads a call may use; calls from other threads than the first keep to their own."""
    given = os.environ.get(THREADS) or ""
    if threading.current_thread() is not threading.main_thread():
        return 1
    if not given:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not given.isdecimal() or int(given) < 1:
        raise InputError(THREADS, given=given, allowed="must be a whole number, at least 1")
    return int(given)


def take_steps(v: Numbers, n: int, law: str, accuracy: float) -> dict[str, NDArray[Any]]:
    """One step of each case.

    Parameters
    ----------
    v : dict
        Arguments of :func:`springmass.apex_map` by name, arrays of shape (n,).
    n : int
    law : str
        A name of :data:`springmass.legs.LEG_LAWS`.
    accuracy : float
        Promised.

    Returns
    -------
    dict
        Attributes of :class:`springmass.ApexMap` by name.
    """
    lanes = engine().lanes
    if lanes is None:
        table, left = _on_arrays(v, n, law, accuracy)
    else:
        table, left = _in_lanes(lanes, v, n, law, accuracy)
    for part in _parts(left.size, _ARRAY_CHUNK):
        chunk, asked = left[part], accuracy
        while chunk.size:
            found = array_step(_some(v, chunk), law, asked)
            _enter(table, chunk, found)
            chunk = chunk[~(found["spent"] <= accuracy)]
            if asked <= _FINEST_ASKED:
                break
            asked = max(1e-2 * asked, _FINEST_ASKED)
    columns = dict(zip(OUT, table[:, :n], strict=True))
    del columns["spent"]
    return {name: values.astype(_KINDS[name]) if name in _KINDS else values for name, values in columns.items()}


def _on_arrays(v: Numbers, n: int, law: str, accuracy: float) -> tuple[Floats, NDArray[np.intp]]:
    """Table with what plain passes make of the cases, and the cases that are left for the adaptive engine."""
    _keep_memory()
    table, left = np.empty((len(OUT), n)), np.arange(n)
    for effort in range(len(plain_pass.PASSES)):
        count = max(-(-left.size // _PLAIN_CHUNK), 1)
        for part in _parts(left.size, max(-(-left.size // count), 1)):  # equal ones: small ones are dear
            cases = left[part] if effort else part
            _enter(
                table,
                cases,
                array_step(_some(v, cases), law, accuracy, partial(plain_pass.plain_contacts, effort=effort)),
            )
        left = np.flatnonzero(table[-1] == np.inf)
    return table, left


def _enter(table: Floats, cases: Any, found: dict[str, NDArray[Any]]) -> None:
    for row, name in zip(table, OUT, strict=True):
        row[cases] = found[name]


@cache
def _keep_memory() -> None:
    """Let the process keep the memory of arrays that come and go.

    The C library gives freed blocks back to the system at once until it has seen a larger one freed (glibc's does), and
    to get them again costs more than what is done in them. So it sees one of 16 MB, once, which nobody touches.
    """
    np.empty(1 << 21)


def _in_lanes(lanes: Lanes, v: Numbers, n: int, law: str, accuracy: float) -> tuple[Floats, NDArray[np.intp]]:
    """Table with what the compiled engine makes of the cases, and the cases that are left for NumPy."""
    table = np.empty((len(OUT), whole_blocks(n)))
    _share_out(lambda part: lanes(_some(v, part), law, accuracy, 0, table, part.start), n, _LANES_CHUNK)
    left = np.flatnonzero(table[-1, :n] == np.inf)
    for effort in range(1, len(PASSES)):
        if left.size:
            finer = _again(lanes, _some(v, left), left.size, law, accuracy, effort)
            table[:, left] = finer
            left = left[finer[-1] == np.inf]
    return table, left


def _again(lanes: Lanes, v: Numbers, n: int, law: str, accuracy: float, effort: int) -> Floats:
    finer = np.empty((len(OUT), whole_blocks(n)))
    _share_out(lambda part: lanes(_some(v, part), law, accuracy, effort, finer, part.start), n, _FINER_CHUNK)
    return finer[:, :n]


def _share_out(work: Callable[[slice], None], n: int, chunk: int) -> None:
    """Work on all chunks, on as many threads as are allowed."""
    parts = _parts(n, chunk)
    crew = min(threads(), len(parts))
    if crew < 2:
        for part in parts:
            work(part)
        return
    work(slice(0, 1))  # compiles, if that has to be
    with ThreadPoolExecutor(crew) as pool:
        for done in [pool.submit(work, part) for part in parts]:
            done.result()


def whole_blocks(n: int) -> int:
    """Columns that hold ``n`` cases in whole blocks; an odd number of blocks, so that the rows of a table do not
    compete for the same places in the processor's cache.
    """
    return LANES * (-(-n // LANES) | 1)


def _some(v: Numbers, cases: slice | NDArray[np.intp]) -> Numbers:
    return {name: values[cases] for name, values in v.items()}


def _parts(n: int, chunk: int) -> list[slice]:
    return [slice(start, min(start + chunk, n)) for start in range(0, n, chunk)]
