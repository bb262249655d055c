"""Tips are what the journal records (C8), agree with payments and cash (C10), and the books owe them (C6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa

from models.cash.drawer_session import CashKind
from models.facts.tip import TipBooked
from models.jurisdiction.accounts import AccountRole
from models.ledger.entry import EntryKind
from models.ledger.posting.of_tips import legs_of_tip_corrected, legs_of_tips_paid
from models.payments.attempt import PaymentMethod
from models.payments.tip_account import REPEATABLE, TipChange, TipEntry
from store import schema, shop
from store.database.columns import to_micros
from store.invariants.account_numbers import booked_on
from store.invariants.books_of_kind import BooksOfKind
from store.invariants.replay import compare, replay_with_instant
from store.invariants.violation import NAMED_MAX, Invariant, Violation
from store.selling import payment_attempts, tip_rows

_ACCOUNT, _ENTRY = schema.tip_account.c, schema.tip_entry.c


def entries_of_tips(view: sa.Connection) -> Iterator[Violation]:
    """Changes that differ from what was recorded of them, and balances that are not their sum."""
    recorded, unreadable = replay_with_instant(view, TipBooked, lambda each: _change(each.entry))
    yield from unreadable
    stored: dict[str, object] = {
        _change(e.id): (_fact(e), to_micros(e.at), e.operator) for e in tip_rows.all_tip_entries(view)
    }
    yield from compare(recorded, stored)
    once = sa.func.coalesce(_ENTRY.attempt_id, _ENTRY.movement_id, _ENTRY.id)
    is_own = _ENTRY.change_kind.in_(each.value for each in REPEATABLE)
    other_source = _ENTRY.source != sa.case((is_own, _ENTRY.id), else_=once)
    for (entry_id,) in view.execute(sa.select(_ENTRY.id).where(other_source).limit(NAMED_MAX)):
        yield Violation("C8", _change(entry_id), "names another source than its payment or its cash")
    amount = sa.func.coalesce(sa.func.sum(_ENTRY.amount_minor), 0)
    query = (
        sa.select(_ACCOUNT.owner, _ACCOUNT.balance_minor, amount)
        .outerjoin_from(schema.tip_account, schema.tip_entry, _ENTRY.owner == _ACCOUNT.owner)
        .group_by(_ACCOUNT.owner, _ACCOUNT.balance_minor)
        .having(_ACCOUNT.balance_minor != amount)
    )
    for owner, balance, entries in view.execute(query.limit(NAMED_MAX)):
        yield Violation("C8", f"the tips of {owner or 'all'}", f"are {balance} but their entries sum to {entries}")


def tips_and_payments(view: sa.Connection) -> Iterator[Violation]:
    """Payments with a tip that is owed to nobody, or another one, and cash for tips that did not lessen them."""
    entries = tip_rows.all_tip_entries(view)
    of_payments = _booked_of_payments(entries)
    for attempt in payment_attempts.all_attempts(view):
        if attempt.tip_minor != (owed := of_payments.pop(attempt.id, 0)):
            yield Violation(
                "C10", f"payment {attempt.id}", f"has a tip of {attempt.tip_minor} but {owed} is owed for it"
            )
    for attempt_id in of_payments:
        yield Violation("C10", f"payment {attempt_id}", "is owed a tip for but is not stored")
    of_cash = {each.movement_id: each.amount_minor for each in entries if each.movement_id is not None}
    movement = schema.cash_movement.c
    query = sa.select(movement.id, movement.amount_minor).where(movement.kind == CashKind.TIPS.value)
    for movement_id, amount in view.execute(query):
        if amount != (paid := of_cash.pop(movement_id, 0)):
            yield Violation("C10", f"cash movement {movement_id}", f"took {amount} for tips but {paid} was paid out")
    for movement_id in of_cash:
        yield Violation("C10", f"cash movement {movement_id}", "paid out tips but was no cash for them")


def _booked_of_payments(entries: list[TipEntry]) -> Counter[int]:
    sums = Counter[int]()
    for each in entries:
        if each.attempt_id is not None and each.change != TipChange.CORRECTION:
            sums[each.attempt_id] += each.amount_minor
    return sums


def corrected_tips(view: sa.Connection) -> Iterator[Violation]:
    """Corrections of tips that nobody typed from a slip, and of more than there was."""
    entries = [each for each in tip_rows.all_tip_entries(view) if each.attempt_id is not None]
    sums = Counter[int | None]()
    for each in entries:
        sums[each.attempt_id] += each.amount_minor
    slips = {
        each.id
        for each in payment_attempts.all_attempts(view)
        if each.order.method is PaymentMethod.OWN_TERMINAL and each.is_paid
    }
    for attempt_id in {each.attempt_id for each in entries if each.change == TipChange.CORRECTION}:
        if attempt_id not in slips:
            yield Violation("C10", f"payment {attempt_id}", "has a corrected tip but no slip")
        if sums[attempt_id] < 0:
            yield Violation("C10", f"payment {attempt_id}", "has a tip below zero")


def debt_of_tips(view: sa.Connection) -> Iterator[Violation]:
    """What is owed of tips is what the books owe, where an account of the books is for that alone."""
    booked = booked_on(view, AccountRole.TIP)
    owed = int(view.scalar(sa.select(sa.func.coalesce(sa.func.sum(_ACCOUNT.balance_minor), 0))) or 0)
    if booked is not None and booked != -owed:
        yield Violation("C6", "the tips", f"are {owed} but the books owe {-booked}")


def books_of_tips_paid(view: sa.Connection) -> Iterator[Violation]:
    """Tips paid out from the bank or corrected, of which something else is in the books."""
    company = shop.find_shop(view)
    if company is None:
        return
    books = BooksOfKind(view, company.country, EntryKind.TIP)
    for each in tip_rows.all_tip_entries(view):
        if each.change in {TipChange.BANK, TipChange.CORRECTION}:
            days, reference = (each.business_day,), f"D{each.id}"
            is_paid = each.change == TipChange.BANK
            legs = legs_of_tips_paid(-each.amount_minor) if is_paid else legs_of_tip_corrected(each.amount_minor)
            yield from books.compare(_change(each.id), each.id, legs, days=days, reference=reference)
    for source in books.unmet:
        yield Violation("C6", _change(source), "is in the books but not stored")


def _fact(e: TipEntry) -> TipBooked:
    values = e.id, e.owner, e.change, e.amount_minor, e.balance_minor, e.attempt_id, e.movement_id, e.paid_to
    return TipBooked(*values, e.business_day)


def _change(entry_id: int) -> str:
    return f"tip entry {entry_id}"


INVARIANTS = (
    Invariant(("C8",), "What is owed of tips is the sum of the recorded changes.", entries_of_tips),
    Invariant(("C10",), "Each tip is of a payment, and cash for tips lessens them.", tips_and_payments),
    Invariant(("C10",), "Only tips that were typed from a slip are corrected, never below zero.", corrected_tips),
    Invariant(("C6",), "What is owed of tips is what the books owe.", debt_of_tips),
    Invariant(("C6",), "Tips paid out from the bank, and corrected ones, are in the books.", books_of_tips_paid),
)
