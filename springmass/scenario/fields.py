"""Field types of a scenario: numbers that know their unit, and bounds that know their reason.

A field takes a bare number or text and holds SI (radians). Its JSON schema says the same to an editor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import core_schema

from springmass.errors import InputError
from springmass.units import SI, brief, needs, number

_KEY = "springmass_unit"


@dataclass(frozen=True)
class Unit:
    """The unit a field is held in; makes the field read numbers and text.

    Attributes
    ----------
    name : str
        The SI unit, radians for angles.
    """

    name: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Read bare numbers and text alike."""
        return core_schema.no_info_plain_validator_function(
            lambda value: number(value, self.name), metadata={_KEY: self.name}
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Tell an editor that number and text are both welcome."""
        return quantity_schema(self.name)


@dataclass(frozen=True)
class Bound:
    """A limit of a field and the reason for it. Limits are in the unit of the field.

    Attributes
    ----------
    why : str
        The reason, in words for a runner; it stands in the error message.
    gt, ge, lt, le : float, optional
        Above, at least, below, at most.
    """

    why: str
    gt: float | None = None
    ge: float | None = None
    lt: float | None = None
    le: float | None = None

    def check(self, value: float, unit: str, given: Any) -> float:
        """Give the value back when it is within the limits.

        Parameters
        ----------
        value : float
            The value, in ``unit``.
        unit : str
            The unit of the field.
        given : object
            What the user wrote, for the message.

        Returns
        -------
        float
            The same value.

        Raises
        ------
        InputError
            When it is not.
        """
        within = (
            (self.gt is None or value > self.gt)
            and (self.ge is None or value >= self.ge)
            and (self.lt is None or value < self.lt)
            and (self.le is None or value <= self.le)
        )
        if not within:
            given = brief(value, unit) if isinstance(given, SI) else given
            raise InputError(given=given, allowed=f"must be {self.words(unit)} ({self.why})")
        return value

    def words(self, unit: str) -> str:
        """Write the limits for people, such as ``"above 0 kg"``.

        Parameters
        ----------
        unit : str
            The unit of the field.

        Returns
        -------
        str
            The limits without the reason.
        """
        sides = (("above", self.gt), ("at least", self.ge), ("below", self.lt), ("at most", self.le))
        return " and ".join(f"{side} {brief(limit, unit)}" for side, limit in sides if limit is not None)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Wrap the reading of the field, so that the message can quote what was written."""
        inner = handler(source)
        metadata: Any = inner.get("metadata") or {}
        unit = metadata[_KEY]
        return core_schema.no_info_wrap_validator_function(
            lambda value, read: self.check(read(value), unit, value), inner, metadata={_KEY: unit}
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Add the limits to the bare number and the reason to the field."""
        return self.add_to(handler(schema))

    def add_to(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Add the limits to a schema made by :func:`quantity_schema`.

        Parameters
        ----------
        schema : dict
            The schema; changed in place.

        Returns
        -------
        dict
            The same schema.
        """
        unit = schema["unit"]
        # A bare number is degrees where the field is held in radians; cut the last digits off 179.99999999999997.
        factor = 180.0 / math.pi if unit.startswith("rad") else 1.0
        names = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum"}
        for name, keyword in names.items():
            if (limit := getattr(self, name)) is not None:
                schema["anyOf"][0][keyword] = round(limit * factor, 9)
        schema.setdefault("bounds", []).append(f"{self.words(unit)}: {self.why}")
        return schema


def quantity_schema(unit: str) -> dict[str, Any]:
    """JSON schema of a quantity: a bare number, or text with a unit.

    Parameters
    ----------
    unit : str
        The unit of the field.

    Returns
    -------
    dict
        The schema, without bounds.
    """
    examples = needs(unit)[1].split('"')[1::2]
    name = r"[A-Za-z°%/]" if unit != "1" else ""
    pattern = rf"^\s*[-+−]?\s*[.\d][^,]*{name}[^,]*$"
    return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": pattern}], "unit": unit, "examples": examples}


def field(default: Any = ..., *, label: str, description: str, **more: Any) -> Any:
    """Declare a scenario field with the words people see.

    Parameters
    ----------
    default : object
        The default in SI and radians; none makes the field required.
    label : str
        Short plain name, for sliders and tables.
    description : str
        One or two plain sentences.
    **more
        Further entries for the JSON schema.

    Returns
    -------
    object
        What pydantic's ``Field`` returns.
    """
    return Field(default, description=description, json_schema_extra={"label": label, **more})


def metadata_of(info: FieldInfo, kind: type) -> list[Any]:
    """Collect what a field's annotation says, also inside "or None".

    Parameters
    ----------
    info : FieldInfo
        A field of a model.
    kind : type
        :class:`Unit` or :class:`Bound`.

    Returns
    -------
    list
        The instances of that kind, in order.
    """
    found = [item for item in info.metadata if isinstance(item, kind)]
    pending = [info.annotation]
    while pending:
        arguments = get_args(pending.pop())
        found += [item for item in arguments if isinstance(item, kind)]
        pending += [item for item in arguments if not isinstance(item, Unit | Bound)]
    return found


Mass = Annotated[float, Unit("kg")]
Length = Annotated[float, Unit("m")]
Speed = Annotated[float, Unit("m/s")]
Acceleration = Annotated[float, Unit("m/s²")]
Force = Annotated[float, Unit("N")]
Stiffness = Annotated[float, Unit("N/m")]
Angle = Annotated[float, Unit("rad")]
AngleRate = Annotated[float, Unit("rad/s")]
Ratio = Annotated[float, Unit("1")]
