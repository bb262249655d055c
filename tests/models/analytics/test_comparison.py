"""A running day is compared with the same weekday last week up to the same time on the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from models.analytics.comparison import same_clock_week_before, week_before
from models.shop import Shop

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SHOP = Shop("Hörnet AB", "556000-4755", "SE", "SEK", "Europe/Stockholm", time(4))


def test_a_running_day_is_compared_up_to_the_same_clock_time() -> None:
    seen = week_before(date(2026, 11, 23), datetime(2026, 11, 23, 10, 30, tzinfo=UTC), SHOP)
    assert seen.is_running
    assert seen.against == date(2026, 11, 16)
    assert seen.until == datetime(2026, 11, 16, 10, 30, tzinfo=UTC)


def test_a_day_that_is_over_is_compared_with_a_whole_day() -> None:
    seen = week_before(date(2026, 11, 22), datetime(2026, 11, 23, 10, 30, tzinfo=UTC), SHOP)
    assert not seen.is_running
    assert seen.against == date(2026, 11, 15)
    assert seen.until is None


def test_after_midnight_the_business_day_still_runs_until_closing() -> None:
    at = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # 02:30 in the shop, which closes its day at 04:00
    assert week_before(date(2026, 11, 23), at, SHOP).until == datetime(2026, 11, 17, 1, 30, tzinfo=UTC)


def test_the_week_of_the_change_to_winter_time_compares_equal_clock_times() -> None:
    noon = datetime(2026, 10, 26, 12, tzinfo=STOCKHOLM)
    assert same_clock_week_before(noon, STOCKHOLM) == datetime(2026, 10, 19, 12, tzinfo=STOCKHOLM)
    assert noon - same_clock_week_before(noon, STOCKHOLM) == timedelta(days=7, hours=1)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_clock_shows_the_same_time_unless_that_time_did_not_exist(at: datetime) -> None:
    before = same_clock_week_before(at, STOCKHOLM)
    clock, earlier = at.astimezone(STOCKHOLM), before.astimezone(STOCKHOLM)
    skipped = clock.replace(tzinfo=None) - timedelta(days=7) != earlier.replace(tzinfo=None)
    assert not skipped or (earlier.month, earlier.hour) == (3, 3)
    assert timedelta(days=7, hours=-1) <= at - before <= timedelta(days=7, hours=1)
