"""Purchase orders and decisions on proposals are as the journal tells (C8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from models.facts.order import OrderDrafted, OrderMoved
from models.facts.proposal import DecisionMade
from models.facts.registry import read_fact
from models.journal import JournalKind
from models.purchasing.order_fact import drafted_fact
from models.purchasing.purchase_order import OrderState, PurchaseOrder
from store import purchasing, schema
from store.invariants.told import UNREADABLE, Told, readable, told
from store.invariants.violation import Invariant, Violation

_KINDS = (JournalKind.ORDER_DRAFTED, JournalKind.ORDER_MOVED)


def orders_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Each order that the journal tells of is stored as it was drafted, in the state that it was moved to last."""
    drafts: dict[int, OrderDrafted] = {}
    states: dict[int, str] = {}
    for each in _each(view, _KINDS, "order"):
        fact = _fact(each)
        if isinstance(fact, OrderDrafted):
            drafts[fact.order], states[fact.order] = fact, OrderState.DRAFT
        elif isinstance(fact, OrderMoved):
            states[fact.order] = fact.state
        else:
            yield Violation("C8", each.where, "tells of an order that cannot be")
    yield from _compare(view, drafts, states)


def _compare(view: sa.Connection, drafts: Mapping[int, OrderDrafted], states: Mapping[int, str]) -> Iterator[Violation]:
    stored, unreadable = readable(view, purchasing.find_orders, sorted(states))
    for order_id, state in states.items():
        subject = f"order {order_id}"
        if order_id in unreadable:
            yield Violation("C8", subject, f"cannot be read: {unreadable[order_id]}")
        elif order_id not in stored:
            yield Violation("C8", subject, "stands in the journal and is not stored")
        elif stored[order_id].state != state:
            yield Violation("C8", subject, f"is {stored[order_id].state} but the journal tells {state}")
        elif order_id in drafts and not _is_drafted(stored[order_id], drafts[order_id]):
            yield Violation("C8", subject, "is not what was drafted")


def proposals_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Each decision that the journal tells of is stored with the proposal."""
    proposal = schema.proposal.c
    query = sa.select(proposal.id, proposal.state, proposal.order_id)
    stored = {number: (state, order_id) for number, state, order_id in view.execute(query)}
    for each in _each(view, (JournalKind.PROPOSAL_DECIDED,), "proposal"):
        fact = _fact(each)
        if not isinstance(fact, DecisionMade):
            yield Violation("C8", each.where, "tells of a decision that cannot be")
        elif stored.get(fact.proposal) != (fact.state, fact.order):
            yield Violation("C8", f"proposal {fact.proposal}", f"is not {fact.state} as the journal tells")


def _each(view: sa.Connection, kinds: tuple[JournalKind, ...], key: str) -> Iterator[Told]:
    for portion in told(view, kinds, key):
        yield from portion


def _fact(each: Told) -> object:
    try:
        return read_fact(each.row.kind, each.row.payload).fact
    except UNREADABLE:
        return None


def _is_drafted(order: PurchaseOrder, fact: OrderDrafted) -> bool:
    return drafted_fact(order, fact.proposal) == fact


INVARIANTS = (
    Invariant(("C8",), "Each order is stored as drafted, in the state that it was moved to.", orders_and_journal),
    Invariant(("C8",), "Each decision on a proposal is stored with the proposal.", proposals_and_journal),
)
