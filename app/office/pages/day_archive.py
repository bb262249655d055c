"""The closed days: every Z report as it was printed, over and short by operator, and the VAT of a period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from app.counter.day_pages import page_of_report
from app.counter.voucher_files import voucher_file, vouchers_of_day
from app.office.figure_columns import figure_columns
from app.office.journal_download import draw_journal, draw_saft
from app.office.month_section import draw_month
from app.office.office_visit import OfficeVisit, draw_page
from app.office.office_vouchers_section import draw_office_vouchers
from app.office.people_names import people_by_code
from app.office.period_tables import (
    OfficePeriod,
    draw_differences,
    draw_discounts,
    draw_readings,
    draw_returns,
    money_text,
)
from hardware.printer.layout import as_text, lay_out
from integrations.day_reports.day_pdf import day_pdf
from models.access.permission import Permission
from models.cash.tax_period import tax_boxes
from models.cash.z_report import ZReport
from models.jurisdiction.receipt_rules import ReceiptLanguage
from models.shop import DeviceKind
from store import shop
from store.cash import z_reports
from store.cash.tax_due import tax_due

SHOWN_DAYS = 31
PAPER_COLUMNS = 42
SEARCH_SIGNS_MAX = 40


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("archive.title", Permission.SEE_FIGURES, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    period = _load(visit, *_days(visit))
    with visit.store.view() as view:
        waiting = z_reports.open_receipts(view)
    for till, count in waiting.items():
        st.caption(translate("archive.waiting", till=period.name_of_till(till), count=count))
    if not period.reports:
        st.info(translate("archive.nothing"), icon=":material/search_off:")
    else:
        _draw_list(visit, period)
        _draw_report(visit, period)
        draw_differences(visit, period)
    draw_returns(visit, period)
    draw_discounts(visit, period)
    draw_office_vouchers(visit, period)
    draw_readings(visit, period)
    draw_month(visit)
    _draw_tax(visit, period)
    draw_journal(visit, period.first, period.last)
    draw_saft(visit, period.first, period.last)


def _days(visit: OfficeVisit) -> tuple[date, date]:
    with visit.store.view() as view:
        today = shop.get_shop(view).business_day(visit.clock())
    with st.container(horizontal=True):
        first = st.date_input(
            visit.words.translate("archive.from"),
            today - timedelta(days=SHOWN_DAYS),
            key="archive_first",
            format="YYYY-MM-DD",
        )
        last = st.date_input(visit.words.translate("archive.to"), today, key="archive_last", format="YYYY-MM-DD")
    return first, last


def _load(visit: OfficeVisit, first: date, last: date) -> OfficePeriod:
    with visit.store.view() as view:
        reports = z_reports.reports_between(view, first, last)
        tills = {each.id: each.name for each in shop.all_devices(view) if each.kind is DeviceKind.TILL}
        people = people_by_code(visit, view)
        return OfficePeriod(first, last, reports[::-1], tills, people, shop.get_shop(view))


def _draw_list(visit: OfficeVisit, period: OfficePeriod) -> None:
    translate = visit.words.translate
    searched = st.text_input(translate("archive.search"), key="archive_search", max_chars=SEARCH_SIGNS_MAX).casefold()
    rows = [(each, _row(visit, period, each)) for each in period.reports]
    fitting = [row for _, row in rows if searched in " ".join(row).casefold()]
    names = ("report", "till", "time", "operator", "receipts", "sales", "refunds", "difference")
    st.dataframe(
        {translate(f"archive.column.{name}"): [row[i] for row in fitting] for i, name in enumerate(names)},
        hide_index=True,
        column_config=figure_columns(
            *(translate(f"archive.column.{each}") for each in ("sales", "refunds", "difference"))
        ),
        alt=translate("archive.title"),
    )


def _row(visit: OfficeVisit, period: OfficePeriod, report: ZReport) -> tuple[str, ...]:
    trade = report.figures.trade
    return (
        f"Z {report.number}",
        period.name_of_till(report.till_id),
        visit.time(report.at),
        period.name_of(report.operator),
        f"{report.receipts_after + 1}–{report.receipts_up_to}",
        money_text(visit, period, trade.sales.amount),
        money_text(visit, period, trade.refunds.amount),
        money_text(visit, period, report.figures.difference),
    )


def _draw_report(visit: OfficeVisit, period: OfficePeriod) -> None:
    """One report as it was printed, with its files."""
    translate = visit.words.translate
    st.subheader(translate("archive.one"))
    chosen = st.selectbox(
        translate("archive.choose"),
        range(len(period.reports)),
        format_func=lambda i: " · ".join(_row(visit, period, period.reports[i])[:3]),
        key="archive_report",
    )
    report = period.reports[chosen or 0]
    language = ReceiptLanguage(visit.words.language)
    with visit.store.view() as view:
        page = page_of_report(view, report, language)
        vouchers = vouchers_of_day(view, report.business_day)
        sie = voucher_file(view, vouchers, is_sie=True)
    st.code(as_text(lay_out(page, PAPER_COLUMNS), PAPER_COLUMNS), language=None, wrap_lines=True)
    name = f"z-{report.till_id}-{report.number}"
    may = visit.may(Permission.EXPORT_FIGURES)
    with st.container(horizontal=True):
        st.download_button(
            translate("archive.pdf"),
            day_pdf(page, language.value),
            f"{name}.pdf",
            "application/pdf",
            key="archive_pdf",
            icon=":material/download:",
        )
        st.download_button(
            translate("archive.sie", day=report.business_day.isoformat()),
            sie,
            f"{report.business_day.isoformat()}.si",
            "application/octet-stream",
            key="archive_sie",
            icon=":material/download:",
            disabled=not may,
            help=visit.whom_to_ask(Permission.EXPORT_FIGURES),
        )


def _draw_tax(visit: OfficeVisit, period: OfficePeriod) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        boxes = tax_boxes(tax_due(view, period.first, period.last), period.company.currency)
    st.subheader(translate("archive.tax"))
    st.caption(translate("archive.tax.about"))
    if boxes:
        st.dataframe(
            {
                translate("archive.column.box"): list(boxes),
                translate("archive.column.means"): [translate(f"archive.box.{box}") for box in boxes],
                translate("archive.column.amount"): list(boxes.values()),
            },
            hide_index=True,
            column_config=figure_columns(translate("archive.column.amount")),
            alt=translate("archive.tax"),
        )


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
