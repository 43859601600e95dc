"""Many steps of the array engine as metrics see one: the same functions measure all of them at once.

What a step did not reach is NaN in an array, so every question whether it did is answered by the numbers themselves.
A metric that needs the curve of a contact finds none here; :data:`ARRAY_METRICS` names those that do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from springmass.dynamics.apex_map import ApexMap
from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.flight import Touchdown, acceleration
from springmass.dynamics.marks import DEFAULT_MIDSTANCE

ARRAY_METRICS = (
    "contact_time",
    "flight_time",
    "step_time",
    "cadence",
    "speed",
    "takeoff_speed",
    "takeoff_vertical_velocity",
    "touchdown_vertical_velocity",
    "apex_speed",
    "apex_height",
    "step_length",
    "leg_compression",
    "time_of_greatest_compression",
    "takeoff_angle",
    "touchdown_descent_angle",
    "duty_factor",
    "vertical_energy_share",
    "mass_cop_offset_at_greatest_compression",
    "foot_ahead_at_touchdown",
    "foot_behind_at_takeoff",
    "push_off_work",
    "apex_energy",
    "elastic_energy",
)
"""Metrics whose functions take arrays of steps as well."""


class ArrayStep:
    """Steps of :func:`springmass.apex_map` with the attributes of :class:`springmass.dynamics.step.Step`.

    Parameters
    ----------
    heights, speeds : array, shape (n,)
        Where they start [m, m/s].
    numbers : mapping
        Parameters by name: numbers, or arrays of shape (n,); ``damping_law`` is one name for all.
    found : ApexMap
        What came of them.
    """

    def __init__(self, heights: Floats, speeds: Floats, numbers: Mapping[str, Any], found: ApexMap) -> None:
        p = self.parameters = SimpleNamespace(**numbers)
        self.start_height, self.start_speed = heights, speeds
        self.contact_time, self.flight_time = found.contact_time, found.flight_time
        self.step_time, self.step_length = found.step_time, found.step_length
        self.apex_height, self.apex_speed = found.apex_height, found.apex_speed
        self.shortest_leg = found.shortest_leg
        self.takeoff = found.takeoff_x, found.takeoff_y, found.takeoff_vx, found.takeoff_vy
        ax, ay = acceleration(p.mass, p.gravity, p.slope, p.impeding_force)
        fall: Any = found.touchdown_time
        angle = p.angle_of_attack + p.retraction * fall
        x, y = -p.leg_length * np.cos(angle), p.leg_length * np.sin(angle)
        self.touchdown = Touchdown(fall, angle, x, y, speeds + ax * fall, ay * fall)


class ArrayView:
    """The same for :class:`springmass.metrics.view.StepView`.

    Parameters
    ----------
    heights, speeds, numbers, found
        As for :class:`ArrayStep`.

    Examples
    --------
    >>> import springmass as sm
    >>> p = {"mass": 80.0, "leg_length": 1.0, "stiffness": np.array([2e4, 3e4]), "angle_of_attack": 1.187}
    >>> p |= {"gravity": 9.81, "slope": 0.0, "impeding_force": 0.0, "retraction": 0.0}
    >>> view = ArrayView(1.0, 5.0, p, sm.apex_map(1.0, 5.0, **p))
    >>> sm.METRICS["contact_time"].values(view).round(4)
    array([0.162 , 0.1396])
    """

    midstance = DEFAULT_MIDSTANCE

    def __init__(self, heights: Floats, speeds: Floats, numbers: Mapping[str, Any], found: ApexMap) -> None:
        self.step = ArrayStep(heights, speeds, numbers, found)
        self._found = found
        self._off = np.isfinite(found.contact_time)

    def if_left_ground(self, value: Any) -> Any:
        """The value where the leg let go, NaN elsewhere."""
        return np.where(self._off, value, np.nan)

    @property
    def takeoff_velocity(self) -> tuple[Any, Any]:
        """Velocity at takeoff in the ground frame [m/s]."""
        return self.step.takeoff[2:]

    def share_of_contact(self, name: str) -> Any:
        """When a mark happened as a share of contact time [1]."""
        return {"greatest compression": self._found.greatest_compression_time}[name] / self.step.contact_time

    def at(self, name: str) -> Any:
        """Where the mass is at a mark."""
        return SimpleNamespace(
            x=[self.if_left_ground({"greatest compression": self._found.greatest_compression_x}[name])]
        )

    def at_takeoff(self) -> Any:
        """Where the mass is at the last instant of contact."""
        return SimpleNamespace(x=[self._found.takeoff_x])
