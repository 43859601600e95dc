"""A run as OpenSim wants it: external forces, coordinates of a whole-body model, points in space."""

from __future__ import annotations

import numpy as np

from springmass.dynamics.extrapolation import Floats
from springmass.errors import one_of
from springmass.report.export.series import SIDES, Series

KNEES = {"rajagopal": 1.0, "gait2392": -1.0}
"""Model → sign of a bent knee in it: Rajagopal et al. (2016) count flexion positive, gait2392 negative."""
_PELVIS_FROM_HIP = {"rajagopal": (0.0563, 0.0785), "gait2392": (0.0707, 0.0661)}
"""Origin of the unscaled model's pelvis ahead of and above its hip joints [m]."""
_FEET = {"R": "right", "L": "left"}
POINTS = ("hip", "knee", "ankle", "heel", "ball", "toe")


def forces(series: Series) -> dict[str, Floats]:
    """Ground reaction of each foot, as in the external loads of Rajagopal's example: ``R_ground_force_vx`` and so on.

    Parameters
    ----------
    series : Series

    Returns
    -------
    dict
        Column → values [N, m, N·m], time first. A foot in the air has exactly zero force; its point moves evenly from
        one contact to the next, because OpenSim lays splines through these columns and would swing about a jump. The
        model is flat: what points to the side is zero, and so are the torques.

    Examples
    --------
    >>> import springmass as sm
    >>> from springmass.report.export.series import sampled
    >>> table = forces(sampled(sm.simulate("seyfarth", steps=2), 200.0))
    >>> len(table), float(table["L_ground_force_vy"][0])
    (19, 0.0)
    """
    nothing = np.zeros(series.time.size)
    table: dict[str, Floats] = {"time": series.time}
    for letter, side in _FEET.items():
        on = series.side == SIDES.index(side)
        for axis in "xy":
            table[f"{letter}_ground_force_v{axis}"] = np.where(on, series.values[f"grf_{axis}"], 0.0)
        table[f"{letter}_ground_force_vz"] = nothing
        point = np.interp(series.time, series.time[on], series.values["cop"][on]) if on.any() else nothing
        table |= {f"{letter}_ground_force_px": point}
        table |= {f"{letter}_ground_force_p{axis}": nothing for axis in "yz"}
    for letter in _FEET:
        table |= {f"{letter}_ground_torque_{axis}": nothing for axis in "xyz"}
    return table


def coordinates(series: Series, knee: str = "rajagopal") -> dict[str, Floats]:
    """Coordinates of OpenSim's whole-body models, as far as the runner has them.

    Parameters
    ----------
    series : Series
    knee : str
        ``"rajagopal"`` (flexion positive) or ``"gait2392"`` (flexion negative).

    Returns
    -------
    dict
        Coordinate → values [m, degrees], time first. The pelvis is there always: the trunk is one stiff piece that
        leans evenly, and the pelvis' origin lies from the hips as in the unscaled model. Hip, knee and ankle are NaN
        while that leg is in the air, and a leg that never touches the ground has no columns.

    Raises
    ------
    InputError
        For an unknown model.

    Examples
    --------
    >>> import springmass as sm
    >>> from springmass.report.export.series import sampled
    >>> table = coordinates(sampled(sm.simulate("seyfarth", steps=2), 200.0).one_contact(1))
    >>> list(table)[5:]
    ['hip_flexion_r', 'knee_angle_r', 'ankle_angle_r']
    >>> bool((table["knee_angle_r"] > 0.0).all())
    True
    """
    one_of("knee", knee, KNEES)
    values = series.values
    tilt = -series.run.parameters.shape.trunk_lean
    ahead, above = _PELVIS_FROM_HIP[knee]
    cos, sin = np.cos(tilt), np.sin(tilt)
    table: dict[str, Floats] = {
        "time": series.time,
        "pelvis_tilt": np.full(series.time.size, np.degrees(tilt)),
        "pelvis_tx": values["hip_x"] + ahead * cos - above * sin,
        "pelvis_ty": values["hip_y"] + ahead * sin + above * cos,
        "pelvis_tz": np.zeros(series.time.size),
    }
    angles = {
        "hip_flexion": values["thigh"] - tilt,
        "knee_angle": KNEES[knee] * values["knee_flexion"],
        "ankle_angle": values["foot"] - values["shank"],
    }
    for number, side in enumerate(SIDES):
        on = series.side == number
        if side and on.any():
            table |= {f"{name}_{side[0]}": np.degrees(np.where(on, a, np.nan)) for name, a in angles.items()}
    return table


def points(series: Series) -> dict[str, Floats]:
    """Points in space, for TRC.

    Parameters
    ----------
    series : Series

    Returns
    -------
    dict
        Name → positions, shape (n, 3) [m]: ``centre_of_mass``, and ``right_hip``, ``right_knee``, ``right_ankle``,
        ``right_heel``, ``right_ball``, ``right_toe`` and the left ones. Both hips are one point in the model and there
        always; the rest of a leg is NaN while it is in the air. Heel, ball and toe are those of the figures: the foot
        is drawn under the ankle. All lie in one plane, z = 0.
    """

    def in_space(name: str, where: Floats | bool = True) -> Floats:
        x, y = (np.where(where, series.values[f"{name}{axis}"], np.nan) for axis in ("x", "y"))
        return np.column_stack([x, y, 0.0 * x])

    found = {"centre_of_mass": in_space("")}
    for number, side in enumerate(SIDES):
        on = series.side == number
        if side and on.any():
            for joint in POINTS:
                found[f"{side}_{joint}"] = in_space(f"{joint}_", True if joint == "hip" else on)
    return found
