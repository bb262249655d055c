"""What is owed for gift cards, by age."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.selling.gift_card_debt import AGE_MONTHS, CardDebt, debt_by_age

TODAY = date(2026, 11, 30)
debts = st.lists(st.builds(CardDebt, st.integers(0, 10**6), st.dates(date(2015, 1, 1), TODAY)), max_size=30)


@given(debts)
def test_the_groups_sum_to_the_cards_and_each_card_is_in_one(cards: list[CardDebt]) -> None:
    groups = debt_by_age(cards, TODAY)
    assert [each.months for each in groups] == [*AGE_MONTHS, None]
    assert sum(each.amount_minor for each in groups) == sum(each.amount_minor for each in cards)
    assert sum(each.cards for each in groups) == sum(each.amount_minor > 0 for each in cards)


def test_a_month_is_whole_on_its_own_day() -> None:
    for filled_on, months in (
        (date(2026, 8, 31), 3),
        (date(2026, 8, 30), 12),
        (date(2025, 11, 30), 36),
        (date(2016, 2, 29), None),
    ):
        (group,) = (each for each in debt_by_age([CardDebt(1, filled_on)], TODAY) if each.cards)
        assert group.months == months, filled_on
