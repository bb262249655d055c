"""Orders that were sent to suppliers and what came of them, as the journal and the deliveries record it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from models.facts.envelope import Fact
from models.facts.order import OrderDrafted, OrderedGoods, OrderMoved
from models.facts.registry import read_fact
from models.purchasing.order_fact import ORDER_FACTS, RecordedOrder, fold_fact
from models.purchasing.purchase_order import RECEIVABLE, OrderState
from models.purchasing.sent_order import DeliveredPart, SentLine, SentOrder
from models.shop import Shop
from store import schema
from store.database.columns import from_micros, to_micros

arrival, line = schema.arrival, schema.arrival_line
_NOTHING = Decimal(0)
#: The states of an order whose goods are still to come.
_OPEN = frozenset(state.value for state in RECEIVABLE)


@dataclass(frozen=True, slots=True)
class _Life:
    """An order as far as its facts go; ``asked_for``: its goods when it was sent, ``promised_on``: its first day."""

    recorded: RecordedOrder
    promised_on: date
    sent_at: datetime | None = None
    asked_for: tuple[OrderedGoods, ...] = ()


def sent_orders(view: sa.Connection, company: Shop, *, since: datetime, until: datetime) -> list[SentOrder]:
    """Orders that were drafted from ``since`` on and sent before ``until``, the oldest first.

    Nothing that happened at ``until`` or later is in them.
    """
    lives = {order: life for order, life in _lives(view, since, until).items() if life.sent_at is not None}
    parts = _parts(view, since, until)
    orders = [_order(company, life, parts.get(order, {})) for order, life in sorted(lives.items())]
    return sorted(orders, key=lambda each: (each.sent_at, each.id))


def _lives(view: sa.Connection, since: datetime, until: datetime) -> dict[int, _Life]:
    table = schema.journal.c
    at = sa.type_coerce(table.at, sa.BigInteger)
    inside = at >= to_micros(since), at < to_micros(until)
    query = sa.select(at, table.kind, table.payload).where(schema.OF_ORDERS, *inside)
    lives: dict[int, _Life] = {}
    for at_micros, kind, payload in view.execute(query.order_by(table.at, table.device_id, table.seq)):
        try:
            fact = read_fact(kind, payload).fact
        except ValueError:  # damaged: `kassa verify` names the row
            continue
        if isinstance(fact, ORDER_FACTS):
            life = _after(lives.get(fact.order), fact, from_micros(at_micros))
            if life is not None:
                lives[fact.order] = life
    return lives


def _after(life: _Life | None, fact: Fact, at: datetime) -> _Life | None:
    recorded = fold_fact(None if life is None else life.recorded, fact)
    if recorded is None:
        return None
    if life is None or isinstance(fact, OrderDrafted):
        return _Life(recorded, recorded.drafted.expected_on)
    if isinstance(fact, OrderMoved) and fact.state == OrderState.SENT:
        return replace(life, recorded=recorded, sent_at=at, asked_for=recorded.drafted.lines)
    return replace(life, recorded=recorded)


def _parts(view: sa.Connection, since: datetime, until: datetime) -> dict[int, dict[int, list[_Part]]]:
    """What came of orders: by order and by the position of its line."""
    query = (
        sa.select(*arrival.c["order_id", "business_day"], *line.c)
        .join(arrival, arrival.c.id == line.c.arrival_id)
        .where(arrival.c.order_id.is_not(None), line.c.order_line.is_not(None))
        .where(arrival.c.at >= since, arrival.c.at < until)
        .order_by(arrival.c.at, arrival.c.id, line.c.position)
    )
    parts: dict[int, dict[int, list[_Part]]] = {}
    for row in view.execute(query):
        part = _Part(
            row.sku, row.business_day, row.good, row.damaged, row.cancelled, row.unit_cost_minor, row.agreed_cost_minor
        )
        parts.setdefault(row.order_id, {}).setdefault(row.order_line, []).append(part)
    return parts


@dataclass(frozen=True, slots=True)
class _Part:
    """One line of a delivery for a line of an order."""

    sku: str
    day: date
    good: Decimal
    damaged: Decimal
    cancelled: Decimal
    unit_cost: int | None
    agreed_cost: int | None

    def delivered(self, sku: str) -> DeliveredPart:
        """The part as it answers a line of a product."""
        same = self.sku == sku
        other = self.damaged if same else self.good + self.damaged
        return DeliveredPart(self.day, self.good if same else _NOTHING, other, self.unit_cost, self.agreed_cost)


def _order(company: Shop, life: _Life, parts: dict[int, list[_Part]]) -> SentOrder:
    drafted, sent_at = life.recorded.drafted, life.sent_at
    if sent_at is None:
        raise ValueError(f"order {drafted.order} was not sent")
    is_open = life.recorded.state in _OPEN
    agreed = {each.sku: position for position, each in enumerate(drafted.lines, start=1)}
    units = {each.sku: each.quantity for each in drafted.lines}
    lines = []
    for each in life.asked_for:
        arrivals = parts.get(agreed.get(each.sku, 0), [])
        rest = units.get(each.sku, _NOTHING) - sum((p.good + p.damaged + p.cancelled for p in arrivals), _NOTHING)
        delivered = tuple(part.delivered(each.sku) for part in arrivals if part.good or part.damaged)
        lines.append(SentLine(each.sku, each.quantity, max(rest, _NOTHING) if is_open else _NOTHING, delivered))
    return SentOrder(
        id=drafted.order,
        supplier_code=drafted.supplier,
        location_id=drafted.location,
        sent_at=company.wall_clock(sent_at),
        # What was drafted on one day and sent on a later one cannot come as early.
        due_on=life.promised_on + max(company.business_day(sent_at) - drafted.day, timedelta(0)),
        lines=tuple(lines),
    )


def by_supplier(orders: Iterable[SentOrder]) -> dict[str, list[SentOrder]]:
    """The orders of each supplier, in the order in which they were given."""
    grouped: dict[str, list[SentOrder]] = {}
    for each in orders:
        grouped.setdefault(each.supplier_code, []).append(each)
    return grouped
