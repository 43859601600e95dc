"""The benchmark of the step runs and reaches what it claims to compare at; how fast anything is, is not tested here."""

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import springmass as sm

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "apex_map.py"
ACCURACIES = ("1e-06", "1e-09", "1e-12")
HERE = ["numpy", "reference", "scipy", "scipy-arrays", "script"]
HERE += [name for name in ("numba", "heyoka") if importlib.util.find_spec(name)]

pytestmark = pytest.mark.skipif(not BENCHMARK.exists(), reason="benchmarks are not part of this distribution")


def printed(*arguments, benchmark=BENCHMARK):
    known = {name: value for name, value in os.environ.items() if not name.startswith("SPRINGMASS_")}
    known["PYTHONPATH"] = str(Path(sm.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-W", "error", str(benchmark), *arguments], capture_output=True, text=True, env=known
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(text, title):
    """Rows of a table, its heading left out."""
    return [line.split() for line in text.split(f"\n{title}")[1].split("\n\n")[0].splitlines()[2:]]


@pytest.fixture(scope="module")
def table():
    """Each contender once, few steps."""
    return printed("--cases", "320", "--sample", "4", "--rounds", "1", "--tables", "one-core", "threads")


def test_the_machine_is_named(table):
    first, second = table.splitlines()[:2]
    assert "cores" in first
    assert f"springmass {sm.__version__}, numpy " in second


def test_every_contender_that_is_there_reaches_each_accuracy(table):
    found = {tuple(row[:3]): row[3:] for row in rows(table, "One core")}
    classical = {("classical", accuracy, name) for accuracy in ACCURACIES for name in HERE}
    general = {("general", accuracy, name) for accuracy in ACCURACIES for name in HERE if name != "script"}
    assert set(found) == classical | general
    for (_model, accuracy, name), (each, tolerance, error, of_scipy, _of_first) in found.items():
        assert float(error) <= float(accuracy)
        assert float(each) > 0.0
        assert name not in ("numpy", "numba") or float(tolerance) == float(accuracy)
        assert name != "scipy" or float(of_scipy) == 1.0


def test_one_thread_is_held_against_two(table):
    found = [row[:-2] for row in rows(table, "Threads")]
    for model in ("classical", "general"):
        assert [model, "1"] in found
        assert [model, "2"] in found
        assert [model, "2", "from", "outside"] in found


def test_only_who_is_asked_for():
    text = printed("--cases", "64", "--sample", "2", "--rounds", "1", "--tables", "one-core", "--only", "numpy")
    assert {row[2] for row in rows(text, "One core")} == {"numpy"}
    assert "DOP853" not in text  # nor are others explained


@pytest.mark.slow
def test_first_calls():
    text = printed("--tables", "first-call", "--only", "numpy", "numba")
    states = {"numpy": ["none"], "numba": ["cold", "warm"]}
    there = [name for name in ("numba", "numpy") if name in HERE]
    wanted = [[model, name, state] for name in there for model in ("classical", "general") for state in states[name]]
    assert [row[:3] for row in rows(text, "First call")] == wanted


WEIGHTS = BENCHMARK.with_name("weights.py")
DOCUMENTED = BENCHMARK.parents[1] / "docs" / "performance.md"


def weighed(text):
    """Extra or part → megabytes; command → seconds."""
    sizes = dict(re.findall(r"^(springmass itself|core|\[\w+\]) +(\d+\.\d)", text, re.MULTILINE))
    times = dict(re.findall(r"^(bare Python|(?:import )?springmass\b.*?) +(\d+\.\d\d) +\d+$", text, re.MULTILINE))
    return ({name: float(one) for name, one in found.items()} for found in (sizes, times))


@pytest.mark.slow
def test_what_the_documentation_says_it_weighs():
    """Sizes are the measured ones, give or take what other versions of the same packages weigh; no verb has got fat."""
    sizes, times = weighed(printed("--rounds", "1", benchmark=WEIGHTS))
    told_sizes, told_times = weighed(DOCUMENTED.read_text(encoding="utf-8"))
    extras = tomllib.loads((BENCHMARK.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    assert set(sizes) == {"springmass itself", "core", *(f"[{one}]" for one in extras.keys() - {"docs", "test"})}
    assert set(told_sizes) == set(sizes)
    assert set(told_times) == set(times)
    for name, size in sizes.items():
        assert size == pytest.approx(told_sizes[name], rel=0.4, abs=2.0), name
    assert times["import springmass"] - times["bare Python"] < 0.3
    assert times["springmass --help"] < 0.5 * times["springmass run rbds001"]
