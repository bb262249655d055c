"""Goods of the demo that are sold in a way of their own: with deposit, by the case, to adults, at an open price."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from models.access.actor import Actor
from models.catalogue.product import Pack, Product, TaxCategory
from models.jurisdiction.deposits import DepositClass
from models.jurisdiction.own_deposits import with_amount
from models.money import Money, divide_half_up
from models.pricing.price_list import Price
from models.quantity import Unit
from operations.catalogue.deposit_changes import save_deposit
from store.database.engine import Store

#: Families whose packs have a deposit, and those that only adults may buy, by their Swedish names.
WITH_DEPOSIT = frozenset(
    {"Läsk", "Mineralvatten", "Energidryck", "Julmust", "Påskmust", "Folköl 3,5 %", "Alkoholfri öl 0,4 %"}
)
FOR_ADULTS = frozenset(
    {"Cigaretter", "Snus portion", "Lössnus", "Nikotinpåsar", "Skraplott", "Jullott", "Folköl 3,5 %"}
)
ADULT = 18
CASE_SKU, FLOWERS_SKU = "9001", "9002"
CASE_OF, CASE_PER_CENT = 24, 90
#: One location asks more for the case than the rest of the shop.
CASE_DEARER_AT, CASE_DEARER_MINOR = 2, 1_000
COFFEE_SKU, COFFEE_MINOR = "9003", 3_200
COFFEE = {"sv": "Kaffe i returmugg", "en": "Coffee in a returnable cup"}
#: A deposit of the shop's own.
CUP, CUP_MINOR = DepositClass("cup", {"sv": "Returmugg", "en": "Returnable cup"}, ()), 1_000
FLOWERS = {"sv": "Blombukett", "en": "Bunch of flowers"}


def deposit_class(family: str, size: str) -> str | None:
    """The class of deposit of a family's goods in a size: bottles of more than a litre have a larger one.

    >>> deposit_class("Läsk", "33 cl"), deposit_class("Läsk", "1,5 l"), deposit_class("Juice", "1 l")
    ('small', 'large', None)
    """
    if family not in WITH_DEPOSIT:
        return None
    return "large" if size.endswith(" l") else "small"


def age_limit(family: str) -> int | None:
    """How old the buyer of a family's goods must be."""
    return ADULT if family in FOR_ADULTS else None


def kinds_of_goods(
    goods: Sequence[tuple[Product, int]], first: date, language: str, currency: str
) -> tuple[list[Product], list[Price]]:
    """A case of the first can among ``goods`` (products with their prices), flowers at an open price, coffee in a cup.

    Nobody has bought any of them yet.
    """
    flowers = Product(FLOWERS_SKU, FLOWERS[language], Unit.PIECE, "household", TaxCategory.STANDARD, open_price=True)
    coffee = Product(COFFEE_SKU, COFFEE[language], Unit.PIECE, "cafe", TaxCategory.FOOD, deposit=CUP.code)
    coffee_price = Price(COFFEE_SKU, Money(COFFEE_MINOR, currency), first)
    can, price_minor = next(((p, minor) for p, minor in goods if p.deposit == "small"), (None, 0))
    if can is None:
        return [flowers, coffee], [coffee_price]
    name = f"{can.name} {CASE_OF}-{'pack' if language == 'en' else 'p'}"
    case = Product(
        CASE_SKU, name, Unit.PIECE, can.category, can.tax_category, deposit=can.deposit, pack=Pack(can.sku, CASE_OF)
    )
    amount = divide_half_up(price_minor * CASE_OF * CASE_PER_CENT, 10_000) * 100
    price, dearer = Money(amount, currency), Money(amount + CASE_DEARER_MINOR, currency)
    prices = [Price(CASE_SKU, price, first), Price(CASE_SKU, dearer, first, location_id=CASE_DEARER_AT)]
    return [case, flowers, coffee], [*prices, coffee_price]


def make_cups(store: Store, actor: Actor, first: date, *, at: datetime) -> None:
    """A deposit of the shop's own, on the cup of the coffee."""
    save_deposit(store, actor, with_amount(CUP, first, CUP_MINOR), before=None, at=at)
