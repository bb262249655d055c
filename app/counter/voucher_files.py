"""The vouchers of closed days, and the files that bookkeeping programs read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import metadata

from integrations.sie.sie_reading import read_sie
from integrations.sie.sie_writing import SieHead, write_csv, write_sie
from models.cash.z_report import ZReport
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.day_voucher import DayVoucher, NothingClosed, day_voucher
from store import ledger, shop
from store.cash import z_reports
from store.cash.voucher_sums import voucher_sums
from store.database.engine import Connection


def vouchers_of_day(view: Connection, day: date) -> list[DayVoucher]:
    """A voucher for each Z report that was made on a business day, by till; raises :class:`NothingClosed`."""
    reports = z_reports.reports_between(view, day, day)
    if not reports:
        raise NothingClosed(day.isoformat())
    return [each for report in reports for each in vouchers_of_report(view, report)]


def vouchers_of_report(view: Connection, report: ZReport) -> list[DayVoucher]:
    """A voucher for each business day of a Z report on which something was booked."""
    till = shop.get_station(view, report.till_id).device.name
    vouchers = [day_voucher(till, report.number, on, sums) for on, sums in voucher_sums(view, report).items()]
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
