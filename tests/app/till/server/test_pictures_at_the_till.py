"""What a till learns of pictures: the address of the first one of each product that has any, also of ordered goods."""

from __future__ import annotations

from typing import Any

from operations.catalogue.picture_changes import move_picture, remove_picture
from tests.app.till.server.conftest import Caller
from tests.builders import AT, OFFICE_ACTOR
from tests.operations.catalogue.picture_files import picture, show_goods
from tests.operations.online.web_customers import Customer, count_units, open_web_shop


def address(colour: str) -> str:
    return f"/pictures/{picture(colour).digest}/tile.webp"


def shown(caller: Caller) -> dict[str, Any]:
    """The pictures of the catalogue, by SKU."""
    rows = caller.http.get("/till/1/catalogue").json()["products"]
    return {row[0]: row[6]["picture"] for row in rows if len(row) > 6 and "picture" in row[6]}


def test_the_catalogue_has_the_first_picture_of_each_product(caller: Caller) -> None:
    assert shown(caller) == {}
    before = caller.http.get("/till/1/catalogue").headers["etag"]
    show_goods(caller.store, "MILK", "teal", "red")
    show_goods(caller.store, "BANANAS", "red")
    assert shown(caller) == {"MILK": address("teal"), "BANANAS": address("red")}
    move_picture(caller.store, OFFICE_ACTOR, "MILK", "2", place=1, at=AT)
    assert shown(caller) == {"MILK": address("red"), "BANANAS": address("red")}
    changed = caller.http.get("/till/1/catalogue", headers={"if-none-match": before})
    assert changed.status_code == 200, "a till fetches goods anew whose picture changed"
    for sku, pictures in (("MILK", 2), ("BANANAS", 1)):
        for _ in range(pictures):
            remove_picture(caller.store, OFFICE_ACTOR, sku, "1", at=AT)
    assert shown(caller) == {}
    assert caller.http.get("/till/1/catalogue", headers={"if-none-match": before}).status_code == 304


def test_ordered_goods_that_wait_to_be_picked_have_their_picture(sqlite_caller: Caller) -> None:
    open_web_shop(sqlite_caller.store)
    show_goods(sqlite_caller.store, "MILK")
    for sku in ("MILK", "NAPKINS"):
        count_units(sqlite_caller.store, sku, 5)
    Customer(sqlite_caller.store, "a@example.com").order(("MILK", 1), ("NAPKINS", 1))
    (order,) = sqlite_caller.http.get("/till/1/web-orders").json()["orders"]
    assert {each["sku"]: each["picture"] for each in order["goods"]} == {"MILK": address("teal"), "NAPKINS": None}
