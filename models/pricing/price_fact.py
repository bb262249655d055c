"""Prices as a fact of the journal."""

from __future__ import annotations

from collections.abc import Iterable

from models.facts.price import NewPrice, PriceChanged, PricesWithdrawn, WithdrawnPrice
from models.pricing.price_list import Price


def prices_fact(prices: Iterable[Price]) -> PriceChanged:
    """The fact that products got these prices."""
    return PriceChanged(
        tuple(
            NewPrice(each.sku, each.valid_from, each.valid_until, each.amount.minor, each.location_id)
            for each in prices
        )
    )


def withdrawn_fact(prices: Iterable[Price]) -> PricesWithdrawn:
    """The fact that these prices no longer are to hold."""
    return PricesWithdrawn(tuple(WithdrawnPrice(each.sku, each.valid_from, each.location_id) for each in prices))
