"""Names of products are text and nothing else."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue.packs import StoredContent, WrongPack, check_packs
from models.catalogue.product import Pack, Product, TaxCategory, WrongProduct, clean_text
from models.quantity import Unit


def product(sku: str = "A", name: str = "Mjölk") -> Product:
    return Product(sku, name, Unit.PIECE, "dairy", TaxCategory.FOOD)


@given(st.text())
def test_cleaned_text_holds_no_control_signs_and_stays_clean(text: str) -> None:
    clean = clean_text(text)
    assert not any(unicodedata.category(sign).startswith("C") for sign in clean)
    assert clean_text(clean) == clean


@pytest.mark.parametrize("name", ["Kaffe \x1bp\x00\x19\xfa", "Mjölk\u202e", "", "  Mjölk", "a" * 121])
def test_a_name_that_is_not_text_is_refused(name: str) -> None:
    with pytest.raises(WrongProduct, match="Nothing was changed"):
        product(name=name)


def test_swedish_names_are_text() -> None:
    assert product(name="Räksmörgås 100 % à la Åre").name == "Räksmörgås 100 % à la Åre"


CAN = Product("CAN", "Läsk", Unit.PIECE, "drinks", TaxCategory.FOOD, ("07310865004703",), deposit="small")
CASE = Product("CASE", "Läsk 24-p", Unit.PIECE, "drinks", TaxCategory.FOOD, pack=Pack("CAN", 24))
LOOSE = Product("LOOSE", "Godis", Unit.KILOGRAM, "sweets", TaxCategory.FOOD)


@pytest.mark.parametrize(
    "wrong",
    [
        {"age_limit": 0},
        {"age_limit": 100},
        {"shelf_life_days": 0},
        {"shelf_life_days": 366},
        {"deposit": ""},
        {"deposit": "small\x1b"},
        {"gtin_deposits": (("07310865004710", "none"),)},
        {"pack": Pack("CAN", 6)},
        {"pack": Pack("OTHER", 6), "open_price": True},
        {"pack": Pack("OTHER", 6), "unit": Unit.KILOGRAM},
    ],
)
def test_kinds_of_goods_that_contradict_themselves_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(WrongProduct, match="Nothing was changed"):
        replace(CAN, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("quantity", [-1, 0, 1, 10_000])
def test_a_pack_holds_more_than_one(quantity: int) -> None:
    with pytest.raises(WrongProduct, match="2 to 9999"):
        Pack("CAN", quantity)


STORED_CAN = {"CAN": StoredContent(Unit.PIECE, None)}


@pytest.mark.parametrize(
    ("changed", "stored", "packed"),
    [
        ([CASE], {}, []),
        ([CASE], {"CAN": StoredContent(Unit.PIECE, "BOTTLE")}, []),
        ([CASE], {"CAN": StoredContent(Unit.KILOGRAM, None)}, []),
        ([CASE, replace(CAN, pack=Pack("BOTTLE", 2))], {"BOTTLE": StoredContent(Unit.PIECE, None)}, []),
        ([replace(CASE, sku="PALLET", pack=Pack("CASE", 40)), CASE], STORED_CAN, []),
        ([replace(CAN, pack=Pack("BOTTLE", 2))], {"BOTTLE": StoredContent(Unit.PIECE, None)}, ["CAN"]),
        ([replace(CAN, unit=Unit.KILOGRAM)], {}, ["CAN"]),
        ([replace(CASE, pack=Pack("LOOSE", 2)), LOOSE], {}, []),
    ],
    ids=["of nothing", "of a pack", "of goods by weight", "new pack in it", "pallet", "packed", "weighed", "loose"],
)
def test_a_pack_holds_pieces_and_no_pack(
    changed: list[Product], stored: dict[str, StoredContent], packed: list[str]
) -> None:
    with pytest.raises(WrongPack, match="Nothing was changed"):
        check_packs(changed, stored, packed)


def test_a_case_and_a_box_of_the_same_goods_are_packs() -> None:
    box = replace(CASE, sku="BOX", pack=Pack("CAN", 6))
    check_packs([CASE, box, CAN], {}, [])
    check_packs([CASE, box], STORED_CAN, [])
    check_packs([CAN], {}, ["CAN"])
