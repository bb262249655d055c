"""The chance to order by, learnt per class of goods by replaying the past.

A nominal chance of not running out is rarely the one that a shop gets: distributions are wrong in their own way for
slow, fast and lumpy goods, and a unit of stock does not save the same sales everywhere. Each class gets the forecast
and the chance that save most sales for its stock, at one price of a lost sale for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.replenishment.frontier import UnitValues
from models.replenishment.order_rules import CHANCES, ReviewForecast
from models.replenishment.shelf_run import OrderLevels, ShelfFigures, SupplyRhythm, run_shelf

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Fill rates to aim at.
GOALS = (0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995)
#: Classes by units over the protection interval (below 2, 8, 30, more) and by dispersion (below 1.5, 3, 8, more).
VOLUMES, SPREADS = (2.0, 8.0, 30.0), (1.5, 3.0, 8.0)
CLASSES = (len(VOLUMES) + 1) * (len(SPREADS) + 1)
#: All products together count in each class as much as so many of its own.
COMMON_PRODUCTS = 150
#: Days of stock that a lost sale may be worth, from carefree to costly.
PRICES = tuple(float(price) for price in np.geomspace(0.5, 2000, 90))


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """The forecast by its name, and the chance of covering the demand, that a class is ordered by."""

    forecast: str
    chance: float


@dataclass(frozen=True, slots=True)
class LearntLevels:
    """For each fill rate that was aimed at, the choice of each class; ``by_goal[goal][class]``."""

    by_goal: Mapping[float, tuple[LevelChoice, ...]]

    def levels(self, goal: float, forecasts: Mapping[str, ReviewForecast]) -> OrderLevels:
        """Levels [n, reviews] for products by the class that they are in at the first review."""
        first = next(iter(forecasts.values()))
        classes = class_of(first.expected[:, 0], first.dispersion[:, 0])
        out = np.zeros_like(first.expected)
        for number, choice in enumerate(self.by_goal[goal]):
            rows = classes == number
            if rows.any():
                chosen = forecasts[choice.forecast]
                some = ReviewForecast(chosen.expected[rows], chosen.dispersion[rows])
                out[rows] = some.quantiles(choice.chance)
        return OrderLevels(out)


def class_of(expected: Floats, dispersion: Floats) -> Ints:
    """[n] number of the class, by units over the protection interval and by dispersion.

    >>> class_of(np.array([1.0, 10.0, 100.0]), np.array([1.0, 2.0, 20.0])).tolist()
    [0, 9, 15]
    """
    volume, spread = np.searchsorted(VOLUMES, expected, side="right"), np.searchsorted(SPREADS, dispersion, "right")
    return np.asarray(volume * (len(SPREADS) + 1) + spread, np.int64)


def learn_levels(
    demand: Floats,
    forecasts: Mapping[str, ReviewForecast],
    values: UnitValues,
    rhythm: SupplyRhythm,
    *,
    count_from: int,
    goals: Sequence[float] = GOALS,
) -> LearntLevels:
    """Replay past demand by every forecast and chance, and choose per class.

    :param demand: [n, D] demand of the days that are learnt from
    :param forecasts: what each forecast had known at the reviews of these days; the first one gives the classes
    :param count_from: see :func:`models.replenishment.shelf_run.run_shelf`

    At a price of a lost sale, the best choice of a class has the least stock + price x lost sales. The price is the
    same in all classes: then no stock could be moved from one to another to save more (Everett 1963, generalized
    Lagrange multipliers). It is the lowest at which the past would have been filled as wished.
    """
    options = [LevelChoice(name, chance) for name in forecasts for chance in CHANCES]
    first = next(iter(forecasts.values()))
    classes = class_of(first.expected[:, 0], first.dispersion[:, 0])
    stock, lost = np.zeros((len(options), CLASSES)), np.zeros((len(options), CLASSES))
    for place, option in enumerate(options):
        levels = OrderLevels(forecasts[option.forecast].quantiles(option.chance))
        run = run_shelf(demand, levels, rhythm, count_from=count_from)
        stock[place], lost[place] = _by_class(run, values, classes)
    worth = demand[:, count_from:].sum(axis=1) * values.price
    total = float(worth.sum())
    common = _share_of_common(classes, worth)
    chosen = [_chosen(stock, lost, price, common) for price in PRICES]
    fills = [1 - float(lost[each, np.arange(CLASSES)].sum()) / total if total else 1.0 for each in chosen]
    reached = {goal: next((at for at, fill in enumerate(fills) if fill >= goal), len(PRICES) - 1) for goal in goals}
    return LearntLevels({goal: tuple(options[place] for place in chosen[at]) for goal, at in reached.items()})


def _by_class(run: ShelfFigures, values: UnitValues, classes: Ints) -> tuple[Floats, Floats]:
    """[classes] mean value of the stock (with what was thrown away) and value of lost sales."""
    stock_value = (run.stock_days / max(run.days, 1) + run.wasted) * values.cost
    return (
        _sums(classes, stock_value),
        _sums(classes, np.maximum(run.lost, 0) * values.price),
    )


def _sums(classes: Ints, weights: Floats) -> Floats:
    return np.asarray(np.bincount(classes, weights, CLASSES), np.float64)


def _share_of_common(classes: Ints, worth: Floats) -> Floats:
    """[classes] what all products together weigh in a class: much where it has few products of its own."""
    count = np.bincount(classes, minlength=CLASSES)
    share = _sums(classes, worth) / max(float(worth.sum()), 1e-9)
    return np.where(count > 0, np.maximum(share, 1e-9) * COMMON_PRODUCTS / np.maximum(count, 1), 1.0)


def _chosen(stock: Floats, lost: Floats, price: float, common: Floats) -> Ints:
    """[classes] the number of the best option."""
    own = stock + price * lost
    return np.asarray((own + own.sum(axis=1, keepdims=True) * common).argmin(axis=0), np.int64)
