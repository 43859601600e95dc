"""The lab's server: a page, a start, answers, uploads, files to take home."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from springmass.errors import InputError, need
from springmass.lab.newest import Crowded, Newest, Superseded, TooSlow
from springmass.lab.page_files import frame, script, style
from springmass.lab.safety import UPLOAD, App, BodyTooLarge, Safety, problem

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PAGES: dict[str, tuple[Callable[[], str], str]] = {
    "/": (frame, "text/html; charset=utf-8"),
    "/static/lab.js": (script, "text/javascript; charset=utf-8"),
    "/static/lab.css": (style, "text/css; charset=utf-8"),
}
"""The only files there are; nothing a client sends becomes a path."""
ANSWER_SECONDS, TAKE_SECONDS, UPLOAD_SECONDS, BODY_SECONDS = 10.0, 60.0, 120.0, 30.0
"""[s] How long things may take."""
_LONGEST_NAME = 64


def make_app(
    scenario: str = "rbds001",
    text: str = "",
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    newest: Newest | None = None,
    seconds: float = ANSWER_SECONDS,
) -> App:
    """Make the application that serves the lab.

    Parameters
    ----------
    scenario : str
        Name of the shipped scenario the page begins with, "" when ``text`` is given.
    text : str
        The scenario itself, as TOML.
    host : str
        What the server is bound to; requests for other hosts are refused.
    port : int, optional
        Its port; left out, Host headers may name any.
    newest : Newest, optional
        Who decides what is computed when.
    seconds : float
        How long an answer may take [s].

    Returns
    -------
    ASGI application

    Raises
    ------
    InputError
        Without Starlette.

    Examples
    --------
    >>> callable(make_app("rbds001"))
    True
    """
    need("the lab", "lab", "starlette")
    from starlette.applications import Starlette
    from starlette.requests import ClientDisconnect
    from starlette.routing import Route

    lab = _Lab(scenario, text, newest or Newest(), seconds)
    routes = [Route(path, _page) for path in PAGES]
    routes += [
        Route("/api/start", lab.start, methods=["GET"]),
        Route("/api/answer", lab.answer, methods=["POST"]),
        Route(UPLOAD, lab.upload, methods=["POST"]),
        Route("/api/take/{kind:str}", lab.take, methods=["POST"]),
    ]
    handlers: dict[Any, Any] = {
        404: _says(404, "There is nothing here."),
        405: _says(405, "That cannot be done here."),
        BodyTooLarge: _says(413, ""),
        InputError: _says(422, ""),
        ClientDisconnect: _says(400, "The connection ended."),
        Exception: _says(500, "Something went wrong in the lab. The window it was started from says more."),
    }
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False
    return Safety(app, host, port)


class _Lab:
    """The endpoints."""

    def __init__(self, scenario: str, text: str, newest: Newest, seconds: float) -> None:
        self._first = {"scenario": "" if text else scenario, "text": text}
        self._newest = newest
        self._seconds = seconds

    async def start(self, request: Request) -> Response:
        from springmass.lab.start import start_document

        query = {name: value for name, value in request.query_params.items() if name not in ("client", "seq")}
        client, seq = _who(request.query_params)
        return await self._do(f"start {client}", seq, partial(_written, start_document, query, self._first))

    async def answer(self, request: Request) -> Response:
        given = await _body(request)
        client, seq = _who(given)

        def work() -> bytes:
            from springmass.lab.answer import answer

            return _dumped({**answer(_state(given)), "seq": seq})

        return await self._do(client, seq, work)

    async def take(self, request: Request) -> Response:
        from starlette.responses import Response

        from springmass.lab.takeaway import KINDS, take

        kind = request.path_params["kind"]
        if kind not in KINDS:
            return _json(*problem(404, "There is nothing here."))
        given = await _body(request)
        client, seq = _who(given)

        def work() -> Response:
            parcel = take(kind, _state(given))
            name = f'attachment; filename="{parcel.name}"'
            return Response(parcel.content, media_type=parcel.media_type, headers={"Content-Disposition": name})

        return await self._do(f"take {client}", seq, work, TAKE_SECONDS)

    async def upload(self, request: Request) -> Response:
        from springmass.lab.upload import ending_of

        told = dict(request.query_params)
        client, seq = _who(told)
        name = told.pop("name", "")
        measured = {key: value for key, value in told.items() if key not in ("client", "seq")}
        try:
            ending = ending_of(name)
        except InputError as error:
            return _refused(error)
        with tempfile.TemporaryDirectory(prefix="springmass-") as folder:
            file = Path(folder) / f"recording{ending}"
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    with file.open("wb") as stream:
                        async for part in request.stream():
                            stream.write(part)
            except TimeoutError:
                return _json(*problem(408, "The file came too slowly."))
            work = partial(_uploaded, file, name, measured)
            return await self._do(f"upload {client}", seq, work, UPLOAD_SECONDS)

    async def _do(
        self, client: str, seq: int, work: Callable[[], bytes | Response], seconds: float | None = None
    ) -> Response:
        """Compute in a thread when it is this client's turn; whatever goes wrong is one sentence."""
        limit = self._seconds if seconds is None else seconds
        try:
            done = await self._newest.answer(client, seq, work, limit)
        except Superseded:
            return _json(409, {"superseded": True, "seq": seq})
        except TooSlow:
            return _json(*problem(503, f"That takes longer than {limit:g} seconds: ask for something simpler."))
        except Crowded:
            return _json(*problem(503, "Too many people ask at once; try again in a moment."))
        except InputError as error:
            return _refused(error)
        return _bytes(done) if isinstance(done, bytes) else done


def _uploaded(file: Path, name: str, measured: Mapping[str, str]) -> bytes:
    from springmass.lab.upload import document_of, runner_of

    return _dumped(document_of(runner_of(file, name, measured)))


def _written(make: Callable[..., dict[str, Any]], *given: Any) -> bytes:
    return _dumped(make(*given))


def _state(given: Mapping[str, Any]) -> Any:
    from springmass.lab.state import state_of

    return state_of(given["state"])


async def _body(request: Request) -> dict[str, Any]:
    """The envelope ``{"client", "seq", "state"}``."""
    wrong = InputError("request", allowed='must be JSON with "client", "seq" and "state"')
    try:
        async with asyncio.timeout(BODY_SECONDS):
            text = await request.body()
        given = json.loads(text)
    except (ValueError, RecursionError, TimeoutError):
        raise wrong from None
    if not (isinstance(given, dict) and isinstance(given.get("state"), dict)):
        raise wrong
    return given


def _who(given: Mapping[str, Any]) -> tuple[str, int]:
    """Who asks, and the number of the question."""
    client, seq = given.get("client", ""), given.get("seq", 0)
    if isinstance(seq, str) and seq.isdecimal() and len(seq) < 16:
        seq = int(seq)
    if not (isinstance(client, str) and len(client) <= _LONGEST_NAME):
        raise InputError("client", allowed=f"must be text of at most {_LONGEST_NAME} letters")
    if not (isinstance(seq, int) and not isinstance(seq, bool) and 0 <= seq < 2**53):
        raise InputError("seq", given=seq, allowed="must be a whole number")
    return client, seq


def _dumped(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _bytes(body: bytes, status: int = 200, close: bool = False) -> Response:
    from starlette.responses import Response

    headers = {"Cache-Control": "no-store", **({"Connection": "close"} if close else {})}
    return Response(body, status, headers, media_type="application/json")


def _json(status: int, document: Mapping[str, Any], close: bool = False) -> Response:
    return _bytes(_dumped(document), status, close)


def _refused(error: InputError) -> Response:
    first = error.problems[0]
    return _json(*problem(422, str(error), first.where))


def _says(status: int, sentence: str) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def say(request: Request, error: Exception) -> Response:
        if isinstance(error, InputError):
            return _refused(error)
        return _json(*problem(status, sentence or str(error)), close=status == 413)

    return say


async def _page(request: Request) -> Response:
    from starlette.responses import Response

    text, media_type = PAGES[request.url.path]
    plain, small, tag = _content(text)
    headers = {"Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(small, headers={**headers, "Content-Encoding": "gzip"}, media_type=media_type)
    return Response(plain, headers=headers, media_type=media_type)


@lru_cache(maxsize=8)
def _content(text: Callable[[], str]) -> tuple[bytes, bytes, str]:
    """A page as it is and packed, with a mark that says whether a browser has it already."""
    plain = text().encode()
    return plain, gzip.compress(plain, 9, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:16]}"'
