"""Stripe's report "Payout reconciliation" (itemized, CSV): every payment, refund and fee of each payout.

Columns: https://docs.stripe.com/reports/report-types/payout-reconciliation. Amounts are in kronor with a point; a
payout is the sum of its rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from models.errors import Refused
from models.money import MINOR_DIGITS, Money, total
from models.payments.provider_list import Payout, PayoutPart

FILE_MAX_BYTES = 50 * 1024 * 1024
_NEEDED = ("automatic_payout_id", "currency", "gross", "fee", "net", "reporting_category")
_DAYS = ("automatic_payout_effective_at_utc", "automatic_payout_effective_at")
#: What names a payment, the best first.
_NAMES = ("payment_intent_id", "source_id", "balance_transaction_id")
_NAME_MAX = 80


class NoPayoutReport(Refused):
    """A file that is not Stripe's itemized report of payouts."""

    code = "no_payout_report"
    text = (
        "{file} is not Stripe's itemized payout reconciliation report: {reason}. Nothing was booked. In Stripe's "
        "Dashboard choose Reports, Payout reconciliation, Export, Itemized, with the default columns."
    )

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Line:
    payout: str
    day: date
    part: PayoutPart


def read_payout_report(path: Path) -> list[Payout]:
    """The payouts of a file, in its order; raises :class:`NoPayoutReport` if any row cannot be read.

    A payout of which one row is left out would be booked with a wrong amount: it is all rows or none.
    """
    if path.stat().st_size > FILE_MAX_BYTES:
        raise NoPayoutReport(path.name, "it is too large")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(_lines(path.name, csv.DictReader(file, restval="", strict=True)))
    except (UnicodeDecodeError, csv.Error):
        raise NoPayoutReport(path.name, "it is no CSV in UTF-8") from None
    try:
        return _payouts(lines)
    except ValueError:
        raise NoPayoutReport(path.name, "a payout has rows of two currencies") from None


def _lines(name: str, rows: csv.DictReader[str]) -> Iterator[_Line]:
    headings = rows.fieldnames or ()
    day_column = next((each for each in _DAYS if each in headings), None)
    missing = [each for each in _NEEDED if each not in headings] + ([] if day_column else [_DAYS[1]])
    if missing or day_column is None:
        raise NoPayoutReport(name, f"the column {missing[0]} is missing")
    for number, row in enumerate(rows, start=2):
        if not row["automatic_payout_id"]:
            continue  # not paid out yet
        try:
            yield _line(row, day_column)
        except (ValueError, InvalidOperation, KeyError):
            raise NoPayoutReport(name, f"row {number} cannot be read") from None


def _line(row: dict[str, str], day_column: str) -> _Line:
    currency = row["currency"].strip().upper()
    gross, fee, net = (_amount(row[column], currency) for column in ("gross", "fee", "net"))
    reference = next((row[each].strip() for each in _names_of(row) if row.get(each)), "")
    if gross - fee != net or not reference or len(reference) > _NAME_MAX or len(currency) != len("SEK"):
        raise ValueError("a row that does not add up, or is about nothing")
    part = PayoutPart(reference, row["reporting_category"].strip(), gross, fee)
    return _Line(row["automatic_payout_id"].strip()[:_NAME_MAX], date.fromisoformat(row[day_column][:10]), part)


def _names_of(row: dict[str, str]) -> Iterable[str]:
    """A refund has a name of its own, and that of the payment that it gives back."""
    is_refund = "refund" in row["reporting_category"]
    return ("source_id", "balance_transaction_id") if is_refund else _NAMES


def _amount(text: str, currency: str) -> Money:
    """An exact amount; raises :class:`ValueError` for one with parts of an öre.

    >>> _amount("-1234.5", "SEK")
    Money(minor=-123450, currency='SEK')
    """
    minor = Decimal(text.strip()).scaleb(MINOR_DIGITS.get(currency, 2))
    if not minor.is_finite() or minor != minor.to_integral_value() or abs(minor) > Decimal(10) ** 15:
        raise ValueError(text)
    return Money(int(minor), currency)


def _payouts(lines: list[_Line]) -> list[Payout]:
    by_payout: dict[str, list[_Line]] = {}
    for each in lines:
        by_payout.setdefault(each.payout, []).append(each)
    return [
        Payout(
            reference,
            own[0].day,
            total((each.part.net for each in own if each.part.kind != "payout"), own[0].part.gross.currency),
            tuple(each.part for each in own if each.part.kind != "payout"),
        )
        for reference, own in by_payout.items()
    ]
