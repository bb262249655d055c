"""The bulk changes of prices that the journal has, and whether they were taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from models.facts.price import BulkPricesSet, BulkPricesUndone
from models.facts.registry import read_fact
from models.journal import JournalKind
from store import schema
from store.database.columns import from_micros


@dataclass(frozen=True, slots=True)
class BulkChange:
    """One bulk change: who made it and when, its portions, and the products whose prices were taken back."""

    id: int
    at: datetime
    operator: str | None
    rule: str
    valid_from: date
    valid_until: date | None
    portions: list[BulkPricesSet] = field(default_factory=list)
    undone: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        """How many prices it set."""
        return sum(len(each.prices) for each in self.portions)

    @property
    def location_id(self) -> int | None:
        """The location whose prices it set; ``None``: it set the whole shop's."""
        return next((price.location for each in self.portions for price in each.prices), None)


def bulk_changes(view: sa.Connection) -> dict[int, BulkChange]:
    """Every bulk change by its number, the oldest first."""
    table = schema.journal.c
    kinds = [JournalKind.BULK_PRICES_SET.value, JournalKind.BULK_PRICES_UNDONE.value]
    columns = sa.type_coerce(table.at, sa.BigInteger), table.kind, table.payload
    query = (
        sa.select(*columns).where(schema.OF_GOODS, table.kind.in_(kinds)).order_by(table.at, table.device_id, table.seq)
    )
    changes: dict[int, BulkChange] = {}
    for at_micros, kind, payload in view.execute(query):
        try:
            recorded = read_fact(kind, payload)
        except ValueError:  # damaged: `kassa verify` names the row
            continue
        fact = recorded.fact
        if isinstance(fact, BulkPricesSet):
            operator = recorded.actor.operator_id if recorded.actor else None
            begun = BulkChange(
                fact.change, from_micros(at_micros), operator, fact.rule, fact.valid_from, fact.valid_until
            )
            changes.setdefault(fact.change, begun).portions.append(fact)
        elif isinstance(fact, BulkPricesUndone) and fact.change in changes:
            changes[fact.change].undone.update(fact.skus)
    return changes
