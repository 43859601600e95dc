"""A dropped file becomes a runner: a scenario as it is, a recording by a fit."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from springmass.errors import InputError, did_you_mean

_MEASURED = ("mass", "height", "speed", "lap", "source")
"""What may be said about a recording along with it."""


def ending_of(name: str) -> str:
    """Say what kind of file a name means; only that much of it is ever used.

    Parameters
    ----------
    name : str
        As the client gives it.

    Returns
    -------
    str
        ``".toml"``, or the ending of a recording.

    Raises
    ------
    InputError
        For an ending nothing is known about.

    Examples
    --------
    >>> ending_of("../../etc/My run.FIT")
    '.fit'
    """
    from springmass.measured.read import TYPES

    ending = Path(name).suffix.lower()
    known = (".toml", *TYPES)
    if ending not in known:
        hint = did_you_mean(ending, known) if ending else f"Known: {', '.join(known)}."
        raise InputError("file", given=Path(name).name, allowed="is neither a scenario nor a recording", hint=hint)
    return ending


def runner_of(file: Path, name: str, measured: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Make a scenario of a file.

    Parameters
    ----------
    file : Path
        Where its content is; its ending is that of the name.
    name : str
        What the client calls it: for messages only.
    measured : mapping, optional
        mass, height, speed, lap, source: as :func:`springmass.fit` takes them.

    Returns
    -------
    dict
        ``text`` the scenario's TOML, ``title``, and ``notes``: sentences about what was guessed and cannot be told.
        Of a recording also what :func:`springmass.lab.fitted.told_of` says, ``laps`` and the ``lap`` that was fitted.

    Raises
    ------
    InputError
        One clear message, that calls the file by the client's name.
    """
    name = Path(name).name
    given = {key: value for key, value in (measured or {}).items() if value.strip()}
    unknown = [key for key in given if key not in _MEASURED]
    if unknown:
        raise InputError("upload", given=unknown[0], hint=did_you_mean(unknown[0], _MEASURED))
    try:
        return _scenario(file, name) if file.suffix == ".toml" else _fitted(file, name, given)
    except InputError as error:
        raise _renamed(error, file, name) from None


def document_of(found: Mapping[str, Any]) -> dict[str, Any]:
    """What the page gets for :func:`runner_of`'s answer: a state to go on with, and what is said about it."""
    return {"state": {"scenario": "", "text": found["text"]}, **{k: v for k, v in found.items() if k != "text"}}


def _scenario(file: Path, name: str) -> dict[str, Any]:
    from springmass.gait.find import check_gait
    from springmass.scenario import load

    scenario = load(file)
    check_gait(scenario)
    return {"text": file.read_text("utf-8-sig"), "title": scenario.title or name, "notes": []}


def _fitted(file: Path, name: str, given: dict[str, str]) -> dict[str, Any]:
    from springmass.lab.fitted import laps_of, shipped_twin, told_of
    from springmass.measured.fit import fit_observation
    from springmass.measured.observe import observe

    source = given.pop("source", None)
    twin = shipped_twin(file)
    seen = observe(twin or file, **given)
    found = fit_observation(seen, source=source)
    scenario = found.scenario.model_copy(update={"title": f"The runner of {name}"})
    told = told_of(seen, found, made_up=bool(twin))
    for part in ("warnings", "notes"):
        told[part] = [_called(note, file, name) for note in told[part]]
    watch = seen.recording.watch
    laps = [] if watch is None else laps_of(watch)
    return {"text": text_of(scenario), "title": scenario.title, **told, "laps": laps, "lap": given.get("lap", "")}


def text_of(scenario: Any) -> str:
    """The TOML text of a scenario, without what is left at its default.

    Examples
    --------
    >>> from springmass.scenario import load, loads
    >>> loads(text_of(load("seyfarth"))) == load("seyfarth")
    True
    """
    from springmass.scenario import save

    with tempfile.TemporaryDirectory(prefix="springmass-") as folder:
        place = Path(folder) / "runner.toml"
        save(scenario, place, defaults=False)
        return place.read_text("utf-8")


def _renamed(error: InputError, file: Path, name: str) -> InputError:
    def renamed(one: InputError) -> InputError:
        told = one.at(file=name if one.file else None)
        for part in ("where", "given", "allowed", "hint"):
            value = getattr(told, part)
            if isinstance(value, str):
                setattr(told, part, _called(value, file, name))
        return told

    first, *more = [renamed(one) for one in error.problems]
    first.more = tuple(more)
    return first


def _called(text: str, file: Path, name: str) -> str:
    """Call a file as its owner does, wherever its temporary name stands."""
    return text.replace(str(file), name).replace(file.name, name)
