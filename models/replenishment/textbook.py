"""Order quantities and levels as textbooks have them, to compare with: continuous demand, no forecast, no calendar.

Symbols, in units and one unit of time: demand rate λ, mean μ and standard deviation σ of the demand of a period, fixed
cost of an order K, holding cost h and backorder cost p a unit and unit of time, lead time L. SPT is Silver, Pyke &
Thomas, *Inventory and Production Management in Supply Chains*, 4th ed.; SS is Snyder & Shen, *Fundamentals of Supply
Chain Theory*, 2nd ed., with whose figures the tests agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

#: A quantity that changes by less than this share has converged; so many turns are the most.
CONVERGED, ROUNDS_MAX = 1e-12, 200
#: Levels whose costs are reckoned at once.
BLOCK = 1024
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class OrderPolicy:
    """A quantity or level, and what it costs on average; ``reorder_point`` where there is one."""

    quantity: float
    cost: float | None
    reorder_point: float | None = None


def economic_order(fixed: float, holding: float, rate: float) -> OrderPolicy:
    """EOQ: Q* = sqrt(2 K λ / h), cost sqrt(2 K λ h) a unit of time. Harris 1913.

    >>> policy = economic_order(8, 0.225, 1300)
    >>> round(policy.quantity, 4), round(policy.cost, 5)
    (304.0468, 68.41053)
    """
    return OrderPolicy(sqrt(2 * fixed * rate / holding), sqrt(2 * fixed * rate * holding))


def economic_order_backorders(fixed: float, holding: float, backorder: float, rate: float) -> OrderPolicy:
    """EOQ with planned backorders: Q* = sqrt(2 K λ (h + p) / (h p)), cost sqrt(2 K λ h p / (h + p)).

    >>> policy = economic_order_backorders(8, 0.225, 5, 1300)
    >>> round(policy.quantity, 4), round(policy.cost, 5)
    (310.8126, 66.92136)
    """
    both = holding + backorder
    quantity = sqrt(2 * fixed * rate * both / (holding * backorder))
    return OrderPolicy(quantity, sqrt(2 * fixed * rate * holding * backorder / both))


def newsvendor_normal(holding: float, backorder: float, mean: float, deviation: float) -> OrderPolicy:
    """S* = μ + z σ with Φ(z) = p / (h + p), cost (h + p) φ(z) σ. Arrow, Harris & Marschak 1951.

    >>> policy = newsvendor_normal(0.18, 0.70, 50, 8)
    >>> round(policy.quantity, 4), round(policy.cost, 5)
    (56.604, 1.99761)
    """
    z = _NORMAL.inv_cdf(backorder / (holding + backorder))
    return OrderPolicy(mean + z * deviation, (holding + backorder) * _NORMAL.pdf(z) * deviation)


def newsvendor_poisson(holding: float, backorder: float, mean: float) -> OrderPolicy:
    """The least S with F(S) >= p / (h + p), cost h E[(S - D)+] + p E[(D - S)+]. SS, on discrete demand.

    >>> policy = newsvendor_poisson(1, 4, 6)
    >>> policy.quantity, round(policy.cost, 6)
    (8.0, 3.570107)
    """
    from scipy import stats

    level = float(stats.poisson.ppf(backorder / (holding + backorder), mean))
    left = float(_left_of_poisson(np.array([level]), mean)[0])
    return OrderPolicy(level, holding * left + backorder * (mean - level + left))


def newsvendor_binomial(holding: float, backorder: float, mean: float, dispersion: float) -> OrderPolicy:
    """The same for negative binomial demand with variance = dispersion · μ, dispersion above 1.

    >>> policy = newsvendor_binomial(1, 19, 5, 3.5)  # r = 2
    >>> policy.quantity, round(policy.cost, 5)
    (13.0, 11.59971)
    """
    from scipy import stats

    r, p = mean / (dispersion - 1), 1 / dispersion
    level = float(stats.nbinom.ppf(backorder / (holding + backorder), r, p))
    # The sum of y P(y) up to S is the mean times the chance of at most S - 1 with one success more.
    left = level * float(stats.nbinom.cdf(level, r, p)) - mean * float(stats.nbinom.cdf(level - 1, r + 1, p))
    return OrderPolicy(level, holding * left + backorder * (mean - level + left))


def base_stock(holding: float, backorder: float, mean: float, deviation: float, lead_time: float) -> OrderPolicy:
    """The newsvendor over L + 1 periods: review each period, arrival after L. SS, on base stock.

    >>> policy = base_stock(0.18, 0.70, 50, 8, lead_time=4)
    >>> round(policy.quantity, 4), round(policy.cost, 5)
    (264.7669, 4.46678)
    """
    periods = lead_time + 1
    return newsvendor_normal(holding, backorder, mean * periods, deviation * sqrt(periods))


def safety_stock(service: float, mean: float, deviation: float, lead_mean: float, lead_deviation: float) -> float:
    """Z sqrt(L σ² + μ² σ_L²): of independent demands over a lead time that varies. SPT, on lead times.

    >>> round(safety_stock(0.95, 50, 8, 4, 0), 4), round(safety_stock(0.95, 50, 8, 4, 1), 4)
    (26.3177, 86.3509)
    """
    return _NORMAL.inv_cdf(service) * sqrt(lead_mean * deviation**2 + mean**2 * lead_deviation**2)


def reorder_point_quantity(
    holding: float, backorder: float, fixed: float, *, rate: float, deviation: float, lead_time: float
) -> OrderPolicy | None:
    """(r, Q) by the expected-inventory-level approximation, solved in turns until it is still.

    Q = sqrt(2 λ (K + p n(r)) / h) and 1 - F(r) = Q h / (p λ), with n(r) = E[(X - r)+] of the demand X of the lead
    time, mean λ L and standard deviation σ sqrt(L). Hadley & Whitin 1963. ``None`` where an order costs so much that
    running out is cheaper.

    >>> policy = reorder_point_quantity(0.225, 7.5, 8, rate=1300, deviation=150, lead_time=1 / 12)
    >>> round(policy.reorder_point, 4), round(policy.quantity, 4), round(policy.cost, 5)
    (213.9704, 318.5902, 95.45114)
    """
    mean, spread = rate * lead_time, deviation * sqrt(lead_time)
    quantity, point = economic_order(fixed, holding, rate).quantity, mean
    for _ in range(ROUNDS_MAX):
        before = quantity
        short_share = quantity * holding / (backorder * rate)
        if short_share >= 1:
            return None
        z = _NORMAL.inv_cdf(1 - short_share)
        point = mean + z * spread
        short = spread * standard_loss(z)
        quantity = sqrt(2 * rate * (fixed + backorder * short) / holding)
        if abs(quantity - before) < CONVERGED * quantity:
            break
    short = spread * standard_loss((point - mean) / spread)
    stock = holding * (point - mean + quantity / 2)
    return OrderPolicy(quantity, stock + (fixed + backorder * short) * rate / quantity, point)


def reorder_point_poisson(
    holding: float, backorder: float, fixed: float, *, rate: float, lead_time: float
) -> OrderPolicy:
    """(r, Q) of Poisson demand, exact: the cheapest of all. Federgruen & Zheng 1992.

    g(r, Q) = (K λ + sum of G(y) for y from r + 1 to r + Q) / Q with G(y) = h E[(y - D)+] + p E[(D - y)+], D the demand
    of the lead time. G has one lowest place: Q grows by the cheaper neighbour as long as it is below g.

    >>> policy = reorder_point_poisson(20, 150, 100, rate=1.5, lead_time=2)
    >>> policy.reorder_point, policy.quantity, round(policy.cost, 4)
    (3.0, 5.0, 107.9236)
    """
    from scipy import stats

    mean = rate * lead_time
    best = int(stats.poisson.ppf(backorder / (holding + backorder), mean))
    cost = _LevelCosts(holding, backorder, mean)
    low, high = best - 1, best
    total = fixed * rate + cost.at(best)
    while True:
        below, above = cost.at(low), cost.at(high + 1)
        if min(below, above) >= total / (high - low):
            return OrderPolicy(float(high - low), total / (high - low), float(low))
        total += min(below, above)
        low, high = (low - 1, high) if below <= above else (low, high + 1)


def order_up_to_poisson(
    holding: float, backorder: float, fixed: float, *, mean: float, lead_time: float = 0.0
) -> OrderPolicy:
    """(s, S) of Poisson demand by the period, exact; ``quantity`` is S. Zheng & Federgruen 1991.

    c(s, S) = (K + sum of m(j) G(S - j) for j from 0 to S - s - 1) / M(S - s), with the cost G(y) as above over L + 1
    periods, the renewal density m(j) = sum of P(D = l) m(j - l), m(0) = 1 / (1 - P(D = 0)), and M its sums. S grows
    as long as G(S) is at most the lowest cost yet.

    >>> policy = order_up_to_poisson(1, 4, 5, mean=6)
    >>> policy.reorder_point, policy.quantity, round(policy.cost, 6)
    (4.0, 10.0, 8.034112)
    """
    from scipy import stats

    whole = mean * (lead_time + 1)
    level_cost, renewal = _LevelCosts(holding, backorder, whole), _Renewal(mean)

    def cost(low: int, high: int) -> float:
        density = renewal.first(high - low)
        holding_cost = density @ np.array([level_cost.at(level) for level in range(high, low, -1)])
        return float((fixed + holding_cost) / density.sum())

    best = int(stats.poisson.ppf(backorder / (holding + backorder), whole))
    low, top = best - 1, best
    while cost(low, top) > level_cost.at(low):
        low -= 1
    lowest, high = cost(low, top), top + 1
    while level_cost.at(high) <= lowest:
        if cost(low, high) < lowest:
            top = high
            while cost(low, top) <= level_cost.at(low + 1):
                low += 1
            lowest = cost(low, top)
        high += 1
    return OrderPolicy(float(top), lowest, float(low))


def power_approximation(
    holding: float, backorder: float, fixed: float, *, mean: float, deviation: float, lead_time: float = 0.0
) -> OrderPolicy:
    """(s, S) by regression; ``quantity`` is S. Ehrhardt & Mosier 1984.

    With m = μ (L + 1) and d = σ sqrt(L + 1): Q = 1.30 μ^0.494 (K / h)^0.506 (1 + d² / μ²)^0.116,
    z = sqrt(Q h / (d p)), s = 0.973 m + d (0.183 / z + 1.063 - 2.192 z), S = s + Q. It has no cost.

    >>> policy = power_approximation(0.18, 0.70, 2.5, mean=50, deviation=8)
    >>> round(policy.reorder_point, 5), round(policy.quantity, 5)
    (40.19462, 74.29017)
    """
    lead_mean, spread = mean * (lead_time + 1), deviation * sqrt(lead_time + 1)
    quantity = 1.30 * mean**0.494 * (fixed / holding) ** 0.506 * (1 + spread**2 / mean**2) ** 0.116
    z = sqrt(quantity * holding / (spread * backorder))
    low = 0.973 * lead_mean + spread * (0.183 / z + 1.063 - 2.192 * z)
    return OrderPolicy(low + quantity, None, low)


def standard_loss(z: float) -> float:
    """E[(Z - z)+] of the standard normal: φ(z) - z (1 - Φ(z)). SPT.

    >>> round(standard_loss(0.0), 6), round(standard_loss(1.645), 6)
    (0.398942, 0.020886)
    """
    return _NORMAL.pdf(z) - z * (1 - _NORMAL.cdf(z))


class _LevelCosts:
    """h E[(y - D)+] + p E[(D - y)+] of Poisson demand by level, reckoned for many levels at once."""

    def __init__(self, holding: float, backorder: float, mean: float) -> None:
        self._holding, self._backorder, self._mean = holding, backorder, mean
        self._blocks: dict[int, list[float]] = {}

    def at(self, level: int) -> float:
        number, place = divmod(level, BLOCK)
        if number not in self._blocks:
            levels = np.arange(number * BLOCK, (number + 1) * BLOCK, dtype=np.float64)
            left = _left_of_poisson(levels, self._mean)
            self._blocks[number] = (self._holding * left + self._backorder * (self._mean - levels + left)).tolist()
        return self._blocks[number][place]


class _Renewal:
    """m(j) of Poisson demand by the period: how often the demand since an order is expected to be j units."""

    def __init__(self, mean: float) -> None:
        self._mean, self._densities = mean, np.zeros(0)

    def first(self, count: int) -> NDArray[np.float64]:
        """m(0) to m(count - 1)."""
        if count > len(self._densities):
            self._grow(2 * count)
        return self._densities[:count]

    def _grow(self, count: int) -> None:
        from scipy import stats

        chances = stats.poisson.pmf(np.arange(count), self._mean)
        density = np.zeros(count)
        density[0] = 1 / (1 - chances[0])
        for j in range(1, count):
            density[j] = chances[1 : j + 1] @ density[j - 1 :: -1][:j] / (1 - chances[0])
        self._densities = density


def _left_of_poisson(levels: NDArray[np.float64], mean: float) -> NDArray[np.float64]:
    """E[(y - D)+] = y F(y) - λ F(y - 1) of Poisson demand with mean λ; nothing is left of a level below 0."""
    from scipy import stats

    left = levels * stats.poisson.cdf(levels, mean) - mean * stats.poisson.cdf(levels - 1, mean)
    return np.asarray(np.maximum(left, 0.0))
