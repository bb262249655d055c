"""What the kits of sold lines took from stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from models.catalogue.kit import SoldPart
from models.selling.sale import Sale, SaleLine
from store import schema
from store.database.prepared import Prepared

_TABLE = schema.sale_line_part
_ADD = Prepared(_TABLE.insert())


def record_kits(tx: sa.Connection, sales: Sequence[Sale]) -> None:
    """Append the parts of the kits of sales, whose lines are stored already."""
    rows = [
        {
            "sale_id": sale.id,
            "position": line.position,
            "ordinal": ordinal,
            "sku": part.sku,
            "quantity": part.quantity,
        }
        for sale in sales
        for line in sale.lines
        if line.kit is not None
        for ordinal, part in enumerate(line.kit.parts)
    ]
    if rows:
        _ADD.send(tx, rows)


def with_sold_kits(view: sa.Connection, lines: Mapping[int, Sequence[SaleLine]]) -> dict[int, tuple[SaleLine, ...]]:
    """Sold lines by sale, with the parts of their kits; nothing is asked where no kit was sold."""
    with_kit = [sale_id for sale_id, sold in lines.items() if any(line.kit is not None for line in sold)]
    if not with_kit:
        return {sale_id: tuple(sold) for sale_id, sold in lines.items()}
    parts: dict[tuple[int, int], tuple[SoldPart, ...]] = {}
    query = sa.select(_TABLE).where(_TABLE.c.sale_id.in_(with_kit)).order_by(*_TABLE.primary_key)
    for row in view.execute(query):
        key = row.sale_id, row.position
        parts[key] = (*parts.get(key, ()), SoldPart(row.sku, row.quantity))
    return {
        sale_id: tuple(line.with_kit_parts(parts.get((sale_id, line.position), ())) for line in sold)
        for sale_id, sold in lines.items()
    }
