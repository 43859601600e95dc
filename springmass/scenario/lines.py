"""On which line of a TOML file does a key stand? ``tomllib`` does not say, so this reads the keys once more.

It is handed only text that ``tomllib`` has accepted, so it follows the structure and checks nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))[ \t]*(\.)?""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'", re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}#\n]*")


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.ends = [match.start() for match in re.finditer("\n", text)]
        self.position = 0
        self.lines: dict[str, int] = {}
        self.lists: dict[str, int] = {}

    def blank(self) -> None:
        match = _BLANK.match(self.text, self.position)
        self.position = match.end() if match else self.position

    def at(self, sign: str) -> bool:
        if self.text.startswith(sign, self.position):
            self.position += len(sign)
            return True
        return False

    def note(self, path: str, start: int) -> None:
        self.lines.setdefault(path, bisect_left(self.ends, start) + 1)

    def key(self, base: str, start: int) -> str:
        """Read a dotted key; inside a list of tables it belongs to the last one."""
        path = base
        while match := _KEY.match(self.text, self.position):
            self.position = match.end()
            name = next(part for part in match.groups()[:3] if part is not None)
            path = f"{path}.{name}" if path else name
            if match[4] is None:
                break
            if path in self.lists:
                path = f"{path}[{self.lists[path]}]"
            self.note(path, start)
        return path

    def document(self) -> dict[str, int]:
        table = ""
        self.blank()
        while (start := self.position) < len(self.text):
            if self.at("[["):
                table = self.key("", start)
                self.lists[table] = self.lists.get(table, -1) + 1
                self.note(table, start)
                table = f"{table}[{self.lists[table]}]"
                self.note(table, start)
                self.at("]]")
            elif self.at("["):
                table = self.key("", start)
                self.note(table, start)
                self.at("]")
            else:
                self.pair(table)
            self.blank()
            if self.position == start:  # cannot be in valid TOML, but a line number is no reason to hang
                break
        return self.lines

    def pair(self, base: str) -> None:
        start = self.position
        path = self.key(base, start)
        self.note(path, start)
        self.at("=")
        self.blank()
        self.value(path)

    def value(self, path: str) -> None:
        if self.at("{"):
            self.items("}", path, 0)
        elif self.at("["):
            self.items("]", path, 0)
        elif match := _STRING.match(self.text, self.position) or _SCALAR.match(self.text, self.position):
            self.position = max(match.end(), self.position)

    def items(self, end: str, path: str, count: int) -> None:
        self.blank()
        while not self.at(end) and self.position < len(self.text):
            if end == "}":
                self.pair(path)
            else:
                self.note(f"{path}[{count}]", self.position)
                self.value(f"{path}[{count}]")
                count += 1
            self.blank()
            self.at(",")
            self.blank()


def line_map(text: str) -> dict[str, int]:
    r"""Find the line of every key of a TOML document.

    Parameters
    ----------
    text : str
        A document that ``tomllib`` accepts.

    Returns
    -------
    dict
        Dotted name, list items as ``what_if[0]``, → line, from 1.

    Examples
    --------
    >>> line_map('[leg]\nlaw = "spring"\n')
    {'leg': 1, 'leg.law': 2}
    """
    return _Reader(text).document()
