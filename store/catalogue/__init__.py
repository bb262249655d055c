"""Products, barcodes, categories, prices and tax rates: stored and looked up."""

from store.catalogue.contents import contents_of
from store.catalogue.goods_list import GoodsFilter, ListedProduct, count_goods, list_goods, skus_of
from store.catalogue.offerings import (
    offering_by_code,
    offering_by_gtin,
    offering_by_sku,
    offerings_of,
    sellable_products,
    sku_alike,
    skus_after,
    withdrawn_name,
)
from store.catalogue.one_product import (
    UnknownProduct,
    find_products,
    free_sku,
    get_product,
    has_category,
    lock_range,
    owner_of,
    prices_of,
    remove_barcodes,
    remove_prices,
    sold_at,
)
from store.catalogue.quick_key_rows import quick_key_pages, replace_quick_keys
from store.catalogue.range_rows import add_categories, add_prices, add_products, add_tax_rates
from store.catalogue.whole_range import (
    all_categories,
    all_products,
    all_tax_rates,
    categories_in_use,
    has_products,
    tax_categories_in_use,
    tax_rates,
)

__all__ = [
    "GoodsFilter",
    "ListedProduct",
    "UnknownProduct",
    "add_categories",
    "add_prices",
    "add_products",
    "add_tax_rates",
    "all_categories",
    "all_products",
    "all_tax_rates",
    "categories_in_use",
    "contents_of",
    "count_goods",
    "find_products",
    "free_sku",
    "get_product",
    "has_category",
    "has_products",
    "list_goods",
    "lock_range",
    "offering_by_code",
    "offering_by_gtin",
    "offering_by_sku",
    "offerings_of",
    "owner_of",
    "prices_of",
    "quick_key_pages",
    "remove_barcodes",
    "remove_prices",
    "replace_quick_keys",
    "sellable_products",
    "sku_alike",
    "skus_after",
    "skus_of",
    "sold_at",
    "tax_categories_in_use",
    "tax_rates",
    "withdrawn_name",
]
