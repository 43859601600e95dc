"""The outputs of a sweep in words and colours: flags, which run a number is of, and why there is none."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from springmass.figures.across import said
from springmass.figures.lettering import folded
from springmass.figures.style import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION, YELLOW
from springmass.figures.swept import Swept, Variable
from springmass.metrics import ARRAY_METRICS, METRICS

ENDED = {
    "running": "still running",
    "fell": "falls",
    "foot_below_ground": "flies too low for its leg",
    "takeoff_down": "no flight",
    "no_takeoff": "never takes off",
    "no_contact": "foot comes too late",
    "slipped": "slips",
    "invalid_input": "no such start",
    "thrown_back": "thrown back",
    "no_gait": "no steady gait",
}
"""Why a run ended, in words that fit on a map."""
_WORDS = {
    "gait_exists": {"no": "no steady gait found", "yes": "there is a steady gait"},
    "gait_stable": {
        "no_gait": "no steady gait found",
        "unstable": "unstable: stumbles grow",
        "stable": "stable: stumbles die out",
    },
    "outcome": ENDED,
}
_QUESTIONS = {
    "outcome": "why runs end",
    "gait_exists": "where there is a steady gait",
    "gait_stable": "which steady gaits are stable",
}
_NONE = "#E4E4E4"
_COLOURS = {
    "running": YELLOW,
    "fell": VERMILLION,
    "foot_below_ground": SKY,
    "takeoff_down": BLUE,
    "no_takeoff": GREEN,
    "no_contact": ORANGE,
    "slipped": PURPLE,
    "invalid_input": BLACK,
    "thrown_back": GREY,
    "no_gait": _NONE,
    "no": _NONE,
    "yes": BLUE,
    "unstable": ORANGE,
    "stable": BLUE,
}
"""One colour for a word, on every map."""


def word_for(one: Variable, code: int) -> str:
    """A flag in words people read."""
    word = one.flags[code]
    return _WORDS.get(one.name, {}).get(word, word.replace("_", " "))


def topic(one: Variable) -> str:
    """What an output is, short enough to stand over a graph."""
    return _QUESTIONS.get(one.name, one.label)


def heading(one: Variable) -> str:
    """The same with its unit."""
    return _QUESTIONS.get(one.name, one.title)


def colour_of(word: str) -> str:
    """The colour of a flag."""
    return _COLOURS.get(word, GREY)


def percent(share: float) -> str:
    """A share of a map, its smallest parts not rounded away.

    Examples
    --------
    >>> percent(46.8), percent(0.034), percent(99.97), percent(100.0)
    ('47 %', '0.03 %', '99.97 %', '100 %')
    """
    if share in (0.0, 100.0) or 1.0 <= share <= 99.0:
        return f"{share:.0f} %"
    return f"{share:.1g} %" if share < 1.0 else f"{share:.4g} %"


def which_run(swept: Swept, one: Variable) -> str:
    """Which part of the running an output describes."""
    if one.name in ("steps_to_fall", "outcome"):
        return f"Runs of up to {swept.steps} steps."
    if one.name.startswith("gait_"):
        return "Of the steady gait of every runner, where one is found."
    gait = None if swept.scenario is None else swept.scenario.gait
    if gait is not None and gait.find:
        return "Measured on a step of the steady gait."
    return "Measured on the first step from the release."


def why_nothing(swept: Swept, one: Variable) -> str:
    """Why an output has no number where it has none, for the legend."""
    gait = None if swept.scenario is None else swept.scenario.gait
    if one.name.startswith("gait_") or (gait is not None and gait.find):
        return "no steady gait found there"
    if "outcome" not in swept.names:
        return "no running there"
    ended = swept.variable("outcome")
    codes, counts = np.unique(ended.values[~np.isfinite(one.values)], return_counts=True)
    found = sorted(zip(counts.tolist(), codes.tolist(), strict=True), reverse=True)
    words = [word_for(ended, code) for count, code in found if count >= 0.05 * counts.sum()]
    if words and words[0] == ENDED["running"]:
        return "not defined there"
    return f"no running there: {', '.join(word for word in words if word != ENDED['running'])}"


def caption(swept: Swept, drawn: Iterable[Variable], width: int, *more: str) -> str:
    """Small print: what was held, who ran and how far, how well it was computed, and that it is a model.

    Parameters
    ----------
    swept : Swept
    drawn : iterable of Variable
        What the figure shows.
    width : int
        Letters in a line.
    *more : str
        Sentences before it.
    """
    parts = [one for one in more if one]
    if swept.held:
        parts.append(f"Held: {', '.join(one.words for one in swept.held)}.")
    gait = None if swept.scenario is None else swept.scenario.gait
    if gait is not None and gait.apex_height is not None and gait.apex_speed is not None:
        varied = {axis.field for axis in swept.across}
        release = (("gait.apex_height", gait.apex_height, "m"), ("gait.apex_speed", gait.apex_speed, "m/s"))
        start = ", ".join(said(value, unit) for field, value, unit in release if field not in varied)
        parts.append(f"Every runner is released from an apex{f' ({start})' if start else ''}.")
    elif gait is not None and gait.find:
        parts.append("A steady gait is looked for anew at every point.")
    parts.append(f"Everything else as in “{swept.title}”.")
    parts.append(_how(swept, tuple(drawn)))
    if swept.thinned > 1:
        nth = {2: "second", 3: "third"}.get(swept.thinned, f"{swept.thinned}th")
        parts.append(f"Along the longest axis every {nth} value is drawn.")
    parts.append("A model, a mass on a spring leg: no measurement of people.")
    return folded(" ".join(parts), width)


def _how(swept: Swept, drawn: tuple[Variable, ...]) -> str:
    """Which engine computed what is drawn, and how well."""
    runner, fields = swept.scenario, [axis.field for axis in swept.across]
    one_by_one = "world.friction" in fields or (
        runner is not None and (runner.gait.find is not None or runner.world.friction is not None)
    )
    slow = [one for one in drawn if one_by_one or (one.name in METRICS and one.name not in ARRAY_METRICS)]
    if drawn and len(slow) == len(drawn):
        return "Computed one runner at a time (reference engine)."
    promised = f"{swept.accuracy:.0e}".replace("e-0", "e-")
    others = f"; {', '.join(topic(one) for one in slow)} one runner at a time (reference engine)" if slow else ""
    return f"Steps computed to {promised} of a leg length (engine {swept.engine}){others}."
