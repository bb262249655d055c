"""What the shop measures about its sales: each figure is defined here once, with its formula and grain.

The dashboard, the documentation and the tests read the same definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from models.money import divide_half_up


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


Figure = int | Decimal | None


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


def average_basket_minor(figures: SalesFigures) -> int | None:
    """Net sales per receipt in whole minor units, half up.

    >>> average_basket_minor(SalesFigures(receipts=3, net_minor=10_000))
    3333
    """
    return divide_half_up(figures.net_minor, figures.receipts) if figures.receipts else None


def units_per_receipt(figures: SalesFigures) -> Decimal | None:
    """Units per receipt, two decimals.

    >>> units_per_receipt(SalesFigures(receipts=3, units=Decimal(8)))
    Decimal('2.67')
    """
    return _ratio(figures.units, Decimal(figures.receipts), "0.01")


def gross_margin_minor(figures: SalesFigures) -> int | None:
    """Net sales less the cost of the goods, over the lines whose cost is known."""
    return figures.costed_net_minor - figures.cost_minor if figures.costed_net_minor else None


def gross_margin_share(figures: SalesFigures) -> Decimal | None:
    """Gross margin as a share of the net sales whose cost is known; 0.25 is 25 %.

    >>> gross_margin_share(SalesFigures(net_minor=9_000, costed_net_minor=8_000, cost_minor=6_000))
    Decimal('0.2500')
    """
    return _ratio(Decimal(figures.costed_net_minor - figures.cost_minor), Decimal(figures.costed_net_minor), "0.0001")


def cost_coverage(figures: SalesFigures) -> Decimal | None:
    """The share of net sales whose cost is known: how much of the shop the margin speaks of."""
    return _ratio(Decimal(figures.costed_net_minor), Decimal(figures.net_minor), "0.0001")


def change(now: Figure, before: Figure) -> Decimal | None:
    """Relative change; ``None`` where one is undefined or there is nothing to compare with.

    >>> change(110, 100), change(90, 100), change(5, 0)
    (Decimal('0.1000'), Decimal('-0.1000'), None)
    """
    if now is None or before is None:
        return None
    return _ratio(Decimal(now) - Decimal(before), abs(Decimal(before)), "0.0001")


def _ratio(numerator: Decimal, denominator: Decimal, step: str) -> Decimal | None:
    return (numerator / denominator).quantize(Decimal(step), ROUND_HALF_UP) if denominator else None


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
