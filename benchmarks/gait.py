"""How long one gait takes: fixed point and eigenvalues, once warm.

python benchmarks/gait.py --repeats 20
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable

import springmass as sm
from springmass.gait.fixed_points import gaits_at_energy
from springmass.gait.stability import stability


def median_ms(work: Callable[[], object], repeats: int) -> float:
    """Median time of a call after one to warm up [ms]."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=20)
    repeats = parser.parse_args().repeats

    lossy = sm.load("rbds001")
    classical = sm.Scenario(
        runner={"mass": 80.0, "leg_length": 1.0},
        gait={
            "find": {"speed": 4.0, "cadence": 165.0, "contact_time": 0.22},
            "free": ["leg.stiffness", "foot.angle_of_attack"],
        },
    )
    jena = sm.Parameters(80.0, 1.0, 20e3, math.radians(68.0))
    energy = 9.81 * 1.0 + 0.5 * 5.0**2
    gait = sm.find_gait(lossy)

    rows = {
        "classical runner, 3 targets: fixed point + eigenvalues": lambda: sm.find_gait(classical).stability,
        "rbds001 (damped, push-off), 3 targets: fixed point + eigenvalues": lambda: sm.find_gait(lossy).stability,
        "eigenvalues alone": lambda: stability(gait.apex_height, gait.apex_speed, gait.parameters),
        "every gait of the Jena runner at one energy, with eigenvalues": lambda: gaits_at_energy(jena, energy),
    }
    for name, work in rows.items():
        print(f"{name}: median {median_ms(work, repeats):.1f} ms")


if __name__ == "__main__":
    main()
