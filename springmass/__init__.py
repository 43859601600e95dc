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

__version__ = "0.1.0"

_HOME = {
    "all_gaits": "springmass.gait.ask",
    "Answer": "springmass.gait.what_if",
    "apex_map": "springmass.dynamics.apex_map",
    "ApexMap": "springmass.dynamics.apex_map",
    "ask_all": "springmass.gait.what_if",
    "associations": "springmass.evidence.runners26",
    "basin": "springmass.gait.stability",
    "deadbeat_angles": "springmass.gait.steering",
    "default_runner": "springmass.scenario",
    "engine": "springmass.dynamics.engine",
    "Estimate": "springmass.measured.recording",
    "explain": "springmass.report.explaining",
    "export": "springmass.report.export.public",
    "export_lab": "springmass.lab.export",
    "find_gait": "springmass.gait.find",
    "fit": "springmass.measured.fit",
    "fit_curves": "springmass.measured.fitting.curve_fit",
    "fit_timing": "springmass.measured.fitting.timing_fit",
    "follow": "springmass.gait.continuation",
    "Foot": "springmass.scenario",
    "force_steps": "springmass.measured.force.measure_steps",
    "Gait": "springmass.scenario",
    "gaits_at_energy": "springmass.gait.fixed_points",
    "gaits_in_window": "springmass.gait.fixed_points",
    "geyer_step": "springmass.dynamics.closed_forms",
    "ground_step": "springmass.gait.steering",
    "Hip": "springmass.scenario",
    "InputError": "springmass.errors",
    "j_map": "springmass.gait.j_map",
    "Leg": "springmass.scenario",
    "LEG_LAWS": "springmass.legs",
    "LegLaw": "springmass.legs",
    "lesson_pack": "springmass.classroom.pack",
    "load": "springmass.scenario",
    "map_curve": "springmass.gait.map_curve",
    "measure": "springmass.gait.simulate",
    "metric": "springmass.metrics.registry",
    "METRICS": "springmass.metrics",
    "Metrics": "springmass.metrics",
    "NoGaitError": "springmass.gait.find",
    "Observation": "springmass.measured.observe",
    "observe": "springmass.measured.observe",
    "open_lab": "springmass.lab.widget",
    "Outcome": "springmass.dynamics.outcomes",
    "Parameters": "springmass.parameters",
    "power_family": "springmass.gait.family",
    "read": "springmass.measured.read",
    "Recording": "springmass.measured.recording",
    "representative_gait": "springmass.gait.ask",
    "Run": "springmass.gait.run",
    "Runner": "springmass.scenario",
    "RunnerFit": "springmass.measured.fitting.runner_fit",
    "save": "springmass.scenario",
    "Scenario": "springmass.scenario",
    "schema": "springmass.scenario",
    "shipped_names": "springmass.scenario",
    "shipped_recordings": "springmass.measured.read",
    "simulate": "springmass.gait.simulate",
    "sine_wave": "springmass.dynamics.closed_forms",
    "SteadyGait": "springmass.gait.find",
    "step_path": "springmass.dynamics.path",
    "steps_to_fall": "springmass.gait.stability",
    "sweep": "springmass.gait.sweep",
    "what_if": "springmass.gait.what_if",
    "WhatIf": "springmass.scenario",
    "World": "springmass.scenario",
}
"""Public name → module that defines it."""

__all__ = [*_HOME, "__version__", "figures"]

if TYPE_CHECKING:
    from springmass import figures as figures
    from springmass.classroom.pack import lesson_pack as lesson_pack
    from springmass.dynamics.apex_map import ApexMap as ApexMap
    from springmass.dynamics.apex_map import apex_map as apex_map
    from springmass.dynamics.closed_forms import geyer_step as geyer_step
    from springmass.dynamics.closed_forms import sine_wave as sine_wave
    from springmass.dynamics.engine import engine as engine
    from springmass.dynamics.outcomes import Outcome as Outcome
    from springmass.dynamics.path import step_path as step_path
    from springmass.errors import InputError as InputError
    from springmass.evidence.runners26 import associations as associations
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
    from springmass.lab.export import export_lab as export_lab
    from springmass.lab.widget import open_lab as open_lab
    from springmass.legs import LEG_LAWS as LEG_LAWS
    from springmass.legs import LegLaw as LegLaw
    from springmass.measured.fit import fit as fit
    from springmass.measured.fitting.curve_fit import fit_curves as fit_curves
    from springmass.measured.fitting.runner_fit import RunnerFit as RunnerFit
    from springmass.measured.fitting.timing_fit import fit_timing as fit_timing
    from springmass.measured.force.measure_steps import force_steps as force_steps
    from springmass.measured.observe import Observation as Observation
    from springmass.measured.observe import observe as observe
    from springmass.measured.read import read as read
    from springmass.measured.read import shipped_recordings as shipped_recordings
    from springmass.measured.recording import Estimate as Estimate
    from springmass.measured.recording import Recording as Recording
    from springmass.metrics import METRICS as METRICS
    from springmass.metrics import Metrics as Metrics
    from springmass.metrics.registry import metric as metric
    from springmass.parameters import Parameters as Parameters
    from springmass.report.explaining import explain as explain
    from springmass.report.export.public import export as export
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
