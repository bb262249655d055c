"""How much of a product is left, as customers and the programs of others read it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

#: Of so much or less only few are left.
FEW = Decimal(3)


class Availability(StrEnum):
    """Whether goods can be had; ``NOT_COUNTED`` are those of which the shop never stored a stock."""

    IN_STOCK = "in_stock"
    FEW_LEFT = "few_left"
    SOLD_OUT = "sold_out"
    NOT_COUNTED = "not_counted"


def availability_of(left: Decimal | None) -> Availability:
    """What is left of a product, in its unit; ``None`` where no stock of it was ever stored.

    >>> [availability_of(each).value for each in (None, Decimal(-1), Decimal(0), Decimal("0.5"), Decimal(4))]
    ['not_counted', 'sold_out', 'sold_out', 'few_left', 'in_stock']
    """
    if left is None:
        return Availability.NOT_COUNTED
    if left <= 0:
        return Availability.SOLD_OUT
    return Availability.FEW_LEFT if left <= FEW else Availability.IN_STOCK
