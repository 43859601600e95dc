"""The impact of landing: the lower leg stops before the body does (Clark, Ryan & Weyand 2017, J. Exp. Biol. 220:247).

A second, small mass – foot and shank – is brought to rest in the first tens of milliseconds. Its force pulse is added
to the force of the spring; it does not alter the orbit. A stiff landing is a short pulse with a peak of its own, a
supple one a long pulse that melts into the rise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from springmass.dynamics.curves import ContactView, contact_curves
from springmass.dynamics.extrapolation import Floats

LOWER_MASS_SHARE = 0.08
"""Foot and shank over body mass."""
LANDING_SPEED = 1.2
"""Vertical speed the lower mass loses when landing from a run at 3 to 4 m/s [m/s]; assumed."""
_LARGEST_SHARE = 0.25
"""Of the whole impulse that a landing may hold; the two-mass model was made for runs, where it is about a fifteenth."""
EARLY = 0.4
"""Share of contact within which a peak can be one of impact."""
DIP = 0.05
"""How deep the dip behind a peak of impact must be at least, as a share of the largest force."""


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
    >>> stiff = impact(70.0, 0.022)
    >>> round(stiff.peak / (70.0 * 9.81), 2)
    1.05
    """
    lower = LOWER_MASS_SHARE * mass
    return Impact((lower * landing_speed / stopping_time + lower * gravity) * 2.0 * stopping_time, stopping_time)


@dataclass(frozen=True)
class Landing:
    """Vertical force over a contact with the impact in it.

    Attributes
    ----------
    time, force : array
        Since touchdown [s], of the ground on the runner [N].
    pulse : Impact
        What was added.
    spring_share : float
        What the force of the leg was scaled by, so that the whole impulse stays [1].
    """

    time: Floats
    force: Floats
    pulse: Impact
    spring_share: float

    @property
    def peak(self) -> tuple[float, float] | None:
        """Instant [s] and height [N] of an impact peak: an early maximum with a second one behind it; None without
        one.
        """
        from scipy.signal import find_peaks

        tops, _ = find_peaks(self.force, prominence=DIP * self.force.max())
        if len(tops) < 2 or self.time[tops[0]] > EARLY * self.time[-1]:
            return None
        return float(self.time[tops[0]]), float(self.force[tops[0]])

    @property
    def midstance_peak(self) -> float:
        """Largest force after the impact is over [N]; NaN in a contact that is over with it."""
        later = self.force[self.time >= 2.0 * self.pulse.stopping_time]
        return float(later.max()) if later.size else float("nan")

    def at(self, time: float) -> float:
        """Force at an instant [N]."""
        return float(np.interp(time, self.time, self.force))


def landing_force(view: ContactView) -> Landing | None:
    """Put the impact into the vertical force of a contact.

    Parameters
    ----------
    view : ContactView

    Returns
    -------
    Landing or None
        None where the runner's landing leaves the impact out, and where the pulse would be more than a quarter of the
        whole impulse: such a contact is no run the model was made for.

    Notes
    -----
    A viscous leg pushes back with a jump at touchdown, which is its way of having an impact. So that no part of the
    landing counts twice, the jump is taken out of the leg's force, fading over the time of the pulse, and the pulse
    put in its place. The leg's own force is scaled down so that the whole impulse stays what it was.

    Examples
    --------
    >>> import springmass as sm
    >>> gait = sm.find_gait(sm.default_runner().with_values({"foot.landing": "stiff"}))
    >>> landing = landing_force(ContactView(gait.step.contact, gait.parameters))
    >>> time, force = landing.peak
    >>> round(1e3 * time)
    26
    """
    p = view.parameters
    if p.shape.stopping_time is None:
        return None
    pulse = impact(p.mass, p.shape.stopping_time, gravity=p.gravity)
    over = min(2.0 * pulse.stopping_time, view.contact.end)
    times = np.unique(np.concatenate([view.times, np.linspace(0.0, over, 201)]))
    own = contact_curves(view.contact, p, times).grf_y
    own = own - np.where(times < over, 0.5 * own[0] * (1.0 + np.cos(np.pi * times / over)), 0.0)
    added = pulse.force(times)
    whole = view.integral(lambda c: c.grf_y)
    if np.trapezoid(added, times) > _LARGEST_SHARE * whole:
        return None
    share = (whole - np.trapezoid(added, times)) / np.trapezoid(own, times)
    return Landing(times, share * own + added, pulse, float(share))
