"""Packs, deposits, age limits and open prices: stored and found again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.catalogue.packs import WrongPack
from models.catalogue.product import NO_DEPOSIT, Pack, Product, TaxCategory
from models.money import Money
from models.pricing.price_list import NotPriced, Price
from models.quantity import Unit
from operations.installation.opening import Range, register_range
from store import catalogue, invariants, schema
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE_ACTOR, gtin, small_shop

CODES = (gtin(101), gtin(102))
COLA = Product("COLA", "Cola 33 cl", Unit.PIECE, "cafe", TaxCategory.FOOD, CODES, deposit="small")
COLA = replace(COLA, gtin_deposits=((CODES[1], "small_old"),))
CASE = Product("CASE", "Cola 24-p", Unit.PIECE, "cafe", TaxCategory.FOOD, (gtin(103),), pack=Pack("COLA", 24))
SNUS = Product("SNUS", "Snus", Unit.PIECE, "press", TaxCategory.STANDARD, (gtin(104),), age_limit=18)
REPAIR = Product("REPAIR", "Lagning", Unit.PIECE, "press", TaxCategory.STANDARD, (gtin(105),), open_price=True)
KINDS = (CASE, COLA, REPAIR, SNUS)  # the case before what is in it


@pytest.fixture
def shop(store: Store) -> Store:
    small_shop(store)
    prices = tuple(Price(each.sku, Money(1500, "SEK"), DAY) for each in (COLA, CASE, SNUS))
    register_range(store, OFFICE_ACTOR, Range(products=KINDS, prices=prices), at=AT)
    return store


def test_products_of_every_kind_are_found_as_they_were_stored(shop: Store) -> None:
    with shop.view() as view:
        stored = {each.sku: each for each in catalogue.all_products(view)}
        assert [stored[each.sku] for each in KINDS] == list(KINDS)
        assert invariants.check_all(view) == []


def test_the_deposit_of_a_barcode_comes_before_that_of_its_product(shop: Store) -> None:
    with shop.view() as view:
        found = [catalogue.offering_by_gtin(view, code, DAY).deposit for code in CODES]
        assert found == ["small", "small_old"]
        assert catalogue.offering_by_sku(view, "COLA", DAY).deposit == "small"
    without = replace(COLA, gtin_deposits=((CODES[1], NO_DEPOSIT),))
    register_range(shop, OFFICE_ACTOR, Range(products=(without,)), at=AT)
    with shop.view() as view:
        assert catalogue.offering_by_gtin(view, CODES[1], DAY).deposit is None


def test_only_an_open_price_needs_no_price(shop: Store) -> None:
    with shop.view() as view:
        offering = catalogue.offering_by_sku(view, "REPAIR", DAY)
        shelf = {each.sku for each, _ in catalogue.sellable_products(view, DAY, 1_000)}
    assert (offering.open_price, offering.price_minor) == (True, 0)
    assert "REPAIR" in shelf
    register_range(shop, OFFICE_ACTOR, Range(products=(replace(REPAIR, open_price=False),)), at=AT)
    with shop.view() as view, pytest.raises(NotPriced):
        catalogue.offering_by_sku(view, "REPAIR", DAY)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(COLA, pack=Pack("SNUS", 6)),  # the case holds it
        replace(COLA, unit=Unit.KILOGRAM),
        Product("PALLET", "Pall", Unit.PIECE, "cafe", TaxCategory.FOOD, pack=Pack("CASE", 40)),
        Product("BAG", "Påse", Unit.PIECE, "cafe", TaxCategory.FOOD, pack=Pack("BANANAS", 6)),
        Product("BOX", "Låda", Unit.PIECE, "cafe", TaxCategory.FOOD, pack=Pack("NOTHING", 6)),
    ],
    ids=lambda each: str(each.sku),
)
def test_a_pack_that_cannot_be_changes_nothing(shop: Store, wrong: Product) -> None:
    with pytest.raises(WrongPack):
        register_range(shop, OFFICE_ACTOR, Range(products=(wrong,)), at=AT)
    with shop.view() as view:
        assert [each for each in catalogue.all_products(view) if each.sku in {"COLA", wrong.sku}] == [COLA]


CHANGES = (
    (schema.product, {"age_limit": 20}),
    (schema.product, {"shelf_life_days": 3}),
    (schema.product, {"has_lots": True}),
    (schema.product, {"open_price": True}),
    (schema.product, {"deposit": "large"}),
    (schema.product, {"pack_quantity": 25}),
    (schema.product_gtin, {"deposit": "large"}),
)


def test_a_change_that_the_journal_does_not_know_is_found(shop: Store) -> None:
    for table, change in CHANGES:
        with shop.transaction() as tx:
            undo = tx.begin_nested()
            tx.execute(table.update().where(table.c.sku == "CASE").values(**change))
            found = {each.rule for each in invariants.check_all(tx)}
            undo.rollback()
            assert found == {"C8"}, change
            assert invariants.check_all(tx) == []
