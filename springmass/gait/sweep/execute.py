"""Who does the work: this thread, several threads, several processes, a cluster. The numbers do not depend on it.

Each way is a generator of finished chunks, in the order in which they finish, with a bounded number of them under way.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import islice
from multiprocessing import get_context, parent_process
from types import ModuleType

from springmass.gait.sweep.cells import Block, compute
from springmass.gait.sweep.plan import Plan

Span = tuple[int, int]
Done = Iterator[tuple[Span, Block]]

WORTH_THREADS, WORTH_PROCESSES = 0.5, 5.0
"""Seconds of work from which they save time; a process takes about a second to start."""


class WorkerLostError(RuntimeError):
    """Those who work on a sweep are gone. With a path what is done is kept, and resume goes on."""


def cores() -> int:
    """Processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def run(plan: Plan, spans: Iterable[Span], count: int, workers: int | None = None) -> Done:
    """Compute chunks on this machine.

    Parameters
    ----------
    plan : Plan
    spans : iterable of (int, int)
        From and to of each chunk.
    count : int
        How many chunks there are.
    workers : int, optional
        Threads (processes where cells are worked on one by one); left out, one, or as many as there are processors
        where the first chunk says that it is worth it.

    Yields
    ------
    (start, stop), dict
        As they finish.
    """
    spans = iter(spans)
    if workers is None:
        # The first chunk tells how long the others will take; it also compiles what needs compiling, once.
        for first in islice(spans, 1):
            began = time.perf_counter()
            block = compute(plan, *first)
            expected = (time.perf_counter() - began) * (count - 1)
            yield first, block
            worth = expected > (WORTH_THREADS if plan.by_arrays else WORTH_PROCESSES)
            workers = min(cores(), count - 1) if worth else 1
    if workers is None or workers <= 1:
        for span in spans:
            yield span, compute(plan, *span)
        return
    if plan.by_arrays:
        # Two threads that compile at once would do it twice.
        for first in islice(spans, 1):
            yield first, compute(plan, *first)
        with ThreadPoolExecutor(workers) as pool:
            yield from _pooled(pool, plan, spans, 2 * workers)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_serve) as pool:
        try:
            yield from _pooled(pool, plan, spans, 2 * workers, _beginning)
        except BrokenProcessPool:
            raise WorkerLostError("a worker process ended abruptly (out of memory, or killed)") from None


@contextmanager
def _without_main() -> Iterator[None]:
    """Workers started in here do not run the caller's script again, whether or not it is guarded against that.

    They need nothing of it: what they compute and with what stands in this package.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _beginning() -> Iterator[None]:
    """Workers start in here: a signal in this moment would leave one without its task, or unprepared."""
    if not hasattr(signal, "pthread_sigmask"):  # not on every system
        with _without_main():
            yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})  # they inherit it
    try:
        with _without_main():
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _ending() -> Iterator[None]:
    """Ctrl-C pressed once more changes nothing in here: it would leave workers that are waited for, and for ever."""
    before = signal.getsignal(signal.SIGINT)
    if before is None or threading.current_thread() is not threading.main_thread():  # not ours to change
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _serve() -> None:
    """An interrupt from the keyboard is for the process that gathers; it tells the others. When it is gone, they go."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGHUP})
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    """End with the process that gathers, even where it was killed: nobody else would ever end this one."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _pooled(
    pool: Executor,
    plan: Plan,
    spans: Iterator[Span],
    most: int,
    around: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Done:
    waiting: dict[Future[Block], Span] = {}

    def submit(some: Iterable[Span]) -> None:
        for span in some:
            with around():
                waiting[pool.submit(compute, plan, *span)] = span

    try:
        submit(islice(spans, most))
        while waiting:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                span, block = waiting.pop(future), future.result()
                submit(islice(spans, 1))
                yield span, block
    finally:
        with _ending():
            pool.shutdown(cancel_futures=True)  # by itself, as it may be losing its workers just now
