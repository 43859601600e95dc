"""The stance leg of a recorded runner from the side, with the plumb line, at every moment that matters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.marks import DEFAULT_MIDSTANCE, MIDSTANCE
from springmass.errors import one_of
from springmass.figures.body_view import pale
from springmass.figures.lettering import folded
from springmass.figures.panels import say, say_instead
from springmass.figures.recorded_words import SIDES, mean_of, minus, placed, small_print
from springmass.figures.style import BLACK, BLUE, GREEN, LARGE, NORMAL, SMALL, VERMILLION, sheet, styled
from springmass.figures.words import WHEN
from springmass.measured.counted import counted
from springmass.measured.motion.motion_steps import MOMENTS, MotionSteps
from springmass.measured.recording import Estimate
from springmass.metrics.words import capital

APART = 0.005
"""Feet whose offsets differ by more than this, and by more than chance, are drawn separately [m]."""
_NEED_FORCES = ("peak vertical force", "fore-aft crossover")
_JOINTS = ("hip", "knee", "ankle", "heel", "toe")
_SOLE = 0.15
"""A lowest joint farther than this from height zero: the recording does not say where the ground is [m]."""


@dataclass(frozen=True)
class _Leg:
    """One foot's steps, or all: name for titles, which steps, look."""

    name: str
    steps: NDArray[np.bool_]
    colour: str
    marker: str

    def mean(self, steps: MotionSteps, moment: str, kind: str = "hip_ankle") -> Estimate:
        """Offset over these steps."""
        return steps.mean(moment, kind, None if self.name == "" else self.name)

    def posture(self, steps: MotionSteps, moment: str) -> dict[str, Floats]:
        """Mean place of each joint that is known [m]; of steps whose offset is known only, so that both agree."""
        known = self.steps & np.isfinite(steps.hip_ankle[moment])
        means = {joint: mean_of(places[known]) for joint, places in steps.postures.get(moment, {}).items()}
        return {joint: place for joint, place in means.items() if np.isfinite(place).all()}


@styled
def recorded_posture(
    motion_steps: MotionSteps, title: str = "The runner of the recording", midstance: str = DEFAULT_MIDSTANCE
) -> Figure:
    """Draw a recorded runner's stance leg from the side, the plumb line, and the hip's offset at every moment.

    Parameters
    ----------
    motion_steps : MotionSteps
    title : str
        Over the figure.
    midstance : str
        Definition of midstance that is drawn large; where the recording does not have it, the first it has is.

    Returns
    -------
    Figure
        Large: the mean leg at midstance, single steps thin behind it; right and left foot apart where they differ.
        Beside it the offset of every step by every definition of midstance; below, the mean leg at every moment.
        Lengths to scale, forward from the ankle.

    Raises
    ------
    InputError
        For an unknown definition of midstance.

    Examples
    --------
    >>> import numpy as np
    >>> from springmass.measured.motion.motion_steps import MOMENTS
    >>> from springmass.measured.recording import Estimate
    >>> leg = {"hip": [0.08, 0.88], "knee": [0.12, 0.48], "ankle": [0.0, 0.09], "heel": [-0.06, 0.03]}
    >>> steps = MotionSteps(
    ...     side=("right",), shares={name: np.array([0.5]) for name in MOMENTS},
    ...     hip_ankle={name: np.array([0.08]) for name in MOMENTS},
    ...     hip_cop={name: np.array([0.0]) for name in MOMENTS},
    ...     postures={name: {joint: np.array([place]) for joint, place in leg.items()} for name in MOMENTS},
    ...     speed=Estimate(3.5, 0.0),
    ... )
    >>> recorded_posture(steps).axes[0].texts[0].get_text()
    'hip 8.0 cm ahead of the ankle'
    """
    one_of("midstance", midstance, MIDSTANCE)
    steps = motion_steps
    shown = next((name for name in (midstance, *MIDSTANCE) if _has(steps, name)), midstance)
    legs = _legs(steps, shown)
    figure = sheet(13.5, 7.4 + 2.6 * len(legs))
    grid = GridSpec(2, 1, figure=figure, height_ratios=[5.6, 2.6 * len(legs)])
    top = grid[0].subgridspec(1, len(legs) + 1, width_ratios=[*[1.0] * len(legs), 1.2])
    ground = _ground(steps, legs, shown)
    within = _limits(steps, legs, (shown,), ground, 0.3, 1.0 if len(legs) == 1 else 0.75)
    for i, leg in enumerate(legs):
        title_of = f"{leg.name} foot, {WHEN[shown]}" if leg.name else WHEN[shown]
        _large(figure.add_subplot(top[0, i]), steps, leg, shown, within, ground, capital(title_of))
    _strip(figure.add_subplot(top[0, len(legs)]), steps, legs, shown)
    small = grid[1].subgridspec(len(legs), len(MOMENTS))
    around = _limits(steps, legs, MOMENTS, ground, 0.06, 0.8)
    for row, leg in enumerate(legs):
        for column, moment in enumerate(MOMENTS):
            _small(figure.add_subplot(small[row, column]), steps, leg, moment, around, ground)
    figure.suptitle(folded(title, 100))
    figure.supxlabel(small_print(_told(steps, legs, midstance, shown), 185, 900), fontsize=SMALL)
    return figure


def _has(steps: MotionSteps, moment: str) -> bool:
    return moment in steps.hip_ankle and steps.mean(moment).count > 0


def _legs(steps: MotionSteps, moment: str) -> list[_Leg]:
    """Both feet as one, or apart where their offsets at a moment differ."""
    side = np.array(steps.side)
    good = np.ones(len(side), bool) if steps.good is None else steps.good
    both = _Leg("", good, BLUE, "o")
    if not _has(steps, moment):
        return [both]
    right, left = (steps.mean(moment, "hip_ankle", one) for one in SIDES)
    if not (right.count and left.count):
        return [both]
    chance = 2.0 * math.hypot(*(one.error if math.isfinite(one.error) else 0.0 for one in (right, left)))
    if abs(right.value - left.value) <= max(APART, chance):
        return [both]
    return [_Leg("right", good & (side == "right"), BLUE, "o"), _Leg("left", good & (side == "left"), GREEN, "s")]


def _limits(
    steps: MotionSteps, legs: list[_Leg], moments: tuple[str, ...], ground: float | None, below: float, wide: float
) -> tuple[float, ...]:
    """Left, right, bottom, top that hold the mean leg at all these moments, with room for words below [m].

    ``wide`` is the least width over height.
    """
    places = [
        place
        for leg in legs
        for moment in moments
        if _has(steps, moment)
        for place in leg.posture(steps, moment).values()
    ]
    x, y = (np.array([place[i] for place in places] or [0.0]) for i in (0, 1))
    bottom, over = (float(y.min()) - 0.03 if ground is None else ground) - below, float(y.max()) + 0.08
    half = 0.5 * max(x.max() - x.min() + 0.2, wide * (over - bottom))
    middle = 0.5 * (x.max() + x.min())
    return middle - half, middle + half, bottom, over


def _ground(steps: MotionSteps, legs: list[_Leg], moment: str) -> float | None:
    """Height of the ground, None where the recording does not say [m]."""
    places = [place for leg in legs if _has(steps, moment) for place in leg.posture(steps, moment).values()]
    return 0.0 if places and abs(min(float(place[1]) for place in places)) < _SOLE else None


def _frame(ax: Axes, within: tuple[float, ...]) -> None:
    left, right, bottom, top = within
    ax.set_aspect("equal")
    ax.set(xlim=(left, right), ylim=(bottom, top))


def _large(
    ax: Axes, steps: MotionSteps, leg: _Leg, moment: str, within: tuple[float, ...], ground: float | None, title: str
) -> None:
    if not _has(steps, moment) or not leg.posture(steps, moment):
        say_instead(ax, "No step shows hip and ankle at midstance, by any definition of it.", title, 30)
        return
    _frame(ax, within)
    _, _, _, top = within
    places = leg.posture(steps, moment)
    ax.set(xlabel="forward from the ankle (m)", ylabel="height (m)")
    ax.set_title(title, loc="left")
    single = [_single(steps, moment, int(i)) for i in np.flatnonzero(leg.steps)]
    for one in single:
        x, y = zip(*one, strict=True) if one else ((), ())
        faint = min(0.5, max(0.1, 5.0 / len(single)))
        ax.plot(x, y, color=leg.colour, linewidth=0.8, alpha=faint, zorder=3.4, label="single step")
    low = _draw_leg(ax, places, ground, leg.colour, 1.0) - 0.04
    ax.set_yticks([tick for tick in ax.get_yticks() if low <= tick <= top])
    ax.spines["left"].set_bounds(low, top)
    offset, foot_point = leg.mean(steps, moment), leg.mean(steps, moment, "hip_cop")
    down, lines = -10.0, [placed(offset)]
    if foot_point.count:
        lines.append(placed(foot_point, "foot point").removeprefix("hip "))
    lines += [f"{WHEN[moment]}, {counted(offset.count, 'step')}"]
    for i, text in enumerate(lines):
        style: dict[str, Any] = {"ha": "center", "va": "top", "fontsize": NORMAL if i else LARGE}
        say(ax, text, (0.5 * sum(within[:2]), low), (0.0, down), fontweight="normal" if i else "bold", **style)
        down -= 1.35 * style["fontsize"]
    for joint, side, away in (("hip", "right", -12.0), ("knee", "left", 14.0), ("ankle", "right", -12.0)):
        if joint in places:
            behind = joint == "ankle" and offset.value < 0.0  # away from the plumb line
            more = {"ha": "left" if behind else side, "va": "center", "fontsize": SMALL}
            say(ax, joint, tuple(places[joint]), (-away if behind else away, 9.0 if joint == "ankle" else 0.0), **more)


def _single(steps: MotionSteps, moment: str, i: int) -> list[tuple[float, float]]:
    """The joints of a step from hip to ankle, as far as they are known [m]."""
    found = steps.postures[moment]
    places = [found[joint][i] for joint in ("hip", "knee", "ankle") if joint in found]
    return [(float(x), float(y)) for x, y in places if math.isfinite(x + y)]


def _draw_leg(ax: Axes, places: dict[str, Floats], ground: float | None, colour: str, size: float) -> float:
    """Draw a leg with its plumb line; returns where that ends [m]."""
    low = min(float(place[1]) for place in places.values()) - 0.03 if ground is None else ground
    if ground is not None:
        ax.axhline(0.0, color=BLACK, linewidth=1.2, zorder=1)
    end = low - 0.05
    sole = [places[joint] for joint in ("ankle", "heel", "toe") if joint in places]
    if len(sole) == 3:
        fill: dict[str, Any] = {"facecolor": pale(colour), "edgecolor": colour, "linewidth": 1.6 * size}
        ax.fill(*np.transpose(sole), zorder=3, label="foot", **fill)
    elif len(sole) == 2:
        ax.plot(*np.transpose(sole), color=colour, linewidth=2.0 * size, zorder=3, label="foot")
    limb = [places[joint] for joint in ("hip", "knee", "ankle") if joint in places]
    if len(limb) > 1:
        style: dict[str, Any] = {"solid_capstyle": "round", "solid_joinstyle": "round"}
        ax.plot(*np.transpose(limb), color=colour, linewidth=15.0 * size, zorder=3.2, label="leg", **style)
        inside = 15.0 * size - 3.2
        ax.plot(*np.transpose(limb), color=pale(colour), linewidth=inside, zorder=3.3, label="leg inside", **style)
    if "knee" in places:
        dot: dict[str, Any] = {"color": colour, "markeredgecolor": "white", "markersize": 7 * size}
        ax.plot(*places["knee"], "o", zorder=4, label="knee", **dot)
    if "cop" in places:
        ax.plot(places["cop"][0], low, "o", color=BLACK, markersize=6 * size, zorder=7, label="foot point")
    if "hip" in places:
        x, top = (float(part) for part in places["hip"])
        ax.add_patch(
            Rectangle((0.0, end), x, top - end, facecolor=VERMILLION, alpha=0.3, zorder=4.8, label="hip to ankle")
        )
        ax.plot([0.0, 0.0], [end, top], color=BLACK, linewidth=1.2, linestyle=":", zorder=4.9, label="over the ankle")
        ax.plot([x, x], [end, top], color=VERMILLION, linewidth=3.5 * size, zorder=6, label="plumb line")
        ax.plot(x, end, "v", color=VERMILLION, markersize=11 * size, zorder=6, label="bob")
    for joint in ("hip", "ankle"):
        if joint in places:
            style = {"color": VERMILLION, "markeredgecolor": "white", "markersize": 8 * size}
            ax.plot(*places[joint], "o", zorder=6.5, label="joint", **style)
    return end


def _small(
    ax: Axes, steps: MotionSteps, leg: _Leg, moment: str, within: tuple[float, ...], ground: float | None
) -> None:
    """One moment; its name above, the offset under it."""
    words = moment.split()
    name = moment if len(moment) < 12 else f"{' '.join(words[:-1])}\n{words[-1]}"
    ax.set_title(name, fontsize=NORMAL)
    if leg.name and moment == MOMENTS[0]:
        ax.set_ylabel(f"{leg.name} foot", fontweight="bold")
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)
    places = leg.posture(steps, moment) if _has(steps, moment) else {}
    offset = leg.mean(steps, moment) if _has(steps, moment) else Estimate(np.nan, np.nan)
    if not places or not offset.count:
        ax.text(0.5, 0.5, _why_none(steps, moment), transform=ax.transAxes, ha="center", va="center", fontsize=SMALL)
        return
    _frame(ax, within)
    _draw_leg(ax, places, ground, leg.colour, 0.5)
    ax.set_xlabel(_short(offset), fontsize=SMALL)


def _short(offset: Estimate) -> str:
    """The offset under a small picture."""
    said = placed(offset).removeprefix("hip ")
    return said.replace(" of the ankle", "").replace(" the ankle", "")


def _signed(offset: Estimate) -> str:
    """The offset over a mark."""
    spread = f" ± {100.0 * offset.spread:.1f}" if math.isfinite(offset.spread) else ""
    return minus(f"{100.0 * offset.value:.1f}") + f"{spread} cm"


def _why_none(steps: MotionSteps, moment: str) -> str:
    forces = any(np.isfinite(values).any() for values in steps.hip_cop.values())
    if moment in _NEED_FORCES and not forces:
        return "not available:\nthe recording\nhas no forces"
    return "not available:\nno step\nshows it"


def _strip(ax: Axes, steps: MotionSteps, legs: list[_Leg], shown: str) -> None:
    """Offset of every step by every definition of midstance."""
    ax.axvline(0.0, color=BLACK, linewidth=1.2, linestyle=":", zorder=1)
    rng = np.random.default_rng(0)  # where dots lie within a row means nothing
    names = list(MIDSTANCE)
    for row, moment in enumerate(names):
        if not _has(steps, moment):
            text = _why_none(steps, moment).replace("\n", " ")
            blank = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
            middle: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": SMALL, "bbox": blank}
            ax.text(0.5, row, text, transform=ax.get_yaxis_transform(), **middle)
            continue
        for i, leg in enumerate(legs):
            values = 100.0 * steps.hip_ankle[moment][leg.steps]
            values = values[np.isfinite(values)]
            if not len(values):
                continue
            y = row + (0.44 * (i + 0.5) / len(legs) - 0.22 if len(legs) > 1 else 0.0)
            reach = 0.16 / len(legs)
            dots: dict[str, Any] = {"color": leg.colour, "markersize": 4.5, "markeredgewidth": 0}
            dots |= {"alpha": min(0.8, max(0.25, 12.0 / len(values))), "linestyle": "none"}
            ax.plot(
                values,
                y + rng.uniform(-reach, reach, len(values)),
                leg.marker,
                zorder=2,
                label=f"steps, {moment}",
                **dots,
            )
            mean = leg.mean(steps, moment)
            spread = 100.0 * mean.spread if math.isfinite(mean.spread) else 0.0
            ax.errorbar(
                100.0 * mean.value, y, xerr=spread or None, fmt=leg.marker, color=BLACK, markerfacecolor="white",
                markersize=8, markeredgewidth=1.6, elinewidth=2.0, capsize=5, zorder=4, label=f"_mean, {moment}",
            )  # fmt: skip
            above = i == 0  # the second foot's words stand under its marks, clear of the first one's
            aside: dict[str, Any] = {"ha": "center", "va": "bottom" if above else "top"}
            say(ax, _signed(mean), (100.0 * mean.value, y), (0.0, 11.0 if above else -11.0), **aside)
    ax.set_yticks(range(len(names)), [name.replace(" ", "\n", 1) for name in names])
    for label, name in zip(ax.get_yticklabels(), names, strict=True):
        label.set_fontweight("bold" if name == shown else "normal")
    ax.set_ylim(len(names) - (0.45 if len(legs) == 1 else 0.1), -0.6)
    low, high = ax.get_xlim()
    low, high = min(low, -1.0), max(high, 1.0)
    ax.set_xlim(low - 0.14 * (high - low), high + 0.14 * (high - low))  # room for the words over the outermost marks
    ax.set_xlabel("hip minus ankle, forward (cm); minus: the hip is behind")
    ax.set_title("Hip ahead of the ankle, every step", loc="left")
    if len(legs) > 1:
        for leg in legs:
            ax.plot([], [], leg.marker, color=leg.colour, label=f"{leg.name} foot")
        found = zip(*ax.get_legend_handles_labels(), strict=True)
        feet = [(handle, name) for handle, name in found if name.endswith(" foot")]
        ax.legend(*zip(*feet, strict=True), loc="lower right", edgecolor="white", framealpha=0.9)


def _told(steps: MotionSteps, legs: list[_Leg], midstance: str, shown: str) -> list[str]:
    said = []
    if shown != midstance:
        said.append(f"The recording does not tell {midstance}, so {shown} is drawn")
    said.append(
        "Red: plumb line from the hip joint; dotted: over the ankle; the picture looks at the runner from the right, "
        "he runs to the right"
    )
    if any(np.isfinite(values).any() for values in steps.hip_cop.values()):
        said.append("Black dot: foot point (centre of pressure)")
    said.append("Hollow marks: mean; ±: standard deviation between steps")
    bad = 0 if steps.good is None else int((~steps.good).sum())
    if bad:
        said.append(f"{counted(bad, 'step')} of {len(steps.side)} left out")
    sides = [side for side in SIDES if side in steps.side]
    if len(legs) == 1 and len(sides) == 2:
        said.append("Right and left foot do not differ by more than chance and are drawn together")
    if math.isfinite(steps.speed.value):
        said.append(f"Running speed {steps.speed.value:.2f} m/s")
    return [*said, *steps.notes]
