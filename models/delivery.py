"""Deliveries: what a device does about a row of the journal, claimed once, settled or tried again. Pure.

A consumer reads the journal of one till with a cursor of its own. It claims a row before it acts on it and settles the
claim afterwards. A claim that nobody settled (the process was killed in between) is never acted on a second time: its
outcome is uncertain, and people look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from models.journal import JournalKind


class Consumer(StrEnum):
    """Who acts on the rows of a till's journal."""

    RECEIPT_PRINTER = "receipt_printer"
    CASH_DRAWER = "cash_drawer"


class Outcome(StrEnum):
    """How an attempt to deliver ended."""

    DELIVERED = "delivered"
    NOT_SENT = "not_sent"
    """Nothing left us: it is tried again until it expires."""
    FAILED = "failed"
    """Our own fault: it is tried a few times and then given up, so that the next one has its turn."""
    UNCERTAIN = "uncertain"
    """It may have been delivered and is never sent again."""
    EXPIRED = "expired"
    """It came too late to be of use."""


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """Which rows a consumer acts on, for how long they are of use, and whether somebody must learn of a loss."""

    kinds: frozenset[JournalKind]
    expires_after: timedelta
    leaves_dead_letters: bool


POLICIES: Mapping[Consumer, DeliveryPolicy] = {
    Consumer.RECEIPT_PRINTER: DeliveryPolicy(
        frozenset(
            {
                JournalKind.SALE_COMPLETED,
                JournalKind.RECEIPT_COPIED,
                JournalKind.GIFT_RECEIPT_PRINTED,
                JournalKind.PRO_FORMA_PRINTED,
                JournalKind.PARKED_SLIP_PRINTED,
                JournalKind.CREDIT_SLIP_PRINTED,
                JournalKind.PAYMENT_CODE_PRINTED,
                JournalKind.TRAINING_COMPLETED,
                JournalKind.DAY_READ,
                JournalKind.DAY_CLOSED,
            }
        ),
        timedelta(hours=24),
        leaves_dead_letters=True,
    ),
    # The operator waits beside the drawer for seconds only, and sees whether it opened.
    Consumer.CASH_DRAWER: DeliveryPolicy(
        frozenset({JournalKind.SALE_COMPLETED, JournalKind.DRAWER_OPENED, JournalKind.CASH_MOVED}),
        timedelta(seconds=3),
        leaves_dead_letters=False,
    ),
}

#: The first attempts follow each other quickly, as somebody may be changing the roll; the later ones spare the disk.
QUICK_ATTEMPTS = 10
QUICK_RETRY, SLOW_RETRY = timedelta(seconds=2), timedelta(seconds=5)
#: So often a delivery is tried that fails by a fault of ours.
FAILURES_MAX = 5
#: No device takes longer. A claim of another server that is older was left behind.
CLAIM_MAX = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class DeliveryCursor:
    """How far a consumer has come in the journal of a till.

    ``holder`` is the installation that delivers; ``claimed_seq`` the row that it is acting on, ``attempts`` how often
    the row after ``delivered_seq`` was tried in vain.
    """

    device_id: int
    consumer: Consumer
    delivered_seq: int
    holder: str
    attempts: int = 0
    next_try: datetime | None = None
    claimed_seq: int | None = None
    claimed_at: datetime | None = None

    @property
    def policy(self) -> DeliveryPolicy:
        """The rules of its consumer."""
        return POLICIES[self.consumer]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that was given up, or of which nobody knows whether it arrived."""

    device_id: int
    consumer: Consumer
    seq: int
    at: datetime
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """How acting on a row ended, and why."""

    seq: int
    outcome: Outcome
    reason: str = ""


def is_expired(cursor: DeliveryCursor, fact_at: datetime, at: datetime) -> bool:
    """Whether acting on a row of ``fact_at`` would come too late."""
    return at - fact_at >= cursor.policy.expires_after


def is_due(cursor: DeliveryCursor, at: datetime) -> bool:
    """Whether the next row may be tried now."""
    return cursor.claimed_seq is None and (cursor.next_try is None or at >= cursor.next_try)


def claim(cursor: DeliveryCursor, seq: int, at: datetime) -> DeliveryCursor:
    """The cursor with row ``seq`` claimed; a row that was delivered, or while another is claimed, cannot be."""
    if cursor.claimed_seq is not None or seq <= cursor.delivered_seq:
        raise ValueError(f"row {seq} cannot be claimed after row {cursor.delivered_seq}")
    return replace(cursor, claimed_seq=seq, claimed_at=at)


def settle(
    cursor: DeliveryCursor, seq: int, outcome: Outcome, at: datetime, reason: str = ""
) -> tuple[DeliveryCursor, DeadLetter | None]:
    """The cursor after an attempt at row ``seq``, and the dead letter that it leaves, if it does."""
    attempts = cursor.attempts + 1
    if outcome is Outcome.NOT_SENT or (outcome is Outcome.FAILED and attempts < FAILURES_MAX):
        pause = QUICK_RETRY if attempts <= QUICK_ATTEMPTS else SLOW_RETRY
        return replace(cursor, attempts=attempts, next_try=at + pause, claimed_seq=None, claimed_at=None), None
    moved = replace(cursor, delivered_seq=seq, attempts=0, next_try=None, claimed_seq=None, claimed_at=None)
    if outcome is Outcome.DELIVERED or not cursor.policy.leaves_dead_letters:
        return moved, None
    return moved, DeadLetter(cursor.device_id, cursor.consumer, seq, at, outcome, reason)


def take_over(cursor: DeliveryCursor, holder: str, at: datetime) -> tuple[DeliveryCursor, DeadLetter | None]:
    """The cursor in the hands of ``holder``, which is acting on nothing yet; what was claimed becomes uncertain.

    A claim that another holder made lately is left to it: the cursor stays as it is.
    """
    if cursor.claimed_seq is None:
        return replace(cursor, holder=holder), None
    claimed_at = cursor.claimed_at
    if cursor.holder != holder and claimed_at is not None and at - claimed_at < CLAIM_MAX:
        return cursor, None
    return settle(replace(cursor, holder=holder), cursor.claimed_seq, Outcome.UNCERTAIN, at, "the server stopped")
