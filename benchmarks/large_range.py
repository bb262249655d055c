"""A shop with as many products as a benchmark needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

from models.barcode import check_digit
from models.catalogue.product import Product, TaxCategory
from models.money import Money
from models.pricing.price_list import Price
from models.purchasing.supplier import Supplier, SupplierTerm
from models.quantity import Unit
from models.shop import Device
from operations.installation.opening import NewShop, Range, register_range, register_shop
from store.database.engine import Store
from tests.app.served import Served
from tests.builders import AT, CATEGORIES, COMPANY, DEVICES, LOCATIONS, OFFICE_ACTOR

TAX = (TaxCategory.FOOD, TaxCategory.STANDARD, TaxCategory.RESTAURANT, TaxCategory.CULTURE)


def gtin(number: int) -> str:
    """The barcode of product ``number``: 13 digits for use within a company, padded to 14."""
    body = f"20{number:010d}"
    return f"0{body}{check_digit(body)}"


def open_large_range(store: Store, products: int, devices: tuple[Device, ...] = DEVICES) -> Store:
    """The shop with so many products, each with a barcode, a price, an older price and a supplier's terms."""
    register_shop(store, OFFICE_ACTOR, NewShop(COMPANY, LOCATIONS, devices), at=AT)
    numbers = range(products)
    goods = Range(
        categories=CATEGORIES,
        products=tuple(_product(number) for number in numbers),
        prices=tuple(price for number in numbers for price in _prices(number)),
        suppliers=(Supplier("GROSS", "Grossisten AB", 2, 7),),
        terms=tuple(
            SupplierTerm(_sku(n), "GROSS", Money(500 + n % 9000, "SEK"), Decimal(6), Decimal(12)) for n in numbers
        ),
    )
    register_range(store, OFFICE_ACTOR, goods, at=AT)
    return store


@contextmanager
def serving_large_range(home: Path, products: int) -> Iterator[Served]:
    """The real server over a shop with so many products, in the new folder ``home``; stopped at the end."""
    home.mkdir()
    served = Served(home, lambda store: open_large_range(store, products))
    served.start()
    try:
        yield served
    finally:
        served.stop()


def _sku(number: int) -> str:
    return f"P{number:06d}"


def _product(number: int) -> Product:
    category = CATEGORIES[number % len(CATEGORIES)].code
    tax = TAX[number % len(TAX)]
    return Product(_sku(number), f"Vara nummer {number}", Unit.PIECE, category, tax, (gtin(number),))


def _prices(number: int) -> tuple[Price, Price]:
    minor = 1000 + number % 20_000
    return (
        Price(_sku(number), Money(minor, "SEK"), date(2020, 1, 1)),
        Price(_sku(number), Money(minor + 90, "SEK"), date(2026, 2, 1)),
    )
