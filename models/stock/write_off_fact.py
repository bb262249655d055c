"""Goods written off as facts of the journal."""

from __future__ import annotations

from models.facts.write_off import GoodsWrittenOff
from models.stock.write_off import WriteOff


def written_off_fact(write_off: WriteOff) -> GoodsWrittenOff:
    """The whole of it; the journal's row has the instant and the actor."""
    goods = write_off.goods
    return GoodsWrittenOff(
        write_off=write_off.id,
        key=goods.key,
        location=goods.location_id,
        day=write_off.business_day,
        sku=goods.sku,
        units=goods.units,
        use=goods.kind.value,
        reason=goods.reason.value,
        note=goods.note,
        undoes=write_off.undoes,
    )
