"""A number of things, in words."""

from __future__ import annotations


def counted(number: int, thing: str) -> str:
    """Number and thing, with the s of several.

    Examples
    --------
    >>> counted(1, "record"), counted(3, "record")
    ('1 record', '3 records')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
