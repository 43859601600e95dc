"""The house: a room imports only from those before it, and importing the package stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import springmass

PACKAGE = Path(springmass.__file__).parent
ROOMS = [
    "errors", "writing", "units", "legs", "scenario", "parameters", "dynamics", "body", "metrics", "gait", "evidence",
    "measured", "figures", "report", "lab", "classroom", "cli", "__main__",
]  # fmt: skip
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def room_of(dotted):
    parts = dotted.split(".")
    assert parts[0] == "springmass"
    return parts[1] if len(parts) > 1 else None


def imports(tree, dotted, is_package):
    """Every module a source imports, wherever the statement stands, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parent = dotted.split(".")[: None if is_package else -1]
                parent = parent[: len(parent) - (node.level - 1)]
                base = ".".join([*parent, base] if base else parent)
            if base == "springmass":  # "from springmass import figures" imports the room, not the root
                yield from ((f"springmass.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield base, node.lineno
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "import_module",
            "__import__",
        ):
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant):
                    yield str(argument.value), node.lineno


def source(path):
    relative = path.relative_to(PACKAGE.parent).with_suffix("")
    dotted = ".".join(relative.parts).removesuffix(".__init__")
    return dotted, ast.parse(path.read_text(encoding="utf-8"))


def wrong_way(dotted, tree, is_package=False):
    own = ROOMS.index(room_of(dotted))
    for name, line in imports(tree, dotted, is_package):
        if name.split(".")[0] != "springmass" or room_of(name) in (None, "__version__"):
            continue
        assert room_of(name) in ROOMS, f"{dotted}:{line} imports the unknown room {room_of(name)}"
        if ROOMS.index(room_of(name)) > own:
            yield f"{dotted}:{line} imports {name}"


def test_every_file_is_in_a_room():
    assert {room_of(source(path)[0]) for path in FILES} <= set(ROOMS)
    assert len(FILES) > 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_upwards(path):
    dotted, tree = source(path)
    assert not list(wrong_way(dotted, tree, path.name == "__init__.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_root_is_asked_for_nothing_but_its_version(path):
    """``springmass.something`` would be a way around the order of the rooms."""
    asked = {
        node.attr
        for node in ast.walk(source(path)[1])
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "springmass"
    }
    assert asked <= {"__version__"}


def test_the_rule_finds_what_breaks_it():
    broken = [
        "from springmass.gait.run import Run",
        "def f():\n    import springmass.cli",
        "from ..gait import find",
        "from springmass import figures",
        "import importlib\nimportlib.import_module('springmass.report.words')",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from springmass.lab import page",
    ]
    for text in broken:
        assert len(list(wrong_way("springmass.dynamics.step", ast.parse(text)))) == 1, text
    allowed = [
        "from springmass.dynamics.flight import descend",
        "import springmass",
        "from . import flight",
        "import re",
    ]
    for text in allowed:
        assert not list(wrong_way("springmass.dynamics.step", ast.parse(text))), text


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_pyplot(path):
    """Its global state belongs to the user; figures make their own."""
    dotted, tree = source(path)
    names = [name for name, _ in imports(tree, dotted, path.name == "__init__.py")]
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert not [name for name in names if "pyplot" in name or name == "pylab"]
    assert "pyplot" not in named


def loaded_by(statement):
    code = f"import sys\n{statement}\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_package_imports_nothing_heavy():
    heavy = {"matplotlib", "numba", "scipy", "numpy", "starlette", "pydantic", "xarray", "pandas", "tqdm", "click"}
    assert not heavy & loaded_by("import springmass")


def test_reading_a_scenario_needs_no_numbers_and_no_figures():
    loaded = loaded_by("import springmass as sm; sm.Scenario, sm.load, sm.InputError, sm.Outcome")
    assert "pydantic" in loaded
    assert not {"matplotlib", "numba", "starlette"} & loaded


def test_steps_need_no_figures():
    assert not {"matplotlib", "starlette"} & loaded_by(
        "import springmass as sm; sm.apex_map(1.0, 5.0, mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=1.2)"
    )


def test_every_public_name_is_there():
    here = {name for name in springmass.__all__ if name != "figures"}
    assert all(getattr(springmass, name) is not None for name in here)
    assert here <= set(dir(springmass))
    with pytest.raises(AttributeError, match="find_gait"):
        springmass.find_gate  # noqa: B018
