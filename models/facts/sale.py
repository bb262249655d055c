"""Facts of a sale. Amounts are minor units of the sale's currency, quantities are in the unit of the line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from msgspec import Struct

from models.facts.envelope import Fact, Values
from models.journal import JournalKind
from models.quantity import from_milli


class PartOfDiscount(Struct, frozen=True):
    """A part of a line's discount; see :class:`models.pricing.discount_part.DiscountPart`."""

    kind: str
    text: str
    amount: int
    source: int | None
    rate_ppm: int | None


class PartSold(Struct, frozen=True):
    """What a line of kits took from stock; see :class:`models.catalogue.kit.SoldPart`."""

    sku: str
    quantity: Decimal


class SoldLine(Struct, frozen=True):
    """One product of a sale; see :class:`models.selling.sale.SaleLine`."""

    position: int
    sku: str
    gtin: str | None
    name: str
    quantity: Decimal
    unit: str
    unit_price: int
    discount: int
    gross: int
    net: int
    tax: int
    tax_category: str
    tax_rate_ppm: int
    cost: int | None
    supply: str
    seat: int | None
    course: int | None
    kind: str = "goods"
    belongs_to: int | None = None
    pack_of: str | None = None
    pack_quantity: int | None = None
    return_reason: str | None = None
    goods_to: str | None = None
    discounts: tuple[PartOfDiscount, ...] = ()
    kit_version: int | None = None
    parts: tuple[PartSold, ...] = ()


class PrintedNote(Struct, frozen=True):
    """A line of free text on the receipt of a sale."""

    position: int
    text: str


@dataclass(frozen=True, slots=True)
class SoldTender:
    """One means of payment of a sale; see :class:`models.selling.settlement.Tender`."""

    kind: str
    amount: int
    change: int
    reference: str | None
    status: str


def _named_lines_and_tenders(values: Values) -> Values:
    """Give the values of version 1 their names; quantities were whole thousandths."""
    return {
        **values,
        "lines": [_line_of_version_1(line) for line in values["lines"]],
        "tenders": [dict(zip(_TENDER_1, tender, strict=True)) for tender in values["tenders"]],
    }


def _with_service(values: Values) -> Values:
    """Give the values of version 2 what was true of every sale then: a restaurant's dishes were eaten in."""
    return {
        **values,
        "lines": [
            {**line, "supply": "eat_in" if line["tax_category"] == "restaurant" else "take_away"} | _NO_SERVICE
            for line in values["lines"]
        ],
        "tenders": [{**tender, "status": "approved"} for tender in values["tenders"]],
        "sale_kind": "sale",
        "refers_to": None,
        "control_unit": None,
        "control_code": None,
    }


def _of_goods(values: Values) -> Values:
    """Give the values of version 3 what was true of every sale then: nothing but goods, none in packs, no notes."""
    return {**values, "lines": [{**line, **_GOODS} for line in values["lines"]], "notes": []}


def _without_returns(values: Values) -> Values:
    """Version 4 knew no goods that came back, and no refund that was settled with a sale."""
    lines = [{**line, "return_reason": None, "goods_to": None} for line in values["lines"]]
    return {**values, "lines": lines, "settled_with": None}


def _without_parts(values: Values) -> Values:
    """Version 5 did not name the parts of a discount."""
    return {**values, "lines": [{**line, "discounts": []} for line in values["lines"]]}


def _without_kits(values: Values) -> Values:
    """Version 6 knew no kits."""
    return {**values, "lines": [{**line, "kit_version": None, "parts": []} for line in values["lines"]]}


_GOODS = {"kind": "goods", "belongs_to": None, "pack_of": None, "pack_quantity": None}
_NO_SERVICE = {"seat": None, "course": None}


@dataclass(frozen=True, slots=True)
class SaleCompleted(Fact):
    """A whole sale or refund, against which the tables can be checked.

    Version 1 had lines and tenders as lists of values; version 2 knew no refunds, control units, seats and courses;
    version 3 no deposits, packs and notes; version 4 no goods that came back; version 5 no parts of a discount;
    version 6 no kits.
    """

    kind: ClassVar[JournalKind] = JournalKind.SALE_COMPLETED
    version: ClassVar[int] = 7
    upgrades = (_named_lines_and_tenders, _with_service, _of_goods, _without_returns, _without_parts, _without_kits)

    sale: int
    receipt: int
    location: int
    day: date
    operator: str
    customer: str | None
    currency: str
    gross: int
    net: int
    tax: int
    discount: int
    rounding: int
    due: int
    lines: tuple[SoldLine, ...]
    tenders: tuple[SoldTender, ...]
    sale_kind: str
    refers_to: int | None
    control_unit: str | None
    control_code: str | None
    notes: tuple[PrintedNote, ...] = ()
    settled_with: int | None = None


@dataclass(frozen=True, slots=True)
class SaleImported(Fact):
    """A sale that another system made, in a few words."""

    kind: ClassVar[JournalKind] = JournalKind.SALE_IMPORTED

    sale: int
    receipt: int
    day: date
    gross: int
    tax: int
    due: int


_LINE_1 = (
    *("position", "sku", "gtin", "name", "quantity", "unit", "unit_price", "discount"),
    *("gross", "net", "tax", "tax_category", "tax_rate_ppm", "cost"),
)
_TENDER_1 = ("kind", "amount", "change", "reference")


def _line_of_version_1(line: list[object]) -> dict[str, object]:
    values = dict(zip(_LINE_1, line, strict=True))
    thousandths = values["quantity"]
    if not isinstance(thousandths, int):
        raise TypeError(f"{thousandths!r} is no quantity in thousandths")
    return {**values, "quantity": str(from_milli(thousandths))}
