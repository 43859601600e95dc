"""How a step can end: values with a sentence each, never exceptions."""

from __future__ import annotations

from enum import IntEnum


class Outcome(IntEnum):
    """What became of a step or a run.

    Examples
    --------
    >>> Outcome.FELL.sentence
    'the runner fell: the body reached the ground before the leg could push it up again; try a stiffer leg or a foot \
farther ahead'
    """

    RUNNING = 0
    FELL = 1
    FOOT_BELOW_GROUND = 2
    TAKEOFF_DOWN = 3
    NO_TAKEOFF = 4
    NO_CONTACT = 5
    SLIPPED = 6
    INVALID_INPUT = 7
    THROWN_BACK = 8
    """Of a run: each of its steps is whole, but the last one leads backwards."""

    @property
    def sentence(self) -> str:
        """The outcome in words a student can act on."""
        return _SENTENCES[self]


_SENTENCES = {
    Outcome.RUNNING: "running",
    Outcome.FELL: (
        "the runner fell: the body reached the ground before the leg could push it up again; "
        "try a stiffer leg or a foot farther ahead"
    ),
    Outcome.FOOT_BELOW_GROUND: (
        "the foot is below the ground: at the top of the flight the body is lower than the leg reaches down; "
        "bounce higher or land with the foot farther ahead (a smaller angle of attack)"
    ),
    Outcome.TAKEOFF_DOWN: (
        "no flight: the leg lets go while the body is still moving down, so this is not running; "
        "land with the foot farther ahead or take a stiffer leg"
    ),
    Outcome.NO_TAKEOFF: (
        "the foot never left the ground within the time limit; try a stiffer leg, less damping or more push-off"
    ),
    Outcome.NO_CONTACT: (
        "no contact: when the foot reaches the ground the body is already moving away from it; "
        "land with the foot farther ahead"
    ),
    Outcome.SLIPPED: (
        "the foot slips: the ground pushes more sideways than this friction can hold; "
        "more grip would hold it, and shorter, quicker steps need less"
    ),
    Outcome.INVALID_INPUT: "the starting height or speed is not a finite number",
    Outcome.THROWN_BACK: "the runner is stopped and thrown back; land with the foot less far ahead",
}
