"""The push of the ground over contact, drawn as it happens, in a corner of a moving picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from springmass.dynamics.extrapolation import Floats
from springmass.figures.film import Film, Runner
from springmass.figures.film_brush import Brush, Colour
from springmass.figures.skeleton import Point
from springmass.figures.style import GREY

_COMING = "#E7CFDD"
"""What of the curve is still to come."""
_DARK_PURPLE = "#8F4473"
_FINE = "#C8C8C8"
_LEAST, _MOST_LINES = 1.05, 4
"""The scale goes up to body weight at least [body weights], with so many lines at most over the lowest one."""


@dataclass(frozen=True)
class Corner:
    """Where the curve is in the picture [pixels], and what it spans; one scale for all runners.

    Attributes
    ----------
    left, top, right, bottom : float
        [pixels]
    longest : float
        Contact [s].
    most : float
        Push [body weights].
    """

    left: float
    top: float
    right: float
    bottom: float
    longest: float
    most: float

    def at(self, since: float, push: float) -> Point:
        """Where an instant since touchdown [s] and a push [body weights] are [pixels]."""
        x = self.left + (self.right - self.left) * since / self.longest
        return x, self.bottom - (self.bottom - self.top) * push / self.most


def spans(film: Film) -> tuple[float, float]:
    """Longest contact [s], 0 where nobody lands, and greatest push [body weights] of all runners."""
    pushes = [push for runner in film.runners for push in runner.movement.pushes]
    longest = max((float(times[-1] - times[0]) for times, _ in pushes), default=0.0)
    return longest, max([_LEAST, *(float(up.max()) for _, up in pushes)])


def draw_curve(brush: Brush, runner: Runner, before: Runner | None, own: float, at: Corner, size: float) -> None:
    """Draw the push of the contact that is or was last.

    Parameters
    ----------
    brush : Brush
    runner : Runner
    before : Runner, optional
        Another one to compare with, in grey.
    own : float
        Now [s from the runner's first apex].
    at : Corner
    size : float
        Of letters [pixels].
    """
    unit = size / 11.5
    brush.say("push upward (body weights)", (at.left, at.top - 7.0 * unit), size, _DARK_PURPLE, anchor="ls")
    for level in range(0, int(at.most) + 1, max(1, math.ceil(at.most / _MOST_LINES))):
        (x, y), (end, _) = at.at(0.0, level), at.at(at.longest, level)
        brush.stroke([(x, y), (end, y)], "#555555" if level == 0 else _FINE, 0.8 * unit)
        brush.say(f"{level}", (x - 5.0 * unit, y), size, "#555555", anchor="rm")
    if before is not None and before.movement.pushes:
        _line(brush, *before.movement.pushes[0], at, GREY, 1.6 * unit)
    if not runner.movement.pushes:
        return
    landed = [push for push in runner.movement.pushes if push[0][0] <= own + 1e-9]
    times, up = landed[-1] if landed else runner.movement.pushes[0]
    _line(brush, times, up, at, _COMING, 2.0 * unit)
    done = times <= own + 1e-9
    if done.any():
        so_far = np.append(times[done], min(own, times[-1])), np.append(up[done], np.interp(own, times, up))
        _line(brush, *so_far, at, _DARK_PURPLE, 2.4 * unit, times[0])
        if own <= times[-1] + 1e-9:
            brush.spot(at.at(own - float(times[0]), float(so_far[1][-1])), 4.0 * unit, _DARK_PURPLE)


def _line(
    brush: Brush, times: Floats, up: Floats, at: Corner, colour: Colour, width: float, begins: float | None = None
) -> None:
    first = float(times[0]) if begins is None else float(begins)
    brush.stroke([at.at(float(t) - first, float(p)) for t, p in zip(times, up, strict=True)], colour, width)
