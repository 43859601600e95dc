"""Notebooks and their solutions: how they are made, that they run in Jupyter and in marimo, that what they say is so.

What they print is compared with formulas, published results, numbers measured on real runners and the scenario files,
never with another call of the package.
"""

import ast
import json
import math
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"
BOOKS = sorted(FOLDER.glob("*.ipynb"))
SOLUTIONS = sorted((FOLDER / "solutions").glob("*.ipynb"))
LONGEST, WIDEST = 25, 120
"""Lines of a code cell, letters of its lines: what fits on a screen."""
MOST_WORDS = 350
"""Of a text cell."""

G = 9.81
# Fukuchi, Fukuchi & Duarte 2017, 26 treadmill runners at 3.5 m/s, our processing: mean, SD over runners.
PEAK_FORCE = (2.61, 0.16)  # body weights
LOWEST_POINT = (41.2, 1.8)  # % of contact
HIP_AT_LOWEST_POINT = (2.9, 2.0)  # cm ahead of the ankle
HIP_AT_HALF_CONTACT = (9.1, 2.3)
KNEE_MOMENT = (2.78, 0.38)  # N·m/kg
CHANCE = 0.39  # correlations over 26 people nearer to zero may be chance

books = pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem[:2])
every = pytest.mark.parametrize("path", [*BOOKS, *SOLUTIONS], ids=lambda p: f"{p.parent.name[0]}{p.stem[:2]}")


def cells(path, kind):
    return [
        "".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == kind
    ]


def opening(path):
    """The text before the first code."""
    found = []
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            break
        found.append("".join(cell["source"]))
    return "\n".join(found)


def title(path):
    return cells(path, "markdown")[0].splitlines()[0]


# How they are made


def test_there_are_notebooks_each_with_a_solution():
    assert len(BOOKS) >= 5
    assert [path.name for path in BOOKS] == [path.name for path in SOLUTIONS]
    assert [int(path.stem[:2]) for path in BOOKS] == list(range(1, len(BOOKS) + 1))


@every
def test_file_is_a_clean_notebook(path):
    book = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    assert book.metadata.kernelspec.name == "python3"
    assert len({cell.id for cell in book.cells}) == len(book.cells)
    for cell in book.cells:
        assert not cell.metadata, f"cell {cell.id} carries settings of somebody's editor"
        if cell.cell_type == "code":
            assert cell.outputs == [], f"cell {cell.id} has results in it"
            assert cell.execution_count is None


@every
def test_no_cell_is_longer_than_a_screen(path):
    for source in cells(path, "code"):
        assert source.strip(), "an empty cell"
        lines = source.splitlines()
        assert len(lines) <= LONGEST, source
        assert max(map(len, lines)) <= WIDEST, source
    for source in cells(path, "markdown"):
        assert len(source.split()) <= MOST_WORDS, source[:200]


@every
def test_nothing_but_springmass_is_imported(path):
    source = "\n".join(cells(path, "code"))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            assert all(name.name.split(".")[0] == "springmass" for name in node.names), ast.unparse(node)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            assert node.module.split(".")[0] == "springmass", ast.unparse(node)
    assert "import springmass as sm" in source
    assert not re.search(r"^\s*[!%]|__import__|importlib", source, re.MULTILINE)


@every
def test_no_name_is_made_in_two_cells(path):
    """As marimo wants it: what a cell uses has one place where it comes from. Names with _ first are a cell's own."""
    made = {}
    for number, source in enumerate(cells(path, "code")):
        for name in {name for name in _made(ast.parse(source)) if not name.startswith("_")}:
            assert name not in made, f"{name} is made in code cells {made[name]} and {number}"
            made[name] = number


def _made(tree):
    """Names a cell leaves behind: not those inside functions and comprehensions."""
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            continue
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.split(".")[0]
        elif isinstance(node, ast.ExceptHandler) and node.name:
            waiting.extend(ast.iter_child_nodes(node))
        else:
            waiting.extend(ast.iter_child_nodes(node))


@books
def test_opens_with_its_question_and_a_prediction(path):
    assert re.fullmatch(r"# [^#].*\?.*", title(path))
    assert re.search(r"\bpredict", opening(path), re.IGNORECASE)
    text = "\n".join(cells(path, "markdown"))
    assert f"Notebook {int(path.stem[:2])} of 10" in text
    choices = re.findall(r"^[-*] \**A\b.*\n(?:(?![-*]).*\n)*[-*] \**B\b", text, re.MULTILINE)
    assert len(choices) >= 2, "a prediction has choices"
    assert len(re.findall(r"What came out", text)) >= 2, "a prediction gets its answer"


@books
def test_ends_with_exercises_that_have_solutions(path):
    last = cells(path, "markdown")[-1]
    assert "## Exercises" in last
    exercises = re.findall(r"^(\d)\. ", last[last.index("## Exercises") :], re.MULTILINE)
    assert exercises == [str(n) for n in range(1, len(exercises) + 1)]
    assert len(exercises) >= 3
    assert f"solutions/{path.name}" in last
    solution = FOLDER / "solutions" / path.name
    headings = "\n".join(cells(solution, "markdown"))
    assert re.findall(r"^## (\d)\.", headings, re.MULTILINE) == exercises
    assert title(solution).startswith("# Solutions: ")
    assert path.name in cells(solution, "markdown")[0]


def test_the_list_has_every_notebook_and_its_question():
    text = (FOLDER / "README.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| \[[\w-]+\]\(([\w-]+\.ipynb)\) \| (.*) \|$", text, re.MULTILINE))
    assert listed == {path.name: title(path).removeprefix("# ") for path in BOOKS}


@pytest.mark.parametrize(
    "path", [*BOOKS, *SOLUTIONS, FOLDER / "README.md"], ids=lambda p: f"{p.parent.name[0]}{p.stem[:2]}"
)
def test_links_lead_somewhere(path):
    text = path.read_text("utf-8") if path.suffix == ".md" else "\n".join(cells(path, "markdown"))
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("https://"):
            assert (path.parent / target).exists(), target


# That they run


@pytest.fixture
def printed(path, tmp_path, monkeypatch):
    """What a notebook prints, line by line, run in a kernel of its own in an empty folder."""
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    here = tmp_path / "here"
    here.mkdir()
    book = nbformat.read(path, as_version=4)
    client = NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(here)}})
    client.execute()
    lines = []
    for cell in book.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                if output.name == "stdout":
                    lines += output.text.splitlines()
                else:  # the first time on a machine the engine says that it is made ready
                    said = [line for line in output.text.splitlines() if line.strip()]
                    assert all(line.startswith("springmass: preparing the fast engine") for line in said), said
            elif "image/png" not in output.data:
                lines += output.data["text/plain"].splitlines()
        if cell.cell_type == "code" and draws(cell.source):
            assert any("image/png" in output.get("data", {}) for output in cell.outputs), f"no figure: {cell.source}"
    assert lines
    assert not re.search(r"\bnan\b|\binf\b|Traceback", "\n".join(lines))
    return lines


def draws(source):
    """Whether a cell ends with a figure."""
    last = ast.parse(source).body[-1]
    return isinstance(last, ast.Expr) and ast.unparse(last).startswith("sm.figures.")


@pytest.mark.slow
@every
def test_runs_in_a_fresh_kernel_and_says_what_is_so(path, printed):
    checks = CHECKS.get((path.parent.name, path.stem[:2]))
    if checks:
        checks(Lines(printed))


def marimo(folder, *words):
    command = [sys.executable, "-m", "marimo", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@books
def test_runs_in_marimo(path, tmp_path):
    app, page = tmp_path / "app.py", tmp_path / "page.html"
    marimo(tmp_path, "convert", str(path), "-o", str(app))
    assert "unparsable" not in app.read_text("utf-8")
    marimo(tmp_path, "export", "html", str(app), "-o", str(page), "--no-include-code")
    figures = sum(map(draws, cells(path, "code")))
    assert page.read_text("utf-8").count("data:image/png;base64") >= figures


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem[:2])
def test_solutions_convert_to_marimo(path, tmp_path):
    app = tmp_path / "app.py"
    done = subprocess.run(
        [sys.executable, "-m", "marimo", "convert", str(path), "-o", str(app)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert app.read_text("utf-8").count("@app.cell") >= len(cells(path, "code"))


# What they say


class Lines(list):
    """Printed lines, found by the words in them."""

    def numbers(self, *words):
        """Numbers of the first line that has all these words, in their order; minus and plus belong to them."""
        line = next((line for line in self if all(word in line for word in words)), None)
        assert line is not None, f"no line says {words}:\n" + "\n".join(self)
        return [float(found.replace("−", "-")) for found in re.findall(r"(?<![\d.])[-+−]?\d+\.?\d*", line)]


def within(value, measured, spreads=1.0):
    mean, spread = measured
    return abs(value - mean) <= spreads * spread


def scenario(name):
    return tomllib.loads((FOLDER.parent / "scenarios" / f"{name}.toml").read_text("utf-8"))


def first(text):
    return float(text.split()[0])


def first_steps(lines):
    asked = scenario("rbds001")["gait"]["find"]
    cadence, contact = first(asked["cadence"]), first(asked["contact_time"]) / 1000
    share = contact * cadence / 60  # of a step
    half_sine = math.pi / 2 / share
    (peak,) = lines.numbers("times his weight")
    assert abs(peak / half_sine - 1) < 0.06
    assert within(peak, PEAK_FORCE)
    assert lines.numbers("of the step")[0] == round(100 * share)
    assert lines.numbers("on average")[0] == round(1 / share, 2)
    assert lines.numbers("like an arch")[-1] == pytest.approx(half_sine, abs=0.011)
    assert lines.numbers("contact time:") == [contact]
    assert lines.numbers("step length:")[0] == pytest.approx(60 * first(asked["speed"]) / cadence, abs=0.006)
    assert lines.numbers("  braking impulse:")[0] == lines.numbers("  propulsive impulse:")[0]
    brake, braked_before = lines.numbers("brakes you")[:2]
    assert brake < braked_before
    before, after = lines.numbers("less far ahead")[1:]
    assert before - after == pytest.approx(2.0)


def midstance(lines):
    moments = ("peak vertical force", "lowest point", "greatest compression", "fore-aft crossover", "half contact")
    when, hip = zip(*(lines.numbers(f"{moment} ", "% of contact:") for moment in moments), strict=True)
    assert list(when) == sorted(when)
    assert hip[4] - hip[0] > 6.0  # choice C
    contact = first(scenario("average")["gait"]["find"]["contact_time"]) / 1000
    moved = 100 * 3.5 * contact * (when[4] - when[1]) / 100
    assert hip[4] - hip[1] == pytest.approx(moved, abs=0.6)  # the hip goes along with the body
    assert lines.numbers("A tenth of the contact")[-1] == pytest.approx(10 * 3.5 * contact, abs=0.06)
    assert within(when[1], LOWEST_POINT)
    assert within(hip[1], HIP_AT_LOWEST_POINT)
    assert within(hip[4], HIP_AT_HALF_CONTACT)
    assert lines.numbers("Perfect spring:") == [50.0, 0.0]
    assert lines.numbers("Average runner:")[1] > 0.5


def slingshot(lines):
    perfect = scenario("settles")
    height, forward = first(perfect["gait"]["apex_height"]), first(perfect["gait"]["apex_speed"])
    landing = first(perfect["runner"]["leg_length"]) * math.sin(math.radians(first(perfect["foot"]["angle_of_attack"])))
    upward = math.sqrt(2 * G * (height - landing))  # as fast up as it came down
    angle, speed, share = lines.numbers("before:")
    assert angle == pytest.approx(math.degrees(math.atan2(upward, forward)), abs=0.06)
    assert speed == pytest.approx(math.hypot(upward, forward), abs=0.006)
    _, ahead_angle, ahead_speed, ahead_share = lines.numbers("foot 3 cm farther ahead:")
    assert ahead_angle > angle + 3
    assert ahead_speed == pytest.approx(speed, abs=0.011)
    for turned, part in ((angle, share), (ahead_angle, ahead_share)):
        assert part == pytest.approx(100 * math.sin(math.radians(turned)) ** 2, abs=0.11)

    rows = [lines.numbers(f"{cm:+d} cm      ") for cm in (-3, -2, -1, 1, 2, 3)]
    _, hip, takeoff, bounce, gained = zip(*rows, strict=True)
    assert list(takeoff) == sorted(takeoff)
    assert list(hip) == sorted(hip, reverse=True)
    assert list(bounce) == sorted(bounce)
    assert list(gained) == sorted(gained, reverse=True)
    assert gained[2] > 0 > gained[3]
    per_centimetre = (takeoff[5] - takeoff[0]) / (hip[0] - hip[5])
    said, low, high = lines.numbers("for each centimetre the hip")[:3]
    assert said == pytest.approx(per_centimetre, abs=0.06)
    assert (low, high) == (0.13, 0.18)  # degrees per cm, mean slope inside one runner, at the three speeds
    usual = lines.numbers("You take off at")[1]
    once, for_ever = lines.numbers("one step: takeoff"), lines.numbers("matched: takeoff")
    assert once[0] > usual + 3  # choice C, and B of the three ways
    assert abs(for_ever[0] - usual) < 1
    assert for_ever[1] == first(scenario("rbds001")["gait"]["find"]["speed"])
    assert once[1] < for_ever[1]
    assert lines.numbers("settle:", "thrown back")


def centred(lines):
    for who in ("5 m/s:", "3.5 m/s:", "the Moon:"):
        off, when = lines.numbers(who, "the body is")[-2:]
        assert off < 1.0  # millimetres, by symmetry
        assert when == 50.0
    assert any("There is no way to keep running like that" in line for line in lines)
    _, nothing, _ = lines.numbers("nothing lost:")
    lost_leg, leg, landed_leg = lines.numbers("the leg puts it back:")
    lost_hip, hip, landed_hip = lines.numbers("the hip puts it back:")
    assert nothing == 0.0
    assert min(lost_leg, lost_hip) > 0.9
    assert 0.5 < leg < 3.0  # the founders' other leg: 1.3 and 7.9 cm (damping ratio 0.1, foot rolling at 0.8 m/s)
    assert 5.0 < hip < 15.0
    assert landed_hip > landed_leg + 5
    work, offset = zip(*(lines_of(lines, "the hip puts back ")), strict=True)
    assert list(work) == sorted(work)
    assert list(offset) == sorted(offset, reverse=True)
    assert work[0] == 0.0
    assert within(offset[0], HIP_AT_LOWEST_POINT)
    assert offset[-1] < -10


def lines_of(lines, words):
    return [Lines([line]).numbers(words) for line in lines if words in line]


def quadriceps(lines):
    before, after, more = lines.numbers("quadriceps +", "(minus: behind)")
    assert before > 0 > after
    assert more > 25  # choice C
    moved, rose, each = lines.numbers("for each centimetre")
    assert moved == pytest.approx(before + 5.0, abs=0.11)  # from where it was to 5 cm behind
    assert 0 < rose < 10  # choice A
    assert each == pytest.approx(rose / moved, abs=0.06)
    assert within(lines.numbers("peak knee moment:")[0], KNEE_MOMENT)
    assert lines.numbers("peak Achilles force:")[-1] < -15
    assert lines.numbers("peak hip moment:")[-1] > 50
    # correlations over the 26 runners at 3.5 m/s, as measured
    measured = {
        "hip_ankle_offset_at_lowest_point and peak_knee_moment": 0.07,
        "hip_ankle_offset_at_lowest_point and peak_ankle_moment": 0.65,
        "hip_ankle_offset_at_touchdown and peak_patellofemoral_force": -0.49,
        "cadence and peak_knee_moment": -0.76,
    }
    for pair, r in measured.items():
        assert lines.numbers(pair) == [r]
        assert (abs(r) < CHANCE) == (r == 0.07)
    rows = {
        name: lines.numbers(f"{name} ", "°", "%")[-4:]
        for name in ("foot lands 3 cm farther ahead", "foot lands 3 cm closer", "hip 5 cm behind", "trunk leans 6°")
    } | {name: lines.numbers(name)[-4:] for name in ("10 % more steps", "10 % fewer steps")}
    hip, bend, landing, pull = zip(*rows.values(), strict=True)
    assert hip[0] < 0 < hip[1]
    assert (landing[0], landing[1]) == (3.0, -3.0)
    assert hip[3] < -1  # trunk lean: hip back,
    assert pull[3] < -5  # and yet less load
    assert -30 < pull[4] < -10  # published: the kneecap's force falls by 14 %
    assert pull[5] > 20
    assert all(abs(change) < 10 for change in pull[:3])
    assert correlation(bend, pull) > max(abs(correlation(hip, pull)), abs(correlation(landing, pull)))


def correlation(x, y):
    mx, my = sum(x) / len(x), sum(y) / len(y)
    xy = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True))
    return xy / math.sqrt(sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y))


def first_steps_solved(lines):
    weights, newtons = lines.numbers("body weights are")
    assert newtons == pytest.approx(weights * 70 * G, rel=0.003)
    assert lines.numbers("vertical oscillation:")[1] < lines.numbers("vertical oscillation:")[0]
    moon, earth = lines.numbers("He flies for")[0], lines.numbers("He flies for")[-1]
    found = scenario("moon")["gait"]["find"]
    assert moon == round(1000 * (60 / first(found["cadence"]) - first(found["contact_time"])))
    assert moon > 2 * earth
    assert any('Did you mean "foot.ahead"?' in line for line in lines)


def midstance_solved(lines):
    assert lines.numbers("From one picture")[0] == round(100 * 3.5 / 60, 1)
    hops = [numbers[0] for numbers in lines_of(lines, ": hip ")[:5]]
    assert max(hops) - min(hops) < 0.5  # who does not travel is over the foot by every definition
    faster = [lines.numbers(f"{speed} m/s:")[1] for speed in (2.5, 3.5, 4.5)]
    for hip, measured in zip(faster, ((4.3, 1.7), (2.9, 1.9), (1.6, 1.8)), strict=True):
        assert within(hip, measured)
    assert lines.numbers("by lowest point")[1] < 0 < lines.numbers("by half contact")[1]


def slingshot_solved(lines):
    assert lines.numbers("one step:")[-1] > 0.05
    assert abs(lines.numbers("matched:")[-1]) < 0.005  # a gait that repeats itself gains nothing
    before, after = lines.numbers("takeoff angle:")
    assert abs(after - before) < 1
    assert lines.numbers("Takeoff at")[0] > 90


def centred_solved(lines):
    for who in ("leg", "hip"):
        slopes = [numbers[-1] for numbers in lines_of(lines, f"N·s/m, {who}:")]
        assert len(slopes) == 3
        assert max(slopes) / min(slopes) < 1.15  # in proportion
    assert lines.numbers("off the foot point")[0] < 1
    brake, push = (lines.numbers(f"{kind} impulse:")[1] for kind in ("braking", "propulsive"))
    cadence = first(scenario("average")["gait"]["find"]["cadence"])
    assert push - brake == pytest.approx(15 * 60 / cadence / 67.5, abs=0.0011)  # what the wind takes in a step


def quadriceps_solved(lines):
    assert abs(lines.numbers("peak quadriceps force:")[0]) < 5
    assert lines.numbers("peak Achilles force:")[0] > 3
    for speed, between in ((2.5, -0.09), (3.5, 0.07), (4.5, -0.06)):
        assert lines.numbers(f"{speed} m/s: between")[1] == between
    step, kilometre = lines.numbers("Kneecap:")
    assert kilometre == pytest.approx(100 * (1.1 * (1 + step / 100) - 1), abs=1.1)


def stiffnesses(lines):
    for speed, leg, vertical in (
        (2.5, (13.0, 1.8), (27.0, 3.5)),
        (3.5, (12.6, 1.7), (34.2, 4.2)),
        (4.5, (11.8, 1.8), (43.1, 5.8)),
    ):
        found = lines.numbers(f"{speed} m/s:", "vertical")
        assert within(found[-2], leg)
        assert within(found[-1], vertical)
    assert abs(lines.numbers("from 2.5 to 4.5 m/s: leg")[-1]) < 15
    assert lines.numbers("from 2.5 to 4.5 m/s: vertical")[-1] > 40
    # Morin's sine wave (2005) by hand: the force is half a sine whose impulse carries the weight over the step
    asked = scenario("average")
    mass, leg_length = first(asked["runner"]["mass"]), 0.53 * first(asked["runner"]["height"])
    contact = first(asked["gait"]["find"]["contact_time"]) / 1000
    flight = 60 / first(asked["gait"]["find"]["cadence"]) - contact
    force = mass * G * math.pi / 2 * (flight / contact + 1)
    sinks = force * contact**2 / (mass * math.pi**2) - G * contact**2 / 8
    shortens = leg_length - math.sqrt(leg_length**2 - (3.5 * contact / 2) ** 2) + sinks
    assert lines.numbers("3.5 m/s: sine wave")[1] == pytest.approx(force / shortens / 1000, abs=0.06)
    same_share = [numbers[-1] for numbers in lines_of(lines, "same share of contact")]
    same_time = [numbers[-1] for numbers in lines_of(lines, "same contact time")]
    assert same_share == sorted(same_share)
    assert same_share[-1] / same_share[0] > 2.5
    assert max(same_time) / min(same_time) < 1.03
    root = math.sqrt(1.62 / G)  # Froude: speeds go with the root of gravity, times with one over it, forces stay
    for quantity, power in (("mean speed:", 1), ("cadence:", 1), ("contact time:", -1), ("takeoff angle:", 0)):
        assert lines.numbers(quantity, "ratio")[-1] == pytest.approx(root**power, abs=1e-4)


def stability(lines):
    published = tomllib.loads((Path(__file__).parent / "reference" / "published.toml").read_text("utf-8"))
    low, high = published["seyfarth2002"]["stable_angle_of_attack_deg"]
    running = [int(re.match(r"(\d+)°", line)[1]) for line in lines if "still running" in line]
    assert running == [angle for angle in range(60, 77) if low < angle < high]
    for stiffness in (20, 30, 40):
        edges = published["seyfarth2002"]["twenty_four_step_angles_deg"][str(stiffness)]
        assert lines.numbers(f"{stiffness} kN/m:")[1:] == pytest.approx(edges, abs=0.26)
    assert lines.numbers("steady height:")[0] == round(100 * published["seyfarth2002"]["gait"][1]["apex_height_m"], 1)
    assert lines.numbers("saddle-node at")[0] == pytest.approx(low, abs=0.006)
    assert lines.numbers("flip at")[0] == pytest.approx(high, abs=0.006)
    for rate, edges in published["seyfarth2003"]["stable_apex_leg_angle_deg"].items():
        assert lines.numbers(f"{rate} °/s:")[1:3] == pytest.approx(edges, abs=0.06)


def watch_file(lines):
    leg, error = lines.numbers("stiffness of the leg's spring:")[:2]
    true, found, again = lines.numbers("true leg")
    assert abs(leg - true) < error
    assert (round(found, 1), round(again, 1)) == (leg, error)
    pod, pod_error = lines.numbers("pod: contact")[1:]
    watch, watch_error = lines.numbers("watch: contact")[1:]
    assert lines.numbers("times the ±", "difference")[0] == pytest.approx(pod - watch, abs=0.11)
    assert pod_error > 0 < watch_error


def treadmill(lines):
    find = scenario("average")["gait"]["find"]  # the recording was made of the average runner
    contact = first(find["contact_time"])
    assert lines.numbers("mean upward push")[0] == pytest.approx(1.0, abs=0.005)
    brake, push = lines.numbers("braking takes")
    assert brake == pytest.approx(push, abs=0.005)
    assert lines.numbers("of the step", "contact is")[0] == pytest.approx(
        contact * first(find["cadence"]) / 600, abs=0.6
    )
    seen = [lines.numbers(f"above {threshold} N")[1] for threshold in (20, 50, 100, 200)]
    assert seen == sorted(seen, reverse=True)
    assert seen[1] == pytest.approx(contact, abs=2)
    full, spring = lines.numbers("with damper")[:2], lines.numbers("the classical spring")[:2]
    assert min(full) > 0.99 > 0.95 > max(spring)
    assert lines.numbers("leg.damping:")[0] == first(scenario("average")["leg"]["damping"])
    for field in ("leg.stiffness:", "leg.damping:", "foot.roll_speed:"):
        true, found, error = lines.numbers(field)[:3]
        assert abs(found - true) < 2 * error


def ingredient(lines):
    mass, stiffness, length, height = 80, 20e3, 1.0, 1.1
    omega, fall = math.sqrt(stiffness / mass), math.sqrt(2 * G * (height - length))
    swing = omega * fall / G
    assert lines.numbers("peak vertical force:")[0] == pytest.approx(1 + math.hypot(1, swing), abs=1e-4)
    assert lines.numbers("contact time:")[0] == pytest.approx(2 / omega * (math.pi - math.atan(swing)), abs=1e-4)
    spring, own = lines.numbers("leg compression:")
    assert spring == own == pytest.approx(G / omega**2 * (1 + math.hypot(1, swing)), abs=1e-4)
    # as much energy at c, and the force K c (1 + 10 c): k c²/2 = K (c²/2 + c³/0.3)
    assert lines.numbers("yours pushes")[0] == round(100 * ((1 + 10 * own) / (1 + own / 0.15) - 1))
    fallen, stored, metric = lines.numbers("height lost")
    assert fallen == pytest.approx(stored, abs=1e-5)
    assert fallen == pytest.approx(metric, abs=1e-5)
    assert fallen == pytest.approx(mass * G * (height - length + own), abs=0.1)
    for speed, measured in ((2.5, (0.18, 0.03)), (3.5, (0.22, 0.03)), (4.5, (0.24, 0.03))):
        lost, braked = lines.numbers(f"{speed} m/s: speed lost")[1:]
        assert lost == pytest.approx(braked, abs=2e-4)
        assert within(lost, measured)


CHECKS = {
    ("notebooks", "01"): first_steps,
    ("notebooks", "02"): midstance,
    ("notebooks", "03"): slingshot,
    ("notebooks", "04"): centred,
    ("notebooks", "05"): quadriceps,
    ("notebooks", "06"): stiffnesses,
    ("notebooks", "07"): stability,
    ("notebooks", "08"): watch_file,
    ("notebooks", "09"): treadmill,
    ("notebooks", "10"): ingredient,
    ("solutions", "01"): first_steps_solved,
    ("solutions", "02"): midstance_solved,
    ("solutions", "03"): slingshot_solved,
    ("solutions", "04"): centred_solved,
    ("solutions", "05"): quadriceps_solved,
}
