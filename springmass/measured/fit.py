"""From a recording to a runner: whichever fit its data allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from os import PathLike
from typing import Any

from springmass.errors import InputError, one_of
from springmass.measured.fitting.cameras_beside import cameras_beside
from springmass.measured.fitting.curve_fit import fit_curves
from springmass.measured.fitting.runner_fit import Beside, RunnerFit
from springmass.measured.fitting.timing_fit import fit_timing
from springmass.measured.fitting.watch_fit import chosen_source, fit_watch
from springmass.measured.motion.contacts_from_feet import timing_of
from springmass.measured.observe import Observation, observe
from springmass.measured.recording import Recording
from springmass.scenario.average_runner import FIRST_CONTACT


def fit(
    recording: Recording | Observation | str | PathLike[str],
    *,
    source: str | None = None,
    strike: str = "rearfoot",
    **measured: Any,
) -> RunnerFit:
    """Make a simulated runner of a recording.

    Parameters
    ----------
    recording : Recording, Observation, or the path of a file
        A watch's timing gives stiffness, foot placement and push-off of a gait; force curves give damping and the roll
        of the foot as well; cameras alone give timing.
    source : str, optional
        Whose contact time counts where a watch file has several, such as ``"Stryd"``.
    strike : str
        ``"rearfoot"``, ``"midfoot"`` or ``"forefoot"``.
    **measured
        As :func:`springmass.observe` takes them: mass, height, speed, start, end, lap, threshold; and rate and
        standing for a file yet to be read.

    Returns
    -------
    RunnerFit

    Raises
    ------
    InputError
        For a file that cannot be read or does not say enough; with what to add.
    NoGaitError
        When nobody can run steadily like that; with the reason.

    Examples
    --------
    >>> import springmass as sm
    >>> runner = sm.fit("watch.fit", lap=2)
    >>> sorted(runner.parameters)
    ['foot.angle_of_attack', 'leg.push_off', 'leg.stiffness']
    """
    seen = recording if isinstance(recording, Observation) else observe(recording, **measured)
    if isinstance(recording, Observation) and measured:
        raise InputError(next(iter(measured)), allowed="was settled when the recording was observed")
    return fit_observation(seen, source=source, strike=strike)


def fit_observation(
    seen: Observation,
    *,
    source: str | None = None,
    strike: str = "rearfoot",
    progress: Callable[[float], None] | None = None,
) -> RunnerFit:
    """Make a runner of what was measured already; see :func:`fit`. Progress is told the share that is done, 0 to 1."""
    check_choices(seen, source=source, strike=strike)
    title = f"The runner of {seen.recording.name}"
    if seen.piece is not None:
        size: dict[str, Any] = {"speed": seen.speed, "mass": seen.mass, "height": seen.height}
        return fit_watch(seen.recording, seen.piece, source=source, strike=strike, **size)
    if seen.forces is not None:
        found = fit_curves(
            seen.forces,
            speed=seen.speed,
            person=seen.person,
            height=seen.height,
            strike=strike,
            title=title,
            progress=progress,
        )
        return _with_cameras(found, seen)
    if seen.contacts is None:
        raise InputError(
            "recording",
            given=seen.recording.name,
            allowed="tells nothing a runner can be made of",
            hint="It takes a watch file, ground forces, or points of hip and ankle.",
        )
    timing: dict[str, Any] = timing_of(seen.contacts)
    found = fit_timing(**timing, speed=seen.speed, mass=seen.mass, height=seen.height, strike=strike, title=title)
    return _with_cameras(found, seen)


def check_choices(seen: Observation, *, source: str | None = None, strike: str = "rearfoot") -> None:
    """Refuse a choice there is not, such as a mistyped word, before any work is done for it.

    What passes and makes no runner all the same is for what was measured to answer for.

    Parameters
    ----------
    seen : Observation
    source, strike : str
        As :func:`fit` takes them.

    Raises
    ------
    InputError
        Naming the choice and what there is.
    """
    one_of("strike", strike, FIRST_CONTACT)
    if seen.piece is not None:
        chosen_source(source, seen.piece.estimates)
    elif source is not None:
        raise InputError("source", given=source, allowed="only a watch file has several sources")


def _with_cameras(found: RunnerFit, seen: Observation) -> RunnerFit:
    steps = seen.forces or seen.contacts
    if seen.joints is None or seen.motion is None or steps is None:
        return found
    told = cameras_beside(seen.joints, seen.motion, steps)
    beside = {name: (*found.beside.get(name, ()), *told.get(name, ())) for name in {**found.beside, **told}}
    warning = _contradicted(found, told.get("hip_ankle_offset", ()))
    return replace(found, beside=beside, notes=(*warning, *found.notes))


def _contradicted(found: RunnerFit, seen: tuple[Beside, ...]) -> tuple[str, ...]:
    """Say where the runner's hip is not where cameras saw it."""
    own = found.known("hip_ankle_offset")
    if own is None or not seen:
        return ()
    apart = own.value - seen[0].estimate.value
    if not abs(apart) > own.error:
        return ()
    way = "ahead" if apart > 0.0 else "back"
    return (
        f"At its lowest point this runner's hip is {100.0 * abs(apart):.1f} cm farther {way} than cameras saw it: do "
        "not trust what-ifs about the hip to less than that.",
    )
