"""Deliveries are as the journal recorded them, and the lines of orders have come as far as their deliveries (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.arrival import GoodsArrived
from models.purchasing.arrival_fact import arrived_fact
from store import received_goods, schema
from store.invariants.replay import compare_rows
from store.invariants.violation import NAMED_MAX, Invariant, Violation


def arrivals_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Deliveries that differ from what was recorded of them."""
    ids = view.scalars(sa.select(schema.arrival.c.id)).all()
    yield from compare_rows(
        view, GoodsArrived, "delivery", ids=ids, find=received_goods.find_arrivals,
        fact_of=arrived_fact,
    )  # fmt: skip


def progress_and_deliveries(view: sa.Connection) -> Iterator[Violation]:
    """Lines of orders of which more or less is marked as delivered or cancelled than their deliveries have."""
    head, arrived, ordered = schema.arrival.c, schema.arrival_line.c, schema.purchase_order_line.c
    whole = sa.BigInteger
    sums = (
        sa.select(
            head.order_id,
            arrived.order_line,
            sa.func.sum(sa.type_coerce(arrived.good, whole) + sa.type_coerce(arrived.damaged, whole)).label(
                "delivered"
            ),
            sa.func.sum(sa.type_coerce(arrived.cancelled, whole)).label("cancelled"),
        )
        .join_from(schema.arrival, schema.arrival_line)
        .where(arrived.order_line.is_not(None))
        .group_by(head.order_id, arrived.order_line)
        .subquery()
    )
    same = sa.and_(sums.c.order_id == ordered.order_id, sums.c.order_line == ordered.position)
    pairs = ((ordered.delivered, sums.c.delivered), (ordered.cancelled, sums.c.cancelled))
    differs = sa.or_(*(sa.type_coerce(stored, whole) != sa.func.coalesce(summed, 0) for stored, summed in pairs))
    query = sa.select(ordered.order_id, ordered.position).outerjoin_from(schema.purchase_order_line, sums, same)
    for order_id, position in view.execute(query.where(differs).limit(NAMED_MAX)):
        yield Violation("C8", f"order {order_id} line {position}", "has not come as far as its deliveries")


INVARIANTS = (
    Invariant(("C8",), "Deliveries of suppliers are as they were recorded.", arrivals_and_journal),
    Invariant(("C8",), "Each line of an order has come as far as its deliveries.", progress_and_deliveries),
)
