"""The frames of a film as pictures: runners in rows, words over and under them."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from PIL import Image

from springmass.dynamics.outcomes import Outcome
from springmass.figures.body_view import PER_WEIGHT
from springmass.figures.film import Film, Runner
from springmass.figures.film_body import IN_THE_AIR, draw_runner, draw_takeoff
from springmass.figures.film_brush import Brush, wrapped
from springmass.figures.film_curve import Corner, draw_curve, spans
from springmass.figures.movement import Moment, Plumb, Takeoff
from springmass.figures.skeleton import Point
from springmass.figures.style import GREEN, ORANGE, PURPLE, VERMILLION, YELLOW
from springmass.figures.words import WHEN, hangs
from springmass.metrics.words import capital

Mark = TypeVar("Mark", Plumb, Takeoff)

_DRAWN_FOR = 640.0
"""Sizes of letters and lines are for this width of a picture, and grow with it [pixels]."""
_TEXT, _SMALL, _TITLE = 14.0, 11.5, 15.5
_STAGE, _STAGE_OF_TWO = 0.52, 0.40
"""Height of the room for a runner over the width of the picture: alone, and with a second one."""
_NOTES = 50.0
"""Height of the room for the words under the ground [pixels]."""
_AT = 0.42
"""Where the runner is, over the width of the picture."""
_TRAIL = 0.45
"""For so long one sees where the mass has been [s]."""
_DARK_VERMILLION = "#A34700"
_SEEN_AFTER = 0.35
"""A takeoff arrow is seen for this long, if the next foot does not land before [s]."""


@dataclass(frozen=True)
class Layout:
    """Where things are in the picture [pixels]; ``scale`` in pixels/m, ``unit`` a fine line; ``spans`` of the curve."""

    width: int
    height: int
    unit: float
    scale: float
    title: tuple[str, ...]
    tops: tuple[float, ...]
    grounds: tuple[float, ...]
    spans: tuple[float, float]


def layout(film: Film, moments: list[tuple[Moment, ...]], width: int) -> Layout:
    """Find the size of the picture and one scale for all of it.

    Parameters
    ----------
    film : Film
    moments : list of tuple of Moment
        As ``film.moments()`` gives them.
    width : int
        [pixels]

    Returns
    -------
    Layout
    """
    unit = width / _DRAWN_FOR
    title = tuple(wrapped(film.title, _TEXT * unit, width - 24 * unit)) if film.title else ()
    top, tallest = 8.0 * unit + 19.0 * unit * len(title), 0.0
    for runner, every in zip(film.runners, zip(*moments, strict=True), strict=True):
        arrow = PER_WEIGHT * runner.movement.steps[0].parameters.leg_length
        for now in every:
            head = now.body.head[1] + now.body.head_radius if now.possible else 0.0
            tallest = max(tallest, head, now.mass[1], arrow * now.grf[1] if now.grf else 0.0)
    stage = width * (_STAGE if len(film.runners) == 1 else _STAGE_OF_TWO)
    scale = (stage - 6.0 * unit) / max(tallest, 0.1)
    tops, grounds = [], []
    for runner in film.runners:
        tops.append(top)
        lines = len(wrapped(runner.title, _TITLE * unit, width - 24 * unit, bold=True))
        grounds.append(top + 20.0 * unit * lines + 2.0 * unit + _ending_room(runner, unit, width) + stage)
        top = grounds[-1] + _NOTES * unit + 8.0 * unit
    height = math.ceil(top + 40.0 * unit)
    return Layout(width - width % 2, height + height % 2, unit, scale, title, tuple(tops), tuple(grounds), spans(film))


class Pictures:
    """The frames of a film, drawn when they are asked for, so that memory does not grow with their number.

    Parameters
    ----------
    film : Film
    width : int
        [pixels]
    progress : bool, optional
        Show a progress bar while all of them are drawn; None does so in a terminal only.

    Examples
    --------
    >>> import springmass as sm
    >>> from springmass.figures.film import film
    >>> drawn = Pictures(film(sm.simulate(sm.load("seyfarth"), steps=1)), 320)
    >>> drawn[0].size[0], len(drawn) == len(list(drawn))
    (320, True)
    """

    def __init__(self, film: Film, width: int, progress: bool | None = False) -> None:
        self.film = film
        self._moments = film.moments()
        self._place = layout(film, self._moments, width)
        self._trails = [_trail(film, runner) for runner in film.runners]
        self._bar_off = None if progress is None else not progress  # None: not in a terminal

    def __len__(self) -> int:
        return len(self.film.times)

    def __getitem__(self, i: int) -> Image.Image:
        return _frame(self.film, self._moments, self._place, self._trails, i)

    def __iter__(self) -> Iterator[Image.Image]:
        from tqdm import tqdm

        for i in tqdm(
            range(len(self)), desc="animation", unit=" frames", file=sys.stderr, disable=self._bar_off, leave=False
        ):
            yield self[i]


def _frame(
    film: Film, moments: list[tuple[Moment, ...]], place: Layout, trails: list[tuple[np.ndarray, list[Point]]], i: int
) -> Image.Image:
    brush, unit, time = Brush(place.width, place.height), place.unit, float(film.times[i])
    for j, line in enumerate(place.title):
        brush.say(line, (12 * unit, (8 + 19 * j) * unit), _TEXT * unit)
    rows = zip(film.runners, moments[i], trails, place.tops, place.grounds, strict=True)
    for runner, now, trail, top, ground in rows:
        own = time - runner.later
        along = place.width * _AT
        brush.look_at(place.scale, now.mass[0], (along, ground))
        left, right = now.mass[0] - along / place.scale, now.mass[0] + (place.width - along) / place.scale
        plumb = _last(runner.movement.plumbs, own)
        takeoff = _last(runner.movement.takeoffs, own)
        if plumb is not None and own >= _next_landing(runner, plumb.time):
            plumb = None
        stopped = plumb is not None and abs(plumb.time - own) < 1e-9
        seen = [point for at, point in zip(*trail, strict=True) if own - _TRAIL <= at < own] + [now.mass]
        draw_runner(brush, runner, now, seen, plumb, stopped, (left, right), unit)
        if takeoff is not None and own < min(_next_landing(runner, takeoff.time), takeoff.time + _SEEN_AFTER):
            draw_takeoff(brush, runner, takeoff, now.mass[0], unit, _TEXT * unit)
        for j, line in enumerate(wrapped(runner.title, _TITLE * unit, place.width - 24 * unit, bold=True)):
            brush.say(line, (12 * unit, top + 20 * j * unit), _TITLE * unit, runner_colour(runner), True)
        _notes(brush, film, runner, now, plumb, own, ground, place)
        if place.spans[0] > 0.0:
            before = film.runners[0] if runner is not film.runners[0] else None
            draw_curve(brush, runner, before, own, _corner(place, ground, len(film.runners)), _SMALL * unit)
        if own >= _ending(runner):
            _say_ending(brush, runner, top, place)
    _caption(brush, film, time, place)
    return brush.finished()


def runner_colour(runner: Runner) -> str:
    """Colour for the letters over a runner: dark enough to read."""
    return "#595959" if runner.look.dash != "-" else runner.look.colour


def _corner(at: Layout, ground: float, rows: int) -> Corner:
    """The room for the curve: ahead of the runner, over the place where the takeoff is told."""
    stage = at.width * (_STAGE if rows == 1 else _STAGE_OF_TWO)
    top = ground - 0.90 * stage
    return Corner(0.70 * at.width, top, at.width - 14 * at.unit, ground - 0.58 * stage, *at.spans)


def _notes(
    brush: Brush, film: Film, runner: Runner, now: Moment, plumb: Plumb | None, own: float, ground: float, at: Layout
) -> None:
    unit, y = at.unit, ground + 20.0 * at.unit
    if now.grf is not None:
        text = f"ground pushes up {now.grf[1]:.2f} body weights"
        brush.say(text, (at.width - 12 * unit, y), _SMALL * unit, "#8F4473", False, "ra")
    if plumb is not None:
        offset = capital(hangs(plumb.offset, plumb.foot_stays))
        brush.say(offset, (12 * unit, y - 1.0 * unit), _TEXT * unit, _DARK_VERMILLION, True)
        brush.say(f"at midstance, {WHEN[film.midstance]}", (12 * unit, y + 17 * unit), _SMALL * unit, _DARK_VERMILLION)
    takeoff = _last(runner.movement.takeoffs, own)
    if takeoff is not None and now.grf is None and own < _next_landing(runner, takeoff.time):
        speed = f"takeoff at {takeoff.speed:.2f} m/s"
        brush.say(speed, (at.width - 12 * unit, y), _SMALL * unit, "#006B4E", False, "ra")


def _caption(brush: Brush, film: Film, time: float, at: Layout) -> None:
    unit, x, y = at.unit, 12.0 * at.unit, at.height - 38.0 * at.unit
    parts = (
        (ORANGE, "leg spring"), (PURPLE, "push of the ground"), (VERMILLION, "plumb line"), (GREEN, "takeoff"),
        (IN_THE_AIR, "swing leg: drawing only"),
    )  # fmt: skip
    for colour, text in parts:
        brush.box(x, y + 3 * unit, x + 9 * unit, y + 11 * unit, colour)
        x += 13.0 * unit
        x += brush.say(text, (x, y), _SMALL * unit, "#333333") + 14.0 * unit
    marks = f", marks every {film.runners[0].marks:.2f} m" if len({one.marks for one in film.runners}) == 1 else ""
    told = f"{time - film.times[0]:.3f} s, {pace(film.slow)}{marks}"
    brush.say(told, (12.0 * unit, y + 18 * unit), _SMALL * unit, "#333333")


def pace(slow: float) -> str:
    """How fast it plays, in words.

    Examples
    --------
    >>> pace(4.0), pace(1.0), pace(0.5)
    ('4 times slower than real', 'as fast as real', '2 times faster than real')
    """
    if abs(slow - 1.0) < 1e-9:
        return "as fast as real"
    return f"{slow:.3g} times slower than real" if slow > 1.0 else f"{1.0 / slow:.3g} times faster than real"


def _say_ending(brush: Brush, runner: Runner, top: float, at: Layout) -> None:
    unit = at.unit
    titles = len(wrapped(runner.title, _TITLE * unit, at.width - 24 * unit, bold=True))
    y = top + 20 * titles * unit + 4 * unit
    bottom = y + _ending_room(runner, unit, at.width) - 8 * unit
    brush.box(12 * unit, y, at.width - 12 * unit, bottom, YELLOW, "black")
    for j, line in enumerate(_ending_lines(runner, unit, at.width)):
        brush.say(line, (22 * unit, y + (5 + 19 * j) * unit), _TEXT * unit)


def _ending_lines(runner: Runner, unit: float, width: float) -> list[str]:
    return wrapped(f"{capital(runner.ending)}.", _TEXT * unit, width - 48 * unit) if runner.ending else []


def _ending_room(runner: Runner, unit: float, width: float) -> float:
    """Height to keep free for the sentence over a runner who goes no further [pixels]."""
    lines = _ending_lines(runner, unit, width)
    return (19.0 * len(lines) + 18.0) * unit if lines else 0.0


def _ending(runner: Runner) -> float:
    """From when on it is said why a runner goes no further [s from its first apex]."""
    if not runner.ending:
        return math.inf
    return runner.movement.end - 1e-9 if runner.movement.steps[-1].outcome is not Outcome.RUNNING else -math.inf


def _next_landing(runner: Runner, time: float) -> float:
    return next((one for one in runner.movement.landings if one > time), math.inf)


def _last(marks: tuple[Mark, ...], time: float) -> Mark | None:
    return next((one for one in reversed(marks) if one.time <= time + 1e-9), None)


def _trail(film: Film, runner: Runner) -> tuple[np.ndarray, list[Point]]:
    """Where the mass is at the instants of the film, and before them as far as the steps go."""
    times = film.times - runner.later
    apart = max(float(np.median(np.diff(times))) if times.size > 1 else 0.01, 0.005)
    earlier = np.arange(max(times[0] - _TRAIL, 0.0), times[0], apart)
    both = np.concatenate([earlier, times])
    return both, [now.mass for now in runner.movement.at(both)]
