"""The average runner: what speed, mass, height and foot strike say about leg, foot and hip.

Every number here that was fitted stands in :data:`FITTED`, with what it was fitted to and what was left over. All are
dimensionless: lengths over leg length or height, speeds over √(g l0), so that a child and a giant, or a runner on the
Moon, are the same runner at another size. ``python calibration/calibrate.py`` fits them again from the open recordings
of Fukuchi, Fukuchi & Duarte 2017 (PeerJ 5:e3298, CC BY 4.0): timing and offsets from the table of 13 runners at 2.5,
3.5 and 4.5 m/s, curves from the seven trials with time series. No moment was used.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from springmass.scenario import defaults

_CURVES = "vertical and fore-aft force after 10 % of contact, and leg length, of 7 trials"
_COP = "centre of pressure minus ankle at half contact, 13 runners × 3 speeds"
_LATE = "read off: mean speed of the centre of pressure from 35 to 80 % of contact, 7 trials"
_OFFSETS = (
    "hip minus ankle at touchdown, half contact and takeoff, hip minus COP at half contact, 13 runners × 3 speeds"
)
_KNEE = "knee flexion from 10 to 70 % of contact, 7 trials"
_ANKLE = "path of the ankle over the ground against the tilt of the line from ankle to hip, 7 trials"


@dataclass(frozen=True)
class Fitted:
    """A number that was fitted, and to what.

    Attributes
    ----------
    value : float
        Dimensionless.
    what : str
        What it is, and over which length or speed.
    fitted_to : str
        The measurements it was fitted to, or the reason why it was not fitted.
    """

    value: float
    what: str
    fitted_to: str


FITTED: dict[str, Fitted] = {
    "damping": Fitted(0.99, "viscous damping over m √(g/l0)", _CURVES),
    "roll_speed": Fitted(0.4, "speed of the foot point right after touchdown over running speed", _CURVES),
    "roll_late_speed": Fitted(0.115, "speed of the foot point later on over √(g l0)", _LATE),
    "roll_switch": Fitted(0.123, "travel of the foot point until then over l0, rearfoot, at the usual speed", _COP),
    "roll_switch_slope": Fitted(0.053, "its change with dimensionless running speed", _COP),
    "hip_extension": Fitted(
        0.0, "hip extension angle", "not identified: ±1° changes the misfit of the curves by less than 4 %"
    ),
    "hip_behind": Fitted(-0.013, "hip joint behind the body over height, leg at full length, usual speed", _OFFSETS),
    "hip_behind_slope": Fitted(0.012, "its change with dimensionless running speed", _OFFSETS),
    "sitting_back": Fitted(0.63, "how far the hip moves back for each unit the leg is shortened", _OFFSETS),
    "hip_above": Fitted(0.0214, "hip joint above the point mass over height", _KNEE),
    "ball_ahead": Fitted(0.1054, "axis the foot turns about, ahead of the ankle, over height", _ANKLE),
    "heel_rise": Fitted(3.11, "turn of the foot over the tilt of the leg line to the power below (radians)", _ANKLE),
    "heel_rise_power": Fitted(2.256, "that power", _ANKLE),
    "settling_tilt": Fitted(0.0908, "backward tilt of the leg line below which the foot is flat (radians)", _ANKLE),
    "settling_back": Fitted(0.512, "ankle behind its flat place over height and (excess tilt)²", _ANKLE),
    "settling_up": Fitted(0.0619, "ankle above its flat place over height and excess tilt", _ANKLE),
}
"""Name → number, what it is, what it was fitted to. Slopes count from :data:`USUAL_SPEED`."""

RESIDUALS: dict[str, float] = {
    "r2_vertical_worst": 0.914,
    "r2_vertical_mean": 0.971,
    "r2_fore_aft_worst": 0.894,
    "r2_fore_aft_mean": 0.943,
    "leg_length_rms_mm": 4.9,
    "cop_ankle_half_contact_mean_mm": 2.5,
    "cop_ankle_half_contact_sd_mm": 7.6,
    "knee_flexion_rms_deg": 2.3,
    "ankle_path_rms_mm": 6.5,
    "hip_ankle_touchdown_mean_mm": 0.3,
    "hip_ankle_touchdown_sd_mm": 12.0,
    "hip_ankle_half_contact_mean_mm": 0.1,
    "hip_ankle_half_contact_sd_mm": 14.1,
    "hip_ankle_takeoff_mean_mm": -15.3,
    "hip_ankle_takeoff_sd_mm": 15.9,
    "hip_cop_half_contact_mean_mm": -2.4,
    "hip_cop_half_contact_sd_mm": 12.0,
}
"""What the numbers above leave over, as ``calibration/calibrate.py`` prints it: R² of the force curves of the 7
trials after the first 10 % of contact, model minus measured for the rest (mean and SD over 13 runners × 3 speeds)."""

USUAL_SPEED = 1.16
"""Dimensionless speed v/√(g l0) at which the numbers above hold: 3.5 m/s for a runner of 1.756 m."""
MEASURED_SPEEDS = (0.83, 1.49)
"""Dimensionless speeds of the recordings; where the hip is, is not extrapolated beyond them."""

MASS, HEIGHT = 67.5, 1.756
"""Means of 26 runners: mass from the mean vertical force [kg], and height [m]."""
FIRST_CONTACT = {"rearfoot": -0.010 / HEIGHT, "midfoot": 0.005 / HEIGHT, "forefoot": 0.020 / HEIGHT}
"""First contact point ahead of the ankle at touchdown, over height, by foot strike. The rearfoot value is the mean of
26 runners. A forefoot striker's pressure starts farther ahead and first moves back; this foot point can only move
forward, so it starts where it would have come from. The steps between the classes are assumed, and small on purpose:
at half contact the pressure of all strikes is at the same place, and larger steps put the hips of real forefoot
strikers too far ahead."""

_CADENCE = (0.76900, 0.02016, 0.06562)
_CONTACT = (1.43599, -0.86230, 0.21935)
"""Steps over √(l0/g) and contact time over √(l0/g): polynomials of dimensionless speed through the means of 26 runners
at 2.5, 3.5 and 4.5 m/s."""
SPEED_RANGE = (0.6, 1.7)
"""Dimensionless speeds at which the average runner is offered: 1.8 to 5.1 m/s for 1.756 m; 2.5 to 4.5 were measured."""


def dimensionless_speed(speed: float, leg_length: float, gravity: float = defaults.GRAVITY) -> float:
    """Speed over √(g l0), the square root of the Froude number.

    Parameters
    ----------
    speed, leg_length, gravity : float
        [m/s, m, m/s²]

    Returns
    -------
    float

    Examples
    --------
    >>> round(dimensionless_speed(3.5, 0.9307), 3)
    1.158
    """
    return speed / math.sqrt(gravity * leg_length)


def _at(name: str, speed: float) -> float:
    return FITTED[name].value + FITTED[f"{name}_slope"].value * (speed - USUAL_SPEED)


def first_contact(strike: str, height: float) -> float:
    """First contact point ahead of the ankle at touchdown [m]; negative for a rearfoot strike.

    Parameters
    ----------
    strike : str
        ``"rearfoot"``, ``"midfoot"`` or ``"forefoot"``.
    height : float
        [m]
    """
    return FIRST_CONTACT[strike] * height


def hip_behind(speed: float, height: float) -> float:
    """Hip joint behind the body's mass with the leg at full length and the trunk at its usual lean [m].

    Parameters
    ----------
    speed : float
        Dimensionless; outside the measured speeds the nearest measured one counts.
    height : float
        [m]
    """
    low, high = MEASURED_SPEEDS
    return _at("hip_behind", min(max(speed, low), high)) * height


@dataclass(frozen=True)
class AverageRunner:
    """What the average runner of a size does at a speed; SI units.

    Attributes
    ----------
    damping : float
        Of a viscous leg [N·s/m].
    roll_speed, roll_switch, roll_late_speed : float
        Of the foot point [m/s, m, m/s].
    hip_extension : float
        [rad]
    hip_behind, hip_above : float
        Hip joint behind and above the body's mass [m].
    first_contact : float
        First contact point ahead of the ankle at touchdown [m].
    cadence : float
        [steps/s]
    contact_time : float
        [s]
    """

    damping: float
    roll_speed: float
    roll_switch: float
    roll_late_speed: float
    hip_extension: float
    hip_behind: float
    hip_above: float
    first_contact: float
    cadence: float
    contact_time: float


def average_runner(
    speed: float, mass: float, height: float, strike: str = "rearfoot", gravity: float = defaults.GRAVITY
) -> AverageRunner:
    """What the average runner of a size does at a speed.

    Parameters
    ----------
    speed, mass, height : float
        [m/s, kg, m]
    strike : str
        ``"rearfoot"``, ``"midfoot"`` or ``"forefoot"``.
    gravity : float
        [m/s²]

    Returns
    -------
    AverageRunner
        Stiffness, angle of attack and push-off are not in it: the gait search finds them, so that speed, cadence and
        contact time are exactly met.

    Notes
    -----
    A forefoot striker's pressure starts farther ahead but comes to the same place under the foot, so it travels less
    far before it slows down.

    Examples
    --------
    >>> runner = average_runner(3.5, 67.5, 1.756)
    >>> round(60 * runner.cadence, 1), round(runner.contact_time, 4), round(runner.damping)
    (171.5, 0.2253, 217)
    """
    length = defaults.LEG_LENGTH.of(height)
    unit, time = math.sqrt(gravity * length), math.sqrt(length / gravity)
    v = dimensionless_speed(speed, length, gravity)
    start = first_contact(strike, height)
    switch = _at("roll_switch", v) * length - (start - first_contact("rearfoot", height))
    return AverageRunner(
        damping=FITTED["damping"].value * mass / time,
        roll_speed=FITTED["roll_speed"].value * speed,
        roll_switch=max(switch, 0.0),
        roll_late_speed=FITTED["roll_late_speed"].value * unit,
        hip_extension=FITTED["hip_extension"].value,
        hip_behind=hip_behind(v, height),
        hip_above=FITTED["hip_above"].value * height,
        first_contact=start,
        cadence=sum(c * v**i for i, c in enumerate(_CADENCE)) / time,
        contact_time=sum(c * v**i for i, c in enumerate(_CONTACT)) * time,
    )
