"""What a till learns of deposits: what is taken today, of each class, and anew when somebody changed one."""

from __future__ import annotations

from dataclasses import replace

from models.jurisdiction.own_deposits import with_amount
from operations.catalogue.deposit_changes import save_deposit
from operations.catalogue.product_changes import change_product
from tests.app.till.server.conftest import Caller
from tests.builders import AT, MILK, OFFICE_ACTOR
from tests.operations.catalogue.own_crates import CRATE, make_crates


def test_a_till_shows_the_name_of_a_deposit_of_the_shops_own_and_none_of_one_by_law(caller: Caller) -> None:
    make_crates(caller.store)
    milk = replace(MILK, deposit="small")
    change_product(caller.store, OFFICE_ACTOR, MILK, milk, at=AT)
    rows = caller.http.get("/till/1/catalogue").json()["products"]
    kinds = {row[0]: row[6] for row in rows if len(row) > 6}
    assert kinds["BEER"]["deposit_name"] == "Läskback"
    assert "deposit_name" not in kinds["MILK"]
    assert kinds["MILK"]["deposit_minor"] == 200
    caller.scan("BEER")
    lines = caller.scan("MILK")["basket"]["lines"]
    assert {line["sku"]: line["deposit_name"] for line in lines} == {"BEER": "Läskback", "MILK": ""}


def shown(caller: Caller) -> dict[str, int]:
    """The deposits of the catalogue, by SKU."""
    rows = caller.http.get("/till/1/catalogue").json()["products"]
    return {row[0]: row[6]["deposit_minor"] for row in rows if len(row) > 6 and "deposit_minor" in row[6]}


def test_the_till_fetches_goods_anew_whose_deposit_changed(caller: Caller) -> None:
    make_crates(caller.store)
    assert shown(caller) == {"BEER": 2500, "SODA": 2500, "TWO": 5000}
    before = caller.http.get("/till/1/catalogue").headers["etag"]
    dearer = save_deposit(caller.store, OFFICE_ACTOR, with_amount(CRATE, AT.date(), 4000), before=CRATE, at=AT)
    assert caller.http.get("/till/1/catalogue", headers={"if-none-match": before}).status_code == 200
    assert shown(caller) == {"BEER": 4000, "SODA": 4000, "TWO": 8000}
    (line,) = caller.scan("BEER")["basket"]["lines"]
    assert (line["deposit_minor"], line["deposit_gross_minor"]) == (4000, 4000)
    assert line["deposit_name"] == "Läskback"
    save_deposit(caller.store, OFFICE_ACTOR, with_amount(dearer, AT.date(), 0), before=dearer, at=AT)
    assert shown(caller) == {}
