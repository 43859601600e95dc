"""Numbers and curves of a lesson as CSV files a spreadsheet opens: one heading, units in it, plain letters only."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from springmass.classroom.amounts import in_per_cent, named, readable, real
from springmass.classroom.shown import SHARES, Shown, over_contact
from springmass.evidence.runners26 import ATTRIBUTION, band
from springmass.metrics import METRICS
from springmass.metrics.words import foot_stays
from springmass.report.filling import percent_of
from springmass.report.tables import MAIN

_PLAIN = str.maketrans({"–": "-", "·": " ", "±": "+/-", "−": "-", "→": "->"})
_NOTHING = 1e-9
"""Less is a trace of computing."""
_ALWAYS = (*MAIN, "step_time", "step_length")
_NOT_OF_JOINTS = ("hip_", "knee", "peak_knee", "peak_quadriceps", "peak_patellofemoral", "peak_achilles", "peak_ankle",
                  "peak_hip")  # fmt: skip


def plain(text: str) -> str:
    """The same in letters every spreadsheet reads, whatever it takes a file to be written in.

    Examples
    --------
    >>> plain("peak – force (N·m/kg)")
    'peak - force (N m/kg)'
    """
    return text.translate(_PLAIN)


def numbers_csv(steps: Sequence[Shown]) -> str:
    """The numbers of every step, before and after, with those of 26 runners where they may be compared.

    Parameters
    ----------
    steps : sequence of Shown

    Returns
    -------
    str
        CSV text: four digits of each number, and the source of the 26 runners once.
    """
    heads = ("step", "quantity", "name", "unit", "before", "after", "change", "change (%)", "26 runners: mean",
             "26 runners: SD", "26 runners: speed (m/s)", "source of the 26 runners")  # fmt: skip
    found = [row for step in steps for row in _numbers(step)]
    first = next((i for i, row in enumerate(found) if row[-2]), None)
    return _csv([heads, *((*row, ATTRIBUTION if i == first else "") for i, row in enumerate(found))])


def _numbers(step: Shown) -> Iterable[Sequence[str]]:
    no_joints = foot_stays(step.before.view.step) or foot_stays(step.now.view.step)
    for name in dict.fromkeys((step.step.question.metric, *sorted(step.step.metrics), *_ALWAYS)):
        if no_joints and name.startswith(_NOT_OF_JOINTS):
            continue
        metric = METRICS[name]
        unit, factor = readable(metric)
        before, now = (factor * one[name].value for one in (step.before, step.now))
        found = real(name, step.band) if step.band is not None else None
        per_cent = step.changes and in_per_cent(metric) and abs(before) > _NOTHING
        yield (
            str(step.number),
            named(metric.label + (f" ({metric.sign})" if metric.sign.startswith("minus") else "")),
            name,
            unit,
            _short(before) if step.changes else "",
            _short(now),
            _short(now - before) if step.changes else "",
            _short(percent_of(now, before) or 0.0) if per_cent else "",
            _short(factor * found.mean) if found else "",
            _short(factor * found.sd) if found else "",
            _short(step.band) if found and step.band else "",
        )


def curves_csv(step: Shown) -> str:
    """The curves of a step over contact, one row for each per cent of it.

    Parameters
    ----------
    step : Shown

    Returns
    -------
    str
        CSV text. Joints are left out where the foot does not roll: there they are only drawn. In a step that changes
        nothing there is no before and after.
    """
    runs = {"before": step.before, "after": step.now} if step.changes else {"model": step.now}
    columns: dict[str, Sequence[str]] = {"contact (%)": [f"{100.0 * share:.0f}" for share in SHARES]}
    for which, metrics in runs.items():
        ms = 1000.0 * metrics["contact_time"].value * SHARES
        columns[f"{which}: time since touchdown (ms)"] = [_number(value) for value in ms]
    for name, quantity in step.told.items():
        for which, metrics in runs.items():
            values = over_contact(metrics, name)
            columns[f"{which}: {quantity.label} ({quantity.unit})"] = [_number(value) for value in values]
        if step.band is not None and quantity.band:
            of = band(quantity.band, step.band)
            for what, values in (("mean", of.mean), ("SD", of.sd)):
                at = quantity.factor * values
                columns[f"26 runners: {quantity.label}, {what} ({quantity.unit})"] = [
                    _number(value) for value in _interpolated(100.0 * SHARES, of.percent, at)
                ]
    if step.band is not None:
        columns["source of the 26 runners"] = [ATTRIBUTION, *("" for _ in SHARES[1:])]
    return _csv([tuple(columns), *zip(*columns.values(), strict=True)])


def force_csv(step: Shown) -> str:
    """The vertical force of a step over time, before and after: little enough to be drawn by hand or in a spreadsheet.

    Parameters
    ----------
    step : Shown

    Returns
    -------
    str
        CSV text, one row for each per cent of contact; the times of a run are equally far apart.
    """
    runs = {"before": step.before, "after": step.now} if step.changes else {"model": step.now}
    columns: dict[str, list[str]] = {}
    for which, metrics in runs.items():
        times = 1000.0 * metrics["contact_time"].value * SHARES
        columns[f"{which}: time since touchdown (ms)"] = [_short(value) for value in times]
        columns[f"{which}: vertical force (BW)"] = [_short(value) for value in over_contact(metrics, "vertical")]
    return _csv([tuple(columns), *zip(*columns.values(), strict=True)])


def _interpolated(at: Iterable[float], where: Iterable[float], values: Iterable[float]) -> list[float]:
    import numpy as np

    found: list[float] = np.interp(list(at), list(where), list(values)).tolist()
    return found


def _short(value: float) -> str:
    """As many digits as anybody works with: the sheets have three or four."""
    return "" if value != value else f"{0.0 if abs(value) < _NOTHING else value:.4g}"


def _number(value: float) -> str:
    return "" if value != value else f"{0.0 if abs(value) < _NOTHING else value:.6g}"


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return text.getvalue()
