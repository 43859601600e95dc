"""One step, apex to next apex: descent, contact, ascent."""

from __future__ import annotations

import math
from dataclasses import dataclass

from springmass.dynamics.curves import ContactView
from springmass.dynamics.flight import Ascent, Touchdown, ascend, descend, world_acceleration
from springmass.dynamics.friction import slip_time
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.phases import GREATEST_COMPRESSION, OVERCOMPRESSED, State
from springmass.dynamics.reference import Contact, contact
from springmass.parameters import Parameters

NAN = float("nan")


@dataclass(frozen=True)
class Step:
    """A step from apex to next apex, as far as it got. What was not reached is NaN or None.

    Attributes
    ----------
    parameters : Parameters
    start_height, start_speed : float
        Of the apex it starts from [m, m/s].
    outcome : Outcome
    touchdown : Touchdown or None
    contact : Contact or None
    ascent : Ascent or None
    slip_time : float or None
        When the foot began to slip, since touchdown [s]; the numbers of contact end there.
    """

    parameters: Parameters
    start_height: float
    start_speed: float
    outcome: Outcome
    touchdown: Touchdown | None = None
    contact: Contact | None = None
    ascent: Ascent | None = None
    slip_time: float | None = None

    @property
    def sentence(self) -> str:
        """The outcome in words, with the instant where there is one."""
        if self.slip_time is None:
            return self.outcome.sentence
        return f"{self.outcome.sentence} (it starts {1e3 * self.slip_time:.0f} ms after touchdown)"

    @property
    def touchdown_time(self) -> float:
        """Fall from the apex to touchdown [s]."""
        return self.touchdown.time if self.touchdown else NAN

    @property
    def contact_time(self) -> float:
        """Touchdown to takeoff [s]; NaN if the foot never left the ground."""
        return self.contact.end if self.contact and self.left_ground else NAN

    @property
    def left_ground(self) -> bool:
        """Whether the leg let go (upwards or downwards)."""
        return self.outcome in (Outcome.RUNNING, Outcome.TAKEOFF_DOWN) and self.contact is not None

    @property
    def flight_time(self) -> float:
        """Descent and ascent of this step together [s]."""
        return self.touchdown_time + self.ascent.time if self.ascent else NAN

    @property
    def step_time(self) -> float:
        """Apex to next apex [s]."""
        return self.flight_time + self.contact_time

    @property
    def step_length(self) -> float:
        """Distance along the ground from apex to next apex [m]."""
        if not (self.touchdown and self.contact and self.ascent):
            return NAN
        in_contact = self.contact.last_state[0] + self.contact.cop_travel - self.touchdown.x
        return self.descent_distance + in_contact + self.ascent.distance

    @property
    def descent_distance(self) -> float:
        """Travelled forward from the apex to touchdown [m]."""
        return 0.5 * (self.start_speed + self.touchdown.vx) * self.touchdown.time if self.touchdown else NAN

    @property
    def apex_height(self) -> float:
        """Height of the next apex [m]."""
        return self.ascent.apex_height if self.ascent else NAN

    @property
    def apex_speed(self) -> float:
        """Speed at the next apex [m/s]."""
        return self.ascent.apex_speed if self.ascent else NAN

    @property
    def greatest_compression(self) -> tuple[float, State] | None:
        """Time since touchdown [s] and state at greatest compression."""
        event = self.contact.event(GREATEST_COMPRESSION.name) if self.contact else None
        return (event.time, event.state) if event else None

    @property
    def shortest_leg(self) -> float:
        """Leg length at greatest compression [m]; NaN if the leg never turned to lengthen."""
        found = self.greatest_compression
        return math.hypot(*found[1][:2]) if found else NAN

    @property
    def takeoff(self) -> State | None:
        """x, y relative to the COP and velocity in the ground frame at takeoff [m, m/s]."""
        if not self.left_ground or self.contact is None:
            return None
        x, y, vx, vy = self.contact.last_state
        return x, y, vx + self.contact.cop_speed, vy

    @property
    def backward(self) -> bool:
        """Whether the runner leaves the ground (or passes the apex) moving backwards."""
        takeoff = self.takeoff
        return self.start_speed < 0.0 or (takeoff is not None and takeoff[2] < 0.0) or self.apex_speed < 0.0

    @property
    def overcompressed(self) -> bool:
        """Whether the leg got shorter than half its rest length."""
        return self.shortest_leg < OVERCOMPRESSED * self.parameters.leg_length


def step(apex_height: float, apex_speed: float, p: Parameters, tolerance: float = 1e-11) -> Step:
    """Take one step with the reference engine.

    Parameters
    ----------
    apex_height, apex_speed : float
        Starting apex [m, m/s].
    p : Parameters
    tolerance : float
        Of the integrator, relative.

    Returns
    -------
    Step
        Falling and the like are outcomes in it, not errors.

    Examples
    --------
    >>> import math
    >>> p = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
    >>> round(step(1.0, 5.0, p).apex_height, 8)
    0.95574041
    """
    if not (math.isfinite(apex_height) and math.isfinite(apex_speed)):
        return Step(p, apex_height, apex_speed, Outcome.INVALID_INPUT)
    if apex_height < p.leg_length * math.sin(p.angle_of_attack):
        return Step(p, apex_height, apex_speed, Outcome.FOOT_BELOW_GROUND)
    touchdown = descend(apex_height, apex_speed, p)
    if touchdown is None:
        return Step(p, apex_height, apex_speed, Outcome.FELL)
    on_ground = contact(touchdown, p, tolerance)
    if on_ground.outcome is not Outcome.RUNNING:
        return Step(p, apex_height, apex_speed, on_ground.outcome, touchdown, on_ground)
    if p.friction is not None:
        slips = slip_time(ContactView(on_ground, p), p.friction)
        if slips is not None:
            return Step(p, apex_height, apex_speed, Outcome.SLIPPED, touchdown, on_ground, slip_time=slips)
    _, y, vx, vy = on_ground.last_state
    rise = ascend(y, vx + on_ground.cop_speed, vy, *world_acceleration(p))
    return Step(p, apex_height, apex_speed, Outcome.RUNNING, touchdown, on_ground, rise)
