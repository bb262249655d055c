"""What goods cost before they came into this shop: prices of a former system, which hold on days that are over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from models.pricing.price_list import Price


def former_rows(stored: Iterable[Price], former: Iterable[Price]) -> list[Price]:
    """The prices to store so that the days before a product had a price here have that of the former system.

    Each ends at the latest on the first day of which the shop knows a price of the product, so that no price of that
    day or later changes. Nothing is taken of a product without a price here, nor of what began later. Prices of
    locations are the shop's own.

    >>> from datetime import date
    >>> from models.money import Money
    >>> here = Price("MILK", Money(1990, "SEK"), date(2026, 11, 23))
    >>> before = [Price("MILK", Money(minor, "SEK"), date(2026, month, 1)) for minor, month in ((1690, 3), (2190, 12))]
    >>> [(each.amount.minor, str(each.valid_until)) for each in former_rows([here], before)]
    [(1690, '2026-11-23')]
    """
    firsts: dict[str, Price] = {}
    for each in stored:
        if each.location_id is None:
            firsts[each.sku] = min(firsts.get(each.sku, each), each, key=lambda price: price.valid_from)
    rows = []
    for each in former:
        first = firsts.get(each.sku)
        if first is not None and each.location_id is None and each.valid_from < first.valid_from:
            until = min(each.valid_until or first.valid_from, first.valid_from)
            rows.append(replace(each, valid_until=until))
    return rows
