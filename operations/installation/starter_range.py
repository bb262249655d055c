"""First goods for a new shop: a small range for each trade, with example prices, or a few goods typed in.

``starter_goods.tsv`` has one row per product. Its tax categories are those of the goods; the rate follows from the day.
The SKU of such a product begins with its trade, which marks its price as an example until somebody sets another.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib import resources

from models.access.actor import Actor
from models.access.permission import Permission
from models.barcode import parse_gtin
from models.catalogue.product import Category, Product, TaxCategory, WrongProduct, clean_text
from models.pricing.price_list import Price
from models.pricing.price_text import parse_amount
from models.quantity import Unit
from models.setup_steps import SetupStep, StepState
from operations.access.permissions import check
from operations.installation.opening import Range, save_range
from operations.installation.shop_setup import save_step
from operations.unit_of_work import unit_of_work
from store import shop
from store.catalogue import all_categories, all_products
from store.catalogue.example_prices import single_prices
from store.database.engine import Connection, Store


class StarterTrade(StrEnum):
    """What kind of shop a starter range is for."""

    KIOSK = "kiosk"
    GROCER = "grocer"
    CAFE = "cafe"
    BOUTIQUE = "boutique"


@dataclass(frozen=True, slots=True)
class TypedGood:
    """A product as somebody typed it: its price with tax, and its barcode, if it has one."""

    name: str
    price: str
    tax_category: TaxCategory = TaxCategory.STANDARD
    barcode: str = ""


#: The category of goods that were typed in.
TYPED = Category("own", {"sv": "Varor", "en": "Goods"}, 1)
#: In the place of a SKU until a product is known to be a new one.
NO_SKU = "-"


def add_starter_range(store: Store, actor: Actor, trade: StarterTrade, language: str, *, at: datetime) -> int:
    """Add the goods of a trade that are not there yet, priced from the business day of ``at`` on; returns how many.

    Their names are in ``language``; categories have their names in both.
    """
    check(actor, Permission.CHANGE_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        company = shop.get_shop(work.tx)
        stored_skus, named = (
            {each.sku for each in all_products(work.tx)},
            {each.code for each in all_categories(work.tx)},
        )
        rows = [row for row in _rows() if row["trade"] == trade.value and row["sku"] not in stored_skus]
        day = company.business_day(at)
        categories = [each for each in _categories(rows) if each.code not in named]
        products = [_product(row, language) for row in rows]
        prices = [Price(row["sku"], parse_amount(row["price"], company.currency), day) for row in rows]
        save_range(work, Range(tuple(categories), tuple(products), tuple(prices)))
        save_step(work, SetupStep.GOODS, StepState.DONE)
    return len(rows)


def add_typed_goods(store: Store, actor: Actor, goods: Sequence[TypedGood], *, at: datetime) -> list[str]:
    """Add goods that somebody typed, all or nothing, and return their SKUs.

    A product that was typed before with the same name, price, tax and barcode is not added again: somebody repeats what
    was not answered. Raises :class:`models.pricing.price_text.WrongAmount`,
    :class:`models.catalogue.product.WrongProduct` or :class:`models.barcode.NotAGtin`.
    """
    check(actor, Permission.CHANGE_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        company = shop.get_shop(work.tx)
        products, minor = all_products(work.tx), single_prices(work.tx)
        numbers = {
            (replace(each, sku=NO_SKU), minor.get(each.sku)): each.sku
            for each in products
            if each.category == TYPED.code
        }
        used_gtins = {code for each in products for code in each.gtins}
        last = max((int(each.sku) for each in products if each.sku.isdecimal() and len(each.sku) < 7), default=1000)
        new: list[Product] = []
        prices, skus = [], []
        for good in goods:
            product, price = _typed_product(good), parse_amount(good.price, company.currency)
            sku = numbers.get((product, price.minor))
            if sku is None:
                _check_unused(good, product, used_gtins)
                sku = numbers[product, price.minor] = str(last + 1 + len(new))
                new.append(replace(product, sku=sku))
                prices.append(Price(sku, price, company.business_day(at)))
            skus.append(sku)
        categories = () if TYPED.code in {each.code for each in all_categories(work.tx)} else (TYPED,)
        save_range(work, Range(categories, tuple(new), tuple(prices)))
        save_step(work, SetupStep.GOODS, StepState.DONE)
    return skus


def example_prices(view: Connection) -> list[str]:
    """The SKUs of the starter goods whose price nobody has set yet."""
    prices, currency = single_prices(view), shop.get_shop(view).currency
    return [row["sku"] for row in _rows() if prices.get(row["sku"]) == parse_amount(row["price"], currency).minor]


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = resources.files("operations.installation").joinpath("starter_goods.tsv").read_text("utf-8")
    rows: list[dict[str, str]] = []
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        number = 1 + sum(each["trade"] == row["trade"] for each in rows)
        rows.append({**row, "sku": f"{row['trade']}-{number:02d}"})
    return tuple(rows)


def _categories(rows: Sequence[dict[str, str]]) -> list[Category]:
    by_code = {row["category"]: {"sv": row["swedish"], "en": row["english"]} for row in rows}
    return [Category(code, names, position) for position, (code, names) in enumerate(by_code.items(), start=1)]


def _product(row: dict[str, str], language: str) -> Product:
    name = row["name_en"] if language == "en" else row["name"]
    return Product(row["sku"], name, Unit(row["unit"]), row["category"], TaxCategory(row["tax"]))


def _typed_product(good: TypedGood) -> Product:
    """The product with :data:`NO_SKU` yet."""
    gtins = (parse_gtin(good.barcode),) if good.barcode.strip() else ()
    return Product(NO_SKU, clean_text(good.name), Unit.PIECE, TYPED.code, good.tax_category, gtins)


def _check_unused(good: TypedGood, product: Product, used_gtins: set[str]) -> None:
    if not used_gtins.isdisjoint(product.gtins):
        raise WrongProduct("barcode", good.barcode.strip(), "belongs to another product")
    used_gtins.update(product.gtins)
