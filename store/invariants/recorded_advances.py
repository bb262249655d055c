"""The tax on advances is what the journal records (C8), what the books have (C6), and on money that is there (C10)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.advance import AdvanceTaxed, TaxedPart
from models.facts.envelope import RecordedFact
from models.jurisdiction.accounts import AccountRole
from models.ledger.entry import EntryKind
from models.online.prepayment import prepayment_of
from models.selling.advance_tax import change_of_advance
from store import schema, shop
from store.cash.month_sums import accounts_of
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation
from store.online import order_rows
from store.selling.advance_rows import BookedAdvance, all_advances
from store.selling.payment_attempts import attempts_of


def advances_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Changes of advances that differ from what was recorded of them."""
    recorded, unreadable = replay(view, AdvanceTaxed, _values_of)
    yield from unreadable
    yield from compare(recorded, {_subject(each.entry_id): _fact(each) for each in all_advances(view)})


def books_of_advances(view: sa.Connection) -> Iterator[Violation]:
    """Entries of payments with other tax than their advance has, on another day or of another payment."""
    if shop.find_shop(view) is None:
        return
    entry, posting = schema.entry.c, schema.posting.c
    query = (
        sa.select(entry.id, entry.source, entry.business_day, sa.func.sum(posting.amount_minor))
        .join_from(schema.entry, schema.posting, posting.entry_id == entry.id)
        .where(entry.kind == EntryKind.PAYMENT.value, posting.account.in_(accounts_of(view, {AccountRole.OUTPUT_TAX})))
        .group_by(entry.id, entry.source, entry.business_day)
    )
    booked = {entry_id: (source, day, -int(tax)) for entry_id, source, day, tax in view.execute(query)}
    for each in all_advances(view):
        tax = sum(part.tax_minor for part in each.parts)
        in_books = booked.pop(each.entry_id, (each.attempt_id, each.day, 0))
        if in_books != (each.attempt_id, each.day, tax):
            yield Violation("C6", _subject(each.entry_id), f"has {tax} of tax but is booked as {in_books}")
    for entry_id, (_, _, tax) in booked.items():
        if tax:
            yield Violation("C6", _subject(entry_id), f"is not stored but has {tax} of tax in the books")


def advances_and_money(view: sa.Connection) -> Iterator[Violation]:
    """Orders whose taxed advance is neither the money that the shop has for them nor nothing."""
    booked: dict[int, list[BookedAdvance]] = {}
    of_attempt = dict(
        view.execute(
            sa.select(schema.payment_attempt.c.id, schema.payment_attempt.c.basket_id).where(
                schema.payment_attempt.c.id.in_(sa.select(schema.advance_tax.c.attempt_id))
            )
        )
        .tuples()
        .all()
    )
    for each in all_advances(view):
        booked.setdefault(of_attempt.get(each.attempt_id, 0), []).append(each)
    for order_id, changes in booked.items():
        order = order_rows.find_order(view, order_id)
        left = 0 if order is None else prepayment_of(order, attempts_of(view, order_id), 0).left_minor
        parts = change_of_advance((), (part for change in changes for part in change.parts))
        gross = sum(each.gross_minor for each in parts)
        if gross != left or (not gross and parts):
            yield Violation("C10", f"the advance of order {order_id}", f"is taxed as {parts} but {left} is there")


def _values_of(each: RecordedFact[AdvanceTaxed]) -> list[tuple[str, object]]:
    return [(_subject(each.fact.entry), each.fact)]


def _fact(booked: BookedAdvance) -> AdvanceTaxed:
    parts = tuple(TaxedPart(each.rate_ppm, each.net_minor, each.tax_minor) for each in booked.parts)
    return AdvanceTaxed(booked.entry_id, booked.attempt_id, booked.day, parts)


def _subject(entry_id: int) -> str:
    return f"the advance in entry {entry_id}"


INVARIANTS = (
    Invariant(("C8",), "The tax on advances is what was recorded.", advances_and_journal),
    Invariant(("C6",), "The tax on advances is in the books of their payments.", books_of_advances),
    Invariant(("C10",), "A taxed advance is the money that the shop has for its order.", advances_and_money),
)
