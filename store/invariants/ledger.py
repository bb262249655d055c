"""Entries balance, each fact that is booked has its entry, and nothing else has one (C6)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.entry import EntryKind
from models.selling.sale import SaleKind
from models.selling.settlement import CARD_TENDERS
from store import schema, shop
from store.invariants.violation import NAMED_MAX, Invariant, Violation

#: The roles of accounts that tenders fill; what comes back and is set off is owed to the customer in between.
_TAKEN = (
    *(AccountRole.CASH, AccountRole.CARD, AccountRole.CARD_OFFLINE, AccountRole.PREPAID),
    AccountRole.DEPOSIT_VOUCHER,
    AccountRole.CUSTOMER_ACCOUNT,
)
#: Of each kind of entry: the ids of the facts that it may book.
BOOKED = {
    EntryKind.SALE: sa.select(schema.sale.c.id).where(schema.sale.c.kind == SaleKind.SALE.value),
    EntryKind.REFUND: sa.select(schema.sale.c.id).where(schema.sale.c.kind == SaleKind.REFUND.value),
}


def unbalanced(view: sa.Connection) -> Iterator[Violation]:
    """Entries whose postings do not sum to zero."""
    posting = schema.posting.c
    whole = sa.func.sum(posting.amount_minor)
    query = sa.select(posting.entry_id, whole).group_by(posting.entry_id).having(whole != 0).limit(NAMED_MAX)
    for entry_id, difference in view.execute(query):
        yield Violation("C6", f"entry {entry_id}", f"is off balance by {difference}")


def books_without_fact(view: sa.Connection) -> Iterator[Violation]:
    """Entries of a kind that books nothing like their source, and postings of no entry."""
    entry, posting = schema.entry.c, schema.posting.c
    for kind, facts in BOOKED.items():
        books_none = sa.or_(entry.id != entry.source, ~facts.where(schema.sale.c.id == entry.source).exists())
        query = sa.select(entry.id).where(entry.kind == kind.value, books_none).limit(NAMED_MAX)
        for (entry_id,) in view.execute(query):
            yield Violation("C6", f"entry {entry_id}", f"books no {kind.value}")
    unknown = sa.select(entry.id, entry.kind).where(entry.kind.not_in([kind.value for kind in EntryKind]))
    for entry_id, kind_text in view.execute(unknown.limit(NAMED_MAX)):
        yield Violation("C6", f"entry {entry_id}", f"is of the kind {kind_text}, which books nothing")
    booked = sa.select(posting.entry_id).distinct().subquery()
    of_no_entry = ~sa.exists().where(entry.id == booked.c.entry_id)
    for (entry_id,) in view.execute(sa.select(booked.c.entry_id).where(of_no_entry).limit(NAMED_MAX)):
        yield Violation("C6", f"the postings of {entry_id}", "are of no entry")


def sales_without_entry(view: sa.Connection) -> Iterator[Violation]:
    """Sales and refunds that are not in the books, or of which something else was taken there."""
    sale, posting, entry = schema.sale.c, schema.posting.c, schema.entry.c
    missing = ~sa.exists().where(entry.id == sale.id, entry.kind == sale.kind)
    for (sale_id,) in view.execute(sa.select(sale.id).where(missing).limit(NAMED_MAX)):
        yield Violation("C6", f"sale {sale_id}", "is not in the books")
    # What was taken is on the accounts that the shop uses, or used, for its tenders.
    amount = sa.func.sum(sa.case((posting.account.in_(_taken_on(view)), posting.amount_minor), else_=0))
    booked = sa.select(posting.entry_id, amount.label("taken")).group_by(posting.entry_id).subquery()
    # What gift cards paid is less owed to their owners, and no money that came in.
    by_card = sa.select(sa.func.coalesce(sa.func.sum(schema.tender.c.amount_minor), 0)).where(
        schema.tender.c.sale_id == sale.id, schema.tender.c.kind.in_(CARD_TENDERS)
    )
    due_in_money = sale.due_minor - by_card.scalar_subquery()
    query = (
        sa.select(sale.id, due_in_money, booked.c.taken)
        .join_from(schema.sale, schema.entry, sa.and_(entry.id == sale.id, entry.kind == sale.kind))
        .join(booked, booked.c.entry_id == entry.id)
    )
    for sale_id, due, taken in view.execute(query.where(due_in_money != booked.c.taken).limit(NAMED_MAX)):
        yield Violation("C6", f"sale {sale_id}", f"was due {due} but {taken} is booked")


def _taken_on(view: sa.Connection) -> set[str]:
    """The numbers of the accounts for tenders: the shop's, or the country's for a role that it chose none for."""
    choice = schema.account_choice.c
    query = sa.select(choice.role, choice.number).where(choice.role.in_([role.value for role in _TAKEN]))
    chosen = [(role, number) for role, number in view.execute(query)]
    company, roles = shop.find_shop(view), {role for role, _ in chosen}
    usual = () if company is None else jurisdiction_of(company.country).accounts
    defaults = {each.number for each in usual if each.role in _TAKEN and each.role.value not in roles}
    return {number for _, number in chosen} | defaults


INVARIANTS = (
    Invariant(("C6",), "The postings of each entry sum to zero.", unbalanced),
    Invariant(("C6",), "Each entry books a fact of its kind, and each posting is of an entry.", books_without_fact),
    Invariant(("C6",), "Each sale and refund is booked, with what was taken for it.", sales_without_entry),
)
