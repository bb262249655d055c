"""Products, barcodes, categories, prices and tax rates: stored and looked up."""

from store.catalogue.offerings import (
    offering_by_code,
    offering_by_gtin,
    offering_by_sku,
    sellable_products,
    sku_alike,
    withdrawn_name,
)
from store.catalogue.range_rows import add_categories, add_prices, add_products, add_tax_rates
from store.catalogue.whole_range import all_categories, all_products, categories_in_use, tax_rates

__all__ = [
    "add_categories",
    "add_prices",
    "add_products",
    "add_tax_rates",
    "all_categories",
    "all_products",
    "categories_in_use",
    "offering_by_code",
    "offering_by_gtin",
    "offering_by_sku",
    "sellable_products",
    "sku_alike",
    "tax_rates",
    "withdrawn_name",
]
