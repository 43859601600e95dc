"""How large the units are that metrics are told in: body weights and shares of mass depend on who ran."""

from __future__ import annotations

import math

from springmass.metrics import METRICS

_BY_WEIGHT = {"BW": "N", "BW/s": "N/s"}
_BY_MASS = {
    "N·m/kg": "N·m",
    "N·m·s/kg": "N·m·s",
    "J/kg": "J",
    "J/kg/m": "J/m",
    "m/s (impulse ÷ mass)": "N·s",
}
_PLAIN = {"kN/m": 1e3, "deg": math.pi / 180.0}


def unit_size(name: str, mass: float, gravity: float) -> float:
    """How much one of a metric's unit is in SI, not divided by weight or mass.

    Parameters
    ----------
    name : str
        Of a metric.
    mass, gravity : float
        Of the runner and where he runs [kg, m/s²].

    Returns
    -------
    float

    Examples
    --------
    >>> unit_size("peak_vertical_force", 70.0, 10.0), unit_size("leg_stiffness", 70.0, 10.0)
    (700.0, 1000.0)
    """
    unit = METRICS[name].unit
    if unit in _BY_WEIGHT:
        return mass * gravity
    return mass if unit in _BY_MASS else _PLAIN.get(unit, 1.0)


def unit_undivided(name: str) -> str:
    """The unit of a metric before it is divided by weight or mass; otherwise its own.

    Examples
    --------
    >>> unit_undivided("braking_impulse"), unit_undivided("contact_time")
    ('N·s', 's')
    """
    metric = METRICS[name]
    return (_BY_WEIGHT | _BY_MASS).get(metric.unit, metric.unit_label)
