"""Customer accounts are what the journal records (C8), agree with payments (C10), and the books claim them (C6)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.customer_account import CustomerAccountBooked, CustomerAccountSet
from models.jurisdiction.accounts import AccountRole
from models.ledger.entry import EntryKind
from models.ledger.posting.of_customer_account import legs_of_account_payment
from models.payments.attempt import AttemptKind, PaymentMethod
from models.selling.customer_account import AccountChange, AccountEntry, CustomerAccount
from store import schema, shop
from store.database.columns import to_micros
from store.invariants.account_numbers import booked_on
from store.invariants.books_of_kind import BooksOfKind
from store.invariants.replay import compare, replay, replay_with_instant
from store.invariants.violation import NAMED_MAX, Invariant, Violation
from store.selling import customer_account_rows, payment_attempts

_ACCOUNT, _ENTRY = schema.customer_account.c, schema.customer_account_entry.c


def accounts_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Accounts that nobody opened, with another limit, with other terms or in another state than recorded."""
    recorded, unreadable = replay(view, CustomerAccountSet, lambda each: [_recorded_terms(each.fact)])
    yield from unreadable
    yield from compare(recorded, dict(map(_stored_terms, customer_account_rows.all_accounts(view))))


def entries_of_accounts(view: sa.Connection) -> Iterator[Violation]:
    """Changes that differ from what was recorded of them, and balances that are not their sum."""
    recorded, unreadable = replay_with_instant(view, CustomerAccountBooked, lambda each: _change(each.entry))
    yield from unreadable
    stored: dict[str, object] = {
        _change(e.id): (_fact(e), to_micros(e.at), e.operator) for e in customer_account_rows.all_account_entries(view)
    }
    yield from compare(recorded, stored)
    other_source = _ENTRY.source != sa.func.coalesce(_ENTRY.attempt_id, _ENTRY.id)
    for (entry_id,) in view.execute(sa.select(_ENTRY.id).where(other_source).limit(NAMED_MAX)):
        yield Violation("C8", _change(entry_id), "names another source than its payment")
    amount = sa.func.coalesce(sa.func.sum(_ENTRY.amount_minor), 0)
    query = (
        sa.select(_ACCOUNT.number, _ACCOUNT.balance_minor, amount)
        .outerjoin_from(schema.customer_account, schema.customer_account_entry, _ENTRY.account_id == _ACCOUNT.id)
        .group_by(_ACCOUNT.number, _ACCOUNT.balance_minor)
        .having(_ACCOUNT.balance_minor != amount)
    )
    for number, balance, entries in view.execute(query.limit(NAMED_MAX)):
        yield Violation("C8", f"customer account {number}", f"owes {balance} but its entries sum to {entries}")


def accounts_and_payments(view: sa.Connection) -> Iterator[Violation]:
    """Payments on account without the change of an account, or with another one."""
    changes = {
        each.attempt_id: each.amount_minor
        for each in customer_account_rows.all_account_entries(view)
        if each.attempt_id is not None
    }
    for attempt in payment_attempts.all_attempts(view):
        if attempt.order.method is not PaymentMethod.ON_ACCOUNT or not attempt.is_paid:
            continue
        sign = 1 if attempt.order.kind is AttemptKind.CHARGE else -1
        in_all, on_account = sign * attempt.amount_taken.minor, changes.pop(attempt.id, 0)
        if in_all != on_account:
            message = f"took {in_all} on account but {on_account} is on the customer's account"
            yield Violation("C10", f"payment {attempt.id}", message)
    for attempt_id in changes:
        yield Violation("C10", f"payment {attempt_id}", "is on a customer's account but was not taken so")


def claims(view: sa.Connection) -> Iterator[Violation]:
    """What all customers owe is what the books claim, where an account of the books is for that alone."""
    booked = booked_on(view, AccountRole.CUSTOMER_ACCOUNT)
    owed = int(view.scalar(sa.select(sa.func.coalesce(sa.func.sum(_ACCOUNT.balance_minor), 0))) or 0)
    if booked is not None and booked != owed:
        yield Violation("C6", "the customer accounts", f"owe {owed} but the books claim {booked}")


def books_of_payments(view: sa.Connection) -> Iterator[Violation]:
    """Payments of customers of which something else is in the books."""
    company = shop.find_shop(view)
    if company is None:
        return
    books = BooksOfKind(view, company.country, EntryKind.CUSTOMER_ACCOUNT)
    for each in customer_account_rows.all_account_entries(view):
        if each.change == AccountChange.PAYMENT:
            legs = legs_of_account_payment(-each.amount_minor)
            days, reference = (each.business_day,), f"K{each.id}"
            yield from books.compare(_change(each.id), each.id, legs, days=days, reference=reference)
    for source in books.unmet:
        yield Violation("C6", _change(source), "is in the books but not stored")


def _recorded_terms(fact: CustomerAccountSet) -> tuple[str, object]:
    return f"customer account {fact.number}", (fact.account, fact.limit, fact.days, fact.state)


def _stored_terms(account: CustomerAccount) -> tuple[str, object]:
    terms = account.terms
    return f"customer account {account.number}", (account.id, terms.limit_minor, terms.days, account.state.value)


def _fact(e: AccountEntry) -> CustomerAccountBooked:
    return CustomerAccountBooked(
        *(e.id, e.account_id, e.change, e.amount_minor, e.balance_minor, e.attempt_id, e.due_on, e.reference),
        e.business_day,
    )


def _change(entry_id: int) -> str:
    return f"customer account entry {entry_id}"


INVARIANTS = (
    Invariant(("C8",), "Customer accounts are on the terms that were recorded last.", accounts_and_journal),
    Invariant(("C8",), "What a customer owes is the sum of the recorded changes.", entries_of_accounts),
    Invariant(("C10",), "What was bought on account is what customers owe for it.", accounts_and_payments),
    Invariant(("C6",), "What all customers owe is what the books claim.", claims),
    Invariant(("C6",), "What a customer paid is in the books.", books_of_payments),
)
