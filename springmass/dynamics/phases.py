"""Phases of a step and the rules that lead from one to the next.

descent → (touchdown) → compression → (greatest compression) → extension → (takeoff) → ascent → (apex)

A :class:`Transition` is a rule and holds no state; when it happened, and with what residual, stands in the result.
The phase is never inferred from height.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

import numpy as np

from springmass.dynamics.equations import leg_state, push_left
from springmass.dynamics.extrapolation import Floats
from springmass.legs import LEG_LAWS
from springmass.parameters import Parameters


class Phase(Enum):
    """Where in a step the runner is."""

    DESCENT = "descent"
    COMPRESSION = "compression"
    EXTENSION = "extension"
    ASCENT = "ascent"


class Leg(NamedTuple):
    """The leg as it is in one phase of contact."""

    rest_length: float
    stiffness: float


State = tuple[float, float, float, float]
"""x, y, vx, vy relative to the centre of pressure [m, m/s]."""


@dataclass(frozen=True)
class Transition:
    """A rule: when ``guard`` crosses zero in ``direction``, the phase ends.

    ``guard(state, leg, parameters)`` is a pure function; ``scale(parameters)`` makes its residual dimensionless.
    """

    name: str
    guard: Callable[[State, Leg, Parameters], float]
    direction: float
    scale: Callable[[Parameters], float]


def _leg_rate(state: State, leg: Leg, p: Parameters) -> float:
    return float(leg_state(*state)[1])


def push_of(state: Any, leg: Leg, p: Parameters) -> Any:
    """What is left of the leg's push [N]; ``state`` may hold arrays."""
    x, y, vx, vy = state
    return push_left(x, y, vx, vy, LEG_LAWS[p.damping_law].push, leg.rest_length, leg.stiffness, p.damping)


def _push(state: State, leg: Leg, p: Parameters) -> float:
    return float(push_of(state, leg, p))


def _height(state: State, leg: Leg, p: Parameters) -> float:
    return state[1]


def _speed_scale(p: Parameters) -> float:
    return float((p.gravity * p.leg_length) ** 0.5)


GREATEST_COMPRESSION = Transition("greatest compression", _leg_rate, +1.0, _speed_scale)
TAKEOFF = Transition("takeoff", _push, -1.0, lambda p: p.mass * p.gravity)
BODY_ON_GROUND = Transition("body on the ground", _height, -1.0, lambda p: p.leg_length)

LEADS_TO: dict[Phase, tuple[Transition, ...]] = {
    Phase.COMPRESSION: (GREATEST_COMPRESSION, BODY_ON_GROUND),
    Phase.EXTENSION: (TAKEOFF, BODY_ON_GROUND),
}
"""Which transitions can end each phase of contact. A roll switch is not among them: its time is known beforehand."""


def time_limit(leg_length: Any, gravity: Any) -> Any:
    """Longest contact that still counts as running, ``10 √(l0/g)`` [s]; numbers or arrays."""
    return 10.0 * (leg_length / gravity) ** 0.5


def switch_times(roll_speed: Floats, roll_late_speed: Floats, roll_switch: Floats) -> Floats:
    """When the roll of the foot changes speed, since touchdown [s]; infinite where it never does.

    Parameters
    ----------
    roll_speed, roll_late_speed, roll_switch : array, shape (n,)
        [m/s, m/s, m]

    Returns
    -------
    array, shape (n,)
    """
    switches = (roll_late_speed != roll_speed) & (roll_speed > 0.0)
    return np.where(switches, roll_switch / np.where(switches, roll_speed, 1.0), np.inf)


def switch_time(p: Parameters) -> float:
    """The same for one runner [s]."""
    rolls = np.array([[p.roll_speed], [p.roll_late_speed], [p.roll_switch]])
    return float(switch_times(*rolls)[0])


def first_roll(p: Parameters) -> float:
    """Speed of the COP right after touchdown [m/s]: a switch at no distance is the late speed from the start."""
    return p.roll_late_speed if switch_time(p) == 0.0 else p.roll_speed


OVERCOMPRESSED = 0.5
"""Legs shorter than this share of their rest length are no longer credible."""
