"""Contacts, 32 lanes at a time: plain functions that :mod:`springmass.dynamics.lanes` compiles.

A block of lanes lives in one flat buffer, a row of ``LANES`` numbers for each quantity; offsets that are known
constants let the compiler prove that rows never overlap, so each loop over ``j`` becomes vector instructions. A lane
never reads another. Nothing here decides an outcome: what is not plain marks its lane ``BAD``, for the array engine.
"""
# ruff: noqa: D103 — the functions are stages of one loop, not an interface

from __future__ import annotations

import math
from typing import Any

import numpy as np

from springmass.dynamics.equations import leg_state, push_left, push_off_leg

LANES = 32
SMALL = 2e-8
"""A last Newton move this small, over √(m/k), is made along the tangent; its error is its square."""
ENDED = 2.0
"""In ``MET``: the phase ended where the state stands, there is nothing to land on."""

# Given when a kernel is made: the leg law, what is compiled for it, weights of the extrapolation.
force: Any = None
push: Any = None
acceleration: Any = None
full_step: Any = None
short_step: Any = None
RULES: Any = None
WEIGHTS: Any = None
ESTIMATE: Any = None

(
    X, Y, U, V, H, REST, STIFF, DAMP, TAN, MASS, AX, AY, PUSH_OFF, GRAVITY, ROLL, LATE, LEFT, TRAVEL, LENGTH, SPEED,
    TIME, SPENT, BAD, PACE, SPAN, AIM, MET, BEGAN, PX, PY, BEFORE, HERE, AFTER, OFF,
) = (LANES * row for row in [*range(31), 34, 38, 42])  # fmt: skip
BUFFER = LANES * 46
"""Offsets of: state; length of a step; leg and world as in ``stance_acceleration``; push-off; gravity; speed of the COP
now and late, time left to its change, its travel; scales of error; clock; error spent; flag; √(m/k), expected time of
the phase, time to cover, "the end was met", when this part began; acceleration. Then four rows each: two states of the
midpoint rule (as moves), the state after a step, its error."""

IN = ("x", "y", "vx", "vy", "rest", "stiffness", "damping", "tan_hip", "mass", "ax", "ay", "push_off", "gravity",
      "roll", "late_roll", "switch_time")  # fmt: skip
OUT = ("time", "x", "y", "vx", "vy", "cop_speed", "cop_travel", "compressed_time", "compressed_x", "compressed_y",
       "compressed_vx", "compressed_vy", "spent", "bad")  # fmt: skip


def step(b: Any) -> None:
    """One extrapolated midpoint step of all lanes; see :class:`springmass.dynamics.extrapolation.Extrapolation`."""
    for j in range(4 * LANES):
        b[AFTER + j] = 0.0
        b[OFF + j] = 0.0
    for j in range(LANES):
        b[PX + j], b[PY + j] = acceleration(
            b[X + j], b[Y + j], b[U + j], b[V + j], force, b[REST + j], b[STIFF + j], b[DAMP + j], b[TAN + j],
            b[MASS + j], b[AX + j], b[AY + j],
        )  # fmt: skip
    for rule in range(RULES):
        substeps = 2 * (rule + 1)
        share = 1.0 / substeps
        for j in range(LANES):
            d = b[H + j] * share
            for row in range(4):
                b[BEFORE + row * LANES + j] = 0.0
            b[HERE + j], b[HERE + LANES + j] = d * b[U + j], d * b[V + j]
            b[HERE + 2 * LANES + j], b[HERE + 3 * LANES + j] = d * b[PX + j], d * b[PY + j]
        for _ in range(1, substeps):
            for j in range(LANES):
                d = 2.0 * b[H + j] * share
                dx, dy, du, dv = b[HERE + j], b[HERE + LANES + j], b[HERE + 2 * LANES + j], b[HERE + 3 * LANES + j]
                u, v = b[U + j] + du, b[V + j] + dv
                p, q = acceleration(
                    b[X + j] + dx, b[Y + j] + dy, u, v, force, b[REST + j], b[STIFF + j], b[DAMP + j], b[TAN + j],
                    b[MASS + j], b[AX + j], b[AY + j],
                )  # fmt: skip
                b[HERE + j], b[HERE + LANES + j] = b[BEFORE + j] + d * u, b[BEFORE + LANES + j] + d * v
                b[HERE + 2 * LANES + j] = b[BEFORE + 2 * LANES + j] + d * p
                b[HERE + 3 * LANES + j] = b[BEFORE + 3 * LANES + j] + d * q
                b[BEFORE + j], b[BEFORE + LANES + j] = dx, dy
                b[BEFORE + 2 * LANES + j], b[BEFORE + 3 * LANES + j] = du, dv
        for j in range(4 * LANES):
            b[AFTER + j] += WEIGHTS[rule] * b[HERE + j]
            b[OFF + j] += ESTIMATE[rule] * b[HERE + j]
    for j in range(4 * LANES):
        b[AFTER + j] += b[X + j]


def take(b: Any) -> None:
    """Accept the step in the buffer and add up what it may be off."""
    for j in range(LANES):
        far = max(abs(b[OFF + j]), abs(b[OFF + LANES + j])) / b[LENGTH + j]
        fast = max(abs(b[OFF + 2 * LANES + j]), abs(b[OFF + 3 * LANES + j])) / b[SPEED + j]
        b[SPENT + j] += far + fast
        b[TIME + j] += b[H + j]
        if not (b[AFTER + LANES + j] > 0.0):
            b[BAD + j] = 1.0
    for j in range(4 * LANES):
        b[X + j] = b[AFTER + j]


def guard(b: Any, j: Any, x: Any, y: Any, u: Any, v: Any, extending: Any) -> Any:
    """Negative during the phase, zero at its end: the leg's rate, or minus what is left of its push."""
    if extending:
        return -push_left(x, y, u, v, push, b[REST + j], b[STIFF + j], b[DAMP + j])
    return leg_state(x, y, u, v)[1]


def passed(b: Any, j: Any, extending: Any) -> Any:
    return not (guard(b, j, b[X + j], b[Y + j], b[U + j], b[V + j], extending) < 0.0)


def slope(b: Any, j: Any, extending: Any) -> Any:
    """Rate of change of the guard along the motion; leaves the acceleration in the buffer."""
    x, y, u, v = b[X + j], b[Y + j], b[U + j], b[V + j]
    p, q = acceleration(
        x, y, u, v, force, b[REST + j], b[STIFF + j], b[DAMP + j], b[TAN + j], b[MASS + j], b[AX + j], b[AY + j]
    )
    b[PX + j], b[PY + j] = p, q
    e = 1e-6 * b[PACE + j]
    ahead = guard(b, j, x + e * u, y + e * v, u + e * p, v + e * q, extending)
    behind = guard(b, j, x - e * u, y - e * v, u - e * p, v - e * q, extending)
    return (ahead - behind) / (2.0 * e)


def expect(b: Any, extending: Any) -> None:
    """Time an undamped oscillator takes to its greatest compression, or to let go."""
    for j in range(LANES):
        length, rate, ux, uy = leg_state(b[X + j], b[Y + j], b[U + j], b[V + j])
        across = uy * b[U + j] - ux * b[V + j]
        pace = math.sqrt(b[MASS + j] / b[STIFF + j])
        # weight along the leg less what the turning of the leg needs, as a compression
        sag = (b[GRAVITY + j] * uy - across * across / length) * pace * pace
        c, speed = b[REST + j] - length - sag, -rate * pace
        turn = math.atan2(speed, c)
        if extending:
            turn += math.acos(min(max(-sag / math.sqrt(c * c + speed * speed), -1.0), 1.0))
        b[PACE + j], b[SPAN + j] = pace, turn * pace


def cover(b: Any, steps: Any, extending: Any) -> None:
    """Equal steps over the time to cover."""
    for j in range(LANES):
        b[H + j] = b[AIM + j] / steps
    for count in range(steps):
        full_step(b)
        take(b)
        for j in range(LANES):
            if b[AIM + j] > 0.0:
                if passed(b, j, extending):
                    b[MET + j] = 1.0
                elif b[MET + j] > 0.0:  # met and left again: the first meeting is the array engine's to find
                    b[BAD + j] = 1.0
                elif extending and count < steps - 1 and not (slope(b, j, extending) > 0.0):
                    b[BAD + j] = 1.0  # the push may have dipped


def newton(b: Any, reach: Any, extending: Any) -> None:
    """The move that should bring the guard to zero: it must rise there, and the move be no longer than √(m/k).

    A zero farther off than ``reach``, in √(m/k), might not be the one that is meant.
    """
    for j in range(LANES):
        rise = slope(b, j, extending)
        move = -guard(b, j, b[X + j], b[Y + j], b[U + j], b[V + j], extending) / rise
        if b[MET + j] == ENDED:
            move = 0.0
        elif not (rise > 0.0) or not (abs(move) < reach * b[PACE + j]):
            b[BAD + j] = 1.0
            move = 0.0
        b[H + j] = min(max(move, -b[PACE + j]), b[PACE + j])


def land(b: Any, rounds: Any, extending: Any) -> None:
    """Meet the end of a phase: moves of full order, two short ones, then the tangent."""
    for count in range(rounds):
        newton(b, float(rounds - count), extending)
        full_step(b)
        take(b)
    for _ in range(2):
        newton(b, 0.1, extending)
        short_step(b)
        take(b)
    newton(b, SMALL, extending)
    for j in range(LANES):
        b[X + j] += b[H + j] * b[U + j]
        b[Y + j] += b[H + j] * b[V + j]
        b[U + j] += b[H + j] * b[PX + j]
        b[V + j] += b[H + j] * b[PY + j]
        b[TIME + j] += b[H + j]


def change_roll(b: Any, steps: Any, extending: Any) -> None:
    """Go as far as the change of the COP's speed; where the phase was over before, leave it to be landed from there."""
    cover(b, steps, extending)
    for j in range(LANES):
        if b[AIM + j] > 0.0 and not (b[MET + j] > 0.0):
            b[TRAVEL + j] += b[ROLL + j] * b[LEFT + j]
            b[U + j] += b[ROLL + j] - b[LATE + j]
            b[ROLL + j], b[LEFT + j], b[BEGAN + j] = b[LATE + j], np.inf, b[TIME + j]
            if passed(b, j, extending):
                b[MET + j] = ENDED
    expect(b, extending)


def phase(b: Any, steps: Any, rounds: Any, extending: Any) -> None:
    """One phase of contact, with the change of the COP's speed where it comes first."""
    expect(b, extending)
    changes = False
    for j in range(LANES):
        b[BEGAN + j], b[MET + j], b[AIM + j] = b[TIME + j], 0.0, 0.0
        if b[LEFT + j] < b[SPAN + j]:
            b[AIM + j] = b[LEFT + j]
            changes = True
    if changes:
        change_roll(b, steps, extending)
    for j in range(LANES):
        b[AIM + j] = 0.0 if b[MET + j] > 0.0 else max(b[SPAN + j], 0.0)
        if not (abs(b[SPAN + j]) < np.inf):
            b[BAD + j] = 1.0
    cover(b, steps, extending)
    land(b, rounds, extending)
    for j in range(LANES):
        spell = b[TIME + j] - b[BEGAN + j]
        b[TRAVEL + j] += b[ROLL + j] * spell
        b[LEFT + j] -= spell
        if not (b[LEFT + j] > 0.0):  # the roll should have changed before
            b[BAD + j] = 1.0


def run(cases: Any, found: Any, steps: Any, rounds: Any) -> None:
    """All blocks; ``cases`` has the rows of ``IN``, ``found`` those of ``OUT``, their length a multiple of LANES.

    ``steps`` are taken in each part of a phase, ``rounds`` of Newton moves of full order to meet its end.
    """
    b = np.zeros(BUFFER)
    for first in range(0, cases.shape[1], LANES):
        for j in range(LANES):
            i = first + j
            for row in range(4):
                b[X + row * LANES + j] = cases[row, i]
            for row in range(12):
                b[REST + row * LANES + j] = cases[4 + row, i]
            b[TRAVEL + j], b[TIME + j], b[SPENT + j], b[BAD + j] = 0.0, 0.0, 0.0, 0.0
            b[LENGTH + j], b[SPEED + j] = cases[4, i], math.sqrt(cases[12, i] * cases[4, i])
            if passed(b, j, False):
                b[BAD + j] = 1.0
        phase(b, steps, rounds, False)
        for j in range(LANES):
            i = first + j
            found[7, i] = b[TIME + j]
            for row in range(4):
                found[8 + row, i] = b[X + row * LANES + j]
            shortest = leg_state(b[X + j], b[Y + j], b[U + j], b[V + j])[0]
            b[REST + j], b[STIFF + j] = push_off_leg(b[REST + j], b[STIFF + j], b[PUSH_OFF + j], shortest)
            if not (b[STIFF + j] > 0.0):
                b[BAD + j] = 1.0
        phase(b, steps, rounds, True)
        for j in range(LANES):
            i = first + j
            found[0, i] = b[TIME + j]
            for row in range(4):
                found[1 + row, i] = b[X + row * LANES + j]
            found[5, i], found[6, i], found[12, i], found[13, i] = b[ROLL + j], b[TRAVEL + j], b[SPENT + j], b[BAD + j]
