"""What periods are called, in the reader's language."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from app.dashboards.formats import FIGURES, Formats
from models.analytics.period import Grain, Period


def title_of(period: Period, formats: Formats) -> str:
    """A period as a heading: Måndag 23 november 2026, Vecka 48, 2026, November 2026, 2026."""
    if period.grain is Grain.DAY:
        return formats.day(period.first)
    if period.grain is Grain.MONTH:
        return _capital(str(format_date(period.first, "LLLL y", locale=FIGURES[formats.words.language])))
    return _capital(name_of(period, formats))


def name_of(period: Period, formats: Formats) -> str:
    """A period in short: mån 23 nov, vecka 48, 2026, nov 2026, 2026."""
    if period.grain is Grain.DAY:
        return formats.short_day(period.first)
    if period.grain is Grain.WEEK:
        year, week, _ = period.first.isocalendar()
        return formats.words.translate("dashboard.week", number=week, year=year)
    if period.grain is Grain.MONTH:
        return f"{month_name(period.first, formats)} {period.first.year}"
    return str(period.first.year)


def weekday_name(day: date, formats: Formats) -> str:
    """The day of the week in short: mån."""
    return str(format_date(day, "EEE", locale=FIGURES[formats.words.language])).replace(".", "")


def month_name(day: date, formats: Formats) -> str:
    """The month in short: nov."""
    return str(format_date(day, "LLL", locale=FIGURES[formats.words.language])).replace(".", "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
