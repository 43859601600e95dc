"""The axes of a sweep: which field takes which values, in the unit they were given in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from springmass.dynamics.extrapolation import Floats
from springmass.errors import InputError, did_you_mean
from springmass.gait.find import check_gait
from springmass.metrics import METRICS
from springmass.parameters import parameters_of
from springmass.scenario import ONE_FREEDOM, PLACEMENTS, Scenario, known_field, numeric_fields
from springmass.units import display, needs, number, parse, written_unit

TARGET = "gait.find."
"""Before the name of a target of a gait to find."""
MOST = 100_000_000
"""Values along one axis."""
_NUMBER = r"\s*[-+−]?[\d.]+(?:[eE][-+−]?\d+)?\s*"
_CLOCK = r"\s*\d+:\d+(?:\.\d*)?\s*"
_BARE = re.compile(f"{_CLOCK}|{_NUMBER}")
_COUNT = re.compile(f"({_NUMBER})(.*?)\\s*")
_PACE = re.compile(r".*(?<![a-z])(?:min(?:ute)?s?)?\s*/\s*(?:km|mi|miles?)\s*", re.IGNORECASE)
"""A text in a unit of pace, in which a colon stands between minutes and seconds."""
_BARE_UNITS = {"rad": "deg", "rad/s": "deg/s"}
"""Of bare numbers, where it is not the unit of the field."""
_HINT = 'Such as "8:40:161 kN/m" (from, to, how many) or "8,10,12 kN/m".'


@dataclass(frozen=True)
class Axis:
    """Values a field takes.

    Attributes
    ----------
    field : str
        Dotted name; ``gait.find.speed`` is a target of a gait to find.
    unit : str
        They are given in.
    ends : (float, float) or None
        First and last of evenly spaced values; None where each is listed.
    count : int
    listed : tuple of float
        In ``unit``; empty for evenly spaced ones.
    si_unit : str
        The unit the field is held in.
    """

    field: str
    unit: str
    ends: tuple[float, float] | None
    count: int
    listed: tuple[float, ...]
    si_unit: str

    @cached_property
    def coordinates(self) -> Floats:
        """Every value, in ``unit``."""
        if self.ends is None:
            return np.array(self.listed)
        return np.linspace(*self.ends, self.count)

    @cached_property
    def si(self) -> Floats:
        """Every value in SI and radians."""
        factor = parse(f"1 {self.unit}", self.si_unit) if self.unit != self.si_unit else 1.0
        parts = round(1.0 / factor)
        if factor < 1.0 and parts * factor == 1.0:
            return self.coordinates / parts  # 93 cm are 0.93 m, not 0.9300000000000001
        return self.coordinates * factor

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel light: a worker spaces the values itself."""
        return Axis, (self.field, self.unit, self.ends, self.count, self.listed, self.si_unit)

    @property
    def text(self) -> str:
        """The axis as it is written at a command line; :func:`read_axis` makes the same of it."""
        unit = "" if self.unit == "1" else f" {self.unit}"
        if self.ends is None:
            return ",".join(repr(value) for value in self.listed) + unit
        return f"{self.ends[0]!r}:{self.ends[1]!r}:{self.count}{unit}"


def read_axes(scenario: Scenario, vary: Mapping[str, Any]) -> tuple[Axis, ...]:
    """Read what a sweep varies and check it against the scenario before any work is done.

    Parameters
    ----------
    scenario : Scenario
    vary : mapping
        Dotted field → values, see :func:`springmass.sweep`.

    Returns
    -------
    tuple of Axis

    Raises
    ------
    InputError
        For unknown fields, values that cannot be read or are out of bounds.
    """
    if not isinstance(vary, Mapping) or not vary:
        hint = 'Such as {"leg.stiffness": ("8 kN/m", "40 kN/m", 161)}.'
        raise InputError("vary", given=None if vary else "nothing", allowed="must name at least one field", hint=hint)
    axes = tuple(read_axis(scenario, name, values) for name, values in vary.items())
    placements = {axis.field for axis in axes} & set(PLACEMENTS)
    if len(placements) == 2:
        raise InputError("vary", allowed=ONE_FREEDOM)
    freed = set(scenario.gait.free)
    for axis in axes:
        if axis.field.startswith("gait.apex") and scenario.gait.find is not None:
            allowed = "cannot be varied: this scenario asks for a gait, and the search finds its apex"
            raise InputError(axis.field, allowed=allowed)
        if axis.field in freed or (placements and freed & set(PLACEMENTS) and axis.field in placements):
            allowed = "cannot be varied: the scenario frees it, so the search finds its value"
            raise InputError(axis.field, allowed=allowed, hint="Take it out of gait.free, with a target less.")
    _check_bounds(scenario, axes)
    return axes


def read_axis(scenario: Scenario, name: str, values: Any) -> Axis:
    """Read the values of one field.

    Parameters
    ----------
    scenario : Scenario
        Its leg law decides the unit of ``leg.damping``.
    name : str
        Dotted.
    values : str, tuple or iterable
        As for :func:`springmass.sweep`.

    Returns
    -------
    Axis

    Raises
    ------
    InputError
        Naming the field and what is wrong with its values.

    Examples
    --------
    >>> import springmass as sm
    >>> read_axis(sm.load("seyfarth"), "leg.stiffness", ("8 kN/m", "40 kN/m", 161)).text
    '8.0:40.0:161 kN/m'
    """
    unit = _unit_of(scenario, name)
    try:
        if isinstance(values, str):
            values = _split(values, unit)
        if isinstance(values, tuple):
            return _evenly(name, values, unit)
        return _listed(name, values, unit)
    except InputError as error:
        raise error.at(where=name) from None


def _unit_of(scenario: Scenario, name: str) -> str:
    """The unit in which a scenario holds what is varied."""
    if name.startswith(TARGET):
        target, known_targets = name.removeprefix(TARGET), list(scenario.gait.find or {})
        if target not in known_targets:
            hint = did_you_mean(target, known_targets) if known_targets else "The scenario asks for no gait."
            raise InputError("vary", given=name, allowed="is no target of the scenario", hint=hint)
        unit = METRICS[target].unit_label
        return {"kN/m": "N/m", "fraction of contact": "1"}.get(unit, unit)
    try:
        known_field(name)
    except InputError as error:
        raise error.at(where="vary") from None
    known = numeric_fields(scenario.leg.law)
    if name not in known:
        raise InputError("vary", given=name, allowed="cannot be varied: it holds a word, not a number")
    return known[name].unit


def at_cell(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with what varies set: SI and radians, by field or target."""
    fields: dict[str, Any] = {name: value for name, value in values.items() if not name.startswith(TARGET)}
    targets = {name.removeprefix(TARGET): value for name, value in values.items() if name.startswith(TARGET)}
    if targets:
        fields["gait.find"] = {**(scenario.gait.find or {}), **targets}
    return scenario.with_values(fields)


def _split(text: str, field_unit: str) -> tuple[Any, ...] | list[Any]:
    """Text of a command line in the form of Python: from, to, how many; or a list."""
    pieces = text.split(",")
    if all(piece.count(":") == (":" in piece and _is_pace(piece, pieces[-1])) for piece in pieces):
        return _with_unit(pieces, "", text, field_unit)
    parts = text.split(":")
    if any(map(_is_pace, parts)) and not all(map(_is_pace, parts[:2])):  # its colons are those of minutes:seconds
        if len(parts) != 5:
            allowed = "must be FROM:TO:COUNT with paces of minutes:seconds"
            raise InputError(given=text, allowed=allowed, hint="Such as 4:00:6:30:5min/km.")
        parts = [":".join(parts[:2]), ":".join(parts[2:4]), parts[4]]
    match = _COUNT.fullmatch(parts[-1])
    if len(parts) != 3 or match is None:
        raise InputError(given=text, allowed="must be FROM:TO:COUNT with a unit, or values with commas", hint=_HINT)
    count, unit = match[1].strip(), match[2]
    if not count.isdecimal() or len(count) > len(str(MOST)):
        raise InputError(
            given=text, allowed=f"how many ({count[:20]}) must be a whole number from 1 to {MOST}", hint=_HINT
        )
    first, last = _with_unit(parts[:2], unit, text, field_unit)
    return first, last, int(count)


def _is_pace(text: str, last: str = "") -> bool:
    """Whether a text has a unit of pace, or is minutes:seconds and takes that of the last one."""
    return _PACE.fullmatch(text) is not None or (
        re.fullmatch(_CLOCK, text) is not None and _PACE.fullmatch(last) is not None
    )


def _with_unit(parts: list[str], unit: str, text: str, field_unit: str) -> list[Any]:
    """Bare numbers take the unit that stands at the end; only angles and plain numbers do without."""
    bare = [_BARE.fullmatch(part) is not None for part in parts]
    if not unit and not bare[-1]:
        unit = re.sub(f"^(?:{_CLOCK}|{_NUMBER})", "", parts[-1])
    if not unit and any(bare) and field_unit not in ("1", "rad"):
        plain = parts[bare.index(True)].strip()
        hint = f"The number {plain} has no unit; text needs one. Such as {text.strip()}{_likely(plain, field_unit)}."
        noun, _ = needs(field_unit)
        raise InputError(given=text, allowed=f"needs {noun}", hint=hint)
    out: list[Any] = []
    for part, number_only in zip(parts, bare, strict=True):
        if number_only:
            plain = part.strip().replace("−", "-")
            out.append(f"{plain} {unit}" if unit else _plain(plain))
        else:
            out.append(part.strip())
    return out


def _likely(plain: str, unit: str) -> str:
    """The unit a bare number is likely to be meant in: 8 kN/m but 20000 N/m, 93 cm but 0.93 m."""
    if unit in _BARE_UNITS:
        return _BARE_UNITS[unit]
    shown, factor = display(unit)
    large = ":" not in plain and abs(_plain(plain.replace("−", "-"))) >= (10.0 if factor > 1.0 else 1000.0)
    return shown if large == (factor > 1.0) else unit


def _plain(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(given=text, allowed="is no number") from None


def _evenly(name: str, values: tuple[Any, ...], unit: str) -> Axis:
    if len(values) != 3:
        allowed = "a tuple must be (from, to, how many)"
        raise InputError(given=values, allowed=allowed, hint="Put single values in a list.")
    first, last, count = values
    if isinstance(count, bool) or not isinstance(count, int | np.integer) or not 1 <= count <= MOST:
        allowed = f"how many must be a whole number from 1 to {MOST}"
        raise InputError(given=count, allowed=allowed, hint="Put single values in a list.")
    shown, ends = _coordinates([first, last], unit)
    if _written_in(first, unit) != _written_in(last, unit):
        allowed = "from and to are in different units"
        raise InputError(given=f"{first} to {last}", allowed=allowed, hint="Write both in the same.")
    if count == 1 and ends[0] != ends[1]:
        raise InputError(given=count, allowed="from and to differ, so a range needs at least 2 values")
    if count > 1 and ends[0] == ends[1]:
        raise InputError(given=last, allowed="from and to are the same value; nothing varies between them")
    return Axis(name, shown, (ends[0], ends[1]), int(count), (), unit)


def _written_in(value: Any, unit: str) -> str:
    """The unit of an end of a range; of a pace, and of feet and inches, that they are in no single one."""
    if isinstance(value, str):
        return written_unit(value, unit) or ("1" if unit == "1" else "no single unit")
    return _BARE_UNITS.get(unit, unit)


def _listed(name: str, values: Any, unit: str) -> Axis:
    given = values.ravel().tolist() if isinstance(values, np.ndarray) else values
    if not isinstance(given, Iterable) or isinstance(given, Mapping):
        given = [given]
    given = list(given)
    if not given:
        raise InputError(given="no values", allowed="needs at least one", hint=_HINT)
    shown, listed = _coordinates(given, unit)
    if len(set(listed)) < len(listed):
        twice = next(v for i, v in enumerate(listed) if v in listed[:i])
        raise InputError(given=f"{twice} {shown}", allowed="is listed twice")
    return Axis(name, shown, None, len(listed), tuple(listed), unit)


def _coordinates(given: list[Any], unit: str) -> tuple[str, list[float]]:
    """The unit of the first text, else SI with degrees; every value in it."""
    names = [written_unit(value, unit) if isinstance(value, str) else None for value in given]
    written = next((name for name in names if name is not None), None)
    bare = _BARE_UNITS.get(unit, unit)
    shown = written or bare
    out = []
    for value in given:
        if isinstance(value, str):
            out.append(parse(value, shown))
        else:
            plain = number(value, bare)
            if shown == bare:
                out.append(plain)
            else:
                out.append(plain / parse(f"1 {shown}", "1") if bare == "1" else parse(f"{plain!r} {bare}", shown))
    return shown, out


def _check_bounds(scenario: Scenario, axes: tuple[Axis, ...]) -> None:
    """Limits are intervals: what holds at the corners of the grid holds everywhere in it."""
    corners: list[dict[str, float]] = [{}]
    for axis in axes:
        ends = sorted({float(axis.si.min()), float(axis.si.max())})
        corners = [{**corner, axis.field: end} for corner in corners for end in ends]
        corners = corners[:: max(len(corners) // 4096, 1)]
    for corner in corners:
        try:
            cell = at_cell(scenario, corner)
            if cell.gait.find is None:
                parameters_of(cell)
            else:
                check_gait(cell)
        except InputError as error:
            problem = error.problems[0]
            wrong = [axis for axis in axes if axis.field == problem.where]
            given = f"{wrong[0].text}" if wrong else problem.given
            raise InputError(problem.where, given=given, allowed=problem.allowed, hint=problem.hint) from None
