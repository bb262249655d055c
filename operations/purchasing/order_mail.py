"""An order on its way by e-mail: handed to the outbox once, with the supplier once its mail server took it."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.mail_address import mask_address
from models.dispatch.sending_rules import Dispatch, DispatchKind, DispatchState, SendResult
from models.errors import Refused
from models.purchasing.order_steps import Arrive, Bounce, HandOver, SendingWay
from models.purchasing.purchase_order import OrderState, PurchaseOrder
from models.shop import fact_number
from operations.access.permissions import check
from operations.dispatch.receipt_mail import check_mail_is_set
from operations.dispatch.sending import settle_in
from operations.purchasing.order_changes import take_step
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import dispatch, purchasing
from store.database.engine import Store
from store.supplier_rules import expected_day, rules_of


class NoOrderAddress(Refused):
    """A supplier without an e-mail address for orders."""

    code = "no_order_address"
    text = "{supplier} has no e-mail address for orders. Nothing was sent; set one, or send the order on paper."

    supplier: str


class StillOnItsWay(Refused):
    """An order whose e-mail is waiting was to be settled by hand."""

    code = "still_on_its_way"
    text = "The e-mail of order {number} is still being sent. Nothing was changed; wait for it, or see Sent documents."

    number: str


def mail_order(store: Store, actor: Actor, order_id: int, *, at: datetime) -> PurchaseOrder:
    """Send an order by e-mail, which also approves it. Twice is once: one that waits or arrived is not sent again.

    Raises :class:`store.purchasing.UnknownOrder`, :class:`models.purchasing.purchase_order.WrongOrderState`,
    :class:`NoOrderAddress` or :class:`operations.dispatch.receipt_mail.MailNotSet`.
    """
    check(actor, Permission.ORDER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        return hand_over(work, order_id)


def hand_over(work: UnitOfWork, order_id: int) -> PurchaseOrder:
    """Queue the e-mail of an order within a transaction; raises as :func:`mail_order`."""
    order = purchasing.hold_order(work.tx, order_id)
    if order.state is OrderState.SENDING:
        return order
    check_mail_is_set(work.tx)
    address = rules_of(work.tx, order.supplier_code).mail
    if not address:
        raise NoOrderAddress(purchasing.all_suppliers(work.tx)[order.supplier_code].name)
    day = expected_day(work.tx, work.station.shop, order, work.at)
    handed = take_step(work, order_id, HandOver(day))
    (dispatch_id,) = work.take_ids()
    queued = Dispatch(dispatch_id, DispatchKind.ORDER_MAIL, order_id, address, mask_address(address), work.at)
    dispatch.add_dispatch(work.tx, queued)
    return handed


def settle_order_mail(store: Store, actor: Actor, claimed: Dispatch, result: SendResult, *, at: datetime) -> None:
    """Record how an attempt to send an order ended, and lead the order on in the same transaction.

    One that may have arrived waits for a person. What was settled before stays as it is.
    """
    check(actor, Permission.DELIVER)
    with unit_of_work(store, actor, at=at) as work:
        settled = settle_in(work.tx, claimed, result, at)
        if settled is None or purchasing.hold_order(work.tx, settled.subject_id).state is not OrderState.SENDING:
            return
        if settled.state is DispatchState.SENT:
            take_step(work, settled.subject_id, Arrive(SendingWay.MAIL))
        elif settled.state is DispatchState.FAILED:
            take_step(work, settled.subject_id, Bounce(settled.reason))


def settle_by_hand(store: Store, actor: Actor, order_id: int, *, arrived: bool, at: datetime) -> PurchaseOrder:
    """Record what the supplier reports of an e-mail that may have arrived: it did, or it is sent again.

    Raises :class:`StillOnItsWay`, :class:`store.purchasing.UnknownOrder` or
    :class:`models.purchasing.purchase_order.WrongOrderState`.
    """
    check(actor, Permission.ORDER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        order = purchasing.hold_order(work.tx, order_id)
        if dispatch.has_waiting(work.tx, DispatchKind.ORDER_MAIL, order_id):
            raise StillOnItsWay(fact_number(order_id))
        if arrived or order.state is not OrderState.SENDING:
            return take_step(work, order_id, Arrive(SendingWay.MAIL))
        take_step(work, order_id, Bounce("asked by hand"))
        return hand_over(work, order_id)
