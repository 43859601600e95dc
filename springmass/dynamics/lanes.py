"""The compiled engine: contacts in lanes, from the very equations of :mod:`springmass.dynamics.equations`.

Each function is compiled as it stands, once for every leg law. Each phase of contact is given the time an oscillator
would take, covered in a few equal extrapolated midpoint steps, and its end is met by Newton's rule. A lane that is
anything but plain – a fall, a step that fails its accuracy, a push that may dip – is left to the array engine, which
looks at everything. Needs Numba (extra ``fast``).
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from springmass import __version__, legs
from springmass.dynamics import equations, extrapolation, lane_kernel
from springmass.dynamics.extrapolation import Extrapolation, Floats
from springmass.dynamics.lockstep import Cases, Contacts, first_roll
from springmass.dynamics.outcomes import Outcome
from springmass.dynamics.phases import time_limit
from springmass.legs import LEG_LAWS

RULES = 7
"""Of a full step, which is of order 14 then."""
PLANS = ((3e-7, 1), (3e-10, 2), (0.0, 3))
"""For an accuracy of at least the first number: steps in each part of a phase."""
_SHORT = 4
"""Rules of the short steps that meet the end of a phase."""
_SHARE = 0.1
"""Of the promised accuracy that a contact may spend in all; the rest is for what dynamics amplify."""
_FINER = 4
"""Times the steps, and rounds of Newton moves, for lanes that were not plain at first."""
_JIT: dict[str, Any] = {
    "fastmath": {"contract", "nsz", "arcp"},
    "error_model": "numpy",
    "nogil": True,
    "forceinline": True,
}
"""NaN and infinity keep their meaning: lanes that fail are full of them. Inlined by force: a function left standing is
taken from the process that compiles it, later from the disk, and the two may round differently."""
_STAGES = ("take", "guard", "passed", "slope", "expect", "cover", "newton", "land", "change_roll", "phase")
"""Functions of the kernel in the order in which they call each other."""


def steps_for(accuracy: float) -> int:
    """Steps in each part of a phase for a promised accuracy.

    Examples
    --------
    >>> steps_for(1e-9)
    2
    """
    return next(steps for least, steps in PLANS if accuracy >= least)


def fingerprint(law: str) -> str:
    """Short name of everything a compiled kernel is made from.

    Numba's cache on the disk looks at one file only; with this in the name of a kernel no edit elsewhere is missed.

    Examples
    --------
    >>> len(fingerprint("spring"))
    16
    """
    files = [str(module.__file__) for module in (equations, extrapolation, lane_kernel, legs)] + [__file__]
    laws = [(f.__code__.co_code, f.__code__.co_consts) for f in (LEG_LAWS[law].force, LEG_LAWS[law].push)]
    text = b"".join(Path(file).read_bytes() for file in files) + repr((__version__, numba.__version__, laws)).encode()
    return hashlib.sha256(text).hexdigest()[:16]


def _compiled(function: Callable[..., Any], **names: Any) -> Any:
    """A function compiled as it stands; ``names`` replace what it calls by compiled ones."""
    return numba.njit(**_JIT)(_copy(function, function.__name__, **names))


def _copy(function: Any, name: str, **names: Any) -> FunctionType:
    copy = FunctionType(function.__code__, {**function.__globals__, **names}, name)
    copy.__qualname__ = name
    return copy


def _step_of(rules: int, **names: Any) -> Any:
    known = Extrapolation(rules)
    return _compiled(lane_kernel.step, RULES=rules, WEIGHTS=known.weights, ESTIMATE=known.estimate, **names)


@cache
def kernel(law: str) -> Any:
    """Compiled loop over blocks for one leg law, from the disk where it has been made before."""
    names: dict[str, Any] = {"force": _compiled(LEG_LAWS[law].force), "push": _compiled(LEG_LAWS[law].push)}
    for function in ("leg_state", "push_off_leg", "push_left", "ground_reaction", "stance_acceleration"):
        names[function] = _compiled(getattr(equations, function), **names)
    names["acceleration"] = names["stance_acceleration"]
    names["full_step"], names["short_step"] = _step_of(RULES, **names), _step_of(_SHORT, **names)
    for stage in _STAGES:
        names[stage] = _compiled(getattr(lane_kernel, stage), **names)
    run = _copy(lane_kernel.run, f"{law}_{fingerprint(law)}", **names)
    try:
        made, again = numba.njit(**_JIT, cache=True)(run), ", once"
        known = list(Path(made.stats.cache_path).glob(f"*{run.__name__}*.nbi"))
    except RuntimeError:  # nowhere to write
        made, again, known = numba.njit(**_JIT)(run), "", []
    if not known:
        print(f"springmass: preparing the fast engine for the {law} leg{again}, some seconds …", file=sys.stderr)
    return made


def lane_contacts(cases: Cases, touchdown: Floats) -> Contacts:
    """Integrate contacts in compiled lanes.

    Arguments and result as in :func:`springmass.dynamics.lockstep.contacts`, but the error of a contact that is not
    plain is infinite and nothing else it says counts: it is for the array engine.
    """
    n = touchdown.shape[1]
    roll = first_roll(cases)
    until_change = np.where(cases.switch_time > 0.0, cases.switch_time, np.inf)
    rows = [
        touchdown[0], touchdown[1], touchdown[2] - roll, touchdown[3], cases.leg_length, cases.stiffness, cases.damping,
        cases.tan_hip, cases.mass, cases.ax, cases.ay, cases.push_off, cases.gravity, roll, cases.roll_late_speed,
        until_change,
    ]  # fmt: skip
    given = np.array([np.broadcast_to(row, n) for row in rows])
    steps = steps_for(cases.accuracy)
    found = _run(cases.law.name, given, steps, 1)
    limit = time_limit(cases.leg_length, cases.gravity)
    unsure = cases.accuracy * np.sqrt(cases.leg_length * cases.gravity)

    def plain() -> NDArray[np.bool_]:
        time, vx, vy, spent, bad = found[0], found[3] + found[5], found[4], found[12], found[13]
        sure = (np.abs(vy) > unsure) & ((np.abs(vx) > unsure) | (vx == 0.0))  # up or down, forward or backward
        return np.asarray((bad == 0.0) & (spent <= _SHARE * cases.accuracy) & (time <= limit) & sure)

    again = np.flatnonzero(~plain())
    if again.size:
        found[:, again] = _run(cases.law.name, given[:, again], _FINER * steps, _FINER)
    found[12, ~plain()] = np.inf
    outcome = np.where(found[4] > 0.0, Outcome.RUNNING, Outcome.TAKEOFF_DOWN).astype(np.int8)
    return Contacts(outcome, found[0], found[1:5], found[5], found[6], found[7], found[8:12], found[12])


def _run(law: str, given: Floats, steps: int, rounds: int) -> Floats:
    n = given.shape[1]
    padded = -(-n // lane_kernel.LANES) * lane_kernel.LANES  # no scalar tail: it would round differently
    found = np.empty((len(lane_kernel.OUT), padded))
    kernel(law)(np.pad(given, ((0, 0), (0, padded - n)), mode="edge"), found, steps, rounds)
    return found[:, :n]
