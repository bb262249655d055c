"""Paying with a gift card in the web shop, as a browser without scripts does it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.counter.favourites import Favourites
from app.counter.web_payments import WebPayments
from app.storefront.storefront_app import make_storefront
from app.words import LANGUAGES
from models.access.attempts import LIMITS, Subject
from models.online.online_order import OnlineOrderState
from models.shop_settings import STOREFRONT_OPEN, STOREFRONT_PAYMENT
from operations.selling.gift_card_office import make_blanks, make_blanks_with_pins
from store import schema
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.online import order_rows
from store.selling import gift_card_rows
from tests.app.storefront.conftest import WebShop
from tests.app.storefront.test_web_orders import Visitor
from tests.app.test_every_field import elements_of
from tests.app.test_hostile_fields import STEP
from tests.builders import AT, OFFICE_ACTOR, small_shop, stock_up
from tests.hostile_texts import HOSTILE_TEXTS
from tests.operations.selling.test_gift_cards import CardSeller

Paying = tuple[WebShop, str]


@pytest.fixture
def paying(sqlite_store: Store, tmp_path: Path) -> Iterator[Paying]:
    """A web shop that takes gift cards, and the code of one with 30 kr on it."""
    stock_up(small_shop(sqlite_store, is_demo=True))
    secret = InstallationSecret(tmp_path / "keys")
    (code,) = make_blanks(sqlite_store, OFFICE_ACTOR, secret, 1, at=AT)
    CardSeller(sqlite_store, secret).sell_card(code, 3000)
    payments = WebPayments(sqlite_store, tmp_path, lambda: False, secret)
    app = make_storefront(lambda: sqlite_store, Favourites().at, language="sv", payments=payments)
    shop = WebShop(sqlite_store, TestClient(app, base_url="http://localhost", raise_server_exceptions=False))
    shop.set(STOREFRONT_OPEN, "yes")
    shop.set(STOREFRONT_PAYMENT, "both")
    yield shop, code
    payments.close()


def held(shop: WebShop) -> tuple[int, int]:
    with shop.store.view() as view:
        (card,) = gift_card_rows.all_cards(view)
    return card.balance_minor, card.held_minor


def test_a_card_pays_some_of_the_basket_and_the_page_shows_the_rest(paying: Paying) -> None:
    shop, code = paying
    visitor = Visitor(shop)
    visitor.put("MILK", "2")
    spaced = " ".join(re.findall(".{1,4}", code.lower()))
    assert visitor.send("/basket/card", code=spaced).status_code == 303
    page = shop.text("/basket")
    with shop.store.view() as view:
        (card,) = gift_card_rows.all_cards(view)
    assert f"Gift card …{card.last_four}" in page
    assert "9,80" in page
    assert code not in page
    assert "9,80" in shop.text("/checkout")
    visitor.order(pay="web", card="3000")
    with shop.store.view() as view:
        (order,) = order_rows.all_orders(view)
    assert (order.state, order.card is not None and order.card.amount_minor) == (OnlineOrderState.UNPAID, 3000)
    assert held(shop) == (3000, 3000)
    assert "9,80" in shop.text(f"/order/{order.secret}")
    visitor.send("/order/cancel", secret=order.secret)
    assert held(shop) == (3000, 0)


def test_a_card_pays_everything_and_can_be_left_out_again(paying: Paying) -> None:
    shop, code = paying
    visitor = Visitor(shop)
    visitor.put("MILK")
    visitor.send("/basket/card", code=code)
    visitor.send("/basket/card", code="")
    assert "Code of a gift card" in shop.text("/basket")
    visitor.send("/basket/card", code=code)
    visitor.order(pay="web", card="1990")
    with shop.store.view() as view:
        (order,) = order_rows.all_orders(view)
    assert (order.state, order.is_prepaid) == (OnlineOrderState.PLACED, False)
    assert "paid in the shop" not in shop.text(f"/order/{order.secret}")
    assert held(shop) == (3000, 1990)


@pytest.mark.parametrize(
    "code", ["<script>alert(1)</script>", "KXG0", "\x00", "A" * 5000, "\u202egift", "4111 1111 1111 1111"]
)
def test_a_hostile_code_is_the_page_again_and_nothing_of_it(paying: Paying, code: str) -> None:
    shop, _ = paying
    visitor = Visitor(shop)
    visitor.put("MILK")
    reply = visitor.send("/basket/card", code=code)
    assert reply.status_code == 409
    assert code not in reply.text
    assert "no gift card with this code" in reply.text


def test_who_guesses_codes_waits(paying: Paying) -> None:
    shop, code = paying
    visitor = Visitor(shop)
    visitor.put("MILK")
    for number in range(LIMITS[Subject.WEB_ADDRESS].free + 1):
        visitor.send("/basket/card", code=f"GUESS{number:04d}")
    reply = visitor.send("/basket/card", code=code)
    assert reply.status_code == 409
    assert "Try again in" in reply.text


def test_a_card_with_a_pin_pays_with_it_and_whatever_else_is_typed_stays_text(paying: Paying, tmp_path: Path) -> None:
    shop, _ = paying
    secret = InstallationSecret(tmp_path / "keys")
    (card,) = make_blanks_with_pins(shop.store, OFFICE_ACTOR, secret, 1, at=AT)
    CardSeller(shop.store, secret).sell_card(card.code, 3000)
    visitor = Visitor(shop)
    visitor.put("MILK")
    plain = visitor.send("/basket/card", code=card.code)
    assert "has a PIN" in plain.text
    for number, text in enumerate(HOSTILE_TEXTS[:: 2 * STEP]):
        reply = visitor.send(f"/basket/card?lang={LANGUAGES[number % len(LANGUAGES)]}", code=card.code, pin=text)
        assert 400 <= reply.status_code < 500, text
        assert set(elements_of(reply.text)) <= set(elements_of(plain.text)), text
    with shop.store.transaction() as tx:
        tx.execute(schema.sign_in_failures.delete())
    assert visitor.send("/basket/card", code=card.code, pin=card.pin).status_code == 303
    assert f"…{card.code[-6:-2]}" in shop.text("/basket")


def test_a_code_of_any_signs_stays_text(paying: Paying) -> None:
    shop, _ = paying
    visitor = Visitor(shop)
    visitor.put("MILK")
    unknown = set(elements_of(visitor.send("/basket/card", code="ABCD1234ABCD1234").text))
    for number, text in enumerate(HOSTILE_TEXTS[::STEP]):
        reply = visitor.send(f"/basket/card?lang={LANGUAGES[number % len(LANGUAGES)]}", code=text)
        assert 400 <= reply.status_code < 500, text
        assert set(elements_of(reply.text)) <= unknown, text
    assert held(shop) == (3000, 0)
