"""A gift card pays in the web shop: held with the order, spent with its sale, free again when the order ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from hardware.terminal.simulated_page_bank import PagePress
from models.access.attempts import LIMITS, Subject
from models.online.online_order import GoodsNotLeft, OnlineOrder, OnlineOrderState, PrepaymentPending, WrongOrderStep
from models.online.pickup_times import PickupTimeGone
from models.payments.attempt import PaymentMethod
from models.selling.gift_card import GiftCard, GiftCardEmpty, GiftCardUnusable, GiftCardUse, UnknownGiftCard
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from models.shop_settings import STOREFRONT_SLOT_ORDERS
from operations.access.permissions import NotPermitted
from operations.counted_codes import WaitForGiftCard
from operations.installation.change_settings import change_setting
from operations.online.end_orders import cancel_order, cancel_own_order, end_unfetched, pick_order
from operations.online.place_order import place_order
from operations.online.visitor_cards import VisitorCode, choose_gift_card, chosen_card, drop_gift_card
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.gift_card_office import block_gift_card, make_blanks
from operations.selling.gift_cards_at_till import remove_gift_card
from operations.selling.prepaid_hand_over import sell_prepaid
from store import shop as shop_rows
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.invariants import check_all
from store.selling import gift_card_rows
from tests.builders import AT, OFFICE_ACTOR, anna_at, kr, small_shop, stock_up
from tests.operations.online.web_customers import (
    FIRST_PICKUP,
    WEB_ACTOR,
    Customer,
    WebTill,
    check_shop,
    count_units,
    promised,
    stored_order,
)
from tests.operations.online.web_payers import Bank, Payer, open_paying_shop, owed
from tests.operations.selling.test_gift_cards import CardSeller
from tests.operations.selling.test_returns import line

ADDRESS = "203.0.113.7"
LATER = FIRST_PICKUP + timedelta(minutes=30)


class CardTill(WebTill):
    """Takes what is left to pay in cash."""

    def pay_rest(self, *, at: datetime) -> Sale:
        basket = self.state().basket
        assert basket is not None
        due = basket.due
        offers = (Offer(TenderKind.CASH, kr(due.minor + 50 if due.minor else 0)),)
        return complete_sale(self.store, self.actor, Payment(basket.basket.id, due, offers), at=at)


class CardShop:
    """A shop that takes orders, with a card that somebody bought, and a customer who has its code."""

    def __init__(self, store: Store, folder: Path, minor: int) -> None:
        self.store, self.secret = open_paying_shop(small_shop(store)), InstallationSecret(folder / "keys")
        change_setting(store, OFFICE_ACTOR, STOREFRONT_SLOT_ORDERS, "9", at=AT)
        stock_up(store)
        (self.code,) = make_blanks(store, OFFICE_ACTOR, self.secret, 1, at=AT)
        CardSeller(store, self.secret).sell_card(self.code, minor)
        self.moments = 0
        self.bank, self.till = Bank(store, folder), CardTill(store)
        with store.view() as view:
            (card,) = gift_card_rows.all_cards(view)
        self.number = card.id

    def now(self) -> datetime:
        """A moment after the one before: facts of office and till are in the order in which they happened."""
        self.moments += 1
        return AT + timedelta(milliseconds=self.moments)

    def choose(self, customer: Customer, code: str = "", address: str = ADDRESS, at_minutes: int = 0) -> GiftCard:
        wish, at = VisitorCode(code or self.code, address), AT + timedelta(minutes=at_minutes)
        return choose_gift_card(self.store, WEB_ACTOR, self.secret, customer.key, wish, at=at)

    @property
    def card(self) -> GiftCard:
        with self.store.view() as view:
            return gift_card_rows.get_card(view, self.number)

    @property
    def money(self) -> tuple[int, int]:
        """What is on the card, and how much of that is held."""
        return self.card.balance_minor, self.card.held_minor

    def order(self, customer: Customer, *goods: tuple[str, int]) -> OnlineOrder:
        for sku, pieces in goods:
            customer.put(sku, pieces)
        self.choose(customer)
        return place_order(self.store, WEB_ACTOR, customer.wish(LATER), at=self.now())

    def fetch(self, order: OnlineOrder) -> Sale:
        basket = self.till.fetch(order, at=self.now())
        return sell_prepaid(self.store, anna_at(1), basket, at=self.now()) or self.till.pay_rest(at=self.now())

    def check(self) -> None:
        with self.store.view() as view:
            assert check_all(view) == []


def paid(sale: Sale) -> dict[str, int]:
    return {each.kind.value: each.amount.minor - each.change.minor for each in sale.settlement.tenders}


def test_a_card_pays_the_whole_order_and_nothing_is_asked_at_the_till(store: Store, tmp_path: Path) -> None:
    shop = CardShop(store, tmp_path, 50_000)
    order = shop.order(Payer(store), ("MILK", 2))
    assert (order.state, order.is_prepaid) == (OnlineOrderState.PLACED, False)
    assert shop.money == (50_000, 3980)
    shop.check()
    sale = shop.fetch(order)
    assert paid(sale) == {"gift_card": 3980}
    assert shop.money == (46_020, 0)
    shop.check()


def test_the_card_pays_first_and_the_web_the_rest(store: Store, tmp_path: Path) -> None:
    shop = CardShop(store, tmp_path, 1000)
    order = shop.order(Payer(store), ("MILK", 2))
    assert order.state is OnlineOrderState.UNPAID
    shop.bank.settle(order, at=shop.now())
    shop.bank.press(order, PagePress.SWISH, at=shop.now())
    shop.bank.settle(order, at=shop.now())
    assert shop.bank.net(order) == 2980
    shop.check()
    pick_order(store, shop.till.actor, order.id, {}, at=shop.now())
    shop.bank.settle(order, at=shop.now())
    sale = shop.fetch(stored_order(store, order))
    assert paid(sale) == {"gift_card": 1000, "web": 2980}
    assert shop.money == (0, 0)
    assert owed(store) == 0
    shop.check()


def test_what_is_missing_goes_back_to_where_the_rest_was_paid_and_then_stays_on_the_card(
    store: Store, tmp_path: Path
) -> None:
    shop = CardShop(store, tmp_path, 2500)
    order = shop.order(Payer(store), ("MILK", 3))
    shop.bank.settle(order, at=shop.now())
    shop.bank.press(order, PagePress.SWISH, at=shop.now())
    shop.bank.settle(order, at=shop.now())
    assert shop.bank.net(order) == 3470
    pick_order(store, shop.till.actor, order.id, {1: 1}, at=shop.now())
    shop.bank.settle(order, at=shop.now())
    shop.bank.settle(order, at=shop.now())
    assert shop.bank.net(order) == 0
    sale = shop.fetch(stored_order(store, order))
    assert paid(sale) == {"gift_card": 1990}
    assert shop.money == (510, 0)
    shop.check()


def test_in_the_shop_the_rest_is_paid_at_the_till(store: Store, tmp_path: Path) -> None:
    shop = CardShop(store, tmp_path, 1000)
    order = shop.order(Customer(store), ("MILK", 1))
    sale = shop.fetch(order)
    assert paid(sale) == {"gift_card": 1000, "cash": 1000}
    assert shop.money == (0, 0)
    shop.check()


@pytest.mark.parametrize("how", ["customer", "shop", "clock", "never_paid"])
def test_an_order_that_ends_lets_go_of_the_card(store: Store, tmp_path: Path, how: str) -> None:
    shop = CardShop(store, tmp_path, 1000)
    order = shop.order(Payer(store) if how == "never_paid" else Customer(store), ("MILK", 2))
    assert shop.money == (1000, 1000)
    if how == "customer":
        cancel_own_order(store, WEB_ACTOR, order.secret, at=shop.now())
    elif how == "shop":
        cancel_order(store, OFFICE_ACTOR, order.id, at=shop.now())
    else:
        end_unfetched(store, WEB_ACTOR, at=AT + timedelta(days=60))
    assert shop.money == (1000, 0)
    shop.check()


def test_what_an_order_holds_nobody_else_spends(store: Store, tmp_path: Path) -> None:
    shop = CardShop(store, tmp_path, 3000)
    first, second = Customer(store, "a@example.com"), Customer(store, "b@example.com")
    shop.choose(second)
    second.put("MILK", 1)
    shop.order(first, ("MILK", 2))
    with store.view() as view:
        company = shop_rows.get_shop(view)
        assert chosen_card(view, company, second.key, AT) is None
    with pytest.raises(GiftCardEmpty):
        place_order(store, WEB_ACTOR, second.wish(LATER), at=shop.now())
    with pytest.raises(GiftCardEmpty):
        shop.choose(second)
    drop_gift_card(store, WEB_ACTOR, second.key, at=shop.now())
    assert place_order(store, WEB_ACTOR, second.wish(LATER), at=shop.now()).card is None
    shop.check()


def test_a_basket_that_is_cancelled_at_the_till_gives_the_card_back_to_the_order(store: Store, tmp_path: Path) -> None:
    shop = CardShop(store, tmp_path, 1000)
    order = shop.order(Customer(store), ("MILK", 2))
    for takes_off in (False, True):
        shop.till.fetch(stored_order(store, order), at=shop.now())
        if takes_off:
            remove_gift_card(store, shop.till.actor, shop.number, GiftCardUse.PAY, at=shop.now())
            assert shop.money == (1000, 0)
        shop.till.cancel(at=shop.now())
        assert shop.money == (1000, 1000)
        shop.check()
    assert paid(shop.fetch(stored_order(store, order)))["gift_card"] == 1000
    shop.check()


def test_goods_that_come_back_go_back_to_the_card(store: Store, tmp_path: Path) -> None:
    shop = CardShop(store, tmp_path, 5000)
    sale = shop.fetch(shop.order(Customer(store), ("MILK", 2)))
    seller = CardSeller(store, shop.secret)
    seller.choose(sale, line(1))
    refund = seller.give(PaymentMethod.GIFT_CARD)
    assert isinstance(refund, Sale)
    assert paid(refund) == {"gift_card": -1990}
    assert shop.money == (5000 - 3980 + 1990, 0)
    shop.check()


def test_a_card_that_cannot_pay_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    shop = CardShop(sqlite_store, tmp_path, 1000)
    customer = Customer(sqlite_store)
    for code in ("", "KXG0 0000", "KXG00000000000000000000ET", "x" * 500, "\x00", "'; DROP TABLE gift_card;--"):
        with pytest.raises(UnknownGiftCard):
            choose_gift_card(sqlite_store, WEB_ACTOR, shop.secret, customer.key, VisitorCode(code, ADDRESS), at=AT)
    (blank,) = make_blanks(sqlite_store, OFFICE_ACTOR, shop.secret, 1, at=AT)
    with pytest.raises(GiftCardUnusable):
        shop.choose(customer, blank)
    customer.put("MILK", 1)
    shop.choose(customer)
    block_gift_card(sqlite_store, OFFICE_ACTOR, shop.number, "lost", is_blocked=True, at=AT)
    with pytest.raises(GiftCardUnusable):
        place_order(sqlite_store, WEB_ACTOR, customer.wish(LATER), at=shop.now())
    with pytest.raises(NotPermitted):
        drop_gift_card(sqlite_store, anna_at(1), customer.key, at=AT)
    shop.check()


def test_guesses_of_one_address_wait_and_its_neighbours_do_not(sqlite_store: Store, tmp_path: Path) -> None:
    shop = CardShop(sqlite_store, tmp_path, 1000)
    customer = Customer(sqlite_store)
    for number in range(LIMITS[Subject.WEB_ADDRESS].free + 1):
        with pytest.raises(UnknownGiftCard):
            shop.choose(customer, f"GUESS{number:05d}")
    with pytest.raises(WaitForGiftCard):
        shop.choose(customer)
    assert shop.choose(customer, address="203.0.113.8").balance_minor == 1000
    assert shop.choose(customer, at_minutes=10).balance_minor == 1000
    seller = CardSeller(sqlite_store, shop.secret)
    seller.scan("MILK")
    seller.take(shop.code)
    assert shop.money[1], "the till does not wait for guesses on the web"


def test_less_on_the_card_than_the_page_showed_orders_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    shop = CardShop(sqlite_store, tmp_path, 1000)
    customer = Customer(sqlite_store)
    customer.put("MILK", 1)
    shop.choose(customer)
    wish = customer.wish(LATER)
    shown = type(wish)(wish.basket_key, wish.contact, wish.pickup_from, wish.origin, 1990, None, 1001)
    with pytest.raises(GiftCardEmpty):
        place_order(sqlite_store, WEB_ACTOR, shown, at=shop.now())
    assert shop.money == (1000, 0)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE online_order_card SET amount_minor = amount_minor - 1",
        "DELETE FROM online_order_card",
        "UPDATE gift_card SET held_minor = 0",
    ],
)
def test_a_held_card_changed_behind_the_journal_is_found(sqlite_store: Store, tmp_path: Path, damage: str) -> None:
    shop = CardShop(sqlite_store, tmp_path, 1000)
    shop.order(Customer(sqlite_store), ("MILK", 2))
    with sqlite_store.transaction() as tx:
        tx.exec_driver_sql(damage)
    with sqlite_store.view() as view:
        assert any("gift card" in each.subject for each in check_all(view))


class CardWalk:
    """Random events over orders that are paid with one card, the web, or both."""

    def __init__(self, shop: CardShop, seed: int) -> None:
        self.shop, self.rng = shop, Random(seed)
        self.orders: list[OnlineOrder] = []
        self.customers = self.sold = self.both = 0

    def some(self) -> OnlineOrder | None:
        return self.rng.choice(self.orders[-4:]) if self.orders else None

    def order(self) -> None:
        self.customers += 1
        kind = self.rng.choice([Payer, Customer])
        customer = kind(self.shop.store, f"c{self.customers}@example.com")
        try:
            self.orders.append(self.shop.order(customer, ("MILK", self.rng.randint(1, 4))))
        except (GiftCardEmpty, PickupTimeGone):
            return
        except GoodsNotLeft:
            store = self.shop.store
            count_units(store, "MILK", int(promised(store, "MILK")) + 9, at=self.shop.now())

    def press(self) -> None:
        order = self.some()
        if order is not None and order.is_prepaid:
            self.shop.bank.settle(order, at=self.shop.now())
            self.shop.bank.press(order, self.rng.choice(list(PagePress)), at=self.shop.now())
            self.shop.bank.settle(order, at=self.shop.now())

    def pick(self) -> None:
        order = self.some()
        if order is not None:
            try:
                pick_order(
                    self.shop.store, self.shop.till.actor, order.id, {1: self.rng.randint(1, 2)}, at=self.shop.now()
                )
            except (WrongOrderStep, GoodsNotLeft, ValueError):
                return

    def cancel(self) -> None:
        order = self.some()
        if order is not None:
            try:
                cancel_order(self.shop.store, OFFICE_ACTOR, order.id, at=self.shop.now())
            except WrongOrderStep:
                return

    def hand_over(self) -> None:
        order = self.some()
        now = None if order is None else stored_order(self.shop.store, order)
        if now is None or not now.is_open:
            return
        try:
            basket = self.shop.till.fetch(now, at=self.shop.now())
        except (WrongOrderStep, PrepaymentPending):
            return
        if self.rng.random() < 0.2:
            self.shop.till.cancel(at=self.shop.now())
            return
        sale = sell_prepaid(self.shop.store, anna_at(1), basket, at=self.shop.now()) or self.shop.till.pay_rest(
            at=self.shop.now()
        )
        tenders = paid(sale)
        assert sum(tenders.values()) == sale.settlement.due.minor
        self.sold += tenders.get("gift_card", 0)
        self.both += "gift_card" in tenders and len(tenders) > 1
        assert tenders.get("web", 0) == self.shop.bank.net(now)

    def end(self) -> None:
        for each in self.orders:
            if stored_order(self.shop.store, each).is_open:
                cancel_order(self.shop.store, OFFICE_ACTOR, each.id, at=self.shop.now())
        for _ in range(3):
            for each in self.orders:
                if each.is_prepaid:
                    self.shop.bank.settle(each, is_late=True, at=self.shop.now())


@pytest.mark.parametrize("seed", range(3))
def test_the_card_and_the_books_agree_after_any_order_of_events(sqlite_store: Store, tmp_path: Path, seed: int) -> None:
    shop = CardShop(sqlite_store, tmp_path, 100_000)
    walk = CardWalk(shop, seed)
    acts = [walk.order, walk.order, walk.press, walk.pick, walk.hand_over, walk.hand_over, walk.cancel]
    for number in range(150):
        walk.rng.choice(acts)()
        balance, held = shop.money
        assert 0 <= held <= balance == 100_000 - walk.sold
        if number % 50 == 0:
            shop.check()
    walk.end()
    assert shop.money == (100_000 - walk.sold, 0)
    assert walk.sold > 0, "the walk sells"
    assert owed(sqlite_store) == 0
    check_shop(sqlite_store)
