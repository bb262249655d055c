"""The tables of the page of payments: days that were compared with the provider, its payouts, and disputes."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit
from models.facts.payout import DisputeNoted, PaymentsReconciled
from models.money import Money
from models.payments.booked_payout import BookedPayout
from models.payments.reconciliation import DifferenceKind
from store.analysis.payment_reports import day_reports, known_disputes
from store.database.engine import Connection
from store.selling.payment_attempts import find_attempt
from store.selling.payouts import latest_payouts
from store.selling.sales import find_sale

#: So far back days are shown, and so many payouts and disputes.
DAYS_SHOWN, PAYOUTS_SHOWN, DISPUTES_SHOWN = timedelta(days=31), 12, 50


def draw_days(visit: OfficeVisit) -> None:
    """One row a day: how many payments are the same in both lists, and which are in one of them only."""
    translate = visit.words.translate
    st.subheader(translate("payments.days"))
    with visit.store.view() as view:
        reports = day_reports(view, visit.clock() - DAYS_SHOWN)
    if not reports:
        st.caption(translate("payments.no_days"))
        return
    rows = [_day_row(visit, each) for each in reports.values()]
    figures = ("only_here", "only_there", "other_amount", "own_terminals", "no_list")
    columns = figure_columns(*(translate(f"payments.{each}") for each in figures))
    st.dataframe(rows, hide_index=True, column_config=columns, alt=translate("payments.days"), key="payments_days")
    st.caption(translate("payments.days_about"))


def draw_payouts(visit: OfficeVisit) -> None:
    """One row a payout: what reached the bank, and what it is made of."""
    translate = visit.words.translate
    st.subheader(translate("payments.payouts"))
    with visit.store.view() as view:
        payouts = latest_payouts(view, PAYOUTS_SHOWN)
    if not payouts:
        st.caption(translate("payments.no_payouts"))
        return
    rows = [_payout_row(visit, each) for each in payouts]
    columns = figure_columns(*list(rows[0])[2:])
    st.dataframe(
        rows, hide_index=True, column_config=columns, alt=translate("payments.payouts"), key="payments_payouts"
    )


def draw_disputes(visit: OfficeVisit) -> None:
    """One row a dispute, and above them how many wait for an answer and until when."""
    translate = visit.words.translate
    with visit.store.view() as view:
        disputes = list(known_disputes(view).values())[:DISPUTES_SHOWN]
        receipts = [_receipt_of(view, each) for each in disputes]
    if not disputes:
        return
    st.subheader(translate("payments.disputes"))
    due = sorted(each.answer_by for each in disputes if each.answer_by is not None)
    if due:
        st.warning(translate("payments.to_answer", count=len(due), day=_day_of(visit, due[0])))
    rows = [_dispute_row(visit, *each) for each in zip(disputes, receipts, strict=True)]
    columns = figure_columns(translate("payments.amount"))
    st.dataframe(
        rows, hide_index=True, column_config=columns, alt=translate("payments.disputes"), key="payments_disputes"
    )
    st.caption(translate("payments.disputes_about"))


def _receipt_of(view: Connection, dispute: DisputeNoted) -> str:
    """The till and number of the receipt that was paid so, if the payment is of a till here."""
    attempt = None if dispute.attempt is None else find_attempt(view, dispute.attempt)
    sale = None if attempt is None else find_sale(view, attempt.order.basket_id)
    return "–" if sale is None else f"{sale.origin.device_id}-{sale.origin.receipt_number}"


def _day_of(visit: OfficeVisit, instant: str) -> str:
    return visit.time(datetime.fromisoformat(instant)).partition(" ")[0]


def _dispute_row(visit: OfficeVisit, dispute: DisputeNoted, receipt: str) -> dict[str, object]:
    translate = visit.words.translate
    return {
        translate("payments.day"): _day_of(visit, dispute.begun_at),
        translate("payments.receipt"): receipt,
        translate("payments.amount"): visit.words.money(Money(dispute.amount, dispute.currency)),
        translate("payments.why"): translate(f"payments.dispute.{dispute.reason}"),
        translate("payments.where"): translate(f"payments.dispute.{dispute.state}"),
        translate("payments.answer_by"): "–" if dispute.answer_by is None else _day_of(visit, dispute.answer_by),
        translate("payments.dispute"): dispute.dispute,
    }


def _day_row(visit: OfficeVisit, report: PaymentsReconciled) -> dict[str, object]:
    translate = visit.words.translate

    def of_kind(*kinds: DifferenceKind) -> str:
        amounts = [each.amount for each in report.differences if each.difference in kinds]
        if not amounts:
            return "–"
        return f"{len(amounts)} ({visit.words.money(Money(sum(amounts), report.currency))})"

    own = sum(each.amount for each in report.own_terminals)
    return {
        translate("payments.day"): report.day,
        translate("payments.same"): report.agree,
        translate("payments.only_here"): of_kind(DifferenceKind.ONLY_SHOP),
        translate("payments.only_there"): of_kind(DifferenceKind.ONLY_PROVIDER, DifferenceKind.NOT_PAID_HERE),
        translate("payments.other_amount"): of_kind(DifferenceKind.AMOUNT),
        translate("payments.own_terminals"): visit.words.money(Money(own, report.currency)) if own else "–",
        translate("payments.no_list"): len(report.unreachable) or "–",
    }


def _payout_row(visit: OfficeVisit, payout: BookedPayout) -> dict[str, object]:
    translate, money = visit.words.translate, visit.words.money
    return {
        translate("payments.day"): payout.day.isoformat(),
        translate("payments.payout"): payout.reference,
        translate("payments.to_bank"): money(payout.amount),
        translate("payments.of_payments"): money(payout.payments),
        translate("payments.fees"): money(payout.fees),
        translate("payments.disputed"): money(payout.disputed),
        translate("payments.other_money"): money(payout.other + payout.returned),
    }
