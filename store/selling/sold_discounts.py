"""The parts of the discounts of sold lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from models.pricing.discount_part import DiscountKind, DiscountPart
from models.selling.sale import Sale, SaleLine
from store import schema
from store.database.prepared import Prepared

_TABLE = schema.sale_line_discount
_ADD = Prepared(_TABLE.insert())
#: The parts of each line, by sale and position.
_Parts = Mapping[tuple[int, int], tuple[DiscountPart, ...]]


def record_parts(tx: sa.Connection, sales: Sequence[Sale]) -> None:
    """Append the parts of the discounts of sales, whose lines are stored already."""
    rows = [
        {
            "sale_id": sale.id,
            "position": line.position,
            "ordinal": ordinal,
            "kind": part.kind.value,
            "text": part.text,
            "source_id": part.source_id,
            "rate_ppm": part.rate_ppm,
            "amount_minor": part.amount_minor,
        }
        for sale in sales
        for line in sale.lines
        for ordinal, part in enumerate(line.discounts)
    ]
    if rows:
        _ADD.send(tx, rows)


def with_parts(view: sa.Connection, lines: Mapping[int, Sequence[SaleLine]]) -> dict[int, tuple[SaleLine, ...]]:
    """Sold lines by sale, with the parts of their discounts; nothing is asked where nothing was taken off."""
    discounted = [sale_id for sale_id, sold in lines.items() if any(line.discount.minor for line in sold)]
    parts = _parts_of(view, discounted) if discounted else {}
    return {
        sale_id: tuple(
            line.with_parts(parts[key]) if (key := (sale_id, line.position)) in parts else line for line in sold
        )
        for sale_id, sold in lines.items()
    }


def _parts_of(view: sa.Connection, sale_ids: Sequence[int]) -> _Parts:
    parts: dict[tuple[int, int], tuple[DiscountPart, ...]] = {}
    query = sa.select(_TABLE).where(_TABLE.c.sale_id.in_(sale_ids)).order_by(*_TABLE.primary_key)
    for row in view.execute(query):
        part = DiscountPart(DiscountKind(row.kind), row.text, row.amount_minor, row.source_id, row.rate_ppm)
        parts[row.sale_id, row.position] = (*parts.get((row.sale_id, row.position), ()), part)
    return parts
