"""What the runner's own changes – faster, quicker steps, heavier – do to him, beside the runner as he is shipped."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from springmass.dynamics.outcomes import Outcome
from springmass.lab.baseline import Baseline, as_written
from springmass.lab.slider_table import STRIKES
from springmass.metrics import METRICS
from springmass.metrics.words import capital, foot_stays
from springmass.report.tables import written
from springmass.units import label

if TYPE_CHECKING:
    from springmass.lab.state import LabState
    from springmass.metrics import Metrics

_EFFECTS = {
    "vertical_oscillation": ("bounce", 0.004, False),
    "peak_knee_flexion": ("knee bend", 1.5, True),
    "peak_quadriceps_force": ("pull on the quadriceps", 0.25, True),
    "peak_vertical_force": ("peak force from the ground", 0.07, False),
    "hip_ankle_offset": ("hip ahead of the ankle", 0.01, True),
    "cadence": ("cadence", 4.0, False),
    "contact_time": ("contact", 0.008, False),
}
"""Metric → its words, a change worth noticing, and whether it takes a foot that rolls to be believed."""
_MOST = 3


def runner_change(state: LabState, start: Baseline) -> str:
    """Say in one sentence what the runner's own changes do to him.

    Parameters
    ----------
    state : LabState
    start : Baseline
        The runner with his changes.

    Returns
    -------
    str
        Empty where nothing of the runner is changed, or one of the two cannot run.

    Examples
    --------
    >>> from springmass.lab.state import LabState
    >>> from springmass.lab.baseline import baseline
    >>> state = LabState(scenario="average", runner={"cadence": "188.7 steps/min"})
    >>> print(runner_change(state, baseline(state)).split(":")[0])
    17 more steps a minute
    """
    if not state.runner:
        return ""
    shipped = as_written(state)
    if shipped is None:
        return ""
    if Outcome.RUNNING not in (shipped.step.outcome, start.step.outcome) or shipped.step.outcome != start.step.outcome:
        return ""
    before, after = shipped.metrics(state.midstance), start.metrics(state.midstance)
    lead = [said for name in state.runner if (said := _set(name, state, shipped, start))]
    if not lead:
        return ""
    found = _effects(before, after, set(state.runner))
    text = ", ".join(lead)
    return f"{capital(text)}: {', '.join(found) if found else 'little else is different'}."


def _set(name: str, state: LabState, shipped: Baseline, start: Baseline) -> str:
    if name == "foot.strike":
        words = STRIKES.get(state.runner[name], state.runner[name])
        return f"landing {words}".replace("landing whole", "landing on the whole")
    was, now = (_own(name, runner, state) for runner in (shipped, start))
    if was is None or now is None:
        return ""
    change = now - was
    more = change > 0.0
    size, ways = {
        "speed": (f"{abs(change):.2f} m/s", ("faster", "slower")),
        "cadence": (f"{abs(change):.0f}", ("more steps a minute", "fewer steps a minute")),
        "contact_time": (f"{1e3 * abs(change):.0f} ms", ("longer on the ground", "shorter on the ground")),
        "runner.mass": (f"{abs(change):.1f} kg", ("heavier", "lighter")),
        "runner.height": (f"{100 * abs(change):.0f} cm", ("taller", "shorter")),
    }[name]
    return f"{size} {ways[not more]}" if any(digit in size for digit in "123456789") else ""


def _own(name: str, runner: Baseline, state: LabState) -> float | None:
    if name in ("runner.mass", "runner.height"):
        value = runner.scenario.value(name)
        return None if value is None else float(value)
    return float(runner.metrics(state.midstance)[name].value)


def _effects(before: Metrics, after: Metrics, taken: set[str]) -> list[str]:
    joints = not (foot_stays(before.view.step) or foot_stays(after.view.step))
    found = []
    for name, (words, notice, needs_joints) in _EFFECTS.items():
        was, now = before[name].value, after[name].value
        if name in taken or (needs_joints and not joints) or not (math.isfinite(was) and math.isfinite(now)):
            continue
        if METRICS[name].unit == "BW" and before.view.weight != after.view.weight:
            # Another weight: body weights would hide it.
            size = abs(now * after.view.weight - was * before.view.weight) / before.view.weight
            texts = [label(value * one.view.weight, "N", 3) for value, one in ((was, before), (now, after))]
        else:
            size = abs(now - was)
            texts = [written(METRICS[name], value) for value in (was, now)]
        if size >= notice and texts[0] != texts[1]:
            number, _, unit = texts[0].partition(" ")
            was_text = number if texts[1].endswith(f" {unit}") else texts[0]
            found.append((size / notice, f"{words} {was_text} → {texts[1]}"))
    return [said for _, said in sorted(found, key=lambda one: -one[0])[:_MOST]]
