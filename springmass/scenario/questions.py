"""What is asked: a release or a gait to find, the what-ifs, and what the answer claims."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real
from typing import Annotated, Any, ClassVar, Literal

from pydantic import WithJsonSchema, field_validator, model_validator

from springmass.errors import InputError
from springmass.scenario.fields import Bound, Length, Speed, field
from springmass.scenario.section import Section

_VALUE_SCHEMA = {"anyOf": [{"type": "number"}, {"type": "string"}]}

Targets = Annotated[
    dict[str, str | float],
    WithJsonSchema({"type": "object", "minProperties": 1, "additionalProperties": _VALUE_SCHEMA}),
]
Changes = Annotated[dict[str, str | float], WithJsonSchema({"type": "object", "minProperties": 1})]


class Gait(Section):
    """How the run starts: released at an apex, or a steady gait that has to be found."""

    section: ClassVar[str] = "gait"

    apex_height: (
        Annotated[Length, Bound("the mass starts above the ground", gt=0.0), Bound("higher than any jump", le=100.0)]
        | None
    ) = field(None, label="apex height", description="Height of the mass at the top of the flight the run starts from.")
    apex_speed: Annotated[Speed, Bound("no animal runs faster than 33 m/s", ge=-50.0, le=50.0)] | None = field(
        None, label="apex speed", description="Forward speed at the top of that flight."
    )
    find: Targets | None = field(
        None, label="targets", description="What the gait to find must have: a metric and its value each."
    )
    free: tuple[str, ...] = field(
        (), label="free", description="Scenario fields the search may change to reach the targets."
    )

    @field_validator("find", mode="before")
    @classmethod
    def _plain_targets(cls, find: Any) -> Any:
        return plain_values(find, "target") if isinstance(find, Mapping) else find

    @model_validator(mode="after")
    def _one_way(self) -> Gait:
        apex = [name for name in ("apex_height", "apex_speed") if getattr(self, name) is not None]
        searched = self.find is not None or "free" in self.model_fields_set
        if apex and searched:
            raise InputError(
                "find" if self.find is not None else "free",
                allowed=f"stands beside {' and '.join(apex)}; a gait is either released (apex_height and apex_speed) "
                "or found (find and free), not both",
            )
        if searched and self.find is None:
            raise InputError("find", allowed="is missing: free needs targets", hint='Add find = { speed = "3.5 m/s" }.')
        if searched and not self.find:
            raise InputError("find", allowed="needs at least one target", hint='Such as { speed = "3.5 m/s" }.')
        if not apex and not searched:
            raise InputError(
                "apex_height",
                allowed="is missing",
                hint="Give apex_height and apex_speed to release the runner, or find and free to search a gait.",
            )
        if len(apex) == 1:
            missing = "apex_speed" if apex == ["apex_height"] else "apex_height"
            raise InputError(missing, allowed=f"is missing beside {apex[0]}")
        if repeated := [name for name in self.free if self.free.count(name) > 1]:
            raise InputError("free", given=repeated[0], allowed="is named twice")
        return self


class WhatIf(Section):
    """A change and the question asked about it."""

    section: ClassVar[str] = "what_if"

    name: str = field("", label="name", description="A short name; left out, the change itself.")
    change: Changes = field(
        label="change", description="Scenario fields and their new values; text with + or − is relative."
    )
    ask: Literal["one step", "matched", "settle"] = field(
        "one step",
        label="question",
        description="one step: what does this landing do? matched: what must leg and hip do to keep the same speed and "
        "cadence? settle: where does the gait end up with leg and hip left alone?",
    )

    @field_validator("ask", mode="before")
    @classmethod
    def _with_or_without_dash(cls, ask: Any) -> Any:
        return "one step" if ask == "one-step" else ask

    @field_validator("change", mode="before")
    @classmethod
    def _plain_change(cls, change: Any) -> Any:
        return plain_values(flat(change), "new value") if isinstance(change, Mapping) else change

    @model_validator(mode="after")
    def _changes_something(self) -> WhatIf:
        if not self.change:
            raise InputError("change", allowed="is empty", hint='Such as { "foot.ahead" = "+3 cm" }.')
        if not self.name:
            self.__dict__["name"] = ", ".join(f"{where} {value}" for where, value in self.change.items())
        return self


class Expect(Section):
    """What the words of the answer claim, as bounds on a number or as how a run ends.

    Which metrics, outcomes and other scenarios there are is known only where answers are filled in, and checked there.
    """

    section: ClassVar[str] = "expect"

    of: str = field(
        "run",
        label="of",
        description="Of which run: run (the scenario itself), the name of one of its what-ifs, or a shipped scenario.",
    )
    against: str = field(
        "",
        label="against",
        description="What it is compared with, named in the same way; the bounds then are per cent, or differences.",
    )
    metric: str = field(
        "",
        label="metric",
        description="A metric, a field such as leg.stiffness, or a number of the whole run: steps, slips_after, gaits, "
        "stable_gaits, stumble_shrinks_to, forgives_lower, forgives_higher, froude_number, stiffness_number.",
    )
    at_least: str = field("", label="at least", description='Lower bound with its unit, such as "-2 cm" or "+10 %".')
    at_most: str = field("", label="at most", description="Upper bound.")
    outcome: str = field(
        "",
        label="outcome",
        description="How the run ends; stands without a metric: running, fell, foot below ground, takeoff down, "
        "no takeoff, no contact, slipped, invalid input, thrown back, settled, not settled, no gait.",
    )

    @model_validator(mode="after")
    def _claims_one_thing(self) -> Expect:
        bounded = bool(self.at_least or self.at_most)
        if bool(self.metric) == bool(self.outcome):
            raise InputError("metric", allowed="or outcome: exactly one of the two says what is expected")
        if self.metric and not bounded:
            raise InputError("at_least", allowed="is missing, and so is at_most", hint='Write at_least = "20 cm".')
        if self.outcome and (bounded or self.against):
            raise InputError("outcome", allowed="stands alone: it has no bounds and is compared with nothing")
        return self


def flat(change: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Join nested tables to dotted names, because ``foot.ahead`` without quotes is a nested table in TOML.

    Parameters
    ----------
    change : mapping
        Names to values or to further mappings.
    prefix : str
        The name so far.

    Returns
    -------
    dict
        Dotted names to values.
    """
    result: dict[str, Any] = {}
    for name, value in change.items():
        if isinstance(value, Mapping):
            result |= flat(value, f"{prefix}{name}.")
        else:
            result[f"{prefix}{name}"] = value
    return result


def plain_values(values: Mapping[str, Any], noun: str) -> dict[str, str | float]:
    """Accept text and finite numbers only.

    Parameters
    ----------
    values : mapping
        Names to values.
    noun : str
        What the values are called in a message.

    Returns
    -------
    dict
        The same, numbers as floats.

    Raises
    ------
    InputError
        For a value of another kind.
    """
    result: dict[str, str | float] = {}
    for name, value in values.items():
        if isinstance(value, str):
            result[name] = value
        elif isinstance(value, bool) or not isinstance(value, Real):
            raise InputError(name, given=value, allowed=f'the {noun} must be a number, or text such as "3.5 m/s"')
        elif not math.isfinite(value):
            raise InputError(name, given=value, allowed="must be a finite number")
        else:
            result[name] = float(value)
    return result
