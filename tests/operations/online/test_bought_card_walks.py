"""Gift cards bought on the web, in any order of events and with any fault: money, cards, debt and books agree.

The reference is the provider's own ledger, as for orders of goods: what it took of a customer and did not give back is
on exactly one card, or is owed. Requests and replies get lost, news come twice, late or never, and the process ends
before and after each request.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from app.counter.web_payment_steps import settle_order
from hardware.terminal.simulated_page import SimulatedPage
from hardware.terminal.simulated_page_bank import PagePress
from models.online.card_purchase import CardNotWithdrawn
from models.online.online_order import OnlineOrder, OnlineOrderState, TooManyOpenOrders, WrongOrderStep
from models.selling.gift_card import GiftCardState
from operations.online.card_orders import withdraw_card
from operations.online.end_orders import cancel_own_order, end_unfetched
from operations.selling.gift_card_office import block_gift_card
from store.database.engine import Store
from store.selling import gift_card_rows
from tests.builders import AT, OFFICE_ACTOR, small_shop
from tests.operations.online.card_buyers import CardBuyers
from tests.operations.online.test_prepaid_walks import Died, UnsafePage
from tests.operations.online.web_customers import WEB_ACTOR, check_shop, stored_order

SEED = 15


class CardWalk:
    """A shop, its provider, and the cards that were ordered."""

    def __init__(self, store: Store, folder: Path, seed: int) -> None:
        self.shop, self.rng, self.folder, self.at = CardBuyers(small_shop(store), folder), Random(seed), folder, AT
        self.page = UnsafePage(folder, self.rng)
        self.orders: list[OnlineOrder] = []

    def some(self) -> OnlineOrder | None:
        return self.rng.choice(self.orders[-5:]) if self.orders else None

    def order(self) -> None:
        wish = self.shop.wish(self.rng.randint(50, 5000) * 100, f"p{self.rng.randint(1, 9)}@example.com")
        try:
            new = self.shop.order(wish, at=self.at)
        except TooManyOpenOrders:
            return
        assert self.shop.order(wish, at=self.at).id == new.id, "a form that is sent twice"
        self.orders.append(new)

    def press(self) -> None:
        order = self.some()
        if order is not None:
            self.shop.bank.press(order, self.rng.choice(list(PagePress)), at=self.at)

    def hear(self) -> None:
        order = self.some()
        if order is not None:
            self.ask(order, is_late=self.rng.random() < 0.5)

    def ask(self, order: OnlineOrder, *, is_late: bool = False) -> None:
        try:
            settle_order(self.shop.store, self.page, order.id, at=self.at, is_late=is_late)
        except Died:
            self.page = UnsafePage(self.folder, self.rng)

    def cancel(self) -> None:
        order = self.some()
        if order is not None:
            try:
                cancel_own_order(self.shop.store, WEB_ACTOR, order.secret, at=self.at)
            except WrongOrderStep:
                return

    def withdraw(self) -> None:
        order = self.some()
        if order is not None:
            try:
                withdraw_card(self.shop.store, WEB_ACTOR, order.secret, at=self.at)
            except CardNotWithdrawn:
                return

    def block(self) -> None:
        order = self.some()
        if order is not None and self.shop.card_of(order).state is GiftCardState.ACTIVE:
            number = self.shop.card_of(order).id
            block_gift_card(self.shop.store, OFFICE_ACTOR, number, "lost", is_blocked=True, at=self.at)

    def wait(self) -> None:
        self.at += timedelta(minutes=self.rng.choice([1, 1, 5, 20, 40, 4000]))
        end_unfetched(self.shop.store, WEB_ACTOR, at=self.at)

    def compare(self) -> None:
        """At any moment a card has no more than its customer paid."""
        for each in self.orders[-6:]:
            net, card = self.shop.bank.net(each), self.shop.card_of(each)
            assert card.balance_minor <= net <= each.total_minor, "no customer pays twice, and no card is free"

    def end(self) -> None:
        """Once the line is good again, everything comes to rest by itself."""
        self.at += timedelta(days=30)
        for _ in range(2):
            for each in self.orders:
                settle_order(self.shop.store, SimulatedPage(self.folder), each.id, at=self.at, is_late=True)
            end_unfetched(self.shop.store, WEB_ACTOR, at=self.at)
        for each in self.orders:
            now, card, net = stored_order(self.shop.store, each), self.shop.card_of(each), self.shop.bank.net(each)
            assert not now.is_open
            assert card.balance_minor == net, "what the provider has is on the card"
            assert (net > 0) is (now.state is OnlineOrderState.COLLECTED)
        with self.shop.store.view() as view:
            cards = gift_card_rows.all_cards(view)
        assert len(cards) == len(self.orders), "exactly one card for each order"
        assert self.shop.booked("2421") == sum(each.balance_minor for each in cards) == self.shop.bank.in_all()
        assert self.shop.booked("2420") == 0
        check_shop(self.shop.store)


def walk_through(store: Store, folder: Path, steps: int) -> CardWalk:
    walk = CardWalk(store, folder, SEED)
    often = [walk.order, walk.press, walk.press, walk.hear, walk.hear, walk.hear]
    acts = [*often, *often, walk.cancel, walk.withdraw, walk.block, walk.wait]
    for number in range(steps):
        walk.rng.choice(acts)()
        if number % 10 == 0:
            walk.compare()
    return walk


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_money_cards_debt_and_books_agree_after_any_order_of_events(
    sqlite_store: Store, tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    walk = walk_through(sqlite_store, tmp_path, rounds(250, 10_000))
    walk.end()
    states = [stored_order(sqlite_store, each).state for each in walk.orders]
    assert states.count(OnlineOrderState.COLLECTED) > 5, "the walk sells cards"
    assert OnlineOrderState.CANCELLED in states
    assert walk.page.is_bad


def test_the_walk_notices_a_card_that_nobody_paid_for(sqlite_store: Store, tmp_path: Path) -> None:
    """The control: money that is on a card and that no provider took."""
    walk = walk_through(sqlite_store, tmp_path, 60)
    with sqlite_store.transaction() as tx:
        number = next(card.id for card in map(walk.shop.card_of, walk.orders) if card.state is GiftCardState.ACTIVE)
        gift_card_rows.put_on(tx, number, 100)
    with pytest.raises(AssertionError, match="is on the card"):
        walk.end()
