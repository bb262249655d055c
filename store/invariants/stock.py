"""Stock is the sum of its movements, and what was sold has moved (C5)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.selling.sale import LineKind
from store import schema
from store.invariants.violation import NAMED_MAX, Invariant, Violation


def stock_levels(view: sa.Connection) -> Iterator[Violation]:
    """Stock on hand that is not the sum of its movements."""
    move, level = schema.stock_movement.c, schema.stock_level.c
    # Both sides in one list that is summed once: joining them costs the square of the range.
    nothing = sa.literal(0, sa.BigInteger)
    on_hand = sa.type_coerce(level.on_hand, sa.BigInteger).label("on_hand")
    moved = sa.type_coerce(move.quantity, sa.BigInteger).label("moved")
    both = sa.union_all(
        sa.select(level.location_id, level.sku, on_hand, nothing.label("moved")),
        sa.select(move.location_id, move.sku, nothing.label("on_hand"), moved),
    ).subquery()
    sums = (sa.func.sum(both.c.on_hand), sa.func.sum(both.c.moved))
    query = sa.select(both.c.location_id, both.c.sku, *sums).group_by(both.c.location_id, both.c.sku)
    for location_id, sku, has, sums_to in view.execute(query.having(sums[0] != sums[1]).limit(NAMED_MAX)):
        found = f"has {has} thousandths on hand but movements sum to {sums_to}"
        yield Violation("C5", f"{sku} at location {location_id}", found)


def sales_without_goods(view: sa.Connection) -> Iterator[Violation]:
    """Lines of sales whose goods did not move."""
    line, move = schema.sale_line.c, schema.stock_movement.c
    same = sa.and_(move.source_id == line.sale_id, move.position == line.position)
    query = sa.select(line.sale_id, line.position).outerjoin_from(schema.sale_line, schema.stock_movement, same)
    differs = sa.or_(
        move.source_id.is_(None),
        move.sku != sa.func.coalesce(line.pack_of, line.sku),
        move.location_id != line.location_id,
        sa.type_coerce(move.quantity, sa.BigInteger)
        != -sa.type_coerce(line.quantity, sa.BigInteger) * sa.func.coalesce(line.pack_quantity, 1),
    )
    query = query.where(line.kind == LineKind.GOODS.value, line.kit_version.is_(None))
    for sale_id, position in view.execute(query.where(differs).limit(NAMED_MAX)):
        yield Violation("C5", f"sale {sale_id} line {position}", "has no matching stock movement")


INVARIANTS = (
    Invariant(("C5",), "Stock on hand is the sum of its movements.", stock_levels),
    Invariant(("C5",), "The goods of each sold line have moved.", sales_without_goods),
)
