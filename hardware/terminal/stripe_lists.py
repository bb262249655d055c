"""What Stripe lists of its own: payments, refunds, payouts with their fees, and disputes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import stripe

from hardware.terminal.stripe_answers import answer_of, money_of
from hardware.terminal.stripe_charges import NO_BASKET, PAGE
from hardware.terminal.stripe_client import Json, StripeAccess, reason_of
from hardware.terminal.stripe_refunds import refund_answer
from models.errors import Unavailable
from models.payments.attempt import AttemptKind, PaymentAnswer
from models.payments.attempt_state import PAID_STATES, AttemptState
from models.payments.dispute import DisputeReason, DisputeState, ProviderDispute
from models.payments.provider_list import Payout, PayoutPart, ProviderPayment

#: A payout on its way may change. One that failed or was cancelled comes back in the next, as a part of its own.
ENDED = frozenset({"paid", "failed", "canceled"})

#: A warning is a question of the bank's before it takes the money; nobody took any yet.
_STATES = {
    "needs_response": DisputeState.TO_ANSWER,
    "warning_needs_response": DisputeState.TO_ANSWER,
    "won": DisputeState.WON,
    "prevented": DisputeState.WON,
    "warning_closed": DisputeState.WON,
    "lost": DisputeState.LOST,
}
_REASONS = {
    "fraudulent": DisputeReason.FRAUDULENT,
    "debit_not_authorized": DisputeReason.FRAUDULENT,
    "unrecognized": DisputeReason.UNRECOGNIZED,
    "duplicate": DisputeReason.DUPLICATE,
    "product_not_received": DisputeReason.NOT_RECEIVED,
    "product_unacceptable": DisputeReason.UNACCEPTABLE,
    "credit_not_processed": DisputeReason.NOT_CREDITED,
}


class StripeUnavailable(Unavailable):
    """Stripe did not give a list."""

    code = "stripe_unavailable"
    text = (
        "Stripe did not give its list ({reason}). Payments are safe, and nothing was changed; "
        "check the connection and the key, and ask again."
    )

    reason: str


def payments(access: StripeAccess, first: datetime, until: datetime) -> list[ProviderPayment]:
    """Charges and refunds of our baskets, made from ``first`` to before ``until``, the oldest first.

    What else the account sells, and trials of a terminal, are not in it.
    """
    try:
        parameters = _created_between(first, until) | {"expand": ["data.latest_charge"]}
        charges = [
            _payment(each, AttemptKind.CHARGE, answer_of(each)) for each in _all(access.v1.payment_intents, parameters)
        ]
        refunds = [
            _payment(each, AttemptKind.REFUND, refund_answer(each))
            for each in _all(access.v1.refunds, _created_between(first, until))
        ]
    except stripe.StripeError as error:
        raise StripeUnavailable(reason_of(error)) from error
    return sorted(filter(None, (*charges, *refunds)), key=lambda each: (each.at, each.reference))


def _payment(source: Json, kind: AttemptKind, answer: PaymentAnswer | None) -> ProviderPayment | None:
    """One line, if it is of a basket of ours and money moved, is reserved, or did not come back."""
    metadata = source.get("metadata") or {}
    is_of_basket = metadata.get("attempt") is not None and metadata.get("basket") != str(NO_BASKET)
    has_money = answer is not None and answer.state in PAID_STATES | {AttemptState.AUTHORISED}
    if answer is None or not is_of_basket or not (has_money or kind is AttemptKind.REFUND):
        return None
    amount = answer.amount_taken or money_of(0, source["currency"])
    at = datetime.fromtimestamp(source["created"], UTC)
    return ProviderPayment(source["id"], metadata["attempt"], kind, answer.state, amount, at)


def payouts(access: StripeAccess, first: datetime, until: datetime) -> list[Payout]:
    """Payouts to the shop's bank that ended, made from ``first`` to before ``until``, the oldest first."""
    try:
        ended = [each for each in _all(access.v1.payouts, _created_between(first, until)) if each["status"] in ENDED]
        return [_payout(access, each) for each in ended][::-1]
    except stripe.StripeError as error:
        raise StripeUnavailable(reason_of(error)) from error


def _payout(access: StripeAccess, payout: Json) -> Payout:
    amount = money_of(payout["amount"], payout["currency"])
    day = datetime.fromtimestamp(payout["arrival_date"], UTC).date()
    return Payout(payout["id"], day, amount, tuple(_parts(access, payout)))


def _parts(access: StripeAccess, payout: Json) -> Iterator[PayoutPart]:
    """What a payout is made of. Stripe lists it only for those that it makes by itself."""
    if not payout["automatic"]:
        whole = money_of(payout["amount"], payout["currency"])
        yield PayoutPart(payout["id"], "manual_payout", whole, money_of(0, payout["currency"]))
        return
    parameters = {"payout": payout["id"], "expand": ["data.source"]}
    for each in _all(access.v1.balance_transactions, parameters):
        if each["type"] != "payout":
            gross, fee = (money_of(each[name], each["currency"]) for name in ("amount", "fee"))
            yield PayoutPart(_reference(each), each["reporting_category"], gross, fee)


def _reference(transaction: Json) -> str:
    """Our reference of what a line is about: the payment intent of a charge, the id of anything else."""
    source = transaction.get("source")
    if not isinstance(source, dict):
        return str(source or transaction["id"])
    return str(source.get("payment_intent") if source["object"] == "charge" else source["id"])


def disputes(access: StripeAccess, first: datetime, until: datetime) -> list[ProviderDispute]:
    """Disputes that began from ``first`` to before ``until``, the oldest first."""
    try:
        return [_dispute(each) for each in _all(access.v1.disputes, _created_between(first, until))][::-1]
    except stripe.StripeError as error:
        raise StripeUnavailable(reason_of(error)) from error


def _dispute(source: Json) -> ProviderDispute:
    answer_by = source["evidence_details"].get("due_by")
    return ProviderDispute(
        reference=source["id"],
        payment=source.get("payment_intent"),
        amount=money_of(source["amount"], source["currency"]),
        reason=_REASONS.get(source["reason"], DisputeReason.OTHER),
        state=_STATES.get(source["status"], DisputeState.AT_BANK),
        begun_at=datetime.fromtimestamp(source["created"], UTC),
        answer_by=datetime.fromtimestamp(answer_by, UTC) if answer_by else None,
    )


def _created_between(first: datetime, until: datetime) -> Json:
    return {"created": {"gte": int(first.timestamp()), "lt": int(until.timestamp())}}


def _all(service: Any, parameters: Json) -> Iterator[Json]:  # the library's generated classes
    for each in service.list(parameters | {"limit": PAGE}).auto_paging_iter():
        yield each.to_dict()
