"""When an order can be picked up: half hours while the shop is open, after the time that the shop needs for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.errors import Refused
from models.opening_hours import OpeningHours

SLOT = timedelta(minutes=30)


class PickupTimeGone(Refused):
    """A time at which the order cannot be picked up, or no longer."""

    code = "pickup_time_gone"
    text = "The order cannot be picked up at that time: it is over or full. Nothing was ordered; choose another time."


@dataclass(frozen=True, slots=True)
class PickupRule:
    """When a shop hands orders over: while it is open, ``lead`` after the order, on today and ``days_ahead`` days."""

    hours: OpeningHours
    lead: timedelta
    days_ahead: int
    zone: str


@dataclass(frozen=True, slots=True)
class PickupSlot:
    """A time of pick-up: from an instant on, and until another."""

    begins: datetime
    ends: datetime

    @property
    def begins_text(self) -> str:
        """When it begins, as the journal has it: to the second, in UTC whatever zone the instant is given in.

        >>> summer = datetime.fromisoformat("2026-07-01T10:00+02:00")
        >>> PickupSlot(summer, summer).begins_text
        '2026-07-01T08:00:00+00:00'
        """
        return self.begins.astimezone(UTC).isoformat(timespec="seconds")


def pickup_slots(rule: PickupRule, at: datetime) -> list[PickupSlot]:
    """The times at which an order of ``at`` can be picked up, in order.

    >>> from models.opening_hours import parse_opening_hours
    >>> rule = PickupRule(parse_opening_hours("mon-sat 9-10"), timedelta(hours=2), 2, "Europe/Stockholm")
    >>> monday = datetime(2026, 11, 23, 6, 15, tzinfo=UTC)
    >>> [f"{each.begins:%a %H:%M}" for each in pickup_slots(rule, monday)]
    ['Mon 08:30', 'Tue 08:00', 'Tue 08:30', 'Wed 08:00', 'Wed 08:30']
    """
    today = at.astimezone(ZoneInfo(rule.zone)).date()
    days = (today + timedelta(days=number) for number in range(rule.days_ahead + 1))
    slots = {slot.begins: slot for day in days for slot in _slots_on(rule, day)}
    return [slots[begins] for begins in sorted(slots) if begins >= at + rule.lead]


def _slots_on(rule: PickupRule, day: date) -> Iterator[PickupSlot]:
    hours = rule.hours.on(day)
    if hours is None:
        return
    closes = _instant(day, hours[1], rule.zone)
    begins = _instant(day, hours[0], rule.zone)
    while begins + SLOT <= closes:
        yield PickupSlot(begins, begins + SLOT)
        begins += SLOT


def _instant(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
