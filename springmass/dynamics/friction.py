"""How much grip a contact asks of the ground, and when a ground with less lets the foot slip.

Only where the vertical force is above half a body weight: at the ends of contact both components fade and their ratio
says nothing about slipping.
"""

from __future__ import annotations

import numpy as np

from springmass.dynamics.curves import ContactCurves, ContactView, Floats
from springmass.parameters import Parameters

LOADED = 0.5
"""Share of body weight above which the ratio counts."""


def _threshold(p: Parameters) -> float:
    return LOADED * p.mass * p.gravity


def friction_demand(view: ContactView, sign: float) -> float:
    """Largest ``sign · GRF_x / GRF_y`` while the foot is loaded.

    Parameters
    ----------
    view : ContactView
    sign : float
        −1 for braking, +1 for propulsion.

    Returns
    -------
    float
        0 if the loaded ground never pushes that way [1].
    """
    half = _threshold(view.parameters)

    def ratio(c: ContactCurves) -> Floats:
        return np.where(c.grf_y >= half * (1.0 - 1e-9), sign * c.grf_x / np.maximum(c.grf_y, 0.5 * half), 0.0)

    at_edges = [float(ratio(view.at(t))[0]) for t in _edges(view, half)]
    return max(0.0, view.maximum(ratio)[1], *at_edges)


def slip_time(view: ContactView, friction: float) -> float | None:
    """When the foot first needs more grip than the ground has.

    Parameters
    ----------
    view : ContactView
    friction : float
        Coefficient of the ground [1].

    Returns
    -------
    float or None
        Since touchdown [s]; None if the ground holds.
    """
    half = _threshold(view.parameters)

    def excess(c: ContactCurves) -> Floats:
        return np.where(c.grf_y >= half * (1.0 - 1e-9), np.abs(c.grf_x) - friction * c.grf_y, -1.0)

    starts = [view.times[0], *_edges(view, half), *view.crossings(excess)]
    slipping = [float(t) for t in starts if excess(view.at(float(t)))[0] >= -1e-9 * half]
    return min(slipping) if slipping else None


def _edges(view: ContactView, level: float) -> list[float]:
    return view.crossings(lambda c: c.grf_y, level) + view.crossings(lambda c: c.grf_y, level, direction=-1.0)
