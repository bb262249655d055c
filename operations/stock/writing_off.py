"""Writing goods off: thrown away, or used by the shop. Doing it twice is doing it once, and it can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.errors import Reason
from models.quantity import Unit
from models.stock.lots import LotsByPosition, NamedLot
from models.stock.movement import StockMovement
from models.stock.movement_fact import moved_fact
from models.stock.repeated_entry import check_repeated
from models.stock.write_off import MOVEMENTS, UnsaleableGoods, WriteOff, WrittenBack, WrongWriteOff
from models.stock.write_off_fact import written_off_fact
from operations.access.permissions import check
from operations.lot_moves import UNNAMED, lots_back, move_lots
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue, shop, stock, stock_counts, write_offs
from store.catalogue.goods_without_stock import why_no_stock
from store.database.engine import Store


def write_off_goods(
    store: Store, actor: Actor, goods: UnsaleableGoods, *, at: datetime, lot: NamedLot | None = None
) -> WriteOff:
    """Take goods off the shelf without a sale, with their reason. Stock may fall below zero: the shelf decides.

    Of goods with lots they are of ``lot`` as far as it has them; without one, of those that expire first.
    Raises :class:`WrongWriteOff`, :class:`models.stock.repeated_entry.EntryDiffers` or
    :class:`store.catalogue.one_product.UnknownProduct`; nothing is changed then.
    """
    check(actor, Permission.WRITE_OFF_GOODS)
    check_no_card_data(goods.note)
    with unit_of_work(store, actor, at=at) as work:
        before = write_offs.write_off_of_key(work.tx, goods.key)
        if before is not None:
            check_repeated(goods.key, before.goods, goods)
            return before
        _check(work, goods)
        return _save(work, goods, undoes=None, named={} if lot is None else {1: {lot: goods.units}})


def undo_write_off(store: Store, actor: Actor, write_off_id: int, *, at: datetime) -> WriteOff:
    """Take back what was written off by mistake: the goods are on the shelf again from ``at`` on.

    Raises :class:`store.write_offs.UnknownWriteOff` or :class:`WrittenBack`; nothing is changed then.
    """
    check(actor, Permission.WRITE_OFF_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        first = write_offs.get_write_off(work.tx, write_off_id)
        # Its level is what two people who take it back at once wait for.
        stock_counts.lock_levels(work.tx, first.goods.location_id, [first.goods.sku])
        if first.undoes is not None or write_offs.is_undone(work.tx, first.id):
            raise WrittenBack(first.goods.sku)
        return _save(work, replace(first.goods, key=f"undo {first.id}"), undoes=first.id)


def _check(work: UnitOfWork, goods: UnsaleableGoods) -> None:
    product = catalogue.get_product(work.tx, goods.sku)
    no_stock = why_no_stock(work.tx, product)
    if no_stock is not None:
        raise WrongWriteOff(goods.sku, no_stock)
    if product.unit is Unit.PIECE and goods.units != goods.units.to_integral_value():
        raise WrongWriteOff(goods.sku, Reason("whole_pieces", "is counted in whole pieces"))
    if goods.location_id not in {each.id for each in shop.all_locations(work.tx)}:
        raise WrongWriteOff(goods.sku, Reason("no_location", "is no location of the shop"))


def _save(work: UnitOfWork, goods: UnsaleableGoods, *, undoes: int | None, named: LotsByPosition = UNNAMED) -> WriteOff:
    (write_off_id,) = work.take_ids()
    day = work.station.shop.business_day(work.at)
    write_off = WriteOff(write_off_id, goods, work.at, day, work.actor.operator_id, undoes)
    write_offs.record_write_off(work.tx, write_off)
    work.record(written_off_fact(write_off))
    movement = StockMovement(
        write_off.id,
        1,
        goods.location_id,
        goods.sku,
        write_off.change,
        MOVEMENTS[goods.kind],
        write_off.at,
        write_off.business_day,
    )
    stock.record_movements(work.tx, [movement])
    work.record(moved_fact([movement]))
    move_lots(work, [movement], named if undoes is None else lots_back(work, [movement], undoes))
    return write_off
