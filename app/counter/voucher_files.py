"""The vouchers of closed days, and the files that bookkeeping programs read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import metadata

from integrations.sie.sie_reading import read_sie
from integrations.sie.sie_writing import SieHead, write_csv, write_sie
from models.cash.z_report import ZReport
from models.facts.office_books import OfficeBooksClosed
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.day_voucher import DayVoucher, NothingClosed, day_voucher
from store import ledger, shop
from store.cash import z_reports
from store.cash.office_closings import closings_between, office_sums
from store.cash.voucher_sums import voucher_sums
from store.database.engine import Connection


def vouchers_of_day(view: Connection, day: date) -> list[DayVoucher]:
    """A voucher for each Z report of a business day, by till, then for each closing of the office on it.

    Raises :class:`NothingClosed`.
    """
    reports, closings = z_reports.reports_between(view, day, day), closings_between(view, day, day)
    if not reports and not closings:
        raise NothingClosed(day.isoformat())
    of_tills = [each for report in reports for each in vouchers_of_report(view, report)]
    return of_tills + [each for closing in closings for each in vouchers_of_closing(view, closing)]


def vouchers_of_report(view: Connection, report: ZReport) -> list[DayVoucher]:
    """A voucher for each business day of a Z report on which something was booked."""
    till = shop.get_station(view, report.till_id).device.name
    vouchers = [day_voucher(till, report.number, on, sums) for on, sums in voucher_sums(view, report).items()]
    return [each for each in vouchers if each.postings]


def vouchers_of_closing(view: Connection, closing: OfficeBooksClosed) -> list[DayVoucher]:
    """A voucher for each business day on which the office booked something of a closing."""
    office = shop.get_station(view, shop.office_id(view)).device.name
    sums = office_sums(view, closing)
    vouchers = [day_voucher(office, closing.number, on, each, of_office=True) for on, each in sums.items()]
    return [each for each in vouchers if each.postings]


def voucher_file(view: Connection, vouchers: Sequence[DayVoucher], *, is_sie: bool) -> bytes:
    """The file: the same bytes for the same vouchers, whenever it is written."""
    if not is_sie:
        return write_csv(vouchers)
    company = shop.get_shop(view)
    names = {each.number: each.name for each in jurisdiction_of(company.country).accounts}
    names |= {each.number: each.name for each in ledger.account_choices(view)}
    newest = max((each.day for each in vouchers), default=date.min)
    head = SieHead(company.company, company.org_number, newest, metadata.version("kassa"), names)
    content = write_sie(vouchers, head)
    read_sie(content)  # what a bookkeeping program would refuse never leaves
    return content
