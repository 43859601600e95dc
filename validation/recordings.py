"""Every real recording beside what its README states of it: one table.

    python validation/recordings.py            # all of them
    python validation/recordings.py --misses   # only what is out of bounds

The recordings are read from the folder SPRINGMASS_DATA, or ../shared/data beside the checkout. Exit code 1 when
anything is out of its bound and no reason for it is known.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from springmass.measured.observe import Observation, observe
from springmass.measured.read import read
from springmass.report.tables import aligned

HERE = Path(__file__).parent
BOUNDS = {
    "contact_time": 0.003,
    "flight_time": 0.003,
    "cadence": 1.0,
    "peak_vertical_force_BW": 0.03,
    "hip_ankle": 0.005,
    "vertical_oscillation": 0.0025,
    "mass_from_forces": 0.5,
    "speed": 0.02,
    "vertical_ratio": 0.001,
    "step_length": 0.01,
    "contact_balance": 0.003,
    "power": 3.0,
    "form_power": 1.0,
    "leg_stiffness": 100.0,
    "mass": 0.05,
    "height": 0.005,
    "records": 0.0,
    "steps": 0.0,
}
"""Quantity → how far ours may be from what is stated, SI, steps/min and BW. The first five are the issue's, the
others half a digit of the README or what ten seconds of thirty are worth."""


@dataclass(frozen=True)
class Row:
    """One number of one recording."""

    recording: str
    quantity: str
    stated: float
    found: float
    bound: float
    excerpt: str = ""
    """Why what is here may differ from what the number is stated of."""

    @property
    def holds(self) -> bool:
        """Whether it is within its bound."""
        return abs(self.found - self.stated) <= self.bound * (1.0 + 1e-9)


def data_folder() -> Path:
    """Where the real recordings are."""
    return Path(os.environ.get("SPRINGMASS_DATA", HERE.parent.parent / "shared" / "data"))


def stated() -> list[dict[str, Any]]:
    """The recordings and what is stated of them."""
    return tomllib.loads((HERE / "stated.toml").read_text(encoding="utf-8"))["recording"]


def seen(entry: dict[str, Any], folder: Path) -> Observation:
    """Measure a recording; a watch file without steady running has no piece."""
    standing = entry.get("standing")
    recording = read(
        *(folder / name for name in entry["files"]),
        standing=None if standing is None else folder / standing,
        rate=entry.get("rate"),
    )
    told = {name: entry[name] for name in ("mass", "height", "speed", "threshold") if name in entry}
    return observe(recording, **told)


def rows(entry: dict[str, Any], folder: Path) -> Iterator[Row]:
    """What is stated of a recording beside what is found."""
    if set(entry["stated"]) == {"records"}:
        watch = read(folder / entry["files"][0]).watch
        found = {"records": float("nan") if watch is None else float(len(watch.time))}
        look = found.__getitem__
    else:
        observation = seen(entry, folder)

        def look(name: str) -> float:
            return value(observation, name, entry.get("mass"))

    for name, number in entry["stated"].items():
        quantity = next(part for part in name.split(".") if part in BOUNDS)
        threshold = f" above {entry['threshold']:.0f} N" if "threshold" in entry else ""
        where = Path(entry["files"][0]).name
        yield Row(
            where, name + threshold, float(number), look(name), BOUNDS[quantity], excerpt=entry.get("excerpt", "")
        )


def value(found: Observation, name: str, mass: float | None) -> float:
    """Look a stated quantity up in what was measured."""
    head, _, rest = name.partition(".")
    if found.piece is not None and head in found.piece.estimates:
        return found.piece.estimates[head][rest].value
    if name in ("mass", "height"):
        return float(getattr(found.recording.person, name) or "nan")
    side = head if head in ("right", "left") else None
    name = rest if side else name
    if name.startswith("hip_ankle."):
        assert found.motion is not None
        return found.motion.mean(name.partition(".")[2], side=side).value
    steps = found.forces
    assert steps is not None
    if name == "steps":
        return float(np.isfinite(steps.quantities["step_time"]).sum())
    if name == "mass_from_forces":
        return steps.mass.value
    if name == "peak_vertical_force_BW":
        assert mass is not None
        return steps.mean("peak_vertical_force", side).value / (mass * steps.gravity)
    return steps.mean(name, side).value


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="only what is out of its bound")
    arguments = parser.parse_args()
    folder = data_folder()
    if not folder.is_dir():
        print(f"no recordings in {folder}: set SPRINGMASS_DATA", file=sys.stderr)
        return 2
    every = [row for entry in stated() for row in rows(entry, folder)]
    shown = [row for row in every if not (arguments.misses and row.holds)]
    table = [["recording", "quantity", "stated", "found", "off by", "allowed", ""]]
    table += [
        [
            row.recording,
            row.quantity,
            f"{row.stated:g}",
            f"{row.found:.5g}",
            f"{row.found - row.stated:+.2g}",
            f"{row.bound:g}",
            "" if row.holds else "MISS",
        ]
        for row in shown
    ]
    print(aligned(table))
    misses = [row for row in every if not row.holds]
    print(f"\n{len(every)} numbers, {len(misses)} out of bounds. SI, steps/min and stated body weights.")
    for row in misses:
        if row.excerpt:
            print(f"{row.recording} {row.quantity}: {row.excerpt}")
    return 1 if any(not row.excerpt for row in misses) else 0


if __name__ == "__main__":
    sys.exit(main())
