"""The leg laws: how a leg pushes when it is compressed.

A law is one plain function of numbers (floats, arrays, dual numbers alike): no branches, no state. To add one, write
its function and its entry in :data:`LEG_LAWS`; scenario files, dynamics and tests pick it up from there.

This room sits above the scenario because a scenario must know a law's name and the unit of its damping, and the
dynamics must know its force; both read this one table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any

from springmass.errors import InputError

DAMPING_UNITS = ("N·s/m", "s/m")
"""A force for each speed, and a share of the spring's force for each speed."""


@dataclass(frozen=True)
class LegLaw:
    """One way a leg can push.

    Attributes
    ----------
    name : str
        The name used in scenario files (``leg.law``).
    force : callable
        ``force(compression, rate, stiffness, damping)`` in m, m/s (positive: lengthening), N/m and the damping's
        unit; returns N. Without compression a law may still push (the viscous one does).
    damping_unit : str or None
        SI unit of ``leg.damping`` for this law, or None where the law has no damping.
    source : str
        Where the law comes from.
    gauge : callable, optional
        Takes the same arguments; positive while the leg can push, zero at takeoff [N]. Only needed where the force
        itself has a second zero: by default the force is its own gauge.
    """

    name: str
    force: Callable[[Any, Any, Any, Any], Any]
    damping_unit: str | None
    source: str
    gauge: Callable[[Any, Any, Any, Any], Any] | None = None

    def __post_init__(self) -> None:
        """Refuse what no engine could run, here and not in the middle of a step."""
        if self.damping_unit not in (None, *DAMPING_UNITS):
            allowed = f"must be None or one of {', '.join(DAMPING_UNITS)}"
            raise InputError(f'leg law "{self.name}", damping_unit', given=self.damping_unit, allowed=allowed)
        for function in (self.force, self.push):
            _tried(self.name, getattr(function, "py_func", function))

    @property
    def push(self) -> Callable[[Any, Any, Any, Any], Any]:
        """What is left of the push; takeoff is where it vanishes."""
        return self.gauge or self.force

    @property
    def damps_in_newtons(self) -> bool:
        """Whether damping is a force for each speed; else it is a share of the spring's force for each speed."""
        return self.damping_unit == DAMPING_UNITS[0]


def _spring(compression: Any, rate: Any, stiffness: Any, damping: Any) -> Any:
    return stiffness * compression


def _viscous(compression: Any, rate: Any, stiffness: Any, damping: Any) -> Any:
    return stiffness * compression - damping * rate


def _hysteretic(compression: Any, rate: Any, stiffness: Any, damping: Any) -> Any:
    return stiffness * compression * (1.0 - damping * rate)


def _hysteretic_push(compression: Any, rate: Any, stiffness: Any, damping: Any) -> Any:
    # The force has two factors, and takeoff is where the first of them vanishes. Their product would turn
    # positive again once both are negative; the smaller of the two does not. A metre gives the second one its unit.
    spring, rest = stiffness * compression, stiffness * (1.0 - damping * rate)
    return 0.5 * (spring + rest - abs(spring - rest))


class _Plain:
    """Anything a law may be given: it knows arithmetic and nothing else, and cannot be decided on."""

    def _same(self, *_: Any) -> _Plain:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _same
    __pow__ = __neg__ = __abs__ = __gt__ = __lt__ = _same

    def __bool__(self) -> bool:
        raise TypeError("no branches (if, max, min, and, or)")


def _tried(name: str, law: Callable[..., Any]) -> None:
    """Run a law once on nothing in particular, and once on a squeezed leg."""
    where, hint = f'leg law "{name}"', "It takes compression, rate, stiffness and damping, and returns one number."
    one = _Plain()
    try:
        given, pushes = law(one, one, one, one), law(0.1, 0.0, 2e4, 1e-3)
    except Exception as error:
        allowed = f"must be made of + - * / ** abs alone: {error}"
        raise InputError(where, allowed=allowed, hint=hint) from None
    if not isinstance(given, _Plain) or not isinstance(pushes, int | float):
        raise InputError(where, given=type(given).__name__, allowed="must return one number, made of its arguments")
    if not pushes > 0.0:
        raise InputError(where, given=f"{pushes:g} N at 10 cm", allowed="must push (above 0) while it is squeezed")


def _table(*laws: LegLaw) -> dict[str, LegLaw]:
    """Name → law; a name that is taken twice is a slip."""
    found: dict[str, LegLaw] = {}
    for law in laws:
        if law.name in found:
            raise InputError("leg law", given=law.name, allowed="is there already; give it another name")
        found[law.name] = law
    return found


LEG_LAWS: dict[str, LegLaw] = _table(
    LegLaw("spring", _spring, None, "lossless; Blickhan 1989, McMahon & Cheng 1990"),
    LegLaw("viscous", _viscous, "N·s/m", "linear damper beside the spring; the force jumps at touchdown"),
    LegLaw("hysteretic", _hysteretic, "s/m", "Hunt & Crossley 1975: no jump at touchdown", _hysteretic_push),
)


def made_of(law: str) -> tuple[Any, ...]:
    """What a leg law is made of: another answer whenever it may push otherwise.

    Who writes a law in a notebook writes it again under the same name, or changes a number it uses; whatever was worked
    out or compiled from it before is kept under this, and not under the name.

    Parameters
    ----------
    law : str
        A name of :data:`LEG_LAWS`.

    Returns
    -------
    tuple
        Of plain, hashable parts: code, constants, and every number and function it uses from outside.

    Examples
    --------
    >>> made_of("spring") == made_of("spring"), made_of("spring") == made_of("viscous")
    (True, False)
    """
    found = LEG_LAWS[law]
    return (law, found.damping_unit, _parts(found.force, ()), _parts(found.push, ()))


def _parts(value: Any, within: tuple[Any, ...]) -> Any:
    """A value or function as hashable parts; ``within`` are the functions it was met in."""
    value = getattr(value, "py_func", value)  # compiled by the reader's own hand
    if not isinstance(value, FunctionType):
        return value.__name__ if isinstance(value, ModuleType) else repr(value)
    if value in within:
        return value.__name__
    named = {name: value.__globals__.get(name) for name in _names(value.__code__)}
    closed = [cell.cell_contents for cell in value.__closure__ or ()]
    outside = (*named.values(), *closed, *(value.__defaults__ or ()))
    return (value.__code__, *(_parts(one, (*within, value)) for one in outside if one is not None))


def _names(code: CodeType) -> tuple[str, ...]:
    """Names from outside, those of functions inside too."""
    inner = (name for one in code.co_consts if isinstance(one, CodeType) for name in _names(one))
    return (*code.co_names, *inner)
