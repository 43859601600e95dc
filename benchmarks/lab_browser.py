"""A lab of its own and a browser to see it with, for measuring and for pictures."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]


@contextmanager
def lab(scenario: str = "rbds001", more: tuple[str, ...] = ()) -> Iterator[tuple[Any, str]]:
    """Start the lab and Chromium; gives the browser and the address, and ends both."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("SPRINGMASS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        raise SystemExit("No Chromium: make browser installs it, or name one in SPRINGMASS_CHROMIUM.")
    command = [sys.executable, "-m", "springmass", "lab", scenario, "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            found = re.search(r"http://\S+", server.stdout.readline() if server.stdout else "")
            if not found:
                raise SystemExit("The lab did not start.")
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=path, args=[*FLAGS, *more])
                yield browser, found.group()
                browser.close()
        finally:
            server.send_signal(signal.SIGINT)


def opened(context: Any, address: str, query: str) -> Any:
    """A page of the lab, drawn."""
    page = context.new_page()
    page.goto(f"{address}?{query}")
    page.wait_for_selector("table.numbers tbody tr")
    page.wait_for_function("() => document.querySelector('.smlab').dataset.drawn !== undefined")
    return page
