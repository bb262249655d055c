"""A location's own prices win there, on their days, and touch no other location and no other day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.money import Money
from models.pricing.price_change import LocationPricesEnd, end_location_prices, holder_on, lowest_before, rows_to_save
from models.pricing.price_list import Price

BEGIN = date(2026, 3, 1)
LENGTH = 12
PLACES = (None, 1, 2)
#: ``(place, first, length, amount)`` sets a price; ``amount`` 0 ends the location's own prices on ``first``.
Change = tuple[int | None, int, int, int]
any_change = st.tuples(st.sampled_from(PLACES), st.integers(0, LENGTH - 1), st.integers(0, 4), st.integers(0, 30))


def day(number: int) -> date:
    return BEGIN + timedelta(days=number)


class Calendar:
    """The reference: for the shop and each location, what holds on each day and when that began."""

    def __init__(self) -> None:
        self.held: dict[int | None, list[tuple[int, int] | None]] = {place: [None] * LENGTH for place in PLACES}

    def change(self, change: Change) -> None:
        place, first, length, amount = change
        days = self.held[place]
        if not amount:
            if place is not None:
                days[first:] = [None] * (LENGTH - first)
            return
        until = first + length if length else LENGTH
        for at in range(first, min(until, LENGTH)):
            before = days[at]
            if before is None or before[0] <= first:
                days[at] = first, amount
        goes_on = [at for at in range(until, LENGTH) if (held := days[at]) is not None and held[0] == first]
        for at in goes_on:
            days[at] = goes_on[0], (days[at] or (0, 0))[1]

    def amount(self, place: int | None, at: int) -> int | None:
        held = self.held[place][at] or self.held[None][at]
        return held[1] if held else None


def follow(prices: dict[tuple[int | None, date], Price], change: Change) -> None:
    """Do a change as the shop does it: rows are replaced by location and first day."""
    place, first, length, amount = change
    if amount:
        price = Price("MILK", Money(amount, "SEK"), day(first), day(first + length) if length else None, place)
        ended = LocationPricesEnd(tuple(rows_to_save(prices.values(), price)), ())
    elif place is not None:
        ended = end_location_prices(prices.values(), "MILK", place, day(first))
    else:
        return
    for each in ended.withdraw:
        del prices[each.location_id, each.valid_from]
    prices.update({(each.location_id, each.valid_from): each for each in ended.save})


@given(st.lists(any_change, max_size=8))
def test_the_price_of_a_place_and_day_is_that_of_a_calendar(changes: list[Change]) -> None:
    prices: dict[tuple[int | None, date], Price] = {}
    calendar = Calendar()
    for change in changes:
        follow(prices, change)
        calendar.change(change)
    rows = list(prices.values())
    for place in PLACES:
        sold = [calendar.amount(place, at) for at in range(LENGTH)]
        holders = [holder_on(rows, "MILK", day(at), place) for at in range(LENGTH)]
        assert [each.amount.minor if each else None for each in holders] == sold, place
        lowest = lowest_before(rows, "MILK", day(LENGTH), location_id=place)
        amounts = [each for each in sold if each is not None]
        assert (lowest.amount.minor if lowest else None) == (min(amounts) if amounts else None)


def test_the_price_of_another_location_holds_nowhere_else() -> None:
    own = Price("MILK", Money(2290, "SEK"), BEGIN, location_id=2)
    assert holder_on([own], "MILK", BEGIN, 2) == own
    assert holder_on([own], "MILK", BEGIN, 1) is None
    assert holder_on([own], "MILK", BEGIN) is None
