"""The numbers of a fitted runner with their errors, beside what others say of the same."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from springmass.figures.lettering import folded, shown_unit
from springmass.figures.panels import say_instead
from springmass.figures.recorded_words import plus_minus, small_print
from springmass.figures.style import BLUE, GREEN, NORMAL, ORANGE, PURPLE, SMALL, VERMILLION, sheet, styled
from springmass.measured.fitting.runner_fit import RunnerFit
from springmass.measured.recording import Estimate
from springmass.metrics import METRICS
from springmass.metrics.words import capital
from springmass.scenario import numeric_fields

_PERCENT = "% of contact"
_WIDTH = 25
"""Letters in a line of who says so."""
MOST = 8
"""Quantities in a column, at most."""
_LOOKS = ((BLUE, "o"), (ORANGE, "s"), (VERMILLION, "D"), (GREEN, "^"), (PURPLE, "v"))
"""Colour and mark of the fit, and of the others in order."""
NOT_ONE_SPRING = (
    "The model's own leg spring and the leg stiffness measured in runners (greatest force over how far the leg "
    "gets shorter) are two numbers: compare others' with the second"
)


@dataclass(frozen=True)
class _Row:
    """A quantity: the fit's number first, then others', each with who says so, in ``unit``."""

    label: str
    unit: str
    entries: tuple[tuple[str, Estimate], ...]

    @property
    def names(self) -> list[str]:
        """Who says so, in lines that fit beside the axes."""
        return [folded(who.replace(" %", "\u00a0%"), _WIDTH) for who, _ in self.entries]

    @property
    def lines(self) -> int:
        """How many lines all names take."""
        return sum(name.count("\n") + 1 for name in self.names)


@styled
def fit_parameters(fit: RunnerFit) -> Figure:
    """Draw what was fitted and what follows from it, with errors, beside others' numbers for the same.

    Parameters
    ----------
    fit : RunnerFit

    Returns
    -------
    Figure
        A row of marks for each quantity, in units people read. Left: parameters of the runner; right: what he does,
        first where others have a number as well. Bars are one standard deviation of the error.

    Examples
    --------
    >>> import springmass as sm
    >>> from springmass.measured.fitting.runner_fit import Beside, RunnerFit
    >>> from springmass.measured.recording import Estimate, Person
    >>> scenario = sm.default_runner()
    >>> fit = RunnerFit(
    ...     scenario, sm.find_gait(scenario), Person(67.5, 1.756), {}, {"leg.stiffness": Estimate(19.7e3, 800.0)},
    ...     {"leg_stiffness": Estimate(11.9, 0.4)},
    ...     beside={"leg_stiffness": (Beside("Stryd", Estimate(10.1e3, 100.0)),)},
    ... )
    >>> [axes.get_xlabel() for axes in fit_parameters(fit).axes]
    ['kN/m', 'kN/m']
    """
    columns: list[list[_Row]] = [rows[:MOST] for rows in (_parameters(fit), _outcomes(fit))]
    heights = [[1.0 + 0.36 * row.lines for row in rows] for rows in columns]
    tall = max(max(sum(one) for one in heights), 2.0)
    below = small_print(_told(fit), 165, 1400)
    figure = sheet(13.0, 1.4 + 0.62 * tall + 0.17 * (below.count("\n") + 1))
    halves = figure.subfigures(1, 2, squeeze=False)[0]
    titles = ("What was fitted", "What the fitted runner does")
    for half, rows, sizes, title in zip(halves, columns, heights, titles, strict=True):
        half.suptitle(title, fontsize=NORMAL + 2)
        if not rows:
            say_instead(half.subplots(), "The fit has no such numbers.", width=30)
            continue
        rest = tall - sum(sizes)
        grid = half.add_gridspec(len(rows) + 1, 1, height_ratios=[*sizes, max(rest, 1e-3)])
        for place, row in enumerate(rows):
            _draw(half.add_subplot(grid[place, 0]), row)
    figure.suptitle(folded(fit.scenario.title or "The fitted runner", 100))
    figure.supxlabel(below, fontsize=SMALL)
    return figure


def _parameters(fit: RunnerFit) -> list[_Row]:
    fields = numeric_fields(fit.scenario.leg.law)
    rows = []
    for name in fit.parameters:
        label, unit = (fields[name].label, fields[name].unit) if name in fields else (name, "")
        rows.append(_Row(f"{label} ({name})", unit, _marks(fit, name)))
    return rows


def _outcomes(fit: RunnerFit) -> list[_Row]:
    """Those with most others' numbers first."""
    rows = []
    for name in sorted(fit.outcomes, key=lambda name: -len(fit.beside.get(name, ()))):
        metric = METRICS.get(name)
        unit = metric.unit_label if metric else ""
        rows.append(_Row(metric.label if metric else name.replace("_", " "), unit, _marks(fit, name)))
    return rows


def _marks(fit: RunnerFit, name: str) -> tuple[tuple[str, Estimate], ...]:
    own = fit.known(name)
    assert own is not None
    return (("fitted", own), *((one.label, one.estimate) for one in fit.others(name)))


def _shown(value: float, unit: str) -> tuple[str, float]:
    """The unit a quantity is drawn in, and the factor to it."""
    return (_PERCENT, 100.0) if unit == "fraction of contact" else shown_unit(value, unit)


def _written(estimate: Estimate, unit: str) -> str:
    """The number beside a mark."""
    unit, factor = (_PERCENT, 100.0) if unit == "fraction of contact" else (unit, 1.0)
    return plus_minus(factor * estimate.value, factor * estimate.error, unit)


def _places(names: list[str]) -> list[float]:
    """Heights of entries whose names take so many lines each, in lines from above."""
    found, used = [], 0
    for name in names:
        lines = name.count("\n") + 1
        found.append(used + 0.5 * (lines - 1))
        used += lines
    return found


def _draw(ax: Axes, row: _Row) -> None:
    """Marks of one quantity under each other, each with its number."""
    largest = max((abs(one.value) for _, one in row.entries if math.isfinite(one.value)), default=0.0)
    unit, factor = _shown(largest, row.unit)
    ax.set_title(capital(row.label), loc="left", fontsize=NORMAL)
    ax.set_xlabel(unit.replace("°", "degrees") or "no unit", fontsize=SMALL, labelpad=1.0)
    reached, places = [], _places(row.names)
    for i, (y, (who, estimate)) in enumerate(zip(places, row.entries, strict=True)):
        colour, mark = _LOOKS[min(i, len(_LOOKS) - 1)]
        error = estimate.error if math.isfinite(estimate.error) else 0.0
        if math.isfinite(estimate.value):
            ax.errorbar(
                factor * estimate.value, y, xerr=factor * error or None, fmt=mark, color=colour, markersize=8,
                elinewidth=2.0, capsize=4, markeredgecolor="white", zorder=3, label=f"_{who}",
            )  # fmt: skip
            reached += [factor * (estimate.value - error), factor * (estimate.value + error)]
        ax.text(
            1.02, y, _written(estimate, row.unit),
            transform=ax.get_yaxis_transform(), ha="left", va="center", fontsize=SMALL,
        )  # fmt: skip
    ax.set_yticks(places, row.names)
    ax.set_ylim(row.lines - 0.4, -0.6)
    ax.grid(axis="x", color="#DDDDDD", linewidth=0.8)
    ax.set_axisbelow(True)
    if reached:
        low, high = min(reached), max(reached)
        room = max(0.25 * (high - low), 0.04 * max(abs(low), abs(high)), 1e-9)
        ax.set_xlim(low - room, high + room)
    ax.locator_params(axis="x", nbins=6)


def _told(fit: RunnerFit) -> list[str]:
    said = ["Bars and ±: one standard deviation of the error; where no ± is written nobody says how sure the number is"]
    said += fit.cannot_tell
    if "leg.stiffness" in fit.parameters and "leg_stiffness" in fit.outcomes:
        said.append(NOT_ONE_SPRING)
    more = max(len(fit.parameters) - MOST, 0) + max(len(fit.outcomes) - MOST, 0)
    if more:
        said.append(f"{more} more quantities are not drawn")
    notes: dict[str, list[str]] = {}  # one note may be of several; of a long one the first sentence
    for row in (one for name, one in fit.beside.items() if name in fit.parameters or name in fit.outcomes):
        for other in row:
            note = other.note.split(". ")[0].rstrip(".")
            if note and other.label not in notes.setdefault(note, []):
                notes[note].append(other.label)
    return [*said, *(f"{', '.join(who)}: {note}" for note, who in notes.items() if who)]
