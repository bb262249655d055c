"""Where the stock of goods that spoil should be, with every figure that led to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from models.demand.intervals import chance_covered
from models.replenishment.protection import with_lead_variance
from models.replenishment.spoiling import SpoilingCosts, spoiling_levels, will_spoil
from models.replenishment.spoiling_cases import LevelFigures, last_case

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Expected units and costs are rounded to so many decimals before a level is made of them.
UNIT_DECIMALS, COST_DECIMALS = 3, 2


@dataclass(frozen=True, slots=True)
class CaseCosts:
    """What a case saves in lost sales, and what it costs in waste, in minor units over the days that it may be sold."""

    saved_minor: float
    spoilt_minor: float

    @property
    def is_worth_it(self) -> bool:
        """Whether it is ordered.

        >>> CaseCosts(120.0, 119.5).is_worth_it
        True
        """
        return self.saved_minor >= self.spoilt_minor


@dataclass(frozen=True, slots=True)
class SpoilingTarget:
    """What the level S of goods that spoil is made from, beside expected units and dispersion.

    ``life_expected``: units over the lead time and the ``shelf_life_days``; ``lost_minor`` and ``waste_minor``: what a
    customer who finds none and a unit that is thrown away cost; ``will_spoil``: units on the shelf that are thrown away
    before they are wanted.
    """

    shelf_life_days: int
    review_days: int
    life_expected: float
    lost_minor: float
    waste_minor: float
    will_spoil: Decimal = Decimal(0)

    def level(self, expected: float, dispersion: float) -> int:
        """S for so many units over the protection interval.

        >>> SpoilingTarget(3, 1, 20.0, 30.0, 70.0).level(10.0, 1.5)
        15
        """
        each = self._figures(expected, dispersion)
        return int(spoiling_levels(each.expected, each.life_expected, each.dispersion, each.ratio)[0])

    def weigh(self, units: Decimal, position: Decimal, *, expected: float, dispersion: float) -> CaseCosts:
        """What so many units more, on top of a position, save in lost sales and cost in waste.

        >>> costs = SpoilingTarget(3, 1, 20.0, 30.0, 70.0).weigh(Decimal(12), Decimal(9), expected=10, dispersion=1.5)
        >>> costs.saved_minor, costs.spoilt_minor, costs.is_worth_it
        (183.02, 190.43, False)
        """
        figures = self._figures(expected, dispersion)
        saved, spoilt = last_case(figures, np.array([float(position)]), np.array([float(units)]))
        waste = float(self.waste_minor * spoilt[0])
        return CaseCosts(
            round(float(self.waste_minor * figures.ratio[0] * saved[0]), COST_DECIMALS), round(waste, COST_DECIMALS)
        )

    def _figures(self, expected: float, dispersion: float) -> LevelFigures:
        ratio = self.lost_minor * self.shelf_life_days / (self.waste_minor * self.review_days)
        return LevelFigures(*(np.array([each]) for each in (expected, self.life_expected, dispersion, ratio)))


@dataclass(frozen=True, slots=True)
class SpoilingDemand:
    """What is expected of each product [n].

    Units ``expected`` over the protection interval of ``days``, ``life_expected`` over the lead time and the ``lives``
    (days); ``dispersion``: variance over mean; ``lead_variance``: days²; ``ahead``: [n, days] units of each day.
    """

    expected: Floats
    life_expected: Floats
    dispersion: Floats
    days: Ints
    review_days: Ints
    lives: Ints
    lead_variance: Floats
    ahead: Floats


@dataclass(frozen=True, slots=True)
class SpoilingLevel:
    """S of one product, made of the rounded ``expected`` units and dispersion, and of the ``target``.

    ``chance`` is that of nothing running out, rounded to 4 decimals: it follows from S.
    """

    expected: float
    own_dispersion: float
    dispersion: float
    order_up_to: int
    chance: float
    target: SpoilingTarget


def spoiling_plan(demand: SpoilingDemand, costs: SpoilingCosts, shelf: Floats) -> list[SpoilingLevel]:
    """The level of each product; ``shelf``: [n, m] units by the days that are left to sell them."""
    expected, life = np.round(demand.expected, UNIT_DECIMALS), np.round(demand.life_expected, UNIT_DECIMALS)
    own = np.round(demand.dispersion, UNIT_DECIMALS + 1)
    whole = with_lead_variance(expected, own, demand.days.astype(np.float64), demand.lead_variance)
    inside = np.arange(demand.ahead.shape[1]) < demand.days[:, None] - 1
    gone = np.floor(will_spoil(shelf, np.where(inside, demand.ahead, np.inf)))
    lost, waste = np.round(costs.lost, COST_DECIMALS), np.maximum(np.round(costs.waste, COST_DECIMALS), 0.01)
    targets = [
        SpoilingTarget(
            int(demand.lives[row]), int(demand.review_days[row]), float(life[row]), float(lost[row]), float(waste[row]),
            Decimal(int(gone[row])),
        )
        for row in range(len(expected))
    ]  # fmt: skip
    figures = zip(targets, expected.tolist(), own.tolist(), whole.tolist(), strict=True)
    return [_level(*each) for each in figures]


def by_days_left(on_hand: float, arrivals: Iterable[tuple[int, float]], life: int) -> Floats:
    """[life] units on the shelf by the days that are left to sell them, the first having its last day today.

    :param arrivals: (days ago, units) of what came; the oldest are sold first, so the newest are still there. What is
        left beside them is older and counts as having its last day.

    >>> by_days_left(10, [(2, 6), (0, 3)], 3).tolist()  # one was there before
    [7.0, 0.0, 3.0]
    """
    shelf, left = np.zeros(life), max(on_hand, 0.0)
    for ago, units in sorted(arrivals):
        if 0 <= ago < life:
            here = min(units, left)
            shelf[life - 1 - ago] += here
            left -= here
    shelf[0] += left
    return shelf


def _level(target: SpoilingTarget, expected: float, own: float, whole: float) -> SpoilingLevel:
    level = target.level(expected, whole)
    chance = round(float(chance_covered(expected, whole, level)), 4)
    return SpoilingLevel(expected, own, whole, level, chance, target)
