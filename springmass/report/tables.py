"""Plain text tables of metrics."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from springmass.dynamics.outcomes import Outcome
from springmass.metrics import METRICS, Metric, Metrics
from springmass.metrics.words import foot_stays
from springmass.units import label

MAIN = (
    "speed",
    "cadence",
    "contact_time",
    "flight_time",
    "foot_ahead_at_touchdown",
    "hip_cop_offset",
    "hip_ankle_offset",
    "takeoff_angle",
    "vertical_oscillation",
    "braking_impulse",
    "propulsive_impulse",
    "peak_vertical_force",
    "peak_knee_flexion",
    "peak_knee_moment",
    "peak_quadriceps_force",
    "peak_achilles_force",
    "leg_compression",
)
"""What a first table shows."""

HIP_AND_ANKLE = "hip and ankle = joints of the stance leg, body = its point mass, centre of pressure = the foot point"
"""What the words of a table mean."""

NO_ROLL = (
    "the foot point of this leg stays where the foot lands, which no runner's does: do not believe its hip over the "
    "ankle, its knee and its ankle"
)


_PERCENT = {"fraction of contact": " of contact"}


def written(metric: Metric, value: float, signed: bool = False) -> str:
    """A metric's value for people.

    Parameters
    ----------
    metric : Metric
    value : float
        In the metric's unit.
    signed : bool
        Whether a plus sign is written (for changes).

    Returns
    -------
    str

    Examples
    --------
    >>> written(METRICS["contact_time"], 0.224), written(METRICS["takeoff_angle"], 8.138, signed=True)
    ('224 ms', '+8.1 deg')
    """
    if not math.isfinite(value):
        return "–"
    unit = metric.unit_label
    if unit == "m":
        # Lengths of one table must be comparable at a glance: centimetres to the millimetre, metres only for strides.
        text = f"{value:.2f} m" if metric.name == "step_length" else f"{100 * value:.1f} cm"
    elif unit in _PERCENT:
        text = f"{100 * value:.1f} %{_PERCENT[unit]}"
    elif unit == "s":
        text = f"{1e3 * value:.0f} ms" if abs(value) < 1.0 else f"{value:.2f} s"
    elif unit == "deg":
        text = f"{value:.1f} deg"
    elif unit in ("m/s", "BW", "J/kg", "J/kg/m", "N·m/kg", "1"):
        text = f"{value:.2f}" + ("" if unit == "1" else f" {unit}")
    elif unit == "N·m·s/kg":
        text = f"{value:.3f} {unit}"
    elif unit in ("steps/min", "BW/s"):
        text = f"{value:.1f} {unit}"
    else:
        text = label(value, unit)
    if not any(digit in text for digit in "123456789"):
        return text.removeprefix("-")  # rounds to zero: no sign
    return f"+{text}" if signed and value > 0 else text


_OF_A_LANDING = ("impact_peak", "loading_rate")
_NO_LANDING = (
    "no impact peak and no loading rate: nothing is said of how the foot lands; give foot.landing (stiff, supple or by "
    "strike)"
)
_NO_PEAK = "no impact peak: this landing has none of its own"
_BROKEN = "– = none: a step that is not whole"


def why_missing(columns: Sequence[Metrics], shown: Iterable[str]) -> list[str]:
    """Why a table has no value here and there.

    Parameters
    ----------
    columns : sequence of Metrics
        Of the steps in the table.
    shown : iterable of str
        The metrics in it.

    Returns
    -------
    list of str
        A note each; none where nothing is missing.

    Examples
    --------
    >>> import springmass as sm
    >>> why_missing([sm.measure(sm.simulate("seyfarth", steps=1))], ["loading_rate"])[0].split(":")[0]
    'no impact peak and no loading rate'
    >>> why_missing([sm.measure(sm.simulate("falls", steps=1))], ["speed"])
    ['– = none: a step that is not whole']
    """
    names, notes = set(shown), []
    whole = [one for one in columns if one.view.step.outcome is Outcome.RUNNING]
    if names.intersection(_OF_A_LANDING):
        if any(one.view.landing is None for one in whole):
            notes.append(_NO_LANDING)
        elif "impact_peak" in names and any(not math.isfinite(one["impact_peak"].value) for one in whole):
            notes.append(_NO_PEAK)
    if len(whole) < len(columns):
        notes.append(_BROKEN)
    return notes


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as text: first column to the left, the others to the right, a rule under the first row."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join([lines[0].rstrip(), "─" * len(lines[0]), *(line.rstrip() for line in lines[1:])])


def comparison(columns: Iterable[tuple[str, Metrics]], change: bool = False, everything: bool = False) -> str:
    """Table of metrics, one column for each titled set of them.

    Parameters
    ----------
    columns : iterable of (str, Metrics)
        Title and metrics.
    change : bool
        Whether a last column gives the second minus the first.
    everything : bool
        All metrics instead of the main ones.

    Returns
    -------
    str
        The table and a line naming the midstance definition.
    """
    named = list(columns)
    rows = [["", *(title for title, _ in named), *(["change"] if change else [])]]
    shown = tuple(METRICS) if everything else MAIN
    for name in shown:
        metric = METRICS[name]
        values = [metrics[name].value for _, metrics in named]
        cells = [written(metric, value) for value in values]
        if change:
            same = math.isclose(values[0], values[1], rel_tol=1e-7)  # a step taken anew differs in the last digits
            cells.append(written(metric, 0.0 if same else values[1] - values[0], signed=True))
        rows.append([metric.label, *cells])
    # Which way is plus goes without saying for a moment; which way is minus for a place does not.
    signs = dict.fromkeys(METRICS[name].sign for name in shown if METRICS[name].sign.startswith("minus"))
    sloped = any(metrics.view.step.parameters.slope for _, metrics in named)
    if sloped:
        signs["vertical and upward = square to the sloping ground"] = None
    notes = [f"midstance = {named[0][1].midstance}", *signs, HIP_AND_ANKLE]
    if any(foot_stays(metrics.view.step) for _, metrics in named):
        notes.append(NO_ROLL)
    notes += why_missing([metrics for _, metrics in named], shown)
    return f"{aligned(rows)}\n{'; '.join(notes)}"
