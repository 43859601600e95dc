"""How long one step over time takes: compiled engine beside the reference engine, in turns.

    python benchmarks/path.py

Both follow the classical runner for one step; what they say is compared in the tests, here only the time.
"""

from __future__ import annotations

import os

from timing import in_turns

import springmass as sm
from springmass.parameters import parameters_of

ROUNDS, TIMES = 7, {"numba": 200, "numpy": 20}


def main() -> None:
    """Print microseconds a path."""
    p = parameters_of(sm.load("seyfarth"))

    def with_engine(name: str) -> None:
        os.environ["SPRINGMASS_ENGINE"] = name
        for _ in range(TIMES[name]):
            sm.step_path(1.0, 5.0, p)

    for name in TIMES:
        with_engine(name)  # compiled and warm
    found = in_turns({name: lambda name=name: with_engine(name) for name in TIMES}, ROUNDS)
    for name, seconds in found.items():
        print(f"{name:6s} {1e6 * seconds / TIMES[name]:8.1f} µs a path of 200 instants")


if __name__ == "__main__":
    main()
