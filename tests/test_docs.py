"""The documentation site: it builds without a warning, works offline, its links lead somewhere, and it is complete."""

import inspect
import json
import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from recordings_data import FOLDER, data_file

import springmass as sm
from springmass.cli import main
from springmass.scenario.changes import choice_fields, numeric_fields
from springmass.scenario.section import SECTIONS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("**/*.md"))
SOURCES = [ROOT / "README.md", *PAGES]


class Page(HTMLParser):
    """What a built page refers to, what can be referred to on it, and what stands on it."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loaded, self.pictures, self.words = set(), [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "link" and given.get("rel") not in ("next", "prev", "index", "search", "canonical"):
            self.loaded.append(given["href"])
        if "src" in given:
            self.loaded.append(given["src"])
        if tag == "img":
            self.pictures.append(given)

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site: path → page."""
    for module in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(module, reason='the pages need the extra docs: pip install "springmass[docs]"')
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-b", "html"]
    done = subprocess.run(
        [*command, "-d", str(out / "trees"), str(DOCS), str(out / "html")],
        capture_output=True,
        text=True,
        cwd=out,
        timeout=300,
        env={**os.environ, "SPRINGMASS_ENGINE": "numpy"},
    )
    assert done.returncode == 0, done.stderr[-4000:]
    folder = out / "html"
    return {
        path.relative_to(folder).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("**/*.html"))
    } | {"": folder}


def pages(site):
    return {name: page for name, page in site.items() if name}


def built(site, name):
    return (site[""] / f"{name}.html").read_text(encoding="utf-8")


def said(site, name):
    """The words of a page, with plain quotes."""
    text = " ".join(" ".join(site[f"{name}.html"].words).split())
    return text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')


def test_every_source_became_a_page(site):
    assert {page.relative_to(DOCS).with_suffix(".html").as_posix() for page in PAGES} <= set(pages(site))
    assert len(PAGES) > 35


def test_no_link_leads_nowhere(site):
    folder, known, broken = site[""], pages(site), []
    for name, page in known.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                assert parts.scheme in ("https", "mailto"), f"{name}: {link}"
                continue
            where = (folder / name).parent / unquote(parts.path) if parts.path else folder / name
            target = os.path.relpath(where, folder)
            if not where.exists():
                broken.append(f"{name}: {link}")
            elif parts.fragment and target in known and unquote(parts.fragment) not in known[target].ids:
                broken.append(f"{name}: {link} (no such place on the page)")
    assert not broken
    assert sum(len(page.links) for page in known.values()) > 1000


def test_nothing_is_fetched_from_elsewhere(site):
    for name, page in pages(site).items():
        for source in page.loaded:
            assert not urlsplit(source).netloc, f"{name} loads {source}"
            assert source.startswith("data:") or ((site[""] / name).parent / urlsplit(source).path).exists(), source
    for style in site[""].glob("_static/**/*.css"):
        found = re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)\"']*", style.read_text(encoding="utf-8"))
        assert not found, f"{style.name}: {found}"


def test_the_offline_check_can_fail():
    page = Page(
        '<script src="https://cdn.example.org/a.js"></script><link rel="stylesheet" href="//fonts.example.org">'
    )
    assert [bool(urlsplit(source).netloc) for source in page.loaded] == [True, True]


def test_pictures_say_what_is_on_them(site):
    for name, page in pages(site).items():
        for picture in page.pictures:
            assert len(picture.get("alt", "")) > 20 or "sidebar-logo" in picture.get("class", ""), f"{name}: {picture}"


def test_formulas_are_drawn_by_the_browser_alone(site):
    text = built(site, "explanation/model")
    assert text.count("<math") > 10
    assert not re.search(r"<script[^>]*(mathjax|katex)", text, re.IGNORECASE)


# --- complete --------------------------------------------------------------------------------------------------------


def test_every_public_name_is_in_the_reference(site):
    there = set().union(*(page.ids for name, page in pages(site).items() if name.startswith("reference/")))
    names = [f"springmass.{name}" for name in sm.__all__ if name not in ("__version__", "figures")]
    names += [f"springmass.figures.{name}" for name in sm.figures.__all__]
    for name in (
        "Metrics",
        "Outcome",
        "Run",
        "SteadyGait",
        "Answer",
        "Scenario",
        "RunnerFit",
        "Estimate",
        "InputError",
    ):
        own = vars(getattr(sm, name)).items()
        documented = (inspect.isfunction, lambda one: isinstance(one, property | classmethod))
        names += [
            f"springmass.{name}.{method}"
            for method, one in own
            if not method.startswith(("_", "model_")) and any(kind(one) for kind in documented)
        ]
    assert len(names) > 100
    assert [name for name in names if name not in there] == []


def test_names_are_documented_once():
    text = "\n".join(page.read_text(encoding="utf-8") for page in (DOCS / "reference").glob("*.md"))
    counted = Counter(re.findall(r"^\.\. (?:auto\w+|py:data):: (\S+)", text, re.MULTILINE))
    assert [name for name, times in counted.items() if times > 1] == []


def test_every_metric_field_outcome_verb_and_law_is_on_its_page(site):
    metrics, fields, outcomes, verbs = (
        said(site, f"reference/{name}") for name in ("metrics", "scenario-files", "outcomes", "cli")
    )
    for one in sm.METRICS.values():
        for text in (one.name, one.label, one.unit, one.meaning):
            assert " ".join(text.split()) in metrics, (one.name, text)
    for section, model in SECTIONS.items():
        assert f"[{section}]" in fields
        assert all(name in fields for name in model.model_fields)
    for field in numeric_fields().values():
        assert field.description in fields
        assert all(bound.why in fields for bound in field.bounds), field
    assert all(word in fields for words in choice_fields().values() for word in words)
    for outcome in sm.Outcome:
        assert outcome.name in outcomes
        assert outcome.sentence in outcomes
    heads = re.findall(r"<h2><code[^>]*><span class=\"pre\">([\w-]+)</span>", built(site, "reference/cli"))
    assert sorted(heads) == sorted(main.commands)
    for verb in main.commands.values():
        for option in (flag for one in verb.params for flag in one.opts if flag.startswith("-")):
            assert option in verbs


def test_rooms_stand_in_their_order(site):
    from test_layers import ROOMS

    cells = re.findall(r"<code[^>]*><span class=\"pre\">(\w+)</span></code></p></td>",
                       built(site, "contributing/house"))  # fmt: skip
    assert cells[: len(ROOMS) - 1] == [room for room in ROOMS if not room.startswith("__")]


def test_every_notebook_is_listed_with_its_question(site):
    text = said(site, "notebooks")
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        title = "".join(next(one["source"] for one in cells if one["cell_type"] == "markdown")).splitlines()[0]
        assert path.stem in text
        assert re.sub(r"\W+", " ", title).strip() in re.sub(r"\W+", " ", text)


def test_a_verdict_stands_under_every_claim(site):
    from springmass.evidence.claims import CLAIMS

    text = said(site, "explanation/claims")
    for claim in CLAIMS.values():
        assert text.count(claim.title) >= 2  # in the table and over its section
        assert " ".join(claim.says.split()) in text


# --- the sources as they are read in the repository ------------------------------------------------------------------


@pytest.mark.parametrize("page", SOURCES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_the_sources(page):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, place = link.partition("#")
        if urlsplit(link).scheme:
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        if place:
            heads = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}
            assert place in slugs, f"{page.name}: {link}"


def test_no_picture_is_left_over_or_missing():
    text = "\n".join(page.read_text(encoding="utf-8") for page in SOURCES)
    here = {path.name for path in (DOCS / "images" / "explanation").glob("*")}
    assert {name for name in here if name not in text} == set()
    assert len(here) >= 8


def test_the_explanations_are_about_these_numbers():
    """A picture made again says what the page says."""
    sys.path.insert(0, str(DOCS))
    try:
        import make_explanation_pictures as made
    finally:
        sys.path.remove(str(DOCS))
    legend = [text.get_text() for text in made.midstances().axes[0].get_legend().get_texts()]
    metrics = sm.find_gait("average").metrics
    for moment in ("lowest_point", "half_contact", "greatest_compression"):
        offset = 100.0 * metrics[f"hip_ankle_offset_at_{moment}"].value
        assert any(line.startswith(moment.replace("_", " ")) and f"hip {offset:+.1f} cm" in line for line in legend)


# --- what the guides tell a contributor to write ---------------------------------------------------------------------

TRY_LAW = """
import sys, springmass.legs as legs
function, entry = sys.stdin.read().split("=====")
exec(function, legs.__dict__)
law = eval(entry, legs.__dict__)
legs.LEG_LAWS[law.name] = law
import springmass as sm
runner = sm.load("rbds001").with_values({"leg.law": law.name})
gait = sm.find_gait(runner)
print(gait.residual < 1e-9, sm.schema()["$defs"]["Leg"]["properties"]["law"]["enum"], law.name)
"""
TRY_METRIC = """
import sys, springmass.metrics.forces as forces
exec(sys.stdin.read(), forces.__dict__)
import springmass as sm
value = sm.find_gait("average").metrics["braking_share"]
print(value.value, value.label)
"""


def blocks(page):
    return re.findall(r"```python\n(.*?)```", (DOCS / "contributing" / page).read_text(encoding="utf-8"), re.DOTALL)


def tried(script, text):
    done = subprocess.run(
        [sys.executable, "-c", script], input=text, capture_output=True, text=True, timeout=120,
        env={**os.environ, "SPRINGMASS_ENGINE": "numpy"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_leg_law_of_the_guide_runs():
    function, entry = blocks("leg-law.md")
    assert "True" in tried(TRY_LAW, f"{function}====={entry.strip().rstrip(',')}")


def test_the_metric_of_the_guide_measures():
    (function,) = blocks("metric.md")
    value, label = tried(TRY_METRIC, function).split(" ", 1)
    crossover = sm.find_gait("average").metrics["time_of_fore_aft_crossover"].value
    assert float(value) == pytest.approx(crossover, abs=0.01)  # braking lasts until the force changes sign
    assert label.strip() == "share of contact spent braking"


def test_what_the_guides_name_is_there():
    for page in (DOCS / "contributing").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        for path in re.findall(r"`((?:springmass|tests|docs|validation|benchmarks|calibration)/[\w/.\-]+)`", text):
            if path not in ("docs/make_gallery.py",):
                assert (ROOT / path).exists(), f"{page.name}: {path}"


# --- validation ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made():
    sys.path.insert(0, str(DOCS))
    try:
        import make_validation

        return make_validation
    finally:
        sys.path.remove(str(DOCS))


VALIDATION = (DOCS / "validation.md").read_text(encoding="utf-8")


def test_the_published_numbers_on_the_page_are_what_comes_out(made):
    """The second and third part: test_evidence.py."""
    now = made.published_lines()
    begins = VALIDATION.index("## Published numbers")
    assert VALIDATION[begins : begins + len("\n".join(now))] == "\n".join(now)
    assert sum(line.startswith("| ") for line in now) > 40


def test_a_published_number_that_differs_is_told(made):
    assert made.agrees(0.147, 0.1471)
    assert not made.agrees(0.147, 0.149)
    assert made.agrees(1528, 1528.4)
    assert not made.agrees(1528, 1530.0)


def test_the_recordings_on_the_page_are_what_comes_out(made):
    """Two of seventeen read again; test_stated_numbers.py reads all."""
    pytest.importorskip("fitdecode", reason="watch files need the extra fit")
    pytest.importorskip("ezc3d", reason="C3D files need the extra c3d")
    data_file("rbds-fukuchi2017")
    entries = made.recordings.stated()
    assert f"{sum(len(entry['stated']) for entry in entries)} numbers" in VALIDATION
    missing = next(entry for entry in entries if "excerpt" in entry)
    lines = made.recording_lines(list(made.recordings.rows(missing, FOLDER)), [])
    told = [line for line in lines if line.startswith("- ")]
    assert told
    assert all(line in VALIDATION for line in told)


def test_a_fit_on_the_page_is_what_comes_out(made):
    """One of the seven."""
    data_file("rbds-fukuchi2017/RBDS020_runT35_joints.csv")
    entry = next(one for one in made.recordings.stated() if "RBDS020_runT35_joints" in one["files"][-1])
    fit = made.fit_observation(made.recordings.seen(entry, FOLDER), strike=entry["strike"])
    now = made.force_fits.row("RBDS020_runT35", fit, 0.0)[:-1]
    line = next(line for line in VALIDATION.splitlines() if line.startswith("| RBDS020_runT35"))
    numbers, found = (re.findall(r"(?<!\w)\d+(?:\.\d+)?", " ".join(text)) for text in (line.split(), now))
    assert len(numbers) == len(found) == 12
    for said_there, comes_out in zip(numbers, found, strict=True):  # the last digit may round either way
        last = 10.0 ** -len(said_there.partition(".")[2])
        assert abs(float(said_there) - float(comes_out)) < 1.5 * last, (said_there, comes_out)
