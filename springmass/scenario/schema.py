"""The JSON Schema of a scenario file, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from springmass.scenario.changes import choice_fields, numeric_fields
from springmass.scenario.scenario import Scenario
from springmass.scenario.section import LISTS, SECTIONS
from springmass.units import to_text


class _Generator(GenerateJsonSchema):
    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Leave null out: TOML has none, a field is simply absent."""
        return self.generate_inner(schema["schema"])


def schema() -> dict[str, Any]:
    """Describe a scenario file.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12. What depends on several sections at once (the unit of damping, the reach of the
        leg) is checked when the file is read, not by the schema.

    Examples
    --------
    >>> schema()["title"]
    'springmass scenario'
    """
    result = Scenario.model_json_schema(schema_generator=_Generator)
    result["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    result["title"] = "springmass scenario"
    definitions = {model.section: result["$defs"][model.__name__] for model in SECTIONS.values()}
    _write_defaults(result, definitions)

    fields, choices = list(numeric_fields()), choice_fields()
    searchable = [name for name in fields if not name.startswith("gait.")]
    definitions["gait"]["properties"]["free"].update({"items": {"enum": searchable}, "uniqueItems": True})
    definitions["gait"]["oneOf"] = [
        {"required": ["apex_height", "apex_speed"], "not": {"anyOf": [{"required": ["find"]}, {"required": ["free"]}]}},
        {
            "required": ["find"],
            "not": {"anyOf": [{"required": ["apex_height"]}, {"required": ["apex_speed"]}]},
        },
    ]
    definitions["runner"]["anyOf"] = [{"required": ["height"]}, {"required": ["leg_length"]}]
    definitions["foot"]["not"] = {"required": ["angle_of_attack", "ahead"]}
    definitions["foot"]["dependentRequired"] = {"roll_late_speed": ["roll_switch"], "roll_switch": ["roll_late_speed"]}
    change = definitions["what_if"]["properties"]["change"]
    change["properties"] = {name: {"type": ["number", "string"]} for name in fields}
    change["properties"] |= {name: {"enum": list(words)} for name, words in choices.items()}
    # Without quotes foot.ahead is a table in a table; that is understood as well.
    change["properties"] |= {section: {"type": "object"} for section in SECTIONS if section not in LISTS}
    # A matched what-if may set a metric, whose name has no dot; which metrics there are is known only later.
    sections = "|".join(f"{section}$" for section in SECTIONS)
    plain = {"anyOf": [{"type": "number"}, {"type": "string"}]}
    change["patternProperties"] = {f"^(?!{sections})[a-z][a-z_]*$": plain}
    change["additionalProperties"] = False
    definitions["what_if"]["properties"]["ask"]["enum"].append("one-step")
    return result


def _write_defaults(result: dict[str, Any], definitions: dict[str, Any]) -> None:
    """Show defaults as they are written in a file, and none where there is none."""
    for entry in result["properties"].values():
        entry.pop("default", None)
    units = numeric_fields()
    for section, definition in definitions.items():
        for name, entry in definition["properties"].items():
            numeric = units.get(f"{section}.{name}")
            if numeric is not None and numeric.default is not None:
                entry["default"] = 0 if numeric.default == 0.0 else to_text(numeric.default, numeric.unit)
            elif numeric is not None or entry.get("default") in (None, [], ()):
                entry.pop("default", None)
