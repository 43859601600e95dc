"""The lab as one file that needs no server: the page, and answers computed beforehand."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import math
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from springmass.errors import InputError
from springmass.gait.what_if import ONE_STEP, QUESTIONS
from springmass.lab.answer import answer
from springmass.lab.page_files import script, style
from springmass.lab.serve import beginning
from springmass.lab.start import started
from springmass.lab.state import LabState
from springmass.writing import hindrance, in_one_move

FOOT, SECOND = "foot.ahead", "leg.stiffness"
LARGEST = 3_000_000
"""Bytes of the file."""
_DENSITIES = ((21, 5), (17, 5), (15, 3), (11, 3), (11, 0), (7, 0))
"""Places of the foot and values of the stiffness, tried until the file is small enough."""
_SHARE = 0.1
"""Of a slider's own value, between two values of the second slider."""


def export_lab(scenario: str | os.PathLike[str], path: str | os.PathLike[str], *, progress: bool = False) -> Path:
    """Write the lab to one HTML file that works from disk, without server or network.

    Parameters
    ----------
    scenario : str or path
        A shipped name, or a scenario file.
    path : path
        The file; one that is there already is replaced, in one move.
    progress : bool
        Whether to show a bar: some 180 runs are computed.

    Returns
    -------
    Path
        The file, of at most 3 MB.

    Raises
    ------
    InputError
        For a scenario that cannot be read or has no gait, and a place that cannot be written to.

    Examples
    --------
    >>> export_lab("rbds001", "nowhere/lab.html")
    Traceback (most recent call last):
    springmass.errors.InputError: lab: given "nowhere/lab.html"; cannot be written: the folder "nowhere" does not exist.
    """
    place = Path(path)
    if why := hindrance(place):
        raise InputError("lab", given=str(path), allowed=f"cannot be written: {why}")
    name, text = beginning(scenario)
    page = lab_page(LabState(scenario=name, text=text), progress=progress)
    try:
        with in_one_move(place) as temporary:
            temporary.write_text(page, encoding="utf-8")
    except OSError as error:
        raise InputError("lab", given=str(path), allowed=f"cannot be written: {error.strerror or error}") from None
    return place


def lab_page(state: LabState, *, progress: bool = False) -> str:
    """The whole page as text; see :func:`export_lab`.

    Parameters
    ----------
    state : LabState
        What the page begins with, without changes.
    progress : bool

    Returns
    -------
    str
    """
    start = started(state)
    if start["answer"]["error"] is not None:
        raise InputError("lab", allowed=start["answer"]["error"]["message"])
    known: dict[str, dict[str, Any]] = {}
    taught = _lesson_runs(start["lessons"])
    for feet, others in _DENSITIES:
        grid = _grid(start, feet, others)
        states = list(_states(state, grid))
        for one in _with_bar(states, progress):
            known.setdefault(_key(one), answer(one))
        asked = {_key(one): known[_key(one)] for one in states}
        page = _page(state.load().title, start, grid, asked, taught)
        if len(page.encode()) <= LARGEST:
            return page
    raise AssertionError("the smallest grid is far below the limit")


def _grid(start: dict[str, Any], feet: int, others: int) -> dict[str, list[str]]:
    """Slider → the values it can take, as text with unit: the foot in steps from where it is, the other rounded."""
    sliders = {one["name"]: one for one in start["sliders"]}
    grid = {}
    for name, count in ((FOOT, feet), (SECOND, others)):
        one = sliders.get(name)
        if one is None or not count or one["value"] is None:
            continue
        home = float(one["value"])
        step = 1.0 if name == FOOT else _round(abs(home) * _SHARE)
        middle = home if name == FOOT else step * round(home / step)
        values = [middle + step * k for k in range(-(count // 2), count // 2 + 1)]
        grid[name] = [f"{value:.6g} {one['unit']}" for value in values if one["min"] <= value <= one["max"]]
    return grid


def _states(state: LabState, grid: dict[str, list[str]]) -> Iterator[LabState]:
    """Every question the page can answer; the second slider moves with one way of asking only."""
    for ask in QUESTIONS:
        for other in (None, *(grid.get(SECOND, ()) if ask == ONE_STEP else ())):
            for foot in (None, *grid.get(FOOT, ())):
                change = {name: value for name, value in ((FOOT, foot), (SECOND, other)) if value is not None}
                yield state.model_copy(update={"ask": ask, "change": change})


def _key(state: LabState) -> str:
    return "|".join((state.ask, state.change.get(FOOT, ""), state.change.get(SECOND, "")))


def _lesson_runs(lessons: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What the lessons show, under the names the page looks them up by: each has a runner of its own."""
    shown = (step[name] for one in lessons for step in one["steps"] for name in ("before", "reference", "state"))
    states = {_name_of(state): state for state in shown if state}
    return {name: answer(LabState(**state)) for name, state in states.items()}


def _name_of(state: dict[str, Any]) -> str:
    moved = (f"{name}={text}" for part in ("runner", "change") for name, text in sorted(state[part].items()))
    return "|".join((state["scenario"], state["ask"], state["midstance"], *moved))


def _page(
    title: str,
    start: dict[str, Any],
    grid: dict[str, list[str]],
    answers: dict[str, dict[str, Any]],
    taught: dict[str, dict[str, Any]],
) -> str:
    count = sum(one["now"] is not None for one in answers.values())
    said = (
        f"precomputed: {count} runs. Sliders stop where a run was computed beforehand; "
        "the lab itself (springmass lab) answers in between, and moves everything else."
    )
    shown = {
        **start,
        "sliders": list(_sliders(start["sliders"], grid)),
        "groups": [one for one in start["groups"] if one["name"] in {"foot", "leg"}],
        "presets": [one for one in start["presets"] if one["name"] == start["state"]["scenario"]],
        "midstances": [start["state"]["midstance"]],
        "precomputed": {"runs": count, "sentence": said},
    }
    del shown["answer"]
    common = next(iter(answers.values()))
    rows = [{key: row[key] for key in row if key not in _MOVING} for row in common["numbers"]]
    data = {
        "start": shown,
        "grid": grid,
        "baseline": common["baseline"],
        "numbers": rows,
        "answers": {key: _short(one, common) for key, one in answers.items()},
        "taught": taught,
    }
    packed = base64.b64encode(gzip.compress(_json(data), 9, mtime=0)).decode("ascii")
    looks = _inline(style(), "style")
    code = _inline(script() + _LOADER.replace("PACKED", packed), "script")
    policy = (
        f"default-src 'none'; script-src '{_hash(code)}'; style-src '{_hash(looks)}'; img-src blob: data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{html.escape(title)} – the running lab</title><style>{looks}</style></head>\n"
        f'<body class="smlab-page"><div id="lab-file"><p class="loading" role="status">The lab is unpacked …</p></div>'
        "<noscript><p>The lab needs JavaScript.</p></noscript>\n"
        f'<script type="module">{code}</script></body></html>\n'
    )


_MOVING = ("now", "text_now", "text_change")
"""What of a row of numbers is another in every run."""
_SAME = ("baseline",)


def _short(one: dict[str, Any], common: dict[str, Any]) -> dict[str, Any]:
    """An answer without what is the same in all of them."""
    told = {key: value for key, value in one.items() if key not in _SAME}
    told["numbers"] = [[row[key] for key in _MOVING] for row in one["numbers"]]
    if one["baseline"] == one["now"]:
        told["now"] = "baseline"
    return told


def _sliders(sliders: Iterable[dict[str, Any]], grid: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """The sliders that are left, with the steps of the grid."""
    for one in sliders:
        if not grid.get(one["name"]):
            continue
        values = [float(text.split()[0]) for text in grid[one["name"]]]
        step = round(values[1] - values[0], 9) if len(values) > 1 else 1.0
        told = {**one, "min": values[0], "max": values[-1], "step": step, "more": False}
        if one["name"] == SECOND:
            why = "Computed beforehand for one way of asking only; the lab itself has all."
            told["active"] = {ask: ask == ONE_STEP for ask in QUESTIONS}
            told["why"] = {ask: why for ask in QUESTIONS if ask != ONE_STEP}
        yield told


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _inline(text: str, tag: str) -> str:
    if f"</{tag}" in text.lower() or "<!--" in text:
        raise AssertionError(f"lab.{'js' if tag == 'script' else 'css'} cannot stand inside a page")
    return text


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _round(step: float) -> float:
    """The nearest 1, 2 or 5 of a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return min((factor * power for factor in (1.0, 2.0, 5.0, 10.0)), key=lambda one: abs(math.log(one / step)))


def _with_bar(states: list[LabState], progress: bool) -> Iterable[LabState]:
    from tqdm import tqdm

    return tqdm(states, desc="runs", leave=False, disable=None if progress else True)


_LOADER = """
{
  const bytes = Uint8Array.from(atob("PACKED"), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { start, grid, baseline, numbers, answers, taught } = JSON.parse(await new Response(stream).text());
  // Lists stand in the file without what is the same in every run.
  const whole = (short) => ({
    ...short,
    baseline,
    now: short.now === "baseline" ? baseline : short.now,
    numbers: short.numbers.map(([now, text_now, text_change], i) => ({ ...numbers[i], now, text_now, text_change })),
  });
  const nearest = (name, text) => {
    const values = grid[name];
    if (text === undefined || !values?.length) return "";
    const wanted = parseFloat(text.replace("−", "-"));
    const away = (one) => Math.abs(parseFloat(one) - wanted);
    return values.reduce((best, one) => (away(one) < away(best) ? one : best));
  };
  // Lessons have runners of their own, and no runs but those they show.
  const moved = (part) => Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)).map((pair) => pair.join("="));
  const home = start.state;
  const nameOf = ({ scenario, ask, midstance, runner, change }) =>
    [scenario, ask, midstance, ...moved(runner), ...moved(change)].join("|");
  const unknown = "This page holds the lesson's own runs only. The lab itself (springmass lab) moves everything.";
  const find = (state) => {
    const lesson = taught[nameOf(state)];
    if (lesson) return lesson;
    const other = state.scenario !== home.scenario || state.text !== home.text;
    if (other) throw Object.assign(new Error(unknown), { told: true });
    const foot = nearest("foot.ahead", state.change["foot.ahead"]);
    const second = state.ask === "one step" ? nearest("leg.stiffness", state.change["leg.stiffness"]) : "";
    return whole(answers[[state.ask, foot, second].join("|")]);
  };
  start.answer = find(start.state);
  const root = document.getElementById("lab-file");
  mount(root, { start, home, fetchAnswer: async (state) => find(state), take: null, upload: null, url: false });
  const note = document.createElement("p");
  note.className = "credit";
  note.textContent = start.precomputed.sentence;
  (root.querySelector(".panelhead") ?? root.lastElementChild).after(note);
}
"""
