"""The prose of the pages, and the numbers in it; and what is said to stand behind each (see ``pages_truth.py``)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent

LEFT_OUT = re.compile(
    r"```.*?```"  # what is typed and what comes back: test_readme runs it; directives: Sphinx makes them anew
    r"|<!--.*?-->"
    r"|\$\$.*?\$\$|\$[^$\n]*\$"  # formulas
    r"|`[^`]*`"  # names, commands, fields
    r"|(?<=\])\([^)\s]*\)"  # where a link leads
    r"|^#+ \d+ ·|^\d+\. (?=\S)"  # numbered headings and lists
    r"|\[\^?\d+\]",
    re.DOTALL | re.MULTILINE,
)
WORDS = "half|two|three|four|five|six|seven|eight|nine|ten|twelve|thirteen|twenty|thirty"
COUNTED = (
    "centimetres?|millimetres?|metres?|degrees?|per cent|times|milliseconds?|seconds?|minutes?|steps?|kilograms?"
    "|body weights?|newtons?|definitions?|notebooks?|lessons?|claims?|trials?"
)
NUMBER = re.compile(
    r"(?<![\w.])[−+±-]?\d+(?:[.,:]\d+)*"
    rf"|\b(?:{WORDS})(?: and a half| (?:quarter|third|fourth|fifth|tenth)s?)?(?: of an?| to \w+)? (?:{COUNTED})\b"
    r"|\bone (?:per cent|standard deviation|centimetre)\b"
    r"|\b(?:an?|two|three|over a|by a|to a) (?:third|quarter|fourth|fifth|tenth)s?\b|\btwice\b|\bby half\b",
    re.IGNORECASE,
)
"""In digits, or in words before a unit."""

NO_RESULT = re.compile(
    r"Python \d[\d.]*(?: or newer)?|CC BY 4\.0|\b(?:19|20)\d\d\b|doi [\d./]+\w*|PMC\d+"
    r"|\b\d+(?: Suppl\. \d+)?:e?\d+\b"  # volume and page
    r"|\b26 (?:real |treadmill |open )?(?:runners|ones|people)\b",
)
"""Versions, licences, years, where a paper was printed, and how many runners were measured."""


def prose(page: str) -> str:
    """A page of the repository without code (but with its remarks), formulas and link targets, in one line."""
    text = (ROOT / page).read_text(encoding="utf-8")
    text = re.sub(r"```sh\n(.*?)```", lambda block: ". ".join(re.findall(r"  # (.*)", block[1])), text, flags=re.DOTALL)
    return " ".join(LEFT_OUT.sub(" ", text).split())


@dataclass(frozen=True)
class Said:
    """Words of a page, and what stands behind their numbers.

    ``words`` as they stand; each ``{:…}`` in them is filled with what ``found`` gives now. Without such a place it says
    whether the words hold. ``given``: no result of ours, and why: a setting, a definition, somebody else's number.
    """

    words: str
    found: Callable[[], object] | None = None
    given: str = ""


def filled(said: Said) -> str:
    """The words as they should stand."""
    if said.found is None:
        assert said.given, f"nothing stands behind: {said.words}"
        return said.words
    value = said.found()
    if "{" not in said.words:
        assert isinstance(value, bool | np.bool_), f"neither holds nor does not: {said.words}"
        assert value, f"does not hold: {said.words}"
        return said.words
    return said.words.format(*value) if isinstance(value, tuple) else said.words.format(value)


def without_backing(text: str, words: list[str], cited: re.Pattern[str] | None = None) -> list[str]:
    """Numbers of a prose that stand in none of the words, each with what is around it."""
    spans = [one.span() for one in NO_RESULT.finditer(text)]
    for one in words:
        spans += [found.span() for found in re.finditer(re.escape(one), text)]
    if cited:
        spans += [one.span() for one in cited.finditer(text)]
    return [
        f"…{text[max(0, one.start() - 60) : one.end() + 40]}…"
        for one in NUMBER.finditer(text)
        if not any(start <= one.start() and one.end() <= end for start, end in spans)
    ]
