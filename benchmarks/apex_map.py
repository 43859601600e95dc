"""How long one step takes over arrays, as ratios to SciPy's best solver at the accuracy that was measured.

python benchmarks/apex_map.py --cases 100000

SciPy is called the way a careful user would: DOP853 with a terminal event for takeoff, one contact after another,
always for the classical leg. Its tolerance is the loosest of a ladder that reaches the promised accuracy. Contenders
take turns in one process; the best of the rounds counts. Errors are against this package's NumPy engine at 1e-13, which
the tests hold to a 50-digit table.
"""

from __future__ import annotations

import argparse
import math
import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

import springmass as sm

GRAVITY = 9.81
Columns = dict[str, Any]


def runners(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64], Columns]:
    """A crowd in human proportions."""
    rng = np.random.default_rng(1)
    length, angle = rng.uniform(0.8, 1.1, count), np.radians(rng.uniform(62.0, 78.0, count))
    given = {
        "mass": rng.uniform(50.0, 100.0, count),
        "leg_length": length,
        "stiffness": rng.uniform(1e4, 4e4, count),
        "angle_of_attack": angle,
    }
    return length * np.sin(angle) + rng.uniform(0.01, 0.1, count), rng.uniform(2.0, 6.0, count), given


MODELS: dict[str, Columns] = {
    "classical": {},
    "general": {
        "damping": 200.0, "damping_law": "viscous", "push_off": 0.05, "hip_extension": 0.03, "roll_speed": 1.4,
        "roll_late_speed": 0.35, "roll_switch": 0.11, "slope": 0.02, "retraction": 0.3,
    },
}  # fmt: skip


def mapped(engine: str, *args: Any, **given: Any) -> sm.ApexMap:
    """Steps with a named engine."""
    os.environ["SPRINGMASS_ENGINE"] = engine
    return sm.apex_map(*args, **given)


def scipy_step(y: float, v: float, m: float, l0: float, k: float, angle: float, rtol: float) -> tuple[float, float]:
    """The next apex of the classical leg, NaN if there is none."""

    def rates(_t: float, z: Any) -> list[float]:
        length = math.hypot(z[0], z[1])
        pull = k * (l0 / length - 1.0) / m
        return [z[2], z[3], pull * z[0], pull * z[1] - GRAVITY]

    def takeoff(_t: float, z: Any) -> float:
        return math.hypot(z[0], z[1]) - l0

    def ground(_t: float, z: Any) -> float:
        return float(z[1])

    takeoff.terminal, takeoff.direction, ground.terminal = True, 1.0, True  # type: ignore[attr-defined]
    down = -math.sqrt(2.0 * GRAVITY * (y - l0 * math.sin(angle)))
    start = [-l0 * math.cos(angle), l0 * math.sin(angle), v, down]
    found = solve_ivp(rates, (0.0, 3.0), start, method="DOP853", rtol=rtol, atol=1e-3 * rtol, events=(takeoff, ground))
    _x, y, vx, vy = found.y[:, -1]
    if not found.t_events[0].size or vy <= 0.0:
        return math.nan, math.nan
    return y + vy * vy / (2.0 * GRAVITY), vx


def worst(height: Any, speed: Any, fine: sm.ApexMap, length: Any) -> float:
    """Largest error of the next apex, in leg lengths and √(g l0)."""
    higher = abs(height - fine.apex_height) / length
    faster = abs(speed - fine.apex_speed) / np.sqrt(GRAVITY * length)
    return float(np.nanmax(np.maximum(higher, faster)))


def best(work: Callable[[], object], so_far: float) -> float:
    """Shorter of a time so far and that of a call [s]."""
    start = time.perf_counter()
    work()
    return min(so_far, time.perf_counter() - start)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    height, speed, given = runners(asked.cases)
    few = slice(0, min(asked.cases, 4000))
    some = {name: values[few] for name, values in given.items()}
    names = ["numpy"]
    os.environ["SPRINGMASS_ENGINE"] = "auto"
    if sm.engine().name == "numba":
        names.insert(0, "numba")
    else:
        print(f"Without the compiled engine: {sm.engine().why}")
    count = 60
    rows = list(zip(height, speed, *(given[name] for name in given), strict=True))[:count]

    print("model      accuracy engine   ns a step   error reached   times SciPy's speed")
    for model, more in MODELS.items():
        fine = mapped("numpy", height[few], speed[few], **some, **more, accuracy=1e-13)
        for accuracy in (1e-6, 1e-9, 1e-12):
            sample = mapped(
                "numpy", height[:count], speed[:count], **{n: v[:count] for n, v in given.items()}, accuracy=1e-13
            )
            for rtol in 10.0 ** -np.arange(4.0, 14.0):
                peers = np.array([scipy_step(*row, rtol) for row in rows])
                if worst(peers[:, 0], peers[:, 1], sample, given["leg_length"][:count]) <= accuracy:
                    break
            times = dict.fromkeys([*names, "scipy"], math.inf)
            errors = {}
            for name in names:  # warm
                out = mapped(name, height[few], speed[few], **some, **more, accuracy=accuracy)
                errors[name] = worst(out.apex_height, out.apex_speed, fine, some["leg_length"])
                assert np.array_equal(out.outcome, fine.outcome)
            for _ in range(asked.rounds):
                for name in names:
                    part = few if name == "numpy" else slice(None)
                    cases = {n: v[part] for n, v in given.items()}
                    work = lambda: mapped(name, height[part], speed[part], **cases, **more, accuracy=accuracy)  # noqa: B023, E731
                    times[name] = best(work, times[name])
                times["scipy"] = best(lambda: [scipy_step(*row, rtol) for row in rows], times["scipy"])  # noqa: B023
            peer = times["scipy"] / count
            for name in names:
                one = times[name] / (height[few].size if name == "numpy" else asked.cases)
                print(f"{model:10} {accuracy:8.0e} {name:6} {1e9 * one:11.0f} {errors[name]:15.1e} {peer / one:21.0f}")
            print(f"{model:10} {accuracy:8.0e} scipy  {1e9 * peer:11.0f}        (classical leg, rtol {rtol:.0e})")


if __name__ == "__main__":
    main()
