"""Carrying goods to another location: sent, then received or cancelled. Doing it twice is doing it once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.errors import Reason
from models.quantity import Unit
from models.shop import fact_number
from models.stock.movement import StockMovement
from models.stock.movement_fact import moved_fact
from models.stock.repeated_entry import check_repeated
from models.stock.transfer import (
    EndedTransfer,
    GoodsOfTransfer,
    GoodsToTransfer,
    Transfer,
    TransferEnd,
    TransferHasEnded,
    TransferReceipt,
    WrongTransfer,
    check_received,
)
from models.stock.transfer_fact import ended_fact, sent_fact
from models.stock.transfer_moves import moves_of_ending, moves_of_sending
from operations.access.permissions import check
from operations.lot_moves import UNNAMED, lots_back, move_lots
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue, shop, stock, transfers
from store.catalogue.goods_without_stock import why_no_stock
from store.database.engine import Store


def send_transfer(store: Store, actor: Actor, wish: GoodsToTransfer, *, at: datetime) -> Transfer:
    """Take goods off the sender's shelf; they are on the way then. Stock may fall below zero: the shelf decides.

    Raises :class:`WrongTransfer`, :class:`models.stock.repeated_entry.EntryDiffers` or
    :class:`store.catalogue.one_product.UnknownProduct`; nothing is changed then.
    """
    check(actor, Permission.TRANSFER_GOODS)
    check_no_card_data(wish.note)
    with unit_of_work(store, actor, at=at) as work:
        return send_in(work, wish)


def send_in(work: UnitOfWork, wish: GoodsToTransfer) -> Transfer:
    """Take goods off the sender's shelf within a transaction; as :func:`send_transfer`."""
    before = transfers.transfer_of_key(work.tx, wish.key)
    if before is not None:
        check_repeated(wish.key, before.wish, wish)
        return before
    _check_goods(work, ((each.sku, each.units) for each in wish.goods))
    places = {each.id for each in shop.all_locations(work.tx)}
    if not {wish.sender_id, wish.receiver_id} <= places:
        raise WrongTransfer(wish.goods[0].sku, Reason("no_location", "is no location of the shop"))
    (transfer_id,) = work.take_ids()
    day = work.station.shop.business_day(work.at)
    transfer = Transfer(transfer_id, wish, work.at, day, work.actor.operator_id)
    transfers.record_transfer(work.tx, transfer)
    work.record(sent_fact(transfer))
    _move(work, moves_of_sending(transfer), came_from=None)
    return transfer


def receive_transfer(
    store: Store, actor: Actor, transfer_id: int, receipt: TransferReceipt, *, at: datetime
) -> EndedTransfer:
    """Put what came onto the receiver's shelf. The transfer has ended then.

    Raises :class:`store.transfers.UnknownTransfer`, :class:`TransferHasEnded`, :class:`WrongTransfer` or
    :class:`models.stock.repeated_entry.EntryDiffers`; nothing is changed then.
    """
    check(actor, Permission.TRANSFER_GOODS)
    check_no_card_data(receipt.note)
    with unit_of_work(store, actor, at=at) as work:
        transfer = transfers.lock_transfer(work.tx, transfer_id)
        goods = receipt.goods_of(transfer)
        before = transfers.end_of_key(work.tx, receipt.key)
        if before is not None:
            entered = (transfer_id, TransferEnd.RECEIVED, goods, receipt.note)
            check_repeated(receipt.key, (before.transfer_id, before.end, before.goods, before.note), entered)
            return before
        check_received(transfer, receipt)
        _check_goods(work, ((each.sku, each.good + each.damaged) for each in goods))
        return _end(work, transfer, TransferEnd.RECEIVED, goods, key=receipt.key, note=receipt.note)


def cancel_transfer(store: Store, actor: Actor, transfer_id: int, *, at: datetime, note: str = "") -> EndedTransfer:
    """Put everything onto the sender's shelf again. Cancelled again, it stays as it is.

    Raises :class:`store.transfers.UnknownTransfer` or :class:`TransferHasEnded`; nothing is changed then.
    """
    check(actor, Permission.TRANSFER_GOODS)
    check_no_card_data(note)
    with unit_of_work(store, actor, at=at) as work:
        transfer = transfers.lock_transfer(work.tx, transfer_id)
        before = transfers.end_of(work.tx, transfer_id)
        if before is not None and before.end is TransferEnd.CANCELLED:
            return before
        return _end(work, transfer, TransferEnd.CANCELLED, (), key=f"cancel {transfer_id}", note=note)


def _end(
    work: UnitOfWork,
    transfer: Transfer,
    end: TransferEnd,
    goods: tuple[GoodsOfTransfer, ...],
    *,
    key: str,
    note: str,
) -> EndedTransfer:
    if transfers.end_of(work.tx, transfer.id) is not None:
        raise TransferHasEnded(fact_number(transfer.id))
    if work.at < transfer.at:
        raise WrongTransfer(transfer.wish.goods[0].sku, Reason("before_it_left", "cannot end before it left"))
    (end_id,) = work.take_ids()
    day = work.station.shop.business_day(work.at)
    ending = EndedTransfer(end_id, key, transfer.id, end, goods, note, work.at, day, work.actor.operator_id)
    transfers.record_end(work.tx, ending)
    work.record(ended_fact(ending))
    _move(work, moves_of_ending(transfer, ending), came_from=transfer.id)
    return ending


def _check_goods(work: UnitOfWork, goods: Iterable[tuple[str, Decimal]]) -> None:
    for sku, units in goods:
        product = catalogue.get_product(work.tx, sku)
        no_stock = why_no_stock(work.tx, product)
        if no_stock is not None:
            raise WrongTransfer(sku, no_stock)
        if product.unit is Unit.PIECE and units != units.to_integral_value():
            raise WrongTransfer(sku, Reason("whole_pieces", "is counted in whole pieces"))


def _move(work: UnitOfWork, movements: list[StockMovement], *, came_from: int | None) -> None:
    stock.record_movements(work.tx, movements)
    if movements:
        work.record(moved_fact(movements))
        move_lots(work, movements, UNNAMED if came_from is None else lots_back(work, movements, came_from))
