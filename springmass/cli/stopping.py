"""Ctrl-C, an end that the system asks for, a terminal that is closed: one sentence, and nothing half-written."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

import click

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it: 128 and the number of the signal"""
_ASKED = ("SIGTERM", "SIGHUP")


class Stopped(KeyboardInterrupt):
    """The system asks for an end. It goes the way of Ctrl-C, so that what is under way is tidied up.

    Parameters
    ----------
    number : int
        Of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def heeding() -> Iterator[None]:
    """While in here a request to end is an exception: left to itself it would leave half of a file behind.

    A signal that is ignored already (``nohup``) or is somebody else's stays so.
    """
    held = {}
    if threading.current_thread() is threading.main_thread():
        numbers = [getattr(signal, name) for name in _ASKED if hasattr(signal, name)]  # not every system has both
        held = {number: signal.SIG_DFL for number in numbers if signal.getsignal(number) is signal.SIG_DFL}
    for number in held:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, before in held.items():
            signal.signal(number, before)


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(number, signal.SIG_DFL)  # who asks again need not wait for what is tidied up
    raise Stopped(number)


def exit_code(stop: KeyboardInterrupt) -> int:
    """The exit code that says what ended the program.

    Examples
    --------
    >>> exit_code(KeyboardInterrupt()), exit_code(Stopped(15))
    (130, 143)
    """
    return 128 + stop.number if isinstance(stop, Stopped) else INTERRUPTED


def tell(kept: str) -> None:
    """Say that the program was stopped, and what of its work is there.

    Parameters
    ----------
    kept : str
        The end of the sentence.
    """
    with suppress(OSError):  # a terminal that was closed hears nothing
        click.echo(f"\nspringmass: interrupted; {kept}", err=True)
