"""The lab as a widget in the real JupyterLab and the real marimo, in a real browser."""

import contextlib
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from test_lab_page import BROWSER, QUIET, as_written, assert_same, command, numbers

playwright = pytest.importorskip("playwright.sync_api", reason="the notebooks are tried with playwright")
psutil = pytest.importorskip("psutil", reason="the notebooks' servers are ended with psutil")
pytest.importorskip("anywidget", reason="the widget needs anywidget")

ROOT = Path(__file__).parents[1]
FOOT = "foot ahead of the body"
PATIENCE = 60_000  # ms; a busy machine starts a kernel slowly

# What the code of a widget (it comes as a blob) has going on in the page: observers, listeners on what outlives it,
# frames asked for, timers set.
WATCH = """() => {
  const going = (window.going = { observers: 0, listeners: 0, frames: 0, timers: 0 });
  const ours = () => /blob:|lab\\.js/.test(new Error().stack);
  for (const name of ["ResizeObserver", "MutationObserver"]) {
    const Real = window[name];
    window[name] = class extends Real {
      constructor(call) { super(call); this.ours = ours(); }
      observe(...all) { if (this.ours && !this.on) { this.on = true; going.observers++; } super.observe(...all); }
      disconnect() { if (this.on) { this.on = false; going.observers--; } super.disconnect(); }
    };
  }
  const outlives = (one) => one === window || one === document || one instanceof MediaQueryList;
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const listening = new Map();
  EventTarget.prototype.addEventListener = function (name, call, ...more) {
    if (outlives(this) && ours()) { listening.set(call, this); going.listeners = listening.size; }
    return addEventListener.call(this, name, call, ...more);
  };
  EventTarget.prototype.removeEventListener = function (name, call, ...more) {
    if (listening.get(call) === this) { listening.delete(call); going.listeners = listening.size; }
    return removeEventListener.call(this, name, call, ...more);
  };
  const { requestAnimationFrame, setTimeout, clearTimeout } = window;
  window.requestAnimationFrame = (call) => { if (ours()) going.frames++; return requestAnimationFrame(call); };
  const waiting = new Set();
  const over = (number) => { waiting.delete(number); going.timers = waiting.size; };
  window.setTimeout = (call, ...more) => {
    if (!ours() || typeof call !== "function") return setTimeout(call, ...more);
    const number = setTimeout((...all) => { over(number); call(...all); }, ...more);
    waiting.add(number);
    going.timers = waiting.size;
    return number;
  };
  window.clearTimeout = (number) => { over(number); clearTimeout(number); };
}"""
SETTLED = """async (root, [before, limit]) => {
  const rest = (ms) => new Promise((done) => setTimeout(done, ms)), end = performance.now() + limit;
  while (performance.now() < end) {
    const { answered, drawn } = root.dataset;
    await rest(40);
    if (answered && answered !== before && answered === drawn && answered === root.dataset.answered) return;
  }
  throw new Error(`no new answer is drawn: answered ${root.dataset.answered}, drawn ${root.dataset.drawn}`);
}"""
FITS = """(root) => {
  const cell = root.parentElement, box = cell.getBoundingClientRect();
  const lowest = Math.max(...[...root.querySelectorAll("*")].map((one) => one.getBoundingClientRect().bottom));
  const before = cell.scrollTop;
  cell.scrollTop = 1e6;
  const end = root.getBoundingClientRect().bottom;
  cell.scrollTop = before;
  return { height: box.height, inside: cell.scrollHeight, wide: root.scrollWidth - root.clientWidth,
    below: Math.round(end - cell.getBoundingClientRect().bottom) };
}"""


# ------------------------------------------------------------------------------------------------- servers and browser


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(words, folder, ready, **environment):
    """A server with a home of its own; afterwards neither it nor any child of it lives."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "XDG_", "MARIMO", "IPYTHON"))
    }
    own |= {"HOME": str(folder / "home"), "PYTHONWARNINGS": "", **environment}
    (folder / "home").mkdir()
    log = folder / "log.txt"
    with log.open("wb") as told:
        server = subprocess.Popen(
            words,
            cwd=folder / "work",
            env=own,
            stdout=told,
            stderr=told,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            end = time.monotonic() + 60
            while not answers(ready):
                if server.poll() is not None or time.monotonic() > end:
                    pytest.fail("the server does not start: " + log.read_text(errors="replace")[-2000:])
                time.sleep(0.1)
            yield
        finally:
            family = (
                [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
                if server.poll() is None
                else []
            )
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            _, alive = psutil.wait_procs(family, timeout=10)
            for one in alive:
                one.kill()
            server.wait(10)


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except OSError:
        return False


class Site:
    """A notebook server, pages of it, and what they asked for and complained of."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address
        self.outside, self.complaints = [], []

    @contextlib.contextmanager
    def page(self, path="", *, width=1440, height=900, **more):
        more = {"reduced_motion": "reduce", **more}
        context = self.browser.new_context(viewport={"width": width, "height": height}, **more)
        context.route("**/*", self._only_here)
        context.add_init_script(f"({WATCH})()")
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("websocket", lambda found: self._note(found.url))
        page.on("console", lambda line: line.type == "error" and self.complaints.append(line.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        try:
            page.goto(self.address + path)
            yield page
        finally:
            context.close()

    def _note(self, url):
        parts = urlsplit(url)
        away = parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1"
        if away:
            self.outside.append(url)
        return away

    def _only_here(self, route):
        if self._note(route.request.url):
            route.abort()
        else:
            route.continue_()


@pytest.fixture(scope="module")
def browser():
    if not BROWSER:
        pytest.skip("no Chromium: make browser installs it, or name one in SPRINGMASS_CHROMIUM")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=BROWSER, args=QUIET)
        yield found
        found.close()


def cell(source, number):
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"c{number}",
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def notebook(*sources):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [cell(source, number) for number, source in enumerate(sources)]
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "apputils-extension/themes": {"theme": "JupyterLab Light", "adaptive-theme": False},
}


@pytest.fixture(scope="module")
def jupyter(browser, tmp_path_factory):
    for needed in ("jupyterlab", "ipykernel"):
        if importlib.util.find_spec(needed) is None:
            pytest.skip(f'no {needed}: pip install "springmass[test]"')
    folder = tmp_path_factory.mktemp("jupyter")
    (folder / "work").mkdir()
    (folder / "work" / "one.ipynb").write_text(
        notebook('import springmass as sm; lab = sm.open_lab("rbds001"); lab', 'other = sm.open_lab("seyfarth"); other')
    )
    for name, settings in SETTINGS.items():
        file = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings))
    port = free_port()
    words = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    words += ["--ServerApp.port_retries=0", "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"]
    words += ["--LabApp.extension_manager=readonly", f"--ServerApp.root_dir={folder / 'work'}"]
    places = {f"JUPYTER_{name.upper()}_DIR": str(folder / name) for name in ("config", "data", "runtime")}
    places |= {f"JUPYTERLAB_{name.upper()}_DIR": str(folder / name) for name in ("settings", "workspaces")}
    address = f"http://127.0.0.1:{port}"
    with serving(words, folder, f"{address}/api", IPYTHONDIR=str(folder / "ipython"), **places):
        yield Site(browser, address)


READY = """async () => {
  const app = window.jupyterapp;
  await app.restored;
  while (!app.shell.currentWidget?.sessionContext) await new Promise((done) => setTimeout(done, 50));
  const panel = app.shell.currentWidget;
  await panel.context.ready;
  await panel.revealed;
  await panel.sessionContext.ready;
  while (panel.sessionContext.session?.kernel?.status !== "idle") await new Promise((done) => setTimeout(done, 50));
}"""


@pytest.fixture(scope="module")
def opened(jupyter):
    """A notebook in JupyterLab with two labs, both drawn."""
    with jupyter.page("/lab/tree/one.ipynb?reset") as page:
        page.wait_for_function("() => window.jupyterapp")
        page.evaluate(READY)
        run(page, "notebook:run-all-cells")
        for number in range(2):
            settled(page.locator(".smlab").nth(number))
        yield page


def run(page, name, options=None):
    page.evaluate("([name, options]) => window.jupyterapp.commands.execute(name, options)", [name, options or {}])


def lab_of(page, number=0):
    """One of the labs of a page; brought into view, since JupyterLab hides cells that are far away.

    It scrolls to a cell that was just run by itself, perhaps a moment later: so more than once.
    """
    root, end = page.locator(".smlab").nth(number), time.monotonic() + PATIENCE / 1000
    seen = 0
    while seen < 3:
        root.evaluate("(one) => one.parentElement.scrollIntoView({ block: 'nearest' })")
        page.wait_for_timeout(60)
        seen = seen + 1 if foot_of(root).is_visible() else 0
        assert time.monotonic() < end, "the lab does not come into view"
    return root


def settled(root, before=None):
    """Wait until an answer, newer than the one given, is drawn."""
    root.wait_for()
    root.evaluate(SETTLED, [before, PATIENCE])


def answered_after(root, act):
    before = root.get_attribute("data-answered")
    act()
    settled(root, before)


def foot_of(root):
    return root.get_by_role("slider", name=FOOT, exact=True)


def verdict(root):
    return root.locator(".verdict").inner_text()


def try_the_foot(root, scenario):
    """The foot is moved by keyboard; numbers and verdict are those of the command."""
    slider = foot_of(root)
    slider.focus()
    first, said, table = slider.input_value(), verdict(root), numbers(root)
    for _ in range(3):
        answered_after(root, lambda: slider.press("ArrowRight"))
    assert float(slider.input_value()) > float(first)
    assert slider.evaluate("(one) => one.getRootNode().activeElement === one")
    assert verdict(root) != said
    assert numbers(root) != table
    change = f"foot.ahead={slider.input_value()}cm"
    told = command("what-if", scenario, "--set", change, "--all")["answers"][0]
    assert told["ask"] == "one step"
    assert_same(numbers(root), told["what_if"])
    answered_after(root, lambda: slider.press("PageDown"))
    answered_after(root, lambda: root.get_by_role("button", name=f"Reset {FOOT}", exact=True).press("Enter"))
    assert numbers(root) == table


def assert_fits(root, height):
    """The cell is as high as asked for, and what does not fit can be scrolled to."""
    found = root.evaluate(FITS)
    assert found["height"] == pytest.approx(height, abs=1)
    assert found["inside"] > height
    assert found["below"] <= 1
    assert found["wide"] <= 0


def assert_sharp(root):
    """Every canvas has the dots of its size on the screen: none is stretched."""
    dots = "(all) => all.map((one) => [one.width / devicePixelRatio, one.height / devicePixelRatio])"
    size = "(all) => all.map((one) => [one.clientWidth, one.clientHeight])"
    canvases = root.locator("canvas")
    drawn, seen = canvases.evaluate_all(dots), canvases.evaluate_all(size)
    assert len(seen) >= 5
    for one, other in zip(drawn, seen, strict=True):
        assert one == pytest.approx(other, abs=1.01)


def colour_of(root):
    """What the sky of the picture and the page behind are painted with: how light, 0 to 255."""
    light = "([r, g, b]) => 0.299 * r + 0.587 * g + 0.114 * b"
    corner = (
        f"""(one) => ({light})(one.querySelector('canvas.runner').getContext('2d').getImageData(3, 3, 1, 1).data)"""
    )
    behind = f"(one) => ({light})(getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number))"
    return root.evaluate(corner), root.evaluate(behind)


# ---------------------------------------------------------------------------------------------------------- JupyterLab


def test_in_jupyterlab_the_foot_moves_and_the_numbers_are_the_librarys(opened):
    active = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    root = lab_of(opened)
    foot_of(root).focus()  # makes its cell the active one
    before, cells = opened.evaluate(active), opened.locator(".jp-CodeCell").count()
    try_the_foot(root, "rbds001")
    assert opened.evaluate(active) == before, "the keys were the lab's, not the notebook's"
    assert opened.locator(".jp-CodeCell").count() == cells


@pytest.mark.parametrize("control", ["Pin this run", "Slingshot view", "Runner"])
def test_in_jupyterlab_keys_pressed_in_the_lab_are_the_labs(opened, control):
    """Letters are commands of the notebook: a, b add cells, x cuts one, Enter goes to the editor."""
    root = lab_of(opened)
    role = "combobox" if control == "Runner" else "button"
    one = root.get_by_role(role, name=control, exact=True).element_handle()
    one.focus()
    cells = opened.locator(".jp-CodeCell").count()
    for key in ("b", "a", "Escape", "j"):
        opened.keyboard.press(key)
    opened.wait_for_timeout(100)
    assert opened.locator(".jp-CodeCell").count() == cells
    assert one.evaluate("(one) => one === document.activeElement")
    if role == "button":
        look = "(one) => one.textContent + one.ariaPressed"
        before = one.evaluate(look)
        one.press("Enter")
        assert one.evaluate(look) != before
        one.press("Enter")
        assert one.evaluate(look) == before
    else:
        answered_after(root, lambda: one.select_option("rbds001"))


def test_in_jupyterlab_the_cell_is_as_high_as_said(opened):
    assert_fits(lab_of(opened), 580)


def test_in_jupyterlab_the_picture_is_painted(opened):
    dots = "one.getContext('2d').getImageData(0, 0, one.width, one.height).data.buffer"
    many = f"(one) => new Set(new Uint32Array({dots})).size"
    for canvas in lab_of(opened).locator("canvas").all():
        assert canvas.evaluate(many) > 20
    assert_sharp(lab_of(opened, 1))
    assert_sharp(lab_of(opened))


def test_two_labs_in_one_notebook_are_two(opened):
    first, second = (opened.locator(".smlab").nth(number) for number in range(2))
    kept = verdict(first), numbers(first), first.get_attribute("data-answered")
    slider = foot_of(second)
    answered_after(second, lambda: slider.press("ArrowRight"))
    assert (verdict(first), numbers(first), first.get_attribute("data-answered")) == kept
    assert as_written(numbers(second)["foot_ahead_at_touchdown"])[0] == pytest.approx(
        float(slider.input_value()), abs=0.051
    )
    ids = opened.locator(".smlab [id]").evaluate_all("(all) => all.map((one) => one.id)")
    assert len(ids) == len(set(ids))


def test_in_jupyterlab_the_scenario_comes_as_a_file(opened, tmp_path):
    root = lab_of(opened)
    answered_after(root, lambda: foot_of(root).press("ArrowRight"))
    with opened.expect_download() as found:
        root.get_by_role("button", name="Scenario (TOML)", exact=True).click()
    assert found.value.suggested_filename.endswith(".toml")
    file = tmp_path / "taken.toml"
    file.write_bytes(Path(found.value.path()).read_bytes())
    assert tomllib.loads(file.read_text("utf-8"))
    assert_same(numbers(root), command("what-if", str(file), "--all")["answers"][0]["what_if"])


def test_in_jupyterlab_ones_own_recording_runs(opened):
    root = lab_of(opened)
    before = numbers(root)
    with opened.expect_file_chooser() as chosen:
        root.get_by_role("button", name="Your own recording …").click()
    answered_after(root, lambda: chosen.value.set_files(ROOT / "recordings" / "watch.csv"))
    root.get_by_text("runs now").wait_for()
    assert numbers(root) != before
    assert root.locator(".trouble").is_hidden()


def test_in_jupyterlab_a_file_that_cannot_be_read_says_so(opened, tmp_path):
    file = tmp_path / "nonsense.csv"
    file.write_text("this is not a recording\n")
    root = lab_of(opened, 1)
    before = numbers(root)
    root.get_by_label("Recording or scenario file").set_input_files(file)
    trouble = root.locator(".trouble")
    trouble.wait_for()
    assert "nonsense.csv" in trouble.inner_text()
    assert numbers(root) == before


def test_the_lab_is_as_light_as_the_notebook_whatever_the_system_wishes(opened):
    roots = [opened.locator(".smlab").nth(number) for number in range(2)]
    try:
        for theme, dark in (("JupyterLab Dark", True), ("JupyterLab Light", False)):
            for scheme in ("light", "dark"):
                opened.emulate_media(color_scheme=scheme)
                run(opened, "apputils:change-theme", {"theme": theme})
                for root in roots:
                    opened.wait_for_function(
                        "([one, theme]) => one.dataset.theme === theme",
                        arg=[root.element_handle(), "dark" if dark else "light"],
                    )
                    opened.wait_for_timeout(100)
                    assert [light < 128 for light in colour_of(root)] == [dark, dark]
        for number in range(2):
            assert_sharp(lab_of(opened, number))
    finally:
        opened.emulate_media(color_scheme="light")


def test_in_a_hidden_tab_the_lab_rests_and_comes_back(opened):
    root = lab_of(opened)
    play = root.locator("button.play")
    play.click()
    going = "() => window.going.frames"
    show = "(id) => window.jupyterapp.shell.activateById(id)"
    own = opened.evaluate("() => window.jupyterapp.shell.currentWidget.id")
    try:
        run(opened, "launcher:create")
        root.wait_for(state="hidden")
        opened.wait_for_timeout(200)
        before = opened.evaluate(going)
        opened.wait_for_timeout(500)
        assert opened.evaluate(going) - before <= 2
        opened.evaluate(show, own)
        root.wait_for()
        opened.wait_for_function("(before) => window.going.frames > before + 5", arg=before)
        assert_sharp(root)
    finally:
        opened.evaluate(show, own)
        play.click()


def test_a_cell_run_again_leaves_nothing_of_the_old_lab(opened):
    first, second = (opened.locator(".smlab").nth(number) for number in range(2))
    opened.wait_for_timeout(600)  # short timers end
    count = "() => { const { frames, ...rest } = window.going; return rest; }"
    before = opened.evaluate(count)
    assert before["observers"] >= 4
    assert before["listeners"] >= 2
    for _ in range(2):
        old = first.element_handle()
        old.query_selector(".play").click()  # it runs, so it would go on
        opened.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0; }")
        run(opened, "notebook:run-cell")
        opened.wait_for_function("(old) => !old.isConnected", arg=old)
        settled(first)
    opened.wait_for_timeout(600)
    assert opened.locator(".smlab").count() == 2
    assert opened.evaluate(count) == before
    frames = opened.evaluate("() => window.going.frames")
    opened.wait_for_timeout(500)
    assert opened.evaluate("() => window.going.frames") - frames <= 2, "nothing is playing"
    try_the_foot(first, "rbds001")
    answered_after(second, lambda: foot_of(second).press("ArrowRight"))


def test_in_jupyterlab_the_height_follows_python(opened):
    opened.evaluate(
        "(code) => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code }).done",
        "lab.height = 700",
    )
    root = lab_of(opened)
    opened.wait_for_function("(one) => one.parentElement.clientHeight === 700", arg=root.element_handle())
    opened.wait_for_timeout(100)
    assert_sharp(root)
    assert_fits(root, 700)


def test_in_jupyterlab_nothing_left_the_machine_and_nothing_complained(opened, jupyter):
    assert jupyter.outside == []
    assert jupyter.complaints == []


# -------------------------------------------------------------------------------------------------------------- marimo

APP = """
import marimo

app = marimo.App()


@app.cell
def _():
    import springmass as sm

    lab = sm.open_lab("rbds001")
    lab
    return (sm,)


@app.cell
def _(sm):
    other = sm.open_lab("seyfarth", height=700)
    other
    return


if __name__ == "__main__":
    app.run()
"""


SETTINGS_OF_MARIMO = """
[tool.marimo.runtime]
auto_instantiate = true

[tool.marimo.display]
theme = "{theme}"
"""


@pytest.fixture(scope="module", params=[("run", "light"), ("edit", "dark")], ids=["run", "edit"])
def marimo(request, browser, tmp_path_factory):
    if importlib.util.find_spec("marimo") is None:
        pytest.skip('no marimo: pip install "springmass[test]"')
    folder = tmp_path_factory.mktemp("marimo")
    (folder / "work").mkdir()
    mode, theme = request.param
    (folder / "work" / "app.py").write_text(APP)
    (folder / "work" / "pyproject.toml").write_text(SETTINGS_OF_MARIMO.format(theme=theme))
    port = free_port()
    words = [sys.executable, "-m", "marimo", "-y", mode, "app.py", "--headless", "--no-token", "--no-sandbox"]
    words += ["--host", "127.0.0.1", "--port", str(port), *(["--skip-update-check"] if mode == "edit" else [])]
    with serving(words, folder, f"http://127.0.0.1:{port}/health"):
        site = Site(browser, f"http://127.0.0.1:{port}")
        with site.page("/") as page:
            for number in range(2):
                settled(page.locator(".smlab").nth(number))
            yield site, page, theme


def test_in_marimo_the_lab_works(marimo):
    site, page, theme = marimo
    first, second = (page.locator(".smlab").nth(number) for number in range(2))
    kept = verdict(second), numbers(second)
    try_the_foot(first, "rbds001")
    assert (verdict(second), numbers(second)) == kept, "two labs are two"
    answered_after(second, lambda: foot_of(second).press("ArrowRight"))
    for root, height in ((first, 580), (second, 700)):
        assert_fits(root, height)
        assert_sharp(root)
    for scheme in ("dark", "light"):  # marimo stays as it is, so the lab does
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(100)
        assert [light < 128 for light in colour_of(first)] == [theme == "dark"] * 2
    assert site.outside == []
    assert site.complaints == []
