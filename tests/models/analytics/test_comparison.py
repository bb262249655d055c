"""A running day is compared with the same weekday last week up to the same time on the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.analytics.comparison import compare, same_clock_before
from models.analytics.period import Grain, Period, periods_before
from models.shop import Shop

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SHOP = Shop("Hörnet AB", "556000-4755", "SE", "SEK", "Europe/Stockholm", time(4))


def test_a_running_day_is_compared_up_to_the_same_clock_time() -> None:
    seen = compare(Period.around(Grain.DAY, date(2026, 11, 23)), datetime(2026, 11, 23, 10, 30, tzinfo=UTC), SHOP)
    assert seen.is_running
    assert seen.against.first == date(2026, 11, 16)
    assert seen.until == datetime(2026, 11, 16, 10, 30, tzinfo=UTC)


def test_a_day_that_is_over_is_compared_with_a_whole_day() -> None:
    seen = compare(Period.around(Grain.DAY, date(2026, 11, 22)), datetime(2026, 11, 23, 10, 30, tzinfo=UTC), SHOP)
    assert not seen.is_running
    assert seen.against.first == date(2026, 11, 15)
    assert seen.until is None


def test_after_midnight_the_business_day_still_runs_until_closing() -> None:
    at = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # 02:30 in the shop, which closes its day at 04:00
    seen = compare(Period.around(Grain.DAY, date(2026, 11, 23)), at, SHOP)
    assert seen.until == datetime(2026, 11, 17, 1, 30, tzinfo=UTC)


def test_the_week_of_the_change_to_winter_time_compares_equal_clock_times() -> None:
    noon = datetime(2026, 10, 26, 12, tzinfo=STOCKHOLM)
    assert same_clock_before(noon, STOCKHOLM) == datetime(2026, 10, 19, 12, tzinfo=STOCKHOLM)
    assert noon - same_clock_before(noon, STOCKHOLM) == timedelta(days=7, hours=1)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_clock_shows_the_same_time_unless_that_time_did_not_exist(at: datetime) -> None:
    before = same_clock_before(at, STOCKHOLM)
    clock, earlier = at.astimezone(STOCKHOLM), before.astimezone(STOCKHOLM)
    skipped = clock.replace(tzinfo=None) - timedelta(days=7) != earlier.replace(tzinfo=None)
    assert not skipped or (earlier.month, earlier.hour) == (3, 3)
    assert timedelta(days=7, hours=-1) <= at - before <= timedelta(days=7, hours=1)


AT = datetime(2026, 3, 31, 10, 30, tzinfo=UTC)  # a Tuesday, 12:30 in the shop
LONGER = {
    # grain: first day sold, first and last day of the earlier period, until when it counts
    "a week": (Grain.WEEK, None, (date(2026, 3, 23), date(2026, 3, 29)), datetime(2026, 3, 24, 11, 30, tzinfo=UTC)),
    "a month": (Grain.MONTH, None, (date(2025, 3, 1), date(2025, 3, 31)), datetime(2025, 3, 31, 10, 30, tzinfo=UTC)),
    "a month that the shop did not have last year": (
        *(Grain.MONTH, date(2025, 4, 1), (date(2026, 2, 1), date(2026, 2, 28))),
        datetime(2026, 2, 28, 11, 30, tzinfo=UTC),
    ),
    "a year": (Grain.YEAR, None, (date(2025, 1, 1), date(2025, 12, 31)), datetime(2025, 3, 31, 10, 30, tzinfo=UTC)),
}


@pytest.mark.parametrize("name", LONGER)
def test_a_longer_period_is_compared_up_to_the_day_at_its_place_and_the_same_clock_time(name: str) -> None:
    grain, first_sold, days, until = LONGER[name]
    seen = compare(Period.around(grain, date(2026, 3, 31)), AT, SHOP, first_sold)
    assert (seen.against.first, seen.against.last) == days
    assert (seen.until, seen.last_day) == (until, SHOP.business_day(until))


@given(st.sampled_from(Grain), st.dates(date(2019, 1, 1), date(2031, 1, 1)), st.integers(1, 30))
def test_periods_follow_each_other_without_gap_and_hold_their_days(grain: Grain, day: date, count: int) -> None:
    period = Period.around(grain, day)
    assert day in period
    row = [*periods_before(period, count), period]
    assert all(
        later.first - earlier.last == timedelta(days=1) and earlier.after == later for earlier, later in pairwise(row)
    )
    assert all(day in Period.around(grain, day) and each.day_like(day) in each for each in row)
    assert period.day_like(day) == day
    assert grain is Grain.DAY or row[-2].last - row[-2].first >= timedelta(days=6)
