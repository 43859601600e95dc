"""Which records of a watch file are running, and why the others are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from springmass.measured.recording import WATCH, FloatArray, Watch
from springmass.measured.runs import runs
from springmass.measured.watch.times import durations, longest_step

WALKING_SPEED = 1.8
"""[m/s] Below it people walk: the change lies at about 2 m/s, and watches are off by 0.1 to 0.2."""
WALKING_CADENCE = 130.0
"""[steps/min] Where contact is unknown; quick walking reaches it, slow running hardly falls below."""
RUNNING_CADENCE = 120.0
"""[steps/min] Where contact is known, and shows flight."""
STANDING_SPEED = 0.5
"""[m/s]"""
FASTEST = 12.5
"""[m/s] Nobody has run faster."""
STRONGEST = 3.0
"""[m/s²] Sprinters gain more only in the first second from standing."""
_REACH = 2
"""Records on either side that a speed is taken over, where it comes from distance."""
_JUMP = 1.5
_RESUMED = 3.0
_LIMITS = {
    "cadence": (60.0, 300.0),
    "contact_time": (0.08, 0.6),
    "vertical_oscillation": (0.01, 0.25),
    "step_length": (0.2, 3.0),
    "leg_stiffness": (1e3, 1e5),
}
"""Quantity → least and most of a runner."""

Mask = NDArray[np.bool_]


def main_values(watch: Watch, quantity: str) -> FloatArray | None:
    """Values of the watch itself where it has them, holes filled by other sources; None when nobody has any.

    Parameters
    ----------
    watch : Watch
    quantity : str
        Of ``WATCH_QUANTITIES``.

    Returns
    -------
    ndarray or None
        Shape (n,).

    Examples
    --------
    >>> watch = Watch(np.arange(2.0), {"Stryd": {"cadence": np.array([170.0, 172.0])}})
    >>> main_values(watch, "cadence").tolist()
    [170.0, 172.0]
    """
    order = sorted(watch.sources, key=lambda source: source != WATCH)
    found = [watch.sources[source][quantity] for source in order if quantity in watch.sources[source]]
    if not found:
        return _speed_of_distance(watch) if quantity == "speed" else None
    values = found[0]
    for other in found[1:]:
        values = np.where(np.isfinite(values), values, other)
    return values


def with_speed(watch: Watch) -> tuple[Watch, list[str]]:
    """Add speed from distance and time, to the source of the distance, where nobody tells a speed.

    Parameters
    ----------
    watch : Watch

    Returns
    -------
    Watch
        The same, where there is a speed, or no distance.
    list of str
        What was done, in words.

    Examples
    --------
    >>> watch = Watch(np.arange(9.0), {"watch": {"distance": 3.0 * np.arange(9.0)}})
    >>> float(with_speed(watch)[0].sources["watch"]["speed"][4])
    3.0
    """
    if any("speed" in found for found in watch.sources.values()):
        return watch, []
    speed = _speed_of_distance(watch)
    if speed is None or not np.isfinite(speed).any():
        return watch, []
    source = min((one for one in watch.sources if "distance" in watch.sources[one]), key=lambda one: one != WATCH)
    steps = {name: dict(found) for name, found in watch.resolution.items()}
    if "distance" in steps.get(source, {}):
        over = 2.0 * _REACH * float(np.median(np.diff(watch.time)))
        if over > 0.0:
            steps[source]["speed"] = steps[source]["distance"] / over
    sources = {**watch.sources, source: {**watch.sources[source], "speed": speed}}
    words = f"the file has no speed: it is taken from distance and time, over {2 * _REACH + 1} records"
    return replace(watch, sources=sources, resolution=steps), [words]


def not_running(watch: Watch, inside: Mask, of_sport: Mask) -> list[tuple[str, Mask]]:
    """Find the records that do not count, reason by reason.

    Parameters
    ----------
    watch : Watch
    inside : ndarray of bool
        Records of the piece asked for, shape (n,).
    of_sport : ndarray of bool
        Records in sessions of the sport asked for, shape (n,).

    Returns
    -------
    list of (str, ndarray)
        Reason in words and the records it takes out, shape (n,) each; every record under its first reason only.

    Examples
    --------
    >>> watch = Watch(np.arange(3.0), {"watch": {"speed": np.array([3.0, 1.2, 0.0])}})
    >>> every = np.ones(3, bool)
    >>> [(why, int(out.sum())) for why, out in not_running(watch, every, every)]
    [('standing', 1), ('walking', 1)]
    """
    speed = main_values(watch, "speed")
    cadence = main_values(watch, "cadence")
    duty = _duty(watch)
    nothing = np.full(len(watch.time), np.nan)
    v = nothing if speed is None else speed
    c = nothing if cadence is None else cadence
    d = nothing if duty is None else duty
    stopped, resumed = _stopped(watch)
    spikes = speed_spikes(watch.time, np.where(inside & of_sport, v, np.nan))
    slow = (v < WALKING_SPEED) | (c < np.where(np.isfinite(d), RUNNING_CADENCE, WALKING_CADENCE))
    tests: list[tuple[str, Mask]] = [
        ("another sport", ~of_sport),
        ("timer stopped", stopped),
        ("first seconds after a pause", resumed),
        ("GPS spike: speed jumps as no person can", spikes),
        ("standing", (v < STANDING_SPEED) | (c == 0.0)),
        ("walking", slow),
        ("no flight: contact lasts half a stride or more", d >= 0.5),
        ("no speed", np.isnan(v) if np.isfinite(v).any() else np.isnan(c)),
        # Where the file counts steps at all, a moving record without them is a ride, or a sensor that slept.
        ("no cadence", np.isnan(c) if np.isfinite(c).any() else np.zeros(len(c), dtype=bool)),
    ]
    left = inside.copy()
    out = []
    for reason, mask in tests:
        taken = left & mask
        left &= ~taken
        out.append((reason, taken))
    odd = left & _outliers(watch, left)
    out.append(("a value far from its neighbours", odd))
    return [(reason, taken) for reason, taken in out if taken.any()]


def speed_spikes(time: FloatArray, speed: FloatArray) -> Mask:
    """Speeds that no person reaches, or reaches so suddenly.

    A stretch counts as a spike when it lies more than 1.5 m/s from the running median of 9 records and speed jumps
    into it or out of it by more than :data:`STRONGEST`; speeds above :data:`FASTEST` always do.

    Parameters
    ----------
    time : ndarray
        [s], shape (n,).
    speed : ndarray
        [m/s], NaN where missing, shape (n,).

    Returns
    -------
    ndarray of bool
        Shape (n,).

    Examples
    --------
    >>> speed_spikes(np.arange(12.0), np.array([3.0] * 6 + [8.0] + [3.0] * 5)).nonzero()[0].tolist()
    [6]
    """
    spikes = speed > FASTEST
    known = np.flatnonzero(np.isfinite(speed))
    if len(known) < 5:
        return np.asarray(spikes)
    v, t = speed[known], time[known]
    off = np.abs(v - _running_median(v, 9)) > _JUMP
    steps = np.maximum(np.diff(t), 1.0)
    sudden = np.abs(np.diff(v)) / steps > STRONGEST
    jumps = np.zeros(len(v), dtype=bool)
    jumps[1:] |= sudden
    jumps[:-1] |= sudden
    # A stretch is as long as it is off; one jump at either end condemns it all.
    for first, end in zip(*runs(off), strict=True):
        if jumps[first:end].any():
            spikes[known[first:end]] = True
    return np.asarray(spikes)


def _running_median(values: FloatArray, length: int) -> FloatArray:
    from scipy.ndimage import median_filter

    return np.asarray(median_filter(values, size=min(length, len(values) | 1), mode="nearest"))


def _outliers(watch: Watch, among: Mask) -> Mask:
    """Records with a value no runner has, or far from those around it (Hampel's rule: 6 robust deviations)."""
    odd = np.zeros(len(watch.time), dtype=bool)
    for found in watch.sources.values():
        for quantity, (least, most) in _LIMITS.items():
            if quantity not in found:
                continue
            values = found[quantity]
            beyond = (values < least) | (values > most)
            known = np.flatnonzero(among & np.isfinite(values) & ~beyond)
            if len(known) >= 7:
                v = values[known]
                off = np.abs(v - _running_median(v, 31))
                scale = np.maximum(1.4826 * _running_median(off, 31), 0.03 * np.abs(np.median(v)))
                beyond[known[off > 6.0 * scale]] = True
            odd |= beyond
    return odd


def _stopped(watch: Watch) -> tuple[Mask, Mask]:
    """Records while the timer stood, and those just after it started again: speed is smoothed, and lags."""
    stopped = np.zeros(len(watch.time), dtype=bool)
    resumed = np.zeros(len(watch.time), dtype=bool)
    time = watch.time
    # A hole in records that come every few seconds is a pause too, though nobody says so.
    often = longest_step(time) <= 30.0
    holes = np.flatnonzero(np.diff(time) > longest_step(time)) if often else np.empty(0, dtype=int)
    for start, end in (*watch.pauses, *((float(time[one]), float(time[one + 1])) for one in holes)):
        stopped |= (watch.time > start) & (watch.time < end)
        resumed |= (watch.time >= end) & (watch.time < end + _RESUMED)
    return stopped, resumed


def _duty(watch: Watch) -> FloatArray | None:
    """Share of a stride in contact, the mean of those who know it."""
    cadence = main_values(watch, "cadence")
    shares = []
    for found in watch.sources.values():
        own = found.get("cadence", cadence)
        if "contact_time" in found and own is not None:
            shares.append(found["contact_time"] * own / 120.0)
        elif "contact_share" in found:
            shares.append(found["contact_share"])
    if not shares:
        return None
    known = np.isfinite(shares)
    count = known.sum(axis=0)
    total = np.where(known, shares, 0.0).sum(axis=0)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def _speed_of_distance(watch: Watch) -> FloatArray | None:
    """Speed from distance, for files that have no speed; over some records, as distance is rounded."""
    distance = main_values(watch, "distance")
    if distance is None or len(distance) < 3:
        return None
    gone = np.flatnonzero(np.isfinite(distance))
    if len(gone) < 3:
        return None
    place, time = distance[gone], watch.time[gone]
    ahead = np.minimum(np.arange(len(gone)) + _REACH, len(gone) - 1)
    behind = np.maximum(np.arange(len(gone)) - _REACH, 0)
    lasted = time[ahead] - time[behind]
    speed = np.full(len(distance), np.nan)
    speed[gone] = np.where(lasted > 0.0, (place[ahead] - place[behind]) / np.where(lasted > 0.0, lasted, 1.0), np.nan)
    return speed


def seconds_of(watch: Watch, kept: Mask) -> float:
    """How long the records chosen last together [s]."""
    return float(np.sum(durations(watch.time)[kept]))
