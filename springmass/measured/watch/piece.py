"""A steady piece of a watch file: which records count, why the others do not, and what the piece says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from springmass.errors import InputError
from springmass.measured.clock import written_clock
from springmass.measured.counted import counted
from springmass.measured.recording import WATCH_QUANTITIES, Estimate, Watch
from springmass.measured.watch.assemble import called
from springmass.measured.watch.cleaning import main_values, not_running, seconds_of, with_speed
from springmass.measured.watch.estimates import estimate
from springmass.measured.watch.times import within_sport


@dataclass(frozen=True)
class WatchPiece:
    """What remains of a watch file after pauses, walking and spikes are taken out.

    Attributes
    ----------
    start, end : float
        Of the piece asked for [s].
    chosen : str
        In words: ``"lap 3"``, ``"12:00 to 20:00"``, ``"all running"``.
    kept : ndarray of bool, shape (n,)
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


_VARIES = 0.08
_DIFFER = {"contact_time": 0.03, "cadence": 0.02, "vertical_oscillation": 0.05, "step_length": 0.03, "speed": 0.03}
"""Quantity → from what share on two sensors are said to disagree."""

_COMPARED = 5
"""Records of each sensor two of them are compared from."""
SHORTEST = 5.0
"""[s] Speed of satellites lags by as much."""
_NOT_ON_FOOT = {"cycling", "e_biking", "swimming", "rowing", "driving", "motorcycling", "inline_skating"}


def piece(
    watch: Watch,
    *,
    start: float | None = None,
    end: float | None = None,
    lap: str | int | None = None,
    sport: str = "running",
) -> WatchPiece:
    """Take the running out of a watch file, or out of a stretch or lap of it, and say what it comes to.

    Parameters
    ----------
    watch : Watch
    start, end : float, optional
        On the recording's clock [s]; from the beginning and to the end when not given.
    lap : str or int, optional
        Name or number of a lap, instead of ``start`` and ``end``.
    sport : str
        Of the sessions that count in a file that tells sessions apart.

    Returns
    -------
    WatchPiece
        Medians over the records that count, each with its error and spread (see
        :mod:`springmass.measured.watch.estimates`); ``flight_time`` (60 ÷ cadence − contact, record by record) and
        ``duty_factor`` are added where contact and cadence are known.

    Raises
    ------
    InputError
        An unknown lap, times that are not in the recording, a sport it has not, or nothing left.

    Examples
    --------
    >>> watch = Watch(np.arange(60.0), {"watch": {"speed": np.full(60, 3.0), "cadence": np.full(60, 170.0)}})
    >>> made = piece(watch, start=10.0, end=40.0)
    >>> made.chosen, made.estimates["watch"]["cadence"].value, made.seconds
    ('0:10 to 0:40', 170.0, 31.0)
    """
    first, last, chosen = _asked(watch, start, end, lap)
    time = watch.time
    inside = (time >= first) & (time <= last)
    watch, derived = with_speed(watch)
    of_sport, notes = _of_sport(watch, sport)
    notes = [*notes, *derived]
    reasons = not_running(watch, inside, of_sport)
    kept = inside.copy()
    for _, taken in reasons:
        kept &= ~taken
    left_out = {reason: int(np.count_nonzero(taken)) for reason, taken in reasons}
    if not kept.any():
        why = ", ".join(f"{count} {reason}" for reason, count in left_out.items()) or "no records at all"
        raise InputError(
            "piece",
            given=chosen,
            allowed=f"must hold some running: of {counted(int(inside.sum()), 'record')} nothing is left ({why})",
        )
    if (lasts := seconds_of(watch, kept)) < SHORTEST:
        raise InputError(
            "piece",
            given=chosen,
            allowed=f"has too little steady running: {counted(int(kept.sum()), 'record')}, {lasts:.0f} s",
            hint=f"It takes {SHORTEST:.0f} s at least.",
        )
    estimates = {}
    for source, values in watch.sources.items():
        made = _estimates(watch, source, kept)
        if made:
            estimates[source] = made
        elif any(np.isfinite(one).any() for one in values.values()):
            notes.append(f"{source} has no value in the records that count")
    notes += _missing(estimates) + _disagreements(estimates) + _steadiness(watch, kept, chosen)
    return WatchPiece(first, last, chosen, kept, left_out, estimates, seconds_of(watch, kept), tuple(notes))


def _asked(watch: Watch, start: float | None, end: float | None, lap: str | int | None) -> tuple[float, float, str]:
    zero, full = 0.0, float(watch.time[-1])
    if lap is not None:
        if start is not None or end is not None:
            raise InputError("lap", given=str(lap), allowed="must stand alone: either a lap or times from and to")
        named = {one.name.casefold(): one for one in watch.laps}
        found = named.get(str(lap).strip().casefold())
        if found is None:
            names = [one.name for one in watch.laps]
            if not names:
                raise InputError("lap", given=str(lap), allowed="cannot be chosen: the recording has no laps")
            said = f"1 to {len(names)}" if names == [str(n + 1) for n in range(len(names))] else ", ".join(names)
            raise InputError("lap", given=str(lap), allowed=f"must be one of the recording's laps: {said}")
        # A record on the border belongs to the lap that begins there.
        return (
            found.start,
            float(np.nextafter(found.end, -np.inf)) if found.end < full else found.end,
            (f"lap {found.name}"),
        )
    if start is None and end is None:
        return zero, full, "all running"
    low, high = zero if start is None else float(start), full if end is None else float(end)
    for where, moment in (("from", low), ("to", high)):
        if not zero <= moment <= full:
            allowed = f"must lie in the recording, 0:00 to {written_clock(full)}"
            raise InputError(
                where, given=written_clock(moment) if np.isfinite(moment) else str(moment), allowed=allowed
            )
    if low >= high:
        raise InputError("from", given=written_clock(low), allowed=f'must be before "to", {written_clock(high)}')
    return low, high, f"{written_clock(low)} to {written_clock(high)}"


def _of_sport(watch: Watch, sport: str) -> tuple[NDArray[np.bool_], list[str]]:
    every = np.ones(len(watch.time), dtype=bool)
    sports = list(dict.fromkeys(one.sport for one in watch.sessions if one.sport))
    if not sports:
        return every, []
    if sport not in sports:
        if len(sports) == 1 and sports[0] in _NOT_ON_FOOT:
            hint = "If the watch was set wrongly, export its records as CSV."
            raise InputError("sport", given=sports[0], allowed="is not done on foot", hint=hint)
        if len(sports) == 1:
            return every, [f'the file calls its sport "{sports[0]}", not {sport}; used all the same']
        raise InputError("sport", given=sport, allowed=f"must be one of the recording's: {', '.join(sports)}")
    # A single session is the whole file, whatever a rounded end says.
    return (every if len(watch.sessions) == 1 else within_sport(watch.time, watch.sessions, sport)), []


def _estimates(watch: Watch, source: str, kept: NDArray[np.bool_]) -> dict[str, Estimate]:
    values, steps = watch.sources[source], watch.resolution.get(source, {})
    made = {name: estimate(values[name][kept], steps.get(name, np.nan)) for name in values if name != "distance"}
    cadence = values.get("cadence", main_values(watch, "cadence"))
    if "contact_time" in values and cadence is not None:
        contact = values["contact_time"][kept]
        steps_each = np.where(cadence[kept] > 0.0, cadence[kept], np.nan)
        made["flight_time"] = estimate(60.0 / steps_each - contact)
        made["duty_factor"] = estimate(contact * steps_each / 120.0)
        # Both inherit what rounding did to contact and cadence.
        c, n = made["contact_time"], estimate(steps_each, steps.get("cadence", np.nan))
        if np.isfinite(c.error) and np.isfinite(n.error) and n.value > 0.0:
            flight = float(np.hypot(c.error, 60.0 / n.value**2 * n.error))
            duty = made["duty_factor"].value * float(np.hypot(c.error / c.value, n.error / n.value))
            made["flight_time"] = _no_surer(made["flight_time"], flight)
            made["duty_factor"] = _no_surer(made["duty_factor"], duty)
    return {name: one for name, one in made.items() if one.count}


def _no_surer(one: Estimate, error: float) -> Estimate:
    return one if one.error >= error else replace(one, error=error)


def _missing(estimates: dict[str, dict[str, Estimate]]) -> list[str]:
    held = {name for made in estimates.values() for name in made}
    lacking = [label for name, label in (("cadence", "cadence"), ("contact_time", "contact time")) if name not in held]
    return [f"the piece says nothing about {' and '.join(lacking)}: no sensor in the file does"] if lacking else []


def _disagreements(estimates: dict[str, dict[str, Estimate]]) -> list[str]:
    """Two sensors on one runner."""
    notes = []
    for first, second in combinations(estimates, 2):
        for quantity, limit in _DIFFER.items():
            if quantity not in estimates[first] or quantity not in estimates[second]:
                continue
            a, b = estimates[first][quantity], estimates[second][quantity]
            gap, middle = a.value - b.value, 0.5 * (a.value + b.value)
            if min(a.count, b.count) >= _COMPARED and abs(gap) > limit * middle > 0.0:
                more, less = (first, second) if gap > 0.0 else (second, first)
                notes.append(
                    f"{called(more)} and {called(less)} disagree on {WATCH_QUANTITIES[quantity].label} "
                    f"in the same run: {called(more)} says {_amount(quantity, abs(gap))} "
                    f"({100.0 * abs(gap) / middle:.0f} %) more"
                )
    return notes


def _amount(quantity: str, value: float) -> str:
    scale, unit = {"s": (1e3, "ms"), "m": (1e3, "mm")}.get(
        WATCH_QUANTITIES[quantity].unit, (1.0, WATCH_QUANTITIES[quantity].unit)
    )
    return f"{scale * value:.2g} {unit}"


def _steadiness(watch: Watch, kept: NDArray[np.bool_], chosen: str) -> list[str]:
    speed = main_values(watch, "speed")
    if speed is None:
        return ["the file has no speed"]
    made = estimate(speed[kept])
    if not made.value > 0.0 or not made.spread > _VARIES * made.value:
        return []
    share = made.spread / made.value
    return [
        f"speed varies by {100 * share:.0f} % in the piece ({chosen}): medians of unlike running; a steadier stretch "
        "by --lap or --from and --to says more"
    ]
