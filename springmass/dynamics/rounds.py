"""A contact in rounds: formulas that the compiled engine and the plain pass of NumPy share.

A round aims at the next border – greatest compression, takeoff, or the instant at which the foot rolls at another
speed –, covers the way in long extrapolated steps and lands on the border. Functions are plain arithmetic with four
names for what numbers and arrays write differently; they stand for NumPy's here, for scalar ones where compiled.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

choose: Any = np.where
least: Any = np.minimum
most: Any = np.maximum
sqrt: Any = np.sqrt


def tangent_reach(accuracy: Any) -> Any:
    """The longest move along the tangent, times √(m/k): what it is off is its square."""
    return 0.1 * math.sqrt(accuracy)


def angle(y: Any, x: Any) -> Any:
    """The polar angle to three digits, in arithmetic that fits into lanes.

    Examples
    --------
    >>> float(angle(1.0, -1.0).round(2)), round(0.75 * math.pi, 2)
    (2.36, 2.36)
    """
    across, along = abs(y), abs(x)
    a = least(across, along) / most(most(across, along), 1e-300)
    s = a * a
    turn = ((-0.0464964749 * s + 0.15931422) * s - 0.327622764) * s * a + a
    turn = choose(across > along, 0.5 * math.pi - turn, turn)
    turn = choose(x < 0.0, math.pi - turn, turn)
    return choose(y < 0.0, -turn, turn)


def time_to_border(
    leg: Any, across: Any, force: Any, push: Any, rest: Any, k: Any, d: Any, per_mass: Any, gravity: Any, extends: Any
) -> Any:
    """Time an undamped oscillator takes to its greatest compression, or to let go.

    Parameters
    ----------
    leg : tuple
        As from :func:`springmass.dynamics.equations.leg_state`.
    across : number or array
        Speed of the mass across the leg [m/s].
    force, push : callable
        Of the leg law.
    rest, k, d, per_mass, gravity : number or array
        Rest length, stiffness, damping, 1/m, gravity.
    extends : bool or array
        Whether the leg has passed its greatest compression.

    Returns
    -------
    span, pace : [s]
        The time, and √(m/k) with the stiffening below.
    """
    length, rate, _, uy = leg
    # along the leg: its spring, the weight, and what the turning of the leg needs, which stiffens it
    outward, spring = across * across / length, k * per_mass
    stiff = spring + 3.0 * outward / length
    pace = 1.0 / sqrt(stiff)
    c = (spring * (rest - length) + outward - gravity * uy) / stiff
    sag, speed = rest - length - c, -rate * pace
    size = sqrt(c * c + speed * speed)
    # what the law loses at half of the way and half of the speed, as a share of critical damping
    half, slow = 0.5 * size, 0.5 * size / pace
    loss = (force(half, -slow, k, d) - force(half, 0.0, k, d)) * per_mass * pace / (size / pace)
    fade = 1.0 - 0.5 * math.pi * loss
    early = most(-push(0.0, fade * size / pace, k, d), 0.0) / k  # a compression at which it lets go already
    release = least(most((early - sag) / (fade * size), -1.0), 1.0)
    more = angle(sqrt(1.0 - release * release), release)
    span = angle(speed, c + loss * speed) + choose(extends, more + loss, 0.0)
    return most(span, 0.1) * pace, pace  # where the aim is no use, on it goes


def top_between(low: Any, before: Any, here: Any, slope: Any, h: Any, doubt: Any) -> Any:
    """How high a guard that rises and falls within a step may come.

    Parameters
    ----------
    low, before : number or array
        Guard and its slope where the step begins.
    here, slope : number or array
        The same at its end.
    h : number or array
        Length of the step.
    doubt : float
        The top of a parabola, and this share of what tangents allow beyond.

    Examples
    --------
    >>> float(top_between(-1.0, 1.0, -1.0, -1.0, 1.0, 0.0)), float(top_between(-1.0, 1.0, -1.0, -1.0, 1.0, 1.0))
    (-0.75, -0.5)
    """
    tangents = low + before * (here - low - slope * h) / (before - slope)
    parabola = low + 0.5 * before * before * h / (before - slope)
    return most(parabola, parabola + doubt * (tangents - parabola))
