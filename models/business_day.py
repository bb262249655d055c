"""Business days: the day that a fact belongs to in the shop's books."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def business_day(at: datetime, zone: ZoneInfo, closing: time) -> date:
    """The day that the instant ``at`` counts to.

    Sales after midnight but before ``closing`` (the shop's local hour at which a day ends) belong
    to the day before. It is stamped once when a fact is made and never derived again.

    >>> from datetime import UTC
    >>> night = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    >>> business_day(night, ZoneInfo("Europe/Stockholm"), time(4))
    datetime.date(2026, 11, 22)
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    local = at.astimezone(zone)
    return local.date() - timedelta(days=1) if local.time() < closing else local.date()
