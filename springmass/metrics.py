"""One function per quantity a step is measured by.

A metric states its name, unit, symbol, label and, where it is not obvious, the meaning of its sign. Tables, JSON, CSV,
sweep columns and axis labels all follow from this one registry; to add a metric, write one decorated function here.

Functions return SI (radians, newtons, joules, N·s); the registry converts to the unit the metric is read in. Forces and
moments have a second form (N beside BW, J beside J/kg).

For now the hip is the point mass and the ankle the first contact point.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from springmass.dynamics.curves import ContactCurves, ContactView
from springmass.dynamics.friction import friction_demand
from springmass.dynamics.marks import DEFAULT_MIDSTANCE, MIDSTANCE
from springmass.dynamics.step import Step
from springmass.errors import InputError, did_you_mean

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
        if midstance not in MIDSTANCE:
            raise InputError("midstance", given=midstance, hint=did_you_mean(midstance, MIDSTANCE))
        self.step, self.midstance = step, midstance
        self._marks: dict[str, float] = {}

    @cached_property
    def contact(self) -> ContactView | None:
        """The contact, or None if there was none or it never ended with a takeoff."""
        if self.step.contact is None or not self.step.left_ground:
            return None
        return ContactView(self.step.contact, self.step.parameters)

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


_FORMS: dict[str, tuple[float, Callable[[StepView], float], str | None]] = {
    # unit: (constant, divisor of the SI value, second form's unit)
    "s": (1.0, lambda v: 1.0, None),
    "m": (1.0, lambda v: 1.0, None),
    "m/s": (1.0, lambda v: 1.0, None),
    "1": (1.0, lambda v: 1.0, None),
    "fraction of contact": (1.0, lambda v: 1.0, None),
    "steps/min": (60.0, lambda v: 1.0, None),
    "deg": (180.0 / math.pi, lambda v: 1.0, None),
    "kN/m": (1e-3, lambda v: 1.0, None),
    "BW": (1.0, lambda v: v.weight, "N"),
    "J/kg": (1.0, lambda v: v.step.parameters.mass, "J"),
    "m/s (impulse ÷ mass)": (1.0, lambda v: v.step.parameters.mass, "N·s"),
}


@dataclass(frozen=True)
class Metric:
    """A quantity with everything a table, an axis or a file needs to say about it."""

    name: str
    unit: str
    symbol: str
    label: str
    function: Callable[[StepView], float]
    sign: str = ""

    @property
    def unit_label(self) -> str:
        """The unit without the words that explain it."""
        return self.unit.split(" (")[0]

    @property
    def meaning(self) -> str:
        """One sentence: the docstring of its function."""
        return (self.function.__doc__ or "").strip().splitlines()[0]

    def value(self, view: StepView) -> Value:
        """Measure a step."""
        constant, divisor, other_unit = _FORMS[self.unit]
        try:
            si = self.function(view)
        except ZeroDivisionError:  # a ratio of nothing to nothing, such as the work of a leg that was never squeezed
            si = NAN
        return Value(self, constant * si / divisor(view), si if other_unit else None, other_unit)


@dataclass(frozen=True)
class Value:
    """A measured quantity; ``value`` is in the metric's unit, ``other`` in its second form where it has one."""

    metric: Metric
    value: float
    other: float | None
    other_unit: str | None

    @property
    def unit(self) -> str:
        """Unit of ``value``."""
        return self.metric.unit_label

    @property
    def label(self) -> str:
        """Plain words for a table or an axis."""
        return self.metric.label


METRICS: dict[str, Metric] = {}


def metric(
    unit: str, symbol: str, label: str, sign: str = ""
) -> Callable[[Callable[[StepView], float]], Callable[[StepView], float]]:
    """Enter a function into the registry under its own name."""

    def register(function: Callable[[StepView], float]) -> Callable[[StepView], float]:
        name = function.__name__
        METRICS[name] = Metric(name, unit, symbol, label, function, sign)
        return function

    return register


class Metrics(Mapping[str, Value]):
    """All metrics of one step, measured when first asked for.

    Parameters
    ----------
    view : StepView

    Examples
    --------
    >>> import math
    >>> from springmass.dynamics.step import step
    >>> from springmass.parameters import Parameters
    >>> p = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
    >>> table = Metrics(StepView(step(1.0, 5.0, p)))
    >>> round(table["contact_time"].value, 4), table["contact_time"].unit
    (0.1621, 's')
    """

    def __init__(self, view: StepView) -> None:
        self.view = view
        self._values: dict[str, Value] = {}

    @property
    def midstance(self) -> str:
        """Which definition of midstance the offsets use."""
        return self.view.midstance

    def __getitem__(self, name: str) -> Value:
        if name not in METRICS:
            raise InputError("metric", given=name, hint=did_you_mean(name, METRICS))
        if name not in self._values:
            self._values[name] = METRICS[name].value(self.view)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(METRICS)

    def __len__(self) -> int:
        return len(METRICS)

    def __contains__(self, name: object) -> bool:
        return name in METRICS

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Every metric as ``{"value": …, "unit": …}``; what could not be measured is None."""
        return {
            name: {"value": value.value if math.isfinite(value.value) else None, "unit": value.unit}
            for name, value in self.items()
        }

    def to_dataframe(self) -> Any:
        """A pandas table of metric, value, unit and label; needs the extra ``springmass[data]``."""
        try:
            import pandas
        except ImportError:
            raise ImportError('to_dataframe needs pandas: pip install "springmass[data]"') from None

        rows = [(v.metric.name, v.value, v.unit, v.label) for v in self.values()]
        return pandas.DataFrame(rows, columns=["metric", "value", "unit", "label"]).set_index("metric")


# --- time ------------------------------------------------------------------------------------------------------------


@metric("s", "t_c", "contact time")
def contact_time(view: StepView) -> float:
    """Time the foot is on the ground."""
    return view.step.contact_time


@metric("s", "t_f", "flight time")
def flight_time(view: StepView) -> float:
    """Time in the air during this step, before and after the contact."""
    return view.step.flight_time


@metric("s", "T", "step time")
def step_time(view: StepView) -> float:
    """Time from one top of the flight to the next (one foot contact)."""
    return view.step.step_time


@metric("steps/min", "f", "cadence")
def cadence(view: StepView) -> float:
    """Steps per minute, both feet counted."""
    return 1.0 / view.step.step_time


# --- speed and length ------------------------------------------------------------------------------------------------


@metric("m/s", "v", "mean speed")
def speed(view: StepView) -> float:
    """Step length over step time."""
    return view.step.step_length / view.step.step_time


@metric("m/s", "v_to", "takeoff speed")
def takeoff_speed(view: StepView) -> float:
    """Speed of the body when the foot leaves the ground."""
    return math.hypot(*_takeoff_velocity(view))


@metric("m/s", "v_y,to", "vertical speed at takeoff")
def takeoff_vertical_velocity(view: StepView) -> float:
    """Upward velocity of the body when the foot leaves the ground."""
    return _takeoff_velocity(view)[1]


@metric("m/s", "v_y,td", "vertical velocity at touchdown", sign="minus = downward")
def touchdown_vertical_velocity(view: StepView) -> float:
    """Vertical velocity of the body when the foot meets the ground."""
    return view.step.touchdown.vy if view.step.touchdown else NAN


@metric("m", "s", "step length")
def step_length(view: StepView) -> float:
    """Distance covered from one top of the flight to the next."""
    return view.step.step_length


@metric("m", "Δy", "vertical oscillation")
def vertical_oscillation(view: StepView) -> float:
    """Highest minus lowest height of the body within the step."""
    lowest = _height_at_lowest_point(view)
    return max(view.step.start_height, view.step.apex_height) - lowest


@metric("m", "Δy_c", "drop from touchdown to the lowest point")
def drop_touchdown_to_lowest(view: StepView) -> float:
    """How far the body sinks after touchdown."""
    return view.step.touchdown.y - _height_at_lowest_point(view) if view.step.touchdown else NAN


@metric("m", "Δl", "leg compression")
def leg_compression(view: StepView) -> float:
    """Rest length minus shortest length of the leg."""
    return view.step.parameters.leg_length - view.step.shortest_leg if view.step.left_ground else NAN


# --- moments of contact ----------------------------------------------------------------------------------------------


@metric("fraction of contact", "τ_F", "time of peak vertical force")
def time_of_peak_vertical_force(view: StepView) -> float:
    """When the vertical force peaks."""
    return view.share_of_contact("peak vertical force")


@metric("fraction of contact", "τ_y", "time of lowest point")
def time_of_lowest_point(view: StepView) -> float:
    """When the body is lowest."""
    return view.share_of_contact("lowest point")


@metric("fraction of contact", "τ_l", "time of greatest compression")
def time_of_greatest_compression(view: StepView) -> float:
    """When the leg is shortest."""
    return view.share_of_contact("greatest compression")


@metric("fraction of contact", "τ_x", "time of fore–aft crossover")
def time_of_fore_aft_crossover(view: StepView) -> float:
    """When the ground stops braking and starts to push forward."""
    return view.share_of_contact("fore-aft crossover")


# --- ratios ----------------------------------------------------------------------------------------------------------


@metric("1", "β", "duty factor")
def duty_factor(view: StepView) -> float:
    """Contact time over stride time (a stride is two steps)."""
    return view.step.contact_time / (2.0 * view.step.step_time)


@metric("1", "ε_y", "vertical share of takeoff energy")
def vertical_energy_share(view: StepView) -> float:
    """Share of the kinetic energy at takeoff that points upward."""
    vx, vy = _takeoff_velocity(view)
    return vy * vy / (vx * vx + vy * vy)


@metric("1", "η", "energy returned by the leg")
def energy_returned(view: StepView) -> float:
    """What the leg gives back of the energy put into it; what push-off adds is not counted."""
    step, found = view.step, view.step.greatest_compression
    if not view.contact or not found:
        return NAN
    p, shortest = step.parameters, step.shortest_leg
    added = 0.5 * p.stiffness * (p.leg_length - shortest) * p.push_off
    return (leg_work_positive(view) - added) / leg_work_negative(view)


@metric("1", "μ_b", "friction needed while braking")
def friction_demand_braking(view: StepView) -> float:
    """Largest braking over vertical force, where the vertical force is above half a body weight."""
    return friction_demand(view.contact, -1.0) if view.contact else NAN


@metric("1", "μ_p", "friction needed while pushing off")
def friction_demand_propulsive(view: StepView) -> float:
    """Largest propulsive over vertical force, where the vertical force is above half a body weight."""
    return friction_demand(view.contact, +1.0) if view.contact else NAN


# --- forces ----------------------------------------------------------------------------------------------------------


@metric("BW", "F_y", "peak vertical force")
def peak_vertical_force(view: StepView) -> float:
    """Largest vertical ground reaction force."""
    return view.contact.maximum(lambda c: c.grf_y)[1] if view.contact else NAN


@metric("BW", "F", "peak leg force")
def peak_leg_force(view: StepView) -> float:
    """Largest force along the leg."""
    return view.contact.maximum(lambda c: c.force)[1] if view.contact else NAN


@metric("BW", "F_b", "peak braking force")
def peak_braking_force(view: StepView) -> float:
    """Largest backward ground reaction force, as a positive number."""
    return max(view.contact.maximum(lambda c: -c.grf_x)[1], 0.0) if view.contact else NAN


@metric("BW", "F_p", "peak propulsive force")
def peak_propulsive_force(view: StepView) -> float:
    """Largest forward ground reaction force."""
    return max(view.contact.maximum(lambda c: c.grf_x)[1], 0.0) if view.contact else NAN


@metric("m/s (impulse ÷ mass)", "J_b", "braking impulse")
def braking_impulse(view: StepView) -> float:
    """Speed taken away by the backward push of the ground, as a positive number."""
    return _impulse(view, -1.0)


@metric("m/s (impulse ÷ mass)", "J_p", "propulsive impulse")
def propulsive_impulse(view: StepView) -> float:
    """Speed given by the forward push of the ground."""
    return _impulse(view, +1.0)


# --- where the hip is ------------------------------------------------------------------------------------------------

_BEHIND = "minus = hip behind"


@metric("m", "x_hc", "hip ahead of the centre of pressure at midstance", sign=_BEHIND)
def hip_cop_offset(view: StepView) -> float:
    """Hip minus centre of pressure along the ground, at the chosen midstance."""
    return _hip_cop(view.at(view.midstance))


@metric("m", "x_ha", "hip ahead of the ankle at midstance", sign=_BEHIND)
def hip_ankle_offset(view: StepView) -> float:
    """Hip minus ankle along the ground, at the chosen midstance."""
    return _hip_ankle(view.at(view.midstance))


@metric("m", "x_hc,td", "hip ahead of the centre of pressure at touchdown", sign=_BEHIND)
def hip_cop_offset_at_touchdown(view: StepView) -> float:
    """Hip minus centre of pressure at touchdown."""
    return view.step.touchdown.x if view.step.touchdown else NAN


@metric("m", "x_hc,low", "hip ahead of the centre of pressure at the lowest point", sign=_BEHIND)
def hip_cop_offset_at_lowest_point(view: StepView) -> float:
    """Hip minus centre of pressure when the body is lowest."""
    return _hip_cop(view.at("lowest point"))


@metric("m", "x_hc,gc", "hip ahead of the centre of pressure at greatest compression", sign=_BEHIND)
def hip_cop_offset_at_greatest_compression(view: StepView) -> float:
    """Hip minus centre of pressure when the leg is shortest."""
    return _hip_cop(view.at("greatest compression"))


@metric("m", "x_hc,½", "hip ahead of the centre of pressure at half contact", sign=_BEHIND)
def hip_cop_offset_at_half_contact(view: StepView) -> float:
    """Hip minus centre of pressure at half of contact time."""
    return _hip_cop(view.at("half contact"))


@metric("m", "x_hc,to", "hip ahead of the centre of pressure at takeoff", sign=_BEHIND)
def hip_cop_offset_at_takeoff(view: StepView) -> float:
    """Hip minus centre of pressure at takeoff."""
    return _hip_cop(view.at_takeoff())


@metric("m", "x_ha,td", "hip ahead of the ankle at touchdown", sign=_BEHIND)
def hip_ankle_offset_at_touchdown(view: StepView) -> float:
    """Hip minus ankle at touchdown."""
    return view.step.touchdown.x if view.step.touchdown else NAN


@metric("m", "x_ha,low", "hip ahead of the ankle at the lowest point", sign=_BEHIND)
def hip_ankle_offset_at_lowest_point(view: StepView) -> float:
    """Hip minus ankle when the body is lowest."""
    return _hip_ankle(view.at("lowest point"))


@metric("m", "x_ha,gc", "hip ahead of the ankle at greatest compression", sign=_BEHIND)
def hip_ankle_offset_at_greatest_compression(view: StepView) -> float:
    """Hip minus ankle when the leg is shortest."""
    return _hip_ankle(view.at("greatest compression"))


@metric("m", "x_ha,½", "hip ahead of the ankle at half contact", sign=_BEHIND)
def hip_ankle_offset_at_half_contact(view: StepView) -> float:
    """Hip minus ankle at half of contact time."""
    return _hip_ankle(view.at("half contact"))


@metric("m", "x_ha,to", "hip ahead of the ankle at takeoff", sign=_BEHIND)
def hip_ankle_offset_at_takeoff(view: StepView) -> float:
    """Hip minus ankle at takeoff."""
    return _hip_ankle(view.at_takeoff())


@metric("m", "x_f,td", "foot ahead of the body at touchdown")
def foot_ahead_at_touchdown(view: StepView) -> float:
    """First contact point minus body along the ground at touchdown."""
    return -view.step.touchdown.x if view.step.touchdown else NAN


@metric("m", "x_f,to", "foot behind the body at takeoff")
def foot_behind_at_takeoff(view: StepView) -> float:
    """Body minus centre of pressure along the ground at takeoff."""
    return _hip_cop(view.at_takeoff())


# --- directions ------------------------------------------------------------------------------------------------------


@metric("deg", "θ_to", "takeoff angle")
def takeoff_angle(view: StepView) -> float:
    """How steeply the body leaves the ground, above horizontal."""
    vx, vy = _takeoff_velocity(view)
    return math.atan2(vy, vx)


@metric("deg", "θ_td", "descent angle at touchdown")
def touchdown_descent_angle(view: StepView) -> float:
    """How steeply the body comes down, below horizontal, as a positive number."""
    touchdown = view.step.touchdown
    return math.atan2(-touchdown.vy, touchdown.vx) if touchdown else NAN


# --- energy and stiffness --------------------------------------------------------------------------------------------


@metric("J/kg", "E_l", "energy stored in the leg")
def elastic_energy(view: StepView) -> float:
    """Energy in the leg spring at greatest compression, before push-off adds to it."""
    p = view.step.parameters
    return 0.5 * p.stiffness * (p.leg_length - view.step.shortest_leg) ** 2


@metric("J/kg", "W_l+", "positive leg work")
def leg_work_positive(view: StepView) -> float:
    """Work the leg does on the body while it lengthens."""
    return _leg_work(view, +1.0)


@metric("J/kg", "W_l−", "negative leg work")
def leg_work_negative(view: StepView) -> float:
    """Work the leg takes from the body while it shortens, as a positive number."""
    return _leg_work(view, -1.0)


@metric("J/kg", "W_h", "hip work", sign="plus = the hip adds energy")
def hip_work(view: StepView) -> float:
    """Work of the hip torque on the body."""
    if not view.contact:
        return NAN
    tan_hip = math.tan(view.step.parameters.hip_extension)

    def power(c: ContactCurves) -> Any:
        across = (c.y * c.vx - c.x * c.vy) / c.length
        return c.force * tan_hip * across

    return view.contact.integral(power)


@metric("kN/m", "k_leg", "leg stiffness as it is measured in runners")
def leg_stiffness(view: StepView) -> float:
    """Peak vertical force over sinking plus leg swing (Farley & González 1996), as computed from recordings."""
    l0 = view.step.parameters.leg_length
    half_sweep = 0.5 * abs(speed(view)) * view.step.contact_time
    if not half_sweep < l0:
        return NAN
    shortening = drop_touchdown_to_lowest(view) + l0 - math.sqrt(l0 * l0 - half_sweep * half_sweep)
    return peak_vertical_force(view) / shortening


@metric("kN/m", "k_vert", "vertical stiffness")
def vertical_stiffness(view: StepView) -> float:
    """Peak vertical force over the sinking of the body after touchdown."""
    return peak_vertical_force(view) / drop_touchdown_to_lowest(view)


# --- shared pieces ---------------------------------------------------------------------------------------------------


def _takeoff_velocity(view: StepView) -> tuple[float, float]:
    takeoff = view.step.takeoff
    return takeoff[2:] if takeoff else (NAN, NAN)


def _height_at_lowest_point(view: StepView) -> float:
    lowest = view.at("lowest point")
    return float(lowest.y[0]) if lowest else NAN


def _hip_cop(c: ContactCurves | None) -> float:
    return float(c.x[0]) if c else NAN


def _hip_ankle(c: ContactCurves | None) -> float:
    return float(c.ahead_of_first_contact[0]) if c else NAN


def _impulse(view: StepView, sign: float) -> float:
    if not view.contact:
        return NAN
    borders = view.contact.crossings(lambda c: c.grf_x) + view.contact.crossings(lambda c: c.grf_x, direction=-1.0)
    return view.contact.integral(lambda c: (sign * c.grf_x).clip(min=0.0), borders)


def _leg_work(view: StepView, sign: float) -> float:
    if not view.contact:
        return NAN
    borders = view.contact.crossings(lambda c: c.rate) + view.contact.crossings(lambda c: c.rate, direction=-1.0)
    return view.contact.integral(lambda c: (sign * c.force * c.rate).clip(min=0.0), borders)
