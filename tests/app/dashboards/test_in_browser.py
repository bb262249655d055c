"""The dashboard as it is served, in a real browser: readable, whole at every size, and with the right numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from models.selling.sale import Sale
from operations.installation.opening import open_store
from store.database.engine import Store
from store.purchasing import orders_in
from tests.app.axe import grave_faults
from tests.app.dashboards.pages import read_number
from tests.app.dashboards.proposals import propose
from tests.app.dashboards.test_takings import expected_cards
from tests.app.served import Served
from tests.builders import DAY
from tests.trade import trading_shop
from tests.waiting import LIMIT_S

pytestmark = pytest.mark.needs_chromium

YESTERDAY = DAY - timedelta(days=1)
WIDTHS = {"desktop": 1366, "tablet": 820, "phone": 390}
#: The small lines of the cards and the chart of hours have one too; the tables' come after them.
TOOLBARS_OF_CHARTS = 6
HOURS_BAR = "[data-testid=stVegaLiteChart] [aria-roledescription=bar]"


class Trading:
    """The served shop and the sales in it."""

    def __init__(self) -> None:
        self.made: list[Sale] = []

    def stock(self, store: Store) -> None:
        self.made = trading_shop(store)
        propose(store)


@pytest.fixture(scope="module")
def trading() -> Trading:
    return Trading()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, trading: Trading) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("dashboard"), trading.stock)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def address(served: Served) -> str:
    return f"{served.url}/dashboard?day={YESTERDAY}"


@pytest.fixture(scope="module")
def profile(chromium: str, served: Served) -> Iterator[BrowserContext]:
    """One for all tests, which only read: Streamlit's scripts are fetched and compiled once."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        opened = launched.new_context(locale="sv-SE")
        opened.set_default_timeout(LIMIT_S * 1000)
        opened.add_cookies(served.office_cookies)
        yield opened
        launched.close()


#: What the longest page of figures may measure: four turns of a phone's page. It was five and more.
LONGEST_PX = 3_600


def look(profile: BrowserContext, address: str, width: int = 1366, scheme: Literal["light", "dark"] = "light") -> Page:
    """The whole page, drawn."""
    page = profile.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    page.locator("[data-testid=stMetric]").nth(4).wait_for()
    page.locator(HOURS_BAR).first.wait_for(state="attached")
    page.locator("[data-testid=stDataFrame] canvas").nth(1).wait_for(state="attached")
    return page


def test_the_numbers_in_the_browser_are_those_of_the_sales(
    profile: BrowserContext, address: str, trading: Trading
) -> None:
    page = look(profile, address)
    made = [sale for sale in trading.made if sale.origin.business_day == YESTERDAY]
    told = {}
    for card in page.locator("[data-testid=stMetric]").all():
        label = card.locator("[data-testid=stMetricLabel]").inner_text().splitlines()[0]
        told[label] = read_number(card.locator("[data-testid=stMetricValue]").inner_text())
    page.close()
    assert told == expected_cards(made)


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_nothing_is_cut_off_or_pushed_aside(profile: BrowserContext, address: str, width: int) -> None:
    """And a thumb is soon at the end: on a phone, two figures are beside each other."""
    page = look(profile, f"{address}&grain=year", width)
    height = page.locator("[data-testid=stMain]").evaluate("page => page.scrollHeight")
    wide = page.evaluate("document.documentElement.scrollWidth")
    cut = page.evaluate(
        """[...document.querySelectorAll("[data-testid=stMetricValue] *, h1, h2")]
           .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"""
    )
    page.close()
    assert wide <= width
    assert cut == []
    assert height <= LONGEST_PX


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_for_those_who_see_or_use_it_differently(
    profile: BrowserContext, address: str, scheme: Literal["light", "dark"]
) -> None:
    page = look(profile, address, scheme=scheme)
    found = grave_faults(page)
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    seen = grave_faults(page)
    page.close()
    assert found == []
    assert [fault.partition(":")[0] for fault in seen] == ["button-name"], "control: a key without a name is found"


def test_the_charts_are_drawn_under_the_servers_content_policy(profile: BrowserContext, address: str) -> None:
    """And nothing is written into the browser's console, nothing asked for that is not there."""
    page = profile.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda reply: said.append(f"{reply.status} {reply.url}") if reply.status >= 400 else None)
    page.goto(address)
    bars = page.locator(HOURS_BAR)
    bars.first.wait_for(state="attached")
    count = bars.count()
    page.close()
    assert count > 0
    assert said == []


def test_visitors_who_come_at_once_after_a_start_each_get_the_whole_page(
    profile: BrowserContext, tmp_path: Path, trading: Trading
) -> None:
    """They ask for parts that the first of them loads."""
    fresh = Served(tmp_path, trading.stock)
    fresh.start()
    try:
        pages = [profile.new_page() for _ in range(3)]
        for page in pages:
            page.goto(f"{fresh.url}/dashboard?day={YESTERDAY}", wait_until="commit")
        for page in pages:
            page.locator(HOURS_BAR).first.wait_for(state="attached")
            assert page.get_by_text("gick fel").count() == 0
            page.close()
    finally:
        fresh.stop()


def test_a_page_that_breaks_says_so_in_the_visitors_language(
    profile: BrowserContext, tmp_path: Path, trading: Trading
) -> None:
    broken = Served(tmp_path, trading.stock)
    store = open_store(broken.store_url)
    with store.transaction() as tx:
        tx.exec_driver_sql("UPDATE shop SET zone = 'Mars/Olympus'")
    store.close()
    broken.start()
    try:
        page = profile.new_page()
        page.goto(f"{broken.url}/dashboard")
        page.get_by_text("Något gick fel i Kassa. Det som är betalt är sparat.").wait_for()
        assert "Streamlit" not in page.locator("body").inner_text()
        page.close()
    finally:
        broken.stop()


def test_from_the_figures_to_one_of_their_receipts_in_two_touches(
    profile: BrowserContext, address: str, trading: Trading
) -> None:
    made = [sale for sale in trading.made if sale.origin.business_day == YESTERDAY]
    page = look(profile, address)
    page.get_by_role("button", name="Se kvittona").click()
    page.wait_for_url("**/receipts?*")
    page.locator("[data-testid=stCode]").wait_for()
    page.get_by_text(f"{len(made)} köp").first.wait_for()
    assert f"first={YESTERDAY}&last={YESTERDAY}" in page.url
    paper = page.locator("[data-testid=stCode]")
    first = paper.inner_text()
    page.get_by_role("combobox", name="Kvitto", exact=False).last.click()
    page.get_by_role("option").nth(1).click()
    page.wait_for_function("(first) => document.querySelector('[data-testid=stCode]').innerText !== first", arg=first)
    page.close()


def test_a_double_click_on_approve_drafts_one_order(profile: BrowserContext, address: str, served: Served) -> None:
    page = look(profile, address)
    page.get_by_role("button", name="Godkänn").first.dblclick()
    page.get_by_text("har skapats som utkast").wait_for()
    page.wait_for_timeout(1000)
    page.close()
    store = open_store(served.store_url)
    with store.view() as view:
        drafted = orders_in(view)
    store.close()
    assert len(drafted) == 1


def test_the_page_speaks_swedish_also_where_streamlit_does_and_when_the_server_is_gone(
    profile: BrowserContext, tmp_path: Path, trading: Trading
) -> None:
    served = Served(tmp_path, trading.stock)
    served.start()
    page = look(profile, f"{served.url}/dashboard?day={YESTERDAY}")
    table = page.locator("[data-testid=stDataFrame]").first
    table.hover()
    page.get_by_role("button", name="Visa eller dölj kolumner").first.wait_for()
    toolbar = page.locator("[data-testid=stElementToolbar]").nth(TOOLBARS_OF_CHARTS).bounding_box()
    chosen = page.get_by_label("Period", exact=True).first.bounding_box()
    assert toolbar is not None
    assert chosen is not None
    assert toolbar["y"] > chosen["y"] + chosen["height"], "the toolbar covers no control"
    assert page.locator("#kassa-lost").is_hidden()
    served.kill()
    page.get_by_text("Ingen kontakt med Kassas server").wait_for()
    assert "Connection error" not in page.locator("body").inner_text()
    assert page.locator("[role=dialog]").count() == 0
    served.start()
    page.locator("#kassa-lost").wait_for(state="hidden")
    page.close()
    served.stop()
