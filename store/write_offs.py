"""Goods thrown away or used by the shop, appended and found."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from models.errors import Refused
from models.shop import fact_number
from models.stock.write_off import UnsaleableGoods, WriteOff, WriteOffKind, WriteOffReason, WrongWriteOff
from store import schema

_table = schema.write_off


class UnknownWriteOff(Refused):
    """Nothing that was written off has that number."""

    code = "unknown_write_off"
    text = "Nothing that was written off has the number {number}. Nothing was changed; choose one from the list."

    def __init__(self, write_off_id: int) -> None:
        self.write_off_id, self.number = write_off_id, fact_number(write_off_id)
        super().__init__()


def record_write_off(tx: sa.Connection, write_off: WriteOff) -> None:
    """Append it."""
    goods = write_off.goods
    row = {
        "id": write_off.id,
        "request_key": goods.key,
        "location_id": goods.location_id,
        "sku": goods.sku,
        "units": goods.units,
        "use_kind": goods.kind.value,
        "reason": goods.reason.value,
        "note": goods.note,
        "at": write_off.at,
        "business_day": write_off.business_day,
        "operator": write_off.operator,
        "undoes": write_off.undoes,
    }
    tx.execute(_table.insert(), row)


def write_off_of_key(view: sa.Connection, key: str) -> WriteOff | None:
    """What was written off with this key, if there is something."""
    return next(iter(_write_offs(view, sa.select(_table).where(_table.c.request_key == key))), None)


def get_write_off(view: sa.Connection, write_off_id: int) -> WriteOff:
    """What was written off with this id; :class:`UnknownWriteOff` if there is nothing."""
    rows = find_write_offs(view, [write_off_id])
    if not rows:
        raise UnknownWriteOff(write_off_id)
    return rows[write_off_id]


def is_undone(view: sa.Connection, write_off_id: int) -> bool:
    """Whether another one takes it back."""
    return view.scalar(sa.select(_table.c.id).where(_table.c.undoes == write_off_id)) is not None


def find_write_offs(view: sa.Connection, ids: Sequence[int]) -> dict[int, WriteOff]:
    """What was written off with these ids, by id."""
    return {each.id: each for each in _write_offs(view, sa.select(_table).where(_table.c.id.in_(ids)))}


def latest_write_offs(view: sa.Connection, most: int) -> list[tuple[WriteOff, bool]]:
    """What was written off last, the newest first, each with whether it was taken back; without what takes back."""
    back = _table.alias("back")
    undone = sa.exists().where(back.c.undoes == _table.c.id).label("is_undone")
    query = sa.select(_table, undone).where(_table.c.undoes.is_(None))
    rows = view.execute(query.order_by(_table.c.at.desc(), _table.c.id.desc()).limit(most)).all()
    return [(_read(row), bool(row.is_undone)) for row in rows]


def _write_offs(view: sa.Connection, query: sa.Select[tuple[object, ...]]) -> list[WriteOff]:
    return [_read(row) for row in view.execute(query.order_by(_table.c.id))]


def _read(row: sa.Row[tuple[object, ...]]) -> WriteOff:
    kind, reason = WriteOffKind(row.use_kind), WriteOffReason(row.reason)
    try:
        goods = UnsaleableGoods(row.request_key, row.location_id, row.sku, row.units, kind, reason, row.note)
    except WrongWriteOff as error:
        raise ValueError(f"the row of write-off {row.id} cannot be") from error
    return WriteOff(row.id, goods, row.at, row.business_day, row.operator, row.undoes)
