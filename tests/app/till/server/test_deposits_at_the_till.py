"""What a till learns of deposits: what is taken today, of each class, and anew when somebody changed one."""

from __future__ import annotations

from models.jurisdiction.own_deposits import with_amount
from operations.catalogue.deposit_changes import save_deposit
from tests.app.till.server.conftest import Caller
from tests.builders import AT, OFFICE_ACTOR
from tests.operations.catalogue.own_crates import CRATE, make_crates


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
    save_deposit(caller.store, OFFICE_ACTOR, with_amount(dearer, AT.date(), 0), before=dearer, at=AT)
    assert shown(caller) == {}
