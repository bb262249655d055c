"""When a shop is open in a week, as people write it: ``mon-fri 09:00-18:00, sat 10:00-15:00``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "|".join(DAYS)
_PART = re.compile(rf"({_DAY})(?:-({_DAY}))? +([0-9]{{1,2}}(?::[0-9]{{2}})?)-([0-9]{{1,2}}(?::[0-9]{{2}})?)")


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When a shop opens and closes on each weekday from Monday on; ``None``: it is closed all day."""

    week: tuple[tuple[time, time] | None, ...]

    def on(self, day: date) -> tuple[time, time] | None:
        """When it opens and closes on a day."""
        return self.week[day.weekday()]


def parse_opening_hours(text: str) -> OpeningHours | None:
    """The hours that a text names, or ``None`` if it names none; a later part replaces an earlier one of the same day.

    >>> hours = parse_opening_hours("Mon-Fri 9-18, sat 10:00-15:30")
    >>> [str(each) for each in hours.on(date(2026, 11, 28))], hours.on(date(2026, 11, 29))
    (['10:00:00', '15:30:00'], None)
    >>> [parse_opening_hours(each) for each in ("", "mon", "mon 18-9", "mon 9-25", "fri-mon 9-18")]
    [None, None, None, None, None]
    """
    week: list[tuple[time, time] | None] = [None] * len(DAYS)
    for part in text.lower().split(","):
        match = _PART.fullmatch(part.strip())
        first, last = (0, -1) if match is None else (DAYS.index(match[1]), DAYS.index(match[2] or match[1]))
        begins, ends = (None, None) if match is None else (_time_of(match[3]), _time_of(match[4]))
        if begins is None or ends is None or begins >= ends or first > last:
            return None
        week[first : last + 1] = [(begins, ends)] * (last + 1 - first)
    return OpeningHours(tuple(week))


def _time_of(text: str) -> time | None:
    hour, _, minute = text.partition(":")
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        return None
