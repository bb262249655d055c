"""A basket changes only in the way that was asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from models.catalogue.product import TaxCategory
from models.jurisdiction.sweden import SWEDEN
from models.money import Money
from models.pricing.price import DiscountTooLarge
from models.pricing.tax import rates_on
from models.quantity import Unit, WrongQuantity
from models.selling.basket import (
    Basket,
    BasketLine,
    BasketState,
    NoSuchLine,
    add_line,
    price_basket,
    remove_line,
    set_quantity,
)

DAY = date(2026, 11, 23)
RATES = rates_on(SWEDEN.tax_rates, DAY)
EMPTY = Basket(1, 1, BasketState.OPEN, "", datetime(2026, 11, 23, tzinfo=UTC), 0)


def line(sku: str, minor: int = 1000, quantity: str = "1", unit: Unit = Unit.PIECE) -> BasketLine:
    money = Money(minor, "SEK")
    return BasketLine(0, sku, None, sku, unit, Decimal(quantity), money, Money(0, "SEK"), TaxCategory.FOOD)


scans = st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(1, 9)), max_size=30)


@given(scans)
def test_scanning_adds_up(made: list[tuple[str, int]]) -> None:
    basket = EMPTY
    for sku, quantity in made:
        basket = add_line(basket, line(sku, quantity=str(quantity)))
    assert len(basket.lines) == len({sku for sku, _ in made})
    for each in basket.lines:
        assert each.quantity == sum(quantity for sku, quantity in made if sku == each.sku)
    assert [each.position for each in basket.lines] == list(range(1, len(basket.lines) + 1))


@given(scans)
def test_adding_and_removing_meet(made: list[tuple[str, int]]) -> None:
    basket = EMPTY
    for sku, quantity in made:
        basket = add_line(basket, line(sku, quantity=str(quantity)))
    for each in basket.lines:
        basket = remove_line(basket, each.position)
    assert basket.lines == ()


def test_a_position_is_never_given_twice() -> None:
    basket = remove_line(add_line(EMPTY, line("A")), 1)
    assert add_line(basket, line("B")).lines[0].position == 2


def test_the_same_product_at_a_new_price_is_a_line_of_its_own() -> None:
    basket = add_line(add_line(EMPTY, line("A", 1000)), line("A", 900))
    assert [each.unit_price.minor for each in basket.lines] == [1000, 900]


def test_a_product_with_another_unit_or_tax_than_before_is_a_line_of_its_own() -> None:
    loose = line("A", quantity="0.001", unit=Unit.KILOGRAM)
    pieces = line("A", quantity="2")
    standard = structs.replace(pieces, tax_category=TaxCategory.STANDARD)
    basket = EMPTY
    for each in (loose, pieces, standard, pieces):
        basket = add_line(basket, each)
    assert [(each.unit, each.quantity) for each in basket.lines] == [
        (Unit.KILOGRAM, Decimal("0.001")),
        (Unit.PIECE, 4),
        (Unit.PIECE, 2),
    ]


def test_quantity_zero_takes_the_line_out() -> None:
    assert set_quantity(add_line(EMPTY, line("A")), 1, Decimal(0)).lines == ()


@pytest.mark.parametrize("quantity", ["0", "-1", "0.5", "10000", "NaN", "Infinity"])
def test_a_quantity_that_cannot_be_sold_is_refused(quantity: str) -> None:
    with pytest.raises(WrongQuantity, match="Nothing was changed"):
        add_line(EMPTY, line("A", quantity=quantity))


@pytest.mark.parametrize("quantity", ["0.0005", "-0.1"])
def test_a_weight_finer_than_a_gram_or_below_zero_is_refused(quantity: str) -> None:
    with pytest.raises(WrongQuantity):
        add_line(EMPTY, line("A", quantity=quantity, unit=Unit.KILOGRAM))


def test_a_line_that_is_not_there_is_refused() -> None:
    with pytest.raises(NoSuchLine):
        remove_line(EMPTY, 1)


@given(scans)
def test_the_totals_are_the_sums_of_the_lines(made: list[tuple[str, int]]) -> None:
    basket = EMPTY
    for sku, quantity in made:
        basket = add_line(basket, line(sku, 1999, str(quantity)))
    priced = price_basket(basket, RATES, DAY, "SEK")
    assert priced.gross_minor == sum(each.gross_minor for each in priced.lines) == 1999 * sum(q for _, q in made)
    assert priced.net_minor + priced.tax_minor == priced.gross_minor


def test_a_discount_above_the_line_is_refused() -> None:
    basket = add_line(EMPTY, line("A", 1000))
    basket = replace(basket, lines=(structs.replace(basket.lines[0], discount=Money(1001, "SEK")),))
    with pytest.raises(DiscountTooLarge):
        price_basket(basket, RATES, DAY, "SEK")
