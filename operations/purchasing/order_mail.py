"""An order on its way by e-mail or Peppol: handed to the outbox once, with the supplier once that took it over."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.mail_address import mask_address
from models.dispatch.sending_rules import ORDER_KINDS, Dispatch, DispatchKind, DispatchState, SendResult
from models.errors import Reason, Refused
from models.order_settings import PEPPOL_FOLDER, PEPPOL_ID
from models.peppol_id import PeppolId, WrongPeppolId, parse_peppol_id
from models.purchasing.order_steps import Arrive, Bounce, HandOver, SendingWay
from models.purchasing.ordering_rules import OrderChannel, OrderingRules
from models.purchasing.purchase_order import OrderState, PurchaseOrder
from models.shop import fact_number
from operations.access.permissions import check
from operations.dispatch.receipt_mail import check_mail_is_set
from operations.dispatch.sending import settle_in
from operations.purchasing.order_changes import take_step
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import dispatch, purchasing, shop
from store.database.engine import Connection, Store
from store.setting_rows import get_value
from store.supplier_rules import expected_day, rules_of


class NoOrderAddress(Refused):
    """A supplier without an e-mail address for orders."""

    code = "no_order_address"
    text = "{supplier} has no e-mail address for orders. Nothing was sent; set one, or send the order on paper."

    supplier: str


class NoPeppolWay(Refused):
    """An order was to go by Peppol, and something for it is missing."""

    code = "no_peppol_way"
    text = "The order cannot go by Peppol: {reason}. Nothing was sent; set it, or send the order in another way."

    reason: Reason


class StillOnItsWay(Refused):
    """An order that is waiting to be sent was to be settled by hand."""

    code = "still_on_its_way"
    text = "Order {number} is still being sent. Nothing was changed; wait for it, or see Sent documents."

    number: str


_KINDS = {OrderChannel.MAIL: DispatchKind.ORDER_MAIL, OrderChannel.PEPPOL: DispatchKind.ORDER_FOLDER}
_WAYS = {DispatchKind.ORDER_MAIL: SendingWay.MAIL, DispatchKind.ORDER_FOLDER: SendingWay.PEPPOL}


def mail_order(store: Store, actor: Actor, order_id: int, *, at: datetime) -> PurchaseOrder:
    """Send an order by e-mail, which also approves it. Twice is once: one that waits or arrived is not sent again.

    Raises :class:`store.purchasing.UnknownOrder`, :class:`models.purchasing.purchase_order.WrongOrderState`,
    :class:`NoOrderAddress` or :class:`operations.dispatch.receipt_mail.MailNotSet`.
    """
    check(actor, Permission.ORDER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        return hand_over(work, order_id, OrderChannel.MAIL)


def send_by_peppol(store: Store, actor: Actor, order_id: int, *, at: datetime) -> PurchaseOrder:
    """Send an order as a Peppol document into the folder of the access point; else as :func:`mail_order`.

    Raises :class:`store.purchasing.UnknownOrder`, :class:`models.purchasing.purchase_order.WrongOrderState` or
    :class:`NoPeppolWay`.
    """
    check(actor, Permission.ORDER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        return hand_over(work, order_id, OrderChannel.PEPPOL)


def hand_over(work: UnitOfWork, order_id: int, channel: OrderChannel | None = None) -> PurchaseOrder:
    """Queue an order within a transaction, by the channel of its supplier unless another is given.

    Raises as :func:`mail_order` and :func:`send_by_peppol`.
    """
    order = purchasing.hold_order(work.tx, order_id)
    if order.state is OrderState.SENDING:
        return order
    rules = rules_of(work.tx, order.supplier_code)
    kind = _KINDS[channel or OrderChannel(rules.channel)]
    place = _mail_address(work, rules) if kind is DispatchKind.ORDER_MAIL else _peppol_folder(work, rules)
    day = expected_day(work.tx, work.station.shop, order, work.at)
    handed = take_step(work, order_id, HandOver(day, _WAYS[kind]))
    (dispatch_id,) = work.take_ids()
    label = mask_address(place) if kind is DispatchKind.ORDER_MAIL else place
    dispatch.add_dispatch(work.tx, Dispatch(dispatch_id, kind, order_id, place, label, work.at))
    return handed


def _mail_address(work: UnitOfWork, rules: OrderingRules) -> str:
    check_mail_is_set(work.tx)
    if not rules.mail:
        raise NoOrderAddress(purchasing.all_suppliers(work.tx)[rules.supplier_code].name)
    return rules.mail


def _peppol_folder(work: UnitOfWork, rules: OrderingRules) -> str:
    if not rules.peppol_id:
        raise NoPeppolWay(Reason("peppol_supplier", "the supplier has no Peppol id"))
    own_peppol_id(work.tx)
    folder = get_value(work.tx, PEPPOL_FOLDER)
    if not folder:
        raise NoPeppolWay(Reason("peppol_folder", "the setting orders.peppol_folder names no folder"))
    return folder


def own_peppol_id(view: Connection) -> PeppolId:
    """The shop's own address in the Peppol network: that of the settings, else its organisation number.

    Raises :class:`NoPeppolWay` where it has neither.
    """
    text = get_value(view, PEPPOL_ID) or shop.get_shop(view).org_number
    try:
        return parse_peppol_id(text)
    except WrongPeppolId:
        raise NoPeppolWay(Reason("peppol_own", "the shop has no organisation number and no Peppol id")) from None


def settle_order(store: Store, actor: Actor, claimed: Dispatch, result: SendResult, *, at: datetime) -> None:
    """Record how an attempt to send an order ended, and lead the order on in the same transaction.

    One that may have arrived waits for a person. What was settled before stays as it is.
    """
    check(actor, Permission.DELIVER)
    with unit_of_work(store, actor, at=at) as work:
        settled = settle_in(work.tx, claimed, result, at)
        if settled is None or purchasing.hold_order(work.tx, settled.subject_id).state is not OrderState.SENDING:
            return
        if settled.state is DispatchState.SENT:
            take_step(work, settled.subject_id, Arrive(_WAYS[settled.kind]))
        elif settled.state is DispatchState.FAILED:
            take_step(work, settled.subject_id, Bounce(settled.reason))


def settle_by_hand(store: Store, actor: Actor, order_id: int, *, arrived: bool, at: datetime) -> PurchaseOrder:
    """Record what the supplier reports of an order that may have arrived: it did, or it is sent again.

    Raises :class:`StillOnItsWay`, :class:`store.purchasing.UnknownOrder` or
    :class:`models.purchasing.purchase_order.WrongOrderState`.
    """
    check(actor, Permission.ORDER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        order = purchasing.hold_order(work.tx, order_id)
        if dispatch.has_waiting(work.tx, ORDER_KINDS, order_id):
            raise StillOnItsWay(fact_number(order_id))
        if arrived or order.state is not OrderState.SENDING:
            kind = dispatch.latest_kind(work.tx, ORDER_KINDS, order_id)
            return take_step(work, order_id, Arrive(_WAYS[kind or DispatchKind.ORDER_MAIL]))
        take_step(work, order_id, Bounce("asked by hand"))
        return hand_over(work, order_id)
