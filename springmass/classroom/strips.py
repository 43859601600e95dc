"""Pictures to look at and to measure in: a runner over one contact, and curves on a grid.

Midstance is marked in the curves: the height is so flat there that its time cannot be found well enough to read
anything else at it. Where that time itself is asked, the curve of the height has no mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from springmass.classroom.shown import QUANTITIES, SHARES, Shown, over_contact
from springmass.dynamics.curves import contact_curves
from springmass.figures.lettering import folded
from springmass.figures.outlines import foot_outline, head_outline, trunk_outline
from springmass.figures.skeleton import Skeleton, skeletons
from springmass.figures.style import ALONE, BASELINE, BLACK, CHANGED, SMALL, VERMILLION, Look, sheet, styled
from springmass.metrics import Metrics
from springmass.metrics.words import capital, foot_stays

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FRAMES = 6
"""Moments of a strip, at equal times from touchdown to takeoff."""
_APART = 0.8
"""From one drawing to the next [m]: each runner stands on ground of his own."""
_CLOSE = {"hip_ankle": (0.35, 0.55), "mass_cop": (0.35, 0.55)}
"""Shares of contact between which a curve is drawn that is steep: a centimetre could not be seen in the whole of it."""
_CURVES = 3
"""Side by side: more could not be read."""
READ = {
    "time_of_lowest_point": ("height",),
    "hip_ankle_offset": ("hip_ankle",),
    "hip_ankle_offset_at_lowest_point": ("hip_ankle",),
    "hip_ankle_offset_at_half_contact": ("hip_ankle",),
    "mass_cop_offset": ("mass_cop",),
    "takeoff_angle": ("direction",),
    "time_of_peak_vertical_force": ("vertical",),
    "peak_vertical_force": ("vertical",),
    "peak_knee_flexion": ("knee_flexion",),
    "peak_quadriceps_force": ("quadriceps",),
    "peak_patellofemoral_force": ("patellofemoral",),
    "peak_achilles_force": ("achilles",),
    "peak_hip_moment": ("hip",),
}
"""Metric → the curves it can be read off."""
_MARKED = ("height", "hip_ankle", "mass_cop")
"""Curves that are read at midstance."""


def marked(step: Shown, name: str) -> bool:
    """Whether midstance is marked in a curve: not in that of the height where its time is the question."""
    return name in _MARKED and (name, step.step.question.metric) != ("height", "time_of_lowest_point")


def curves_of(step: Shown, names: tuple[str, ...]) -> tuple[str, ...]:
    """The curves that are drawn for the numbers a step asks for.

    Parameters
    ----------
    step : Shown
    names : tuple of str
        The metrics it asks for.

    Returns
    -------
    tuple of str
        Keys of :data:`.shown.QUANTITIES`; the one the question is about where none of the numbers can be read off.

    Examples
    --------
    >>> from springmass.classroom.shown import shown
    >>> from springmass.lab.lesson_files import lesson
    >>> curves_of(shown(lesson("midstance"))[2], ("peak_quadriceps_force", "takeoff_angle", "speed"))
    ('quadriceps', 'direction')
    """
    found: dict[str, None] = {}
    for name in names:
        wanted = found | dict.fromkeys(READ.get(name, ()))
        if len(wanted) <= _CURVES and set(wanted) <= set(step.told):  # two that go together, or neither
            found = wanted
    return tuple(found) or (step.quantity,)


@styled
def strip_picture(step: Shown, names: tuple[str, ...], tall: bool = False) -> Figure:
    """Draw a step to look at and to measure in: the runner at equal times, and curves on a grid.

    Parameters
    ----------
    step : Shown
    names : tuple of str
        The metrics the step asks for.
    tall : bool
        Whether there is room for higher curves.

    Returns
    -------
    Figure
    """
    runs = [step.before, step.now] if step.changes else [step.now]
    looks = [BASELINE, CHANGED] if step.changes else [ALONE]
    titles = [capital(name) for name in step.names] if step.changes else ["The runner"]
    figure = sheet(8.8, 4.6 if tall else 3.4)
    parts = figure.subfigures(2, 1, height_ratios=[1.0, 1.5 if tall else 1.3], squeeze=False)
    above, below = parts[:, 0]
    for ax, one, look, title in zip(above.subplots(1, 2)[: len(runs)], runs, looks, titles, strict=True):
        strip(ax, one, look, title)
    for ax in above.axes[len(runs) :]:
        ax.remove()
    curves = curves_of(step, names)
    for ax, name in zip(below.subplots(1, len(curves), squeeze=False)[0], curves, strict=True):
        _grid(ax, step, name, looks, 32 if len(curves) == _CURVES else 60)
        if len(curves) == _CURVES and name not in _CLOSE:  # marks as before, and room for their numbers
            ax.xaxis.set_major_formatter(lambda value, _: "" if value % 20.0 else f"{value:.0f}")
    handles: dict[str, Any] = {}
    for ax in below.axes:
        found = ax.get_legend_handles_labels()
        handles |= dict(zip(found[1], found[0], strict=True))
    if handles:  # one for all, under them: over a curve it would hide what is to be read
        style: dict[str, Any] = {"ncols": 3, "frameon": False, "handlelength": 2.4, "fontsize": SMALL - 1.0}
        below.legend(list(handles.values()), list(handles), loc="outside lower center", borderpad=0.0, **style)
    return figure


def strip(ax: Axes, metrics: Metrics, look: Look, title: str) -> None:
    """Draw one contact as a strip of drawings at equal times.

    Parameters
    ----------
    ax : Axes
    metrics : Metrics
        Of a step that left the ground.
    look : Look
    title : str
    """
    view, step = metrics.view, metrics.view.step
    assert step.contact is not None  # it left the ground
    assert view.stance is not None
    shares = np.linspace(0.0, 1.0, FRAMES)
    c = contact_curves(step.contact, step.parameters, step.contact.end * shares)
    bodies = skeletons(step.parameters.shape, view.stance.at(c).posture)
    spring = foot_stays(metrics.view.step)
    tall = max(body.head[1] + body.head_radius for body in bodies) if not spring else 1.15 * float(c.y.max())
    for i, (body, x, y, cop) in enumerate(zip(bodies, c.ahead_of_first_contact, c.y, c.cop, strict=True)):
        back = 0.5 * (cop + x if spring else body.hip[0] + body.ankle[0])
        shift = i * _APART - back  # each stands over its own time
        if spring:
            _spring(ax, (shift + cop, shift + x, y), look)
        else:
            _person(ax, body, shift, look)
        ax.text(i * _APART, -0.1, f"{100.0 * shares[i]:.0f} %", ha="center", va="top", fontsize=SMALL - 1.0)
    left, right = -0.75 * _APART, (FRAMES - 0.25) * _APART
    ax.plot([left, right], [0.0, 0.0], color=BLACK, linewidth=1.0, zorder=1)
    ax.plot([right - 0.5, right], [tall + 0.06] * 2, color=BLACK, linewidth=2.0, solid_capstyle="butt")
    ax.text(right - 0.53, tall + 0.06, "50 cm", ha="right", va="center", fontsize=SMALL - 1.0)
    ax.set(xlim=(left, right), ylim=(-0.34, tall + 0.12), aspect="equal", xticks=[], yticks=[])
    ax.set_title(title, loc="left", fontsize=SMALL + 1.0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


def _spring(ax: Axes, at: tuple[float, float, float], look: Look) -> None:
    foot, x, y = at
    ax.plot([foot, x], [0.0, y], color=look.colour, linewidth=1.6, zorder=3)
    ax.plot(x, y, "o", color=look.colour, markersize=6.0, zorder=4)
    ax.plot([x, x], [0.0, y], color=VERMILLION, linewidth=0.9, zorder=5)
    ax.plot(foot, 0.0, "o", color=BLACK, markersize=2.5, zorder=6)


def person(ax: Axes, body: Skeleton, shift: float, look: Look, width: float = 1.4) -> None:
    """Draw head, trunk, leg and foot of the runner as lines.

    Parameters
    ----------
    ax : Axes
    body : Skeleton
    shift : float
        Along the ground [m].
    look : Look
    width : float
        Of the leg's line [points].
    """
    style: dict[str, Any] = {"color": look.colour, "zorder": 3, "solid_joinstyle": "round"}
    for outline in (head_outline(body), trunk_outline(body), foot_outline(body)):
        x, y = np.asarray(outline).T
        ax.fill(x + shift, y, facecolor="white", edgecolor=look.colour, linewidth=0.55 * width, zorder=2)
    x, y = np.array([body.hip, body.knee, body.ankle]).T
    ax.plot(x + shift, y, linewidth=width, **style)


def _person(ax: Axes, body: Skeleton, shift: float, look: Look) -> None:
    person(ax, body, shift, look)
    (hip, high), (ankle, low) = body.hip, body.ankle
    ax.plot([hip + shift] * 2, [0.0, high], color=VERMILLION, linewidth=0.9, zorder=5)
    for x, y in ((hip, high), (ankle, low)):
        ax.plot(
            x + shift, y, "o", color=VERMILLION, markeredgecolor="white", markeredgewidth=0.4, markersize=3.5, zorder=6
        )


def _grid(ax: Axes, step: Shown, name: str, looks: list[Look], width: int) -> None:
    """A curve to be read off: lines to go along, and where midstance is."""
    from matplotlib.ticker import MaxNLocator, MultipleLocator

    quantity = QUANTITIES[name]
    runs = [step.before, step.now] if step.changes else [step.now]
    start, end = _CLOSE.get(name, (0.0, 1.0))
    for one, look, said in zip(runs, looks, step.names, strict=False):
        style: dict[str, Any] = {"color": look.colour, "linestyle": look.dash, "linewidth": 0.7 * look.width}
        values, seen = over_contact(one, name), (start <= SHARES) & (end >= SHARES)
        ax.plot(100.0 * SHARES[seen], values[seen], label=said if step.changes else "_", zorder=4, **style)
    for one, look in zip(runs, looks, strict=True) if marked(step, name) else ():
        at = 100.0 * one.view.share_of_contact(one.midstance)
        said = "midstance" if one is runs[-1] else "_midstance"
        ax.axvline(at, color=VERMILLION, linestyle=look.dash, linewidth=0.8, zorder=3, label=said)
    ax.set(xlim=(100.0 * start, 100.0 * end), xlabel="contact, touchdown to takeoff (%)")
    ax.xaxis.label.set_fontsize(SMALL - 1.0)
    ax.xaxis.set_major_locator(MultipleLocator(10 if end - start > 0.5 else 5))
    ax.yaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
    ax.margins(y=0.08)
    ax.minorticks_on()
    ax.tick_params(labelsize=SMALL - 1.0)
    ax.grid(which="major", color="0.6", linewidth=0.6)
    ax.grid(which="minor", color="0.85", linewidth=0.4)
    ax.set_axisbelow(True)
    label = quantity.label.partition(" (")[0]
    ax.set_title(folded(f"{capital(label)} ({quantity.unit})", width), loc="left", fontsize=SMALL - 0.5)
