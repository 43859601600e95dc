"""springmass: the running lab. A runner is a mass on a spring leg; move the foot and see what happens.

>>> import springmass as sm
>>> gait = sm.find_gait(sm.load("rbds001"))
>>> answer = sm.what_if(gait, {"foot.ahead": "+3 cm"})
>>> print(sm.explain(answer)[0])  # doctest: +ELLIPSIS
The foot lands 3.0 cm farther ahead ...

Names load when first used, so that importing the package stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0.dev0"

_HOME = {
    "Answer": "springmass.gait.what_if",
    "ApexMap": "springmass.dynamics.apex_map",
    "Foot": "springmass.scenario",
    "Gait": "springmass.scenario",
    "Hip": "springmass.scenario",
    "InputError": "springmass.errors",
    "Leg": "springmass.scenario",
    "METRICS": "springmass.metrics",
    "Metrics": "springmass.metrics",
    "NoGaitError": "springmass.gait.find",
    "Outcome": "springmass.dynamics.outcomes",
    "Parameters": "springmass.parameters",
    "Run": "springmass.gait.run",
    "Runner": "springmass.scenario",
    "Scenario": "springmass.scenario",
    "SteadyGait": "springmass.gait.find",
    "WhatIf": "springmass.scenario",
    "World": "springmass.scenario",
    "all_gaits": "springmass.gait.ask",
    "apex_map": "springmass.dynamics.apex_map",
    "ask_all": "springmass.gait.what_if",
    "basin": "springmass.gait.stability",
    "default_runner": "springmass.scenario",
    "deadbeat_angles": "springmass.gait.steering",
    "engine": "springmass.dynamics.engine",
    "explain": "springmass.report.words",
    "find_gait": "springmass.gait.find",
    "follow": "springmass.gait.continuation",
    "gaits_at_energy": "springmass.gait.fixed_points",
    "gaits_in_window": "springmass.gait.fixed_points",
    "geyer_step": "springmass.dynamics.closed_forms",
    "ground_step": "springmass.gait.steering",
    "j_map": "springmass.gait.j_map",
    "load": "springmass.scenario",
    "map_curve": "springmass.gait.map_curve",
    "measure": "springmass.gait.simulate",
    "power_family": "springmass.gait.family",
    "representative_gait": "springmass.gait.ask",
    "save": "springmass.scenario",
    "schema": "springmass.scenario",
    "shipped_names": "springmass.scenario",
    "simulate": "springmass.gait.simulate",
    "sine_wave": "springmass.dynamics.closed_forms",
    "step_path": "springmass.dynamics.path",
    "steps_to_fall": "springmass.gait.stability",
    "sweep": "springmass.gait.sweep",
    "what_if": "springmass.gait.what_if",
}
"""Public name → module that defines it."""

__all__ = [*_HOME, "__version__", "figures"]

if TYPE_CHECKING:
    from springmass import figures as figures
    from springmass.dynamics.apex_map import ApexMap as ApexMap
    from springmass.dynamics.apex_map import apex_map as apex_map
    from springmass.dynamics.closed_forms import geyer_step as geyer_step
    from springmass.dynamics.closed_forms import sine_wave as sine_wave
    from springmass.dynamics.engine import engine as engine
    from springmass.dynamics.outcomes import Outcome as Outcome
    from springmass.dynamics.path import step_path as step_path
    from springmass.errors import InputError as InputError
    from springmass.gait.ask import all_gaits as all_gaits
    from springmass.gait.ask import representative_gait as representative_gait
    from springmass.gait.continuation import follow as follow
    from springmass.gait.family import power_family as power_family
    from springmass.gait.find import NoGaitError as NoGaitError
    from springmass.gait.find import SteadyGait as SteadyGait
    from springmass.gait.find import find_gait as find_gait
    from springmass.gait.fixed_points import gaits_at_energy as gaits_at_energy
    from springmass.gait.fixed_points import gaits_in_window as gaits_in_window
    from springmass.gait.j_map import j_map as j_map
    from springmass.gait.map_curve import map_curve as map_curve
    from springmass.gait.run import Run as Run
    from springmass.gait.simulate import measure as measure
    from springmass.gait.simulate import simulate as simulate
    from springmass.gait.stability import basin as basin
    from springmass.gait.stability import steps_to_fall as steps_to_fall
    from springmass.gait.steering import deadbeat_angles as deadbeat_angles
    from springmass.gait.steering import ground_step as ground_step
    from springmass.gait.sweep import sweep as sweep
    from springmass.gait.what_if import Answer as Answer
    from springmass.gait.what_if import ask_all as ask_all
    from springmass.gait.what_if import what_if as what_if
    from springmass.metrics import METRICS as METRICS
    from springmass.metrics import Metrics as Metrics
    from springmass.parameters import Parameters as Parameters
    from springmass.report.words import explain as explain
    from springmass.scenario import Foot as Foot
    from springmass.scenario import Gait as Gait
    from springmass.scenario import Hip as Hip
    from springmass.scenario import Leg as Leg
    from springmass.scenario import Runner as Runner
    from springmass.scenario import Scenario as Scenario
    from springmass.scenario import WhatIf as WhatIf
    from springmass.scenario import World as World
    from springmass.scenario import default_runner as default_runner
    from springmass.scenario import load as load
    from springmass.scenario import save as save
    from springmass.scenario import schema as schema
    from springmass.scenario import shipped_names as shipped_names


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value
    if name == "figures":
        return import_module("springmass.figures")
    from springmass.errors import did_you_mean

    raise AttributeError(f"springmass has no {name!r}. {did_you_mean(name, __all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
