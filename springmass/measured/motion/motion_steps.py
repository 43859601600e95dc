"""Hip, ankle and pressure at the moments that matter of every step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from springmass.measured.recording import Estimate, FloatArray

MOMENTS = (
    "touchdown",
    "lowest point",
    "greatest compression",
    "peak vertical force",
    "half contact",
    "fore-aft crossover",
    "takeoff",
)
"""Touchdown, the five definitions of midstance (as in ``dynamics.marks``), takeoff."""


@dataclass(frozen=True)
class Joints:
    """Joint centres of both legs over time."""

    time: FloatArray
    """[s], shape (n,)"""
    points: dict[str, FloatArray]
    """``right_hip``, ``right_knee``, ``right_ankle``, ``right_heel``, ``right_toe`` and the left ones: [m],
    shape (n, 3); a joint nothing tells of is missing"""
    how: tuple[str, ...]
    """Where hip, knee and ankle come from, a sentence each"""


@dataclass(frozen=True)
class MotionSteps:
    """Offsets of the n steps of a recording."""

    side: tuple[str, ...]
    shares: dict[str, FloatArray]
    """Moment (:data:`MOMENTS`) → share of contact at which it falls, shape (n,)"""
    hip_ankle: dict[str, FloatArray]
    """Moment → hip minus ankle, forward [m], minus = hip behind, shape (n,)"""
    hip_cop: dict[str, FloatArray]
    """Moment → hip minus centre of pressure, forward [m], shape (n,); NaN without forces"""
    postures: dict[str, dict[str, FloatArray]]
    """Moment → joint (``hip``, ``knee``, ``ankle``, ``heel``, ``toe``, ``cop``) → forward and up [m], shape (n, 2),
    forward measured from the ankle"""
    speed: Estimate
    """Of running, from belt or pelvis [m/s]"""
    notes: tuple[str, ...] = ()
    good: NDArray[np.bool_] | None = None
    """Steps that count for means, shape (n,); None: all"""

    def mean(self, moment: str, kind: str = "hip_ankle", side: str | None = None) -> Estimate:
        """Mean offset at a moment, over all steps or those of one side."""
        return Estimate.of(getattr(self, kind)[moment][self.counts(side)])

    def counts(self, side: str | None = None) -> NDArray[np.bool_]:
        """Which steps count for means, all or those of one side, shape (n,)."""
        chosen = np.array([side in (None, one) for one in self.side], dtype=bool)
        return chosen if self.good is None else chosen & self.good
