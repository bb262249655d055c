"""A fact belongs to one business day, also at night and when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.business_day import business_day

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 23, 2, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 3, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 7, 1, 1, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 7, 1, 2, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_the_day_ends_at_closing_time_in_the_shops_zone(at: datetime, day: date) -> None:
    assert business_day(at, STOCKHOLM, time(4)) == day


@pytest.mark.parametrize("night", [datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2026, 3, 28, 20, tzinfo=UTC)])
def test_days_never_go_back_when_clocks_change(night: datetime) -> None:
    days = [business_day(night + timedelta(minutes=m), STOCKHOLM, time(4)) for m in range(12 * 60)]
    assert days == sorted(days)
    assert len(set(days)) == 2


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        business_day(datetime(2026, 1, 1), STOCKHOLM, time(4))  # noqa: DTZ001
