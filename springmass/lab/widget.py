"""The lab in a notebook: the same page, with the notebook's own Python to answer it."""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from springmass.errors import InputError, need, one_of

_LOG = logging.getLogger("springmass.lab")
_BROKEN = "Something went wrong in the lab; the notebook's log says more."


def open_lab(scenario: Any = "rbds001", *, height: int = 580) -> Any:
    """Open the lab in a notebook cell (JupyterLab, marimo, VS Code, Colab).

    Parameters
    ----------
    scenario : str, path or Scenario
        A shipped name, a scenario file, or a scenario such as a fitted runner's.
    height : int
        Of the cell [pixels]; what does not fit scrolls. ``lab.height = 800`` changes it later.

    Returns
    -------
    anywidget.AnyWidget
        The last expression of a cell shows it.

    Raises
    ------
    InputError
        For a scenario that cannot be read, or without anywidget.

    Examples
    --------
    >>> lab = open_lab("rbds001")
    >>> lab.start["state"]["scenario"]
    'rbds001'
    """
    if not (isinstance(height, int) and not isinstance(height, bool) and 200 <= height <= 10_000):
        raise InputError("height", given=height, allowed="must be a whole number of pixels, 200 to 10000")
    make = _widget()
    from springmass.lab.start import started

    return make(start=started(_state(scenario)), height=height)


def _state(scenario: Any) -> Any:
    from springmass.lab.serve import beginning
    from springmass.lab.state import LabState
    from springmass.lab.upload import text_of
    from springmass.scenario import Scenario

    if isinstance(scenario, Scenario):
        return LabState(text=text_of(scenario))
    if not isinstance(scenario, str | os.PathLike):
        kind = type(scenario).__name__
        raise InputError("scenario", given=kind, allowed="must be a Scenario, or the file or name of one")
    name, text = beginning(scenario)
    return LabState(scenario=name, text=text)


def reply(content: Any, buffers: list[Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Answer one message of the page.

    Parameters
    ----------
    content : dict
        ``{"type": "answer", "state", "seq"}``, or of type ``start`` (query), ``take`` (kind, state), ``upload`` (name,
        measured; the file is the first buffer).
    buffers : list
        Bytes that came along.

    Returns
    -------
    message : dict
        The same type and seq, with ``document``; what goes wrong stands there as ``error`` with where and message, and
        in the message itself. A ``take`` has ``name`` and ``mime`` instead.
    buffers : list of bytes
        The file of a ``take``.

    Examples
    --------
    >>> message, _ = reply({"type": "answer", "seq": 3, "state": {"scenario": "seyfarth"}}, [])
    >>> message["seq"], message["document"]["error"]
    (3, None)
    """
    given = content if isinstance(content, dict) else {}
    told = {"type": given.get("type"), "seq": given.get("seq")}
    try:
        one_of("type", told["type"], _ANSWERS)
        more, files = _ANSWERS[given["type"]](given, buffers)
    except InputError as error:
        problem = {"error": {"where": error.problems[0].where, "message": str(error)}}
    except Exception:
        _LOG.exception("a message of the lab's page")
        problem = {"error": {"where": "", "message": _BROKEN}}
    else:
        return {**told, **more}, files
    return {**told, **problem, "document": problem}, []


def _answer(given: dict[str, Any], buffers: list[Any]) -> tuple[dict[str, Any], list[bytes]]:
    from springmass.lab.answer import answer
    from springmass.lab.state import state_of

    return {"document": {**answer(state_of(given.get("state"))), "seq": given.get("seq")}}, []


def _start(given: dict[str, Any], buffers: list[Any]) -> tuple[dict[str, Any], list[bytes]]:
    from springmass.lab.start import start_document, started
    from springmass.lab.state import state_of

    if "state" in given:
        return {"document": started(state_of(given["state"]))}, []
    query = given.get("query")
    asked = {str(name): str(value) for name, value in query.items()} if isinstance(query, dict) else {}
    return {"document": start_document(asked)}, []


def _take(given: dict[str, Any], buffers: list[Any]) -> tuple[dict[str, Any], list[bytes]]:
    from springmass.lab.state import state_of
    from springmass.lab.takeaway import take

    parcel = take(str(given.get("kind")), state_of(given.get("state")))
    return {"name": parcel.name, "mime": parcel.media_type}, [parcel.content]


def _upload(given: dict[str, Any], buffers: list[Any]) -> tuple[dict[str, Any], list[bytes]]:
    import tempfile

    from springmass.lab.safety import LARGEST_UPLOAD
    from springmass.lab.upload import document_of, ending_of, runner_of

    name = str(given.get("name"))
    ending = ending_of(name)
    content = bytes(buffers[0]) if buffers else b""
    if len(content) > LARGEST_UPLOAD:
        raise InputError("file", allowed=f"is larger than {LARGEST_UPLOAD // 1_000_000} MB")
    with tempfile.TemporaryDirectory(prefix="springmass-") as folder:
        file = Path(folder) / f"recording{ending}"
        file.write_bytes(content)
        measured = given.get("measured")
        said = {str(key): str(value) for key, value in measured.items()} if isinstance(measured, dict) else {}
        return {"document": document_of(runner_of(file, name, said))}, []


_ANSWERS = {"answer": _answer, "start": _start, "take": _take, "upload": _upload}


@lru_cache(1)
def _widget() -> type:
    """The widget's class; made when first needed, since the package works without anywidget."""
    need("open_lab", "notebook", "anywidget")
    import anywidget
    import traitlets

    from springmass.lab.page_files import script, style

    class Lab(anywidget.AnyWidget):
        """The lab in a cell."""

        _esm = script()
        _css = style()
        start = traitlets.Dict().tag(sync=True)
        height = traitlets.Int(580).tag(sync=True)

        def __init__(self, **traits: Any) -> None:
            super().__init__(**traits)
            self.on_msg(self._told)

        def _told(self, widget: Any, content: Any, buffers: list[Any]) -> None:
            message, files = reply(content, buffers)
            self.send(message, buffers=files or None)

    return Lab
