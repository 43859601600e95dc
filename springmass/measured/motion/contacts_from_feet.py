"""When the feet are on the ground, from the motion alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from springmass.errors import InputError
from springmass.measured.motion.markers import SIDES
from springmass.measured.motion.motion_steps import Joints
from springmass.measured.motion.smooth import Smooth
from springmass.measured.recording import Estimate, FloatArray

TOUCHDOWN_HEIGHT = 0.03
"""Share of leg length by which the ankle is above its lowest point when the foot lands."""
TAKEOFF_HEIGHT = 0.105
"""The same when it leaves the ground."""
ERROR = 0.005
"""Touchdown or takeoff of one step against force plates, one standard deviation of 195 contacts [s]."""
THROUGHOUT = 0.007
"""Mean contact time of a whole trial against force plates, one standard deviation of seven trials [s]."""
FARTHEST = 0.014
"""The same, the worst of those trials [s]."""

LOWEST_RATE = 10.0
"""Frames a second below which no contact is looked for."""
_SWING = 0.12
"""The ankle rises at least by this share of leg length between two steps."""
_SOONEST = 0.3
"""No foot lands twice within this time [s]."""
_FINE = 600.0
"""Moments a second the heights are compared at."""


@dataclass(frozen=True)
class FootContacts:
    """Contacts in order of time, from the motion of the feet.

    Attributes
    ----------
    touchdown, takeoff : ndarray
        [s], shape (n,)
    side : tuple of str
        ``"right"`` or ``"left"``.
    notes : tuple of str
    """

    touchdown: FloatArray
    takeoff: FloatArray
    side: tuple[str, ...]
    notes: tuple[str, ...] = ()


def foot_contacts(joints: Joints, *, start: float | None = None, end: float | None = None) -> FootContacts:
    """Find the contacts of a runner from the height of the ankles.

    Parameters
    ----------
    joints : Joints
        At least hip and ankle of one leg; a level ground.
    start, end : float, optional
        Only contacts between these [s].

    Returns
    -------
    FootContacts
        Only contacts seen from beginning to end.

    Raises
    ------
    InputError
        Where no contact is seen.

    Notes
    -----
    The foot lands when its ankle has come down to 3 % of leg length above its lowest point of that step, and leaves the
    ground when it has risen to 10.5 %; leg length is the 95th percentile of the hip–ankle distance. The two heights
    were set on the force of seven trials of four RBDS treadmill runners (Fukuchi, Fukuchi & Duarte 2017; forefoot,
    midfoot and rearfoot; 2.5 to 4.5 m/s; 195 contacts above 50 N): touchdown is then off by 0 ± 4.5 ms, takeoff by
    0 ± 4 ms, contact time by 0 ± 7 ms. The means of single trials are off by up to 6, 7 and 14 ms; setting the heights
    on three runners and trying them on the fourth gives up to 7 ms for touchdown and takeoff. On the same steps the
    foot's furthest point ahead of the hip (Zeni, Richards & Higginson 2008) came 32 ± 7 ms before touchdown, and the
    straightest knee, the best sign of takeoff in Fellin, Rose, Royer & Davis (2010), 15 ± 7 ms after takeoff.

    Examples
    --------
    >>> t = np.linspace(0.0, 2.0, 301)
    >>> up = 0.1 + 0.15 * (1 - np.cos(3 * np.pi * t))
    >>> still = np.tile([0.0, 0.95, 0.0], (301, 1))
    >>> feet = foot_contacts(Joints(t, {"left_hip": still, "left_ankle": still * 0 + up[:, None] * [0, 1, 0]}, ()))
    >>> feet.side, len(feet.touchdown)
    (('left', 'left'), 2)
    """
    rate = (len(joints.time) - 1) / (joints.time[-1] - joints.time[0])
    if rate < LOWEST_RATE:
        allowed = f"needs at least {LOWEST_RATE:g} a second to show a contact"
        raise InputError("motion", given=f"{rate:.3g} frames a second", allowed=allowed, hint="Are its times seconds?")
    found: list[tuple[float, float, str]] = []
    for side in SIDES:
        if f"{side}_hip" in joints.points and f"{side}_ankle" in joints.points:
            found += [(down, up, side) for down, up in _one_foot(joints, side)]
    first, last = (-np.inf if start is None else start), (np.inf if end is None else end)
    found = [row for row in found if first <= row[0] and row[1] <= last]
    if not found:
        raise InputError(
            "motion",
            allowed=f"no whole step is seen{'' if start is end is None else ' in that time'}, of a runner whose ankles "
            "swing up between the steps",
            hint="A runner who stands still is given with --standing, beside the recording of the run.",
        )
    found.sort()
    touchdown, takeoff = (np.array([row[k] for row in found], dtype=float) for k in (0, 1))
    notes = [
        f"Contacts are told from the height of the ankles: each touchdown and takeoff to about ±{1e3 * ERROR:.0f} ms, "
        f"contact times of one runner up to {1e3 * FARTHEST:.0f} ms too long or too short throughout (on the 4 "
        "treadmill runners with forces on whom the rule was set; two steps of another, overground, were off by up to "
        "37 ms)."
    ]
    rate = (len(joints.time) - 1) / (joints.time[-1] - joints.time[0])
    if rate < 100.0:
        notes.append(f"At {rate:.0f} frames a second it is rather ±{1e3 * np.hypot(ERROR, 0.3 / rate):.0f} ms.")
    if len(found) > 1 and np.mean(touchdown[1:] < takeoff[:-1]) > 0.5:
        notes.append("Both feet are down at once in most steps: this is walking, or the heights are not level.")
    return FootContacts(touchdown, takeoff, tuple(row[2] for row in found), tuple(notes))


def leg_length(joints: Joints, side: str) -> float:
    """Give the 95th percentile of the hip–ankle distance [m], NaN where there is none.

    Examples
    --------
    >>> hip, ankle = np.tile([0.0, 0.9, 0.0], (9, 1)), np.tile([0.0, 0.1, 0.0], (9, 1))
    >>> round(leg_length(Joints(np.arange(9.0), {"left_hip": hip, "left_ankle": ankle}, ()), "left"), 9)
    0.8
    """
    hip, ankle = joints.points[f"{side}_hip"], joints.points[f"{side}_ankle"]
    far = np.linalg.norm(hip - ankle, axis=1)
    far = far[np.isfinite(far)]
    return float(np.percentile(far, 95)) if len(far) else float("nan")


def _one_foot(joints: Joints, side: str) -> list[tuple[float, float]]:
    from scipy.signal import find_peaks

    leg = leg_length(joints, side)
    if not leg > 0.0:
        return []
    fine = np.arange(joints.time[0], joints.time[-1], 1.0 / _FINE)
    height = Smooth(joints.time, joints.points[f"{side}_ankle"][:, 1:2]).at(fine)[:, 0]
    seen = np.isfinite(height)
    # What is not seen counts as high: no lowest point is found there, and contacts reaching into it fall out below.
    # So do the ends of the recording: a step near them need not have a whole swing on both sides.
    wall = np.min(-height[seen], initial=0.0) - leg
    depth = np.concatenate([[wall], np.where(seen, -height, wall), [wall]])
    lows = find_peaks(depth, prominence=_SWING * leg, distance=int(_SOONEST * _FINE))[0] - 1
    lowest = np.min(height[lows], initial=np.inf)
    contacts = []
    for low in lows[height[lows] < lowest + _SWING * leg]:
        down = _crossing(fine, height, low, height[low] + TOUCHDOWN_HEIGHT * leg, -1)
        up = _crossing(fine, height, low, height[low] + TAKEOFF_HEIGHT * leg, 1)
        if np.isfinite(down + up):
            contacts.append((down, up))
    return contacts


def _crossing(time: FloatArray, height: FloatArray, start: int, level: float, way: int) -> float:
    """Walk from a lowest point until the height passes a level; NaN where it is not seen to."""
    path = slice(start, None, way)
    beyond = ~(height[path] < level)
    if not beyond.any():
        return float("nan")
    k = start + way * int(np.argmax(beyond))
    before = k - way
    if not np.isfinite(height[k]):
        return float("nan")
    share = (level - height[before]) / (height[k] - height[before])
    return float(time[before] + share * (time[k] - time[before]))


def timing_of(contacts: FootContacts) -> dict[str, Estimate]:
    """Cadence and contact time of contacts told from the feet.

    Parameters
    ----------
    contacts : FootContacts

    Returns
    -------
    dict
        ``cadence`` [steps/min], where two feet were seen to land one after the other, and ``contact_time`` [s]; its
        error holds what such contacts of one runner are off throughout (:data:`THROUGHOUT`).
    """
    lasting = contacts.takeoff - contacts.touchdown
    n = len(lasting)
    spread = float(np.std(lasting, ddof=1)) if n > 1 else np.nan
    error = float(np.hypot(THROUGHOUT, (spread if n > 1 else ERROR) / np.sqrt(n)))
    found = {"contact_time": Estimate(float(np.median(lasting)), error, spread, n)}
    each = np.diff(contacts.touchdown)[[a != b for a, b in pairwise(contacts.side)]]
    if len(each):
        middle = float(np.median(each))
        each = each[np.abs(each - middle) < 0.25 * middle]  # a missed contact is no slow step
    if len(each):
        rate = 60.0 / float(np.mean(each))
        off = float(np.std(each, ddof=1)) if len(each) > 1 else ERROR * np.sqrt(2.0)
        found["cadence"] = Estimate(
            rate, rate * rate / 60.0 * off / np.sqrt(len(each)), rate * rate / 60.0 * off, len(each)
        )
    return found
