"""The equations of motion, written once, for every engine.

Each function is plain arithmetic on its arguments (no branches, no library calls but ``** 0.5``), so the same source
runs on floats, NumPy arrays, dual numbers and compiled scalars. Positions are relative to the centre of pressure
(COP), x forward along the ground, y up from it; velocities in contact are relative to the COP too, which moves at a
constant speed between switches, so no further terms appear (Galilean invariance).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

LegForce = Callable[[Any, Any, Any, Any], Any]


def leg_state(x: Any, y: Any, vx: Any, vy: Any) -> tuple[Any, Any, Any, Any]:
    """Length, rate and direction of the leg.

    Parameters
    ----------
    x, y : number or array
        Mass relative to the COP [m].
    vx, vy : number or array
        Velocity of the mass relative to the COP [m/s].

    Returns
    -------
    length : [m]
    rate : [m/s], positive while the leg lengthens
    ux, uy : unit vector from COP to mass [1]

    Examples
    --------
    >>> leg_state(0.0, 0.9, 3.0, -0.5)
    (0.9, -0.5, 0.0, 1.0)
    """
    length = (x * x + y * y) ** 0.5
    ux = x / length
    uy = y / length
    return length, ux * vx + uy * vy, ux, uy


def ground_reaction(
    x: Any,
    y: Any,
    vx: Any,
    vy: Any,
    leg_force: LegForce,
    rest_length: Any,
    stiffness: Any,
    damping: Any,
    tan_hip: Any,
) -> tuple[Any, Any, Any, Any, Any]:
    """Ground reaction force on the runner: ``F (u + tan δ · n)``.

    Parameters
    ----------
    x, y, vx, vy : number or array
        Mass relative to the COP [m, m/s].
    leg_force : callable
        The leg law, ``force(compression, rate, stiffness, damping)`` in N; see :mod:`springmass.legs`.
    rest_length, stiffness : number or array
        Of the leg in its present phase [m, N/m].
    damping : number or array
        In the unit of the law.
    tan_hip : number or array
        tan δ of the hip extension angle [1].

    Returns
    -------
    grf_x, grf_y : [N], forward and up
    force : [N], along the leg
    length, rate : [m, m/s]

    Examples
    --------
    >>> from springmass.legs import LEG_LAWS
    >>> ground_reaction(0.0, 0.9, 3.0, 0.0, LEG_LAWS["spring"].force, 1.0, 20e3, 0.0, 0.0)[:2]
    (0.0, 1999.9999999999995)
    """
    length, rate, ux, uy = leg_state(x, y, vx, vy)
    force = leg_force(rest_length - length, rate, stiffness, damping)
    return force * (ux + tan_hip * uy), force * (uy - tan_hip * ux), force, length, rate


def stance_acceleration(
    x: Any,
    y: Any,
    vx: Any,
    vy: Any,
    leg_force: LegForce,
    rest_length: Any,
    stiffness: Any,
    damping: Any,
    tan_hip: Any,
    per_mass: Any,
    world_ax: Any,
    world_ay: Any,
) -> tuple[Any, Any]:
    """Acceleration of the mass in contact: ``v̇ = GRF / m + a``.

    Arguments as in :func:`ground_reaction`, then 1/m [1/kg] and the world's acceleration [m/s²].

    Returns
    -------
    ax, ay : [m/s²]

    Examples
    --------
    >>> from springmass.legs import LEG_LAWS
    >>> stance_acceleration(0.0, 1.0, 3.0, 0.0, LEG_LAWS["spring"].force, 1.0, 20e3, 0.0, 0.0, 1 / 80, 0.0, -9.81)
    (0.0, -9.81)
    """
    grf_x, grf_y, _, _, _ = ground_reaction(x, y, vx, vy, leg_force, rest_length, stiffness, damping, tan_hip)
    return grf_x * per_mass + world_ax, grf_y * per_mass + world_ay


def push_left(x: Any, y: Any, vx: Any, vy: Any, push: LegForce, rest_length: Any, stiffness: Any, damping: Any) -> Any:
    """What is left of the leg's push [N]: positive while it can push, zero at takeoff.

    ``push`` is the law's own gauge (:attr:`springmass.legs.LegLaw.push`); other arguments as in
    :func:`ground_reaction`.

    Examples
    --------
    >>> from springmass.legs import LEG_LAWS
    >>> push_left(0.0, 0.9, 0.0, 1.0, LEG_LAWS["viscous"].push, 1.0, 20e3, 300.0) < 1701
    True
    """
    length, rate, _, _ = leg_state(x, y, vx, vy)
    return push(rest_length - length, rate, stiffness, damping)


def push_off_leg(
    leg_length: Any, stiffness: Any, push_off: Any, shortest: Any, leg_force: LegForce, damping: Any
) -> tuple[Any, Any]:
    """Rest length and stiffness of the leg after greatest compression.

    The force stays continuous at the shortest leg length; a linear spring gains ``½ k (l0 − l_m) e``.

    Parameters
    ----------
    leg_length, stiffness : number or array
        Before: rest length [m] and stiffness [N/m].
    push_off : number or array
        Lengthening e of the rest length [m].
    shortest : number or array
        Leg length at greatest compression [m].
    leg_force : callable
        The leg law.
    damping : number or array
        In the unit of the law.

    Returns
    -------
    rest_length, stiffness : [m, N/m]

    Examples
    --------
    >>> from springmass.legs import LEG_LAWS
    >>> rest_length, stiffness = push_off_leg(1.0, 20e3, 0.1, 0.9, LEG_LAWS["spring"].force, 0.0)
    >>> round(rest_length, 12), round(stiffness, 6)
    (1.1, 10000.0)
    """
    rest_length = leg_length + push_off
    gap = rest_length - shortest
    # A leg whose rest length falls to its present length or below has nothing left to push with: it lets go.
    pushes = (gap > 0.0) * 1.0
    force = leg_force(leg_length - shortest, 0.0, stiffness, damping)
    grown = leg_force(gap, 0.0, stiffness, damping)
    return rest_length, pushes * stiffness * force / (pushes * grown + (1.0 - pushes))


def stored_energy(leg_force: LegForce, compression: Any, stiffness: Any, damping: Any) -> Any:
    """Energy in a leg: the work it takes to squeeze it so slowly that no damper feels it.

    Gauss's rule over the square root of the compression: nothing but rounding is lost for whole and half powers up to
    the eleventh.

    Parameters
    ----------
    leg_force : callable
        The leg law.
    compression, stiffness : number or array
        [m, N/m].
    damping : number or array
        In the unit of the law.

    Returns
    -------
    number or array
        [J].

    Examples
    --------
    >>> from springmass.legs import LEG_LAWS
    >>> round(stored_energy(LEG_LAWS["viscous"].force, 0.1, 20e3, 300.0), 9)
    100.0
    """
    # with s = c t², the work ∫ F ds from 0 to c is ∫ F(c t²) 2 c t dt from 0 to 1
    parts = (w * t * leg_force(compression * (t * t), 0.0, stiffness, damping) for t, w in _NODES)
    return 2.0 * compression * sum(parts)


def push_off_work(
    leg_length: Any, stiffness: Any, push_off: Any, shortest: Any, leg_force: LegForce, damping: Any
) -> Any:
    """What the leg gains by growing at its shortest: there is more in the grown leg than in the one before.

    Parameters
    ----------
    leg_length, stiffness, push_off, shortest, leg_force, damping
        As for :func:`push_off_leg`.

    Returns
    -------
    number or array
        [J].

    Examples
    --------
    >>> from springmass.legs import LEG_LAWS
    >>> round(push_off_work(1.0, 20e3, 0.1, 0.9, LEG_LAWS["spring"].force, 0.0), 9)  # ½ · 20,000 · 0.1 · 0.1
    100.0
    """
    rest_length, grown = push_off_leg(leg_length, stiffness, push_off, shortest, leg_force, damping)
    before = stored_energy(leg_force, leg_length - shortest, stiffness, damping)
    return stored_energy(leg_force, rest_length - shortest, grown, damping) - before


def _nodes(count: int) -> tuple[tuple[float, float], ...]:
    """Nodes and weights of Gauss's rule on (0, 1)."""
    at, weights = np.polynomial.legendre.leggauss(count)
    return tuple(zip((0.5 + 0.5 * at).tolist(), (0.5 * weights).tolist(), strict=True))


_NODES = _nodes(12)
