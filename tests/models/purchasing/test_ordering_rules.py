"""A supplier's calendar: an order counts to a day of the calendar, and lasts until the one after it has come."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dispatch.mail_address import WrongMailAddress
from models.purchasing.ordering_rules import OrderingRules
from models.purchasing.supplier import WrongTerm

weekdays = st.sets(st.integers(0, 6)).map(lambda days: tuple(sorted(days)))
clocks = st.sampled_from(["", "09:00", "14:00"])


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.times(),
    st.builds(OrderingRules, st.just("S"), order_days=weekdays, delivery_days=weekdays, cut_off=clocks),
    st.integers(0, 20),
)
def test_days_are_of_the_calendar_and_the_interval_ends_with_a_delivery(
    today: date, clock: time, rules: OrderingRules, lead_time: int
) -> None:
    ordered_on = rules.order_day(today, clock)
    comes_on = rules.delivery_day(ordered_on, lead_time)
    days = rules.protection_days(today, clock, lead_time, 7)
    assert today <= ordered_on <= today + timedelta(days=7)
    assert ordered_on + timedelta(days=lead_time) <= comes_on <= ordered_on + timedelta(days=lead_time + 6)
    assert not rules.order_days or ordered_on.weekday() in rules.order_days
    assert not rules.delivery_days or comes_on.weekday() in rules.delivery_days
    end = today + timedelta(days=days)
    assert end > today
    assert end >= comes_on, "what is ordered now is here before the order after it"
    assert days == 1 or not rules.delivery_days or end.weekday() in rules.delivery_days


def test_without_a_calendar_the_interval_is_lead_time_and_review_period() -> None:
    assert OrderingRules("S").protection_days(date(2026, 11, 23), time(9), 2, 7) == 9


@pytest.mark.parametrize(
    "values",
    [
        {"language": "de"},
        {"order_days": (3, 1)},
        {"order_days": (1, 1)},
        {"delivery_days": (7,)},
        {"cut_off": "14:00:30"},
        {"cut_off": "later"},
        {"least_value": -1},
        {"customer_number": "1" * 41},
    ],
)
def test_rules_that_cannot_be_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(WrongTerm, match="Nothing was changed"):
        OrderingRules("S", **values)  # type: ignore[arg-type]


def test_an_address_is_one_address() -> None:
    with pytest.raises(WrongMailAddress):
        OrderingRules("S", mail="a@b.se, c@d.se")
