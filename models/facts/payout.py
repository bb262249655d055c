"""Facts of what a provider pays to the shop's bank, and of what customers' banks ask back.

Amounts are minor units of ``currency``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class PayoutBooked(Fact):
    """A payout was booked; see :class:`models.payments.booked_payout.BookedPayout`. ``day`` is ISO 8601."""

    kind: ClassVar[JournalKind] = JournalKind.PAYOUT_BOOKED

    payout: int
    reference: str
    day: str
    currency: str
    amount: int
    payments: int
    fees: int
    disputed: int
    returned: int
    other: int
    parts: int


class ReportedDifference(Struct, frozen=True):
    """A payment that is not the same in both lists: its ``difference`` is a kind, ``attempt`` ours if there is one."""

    difference: str
    attempt: int | None
    reference: str | None
    amount: int


class OwnTerminalSum(Struct, frozen=True):
    """What the terminal of a till that is not connected should show in its totals."""

    till: int
    amount: int


@dataclass(frozen=True, slots=True)
class PaymentsReconciled(Fact):
    """The payments of a business day were compared with the provider's list.

    ``agree`` is how many are the same in both, ``differences`` are those that are not. ``unreachable``: terminals whose
    provider gave no list.
    """

    kind: ClassVar[JournalKind] = JournalKind.PAYMENTS_RECONCILED

    day: str
    currency: str
    agree: int
    differences: tuple[ReportedDifference, ...]
    own_terminals: tuple[OwnTerminalSum, ...]
    unreachable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisputeNoted(Fact):
    """A provider lists a dispute, or another state of one; see :class:`models.payments.dispute.ProviderDispute`.

    ``attempt`` is ours if there is one; instants are ISO 8601 with their offset.
    """

    kind: ClassVar[JournalKind] = JournalKind.DISPUTE_NOTED

    dispute: str
    payment: str | None
    attempt: int | None
    currency: str
    amount: int
    reason: str
    state: str
    begun_at: str
    answer_by: str | None
