"""A new price changes the days that it is for, and no other day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.money import Money
from models.pricing.price_change import holder_on, lowest_before, rows_to_save
from models.pricing.price_list import Price

BEGIN = date(2026, 3, 1)
DAYS = [BEGIN + timedelta(days=n) for n in range(-2, 16)]


def price(amount: int, first: int, length: int | None) -> Price:
    start = BEGIN + timedelta(days=first)
    return Price("MILK", Money(amount, "SEK"), start, start + timedelta(days=length) if length else None)


any_price = st.builds(price, st.integers(1, 30), st.integers(0, 9), st.none() | st.integers(1, 6))
price_lists = st.lists(any_price, max_size=6, unique_by=lambda each: each.valid_from)


def saved(before: list[Price], rows: list[Price]) -> list[Price]:
    return list({each.valid_from: each for each in (*before, *rows)}.values())


def amount_on(prices: list[Price], day: date) -> int | None:
    holder = holder_on(prices, "MILK", day)
    return holder.amount.minor if holder else None


@given(price_lists, any_price)
def test_a_new_price_holds_on_its_days_and_every_other_day_keeps_its_price(before: list[Price], new: Price) -> None:
    after = saved(before, rows_to_save(before, new))
    later = [each for each in before if each.valid_from > new.valid_from]
    for day in DAYS:
        if day < new.valid_from or (new.valid_until is not None and day >= new.valid_until):
            assert amount_on(after, day) == amount_on(before, day), day
        elif amount_on(later, day) is None:
            assert amount_on(after, day) == new.amount.minor, day
        else:
            assert amount_on(after, day) == amount_on(later, day), day


@given(price_lists, any_price)
def test_a_price_that_is_set_already_saves_nothing(before: list[Price], new: Price) -> None:
    after = saved(before, rows_to_save(before, new))
    assert rows_to_save(after, new) == []


@given(price_lists, st.integers(0, 15), st.integers(1, 9))
def test_the_lowest_price_is_the_least_of_the_days_before(prices: list[Price], day: int, days: int) -> None:
    last = BEGIN + timedelta(days=day)
    each_day = [amount_on(prices, last - timedelta(days=back)) for back in range(1, days + 1)]
    sold = [amount for amount in each_day if amount is not None]
    lowest = lowest_before(prices, "MILK", last, days)
    assert (lowest.amount.minor if lowest else None) == (min(sold) if sold else None)
