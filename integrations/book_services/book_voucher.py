"""A voucher on its way to a bookkeeping service, and what every client of such a service does with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from models.errors import Refused
from models.ledger.day_voucher import DayVoucher


class VoucherDiffers(Refused):
    """The service has a voucher with the mark of ours, and other amounts."""

    code = "voucher_differs"
    text = (
        "{service} has a voucher {mark} already, with other amounts than the shop's books. Nothing was sent; compare "
        "the two and correct it by hand in {service}."
    )

    service: str
    mark: str


class AccountNotNumeric(Refused):
    """An account of the shop's books that the service cannot have."""

    code = "account_not_taken"
    text = (
        "{service} takes accounts from 1000 to 9999, and {account} is none of them. Nothing was sent; choose another "
        "account on the page Settings."
    )

    service: str
    account: str


@dataclass(frozen=True, slots=True)
class BookDocument:
    """A file that belongs to a voucher."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True, slots=True)
class BookVoucher:
    """A voucher with the mark by which it is recognised at the service, and its document if it has one."""

    voucher: DayVoucher
    mark: str
    document: BookDocument | None = None

    @property
    def text(self) -> str:
        """What the service shows of it, with the mark."""
        return f"{self.voucher.text} {self.mark}"

    @property
    def sums(self) -> dict[str, int]:
        """The amount of each account in minor units, debit positive."""
        return {each.account: each.amount_minor for each in self.voucher.postings}


class BookClient(Protocol):
    """A bookkeeping service."""

    def company(self) -> str:
        """The name of the company that is signed in: a test of the connection."""

    def send(self, voucher: BookVoucher) -> str:
        """Make sure that the service has the voucher once, with its document; returns how the service names it.

        A voucher that is there already is not sent again. Raises :class:`VoucherDiffers` and what calls raise.
        """


def voucher_mark(report: str, voucher: DayVoucher) -> str:
    """The mark of a voucher: the readable id of its Z report or closing, and its day.

    >>> from datetime import date
    >>> voucher_mark("1-42", DayVoucher("KASSA01", 7, date(2026, 11, 27), ()))
    '[Kassa 1-42 20261127]'
    """
    return f"[Kassa {report} {voucher.day:%Y%m%d}]"


def check_sums(service: str, voucher: BookVoucher, amounts: Iterable[tuple[str, int]]) -> None:
    """Compare what a service has with ours; raises :class:`VoucherDiffers`. ``amounts`` are minor units by account."""
    there: dict[str, int] = {}
    for account, amount in amounts:
        there[account] = there.get(account, 0) + amount
    if {account: amount for account, amount in there.items() if amount} != voucher.sums:
        raise VoucherDiffers(service, voucher.mark)


def decimal_number(minor: int) -> Decimal:
    """An amount as the services have it, with two decimals.

    >>> decimal_number(-1299)
    Decimal('-12.99')
    """
    return Decimal(minor).scaleb(-2)


def minor_units(number: object) -> int:
    """The minor units of a number that was read with :class:`decimal.Decimal`; raises :class:`ValueError`.

    >>> minor_units(Decimal("12.99")), minor_units(12)
    (1299, 1200)
    """
    if not isinstance(number, (int, Decimal)) or isinstance(number, bool):
        raise ValueError(f"{number!r} is no amount")  # noqa: TRY004 - an answer that makes no sense
    minor = Decimal(number).scaleb(2)
    if minor != minor.to_integral_value():
        raise ValueError(f"{number} has more than two decimals")
    return int(minor)


def text_in(record: Mapping[str, object], name: str) -> str:
    """The text that an answer has under a name; empty where it has none."""
    value = record.get(name)
    return "" if value is None else str(value)


def records_in(answer: Mapping[str, object], name: str) -> list[dict[str, object]]:
    """The records that an answer lists under a name."""
    listed = answer.get(name)
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
