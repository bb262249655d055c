"""Names of products are text and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue.product import Product, TaxCategory, WrongProduct, clean_text
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
