"""The lab's page in a real browser: it is used as a person uses it, with pointer and with keyboard alone."""

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from PIL import Image

playwright = pytest.importorskip("playwright.sync_api", reason="the page is tried with playwright")
pytest.importorskip("starlette", reason="the lab needs starlette")
pytest.importorskip("uvicorn", reason="the lab needs uvicorn")

from springmass.lab.answer import answer  # noqa: E402
from springmass.lab.lesson_answers import answered  # noqa: E402
from springmass.lab.lesson_files import lesson, lessons  # noqa: E402
from springmass.lab.state import state_from_query  # noqa: E402

ROOT = Path(__file__).parents[1]
BROWSER = os.environ.get("SPRINGMASS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
NPM = ROOT / ".venv" / "npm" / "node_modules"
AXE = NPM / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHOWN = {"s": ("ms", 1e3), "m": ("cm", 1e2), "rad": ("deg", 57.29577951308232), "N/m": ("kN/m", 1e-3)}
"""SI → what people read; written here again, so that the page is not checked with its own table."""


class Lab:
    """A server, and pages of it in a browser that writes down what goes wrong."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address
        self.requests, self.complaints = [], []

    def open(self, query="s=rbds001", *, width=1440, height=900, **more):
        more = {"reduced_motion": "reduce", **more}
        context = self.browser.new_context(viewport={"width": width, "height": height}, **more)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("console", lambda line: line.type in ("error", "warning") and self.complaints.append(line.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(f"{self.address}?{query}")
        page.wait_for_selector("table.numbers tbody tr", state="attached")
        drawn(page)
        return page


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    if not BROWSER:
        pytest.skip("no Chromium: make browser installs it, or name one in SPRINGMASS_CHROMIUM")
    command = [sys.executable, "-m", "springmass", "lab", "rbds001", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path_factory.mktemp("lab")) as server:
        try:
            address = re.search(r"http://\S+", server.stdout.readline()).group()
            with playwright.sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=BROWSER, args=QUIET)
                yield Lab(browser, address)
                browser.close()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(10)


@pytest.fixture
def page(lab):
    """The lab with one step of the average recorded runner; afterwards nothing may have complained."""
    before = len(lab.complaints)
    found = lab.open()
    yield found
    found.context.close()
    assert lab.complaints[before:] == []


def drawn(page):
    """Wait until the newest answer is on the screen and no other is under way."""
    page.wait_for_function(
        """async () => {
            const root = document.querySelector('.smlab');
            const rest = (ms) => new Promise((done) => setTimeout(done, ms));
            const before = root.dataset.answered;
            await rest(30);
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            return root.dataset.drawn === root.dataset.answered && before === root.dataset.answered;
        }"""
    )


def answered_after(page, act):
    """Do something, and wait until a newer answer than before is drawn."""
    before = page.locator(".smlab").get_attribute("data-answered")
    act()
    page.wait_for_function("(n) => document.querySelector('.smlab').dataset.answered !== n", arg=before)
    drawn(page)


def pixels(page):
    return page.locator("canvas.runner").evaluate("(canvas) => canvas.toDataURL()")


def assert_picture_has_the_numbers(page):
    """What is written into the picture is what the table says."""
    said = page.locator("canvas.runner").get_attribute("aria-label")
    table = numbers(page)
    if table["takeoff_angle"] != "–":
        told = float(re.search(r"Takeoff at (-?[\d.]+) degrees", said).group(1))
        assert told == pytest.approx(as_written(table["takeoff_angle"])[0], abs=0.051)
    if table["hip_ankle_offset"] != "–":
        told = re.search(r"At midstance: (hip|body) (?:([\d.]+) cm (ahead of|behind)|right over|over)", said)
        ahead = float(told[2] or 0.0) * (-1.0 if told[3] == "behind" else 1.0)
        metric = {"hip": "hip_ankle_offset", "body": "mass_cop_offset"}[told[1]]
        assert ahead == pytest.approx(as_written(table[metric])[0], abs=0.051)


def numbers(page):
    """Metric → what is written for the runner now."""
    rows = "(rows) => rows.map((row) => [row.dataset.metric, row.cells[1].textContent])"
    return dict(page.locator("table.numbers tbody tr").evaluate_all(rows))


def written_sliders(page):
    found = page.locator("input[type=range]").evaluate_all(
        "(all) => all.map((one) => [one.dataset.field, one.getAttribute('aria-valuetext')])"
    )
    return dict(found)


def name_of(page, field):
    """Accessible name of a slider: its label."""
    return page.locator(f"[data-field='{field}']").evaluate("(one) => one.labels[0].textContent")


def fields(page, kind):
    return page.locator(f"{kind}[data-field]:not([disabled])").evaluate_all(
        "(all) => all.map((one) => one.dataset.field)"
    )


def open_all(page):
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")


def command(*words):
    found = subprocess.run(
        [sys.executable, "-m", "springmass", *words, "--json"], capture_output=True, text=True, check=False
    )
    return json.loads(found.stdout)


def as_written(text):
    """Number, decimals and unit of a text such as "−1.3 cm"."""
    number, _, unit = text.replace("−", "-").partition(" ")
    return float(number), len(number.partition(".")[2]), unit


def assert_same(shown, metrics):
    """Every number on the page is the command's, to the digits that are shown."""
    compared = 0
    for name, text in shown.items():
        value, unit = metrics[name]["value"], metrics[name]["unit"]
        if value is None:
            assert text == "–", name
            continue
        number, decimals, shown_unit = as_written(text)
        factor = 1.0
        if unit.startswith("fraction"):
            factor = 100.0
        elif shown_unit != unit:
            expected, factor = SHOWN[unit]
            assert shown_unit == expected, name
        assert abs(number - value * factor) <= 0.5 * 10.0**-decimals + 1e-9, (name, text, value)
        compared += 1
    assert compared > 20


# ------------------------------------------------------------------------------------------------ pictures and numbers


EXTREME = {"world.friction": "Home"}
"""Sliders that do something only far away: ground that is a little less rough holds the foot all the same."""


def try_sliders(page, some):
    """Move each slider; gives those that did not move picture or numbers."""
    open_all(page)
    picture, table, dead = pixels(page), numbers(page), []
    for field in some:
        slider = page.get_by_role("slider", name=name_of(page, field), exact=True)
        highest = slider.evaluate("(one) => Number(one.value) >= Number(one.max)")
        answered_after(
            page, lambda s=slider, f=field, h=highest: s.press(EXTREME.get(f, "PageDown" if h else "PageUp"))
        )
        if pixels(page) == picture:
            dead.append(f"{field}: the picture stays")
        if numbers(page) == table:
            dead.append(f"{field}: the numbers stay")
        assert_picture_has_the_numbers(page)
        reset = page.get_by_role("button", name=f"Reset {name_of(page, field)}", exact=True)
        answered_after(page, reset.click)
        assert numbers(page) == table, f"{field} was reset"
    return dead


def test_every_slider_moves_the_picture_and_the_numbers(page):
    every = fields(page, "input")
    assert len(every) >= 15
    assert try_sliders(page, every) == []


def test_sliders_of_a_runner_released_once_move_too(lab):
    page = lab.open("s=seyfarth")
    assert try_sliders(page, ["gait.apex_height", "gait.apex_speed"]) == []
    page.context.close()


def test_the_offset_is_a_slider_of_steady_running(page):
    answered_after(page, lambda: page.get_by_label("Keep running like that").check())
    before, picture = numbers(page), pixels(page)
    slider = page.get_by_role("slider", name=name_of(page, "hip_ankle_offset"), exact=True)
    answered_after(page, lambda: slider.press("PageDown"))
    assert as_written(numbers(page)["hip_ankle_offset"])[0] < as_written(before["hip_ankle_offset"])[0] - 1.0
    assert pixels(page) != picture


def test_words_are_chosen_like_numbers(page):
    open_all(page)
    for field in fields(page, "select"):
        choice = page.get_by_label(name_of(page, field), exact=True)
        before = numbers(page)
        for value in choice.locator("option:not(:checked)").evaluate_all("(all) => all.map((one) => one.value)"):
            answered_after(page, lambda c=choice, v=value: c.select_option(v))
            assert numbers(page) != before, (field, value)
        answered_after(page, page.get_by_role("button", name=f"Reset {name_of(page, field)}", exact=True).click)
        assert numbers(page) == before


def test_numbers_are_those_of_run(page):
    assert_same(numbers(page), command("run", "rbds001", "--all")["steps"][0])


def test_numbers_are_those_of_what_if(lab):
    cells = "(rows) => rows.map((row) => [row.dataset.metric, row.cells[2].textContent])"
    answers = command("what-if", "rbds001", "--set", "foot.ahead=28cm", "--ask", "all", "--all")["answers"]
    assert [one["ask"] for one in answers] == ["one step", "matched", "settle"]
    for one in answers[:2]:  # letting go ends in a fall here
        page = lab.open(f"s=rbds001&foot.ahead=28cm&ask={one['ask'].replace(' ', '-')}")
        assert_same(numbers(page), one["what_if"])
        assert_same(dict(page.locator("table.numbers tbody tr").evaluate_all(cells)), one["baseline"])
        page.context.close()


def test_energy_in_the_figure_is_that_of_the_table(lab):
    page = lab.open("s=rbds001&foot.ahead=28cm")
    said = page.get_by_role("img", name=re.compile("^Energy of one step")).get_attribute("aria-label")
    now, before = said.split(";")
    cells = "(row) => [row.cells[1].textContent, row.cells[2].textContent]"
    row = page.locator("tr[data-metric='energy_lost']").evaluate(cells)
    for words, text in zip((now, before), row, strict=True):
        told = float(re.search(r"lost ([\d.]+)", words)[1])
        assert told == pytest.approx(as_written(text)[0], abs=0.011)
    page.context.close()


def test_dragging_the_foot_moves_it(page):
    slider = page.get_by_role("slider", name="foot ahead of the body", exact=True)
    before, picture = float(slider.input_value()), pixels(page)
    box = page.locator("canvas.runner").bounding_box()
    x, y = box["x"] + 0.55 * box["width"], box["y"] + box["height"] - 66
    page.mouse.move(x, y)
    page.mouse.down()
    answered_after(page, lambda: page.mouse.move(x + 25, y, steps=10))
    page.mouse.up()
    after = float(slider.input_value())
    assert after > before + 1.0
    for _ in range(50):  # answers to places the pointer passed may still come in on a busy machine
        drawn(page)
        if abs(as_written(numbers(page)["foot_ahead_at_touchdown"])[0] - after) < 0.051:
            break
        page.wait_for_timeout(100)
    assert as_written(numbers(page)["foot_ahead_at_touchdown"])[0] == pytest.approx(after, abs=0.051)
    assert pixels(page) != picture


def test_a_finger_drags_the_foot_and_still_scrolls_the_page(lab):
    page = lab.open(width=390, height=844, has_touch=True, is_mobile=True)
    box = page.locator("canvas.runner").bounding_box()
    finger = page.context.new_cdp_session(page)

    def swipe(start, end):
        def touch(kind, *points):
            at = [{"x": x, "y": y} for x, y in points]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

        touch("touchStart", start)
        for k in range(1, 9):
            touch("touchMove", tuple(a + (b - a) * k / 8 for a, b in zip(start, end, strict=True)))
            page.wait_for_timeout(20)
        touch("touchEnd")

    x, ground = box["x"] + box["width"] * 0.55, box["y"] + box["height"] - 80
    before = numbers(page)["foot_ahead_at_touchdown"]
    answered_after(page, lambda: swipe((x, ground), (x - 12, ground)))
    after = numbers(page)["foot_ahead_at_touchdown"]
    assert as_written(after)[0] < as_written(before)[0] - 1.0
    swipe((x, ground), (x, ground - 200))
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > 50
    assert numbers(page)["foot_ahead_at_touchdown"] == after
    page.context.close()


def test_the_newest_wins_when_a_slider_is_dragged(page):
    sent, open_now, most = [], set(), [0]

    def begun(request):
        if "/api/answer" in request.url:
            sent.append(request)
            open_now.add(request)
            most[0] = max(most[0], len(open_now))

    page.on("request", begun)
    for event in ("requestfinished", "requestfailed"):
        page.on(event, lambda request: open_now.discard(request))
    slider = page.get_by_role("slider", name="foot ahead of the body", exact=True)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    moves = 100
    page.mouse.move(box["x"] + 0.2 * box["width"], y)
    page.mouse.down()
    for i in range(moves):
        page.mouse.move(box["x"] + (0.5 + 0.3 * ((i * 37) % 100) / 100) * box["width"], y)
    page.mouse.move(box["x"] + 0.62 * box["width"], y)
    page.mouse.up()
    page.wait_for_timeout(300)
    drawn(page)
    page.wait_for_function("() => !document.querySelector('.trouble:not([hidden])')")
    assert as_written(numbers(page)["foot_ahead_at_touchdown"])[0] == pytest.approx(
        float(slider.input_value()), abs=0.051
    )
    assert not open_now
    assert most[0] == 1
    assert len(sent) < moves


def test_a_fall_says_so(lab):
    page = lab.open("s=falls")
    told = command("run", "falls")["outcome"]
    assert told["name"] != "RUNNING"
    assert page.locator(".outcome").is_visible()
    sentence = page.locator(".outcome").inner_text()
    assert len(sentence) > 10
    assert sentence in page.locator("canvas.runner").get_attribute("aria-label")
    assert page.locator(".verdict").inner_text()
    answered_after(page, lambda: page.get_by_label("Runner", exact=True).select_option("rbds001"))
    page.locator(".outcome").wait_for(state="hidden")
    page.context.close()


# --------------------------------------------------------------------------------------------------- share, take away


def test_the_link_restores_everything(lab, page):
    answered_after(page, lambda: page.get_by_label("Change it and let go").check())
    page.get_by_label("Midstance is").select_option("half contact")
    for field, key in [("foot.ahead", "ArrowRight"), ("hip.trunk_lean", "ArrowRight"), ("runner.height", "PageUp")]:
        page.get_by_role("slider", name=name_of(page, field), exact=True).press(key)
    page.wait_for_timeout(600)
    drawn(page)
    assert "ask=settle" in page.url
    assert "midstance=half-contact" in page.url
    seen = (page.locator(".verdict").inner_text(), numbers(page), written_sliders(page), pixels(page))
    page = lab.open(urlsplit(page.url).query)
    assert page.get_by_label("Change it and let go").is_checked()
    assert page.get_by_label("Midstance is").input_value() == "half contact"
    assert (page.locator(".verdict").inner_text(), numbers(page), written_sliders(page), pixels(page)) == seen
    page.context.close()


def test_a_link_that_cannot_be_read_says_so(lab):
    page = lab.open("s=rbds001&foot.ahead=3kg")
    assert "foot.ahead" in page.locator(".trouble").inner_text()
    page.context.close()
    lab.complaints[:] = [line for line in lab.complaints if "422" not in line]  # the browser's own note of it


def downloaded(page, button):
    with page.expect_download(timeout=40_000) as found:
        page.get_by_role("button", name=button, exact=True).click()
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()


def test_what_is_taken_home_can_be_opened(lab, tmp_path):
    page = lab.open("s=rbds001&foot.ahead=28cm")
    name, content = downloaded(page, "Table (CSV)")
    assert name.endswith(".csv")
    lines = [line for line in content.decode("utf-8-sig").splitlines() if not line.startswith("#")]
    head, *rows = csv.reader(lines)
    assert len(rows) > 50
    assert all(len(row) == len(head) for row in rows)
    times = [float(row[0]) for row in rows[:50]]
    assert times == sorted(times)

    name, content = downloaded(page, "Scenario (TOML)")
    assert name.endswith(".toml")
    assert tomllib.loads(content.decode())
    file = tmp_path / "taken.toml"
    file.write_bytes(content)
    assert_same(numbers(page), command("what-if", str(file))["answers"][0]["what_if"])

    for button in ("Picture as seen (PNG)", "Figure (PNG)"):
        name, content = downloaded(page, button)
        assert name.endswith(".png")
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
            assert picture.width > 400
            assert len(picture.convert("RGB").getcolors(1 << 24)) > 20

    name, content = downloaded(page, "Film (GIF)")
    with Image.open(io.BytesIO(content)) as film:
        assert film.n_frames > 10
    page.context.close()


# ------------------------------------------------------------------------------------------------------ keyboard alone

HERE = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    window.stops ??= new Map();
    if (!window.stops.has(one)) window.stops.set(one, window.stops.size);
    return window.stops.get(one);
}"""
MISSED = """() => {
    const groups = new Set();
    const all = document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]');
    const seen = [...all].filter((one) =>
        !one.disabled && one.checkVisibility({visibilityProperty: true}) && one.tabIndex >= 0);
    for (const one of window.stops.keys()) if (one.type === 'radio') groups.add(one.name);
    return seen.filter((one) => !window.stops.has(one) && !(one.type === 'radio' && groups.has(one.name)))
        .map((one) => one.outerHTML.slice(0, 120));
}"""


def test_tab_reaches_every_control_and_leaves_again(page):
    open_all(page)
    for key in ("Tab", "Shift+Tab"):
        page.evaluate(
            "window.stops = undefined; document.activeElement.blur(); window.getSelection().removeAllRanges()"
        )
        path = []
        for _ in range(200):
            page.keyboard.press(key)
            path.append(page.evaluate(HERE))
            if path[-1] is None or (path[-1] == 0 and len(path) > 1):
                break
        else:
            pytest.fail("Tab does not come out of the page")
        assert path[:-1] == list(range(len(path) - 1)), "no control is met twice"
        assert page.evaluate(MISSED) == []
        assert len(path) > 40


def tab_to(page, target):
    """Press Tab until the target has the focus."""
    target.wait_for(state="attached")
    for _ in range(200):
        page.keyboard.press("Tab")
        if target.evaluate("(one) => one === document.activeElement"):
            return
    pytest.fail("Tab does not reach it")


def test_the_keyboard_alone_does_everything(page):
    keys = page.keyboard

    def press(key):
        return lambda: keys.press(key)

    tab_to(page, page.get_by_label("Runner", exact=True))
    answered_after(page, press("ArrowDown"))
    answered_after(page, press("ArrowUp"))
    start = numbers(page)

    stage = page.get_by_role("group", name=re.compile("^The runner. Space"))
    tab_to(page, stage)
    picture = pixels(page)
    keys.press("ArrowRight")
    drawn(page)
    assert pixels(page) != picture, "one frame on"
    keys.press(" ")
    page.wait_for_function("() => /running/.test(document.querySelector('canvas.runner').ariaLabel)")
    keys.press(" ")
    page.wait_for_function("() => /paused/.test(document.querySelector('canvas.runner').ariaLabel)")
    answered_after(page, press("Shift+ArrowRight"))
    assert numbers(page)["foot_ahead_at_touchdown"] != start["foot_ahead_at_touchdown"]

    tab_to(page, page.get_by_role("button", name="Slingshot view"))
    keys.press("Enter")
    page.wait_for_function("() => /Both takeoffs/.test(document.querySelector('canvas.runner').ariaLabel)")
    keys.press("Enter")
    tab_to(page, page.get_by_role("button", name="Pin this run"))
    keys.press(" ")
    page.get_by_role("button", name="Unpin").wait_for()
    keys.press(" ")

    tab_to(page, page.get_by_label("Just this step"))
    answered_after(page, press("ArrowDown"))
    assert page.get_by_label("Keep running like that").is_checked()
    answered_after(page, press("ArrowUp"))

    slider = page.get_by_role("slider", name="foot ahead of the body", exact=True)
    tab_to(page, slider)
    value = float(slider.input_value())
    answered_after(page, press("ArrowLeft"))
    assert float(slider.input_value()) < value
    answered_after(page, press("Home"))
    assert slider.input_value() == slider.get_attribute("min")
    tab_to(page, page.get_by_role("button", name="Reset foot ahead of the body"))
    answered_after(page, press("Enter"))
    assert numbers(page) == start

    more = page.locator("summary", has_text="More:").first
    tab_to(page, more)
    keys.press("Enter")
    assert more.evaluate("(one) => one.parentElement.open")
    tab_to(page, page.get_by_label("Midstance is"))
    answered_after(page, press("ArrowDown"))
    assert page.get_by_label("Midstance is").input_value() != "lowest point"
    tab_to(page, page.get_by_role("button", name="Scenario (TOML)"))
    with page.expect_download() as found:
        keys.press("Enter")
    assert found.value.suggested_filename.endswith(".toml")


# -------------------------------------------------------------------------------------------- everyone, and nobody else


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_axe_finds_nothing(lab, width, height, scheme):
    if not AXE.is_file():
        pytest.skip("no axe-core: make browser installs it")
    page = lab.open("s=rbds001&foot.ahead=28cm&lesson=midstance", width=width, height=height, color_scheme=scheme)
    open_all(page)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("(rules) => axe.run(document, {runOnly: rules})", RULES)
    told = [(one["id"], one["help"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 20
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing to scroll sideways"
    page.context.close()


@pytest.mark.parametrize("name", lessons())
def test_a_lesson_runs_through_its_five_steps(lab, name):
    page = lab.open(f"lesson={name}")
    said = page.locator(".verdict")
    for number, step in enumerate(answered(lesson(name))["steps"], start=1):
        page.get_by_text(f"Step {number} of 5").wait_for()
        drawn(page)
        assert said.inner_text() == step["question"]["text"]
        before = numbers(page)
        panel = page.locator(".lesson")
        assert panel.get_by_role("radio").count() == len(step["question"]["choices"])
        assert not panel.get_by_role("button", name=re.compile("Next step|Finish")).count()
        quiet = page.locator("canvas.runner").get_attribute("aria-label")
        assert "midstance" not in quiet, "marks tell what is asked"
        assert "Takeoff" not in quiet
        assert not page.locator(".plots, .card.table, .card.words").filter(visible=True).count()
        panel.get_by_role("radio").nth(step["right"]).check()
        answered_after(page, panel.get_by_role("button", name="Show what happens").click)
        on = panel.get_by_role("button", name="Finish" if number == 5 else "Next step")
        on.wait_for()
        told = panel.locator(".result").inner_text()
        assert told.startswith("✓ As you predicted")
        assert step["holds"]
        assert step["told"].replace("-", "−") in told.replace("-", "−")
        assert said.inner_text().replace("-", "−") == step["headline"].replace("-", "−")
        picture = page.locator("canvas.runner").get_attribute("aria-label")
        assert "At midstance" in picture
        assert page.locator(".plots").is_visible()
        told = picture.partition("At midstance")[2]
        assert "the foot point" in told or not step["question"]["metric"].startswith("mass_cop")
        assert number == 1 or step["reference"] or numbers(page) != before, "the reveal shows another run"
        if number < 5:
            answered_after(page, on.click)
        else:
            on.click()
    page.get_by_text("5 of 5 predictions were right").wait_for()
    page.get_by_role("button", name="Close the lesson").click()
    page.locator(".lesson").wait_for(state="hidden")
    page.context.close()


def test_an_answer_makes_room_for_what_is_moved_next(lab):
    page = lab.open("lesson=midstance&step=2")
    said = page.locator(".verdict")
    question = said.inner_text()
    answered_after(page, lambda: page.get_by_label("foot ahead of the body", exact=True).press("ArrowRight"))
    assert said.inner_text() == question, "a question stays until it is answered"
    page.locator(".lesson").get_by_role("radio").first.check()
    answered_after(page, page.get_by_role("button", name="Show what happens").click)
    page.get_by_role("button", name="Next step").wait_for()
    assert said.inner_text().startswith("Hip ahead of the ankle at midstance: ")
    answered_after(page, lambda: page.get_by_label("foot ahead of the body", exact=True).press("ArrowRight"))
    assert said.inner_text() == page_verdict(page)
    page.context.close()


def page_verdict(page):
    """What Python says of the state in the address bar."""
    page.wait_for_timeout(500)  # the address follows a little later
    return answer(state_from_query(dict(parse_qsl(urlsplit(page.url).query)[:-2])))["verdict"]


def test_two_keys_lead_from_the_choice_of_a_lesson_to_its_question(page):
    choice = page.get_by_role("combobox", name="Lesson", exact=True)
    answered_after(page, lambda: choice.select_option("cadence"))
    choice.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.question') !== null")
    page.keyboard.press("Space")
    assert page.locator(".question input:checked").count() == 1


def test_no_request_left_the_machine(lab):
    """Runs last: everything the pages of all tests above have asked for."""
    lab.open().context.close()
    asked = {urlsplit(url).netloc or urlsplit(url).scheme for url in lab.requests}
    assert asked <= {urlsplit(lab.address).netloc, "data", "blob", "about"}
    assert sum("/api/answer" in url or "/api/start" in url for url in lab.requests) >= 1


def test_the_console_stayed_silent(lab):
    lab.open().context.close()
    assert lab.complaints == []
