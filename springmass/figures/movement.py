"""A runner over time: where mass, joints, foot point and the ground's push are at any instant. Numbers only.

The stance leg and the path of the mass are the model's; a leg in the air is drawing only (:mod:`.swing_leg`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from springmass.body.geometry import hip_position, stance_posture
from springmass.body.stance import StanceLeg
from springmass.dynamics.curves import Floats, contact_curves
from springmass.dynamics.flight import world_acceleration
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.step import Step
from springmass.figures.skeleton import Point, Skeleton, skeletons
from springmass.figures.swing_leg import AFTER_PUSH_OFF, LegAngles, Swing, leg_angles, place_leg
from springmass.metrics import StepView
from springmass.metrics.words import foot_stays

_NEAR_THE_END = 0.004
"""How fast joints turn at the ends of contact is read over this time, or a twentieth of contact [s]."""
_AFTER_NO_STEP = 0.35
"""What stands for the time between two steps where the model has none [s]; it only moves the leg in the air."""
_PUSHES = 121
"""Instants of a contact in the curve of its push."""
_LONGEST_STAND = 1.5
"""A foot that never leaves the ground is shown for this long [s]."""


@dataclass(frozen=True)
class Moment:
    """The runner at one instant; ``x`` along the ground from the first apex, ``y`` up from the ground [m].

    Attributes
    ----------
    mass : (float, float)
        The point mass of the dynamics.
    legs : (Skeleton, Skeleton)
        The leg toward the viewer and the other one, each with trunk and head.
    stance : int or None
        Which of the two is on the ground; None in the air.
    cop : float or None
        Foot point (centre of pressure), on the ground; None in the air.
    grf : (float, float) or None
        Push of the ground, forward and up [body weights]; None in the air.
    hip_ankle : float
        Hip minus ankle of the leg on the ground along it [m]; NaN in the air.
    possible : bool
        False once no body can be like that: only the mass goes on then.
    """

    mass: Point
    legs: tuple[Skeleton, Skeleton]
    stance: int | None = None
    cop: float | None = None
    grf: tuple[float, float] | None = None
    hip_ankle: float = math.nan
    possible: bool = True

    @property
    def body(self) -> Skeleton:
        """For hip, trunk and head, which both legs share."""
        return self.legs[self.stance or 0]


@dataclass(frozen=True)
class Plumb:
    """A midstance, and the plumb line of it.

    Attributes
    ----------
    time : float
        When [s from the first apex].
    top : (float, float)
        Where the line hangs from [m]: the hip joint; the body's mass where the foot stays, as hip and ankle are no
        runner's then.
    over : float
        What it is compared with, along the ground [m]: the ankle; the foot point where the foot stays.
    foot_stays : bool
        Whether this leg stands on a foot point that does not roll.
    """

    time: float
    top: Point
    over: float
    foot_stays: bool

    @property
    def offset(self) -> float:
        """Hip minus ankle, or body minus foot point, along the ground [m]."""
        return self.top[0] - self.over


@dataclass(frozen=True)
class Takeoff:
    """A takeoff: when [s from the first apex], point mass and its velocity [m, m/s]."""

    time: float
    x: float
    y: float
    vx: float
    vy: float

    @property
    def angle(self) -> float:
        """Above the ground [degrees]."""
        return math.degrees(math.atan2(self.vy, self.vx))

    @property
    def speed(self) -> float:
        """[m/s]."""
        return math.hypot(self.vx, self.vy)


@dataclass(frozen=True)
class _Contact:
    """A contact of one leg, one of the model or one imagined before and after those."""

    begins: float
    ends: float
    lands: Skeleton
    leaves: Skeleton
    landing: Floats
    """how fast thigh, knee and ankle turn then [rad/s]"""
    leaving: Floats
    sits: tuple[float, float]
    """how far the hip sits back under the mass at the two ends [m]"""
    speed: float


class Movement:
    """Steps one after the other, to be asked for any instant.

    Parameters
    ----------
    steps : sequence of Step
        Each begins where the one before it ended.
    midstance : str
        Definition of midstance.

    Attributes
    ----------
    end : float
        The last apex, or as far as the runner got [s from the first apex].
    plumbs : tuple of Plumb
        The midstances there are.
    takeoffs : tuple of Takeoff
    pushes : tuple of (array, array)
        Of each contact: instants [s from the first apex] and vertical push of the ground [body weights].

    Examples
    --------
    >>> import springmass as sm
    >>> run = sm.simulate(sm.load("seyfarth"), steps=2)
    >>> moving = Movement(run.steps, "lowest point")
    >>> round(moving.end, 3) == round(sum(one.step_time for one in run.steps), 3), len(moving.plumbs)
    (True, 2)
    """

    def __init__(self, steps: Sequence[Step], midstance: str) -> None:
        self.steps = tuple(steps)
        self._starts, self._places, time, place = [], [], 0.0, 0.0
        for one in self.steps:
            self._starts.append(time)
            self._places.append(place)
            time, place = time + one.step_time, place + one.step_length
        last = self.steps[-1]
        ended = last.touchdown_time if last.touchdown else _to_the_ground(last)
        self.end = time if math.isfinite(time) else self._starts[-1] + ended + _stand(last)
        self.plumbs, self.takeoffs = self._found(midstance)
        self.pushes = tuple(self._push(i) for i in range(len(self.steps)) if self._lands(i))
        self._contacts = self._imagined([self._contact(i) for i in range(len(self.steps)) if self._lands(i)])

    @property
    def landings(self) -> tuple[float, ...]:
        """When the feet land [s from the first apex]."""
        return tuple(at + one.touchdown_time for at, one in zip(self._starts, self.steps, strict=True) if one.touchdown)

    def at(self, times: Floats) -> list[Moment]:
        """The runner at instants.

        Parameters
        ----------
        times : array, shape (n,)
            From the first apex, in order [s]; before it and after the last one the flight goes on.

        Returns
        -------
        list of Moment
        """
        times = np.asarray(times, dtype=float)
        which = np.clip(np.searchsorted(self._starts, times, side="right") - 1, 0, None)
        found: list[Moment] = []
        for i in range(len(self.steps)):
            found += self._in_step(i, times[which == i])
        return found

    def _lands(self, i: int) -> bool:
        contact = self.steps[i].contact
        return contact is not None and bool(contact.segments)

    def _first_contact(self, i: int) -> float:
        one = self.steps[i]
        assert one.touchdown is not None
        return self._places[i] + one.descent_distance - one.touchdown.x

    def _in_step(self, i: int, times: Floats) -> list[Moment]:
        one, local = self.steps[i], times - self._starts[i]
        begins = one.touchdown_time if self._lands(i) else math.inf
        stands = (local >= begins) & (local <= begins + _stand(one))
        on_ground = iter(self._on_ground(i, local[stands] - begins, times[stands]) if stands.any() else ())
        return [
            next(on_ground) if standing else self._in_the_air(i, float(at), float(time))
            for standing, at, time in zip(stands, local, times, strict=True)
        ]

    def _on_ground(self, i: int, since: Floats, times: Floats) -> list[Moment]:
        one, origin = self.steps[i], self._first_contact(i)
        stance = StepView(one).stance
        assert one.contact is not None
        assert stance is not None
        c = contact_curves(one.contact, one.parameters, since)
        leg = stance.at(c)
        weight = one.parameters.mass * one.parameters.gravity
        found: list[Moment] = []
        for j, body in enumerate(_moved(skeletons(one.parameters.shape, leg.posture), origin)):
            if body.possible or not found:
                other = self._swinging(1 - i % 2, float(times[j]), body.hip, body)
                legs = (body, other) if i % 2 == 0 else (other, body)
            mass = origin + float(c.ahead_of_first_contact[j]), float(c.y[j])
            grf = float(c.grf_x[j]) / weight, float(c.grf_y[j]) / weight
            offset = float(leg.hip_ankle[j])
            found.append(Moment(mass, legs, i % 2, origin + float(c.cop[j]), grf, offset, body.possible))
        return found

    def _in_the_air(self, i: int, local: float, time: float) -> Moment:
        one = self.steps[i]
        ax, ay = world_acceleration(one.parameters)
        x, y, vx, vy, since = self._places[i], one.start_height, one.start_speed, 0.0, local
        if not (math.isfinite(y) and math.isfinite(vx)):  # numbers no runner can have: he stands
            y, vx, since = one.parameters.leg_length, 0.0, 0.0
        if one.takeoff is not None and one.contact is not None and local > one.touchdown_time:
            x, y, vx, vy = one.takeoff
            x += self._first_contact(i) + one.contact.cop_travel
            since = local - one.touchdown_time - one.contact.end
        mass = x + vx * since + 0.5 * ax * since**2, max(y + vy * since + 0.5 * ay * since**2, 0.0)
        hip = self._hip_in_the_air(mass, time)
        held = self._held(i, hip)
        return Moment(mass, (self._swinging(0, time, hip, held), self._swinging(1, time, hip, held)))

    def _hip_in_the_air(self, mass: Point, time: float) -> Point:
        """The hip sits back under the mass by as much as at takeoff, and as at the next touchdown, and between."""
        p = self.steps[0].parameters
        x, y = hip_position(p.shape, *mass, 0.0)
        every = (one for leg in self._contacts for one in leg)
        ends = sorted(pair for one in every for pair in zip((one.begins, one.ends), one.sits, strict=True))
        if ends:
            when, back = np.array(ends).T
            x -= float(np.interp(time, when, back))
        return float(x), float(y)

    def _held(self, i: int, hip: Point) -> Skeleton:
        """The leg the model holds out to land, for a runner who never does."""
        p = self.steps[i].parameters
        x, y = -p.leg_length * math.cos(p.angle_of_attack), p.leg_length * math.sin(p.angle_of_attack)
        body = skeletons(p.shape, stance_posture(p.shape, StanceLeg(p, x, y).flat_ankle, x, y))[0]
        return place_leg(body, hip, leg_angles(body))

    def _swinging(self, leg: int, time: float, hip: Point, like: Skeleton) -> Skeleton:
        contacts = self._contacts[leg]
        after = next((j for j, one in enumerate(contacts) if one.begins > time), None)
        if not after:  # no contact at all, or none on one of the two sides
            return like
        last, coming = contacts[after - 1], contacts[after]
        duration = coming.begins - last.ends
        share = min(max((time - last.ends) / duration, 0.0), 1.0)
        swing = Swing(last.leaves, coming.lands, duration, coming.speed, last.leaving, coming.landing)
        return swing.at(share, hip)

    def _contact(self, i: int) -> tuple[int, _Contact]:
        one = self.steps[i]
        stance = StepView(one).stance
        assert one.contact is not None
        assert stance is not None
        end = _stand(one)
        apart = min(_NEAR_THE_END, 0.05 * end)
        times = np.array([0.0, apart, end - apart, end])
        c = contact_curves(one.contact, one.parameters, times)
        bodies = skeletons(one.parameters.shape, stance.at(c).posture)
        straight, _ = hip_position(one.parameters.shape, c.ahead_of_first_contact, c.y, 0.0)
        sits = float(straight[0]) - bodies[0].hip[0], float(straight[3]) - bodies[3].hip[0]
        turning = np.array([[a.thigh, a.knee, a.ankle] for a in map(leg_angles, bodies)])
        landing, leaving = (turning[1] - turning[0]) / apart, (turning[3] - turning[2]) / apart
        begins = self._starts[i] + one.touchdown_time
        return i, _Contact(begins, begins + end, bodies[0], bodies[3], landing, leaving, sits, one.start_speed)

    def _imagined(self, real: list[tuple[int, _Contact]]) -> tuple[list[_Contact], list[_Contact]]:
        """Contacts of both legs, with some before the first and after the last step: legs in the air need both."""
        if not real:
            return [], []
        (first, begin), (last, final) = real[0], real[-1]
        times = [one.step_time for one in self.steps if math.isfinite(one.step_time)]
        usual = times or [2.0 * begin.begins + _AFTER_NO_STEP]
        model = next((one for i, one in real if self.steps[i].outcome is Outcome.RUNNING), None)
        like = begin if model else _pushed_off(begin)
        every = [(first - back, _later(like, -back * usual[0])) for back in (3, 2, 1)]
        every += real
        gap = max(usual[-1], final.ends - final.begins + 0.05)
        every += [(last + ahead, _later(final, ahead * gap)) for ahead in (1, 2, 3)]
        return [one for i, one in every if i % 2 == 0], [one for i, one in every if i % 2 == 1]

    def _push(self, i: int) -> tuple[Floats, Floats]:
        one = self.steps[i]
        assert one.contact is not None
        since = np.linspace(0.0, _stand(one), _PUSHES)
        c = contact_curves(one.contact, one.parameters, since)
        times = self._starts[i] + one.touchdown_time + since
        return times, c.grf_y / (one.parameters.mass * one.parameters.gravity)

    def _found(self, midstance: str) -> tuple[tuple[Plumb, ...], tuple[Takeoff, ...]]:
        plumbs, takeoffs = [], []
        for i, one in enumerate(self.steps):
            view = StepView(one, midstance)
            at, leg = view.mark(midstance), view.body_at(midstance)
            if leg is not None and one.contact is not None and 0.0 < at < one.contact.end:
                origin, posture = self._first_contact(i), leg.posture
                top, over = (float(posture.hip_x[0]), float(posture.hip_y[0])), float(posture.ankle_x[0])
                if stays := foot_stays(one):
                    c = leg.curves
                    top, over = (float(c.ahead_of_first_contact[0]), float(c.y[0])), float(c.cop[0])
                begins = self._starts[i] + one.touchdown_time
                plumbs.append(Plumb(begins + at, (origin + top[0], top[1]), origin + over, stays))
            if one.takeoff is not None and one.contact is not None:
                x, y, vx, vy = one.takeoff
                x += self._first_contact(i) + one.contact.cop_travel
                takeoffs.append(Takeoff(self._starts[i] + one.touchdown_time + one.contact.end, x, y, vx, vy))
        return tuple(plumbs), tuple(takeoffs)


def _stand(one: Step) -> float:
    """How long the foot is shown on the ground [s]."""
    if one.contact is None:
        return 0.0
    end = one.contact.end if one.slip_time is None else one.slip_time
    return min(end, _LONGEST_STAND) if one.outcome is Outcome.NO_TAKEOFF else end


def _to_the_ground(one: Step) -> float:
    """How long the flight of a runner who never lands is shown: a moment, or until the mass is down [s]."""
    if not math.isfinite(one.start_height):
        return 0.0
    down = world_acceleration(one.parameters)[1]
    return math.sqrt(2.0 * max(one.start_height, 0.0) / -down) if one.outcome is Outcome.FELL and down < 0.0 else 0.0


def _pushed_off(one: _Contact) -> _Contact:
    """The same, but leaving the ground as one does who runs."""
    leaves = place_leg(one.lands, one.lands.hip, LegAngles(*AFTER_PUSH_OFF))
    return replace(one, leaves=leaves, leaving=np.zeros(3), sits=(one.sits[0], one.sits[0]))


def _later(one: _Contact, by: float) -> _Contact:
    return replace(one, begins=one.begins + by, ends=one.ends + by)


def _moved(bodies: list[Skeleton], along: float) -> list[Skeleton]:
    names = ("hip", "knee", "ankle", "heel", "ball", "toe", "shoulder", "head")
    found = []
    for one in bodies:
        points: dict[str, Any] = {name: (getattr(one, name)[0] + along, getattr(one, name)[1]) for name in names}
        found.append(replace(one, **points))
    return found
