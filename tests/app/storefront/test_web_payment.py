"""Paying in the web shop, as a browser without scripts does it: the simulated page, and Stripe's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from app.counter.event_lookups import look_up_events
from app.counter.favourites import Favourites
from app.counter.web_payments import WebPayments
from app.storefront.form_rate import FORMS_MAX, VISITORS_MAX, WINDOW_S, FormRate
from app.storefront.storefront_app import make_storefront
from hardware.device_settings import terminal_of
from hardware.terminal.stripe_events import read_event
from models.online.online_order import OnlineOrder
from models.shop_settings import STOREFRONT_OPEN, STOREFRONT_PAYMENT
from operations.online.end_orders import pick_order
from operations.selling.event_inbox import store_event
from store import invariants
from store.database.engine import Store
from store.online import order_rows
from tests.app.storefront.conftest import WebShop
from tests.app.storefront.test_web_orders import Visitor
from tests.builders import OFFICE_ACTOR, small_shop, stock_up
from tests.hardware.terminal.stripe_fixtures import stripe_document, world
from tests.hardware.terminal.stripe_pages import pay_on_page
from tests.hardware.terminal.stripe_server import HOOK_SECRET, TEST_KEY, signed
from tests.hardware.terminal.stripe_world import StripeWorld

__all__ = ["stripe_document", "world"]


def open_shop(store: Store, folder: Path, *, is_demo: bool = True) -> Iterator[tuple[WebShop, WebPayments]]:
    """A web shop whose thread asks nobody: the tests ask."""
    stock_up(small_shop(store, is_demo=is_demo))
    payments = WebPayments(store, folder, lambda: False)
    app = make_storefront(lambda: store, Favourites().at, language="sv", payments=payments)
    shop = WebShop(store, TestClient(app, base_url="http://localhost", raise_server_exceptions=False))
    shop.set(STOREFRONT_OPEN, "yes")
    shop.set(STOREFRONT_PAYMENT, "both")
    yield shop, payments
    payments.close()


@pytest.fixture
def paying(sqlite_store: Store, tmp_path: Path) -> Iterator[tuple[WebShop, WebPayments]]:
    yield from open_shop(sqlite_store, tmp_path)


def one_order(shop: WebShop) -> OnlineOrder:
    with shop.store.view() as view:
        (order,) = order_rows.all_orders(view)
    return order


def agree(shop: WebShop) -> None:
    with shop.store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def test_an_order_is_paid_on_the_simulated_page(paying: tuple[WebShop, WebPayments]) -> None:
    shop, payments = paying
    visitor = Visitor(shop)
    visitor.put("MILK", "2")
    assert "Now, by card or Swish" in shop.text("/checkout")
    terms = shop.text("/terms")
    assert "Swish pays at once" in terms
    assert "for 14 days from the day on which you fetched the goods" in terms
    assert "I hereby withdraw from my purchase" in terms
    assert "jag ångrar härmed" in shop.text("/terms", language="sv").lower()
    reply = visitor.send("/checkout", **visitor.details(pay="web"))
    order = one_order(shop)
    path = urlsplit(reply.headers["location"]).path
    assert path == f"/order/{order.secret}/pay"
    page = shop.text(path)
    assert "No money moves" in page
    assert "39,80" in page
    assert "not paid yet" in shop.text(f"/order/{order.secret}")
    again = visitor.send("/order/pay", secret=order.secret)
    assert urlsplit(again.headers["location"]).path == path
    declined = visitor.send("/order/press", secret=order.secret, press="decline")
    assert "The card was refused" in shop.text(declined.headers["location"].removeprefix("http://localhost"))
    back = visitor.send("/order/press", secret=order.secret, press="card").headers["location"]
    page = shop.text(back.removeprefix("http://localhost"))
    assert "Thank you for your order" in page
    assert "Reserved on your card: 39,80" in page
    shop.text(path, 404)
    pick_order(shop.store, OFFICE_ACTOR, order.id, {1: 1}, at=datetime.now(UTC))
    assert payments.ask(order.id)
    assert "Paid: 19,90" in shop.text(f"/order/{order.secret}")
    agree(shop)


def test_a_cancelled_order_shows_that_the_money_goes_back(paying: tuple[WebShop, WebPayments]) -> None:
    shop, payments = paying
    visitor = Visitor(shop)
    visitor.put("MILK")
    visitor.send("/checkout", **visitor.details(pay="web"))
    order = one_order(shop)
    visitor.send("/order/press", secret=order.secret, press="swish")
    visitor.send("/order/press", secret=order.secret, press="swish")
    shop.text(f"/order/{order.secret}?paid=1")
    visitor.send("/order/cancel", secret=order.secret)
    assert payments.ask(order.id)
    page = shop.text(f"/order/{order.secret}")
    assert "goes back to your card or account" in page
    assert "Goes back to you: 19,90" in page
    agree(shop)


@pytest.mark.parametrize("press", ["", "x", "<script>", "card' OR 1=1"])
def test_what_is_no_press_pays_nothing(paying: tuple[WebShop, WebPayments], press: str) -> None:
    shop, _ = paying
    visitor = Visitor(shop)
    visitor.put("MILK")
    visitor.send("/checkout", **visitor.details(pay="web"))
    order = one_order(shop)
    for secret in (order.secret, "x", "../../..", "<b>", ""):
        reply = visitor.send("/order/press", secret=secret, press=press)
        assert reply.status_code == 303
        assert urlsplit(reply.headers["location"]).netloc == "localhost"
    assert "not paid yet" in shop.text(f"/order/{order.secret}?paid=1")
    shop.text("/order/x/pay", 404)


def test_a_real_shop_without_a_provider_takes_no_payment_on_the_web(sqlite_store: Store, tmp_path: Path) -> None:
    for shop, _ in open_shop(sqlite_store, tmp_path, is_demo=False):
        visitor = Visitor(shop)
        visitor.put("MILK")
        assert "Now, by card or Swish" not in shop.text("/checkout")
        refused = visitor.send("/checkout", **visitor.details(pay="web"))
        assert refused.status_code == 422
        assert "does not take payment that way" in refused.text
        shop.set(STOREFRONT_PAYMENT, "web")
        assert "cannot take payment right now" in shop.text("/checkout")
        assert visitor.send("/checkout", **visitor.details(pay="shop")).status_code == 422


def test_stripe_is_asked_and_its_events_are_only_a_reason_to_ask(
    sqlite_store: Store, tmp_path: Path, world: StripeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KASSA_STRIPE_KEY", TEST_KEY)
    monkeypatch.setenv("KASSA_STRIPE_ADDRESS", world.server.url)
    world.clock.at = datetime.now(UTC)
    for shop, payments in open_shop(sqlite_store, tmp_path):
        visitor = Visitor(shop)
        policy = shop.http.get("/").headers["content-security-policy"]
        assert "form-action 'self' https://checkout.stripe.com" in policy
        visitor.put("MILK", "3")
        address = visitor.send("/checkout", **visitor.details(pay="web")).headers["location"]
        assert re.match(r"https://checkout\.stripe\.com/c/pay/", address)
        order = one_order(shop)
        shop.text(f"/order/{order.secret}/pay", 404)
        assert "not paid yet" in shop.text(f"/order/{order.secret}?paid=1"), "coming back proves nothing"
        (session,) = world.objects.all("checkout.session")
        pay_on_page(world.account, session["id"], "card")
        events = [*world.server.events, *world.server.events][::-1]
        for event in events:
            body, mark = signed(event, int(world.at.timestamp()))
            heard = read_event(body, mark, (HOOK_SECRET,), at=world.at)
            if heard is not None:
                store_event(shop.store, heard)
        assert look_up_events(
            shop.store,
            lambda link: terminal_of(link, tmp_path),
            lambda _till: None,
            payments.ask_again,
            at=datetime.now(UTC),
        )
        assert "Reserved on your card: 59,70" in shop.text(f"/order/{order.secret}")
        pick_order(shop.store, OFFICE_ACTOR, order.id, {1: 2}, at=datetime.now(UTC))
        assert payments.ask(order.id)
        (intent,) = world.objects.all("payment_intent")
        assert (intent["status"], intent["amount_received"]) == ("succeeded", 39_80)
        agree(shop)


def test_a_program_that_fills_baskets_is_stopped_and_others_are_not(
    paying: tuple[WebShop, WebPayments],
) -> None:
    shop, _ = paying
    visitor = Visitor(shop)
    statuses = [visitor.put("MILK").status_code for _ in range(FORMS_MAX + 2)]
    assert statuses == [303] * FORMS_MAX + [429] * 2
    refused = visitor.put("MILK")
    assert refused.headers["retry-after"] == "60"
    assert "the basket is safe" in refused.text
    shop.text("/basket")
    other = TestClient(shop.http.app, base_url="http://localhost", client=("192.0.2.7", 1))
    headers = {"origin": "http://localhost", "sec-fetch-site": "same-origin"}
    reply = other.post("/basket", data={"sku": "MILK"}, headers=headers, follow_redirects=False)
    assert reply.status_code == 303


def test_the_rate_lets_in_again_as_time_passes_and_forgets_old_addresses() -> None:
    now = [0.0]
    rate = FormRate(2, lambda: now[0])
    assert [rate.is_too_fast("a") for _ in range(3)] == [False, False, True]
    assert not rate.is_too_fast("b")
    now[0] = WINDOW_S
    assert not rate.is_too_fast("a")
    for number in range(VISITORS_MAX):
        rate.is_too_fast(str(number))
    assert not rate.is_too_fast("a")
    assert len(rate._instants) == VISITORS_MAX
