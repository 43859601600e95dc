"""A run at evenly spaced instants: motion of the body's mass, ground reaction, joints of the leg on the ground."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.body.geometry import hip_position
from springmass.dynamics.curves import Floats, contact_curves
from springmass.dynamics.flight import world_acceleration
from springmass.dynamics.step import Step
from springmass.errors import InputError
from springmass.gait.run import Run
from springmass.metrics import StepView

SIDES = ("", "right", "left")
"""Which leg is on the ground, by the numbers of :attr:`Series.side`. The first contact of a run is a right one."""
MOST_ROWS = 5_000_000
_ON_TIME = 1e-9
"""Of a sampling interval: an instant this close to a border counts as on it."""
_WORLD = ("x", "y", "vx", "vy", "grf_x", "grf_y", "grf_y_landing", "cop", "leg_length", "hip_x", "hip_y")
_LEG = ("knee_x", "knee_y", "ankle_x", "ankle_y", "heel_x", "heel_y", "ball_x", "ball_y", "toe_x", "toe_y")
_ANGLES = ("knee_flexion", "thigh", "shank", "foot")
_MOMENTS = ("hip_moment", "knee_moment", "ankle_moment")


@dataclass(frozen=True)
class Series:
    """A run at evenly spaced instants, n of them; SI and radians.

    Attributes
    ----------
    run : Run
    rate : float
        Instants a second [Hz].
    time : array, shape (n,)
        From the apex the run starts at [s].
    step : array of int, shape (n,)
        Number of the step, from 1; a step goes from apex to apex.
    side : array of int, shape (n,)
        Leg on the ground, see :data:`SIDES`; 0 in flight.
    values : dict
        Name → shape (n,), NaN where the model knows nothing. ``x, y, vx, vy`` of the mass; ``grf_x, grf_y`` on the
        runner, zero in flight, and ``grf_y_landing`` with the impact of landing in it; ``cop``; ``leg_length``;
        ``hip_x``, ``hip_y``; of the leg on the ground ``knee_x`` … ``toe_y``, ``knee_flexion``, the turn of ``thigh``,
        ``shank`` and ``foot`` forward of hanging down and toes up of flat, and ``hip_moment``, ``knee_moment``,
        ``ankle_moment`` (extensor and plantarflexor positive). Positions run along the ground from the first apex.
    """

    run: Run
    rate: float
    time: Floats
    step: NDArray[np.int32]
    side: NDArray[np.int8]
    values: dict[str, Floats]

    def one_contact(self, number: int) -> Series:
        """Only the instants of one contact.

        Parameters
        ----------
        number : int
            From 1.

        Returns
        -------
        Series

        Raises
        ------
        InputError
            Without such a contact, or when fewer than two instants fall into it.
        """
        there = sum(_on_ground(one) > 0.0 for one in self.run.steps)
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= there:
            allowed = f"the run has the contacts 1 to {there}" if there else "the run has no contact"
            raise InputError("contact", given=number, allowed=allowed)
        rows = (self.step == number) & (self.side > 0)
        if rows.sum() < 2:
            allowed = f"is too low: fewer than two rows fall in contact {number}"
            raise InputError("rate", given=f"{self.rate:g} Hz", allowed=allowed)
        cut = {name: values[rows] for name, values in self.values.items()}
        return Series(self.run, self.rate, self.time[rows], self.step[rows], self.side[rows], cut)


def sampled(run: Run, rate: float) -> Series:
    """Sample a run evenly, over all its steps, as far as it got.

    Parameters
    ----------
    run : Run
    rate : float
        Instants a second [Hz].

    Returns
    -------
    Series

    Raises
    ------
    InputError
        When the run has no motion at all, for fewer than two rows and for more than five million.

    Examples
    --------
    >>> import springmass as sm
    >>> series = sampled(sm.simulate("seyfarth", steps=2), 200.0)
    >>> len(series.time), sorted({int(one) for one in series.side})
    (136, [0, 1, 2])
    """
    moved = [one for one in run.steps if one.touchdown is not None and _duration(one) > 0.0]
    total = sum(_duration(one) for one in moved)
    if not moved or not math.isfinite(total):
        raise InputError("run", allowed=f"has no motion to export: {run.message}")
    if total * rate > MOST_ROWS:
        hint = "Take a lower rate or fewer steps."
        raise InputError("rate", given=f"{rate:g} Hz", allowed=f"gives more than {MOST_ROWS:,} rows", hint=hint)
    start, distance = 0.0, 0.0
    parts: list[tuple[Floats, NDArray[np.int32], NDArray[np.int8], dict[str, Floats]]] = []
    for index, one in enumerate(moved):
        end = start + _duration(one)
        first = math.ceil(start * rate - _ON_TIME)
        last = math.ceil(end * rate - _ON_TIME) if one is not moved[-1] else math.floor(end * rate + _ON_TIME) + 1
        time = np.arange(first, last) / rate
        local = np.clip(time - start, 0.0, end - start)
        side, values = _one_step(one, local, distance, 1 + index % 2)
        parts.append((time, np.full(time.size, index + 1, dtype=np.int32), side, values))
        start, distance = end, distance + one.step_length
    if sum(time.size for time, *_ in parts) < 2:
        raise InputError("rate", given=f"{rate:g} Hz", allowed=f"is too low: the run lasts {total:.3g} s only")
    times, steps, sides, tables = zip(*parts, strict=True)
    # Adding zero turns −0 into 0.
    joined = {name: np.concatenate([table[name] for table in tables]) + 0.0 for name in tables[0]}
    return Series(run, rate, np.concatenate(times), np.concatenate(steps), np.concatenate(sides), joined)


def _on_ground(one: Step) -> float:
    """How long a step's contact is told: until takeoff, until the runner falls, until the foot slips [s]."""
    if one.contact is None or not one.contact.segments:
        return 0.0
    return one.contact.end if one.slip_time is None else one.slip_time


def _duration(one: Step) -> float:
    return one.touchdown_time + _on_ground(one) + (one.ascent.time if one.ascent else 0.0)


def _one_step(one: Step, t: Floats, distance: float, side: int) -> tuple[NDArray[np.int8], dict[str, Floats]]:
    """Values of one step at instants since its apex; ``distance`` is where that apex is [m]."""
    p, touchdown, contact = one.parameters, one.touchdown, one.contact
    assert touchdown is not None  # only steps that landed are sampled
    ax, ay = world_acceleration(p)
    rows = {name: np.full(t.size, np.nan) for name in (*_WORLD, *_LEG, *_ANGLES, *_MOMENTS)}
    on = np.zeros(t.size, dtype=bool)
    if _on_ground(one) > 0.0:
        on = (t >= touchdown.time) & (t <= touchdown.time + _on_ground(one))
    before = ~on & (t <= touchdown.time)
    s = t[before]
    _put(
        rows, before,
        x=distance + one.start_speed * s + 0.5 * ax * s * s, y=one.start_height + 0.5 * ay * s * s,
        vx=one.start_speed + ax * s, vy=ay * s,
    )  # fmt: skip
    first_contact = distance + one.descent_distance - touchdown.x
    after = ~on & ~before
    if one.takeoff is not None and contact is not None:
        x, y, vx, vy = one.takeoff
        s = t[after] - touchdown.time - contact.end
        x0 = first_contact + contact.cop_travel + x
        _put(
            rows, after,
            x=x0 + vx * s + 0.5 * ax * s * s, y=y + vy * s + 0.5 * ay * s * s, vx=vx + ax * s, vy=vy + ay * s,
        )  # fmt: skip
    _put(rows, ~on, grf_x=0.0, grf_y=0.0, grf_y_landing=0.0)
    hip_x, hip_y = hip_position(p.shape, rows["x"][~on], rows["y"][~on], 0.0)
    _put(rows, ~on, hip_x=hip_x, hip_y=hip_y)
    if on.any():
        _contact(one, t[on] - touchdown.time, on, first_contact, rows)
    return np.where(on, side, 0).astype(np.int8), rows


def _contact(one: Step, t: Floats, on: NDArray[np.bool_], first_contact: float, rows: dict[str, Floats]) -> None:
    """Fill in what happens at instants of a contact."""
    from springmass.figures.skeleton import can_be, skeletons

    assert one.contact is not None  # an instant lies in it
    view = StepView(one)
    c = contact_curves(one.contact, one.parameters, t)
    stance = view.stance
    assert stance is not None  # as there is a contact
    body = stance.at(c)
    landing = view.landing
    with_impact = c.grf_y if landing is None else np.interp(t, landing.time, landing.force)
    _put(
        rows, on,
        x=first_contact + c.ahead_of_first_contact, y=c.y, vx=c.vx + c.cop_speed, vy=c.vy, grf_x=c.grf_x, grf_y=c.grf_y,
        grf_y_landing=with_impact, cop=first_contact + c.cop, leg_length=c.length,
        hip_x=first_contact + body.posture.hip_x, hip_y=body.posture.hip_y,
    )  # fmt: skip
    posture = body.posture
    known = np.where(can_be(posture), 1.0, np.nan)  # in a fall the joints are told until the leg cannot be like that
    figures = skeletons(one.parameters.shape, posture)
    for name in ("heel", "ball", "toe"):
        at = np.array([getattr(figure, name) for figure in figures])
        _put(rows, on, **{f"{name}_x": known * (first_contact + at[:, 0]), f"{name}_y": known * at[:, 1]})
    for name in ("knee", "ankle"):
        x, y = getattr(posture, f"{name}_x"), getattr(posture, f"{name}_y")
        _put(rows, on, **{f"{name}_x": known * (first_contact + x), f"{name}_y": known * y})
    heel_to_ball = [(f.ball[1] - f.heel[1], f.ball[0] - f.heel[0]) for f in figures]
    _put(
        rows, on,
        knee_flexion=known * posture.knee_flexion,
        thigh=known * np.arctan2(posture.knee_x - posture.hip_x, posture.hip_y - posture.knee_y),
        shank=known * np.arctan2(posture.ankle_x - posture.knee_x, posture.knee_y - posture.ankle_y),
        foot=known * np.arctan2(*np.array(heel_to_ball).T),
        hip_moment=known * body.moments.hip, knee_moment=known * body.moments.knee,
        ankle_moment=known * body.moments.ankle,
    )  # fmt: skip


def _put(rows: dict[str, Floats], where: NDArray[np.bool_], **values: Any) -> None:
    for name, value in values.items():
        rows[name][where] = value
