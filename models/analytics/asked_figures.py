"""The figures that an assistant may ask for: those of the dashboard, and the sums that they are made of."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from models.analytics.choices import UnknownChoice
from models.analytics.sales import (
    COST_COVERAGE,
    GROSS_MARGIN,
    GROSS_MARGIN_SHARE,
    METRICS,
    Figure,
    Metric,
    MetricUnit,
)

GROSS_SALES = Metric(
    "gross_sales", MetricUnit.MONEY, "sum of sale lines with tax, after discounts, without what is put on gift cards",
    lambda f: f.gross_minor,
)  # fmt: skip
DISCOUNTS = Metric("discounts", MetricUnit.MONEY, "sum of discounts, tax included", lambda f: f.discount_minor)
UNITS = Metric(
    "units", MetricUnit.COUNT, "pieces, and one for each weighed or measured line", lambda f: _units(f.units)
)
COST = Metric("cost", MetricUnit.MONEY, "sum of the cost of the lines whose cost is known", lambda f: f.cost_minor)

#: Every figure that a question may name.
ASKED_METRICS = (*METRICS, GROSS_SALES, DISCOUNTS, UNITS, COST)
#: Those for somebody who may see costs.
OF_COSTS = frozenset({GROSS_MARGIN.key, GROSS_MARGIN_SHARE.key, COST_COVERAGE.key, COST.key})


def askable(*, may_see_costs: bool) -> tuple[Metric, ...]:
    """The figures for somebody; margins and costs only where they may see them.

    >>> [each.key for each in askable(may_see_costs=False)][:3]
    ['net_sales', 'receipts', 'average_basket']
    """
    return tuple(each for each in ASKED_METRICS if may_see_costs or each.key not in OF_COSTS)


def find_metric(name: str, metrics: Iterable[Metric]) -> Metric:
    """The figure of a name; raises :class:`models.analytics.choices.UnknownChoice`."""
    by_name = {each.key: each for each in metrics}
    if name not in by_name:
        raise UnknownChoice("figure", name, by_name)
    return by_name[name]


def exact_text(figure: Figure) -> str | None:
    """A figure without rounding: a whole number, or a fraction of two.

    >>> exact_text(1250), exact_text(Fraction(10, 4)), exact_text(None)
    ('1250', '5/2', None)
    """
    return None if figure is None else str(figure)


def rounded_text(figure: Figure, unit: MetricUnit, decimals: int) -> str | None:
    """A figure in decimals, half to even: money in whole units of a currency of ``decimals``, others to four at most.

    >>> rounded_text(-1250, MetricUnit.MONEY, 2), rounded_text(Fraction(10_000, 3), MetricUnit.MONEY, 2)
    ('-12.50', '33.33')
    >>> rounded_text(Fraction(1, 3), MetricUnit.SHARE, 2), rounded_text(7, MetricUnit.COUNT, 2)
    ('0.3333', '7')
    """
    if figure is None:
        return None
    if unit is MetricUnit.MONEY:
        return _decimal(Fraction(figure), decimals, already=decimals)
    whole = Fraction(figure)
    return str(whole.numerator) if whole.denominator == 1 else _decimal(whole, 4, already=0)


def _decimal(value: Fraction, decimals: int, *, already: int) -> str:
    scaled = round(value * 10 ** (decimals - already))
    sign, digits = "-" if scaled < 0 else "", f"{abs(scaled):0{decimals + 1}d}"
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def _units(units: object) -> Fraction:
    return Fraction(str(units))
