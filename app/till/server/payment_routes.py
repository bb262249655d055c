"""The till's routes for payments in parts: by card, by phone, and in cash that is not the last.

Nothing here waits for a terminal: a wish is stored, the terminal is asked in a thread, and the page asks how it goes.
Each route may be called again with the same body: a key is one attempt.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from app.counter.open_counter import Counter
from app.till.server.approvals import ApprovalIn, check_approval
from app.till.server.at_till import AtTill, OperatorAtWork, OperatorHere
from app.till.server.wire import RANDOM_ID, FindingIn, PartIn, ReturnIn, attempt_reply, parts_reply, sale_reply
from app.web.request_parts import At, CounterOf, Reply, printing_reply
from models.card_data import check_no_card_data
from models.money import Money
from models.payments.attempt import PaymentAttempt, PaymentMethod
from models.payments.tip_account import TipRule
from models.selling.payment_parts import PaymentParts
from models.selling.sale import Sale
from models.selling.settlement import TenderKind
from operations.selling.before_payment import print_payment_code
from operations.selling.payment_changes import (
    PaymentWish,
    UnknownAttempt,
    begin_payment,
    cancel_payment,
    resolve_payment,
    return_part,
)
from operations.tip_books import tip_rule
from store import shop
from store.database.engine import Connection
from store.selling import baskets, payment_attempts, sales
from store.selling.basket_prices import BasketPrices
from store.selling.customer_account_rows import has_open_account

#: Payments of one till.
of_payments = APIRouter(prefix="/till/{till_id}/payments")

Key = Annotated[str, Path(pattern=RANDOM_ID)]


class ApprovedFindingIn(FindingIn):
    """A finding with the other person who approves it."""

    approval: ApprovalIn


@of_payments.get("")
def methods(here: OperatorHere, counter: CounterOf) -> Reply:
    """The means of payment that this till takes, and whether customers may give a tip by card."""
    methods = [method.value for method in counter.payments.methods(here.till_id)]
    with counter.store.view() as view:
        later = [PaymentMethod.ON_ACCOUNT.value] if has_open_account(view) else []
        tips = tip_rule(view) is not TipRule.OFF
    return {"methods": [*methods, *later], "tips": tips}


@of_payments.post("")
def begin(here: OperatorAtWork, body: PartIn, counter: CounterOf, at: At) -> Reply:
    """Take a part: cash at once, everything else by asking the terminal, whose answer comes later."""
    check_no_card_data(body.reference)
    with counter.store.view() as view:
        currency = shop.get_station(view, here.till_id).shop.currency
    wish = PaymentWish(
        key=body.key,
        basket_id=body.basket_id,
        price_shown=Money(body.shown_minor, currency),
        method=body.method,
        amount=Money(body.amount_minor, currency),
        terminal=counter.payments.link(here.till_id),
        reference=body.reference,
        tip=Money(body.tip_minor, currency) if body.tip_minor else None,
    )
    return _reply(here, counter, begin_payment(counter.store, here.actor(), wish, at=at))


@of_payments.get("/{key}")
def look(here: OperatorHere, key: Key, counter: CounterOf) -> Reply:
    """How an attempt goes; ``sale`` is the sale that it made, once it is paid."""
    return _reply(here, counter, _attempt(here, key, counter), is_signal=False)


@of_payments.post("/{key}/cancel")
def cancel(here: OperatorAtWork, key: Key, counter: CounterOf, at: At) -> Reply:
    """Ask the terminal to stop; it may be too late for that."""
    return _reply(here, counter, cancel_payment(counter.store, here.actor(), key, at=at))


@of_payments.post("/{key}/print")
def print_code(here: OperatorAtWork, key: Key, counter: CounterOf, at: At) -> Reply:
    """Print the code that the customer scans, for whom no screen shows it."""
    print_payment_code(counter.store, here.actor(), key, at=at)
    counter.deliveries.signal(here.till_id)
    return printing_reply(counter.deliveries.status(here.till_id))


@of_payments.post("/{key}/return")
def give_back(here: OperatorAtWork, key: Key, body: ReturnIn, counter: CounterOf, at: At) -> Reply:
    """Give a paid part back before the sale is made."""
    return _reply(here, counter, return_part(counter.store, here.actor(), key, body.key, at=at))


@of_payments.post("/{key}/resolve")
def resolve(here: OperatorAtWork, key: Key, body: ApprovedFindingIn, counter: CounterOf, at: At) -> Reply:
    """Two people decide what became of an attempt that no terminal answers for."""
    attempt = _attempt(here, key, counter)
    approval = check_approval(counter, body.approval, here.signed_in.operator.code, here.till_id, at=at)
    decided = resolve_payment(counter.store, here.actor(approval), attempt.id, body.state, body.evidence, at=at)
    return _reply(here, counter, decided)


def _attempt(here: AtTill, key: str, counter: Counter) -> PaymentAttempt:
    with counter.store.view() as view:
        attempt = payment_attempts.find_by_key(view, key)
    if attempt is None or attempt.order.till_id != here.till_id:
        raise UnknownAttempt
    return attempt


def _document(view: Connection, basket_id: int) -> Sale | None:
    """The document of a basket that moved its money: the refund where the customer got some back."""
    refund = sales.find_return_of(view, basket_id)
    is_paid_out = refund is not None and any(t.kind is not TenderKind.SET_OFF for t in refund.settlement.tenders)
    return refund if is_paid_out else sales.find_sale(view, basket_id)


def _reply(here: AtTill, counter: Counter, attempt: PaymentAttempt, *, is_signal: bool = True) -> Reply:
    if is_signal:
        counter.payments.signal(here.till_id)
        counter.deliveries.signal(here.till_id)
        counter.signals.signal(here.till_id)
    basket_id = attempt.order.basket_id
    with counter.store.view() as view:
        station = shop.get_station(view, here.till_id)
        basket = baskets.find_basket(view, basket_id, station.shop.currency)
        sold = _document(view, basket_id) if basket is None else None
        parts = None
        if basket is not None:
            priced = BasketPrices(view, station.shop, attempt.changed_at).of(basket)
            parts = PaymentParts(priced.due, payment_attempts.attempts_of(view, basket_id))
    return {
        "attempt": attempt_reply(attempt),
        "payments": None if parts is None else parts_reply(parts),
        "sale": None if sold is None else sale_reply(sold),
    }
