"""Creating, changing and discontinuing one product: all or nothing, once, with its fact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from models.access.actor import Actor
from models.barcode import UnknownBarcode
from models.card_data import CardDataRefused
from models.catalogue.product import Product, TaxCategory
from models.errors import KassaError
from models.facts.barcode import BarcodesRemoved, RemovedBarcodes
from models.facts.product import ProductsChanged
from models.facts.registry import read_fact
from models.money import Money
from models.own_code import ReservedCode
from models.pricing.price_change import PRICE_MINOR_MAX, WrongPrice
from models.quantity import Unit
from operations.access.permissions import NotPermitted
from operations.catalogue.product_changes import (
    NewProduct,
    ProductChangedMeanwhile,
    SkuTaken,
    change_product,
    create_product,
    discontinue_product,
    restore_product,
)
from operations.catalogue.product_checks import BarcodeInUse, TaxCategoryWithoutRate, UnknownCategory
from operations.installation.opening import Range, register_range
from operations.selling.scanned_product import NoLongerSold
from store import catalogue, invariants, journal, schema
from store.catalogue import UnknownProduct
from store.database.engine import Store
from tests.builders import AT, DAY, MILK, OFFICE, OFFICE_ACTOR, Operator, gtin, kr, small_shop

CHEESE = Product("CHEESE", "Ost, lagrad", Unit.PIECE, "dairy", TaxCategory.FOOD, (gtin(70), gtin(71)), codes=("OST-1",))


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def facts_of_office(store: Store) -> list[object]:
    with store.view() as view:
        return [read_fact(row.kind, row.payload).fact for row in journal.read(view, OFFICE)]


def stored(store: Store, sku: str) -> Product:
    with store.view() as view:
        assert invariants.check_all(view) == []
        return catalogue.get_product(view, sku)


def test_a_new_product_is_sold_at_once_and_creating_it_twice_is_once(shop: Store) -> None:
    create_product(shop, OFFICE_ACTOR, NewProduct(CHEESE, kr(8990)), at=AT)
    before = facts_of_office(shop)
    again = replace(CHEESE, gtins=tuple(reversed(CHEESE.gtins)))
    create_product(shop, OFFICE_ACTOR, NewProduct(again, kr(8990)), at=AT)

    assert facts_of_office(shop) == before
    assert stored(shop, "CHEESE") == CHEESE
    for code in (gtin(71)[1:], "OST-1", "CHEESE"):
        basket = Operator(shop).scan(code).basket
        assert basket is not None
    basket = Operator(shop).state().basket
    assert basket is not None
    assert basket.gross == kr(3 * 8990)


REFUSED: list[tuple[Product, Money | None, type[KassaError]]] = [
    (replace(CHEESE, sku="MILK"), None, SkuTaken),
    (replace(CHEESE, gtins=MILK.gtins), None, BarcodeInUse),
    (replace(CHEESE, sku="kxr-1"), None, ReservedCode),
    (replace(CHEESE, codes=("KXT1",)), None, ReservedCode),
    (replace(CHEESE, category="none"), None, UnknownCategory),
    (replace(CHEESE, name="4111 1111 1111 1111"), None, CardDataRefused),
    (CHEESE, Money(PRICE_MINOR_MAX + 1, "SEK"), WrongPrice),
]


@pytest.mark.parametrize(
    ("product", "price", "error"), REFUSED, ids=[f"{each[2].__name__}-{number}" for number, each in enumerate(REFUSED)]
)
def test_a_product_that_cannot_be_is_refused_and_nothing_is_stored(
    shop: Store, product: Product, price: Money | None, error: type[KassaError]
) -> None:
    before = facts_of_office(shop)
    with pytest.raises(error):
        create_product(shop, OFFICE_ACTOR, NewProduct(product, price), at=AT)
    assert facts_of_office(shop) == before
    assert stored(shop, "MILK") == MILK
    with shop.view() as view, pytest.raises(UnknownProduct):
        catalogue.get_product(view, "CHEESE")


def test_a_product_of_before_with_a_reserved_code_is_changed_as_ever(shop: Store) -> None:
    old = replace(CHEESE, sku="KXT-5", codes=("KXT-6",))
    register_range(shop, OFFICE_ACTOR, Range(products=(old,)), at=AT)
    change_product(shop, OFFICE_ACTOR, old, replace(old, name="Nytt namn"), at=AT)
    with pytest.raises(ReservedCode):
        change_product(shop, OFFICE_ACTOR, replace(old, name="Nytt namn"), replace(old, codes=("KXT-7",)), at=AT)
    assert stored(shop, "KXT-5").name == "Nytt namn"


def test_the_refusal_of_a_barcode_names_the_product_that_has_it(shop: Store) -> None:
    with pytest.raises(BarcodeInUse) as refused:
        change_product(shop, OFFICE_ACTOR, MILK, replace(MILK, gtins=(*MILK.gtins, gtin(2))), at=AT)
    assert (refused.value.sku, refused.value.name, refused.value.barcode) == ("BANANAS", "Bananer", gtin(2)[1:])


def test_a_tax_category_without_a_rate_is_refused(shop: Store) -> None:
    with shop.transaction() as tx:
        tx.execute(schema.tax_rate.delete().where(schema.tax_rate.c.tax_category == "culture"))
    with pytest.raises(TaxCategoryWithoutRate):
        change_product(shop, OFFICE_ACTOR, MILK, replace(MILK, tax_category=TaxCategory.CULTURE), at=AT)


def test_a_change_replaces_the_barcodes_and_says_in_the_journal_which_went(shop: Store) -> None:
    after = replace(MILK, name="Lättmjölk", gtins=(gtin(80),), codes=("M-1",))
    change_product(shop, OFFICE_ACTOR, MILK, after, at=AT)
    change_product(shop, OFFICE_ACTOR, MILK, after, at=AT)

    assert stored(shop, "MILK") == after
    removed, changed = facts_of_office(shop)[-2:]
    assert removed == BarcodesRemoved((RemovedBarcodes("MILK", MILK.gtins, ()),))
    assert isinstance(changed, ProductsChanged)
    with pytest.raises(UnknownBarcode), shop.view() as view:
        catalogue.offering_by_gtin(view, MILK.gtins[0], DAY)
    # what was taken away is free for another product
    change_product(
        shop, OFFICE_ACTOR, (tea := stored(shop, "BANANAS")), replace(tea, gtins=MILK.gtins, codes=()), at=AT
    )
    change_product(shop, OFFICE_ACTOR, after, replace(after, codes=()), at=AT)
    assert stored(shop, "BANANAS").gtins == MILK.gtins


def test_a_change_of_somebody_else_in_between_is_not_overwritten(shop: Store) -> None:
    change_product(shop, OFFICE_ACTOR, MILK, replace(MILK, name="Lättmjölk"), at=AT)
    with pytest.raises(ProductChangedMeanwhile):
        change_product(shop, OFFICE_ACTOR, MILK, replace(MILK, category="fruit"), at=AT)
    assert stored(shop, "MILK").name == "Lättmjölk"


def test_a_discontinued_product_is_not_sold_until_it_is_restored(shop: Store) -> None:
    for _ in range(2):
        assert not discontinue_product(shop, OFFICE_ACTOR, "MILK", at=AT).active
    refused = Operator(shop).scan(MILK.gtins[0][1:])
    assert (refused.basket, [each.code for each in refused.problems]) == (None, [NoLongerSold.code])
    assert stored(shop, "MILK") == replace(MILK, active=False)
    assert restore_product(shop, OFFICE_ACTOR, "MILK", at=AT) == MILK
    assert Operator(shop).scan(MILK.gtins[0][1:]).basket is not None
    assert [type(fact) for fact in facts_of_office(shop)].count(ProductsChanged) == 3


def test_an_unknown_product_can_neither_be_discontinued_nor_changed(shop: Store) -> None:
    with pytest.raises(UnknownProduct):
        discontinue_product(shop, OFFICE_ACTOR, "CHEESE", at=AT)
    with pytest.raises(UnknownProduct):
        change_product(shop, OFFICE_ACTOR, CHEESE, CHEESE, at=AT)


OPERATIONS: dict[str, Callable[[Store, Actor], object]] = {
    "create": lambda store, actor: create_product(store, actor, NewProduct(CHEESE), at=AT),
    "change": lambda store, actor: change_product(store, actor, MILK, replace(MILK, name="X"), at=AT),
    "discontinue": lambda store, actor: discontinue_product(store, actor, "MILK", at=AT),
    "restore": lambda store, actor: restore_product(store, actor, "MILK", at=AT),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_whoever_may_not_change_goods_changes_nothing(sqlite_store: Store, name: str) -> None:
    small_shop(sqlite_store)
    with pytest.raises(NotPermitted):
        OPERATIONS[name](sqlite_store, Actor("schedule", OFFICE))
    assert stored(sqlite_store, "MILK") == MILK
    OPERATIONS[name](sqlite_store, OFFICE_ACTOR)
