"""The model's force curves as a function of its ingredients: a steady gait at every trial, timing exactly met."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from springmass.dynamics.curves import contact_curves
from springmass.dynamics.reference import Contact
from springmass.dynamics.step import Step
from springmass.errors import InputError, did_you_mean
from springmass.gait.find import SteadyGait, parameter_of
from springmass.gait.newton import solve
from springmass.gait.problem import GaitProblem, is_gait
from springmass.legs import LEG_LAWS
from springmass.measured.fitting.propagate import INGREDIENTS, INPUTS, SPREAD
from springmass.measured.force.clean import LOWPASS
from springmass.measured.force.force_steps import SHARES
from springmass.measured.recording import FloatArray
from springmass.parameters import Parameters
from springmass.scenario import Scenario
from springmass.scenario.default_runner import FREE

SOLVED_FOR = FREE
"""What every trial gait finds, so that speed, cadence and contact time are met."""
DEFAULT_FREE = INGREDIENTS
UNCERTAIN = (*DEFAULT_FREE, "hip.extension")
"""Ingredients of everybody's step; one that is not fitted is held, and its uncertainty is passed on."""
_DIFFERENCE = 1e-4
_NEWTON = 15
_SMEAR = math.sqrt(math.log(2.0)) / (2.0 * math.pi * LOWPASS)
"""Spread in time [s] of the bell curve that lets through 1 ÷ √2 of the frequency measured forces are low-passed at:
about what that filter does to a sudden change."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)


@dataclass(frozen=True)
class Ingredient:
    """What least squares may change: how far it may go, what is a notable change of it, and how far runners differ
    (one standard deviation); SI.
    """

    field: str
    parameter: str
    low: float
    high: float
    scale: float
    spread: float


def ingredients(free: Sequence[str], scenario: Scenario, p: Parameters, speed: float) -> tuple[Ingredient, ...]:
    """Look up the ingredients that are freed.

    Parameters
    ----------
    free : sequence of str
        Scenario fields.
    scenario : Scenario
        For error messages.
    p : Parameters
        Of the start; sizes are taken from here.
    speed : float
        Of running [m/s].

    Returns
    -------
    tuple of Ingredient

    Raises
    ------
    InputError
        For a field that is solved for anyway, or does not shape the curves, or is named twice.
    """
    g, length = p.gravity, p.leg_length
    unit = math.sqrt(g * length)
    damping = p.mass * math.sqrt(g / length) if LEG_LAWS[p.damping_law].damps_in_newtons else 0.5 / unit
    known = {
        "leg.damping": (0.0, 5.0 * damping, damping),
        "hip.extension": (math.radians(-15.0), math.radians(15.0), math.radians(3.0), math.radians(1.5)),
        "foot.roll_speed": (0.05 * speed, speed, 0.3 * speed),
        "foot.roll_switch": (0.0, 0.4 * length, 0.1 * length),
        "foot.roll_late_speed": (0.0, 0.5 * speed, 0.1 * unit),
        "world.slope": (math.radians(-15.0), math.radians(15.0), math.radians(2.0), math.radians(3.0)),
        "world.impeding_force": (-0.3 * p.mass * g, 0.3 * p.mass * g, 0.04 * p.mass * g, 0.05 * p.mass * g),
        "runner.leg_length": (0.6 * length, 1.4 * length, 0.1 * length, 0.04 * length),
    }
    found = []
    for field in free:
        if field not in known:
            if field in SOLVED_FOR:
                allowed = "is found by every trial gait, so that speed, cadence and contact time are met; leave it out"
                raise InputError("free", given=field, allowed=allowed)
            allowed = f"must be one of {', '.join(known)}"
            raise InputError("free", given=field, allowed=allowed, hint=did_you_mean(field, known))
        low, high, scale, *spread = known[field]
        parameter = parameter_of(scenario, field)
        own = spread[0] if spread else SPREAD[field] * (abs(getattr(p, parameter)) or scale)
        found.append(Ingredient(field, parameter, low, high, scale, own))
    if len(set(free)) < len(found):
        raise InputError("free", given=", ".join(free), allowed="names the same field twice")
    return tuple(found)


@dataclass(frozen=True)
class Trial:
    """A gait of the model and what it does to the ground."""

    problem: GaitProblem
    unknowns: FloatArray
    step: Step

    def curves(self) -> FloatArray:
        """Fore-aft and vertical force [N] at shares of contact, as a filter would show them, shape (101, 2)."""
        return filtered(_contact(self.step), self.step.parameters)

    def steady(self, scenario: Scenario) -> SteadyGait:
        """As a gait of a scenario, for its metrics."""
        return SteadyGait(scenario, self.step.parameters, self.step, dict(self.problem.targets), SOLVED_FOR, 0.0, 0)

    @property
    def solved_for(self) -> FloatArray:
        """Values of :data:`SOLVED_FOR`, SI."""
        p = self.step.parameters
        return np.array([p.stiffness, p.angle_of_attack, p.push_off])


def raw_curves(step: Step) -> FloatArray:
    """Fore-aft and vertical force of a step [N] at :data:`SHARES` of its contact, shape (101, 2)."""
    contact = _contact(step)
    c = contact_curves(contact, step.parameters, SHARES * contact.end)
    return np.column_stack([c.grf_x, c.grf_y])


def filtered(contact: Contact, p: Parameters) -> FloatArray:
    """The forces of a contact seen through a filter, at :data:`SHARES`, shape (101, 2) [N].

    The model's force jumps where the roll changes its speed. Smeared as a force platform smears it, the curve changes
    smoothly when that instant moves, which least squares needs.
    """
    spread, at = _SMEAR / contact.end, SHARES[:, None]
    seen = np.zeros((SHARES.size, 2))
    for segment in contact.segments:
        half = 0.5 * (segment.end - segment.start)
        if half <= 0.0:
            continue
        times = segment.start + half * (1.0 + _NODES)
        c = contact_curves(contact, p, times)
        kernel = np.exp(-0.5 * ((at - times / contact.end) / spread) ** 2) * (
            _WEIGHTS * half / contact.end / (spread * math.sqrt(2.0 * math.pi))
        )
        seen += kernel @ np.column_stack([c.grf_x, c.grf_y])
    return seen


def _contact(step: Step) -> Contact:
    assert step.contact is not None  # a gait has a contact
    return step.contact


class CurveModel:
    """Ingredients and inputs in, a steady gait out; it remembers the last gait as a start for the next.

    Parameters
    ----------
    start : SteadyGait
        A gait of this runner.
    free, held : tuple of Ingredient
        What least squares may change; what it may not, but is not known exactly either.
    inputs : mapping
        Value of every name of :data:`INPUTS`.
    """

    def __init__(
        self,
        start: SteadyGait,
        free: tuple[Ingredient, ...],
        held: tuple[Ingredient, ...],
        inputs: Mapping[str, float],
    ) -> None:
        self.free, self.held, self.inputs = free, held, dict(inputs)
        self.parameters = start.parameters.replace(friction=None)
        self._solved_for = tuple(parameter_of(start.scenario, field) for field in SOLVED_FOR)
        touchdown = start.step.touchdown
        assert touchdown is not None  # a gait lands
        values = {name: getattr(start.parameters, name) for name in self._solved_for}
        self._near = (self.start, self._problem(self.start, {}).pack(touchdown.vx, touchdown.vy, values))

    @property
    def start(self) -> FloatArray:
        """The ingredients of the runner it was made with, in units of their scales."""
        return np.array([getattr(self.parameters, one.parameter) / one.scale for one in self.free])

    @property
    def bounds(self) -> tuple[FloatArray, FloatArray]:
        """Lowest and highest ingredients, in units of their scales."""
        return (
            np.array([one.low / one.scale for one in self.free]),
            np.array([one.high / one.scale for one in self.free]),
        )

    @property
    def given(self) -> dict[str, float]:
        """What is not fitted: name of an input or field of a held ingredient → value, SI."""
        return self.inputs | {one.field: float(getattr(self.parameters, one.parameter)) for one in self.held}

    def _problem(self, u: FloatArray, changed: Mapping[str, float]) -> GaitProblem:
        p, inputs = self.parameters, self.inputs | {k: v for k, v in changed.items() if k in INPUTS}
        values = {"roll_late_speed": p.roll_late_speed, "mass": inputs["mass"]}
        values["leg_length"] = p.leg_length * inputs["height"] / self.inputs["height"]
        values |= {one.parameter: changed[one.field] for one in self.held if one.field in changed}
        values |= {one.parameter: float(x) * one.scale for one, x in zip(self.free, u, strict=True)}
        targets = {name: inputs[name] for name in ("speed", "cadence", "contact_time")}
        return GaitProblem(p.replace(**values), self._solved_for, targets)

    def trial(self, u: FloatArray, changed: Mapping[str, float] | None = None) -> Trial | None:
        """Find the gait with these ingredients.

        Parameters
        ----------
        u : array, shape (n,)
            Ingredients in units of their scales.
        changed : mapping, optional
            Inputs and held ingredients that differ from :attr:`given`; such a gait is not remembered.

        Returns
        -------
        Trial or None
            None where no such gait is found.
        """
        changed = changed or {}
        before, z = self._near
        old, problem = self._problem(before, {}), self._problem(u, changed)
        found = solve(problem.residual, _moved(z, old, problem), _NEWTON)
        if not found.solved:  # go there in small moves
            there, given = z, self.given
            for share in np.linspace(0.0, 1.0, 9)[1:]:
                part = {name: given[name] + share * (value - given[name]) for name, value in changed.items()}
                problem = self._problem(before + share * (u - before), part)
                found = solve(problem.residual, _moved(there, old, problem), _NEWTON)
                if not found.solved:
                    return None
                old, there = problem, found.unknowns
        step = problem.step(found.unknowns)
        if step is None or not is_gait(step):
            return None
        if not changed:
            self._near = (u.copy(), found.unknowns)
        return Trial(problem, found.unknowns, step)

    def beside(self, u: FloatArray, name: str, middle: Trial | None = None) -> tuple[Trial, Trial, float] | None:
        """Gaits to either side of some ingredients.

        Parameters
        ----------
        u : array, shape (n,)
        name : str
            Field of an ingredient, or an input, that differs.
        middle : Trial, optional
            The gait itself; given, it serves as one side of each pair, which is less exact and half the work.

        Returns
        -------
        (upper, lower, distance) or None
            The distance is in units of a freed ingredient's scale, in SI for a held one or an input (steps/min for
            cadence). One of them is the middle where there is no room, None where there is none on both sides.
        """
        sides: list[Trial | None] = []
        places: list[float] = []
        fields = [one.field for one in self.free]
        for sign in (1.0, -1.0):
            if middle is not None and places and places[0]:
                sides.append(None)
            elif name in fields:
                i = fields.index(name)
                moved, far = u.copy(), sign * _DIFFERENCE
                moved[i] += far
                sides.append(self.trial(moved) if self.bounds[0][i] <= moved[i] <= self.bounds[1][i] else None)
            else:
                one = next((one for one in self.held if one.field == name), None)
                value = self.given[name]
                far = sign * _DIFFERENCE * (one.scale if one else value)
                room = one is None or one.low <= value + far <= one.high
                sides.append(self.trial(u, {name: value + far}) if room else None)
            places.append(far if sides[-1] is not None else 0.0)
        if None in sides:
            middle = middle or self.trial(u)
            sides = [middle if side is None else side for side in sides]
        if None in sides or places[0] == places[1]:
            return None
        return sides[0], sides[1], places[0] - places[1]  # type: ignore[return-value]


def _moved(z: FloatArray, before: GaitProblem, now: GaitProblem) -> FloatArray:
    """Unknowns of one problem in the units of another: what is measured in mass and length keeps its SI value."""
    vx, vy, freed = before.values(z)
    return now.pack(float(vx), float(vy), {name: float(value) for name, value in freed.items()})
