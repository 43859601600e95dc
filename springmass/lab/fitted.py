"""A runner made of a recording: what the page says of him, as the terminal says it, and the laps there were."""

from __future__ import annotations

import filecmp
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from springmass.errors import InputError
from springmass.metrics.words import capital

if TYPE_CHECKING:
    from springmass.measured.fitting.runner_fit import RunnerFit
    from springmass.measured.observe import Observation
    from springmass.measured.recording import Watch

WHOLE = "whole file"
_MOST_LAPS = 200
_FIRST = 5
"""So many notes stand open on the page; the others wait behind a click."""
_TERMINAL = re.compile(r"±√3|solving the gait again")
"""Notes on how the ± were worked out: nothing a page has room for."""


def told_of(seen: Observation, found: RunnerFit, made_up: bool = False) -> dict[str, Any]:
    """What the page says of a fitted runner.

    Parameters
    ----------
    seen : Observation
    found : RunnerFit
        Made of it.
    made_up : bool
        Whether the first note of the recording says that nobody ran it.

    Returns
    -------
    dict
        ``headline``; ``amounts``: the fitted numbers as label and text with ±; ``warnings``: what must be known, in the
        words of the terminal; ``notes``: the rest of it.
    """
    from springmass.report.fits import MEANING, amount, headline, unit_of
    from springmass.report.observations import all_notes
    from springmass.scenario import numeric_fields

    assumed = " and ".join(one.replace("_", " ") for one in found.assumed)
    guessed = [f"The file does not say {assumed}: the average runner's is taken."] if assumed else []
    measured = [note for part in (seen.piece, seen.forces, seen.motion) if part is not None for note in part.notes]
    own = seen.recording.notes[:1] if made_up else ()
    first = [*own, *seen.notes, *_worst_first(measured)]
    told = [*first[: _FIRST - 1], *guessed, *found.cannot_tell[:1]]
    rest = [MEANING, *found.notes, *found.cannot_tell, *all_notes(seen)]
    fields = numeric_fields(found.scenario.leg.law)
    warnings = list(dict.fromkeys(_sentence(note) for note in told))
    return {
        "headline": headline(found),
        "amounts": [
            {"label": capital(fields[name].label), "text": amount(one, unit_of(name, found)).replace(" deg", "°")}
            for name, one in found.parameters.items()
        ],
        "warnings": warnings,
        "notes": [
            note
            for note in dict.fromkeys(_sentence(one) for one in rest if not _TERMINAL.search(one))
            if note not in warnings
        ],
    }


def laps_of(watch: Watch) -> list[dict[str, str]]:
    """The laps of a watch file to choose from, the whole file first; none where there are no two.

    Parameters
    ----------
    watch : Watch

    Returns
    -------
    list of dict
        ``value`` as :func:`springmass.fit` takes it (empty: the whole file) and ``text`` with duration and pace.
    """
    names = list(dict.fromkeys(one.name for one in watch.laps))
    if not 2 <= len(names) <= _MOST_LAPS:
        return []
    return [{"value": "", "text": WHOLE}, *({"value": name, "text": _lap(watch, name)} for name in names)]


def _lap(watch: Watch, name: str) -> str:
    """A lap in words: ``"lap 2 (2:20, 4:38 min/km)"``."""
    from springmass.measured.clock import written_clock
    from springmass.measured.recording import WATCH
    from springmass.measured.watch.piece import piece

    lap = next(one for one in watch.laps if one.name == name)
    lasts = written_clock(round(lap.end - lap.start))
    try:
        estimates = piece(watch, lap=name).estimates
    except InputError:
        return f"lap {name} ({lasts}, no running)"
    speeds = [estimates[one]["speed"].value for one in (WATCH, *estimates) if "speed" in estimates.get(one, {})]
    if not (speeds and speeds[0] > 0.0):
        return f"lap {name} ({lasts})"
    return f"lap {name} ({lasts}, {written_clock(round(1000.0 / speeds[0]))} min/km)"


def shipped_twin(file: Path) -> str:
    """Name of the shipped recording whose content a file has; empty when it is nobody's copy."""
    from springmass.measured.read import find_file, shipped_recordings

    for name in shipped_recordings():
        # A file of that name where the program runs would be read instead of the shipped one.
        same = Path(name).suffix.lower() == file.suffix.lower() and not Path(name).exists()
        if same and filecmp.cmp(find_file(name), file, shallow=False):
            return name
    return ""


def _worst_first(notes: list[str]) -> list[str]:
    """Notes of a piece; what makes all of its numbers doubtful goes before what concerns one of them."""
    return sorted(notes, key=lambda note: not note.startswith(("speed varies", "Only ")))


def _sentence(note: str) -> str:
    """A note as a sentence, with what the page has instead of the terminal's options."""
    note = note.replace("by --lap or --from and --to", "(choose a lap)")
    text = note if "." in note.split(" ", 1)[0] else capital(note)  # a file keeps its name
    return f"{text.rstrip('.')}."
