"""A contact as curves: everything at chosen instants; crossings, maxima and integrals of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from springmass.dynamics.equations import ground_reaction, stored_energy
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
    rest_length: Floats
    stiffness: Floats
    """of the leg in its present phase"""

    @property
    def ahead_of_first_contact(self) -> Floats:
        """Mass ahead of the first contact point [m]."""
        return self.x + self.cop

    def elastic_energy(self, p: Parameters) -> Floats:
        """Energy in the leg [J]."""
        law = LEG_LAWS[p.damping_law].force
        return np.asarray(stored_energy(law, self.rest_length - self.length, self.stiffness, p.damping))


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
    rows = np.empty((14, times.size))
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
        speed, rest, stiffness = (np.full(x.size, one) for one in (segment.cop_speed, leg.rest_length, leg.stiffness))
        rows[1:, here] = (x, y, vx, vy, cop, speed, grf_x, grf_y, force, length, rate, rest, stiffness)
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
            found = self._smooth_peak(quantity, a, b)
            if found is not None:
                return found if found[1] > value else (time, value)
            refined = minimize_scalar(
                lambda t: -float(quantity(self.at(t))[0]),
                bounds=(a, b),
                method="bounded",
                options={"xatol": 1e-10 * self.contact.end},
            )
            if -refined.fun > value:
                return float(refined.x), float(-refined.fun)
        return time, value

    def _smooth_peak(self, quantity: Quantity, a: float, b: float) -> tuple[float, float] | None:
        """The same between two instants, where the quantity is as smooth as a polynomial; None where it is not."""
        if any(a < s.start < b for s in self.contact.segments):
            return None
        nodes, fit = _polynomial()
        values = quantity(contact_curves(self.contact, self.parameters, 0.5 * (a + b) + 0.5 * (b - a) * nodes))
        bend = np.polynomial.Polynomial(fit @ values)
        slope, curvature = bend.deriv(), bend.deriv(2)
        at = float(nodes[int(np.argmax(values))])
        for _ in range(8):
            bent = float(curvature(at))
            move = -float(slope(at)) / bent if bent < 0.0 else math.inf
            at += move
            if not abs(at) <= 1.0:
                return None
            if abs(move) < 1e-12:
                break
        time = 0.5 * (a + b) + 0.5 * (b - a) * at
        value = float(quantity(self.at(time))[0])
        near = 1e-12 * max(abs(value), float(np.ptp(values)))
        return (time, value) if abs(value - float(bend(at))) <= near else None

    def integral(self, quantity: Quantity, borders: list[float] | None = None) -> float:
        """Integral of a quantity over the contact; ``borders`` are instants where it has a kink [s]."""
        return self._integrals(lambda c: quantity(c)[None], borders or [])[0]

    def both_signs(self, quantity: Quantity, sign: Quantity) -> tuple[float, float]:
        """Integrals of a quantity where it is above zero and, without its minus, below; ``sign`` is zero with it."""
        borders = self.crossings(sign) + self.crossings(sign, direction=-1.0)

        def parts(c: ContactCurves) -> Floats:
            values = quantity(c)
            return np.array([values.clip(min=0.0), (-values).clip(min=0.0)])

        above, below = self._integrals(parts, borders)
        return above, below

    def _integrals(self, quantities: Quantity, borders: list[float]) -> list[float]:
        edges = np.array(sorted({s.start for s in self.contact.segments} | {self.contact.end} | set(borders)))
        half = 0.25 * np.repeat(np.diff(edges), 2)
        middle = np.repeat(edges[:-1], 2) + half * np.tile([1.0, 3.0], edges.size - 1)
        nodes, weights = _gauss()
        t = middle[:, None] + half[:, None] * nodes
        values = quantities(contact_curves(self.contact, self.parameters, t.ravel())).reshape(-1, *t.shape)
        return [math.fsum(one) for one in half * (values @ weights)]


@cache
def _gauss() -> tuple[Floats, Floats]:
    """Nodes and weights of Gauss's rule on (−1, 1)."""
    nodes, weights = np.polynomial.legendre.leggauss(24)
    return nodes, weights


@cache
def _polynomial() -> tuple[Floats, Floats]:
    """Chebyshev's nodes on (−1, 1), and what makes values there the coefficients of the polynomial through them."""
    nodes = np.cos(np.pi * (np.arange(11) + 0.5) / 11)
    return nodes, np.asarray(np.linalg.inv(np.polynomial.polynomial.polyvander(nodes, nodes.size - 1)), dtype=float)
