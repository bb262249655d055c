"""A shop that trades for some weeks, and what Kassa decides beside its owner morning by morning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from models.demand.baseline import SeasonalSmoothing
from models.replenishment.shadow_record import ShadowRecord
from models.selling.basket import BasketLine
from models.selling.earlier_trade import GoodsMoved, History, PastSale
from models.selling.settlement import TenderKind
from models.stock.movement import MovementReason
from operations.bulk.past_trade import save_history
from pipelines.nightly.forecast import forecast_demand
from store.database.engine import Store
from tests.builders import COMPANY, DAY, OFFICE, OFFICE_ACTOR, PRICES, PRODUCTS, TILL, kr, small_shop

#: Days of trade before the first morning, and mornings.
BEFORE, MORNINGS = 14, 9
FIRST = DAY - timedelta(days=MORNINGS)
SKUS = ("MILK", "PAPER", "NAPKINS")


def instant(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(COMPANY.zone))


def morning(number: int) -> datetime:
    """When the decisions of a morning are made."""
    return instant(FIRST + timedelta(days=number), 5, 40)


def opened_shop(store: Store) -> Store:
    """The small shop with goods and two weeks of trade."""
    small_shop(store)
    move_in(store)
    trade_before(store)
    return store


def move_in(store: Store) -> None:
    """Sixty of each product, two weeks before the first morning."""
    move(store, FIRST - timedelta(days=BEFORE), MovementReason.OPENING, 60)


def trade_before(store: Store) -> None:
    """Two weeks of trade, every day the same."""
    for number in range(-BEFORE, 0):
        trade(store, number, (3, 1, 3))


def trade(store: Store, number: int, units: Sequence[int]) -> None:
    """Sell so many of each product on the day of a morning."""
    day = FIRST + timedelta(days=number)
    products = {each.sku: each for each in PRODUCTS}
    pairs = [(products[sku], count) for sku, count in zip(SKUS, units, strict=True) if count]
    lines = tuple(
        BasketLine(
            place, each.sku, each.gtins[0], each.name, each.unit, Decimal(count), kr(PRICES[each.sku]), kr(0),
            each.tax_category,
        )
        for place, (each, count) in enumerate(pairs, start=1)
    )  # fmt: skip
    if lines:
        save_history(store, OFFICE_ACTOR, History({TILL: [PastSale(instant(day, 12), lines, TenderKind.CARD, "anna")]}))


def move(store: Store, day: date, reason: MovementReason, units: int) -> None:
    """Move so many of each product at location 1."""
    goods = GoodsMoved(instant(day, 6), 1, reason, tuple((sku, Decimal(units)) for sku in SKUS))
    save_history(store, OFFICE_ACTOR, History(goods=[goods], office_id=OFFICE))


def forecast_before(store: Store, number: int) -> None:
    """The forecast of the night before a morning."""
    forecast_demand(store, at=morning(number) - timedelta(hours=2), learner=SeasonalSmoothing())


def decisions(records: Sequence[ShadowRecord]) -> list[tuple[Any, ...]]:
    """What was decided on each morning, and from what, but for when it was stored."""
    return [
        (each.day, each.cutoff, each.forecast_run, each.levels, goods.key, goods.shelf, goods.order, goods.reasons)
        for each in records
        for goods in each.goods
    ]
