"""What may be ordered by itself is as the journal recorded it last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.errors import KassaError
from models.facts.automatic_orders import AutomaticLimitsSet
from store.automatic_orders import all_limits, limits_fact
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def limits_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Limits of suppliers that differ from their facts, or have none."""
    recorded, unreadable = replay(
        view, AutomaticLimitsSet, lambda each: [(f"automatic orders to {each.fact.supplier}", each.fact)]
    )
    yield from unreadable
    try:
        stored = {f"automatic orders to {code}": limits_fact(limits) for code, limits in all_limits(view).items()}
    except (ValueError, TypeError, KassaError) as error:
        yield Violation("C8", "automatic orders", f"cannot be read: {error}")
        return
    yield from compare(recorded, stored)


INVARIANTS = (
    Invariant(("C8",), "What may be ordered by itself is stored as it was recorded last.", limits_and_journal),
)
