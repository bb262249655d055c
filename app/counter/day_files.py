"""The documents of a closed day for the bookkeeper: its vouchers as SIE and CSV, and its Z report as PDF.

What the office booked has its vouchers alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.counter.day_pages import page_of_report
from app.counter.voucher_files import voucher_file, vouchers_of_closing, vouchers_of_report
from integrations.day_reports.day_pdf import day_pdf
from models.cash.z_report import ZReport
from models.facts.office_books import OfficeBooksClosed
from models.jurisdiction.receipt_rules import ReceiptLanguage
from models.ledger.day_voucher import DayVoucher
from store import shop
from store.cash import z_reports
from store.cash.office_closings import find_closing
from store.database.engine import Connection


@dataclass(frozen=True, slots=True)
class DayFile:
    """One file; ``media`` is its type."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True, slots=True)
class DayFiles:
    """The files of one Z report or closing of the office, its title and its business day."""

    title: str
    day: date
    files: tuple[DayFile, ...]


def files_of_report(view: Connection, report_id: int, language: ReceiptLanguage) -> DayFiles:
    """The files of a Z report or a closing of the office. A day without anything to book has the report alone."""
    closing = find_closing(view, report_id)
    if closing is not None:
        return _files_of_closing(view, closing)
    report = z_reports.report_of_id(view, report_id)
    vouchers = vouchers_of_report(view, report)
    stem = f"Z-{report.till_id}-{report.number}-{report.business_day.isoformat()}"
    files = [DayFile(f"{stem}.pdf", "application/pdf", report_pdf(view, report, language))]
    files += _voucher_files(view, stem, vouchers)
    title = page_of_report(view, report, language).title
    return DayFiles(title, report.business_day, tuple(files))


def report_pdf(view: Connection, report: ZReport, language: ReceiptLanguage) -> bytes:
    """A Z report as PDF."""
    return day_pdf(page_of_report(view, report, language), language.value)


def _files_of_closing(view: Connection, closing: OfficeBooksClosed) -> DayFiles:
    vouchers = vouchers_of_closing(view, closing)
    office = shop.get_station(view, shop.office_id(view)).device.name
    stem = f"{office}-{closing.number}-{closing.day.isoformat()}"
    return DayFiles(f"{office} {closing.number}", closing.day, tuple(_voucher_files(view, stem, vouchers)))


def _voucher_files(view: Connection, stem: str, vouchers: Sequence[DayVoucher]) -> list[DayFile]:
    if not vouchers:
        return []
    return [
        DayFile(f"{stem}.si", "application/octet-stream", voucher_file(view, vouchers, is_sie=True)),
        DayFile(f"{stem}.csv", "text/csv", voucher_file(view, vouchers, is_sie=False)),
    ]
