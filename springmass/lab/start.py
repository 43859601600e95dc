"""What the page gets when it opens: sliders, ways of asking, runners, lessons, real runners, a first answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from springmass.errors import InputError
from springmass.evidence.runners26 import ATTRIBUTION, SPEEDS, band
from springmass.lab.answer import answer, band_name
from springmass.lab.baseline import baseline
from springmass.lab.lesson_answers import answered
from springmass.lab.lesson_files import lesson, lessons
from springmass.lab.presets import presets
from springmass.lab.sliders import asks, groups, sliders
from springmass.lab.state import LabState, state_from_query

_BANDS = {"vertical": "vertical_force", "fore_aft": "fore_aft_force", "knee_moment": "knee_moment"}
"""Curve of a picture → curve of the 26 runners."""


def start_document(query: Mapping[str, str], first: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Everything a page needs to begin.

    Parameters
    ----------
    query : mapping
        Of the page's address, as :func:`springmass.lab.state.state_from_query` reads it.
    first : mapping, optional
        ``scenario`` or ``text``: the runner where the query names none.

    Returns
    -------
    dict
        ``state, sliders, groups, asks, presets, lessons, runners26, answer``; plain JSON types.

    Raises
    ------
    InputError
        For a query that makes no sense.

    Examples
    --------
    >>> found = start_document({"s": "seyfarth"})
    >>> found["state"]["scenario"], found["answer"]["error"]
    ('seyfarth', None)
    """
    state = state_from_query(query)
    if first is not None and not {"s", "t"} & set(query):
        state = LabState(**{**state.model_dump(), "scenario": "", "text": "", **first})
    return started(state)


def started(state: LabState) -> dict[str, Any]:
    """The start document of a state; see :func:`start_document`.

    Examples
    --------
    >>> [one["name"] for one in started(LabState(scenario="rbds001"))["asks"]]
    ['one step', 'matched', 'settle']
    """
    try:
        start = baseline(state)
    except InputError:
        start = None  # the answer says what is wrong
    return {
        "state": state.model_dump(),
        "sliders": [] if start is None else sliders(start, state),
        "groups": groups(),
        "asks": list(asks(start).values()),
        "presets": presets(),
        "lessons": _lessons(),
        "runners26": real_runners(),
        "answer": answer(state),
    }


@cache
def _lessons() -> list[dict[str, Any]]:
    """All lessons with what is right in each step, worked out once."""
    return [answered(lesson(name)) for name in lessons()]


@cache
def real_runners() -> dict[str, Any]:
    """The bands of the 26 runners; an answer's ``band`` says which of them belongs behind its curves.

    Returns
    -------
    dict
        ``speeds``: name of a speed → its ``speed`` [m/s], and curve of a picture → ``{"share", "mean", "sd"}``;
        ``attribution``: who they are.

    Examples
    --------
    >>> list(real_runners()["speeds"])
    ['2.5', '3.5', '4.5']
    """
    return {"attribution": ATTRIBUTION, "speeds": {band_name(one): _bands(one) for one in SPEEDS}}


def _bands(speed: float) -> dict[str, Any]:
    found: dict[str, Any] = {"speed": speed}
    for ours, theirs in _BANDS.items():
        curve = band(theirs, speed)
        shown = {"share": (curve.percent, 1), "mean": (curve.mean, 4), "sd": (curve.sd, 4)}
        found[ours] = {name: [round(float(one), digits) for one in values] for name, (values, digits) in shown.items()}
    return found
