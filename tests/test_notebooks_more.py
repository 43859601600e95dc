"""Notebooks 6 to 10 and their solutions: what they print is so.

Held against closed forms worked out here, published results (``tests/reference/published.toml``) and the table of 26
runners, never against the same call. ``test_notebooks.py`` runs the files in a kernel of their own; here their code
is run once in this process, without the figures, and only what it prints is looked at.
"""

import ast
import csv
import io
import json
import math
import re
import tomllib
from contextlib import redirect_stdout
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from springmass.legs import LEG_LAWS
from springmass.metrics import METRICS

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks"
PUBLISHED = tomllib.loads((ROOT / "tests" / "reference" / "published.toml").read_text("utf-8"))
NEEDS = {"07": "xarray", "08": "fitdecode", "09": "ezc3d"}
G, MASS, LEG = 9.81, 80.0, 1.0
"""Of the classical runner."""


pytestmark = pytest.mark.slow


@cache
def printed(number, solution=False):
    """What a notebook prints, line by line."""
    (path,) = (FOLDER / "solutions" if solution else FOLDER).glob(f"{number}-*.ipynb")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    names = {"__name__": f"notebook_{number}"}
    laws, metrics = dict(LEG_LAWS), dict(METRICS)
    try:
        with redirect_stdout(io.StringIO()) as out:
            for cell in cells:
                if cell["cell_type"] == "code":
                    exec(compile(_without_figure("".join(cell["source"])), path.name, "exec"), names)
    finally:  # what a reader enters is not to stay for other tests
        for table, before in ((LEG_LAWS, laws), (METRICS, metrics)):
            table.clear()
            table.update(before)
    return out.getvalue().splitlines()


def _without_figure(source):
    tree = ast.parse(source)
    last = tree.body[-1]
    if isinstance(last, ast.Expr) and ast.unparse(last).startswith("sm.figures."):
        tree.body.pop()
    return tree


def text(number, solution=False):
    (path,) = (FOLDER / "solutions" if solution else FOLDER).glob(f"{number}-*.ipynb")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@pytest.fixture
def lines(request):
    number, solution = request.param
    if number in NEEDS:
        pytest.importorskip(NEEDS[number])
    return printed(number, solution)


def of(number, solution=False):
    return pytest.mark.parametrize("lines", [(number, solution)], indirect=True, ids=[f"{'ns'[solution]}{number}"])


def line(lines, *words):
    found = next((one for one in lines if all(word in one for word in words)), None)
    assert found is not None, f"no line says {words}:\n" + "\n".join(lines)
    return found


def numbers(lines, *words):
    """Numbers of the first line with all these words, after the last of them."""
    rest = line(lines, *words).rpartition(words[-1])[2]
    return [float(one) for one in re.findall(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:e[-+]\d+)?", rest)]


@cache
def runners26():
    """26 real runners: quantity → speed → (mean, SD)."""
    path = ROOT / "springmass" / "evidence" / "tables" / "runners26.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["quantity"]: {v: (float(row[f"mean_{v}"]), float(row[f"sd_{v}"])) for v in ("2.5", "3.5", "4.5")}
        for row in rows
    }


def stated(pattern, number, solution=False):
    found = re.search(pattern, re.sub(r"\s+", " ", text(number, solution)))
    assert found is not None, f"the text of notebook {number} does not say {pattern}"
    return [float(one) for one in found.groups()]


# 6: stiffness, speed and cadence


@of("06")
def test_faster_is_not_stiffer(lines):
    real = runners26()
    for speed in ("2.5", "3.5", "4.5"):
        cadence, contact, leg, vertical = numbers(lines, f"{speed} m/s:")[:4]
        assert cadence == pytest.approx(real["cadence"][speed][0], abs=0.51)  # given to the search
        assert contact == pytest.approx(1e3 * real["contact_time"][speed][0], abs=0.6)
        for value, name in ((leg, "leg_stiffness_force_based"), (vertical, "vertical_stiffness")):
            mean, spread = real[name][speed]
            assert abs(value - mean) < spread
    assert -15 < numbers(lines, "from 2.5 to 4.5 m/s: leg stiffness")[0] < 0
    assert numbers(lines, "from 2.5 to 4.5 m/s: vertical stiffness")[0] > 50  # choice C


def test_what_is_said_of_real_stiffness_is_in_the_table():
    leg = stated(r"\(([\d.]+), ([\d.]+) and ([\d.]+) kN/m for the leg, ", "06")
    body = stated(r"kN/m for the leg, ([\d.]+), ([\d.]+) and ([\d.]+) kN/m for the body", "06")
    for said, name, rounding in ((leg, "leg_stiffness_force_based", 0.051), (body, "vertical_stiffness", 0.51)):
        assert said == [pytest.approx(runners26()[name][speed][0], abs=rounding) for speed in ("2.5", "3.5", "4.5")]


def morin(mass, contact, flight, speed, leg):
    """Peak force [N] and leg stiffness [N/m] from timing: Morin et al. 2005, equations 1 to 5."""
    peak = mass * G * math.pi / 2 * (flight / contact + 1)
    sinks = peak * contact**2 / (mass * math.pi**2) - G * contact**2 / 8
    return peak, peak / (leg - math.sqrt(leg**2 - (speed * contact / 2) ** 2) + sinks)


@of("06")
def test_the_sine_wave_is_morins(lines):
    real = runners26()
    for speed in ("2.5", "3.5", "4.5"):
        contact, cadence = real["contact_time"][speed][0], real["cadence"][speed][0]
        _, expected = morin(67.5, contact, 60 / cadence - contact, float(speed), 0.53 * 1.756)
        found, lower, spring = numbers(lines, f"{speed} m/s: sine wave")
        assert found == pytest.approx(expected / 1e3, abs=0.06)
        assert -15 < lower < 0
        assert spring > found + 5


@of("06")
def test_quicker_steps_and_what_is_held(lines):
    """Farley & González 1996, J Biomech 29:181: 7.0 to 16.3 kN/m from 26 % below to 36 % above the usual."""
    kept = [numbers([one], "leg")[0] for one in lines if "same share of contact" in one]
    assert len(kept) == 5
    assert kept == sorted(kept)
    assert kept[0] == pytest.approx(7.0, rel=0.15)
    assert kept[-1] > 16.3  # goes too far, as the text says
    (times,) = numbers(lines, "the leg becomes")
    assert times == pytest.approx(kept[-1] / kept[0], abs=0.06)
    assert times > 2  # choice C
    same = [numbers([one], "leg")[0] for one in lines if "same contact time" in one]
    assert len(same) == 4
    assert max(same) - min(same) < 0.2
    cadences = [float(one.split()[0]) for one in lines if "same share of contact" in one]
    assert cadences[0] / cadences[2] == pytest.approx(1 - 0.26, abs=0.005)
    assert cadences[-1] / cadences[2] == pytest.approx(1 + 0.36, abs=0.005)


@of("06")
def test_the_moon_by_dimensions(lines):
    root = math.sqrt(1.62 / G)
    expected = {
        "mean speed": root, "contact time": 1 / root, "cadence": root,
        "takeoff angle": 1, "peak vertical force": 1, "duty factor": 1,
    }  # fmt: skip
    for label, ratio in expected.items():
        assert numbers(lines, f"{label}:", "→", "ratio") == [pytest.approx(ratio, abs=2e-4)]
    assert numbers(lines, "3.5 m/s becomes") == [pytest.approx(3.5 * root, abs=0.006)]
    here = numbers(lines, "contact time:", "→")
    assert here[0] > 0
    first = float(line(lines, "contact time:", "ratio").split()[2])
    assert first == pytest.approx(0.16207, abs=5e-5)  # geyer2005_map.md: the Jena runner from 1 m at 5 m/s


@of("06", True)
def test_solutions_of_stiffness(lines):
    heavier, stiffer = re.findall(r"[-+][\d.]+", line(lines, "mass", "leg stiffness"))
    assert float(heavier) == float(stiffer) == round(100 * (77.5 / 67.5 - 1), 1)
    said = PUBLISHED["morin2005"]
    by_hand, formula = (float(one) for one in re.findall(r"(\d+) N", line(lines, "by hand")))
    assert by_hand == formula == said["peak_force_N"]
    assert float(re.search(r"leg stiffness ([\d.]+) kN/m", "\n".join(lines))[1]) == said["leg_stiffness_kN_m"]
    assert "thrown back" in line(lines, "20 kN/m:")
    assert line(lines, "3.3 kN/m:").endswith("30 steps tried; running")
    assert numbers(lines, "the child runs at") == [pytest.approx(3.5 * math.sqrt(1.20 / 1.756), abs=0.006)]
    adult, child = numbers(lines, "cadence: adult")[0], numbers(lines, "cadence:", "child")[0]
    assert child / adult == pytest.approx(math.sqrt(1.756 / 1.20), abs=0.002)
    for same in ("duty factor", "takeoff angle", "peak vertical force"):
        assert numbers(lines, f"{same}: adult")[0] == pytest.approx(numbers(lines, f"{same}:", "child")[0], rel=2e-3)


# 7: stability


@of("07")
def test_steps_at_each_angle(lines):
    counts = {int(a): int(n) for a, n in re.findall(r"^(\d+)°: (\d+) steps", "\n".join(lines), re.MULTILINE)}
    low, high = PUBLISHED["seyfarth2002"]["stable_angle_of_attack_deg"]
    assert sorted(counts) == list(range(60, 77))
    assert {angle for angle, count in counts.items() if count == 50} == {
        angle for angle in counts if low < angle < high
    }
    assert counts[60] <= 3 < counts[66] < 50  # stumbles on for some steps


@of("07")
def test_the_j_shaped_band(lines):
    bands = {}
    for stiffness in (10, 20, 30, 40):
        found = re.search(r"from ([\d.]+)° to ([\d.]+)°", line(lines, f"{stiffness} kN/m: runs by himself"))
        bands[stiffness] = tuple(map(float, found.groups()))
    for name, published in PUBLISHED["seyfarth2002"]["twenty_four_step_angles_deg"].items():
        if int(name) in bands:
            low, high = bands[int(name)]
            # Those who last 24 steps are a few more than those who last 50; both on a grid of a quarter of a degree.
            assert published[0] - 0.01 <= low <= published[0] + 0.26
            assert published[1] - 0.26 <= high <= published[1] + 0.26
    for stiffness, (low, high) in bands.items():
        force = [1e3 * stiffness * LEG * (1 - math.sin(math.radians(angle))) for angle in (low, high)]
        assert 1330 - 60 < force[1] < 1600 < force[0] < 1820 + 60
    middles = [sum(bands[stiffness]) / 2 for stiffness in (10, 20, 30, 40)]
    rises = [b - a for a, b in pairwise(middles)]
    assert rises == sorted(rises, reverse=True)  # choice C: steeper, but less and less so
    assert min(rises) > 0


@of("07")
def test_a_stumble_heals(lines):
    steady = PUBLISHED["seyfarth2002"]["gait"][1]
    assert steady["angle_of_attack_deg"] == 68.0
    tops = numbers(lines, "tops of the flight:")
    assert tops[0] == 100.0
    assert tops[1] == round(100 * PUBLISHED["seyfarth2002"]["map_at_68_deg"]["1.0"], 1)
    settled = 100 * steady["apex_height_m"]
    assert numbers(lines, "steady height:") == [round(settled, 1)]
    left = [top - settled for top in tops[:3]]
    assert left[1] < left[0] / 3  # choice C
    assert left[2] < left[1] / 3
    said = line(lines, "a small stumble shrinks", "each step")
    assert f"by {round(100 * (1 - abs(steady['multiplier'])))} %" in said
    assert "tipping to the other side" in said
    low, high = PUBLISHED["seyfarth2002"]["stable_angle_of_attack_deg"]
    assert numbers(lines, "saddle-node at")[0] == round(low, 2)
    assert numbers(lines, "flip at")[0] == round(high, 2)


@of("07")
def test_swing_leg_retraction_widens_the_range(lines):
    widths = []
    for rate, (low, high) in PUBLISHED["seyfarth2003"]["stable_apex_leg_angle_deg"].items():
        found = re.search(r"from ([\d.]+)° to ([\d.]+)°, ([\d.]+)° wide", line(lines, f"{rate} °/s: stable"))
        first, last, wide = map(float, found.groups())
        assert 0 <= first - low <= 0.051  # the first angle of the grid inside the range
        assert 0 <= high - last <= 0.051
        assert wide == pytest.approx(last - first, abs=0.051)
        widths.append(wide)
    assert widths[2] / widths[0] > 5  # choice C
    without, with_it = (line(lines, f"{rate} deg/s: steady at") for rate in (0, 50))
    steady, low, high = map(float, re.findall(r"(\d\.\d+)", without))
    more, lower, higher = map(float, re.findall(r"(\d\.\d+)", with_it))
    assert more == pytest.approx(PUBLISHED["seyfarth2003"]["heights_50deg_s_from_1_25_m"][-1], abs=0.006)
    top = 1.0 + 5.0**2 / (2 * G)  # all of the energy as height
    assert lower < low < steady < high < higher < top
    assert higher > 0.95 * top  # hardly moves forward any more
    assert low == pytest.approx(math.sin(math.radians(67.5)), abs=0.006)  # a lower top is below the landing height
    assert lower == pytest.approx(math.sin(math.radians(60.0)), abs=0.006)


@of("07")
def test_the_average_runner_needs_steering(lines):
    assert "grows" in line(lines, "the average runner:")


@of("07", True)
def test_solutions_of_stability(lines):
    found = re.search(r"from ([\d.]+)° to ([\d.]+)°", line(lines, "12 kN/m: runs by himself"))
    low, high = map(float, found.groups())
    published = PUBLISHED["seyfarth2002"]["twenty_four_step_angles_deg"]["12"]
    assert published[0] - 0.01 <= low <= published[0] + 0.26
    assert abs(high - published[1]) <= 0.26
    assert low < math.degrees(math.asin(1 - 1600 / 12000)) < high
    assert "no stable gait without retraction" in PUBLISHED["seyfarth2003"]["at_3_m_s"]
    assert "no stable angle" in line(lines, "0 °/s:")
    assert "stable from" in line(lines, "25 °/s:")
    assert "stable from" in line(lines, "50 °/s:")
    geyer = PUBLISHED["geyer2005"]
    assert line(lines, "gaits at the energy").startswith("2 gaits")
    gaits = [one for one in lines if one.startswith("apex height")]
    for one, known in zip(gaits, geyer["fixed_points_at_10_7"], strict=True):
        height, times = map(float, re.findall(r"\d\.\d+", one))
        assert height == pytest.approx(known["apex_height"], abs=3e-4)  # the scenario's energy is rounded
        assert times == pytest.approx(known["multiplier"], abs=0.004)
    assert geyer["fixed_points_at_10_8"] == []
    assert "0 gaits" in line(lines, "a leg stiffer by 1 %")


# 8: a watch file


@of("08")
def test_the_watch_says_what_was_put_in(lines):
    """The maker of ``watch.fit``: a pod 15 ms and 8 mm below the watch; 3.6 m/s in the second lap."""
    watch = lines.index("watch says:")
    pod = lines.index("Stryd says:")
    assert watch < pod
    speed = numbers(lines[watch:pod], "speed:")[0]
    assert speed == pytest.approx(3.6, abs=0.02)
    contact = [numbers(part, "contact_time:")[0] for part in (lines[watch:pod], lines[pod:])]
    assert contact[0] - contact[1] == pytest.approx(0.015, abs=0.0011)
    bounce = [numbers(part, "vertical_oscillation:")[0] for part in (lines[watch:pod], lines[pod:])]
    assert bounce[0] - bounce[1] == pytest.approx(0.008, abs=0.001)
    assert "GPS spike" in line(lines, "left out:")


@of("08")
def test_how_sure_the_leg_is(lines):
    value, error, percent = numbers(lines, "stiffness of the leg's spring:")
    assert percent == pytest.approx(100 * error / value, abs=0.6)
    assert 5 <= percent <= 10  # choice B
    noise, share = numbers(lines, "if only noise and rounding counted:")
    assert noise < error / 4
    assert share <= 2
    assert 10 < numbers(lines, "leg stiffness as it is usually measured:")[0] < 14
    watch, pod = (numbers(lines, f"{who}: contact", "leg")[:2] for who in ("watch", "pod"))
    difference, times = numbers(lines, "difference")
    assert difference == pytest.approx(pod[0] - watch[0], abs=0.11)
    assert times == pytest.approx(difference / error, abs=0.1)
    assert times > 1  # choice D


@of("08")
def test_quicker_steps_of_the_watchs_runner(lines):
    percent = {
        name: float(re.search(r"\(([-+]\d+) %\)", line(lines, f"{name}:", "→"))[1])
        for name in (
            "cadence",
            "step length",
            "vertical oscillation",
            "peak patellofemoral force",
            "peak Achilles force",
        )
    }
    assert percent["cadence"] == 5
    assert percent["step length"] == round(100 * (1 / 1.05 - 1))  # same speed
    assert percent["vertical oscillation"] < -5  # choice A
    assert percent["peak patellofemoral force"] < -5
    assert -10 < percent["peak Achilles force"] < 0


@of("08")
def test_the_truth_is_found(lines):
    true, found, error = numbers(lines, "true leg")[0], *numbers(lines, "true leg", "found")[:2]
    assert abs(true - found) < error
    assert numbers(lines, "off by")[0] < 2


@of("08", True)
def test_solutions_of_the_watch(lines):
    speeds = {lap: float(re.search(r", ([\d.]+) m/s", line(lines, f"lap {lap},"))[1]) for lap in (1, 2, 3)}
    assert speeds == {lap: pytest.approx(speed, abs=0.02) for lap, speed in {1: 3.2, 2: 3.6, 3: 2.8}.items()}
    legs = [numbers(lines, f"lap {lap},", "leg stiffness")[0] for lap in (1, 2, 3)]
    assert max(legs) - min(legs) < 0.5  # does not follow the speed
    (contact,) = numbers(lines, "5 ms less contact:")
    (taller,) = numbers(lines, "1 cm taller:")
    (kilogram,) = numbers(lines, "1 kg more:")
    assert contact > 2 * kilogram > 10 * taller > 0
    assert kilogram == pytest.approx(20.1 / 68, abs=0.01)  # stiffness goes with mass, all timing kept
    turned, knee = re.search(r"→ ([\d.]+)°, kneecap ([-+]\d+) %", line(lines, "one step: takeoff")).groups()
    assert float(turned) < 6
    assert float(knee) < -10
    _, always = re.search(r"→ ([\d.]+)°, kneecap ([-+]\d+) %", line(lines, "matched: takeoff")).groups()
    assert abs(float(always)) < 10
    assert "ends in step" in line(lines, "settle:")
    assert "walking" in line(lines, "left out:")


# 9: forces from a treadmill


@of("09")
def test_forces_balance_and_are_what_was_put_in(lines):
    """``treadmill_forces.csv`` is made of 67.5 kg, contact 225 ms, 171.5 steps/min, peak 2.50 body weights."""
    assert "67.5 kg" in line(lines, "good contacts")
    assert numbers(lines, "peak upward push") == [2.5]
    assert 33 < numbers(lines, "braking ends at")[0] < 50
    assert numbers(lines, "mean upward push over a step:")[0] == pytest.approx(1.0, abs=0.002)
    taken, given = re.findall(r"\d\.\d+", line(lines, "braking takes"))
    assert float(taken) == pytest.approx(float(given), abs=0.003)
    assert numbers(lines, "contact is") == [round(100 * 0.2253 * 171.5 / 60)]


@of("09")
def test_thresholds(lines):
    contact = {limit: numbers(lines, f"above {limit} N:")[0] for limit in (20, 50, 100, 200)}
    assert list(contact.values()) == sorted(contact.values(), reverse=True)
    assert 5 < contact[20] - contact[100] < 20  # choice B
    assert contact[50] == pytest.approx(225, abs=2)


@of("09")
def test_springs_fit_and_the_truth(lines):
    (upward, forward), (plain_upward, plain_forward) = (
        [float(one) for one in re.findall(r"\d\.\d+", line(lines, words))]
        for words in ("with damper, push-off", "the classical spring: R²")
    )
    assert min(upward, forward) > 0.99
    assert 0.8 < plain_upward < 0.95  # choice B
    assert 0.8 < plain_forward < 0.95
    average = tomllib.loads((ROOT / "scenarios" / "average.toml").read_text("utf-8"))
    said = {"leg.damping": average["leg"]["damping"], "foot.roll_speed": average["foot"]["roll_speed"]}
    for field, value in said.items():
        true, found, error, off = numbers(lines, f"{field}:")
        assert true == float(value.split()[0])
        assert off == pytest.approx((found - true) / error, abs=0.1)
        assert abs(off) < 2
    assert abs(numbers(lines, "leg.stiffness: true")[-1]) < 2
    assert numbers(lines, "leg.damping: true")[1] < 200  # comes out too small, as the text says


@of("09")
def test_five_midstances_of_one_recording(lines):
    """The recording's own readme: hip 31 mm ahead of the ankle at the lowest point."""
    moments = ("lowest point", "greatest compression", "peak vertical force", "half contact", "fore-aft crossover")
    hip = {moment: numbers(lines, f"{moment}: hip")[0] for moment in moments}
    assert hip["lowest point"] == pytest.approx(3.1, abs=0.2)
    assert max(hip.values()) - min(hip.values()) > 3  # choice C
    assert 0 < min(hip.values()) < 1.5
    assert 6.5 < max(hip.values()) < 8


def test_it_says_that_the_examples_are_synthetic():
    for number in ("08", "09"):
        opening = text(number).split("## 1.")[0]
        assert "synthetic" in opening
        assert re.search(r"[Nn]obody ran (it|them)", opening)
        assert "synthetic" in text(number, True)
        assert "## Your own file" in text(number)


@of("09", True)
def test_solutions_of_the_treadmill(lines):
    (few, *leg_few), (many, *leg_many) = (
        [float(one) for one in re.findall(r"[\d.]+(?= contacts| ±| kN)", line(lines, words))]
        for words in ("first two seconds:", "all steps:")
    )
    assert many > 3 * few
    assert leg_few[1] == pytest.approx(leg_many[1], rel=0.2)  # the ± hardly moves
    mild, strict = (re.findall(r"[\d.]+(?= ms| kN)", line(lines, f"above {limit} N: contact")) for limit in (50, 200))
    assert float(strict[0]) < float(mild[0]) - 10
    assert float(strict[1]) > float(mild[1]) + 1
    plate, video = map(float, re.findall(r"(\d+) ms", line(lines, "plate", "video")))
    assert plate - video == pytest.approx(18, abs=3)  # the recording's own readme
    assert float(re.search(r"hip ([\d.]+) cm ahead", line(lines, "contacts; hip"))[1]) == pytest.approx(3.1, abs=0.2)


# 10: your own ingredient

HOP, K = 0.1, 20e3
"""Drop to the ground [m] and stiffness [N/m] of ``hopping``."""


def compression(energy_of, weight=MASS * G):
    """Where a hopper comes to rest: fallen energy = energy in the leg, by bisection [m]."""
    low, high = 0.0, 0.6
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if energy_of(middle) < weight * (HOP + middle) else (low, middle)
    return low


@of("10")
def test_a_hardening_leg(lines):
    c = compression(lambda x: K * x**2 / 2)
    fair = K * c**2 / 2 / (c**2 / 2 + c**3 / 0.3)
    both = re.findall(r"\d\.\d+", line(lines, "leg compression:"))
    assert [float(one) for one in both] == [pytest.approx(c, abs=6e-5)] * 2
    plain, own = map(float, re.findall(r"\d\.\d+", line(lines, "peak vertical force:")))
    assert plain == pytest.approx(K * c / (MASS * G), abs=6e-5)
    assert own == pytest.approx(fair * (c + c**2 / 0.10) / (MASS * G), abs=6e-5)
    assert numbers(lines, "yours pushes") == [round(100 * (own / plain - 1))]
    assert own > 1.1 * plain  # choice C
    longer, shorter = map(float, re.findall(r"\d\.\d+", line(lines, "contact time:")))
    assert shorter < longer
    known = next(row for row in PUBLISHED["vertical_hopper"]["rows"] if row["apex_height_m"] == 1.0 + HOP)
    assert longer == pytest.approx(known["contact_time_s"], abs=6e-5)


@of("10")
def test_a_law_keeps_its_energy(lines):
    lost, stored, metric = map(float, re.findall(r"\d+\.\d+", line(lines, "height lost")))
    assert lost == stored == metric
    assert lost == pytest.approx(MASS * G * (HOP + compression(lambda x: K * x**2 / 2)), abs=1e-5)
    back, start = map(float, re.findall(r"\d\.\d+", line(lines, "back at the top:")))
    assert back == start == 1.0 + HOP
    assert numbers(lines, "energy at the tops differs by")[0] < 1e-9


@of("10")
def test_which_leg_forgives_most(lines):
    ranges = {
        law: [int(one) for one in re.findall(r"\b(\d\d)\b(?! steps)", line(lines, f"{law}:", "degrees"))]
        for law in ("spring", "hardening", "softening")
    }
    low, high = PUBLISHED["seyfarth2002"]["stable_angle_of_attack_deg"]
    assert ranges["spring"] == [angle for angle in range(60, 72) if low < angle < high]
    assert len(ranges["hardening"]) <= len(ranges["spring"]) < len(ranges["softening"])  # choice C
    # All three push with 2000 N at 10 cm, as the text says.
    c = 0.10
    forces = (20e3 * c, 10e3 * c * (1 + c / 0.10), 24e3 * c * (1 - c / 0.60))
    assert forces == pytest.approx((2000.0, 2000.0, 2000.0))


@of("10")
def test_a_metric_of_ones_own(lines):
    real = stated(r"26 real runners lose ([\d.]+), ([\d.]+) and ([\d.]+) m/s at these speeds", "10")
    for speed, said in zip(("2.5", "3.5", "4.5"), real, strict=True):
        lost, braked = (float(one) for one in re.findall(r"\d\.\d{4}", line(lines, f"{speed} m/s: speed lost")))
        assert lost == braked  # choice B: Newton's second law
        mean, spread = runners26()["braking_impulse_per_mass"][speed]
        assert abs(lost - mean) < spread
        assert said == pytest.approx(mean, abs=0.006)
    before, after = re.findall(r"\d\.\d\d", line(lines, "average runner, foot 3 cm farther ahead:"))
    assert float(after) > float(before)


def test_what_a_reader_enters_does_not_stay():
    printed("10")
    assert not {"hardening", "softening"} & set(LEG_LAWS)
    assert "speed_lost" not in METRICS


@of("10", True)
def test_solutions_of_the_ingredient(lines):
    lost, stored = map(float, re.findall(r"\d+\.\d+", line(lines, "height lost")))
    c = compression(lambda x: 24e3 * (x**2 / 2 - x**3 / 1.8))
    assert lost == stored == pytest.approx(MASS * G * (HOP + c), abs=1e-5)
    own, shipped = (re.findall(r"1\.\d{6}", line(lines, f"{who}: tops")) for who in ("yours", "hysteretic"))
    assert own == shipped
    assert own == sorted(own, reverse=True)  # lower every time
    assert len(own) == 3
    push, share = re.findall(r"\d\.\d{4}", line(lines, "mean push in contact"))
    assert push == share
    assert float(push) == pytest.approx(60 / 171.5 / 0.2253, abs=2e-3)
    assert "must push (above 0) while it is squeezed" in line(lines, 'leg law "wrong"')
