"""A step as curves: everything at chosen instants, from the engine's dense output and the closed-form flights."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.equations import ground_reaction
from springmass.dynamics.flight import world_acceleration
from springmass.dynamics.phases import Phase
from springmass.dynamics.reference import Contact
from springmass.dynamics.step import Step
from springmass.legs import LEG_LAWS
from springmass.parameters import Parameters

Floats = NDArray[np.float64]


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
        a, b = self.times[max(best - 1, 0)], self.times[min(best + 1, len(values) - 1)]
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
        for a, b in zip(edges[:-1], edges[1:], strict=True):
            middle = 0.5 * (a + b)
            for lo, hi in ((a, middle), (middle, b)):
                t = 0.5 * (hi + lo) + 0.5 * (hi - lo) * nodes
                values = quantity(contact_curves(self.contact, self.parameters, t))
                total += 0.5 * (hi - lo) * float(weights @ values)
        return total


@dataclass(frozen=True)
class Trajectory:
    """A whole step (or several, joined) over time; SI units, arrays of one length.

    ``x`` runs along the ground from the starting apex; forces are zero and ``cop`` is NaN in flight.
    """

    time: Floats
    x: Floats
    y: Floats
    vx: Floats
    vy: Floats
    grf_x: Floats
    grf_y: Floats
    leg_length: Floats
    cop: Floats
    phase: NDArray[np.object_]


def step_trajectory(step: Step, points: int = 200) -> Trajectory:
    """Sample a step from its apex to the next one (or to where it ended).

    Parameters
    ----------
    step : Step
    points : int
        About how many instants; phases share them by duration and keep their end points.

    Returns
    -------
    Trajectory

    Examples
    --------
    >>> import math
    >>> from springmass.dynamics.step import step
    >>> p = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
    >>> path = step_trajectory(step(1.0, 5.0, p))
    >>> bool(abs(path.y[-1] - 0.9557404) < 1e-6)
    True
    """
    p, touchdown, contact = step.parameters, step.touchdown, step.contact
    pieces: list[list[Floats]] = []
    if touchdown is None:
        start = np.array([[0.0], [0.0], [step.start_height], [step.start_speed], [0.0]])
        return _joined([_flight_piece(start, Phase.DESCENT)])
    total = sum(t for t in (step.touchdown_time, contact.end if contact else 0.0, _ascent_time(step)) if t > 0.0)
    ax, ay = world_acceleration(p)

    def share(duration: float) -> int:
        return max(3, round(points * duration / total)) if total > 0.0 else 3

    t = np.linspace(0.0, touchdown.time, share(touchdown.time))
    pieces.append(
        _flight_piece(
            (
                t,
                step.start_speed * t + 0.5 * ax * t * t,
                step.start_height + 0.5 * ay * t * t,
                step.start_speed + ax * t,
                ay * t,
            ),
            Phase.DESCENT,
        )
    )
    if contact is not None and contact.segments:
        first_contact = step.descent_distance - touchdown.x
        for segment in contact.segments:
            t = np.linspace(segment.start, segment.end, share(segment.end - segment.start))
            t[-1] = np.nextafter(segment.end, segment.start) if segment is not contact.segments[-1] else segment.end
            c = contact_curves(contact, p, t)
            cop = first_contact + c.cop
            pieces.append(
                [
                    touchdown.time + t,
                    cop + c.x,
                    c.y,
                    c.vx + c.cop_speed,
                    c.vy,
                    c.grf_x,
                    c.grf_y,
                    c.length,
                    cop,
                    np.full(t.size, segment.phase, dtype=object),
                ]
            )
        takeoff = step.takeoff
        if step.ascent is not None and takeoff is not None:
            _, y, vx, vy = takeoff
            x0 = first_contact + contact.cop_travel + takeoff[0]
            t = np.linspace(0.0, step.ascent.time, share(step.ascent.time))
            rise = (
                touchdown.time + contact.end + t,
                x0 + vx * t + 0.5 * ax * t * t,
                y + vy * t + 0.5 * ay * t * t,
                vx + ax * t,
                vy + ay * t,
            )
            pieces.append(_flight_piece(rise, Phase.ASCENT))
    return _joined(pieces)


def _ascent_time(step: Step) -> float:
    return step.ascent.time if step.ascent else 0.0


def _flight_piece(rows: tuple[Floats, ...] | Floats, phase: Phase) -> list[Floats]:
    n = len(rows[0])
    zero, nothing = np.zeros(n), np.full(n, np.nan)
    return [*rows, zero, zero, nothing, nothing, np.full(n, phase, dtype=object)]


def _joined(pieces: list[list[Floats]]) -> Trajectory:
    return Trajectory(*(np.concatenate(column) for column in zip(*pieces, strict=True)))  # type: ignore[arg-type]
