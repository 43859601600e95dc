"""What cameras saw of hip and knee, beside what the model says of them; no fit uses it."""

from __future__ import annotations

from springmass.measured.fitting.runner_fit import Beside
from springmass.measured.force.force_steps import ForceSteps
from springmass.measured.motion.contacts_from_feet import FootContacts
from springmass.measured.motion.knee_flexion import knee_flexion_steps
from springmass.measured.motion.motion_steps import Joints, MotionSteps
from springmass.measured.recording import Estimate

_OFFSETS = {
    "hip_ankle_offset": "lowest point",
    "hip_ankle_offset_at_touchdown": "touchdown",
    "hip_ankle_offset_at_greatest_compression": "greatest compression",
    "hip_ankle_offset_at_half_contact": "half contact",
    "hip_ankle_offset_at_takeoff": "takeoff",
}
CAMERAS = "cameras"
_NOTE = "mean over the steps seen; the fit does not use it"


def cameras_beside(
    joints: Joints, motion: MotionSteps, steps: ForceSteps | FootContacts
) -> dict[str, tuple[Beside, ...]]:
    """Hip over ankle and knee flexion as they were seen.

    Parameters
    ----------
    joints : Joints
    motion : MotionSteps
        Of the same steps.
    steps : ForceSteps or FootContacts

    Returns
    -------
    dict
        Metric name → what cameras say, SI; only what was seen.
    """
    told = {name: motion.mean(moment) for name, moment in _OFFSETS.items()}
    told |= {name: Estimate.of(values[motion.counts()]) for name, values in knee_flexion_steps(joints, steps).items()}
    return {name: (Beside(CAMERAS, one, _NOTE),) for name, one in told.items() if one.count}
