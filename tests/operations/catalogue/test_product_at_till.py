"""An unknown barcode becomes a product at the till: once, with the tax of its category, and sold there and then."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.access.actor import Actor, Approval
from models.access.permission import PERMISSIONS, ROLES_OF_PEOPLE, BuiltInRole, Permission
from models.card_data import CardDataRefused
from models.catalogue.barcode_list import WrongBarcode
from models.catalogue.new_at_till import ProductAtTill, usual_tax_category
from models.catalogue.product import Product, TaxCategory, WrongProduct
from models.errors import Refused
from models.facts.product import ProductsChanged
from models.facts.registry import read_fact
from models.pricing.price_change import WrongPrice
from models.quantity import Unit
from operations.access.permissions import NotPermitted
from operations.catalogue.product_at_till import create_product_at_till, new_product_choices
from operations.catalogue.product_changes import NewProduct, create_product, discontinue_product
from operations.catalogue.product_checks import BarcodeInUse, UnknownCategory
from store import catalogue, invariants, journal
from store.database.engine import Store
from tests.builders import AT, MILK, OFFICE_ACTOR, TILL, Operator, gtin, kr, small_shop

CODE = gtin(70)[1:]
JAM = ProductAtTill(CODE, "Sylt", kr(4590), "dairy")
SENIOR = Actor("bo", TILL, PERMISSIONS[BuiltInRole.SENIOR_ASSISTANT])


def fields_of(changed: dict[str, object]) -> ProductAtTill:
    values: dict[str, object] = {"code": CODE, "name": "Sylt", "price": kr(4590), "category": "dairy"}
    return ProductAtTill(**(values | changed))  # type: ignore[arg-type]


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def test_the_scanned_product_is_made_once_and_sold_at_its_price(shop: Store) -> None:
    made = create_product_at_till(shop, SENIOR, JAM, at=AT)
    assert made == Product(CODE, "Sylt", Unit.PIECE, "dairy", TaxCategory.FOOD, (f"0{CODE}",))
    again = ProductAtTill(CODE, "Marmelad", kr(1), "household")
    assert create_product_at_till(shop, SENIOR, again, at=AT) == made, "a double click, or two tills at once"
    basket = Operator(shop).scan(CODE).basket
    assert basket is not None
    assert [(each.line.name, each.gross_minor) for each in basket.lines] == [("Sylt", 4590)]
    with shop.view() as view:
        assert invariants.check_all(view) == []
        facts = [(row.payload, read_fact(row.kind, row.payload).fact) for row in journal.read(view, TILL)]
    (made_fact,) = [payload for payload, fact in facts if isinstance(fact, ProductsChanged)]
    assert '"operator":"bo"' in made_fact


def test_two_tills_that_make_the_same_product_at_once_make_one(shop: Store) -> None:
    together = Barrier(2)

    def make(name: str) -> Product:
        together.wait()
        return create_product_at_till(shop, SENIOR, ProductAtTill(CODE, name, kr(100), "dairy"), at=AT)

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(make, ("Sylt", "Marmelad"))
    assert first == second


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"price": kr(0)}, WrongPrice),
        ({"price": kr(100_000_001)}, WrongPrice),
        ({"name": " \x1b"}, WrongProduct),
        ({"name": "4111 1111 1111 1111"}, CardDataRefused),
        ({"code": "4111111111111111"}, CardDataRefused),
        ({"category": "nothing"}, UnknownCategory),
        ({"code": "2312345004567"}, WrongBarcode),
        ({"code": "Räksallad"}, WrongBarcode),
    ],
)
def test_what_cannot_be_a_product_makes_none(
    sqlite_store: Store, changed: dict[str, object], refused: type[Refused]
) -> None:
    small_shop(sqlite_store)
    with sqlite_store.view() as view:
        before = catalogue.all_products(view)
    with pytest.raises(refused):
        create_product_at_till(sqlite_store, SENIOR, fields_of(changed), at=AT)
    with sqlite_store.view() as view:
        assert catalogue.all_products(view) == before
    create_product_at_till(sqlite_store, SENIOR, fields_of({}), at=AT)


def test_a_barcode_of_what_is_no_longer_sold_stays_where_it_is(shop: Store) -> None:
    discontinue_product(shop, OFFICE_ACTOR, "MILK", at=AT)
    with pytest.raises(BarcodeInUse):
        create_product_at_till(shop, SENIOR, fields_of({"code": MILK.gtins[0]}), at=AT)


def test_a_code_of_the_shops_own_and_a_sku_that_is_taken(shop: Store) -> None:
    mug = create_product_at_till(shop, SENIOR, fields_of({"code": "MUGG-ROD-01"}), at=AT)
    assert (mug.sku, mug.gtins, mug.codes) == ("MUGG-ROD-01", (), ("MUGG-ROD-01",))
    create_product(shop, OFFICE_ACTOR, NewProduct(Product(CODE, "X", Unit.PIECE, "dairy", TaxCategory.FOOD)), at=AT)
    assert create_product_at_till(shop, SENIOR, JAM, at=AT).sku.startswith("P")


@pytest.mark.parametrize("role", ROLES_OF_PEOPLE)
def test_only_whoever_may_or_has_an_approval_makes_a_product(sqlite_store: Store, role: BuiltInRole) -> None:
    small_shop(sqlite_store)
    may = Permission.CREATE_PRODUCT_AT_TILL in PERMISSIONS[role]
    assert may is (role not in {BuiltInRole.SALES_ASSISTANT, BuiltInRole.BOOKKEEPER, BuiltInRole.ANALYST})
    if may:
        assert create_product_at_till(sqlite_store, Actor("eva", TILL, PERMISSIONS[role]), JAM, at=AT).sku == CODE
        return
    with pytest.raises(NotPermitted):
        create_product_at_till(sqlite_store, Actor("eva", TILL, PERMISSIONS[role]), JAM, at=AT)
    other = Actor("eva", TILL, PERMISSIONS[role], Approval("bo", Permission.OPEN_DRAWER, "other"))
    with pytest.raises(NotPermitted):
        create_product_at_till(sqlite_store, other, JAM, at=AT)
    approved = Actor("eva", TILL, PERMISSIONS[role], Approval("bo", Permission.CREATE_PRODUCT_AT_TILL, "new_product"))
    assert create_product_at_till(sqlite_store, approved, JAM, at=AT).sku == CODE


def test_each_category_is_offered_with_the_tax_of_most_of_its_goods(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    with sqlite_store.view() as view:
        choices = new_product_choices(view, TILL, f"https://id.gs1.org/01/0{CODE}", at=AT)
    assert choices.barcode == f"0{CODE}"
    rates = {each.code: rate for each, rate in choices.categories}
    assert (rates["dairy"], rates["household"]) == (60_000, 250_000)


@given(st.dictionaries(st.sampled_from(TaxCategory), st.integers(1, 9)))
def test_the_usual_tax_is_that_of_most_products(products: dict[TaxCategory, int]) -> None:
    usual = usual_tax_category(products)
    assert products.get(usual, 0) == max(products.values(), default=0)
    assert products or usual is TaxCategory.STANDARD
