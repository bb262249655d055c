"""A label waits exactly while the shelf shows something else than what holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue.product import Product, TaxCategory
from models.labels.label_queue import LabelState, ShelfLabel, compare, due, texts_to_come
from models.labels.label_text import LabelText
from models.money import Money
from models.pricing.price_list import Price
from models.quantity import Unit

DAY = date(2026, 11, 23)
MILK = Product("MILK", "Mjölk", Unit.PIECE, "dairy", TaxCategory.FOOD)


def price(minor: int, first: int, until: int | None = None) -> Price:
    end = None if until is None else DAY + timedelta(until)
    return Price("MILK", Money(minor, "SEK"), DAY + timedelta(first), end)


class Shelf:
    """One product at one location: its queue, and what its label on the shelf states."""

    def __init__(self) -> None:
        self.labels: list[ShelfLabel] = []
        self.shown: LabelText | None = None
        self._last = 0

    def change(self, product: Product, prices: list[Price], day: date) -> None:
        change = compare(self.labels, texts_to_come(product, prices, day))
        assert all(each.state is LabelState.WAITING for each in change.withdrawn)
        self.labels = [each for each in self.labels if each not in change.withdrawn]
        for each in change.added:
            assert each.text is not None
            self._last += 1
            self.labels.append(ShelfLabel(self._last, 1, product.sku, each.holds_from, each.text))
        waiting = [each.holds_from for each in self.labels if each.state is LabelState.WAITING]
        assert len(waiting) == len(set(waiting))

    def due(self, day: date) -> LabelText | None:
        found = due(self.labels, day)
        assert len(found) <= 1
        return found[0].text if found else None

    def print(self, day: date) -> None:
        for each in due(self.labels, day):
            self.shown = each.text
            self.labels = [
                replace(other, state=LabelState.PRINTED) if other == each else other for other in self.labels
            ]


def test_a_price_of_a_day_to_come_waits_for_its_day_and_its_end_brings_the_old_one_back() -> None:
    shelf, ordinary = Shelf(), price(1990, -100)
    shelf.change(MILK, [ordinary], DAY)
    shelf.print(DAY)
    shelf.change(MILK, [ordinary, price(1490, 1, 3)], DAY)
    seen = []
    for days in range(5):
        text = shelf.due(DAY + timedelta(days))
        seen.append(text and text.price.minor)
        shelf.print(DAY + timedelta(days))
    assert seen == [None, 1490, None, 1990, None]


def test_a_label_that_nobody_printed_is_superseded_and_one_that_was_taken_back_is_withdrawn() -> None:
    shelf, ordinary = Shelf(), price(1990, -100)
    shelf.change(MILK, [ordinary], DAY)
    shelf.print(DAY)
    shelf.change(MILK, [ordinary, price(2190, 0)], DAY)
    shelf.change(MILK, [ordinary, price(2290, 0)], DAY)
    assert [each.text.price.minor for each in due(shelf.labels, DAY)] == [2290]
    shelf.change(MILK, [ordinary], DAY)
    assert [each.state for each in shelf.labels] == [LabelState.PRINTED]


@pytest.mark.parametrize("changed", [{"active": False}, {"open_price": True}])
def test_goods_that_are_no_longer_sold_or_have_no_price_of_their_own_need_no_label(changed: dict[str, bool]) -> None:
    shelf, prices = Shelf(), [price(1990, -100), price(1490, 1, 3)]
    shelf.change(MILK, prices, DAY)
    assert shelf.labels
    shelf.change(replace(MILK, **changed), prices, DAY)  # type: ignore[arg-type]
    assert shelf.labels == []


def test_an_end_of_a_campaign_that_was_never_printed_needs_no_label() -> None:
    shelf, ordinary = Shelf(), price(1990, -100)
    shelf.change(MILK, [ordinary], DAY)
    shelf.print(DAY)
    shelf.change(MILK, [ordinary, price(1490, 1, 3)], DAY)
    assert shelf.due(DAY + timedelta(3)) is None


def test_a_label_that_was_printed_ahead_is_not_due_when_its_day_comes() -> None:
    shelf, ordinary, campaign = Shelf(), price(1990, -100), price(1490, 1, 3)
    shelf.change(MILK, [ordinary], DAY)
    shelf.print(DAY)
    shelf.change(MILK, [ordinary, campaign], DAY)
    shelf.print(DAY + timedelta(1))
    shelf.change(MILK, [ordinary, campaign], DAY)
    assert [shelf.due(DAY + timedelta(days)) is None for days in range(4)] == [True, True, True, False]


PRICES = st.lists(
    st.builds(
        price,
        st.sampled_from([990, 1490, 1990]),
        st.integers(-40, 6),
        st.none() | st.integers(7, 10),
    ),
    max_size=4,
    unique_by=lambda each: each.valid_from,
)
STEPS = st.lists(
    st.tuples(PRICES, st.sampled_from([MILK, replace(MILK, name="Mellanmjölk")]), st.integers(0, 2), st.booleans()),
    min_size=1,
    max_size=6,
)


@given(STEPS)
def test_whatever_happens_a_label_is_due_exactly_if_the_shelf_shows_something_else(
    steps: list[tuple[list[Price], Product, int, bool]],
) -> None:
    """The shelf is compared on each day; a product without a price has nothing to show and keeps its label."""
    shelf, day = Shelf(), DAY
    for prices, product, days, prints in steps:
        shelf.change(product, prices, day)
        shelf.change(product, prices, day)  # twice is once
        for _ in range(days + 1):
            now = texts_to_come(product, prices, day)[0].text
            due_now = shelf.due(day)
            if now is not None:
                assert due_now == (None if now == shelf.shown else now)
            if prints:
                shelf.print(day)
            day += timedelta(1)
        day -= timedelta(1)
