"""Everything that the pack of a month has, read in one view of the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.counter.voucher_files import vouchers_of_closing, vouchers_of_report
from models.cash.tax_period import tax_boxes
from models.cash.z_report import ZReport
from models.facts.day import TaxSum
from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.day_voucher import DayVoucher
from models.ledger.month_control import (
    AccountControl,
    BookMonth,
    ControlTotal,
    NothingInMonth,
    control_accounts,
    total_control,
)
from models.payments.booked_payout import BookedPayout
from models.shop import Shop
from models.stock.valuation import ON_THE_WAY
from store import ledger, shop
from store.analysis.stock_value import day_end, stock_value
from store.cash import z_reports
from store.cash.month_sums import accounts_of, balance_at, ledger_sums, payouts_between, taken_over_sums
from store.cash.office_closings import closings_between
from store.cash.tax_due import tax_due
from store.database.engine import Connection
from store.selling.advance_rows import advances_of_days

#: A report that is made later is not looked at for vouchers of the month: no till stays open for so many days.
LATER_DAYS = 62


@dataclass(frozen=True, slots=True)
class StockAtEnd:
    """What the stock of a location was worth when the month ended; an empty name: what was on the way."""

    location: str
    value_minor: int
    estimated_minor: int


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The figures of a month; amounts in minor units, in the books debit positive.

    ``taxes`` are of sales and of ``advances``: what was paid before it was fetched, less what was fetched.
    ``gift_cards`` and ``points`` are what the shop owes at the end, ``booked_tax`` the output tax of the ledger.
    """

    month: BookMonth
    company: Shop
    tills: dict[int, str]
    accounts: dict[str, str]
    reports: tuple[ZReport, ...]
    vouchers: tuple[DayVoucher, ...]
    control: tuple[AccountControl, ...]
    taxes: tuple[TaxSum, ...]
    advances: tuple[TaxSum, ...]
    booked_tax: int
    payouts: tuple[BookedPayout, ...]
    gift_cards: int
    points: int
    stock: tuple[StockAtEnd, ...]

    @property
    def sums(self) -> ControlTotal:
        """The sums of all accounts in debit."""
        return total_control(self.control)

    @property
    def boxes(self) -> dict[str, int]:
        """The boxes of the tax return that the shop's sales and advances fill."""
        return tax_boxes(self.taxes, self.company.currency)


def read_month(view: Connection, month: BookMonth) -> MonthFigures:
    """The figures of a month; raises :class:`models.ledger.month_control.NothingInMonth`."""
    company = shop.get_shop(view)
    vouchers, booked = _vouchers(view, month), ledger_sums(view, month.first, month.last)
    reports = z_reports.reports_between(view, month.first, month.last)
    if not (vouchers or booked or reports):
        raise NothingInMonth(str(month))
    tax_accounts = accounts_of(view, {AccountRole.OUTPUT_TAX})
    names = {each.number: each.name for each in jurisdiction_of(company.country).accounts}
    return MonthFigures(
        month=month,
        company=company,
        tills={each.id: each.name for each in shop.all_devices(view)},
        accounts=names | {each.number: each.name for each in ledger.account_choices(view)},
        reports=tuple(reports),
        vouchers=vouchers,
        control=control_accounts(vouchers, booked, taken_over_sums(view, month.first, month.last)),
        taxes=tax_due(view, month.first, month.last),
        advances=advances_of_days(view, month.first, month.last),
        booked_tax=-sum(amount for account, amount in booked.items() if account in tax_accounts),
        payouts=tuple(payouts_between(view, month.first, month.last)),
        gift_cards=-balance_at(view, AccountRole.GIFT_CARD, month.last),
        points=-balance_at(view, AccountRole.POINTS_DEBT, month.last),
        stock=_stock(view, company, month),
    )


def _vouchers(view: Connection, month: BookMonth) -> tuple[DayVoucher, ...]:
    """The vouchers of the month's days, of the tills and then of the office; a later report may still have some."""
    until = month.last + timedelta(days=LATER_DAYS)
    reports, closings = z_reports.reports_between(view, month.first, until), closings_between(view, month.first, until)
    of_tills = [each for report in reports for each in vouchers_of_report(view, report)]
    of_office = [each for closing in closings for each in vouchers_of_closing(view, closing)]
    return tuple(each for each in (*of_tills, *of_office) if month.first <= each.day <= month.last)


def _stock(view: Connection, company: Shop, month: BookMonth) -> tuple[StockAtEnd, ...]:
    names = {each.id: each.name for each in shop.all_locations(view)} | {ON_THE_WAY: ""}
    sums: dict[int, tuple[int, int]] = {}
    for each in stock_value(view, day_end(company, month.last)):
        value, estimated = sums.get(each.location_id, (0, 0))
        more = each.value_minor if each.is_estimated else 0
        sums[each.location_id] = value + each.value_minor, estimated + more
    return tuple(StockAtEnd(names.get(place, ""), *sums[place]) for place in sorted(sums))
