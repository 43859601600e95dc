"""What the package weighs: import, start of each verb, and the room each extra takes.

    python benchmarks/weights.py [--rounds 5]

Times are whole processes, the middle one of several, with a bare interpreter beside them: on a busy machine look at the
ratios. Sizes are those of the files that pip has put here, each package counted once: with what core needs already.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

import springmass

USERS_EXTRAS = ("fast", "data", "fit", "c3d", "lab", "notebook", "video", "cluster")
PACKAGE = Path(springmass.__file__).parent
SCENARIOS = PACKAGE.parent / "scenarios"
VERBS = {
    "bare Python": [sys.executable, "-c", "pass"],
    "import springmass": [sys.executable, "-c", "import springmass"],
    **{
        f"springmass {line}": [sys.executable, "-m", "springmass", *line.split()]
        for line in (
            "--help",
            "scenarios",
            "schema",
            "validate FILE",
            "run rbds001",
            "gait rbds001",
            "what-if rbds001 --set foot.ahead=+3cm",
            "what-if rbds001 --set foot.ahead=+3cm --ask all",
            "stability seyfarth",
            "runner --mass 70kg --speed 3m/s",
            "export rbds001 -o run.csv",
            "evidence",
            "lesson midstance",
        )
    },
}


def needed(name: str, extras: Iterable[str] = ()) -> set[str]:
    """Names of the distributions something needs, itself among them, as they are installed here."""
    found: set[str] = set()
    waiting = [(name, tuple(extras))]
    while waiting:
        one, wanted = waiting.pop()
        found.add(one)
        for text in distribution(one).requires or ():
            requirement = Requirement(text)
            asked = requirement.marker is None or any(
                requirement.marker.evaluate({"extra": extra}) for extra in ("", *wanted)
            )
            if asked and requirement.name.lower() not in found:
                try:
                    distribution(requirement.name)
                except PackageNotFoundError:
                    continue
                waiting.append((requirement.name.lower(), tuple(requirement.extras)))
    return found


def megabytes(names: Iterable[str]) -> float:
    """Room their files take."""
    files = {Path(file.locate()) for name in names for file in distribution(name).files or ()}
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def own_megabytes() -> float:
    """Room the package itself takes, with its scenarios."""
    files = [*PACKAGE.rglob("*"), *SCENARIOS.rglob("*")]
    return sum(one.stat().st_size for one in files if one.is_file() and "__pycache__" not in one.parts) / 1e6


def weights() -> Iterator[tuple[str, float, list[str]]]:
    """What is installed, its megabytes, and the packages that are new with it."""
    core = needed("springmass") - {"springmass"}
    yield "springmass itself", own_megabytes(), []
    yield "core", megabytes(core), sorted(core)
    for extra in USERS_EXTRAS:
        more = needed("springmass", [extra]) - core - {"springmass"}
        yield f"[{extra}]", megabytes(more), sorted(more)


def starts(rounds: int) -> dict[str, float]:
    """Middle time of whole processes [s]; they take turns."""
    times: dict[str, list[float]] = {name: [] for name in VERBS}
    known = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    with tempfile.TemporaryDirectory() as folder:
        file = SCENARIOS / "average.toml"
        for _ in range(rounds):
            for name, words in VERBS.items():
                told = [str(file) if word == "FILE" else word for word in words]
                start = time.perf_counter()
                subprocess.run(told, cwd=folder, env=known, check=True, stdout=subprocess.DEVNULL)
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> None:
    """Print both tables."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rounds", type=int, default=5)
    asked = options.parse_args()
    print(f"{'installed':20s} {'MB':>7s}  packages that are new with it")
    for name, size, packages in weights():
        many = f"{', '.join(packages[:6])}{f' and {len(packages) - 6} more' if len(packages) > 6 else ''}"
        print(f"{name:20s} {size:7.1f}  {many}")
    found = starts(asked.rounds)
    bare = found["bare Python"]
    print(f"\n{'whole process':62s} {'s':>6s} {'× bare Python':>14s}")
    for name, seconds in found.items():
        print(f"{name:62s} {seconds:6.2f} {seconds / bare:14.0f}")


if __name__ == "__main__":
    main()
