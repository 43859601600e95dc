"""One step of all lanes by extrapolated rules; see :class:`springmass.dynamics.extrapolation.Extrapolation`."""
# ruff: noqa: D103 — the functions are stages of one loop, not an interface

from __future__ import annotations

from typing import Any

from springmass.dynamics.lanes.rows import (
    AFTER,
    AX,
    AY,
    BEFORE,
    DAMP,
    HERE,
    LANES,
    LENGTH,
    OFF,
    PER_MASS,
    PX,
    PY,
    REST,
    SPEED,
    SPENT,
    STIFF,
    TAN,
    TIME,
    H,
    U,
    V,
    X,
    Y,
)

# Given when a kernel is made: the leg law, what is compiled for it, weights of the extrapolation.
force: Any = None
acceleration: Any = None
WEIGHTS: Any = None
ESTIMATE: Any = None


def accelerate(b: Any, j: Any, x: Any, y: Any, u: Any, v: Any) -> Any:
    return acceleration(
        x, y, u, v, force, b[REST + j], b[STIFF + j], b[DAMP + j], b[TAN + j], b[PER_MASS + j], b[AX + j], b[AY + j]
    )


def verlet(b: Any, rules: Any) -> None:
    """One extrapolated step of all lanes from where their acceleration is known, for forces that ignore velocity.

    Verlet's rule with 1, 2, 3, … substeps has errors in even powers of their length, like the midpoint rule with twice
    as many, so the weights are the same; see :class:`springmass.dynamics.extrapolation.Extrapolation`.
    """
    for j in range(4 * LANES):
        b[AFTER + j] = 0.0
        b[OFF + j] = 0.0
    for rule in range(rules):
        share = 1.0 / (rule + 1)
        weight, estimate = WEIGHTS[rules, rule], ESTIMATE[rules, rule]
        for j in range(LANES):
            d = b[H + j] * share
            b[HERE + j], b[HERE + LANES + j] = 0.0, 0.0
            b[HERE + 2 * LANES + j], b[HERE + 3 * LANES + j] = 0.5 * d * b[PX + j], 0.5 * d * b[PY + j]
        for _ in range(rule):
            for j in range(LANES):
                d = b[H + j] * share
                du, dv = b[HERE + 2 * LANES + j], b[HERE + 3 * LANES + j]
                u, v = b[U + j] + du, b[V + j] + dv
                dx, dy = b[HERE + j] + d * u, b[HERE + LANES + j] + d * v
                p, q = accelerate(b, j, b[X + j] + dx, b[Y + j] + dy, u, v)
                b[HERE + j], b[HERE + LANES + j] = dx, dy
                b[HERE + 2 * LANES + j], b[HERE + 3 * LANES + j] = du + d * p, dv + d * q
        for j in range(LANES):  # the last substep of the rule, and its share of the result
            d = b[H + j] * share
            du, dv = b[HERE + 2 * LANES + j], b[HERE + 3 * LANES + j]
            u, v = b[U + j] + du, b[V + j] + dv
            dx, dy = b[HERE + j] + d * u, b[HERE + LANES + j] + d * v
            p, q = accelerate(b, j, b[X + j] + dx, b[Y + j] + dy, u, v)
            du, dv = du + 0.5 * d * p, dv + 0.5 * d * q
            b[AFTER + j] += weight * dx
            b[AFTER + LANES + j] += weight * dy
            b[AFTER + 2 * LANES + j] += weight * du
            b[AFTER + 3 * LANES + j] += weight * dv
            b[OFF + j] += estimate * dx
            b[OFF + LANES + j] += estimate * dy
            b[OFF + 2 * LANES + j] += estimate * du
            b[OFF + 3 * LANES + j] += estimate * dv
    for j in range(4 * LANES):
        b[AFTER + j] += b[X + j]


def midpoint(b: Any, rules: Any) -> None:
    """One extrapolated step of all lanes, for any force; see the class named in :func:`verlet`."""
    for j in range(4 * LANES):
        b[AFTER + j] = 0.0
        b[OFF + j] = 0.0
    for rule in range(rules):
        substeps = 2 * (rule + 1)
        share = 1.0 / substeps
        weight, estimate = WEIGHTS[rules, rule], ESTIMATE[rules, rule]
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
                p, q = accelerate(b, j, b[X + j] + dx, b[Y + j] + dy, u, v)
                b[HERE + j], b[HERE + LANES + j] = b[BEFORE + j] + d * u, b[BEFORE + LANES + j] + d * v
                b[HERE + 2 * LANES + j] = b[BEFORE + 2 * LANES + j] + d * p
                b[HERE + 3 * LANES + j] = b[BEFORE + 3 * LANES + j] + d * q
                b[BEFORE + j], b[BEFORE + LANES + j] = dx, dy
                b[BEFORE + 2 * LANES + j], b[BEFORE + 3 * LANES + j] = du, dv
        for j in range(4 * LANES):
            b[AFTER + j] += weight * b[HERE + j]
            b[OFF + j] += estimate * b[HERE + j]
    for j in range(4 * LANES):
        b[AFTER + j] += b[X + j]


def take(b: Any) -> None:
    """Accept the step in the buffer and add up what it may be off."""
    for j in range(LANES):
        far = max(abs(b[OFF + j]), abs(b[OFF + LANES + j])) / b[LENGTH + j]
        fast = max(abs(b[OFF + 2 * LANES + j]), abs(b[OFF + 3 * LANES + j])) / b[SPEED + j]
        b[SPENT + j] += far + fast
        b[TIME + j] += b[H + j]
    for j in range(4 * LANES):
        b[X + j] = b[AFTER + j]
