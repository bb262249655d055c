"""A rule makes the nearest price with its ending, exactly; what cannot be a rule is refused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.facts.price import BulkPrice
from models.money import Money
from models.pricing.bulk_price import PriceRule, WrongRule, price_by_rule, prices_back
from models.pricing.price_change import holder_on, rows_to_save
from models.pricing.price_list import Price

percents = st.decimals(-99, 1000, places=2)
amounts = st.integers(1, 10_000_000)


@given(percents, st.integers(0, 99), amounts)
def test_a_price_ends_as_asked_and_is_the_nearest_one_that_does(percent: Decimal, ending: int, minor: int) -> None:
    after = price_by_rule(PriceRule(percent, ending), minor)
    exact = Decimal(minor) * (100 + percent) / 100
    assert after % 100 == ending
    assert after >= 0
    if after > ending:
        assert Decimal(-50) < after - exact <= 50


@given(percents, amounts)
def test_without_an_ending_a_price_is_rounded_once(percent: Decimal, minor: int) -> None:
    after = price_by_rule(PriceRule(percent), minor)
    assert abs(after - Decimal(minor) * (100 + percent) / 100) <= Decimal("0.5")


@given(percents, st.none() | st.integers(0, 99), amounts, amounts)
def test_what_cost_less_never_costs_more_afterwards(percent: Decimal, ending: int | None, one: int, other: int) -> None:
    rule = PriceRule(percent, ending)
    low, high = sorted((one, other))
    assert price_by_rule(rule, low) <= price_by_rule(rule, high)


@pytest.mark.parametrize(
    ("percent", "ending"), [("-100", None), ("1001", None), ("NaN", None), ("Infinity", None), ("5", 100), ("5", -1)]
)
def test_what_cannot_be_a_rule_is_refused(percent: str, ending: int | None) -> None:
    with pytest.raises(WrongRule):
        PriceRule(Decimal(percent), ending)


FIRST = date(2026, 3, 1)
days = st.integers(0, 20).map(lambda after: FIRST + timedelta(days=after))
lengths = st.none() | st.integers(1, 15)


def price(minor: int, first: date, length: int | None) -> Price:
    return Price("MILK", Money(minor, "SEK"), first, None if length is None else first + timedelta(days=length))


price_lists = st.lists(st.builds(price, st.integers(100, 104), days, lengths), unique_by=lambda each: each.valid_from)


def saved(prices: list[Price], rows: tuple[Price, ...] | list[Price], gone: date | None = None) -> list[Price]:
    begins = {each.valid_from for each in rows}
    return [*rows, *(each for each in prices if each.valid_from not in begins and each.valid_from != gone)]


@given(price_lists, days, lengths, days)
def test_taking_a_price_back_meets_what_would_have_held_without_it(
    before: list[Price], first: date, length: int | None, today: date
) -> None:
    changed = price(99, first, length)
    replaced = next((each for each in before if each.valid_from == first), None)
    after = saved(before, rows_to_save(before, changed))
    line = BulkPrice("MILK", 99, *((replaced.amount.minor, replaced.valid_until) if replaced else (None, None)))
    back = prices_back({"MILK": after}, [line], (first, changed.valid_until), today)
    assert back.undone == ("MILK",)
    undone = saved(after, back.rows, first if back.withdrawn else None)
    for number in range(60):
        day = FIRST + timedelta(days=number)
        wanted = holder_on(before if day >= today else after, "MILK", day)
        got = holder_on(undone, "MILK", day)
        assert (got and got.amount) == (wanted and wanted.amount), day


def test_a_price_that_was_set_since_stays() -> None:
    since = [price(120, FIRST, None)]
    back = prices_back({"MILK": since}, [BulkPrice("MILK", 99, None, None)], (FIRST, None), FIRST)
    assert (back.rows, back.withdrawn, back.undone) == ((), (), ())
