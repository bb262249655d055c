"""Purchase orders and decisions on proposals are those that the journal records (C8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from models.facts.proposal import DecisionMade
from models.facts.registry import read_fact
from models.facts.transfer_decision import TransferDecisionMade
from models.journal import JournalRow
from models.purchasing.order_fact import ORDER_FACTS, RecordedOrder, fold_fact, is_as_recorded
from models.replenishment.proposal import ProposalState
from store import purchasing, schema
from store.invariants.journal_rows import PORTION, UNREADABLE, find_readable, place_of, read_in_order
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def orders_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Orders that differ from what their facts give, or have no draft."""
    recorded: dict[int, RecordedOrder | None] = {}
    for row in read_in_order(view, [each.kind for each in ORDER_FACTS]):
        fact = _fact(row)
        if isinstance(fact, ORDER_FACTS):
            recorded[fact.order] = fold_fact(recorded.get(fact.order), fact)
        else:
            yield Violation("C8", place_of(row), "is no readable fact of an order")
    numbers = sorted(recorded)
    for begin in range(0, len(numbers), PORTION):
        yield from _compare(view, numbers[begin : begin + PORTION], recorded)
    for order_id in view.scalars(sa.select(schema.purchase_order.c.id)):
        if recorded.get(order_id) is None:
            yield Violation("C8", f"order {order_id}", "is stored but not recorded in the journal")


def _compare(
    view: sa.Connection, numbers: list[int], recorded: Mapping[int, RecordedOrder | None]
) -> Iterator[Violation]:
    stored, unreadable = find_readable(view, purchasing.find_orders, numbers)
    for order_id in numbers:
        subject, of_journal = f"order {order_id}", recorded[order_id]
        if order_id in unreadable:
            yield Violation("C8", subject, f"cannot be read: {unreadable[order_id]}")
        elif order_id not in stored:
            yield Violation("C8", subject, "is recorded in the journal but not stored")
        elif of_journal is not None and stored[order_id].state != of_journal.state:
            yield Violation("C8", subject, f"is {stored[order_id].state} but recorded as {of_journal.state}")
        elif of_journal is not None and not is_as_recorded(stored[order_id], of_journal):
            yield Violation("C8", subject, "is not what was drafted, changed and answered")


def proposals_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Proposals that were decided in another way than the journal records, or without a fact."""
    recorded, unreadable = replay(
        view,
        DecisionMade,
        lambda each: [(f"the decision on proposal {each.fact.proposal}", (each.fact.state, each.fact.order))],
    )
    yield from unreadable
    # One that waits again is as if nobody had decided: the next run removes it.
    waits = ProposalState.PROPOSED.value, None
    recorded = {name: decision for name, decision in recorded.items() if decision != waits}
    proposal = schema.proposal.c
    query = sa.select(proposal.id, proposal.state, proposal.order_id)
    decided = query.where(proposal.state != ProposalState.PROPOSED.value)
    stored = {f"the decision on proposal {number}": tuple(decision) for number, *decision in view.execute(decided)}
    yield from compare(recorded, stored)


def transfer_proposals_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Proposed transfers that were decided in another way than the journal records, or without a fact."""
    recorded, unreadable = replay(
        view,
        TransferDecisionMade,
        lambda each: [(f"the decision on transfer {each.fact.proposal}", (each.fact.state, each.fact.transfer))],
    )
    yield from unreadable
    proposal = schema.transfer_proposal.c
    query = sa.select(proposal.id, proposal.state, proposal.transfer_id)
    decided = query.where(proposal.state != ProposalState.PROPOSED.value)
    stored = {f"the decision on transfer {number}": tuple(decision) for number, *decision in view.execute(decided)}
    yield from compare(recorded, stored)


def _fact(row: JournalRow) -> object:
    try:
        return read_fact(row.kind, row.payload).fact
    except UNREADABLE:
        return None


INVARIANTS = (
    Invariant(("C8",), "Each order is stored as its facts give it.", orders_and_journal),
    Invariant(("C8",), "Each decision on a proposal is stored with the proposal.", proposals_and_journal),
    Invariant(("C8",), "Each decision on a proposed transfer is stored with it.", transfer_proposals_and_journal),
)
