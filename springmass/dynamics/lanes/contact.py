"""A contact, in rounds, all lanes together.

Each lane goes through its contact in rounds. A round aims at the next border – greatest compression, takeoff, or the
instant at which the foot rolls at another speed –, covers the way in equal extrapolated steps, and lands on the border
by Newton's rule. What is not plain marks its lane ``BAD`` and is left to others.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from springmass.dynamics.equations import leg_state, push_left, push_off_leg
from springmass.dynamics.lanes.rows import (
    ABOVE,
    AIM,
    BAD,
    BEGAN,
    COMPRESSION,
    DAMP,
    EXTENSION,
    FALLING,
    FELL,
    GOAL,
    GRAVITY,
    GUARD,
    LANES,
    LATE,
    LEFT,
    LENGTH,
    LOW,
    MET,
    NO_TAKEOFF,
    NOT_YET,
    PACE,
    PER_MASS,
    PUSH_OFF,
    PX,
    PY,
    REST,
    ROLL,
    ROSE,
    RUNNING,
    SHORT,
    SHORT_AT,
    SHORT_X,
    SHORT_Y,
    SLOPE,
    SPENT,
    STAGE,
    STIFF,
    TIME,
    TO_EVENT,
    TO_ROLL,
    TRAVEL,
    H,
    U,
    V,
    X,
    Y,
)
from springmass.dynamics.lanes.rules import accelerate, take
from springmass.dynamics.phases import time_limit
from springmass.dynamics.rounds import time_to_border, top_between

# Given when a kernel is made: the leg law, the step that suits it, guards with their derivatives.
force: Any = None
push: Any = None
step: Any = None
d_leg_rate: Any = None
d_push_left: Any = None


def guard_here(b: Any, j: Any) -> Any:
    """Negative during the phase, zero at its end: the leg's rate, or minus what is left of its push."""
    x, y, u, v = b[X + j], b[Y + j], b[U + j], b[V + j]
    left = push_left(x, y, u, v, push, b[REST + j], b[STIFF + j], b[DAMP + j])
    return leg_state(x, y, u, v)[1] if b[STAGE + j] == COMPRESSION else -left


def look(b: Any) -> None:
    """The acceleration where the lanes are, their guard, and how fast it rises along the motion."""
    for j in range(LANES):
        x, y, u, v = b[X + j], b[Y + j], b[U + j], b[V + j]
        p, q = accelerate(b, j, x, y, u, v)
        rate, d_rate = d_leg_rate(x, y, u, v, u, v, p, q)
        left, d_left = d_push_left(x, y, u, v, b[REST + j], b[STIFF + j], b[DAMP + j], u, v, p, q, 0.0, 0.0, 0.0)
        compressing = b[STAGE + j] == COMPRESSION
        b[PX + j], b[PY + j] = p, q
        b[GUARD + j], b[SLOPE + j] = rate if compressing else -left, d_rate if compressing else -d_left


def aim(b: Any) -> Any:
    """Time to the next border: as an undamped oscillator takes to its greatest compression or to let go.

    Returns how many lanes are still in contact.
    """
    going = 0
    for j in range(LANES):
        leg = leg_state(b[X + j], b[Y + j], b[U + j], b[V + j])
        across, extends = leg[3] * b[U + j] - leg[2] * b[V + j], b[STAGE + j] == EXTENSION
        span, pace = time_to_border(
            leg, across, force, push, b[REST + j], b[STIFF + j], b[DAMP + j], b[PER_MASS + j], b[GRAVITY + j], extends
        )
        active = b[STAGE + j] < 0.0 and b[BAD + j] == 0.0
        rolls = b[LEFT + j] < span
        b[GOAL + j] = TO_ROLL if rolls else TO_EVENT
        b[AIM + j] = (b[LEFT + j] if rolls else span) if active else 0.0
        b[PACE + j], b[BEGAN + j] = pace, b[TIME + j]
        going += 1 if active else 0
    return going


def cover(b: Any, steps: Any, rules: Any) -> None:
    """Equal steps over the time to cover; a lane stops where it has passed the end of its phase."""
    look(b)
    for j in range(LANES):
        b[H + j] = b[AIM + j] / steps
    for _ in range(steps):
        advance(b, rules, 1.0 if steps == 1 else 0.3)
        for j in range(LANES):
            moved, here = b[H + j] > 0.0, b[GUARD + j]
            if moved and here >= 0.0:
                b[GOAL + j], b[H + j] = TO_EVENT, 0.0
            # the body is below the ground and the leg has not let go: nothing lifts it any more
            if moved and not (here >= 0.0) and not (b[Y + j] > 0.0):
                b[STAGE + j], b[H + j] = FELL, 0.0


def advance(b: Any, rules: Any, doubt: Any) -> None:
    """One step. Within it the guard must stay below zero and the body above the ground; see ``top_between``."""
    for j in range(LANES):
        b[LOW + j], b[ROSE + j] = b[GUARD + j], b[SLOPE + j]
        b[ABOVE + j], b[FALLING + j] = b[Y + j], b[V + j]
    step(b, rules)
    take(b)
    look(b)
    for j in range(LANES):
        slope, rose, h, low, here = b[SLOPE + j], b[ROSE + j], b[H + j], b[LOW + j], b[GUARD + j]
        dips = here < 0.0 and rose > 0.0 and slope < 0.0 and top_between(low, rose, here, slope, h, doubt) >= 0.0
        y, v, above, fell = b[Y + j], b[V + j], b[ABOVE + j], b[FALLING + j]
        dips = dips or (y > 0.0 and fell < 0.0 and v > 0.0 and top_between(-above, -fell, -y, -v, h, doubt) >= 0.0)
        if h > 0.0 and dips and b[STAGE + j] < 0.0:
            b[BAD + j] = 1.0


def newton(b: Any, reach: Any, again: Any, small: Any) -> Any:
    """The move that should bring the guard to zero; a small one is made along the tangent and the lane has met it.

    The guard must rise there, and the move be no longer than ``reach``; where it is not, and the end not passed, the
    lane goes on if it may try ``again``. Returns how many lanes are to be moved.
    """
    moving = 0
    for j in range(LANES):
        slope, here, pace = b[SLOPE + j], b[GUARD + j], b[PACE + j]
        move = -here / slope
        wanted = b[GOAL + j] == TO_EVENT and b[STAGE + j] < 0.0
        sound = slope > 0.0 and abs(move) < reach * pace
        near = wanted and sound and abs(move) <= small * pace
        far = wanted and sound and not near
        short = wanted and not sound and again and here < 0.0
        if wanted and not sound and not short:
            b[BAD + j] = 1.0
        b[GOAL + j] = MET if near else (NOT_YET if short else b[GOAL + j])
        tangent = move if near else 0.0
        b[X + j] += tangent * b[U + j]
        b[Y + j] += tangent * b[V + j]
        b[U + j] += tangent * b[PX + j]
        b[V + j] += tangent * b[PY + j]
        b[TIME + j] += tangent
        b[SPENT + j] += (tangent / pace) ** 2
        b[H + j] = move if far else 0.0
        moving += 1 if far else 0
    return moving


def land(b: Any, moves: Any, rules: Any, fewer: Any, small: Any) -> None:
    """Meet the end of a phase by moves, each of ``fewer`` rules than the one before."""
    for count in range(moves):
        if newton(b, 0.6 if count == 0 else 0.2, count == 0 or fewer == 0, small) == 0:
            break
        advance(b, max(rules - fewer * count, 2), 0.3)
    newton(b, 0.2, fewer == 0, small)
    for j in range(LANES):
        late = b[GOAL + j] == TO_EVENT and b[STAGE + j] < 0.0
        again = late and fewer == 0 and b[GUARD + j] < 0.0
        b[GOAL + j] = NOT_YET if again else b[GOAL + j]
        b[BAD + j] = 1.0 if late and not again else b[BAD + j]


def turn(b: Any) -> None:
    """What happens at the border that was met."""
    for j in range(LANES):
        going = b[STAGE + j] < 0.0 and b[BAD + j] == 0.0
        spell = b[TIME + j] - b[BEGAN + j]
        rolls = going and b[GOAL + j] == TO_ROLL
        b[TRAVEL + j] += b[ROLL + j] * spell
        left = b[LEFT + j] - spell
        b[LEFT + j] = np.inf if rolls else left
        b[U + j] += b[ROLL + j] - b[LATE + j] if rolls else 0.0
        b[ROLL + j] = b[LATE + j] if rolls else b[ROLL + j]
        # an end that was met after the roll should have changed is none: the next round goes back; and the new speed
        # of the foot may end the phase at once
        met = going and (guard_here(b, j) >= 0.0 if rolls else (b[GOAL + j] == MET and left > 0.0))
        shortest = leg_state(b[X + j], b[Y + j], b[U + j], b[V + j])[0]
        below = met and not (b[Y + j] > 0.0)
        squeezed = met and not below and b[STAGE + j] == COMPRESSION
        b[SHORT + j] = shortest if squeezed else b[SHORT + j]
        b[SHORT_X + j] = b[X + j] if squeezed else b[SHORT_X + j]
        b[SHORT_Y + j] = b[Y + j] if squeezed else b[SHORT_Y + j]
        b[SHORT_AT + j] = b[TIME + j] if squeezed else b[SHORT_AT + j]
        rest, stiff = push_off_leg(b[REST + j], b[STIFF + j], b[PUSH_OFF + j], shortest, force, b[DAMP + j])
        b[REST + j] = rest if squeezed else b[REST + j]
        b[STIFF + j] = stiff if squeezed else b[STIFF + j]
        b[STAGE + j] = FELL if below else (b[STAGE + j] + 1.0 if met else b[STAGE + j])
        # nothing left to push with, or the new speed of the foot has taken the push away: it lets go at once
        if squeezed and (not (stiff > 0.0) or guard_here(b, j) >= 0.0):
            b[STAGE + j] = RUNNING
        if b[STAGE + j] < 0.0 and b[TIME + j] > time_limit(b[LENGTH + j], b[GRAVITY + j]):
            b[STAGE + j] = NO_TAKEOFF
