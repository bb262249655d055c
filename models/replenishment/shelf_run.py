"""A shelf through past demand: what an order rule would have sold, lost, held and thrown away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.replenishment.spoiling import will_spoil
from models.replenishment.spoiling_cases import LevelFigures, weighed_cases

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: A hair more than a whole unit is that unit: sums of floats are not exact.
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class SupplyRhythm:
    """Days between two chances to order, days from order to shelf, and days that goods may be sold once they are there.

    ``shelf_life_days`` is ``None`` for goods that do not spoil.
    """

    review_days: int
    lead_days: int
    shelf_life_days: int | None = None

    def __post_init__(self) -> None:
        life = 1 if self.shelf_life_days is None else self.shelf_life_days
        if self.review_days < 1 or self.lead_days < 0 or life < 1:
            raise ValueError("a review period and a shelf life are a day or more, a lead time is not negative")

    @property
    def protection_days(self) -> int:
        """Days that one order must last.

        >>> SupplyRhythm(review_days=7, lead_days=3).protection_days
        10
        """
        return self.review_days + self.lead_days


@dataclass(frozen=True, slots=True)
class OrderLevels:
    """Order-up-to levels [n, reviews]; with ``reorder_points`` nothing is ordered as long as the position is above.

    ``ahead``: expected units [n, reviews, days] of the days from each review on. What spoils before it is wanted by
    them does not count in the position. ``figures``: what levels [n, reviews] of goods that spoil were made from, by
    which the last case is weighed; else cases are rounded up.
    """

    order_up_to: Floats
    reorder_points: Floats | None = None
    ahead: Floats | None = None
    figures: LevelFigures | None = None


@dataclass(frozen=True, slots=True)
class SpoilingTerms:
    """Days ``lives`` [n] on which goods may be sold, and the share of their cost that marking them down brings back.

    ``packs``: [n] units per case; orders are of single units without. ``rounds_up``: no case is weighed.
    """

    lives: Ints
    had_back: float = 0.0
    packs: Floats | None = None
    rounds_up: bool = False


@dataclass(frozen=True, slots=True)
class ShelfFigures:
    """What happened on the counted days, per product: units [n] demand, sold, wasted and ordered.

    ``stock_days``: [n] units on the shelf at closing time, summed over the days; ``orders``: [n] how many orders were
    placed; ``lost_by_week``: [n, weeks] units that were wanted and not there.
    """

    demand: Floats
    sold: Floats
    wasted: Floats
    ordered: Floats
    stock_days: Floats
    orders: Floats
    lost_by_week: Floats
    days: int

    @property
    def lost(self) -> Floats:
        """[n] units that were wanted and not there.

        >>> one = np.ones(1)
        >>> ShelfFigures(10 * one, 8 * one, one, one, one, one, np.ones((1, 1)), 7).lost.tolist()
        [2.0]
        """
        return self.demand - self.sold


def run_shelf(
    demand: Floats,
    levels: OrderLevels,
    rhythm: SupplyRhythm,
    *,
    case_pack: Floats | None = None,
    lives: Ints | None = None,
    count_from: int = 0,
) -> ShelfFigures:
    """Run the shelves of n products at once through D days; what is not there is lost.

    :param demand: [n, D] units wanted on each day
    :param levels: levels for the reviews on the days 0, R, 2 R, ...
    :param case_pack: [n] units per case; orders are whole cases
    :param lives: [n] days on which each of the products may be sold; else those of the rhythm
    :param count_from: figures begin on this day, so that the first stock does not count

    A day: goods come that were ordered the lead time ago; on a review day an order lifts the position (on hand and on
    order) to the level; customers take the oldest first; what has been there for its shelf life is thrown away. The
    first stock is the first level.

    >>> units, level = np.array([[3.0, 3, 3, 3]]), OrderLevels(np.array([[4.0, 6.0]]))
    >>> run = run_shelf(units, level, SupplyRhythm(review_days=2, lead_days=1))
    >>> run.sold.tolist(), run.lost.tolist(), run.ordered.tolist()  # 6 come on day 3
    ([7.0], [5.0], [6.0])
    """
    count, days = demand.shape
    spoils = lives is not None or rhythm.shelf_life_days is not None
    fresh = np.full(count, rhythm.shelf_life_days or 1, np.int64) - 1 if lives is None else lives - 1
    every = np.arange(count)
    shelf = np.zeros((count, int(fresh.max(initial=0)) + 1))
    pipe = np.zeros((count, rhythm.lead_days + 1))
    shelf[every, fresh] = _whole(levels.order_up_to[:, 0])
    sums = {name: np.zeros(count) for name in ("demand", "sold", "wasted", "ordered", "stock_days", "orders")}
    lost = np.zeros((count, -(-(days - count_from) // 7)))
    for day in range(days):
        today = {"demand": demand[:, day]}
        shelf[every, fresh] += _arrive(pipe, day)
        if day % rhythm.review_days == 0:
            today["ordered"] = _order(shelf, pipe, levels, day // rhythm.review_days, case_pack)
            today["orders"] = np.sign(today["ordered"])
            pipe[:, (day + rhythm.lead_days) % pipe.shape[1]] += today["ordered"]
            if rhythm.lead_days == 0:
                shelf[every, fresh] += _arrive(pipe, day)
        today["sold"] = _sell(shelf, demand[:, day])
        today["wasted"] = _throw_away(shelf) if spoils else np.zeros(count)
        today["stock_days"] = shelf.sum(axis=1)
        if day >= count_from:
            for name, units in today.items():
                sums[name] += units
            lost[:, (day - count_from) // 7] += demand[:, day] - today["sold"]
    return ShelfFigures(**sums, lost_by_week=lost, days=max(days - count_from, 0))


def _whole(level: Floats) -> Floats:
    return np.maximum(np.ceil(level - _HAIR), 0)


def _arrive(pipe: Floats, day: int) -> Floats:
    place = day % pipe.shape[1]
    units = pipe[:, place].copy()
    pipe[:, place] = 0
    return units


def _order(shelf: Floats, pipe: Floats, levels: OrderLevels, review: int, case_pack: Floats | None) -> Floats:
    position = shelf.sum(axis=1) + pipe.sum(axis=1)
    if levels.ahead is not None:
        position -= np.floor(will_spoil(shelf, levels.ahead[:, review]))
    missing: Floats = np.maximum(_whole(levels.order_up_to[:, review]) - position, 0)
    if levels.reorder_points is not None:
        missing = np.where(position <= _whole(levels.reorder_points[:, review]), missing, 0)
    if case_pack is None:
        return missing
    if levels.figures is None:
        return np.asarray(np.ceil(missing / case_pack - _HAIR) * case_pack)
    # Stock above the level orders nothing: where nothing is missing, the position does not matter.
    before = _whole(levels.order_up_to[:, review]) - missing
    return np.asarray(weighed_cases(levels.figures.at(review), before, missing, case_pack) * case_pack)


def _sell(shelf: Floats, demand: Floats) -> Floats:
    left = demand.copy()
    for age in range(shelf.shape[1]):
        units = np.minimum(shelf[:, age], left)
        shelf[:, age] -= units
        left -= units
    return demand - left


def _throw_away(shelf: Floats) -> Floats:
    """What has had its days leaves; the rest is a day older."""
    old = shelf[:, 0].copy()
    shelf[:, :-1] = shelf[:, 1:]
    shelf[:, -1] = 0
    return old
