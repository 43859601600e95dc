"""One word for one thing: the glossary says which, and nobody else's word for it is found where people read."""

import ast
import json
import re
from pathlib import Path

import click
import pytest

from springmass.cli import main

ROOT = Path(__file__).parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")

BANNED = {
    r"touch[- ]downs?\b": "touchdown",
    r"take-offs?\b": "takeoff",
    r"toe[- ]?offs?\b": "takeoff",
    r"lift-?offs?\b": "takeoff",
    r"initial contact\b": "touchdown",
    r"mid[- ]stance\b|mid-?support\b": "midstance",
    r"ground[- ]contact times?\b|\bstance (?:time|duration)\b|\bsupport time\b": "contact time",
    r"aerial (?:time|phase)\b|\bair[- ]?time\b": "flight time",
    r"gait cycles?\b|double steps?\b": "stride",
    r"stride lengths?\b": "step length",
    r"(?:step|stride)[- ](?:rate|frequency)\b|\bturnover\b": "cadence",
    r"\bspm\b": "steps/min",
    r"duty cycles?\b": "duty factor",
    r"attack[- ]angles?\b|angle-of-attack\b|landing angles?\b": "angle of attack",
    r"cent(?:er|re)-of-pressure\b|\bcenter of pressure\b|\bpressure cent(?:er|re)\b": "centre of pressure",
    r"heel[- ]strikes?\b|\bfoot-?strikes?\b": "foot strike",
    r"(?:rear|mid|fore)-foot\b|\bhind-?foot\b": "foot strike",  # rearfoot, midfoot, forefoot
    r"over-strid\w*|\bover strid(?:e|es|er|ers)\b(?! time)": "overstride",
    r"\bpushoffs?\b": "push-off",
    r"limit cycles?\b|steady[- ]state (?:gait|running)": "steady gait",
    r"vertical (?:displacement|bounce|excursion)\b": "vertical oscillation",
    r"fore–aft|antero-?posterior\b": "fore-aft",
    r"knee cap\b": "kneecap",
}  # fmt: skip
"""Pattern → the glossary's word for it. Sought in everything a person reads, messages and labels included."""

SPELLING = {
    r"\bcenter(?:s|ed|ing)?\b": "centre",
    r"\bcolor(?:s|ed)?\b": "colour",
    r"\b(?:kilo|centi|milli)?meters?\b": "metre",
    r"\bbehaviors?\b": "behaviour",
    r"\bgray\b": "grey",
    r"\banalyz\w+": "analyse",
    r"\b(?:normal|minim|maxim|optim|summar|recogn)iz\w+": "-ise",
    r"\bfavor\w*": "favour",
}
"""American spelling → ours. Sought in prose, not in code."""

ALLOWED = {
    "docs/glossary.md": {
        "gait cycle", "ground contact time", "initial contact", "stance time", "stride length",
    },  # names the words of others, so that readers find ours
    "docs/validation.md": {"step rate"},  # the experiments' own name for what was changed
    "springmass/evidence/interventions.py": {"step rate"},  # the same
    "notebooks/08-your-own-watch-file.ipynb": {"ground contact time", "stance time"},  # what a watch calls it
    "springmass/units/table.py": {"spm"},  # what users may type
    "springmass/units/reading.py": {"spm"},  # the same
    "springmass/gait/sweep/cf.py": {"spm"},  # the same
    "springmass --help": {"spm"},  # "Such as 170spm": the same
    "springmass/cli/evidence.py": {"spm"},  # the same
    "springmass/report/beside_runners.py": {"step rate"},  # what a row of the published experiments is called
    "springmass/measured/watch/fields.py": {"spm"},  # words that files of others hold
    "springmass/figures/style.py": {"color"},  # the title of a paper
    "springmass/measured/files/csv_names.py": {"anteroposterior"},  # the same
}  # fmt: skip
"""Where → what may stand there, and why. Each is really there: what is no longer needed fails below."""


def notebook(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells)


def prose(text):
    """Markdown without code."""
    return re.sub(r"```.*?```|`[^`\n]*`|\]\([^)]*\)|<[^>]*>", " ", text, flags=re.DOTALL)


def strings(path):
    """Every text in a module: docstrings, messages, labels, and what else stands in quotes."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return "\n\n".join(n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def docstrings(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = (ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, kinds))
    text = "\n\n".join(one for one in found if one)
    return re.sub(r"(?m)^ *[\w, *]+ : .*$|``.*?``|>>>.*|:\w+:`[^`]*`|https?://\S+", " ", text)


def helps(command=main, name="springmass"):
    context = click.Context(command, info_name=name)
    yield command.get_help(context)
    for verb in getattr(command, "commands", {}).values():
        yield from helps(verb, verb.name)


def read():
    """Where → (all text, the prose in it)."""
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("notebooks/**/*.md")]
    found = {path: (text := path.read_text(encoding="utf-8"), prose(text)) for path in pages}
    for path in ROOT.glob("notebooks/**/*.ipynb"):
        found[path] = (notebook(path), prose(notebook(path)))
    for pattern in ("scenarios/*.toml", "springmass/lab/lessons/*.toml", "springmass/classroom/**/*.toml"):
        for path in ROOT.glob(pattern):
            found[path] = (text := path.read_text(encoding="utf-8"), re.sub(r"^\w+ =|\w+\.\w+", "", text))
    for path in ROOT.glob("springmass/**/*.py"):
        found[path] = (strings(path), docstrings(path))
    for path in (*ROOT.glob("springmass/**/*.js"), *ROOT.glob("springmass/**/*.html")):
        found[path] = (path.read_text(encoding="utf-8"), "")
    found = {path.relative_to(ROOT).as_posix(): texts for path, texts in found.items() if ".part" not in path.name}
    return found | {"springmass --help": ("\n".join(helps()),) * 2}


READ = read()


def wrong_words(text, spoken, allowed=()):
    for patterns, where in ((BANNED, text), (SPELLING, spoken)):
        for pattern, right in patterns.items():
            for match in re.finditer(pattern, where, re.IGNORECASE):
                if match[0].lower() not in allowed:
                    around = " ".join(where[max(0, match.start() - 30) : match.end() + 20].split())
                    yield f'"{match[0]}" (say {right}): … {around} …'


@pytest.mark.parametrize("where", sorted(READ))
def test_words_are_those_of_the_glossary(where):
    assert list(wrong_words(*READ[where], ALLOWED.get(where, ()))) == []


def test_exceptions_are_needed():
    for where, words in ALLOWED.items():
        text = READ[where][0].lower()
        assert {word for word in words if word not in text} == set(), where


def test_there_is_something_to_read():
    assert len(READ) > 250
    assert sum(len(text) for text, _ in READ.values()) > 1_000_000


def test_the_right_words_are_in_the_glossary():
    terms = re.findall(r"^(\S.*)\n: ", GLOSSARY, re.MULTILINE)
    words = {word.strip() for term in terms for word in term.split(",")}
    assert len(terms) > 35
    assert terms == sorted(terms, key=str.lower)
    told = set(BANNED.values()) - {"steps/min", "fore-aft", "kneecap"}
    assert told <= words


def test_wrong_words_are_found():
    wrong = (
        "touch-down, take-off and toe-off; mid-stance. The ground contact time and the stance time of a gait cycle, at "
        "170 spm. Stride length, step rate. Attack angle, landing angle; foot-strike, heel strike; over-striding; "
        "pushoff; fore–aft. The color of the center, in meters; behavior; analyzed; normalized"
    )
    assert len(list(wrong_words(wrong, wrong))) == 23
    right = (
        "You take off at touchdown: takeoff at midstance, contact time, stride, 170 steps/min, step length, cadence, "
        "angle of attack; foot strike on the rearfoot; overstride; push-off; you push off; fore-aft; contact time over "
        "stride time; colours of the centre in metres; centimetres"
    )
    assert list(wrong_words(right, right)) == []
    assert list(wrong_words("170 spm", "", {"spm"})) == []
