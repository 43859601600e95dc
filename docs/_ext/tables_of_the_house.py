"""Directives whose content is the program's own: metrics, scenario fields, outcomes, leg laws, verbs, rooms, notebooks.

Each writes Markdown from what the package says of itself when the pages are built, so no table can go stale and nobody
who adds a metric or a verb has to touch a page.
"""

import ast
import inspect
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import springmass as sm
from springmass.cli import main
from springmass.evidence.claims import CLAIMS, judge
from springmass.evidence.claims.bench import Bench
from springmass.legs import LEG_LAWS
from springmass.scenario.changes import choice_fields, numeric_fields
from springmass.scenario.section import SECTIONS
from springmass.units import brief, label

ROOT = Path(__file__).resolve().parents[2]


def _cell(text: object) -> str:
    return re.sub(r"\s+", " ", str(text)).replace("|", "\\|").replace("<", "&lt;")


def table(head: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines) + "\n"


def metrics() -> str:
    """Every metric of the registry, one table for each file of the room."""
    heads = {"motion": "Motion and timing", "forces": "Forces", "placement": "Where the foot is, and when"}
    heads |= {"joints": "Joints and muscles", "energy": "Energy and stiffness", "impact": "Landing"}
    by_file: dict[str, list[tuple[object, ...]]] = {}
    for one in sm.METRICS.values():
        row = (f"`{one.name}`", one.label, one.unit, one.meaning + (f" Sign: {one.sign}." if one.sign else ""))
        by_file.setdefault(one.function.__module__.rsplit(".", 1)[1], []).append(row)
    parts = [f"There are {len(sm.METRICS)}.\n"]
    for file, rows in by_file.items():
        parts += [f"## {heads.get(file, file)}\n", f"From `springmass/metrics/{file}.py`.\n"]
        parts.append(table(("name", "in tables", "unit", "what it is"), rows))
    return "\n".join(parts)


def _limits(field) -> Iterator[str]:
    for bound in field.bounds:
        for sign, name in (("above", "gt"), ("at least", "ge"), ("below", "lt"), ("at most", "le")):
            limit = getattr(bound, name)
            if limit is not None:
                yield f"{sign} {brief(limit, field.unit)} ({bound.why})"


def scenario_fields() -> str:
    """Every field of a scenario file, section by section."""
    numbers, choices, parts = numeric_fields(), choice_fields(), []
    for section, model in SECTIONS.items():
        rows = []
        for name, info in model.model_fields.items():
            dotted, extra = f"{section}.{name}", info.json_schema_extra
            about = info.description or (extra.get("description", "") if isinstance(extra, dict) else "")
            if dotted in numbers:
                field = numbers[dotted]
                default = "" if field.default is None else brief(field.default, field.unit)
                rows.append((f"`{name}`", label(1.0, field.unit).split(" ", 1)[-1] if field.unit != "1" else "1",
                             default, "; ".join(_limits(field)), field.description))  # fmt: skip
            else:
                default = info.default if isinstance(info.default, str) else ""
                rows.append((f"`{name}`", "", default, ", ".join(choices.get(dotted, ())), about))
        parts += [f"## `[{section}]`\n", (model.__doc__ or "").strip() + "\n"]
        parts.append(table(("field", "shown in", "default", "allowed", "what it is"), rows))
    return "\n".join(parts)


def outcomes() -> str:
    """How a step can end."""
    rows = ((int(one), f"`{one.name}`", one.sentence) for one in sm.Outcome)
    return table(("code", "name", "sentence"), rows)


def leg_laws() -> str:
    """The leg laws of the table."""
    rows = ((f"`{law.name}`", law.damping_unit or "none", law.source) for law in LEG_LAWS.values())
    return table(("`leg.law`", "unit of `leg.damping`", "source"), rows)


def command_line() -> str:
    """Every verb with its options, from click's own help."""
    parts = []
    for name in main.list_commands(None):
        verb = main.get_command(None, name)
        context = click.Context(verb, info_name=f"springmass {name}")
        parts.append(f"## `{name}`\n")
        for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(verb.help or "")):
            said, _, example = paragraph.lstrip("\b\n ").partition("Example: ")
            parts.append(said.replace("\n", " ") + "\n")
            parts += ["```text\n" + example.replace("\n    ", "\n") + "\n```\n"] if example else []
        parts.append("Usage:\n")
        parts.append("```text\n" + " ".join(verb.get_usage(context).removeprefix("Usage: ").split()) + "\n```\n")
        helps = (one.get_help_record(context) for one in verb.get_params(context))
        parts.append(table(("option", "what it does"), ((f"`{one[0]}`", one[1]) for one in helps if one)))
    return "\n".join(parts)


def rooms() -> str:
    """The rooms in the order in which they may import, each with its own first sentence."""
    rows = []
    tree = ast.parse((ROOT / "tests" / "test_layers.py").read_text(encoding="utf-8"))
    order = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "ROOMS"
    )
    for room in order:
        if room.startswith("__"):
            continue
        folder = ROOT / "springmass" / room
        file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
        if not file.exists():
            continue
        said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        first = re.split(r"\n\s*\n", said)[0].replace("``", "`")
        rows.append((f"`{room}`", re.sub(r":\w+:`[~.\w]*?(\w+)`", r"`\1`", first)))
    return table(("room", "what lives there"), iter(rows))


def notebooks() -> str:
    """The notebooks with their questions: each one's first heading."""
    rows = []
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "".join(next(one["source"] for one in cells if one["cell_type"] == "markdown"))
        title = text.strip().splitlines()[0].lstrip("# ")
        rows.append((f"[{path.stem}](../notebooks/{path.name})", title))
    return table(("notebook", "its question"), iter(rows)) if rows else "None are in this copy of springmass.\n"


def figures() -> str:
    """Every figure, as its docstring describes it."""
    lines = "\n\n".join(f".. autofunction:: springmass.figures.{name}" for name in sorted(sm.figures.__all__))
    return f"```{{eval-rst}}\n{lines}\n```\n"


@cache
def _bench() -> Bench:
    return Bench()


def claim(name: str) -> str:
    """A claim put to the test now: verdict, checks with their numbers, what it depends on, what cannot be said."""
    (one,) = judge([name], _bench())
    found = one.finding
    rows = (("✓" if check.holds else "✗", check.source, check.expected, check.found) for check in found.checks)
    parts = [f"**The claim.** {one.claim.says}\n", f"**{one.verdict.value.capitalize()}.** {found.answer}\n"]
    parts.append(table(("", "where", "if it were so", "what came out"), rows))
    parts += [f"*It depends.* {found.depends}\n"] if found.depends else []
    parts += [f"*Cannot be said.* {found.limits}\n"] if found.limits else []
    return "\n".join(parts)


def verdicts() -> str:
    """All claims with their verdicts in one table."""
    rows = ((one.claim.title, f"`{one.claim.name}`", one.verdict.value) for one in judge(list(CLAIMS), _bench()))
    return table(("claim", "name", "verdict"), rows)


class _Claim(SphinxDirective):
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.env.note_reread()  # made from the program, not from the page: it may differ though the page does not
        return self.parse_text_to_nodes(claim(self.arguments[0]))


class _Directive(SphinxDirective):
    make = staticmethod(lambda: "")

    def run(self) -> list[nodes.Node]:
        self.env.note_reread()  # made from the program, not from the page: it may differ though the page does not
        return self.parse_text_to_nodes(type(self).make(), allow_section_headings=True)


MAKERS = (metrics, scenario_fields, outcomes, leg_laws, command_line, rooms, notebooks, figures, verdicts)


def setup(app: Sphinx) -> dict[str, bool]:
    """Each maker is a directive of its name, with dashes."""
    for maker in MAKERS:
        name = maker.__name__.replace("_", "-")
        app.add_directive(name, type(name, (_Directive,), {"make": staticmethod(maker)}))
    app.add_directive("claim", _Claim)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
