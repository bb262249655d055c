"""Ordering in the web shop, as a browser without scripts does it: basket, order, its page, and taking it back."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from httpx2 import Response

from app.storefront.basket_cookie import BASKET_COOKIE
from models.online.online_order import OnlineOrderState
from models.shop_settings import STOREFRONT_HOURS, STOREFRONT_ORDERS
from operations.online.end_orders import pick_order
from store import invariants
from store.online import order_rows
from tests.app.storefront.conftest import WebShop
from tests.builders import AT, OFFICE_ACTOR

#: Open all week, so that there is a time whenever the test runs.
HOURS = "mon-sun 00:00-23:30"


class Visitor:
    """A browser that fills in forms."""

    def __init__(self, web_shop: WebShop) -> None:
        web_shop.set(STOREFRONT_ORDERS, "yes")
        web_shop.set(STOREFRONT_HOURS, HOURS)
        self.web_shop = web_shop

    def send(self, path: str, **fields: str) -> Response:
        headers = {"accept-language": "en", "origin": "http://localhost", "sec-fetch-site": "same-origin"}
        return self.web_shop.http.post(path, data=fields, headers=headers, follow_redirects=False)

    def put(self, sku: str, pieces: str = "1", adds: str = "1") -> Response:
        return self.send("/basket", sku=sku, pieces=pieces, adds=adds)

    def details(self, **changes: str) -> dict[str, str]:
        page = self.web_shop.text("/checkout")
        times, total = re.findall(r'<option value="([^"]+)"', page), re.search(r'name="total" value="(\d+)"', page)
        assert total, page
        own = {"name": "Anna Berg", "email": "anna@example.com", "phone": "070-123 45 67", "terms": "yes"}
        return own | {"pickup": times[-1], "total": total[1]} | changes

    def order(self, **changes: str) -> str:
        """The path of the page of a new order."""
        reply = self.send("/checkout", **self.details(**changes))
        assert reply.status_code == 303, reply.text
        return urlsplit(reply.headers["location"]).path


def test_from_the_product_to_the_page_of_the_order_and_back(web_shop: WebShop) -> None:
    visitor = Visitor(web_shop)
    assert 'action="/basket"' in web_shop.text("/product/MILK")
    reply = visitor.put("MILK", "2")
    assert (reply.status_code, urlsplit(reply.headers["location"]).path) == (303, "/basket")
    cookie = reply.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    visitor.put("MILK")
    basket = web_shop.text("/basket")
    assert 'value="3"' in basket
    assert "59,70" in basket
    assert '<span class="count">3</span>' in web_shop.text("/")
    fields = visitor.details()
    token = web_shop.http.cookies[BASKET_COOKIE]
    path = urlsplit(visitor.send("/checkout", **fields).headers["location"]).path
    assert BASKET_COOKIE not in web_shop.http.cookies, "the next basket is another one"
    web_shop.http.cookies[BASKET_COOKIE] = token
    again = visitor.send("/checkout", **fields)
    assert urlsplit(again.headers["location"]).path == path, "sent twice, it is one order"
    page = web_shop.text(path)
    with web_shop.store.view() as view:
        (order,) = order_rows.all_orders(view)
    assert order.code in page
    assert "Thank you for your order" in page
    assert "59,70" in page
    web_shop.text(path[:-1], 404)
    cancelled = visitor.send("/order/cancel", secret=path.rpartition("/")[2])
    assert urlsplit(cancelled.headers["location"]).path == path
    assert "was cancelled" in web_shop.text(path)
    with web_shop.store.view() as view:
        found = [str(each) for each in invariants.check_all(view)]
    assert not found, found


def test_the_page_follows_the_order(sqlite_web_shop: WebShop) -> None:
    visitor = Visitor(sqlite_web_shop)
    visitor.put("MILK", "2")
    path = visitor.order()
    with sqlite_web_shop.store.view() as view:
        (order,) = order_rows.open_orders(view)
    pick_order(sqlite_web_shop.store, OFFICE_ACTOR, order.id, {1: 1}, at=AT)
    page = sqlite_web_shop.text(path)
    assert "Your order is ready" in page
    assert "(1 missing)" in page
    assert 'action="/order/cancel"' not in page
    refused = visitor.send("/order/cancel", secret=order.secret)
    assert refused.status_code == 409
    assert "cannot be cancelled: it is ready" in refused.text
    with sqlite_web_shop.store.view() as view:
        assert order_rows.get_order(view, order.id).state is OnlineOrderState.READY


def test_every_line_that_fails_is_named_where_it_is(sqlite_web_shop: WebShop) -> None:
    visitor = Visitor(sqlite_web_shop)
    visitor.put("MILK", "60")
    visitor.put("PAPER", "1")
    basket = sqlite_web_shop.text("/basket")
    assert "Only 59 are left." in basket
    assert 'href="/checkout"' not in basket
    refused = visitor.send("/checkout", **visitor.details())
    assert refused.status_code == 409
    assert "Not enough is left of: Mellanmjölk 1,5 l (59)" in refused.text
    visitor.put("MILK", "59", adds="0")
    assert 'href="/checkout"' in sqlite_web_shop.text("/basket")
    visitor.put("MILK", "0", adds="0")
    assert "Mellanmjölk" not in sqlite_web_shop.text("/basket")


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"name": ""}, "name cannot be used"),
        ({"phone": "x"}, "telephone number cannot be used"),
        ({"email": "x"}, "no e-mail address"),
        ({"terms": ""}, "Accept the terms"),
        ({"pickup": "2020-01-01T10:00Z"}, "choose another time"),
        ({"pickup": "now"}, "choose another time"),
        ({"total": "1"}, "A price in the basket has changed"),
        ({"name": "<b>4242424242424242</b>"}, "card"),
    ],
)
def test_a_form_that_is_refused_comes_back_with_the_reason_and_what_was_in_it(
    sqlite_web_shop: WebShop, changes: dict[str, str], part: str
) -> None:
    visitor = Visitor(sqlite_web_shop)
    visitor.put("MILK")
    reply = visitor.send("/checkout", **visitor.details(**changes))
    assert reply.status_code == 422
    assert part in reply.text
    assert "<b>" not in reply.text
    if "email" not in changes:
        assert 'value="anna@example.com"' in reply.text


def test_goods_by_weight_are_shown_and_not_ordered(sqlite_web_shop: WebShop) -> None:
    visitor = Visitor(sqlite_web_shop)
    page = sqlite_web_shop.text("/product/BANANAS")
    assert "Sold by weight" in page
    assert 'action="/basket"' not in page
    assert visitor.put("BANANAS").status_code == 409
    assert "The basket is empty" in sqlite_web_shop.text("/basket")
    visitor.put("BOOST")
    assert "15" in sqlite_web_shop.text("/basket")


def test_a_web_shop_without_orders_has_no_basket_and_no_form_comes_from_elsewhere(sqlite_web_shop: WebShop) -> None:
    for path in ("/basket", "/checkout", "/terms"):
        sqlite_web_shop.text(path, 404)
    assert "/basket" not in sqlite_web_shop.text("/product/MILK")
    visitor = Visitor(sqlite_web_shop)
    terms = sqlite_web_shop.text("/terms")
    assert "Terms" in terms
    assert "Seller" in terms
    assert "withdraw" not in terms, "who pays in the shop buys in the shop"
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        reply = sqlite_web_shop.http.post("/basket", data={"sku": "MILK"}, headers=headers)
        assert reply.status_code == 403
    for strange in ({}, {"sku": "MILK", "pieces": "-1"}, {"sku": "MILK", "pieces": "9" * 400}, {"sku": "\0"}):
        assert visitor.send("/basket", **strange).status_code in {303, 409}
    assert "The basket is empty" in sqlite_web_shop.text("/basket")


def test_cancelling_an_order_that_is_not_named_is_no_order(web_shop: WebShop) -> None:
    """A form without the secret of an order was a fault of the server."""
    assert Visitor(web_shop).send("/order/cancel").status_code == 404
