"""When in the day the shop sells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuarterSales:
    """Sales of the quarter of an hour that begins at ``at``."""

    at: datetime
    receipts: int
    net_minor: int


def net_by_hour(quarters: Iterable[QuarterSales], day: date, zone: ZoneInfo) -> dict[int, int]:
    """Net minor units by the hour on the shop's clock, counted from midnight of the business day.

    Hours of 24 and more belong to the night after ``day``. The hour that the clock shows twice when summer time ends
    is one hour.

    >>> from datetime import UTC
    >>> night = QuarterSales(datetime(2026, 11, 24, 0, 45, tzinfo=UTC), receipts=1, net_minor=500)
    >>> net_by_hour([night], date(2026, 11, 23), ZoneInfo("Europe/Stockholm"))
    {25: 500}
    """
    sums: dict[int, int] = {}
    for quarter in quarters:
        clock = quarter.at.astimezone(zone)
        hour = (clock.date() - day).days * 24 + clock.hour
        sums[hour] = sums.get(hour, 0) + quarter.net_minor
    return sums
