"""The impact of landing: the lower leg stops before the body does (Clark, Ryan & Weyand 2017, J. Exp. Biol. 220:247).

A second, small mass – foot and shank – is brought to rest in the first tens of milliseconds. Its force pulse is added
to the force of the spring; it does not alter the orbit. A stiff landing is a short pulse with a peak of its own, a
supple one a long pulse that melts into the rise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

LOWER_MASS_SHARE = 0.08
"""Foot and shank over body mass."""
LANDING_SPEED = 1.2
"""Vertical speed the lower mass loses [m/s]; typical 1.0–1.5 at 3–4 m/s."""
STOPPING_TIME = {"stiff": 0.022, "supple": 0.040}
"""Touchdown until the lower mass has stopped, by how the leg lands [s] (about 20–25 ms and 35–45 ms)."""


@dataclass(frozen=True)
class Impact:
    """A pulse of force.

    Attributes
    ----------
    impulse : float
        J1 [N·s]
    stopping_time : float
        Half the duration of the pulse, and when it peaks [s].
    """

    impulse: float
    stopping_time: float

    @property
    def peak(self) -> float:
        """Largest force of the pulse [N]."""
        return self.impulse / self.stopping_time

    def force(self, time: Any) -> Any:
        """Force of the pulse [N] at times since touchdown [s]: a raised cosine, over at twice the stopping time."""
        t = np.asarray(time, dtype=float)
        phase = np.pi * (t - self.stopping_time) / self.stopping_time
        return np.where((t >= 0.0) & (t <= 2.0 * self.stopping_time), 0.5 * self.peak * (1.0 + np.cos(phase)), 0.0)


def impact(mass: float, stopping_time: float, landing_speed: float = LANDING_SPEED, gravity: float = 9.81) -> Impact:
    """Pulse of the lower mass coming to rest: ``J1 = (m1 Δv1/Δt1 + m1 g) · 2Δt1``.

    Parameters
    ----------
    mass : float
        Of the whole body [kg].
    stopping_time : float
        Δt1 [s].
    landing_speed : float
        Δv1 [m/s].
    gravity : float
        [m/s²]

    Returns
    -------
    Impact

    Examples
    --------
    >>> stiff = impact(70.0, STOPPING_TIME["stiff"])
    >>> round(stiff.peak / (70.0 * 9.81), 2)
    1.05
    """
    lower = LOWER_MASS_SHARE * mass
    return Impact((lower * landing_speed / stopping_time + lower * gravity) * 2.0 * stopping_time, stopping_time)


def with_impact(time: Any, vertical_force: Any, pulse: Impact) -> Any:
    """Vertical force with the pulse in it: the spring part is scaled down so that the whole impulse stays.

    Parameters
    ----------
    time : array, shape (n,)
        Since touchdown, rising, over the whole contact [s].
    vertical_force : array, shape (n,)
        Of the spring leg [N].
    pulse : Impact

    Returns
    -------
    array, shape (n,)
        [N]

    Notes
    -----
    A viscous leg jumps at touchdown; that jump already holds part of the impact, so do not add a pulse to it and count
    both.

    Examples
    --------
    >>> t = np.linspace(0.0, 0.24, 2001)
    >>> spring = 1700.0 * np.sin(np.pi * t / 0.24)
    >>> total = with_impact(t, spring, impact(70.0, 0.022))
    >>> bool(abs(np.trapezoid(total, t) - np.trapezoid(spring, t)) < 1e-9)
    True
    """
    t, force = np.asarray(time, dtype=float), np.asarray(vertical_force, dtype=float)
    added = pulse.force(t)
    whole, part = np.trapezoid(force, t), np.trapezoid(added, t)
    return force * (1.0 - part / whole) + added
