"""How many steps runners take before the running ends: many runners at once, counted in one place.

Every runner has a row in columns of numbers. Those whose running has ended are packed away after each step, and so are
those who have settled: steps that come closer to each other every time, from the sixth digit to the ninth, go on so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.dynamics.apex_map import ApexMap, apex_map
from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.outcomes import Outcome
from springmass.gait.run import BACKWARD

SETTLED, UNSETTLED = 1e-9, 1e-6
"""Of heights over l0 and speeds over √(g l0): change in a step of a settled runner's apex, and of one yet to settle.

A small change alone says nothing: next to an unstable gait it is small as well, for a while, and rounding may even make
it shrink. One that has shrunk step by step from the second number to the first has shown that the gait attracts.
"""


@dataclass(frozen=True)
class Counted:
    """What became of many runs, one row each.

    Attributes
    ----------
    steps : array of int32
        Completed; as many as were allowed for those who still run.
    outcome : array of int8
        Why the run ended: a code of :class:`springmass.Outcome`, RUNNING where it goes on.
    apex_height, apex_speed : array
        The apex a runner who still runs has come to [m, m/s]; NaN for the others.
    first : ApexMap
        The first step of each.
    """

    steps: NDArray[np.int32]
    outcome: NDArray[np.int8]
    apex_height: Floats
    apex_speed: Floats
    first: ApexMap


def count_steps(
    heights: Floats,
    speeds: Floats,
    numbers: Mapping[str, Any],
    law: str,
    most: int,
    accuracy: float = 1e-9,
    stop_settled: bool = True,
) -> Counted:
    """Let every runner run until the running ends; turning around ends it as well.

    Parameters
    ----------
    heights, speeds : array, shape (n,)
        Starting apexes [m, m/s].
    numbers : mapping
        Every name of :data:`springmass.gait.cycles.NUMBERS` → number, or array of shape (n,).
    law : str
        Of the leg.
    most : int
        Steps, at most; at least 1.
    accuracy : float
        Of each step.
    stop_settled : bool
        Whether runners who have settled are counted as running on without taking the remaining steps.

    Returns
    -------
    Counted

    Examples
    --------
    >>> from springmass.gait.cycles import columns_of
    >>> from springmass.parameters import Parameters
    >>> p = columns_of(Parameters(80.0, 1.0, 20e3, 1.187), stiffness=np.array([2e3, 20e3]))
    >>> count_steps(np.array([1.0, 1.0]), np.array([5.0, 5.0]), p, "spring", 50).steps
    array([ 0, 50], dtype=int32)
    """
    n = heights.size
    steps, outcome = np.full(n, most, dtype=np.int32), np.zeros(n, dtype=np.int8)
    last_height, last_speed = np.full(n, np.nan), np.full(n, np.nan)
    given = {name: np.asarray(value, dtype=float) for name, value in numbers.items()}
    unit = np.sqrt(given["gravity"] * given["leg_length"])
    rows, packed = np.arange(n), {**given, "unit": unit, "backward": BACKWARD * unit}
    packed |= {"height": heights, "speed": speeds, "before": np.zeros(n), "highest": np.zeros(n)}
    first = None
    for number in range(most):
        out = apex_map(
            packed["height"],
            packed["speed"],
            **{name: packed[name] for name in given},
            damping_law=law,
            accuracy=accuracy,
        )
        first = out if first is None else first
        on = (out.outcome == Outcome.RUNNING) & (out.apex_speed >= packed["backward"])
        if not on.all():
            ended = rows[~on]
            steps[ended] = number
            outcome[ended] = np.where(out.outcome == Outcome.RUNNING, Outcome.THROWN_BACK, out.outcome)[~on]
        going = on
        if stop_settled and number + 1 < most:
            change = np.maximum(
                np.abs(out.apex_height - packed["height"]) / packed["leg_length"],
                np.abs(out.apex_speed - packed["speed"]) / packed["unit"],
            )
            packed["highest"] = np.where(change < packed["before"], packed["highest"], change)
            packed["before"] = change
            going = on & ~((change < SETTLED) & (packed["highest"] > UNSETTLED))
        packed["height"], packed["speed"] = out.apex_height, out.apex_speed
        if number + 1 == most or not going.all():
            over = on if number + 1 == most else on & ~going
            last_height[rows[over]], last_speed[rows[over]] = out.apex_height[over], out.apex_speed[over]
            rows = rows[going]
            packed = {name: value[going] if value.ndim else value for name, value in packed.items()}
        if not rows.size:
            break
    assert first is not None  # at least one step is taken
    return Counted(steps, outcome, last_height, last_speed, first)
