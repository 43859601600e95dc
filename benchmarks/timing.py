"""Clocks: turns taken in one process, first calls in processes of their own, and the machine they ran on."""

from __future__ import annotations

import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Hashable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeVar

from crowd import MODELS

import springmass as sm

Name = TypeVar("Name", bound=Hashable)

FIRST_CALL = """
import json, sys, time
start = time.perf_counter()
import springmass as sm
imported = time.perf_counter()
sm.apex_map(1.0, 5.0, mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=1.2, **json.loads(sys.argv[1]))
called = time.perf_counter()
sm.apex_map(1.0, 5.0, mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=1.2, **json.loads(sys.argv[1]))
print(imported - start, called - imported, time.perf_counter() - called)
"""


def seconds(work: Callable[[], object]) -> float:
    """Time of a call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(work: dict[Name, Callable[[], object]], rounds: int) -> dict[Name, float]:
    """Shortest time of each [s]; they take turns, so that a busy neighbour slows all of them."""
    best = dict.fromkeys(work, math.inf)
    for _ in range(rounds):
        for name, one in work.items():
            best[name] = min(best[name], seconds(one))
    return best


def first_calls(engines: list[str]) -> Iterator[tuple[str, str, str, list[float]]]:
    """Engine, model, cache, and times of import, first call, second call and the whole process [s]."""
    for engine in engines:
        for model, more in MODELS.items():
            with tempfile.TemporaryDirectory() as cache:
                for state in ("cold", "warm") if engine == "numba" else ("none",):
                    yield engine, model, state, _first_call(engine, more, cache)


def _first_call(engine: str, more: dict[str, Any], cache: str) -> list[float]:
    here = str(Path(sm.__file__).parents[1])
    known = os.environ | {"SPRINGMASS_ENGINE": engine, "NUMBA_CACHE_DIR": cache, "PYTHONPATH": here}
    command = [sys.executable, "-c", FIRST_CALL, json.dumps(more)]
    start = time.perf_counter()
    done = subprocess.run(command, env=known, capture_output=True, text=True, check=True)
    return [*map(float, done.stdout.split()), time.perf_counter() - start]


def machine() -> str:
    """Processor, system and versions, in two lines."""
    processor = platform.processor() or platform.machine()
    told = Path("/proc/cpuinfo")
    if told.exists():
        lines = told.read_text(encoding="utf-8").splitlines()
        processor = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), processor)
    busy = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    packages = [f"{name} {_version(name)}" for name in ("springmass", "numpy", "scipy", "numba", "heyoka")]
    return "\n".join(
        (
            f"{processor}, {cores()} cores{busy}, {platform.system()} {platform.machine()}",
            f"Python {platform.python_version()}, {', '.join(packages)}",
        )
    )


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
