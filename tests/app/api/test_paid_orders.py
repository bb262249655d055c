"""Programs order, and customers pay on the web or with a gift card: what is proven, held and shown, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from httpx2 import Response
from starlette.testclient import TestClient

from app.api.order_records import NewOrder
from app.api.public_api import make_public_api
from app.counter.favourites import Favourites
from app.counter.web_payments import WebPayments
from app.storefront.form_rate import FORMS_MAX
from app.storefront.storefront_app import make_storefront
from models.access.attempts import LIMITS, Subject
from models.online.program_request import ProgramRequest
from models.shop_settings import STOREFRONT_PAYMENT
from operations.installation.change_settings import change_setting
from operations.selling.gift_card_office import make_blanks, make_blanks_with_pins
from store import schema
from store.database.engine import Store
from store.selling import gift_card_rows, payment_attempts
from tests.app.api.conftest import SECRET, Program
from tests.app.api.test_public_orders import OrderingProgram, all_orders, open_ordering, placed, refusal
from tests.builders import AT, OFFICE_ACTOR, small_shop, stock_up
from tests.operations.online.web_customers import check_shop
from tests.operations.selling.test_gift_cards import CardSeller

ORIGIN = "http://localhost"
SAME_SITE = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}


@dataclass
class PayingProgram:
    """A program that orders, the web shop to which it sends its customers, and a gift card with 30 kr on it."""

    program: Program
    ordering: OrderingProgram
    browser: TestClient
    payments: WebPayments
    card: str

    @property
    def store(self) -> Store:
        return self.program.store

    def order(self, key: str, **more: Any) -> Response:
        return self.ordering.order(key, self.ordering.wish(**more))

    def follow(self, address: str) -> str:
        """Where the address of a payment leads."""
        reply = self.browser.get(address, follow_redirects=False)
        assert reply.status_code == 303, reply.text
        assert reply.headers["cache-control"] == "no-store"
        return str(reply.headers["location"])

    def held(self) -> tuple[int, int]:
        with self.store.view() as view:
            (card,) = gift_card_rows.all_cards(view)
        return card.balance_minor, card.held_minor

    def charges(self) -> list[int]:
        """What customers are asked for on the web, by payment."""
        with self.store.view() as view:
            attempts = [each for order in all_orders(self.store) for each in payment_attempts.attempts_of(view, order)]
        return [each.order.amount.minor for each in attempts]


def open_paying(store: Store, folder: Path, *, is_demo: bool = True) -> Iterator[PayingProgram]:
    stock_up(small_shop(store, is_demo=is_demo))
    (code,) = make_blanks(store, OFFICE_ACTOR, SECRET, 1, at=AT)
    CardSeller(store, SECRET).sell_card(code, 3000)
    change_setting(store, OFFICE_ACTOR, STOREFRONT_PAYMENT, "both", at=AT)
    payments = WebPayments(store, folder, lambda: False, SECRET)
    program = Program(store, make_public_api(lambda: store, SECRET, ORIGIN, payments.link))
    shop = make_storefront(lambda: store, Favourites().at, language="sv", payments=payments)
    browser = TestClient(shop, base_url=ORIGIN, raise_server_exceptions=False)
    yield PayingProgram(program, open_ordering(program), browser, payments, code)
    payments.close()


@pytest.fixture
def paying(store: Store, tmp_path: Path) -> Iterator[PayingProgram]:
    """Over SQLite and over PostgreSQL."""
    yield from open_paying(store, tmp_path)


@pytest.fixture
def sqlite_paying(sqlite_store: Store, tmp_path: Path) -> Iterator[PayingProgram]:
    yield from open_paying(sqlite_store, tmp_path)


def test_a_customer_is_led_to_the_payment_and_only_its_proof_places_the_order(paying: PayingProgram) -> None:
    order = placed(paying.order("a", quantity=2, pay="web"))
    page = urlsplit(order["page"]).path
    assert (order["state"], order["prepaid"], order["gift_card_minor"]) == ("unpaid", True, 0)
    assert order["payment_url"] == f"{ORIGIN}{page}/checkout"
    for _ in range(2):
        assert paying.follow(order["payment_url"]) == f"{ORIGIN}{page}/pay"
    paying.browser.get(f"{page}?paid=1")
    assert placed(paying.ordering.send("GET", f"/orders/{order['id']}")) == order, "coming back proves nothing"
    secret = page.rsplit("/", 1)[1]
    paying.browser.post("/order/press", data={"secret": secret, "press": "card"}, headers=SAME_SITE)
    again = placed(paying.ordering.send("GET", f"/orders/{order['id']}"))
    assert (again["state"], again["payment_url"]) == ("placed", None)
    assert paying.follow(order["payment_url"]) == order["page"]
    assert paying.charges() == [39_80]
    check_shop(paying.store)


def test_a_card_with_a_pin_is_asked_for_it_and_no_code_can_be_found_by_trying(sqlite_paying: PayingProgram) -> None:
    """What names the request in the database is no hash of the code alone: another installation has another name."""
    paying = sqlite_paying
    (card,) = make_blanks_with_pins(paying.store, OFFICE_ACTOR, SECRET, 1, at=AT)
    CardSeller(paying.store, SECRET).sell_card(card.code, 3000)
    assert refusal(paying.order("a", gift_card=card.code)) == (409, "gift_card_needs_pin")
    wrong = f"{(int(card.pin) + 1) % 10_000:04d}"
    assert refusal(paying.order("a", gift_card=card.code, gift_card_pin=wrong)) == (409, "wrong_gift_card_pin")
    wish = paying.ordering.wish(gift_card=card.code, gift_card_pin=card.pin)
    order = placed(paying.ordering.order("a", wish))
    assert order["gift_card_minor"] == 19_90
    with paying.store.view() as view:
        (name,) = view.scalars(sa.select(schema.online_order.c.basket_key))
    plain = ProgramRequest(1, "a", NewOrder(**wish).model_dump_json()).basket_key
    assert name[-24:] != plain[-24:]
    without = placed(paying.order("b"))
    assert without["id"] != order["id"]
    with paying.store.view() as view:
        named = {each[-24:] for each in view.scalars(sa.select(schema.online_order.c.basket_key))}
    body = NewOrder(**paying.ordering.wish()).model_dump_json()
    assert ProgramRequest(1, "b", body).basket_key[-24:] in named, "the control: other requests are named by their text"


def test_a_gift_card_pays_first_and_is_held_once_however_often_the_request_is_sent(paying: PayingProgram) -> None:
    wish = paying.ordering.wish(quantity=2, pay="web", gift_card=paying.card.lower(), gift_card_minor=3000)
    order = placed(paying.ordering.order("a", wish))
    assert (order["state"], order["gift_card_minor"], paying.held()) == ("unpaid", 3000, (3000, 3000))
    assert paying.charges() == [9_80]
    assert placed(paying.ordering.order("a", wish)) == order, "nothing is left on the card, and the order has it"
    assert refusal(paying.ordering.order("a", wish | {"pay": "shop"})) == (422, "request_key_reused")
    assert refusal(paying.order("b", gift_card=paying.card)) == (409, "gift_card_empty")
    assert paying.card not in paying.ordering.send("GET", "/orders").text
    ended = placed(paying.ordering.send("POST", f"/orders/{order['id']}/cancel"))
    assert (ended["payment_url"], ended["gift_card_minor"], paying.held()) == (None, 0, (3000, 0))
    assert paying.follow(order["payment_url"]) == order["page"]
    whole = placed(paying.order("c", pay="web", gift_card=paying.card))
    assert (whole["state"], whole["payment_url"], whole["gift_card_minor"]) == ("placed", None, 19_90)
    assert paying.held() == (3000, 19_90)
    check_shop(paying.store)


def test_what_cannot_pay_is_refused_and_nothing_is_ordered_or_held(sqlite_paying: PayingProgram) -> None:
    cases: list[tuple[dict[str, Any], tuple[int, str]]] = [
        ({"pay": "later"}, (422, "wrong_request")),
        ({"gift_card": "x" * 81}, (422, "wrong_request")),
        ({"gift_card_minor": -1}, (422, "wrong_request")),
        ({"gift_card": "KXG0 0000"}, (404, "unknown_gift_card")),
        ({"gift_card": "<script>alert(1)</script>"}, (404, "unknown_gift_card")),
        ({"quantity": 2, "gift_card_minor": 3001}, (409, "gift_card_empty")),
    ]
    for number, (more, expected) in enumerate(cases):
        reply = sqlite_paying.order(str(number), **({"gift_card": sqlite_paying.card, "pay": "web"} | more))
        assert refusal(reply) == expected
        assert "<script>" not in reply.text
    assert not all_orders(sqlite_paying.store)
    assert sqlite_paying.held() == (3000, 0)


def test_only_ways_to_pay_that_the_shop_offers_now_are_taken(sqlite_store: Store, tmp_path: Path) -> None:
    for paying in open_paying(sqlite_store, tmp_path, is_demo=False):
        assert refusal(paying.order("a", pay="web")) == (409, "payment_not_offered"), "a real shop has no practice page"
        assert placed(paying.order("a", pay="shop"))["payment_url"] is None
        change_setting(paying.store, OFFICE_ACTOR, STOREFRONT_PAYMENT, "web", at=AT)
        assert refusal(paying.order("b", pay="shop")) == (409, "payment_not_offered")


def test_who_guesses_codes_waits_and_other_keys_do_not(sqlite_paying: PayingProgram) -> None:
    for number in range(LIMITS[Subject.WEB_ADDRESS].free + 1):
        assert refusal(sqlite_paying.order("a", gift_card=f"GUESS{number:04d}")) == (404, "unknown_gift_card")
    assert refusal(sqlite_paying.order("a", gift_card=sqlite_paying.card)) == (409, "wait_for_gift_card")
    other = OrderingProgram(sqlite_paying.program)
    assert placed(other.order("a", other.wish(gift_card=sqlite_paying.card)))["gift_card_minor"] == 19_90


def test_addresses_of_payments_lead_nowhere_else_and_are_not_asked_for_without_end(
    sqlite_paying: PayingProgram,
) -> None:
    shop = sqlite_paying.browser
    for secret in ("x", "%3Cb%3E", "..%2f..%2fevil.example", "%0d%0aset-cookie:x"):
        reply = shop.get(f"/order/{secret}/checkout", follow_redirects=False)
        assert reply.status_code == 404, secret
        assert "set-cookie" not in reply.headers
    statuses = [shop.get("/order/x/checkout").status_code for _ in range(FORMS_MAX + 1)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
