"""Orders in any order of events beside tills that sell: stock, promises, money and orders as in a slow reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest

from models.online.online_order import GoodsNotLeft, OnlineOrder, WrongOrderStep
from models.online.pickup_times import pickup_slots
from models.shop_settings import STOREFRONT_HOURS, STOREFRONT_SLOT_ORDERS
from operations.installation.change_settings import change_setting
from operations.online.end_orders import cancel_order, cancel_own_order, end_unfetched, pick_order
from operations.online.place_order import place_order
from operations.online.web_shop_rules import read_rules
from operations.selling.web_orders_at_till import GoodsPromised
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, anna_at, small_shop
from tests.operations.online.web_customers import (
    WEB_ACTOR,
    Customer,
    WebTill,
    check_shop,
    count_units,
    on_hand,
    open_web_shop,
    promised,
    stored_order,
)

PRICES = {"MILK": 19_90, "PAPER": 35_00}
#: So many orders wait at most, for the half hours have an end.
OPEN_MAX = 6
SEED = 13


@dataclass
class KnownOrder:
    """An order as the reference has it."""

    order: OnlineOrder
    goods: dict[str, int]
    state: str = "placed"

    @property
    def is_open(self) -> bool:
        return self.state in {"placed", "ready"}


@dataclass
class Walk:
    """A shop and its slow reference: counts, and nothing else."""

    store: Store
    rng: Random
    at: datetime = AT
    units: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PRICES, 0))
    orders: list[KnownOrder] = field(default_factory=list)
    refusals: int = 0

    def __post_init__(self) -> None:
        self.till = WebTill(self.store)
        self.fill()

    def promised(self, sku: str) -> int:
        return sum(each.goods.get(sku, 0) for each in self.orders if each.is_open)

    def some_open(self) -> KnownOrder | None:
        waiting = [each for each in self.orders if each.is_open]
        return self.rng.choice(waiting) if waiting else None

    def fill(self) -> None:
        """A count finds what is promised and a little more."""
        for sku in PRICES:
            self.units[sku] = self.promised(sku) + self.rng.randrange(4)
            count_units(self.store, sku, self.units[sku], at=self.at)

    def order(self) -> None:
        if sum(each.is_open for each in self.orders) >= OPEN_MAX:
            return
        goods = {sku: self.rng.randint(1, 3) for sku in self.rng.sample(list(PRICES), self.rng.randint(1, 2))}
        customer = Customer(self.store, f"c{len(self.orders)}.{self.refusals}@example.com")
        fits = all(self.units[sku] - self.promised(sku) >= pieces for sku, pieces in goods.items())
        with self.store.view() as view:
            slots = pickup_slots(read_rules(view, self.at).pickup, self.at)
        wished = self.rng.choice(slots[:6]).begins
        if not fits:
            with pytest.raises(GoodsNotLeft):
                customer.order(*goods.items(), at=self.at, pickup=wished)
            self.refusals += 1
            return
        made_order = customer.order(*goods.items(), at=self.at, pickup=wished)
        again = place_order(self.store, WEB_ACTOR, customer.wish(wished), at=self.at)
        assert again.id == made_order.id
        self.orders.append(KnownOrder(made_order, goods))

    def pick(self) -> None:
        known = self.some_open()
        if known is None:
            return
        counts = {each.position: self.rng.randint(0, each.quantity) for each in known.order.goods}
        counts[1] = max(1, counts[1])
        now = {each.sku: counts[each.position] for each in known.order.goods}
        more = {sku: pieces - known.goods[sku] for sku, pieces in now.items() if pieces > known.goods[sku]}
        if any(pieces > self.units[sku] - self.promised(sku) for sku, pieces in more.items()):
            with pytest.raises(GoodsNotLeft):
                pick_order(self.store, anna_at(1), known.order.id, counts, at=self.at)
            self.refusals += 1
            return
        pick_order(self.store, anna_at(1), known.order.id, counts, at=self.at)
        known.goods = now
        known.state = "ready"

    def cancel(self) -> None:
        known = self.some_open()
        if known is None:
            return
        if self.rng.random() < 0.5:
            cancel_order(self.store, OFFICE_ACTOR, known.order.id, at=self.at)
        elif known.state == "ready":
            with pytest.raises(WrongOrderStep):
                cancel_own_order(self.store, WEB_ACTOR, known.order.secret, at=self.at)
            return
        else:
            for _ in range(2):
                cancel_own_order(self.store, WEB_ACTOR, known.order.secret, at=self.at)
        known.state = "cancelled"

    def hand_over(self) -> None:
        known = self.some_open()
        if known is None:
            return
        self.till.fetch(known.order, at=self.at)
        if self.rng.random() < 0.3:
            self.till.cancel(at=self.at)
            return
        sale = self.till.pay_cash(at=self.at)
        assert sale.settlement.gross.minor == sum(PRICES[sku] * pieces for sku, pieces in known.goods.items())
        for sku, pieces in known.goods.items():
            self.units[sku] -= pieces
        known.state = "collected"

    def sell(self) -> None:
        sku, pieces = self.rng.choice(list(PRICES)), self.rng.randint(1, 3)
        self.till.scan(sku, pieces, at=self.at)
        if self.promised(sku) and self.units[sku] - pieces < self.promised(sku):
            with pytest.raises(GoodsPromised):
                self.till.pay_cash(at=self.at)
            self.refusals += 1
            self.till.cancel(at=self.at)
            return
        self.till.pay_cash(at=self.at)
        self.units[sku] -= pieces

    def wait(self) -> None:
        self.at += timedelta(hours=self.rng.choice([1, 5, 40]))
        late = [each for each in self.orders if each.is_open and each.order.pickup.ends + timedelta(days=2) <= self.at]
        assert end_unfetched(self.store, WEB_ACTOR, at=self.at) == len(late)
        for each in late:
            each.state = "expired"

    def compare(self) -> None:
        for sku in PRICES:
            assert promised(self.store, sku) == self.promised(sku)
            assert on_hand(self.store, sku) == self.units[sku]
        for each in self.orders[-8:]:
            assert stored_order(self.store, each.order).state == each.state


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_stock_money_and_orders_agree_after_any_order_of_events(
    sqlite_store: Store, rounds: Callable[[int, int], int]
) -> None:
    store = open_web_shop(small_shop(sqlite_store))
    change_setting(store, OFFICE_ACTOR, STOREFRONT_SLOT_ORDERS, "9", at=AT)
    change_setting(store, OFFICE_ACTOR, STOREFRONT_HOURS, "mon-sun 00:00-23:30", at=AT)
    walk = Walk(store, Random(SEED))
    acts = [walk.order, walk.order, walk.order, walk.pick, walk.cancel, walk.hand_over, walk.sell, walk.wait, walk.fill]
    for _ in range(rounds(80, 10_000)):
        walk.rng.choice(acts)()
        walk.compare()
    check_shop(store)
