"""What a moving picture shows and for how long each frame stays: instants, runners, words. Numbers only."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from springmass.dynamics.marks import DEFAULT_MIDSTANCE
from springmass.dynamics.step import Step
from springmass.errors import InputError
from springmass.figures.movement import Moment, Movement
from springmass.figures.sources import Source, checked
from springmass.figures.style import ALONE, BASELINE, CHANGED, Look
from springmass.figures.words import change, question, warnings, which_step
from springmass.gait.find import SteadyGait
from springmass.gait.run import Run
from springmass.gait.what_if import ONE_STEP, Answer
from springmass.metrics.words import capital

SLOW, FPS = 4.0, 25.0
_SLOWEST, _FASTEST_FPS, _MOST_FRAMES = 100.0, 60.0, 3000
_FREEZE, _LAST, _LAST_WORDS = 0.9, 1.0, 3.0
"""How long midstance, the last frame, and a last frame that must be read stay [s]."""
_SHOWN = 2
"""Steps of a run that are shown: one stride, the last one."""
_SAME = 1e-3
"""Apexes this near to each other are one, and the picture goes round without a jump [m, m/s]."""
MARKS = 0.5
"""Distance of the marks on the ground, about [m]."""


@dataclass(frozen=True)
class Runner:
    """One runner of a moving picture.

    Attributes
    ----------
    movement : Movement
    title : str
    look : Look
    later : float
        When its first apex is, on the clock of the picture [s].
    ending : str
        Why it goes no further; empty for plain running.
    marks : float
        Distance of the marks on the ground [m].
    """

    movement: Movement
    title: str
    look: Look
    later: float
    ending: str
    marks: float


@dataclass(frozen=True)
class Film:
    """A moving picture before it is drawn.

    Attributes
    ----------
    runners : tuple of Runner
        One, or before and after.
    title : str
        Over all of them; may be empty.
    midstance : str
        Its definition.
    times : array, shape (n,)
        The instant each frame shows, on the clock of the picture [s].
    seconds : array, shape (n,)
        How long it stays.
    slow : float
        By how much slower than real it plays.
    loops : bool
        Whether the last frame goes over into the first.
    """

    runners: tuple[Runner, ...]
    title: str
    midstance: str
    times: np.ndarray
    seconds: np.ndarray
    slow: float
    loops: bool

    def moments(self) -> list[tuple[Moment, ...]]:
        """Where each runner is in each frame.

        Returns
        -------
        list of tuple of Moment
            A frame each, a runner each in it; ``x`` counts from that runner's first apex [m].
        """
        each = [runner.movement.at(self.times - runner.later) for runner in self.runners]
        return list(zip(*each, strict=True))


def film(source: Answer | Source, slow: float = SLOW, fps: float = FPS, midstance: str = DEFAULT_MIDSTANCE) -> Film:
    """Plan a moving picture of a result.

    Parameters
    ----------
    source : Answer, Step, Run or SteadyGait
        Of a steady gait one stride, of a run its last one, of an answer the step before and after the change.
    slow : float
        By how much slower than real it plays, 0.1 to 100.
    fps : float
        Frames for each second of playing, 1 to 60.
    midstance : str
        Its definition, where the picture stops for a moment; an answer brings its own.

    Returns
    -------
    Film

    Raises
    ------
    InputError
        For a number out of range, an unknown definition, or something that cannot be drawn.

    Examples
    --------
    >>> import springmass as sm
    >>> shown = film(sm.find_gait(sm.load("rbds001")))
    >>> apart = shown.times[1] - shown.times[0]  # 25 frames a second, 4 times slower: about 10 ms
    >>> shown.loops, bool(abs(apart - 0.01) < 1e-4)
    (True, True)
    """
    check_slow(slow)
    _within("fps", fps, 1.0, _FASTEST_FPS)
    if isinstance(source, Answer):
        midstance, loops = source.midstance, False
        runners, title = _before_and_after(source), capital(question(source))
    else:
        steps, name, loops = _steps(source)
        runners, title = (_runner(steps, name, ALONE, checked(midstance), loops),), ""
    end = max(one.later + one.movement.end for one in runners)
    begin = 0.5 * end if loops else 0.0  # the stride before it is there for what is still seen of it
    count = max(round((end - begin) * slow * fps), 1)
    if count > _MOST_FRAMES:
        allowed = f"makes {count} frames; {_MOST_FRAMES} is the most"
        most = math.floor(10.0 * _MOST_FRAMES / ((end - begin) * fps)) / 10.0
        raise InputError("slow", given=slow, allowed=allowed, hint=f"For this one {most:g} is the slowest.")
    times = np.linspace(begin, end, count + 1)
    times = times[:-1] if loops else times
    seconds = np.full(times.size, 1.0 / fps)
    for runner in runners:
        for plumb in runner.movement.plumbs:
            if runner.later + plumb.time < begin:
                continue
            nearest = int(np.argmin(abs(times - runner.later - plumb.time)))
            times[nearest] = runner.later + plumb.time
            seconds[nearest] = _FREEZE
    if not loops:
        seconds[-1] = _LAST_WORDS if any(one.ending for one in runners) else _LAST
    return Film(runners, title, midstance, times, seconds, slow, loops)


def check_slow(slow: float, given: object = None) -> float:
    """Check by how much slower than real something is to play, before any work is done for it.

    Parameters
    ----------
    slow : float
    given : optional
        As it was written.

    Returns
    -------
    float
        The same.

    Raises
    ------
    InputError
        Outside 0.1 to 100.

    Examples
    --------
    >>> check_slow(0.0)
    Traceback (most recent call last):
    springmass.errors.InputError: slow: given 0.0; must be a number from 0.1 to 100.
    """
    _within("slow", slow, 0.1, _SLOWEST, given)
    return slow


def _within(name: str, value: float, least: float, most: float, given: object = None) -> None:
    if not (isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most):
        shown = value if given is None else given
        raise InputError(name, given=shown, allowed=f"must be a number from {least:g} to {most:g}")


def _steps(source: Source) -> tuple[tuple[Step, ...], str, bool]:
    """The steps to show, a title, and whether they come back to where they began."""
    if isinstance(source, SteadyGait):
        return (source.step,) * _SHOWN, source.scenario.title or "Steady gait", True
    if isinstance(source, Step):
        return (source,), "One step", False
    if not isinstance(source, Run):
        allowed = "must be a step, a run, a gait or an answer"
        raise InputError("animation", given=type(source).__name__, allowed=allowed)
    shown = source.steps[-_SHOWN:]
    if not shown:
        raise InputError("animation", allowed="needs a run of one step at least")
    first = len(source.steps) - len(shown) + 1
    which = f"steps {first} and {first + 1}" if len(shown) > 1 else f"step {first}"
    title = f"{source.scenario.title or 'A run'}: {which} of {len(source.steps)}"
    return shown, title, _comes_back(shown)


def _comes_back(steps: tuple[Step, ...]) -> bool:
    """Whether every step ends with the apex it began with, and both legs have had their turn."""
    return len(steps) == _SHOWN and all(
        abs(one.apex_height - one.start_height) < _SAME and abs(one.apex_speed - one.start_speed) < _SAME
        for one in steps
    )


def _runner(
    steps: tuple[Step, ...], title: str, look: Look, midstance: str, loops: bool = False, later: float = 0.0
) -> Runner:
    length = sum(one.step_length for one in steps)
    marks = MARKS
    if loops and length > 0.5 * MARKS:  # a whole number of marks, so that the ground comes back as well
        marks = length / round(length / MARKS)
    return Runner(Movement(steps * 2 if loops else steps, midstance), title, look, later, warnings(steps[-1]), marks)


def _before_and_after(answer: Answer) -> tuple[Runner, ...]:
    """Before and after in step: from one apex where it is one and the same, else landing at the same instant."""
    name = f"Before: {answer.scenario.title}" if answer.scenario.title else "Before"
    steps = [answer.baseline] if answer.changed is None else [answer.baseline, answer.changed]
    lands = [one.touchdown_time for one in steps]
    together = answer.ask != ONE_STEP and all(map(math.isfinite, lands))
    later = [max(lands) - one if together else 0.0 for one in lands]
    before = _runner((steps[0],), name, BASELINE, answer.midstance, later=later[0])
    title = f"What if: {change(answer)}{which_step(answer)}"
    if answer.changed is None:
        return (replace(before, ending=f"{title}? There is no such gait: {answer.message}"),)
    return before, _runner((steps[1],), title, CHANGED, answer.midstance, later=later[1])


def plays(film: Film) -> float:
    """How long a film plays [s]."""
    return float(film.seconds.sum())


def in_ticks(seconds: np.ndarray, tick: float) -> list[int]:
    """Durations as whole ticks, rounded so that the clock never runs away from the true one.

    Parameters
    ----------
    seconds : array, shape (n,)
    tick : float
        [s]

    Returns
    -------
    list of int
        At least 1 each.

    Examples
    --------
    >>> in_ticks(np.full(6, 1 / 30), 0.01)
    [3, 4, 3, 3, 4, 3]
    """
    ends = np.concatenate([[0.0], np.cumsum(seconds)]) / tick
    return [max(int(later) - int(earlier), 1) for earlier, later in pairwise(np.round(ends + 1e-9))]
