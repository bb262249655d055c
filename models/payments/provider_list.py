"""What a provider lists of its own: the payments that it knows, and the payouts to the shop's bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.money import Money
from models.payments.attempt import AttemptKind
from models.payments.attempt_state import AttemptState


@dataclass(frozen=True, slots=True)
class ProviderPayment:
    """A charge or a refund as the provider knows it; ``key`` is that of our attempt, if it is one of ours."""

    reference: str
    key: str | None
    kind: AttemptKind
    state: AttemptState
    amount_taken: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class PayoutPart:
    """One payment, refund, fee or dispute in a payout: ``net = gross - fee``, refunds and disputes below zero."""

    reference: str
    kind: str
    gross: Money
    fee: Money

    @property
    def net(self) -> Money:
        """What reaches the bank."""
        return self.gross - self.fee


@dataclass(frozen=True, slots=True)
class Payout:
    """Money that a provider pays to the shop's bank on a day; the ``parts`` sum to ``amount``."""

    reference: str
    day: date
    amount: Money
    parts: tuple[PayoutPart, ...]
