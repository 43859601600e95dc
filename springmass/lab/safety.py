"""Who may ask the server: pages it served itself, on this machine, with small questions."""

from __future__ import annotations

import ipaddress
import json
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LARGEST_STATE = 64_000
"""Bytes of a question"""
LARGEST_UPLOAD = 20_000_000
"""Bytes of a recording"""
LONGEST_QUERY = 32_000
"""Bytes of an address"""
LOOPBACK = ("localhost", "127.0.0.1", "::1")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob: data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
"""Sent with everything: nothing from elsewhere is loaded, and no other page shows this one inside it."""

_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>\d{1,5}))?")
_LOG = logging.getLogger("springmass.lab")


def problem(status: int, message: str, where: str = "") -> tuple[int, dict[str, Any]]:
    """Status and document of something that went wrong, in the form every answer has it."""
    return status, {"error": {"where": where, "message": message}}


def known_host(text: str | None, host: str, port: int | None) -> bool:
    """Whether a Host header names this server.

    Parameters
    ----------
    text : str or None
        The header. A page elsewhere can make its own name point to this machine, but then the header has that name.
    host : str
        What the server is bound to. One that listens to a network is known by every address of numbers, and only by
        those: they cannot be made to point elsewhere.
    port : int or None
        Its port; None allows any.

    Returns
    -------
    bool

    Examples
    --------
    >>> known_host("localhost:8000", "127.0.0.1", 8000), known_host("evil.example:8000", "127.0.0.1", 8000)
    (True, False)
    """
    match = _HOST.fullmatch(text or "")
    if match is None or (port is not None and int(match["port"] or 80) != port):
        return False
    name = match["name"].strip("[]").lower()
    if name in LOOPBACK or name == host.lower():
        return True
    if is_loopback(host):
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound to an address.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Safety:
    """Stands before the application: refuses what no page of the lab sends, and adds the headers.

    Parameters
    ----------
    app : ASGI application
    host : str
        What the server is bound to.
    port : int, optional
        Its port; left out, any is taken.
    """

    def __init__(self, app: App, host: str = "127.0.0.1", port: int | None = None) -> None:
        self._app = app
        self._host = host
        self._port = port

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        begun = False

        async def send_safely(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                own = {name.lower() for name, _ in message.get("headers", [])}
                more = [(n.lower().encode(), v.encode()) for n, v in HEADERS.items() if n.lower().encode() not in own]
                message = {**message, "headers": [*message.get("headers", []), *more]}
            await send(message)

        refused = self._refused(scope)
        if refused is not None:
            await _tell(send_safely, *refused)
            return
        try:
            await self._app(scope, _counted(receive, _limit(scope)), send_safely)
        except BodyTooLarge as error:
            if not begun:
                await _tell(send_safely, *problem(413, str(error)))
        except Exception:
            _LOG.exception("%s %s", scope.get("method"), scope.get("path"))
            if not begun:
                await _tell(send_safely, *problem(500, "Something went wrong in the lab. Its window says more."))

    def _refused(self, scope: Message) -> tuple[int, dict[str, Any]] | None:
        headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
        hosts = [value for name, value in headers if name == "host"]
        told = dict(headers)
        if len(hosts) != 1:
            return problem(400, "The request must say once which host it is for.")
        if not known_host(hosts[0], self._host, self._port):
            return problem(421, "This server answers only to its own address.")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return problem(405, "Only GET and POST are known here.")
        if len(scope.get("query_string", b"")) > LONGEST_QUERY:
            return problem(414, f"The address is longer than {LONGEST_QUERY // 1000} kB.")
        origin = told.get("origin")
        if origin is not None and origin.lower() != f"http://{hosts[0].lower()}":
            return problem(403, "Only pages of the lab itself may ask it.")
        site = told.get("sec-fetch-site", "none")
        if scope["path"].startswith("/api/") and site not in ("same-origin", "none"):
            return problem(403, "Only pages of the lab itself may ask it.")
        if scope["method"] == "POST":
            kind = told.get("content-type", "").partition(";")[0].strip().lower()
            wanted = "application/octet-stream" if scope["path"] == UPLOAD else "application/json"
            if kind != wanted:  # what a form of another page cannot send
                return problem(415, f"The content must be {wanted}.")
            length = told.get("content-length", "0")
            if not length.isdecimal() or int(length) > _limit(scope):
                return problem(413, _too_large(_limit(scope)))
        return None


UPLOAD = "/api/upload"


class BodyTooLarge(Exception):
    """More came than was announced or allowed."""


def _limit(scope: Message) -> int:
    return LARGEST_UPLOAD if scope["path"] == UPLOAD else LARGEST_STATE


def _too_large(limit: int) -> str:
    size = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1000} kB"
    return f"That is more than {size}."


def _counted(receive: Receive, limit: int) -> Receive:
    come = 0

    async def counted() -> Message:
        nonlocal come
        message = await receive()
        come += len(message.get("body", b""))
        if come > limit:
            raise BodyTooLarge(_too_large(limit))
        return message

    return counted


async def _tell(send: Send, status: int, document: dict[str, Any]) -> None:
    body = json.dumps(document, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if status == 413:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
