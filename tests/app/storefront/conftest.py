"""A web shop over the small shop with stock, and its visitors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from starlette.testclient import TestClient

from app.counter.favourites import Favourites
from app.storefront.storefront_app import make_storefront
from models.catalogue.content import Content, ContentUnit
from models.catalogue.product import Category, Product, TaxCategory
from models.pricing.price_list import Price
from models.quantity import Unit
from models.shop_settings import STOREFRONT_OPEN
from operations.installation.change_settings import change_setting
from operations.installation.opening import Range, register_range
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, kr, small_shop, stock_up

GRAMS = Content(Decimal(200), ContentUnit.GRAM)
#: Goods of each kind by SKU: whether the web shop shows them is in the tests.
KINDS = (
    Product("BAR", "Chokladkaka mörk", Unit.PIECE, "sweets", TaxCategory.FOOD, content=GRAMS),
    Product("SNUS", "Snus portion", Unit.PIECE, "tobacco", TaxCategory.STANDARD),
    Product("BEER", "Folköl 3,5 %", Unit.PIECE, "sweets", TaxCategory.STANDARD, age_limit=18),
    Product("BOOST", "Energidryck 25 cl", Unit.PIECE, "sweets", TaxCategory.FOOD, age_limit=15, deposit="small"),
    Product("OLD", "Gammal kaka", Unit.PIECE, "sweets", TaxCategory.FOOD, active=False),
    Product("FREE", "Utan pris", Unit.PIECE, "sweets", TaxCategory.FOOD),
    Product("OPEN", "Blombukett", Unit.PIECE, "sweets", TaxCategory.STANDARD, open_price=True),
)  # fmt: skip
SHOWN, HIDDEN = {"BAR", "BOOST"}, {"SNUS", "BEER", "OLD", "FREE", "OPEN"}


@dataclass(frozen=True, slots=True)
class WebShop:
    """The web shop, and a visitor whose browser asks for English."""

    store: Store
    http: TestClient

    def set(self, name: str, value: str) -> None:
        change_setting(self.store, OFFICE_ACTOR, name, value, at=datetime.now(UTC))

    def text(self, path: str, status: int = 200, language: str = "en") -> str:
        reply = self.http.get(path, headers={"accept-language": language})
        assert reply.status_code == status, (path, reply.status_code, reply.text[:300])
        return reply.text


def fill(store: Store) -> Store:
    """The small shop with stock and goods of each kind, whose web shop is closed."""
    small_shop(store)
    stock_up(store)
    names = {"sweets": ("Godis", "Sweets"), "tobacco": ("Tobak", "Tobacco")}
    categories = tuple(Category(code, {"sv": sv, "en": en}, 9) for code, (sv, en) in names.items())
    prices = tuple(Price(each.sku, kr(2490), date(2020, 1, 1)) for each in KINDS if each.sku not in {"FREE", "OPEN"})
    register_range(store, OFFICE_ACTOR, Range(categories=categories, products=KINDS, prices=prices), at=AT)
    return store


def open_storefront(store: Store) -> WebShop:
    """The web shop of a shop that opens it."""
    app = make_storefront(lambda: store, Favourites().at, language="sv")
    web_shop = WebShop(store, TestClient(app, base_url="http://localhost", raise_server_exceptions=False))
    web_shop.set(STOREFRONT_OPEN, "yes")
    return web_shop


@pytest.fixture
def web_shop(store: Store) -> WebShop:
    """Over SQLite and over PostgreSQL."""
    return open_storefront(fill(store))


@pytest.fixture
def sqlite_web_shop(sqlite_store: Store) -> WebShop:
    return open_storefront(fill(sqlite_store))
