"""A payout of a provider as the shop books it: what of it is from where, in sums that add up to what the bank gets."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.errors import Refused
from models.money import Money, total
from models.payments.provider_list import Payout, PayoutPart


class PayoutUneven(Refused):
    """A payout whose parts do not add up to what was paid, such as of a file of which lines are missing."""

    code = "payout_uneven"
    text = (
        "The parts of payout {reference} add up to {parts}, but {amount} was paid. "
        "It was not booked; take the whole list of that payout."
    )

    reference: str
    parts: Money
    amount: Money


class PayoutDiffers(Refused):
    """A payout that is booked already, and now comes with another amount."""

    code = "payout_differs"
    text = (
        "Payout {reference} is booked with {booked}, and now comes with {amount}. "
        "Nothing was changed; compare both with the bank's statement."
    )

    reference: str
    booked: Money
    amount: Money


class PayoutCurrency(Refused):
    """A payout in another currency than the shop's books."""

    code = "payout_currency"
    text = (
        "Payout {reference} is in {currency}, and the shop's books are in {own}. "
        "It was not booked; book it by hand, with the rate of its day."
    )

    reference: str
    currency: str
    own: str


class PayoutSource(StrEnum):
    """Where the money of a part of a payout comes from."""

    PAYMENTS = "payments"
    """Payments of this shop's tills, and their refunds."""
    FEES = "fees"
    DISPUTED = "disputed"
    """Money that a customer's bank took back, or gave again."""
    RETURNED = "returned"
    """An earlier payout that did not reach the bank."""
    OTHER = "other"
    """What no till of this shop knows, such as sales of a web shop on the same account."""


#: Stripe's reporting categories (docs.stripe.com/reports/reporting-categories), and its older types where a list has
#: these.
_PAYMENTS = frozenset({"charge", "payment", "refund", "payment_refund", "refund_failure", "payment_failure_refund"})
_FEES = frozenset({"fee", "stripe_fee", "network_cost", "tax", "tax_fee", "dispute_fee"})
_DISPUTED = frozenset({"dispute", "dispute_reversal"})
_RETURNED = frozenset({"payout_reversal", "payout_failure", "payout_cancel"})


@dataclass(frozen=True, slots=True)
class BookedPayout:
    """One payout in the books. Each sum is what its source adds to the ``amount``; ``fees`` are what it takes off.

    ``parts`` is how many lines it has.
    """

    id: int
    reference: str
    day: date
    amount: Money
    payments: Money
    fees: Money
    disputed: Money
    returned: Money
    other: Money
    parts: int


def source_of(part: PayoutPart, own_references: Collection[str]) -> PayoutSource:
    """Where a part of a payout comes from; ``own_references`` are the provider's names of payments of this shop.

    >>> sale = PayoutPart("pi_1", "charge", Money(10000, "SEK"), Money(150, "SEK"))
    >>> source_of(sale, {"pi_1"}).value, source_of(sale, {"pi_2"}).value
    ('payments', 'other')
    """
    if part.kind in _FEES:
        return PayoutSource.FEES
    if part.kind in _DISPUTED:
        return PayoutSource.DISPUTED
    if part.kind in _RETURNED:
        return PayoutSource.RETURNED
    is_own = part.kind in _PAYMENTS and part.reference in own_references
    return PayoutSource.PAYMENTS if is_own else PayoutSource.OTHER


def sort_payout(payout_id: int, payout: Payout, own_references: Collection[str]) -> BookedPayout:
    """A payout with its parts summed by where they come from; raises :class:`PayoutUneven`.

    A fee that is a part of its own is below zero there, and so adds to what is paid in fees. The example has the sale
    of 100 kr above, with its fee of 1.50, and a monthly fee of 20.

    >>> sale = PayoutPart("pi_1", "charge", Money(10000, "SEK"), Money(150, "SEK"))
    >>> monthly = PayoutPart("txn_1", "fee", Money(-2000, "SEK"), Money(0, "SEK"))
    >>> booked = sort_payout(1, Payout("po_1", date(2026, 11, 27), Money(7850, "SEK"), (sale, monthly)), {"pi_1"})
    >>> str(booked.payments), str(booked.fees), str(booked.other)
    ('100.00', '21.50', '0.00')
    """
    currency = payout.amount.currency
    parts_sum = total((each.net for each in payout.parts), currency)
    if parts_sum != payout.amount:
        raise PayoutUneven(payout.reference, parts_sum, payout.amount)
    sums = {
        source: total((each.gross for each in payout.parts if source_of(each, own_references) is source), currency)
        for source in PayoutSource
    }
    return BookedPayout(
        id=payout_id,
        reference=payout.reference,
        day=payout.day,
        amount=payout.amount,
        payments=sums[PayoutSource.PAYMENTS],
        fees=total((each.fee for each in payout.parts), currency) - sums[PayoutSource.FEES],
        disputed=sums[PayoutSource.DISPUTED],
        returned=sums[PayoutSource.RETURNED],
        other=sums[PayoutSource.OTHER],
        parts=len(payout.parts),
    )
