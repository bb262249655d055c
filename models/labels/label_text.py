"""What a shelf label states about a product: from it follows whether a new label is needed."""

from __future__ import annotations

from dataclasses import dataclass

from models.catalogue.content import Content
from models.money import Money
from models.pricing.comparison_price import ComparisonPrice, stated_comparison_price
from models.quantity import Unit


@dataclass(frozen=True, slots=True)
class LabelText:
    """The contents of a label; ``code`` is the barcode that is printed on it, ``price`` includes tax.

    ``lowest`` is the lowest price of the thirty days before a reduction that is announced: prisinformationslagen
    (2004:347), section 7 a.
    """

    name: str
    price: Money
    unit: Unit
    content: Content | None = None
    code: str | None = None
    lowest: Money | None = None

    @property
    def comparison(self) -> ComparisonPrice | None:
        """The comparison price, where one is stated beside the price."""
        return stated_comparison_price(self.price, self.unit, self.content)


def printed_code(gtins: tuple[str, ...], codes: tuple[str, ...]) -> str | None:
    """The barcode that a label carries: the first GTIN, else the first code of the shop's own.

    >>> printed_code(("07310865004703", "09520000000017"), ("X-1",)), printed_code((), ("X-1",)), printed_code((), ())
    ('07310865004703', 'X-1', None)
    """
    return next(iter(sorted(gtins) + sorted(codes)), None)
