"""A contact as curves: everything at chosen instants; crossings, maxima and integrals of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from springmass.dynamics.equations import ground_reaction
from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.reference import Contact
from springmass.legs import LEG_LAWS
from springmass.parameters import Parameters


@dataclass(frozen=True)
class ContactCurves:
    """Arrays over instants of one contact; SI units."""

    time: Floats
    """since touchdown"""
    x: Floats
    """mass ahead of the COP (negative: behind)"""
    y: Floats
    vx: Floats
    """velocity relative to the COP"""
    vy: Floats
    cop: Floats
    """travel of the COP from the first contact point"""
    cop_speed: Floats
    grf_x: Floats
    grf_y: Floats
    force: Floats
    """along the leg"""
    length: Floats
    rate: Floats
    """of leg length, positive while it lengthens"""
    elastic_energy: Floats

    @property
    def ahead_of_first_contact(self) -> Floats:
        """Mass ahead of the first contact point [m]."""
        return self.x + self.cop


def contact_curves(contact: Contact, p: Parameters, times: Floats) -> ContactCurves:
    """Evaluate a contact at the given instants.

    Parameters
    ----------
    contact : Contact
        With at least one segment.
    p : Parameters
    times : array, shape (n,)
        Since touchdown [s]. On the border of two segments the later one counts.

    Returns
    -------
    ContactCurves
        Arrays of shape (n,).
    """
    times = np.atleast_1d(np.asarray(times, dtype=float))
    rows = np.empty((13, times.size))
    rows[0] = times
    which = np.searchsorted([segment.start for segment in contact.segments], times, side="right") - 1
    law, tan_hip = LEG_LAWS[p.damping_law].force, math.tan(p.hip_extension)
    for index, segment in enumerate(contact.segments):
        here = which == index
        if not here.any():
            continue
        x, y, vx, vy = segment.state(times[here])
        leg = segment.leg
        grf_x, grf_y, force, length, rate = ground_reaction(
            x, y, vx, vy, law, leg.rest_length, leg.stiffness, p.damping, tan_hip
        )
        cop = segment.cop_start + segment.cop_speed * (times[here] - segment.start)
        energy = 0.5 * leg.stiffness * (leg.rest_length - length) ** 2
        speed = np.full(x.size, segment.cop_speed)
        rows[1:, here] = (x, y, vx, vy, cop, speed, grf_x, grf_y, force, length, rate, energy)
    return ContactCurves(*rows)


Quantity = Callable[[ContactCurves], Floats]


class ContactView:
    """A contact to ask: values at an instant, crossings, maxima, integrals.

    Parameters
    ----------
    contact : Contact
    p : Parameters
    """

    SAMPLES = 120
    """per segment when looking for crossings and maxima"""

    def __init__(self, contact: Contact, p: Parameters) -> None:
        self.contact, self.parameters = contact, p
        grids = [np.linspace(s.start, s.end, self.SAMPLES + 1)[:-1] for s in contact.segments]
        # Each segment keeps its own last instant (a hair before the border) so that jumps show on both sides.
        inner = [np.nextafter(s.end, s.start) for s in contact.segments[:-1]]
        self.times = np.sort(np.concatenate([*grids, inner, [contact.end]]))
        self.curves = contact_curves(contact, p, self.times)

    def at(self, time: float) -> ContactCurves:
        """Everything at one instant since touchdown [s]."""
        return contact_curves(self.contact, self.parameters, np.array([time]))

    def crossings(self, quantity: Quantity, level: float = 0.0, direction: float = 1.0) -> list[float]:
        """Instants where a quantity passes a level upwards (or downwards for a negative direction) [s]."""
        from scipy.optimize import brentq

        values = direction * (quantity(self.curves) - level)
        found = []
        for i in np.flatnonzero((values[:-1] < 0.0) & (values[1:] >= 0.0)):
            a, b = self.times[i], self.times[i + 1]
            if values[i + 1] == 0.0 or b - a < 1e-12 * self.contact.end:
                found.append(float(b))
                continue

            def f(t: float) -> float:
                return float(quantity(self.at(t))[0] - level)

            found.append(float(brentq(f, a, b, xtol=1e-15, rtol=1e-14)))
        return found

    def maximum(self, quantity: Quantity) -> tuple[float, float]:
        """Instant [s] and value of a quantity's maximum."""
        from scipy.optimize import minimize_scalar

        values = quantity(self.curves)
        best = int(np.nanargmax(values))
        time, value = float(self.times[best]), float(values[best])
        # Neighbours of the best sample, past the twin instants on either side of a segment's border.
        apart = 1e-9 * self.contact.end
        a = self.times[max(int(np.searchsorted(self.times, time - apart)) - 1, 0)]
        b = self.times[min(int(np.searchsorted(self.times, time + apart, side="right")), len(values) - 1)]
        if b > a:
            refined = minimize_scalar(
                lambda t: -float(quantity(self.at(t))[0]),
                bounds=(a, b),
                method="bounded",
                options={"xatol": 1e-10 * self.contact.end},
            )
            if -refined.fun > value:
                return float(refined.x), float(-refined.fun)
        return time, value

    def integral(self, quantity: Quantity, borders: list[float] | None = None) -> float:
        """Integral of a quantity over the contact; ``borders`` are instants where it has a kink [s]."""
        edges = sorted({s.start for s in self.contact.segments} | {self.contact.end} | set(borders or []))
        nodes, weights = np.polynomial.legendre.leggauss(24)
        total = 0.0
        for a, b in pairwise(edges):
            middle = 0.5 * (a + b)
            for lo, hi in ((a, middle), (middle, b)):
                t = 0.5 * (hi + lo) + 0.5 * (hi - lo) * nodes
                values = quantity(contact_curves(self.contact, self.parameters, t))
                total += 0.5 * (hi - lo) * float(weights @ values)
        return total
