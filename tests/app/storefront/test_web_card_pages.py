"""Buying a gift card in the web shop, as a browser without scripts does it: the form, the payment, the card's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from app.counter.dispatch_content import mail_content
from app.counter.event_lookups import look_up_events
from app.counter.favourites import Favourites
from app.counter.receipt_composer import ReceiptComposer
from app.counter.web_payments import WebPayments
from app.storefront.storefront_app import make_storefront
from hardware.device_settings import terminal_of
from hardware.terminal.stripe_events import read_event
from models.dispatch.sending_rules import DispatchKind
from models.online.online_order import OnlineOrder
from models.selling.gift_card import GiftCardState, in_groups
from models.shop_settings import MAIL_FROM, MAIL_HOST, STOREFRONT_GIFT_CARDS, STOREFRONT_OPEN
from operations.counted_codes import card_pin
from operations.gift_card_changes import derived_code
from operations.selling.event_inbox import store_event
from store import dispatch, invariants
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.online import order_rows
from store.selling import gift_card_rows
from store.signing.key_ring import KeyRing
from tests.app.storefront.conftest import WebShop
from tests.app.storefront.test_web_orders import Visitor
from tests.app.test_every_field import elements_of
from tests.builders import small_shop
from tests.hardware.terminal.stripe_fixtures import stripe_document, world
from tests.hardware.terminal.stripe_pages import pay_on_page
from tests.hardware.terminal.stripe_server import HOOK_SECRET, TEST_KEY, signed
from tests.hardware.terminal.stripe_world import StripeWorld
from tests.hostile_texts import HOSTILE_TEXTS

__all__ = ["stripe_document", "world"]

HOSTILE = '<script>alert(1)</script> & "åäö" {{ 7 * 7 }} *x* [y](z)'


class CardPages:
    """A web shop that sells gift cards, and a visitor who buys them."""

    def __init__(self, store: Store, folder: Path) -> None:
        small_shop(store, is_demo=True)
        self.secret = InstallationSecret(folder / "keys")
        self.payments = WebPayments(store, folder, lambda: False, self.secret)
        app = make_storefront(lambda: store, Favourites().at, language="sv", payments=self.payments)
        self.shop = WebShop(store, TestClient(app, base_url="http://localhost", raise_server_exceptions=False))
        self.shop.set(STOREFRONT_OPEN, "yes")
        self.shop.set(STOREFRONT_GIFT_CARDS, "yes")
        self.visitor = Visitor(self.shop)

    def fields(self, **changes: str) -> dict[str, str]:
        form = re.search(r'name="form" value="([^"]+)"', self.shop.text("/gift-card"))
        assert form
        own = {"amount": "500", "name": "Anna Berg", "email": "anna@example.com", "terms": "yes"}
        return own | {"form": form[1]} | changes

    def one_order(self) -> OnlineOrder:
        with self.shop.store.view() as view:
            (order,) = order_rows.all_orders(view)
        return order

    def agree(self) -> None:
        with self.shop.store.view() as view:
            assert [str(each) for each in invariants.check_all(view)] == []


@pytest.fixture
def pages(sqlite_store: Store, tmp_path: Path) -> Iterator[CardPages]:
    pages = CardPages(sqlite_store, tmp_path)
    yield pages
    pages.payments.close()


def test_a_card_is_bought_shown_and_taken_back(pages: CardPages) -> None:
    shop, visitor = pages.shop, pages.visitor
    assert 'href="/gift-card"' in shop.text("/")
    assert "14 days while nothing of the card was used" in shop.text("/terms")
    fields = pages.fields()
    reply = visitor.send("/gift-card", **fields)
    order = pages.one_order()
    assert urlsplit(reply.headers["location"]).path == f"/order/{order.secret}/pay"
    assert visitor.send("/gift-card", **fields).status_code == 303, "sent twice"
    assert "500,00" in shop.text(f"/order/{order.secret}/pay")
    assert order.purchase is not None
    code = in_groups(derived_code(pages.secret, order.purchase.card).text)
    assert code not in shop.text(f"/order/{order.secret}"), "not paid yet"
    back = visitor.send("/order/press", secret=order.secret, press="card").headers["location"]
    page = shop.text(back.removeprefix("http://localhost"))
    assert "The gift card is paid" in page
    assert code in page
    assert f">{card_pin(pages.secret, order.purchase.card)}<" in page
    reply = shop.http.get(f"/order/{order.secret}")
    assert (reply.headers["cache-control"], reply.headers["referrer-policy"]) == ("no-store", "same-origin")
    visitor.send("/order/withdraw", secret=order.secret)
    assert pages.payments.ask(order.id)
    page = shop.text(f"/order/{order.secret}")
    assert code not in page
    assert "Goes back to you: 500,00" in page
    assert "/order/withdraw" not in page
    pages.agree()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "49"}, "without decimals"),
        ({"amount": "5001"}, "is worth"),
        ({"amount": "1e3"}, "is worth"),
        ({"amount": "-500"}, "is worth"),
        ({"name": " "}, "The name cannot be used"),
        ({"email": "x"}, "e-mail"),
        ({"recipient": "x"}, "e-mail"),
        ({"terms": ""}, "Accept the terms"),
        ({"form": ""}, "sells no gift cards"),
        ({"greeting": "4242 4242 4242 4242"}, "card"),
    ],
)
def test_what_is_refused_is_the_form_again_with_what_was_typed(
    pages: CardPages, changes: dict[str, str], said: str
) -> None:
    fields = pages.fields(**changes)
    reply = pages.visitor.send("/gift-card", **fields)
    assert reply.status_code == 422
    assert said in reply.text, reply.text
    if fields["form"]:
        assert f'name="form" value="{fields["form"]}"' in reply.text, "the same form: it is one order"
    with pages.shop.store.view() as view:
        assert not order_rows.all_orders(view)


def test_hostile_text_stays_text_on_the_page_and_in_the_e_mail(pages: CardPages, tmp_path: Path) -> None:
    shop = pages.shop
    shop.set(MAIL_HOST, "mail.example.com")
    shop.set(MAIL_FROM, "shop@example.com")
    assert "E-mail address of the receiver" in shop.text("/gift-card")
    fields = pages.fields(name=HOSTILE[:60], greeting=HOSTILE, recipient="bo@example.com")
    pages.visitor.send("/gift-card", **fields)
    order = pages.one_order()
    pages.visitor.send("/order/press", secret=order.secret, press="swish")
    page = shop.text(f"/order/{order.secret}?paid=1")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert "bo@example.com" in page
    keyed = shop.store
    keyed.keys = KeyRing(tmp_path / "keys")
    with keyed.view() as view:
        (mail,) = dispatch.dispatches_of_kind(view, DispatchKind.GIFT_CARD_MAIL)
        (letter,) = dispatch.dispatches_of_kind(view, DispatchKind.WEB_ORDER)
    content = mail_content(keyed, ReceiptComposer(keyed, "en"), mail)
    assert order.purchase is not None
    assert derived_code(pages.secret, order.purchase.card).text in content.text.replace(" ", "")
    assert f"PIN: {card_pin(pages.secret, order.purchase.card)}" in content.text
    assert "<script>" not in content.html
    assert HOSTILE[:20] in content.text
    confirmation = mail_content(keyed, ReceiptComposer(keyed, "en"), letter)
    assert "Gift card: 500" in confirmation.text
    assert derived_code(pages.secret, order.purchase.card).text not in confirmation.text.replace(" ", "")
    pages.agree()


def test_hostile_texts_add_no_element_to_the_form_or_the_page(pages: CardPages) -> None:
    shop, visitor = pages.shop, pages.visitor
    shop.set(MAIL_HOST, "mail.example.com")
    shop.set(MAIL_FROM, "shop@example.com")
    refused = elements_of(visitor.send("/gift-card", **pages.fields(email="a")).text)
    visitor.send("/gift-card", **pages.fields(greeting="Hej"))
    secret = pages.one_order().secret
    visitor.send("/order/press", secret=secret, press="swish")
    paid = elements_of(shop.text(f"/order/{secret}?paid=1"))
    for number, text in enumerate(HOSTILE_TEXTS[:: len(HOSTILE_TEXTS) // 10]):
        again = visitor.send("/gift-card", **pages.fields(name=text, greeting=text, recipient=text, form=text or "x"))
        if again.status_code == 422:
            assert set(elements_of(again.text)) == set(refused), text
        reply = visitor.send("/gift-card", **pages.fields(greeting=text, email=f"a{number}@example.com"))
        assert reply.status_code == 303, reply.text
        path = urlsplit(reply.headers["location"]).path.removesuffix("/pay")
        visitor.send("/order/press", secret=path.removeprefix("/order/"), press="card")
        assert set(elements_of(shop.text(f"{path}?paid=1"))) == set(paid), text
    pages.agree()


def test_a_shop_that_sells_no_cards_has_no_page_of_them(pages: CardPages) -> None:
    fields = pages.fields()
    pages.shop.set(STOREFRONT_GIFT_CARDS, "no")
    pages.shop.text("/gift-card", 404)
    assert "/gift-card" not in pages.shop.text("/")
    assert pages.visitor.send("/gift-card", **fields).status_code in {404, 422}
    for secret in ("x", "", "../..", "<b>"):
        reply = pages.visitor.send("/order/withdraw", secret=secret)
        assert reply.status_code == 404


def test_events_of_stripe_twice_late_and_out_of_order_make_one_card(
    sqlite_store: Store, tmp_path: Path, world: StripeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what Stripe answers counts: its events, and the browser that comes back, are reasons to ask."""
    monkeypatch.setenv("KASSA_STRIPE_KEY", TEST_KEY)
    monkeypatch.setenv("KASSA_STRIPE_ADDRESS", world.server.url)
    world.clock.at = datetime.now(UTC)
    pages = CardPages(sqlite_store, tmp_path)
    address = pages.visitor.send("/gift-card", **pages.fields()).headers["location"]
    assert re.match(r"https://checkout\.stripe\.com/c/pay/", address)
    order = pages.one_order()
    assert order.purchase is not None
    assert "not paid yet" in pages.shop.text(f"/order/{order.secret}?paid=1"), "coming back proves nothing"
    (session,) = world.objects.all("checkout.session")
    pay_on_page(world.account, session["id"], "card")
    for event in [*world.server.events, *world.server.events][::-1]:
        body, mark = signed(event, int(world.at.timestamp()))
        heard = read_event(body, mark, (HOOK_SECRET,), at=world.at)
        if heard is not None:
            store_event(sqlite_store, heard)
    for _ in range(2):
        look_up_events(
            sqlite_store,
            lambda link: terminal_of(link, tmp_path),
            lambda _till: None,
            pages.payments.ask_again,
            at=datetime.now(UTC),
        )
    (intent,) = world.objects.all("payment_intent")
    assert (intent["status"], intent["amount_received"]) == ("succeeded", 500_00)
    with sqlite_store.view() as view:
        (card,) = gift_card_rows.all_cards(view)
    assert (card.state, card.balance_minor) == (GiftCardState.ACTIVE, 500_00)
    pages.agree()
    pages.payments.close()
