"""Orders that are paid on the web, in any order of events and with any fault: money, goods, orders and books agree.

The reference is the provider's own ledger: what it took of a customer and did not give back is what the shop sold to
them or owes them, and nobody pays for an order that has no goods. Requests and replies get lost, and the process ends
before and after each request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from app.counter.web_payment_steps import settle_order
from hardware.terminal.simulated_page import SimulatedPage
from hardware.terminal.simulated_page_bank import PagePress
from models.online.online_order import (
    GoodsNotLeft,
    OnlineOrder,
    OnlineOrderState,
    PrepaymentPending,
    WrongOrderStep,
)
from models.online.pickup_times import pickup_slots
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentMethod, PaymentOrder
from models.payments.attempt_state import AttemptState
from models.shop_settings import STOREFRONT_HOURS, STOREFRONT_SLOT_ORDERS
from operations.installation.change_settings import change_setting
from operations.online.end_orders import cancel_order, cancel_own_order, end_unfetched, pick_order
from operations.online.place_order import place_order
from operations.online.web_shop_rules import read_rules
from operations.selling.prepaid_hand_over import sell_prepaid
from store.database.engine import Store
from store.online import order_rows
from tests.builders import AT, OFFICE_ACTOR, anna_at, small_shop
from tests.operations.online.web_customers import (
    WEB_ACTOR,
    WebTill,
    check_shop,
    count_units,
    promised,
    stored_order,
)
from tests.operations.online.web_payers import Bank, Payer, open_paying_shop, owed

SKUS = ("MILK", "PAPER")
#: So many orders are open at once.
OPEN_MAX = 4
SEED = 14


class Died(BaseException):
    """The process ended here."""


class UnsafePage(SimulatedPage):
    """The provider behind a bad line: a request, or its reply, is lost or is the last thing that the process does."""

    def __init__(self, folder: Path, rng: Random) -> None:
        super().__init__(folder)
        self._rng, self.is_bad, self.deaths, self.losses = rng, True, 0, 0

    def start(self, order: PaymentOrder, *, at: datetime) -> PaymentAnswer:
        return self._over(lambda: super(UnsafePage, self).start(order, at=at))

    def status(self, order: PaymentOrder, reference: str | None, *, at: datetime) -> PaymentAnswer:
        return self._over(lambda: SimulatedPage.status(self._safe(), order, reference, at=at))

    def cancel(self, order: PaymentOrder, reference: str | None, *, at: datetime) -> PaymentAnswer:
        return self._over(lambda: SimulatedPage.cancel(self._safe(), order, reference, at=at))

    def capture(self, order: PaymentOrder, reference: str, *, at: datetime) -> PaymentAnswer:
        answer = self._over(lambda: SimulatedPage.capture(self._safe(), order, reference, at=at))
        return PaymentAnswer(AttemptState.AUTHORISED, reference) if answer.state is AttemptState.UNKNOWN else answer

    def _safe(self) -> SimulatedPage:
        page = SimulatedPage.__new__(SimulatedPage)
        page._bank, page._return_page = self._bank, ""
        return page

    def _over(self, request: Callable[[], PaymentAnswer]) -> PaymentAnswer:
        luck = self._rng.random() if self.is_bad else 1.0
        if luck < 0.05:
            self.deaths += 1
            raise Died
        if luck < 0.12:
            self.losses += 1
            return PaymentAnswer(AttemptState.UNKNOWN, reason="request_lost")
        answer = request()
        if luck < 0.17:
            self.deaths += 1
            raise Died
        if luck < 0.24:
            self.losses += 1
            return PaymentAnswer(AttemptState.UNKNOWN, reason="reply_lost")
        return answer


@dataclass
class PaidWalk:
    """A shop, its provider, and the orders that were placed."""

    store: Store
    rng: Random
    folder: Path
    at: datetime = AT
    orders: list[OnlineOrder] = field(default_factory=list)
    sold: dict[int, int] = field(default_factory=dict)
    customers: int = 0

    def __post_init__(self) -> None:
        self.page, self.bank = UnsafePage(self.folder, self.rng), Bank(self.store, self.folder)
        self.till = WebTill(self.store)

    def some(self) -> OnlineOrder | None:
        """Mostly the last that were placed, now and then one that was over days ago."""
        last = self.orders[-OPEN_MAX:] if self.rng.random() < 0.9 else self.orders[-4 * OPEN_MAX :]
        return self.rng.choice(last) if last else None

    def fill(self) -> None:
        for sku in SKUS:
            count_units(self.store, sku, int(promised(self.store, sku)) + self.rng.randint(2, 6), at=self.at)

    def order(self) -> None:
        with self.store.view() as view:
            waiting = len(order_rows.open_orders(view))
            slots = pickup_slots(read_rules(view, self.at).pickup, self.at)
        if waiting >= OPEN_MAX:
            return
        self.customers += 1
        payer = Payer(self.store, f"p{self.customers}@example.com")
        goods = [(sku, self.rng.randint(1, 3)) for sku in self.rng.sample(SKUS, self.rng.randint(1, 2))]
        slot = self.rng.choice(slots[:6]).begins
        try:
            new = payer.order(*goods, at=self.at, pickup=slot)
        except GoodsNotLeft:
            self.fill()
            return
        assert place_order(self.store, WEB_ACTOR, payer.wish(slot), at=self.at).id == new.id
        self.orders.append(new)

    def press(self) -> None:
        order = self.some()
        if order is not None:
            self.bank.press(order, self.rng.choice(list(PagePress)), at=self.at)

    def hear(self) -> None:
        """News of the provider: in time, late, twice, of another order, or never."""
        for _ in range(self.rng.randint(1, 2)):
            order = self.some()
            if order is not None:
                self.ask(order, is_late=self.rng.random() < 0.5)

    def ask(self, order: OnlineOrder, *, is_late: bool = False) -> None:
        try:
            settle_order(self.store, self.page, order.id, at=self.at, is_late=is_late)
        except Died:
            self.page = UnsafePage(self.folder, self.rng)

    def go_on(self) -> None:
        """What usually comes next for an order that is open."""
        with self.store.view() as view:
            waiting = order_rows.open_orders(view)
        if not waiting:
            return
        order = self.rng.choice(waiting)
        if order.state is OnlineOrderState.UNPAID:
            self.ask(order)
            self.bank.press(order, self.rng.choice(list(PagePress)), at=self.at)
        elif order.state is OnlineOrderState.PLACED:
            self.pick(order)
        self.ask(order)
        if order.state is OnlineOrderState.READY:
            self.hand_over(order)

    def pick(self, order: OnlineOrder | None = None) -> None:
        order = order or self.some()
        if order is None:
            return
        counts = {each.position: self.rng.randint(0, each.quantity) for each in order.goods}
        counts[1] = max(1, counts[1])
        try:
            pick_order(self.store, anna_at(1), order.id, counts, at=self.at)
        except (WrongOrderStep, GoodsNotLeft):
            return

    def cancel(self) -> None:
        order = self.some()
        if order is None:
            return
        try:
            if self.rng.random() < 0.5:
                cancel_order(self.store, OFFICE_ACTOR, order.id, at=self.at)
            else:
                cancel_own_order(self.store, WEB_ACTOR, order.secret, at=self.at)
        except WrongOrderStep:
            return

    def hand_over(self, order: OnlineOrder | None = None) -> None:
        order = order or self.some()
        now = None if order is None else stored_order(self.store, order)
        if order is None or now is None or not now.is_open:
            return
        try:
            basket_id = self.till.fetch(now, at=self.at)
        except (WrongOrderStep, PrepaymentPending):
            return
        sale = sell_prepaid(self.store, anna_at(1), basket_id, at=self.at) or self.till.pay_cash(at=self.at)
        on_web = [each.amount.minor for each in sale.settlement.tenders if each.kind == "web"]
        self.sold[order.id] = sum(on_web)
        assert sum(on_web) == self.bank.net(order), "what the provider has is what the receipt shows"

    def wait(self) -> None:
        self.at += timedelta(minutes=self.rng.choice([1, 1, 5, 20, 40, 600, 4000]))
        end_unfetched(self.store, WEB_ACTOR, at=self.at)

    def compare(self) -> None:
        """At any moment the provider has no more of a customer's money than was ordered, and what was sold."""
        for each in self.orders[-8:]:
            net = self.bank.net(each)
            assert 0 <= net <= each.total_minor, "no customer pays twice"
            if each.id in self.sold:
                assert net >= self.sold[each.id]

    def end(self) -> None:
        """Once the line is good again, everything comes to rest by itself: no news comes any more."""
        self.at += timedelta(days=30)
        self.page.is_bad = False
        with self.store.view() as view:
            at_till = {each.id for each in order_rows.open_orders(view) if each.basket_id is not None}
        assert not at_till, "each that was handed over was sold"
        for _ in range(2):
            for each in self.orders:
                settle_order(self.store, SimulatedPage(self.folder), each.id, at=self.at, is_late=True)
            end_unfetched(self.store, WEB_ACTOR, at=self.at)
        for each in self.orders:
            now, money = stored_order(self.store, each), self.bank.money(each, at=self.at)
            has = self.bank.net(each)
            assert not now.is_open, now
            assert has == self.sold.get(each.id, 0), "no customer is charged without goods, or twice"
            assert now.state is OnlineOrderState.COLLECTED or has == 0
            assert not any(a.is_open for a in (*money.refunds, *((money.charge,) if money.charge else ())))
        assert owed(self.store) == 0
        check_shop(self.store)


def walk_through(store: Store, folder: Path, seed: int, steps: int) -> PaidWalk:
    open_paying_shop(small_shop(store))
    change_setting(store, OFFICE_ACTOR, STOREFRONT_SLOT_ORDERS, "9", at=AT)
    change_setting(store, OFFICE_ACTOR, STOREFRONT_HOURS, "mon-sun 00:00-23:30", at=AT)
    walk = PaidWalk(store, Random(seed), folder)
    walk.fill()
    often = [walk.order, walk.press, walk.hear, walk.hear, walk.pick, walk.hand_over]
    acts = [*often, *often, *[walk.go_on] * 8, walk.cancel, walk.wait, walk.fill]
    for number in range(steps):
        walk.rng.choice(acts)()
        if number % 10 == 0:
            walk.compare()
    walk.end()
    return walk


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_money_goods_orders_and_books_agree_after_any_order_of_events(
    sqlite_store: Store, tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    walk = walk_through(sqlite_store, tmp_path, SEED, rounds(300, 10_000))
    assert len(walk.sold) > 10, "the walk sells"
    assert sum(map(bool, walk.sold.values())) > 5, "and some of it was paid on the web"


def test_the_walk_notices_money_that_nobody_is_owed(sqlite_store: Store, tmp_path: Path) -> None:
    """The control: a provider that gives money back by itself."""
    walk = walk_through(sqlite_store, tmp_path, SEED, 150)
    order_id = next(order_id for order_id, minor in walk.sold.items() if minor)
    charge = walk.bank.money(next(each for each in walk.orders if each.id == order_id)).charge
    assert charge is not None
    back = PaymentOrder(
        "nobody", order_id, 1, AttemptKind.REFUND, PaymentMethod.WEB, charge.amount_taken, AT, charge.answer.reference
    )
    walk.bank.provider.start(back, at=walk.at)
    with pytest.raises(AssertionError, match="charged without goods"):
        walk.end()
