"""Who takes the steps: this package's engines and what its users would write themselves."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from crowd import MODELS, Crowd, setting
from peers import heyoka_carry, scipy_array_carry, scipy_carry, script_step
from user_code import step as user_step

import springmass as sm
from springmass.dynamics.step import step as reference_step
from springmass.parameters import Parameters

LADDER = (*(10.0 ** (-0.5 * n) for n in range(6, 27)), 2.3e-14)
"""Two to a decade, down to where SciPy stops."""
Steps = Callable[[Crowd, float], tuple[Any, Any]]


@dataclass(frozen=True)
class Contender:
    """Somebody who takes steps; ``steps`` maps a crowd and a tolerance to the next apexes."""

    name: str
    about: str
    steps: Steps
    ladder: tuple[float, ...] | None = None
    """Tolerances to try from loose to tight; None: the accuracy itself is what is asked for."""
    models: tuple[str, ...] = tuple(MODELS)
    missing: str = ""
    """Why it cannot run here."""


def _engine(name: str) -> Steps:
    def steps(crowd: Crowd, accuracy: float) -> tuple[Any, Any]:
        found = crowd.mapped(name, accuracy)
        return found.apex_height, found.apex_speed

    return steps


def _loop(one: Callable[[float, float, dict[str, Any], float], tuple[float, float]]) -> Steps:
    def steps(crowd: Crowd, tolerance: float) -> tuple[Any, Any]:
        found = np.array([one(*row, tolerance) for row in crowd.rows])
        return found[:, 0], found[:, 1]

    return steps


def _reference(height: float, speed: float, p: dict[str, Any], tolerance: float) -> tuple[float, float]:
    found = reference_step(height, speed, Parameters(**p), tolerance)
    return found.apex_height, found.apex_speed


def _with(carry: Any) -> Steps:
    return _loop(lambda height, speed, p, tolerance: user_step(partial(carry, tolerance), height, speed, p))


def _without_numba() -> str:
    with setting(SPRINGMASS_ENGINE="auto"):
        return "" if sm.engine().name == "numba" else sm.engine().why


def _without(package: str) -> str:
    return "" if importlib.util.find_spec(package) else f"pip install {package} brings it."


CONTENDERS = (
    Contender("numba", "sm.apex_map, compiled engine", _engine("numba"), missing=_without_numba()),
    Contender("numpy", "sm.apex_map, NumPy engine", _engine("numpy")),
    Contender("reference", "this package's SciPy engine, which looks for every event", _loop(_reference), LADDER),
    Contender("heyoka", "compiled Taylor series with terminal events, made once", _with(heyoka_carry), LADDER,
              missing=_without("heyoka")),
    Contender("scipy", "DOP853 with terminal events, rates in plain floats", _with(scipy_carry), LADDER),
    Contender("scipy-arrays", "the same, rates in NumPy calls", _with(scipy_array_carry), LADDER),
    Contender("script", "as in the script vibly: RK45 through flight and contact", _loop(script_step), LADDER,
              ("classical",)),
)  # fmt: skip


@dataclass
class Found:
    """The tolerance of a contender that reaches an accuracy, with the error it measured."""

    tolerance: float
    error: float


def loosest(who: Contender, accuracy: float, sample: Crowd, fine: sm.ApexMap, known: dict[float, float]) -> Found:
    """The first of the ladder that reaches an accuracy on a sample, or the best there is.

    ``known`` holds errors measured before, by tolerance.
    """
    best = Found(math.nan, math.inf)
    for tolerance in who.ladder or (accuracy,):
        if tolerance not in known:
            known[tolerance] = sample.worst(*who.steps(sample, tolerance), fine)
        if known[tolerance] < best.error:
            best = Found(tolerance, known[tolerance])
        if best.error <= accuracy:
            break
    return best
