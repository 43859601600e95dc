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
from springmass.scenario import Scenario, known_field, numeric_fields
from springmass.units import number, parse, written_unit

TARGET = "gait.find."
"""Before the name of a target of a gait to find."""
MOST = 100_000_000
"""Values along one axis."""
_BARE = re.compile(r"\s*[-+−]?[\d.]+(?:[eE][-+−]?\d+)?\s*")
_COUNT = re.compile(r"\s*(\d+)\s*(.*?)\s*")
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
    placements = {axis.field for axis in axes} & {"foot.angle_of_attack", "foot.ahead"}
    if len(placements) == 2:
        raise InputError(
            "vary", allowed="names foot.angle_of_attack and foot.ahead, which are one and the same freedom"
        )
    freed = set(scenario.gait.free)
    for axis in axes:
        if axis.field.startswith("gait.apex") and scenario.gait.find is not None:
            allowed = "cannot be varied: this scenario asks for a gait, and the search finds its apex"
            raise InputError(axis.field, allowed=allowed)
        if axis.field in freed or (
            placements and freed & {"foot.angle_of_attack", "foot.ahead"} and axis.field in placements
        ):
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
            values = _split(values)
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


def _split(text: str) -> tuple[Any, ...] | list[Any]:
    """Text of a command line in the form of Python: from, to, how many; or a list."""
    parts = text.split(":")
    if len(parts) == 1:
        return _with_unit(text.split(","), "")
    match = _COUNT.fullmatch(parts[-1])
    if len(parts) != 3 or match is None:
        raise InputError(given=text, allowed="must be FROM:TO:COUNT with a unit, or values with commas", hint=_HINT)
    first, last = _with_unit(parts[:2], match[2])
    return first, last, int(match[1])


def _with_unit(parts: list[str], unit: str) -> list[Any]:
    """Bare numbers take the unit that stands at the end."""
    bare = [_BARE.fullmatch(part) is not None for part in parts]
    if not unit and not bare[-1]:
        unit = re.sub(r"^\s*[-+−]?[\d.]+(?:[eE][-+−]?\d+)?\s*", "", parts[-1])
    out: list[Any] = []
    for part, number_only in zip(parts, bare, strict=True):
        if number_only:
            plain = part.strip().replace("−", "-")
            out.append(f"{plain} {unit}" if unit else _plain(plain))
        else:
            out.append(part.strip())
    return out


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
    if count > 1 and ends[0] == ends[1]:
        raise InputError(given=last, allowed="from and to are the same value; nothing varies between them")
    return Axis(name, shown, (ends[0], ends[1]), int(count), (), unit)


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
    bare = {"rad": "deg", "rad/s": "deg/s"}.get(unit, unit)
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
