"""How goods are ordered from suppliers is as the journal recorded it last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.errors import KassaError
from models.facts.ordering import OrderingRulesSet
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation
from store.supplier_rules import all_rules, rules_fact


def rules_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Rules of suppliers that differ from their facts, or have none."""
    recorded, unreadable = replay(view, OrderingRulesSet, lambda each: [(f"orders to {each.fact.supplier}", each.fact)])
    yield from unreadable
    try:
        stored = {f"orders to {code}": rules_fact(rules) for code, rules in all_rules(view).items()}
    except (ValueError, TypeError, KassaError) as error:
        yield Violation("C8", "orders to suppliers", f"cannot be read: {error}")
        return
    yield from compare(recorded, stored)


INVARIANTS = (Invariant(("C8",), "How goods are ordered is stored as it was recorded last.", rules_and_journal),)
