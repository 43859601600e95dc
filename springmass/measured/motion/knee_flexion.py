"""How far the knee is bent, from the joint centres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from springmass.errors import one_of
from springmass.measured.force.force_steps import SHARES, ForceSteps
from springmass.measured.motion.motion_steps import MOMENTS, Joints
from springmass.measured.motion.offsets import motion_steps
from springmass.measured.motion.smooth import CUTOFF, Smooth
from springmass.measured.recording import FloatArray

if TYPE_CHECKING:
    from springmass.measured.motion.contacts_from_feet import FootContacts


def knee_flexion(hip: FloatArray, knee: FloatArray, ankle: FloatArray) -> FloatArray:
    """Angle between thigh and shank in the forward–up plane.

    Parameters
    ----------
    hip, knee, ankle : ndarray, shape (…, 2) or (…, 3)
        Forward, up (and sideways, which does not count) [m].

    Returns
    -------
    ndarray
        [rad], 0 straight, plus = bent as knees bend.

    Examples
    --------
    >>> float(np.degrees(knee_flexion(np.array([0.0, 2.0]), np.array([1.0, 1.0]), np.array([0.0, 0.0]))).round(9))
    90.0
    """
    thigh, shank = (hip - knee)[..., :2], (knee - ankle)[..., :2]
    cross = thigh[..., 1] * shank[..., 0] - thigh[..., 0] * shank[..., 1]
    return np.asarray(np.arctan2(cross, np.sum(thigh * shank, axis=-1)))


def knee_flexion_steps(
    joints: Joints,
    steps: ForceSteps | FootContacts,
    midstance: str = "lowest point",
    cutoff: float | None = CUTOFF,
) -> dict[str, FloatArray]:
    """Knee flexion of every step, named as metrics are.

    Parameters
    ----------
    joints : Joints
        With hip, knee and ankle.
    steps : ForceSteps or FootContacts
        n contacts on the same clock.
    midstance : str
        Which moment counts as midstance, one of :data:`MOMENTS`.
    cutoff : float or None
        Low-pass on the points [Hz].

    Returns
    -------
    dict
        ``knee_flexion_at_touchdown``, ``knee_flexion_at_midstance`` and ``peak_knee_flexion`` [rad], shape (n,); NaN
        where a joint is not seen.

    Raises
    ------
    InputError
        Where the midstance is not known.

    Examples
    --------
    >>> from springmass.measured.motion.contacts_from_feet import FootContacts
    >>> t = np.linspace(0.0, 1.0, 151)
    >>> place = lambda x, y: np.tile([x, y, 0.0], (151, 1))
    >>> legs = Joints(t, {"left_hip": place(0, 2.1), "left_knee": place(1, 1.1), "left_ankle": place(0, 0.1)}, ())
    >>> bent = knee_flexion_steps(legs, FootContacts(np.array([0.4]), np.array([0.7]), ("left",)))
    >>> float(np.degrees(bent["peak_knee_flexion"][0]).round(6))
    90.0
    """
    one_of("midstance", midstance, MOMENTS)
    moments = motion_steps(joints, steps, cutoff=cutoff)
    posture = moments.postures

    def at(moment: str) -> FloatArray:
        return knee_flexion(*(posture[moment][joint] for joint in ("hip", "knee", "ankle")))

    times = steps.touchdown[:, None] + SHARES[None] * (steps.takeoff - steps.touchdown)[:, None]
    peak = np.full(len(steps.touchdown), np.nan)
    for side in ("right", "left"):
        names = [f"{side}_{joint}" for joint in ("hip", "knee", "ankle")]
        if all(name in joints.points for name in names):
            ways = [Smooth(joints.time, joints.points[name], cutoff).at(times) for name in names]
            bent = knee_flexion(*ways)
            mine = np.array([one == side for one in moments.side], dtype=bool) & np.isfinite(bent).all(axis=1)
            peak[mine] = bent[mine].max(axis=1)
    return {
        "knee_flexion_at_touchdown": at("touchdown"),
        "knee_flexion_at_midstance": at(midstance),
        "peak_knee_flexion": peak,
    }
