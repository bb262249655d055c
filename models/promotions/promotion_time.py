"""When a promotion holds: days, days of the week and hours, as the clock on the shop's wall shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.errors import Refused

MINUTES_A_DAY = 24 * 60


class WrongPromotionTime(Refused):
    """Days or hours at which nothing can hold."""

    code = "wrong_promotion_time"
    text = "A promotion cannot hold at that time: {reason}. Nothing was changed; correct it."

    reason: str


@dataclass(frozen=True, slots=True)
class PromotionTime:
    """From ``first`` until ``until`` (excluded; ``None``: no end), on ``weekdays`` (0 is Monday; none: every day).

    ``from_minute`` and ``until_minute`` (excluded) are minutes after midnight; with ``from_minute`` above
    ``until_minute`` the hours go on after midnight and belong to the day on which they began.
    """

    first: date
    until: date | None = None
    weekdays: frozenset[int] = frozenset()
    from_minute: int = 0
    until_minute: int = MINUTES_A_DAY

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.first:
            raise WrongPromotionTime("it ends before it begins")
        if not self.weekdays <= set(range(7)):
            raise WrongPromotionTime("a week has seven days")
        begins_in_day = 0 <= self.from_minute < MINUTES_A_DAY
        if not begins_in_day or not 0 < self.until_minute <= MINUTES_A_DAY or self.from_minute == self.until_minute:
            raise WrongPromotionTime("its hours are none of a day")

    def holds(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether it holds at an instant, by the wall clock of a zone.

        An hour that the clock shows twice counts twice, and one that it leaves out not at all.

        >>> from datetime import UTC
        >>> late = PromotionTime(date(2026, 11, 27), date(2026, 11, 28), from_minute=22 * 60, until_minute=2 * 60)
        >>> [late.holds(datetime(2026, 11, 28, hour, tzinfo=UTC), ZoneInfo("Europe/Stockholm")) for hour in (0, 1)]
        [True, False]
        """
        return self.holds_by_clock(at.astimezone(zone))

    def holds_by_clock(self, wall: datetime) -> bool:
        """The same for what the clock on the wall shows."""
        minute, day = wall.hour * 60 + wall.minute, wall.date()
        if self.from_minute < self.until_minute:
            return self.from_minute <= minute < self.until_minute and self._has_day(day)
        if minute >= self.from_minute:
            return self._has_day(day)
        return minute < self.until_minute and self._has_day(day - timedelta(days=1))

    def is_over(self, day: date) -> bool:
        """Whether it no longer begins on that day or a later one."""
        return self.until is not None and self.until <= day

    def _has_day(self, day: date) -> bool:
        begun = self.first <= day and (self.until is None or day < self.until)
        return begun and (not self.weekdays or day.weekday() in self.weekdays)
