"""How long a press takes to be seen on a slow device: Chromium at a quarter of its speed, on a full meeting page.

The browser's own event timing: from the press to the next picture, for each press of the live page that people make
most. The longest of them is what the web calls INP. Prints a table and writes JSON.

    uv run python -m tests.bench.interaction [--slower 4] [--times 5] [--json FILE]
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.bench.meeting_page import Server, fill
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.drills.running import free_port

WATCH = """
  window.seen = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (one.interactionId) seen.push(one.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
"""
FIELD = "#capture-field-text"


def next_step(page: Page) -> None:
    """On to the next step, or phase."""
    page.locator("#run-next").click()


def pause(page: Page) -> None:
    """The clock stands still, or goes on."""
    page.locator("#run-pause").click()


def type_words(page: Page) -> None:
    """A few letters in the capture bar."""
    page.locator(FIELD).press_sequentially("We")


def save(page: Page) -> None:
    """Save what stands in the bar."""
    page.locator("#capture-save").click()
    expect(page.locator(FIELD)).to_have_value("", timeout=20000)


def here(page: Page) -> None:
    """Note that somebody is here."""
    page.locator("#attendance [id^=here-]").last.click()


PRESSES: tuple[Callable[[Page], None], ...] = (next_step, pause, type_words, save, here)


def measure(page: Page, times: int) -> dict[str, list[float]]:
    """Milliseconds of each press, so many times; 16 where the browser found it too short to tell."""
    found: dict[str, list[float]] = {press.__name__: [] for press in PRESSES}
    for _ in range(times):
        for press in PRESSES:
            page.evaluate("window.seen.length = 0")
            press(page)
            page.wait_for_timeout(2500)
            found[press.__name__].append(max(page.evaluate("window.seen"), default=16))
    return found


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--slower", type=int, default=4)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        port = free_port()
        url = f"sqlite:///{folder}/bench.sqlite3"
        path, secret = fill(url)
        server = Server("tests.bench.meeting_page:ours", port, {"BENCH_URL": url, "BENCH_PORT": str(port)})
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS.split())
        context = browser.new_context(base_url=f"http://127.0.0.1:{port}")
        context.add_cookies([{"name": "sign-in", "value": secret, "url": f"http://127.0.0.1:{port}"}])
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(path)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": asked.slower})
        page.wait_for_timeout(3000)
        found = measure(page, asked.times)
        browser.close()
        server.stop()
    _report(found, asked.json)


def _report(found: dict[str, list[float]], file: Path | None) -> None:
    figures = {name: {"median_ms": statistics.median(times), "longest_ms": max(times)} for name, times in found.items()}
    for name, figure in figures.items():
        print(f"{name:12} median {figure['median_ms']:6.0f} ms   longest {figure['longest_ms']:6.0f} ms")
    if file:
        file.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
