"""Price breaks of a supplier: from a quantity on, every unit of an order costs less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.money import Money
from models.purchasing.supplier import SupplierTerm, WrongTerm
from models.quantity import to_milli

BREAKS_MAX = 12
QUANTITY_MAX = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class PriceBreak:
    """From ``least`` units in an order on, each of its units costs ``cost`` without tax."""

    least: Decimal
    cost: Money


Breaks = tuple[PriceBreak, ...]


def in_order(term: SupplierTerm, breaks: Sequence[PriceBreak]) -> Breaks:
    """The breaks by quantity; raises :class:`models.purchasing.supplier.WrongTerm` unless more always costs less."""
    ordered = tuple(sorted(breaks, key=lambda each: each.least))
    if len(ordered) > BREAKS_MAX:
        raise WrongTerm(term.sku, "price breaks", f"must not be more than {BREAKS_MAX}")
    least, cost = Decimal(0), term.cost
    for each in ordered:
        if not (each.least.is_finite() and least < each.least <= QUANTITY_MAX and _is_fine(each.least)):
            raise WrongTerm(term.sku, "quantity of a price break", "must be above zero, and be there once")
        if not 0 <= each.cost.minor < cost.minor:
            raise WrongTerm(term.sku, "cost of a price break", "must be below that of a smaller quantity")
        least, cost = each.least, each.cost
    return ordered


def cost_at(cost: Money, breaks: Sequence[PriceBreak], quantity: Decimal) -> Money:
    """What a unit costs in an order of so many; ``cost`` is that of a few, which is never exceeded.

    >>> breaks = (PriceBreak(Decimal(24), Money(900, "SEK")), PriceBreak(Decimal(96), Money(850, "SEK")))
    >>> [cost_at(Money(1000, "SEK"), breaks, Decimal(units)).minor for units in (23, 24, 95, 96)]
    [1000, 900, 900, 850]
    """
    reached = [each.cost for each in breaks if each.least <= quantity]
    return min([cost, *reached], key=lambda each: each.minor)


def _is_fine(quantity: Decimal) -> bool:
    try:
        to_milli(quantity)
    except ValueError:
        return False
    return True
