"""How quickly the lab answers: from a key to the picture, while dragging, and after many changes.

    python benchmarks/lab_page.py

A key is pressed on a slider of the real page in a real browser, with the real server behind it. Time runs from the
moment the browser gave the key event until the frame after the one in which the answer was drawn has begun: then it
is on the screen. Keys go up and down again; every answer is worked out, only the runner before the change is kept.
"""

from __future__ import annotations

import argparse
import statistics
from typing import Any

from lab_browser import lab, opened

FOOT = "input[data-field='foot.ahead']"
WATCH = """() => {
    const root = document.querySelector('.smlab');
    window.times = {drawn: [], seen: []};
    let pressed = 0;
    addEventListener('keydown', (event) => { pressed = event.timeStamp; }, true);
    new MutationObserver(() => {
        if (!pressed) return;
        const from = pressed;
        pressed = 0;
        window.times.drawn.push(performance.now() - from);
        requestAnimationFrame(() => window.times.seen.push(performance.now() - from));
    }).observe(root, {attributes: true, attributeFilter: ['data-drawn']});
}"""
FRAMES = """() => {
    const root = document.querySelector('.smlab');
    window.drag = {frames: [], answers: 0, late: []};
    let last = performance.now(), moved = 0;
    const slider = document.querySelector("input[data-field='foot.ahead']");
    slider.addEventListener('input', () => { moved ||= performance.now(); });
    new MutationObserver(() => {
        window.drag.answers++;
        if (moved) window.drag.late.push(performance.now() - moved);
        moved = 0;
    }).observe(root, {attributes: true, attributeFilter: ['data-drawn']});
    const frame = (now) => {
        window.drag.frames.push(now - last);
        last = now;
        window.drag.id = requestAnimationFrame(frame);
    };
    window.drag.id = requestAnimationFrame(frame);
}"""


def table(title: str, values: list[float]) -> None:
    """One line: how many, median, 90th percentile, longest."""
    ordered = sorted(values)
    p90 = ordered[min(int(0.9 * len(ordered)), len(ordered) - 1)]
    print(f"{title:<44}{len(ordered):>6}{statistics.median(ordered):>10.1f}{p90:>10.1f}{ordered[-1]:>10.1f}")


def keys(browser: Any, address: str, count: int, playing: bool) -> dict[str, list[float]]:
    """Press arrow keys on the slider of the foot, one after the other."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion=None if playing else "reduce")
    page = opened(context, address, "s=rbds001&foot.ahead=20cm")
    page.locator(FOOT).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    page.evaluate(WATCH)
    for i in range(count):
        page.keyboard.press("ArrowRight" if (i // 20) % 2 == 0 else "ArrowLeft")
        page.wait_for_function("(n) => window.times.seen.length >= n", arg=i + 1)
        page.wait_for_timeout(60)
    times: dict[str, list[float]] = page.evaluate("window.times")
    context.close()
    return times


def drag(browser: Any, address: str, seconds: float) -> dict[str, list[float]]:
    """Pull the slider to and fro without a rest."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = opened(context, address, "s=rbds001&foot.ahead=25cm")
    slider = page.locator(FOOT)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.5 * box["width"], y)
    page.mouse.down()
    page.wait_for_timeout(300)
    page.evaluate(FRAMES)
    moves = int(seconds * 60)
    for i in range(moves):
        along = abs((i % 120) / 60 - 1)
        page.mouse.move(box["x"] + (0.5 + 0.25 * along) * box["width"], y)
        page.wait_for_timeout(10)
    page.mouse.up()
    page.wait_for_timeout(300)
    found: dict[str, list[float]] = page.evaluate("(cancelAnimationFrame(window.drag.id), window.drag)")
    context.close()
    return found


def growth(browser: Any, address: str, changes: int) -> list[tuple[int, float, int, int]]:
    """Changes so far, JavaScript heap [MB], nodes and listeners, each after the rubbish was collected."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = opened(context, address, "s=rbds001&foot.ahead=25cm")
    tool = context.new_cdp_session(page)
    tool.send("Performance.enable")
    page.locator(FOOT).focus()
    found, root = [], page.locator(".smlab")
    for i in range(changes + 1):
        if i % (changes // 5) == 0:
            page.wait_for_timeout(200)
            tool.send("HeapProfiler.collectGarbage")
            told = {one["name"]: one["value"] for one in tool.send("Performance.getMetrics")["metrics"]}
            found.append((i, told["JSHeapUsedSize"] / 1e6, int(told["Nodes"]), int(told["JSEventListeners"])))
        before = root.get_attribute("data-drawn")
        page.keyboard.press("ArrowRight" if (i // 10) % 2 == 0 else "ArrowLeft")
        page.wait_for_function("(n) => document.querySelector('.smlab').dataset.drawn !== n", arg=before)
    context.close()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=60, help="key presses")
    parser.add_argument(
        "--changes", type=int, default=500, help="changes between the first and the last look at the heap"
    )
    given = parser.parse_args()
    with lab() as (browser, address):
        print(f"Chromium {browser.version}, page 1440 × 900\n")
        print(f"{'[ms]':<44}{'n':>6}{'median':>10}{'p90':>10}{'longest':>10}")
        for playing, words in ((False, "film paused"), (True, "film running")):
            times = keys(browser, address, given.keys, playing)
            table(f"key to picture drawn, {words}", times["drawn"])
            table(f"key to the frame after it, {words}", times["seen"])
        found = drag(browser, address, 3.0)
        table("while dragging: from one frame to the next", found["frames"])
        table("while dragging: first move to its picture", found["late"])
        seconds = sum(found["frames"]) / 1000
        print(f"pictures while dragging: {found['answers'] / seconds:.0f} a second\n")  # type: ignore[operator]
        print(f"{'changes':>8}{'heap [MB]':>12}{'nodes':>8}{'listeners':>11}")
        for count, heap, nodes, listeners in growth(browser, address, given.changes):
            print(f"{count:>8}{heap:>12.2f}{nodes:>8}{listeners:>11}")


if __name__ == "__main__":
    main()
