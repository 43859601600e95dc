"""From the axes of a laboratory to those of the runner: x forward, y up, z to the right.

Up is the axis along which the ground pushes on average, the way the file calls up, or where nobody says, the way it
pushes; with markers it is where the pelvis is above the feet. Forward is where the pelvis goes, or on
a treadmill against the foot on the belt; else where pelvis and feet point, or the way that is braked first in a
contact and pushed later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from springmass.measured.files.found import LabForces
from springmass.measured.motion.markers import find_roles, pick
from springmass.measured.recording import FloatArray, Forces, Motion, Plate
from springmass.measured.runs import runs

_UPPER = ("asis", "psis", "crest", "hip", "sacrum")
_LOWER = ("ankle", "ankle_lateral", "ankle_medial", "heel", "toe")
_MOVES = 0.7
"""[m/s] A pelvis that goes faster on average is not on a treadmill."""
_STRAIGHT = np.radians(20.0)
"""A direction this near to an axis is that axis."""
_CONTACT = 0.2
"""Of the great forces: above it the foot is on the ground, whatever the drift"""
_BRAKES = 0.03
"""Of the mean vertical force in contact: smaller differences between its halves tell no direction"""
_UPSIDE = 0.7
"""Cosine from which two directions are one axis"""
_LETTERS = "xyz"


@dataclass(frozen=True)
class Turn:
    """A way to turn, and why."""

    matrix: FloatArray
    """Rows are forward, up and right on the file's axes, shape (3, 3)"""
    why: str
    """How forward was found, in words; empty where nothing tells"""


def to_runner_axes(
    forces: LabForces | None,
    motion: Motion | None,
    *,
    up: FloatArray | None = None,
    named: bool = False,
    fallback: Turn | None = None,
) -> tuple[Forces | None, Motion | None, Turn | None, tuple[str, ...]]:
    """Turn forces and motion to x forward, y up, z right.

    Parameters
    ----------
    forces : LabForces or None
        On the file's axes.
    motion : Motion or None
        On the same axes; where up is found to differ, each is turned by itself.
    up : ndarray, optional
        Upwards as the file says, shape (3,); where markers do not tell, it tells forces on the runner from those on the
        ground.
    named : bool
        Whether the forces are fore-aft, vertical and lateral by name: then only their signs are looked at.
    fallback : Turn, optional
        For a motion that does not tell forward by itself.

    Returns
    -------
    forces : Forces or None
    motion : Motion or None
    turn : Turn or None
        Of the motion, or of the forces where there is none.
    notes : tuple of str
        What was turned, and how it was found.

    Examples
    --------
    >>> hip = np.array([[0.0, 0.0, 0.9], [0.0, 2.0, 0.9], [0.0, 4.0, 0.9]])
    >>> z_up = Motion(np.arange(3.0), {"right_hip": hip, "right_ankle": hip - [0.0, 0.1, 0.8]})
    >>> to_runner_axes(None, z_up)[1].points["right_hip"][1]
    array([2. , 0.9, 0. ])
    """
    notes: list[str] = []
    turn = _motion_turn(motion, up, fallback) if motion is not None and motion.points else None
    turned_motion = motion
    if motion is not None and turn is not None:
        points = {name: _turned(spots, turn.matrix) for name, spots in motion.points.items()}
        turned_motion = Motion(motion.time, points, motion.angles)
        notes += _told(turn, "")
    out, mirror = None, False
    if turned_motion is not None and turn is not None and turn.why:
        mirror = _mirrored(turned_motion)
    if forces is not None:
        out, own, said = _turned_forces(forces, turn, up, named)
        notes += said
        turn = turn or own
    if mirror and turned_motion is not None:
        side = np.array([1.0, 1.0, -1.0])
        points = {name: spots * side for name, spots in turned_motion.points.items()}
        turned_motion = Motion(turned_motion.time, points, turned_motion.angles)
        notes.append(
            "Markers named right lie on the left of the runner: the file's axes are left-handed, z was changed."
        )
        if out is not None and not named:
            plates = (Plate(p.name, p.force * side, p.cop * [1.0, -1.0]) for p in out.plates)
            out = Forces(out.time, tuple(plates))
    return out, turned_motion, turn, tuple(notes)


def _motion_turn(motion: Motion, up: FloatArray | None, fallback: Turn | None) -> Turn:
    roles = find_roles(motion.points)
    high, low = _middle(motion, roles, _UPPER), _middle(motion, roles, _LOWER)
    along = _mean(high - low) if high is not None and low is not None else None
    upward = _axis(along) if along is not None else up if up is not None else np.array([0.0, 1.0, 0.0])
    for way, why in (
        (_moved(motion, high, upward), "where the pelvis goes"),
        (_slipping(motion, roles, upward), "against the foot on the belt"),
    ):
        if way is not None:
            return Turn(_matrix(_snapped(way, upward), upward), why)
    if (way := _facing(motion, roles, upward)) is not None:  # a body is never so straight as to name an angle
        return Turn(_matrix(_axis(_flat(way, upward)), upward), "where pelvis and feet point")
    if fallback is not None:
        return fallback
    return Turn(_matrix(_level(upward), upward), "")


def _turned_forces(
    forces: LabForces, turn: Turn | None, up: FloatArray | None, named: bool
) -> tuple[Forces, Turn, list[str]]:
    whole = np.nansum([plate.force for plate in forces.plates], axis=0)
    mean, notes, sign = _mean(whole), [], 1.0
    size = float(np.linalg.norm(mean))
    if named:
        upward = np.array([0.0, 1.0, 0.0])
    elif turn is not None and abs(mean @ turn.matrix[1]) > _UPSIDE * size:
        upward = turn.matrix[1]
    else:
        upward = _axis(mean) if size > 0 else up if up is not None else np.array([0.0, 1.0, 0.0])
        if up is not None and up @ upward < -_UPSIDE:
            upward = -upward  # forces on the ground point down the axis that the file calls up
        if turn is not None:
            notes.append("Up is another axis in the forces than in the markers; each was turned by itself.")
            turn = None
    if mean @ upward < 0.0:
        sign = -1.0
        notes.append("The forces point down on average: they are those on the ground, and were reversed.")
    if named or turn is None:
        way = _braked(sign * whole, forces.time, upward)
        level = np.array([1.0, 0.0, 0.0]) if named else _level(upward)
        if way is not None and named:
            level = level if way[0] >= 0.0 else -level
        elif way is not None:
            level = _snapped(way, upward)
        turn = Turn(_matrix(level, upward), "the way that is braked first" if way is not None else "")
        # By name, forward is the first column: where it is blank there is nothing that could have been turned.
        measured = not named or any(np.isfinite(p.force[:, 0]).any() for p in forces.plates)
        notes += _told(turn, " of the forces") if measured else []
    plates = tuple(
        Plate(p.name, _turned(sign * p.force, turn.matrix), _turned(p.cop, turn.matrix)[:, [0, 2]])
        for p in forces.plates
    )
    return Forces(forces.time, plates), turn, notes


def _told(turn: Turn, of: str) -> list[str]:
    """Say how it was turned, if it was."""
    notes = []
    if not np.allclose(turn.matrix, np.eye(3)):
        words = ", ".join(
            f"{_written(row)} {what}" for row, what in zip(turn.matrix, ("forward", "up", "right"), strict=True)
        )
        how = f" Forward was found as {turn.why}." if turn.why else ""
        notes.append(f"The axes{of} were turned: the file's {words}.{how}")
    if not turn.why:
        notes.append(f"Nothing tells which way{of} is forward; the file's {_written(turn.matrix[0])} was taken.")
    return notes


def _written(row: FloatArray) -> str:
    largest = int(np.argmax(np.abs(row)))
    if abs(row[largest]) > 0.999:
        return ("-" if row[largest] < 0 else "") + _LETTERS[largest]
    return "(" + ", ".join(f"{value:.2f}" for value in row) + ")"


def _turned(values: FloatArray, matrix: FloatArray) -> FloatArray:
    """Turn vectors; a blank component spoils only what it goes into."""
    out = np.zeros_like(values)
    for to in range(3):
        for source in range(3):
            if abs(matrix[to, source]) > 1e-9:
                out[:, to] += matrix[to, source] * values[:, source]
    return out


def _matrix(forward: FloatArray, up: FloatArray) -> FloatArray:
    return np.array([forward, up, np.cross(forward, up)]) + 0.0


def _mean(values: FloatArray) -> FloatArray:
    """Mean over rows without blanks, 0 where all are blank."""
    known = np.isfinite(values)
    return np.where(known, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)


def _axis(vector: FloatArray) -> FloatArray:
    out = np.zeros(3)
    largest = int(np.argmax(np.abs(vector)))
    out[largest] = np.sign(vector[largest]) or 1.0
    return out


def _level(up: FloatArray) -> FloatArray:
    """The file's x, or its y where x is up."""
    return np.array([1.0, 0.0, 0.0]) if abs(up[0]) < 0.5 else np.array([0.0, 1.0, 0.0])


def _flat(vector: FloatArray, up: FloatArray) -> FloatArray:
    return vector - (vector @ up) * up


def _snapped(way: FloatArray, up: FloatArray) -> FloatArray:
    way = _flat(way, up) / np.linalg.norm(_flat(way, up))
    near = _axis(way)
    return near if way @ near > np.cos(_STRAIGHT) else way


def _middle(motion: Motion, roles: dict[str, tuple[str, ...]], kinds: tuple[str, ...]) -> FloatArray | None:
    """Mean over what is seen of some markers of both sides, shape (n, 3)."""
    wanted = [role for kind in kinds for role in (f"right_{kind}", f"left_{kind}", kind)]
    spots = [spot for role in wanted if (spot := pick(motion, roles, role)) is not None]
    if not spots:
        return None
    stack = np.array(spots)
    known = np.isfinite(stack)
    count = known.sum(axis=0)
    return np.where(count > 0, np.where(known, stack, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)


def _moved(motion: Motion, high: FloatArray | None, up: FloatArray) -> FloatArray | None:
    if high is None:
        return None
    seen = np.flatnonzero(np.isfinite(high).all(axis=1))
    if len(seen) < 2:
        return None
    path = _flat(high[seen[-1]] - high[seen[0]], up)
    return path if np.linalg.norm(path) > _MOVES * (motion.time[seen[-1]] - motion.time[seen[0]]) else None


def _facing(motion: Motion, roles: dict[str, tuple[str, ...]], up: FloatArray) -> FloatArray | None:
    """Forward of the body: from the back of the pelvis to its front, from heel to toe, and square to left and right."""
    way = np.zeros(3)
    for back, front in (("psis", "asis"), ("heel", "toe")):
        for side in ("right", "left"):
            one, other = pick(motion, roles, f"{side}_{back}"), pick(motion, roles, f"{side}_{front}")
            if one is not None and other is not None:
                way += _flat(_mean(other - one), up)
    if np.linalg.norm(way) > 0.05:
        return way
    right, left = (_middle(motion, roles, tuple(f"{side}_{kind}" for kind in _UPPER)) for side in ("right", "left"))
    if right is not None and left is not None:
        way = np.cross(up, _mean(right - left))
    return way if np.linalg.norm(way) > 0.05 else None


def _slipping(motion: Motion, roles: dict[str, tuple[str, ...]], up: FloatArray) -> FloatArray | None:
    """A foot that is down on a belt goes backward."""
    way = np.zeros(3)
    for side in ("right", "left"):
        foot = _middle(motion, roles, tuple(f"{side}_{kind}" for kind in _LOWER))
        if foot is None or len(foot) < 5:
            continue
        height = foot @ up
        if not np.isfinite(height).any():
            continue
        down = height <= np.nanpercentile(height, 20)
        way -= _flat(_mean(np.gradient(foot, motion.time, axis=0)[down]), up)
    return way if np.linalg.norm(way) > 0.5 else None


def _braked(whole: FloatArray, time: FloatArray, up: FloatArray) -> FloatArray | None:
    """The way in which the ground pushes later in contact more than early."""
    vertical = whole @ up
    down = vertical > _CONTACT * np.percentile(vertical, 95)
    difference, weight, step = np.zeros(3), 0.0, (time[-1] - time[0]) / (len(time) - 1)
    for first, last in zip(*runs(down), strict=True):
        if first > 0 and last < len(whole) and last - first >= 4 and 0.06 < (last - first) * step < 1.0:
            middle = (first + last) // 2
            difference += whole[middle:last].mean(axis=0) - whole[first:middle].mean(axis=0)
            weight += vertical[first:last].mean()
    difference = _flat(difference, up)
    return difference if weight > 0 and np.linalg.norm(difference) > _BRAKES * weight else None


def _mirrored(motion: Motion) -> bool:
    roles = find_roles(motion.points)
    right, left = (_middle(motion, roles, tuple(f"{side}_{kind}" for kind in _UPPER)) for side in ("right", "left"))
    return right is not None and left is not None and bool(_mean(right - left)[2] < -0.05)
