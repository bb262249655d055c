"""Payouts are as the journal recorded them (C8), and the books have what each of them moved (C6)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.payout import PayoutBooked
from models.ledger.entry import EntryKind
from models.ledger.posting.of_payout import legs_of_payout
from models.payments.payout_fact import payout_fact
from store import shop
from store.invariants.books_of_kind import BooksOfKind
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation
from store.selling import payouts


def payouts_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Payouts that differ from what was recorded of them."""
    recorded, unreadable = replay(view, PayoutBooked, lambda each: [(_subject(each.fact.payout), each.fact)])
    yield from unreadable
    yield from compare(recorded, {_subject(each.id): payout_fact(each) for each in payouts.all_payouts(view)})


def books_of_payouts(view: sa.Connection) -> Iterator[Violation]:
    """Payouts of which something else is in the books than they moved."""
    company = shop.find_shop(view)
    if company is None:
        return
    books = BooksOfKind(view, company.country, EntryKind.PAYOUT)
    for each in payouts.all_payouts(view):
        legs, reference = legs_of_payout(each), each.reference[:40]
        yield from books.compare(_subject(each.id), each.id, legs, days=(each.day,), reference=reference)
    for payout_id in books.unmet:
        yield Violation("C6", _subject(payout_id), "is in the books but not stored")


def _subject(payout_id: int) -> str:
    return f"payout {payout_id}"


INVARIANTS = (
    Invariant(("C8",), "Payouts are as they were recorded.", payouts_and_journal),
    Invariant(("C6",), "What is in the books of a payout is what it moved.", books_of_payouts),
)
