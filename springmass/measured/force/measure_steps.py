"""Ground reaction forces → steps: the one entry of this folder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from springmass.errors import InputError
from springmass.measured.force.belts import Contacts, Signal, add_up, find_contacts
from springmass.measured.force.clean import LOWPASS
from springmass.measured.force.force_steps import ForceSteps
from springmass.measured.force.judge import clipped_contacts, judge, step_times
from springmass.measured.force.prepare import prepare
from springmass.measured.force.quantities import Measured, measure
from springmass.measured.force.telling import tell_mass, tell_steps
from springmass.measured.recording import Estimate, FloatArray, Forces
from springmass.scenario.defaults import GRAVITY

LOWEST_RATE = 50.0
"""Samples a second below which a contact is too coarse to be measured."""
_OF_STEP = ("flight_time", "step_time", "cadence", "duty_factor", "vertical_oscillation",
            "drop_touchdown_to_lowest", "time_of_lowest_point")  # fmt: skip


def force_steps(
    forces: Forces,
    *,
    threshold: float = 50.0,
    person_mass: float | None = None,
    gravity: float = GRAVITY,
    lowpass: float | None = LOWPASS,
    start: float | None = None,
    end: float | None = None,
    correct_zero: bool = True,
) -> ForceSteps:
    """Find the steps in ground reaction forces and measure each.

    Parameters
    ----------
    forces : Forces
        Of one runner, on any number of plates.
    threshold : float
        Contact is a vertical force above this [N].
    person_mass : float, optional
        Stated mass [kg], only to be compared with what the forces weigh.
    gravity : float
        [m/s²]
    lowpass : float or None
        Cutoff of the low-pass filter [Hz] (:func:`springmass.measured.force.clean.low_pass`); None leaves it out. A
        plate that reads exactly 0 when unloaded was processed before and is not filtered again.
    start, end : float, optional
        Only what lies between [s].
    correct_zero : bool
        Take out offset and slow drift, as the flights show them.

    Returns
    -------
    ForceSteps
        All curves and peaks are of the filtered force. ``good`` is False for what is no ordinary step; a step before
        such a one, before a gap, or before a missing step keeps its contact but loses its flight time and whatever
        needs the whole step. Mass is the mean force over whole good steps: the mean of all of them, not of each.

    Raises
    ------
    InputError
        Where there is no step at all, or nothing that can hold one.

    Notes
    -----
    Vertical oscillation is the range of the twice integrated ``F/m − g`` over one step, with the mass of that step's
    mean force and the speed at touchdown that closes the step (mean 0). The loading rate is the model's own: the mean
    rise from 20 to 80 % of the time to the impact peak, or to 13 % of contact where there is none. On real files the
    filter moves contact times by 0 to 3 ms, most where the file was cut to 0 below some force.

    Examples
    --------
    >>> import numpy as np
    >>> from springmass.measured.recording import Forces, Plate
    >>> time = np.arange(0.0, 5.0, 0.001)
    >>> down = time % 0.35 < 0.25
    >>> force = np.zeros((5000, 3))
    >>> force[:, 1] = np.where(down, 1500.0 * np.sin(np.pi * (time % 0.35) / 0.25), 0.0)
    >>> steps = force_steps(Forces(time, (Plate("belt", force, np.full((5000, 2), np.nan)),)))
    >>> len(steps.touchdown), round(steps.mean("cadence").value, 1), round(steps.mass.value, 1)
    (14, 171.4, 69.5)
    """
    time, forces = _piece(forces, start, end, threshold, gravity)
    notes: list[str] = []
    plates, raw, lost = prepare(forces, lowpass, correct_zero, notes)
    whole = add_up(plates)
    contacts = find_contacts(time, plates, whole, lost, threshold)
    if not len(contacts.touchdown):
        raise _no_step(whole, threshold, contacts)
    step_time = step_times(contacts)
    lost_before = np.concatenate([[0], np.cumsum(lost)])
    held = lost_before[np.searchsorted(time, contacts.touchdown)]
    step_time[:-1][np.diff(held) > 0] = np.nan
    measured = measure(time, contacts, (*plates, whole), step_time, gravity)
    why_not = judge(contacts, measured.quantities, clipped_contacts(time, raw, contacts))
    good = np.array([not words for words in why_not])
    measured = _without_broken(measured, good)
    mass = _mass(measured, good, gravity)
    notes += tell_steps(contacts, good, why_not, plates)
    notes += tell_mass(mass, person_mass)
    return ForceSteps(
        contacts.touchdown,
        contacts.takeoff,
        contacts.side,
        good,
        why_not,
        measured.quantities,
        measured.curves,
        measured.cop,
        mass,
        gravity,
        threshold,
        tuple(notes),
    )


def _piece(
    forces: Forces, start: float | None, end: float | None, threshold: float, gravity: float
) -> tuple[FloatArray, Forces]:
    for name, value, unit in (("threshold", threshold, "N"), ("gravity", gravity, "m/s²")):
        if not (np.isfinite(value) and value > 0.0):
            raise InputError(name, given=value, allowed=f"must be above 0 {unit}")
    time = np.asarray(forces.time, dtype=float)
    if len(time) < 3 or not np.isfinite(time).all() or not (np.diff(time) > 0.0).all():
        raise InputError("forces", allowed="no step found: time must rise from sample to sample")
    inside = np.ones(len(time), dtype=bool)
    if start is not None:
        inside &= time >= start
    if end is not None:
        inside &= time <= end
    if inside.sum() < 3:
        raise InputError(
            "start" if end is None else "start, end",
            given=f"{'' if start is None else f'{start:g} s'} to {'' if end is None else f'{end:g} s'}".strip(),
            allowed=f"no step found: the recording lasts from {time[0]:g} to {time[-1]:g} s",
        )
    if forces.rate < LOWEST_RATE:
        raise InputError(
            "forces",
            given=f"{forces.rate:.3g} samples/s",
            allowed=f"no step found: a contact needs at least {LOWEST_RATE:g} samples/s",
        )
    if not inside.all():
        plates = tuple(replace(one, force=one.force[inside], cop=one.cop[inside]) for one in forces.plates)
        forces = Forces(time[inside], plates)
    return time[inside], forces


def _without_broken(measured: Measured, good: NDArray[np.bool_]) -> Measured:
    """Take from a step whose next one is not good what depends on the next touchdown."""
    broken = np.append(~good[1:], False)
    quantities = dict(measured.quantities)
    for name in _OF_STEP:
        quantities[name] = np.where(broken, np.nan, quantities[name])
    return replace(measured, quantities=quantities, mean_force=np.where(broken, np.nan, measured.mean_force))


def _mass(measured: Measured, good: NDArray[np.bool_], gravity: float) -> Estimate:
    step = measured.quantities["step_time"]
    use = good & np.isfinite(measured.mean_force) & np.isfinite(step)
    n = int(use.sum())
    if n == 0:
        return Estimate(np.nan, np.nan, np.nan, 0)
    force = measured.mean_force[use]
    spread = float(np.std(force, ddof=1) / gravity) if n > 1 else np.nan
    return Estimate(float(np.average(force, weights=step[use]) / gravity), spread / np.sqrt(n), spread, n)


def _no_step(whole: Signal, threshold: float, contacts: Contacts) -> InputError:
    highest, lowest = float(np.max(whole.vertical)), float(np.min(whole.vertical))
    hint = ""
    if highest <= threshold and lowest < -threshold:
        why = "the vertical force is negative: forces must be those on the runner, up positive"
    elif highest <= threshold:
        why = f"the vertical force never rises above {threshold:g} N (largest {highest:.2g} N)"
        hint = 'If that is kN or body weights, say so in the name of the column: "Fz [kN]".' if highest > 0.5 else ""
    elif not contacts.cut_off:
        why = f"the vertical force is above {threshold:g} N for moments only"
    else:
        why = (
            f"no contact is whole between the ends (above {threshold:g} N: {contacts.cut_off} cut off); "
            "a walker on one belt, or a runner standing, never leaves it"
        )
    return InputError("forces", allowed=f"no step found: {why}", hint=hint)
