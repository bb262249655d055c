"""The comparison price (jämförpris): what goods cost per kilogram, litre, metre, square metre or piece.

Source: prisinformationslagen (2004:347) defines it as the final price per kilogram, litre, metre or another usual
measure, tax included. Konsumentverkets föreskrifter KOVFS 2012:1, section 4, rounds it to two decimals, writes its unit
beside it, asks for a comma or a colon between kronor and öre, and for a yellow ground on shelf labels. Which goods are
exempt, which have a measure of their own (a dose of detergent), and that drained weight counts where it is stated, is
not decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from models.catalogue.content import ComparisonUnit, Content, ContentUnit
from models.money import Money, divide_half_up
from models.quantity import Unit, to_milli

_SOLD_BY = {
    Unit.KILOGRAM: ComparisonUnit.KILOGRAM,
    Unit.LITRE: ComparisonUnit.LITRE,
    Unit.METRE: ComparisonUnit.METRE,
}
#: So many parts of a comparison unit make every content a whole number to the thousandth: a gram, a millilitre.
_PARTS = 1_000


@dataclass(frozen=True, slots=True)
class ComparisonPrice:
    """An amount for one comparison unit; its smallest part is that of the currency, two decimals of a krona."""

    amount: Money
    unit: ComparisonUnit


def comparison_price(price: Money, unit: Unit, content: Content | None) -> ComparisonPrice | None:
    """The comparison price of goods at a price per ``unit``; ``None`` where nothing states how much is in a package.

    P = p / q, where p is the price of a package and q its content in comparison units, rounded once, half away from
    zero. Goods that are sold by weight, volume or length have their price for it.

    >>> from decimal import Decimal
    >>> from models.catalogue.content import ContentUnit
    >>> comparison_price(Money(2490, "SEK"), Unit.PIECE, Content(Decimal("1.5"), ContentUnit.LITRE)).amount
    Money(minor=1660, currency='SEK')
    """
    if unit in _SOLD_BY:
        return ComparisonPrice(price, _SOLD_BY[unit])
    if content is None:
        return None
    parts = to_milli(content.compared_quantity * _PARTS)
    minor = divide_half_up(price.minor * _PARTS * 1_000, parts)
    return ComparisonPrice(Money(minor, price.currency), content.comparison_unit)


def stated_comparison_price(price: Money, unit: Unit, content: Content | None) -> ComparisonPrice | None:
    """The comparison price that is stated beside the price: of packages, unless a package is one piece.

    The price of goods by weight, volume or length names its unit and is the comparison price itself.

    >>> from decimal import Decimal
    >>> from models.catalogue.content import ContentUnit
    >>> stated_comparison_price(Money(2490, "SEK"), Unit.KILOGRAM, None) is None
    True
    >>> stated_comparison_price(Money(1790, "SEK"), Unit.PIECE, Content(Decimal(1), ContentUnit.LITRE)).unit.value
    'l'
    """
    if unit in _SOLD_BY or (content is not None and content == _ONE_PIECE):
        return None
    return comparison_price(price, unit, content)


_ONE_PIECE = Content(Decimal(1), ContentUnit.PIECE)
