"""The sweep a person asks for."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from springmass.dynamics.apex_map import check_accuracy
from springmass.dynamics.marks import DEFAULT_MIDSTANCE, MIDSTANCE
from springmass.errors import InputError, one_of, whole
from springmass.gait.simulate import MOST_STEPS
from springmass.gait.sweep import cluster, execute, table
from springmass.gait.sweep.axes import read_axes
from springmass.gait.sweep.cells import Block
from springmass.gait.sweep.dataset import in_memory, need_xarray, opened
from springmass.gait.sweep.execute import Done, Span
from springmass.gait.sweep.netcdf import blocks_of
from springmass.gait.sweep.outputs import choose
from springmass.gait.sweep.plan import Plan, chunks
from springmass.gait.sweep.store import Store, refuse_existing
from springmass.scenario import Scenario, as_scenario
from springmass.writing import hindrance, in_one_move

MOST_IN_MEMORY = 8_000_000_000
"""Bytes of results without a file."""
_ADDRESS = re.compile(r"(?:tcp|tls)://(?:[^\s/:\[\]]+|\[[0-9a-fA-F:.%\w]+\]):(\d{1,5})")


def sweep(
    scenario: Scenario | str,
    vary: Mapping[str, Any],
    measure: Iterable[str] | str | None = None,
    *,
    steps: int = 50,
    midstance: str = DEFAULT_MIDSTANCE,
    accuracy: float = 1e-9,
    path: str | os.PathLike[str] | None = None,
    csv: str | os.PathLike[str] | None = None,
    resume: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: bool | None = None,
    chunk: int | None = None,
) -> Any:
    """Run a scenario at every point of a grid of its fields, and measure each run.

    Parameters
    ----------
    scenario : Scenario or name
        With a release, its first step is measured; if it asks for a gait, that is found in every cell and measured.
    vary : mapping
        Field → values: ``("8 kN/m", "40 kN/m", 161)`` for 161 evenly spaced ones, a list or array of single ones, or
        text as at the command line, ``"8:40:161 kN/m"``. Bare numbers are SI, and degrees where the field is an angle;
        text needs its unit.
        Targets of a gait to find vary as ``gait.find.speed``.
    measure : iterable of str, optional
        Metrics, and ``steps_to_fall``, ``outcome``, ``gait_exists``, ``gait_apex_height``, ``gait_apex_speed``,
        ``gait_multiplier``, ``gait_stable``. Why a run ended (``outcome``) is always there.
    steps : int
        Of each run, at most.
    midstance : str
        Definition of midstance the offsets use.
    accuracy : float
        Promised error of a step in the array engine, lengths over l0 and speeds over √(g l0) [1].
    path : path, optional
        NetCDF file to write to, chunk by chunk; memory then does not grow with the number of cells.
    csv : path, optional
        Table to write as well, one row a cell.
    resume : bool
        Go on with the sweep to ``path`` that was interrupted (or begin it, or return it if it is finished).
    workers : int, optional
        How many threads (processes, where metrics need the reference engine); 1 works in this one. Left out, as many as
        are worth it.
    scheduler : str, optional
        Address of a dask.distributed scheduler whose workers do the work, ``"tcp://HOST:PORT"``.
    progress : bool, optional
        Whether to show a bar with the time left on the error stream; left out, in a terminal.
    chunk : int, optional
        Cells worked on together. Numbers depend neither on it nor on who does the work. A sweep that is resumed keeps
        the size it began with.

    Returns
    -------
    xarray.Dataset
        Dimensions and coordinates are the varied fields in the unit they were given in; every variable has ``units``
        and ``long_name``; the attributes tell everything that is needed to run it again. With ``path``, read from the
        file as it is needed.

    Raises
    ------
    InputError
        For unknown names, values out of bounds (before any work), files that would be overwritten, and a sweep to be
        resumed that is another one.
    OSError
        When the disk is full. What is done is kept, and ``resume`` goes on.
    ImportError
        Without xarray, h5netcdf and h5py: ``pip install "springmass[data]"``.

    Examples
    --------
    >>> import springmass as sm
    >>> data = sm.sweep("seyfarth", {"foot.angle_of_attack": [66, 68, 70]}, measure=["steps_to_fall"], steps=20)
    >>> data["steps_to_fall"].values
    array([15, 20,  1], dtype=int32)
    """
    need_xarray()
    plan = make_plan(scenario, vary, measure, steps=steps, midstance=midstance, accuracy=accuracy)
    _check_ways(path, csv, resume, workers, scheduler, chunk)
    if path is None:
        _check_memory(plan)
        size = chunk or plan.usual_chunk
        count = -(-plan.cells // size)
        arrays = {one.name: np.empty(plan.cells, dtype=one.kind) for one in plan.outputs}

        def keep(start: int, block: Block) -> None:
            for name, values in block.items():
                arrays[name][start : start + values.size] = values

        _work(plan, chunks(plan.cells, size), count, 0, keep, workers, scheduler, progress)
        data = in_memory(plan, arrays)
        if csv is not None:
            with in_one_move(csv) as place:
                table.write(plan, blocks_of(plan, data), place)
        return data
    store = Store(plan, path, csv)
    try:
        if store.begin(chunk, resume):
            spans, count, there = store.missing()
            _work(plan, spans, count, there, store.keep, workers, scheduler, progress)
            store.finish()
    finally:
        store.leave()
    data = opened(path)
    if csv is not None and not Path(csv).exists():  # the file was finished before the table was asked for
        with in_one_move(csv) as place:
            table.write(plan, blocks_of(plan, data), place)
    return data


def make_plan(
    scenario: Scenario | str,
    vary: Mapping[str, Any],
    measure: Iterable[str] | str | None,
    *,
    steps: int = 50,
    midstance: str = DEFAULT_MIDSTANCE,
    accuracy: float = 1e-9,
) -> Plan:
    """Check what is asked for; arguments and errors as of :func:`sweep`."""
    scenario = as_scenario(scenario)
    whole("steps", steps, most=MOST_STEPS)
    one_of("midstance", midstance, MIDSTANCE)
    check_accuracy(accuracy)
    return Plan(scenario, read_axes(scenario, vary), choose(measure), steps, midstance, float(accuracy))


def _check_ways(
    path: Any, csv: Any, resume: bool, workers: int | None, scheduler: str | None, chunk: int | None
) -> None:
    for name, value in (("workers", workers), ("chunk", chunk)):
        if value is not None:
            whole(name, value)
    if scheduler is not None:
        match = _ADDRESS.fullmatch(scheduler) if isinstance(scheduler, str) else None
        if match is None or not 1 <= int(match[1]) <= 65535:
            allowed, hint = "must be tcp://HOST:PORT or tls://HOST:PORT", "Such as tcp://192.168.0.7:8786."
            raise InputError("scheduler", given=scheduler, allowed=allowed, hint=hint)
    if scheduler is not None and workers is not None:
        raise InputError("workers", given=workers, allowed="does not go with a scheduler, which has its own workers")
    if resume and path is None:
        raise InputError("resume", allowed="needs a path: only a sweep that is written to a file can go on")
    for name, file in (("path", path), ("csv", csv)):
        text = os.fspath(file) if isinstance(file, str | os.PathLike) else file
        if text is not None and not (isinstance(text, str) and text and "\0" not in text):
            raise InputError(name, given=file, allowed="must be the path of a file")
    if path is not None and csv is not None and Path(path).absolute() == Path(csv).absolute():
        raise InputError("csv", given=csv, allowed="must be another file than path")
    if csv is not None and not resume:
        refuse_existing("csv", Path(csv))
    for name, file in (("path", path), ("csv", csv)):
        if file is not None and not Path(file).exists() and (why := hindrance(file)):  # before any work
            raise InputError(name, given=file, allowed=f"cannot be written: {why}")


def _check_memory(plan: Plan) -> None:
    needed = plan.cells * sum(np.dtype(one.kind).itemsize for one in plan.outputs)
    if needed > MOST_IN_MEMORY:
        allowed = f"is needed: {plan.cells:.3g} cells would take {needed / 1e9:.0f} GB of memory"
        raise InputError("path", allowed=allowed, hint="With a file (path=, -o) memory does not grow with the cells.")


def _work(
    plan: Plan,
    spans: Iterator[Span],
    count: int,
    there: int,
    keep: Callable[[int, Block], None],
    workers: int | None,
    scheduler: str | None,
    progress: bool | None,
) -> None:
    from tqdm import tqdm

    done: Done = cluster.run(plan, spans, scheduler) if scheduler else execute.run(plan, spans, count, workers)
    off = None if progress is None else not progress  # None: not in a terminal
    with (
        closing(done),  # type: ignore[type-var]  # a generator
        tqdm(
            total=plan.cells, initial=there, desc="sweep", unit=" cells", unit_scale=True, file=sys.stderr, disable=off,
            delay=0.0 if progress else 1.0, leave=bool(progress),
        ) as bar,
    ):  # fmt: skip
        for (start, stop), block in done:
            keep(start, block)
            bar.update(stop - start)
