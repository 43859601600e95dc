"""The kernel, compiled, and what goes into it and comes out.

Each function is compiled as it stands, once for every leg law. A lane that is anything but plain – a step that fails
its accuracy, a push that may dip – goes through a finer pass, and in the end to the array engine. Needs Numba (extra
``fast``).
"""

from __future__ import annotations

import hashlib
import math
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import numba
import numpy as np

from springmass import __version__, legs
from springmass.dynamics import equations, extrapolation, flight, outcomes, phases, rounds, tangents, variation
from springmass.dynamics.array_step import Numbers
from springmass.dynamics.extrapolation import Extrapolation, Floats
from springmass.dynamics.lanes import contact, plans, points, rows, rules, slopes
from springmass.dynamics.lanes import kernel as whole_step
from springmass.dynamics.lanes.plans import PLANS, plan_for
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.phases import switch_times
from springmass.legs import LEG_LAWS, made_of

_JIT: dict[str, Any] = {
    "fastmath": {"contract", "nsz", "arcp"},
    "error_model": "numpy",
    "nogil": True,
    "forceinline": True,
}
"""NaN and infinity keep their meaning: lanes that fail are full of them. Inlined by force: a function left standing is
taken from the process that compiles it, later from the disk, and the two may round differently."""
_STAGES = (
    (equations, "leg_state push_off_leg push_left ground_reaction stance_acceleration"),
    (flight, "ascend fall_time safe_move"),
    (phases, "time_limit"),
    (rounds, "tangent_reach angle time_to_border top_between"),
    (rules, "accelerate verlet midpoint take"),
    (contact, "guard_here look aim advance cover newton land turn"),
    (whole_step, "sine_cosine load retract enter leave"),
)
"""Functions of the kernel in the order in which they call each other."""


_SOURCES = (contact, equations, extrapolation, flight, legs, outcomes, phases, plans, points, rounds, rows, rules,
            slopes, tangents, variation, whole_step)  # fmt: skip
"""Modules a kernel is made from."""


def fingerprint(law: str) -> str:
    """Short name of everything a compiled kernel is made from.

    Numba's cache on the disk looks at one file only; with this in the name of a kernel no edit elsewhere is missed.

    Examples
    --------
    >>> len(fingerprint("spring"))
    16
    """
    files = [str(module.__file__) for module in _SOURCES] + [__file__]
    laws = _lasting(made_of(law))
    text = b"".join(Path(file).read_bytes() for file in files) + repr((__version__, numba.__version__, laws)).encode()
    return hashlib.sha256(text).hexdigest()[:16]


def _lasting(part: Any) -> Any:
    """The same in every process: a code object tells its place in memory and in a file, too."""
    if isinstance(part, tuple):
        return tuple(map(_lasting, part))
    return (part.co_code, part.co_names, _lasting(part.co_consts)) if isinstance(part, CodeType) else repr(part)


def _compiled(function: Callable[..., Any], **names: Any) -> Any:
    """A function compiled as it stands; ``names`` replace what it calls by compiled ones."""
    return numba.njit(**_JIT)(_copy(function, function.__name__, **names))


def _copy(function: Any, name: str, **names: Any) -> FunctionType:
    outside = {**function.__globals__, **names}
    copy = FunctionType(function.__code__, outside, name, function.__defaults__, function.__closure__)
    copy.__qualname__ = name
    return copy


def _either(first: Any, one: Any, other: Any) -> Any:
    return one if first else other


def _tables() -> tuple[Floats, Floats]:
    """Weights and estimates of the extrapolation, a row for each number of rules."""
    most = max(count for _, count, *_ in PLANS)
    weights, estimates = np.zeros((most + 1, most)), np.zeros((most + 1, most))
    for count in range(2, most + 1):
        known = Extrapolation(count)
        weights[count, :count], estimates[count, :count] = known.weights, known.estimate
    return weights, estimates


@cache
def _functions(law: str, made_of: object) -> dict[str, Any]:
    """What a kernel is made of, compiled for one leg law, by name."""
    weights, estimates = _tables()
    names: dict[str, Any] = {"WEIGHTS": weights, "ESTIMATE": estimates}
    names |= {"least": min, "most": max, "sqrt": math.sqrt, "choose": _compiled(_either)}
    names |= {"force": _compiled(LEG_LAWS[law].force), "push": _compiled(LEG_LAWS[law].push)}
    for name in ("leg_rate", "push_left"):
        names[f"d_{name}"] = numba.njit(**_JIT)(variation.tangents(law)[name])
    for module, stages in _STAGES:
        for stage in stages.split():
            names[stage] = _compiled(getattr(module, stage), **names)
        names["acceleration"] = names["stance_acceleration"]
        if module is rules:  # without damping the force ignores velocity, and the cheaper rule will do
            names["step"] = names["verlet" if LEG_LAWS[law].damping_unit is None else "midpoint"]
    return names


def kernel(law: str) -> Any:
    """Compiled loop over blocks for one leg law, from the disk where it has been made before."""
    return _kernel(law, made_of(law))


@cache
def _kernel(law: str, made_of: object) -> Any:
    return _on_disk(whole_step.run, law, "leg", _functions(law, made_of))


def path_kernel(law: str) -> Any:
    """The same for a path over time."""
    return _path_kernel(law, made_of(law))


@cache
def _path_kernel(law: str, made_of: object) -> Any:
    names = _functions(law, made_of)
    for stage in ("flight", "reach"):
        names = names | {stage: _compiled(getattr(points, stage), **names)}
    return _on_disk(points.trace, law, "leg's path", names)


def slope_kernel(law: str) -> Any:
    """The same for derivatives."""
    return _slope_kernel(law, made_of(law))


@cache
def _slope_kernel(law: str, made_of: object) -> Any:
    names: dict[str, Any] = {"WEIGHTS": _tables()[0]}
    names |= {f"d_{name}": numba.njit(**_JIT)(made) for name, made in variation.tangents(law).items()}
    for stage in ("rates", "motion", "verlet", "midpoint", "go", "meet"):
        names[stage] = _compiled(getattr(slopes, stage), **names)
        names["step"] = names.get("verlet" if LEG_LAWS[law].damping_unit is None else "midpoint")
    return _on_disk(slopes.run, law, "leg's derivatives", names)


def _on_disk(function: Any, law: str, what: str, names: dict[str, Any]) -> Any:
    """A function compiled, from the disk where that has been done before."""
    run = _copy(function, f"{law}_{fingerprint(law)}", **names)
    try:
        made, again = numba.njit(**_JIT, cache=True)(run), ", once"
        _forgive(made)
        known = list(
            Path(made.stats.cache_path).glob(f"{Path(function.__code__.co_filename).stem}.{run.__name__}*.nbi")
        )
    except RuntimeError:  # nowhere to write
        made, again, known = numba.njit(**_JIT)(run), "", []
    if not known:
        print(f"springmass: preparing the fast engine for the {law} {what}{again}, some seconds …", file=sys.stderr)
    return made


def _forgive(made: Any) -> None:
    """Do without what is on the disk where that is damaged, cannot be read or has no room: it saves time, no more."""
    kept = made._cache  # Numba has no public way

    def load(*asked: Any) -> Any:
        try:
            return load_overload(*asked)
        except Exception:  # of damage anything can come
            with suppress(Exception):
                kept.flush()
            return None

    def save(*given: Any) -> None:
        with suppress(Exception):
            save_overload(*given)

    load_overload, save_overload = kept.load_overload, kept.save_overload
    kept.load_overload, kept.save_overload = load, save


def lane_slopes(given: Floats, law: str, longest: float) -> Floats:
    """Changes of contacts in compiled lanes.

    Arguments and result as for :func:`springmass.dynamics.variation.along`.
    """
    n = given.shape[1]
    found = np.empty((len(variation.FOUND), n + -n % rows.LANES))
    slope_kernel(law)(np.pad(given, ((0, 0), (0, -n % rows.LANES)), mode="edge") if n else given, found, longest)
    return found[:, :n]


def lane_steps(v: Numbers, law: str, accuracy: float, effort: int, table: Floats, start: int) -> None:
    """One step of each case in compiled lanes.

    Parameters
    ----------
    v, law, accuracy
        As for :func:`springmass.dynamics.array_step.array_step`.
    effort : int
        Which of :data:`springmass.dynamics.lanes.plans.PASSES`.
    table : array, shape (len(OUT), at least start + n rounded up to whole blocks)
        Receives the rows of ``OUT`` from column ``start`` on. Where a case is not plain, what it has ``spent`` is
        infinite and nothing else it says counts: it needs another pass, or the array engine.
    start : int
    """
    one = {name: values if values.strides != (0,) else values[:1] for name, values in v.items()}
    plan = plan_for(accuracy, effort, LEG_LAWS[law].damping_unit is not None)
    kernel(law)(_given(one, v["apex_height"].size), table, start, accuracy, *plan)


def lane_path(v: Numbers, law: str, instants: int) -> Floats | None:
    """One step over time, in compiled lanes.

    Parameters
    ----------
    v : dict
        Arguments of :func:`springmass.apex_map` by name, arrays of shape (1,).
    law : str
    instants : int
        About so many.

    Returns
    -------
    array, shape (len(PATH), m), or None
        None where the step does not run, or is not plain.
    """
    plan = plan_for(1e-9, 0, LEG_LAWS[law].damping_unit is not None)
    given, found = _given(v, 1), np.empty((len(rows.OUT), rows.LANES))
    kernel(law)(given, found, 0, 1e-9, *plan)
    if found[16, 0] != Outcome.RUNNING or found[-1, 0] == np.inf:
        return None
    path = np.empty((len(points.PATH), instants + 5 * 3))
    return path[:, : path_kernel(law)(given, found, path, instants, plan.rules)]


def _given(v: Numbers, n: int) -> Floats:
    """What the kernel takes; a number that is the same for all comes in arrays of length 1 and is looked at once."""
    ax, ay = flight.acceleration(v["mass"], v["gravity"], v["slope"], v["impeding_force"])
    sine = np.sin(v["angle_of_attack"])
    switch = switch_times(v["roll_speed"], v["roll_late_speed"], v["roll_switch"])
    columns = (
        v["apex_height"] - v["leg_length"] * sine, sine, np.cos(v["angle_of_attack"]), v["apex_speed"], v["retraction"],
        v["leg_length"], v["stiffness"], v["damping"], np.tan(v["hip_extension"]), v["mass"], ax, ay, v["push_off"],
        v["gravity"], np.where(switch == 0.0, v["roll_late_speed"], v["roll_speed"]), v["roll_late_speed"],
        np.where(switch > 0.0, switch, np.inf),
    )  # fmt: skip
    given = np.empty((len(columns), -(-n // rows.LANES) * rows.LANES))
    for row, values in zip(given, columns, strict=True):
        row[:n] = values
        row[n:] = row[n - 1] if n else 0.0  # no scalar tail: it would round differently
    return given
