"""A customer on a phone, from the catalogue to a paid order: by touch, by keyboard, without a script, on 320 pixels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from models.members.consent import ConsentPurpose
from models.shop_settings import (
    STOREFRONT_GIFT_CARDS,
    STOREFRONT_HOURS,
    STOREFRONT_OPEN,
    STOREFRONT_ORDERS,
    STOREFRONT_PAYMENT,
)
from operations.installation.change_settings import change_setting
from store.database.engine import Store
from tests.app.served import Served, answers
from tests.app.storefront.test_storefront_port import WebServed, faults_of
from tests.builders import AT, OFFICE_ACTOR, small_shop, stock_up
from tests.operations.members.earning import give_some_points
from tests.operations.members.joined import ASA, join
from tests.waiting import wait_until

pytestmark = [pytest.mark.needs_chromium, pytest.mark.real_time]

DOCS = Path(__file__).parents[3] / "docs"
#: What a customer touches or types at most, from the catalogue to the paid order.
STEPS_MAX = 8


def sell_on_the_web(store: Store) -> None:
    stock_up(small_shop(store, is_demo=True))
    give_some_points(store, join(store, purposes=frozenset({ConsentPurpose.OFFERS})), at=AT)
    for name in (STOREFRONT_OPEN, STOREFRONT_ORDERS, STOREFRONT_GIFT_CARDS):
        change_setting(store, OFFICE_ACTOR, name, "yes", at=AT)
    change_setting(store, OFFICE_ACTOR, STOREFRONT_PAYMENT, "both", at=AT)
    change_setting(store, OFFICE_ACTOR, STOREFRONT_HOURS, "mon-sun 0-23:59", at=AT)


class PayingServed(WebServed):
    """A shop to try, whose web shop takes payment."""

    stock = staticmethod(sell_on_the_web)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServed]:
    running = PayingServed(tmp_path_factory.mktemp("web-pay"))
    running.start()
    wait_until(lambda: answers(f"http://127.0.0.1:{running.web_port}/"), "the web shop answers")
    yield running
    running.stop()


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


def home_of(served: Served) -> str:
    assert isinstance(served, WebServed)
    return f"http://127.0.0.1:{served.web_port}"


class Steps:
    """Counts what the customer does."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def touch(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.count += 1

    def type(self, field: str, text: str) -> None:
        self.page.locator(f"#{field}").fill(text)
        self.count += 1


def test_eight_steps_on_a_phone_without_a_script(served: WebServed, browser: Browser) -> None:
    page = browser.new_page(locale="sv-SE", java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.goto(f"{home_of(served)}/category/dairy")
    steps = Steps(page)
    steps.touch("button", "Lägg Mellanmjölk 1,5 l i varukorgen")
    steps.touch("link", "Gå vidare och beställ")
    for field, text in (("name", "Anna Berg"), ("email", "phone@example.com"), ("phone", "070-123 45 67")):
        steps.type(field, text)
    steps.touch("checkbox", "Jag godkänner")
    steps.touch("button", "Beställ och betala")
    page.wait_for_url("**/order/*/pay")
    steps.touch("button", "Betala med en låtsad Swish")
    page.wait_for_url("**/order/*paid=1")
    assert steps.count <= STEPS_MAX
    assert "Tack för din beställning" in page.inner_text("h1")
    assert "Betalt: 19,90" in page.inner_text("main")


def test_every_page_of_paying_is_sound_and_can_be_used_by_keyboard(served: WebServed, browser: Browser) -> None:
    page = browser.new_page(locale="sv-SE")
    errors = list[str]()
    page.on("console", lambda message: errors.append(message.text))
    page.goto(f"{home_of(served)}/category/dairy")
    assert faults_of(page, page.url) == []
    page.get_by_role("button", name="Lägg Mellanmjölk").press("Enter")
    page.wait_for_url("**/basket")
    page.get_by_role("link", name="Gå vidare och beställ").press("Enter")
    page.wait_for_url("**/checkout")
    assert faults_of(page, page.url) == []
    for field, text in (("name", "Bo Ek"), ("email", "keys@example.com"), ("phone", "070-123 45 67")):
        page.locator(f"#{field}").fill(text)
    page.get_by_role("radio", name="Nu, med kort").press("Space")
    page.get_by_role("checkbox").press("Space")
    page.get_by_role("button", name="Beställ och betala").press("Enter")
    page.wait_for_url("**/order/*/pay")
    assert faults_of(page, page.url) == []
    order = page.url.removesuffix("/pay")
    assert faults_of(page, order) == []
    page.get_by_role("button", name="Betala 19,90").press("Enter")
    page.wait_for_url("**/order/*/pay")
    page.get_by_role("button", name="nekas").press("Enter")
    page.wait_for_url("**declined=1")
    assert "Kortet nekades" in page.inner_text("main")
    page.get_by_role("button", name="låtsat kort").press("Enter")
    page.wait_for_url("**paid=1")
    assert "Reserverat på ditt kort: 19,90" in page.inner_text("main")
    assert faults_of(page, page.url) == []
    assert errors == []


def test_a_member_signs_in_and_out_by_keyboard_without_a_script_on_320_pixels(
    served: WebServed, browser: Browser
) -> None:
    page = browser.new_page(locale="en-GB", java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.goto(home_of(served))
    page.get_by_role("link", name="My pages").press("Enter")
    page.get_by_label("E-mail").fill(ASA.email)
    page.get_by_role("button", name="Send the link").press("Enter")
    page.get_by_role("link", name="Open the link").press("Enter")
    page.get_by_role("button", name="Sign in").press("Enter")
    page.wait_for_url("**/member")
    for text in (f"Hello {ASA.name}!", "worth"):
        assert page.get_by_text(text).first.is_visible(), text
    page.get_by_role("checkbox").first.press("Space")
    page.get_by_role("button", name="Save the choices").press("Enter")
    assert page.get_by_role("status").inner_text() == "The choices are saved."
    assert page.get_by_role("checkbox").first.is_checked()
    page.get_by_role("button", name="Sign out").press("Enter")
    assert page.get_by_role("heading", name="Sign in as a member").is_visible()


def test_axe_finds_nothing_on_the_pages_of_a_member(served: WebServed, browser: Browser) -> None:
    page, home = browser.new_page(locale="sv-SE"), home_of(served)
    found = faults_of(page, f"{home}/member")
    page.get_by_label("E-post").fill(ASA.email)
    page.get_by_role("button", name="Skicka länken").click()
    page.get_by_role("link", name="Öppna länken").click()
    found += faults_of(page, page.url)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/member")
    assert found + faults_of(page, page.url) == []


@pytest.mark.proof
def test_a_screen_reader_reads_what_the_docs_have(served: WebServed, browser: Browser) -> None:
    """Every row of the table is there once it is come to, with that role and the beginning of that name."""
    lines = (
        (DOCS / "web_shop.md").read_text(encoding="utf-8").split("## With a screen reader")[1].split("## Members")[0]
    )
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines.splitlines() if line[:1] == "|"][2:]
    assert len(rows) > 15
    texts = iter(("Eva Lund", "reader@example.com", "070-123 45 67"))
    page = browser.new_page(locale="en-GB")
    page.goto(f"{home_of(served)}/category/dairy")
    for role, name, act in rows:
        beginning = re.compile(f"^{re.escape(name)}")
        if role in {"status", "alert"}:
            thing = page.get_by_role(role, include_hidden=False).filter(has_text=beginning)  # type: ignore[arg-type]
        else:
            thing = page.get_by_role(role, name=beginning)  # type: ignore[arg-type]
        thing.first.wait_for()
        assert thing.count() == 1, (role, name)
        if act == "type":
            thing.fill(next(texts))
        elif act.startswith("press"):
            thing.press(act.split()[1])
        else:
            assert act in {"", "read it"}, act
    assert page.get_by_role("main").inner_text().startswith("Thank you")


def test_a_gift_card_is_bought_on_320_pixels_by_keyboard(served: WebServed, browser: Browser) -> None:
    """The form, the payment and the card with its code are sound, and none is wider than the phone."""
    page = browser.new_page(locale="sv-SE", viewport={"width": 320, "height": 640})
    page.goto(home_of(served))
    page.get_by_role("link", name="Köp ett presentkort").press("Enter")
    page.wait_for_url("**/gift-card")
    assert faults_of(page, page.url) == []
    for field, text in (("amount", "500"), ("name", "Anna Berg"), ("email", "card@example.com")):
        page.locator(f"#{field}").fill(text)
    page.get_by_role("checkbox", name="Jag godkänner").press("Space")
    page.get_by_role("button", name="Gå vidare och betala").press("Enter")
    page.wait_for_url("**/order/*/pay")
    page.get_by_role("button", name="Betala med ett låtsat kort").press("Enter")
    page.wait_for_url("**/order/*paid=1")
    assert "Tack för ditt köp" in page.inner_text("h1")
    assert re.search(r"KXG[0-9A-Z]( [0-9A-Z]{1,4}){6}", page.inner_text("main"))
    assert faults_of(page, page.url) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
