"""Lots of goods: what leaves is of the one that expires first, what comes back is of the one that left."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from threading import Barrier

import pytest
import sqlalchemy as sa

from models.access.actor import Actor
from models.payments.attempt import PaymentMethod
from models.purchasing.arrival import CountedDelivery, CountedGoods, LotMissing
from models.purchasing.supplier_return import (
    ClaimAnswer,
    ClaimOutcome,
    GoodsForSupplier,
    RefusalReason,
    ReturnToSupplier,
)
from models.selling.return_line import GoodsTo, ReturnReason
from models.selling.sale import Sale
from models.stock.counting import CountedUnits
from models.stock.lots import NamedLot, WrongLot, lots_of_movements, named_lot
from models.stock.movement import MovementReason, StockMovement
from models.stock.transfer import GoodsOfTransfer, GoodsToTransfer, SentGoods, TransferReceipt, TransferVariance
from models.stock.write_off import UnsaleableGoods, WriteOffKind, WriteOffReason
from operations.access.permissions import NotPermitted
from operations.installation.opening import Range, register_range
from operations.purchasing.receiving import receive_goods
from operations.purchasing.supplier_claims import answer_claim, return_to_supplier
from operations.selling.give_back import GiveBackWish, give_back
from operations.selling.goods_return import ChosenLine, choose_returns
from operations.stock.recalling import RecallWish, recall_lot
from operations.stock.stock_count import count_goods
from operations.stock.transferring import cancel_transfer, receive_transfer, send_transfer
from operations.stock.writing_off import undo_write_off, write_off_goods
from store import invariants, lot_levels, stock
from store.analysis.lot_reports import expiring_lots, lot_history
from store.database.engine import Store
from tests.builders import AT, BANANAS, DAY, MILK, OFFICE, OFFICE_ACTOR, SECOND_TILL, Operator, small_shop

A, B, C = (NamedLot(code, DAY + timedelta(days=days)) for code, days in (("A", 3), ("B", 9), ("C", 1)))
ONE = Decimal(1)


@pytest.fixture
def shop(store: Store) -> Store:
    return with_lots(small_shop(store))


@pytest.fixture
def small(sqlite_store: Store) -> Store:
    return with_lots(small_shop(sqlite_store))


def with_lots(store: Store) -> Store:
    """Milk and bananas have lots."""
    goods = (replace(MILK, has_lots=True), replace(BANANAS, has_lots=True))
    register_range(store, OFFICE_ACTOR, Range(products=goods), at=AT)
    return store


def recall_milk(store: Store) -> None:
    """Milk of a lot comes, and the lot is recalled."""
    with_lots(store)
    deliver(store, A, 3)
    recall_lot(store, OFFICE_ACTOR, RecallWish("MILK", "A", "glass"), at=AT)


def deliver(
    store: Store, lot: NamedLot | None, units: int | str, *, sku: str = "MILK", key: str = "",
    at: datetime = AT,
) -> None:  # fmt: skip
    goods = (CountedGoods(sku, Decimal(units), lot=lot),)
    name = key or f"{sku} {lot.code if lot else ''} {units}"
    receive_goods(store, OFFICE_ACTOR, CountedDelivery(name, goods, supplier_code="GROSS", location_id=1), at=at)


def sell(store: Store, units: int = 1, *, code: str = "MILK", device_id: int = 1, at: datetime = AT) -> Sale:
    anna = Operator(store, device_id, client=f"00000000-0000-4000-8000-00000000000{device_id}")
    state = anna.scan(code, units, at=at)
    assert state.problems == ()
    return anna.pay_cash(at=at)


def give(store: Store, sale: Sale, units: int, to: GoodsTo = GoodsTo.STOCK) -> Sale:
    anna = Operator(store, sale.origin.device_id, client=f"00000000-0000-4000-8000-00000000000{sale.origin.device_id}")
    chosen = ChosenLine(1, Decimal(units), ReturnReason.CHANGED_MIND, to)
    basket_id = choose_returns(store, anna.actor, sale.id, [chosen], at=AT)
    basket = anna.state().basket
    assert basket is not None
    wish = GiveBackWish(f"key-{basket_id}", basket_id, basket.due, PaymentMethod.CASH)
    refund = give_back(store, anna.actor, wish, at=AT)
    assert isinstance(refund, Sale)
    return refund


def check_whole(store: Store) -> None:
    with store.view() as view:
        assert invariants.check_all(view) == []


def has(store: Store, sku: str = "MILK", place: int = 1) -> dict[str, int]:
    """Units by lot, and what is of no known lot under an empty name."""
    with store.view() as view:
        shelf = lot_levels.shelves(view, [(place, sku)])[place, sku]
    found = {each.lot.code: each.units for each in shelf.lots} | {"": shelf.rest}
    return {code: int(units) for code, units in found.items() if units}


def test_the_first_to_expire_leaves_first_and_comes_back_last_of_all(small: Store) -> None:
    """Through deliveries, sales, returns, waste and its undoing; a sale below nothing is of no lot."""
    deliver(small, B, 4)
    deliver(small, A, 3)
    assert has(small) == {"A": 3, "B": 4}
    sale = sell(small, 5)
    assert has(small) == {"B": 2}
    give(small, sale, 1)
    assert has(small) == {"B": 3}, "what left last was the youngest"
    give(small, sale, 2, GoodsTo.WASTE)
    assert has(small) == {"B": 3}, "what comes back and is thrown away was on no shelf"
    give(small, sale, 2)
    assert has(small) == {"A": 2, "B": 3}, "the return of all gave back each lot but for what was thrown away"
    gone = UnsaleableGoods("w", 1, "MILK", Decimal(3), WriteOffKind.WASTE, WriteOffReason.EXPIRED)
    thrown = write_off_goods(small, OFFICE_ACTOR, gone, at=AT)
    assert has(small) == {"B": 2}
    undo_write_off(small, OFFICE_ACTOR, thrown.id, at=AT)
    assert has(small) == {"A": 2, "B": 3}
    write_off_goods(small, OFFICE_ACTOR, replace(gone, key="of b"), at=AT, lot=B)
    assert has(small) == {"A": 2}
    sell(small, 4)
    assert has(small) == {"": -2}
    deliver(small, C, 5)
    check_whole(small)
    with small.view() as view:
        assert [(each.lot, each.units) for each in expiring_lots(view, DAY, 3)] == [(C, Decimal(3))], (
            "two were sold before"
        )
        history = lot_history(view, "MILK", "C")
    assert [int(each.units) for each in history.deliveries] == [5]
    assert [(int(each.units), each.is_certain) for each in history.sales] == [(2, False)]


def test_a_count_finds_goods_of_no_lot_and_misses_those_that_expire_first(small: Store) -> None:
    deliver(small, A, 3)
    deliver(small, B, 3)
    count_goods(small, OFFICE_ACTOR, [CountedUnits("MILK", Decimal(8), AT)], location_id=1, key="1", at=AT)
    assert has(small) == {"A": 3, "B": 3, "": 2}
    later = AT + timedelta(minutes=1)
    count_goods(small, OFFICE_ACTOR, [CountedUnits("MILK", Decimal(4), later)], location_id=1, key="2", at=later)
    assert has(small) == {"A": 1, "B": 3}, "what no lot has is the oldest"


def test_goods_go_to_suppliers_and_other_locations_with_their_lots(small: Store) -> None:
    deliver(small, A, 3)
    deliver(small, B, 5)
    wish = ReturnToSupplier("k", "GROSS", 1, (GoodsForSupplier("MILK", Decimal(4)),))
    claim = return_to_supplier(small, OFFICE_ACTOR, wish, at=AT)
    assert has(small) == {"B": 4}
    answer = ClaimAnswer("a", ClaimOutcome.REFUSED, 0, why=RefusalReason.OTHER, is_back=True)
    answer_claim(small, OFFICE_ACTOR, claim.id, answer, at=AT)
    assert has(small) == {"A": 3, "B": 5}
    sent = [
        send_transfer(small, OFFICE_ACTOR, GoodsToTransfer(key, 1, 2, (SentGoods("MILK", Decimal(4)),), ""), at=AT)
        for key in "xy"
    ]
    assert has(small) == {}
    cancel_transfer(small, OFFICE_ACTOR, sent[1].id, at=AT)
    assert has(small) == {"B": 4}
    came = TransferReceipt("r", (GoodsOfTransfer("MILK", Decimal(2), why=TransferVariance.LOST),))
    receive_transfer(small, OFFICE_ACTOR, sent[0].id, came, at=AT)
    assert has(small, place=2) == {"A": 1, "B": 1}
    check_whole(small)


def test_a_delivery_names_lot_and_day_and_a_lot_has_one_day(small: Store) -> None:
    with pytest.raises(LotMissing, match="MILK came without lot"):
        deliver(small, None, 3)
    deliver(small, A, 3)
    with pytest.raises(WrongLot, match="another best-before day"):
        deliver(small, replace(A, best_before=DAY), 4)
    deliver(small, NamedLot("A"), 4)
    deliver(small, None, 4, sku="PAPER")
    day = named_lot("MILK", " ", date(2026, 12, 5))
    deliver(small, day, 1)
    assert has(small) == {"A": 7, "2026-12-05": 1}
    sell(small, code=f"01{MILK.gtins[0]}15261205")
    assert has(small) == {"A": 7}, "a code that names the day alone names that lot"
    assert named_lot("MILK", "", None) is None
    with pytest.raises(WrongLot, match="40 characters"):
        named_lot("MILK", "x" * 41, None)


def test_a_code_that_names_its_lot_sells_that_lot_and_a_recalled_one_is_refused(small: Store) -> None:
    deliver(small, A, 3)
    deliver(small, B, 3)
    code = f"01{MILK.gtins[0]}10B\x1d15{B.best_before:%y%m%d}"
    sell(small, 2, code=code)
    assert has(small) == {"A": 3, "B": 1}
    sell(small, 2, code=code)
    assert has(small) == {"A": 3, "": -1}, "the package is right, whatever the books have"
    for _ in range(2):
        recall_lot(small, OFFICE_ACTOR, RecallWish("MILK", "B", "glass"), at=AT)
    anna = Operator(small)
    assert [each.code for each in anna.scan(code).problems] == ["recalled_lot"]
    recall_lot(small, OFFICE_ACTOR, RecallWish("MILK", "B", is_lifted=True), at=AT + timedelta(minutes=1))
    assert anna.scan(code).problems == ()
    assert anna.scan("MILK").basket is not None
    basket = anna.state().basket
    assert basket is not None
    assert [line.line.lot for line in basket.lines] == ["B", None], "two lots are two lines"
    assert has(small) == {"A": 3, "": -1}
    with pytest.raises(lot_levels.UnknownLot):
        recall_lot(small, OFFICE_ACTOR, RecallWish("MILK", "nothing"), at=AT)
    with pytest.raises(NotPermitted):
        recall_lot(small, Actor("anna", OFFICE, frozenset()), RecallWish("MILK", "B"), at=AT)
    check_whole(small)


def test_goods_of_a_recalled_lot_are_not_what_a_sale_takes(small: Store) -> None:
    deliver(small, A, 3)
    deliver(small, B, 3)
    recall_lot(small, OFFICE_ACTOR, RecallWish("MILK", "A"), at=AT)
    sell(small, 2)
    assert has(small) == {"A": 3, "B": 1}
    with small.view() as view:
        assert [each.is_recalled for each in expiring_lots(view, DAY, 5)] == [True]


def test_a_recall_finds_deliveries_receipts_and_what_is_left(small: Store) -> None:
    deliver(small, A, 5)
    first, second = sell(small, 2), sell(small, 2)
    give(small, second, 1)
    with small.view() as view:
        history = lot_history(view, "MILK", "A")
    assert [(each.supplier_code, int(each.units)) for each in history.deliveries] == [("GROSS", 5)]
    assert [(each.receipt_number, int(each.units)) for each in history.sales] == [
        (first.origin.receipt_number, 2), (second.origin.receipt_number, 2), (second.origin.receipt_number + 1, -1),
    ]  # fmt: skip
    assert history.left == {1: 2}
    with small.view() as view, pytest.raises(lot_levels.UnknownLot):
        lot_history(view, "MILK", "nothing")


class Reference:
    """Piles of goods by lot, moved one unit at a time."""

    def __init__(self) -> None:
        self.rest: dict[int, Decimal] = defaultdict(Decimal)
        self.piles: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))

    def take(self, place: int, units: Decimal) -> list[str]:
        lots_gone = []
        for _ in range(int(units)):
            lots_gone.append(self.oldest(place))
            self.put(place, lots_gone[-1], -ONE)
        return lots_gone

    def oldest(self, place: int) -> str:
        """The lot of which the next unit is: none as long as there is a rest."""
        if self.rest[place] > 0:
            return ""
        missing = -self.rest[place]
        for each in (C, A, B):
            has = self.piles[place][each.code]
            if has > missing:
                return each.code
            missing -= has
        return ""

    def put(self, place: int, lot: str, units: Decimal) -> None:
        if lot:
            self.piles[place][lot] += units
        else:
            self.rest[place] += units

    def shown(self, place: int) -> dict[str, int]:
        found = {**self.piles[place], "": self.rest[place]}
        return {code: int(units) for code, units in found.items() if units}


class Steps:
    """Random steps on a shop and on its slow reference."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.rng, self.slow = store, Random(seed), Reference()
        self.sold: list[tuple[Sale, list[str]]] = []

    def deliver(self, key: str, units: Decimal, at: datetime) -> None:
        lot = self.rng.choice([A, B, C])
        deliver(self.store, lot, f"{units}", key=key, at=at)
        self.slow.put(1, lot.code, units)

    def sell(self, _: str, units: Decimal, at: datetime) -> None:
        self.sold.append((sell(self.store, int(units), at=at), self.slow.take(1, units)))

    def waste(self, key: str, units: Decimal, at: datetime) -> None:
        gone = UnsaleableGoods(key, 1, "MILK", units, WriteOffKind.WASTE, WriteOffReason.OTHER)
        write_off_goods(self.store, OFFICE_ACTOR, gone, at=at)
        self.slow.take(1, units)

    def count(self, key: str, units: Decimal, at: datetime) -> None:
        change = units - 3 or ONE
        with self.store.view() as view:
            found = stock.levels_of(view, 1, ["MILK"])["MILK"] + change
        if found < 0:
            return
        count_goods(self.store, OFFICE_ACTOR, [CountedUnits("MILK", found, at)], location_id=1, key=key, at=at)
        if change > 0:
            self.slow.put(1, "", change)
        else:
            self.slow.take(1, -change)

    def carry(self, key: str, units: Decimal, at: datetime) -> None:
        wish = GoodsToTransfer(key, 1, 2, (SentGoods("MILK", units),), "")
        sent = send_transfer(self.store, OFFICE_ACTOR, wish, at=at)
        for lot in self.slow.take(1, units):
            self.slow.put(2, lot, ONE)
        receive_transfer(self.store, OFFICE_ACTOR, sent.id, TransferReceipt(key), at=at)

    def take_back(self, _: str, __: Decimal, ___: datetime) -> None:
        if self.sold:
            sale, lots_sold = self.sold.pop()
            give(self.store, sale, len(lots_sold))
            for lot in lots_sold:
                self.slow.put(1, lot, ONE)


@pytest.mark.parametrize("seed", range(2))
def test_any_order_of_steps_is_that_of_a_slow_reference(shop: Store, seed: int) -> None:
    """Deliveries, sales, returns, waste, counts, transfers: each lot is right, and with the rest they are the stock."""
    steps = Steps(shop, seed)
    ways = [steps.deliver, steps.sell, steps.sell, steps.waste, steps.count, steps.carry, steps.take_back]
    for number in range(22):
        steps.rng.choice(ways)(f"{number}", Decimal(steps.rng.randint(1, 4)), AT + timedelta(minutes=number))
    check_whole(shop)
    for place in (1, 2):
        assert has(shop, place=place) == steps.slow.shown(place)


def test_two_tills_that_sell_at_once_take_each_unit_of_a_lot_once(postgres_store: Store) -> None:
    """The control looks at the lots before the movement has locked the stock: both take the same unit."""
    store = with_lots(small_shop(postgres_store))
    deliver(store, A, 5)
    deliver(store, B, 4)
    with store.transaction() as tx:
        tx.execute(sa.text("UPDATE device SET location_id = 1"))
    start = Barrier(2)

    def sells(device_id: int) -> None:
        start.wait(timeout=60)
        for _ in range(4):
            sell(store, device_id=device_id)

    def looks_first(source_id: int) -> None:
        with store.transaction() as tx:
            shelf = lot_levels.shelves(tx, [(1, "MILK")])
            shelf = {place: replace(each, on_hand=each.on_hand - 1) for place, each in shelf.items()}
            start.wait(timeout=60)
            move = StockMovement(source_id, 1, 1, "MILK", -ONE, MovementReason.WASTE, AT, DAY)
            stock.record_movements(tx, [move])
            lot_levels.record_parts(tx, lots_of_movements([move], shelf, {}), {1: 1})

    for work, left in ((sells, {"B": 1}), (looks_first, {"B": -1})):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, (1, SECOND_TILL)))
        with store.view() as view:
            shelf = lot_levels.shelves(view, [(1, "MILK")])[1, "MILK"]
        assert {each.lot.code: int(each.units) for each in shelf.lots} == left


def test_a_sale_of_goods_without_lots_asks_nothing_more(small: Store) -> None:
    deliver(small, A, 3)
    asked: list[str] = []

    def sell_traced(code: str) -> list[str]:
        with small.transaction() as tx:
            raw = tx.connection.dbapi_connection
            assert raw is not None
            raw.set_trace_callback(asked.append)  # of the connection that all writing has
        asked.clear()
        sell(small, code=code)
        return [each for each in asked if "lot_level" in each or "INTO lot" in each]

    assert sell_traced("PAPER") == []
    assert sell_traced("MILK"), "the control: goods with lots ask for them"
