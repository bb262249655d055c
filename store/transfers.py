"""Transfers between locations, appended and found."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import sqlalchemy as sa

from models.errors import Refused
from models.shop import fact_number
from models.stock.transfer import (
    EndedTransfer,
    GoodsOfTransfer,
    GoodsToTransfer,
    SentGoods,
    Transfer,
    TransferEnd,
    TransferVariance,
    WrongTransfer,
)
from store import purchasing, schema
from store.database.columns import Quantity

_head, _line, _end, _end_line = schema.transfer, schema.transfer_line, schema.transfer_end, schema.transfer_end_line


class UnknownTransfer(Refused):
    """No transfer has that number."""

    code = "unknown_transfer"
    text = "No transfer has the number {number}. Nothing was changed; choose one from the list."

    def __init__(self, transfer_id: int) -> None:
        self.transfer_id, self.number = transfer_id, fact_number(transfer_id)
        super().__init__()


def record_transfer(tx: sa.Connection, transfer: Transfer) -> None:
    """Append a transfer with its goods."""
    wish = transfer.wish
    row = {
        "id": transfer.id,
        "request_key": wish.key,
        "sender_id": wish.sender_id,
        "receiver_id": wish.receiver_id,
        "note": wish.note,
        "at": transfer.at,
        "business_day": transfer.business_day,
        "operator": transfer.operator,
    }
    tx.execute(_head.insert(), row)
    lines = [
        {"transfer_id": transfer.id, "position": position, "sku": each.sku, "units": each.units}
        for position, each in enumerate(wish.goods, start=1)
    ]
    tx.execute(_line.insert(), lines)


def record_end(tx: sa.Connection, ending: EndedTransfer) -> None:
    """Append how a transfer ended, with what came."""
    row = {
        "id": ending.id,
        "request_key": ending.key,
        "transfer_id": ending.transfer_id,
        "closing": ending.end.value,
        "note": ending.note,
        "at": ending.at,
        "business_day": ending.business_day,
        "operator": ending.operator,
    }
    tx.execute(_end.insert(), row)
    lines = [
        {
            "end_id": ending.id,
            "position": position,
            "sku": each.sku,
            "good": each.good,
            "damaged": each.damaged,
            "why": "" if each.why is None else each.why.value,
        }
        for position, each in enumerate(ending.goods, start=1)
    ]
    if lines:
        tx.execute(_end_line.insert(), lines)


def transfer_of_key(view: sa.Connection, key: str) -> Transfer | None:
    """The transfer that was sent with this key, if there is one."""
    ids = view.scalars(sa.select(_head.c.id).where(_head.c.request_key == key)).all()
    return next(iter(find_transfers(view, ids).values()), None)


def lock_transfer(tx: sa.Connection, transfer_id: int) -> Transfer:
    """A transfer that nobody else ends until this transaction does; :class:`UnknownTransfer` if there is none."""
    tx.execute(sa.select(_head.c.id).where(_head.c.id == transfer_id).with_for_update())
    return get_transfer(tx, transfer_id)


def get_transfer(view: sa.Connection, transfer_id: int) -> Transfer:
    """The transfer with this id; :class:`UnknownTransfer` if there is none."""
    rows = find_transfers(view, [transfer_id])
    if not rows:
        raise UnknownTransfer(transfer_id)
    return rows[transfer_id]


def find_transfers(view: sa.Connection, ids: Sequence[int]) -> dict[int, Transfer]:
    """The transfers with these ids, by id."""
    goods: dict[int, list[SentGoods]] = {}
    lines = sa.select(_line).where(_line.c.transfer_id.in_(ids)).order_by(_line.c.transfer_id, _line.c.position)
    try:
        for row in view.execute(lines):
            goods.setdefault(row.transfer_id, []).append(SentGoods(row.sku, row.units))
        heads = view.execute(sa.select(_head).where(_head.c.id.in_(ids)).order_by(_head.c.id))
        return {row.id: _transfer(row, goods.get(row.id, [])) for row in heads}
    except WrongTransfer as error:
        raise ValueError("the row of a transfer cannot be") from error


def _transfer(row: sa.Row[tuple[object, ...]], goods: Sequence[SentGoods]) -> Transfer:
    wish = GoodsToTransfer(row.request_key, row.sender_id, row.receiver_id, tuple(goods), row.note)
    return Transfer(row.id, wish, row.at, row.business_day, row.operator)


def end_of(view: sa.Connection, transfer_id: int) -> EndedTransfer | None:
    """How a transfer ended, if it has."""
    ids = view.scalars(sa.select(_end.c.id).where(_end.c.transfer_id == transfer_id)).all()
    return next(iter(find_ends(view, ids).values()), None)


def end_of_key(view: sa.Connection, key: str) -> EndedTransfer | None:
    """The end that was saved with this key, if there is one."""
    ids = view.scalars(sa.select(_end.c.id).where(_end.c.request_key == key)).all()
    return next(iter(find_ends(view, ids).values()), None)


def find_ends(view: sa.Connection, ids: Sequence[int]) -> dict[int, EndedTransfer]:
    """The ends with these ids, by id."""
    goods: dict[int, list[GoodsOfTransfer]] = {}
    lines = sa.select(_end_line).where(_end_line.c.end_id.in_(ids)).order_by(_end_line.c.end_id, _end_line.c.position)
    try:
        for row in view.execute(lines):
            why = TransferVariance(row.why) if row.why else None
            goods.setdefault(row.end_id, []).append(GoodsOfTransfer(row.sku, row.good, row.damaged, why))
    except WrongTransfer as error:
        raise ValueError("the row of a received transfer cannot be") from error
    return {
        row.id: EndedTransfer(
            row.id,
            row.request_key,
            row.transfer_id,
            TransferEnd(row.closing),
            tuple(goods.get(row.id, ())),
            row.note,
            row.at,
            row.business_day,
            row.operator,
        )
        for row in view.execute(sa.select(_end).where(_end.c.id.in_(ids)).order_by(_end.c.id))
    }


def transfers_on_the_way(view: sa.Connection) -> list[Transfer]:
    """The transfers that have not ended, the oldest first."""
    ended = sa.exists().where(_end.c.transfer_id == _head.c.id)
    ids = view.scalars(sa.select(_head.c.id).where(~ended).order_by(_head.c.at, _head.c.id)).all()
    rows = find_transfers(view, ids)
    return [rows[each] for each in ids]


def latest_ends(view: sa.Connection, most: int) -> list[tuple[Transfer, EndedTransfer]]:
    """The transfers that ended last, the newest first."""
    newest = sa.select(_end.c.id).order_by(_end.c.at.desc(), _end.c.id.desc()).limit(most)
    ids = view.scalars(newest).all()
    ends = find_ends(view, ids)
    by_id = find_transfers(view, [each.transfer_id for each in ends.values()])
    return [(by_id[ends[each].transfer_id], ends[each]) for each in ids]


def units_on_the_way(view: sa.Connection) -> dict[tuple[int, str], Decimal]:
    """What is on the way, by the location that waits for it and SKU."""
    ended = sa.exists().where(_end.c.transfer_id == _head.c.id)
    units = sa.func.sum(_line.c.units, type_=Quantity).label("units")
    query = sa.select(_head.c.receiver_id, _line.c.sku, units).join_from(_head, _line).where(~ended)
    rows = view.execute(query.group_by(_head.c.receiver_id, _line.c.sku))
    return {(row.receiver_id, row.sku): row.units for row in rows}


def coming_goods(view: sa.Connection) -> dict[tuple[int, str], Decimal]:
    """What will come to each location, by location and SKU: from suppliers and from other locations."""
    coming = purchasing.on_order(view)
    for key, units in units_on_the_way(view).items():
        coming[key] = coming.get(key, Decimal(0)) + units
    return coming
