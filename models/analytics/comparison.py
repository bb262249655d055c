"""With which earlier time a day is compared: the same weekday of the week before, up to the same time of day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.shop import Shop

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A business day and the day it is measured against.

    ``until`` is the instant before which the earlier day's sales count: the same clock time as now while ``day``
    is still running, else ``None`` for the whole day.
    """

    day: date
    against: date
    until: datetime | None

    @property
    def is_running(self) -> bool:
        """Whether ``day`` is not over yet."""
        return self.until is not None


def week_before(day: date, at: datetime, shop: Shop) -> Comparison:
    """``day`` against the same weekday of the week before, as seen at the instant ``at``.

    A running day is compared with what the earlier day had sold by the same time on the shop's clock, else every
    morning would look like a collapse.
    """
    running = shop.business_day(at) == day
    return Comparison(day, day - WEEK, same_clock_week_before(at, ZoneInfo(shop.zone)) if running else None)


def same_clock_week_before(at: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clock in ``zone`` showed the same time seven days earlier.

    A week that holds a change to or from summer time is an hour shorter or longer than seven times 24 hours.

    >>> same_clock_week_before(datetime(2026, 10, 26, 11, tzinfo=UTC), ZoneInfo("Europe/Stockholm"))
    datetime.datetime(2026, 10, 19, 10, 0, tzinfo=datetime.timezone.utc)
    """
    clock = at.astimezone(zone).replace(tzinfo=None) - WEEK
    return clock.replace(tzinfo=zone, fold=at.astimezone(zone).fold).astimezone(UTC)
