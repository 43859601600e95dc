"""What a reader of the README and of the pages types works as written."""

import doctest
import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
PAGES = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in FILES}


def blocks(language, text):
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
COMMANDS = {
    f"{name}: {line}": line.split("  #")[0].strip()
    for name, text in PAGES.items()
    for block in blocks("sh", text)
    for line in block.splitlines()
    if line.startswith("springmass ")
}
COMMANDS = {
    name: one for number, (name, one) in enumerate(COMMANDS.items()) if one not in [*COMMANDS.values()][:number]
}
"""Each once, under the page that has it first."""


@pytest.mark.parametrize("name", [name for name, text in PAGES.items() if ">>> " in "".join(blocks("python", text))])
def test_python_blocks_print_what_the_page_says(name):
    if "sm.sweep(" in PAGES[name]:
        pytest.importorskip("xarray", reason="sweeps need the extra data")
    example = doctest.DocTestParser().get_doctest("\n".join(blocks("python", PAGES[name])), {}, name, name, 0)
    result = doctest.DocTestRunner(optionflags=FLAGS).run(example)
    assert result.attempted >= {"README.md": 7, "docs/how-to/sweep.md": 15, "docs/how-to/maps.md": 10}.get(name, 1)
    assert result.failed == 0


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_commands_run(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, shlex.split(command)[1:])
    assert result.exit_code == 0, result.output


def dialogue(text):
    """What a page shows being typed, and what it says comes back."""
    lines = [line for block in blocks("console", text) for line in block.splitlines()]
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")] + [len(lines)]
    for start, end in pairwise(starts):
        yield lines[start].removeprefix("$ "), "\n".join(lines[start + 1 : end])


@pytest.mark.parametrize("name", [name for name, text in PAGES.items() if blocks("console", text)])
def test_consoles_show_what_comes_back(name, tmp_path, monkeypatch):
    """All that is typed on a page, in order, in one folder, as a reader does."""
    monkeypatch.chdir(tmp_path)
    for typed, shown in dialogue(PAGES[name]):
        assert typed.startswith("springmass ")
        result = CliRunner().invoke(main, shlex.split(typed)[1:])
        assert not isinstance(result.exception, Exception), result.exception
        assert doctest.OutputChecker().check_output(shown + "\n", result.output, FLAGS), f"{typed}\n{result.output}"


def test_consoles_can_fail():
    assert not doctest.OutputChecker().check_output("a 6.5 BW\n...\n", "a 6.4 BW\nmore\n", FLAGS)
    assert list(dialogue("```console\n$ springmass a\n1\n2\n$ springmass b\n```")) == [
        ("springmass a", "1\n2"),
        ("springmass b", ""),
    ]


SCENARIOS = {
    f"{name}, block {number}": block
    for name, text in PAGES.items()
    for number, block in enumerate(blocks("toml", text), 1)
    if "[runner]" in block
}


@pytest.mark.parametrize("block", SCENARIOS.values(), ids=SCENARIOS)
def test_scenarios_on_pages_run(block, tmp_path):
    file = tmp_path / "page.toml"
    file.write_text(block, encoding="utf-8")
    assert sm.simulate(sm.load(file), steps=3).steps


def test_commands_were_found():
    assert len(COMMANDS) >= 30
    assert len(SCENARIOS) >= 3


def test_pictures_exist():
    for picture in re.findall(r"!\[.*?\]\((.*?)\)", README):
        assert (ROOT / picture).stat().st_size > 10_000


def test_make_targets_exist():
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_numbers_of_the_three_questions():
    """For a foot 3 cm farther ahead: takeoff and quadriceps in one step, matched, and over after five steps alone."""
    gait = sm.find_gait("rbds001")
    answers = sm.ask_all(gait, {"foot.ahead": "+3 cm"})
    turned = {ask: one.after["takeoff_angle"].value - one.before["takeoff_angle"].value for ask, one in answers.items()}
    said = re.search(r"turns upward by ([\d.]+)°, by ([\d.]+)°, and the runner falls apart in (\w+) steps", README)
    assert said is not None
    assert round(turned["one step"], 1) == float(said[1])
    assert round(turned["matched"], 1) == float(said[2])
    assert not answers["settle"].settled
    assert answers["settle"].steps == {"four": 4, "five": 5, "six": 6}[said[3]]
    pulls = [
        100.0 * (one.after["peak_quadriceps_force"].value / one.before["peak_quadriceps_force"].value - 1.0)
        for one in (answers["one step"], answers["matched"])
    ]
    said = re.search(r"quadriceps pull\s+harder by (\d+) %, by (\d+) %", README)
    assert said is not None
    assert [round(pull) for pull in pulls] == [int(said[1]), int(said[2])]


def test_degrees_of_takeoff_for_a_centimetre_of_hip():
    said = re.search(r"turns upward by\s+([\d.]+) to ([\d.]+) degrees", README)
    assert said is not None
    slopes = []
    for name, farther in (("average", "+1 cm"), ("average", "+3 cm"), ("rbds001", "+1 cm"), ("rbds001", "+3 cm")):
        answer = sm.what_if(name, {"foot.ahead": farther})
        back = 100.0 * (answer.before["hip_ankle_offset"].value - answer.after["hip_ankle_offset"].value)
        slopes.append((answer.after["takeoff_angle"].value - answer.before["takeoff_angle"].value) / back)
    assert [round(min(slopes), 1), round(max(slopes), 1)] == [float(said[1]), float(said[2])]
