"""Start the lab's server and open its page."""

from __future__ import annotations

import gc
import os
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from springmass.errors import InputError, need
from springmass.lab.app import make_app
from springmass.lab.safety import is_loopback
from springmass.scenario import as_scenario, shipped_names

PORT = 8123
_TRIED = 50
"""Ports tried from the first one on."""


def beginning(scenario: str | os.PathLike[str]) -> tuple[str, str]:
    """Say what the page begins with.

    Parameters
    ----------
    scenario : str or path
        A shipped name, or a scenario file.

    Returns
    -------
    name, text : str
        One of them is empty.

    Raises
    ------
    InputError
        For a scenario that cannot be read, or whose gait cannot be looked for.

    Examples
    --------
    >>> beginning("seyfarth")
    ('seyfarth', '')
    """
    from springmass.gait.find import check_gait
    from springmass.lab.state import LARGEST_TEXT

    loaded = as_scenario(scenario)
    check_gait(loaded)
    file = Path(scenario)
    if not file.is_file() and file.stem in shipped_names():
        return file.stem, ""
    text = file.read_text("utf-8-sig")
    if len(text) > LARGEST_TEXT:
        raise InputError(
            file=str(scenario), allowed=f"has {len(text)} letters; the lab takes scenarios of up to {LARGEST_TEXT}"
        )
    return "", text


def free_socket(host: str, port: int | None) -> socket.socket:
    """Bind to a port.

    Parameters
    ----------
    host : str
    port : int or None
        Exactly this one; None takes the first free one from 8123 on.

    Returns
    -------
    socket

    Raises
    ------
    InputError
        When it is taken, or the host is not of this machine.

    Examples
    --------
    >>> with free_socket("127.0.0.1", None) as one, free_socket("127.0.0.1", None) as other:
    ...     one.getsockname()[1] < other.getsockname()[1]
    True
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port or 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (OSError, UnicodeError):
        raise InputError("--host", given=host, allowed="is no address of this machine") from None
    reason = ""
    for number in [port] if port is not None else [*range(PORT, PORT + _TRIED), 0]:
        one = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named: else asyncio lets small parts wait
        if os.name == "posix":  # elsewhere it would share the port with another program
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((address[0], number, *address[2:]))
            one.listen(128)
        except OSError as error:
            one.close()
            reason = error.strerror or str(error)
            if port is None and reason == os.strerror(99):
                break
        else:
            return one
    where, given = ("--port", port) if port is not None else ("--host", host)
    hint = "Leave --port out to take the next free one." if port is not None else ""
    raise InputError(where, given=given, allowed=f"cannot be used: {reason.lower()}", hint=hint) from None


def serve(
    scenario: str | os.PathLike[str] = "rbds001",
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    browser: bool = True,
    say: Callable[[str], None] = print,
) -> None:
    """Serve the lab until Ctrl-C.

    Parameters
    ----------
    scenario : str or path
        A shipped name, or a scenario file.
    host : str
        Address to listen to; only programs of this machine reach the default.
    port : int, optional
        Left out, the first free one from 8123 on.
    browser : bool
        Whether to open the page, where there is a screen.
    say : callable
        Is told the address, warnings and the end, a line each.

    Raises
    ------
    InputError
        For a scenario that cannot be read, a port that is taken, or without Starlette and uvicorn.
    """
    need("the lab", "lab", "starlette", "uvicorn")
    import uvicorn

    name, text = beginning(scenario)
    config: dict[str, Any] = {
        "lifespan": "off",
        "access_log": False,
        "log_level": "critical",
        "server_header": False,
        "proxy_headers": False,
        "ws": "none",
        "timeout_graceful_shutdown": 1,
    }
    with suppress(KeyboardInterrupt), free_socket(host, port) as bound:  # whenever it comes, it ends the lab
        number = bound.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(make_app(name, text, host=host, port=number), **config))
        address = address_of(host, number)
        if not is_loopback(host):
            say("Anyone on the network can open this lab and make this machine compute; there is no password.")
        say(f"The lab is at {address} – Ctrl-C ends it.")
        if browser and has_screen():
            threading.Thread(target=_open, args=(address,), daemon=True).start()
        threading.Thread(target=warm, args=(name, text), daemon=True).start()
        server.run(sockets=[bound])
    say("The lab is closed.")


def _open(address: str) -> None:
    time.sleep(0.3)  # the socket listens already; a browser that is slow to start loses nothing
    with suppress(Exception):  # the address has been told
        webbrowser.open(address)


def warm(name: str, text: str) -> None:
    """Compute a first answer, so that the page need not wait for what is loaded and found only once."""
    from springmass.lab.start import start_document

    try:
        start_document({}, {"scenario": name, "text": text})
    except Exception:
        return  # the page asks the same, and is told what is wrong
    # What is loaded by now stays for good; looking through all of it for rubbish would hold up an answer now and then.
    gc.collect()
    gc.freeze()


def address_of(host: str, port: int) -> str:
    """The address to open in a browser.

    Examples
    --------
    >>> address_of("127.0.0.1", 8123), address_of("::1", 8123)
    ('http://127.0.0.1:8123/', 'http://[::1]:8123/')
    """
    if host in ("", "0.0.0.0", "::"):
        host = _own_address() or "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{quote(host)}:{port}/"


def _own_address() -> str | None:
    """The address others on the network know this machine by; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(one.getsockname()[0])


def has_screen() -> bool:
    """Whether a browser window is likely to be seen by who started the lab."""
    if os.environ.get("SSH_CONNECTION") or os.environ.get("CI"):
        return False
    if sys.platform.startswith(("win", "darwin")):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
