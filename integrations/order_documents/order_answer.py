"""The supplier's answer as a file: the CSV of the order back again, with what will come at which cost."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from models.errors import Reason, Refused
from models.money import MINOR_DIGITS, Money
from models.purchasing.order_steps import AnsweredLine

FILE_MAX_BYTES = 1024 * 1024
_NAMES = ("supplier_sku", "gtin", "sku")


class NoOrderAnswer(Refused):
    """A file that is no answer to an order."""

    code = "no_order_answer"
    text = (
        "The file is no answer to this order: {reason}. Nothing was changed; send back the CSV of the order with the "
        "columns supplier_sku or gtin, quantity and, where it differs, unit_cost."
    )

    reason: Reason


def read_answer(content: bytes, skus: Mapping[str, str], currency: str) -> tuple[AnsweredLine, ...]:
    """The lines of an answer; ``skus`` maps the supplier's numbers, barcodes and our own numbers to SKUs.

    An empty quantity leaves a line as it was ordered. Raises :class:`NoOrderAnswer` if any row cannot be read.
    """
    if len(content) > FILE_MAX_BYTES:
        raise NoOrderAnswer(Reason("file_large", "it is too large"))
    try:
        text = content.decode("utf-8-sig")
        separator = ";" if text.partition("\n")[0].count(";") else ","
        rows = list(csv.DictReader(io.StringIO(text, newline=""), restval="", delimiter=separator, strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise NoOrderAnswer(Reason("no_csv", "it is no CSV in UTF-8")) from None
    if not rows or "quantity" not in rows[0] or not any(name in rows[0] for name in _NAMES):
        raise NoOrderAnswer(Reason("column_missing", "a column is missing"))
    lines = [line for n, row in enumerate(rows, start=2) if (line := _line(n, row, skus, currency)) is not None]
    if len({line.sku for line in lines}) < len(lines):
        raise NoOrderAnswer(Reason("product_twice", "a product is there twice"))
    return tuple(lines)


def _line(number: int, row: Mapping[str, str], skus: Mapping[str, str], currency: str) -> AnsweredLine | None:
    sku = next((skus[code] for name in _NAMES if (code := (row.get(name) or "").strip().lstrip("'")) in skus), None)
    if sku is None:
        raise NoOrderAnswer(Reason("row_product", "row {row} names no product of the order", row=number))
    quantity = _number(number, row, "quantity")
    if quantity is None:
        return None
    cost = _number(number, row, "unit_cost")
    if cost is None:
        return AnsweredLine(sku, quantity)
    minor = cost.scaleb(MINOR_DIGITS.get(currency, 2))
    if minor != minor.to_integral_value() or minor < 0:
        raise NoOrderAnswer(
            Reason("row_amount", "the {column} in row {row} is no amount", column="unit_cost", row=number)
        )
    return AnsweredLine(sku, quantity, Money(int(minor), currency))


def _number(number: int, row: Mapping[str, str], column: str) -> Decimal | None:
    text = (row.get(column) or "").strip().replace(",", ".")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise NoOrderAnswer(
            Reason("row_number", "the {column} in row {row} is no number", column=column, row=number)
        ) from None
    if not value.is_finite() or value < 0:
        raise NoOrderAnswer(Reason("row_number", "the {column} in row {row} is no number", column=column, row=number))
    return value
