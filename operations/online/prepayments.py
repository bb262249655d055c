"""Orders that are paid on the web: their payment is stored before anything is asked, and the order follows the answers.

Each operation may be repeated: what was done already is not done again. The order is held before its payment is read,
so that a till which hands it over and the thread that asks the provider do not cross.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.sending_rules import DispatchKind
from models.errors import Refused
from models.facts.online_order import OnlineOrderPaid
from models.money import Money
from models.online.online_order import OnlineOrder, OnlineOrderState, OrderEnder
from models.online.prepayment import Prepayment
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentAttempt, PaymentMethod, PaymentOrder
from models.payments.attempt_moves import after_answer, claim_request, want_cancel
from models.payments.attempt_state import PAID_STATES, UNPAID_STATES, AttemptState
from operations.access.permissions import check
from operations.attempt_books import add_attempt, save_with_books
from operations.dispatch.order_letters import queue_letter
from operations.online.bought_cards import fill_card
from operations.online.end_orders import end_order_in
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.database.engine import Store
from store.online import order_rows
from store.selling import payment_attempts
from store.selling.prepayment_reading import cost_of, read_prepayment

_KEY_BYTES = 16


class UnknownPrepayment(Refused):
    """There is no payment of that number of an order on the web."""

    code = "unknown_prepayment"
    text = "There is no such payment of an order on the web. Nothing was changed; look at the page of the order."


def ask_for_payment(work: UnitOfWork, order: OnlineOrder, link: str) -> bool:
    """Store that the customer pays a new order at the provider of ``link``; false where there is nothing to pay."""
    minor = order.rest_of(min(order.total_minor, cost_of(work.tx, work.station.shop, order, at=work.at)))
    if minor > 0:
        amount = Money(minor, work.station.shop.currency)
        add_attempt(work, _new(work, order, AttemptKind.CHARGE, amount, link=link))
    return minor > 0


def claim_prepayment(store: Store, actor: Actor, attempt_id: int, *, at: datetime) -> PaymentAttempt:
    """Store that the first request of a payment is about to leave; raises :class:`UnknownPrepayment`."""
    check(actor, Permission.ORDER_ONLINE)
    with unit_of_work(store, actor, at=at) as work:
        order, attempt = _hold(work, attempt_id)
        return _save(work, order, attempt, claim_request(attempt, at))


def drop_prepayment(store: Store, actor: Actor, attempt_id: int, *, at: datetime) -> PaymentAttempt:
    """End a payment of which nothing was asked yet; raises :class:`UnknownPrepayment`."""
    check(actor, Permission.ORDER_ONLINE)
    with unit_of_work(store, actor, at=at) as work:
        order, attempt = _hold(work, attempt_id)
        return _save(work, order, attempt, want_cancel(attempt, at))


def record_prepayment(
    store: Store, actor: Actor, attempt_id: int, answer: PaymentAnswer, *, at: datetime
) -> PaymentAttempt:
    """Store what the provider answered; with the money the order can be picked, without it the order ends.

    Raises :class:`UnknownPrepayment`.
    """
    check(actor, Permission.ORDER_ONLINE)
    with unit_of_work(store, actor, at=at) as work:
        order, attempt = _hold(work, attempt_id)
        return _save(work, order, attempt, after_answer(attempt, answer, at))


def follow_payment(store: Store, actor: Actor, order_id: int, *, at: datetime) -> PaymentAttempt | None:
    """Bring an order to where its payment is, and begin to give back what the customer paid too much.

    The payment that goes back, if there is one. Raises :class:`models.online.online_order.NoSuchOnlineOrder`.
    """
    check(actor, Permission.ORDER_ONLINE)
    with unit_of_work(store, actor, at=at) as work:
        order = order_rows.lock_order(work.tx, order_id)
        prepayment = read_prepayment(work.tx, work.station.shop, order, at=at)
        if prepayment.charge is None:
            return None
        _follow(work, order, prepayment.charge)
        return _give_back(work, prepayment)


def _give_back(work: UnitOfWork, prepayment: Prepayment) -> PaymentAttempt | None:
    charge, minor = prepayment.charge, prepayment.excess_minor
    if charge is None or not minor:
        return None
    amount = Money(minor, charge.order.amount.currency)
    refund = _new(work, prepayment.order, AttemptKind.REFUND, amount, link=charge.terminal or "", original=charge.id)
    back = replace(refund, order=replace(refund.order, original_reference=charge.answer.reference))
    add_attempt(work, back)
    return back


def _new(
    work: UnitOfWork, order: OnlineOrder, kind: AttemptKind, amount: Money, *, link: str, original: int | None = None
) -> PaymentAttempt:
    (attempt_id,) = work.take_ids()
    state, office = AttemptState.CREATED, work.station.device.id
    wish = PaymentOrder(secrets.token_hex(_KEY_BYTES), order.id, office, kind, PaymentMethod.WEB, amount, work.at)
    answer = PaymentAnswer(state)
    return PaymentAttempt(attempt_id, wish, work.actor.operator_id, link, state, work.at, answer, original)


def _hold(work: UnitOfWork, attempt_id: int) -> tuple[OnlineOrder, PaymentAttempt]:
    """The order of a payment, held until the transaction ends, and the payment as it is then."""
    before = payment_attempts.find_attempt(work.tx, attempt_id)
    if before is None or not before.is_of_web or order_rows.find_order(work.tx, before.order.basket_id) is None:
        raise UnknownPrepayment
    order = order_rows.lock_order(work.tx, before.order.basket_id)
    attempt = payment_attempts.find_attempt(work.tx, attempt_id)
    assert attempt is not None, "payments are never deleted"
    return order, attempt


def _save(work: UnitOfWork, order: OnlineOrder, before: PaymentAttempt, after: PaymentAttempt) -> PaymentAttempt:
    if after != before:
        save_with_books(work, before, after)
        _follow(work, order, after)
    return after


def _follow(work: UnitOfWork, order: OnlineOrder, charge: PaymentAttempt) -> None:
    """An order that is being paid can be picked once the money is there, and ends when nothing can come any more."""
    if order.state is not OnlineOrderState.UNPAID or charge.order.kind is not AttemptKind.CHARGE:
        return
    if order.purchase is not None and charge.state in PAID_STATES | {AttemptState.AUTHORISED}:
        _buy_card(work, order, charge)
    elif charge.state in PAID_STATES | {AttemptState.AUTHORISED}:
        order_rows.confirm_order(work.tx, order.id)
        work.record(OnlineOrderPaid(order.id, charge.id))
        queue_letter(work, DispatchKind.WEB_ORDER, order.id, order.contact.email)
    elif charge.state in UNPAID_STATES:
        end_order_in(work, order, OrderEnder.PAYMENT, "")


def _buy_card(work: UnitOfWork, order: OnlineOrder, charge: PaymentAttempt) -> None:
    """A gift card is good once its money is taken: what is only reserved is taken at once."""
    if charge.is_paid:
        fill_card(work, order, charge)
        queue_letter(work, DispatchKind.WEB_ORDER, order.id, order.contact.email)
