"""The buffer a block of lanes lives in: a row of ``LANES`` numbers for each quantity.

Offsets that are known constants let the compiler prove that rows never overlap, so each loop over the lanes becomes
vector instructions.
"""

from __future__ import annotations

from springmass.dynamics.outcomes import Outcome

LANES = 64
"""Cases in a block: enough to hide how long each operation takes, few enough for the nearest cache."""
COMPRESSION, EXTENSION = -2.0, -1.0
RUNNING, FELL, FOOT_BELOW_GROUND, TAKEOFF_DOWN, NO_TAKEOFF, NO_CONTACT, INVALID_INPUT = (
    float(Outcome[name])
    for name in ("RUNNING", "FELL", "FOOT_BELOW_GROUND", "TAKEOFF_DOWN", "NO_TAKEOFF", "NO_CONTACT", "INVALID_INPUT")
)
"""In ``STAGE``: two phases of contact, below zero; then what the step came to."""
TO_ROLL, TO_EVENT, NOT_YET, MET = 0.0, 1.0, 2.0, 3.0
"""In ``GOAL``: a round ends with the change of roll, the end of the phase, or only nearer to it; the end was met."""

(
    X, Y, U, V, H, PX, PY, LENGTH, SPEED, FALL, START, TRAVEL, TIME, SPENT, BAD, STAGE, GOAL, PACE, AIM, BEGAN, GUARD,
    SLOPE, LOW, ROSE, ABOVE, FALLING, SHORT, SHORT_X, SHORT_Y, SHORT_AT,
    ROOM, SINE, COSINE, APEX_SPEED, OMEGA, REST, STIFF, DAMP, TAN, PER_MASS, AX, AY, PUSH_OFF, GRAVITY, ROLL, LATE,
    LEFT,
    BEFORE, HERE, AFTER, OFF,
) = (LANES * row for row in [*range(47), 47, 51, 55, 59])  # fmt: skip
CASE, BUFFER = ROOM, LANES * 63
"""Offsets of: state; length of a step; acceleration; scales of error; fall to touchdown, where touchdown was; travel of
the COP; clock; error spent; flags; √(m/k), time to cover, when the round began; the guard and its rate, both before the
step, height and rise before it; length, place and time of greatest compression. Then a case as in ``IN``; leg, speed of
the COP and time left to its change are kept up to date. Then four rows each: two states of the midpoint rule (as
moves), the state after a step, its error."""

IN = ("room", "sine", "cosine", "speed", "retraction", "rest", "stiffness", "damping", "tan_hip", "mass", "ax", "ay",
      "push_off", "gravity", "roll", "late_roll", "switch_time")  # fmt: skip
"""Rows of what the kernel takes: ``room`` is what the apex is higher than the leg reaches there, ``sine`` and
``cosine`` are of the angle of attack."""
OUT = (
    "apex_height", "apex_speed", "touchdown_time", "contact_time", "flight_time", "step_time", "step_length",
    "shortest_leg", "greatest_compression_time", "greatest_compression_x", "greatest_compression_y", "takeoff_x",
    "takeoff_y", "takeoff_vx", "takeoff_vy", "error", "outcome", "backward", "overcompressed", "spent",
)  # fmt: skip
"""Rows of what it finds, as in :class:`springmass.ApexMap`; ``spent`` is infinite where the lane was not plain."""
