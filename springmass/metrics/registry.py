"""The registry: what a metric is, the table of all of them, and the metrics of one step.

A metric states its name, unit, symbol, label and, where it is not obvious, the meaning of its sign. Tables, JSON, CSV,
sweep columns and axis labels all follow from here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from springmass.errors import InputError, did_you_mean, need
from springmass.metrics.view import NAN, StepView

_FORMS: dict[str, tuple[float, Callable[[StepView], float], str | None]] = {
    # unit: (constant, divisor of the SI value, second form's unit)
    "s": (1.0, lambda v: 1.0, None),
    "m": (1.0, lambda v: 1.0, None),
    "m/s": (1.0, lambda v: 1.0, None),
    "1": (1.0, lambda v: 1.0, None),
    "fraction of contact": (1.0, lambda v: 1.0, None),
    "steps/min": (60.0, lambda v: 1.0, None),
    "deg": (180.0 / math.pi, lambda v: 1.0, None),
    "kN/m": (1e-3, lambda v: 1.0, None),
    "BW": (1.0, lambda v: v.weight, "N"),
    "BW/s": (1.0, lambda v: v.weight, "N/s"),
    "N·m/kg": (1.0, lambda v: v.step.parameters.mass, "N·m"),
    "N·m·s/kg": (1.0, lambda v: v.step.parameters.mass, "N·m·s"),
    "J/kg/m": (1.0, lambda v: v.step.parameters.mass, "J/m"),
    "J/kg": (1.0, lambda v: v.step.parameters.mass, "J"),
    "m/s (impulse ÷ mass)": (1.0, lambda v: v.step.parameters.mass, "N·s"),
}


_SHOWN = {
    "cm": 'Give it in "m": it is shown in centimetres.',
    "ms": 'Give it in "s": it is shown in milliseconds.',
    "N": 'Give newtons and say "BW": both are shown.',
    "rad": 'Give radians and say "deg": it is shown in degrees.',
    "N/m": 'Give N/m and say "kN/m".',
    "J": 'Give joules and say "J/kg": both are shown.',
}
"""Units people may mean → what to write."""


@dataclass(frozen=True)
class Metric:
    """A quantity with everything a table, an axis or a file needs to say about it."""

    name: str
    unit: str
    symbol: str
    label: str
    function: Callable[[StepView], float]
    sign: str = ""

    @property
    def unit_label(self) -> str:
        """The unit without the words that explain it."""
        return self.unit.split(" (")[0]

    @property
    def meaning(self) -> str:
        """One sentence: the docstring of its function."""
        return (self.function.__doc__ or "").strip().splitlines()[0]

    def value(self, view: StepView) -> Value:
        """Measure a step."""
        constant, divisor, other_unit = _FORMS[self.unit]
        try:
            si = self.function(view)
        except ZeroDivisionError:  # a ratio of nothing to nothing, such as the work of a leg that was never squeezed
            si = NAN
        if not isinstance(si, int | float | np.number):
            allowed = "must return one number, NAN where there is none"
            raise InputError(f"metric {self.name}", given=type(si).__name__, allowed=allowed)
        return Value(self, float(constant * si / divisor(view)), float(si) if other_unit else None, other_unit)

    def values(self, view: Any) -> Any:
        """Measure many steps at once, seen by :class:`springmass.metrics.arrays.ArrayView`, in the metric's unit."""
        constant, divisor, _ = _FORMS[self.unit]
        with np.errstate(all="ignore"):  # what was not reached is NaN
            try:
                return constant * self.function(view) / divisor(view)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                hint = "Take its name out of ARRAY_METRICS in springmass/metrics/arrays.py."
                where = f"metric {self.name}"
                raise InputError(where, allowed=f"is none for arrays of steps: {error}", hint=hint) from error


@dataclass(frozen=True)
class Value:
    """A measured quantity."""

    metric: Metric
    value: float
    """[metric's unit]; NaN where it could not be measured"""
    other: float | None
    """The second form of forces, moments and energies [other unit]; None where there is none"""
    other_unit: str | None
    """Such as ``"N"`` beside body weights"""

    @property
    def unit(self) -> str:
        """Unit of ``value``."""
        return self.metric.unit_label

    @property
    def label(self) -> str:
        """Plain words for a table or an axis."""
        return self.metric.label


METRICS: dict[str, Metric] = {}
"""Name of a metric → the metric, with its unit, label and meaning. Importing :mod:`springmass.metrics` fills it."""


def metric(
    unit: str, symbol: str, label: str, sign: str = ""
) -> Callable[[Callable[[StepView], float]], Callable[[StepView], float]]:
    """Enter a function into the registry under its own name.

    Parameters
    ----------
    unit : str
        What the function returns it in, one of those metrics have: ``"m"``, ``"s"``, ``"BW"``, ``"J/kg"`` …; a length
        is in metres and shown in centimetres.
    symbol, label : str
        For formulas; for tables and axes.
    sign : str
        What a minus means, such as ``"minus = hip behind"``.

    Returns
    -------
    callable
        Takes the function, which measures a :class:`springmass.metrics.view.StepView`, and gives it back.

    Raises
    ------
    InputError
        For a unit no table knows how to write.

    Examples
    --------
    >>> metric("cm", "q", "a length")
    Traceback (most recent call last):
    springmass.errors.InputError: unit: given "cm"; must be one of 1, BW, BW/s, J/kg, ...
    """
    if unit not in _FORMS:
        hint = _SHOWN.get(unit, "")
        raise InputError("unit", given=unit, allowed=f"must be one of {', '.join(sorted(_FORMS))}", hint=hint)

    def register(function: Callable[[StepView], float]) -> Callable[[StepView], float]:
        name = function.__name__
        if not (function.__doc__ or "").strip():
            hint = "The first line of its docstring says what it is."
            raise InputError(f"metric {name}", allowed="has no docstring", hint=hint)
        if name in METRICS and METRICS[name].function.__module__ != function.__module__:
            raise InputError("metric", given=name, allowed="is there already; give it another name")
        METRICS[name] = Metric(name, unit, symbol, label, function, sign)
        return function

    return register


class Metrics(Mapping[str, Value]):
    """All metrics of one step, measured when first asked for.

    Parameters
    ----------
    view : StepView

    Examples
    --------
    >>> import math
    >>> from springmass.dynamics.step import step
    >>> from springmass.parameters import Parameters
    >>> p = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
    >>> table = Metrics(StepView(step(1.0, 5.0, p)))
    >>> round(table["contact_time"].value, 4), table["contact_time"].unit
    (0.1621, 's')
    """

    def __init__(self, view: StepView) -> None:
        self.view = view
        self._values: dict[str, Value] = {}

    @property
    def midstance(self) -> str:
        """Which definition of midstance the offsets use."""
        return self.view.midstance

    def __getitem__(self, name: str) -> Value:
        if name not in METRICS:
            raise InputError("metric", given=name, hint=did_you_mean(name, METRICS))
        if name not in self._values:
            self._values[name] = METRICS[name].value(self.view)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(METRICS)

    def __len__(self) -> int:
        return len(METRICS)

    def __contains__(self, name: object) -> bool:
        return name in METRICS

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Every metric as ``{"value": …, "unit": …}``; what could not be measured is None."""
        return {
            name: {"value": value.value if math.isfinite(value.value) else None, "unit": value.unit}
            for name, value in self.items()
        }

    def to_dataframe(self) -> Any:
        """A pandas table of metric, value, unit and label; needs the extra ``springmass[data]``."""
        need("to_dataframe", "data", "pandas")
        import pandas

        rows = [(v.metric.name, v.value, v.unit, v.label) for v in self.values()]
        return pandas.DataFrame(rows, columns=["metric", "value", "unit", "label"]).set_index("metric")
