"""A bulk change of prices in short transactions, between which tills sell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from models.access.actor import Actor
from models.errors import Refused
from models.pricing.bulk_price import PlannedPrice, PriceRule, plan_prices
from models.pricing.price_list import Price
from operations.catalogue.bulk_prices import BulkPortion, SoldSince, set_bulk_prices, undo_bulk_prices
from operations.progress import Progress, no_progress
from store import catalogue, shop
from store.analysis.bulk_changes import bulk_changes
from store.catalogue import GoodsFilter
from store.database.engine import Store
from store.database.pauses import let_others_write

_Row = TypeVar("_Row")
#: Prices that are read, and that are set, at once: a transaction takes some tens of milliseconds.
READ_AT_ONCE, SET_AT_ONCE = 1_000, 250


class UnknownBulkChange(Refused):
    """No bulk change has that number."""

    code = "unknown_bulk_change"
    text = "There is no bulk change {change}. Nothing was changed; choose one from the list."

    change: int


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What a bulk change would set; ``valid_until`` is the first day on which it no longer holds.

    Its prices are of one location, or without a ``location_id`` the whole shop's.
    """

    rule: PriceRule
    valid_from: date
    valid_until: date | None
    prices: tuple[PlannedPrice, ...]
    location_id: int | None = None


def plan_bulk_prices(
    store: Store,
    goods: GoodsFilter,
    rule: PriceRule,
    valid_from: date,
    valid_until: date | None = None,
    *,
    location_id: int | None = None,
) -> BulkPlan:
    """What a rule makes of the prices of some goods, at a location or in the whole shop, from a day on.

    Nothing is changed.
    """
    planned: list[PlannedPrice] = []
    with store.view() as view:
        currency = shop.get_shop(view).currency
        skus = catalogue.skus_of(view, goods, valid_from)
        for portion in _cut(skus, READ_AT_ONCE):
            stored: dict[str, list[Price]] = catalogue.prices_of(view, portion, currency)
            planned += plan_prices(stored.items(), rule, valid_from, location_id)
    return BulkPlan(rule, valid_from, valid_until, tuple(planned), location_id)


def apply_bulk_prices(
    store: Store, actor: Actor, plan: BulkPlan, *, at: datetime, progress: Progress = no_progress
) -> int | None:
    """Set every price of a plan; returns the number of the change, ``None`` for an empty plan.

    What was set before an interruption stays set and can be taken back by its number.
    """
    portion = BulkPortion(None, str(plan.rule), plan.valid_from, plan.valid_until, (), plan.location_id)
    done = 0
    for prices in _cut(plan.prices, SET_AT_ONCE):
        change = set_bulk_prices(store, actor, replace(portion, prices=prices), at=at)
        portion, done = replace(portion, change=change), done + len(prices)
        progress("set", done, len(plan.prices))
        let_others_write(store)
    return portion.change


def undo_bulk_change(store: Store, actor: Actor, change: int, *, at: datetime, progress: Progress = no_progress) -> int:
    """Take a bulk change back; returns for how many products. Doing it twice is doing it once.

    Raises :class:`UnknownBulkChange`, or :class:`SoldSince` before anything is changed.
    """
    with store.view() as view:
        bulk_change = bulk_changes(view).get(change)
        if bulk_change is None:
            raise UnknownBulkChange(change)
        count = sum(len(catalogue.sold_at(view, each)) for each in bulk_change.portions)
    if count:
        raise SoldSince(count)
    undone = 0
    for number, each in enumerate(bulk_change.portions, start=1):
        left = tuple(line for line in each.prices if line.sku not in bulk_change.undone)
        if left:
            undone += undo_bulk_prices(store, actor, replace(each, prices=left), at=at)
        progress("undo", number, len(bulk_change.portions))
        let_others_write(store)
    return undone


def _cut(rows: Sequence[_Row], size: int) -> Iterator[Sequence[_Row]]:
    return (rows[begin : begin + size] for begin in range(0, len(rows), size))
