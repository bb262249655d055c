"""The web shop's own port: the web shop is there and nothing of the till or the back office, and the other way."""

from __future__ import annotations

import asyncio
import http.client
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from starlette.applications import Starlette

from app.api.public_api import PUBLIC_API_PATH
from app.commands.serve import with_demo_storefront
from app.route_rules import RULES
from app.storefront.beside_server import StorefrontPortTaken, serving_beside
from app.web.cookies import OFFICE_COOKIE
from models.shop_settings import STOREFRONT_HOURS, STOREFRONT_OPEN, STOREFRONT_ORDERS
from operations.access.api_keys import NewApiKey, make_api_key
from operations.installation.change_settings import change_setting
from operations.installation.configuration import Settings
from operations.installation.opening import open_store
from store.database.engine import Store
from tests.app.axe import grave_faults
from tests.app.office_sessions import OWNERS_TOKEN
from tests.app.served import Served, answers, free_port
from tests.app.storefront.conftest import fill
from tests.builders import AT, OFFICE_ACTOR, small_shop
from tests.waiting import wait_until

pytestmark = pytest.mark.real_time

NOW = datetime.now(UTC)


def stock_open(store: Store) -> None:
    fill(store)
    for name in (STOREFRONT_OPEN, STOREFRONT_ORDERS):
        change_setting(store, OFFICE_ACTOR, name, "yes", at=AT)
    change_setting(store, OFFICE_ACTOR, STOREFRONT_HOURS, "mon-sun 0-23:59", at=AT)


class WebServed(Served):
    """A server with a port for the web shop."""

    stock = staticmethod(stock_open)

    def __init__(self, home: Path) -> None:
        super().__init__(home, self.stock)
        self.web_port = free_port()
        self.settings["KASSA_STOREFRONT_PORT"] = str(self.web_port)

    def ask(self, port: int, method: str, path: str, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request(method, path, headers=headers)
            reply = connection.getresponse()
            return reply.status, reply.read().decode("utf-8", "replace")
        finally:
            connection.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServed]:
    running = WebServed(tmp_path_factory.mktemp("web"))
    running.start()
    wait_until(lambda: answers(f"http://127.0.0.1:{running.web_port}/"), "the web shop answers")
    yield running
    running.stop()


def test_from_outside_no_page_of_the_till_or_the_office_is_there(served: WebServed) -> None:
    owner = {"cookie": f"{OFFICE_COOKIE}={OWNERS_TOKEN}", "accept": "text/html"}
    inside = [rule.path for rule in RULES if not rule.path.startswith(PUBLIC_API_PATH)]
    paths = sorted({re.sub(r"{\w+}", "1", path).replace("*", "x.js") for path in inside} - {"/", "/robots.txt"})
    assert len(paths) > 60
    for path in paths:
        for method in ("GET", "POST", "DELETE"):
            status, text = served.ask(served.web_port, method, path, **owner)
            assert status in {404, 405}, (method, path, status)
            assert "Streamlit" not in text
    assert served.ask(served.port, "GET", "/dashboard", **owner)[0] == 200, "the control: they are at the other port"
    upgrade = {"connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13"}
    assert served.ask(served.web_port, "GET", "/_stcore/stream", **upgrade, **owner)[0] in {400, 404}


def test_other_programs_reach_the_interface_from_outside_with_a_key(served: WebServed) -> None:
    keys = list[NewApiKey]()
    served.fill(lambda store: keys.append(make_api_key(store, OFFICE_ACTOR, "partner", ["products:read"], at=NOW)))
    bearer = {"authorization": f"Bearer {keys[0].secret}"}
    path = f"{PUBLIC_API_PATH}/products?limit=1"
    assert served.ask(served.web_port, "GET", path)[0] == 401
    assert served.ask(served.web_port, "GET", f"{PUBLIC_API_PATH}/stock", **bearer)[0] == 403
    assert served.ask(served.web_port, "GET", path, **bearer) == served.ask(served.port, "GET", path, **bearer)
    assert served.ask(served.web_port, "GET", f"{PUBLIC_API_PATH}/openapi.json")[0] == 200


def test_the_tills_port_has_no_page_of_the_web_shop(served: WebServed) -> None:
    for path in ("/product/MILK", "/category/dairy", "/search?q=milk", "/sitemap.xml", "/storefront.css"):
        assert served.ask(served.web_port, "GET", path)[0] == 200, path
        assert served.ask(served.port, "GET", path)[0] == 404, path


def test_foreign_names_are_refused(served: WebServed) -> None:
    assert served.ask(served.web_port, "GET", "/", host="evil.example")[0] == 421
    assert served.ask(served.web_port, "POST", "/", origin="https://evil.example")[0] == 405


def test_a_port_that_is_taken_is_reported() -> None:
    async def open_twice(port: int) -> None:
        async with serving_beside(Starlette(), "127.0.0.1", port, ""):
            pass

    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(StorefrontPortTaken):
        asyncio.run(open_twice(other.getsockname()[1]))


def test_a_demo_shop_has_a_web_shop_at_the_next_port_and_another_shop_has_none(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url)
    small_shop(store, is_demo=True)
    store.close()
    settings, port = Settings(home=tmp_path, store_url=sqlite_url), free_port()
    assert with_demo_storefront(settings, "127.0.0.1", port).storefront_port in {port + 1, 0}
    wish = settings.model_copy(update={"storefront_port": 7})
    assert with_demo_storefront(wish, "127.0.0.1", port).storefront_port == 7


def faults_of(page: Page, address: str) -> list[str]:
    """What axe finds in light and dark, and whether the page is wider than the screen, on a phone and a wide screen."""
    found: list[str] = []
    for width in (390, 1366):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address} is wider than {width}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{address} {width} {scheme}: {each}" for each in grave_faults(page)]
    return found


def order_by_keyboard(page: Page) -> None:
    """Order what the page shows without a mouse; on the way every page is sound."""
    page.get_by_label("Antal").press("Enter")
    page.wait_for_url("**/basket")
    assert faults_of(page, page.url) == []
    page.get_by_role("link", name="Gå vidare och beställ").press("Enter")
    page.wait_for_url("**/checkout")
    assert faults_of(page, page.url) == []
    for field, text in (("name", "Anna Berg"), ("email", "anna@example.com"), ("phone", "070-123 45 67")):
        page.locator(f"#{field}").fill(text)
    page.get_by_role("checkbox").press("Space")
    page.get_by_role("button", name="Beställ").press("Enter")
    page.wait_for_url("**/order/*")


@pytest.mark.needs_chromium
def test_axe_finds_nothing_and_no_script_runs_on_any_page(served: WebServed, chromium: str) -> None:
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        page = browser.new_page(locale="sv-SE", java_script_enabled=True)
        errors = list[str]()
        page.on("console", lambda message: errors.append(message.text))
        home = f"http://127.0.0.1:{served.web_port}"
        for path in ("/", "/category/sweets", "/product/BOOST", "/search?q=xyzzy", "/search?q=mjolk"):
            assert faults_of(page, home + path) == []
        page.goto(home)
        page.get_by_role("link", name="Godis").click()
        page.get_by_role("link", name="Chokladkaka").click()
        assert "24,90" in page.inner_text("main")
        order_by_keyboard(page)
        for address in (page.url, *(home + path for path in ("/terms", "/basket"))):
            assert faults_of(page, address) == []
        assert errors == []
        browser.close()
