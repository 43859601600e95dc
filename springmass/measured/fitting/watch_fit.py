"""From a steady piece of a watch file to a runner."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from springmass.errors import InputError, did_you_mean
from springmass.gait.find import NoGaitError
from springmass.measured.fitting.beside import device_numbers, sine_waves
from springmass.measured.fitting.runner_fit import Beside, RunnerFit
from springmass.measured.fitting.timing_fit import OUTCOMES, fit_timing
from springmass.measured.recording import WATCH, Estimate, Recording
from springmass.measured.stated import stated
from springmass.measured.watch.assemble import called
from springmass.measured.watch.cleaning import with_speed
from springmass.measured.watch.estimates import estimate, sampling_error
from springmass.measured.watch.piece import WatchPiece
from springmass.scenario.default_runner import FREE


def fit_watch(
    recording: Recording,
    piece: WatchPiece,
    *,
    speed: Estimate | None = None,
    mass: str | float | Estimate | None = None,
    height: str | float | Estimate | None = None,
    source: str | None = None,
    strike: str = "rearfoot",
    outcomes: Sequence[str] = OUTCOMES,
) -> RunnerFit:
    """Find the runner who has the timing of a watch file.

    Parameters
    ----------
    recording : Recording
        Of a watch.
    piece : WatchPiece
        The steady piece of it to fit.
    speed : Estimate, optional
        [m/s] Instead of the watch's, which on a treadmill is a guess or missing.
    mass, height : str, float or Estimate, optional
        Bare numbers are kg and m; left out, the recording's own, and where it has none the mean runner's.
    source : str, optional
        Whose contact time counts where there are several, such as ``"Stryd"``; left out, the watch's.
    strike : str
        ``"rearfoot"``, ``"midfoot"`` or ``"forefoot"``.
    outcomes : sequence of str
        As :func:`springmass.measured.fitting.timing_fit.fit_timing` takes them.

    Returns
    -------
    RunnerFit
        With Morin's sine wave, the watch's own numbers and the fit with the other sensors' contact time beside it. Its
        errors hold if the sensor is right: how far two of them are apart says more about that.

    Raises
    ------
    InputError
        For a piece without a speed, an unknown source, one without contact time, or timing that is no running.
    NoGaitError
        When nobody can run steadily like that.
    """
    told = piece.estimates
    contacts = contacts_of(told)
    chosen = chosen_source(source, told)
    order = list(dict.fromkeys([chosen, WATCH, *told]))
    of = {name: _first(told, order, name) for name in ("speed", "cadence")}
    if speed is None:
        speed = _of(told, of["speed"], "speed")
    else:
        of["speed"] = None  # its error is not that of the watch's records
    together = _together(recording, piece, of | {"contact_time": chosen})
    cadence = _of(told, of["cadence"], "cadence")
    if speed is None:
        hint = "Choose another piece, or say the speed (a treadmill shows it)."
        raise InputError("piece", given=piece.chosen, allowed="has no record with a speed", hint=hint)
    size = {
        name: stated(name, given if given is not None else getattr(recording.person, name))
        for name, given in (("mass", mass), ("height", height))
    }
    title = f"The runner of {recording.name}, {piece.chosen}"

    def fit(contact_time: Estimate | None, outcomes: Sequence[str]) -> RunnerFit:
        return fit_timing(
            speed=speed, cadence=cadence, contact_time=contact_time, strike=strike, title=title,
            mass=size["mass"], height=size["height"], together=together, outcomes=outcomes,
        )  # fmt: skip

    found = fit(contacts.get(chosen), outcomes)
    beside = {
        name: list(several) for name, several in device_numbers(told, found.inputs["speed"].value, called).items()
    }
    whose = {chosen: found.inputs["contact_time"]} | {name: one for name, one in contacts.items() if name != chosen}
    words = {called(name) if name in contacts else "the average runner": one for name, one in whose.items()}
    for name, several in sine_waves(found.inputs, words).items():
        beside.setdefault(name, []).extend(several)
    taken = f"Foot strike is taken for {strike}; a watch does not tell it."
    notes: list[str] = []
    for other in contacts:
        if other != chosen:
            try:
                notes.append(_compare(found, fit(contacts[other], ("leg_stiffness",)), other, beside))
            except NoGaitError as error:
                notes.append(f"With the contact time of {called(other)} there is no gait: {error.allowed}.")
    notes += _balance(told)
    return replace(
        found, beside={name: tuple(several) for name, several in beside.items()}, notes=(taken, *found.notes, *notes)
    )


def contact_of(told: Mapping[str, Estimate]) -> Estimate | None:
    """Contact time of a source [s], from its share of a stride where only that is told; None without either.

    Parameters
    ----------
    told : mapping
        Quantity → estimate.

    Returns
    -------
    Estimate or None

    Examples
    --------
    >>> contact_of({"contact_share": Estimate(0.35, 0.0), "cadence": Estimate(168.0, 0.0)}).value
    0.25
    """
    contact = told.get("contact_time")
    if contact is not None and math.isfinite(contact.value):
        return contact
    share, cadence = told.get("contact_share"), told.get("cadence")
    if share is None or cadence is None or not (math.isfinite(share.value) and cadence.value > 0.0):
        return None
    value = share.value * 120.0 / cadence.value
    return Estimate(value, value * math.hypot(share.error / share.value, cadence.error / cadence.value))


def contacts_of(told: Mapping[str, Mapping[str, Estimate]]) -> dict[str, Estimate]:
    """Contact time of every source that tells one [s]; ``told`` as a piece's estimates."""
    return {name: contact for name in told if (contact := contact_of(told[name])) is not None}


def chosen_source(source: str | None, told: Mapping[str, Mapping[str, Estimate]]) -> str:
    """Whose contact time counts.

    Parameters
    ----------
    source : str or None
        As the user wrote it; None takes the watch, or else the first that tells one.
    told : mapping
        Source → quantity → estimate, as in a piece of a watch file.

    Returns
    -------
    str

    Raises
    ------
    InputError
        For a name that is none of them, or a source without contact time.

    Examples
    --------
    >>> chosen_source("STRYD", {"watch": {}, "Stryd": {"contact_time": Estimate(0.24, 0.01)}})
    'Stryd'
    """
    contacts = contacts_of(told)
    if source is None:
        return WATCH if WATCH in contacts or not contacts else next(iter(contacts))
    for name in told:
        if name.casefold() == str(source).casefold():
            if name in contacts:
                return name
            having = ", ".join(contacts)
            hint = f"Contact time is told by: {having}." if contacts else "Nothing in the file tells a contact time."
            raise InputError("source", given=source, allowed="tells no contact time", hint=hint)
    allowed = f"must be one of {', '.join(told)}" if told else "is not known: the piece tells nothing"
    raise InputError("source", given=source, allowed=allowed, hint=did_you_mean(str(source), told))


def _first(told: Mapping[str, Mapping[str, Estimate]], order: list[str], name: str) -> str | None:
    for source in order:
        one = told.get(source, {}).get(name)
        if one is not None and math.isfinite(one.value) and one.value > 0.0:
            return source
    return None


def _of(told: Mapping[str, Mapping[str, Estimate]], source: str | None, name: str) -> Estimate | None:
    return None if source is None else told[source][name]


def _together(
    recording: Recording, piece: WatchPiece, sources: Mapping[str, str | None]
) -> dict[tuple[str, str], float]:
    """How the errors of speed, cadence and contact time go together, a run that wanders in speed being off in all.

    The error of a sum and that of a difference tell the correlation: 2 (1 ± r) of the square, each on the scale of its
    own error by sampling. They come from the same estimate as the errors themselves, so slow changes count as they do
    there. Rounding goes together with nothing: of whole errors only the part by sampling is correlated.
    """
    if recording.watch is None:
        return {}
    watch, _ = with_speed(recording.watch)
    columns, shares = {}, {}
    for name, source in sources.items():
        error = piece.estimates[source][name].error if source and name in piece.estimates.get(source, {}) else 0.0
        if source and name in watch.sources.get(source, {}) and error > 0.0:
            values = watch.sources[source][name][piece.kept]
            sampling = sampling_error(values, watch.resolution.get(source, {}).get(name, math.nan))
            if sampling > 0.0:
                columns[name], shares[name] = values / sampling, min(sampling / error, 1.0)
    found = {}
    for first, second in combinations(columns, 2):
        both, apart = (estimate(columns[first] + side * columns[second]).error ** 2 for side in (1.0, -1.0))
        if both + apart > 0.0:
            found[first, second] = (both - apart) / (both + apart) * shares[first] * shares[second]
    return found


def _compare(found: RunnerFit, other: RunnerFit, source: str, beside: dict[str, list[Beside]]) -> str:
    label = f"this model with the contact time of {called(source)}"
    for field in FREE:
        beside.setdefault(field, []).append(Beside(label, other.parameters[field]))
    stiffness = other.outcomes["leg_stiffness"]
    beside.setdefault("leg_stiffness", []).append(Beside(label, Estimate(1e3 * stiffness.value, 1e3 * stiffness.error)))
    times, stiff = (
        [scale * fit_value.value for fit_value in pair]
        for scale, pair in (
            (1e3, (other.inputs["contact_time"], found.inputs["contact_time"])),
            (1e-3, (other.parameters["leg.stiffness"], found.parameters["leg.stiffness"])),
        )
    )
    return (
        f"With the contact time of {called(source)}, {times[0]:.0f} ms instead of {times[1]:.0f} ms, stiffness is "
        f"{stiff[0]:.1f} kN/m instead of {stiff[1]:.1f} kN/m. Which sensor is right is not in the ±."
    )


def _balance(told: Mapping[str, Mapping[str, Estimate]]) -> list[str]:
    said = []
    for source, quantities in told.items():
        one = quantities.get("contact_balance")
        if one is not None and math.isfinite(one.value):
            said.append(
                f"Contact on the left is {100 * one.value:.1f} % of both by {called(source)}; the model's legs are "
                "alike."
            )
    return said
