"""Whether motion and force tell the same steps."""

from __future__ import annotations

import numpy as np

from springmass.errors import InputError
from springmass.measured.force.force_steps import SHARES, ForceSteps
from springmass.measured.motion.contacts_from_feet import foot_contacts
from springmass.measured.motion.motion_steps import Joints
from springmass.measured.recording import FloatArray

_DECISIVE = 0.05
"""One ankle this much lower than the other at half contact is the one on the ground, whatever the file says [m]."""
_OUT_OF_STEP = 0.015
"""Force and feet apart by more than this, touchdown and takeoff alike, are worth a word [s]."""
_STRAYS = 0.04
"""Middles of contacts that scatter by more are not of the same steps [s]."""
_SAME = 0.12
"""Contacts whose middles are nearer than this are the same [s]."""


def stance_sides(curves: dict[str, FloatArray], said: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell which leg is on the ground.

    Parameters
    ----------
    curves : dict
        Joint (``right_ankle``, …) → place at shares of contact [m], shape (n, 101, 3).
    said : tuple of str
        What the contacts say, empty where they do not.

    Returns
    -------
    sides : tuple of str
        The side whose ankle is lower at half contact, where that is decisive; otherwise what was said.
    notes : tuple of str
        Where that is not what was said.

    Examples
    --------
    >>> low, high = np.zeros((1, 101, 3)), np.full((1, 101, 3), 0.3)
    >>> stance_sides({"right_ankle": high, "left_ankle": low}, ("",))
    (('left',), ())
    """
    half = len(SHARES) // 2
    if "right_ankle" not in curves or "left_ankle" not in curves:
        only = "right" if "right_ankle" in curves else "left"
        # With one leg in sight a step nobody gives a side to may be the other's: its ankle is then high.
        height = curves[f"{only}_ankle"][:, half, 1]
        low = height < np.min(height[np.isfinite(height)], initial=np.inf) + _DECISIVE
        return tuple(side or (only if down else "") for side, down in zip(said, low, strict=True)), ()
    higher = curves["right_ankle"][:, half, 1] - curves["left_ankle"][:, half, 1]
    seen = ["left" if h > _DECISIVE else "right" if h < -_DECISIVE else "" for h in higher]
    wrong = sum(bool(a and b and a != b) for a, b in zip(said, seen, strict=True))
    notes = (
        (f"In {wrong} of {len(said)} steps the other foot is down than the force's name says; the foot counts.",)
        if wrong
        else ()
    )
    return tuple(b or a for a, b in zip(said, seen, strict=True)), notes


def clock_notes(joints: Joints, steps: ForceSteps, side: tuple[str, ...]) -> tuple[str, ...]:
    """Say where force and feet are out of step in time.

    Parameters
    ----------
    joints : Joints
    steps : ForceSteps
    side : tuple of str
        Of the steps.

    Returns
    -------
    tuple of str
        A sentence for each side on which the feet land and leave (median over the steps) more than 15 ms before or
        after the force says; empty where all is well.

    Raises
    ------
    InputError
        Where force and feet do not tell the same steps at all.
    """
    try:
        feet = foot_contacts(joints)
    except InputError:
        return ()
    middle = 0.5 * (feet.touchdown + feet.takeoff)
    _same_steps(steps, middle, set(feet.side))
    notes = []
    for one in ("right", "left"):
        late = []
        for k, here in enumerate(side):
            near = np.abs(middle - 0.5 * (steps.touchdown[k] + steps.takeoff[k])) < _SAME
            near &= np.array([other == one for other in feet.side], dtype=bool)
            if here == one and near.sum() == 1:
                late.append(float(middle[near][0] - 0.5 * (steps.touchdown[k] + steps.takeoff[k])))
        by = float(np.median(late)) if late else 0.0
        if abs(by) > _OUT_OF_STEP:
            way, many = ("later" if by > 0 else "earlier"), "s" if len(late) > 1 else ""
            notes.append(
                f"The {one} ankle tells contacts {abs(1e3 * by):.0f} ms {way} than the force ({len(late)} step{many}): "
                f"if their clocks differ, the {one} offsets are off by that time × speed."
            )
    return tuple(notes)


def _same_steps(steps: ForceSteps, middle: FloatArray, sides: set[str]) -> None:
    """Refuse feet that do not make the force's steps at all; only where both feet are seen."""
    pushed = 0.5 * (steps.touchdown + steps.takeoff)
    pushed = pushed[(pushed > middle.min() - _SAME) & (pushed < middle.max() + _SAME)]
    if len(sides) < 2 or len(pushed) < 2:
        return
    late = np.array([middle[np.argmin(np.abs(middle - at))] - at for at in pushed])
    together = np.abs(late - np.median(late)) < _STRAYS
    if np.abs(np.median(late)) < _SAME and together.mean() > 0.5:
        return
    raise InputError(
        "motion",
        allowed=f"force and feet do not tell the same steps: of {len(pushed)} contacts of the force {together.sum()} "
        "are where the ankles are low",
        hint="Do the files belong together?",
    )
