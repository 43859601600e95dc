"""Spoil the example recordings at random and see that each is read, or refused in one clear message.

    python validation/fuzz_recordings.py --minutes 10          # seed 1
    python validation/fuzz_recordings.py --seed 7 --case 231   # one case again, with all it says

Every case is made from its seed and number alone. It is read and measured in a process of its own with a limit on
memory, one in five is fitted too. What may come out is a result, or an InputError (a NoGaitError is one) of one line
without machine paths and Python words. Exit code 1 when anything else did.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import re
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from spoil import Case, case_of

from springmass.report.tables import aligned

SLOW = {"read": 10.0, "observe": 10.0, "fit": 30.0}
"""[s] of processor time a stage may take"""
HANGS = 90.0
"""[s] after which a case is given up"""
MEMORY = 4_000_000_000
"""[bytes] of address space for the process of a case"""
LARGE = 1_000_000_000
"""[bytes] of memory no case may take"""
NO_MESSAGE = re.compile(
    r"/(?:tmp|home|root|usr|opt|work|var)/|site-packages|Traceback|\b[A-Z]\w*(?:Error|Exception|Warning)\b|\bnp\.|numpy"
    r"|array\(|<class|object at 0x|\bNone\b|\bnan [%A-Za-z±]|dtype|\bndarray\b|\\x[0-9a-f]{2}"
)
"""What no user should read"""


@dataclass(frozen=True)
class Outcome:
    """What became of it."""

    stage: str
    """The last one that was begun: ``"read"``, ``"observe"`` or ``"fit"``"""
    kind: str
    """``"result"``, ``"refused"``, ``"no gait"``, or what should not be"""
    said: str = ""
    notes: int = 0

    @property
    def expected(self) -> bool:
        """Whether it is one of those that may be."""
        return self.kind in ("result", "refused", "no gait")


def tried(case: Case) -> Outcome:
    """Read, measure and perhaps fit, in the folder where the process is."""
    from springmass.errors import InputError
    from springmass.gait.find import NoGaitError
    from springmass.measured.fit import fit_observation
    from springmass.measured.observe import observe
    from springmass.measured.read import read
    from springmass.report.fits import fit_text, recording_document
    from springmass.report.observations import observation_text

    for name, data in case.files:
        Path(name).write_bytes(data)
    stage, said, kind, notes, begun = "read", "", "result", 0, processor_time()
    try:
        recording = read(*(name for name, _ in case.files))
        if processor_time() - begun <= SLOW[stage]:
            stage, begun = "observe", processor_time()
            seen = observe(recording, **case.how)
            said = observation_text(seen)
            json.dumps(recording_document(seen, None), allow_nan=False)
            notes = len(recording.notes)
        if case.fitted and processor_time() - begun <= SLOW[stage]:
            stage, begun = "fit", processor_time()
            found = fit_observation(seen)
            said += fit_text(found, True)
            json.dumps(recording_document(seen, found), allow_nan=False)
            if not all(np.isfinite(one.value) for one in found.parameters.values()):
                return Outcome(stage, "a runner that is none", str(found.parameters))
    except InputError as error:
        kind, said = "no gait" if isinstance(error, NoGaitError) else "refused", str(error)
    except Warning:
        return Outcome(stage, "a warning", traceback.format_exc())
    except BaseException:
        return Outcome(stage, "a traceback", traceback.format_exc())
    if (taken := processor_time() - begun) > SLOW[stage]:
        return Outcome(stage, "too slow", f"{taken:.1f} s of processor time: {said[:300]}")
    if most_memory() > LARGE:
        return Outcome(stage, "too much memory", f"{most_memory() / 1e6:.0f} MB: {said[:300]}")
    if (found_word := NO_MESSAGE.search(said)) or (kind != "result" and ("\n" in said.strip() or not said.strip())):
        return Outcome(stage, "no clear message", f"[{found_word[0] if found_word else 'lines'}] {said}")
    return Outcome(stage, kind, said, notes)


def processor_time() -> float:
    """Of this process and those it started and waited for [s]."""
    return sum(os.times()[:4])


def most_memory() -> float:
    """The most this process, or one it started, ever held [bytes]; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def worker(seed: int, numbers: Connection) -> None:
    """Try the cases whose numbers come."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass
    warnings.simplefilter("error")
    while (number := numbers.recv()) is not None:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            numbers.send(tried(case_of(seed, number)))
            os.chdir("/")


class Worker:
    """A process for the cases, begun anew when one kills or fills it."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._begin()

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=worker, args=(self.seed, there), daemon=True)
        self._process.start()
        there.close()

    def outcome(self, number: int) -> Outcome:
        """Of one case."""
        self._here.send(number)
        try:
            done = self._here.recv() if self._here.poll(HANGS) else Outcome("?", "hangs", f"{HANGS:g} s")
        except EOFError:
            self._process.join()
            done = Outcome("?", "a crash", f"exit code {self._process.exitcode}")
        if done.kind in ("hangs", "a crash", "too much memory"):
            self.end()
            self._begin()
        return done

    def end(self) -> None:
        """Stop the process, by force where it does not end by itself."""
        with contextlib.suppress(OSError):
            self._here.send(None)
        self._process.join(5.0)
        self._process.kill()
        self._process.join()


def main() -> int:
    """Try cases until the time is over, and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--case", type=int, help="only this one")
    arguments = parser.parse_args()
    end = time.monotonic() + 60.0 * arguments.minutes
    number = arguments.first if arguments.case is None else arguments.case
    counts: Counter[tuple[str, str, str]] = Counter()
    process, bad = Worker(arguments.seed), 0
    while time.monotonic() < end:
        done = process.outcome(number)
        case = case_of(arguments.seed, number)
        kind = f"{done.kind}, with notes" if done.kind == "result" and done.notes else done.kind
        counts[" + ".join(said.partition(":")[0] for said in case.spoilt), done.stage, kind] += 1
        if not done.expected or arguments.case is not None:
            bad += not done.expected
            print(f"case {number}, {' | '.join(case.spoilt)}, {case.how}\n{done.stage}: {done.kind}\n{done.said}\n")
        if arguments.case is not None:
            break
        number += 1
    process.end()
    if arguments.case is None:
        table = [["example", "came to", "outcome", "cases"]]
        table += [[*key, str(count)] for key, count in sorted(counts.items())]
        print(aligned(table))
        kinds: Counter[str] = Counter()
        for (_, stage, kind), count in counts.items():
            kinds[f"{kind} ({stage})" if kind == "refused" else kind] += count
        print(f"\n{sum(counts.values())} cases of seed {arguments.seed}, from number {arguments.first}: "
              f"{', '.join(f'{count} {kind}' for kind, count in kinds.most_common())}.")  # fmt: skip
        print(f"{bad} unexpected.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
