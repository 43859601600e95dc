"""The program: every verb, what it prints, and its exit codes (0 done, 2 wrong input; a fall is done)."""

import json
import subprocess
import sys

import pytest
from bad_scenarios import CASES, SPECIAL
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main

VERBS = ("compare", "demo", "gait", "run", "schema", "stability", "validate", "what-if")

IMPOSSIBLE = [
    ("contact too long", 'speed = "3 m/s", cadence = "180 steps/min", contact_time = "350 ms"', "without a flight"),
    ("leg too short", 'speed = "7 m/s", cadence = "170 steps/min", contact_time = "300 ms"', "only 0.95 m long"),
    ("leg too flat", 'speed = "6.6 m/s", cadence = "160 steps/min", contact_time = "270 ms"', "the leg would"),
    ("unknown target", 'sped = "3 m/s", cadence = "180 steps/min", contact_time = "250 ms"', 'Did you mean "speed"'),
    ("target in the wrong unit", 'speed = "3 kg", cadence = "180 steps/min", contact_time = "250 ms"', "needs a speed"),
    ("negative target", 'speed = -3, cadence = "180 steps/min", contact_time = "250 ms"', "must be above 0"),
    ("too few targets", 'speed = "3 m/s"', "too few targets"),
]  # fmt: skip

FAILURES = {
    "falls": ("stiffness = '1 kN/m'", "80 deg", "1 m", "1 m/s", "the runner fell"),
    "no flight": ("stiffness = '5 kN/m'", "68 deg", "1 m", "5 m/s", "no flight"),
    "foot below ground": ("stiffness = '20 kN/m'", "68 deg", "0.9 m", "5 m/s", "the foot is below the ground"),
    "no contact": ("stiffness = '20 kN/m'", "100 deg", "1 m", "5 m/s", "no contact"),
    "no takeoff": (
        "stiffness = '20 kN/m'\nlaw = 'viscous'\ndamping = '20000 N·s/m'",
        "90 deg", "1.01 m", "0 m/s", "never left the ground",
    ),
}  # fmt: skip


def call(*args, code=0):
    result = CliRunner().invoke(main, [str(a) for a in args])
    assert result.exit_code == code, result.output + result.stderr
    assert "Traceback" not in result.output + result.stderr
    return result


def gait_file(folder, find, free='["leg.stiffness", "foot.angle_of_attack"]'):
    path = folder / "gait.toml"
    path.write_text(
        f'[runner]\nmass = "70 kg"\nheight = "1.80 m"\n[gait]\nfind = {{ {find} }}\nfree = {free}\n', encoding="utf-8"
    )
    return path


@pytest.mark.parametrize(("name", "content", "expected"), CASES, ids=[case[0] for case in CASES])
@pytest.mark.parametrize("verb", ["run", "validate"])
def test_bad_scenario_is_one_message_and_exit_code_2(tmp_path, verb, name, content, expected):
    path = tmp_path / "bad.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = call(verb, path, code=2)
    assert result.stdout == ""
    assert result.stderr.startswith("springmass: ")
    assert all(piece in result.stderr for piece in expected)


@pytest.mark.parametrize("special", SPECIAL, ids=lambda s: s.__name__)
def test_bad_file_is_one_message_and_exit_code_2(tmp_path, special):
    path, expected = special(tmp_path)
    result = call("what-if", path, code=2)
    assert all(piece in result.stderr for piece in expected)


@pytest.mark.parametrize(("name", "find", "expected"), IMPOSSIBLE, ids=[case[0] for case in IMPOSSIBLE])
def test_impossible_gait_is_one_message_and_exit_code_2(tmp_path, name, find, expected):
    result = call("gait", gait_file(tmp_path, find), code=2)
    assert expected in result.stderr
    assert "gait.toml:5: gait.find" in result.stderr


def test_lossy_leg_without_anything_to_replace_the_loss_is_told_what_to_free(tmp_path):
    path = gait_file(tmp_path, 'speed = "3 m/s", cadence = "180 steps/min", contact_time = "250 ms"')
    path.write_text(path.read_text() + '[leg]\nlaw = "viscous"\ndamping = "150 N·s/m"\n')
    assert "free leg.push_off or hip.extension" in call("gait", path, code=2).stderr


@pytest.mark.parametrize("name", FAILURES)
def test_physical_failure_is_a_sentence_and_exit_code_0(tmp_path, name):
    leg, angle, height, speed, sentence = FAILURES[name]
    path = tmp_path / "fails.toml"
    path.write_text(
        f"[runner]\nmass = '80 kg'\nleg_length = '1 m'\n[leg]\n{leg}\n[foot]\nangle_of_attack = '{angle}'\n"
        f"[gait]\napex_height = '{height}'\napex_speed = '{speed}'\n",
        encoding="utf-8",
    )
    assert sentence in call("run", path).stdout
    document = json.loads(call("run", path, "--json").stdout)
    assert sentence in document["outcome"]["message"]
    assert document["outcome"]["code"] != 0
    assert sentence in call("what-if", path, "--set", "runner.mass=+1kg").stdout


def test_slipping_says_when():
    scenario = sm.load("seyfarth").with_values({"world.friction": 0.2})
    run = sm.simulate(scenario)
    assert run.outcome is sm.Outcome.SLIPPED
    assert "ms after touchdown" in run.message


def test_demo_answers_and_draws(tmp_path):
    figure = tmp_path / "demo.png"
    result = call("demo", "--figure", figure)
    assert "baseline" in result.stdout
    assert "your hip is" in result.stdout
    assert "takeoff" in result.stdout
    assert figure.read_bytes().startswith(b"\x89PNG")
    assert [p.name for p in tmp_path.iterdir()] == ["demo.png"]


def test_run_json_has_the_documented_shape():
    document = json.loads(call("run", "rbds001", "--steps", 2, "--json").stdout)
    assert document["outcome"] == {"code": 0, "name": "RUNNING", "message": "running"}
    assert len(document["steps"]) == 2
    contact = document["steps"][0]["contact_time"]
    assert contact["unit"] == "s"
    assert contact["value"] == pytest.approx(0.224, abs=1e-9)
    assert document["numerics"]["energy_drift"] < 1e-9
    assert document["numerics"]["version"] == sm.__version__
    assert sm.Scenario(**document["scenario"]).gait.apex_height is not None


def test_json_keeps_stdout_clean(tmp_path):
    result = call("what-if", "rbds001", "--json", "--figure", tmp_path / "f.svg")
    assert json.loads(result.stdout)["answers"][0]["ask"] == "one step"
    assert "figure written" in result.stderr


def test_gait_is_saved_as_a_scenario_that_runs_the_same(tmp_path):
    saved = tmp_path / "steady.toml"
    call("gait", "rbds001", "--save", saved)
    again = sm.simulate(sm.load(saved), steps=1)
    assert sm.measure(again)["cadence"].value == pytest.approx(171.2, abs=1e-8)


def test_set_takes_several_changes_and_negative_values():
    result = call("what-if", "rbds001", "--set", "foot.ahead=+1cm", "--set", "leg.stiffness=-5%", "--json")
    document = json.loads(result.stdout)["answers"][0]
    assert document["change"] == {"foot.ahead": "+1cm", "leg.stiffness": "-5%"}
    negative = json.loads(call("what-if", "rbds001", "--set", "hip.extension==-2deg", "--json").stdout)["answers"][0]
    assert negative["what_if"]["hip_work"]["value"] < 0.0


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["what-if", "rbds001", "--set", "foot.ahaed=+3cm"], 'Did you mean "foot.ahead"'),
        (["what-if", "rbds001", "--set", "foot.ahead"], "FIELD=VALUE"),
        (["what-if", "rbds001", "--set", "foot.ahead=+3kg"], "needs a length"),
        (["what-if", "rbds001", "--set", "foot.ahead=2 m"], "leg reaches no further"),
        (["what-if", "rbds001", "--ask", "settel"], 'given "settel"'),
        (["run", "rbds001", "--midstance", "lowest"], "lowest point"),
        (["run", "rbds001", "--steps", "0"], "at least 1"),
        (["run", "rbds01"], 'Did you mean "rbds001"'),
        (["run", "rbds001", "--figure", "nowhere/x.png"], "nowhere"),
        (["rnu", "rbds001"], 'Did you mean "run"'),
        (["run"], "Missing argument"),
        (["stability", "seyfarth", "--along", "leg.stiffness=-10:30kN/m"], "must be above 0"),
        (["stability", "seyfarth", "--along", "leg.stiffness=30:10kN/m"], "from a smaller to a larger"),
        (
            ["stability", "seyfarth", "--along", "foot.angle_of_attack=10:20deg"],
            "must hold the value of the gait itself",
        ),
        (["stability", "seyfarth", "--along", "runner.height=1:2m"], "--along"),
        (["stability", "seyfarth", "--steer"], "goes with --ground-step"),
        (["stability", "seyfarth", "--ground-step", "2 kg"], "needs a length"),
        (["gait", "seyfarth", "--save", "x.toml"], "single gait"),
        (["gait", "settles", "--family"], "nothing to replace"),
        (["what-if", "rbds001", "--ask", "everything"], "one-step, matched, settle, all"),
        (["what-if", "rbds001", "--ask", "matched", "--set", "contact_time=0ms"], "must be above 0"),
        (["what-if", "rbds001", "--set", "cadence=+5%"], "only a matched what-if can ask for it"),
        (["what-if", "rbds001", "--set", "foot.ahead=+1cm", "--set", "foot.ahead=+2cm"], "a second time"),
    ],
)
def test_wrong_call_says_what_is_allowed(args, expected):
    assert expected in call(*args, code=2).stderr


@pytest.mark.parametrize(
    ("verb", "first", "second"),
    [
        (["run", "rbds001"], ["--figure", "x.png"], ["--joints", "x.png"]),
        (["gait", "rbds001"], ["--figure", "x.png"], ["--joints", "./x.png"]),
        (["gait", "rbds001"], ["--save", "x.svg"], ["--figure", "x.svg"]),
        (["what-if", "overstride"], ["--figure", "x.png"], ["--joints", "x.png"]),
        (
            ["what-if", "rbds001", "--set", "foot.ahead=+1cm", "--ask", "all"],
            ["--figure", "x-2.png"],
            ["--joints", "x.png"],
        ),
        (["evidence"], ["--markdown", "x.svg"], ["--figure", "x.svg"]),
    ],
)
def test_two_outputs_are_two_files(tmp_path, monkeypatch, verb, first, second):
    monkeypatch.chdir(tmp_path)
    said = call(*verb, *first, *second, code=2).stderr
    assert f"must be another file than that of {first[0]}" in said
    assert second[0] in said
    assert 'given "' in said
    assert not list(tmp_path.iterdir())


def test_no_gait_of_a_release_is_a_sentence_and_exit_code_0():
    for verb in ("gait", "stability"):
        assert "There is no steady gait" in call(verb, "falls").stdout


@pytest.mark.parametrize(
    "args",
    [
        ["gait", "geyer"],
        ["gait", "rbds001"],
        ["stability", "settles", "--ground-step=-30cm", "--steer"],
        ["what-if", "settles", "--ask", "all"],
        ["what-if", "overstride"],
    ],
)
def test_json_of_every_gait_verb_is_json_without_nan(args):
    assert json.loads(call(*args, "--json").stdout, parse_constant=lambda name: pytest.fail(name))


def test_matched_takes_a_metric_as_its_target():
    args = ("what-if", "rbds001", "--ask", "matched", "--set", "hip_ankle_offset==-1cm")
    answer = json.loads(call(*args, "--json").stdout)["answers"][0]
    assert answer["what_if"]["hip_ankle_offset"]["value"] == pytest.approx(-0.01, abs=1e-9)
    assert answer["what_if"]["cadence"]["value"] == pytest.approx(171.2, abs=1e-6)


def test_compare_and_validate_and_schema():
    assert "seyfarth" in call("compare", "seyfarth", "hopping").stdout
    assert call("validate", *sm.shipped_names()).stdout.count(": ok") == len(sm.shipped_names())
    assert json.loads(call("schema").stdout)["type"] == "object"


@pytest.mark.parametrize("verb", VERBS)
def test_help_has_an_example(verb):
    assert "Example: springmass" in call(verb, "--help").stdout


def test_help_is_quick_because_it_imports_nothing_heavy():
    code = "import sys; from springmass.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += "print([m for m in ('numpy', 'scipy', 'matplotlib', 'pydantic') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_installed_program_itself(tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text("[runner]\nmas = 3\n")
    done = subprocess.run([sys.executable, "-m", "springmass", "run", str(bad)], capture_output=True, text=True)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert '"runner.mass"' in done.stderr or "mass" in done.stderr
    assert "Did you mean" in done.stderr
