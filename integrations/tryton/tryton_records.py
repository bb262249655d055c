"""Our words in those of Tryton and back: vouchers, goods, purchase orders and deliveries. Pure."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from integrations.book_services.book_voucher import BookVoucher, decimal_number, minor_units
from models.money import Money
from models.quantity import Unit

Record = dict[str, object]
#: Prices have four decimals in Tryton, unless its configuration has another number.
PRICE_STEP = Decimal("0.0001")
#: The units of Tryton's module ``product``, by the names under which it ships them.
UNITS = {
    Unit.PIECE: "uom_unit",
    Unit.KILOGRAM: "uom_kilogram",
    Unit.LITRE: "uom_liter",
    Unit.METRE: "uom_meter",
}
_MARK = re.compile(r"\[Kassa (\d+)-(\d+)\]")


@dataclass(frozen=True, slots=True)
class ErpGoods:
    """A product as an ERP gets it: ``price`` is that of a unit without tax, ``cost`` what the supplier asks, if any."""

    sku: str
    name: str
    unit: Unit
    price: Decimal
    cost: Decimal | None = None
    gtin: str = ""


@dataclass(frozen=True, slots=True)
class ErpOrderLine:
    """So many units of a product in an order of an ERP; ``cost`` is that of the whole line without tax."""

    sku: str
    quantity: Decimal
    cost: Money


@dataclass(frozen=True, slots=True)
class ErpOrder:
    """A purchase order that was made in an ERP. ``key`` is its id there, ``number`` what people call it."""

    key: int
    number: str
    supplier_code: str
    supplier_name: str
    ordered_on: date | None
    expected_on: date | None
    lines: tuple[ErpOrderLine, ...]


@dataclass(frozen=True, slots=True)
class ErpDelivery:
    """What came of an order of an ERP: good units by SKU, under a number of ours."""

    number: str
    day: date
    goods: Mapping[str, Decimal]

    @property
    def mark(self) -> str:
        """The mark by which it is recognised there."""
        return fact_mark(self.number)


def decimal_value(number: Decimal) -> Record:
    """A number with its decimals.

    >>> decimal_value(Decimal("12.50"))
    {'__class__': 'Decimal', 'decimal': '12.50'}
    """
    return {"__class__": "Decimal", "decimal": f"{number:f}"}


def day_value(day: date) -> Record:
    """A day."""
    return {"__class__": "date", "year": day.year, "month": day.month, "day": day.day}


def read_decimal(value: object) -> Decimal | None:
    """The number that :func:`decimal_value` is of; ``None`` for nothing; raises :class:`ValueError`.

    >>> read_decimal({"__class__": "Decimal", "decimal": "12.50"})
    Decimal('12.50')
    """
    if value is None:
        return None
    if isinstance(value, dict) and value.get("__class__") == "Decimal":
        return Decimal(str(value["decimal"]))
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Decimal(value)
    raise ValueError(f"{value!r} is no number")


def read_day(value: object) -> date | None:
    """The day that :func:`day_value` is of; ``None`` for anything else."""
    if not isinstance(value, dict) or value.get("__class__") != "date":
        return None
    return date(int(value["year"]), int(value["month"]), int(value["day"]))


def fact_mark(number: str) -> str:
    """The mark of an order or a delivery of ours, by its readable id.

    >>> fact_mark("1-55")
    '[Kassa 1-55]'
    """
    return f"[Kassa {number}]"


def marked_number(text: str) -> str | None:
    """The readable id in a text with a mark.

    >>> marked_number("PO 7 [Kassa 1-55]"), marked_number("PO 7")
    ('1-55', None)
    """
    match = _MARK.search(text)
    return None if match is None else f"{match[1]}-{match[2]}"


def move_body(voucher: BookVoucher, journal: int, period: int, accounts: Mapping[str, int]) -> Record:
    """The body that creates the accounting move of a voucher; ``accounts`` are Tryton's ids by number."""
    lines = [
        {
            "account": accounts[each.account],
            "debit": decimal_value(decimal_number(max(each.amount_minor, 0))),
            "credit": decimal_value(decimal_number(max(-each.amount_minor, 0))),
        }
        for each in voucher.voucher.postings
    ]
    return {
        "journal": journal,
        "period": period,
        "date": day_value(voucher.voucher.day),
        "description": voucher.text,
        "lines": [["create", lines]],
    }


def amounts_of(lines: Iterable[Mapping[str, object]]) -> Iterator[tuple[str, int]]:
    """Account and minor units of each line of a move, debit positive."""
    for each in lines:
        account = each.get("account.")
        number = str(account.get("code")) if isinstance(account, dict) else ""
        debit, credit = (read_decimal(each.get(side)) or Decimal(0) for side in ("debit", "credit"))
        yield number, minor_units(debit - credit)


def attachment_body(name: str, content: bytes, move: int) -> Record:
    """The body that attaches a file to a move."""
    data = {"__class__": "bytes", "base64": b64encode(content).decode()}
    return {"name": name, "type": "data", "data": data, "resource": f"account.move,{move}"}


def net_price(gross: Money, tax_rate_ppm: int) -> Decimal:
    """The price of a unit without tax, as Tryton has it; the rate in parts per million of the price without tax.

    >>> net_price(Money(1250, "SEK"), 250_000), net_price(Money(1000, "SEK"), 120_000)
    (Decimal('10.0000'), Decimal('8.9286'))
    """
    return (decimal_number(gross.minor) / (1 + Decimal(tax_rate_ppm).scaleb(-6))).quantize(PRICE_STEP, ROUND_HALF_EVEN)


def template_body(goods: ErpGoods, unit: int) -> Record:
    """The body that creates a product with its template."""
    variant: Record = {"suffix_code": goods.sku, "cost_price": decimal_value(goods.cost or Decimal(0))}
    if goods.gtin:
        variant["identifiers"] = [["create", [{"type": "ean", "code": shown_gtin(goods.gtin)}]]]
    return {
        "name": goods.name,
        "type": "goods",
        "default_uom": unit,
        "sale_uom": unit,
        "purchase_uom": unit,
        "list_price": decimal_value(goods.price),
        "cost_price_method": "fixed",
        "salable": True,
        "purchasable": True,
        "products": [["create", [variant]]],
    }


def shown_gtin(gtin: str) -> str:
    """A barcode of 14 digits as Tryton checks an EAN: without the zero that fills it up.

    >>> shown_gtin("07310865004703"), shown_gtin("00000012345670")
    ('7310865004703', '12345670')
    """
    digits = gtin.lstrip("0")
    return next((gtin[-length:] for length in (8, 12, 13) if len(digits) <= length), gtin)


def template_changes(goods: ErpGoods, template: Mapping[str, object]) -> Record:
    """What differs of a template that is there already, by its field."""
    changes: Record = {}
    if template.get("name") != goods.name:
        changes["name"] = goods.name
    if read_decimal(template.get("list_price")) != goods.price:
        changes["list_price"] = decimal_value(goods.price)
    return changes


def order_of(purchase: Mapping[str, object], lines: Iterable[Mapping[str, object]]) -> ErpOrder:
    """A purchase order with its lines of goods; raises :class:`ValueError` for one that makes no sense."""
    party, money = purchase.get("party."), purchase.get("currency.")
    if not isinstance(party, dict) or not isinstance(money, dict):
        raise ValueError("no supplier")  # noqa: TRY004 - an answer that makes no sense
    currency = str(money.get("code"))
    return ErpOrder(
        int(str(purchase["id"])),
        str(purchase.get("number") or ""),
        str(party.get("code") or ""),
        str(party.get("name") or ""),
        read_day(purchase.get("purchase_date")),
        read_day(purchase.get("delivery_date")),
        tuple(_order_line(each, currency) for each in lines if each.get("type") == "line" and each.get("product.")),
    )


def _order_line(line: Mapping[str, object], currency: str) -> ErpOrderLine:
    product = line["product."]
    assert isinstance(product, dict)
    quantity, amount = read_decimal(line.get("quantity")), read_decimal(line.get("amount"))
    if quantity is None or amount is None:
        raise ValueError("a line without quantity or amount")
    return ErpOrderLine(str(product.get("code") or ""), quantity, Money(minor_units(amount), currency))


def ids_in(records: Iterable[Mapping[str, object]]) -> list[int]:
    """The ids of records."""
    return [int(str(each["id"])) for each in records]
