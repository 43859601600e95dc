"""Outputs of a sweep over one field, one under another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation
from numpy.typing import NDArray

from springmass.errors import InputError
from springmass.figures.across import Across
from springmass.figures.grid import OFF, draw_axes, nothing_key, nothing_span, own_place
from springmass.figures.outputs import caption, colour_of, heading, topic, which_run, why_nothing, word_for
from springmass.figures.style import BLACK, BLUE, GREY, NORMAL, SMALL, VERMILLION, YELLOW, sheet, styled
from springmass.figures.swept import Swept, Variable, need_dimensions, read_sweep

MOST_PANELS = 6
"""Panels drawn when nobody says which."""
_FEW = 60
"""Values up to which each has a mark."""


@styled
def sweep_curve(
    data: Any, variables: Iterable[str] | str | None = None, *, at: Mapping[str, Any] | None = None
) -> Figure:
    """Draw outputs of a sweep over the one field that varies.

    Parameters
    ----------
    data : Dataset
        Of :func:`springmass.sweep`, over one field, or over more with a slice chosen.
    variables : iterable of str, optional
        Which outputs, a panel each; left out, the first six.
    at : mapping, optional
        Where to cut a sweep over more fields: field → value, in the unit of its coordinate or as text; the nearest is
        taken, and the small print says which.

    Returns
    -------
    Figure
        Gaps, hatched, where there is no number; the runner's own value is marked.

    Raises
    ------
    InputError
        For a sweep over another number of fields, and names it does not have.

    Examples
    --------
    >>> import springmass as sm
    >>> data = sm.sweep("seyfarth", {"foot.angle_of_attack": (62, 74, 7)}, ["steps_to_fall", "contact_time"], steps=9)
    >>> [axes.get_title(loc="left") for axes in sweep_curve(data, "contact_time").axes]
    ['contact time (s)']
    """
    swept = read_sweep(data, at)
    need_dimensions(swept, 1, "a curve")
    if variables is None:
        names = list(swept.names[:MOST_PANELS])
    else:
        names = [variables] if isinstance(variables, str) else list(dict.fromkeys(variables))
    if not names:
        raise InputError("variables", given="none", allowed="must name at least one output")
    drawn = [swept.variable(name) for name in names]
    (x,) = swept.across
    figure = sheet(9.5, 1.9 + sum(_height(one) for one in drawn))
    panels = figure.subplots(
        len(drawn), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": [_height(one) for one in drawn]}
    )[:, 0]
    for ax, one in zip(panels, drawn, strict=True):
        draw_axes(ax, x)
        ax.set_xlabel("")
        keys: list[Patch] = []
        if one.flags:
            _draw_flags(ax, x, one)
        else:
            keys = _draw_number(ax, swept, x, one)
        ax.set_title(heading(one), loc="left", fontsize=NORMAL, fontweight="normal")
        if keys:
            place: dict[str, Any] = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "borderpad": 0.1}
            ax.legend(handles=keys, frameon=False, handlelength=2.4, **place)
    panels[-1].set_xlabel(x.title)
    _mark_own(figure, panels, swept, x)
    figure.suptitle(f"What changes with {x.label}")
    notes = (
        list(dict.fromkeys(which_run(swept, one) for one in drawn)) if len(drawn) == 1 else _which_runs(swept, drawn)
    )
    if variables is None and len(swept.names) > MOST_PANELS:
        notes.append(f"Not drawn: {', '.join(topic(swept.variable(n)) for n in swept.names[MOST_PANELS:])}.")
    figure.supxlabel(caption(swept, drawn, 130, *notes), fontsize=SMALL)
    return figure


def _height(one: Variable) -> float:
    """Of a panel [inches]: flags need a line for each word."""
    if one.flags:
        return 0.5 + 0.26 * len(np.unique(one.values))
    return 1.9


def _which_runs(swept: Swept, drawn: list[Variable]) -> list[str]:
    """Which part of the running each panel describes, panels of a kind together."""
    found: dict[str, list[str]] = {}
    for one in drawn:
        found.setdefault(which_run(swept, one), []).append(topic(one))
    if len(found) == 1:
        return list(found)
    return [f"{sentence.removesuffix('.')}: {', '.join(labels)}." for sentence, labels in found.items()]


def _draw_number(ax: Axes, swept: Swept, x: Across, one: Variable) -> list[Patch]:
    values = np.where(np.isfinite(one.values), one.values, np.nan).astype(float)
    there = np.isfinite(values)
    steps = one.name == "steps_to_fall"
    ax.plot(x.values, values, color=BLUE, linewidth=1.8, drawstyle="steps-mid" if steps else "default", label=one.name)
    alone = there & ~np.concatenate([[False], there[:-1]]) & ~np.concatenate([there[1:], [False]])
    marked = there if x.values.size <= _FEW else alone
    ax.plot(x.values[marked], values[marked], "o", color=BLUE, markersize=4.0, label="_marks")
    if steps:
        still = values >= swept.steps
        text = f"{swept.steps}: still running"
        ax.axhline(swept.steps, color=GREY, linewidth=1.0, linestyle=":", zorder=1)
        ax.set_ylim(-0.04 * swept.steps, 1.08 * swept.steps)
        ticks = MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]).tick_values(0, swept.steps)
        ax.set_yticks(sorted({*(one for one in ticks if 0 <= one < 0.9 * swept.steps), swept.steps}))
        style: dict[str, Any] = {"color": YELLOW, "markeredgecolor": BLACK, "markersize": 6.0, "linewidth": 0}
        ax.plot(x.values[still], values[still], "s", label="_still", zorder=4, **style)
        key = Patch(facecolor=YELLOW, edgecolor=BLACK, linewidth=0.8, label=text)
        return [key] if still.any() else []
    _level(ax, values[there])
    if there.all():
        return []
    for start, stop in _stretches(~there):
        nothing_span(ax, float(x.edges[start]), float(x.edges[stop]))
    if not there.any():
        ax.set_yticks([])
    return [nothing_key(why_nothing(swept, one))]


def _level(ax: Axes, values: NDArray[Any]) -> None:
    """What is the same everywhere but for rounding is drawn as a level line, and numbers are written out."""
    ax.ticklabel_format(axis="y", useOffset=False)
    if values.size and np.ptp(values) <= 1e-6 * np.abs(values).max():
        middle = float(values.mean())
        ax.set_ylim(middle - 0.05 * abs(middle or 1.0), middle + 0.05 * abs(middle or 1.0))


def _draw_flags(ax: Axes, x: Across, one: Variable) -> None:
    there = [code for code in one.flags if (one.values == code).any()]
    for row, code in enumerate(there):
        spans = [(float(x.edges[a]), float(x.edges[b])) for a, b in _stretches(one.values == code)]
        bars = [(low, high - low) for low, high in spans]
        ax.broken_barh(bars, (row - 0.4, 0.8), facecolor=colour_of(one.flags[code]), edgecolor=BLACK, linewidth=0.6)
    ax.set(ylim=(-0.6, len(there) - 0.4), yticks=range(len(there)), yticklabels=[word_for(one, code) for code in there])
    ax.tick_params(axis="y", length=0)


def _stretches(inside: NDArray[Any]) -> list[tuple[int, int]]:
    """First cell of each stretch of True, and the first after it."""
    edge = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(int)))
    return [(int(a), int(b)) for a, b in zip(edge[::2], edge[1::2], strict=True)]


def _mark_own(figure: Figure, panels: NDArray[Any], swept: Swept, x: Across) -> None:
    if x.own is None:
        return
    place, top, label = own_place(x, x.own), panels[0], swept.own_label((x,))
    top.set_xlim(place.limits)
    if place.side:
        style: dict[str, Any] = {"markersize": 13, "linewidth": 0, "color": VERMILLION, "clip_on": False, "zorder": 7}
        marker = "<" if place.side < 0 else ">"
        mine = top.plot(place.at, 0.5, marker, transform=top.get_xaxis_transform(), label=f"{label} {OFF}", **style)
    else:
        mine = [ax.axvline(x.own, color=VERMILLION, linewidth=1.6, linestyle="--", label=label) for ax in panels]
    above = top.transAxes + ScaledTranslation(0.0, 1.7 * NORMAL / 72.0, figure.dpi_scale_trans)
    where: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0.0, 1.0), "bbox_transform": above}
    keys = top.get_legend()
    top.legend(handles=mine[:1], frameon=False, handlelength=3.2, borderpad=0.1, borderaxespad=0.0, **where)
    if keys is not None:
        top.add_artist(keys)
