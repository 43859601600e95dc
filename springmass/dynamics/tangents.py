"""Derivatives of plain functions: the function itself is run once on symbols, and what it did is written down again
with a derivative beside each line.

The result is plain arithmetic like its model, so that it runs on numbers and arrays and can be compiled. Nothing is
approximated: these are the rules of differentiation, line by line (forward mode, as with dual numbers).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np


class _Symbol:
    """A value and its derivative, by the names they have in the text; ``slope`` is None for a constant."""

    def __init__(self, text: list[str], value: str, slope: str | None) -> None:
        self.text, self.value, self.slope = text, value, slope

    def new(self, value: str, *terms: str | None) -> _Symbol:
        """Write down a value and the sum of the terms of its derivative."""
        number, there = len(self.text), [term for term in terms if term is not None]
        self.text.append(f"v{number} = {value}")
        if there:
            self.text.append(f"d{number} = {' + '.join(there)}")
        return _Symbol(self.text, f"v{number}", f"d{number}" if there else None)

    def _other(self, other: Any) -> _Symbol:
        return other if isinstance(other, _Symbol) else _Symbol(self.text, repr(float(other)), None)

    def _by(self, factor: str) -> str | None:
        return None if self.slope is None else f"{self.slope} * {factor}"

    def __add__(self, other: Any) -> _Symbol:
        o = self._other(other)
        return self.new(f"{self.value} + {o.value}", self.slope, o.slope)

    def __sub__(self, other: Any) -> _Symbol:
        o = self._other(other)
        return self.new(f"{self.value} - {o.value}", self.slope, o._by("-1.0"))

    def __mul__(self, other: Any) -> _Symbol:
        o = self._other(other)
        return self.new(f"{self.value} * {o.value}", self._by(o.value), o._by(self.value))

    def __truediv__(self, other: Any) -> _Symbol:
        o = self._other(other)
        ratio = self.new(f"{self.value} / {o.value}")
        terms = (self._by(f"(1.0 / {o.value})"), o._by(f"(-{ratio.value} / {o.value})"))
        return ratio.new(ratio.value, *terms)

    def __neg__(self) -> _Symbol:
        return self.new(f"-{self.value}", self._by("-1.0"))

    def __pow__(self, power: float) -> _Symbol:
        if power == 0.5:
            root = self.new(f"{self.value} ** 0.5")
            return root.new(root.value, self._by(f"(0.5 / {root.value})"))
        return self.new(f"{self.value} ** {power!r}", self._by(f"({power!r} * {self.value} ** {power - 1.0!r})"))

    def __abs__(self) -> _Symbol:
        return self.new(f"abs({self.value})", self._by(f"(({self.value} >= 0.0) * 2.0 - 1.0)"))

    def __gt__(self, other: Any) -> Any:
        return self.new(f"({self.value} > {self._other(other).value}) * 1.0")

    def __lt__(self, other: Any) -> Any:
        return self.new(f"({self.value} < {self._other(other).value}) * 1.0")

    def __radd__(self, other: Any) -> _Symbol:
        return self._other(other) + self

    def __rsub__(self, other: Any) -> _Symbol:
        return self._other(other) - self

    def __rmul__(self, other: Any) -> _Symbol:
        return self._other(other) * self

    def __rtruediv__(self, other: Any) -> _Symbol:
        return self._other(other) / self

    # NumPy's functions ask an object for these
    def sin(self) -> _Symbol:
        return self.new(f"sin({self.value})", self._by(f"cos({self.value})"))

    def cos(self) -> _Symbol:
        return self.new(f"cos({self.value})", self._by(f"(-sin({self.value}))"))

    def tan(self) -> _Symbol:
        tangent = self.new(f"tan({self.value})")
        return tangent.new(tangent.value, self._by(f"(1.0 + {tangent.value} * {tangent.value})"))


def tangent(function: Callable[..., Any], **known: Any) -> Callable[..., Any]:
    """Write the derivative of a plain function.

    Parameters
    ----------
    function : callable
        Of numbers, made of ``+ - * /``, powers, ``abs``, comparisons times a number, and NumPy's ``sin``, ``cos``,
        ``tan``; it may call others like it. Returns a number or a tuple of numbers.
    **known
        Arguments that are no numbers, such as a leg law.

    Returns
    -------
    callable
        Takes all other arguments, then a derivative for each of them; returns the values, then their derivatives, as
        one tuple. Numbers and arrays.

    Examples
    --------
    >>> def area(width, height):
    ...     return width * height
    >>> tangent(area)(2.0, 3.0, 1.0, 0.0)
    (6.0, 3.0)
    """
    names = [name for name in inspect.signature(function).parameters if name not in known]
    text: list[str] = []
    found = function(**{name: _Symbol(text, name, f"d_{name}") for name in names}, **known)
    results = [one if isinstance(one, _Symbol) else _Symbol(text, repr(float(one)), None)
               for one in (found if isinstance(found, tuple) else (found,))]  # fmt: skip
    inputs = ", ".join([*names, *(f"d_{name}" for name in names)])
    outputs = ", ".join([*(one.value for one in results), *(one.slope or "0.0" for one in results)])
    source = "\n    ".join([f"def tangent({inputs}):", *text, f"return ({outputs})"])
    scope: dict[str, Any] = {"sin": np.sin, "cos": np.cos, "tan": np.tan}
    exec(source, scope)  # arithmetic written a line above, from symbols of our own
    made: Callable[..., Any] = scope["tangent"]
    made.__doc__ = source
    return made
