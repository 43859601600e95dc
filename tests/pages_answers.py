"""What the runner of the watch file, and the average runner beside 26, say for the prose of README and tutorial."""

from functools import lru_cache

from pages_facts import fitted, gait

import springmass as sm
from springmass.evidence.default_runner import against_runners26
from springmass.evidence.interventions import interventions
from springmass.evidence.runners26 import facts, runners26

KNEE = ("peak_quadriceps_force", "peak_patellofemoral_force", "peak_achilles_force", "peak_hip_moment")


@lru_cache
def _asked(name: str, field: str, moved: str, ask: str) -> sm.Answer:
    runner = fitted().gait if name == "watch.fit" else gait(name)
    return sm.what_if(runner, {field: moved}, ask=ask)


def _more(answer: sm.Answer, metric: str) -> float:
    return 100.0 * (answer.after[metric].value / answer.before[metric].value - 1.0)


def loads(field: str, moved: str) -> tuple[str, ...]:
    """How the four loads of the tutorial's table change, matched, as they stand there."""
    found = (f"{_more(_asked('watch.fit', field, moved, 'matched'), one):+.0f}" for one in KNEE)
    return tuple("0" if one in ("+0", "-0") else one.replace("-", "−") for one in found)


def kneecap_of_a_step_and_a_kilometre() -> tuple[float, float]:
    """Less force under the kneecap with 5 % more steps: in each, and in all of a kilometre [%]."""
    answer = _asked("watch.fit", "cadence", "+5 %", "matched")
    step = 1.0 + 0.01 * _more(answer, KNEE[1])
    steps = answer.before["step_length"].value / answer.after["step_length"].value
    return 100.0 * (1.0 - step), 100.0 * (1.0 - step * steps)


def both(intervention: str) -> tuple[float, float]:
    """What was measured of the kneecap and what the model says [% less]."""
    row = next(one for one in interventions() if one.intervention == intervention and "patellofemoral" in one.quantity)
    return -row.low, -row.model["peak_patellofemoral_force"]


def worst(metric: str) -> str:
    """How far the average runner is off at worst, in standard deviations of 26 runners."""
    row = next(one for one in against_runners26().rows if one.metric.name == metric)
    off = [(row.model[v] - row.measured[v].mean) / row.measured[v].sd for v in row.model]
    return f"{max(off, key=abs):+.1f}".replace("-", "−")


def hips_ahead() -> int:
    """How many of 26 runners have the hip ahead of the ankle at the lowest point, at 3.5 m/s."""
    return 26 - round(facts()["runners with the hip behind the ankle at the lowest point"]["3.5 m/s"])


def lowest_hip() -> tuple[float, float]:
    """Hip ahead of the ankle at the lowest point at 3.5 m/s, 26 runners: mean and standard deviation [cm]."""
    one = runners26()["hip_ankle_offset_at_lowest_point"][3.5]
    return 100.0 * one.mean, 100.0 * one.sd


def in_the_picture() -> tuple[float, ...]:
    """Takeoff turned, takeoff, hip behind the ankle: of the lab's picture (28 cm) and of the text (3 cm farther)."""
    found: list[float] = []
    for moved in ("28 cm", "+3 cm"):
        answer = _asked("rbds001", "foot.ahead", moved, "one step")
        was, now = (table["takeoff_angle"].value for table in (answer.before, answer.after))
        found += [now - was, now, -100.0 * answer.after["hip_ankle_offset"].value]
    return tuple(found)


def hip_over_ankle(name: str) -> sm.Answer:
    """The hip right over the ankle at the lowest point, as a way of running."""
    return _asked(name, "hip_ankle_offset", "0 cm", "matched")


def closer(name: str) -> sm.Answer:
    """The foot 2 cm nearer, as a way of running."""
    return _asked(name, "foot.ahead", "-2 cm", "matched")


def opposite(name: str) -> bool:
    """Whether hip over ankle needs the foot farther ahead, and landing closer moves the hip farther ahead."""
    over, near = hip_over_ankle(name), closer(name)
    foot = over.after["foot_ahead_at_touchdown"].value - over.before["foot_ahead_at_touchdown"].value
    hip = near.after["hip_ankle_offset"].value - near.before["hip_ankle_offset"].value
    return foot > 0.01 and hip > 0.01


def closer_once() -> sm.Answer:
    """RBDS001 landing 2 cm nearer in one step."""
    return _asked("rbds001", "foot.ahead", "-2 cm", "one step")
