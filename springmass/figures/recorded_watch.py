"""A watch file over time: which records count, and where in the file the piece lies."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator
from numpy.typing import NDArray

from springmass.dynamics.extrapolation import Floats
from springmass.figures.lettering import folded
from springmass.figures.recorded_words import plus_minus, small_print
from springmass.figures.style import BLACK, BLUE, GREEN, GREY, NORMAL, PURPLE, SKY, SMALL, VERMILLION, sheet, styled
from springmass.measured.counted import counted
from springmass.measured.recording import WATCH, WATCH_QUANTITIES, Lap, Watch
from springmass.measured.watch.piece import WatchPiece
from springmass.metrics.words import capital
from springmass.units import display

QUANTITIES = ("speed", "cadence", "contact_time")
"""What is drawn, from above."""
_LOOKS = ((BLUE, "o", 2.2), (VERMILLION, "^", 2.8), (GREEN, "s", 2.2), (PURPLE, "D", 2.2))
"""Colour, mark and its size, in the order of the sources."""
_TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)
"""Between ticks of a clock [s]."""
_OTHERS = 1.5
"""What left-out records may take of the height above or below the kept ones, over the height of those."""
_FEW = 300
"""Marks of fewer records than this are drawn large."""
_LEAST = 0.12
"""Least height of axes over the greatest value: small changes shall look small."""
_LONG = 7200.0
"""Recordings longer than this are counted in hours [s]."""
_LETTER = 0.0072
"""Width of a small letter over that of the axes."""


@styled
def watch_piece(watch: Watch, piece: WatchPiece, title: str = "") -> Figure:
    """Draw speed, cadence and contact time of a watch file over time, and the piece that counts.

    Parameters
    ----------
    watch : Watch
    piece : WatchPiece
        Of this watch: it has a ``kept`` for every record.
    title : str
        Over the figure; the default is what was chosen.

    Returns
    -------
    Figure
        Kept records in colour, left-out ones grey, the piece shaded, laps marked; every source that has the quantity.

    Examples
    --------
    >>> import numpy as np
    >>> from springmass.measured.recording import Estimate
    >>> time = np.arange(300.0)
    >>> watch = Watch(time, {"watch": {"speed": np.full(300, 3.5), "cadence": np.full(300, 170.0)}})
    >>> piece = WatchPiece(60.0, 240.0, "1:00 to 4:00", (time >= 60) & (time <= 240), {}, {}, 181.0)
    >>> [axes.get_ylabel() for axes in watch_piece(watch, piece).axes[:2]]
    ['speed (m/s)', 'cadence, both feet (steps/min)']
    """
    figure = sheet(13.0, 9.6)
    panels = figure.subplots(len(QUANTITIES), 1, sharex=True)
    order = sorted(watch.sources, key=lambda name: name != WATCH)
    looks = {name: _LOOKS[i % len(_LOOKS)] for i, name in enumerate(order)}
    first, last = float(watch.time[0]), float(watch.time[-1])
    for ax, name in zip(panels, QUANTITIES, strict=True):
        margin = 0.005 * max(last - first, 1.0)  # or half of the first and last mark is cut off
        ax.set_xlim(first - margin, max(last, first + 1.0) + margin)
        _draw(ax, watch, piece, name, looks)
    laps = _laps(panels, watch.laps, first, max(last, first + 1.0))
    _clock(panels[-1], last - first)
    panels[-1].set_xlabel(f"time since the first record ({'h:min' if last - first > _LONG else 'min:s'})")
    figure.suptitle("\n".join(folded(line, 100) for line in (title, _chosen(piece)) if line))
    figure.supxlabel(small_print([*_told(watch, piece, laps), *piece.notes], 175, 900), fontsize=SMALL)
    return figure


def _draw(ax: Axes, watch: Watch, piece: WatchPiece, name: str, looks: dict[str, tuple[str, str, float]]) -> None:
    """One quantity of every source that has it."""
    found = {
        source: watch.sources[source][name]
        for source in looks
        if name in watch.sources[source] and np.isfinite(watch.sources[source][name]).any()
    }
    label, unit = WATCH_QUANTITIES[name].label, WATCH_QUANTITIES[name].unit
    shown, factor = display(unit)
    ax.set_ylabel(f"{label} ({shown})")
    ax.axvspan(piece.start, piece.end, color=SKY, alpha=0.18, linewidth=0, zorder=0.5, label="_piece")
    for start, end in watch.pauses:
        stopped: dict[str, Any] = {"facecolor": "none", "edgecolor": GREY, "alpha": 0.6, "hatch": "///", "linewidth": 0}
        ax.axvspan(start, end, zorder=0.6, label="_pause", **stopped)
    if not found:
        ax.set_yticks([])
        ax.text(0.5, 0.5, f"the file has no {label}", transform=ax.transAxes, ha="center", va="center")
        return
    for source, values in found.items():
        colour, mark, size = looks[source]
        size *= 1.0 if len(watch.time) > _FEW else 2.5
        style: dict[str, Any] = {"linestyle": "none", "markersize": size, "markeredgewidth": 0}
        out, values = ~piece.kept, factor * values
        ax.plot(watch.time[out], values[out], mark, color=GREY, zorder=2, label=f"_{source} left out", **style)
        said = source
        estimate = piece.estimates.get(source, {}).get(name)
        if estimate is not None and np.isfinite(estimate.value):
            said += f": {plus_minus(estimate.value, estimate.spread, unit)}"
        ax.plot(watch.time[piece.kept], values[piece.kept], mark, color=colour, zorder=3, label=said, **style)
    low, high = _limits([factor * values for values in found.values()], piece.kept)
    ax.set_ylim(low, high)
    place: dict[str, Any] = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "borderpad": 0.1, "frameon": False}
    ax.legend(ncols=4, markerscale=3.0 if len(watch.time) > _FEW else 1.2, handletextpad=0.2, **place)
    beyond = sum(int(((factor * values < low) | (factor * values > high)).sum()) for values in found.values())
    for source, values in found.items():
        edge = np.where(factor * values < low, low, np.where(factor * values > high, high, np.nan))
        if np.isfinite(edge).any():
            ax.plot(watch.time, edge, "|", color=GREY, markersize=7, zorder=1.5, label=f"_{source} beyond")
    outside = f" ({counted(beyond, 'left-out record')} beyond the edge)" if beyond else ""
    ax.set_title(f"{capital(label)}{outside}", loc="left", fontsize=NORMAL)


def _limits(found: list[Floats], kept: NDArray[np.bool_]) -> tuple[float, float]:
    """Every kept value, and as much of the others as leaves the kept ones a fair share of the height."""
    known = np.concatenate([one[np.isfinite(one)] for one in found])
    used = np.concatenate([one[kept & np.isfinite(one)] for one in found])
    low, high = (float(part) for part in np.quantile(known, (0.02, 0.98)))
    if len(used):
        least, most = float(used.min()), float(used.max())
        size = max(most - least, _LEAST * abs(most))
        low, high = min(least, max(low, least - _OTHERS * size)), max(most, min(high, most + _OTHERS * size))
    room = max(0.08 * (high - low), 0.5 * (_LEAST * abs(high) - (high - low))) or 1.0
    return (max(low - room, -0.04 * high) if low >= 0.0 else low - room), high + room


def _laps(panels: Any, laps: tuple[Lap, ...], first: float, last: float) -> int:
    """Mark where laps end, and name those that have room for it; returns how many have."""
    named, reached = 0, -1.0
    for lap in laps:
        for ax in panels:
            ax.axvline(lap.start, color=BLACK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1, label="_lap")
        said = f"lap {lap.name}" if lap.name.isdigit() else lap.name
        middle = (0.5 * (max(lap.start, first) + min(lap.end, last)) - first) / (last - first)
        half = 0.5 * _LETTER * (len(said) + 1)
        if middle - half > max(reached, 0.0) and middle + half < 1.0:
            panels[0].text(
                middle, 0.985, said, transform=panels[0].transAxes, ha="center", va="top", fontsize=SMALL, zorder=8
            ).set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0})
            named, reached = named + 1, middle + half
    return named


def _clock(ax: Axes, lasts: float) -> None:
    """Ticks at whole minutes or hours."""
    ax.xaxis.set_major_locator(MultipleLocator(next((gap for gap in _TICKS if lasts / gap <= 13), _TICKS[-1])))
    long = lasts > _LONG

    def clock(seconds: float, _: int | None = None) -> str:
        whole = round(seconds)
        return f"{whole // 3600}:{whole % 3600 // 60:02d}" if long else f"{whole // 60}:{whole % 60:02d}"

    ax.xaxis.set_major_formatter(FuncFormatter(clock))


def _chosen(piece: WatchPiece) -> str:
    minutes, seconds = divmod(round(piece.seconds), 60)
    lasts = f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min {seconds} s"
    return f"{capital(piece.chosen)}: {counted(int(piece.kept.sum()), 'record')} kept, {lasts} of running"


def _told(watch: Watch, piece: WatchPiece, laps: int) -> list[str]:
    said = ["Shaded: the piece; in colour: records that count; grey: left out"]
    gone = [f"{count} × {reason}" for reason, count in piece.left_out.items() if count]
    if gone:
        said.append(f"Left out inside the piece: {', '.join(gone)}")
    if watch.pauses:
        said.append("Hatched: the timer was stopped")
    if watch.laps:
        some = f"; not all of {len(watch.laps)} have room for their name"
        more = "" if laps == len(watch.laps) else some
        said.append(f"Dashed: a lap begins{more}")
    if any(np.isfinite(one.spread) for table in piece.estimates.values() for one in table.values()):
        said.append("±: standard deviation between records")
    if watch.device:
        said.append(f"Recorded by {watch.device}")
    return said
