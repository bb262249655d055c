"""Disputes that a provider lists come into the journal, each state once; payouts book the money."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.payout import DisputeNoted
from models.payments.dispute import ProviderDispute, dispute_fact
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store.analysis.payment_reports import known_disputes
from store.database.engine import Store
from store.selling import payment_attempts


def note_disputes(
    store: Store, actor: Actor, disputes: Iterable[ProviderDispute], *, at: datetime
) -> list[DisputeNoted]:
    """Store those that are new or have changed; listed again they change nothing. Returns what was stored."""
    check(actor, Permission.RECONCILE_PAYMENTS)
    with unit_of_work(store, actor, at=at) as work:
        by_name = known_disputes(work.tx)
        changes = []
        for each in disputes:
            attempt = payment_attempts.find_by_reference(work.tx, each.payment) if each.payment else None
            fact = dispute_fact(each, None if attempt is None else attempt.id)
            if by_name.get(fact.dispute) != fact:
                work.record(fact)
                changes.append(fact)
        return changes
