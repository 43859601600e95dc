"""What a recording says before any model is asked: its piece of running, its steps, the hip over the ankle."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from typing import Any

from springmass.errors import InputError
from springmass.measured.clock import clock
from springmass.measured.force.force_steps import ForceSteps
from springmass.measured.force.measure_steps import force_steps
from springmass.measured.motion.contacts_from_feet import FootContacts, foot_contacts
from springmass.measured.motion.joints import joints
from springmass.measured.motion.motion_steps import Joints, MotionSteps
from springmass.measured.motion.offsets import motion_steps
from springmass.measured.read import read
from springmass.measured.recording import Estimate, Person, Recording
from springmass.measured.stated import stated
from springmass.measured.watch.piece import WatchPiece, piece
from springmass.units import number


@dataclass(frozen=True)
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
) -> Observation:
    """Measure a recording.

    Parameters
    ----------
    recording : Recording, or the path of a file
    mass, height : str or float, optional
        Of the runner; bare numbers are kg and m. They go before what the file says.
    speed : str or float, optional
        Of running, where the file cannot know it, such as a treadmill's; a bare number is m/s.
    start, end : str or float, optional
        Where the piece begins and ends: ``"12:00"`` or seconds.
    lap : str or int, optional
        Name of a watch's lap.
    threshold : str or float
        A foot is on the ground while the vertical force is above this; a bare number is in N.

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
    found = recording if isinstance(recording, Recording) else read(recording)
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
        return Observation(found, person, **_measured(found, seen, person, limit, lap, window))
    except InputError as error:
        error.file = error.file or found.name
        raise


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
            seen["speed"] = seen["speed"] or seen["motion"].speed
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
