"""The whole scenario: its sections, and what must hold between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from itertools import islice
from typing import Any

from pydantic import PrivateAttr, model_validator

from springmass.errors import InputError, gather
from springmass.scenario.changes import as_si, choice_fields, known_field, numeric_fields, parse_change
from springmass.scenario.fields import field
from springmass.scenario.parts import ONE_FREEDOM, PLACEMENTS, Foot, Hip, Leg, Runner, World
from springmass.scenario.questions import Expect, Gait, WhatIf
from springmass.scenario.section import LISTS, SECTIONS, Section
from springmass.units import SI, brief, to_text

_SHORTEST_PUSH, _LONGEST_PUSH = -0.3, 0.5
_MOST = 20


@dataclass(frozen=True)
class Source:
    """Where a scenario was read from. All sources count as equal: a scenario is what it says, not where it stood.

    Attributes
    ----------
    file : str or None
        Path of the file, as the user gave it.
    lines : dict
        Dotted name → line, from 1.
    """

    file: str | None = dataclass_field(default=None, compare=False)
    lines: Mapping[str, int] = dataclass_field(default_factory=dict, compare=False)

    def line(self, where: str) -> int | None:
        """Find the line of a name, or of the nearest name around it.

        Parameters
        ----------
        where : str
            Dotted name.

        Returns
        -------
        int or None
            The line, from 1.
        """
        while where and where not in self.lines:
            cut = max(where.rfind("."), where.rfind("["))
            where = where[: max(cut, 0)]
        return self.lines.get(where)

    def place(self, problem: InputError) -> InputError:
        """Tell a problem its file and line.

        Parameters
        ----------
        problem : InputError
            The problem, with all found beside it.

        Returns
        -------
        InputError
            The same, placed.
        """
        if self.file is None:
            return problem
        return gather([problem], lambda one: one.at(file=self.file, line=self.line(one.where)))


class Scenario(Section):
    """A runner, a world, how the run starts and what is asked. Attributes are SI and radians, and cannot be changed.

    Bare numbers are SI, and degrees where the field is an angle; text carries its unit.

    Examples
    --------
    >>> scenario = Scenario(
    ...     runner=dict(mass="80 kg", leg_length="1 m"),
    ...     leg=dict(stiffness="20 kN/m"),
    ...     foot=dict(angle_of_attack=68),
    ...     gait=dict(apex_height="1 m", apex_speed="5 m/s"),
    ... )
    >>> round(scenario.foot.angle_of_attack, 4)
    1.1868
    """

    title: str = field("", label="title", description="A short title.")
    question: str = field("", label="question", description="The question this scenario answers, in one sentence.")
    answer: str = field(
        "",
        label="answer",
        description="Its answer, in a few sentences. {contact_time} is filled in from the run, {name of a what-if: "
        "contact_time} from that what-if, {name / run: contact_time} is the change in per cent.",
    )
    sources: tuple[str, ...] = field(
        (), label="sources", description="Where its numbers come from, or that they are assumed."
    )
    runner: Runner = field(label="runner", description="The runner's body.")
    leg: Leg = field(Leg(), label="leg", description="The leg spring.")
    hip: Hip = field(Hip(), label="hip", description="Hip and trunk.")
    foot: Foot = field(Foot(), label="foot", description="Where and how the foot lands.")
    world: World = field(World(), label="world", description="Gravity and ground.")
    gait: Gait = field(label="gait", description="A release, or a gait to find.")
    what_if: tuple[WhatIf, ...] = field(
        (), label="what-ifs", description="Changes to try, and the question about each."
    )
    expect: tuple[Expect, ...] = field(
        (), label="expectations", description="What the answer claims; where it does not hold, the answer is not given."
    )

    _source: Source = PrivateAttr(default_factory=Source)

    @property
    def source(self) -> Source:
        """Where the scenario was read from."""
        return self._source

    def error(self, where: str, *, given: Any = None, allowed: str = "", hint: str = "") -> InputError:
        """Make an error that points at the place in the file.

        Parameters
        ----------
        where : str
            Dotted name, such as ``"gait.find.speed"``.
        given : object
            What was given.
        allowed, hint : str
            What is allowed, what to do.

        Returns
        -------
        InputError
            To be raised.
        """
        return self._source.place(InputError(where, given=given, allowed=allowed, hint=hint))

    def value(self, name: str) -> Any:
        """Look up a field by its dotted name.

        Parameters
        ----------
        name : str
            Such as ``"leg.stiffness"``.

        Returns
        -------
        float, str or None
            SI and radians; None where it is not given.
        """
        section, _, attribute = known_field(name).partition(".")
        return getattr(getattr(self, section), attribute)

    def with_values(self, values: Mapping[str, Any]) -> Scenario:
        """Make a new scenario with some fields changed, checked again.

        Parameters
        ----------
        values : mapping
            Dotted names to new values: numbers are SI and *radians*, text carries its unit, None removes.
            A new placement of the foot replaces the other way of giving it; a new apex (height and speed) replaces a
            gait to find, and ``gait.find`` replaces the apex.
            The answer is left out: it was that of the scenario as it stood.

        Returns
        -------
        Scenario
            The changed copy; it remembers the file.

        Raises
        ------
        InputError
            When a name is unknown or the result makes no sense.
        """
        data = self._values(SI)
        for name in ("answer", "expect"):
            data.pop(name, None)
        for name, value in values.items():
            section, _, attribute = name.partition(".")
            if name not in ("gait.find", "gait.free"):
                known_field(name)
                value = as_si(value)
            if value is None:
                data[section].pop(attribute, None)
                continue
            data[section][attribute] = value
            if name in PLACEMENTS:
                for other in set(PLACEMENTS) - values.keys():
                    data["foot"].pop(other.removeprefix("foot."), None)
        if {"gait.apex_height", "gait.apex_speed"} <= values.keys():
            data["gait"] = {key: data["gait"][key] for key in ("apex_height", "apex_speed")}
        elif "gait.find" in values:
            data["gait"] = {key: data["gait"][key] for key in ("find", "free") if key in data["gait"]}
        changed = Scenario(**data)
        changed._source = self._source
        return changed

    def to_dict(self, *, defaults: bool = True) -> dict[str, Any]:
        """Write the scenario as plain text and tables, exactly: reading it back gives an equal scenario.

        Parameters
        ----------
        defaults : bool
            Whether to write fields that were left at their default too.

        Returns
        -------
        dict
            As in a scenario file. A height or leg length that follows from the other is left out.
        """
        return self._values(None, defaults=defaults)

    def _values(self, wrap: Callable[[float], Any] | None, defaults: bool = False) -> dict[str, Any]:
        words = ("title", "question", "answer")
        data: dict[str, Any] = {name: getattr(self, name) for name in words if getattr(self, name)}
        if self.sources:
            data["sources"] = list(self.sources)
        units = numeric_fields(self.leg.law)
        for section in SECTIONS:
            if section in LISTS:
                continue
            part: Section = getattr(self, section)
            data[section] = {}
            for name in type(part).model_fields:
                value, dotted = getattr(part, name), f"{section}.{name}"
                written = name in part.model_fields_set or (defaults and section != "runner")
                if value is None or not written or (value == () and wrap is None):
                    continue
                if dotted not in units:
                    data[section][name] = list(value) if isinstance(value, tuple) else value
                elif wrap is not None:
                    data[section][name] = wrap(value)
                elif not (dotted == "leg.damping" and value == 0.0):
                    data[section][name] = to_text(value, units[dotted].unit)
            if not data[section] and wrap is None:
                del data[section]
        if self.what_if:
            data["what_if"] = [{"name": one.name, "change": dict(one.change), "ask": one.ask} for one in self.what_if]
        if self.expect:
            data["expect"] = [{name: text for name, text in one if text} for one in self.expect]
        return data

    @model_validator(mode="after")
    def _sections_agree(self) -> Scenario:
        if problems := list(islice(_disagreements(self), _MOST)):
            raise gather(problems)
        return self


def _disagreements(scenario: Scenario) -> Iterator[InputError]:
    runner, leg, foot, free = scenario.runner, scenario.leg, scenario.foot, scenario.gait.free
    wrong_names = []
    for name in free:
        try:
            known_field(name, searchable=True)
        except InputError as error:
            wrong_names.append(error.at(where="gait.free"))
    yield from wrong_names
    if set(PLACEMENTS) <= set(free):
        yield InputError("gait.free", allowed=ONE_FREEDOM, hint="Remove one of them.")
    # With a misspelt name in `free` what seems missing may well be meant by it: one message is enough.
    if not wrong_names and leg.stiffness is None and "leg.stiffness" not in free:
        yield InputError("leg.stiffness", allowed="is missing", hint='Write for instance stiffness = "20 kN/m".')
    if not wrong_names and foot.angle_of_attack is None and foot.ahead is None and not set(PLACEMENTS) & set(free):
        yield InputError(
            "foot.angle_of_attack",
            allowed="is missing",
            hint='Write angle_of_attack = "68 deg" or ahead = "24 cm" to say where the foot lands.',
        )
    length = runner.leg_length
    if foot.ahead is not None and not abs(foot.ahead) < length:
        allowed = f"must stay below the leg length, {brief(length, 'm')} (the leg reaches no further)"
        yield InputError("foot.ahead", given=brief(foot.ahead, "m"), allowed=allowed)
    shortest, longest = _SHORTEST_PUSH * length, _LONGEST_PUSH * length
    if not shortest <= leg.push_off <= longest:
        allowed = f"must be at least {brief(shortest, 'm')} and at most {brief(longest, 'm')}"
        reason = "−0.3 to 0.5 of the leg length; no leg grows by more while it pushes"
        yield InputError("leg.push_off", given=brief(leg.push_off, "m"), allowed=f"{allowed} ({reason})")
    for index, asked in enumerate(scenario.what_if):
        yield from _wrong_changes(asked, f"what_if[{index}].change", leg.law)


def _wrong_changes(asked: WhatIf, where: str, law: str) -> Iterator[InputError]:
    law = str(asked.change.get("leg.law", law))
    for name, value in asked.change.items():
        if asked.ask == "matched" and "." not in name:
            continue  # a metric; its name and unit are checked where metrics are known
        try:
            known_field(name)
            choices = choice_fields().get(name)
            if choices is None:
                parse_change(name, value, 1.0, law=law if law in choice_fields()["leg.law"] else "viscous")
            elif value not in choices:
                raise InputError(given=value, allowed="must be one of " + ", ".join(f'"{one}"' for one in choices))
        except InputError as error:
            yield error.at(where=f"{where}.{name}")
