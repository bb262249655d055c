"""Money that a customer's bank takes back, as the provider lists it: a dispute, which the shop answers or lets go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.facts.payout import DisputeNoted
from models.money import Money
from models.payments.card_slip import terminal_text


class DisputeState(StrEnum):
    """Where a dispute is; the last two are its ends."""

    TO_ANSWER = "to_answer"
    """The shop may answer it until a day."""
    AT_BANK = "at_bank"
    """It is answered, or cannot be; the customer's bank decides."""
    WON = "won"
    """The money is the shop's."""
    LOST = "lost"
    """The money is the customer's."""


class DisputeReason(StrEnum):
    """Why the customer asks for the money, as the bank passes it on."""

    FRAUDULENT = "fraudulent"
    UNRECOGNIZED = "unrecognized"
    DUPLICATE = "duplicate"
    NOT_RECEIVED = "not_received"
    UNACCEPTABLE = "unacceptable"
    NOT_CREDITED = "not_credited"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ProviderDispute:
    """A dispute as its provider lists it.

    ``payment`` is the provider's name for the payment. ``answer_by`` is ``None`` where no answer is taken.
    """

    reference: str
    payment: str | None
    amount: Money
    reason: DisputeReason
    state: DisputeState
    begun_at: datetime
    answer_by: datetime | None = None


def dispute_fact(dispute: ProviderDispute, attempt: int | None) -> DisputeNoted:
    """The fact of a dispute; ``attempt`` is that of the shop, if the payment is one of ours."""
    ends = dispute.answer_by if dispute.state is DisputeState.TO_ANSWER else None
    return DisputeNoted(
        dispute=terminal_text(dispute.reference),
        payment=None if dispute.payment is None else terminal_text(dispute.payment),
        attempt=attempt,
        currency=dispute.amount.currency,
        amount=dispute.amount.minor,
        reason=dispute.reason.value,
        state=dispute.state.value,
        begun_at=dispute.begun_at.isoformat(timespec="seconds"),
        answer_by=None if ends is None else ends.isoformat(timespec="seconds"),
    )
