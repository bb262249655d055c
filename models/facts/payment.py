"""Facts of payments. Amounts are minor units of ``currency``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct

from models.facts.envelope import Fact
from models.journal import JournalKind


class ReportedCard(Struct, frozen=True):
    """What a terminal reported of a card; see :class:`models.payments.card_slip.CardSlip`."""

    brand: str
    last_four: str
    entry: str
    check: str
    application: str
    application_name: str
    approval_code: str


@dataclass(frozen=True, slots=True)
class PaymentAttemptChanged(Fact):
    """A payment attempt was made or came to another state: all that is known of it since.

    See :class:`models.payments.attempt.PaymentAttempt`. ``amount_taken`` is what the provider moved, with the ``tip``.
    """

    kind: ClassVar[JournalKind] = JournalKind.PAYMENT_ATTEMPT_CHANGED

    attempt: int
    key: str
    basket: int
    till: int
    operator: str
    payment_kind: str
    method: str
    terminal: str | None
    original: int | None
    currency: str
    amount: int
    state: str
    reference: str | None
    amount_taken: int | None
    tip: int | None
    reason: str
    card: ReportedCard | None
    needs_signature: bool
    cancel_wanted: bool
    offline: bool
    applied: bool


@dataclass(frozen=True, slots=True)
class PaymentResolved(Fact):
    """A manager found out what became of an attempt that no provider knew, from ``evidence``."""

    kind: ClassVar[JournalKind] = JournalKind.PAYMENT_RESOLVED

    attempt: int
    state: str
    evidence: str
