"""The map every spring-mass runner is judged by: steps to fall over leg stiffness and angle of attack."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from springmass.errors import InputError
from springmass.figures.across import FROM_GROUND, Across
from springmass.figures.grid import draw_borders, draw_steps, legend_over, mark_own, name_regions
from springmass.figures.lettering import folded, quantity
from springmass.figures.outputs import caption, percent, word_for
from springmass.figures.style import BLACK, BLUE, SMALL, VERMILLION, halo, sheet, styled
from springmass.figures.swept import Swept, need_dimensions, read_sweep
from springmass.gait.j_map import JMap
from springmass.gait.problem import is_conservative
from springmass.parameters import Parameters, parameters_of
from springmass.scenario import Scenario

STIFFNESS, ANGLE = "leg.stiffness", "foot.angle_of_attack"
RULE_FORCE = 1600.0
"""k (1 − sin α) along the J of stable running, published by Seyfarth et al. 2002 for :data:`_RULE_RUNNER` [N]."""
RULE_RANGE = 1330.0, 1820.0
"""Outside it no gait of that runner is stable: our reproduction, 8 to 50 kN/m, 0.25° apart [N]."""
_SOURCE = "Seyfarth et al. 2002"
_RULE_RUNNER = Parameters(mass=80.0, leg_length=1.0, stiffness=20e3, angle_of_attack=math.radians(68.0))
_RULE_ENERGY = 1.0 + 5.0**2 / (2.0 * 9.81)
"""Of its release, 5 m/s at an apex of one leg length, over m g l0."""
_SAME_ENERGY = 0.03
"""Relative difference up to which the rule is drawn: half a metre a second moves the J by a tenth."""


@dataclass(frozen=True)
class _Legs:
    """What is drawn: legs along two axes, and what became of their runs."""

    x: Across
    y: Across
    steps: NDArray[Any]
    most: int
    codes: NDArray[Any]
    names: Mapping[int, str]
    own: tuple[float, float] | None
    own_label: str
    parameters: Parameters | None
    energy: float


@styled
def stability_map(found: Any, own: tuple[float, float] | None = None, *, at: Mapping[str, Any] | None = None) -> Figure:
    """Draw how many steps a runner gets, over stiffness and angle of attack.

    Parameters
    ----------
    found : Dataset or JMap
        A sweep over ``leg.stiffness`` and ``foot.angle_of_attack`` that counted ``steps_to_fall``
        (:func:`springmass.sweep`), or a map of :func:`springmass.j_map`; at least two of each.
    own : (float, float), optional
        A runner's own stiffness and angle of attack, to be marked [N/m and rad]. Left out, those of the sweep's
        scenario.
    at : mapping, optional
        Where to cut a sweep over more fields: field → value, in the unit of its coordinate or as text; the nearest is
        taken.

    Returns
    -------
    Figure
        With the J published by Seyfarth et al. (2002), k (1 − sin α) = 1600 N, for the runner it was published for –
        80 kg on a lossless leg of 1 m, at the energy of 5 m/s – and, as the same force in body weights over the same
        stiffness in body weights per leg length, for runners who move alike at another size. For all others it is left
        out and the small print says why.

    Raises
    ------
    InputError
        For a single stiffness or angle, or a sweep over something else.

    Examples
    --------
    >>> import springmass as sm
    >>> vary = {"leg.stiffness": ("10 kN/m", "30 kN/m", 5), "foot.angle_of_attack": ("64 deg", "72 deg", 5)}
    >>> figure = stability_map(sm.sweep("seyfarth", vary, ["steps_to_fall"], steps=10))
    >>> figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()
    ('leg stiffness (kN/m)', 'angle of attack (degrees from the ground)')
    """
    swept = None if isinstance(found, JMap) else read_sweep(found, at)
    legs = _of_j_map(found) if swept is None else _of_sweep(swept)
    if own is not None:
        label = f"this runner: {quantity(own[0], 'N/m')}, {quantity(own[1], 'rad')}"
        mine, own_label = (own[0] / legs.x.factor, own[1] / legs.y.factor), label
    else:
        mine, own_label = legs.own, legs.own_label  # type: ignore[assignment]
    figure = sheet(9.5, 7.4)
    ax = figure.subplots()
    draw_steps(figure, ax, legs.x, legs.y, legs.steps, legs.most)
    draw_borders(ax, legs.x, legs.y, legs.codes, 0.005, colors="white", linewidths=0.7, zorder=2)
    where = [] if mine is None else [mark_own(ax, legs.x, legs.y, mine, own_label)]
    rule, keep = _draw_rule(ax, legs)
    looks = dict.fromkeys(legs.names, ("white", BLACK)) | {0: (BLACK, "white")}
    name_regions(ax, legs.x, legs.y, legs.codes, legs.names, [*where, *keep], looks)
    legend_over(ax)
    share = 100.0 * float(np.mean(legs.steps >= legs.most))
    figure.suptitle(f"Which legs keep running by themselves? {percent(share)} still run after {legs.most} steps")
    if swept is None:
        text = folded(f"{_who(found)} {rule}", 140)
    else:
        same = "Everyone lands with the same leg every time and never steers."
        text = caption(swept, [swept.variable("steps_to_fall")], 140, same, _endings(legs), rule)
    figure.supxlabel(text, fontsize=SMALL)
    return figure


def is_stability_sweep(swept: Swept) -> bool:
    """Whether a sweep counted steps over stiffness and angle of attack."""
    return {axis.field for axis in swept.across} == {STIFFNESS, ANGLE} and "steps_to_fall" in swept.names


def _of_j_map(found: JMap) -> _Legs:
    if min(found.steps.shape) < 2:
        given = f"{found.steps.shape[1]} × {found.steps.shape[0]}"
        raise InputError("map", given=given, allowed="must be at least 2 × 2")
    across, up = np.argsort(found.stiffnesses), np.argsort(found.angles)
    x = Across(STIFFNESS, "leg stiffness", "kN/m", 1e-3 * found.stiffnesses[across], 1e3)
    y = Across(ANGLE, "angle of attack", FROM_GROUND, np.degrees(found.angles[up]), math.pi / 180.0)
    steps = found.steps[np.ix_(up, across)]
    runs = steps >= found.most
    above = np.cumsum(runs[::-1], axis=0)[::-1] == 0
    codes = np.where(runs, 0, np.where(above, 1, np.where(np.cumsum(runs, axis=0) == 0, 2, -1)))
    codes[:, ~runs.any(axis=0)] = -1  # neither, where no angle goes on
    names = {0: "still running", 1: "leg too steep: the run ends", 2: "leg too flat: the run ends"}
    p = found.parameters
    energy = _energy(p, found.apex_height, found.apex_speed)
    return _Legs(x, y, steps, found.most, codes, names, None, "", p, energy)


def _who(found: JMap) -> str:
    p = found.parameters
    return (
        f"Every point is a runner of {quantity(p.mass, 'kg')} on a leg of {p.leg_length:.2f} m, released from an apex "
        f"of {found.apex_height:.2f} m at {found.apex_speed:.1f} m/s, who lands with the same leg every time and never "
        "steers. A model, a mass on a spring leg: no measurement of people."
    )


def _of_sweep(swept: Swept) -> _Legs:
    need_dimensions(swept, 2, "a stability map")
    fields = [axis.field for axis in swept.across]
    if set(fields) != {STIFFNESS, ANGLE}:
        allowed = f"a stability map needs {STIFFNESS} and {ANGLE}"
        hint = "sweep_map draws any two fields."
        raise InputError("data", given=f"a sweep over {' and '.join(fields)}", allowed=allowed, hint=hint)
    turned = fields[0] == STIFFNESS
    x, y = swept.across if turned else swept.across[::-1]
    y = replace(y, unit=FROM_GROUND if y.unit == "deg" else y.unit)
    steps = _upright(swept, "steps_to_fall", turned)
    if "outcome" in swept.names:
        codes, ended = _upright(swept, "outcome", turned), swept.variable("outcome")
        names = {code: word_for(ended, code) for code in ended.flags}
    else:
        codes, names = np.where(steps >= swept.steps, 0, 1), {0: "still running", 1: "the run ends"}
    own = None if x.own is None or y.own is None else (x.own, y.own)
    parameters, energy = _similar(swept.scenario)
    return _Legs(x, y, steps, swept.steps, codes, names, own, swept.own_label((x, y)), parameters, energy)


def _upright(swept: Swept, name: str, turned: bool) -> NDArray[Any]:
    values = swept.variable(name).values
    return values.T if turned else values


def _similar(scenario: Scenario | None) -> tuple[Parameters | None, float]:
    """The runner as plain numbers, and the energy of the release over m g l0; none for a gait to find."""
    if scenario is None or scenario.gait.apex_height is None or scenario.gait.apex_speed is None:
        return None, math.nan
    p = parameters_of(scenario)
    return p, _energy(p, scenario.gait.apex_height, scenario.gait.apex_speed)


def _energy(p: Parameters, height: float, speed: float) -> float:
    return height / p.leg_length + speed**2 / (2.0 * p.gravity * p.leg_length)


def _draw_rule(ax: Axes, legs: _Legs) -> tuple[str, list[tuple[float, float]]]:
    """The published J; a sentence about it, and points that letters must keep clear of."""
    p, why = legs.parameters, _why_no_rule(legs)
    if p is None or why:
        return (
            f"The published J is not drawn: it is for a bare lossless leg at the energy of 5 m/s ({_SOURCE}), {why}.",
            [],
        )
    weight, published = p.mass * p.gravity, _RULE_RUNNER.mass * _RULE_RUNNER.gravity
    scale = weight / published / p.leg_length
    if math.isclose(weight, published, rel_tol=1e-9) and p.leg_length == _RULE_RUNNER.leg_length:
        label = f"published J ({_SOURCE}): k (1 − sin α) = {RULE_FORCE:.0f} N"
        between = "{:.0f} and {:.0f} N".format(*RULE_RANGE)
        note = "In the J, k is the stiffness of the leg and α its angle of attack."
    else:
        label = f"published J ({_SOURCE}), scaled: k l0 (1 − sin α) = {RULE_FORCE / published:.2f} body weights"
        between = "{:.2f} and {:.2f} body weights".format(*(force / published for force in RULE_RANGE))
        note = (
            "In the J, k is the stiffness of the leg, l0 its length and α its angle of attack. It was published for 80 "
            f"kg on 1 m, as {RULE_FORCE:.0f} N; in body weights it is the same running at another size."
        )
    outer = f"steady gaits are stable only between {between} (our reproduction)"
    edge: dict[str, Any] = {"color": BLUE, "linewidth": 1.3, "linestyle": ":", "path_effects": halo(2.9)}
    middle: dict[str, Any] = {"color": VERMILLION, "linewidth": 2.2, "linestyle": "--", "path_effects": halo(3.8)}
    xlim, ylim, keep = ax.get_xlim(), ax.get_ylim(), []
    for force, look in (
        (RULE_FORCE, {**middle, "label": label}),
        (RULE_RANGE[0], {**edge, "label": outer}),
        (RULE_RANGE[1], edge),
    ):
        k, angle = _along(legs, force * scale)
        ax.plot(k, angle, zorder=5, **look)
        shares = ax.transAxes.inverted().transform(ax.transData.transform(np.column_stack([k, angle])))
        keep += [(float(a), float(b)) for a, b in shares]
    ax.set(xlim=xlim, ylim=ylim)
    return note, keep


def _why_no_rule(legs: _Legs) -> str:
    """Why the published J says nothing about these runners; empty where it does."""
    p = legs.parameters
    if p is None:
        return "and these runners have no release"
    if not is_conservative(p) or p.roll_speed != 0.0 or p.retraction != 0.0 or p.friction is not None:
        return "and these have more to them: losses, push-off, a roll, a slope, retraction or slippery ground"
    ratio = legs.energy / _RULE_ENERGY
    return "" if abs(ratio - 1.0) <= _SAME_ENERGY else f"and these runners have {ratio:.2f} times that energy"


def _along(legs: _Legs, force: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """Stiffness and angle in the units of the axes where k (1 − sin α) is a force [N]."""
    lowest, highest = (float(legs.x.edges[i]) * legs.x.factor for i in (0, -1))
    k = np.linspace(max(lowest, force), max(highest, force), 200)
    return k / legs.x.factor, np.arcsin(1.0 - force / k) / legs.y.factor


def _endings(legs: _Legs) -> str:
    """How many runs end in which way."""
    found = {legs.names[int(code)]: np.mean(legs.codes == code) for code in np.unique(legs.codes) if code}
    if not found:
        return ""
    said = sorted(found.items(), key=lambda one: -one[1])
    listed = ", ".join(f"{percent(100.0 * share)} “{name}”" for name, share in said)
    return f"Of all runs, {listed}; white lines part the ways in which runs end."
