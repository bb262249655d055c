"""When customers come and what they then want: weekdays, paydays, holidays and the seasons of goods."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache

import holidays

from models.demand.calendar import days_off, payday
from models.jurisdiction.sweden import SWEDEN

COUNTRY = SWEDEN.country
MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 3, 4, 5, 6
YEAR_DAYS = 365.25

#: Customers of each weekday against the mean.
FOOTFALL = (0.93, 0.92, 0.96, 1.0, 1.2, 1.08, 0.91)
#: The days from payday on, and the lean days before the next one.
AFTER_PAYDAY = (1.22, 1.16, 1.1, 1.06, 1.03)
LEAN_DAYS, LEAN = 5, 0.94
GROWTH_PER_YEAR = 0.04


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day on which the shop is open, and how many customers come against the mean."""

    day: date
    opens: time
    closes: time
    footfall: float


def open_day(day: date, first: date) -> OpenDay | None:
    """What kind of day it is for a shop whose history begins at ``first``; ``None``: closed."""
    if (day.month, day.day) in {(12, 25), (1, 1)}:
        return None
    public, eves = days_off(COUNTRY, day.year)
    growth = (1 + GROWTH_PER_YEAR) ** ((day - first).days / YEAR_DAYS)
    footfall = FOOTFALL[day.weekday()] * _payday(day) * growth
    if day in eves and day.weekday() != SUNDAY and day.month in {6, 12}:
        return OpenDay(day, time(8), time(16), footfall * 1.1)
    if day in public and day.weekday() != SUNDAY:
        return OpenDay(day, time(10), time(18), footfall * 0.72)
    if day + timedelta(1) in public and day.weekday() != SATURDAY:
        footfall *= 1.25
    return OpenDay(day, time(9 if day.weekday() >= SATURDAY else 7), time(21), footfall)


def season_factor(season: str, day: date) -> float:
    """How much more than usual the goods of a season sell on ``day``."""
    if season in _WEEKDAYS:
        return _WEEKDAYS[season][day.weekday()]
    if season in _PEAKS:
        peak, strength = _PEAKS[season]
        return math.exp(strength * math.cos(2 * math.pi * (day.timetuple().tm_yday - peak) / YEAR_DAYS))
    if season in _FEASTS:
        base, height = _FEASTS[season]
        return base + height * max(_nearness(day, *feast) for feast in _feasts(season, day.year))
    return 1.0


#: Monday to Sunday.
_WEEKDAYS = {
    "saturday": (0.7, 0.7, 0.75, 0.85, 1.5, 1.9, 0.9),
    "taco": (0.5, 0.5, 0.6, 0.8, 2.7, 1.4, 0.5),
    "thursday": (0.8, 0.8, 0.9, 2.2, 0.8, 0.8, 0.8),
    "lunch": (1.2, 1.25, 1.25, 1.25, 1.2, 0.4, 0.3),
    "school": (1.1, 1.1, 1.1, 1.1, 1.15, 0.7, 0.75),
}
#: The day of the year with most sales, and how strong the swing is.
_PEAKS = {
    "summer": (196, 0.35),
    "winter": (15, 0.35),
    "autumn": (280, 0.25),
    "spring": (110, 0.25),
    "icecream": (190, 1.25),
    "grill": (190, 1.1),
}
#: What sells outside the feast, and how much more at its height.
_FEASTS = {
    "christmas": (0.9, 1.4),
    "yule": (0.02, 3.5),
    "lucia": (0.02, 4.0),
    "easter": (0.9, 1.3),
    "paschal": (0.02, 3.5),
    "lent": (0.03, 4.0),
    "midsummer": (0.15, 2.5),
    "feasts": (0.7, 2.2),
    "newyear": (0.8, 1.6),
    "gifts": (0.7, 1.8),
}


@cache
def _feasts(season: str, year: int) -> tuple[tuple[date, int, int], ...]:
    """The height of each feast near ``year``, and over how many days its goods come and go."""
    easter, midsummer = _named(year, "Easter Sunday"), _named(year, "Midsummer Day")
    christmas = [(date(y, 12, 23), 30, 5) for y in (year - 1, year)]
    lucia = [(date(y, 12, 13), 16, 4) for y in (year - 1, year)]
    new_year = [(date(y, 12, 31), 5, 8) for y in (year - 1, year)]
    shrove_tuesday = (easter - timedelta(47), 40, 8)
    by_season = {
        "christmas": christmas,
        "yule": christmas,
        "lucia": lucia,
        "easter": [(easter - timedelta(1), 14, 3)],
        "paschal": [(easter - timedelta(1), 24, 3)],
        "lent": [shrove_tuesday],
        "midsummer": [(midsummer - timedelta(1), 18, 30)],
        "feasts": [(easter - timedelta(1), 6, 2), (midsummer - timedelta(1), 6, 2), *christmas],
        "newyear": new_year,
        "gifts": [*christmas, (date(year, 5, 28), 7, 2), (date(year, 2, 14), 5, 1)],
    }
    return tuple(by_season[season])


@cache
def _named(year: int, name: str) -> date:
    return min(holidays.country_holidays(COUNTRY, years=year, language="en_US").get_named(name, lookup="exact"))


def _nearness(day: date, height: date, comes: int, goes: int) -> float:
    """1 at the height of a feast, falling to 0 over the days that it takes to come and to go."""
    distance = (day - height).days
    return max(0.0, 1 + distance / comes if distance <= 0 else 1 - distance / goes)


def _payday(day: date) -> float:
    last = max(when for when in _paydays(day) if when <= day)
    following = min(when for when in _paydays(day) if when > day)
    since = (day - last).days
    if since < len(AFTER_PAYDAY):
        return AFTER_PAYDAY[since]
    return LEAN if (following - day).days <= LEAN_DAYS else 1.0


def _paydays(day: date) -> list[date]:
    around = [day.replace(day=1) - timedelta(1), day.replace(day=1), day.replace(day=28) + timedelta(5)]
    return [payday(COUNTRY, each.year, each.month) for each in around]
