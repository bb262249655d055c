"""How figures, days and times are written on a page, in the reader's language and the shop's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol, get_decimal_symbol

from app.words import FORMATS, Words
from models.analytics.sales import Figure, MetricUnit
from models.money import Money, divide_half_up
from models.quantity import THOUSANDTHS, Unit, from_milli
from models.shop import Shop

#: Shown where a figure is not defined.
NOTHING = "–"
#: Amounts from here on are written in whole units of currency.
WHOLE_FROM = 1000
#: How figures are written: the Swedish way for a reader of Swedish, the English way for a reader of English, as a
#: browser of that language writes the numbers in a table.
FIGURES = {"sv": "sv_SE", "en": "en_GB"}
_PERCENT = {"sv": "#,##0.0\N{NO-BREAK SPACE}%", "en": "#,##0.0%"}
#: Decimals of a ratio, and of a share of 1 that is written in per cent with one.
RATIO_PLACES, SHARE_PLACES = 1, 3


@dataclass(frozen=True, slots=True)
class Formats:
    """Writes values for one reader of one shop."""

    words: Words
    shop: Shop

    @property
    def currency_sign(self) -> str:
        """The sign of the shop's currency: kr."""
        return str(get_currency_symbol(self.shop.currency, locale=FORMATS[self.words.language]))

    def money(self, minor: int) -> str:
        """Exact: 12 345,50 kr."""
        return self._written(self.major(minor), "#,##0.00\N{NO-BREAK SPACE}¤", whole=False)

    def major(self, minor: int) -> Decimal:
        """The amount in whole currency units, for charts and columns of numbers."""
        return Money(minor, self.shop.currency).major()

    def figure(self, value: Figure, unit: MetricUnit) -> str:
        """A figure as its metric is written; money from 1 000 on in whole units, half away from zero."""
        if value is None:
            return NOTHING
        if unit is MetricUnit.MONEY:
            return self._amount(value)
        if unit is MetricUnit.SHARE:
            return str(
                format_percent(round_half_up(value, SHARE_PLACES), _PERCENT[self.words.language], locale=self._locale)
            )
        places, pattern = (0, "#,##0") if unit is MetricUnit.COUNT else (RATIO_PLACES, "#,##0.0")
        return str(format_decimal(round_half_up(value, places), pattern, locale=self._locale))

    def change(self, change: Fraction) -> str:
        """A relative change with its sign: +4,2 %."""
        rounded, pattern = round_half_up(change, SHARE_PLACES), _PERCENT[self.words.language]
        return str(format_percent(rounded, f"+{pattern};-{pattern}", locale=self._locale))

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
        return FIGURES[self.words.language]

    def _amount(self, minor: int | Fraction) -> str:
        major = Fraction(minor) * Fraction(self.major(1))
        if abs(major) < WHOLE_FROM:
            return self.money(int(round_half_up(minor)))
        return self._written(round_half_up(major), "#,##0\N{NO-BREAK SPACE}¤", whole=True)

    def _written(self, amount: Decimal, pattern: str, *, whole: bool) -> str:
        currency, locale = self.shop.currency, self._locale
        written = str(format_currency(amount, currency, pattern, locale=locale, currency_digits=not whole))
        return written.replace(str(get_currency_symbol(currency, locale=locale)), self.currency_sign)


def has_decimal_comma(words: Words) -> bool:
    """Whether readers of this language write decimals after a comma."""
    return bool(get_decimal_symbol(FORMATS[words.language]) == ",")


def round_half_up(amount: Decimal | Fraction | int, places: int = 0) -> Decimal:
    """The nearest number with so many decimals; half goes away from zero.

    >>> round_half_up(Decimal("2.5")), round_half_up(Decimal("-2.5")), round_half_up(Fraction(27, 11), 1)
    (Decimal('3'), Decimal('-3'), Decimal('2.5'))
    """
    exact = Fraction(amount) * 10**places
    return Decimal(divide_half_up(exact.numerator, exact.denominator)).scaleb(-places)
