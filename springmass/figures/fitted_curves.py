"""A fitted runner's force curves over the measured ones, and what is left between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from springmass.dynamics.extrapolation import Floats
from springmass.evidence.agreement import comparable
from springmass.evidence.runners26 import ATTRIBUTION
from springmass.figures.bands import draw_band
from springmass.figures.force_curves import curve, draw_contact_axis
from springmass.figures.lettering import folded
from springmass.figures.panels import say_instead
from springmass.figures.real_runners import LANDED
from springmass.figures.recorded_words import minus, small_print
from springmass.figures.style import ALONE, BLACK, GREY, SMALL, VERMILLION, Look, halo, sheet, styled
from springmass.measured.fitting.runner_fit import CurveFit, RunnerFit
from springmass.measured.force.force_steps import SHARES
from springmass.metrics.words import capital

FORE_AFT, VERTICAL = 0, 1
"""Places of the two directions in measured curves."""
_NAMES = {VERTICAL: "vertical", FORE_AFT: "fore-aft"}
_BANDS = {VERTICAL: "vertical_force", FORE_AFT: "fore_aft_force"}
_LOOKS = (ALONE, Look(VERMILLION, (0, (5, 2)), 1.8), Look(GREY, ":", 2.0))  # type: ignore[arg-type]
"""Of the fit, the classical model, and what else there may be."""
_MEASURED = Look(BLACK, "-", 1.4)
NOT_FITTED = "not fitted: impact is not modelled"
NOT_MEASURED = "not measured: what the fitted runner's forces would be"


@dataclass(frozen=True)
class _Line:
    """A model's curve over percent of contact [body weights]."""

    label: str
    look: Look
    percent: Floats
    force: Floats
    r2: float

    @property
    def legend(self) -> str:
        """Its name, with the agreement where there is one."""
        if not math.isfinite(self.r2):
            return self.label
        digits = 2 if self.r2 < 0.995 else 3  # not 1.00 for what is not perfect
        return f"{self.label}: R² = {minus(f'{self.r2:.{digits}f}')}"


@styled
def fit_curves(fit: RunnerFit) -> Figure:
    """Draw a fitted runner's forces over those measured, with what is left between them.

    Parameters
    ----------
    fit : RunnerFit
        From force curves, or from a watch's times alone.

    Returns
    -------
    Figure
        Above, vertical and fore-aft force in body weights with R² of every curve; below, modelled minus measured. Of
        a fit without measured forces only the model's, over 26 real runners at about its speed.

    Examples
    --------
    >>> import springmass as sm
    >>> scenario = sm.default_runner()
    >>> from springmass.measured.fitting.runner_fit import RunnerFit
    >>> from springmass.measured.recording import Person
    >>> figure = fit_curves(RunnerFit(scenario, sm.find_gait(scenario), Person(67.5, 1.756), {}, {}, {}))
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['vertical force (body weights)', 'fore-aft force (body weights)']
    """
    measured = fit.measured if fit.measured is not None and np.isfinite(fit.measured).any() else None
    rows = 1 if measured is None else 2
    figure = sheet(12.5, 5.8 if rows == 1 else 8.8)
    panels = figure.subplots(rows, 2, squeeze=False, sharex=True, height_ratios=[2.0, 1.2][:rows])
    speed = None
    for column, direction in enumerate((VERTICAL, FORE_AFT)):
        ax = panels[0, column]
        draw_contact_axis(ax, shares=True)
        ax.set_ylabel(f"{_NAMES[direction]} force (body weights)")
        lines = _lines(fit, direction)
        if measured is None:
            speed = comparable(fit.gait.metrics)
            if speed is not None:
                draw_band(ax, _BANDS[direction], speed)
        else:
            _landing(ax)
            _draw_measured(ax, fit, direction)
        for line in lines:
            _plot(ax, line, line.force, line.percent, line.legend)
        _limits(ax, direction)
        if measured is not None:
            _residuals(panels[1, column], fit, direction, lines)
            ax.set_xlabel("")
            ax.tick_params(labelbottom=True)
        for one in fit.curves:
            if not np.isfinite(one.modelled).any():
                ax.plot([], [], linestyle="none", label=f"{one.label}: there is no such gait")
        ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), frameon=False, borderpad=0.0, handlelength=3.2)
    figure.suptitle("\n".join(folded(line, 96) for line in _titles(fit, measured is None) if line))
    figure.supxlabel(small_print(_told(fit, measured is None, speed), 165, 900), fontsize=SMALL)
    return figure


def _weight(fit: RunnerFit) -> float:
    """Of the fitted runner [N]."""
    return fit.gait.parameters.mass * fit.gait.parameters.gravity


def _lines(fit: RunnerFit, direction: int) -> list[_Line]:
    """The curves of the models; of a fit from times alone, those of its gait."""
    found = []
    scored = fit.measured is not None and np.isfinite(fit.measured[:, direction]).any()
    for one, look in zip(fit.curves, _LOOKS, strict=False):
        force = np.asarray(one.modelled)[:, direction] / _weight(fit)
        r2 = one.r2_vertical if direction == VERTICAL else one.r2_fore_aft
        r2 = r2 if scored else math.nan
        if np.isfinite(force).any():
            found.append(_Line(one.label, look, 100.0 * SHARES, force, r2))
    if not found:
        one_step = curve("fitted", ALONE, fit.gait.metrics)
        force = one_step.vertical if direction == VERTICAL else one_step.fore_aft
        found.append(_Line(one_step.label, ALONE, one_step.across(shares=True), force, math.nan))
    return found


def _plot(ax: Axes, line: _Line, y: Floats, x: Floats, label: str) -> None:
    look: dict[str, Any] = {"color": line.look.colour, "linestyle": line.look.dash, "linewidth": line.look.width}
    ax.plot(x, y, zorder=5 if line.look is ALONE else 4, label=label, **look)


def _draw_measured(ax: Axes, fit: RunnerFit, direction: int) -> None:
    """Mean and spread between steps, if this direction was measured."""
    if fit.measured is None:
        return
    mean = fit.measured[:, direction] / _weight(fit)
    if not np.isfinite(mean).any():
        return
    label = "measured: mean"
    if fit.measured_spread is not None and np.isfinite(fit.measured_spread[:, direction]).any():
        spread = fit.measured_spread[:, direction] / _weight(fit)
        low, high = mean - spread, mean + spread
        ax.fill_between(100.0 * SHARES, low, high, color=GREY, alpha=0.4, linewidth=0, label="_spread", zorder=2)
        label += " ± SD between steps"
    ax.plot(100.0 * SHARES, mean, color=_MEASURED.colour, linewidth=_MEASURED.width, label=label, zorder=3)


def _landing(ax: Axes) -> None:
    """Shade what the fit leaves out."""
    ax.axvspan(0.0, LANDED, facecolor=GREY, alpha=0.2, linewidth=0, zorder=0.5, label="_not fitted")


def _residuals(ax: Axes, fit: RunnerFit, direction: int, lines: list[_Line]) -> None:
    """What is left: modelled minus measured."""
    mean = np.full(len(SHARES), np.nan) if fit.measured is None else fit.measured[:, direction] / _weight(fit)
    if not np.isfinite(mean).any():
        say_instead(ax, f"The {_NAMES[direction]} force was not measured.", width=30)
        return
    draw_contact_axis(ax, shares=True)
    _landing(ax)
    ax.set_ylabel("modelled − measured\n(body weights)")
    if fit.measured_spread is not None and np.isfinite(fit.measured_spread[:, direction]).any():
        spread = fit.measured_spread[:, direction] / _weight(fit)
        ax.fill_between(100.0 * SHARES, -spread, spread, color=GREY, alpha=0.4, linewidth=0, label="_spread", zorder=2)
    for line in lines:
        _plot(ax, line, np.interp(100.0 * SHARES, line.percent, line.force) - mean, 100.0 * SHARES, line.label)
    low, high = ax.get_ylim()
    reach = 1.15 * max(abs(low), abs(high), 0.05)
    ax.set_ylim(-reach, reach)
    style: dict[str, Any] = {"fontsize": SMALL, "path_effects": halo(), "in_layout": False, "zorder": 7}
    ax.text(LANDED + 1.0, 0.03, f"← {NOT_FITTED}", transform=ax.get_xaxis_transform(), va="bottom", **style)


def _limits(ax: Axes, direction: int) -> None:
    low, high = ax.get_ylim()
    if direction == VERTICAL:
        ax.set_ylim(min(low, 0.0) if low < -0.2 else 0.0, 1.04 * high)
        return
    reach = 1.12 * max(abs(low), abs(high), 0.1)
    ax.set_ylim(-reach, reach)
    style: dict[str, Any] = {"fontsize": SMALL, "path_effects": halo(), "in_layout": False, "zorder": 7}
    ax.text(0.985, 0.97, "the ground pushes forward", transform=ax.transAxes, ha="right", va="top", **style)
    ax.text(0.985, 0.03, "the ground brakes", transform=ax.transAxes, ha="right", va="bottom", **style)


def _titles(fit: RunnerFit, alone: bool) -> list[str]:
    name = fit.scenario.title or "The fitted runner"
    return [name, capital(NOT_MEASURED) if alone else "The measured force and the models beside it"]


def _told(fit: RunnerFit, alone: bool, speed: float | None) -> list[str]:
    said = [f"1 body weight is {_weight(fit):.0f} N ({fit.gait.parameters.mass:.1f} kg)"]
    if alone:
        if speed is not None:
            said.append(f"Orange: {ATTRIBUTION}")
    else:
        said.insert(0, f"R² counts after the first {LANDED:.0f} % of contact (shaded); 1 is a perfect match")
        if fit.measured_spread is not None:
            said.append("Grey: ± standard deviation between steps")
    return [*said, *(_none(one) for one in fit.curves if one.gait is None)]


def _none(one: CurveFit) -> str:
    return f"{capital(one.label)}: {one.why_none or 'there is no such gait'}"
