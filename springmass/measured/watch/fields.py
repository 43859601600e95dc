"""Which quantity a field or column is, and what its unit is worth: names and units as files spell them.

Files disagree on case, spaces and words: ``Ground Time`` in ``Milliseconds``, ``stance_time`` in ``ms``,
``Avg GCT``, ``rcontact``. Names are compared by their letters alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from springmass.measured.recording import FloatArray

CLOCK = "clock"
"""Stands for the column that says when, where quantities are asked for."""
PACE = "pace"
"""Stands for minutes a kilometre or mile, which becomes speed."""


@dataclass(frozen=True)
class Field:
    """What a column holds."""

    quantity: str
    """Of :data:`WATCH_QUANTITIES`, or :data:`CLOCK`, or :data:`PACE`"""
    factor: float | None
    """One in the file is so much in the unit of the quantity; None where the file does not say"""
    unit: str
    """As the file writes it, empty where it does not say."""
    source: str = ""
    """Who measured it, where the name tells."""


_UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), ("time", 1.0)),
    **dict.fromkeys(("ms", "msec", "millis", "millisecond", "milliseconds"), ("time", 1e-3)),
    **dict.fromkeys(("min", "minutes"), ("time", 60.0)),
    **dict.fromkeys(("m", "meter", "meters", "metre", "metres"), ("length", 1.0)),
    **dict.fromkeys(("cm", "centimeter", "centimeters", "centimetre", "centimetres"), ("length", 1e-2)),
    **dict.fromkeys(("mm", "millimeter", "millimeters", "millimetre", "millimetres"), ("length", 1e-3)),
    **dict.fromkeys(("km", "kilometer", "kilometers", "kilometre", "kilometres"), ("length", 1e3)),
    **dict.fromkeys(("mi", "mile", "miles"), ("length", 1609.344)),
    **dict.fromkeys(("ft", "feet", "foot"), ("length", 0.3048)),
    **dict.fromkeys(("in", "inch", "inches"), ("length", 0.0254)),
    **dict.fromkeys(("m/s", "mps", "m/sec", "meters/second", "m*s^-1"), ("speed", 1.0)),
    **dict.fromkeys(("km/h", "kmh", "kph", "kmph"), ("speed", 1.0 / 3.6)),
    **dict.fromkeys(("mph", "mi/h"), ("speed", 0.44704)),
    **dict.fromkeys(("min/km", "/km"), ("pace", 1000.0)),
    **dict.fromkeys(("min/mi", "min/mile", "/mi"), ("pace", 1609.344)),
    **dict.fromkeys(("%", "pct", "percent"), ("share", 0.01)),
    **dict.fromkeys(("w", "watt", "watts"), ("power", 1.0)),
    **dict.fromkeys(("kn/m",), ("stiffness", 1e3)),
    **dict.fromkeys(("n/m",), ("stiffness", 1.0)),
    **dict.fromkeys(("spm", "steps/min", "steps/minute", "step/min"), ("cadence", 1.0)),
    **dict.fromkeys(("rpm", "strides/min", "strides/minute", "stride/min", "1/min", "rev/min"), ("cadence", 2.0)),
}

_KINDS = {
    CLOCK: "time",
    PACE: "pace",
    "speed": "speed",
    "distance": "length",
    "altitude": "length",
    "cadence": "cadence",
    "contact_time": "time",
    "contact_share": "share",
    "contact_balance": "share",
    "vertical_oscillation": "length",
    "vertical_ratio": "share",
    "step_length": "length",
    "power": "power",
    "form_power": "power",
    "leg_stiffness": "stiffness",
}

_NAMES = {
    CLOCK: "time timestamp elapsed elapsedtime seconds secs sec timer datetime date movingtime elapsedtimesec",
    PACE: "pace",
    "speed": "speed enhancedspeed velocity kph kmh mph runspeed",
    "distance": "distance dist km enhanceddistance totaldistance",
    "altitude": "altitude alt enhancedaltitude elevation",
    "cadence": "cadence cad rcad runcadence runningcadence steprate",
    "contact_time": "stancetime groundtime groundcontacttime groundcontact gct contacttime contact rcontact",
    "contact_share": "stancetimepercent stancetimepct dutyfactor contactshare",
    "contact_balance": "stancetimebalance groundcontacttimebalance groundcontactbalance gctbalance contactbalance",
    "vertical_oscillation": "verticaloscillation oscillation rvert vertosc vo",
    "vertical_ratio": "verticalratio vertratio vr",
    "step_length": "steplength stridelength",
    "power": "power watts watt runningpower runpower",
    "form_power": "formpower",
    "leg_stiffness": "legspringstiffness legstiffness stiffness lss kleg",
}
_QUANTITIES = {name: quantity for quantity, names in _NAMES.items() for name in names.split()}
_NAME_IS_UNIT = {"kph": "km/h", "kmh": "km/h", "mph": "mph", "km": "km", "secs": "s", "seconds": "s", "sec": "s"}
_SOURCES = {"stryd": "Stryd", "watch": "watch", "garmin": "watch"}
STRYD_ONLY = {"form_power", "leg_stiffness"}
"""Quantities that no other sensor has"""
_MEAN = {"avg", "average", "mean"}

# Where a file gives no unit, the size of the running values does: spans that do not meet, (least, most, factor).
_SPANS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "contact_time": ((0.1, 0.6, 1.0), (100.0, 600.0, 1e-3)),
    "vertical_oscillation": ((0.02, 0.2, 1.0), (2.0, 20.0, 1e-2), (20.0, 200.0, 1e-3)),
    "step_length": ((0.4, 2.6, 1.0), (40.0, 260.0, 1e-2), (400.0, 2600.0, 1e-3)),
    "vertical_ratio": ((0.02, 0.2, 1.0), (2.0, 20.0, 1e-2)),
    "contact_share": ((0.1, 0.7, 1.0), (10.0, 70.0, 1e-2)),
    "contact_balance": ((0.3, 0.7, 1.0), (30.0, 70.0, 1e-2)),
    "leg_stiffness": ((2.0, 80.0, 1e3), (2000.0, 80000.0, 1.0)),
    "power": ((30.0, 1500.0, 1.0),),
    "form_power": ((10.0, 300.0, 1.0),),
    "speed": ((1.0, 6.0, 1.0), (7.5, 22.0, 1.0 / 3.6)),
}
UNIT_OF_FACTOR = {
    ("time", 1.0): "s",
    ("time", 1e-3): "ms",
    ("length", 1.0): "m",
    ("length", 1e-2): "cm",
    ("length", 1e-3): "mm",
    ("share", 1.0): "a share of 1",
    ("share", 1e-2): "%",
    ("stiffness", 1.0): "N/m",
    ("stiffness", 1e3): "kN/m",
    ("power", 1.0): "W",
    ("speed", 1.0): "m/s",
    ("speed", 1.0 / 3.6): "km/h",
}


def unit_text(unit: object) -> str:
    """Unit as it can be compared: small letters, no spaces.

    Examples
    --------
    >>> unit_text(" KN/M ")
    'kn/m'
    """
    return re.sub(r"\s+", "", str(unit)).casefold().strip(".") if isinstance(unit, str) else ""


def field_of(name: str, unit: str | None = None) -> Field | None:
    """Find what a field or column is by its name, and by its unit where it has one.

    Parameters
    ----------
    name : str
        Of a FIT field or a column; a column may carry its unit in brackets or at its end (``stance_time_ms``).
    unit : str, optional
        Where the file gives it apart from the name.

    Returns
    -------
    Field or None
        None when the name is not one of those known, or the unit does not belong to it (power in W/kg).

    Examples
    --------
    >>> field_of("Ground Time", "Milliseconds")
    Field(quantity='contact_time', factor=0.001, unit='Milliseconds', source='')
    >>> field_of("stryd_leg_spring_stiffness_kn_m")
    Field(quantity='leg_stiffness', factor=1000.0, unit='kn/m', source='Stryd')
    >>> field_of("Avg GCT").quantity
    'contact_time'
    >>> field_of("Power (w/kg)") is None
    True
    """
    said = unit or ""
    bracket = re.search(r"[(\[]([^)\]]*)[)\]]\s*$", name)
    if bracket and not said:
        said, name = bracket.group(1), name[: bracket.start()]
    tokens = [token for token in re.split(r"[^a-z0-9%]+", name.casefold()) if token]
    source = ""
    if len(tokens) > 1 and tokens[0] in _SOURCES:
        source = _SOURCES[tokens.pop(0)]
    while len(tokens) > 1 and tokens[0] in _MEAN:
        tokens.pop(0)
    for length in range(0 if said else min(2, len(tokens) - 1), -1, -1):
        # A unit at the end of the name may be of two words, ``kn_m``; the longest that is one counts.
        words, tail = tokens[: len(tokens) - length], "/".join(tokens[len(tokens) - length :])
        quantity = _QUANTITIES.get("".join(words).replace("%", ""))
        if quantity is None or (length and tail not in _UNITS):
            continue
        name_is = tokens[-1] if tokens[-1] in _UNITS else ""  # stance_time_pct: the unit belongs to the name
        written = said or tail or _NAME_IS_UNIT.get("".join(words), "") or name_is
        if not written:
            return Field(quantity, None, "", source)
        kind, factor = _UNITS.get(unit_text(written), ("", 0.0))
        if kind == _KINDS[quantity]:
            return Field(quantity, factor, written, source)
    return None


def unit_by_size(quantity: str, values: FloatArray) -> tuple[float, str] | None:
    """Tell the unit of values nobody labelled, from their size.

    Parameters
    ----------
    quantity : str
        Of :data:`WATCH_QUANTITIES`.
    values : ndarray
        As in the file, while running if that is known, shape (n,).

    Returns
    -------
    tuple or None
        What one in the file is worth in the unit of the quantity, and the unit in words; None when the size fits none.

    Examples
    --------
    >>> unit_by_size("contact_time", np.array([236.0, 240.0]))
    (0.001, 'ms')
    """
    known = values[np.isfinite(values) & (values > 0.0)]
    if len(known) == 0:
        return None
    middle = float(np.median(known))
    for least, most, factor in _SPANS.get(quantity, ()):
        if least <= middle < most:
            return factor, UNIT_OF_FACTOR[_KINDS[quantity], factor]
    return None
