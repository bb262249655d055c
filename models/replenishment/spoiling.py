"""How much to order of goods that spoil: what is lost when too little is there against what is thrown away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.demand.intervals import chance_covered, demand_quantile

Floats = NDArray[np.float64]

#: A lost sale costs at least this share of the cost of the goods: what sells at no profit is wanted all the same.
LOST_SHARE_MIN = 0.1
#: No level is above the demand that is exceeded once in ten thousand times.
CHANCE_MAX = 0.9999
#: Waste is at least a fraction of a minor unit: what costs nothing is not ordered without end.
_WASTE_MIN = 0.01


@dataclass(frozen=True, slots=True)
class SpoilingCosts:
    """What it costs per unit [n], in minor units without tax, when a customer finds none, and to throw one away."""

    lost: Floats
    waste: Floats


def spoiling_costs(cost: Floats, price: Floats, had_back: float) -> SpoilingCosts:
    """A lost sale costs the margin; waste what the goods cost, but for what marking them down brings back.

    :param cost: [n] what a unit costs, :param price: [n] what it is sold for, both without tax
    :param had_back: share of the cost that comes back on the last day, 0 to 1

    >>> found = spoiling_costs(np.array([70.0, 70.0]), np.array([100.0, 60.0]), 0.5)
    >>> found.lost.tolist(), found.waste.tolist()
    ([30.0, 7.0], [35.0, 35.0])
    """
    return SpoilingCosts(np.maximum(price - cost, LOST_SHARE_MIN * cost), np.maximum(cost * (1 - had_back), _WASTE_MIN))


def spoiling_levels(expected: Floats, life_expected: Floats, dispersion: Floats, ratio: Floats) -> Floats:
    """S [n]: the least whole units of which one more would be thrown away for more than it earns.

    :param expected: [n] units over the protection interval, review period R + lead time L
    :param life_expected: [n] units over the lead time and the days m that goods may be sold
    :param dispersion: [n] variance over mean of demand
    :param ratio: [n] cost of a lost sale * m / (cost of waste * R)

    The newsvendor over two spans: ratio * P(D(R + L) > S) <= P(D(L + m) <= S). What is on the shelf or ordered is used
    within the protection interval, and what is not sold L + m days from now is waste (Chiu 1995, equation 3; Nahmias,
    *Perishable Inventory Systems*, 2011, chapter 2). For m = R it is P(D <= S) >= p / (p + w): Silver, Pyke & Thomas,
    4th ed., equation 9.2.

    >>> one = np.ones(1)
    >>> float(spoiling_levels(10 * one, 10 * one, 1.5 * one, 3 / 7 * one)[0])  # the 30 % quantile: newsvendor
    8.0
    >>> float(spoiling_levels(10 * one, 20 * one, 1.5 * one, 9 / 7 * one)[0])  # three days to sell it
    15.0
    """
    low, high = np.zeros_like(expected), demand_quantile(expected, dispersion, CHANCE_MAX)
    while (low < high).any():
        middle = np.floor((low + high) / 2)
        in_time, in_life = (chance_covered(units, dispersion, middle) for units in (expected, life_expected))
        earns = ratio * (1 - in_time) > in_life
        low, high = np.where(earns, np.minimum(middle + 1, high), low), np.where(earns, high, middle)
    return np.where(expected > 0, high, 0.0)


def will_spoil(shelf: Floats, ahead: Floats) -> Floats:
    """Units [n] on the shelf that are thrown away before they are wanted, when the oldest are sold first.

    :param shelf: [n, m] units by the days that are left to sell them; the first column has its last day today
    :param ahead: [n, days] expected units of each day, today first; what spoils after them is not counted

    The position of an order is without them: Broekmeulen & van Donselaar, "A heuristic to manage perishable inventory
    with batch ordering, positive lead-times, and time-varying demand", Computers & Operations Research 36 (2009).

    >>> will_spoil(np.array([[5.0, 4.0, 0.0]]), np.array([[3.0, 1.0]])).tolist()  # 2 of today, 3 of tomorrow
    [5.0]
    """
    left, waste = shelf.copy(), np.zeros(len(shelf))
    for day in range(min(ahead.shape[1], shelf.shape[1])):
        demand = ahead[:, day].copy()
        for age in range(day, shelf.shape[1]):
            units = np.minimum(left[:, age], demand)
            left[:, age] -= units
            demand -= units
        waste += left[:, day]
    return waste
