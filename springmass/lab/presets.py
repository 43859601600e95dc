"""Runners to begin with: the shipped scenarios that make sense on the page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from springmass.scenario import loads, shipped
from springmass.scenario.shelves import SHELVES

_SAME_RUNNER = ("hip-behind", "overstride")
"""Left out: another one's runner with another question."""
NAMES = tuple(name for names in SHELVES.values() for name in names if name not in _SAME_RUNNER)
"""In order."""


@lru_cache(1)
def presets() -> list[dict[str, Any]]:
    """Name, title and question of each runner to begin with, and whether he has a steady gait.

    Examples
    --------
    >>> presets()[0]["title"]
    'Runner RBDS001 at 3.5 m/s'
    """
    found = []
    for name in NAMES:
        scenario = loads(shipped(name).read_text(encoding="utf-8"), file=name)
        steady = scenario.gait.find is not None
        found.append({"name": name, "title": scenario.title, "question": scenario.question, "steady": steady})
    return found
