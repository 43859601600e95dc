"""What all maps share: cells, the border between regions and their names, the runner's own point, steps in colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.colors import BoundaryNorm, Colormap, ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import LogLocator, NullFormatter, NullLocator, ScalarFormatter
from numpy.typing import NDArray
from scipy.ndimage import label as connected

from springmass.figures.across import Across
from springmass.figures.style import BLACK, SMALL, VERMILLION, YELLOW, halo

NOTHING = "#D0D0D0"
"""Behind the hatch where there is no number."""
_HATCH: dict[str, Any] = {"facecolor": NOTHING, "edgecolor": "#6E6E6E", "hatch": "////", "linewidth": 0.0}
_BORDERS = 60_000
"""Pieces of border that are still drawn; a map of noise has more."""
_NEAR = 0.3
"""How far outside a map, in shares of it, a runner is still shown by widening the map."""
OFF = "(far outside, that way)"
"""Behind the label of a runner who is not on the figure."""
_STOPS = 1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000
_LETTER = 0.62
"""Width of a letter over its height, roughly."""


def draw_axes(ax: Axes, x: Across, y: Across | None = None) -> None:
    """Label axes; scale and limits are those of the cells."""
    for one, axis, scale, limits in (
        (x, ax.xaxis, ax.set_xscale, ax.set_xlim),
        (y, ax.yaxis, ax.set_yscale, ax.set_ylim),
    ):
        if one is None:
            continue
        axis.set_label_text(one.title)
        if one.logarithmic:
            scale("log")
            axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
            axis.set_minor_locator(NullLocator())
            axis.set_major_formatter(ScalarFormatter())
            axis.set_minor_formatter(NullFormatter())
        limits(float(one.edges[0]), float(one.edges[-1]))


def draw_cells(ax: Axes, x: Across, y: Across, values: NDArray[Any], colours: Colormap, norm: Normalize) -> QuadMesh:
    """Draw a map.

    Parameters
    ----------
    ax : Axes
    x, y : Across
    values : array, shape (y, x)
        What is no number stays hatched.
    colours : Colormap
    norm : Normalize

    Returns
    -------
    QuadMesh
    """
    draw_axes(ax, x, y)
    shown = np.ma.masked_invalid(values)
    if np.ma.is_masked(shown):
        ax.add_patch(Rectangle((0.0, 0.0), 1.0, 1.0, transform=ax.transAxes, zorder=0.5, **_HATCH))
    return ax.pcolormesh(x.edges, y.edges, shown, cmap=colours, norm=norm, rasterized=True, zorder=1)


def nothing_key(words: str) -> Patch:
    """For the legend: what the hatch means."""
    return Patch(label=words, **_HATCH)


def nothing_span(ax: Axes, low: float, high: float) -> None:
    """Hatch a stretch of the x axis where there is no number."""
    ax.axvspan(low, high, zorder=0.5, **_HATCH)


def draw_borders(
    ax: Axes,
    x: Across,
    y: Across,
    codes: NDArray[Any],
    smallest: float = 0.0,
    inside: NDArray[np.bool_] | None = None,
    **style: Any,
) -> None:
    """Draw lines along the cells where codes differ.

    Parameters
    ----------
    ax : Axes
    x, y : Across
    codes : array, shape (y, x)
    smallest : float
        Share of the map a region must have to be drawn; specks are left out.
    inside : array of bool, shape (y, x), optional
        Cells that count.
    """
    xs, ys = x.edges, y.edges
    large = _in_large_regions(codes, smallest) & (True if inside is None else inside)
    j, i = np.nonzero((codes[:, 1:] != codes[:, :-1]) & large[:, 1:] & large[:, :-1])
    upright = np.stack([np.stack([xs[i + 1], ys[j]], -1), np.stack([xs[i + 1], ys[j + 1]], -1)], 1)
    j, i = np.nonzero((codes[1:] != codes[:-1]) & large[1:] & large[:-1])
    level = np.stack([np.stack([xs[i], ys[j + 1]], -1), np.stack([xs[i + 1], ys[j + 1]], -1)], 1)
    pieces = np.concatenate([upright, level])
    if 0 < len(pieces) <= _BORDERS:
        ax.add_collection(LineCollection(list(pieces), capstyle="projecting", **style), autolim=False)


def _in_large_regions(codes: NDArray[Any], smallest: float) -> NDArray[np.bool_]:
    found = np.full(codes.shape, smallest <= 0.0)
    if smallest > 0.0:
        for code in np.unique(codes):
            pieces, _ = connected(codes == code)
            sizes = np.bincount(pieces.ravel())
            sizes[0] = 0
            found |= (sizes >= smallest * codes.size)[pieces]
    return found


def name_regions(
    ax: Axes,
    x: Across,
    y: Across,
    codes: NDArray[Any],
    words: Mapping[int, str],
    avoid: Sequence[tuple[float, float]] = (),
    colours: Mapping[int, tuple[str, str]] | None = None,
) -> set[int]:
    """Write the name of each region into its roomiest place, if there is room.

    Parameters
    ----------
    ax : Axes
        With its limits.
    x, y : Across
    codes : array, shape (y, x)
    words : dict
        Code → name; codes without are left alone.
    avoid : sequence of (x, y)
        Points to keep clear, as shares of the axes.
    colours : dict, optional
        Code → letters and the edge around them; black on white else.

    Returns
    -------
    set of int
        The codes that were named.
    """
    figure = ax.get_figure(root=True)
    if figure is None:
        return set()
    width, height = (0.72 * size * 72.0 for size in figure.get_size_inches())  # of the axes [points], or a little less
    grid, named = 120, set()
    shares = (np.arange(grid) + 0.5) / grid
    places = ax.transData.inverted().transform(ax.transAxes.transform(np.column_stack([shares, shares])))
    columns, rows = (np.searchsorted(one.edges, places[:, i]) - 1 for i, one in enumerate((x, y)))
    free = ((rows >= 0) & (rows < codes.shape[0]))[:, None] & ((columns >= 0) & (columns < codes.shape[1]))
    for px, py in avoid:
        free &= (np.abs(shares - px) * width > 14.0) | (np.abs(shares[:, None] - py) * height > 14.0)
    here = codes[np.ix_(rows.clip(0, codes.shape[0] - 1), columns.clip(0, codes.shape[1] - 1))]
    sizes = {code: int((here == code).sum()) for code in words}
    for code in sorted(words, key=lambda one: -sizes[one]):
        for text in (words[code], _in_two(words[code])):
            lines = text.split("\n")
            wide = int(np.ceil((_LETTER * SMALL * max(map(len, lines)) + 8.0) / width * grid))
            high = int(np.ceil((1.3 * SMALL * len(lines) + 6.0) / height * grid))
            spot = _roomiest((here == code) & free, wide, high)
            if spot is None:
                continue
            row, column = spot
            letters, edge = (colours or {}).get(code, (BLACK, "white"))
            style: dict[str, Any] = {"fontsize": SMALL, "fontweight": "bold", "in_layout": False, "zorder": 8}
            at = ((column + 0.5 * wide) / grid, (row + 0.5 * high) / grid)
            effects = halo(2.5, edge)
            ax.text(*at, text, transform=ax.transAxes, ha="center", va="center", color=letters, path_effects=effects,
                    **style)  # fmt: skip
            free[row : row + high, column : column + wide] = False
            named.add(code)
            break
    return named


def _in_two(text: str) -> str:
    """The same in two lines of nearly one length."""
    gaps = [i for i, letter in enumerate(text) if letter == " "]
    if not gaps:
        return text
    middle = min(gaps, key=lambda i: abs(i - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def _roomiest(inside: NDArray[np.bool_], wide: int, high: int) -> tuple[int, int] | None:
    """Lower left corner of a box of that size inside, as far in as there is one."""
    pieces, count = connected(inside)
    if not count:
        return None
    largest = pieces == 1 + int(np.argmax(np.bincount(pieces.ravel())[1:]))
    best = None
    for grow in (1.0, 1.5, 2.2, 3.2):  # a larger box that still fits has its middle farther from every border
        w, h = int(wide * grow), int(high * grow * grow)
        if w > inside.shape[1] or h > inside.shape[0]:
            break
        total = np.zeros((inside.shape[0] + 1, inside.shape[1] + 1), dtype=int)
        total[1:, 1:] = largest.cumsum(0).cumsum(1)
        full = total[h:, w:] - total[:-h, w:] - total[h:, :-w] + total[:-h, :-w] == w * h
        if not full.any():
            break
        rows, columns = np.nonzero(full)
        middle = np.argmin(np.hypot(rows - rows.mean(), columns - columns.mean()))
        best = int(rows[middle]) + (h - high) // 2, int(columns[middle]) + (w - wide) // 2
    return best


def mark_own(ax: Axes, x: Across, y: Across, own: tuple[float, float], label: str) -> tuple[float, float]:
    """Mark the runner's own point; one far outside is pointed at from the edge.

    Parameters
    ----------
    ax : Axes
        Its limits grow if the point is near.
    x, y : Across
    own : (float, float)
    label : str
        For the legend.

    Returns
    -------
    (float, float)
        Where the mark is, as shares of the axes.
    """
    ends = [own_place(axis, value) for axis, value in zip((x, y), own, strict=True)]
    ax.set(xlim=ends[0].limits, ylim=ends[1].limits)
    at = (ends[0].at, ends[1].at)
    style: dict[str, Any] = {"color": VERMILLION, "markeredgecolor": "white", "markeredgewidth": 2, "linewidth": 0}
    if ends[0].side or ends[1].side:
        angle = float(np.degrees(np.arctan2(ends[1].side, ends[0].side))) - 90.0
        style |= {"marker": (3, 0, angle), "markersize": 17, "clip_on": False, "label": f"{label} {OFF}"}
    else:
        style |= {"marker": "o", "markersize": 13, "label": label}
    ax.plot(*at, zorder=7, **style)
    shares = ax.transAxes.inverted().transform(ax.transData.transform(at))
    return float(shares[0]), float(shares[1])


@dataclass(frozen=True)
class Place:
    """Where the runner's own value is on an axis.

    Attributes
    ----------
    at : float
        Its value, or the end of the axis it lies beyond.
    side : int
        -1 or 1 where it is too far below or above to be shown.
    limits : (float, float)
        Of the axis, a little wider where the value is near.
    """

    at: float
    side: int
    limits: tuple[float, float]


def own_place(axis: Across, value: float) -> Place:
    """Find the runner's own value on an axis, or the end it lies beyond."""
    low, high = float(axis.edges[0]), float(axis.edges[-1])
    if axis.logarithmic and value <= 0.0:
        return Place(low, -1, (low, high))
    a, b, v = (np.log([low, high, value]) if axis.logarithmic else np.array([low, high, value])).tolist()
    if not a - _NEAR * (b - a) <= v <= b + _NEAR * (b - a):
        return Place(*((low, -1) if v < a else (high, 1)), (low, high))
    room = 0.05 * (b - a)
    ends = np.array([a if v >= a else v - room, b if v <= b else v + room])
    first, last = (np.exp(ends) if axis.logarithmic else ends).tolist()
    return Place(value, 0, (low if v >= a else first, high if v <= b else last))


def draw_steps(figure: Figure, ax: Axes, x: Across, y: Across, steps: NDArray[Any], most: int) -> QuadMesh:
    """Draw steps before the running ends, in classes that grow; who still runs has a colour and a border of his own.

    Parameters
    ----------
    figure : Figure
        Gets the colour bar.
    ax : Axes
    x, y : Across
    steps : array, shape (y, x)
    most : int
        Steps that were waited for.

    Returns
    -------
    QuadMesh
    """
    stops = [0, *(stop for stop in _STOPS if stop < most), most, most + 1]
    shades = colormaps["cividis"](np.linspace(0.0, 0.78, len(stops) - 2))
    colours = ListedColormap([*shades, YELLOW], name="cividis, and yellow for who still runs")
    mesh = draw_cells(ax, x, y, steps, colours, BoundaryNorm(stops, len(stops) - 1))
    runs = steps >= most
    draw_borders(ax, x, y, runs, colors=BLACK, linewidths=1.4, zorder=3)
    bar = figure.colorbar(mesh, ax=ax, pad=0.02, spacing="uniform", drawedges=True)
    bar.set_ticks([0.5 * (low + high) for low, high in pairwise(stops)])
    names = [f"{a}" if b == a + 1 else f"{a}–{b - 1}" for a, b in pairwise(stops[:-1])]
    bar.set_ticklabels([*names, f"{most}: still\nrunning"])
    bar.ax.tick_params(length=0)
    bar.ax.minorticks_off()
    bar.set_label("steps before the running ends")
    return mesh


def legend_over(ax: Axes, more: Sequence[Patch | Line2D] = (), columns: int = 1) -> None:
    """The legend above the map, where it hides nothing."""
    handles, _ = ax.get_legend_handles_labels()
    handles = [*handles, *more]
    if handles:
        place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0.0, 1.0), "borderpad": 0.2}
        ax.legend(handles=handles, frameon=False, handlelength=3.2, ncols=columns, **place)
