"""Published effects of changing form, with the model's answer beside each: direction and size, misses not hidden.

The published numbers are rows of ``tables/interventions.csv``; here stands how the model is asked. What is held fixed
decides the size of an answer, so every experiment says it.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from springmass.evidence.runners26 import TABLES
from springmass.gait.find import SteadyGait, find_gait
from springmass.gait.what_if import MATCHED, ONE_STEP, what_if
from springmass.metrics import METRICS, Metrics
from springmass.scenario import default_runner

SIMILAR = 2.0
"""A model effect within this factor of the published one (or of the nearer end of its range) counts as of similar
size."""
_NOTHING = {"%": 2.0, "deg": 0.05, "N·m/kg": 0.05, "m/s": 0.003}
"""Effects smaller than this are none: per cent, or in the unit, for a centimetre of hip."""


@dataclass(frozen=True)
class Effect:
    """One published effect and the model's answer.

    Attributes
    ----------
    intervention, quantity, published, conditions, source : str
        As published.
    held : str
        How the model was asked and what was held fixed.
    model : dict
        Name of a metric (or of a way of asking) → effect, in ``unit``.
    unit : str
        ``"%"`` or the unit of the quantity for each centimetre.
    low, high : float
        The published effect as a range in that unit; infinite where only a direction was published.
    """

    intervention: str
    quantity: str
    published: str
    conditions: str
    source: str
    held: str
    model: dict[str, float]
    unit: str
    low: float
    high: float

    def agrees(self, name: str) -> str:
        """How one model effect compares with the published one, in words."""
        value, none = self.model[name], _NOTHING[self.unit]
        if self.low == self.high == 0.0:
            return "none as well" if abs(value) <= none else "an effect where none was found"
        only_direction = math.isinf(self.low) or math.isinf(self.high)
        least, most = sorted((abs(self.low), abs(self.high)))
        if abs(value) <= (none if only_direction else 0.1 * least):
            return "hardly any effect"
        if (value < 0.0) != (self.high <= 0.0):  # a published range never has zero inside it
            return "wrong direction"
        if only_direction:
            return "right direction"
        if abs(value) < least / SIMILAR:
            return "right direction, too small"
        if abs(value) > most * SIMILAR:
            return "right direction, too large"
        return "right direction and similar size"


@dataclass(frozen=True)
class _Experiment:
    held: str
    unit: str
    run: Callable[[], dict[str, float]]


@lru_cache(16)
def _gait(speed: float) -> SteadyGait:
    return find_gait(default_runner(speed=speed))


def _percent(before: Metrics, after: Metrics, *names: str) -> dict[str, float]:
    return {name: 100.0 * (after[name].value / before[name].value - 1.0) for name in names}


def _step_rate(factor: float, speed: float, *names: str) -> _Experiment:
    def run() -> dict[str, float]:
        before = _gait(speed)
        cadence = factor * before.metrics["cadence"].value
        duty = before.metrics["duty_factor"].value
        after = find_gait(default_runner(speed=speed), speed=speed, cadence=cadence, duty_factor=duty)
        return _percent(before.metrics, after.metrics, *names)

    return _Experiment(f"steady at {speed:g} m/s, share of contact in the step kept", "%", run)


def _change(field: str, first: str | None, second: str, speed: float, ask: str, *names: str) -> _Experiment:
    def run() -> dict[str, float]:
        gait = _gait(speed)
        answers = [what_if(gait, {field: text}, ask=ask) for text in (first, second) if text is not None]
        before = answers[0].after if first is not None else answers[0].before
        after = answers[-1].after
        assert before is not None  # the average runner can be run so
        assert after is not None
        return _percent(before, after, *names)

    held = "the motion itself kept" if ask == ONE_STEP else "speed, cadence and contact time kept"
    return _Experiment(f"at {speed:g} m/s, {held}", "%", run)


def _per_centimetre(metric: str, unit: str) -> _Experiment:
    """Effect for each centimetre the hip is farther behind the ankle when the body is lowest."""

    def run() -> dict[str, float]:
        found = {}
        for ask in (ONE_STEP, MATCHED):
            ends = [what_if(_gait(3.5), {"foot.ahead": text}, ask=ask).after for text in ("-1 cm", "+1 cm")]
            near, far = (end for end in ends if end is not None)
            back = 100.0 * (near["hip_ankle_offset"].value - far["hip_ankle_offset"].value)
            found[ask] = (far[metric].value - near[metric].value) / back
        return found

    return _Experiment("at 3.5 m/s, the foot placed 1 cm to either side", unit, run)


def _braking_rises() -> dict[str, float]:
    found = {}
    for ask in (ONE_STEP, MATCHED):
        answer = what_if(_gait(3.0), {"foot.ahead": "+1 cm"}, ask=ask)
        assert answer.after is not None
        found[ask] = _percent(answer.before, answer.after, "peak_braking_force")["peak_braking_force"]
    return found


def _shorter_contact() -> dict[str, float]:
    before = _gait(3.5)
    shorter = 0.9 * before.metrics["contact_time"].value
    after = find_gait(default_runner(cadence=before.metrics["cadence"].value, contact_time=shorter))
    return _percent(before.metrics, after.metrics, "vertical_stiffness")


def _impeded() -> dict[str, float]:
    gait = _gait(3.5)
    force = 0.06 * gait.parameters.mass * gait.parameters.gravity
    answer = what_if(gait, {"world.impeding_force": force}, ask=MATCHED)
    assert answer.after is not None
    return _percent(answer.before, answer.after, "metabolic_cost_estimate")


_KNEE = ("peak_patellofemoral_force",)
_ABSORBED = ("knee_work_negative",)
_BACK = "hip 1 cm farther back at the lowest point (step to step within a runner)"
EXPERIMENTS: dict[tuple[str, str], _Experiment] = {
    ("step rate +10 % at equal speed", "peak patellofemoral force"): _step_rate(1.1, 3.0, *_KNEE),
    ("step rate +10 % at equal speed", "knee energy absorbed"): _step_rate(1.1, 3.0, *_ABSORBED),
    ("step rate +5 % at equal speed", "knee energy absorbed"): _step_rate(1.05, 3.0, *_ABSORBED),
    ("step rate +10 % at equal speed", "vertical oscillation; braking impulse; peak knee flexion"): _step_rate(
        1.1, 3.0, "vertical_oscillation", "braking_impulse", "peak_knee_flexion"
    ),
    ("step length +10 % at equal speed", "patellofemoral load per step"): _step_rate(1.0 / 1.1, 3.7, *_KNEE),
    ("step length -10 % at equal speed", "patellofemoral load per step"): _step_rate(1.0 / 0.9, 3.7, *_KNEE),
    ("trunk lean 7.3 to 14.1 deg", "patellofemoral stress"): _change(
        "hip.trunk_lean", "7.3 deg", "14.1 deg", 3.4, ONE_STEP, *_KNEE
    ),
    ("trunk lean 7.3 to 4.0 deg", "patellofemoral stress"): _change(
        "hip.trunk_lean", "7.3 deg", "4.0 deg", 3.4, ONE_STEP, *_KNEE
    ),
    ("rearfoot to forefoot strike", "patellofemoral stress"): _change(
        "foot.strike", None, "forefoot", 3.5, MATCHED, *_KNEE
    ),
    ("rearfoot to forefoot strike", "Achilles force"): _change(
        "foot.strike", None, "forefoot", 2.78, MATCHED, "peak_achilles_force"
    ),
    ("foot lands farther ahead of the hip", "braking force"): _Experiment(
        "at 3 m/s, the foot 1 cm farther ahead", "%", _braking_rises
    ),
    (_BACK, "takeoff angle"): _per_centimetre("takeoff_angle", "deg"),
    (_BACK, "peak knee moment"): _per_centimetre("peak_knee_moment", "N·m/kg"),
    (_BACK, "peak ankle moment"): _per_centimetre("peak_ankle_moment", "N·m/kg"),
    (_BACK, "braking impulse per mass"): _per_centimetre("braking_impulse", "m/s"),
    ("contact time -10 % at equal speed", "vertical stiffness"): _Experiment(
        "steady at 3.5 m/s, cadence kept; the published number is what the sine-wave formula makes of 18 runners' "
        "timing, not an experiment",
        "%",
        _shorter_contact,
    ),
    ("6 % BW impeding force", "metabolic power"): _Experiment(
        "the published slope itself, which the estimate is made of: no test of the motion", "%", _impeded
    ),
}
"""(intervention, quantity) of the table → how the model is asked."""


def interventions() -> list[Effect]:
    """Ask the model about every published intervention.

    Returns
    -------
    list of Effect
        In the order of the table; computed now.
    """
    with (TABLES / "interventions.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    found = []
    for row in rows:
        experiment = EXPERIMENTS[row["intervention"], row["quantity"]]
        low, high = published_range(row["published_change"])
        found.append(
            Effect(
                intervention=row["intervention"],
                quantity=row["quantity"],
                published=row["published_change"],
                conditions=row["conditions"],
                source=row["source"],
                held=experiment.held,
                model=experiment.run(),
                unit=experiment.unit,
                low=low,
                high=high,
            )
        )
    return found


HIP_FARTHER_BACK = _BACK
"""Name of the intervention "hip 1 cm farther back", step to step within a runner."""


@lru_cache
def published(intervention: str, quantity: str) -> tuple[float, float]:
    """A published change as a range, from the table.

    Parameters
    ----------
    intervention, quantity : str
        As in the table.

    Returns
    -------
    low, high : float
        As :func:`published_range`.

    Examples
    --------
    >>> published("rearfoot to forefoot strike", "Achilles force")
    (20.0, 20.0)
    """
    with (TABLES / "interventions.csv").open(encoding="utf-8", newline="") as text:
        rows = {(row["intervention"], row["quantity"]): row["published_change"] for row in csv.DictReader(text)}
    return published_range(rows[intervention, quantity])


def published_range(text: str) -> tuple[float, float]:
    """Read a published change as a range.

    Parameters
    ----------
    text : str
        Such as ``"-14 %"``, ``"+0.13 to +0.18 deg"``, ``"rises (P = 0.0005)"``, ``"none (r about 0)"``.

    Returns
    -------
    low, high : float
        In the unit of the text; one of them infinite where only the direction is known.

    Examples
    --------
    >>> published_range("-14 %"), published_range("+0.13 to +0.18 deg"), published_range("all fall")
    ((-14.0, -14.0), (0.13, 0.18), (-inf, 0.0))
    """
    if text.startswith("none"):
        return 0.0, 0.0
    outside = re.sub(r"\(.*?\)", "", text)
    numbers = [float(number) for number in re.findall(r"[-+]\d+(?:\.\d+)?", outside)]
    if numbers:
        return min(numbers), max(numbers)
    return (-math.inf, 0.0) if "fall" in outside else (0.0, math.inf)


def said(effect: Effect, name: str) -> str:
    """A model effect as text, with its unit.

    Parameters
    ----------
    effect : Effect
    name : str
        A key of ``effect.model``.
    """
    value = effect.model[name]
    if effect.unit == "%":
        return f"{value:+.0f} %"
    return f"{value:+.3f} {effect.unit} per cm"


def named(name: str) -> str:
    """A metric's label, or the way of asking as it is."""
    return METRICS[name].label if name in METRICS else name
