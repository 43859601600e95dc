"""The page's own files: its parts joined into the one module that browsers and notebooks load, its style, its frame."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+\.js)";\n', re.MULTILINE)
_LAST = "lab.js"


@lru_cache(1)
def script() -> str:
    """The lab as one JavaScript module without imports.

    A notebook's widget and a page that works from disk load one module only. So the parts, modules themselves, stand
    one behind the other, each after those it imports, without the lines that import.

    Returns
    -------
    str

    Examples
    --------
    >>> text = script()
    >>> text.index("function makeStage") < text.index("function mount(") < text.index("export default")
    True
    """
    placed: list[str] = []

    def place(name: str, path: tuple[str, ...] = ()) -> None:
        if name in path:
            raise AssertionError(f"parts of the page import each other in a circle: {' → '.join((*path, name))}")
        if name in placed:
            return
        for other in _IMPORT.findall(_read(name)):
            place(other, (*path, name))
        placed.append(name)

    place(_LAST)
    return "\n".join(_IMPORT.sub("", _read(name)) for name in placed)


@lru_cache(1)
def style() -> str:
    """The lab's style sheet."""
    return _read("lab.css")


@lru_cache(1)
def frame() -> str:
    """The page the server gives: it loads script and style."""
    return _read("index.html")


@lru_cache
def _read(name: str) -> str:
    return (_STATIC / name).read_text("utf-8").replace("\r\n", "\n")
