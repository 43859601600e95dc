"""One step over time: each lane goes from the start of its phase to an instant of its own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from springmass.dynamics.equations import leg_state, push_off_leg
from springmass.dynamics.lanes.kernel import enter
from springmass.dynamics.lanes.rows import (
    APEX_SPEED,
    AX,
    AY,
    BUFFER,
    DAMP,
    HERE,
    LANES,
    LATE,
    PER_MASS,
    PUSH_OFF,
    PX,
    PY,
    REST,
    ROLL,
    START,
    STIFF,
    H,
    U,
    V,
    X,
    Y,
)
from springmass.dynamics.lanes.rules import accelerate, take

force: Any = None
step: Any = None

LONGEST = 0.9
"""Of a step, times √(m/k)."""
PATH = ("time", "x", "y", "vx", "vy", "grf_x", "grf_y", "leg_length", "cop", "part")
"""Rows of a path; the part is 0 in descent, 1 and 2 in compression and extension, 3 in ascent."""


def flight(path: Any, at: Any, count: Any, until: Any, since: Any, x: Any, y: Any, u: Any, v: Any, b: Any) -> Any:
    """Instants of a flight; returns where the next part begins."""
    for i in range(count):
        t = until * i / (count - 1)
        path[0, at + i] = since + t
        path[1, at + i], path[2, at + i] = x + (u + 0.5 * b[AX] * t) * t, y + (v + 0.5 * b[AY] * t) * t
        path[3, at + i], path[4, at + i] = u + b[AX] * t, v + b[AY] * t
        path[5, at + i], path[6, at + i], path[7, at + i], path[8, at + i] = 0.0, 0.0, np.nan, np.nan
        path[9, at + i] = 0.0 if since == 0.0 else 3.0
    return at + count


def reach(b: Any, rules: Any, count: Any) -> None:
    """From the kept state, each lane by its own time, in ``count`` steps."""
    for j in range(4 * LANES):
        b[X + j] = b[KEPT + j]
    for _ in range(count):
        for j in range(LANES):
            b[PX + j], b[PY + j] = accelerate(b, j, b[X + j], b[Y + j], b[U + j], b[V + j])
        step(b, rules)
        take(b)


KEPT = HERE + 16 * LANES
"""Four rows for the state a part begins with, behind what the steps use."""
ROWS = BUFFER + 8 * LANES


def trace(cases: Any, found: Any, path: Any, points: Any, rules: Any) -> Any:
    """The step in column 0 of ``cases`` and ``found``, which runs; fills ``path`` and returns how many instants."""
    b = np.zeros(ROWS)
    enter(b, cases, 0)
    fall, contact, squeezed, switch = found[2, 0], found[3, 0], found[8, 0], cases[16, 0]
    rising = found[4, 0] - fall
    total = fall + contact + rising
    at = 0
    if fall > 0.0:
        height = cases[0, 0] + cases[5, 0] * cases[1, 0]  # what the leg reaches at the apex, and the room above
        at = flight(path, at, max(3, round(points * fall / total)), fall, 0.0, 0.0, height, b[APEX_SPEED], 0.0, b)
    first, cop, began, compressing = b[START], 0.0, 0.0, True
    while True:
        until = min(squeezed if compressing else contact, switch if switch > began else np.inf)
        spell = until - began
        count = max(3, round(points * spell / total)) if spell > 0.0 else 0
        steps = max(1, math.ceil(spell * math.sqrt(b[STIFF] * b[PER_MASS]) / LONGEST))
        for j in range(4 * LANES):
            b[KEPT + j] = b[X + j]
        for batch in range(0, count, LANES):
            for j in range(LANES):
                b[H + j] = spell * min(batch + j, count - 1) / (count - 1) / steps
            reach(b, rules, steps)
            for j in range(min(LANES, count - batch)):
                i = at + batch + j
                t = spell * (batch + j) / (count - 1)
                p, q = accelerate(b, j, b[X + j], b[Y + j], b[U + j], b[V + j])
                path[0, i] = fall + began + t
                path[8, i] = first + cop + b[ROLL] * t
                path[1, i], path[2, i] = path[8, i] + b[X + j], b[Y + j]
                path[3, i], path[4, i] = b[U + j] + b[ROLL], b[V + j]
                path[5, i], path[6, i] = (p - b[AX]) / b[PER_MASS], (q - b[AY]) / b[PER_MASS]
                path[7, i] = leg_state(b[X + j], b[Y + j], b[U + j], b[V + j])[0]
                path[9, i] = 1.0 if compressing else 2.0
        at += count
        for j in range(LANES):
            b[H + j] = spell / steps
        reach(b, rules, steps)
        cop += b[ROLL] * spell
        began = until
        if until == switch:
            for j in range(LANES):
                b[U + j] += b[ROLL + j] - b[LATE + j]
                b[ROLL + j] = b[LATE + j]
            switch = np.inf
        if compressing and until == squeezed:
            compressing = False
            for j in range(LANES):
                length = leg_state(b[X + j], b[Y + j], b[U + j], b[V + j])[0]
                b[REST + j], b[STIFF + j] = push_off_leg(
                    b[REST + j], b[STIFF + j], b[PUSH_OFF + j], length, force, b[DAMP + j]
                )
        elif not compressing and until >= contact:
            break
    x, count = first + cop + b[X], max(3, round(points * rising / total))
    return flight(path, at, count, rising, fall + contact, x, b[Y], b[U] + b[ROLL], b[V], b)
