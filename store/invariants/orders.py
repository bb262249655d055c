"""Purchase orders and decisions on proposals are those that the journal records (C8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from models.facts.order import OrderDrafted, OrderMoved
from models.facts.proposal import DecisionMade
from models.facts.registry import read_fact
from models.journal import JournalKind, JournalRow
from models.purchasing.order_fact import drafted_fact
from models.purchasing.purchase_order import OrderState, PurchaseOrder
from models.replenishment.proposal import ProposalState
from store import purchasing, schema
from store.invariants.journal_rows import PORTION, UNREADABLE, find_readable, place_of, read_in_order
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation

_KINDS = (JournalKind.ORDER_DRAFTED, JournalKind.ORDER_MOVED)


def orders_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Orders that differ from their draft, are in another state than they were moved to last, or have no fact."""
    drafts: dict[int, OrderDrafted] = {}
    states: dict[int, str] = {}
    for row in read_in_order(view, _KINDS):
        fact = _fact(row)
        if isinstance(fact, OrderDrafted):
            drafts[fact.order] = fact
            states.setdefault(fact.order, OrderState.DRAFT)
        elif isinstance(fact, OrderMoved):
            states[fact.order] = fact.state
        else:
            yield Violation("C8", place_of(row), "is no readable fact of an order")
    numbers = sorted(states)
    for begin in range(0, len(numbers), PORTION):
        yield from _compare(view, numbers[begin : begin + PORTION], drafts, states)
    for order_id in view.scalars(sa.select(schema.purchase_order.c.id)):
        if order_id not in drafts:
            yield Violation("C8", f"order {order_id}", "is stored but not recorded in the journal")


def _compare(
    view: sa.Connection, numbers: list[int], drafts: Mapping[int, OrderDrafted], states: Mapping[int, str]
) -> Iterator[Violation]:
    stored, unreadable = find_readable(view, purchasing.find_orders, numbers)
    for order_id in numbers:
        subject, state = f"order {order_id}", states[order_id]
        if order_id in unreadable:
            yield Violation("C8", subject, f"cannot be read: {unreadable[order_id]}")
        elif order_id not in stored:
            yield Violation("C8", subject, "is recorded in the journal but not stored")
        elif stored[order_id].state != state:
            yield Violation("C8", subject, f"is {stored[order_id].state} but recorded as {state}")
        elif order_id in drafts and not _is_drafted(stored[order_id], drafts[order_id]):
            yield Violation("C8", subject, "is not what was drafted")


def proposals_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Proposals that were decided in another way than the journal records, or without a fact."""
    recorded, unreadable = replay(
        view,
        DecisionMade,
        lambda each: [(f"the decision on proposal {each.fact.proposal}", (each.fact.state, each.fact.order))],
    )
    yield from unreadable
    proposal = schema.proposal.c
    query = sa.select(proposal.id, proposal.state, proposal.order_id)
    decided = query.where(proposal.state != ProposalState.PROPOSED.value)
    stored = {f"the decision on proposal {number}": tuple(decision) for number, *decision in view.execute(decided)}
    yield from compare(recorded, stored)


def _fact(row: JournalRow) -> object:
    try:
        return read_fact(row.kind, row.payload).fact
    except UNREADABLE:
        return None


def _is_drafted(order: PurchaseOrder, fact: OrderDrafted) -> bool:
    return drafted_fact(order, fact.proposal) == fact


INVARIANTS = (
    Invariant(("C8",), "Each order is stored as drafted, in the state that it was moved to.", orders_and_journal),
    Invariant(("C8",), "Each decision on a proposal is stored with the proposal.", proposals_and_journal),
)
