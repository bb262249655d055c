"""Closing a day of 5 000 sales: the count, and the Z report with its figures, journal row and books.

The goal is that of whoever waits for it in the evening: two seconds.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.harness import Row
from models.access.actor import Actor
from models.access.operator import OFFICE_OPERATOR
from models.money import Money
from models.selling.basket import BasketLine
from models.selling.earlier_trade import History, PastSale
from models.selling.settlement import TenderKind
from operations.bulk.past_trade import save_history
from operations.cash.day_close import DayEnd, close_day
from operations.cash.sessions import count_drawer, open_drawer_session
from operations.installation.opening import open_store
from store import shop
from store.cash import sessions
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, PRICES, PRODUCTS, TILL, kr, small_shop

SALES, LINES, ROUNDS = 5_000, 4, 3
GOAL_MS = 2_000.0
ACTOR = Actor(OFFICE_OPERATOR, TILL)


def run() -> list[Row]:
    """One row: the median time of counting and closing, over days of the same size."""
    with TemporaryDirectory() as folder:
        store = small_shop(open_store(f"sqlite:///{Path(folder) / 'shop.db'}"))
        try:
            times = [_close(store, day) for day in range(ROUNDS)]
        finally:
            store.close()
    return [Row("day close", f"{SALES} sales of {LINES} lines, median", median(times) * 1000, "ms", goal=GOAL_MS)]


def _close(store: Store, day: int) -> float:
    at = AT + timedelta(days=day)
    open_drawer_session(store, ACTOR, kr(1000_00), at=at)
    sold = [past_sale(day, number) for number in range(SALES)]
    save_history(store, OFFICE_ACTOR, History({TILL: sold}, office_id=OFFICE_ACTOR.device_id))
    with store.view() as view:
        (session,) = sessions.open_sessions(view, TILL)
        in_drawer = sessions.cash_in(view, session, shop.last_receipt(view, TILL)).expected
    start = perf_counter()
    count_drawer(store, ACTOR, Money(in_drawer, "SEK"), at=at)
    close_day(store, ACTOR, DayEnd(), at=at)
    return perf_counter() - start


def past_sale(day: int, number: int) -> PastSale:
    """One of many sales of a day, each of four lines."""
    goods = [PRODUCTS[(number + place) % len(PRODUCTS)] for place in range(LINES)]
    lines = tuple(
        BasketLine(
            position=place,
            sku=each.sku,
            gtin=each.gtins[0],
            name=each.name,
            unit=each.unit,
            quantity=Decimal(1),
            unit_price=kr(PRICES[each.sku]),
            discount=kr(0),
            tax_category=each.tax_category,
        )
        for place, each in enumerate(goods, start=1)
    )
    paid_with = TenderKind.CARD if number % 5 else TenderKind.CASH
    return PastSale(AT + timedelta(days=day, seconds=number), lines, paid_with, OFFICE_OPERATOR)
