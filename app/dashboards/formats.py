"""How figures, days and times are written on a page, in the reader's language and the shop's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from app.words import FORMATS, Words
from models.analytics.sales import Figure, MetricUnit
from models.money import Money
from models.quantity import THOUSANDTHS, Unit, from_milli
from models.shop import Shop

#: Shown where a figure is not defined.
NOTHING = "–"
#: Amounts from here on are written in whole units of currency.
WHOLE_FROM = 1000
#: Swedish, and English as written in Sweden, put a space before the sign.
_PERCENT = "#,##0.0\N{NO-BREAK SPACE}%"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~$:.-])")


@dataclass(frozen=True, slots=True)
class Formats:
    """Writes values for one reader of one shop."""

    words: Words
    shop: Shop

    @property
    def currency_sign(self) -> str:
        """The sign of the shop's currency: kr."""
        return str(get_currency_symbol(self.shop.currency, locale=self._locale))

    def money(self, minor: int) -> str:
        """Exact: 12 345,50 kr."""
        return self.words.money(Money(minor, self.shop.currency))

    def major(self, minor: int) -> Decimal:
        """The amount in whole currency units, for charts and columns of numbers."""
        return Money(minor, self.shop.currency).major()

    def figure(self, value: Figure, unit: MetricUnit) -> str:
        """A figure as its metric is written; money from 1 000 on in whole units, half away from zero."""
        if value is None:
            return NOTHING
        if unit is MetricUnit.MONEY:
            return self._amount(int(value))
        if unit is MetricUnit.SHARE:
            return str(format_percent(value, _PERCENT, locale=self._locale))
        return str(format_decimal(value, "#,##0" if unit is MetricUnit.COUNT else "#,##0.0", locale=self._locale))

    def change(self, change: Decimal) -> str:
        """A relative change with its sign: +4,2 %."""
        return str(format_percent(change, f"+{_PERCENT};-{_PERCENT}", locale=self._locale))

    def quantity(self, quantity: Decimal, unit: Unit) -> str:
        """An amount of goods with its unit, as exact as it is: 24 st, 1,5 kg."""
        number = format_decimal(quantity, "#,##0.###", locale=self._locale)
        return self.words.translate(f"dashboard.quantity.{unit.value}", number=number)

    def goods(self, units: float, unit: Unit) -> str:
        """An amount of goods from a frame, as exact as goods are counted: 24 st, 1,5 kg."""
        return self.quantity(from_milli(round(units * THOUSANDTHS)), unit)

    def day(self, day: date) -> str:
        """A day in full, as a heading: Måndag 23 november 2026."""
        text = str(format_date(day, "EEEE d MMMM y", locale=self._locale))
        return text[:1].upper() + text[1:]

    def short_day(self, day: date) -> str:
        """A day in short: mån 16 nov."""
        return str(format_date(day, "EEE d MMM", locale=self._locale)).replace(".", "")

    def clock(self, at: datetime, *, seconds: bool = False) -> str:
        """The time on the shop's clock: 11:30, or 11:30:05."""
        local = at.astimezone(ZoneInfo(self.shop.zone))
        return f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"

    @property
    def _locale(self) -> str:
        return FORMATS[self.words.language]

    def _amount(self, minor: int) -> str:
        major = self.major(minor)
        if abs(major) < WHOLE_FROM:
            return self.money(minor)
        whole, pattern = round_half_up(major), "#,##0\N{NO-BREAK SPACE}¤"
        return str(format_currency(whole, self.shop.currency, pattern, locale=self._locale, currency_digits=False))


def round_half_up(amount: Decimal) -> Decimal:
    """The nearest whole number; half goes away from zero.

    >>> round_half_up(Decimal("2.5")), round_half_up(Decimal("-2.5"))
    (Decimal('3'), Decimal('-3'))
    """
    return amount.quantize(Decimal(1), "ROUND_HALF_UP")


def plain(text: str) -> str:
    r"""Text that Streamlit shows unchanged: a product's name is never Markdown.

    >>> print(plain("*Kaffe* [1]"))
    \*Kaffe\* \[1\]
    """
    return _MARKDOWN.sub(r"\\\1", text)
