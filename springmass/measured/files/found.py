"""What one file holds, in SI but still on the file's own axes; :mod:`springmass.measured.axes` turns it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from springmass.measured.recording import FloatArray, Motion, Person, Watch

UNLOADED = 10.0
"""A plate pressed with less [N] has no centre of pressure worth the name."""
_BEYOND = 1e15
"""No number of a watch, in whatever unit, is larger, nor nearer to 0 than one over it."""


@dataclass(frozen=True)
class LabPlate:
    """A force plate on the axes of its file."""

    name: str
    force: FloatArray
    """[N], shape (n, 3); NaN in a direction that was not measured"""
    cop: FloatArray
    """Centre of pressure [m], shape (n, 3); NaN where not known"""


@dataclass(frozen=True)
class LabForces:
    """Ground reaction forces on the axes of their file."""

    time: FloatArray
    """[s], evenly spaced, shape (n,)"""
    plates: tuple[LabPlate, ...]

    @property
    def rate(self) -> float:
        """Samples a second."""
        return float((len(self.time) - 1) / (self.time[-1] - self.time[0]))


@dataclass(frozen=True)
class Found:
    """The parts of one file; a part it does not have is None."""

    kind: str
    """``"C3D"``, ``"OpenSim storage"``, ``"TRC"``, ``"CSV"``, ``"FIT"``"""
    forces: LabForces | None = None
    motion: Motion | None = None
    watch: Watch | None = None
    person: Person = field(default_factory=Person)
    up: FloatArray | None = None
    """Unit vector upwards where the file itself names it, shape (3,)"""
    named: bool = False
    """Whether the file calls its directions fore-aft, vertical and lateral: these are not turned."""
    notes: tuple[str, ...] = ()
    damage: tuple[str, ...] = ()
    """Those of the notes that tell of a file broken off or spoilt."""


def without_unloaded(cop: FloatArray, force: FloatArray) -> FloatArray:
    """Blank the centre of pressure where hardly anything presses.

    Parameters
    ----------
    cop : ndarray
        [m], shape (n, 3).
    force : ndarray
        [N], shape (n, 3).

    Returns
    -------
    ndarray
        A copy, NaN where the force is below :data:`UNLOADED` or unknown, shape (n, 3).

    Examples
    --------
    >>> without_unloaded(np.ones((2, 3)), np.array([[0.0, 900.0, 0.0], [0.0, 0.0, 0.0]]))[:, 0]
    array([ 1., nan])
    """
    with np.errstate(over="ignore"):  # numbers a damaged file may hold
        loaded = np.sqrt(np.nansum(force**2, axis=1)) >= UNLOADED
    return np.where(loaded[:, None], cop, np.nan)


def sensible(values: FloatArray) -> tuple[FloatArray, int]:
    """Blank numbers that only a damaged file holds, before they are calculated with.

    Parameters
    ----------
    values : ndarray
        In any unit and shape.

    Returns
    -------
    ndarray and int
        A copy, NaN where too large and 0 where too near to 0, and how many were too large.

    Examples
    --------
    >>> sensible(np.array([3.5, 1e300, 1e-320]))
    (array([3.5, nan, 0. ]), 1)
    """
    large = np.abs(values) > _BEYOND
    return np.where(large, np.nan, np.where(np.abs(values) < 1.0 / _BEYOND, 0.0, values)), int(large.sum())
