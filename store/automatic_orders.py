"""Automatic ordering: the limits of each supplier, and from the journal the switch and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from models.facts.automatic_orders import AutomaticDecision, AutomaticLimitsSet, AutomaticSwitched
from models.facts.envelope import Fact, RecordedFact
from models.facts.registry import read_fact
from models.journal import JournalKind
from models.purchasing.automatic_ordering import AutomaticLimits, OrderMode
from models.purchasing.circuit_breakers import EarlierOrders
from models.purchasing.purchase_order import COMING, OrderState
from models.shop import Shop
from store import purchasing, schema
from store.database.columns import from_micros, to_micros
from store.database.upsert import upsert

_TABLE = schema.automatic_limits
#: In these states a supplier has had an order: those are what is normal.
_ORDERED = (OrderState.SENT, OrderState.CONFIRMED, OrderState.PART_RECEIVED, OrderState.RECEIVED)
#: So many of the newest orders of a supplier are looked at.
EARLIER_MAX = 60


@dataclass(frozen=True, slots=True)
class SwitchState:
    """Whether orders may be sent by themselves, and who switched last; at no instant where nobody ever did."""

    is_on: bool
    at: datetime | None = None
    operator: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DecidedOrder:
    """A decision on a proposal, and its instant."""

    at: datetime
    fact: AutomaticDecision


def limits_of(view: sa.Connection, supplier_code: str) -> AutomaticLimits:
    """The limits of a supplier; the usual ones where nobody has set any."""
    return all_limits(view).get(supplier_code, AutomaticLimits(supplier_code))


def all_limits(view: sa.Connection) -> dict[str, AutomaticLimits]:
    """The limits that somebody has set, by supplier."""
    rows = view.execute(sa.select(_TABLE).order_by(_TABLE.c.supplier_code))
    return {
        row.supplier_code: AutomaticLimits(
            row.supplier_code, OrderMode(row.mode), row.value_max_minor, row.share_max_percent
        )
        for row in rows
    }


def save_limits(tx: sa.Connection, limits: AutomaticLimits) -> None:
    """Store the limits of a supplier in place of the former ones."""
    row = {
        "supplier_code": limits.supplier_code,
        "mode": limits.mode.value,
        "value_max_minor": limits.value_max,
        "share_max_percent": limits.share_max,
    }
    upsert(tx, _TABLE, [row])


def limits_fact(limits: AutomaticLimits) -> AutomaticLimitsSet:
    """The limits as the journal stores them."""
    return AutomaticLimitsSet(limits.supplier_code, limits.mode.value, limits.value_max, limits.share_max)


def switch_state(view: sa.Connection) -> SwitchState:
    """How the switch is now. A row that cannot be read counts as a stop."""
    journal = schema.journal.c
    query = (
        sa.select(sa.type_coerce(journal.at, sa.BigInteger), journal.kind, journal.payload)
        .where(schema.OF_AUTOMATIC, journal.kind == JournalKind.AUTOMATIC_SWITCHED.value)
        .order_by(journal.at.desc(), journal.device_id.desc(), journal.seq.desc())
    )
    row = view.execute(query.limit(1)).one_or_none()
    if row is None:
        return SwitchState(is_on=True)
    recorded = _read(row[1], row[2])
    if recorded is None or not isinstance(recorded.fact, AutomaticSwitched):
        return SwitchState(is_on=False, at=from_micros(row[0]))
    operator = recorded.actor.operator_id if recorded.actor else ""
    return SwitchState(recorded.fact.is_on, from_micros(row[0]), operator, recorded.fact.reason)


def decisions_since(view: sa.Connection, since: datetime) -> list[DecidedOrder]:
    """What was decided from an instant on, the oldest first."""
    journal = schema.journal.c
    at = sa.type_coerce(journal.at, sa.BigInteger)
    query = sa.select(at, journal.kind, journal.payload).where(
        schema.OF_AUTOMATIC, journal.kind == JournalKind.AUTOMATIC_DECIDED.value, at >= to_micros(since)
    )
    rows = view.execute(query.order_by(journal.at, journal.device_id, journal.seq))
    recorded = [(row[0], _read(row[1], row[2])) for row in rows]
    return [
        DecidedOrder(from_micros(micros), each.fact)
        for micros, each in recorded
        if each is not None and isinstance(each.fact, AutomaticDecision)
    ]


def decisions_of_day(view: sa.Connection, company: Shop, day: date) -> list[AutomaticDecision]:
    """What became of each supplier and location on a business day: every order, and what was held last after it."""
    begin = datetime.combine(day, company.day_closes_at, ZoneInfo(company.zone))
    orders: list[AutomaticDecision] = []
    held_last: dict[tuple[str, int], AutomaticDecision] = {}
    for each in decisions_since(view, begin):
        if each.fact.day != day:
            continue
        place = each.fact.supplier, each.fact.location
        held_last.pop(place, None)
        if each.fact.order is None:
            held_last[place] = each.fact
        else:
            orders.append(each.fact)
    return [*orders, *held_last.values()]


def earlier_orders(view: sa.Connection, supplier_code: str, location_id: int) -> EarlierOrders:
    """The orders that a supplier has had for a location, the newest first."""
    orders = purchasing.find_order_heads(view, _ORDERED, supplier_code, EARLIER_MAX)
    here = [order for order in orders if order.location_id == location_id]
    lines = sorted((line.sku, line.quantity) for order in here for line in order.lines)
    return EarlierOrders([order.cost.minor for order in here], dict(lines))


def is_ordered_on(view: sa.Connection, supplier_code: str, location_id: int, day: date) -> bool:
    """Whether there is an order of a business day already, in whatever state but cancelled."""
    order = schema.purchase_order.c
    states = [state.value for state in (*COMING, OrderState.RECEIVED)]
    of_day = (order.supplier_code == supplier_code, order.location_id == location_id, order.business_day == day)
    return view.execute(sa.select(order.id).where(*of_day, order.state.in_(states)).limit(1)).first() is not None


def _read(kind: str, payload: str) -> RecordedFact[Fact] | None:
    try:
        return read_fact(kind, payload)
    except ValueError:  # damaged: `kassa verify` names the row
        return None
