"""A step as metrics see it: its contact as curves, its marks found once."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property

import numpy as np

from springmass.body.impact import Landing, landing_force
from springmass.body.stance import BodyCurves, StanceLeg
from springmass.dynamics.curves import ContactCurves, ContactView, Floats, contact_curves
from springmass.dynamics.marks import DEFAULT_MIDSTANCE, MIDSTANCE
from springmass.dynamics.step import Step
from springmass.errors import one_of

NAN = float("nan")


class StepView:
    """A step as metrics see it: its contact as curves, marks found once, midstance by the chosen definition.

    Parameters
    ----------
    step : Step
    midstance : str
        A key of :data:`springmass.dynamics.marks.MIDSTANCE`.
    """

    def __init__(self, step: Step, midstance: str = DEFAULT_MIDSTANCE) -> None:
        one_of("midstance", midstance, MIDSTANCE)
        self.step, self.midstance = step, midstance
        self._marks: dict[str, float] = {}

    @cached_property
    def contact(self) -> ContactView | None:
        """The contact, or None if there was none or it never ended with a takeoff."""
        if self.step.contact is None or not self.step.left_ground:
            return None
        return ContactView(self.step.contact, self.step.parameters)

    @cached_property
    def stance(self) -> StanceLeg | None:
        """The joints of the stance leg, or None if the foot never touched."""
        touchdown = self.step.touchdown
        if touchdown is None or self.step.contact is None or not self.step.contact.segments:
            return None
        return StanceLeg(self.step.parameters, touchdown.x, touchdown.y)

    @cached_property
    def body(self) -> BodyCurves | None:
        """Posture and moments over the whole contact, or None without one."""
        return self.stance.at(self.contact.curves) if self.stance and self.contact else None

    @cached_property
    def landing(self) -> Landing | None:
        """Vertical force with the impact in it; None without contact, or where the runner's landing leaves it out."""
        return landing_force(self.contact) if self.contact else None

    @cached_property
    def leg_work(self) -> tuple[float, float]:
        """What the leg gives and what it takes up [J]; NaN without a contact."""
        return self.contact.both_signs(lambda c: c.force * c.rate, lambda c: c.rate) if self.contact else (NAN, NAN)

    @cached_property
    def fore_aft_impulse(self) -> tuple[float, float]:
        """What the ground gives forward and backward [N·s]; NaN without a contact."""
        return self.contact.both_signs(lambda c: c.grf_x, lambda c: c.grf_x) if self.contact else (NAN, NAN)

    def if_left_ground(self, value: float) -> float:
        """The value where the leg let go, NaN elsewhere."""
        return value if self.step.left_ground else NAN

    def body_at(self, name: str) -> BodyCurves | None:
        """Posture and moments at a mark, at "touchdown" or at "takeoff"; None if it did not happen."""
        if self.stance is None or self.step.contact is None:
            return None
        if name == "touchdown":
            return self.stance.at(contact_curves(self.step.contact, self.step.parameters, np.zeros(1)))
        c = self.at_takeoff() if name == "takeoff" else self.at(name)
        return self.stance.at(c) if c else None

    def body_maximum(self, quantity: Callable[[BodyCurves], Floats]) -> tuple[float, float]:
        """Instant since touchdown [s] and value of a quantity's maximum; NaN where it is not known all through
        contact.
        """
        stance = self.stance
        if stance is None or self.contact is None or self.body is None or not np.isfinite(quantity(self.body)).all():
            return NAN, NAN
        return self.contact.maximum(lambda c: quantity(stance.at(c)))

    def mark(self, name: str) -> float:
        """When a mark of :data:`MIDSTANCE` happened, since touchdown [s]; NaN if it did not."""
        if name not in self._marks:
            self._marks[name] = MIDSTANCE[name](self.contact) if self.contact else NAN
        return self._marks[name]

    def at(self, name: str) -> ContactCurves | None:
        """The contact at a mark, or None if it did not happen."""
        time = self.mark(name)
        return self.contact.at(time) if self.contact and math.isfinite(time) else None

    def at_takeoff(self) -> ContactCurves | None:
        """The contact at its last instant."""
        return self.contact.at(self.contact.contact.end) if self.contact else None

    def share_of_contact(self, name: str) -> float:
        """When a mark happened as a share of contact time [1]."""
        return self.mark(name) / self.step.contact_time

    @property
    def weight(self) -> float:
        """m·g [N]."""
        return self.step.parameters.mass * self.step.parameters.gravity

    @property
    def takeoff_velocity(self) -> tuple[float, float]:
        """Velocity at takeoff in the ground frame [m/s]; NaN without one."""
        takeoff = self.step.takeoff
        return takeoff[2:] if takeoff else (NAN, NAN)

    @property
    def lowest_height(self) -> float:
        """Height of the body at its lowest point [m]."""
        lowest = self.at("lowest point")
        return float(lowest.y[0]) if lowest else NAN
