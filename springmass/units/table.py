"""The units there are: what each measures, how it is spelled, how large it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, reduce


@dataclass(frozen=True)
class Dimension:
    """Exponents of the base units, a factor to them, and how often the factor holds π/180 (a degree)."""

    factor: Fraction = Fraction(1)
    degrees: int = 0
    kg: int = 0
    m: int = 0
    s: int = 0
    rad: int = 0
    step: int = 0
    bw: int = 0

    @property
    def kind(self) -> tuple[int, ...]:
        """What must agree for two units to measure the same thing."""
        return (self.kg, self.m, self.s, self.rad, self.step, self.bw)

    def times(self, other: Dimension, sign: int = 1) -> Dimension:
        """Multiply by another unit (``sign=-1``: divide)."""
        names = ("degrees", "kg", "m", "s", "rad", "step", "bw")
        return Dimension(
            self.factor * other.factor**sign, **{n: getattr(self, n) + sign * getattr(other, n) for n in names}
        )


ONE, _METRE, _SECOND, _GRAM = Dimension(), Dimension(m=1), Dimension(s=1), Dimension(Fraction(1, 1000), kg=1)
_NEWTON, _JOULE, _WATT = Dimension(kg=1, m=1, s=-2), Dimension(kg=1, m=2, s=-2), Dimension(kg=1, m=2, s=-3)
_STEP = Dimension(step=1)


def _scaled(unit: Dimension, factor: str | int) -> Dimension:
    return replace(unit, factor=unit.factor * Fraction(factor))


UNITS: dict[str, Dimension] = {
    "1": ONE, "%": _scaled(ONE, "0.01"),
    "m": _METRE, "cm": _scaled(_METRE, "0.01"), "mm": _scaled(_METRE, "0.001"), "km": _scaled(_METRE, 1000),
    "in": _scaled(_METRE, "0.0254"), "ft": _scaled(_METRE, "0.3048"), "yd": _scaled(_METRE, "0.9144"),
    "mile": _scaled(_METRE, "1609.344"),
    "s": _SECOND, "ms": _scaled(_SECOND, "0.001"), "min": _scaled(_SECOND, 60), "h": _scaled(_SECOND, 3600),
    "g": _GRAM, "kg": _scaled(_GRAM, 1000), "lb": _scaled(_GRAM, "453.59237"),
    "N": _NEWTON, "kN": _scaled(_NEWTON, 1000), "MN": _scaled(_NEWTON, 10**6),
    "lbf": _scaled(_NEWTON, "4.4482216152605"),
    "J": _JOULE, "kJ": _scaled(_JOULE, 1000), "W": _WATT, "kW": _scaled(_WATT, 1000),
    "Nm": _JOULE, "Ns": Dimension(kg=1, m=1, s=-1), "kNs": Dimension(Fraction(1000), kg=1, m=1, s=-1),
    "rad": Dimension(rad=1), "mrad": Dimension(Fraction(1, 1000), rad=1), "deg": Dimension(degrees=1, rad=1),
    "step": _STEP, "stride": _scaled(_STEP, 2), "BW": Dimension(bw=1), "Hz": Dimension(s=-1),
    "spm": Dimension(Fraction(1, 60), step=1, s=-1), "mph": Dimension(Fraction("0.44704"), m=1, s=-1),
    "kph": Dimension(Fraction(5, 18), m=1, s=-1),
}  # fmt: skip

ALIASES = {
    "°": "deg", "degs": "deg", "degree": "deg", "degrees": "deg", "radian": "rad", "radians": "rad",
    "metre": "m", "metres": "m", "meter": "m", "meters": "m", "mi": "mile", "miles": "mile",
    "foot": "ft", "feet": "ft", "inch": "in", "inches": "in",
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "mins": "min", "minute": "min", "minutes": "min",
    "hr": "h", "hour": "h", "hours": "h", "kmh": "kph",
    "lbs": "lb", "pound": "lb", "pounds": "lb", "kgs": "kg", "kilogram": "kg", "kilograms": "kg",
    "newton": "N", "newtons": "N", "steps": "step", "strides": "stride",
    "bodyweight": "BW", "bodyweights": "BW", "percent": "%",
}  # fmt: skip

_NAMES = {**{name.casefold(): name for name in UNITS if name != "MN"}, **ALIASES}
"""Spelling in lower case → unit. The mega-newton needs its capital M."""

NEEDS: dict[str, tuple[str, str]] = {
    "m": ("a length", '"93 cm", "0.93 m" or "3 ft"'),
    "kg": ("a mass", '"70 kg" or "154 lb"'),
    "s": ("a time", '"240 ms" or "0.24 s"'),
    "rad": ("an angle", '"68 deg" or "1.2 rad"'),
    "rad/s": ("a rate of turning", '"50 deg/s" or "0.9 rad/s"'),
    "m/s": ("a speed", '"3.5 m/s", "12.6 km/h" or "4:45 min/km"'),
    "m/s²": ("an acceleration", '"9.81 m/s²"'),
    "N": ("a force", '"20 N" or "4 lbf"'),
    "N/m": ("a stiffness", '"20 kN/m" or "20000 N/m"'),
    "N·s/m": ("the damping of a viscous leg", '"340 N·s/m"'),
    "s/m": ("the damping of a hysteretic leg", '"0.11 s/m"'),
    "steps/min": ("a cadence", '"165 steps/min" or "165 spm"'),
    "1/s": ("a frequency", '"2.75 Hz" or "2.75 1/s"'),
    "BW": ("a force in body weights", '"2.5 BW"'),
    "BW/s": ("a loading rate in body weights per second", '"60 BW/s"'),
    "1": ("a plain number", '"0.6" or "60 %"'),
    "J": ("an energy", '"50 J"'),
    "J/kg": ("an energy per body mass", '"1.2 J/kg"'),
    "N·m": ("a moment", '"150 N·m"'),
    "N·m/kg": ("a moment per body mass", '"2.8 N·m/kg"'),
}

_TOKEN = re.compile(r"(1|[^\d^]+)(?:\^?(-?\d))?")
SIGNS = str.maketrans({"−": "-", "–": "-", "·": "*", "⋅": "*", "×": "*", "²": "^2", "³": "^3", "º": "°"})


@lru_cache(512)
def unit_of(name: str) -> Dimension:
    """Read the name of a unit: products of tokens above and below the strokes."""
    # "N·s/m", "N*s/m", "N s/m" and "/km" are products of tokens above and below the strokes.
    compact = re.sub(r"\s*([/*^])\s*", r"\1", name.translate(SIGNS).strip()).replace(" ", "*")
    above, *below = compact.split("/")
    factors = [(token, 1) for token in above.split("*") if above] + [(t, -1) for part in below for t in part.split("*")]
    return reduce(lambda product, factor: product.times(_token(factor[0]), factor[1]), factors, ONE)


def _token(token: str) -> Dimension:
    match = _TOKEN.fullmatch(token)
    found = None
    if match:
        found = match[1] if match[1] in UNITS else _NAMES.get(match[1].casefold())
    if match is None or found is None:
        raise KeyError(token)
    power = int(match[2] or 1)
    return reduce(lambda product, _: product.times(UNITS[found], 1 if power > 0 else -1), range(abs(power)), ONE)


def usual(token: str) -> str:
    """Spell a token as the field does."""
    match = _TOKEN.fullmatch(token)
    assert match is not None  # it was read before
    name = match[1] if match[1] in UNITS else _NAMES[match[1].casefold()]
    return name + {None: "", "1": "", "2": "²", "3": "³"}.get(match[2], f"^{match[2]}")


def needs(unit: str) -> tuple[str, str]:
    """Say in words what a unit measures, with examples of how to write it.

    Parameters
    ----------
    unit : str
        A unit.

    Returns
    -------
    tuple of str and str
        The noun (``"a stiffness"``) and the examples.
    """
    return NEEDS.get(unit, (f"a value in {unit}", f'"1 {unit}"'))


def same_kind(first: str, second: str) -> bool:
    """Tell whether two units measure the same thing.

    Parameters
    ----------
    first, second : str
        Known units.

    Returns
    -------
    bool
        True for, say, ``"cm"`` and ``"ft"``.
    """
    return unit_of(first).kind == unit_of(second).kind
