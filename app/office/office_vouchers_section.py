"""What the office booked, on the page of closed days: its vouchers of the period, and their file."""

from __future__ import annotations

import streamlit as st

from app.counter.voucher_files import voucher_file, vouchers_of_closing
from app.office.office_visit import OfficeVisit
from app.office.period_tables import OfficePeriod, money_text
from models.access.permission import Permission
from models.ledger.day_voucher import DayVoucher
from store.cash.office_closings import closings_between


def draw_office_vouchers(visit: OfficeVisit, period: OfficePeriod) -> None:
    """One row a voucher: its name, its day, and what is on each account, debit positive."""
    with visit.store.view() as view:
        closings = closings_between(view, period.first, period.last)
        vouchers = [each for closing in closings for each in vouchers_of_closing(view, closing)]
        sie = voucher_file(view, vouchers, is_sie=True) if vouchers else b""
    if not vouchers:
        return
    translate = visit.words.translate
    title = translate("archive.office")
    st.subheader(title)
    rows = [
        {
            translate("archive.column.voucher"): each.text,
            translate("archive.column.day"): each.day.isoformat(),
            translate("archive.column.accounts"): _accounts(visit, period, each),
        }
        for each in vouchers[::-1]
    ]
    st.dataframe(rows, hide_index=True, alt=title, key="archive_office")
    st.caption(translate("archive.office_about"))
    st.download_button(
        translate("archive.office_sie"),
        sie,
        f"{period.first.isoformat()}-{period.last.isoformat()}-{vouchers[0].device}.si",
        "application/octet-stream",
        key="archive_office_sie",
        icon=":material/download:",
        disabled=not visit.may(Permission.EXPORT_FIGURES),
        help=visit.whom_to_ask(Permission.EXPORT_FIGURES),
    )


def _accounts(visit: OfficeVisit, period: OfficePeriod, voucher: DayVoucher) -> str:
    return " · ".join(f"{each.account} {money_text(visit, period, each.amount_minor)}" for each in voucher.postings)
