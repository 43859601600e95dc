"""What the lab is asked: the whole state of the page, in a form a link can carry."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from springmass.dynamics.marks import DEFAULT_MIDSTANCE, MIDSTANCE
from springmass.errors import InputError, did_you_mean
from springmass.gait.what_if import ONE_STEP
from springmass.scenario import Scenario, known_field, loads, shipped, shipped_names
from springmass.scenario.section import Section

RUNNER = ("speed", "cadence", "contact_time", "runner.mass", "runner.height", "foot.strike")
"""What may be changed of the runner himself: baseline and what-if alike. The first three are how he runs."""
HOW = RUNNER[:3]
ASKED_FOR = ("hip_ankle_offset",)
"""Metrics a matched question may ask for."""
LARGEST_TEXT = 20_000
"""Characters of a scenario given as text."""
_LONGEST_VALUE = 40
_MOST_CHANGES = 30
_LONGEST_PACKED = 20_000
_GLUED = re.compile(r"([=+\-−]?\s*(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?)\s*([^\d\s.:].*)?")

Value = Annotated[str, Field(max_length=_LONGEST_VALUE)]


class LabState(Section):
    """Everything the page shows follows from this.

    Attributes
    ----------
    scenario : str
        Name of a shipped scenario; empty where ``text`` is given.
    text : str
        A scenario file's text.
    runner : dict
        Changes of the runner himself: a name of :data:`RUNNER` → value with its unit.
    change : dict
        The what-if: scenario field → new value with its unit, always absolute. Empty: nothing is changed.
    ask : str
        ``"one step"``, ``"matched"`` or ``"settle"``.
    midstance : str
        Definition of midstance.

    Examples
    --------
    >>> LabState(scenario="rbds001", change={"foot.ahead": "24cm"}).change
    {'foot.ahead': '24 cm'}
    """

    scenario: Annotated[str, Field(max_length=100)] = ""
    text: Annotated[str, Field(max_length=LARGEST_TEXT)] = ""
    runner: dict[str, Value] = Field(default_factory=dict)
    change: dict[str, Value] = Field(default_factory=dict)
    ask: Literal["one step", "matched", "settle"] = ONE_STEP  # type: ignore[assignment]
    midstance: Literal[
        "lowest point", "greatest compression", "peak vertical force", "half contact", "fore-aft crossover"
    ] = DEFAULT_MIDSTANCE  # type: ignore[assignment]

    @field_validator("ask", mode="before")
    @classmethod
    def _with_or_without_dash(cls, ask: Any) -> Any:
        return "one step" if ask == "one-step" else ask

    @field_validator("runner")
    @classmethod
    def _known_runner(cls, runner: dict[str, str]) -> dict[str, str]:
        for name in runner:
            if name not in RUNNER:
                raise InputError(name[:60], allowed="cannot be changed of a runner", hint=did_you_mean(name, RUNNER))
        return _spaced(runner)

    @field_validator("change")
    @classmethod
    def _known_change(cls, change: dict[str, str]) -> dict[str, str]:
        if len(change) > _MOST_CHANGES:
            raise InputError(given=len(change), allowed=f"must be at most {_MOST_CHANGES} changes")
        for name in change:
            if name in RUNNER:
                raise InputError(name, allowed="belongs to the runner, not to the change")
            if name not in ASKED_FOR:
                _known(name)
        return _spaced(change)

    @model_validator(mode="after")
    def _one_runner(self) -> LabState:
        if bool(self.scenario) == bool(self.text):
            allowed = "needs the name of a shipped scenario, or the text of one (not both)"
            raise InputError("scenario", given=self.scenario or None, allowed=allowed)
        if self.scenario and self.scenario not in shipped_names():
            hint = did_you_mean(self.scenario, shipped_names())
            raise InputError("scenario", given=self.scenario, allowed="no such scenario is shipped", hint=hint)
        return self

    def load(self) -> Scenario:
        """The scenario as it was written, without any change.

        Raises
        ------
        InputError
            For a text that is no scenario.
        """
        if self.text:
            return loads(self.text)
        return loads(shipped(self.scenario).read_text(encoding="utf-8"), file=self.scenario)


def state_of(data: Any) -> LabState:
    """Read a state from plain JSON types.

    Parameters
    ----------
    data : dict
        What a page sends.

    Returns
    -------
    LabState

    Raises
    ------
    InputError
        For anything that is no state.

    Examples
    --------
    >>> state_of({"scenario": "rbds001", "ask": "matched"}).ask
    'matched'
    """
    if not isinstance(data, Mapping) or not all(isinstance(name, str) for name in data):
        raise InputError("state", allowed="must be a table of names and values")
    return LabState(**data)


def state_from_query(query: Mapping[str, str]) -> LabState:
    """Read a state from the query of a link, such as ``?s=rbds001&foot.ahead=24cm&ask=matched``.

    Parameters
    ----------
    query : mapping
        Name → text, decoded. ``s`` is the scenario, ``t`` a scenario's text, packed; ``ask`` and ``midstance`` may be
        written with dashes; every other name with a dot in it, or of :data:`RUNNER`, is a change. ``lesson`` and names
        that mean nothing here are left to the page.

    Returns
    -------
    LabState
        The runner of rbds001 where the query names none.

    Raises
    ------
    InputError
        For values that make no sense.

    Examples
    --------
    >>> state_from_query({"s": "average", "speed": "3m/s", "midstance": "half-contact"}).midstance
    'half contact'
    """
    runner = {name: value for name, value in query.items() if name in RUNNER}
    change = {name: value for name, value in query.items() if name in ASKED_FOR or ("." in name and name not in RUNNER)}
    found: dict[str, Any] = {"runner": runner, "change": change}
    if "t" in query:
        found["text"] = _unpacked(query["t"])
    if "s" in query or "t" not in query:
        found["scenario"] = query.get("s", "rbds001")
    if "ask" in query:
        found["ask"] = str(query["ask"]).replace("-", " ")
    if "midstance" in query:
        names = {name.replace(" ", "-"): name for name in MIDSTANCE}
        found["midstance"] = names.get(query["midstance"].replace(" ", "-"), query["midstance"])
    return LabState(**found)


def query_of(state: LabState) -> dict[str, str]:
    """Write a state as the query of a link: name → text, to be encoded.

    Parameters
    ----------
    state : LabState

    Returns
    -------
    dict
        What is as usual is left out.

    Examples
    --------
    >>> query_of(LabState(scenario="rbds001", change={"foot.ahead": "24 cm"}, ask="matched"))
    {'s': 'rbds001', 'foot.ahead': '24cm', 'ask': 'matched'}
    """
    found = {"t": _packed(state.text)} if state.text else {"s": state.scenario}
    found |= {name: _together(value) for name, value in (state.runner | state.change).items()}
    if state.ask != ONE_STEP:
        found["ask"] = state.ask.replace(" ", "-")
    if state.midstance != DEFAULT_MIDSTANCE:
        found["midstance"] = state.midstance.replace(" ", "-")
    return found


def _known(name: str) -> None:
    problem = None
    try:
        known_field(name)
    except InputError as error:
        problem = error.at(where=name[:60])
    if problem is not None:
        raise problem


def _spaced(values: Mapping[str, str]) -> dict[str, str]:
    """One way of writing each value: a space between number and unit, so that equal states are equal."""
    found = {}
    for name, value in values.items():
        text = " ".join(value.split())
        if not text:
            raise InputError(name, given=value, allowed="needs a value")
        match = _GLUED.fullmatch(text)
        found[name] = " ".join(part for part in match.groups() if part) if match else text
    return found


def _together(value: str) -> str:
    match = _GLUED.fullmatch(value)
    return "".join(part for part in match.groups() if part) if match else value


def _packed(text: str) -> str:
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def _unpacked(packed: str) -> str:
    wrong = InputError("t", allowed="holds no scenario", hint="The link may have been cut off.")
    if len(packed) > _LONGEST_PACKED:
        raise wrong
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        # A little more than allowed, so that what is too long is seen to be; never all of a bomb.
        text = zlib.decompressobj().decompress(raw, 4 * LARGEST_TEXT + 1).decode()
    except (ValueError, binascii.Error, zlib.error):
        text = ""
    if not text:
        raise wrong
    return text
