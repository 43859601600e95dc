"""How often the errors of a fit from a watch file hold: simulated runners, whose truth is known.

    python benchmarks/fit_coverage.py --watches 200

Each runner is a gait of the model. His watch writes a record a second: the true numbers with the scatter of steps,
which lasts from record to record, rounded as watches round; his mass is known to 0.1 kg, his height to 1 cm. The fit
gets nothing else. Counted is how often the true stiffness, angle of attack and push-off lie within its 50 % and 90 %
intervals, with damping and roll of the foot as the average runner's, and with those of a runner of his own, which no
watch can see.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import springmass as sm
from springmass.measured.files.fit_file import read_fit
from springmass.measured.fitting.propagate import SPREAD, Recipe
from springmass.measured.fitting.timing_fit import OUTCOMES
from springmass.measured.fitting.watch_fit import fit_watch
from springmass.measured.recording import Estimate, Person, Recording, Watch
from springmass.measured.watch.piece import piece
from springmass.scenario.average_runner import average_runner
from springmass.units import SI

sys.path.insert(0, str(Path(__file__).parents[1] / "making_recordings"))
from fit_writer import FitWriter  # type: ignore[import-not-found]  # beside the examples it is for

FIELDS = ("leg.stiffness", "foot.angle_of_attack", "leg.push_off")
LEVELS = (0.5, 0.9)
SCATTER = {"speed": 0.02, "cadence": 0.012, "contact_time": 0.02}
"""Standard deviation of a record over its mean."""
LASTING = 0.4
"""Correlation of a record's scatter with the one before."""
WANDER = {"speed": 1.0, "cadence": 0.3, "contact_time": -0.5}
"""By how much of it each goes along when the runner's speed wanders."""
WANDERS_FOR = 8.0
"""How long a runner stays fast or slow before he has forgotten it [s]."""
_BEGINNING = 1_100_000_000


@dataclass(frozen=True)
class Runner:
    """Someone whose stiffness is known.

    Attributes
    ----------
    gait : SteadyGait
        How he really runs.
    recording : Recording
        What his watch wrote.
    """

    gait: sm.SteadyGait
    recording: Recording


def runner(rng: np.random.Generator, own: float = 0.0, scatter: float = 1.0, wander: float = 0.02) -> Runner | None:
    """Draw a runner and his watch file; None for one who cannot run like that.

    Parameters
    ----------
    rng : Generator
    own : float
        How far damping and roll of the foot are his own, times :data:`springmass.measured.fitting.propagate.SPREAD`.
    scatter : float
        Times :data:`SCATTER`.
    wander : float
        Standard deviation of his speed in the course of the run, over its mean.
    """
    mass, height, speed = rng.uniform(50.0, 95.0), rng.uniform(1.55, 1.95), rng.uniform(2.5, 4.5)
    average = average_runner(speed, mass, height)
    cadence = 60.0 * average.cadence * (1.0 + 0.05 * rng.standard_normal())
    contact = average.contact_time * (1.0 + 0.07 * rng.standard_normal())
    given = {"speed": speed, "cadence": cadence, "contact_time": contact, "mass": mass, "height": height}
    for name, share in SPREAD.items():
        usual = getattr(average, name.partition(".")[2])
        given[name] = usual * max(1.0 + share * own * rng.standard_normal(), 0.1)
    if not 60.0 / cadence - contact > 0.03:
        return None
    recipe = Recipe(sm.default_runner(speed=speed, mass=SI(mass), height=SI(height)), "rearfoot")
    try:
        gait = sm.find_gait(recipe.scenario(given))
    except sm.NoGaitError:
        return None
    truth = {name: gait.metrics[name].value for name in SCATTER}
    count = int(60.0 * rng.uniform(2.0, 12.0))
    drift = wander * _noise(rng, count, math.exp(-1.0 / WANDERS_FOR))
    columns = {
        name: value * (1.0 + scatter * SCATTER[name] * _noise(rng, count, LASTING) + WANDER[name] * drift)
        for name, value in truth.items()
    }
    strides = rng.choice([1.0, 128.0])  # whole strides, or with the fraction some watches add
    milliseconds = rng.choice([1.0, 10.0])
    steps = {"speed": 1e-3, "cadence": 2.0 / strides, "contact_time": 1e-3 / milliseconds}
    rounded = {name: np.round(columns[name] / step) * step for name, step in steps.items()}
    watch = Watch(np.arange(count, dtype=float), {"watch": rounded}, resolution={"watch": steps})
    person = Person(round(mass, 1), round(height, 2))
    return Runner(gait, Recording("simulated", "FIT", watch=watch, person=person))


def _noise(rng: np.random.Generator, count: int, lasting: float) -> np.ndarray:
    white = rng.standard_normal(count)
    for i in range(1, count):
        white[i] = lasting * white[i - 1] + math.sqrt(1.0 - lasting**2) * white[i]
    return white


def through_a_file(one: Runner, path: Path) -> Runner:
    """The same runner, his recording written to a FIT file and read back.

    Parameters
    ----------
    one : Runner
    path : Path
        Where to write it.
    """
    watch = one.recording.watch
    assert watch is not None
    fit = FitWriter()
    fit.write("file_id", type=4, manufacturer=1, product=1, time_created=_BEGINNING)
    fit.write("user_profile", weight=one.recording.person.mass, height=one.recording.person.height)
    columns = watch.sources["watch"]
    for second, speed, cadence, contact in zip(watch.time, *(columns[name] for name in SCATTER), strict=True):
        whole = math.floor(cadence / 2.0 + 1e-9)
        fit.write(
            "record",
            timestamp=_BEGINNING + int(second),
            speed=speed,
            cadence=whole,
            fractional_cadence=cadence / 2.0 - whole,
            stance_time=1e3 * contact,
        )
    fit.save(path)
    return Runner(one.gait, read_fit(path))


def runners(count: int, seed: int, **how: float) -> Iterator[Runner]:
    """Draw as many who can run."""
    rng = np.random.default_rng(seed)
    while count:
        one = runner(rng, **how)
        if one is not None:
            count -= 1
            yield one


@dataclass(frozen=True)
class Coverage:
    """What became of the intervals.

    Attributes
    ----------
    within : dict
        Field → level → share of runners whose truth lies within.
    width : dict
        Field → median standard error, relative to the truth.
    scores : dict
        Field → (fitted − true) ÷ standard error.
    """

    within: dict[str, dict[float, float]]
    width: dict[str, float]
    scores: dict[str, np.ndarray]


WIDER = ", damping and roll unsure"


def coverage(drawn: list[Runner], outcomes: tuple[str, ...] = ()) -> Coverage:
    """Fit them all and look how often the intervals hold; those that allow for other damping and roll as well."""
    truths: dict[str, list[float]] = {}
    found: dict[str, list[Estimate]] = {}
    for one in drawn:
        assert one.recording.watch is not None
        fit = fit_watch(one.recording, piece(one.recording.watch), outcomes=outcomes)
        truth = {name: one.gait.scenario.value(name) for name in FIELDS}
        truth |= {name: one.gait.metrics[name].value for name in outcomes}
        full = {name + WIDER: estimate for name, estimate in (fit.parameters | fit.outcomes).items()}
        for name, estimate in (fit.recording_alone | full).items():
            truths.setdefault(name, []).append(truth[name.removesuffix(WIDER)])
            found.setdefault(name, []).append(estimate)
    within = {
        name: {level: _share(truths[name], several, level) for level in LEVELS} for name, several in found.items()
    }
    width = {
        name: statistics.median(e.error / abs(t) for e, t in zip(several, truths[name], strict=True))
        for name, several in found.items()
    }
    scores = {
        name: np.array([(e.value - t) / e.error for e, t in zip(several, truths[name], strict=True)])
        for name, several in found.items()
    }
    return Coverage(within, width, scores)


def _share(truths: list[float], estimates: list[Estimate], level: float) -> float:
    inside = [low <= t <= high for t, (low, high) in zip(truths, (e.interval(level) for e in estimates), strict=True)]
    return sum(inside) / len(inside)


def main() -> None:
    """Draw, fit, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--watches", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--outcomes", action="store_true", help="look at peak force, offset, … as well (slower)")
    parser.add_argument("--files", action="store_true", help="write each recording to a FIT file and read it back")
    given = parser.parse_args()
    outcomes = tuple(name for name in OUTCOMES if name != "vertical_ratio") if given.outcomes else ()
    own_too = ", ".join(f"{name} (SD {100 * share:.0f} %)" for name, share in SPREAD.items())
    for title, own in (("damping and roll are the average runner's", 0.0), (f"the runner's own are {own_too}", 1.0)):
        drawn = list(runners(given.watches, given.seed, own=own))
        if given.files:
            with tempfile.TemporaryDirectory() as folder:
                drawn = [through_a_file(one, Path(folder) / "watch.fit") for one in drawn]
        start = time.perf_counter()
        found = coverage(drawn, outcomes)
        each = (time.perf_counter() - start) / len(drawn)
        print(f"\n{len(drawn)} watch files, {title} ({1e3 * each:.0f} ms a fit)")
        print(f"{'':47} {'in 50 %':>8} {'in 90 %':>8} {'median ± (1 SD)':>16} {'SD of error ÷ ±':>16}")
        for name, shares in found.within.items():
            half, most = (f"{100 * shares[level]:.1f} %" for level in LEVELS)
            score = math.sqrt(float((found.scores[name] ** 2).mean()))
            print(f"{name:47} {half:>8} {most:>8} {100 * found.width[name]:>14.2f} % {score:>16.2f}")
    limit = 100 * math.sqrt(0.25 / given.watches)
    print(
        f"\nOf {given.watches} fits that tell the truth, 50 ± {limit:.1f} % lie in the 50 % interval (1 SD of chance)."
    )


if __name__ == "__main__":
    main()
