"""A card number or a magnetic stripe that reaches the server ends nowhere: in no file, no answer, no line of a log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models.card_data import CardDataRefused
from models.catalogue.product import Category
from models.household import Household
from models.pricing.price_list import Price
from models.purchasing.supplier import Supplier, SupplierTerm
from models.shop import Location, Shop
from operations.bulk.imports import import_device
from operations.customers.households import register_households
from operations.installation.device_links import DeviceRole, set_device
from operations.installation.opening import NewShop, Range, register_range, register_shop
from operations.installation.upkeep import make_backup
from operations.progress import no_progress
from store.database.engine import Store
from tests.app.till.server.conftest import CLIENT, Caller
from tests.builders import AT, COMPANY, DEVICES, LOCATIONS, MILK, OFFICE_ACTOR, TILL, gtin, kr
from tests.cards import CARDS, NUMBERS, TRACK_1, TRACK_2

#: As a card, but with a wrong check digit: it shows that what is looked for would be found.
CONTROL = "4111111111111112"
LONGEST = 120


def texts_of(card: str) -> Iterator[str]:
    """The card as it may stand in bytes: as given, and its digits alone."""
    yield card
    yield "".join(sign for sign in card if sign.isdigit())


def sent_everywhere(caller: Caller, text: str) -> list[Any]:
    """Every answer to a text in each place of the interface that takes text."""
    short = text[:LONGEST]
    events = [
        caller.event("scan", code=short),
        caller.event("open_drawer", reason=f"refund {short}"[:LONGEST]),
        caller.event("cancel", reason=short),
        caller.event("set_quantity", position=1, code=short, quantity="2"),
        caller.event("remove", position=1, code=short),
        *([caller.event("recall", basket_id=int(text))] if text.isdigit() and int(text) < 2**53 else []),
    ]
    http, body = caller.http, {"client": CLIENT, "events": []}
    return [
        http.post("/till/1/events", json=body | {"events": events}),
        http.post("/till/1/events", json=body | {"client": text}),
        http.post("/till/1/events", json=body | {f"a_{text}": text}),
        http.post("/till/1/events", json=body | {"events": [{"seq": 1, "kind": text}]}),
        http.post(
            "/till/1/pay", json={"basket_id": text, "shown_minor": 1, "offers": [{"kind": text, "amount_minor": 1}]}
        ),
        http.post("/till/1/product-choices", json={"code": text}),
        *(
            http.post("/till/1/products", json={"code": short, "name": short, "price_minor": 1, "category": each})
            for each in ("dairy", short)
        ),
        http.get(
            "/till/1/catalogue",
            params={"after": text[:40], "lang": text},
            headers={"accept-language": "4111111111111111"},
        ),
        *(http.get(f"/till/1/{part}/{text}") for part in ("sales", "receipts") if text.isdigit()),
        http.get("/till/1", params={"client": CLIENT}),
    ]


def bytes_of(store: Store, folder: Path) -> bytes:
    """Everything that the shop has on disk: its file, the log beside it, a backup, what was printed."""
    make_backup(store, OFFICE_ACTOR, folder / "copy.backup", no_progress)
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_card_data_in_any_field_ends_nowhere(sqlite_caller: Caller, sqlite_store: Store, tmp_path: Path) -> None:
    sqlite_caller.scan(MILK.sku)
    said = []
    for text in (*CARDS, CONTROL):
        said += [reply.text for reply in sent_everywhere(sqlite_caller, text)]
    kept = bytes_of(sqlite_store, tmp_path).decode(errors="replace")
    assert CONTROL in kept, "a text that is no card is stored, and found"
    answers = "\n".join(said)
    assert CONTROL in answers
    hits = {text for card in CARDS for text in texts_of(card) if text in kept or text in answers}
    assert hits == set()


def test_the_operator_is_told_and_what_stands_around_it_is_done(caller: Caller) -> None:
    events = [caller.event("scan", code=code) for code in (MILK.sku, TRACK_2, MILK.sku)]
    state = caller.send(*events)
    (problem,) = state["problems"]
    assert (problem["code"], problem["seq"]) == ("card_data", events[1]["seq"])
    assert problem["message"].startswith("Det här liknar ett betalkort. Kortnummer skrivs aldrig in här")
    assert [line["quantity"] for line in state["basket"]["lines"]] == ["2"]
    (problem,) = caller.send(caller.event("open_drawer", reason=NUMBERS[0]), lang="en")["problems"]
    assert "Card numbers are never entered here" in problem["message"]
    assert caller.drawer_openings() == 0


@pytest.mark.parametrize("digits", ["4006381330060", "4444444444444448"])
def test_a_code_that_looks_like_a_card_and_belongs_to_a_product_sells(caller: Caller, digits: str) -> None:
    """A German barcode with the check digit of a card too, and a product's own number."""
    gtins = (digits.zfill(14),) if len(digits) == 13 else ()
    pen = replace(MILK, sku="PEN" if gtins else gtin(77)[1:], name="Pennor", gtins=gtins)
    goods = Range(products=(pen,), prices=(Price(pen.sku, kr(500), AT.date()),))
    register_range(caller.store, OFFICE_ACTOR, goods, at=AT)
    state = caller.scan(digits if gtins else pen.sku)
    assert [line["sku"] for line in state["basket"]["lines"]] == [pen.sku]


def keepers_texts(text: str) -> list[Any]:
    """Each way in which the keeper can give Kassa a text, as an operation that is yet to be called."""

    def goods(**some: Any) -> Any:
        return lambda store: register_range(store, OFFICE_ACTOR, Range(**some), at=AT)

    def shop(company: Shop = COMPANY, place: Location = LOCATIONS[0], **more: Any) -> Any:
        new = NewShop(company, (place,), more.get("devices", DEVICES))
        return lambda store: register_shop(store, OFFICE_ACTOR, new, at=AT)

    return [
        goods(products=(replace(MILK, name=text),)),
        goods(products=(replace(MILK, sku=text[:40]),)),
        goods(categories=(Category("new", {"sv": text}),)),
        goods(suppliers=(Supplier("NEW", text, 1, 1),)),
        goods(terms=(SupplierTerm(MILK.sku, "GROSS", kr(100), Decimal(1), supplier_sku=text),)),
        shop(replace(COMPANY, company=text)),
        shop(place=replace(LOCATIONS[0], address=text)),
        shop(place=replace(LOCATIONS[0], name=text)),
        shop(devices=(replace(DEVICES[0], name=text),)),
        lambda store: register_households(store, OFFICE_ACTOR, [Household(text)], at=AT),
        lambda store: register_households(store, OFFICE_ACTOR, [Household("7", household_kind=text)], at=AT),
        lambda store: import_device(store, OFFICE_ACTOR, text, 1, at=AT),
        lambda store: set_device(store, OFFICE_ACTOR, TILL, DeviceRole.RECEIPT_PRINTER, f"file:{text}", at=AT),
    ]


@pytest.mark.parametrize("text", [NUMBERS[1], TRACK_1, "Anna 5555 5555 5555 4444"])
def test_no_operation_of_the_keeper_takes_card_data(sqlite_caller: Caller, text: str) -> None:
    for operation in keepers_texts(text):
        with pytest.raises(CardDataRefused):
            operation(sqlite_caller.store)


def test_the_same_operations_take_other_texts(sqlite_caller: Caller) -> None:
    for operation in keepers_texts("Anna 5555"):
        operation(sqlite_caller.store)
