"""The numbers of every contact and of the step that begins with it, for all steps at once.

Contact is looked at on an even grid of shares, so are whole steps from touchdown to the next touchdown; between the
samples forces are taken as straight lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from springmass.body.impact import DIP, EARLY
from springmass.measured.force.belts import Contacts, Signal
from springmass.measured.force.force_steps import SHARES
from springmass.measured.recording import FloatArray
from springmass.metrics.impact import FROM, FULL_RISE, TO

_FINEST, _COARSEST = 20, 4
"""Grid intervals for every one of :data:`SHARES`."""


@dataclass(frozen=True)
class Measured:
    """What was measured of n contacts.

    Attributes
    ----------
    quantities : dict
        As in :class:`ForceSteps`, each of shape (n,).
    curves : ndarray
        Fore-aft and vertical force at :data:`SHARES` [N], shape (n, 101, 2)
    cop : ndarray
        Shape (n, 101) [m]
    mean_force : ndarray
        Mean vertical force from touchdown to the next touchdown [N], shape (n,); NaN without one
    """

    quantities: dict[str, FloatArray]
    curves: FloatArray
    cop: FloatArray
    mean_force: FloatArray


def measure(
    time: FloatArray, contacts: Contacts, signals: tuple[Signal, ...], step_time: FloatArray, gravity: float
) -> Measured:
    """Measure all contacts.

    Parameters
    ----------
    time : ndarray
        [s], shape (m,)
    contacts : Contacts
        n of them.
    signals : tuple of Signal
        All plates, and all together last.
    step_time : ndarray
        Touchdown to the next touchdown [s], shape (n,); NaN where the next step is unknown.
    gravity : float
        [m/s²]

    Returns
    -------
    Measured

    Examples
    --------
    >>> time, nothing = np.arange(600) / 1000.0, np.full(600, np.nan)
    >>> force = 1400.0 * np.sin(np.pi * (time - 0.1) / 0.25).clip(min=0.0) * (time < 0.35)
    >>> one, belt = np.zeros(1, dtype=int), Signal("belt", force, nothing, nothing, nothing)
    >>> contacts = Contacts(np.array([0.1]), np.array([0.35]), one, ("",), one > 0, 0)
    >>> measure(time, contacts, (belt,), np.array([0.35]), 9.81).quantities["vertical_impulse"].round()
    array([223.])
    """
    contact_time = contacts.takeoff - contacts.touchdown
    fine = _grid(contact_time, time)
    vertical, fore_aft = (_on_grid(time, contacts, signals, fine, name) for name in ("vertical", "fore_aft"))
    every = (len(fine) - 1) // (len(SHARES) - 1)
    seconds = contact_time[:, None] * fine
    crossover = _crossover(fine, fore_aft)
    share_of_peak = fine[np.argmax(vertical, axis=1)]
    steps = _over_steps(time, contacts.touchdown, step_time, signals[-1].vertical, gravity)
    quantities = {
        "contact_time": contact_time,
        "flight_time": step_time - contact_time,
        "step_time": step_time,
        "cadence": 60.0 / step_time,
        "duty_factor": contact_time / (2.0 * step_time),
        "peak_vertical_force": vertical.max(axis=1),
        "peak_braking_force": np.maximum((-fore_aft).max(axis=1), 0.0),
        "peak_propulsive_force": np.maximum(fore_aft.max(axis=1), 0.0),
        "braking_impulse": np.trapezoid((-fore_aft).clip(min=0.0), seconds, axis=1),
        "propulsive_impulse": np.trapezoid(fore_aft.clip(min=0.0), seconds, axis=1),
        "vertical_impulse": np.trapezoid(vertical, seconds, axis=1),
        "vertical_oscillation": steps.range,
        "drop_touchdown_to_lowest": steps.drop,
        "time_of_peak_vertical_force": share_of_peak,
        "time_of_lowest_point": steps.time_of_lowest / contact_time,
        "time_of_fore_aft_crossover": crossover,
        "loading_rate": _loading_rate(fine, vertical, contact_time),
    }
    curves = np.stack([fore_aft[:, ::every], vertical[:, ::every]], axis=-1)
    cop = _pressure(time, contacts, signals)
    return Measured(quantities, curves, cop, steps.mean_force)


def _grid(contact_time: FloatArray, time: FloatArray) -> FloatArray:
    """Shares of contact, at least as fine as the samples of an ordinary contact."""
    samples = np.median(contact_time) * (len(time) - 1) / (time[-1] - time[0])
    every = int(np.clip(np.ceil(samples / (len(SHARES) - 1)), _COARSEST, _FINEST))
    return np.linspace(0.0, 1.0, every * (len(SHARES) - 1) + 1)


def _on_grid(
    time: FloatArray, contacts: Contacts, signals: tuple[Signal, ...], shares: FloatArray, name: str
) -> FloatArray:
    at = contacts.touchdown[:, None] + (contacts.takeoff - contacts.touchdown)[:, None] * shares
    values = np.empty_like(at)
    for source in np.unique(contacts.source):
        mine = contacts.source == source
        values[mine] = np.interp(at[mine], time, getattr(signals[source], name))
    return values


def _crossover(shares: FloatArray, fore_aft: FloatArray) -> FloatArray:
    """When braking is over: where the summed push is most backward, a jolt at touchdown does not count."""
    from scipy.integrate import cumulative_trapezoid

    known = np.isfinite(fore_aft).all(axis=1)
    summed = cumulative_trapezoid(np.nan_to_num(fore_aft), shares, axis=1, initial=0.0)
    at = np.argmin(summed, axis=1)
    # The force passes zero in the interval before or behind the smallest sum; the mean of that is good to half a step.
    inner = (at > 0) & (at < len(shares) - 1) & known
    left = np.clip(at, 1, len(shares) - 2)
    rows = np.arange(len(at))
    here, nearby = fore_aft[rows, left], np.where(fore_aft[rows, left] > 0.0, left - 1, left + 1)
    there = fore_aft[rows, nearby]
    gap = here - there
    part = np.divide(here, gap, out=np.zeros_like(gap), where=gap != 0.0)
    place = shares[left] + np.where(here * there < 0.0, part, 0.0) * (shares[nearby] - shares[left])
    return np.where(inner, place, np.nan)


def _loading_rate(shares: FloatArray, vertical: FloatArray, contact_time: FloatArray) -> FloatArray:
    """Mean rise from 20 to 80 % of the time to the impact peak, or to 13 % of contact without one."""
    from scipy.signal import find_peaks

    until = np.full(len(vertical), FULL_RISE)
    for k, force in enumerate(vertical):
        if not force.max() > 0.0:
            continue
        tops, _ = find_peaks(force, prominence=DIP * force.max())
        if len(tops) > 1 and shares[tops[0]] <= EARLY:
            until[k] = shares[tops[0]]
    rows = np.arange(len(vertical))
    width = shares[1] - shares[0]

    def force_at(share: FloatArray) -> FloatArray:
        index = np.minimum((share / width).astype(int), len(shares) - 2)
        part = share / width - index
        return np.asarray((1.0 - part) * vertical[rows, index] + part * vertical[rows, index + 1])

    rise = force_at(TO * until) - force_at(FROM * until)
    return rise / ((TO - FROM) * until * contact_time)


@dataclass(frozen=True)
class _OverStep:
    mean_force: FloatArray
    range: FloatArray
    drop: FloatArray
    time_of_lowest: FloatArray


def _over_steps(
    time: FloatArray, touchdown: FloatArray, step_time: FloatArray, vertical: FloatArray, gravity: float
) -> _OverStep:
    """Integrate the vertical force twice over each step, which is taken to end as it began.

    The mass is that of the step's own mean force, and the speed at touchdown the one that brings the body back to
    its height at the next touchdown.
    """
    from scipy.integrate import cumulative_trapezoid

    known = np.isfinite(step_time)
    result = {name: np.full(len(touchdown), np.nan) for name in ("mean_force", "range", "drop", "time_of_lowest")}
    if known.any():
        intervals = int(np.clip(np.median(step_time[known]) * (len(time) - 1) / (time[-1] - time[0]), 400, 2000))
        shares = np.linspace(0.0, 1.0, intervals + 1)
        seconds = step_time[known, None] * shares
        force = np.interp(touchdown[known, None] + seconds, time, vertical)
        mean = np.asarray(np.trapezoid(force, shares, axis=1))
        pull = gravity * (force / mean[:, None] - 1.0)
        speed = cumulative_trapezoid(pull, seconds, axis=1, initial=0.0)
        speed -= np.asarray(np.trapezoid(speed, shares, axis=1))[:, None]
        height = cumulative_trapezoid(speed, seconds, axis=1, initial=0.0)
        lowest = np.argmin(height, axis=1)
        result["mean_force"][known] = mean
        result["range"][known] = height.max(axis=1) - height.min(axis=1)
        result["drop"][known] = -height.min(axis=1)
        result["time_of_lowest"][known] = seconds[np.arange(len(lowest)), lowest]
    return _OverStep(**result)


def _pressure(time: FloatArray, contacts: Contacts, signals: tuple[Signal, ...]) -> FloatArray:
    """Centre of pressure as recorded, not filtered; the first and the last known place hold for the sample beside."""
    contact_time = contacts.takeoff - contacts.touchdown
    at = contacts.touchdown[:, None] + contact_time[:, None] * SHARES
    place = _on_grid(time, contacts, signals, SHARES, "cop_x")
    later = np.minimum(np.searchsorted(time, at), len(time) - 1)
    for source in np.unique(contacts.source):
        mine = contacts.source == source
        cop = signals[source].cop_x
        for index in (later[mine], np.maximum(later[mine] - 1, 0)):
            place[mine] = np.where(np.isnan(place[mine]), cop[index], place[mine])
    return place
