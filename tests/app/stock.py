"""The small shop with more goods on its shelves, for tests that scan a lot."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime

from models.access.operator import Operator
from models.catalogue.product import NAME_LENGTH_MAX, Product, TaxCategory, clean_text
from models.pricing.price_list import Price
from models.quantity import Unit
from operations.access.operators import add_operator
from operations.installation.opening import Range, register_range
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, TILL, gtin, kr, small_shop
from tests.builders import Operator as AtTill
from tests.hostile_texts import HOSTILE_TEXTS

FIRST = 1000


def code_of(number: int) -> str:
    """What a scanner reads from good number ``number``: 13 digits."""
    return gtin(FIRST + number)[1:]


def sku_of(number: int) -> str:
    return f"G{number:05d}"


def stocked(count: int, *, is_demo: bool = False) -> Callable[[Store], None]:
    """A shop with ``count`` more products; number ``n`` costs ``n`` kronor and 50 öre."""

    def stock(store: Store) -> None:
        small_shop(store, is_demo=is_demo)
        goods = [
            Product(sku_of(n), f"Vara {n}", Unit.PIECE, "household", TaxCategory.STANDARD, (gtin(FIRST + n),))
            for n in range(1, count + 1)
        ]
        prices = [Price(sku_of(n), kr(100 * n + 50), date(2020, 1, 1)) for n in range(1, count + 1)]
        register_range(store, OFFICE_ACTOR, Range(products=tuple(goods), prices=tuple(prices)), at=AT)

    return stock


def in_use(count: int) -> Callable[[Store], None]:
    """The shop of ``stocked``, as other tests may have left it: goods before and behind all others, people, sales."""

    def stock(store: Store) -> None:
        stocked(count)(store)
        now = datetime.now(UTC)
        goods = tuple(
            Product(sku, name, Unit.PIECE, "household", TaxCategory.STANDARD)
            for sku, name in (("000", "Aa"), ("ZZZ", "Öö"))
        )
        prices = tuple(Price(each.sku, kr(100), date(2020, 1, 1)) for each in goods)
        register_range(store, OFFICE_ACTOR, Range(products=goods, prices=prices), at=now)
        for code, name in (("aa", "Aa"), ("zz", "Öö")):
            add_operator(store, OFFICE_ACTOR, Operator(code, name, "manager"), at=now)
        earlier = AtTill(store, TILL, str(uuid.uuid4()))
        for _ in range(2):
            earlier.scan("000", at=now)
            earlier.pay_cash(at=now)

    return stock


#: What a product may be called of all that was ever tried to break a page.
HOSTILE_NAMES = sorted({name for text in HOSTILE_TEXTS if 0 < len(name := clean_text(text)) <= NAME_LENGTH_MAX})


def stock_hostile(store: Store) -> None:
    """The small shop, with a product of each hostile name."""
    small_shop(store)
    goods = tuple(
        Product(f"H{number}", name, Unit.PIECE, "household", TaxCategory.STANDARD)
        for number, name in enumerate(HOSTILE_NAMES)
    )
    prices = tuple(Price(each.sku, kr(100), date(2020, 1, 1)) for each in goods)
    register_range(store, OFFICE_ACTOR, Range(products=goods, prices=prices), at=datetime.now(UTC))
