"""Customers who pay their orders on the web, at a provider of whom the tests know everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from app.counter.web_payment_steps import settle_order
from hardware.device_settings import SIMULATED_PAGE
from hardware.terminal.simulated_page import SimulatedPage
from hardware.terminal.simulated_page_bank import PageBank, PagePress
from models.ledger.entry import EntryKind
from models.online.online_order import OnlineOrder
from models.online.pickup_times import pickup_slots
from models.online.prepayment import Prepayment
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentAttempt
from models.payments.attempt_state import AttemptState
from models.shop_settings import STOREFRONT_PAYMENT
from operations.installation.change_settings import change_setting
from operations.online.place_order import OrderWish, place_order
from operations.online.prepayments import claim_prepayment, record_prepayment
from operations.online.web_shop_rules import read_rules
from store import schema, shop
from store.database.engine import Store
from store.online import order_rows
from store.selling.prepayment_reading import read_prepayment
from tests.builders import AT, OFFICE_ACTOR
from tests.operations.online.web_customers import (
    FIRST_PICKUP,
    ORIGIN,
    WEB_ACTOR,
    Customer,
    contact_of,
    open_web_shop,
)


def open_paying_shop(store: Store, choice: str = "both") -> Store:
    change_setting(open_web_shop(store), OFFICE_ACTOR, STOREFRONT_PAYMENT, choice, at=AT)
    return store


def owed(store: Store) -> int:
    """What customers paid before they got anything, credit positive: the debt, and the tax that is booked of it."""
    posting, entry = schema.posting.c, schema.entry.c
    of_payments = sa.exists().where(entry.id == posting.entry_id, entry.kind == EntryKind.PAYMENT.value)
    is_tax = sa.and_(posting.account.in_(["2611", "2621", "2631"]), of_payments)
    with store.view() as view:
        query = sa.select(sa.func.coalesce(sa.func.sum(posting.amount_minor), 0))
        return -int(view.scalar(query.where(sa.or_(posting.account == "2420", is_tax))) or 0)


@dataclass
class Payer(Customer):
    """A visitor who pays on the web."""

    def wish(self, pickup: datetime = FIRST_PICKUP, shown_minor: int | None = None) -> OrderWish:
        return OrderWish(self.key, contact_of(self.email), pickup, ORIGIN, shown_minor, SIMULATED_PAGE)

    def order(self, *goods: tuple[str, int], at: datetime = AT, pickup: datetime = FIRST_PICKUP) -> OnlineOrder:
        for sku, pieces in goods:
            self.put(sku, pieces, at=at)
        return place_order(self.store, WEB_ACTOR, self.wish(pickup), at=at)


class Bank:
    """The simulated provider, as the shop asks it and as the customer sees it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.provider, self.accounts = SimulatedPage(folder, "page"), PageBank(folder)

    def settle(self, order: OnlineOrder, *, at: datetime = AT, is_late: bool = False) -> PaymentAttempt | None:
        return settle_order(self.store, self.provider, order.id, at=at, is_late=is_late)

    def press(self, order: OnlineOrder, what: PagePress, *, at: datetime = AT) -> bool:
        charge = self.money(order, at=at).charge
        assert charge is not None
        return self.accounts.press(charge.order.key, what, at=at)

    def money(self, order: OnlineOrder, *, at: datetime = AT) -> Prepayment:
        with self.store.view() as view:
            now = order_rows.get_order(view, order.id)
            return read_prepayment(view, shop.get_shop(view), now, at=at)

    def net(self, order: OnlineOrder) -> int:
        """What the provider has of the customer's money for an order, less what went back."""
        money = self.money(order)
        pages = self.accounts.pages()
        charge = pages.get(money.charge.order.key) if money.charge else None
        reference = f"web-{money.charge.order.key}" if money.charge else ""
        back = sum(each.moved for each in pages.values() if each.original == reference)
        return (charge.moved if charge else 0) - back

    def in_all(self) -> int:
        """What the provider owes the shop in all."""
        signs = {AttemptKind.CHARGE: 1, AttemptKind.REFUND: -1}
        return sum(signs[each.kind] * each.moved for each in self.accounts.pages().values())


def pay_ahead(store: Store, *, at: datetime) -> OnlineOrder:
    """An order of a customer whose money came before the goods are picked: an advance. Milk is in stock."""
    open_paying_shop(store)
    with store.view() as view:
        slot = pickup_slots(read_rules(view, at).pickup, at)[-1].begins
    order = Payer(store, "ahead@example.com").order(("MILK", 2), at=at, pickup=slot)
    with store.view() as view:
        charge = read_prepayment(view, shop.get_shop(view), order, at=at).charge
    assert charge is not None
    claim_prepayment(store, WEB_ACTOR, charge.id, at=at)
    record_prepayment(store, WEB_ACTOR, charge.id, PaymentAnswer(AttemptState.APPROVED, "web-1"), at=at)
    return order
