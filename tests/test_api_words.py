"""Every public name says what it takes, with units and shapes, what it gives back and raises, and shows it once."""

import ast
import dataclasses
import inspect
import re
import textwrap
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

import springmass as sm
from springmass.scenario.changes import numeric_fields
from springmass.scenario.section import SECTIONS

ROOT = Path(__file__).parent.parent
NAMES = [name for name in sm.__all__ if name not in ("__version__", "figures", "METRICS")]
FUNCTIONS = {f"springmass.{name}": getattr(sm, name) for name in NAMES if inspect.isfunction(getattr(sm, name))}
FUNCTIONS |= {f"springmass.figures.{name}": getattr(sm.figures, name) for name in sm.figures.__all__}
CLASSES = {f"springmass.{name}": getattr(sm, name) for name in NAMES if inspect.isclass(getattr(sm, name))}
for _name in re.findall(
    r"^\.\. autoclass:: (springmass\.\S+\.\S+)$",
    "\n".join(page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs" / "reference").glob("*.md"))),
    re.MULTILINE,
):
    _home, _, _own = _name.rpartition(".")
    CLASSES[_name] = getattr(import_module(_home), _own)  # what comes back

UNITS = {
    "m", "cm", "m/s", "m/s²", "kg", "N", "N/m", "kN/m", "N·s/m", "s/m", "N·m", "N·m/kg", "J", "J/kg", "W", "BW",
    "rad", "rad/s", "°", "deg", "s", "Hz", "1", "%", "% of contact", "steps/min",
    "frames/s", "dots/inch", "inches", "points", "pixels",
    "metric's unit", "other unit", "unit of the value", "unit of its law", "N/m and rad",
}  # fmt: skip
FROM_PAPERS = {
    "sine_wave": "Morin", "geyer_step": "Geyer", "j_map": "Seyfarth", "default_runner": "recordings of 13 runners",
    "fit_timing": "Newton", "force_steps": "loading rate",
}  # fmt: skip
"""Name → what its docstring or its module's must name as the source."""


def sections(text):
    """A NumPy-style docstring: heading → its lines."""
    lines, found, heading = inspect.cleandoc(text or "").splitlines(), {"": []}, ""
    for number, line in enumerate(lines):
        if re.fullmatch(r"-{3,}", line):
            continue
        if number + 1 < len(lines) and re.fullmatch(r"-{3,}", lines[number + 1]):
            heading = line.strip()
            found[heading] = []
        else:
            found[heading].append(line)
    return found


def entries(lines):
    """Names, type and words of each entry of a section."""
    for block in re.split(r"\n(?=\S)", "\n".join(lines).strip("\n")):
        if not block.strip():
            continue
        head, _, words = block.partition("\n")
        names, _, kind = head.partition(" : ")
        yield [name.strip().lstrip("*") for name in names.split(",")], kind, textwrap.dedent(words)


def is_number(kind):
    return bool(re.search(r"\bfloats?\b|array_like|\bndarray\b|\barray\b|complex", kind)) and not re.search(
        r"of int|of str|array of bool", kind
    )


def unit_missing(names, kind, words):
    """Why a number's unit is not said, or None."""
    if not is_number(kind):
        return None
    for said in re.findall(r"\[([^\]]+)\]", words):
        units = [unit.strip() for unit in said.split(",")]
        if said in UNITS or (set(units) <= UNITS and len(units) in (1, len(names))):
            return None
    if re.search(r"\bSI\b", words):  # "SI and radians", of a field or a metric that is named elsewhere
        return None
    return f"{', '.join(names)} : {kind} – no unit in brackets"


def shape_missing(names, kind, words):
    """Why an array's shape is not said, or None."""
    if re.search(r"\b(?:nd)?array\b", kind) and "shape" not in kind + words:
        return f"{', '.join(names)} : {kind} – no shape"
    return None


def function_problems(name, function):
    found = sections(function.__doc__)
    problems = [] if "".join(found[""]).strip() else ["no first sentence"]
    documented = []
    for names, kind, words in entries(found.get("Parameters", [])):
        documented += names
        problems += filter(None, (unit_missing(names, kind, words), shape_missing(names, kind, words)))
        if not kind and names != ["measured"]:
            problems.append(f"{names}: no type")
    wanted = list(inspect.signature(function).parameters)
    problems += [f"{one} is not documented" for one in wanted if one not in documented]
    problems += [f"{one} is no parameter" for one in documented if one not in wanted]
    gives = str(function.__annotations__.get("return", ""))
    if gives not in ("None", "") and "Returns" not in found:
        problems.append("Returns is missing")
    source = ast.parse(textwrap.dedent(inspect.getsource(function)))
    if any(isinstance(node, ast.Raise) and node.exc is not None for node in ast.walk(source)) and "Raises" not in found:
        problems.append("Raises is missing")
    if name.count(".") == 1 and ">>>" not in (function.__doc__ or ""):
        problems.append("no example")
    return problems


def field_words(kind):
    """Field of a class → the words beside it: of Attributes, or the text below it in the source."""
    said = {}
    for part in ("Attributes", "Parameters"):
        for names, typed, words in entries(sections(kind.__doc__).get(part, [])):
            said |= dict.fromkeys(names, (names, typed, words))
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0].body
    for one, after in pairwise(body):
        if isinstance(one, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            said[one.target.id] = ([one.target.id], ast.unparse(one.annotation), str(after.value.value))
    return said


def class_problems(kind):
    found = sections(kind.__doc__)
    problems = [] if "".join(found[""]).strip() else ["no first sentence"]
    if not dataclasses.is_dataclass(kind):
        return problems
    said, whole = field_words(kind), kind.__doc__ or ""
    for field in dataclasses.fields(kind):
        if field.name.startswith("_") or (not field.repr and field.name not in said):
            continue
        typed = str(field.type)
        number = re.search(r"\bfloat\b|Floats?\b|FloatArray|NDArray\[np\.float|complex", typed) and not re.search(
            "dict|Callable", typed
        )
        array = re.search(r"^(?:dict\[.*)?(?:Floats|FloatArray|NDArray)\b", typed)
        if array and "shape" not in " ".join([*map(str, said.get(field.name, ("",))[1:])]) + whole:
            problems += [] if "one length" in whole else [f"{field.name} ({typed}) – no shape"]
        if field.name in said:
            names, kind_said, words = said[field.name]
            problem = unit_missing(names, kind_said if is_number(kind_said) else "float", words) if number else None
            problems += [problem] if problem else []
        elif number and not re.search(r"\bSI\b", whole):
            problems.append(f"{field.name} ({typed}) is not documented")
    return problems


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name):
    assert function_problems(name, FUNCTIONS[name]) == []


@pytest.mark.parametrize("name", CLASSES)
def test_classes(name):
    assert class_problems(CLASSES[name]) == []


@pytest.mark.parametrize("name", [name for name, kind in CLASSES.items()])
def test_methods_and_properties_have_a_sentence(name):
    for own, member in vars(CLASSES[name]).items():
        if own.startswith("_") or not (inspect.isfunction(member) or isinstance(member, property)):
            continue
        text = (member.fget if isinstance(member, property) else member).__doc__ or ""
        assert len(text.split()) >= 2, f"{name}.{own}"


def test_fields_of_a_scenario():
    """Their words, units and bounds stand in the models; numbers without one would be missing in every table."""
    numbers = numeric_fields()
    assert len(numbers) > 20
    for field in numbers.values():
        assert field.unit
        assert field.label
        assert field.description.endswith(".")
        assert all(bound.why for bound in field.bounds)
    for section, model in SECTIONS.items():
        assert (model.__doc__ or "").strip()
        for name, info in model.model_fields.items():
            assert info.description, f"{section}.{name}"


def test_metrics_say_what_they_are():
    for one in sm.METRICS.values():
        assert one.unit
        assert one.label
        assert len(one.meaning.split()) >= 3
        assert one.meaning.endswith("."), one.name


@pytest.mark.parametrize(("name", "source"), FROM_PAPERS.items())
def test_sources_are_named(name, source):
    function = getattr(sm, name)
    assert source in (function.__doc__ or "") + (inspect.getmodule(function).__doc__ or "")


def test_the_check_can_fail():
    def good(speed, heights):
        """Do it.

        Parameters
        ----------
        speed : float
            Of running [m/s].
        heights : array, shape (n,)
            Of apexes [m].

        Examples
        --------
        >>> 1
        1
        """

    assert function_problems("springmass.good", good) == []
    text = good.__doc__
    for spoilt, problem in (
        (text.replace("[m/s]", ""), "no unit"),
        (text.replace("[m/s]", "[furlongs]"), "no unit"),
        (text.replace(", shape (n,)", ""), "no shape"),
        (text.replace("heights :", "height :"), "heights is not documented"),
        (text.replace("heights :", "height :"), "height is no parameter"),
        (text.replace(">>>", ""), "no example"),
    ):
        good.__doc__ = spoilt
        assert any(problem in one for one in function_problems("springmass.good", good)), problem
    good.__doc__ = text
    good.__annotations__["return"] = "float"
    assert function_problems("springmass.good", good) == ["Returns is missing"]

    @dataclasses.dataclass
    class Length:
        """A length."""

        height: float

    assert any(one.startswith("height") and "not documented" in one for one in class_problems(Length))
    Length.__doc__ = "A length, SI."
    assert class_problems(Length) == []
