"""Changes to single fields: which fields there are, and what "+3 cm" means for one of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

from springmass.errors import InputError, did_you_mean, nearest
from springmass.legs import LEG_LAWS
from springmass.scenario.fields import Bound, Unit, metadata_of
from springmass.scenario.parts import NO_NEGATIVE_DAMPING, read_damping
from springmass.scenario.questions import Gait, WhatIf  # noqa: F401  (registers the sections)
from springmass.scenario.section import SECTIONS
from springmass.units import SI, number, parse

_DAMPING = "leg.damping"
_FALLBACK_LAW = "viscous"


@dataclass(frozen=True)
class NumericField:
    """A scenario field that holds a number.

    Attributes
    ----------
    name : str
        Dotted name, such as ``"leg.stiffness"``.
    unit : str
        The unit it is held in.
    label : str
        Short plain name.
    description : str
        One or two plain sentences.
    bounds : tuple of Bound
        Its limits with their reasons.
    default : float or None
        In that unit; None where there is none.
    """

    name: str
    unit: str
    label: str
    description: str
    bounds: tuple[Bound, ...]
    default: float | None


@lru_cache(8)
def numeric_fields(law: str = _FALLBACK_LAW) -> dict[str, NumericField]:
    """List every field that holds a number.

    Parameters
    ----------
    law : str
        The leg law; it decides the unit of ``leg.damping``. A law without damping shows the viscous unit.

    Returns
    -------
    dict
        Dotted name → field, in the order of the file.
    """
    damping_unit = LEG_LAWS[law].damping_unit or LEG_LAWS[_FALLBACK_LAW].damping_unit or "1"
    found = {}
    for section, model in SECTIONS.items():
        for name, info in model.model_fields.items():
            dotted = f"{section}.{name}"
            units = metadata_of(info, Unit)
            if not units and dotted != _DAMPING:
                continue
            extra = info.json_schema_extra
            label = str(extra["label"]) if isinstance(extra, dict) else name
            # Height and leg length have a default that is worked out, marked by 0 in the model.
            default = info.default if isinstance(info.default, float) and section != "runner" else None
            bounds = (NO_NEGATIVE_DAMPING,) if dotted == _DAMPING else tuple(metadata_of(info, Bound))
            unit = damping_unit if dotted == _DAMPING else units[0].name
            found[dotted] = NumericField(dotted, unit, label, info.description or "", bounds, default)
    return found


def choice_fields() -> dict[str, tuple[str, ...]]:
    """List the fields that hold one of several words; asked anew each time, as laws of one's own may come and go.

    Returns
    -------
    dict
        Dotted name → allowed words.
    """
    foot = SECTIONS["foot"].model_fields
    words = {f"foot.{name}": get_args(foot[name].annotation) for name in ("strike", "landing")}
    return {"leg.law": tuple(LEG_LAWS), **words}


def known_field(name: str, *, searchable: bool = False) -> str:
    """Check the dotted name of a field.

    Parameters
    ----------
    name : str
        What was written.
    searchable : bool
        Whether a gait search must be able to vary it: a number, and not the apex it searches anyway.

    Returns
    -------
    str
        The same name.

    Raises
    ------
    InputError
        With the nearest name.
    """
    numeric = list(numeric_fields())
    known = [one for one in numeric if not one.startswith("gait.")] if searchable else [*numeric, *choice_fields()]
    if name in known:
        return name
    if searchable and name in numeric:
        raise InputError(given=name, allowed="cannot be freed: the search always finds the apex itself")
    if searchable and name in choice_fields():
        raise InputError(given=name, allowed="cannot be freed: it is a choice of words, not a number")
    # "stiffness" alone is nearer to leg.stiffness than any spelling distance says.
    same_end = [one for one in known if one.rpartition(".")[2] == nearest(name, [one.rpartition(".")[2]])]
    hint = f'Did you mean "{same_end[0]}"?' if "." not in name and same_end else did_you_mean(name, known)
    raise InputError(given=name, allowed="is no field of a scenario", hint=hint)


def parse_change(field: str, value: str | float, baseline: float | None, *, law: str = _FALLBACK_LAW) -> float:
    """Work out the new value of a numeric field.

    Parameters
    ----------
    field : str
        Dotted name.
    value : str or float
        Text that starts with + or − is relative to the baseline (``"+3 cm"``, ``"-5 %"``); ``"=-5 cm"`` sets a
        negative value; anything else, every number included, is absolute. A bare number is degrees for angles.
    baseline : float or None
        The value before, in SI and radians. None is enough for an absolute change.
    law : str
        The leg law, for the unit of ``leg.damping``.

    Returns
    -------
    float
        The new value, in SI and radians. Bounds are checked when the scenario is made from it.

    Raises
    ------
    InputError
        When the text cannot be read, or is relative and there is no baseline.

    Examples
    --------
    >>> parse_change("leg.stiffness", "-5 %", 20000.0), parse_change("foot.ahead", "=-5 cm", 0.2)
    (19000.0, -0.05)
    """
    known_field(field)
    if field not in numeric_fields():
        raise InputError(field, given=value, allowed="holds a word, not a number")
    unit = numeric_fields(law)[field].unit
    try:
        return _changed(value, baseline, unit, field, law)
    except InputError as error:
        problem = error.at(where=error.where or field)
    if isinstance(value, str) and value.rstrip().endswith("%"):
        problem.hint = f'For a change relative to the baseline write "+{value.strip()}" or "-{value.strip()}".'
    raise problem


def _changed(value: Any, baseline: float | None, unit: str, field: str, law: str) -> float:
    text = value.strip() if isinstance(value, str) else ""
    if text.startswith(("+", "-", "−")):
        if baseline is None:
            raise InputError(given=value, allowed="is relative, but the scenario gives no value to start from")
        if text.endswith("%"):
            # One rounding: 20 kN/m − 5 % is exactly 19 kN/m.
            return baseline * (100.0 + parse(text, "%")) / 100.0
        return baseline + parse(text, unit, pace=False)
    absolute = text[1:].strip() if text.startswith("=") else value
    return read_damping(absolute, law) if field == _DAMPING else number(absolute, unit)


def as_si(value: Any) -> Any:
    """Mark a plain number as SI and radians; leave everything else as it is.

    Parameters
    ----------
    value : object
        A number, text or None.

    Returns
    -------
    object
        :class:`springmass.units.SI` for a number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return SI(value)
