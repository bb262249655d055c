"""Vouchers in the words of Fortnox (its OpenAPI document, ``fortnox_Voucher``). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from integrations.book_services.book_voucher import (
    AccountNotNumeric,
    BookVoucher,
    decimal_number,
    minor_units,
    records_in,
    text_in,
)
from models.ledger.entry import Posting

SERVICE = "Fortnox"
FIRST_ACCOUNT, LAST_ACCOUNT = 1000, 9999
ROW_TEXT_MAX = 100


@dataclass(frozen=True, slots=True)
class FortnoxOptions:
    """The series that takes the vouchers, and the cost centre of every row (empty: none)."""

    series: str
    cost_center: str = ""


def voucher_body(voucher: BookVoucher, options: FortnoxOptions, year: int) -> dict[str, object]:
    """The body that creates a voucher in the financial year with the id ``year``; raises :class:`AccountNotNumeric`."""
    rows = [_row(voucher, each, options) for each in voucher.voucher.postings]
    return {
        "Voucher": {
            "Description": voucher.text,
            "TransactionDate": voucher.voucher.day.isoformat(),
            "VoucherSeries": options.series,
            "Year": year,
            "Comments": voucher.mark,
            "VoucherRows": rows,
        }
    }


def connection_body(file_id: str, options: FortnoxOptions, number: int, year: int) -> dict[str, object]:
    """The body that attaches an uploaded file to a voucher."""
    return {
        "VoucherFileConnection": {
            "FileId": file_id,
            "VoucherNumber": str(number),
            "VoucherSeries": options.series,
            "VoucherYear": year,
        }
    }


def has_mark(listed: Mapping[str, object], voucher: BookVoucher) -> bool:
    """Whether a voucher of a list is ours, by its text or by its comment."""
    return voucher.mark in text_in(listed, "Description") or voucher.mark in text_in(listed, "Comments")


def amounts_of(answer: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    """Account and minor units of each row of a voucher that Fortnox has, debit positive."""
    voucher = answer.get("Voucher")
    for row in records_in(voucher if isinstance(voucher, dict) else {}, "VoucherRows"):
        if row.get("Removed") is not True:
            yield text_in(row, "Account"), minor_units(row.get("Debit", 0)) - minor_units(row.get("Credit", 0))


def _row(voucher: BookVoucher, posting: Posting, options: FortnoxOptions) -> dict[str, object]:
    number = posting.account
    if not number.isdecimal() or not FIRST_ACCOUNT <= int(number) <= LAST_ACCOUNT:
        raise AccountNotNumeric(SERVICE, number)
    side = "Debit" if posting.amount_minor > 0 else "Credit"
    row: dict[str, object] = {
        "Account": int(number),
        side: decimal_number(abs(posting.amount_minor)),
        "TransactionInformation": voucher.voucher.text[:ROW_TEXT_MAX],
    }
    return row | ({"CostCenter": options.cost_center} if options.cost_center else {})
