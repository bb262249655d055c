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
from models.quantity import Unit
from models.shop import Shop

#: What stands where a figure is not defined.
NOTHING = "–"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~$:.-])")


@dataclass(frozen=True, slots=True)
class Formats:
    """Writes values for one reader of one shop."""

    words: Words
    shop: Shop

    @property
    def locale(self) -> str:
        """The locale of numbers and dates."""
        return FORMATS[self.words.language]

    @property
    def currency_sign(self) -> str:
        """The sign of the shop's currency: kr."""
        return str(get_currency_symbol(self.shop.currency, locale=self.locale))

    def money(self, minor: int) -> str:
        """Exact: 12 345,50 kr."""
        return self.words.money(Money(minor, self.shop.currency))

    def whole_money(self, minor: int) -> str:
        """Rounded to whole units, half away from zero, for a large figure: 12 346 kr."""
        amount = round_half_up(self.major(minor))
        return str(
            format_currency(
                amount, self.shop.currency, "#,##0\N{NO-BREAK SPACE}¤", locale=self.locale, currency_digits=False
            )
        )

    def major(self, minor: int) -> Decimal:
        """The amount in whole currency units, for charts and columns of numbers."""
        return Money(minor, self.shop.currency).major()

    def figure(self, value: Figure, unit: MetricUnit) -> str:
        """A figure as its metric is written; money in whole units from 1 000 on."""
        if value is None:
            return NOTHING
        if unit is MetricUnit.MONEY:
            large = abs(self.major(int(value))) >= 1000
            return self.whole_money(int(value)) if large else self.money(int(value))
        if unit is MetricUnit.SHARE:
            return self.share(Decimal(value))
        pattern = "#,##0" if unit is MetricUnit.COUNT else "#,##0.0"
        return str(format_decimal(value, pattern, locale=self.locale, decimal_quantization=True))

    def share(self, share: Decimal) -> str:
        """A share of one: 24,3 %."""
        return str(format_percent(share, self._percent(), locale=self.locale))

    def change(self, change: Decimal) -> str:
        """A relative change with its sign: +4,2 %."""
        pattern = self._percent()
        return str(format_percent(change, f"+{pattern};-{pattern}", locale=self.locale))

    def number(self, value: float | Decimal, decimals: int = 0) -> str:
        """A plain number with so many decimals."""
        pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
        return str(format_decimal(value, pattern, locale=self.locale))

    def quantity(self, quantity: Decimal, unit: Unit) -> str:
        """An amount of goods with its unit, as exact as it is: 24 st, 1,5 kg."""
        number = format_decimal(quantity, "#,##0.###", locale=self.locale)
        return self.words.say(f"dashboard.quantity.{unit.value}", number=number)

    def day(self, day: date) -> str:
        """A day in full, as a heading: Måndag 23 november 2026."""
        text = str(format_date(day, "EEEE d MMMM y", locale=self.locale))
        return text[:1].upper() + text[1:]

    def short_day(self, day: date) -> str:
        """A day in short: mån 16 nov."""
        return str(format_date(day, "EEE d MMM", locale=self.locale)).replace(".", "")

    def clock(self, at: datetime) -> str:
        """The time on the shop's clock: 11:30."""
        return f"{at.astimezone(ZoneInfo(self.shop.zone)):%H:%M}"

    def clock_with_seconds(self, at: datetime) -> str:
        """The time on the shop's clock: 11:30:05."""
        return f"{at.astimezone(ZoneInfo(self.shop.zone)):%H:%M:%S}"

    def _percent(self) -> str:
        # Swedish and English of Sweden both put a space before the sign.
        return "#,##0.0\N{NO-BREAK SPACE}%"


def round_half_up(amount: Decimal) -> Decimal:
    """The nearest whole number; half goes away from zero.

    >>> round_half_up(Decimal("2.5")), round_half_up(Decimal("-2.5"))
    (Decimal('3'), Decimal('-3'))
    """
    return amount.quantize(Decimal(1), "ROUND_HALF_UP")


def plain(text: str) -> str:
    r"""Text that Streamlit shows as it stands: a product's name is never Markdown.

    >>> print(plain("*Kaffe* [1]"))
    \*Kaffe\* \[1\]
    """
    return _MARKDOWN.sub(r"\\\1", text)
