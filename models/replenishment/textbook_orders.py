"""A product by every textbook formula at once, to compare with what is ordered."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from models.replenishment.order_sizes import HOLDING_A_YEAR, YEAR_DAYS
from models.replenishment.textbook import (
    OrderPolicy,
    base_stock,
    economic_order,
    economic_order_backorders,
    newsvendor_binomial,
    newsvendor_normal,
    newsvendor_poisson,
    order_up_to_poisson,
    power_approximation,
    reorder_point_poisson,
    reorder_point_quantity,
    safety_stock,
)

#: Demand without any spread has at least this much of its mean.
_SPREAD_MIN = 1e-3
#: Formulas that count unit by unit are left out above so many units over the protection interval.
COUNTED_MAX = 5_000
#: The exact (s, S) is left out where an order is for more units: its work grows with their square.
ORDERED_MAX = 300


@dataclass(frozen=True, slots=True)
class ProductFigures:
    """What the formulas ask for: units a day and their standard deviation, days, and amounts in minor units.

    ``margin``: what a lost sale costs; ``order_cost``: the work of one order; ``service``: chance of not running out;
    ``lead_deviation``: standard deviation of the lead time, in days.
    """

    mean: float
    deviation: float
    review_days: int
    lead_days: int
    lead_deviation: float
    cost: float
    margin: float
    order_cost: float
    service: float


@dataclass(frozen=True, slots=True)
class TextbookAnswer:
    """What one formula answers: units, where it has one a reorder point, and minor units a year by its own reckoning.

    Those of a year are of holding, of orders and of what is not there, as far as the formula has them: they do not
    compare one formula with another.
    """

    formula: str
    units: float
    reorder_point: float | None
    minor_a_year: float | None


def textbook_answers(product: ProductFigures) -> list[TextbookAnswer]:
    """Every formula for a product; none of a product that does not sell.

    >>> figures = ProductFigures(3.0, 2.0, 7, 3, 1.0, 1000.0, 400.0, 5000.0, 0.95)
    >>> [(each.formula, round(each.units, 1)) for each in textbook_answers(figures)][:2]
    [('economic_order', 209.3), ('economic_order_backorders', 209.5)]
    """
    if product.mean <= 0:
        return []
    days, holding = product.review_days, product.cost * HOLDING_A_YEAR / YEAR_DAYS
    answers = _by_the_day(product, holding) + _by_the_review(product, holding)
    spread = _spread(product)
    safety = safety_stock(product.service, product.mean, spread, days + product.lead_days, product.lead_deviation)
    return [*answers, TextbookAnswer("safety_stock", safety, None, None)]


def _by_the_day(product: ProductFigures, holding: float) -> list[TextbookAnswer]:
    """Formulas in which the day is the unit of time; a customer who waits costs the margin for each day."""
    mean, margin, fixed, lead = product.mean, product.margin, product.order_cost, product.lead_days
    policies: dict[str, OrderPolicy | None] = {
        "economic_order": economic_order(fixed, holding, mean),
        "economic_order_backorders": economic_order_backorders(fixed, holding, margin, mean),
        "reorder_point": reorder_point_quantity(
            holding, margin, fixed, rate=mean, deviation=_spread(product), lead_time=max(lead, 1)
        ),
    }
    if mean * max(lead, 1) <= COUNTED_MAX:
        policies["reorder_point_poisson"] = reorder_point_poisson(
            holding, margin, fixed, rate=mean, lead_time=max(lead, 1)
        )
    return _answers(policies, YEAR_DAYS)


def _by_the_review(product: ProductFigures, holding: float) -> list[TextbookAnswer]:
    """Formulas in which the review period is the unit of time."""
    days, margin = product.review_days, product.margin
    mean, spread, holding_cost = product.mean * days, _spread(product) * sqrt(days), holding * days
    lead = product.lead_days / days
    whole = mean * (1 + lead)
    policies: dict[str, OrderPolicy | None] = {
        "newsvendor_normal": newsvendor_normal(holding_cost, margin, mean, spread),
        "base_stock": base_stock(holding_cost, margin, mean, spread, lead),
        "power_approximation": power_approximation(
            holding_cost, margin, product.order_cost, mean=mean, deviation=spread, lead_time=lead
        ),
    }
    if whole <= COUNTED_MAX:
        dispersion = max(spread**2 / mean, 1.001)
        policies["newsvendor_poisson"] = newsvendor_poisson(holding_cost, margin, whole)
        policies["newsvendor_binomial"] = newsvendor_binomial(holding_cost, margin, whole, dispersion)
        if economic_order(product.order_cost, holding_cost, mean).quantity <= ORDERED_MAX:
            policies["order_up_to_poisson"] = order_up_to_poisson(
                holding_cost, margin, product.order_cost, mean=mean, lead_time=lead
            )
    return _answers(policies, YEAR_DAYS / days)


def _answers(policies: dict[str, OrderPolicy | None], periods_a_year: float) -> list[TextbookAnswer]:
    return [
        TextbookAnswer(
            name, each.quantity, each.reorder_point, None if each.cost is None else each.cost * periods_a_year
        )
        for name, each in policies.items()
        if each is not None
    ]


def _spread(product: ProductFigures) -> float:
    return max(product.deviation, _SPREAD_MIN * product.mean)
