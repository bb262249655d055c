"""The tables of the page of payments: days that were compared with the provider, and its payouts."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit
from models.facts.payout import PaymentsReconciled
from models.money import Money
from models.payments.booked_payout import BookedPayout
from models.payments.reconciliation import DifferenceKind
from store.analysis.payment_reports import day_reports
from store.selling.payouts import latest_payouts

#: So far back days are shown, and so many payouts.
DAYS_SHOWN, PAYOUTS_SHOWN = timedelta(days=31), 12


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
