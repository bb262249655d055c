"""Each change of goods and prices queues its label exactly once, whoever reads the journal and whoever is stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from models.access.actor import Actor
from models.catalogue.content import Content, ContentUnit
from models.labels.label_queue import LabelState, NothingToPrint, ShelfLabel, UnknownLabels
from models.pricing.price_list import Price
from operations.access.permissions import NotPermitted
from operations.catalogue.price_changes import set_price, withdraw_price
from operations.installation.opening import Range, register_range
from operations.labels import label_printing
from operations.labels.label_printing import print_again, print_labels, remove_labels, return_labels, waiting_labels
from operations.labels.label_reading import update_queue
from store import labels, schema
from store.database.engine import Store
from store.invariants import check_all
from tests.builders import AT, DAY, MILK, OFFICE, OFFICE_ACTOR, PRODUCTS, TILL, Operator, kr, small_shop, stock_up

PLACE = 1


def waiting(store: Store, day: date = DAY, place: int = PLACE) -> list[ShelfLabel]:
    with store.view() as view:
        return waiting_labels(view, place, day)


def update(store: Store, days: int = 0) -> None:
    update_queue(store, OFFICE_ACTOR, at=AT + timedelta(days))


def printed_shop(store: Store) -> Store:
    """The small shop, with a right label on each shelf."""
    small_shop(store)
    update(store)
    for place in (1, 2):
        print_labels(store, OFFICE_ACTOR, [each.id for each in waiting(store, place=place)], at=AT)
    return store


def reprice(store: Store, minor: int, first: int = 0, until: int | None = None) -> None:
    end = None if until is None else DAY + timedelta(until)
    set_price(store, OFFICE_ACTOR, Price("MILK", kr(minor), DAY + timedelta(first), end), at=AT)


def shown(found: list[ShelfLabel]) -> list[tuple[str, int]]:
    return [(each.sku, each.text.price.minor) for each in found]


def test_a_new_shop_needs_a_label_for_each_product_at_each_location_with_a_till(store: Store) -> None:
    small_shop(store)
    update(store)
    assert sorted(each.sku for each in waiting(store)) == sorted(each.sku for each in PRODUCTS)
    milk = next(each for each in waiting(store, place=2) if each.sku == "MILK")
    assert (milk.text.name, milk.text.code, milk.holds_from) == (MILK.name, MILK.gtins[0], DAY)
    with store.view() as view:
        assert check_all(view) == []


def test_a_price_is_printed_from_its_day_on_and_what_it_replaces_is_withdrawn(store: Store) -> None:
    printed_shop(store)
    reprice(store, 2190, first=2)
    reprice(store, 1490, first=4, until=6)
    update(store)
    by_day = [shown(waiting(store, DAY + timedelta(days))) for days in (1, 2, 4, 6)]
    assert by_day == [[], [("MILK", 2190)], [("MILK", 1490)], [("MILK", 2190)]]
    withdraw_price(store, OFFICE_ACTOR, "MILK", DAY + timedelta(4), at=AT)
    update(store)
    assert [shown(waiting(store, DAY + timedelta(days))) for days in (2, 6)] == [[("MILK", 2190)]] * 2


def test_a_name_a_content_or_a_barcode_queues_a_label_and_a_category_does_not(store: Store) -> None:
    printed_shop(store)
    milk = MILK
    for changed, is_due in (
        (replace(milk, category="cafe"), False),
        (replace(milk, category="cafe", name="Mjölk"), True),
        (replace(milk, category="cafe", name="Mjölk", content=Content(Decimal("1.5"), ContentUnit.LITRE)), True),
        (replace(milk, category="cafe", name="Mjölk", codes=("A-1",), gtins=milk.gtins), True),
        (replace(milk, category="cafe", name="Mjölk", active=False), False),
    ):
        register_range(store, OFFICE_ACTOR, Range(products=(changed,)), at=AT)
        update(store)
        found = waiting(store)
        assert ([each.sku for each in found] == ["MILK"]) == is_due, changed
        if found:
            print_labels(store, OFFICE_ACTOR, [each.id for each in found], at=AT)


def test_reading_again_or_after_a_stop_adds_nothing_twice(sqlite_store: Store) -> None:
    """What stops the reading stops it where it is worst: after the labels were added, before the cursor has moved."""
    printed_shop(sqlite_store)
    for sku in ("MILK", "LUNCH"):
        set_price(sqlite_store, OFFICE_ACTOR, Price(sku, kr(900), DAY), at=AT)
    with sqlite_store.transaction() as tx:
        tx.exec_driver_sql(
            "CREATE TRIGGER stop BEFORE UPDATE ON label_cursor BEGIN SELECT RAISE(ABORT, 'stopped'); END"
        )
    with pytest.raises(IntegrityError):
        update(sqlite_store)
    with sqlite_store.view() as view:
        assert labels.devices_with_news(view) == [OFFICE]
    with sqlite_store.transaction() as tx:
        tx.exec_driver_sql("DROP TRIGGER stop")
    for _ in range(2):
        update(sqlite_store)
        assert shown(waiting(sqlite_store)) == [("LUNCH", 900), ("MILK", 900)]


def test_what_tills_sell_is_read_past_and_names_no_label(store: Store) -> None:
    printed_shop(store)
    stock_up(store)
    operator = Operator(store)
    operator.scan(MILK.gtins[0])
    operator.pay_cash()
    update(store)
    assert waiting(store) == []
    with store.view() as view:
        assert labels.devices_with_news(view) == []


def test_printed_labels_are_recorded_and_can_be_printed_again_or_put_back(store: Store) -> None:
    printed_shop(store)
    reprice(store, 2190)
    update(store)
    (label,) = waiting(store)
    printing = print_labels(store, OFFICE_ACTOR, [label.id], at=AT)
    assert waiting(store) == []
    assert print_again(store, OFFICE_ACTOR, printing.batch, at=AT).batch == printing.batch
    assert waiting(store) == []
    return_labels(store, OFFICE_ACTOR, [label.id], at=AT)
    assert shown(waiting(store)) == [("MILK", 2190)]
    remove_labels(store, OFFICE_ACTOR, [label.id], at=AT)
    assert waiting(store) == []
    with store.view() as view:
        assert labels.find_labels(view, [label.id], "SEK")[0].state is LabelState.REMOVED
        assert check_all(view) == []


def test_a_label_that_was_replaced_meanwhile_is_neither_printed_nor_put_back(store: Store) -> None:
    printed_shop(store)
    reprice(store, 2190)
    update(store)
    (old,) = waiting(store)
    reprice(store, 2290)
    update(store)
    with pytest.raises(UnknownLabels, match="Nothing was changed"):
        print_labels(store, OFFICE_ACTOR, [old.id], at=AT)
    (new,) = waiting(store)
    print_labels(store, OFFICE_ACTOR, [new.id], at=AT)
    reprice(store, 2390)
    update(store)
    with pytest.raises(UnknownLabels):
        return_labels(store, OFFICE_ACTOR, [new.id], at=AT)
    assert shown(waiting(store)) == [("MILK", 2390)]
    with pytest.raises(NothingToPrint):
        print_labels(store, OFFICE_ACTOR, [], at=AT)


def test_whoever_may_not_print_labels_changes_nothing(sqlite_store: Store) -> None:
    printed_shop(sqlite_store)
    reprice(sqlite_store, 2190)
    nobody = Actor("anna", TILL)
    with pytest.raises(NotPermitted):
        update_queue(sqlite_store, nobody, at=AT)
    update(sqlite_store)
    (label,) = waiting(sqlite_store)
    for operation in (print_labels, remove_labels, return_labels):
        with pytest.raises(NotPermitted):
            operation(sqlite_store, nobody, [label.id], at=AT)
    with pytest.raises(NotPermitted):
        label_printing.print_again(sqlite_store, nobody, 1, at=AT)
    assert waiting(sqlite_store) == [label]


@pytest.mark.parametrize("state", ["waiting", "removed"])
def test_a_label_whose_state_nobody_recorded_is_found(sqlite_store: Store, state: str) -> None:
    printed_shop(sqlite_store)
    with sqlite_store.transaction() as tx:
        tx.execute(schema.shelf_label.update().where(schema.shelf_label.c.sku == "MILK").values(state=state))
    with sqlite_store.view() as view:
        assert [each.subject.split()[0] for each in check_all(view)] == ["label", "label"]
