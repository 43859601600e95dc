"""One runner in one frame: ground, both legs, trunk, spring, push of the ground, plumb line, takeoff arrow."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from springmass.figures.body_view import PER_WEIGHT, pale
from springmass.figures.film import Runner
from springmass.figures.film_brush import Brush, Colour
from springmass.figures.movement import Moment, Plumb, Takeoff
from springmass.figures.outlines import SHANK, THIGH, foot_outline, head_outline, limb_outline, trunk_outline
from springmass.figures.skeleton import Point, Skeleton
from springmass.figures.style import BLACK, GREEN, ORANGE, PURPLE, VERMILLION
from springmass.figures.words import takeoff_way
from springmass.metrics.words import foot_stays

IN_THE_AIR = "#B4B4B4"
"""Edge of a leg in the air: it is drawing only."""
_FILL_IN_THE_AIR = "#EEEEEE"
_COILS, _COIL_WIDTH = 7, 0.035
"""Of the leg spring; half its width over leg length."""
_NOTHING = 0.02
"""Pushes below this are none [body weights]."""
ARROW = 0.42
"""Length of a takeoff arrow at 4 m/s over leg length; longer when faster."""


def draw_ground(brush: Brush, runner: Runner, left: float, right: float, unit: float) -> None:
    """The ground from one place to another with its marks, which slide past; it hides what is below it.

    Parameters
    ----------
    brush : Brush
    runner : Runner
    left, right : float
        [m]
    unit : float
        Width of a fine line [pixels].
    """
    deep = 7.0 * unit * 2.0 / brush.scale
    brush.shape([(left, 0.0), (right, 0.0), (right, -20.0 * deep), (left, -20.0 * deep)], "white", "white", 0.5)
    for i in range(math.floor(left / runner.marks), math.ceil(right / runner.marks)):
        a, b = max(i * runner.marks, left), min((i + 0.5) * runner.marks, right)
        if b > a:
            brush.shape([(a, 0.0), (b, 0.0), (b, -deep), (a, -deep)], "#D0D0D0", "#D0D0D0", 0.5 * unit)
    brush.line([(left, 0.0), (right, 0.0)], BLACK, 1.3 * unit)


def draw_runner(
    brush: Brush, runner: Runner, now: Moment, trail: Sequence[Point], plumb: Plumb | None, stopped: bool,
    ends: tuple[float, float], unit: float,
) -> None:  # fmt: skip
    """The runner.

    Parameters
    ----------
    brush : Brush
    runner : Runner
    now : Moment
    trail : sequence of (float, float)
        Where the mass has been [m].
    plumb : Plumb, optional
        The last midstance, while it is to be seen.
    stopped : bool
        Whether this is the instant of midstance, at which the picture stands still.
    ends : (float, float)
        From where to where the ground is seen [m].
    unit : float
        Width of a fine line [pixels].
    """
    colour = runner.look.colour
    if len(trail) > 1:
        brush.line(trail, _mixed(colour, 0.35), 3.0 * unit)
    body = now.body
    planted = now.stance if now.possible else None
    for leg in (1, 0):  # legs in the air are behind the trunk, the one that counts is before all
        if leg != planted:
            _leg(brush, now.legs[leg], None, unit)
    draw_ground(brush, runner, *ends, unit)
    if plumb is not None:
        _draw_marks(brush, plumb, unit)
    edge: Colour = colour if now.possible else IN_THE_AIR
    fill: Colour = _mixed(colour, 0.3) if now.possible else _FILL_IN_THE_AIR
    brush.shape(trunk_outline(body), fill, edge, 1.5 * unit)
    brush.shape(head_outline(body), fill, edge, 1.5 * unit)
    if planted is not None:
        _leg(brush, now.legs[planted], colour, unit)
    if now.cop is not None:
        _draw_spring(brush, (now.cop, 0.0), now.mass, _leg_length(runner), unit)
        if now.possible and not any(map(foot_stays, runner.movement.steps)):  # joints that are a runner's
            for joint in (body.hip, body.ankle):
                brush.disc(joint, 4.0 * unit, VERMILLION)
    if plumb is not None and stopped:
        _draw_line(brush, plumb, unit)
    if now.cop is not None and now.grf is not None and math.hypot(*now.grf) > _NOTHING:
        long = PER_WEIGHT * _leg_length(runner)
        brush.arrow((now.cop, 0.0), (now.cop + long * now.grf[0], long * now.grf[1]), PURPLE, 3.2 * unit)
        brush.disc((now.cop, 0.0), 3.2 * unit, BLACK)
    brush.disc(now.mass, 5.5 * unit, colour)


def draw_takeoff(brush: Brush, runner: Runner, takeoff: Takeoff, body: float, unit: float, size: float) -> None:
    """The takeoff velocity as an arrow with its angle, where the mass was then.

    Parameters
    ----------
    brush : Brush
    runner : Runner
    takeoff : Takeoff
    body : float
        Where the runner is by now along the ground: the words stay ahead of him [m].
    unit, size : float
        Width of a fine line, size of letters [pixels].
    """
    long = ARROW * _leg_length(runner) / 4.0
    start, end = (takeoff.x, takeoff.y), (takeoff.x + long * takeoff.vx, takeoff.y + long * takeoff.vy)
    brush.dots(start, (takeoff.x + 0.36 * _leg_length(runner), takeoff.y), BLACK, 1.2 * unit)
    brush.arrow(start, end, GREEN, 3.2 * unit)
    x, y = brush.pixel((max(end[0], body + 0.2 * _leg_length(runner)), end[1]))
    brush.say(takeoff_way(takeoff.angle), (x + 5.0 * unit, y), size, "#006B4E", True, "lm", 2.0 * unit)


def _leg_length(runner: Runner) -> float:
    return runner.movement.steps[0].parameters.leg_length


def _leg(brush: Brush, leg: Skeleton, colour: str | None, unit: float) -> None:
    """A leg: on the ground in colour, in the air (no colour) as what it is, drawing only."""
    edge: Colour = colour or IN_THE_AIR
    fill: Colour = _mixed(colour, 0.3) if colour else _FILL_IN_THE_AIR
    width = (1.8 if colour else 1.2) * unit
    brush.shape(foot_outline(leg), fill, edge, width)
    brush.shape(limb_outline(leg.knee, leg.ankle, *(share * leg.height for share in SHANK)), fill, edge, width)
    brush.shape(limb_outline(leg.hip, leg.knee, *(share * leg.height for share in THIGH)), fill, edge, width)
    if colour:
        brush.disc(leg.knee, 3.0 * unit, colour)


def _draw_spring(brush: Brush, foot: Point, mass: Point, size: float, unit: float) -> None:
    """The leg of the model, from the foot point to the mass: a spring that is squeezed as the leg gets shorter."""
    x, y = mass[0] - foot[0], mass[1] - foot[1]
    length = math.hypot(x, y) or 1.0
    along, across = np.array([x, y]) / length, np.array([-y, x]) / length
    turns = np.arange(4 * _COILS + 1)
    swing = np.array([0.0, 1.0, 0.0, -1.0])[turns % 4] * _COIL_WIDTH * size
    places = np.array(foot) + np.outer(length * (0.08 + 0.84 * turns / turns[-1]), along) + np.outer(swing, across)
    points = [foot, *((float(a), float(b)) for a, b in places), mass]
    brush.line(points, "white", 4.2 * unit)
    brush.line(points, ORANGE, 2.2 * unit)


def _draw_marks(brush: Brush, plumb: Plumb, unit: float) -> None:
    """Where hip and ankle (body and foot point, if the foot stays) were at midstance, as marks on the ground."""
    low = -9.0 * unit * 2.0 / brush.scale
    brush.line([(plumb.top[0], 0.0), (plumb.top[0], low)], VERMILLION, 3.0 * unit)
    brush.line([(plumb.over, 0.0), (plumb.over, low)], BLACK, 1.5 * unit)


def _draw_line(brush: Brush, plumb: Plumb, unit: float) -> None:
    """The plumb line at midstance, the line over the ankle or foot point, and the band between the two."""
    low = -9.0 * unit * 2.0 / brush.scale
    x, top = plumb.top
    brush.veil(plumb.over, low, x, top, VERMILLION, 0.35)
    brush.dots((plumb.over, low), (plumb.over, top), BLACK, 1.6 * unit)
    brush.line([(x, low), (x, top)], VERMILLION, 3.2 * unit)
    wide = 6.0 * unit * 2.0 / brush.scale
    brush.shape([(x - wide, low), (x + wide, low), (x, low - 1.6 * wide)], VERMILLION, VERMILLION, 0.5)


def _mixed(colour: str, share: float) -> tuple[int, int, int]:
    """A colour mixed with white."""
    red, green, blue = (round(255 * part) for part in pale(colour, share))
    return red, green, blue
