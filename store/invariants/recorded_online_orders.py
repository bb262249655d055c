"""Orders of the web shop, their goods and what is promised to them are what the journal records (C8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from models.facts.envelope import decode_fact
from models.facts.online_order import (
    OnlineOrderCollected,
    OnlineOrderEnded,
    OnlineOrderPaid,
    OnlineOrderPicked,
    OnlineOrderPlaced,
    OrderedLine,
    PromisedUnits,
)
from models.journal import JournalRow
from models.online.online_order import OnlineOrder, OnlineOrderState
from store.invariants.journal_rows import UNREADABLE, place_of, read_in_order
from store.invariants.replay import compare
from store.invariants.violation import Invariant, Violation
from store.online import order_rows, promises

_KINDS = (OnlineOrderPlaced, OnlineOrderPaid, OnlineOrderPicked, OnlineOrderEnded, OnlineOrderCollected)
_Promised = tuple[tuple[int, str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class _Recorded:
    """An order as its facts have it."""

    pickup: str
    location: int
    lines: tuple[OrderedLine, ...]
    promised: _Promised
    state: str = OnlineOrderState.PLACED.value
    picked: tuple[tuple[int, int | None], ...] = ()
    end: tuple[str, str, int | None] = ("", "", None)
    is_prepaid: bool = False
    card: tuple[int, int] | None = None


def orders_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Orders that differ from what was recorded of them, or that nobody placed."""
    orders: dict[int, _Recorded] = {}
    facts: list[tuple[JournalRow, Any]] = []
    types: Mapping[str, type[Any]] = {each.kind.value: each for each in _KINDS}
    for row in read_in_order(view, [each.kind for each in _KINDS]):
        try:
            facts.append((row, decode_fact(types[row.kind], row.payload).fact))
        except UNREADABLE:
            yield Violation("C8", place_of(row), f"is no readable fact of the kind {row.kind}")
    for row, fact in sorted(facts, key=lambda each: _KINDS.index(type(each[1]))):  # of several devices at one instant
        before = orders.get(fact.order)
        if before is None and not isinstance(fact, OnlineOrderPlaced):
            yield Violation("C8", place_of(row), "is about an order that was never placed")
        else:
            orders[fact.order] = _follow(before, fact)
    stored_promises = promises.all_promises(view)
    stored: dict[str, object] = {
        _subject(each.id): _stored(each, stored_promises.pop(each.id, ())) for each in order_rows.all_orders(view)
    }
    yield from compare({_subject(order_id): each for order_id, each in orders.items()}, stored)


def _follow(before: _Recorded | None, fact: Any) -> _Recorded:
    if isinstance(fact, OnlineOrderPlaced):
        lines = tuple((each.position, None) for each in fact.lines)
        state = OnlineOrderState.UNPAID if fact.prepaid else OnlineOrderState.PLACED
        promised = _promised(fact.location, fact.promised)
        new = _Recorded(fact.pickup, fact.location, fact.lines, promised, state.value, picked=lines)
        return replace(new, is_prepaid=fact.prepaid, card=None if fact.card is None else (fact.card, fact.total))
    assert before is not None, "it was placed"
    if isinstance(fact, OnlineOrderPaid):
        return replace(before, state=OnlineOrderState.PLACED.value)
    if isinstance(fact, OnlineOrderPicked):
        picked = tuple((each.position, each.quantity) for each in fact.lines)
        promised = _promised(before.location, fact.promised)
        return replace(before, state=OnlineOrderState.READY.value, picked=picked, promised=promised)
    if isinstance(fact, OnlineOrderEnded):
        return replace(before, state=fact.state, promised=(), end=(fact.by, fact.reason, None))
    if fact.sale is None and before.state != OnlineOrderState.UNPAID.value:
        return before  # the purchase of a gift card, which was taken back since
    return replace(before, state=OnlineOrderState.COLLECTED.value, promised=(), end=("", "", fact.sale))


def _promised(location: int, units: tuple[PromisedUnits, ...]) -> _Promised:
    return tuple((location, each.sku, each.quantity) for each in units)


def _stored(order: OnlineOrder, promised: _Promised) -> _Recorded:
    lines = tuple(
        OrderedLine(each.position, each.sku, each.quantity, each.unit_price_minor, each.deposit, each.deposit_minor)
        for each in order.goods
    )
    pickup = order.pickup.begins_text
    picked = tuple((each.position, each.picked_quantity) for each in order.goods)
    end = (order.ended_by, order.reason, order.sale_id)
    bought = order.purchase
    card = None if bought is None else (bought.card, bought.amount_minor)
    state = order.state.value
    return _Recorded(pickup, order.location_id, lines, promised, state, picked, end, order.is_prepaid, card)


def _subject(order_id: int) -> str:
    return f"order of the web shop {order_id}"


INVARIANTS = (Invariant(("C8",), "Orders of the web shop are what was recorded of them.", orders_and_journal),)
