"""With which earlier time a period is compared, and how far into it while the period still runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.analytics.period import WEEK, Grain, Period
from models.shop import Shop


@dataclass(frozen=True, slots=True)
class Comparison:
    """A period and the one that it is measured against.

    ``until`` is the instant before which the earlier period's sales count, while ``period`` is still running: the same
    clock time as now on its ``last_day``, the day at the same place. It is ``None`` for the whole period.
    """

    period: Period
    against: Period
    until: datetime | None
    last_day: date

    @property
    def is_running(self) -> bool:
        """Whether ``period`` is not over yet."""
        return self.until is not None


def compare(period: Period, at: datetime, shop: Shop, first_sold: date | None = None) -> Comparison:
    """A period against an earlier one, as seen at the instant ``at``.

    A day against the same weekday of the week before, a week against the week before, a month against the same month a
    year before, and a year against the year before. A shop that first sold on ``first_sold``, later than that month,
    compares with the month before. A running period is compared with what the earlier one had sold by the same time on
    the shop's clock, else every morning would look like a collapse.
    """
    against = _earlier(period, first_sold)
    today = shop.business_day(at)
    if today not in period:
        return Comparison(period, against, None, against.last)
    like = against.day_like(today)
    return Comparison(period, against, same_clock_before(at, ZoneInfo(shop.zone), today - like), like)


def same_clock_before(at: datetime, zone: ZoneInfo, days: timedelta = WEEK) -> datetime:
    """The instant at which the clock in ``zone`` showed the same time so many days earlier.

    A week that holds a change to or from summer time is an hour shorter or longer than seven times 24 hours.

    >>> same_clock_before(datetime(2026, 10, 26, 11, tzinfo=UTC), ZoneInfo("Europe/Stockholm"))
    datetime.datetime(2026, 10, 19, 10, 0, tzinfo=datetime.timezone.utc)
    """
    clock = at.astimezone(zone).replace(tzinfo=None) - days
    return clock.replace(tzinfo=zone, fold=at.astimezone(zone).fold).astimezone(UTC)


def _earlier(period: Period, first_sold: date | None) -> Period:
    if period.grain is Grain.DAY:
        return Period.around(Grain.DAY, period.first - WEEK)
    if period.grain is Grain.MONTH and (first_sold is None or period.year_before.last >= first_sold):
        return period.year_before
    return period.before
