"""The lab in a notebook, its Python half by messages, and the lab as one file, in a real browser."""

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import springmass as sm
import springmass.lab.widget
from springmass.errors import InputError
from springmass.lab.answer import answer
from springmass.lab.export import export_lab
from springmass.lab.lesson_answers import answered
from springmass.lab.lesson_files import lesson
from springmass.lab.page_files import script, style
from springmass.lab.state import LabState
from springmass.lab.widget import open_lab, reply
from springmass.scenario import loads, shipped

STATE = {"scenario": "rbds001", "change": {"foot.ahead": "28 cm"}}


def told(content, buffers=()):
    message, files = reply(content, list(buffers))
    json.dumps(message, allow_nan=False)
    return message, files


# ---- messages ----------------------------------------------------------------------------------------------------


def test_an_answer_is_that_of_the_library():
    message, files = told({"type": "answer", "seq": 7, "state": STATE})
    assert (message["type"], message["seq"], files) == ("answer", 7, [])
    document = message["document"]
    assert document.pop("seq") == 7
    assert document == answer(LabState(**STATE))


def test_another_start():
    message, _ = told({"type": "start", "seq": 1, "state": {"scenario": "moon"}})
    assert message["document"]["state"]["scenario"] == "moon"
    message, _ = told({"type": "start", "seq": 2, "query": {"s": "ice"}})
    assert message["document"]["state"]["scenario"] == "ice"


def test_a_file_to_take_home_comes_as_bytes():
    message, (content,) = told({"type": "take", "seq": 2, "kind": "toml", "state": STATE})
    assert message["name"].endswith(".toml")
    assert message["mime"] == "application/toml"
    assert loads(content.decode()).runner == sm.load("rbds001").runner


def test_an_uploaded_scenario():
    text = shipped("seyfarth").read_bytes()
    message, _ = told({"type": "upload", "seq": 2, "name": "mine.toml"}, [memoryview(text)])
    assert message["document"]["state"]["text"] == text.decode()


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        "answer",
        {},
        {"type": "answer"},
        {"type": ["answer"]},
        {"type": "open"},
        {"type": "answer", "seq": 1, "state": 3},
        {"type": "answer", "seq": 1, "state": {"scenario": "nobody"}},
        {"type": "take", "seq": 1, "kind": "exe", "state": STATE},
        {"type": "upload", "seq": 1, "name": "../../etc/passwd"},
        {"type": "upload", "seq": 1, "name": "x.toml", "measured": 3},
    ],
)
def test_nonsense_gets_one_sentence(content):
    message, files = told(content)
    assert message["error"]["message"].strip()
    assert message["document"]["error"] == message["error"]
    assert files == []


# ---- the widget --------------------------------------------------------------------------------------------------


def test_the_widget_answers_through_its_own_channel():
    pytest.importorskip("anywidget", reason="the widget needs anywidget")
    lab = open_lab("seyfarth", height=700)
    assert lab.start["state"]["scenario"] == "seyfarth"
    assert lab.height == 700
    assert "render" in str(lab._esm)
    sent = []
    lab.send = lambda message, buffers=None: sent.append((message, buffers))
    lab._handle_custom_msg({"type": "answer", "seq": 5, "state": STATE}, [])
    lab._handle_custom_msg({"type": "take", "seq": 6, "kind": "toml", "state": STATE}, [])
    (first, none), (second, files) = sent
    assert first["document"]["error"] is None
    assert none is None
    assert second["seq"] == 6
    assert b"[runner]" in files[0]


def test_a_runner_of_ones_own():
    pytest.importorskip("anywidget", reason="the widget needs anywidget")
    scenario = sm.load("seyfarth")
    lab = open_lab(scenario)
    assert loads(lab.start["state"]["text"]) == scenario
    with pytest.raises(InputError, match="int"):
        open_lab(3)
    with pytest.raises(InputError, match="height"):
        open_lab(height=3)


def test_without_anywidget_the_extra_is_named_and_the_package_works():
    code = (
        "import sys; sys.modules['anywidget'] = None\n"
        "import springmass, springmass.lab.widget as widget\n"
        "try: widget.open_lab()\n"
        "except springmass.InputError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert "springmass[notebook]" in done.stdout


# ---- one file ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    import springmass.lab.export

    place = tmp_path_factory.mktemp("lab") / "lab.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(springmass.lab.export, "_DENSITIES", ((7, 3),))  # fewer runs, sooner
        assert export_lab("rbds001", place) == place
    return place


def contents(page):
    packed = re.search(r'atob\("([A-Za-z0-9+/=]+)"\)', page.read_text("utf-8"))[1]
    return json.loads(gzip.decompress(base64.b64decode(packed)))


@pytest.mark.slow
def test_the_whole_file_is_small(tmp_path):
    file = export_lab("rbds001", tmp_path / "lab.html")
    assert file.stat().st_size <= 3_000_000
    assert len(contents(file)["answers"]) == (21 + 1) * (5 + 1) + 2 * (21 + 1)


def test_a_file_that_would_be_too_large_gets_fewer_runs(tmp_path, monkeypatch):
    import springmass.lab.export as module

    monkeypatch.setattr(module, "_DENSITIES", ((5, 0), (3, 0)))
    sizes = []
    for _ in range(2):
        sizes.append(export_lab("rbds001", tmp_path / "lab.html").stat().st_size)
        monkeypatch.setattr(module, "LARGEST", sizes[0] - 1)
    assert sizes[1] < sizes[0]


def test_the_file_asks_nobody(page):
    text = page.read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert policy.startswith("default-src 'none'")
    assert "connect-src" not in policy
    for tag, attributes in (("script", ' type="module"'), ("style", "")):
        inside = re.search(rf"<{tag}{attributes}>(.*?)</{tag}>", text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not re.search(r'(src|href)="(?!data:)', text)
    assert not [file for file in page.parent.iterdir() if file != page]


def test_the_file_holds_the_librarys_answers(page):
    found = contents(page)
    runs = sum(one["now"] is not None for one in found["answers"].values())
    assert found["start"]["precomputed"]["runs"] == runs == (7 + 1) * (3 + 1) + 2 * (7 + 1)
    foot, stiff = found["grid"]["foot.ahead"][3], found["grid"]["leg.stiffness"][-1]
    state = LabState(scenario="rbds001", change={"foot.ahead": foot, "leg.stiffness": stiff})
    own, held = answer(state), found["answers"][f"one step|{foot}|{stiff}"]
    assert held["verdict"] == own["verdict"]
    assert held["now"] == own["now"]
    assert found["baseline"] == own["baseline"]
    assert [row[0] for row in held["numbers"]] == [row["now"] for row in own["numbers"]]
    assert [row["text_baseline"] for row in found["numbers"]] == [row["text_baseline"] for row in own["numbers"]]
    for one in found["start"]["sliders"]:
        assert [one["min"], one["max"]] == [float(found["grid"][one["name"]][end].split()[0]) for end in (0, -1)]
        steps = len(found["grid"][one["name"]]) - 1
        assert one["max"] - one["min"] == pytest.approx(one["step"] * steps)


def test_the_file_teaches(page):
    """A lesson brings a runner of its own; after it the file's own runner is there again."""
    sync_playwright, how = chromium()
    steps = answered(lesson("steady"))["steps"]
    with sync_playwright() as play:
        browser = play.chromium.launch(**how)
        tab = browser.new_page()
        troubles = []
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        tab.goto(page.as_uri())
        own = tab.locator("table.numbers tbody").inner_text()
        tab.get_by_role("combobox", name="Lesson", exact=True).select_option("steady")
        for number, step in enumerate(steps, start=1):
            tab.get_by_text(f"Step {number} of 5").wait_for()
            tab.locator(".lesson").get_by_role("radio").nth(step["right"]).check()
            tab.get_by_role("button", name="Show what happens").click()
            on = tab.get_by_role("button", name="Finish" if number == 5 else "Next step")
            on.wait_for()
            assert tab.locator(".result").inner_text().startswith("✓")
            assert step["told"].replace("-", "−") in tab.locator(".result").inner_text().replace("-", "−")
            on.click()
        tab.get_by_role("button", name="Close the lesson").click()
        tab.locator(".lesson").wait_for(state="hidden")
        tab.wait_for_function(
            "own => document.querySelector('table.numbers tbody').innerText === own", arg=own, timeout=5000
        )
        browser.close()
    assert troubles == []


@pytest.mark.parametrize(
    ("where", "said"), [("nowhere/lab.html", r"nowhere\S* does not exist"), (".", "it is a folder")]
)
def test_places_that_cannot_be(where, said, tmp_path):
    with pytest.raises(InputError, match=f"cannot be written: .*{said}"):
        export_lab("rbds001", tmp_path / where)


def test_the_verb_writes_the_file(tmp_path, monkeypatch):
    from click.testing import CliRunner

    import springmass.lab.export
    from springmass.cli import main

    monkeypatch.setattr(springmass.lab.export, "_DENSITIES", ((3, 0),))
    done = CliRunner().invoke(main, ["lab", "seyfarth", "--export", str(tmp_path / "lab.html")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "lab.html").stat().st_size > 50_000
    done = CliRunner().invoke(main, ["lab", "seyfarth", "--export", str(tmp_path)])
    assert done.exit_code == 2


def chromium():
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    program = Path("/usr/bin/chromium")
    if not program.exists():
        pytest.skip("needs Debian's chromium")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
    return sync_api.sync_playwright, {"executable_path": str(program), "args": quiet}


def test_the_file_works_from_disk_in_a_browser(page):
    sync_playwright, how = chromium()
    with sync_playwright() as play:
        browser = play.chromium.launch(**how)
        tab = browser.new_page()
        troubles, asked = [], []
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        tab.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(page.as_uri())
        verdict = tab.locator(".verdict")
        verdict.wait_for()
        before = verdict.inner_text()
        runs = contents(page)["start"]["precomputed"]["runs"]
        assert tab.get_by_text(f"precomputed: {runs} runs").is_visible()
        slider = tab.get_by_label("foot ahead of the body", exact=True)
        slider.focus()
        for _ in range(3):
            slider.press("ArrowRight")
        tab.wait_for_function("text => document.querySelector('.verdict').textContent !== text", arg=before)
        held = contents(page)
        shown = slider.input_value()
        assert verdict.inner_text() == held["answers"][f"one step|{shown} cm|"]["verdict"]
        tab.get_by_label("Keep running like that").check()
        tab.wait_for_function(
            "text => document.querySelector('.verdict').textContent === text",
            arg=held["answers"][f"matched|{shown} cm|"]["verdict"],
        )
        browser.close()
    assert troubles == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


_CELL = """
async ([code, css, start]) => {
  const style = document.createElement("style");
  style.textContent = css;
  document.head.append(style);
  const { default: widget } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  const listeners = [];
  const model = {
    get: (name) => ({ start })[name],
    on: (name, listener) => name === "msg:custom" && listeners.push(listener),
    off: () => {},
    send: async (message) => {
      const [reply, files] = await window.python(message);
      const bytes = files.map((text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer));
      listeners.forEach((listener) => listener(reply, bytes));
    },
  };
  const cell = document.createElement("div");
  document.body.append(cell);
  window.close_cell = widget.render({ model, el: cell });
}
"""


def test_the_page_in_a_cell_talks_with_python():
    """The page as a notebook loads it, with a channel to Python that does what a notebook's does."""
    sync_playwright, how = chromium()

    def python(message):
        answered, files = reply(message, [])
        return [answered, [base64.b64encode(file).decode() for file in files]]

    start, _ = reply({"type": "start", "seq": 0, "state": {"scenario": "rbds001"}}, [])
    with sync_playwright() as play:
        browser = play.chromium.launch(**how)
        tab = browser.new_page()
        troubles = []
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        tab.expose_function("python", python)
        tab.evaluate(_CELL, [script(), style(), start["document"]])
        slider = tab.get_by_label("foot ahead of the body", exact=True)
        slider.focus()
        slider.press("ArrowRight")
        said = answer(LabState(scenario="rbds001", change={"foot.ahead": f"{slider.input_value()} cm"}))["verdict"]
        tab.wait_for_function("text => document.querySelector('.verdict').textContent === text", arg=said)
        with tab.expect_download() as download:
            tab.get_by_role("button", name="Scenario (TOML)").click()
        taken = sm.load(download.value.path())
        (asked,) = taken.what_if
        assert float(asked.change["foot.ahead"].strip("= cm")) / 100 == pytest.approx(
            float(slider.input_value()) / 100, abs=6e-5
        )  # the page sends four digits
        tab.evaluate("window.close_cell()")
        assert tab.locator(".verdict").count() == 0
        browser.close()
    assert troubles == []
