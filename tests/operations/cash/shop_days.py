"""A till through its days: what a cashier does, one step at a time, with every sale also at hand as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.cash.drawer_session import CashKind, DrawerSession
from models.cash.z_report import ZReport
from models.payments.attempt import PaymentMethod
from models.selling.return_line import GoodsTo, ReturnReason
from models.selling.sale import Sale
from operations.cash.day_close import DayEnd, close_day
from operations.cash.sessions import CashWish, DrawerEnd, count_drawer, move_cash, open_drawer_session
from operations.selling.give_back import GiveBackWish, give_back
from operations.selling.goods_return import ChosenLine, choose_returns
from store import invariants
from store.cash import sessions, z_reports
from store.database.engine import Store
from tests.builders import AT, TILL, Operator, kr


def manager_at(device_id: int) -> Actor:
    """Maria at a till, who may do everything there."""
    return Actor("maria", device_id, PERMISSIONS[BuiltInRole.MANAGER])


@dataclass
class ShopDays:
    """A till; ``at`` is the shop's clock, which may also go back."""

    store: Store
    operator: Operator
    at: datetime = AT
    made: list[Sale] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        return self.operator.actor

    def sell(self, sku: str = "MILK", quantity: int = 1) -> Sale:
        self.operator.scan(sku, quantity, at=self.at)
        sale = self.operator.pay_cash(at=self.at)
        self.made.append(sale)
        return sale

    def refund(self, sale: Sale) -> Sale:
        """Take back a whole sale that was paid in cash, as somebody who may do so however old it is."""
        anna = Actor(self.actor.operator_id, TILL, PERMISSIONS[BuiltInRole.MANAGER])
        lines = [
            ChosenLine(each.position, each.quantity, ReturnReason.CHANGED_MIND, GoodsTo.STOCK) for each in sale.lines
        ]
        basket_id = choose_returns(self.store, anna, sale.id, lines, at=self.at)
        basket = self.operator.state().basket
        assert basket is not None
        wish = GiveBackWish(str(uuid4()), basket_id, basket.due, PaymentMethod.CASH)
        refund = give_back(self.store, anna, wish, at=self.at)
        assert isinstance(refund, Sale)
        self.made.append(refund)
        return refund

    def open(self, minor: int = 1000_00) -> DrawerSession:
        return open_drawer_session(self.store, self.actor, kr(minor), at=self.at)

    def move(self, kind: CashKind, minor: int, bag: str = "") -> None:
        move_cash(self.store, self.actor, CashWish(str(uuid4()), kind, kr(minor), "as the test wants", bag), at=self.at)

    def expected(self) -> int:
        """What should be in the drawer now."""
        with self.store.view() as view:
            (session,) = sessions.open_sessions(view, TILL)
            return sessions.cash_in(view, session, self.last_receipt()).expected

    def last_receipt(self) -> int:
        return max((each.origin.receipt_number for each in self.made), default=0)

    def count(self, off_by: int = 0) -> None:
        count_drawer(self.store, self.actor, kr(self.expected() + off_by), at=self.at)

    def close(self, *, reason: str = "", to_bank: int = 0, bag: str = "") -> ZReport:
        return close_day(self.store, self.actor, DayEnd(DrawerEnd(reason, to_bank, bag)), at=self.at)

    def later(self, **time: int) -> None:
        self.at += timedelta(**time)

    def reports(self) -> list[ZReport]:
        with self.store.view() as view:
            return z_reports.all_reports(view)

    def check(self) -> None:
        with self.store.view() as view:
            assert [str(each) for each in invariants.check_all(view)] == []
