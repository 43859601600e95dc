"""From markers to joint centres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from springmass.measured.motion.hip_centre import hip_centre, pelvis_axes
from springmass.measured.motion.markers import SIDES, find_roles, nothing_found, pick
from springmass.measured.motion.motion_steps import Joints
from springmass.measured.motion.rigid import carry, misfit
from springmass.measured.motion.smooth import LONGEST_GAP, fill_gaps
from springmass.measured.recording import FloatArray, Motion

_CARRIERS = {"knee": ("shank", "thigh"), "ankle": ("shank", "foot")}
"""Joint → segments that may carry it, best first."""


@dataclass(frozen=True)
class _Found:
    points: FloatArray
    how: str


class _Trial:
    """A motion with its names sorted, and the standing trial likewise."""

    def __init__(self, motion: Motion, standing: Motion | None) -> None:
        self.motion, self.standing = motion, standing
        self.roles = find_roles(motion.points)
        self.standing_roles = find_roles(standing.points) if standing else {}

    def seen(self, role: str) -> FloatArray | None:
        return pick(self.motion, self.roles, role)

    def stood(self, role: str) -> FloatArray | None:
        """Mean place in the standing trial, shape (3,)."""
        if self.standing is None:
            return None
        points = pick(self.standing, self.standing_roles, role)
        return None if points is None else np.asarray(np.nanmean(points, axis=0))

    def cluster(self, names: list[str]) -> tuple[FloatArray, FloatArray] | None:
        """Those of the markers seen in both trials: where they stood, and where they are."""
        both = []
        for name in dict.fromkeys(names):
            moving = self.motion.points.get(name)
            still = self.standing.points.get(name) if self.standing else None
            if moving is not None and still is not None and np.isfinite(moving).any() and np.isfinite(still).any():
                both.append((np.nanmean(still, axis=0), moving))
        if len(both) < 3:
            return None
        return np.array([still for still, _ in both]), np.stack([moving for _, moving in both], axis=1)


def joints(motion: Motion, standing: Motion | None = None) -> Joints:
    """Find the joint centres of both legs.

    Parameters
    ----------
    motion : Motion
        Markers or joint centres of a runner [m], x forward, y up, z to the right.
    standing : Motion, optional
        The same runner standing still, with the markers that are taken off for running.

    Returns
    -------
    Joints
        Hip, knee, ankle, heel and toe of each leg as far as they can be had [m], not smoothed, gaps up to 0.1 s filled,
        and where they come from.

    Raises
    ------
    InputError
        Where neither leg has both a hip and an ankle; it lists the names that would do.

    Notes
    -----
    Joint centres in the file come first. Otherwise the hip is placed in the pelvis by :func:`hip_centre` and moves with
    all markers of the pelvis; knee and ankle are the middle between outer and inner marker, seen in the trial itself or
    in the standing trial and carried by the markers of the shank (:func:`rigid.carry`).

    Examples
    --------
    >>> t = np.linspace(0.0, 1.0, 50)
    >>> still = {"RHip": (0.1, 0.9, 0.1), "RAnkle": (0.0, 0.1, 0.1)}
    >>> both = joints(Motion(t, {name: np.tile(place, (50, 1)) for name, place in still.items()}))
    >>> sorted(both.points), both.how[0]
    (['right_ankle', 'right_hip'], 'Right hip: joint centre in the file (RHip).')
    """
    trial = _Trial(motion, standing)
    points: dict[str, FloatArray] = {}
    how: list[str] = []
    for side in SIDES:
        for joint in ("hip", "knee", "ankle", "heel", "toe"):
            found = _joint(trial, side, joint)
            if found is None:
                if joint in ("hip", "knee", "ankle"):
                    how.append(f"{side.capitalize()} {joint}: not to be had.")
                continue
            filled, count = fill_gaps(motion.time, found.points)
            points[f"{side}_{joint}"] = filled
            lost = int(np.sum(~np.isfinite(filled).all(axis=1)))
            if joint in ("hip", "knee", "ankle") or count or lost:
                how.append(f"{side.capitalize()} {joint}: {found.how}{_gaps(count, lost, len(filled))}.")
    how = _both_sides(how)
    for joint in ("hip", "ankle"):
        if not any(f"{side}_{joint}" in points for side in SIDES):
            raise nothing_found(joint, motion, _why(trial, joint))
    if not any(f"{side}_hip" in points and f"{side}_ankle" in points for side in SIDES):
        raise nothing_found("ankle", motion, "Hip and ankle must be of the same leg.")
    return Joints(motion.time, points, tuple(how))


def _joint(trial: _Trial, side: str, joint: str) -> _Found | None:
    ready = trial.seen(f"{side}_{joint}")
    if ready is not None:
        kind = "marker" if joint in ("heel", "toe") else "joint centre in the file"
        name = next(n for n in trial.roles[f"{side}_{joint}"] if trial.motion.points[n] is ready)
        return _Found(ready, f"{kind} ({name})")
    if joint == "hip":
        return _hip(trial, side)
    return _between(trial, side, joint) if joint in _CARRIERS else None


def _hip(trial: _Trial, side: str) -> _Found | None:
    """From the pelvis: its shape is that of the standing trial, or the mean shape of the trial itself."""
    names = {
        role: [name for s in SIDES for name in trial.roles.get(f"{s}_{role}", ())] for role in ("asis", "psis", "crest")
    }
    pelvis = trial.cluster([*names["asis"], *names["psis"], *names["crest"], *trial.roles.get("sacrum", ())])
    stood = [trial.stood(role) for role in _PELVIS]
    back = _back(*stood[2:])
    if pelvis is not None and stood[0] is not None and stood[1] is not None and back is not None:
        shape, seen = pelvis
        origin, axes, width, depth = pelvis_axes(stood[0][None], stood[1][None], back[None])
        ready = trial.stood(f"{side}_hip")
        centre = origin[0] + hip_centre(width[0], depth[0], side) @ axes[0] if ready is None else ready
        source = "Harrington (2007) from the pelvis standing" if ready is None else "joint centre of the standing trial"
        fit = misfit(shape, seen) * 1e3
        placed = carry(shape, seen, centre[None])[:, 0]
        return _Found(placed, f"{source}, carried by {len(shape)} markers of the pelvis (they fit to {fit:.1f} mm)")
    there = [trial.seen(role) for role in _PELVIS]
    back = _back(*there[2:])
    if there[0] is None or there[1] is None or back is None:
        return None
    origin, axes, width, depth = pelvis_axes(there[0], there[1], back)
    if not np.isfinite(width * depth).any():
        return None
    centre = hip_centre(float(np.nanmean(width)), float(np.nanmean(depth)), side)
    use = there[:4] if there[2] is not None and there[3] is not None else [*there[:2], back]
    markers = np.stack([point for point in use if point is not None], axis=1)
    local = np.nanmean(np.einsum("nij,nmj->nmi", axes, markers - origin[:, None]), axis=0)
    placed = carry(local, markers, centre[None])[:, 0]
    return _Found(placed, f"Harrington (2007) from {len(local)} markers of the pelvis, in their mean shape")


_PELVIS = ("right_asis", "left_asis", "right_psis", "left_psis", "sacrum")


def _back(right: FloatArray | None, left: FloatArray | None, sacrum: FloatArray | None) -> FloatArray | None:
    return 0.5 * (right + left) if right is not None and left is not None else sacrum


def _between(trial: _Trial, side: str, joint: str) -> _Found | None:
    outer, inner = (trial.seen(f"{side}_{joint}_{place}") for place in ("lateral", "medial"))
    if outer is not None and inner is not None:
        return _Found(0.5 * (outer + inner), "middle between outer and inner marker")
    stood = trial.stood(f"{side}_{joint}")
    source = "joint centre of the standing trial"
    if stood is None:
        one, other = (trial.stood(f"{side}_{joint}_{place}") for place in ("lateral", "medial"))
        stood = 0.5 * (one + other) if one is not None and other is not None else None
        source = "middle between outer and inner marker standing"
    if stood is not None:
        for segment in _CARRIERS[joint]:
            body = trial.cluster(_on(trial, side, segment))
            if body is None:
                continue
            placed = carry(*body, stood[None])[:, 0]
            if np.isfinite(placed).any():
                fit = misfit(*body) * 1e3
                text = f"{source}, carried by {len(body[0])} markers of the {segment} (they fit to {fit:.1f} mm)"
                return _Found(placed, text)
    if outer is not None:
        return _Found(outer, "outer marker alone, half a joint's width to the side of the centre")
    return None


def _on(trial: _Trial, side: str, segment: str) -> list[str]:
    """Names of the markers that move with a segment, the joints at its ends included."""
    ends = {"shank": ("knee", "ankle"), "thigh": ("knee",), "foot": ("ankle",)}[segment]
    roles = [f"{side}_{segment}_markers", *(f"{side}_{end}_{place}" for end in ends for place in ("lateral", "medial"))]
    return [name for role in roles for name in trial.roles.get(role, ())]


def _both_sides(how: list[str]) -> list[str]:
    """Say once what is the same for right and left, but for the name of the marker in brackets at the end."""
    told: dict[str, list[str]] = {}
    names: dict[str, list[str]] = {}
    for sentence in how:
        side, what = sentence.split(" ", 1)
        what, bracket, name = what.rstrip(".").partition(" (")
        if " " in name or not name.endswith(")"):  # brackets of another kind
            what, bracket, name = f"{what}{bracket}{name}", "", ""
        told[what] = [*told[what], side.lower()] if what in told else [side]
        names.setdefault(what, []).extend([name[:-1]] if name else [])
    return [
        f"{' and '.join(sides)} {what}{' (' + ', '.join(names[what]) + ')' if names[what] else ''}."
        for what, sides in told.items()
    ]


def _gaps(filled: int, lost: int, frames: int) -> str:
    said = []
    if filled:
        said.append(f"{filled} of {frames} frames filled in gaps up to {LONGEST_GAP:g} s")
    if lost:
        said.append(f"{lost} frames not known")
    return "; " + ", ".join(said) if said else ""


def _why(trial: _Trial, joint: str) -> str:
    """Say what half was there."""
    have = [name for role in _PELVIS for name in trial.roles.get(role, ())]
    if joint == "hip" and have:
        return f"Of the pelvis there are only {', '.join(have)}."
    shanks = sum(len(trial.roles.get(f"{side}_shank_markers", ())) for side in SIDES)
    if joint == "ankle" and shanks and trial.standing is None:
        return "There are markers on the shank: give the standing trial too."
    return ""
