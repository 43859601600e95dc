"""What the summaries of a FIT file say: laps, sessions, pauses, the person, the device."""

from __future__ import annotations

from typing import Any, TypeGuard

import numpy as np

from springmass.measured.recording import FloatArray, Lap, Person
from springmass.measured.watch.times import LONGEST_GAP

Message = dict[str, Any]
"""Name of a field → its value"""


def stretches_of(messages: list[Message], zero: float, time: FloatArray) -> tuple[tuple[Lap, ...], int]:
    """Laps or sessions on the recording's clock.

    Parameters
    ----------
    messages : list of dict
        As the file has them.
    zero : float
        Time of the first record on the file's clock [s].
    time : ndarray
        Of the records on the recording's clock [s], shape (n,).

    Returns
    -------
    laps : tuple of Lap
        In order of their starts, named ``"1"``, ``"2"``, …
    odd : int
        How many messages make no sense in time and were left out.

    Examples
    --------
    >>> stretches_of([{"start_time": 100, "total_elapsed_time": 60.0, "sport": "running"}], 100.0, np.arange(60.0))
    ((Lap(name='1', start=0.0, end=60.0, sport='running'),), 0)
    """
    spans = []
    for one in messages:
        start, elapsed, stamp = one.get("start_time"), one.get("total_elapsed_time"), one.get("timestamp")
        if not _is_number(start):
            continue
        # The time of a summary written ahead of its records says nothing about its end; its length does.
        end = start + elapsed if _is_number(elapsed) else stamp
        if (
            not _is_number(end)
            or end <= start
            or end < zero
            or start > zero + time[-1]
            or end - start > 30 * LONGEST_GAP
        ):
            continue
        sport = one.get("sport")
        spans.append((float(start - zero), float(end - zero), sport if isinstance(sport, str) else ""))
    spans.sort()
    laps = tuple(Lap(str(number), start, end, sport) for number, (start, end, sport) in enumerate(spans, start=1))
    return laps, len(messages) - len(laps)


def pauses_of(events: list[Message], zero: float, time: FloatArray) -> tuple[tuple[float, float], ...]:
    """From each stop of the timer to its next start.

    Parameters
    ----------
    events : list of dict
        As the file has them.
    zero, time
        As for :func:`stretches_of`.

    Returns
    -------
    tuple of (float, float)
        [s] on the recording's clock.

    Examples
    --------
    >>> stop = {"event": "timer", "event_type": "stop_all", "timestamp": 110}
    >>> pauses_of([stop, {"event": "timer", "event_type": "start", "timestamp": 130}], 100.0, np.arange(60.0))
    ((10.0, 30.0),)
    """
    pauses = []
    stopped: float | None = None
    timer = [one for one in events if one.get("event") == "timer" and _is_number(one.get("timestamp"))]
    for one in sorted(timer, key=lambda one: one["timestamp"]):
        moment, what = float(one["timestamp"] - zero), str(one.get("event_type"))
        if what.startswith("stop") and stopped is None:
            stopped = moment
        elif what == "start" and stopped is not None:
            if moment > stopped and stopped <= time[-1] and moment >= 0.0:
                pauses.append((stopped, moment))
            stopped = None
    return tuple(pauses)


def person_of(profiles: list[Message]) -> Person:
    """Mass, height and sex of the user profile, where they can be a person's.

    Parameters
    ----------
    profiles : list of dict
        As the file has them; the last counts.

    Returns
    -------
    Person

    Examples
    --------
    >>> person_of([{"weight": 68.0, "height": 1.75, "gender": "female"}])
    Person(mass=68.0, height=1.75, sex='female')
    """
    said = profiles[-1] if profiles else {}
    mass, height, sex = said.get("weight"), said.get("height"), said.get("gender")
    return Person(
        mass=float(mass) if _is_number(mass) and 20.0 <= mass <= 300.0 else None,
        height=float(height) if _is_number(height) and 1.0 <= height <= 2.5 else None,
        sex=sex if sex in ("male", "female") else None,
    )


def device_of(files: list[Message]) -> str:
    """Maker and product of the watch.

    Parameters
    ----------
    files : list of dict
        Messages that open a file; the first counts.

    Returns
    -------
    str
        Empty where the file does not say.

    Examples
    --------
    >>> device_of([{"manufacturer": "garmin", "garmin_product": "fenix5x"}])
    'garmin fenix5x'
    """
    if not files:
        return ""
    said = files[0]
    product = next((said[name] for name in said if name.endswith("product_name") or name.endswith("product")), "")
    words = [one for one in (said.get("manufacturer"), product) if isinstance(one, str) and one]
    return " ".join(words).replace("_", " ")


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and bool(np.isfinite(value))
