"""Numbers on paper: in the units people read, as they stand in the lab's table; and numbers inside a text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from springmass.classroom.shown import SHARES, Shown, mean_vertical_force, over_contact
from springmass.errors import InputError, did_you_mean
from springmass.evidence.runners26 import SIGNIFICANT, SPEEDS, Measured, associations, runners26
from springmass.metrics import METRICS, Metric, Metrics
from springmass.report import filling
from springmass.report.filling import percent, percent_of
from springmass.report.tables import written

SPEED = 3.5
"""Of the 26 runners in a text [m/s]; the lessons' average runner has it too."""
_MORE_DIGITS = 2
"""Than the lab's table has: seldom more than one is needed."""
_READ = {"m": ("cm", 100.0), "s": ("ms", 1000.0), "fraction of contact": ("% of contact", 100.0)}


def readable(metric: Metric) -> tuple[str, float]:
    """The unit people read a metric in, and the factor to it.

    Examples
    --------
    >>> readable(METRICS["contact_time"]), readable(METRICS["step_length"]), readable(METRICS["peak_vertical_force"])
    (('ms', 1000.0), ('m', 1.0), ('BW', 1.0))
    """
    plain = (metric.unit_label, 1.0)
    return plain if metric.name == "step_length" else _READ.get(metric.unit_label, plain)


def in_per_cent(metric: Metric) -> bool:
    """Whether a change is told in per cent: not of what can be less than nothing, and not of angles and shares."""
    return not (metric.sign.startswith("minus") or metric.unit_label in ("deg", "fraction of contact"))


def change(metric: Metric, before: float, now: float) -> str:
    """A change for people: per cent, or the difference; per cent of nothing says nothing.

    Examples
    --------
    >>> change(METRICS["peak_vertical_force"], 2.0, 2.5), change(METRICS["takeoff_angle"], 7.0, 9.0)
    ('+25 %', '+2.0 deg')
    """
    if not (math.isfinite(before) and math.isfinite(now)):
        return "–"
    if in_per_cent(metric) and re.search("[1-9]", written(metric, before)):
        return percent(percent_of(now, before))
    return written(metric, now - before, signed=True)


def named(text: str) -> str:
    """A metric's words with the one name the lessons have for the centre of pressure.

    Examples
    --------
    >>> named("body ahead of the centre of pressure")
    'body ahead of the foot point'
    """
    return text.replace("centre of pressure", "foot point")


def change_unit(metric: Metric, before: float, now: float) -> str:
    """What a change is told in: per cent, or the unit of the metric.

    Examples
    --------
    >>> change_unit(METRICS["peak_vertical_force"], 2.0, 2.5), change_unit(METRICS["hip_ankle_offset"], 0.03, -0.04)
    ('%', 'cm')
    """
    if change(metric, before, now).endswith(" %") and in_per_cent(metric):
        return "%"
    return readable(metric)[0]


def enough(metric: Metric, before: float, now: float) -> tuple[str, str]:
    """Before and after without units, with so many digits that the change (:func:`change`) follows from them.

    Examples
    --------
    >>> enough(METRICS["contact_time"], 0.225, 0.205), enough(METRICS["braking_impulse"], 0.2243, 0.3387)
    (('225', '205'), ('0.224', '0.339'))
    """
    plain = tuple(written(metric, value).partition(" ")[0] for value in (before, now))
    factor = readable(metric)[1]
    if not (math.isfinite(before) and math.isfinite(now)):
        return plain[0], plain[1]
    digits = max(len(text.partition(".")[2]) for text in plain)
    found = (plain[0], plain[1])
    for more in range(_MORE_DIGITS + 1):
        values = [round(factor * value, digits + more) + 0.0 for value in (before, now)]
        found = (f"{values[0]:.{digits + more}f}", f"{values[1]:.{digits + more}f}")
        if change(metric, values[0] / factor, values[1] / factor) == change(metric, before, now):
            break
    return found


def real(metric: str, speed: float = SPEED) -> Measured | None:
    """What 26 runners had, in the metric's unit; None where it was not measured."""
    if metric == "hip_ankle_offset":  # the lessons' midstance is the lowest point
        metric = "hip_ankle_offset_at_lowest_point"
    return runners26().get(metric, {}).get(speed)


def _kneecap(one: Metrics) -> float:
    return one["peak_patellofemoral_force"].value * 1000.0 / one["step_length"].value


_WORKED_OUT = {
    "mean_vertical_force": (mean_vertical_force, "{:.2f} BW"),
    "steps_per_kilometre": (lambda one: 1000.0 / one["step_length"].value, "{:.0f}"),
    "kneecap_load_per_kilometre": (_kneecap, "{:.0f} BW"),
}
"""Numbers students work out themselves; no metrics of the house."""
_SAME_MOMENT = "hip_at_the_same_moment"
"""How far the hip is from the ankle at the share of contact at which it was midstance before [cm]."""


def filled(text: str, steps: Sequence[Shown]) -> str:
    """Fill the numbers into a text.

    Parameters
    ----------
    text : str
        ``{3.before: speed}``, ``{3.now: speed}``, ``{3.change: speed}`` are of the third step, ``{real: speed}`` is
        mean ± SD of the 26 runners at 3.5 m/s, ``{between: a / b}`` and ``{within: a / b}`` are correlations in them,
        ``{chance}`` the size of one that is nothing. ``hip_at_the_same_moment`` is where the hip is, from the ankle,
        at the share of contact at which it was midstance before; its change has no sign.
    steps : sequence of Shown

    Returns
    -------
    str

    Raises
    ------
    InputError
        For braces that mean nothing.

    Examples
    --------
    >>> filled("r = {between: cadence / peak_knee_moment}, not by chance ({chance})", [])
    'r = −0.76, not by chance (0.39)'
    """
    return filling.filled(text, lambda inside: _slot(inside, steps))


def _slot(inside: str, steps: Sequence[Shown]) -> str:
    kind, _, rest = (part.strip() for part in inside.partition(":"))
    number, _, which = kind.partition(".")
    if kind == "chance":
        return f"{SIGNIFICANT:g}"
    if kind in ("between", "within"):
        one, _, other = (part.strip() for part in rest.partition("/"))
        found = associations().get((one, other))
        if found is not None:
            return f"{getattr(found, kind)[SPEEDS.index(SPEED)]:+.2f}".replace("-", "−")
    elif kind == "real" and (measured := real(rest)) is not None:
        mean = written(METRICS[rest], measured.mean)
        spread = written(METRICS[rest], measured.sd)
        return f"{mean.partition(' ')[0]} ± {spread}"
    elif number.isdecimal() and 1 <= int(number) <= len(steps) and which in ("before", "now", "change"):
        step = steps[int(number) - 1]
        if rest == _SAME_MOMENT:
            return _same_moment(step, which)
        if rest in METRICS or rest in _WORKED_OUT:
            return _of_step(step, which, rest)
        raise InputError("words", given=f"{{{inside}}}", allowed="is no metric", hint=did_you_mean(rest, METRICS))
    raise InputError("words", given=f"{{{inside}}}", allowed="cannot be filled in")


def _same_moment(step: Shown, which: str) -> str:
    share = step.before.view.share_of_contact(step.before.midstance)
    before, now = (
        float(np.interp(share, SHARES, over_contact(one, "hip_ankle"))) / 100.0 for one in (step.before, step.now)
    )
    metric = METRICS["hip_ankle_offset"]
    if which == "change":
        return written(metric, abs(now - before))
    return written(metric, before if which == "before" else now)


def _of_step(step: Shown, which: str, name: str) -> str:
    if name in _WORKED_OUT:
        value, form = _WORKED_OUT[name]
        before, now = value(step.before), value(step.now)
        return (
            percent(percent_of(now, before)) if which == "change" else form.format(before if which == "before" else now)
        )
    before, now = step.before[name].value, step.now[name].value
    if which == "change":
        return change(METRICS[name], before, now)
    return written(METRICS[name], before if which == "before" else now)
