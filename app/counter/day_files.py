"""The documents of a closed day for the bookkeeper: its vouchers as SIE and CSV, and its Z report as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.counter.day_pages import page_of_report
from app.counter.voucher_files import voucher_file, vouchers_of_report
from integrations.day_reports.day_pdf import day_pdf
from models.jurisdiction.receipt_rules import ReceiptLanguage
from store.cash import z_reports
from store.database.engine import Connection


@dataclass(frozen=True, slots=True)
class DayFile:
    """One file; ``media`` is its type."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True, slots=True)
class DayFiles:
    """The files of one Z report, its title and its business day."""

    title: str
    day: date
    files: tuple[DayFile, ...]


def files_of_report(view: Connection, report_id: int, language: ReceiptLanguage) -> DayFiles:
    """The files of a Z report. A day without anything to book has the report alone."""
    report = z_reports.report_of_id(view, report_id)
    vouchers = vouchers_of_report(view, report)
    page = page_of_report(view, report, language)
    stem = f"Z-{report.till_id}-{report.number}-{report.business_day.isoformat()}"
    files = [DayFile(f"{stem}.pdf", "application/pdf", day_pdf(page, language.value))]
    if vouchers:
        files.append(DayFile(f"{stem}.si", "application/octet-stream", voucher_file(view, vouchers, is_sie=True)))
        files.append(DayFile(f"{stem}.csv", "text/csv", voucher_file(view, vouchers, is_sie=False)))
    return DayFiles(page.title, report.business_day, tuple(files))
