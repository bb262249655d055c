"""Goods that a list names by nothing but their name."""

from __future__ import annotations

from integrations.spreadsheets.heading_words import plain
from store.importing.stored_range import StoredRange


def skus_by_name(stored: StoredRange) -> dict[str, str]:
    """The SKU of each name that only one product has."""
    skus: dict[str, str] = {}
    twice = {""}
    for product in stored.products.values():
        name = plain(product.name)
        twice |= {name} & skus.keys()
        skus[name] = product.sku
    return {name: sku for name, sku in skus.items() if name not in twice}
