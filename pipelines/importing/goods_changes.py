"""What an import would change, product by product, so that somebody can look at it before it is saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from models.catalogue.product import Product
from operations.installation.opening import Range
from pipelines.importing.report import ImportedChange
from store.importing.stored_range import StoredRange

#: Fields of a product that are one to whoever reads a list.
_BARCODES = frozenset({"gtins", "codes"})
#: In place of them; for what a supplier asks, and for the price of a single location.
BARCODE, COST, LOCATION_PRICE = "barcode", "cost", "location_price"


def product_changes(goods: Range, stored: StoredRange) -> Iterator[ImportedChange]:
    """Each product that a list creates or changes, in the order of the list."""
    products = {each.sku: each for each in goods.products}
    prices = {each.sku: each.amount.minor for each in goods.prices if each.location_id is None}
    priced_by_location = {each.sku for each in goods.prices if each.location_id is not None}
    priced_by_supplier = {each.sku for each in goods.terms}
    for sku in dict.fromkeys([*products, *(each.sku for each in goods.prices), *priced_by_supplier]):
        before = stored.products.get(sku)
        after = products.get(sku, before)
        if after is not None:
            changed = _changed(before, after) if before else ()
            cost = (COST,) if before and sku in priced_by_supplier else ()
            own_price = (LOCATION_PRICE,) if before and sku in priced_by_location else ()
            known_price = stored.prices.get(sku)
            price = prices.get(sku, known_price)
            yield ImportedChange(sku, after.name, before is None, known_price, price, (*changed, *cost, *own_price))


def _changed(before: Product, after: Product) -> tuple[str, ...]:
    """The fields of a product that differ, barcodes as one of them."""
    names = [each.name for each in fields(Product) if getattr(before, each.name) != getattr(after, each.name)]
    return tuple(dict.fromkeys(BARCODE if name in _BARCODES else name for name in names))
