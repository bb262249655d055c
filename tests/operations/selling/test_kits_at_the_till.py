"""Kits take their parts from stock when they are sold, and give exactly these back. On both databases."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.catalogue.kit import KitContents, KitUnits, SoldKit, can_make, kit_back, sold_kit
from models.purchasing.arrival import CountedDelivery, CountedGoods
from models.selling.return_line import GoodsTo, ReturnReason
from models.selling.sale import Sale
from models.stock.lots import NamedLot
from operations.access.tills import add_till
from operations.catalogue.product_changes import change_product
from operations.purchasing.receiving import receive_goods
from operations.selling.goods_return import ChosenLine
from operations.selling.undo_sale import undo_sale
from store import catalogue, invariants, lot_levels, stock
from store.analysis import demand_frames
from store.catalogue.kit_rows import contents_of_kits, kits_to_make
from store.database.engine import Store
from store.negative_stock import negative_stock
from store.selling import sales
from tests.builders import AT, DAY, OFFICE_ACTOR, Operator, kr
from tests.faults.tampering import Undone, unguarded
from tests.operations.selling.kit_shop import UNITS, make, shop_with_kits
from tests.operations.selling.test_blind_returns import give
from tests.operations.selling.test_returns import Returner, line

PARTS = ("BANANAS", "MILK", "NAPKINS")


@pytest.fixture
def anna(store: Store) -> Returner:
    return Returner(shop_with_kits(store))


def on_hand(store: Store, place: int = 1) -> dict[str, Decimal]:
    with store.view() as view:
        return stock.levels_of(view, place, PARTS)


def check(store: Store) -> None:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def thousandths(units: Fraction) -> Decimal:
    """Half up, by fractions and not by the rule under test."""
    return Decimal((units * 1000 + Fraction(1, 2)).__floor__()) / 1000


def test_a_sold_kit_moves_its_parts_and_costs_what_they_cost(anna: Returner) -> None:
    before = on_hand(anna.store)
    sale = anna.sell(BASKET="3")
    assert {sku: before[sku] - units for sku, units in on_hand(anna.store).items()} == {
        "BANANAS": Decimal("1.5"),
        "MILK": Decimal("0.375"),
        "NAPKINS": Decimal(3),
    }
    (sold,) = sale.lines
    assert sold.kit is not None
    assert (sold.kit.version, [each.sku for each in sold.kit.parts]) == (1, list(PARTS))
    assert sold.cost == kr(1871 + 373 + 3741)  # 1.5 × 12.47, 0.375 × 9.95 and 3 × 12.47, rounded once
    with anna.store.view() as view:
        assert sales.get_sale(view, sale.id) == sale
        assert (1, "BASKET") not in stock.levels(view)
    check(anna.store)


def test_the_parts_of_the_sale_come_back_whatever_the_kit_is_by_now(anna: Returner) -> None:
    before = on_hand(anna.store)
    sale = anna.sell(BASKET="3")
    make(anna.store, "BASKET", {"MILK": "2"})
    make(anna.store, "BOX", {})
    for goods_to in (GoodsTo.STOCK, GoodsTo.WASTE, GoodsTo.SUPPLIER):
        anna.choose(sale, line(1, goods_to=goods_to))
        anna.refund()
        check(anna.store)
    one = {sku: Decimal(UNITS["BASKET"][sku]) for sku in PARTS}
    assert on_hand(anna.store) == {sku: before[sku] - 2 * one[sku] for sku in PARTS}
    later = anna.sell(BASKET="1")
    assert later.lines[0].kit is not None
    assert (later.lines[0].kit.version, later.lines[0].cost) == (2, kr(2 * 995))


def test_an_undone_sale_and_a_return_without_receipt_bring_the_parts_back(anna: Returner) -> None:
    before = on_hand(anna.store)
    sale = anna.sell(BASKET="2")
    undo_sale(anna.store, anna.actor, sale.id, at=AT)
    anna.refund()
    assert on_hand(anna.store) == before
    (blind,) = give(anna, BASKET="1").lines
    assert blind.kit is not None
    assert {each.sku: str(-each.quantity) for each in blind.kit.parts} == UNITS["BASKET"] | {"BANANAS": "0.5"}
    assert on_hand(anna.store) == before, "what came back faulty was thrown away"
    check(anna.store)


def test_parts_with_lots_leave_and_come_back_by_their_lots(anna: Returner) -> None:
    with anna.store.view() as view:
        milk = catalogue.get_product(view, "NAPKINS")
    change_product(anna.store, OFFICE_ACTOR, milk, replace(milk, has_lots=True), at=AT)
    lots = [NamedLot("LATE", date(2027, 3, 1)), NamedLot("SOON", date(2027, 1, 1))]
    for lot in lots:
        goods = (CountedGoods("NAPKINS", Decimal(2), lot=lot),)
        receive_goods(
            anna.store, OFFICE_ACTOR, CountedDelivery(lot.code, goods, supplier_code="GROSS", location_id=1), at=AT
        )
    anna.sell(NAPKINS="62")  # all that is of no lot
    sale = anna.sell(BASKET="3")
    assert lots_left(anna.store) == {"LATE": 1}
    anna.choose(sale, line(1, "2"))
    anna.refund()
    assert lots_left(anna.store) == {"LATE": 2, "SOON": 1}
    anna.choose(sale, line(1, "1", GoodsTo.WASTE))
    anna.refund()
    assert lots_left(anna.store) == {"LATE": 2, "SOON": 1}
    check(anna.store)


def lots_left(store: Store) -> dict[str, int]:
    with store.view() as view:
        shelf = lot_levels.shelves(view, [(1, "NAPKINS")])[1, "NAPKINS"]
    return {each.lot.code: int(each.units) for each in shelf.lots if each.units}


def test_two_tills_sell_the_last_part_and_what_is_missing_is_listed(anna: Returner) -> None:
    """A till never stops for want of a part: as for any goods, stock below zero is listed for the office."""
    second = add_till(anna.store, OFFICE_ACTOR, "Disk 3", 1, at=AT)
    with anna.store.view() as view:
        contents = contents_of_kits(view, ["BASKET"])["BASKET"]
        assert [(each.location_id, each.kits) for each in kits_to_make(view, contents)] == [(1, 62), (2, 50)]
    anna.sell(NAPKINS="61")
    other = Operator(anna.store, second.id, client="00000000-0000-4000-8000-000000000002")
    anna.scan("BASKET")
    other.scan("BASKET")
    anna.pay_cash()
    other.pay_cash()
    with anna.store.view() as view:
        assert [(each.sku, int(each.on_hand)) for each in negative_stock(view, 9)] == [("NAPKINS", -1)]
        assert [each.kits for each in kits_to_make(view, contents)] == [0, 50]
    check(anna.store)


def test_demand_is_for_the_parts_and_a_kit_is_not_ordered(anna: Returner) -> None:
    anna.sell(BASKET="2", MILK="1")
    sale = anna.sell(BOX="1")
    anna.choose(sale, line(1))
    anna.refund()
    with anna.store.view() as view:
        sold = demand_frames.units_sold(view, DAY, DAY + timedelta(days=1))
        active = set(demand_frames.active_products(view)["sku"])
        prices = set(demand_frames.net_prices(view, DAY, DAY + timedelta(days=1))["sku"])
    assert {row["sku"]: row["units"] for row in sold.iter_rows(named=True)} == {
        "BANANAS": 1.333,
        "MILK": 1.25,
        "NAPKINS": 3.0,
    }
    assert active.isdisjoint({"BOX", "BASKET"})
    assert active >= set(PARTS)
    assert prices == {"MILK"}, "what a kit brought is the price of none of its parts"


CHANGES = (
    ("UPDATE sale_line_part SET quantity = quantity + 1 WHERE ordinal = 1", {"C5", "C6"}),
    ("DELETE FROM sale_line_part WHERE ordinal = 0", {"C6"}),
    ("DELETE FROM sale_line_part", {"C5", "C6"}),
    ("UPDATE sale_line_part SET sku = 'LUNCH' WHERE ordinal = 0", {"C5", "C6"}),
    ("UPDATE sale_line SET kit_version = NULL", {"C5", "C6"}),
    ("UPDATE sale_line SET kit_version = 7", {"C6"}),
    ("UPDATE stock_movement SET quantity = quantity - 1 WHERE sku = 'MILK' AND position > 1", {"C5"}),
    ("UPDATE sale_line_part SET quantity = quantity + 1 WHERE ordinal = 1 AND quantity < 0", {"C7", "C5", "C6"}),
    ("UPDATE kit_part SET quantity = quantity + 1", {"C8"}),
    ("UPDATE kit SET version = version + 1", {"C8"}),
    ("DELETE FROM kit_part WHERE kit_sku = 'BOX'", {"C8"}),
)


def test_what_a_kit_took_or_is_made_of_is_proved_by_the_journal(anna: Returner) -> None:
    """Also by the movements, and by what came back of it."""
    sale = anna.sell(BASKET="3")
    anna.choose(sale, line(1))
    anna.refund()
    check(anna.store)
    for change, rules in CHANGES:
        with suppress(Undone), anna.store.transaction() as tx, unguarded(tx, *GUARDED):
            assert tx.execute(sa.text(change)).rowcount, change
            assert {each.rule for each in invariants.check_all(tx)} >= rules, change
            raise Undone
    check(anna.store)


GUARDED = ("sale_line", "sale_line_part", "stock_movement")


quantities = st.integers(1, 4000).map(lambda milli: Decimal(milli) / 1000)


@given(st.lists(quantities, min_size=1, max_size=4), quantities, st.lists(quantities, max_size=6))
def test_however_a_line_comes_back_its_parts_sum_to_what_left(
    units: list[Decimal], sold: Decimal, returns: list[Decimal]
) -> None:
    contents = KitContents(1, tuple(KitUnits(f"P{number}", each) for number, each in enumerate(units)))
    whole = sold_kit(contents, sold)
    exact = [(sold * each).quantize(Decimal("0.001"), ROUND_HALF_UP) for each in units]
    assert [each.quantity for each in whole.parts] == exact
    back, earlier = Decimal(0), list[SoldKit]()
    for wanted in [*returns, sold]:
        now = min(wanted, sold - back)
        if now:
            back += now
            earlier.append(kit_back(whole, earlier, back=back, whole=sold))
            for number, part in enumerate(whole.parts):
                gone = -sum(each.parts[number].quantity for each in earlier)
                assert gone == thousandths(Fraction(part.quantity) * Fraction(back) / Fraction(sold))
    for number in range(len(units)):
        assert sum(each.parts[number].quantity for each in [whole, *earlier]) == 0
    kits = can_make(contents, {each.sku: each.units * 3 for each in contents.parts})
    assert kits == 3


kits = st.sampled_from(["BASKET", "BOX"])
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), st.lists(st.tuples(kits, st.integers(1, 4)), min_size=1, max_size=2)),
        st.tuples(st.just("return"), st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 3))),
        st.tuples(st.just("recipe"), st.sampled_from(["0.001", "0.333", "0.5"])),
    ),
    min_size=3,
    max_size=6,
)


class Ledger:
    """The slow reference: what is on hand of each part, by fractions; and what is left of each sold line."""

    def __init__(self, before: dict[str, Decimal]) -> None:
        self.levels = dict(before)
        self.units = {kit: {sku: Fraction(units) for sku, units in parts.items()} for kit, parts in UNITS.items()}
        self.lines: list[tuple[Sale, int, int, dict[str, Decimal], Counter[str]]] = []
        self.returned: dict[tuple[int, int], int] = {}

    def sell(self, sale: Sale) -> None:
        for sold in sale.lines:
            quantity = int(sold.quantity)
            whole = {sku: thousandths(units * quantity) for sku, units in self.units[sold.sku].items()}
            for sku, units in whole.items():
                self.levels[sku] -= units
            self.lines.append((sale, sold.position, quantity, whole, Counter()))

    def bring_back(self, sale_id: int, position: int, quantity: int) -> None:
        key = sale_id, position
        self.returned[key] = self.returned.get(key, 0) + quantity
        (whole, sold, gone) = next((w, q, g) for s, p, q, w, g in self.lines if (s.id, p) == key)
        for sku, units in whole.items():
            back = thousandths(Fraction(units) * self.returned[key] / sold)
            self.levels[sku] += back - gone[sku]
            gone[sku] = back  # type: ignore[assignment]

    def left(self) -> list[tuple[Sale, int, int]]:
        rows = [(s, p, q - self.returned.get((s.id, p), 0)) for s, p, q, _, _ in self.lines]
        return [row for row in rows if row[2]]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds)
def test_sold_and_returned_in_any_order_each_part_is_exact(store: Store, deeds: list[tuple[str, object]]) -> None:
    """Each part agrees with the reference at each step, and is as before once every kit has come back."""
    anna = Returner(shop_with_kits(store))
    before = on_hand(store)
    reference = Ledger(before)
    for deed, what in deeds:
        match deed, what:
            case "sell", list(goods):
                for sku, quantity in goods:
                    anna.scan(sku, quantity)
                reference.sell(anna.pay_cash())
            case "return", (int(sale), int(_), int(quantity)) if reference.left():
                rows = reference.left()
                give_back(anna, reference, *rows[sale % len(rows)], wanted=quantity)
            case "recipe", str(units):
                make(store, "BOX", {"BANANAS": units, "NAPKINS": "1"})
                reference.units["BOX"]["BANANAS"] = Fraction(units)
                reference.units["BASKET"]["BANANAS"] = Fraction(units) + Fraction("0.167")
        assert on_hand(store) == reference.levels
    while rows := reference.left():
        give_back(anna, reference, *rows[-1], wanted=rows[-1][2])
    assert on_hand(store) == before
    check(store)


def give_back(anna: Returner, reference: Ledger, sale: Sale, position: int, left: int, *, wanted: int) -> None:
    quantity = min(left, wanted)
    anna.choose(sale, ChosenLine(position, Decimal(quantity), ReturnReason.CHANGED_MIND, GoodsTo.STOCK))
    anna.refund()
    reference.bring_back(sale.id, position, quantity)
