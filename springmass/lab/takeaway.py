"""What a visitor takes home: the run as a table, the scenario, a picture, an animation."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from springmass.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from springmass.gait.run import Run
    from springmass.lab.state import LabState
    from springmass.scenario import Scenario

KINDS = {"csv": "text/csv; charset=utf-8", "toml": "application/toml", "png": "image/png", "gif": "image/gif"}
"""Kind of file → its media type"""
_STEPS = 10
"""A run as a table has so many steps, if it gets so far."""
_DRAWING = threading.Lock()  # matplotlib's settings are one for the whole program


@dataclass(frozen=True)
class Parcel:
    """A file to download."""

    name: str
    media_type: str
    content: bytes


def take(kind: str, state: LabState) -> Parcel:
    """Make a file of what the page shows.

    Parameters
    ----------
    kind : str
        ``"csv"`` the changed run at 200 rows a second, ``"toml"`` the scenario that asks what the page asks, ``"png"``
        the picture, ``"gif"`` the runner running.
    state : LabState

    Returns
    -------
    Parcel

    Raises
    ------
    InputError
        For another kind, or a state of which there is no run; physics never raises.
    """
    if kind not in KINDS:
        raise InputError("take", given=kind, allowed="is no kind of file", hint=did_you_mean(kind, KINDS))
    with tempfile.TemporaryDirectory(prefix="springmass-") as folder:
        place = Path(folder) / f"run.{kind}"
        _WRITERS[kind](state, place)
        return Parcel(f"springmass-{_stem(state)}.{kind}", KINDS[kind], place.read_bytes())


def _changed(state: LabState) -> Scenario:
    """The scenario that is shown, released from its apex."""
    from springmass.lab.answer import ask

    start, answer, _ = ask(state)
    if answer is None:
        return start.scenario
    if answer.changed is None:
        raise InputError("take", allowed=f"there is no such run: {answer.message.rstrip('.')}")
    scenario = answer.changed_scenario
    if answer.ask == "settle" and answer.settled:  # what it came to, not how it came there
        apex = {"gait.apex_height": answer.changed.start_height, "gait.apex_speed": answer.changed.start_speed}
        scenario = scenario.with_values(apex)
    return scenario


def _run(state: LabState) -> Run:
    from springmass.gait.simulate import simulate

    return simulate(_changed(state), steps=_STEPS)


def _table(state: LabState, place: Path) -> None:
    from springmass.report.export.public import export

    export(_run(state), place)


def asking(state: LabState) -> Scenario:
    """The scenario that asks what the page asks: the runner before the change, and the change as its only what-if.

    Parameters
    ----------
    state : LabState

    Returns
    -------
    Scenario
        What was asked in the scenario it came from is not in it.

    Raises
    ------
    InputError
        For a state that cannot be asked.

    Examples
    --------
    >>> from springmass.lab.state import LabState
    >>> asking(LabState(scenario="overstride", change={"foot.ahead": "26 cm"}, ask="matched")).what_if
    (WhatIf(name='foot.ahead =26 cm', change={'foot.ahead': '=26 cm'}, ask='matched'),)
    """
    from springmass.lab.answer import ask
    from springmass.scenario import Scenario

    start, answer, _ = ask(state)
    told = start.asked.to_dict(defaults=False)
    for name in ("what_if", "answer", "expect"):  # the answer is one to the old what-ifs
        told.pop(name, None)
    if answer is not None:
        told.pop("question", None)
        told["what_if"] = [{"change": answer.change, "ask": answer.ask}]
    return Scenario(**told)


def _toml(state: LabState, place: Path) -> None:
    from springmass.dynamics.marks import DEFAULT_MIDSTANCE
    from springmass.scenario import save

    scenario = asking(state)
    verb, many = ("what-if", " --all") if scenario.what_if else ("run", " --steps 1 --all")
    measured = "" if state.midstance == DEFAULT_MIDSTANCE else f' --midstance "{state.midstance}"'
    save(scenario, place, defaults=False)
    name = f"springmass-{_stem(state)}.toml"
    lead = f"# Taken home from the lab. Its numbers again: springmass {verb} {name}{many}{measured}\n\n"
    place.write_text(lead + place.read_text(encoding="utf-8"), encoding="utf-8")


def _png(state: LabState, place: Path) -> None:
    from springmass.figures import save, slingshot, stroboscopic
    from springmass.lab.answer import ask

    start, answer, _ = ask(state)
    with _DRAWING:
        figure = slingshot(answer) if answer is not None else stroboscopic(start.step, midstance=state.midstance)
        save(figure, place)


def _gif(state: LabState, place: Path) -> None:
    from springmass.figures.animation import animate
    from springmass.lab.answer import ask

    start, answer, _ = ask(state)
    with _DRAWING:
        animate(answer or start.found or _run(state), place, midstance=state.midstance)


_WRITERS = {"csv": _table, "toml": _toml, "png": _png, "gif": _gif}


def _stem(state: LabState) -> str:
    """A file name of letters the server chose."""
    changed = "-".join(name.rpartition(".")[2].replace("_", "-") for name in sorted(state.change))
    return "-".join(part for part in (state.scenario or "runner", changed[:40].strip("-")) if part)
