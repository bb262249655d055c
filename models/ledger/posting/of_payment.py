"""How a payment is booked that is not, or not only, in the entry of a sale.

Money that was taken before its sale exists is owed to the customer. The sale's own entry books what was taken for it,
so the debt is gone then. Of an advance for goods that are known, tax is due when it comes: the debt is without it
(directive 2006/112/EC, article 65). A card that was approved offline is a claim that nobody has confirmed, until its
bank answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models.jurisdiction.accounts import AccountRole
from models.ledger.chart import Chart
from models.ledger.entry import Entry, EntryKind, Posting
from models.payments.attempt import AttemptKind, PaymentAttempt, PaymentMethod
from models.payments.attempt_state import AttemptState

#: Which claim, or the drawer, a method fills.
_ROLES: Mapping[PaymentMethod, AccountRole] = {
    PaymentMethod.CASH: AccountRole.CASH,
    PaymentMethod.CARD: AccountRole.CARD,
    PaymentMethod.OWN_TERMINAL: AccountRole.CARD,
    PaymentMethod.SWISH: AccountRole.CARD,
    PaymentMethod.MOBILEPAY: AccountRole.CARD,
    PaymentMethod.WEB: AccountRole.CARD,
    PaymentMethod.ON_ACCOUNT: AccountRole.CUSTOMER_ACCOUNT,
    PaymentMethod.GIFT_CARD: AccountRole.GIFT_CARD,
    PaymentMethod.STORE_CREDIT: AccountRole.GIFT_CARD,
}


def legs_of_payment(attempt: PaymentAttempt) -> dict[AccountRole, int]:
    """What is in the books of an attempt, beside the entry of its sale, in minor units: debit positive.

    What a change books is the difference of two of these. The example is a card of 100 kr before its sale exists.

    >>> from datetime import UTC, datetime
    >>> from models.money import Money
    >>> from models.payments.attempt import PaymentAnswer, PaymentOrder
    >>> at, approved = datetime(2026, 11, 27, tzinfo=UTC), AttemptState.APPROVED
    >>> order = PaymentOrder("key", 7, 1, AttemptKind.CHARGE, PaymentMethod.CARD, Money(10000, "SEK"), at)
    >>> card = PaymentAttempt(1, order, "anna", None, approved, at, PaymentAnswer(approved))
    >>> {role.value: amount for role, amount in legs_of_payment(card).items()}
    {'card': 10000, 'prepaid': -10000}

    A refund of 100 kr with a tip of 10 kr, before the terminal has answered and after.

    >>> from dataclasses import replace
    >>> ask = replace(order, kind=AttemptKind.REFUND, amount=Money(11000, "SEK"))
    >>> begun = PaymentAnswer(AttemptState.CREATED, tip=Money(1000, "SEK"))
    >>> back = PaymentAttempt(2, ask, "anna", None, AttemptState.CREATED, at, begun, original=1)
    >>> {role.value: amount for role, amount in legs_of_payment(back).items()}
    {'prepaid': -1000, 'tip': 1000}
    >>> {role.value: amount for role, amount in legs_of_payment(replace(back, state=approved)).items()}
    {'card': -11000, 'prepaid': 10000, 'tip': 1000}
    """
    if attempt.was_offline:
        return _legs_of_offline(attempt)
    sign = 1 if attempt.order.kind is AttemptKind.CHARGE else -1
    amount = 0 if attempt.is_applied else sign * attempt.amount_taken.minor
    tip = attempt.tip_minor
    moved = tip if attempt.is_paid else 0  # a tip that is to go back is owed to the customer until it has
    role = _ROLES[attempt.order.method]
    legs = {role: amount + moved, AccountRole.PREPAID: tip - moved - amount, AccountRole.TIP: -tip}
    return {role: leg for role, leg in legs.items() if leg}


def legs_of_tax(minor: int) -> dict[AccountRole, int]:
    """What is in the books of the tax on an advance, beside the payment's own legs. Debit positive.

    >>> {role.value: amount for role, amount in legs_of_tax(2000).items()}
    {'prepaid': 2000, 'output_tax': -2000}
    """
    return {AccountRole.PREPAID: minor, AccountRole.OUTPUT_TAX: -minor} if minor else {}


def entry_of_change(
    entry_id: int,
    before: PaymentAttempt,
    after: PaymentAttempt,
    *,
    chart: Chart,
    day: date,
    taxed: Mapping[int, int] | None = None,
) -> Entry | None:
    """The entry that brings the books of an attempt from one state to the next; ``None`` if nothing is to be booked.

    ``taxed`` is by how much the tax on an advance changes, by tax rate.

    Raises :class:`models.ledger.chart.NoAccount`. The example is the same card, once a sale has it as a tender (BAS
    2026, accounts 1686 and 2420).

    >>> from dataclasses import replace
    >>> from datetime import UTC, datetime
    >>> from models.money import Money
    >>> from models.payments.attempt import PaymentAnswer, PaymentOrder
    >>> at, approved = datetime(2026, 11, 27, tzinfo=UTC), AttemptState.APPROVED
    >>> order = PaymentOrder("key", 7, 1, AttemptKind.CHARGE, PaymentMethod.CARD, Money(10000, "SEK"), at)
    >>> card = PaymentAttempt(1, order, "anna", None, approved, at, PaymentAnswer(approved))
    >>> chart = Chart({(AccountRole.CARD, 0): "1686", (AccountRole.PREPAID, 0): "2420"})
    >>> entry = entry_of_change(2, card, replace(card, is_applied=True), chart=chart, day=at.date())
    >>> [(posting.account, posting.amount_minor) for posting in entry.postings]
    [('1686', -10000), ('2420', 10000)]
    """
    old, new = legs_of_payment(before), legs_of_payment(after)
    legs: dict[str, int] = {}
    for role in {*old, *new}:
        account = chart.number(role)
        legs[account] = legs.get(account, 0) + new.get(role, 0) - old.get(role, 0)
    for rate, minor in (taxed or {}).items():
        for role, amount in legs_of_tax(minor).items():
            account = chart.number(role, rate if role is AccountRole.OUTPUT_TAX else 0)
            legs[account] = legs.get(account, 0) + amount
    postings = tuple(Posting(account, amount) for account, amount in sorted(legs.items()) if amount)
    reference = f"{after.order.till_id}-{after.order.basket_id}"
    return Entry(entry_id, EntryKind.PAYMENT, after.id, day, reference, postings) if postings else None


def _legs_of_offline(attempt: PaymentAttempt) -> dict[AccountRole, int]:
    """A card approved offline: the sale has it as an unconfirmed claim, which its bank confirms or does not."""
    amount = (attempt.answer.amount_taken or attempt.order.amount).minor
    claim = {
        AttemptState.APPROVED_OFFLINE: AccountRole.CARD_OFFLINE,
        AttemptState.APPROVED: AccountRole.CARD,
    }.get(attempt.state, AccountRole.CLAIM)
    if not attempt.is_applied:
        return {claim: amount, AccountRole.PREPAID: -amount} if attempt.is_paid else {}
    return {} if claim is AccountRole.CARD_OFFLINE else {claim: amount, AccountRole.CARD_OFFLINE: -amount}
