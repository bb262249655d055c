"""The frontier of a rule: how much stock each fill rate costs, from replaying it with many strengths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.replenishment.shelf_run import ShelfFigures

Floats = NDArray[np.float64]

#: The interval of lost sales that is shown: from the 10th to the 90th percentile.
INTERVAL = (10.0, 90.0)
RESAMPLES = 400
YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class UnitValues:
    """What a unit of each product is worth [n], in minor units without tax: bought (``cost``) and sold (``price``)."""

    cost: Floats
    price: Floats


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """One strength of a rule. Amounts are minor units without tax.

    ``fill_rate``: share of the wanted value (at sales prices) that was there; ``stock``: mean value of the stock, at
    cost; ``cover_days``: that over the cost of what is wanted a day; ``lost_a_week``: sales that were lost, with the
    80 % interval of such weeks; ``waste_share``: of what was ordered, at cost; ``turns``: how often a year the stock
    is sold; ``wasted_a_week``: what was thrown away, at cost.
    """

    strength: float
    fill_rate: float
    stock: float
    cover_days: float
    lost_a_week: float
    lost_low: float
    lost_high: float
    waste_share: float
    turns: float
    wasted_a_week: float = 0.0


def frontier_point(strength: float, run: ShelfFigures, values: UnitValues, rng: np.random.Generator) -> FrontierPoint:
    """The figures of one run of the shelves; ``rng`` resamples the weeks for the interval of lost sales.

    >>> one = np.ones(1)
    >>> run = ShelfFigures(10 * one, 9 * one, 0 * one, 9 * one, 28 * one, 2 * one, np.ones((1, 1)), 7)
    >>> point = frontier_point(1, run, UnitValues(200 * one, 300 * one), np.random.default_rng(0))
    >>> point.fill_rate, point.stock, round(point.cover_days, 2), point.lost_a_week, round(point.turns)
    (0.9, 800.0, 2.8, 300.0, 117)
    """
    days = max(run.days, 1)
    demand, sold = float(run.demand @ values.price), float(run.sold @ values.price)
    stock = float(run.stock_days @ values.cost) / days
    wanted_cost, sold_cost = float(run.demand @ values.cost) / days, float(run.sold @ values.cost) / days
    ordered = float(run.ordered @ values.cost)
    low, high = _weekly_interval(values.price @ run.lost_by_week, rng)
    return FrontierPoint(
        strength=strength,
        fill_rate=sold / demand if demand else 1.0,
        stock=stock,
        cover_days=stock / wanted_cost if wanted_cost else 0.0,
        lost_a_week=(demand - sold) * 7 / days,
        lost_low=low,
        lost_high=high,
        waste_share=float(run.wasted @ values.cost) / ordered if ordered else 0.0,
        turns=YEAR_DAYS * sold_cost / stock if stock else 0.0,
        wasted_a_week=float(run.wasted @ values.cost) * 7 / days,
    )


def at_fill_rate(points: Sequence[FrontierPoint], fill_rate: float, measure: str = "stock") -> float | None:
    """A measure where a rule's own frontier crosses a fill rate, between its points; ``None`` if it never does.

    >>> few = FrontierPoint(1, 0.9, 100, 3, 0, 0, 0, 0, 0), FrontierPoint(2, 1.0, 300, 9, 0, 0, 0, 0, 0)
    >>> at_fill_rate(few, 0.9), at_fill_rate(few, 0.8)
    (100.0, None)
    """
    best: list[tuple[float, float]] = []
    for point in sorted(points, key=lambda each: (each.stock, each.fill_rate)):
        if not best or point.fill_rate > best[-1][0]:
            best.append((point.fill_rate, float(getattr(point, measure))))
    if not best or not best[0][0] <= fill_rate <= best[-1][0]:
        return None
    return float(np.interp(fill_rate, [rate for rate, _ in best], [value for _, value in best]))


def _weekly_interval(lost: Floats, rng: np.random.Generator) -> tuple[float, float]:
    """The interval of the mean of the weeks, by drawing weeks again."""
    if not len(lost):
        return 0.0, 0.0
    drawn = rng.choice(lost, (RESAMPLES, len(lost))).mean(axis=1)
    low, high = np.percentile(drawn, INTERVAL)
    return float(low), float(high)
