"""The apex-to-apex map over plain arrays: what sweeps, fits and root finding stand on."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from springmass.dynamics.step import NAN, Step, step
from springmass.errors import nearest
from springmass.legs import LEG_LAWS
from springmass.parameters import Parameters

FINEST = 3e-14
"""The integrator cannot be asked for less."""


@dataclass(frozen=True)
class ApexMap:
    """What :func:`apex_map` returns: one array per quantity, all of the broadcast shape, SI units.

    Quantities that a case never reached are NaN. Positions ``*_x``, ``*_y`` are of the mass relative to the moving
    COP, ``*_time`` in contact counts from touchdown, velocities are in the ground frame.
    """

    apex_height: NDArray[np.float64]
    apex_speed: NDArray[np.float64]
    touchdown_time: NDArray[np.float64]
    contact_time: NDArray[np.float64]
    flight_time: NDArray[np.float64]
    step_time: NDArray[np.float64]
    step_length: NDArray[np.float64]
    shortest_leg: NDArray[np.float64]
    greatest_compression_time: NDArray[np.float64]
    greatest_compression_x: NDArray[np.float64]
    greatest_compression_y: NDArray[np.float64]
    takeoff_x: NDArray[np.float64]
    takeoff_y: NDArray[np.float64]
    takeoff_vx: NDArray[np.float64]
    takeoff_vy: NDArray[np.float64]
    outcome: NDArray[np.int8]
    backward: NDArray[np.bool_]
    overcompressed: NDArray[np.bool_]
    error: NDArray[np.float64]


_NUMBERS = [f.name for f in fields(ApexMap) if f.name not in ("outcome", "backward", "overcompressed", "error")]


def apex_map(
    apex_height: ArrayLike,
    apex_speed: ArrayLike,
    *,
    mass: ArrayLike,
    leg_length: ArrayLike,
    stiffness: ArrayLike,
    angle_of_attack: ArrayLike,
    gravity: ArrayLike = 9.81,
    damping: ArrayLike = 0.0,
    damping_law: str = "spring",
    push_off: ArrayLike = 0.0,
    hip_extension: ArrayLike = 0.0,
    roll_speed: ArrayLike = 0.0,
    roll_late_speed: ArrayLike | None = None,
    roll_switch: ArrayLike = math.inf,
    slope: ArrayLike = 0.0,
    impeding_force: ArrayLike = 0.0,
    retraction: ArrayLike = 0.0,
    accuracy: float = 1e-9,
) -> ApexMap:
    """Map apex states to next apex states, over arrays.

    Parameters
    ----------
    apex_height, apex_speed : array_like
        Apex (``vy = 0``) height above the ground and speed [m, m/s].
    mass, leg_length, stiffness : array_like
        [kg, m, N/m], all positive.
    angle_of_attack : array_like
        Leg from the ground ahead, in (0, π) [rad]; with retraction, at the apex.
    gravity : array_like
        Positive [m/s²].
    damping : array_like
        N·s/m for the viscous law, s/m for the hysteretic one; 0 for the spring.
    damping_law : str
        A name of :data:`springmass.legs.LEG_LAWS`.
    push_off : array_like
        Lengthening of the rest length at greatest compression [m].
    hip_extension : array_like
        Angle of the force forward of the leg [rad].
    roll_speed, roll_late_speed, roll_switch : array_like
        Speed of the COP, its speed once it has travelled ``roll_switch``, [m/s, m/s, m]. No late speed: one throughout.
    slope : array_like
        Uphill positive [rad].
    impeding_force : array_like
        Positive holds the runner back [N].
    retraction : array_like
        Leg swing speed before touchdown, positive moves the foot back [rad/s].
    accuracy : float
        Promised error of the next apex, heights over l0 and speeds over √(g l0).

    Returns
    -------
    ApexMap
        Arrays of the broadcast shape (0-d for scalars). ``error`` estimates each case's error in the measure of
        ``accuracy``; it is NaN where there is no next apex.

    Raises
    ------
    ValueError
        Naming the argument: not-positive mass, leg length, stiffness, gravity or accuracy, an angle outside (0, π),
        an unknown law, a damped "spring". Physical failure is an outcome, never an error.

    Notes
    -----
    model §1. Each case is integrated at two tolerances; their difference is the error estimate, and a case that misses
    the accuracy, or whose outcome differs between the two, is run again finer.

    Examples
    --------
    >>> import numpy as np
    >>> out = apex_map([0.93, 1.0], 5.0, mass=80.0, leg_length=1.0, stiffness=20e3, angle_of_attack=np.radians(68))
    >>> out.outcome
    array([0, 0], dtype=int8)
    >>> out.apex_height.round(4)
    array([0.9472, 0.9557])
    """
    if not accuracy > 0.0:
        raise ValueError(f"accuracy: given {accuracy!r}; must be above 0")
    if damping_law not in LEG_LAWS:
        raise ValueError(
            f"damping_law: given {damping_law!r}; allowed: {', '.join(LEG_LAWS)}"
            + (f"; did you mean {near!r}?" if (near := nearest(damping_law, LEG_LAWS)) else "")
        )
    given = {
        "apex_height": apex_height,
        "apex_speed": apex_speed,
        "mass": mass,
        "leg_length": leg_length,
        "stiffness": stiffness,
        "angle_of_attack": angle_of_attack,
        "gravity": gravity,
        "damping": damping,
        "push_off": push_off,
        "hip_extension": hip_extension,
        "roll_speed": roll_speed,
        "roll_late_speed": roll_speed if roll_late_speed is None else roll_late_speed,
        "roll_switch": roll_switch,
        "slope": slope,
        "impeding_force": impeding_force,
        "retraction": retraction,
    }
    arrays = dict(zip(given, np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in given.values())), strict=True))
    shape = arrays["mass"].shape
    columns: dict[str, list[Any]] = {f.name: [] for f in fields(ApexMap)}
    for values in zip(*(a.ravel().tolist() for a in arrays.values()), strict=True):
        height, speed, *numbers = values
        p = Parameters(**dict(zip(list(given)[2:], numbers, strict=True)), damping_law=damping_law)
        taken, error = accurate_step(height, speed, p, accuracy)
        for name, value in _quantities(taken).items():
            columns[name].append(value)
        columns["outcome"].append(int(taken.outcome))
        columns["backward"].append(taken.backward)
        columns["overcompressed"].append(taken.overcompressed)
        columns["error"].append(error)
    kinds: dict[str, Any] = {"outcome": np.int8, "backward": np.bool_, "overcompressed": np.bool_}
    return ApexMap(**{k: np.array(v, dtype=kinds.get(k, np.float64)).reshape(shape) for k, v in columns.items()})


def accurate_step(apex_height: float, apex_speed: float, p: Parameters, accuracy: float) -> tuple[Step, float]:
    """Take a step and refine it until two tolerances agree to the accuracy.

    Parameters
    ----------
    apex_height, apex_speed : float
        [m, m/s]
    p : Parameters
    accuracy : float
        Of the next apex, in l0 and √(g l0).

    Returns
    -------
    Step
        From the finer tolerance.
    float
        Estimated error; NaN where there is no next apex.

    Examples
    --------
    >>> p = Parameters(mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=math.radians(68))
    >>> taken, error = accurate_step(1.0, 5.0, p, 1e-9)
    >>> error < 1e-9
    True
    """
    tolerance = max(0.1 * accuracy, FINEST)
    coarse = step(apex_height, apex_speed, p, tolerance)
    while True:
        tolerance = max(0.03 * tolerance, FINEST)
        fine = step(apex_height, apex_speed, p, tolerance)
        error = _difference(coarse, fine, p)
        settled = coarse.outcome is fine.outcome and not error > accuracy
        if settled or tolerance <= FINEST:
            return fine, error
        coarse = fine


def _difference(one: Step, other: Step, p: Parameters) -> float:
    if one.ascent is None or other.ascent is None:
        return NAN
    height = abs(one.apex_height - other.apex_height) / p.leg_length
    speed = abs(one.apex_speed - other.apex_speed) / math.sqrt(p.gravity * p.leg_length)
    return max(height, speed)


def _quantities(taken: Step) -> dict[str, float]:
    found = taken.greatest_compression
    time, (gx, gy, _, _) = found if found else (NAN, (NAN,) * 4)
    x, y, vx, vy = taken.takeoff or (NAN,) * 4
    special = {
        "greatest_compression_time": time,
        "greatest_compression_x": gx,
        "greatest_compression_y": gy,
        "takeoff_x": x,
        "takeoff_y": y,
        "takeoff_vx": vx,
        "takeoff_vy": vy,
    }
    return {name: special[name] if name in special else getattr(taken, name) for name in _NUMBERS}
