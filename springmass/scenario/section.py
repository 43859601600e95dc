"""What all sections of a scenario share: frozen, no unknown fields, and one clear error for wrong input.

Pydantic finds the problems; here they become :class:`InputError`, the same from a file and from Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from springmass.errors import InputError, did_you_mean, gather, nearest

SECTIONS: dict[str, type[Section]] = {}
"""Name in the file → class; the scenario itself has no name."""

LISTS = ("what_if", "expect")
"""Sections of which a scenario may have several."""

_MOST = 20
"""So many problems are told at once; a file with more is hardly a scenario."""

_KINDS = {
    "string_type": "must be text, in quotes",
    "dict_type": 'must be a table, such as { speed = "3.5 m/s" }',
    "list_type": "must be a list, such as [ … ]",
    "tuple_type": 'must be a list, such as ["leg.stiffness"]',
}


class Section(BaseModel):
    """A part of a scenario."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    section: ClassVar[str] = ""

    def __init__(self, /, **values: Any) -> None:
        problem = None
        try:
            super().__init__(**values)
        except ValidationError as error:
            problem = gather(_problems(error, type(self)))
        if problem is not None:  # outside the handler, so that no chain of tracebacks is shown
            raise problem

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Enter the section into the table."""
        super().__pydantic_init_subclass__(**kwargs)
        if cls.section:
            SECTIONS[cls.section] = cls


def _problems(error: ValidationError, model: type[Section]) -> Iterator[InputError]:
    for detail in error.errors(include_url=False)[:_MOST]:
        location = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]).lstrip(".")
        inner = detail.get("ctx", {}).get("error")
        if isinstance(inner, InputError):
            for problem in inner.problems:
                yield problem.at(where=_join(model.section, _inside(detail["loc"], location, problem.where)))
        else:
            yield _translated(detail, model).at(where=_join(model.section, location))


def _join(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def _inside(path: tuple[int | str, ...], location: str, where: str) -> str:
    """Place the name a problem has in its own section within the outer one: what_if.ask in what_if[0]."""
    head, _, rest = where.partition(".")
    if path and head == path[0]:
        return _join(location, rest)
    return _join(location, where)


def _translated(detail: ErrorDetails, model: type[Section]) -> InputError:
    kind, given = detail["type"], detail["input"]
    name = str(detail["loc"][-1]) if detail["loc"] else model.section
    if kind == "missing":
        if name in SECTIONS and name not in LISTS:
            return InputError(allowed="the section is missing", hint=f"Add [{name}] and its fields.")
        extra = model.model_fields[name].json_schema_extra
        example = extra.get("example") if isinstance(extra, dict) else None
        return InputError(allowed="is missing", hint=f'Write for instance {name} = "{example}".' if example else "")
    if kind == "extra_forbidden":
        return _unknown(name, model)
    if kind == "literal_error":
        known = str(detail["ctx"]["expected"]).split("'")[1::2]
        allowed = "must be one of " + ", ".join(f'"{value}"' for value in known)
        match = nearest(given, known) if isinstance(given, str) else None
        return InputError(given=given, allowed=allowed, hint=f'Did you mean "{match}"?' if match else "")
    if kind == "model_type":
        if isinstance(given, list):
            return InputError(allowed=f"must be one section, [{name}] with single brackets")
        return InputError(given=given, allowed=f"must be a section: [{name}], with its fields in the lines below")
    if name in LISTS:
        what = "questions" if name == "what_if" else "expectations"
        return InputError(allowed=f"must be a list of {what}", hint=f"Write [[{name}]] with double brackets.")
    return InputError(given=given, allowed=_KINDS.get(kind, detail["msg"]))


def _unknown(name: str, model: type[Section]) -> InputError:
    place = f"[{model.section}]" if model.section else "a scenario"
    known = list(model.model_fields)
    homes = [home for home, section in SECTIONS.items() if name in section.model_fields and section is not model]
    if homes and nearest(name, known) is None:
        return InputError(allowed=f"is no field of {place}", hint=f"It belongs in [{homes[0]}].")
    return InputError(allowed=f"is no field of {place}", hint=did_you_mean(name, known))
