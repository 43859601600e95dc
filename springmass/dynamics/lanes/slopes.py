"""Changes of contacts, a block of lanes at a time: :func:`springmass.dynamics.variation.along`, made to be compiled."""
# ruff: noqa: D103 — the functions are stages of one loop, not an interface

from __future__ import annotations

import math
from typing import Any

import numpy as np

from springmass.dynamics.lanes.rows import LANES
from springmass.dynamics.variation import COMPRESSION, GIVEN, RULES, SWITCH, TAKEOFF

(
    Z, VALUES, CHANGES, ROLL, D_ROLL, LATE, D_LATE, PUSH_OFF, D_PUSH_OFF, D_SWITCH, END, SPELL,
    SQUEEZED, D_TIME, D_TRAVEL, H, STEPS, MOTION, BEFORE, HERE, AFTER,
) = (LANES * row for row in [0, 8, 15, *range(22, 29), 29, 32, 35, *range(39, 44), 51, 59, 67])  # fmt: skip
BUFFER = LANES * 75
"""Offsets of the rows of ``GIVEN``, the state first; changes at greatest compression, of the clock, of the travel of
the COP; length of a step, steps of a part; rates of the eight rows of the state, and what the midpoint rule needs of
them."""

# Given when a kernel is made: functions with their derivatives, weights of the extrapolation.
d_acceleration: Any = None
d_leg_rate: Any = None
d_leg_length: Any = None
d_push_left: Any = None
d_push_off_leg: Any = None
step: Any = None
WEIGHTS: Any = None


def rates(b: Any, j: Any, x: Any, y: Any, u: Any, v: Any, dx: Any, dy: Any, du: Any, dv: Any) -> Any:
    return d_acceleration(
        x, y, u, v, b[VALUES + j], b[VALUES + LANES + j], b[VALUES + 2 * LANES + j], b[VALUES + 3 * LANES + j],
        b[VALUES + 4 * LANES + j], b[VALUES + 5 * LANES + j], b[VALUES + 6 * LANES + j],
        dx, dy, du, dv, b[CHANGES + j], b[CHANGES + LANES + j], b[CHANGES + 2 * LANES + j], b[CHANGES + 3 * LANES + j],
        b[CHANGES + 4 * LANES + j], b[CHANGES + 5 * LANES + j], b[CHANGES + 6 * LANES + j],
    )  # fmt: skip


def motion(b: Any) -> None:
    """Rates of state and change where they are."""
    for j in range(LANES):
        p, q, dp, dq = rates(
            b, j, b[Z + j], b[Z + LANES + j], b[Z + 2 * LANES + j], b[Z + 3 * LANES + j], b[Z + 4 * LANES + j],
            b[Z + 5 * LANES + j], b[Z + 6 * LANES + j], b[Z + 7 * LANES + j],
        )  # fmt: skip
        b[MOTION + j], b[MOTION + LANES + j] = b[Z + 2 * LANES + j], b[Z + 3 * LANES + j]
        b[MOTION + 2 * LANES + j], b[MOTION + 3 * LANES + j] = p, q
        b[MOTION + 4 * LANES + j], b[MOTION + 5 * LANES + j] = b[Z + 6 * LANES + j], b[Z + 7 * LANES + j]
        b[MOTION + 6 * LANES + j], b[MOTION + 7 * LANES + j] = dp, dq


def verlet(b: Any) -> None:
    """One extrapolated step of all eight rows, for forces that ignore velocity.

    As in :mod:`springmass.dynamics.lanes.rules`.
    """
    motion(b)
    for j in range(8 * LANES):
        b[AFTER + j] = b[Z + j]
    for rule in range(RULES):
        share, weight = 1.0 / (rule + 1), WEIGHTS[RULES, rule]
        for j in range(LANES):
            d = 0.5 * b[H + j] * share
            b[HERE + j], b[HERE + LANES + j], b[HERE + 4 * LANES + j], b[HERE + 5 * LANES + j] = 0.0, 0.0, 0.0, 0.0
            b[HERE + 2 * LANES + j] = d * b[MOTION + 2 * LANES + j]
            b[HERE + 3 * LANES + j] = d * b[MOTION + 3 * LANES + j]
            b[HERE + 6 * LANES + j] = d * b[MOTION + 6 * LANES + j]
            b[HERE + 7 * LANES + j] = d * b[MOTION + 7 * LANES + j]
        for substep in range(rule + 1):
            part = 0.5 if substep == rule else 1.0
            for j in range(LANES):
                d = b[H + j] * share
                u, v = b[Z + 2 * LANES + j] + b[HERE + 2 * LANES + j], b[Z + 3 * LANES + j] + b[HERE + 3 * LANES + j]
                du, dv = b[Z + 6 * LANES + j] + b[HERE + 6 * LANES + j], b[Z + 7 * LANES + j] + b[HERE + 7 * LANES + j]
                x, y = b[HERE + j] + d * u, b[HERE + LANES + j] + d * v
                dx, dy = b[HERE + 4 * LANES + j] + d * du, b[HERE + 5 * LANES + j] + d * dv
                p, q, dp, dq = rates(
                    b, j, b[Z + j] + x, b[Z + LANES + j] + y, u, v, b[Z + 4 * LANES + j] + dx,
                    b[Z + 5 * LANES + j] + dy, du, dv,
                )  # fmt: skip
                b[HERE + j], b[HERE + LANES + j] = x, y
                b[HERE + 4 * LANES + j], b[HERE + 5 * LANES + j] = dx, dy
                b[HERE + 2 * LANES + j] += part * d * p
                b[HERE + 3 * LANES + j] += part * d * q
                b[HERE + 6 * LANES + j] += part * d * dp
                b[HERE + 7 * LANES + j] += part * d * dq
        for j in range(8 * LANES):
            b[AFTER + j] += weight * b[HERE + j]
    for j in range(8 * LANES):
        b[Z + j] = b[AFTER + j]


def midpoint(b: Any) -> None:
    """The same for any force."""
    motion(b)
    for j in range(8 * LANES):
        b[AFTER + j] = b[Z + j]
    for rule in range(RULES):
        substeps = 2 * (rule + 1)
        share, weight = 1.0 / substeps, WEIGHTS[RULES, rule]
        for row in range(8):
            for j in range(LANES):
                b[BEFORE + row * LANES + j] = 0.0
                b[HERE + row * LANES + j] = b[H + j] * share * b[MOTION + row * LANES + j]
        for _ in range(1, substeps):
            for j in range(LANES):
                d = 2.0 * b[H + j] * share
                x, y = b[HERE + j], b[HERE + LANES + j]
                u, v = b[HERE + 2 * LANES + j], b[HERE + 3 * LANES + j]
                dx, dy = b[HERE + 4 * LANES + j], b[HERE + 5 * LANES + j]
                du, dv = b[HERE + 6 * LANES + j], b[HERE + 7 * LANES + j]
                fast, up = b[Z + 2 * LANES + j] + u, b[Z + 3 * LANES + j] + v
                d_fast, d_up = b[Z + 6 * LANES + j] + du, b[Z + 7 * LANES + j] + dv
                p, q, dp, dq = rates(
                    b, j, b[Z + j] + x, b[Z + LANES + j] + y, fast, up, b[Z + 4 * LANES + j] + dx,
                    b[Z + 5 * LANES + j] + dy, d_fast, d_up,
                )  # fmt: skip
                b[HERE + j], b[HERE + LANES + j] = b[BEFORE + j] + d * fast, b[BEFORE + LANES + j] + d * up
                b[HERE + 2 * LANES + j] = b[BEFORE + 2 * LANES + j] + d * p
                b[HERE + 3 * LANES + j] = b[BEFORE + 3 * LANES + j] + d * q
                b[HERE + 4 * LANES + j] = b[BEFORE + 4 * LANES + j] + d * d_fast
                b[HERE + 5 * LANES + j] = b[BEFORE + 5 * LANES + j] + d * d_up
                b[HERE + 6 * LANES + j] = b[BEFORE + 6 * LANES + j] + d * dp
                b[HERE + 7 * LANES + j] = b[BEFORE + 7 * LANES + j] + d * dq
                b[BEFORE + j], b[BEFORE + LANES + j] = x, y
                b[BEFORE + 2 * LANES + j], b[BEFORE + 3 * LANES + j] = u, v
                b[BEFORE + 4 * LANES + j], b[BEFORE + 5 * LANES + j] = dx, dy
                b[BEFORE + 6 * LANES + j], b[BEFORE + 7 * LANES + j] = du, dv
        for j in range(8 * LANES):
            b[AFTER + j] += weight * b[HERE + j]
    for j in range(8 * LANES):
        b[Z + j] = b[AFTER + j]


def go(b: Any, part: Any, longest: Any) -> None:
    """A part of the contact, in steps of a length that suits each lane."""
    most = 0.0
    for j in range(LANES):
        spell = b[SPELL + part * LANES + j]
        pace = 1.0 / math.sqrt(b[VALUES + 4 * LANES + j] * b[VALUES + LANES + j])
        steps = max(math.ceil(spell / (longest * pace)), 1.0)
        b[STEPS + j] = steps
        most = max(most, steps if steps < MOST_STEPS else 1.0)
    for count in range(int(most)):
        for j in range(LANES):
            b[H + j] = b[SPELL + part * LANES + j] / b[STEPS + j] if count < b[STEPS + j] else 0.0
        step(b)


MOST_STEPS = 10_000.0
"""Of a part; more than any contact within the time limit has."""


def meet(b: Any, part: Any) -> None:
    """Move the border so that its guard stays zero, and change what changes there."""
    motion(b)
    for j in range(LANES):
        end, spell = b[END + part * LANES + j], b[SPELL + part * LANES + j]
        x, y, u, v = b[Z + j], b[Z + LANES + j], b[Z + 2 * LANES + j], b[Z + 3 * LANES + j]
        dx, dy, du, dv = b[Z + 4 * LANES + j], b[Z + 5 * LANES + j], b[Z + 6 * LANES + j], b[Z + 7 * LANES + j]
        p, q = b[MOTION + 2 * LANES + j], b[MOTION + 3 * LANES + j]
        rest, stiff, damp = b[VALUES + j], b[VALUES + LANES + j], b[VALUES + 2 * LANES + j]
        d_rest, d_stiff, d_damp = b[CHANGES + j], b[CHANGES + LANES + j], b[CHANGES + 2 * LANES + j]
        off, rate = d_leg_rate(x, y, u, v, dx, dy, du, dv)[1], d_leg_rate(x, y, u, v, u, v, p, q)[1]
        left = d_push_left(x, y, u, v, rest, stiff, damp, dx, dy, du, dv, d_rest, d_stiff, d_damp)[1]
        falls = d_push_left(x, y, u, v, rest, stiff, damp, u, v, p, q, 0.0, 0.0, 0.0)[1]
        d_spell = -off / rate if end == COMPRESSION else (-left / falls if end == TAKEOFF else 0.0)
        d_spell = 0.0 if spell == 0.0 else d_spell  # the change of roll ended the phase: both happen together
        switches, squeezes = end == SWITCH, end == COMPRESSION
        d_spell = b[D_SWITCH + j] - b[D_TIME + j] if switches else d_spell
        dx, dy, du, dv = dx + u * d_spell, dy + v * d_spell, du + p * d_spell, dv + q * d_spell
        b[D_TIME + j] += d_spell
        b[D_TRAVEL + j] += b[D_ROLL + j] * spell + b[ROLL + j] * d_spell
        b[Z + 2 * LANES + j] = u + (b[ROLL + j] - b[LATE + j] if switches else 0.0)
        b[Z + 4 * LANES + j], b[Z + 5 * LANES + j] = dx, dy
        b[Z + 6 * LANES + j] = du + (b[D_ROLL + j] - b[D_LATE + j] if switches else 0.0)
        b[Z + 7 * LANES + j] = dv
        b[ROLL + j] = b[LATE + j] if switches else b[ROLL + j]
        b[D_ROLL + j] = b[D_LATE + j] if switches else b[D_ROLL + j]
        length, d_length = d_leg_length(x, y, dx, dy)
        push_off, d_push_off = b[PUSH_OFF + j], b[D_PUSH_OFF + j]
        after = d_push_off_leg(rest, stiff, push_off, length, damp, d_rest, d_stiff, d_push_off, d_length, d_damp)
        b[VALUES + j] = after[0] if squeezes else rest
        b[VALUES + LANES + j] = after[1] if squeezes else stiff
        b[CHANGES + j] = after[2] if squeezes else d_rest
        b[CHANGES + LANES + j] = after[3] if squeezes else d_stiff
        b[SQUEEZED + j] = d_length if squeezes else b[SQUEEZED + j]
        b[SQUEEZED + LANES + j] = b[D_TIME + j] if squeezes else b[SQUEEZED + LANES + j]
        b[SQUEEZED + 2 * LANES + j] = dx if squeezes else b[SQUEEZED + 2 * LANES + j]
        b[SQUEEZED + 3 * LANES + j] = dy if squeezes else b[SQUEEZED + 3 * LANES + j]


def run(given: Any, found: Any, longest: Any) -> None:
    """All blocks; rows as in ``GIVEN`` and ``FOUND``."""
    b = np.zeros(BUFFER)
    for first in range(0, given.shape[1], LANES):
        for row in range(len(GIVEN)):
            for j in range(LANES):
                b[Z + row * LANES + j] = given[row, first + j]
        for j in range(LANES):
            b[D_TIME + j], b[D_TRAVEL + j] = 0.0, 0.0
            for row in range(4):
                b[SQUEEZED + row * LANES + j] = np.nan
        for part in range(3):
            go(b, part, longest)
            meet(b, part)
        for j in range(LANES):
            i = first + j
            for row in range(8):
                found[row, i] = b[Z + row * LANES + j]
            found[8, i], found[9, i] = b[D_TIME + j], b[D_TRAVEL + j]
            found[10, i], found[11, i] = b[ROLL + j], b[D_ROLL + j]
            for row in range(4):
                found[12 + row, i] = b[SQUEEZED + row * LANES + j]
