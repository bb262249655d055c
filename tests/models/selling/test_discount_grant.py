"""What discounts take off: never more than there is, split to the unit, whatever the order of the lines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from models.catalogue.product import TaxCategory
from models.pricing.discount_part import DiscountKind, sum_of
from models.quantity import Unit
from models.selling.basket import Basket, BasketLine, BasketState, DepositCharge, PricedBasket, add_line, price_basket
from models.selling.discount_grant import DiscountGrant
from tests.builders import AT, DAY, kr

RATES = {TaxCategory.FOOD: 60_000, TaxCategory.STANDARD: 250_000, TaxCategory.CULTURE: 60_000}
WHOLE = 1_000_000


def goods(sku: str, minor: int, milli: int, tax: TaxCategory, deposit: int = 0) -> BasketLine:
    charge = DepositCharge("small", kr(deposit)) if deposit else None
    unit = Unit.PIECE if milli % 1000 == 0 else Unit.KILOGRAM
    return BasketLine(0, sku, None, sku, unit, Decimal(milli) / 1000, kr(minor), kr(0), tax, deposit=charge)


def basket_of(*lines: BasketLine) -> Basket:
    basket = Basket(1, 1, BasketState.OPEN, "", AT, 0)
    for line in lines:
        basket = add_line(basket, line)
    return basket


def price(basket: Basket) -> PricedBasket:
    return price_basket(basket, RATES, DAY, "SEK")


a_line = st.builds(
    goods,
    st.sampled_from("ABCDEF"),
    st.integers(0, 50_000),
    st.integers(1, 20_000),
    st.sampled_from(list(RATES)),
    st.sampled_from([0, 100, 200]),
)
shares = st.integers(1, WHOLE)


def some_grants(lines: int, draw: st.DrawFn) -> tuple[DiscountGrant, ...]:
    given_on = [each for each in range(lines) if draw(st.booleans())]
    positions: list[int | None] = [*given_on, None] if draw(st.booleans()) else [*given_on]
    grants = []
    for position in positions:
        kind = (
            DiscountKind.BASKET if position is None else draw(st.sampled_from([DiscountKind.LINE, DiscountKind.PRICE]))
        )
        if kind is DiscountKind.PRICE or draw(st.booleans()):
            grants.append(DiscountGrant(kind, position, "why", draw(shares), amount_minor=draw(st.integers(0, 60_000))))
        else:
            grants.append(DiscountGrant(kind, position, "why", WHOLE, rate_ppm=draw(shares)))
    return tuple(grants)


@st.composite
def discounted(draw: st.DrawFn) -> Basket:
    basket = basket_of(*draw(st.lists(a_line, min_size=1, max_size=6)))
    grants = some_grants(len(basket.lines), draw)
    on_positions = tuple(
        each if each.position is None else structs.replace(each, position=basket.lines[each.position].position)
        for each in grants
    )
    return replace(basket, discounts=on_positions)


@given(discounted())
def test_parts_are_the_discount_and_nothing_gets_dearer_or_negative(basket: Basket) -> None:
    without, with_discounts = price(replace(basket, discounts=())), price(basket)
    for before, after in zip(without.lines, with_discounts.lines, strict=True):
        assert after.discount_minor == sum_of(after.discounts) == before.gross_minor - after.gross_minor
        assert 0 <= after.gross_minor <= before.gross_minor
        assert (after.deposit and after.deposit.gross_minor) == (before.deposit and before.deposit.gross_minor)
    assert without.gross_minor - with_discounts.gross_minor == with_discounts.discount_minor
    assert with_discounts.net_minor + with_discounts.tax_minor == with_discounts.gross_minor


@given(discounted(), st.integers(0, 10**6))
def test_the_order_of_scanning_does_not_matter(basket: Basket, seed: int) -> None:
    lines = list(basket.lines)
    Random(seed).shuffle(lines)
    shuffled, before = price(replace(basket, lines=tuple(lines))), price(basket)
    assert (shuffled.gross_minor, shuffled.tax_minor) == (before.gross_minor, before.tax_minor)


@given(discounted(), st.data())
def test_goods_that_leave_never_let_an_amount_grow_beyond_what_was_permitted(
    basket: Basket, data: st.DataObject
) -> None:
    most = data.draw(shares)
    amount = DiscountGrant(DiscountKind.BASKET, None, "why", most, amount_minor=data.draw(st.integers(1, 10**6)))
    fewer = basket.lines[: data.draw(st.integers(0, len(basket.lines)))]
    priced = price(replace(basket, lines=fewer, discounts=(amount,)))
    before = sum(line.gross_minor + line.discount_minor for line in priced.lines)
    assert priced.discount_minor * WHOLE <= before * most + WHOLE


@pytest.mark.parametrize(
    ("quantity", "rate", "amount", "kind", "off"),
    [
        (2, 100_000, None, DiscountKind.LINE, 398),
        (3, 100_000, None, DiscountKind.LINE, 597),
        (2, None, 500, DiscountKind.LINE, 500),
        (2, None, 9000, DiscountKind.LINE, 3980),
        (2, None, 1490, DiscountKind.PRICE, 1000),
        (2, None, 2500, DiscountKind.PRICE, 0),
    ],
)
def test_a_share_follows_the_quantity_and_an_amount_stays(
    quantity: int, rate: int | None, amount: int | None, kind: DiscountKind, off: int
) -> None:
    basket = basket_of(goods("MILK", 1990, quantity * 1000, TaxCategory.FOOD))
    grant = DiscountGrant(kind, 1, "why", WHOLE, rate, amount)
    assert price(replace(basket, discounts=(grant,))).discount_minor == off


def test_no_tax_rate_bears_more_than_its_share() -> None:
    basket = basket_of(goods("A", 10_000, 1000, TaxCategory.FOOD), goods("B", 10_000, 1000, TaxCategory.STANDARD))
    grant = DiscountGrant(DiscountKind.BASKET, None, "why", WHOLE, amount_minor=1001)
    assert sorted(line.discount_minor for line in price(replace(basket, discounts=(grant,))).lines) == [500, 501]


def test_a_discounted_line_gets_no_more_of_its_goods() -> None:
    milk = goods("MILK", 1990, 1000, TaxCategory.FOOD)
    basket = replace(basket_of(milk), discounts=(DiscountGrant(DiscountKind.LINE, 1, "why", WHOLE, 100_000),))
    assert [line.quantity for line in add_line(basket, milk).lines] == [1, 1]


def test_the_odd_unit_falls_on_the_same_goods_in_whatever_order_they_were_scanned() -> None:
    lines = (goods("A", 10_000, 1000, TaxCategory.FOOD), goods("B", 10_000, 1000, TaxCategory.STANDARD))
    grant = DiscountGrant(DiscountKind.BASKET, None, "why", WHOLE, amount_minor=1001)
    priced = [price(replace(basket_of(*order), discounts=(grant,))) for order in (lines, lines[::-1])]
    assert [{each.line.sku: each.discount_minor for each in one.lines} for one in priced] == [{"A": 501, "B": 500}] * 2
