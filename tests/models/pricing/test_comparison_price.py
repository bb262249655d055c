"""The comparison price is the exact price of a kilogram, litre, metre or piece, rounded once to the öre."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue.content import ComparisonUnit, Content, ContentUnit
from models.money import Money
from models.pricing.comparison_price import ComparisonPrice, comparison_price, stated_comparison_price
from models.quantity import Unit

MINOR = st.integers(0, 10_000_000)
CONTENTS = st.builds(
    Content, st.integers(1, 1_000_000_000).map(lambda milli: Decimal(milli) / 1000), st.sampled_from(ContentUnit)
)


def kr(minor: int) -> Money:
    return Money(minor, "SEK")


def compared(minor: int, quantity: str, unit: ContentUnit) -> tuple[int, str]:
    found = comparison_price(kr(minor), Unit.PIECE, Content(Decimal(quantity), unit))
    assert found is not None
    return found.amount.minor, found.unit.value


@pytest.mark.parametrize(
    ("minor", "quantity", "unit", "right"),
    [
        (2490, "1.5", ContentUnit.LITRE, (1660, "l")),
        (1230, "500", ContentUnit.GRAM, (2460, "kg")),
        (1590, "33", ContentUnit.CENTILITRE, (4818, "l")),
        (2990, "50", ContentUnit.PIECE, (60, "piece")),
        (100, "3", ContentUnit.PIECE, (33, "piece")),
        (5, "1000", ContentUnit.CENTIMETRE, (1, "m")),  # half an öre goes up
        (19900, "2.5", ContentUnit.SQUARE_METRE, (7960, "m2")),
        (990, "0.001", ContentUnit.MILLILITRE, (990_000_000, "l")),
    ],
)
def test_prices_of_the_shelf(minor: int, quantity: str, unit: ContentUnit, right: tuple[int, str]) -> None:
    assert compared(minor, quantity, unit) == right


@given(MINOR, CONTENTS)
def test_it_is_within_half_an_ore_of_the_exact_price(minor: int, content: Content) -> None:
    found = comparison_price(kr(minor), Unit.PIECE, content)
    exact = Fraction(minor) / Fraction(content.compared_quantity)
    assert found is not None
    assert abs(found.amount.minor - exact) <= Fraction(1, 2)


@given(MINOR, st.integers(1, 100_000))
def test_the_same_content_in_another_unit_has_the_same_comparison_price(minor: int, grams: int) -> None:
    in_grams = comparison_price(kr(minor), Unit.PIECE, Content(Decimal(grams), ContentUnit.GRAM))
    in_kilograms = comparison_price(kr(minor), Unit.PIECE, Content(Decimal(grams) / 1000, ContentUnit.KILOGRAM))
    assert in_grams == in_kilograms


def test_goods_by_weight_have_their_price_for_it_and_goods_without_a_content_none() -> None:
    by_weight = comparison_price(kr(2495), Unit.KILOGRAM, None)
    assert by_weight == ComparisonPrice(kr(2495), ComparisonUnit.KILOGRAM)
    assert comparison_price(kr(2495), Unit.PIECE, None) is None


def test_it_is_stated_for_packages_and_not_twice() -> None:
    litre, piece = Content(Decimal(1), ContentUnit.LITRE), Content(Decimal(1), ContentUnit.PIECE)
    assert stated_comparison_price(kr(1790), Unit.PIECE, litre) == ComparisonPrice(kr(1790), ComparisonUnit.LITRE)
    for unit, content in ((Unit.PIECE, piece), (Unit.PIECE, None), (Unit.KILOGRAM, None), (Unit.KILOGRAM, litre)):
        assert stated_comparison_price(kr(1790), unit, content) is None
