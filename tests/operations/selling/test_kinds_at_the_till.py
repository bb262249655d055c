"""Deposits, packs, ages, open prices, weights and notes at the till, down to stock, books and journal."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.catalogue.product import Pack, Product, TaxCategory
from models.facts.basket import AgeConfirmed, AgeRefused, LineAdded, LineRemoved, NoteAdded, NoteRemoved
from models.facts.registry import read_fact
from models.pricing.price_list import Price
from models.quantity import Unit
from models.selling.age_check import AgeNotConfirmed
from models.selling.sale import LineKind
from models.selling.till_event import AddNote, ConfirmAge, RefuseAge, RemoveLine, Scan, SetQuantity
from models.selling.till_state import TillState
from operations.installation.opening import Range, register_range
from store import invariants, journal, schema, stock
from store.database.engine import Store
from store.selling import sales
from tests.builders import AT, DAY, OFFICE_ACTOR, TILL, Operator, gtin, kr, small_shop, stock_up
from tests.faults.tampering import Undone, unguarded

CODES = (gtin(101), gtin(102))
COLA = Product("COLA", "Cola 33 cl", Unit.PIECE, "cafe", TaxCategory.FOOD, CODES, deposit="small")
COLA = replace(COLA, gtin_deposits=((CODES[1], "small_old"),))
CASE = Product("CASE", "Cola 24-p", Unit.PIECE, "cafe", TaxCategory.FOOD, deposit="small", pack=Pack("COLA", 24))
SNUS = Product("SNUS", "Snus", Unit.PIECE, "press", TaxCategory.STANDARD, age_limit=18)
SPIRIT = Product("SPIRIT", "T-sprit", Unit.PIECE, "press", TaxCategory.STANDARD, age_limit=20)
REPAIR = Product("REPAIR", "Lagning", Unit.PIECE, "press", TaxCategory.STANDARD, open_price=True)
KINDS = {COLA: 1500, CASE: 30000, SNUS: 5500, SPIRIT: 9900, REPAIR: None}


@pytest.fixture
def anna(store: Store) -> Operator:
    return open_shop(store)


def open_shop(store: Store) -> Operator:
    small_shop(store)
    stock_up(store)
    prices = tuple(Price(each.sku, kr(minor), DAY) for each, minor in KINDS.items() if minor is not None)
    register_range(store, OFFICE_ACTOR, Range(products=tuple(KINDS), prices=prices), at=AT)
    return Operator(store)


def refusals(state: TillState) -> list[str]:
    return [problem.code for problem in state.problems]


def facts(store: Store) -> list[object]:
    with store.view() as view:
        return [read_fact(row.kind, row.payload).fact for row in journal.read(view, TILL)]


def check_whole(store: Store) -> None:
    with store.view() as view:
        assert invariants.check_all(view) == []


def test_a_basket_of_every_kind_is_one_sound_sale(anna: Operator) -> None:
    anna.scan(CODES[0], 2)
    anna.scan(CODES[1])
    anna.scan("CASE")
    anna.scan("SNUS")
    anna.do(ConfirmAge, years=18)
    anna.do(Scan, code="REPAIR", price_minor=12_500)
    anna.do(Scan, code="BANANAS", measured=True)
    anna.do(AddNote, text="Present till Ada")
    check_whole(anna.store)
    paid = anna.pay_cash()
    deposits = [
        (each.sku, int(each.quantity), each.gross.minor) for each in paid.lines if each.kind is LineKind.DEPOSIT
    ]
    assert deposits == [("deposit:small", 2, 400), ("deposit:small_old", 1, 100), ("deposit:small", 1, 4800)]
    assert paid.settlement.gross.minor == 3 * 1500 + 30000 + 5500 + 12500 + 2495 + 400 + 100 + 4800
    assert [note.text for note in paid.notes] == ["Present till Ada"]
    with anna.store.view() as view:
        assert sales.get_sale(view, paid.id) == paid
        assert stock.levels(view)[1, "COLA"] == -27  # two, one and a case of 24
        assert (1, "CASE") not in stock.levels(view)
    check_whole(anna.store)
    (added,) = [each for each in facts(anna.store) if isinstance(each, LineAdded) and each.sku == "REPAIR"]
    assert added.price == 12_500


def test_a_deposit_has_the_quantity_of_its_line_and_leaves_with_it(anna: Operator) -> None:
    anna.scan("COLA")
    milk = anna.scan("MILK").basket
    assert milk is not None
    assert [each.position for each in milk.basket.lines] == [1, 3]
    more = anna.do(SetQuantity, position=1, quantity=Decimal(5)).basket
    assert more is not None
    assert more.gross_minor == 5 * 1700 + 1990
    less = anna.do(RemoveLine, position=1).basket
    assert less is not None
    assert less.gross_minor == 1990
    anna.pay_cash()
    check_whole(anna.store)


def test_age_is_asked_once_for_each_higher_limit_and_confirmed_before_payment(anna: Operator) -> None:
    anna.scan("SNUS")
    with pytest.raises(AgeNotConfirmed, match="18 or more"):
        anna.pay_cash()
    assert refusals(anna.do(ConfirmAge, years=15)) == ["wrong_event"]
    anna.do(ConfirmAge, years=18)
    anna.do(ConfirmAge, years=18)
    anna.scan("SNUS")
    anna.scan("SPIRIT")
    with pytest.raises(AgeNotConfirmed, match="20 or more"):
        anna.pay_cash()
    anna.do(ConfirmAge, years=20)
    paid = anna.pay_cash()
    confirmed = [each for each in facts(anna.store) if isinstance(each, AgeConfirmed)]
    assert confirmed == [AgeConfirmed(paid.id, 18), AgeConfirmed(paid.id, 20)]
    check_whole(anna.store)


def test_a_refused_age_removes_what_needs_it_and_nothing_else(anna: Operator) -> None:
    anna.scan("SNUS")
    anna.do(ConfirmAge, years=18)
    anna.scan("SPIRIT", 2)
    anna.scan("MILK")
    state = anna.do(RefuseAge, years=20)
    assert state.basket is not None
    assert [each.sku for each in state.basket.basket.lines] == ["SNUS", "MILK"]
    anna.pay_cash()
    last = [each for each in facts(anna.store) if isinstance(each, AgeRefused | LineRemoved)]
    assert [type(each) for each in last] == [AgeRefused, LineRemoved]
    check_whole(anna.store)


def test_what_is_missing_or_too_much_is_refused_and_opens_no_basket(anna: Operator) -> None:
    assert refusals(anna.scan("REPAIR")) == ["price_missing"]
    assert refusals(anna.do(Scan, code="REPAIR", price_minor=10_000_001)) == ["wrong_open_price"]
    assert refusals(anna.do(Scan, code="MILK", price_minor=1)) == ["wrong_event"]
    assert refusals(anna.do(Scan, code="BANANAS")) == ["weight_missing"]
    assert refusals(anna.do(AddNote, text="Hej")) == ["wrong_event"]
    assert anna.state().basket is None
    check_whole(anna.store)


def test_a_note_is_removed_by_its_place_and_recorded_both_times(anna: Operator) -> None:
    anna.scan("MILK")
    anna.do(AddNote, text="Rabatt\x1bp")
    assert refusals(anna.do(AddNote, text="4111111111111111")) == ["card_data"]
    anna.do(AddNote, text="Presentkvitto")
    state = anna.do(RemoveLine, position=2)
    assert state.basket is not None
    assert state.basket.basket.notes == ()
    noted = [each for each in facts(anna.store) if isinstance(each, NoteAdded | NoteRemoved)]
    assert [(type(each), each.text) for each in noted] == [(NoteAdded, "Presentkvitto"), (NoteRemoved, "Presentkvitto")]
    assert "4111111111111111" not in str(facts(anna.store))


CHANGES = (
    (schema.sale_line, {"pack_quantity": 23}),
    (schema.sale_line, {"pack_of": "MILK"}),
    (schema.sale_line, {"kind": "deposit"}),
    (schema.sale_line, {"belongs_to": 9}),
    (schema.sale, {"notes": '[[9,"Hej"]]'}),
)


def test_a_changed_pack_deposit_or_note_of_a_stored_sale_is_found(anna: Operator) -> None:
    anna.scan("CASE")
    anna.pay_cash()
    for table, change in CHANGES:
        with suppress(Undone), anna.store.transaction() as tx, unguarded(tx, "sale", "sale_line"):
            tx.execute(table.update().values(**change))
            assert {each.rule for each in invariants.check_all(tx)} & {"C5", "C6"}, change
            raise Undone
    check_whole(anna.store)


codes = st.sampled_from(["COLA", CODES[1], "CASE", "MILK"])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(codes, st.integers(1, 9)), min_size=1, max_size=4), min_size=1, max_size=3))
def test_stock_is_the_sum_of_what_was_sold_however_it_was_packed(
    sqlite_store: Store, baskets: list[list[tuple[str, int]]]
) -> None:
    anna = open_shop(sqlite_store)
    with sqlite_store.view() as view:
        before = stock.levels(view).get((1, "COLA"), Decimal(0))
    for basket in baskets:
        for code, quantity in basket:
            anna.scan(code, quantity)
        anna.pay_cash()
    pieces = {"COLA": 1, CODES[1]: 1, "CASE": 24, "MILK": 0}
    wanted = sum(pieces[code] * quantity for basket in baskets for code, quantity in basket)
    with sqlite_store.view() as view:
        assert stock.levels(view).get((1, "COLA"), Decimal(0)) == before - wanted
        assert invariants.check_all(view) == []
