"""Which returns an operator decides alone, and which need somebody else's approval: age and amount, and the tender."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.money import Money
from models.payments.attempt import AttemptKind, PaymentAttempt, PaymentMethod
from models.payments.attempt_state import UNPAID_STATES
from models.selling.payment_parts import TENDER_OF_METHOD
from models.selling.sale import Sale
from models.selling.settlement import TenderKind

_NOT_BY_CARD = {
    *(TenderKind.CASH, TenderKind.SET_OFF, TenderKind.DEPOSIT_VOUCHER),
    *(TenderKind.GIFT_CARD, TenderKind.STORE_CREDIT),
}


@dataclass(frozen=True, slots=True)
class ReturnRules:
    """What a shop takes back without asking: bought at most so many ``days`` ago, for at most ``amount_max``.

    ``needs_proof``: only with a receipt whose signed code was scanned.
    """

    days: int
    amount_max: Money
    needs_proof: bool = False


@dataclass(frozen=True, slots=True)
class RefundTender:
    """A means of payment of a sale, and what is left to give back in it.

    ``charge`` is the attempt that took it, where a terminal or a provider was asked or a slip was read. ``tip`` is what
    may go back of a tip with all that is left.
    """

    method: PaymentMethod
    left: Money
    charge: PaymentAttempt | None = None
    tip: Money | None = None


def needs_approval(rules: ReturnRules, bought_on: date, today: date, amount: Money) -> bool:
    """Whether somebody else has to approve that so much is given back for a purchase of a day.

    >>> rules, day = ReturnRules(30, Money(100000, "SEK")), date(2026, 11, 27)
    >>> needs_approval(rules, day - timedelta(30), day, Money(100000, "SEK"))
    False
    >>> needs_approval(rules, day - timedelta(31), day, Money(100, "SEK"))
    True
    """
    return today - bought_on > timedelta(days=rules.days) or amount.minor > rules.amount_max.minor


def refund_tenders(sale: Sale, refunds: Sequence[Sale], attempts: Sequence[PaymentAttempt]) -> tuple[RefundTender, ...]:
    """The means in which a sale was paid with what is left to give back in each; cash last.

    ``refunds`` are those of the sale, ``attempts`` its own and those that gave back or give back any of its charges.
    A card of which no attempt is known was taken on a terminal of its own. What a deposit voucher paid goes back in
    cash: the voucher was taken in, and the machine's owner pays the shop for it. What gift cards paid goes
    back to them.
    """
    charges = [
        each
        for each in attempts
        if each.order.basket_id == sale.id and each.order.kind is AttemptKind.CHARGE and each.is_applied
    ]
    by_charge = [
        RefundTender(each.order.method, _left_of(each, attempts), each, tip_left(each, attempts)) for each in charges
    ]
    kinds = {TENDER_OF_METHOD[each.order.method] for each in charges} | _NOT_BY_CARD
    others = dict.fromkeys(t.kind for t in sale.settlement.tenders if t.kind not in kinds)
    unknown = [RefundTender(PaymentMethod.OWN_TERMINAL, _left_in(kind, sale, refunds)) for kind in others]
    on_cards = RefundTender(PaymentMethod.GIFT_CARD, _left_in(TenderKind.GIFT_CARD, sale, refunds))
    in_cash = _left_in(TenderKind.CASH, sale, refunds) + _left_in(TenderKind.DEPOSIT_VOUCHER, sale, refunds)
    cash = RefundTender(PaymentMethod.CASH, in_cash)
    return tuple(each for each in (*by_charge, *unknown, on_cards, cash) if each.left.minor > 0)


def propose_tender(tenders: Iterable[RefundTender], owed: Money) -> RefundTender:
    """The original means in which to give back next: a card as far as it paid, then cash; ``left`` is how much.

    Its tip may go back with the last that is left on a card.
    """
    for each in tenders:
        if each.method is not PaymentMethod.CASH:
            amount = min(each.left, owed, key=lambda money: money.minor)
            return replace(each, left=amount, tip=each.tip if amount == each.left else None)
    return RefundTender(PaymentMethod.CASH, owed)


def _left_of(charge: PaymentAttempt, attempts: Iterable[PaymentAttempt]) -> Money:
    left = charge.amount_taken
    for each in attempts:
        if each.original == charge.id and each.state not in UNPAID_STATES:
            left -= each.amount_taken if each.is_paid else each.amount_asked
    return left


def tip_left(charge: PaymentAttempt, attempts: Iterable[PaymentAttempt]) -> Money:
    """What of the tip of a card that a terminal was asked for has not gone back, and does not go back just now."""
    of_charge = [charge, *(each for each in attempts if each.original == charge.id)] if charge.terminal else []
    return Money(sum(each.tip_minor for each in of_charge), charge.order.amount.currency)


def _left_in(kind: TenderKind, sale: Sale, refunds: Iterable[Sale]) -> Money:
    left = Money(0, sale.currency)
    for each in (sale, *refunds):
        for tender in each.settlement.tenders:
            if tender.kind is kind:
                left += tender.amount - tender.change
    return left
