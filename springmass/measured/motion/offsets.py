"""Hip, ankle and centre of pressure at the moments of every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from springmass.errors import InputError, one_of
from springmass.measured.force.force_steps import SHARES, ForceSteps
from springmass.measured.motion.agreement import clock_notes, stance_sides
from springmass.measured.motion.moments import at_share, moment_shares
from springmass.measured.motion.motion_steps import MOMENTS, Joints, MotionSteps
from springmass.measured.motion.running_speed import FLAT, running_speed
from springmass.measured.motion.smooth import CUTOFF, Smooth
from springmass.measured.recording import FloatArray

if TYPE_CHECKING:
    from springmass.measured.motion.contacts_from_feet import FootContacts

HIPS = ("stance", "middle")
"""Which hip the offsets are taken from: that of the stance leg, or the middle between both."""

_JOINTS = ("hip", "knee", "ankle", "heel", "toe")
_FLOOR = (-0.05, 0.2)
"""Heights of the lower of heel, toe and ankle at half contact that go with a ground at 0 [m]."""


class _Stance:
    """The leg on the ground of every step, low-passed, at :data:`SHARES` of contact."""

    def __init__(self, joints: Joints, steps: ForceSteps | FootContacts, cutoff: float | None) -> None:
        self.ways = {name: Smooth(joints.time, points, cutoff) for name, points in joints.points.items()}
        self.start, self.span = steps.touchdown, steps.takeoff - steps.touchdown
        self.times = self.start[:, None] + SHARES[None] * self.span[:, None]
        self.all = {name: way.at(self.times) for name, way in self.ways.items()}
        self.side, self.side_notes = stance_sides(self.all, steps.side)

    def leg(self, joint: str) -> FloatArray:
        """Of the stance side, shape (n, 101, 3); NaN where there is none."""
        out = np.full((*self.times.shape, 3), np.nan)
        for side in ("right", "left"):
            mine = np.array([one == side for one in self.side], dtype=bool)
            if f"{side}_{joint}" in self.all:
                out[mine] = self.all[f"{side}_{joint}"][mine]
        return out

    def middle(self) -> FloatArray:
        """Middle between the hips, or the one that is known."""
        both = [self.all[name] for name in ("right_hip", "left_hip") if name in self.all]
        return np.asarray(sum(both) / len(both))


def motion_steps(
    joints: Joints, steps: ForceSteps | FootContacts, *, hip: str = "stance", cutoff: float | None = CUTOFF
) -> MotionSteps:
    """Measure hip minus ankle and hip minus centre of pressure at the moments of every step.

    Parameters
    ----------
    joints : Joints
        Of the same recording [m], x forward, y up.
    steps : ForceSteps or FootContacts
        Contacts on the same clock, n of them; with forces also the moments that only forces tell.
    hip : {"stance", "middle"}
        Offsets are taken from the hip of the leg on the ground, or from the middle between both hips.
    cutoff : float or None
        Low-pass on the points [Hz]; None for points that are smooth already.

    Returns
    -------
    MotionSteps
        Rows as in ``steps``. NaN where a joint is not seen, and for what needs forces where there are none.

    Raises
    ------
    InputError
        Where motion and contacts have no moment in common, or ``hip`` is none of the two.

    Notes
    -----
    The lowest point is that of the centre of mass where there are forces, otherwise that of the middle between the
    hips; the greatest compression is the shortest line from the hip to the centre of pressure, or without one to the
    ankle. With the hip of the stance leg, the numbers that were measured independently on seven RBDS trials (touchdown,
    half contact, takeoff) are met within 4 mm and those of the BMC overground run within 3 mm; with the middle between
    the hips within 11 mm. Hip minus centre of pressure comes 1 to 10 mm larger at half contact than in those numbers,
    whose table (``steps_summary.csv``, open half of Fukuchi, Fukuchi & Duarte 2017) does not say why.

    Examples
    --------
    >>> from springmass.measured.motion.contacts_from_feet import FootContacts
    >>> t = np.linspace(0.0, 1.0, 151)
    >>> way = lambda x, y: np.stack([x, y, 0 * t], axis=1)
    >>> legs = Joints(t, {"left_hip": way(3 * t, 0 * t + 0.9), "left_ankle": way(0 * t + 1.5, 0 * t + 0.1)}, ())
    >>> found = motion_steps(legs, FootContacts(np.array([0.4]), np.array([0.7]), ("left",)))
    >>> {m: round(float(found.hip_ankle[m][0]), 3) for m in ("touchdown", "half contact", "takeoff")}
    {'touchdown': -0.3, 'half contact': 0.15, 'takeoff': 0.6}
    """
    one_of("hip", hip, HIPS)
    _same_clock(joints, steps)
    stance = _Stance(joints, steps, cutoff)
    leg = {joint: stance.leg(joint) for joint in _JOINTS}
    middle = stance.middle()
    if hip == "middle":
        leg["hip"] = middle
    forced = steps if isinstance(steps, ForceSteps) else None
    ground, ground_notes = _ground(leg)
    cop = forced.cop if forced else np.full(SHARES.shape, np.nan)[None].repeat(len(steps.touchdown), axis=0)
    shares, share_notes = moment_shares(leg, middle, cop, ground, forced)

    hip_ankle, hip_cop, postures = {}, {}, {}
    for moment in MOMENTS:
        share = shares[moment]
        here = {joint: at_share(points, share) for joint, points in leg.items()}
        under = at_share(cop[..., None], share)[:, 0]
        ankle = here["ankle"][:, 0]
        hip_ankle[moment] = here["hip"][:, 0] - ankle
        hip_cop[moment] = here["hip"][:, 0] - under
        postures[moment] = {
            joint: np.stack([point[:, 0] - ankle, point[:, 1] - ground], axis=1) for joint, point in here.items()
        }
        postures[moment]["cop"] = np.stack([under - ankle, np.where(np.isfinite(under), 0.0, np.nan)], axis=1)

    flat = [int(np.argmin(np.abs(SHARES - share))) for share in FLAT]
    feet = [leg[joint][:, flat, 0] for joint in ("heel", "toe") if np.isfinite(leg[joint][:, flat, 0]).any()]
    speed = running_speed(
        steps.touchdown, steps.takeoff, middle[:, 0, 0], feet or [leg["ankle"][:, flat, 0]], ankle=not feet
    )
    notes = (
        f"Offsets are taken from the {'hip of the leg on the ground' if hip == 'stance' else 'middle of the hips'}"
        + (f"; points low-passed at {cutoff:g} Hz." if cutoff else "; points not smoothed."),
        *share_notes,
        *ground_notes,
        *stance.side_notes,
        *_outside(hip_ankle["half contact"]),
        *(clock_notes(joints, forced, stance.side) if forced else steps.notes),
        *(("The runner moves backwards: turn the axes.",) if speed.value < 0.0 else ()),
        *(() if feet or not np.isfinite(speed.value) else ("Speed is told from the ankles, about 3 % too slow.",)),
    )
    good = forced.good if forced else None
    return MotionSteps(stance.side, shares, hip_ankle, hip_cop, postures, speed, notes, good)


def _ground(leg: dict[str, FloatArray]) -> tuple[float, tuple[str, ...]]:
    """Height of the ground: 0, unless the feet stand elsewhere."""
    half = len(SHARES) // 2
    heights = np.stack([leg[joint][:, half, 1] for joint in ("heel", "toe", "ankle")])
    heights = heights[:, np.isfinite(heights).any(axis=0)]
    if heights.size == 0:
        return 0.0, ()
    lowest = float(np.median(np.nanmin(heights, axis=0)))
    if _FLOOR[0] <= lowest <= _FLOOR[1]:
        return 0.0, ()
    return lowest, (f"The feet stand {lowest:.2f} m above 0: heights are counted from there.",)


def _same_clock(joints: Joints, steps: ForceSteps | FootContacts) -> None:
    start, stop = joints.time[0], joints.time[-1]
    inside = (steps.takeoff >= start) & (steps.touchdown <= stop)
    if not inside.any():
        steps_say = f"{steps.touchdown[0]:.2f} to {steps.takeoff[-1]:.2f} s" if len(inside) else "none"
        raise InputError(
            "motion",
            given=f"{start:.2f} to {stop:.2f} s; contacts: {steps_say}",
            allowed="must overlap the contacts in time",
            hint="Are they of the same trial?",
        )


def _outside(half: FloatArray) -> tuple[str, ...]:
    lost: NDArray[np.bool_] = ~np.isfinite(half)
    return (f"In {int(lost.sum())} of {len(half)} steps hip or ankle are not seen.",) if lost.any() else ()
