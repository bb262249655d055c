"""Which goods of the shelf an order is promised, and whether they are left: packs and kits count what they take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.catalogue.kit import KitContents, sold_kit
from models.catalogue.product import Product

#: Quantities by SKU.
Units = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class WantedGoods:
    """So many pieces of a product, and what it is made of if it is a kit."""

    product: Product
    quantity: int
    kit: KitContents | None = None

    def units(self, quantity: int) -> dict[str, Decimal]:
        """What so many take from the shelf, by SKU: as a sale would."""
        if self.kit is not None:
            return {part.sku: part.quantity for part in sold_kit(self.kit, Decimal(quantity)).parts if part.quantity}
        pack = self.product.pack
        if pack is not None:
            return {pack.sku: Decimal(quantity * pack.quantity)}
        return {self.product.sku: Decimal(quantity)}


def promised_units(goods: Iterable[WantedGoods]) -> dict[str, Decimal]:
    """What all of them take from the shelf, by SKU.

    >>> from models.catalogue.product import TaxCategory
    >>> from models.quantity import Unit
    >>> milk = Product("MILK", "Milk", Unit.PIECE, "dairy", TaxCategory.FOOD)
    >>> promised_units([WantedGoods(milk, 2), WantedGoods(milk, 1)])
    {'MILK': Decimal('3')}
    """
    sums: dict[str, Decimal] = {}
    for each in goods:
        for sku, units in each.units(each.quantity).items():
            sums[sku] = sums.get(sku, Decimal(0)) + units
    return dict(sorted(sums.items()))


def left_for_each(goods: Sequence[WantedGoods], free: Units) -> list[int]:
    """How many of each can be promised, the first ones first; products that ``free`` lacks were never counted.

    >>> from models.catalogue.product import TaxCategory
    >>> from models.quantity import Unit
    >>> milk = Product("MILK", "Milk", Unit.PIECE, "dairy", TaxCategory.FOOD)
    >>> wanted = [WantedGoods(milk, 2), WantedGoods(milk, 2)]
    >>> left_for_each(wanted, {"MILK": Decimal(3)}), left_for_each(wanted, {})
    ([2, 1], [2, 2])
    """
    remaining, counts = dict(free), list[int]()
    for each in goods:
        count = each.quantity
        while count and not _fits(each.units(count), remaining):
            count -= 1
        for sku, units in each.units(count).items():
            if sku in remaining:
                remaining[sku] -= units
        counts.append(count)
    return counts


def _fits(units: Units, remaining: Units) -> bool:
    return all(quantity <= remaining[sku] for sku, quantity in units.items() if sku in remaining)
