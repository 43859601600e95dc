"""A whole step over time: closed-form flights and the engine's dense output, joined."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.curves import Floats, contact_curves
from springmass.dynamics.flight import world_acceleration
from springmass.dynamics.phases import Phase
from springmass.dynamics.step import Step


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
    >>> from springmass.parameters import Parameters
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
    return Trajectory(*(np.concatenate(column) for column in zip(*pieces, strict=True)))
