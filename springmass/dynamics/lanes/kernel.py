"""Whole steps, a block of lanes at a time, from apex to apex. A lane never reads another."""
# ruff: noqa: D103 — the functions are stages of one loop, not an interface

from __future__ import annotations

import math
from typing import Any

import numpy as np

from springmass.dynamics.flight import ascend, fall_time, safe_move
from springmass.dynamics.lanes.contact import aim, cover, guard_here, land, turn
from springmass.dynamics.lanes.rows import (
    AIM,
    APEX_SPEED,
    AX,
    AY,
    BAD,
    BUFFER,
    CASE,
    COMPRESSION,
    COSINE,
    FALL,
    FELL,
    FOOT_BELOW_GROUND,
    GRAVITY,
    IN,
    INVALID_INPUT,
    LANES,
    LENGTH,
    NO_CONTACT,
    OMEGA,
    PER_MASS,
    PX,
    PY,
    REST,
    ROLL,
    ROOM,
    RUNNING,
    SHORT,
    SHORT_AT,
    SHORT_X,
    SHORT_Y,
    SINE,
    SPEED,
    SPENT,
    STAGE,
    START,
    TAKEOFF_DOWN,
    TIME,
    TRAVEL,
    U,
    V,
    X,
    Y,
)
from springmass.dynamics.phases import OVERCOMPRESSED, time_limit
from springmass.dynamics.rounds import tangent_reach

FALLS = 12
"""Moves in which a retracting leg has met the ground, or is left to others."""
MOST_TURN = 3.0
"""Radians that a leg may turn while it falls, or it is left to others."""


def sine_cosine(x: Any) -> Any:
    """Of less than half a turn, to the last digit, in arithmetic that fits into lanes.

    Taylor's series of a quarter of it, doubled twice.
    """
    x = 0.25 * x
    s = x * x
    sine = 1.0 - s * (1.0 / 272.0) * (1.0 - s * (1.0 / 342.0))
    sine = 1.0 - s * (1.0 / 110.0) * (1.0 - s * (1.0 / 156.0) * (1.0 - s * (1.0 / 210.0) * sine))
    sine = 1.0 - s * (1.0 / 20.0) * (1.0 - s * (1.0 / 42.0) * (1.0 - s * (1.0 / 72.0) * sine))
    cosine = 1.0 - s * (1.0 / 240.0) * (1.0 - s * (1.0 / 306.0))
    cosine = 1.0 - s * (1.0 / 90.0) * (1.0 - s * (1.0 / 132.0) * (1.0 - s * (1.0 / 182.0) * cosine))
    cosine = 1.0 - s * (1.0 / 12.0) * (1.0 - s * (1.0 / 30.0) * (1.0 - s * (1.0 / 56.0) * cosine))
    sine, cosine = x - x * s * (1.0 / 6.0) * sine, 1.0 - s * 0.5 * cosine
    sine, cosine = 2.0 * sine * cosine, 1.0 - 2.0 * sine * sine
    return 2.0 * sine * cosine, 1.0 - 2.0 * sine * sine


def load(b: Any, cases: Any, first: Any) -> None:
    for row in range(len(IN)):
        for j in range(LANES):
            b[CASE + row * LANES + j] = cases[row, first + j]


def retract(b: Any) -> None:
    """Follow a leg that turns while it falls until its foot touches, as in ``touchdown_time``."""
    for j in range(LANES):
        b[AIM + j] = 0.0  # how far it has turned
    for _ in range(FALLS):
        for j in range(LANES):
            t, omega, length, ay = b[FALL + j], b[OMEGA + j], b[REST + j], b[AY + j]
            sine, cosine = sine_cosine(omega * t)
            upright, ahead = b[SINE + j], b[COSINE + j]
            turned = ahead * cosine - upright * sine
            gap = b[ROOM + j] + 0.5 * ay * t * t + length * (upright * (1.0 - cosine) - ahead * sine)
            move = safe_move(max(gap, 0.0), ay * t - length * omega * turned, length * omega * omega - ay)
            turning = omega != 0.0
            b[PX + j], b[PY + j] = upright * cosine + ahead * sine, turned
            # the body meets the ground before the foot does; nothing is read from a turn beyond half a circle
            lost = turning and t > fall_time(b[ROOM + j] + length * upright, ay)
            b[AIM + j] = max(b[AIM + j], abs(omega * t))
            arrived = lost or move <= 4e-16 * (t + 1e-3)
            b[BAD + j] = 1.0 if turning and not (arrived and b[AIM + j] < MOST_TURN) else 0.0
            b[FALL + j] = t + move if turning and not lost else t
            b[STAGE + j] = FELL if lost and b[AIM + j] < MOST_TURN else b[STAGE + j]


def enter(b: Any, cases: Any, first: Any) -> None:
    """Fill the lanes with cases and let them fall to touchdown."""
    load(b, cases, first)
    retracts = False
    for j in range(LANES):
        b[PER_MASS + j] = 1.0 / b[PER_MASS + j]
        b[LENGTH + j], b[SPEED + j] = b[REST + j], math.sqrt(b[GRAVITY + j] * b[REST + j])
        b[SHORT + j], b[SHORT_X + j], b[SHORT_Y + j], b[SHORT_AT + j] = np.nan, np.nan, np.nan, np.nan
        b[TRAVEL + j], b[TIME + j], b[SPENT + j], b[BAD + j], b[STAGE + j] = 0.0, 0.0, 0.0, 0.0, COMPRESSION
        b[PX + j], b[PY + j] = b[SINE + j], b[COSINE + j]
        b[FALL + j] = 0.0 if b[OMEGA + j] != 0.0 else fall_time(max(b[ROOM + j], 0.0), b[AY + j])
        retracts = retracts or b[OMEGA + j] != 0.0
    if retracts:
        retract(b)
    for j in range(LANES):
        length, fall, speed, ax = b[REST + j], b[FALL + j], b[APEX_SPEED + j], b[AX + j]
        b[X + j], b[Y + j] = -length * b[PY + j], length * b[PX + j]
        b[U + j], b[V + j] = speed + ax * fall - b[ROLL + j], b[AY + j] * fall
        b[START + j] = (speed + 0.5 * ax * fall) * fall - b[X + j]
        stage = FOOT_BELOW_GROUND if b[ROOM + j] < 0.0 else b[STAGE + j]
        stage = stage if abs(b[ROOM + j]) < np.inf and abs(speed) < np.inf else INVALID_INPUT
        b[BAD + j] = b[BAD + j] if stage in (COMPRESSION, FELL) else 0.0
        b[FALL + j] = fall if stage == COMPRESSION else np.nan
        b[STAGE + j] = stage
        b[STAGE + j] = NO_CONTACT if stage == COMPRESSION and guard_here(b, j) >= 0.0 else stage


def leave(b: Any, found: Any, start: Any, accuracy: Any, safety: Any) -> None:
    """Rise to the next apex, judge, and hand over what was found; see ``OUT``."""
    nan = np.nan
    for j in range(LANES):
        i = start + j
        off = b[STAGE + j] == RUNNING
        up = off and b[V + j] > 0.0
        x, y, vx, vy, fall, time = b[X + j], b[Y + j], b[U + j] + b[ROLL + j], b[V + j], b[FALL + j], b[TIME + j]
        rising, height, speed, distance = ascend(y, vx, vy, b[AX + j], b[AY + j])
        # up or down, forward or backward: not to be read from numbers as small as their error
        unsure = accuracy * b[SPEED + j]
        sure = abs(vy) > unsure and (abs(vx) > unsure or vx == 0.0)
        lost = off and not (sure and time <= time_limit(b[LENGTH + j], b[GRAVITY + j]))
        # an error of the speed upwards raises the apex the more, the faster it goes up
        spent = safety * b[SPENT + j] * (1.0 + (abs(vy) / b[SPEED + j] if off else 0.0))
        lost = lost or b[BAD + j] > 0.0 or b[STAGE + j] < 0.0 or not (spent <= accuracy)
        back = b[APEX_SPEED + j] < 0.0 or (off and vx < 0.0) or (up and speed < 0.0)
        found[0, i], found[1, i], found[2, i] = height if up else nan, speed if up else nan, fall
        found[3, i], found[4, i] = time if off else nan, fall + rising if up else nan
        found[5, i] = fall + rising + time if up else nan
        found[6, i] = b[START + j] + (x + b[TRAVEL + j] + distance) if up else nan
        found[7, i], found[8, i] = b[SHORT + j], b[SHORT_AT + j]
        found[9, i], found[10, i] = b[SHORT_X + j], b[SHORT_Y + j]
        found[11, i], found[12, i] = x if off else nan, y if off else nan
        found[13, i], found[14, i] = vx if off else nan, vy if off else nan
        found[15, i], found[16, i] = spent if up else nan, TAKEOFF_DOWN if off and not up else b[STAGE + j]
        found[17, i] = 1.0 if back else 0.0
        found[18, i] = 1.0 if b[SHORT + j] < OVERCOMPRESSED * b[LENGTH + j] else 0.0
        found[19, i] = np.inf if lost else spent


def run(
    cases: Any, found: Any, start: Any, accuracy: Any, rules: Any, steps: Any, landing: Any, moves: Any, rounds: Any,
    safety: Any,
) -> None:  # fmt: skip
    """All blocks; ``cases`` has the rows of ``IN``, ``found`` from column ``start`` on those of ``OUT``.

    ``rules`` are combined in each of the ``steps`` of a round; at most so many ``moves``, the first of ``landing``
    rules, meet its border. A lane has so many ``rounds``. ``accuracy`` is what each must reach, by estimates times
    ``safety``.
    """
    b = np.zeros(BUFFER)
    small = tangent_reach(accuracy)
    for first in range(0, cases.shape[1], LANES):
        enter(b, cases, first)
        for _ in range(rounds):
            if aim(b) == 0:
                break
            cover(b, steps, rules)
            land(b, moves, landing, 2 if steps == 1 else 0, small)
            turn(b)
        leave(b, found, start + first, accuracy, safety)
