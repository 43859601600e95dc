"""Packs for a class: what is on the worksheet, what on the answer sheet, and every file gives the lab's numbers."""

import base64
import csv
import errno
import io
import json
import math
import os
import re
import shutil
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageChops

import springmass as sm
from springmass.classroom import pack as packs
from springmass.classroom.amounts import filled
from springmass.classroom.blocks import Choices, Fields, Lines, Picture, Section, Sheet, Table, Text
from springmass.classroom.glossary import words_and_units
from springmass.classroom.pdf_page import pdf_page
from springmass.classroom.pictures import step_picture
from springmass.classroom.sheets import rows as asked_for
from springmass.classroom.shown import shown
from springmass.classroom.slides import opening_slide, question_slide
from springmass.classroom.strips import FRAMES, curves_of, strip_picture
from springmass.classroom.strips import READ as READ_OFF
from springmass.classroom.words import words
from springmass.cli import main
from springmass.evidence.runners26 import band, runners26
from springmass.lab.lesson_answers import answered, numbers
from springmass.lab.lesson_files import lesson
from springmass.metrics import METRICS

pypdf = pytest.importorskip("pypdf", reason="PDFs are read with pypdf")

NAMES = ["midstance", "steady", "cadence"]
STEPS = [(name, index) for name in NAMES for index in range(5)]
ROOT = Path(__file__).parents[1]
BROWSER = os.environ.get("SPRINGMASS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
AXE = ROOT / ".venv" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
SLIDES = ["slides/step-0-opening.png", *(f"slides/step-{i}{kind}.png" for i in range(1, 6)
                                        for kind in ("a-question", "b-answer"))]  # fmt: skip
READ = {"m": 100.0, "s": 1000.0, "fraction of contact": 100.0}
"""Unit of a metric → factor to what people read; written here again."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The three packs, in a folder whose name has accents and spaces."""
    place = tmp_path_factory.mktemp("Klasse 7b – été")
    return {name: sm.lesson_pack(name, place / f"{name} pour tous") for name in NAMES}


def read(pack, file):
    return (pack.folder / file).read_text(encoding="utf-8")


def flat(text):
    return " ".join(text.split())


def pdf_text(pack, file):
    """With spaces taken out: where a line breaks is none of ours."""
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(pack.folder / file).pages).split())


class Page(HTMLParser):
    """What is on a page: text, headings, controls, pictures, addresses, cells, ticked choices."""

    def __init__(self, text):
        super().__init__()
        self.words, self.headings, self.images, self.addresses, self.rows = [], [], [], [], []
        self.controls, self.ticked, self._open, self._ticked, self._depth = [], [], [], 0, 0
        self.feed(text)
        self.text = flat(" ".join(self.words))

    def handle_starttag(self, tag, pairs):
        attributes = dict(pairs)
        if tag not in ("meta", "link", "img", "input"):
            self._open.append(tag)
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag == "img":
            self.images.append(attributes)
        if tag in ("input", "textarea"):
            self.controls.append((attributes, "label" in self._open))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "li" and "ticked" in attributes.get("class", ""):
            self._ticked, self._depth = 1, len(self._open)
            self.ticked.append("")
        self.addresses += [attributes[key] for key in ("src", "href", "action", "data", "srcset") if key in attributes]

    def handle_endtag(self, tag):
        assert self._open.pop() == tag, "tags are nested"
        if self._ticked and len(self._open) < self._depth:
            self._ticked = 0

    def handle_data(self, data):
        if self._open and self._open[-1] not in ("style", "script", "title"):
            self.words.append(data)
        if {"td", "th"} & set(self._open):
            self.rows[-1][-1] += data
        if self._ticked:
            self.ticked[-1] += data


def test_a_pack_holds_what_its_readme_says(made):
    for name, pack in made.items():
        files = {file.as_posix() for file in pack.files}
        on_disk = {path.relative_to(pack.folder).as_posix() for path in pack.folder.rglob("*") if path.is_file()}
        assert files == on_disk
        wanted = {"README.txt", "worksheet.html", "worksheet.pdf", "answers.html", "answers.pdf", "pictures.html",
                  "pictures.pdf", *SLIDES, "data/numbers.csv", *(f"data/step-{i}.csv" for i in range(1, 6)),
                  *(f"scenarios/step-{i}.toml" for i in range(1, 6))}  # fmt: skip
        more = {"scenarios/before.toml"} if name == "cadence" else {"data/step-3-force.csv"}
        assert files == wanted | more
        told = read(pack, "README.txt")
        for file in wanted - {"README.txt"}:
            assert re.sub(r"step-\d", "step-1", file) in told or file.split("/")[0] + "/" in told
        for plan in told.split("ON PAPER ALONE"):
            minutes = [tuple(map(int, one)) for one in re.findall(r"min (\d+)-(\d+)", plan)]
            assert minutes[0][0] == 0
            assert minutes[-1][1] == lesson(name).minutes == 20
            assert all(before[1] == after[0] for before, after in pairwise(minutes))
        assert "without a computer: B" in flat(told)
        assert "PeerJ 5:e3298, data CC BY 4.0" in flat(told)
        assert max(map(len, told.splitlines())) <= 96


@pytest.mark.parametrize("name", NAMES)
def test_a_worksheet_tells_no_answer(made, name):
    pack, told = made[name], answered(lesson(name))
    page = Page(read(pack, "worksheet.html"))
    print_ = pdf_text(pack, "worksheet.pdf")
    asked = flat(" ".join([lesson(name).intro, *(f"{one['say']} {one['question']['text']} "
                           f"{' '.join(one['question']['choices'])}" for one in told["steps"])]))  # fmt: skip
    for step in told["steps"]:
        assert step["question"]["text"] in page.text
        assert "".join(step["question"]["text"].split()) in print_
        for choice in step["question"]["choices"]:
            assert choice in page.text
            assert "".join(choice.split()) in print_
        for sentence in re.split(r"(?<=[.:])\s", step["told"]):
            assert sentence not in page.text
            assert len(sentence) < 25 or "".join(sentence.split()) not in print_
        for number in re.findall(r"[+-]?\d+\.\d+", f"{step['headline']} {step['told']}"):
            if number not in asked:
                assert number not in page.text, number
                assert number not in print_, number
    assert not page.ticked
    assert not any("checked" in attributes or attributes.get("value") for attributes, _ in page.controls)
    assert "right)" not in page.text
    for word, meaning in words_and_units([one for step in shown(lesson(name)) for one in asked_for(step)]):
        assert f"{word}: {meaning}." in page.text
        assert "".join(f"{word}:{meaning}.".split()) in print_
    assert len(pypdf.PdfReader(pack.folder / "worksheet.pdf").pages) == 2
    assert not page.images


@pytest.mark.parametrize("name", NAMES)
def test_answers_are_the_labs(made, name):
    pack, told = made[name], answered(lesson(name))
    page, print_ = Page(read(pack, "answers.html")), pdf_text(pack, "answers.pdf")
    assert [flat(one) for one in page.ticked] == [
        f"{step['question']['choices'][step['right']]} (right)" for step in told["steps"]
    ]
    for step, image in zip(told["steps"], page.images, strict=True):
        assert step["holds"]
        assert flat(step["told"]) in page.text
        assert "".join(step["told"].split()) in print_
        assert step["headline"].replace("centre of pressure", "foot point") in image["alt"]
    for one in words(lesson(name)).cannot:
        assert flat(one.text) in page.text
        assert "".join(one.text.split()) in print_
    for one in words(lesson(name)).steps:
        assert flat(one.think) in page.text
        assert flat(filled(one.why, shown(lesson(name)))) in page.text
    assert "{" not in page.text


@pytest.mark.parametrize("name", NAMES)
def test_tables_ask_and_answer_the_same_numbers(made, name):
    labels = {}
    for metric in METRICS.values():
        labels.setdefault(metric.label.replace("centre of pressure", "foot point"), metric)
    blank = Page(read(made[name], "worksheet.html")).rows
    full = Page(read(made[name], "answers.html")).rows
    assert [row[0] for row in blank] == [row[0] for row in full]
    for empty, row in zip(blank, full, strict=True):
        if row[0]:
            assert not any(empty[1:-1])
            last = row[-1].partition(" ")[2] if len(row) > 2 else ""
            assert empty[-1] == last  # whether a change is per cent or a difference
            assert len(row) == 2 or last in ("%", "points", "cm", "deg", "J/kg")
    index = -1
    for row in full:
        if not row[0]:
            index += 1
            heads = row[1:]
            continue
        now, before = numbers(lesson(name), index)
        metric = labels[re.sub(r" \([^()]*\)$", "", row[0])]
        cells = dict(zip(heads, row[1:], strict=True))
        assert list(cells)[-1] in ("change", "value")
        for which, values in (("now", now), ("after", now), ("value", now), ("before", before)):
            if which in cells:
                factor = 1.0 if metric.name == "step_length" else READ.get(metric.unit_label, 1.0)
                digits = len(cells[which].partition(".")[2])
                assert float(cells[which]) == pytest.approx(factor * values[metric.name], abs=0.501 * 10**-digits)
        if cells.get("change", "").endswith("%"):
            change = 100.0 * (now[metric.name] / before[metric.name] - 1.0)
            assert float(cells["change"].removesuffix("%")) == pytest.approx(change, abs=0.51)
        if "change" in cells:  # it is what a pupil gets who works with the numbers as they are printed
            told, unit = cells["change"].split()
            start, end = (float(one) for one in row[1:3])
            digits = len(told.partition(".")[2])
            worked_out = 100.0 * (end / start - 1.0) if unit == "%" else end - start
            assert float(told) == pytest.approx(worked_out, abs=0.5001 * 10**-digits), row
    assert index == 4


def said_by(command, folder):
    """What a command of a scenario file prints as JSON."""
    told = command.split()
    assert told[0] == "springmass"
    told = [str(folder / word) if word.endswith(".toml") else word for word in told[1:]]
    done = CliRunner().invoke(main, [*told, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_scenario_files_give_the_numbers_of_the_step(made, name, index):
    folder = made[name].folder / "scenarios"
    file = folder / f"step-{index + 1}.toml"
    first = file.read_text(encoding="utf-8").splitlines()[0]
    lead, _, command = first.partition(": ")
    assert "in the folder scenarios/" in lead
    assert f"  {command}\n" in read(made[name], "README.txt")
    told = said_by(command, folder)
    if "answers" in told:
        (one,) = told["answers"]
        found = {"now": one["what_if"], "before": one["baseline"]}
    elif "steps" in told:
        found = {"now": told["steps"][-1]}
    else:
        before, now = (told[stem]["steps"][-1] for stem in re.findall(r"(\S+)\.toml", command))
        found = {"now": now, "before": before}
    for which, values in zip(("now", "before"), numbers(lesson(name), index), strict=True):
        for metric, value in values.items() if which in found else ():
            assert found[which][metric]["value"] == pytest.approx(value, rel=1e-6, abs=1e-8), metric
    scenario = sm.load(str(file))
    assert scenario.question == lesson(name).steps[index].question.text
    assert (scenario.answer, scenario.expect) == ("", ())


def table(pack, file):
    text = read(pack, file)
    assert text.isascii()  # no spreadsheet takes it for something else
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_curves(made, name, index):
    rows = table(made[name], f"data/step-{index + 1}.csv")
    source = "source of the 26 runners"
    assert len(rows) == 101
    for head in rows[0]:
        assert head == source or re.search(r" \([^()]+\)$", head), head
    column = {head: [float(row[head]) for row in rows] for head in rows[0] if head != source}
    assert column["contact (%)"] == [float(i) for i in range(101)]
    assert all(math.isfinite(value) for values in column.values() for value in values)
    step = shown(lesson(name))[index]
    which = {"before": step.before, "after": step.now} if step.changes else {"model": step.now}
    joints = name != "steady" or index > 1
    for run, metrics in which.items():
        time, force = column[f"{run}: time since touchdown (ms)"], column[f"{run}: vertical force (BW)"]
        assert time[-1] == pytest.approx(1e3 * metrics["contact_time"].value, rel=1e-5)
        assert max(force) == pytest.approx(metrics["peak_vertical_force"].value, rel=2e-3)
        along = column[f"{run}: fore-aft force (BW)"]
        braking = -sum(min(one, 0.0) for one in along) * (time[1] - time[0]) / 1e3 * 9.81
        assert braking == pytest.approx(metrics["braking_impulse"].value, rel=0.02)
        assert (f"{run}: quadriceps force (BW)" in column) is joints
        if joints:
            tall = max(column[f"{run}: quadriceps force (BW)"])
            assert tall == pytest.approx(metrics["peak_quadriceps_force"].value, rel=1e-2)
            power = column[f"{run}: knee power (W/kg)"]
            taken = -sum(min(one, 0.0) for one in power) * (time[1] - time[0]) / 1e3
            assert taken == pytest.approx(metrics["knee_work_negative"].value, rel=0.05)
            assert column[f"{run}: hip ahead of the ankle (cm)"][0] == pytest.approx(
                100.0 * metrics["hip_ankle_offset_at_touchdown"].value, abs=1e-3
            )
    real = [head for head in column if head.startswith("26 runners")]
    beside = joints and (name, index) != ("cadence", 3)  # there both runs take 17 steps a minute more than the 26 took
    assert bool(real) is beside
    assert (source in rows[0]) is beside
    if beside:
        assert "CC BY 4.0" in rows[0][source]
        of = band("vertical_force", 3.5)
        assert column["26 runners: vertical force, mean (BW)"][40] == pytest.approx(float(of.at(40.0)), rel=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_numbers(made, name):
    rows = table(made[name], "data/numbers.csv")
    assert all(row["unit"] for row in rows)
    for index in range(5):
        mine = {row["name"]: row for row in rows if row["step"] == str(index + 1)}
        now, before = numbers(lesson(name), index)
        joints = name != "steady" or index > 1
        assert lesson(name).steps[index].question.metric in mine
        assert ("peak_knee_moment" in mine) is joints
        for metric in now.keys() & mine.keys():
            row, unit = mine[metric], METRICS[metric].unit_label
            factor = READ.get(unit, 1.0)
            digits = (row["after"], row["before"], row["change"])
            assert all(len(one.partition("e")[0].strip("-").replace(".", "").lstrip("0")) <= 4 for one in digits)
            assert float(row["after"]) == pytest.approx(factor * now[metric], rel=5.01e-4, abs=1e-8)
            if row["before"]:
                assert float(row["before"]) == pytest.approx(factor * before[metric], rel=5.01e-4, abs=1e-8)
                assert float(row["change"]) == pytest.approx(
                    factor * (now[metric] - before[metric]), rel=5.01e-4, abs=1e-7
                )
            else:
                assert now == before
    measured = runners26()["peak_vertical_force"][3.5]
    beside = [row for row in rows if row["name"] == "peak_vertical_force" and row["26 runners: mean"]]
    assert len(beside) == {"steady": 3, "cadence": 4, "midstance": 5}[name]
    for row in beside:
        assert float(row["26 runners: mean"]) == pytest.approx(measured.mean, rel=5.01e-4)
        assert float(row["26 runners: SD"]) == pytest.approx(measured.sd, rel=5.01e-4)
    sources = [row["source of the 26 runners"] for row in rows]
    first = next(i for i, row in enumerate(rows) if row["26 runners: mean"])
    assert "Fukuchi" in sources[first]
    assert not any(sources[:first] + sources[first + 1 :])  # said once


@pytest.mark.parametrize("name", NAMES)
def test_prints(made, name):
    for file, pages in (("worksheet.pdf", 2), ("pictures.pdf", 2), ("answers.pdf", 3)):
        found = pypdf.PdfReader(made[name].folder / file)
        assert len(found.pages) <= pages
        assert lesson(name).title in found.metadata.title
        for number, page in enumerate(found.pages, 1):
            assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((595.3, 841.9), abs=0.5)
            text = "".join(page.extract_text().split())
            assert f"page{number}of{len(found.pages)}" in text  # a foot that can be read, on every page
            assert "".join(lesson(name).title.split()) in text


def alike(one, other):
    """Whether two pictures differ by no more than a shade: sines, and so lines, are not the same to the last bit."""
    first, second = (Image.open(io.BytesIO(png)).convert("RGB") for png in (one, other))
    return first.size == second.size and max(high for _, high in ImageChops.difference(first, second).getextrema()) <= 8


def test_the_other_paper_and_the_same_pack_again(made, tmp_path):
    again = sm.lesson_pack("midstance", tmp_path / "again")
    assert again.files == made["midstance"].files
    for file in again.files:
        now, then = ((pack.folder / file).read_bytes() for pack in (again, made["midstance"]))
        if file.suffix == ".png":
            assert alike(now, then), file
        elif file.name in ("answers.html", "pictures.html"):
            cut = re.compile(rb"base64,([^\"]*)")
            assert cut.sub(b"", now) == cut.sub(b"", then)
            assert all(
                alike(*map(base64.b64decode, pair)) for pair in zip(cut.findall(now), cut.findall(then), strict=True)
            )
        elif file.name not in ("answers.pdf", "pictures.pdf"):
            assert now == then, file
    letter = sm.lesson_pack("midstance", tmp_path / "again", paper="Letter")  # over the pack that is there
    found = pypdf.PdfReader(letter.folder / "answers.pdf")
    assert (float(found.pages[0].mediabox.width), float(found.pages[0].mediabox.height)) == pytest.approx((612, 792))
    assert len(found.pages) <= 3
    for file in ("worksheet.pdf", "pictures.pdf"):
        assert len(pypdf.PdfReader(letter.folder / file).pages) <= 2
    assert "size: letter" in read(letter, "worksheet.html")
    assert [one.name for one in tmp_path.iterdir()] == ["again"]
    with pytest.raises(sm.InputError, match='paper: given "A0"; must be a4 or letter'):
        sm.lesson_pack("midstance", tmp_path / "b", paper="A0")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("file", ["worksheet.html", "answers.html", "pictures.html"])
def test_a_page_stands_alone_and_can_be_read_aloud(made, name, file):
    text = read(made[name], file)
    page = Page(text)
    assert text.startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in text
    assert "@media print" in text
    assert "color-scheme: light;" in text
    assert all(one.startswith("data:") for one in page.addresses)
    assert not re.search(r"https?:|@import|url\(|<script", text)
    assert page.headings[0] == "h1"
    assert page.headings.count("h1") == 1
    assert page.headings.count("h2") >= 5
    assert all(len(one["alt"]) > 20 for one in page.images)
    for attributes, labelled in page.controls:
        assert labelled or attributes["aria-label"]
    names = [one["aria-label"] for one, labelled in page.controls if not labelled]
    assert len(names) == len(set(names))


@pytest.mark.skipif(not BROWSER, reason="no Chromium")
def test_axe_finds_nothing_and_nothing_is_fetched(made):
    playwright = pytest.importorskip("playwright.sync_api", reason="the page is tried with playwright")
    if not AXE.is_file():
        pytest.skip("no axe-core: make browser installs it")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        for file, width in (
            ("worksheet.html", 1024),
            ("answers.html", 1024),
            ("pictures.html", 1024),
            ("worksheet.html", 360),
        ):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, bypass_csp=True, color_scheme="dark"
            )
            page, asked, complaints = context.new_page(), [], []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.on("console", lambda line, complaints=complaints: complaints.append(line.text))
            page.goto((made["midstance"].folder / file).as_uri())
            page.evaluate(AXE.read_text("utf-8"))
            rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
            found = page.evaluate("(rules) => axe.run(document, {runOnly: rules})", rules)
            assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
            assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
            assert complaints == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
            context.close()
        browser.close()


def test_slides_fit_a_projector(made):
    for pack in made.values():
        assert sorted(SLIDES) == SLIDES  # shown one after the other no answer comes before its question
        for file in SLIDES:
            with Image.open(pack.folder / file) as image:
                assert image.size == (1920, 1080)
                grey = image.convert("L")
                rim = [
                    grey.crop(box).getextrema()[0]
                    for box in ((0, 0, 1920, 16), (0, 1064, 1920, 1080), (0, 0, 16, 1080), (1904, 0, 1920, 1080))
                ]
                assert min(rim) == 255  # nothing is cut off at the edge
                assert grey.getextrema()[0] < 10
        assert len({(pack.folder / file).read_bytes() for file in SLIDES}) == len(SLIDES)


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_a_question_slide_tells_nothing_that_is_asked(name, index):
    """Whoever sees it has this and every later prediction still before him: no number of a run is on it."""
    step = shown(lesson(name))[index]
    picture, asked = question_slide(step).axes
    assert not [text.get_text() for text in picture.texts if text.get_text()]
    before = "Step 3" if (name, index) == ("cadence", 3) else "Before"
    assert picture.get_title(loc="left") == (before if step.changes else "The runner lands")
    given = flat(" ".join([step.step.question.text, *step.step.question.choices, step.step.say, f"{index + 1}."]))
    for text in [*asked.texts, *picture.figure.texts]:
        for number in re.findall(r"\d+(?:\.\d+)?", text.get_text()):
            assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d]|\.\d)", given), text.get_text()
    if not step.changes:  # where the runner is later in the contact is what is asked
        drawn = [x for line in picture.lines for x in line.get_xdata()]
        landed = step.now["foot_ahead_at_touchdown"].value
        assert min(x for x in drawn if x < -0.05) >= -landed - 0.1
        assert not picture.patches or all(patch.get_gid() != "push" for patch in picture.patches)
        assert all(line.get_label() not in ("plumb line", "over the ankle") for line in picture.lines)
    words_ = " ".join(text.get_text() for text in picture.figure.texts)
    if "foot point" in " ".join(step.step.question.choices):
        assert "Foot point: where the ground pushes on the foot." in words_


@pytest.mark.parametrize("name", NAMES)
def test_the_slide_to_open_with_tells_no_number_but_the_minutes(name):
    figure = opening_slide(lesson(name), shown(lesson(name)))
    told = [text for ax in figure.axes for text in ax.texts] + figure.texts
    assert {"hip", "knee", "ankle"} <= {text.get_text() for text in told}
    assert re.findall(r"\d+", " ".join(text.get_text() for text in told)) == ["20"]


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_the_pictures_give_every_number_the_worksheet_asks_for(made, name, index):
    """Read off a curve that is drawn, to a small mark of its grid, by an eye that errs; or told in words."""
    step = shown(lesson(name))[index]
    names = asked_for(step)
    figure = strip_picture(step, names)
    runs = [step.before, step.now] if step.changes else [step.now]
    strips = [ax for part in figure.subfigs[:1] for ax in part.axes]
    assert len(strips) == len(runs)
    for ax in strips:
        times = [text.get_text() for text in ax.texts if text.get_text().endswith(" %")]
        assert times == [f"{100 * i // (FRAMES - 1)} %" for i in range(FRAMES)]
        assert all(ax.get_xlim()[0] < x < ax.get_xlim()[1] for x, _ in (text.get_position() for text in ax.texts))
    curves = dict(zip(curves_of(step, names), figure.subfigs[1].axes, strict=True))
    for ax in curves.values():
        assert not ax.texts
        assert ax.get_legend() is None  # it would hide what is to be read
    lines = {}
    for key, ax in curves.items():
        upright = [line.get_xdata()[0] for line in ax.lines[len(runs) :]]
        # Midstance is marked where something is read at it; not in the curve in which its time is to be found.
        wanted = key in ("hip_ankle", "mass_cop") or (key == "height" and (name, index) != ("midstance", 0))
        assert upright == pytest.approx([100.0 * run.view.share_of_contact(run.midstance) for run in runs] * wanted)
        lines[key] = upright
    page = Page(read(made[name], "pictures.html")).text
    for metric in names:
        if not set(READ_OFF.get(metric, ("none",))) <= set(curves):
            label = METRICS[metric].label.replace("centre of pressure", "foot point")
            assert f"{label} " in page.split(f"Step {index + 1} ")[1].split("In no curve:")[1]
            continue
        changed, unsure = [], 0.0
        for number, run in enumerate(runs):
            drawn = {key: ax.lines[number].get_xydata() for key, ax in curves.items()}
            at = {key: upright[number] for key, upright in lines.items() if upright}
            found = read_off(metric, drawn, at)
            mark = curves[READ_OFF[metric][-1]]
            grid = mark.xaxis if metric.startswith("time_") else mark.yaxis
            apart = min(b - a for a, b in pairwise(sorted(grid.get_minorticklocs())))
            factor = 1.0 if METRICS[metric].unit_label == "BW" else READ.get(METRICS[metric].unit_label, 1.0)
            assert found == pytest.approx(factor * run[metric].value, abs=apart), metric
            assert grid.get_view_interval()[0] <= found <= grid.get_view_interval()[1]
            if METRICS[metric].unit_label == "m":  # half a small mark beside the line, half of one beside the curve
                aside = 0.5 * min(b - a for a, b in pairwise(sorted(mark.xaxis.get_minorticklocs())))
                assert apart <= 1.01  # cm
                read_ = [read_off(metric, drawn, at, by) for by in (-aside, aside)]
                assert max(read_) - min(read_) <= 2.0 * apart
                assert read_ == pytest.approx([factor * run[metric].value] * 2, abs=1.01 * apart)
                unsure += 0.25 * apart  # what is left when both runs are read by the same hand
                changed.append(run[metric].value * factor)
        if len(changed) == 2:
            assert abs(changed[1] - changed[0]) > unsure  # which way it went can be seen


@pytest.mark.parametrize("name", NAMES)
def test_words_in_pictures_of_the_answers_touch_nothing_else(name):
    for step in shown(lesson(name)):
        figure = step_picture(step)
        figure.canvas.draw()
        whole, boxes = figure.bbox, []
        *_, curve = figure.axes
        low, high = curve.get_ylim()
        scale = [one for one, y in zip(curve.get_yticklabels(), curve.get_yticks(), strict=True) if low <= y <= high]
        for number, ax in enumerate(figure.axes):
            for text in [*ax.texts, ax._left_title, *(scale if ax is curve else [])]:
                if text.get_text().strip():
                    box = text.get_window_extent()
                    assert whole.x0 <= box.x0 < box.x1 <= whole.x1, text.get_text()
                    assert whole.y0 <= box.y0 < box.y1 <= whole.y1, text.get_text()
                    boxes.append((number, text.get_text(), box))
        for i, (one, said, box) in enumerate(boxes):
            for other, beside, near in boxes[i + 1 :]:
                assert one == other or not box.overlaps(near), (said, beside)


def read_off(metric, drawn, at, aside=0.0):
    """What a pupil with a ruler does; at midstance along its line, or so many per cent of contact beside it."""
    last = READ_OFF[metric][-1]
    share, value = drawn[last].T
    if metric == "time_of_lowest_point":  # the height is flat: along a line of midstance, wherever there is one
        return next(iter(at.values()))
    if metric.startswith("time_of"):
        return share[value.argmin() if "lowest" in metric else value.argmax()]
    if metric == "takeoff_angle":
        return value[-1]
    if METRICS[metric].unit_label == "m":
        where = 50.0 if metric.endswith("half_contact") else at[last]
        after = share.searchsorted(where + aside)
        part = (where + aside - share[after - 1]) / (share[after] - share[after - 1])
        return value[after - 1] + part * (value[after] - value[after - 1])
    return value.max()


@pytest.mark.parametrize("name", ["midstance", "steady"])
def test_the_force_to_draw_is_a_small_table(made, name):
    rows = table(made[name], "data/step-3-force.csv")
    assert len(rows) == 101
    assert list(rows[0]) == [f"{run}: {what}" for run in ("before", "after")
                             for what in ("time since touchdown (ms)", "vertical force (BW)")]  # fmt: skip
    whole = table(made[name], "data/step-3.csv")
    for head in rows[0]:
        for one, other in zip(rows, whole, strict=True):
            assert float(one[head]) == pytest.approx(float(other[head]), rel=5.1e-4, abs=1e-9)
    assert any("data/step-3-force.csv" in one.ask for one in words(lesson(name)).beyond)


def test_words_and_units_are_those_of_the_lesson(made):
    page = {name: Page(read(made[name], "worksheet.html")).text for name in NAMES}
    assert "BW: body weight" in page["midstance"]
    assert "Braking impulse: speed taken away" in page["midstance"]
    assert "N·m/kg: turning effect" in page["midstance"]
    assert "N·m/kg" not in page["cadence"]
    assert "Foot point: where the ground pushes on the foot (centre of pressure)" in page["steady"]
    assert "centre of pressure" not in page["steady"].replace("(centre of pressure)", "")
    explained = {
        "midstance": ("Cadence:", "Plumb line:", "Flight:", "Achilles tendon:"),
        "steady": ("Cadence:", "Push-off:", "Hip work:"),
        "cadence": ("Cadence:", "Flight:", "Achilles tendon:"),
    }
    for name, wanted in explained.items():
        assert all(word in page[name].split("Words and units")[-1] for word in wanted)
        told = Page(read(made[name], "answers.html")).text
        assert ("mean ± SD (the orange band" in told) is (name != "cadence")
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    for word in ("midstance", "body weight, BW", "contact time", "centre of pressure, foot point"):
        assert f"\n{word}\n: " in glossary


def test_what_is_said_beside_the_lessons_is_true():
    """The words of a pack are bound by no expectation of the lab's: here they are."""
    steps = {name: shown(lesson(name)) for name in NAMES}

    def told(name, number, which, metric):
        one = steps[name][number - 1]
        return (one.now if which == "now" else one.before)[metric].value

    one = steps["midstance"][2]
    text = filled("{3.before: mean_vertical_force}|{3.now: mean_vertical_force}", steps["midstance"])
    before, now = (float(part.removesuffix(" BW")) for part in text.split("|"))
    share = one.before["contact_time"].value / one.before["step_time"].value
    assert before * share == pytest.approx(1.0, abs=0.005)  # one body weight over a whole step
    assert now > before
    rising = "takeoff_vertical_velocity"
    assert told("midstance", 3, "now", rising) > told("midstance", 3, "before", rising)
    assert told("midstance", 2, "now", "time_of_lowest_point") < told("midstance", 2, "before", "time_of_lowest_point")
    (same,) = re.findall(r"\d+\.\d", filled("{2.change: hip_at_the_same_moment}", steps["midstance"]))
    whole = told("midstance", 2, "now", "hip_ankle_offset") - told("midstance", 2, "before", "hip_ankle_offset")
    assert 3.5 < float(same) < -100.0 * whole - 1.0  # more than the foot moved, and something is left for the time
    assert told("midstance", 2, "now", "braking_impulse") > 1.2 * told("midstance", 2, "before", "braking_impulse")
    eased = told("midstance", 5, "before", "peak_hip_moment") - told("midstance", 5, "now", "peak_hip_moment")
    assert eased > 0.3  # from the hip muscles to the calf
    assert told("midstance", 5, "now", "peak_achilles_force") > told("midstance", 5, "before", "peak_achilles_force")
    early, late = (told("steady", 3, which, "time_of_peak_vertical_force") for which in ("before", "now"))
    assert abs(late - 0.5) < abs(early - 0.5)  # nearer to its own mirror image
    assert early < runners26()["time_of_peak_vertical_force"][3.5].mean + 0.05
    for metric in ("speed", "cadence", "contact_time"):
        for number in (4, 5):
            kept = told("steady", number, "now", metric)
            assert kept == pytest.approx(told("steady", number, "before", metric), rel=1e-4)
    text = filled("{3.change: kneecap_load_per_kilometre}|{3.change: peak_patellofemoral_force}", steps["cadence"])
    kilometre, each = (float(part.removesuffix(" %")) for part in text.split("|"))
    assert each < kilometre < -5.0  # some of the gain is left, but less
    by_hand = (told("cadence", 3, "now", "peak_patellofemoral_force") / told("cadence", 3, "now", "step_length")) / (
        told("cadence", 3, "before", "peak_patellofemoral_force") / told("cadence", 3, "before", "step_length")
    )
    assert kilometre == pytest.approx(100.0 * (by_hand - 1.0), abs=0.51)


def test_a_print_is_the_same_on_any_day(made):
    sheet = Sheet("T – é", "Worksheet", (Fields(("Name",)), Text("said", lead="It")), (Section("One", (
        Choices("Which?", ("a", "b"), 1), Lines("Why", 3), Table("t", ("", "value"), (("row", ""),)),
        Picture((made["steady"].folder / SLIDES[0]).read_bytes(), "a slide"))),), "foot")  # fmt: skip
    assert pdf_page(sheet) == pdf_page(sheet)
    assert pypdf.PdfReader(io.BytesIO(pdf_page(sheet))).metadata.creation_date.year == 2000


def test_braces_that_mean_nothing_are_told():
    for text in ("{3.befor: speed}", "{9.now: speed}", "{1.now: sped}", "{between: a / b}", "{real: nothing}", "{}"):
        with pytest.raises(sm.InputError, match="words"):
            filled(text, shown(lesson("midstance")))


@pytest.fixture
def quick(monkeypatch):
    """A pack that takes no time to make."""
    contents = {"README.txt": b"A lesson pack of springmass: midstance\n", "data/step-1.csv": b"a\n"}
    monkeypatch.setattr(packs, "_contents", lambda name, paper: contents)
    return contents


def refused(folder, match, name="midstance"):
    with pytest.raises(sm.InputError, match=match) as caught:
        sm.lesson_pack(name, folder)
    assert "\n" not in str(caught.value)


def test_what_is_in_the_way_stays(quick, tmp_path):
    file = tmp_path / "pack"
    file.write_text("mine")
    refused(file, "is a file")
    assert file.read_text() == "mine"
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("mine")
    refused(tmp_path / "notes", 'holds "a.txt" and is no lesson pack')
    refused(tmp_path / "no" / "such", "does not exist")
    refused(tmp_path / "pack" / "in-a-file", "does not exist")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.txt", "notes", "pack"]


def test_a_pack_is_replaced_whole_but_nothing_of_the_teachers(quick, tmp_path):
    place = tmp_path / "pack"
    place.mkdir()
    (place / ".DS_Store").write_text("")
    sm.lesson_pack("midstance", place)  # an empty folder is no obstacle
    (place / "data" / "step-9.csv").write_text("of another version")
    (place / "slide.png").write_text("of an older version")
    (place / "slide-answer.png").write_text("of an older version")
    (place / "slides").mkdir()
    (place / "slides" / "step-9a-question.png").write_text("of another version")
    (place / "data" / "step-9-force.csv").write_text("of another version")
    sm.lesson_pack("midstance", str(place))
    assert not (place / "data" / "step-9.csv").exists()
    assert not (place / "slide.png").exists()
    assert not (place / "slides").exists()
    for mine in ("marks.xlsx", "data/plot.png", "mine", "step-1a-question.png", "data/force.csv"):
        if "." in mine:
            (place / mine).write_text("mine")
        else:
            (place / mine).mkdir()
        refused(place, f'holds "{mine}" beside the pack')
        assert (place / mine).exists()
        shutil.rmtree(place / mine) if (place / mine).is_dir() else (place / mine).unlink()
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("problem", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device")])
def test_nothing_is_left_half(quick, tmp_path, monkeypatch, there, problem):
    place = tmp_path / "pack"
    if there:
        sm.lesson_pack("midstance", place)
    quick["data/step-1.csv"] = b"new\n"
    written = Path.write_bytes

    def fails(self, content):
        if content == b"new\n":
            written(self, content[:1])
            raise problem
        return written(self, content)

    monkeypatch.setattr(Path, "write_bytes", fails)
    if isinstance(problem, KeyboardInterrupt):
        with pytest.raises(KeyboardInterrupt):
            sm.lesson_pack("midstance", place)
    else:
        refused(place, "cannot be written: No space left on device")
    assert [path.name for path in tmp_path.iterdir()] == (["pack"] if there else [])
    if there:
        assert (place / "data" / "step-1.csv").read_bytes() == b"a\n"


def test_the_old_pack_comes_back_when_the_new_one_cannot_take_its_place(quick, tmp_path, monkeypatch):
    place = tmp_path / "pack"
    sm.lesson_pack("midstance", place)
    rename = Path.rename

    def fails(self, target):
        if self.name.endswith(".part"):
            raise OSError(errno.EBUSY, "Device or resource busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    refused(place, "cannot be written: Device or resource busy")
    assert (place / "README.txt").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_a_folder_that_cannot_be_written_is_told_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(packs, "_contents", lambda name, paper: pytest.fail("worked for nothing"))
    monkeypatch.setattr(Path, "mkdir", lambda *args, **more: (_ for _ in ()).throw(OSError(errno.EACCES, "Denied")))
    refused(tmp_path / "pack", "cannot be written: Denied")
    refused(tmp_path / ("x" * 300), "cannot be written")
    refused(tmp_path / "a\0b", "cannot be written")
    monkeypatch.chdir(tmp_path)
    refused(".", "the folder you are in")
    refused("pack", 'lesson: given "cadense".*Did you mean "cadence"', name="cadense")


def test_the_verb(quick, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(main, ["lesson"])
    assert told.exit_code == 0
    for name in NAMES:
        assert f"{name} – {lesson(name).title} (20 minutes)" in told.stdout
        assert flat(lesson(name).intro) in flat(told.stdout)
    listed = json.loads(CliRunner().invoke(main, ["lesson", "--json"]).stdout)["lessons"]
    assert [one["name"] for one in listed] == NAMES
    done = CliRunner().invoke(main, ["lesson", "midstance"])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "lesson written to lesson-midstance: 2 files" in done.stderr
    assert (tmp_path / "lesson-midstance" / "README.txt").is_file()
    as_json = CliRunner().invoke(main, ["lesson", "midstance", "--folder", "b", "--json"])
    assert json.loads(as_json.stdout) == {"folder": "b", "files": ["README.txt", "data/step-1.csv"]}
    for words_, match in ((["midstence"], 'Did you mean "midstance"'), (["--folder", "x"], "goes with the name"),
                          (["steady", "--paper", "a5"], "a4 or letter")):  # fmt: skip
        wrong = CliRunner().invoke(main, ["lesson", *words_])
        assert wrong.exit_code == 2
        assert re.search(match, wrong.stderr)
