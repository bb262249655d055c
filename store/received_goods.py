"""Deliveries of suppliers, appended and read, and how far the lines of orders have come by them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from models.purchasing.arrival import Arrival, ArrivedGoods, RestOfOrder
from models.purchasing.order_progress import LineProgress
from store import schema

arrival, line, order_line = schema.arrival, schema.arrival_line, schema.purchase_order_line


def progress_of_orders(view: sa.Connection, order_ids: Sequence[int]) -> dict[int, dict[int, LineProgress]]:
    """How far each line of these orders has come: by order and by the line's position."""
    by_order: dict[int, dict[int, LineProgress]] = {each: {} for each in order_ids}
    columns = order_line.c["order_id", "position", "quantity", "delivered", "cancelled"]
    query = sa.select(*columns).where(order_line.c.order_id.in_(order_ids)).order_by(*columns[:2])
    for order_id, position, *quantities in view.execute(query):
        by_order[order_id][position] = LineProgress(*quantities)
    return by_order


def move_progress(tx: sa.Connection, order_id: int, position: int, before: LineProgress, after: LineProgress) -> bool:
    """Bring a line of an order from ``before`` to ``after``; false if it is not as ``before`` (any more)."""
    at = order_line.c
    guarded = order_line.update().where(
        at.order_id == order_id,
        at.position == position,
        at.delivered == before.delivered,
        at.cancelled == before.cancelled,
    )
    return tx.execute(guarded.values(delivered=after.delivered, cancelled=after.cancelled)).rowcount == 1


def record_arrival(tx: sa.Connection, arrived: Arrival) -> None:
    """Append a delivery with its lines."""
    row = {
        "id": arrived.id,
        "request_key": arrived.key,
        "supplier_code": arrived.supplier_code,
        "location_id": arrived.location_id,
        "order_id": arrived.order_id,
        "note_number": arrived.note_number,
        "at": arrived.at,
        "business_day": arrived.business_day,
        "operator": arrived.operator,
        "currency": arrived.currency,
        "freight_minor": arrived.freight_minor,
        "rest": arrived.rest.value,
        "promised_on": arrived.promised_on,
    }
    tx.execute(arrival.insert(), row)
    lines = [
        {
            "arrival_id": arrived.id,
            "position": position,
            "sku": each.sku,
            "good": each.good,
            "damaged": each.damaged,
            "order_line": each.order_line,
            "cancelled": each.cancelled,
            "unit_cost_minor": each.unit_cost,
            "agreed_cost_minor": each.agreed_cost,
        }
        for position, each in enumerate(arrived.goods, start=1)
    ]
    tx.execute(line.insert(), lines)


def find_by_key(view: sa.Connection, key: str) -> Arrival | None:
    """The delivery that was received with this key, if there is one."""
    return next(iter(_arrivals(view, arrival.c.request_key == key)), None)


def has_note(view: sa.Connection, supplier_code: str, note_number: str) -> bool:
    """Whether a delivery with this number of a delivery note came from the supplier."""
    same = arrival.c.supplier_code == supplier_code, arrival.c.note_number == note_number
    return view.scalar(sa.select(arrival.c.id).where(*same)) is not None


def find_arrivals(view: sa.Connection, ids: Sequence[int]) -> dict[int, Arrival]:
    """The deliveries of these ids that are stored, by id."""
    return {each.id: each for each in _arrivals(view, arrival.c.id.in_(ids))}


def arrivals_of_order(view: sa.Connection, order_id: int) -> list[Arrival]:
    """The deliveries of an order, the oldest first."""
    return list(_arrivals(view, arrival.c.order_id == order_id))


def latest_arrivals(view: sa.Connection, count: int) -> list[Arrival]:
    """The deliveries received last, the newest first."""
    newest = sa.select(arrival.c.id).order_by(arrival.c.at.desc(), arrival.c.id.desc()).limit(count)
    arrived = _arrivals(view, arrival.c.id.in_(newest.scalar_subquery()))
    return sorted(arrived, key=lambda each: (each.at, each.id), reverse=True)


def _arrivals(view: sa.Connection, which: sa.ColumnElement[bool]) -> Iterable[Arrival]:
    heads = view.execute(sa.select(arrival).where(which).order_by(arrival.c.id)).all()
    lines: dict[int, list[ArrivedGoods]] = {head.id: [] for head in heads}
    of_these = sa.select(line).join(arrival, arrival.c.id == line.c.arrival_id).where(which)
    for row in view.execute(of_these.order_by(line.c.arrival_id, line.c.position)):
        lines[row.arrival_id].append(_goods(row))
    return [
        Arrival(
            id=head.id,
            key=head.request_key,
            supplier_code=head.supplier_code,
            location_id=head.location_id,
            order_id=head.order_id,
            note_number=head.note_number,
            at=head.at,
            business_day=head.business_day,
            operator=head.operator,
            currency=head.currency,
            freight_minor=head.freight_minor,
            rest=RestOfOrder(head.rest),
            promised_on=head.promised_on,
            goods=tuple(lines[head.id]),
        )
        for head in heads
    ]


def _goods(row: Any) -> ArrivedGoods:
    return ArrivedGoods(
        sku=row.sku,
        good=row.good,
        damaged=row.damaged,
        order_line=row.order_line,
        cancelled=row.cancelled,
        unit_cost=row.unit_cost_minor,
        agreed_cost=row.agreed_cost_minor,
    )
