"""A till through its days: what a cashier does, one step at a time, with every sale also at hand as a value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4

from msgspec import structs

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.cash.drawer_session import CashKind, DrawerSession
from models.cash.z_report import ZReport
from models.money import Money
from models.selling.sale import Sale, SaleKind, SaleLine
from models.selling.sale_fact import completed_fact
from models.selling.settlement import Settlement, Tender
from operations.cash.day_close import DayEnd, close_day
from operations.cash.sessions import CashWish, DrawerEnd, count_drawer, move_cash, open_drawer_session
from operations.selling.sale_records import keep_sales
from operations.unit_of_work import unit_of_work
from store import invariants
from store.cash import sessions, z_reports
from store.database.engine import Store
from store.selling import sales
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
        """Take back a whole sale: a refund of its own, with quantities and amounts below zero."""
        with unit_of_work(self.store, self.actor, at=self.at) as work:
            (refund_id,) = work.take_ids()
            day = work.station.shop.business_day(self.at)
            origin = replace(
                sale.origin, receipt_number=work.take_receipt_number(), at=self.at, business_day=day, operator="anna"
            )
            refund = replace(
                sale,
                id=refund_id,
                origin=origin,
                lines=tuple(_negative(line) for line in sale.lines),
                net=-sale.net,
                tax=-sale.tax,
                discount=-sale.discount,
                settlement=_negative_settlement(sale.settlement),
                kind=SaleKind.REFUND,
                refers_to=sale.id,
            )
            for line in sale.lines:
                sales.count_refund(work.tx, sale.id, line.position, line.quantity)
            keep_sales(work.tx, [refund])
            work.record(completed_fact(refund))
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


def _negative(line: SaleLine) -> SaleLine:
    return structs.replace(
        line,
        quantity=-line.quantity,
        discount=-line.discount,
        gross=-line.gross,
        net=-line.net,
        tax=-line.tax,
        cost=None if line.cost is None else -line.cost,
    )


def _negative_settlement(paid: Settlement) -> Settlement:
    none = Money(0, paid.due.currency)
    tenders = tuple(Tender(each.kind, -(each.amount - each.change), none) for each in paid.tenders)
    return Settlement(gross=-paid.gross, rounding=-paid.rounding, due=-paid.due, tenders=tenders)
