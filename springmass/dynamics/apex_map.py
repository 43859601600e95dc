"""The apex-to-apex map over plain arrays: what sweeps, fits and root finding stand on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from springmass.dynamics.derivatives import INPUTS
from springmass.dynamics.derivatives import derivatives as differentiate
from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.many_steps import take_steps
from springmass.errors import InputError, did_you_mean, one_of
from springmass.legs import LEG_LAWS

FINEST, COARSEST = 1e-13, 1e-3
"""Accuracies that can be asked for. What rounding leaves is about the first; beyond the second no outcome is sure."""


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
    derivatives: dict[tuple[str, str], NDArray[np.float64]] = field(default_factory=dict)
    """(quantity, argument) → exact derivative, for the arguments that were asked for."""

    @property
    def columns(self) -> dict[str, NDArray[Any]]:
        """Every quantity by name, without the derivatives."""
        return {name: value for name, value in vars(self).items() if name != "derivatives"}


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
    derivatives: Iterable[str] = (),
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
        N·s/m for the viscous law, s/m for the hysteretic one [unit of its law]; 0 for the spring.
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
        Promised error of the next apex, heights over l0 and speeds over √(g l0) [1]; from 1e-12 (1e-13 is tried, and
        ``error`` says what was reached) to 1e-3.
    derivatives : iterable of str
        Arguments to differentiate by, such as ``"apex_height"`` or ``"stiffness"``.

    Returns
    -------
    ApexMap
        Arrays of the broadcast shape (0-d for scalars). ``error`` estimates each case's error in the measure of
        ``accuracy``; it is NaN where there is no next apex. ``derivatives["apex_speed", "stiffness"]`` is of no
        difference but exact, as good as the steps are, for every time, length and velocity; NaN without a next apex.

    Raises
    ------
    ValueError
        Naming the argument: not-positive mass, leg length, stiffness or gravity, an accuracy that cannot be promised,
        an angle outside (0, π), an unknown law, a damped "spring", an unknown argument to differentiate by. Physical
        failure is an outcome, never an error.

    Notes
    -----
    Every step of the integrator carries an estimate; a case whose sum misses the accuracy is run again finer,
    and no outcome is read from a case that has not converged. A case's result does not depend on its neighbours.

    Examples
    --------
    >>> import numpy as np
    >>> out = apex_map([0.93, 1.0], 5.0, mass=80.0, leg_length=1.0, stiffness=20e3, angle_of_attack=np.radians(68))
    >>> out.outcome
    array([0, 0], dtype=int8)
    >>> out.apex_height.round(4)
    array([0.9472, 0.9557])
    >>> steeper = apex_map(1.0, 5.0, mass=80.0, leg_length=1.0, stiffness=20e3, angle_of_attack=np.radians(68),
    ...                    derivatives=["angle_of_attack"]).derivatives["apex_height", "angle_of_attack"]
    >>> round(float(steeper), 3)  # metres a radian
    -1.394
    """
    check_accuracy(accuracy)
    one_of("damping_law", damping_law, LEG_LAWS)
    inputs = _inputs(derivatives)
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
    numbers = {name: _numbers(name, value) for name, value in given.items()}
    shape = _shape(numbers)
    v = {name: _column(values, shape) for name, values in numbers.items()}
    _check(v, damping_law)
    found = take_steps(v, math.prod(shape), damping_law, accuracy)
    changes = differentiate(v, damping_law, found, inputs, roll_late_speed is None, accuracy) if inputs else {}
    return ApexMap(
        **{name: values.reshape(shape) for name, values in found.items()},
        derivatives={names: values.reshape(shape) for names, values in changes.items()},
    )


def check_accuracy(accuracy: object) -> None:
    """Make sure that an accuracy can be promised."""
    if not (isinstance(accuracy, int | float) and FINEST <= accuracy <= COARSEST):
        allowed = f"must be a number from {FINEST:g} to {COARSEST:g}: what can be promised"
        raise InputError("accuracy", given=accuracy, allowed=allowed)


_POSITIVE = ("mass", "leg_length", "stiffness", "gravity")


def _inputs(derivatives: Iterable[str]) -> tuple[str, ...]:
    """Arguments to differentiate by; one may be given by itself."""
    if not isinstance(derivatives, Iterable):
        raise InputError("derivatives", given=derivatives, allowed="must be names of arguments")
    names = tuple(dict.fromkeys([derivatives] if isinstance(derivatives, str) else derivatives))
    for name in names:
        if name not in INPUTS:
            hint = did_you_mean(str(name), INPUTS)
            raise InputError("derivatives", given=name, allowed="is no argument to differentiate by", hint=hint)
    return names


def _shape(numbers: dict[str, Floats]) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(*(values.shape for values in numbers.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {values.shape}" for name, values in numbers.items() if values.size > 1)
    raise InputError("shapes", given=shapes, allowed="must fit together, by the rules of NumPy's broadcasting")


def _column(values: Floats, shape: tuple[int, ...]) -> Floats:
    """Values of every case; one number for all takes no memory."""
    if values.size == 1:
        return np.broadcast_to(values.ravel(), math.prod(shape))
    return np.broadcast_to(values, shape).ravel()


def _numbers(name: str, value: ArrayLike) -> Floats:
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        problem = InputError(name, given=value, allowed="must be a number or an array of numbers (SI, radians)")
    raise problem


def _check(columns: dict[str, Floats], law: str) -> None:
    # a number that is the same for all is looked at once
    v = {name: values[:1] if values.strides == (0,) else values for name, values in columns.items()}
    for name in _POSITIVE:
        wrong = v[name][~(v[name] > 0.0)]
        if wrong.size:
            raise InputError(name, given=wrong[0], allowed="must be above 0")
    wrong = v["angle_of_attack"][~((v["angle_of_attack"] > 0.0) & (v["angle_of_attack"] < math.pi))]
    if wrong.size:
        allowed = "must lie between 0 and π (radians), ends excluded"
        raise InputError("angle_of_attack", given=wrong[0], allowed=allowed)
    if LEG_LAWS[law].damping_unit is None and v["damping"].any():
        raise InputError("damping", given=v["damping"][v["damping"] != 0.0][0], allowed=f'must be 0 with law "{law}"')
    wrong = v["roll_switch"][v["roll_switch"] < 0.0]
    if wrong.size:
        raise InputError("roll_switch", given=wrong[0], allowed="must not be negative")
    for name in ("slope", "hip_extension"):
        wrong = v[name][np.abs(v[name]) >= 0.5 * math.pi]
        if wrong.size:
            raise InputError(name, given=wrong[0], allowed="must lie between −π/2 and π/2 (radians)")
    for name, values in v.items():
        wrong = values[np.isnan(values) if name == "roll_switch" else ~np.isfinite(values)]
        if wrong.size and not name.startswith("apex"):
            raise InputError(name, given=wrong[0], allowed="must be a finite number")
