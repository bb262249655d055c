"""No scan is lost, glued to another, doubled or sent to a button, wherever the focus is."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.app.conftest import GOODS, request
from tests.app.served import Served, free_port, wait_for_answer
from tests.app.stock import code_of, sku_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, look_on, pause
from tests.builders import gtin

pytestmark = pytest.mark.needs_chromium

GAP_S = 0.05
SCANS = range(1, 21)
ONCE_EACH = {sku_of(number): "1" for number in SCANS}
ANYBODY = "00000000-0000-4000-8000-00000000000a"


def kept(till: Served) -> dict[str, str]:
    """What the server has in the basket."""
    basket = request(till, f"/till/1?client={ANYBODY}")["basket"]
    return {line["sku"]: line["quantity"] for line in basket["lines"]}


async def scan_all(hands: Hands) -> None:
    for number in SCANS:
        await hands.scan(code_of(number))
        await pause(GAP_S)


def test_twenty_scans_with_a_product_button_focused_give_twenty_lines(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        await hands.touch('.tile[data-sku="MILK"]')
        await hands.press("Escape")
        await hands.page.locator("dialog .danger").click()
        await hands.page.locator('.tile[data-sku="MILK"]').focus()
        await scan_all(hands)
        assert await hands.lines() == ONCE_EACH
        await hands.wait_until_sent()

    at_the_till(steps)
    assert kept(till) == ONCE_EACH


@pytest.fixture
def plain_url(tmp_path: Path) -> Iterator[str]:
    """A till made of a text field, served by Streamlit itself."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).parent / "plain_field.py")]
    options = ["--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([*command, *options, "--server.fileWatcherType", "none"], stdout=log, stderr=log)
    wait_for_answer(f"http://127.0.0.1:{port}/_stcore/health")
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


def test_control_a_text_field_loses_or_glues_some_of_the_same_scans(
    browser: Browser, runner: asyncio.Runner, plain_url: str
) -> None:
    async def run() -> list[str]:
        profile = await browser.new_context()
        page = await profile.new_page()
        hands = Hands(page, await profile.new_cdp_session(page), plain_url)
        await page.goto(plain_url)
        await page.get_by_role("button", name="Product").click()
        await page.get_by_label("Scan").click()
        await pause(0.5)
        await scan_all(hands)
        await look_on(3)
        shown = await page.locator("code").inner_text()
        await profile.close()
        return [code for code in shown.split() if code != "PRODUCT"]

    assert runner.run(run()) != [code_of(number) for number in SCANS]


@pytest.mark.proof
def test_scans_at_any_pace_and_any_focus_are_exact(
    at_the_till: AtTheTill,
    till: Served,
    rounds: Callable[[int, int], int],
    record_property: Callable[[str, object], None],
) -> None:
    scans, seed = rounds(40, 2000), random.randrange(2**32)
    record_property("replay", f"scans at any pace: seed {seed}")
    rng = random.Random(seed)
    numbers = [rng.randint(1, GOODS) for _ in range(scans)]
    places = [".tile", ".box-input", '.line [data-do="more"]', '.line [data-do="less"]', ".pay", ".chip", ".place"]

    async def steps(hands: Hands) -> None:
        for number in numbers:
            if rng.random() < 0.4:
                place = hands.page.locator(rng.choice(places)).first
                if await place.is_visible():
                    await place.focus()
            await hands.scan(code_of(number))
            await pause(rng.choice([0, 0.03, 0.05, 0.12]))
        await hands.wait_until_sent()
        assert await hands.lines() == wanted, f"seed {seed}"  # here a failure shows the whole screen

    wanted = {sku_of(number): str(count) for number, count in Counter(numbers).items()}
    at_the_till(steps)
    assert kept(till) == wanted, f"seed {seed}"


def test_a_scan_on_another_page_is_left_to_that_page(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.page.goto(f"{hands.url}/dashboard")
        await hands.page.locator("h1").first.wait_for()
        await hands.page.evaluate("""() => {
            let count = 0;
            window.prevented = new Promise((done) => document.addEventListener('keydown', (event) => {
                count += event.defaultPrevented ? 1 : 0;
                if (event.key === 'Enter') done(count);
            }));
        }""")
        await hands.scan(code_of(1))
        assert await hands.page.evaluate("window.prevented") == 0
        assert await hands.page.evaluate("sessionStorage.getItem('kassa.early')") is None

    at_the_till(steps)


def test_a_scan_leaves_no_trace_in_the_field_it_hits(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.page.locator(".box-input").click()
        await hands.type_slowly("mjö")
        await pause(0.12)
        await hands.scan(code_of(1))
        assert await hands.page.locator(".box-input").input_value() == "", "the scan ends the search"
        await hands.press("F9")
        await hands.type_slowly("20")
        await pause(0.12)
        await hands.scan(code_of(2))
        assert await hands.page.locator(".amount").input_value() == "20"
        assert await hands.lines() == {sku_of(1): "1", sku_of(2): "1"}

    at_the_till(steps)


#: Longer than silence ends a burst.
STALL_S = 2.0


def test_a_scan_that_a_stalled_machine_brings_in_two_parts_is_one(at_the_till: AtTheTill) -> None:
    """By the times of its keys it was at once; what the first part left behind is taken back."""

    async def steps(hands: Hands) -> None:
        page = hands.page
        await page.evaluate("document.activeElement?.blur()")
        await hands.scan(code_of(1), stalls_after=4, stall_s=STALL_S)
        await page.locator(f".line[data-sku={sku_of(1)}]").wait_for()
        await hands.press("F2")
        for number, before in ((2, 3), (3, 5)):
            await hands.scan(code_of(number), stalls_after=before, stall_s=STALL_S)
            await page.locator(f".line[data-sku={sku_of(number)}]").wait_for()
        assert await hands.lines() == {sku_of(number): "1" for number in (1, 2, 3)}
        assert await page.locator(".box-input").first.input_value() == ""
        assert not await page.locator(".banner").is_visible()

    at_the_till(steps)


def test_a_scan_while_paying_by_touch_leaves_the_amount_alone(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        await hands.press("F9")
        for key in "50":
            await hands.touch(f'.pay-pane [data-key="{key}"]')
        await hands.scan(code_of(2))
        assert await hands.page.locator(".amount").input_value() == "50"
        assert await hands.text(".due") == "4,00 kr"
        assert await hands.lines() == {sku_of(1): "1", sku_of(2): "1"}

    at_the_till(steps)


def test_a_scan_while_a_panel_is_open_is_taken(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        await hands.press("F7")
        await hands.page.locator("#drawer-reason").click()
        await hands.scan(code_of(2))
        assert await hands.page.locator("#drawer-reason").input_value() == ""
        assert await hands.page.locator("dialog").is_visible(), "the Enter of the scan chose nothing"
        assert await hands.lines() == {sku_of(1): "1", sku_of(2): "1"}

    at_the_till(steps)


def test_a_person_who_types_is_no_scanner(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        for delay_ms in (60, 120):
            await hands.page.locator(".box-input").click()
            await hands.type_slowly("mellan 1,5", delay_ms=delay_ms)
            assert await hands.page.locator(".box-input").input_value() == "mellan 1,5"
            await hands.press("Escape")
        assert await hands.lines() == {}

    at_the_till(steps)


def test_a_typed_barcode_and_enter_is_taken_as_well(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.type_slowly(code_of(5), delay_ms=120)
        await hands.press("Enter")
        assert await hands.lines() == {sku_of(5): "1"}

    at_the_till(steps)


def test_a_quantity_typed_before_a_scan_multiplies_it(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.type_slowly("12*")
        await hands.scan(code_of(5))
        assert await hands.lines() == {sku_of(5): "12"}
        await hands.scan(code_of(6))
        assert await hands.lines() == {sku_of(5): "12", sku_of(6): "1"}
        assert await hands.page.locator(".box-input").input_value() == ""

    at_the_till(steps)


@pytest.mark.parametrize("end", ["Tab", ""])
def test_a_scanner_may_end_with_tab_or_with_nothing(at_the_till: AtTheTill, end: str) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(5), end=end)
        await hands.page.locator(f'.line[data-sku="{sku_of(5)}"]').wait_for()
        assert await hands.lines() == {sku_of(5): "1"}

    at_the_till(steps)


def test_a_code_with_letters_is_a_scan_as_well(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(sku_of(5))
        await hands.wait_until_sent()
        assert await hands.lines() == {sku_of(5): "1"}
        await look_on(0.2)
        assert await hands.page.locator(".box-input").input_value() == ""

    at_the_till(steps)


def test_letters_of_a_scan_never_reach_the_shortcuts_of_streamlit(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        frames: list[str] = []
        hands.page.on("websocket", lambda _socket: frames.append("opened"))
        await hands.page.reload()
        await hands.wait_until_ready()
        sent = len(frames)
        await hands.page.evaluate(
            "window.runs = 0; new MutationObserver(() => {"
            " if (document.querySelector('[data-test-script-state=running]')) window.runs += 1;"
            " }).observe(document.body, {subtree: true, attributes: true})"
        )
        for code in ("CR12CR34cr", "rrrr", "cccc"):
            await hands.scan(code)
        await hands.press("r")
        await hands.press("c")
        await look_on(0.7)
        assert await hands.page.evaluate("window.runs") == 0
        assert len(frames) == sent
        assert await hands.page.get_by_role("dialog").count() == 0
        assert await hands.page.locator(".box-input").input_value() == "rc", "typed letters go where they are meant"

    at_the_till(steps)


def test_scans_before_the_till_has_appeared_wait_for_it(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.reload_and_scan_on()
        await hands.scan(code_of(1))
        await hands.scan(code_of(2))
        await hands.wait_until_ready()
        assert await hands.lines() == {sku_of(1): "1", sku_of(2): "1"}

    at_the_till(steps)


def test_a_wrong_check_digit_is_told_and_adds_nothing(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan("7310865004700")
        assert "Felläst streckkod" in await hands.text(".banner")
        assert "7310865004700" in await hands.text(".banner")
        assert "Skanna varan igen" in await hands.text(".banner")
        assert await hands.lines() == {}
        await hands.press("Escape")
        assert not await hands.page.locator(".banner").is_visible()

    at_the_till(steps)


def test_an_unknown_barcode_is_told_and_the_others_stand(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        await hands.scan("7310865004703")
        await hands.scan(code_of(2))
        await hands.page.locator(".banner").wait_for()
        banner = await hands.text(".banner")
        assert "Okänd streckkod" in banner
        assert "7310865004703" in banner
        assert "Sök på namnet" in banner
        await hands.wait_until_sent()
        assert await hands.lines() == {sku_of(1): "1", sku_of(2): "1"}
        await hands.page.reload()
        await hands.wait_until_ready()
        assert not await hands.page.locator(".banner").is_visible(), "a problem is told once"

    at_the_till(steps)
    assert kept(till) == {sku_of(1): "1", sku_of(2): "1"}


def test_too_little_cash_is_told_and_nothing_is_sold(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(gtin(1)[1:])
        await hands.press("F9")
        await hands.type_slowly("10")
        assert "10,00 kr" in await hands.text(".back-box")
        await hands.press("Enter")
        await hands.page.locator(".banner").wait_for()
        banner = await hands.text(".banner")
        assert "För lite betalt" in banner
        assert "10,00 kr fattas av 20,00 kr" in banner
        assert await hands.lines() == {"MILK": "1"}

    at_the_till(steps)
    assert kept(till) == {"MILK": "1"}
