"""A payment attempt is saved as it is now: its row, its fact, and the entry that brings the books to it."""

from __future__ import annotations

from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.posting.of_payment import entry_of_change, legs_of_payment
from models.payments.attempt import PaymentAttempt
from models.payments.attempt_fact import attempt_fact
from operations.unit_of_work import UnitOfWork
from store import ledger
from store.selling import payment_attempts


def add_attempt(work: UnitOfWork, new: PaymentAttempt) -> None:
    """Store a new attempt of which nothing was asked yet, and its fact."""
    payment_attempts.add_attempt(work.tx, new)
    work.record(attempt_fact(new))


def save_with_books(work: UnitOfWork, before: PaymentAttempt, after: PaymentAttempt) -> None:
    """Write what changed of an attempt, in its row, in the journal and in the books."""
    payment_attempts.save_attempt(work.tx, after)
    if attempt_fact(after) != attempt_fact(before):
        work.record(attempt_fact(after))
    if legs_of_payment(before) == legs_of_payment(after):
        return
    company = work.station.shop
    day = company.business_day(work.at)
    chart = chart_on(ledger.account_choices(work.tx), day, jurisdiction_of(company.country).accounts)
    (entry_id,) = work.take_ids()
    entry = entry_of_change(entry_id, before, after, chart=chart, day=day)
    if entry is not None:
        ledger.post(work.tx, [entry])
