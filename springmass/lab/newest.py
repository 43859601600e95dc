"""The newest question wins: old ones that still wait are let go, and only a few are computed at a time."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")
_REMEMBERED = 256
"""Clients whose last number is kept when they have nothing to do."""


class Superseded(Exception):
    """A newer question of the same client came."""


class TooSlow(Exception):
    """The time was up."""


class Crowded(Exception):
    """Too many clients wait already."""


@dataclass
class _Client:
    latest: int = -1
    busy: bool = False
    turn: asyncio.Future[None] | None = None
    """Of the one question that waits"""

    @property
    def idle(self) -> bool:
        return not self.busy and self.turn is None


class Newest:
    """Answers questions in threads: one at a time for each client, few in all, the newest first of all.

    Parameters
    ----------
    at_once : int
        How many are computed at the same time in all.
    waiting : int
        How many clients may wait.

    Notes
    -----
    A thread cannot be stopped. Whoever asked is told when the time is up; the place is free when the thread is done,
    so that impatience never makes more work. The threads are daemons: nothing holds up the end of the program.

    Examples
    --------
    >>> async def ask():
    ...     return await Newest().answer("me", 1, lambda: 6 * 7, seconds=5.0)
    >>> asyncio.run(ask())
    42
    """

    def __init__(self, at_once: int = 2, waiting: int = 32) -> None:
        self._at_once = at_once
        self._most_waiting = waiting
        self._running = 0
        self._clients: OrderedDict[str, _Client] = OrderedDict()

    @property
    def running(self) -> int:
        """How many are computed right now."""
        return self._running

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(one.turn is not None for one in self._clients.values())

    @property
    def remembered(self) -> int:
        """How many clients are known."""
        return len(self._clients)

    async def answer(self, client: str, seq: int, work: Callable[[], _T], seconds: float) -> _T:
        """Answer one question when its turn comes.

        Parameters
        ----------
        client : str
            Who asks.
        seq : int
            Number of the question, rising with each client.
        work : callable
            Computes the answer, in a thread.
        seconds : float
            How long waiting and computing may take [s].

        Returns
        -------
        object
            What ``work`` returns.

        Raises
        ------
        Superseded
            When a newer question of this client came first.
        TooSlow
            When the time is up.
        Crowded
            When too many clients wait already.
        """
        one = self._known(client)
        if seq < one.latest:
            raise Superseded
        if one.turn is not None:
            _let_go(one)
        elif self.waiting >= self._most_waiting:
            raise Crowded
        one.latest = seq
        try:
            async with asyncio.timeout(seconds):
                await self._turn(one)
                # Shielded: the thread goes on when nobody waits for it any more, and frees its place at its end.
                return await asyncio.shield(self._in_thread(one, work))
        except TimeoutError:
            raise TooSlow from None

    def _known(self, client: str) -> _Client:
        one = self._clients.setdefault(client, _Client())
        if one.turn is None:  # who waits keeps the place in the queue, with the newer question
            self._clients.move_to_end(client)
        if len(self._clients) > _REMEMBERED:
            for name in [name for name, other in self._clients.items() if other.idle and other is not one]:
                del self._clients[name]
                if len(self._clients) <= _REMEMBERED:
                    break
        return one

    async def _turn(self, one: _Client) -> None:
        """Wait for a place and take it."""
        if not one.busy and self._running < self._at_once:
            self._take(one)
            return
        turn = one.turn = asyncio.get_running_loop().create_future()
        try:
            await turn
        except asyncio.CancelledError:
            # The place may have been given in the very moment the waiting ended.
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._free(one)
            raise
        finally:
            if one.turn is turn:
                one.turn = None

    def _take(self, one: _Client) -> None:
        one.busy = True
        self._running += 1

    def _free(self, one: _Client) -> None:
        one.busy = False
        self._running -= 1
        for other in self._clients.values():  # who asked longest ago comes first
            if self._running >= self._at_once:
                return
            if other.turn is not None and not other.turn.done() and not other.busy:
                self._take(other)
                other.turn.set_result(None)
                other.turn = None

    def _in_thread(self, one: _Client, work: Callable[[], _T]) -> asyncio.Future[_T]:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[_T] = loop.create_future()
        done.add_done_callback(lambda future: future.cancelled() or future.exception())  # seen, even if nobody waits

        def finish(result: _T | None, problem: BaseException | None) -> None:
            self._free(one)
            if done.cancelled():
                return
            if problem is not None:
                done.set_exception(problem)
            else:
                done.set_result(result)  # type: ignore[arg-type]

        def compute() -> None:
            result, problem = None, None
            try:
                result = work()
            except BaseException as error:
                problem = error
            with suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(finish, result, problem)

        try:
            threading.Thread(target=compute, name="springmass lab", daemon=True).start()
        except RuntimeError:  # the machine has no thread left
            self._free(one)
            raise Crowded from None
        return done


def _let_go(one: _Client) -> None:
    turn, one.turn = one.turn, None
    if turn is not None and not turn.done():
        turn.set_exception(Superseded())
