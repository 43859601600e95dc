"""A number of things, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def counted(number: int, thing: str) -> str:
    """Number and thing, with the s of several.

    Examples
    --------
    >>> counted(1, "record"), counted(3, "record")
    ('1 record', '3 records')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def tally(reasons: Iterable[str]) -> dict[str, int]:
    """How often each reason was given, in order of their first; empty ones are none.

    Examples
    --------
    >>> tally(["too short", "", "two feet", "too short"])
    {'too short': 2, 'two feet': 1}
    """
    return dict(Counter(reason for reason in reasons if reason))
