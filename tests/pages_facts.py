"""What runs of the model, measured tables and tested pages say, for the prose of the pages (``pages_truth.py``)."""

import math
import re
import tomllib
from functools import lru_cache

import numpy as np
from pages_prose import ROOT
from scipy import stats

import springmass as sm
from springmass.dynamics.marks import MIDSTANCE
from springmass.evidence.claims import CLAIMS
from springmass.evidence.default_runner import against_runners26
from springmass.evidence.interventions import interventions
from springmass.evidence.runners26 import SPEEDS, associations, band, runners26

WORDS = "no one two three four five six seven eight nine ten eleven twelve thirteen".split()  # noqa: SIM905
LENGTH, TAKEOFF, QUADRICEPS, LOWEST = "hip_ankle_offset", "takeoff_angle", "peak_quadriceps_force", "lowest_point"


# ---- runs, each once


@lru_cache
def gait(name: str = "rbds001") -> sm.SteadyGait:
    return sm.find_gait(name)


@lru_cache
def default(speed: float) -> sm.SteadyGait:
    return sm.find_gait(sm.default_runner(speed=speed))


@lru_cache
def answers(name: str, change: str, moved: str) -> dict[str, sm.Answer]:
    return sm.ask_all(gait(name), {change: moved})


@lru_cache
def fitted() -> sm.RunnerFit:
    return sm.fit("watch.fit", lap=2)


@lru_cache
def matched(name: str, *changes: tuple[str, str]) -> sm.Answer:
    return sm.what_if(gait(name), dict(changes), ask="matched")


def value(name: str, metric: str) -> float:
    return gait(name).metrics[metric].value


def change(answer: sm.Answer, metric: str) -> float:
    return answer.after[metric].value - answer.before[metric].value


def percent(answer: sm.Answer, metric: str) -> float:
    return 100.0 * (answer.after[metric].value / answer.before[metric].value - 1.0)


# ---- what is said of them


def farther() -> dict[str, sm.Answer]:
    return answers("average", "foot.ahead", "+3 cm")


def nearer() -> sm.Answer:
    return matched("average", ("foot.ahead", "-3 cm"))


def turned(ask: str) -> float:
    return change(answers("rbds001", "foot.ahead", "+3 cm")[ask], TAKEOFF)


def pulls(ask: str) -> float:
    return percent(answers("rbds001", "foot.ahead", "+3 cm")[ask], QUADRICEPS)


def over_after() -> str:
    ended = answers("rbds001", "foot.ahead", "+3 cm")["settle"]
    assert not ended.settled
    return WORDS[ended.steps]


def takeoff_of_a_step() -> tuple[float, float]:
    """How far one step's takeoff turns up for each centimetre the hip is farther back, of two runners [degrees]."""
    found = []
    for name in ("average", "rbds001"):
        for moved in ("+1 cm", "+3 cm"):
            answer = sm.what_if(gait(name), {"foot.ahead": moved})
            found.append(-change(answer, TAKEOFF) / (100.0 * change(answer, LENGTH)))
    return min(found), max(found)


def takeoff_of_runners() -> tuple[float, float]:
    rows = [one for one in interventions() if one.quantity == TAKEOFF or one.quantity == "takeoff angle"]
    low, high = re.findall(r"[+-]?([\d.]+)", rows[0].published)[:2]
    return float(low), float(high)


def too_much() -> tuple[float, float]:
    """Model over runners, least and most."""
    model, real = takeoff_of_a_step(), takeoff_of_runners()
    return model[0] / real[1], model[1] / real[0]


def quadriceps_of_a_centimetre() -> list[float]:
    found = []
    for moved in ("-1 cm", "+1 cm"):
        answer = sm.what_if(gait("average"), {"foot.ahead": moved}, ask="matched")
        found.append(-percent(answer, QUADRICEPS) / (100.0 * change(answer, LENGTH)))
    return found


@lru_cache
def compared() -> dict[str, bool]:
    """Quantity → whether the average runner stays within a standard deviation at all three speeds."""
    return {row.metric.name: not row.misses for row in against_runners26().rows}


def most_within() -> bool:
    found = compared()
    joints = all(within for name, within in found.items() if name in ("peak_knee_moment", "peak_ankle_moment"))
    return joints and sum(found.values()) > 0.5 * len(found) and {"peak_knee_moment", "peak_ankle_moment"} <= set(found)


def real(name: str, speed: float = 3.5) -> float:
    return runners26()[name][speed].mean


def between_definitions() -> float:
    return 100.0 * (real("hip_ankle_offset_at_half_contact") - real("hip_ankle_offset_at_lowest_point"))


def in_a_hundredth() -> float:
    """How far the hip moves over the ankle in a hundredth of contact, from the lowest point to half contact [cm]."""
    low = 100.0 * real("time_of_lowest_point")
    curve = band("hip_ankle", 3.5).at(np.array([low, 50.0]))
    return 100.0 * (curve[1] - curve[0]) / (50.0 - low)


def knee_early(speed: float) -> float:
    """How much sooner the model's knee moment peaks than that of the runners' mean curve [ms]."""
    view, curve = default(speed).metrics.view, band("knee_moment", speed)
    model = view.body_maximum(lambda body: body.moments.knee)[0]
    return 1e3 * (curve.percent[curve.mean.argmax()] / 100.0 * real("contact_time", speed) - model)


def pressure_travels() -> list[float]:
    return [100.0 * default(v).step.contact.cop_travel for v in SPEEDS]


def by_chance() -> float:
    """Correlation that 26 people without any link reach once in twenty times."""
    t = stats.t.ppf(0.975, 26 - 2)
    return t / math.sqrt(26 - 2 + t * t)


def of_contact(name: str) -> float:
    return 100.0 * real(name)


def kink(name: str) -> float:
    """Where the foot point begins to roll more slowly [share of contact]."""
    p = gait(name).parameters
    return p.roll_switch / p.roll_speed / value(name, "contact_time")


def claims() -> str:
    return WORDS[len(CLAIMS)]


def definitions() -> str:
    return WORDS[len(MIDSTANCE)]


def notebooks() -> str:
    return WORDS[len(list((ROOT / "notebooks").glob("*.ipynb")))]


def lessons() -> str:
    return WORDS[len(list((ROOT / "springmass/lab/lessons").glob("*.toml")))]


def recordings() -> int:
    """Real recordings that others state numbers of."""
    stated = tomllib.loads((ROOT / "validation/stated.toml").read_text("utf-8"))["recording"]
    return len({one["files"][0] for one in stated})


# ---- pages that other tests make anew


def validation(columns: tuple[int, ...]) -> list[list[float]]:
    """Columns of the table of runners fitted to force curves; tests/test_stated_numbers.py makes it anew."""
    rows = re.findall(r"^\| RBDS\d+_runT\d+ \|(.*)\|$", (ROOT / "docs/validation.md").read_text("utf-8"), re.MULTILINE)
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    return [[float(one) for one in re.findall(r"-?\d+\.\d+|-?\d+", row[j])] for j in columns for row in cells]


def r_squared(column: int, direction: int) -> tuple[float, float]:
    found = [pair[direction] for pair in validation((column,))]
    return min(found), max(found)


def hips_off() -> list[float]:
    """How far the fitted runners have the hip from where cameras saw it [cm], in order."""
    return sorted(abs(row[0] - row[2]) for row in validation((3,)))


def faster(engine: str, than: str) -> list[float]:
    """How many times as fast one engine is at 1e-9, for the classical and the general model.

    By the table in docs/performance.md, which benchmarks/apex_map.py prints.
    """
    text = (ROOT / "docs/performance.md").read_text("utf-8")
    rows = re.findall(r"^(\w+) +1e-09 ([\w-]+) +(\d+)", text, re.MULTILINE)
    times = {(model, engine): float(ns) for model, engine, ns in rows}
    return [times[model, than] / times[model, engine] for model in ("classical", "general")]


def hundreds(found: list[float]) -> list[str]:
    return [f"{round(one, -2):,.0f}" for one in found]


def stated_threshold(threshold: float) -> float:
    text = (ROOT / "validation/stated.toml").read_text("utf-8")
    part = next(one for one in text.split("[[") if f"threshold = {threshold:.1f}" in one)
    return float(re.search(r"contact_time = ([\d.]+)", part)[1])


def quicker(cadence: str, contact_time: str = "225.3 ms") -> sm.SteadyGait:
    """The average runner at 3.5 m/s with another cadence, as in the lesson on it."""
    timing = {"speed": "3.5 m/s", "cadence": cadence, "contact_time": contact_time}
    return sm.find_gait(sm.load("average").with_values({"gait.find": timing}))


@lru_cache
def more_steps(share: int) -> dict[str, float]:
    """What so many per cent more steps do to the average runner, the share of contact kept [%]."""
    before = gait("average").metrics
    after = quicker(*{5: ("180.1 steps/min", "214.6 ms"), 10: ("188.7 steps/min", "204.8 ms")}[share]).metrics
    names = "vertical_oscillation", "knee_work_negative", "peak_patellofemoral_force"
    return {name: 100.0 * (after[name].value / before[name].value - 1.0) for name in names}


def published(effect: str, quantity: str) -> str:
    """A published effect in the table of interventions, without its sign."""
    text = (ROOT / "springmass/evidence/tables/interventions.csv").read_text("utf-8")
    return re.search(rf"^{re.escape(effect)},{quantity},[-+](\d+) %", text, re.MULTILINE)[1]


def at_lesson_speed(one: str, other: str, kind: str) -> float:
    """Correlation in the 26 runners at 3.5 m/s, the second of the three speeds and that of the lessons."""
    return round(float(getattr(associations()[one, other], kind)[1]), 2)


def goes_with(one: str, other: str, kind: str) -> float:
    """Correlation in the 26 runners, mean of the three speeds."""
    return float(np.mean(getattr(associations()[one, other], kind)))
