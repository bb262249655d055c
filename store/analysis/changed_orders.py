"""What buyers changed in orders and what came of it, from the journal, the deliveries and the movements."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from models.facts.order import OrderLineChanged
from models.facts.registry import read_fact
from models.purchasing.changed_quantity import ChangedQuantity
from models.stock.movement import REASONS_OF_SALES
from store import purchasing, schema
from store.database.columns import from_micros, to_micros

_arrival, _line, _move = schema.arrival, schema.arrival_line, schema.stock_movement


def changed_quantities(view: sa.Connection, *, since: datetime, now: datetime, most: int) -> list[ChangedQuantity]:
    """The products whose quantity was changed from ``since`` on, at most so many, the newest change first.

    Only orders that came of Kassa's own proposals count: a draft that somebody wrote by hand is nobody's forecast.
    """
    own = set(view.scalars(sa.select(schema.proposal.c.order_id).where(schema.proposal.c.order_id.is_not(None))))
    of_proposals = (each for each in _changes(view, since).values() if each.order_id in own)
    changes = sorted(of_proposals, key=lambda each: (each.changed_at, each.sku), reverse=True)[:most]
    orders = purchasing.find_orders(view, [each.order_id for each in changes])
    stored = [each for each in changes if each.order_id in orders and each.drafted != each.ordered]
    return [_with_result(view, replace(each, location_id=orders[each.order_id].location_id), now) for each in stored]


def _changes(view: sa.Connection, since: datetime) -> dict[tuple[int, str], ChangedQuantity]:
    """Changes by order and SKU; what was changed more than once is one change with all its reasons."""
    table = schema.journal.c
    at = sa.type_coerce(table.at, sa.BigInteger)
    query = sa.select(at, table.kind, table.payload).where(
        schema.OF_ORDERS, table.kind == OrderLineChanged.kind.value, at >= to_micros(since)
    )
    changes: dict[tuple[int, str], ChangedQuantity] = {}
    for at_micros, kind, payload in view.execute(query.order_by(table.at, table.device_id, table.seq)):
        try:
            recorded = read_fact(kind, payload)
        except ValueError:  # damaged: `kassa verify` names the row
            continue
        fact = recorded.fact
        if isinstance(fact, OrderLineChanged):
            before = changes.get((fact.order, fact.sku))
            operator = recorded.actor.operator_id if recorded.actor else ""
            changes[fact.order, fact.sku] = ChangedQuantity(
                fact.order,
                0,
                fact.sku,
                fact.before if before is None else before.drafted,
                fact.quantity,
                (*(() if before is None else before.reasons), fact.reason),
                from_micros(at_micros),
                operator,
            )
    return changes


def _with_result(view: sa.Connection, change: ChangedQuantity, now: datetime) -> ChangedQuantity:
    """The change with what happened on the shelf from its delivery until the next one."""
    of_goods = (_line.c.sku == change.sku, _line.c.good > 0)
    lines = _arrival.join(_line)
    first = sa.select(sa.func.min(_arrival.c.at)).select_from(lines)
    came_at = view.scalar(first.where(_arrival.c.order_id == change.order_id, *of_goods))
    if came_at is None:
        return change
    here = _arrival.c.location_id == change.location_id
    until = view.scalar(first.where(here, _arrival.c.at > came_at, *of_goods)) or now
    rows = view.execute(
        sa.select(_move.c.at, _move.c.quantity, _move.c.reason)
        .where(_move.c.location_id == change.location_id, _move.c.sku == change.sku, _move.c.at < until)
        .order_by(_move.c.at, _move.c.source_id, _move.c.position)
    ).all()
    level, lowest, units_sold = Decimal(0), None, Decimal(0)
    for row in rows:
        level += row.quantity
        if row.at > came_at:
            units_sold -= row.quantity if row.reason in REASONS_OF_SALES else 0
            lowest = level if lowest is None else min(lowest, level)
    return replace(
        change, came_at=came_at, until=until, units_sold=units_sold, lowest=level if lowest is None else lowest
    )
