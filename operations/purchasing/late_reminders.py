"""Reminding a supplier of an order that is late: by e-mail, once for each order."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.mail_address import mask_address
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.errors import Refused
from models.facts.order import SupplierReminded
from models.purchasing.purchase_order import PurchaseOrder
from models.shop import fact_number
from operations.access.permissions import check
from operations.dispatch.receipt_mail import check_mail_is_set
from operations.purchasing.order_mail import NoOrderAddress
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import dispatch, purchasing
from store.database.engine import Store
from store.supplier_rules import rules_of


class NotLate(Refused):
    """A supplier was to be reminded of an order that is not late."""

    code = "order_not_late"
    text = "Order {number} is not late. Nothing was sent; wait until its day has passed."

    number: str


def remind_supplier(store: Store, actor: Actor, order_id: int, *, at: datetime) -> Dispatch:
    """Let the outbox remind the supplier of a late order. Twice is once: a reminder that was queued is returned.

    Raises :class:`store.purchasing.UnknownOrder`, :class:`NotLate`,
    :class:`operations.purchasing.order_mail.NoOrderAddress` or :class:`operations.dispatch.receipt_mail.MailNotSet`.
    """
    check(actor, Permission.ORDER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        return remind_in(work, purchasing.hold_order(work.tx, order_id))


def remind_in(work: UnitOfWork, order: PurchaseOrder) -> Dispatch:
    """Queue the reminder of an order within a transaction; raises as :func:`remind_supplier`."""
    earlier = dispatch.reminders_of(work.tx, [order.id])
    if earlier:
        return earlier[order.id]
    today = work.station.shop.business_day(work.at)
    if not order.is_late(today):
        raise NotLate(fact_number(order.id))
    check_mail_is_set(work.tx)
    address = rules_of(work.tx, order.supplier_code).mail
    if not address:
        raise NoOrderAddress(purchasing.all_suppliers(work.tx)[order.supplier_code].name)
    (dispatch_id,) = work.take_ids()
    reminder = Dispatch(dispatch_id, DispatchKind.ORDER_REMINDER, order.id, address, mask_address(address), work.at)
    dispatch.add_dispatch(work.tx, reminder)
    work.record(SupplierReminded(order.id, order.supplier_code, (today - order.due_on).days))
    return reminder
