"""How many instructions the compiled kernels take for a step, counted by valgrind, against what is on record.

python benchmarks/instructions.py            count and compare; fails where a kernel has become 10 % dearer
python benchmarks/instructions.py --write    count and record

Counts do not depend on the clock or on neighbours. They do depend on the processor code is compiled for, which is fixed
(one that valgrind knows), and on the compiler: a small loop that never changes is counted as well, and what is on
record is scaled by what has become of that. Only code compiled at run time counts, with the C library's mathematics
that it calls; Python and NumPy around it do not.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
RECORD = HERE / "instructions.toml"
TARGET = "x86-64-v3"
DEARER = 1.10
CHEAPER = 0.80
"""Below this a record is too old to tell a regression."""
CALIBRATOR = "calibrator"
COMPILED = ("???", "/libm.so", "/libm-", "/_helperlib.")
"""In names of what code belongs to: nothing (compiled at run time), the C library's mathematics, Numba's own calls."""


@dataclass(frozen=True)
class Counts:
    """Instructions for a step of each kernel, and what they were compiled with."""

    numba: str
    llvmlite: str
    calibrator: float
    per_step: dict[str, float]

    @classmethod
    def read(cls, file: Path = RECORD) -> Counts:
        """What is on record."""
        return cls(**tomllib.loads(file.read_text(encoding="utf-8")))

    def write(self, file: Path = RECORD) -> None:
        """Put on record."""
        lines = [
            "# Instructions for a step, counted and written by: python benchmarks/instructions.py --write",
            f'numba = "{self.numba}"',
            f'llvmlite = "{self.llvmlite}"',
            f"calibrator = {self.calibrator:.3f}",
            "",
            "[per_step]",
            *(f"{kernel} = {count:.1f}" for kernel, count in self.per_step.items()),
        ]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def same_compiler(self, other: Counts) -> bool:
        """Whether versions differ by no more than the patch level."""
        return all(
            mine.split(".")[:2] == theirs.split(".")[:2]
            for mine, theirs in ((self.numba, other.numba), (self.llvmlite, other.llvmlite))
        )


def expected(record: Counts, now: Counts) -> dict[str, float]:
    """What the recorded kernels would take with the compiler of now."""
    return {kernel: count * now.calibrator / record.calibrator for kernel, count in record.per_step.items()}


def complaints(record: Counts, now: Counts) -> list[str]:
    """Sentences about kernels that have become dearer, or about a record that has become useless."""
    said = []
    for kernel, before in expected(record, now).items():
        count = now.per_step[kernel]
        takes = f"the {kernel} kernel takes {count:.0f} instructions a step"
        change = f"{takes}, {before:.0f} expected ({count / before - 1:+.1%})"
        if count > DEARER * before:
            said.append(f"{change}: a regression")
        elif count < CHEAPER * before:
            said.append(f"{change}: put on record what it takes now, or the next regression goes unseen")
    if said and not record.same_compiler(now):
        said.append(
            f"recorded with Numba {record.numba} (llvmlite {record.llvmlite}), counted with {now.numba} "
            f"({now.llvmlite}): if the kernels have not changed, count again with --write"
        )
    return said


def why_not() -> str:
    """Why nothing can be counted here; empty if it can."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return "instructions are counted on Linux x86-64 only"
    if shutil.which("valgrind") is None:
        return "valgrind is not installed"
    try:
        import numba  # noqa: F401
    except ImportError:
        return 'Numba is not installed: pip install "springmass[fast]"'
    return ""


def count(package: Path = HERE.parent) -> Counts:
    """Compile the kernels of the package in a directory for the fixed target, and count."""
    with tempfile.TemporaryDirectory() as scratch:
        known = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "SPRINGMASS_"))}
        known |= {
            "NUMBA_CACHE_DIR": scratch,
            "NUMBA_CPU_NAME": TARGET,
            "NUMBA_CPU_FEATURES": "",  # what the name says, not what this machine has on top
            "SPRINGMASS_THREADS": "1",
            "PYTHONPATH": str(package),
            "PYTHONHASHSEED": "0",
        }
        work = [sys.executable, str(HERE / "counted.py")]
        told = json.loads(_output(work, known))  # compiles: under valgrind that would take minutes
        dumps = Path(scratch, "dump")
        tool = ["valgrind", "--quiet", "--tool=callgrind", "--instr-atstart=no", "--compress-strings=no"]
        _output([*tool, "--compress-pos=no", f"--callgrind-out-file={dumps}", *work], known)
        counted = dict(_dump(file.read_text(encoding="utf-8")) for file in Path(scratch).glob("dump.*"))
    per_step = {name: instructions / told["steps"] for name, instructions in counted.items()}
    return Counts(told["numba"], told["llvmlite"], per_step.pop(CALIBRATOR), dict(sorted(per_step.items())))


def _output(command: list[str], known: dict[str, str]) -> str:
    done = subprocess.run(command, env=known, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _dump(text: str) -> tuple[str, int]:
    """Name of a dump of callgrind's, and the instructions in it that are of compiled code itself."""
    lines = iter(text.splitlines())
    name = next(line.rsplit(":", 1)[1].strip() for line in lines if line.startswith("desc: Trigger"))
    return name, sum(_own(lines))


def _own(lines: Iterable[str]) -> Iterable[int]:
    ours, call = False, False
    for line in lines:
        if line.startswith("ob="):
            ours = any(part in line for part in COMPILED)
        elif line.startswith("calls="):
            call = True  # the next line is what the called function took, which stands elsewhere as its own
        elif line[:1].isdigit():
            if ours and not call:
                yield int(line.split()[1])
            call = False


def main() -> None:
    """Count, then compare or record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the counts on record")
    parser.add_argument("--package", type=Path, default=HERE.parent, help="directory that holds the package to count")
    asked = parser.parse_args()
    reason = why_not()
    if reason:
        parser.error(reason)
    now = count(asked.package)
    if asked.write:
        now.write()
    record = Counts.read()
    print(f"Numba {now.numba}, llvmlite {now.llvmlite}, for {TARGET}; calibrator {now.calibrator:.1f} a step")
    for kernel, before in expected(record, now).items():
        print(f"{kernel:10} {now.per_step[kernel]:8.0f} instructions a step, {before:8.0f} expected")
    said = complaints(record, now)
    if said:
        raise SystemExit("\n".join(said))


if __name__ == "__main__":
    main()
