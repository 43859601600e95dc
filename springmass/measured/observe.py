"""What a recording says before any model is asked: its piece of running, its steps, the hip over the ankle."""

from __future__ import annotations

import math
from dataclasses import dataclass
from os import PathLike
from typing import Any

from springmass.errors import InputError
from springmass.measured.clock import clock
from springmass.measured.counted import counted
from springmass.measured.force.force_steps import ForceSteps
from springmass.measured.force.measure_steps import force_steps
from springmass.measured.motion.contacts_from_feet import FootContacts, foot_contacts
from springmass.measured.motion.joints import joints
from springmass.measured.motion.motion_steps import Joints, MotionSteps
from springmass.measured.motion.offsets import motion_steps
from springmass.measured.read import read
from springmass.measured.recording import WATCH, Estimate, Person, Recording
from springmass.measured.stated import stated
from springmass.measured.watch.piece import WatchPiece, piece
from springmass.units import number


@dataclass(frozen=True, repr=False)
class Observation:
    """A recording and all that can be measured on it.

    Attributes
    ----------
    recording : Recording
    person : Person
        What the user says, filled up from the file.
    mass, height : Estimate or None
        The same, with the error of its rounding [kg, m].
    piece : WatchPiece or None
        Of a watch.
    forces : ForceSteps or None
        Of force plates.
    joints, motion : Joints, MotionSteps or None
        Of cameras.
    contacts : FootContacts or None
        Found from the feet, where there are cameras and no force plates.
    speed : Estimate or None
        What the user says, or else what belt or pelvis show [m/s]; a watch's speed is in its piece.
    notes : tuple of str
    """

    recording: Recording
    person: Person
    mass: Estimate | None = None
    height: Estimate | None = None
    piece: WatchPiece | None = None
    forces: ForceSteps | None = None
    joints: Joints | None = None
    motion: MotionSteps | None = None
    contacts: FootContacts | None = None
    speed: Estimate | None = None
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        parts = [
            *([f"{self.piece.chosen}, {int(self.piece.kept.sum())} records"] if self.piece is not None else []),
            *([f"{len(self.forces.good)} contacts"] if self.forces is not None else []),
            *([f"hip over ankle of {len(self.motion.side)} steps"] if self.motion is not None else []),
        ]
        return f"<Observation of {self.recording.name}: {', '.join(parts)}>"


def observe(
    recording: Recording | str | PathLike[str],
    *,
    mass: str | float | None = None,
    height: str | float | None = None,
    speed: str | float | None = None,
    start: str | float | None = None,
    end: str | float | None = None,
    lap: str | int | None = None,
    threshold: str | float = 50.0,
    rate: str | float | None = None,
    standing: str | PathLike[str] | None = None,
) -> Observation:
    """Measure a recording.

    Parameters
    ----------
    recording : Recording, or the path of a file
    mass, height : str or float, optional
        Of the runner; bare numbers are in [kg, m]. They go before what the file says.
    speed : str or float, optional
        Of running, where the file cannot know it, such as a treadmill's; a bare number is in [m/s].
    start, end : str or float, optional
        Where the piece begins and ends: ``"12:00"``, or a bare number [s].
    lap : str or int, optional
        Name of a watch's lap.
    threshold : str or float
        A foot is on the ground while the vertical force is above this; a bare number is in [N].
    rate, standing : optional
        As :func:`springmass.read` takes them; only with the path of a file.

    Returns
    -------
    Observation

    Raises
    ------
    InputError
        For a file that cannot be read, a piece without running, and other wrong input.

    Examples
    --------
    >>> seen = observe("watch.fit", lap=2)
    >>> seen.piece.chosen
    'lap 2'
    """
    found = _found(recording, mass, height, rate, standing)
    size = {
        name: stated(name, given if given is not None else getattr(found.person, name))
        for name, given in (("mass", mass), ("height", height))
    }
    heavy, tall = (None if one is None else one.value for one in size.values())
    person = Person(heavy, tall, found.person.sex)
    pace = stated("speed", speed)
    window: dict[str, Any] = {"start": clock(start, "--from"), "end": clock(end, "--to")}
    if lap is not None and found.watch is None:
        raise InputError("--lap", given=lap, allowed="only a watch file has laps", hint="Use --from and --to.")
    seen: dict[str, Any] = {**size, "speed": pace}
    limit = _threshold(threshold)
    try:
        measured = _measured(found, seen, person, limit, lap, window)
    except InputError as error:
        error.file = error.file or found.name
        damage = [f"{note[:1].upper()}{note[1:].rstrip('.')}." for note in found.damage]
        error.hint = " ".join(text for text in (error.hint, *damage) if text)
        raise
    notes = (*measured.pop("notes", ()), *_at_odds(found, person, pace, measured), *_few_or_unlike(measured))
    return Observation(found, person, **measured, notes=notes)


def _found(
    recording: Recording | str | PathLike[str],
    mass: str | float | Estimate | None,
    height: str | float | Estimate | None,
    rate: str | float | None,
    standing: str | PathLike[str] | None,
) -> Recording:
    """The recording, read with what its reading needs."""
    if not isinstance(recording, Recording):
        heavy, tall = (one.value if isinstance(one, Estimate) else one for one in (mass, height))
        return read(recording, standing=standing, rate=rate, mass=heavy, height=tall)
    for where, given in (("rate", rate), ("standing", standing)):
        if given is not None:
            raise InputError(where, given=str(given), allowed="was settled when the recording was read")
    return recording


def _measured(
    found: Recording,
    seen: dict[str, Any],
    person: Person,
    threshold: float,
    lap: str | int | None,
    window: dict[str, float | None],
) -> dict[str, Any]:
    if found.watch is not None:
        start, end = window["start"], window["end"]
        seen["piece"] = piece(found.watch, start=start, end=end, lap=None if lap is None else str(lap))
    if found.forces is not None:
        seen["forces"] = force_steps(
            found.forces, threshold=threshold, person_mass=person.mass, start=window["start"], end=window["end"]
        )
    if found.motion is not None and found.motion.points:
        try:
            seen |= _motion(found, seen.get("forces"), window)
            shown = seen["motion"].speed
            if seen["speed"] is None and shown is not None and math.isfinite(shown.value):
                seen["speed"] = shown
        except InputError as error:
            if "forces" not in seen:
                raise
            seen["notes"] = (f"Nothing is said of hip and ankle, only of the forces: {error}",)
    return seen


def _motion(found: Recording, steps: ForceSteps | None, window: dict[str, Any]) -> dict[str, Any]:
    assert found.motion is not None
    located = joints(found.motion, found.standing)
    if steps is not None:
        return {"joints": located, "motion": motion_steps(located, steps)}
    contacts = foot_contacts(located, **window)
    return {"joints": located, "contacts": contacts, "motion": motion_steps(located, contacts)}


def _threshold(given: str | float) -> float:
    try:
        parsed = number(given, "N")
    except InputError as error:
        problem = error.at(where="threshold")
    else:
        if parsed > 0.0:
            return parsed
        problem = InputError("threshold", given=given, allowed="must be above 0 N")
    raise problem


_ODD = 0.15
"""Share by which a stated mass or height may differ from the file's before it is asked about."""
_FEW, _UNLIKE = 5, 0.03
"""Steps that make a mean; metres by which the hip over right and left foot may differ before their mean is nobody's."""


def _at_odds(found: Recording, person: Person, pace: Estimate | None, measured: dict[str, Any]) -> list[str]:
    """What the user says against what the file says."""
    notes, file = [], found.in_file or found.person
    for what, own, told, unit in (
        ("mass", file.mass, person.mass, "kg"),
        ("height", file.height, person.height, "m"),
    ):
        if own and told and abs(told / own - 1.0) > _ODD:
            notes.append(f"The {what} given is {told:.4g} {unit}, the file says {own:.4g} {unit}; {told:.4g} is used.")
    seen: WatchPiece | None = measured.get("piece")
    if pace is not None and seen is not None:
        shown = seen.estimates.get(WATCH, {}).get("speed")
        also = "" if shown is None else f" (the watch says {shown.value:.3g} m/s)"
        notes.append(f"The speed given, {pace.value:.3g} m/s, is used{also}.")
    return notes


def _few_or_unlike(measured: dict[str, Any]) -> list[str]:
    """Steps whose mean says little."""
    notes = []
    forces: ForceSteps | None = measured.get("forces")
    motion: MotionSteps | None = measured.get("motion")
    count = int(forces.good.sum()) if forces is not None else len(motion.side) if motion is not None else _FEW
    if count < _FEW:
        notes.append(f"Only {counted(count, 'step')}: a mean of so few may be nobody's step.")
    if motion is not None:
        right, left = (motion.mean("lowest point", side=side) for side in ("right", "left"))
        apart = abs(right.value - left.value)
        if apart > max(_UNLIKE, 2.0 * math.hypot(right.error, left.error)) or (count < _FEW and apart > _UNLIKE):
            notes.append(
                f"When the body is lowest the hip is {100.0 * apart:.0f} cm farther ahead over the "
                f"{'right' if right.value > left.value else 'left'} foot than over the other: look at each alone, "
                "their mean is nobody's."
            )
    return notes
