"""Build the wheel and the source distribution, and try them as a stranger's machine would.

    python .ci/release.py            oldest and newest supported Python there is, and the lowest versions of everything

Each environment is new and has nothing of this checkout but the wheel. Prints a line for each trial; exits with 1 when
one fails.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TESTS = ["test_closed_forms.py", "test_scenario.py", "test_units.py", "test_what_if.py", "test_figures.py"]
"""Tests that need no extra, only what the wheel brings."""
EXTRAS = ("cluster", "data", "fast", "fit", "c3d", "lab", "notebook", "video")
WITH_EXTRAS = ["test_watch_files.py", "test_recording_extras.py", "test_export.py", "test_engine.py"]
"""Tests of the extras, for the lowest versions."""
TOOLS = ["pytest>=8", "hypothesis>=6.100", "jsonschema>=4.21"]
TRIALS = """
import importlib.metadata as known, pathlib, springmass as sm
home = pathlib.Path(sm.__file__).parent
assert "site-packages" in home.parts, home
assert (home / "py.typed").is_file()
files = [str(file) for file in known.files("springmass")]
assert any("licenses/LICENSE" in name for name in files), "no licence"
assert known.version("springmass") == sm.__version__
assert sm.load("rbds001").title and sm.shipped_recordings()
print(sm.__version__)
"""


def pythons() -> list[str]:
    """The oldest and the newest supported Python on this machine."""
    supported = [one.rsplit(" ", 1)[1] for one in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", one)]
    found = []
    for version in supported:
        managed = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        for place in (shutil.which(f"python{version}"), *map(str, managed)):
            if place and _version(place) == version:
                found.append(place)
                break
    return [found[0], *found[-1:]] if len(found) > 1 else found


def _version(python: str) -> str:
    code = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=False).stdout.strip()


def build(folder: Path) -> Path:
    """Source distribution from the checkout, wheel from the source distribution; both hold what they must."""
    tools = environment(folder / "build", sys.executable, ["build"])
    run([tools, "-m", "build", "--outdir", folder / "dist", ROOT])
    (wheel,), (source,) = (folder / "dist").glob("*.whl"), (folder / "dist").glob("*.tar.gz")
    names = zipfile.ZipFile(wheel).namelist()
    ours = {str(file.relative_to(ROOT)) for file in (ROOT / "springmass").rglob("*") if _shipped(file)}
    missing = sorted(ours - set(names))
    assert not missing, f"not in the wheel: {missing[:5]}"
    for name in ("scenarios", "recordings"):
        for file in filter(_shipped, (ROOT / name).rglob("*")):
            assert f"springmass/{file.relative_to(ROOT)}" in names, f"not in the wheel: {file.name}"
    with tarfile.open(source) as packed:
        held = {name.partition("/")[2] for name in packed.getnames()}
    for name in (
        "README.md",
        "CHANGELOG.md",
        "CITATION.cff",
        "LICENSE",
        "Makefile",
        "tests/conftest.py",
        "notebooks/01-first-steps.ipynb",
    ):
        assert name in held, f"not in the source distribution: {name}"
    size = f"{wheel.stat().st_size / 1e6:.1f} MB, source {source.stat().st_size / 1e6:.1f} MB"
    print(f"built      {wheel.name}: {len(names)} files, {size}", flush=True)
    return wheel


def _shipped(file: Path) -> bool:
    return file.is_file() and "__pycache__" not in file.parts


def environment(place: Path, python: str, packages: list[str]) -> str:
    """A new environment with some packages; gives its Python."""
    run([python, "-m", "venv", place])
    own = str(place / ("Scripts" if os.name == "nt" else "bin") / "python")
    run([own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages])
    return own


def lowest() -> list[str]:
    """Exactly the lowest version each requirement allows, those of the extras too."""
    extras = (one for name in EXTRAS for one in PROJECT["optional-dependencies"][name])
    return [one.replace(">=", "==") for one in (*PROJECT["dependencies"], *extras)]


def try_it(own: str, folder: Path, tests: list[str]) -> str:
    """The wheel in use: the main job, a what-if, and tests, away from the checkout."""
    away = folder / "away"
    shutil.copytree(ROOT / "tests", away / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    version = run([own, "-c", TRIALS], cwd=away).strip()
    springmass = [own, "-m", "springmass"]
    assert "takeoff" in run([*springmass, "demo", "--figure", "demo.png"], cwd=away)
    assert (away / "demo.png").stat().st_size > 10_000
    run([*springmass, "what-if", "rbds001", "--set", "foot.ahead=-2cm", "--ask", "all"], cwd=away)
    told = run(
        [own, "-m", "pytest", "-q", "-m", "not slow", "-p", "no:cacheprovider", *(f"tests/{name}" for name in tests)],
        cwd=away,
    )
    return f"{version}, {told.strip().splitlines()[-1]}"


def run(command: list[object], cwd: Path | None = None) -> str:
    """Run a command; gives what it printed, and ends everything with its words if it fails."""
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, cwd=cwd, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr)[-4000:]
        raise SystemExit(f"failed: {' '.join(map(str, command))[:200]}\n{said}")
    return done.stdout


def main() -> None:
    """Build, then try."""
    argparse.ArgumentParser(description=__doc__.split("\n")[0]).parse_args()
    there = pythons()
    if not there:
        raise SystemExit("no supported Python found")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        wheel = build(folder)
        for number, python in enumerate(there):
            own = environment(folder / f"env{number}", python, [str(wheel), *TOOLS])
            print(f"Python {_version(python)}: {try_it(own, folder / f'trial{number}', TESTS)}", flush=True)
        own = environment(folder / "lowest", there[0], [str(wheel), *lowest(), *TOOLS])
        print(
            f"lowest     {', '.join(lowest())}: {try_it(own, folder / 'lowest-trial', [*TESTS, *WITH_EXTRAS])}",
            flush=True,
        )


if __name__ == "__main__":
    main()
