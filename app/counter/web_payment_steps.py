"""The steps of an order's payment on the web: ask its provider what to ask next, and store what it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hardware.terminal.port import PaymentPage
from models.access.actor import Actor
from models.online.online_order import OnlineOrderState
from models.online.prepayment import PrepaidStep, Prepayment
from models.payments.attempt import PaymentAnswer, PaymentAttempt
from models.payments.attempt_moves import after_answer
from models.payments.attempt_state import UNPAID_STATES, AttemptState
from operations.online.prepayments import claim_prepayment, drop_prepayment, follow_payment, record_prepayment
from operations.online.web_shop_rules import web_actor
from store import shop
from store.database.engine import Store
from store.online import order_rows
from store.selling.prepayment_reading import read_prepayment

#: An order takes no more steps than these at once: page, money, goods, and what goes back.
STEPS_MAX = 4


def settle_order(
    store: Store, provider: PaymentPage, order_id: int, *, at: datetime, is_late: bool = False
) -> PaymentAttempt | None:
    """Take every step that an order's payment can take now; its charge as it is then, ``None`` if it has none.

    ``is_late``: a payment that came to nothing is asked about once more.

    Raises what the store raises; whatever was stored until then is gone on with next time.
    """
    actor = web_actor(store)
    first = _read(store, order_id, at).charge
    if is_late and first is not None and first.state in UNPAID_STATES:
        _record(store, actor, first, provider.status(first.order, first.answer.reference, at=at), at)
    for _ in range(STEPS_MAX):
        before = _read(store, order_id, at)
        if before.charge is None:
            return None
        if _is_behind(before):
            follow_payment(store, actor, order_id, at=at)
            before = _read(store, order_id, at)
        _take_steps(store, actor, provider, before, at)
        if _read(store, order_id, at) == before:
            break
    return _read(store, order_id, at).charge


def _read(store: Store, order_id: int, at: datetime) -> Prepayment:
    with store.view() as view:
        return read_prepayment(view, shop.get_shop(view), order_rows.get_order(view, order_id), at=at)


def _is_behind(prepayment: Prepayment) -> bool:
    """Whether the order does not know what its payment is, or owes money back."""
    charge, is_waiting = prepayment.charge, prepayment.order.state is OnlineOrderState.UNPAID
    is_known = charge is not None and (not charge.is_open or charge.state is AttemptState.AUTHORISED)
    return prepayment.excess_minor > 0 or (is_waiting and is_known)


def _take_steps(store: Store, actor: Actor, provider: PaymentPage, prepayment: Prepayment, at: datetime) -> None:
    if prepayment.charge is not None:
        _step_charge(store, actor, provider, prepayment, at)
    for each in prepayment.refunds:
        if each.state is AttemptState.CREATED:
            _start(store, actor, provider, each, at)
        elif each.is_open:
            _record(store, actor, each, provider.status(each.order, each.answer.reference, at=at), at)


def _step_charge(store: Store, actor: Actor, provider: PaymentPage, prepayment: Prepayment, at: datetime) -> None:
    charge, step = prepayment.charge, prepayment.step
    assert charge is not None, "there is a charge to take a step of"
    order, reference = charge.order, charge.answer.reference
    if step is PrepaidStep.START:
        _start(store, actor, provider, charge, at)
    elif step is PrepaidStep.STOP and charge.state is AttemptState.CREATED:
        drop_prepayment(store, actor, charge.id, at=at)
    elif step is PrepaidStep.STOP:
        _record(store, actor, charge, provider.cancel(order, reference, at=at), at)
    elif step is PrepaidStep.TAKE and reference is not None:
        answer = provider.capture(replace(order, amount=prepayment.to_take), reference, at=at)
        _record(store, actor, charge, answer, at)
    elif step is not PrepaidStep.NOTHING:
        _record(store, actor, charge, provider.status(order, reference, at=at), at)


def _start(store: Store, actor: Actor, provider: PaymentPage, attempt: PaymentAttempt, at: datetime) -> None:
    """Before the first request leaves, that is stored."""
    claimed = claim_prepayment(store, actor, attempt.id, at=at)
    if claimed.is_open:
        _record(store, actor, claimed, provider.start(attempt.order, at=at), at)


def _record(store: Store, actor: Actor, attempt: PaymentAttempt, answer: PaymentAnswer, at: datetime) -> None:
    plain = replace(answer, code="", code_ends_at=None)
    if after_answer(attempt, plain, at) != attempt:
        record_prepayment(store, actor, attempt.id, plain, at=at)
