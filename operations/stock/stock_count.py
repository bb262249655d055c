"""Counting stock while the tills sell. Doing it twice is doing it once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Reason
from models.quantity import Unit
from models.stock.counting import KEY_LENGTH_MAX, CountedUnits, CountLine, StockCount, WrongCount
from models.stock.counting_fact import counted_fact
from models.stock.movement import MovementReason, StockMovement
from models.stock.movement_fact import moved_fact
from models.stock.repeated_entry import check_repeated
from operations.access.permissions import check
from operations.lot_moves import move_lots
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue, shop, stock, stock_counts
from store.catalogue.goods_without_stock import why_not_counted
from store.database.engine import Store


def count_goods(
    store: Store, actor: Actor, counted: Sequence[CountedUnits], *, location_id: int, key: str, at: datetime
) -> StockCount:
    """Let the stock of some products (some hundreds at most) be what was counted at the instant of each.

    The variance is what was counted less what the movements up to that instant sum to; what was sold since stays sold.
    Again under the same ``key``, it is what was saved first. Raises :class:`WrongCount`,
    :class:`models.stock.repeated_entry.EntryDiffers` or :class:`store.catalogue.one_product.UnknownProduct`; nothing is
    changed then.
    """
    check(actor, Permission.COUNT_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        before = stock_counts.count_of_key(work.tx, key)
        if before is not None:
            _check_same(before, counted, location_id)
            return before
        _check(work, counted, location_id, key)
        saved_count = _count(work, counted, location_id, key)
        stock_counts.record_count(work.tx, saved_count)
        work.record(counted_fact(saved_count))
        for each in saved_count.lines:
            if each.variance:
                _move(work, saved_count, each)
    return saved_count


def _check_same(before: StockCount, counted: Sequence[CountedUnits], location_id: int) -> None:
    saved = before.location_id, {each.sku: each.counted for each in before.lines}
    check_repeated(before.key, saved, (location_id, {each.sku: each.units for each in counted}))


def _check(work: UnitOfWork, counted: Sequence[CountedUnits], location_id: int, key: str) -> None:
    if not counted or not 0 < len(key) <= KEY_LENGTH_MAX:
        raise WrongCount(Reason("count", "count"), Reason("count_empty", "has no goods or no key"))
    if location_id not in {each.id for each in shop.all_locations(work.tx)}:
        raise WrongCount(Reason("count", "count"), Reason("count_location", "is of no location of the shop"))
    twice = [sku for sku, times in Counter(each.sku for each in counted).items() if times > 1]
    if twice:
        raise WrongCount(twice[0], Reason("count_twice", "has these goods twice"))
    for each in counted:
        product = catalogue.get_product(work.tx, each.sku)
        no_stock = why_not_counted(work.tx, product)
        if no_stock is not None:
            raise WrongCount(each.sku, no_stock)
        if product.unit is Unit.PIECE and each.units != each.units.to_integral_value():
            raise WrongCount(each.sku, Reason("count_parts", "has parts of a piece"))
        if each.at > work.at:
            raise WrongCount(each.sku, Reason("count_early", "is of an instant that has not come"))


def _count(work: UnitOfWork, counted: Sequence[CountedUnits], location_id: int, key: str) -> StockCount:
    on_hand = stock_counts.lock_levels(work.tx, location_id, [each.sku for each in counted])
    instants = {each.sku: each.at for each in counted}
    later = stock_counts.counted_later(work.tx, location_id, instants)
    if later:
        raise WrongCount(later[0], Reason("count_older", "is older than one that was saved already"))
    since = stock_counts.moved_after(work.tx, location_id, instants)
    lines = tuple(
        CountLine(each.sku, each.units, on_hand[each.sku] - since.get(each.sku, 0), each.at) for each in counted
    )
    (count_id,) = work.take_ids()
    return StockCount(count_id, key, location_id, work.at, work.actor.operator_id, lines)


def _move(work: UnitOfWork, saved_count: StockCount, line: CountLine) -> None:
    """What was found or is missing moves at the instant at which it was counted."""
    (source,) = work.take_ids()
    day = work.station.shop.business_day(line.at)
    movement = StockMovement(
        source, 1, saved_count.location_id, line.sku, line.variance, MovementReason.COUNT, line.at, day
    )
    stock.record_movements(work.tx, [movement])
    work.record(moved_fact([movement]), at=line.at)
    move_lots(work, [movement])
