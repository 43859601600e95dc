"""The same chunks on a cluster: an existing dask.distributed scheduler hands them to its workers."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import springmass
from springmass.dynamics.engine import engine
from springmass.errors import InputError, need
from springmass.gait.sweep.cells import Block, compute
from springmass.gait.sweep.execute import Done, Span, WorkerLostError
from springmass.gait.sweep.plan import Plan

_PATIENCE = "20s"
"""For a scheduler to answer and a worker to be there."""
_TRIALS = 5
"""Of a chunk whose workers keep dying."""


def work(plan: Plan, start: int, stop: int) -> tuple[str, str, Block]:
    """A chunk, and who has computed it: what else could make numbers differ from one machine to the next."""
    return springmass.__version__, engine().name, compute(plan, start, stop)


def run(plan: Plan, spans: Iterable[Span], address: str) -> Done:
    """Compute chunks on a cluster; results come here and are kept here.

    Parameters
    ----------
    plan : Plan
    spans : iterable of (int, int)
        From and to of each chunk.
    address : str
        Of the scheduler, such as ``"tcp://192.168.0.7:8786"``.

    Yields
    ------
    (start, stop), dict
        As they finish. A few chunks for each thread of the cluster are under way at a time, so nothing piles up; what a
        lost worker was at is done again by another.

    Raises
    ------
    InputError
        When nobody answers, or workers have another version or engine.
    """
    need("a sweep on a cluster", "cluster", "distributed")
    from distributed import Client, wait
    from distributed.scheduler import KilledWorker
    from distributed.security import Security

    if address.startswith("tls://") and Security().get_connection_args("client").get("ssl_context") is None:
        hint = "Set distributed.comm.tls.client and ca-file in the configuration of dask, or use tcp://."
        raise InputError("scheduler", given=address, allowed="needs a certificate of this machine", hint=hint)
    mine = (springmass.__version__, engine().name)
    spans, waiting, trials = iter(spans), {}, dict[Span, int]()
    with _connected(Client, address) as client:

        def submit(some: Iterable[Span]) -> None:
            for span in some:
                waiting[client.submit(work, plan, *span, pure=False)] = span

        while True:
            room = 2 * sum(client.nthreads().values()) + 2 - len(waiting)
            submit(islice(spans, max(room, 0)))
            if not waiting:
                return
            with client.as_current():
                finished = wait(list(waiting), return_when="FIRST_COMPLETED").done
            for future in finished:
                span = waiting.pop(future)
                try:
                    version, chosen, block = future.result()
                except KilledWorker:
                    trials[span] = trials.get(span, 0) + 1
                    if trials[span] >= _TRIALS:
                        why = f"{_TRIALS} workers of the cluster died over one chunk (out of memory?)"
                        raise WorkerLostError(why) from None
                    submit([span])
                    continue
                if (version, chosen) != mine:
                    theirs, ours = f"{version} with {chosen}", f"{mine[0]} with {mine[1]}"
                    allowed = f"has a worker with springmass {theirs}, this is {ours}: the numbers would differ"
                    raise InputError("scheduler", given=address, allowed=allowed)
                yield span, block


def _connected(client: Any, address: str) -> Any:
    try:
        found = client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        hint = "Start one with: dask scheduler"
        allowed = f"no scheduler answers there ({type(error).__name__})"
        raise InputError("scheduler", given=address, allowed=allowed, hint=hint) from None
    try:
        found.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        found.close()
        allowed = "has no worker"
        raise InputError(
            "scheduler", given=address, allowed=allowed, hint=f"Start one: dask worker {address}"
        ) from None
    return found
