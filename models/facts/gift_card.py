"""Facts of gift cards. Amounts are minor units of the shop's currency; a card's code is in none of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec import Struct

from models.facts.envelope import Fact
from models.journal import JournalKind


class MadeCard(Struct, frozen=True):
    """A blank card: its number, the keyed hash of its code, the last four signs, and whether it needs a PIN to pay."""

    card: int
    digest: str
    last_four: str
    has_pin: bool = False


@dataclass(frozen=True, slots=True)
class GiftCardsMade(Fact):
    """Blank cards were made. They are worth nothing until one is paid for."""

    kind: ClassVar[JournalKind] = JournalKind.GIFT_CARDS_MADE

    cards: tuple[MadeCard, ...]


@dataclass(frozen=True, slots=True)
class GiftCardTaken(Fact):
    """A card came into a basket. ``use`` is pay, up to ``amount``, or load, which puts so much on it."""

    kind: ClassVar[JournalKind] = JournalKind.GIFT_CARD_TAKEN

    basket: int
    card: int
    use: str
    amount: int
    position: int


@dataclass(frozen=True, slots=True)
class GiftCardRemoved(Fact):
    """A card left a basket, or the basket was cancelled or paid without it."""

    kind: ClassVar[JournalKind] = JournalKind.GIFT_CARD_REMOVED

    basket: int
    card: int
    use: str


@dataclass(frozen=True, slots=True)
class GiftCardBooked(Fact):
    """The balance of a card changed by ``amount`` to ``balance``; ``sale`` is the receipt that did it, if one did."""

    kind: ClassVar[JournalKind] = JournalKind.GIFT_CARD_BOOKED

    entry: int
    card: int
    change: str
    amount: int
    balance: int
    sale: int | None
    day: date


@dataclass(frozen=True, slots=True)
class GiftCardDated(Fact):
    """A card pays until ``good_until``, the first day on which it no longer does; ``None``: it always pays."""

    kind: ClassVar[JournalKind] = JournalKind.GIFT_CARD_DATED

    card: int
    good_until: date | None


@dataclass(frozen=True, slots=True)
class CreditSlipPrinted(Fact):
    """A card was made for money that goes back with return receipt number ``receipt``, and its slip is to be printed.

    ``last_day`` is the last day on which it pays; ``None``: it always does.
    """

    kind: ClassVar[JournalKind] = JournalKind.CREDIT_SLIP_PRINTED

    card: int
    receipt: int
    amount: int
    last_day: date | None


@dataclass(frozen=True, slots=True)
class GiftCardBlocked(Fact):
    """A card was blocked, or may be used again; ``state`` is what it is now."""

    kind: ClassVar[JournalKind] = JournalKind.GIFT_CARD_BLOCKED

    card: int
    state: str
    reason: str
