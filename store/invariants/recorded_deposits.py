"""The classes of deposit of the shop's own are those that the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.own_deposit import OwnDepositChanged, OwnDepositValues
from models.jurisdiction.deposit_facts import own_deposit_values
from models.jurisdiction.deposits import DepositClass
from store import schema
from store.catalogue.deposit_rows import own_deposits
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def deposits_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Classes of deposit that differ from their facts in a name or an amount, or have none."""
    recorded, unreadable = replay(
        view, OwnDepositChanged, lambda each: [(f"deposit {each.fact.deposit}", each.fact.after)]
    )
    yield from unreadable
    # A class whose amounts are gone is no deposit any more, but its row is still there.
    codes = view.scalars(sa.select(schema.own_deposit.c.code))
    bare: dict[str, OwnDepositValues] = dict.fromkeys(codes, own_deposit_values(DepositClass("", {}, ())))
    stored = bare | {each.code: own_deposit_values(each) for each in own_deposits(view)}
    yield from compare(recorded, {f"deposit {code}": values for code, values in stored.items()})


INVARIANTS = (
    Invariant(("C8",), "The shop's own deposits are stored as they were recorded last.", deposits_and_journal),
)
