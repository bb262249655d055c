"""A deposit of the shop's own, and goods that have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Protocol

from models.catalogue.product import Pack, Product, TaxCategory
from models.jurisdiction.deposits import DepositAmount, DepositClass
from models.jurisdiction.own_deposits import OF_SHOP
from models.pricing.price_list import Price
from models.quantity import Unit
from operations.catalogue.deposit_changes import save_deposit
from operations.installation.opening import Range, register_range
from store.catalogue.deposit_rows import own_deposits
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE_ACTOR, kr

NAMES = {"sv": "Läskback", "en": "Crate"}
CRATE = DepositClass("crate", NAMES, (DepositAmount(DAY, 2500, OF_SHOP),))
#: Goods of two rates of tax, and a pack of them.
BEER = Product("BEER", "Folköl, back", Unit.PIECE, "cafe", TaxCategory.STANDARD, deposit="crate")
SODA = Product("SODA", "Läsk, returglas", Unit.PIECE, "cafe", TaxCategory.FOOD, deposit="crate")
TWO = Product("TWO", "Två backar", Unit.PIECE, "cafe", TaxCategory.STANDARD, deposit="crate", pack=Pack("BEER", 2))


def make_crates(store: Store) -> Store:
    """The class, and goods of two rates of tax that have it, in a shop that is there."""
    save_deposit(store, OFFICE_ACTOR, CRATE, before=None, at=AT)
    prices = tuple(Price(each.sku, kr(10_000), date(2020, 1, 1)) for each in (BEER, SODA, TWO))
    register_range(store, OFFICE_ACTOR, Range(products=(BEER, SODA, TWO), prices=prices), at=AT)
    return store


class _NamedShop(Protocol):
    """A shop, and the names in it."""

    store: Store
    names: list[str]


def name_crate(shop: _NamedShop, text: Callable[[], str]) -> None:
    """Give the class new names, and add the Swedish one to those of the shop."""
    with shop.store.view() as view:
        before = next(iter(own_deposits(view)), None)
    renamed = replace(CRATE, names={"sv": text(), "en": text()})
    shop.names.append(save_deposit(shop.store, OFFICE_ACTOR, renamed, before=before, at=AT).name_in("sv"))
