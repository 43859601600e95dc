"""Runners to take steps with, and how far off a step is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

import springmass as sm

GRAVITY = 9.81
Floats = NDArray[np.float64]
MODELS: dict[str, dict[str, Any]] = {
    "classical": {},
    "general": {
        "damping": 200.0, "damping_law": "viscous", "push_off": 0.05, "hip_extension": 0.03, "roll_speed": 1.4,
        "roll_late_speed": 0.35, "roll_switch": 0.11, "slope": 0.02, "retraction": 0.3,
    },
}  # fmt: skip
"""What the model has beyond mass, spring and gravity."""


@contextmanager
def setting(**names: str) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@dataclass(frozen=True)
class Crowd:
    """Apex states and runners, one of each a case; what they share is in ``more``."""

    height: Floats
    speed: Floats
    given: dict[str, Floats]
    more: dict[str, Any]

    def __len__(self) -> int:
        return self.height.size

    def part(self, chosen: Any) -> Crowd:
        """Some of the cases."""
        given = {name: values[chosen] for name, values in self.given.items()}
        return Crowd(self.height[chosen], self.speed[chosen], given, self.more)

    @cached_property
    def rows(self) -> list[tuple[float, float, dict[str, Any]]]:
        """Height, speed and parameters of each case as plain numbers; those who loop are given them for nothing."""
        columns = {name: values.tolist() for name, values in self.given.items()}
        runners = [self.more | dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return list(zip(self.height.tolist(), self.speed.tolist(), runners, strict=True))

    def mapped(self, engine: str, accuracy: float) -> sm.ApexMap:
        """Next apexes from a named engine of this package."""
        with setting(SPRINGMASS_ENGINE=engine):
            return self.stepped(accuracy)

    def stepped(self, accuracy: float) -> sm.ApexMap:
        """Next apexes from the engine that is set."""
        return sm.apex_map(self.height, self.speed, **self.given, **self.more, accuracy=accuracy)

    def worst(self, height: Any, speed: Any, fine: sm.ApexMap) -> float:
        """Largest error of the next apex, in leg lengths and √(g l0); a missing or made-up apex is infinitely wrong."""
        length = self.given["leg_length"]
        higher = abs(np.asarray(height) - fine.apex_height) / length
        faster = abs(np.asarray(speed) - fine.apex_speed) / np.sqrt(GRAVITY * length)
        off = np.maximum(higher, faster)
        none = np.isnan(height) & np.isnan(fine.apex_height)
        return float(np.where(none, 0.0, np.where(np.isnan(off), np.inf, off)).max())


def crowd(model: str, count: int) -> Crowd:
    """Runners in human proportions; one in seven does not get off the ground again."""
    rng = np.random.default_rng(1)
    length, angle = rng.uniform(0.8, 1.1, count), np.radians(rng.uniform(62.0, 78.0, count))
    given = {
        "mass": rng.uniform(50.0, 100.0, count),
        "leg_length": length,
        "stiffness": rng.uniform(1e4, 4e4, count),
        "angle_of_attack": angle,
    }
    height = length * np.sin(angle) + rng.uniform(0.01, 0.1, count)
    return Crowd(height, rng.uniform(2.0, 6.0, count), given, MODELS[model])
