"""Marks: moments of a contact worth naming that do not change the dynamics.

"Midstance" has five definitions. They are five entries of :data:`MIDSTANCE`; nothing in the project says
midstance without saying which.
"""

from __future__ import annotations

from collections.abc import Callable

from springmass.dynamics.curves import ContactView
from springmass.dynamics.phases import GREATEST_COMPRESSION

NAN = float("nan")


def _first(times: list[float]) -> float:
    return times[0] if times else NAN


def lowest_point(view: ContactView) -> float:
    """When the mass is lowest (``vy`` turns upward), since touchdown [s]; NaN if it never turns."""
    return _first(view.crossings(lambda c: c.vy))


def greatest_compression(view: ContactView) -> float:
    """When the leg is shortest, since touchdown [s]."""
    event = view.contact.event(GREATEST_COMPRESSION.name)
    return event.time if event else NAN


def peak_vertical_force(view: ContactView) -> float:
    """When the vertical ground reaction force is greatest, since touchdown [s]."""
    return view.maximum(lambda c: c.grf_y)[0]


def half_contact(view: ContactView) -> float:
    """Half of the contact time [s]."""
    return 0.5 * view.contact.end


def fore_aft_crossover(view: ContactView) -> float:
    """When the ground's push turns from braking to propulsive, since touchdown [s]."""
    return _first(view.crossings(lambda c: c.grf_x))


MIDSTANCE: dict[str, Callable[[ContactView], float]] = {
    "lowest point": lowest_point,
    "greatest compression": greatest_compression,
    "peak vertical force": peak_vertical_force,
    "half contact": half_contact,
    "fore-aft crossover": fore_aft_crossover,
}
DEFAULT_MIDSTANCE = "lowest point"
