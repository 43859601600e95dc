"""Any two fields of a sweep as a labelled map, and which figure suits a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, Colormap, LinearSegmentedColormap, ListedColormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from springmass.figures.across import Across, said
from springmass.figures.grid import (
    draw_borders,
    draw_cells,
    draw_steps,
    legend_over,
    mark_own,
    name_regions,
    nothing_key,
)
from springmass.figures.lettering import folded
from springmass.figures.outputs import caption, colour_of, percent, topic, which_run, why_nothing, word_for
from springmass.figures.stability import is_stability_sweep, stability_map
from springmass.figures.style import BLACK, BLUE, SMALL, VERMILLION, halo, sheet, styled
from springmass.figures.sweep_curves import sweep_curve
from springmass.figures.swept import Swept, Variable, need_dimensions, read_sweep
from springmass.metrics.words import capital

_SIGNED = LinearSegmentedColormap.from_list("signed", ["#6E2F00", VERMILLION, "#F7F7F7", BLUE, "#00304D"])
"""Below zero, zero, above zero."""
_SMOOTH = 0.06
"""Bends between neighbours, in shares of the range, up to which contour lines help."""
_MANY_TIMES = 30.0
"""Largest over smallest from which colours are logarithmic, a fiftieth of the points left out at both ends."""
_TURNS = {"gait_multiplier": (1.0, "The black line is 1: below it a stumble shrinks.")}
"""Output → value at which its meaning changes, and that in words."""
_CONTOURED = 250
"""Values along an axis that contour lines are drawn from."""


@styled
def sweep_map(data: Any, variable: str | None = None, *, at: Mapping[str, Any] | None = None) -> Figure:
    """Draw one output of a sweep over two fields.

    Parameters
    ----------
    data : Dataset
        Of :func:`springmass.sweep`, over two fields, or over more with a slice chosen.
    variable : str, optional
        Which output; left out, steps to fall if they were counted, else the first number, else why the runs ended.
    at : mapping, optional
        Where to cut a sweep over more fields: field → value, in the unit of its coordinate or as text; the nearest is
        taken, and the small print says which.

    Returns
    -------
    Figure
        The first field to the right, the second upward. Numbers that change sign have colours that meet at zero; flags
        have one colour and a name each; what does not exist is hatched, with the reason. Contour lines where the field
        is smooth. The runner's own point is marked.

    Raises
    ------
    InputError
        For a sweep over another number of fields, and names it does not have.

    Examples
    --------
    >>> import springmass as sm
    >>> vary = {"leg.stiffness": ("15 kN/m", "30 kN/m", 4), "foot.angle_of_attack": ("64 deg", "70 deg", 4)}
    >>> figure = sweep_map(sm.sweep("seyfarth", vary, ["contact_time"], steps=2))
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['angle of attack (degrees)', 'contact time (s)']
    """
    swept = read_sweep(data, at)
    need_dimensions(swept, 2, "a map")
    one = swept.variable(_usual(swept) if variable is None else variable)
    x, y = swept.across
    values = one.values.T
    figure = sheet(9.5, 7.4)
    ax = figure.subplots()
    notes = [which_run(swept, one)]
    keys: list[Patch] = []
    names: dict[int, str] = {}
    regions = values
    if one.flags:
        keys, names = _draw_flags(ax, x, y, one, values)
    elif one.name == "steps_to_fall":
        draw_steps(figure, ax, x, y, values, swept.steps)
    else:
        notes.append(_draw_numbers(figure, ax, x, y, one, values))
        nothing = ~np.isfinite(values)
        if nothing.any():
            keys = [nothing_key(why_nothing(swept, one))]
        names = {1: "nothing to show anywhere on this map"} if nothing.all() else {}
        regions = nothing
    where = [] if swept.own is None else [mark_own(ax, x, y, (swept.own[0], swept.own[1]), swept.own_label((x, y)))]
    if names:
        name_regions(ax, x, y, regions, names, where)
    legend_over(ax, keys, 1 if len(keys) < 3 else 2)
    figure.suptitle(folded(f"{capital(topic(one))}, over {x.label} and {y.label}", 80))
    figure.supxlabel(caption(swept, [one], 140, *notes), fontsize=SMALL)
    return figure


def sweep_figure(data: Any, *, at: Mapping[str, Any] | None = None) -> Figure:
    """Draw the figure that suits a sweep.

    Parameters
    ----------
    data : Dataset
        Of :func:`springmass.sweep`.
    at : mapping, optional
        Where to cut: field → value.

    Returns
    -------
    Figure
        :func:`sweep_curve` over one field; over two :func:`stability_map` if they are stiffness and angle of attack and
        steps were counted, else :func:`sweep_map`. Fields with a single value do not count.

    Raises
    ------
    InputError
        For more fields than two, saying to choose a slice.

    Examples
    --------
    >>> import springmass as sm
    >>> data = sm.sweep("seyfarth", {"foot.angle_of_attack": [66, 68, 70]}, ["speed"])
    >>> sweep_figure(data).axes[0].get_title(loc="left")
    'mean speed (m/s)'
    """
    swept = read_sweep(data, at)
    if len(swept.across) == 1:
        return sweep_curve(data, at=at)
    need_dimensions(swept, 2, "a figure")
    return stability_map(data, at=at) if is_stability_sweep(swept) else sweep_map(data, at=at)


def _usual(swept: Swept) -> str:
    if "steps_to_fall" in swept.names:
        return "steps_to_fall"
    return next((name for name in swept.names if not swept.is_flag(name)), swept.names[0])


def _draw_flags(
    ax: Axes, x: Across, y: Across, one: Variable, codes: NDArray[Any]
) -> tuple[list[Patch], dict[int, str]]:
    there = np.unique(codes).tolist()
    colours = ListedColormap([colour_of(one.flags[code]) for code in there])
    norm = BoundaryNorm(np.arange(len(there) + 1) - 0.5, len(there))
    draw_cells(ax, x, y, np.searchsorted(there, codes), colours, norm)
    draw_borders(ax, x, y, codes, 0.005, colors=BLACK, linewidths=0.8, zorder=2)
    names = {code: word_for(one, code) for code in there}
    keys = [
        Patch(
            facecolor=colour_of(one.flags[code]),
            edgecolor=BLACK,
            linewidth=0.6,
            label=f"{names[code]} ({percent(100.0 * float(np.mean(codes == code)))})",
        )
        for code in there
    ]
    return keys, names


def _draw_numbers(figure: Figure, ax: Axes, x: Across, y: Across, one: Variable, values: NDArray[Any]) -> str:
    """Draw a quantity; a sentence about its colours where they need one."""
    shown = np.where(np.isfinite(values), values, np.nan).astype(float)
    finite = shown[np.isfinite(shown)]
    if not finite.size:
        draw_cells(ax, x, y, shown, colormaps["viridis"], Normalize(0.0, 1.0))
        return ""
    least, most = float(finite.min()), float(finite.max())
    notes = []
    if one.name in _TURNS:
        turn, note = _TURNS[one.name]
        notes.append(note)
        draw_borders(ax, x, y, shown < turn, inside=np.isfinite(shown), colors=BLACK, linewidths=1.6, zorder=3)
    low, high, extend = _ends(finite)
    colours, signed = _colours(low, high)
    norm = Normalize(low, high)
    inner, outer = (float(value) for value in np.percentile(finite, [2.0, 98.0]))
    if least > 0.0 and outer > _MANY_TIMES * inner:
        low, high, extend, norm = inner, outer, "both", LogNorm(inner, outer)
    elif least == most:
        room = 0.5 * abs(least) or 0.5
        low, high = least - room, most + room
        norm = Normalize(low, high)
    mesh = draw_cells(ax, x, y, shown, colours, norm)
    bar = figure.colorbar(mesh, ax=ax, pad=0.02, extend=extend)
    bar.set_label(one.title)
    if isinstance(norm, LogNorm):
        bar.ax.yaxis.set_major_formatter(lambda value, _: said(value, "1"))
    if least == most:
        bar.set_ticks([least])
        bar.set_ticklabels([said(least, "1")])
        notes.append(f"It is the same everywhere: {said(least, one.unit)}.")
    elif not isinstance(norm, LogNorm) and _smooth(shown, high - low):
        _contours(ax, x, y, shown, low, high, signed)
    if extend != "neither":
        span = f"{said(least, one.unit)} to {said(most, one.unit)}"
        notes.append(f"Colours end where few of the points lie beyond; all values: {span}.")
    return " ".join(notes)


def _ends(finite: NDArray[Any]) -> tuple[float, float, str]:
    """Where colours end: at the extremes, unless a few of them would take all colours for themselves."""
    low, high = float(finite.min()), float(finite.max())
    inner, outer = (float(one) for one in np.percentile(finite, [1.0, 99.0]))
    bulk = outer - inner
    below, above = bulk > 0.0 and inner - low > bulk, bulk > 0.0 and high - outer > bulk
    extend = "both" if below and above else "min" if below else "max" if above else "neither"
    return inner if below else low, outer if above else high, extend


def _colours(low: float, high: float) -> tuple[Colormap, bool]:
    """Colours from low to high, meeting at zero where the sign matters."""
    if not (low < 0.0 < high and min(-low, high) > 0.02 * (high - low)):
        return colormaps["viridis"], False
    reach = max(-low, high)
    return ListedColormap(_SIGNED(np.linspace(0.5 + 0.5 * low / reach, 0.5 + 0.5 * high / reach, 256)), "signed"), True


def _smooth(values: NDArray[Any], span: float) -> bool:
    """Whether neighbours differ little enough for contour lines to mean something."""
    if min(values.shape) < 6:
        return False
    bends = np.concatenate([np.abs(np.diff(values, 2, axis=axis)).ravel() for axis in (0, 1)])
    bends = bends[np.isfinite(bends)]
    return bool(bends.size > 20 and np.percentile(bends, 97.0) < _SMOOTH * span)


def _contours(ax: Axes, x: Across, y: Across, values: NDArray[Any], low: float, high: float, signed: bool) -> None:
    across, up = (max(1, -(-n // _CONTOURED)) for n in (x.values.size, y.values.size))
    levels = [one for one in MaxNLocator(8).tick_values(low, high) if low < one < high]
    if not levels:
        return
    shown = np.ma.masked_invalid(values[::up, ::across])
    widths = [1.8 if signed and one == 0.0 else 0.8 for one in levels]
    lines = ax.contour(
        x.values[::across], y.values[::up], shown, levels=levels, colors=[BLACK], linewidths=widths, zorder=3
    )
    lines.set(linestyle="solid", path_effects=halo(1.8))
    figure = ax.get_figure(root=True)
    assert figure is not None
    taken: list[NDArray[Any]] = []
    for text in ax.clabel(lines, fontsize=SMALL, inline=False, fmt=lambda v: said(float(v), "1"), zorder=4):
        at = ax.transAxes.inverted().transform(ax.transData.transform(text.get_position()))
        letter = [SMALL / (0.72 * 72.0 * size) for size in figure.get_size_inches()]
        inside = all(1.6 * one < place < 1.0 - 1.6 * one for one, place in zip(letter, at, strict=True))
        if not inside or any(np.hypot(*((at - other) / letter)) < 5.0 for other in taken):
            text.remove()
            continue
        text.set(color=BLACK, path_effects=halo(2.5), in_layout=False)
        taken.append(at)
