"""Scenarios in files: read, write, and those that come with the package."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import tomli_w

from springmass.errors import InputError, did_you_mean
from springmass.scenario.lines import line_map
from springmass.scenario.scenario import Scenario, Source
from springmass.writing import in_one_move

_LARGEST = 1_000_000
_PACKAGE = Path(__file__).parent.parent


def load(path: str | os.PathLike[str]) -> Scenario:
    """Read a scenario file.

    Parameters
    ----------
    path : path
        A TOML file, or the name of a shipped scenario such as ``"rbds001"`` where no file has that name.

    Returns
    -------
    Scenario
        The checked scenario; it remembers file and lines.

    Raises
    ------
    InputError
        One clear message with file and line for whatever is wrong with it.

    Examples
    --------
    >>> load("seyfarth").leg.stiffness
    20000.0
    >>> load("seyfart")
    Traceback (most recent call last):
    springmass.errors.InputError: ... Did you mean "seyfarth"?
    """
    file, name = Path(path), os.fspath(path)
    if not name:
        raise InputError(
            "scenario", given=name, allowed="is no file name", hint=f"Shipped: {', '.join(shipped_names())}."
        )
    try:
        if not file.is_file() and file.name == name and file.stem in shipped_names():
            file = shipped(file.stem)
        content = _content(file, name)
    except OSError as error:
        problem = InputError(file=name, allowed=f"cannot be read: {error.strerror or error}")
    except ValueError as error:
        problem = error if isinstance(error, InputError) else InputError(file=repr(name), allowed="is no file name")
    else:
        return loads(_text(content, name), file=name)
    raise problem


def as_scenario(scenario: Scenario | str | os.PathLike[str]) -> Scenario:
    """Take a scenario as it is, or load it by file or name.

    Parameters
    ----------
    scenario : Scenario, path or str

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        As :func:`load`, and for anything else.
    """
    if isinstance(scenario, Scenario):
        return scenario
    if isinstance(scenario, str | os.PathLike):
        return load(scenario)
    kind = type(scenario).__name__
    raise InputError("scenario", given=kind, allowed="must be a Scenario, or the file or name of one")


def loads(text: str, file: str | None = None) -> Scenario:
    """Read a scenario from TOML text.

    Parameters
    ----------
    text : str
        The document.
    file : str, optional
        The name errors should give it.

    Returns
    -------
    Scenario
        The checked scenario.

    Raises
    ------
    InputError
        One clear message for whatever is wrong with it.
    """
    data = _toml(text, file or "scenario")
    try:
        source = Source(file, line_map(text))
    except RecursionError:  # as deep as tomllib just bears; without lines the errors still name the field
        source = Source(file)
    try:
        scenario = Scenario(**data)
    except InputError as error:
        problem = source.place(error)
    else:
        scenario._source = source
        return scenario
    raise problem


def save(scenario: Scenario, path: str | os.PathLike[str], *, defaults: bool = True) -> None:
    """Write a scenario file that reads back to an equal scenario.

    Parameters
    ----------
    scenario : Scenario
        What to write.
    path : path
        The file; it is replaced in one move, so that nobody ever sees half of it.
    defaults : bool
        Whether to write fields left at their default too.

    Raises
    ------
    InputError
        For a place that cannot be written to.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(load("seyfarth"), f"{folder}/mine.toml")
    ...     load(f"{folder}/mine.toml") == load("seyfarth")
    True
    """
    try:
        with in_one_move(path) as temporary:
            text = tomli_w.dumps(scenario.to_dict(defaults=defaults))
            temporary.write_text(text, encoding="utf-8", errors="replace")  # a title may hold any name of a file
    except OSError as error:
        problem = InputError(file=os.fspath(path), allowed=f"cannot be written: {error.strerror or error}")
    else:
        return
    raise problem


def shipped_names() -> tuple[str, ...]:
    """List the scenarios that come with the package.

    Returns
    -------
    tuple of str
        Their names, sorted.

    Examples
    --------
    >>> "rbds001" in shipped_names()
    True
    """
    return tuple(sorted(file.stem for file in _folder().glob("*.toml")))


def shipped(name: str) -> Path:
    """Find a scenario that comes with the package.

    Parameters
    ----------
    name : str
        Such as ``"rbds001"``, with or without ``.toml``.

    Returns
    -------
    Path
        Its file.

    Raises
    ------
    InputError
        With the nearest name.
    """
    stem = name.removesuffix(".toml")
    if stem not in shipped_names():
        raise InputError(given=name, allowed="no such scenario is shipped", hint=did_you_mean(stem, shipped_names()))
    return _folder() / f"{stem}.toml"


def _folder() -> Path:
    # In a wheel they lie inside the package; in a checkout beside it, where people read and edit them.
    inside = _PACKAGE / "scenarios"
    return inside if inside.is_dir() else _PACKAGE.parent / "scenarios"


def _content(file: Path, name: str) -> bytes:
    if file.is_dir():
        raise InputError(file=name, allowed="is a folder, not a scenario file")
    if not file.exists():
        near = [*shipped_names(), *(other.name for other in file.parent.glob("*.toml"))]
        raise InputError(file=name, allowed="there is no such file", hint=did_you_mean(file.name, near) if near else "")
    if not file.is_file():
        raise InputError(file=name, allowed="is not a regular file")
    if (size := file.stat().st_size) > _LARGEST:
        allowed = f"has {size / 1e6:.1f} MB; a scenario has at most {_LARGEST / 1e6:.0f} MB"
        raise InputError(file=name, allowed=allowed, hint="This is hardly a scenario file.")
    return file.read_bytes()


def _text(content: bytes, name: str) -> str:
    problem = InputError(file=name, allowed="is not a text file in UTF-8", hint="Save it as plain text, UTF-8.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise problem
    return text


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        data = tomllib.loads(text)
    except RecursionError:
        problem = InputError(file=name, allowed="is nested too deeply for a scenario")
    except ValueError as error:
        problem = _syntax(str(error), text, name)
    else:
        if data:
            return data
        problem = InputError(
            file=name, allowed="the file is empty", hint="A scenario has at least [runner], [leg], [foot] and [gait]."
        )
    raise problem


def _syntax(message: str, text: str, name: str) -> InputError:
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    lines = text.splitlines() or [""]
    number = int(place[1]) if place and place[1] else len(lines)
    line = lines[min(number, len(lines)) - 1].strip()
    said = message[: place.start()] if place else message
    hint = ""
    if said == "Illegal character '\\n'":
        said = "the text has no quote at its end"
    elif "overwrite" in said or "twice" in said:
        hint = "The same name is given a second time."
    elif re.search(r"=\s*[-+−]?\d+,\d", line):
        hint = "Write decimal numbers with a point, such as 3.5."
    elif re.search(r"=\s*[-+−]?[\d.:]+\s*[^\s\d#]", line) or re.search(r"=\s*[A-Za-z]", line):
        hint = 'Text, and a number with its unit, stands in quotes, such as "70 kg".'
    return InputError(file=name, line=number, given=line, allowed=f"is not valid TOML: {said}", hint=hint)
