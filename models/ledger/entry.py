"""Bookkeeping entries: postings that sum to zero."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.errors import Broken


class Unbalanced(Broken):
    """An entry whose postings do not sum to zero."""

    code = "unbalanced_entry"
    text = (
        "The bookkeeping entry of {reference} is off by {difference_minor} minor units. Nothing was kept. "
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
    """A balanced event in the books; ``id`` is the id of the fact that it books."""

    id: int
    business_day: date
    reference: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        difference = sum(posting.amount_minor for posting in self.postings)
        if difference:
            raise Unbalanced(self.reference, difference)
