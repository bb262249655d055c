"""A payment attempt is saved as it is now: its row, its fact, and the entry that brings the books to it.

Money of an order of the web shop that came before its sale is an advance: its output tax is booked when it comes, and
taken back when the money goes back or a sale, which bears the tax itself, has it.
"""

from __future__ import annotations

from models.facts.advance import AdvanceTaxed, TaxedPart
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.posting.of_payment import entry_of_change, legs_of_payment
from models.online.prepayment import prepayment_of
from models.payments.attempt import AttemptKind, PaymentAttempt
from models.payments.attempt_fact import attempt_fact
from models.selling.advance_tax import AdvancePart, advance_on, change_of_advance
from operations.unit_of_work import UnitOfWork
from store import ledger
from store.online import order_rows
from store.selling import advance_rows, payment_attempts
from store.selling.prepayment_reading import priced_goods


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
    parts = _change_of_advance(work, before, after)
    taxed = {each.rate_ppm: each.tax_minor for each in parts}
    entry = entry_of_change(entry_id, before, after, chart=chart, day=day, taxed=taxed)
    if entry is not None:
        ledger.post(work.tx, [entry])
    if parts:
        advance_rows.add_advance(work.tx, advance_rows.BookedAdvance(entry_id, after.id, day, parts))
        facts = tuple(TaxedPart(each.rate_ppm, each.net_minor, each.tax_minor) for each in parts)
        work.record(AdvanceTaxed(entry_id, after.id, day, facts))


def _change_of_advance(work: UnitOfWork, before: PaymentAttempt, after: PaymentAttempt) -> tuple[AdvancePart, ...]:
    """By how much the taxed advance of an order changes with a payment, which is stored as it is ``after``."""
    is_refund = after.order.kind is AttemptKind.REFUND
    if not (after.is_of_web or is_refund):
        return ()
    if after.is_applied:
        return change_of_advance(advance_rows.parts_booked(work.tx, [after.id]), ())
    order = order_rows.find_order(work.tx, after.order.basket_id)
    if before.is_paid or order is None:
        return ()
    attempts = payment_attempts.attempts_of(work.tx, order.id)
    booked = advance_rows.parts_booked(work.tx, [each.id for each in attempts])
    # No goods are to come for money that shows up after its order ended: it only goes back.
    if not (change_of_advance((), booked) if is_refund else order.is_open):
        return ()
    goods = priced_goods(work.tx, work.station.shop, order, at=work.at)
    left = prepayment_of(order, attempts, goods.due.minor).left_minor
    return change_of_advance(booked, advance_on(goods, left))
