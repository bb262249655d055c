"""A month of the books, and the sums by which somebody sees that nothing of it is missing. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models.errors import Refused
from models.ledger.day_voucher import DayVoucher

_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")


class WrongMonth(Refused):
    """A text that is no month."""

    code = "wrong_month"
    text = "{typed!r} is no month. Nothing was written; enter it as 2026-11."

    typed: str


class NothingInMonth(Refused):
    """A month in which nothing was booked and no day was closed."""

    code = "nothing_in_month"
    text = "Nothing was booked in {month}, and no till was closed. Nothing was written; choose another month."

    month: str


@dataclass(frozen=True, slots=True)
class BookMonth:
    """A month of business days, from ``first`` to ``last`` (included)."""

    first: date
    last: date

    def __str__(self) -> str:
        """The month as people write it, such as ``2026-11``."""
        return f"{self.first:%Y-%m}"


def parse_month(text: str) -> BookMonth:
    """The month that somebody wrote; raises :class:`WrongMonth`.

    >>> parse_month("2024-02").last.isoformat()
    '2024-02-29'
    """
    parts = _MONTH.fullmatch(text.strip())
    if parts is None or not int(parts["year"]):
        raise WrongMonth(text[:20])
    return month_of(date(int(parts["year"]), int(parts["month"]), 1))


def month_of(day: date) -> BookMonth:
    """The month that a day is in."""
    return BookMonth(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


@dataclass(frozen=True, slots=True)
class AccountControl:
    """One account in a month, in minor units, debit positive: in the vouchers of the pack, and in the ledger.

    ``taken_over`` of the ledger is from another system, whose own books have it.
    """

    account: str
    in_vouchers: int
    in_ledger: int
    taken_over: int = 0

    @property
    def waiting(self) -> int:
        """What is booked and in no voucher yet, because its till or the office was not closed since.

        >>> AccountControl("1910", 800, 1000, 50).waiting
        150
        """
        return self.in_ledger - self.in_vouchers - self.taken_over


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """The accounts that the ledger has in debit, together: the first three sums make the last.

    ``is_complete``: nothing waits on any account.
    """

    in_vouchers: int
    waiting: int
    taken_over: int
    in_ledger: int
    is_complete: bool


def total_control(control: Iterable[AccountControl]) -> ControlTotal:
    """The totals of a month.

    >>> rows = AccountControl("1910", 800, 1000), AccountControl("3001", -800, -1000)
    >>> total_control(rows)
    ControlTotal(in_vouchers=800, waiting=200, taken_over=0, in_ledger=1000, is_complete=False)
    """
    rows = tuple(control)
    debit = [each for each in rows if each.in_ledger > 0]
    return ControlTotal(
        sum(each.in_vouchers for each in debit),
        sum(each.waiting for each in debit),
        sum(each.taken_over for each in debit),
        sum(each.in_ledger for each in debit),
        not any(each.waiting for each in rows),
    )


def control_accounts(
    vouchers: Iterable[DayVoucher], ledger: Mapping[str, int], taken_over: Mapping[str, int]
) -> tuple[AccountControl, ...]:
    """Every account of the vouchers and of the ledger, by number.

    ``ledger`` has the sum of the month by account, ``taken_over`` what of it is from another system.
    """
    sums = dict.fromkeys(ledger, 0)
    for voucher in vouchers:
        for each in voucher.postings:
            sums[each.account] = sums.get(each.account, 0) + each.amount_minor
    return tuple(
        AccountControl(account, sums[account], ledger.get(account, 0), taken_over.get(account, 0))
        for account in sorted(sums)
    )
