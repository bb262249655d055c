"""What happened to purchase orders, from the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from models.facts.registry import read_fact
from models.purchasing.order_fact import ORDER_FACTS, OrderFact
from models.purchasing.purchase_order import PurchaseOrder
from store import schema
from store.database.columns import from_micros, to_micros


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """One fact of an order: when, by whom, and what."""

    at: datetime
    operator: str
    fact: OrderFact


def history_of(view: sa.Connection, order: PurchaseOrder) -> list[OrderEvent]:
    """The facts of one order, the oldest first."""
    table = schema.journal.c
    at = sa.type_coerce(table.at, sa.BigInteger)
    of_order = at >= to_micros(order.made_at), table.payload.contains(f'"order":{order.id},', autoescape=True)
    query = sa.select(at, table.kind, table.payload).where(schema.OF_ORDERS, *of_order)
    events = (_event(*row) for row in view.execute(query.order_by(table.at, table.device_id, table.seq)))
    return [each for each in events if each is not None and each.fact.order == order.id]


def orders_named_since(view: sa.Connection, at: datetime) -> set[int]:
    """The ids of orders that a fact of an instant or later is about."""
    table = schema.journal.c
    query = sa.select(sa.type_coerce(table.at, sa.BigInteger), table.kind, table.payload)
    rows = view.execute(query.where(schema.OF_ORDERS, sa.type_coerce(table.at, sa.BigInteger) >= to_micros(at)))
    return {event.fact.order for event in (_event(*row) for row in rows) if event is not None}


def _event(at_micros: int, kind: str, payload: str) -> OrderEvent | None:
    try:
        recorded = read_fact(kind, payload)
    except ValueError:  # damaged: `kassa verify` names the row
        return None
    if not isinstance(recorded.fact, ORDER_FACTS):
        return None
    operator = recorded.actor.operator_id if recorded.actor else ""
    return OrderEvent(from_micros(at_micros), operator, recorded.fact)
