"""The fixed words of a shelf label in each language that a label may be written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.catalogue.content import ComparisonUnit
from models.labels.label_text import LabelText
from models.money import Money
from models.pricing.comparison_price import ComparisonPrice
from models.quantity import Unit

#: How a currency is written behind an amount; any other by its code.
_CURRENCIES = {"SEK": "kr", "NOK": "kr", "DKK": "kr", "EUR": "€"}


@dataclass(frozen=True, slots=True)
class LabelWords:
    """Words of a label; a comma is before the decimals in each of them, as KOVFS 2012:1, section 4, asks for."""

    comparison: str
    lowest: str
    units: Mapping[ComparisonUnit, str]
    sold_by: Mapping[Unit, str]

    def amount(self, amount: Money) -> str:
        """An amount in its currency, thousands apart; its spaces keep it on one line.

        >>> WORDS["sv"].amount(Money(123450, "SEK")).split()
        ['1', '234,50', 'kr']
        """
        digits = f"{amount.major():,f}".translate(str.maketrans(",.", "\u00a0,"))
        return f"{digits}\u00a0{_CURRENCIES.get(amount.currency, amount.currency)}"

    def price(self, text: LabelText) -> str:
        """The price, and for goods by weight or measure the unit that it is for."""
        sold_by = self.sold_by.get(text.unit)
        return self.amount(text.price) + (f"/{sold_by}" if sold_by else "")

    def comparison_price(self, compared: ComparisonPrice) -> str:
        """The comparison price in the words of the law.

        >>> WORDS["sv"].comparison_price(ComparisonPrice(Money(2460, "SEK"), ComparisonUnit.KILOGRAM)).split()
        ['Jämförpris', '24,60', 'kr/kg']
        """
        return f"{self.comparison} {self.amount(compared.amount)}/{self.units[compared.unit]}"

    def lowest_price(self, lowest: Money) -> str:
        """The lowest price of the thirty days before a reduction.

        >>> WORDS["sv"].lowest_price(Money(2990, "SEK")).split()[-2:]
        ['29,90', 'kr']
        """
        return f"{self.lowest} {self.amount(lowest)}"


_SYMBOLS = {
    ComparisonUnit.KILOGRAM: "kg",
    ComparisonUnit.LITRE: "l",
    ComparisonUnit.METRE: "m",
    ComparisonUnit.SQUARE_METRE: "m²",
}
_SOLD_BY = {Unit.KILOGRAM: "kg", Unit.LITRE: "l", Unit.METRE: "m"}

WORDS: Mapping[str, LabelWords] = {
    "sv": LabelWords(
        comparison="Jämförpris",
        lowest="Lägsta pris 30 dagar före sänkningen",
        units={**_SYMBOLS, ComparisonUnit.PIECE: "st"},
        sold_by=_SOLD_BY,
    ),
    "en": LabelWords(
        comparison="Comparison price",
        lowest="Lowest price 30 days before the reduction",
        units={**_SYMBOLS, ComparisonUnit.PIECE: "piece"},
        sold_by=_SOLD_BY,
    ),
}
