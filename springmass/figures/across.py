"""A field along an axis of a figure, with its values in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from springmass.dynamics.extrapolation import Floats

FROM_GROUND = "degrees from the ground"
"""The unit of an angle of attack, for those who have not heard of it."""
_LOG_FROM = 10.0
"""Largest over smallest value from which evenly spaced ratios get a logarithmic axis."""


@dataclass(frozen=True)
class Across:
    """A field along an axis of a figure.

    Attributes
    ----------
    field : str
        Dotted.
    label : str
    unit : str
        Of its values, as the data set writes it.
    values : array
        Rising.
    factor : float
        To SI and radians.
    own : float or None
        The value of the scenario itself.
    """

    field: str
    label: str
    unit: str
    values: Floats
    factor: float = 1.0
    own: float | None = None

    @property
    def title(self) -> str:
        """What stands along the axis."""
        return labelled(self.label, self.unit)

    @property
    def logarithmic(self) -> bool:
        """Whether the values are spaced by one ratio, over a decade or more."""
        v = self.values
        if v.size < 3 or v[0] <= 0.0 or v[-1] < _LOG_FROM * v[0]:
            return False
        return bool(np.ptp(np.diff(np.log(v))) < 1e-3 * np.log(v[-1] / v[0]) / v.size)

    @property
    def edges(self) -> Floats:
        """Where cells end: half way to the next value, on the scale of the axis."""
        v = np.log(self.values) if self.logarithmic else self.values
        if v.size == 1:
            middle, first, last = v[:0], v[0] - 0.5, v[0] + 0.5
        else:
            middle = 0.5 * (v[1:] + v[:-1])
            first, last = v[0] - (middle[0] - v[0]), v[-1] + (v[-1] - middle[-1])
        if v.size > 1 and not self.logarithmic and v[0] > 0.0:
            first = max(first, 0.0)  # no cell of a few stiff legs reaches down to negative stiffness
        found = np.concatenate([[first], middle, [last]])
        return np.exp(found) if self.logarithmic else found

    def say(self, value: float) -> str:
        """A value of the field in words."""
        return said(value, self.unit)


def labelled(label: str, unit: str) -> str:
    """A label with its unit in brackets, in words people read."""
    shown = {"deg": "degrees", "BW": "body weights", "fraction of contact": "share of contact", "1": ""}.get(unit, unit)
    return f"{label} ({shown})" if shown else label


def said(value: float, unit: str) -> str:
    """A value with its unit, to four digits.

    Examples
    --------
    >>> said(68.0, "deg"), said(20e3, "N/m"), said(-0.6, "1")
    ('68°', '20000 N/m', '−0.6')
    """
    written = f"{float(f'{value:.4g}'):.7g}".replace("-", "−")
    name = {"deg": "°", FROM_GROUND: "°", "1": "", "fraction of contact": "of contact"}.get(unit, unit)
    return f"{written}{'' if name == '°' else ' '}{name}".rstrip()
