"""A code finds its product however it is written, forgives only what is certain, and says why it adds nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from models.barcode import UnknownBarcode, WrongCheckDigit, check_digit
from models.card_data import CardDataRefused
from models.catalogue.product import Product
from models.errors import Refused
from models.pricing.price_list import Price
from operations.installation.opening import Range, register_range
from operations.selling.scanned_product import ExpiredGoods, NoLongerSold, NotGoodsCode, OwnCodeMisread, find_scanned
from store.database.engine import Store
from tests.builders import AT, BANANAS, DAY, MILK, NAPKINS, OFFICE_ACTOR, Operator, gtin, kr, small_shop

SCALE = f"23123450000{0}{check_digit('231234500000')}".zfill(14)
CHEESE = replace(BANANAS, sku="CHEESE", name="Ost", gtins=(SCALE,))
BREAD = replace(MILK, sku="00417", name="Bröd", gtins=("07310865004703",), codes=("brod-01",))
EXPIRES = "https://example.com/01/07310865004703?17={}"
#: Products of before codes were reserved: one whose code is none of Kassa's own, and one whose code is.
OLD = replace(MILK, sku="KXT-5", name="Gammal kod", gtins=())
LIKE_A_RECEIPT = replace(MILK, sku="KXR400000524", name="Kvittolik", gtins=())
TWINS = [replace(MILK, sku=sku, name=sku, gtins=()) for sku in ("Ab-1", "aB-1")]
GONE = replace(NAPKINS, sku="GONE", name="Gamla servetter", gtins=(gtin(99),), active=False)


@pytest.fixture
def shop(store: Store) -> Store:
    goods: list[Product] = [CHEESE, BREAD, OLD, LIKE_A_RECEIPT, *TWINS, GONE]
    prices = tuple(Price(each.sku, kr(10000), DAY) for each in goods)
    register_range(small_shop(store), OFFICE_ACTOR, Range(products=tuple(goods), prices=prices), at=AT)
    return store


def found(shop: Store, code: str) -> str:
    with shop.view() as view:
        return find_scanned(view, code, "SE", DAY)[0].sku


@pytest.mark.parametrize(
    ("code", "sku"),
    [
        (gtin(1)[1:], "MILK"),
        ("milk", "MILK"),
        ("417", "00417"),
        ("BROD-01", "00417"),
        ("]C1010731086500470310A1", "00417"),
        ("https://example.com/01/07310865004703", "00417"),
        ("731086500470312", "00417"),
        (EXPIRES.format(f"{DAY:%y%m%d}"), "00417"),
        ("KXT-5", "KXT-5"),
        ("kxt-5", "KXT-5"),
        ("Ab-1", "Ab-1"),
        ("aB-1", "aB-1"),
    ],
)
def test_a_code_finds_its_product(shop: Store, code: str, sku: str) -> None:
    assert found(shop, code) == sku


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("AB-1", UnknownBarcode),  # two products fit
        ("+A123BJC5D6E71G", UnknownBarcode),
        ("150", UnknownBarcode),
        ("7310865004704", WrongCheckDigit),
        ("4111111111111111", CardDataRefused),
        (gtin(99)[1:], NoLongerSold),
        ("GONE", NoLongerSold),
        ("KXR400000524", NotGoodsCode),
        ("kxr400000524", NotGoodsCode),
        ("KXR400000526", OwnCodeMisread),
        (EXPIRES.format(f"{DAY - timedelta(1):%y%m%d}"), ExpiredGoods),
        (f"(01)07310865004703(17){DAY - timedelta(40):%y%m}00(10)A1", ExpiredGoods),
    ],
)
def test_a_code_that_adds_nothing_says_why(shop: Store, code: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        found(shop, code)


def test_a_label_of_the_scale_is_a_line_of_that_weight(shop: Store) -> None:
    body = "231234500456"
    state = Operator(shop).scan(f"{body}{check_digit(body)}")
    assert state.basket is not None
    assert [(each.line.sku, each.line.quantity) for each in state.basket.lines] == [("CHEESE", Decimal("0.456"))]
    assert state.basket.gross == kr(4560)


def test_a_withdrawn_product_is_named_and_leaves_the_basket_as_it_was(shop: Store) -> None:
    operator = Operator(shop)
    before = operator.scan("MILK").basket
    state = operator.scan("GONE")
    assert [(each.code, each.values["name"]) for each in state.problems] == [("no_longer_sold", "Gamla servetter")]
    assert state.basket == before
