"""What the shop measures about its sales: each figure is defined here once, with its formula and grain.

The dashboard, the documentation and the tests read the same definitions. Figures are exact: a ratio is a fraction of
two sums, and only the page that shows it rounds, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class SalesFigures:
    """Sums over a set of sales; sums of disjoint sets add up.

    Amounts are minor units of the shop's currency after discount. ``units`` counts pieces, and one for each weighed or
    measured line. ``costed_net_minor`` is the net of the lines whose cost is known, ``cost_minor`` their cost.
    """

    receipts: int = 0
    units: Decimal = Decimal(0)
    gross_minor: int = 0
    net_minor: int = 0
    discount_minor: int = 0
    costed_net_minor: int = 0
    cost_minor: int = 0

    def __add__(self, other: SalesFigures) -> SalesFigures:
        return SalesFigures(
            receipts=self.receipts + other.receipts,
            units=self.units + other.units,
            gross_minor=self.gross_minor + other.gross_minor,
            net_minor=self.net_minor + other.net_minor,
            discount_minor=self.discount_minor + other.discount_minor,
            costed_net_minor=self.costed_net_minor + other.costed_net_minor,
            cost_minor=self.cost_minor + other.cost_minor,
        )


class MetricUnit(StrEnum):
    """How a figure is written."""

    MONEY = "money"
    COUNT = "count"
    RATIO = "ratio"
    SHARE = "share"


#: A figure before it is rounded for a page; ``None`` where it is not defined.
Figure = int | Fraction | None


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure with its definition. ``of`` gives ``None`` where it is not defined, never zero.

    The grain is the set of sales that is summed: any of business days, locations and times of day.
    """

    key: str
    unit: MetricUnit
    formula: str
    of: Callable[[SalesFigures], Figure]


def total_figures(figures: Iterable[SalesFigures]) -> SalesFigures:
    """The figures of all sets together; of none, zero."""
    return sum(figures, start=SalesFigures())


def average_basket_minor(figures: SalesFigures) -> Fraction | None:
    """Net sales per receipt in minor units.

    >>> average_basket_minor(SalesFigures(receipts=3, net_minor=10_000))
    Fraction(10000, 3)
    """
    return _ratio(figures.net_minor, figures.receipts)


def units_per_receipt(figures: SalesFigures) -> Fraction | None:
    """Units per receipt.

    >>> units_per_receipt(SalesFigures(receipts=11, units=Decimal(27)))
    Fraction(27, 11)
    """
    return _ratio(Fraction(figures.units), figures.receipts)


def gross_margin_minor(figures: SalesFigures) -> int | None:
    """Net sales less the cost of the goods, over the lines whose cost is known."""
    return figures.costed_net_minor - figures.cost_minor if figures.costed_net_minor else None


def gross_margin_share(figures: SalesFigures) -> Fraction | None:
    """Gross margin as a share of the net sales whose cost is known; 1/4 is 25 %.

    >>> gross_margin_share(SalesFigures(net_minor=9_000, costed_net_minor=8_000, cost_minor=6_000))
    Fraction(1, 4)
    """
    return _ratio(figures.costed_net_minor - figures.cost_minor, figures.costed_net_minor)


def cost_coverage(figures: SalesFigures) -> Fraction | None:
    """The share of net sales whose cost is known: how much of the shop the margin speaks of."""
    return _ratio(figures.costed_net_minor, figures.net_minor)


def change(now: Figure, before: Figure) -> Fraction | None:
    """Relative change; ``None`` where one is undefined or there is nothing to compare with.

    >>> change(110, 100), change(90, 100), change(5, 0)
    (Fraction(1, 10), Fraction(-1, 10), None)
    """
    if now is None or before is None:
        return None
    return _ratio(Fraction(now) - before, abs(Fraction(before)))


def _ratio(numerator: int | Fraction, denominator: int | Fraction) -> Fraction | None:
    return Fraction(numerator) / denominator if denominator else None


NET_SALES = Metric(
    "net_sales", MetricUnit.MONEY, "sum of net of sale lines: without tax, after discounts", lambda f: f.net_minor
)
RECEIPTS = Metric("receipts", MetricUnit.COUNT, "number of sales", lambda f: f.receipts)
AVERAGE_BASKET = Metric("average_basket", MetricUnit.MONEY, "net sales / receipts", average_basket_minor)
UNITS_PER_RECEIPT = Metric("units_per_receipt", MetricUnit.RATIO, "units / receipts", units_per_receipt)
GROSS_MARGIN = Metric(
    "gross_margin", MetricUnit.MONEY, "net - cost, over the lines whose cost is known", gross_margin_minor
)
GROSS_MARGIN_SHARE = Metric(
    "gross_margin_share", MetricUnit.SHARE, "gross margin / net of the lines whose cost is known", gross_margin_share
)
COST_COVERAGE = Metric(
    "cost_coverage", MetricUnit.SHARE, "net of the lines whose cost is known / net sales", cost_coverage
)

#: Every figure, in the order in which a page shows them.
METRICS = (
    NET_SALES,
    RECEIPTS,
    AVERAGE_BASKET,
    UNITS_PER_RECEIPT,
    GROSS_MARGIN,
    GROSS_MARGIN_SHARE,
    COST_COVERAGE,
)
