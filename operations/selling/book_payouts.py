"""A provider's payout comes into the books, and the report of a day that was compared with its list is stored."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.facts.payout import PaymentsReconciled
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.posting.of_payout import entry_of_payout
from models.payments.booked_payout import BookedPayout, PayoutCurrency, PayoutDiffers, sort_payout
from models.payments.payout_fact import payout_fact
from models.payments.provider_list import Payout
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import ledger
from store.analysis.payment_reports import day_reports
from store.database.engine import Store
from store.selling import payouts

#: A report is stored again only where it differs from the last one of its day.
REPORTS_TIME = timedelta(days=60)


def book_payout(store: Store, actor: Actor, payout: Payout, *, at: datetime) -> tuple[BookedPayout, bool]:
    """Book a payout once, by its provider's name for it; also return whether it is new.

    Raises :class:`models.card_data.CardDataRefused`, and of :mod:`models.payments.booked_payout` ``PayoutUneven``,
    ``PayoutDiffers`` or ``PayoutCurrency``.
    """
    check(actor, Permission.RECONCILE_PAYMENTS)
    check_no_card_data(payout.reference)
    with unit_of_work(store, actor, at=at) as work:
        existing = payouts.find_payout(work.tx, payout.reference)
        if existing is not None:
            if existing.amount != payout.amount:
                raise PayoutDiffers(payout.reference, existing.amount, payout.amount)
            return existing, False
        company = work.station.shop
        if payout.amount.currency != company.currency:
            raise PayoutCurrency(payout.reference, payout.amount.currency, company.currency)
        own = payouts.own_references(work.tx, {part.reference for part in payout.parts})
        payout_id, entry_id = work.take_ids(2)
        booked = sort_payout(payout_id, payout, own)
        chart = chart_on(ledger.account_choices(work.tx), booked.day, jurisdiction_of(company.country).accounts)
        payouts.add_payout(work.tx, booked)
        ledger.post(work.tx, [entry_of_payout(entry_id, booked, chart)])
        work.record(payout_fact(booked))
        return booked, True


def store_report(store: Store, actor: Actor, report: PaymentsReconciled, *, at: datetime) -> None:
    """Store how the payments of a day compare with the provider's list; the same report again changes nothing."""
    check(actor, Permission.RECONCILE_PAYMENTS)
    with unit_of_work(store, actor, at=at) as work:
        if report not in day_reports(work.tx, at - REPORTS_TIME).values():
            work.record(report)
