"""A trial of leases: one card, several tills, and contact that comes and goes by chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from models.selling.gift_card_lease import (
    CardLedger,
    LeasedCard,
    NoContact,
    report_to_ledger,
    take_from_ledger,
    undo_in_ledger,
)


class Chance(Protocol):
    """Numbers by chance, such as those of :class:`random.Random`."""

    def randrange(self, stop: int, /) -> int:
        """A number from 0, below ``stop``."""


@dataclass(frozen=True, slots=True)
class LeaseTrial:
    """What is tried: a card with so much on it, so many tills with a lease each, and so many payments."""

    balance_minor: int
    tills: int
    lease_minor: int = 0
    payments: int = 40
    payment_most_minor: int = 125
    lost_percent: int = 40


@dataclass(frozen=True, slots=True)
class TrialOutcome:
    """What customers paid with the card, what was on it at first and in the end, and what was refused."""

    paid_minor: int
    balance_minor: int
    overspent_minor: int
    refused_payments: int


class SharedLedger:
    """The ledger of a card that all tills ask."""

    def __init__(self, balance_minor: int) -> None:
        self.now = CardLedger(balance_minor)


class UnsteadyContact:
    """One till's way to the ledger: it is cut off for a time, and some requests and answers are lost besides."""

    def __init__(self, shared: SharedLedger, rng: Chance, lost_percent: int = 0) -> None:
        self._shared, self._rng, self.lost_percent = shared, rng, lost_percent
        self.is_cut = False

    def take(self, key: str, amount_minor: int) -> bool:
        """As the port."""
        return self._ask(lambda now: take_from_ledger(now, key, amount_minor)) is not None

    def report(self, key: str, amount_minor: int) -> None:
        """As the port."""
        self._ask(lambda now: report_to_ledger(now, key, amount_minor))

    def undo(self, key: str) -> None:
        """As the port."""
        self._ask(lambda now: undo_in_ledger(now, key))

    def look(self) -> int:
        """As the port."""
        self._ask(lambda now: now)
        return self._shared.now.balance_minor

    def _ask(self, act: Callable[[CardLedger], CardLedger | None]) -> CardLedger | None:
        self._travel()
        after = act(self._shared.now)
        self._shared.now = after or self._shared.now
        self._travel()
        return after

    def _travel(self) -> None:
        if self.is_cut or self._rng.randrange(100) < self.lost_percent:
            raise NoContact


def try_leases(
    trial: LeaseTrial, rng: Chance, make_till: Callable[[UnsteadyContact, int], LeasedCard] = LeasedCard
) -> TrialOutcome:
    """Pay at tills by chance while they are cut off and messages are lost, and let every till report in the end."""
    shared = SharedLedger(trial.balance_minor)
    contacts = [UnsteadyContact(shared, rng) for _ in range(trial.tills)]
    tills = [make_till(contact, trial.lease_minor) for contact in contacts]
    for till in tills:
        till.reconnect()
    paid, refused_payments = 0, 0
    for number in range(trial.payments):
        chosen = rng.randrange(trial.tills)
        contact = contacts[chosen]
        contact.lost_percent = trial.lost_percent // 4
        contact.is_cut = rng.randrange(100) < trial.lost_percent
        amount = 1 + rng.randrange(trial.payment_most_minor)
        if tills[chosen].pay(f"payment {number}", amount):
            paid += amount
        else:
            refused_payments += 1
    for contact, till in zip(contacts, tills, strict=True):
        contact.is_cut, contact.lost_percent = False, 0
        till.reconnect()
    return TrialOutcome(paid, shared.now.balance_minor, shared.now.overspent_minor, refused_payments)
