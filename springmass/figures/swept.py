"""What a figure reads from a sweep: which fields vary, which stand still, and one variable as numbers with words.

Only ``values``, ``attrs`` and ``dims`` of a data set are touched, so that figures need no xarray.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.errors import InputError, did_you_mean
from springmass.figures.across import Across, labelled
from springmass.gait.sweep.axes import TARGET, at_cell, read_axis
from springmass.parameters import FIELDS, parameters_of
from springmass.scenario import Scenario, loads

MOST_DRAWN = 2000
"""Cells drawn along an axis; a sheet has no more dots."""


@dataclass(frozen=True)
class Held:
    """A field that varies in the sweep and stands still in the figure.

    Attributes
    ----------
    axis : Across
    value : float
        The one that is drawn.
    asked : float or None
        What was asked for; None where there is one value only.
    """

    axis: Across
    value: float
    asked: float | None

    @property
    def is_own(self) -> bool:
        """Whether the scenario itself has this value."""
        return self.axis.own is not None and bool(np.isclose(self.value, self.axis.own, rtol=1e-6, atol=1e-12))

    @property
    def words(self) -> str:
        """The field, its value, and how that differs from what was asked for and from the runner's own."""
        more = []
        if self.asked is not None and not np.isclose(self.value, self.asked, rtol=1e-6, atol=1e-12):
            more.append(f"the nearest there is to {self.axis.say(self.asked)}")
        if self.axis.own is not None and not self.is_own:
            more.append(f"the runner's own is {self.axis.say(self.axis.own)}")
        note = f" ({'; '.join(more)})" if more else ""
        return f"{self.axis.label} {self.axis.say(self.value)}{note}"


@dataclass(frozen=True)
class Variable:
    """One output of a sweep over what varies in the figure.

    Attributes
    ----------
    name, label, unit : str
    values : array
        One dimension for each field that varies, in the order of the sweep.
    flags : dict of int to str
        Code → word, for values that are no quantity; else empty.
    """

    name: str
    label: str
    unit: str
    values: NDArray[Any]
    flags: dict[int, str]

    @property
    def title(self) -> str:
        """Label with unit."""
        return labelled(self.label, self.unit)


@dataclass(frozen=True)
class Swept:
    """A sweep, or the slice of one that is drawn.

    Attributes
    ----------
    across : tuple of Across
        What varies, in the order of the sweep.
    held : tuple of Held
        What varies in the sweep but not here.
    names : tuple of str
        Of the variables, in the order of the sweep.
    scenario : Scenario or None
        With what is held; None where this version cannot read it.
    steps : int
        Most steps of a run.
    title : str
        Of the scenario.
    accuracy : float
        Promised error of a step over leg length.
    engine : str
    thinned : int
        Every how many values are drawn, along the longest axis.
    """

    across: tuple[Across, ...]
    held: tuple[Held, ...]
    names: tuple[str, ...]
    scenario: Scenario | None
    steps: int
    title: str
    accuracy: float
    engine: str
    thinned: int
    _data: Any
    _where: dict[str, Any]
    _order: tuple[NDArray[np.intp], ...]

    @property
    def own(self) -> tuple[float, ...] | None:
        """The scenario's own values of what varies; None where it has none."""
        found = tuple(axis.own for axis in self.across if axis.own is not None)
        return found if len(found) == len(self.across) else None

    def own_label(self, axes: Iterable[Across]) -> str:
        """The runner's own point in words, in the order of the axes it is marked on."""
        but = [one.axis.label for one in self.held if not one.is_own]
        besides = f" (but for its {' and '.join(but)})" if but else ""
        return f"this runner{besides}: " + ", ".join(one.say(one.own) for one in axes if one.own is not None)

    def is_flag(self, name: str) -> bool:
        """Whether a variable of the sweep holds words instead of numbers."""
        return "flag_meanings" in self._data[name].attrs

    def variable(self, name: str) -> Variable:
        """Read a variable.

        Parameters
        ----------
        name : str

        Returns
        -------
        Variable

        Raises
        ------
        InputError
            For a name the sweep does not have, with the nearest one.
        """
        if name not in self.names:
            hint = did_you_mean(str(name), self.names)
            raise InputError("variable", given=name, allowed="is not in this sweep", hint=hint)
        one = self._data[name]
        dims, isel = tuple(map(str, one.dims)), getattr(one, "isel", None)
        if isel is not None:  # of a file, only what is drawn
            values = np.asarray(isel(self._where).values)
        else:
            values = np.asarray(one.values)[tuple(self._where[dim] for dim in dims)]
        values = values[np.ix_(*self._order)] if self._order else values
        words = str(one.attrs.get("flag_meanings", "")).split()
        codes = np.atleast_1d(one.attrs.get("flag_values", ())).tolist() if words else []
        flags = {int(code): word for code, word in zip(codes, words, strict=True)}
        return Variable(name, str(one.attrs.get("long_name", name)), _unit(one), values, flags)


def read_sweep(data: Any, at: Mapping[str, Any] | None = None) -> Swept:
    """Read what varies, and where it is cut.

    Parameters
    ----------
    data : Dataset
        Of :func:`springmass.sweep`.
    at : mapping, optional
        Field → the value at which to cut: a number in the unit of the coordinate, or text with a unit. The nearest
        value there is is taken.

    Returns
    -------
    Swept

    Raises
    ------
    InputError
        For something that is no sweep, or a field or value it does not have.
    """
    told = getattr(data, "attrs", None)
    if not isinstance(told, Mapping) or not hasattr(data, "coords") or "steps" not in told:
        given = type(data).__name__
        raise InputError("data", given=given, allowed="must be the data set of a sweep", hint="See sm.sweep.")
    own = _scenario(told)
    fields = [str(name) for name in data.coords]
    names = _names(data, told, fields)
    at = dict(at or {})
    for name in at:
        if name not in fields:
            hint = did_you_mean(str(name), fields)
            raise InputError("at", given=name, allowed="does not vary in this sweep", hint=hint)
    order = [str(dim) for dim in data[names[0]].dims]
    across, held, sorting, thinned = [], [], [], 1
    where: dict[str, int | slice] = {}
    for field in order:
        axis = _axis(data[field], field, own)
        if field in at or axis.values.size == 1:
            asked = None if field not in at else _value(axis, own, at[field])
            index = 0 if asked is None else int(np.nanargmin(np.abs(axis.values - asked)))
            held.append(Held(axis, float(axis.values[index]), asked))
            where[field] = index
            continue
        every = -(-axis.values.size // MOST_DRAWN)
        where[field], thinned = slice(None, None, every), max(thinned, every)
        values, rising = np.unique(axis.values[::every], return_index=True)
        across.append(replace(axis, values=values))
        sorting.append(rising)
    scenario = own
    if own is not None and held:
        try:
            scenario = at_cell(own, {one.axis.field: one.value * one.axis.factor for one in held})
        except InputError:
            scenario = None
    return Swept(
        across=tuple(across),
        held=tuple(held),
        names=names,
        scenario=scenario,
        steps=int(told["steps"]),
        title=str(told.get("title", "its scenario")),
        accuracy=float(told.get("accuracy", np.nan)),
        engine=str(told.get("engine", "unknown")),
        thinned=thinned,
        _data=data,
        _where=where,
        _order=tuple(sorting),
    )


def need_dimensions(swept: Swept, wanted: int, what: str) -> None:
    """Refuse a sweep over more or fewer fields than a figure has axes.

    Raises
    ------
    InputError
        That says which fields to hold.
    """
    count = len(swept.across)
    if count == wanted:
        return
    given = f"a sweep over {', '.join(axis.field for axis in swept.across) or 'single values only'}"
    if count > wanted:
        last = swept.across[-1]
        hint = f"Choose a slice: hold {count - wanted} of them, such as at={{{last.field!r}: {last.values[0]:g}}}."
    else:
        hint = "Vary more fields, with at least two values each."
    raise InputError("data", given=given, allowed=f"{what} needs {wanted} that vary", hint=hint)


def _names(data: Any, told: Mapping[str, Any], fields: list[str]) -> tuple[str, ...]:
    """The variables: those measured, in their order."""
    listed = str(told.get("measure", "")).split() or [str(name) for name in data]
    names = tuple(dict.fromkeys(name for name in listed if name not in fields))
    if not names:
        raise InputError("data", given="no variables", allowed="must be the data set of a sweep", hint="See sm.sweep.")
    return names


def _unit(one: Any) -> str:
    return str(one.attrs.get("unit_label", one.attrs.get("units", "1")))


def _axis(coordinate: Any, field: str, scenario: Scenario | None) -> Across:
    values, unit = np.atleast_1d(np.asarray(coordinate.values, dtype=float)), _unit(coordinate)
    label = str(coordinate.attrs.get("long_name", field))
    if scenario is None:
        return Across(field, label, unit, values)
    try:
        factor = _si(scenario, field, f"1 {unit}" if unit != "1" else 1.0)
        if field.startswith(TARGET):
            target = (scenario.gait.find or {}).get(field.removeprefix(TARGET))
            own = None if target is None else _si(scenario, field, target)
        else:
            own = scenario.value(field)
            if own is None and field in FIELDS and scenario.gait.find is None:  # such as an angle given as foot.ahead
                own = getattr(parameters_of(scenario), FIELDS[field])
    except InputError:
        return Across(field, label, unit, values)
    usable = isinstance(own, int | float) and np.isfinite(own)
    return Across(field, label, unit, values, factor, float(own) / factor if usable and own is not None else None)


def _si(scenario: Scenario, field: str, value: Any) -> float:
    return float(read_axis(scenario, field, [value]).si[0])


def _value(axis: Across, scenario: Scenario | None, given: Any) -> float:
    """Where to cut, in the unit of the axis."""
    where = f"at: {axis.field}"
    if isinstance(given, str) and scenario is not None:
        try:
            value = _si(scenario, axis.field, given) / axis.factor
        except InputError as error:
            raise error.at(where=where) from None
    else:
        try:
            value = float(given)
        except (TypeError, ValueError):
            allowed = f"must be a number in {axis.unit}, or text with its unit"
            raise InputError(where, given=given, allowed=allowed) from None
    low, high = float(np.min(axis.values)), float(np.max(axis.values))
    slack = 1e-6 * max(abs(low), abs(high))
    if not low - slack <= value <= high + slack:
        allowed = f"lies outside this sweep, which goes from {axis.say(low)} to {axis.say(high)}"
        raise InputError(where, given=given, allowed=allowed)
    return value


def _scenario(told: Mapping[str, Any]) -> Scenario | None:
    """The runner's own scenario; None where there is none that this version can read."""
    try:
        return loads(str(told["scenario"])) if "scenario" in told else None
    except InputError:
        return None
