"""The voucher of a closed day: everything that a Z report covers, or that the office booked, summed by account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.errors import Broken, Refused
from models.ledger.entry import Posting


class VoucherUnbalanced(Broken):
    """A voucher whose amounts do not sum to zero."""

    code = "voucher_unbalanced"
    text = (
        "The voucher {text_of} is off by {difference_minor} minor units. Nothing was written. This is a fault in Kassa "
        "or in the database: run 'kassa verify'."
    )

    text_of: str
    difference_minor: int


class NothingClosed(Refused):
    """A voucher of a day on which no till was closed."""

    code = "nothing_closed"
    text = (
        "No till made a Z report on {day}, and nothing of the office was closed. Nothing was written; close the day "
        "first, or choose another."
    )

    day: str


class WrongDay(Refused):
    """A text that is no day."""

    code = "wrong_day"
    text = "{typed!r} is no day. Nothing was written; enter it as 2026-11-27, or latest."

    typed: str


@dataclass(frozen=True, slots=True)
class DayVoucher:
    """One voucher: the postings of a Z report or of a closing of the office on one business day, by account.

    Debit is positive. A report that covers two business days has two vouchers, so that each day is in its own month
    and year. ``device`` is the name of the till, or of the office.
    """

    device: str
    number: int
    day: date
    postings: tuple[Posting, ...]
    of_office: bool = False

    def __post_init__(self) -> None:
        difference = sum(each.amount_minor for each in self.postings)
        if difference:
            raise VoucherUnbalanced(self.text, difference)

    @property
    def text(self) -> str:
        """What the ledger shows of it.

        >>> DayVoucher("KASSA01", 7, date(2026, 11, 27), ()).text
        'Z 7 KASSA01'
        >>> DayVoucher("KONTOR", 3, date(2026, 11, 27), (), of_office=True).text
        'KONTOR 3'
        """
        return f"{self.device} {self.number}" if self.of_office else f"Z {self.number} {self.device}"


def day_voucher(
    device: str, number: int, day: date, sums: Iterable[tuple[str, int]], *, of_office: bool = False
) -> DayVoucher:
    """The voucher of sums by account, in the order of their numbers; accounts that come to nothing are left out.

    Source of the example: BAS 2026, accounts 1910, 2611 and 3001.

    >>> sums = [("3001", -8000), ("1910", 10000), ("2611", -2000), ("1911", 0)]
    >>> [each.account for each in day_voucher("KASSA01", 7, date(2026, 11, 27), sums).postings]
    ['1910', '2611', '3001']
    """
    postings = (Posting(account, amount) for account, amount in sorted(sums) if amount)
    return DayVoucher(device, number, day, tuple(postings), of_office)
