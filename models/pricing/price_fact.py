"""Prices as a fact of the journal."""

from __future__ import annotations

from collections.abc import Iterable

from models.facts.price import NewPrice, PriceChanged
from models.pricing.price_list import Price


def prices_fact(prices: Iterable[Price]) -> PriceChanged:
    """The fact that products got these prices."""
    return PriceChanged(
        tuple(NewPrice(each.sku, each.valid_from, each.valid_until, each.amount.minor) for each in prices)
    )
