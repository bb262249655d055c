"""The trade of the demo shop, day by day: deliveries, customers, waste, counts and orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from models.household import Household
from models.money import Money
from models.quantity import from_milli
from models.selling.basket import BasketLine
from models.selling.earlier_trade import GoodsMoved, PastSale
from models.selling.settlement import TenderKind
from models.stock.movement import MovementReason
from pipelines.demo.assortment import CURRENCY, Good
from pipelines.demo.customers import BASKET_SIZE, KINDS, Crowd, Visit
from pipelines.demo.prices import PricePlan
from pipelines.demo.seasons import OpenDay, open_day, season_factor
from pipelines.demo.shelf import Milli, Shelf

#: Customers on a mean day, by location.
CUSTOMERS_A_DAY = {1: 84, 2: 64}
DELIVERED_AT, CHECKED_AT = time(6, 15), time(21, 30)
OPERATORS = {1: ("anna", "bo", "maria"), 2: ("omar", "fatima", "omar")}
CASH_SHARE = 0.22
#: Of cash customers, those who pay to the unit and those who hand over each note.
NOTES_MINOR = (0, 0, 10_000, 20_000, 50_000)
#: Goods can be received on any open day; orders look so far ahead.
LOOK_AHEAD_DAYS = 12


@dataclass(frozen=True, slots=True)
class DayOfTrade:
    """What happened on one day, at all locations. ``lost`` counts lines that customers wanted and did not get."""

    day: date
    sales: dict[int, list[PastSale]]
    goods: list[GoodsMoved]
    lost: int


@dataclass(frozen=True, slots=True)
class Scene:
    """What the trade is played with. ``zone`` is that of the clock on the wall.

    With ``stops_at`` the day after the last whole one is played too, up to that instant.
    """

    goods: Sequence[Good]
    prices: PricePlan
    households: Sequence[tuple[Household, int]]
    first: date
    days: int
    zone: ZoneInfo
    stops_at: datetime | None = None


class Trade:
    """The trade of all locations; playing it twice from the same generator gives the same days."""

    def __init__(self, scene: Scene, rng: np.random.Generator) -> None:
        self._scene, self._rng = scene, rng
        self._weights = np.array([good.weight for good in scene.goods])
        self._likes = {place: np.exp(0.35 * _bell(len(scene.goods), rng)) for place in CUSTOMERS_A_DAY}
        self._weather = 0.0
        homes = {place: scene.households[place - 1 :: len(CUSTOMERS_A_DAY)] for place in CUSTOMERS_A_DAY}
        self._crowds = {place: Crowd(scene.goods, homes[place]) for place in CUSTOMERS_A_DAY}
        lines = sum(kind.share * BASKET_SIZE[kind.name] for kind in KINDS)
        self._shelves = {
            place: Shelf(scene.goods, self._shares(place, scene.first) * customers * lines, rng)
            for place, customers in CUSTOMERS_A_DAY.items()
        }

    def play(self) -> Iterator[DayOfTrade]:
        """Day after day; the first begins with the goods that the shop opens with."""
        first, days = self._scene.first, self._scene.days
        calendar = [open_day(first + timedelta(t), first) for t in range(days + LOOK_AHEAD_DAYS)]
        for t, today in enumerate(calendar[:days]):
            ahead = [each.day for each in calendar[t + 1 : t + LOOK_AHEAD_DAYS] if each is not None]
            yield self._play_day(t, today, ahead)
        if self._scene.stops_at is not None:
            yield self._begin_day(days, calendar[days], self._scene.stops_at)

    def _play_day(self, t: int, today: OpenDay | None, ahead: list[date]) -> DayOfTrade:
        """The whole of day ``t``; goods that are ordered in the evening come on one of the days ``ahead``."""
        day = self._scene.first + timedelta(t)
        self._weather = 0.8 * self._weather + 0.25 * float(_bell(1, self._rng)[0])
        goods = self._opening(day) if t == 0 else []
        sales: dict[int, list[PastSale]] = {}
        lost = 0
        for place, shelf in self._shelves.items():
            if today is None:
                continue
            goods += self._moved(place, day, DELIVERED_AT, MovementReason.DELIVERY, shelf.receive(day))
            sales[place], missed = self._sell(place, today, t)
            lost += missed
            goods += self._moved(place, day, CHECKED_AT, MovementReason.WASTE, -shelf.throw_away())
            goods += self._moved(place, day, CHECKED_AT, MovementReason.COUNT, -shelf.count(day))
            shelf.close(day, ahead)
        return DayOfTrade(day, sales, goods, lost)

    def _begin_day(self, t: int, today: OpenDay | None, stops_at: datetime) -> DayOfTrade:
        """Day ``t`` up to ``stops_at``: what was delivered and sold by then."""
        day = self._scene.first + timedelta(t)
        goods: list[GoodsMoved] = []
        sales: dict[int, list[PastSale]] = {}
        lost = 0
        delivered_at = datetime.combine(day, DELIVERED_AT, self._scene.zone)
        for place, shelf in self._shelves.items():
            if today is None or stops_at <= delivered_at:
                continue
            goods += self._moved(place, day, DELIVERED_AT, MovementReason.DELIVERY, shelf.receive(day))
            sales[place], missed = self._sell(place, today, t, stops_at)
            lost += missed
        return DayOfTrade(day, sales, goods, lost)

    def _opening(self, day: date) -> list[GoodsMoved]:
        opens = MovementReason.OPENING
        return [
            moved
            for place, shelf in self._shelves.items()
            for moved in self._moved(place, day, time(5), opens, shelf.first)
        ]

    def _sell(self, place: int, today: OpenDay, t: int, stops_at: datetime | None = None) -> tuple[list[PastSale], int]:
        rng, shelf = self._rng, self._shelves[place]
        opens = datetime.combine(today.day, today.opens, self._scene.zone).astimezone(UTC)
        closes = datetime.combine(today.day, today.closes, self._scene.zone).astimezone(UTC)
        count = int(rng.poisson(CUSTOMERS_A_DAY[place] * today.footfall * np.exp(0.06 * _bell(1, rng)[0])))
        weights = self._shares(place, today.day) * self._scene.prices.lift[t]
        seconds = int((closes - opens).total_seconds())
        lost, sales = 0, []
        for visit in self._crowds[place].visits(count, seconds, weights, rng):
            if stops_at is not None and opens + timedelta(seconds=visit.second) >= stops_at:
                break
            lines = self._lines(shelf, visit, t)
            lost += len(visit.wanted) - len(lines)
            pays, note = rng.random(), int(rng.random() * len(NOTES_MINOR))
            if lines:
                sales.append(
                    PastSale(
                        at=opens + timedelta(seconds=visit.second),
                        lines=lines,
                        paid_with=TenderKind.CASH if pays < CASH_SHARE else TenderKind.CARD,
                        operator=_operator(place, visit.second, seconds),
                        customer=visit.household,
                        note_minor=NOTES_MINOR[note],
                    )
                )
        return sales, lost

    def _lines(self, shelf: Shelf, visit: Visit, t: int) -> tuple[BasketLine, ...]:
        lines: list[BasketLine] = []
        nothing = Money(0, CURRENCY)
        for number, wanted in visit.wanted:
            taken = shelf.take(number, wanted)
            if not taken:
                continue
            good = self._scene.goods[number]
            product = good.product
            lines.append(
                BasketLine(
                    position=len(lines) + 1,
                    sku=product.sku,
                    gtin=product.gtins[visit.second % len(product.gtins)] if product.gtins else None,
                    name=product.name,
                    unit=product.unit,
                    quantity=from_milli(taken),
                    unit_price=Money(int(self._scene.prices.asked[t, number]), CURRENCY),
                    discount=nothing,
                    tax_category=product.tax_category,
                    cost=Money(good.cost_minor, CURRENCY),
                    age_limit=product.age_limit,
                    category=product.category,
                    open_price=product.open_price,
                )
            )
        return tuple(lines)

    def _shares(self, place: int, day: date) -> NDArray[np.float64]:
        """The share of lines that each good has of a day's, without campaigns."""
        seasons = {season: season_factor(season, day) for season in {good.season for good in self._scene.goods}}
        sunny = np.array([good.season in {"icecream", "grill", "summer"} for good in self._scene.goods])
        factors = np.array([seasons[good.season] for good in self._scene.goods])
        shares = self._weights * self._likes[place] * factors * np.where(sunny, np.exp(self._weather), 1.0)
        return np.asarray(shares / self._weights.sum())

    def _moved(self, place: int, day: date, clock: time, reason: MovementReason, milli: Milli) -> list[GoodsMoved]:
        at = datetime.combine(day, clock, self._scene.zone).astimezone(UTC)
        changes = tuple((self._scene.goods[i].sku, from_milli(int(milli[i]))) for i in np.flatnonzero(milli).tolist())
        return [GoodsMoved(at, place, reason, changes)] if changes else []


def _bell(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Numbers around 0 with variance 1."""
    return np.asarray(rng.standard_normal(count))


def _operator(place: int, second: int, seconds: int) -> str:
    return OPERATORS[place][second * len(OPERATORS[place]) // seconds]
