"""A steady piece of a watch file: which records count, why the others do not, and what the piece says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from springmass.measured.recording import Estimate


@dataclass(frozen=True)
class WatchPiece:
    """What remains of a watch file after pauses, walking and spikes are taken out.

    Attributes
    ----------
    start, end : float
        Of the piece asked for [s].
    chosen : str
        In words: ``"lap 3"``, ``"12:00 to 20:00"``, ``"all running"``.
    kept : ndarray of bool
        Which of the recording's records count.
    left_out : dict
        Reason in words → how many records inside the piece it took out.
    estimates : dict
        Source → quantity → what it is over the piece.
    seconds : float
        How long the kept records last together [s].
    notes : tuple of str
        What the user should know: sensors that disagree, cadence that was doubled, nothing about contact, …
    """

    start: float
    end: float
    chosen: str
    kept: NDArray[np.bool_]
    left_out: dict[str, int]
    estimates: dict[str, dict[str, Estimate]]
    seconds: float
    notes: tuple[str, ...] = ()
