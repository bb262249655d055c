"""What a till may take off a gift card while it has no contact: at most its lease, which is nothing at first.

One place, the ledger, knows what is on a card. A till that reaches it takes money there or not at all. One that does
not may spend its lease, but no more than it last saw on the card, and reports that when it is back. Whatever happens to
messages, all tills together take at most what was on the card and the sum of their leases: with leases of 0, as they
are at first, never more than was on it.

Why: the ledger is overspent only by a report of what was spent before the till saw that the card is empty. Each till
has at most one lease of such spending, for it gets another one only with a look at the card, and an empty card allows
none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from models.errors import Refused


class LeaseSpent(Refused):
    """A till without contact that has not so much of its lease left, or last saw less on the card."""

    code = "lease_spent"
    text = (
        "Without contact this till may not take so much off the card. Nothing was taken; take another means of "
        "payment, or wait until the contact is back."
    )


@dataclass(frozen=True, slots=True)
class CardLease:
    """What a till may spend of a card without contact, what it has spent since its last look, and what it saw then."""

    limit_minor: int = 0
    spent_minor: int = 0
    seen_minor: int = 0

    @property
    def left_minor(self) -> int:
        """What it may still spend: of its lease, and of what it saw on the card.

        >>> CardLease(100, 30, 50).left_minor, CardLease(100, 30, 500).left_minor, CardLease(0, 0, 500).left_minor
        (20, 70, 0)
        """
        return max(0, min(self.limit_minor, self.seen_minor) - self.spent_minor)


def spend_lease(lease: CardLease, amount_minor: int) -> CardLease:
    """The lease after spending some of it. Raises :class:`LeaseSpent`.

    >>> spend_lease(CardLease(100, 0, 500), 60).left_minor
    40
    """
    if not 0 < amount_minor <= lease.left_minor:
        raise LeaseSpent
    return replace(lease, spent_minor=lease.spent_minor + amount_minor)


def renew_lease(lease: CardLease, balance_minor: int) -> CardLease:
    """The lease after everything was reported and the card was looked at."""
    return CardLease(lease.limit_minor, 0, balance_minor)


@dataclass(frozen=True, slots=True)
class CardLedger:
    """What is on a card, where everybody may look; ``amounts`` taken by the key of each request, 0 for undone ones.

    ``overspent_minor`` is what tills without contact took beyond what was on the card.
    """

    balance_minor: int
    overspent_minor: int = 0
    amounts: Mapping[str, int] = field(default_factory=dict)


def take_from_ledger(ledger: CardLedger, key: str, amount_minor: int) -> CardLedger | None:
    """The ledger after a till with contact took an amount; ``None`` if there is less on the card. Twice is once."""
    if key in ledger.amounts:
        return ledger if ledger.amounts[key] else None
    if amount_minor > ledger.balance_minor:
        return None
    return _booked(ledger, key, amount_minor)


def report_to_ledger(ledger: CardLedger, key: str, amount_minor: int) -> CardLedger:
    """The ledger after a till reported what it spent without contact: that happened, so it is never refused."""
    if ledger.amounts.get(key):
        return ledger
    missing = max(0, amount_minor - ledger.balance_minor)
    after = _booked(ledger, key, amount_minor)
    return replace(after, balance_minor=after.balance_minor + missing, overspent_minor=ledger.overspent_minor + missing)


def undo_in_ledger(ledger: CardLedger, key: str) -> CardLedger:
    """The ledger without a request of which no answer came and that the till gave up; it may also come later."""
    return CardLedger(
        ledger.balance_minor + ledger.amounts.get(key, 0), ledger.overspent_minor, {**ledger.amounts, key: 0}
    )


def _booked(ledger: CardLedger, key: str, amount_minor: int) -> CardLedger:
    amounts = {**ledger.amounts, key: amount_minor}
    return CardLedger(ledger.balance_minor - amount_minor, ledger.overspent_minor, amounts)


class NoContact(Exception):
    """Nobody answered; the request may have arrived all the same."""


class LedgerPort(Protocol):
    """The ledger of a card as a till reaches it. Each call may raise :class:`NoContact`, before or after it counts."""

    def take(self, key: str, amount_minor: int) -> bool:
        """Take an amount off the card, once for a key; whether there was so much."""

    def report(self, key: str, amount_minor: int) -> None:
        """Report what was spent without contact."""

    def undo(self, key: str) -> None:
        """Give a request up."""

    def look(self) -> int:
        """What is on the card."""


class LeasedCard:
    """A card at one till: asked for at the ledger, or spent from the lease while there is no contact."""

    def __init__(self, ledger: LedgerPort, limit_minor: int = 0) -> None:
        self._ledger = ledger
        self.lease = CardLease(limit_minor)
        self._reports: dict[str, int] = {}

    def pay(self, key: str, amount_minor: int) -> bool:
        """Take an amount off the card; ``False`` if that cannot be, and then it costs the customer nothing."""
        try:
            self.reconnect()
            return self._ledger.take(key, amount_minor)
        except NoContact:
            return self._pay_from_lease(key, amount_minor)

    def reconnect(self) -> None:
        """Report what was spent, give up what was left open, then look. Raises :class:`NoContact`."""
        for key, amount in list(self._reports.items()):
            if amount:
                self._ledger.report(key, amount)
            else:
                self._ledger.undo(key)
            del self._reports[key]
        self.lease = renew_lease(self.lease, self._ledger.look())

    def _pay_from_lease(self, key: str, amount_minor: int) -> bool:
        try:
            self.lease = spend_lease(self.lease, amount_minor)
        except LeaseSpent:
            self._reports[key] = 0
            return False
        self._reports[key] = amount_minor
        return True
