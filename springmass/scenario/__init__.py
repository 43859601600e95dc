"""The scenario: what a runner writes, checked and held in SI and radians."""

from springmass.scenario.changes import NumericField, choice_fields, known_field, numeric_fields, parse_change
from springmass.scenario.default_runner import default_runner
from springmass.scenario.files import as_scenario, load, loads, save, shipped, shipped_names
from springmass.scenario.parts import ONE_FREEDOM, PLACEMENTS, Foot, Hip, Leg, Runner, World
from springmass.scenario.questions import Expect, Gait, WhatIf
from springmass.scenario.scenario import Scenario, Source
from springmass.scenario.schema import schema

__all__ = [
    "ONE_FREEDOM",
    "PLACEMENTS",
    "Expect",
    "Foot",
    "Gait",
    "Hip",
    "Leg",
    "NumericField",
    "Runner",
    "Scenario",
    "Source",
    "WhatIf",
    "World",
    "as_scenario",
    "choice_fields",
    "default_runner",
    "known_field",
    "load",
    "loads",
    "numeric_fields",
    "parse_change",
    "save",
    "schema",
    "shipped",
    "shipped_names",
]
