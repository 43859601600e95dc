"""How long one step takes over arrays, beside what else could take it, at equal measured accuracy.

python benchmarks/apex_map.py --cases 100000

One core: each contender works at the loosest tolerance of a ladder whose error, measured on the same sample, stays
within the accuracy; this package's array engines are asked for the accuracy itself. They take turns in one process; the
best of the rounds counts, so trust the ratios more than the times. Each solves the model that is named, the general one
in two phases of contact and with the change of the roll. Errors are against the NumPy engine at 1e-13, which the tests
hold to a 50-digit table. Loops take the steps of the sample, which all lead to a next apex; the array engines take the
whole crowd, one in seven of which does not get off the ground.

Threads: the same steps with one thread and with two, from inside (SPRINGMASS_THREADS) and from outside (halves in a
thread pool); hashing in two threads tells whether a second core was free. First call: processes of their own, with an
empty and with a filled cache of compiled code.
"""

from __future__ import annotations

import argparse
import hashlib
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
from contenders import CONTENDERS, Contender, Found, loosest
from crowd import MODELS, Crowd, crowd, setting
from timing import cores, first_calls, in_turns, machine, seconds

import springmass as sm

ACCURACIES = (1e-6, 1e-9, 1e-12)
ARRAYS = ("numba", "numpy")
CHECKED = 4000
"""Cases on which the array engines are held to the accuracy."""
TURN = 0.05
"""Of a contender that goes through cases one by one, about [s]."""
MOST = 2000
"""Cases in such a turn."""
TABLES = ("one-core", "threads", "first-call")


def one_core(size: int, sample_size: int, rounds: int, contenders: list[Contender]) -> None:
    """Print who needs how long for a step."""
    print("\nOne core")
    first = contenders[0].name
    print(
        "model      accuracy engine        ns a step  tolerance  error reached  times scipy's speed  "
        f"times the time of {first}"
    )
    for model in MODELS:
        everyone = crowd(model, size)
        checked = everyone.part(slice(0, CHECKED))
        fine = checked.mapped("numpy", 1e-13)
        ran = np.flatnonzero((fine.outcome == sm.Outcome.RUNNING) & ~fine.backward)[:sample_size]
        sample = checked.part(ran)
        fine_sample = sample.mapped("numpy", 1e-13)
        who = [one for one in contenders if model in one.models]
        known: dict[str, dict[float, float]] = {one.name: {} for one in who}
        for accuracy in ACCURACIES:
            work: dict[str, Callable[[], object]] = {}
            found: dict[str, Found] = {}
            steps: dict[str, int] = {}
            for one in who:
                array = one.name in ARRAYS
                cases, exact = (checked, fine) if array else (sample, fine_sample)
                found[one.name] = loosest(one, accuracy, cases, exact, known[one.name])
                if found[one.name].error <= accuracy:
                    turn = everyone if array else _turn(one, found[one.name], cases)
                    work[one.name] = _steps(one, turn, found[one.name].tolerance)
                    steps[one.name] = len(turn)
            best = {name: best / steps[name] for name, best in in_turns(work, rounds).items()}
            for name, reached in found.items():
                row = f"{model:10} {accuracy:8.0e} {name:12} "
                if name not in best:
                    print(row + f"not reached: at best {reached.error:.1e}")
                    continue
                numbers = f"{1e9 * best[name]:11.0f}  {reached.tolerance:9.1e}  {reached.error:13.1e}"
                of_scipy = best.get("scipy", math.nan) / best[name]
                print(row + f"{numbers}  {_ratio(of_scipy):>19}  {_ratio(best[name] / best.get(first, math.nan)):>23}")


def _ratio(number: float) -> str:
    """Three digits are more than these are worth."""
    if math.isnan(number):
        return "–"
    return f"{number:.0f}" if number >= 100.0 else f"{number:.3g}"


def _steps(one: Contender, cases: Crowd, tolerance: float) -> Callable[[], object]:
    return lambda: one.steps(cases, tolerance)


def _turn(one: Contender, found: Found, sample: Crowd) -> Crowd:
    """As much of the sample, or as often, as fills a turn."""
    few = sample.part(slice(0, 5))
    each = seconds(_steps(one, few, found.tolerance)) / len(few)
    count = max(5, min(math.ceil(TURN / each), MOST))
    return sample.part(np.resize(np.arange(len(sample)), count))


def threads(size: int, rounds: int) -> None:
    """Print what a second thread brings, beside what it brings to work that shares nothing."""
    print(f"\nThreads, engine {sm.engine().name}, accuracy 1e-9, {cores()} cores to run on")
    print("what       threads          ns a step  times one thread's speed")
    text = bytes(200 * size)
    for model in MODELS:
        everyone = crowd(model, size)
        halves = everyone.part(slice(0, size // 2)), everyone.part(slice(size // 2, size))
        with ThreadPoolExecutor(2) as pool:
            work: dict[str, Callable[[], object]] = {
                "1": partial(_in_threads, "1", everyone),
                "2": partial(_in_threads, "2", everyone),
                "2 from outside": partial(_split, pool, halves),
                "hashing 1": lambda: [hashlib.sha256(text).digest() for _ in range(2)],
                "hashing 2": lambda pool=pool: list(pool.map(lambda _: hashlib.sha256(text).digest(), range(2))),
            }
            work["2"]()
            best = in_turns(work, rounds)
        for name in ("1", "2", "2 from outside"):
            print(f"{model:10} {name:14} {1e9 * best[name] / size:11.0f}  {best['1'] / best[name]:24.2f}")
        print(f"{'hashing':10} {'2':14} {'':11}  {best['hashing 1'] / best['hashing 2']:24.2f}")


def _in_threads(count: str, cases: Crowd) -> None:
    with setting(SPRINGMASS_THREADS=count):
        cases.stepped(1e-9)


def _split(pool: ThreadPoolExecutor, halves: tuple[Crowd, Crowd]) -> None:
    with setting(SPRINGMASS_THREADS="1"):
        list(pool.map(lambda cases: cases.stepped(1e-9), halves))


def first_call(engines: list[str]) -> None:
    """Print how long the first steps of a process take."""
    print("\nFirst call [s]")
    print("model      engine  cache  import  first call  second call  whole process")
    for engine, model, cache, (imported, first, second, whole) in first_calls(engines):
        print(f"{model:10} {engine:7} {cache:6} {imported:6.2f}  {first:10.2f}  {second:11.4f}  {whole:13.2f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000, help="steps for the array engines (100000)")
    parser.add_argument("--sample", type=int, default=60, help="steps whose error is measured (60)")
    parser.add_argument("--rounds", type=int, default=15, help="turns of each contender (15)")
    parser.add_argument("--only", nargs="+", choices=[one.name for one in CONTENDERS], help="contenders on one core")
    parser.add_argument("--tables", nargs="+", choices=TABLES, default=TABLES, help="what to print (all)")
    asked = parser.parse_args()
    wanted = [one for one in CONTENDERS if asked.only is None or one.name in asked.only]
    print(machine())
    for one in wanted:
        print(f"  {one.name:12} {one.about}{f': left out. {one.missing}' if one.missing else ''}")
    present = [one for one in wanted if not one.missing]
    if not present:
        parser.error("none of them can run here")
    if "one-core" in asked.tables:
        with setting(SPRINGMASS_THREADS="1"):
            one_core(asked.cases, asked.sample, asked.rounds, present)
    if "threads" in asked.tables:
        threads(asked.cases, asked.rounds)
    if "first-call" in asked.tables:
        first_call([one.name for one in present if one.name in ARRAYS])


if __name__ == "__main__":
    main()
