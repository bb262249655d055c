"""The goods of the shop as a product list for Shopify or WooCommerce."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from integrations.book_services.book_voucher import decimal_number
from integrations.web_shop_files.web_shop_tables import TaxClass, WebShopForm, WebShopGoods, product_list
from models.catalogue.offering import Offering
from models.catalogue.product import Product, TaxCategory
from models.jurisdiction.countries import jurisdiction_of
from models.quantity import Unit
from operations.access.tills import check_location
from store import stock
from store.catalogue.offerings import offerings_of, skus_after
from store.catalogue.one_product import find_products
from store.catalogue.whole_range import all_categories, tax_rates
from store.database.engine import Connection
from store.shop import get_shop

#: Products that are read in one go.
GOODS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class WebShopFile:
    """A list, how many goods are in it, and how many are not, by why: ``by_weight`` and ``open_price``."""

    content: bytes
    products: int
    left_out: Mapping[str, int]


def web_shop_file(view: Connection, form: WebShopForm, *, location_id: int | None = None, at: datetime) -> WebShopFile:
    """Everything that is sold by the piece at a price of its own, with its stock at a location or in the whole shop.

    Raises :class:`operations.access.tills.NoSuchLocation`.
    """
    if location_id is not None:
        check_location(view, location_id)
    left_out = Counter[str]()
    goods = list(_goods(view, location_id, at, left_out))
    return WebShopFile(product_list(goods, form), len(goods), dict(sorted(left_out.items())))


def _goods(view: Connection, location_id: int | None, at: datetime, left_out: Counter[str]) -> Iterator[WebShopGoods]:
    company, after = get_shop(view), ""
    day = company.tax_day(at)
    rates = tax_rates(view, company.country, day)
    language = jurisdiction_of(company.country).language
    names = {each.code: each.name_in(language) for each in all_categories(view)}
    while skus := skus_after(view, after, GOODS_AT_ONCE):
        after = skus[-1]
        products = find_products(view, skus)
        left = stock.left_of(view, list(products.values()), location_id)
        for sku, offering in offerings_of(view, skus, day, location_id).items():
            why = _why_left_out(offering)
            if why:
                left_out[why] += 1
                continue
            product, units = products[sku], left.get(sku)
            yield WebShopGoods(
                sku,
                offering.name,
                names.get(product.category, ""),
                decimal_number(offering.price_minor),
                None if offering.cost_minor is None else decimal_number(offering.cost_minor),
                next(iter(product.gtins), ""),
                None if units is None else int(units),
                _tax_class(product, rates),
            )


def _why_left_out(offering: Offering) -> str:
    if offering.open_price:
        return "open_price"
    return "" if offering.unit is Unit.PIECE else "by_weight"


def _tax_class(product: Product, rates: Mapping[TaxCategory, int]) -> TaxClass:
    rate = rates.get(product.tax_category, 0)
    if rate == 0:
        return TaxClass.NONE
    return TaxClass.FULL if rate == max(rates.values()) else TaxClass.REDUCED
