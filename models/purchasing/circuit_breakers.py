"""Circuit breakers of automatic ordering: why an order is held that would be sent by itself. Pure.

Every breaker looks at every order, so whoever reads the reasons sees all that is wrong at once. A figure that is no
number, or that is not there, holds the order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from math import isfinite, sqrt
from statistics import median

from models.purchasing.automatic_ordering import AutomaticLimits

#: A forecast, or the last sale, that is older than so many days is stale.
FORECAST_AGE_MAX, SALE_AGE_MAX = 1, 3
#: A day with less than so many percent of the usual number of sold units was loaded in part only.
PARTIAL_SHARE = 30
#: The days of sales that are looked at, and how many of them with sales are needed to know what is usual.
SEEN_DAYS, SEEN_LEAST = 28, 5
#: The forecast of a day may be so many times what was sold, or one part of so many, and differ by so many deviations.
DRIFT_MAX, CHANCE_MAX = 2, 3
#: A normal order is the median of the last ones; fewer than the least are no ground to go by.
NORMAL_OF, NORMAL_LEAST = 8, 3
#: So many times the most that was ordered of a product at once is no longer normal.
GOODS_MAX = 3


class Breaker(StrEnum):
    """Why an order was held, in the order in which the reasons are shown."""

    SWITCHED_OFF = "switched_off"
    """Somebody stopped all automatic ordering."""
    RUN_FAILED = "run_failed"
    """The forecast or the proposals of the night did not come to a good end."""
    STALE_PROPOSAL = "stale_proposal"
    OVERTAKEN = "overtaken"
    """More of its goods is on order than when it was reckoned."""
    STALE_FORECAST = "stale_forecast"
    STALE_SALES = "stale_sales"
    PARTIAL_SALES = "partial_sales"
    """The newest day has far fewer sales than usual: a till or a file is missing."""
    DRIFT = "drift"
    """The forecast is far from what was sold lately."""
    NO_NORMAL = "no_normal"
    """Too few orders so far to know what is normal."""
    ABOVE_NORMAL = "above_normal"
    GOODS_ABOVE_NORMAL = "goods_above_normal"
    ABOVE_VALUE = "above_value"
    BELOW_LEAST = "below_least"
    """Less than the supplier asks for at least."""
    UNKNOWN_GOODS = "unknown_goods"
    """Goods that were never ordered there."""
    ORDERED_TODAY = "ordered_today"
    """There is an order of today already."""
    NOT_TODAY = "not_today"
    """The supplier takes no more orders today."""
    NO_ADDRESS = "no_address"
    """There is no address for orders, or no mail server."""


#: Every breaker. Only a test that shows what one of them stops leaves it out.
ALL_BREAKERS = frozenset(Breaker)


@dataclass(frozen=True, slots=True)
class NightEvidence:
    """What the night's figures of one proposal rest on.

    ``sold_by_day``: units sold at the location on its last days of trade up to yesterday, the newest last;
    ``last_sale_on`` is the newest of these days. ``expected_day`` is the forecast of the proposed goods for a day of
    the coming week, ``sold_day`` what was sold of them a day over :data:`SEEN_DAYS` days, both in units.
    """

    run_failed: bool
    forecast_made_on: date | None
    last_sale_on: date | None
    sold_by_day: Sequence[float]
    expected_day: float
    sold_day: float


@dataclass(frozen=True, slots=True)
class EarlierOrders:
    """Orders that a supplier had for a location: values in minor units, newest first, and the most of each product."""

    values: Sequence[int]
    most: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class OrderSituation:
    """One proposal as it would be ordered on ``today``: its goods, its value in minor units, and what was before it."""

    today: date
    proposed_on: date
    goods: Mapping[str, Decimal]
    value: int
    least_value: int
    earlier: EarlierOrders
    is_switched_on: bool
    is_overtaken: bool
    is_ordered_today: bool
    is_order_day: bool
    can_be_mailed: bool

    @property
    def unknown_goods(self) -> tuple[str, ...]:
        """The SKUs that the supplier never had an order for."""
        return tuple(sorted(self.goods.keys() - self.earlier.most.keys()))

    @property
    def goods_above_normal(self) -> tuple[str, ...]:
        """The SKUs of which far more would be ordered than ever at once."""
        most = self.earlier.most
        return tuple(sorted(sku for sku, units in self.goods.items() if sku in most and units > GOODS_MAX * most[sku]))


def reasons_to_hold(
    order: OrderSituation,
    night: NightEvidence,
    limits: AutomaticLimits,
    breakers: Collection[Breaker] = ALL_BREAKERS,
) -> tuple[Breaker, ...]:
    """Every reason to hold an order, in the order of :class:`Breaker`; none: it may be sent by itself."""
    earlier = order.earlier
    holds = {
        Breaker.SWITCHED_OFF: not order.is_switched_on,
        Breaker.RUN_FAILED: night.run_failed,
        Breaker.STALE_PROPOSAL: order.proposed_on != order.today,
        Breaker.OVERTAKEN: order.is_overtaken,
        Breaker.STALE_FORECAST: is_stale(night.forecast_made_on, order.today, FORECAST_AGE_MAX),
        Breaker.STALE_SALES: is_stale(night.last_sale_on, order.today, SALE_AGE_MAX),
        Breaker.PARTIAL_SALES: is_partial(night.sold_by_day),
        Breaker.DRIFT: has_drifted(night.expected_day, night.sold_day),
        Breaker.NO_NORMAL: len(earlier.values) < NORMAL_LEAST,
        Breaker.ABOVE_NORMAL: is_above_normal(order.value, earlier.values, limits.share_max),
        Breaker.GOODS_ABOVE_NORMAL: bool(order.goods_above_normal),
        Breaker.ABOVE_VALUE: order.value > limits.value_max,
        Breaker.BELOW_LEAST: order.value < order.least_value,
        Breaker.UNKNOWN_GOODS: bool(order.unknown_goods),
        Breaker.ORDERED_TODAY: order.is_ordered_today,
        Breaker.NOT_TODAY: not order.is_order_day,
        Breaker.NO_ADDRESS: not order.can_be_mailed,
    }
    return tuple(each for each, is_held in holds.items() if is_held and each in breakers)


def is_stale(day: date | None, today: date, days_max: int) -> bool:
    """Whether ``day`` is more than ``days_max`` days ago, after ``today``, or not known.

    >>> [is_stale(day, date(2026, 11, 23), 1) for day in (date(2026, 11, 22), date(2026, 11, 21), None)]
    [False, True, True]
    """
    return day is None or not 0 <= (today - day).days <= days_max


def is_partial(sold_by_day: Sequence[float]) -> bool:
    """Whether the newest day has far less than the days before it; too few days, or one that is no number, count too.

    >>> from math import nan
    >>> usual = [100, 90, 110, 95, 105]
    >>> is_partial([*usual, 20]), is_partial([*usual, 60]), is_partial([100, 90]), is_partial([*usual, nan])
    (True, False, True, True)
    """
    if len(sold_by_day) < SEEN_LEAST or not all(map(isfinite, sold_by_day)):
        return True
    *before, newest = sold_by_day
    return newest * 100 < PARTIAL_SHARE * median(before)


def has_drifted(expected_day: float, sold_day: float) -> bool:
    """Whether a forecast is far from what was sold, by its ratio and by more than chance over the days that were seen.

    A few units differ by chance: the count of rare sales deviates by its own root (Poisson). What is no number has
    drifted.

    >>> from math import nan
    >>> [has_drifted(*each) for each in ((10.0, 8.0), (10.0, 4.0), (3.0, 8.0), (nan, 8.0), (0.0, 0.0))]
    [False, True, True, True, False]
    >>> has_drifted(0.25, 0.1)  # seven units in four weeks against three
    False
    """
    if not (isfinite(expected_day) and isfinite(sold_day)) or min(expected_day, sold_day) < 0:
        return True
    if sold_day <= expected_day * DRIFT_MAX and expected_day <= sold_day * DRIFT_MAX:
        return False
    expected, sold = expected_day * SEEN_DAYS, sold_day * SEEN_DAYS
    return abs(expected - sold) > CHANCE_MAX * sqrt(max(expected, sold))


def is_above_normal(value: int, earlier_values: Sequence[int], share_max: int) -> bool:
    """Whether an order is worth more than ``share_max`` percent of the median of the last ones, the newest first.

    >>> is_above_normal(2100, [900, 1000, 1100], 200), is_above_normal(2000, [900, 1000, 1100], 200)
    (True, False)
    """
    last = earlier_values[:NORMAL_OF]
    return bool(last) and value * 100 > share_max * median(last)
