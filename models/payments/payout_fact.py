"""The fact that the journal stores of a booked payout."""

from __future__ import annotations

from models.facts.payout import PayoutBooked
from models.payments.booked_payout import BookedPayout


def payout_fact(payout: BookedPayout) -> PayoutBooked:
    """All that is stored of a payout."""
    return PayoutBooked(
        payout=payout.id,
        reference=payout.reference,
        day=payout.day.isoformat(),
        currency=payout.amount.currency,
        amount=payout.amount.minor,
        payments=payout.payments.minor,
        fees=payout.fees.minor,
        disputed=payout.disputed.minor,
        returned=payout.returned.minor,
        other=payout.other.minor,
        parts=payout.parts,
    )
