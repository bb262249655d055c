"""Bookkeeping entries: postings that sum to zero."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.errors import Broken


class EntryKind(StrEnum):
    """The kind of fact that an entry books; each has a module in ``models/ledger/posting``."""

    SALE = "sale"
    REFUND = "refund"
    PAYMENT = "payment"
    CASH = "cash"
    PAYOUT = "payout"
    POINTS = "points"
    GIFT_CARD = "gift_card"
    CUSTOMER_ACCOUNT = "customer_account"
    TIP = "tip"


class Unbalanced(Broken):
    """An entry whose postings do not sum to zero."""

    code = "unbalanced_entry"
    text = (
        "The bookkeeping entry of {reference} is off by {difference_minor} minor units. Nothing was saved. "
        "This is a fault in Kassa: report it with the receipt's lines."
    )

    reference: str
    difference_minor: int


@dataclass(frozen=True, slots=True)
class Posting:
    """One leg of an entry, in minor units: debit positive, credit negative."""

    account: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A balanced event in the books; ``source`` is the id of the fact of this ``kind`` that it books.

    ``id`` is the entry's own; an entry of a sale has the id of the sale.
    """

    id: int
    kind: EntryKind
    source: int
    business_day: date
    reference: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        difference = sum(posting.amount_minor for posting in self.postings)
        if difference:
            raise Unbalanced(self.reference, difference)
