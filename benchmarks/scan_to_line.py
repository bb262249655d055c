"""From the scanner's Enter to the line on the screen and to its commit, in a real browser with 10 000 products.

The clock is the browser's own: the Enter that ends a scan starts it, the line in the page stops it, and so do the next
painted frame and the server's answer, which comes after the commit. The same scans go to a text field of Streamlit that
reruns its page, because that is what a till would be made of otherwise.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from playwright.async_api import Browser, Page

from benchmarks.harness import Row
from benchmarks.large_range import gtin, serving_large_range
from tests.app.served import Served, free_port, wait_for_answer
from tests.app.till.hands import DESKTOP, Hands, browser_of
from tests.conftest import find_chromium

PRODUCTS = 10_000
SCANS, PLAIN_SCANS = 100, 20
LINES_EACH = 10
PAUSE_S = 0.12
NAME = "scan_to_line"
PLAIN = Path(__file__).parents[1] / "tests" / "app" / "till" / "plain_field.py"

#: Runs before every script of the page. ``scans[code]`` holds the moments of one scan, in milliseconds.
CLOCK = """(() => {
    const scans = (window.scans = {});
    const keys = [];
    window.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter') { keys.push(event.key); return; }
        const code = keys.splice(0).slice(-13).join('');
        if (/^\\d{13}$/.test(code)) scans[code] = { enter: performance.now() };
    }, true);
    const shows = (root, code) => root.querySelector?.(`.line[data-sku="P${code.slice(-7, -1)}"]`)
        ?? (root === document && document.querySelector('code')?.textContent.includes(code));
    const look = (root) => () => {
        for (const [code, scan] of Object.entries(scans)) {
            if (scan.line || !shows(root, code)) continue;
            scan.line = performance.now();
            requestAnimationFrame(() => setTimeout(() => { scan.frame = performance.now(); }));
        }
    };
    const options = { childList: true, subtree: true, characterData: true, attributes: true };
    window.watch = (root) => new MutationObserver(look(root)).observe(root, options);
    const ask = window.fetch;
    window.fetch = async (...request) => {
        const reply = await ask(...request);
        if (String(request[0]).endsWith('/events')) {
            const acknowledged = JSON.parse(request[1].body).events.map((event) => scans[event.code]);
            for (const scan of acknowledged) if (scan) scan.commit = performance.now();
        }
        return reply;
    };
})();"""


def run() -> list[Row]:
    """Measure both; needs a browser."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("This benchmark needs Chromium: install it, or name it in KASSA_CHROMIUM.")
    with (
        tempfile.TemporaryDirectory() as home,
        serving_large_range(Path(home) / "till", PRODUCTS) as served,
        plain_server(Path(home)) as plain_url,
    ):
        till, plain = asyncio.run(measure(chromium, served, plain_url))
    return rows(till, plain)


def rows(till: dict[str, list[float]], plain: list[float]) -> list[Row]:
    """The figures with the goals of the till."""
    line, frame, commit = till["line"], till["frame"], till["commit"]
    return [
        Row(NAME, "line in the page, p50", median(line), "ms", "text field", median(line) / median(plain)),
        Row(NAME, "line in the page, p50", median(line), "ms", goal=10),
        Row(NAME, "line in the page, p95", high(line), "ms", goal=30),
        Row(NAME, "line painted, p50", median(frame), "ms"),
        Row(NAME, "committed and answered, p50", median(commit), "ms"),
        Row(NAME, "committed and answered, p95", high(commit), "ms", goal=100),
    ]


def high(values: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(values, n=20)[-1]


async def measure(chromium: str, served: Served, plain_url: str) -> tuple[dict[str, list[float]], list[float]]:
    """Milliseconds after Enter: of the till by moment, and of the text field."""
    async with browser_of(chromium) as browser:
        return await of_till(browser, served), await of_plain(browser, plain_url)


async def of_till(browser: Browser, served: Served) -> dict[str, list[float]]:
    """Scan different products, ten a basket, and read the clock."""
    profile = await browser.new_context(viewport=DESKTOP)
    await profile.add_init_script(CLOCK)
    await profile.add_cookies(served.till_cookies())
    hands = await Hands.open(profile, served.url)
    await hands.page.locator("#till").evaluate("(till) => window.watch(till.getRootNode())")
    for number in range(SCANS):
        if number and number % LINES_EACH == 0:
            await hands.wait_until_sent()
            await hands.press("Control+Enter")
            await hands.page.locator(".paid:not([hidden])").wait_for()
        await hands.scan(gtin(1 + 97 * number)[1:])
        await asyncio.sleep(PAUSE_S)
    await hands.wait_until_sent()
    scans = await times(hands.page)
    return {moment: [scan[moment] - scan["enter"] for scan in scans] for moment in ("line", "frame", "commit")}


async def of_plain(browser: Browser, url: str) -> list[float]:
    """The same into a text field, each when the one before has appeared."""
    profile = await browser.new_context(viewport=DESKTOP)
    await profile.add_init_script(CLOCK)
    page = await profile.new_page()
    hands = Hands(page, await profile.new_cdp_session(page), url)
    await page.goto(url)
    await page.get_by_label("Scan").click()
    await page.evaluate("window.watch(document)")
    for number in range(PLAIN_SCANS):
        code = gtin(1 + 97 * number)[1:]
        await hands.scan(code)
        await page.get_by_text(code).wait_for()
        await asyncio.sleep(2 * PAUSE_S)
    return [scan["line"] - scan["enter"] for scan in await times(page)]


async def times(page: Page) -> list[dict[str, float]]:
    """What the clock in the page has seen; a scan that did not arrive fails here."""
    scans: list[dict[str, float]] = await page.evaluate("Object.values(window.scans)")
    return scans


@contextmanager
def plain_server(home: Path) -> Iterator[str]:
    """Streamlit with the text field."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(PLAIN), "--server.port", str(port)]
    options = ["--server.headless", "true", "--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"]
    with (home / "plain.log").open("wb") as log:
        process = subprocess.Popen([*command, *options], stdout=log, stderr=log)
    try:
        wait_for_answer(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
