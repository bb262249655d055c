"""Amounts of a line of a sales list: quantity, price and discount, and rows that are only a discount."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.heading_words import plain
from integrations.spreadsheets.reading import Cells
from models.money import divide_half_up
from models.pricing.price import line_gross
from models.quantity import LINE_QUANTITY_MAX

#: What tills call a line that takes something off the receipt, and the line that rounds cash.
_DISCOUNTS = frozenset(
    {"rabatt", "rabatter", "kvittorabatt", "personalrabatt", "totalrabatt", "kundrabatt", "medlemsrabatt", "avdrag",
     "discount", "discounts", "kupong", "coupon", "kampanj", "kampanjrabatt", "nedsattning", "prisnedsattning",
     "rebate", "bonusrabatt", "stammisrabatt", "mangdrabatt"}
)  # fmt: skip
#: What an amount below zero may begin with: its currency may come first.
_MINUS = frozenset("-\u2212(€$£kKsS")
_SIGNED = (ColumnRole.TOTAL, ColumnRole.GROSS, ColumnRole.PRICE, ColumnRole.QUANTITY)
_DISCOUNT_ENDS = ("rabatt", "rabatten", "discount")
_ROUNDINGS = frozenset(
    {"oresavrundning", "avrundning", "oresutjamning", "rounding", "cash rounding", "avrunding", "oreavrunding"}
)


def is_rounding(cells: Cells) -> bool:
    """Whether a row is the rounding of cash: it is no goods, and the settlement here rounds cash itself."""
    return plain(cells.raw(ColumnRole.NAME)) in _ROUNDINGS


def discount_of_row(cells: Cells) -> int | None:
    """The minor units that a row takes off its receipt: it is called a discount and its amount is below zero."""
    if not any(text[:1] in _MINUS for text in map(cells.raw, _SIGNED) if text):
        return None
    words = plain(cells.raw(ColumnRole.NAME)).split()
    if not any(word in _DISCOUNTS or word.endswith(_DISCOUNT_ENDS) for word in words):
        return None
    amounts = {role: cells.exact_amount(role) for role in (ColumnRole.TOTAL, ColumnRole.GROSS, ColumnRole.PRICE)}
    if cells.problems:
        return None
    whole = next((amounts[role] for role in (ColumnRole.TOTAL, ColumnRole.GROSS) if amounts[role] is not None), None)
    if whole is None:
        quantity = cells.quantity(ColumnRole.QUANTITY) if cells.raw(ColumnRole.QUANTITY) else Decimal(1)
        whole = (amounts[ColumnRole.PRICE] or Decimal(0)) * (Decimal(1) if quantity is None else quantity)
    if whole >= 0:
        return None
    return int((-whole * cells.minor_units).to_integral_value(rounding=ROUND_HALF_UP))


def quantity_of(cells: Cells) -> Decimal | None:
    """How much was sold, below zero if it came back; one where the row has no number."""
    if not cells.raw(ColumnRole.QUANTITY):
        return Decimal(1)
    quantity = cells.quantity(ColumnRole.QUANTITY)
    if quantity is None:
        return None
    if quantity == 0 or abs(quantity) > LINE_QUANTITY_MAX:
        cells.wrong(ColumnRole.QUANTITY, "wrong_quantity", "is not a quantity that can be sold")
        return None
    return quantity


def price_and_discount(cells: Cells, quantity: Decimal, *, is_return: bool = False) -> tuple[int, int] | None:
    """Unit price and discount that give the amount of the row, above zero also in a row that is a return.

    A price is per unit; gross is before, a total after discount.
    """
    amounts = (ColumnRole.PRICE, ColumnRole.GROSS, ColumnRole.TOTAL)
    unit, gross, total = (cells.amount(role, unsigned=is_return) for role in amounts)
    off = cells.amount(ColumnRole.DISCOUNT, unsigned=True)
    if cells.problems:
        return None
    before = line_gross(unit, quantity) if unit is not None else gross
    if before is None and total is None:
        cells.wrong(ColumnRole.PRICE, "no_price", "there is neither a price nor a total")
        return None
    if before is None:
        before = (total or 0) + (off or 0)
    if off is not None and cells.is_per_cent(ColumnRole.DISCOUNT):
        off = divide_half_up(before * off, 100 * cells.minor_units)
    after = before - off if off is not None else total if total is not None and gross is None else before
    if not 0 <= after <= before or (unit is not None and gross is None and total not in {None, after}):
        cells.wrong(ColumnRole.TOTAL, "wrong_sum", "is not price × quantity − discount")
        return None
    if unit is None:
        unit = int((Decimal(before) / quantity).to_integral_value(rounding=ROUND_CEILING))
    return unit, line_gross(unit, quantity) - after
