"""Which engine integrates the contacts of :func:`springmass.apex_map`, and why."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from springmass.dynamics.array_step import Numbers
from springmass.dynamics.extrapolation import Floats
from springmass.errors import InputError, one_of

CHOICE = "SPRINGMASS_ENGINE"
"""Environment variable that chooses; ``auto`` when it is not set."""
_CHOICES = ("auto", "numba", "numpy")


Lanes = Callable[[Numbers, str, float, int, Floats, int], None]


@dataclass(frozen=True)
class Engine:
    """What works on arrays of steps: ``name`` is ``"numba"`` or ``"numpy"``, ``why`` a sentence."""

    name: str
    why: str
    lanes: Lanes | None = field(default=None, repr=False)
    """:func:`springmass.dynamics.lanes.compiled.lane_steps` where it can be had."""
    slopes: Callable[[Floats, str, float], Floats] | None = field(default=None, repr=False)
    """The same of :func:`springmass.dynamics.variation.along`."""
    path: Callable[[Numbers, str, int], Floats | None] | None = field(default=None, repr=False)
    """:func:`springmass.dynamics.lanes.compiled.lane_path`."""


def engine() -> Engine:
    """The engine that works on arrays of steps in this process.

    Compiled with Numba where that is installed (``pip install "springmass[fast]"``), otherwise NumPy; the environment
    variable ``SPRINGMASS_ENGINE`` (``auto``, ``numba``, ``numpy``) decides. Both keep the accuracy that is asked for
    and come to the same outcomes; their last digits differ. The choice never depends on the number of cases, so results
    do not either.

    Returns
    -------
    Engine

    Raises
    ------
    ValueError
        The variable names no engine, or Numba is asked for and cannot be loaded.

    Examples
    --------
    >>> import springmass as sm
    >>> sm.engine().name in ("numba", "numpy")
    True
    """
    return _engine(os.environ.get(CHOICE) or "auto")


@cache
def _engine(wanted: str) -> Engine:
    one_of(CHOICE, wanted, _CHOICES)
    if wanted == "numpy":
        return Engine("numpy", f"{CHOICE} asks for it.")
    try:
        from springmass.dynamics.lanes.compiled import lane_path, lane_slopes, lane_steps
    except ImportError as error:
        problem = f'Numba does not load ({error}); pip install "springmass[fast]" brings it.'
    else:
        why = "Numba is installed." if wanted == "auto" else f"{CHOICE} asks for it."
        return Engine("numba", why, lane_steps, lane_slopes, lane_path)
    if wanted == "numba":
        raise InputError(CHOICE, given=wanted, allowed=f"cannot be had: {problem}")
    return Engine("numpy", problem)
