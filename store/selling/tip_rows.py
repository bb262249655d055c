"""Tips: what is owed to whom, and every change. Guarded statements: never more is paid out than there is."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from models.payments.tip_account import TipEntry
from store import schema
from store.database.upsert import insert_for

_ACCOUNT, _ENTRY = schema.tip_account, schema.tip_entry
_COLUMNS = _ENTRY.c[
    *("id", "owner", "change_kind", "amount_minor", "balance_minor", "attempt_id", "movement_id", "paid_to"),
    *("at", "business_day", "operator"),
]


def change_tips(tx: sa.Connection, owner: str, amount_minor: int) -> int | None:
    """Let so much more be owed to somebody, or less below zero; the new balance, ``None`` if there is not so much."""
    empty = insert_for(tx, _ACCOUNT).values(owner=owner, balance_minor=0)
    tx.execute(empty.on_conflict_do_nothing(index_elements=["owner"]))
    after = _ACCOUNT.c.balance_minor + amount_minor
    row = _ACCOUNT.update().where(_ACCOUNT.c.owner == owner, after >= 0)
    return tx.scalar(row.values(balance_minor=after).returning(_ACCOUNT.c.balance_minor))


def tips_owed(view: sa.Connection, owner: str) -> int:
    """What is owed to somebody, in minor units."""
    return int(view.scalar(sa.select(_ACCOUNT.c.balance_minor).where(_ACCOUNT.c.owner == owner)) or 0)


def all_tips_owed(view: sa.Connection) -> dict[str, int]:
    """What is owed to each who ever had tips, in minor units, by owner."""
    query = sa.select(_ACCOUNT.c.owner, _ACCOUNT.c.balance_minor).order_by(_ACCOUNT.c.owner)
    return dict(view.execute(query).tuples().all())


def tip_of_payment(view: sa.Connection, attempt_id: int) -> int:
    """The tip of a payment with all corrections, in minor units."""
    query = sa.select(sa.func.coalesce(sa.func.sum(_ENTRY.c.amount_minor), 0))
    return int(view.scalar(query.where(_ENTRY.c.attempt_id == attempt_id)) or 0)


def owner_of_payment(view: sa.Connection, attempt_id: int) -> str | None:
    """Whose the tip of a payment is; ``None`` where it never had one."""
    return view.scalar(sa.select(_ENTRY.c.owner).where(_ENTRY.c.attempt_id == attempt_id).limit(1))


def add_tip_entry(tx: sa.Connection, entry: TipEntry) -> None:
    """Store a change. A tip or cash changes an account once: the database refuses a second entry."""
    tx.execute(
        _ENTRY.insert().values(
            id=entry.id,
            owner=entry.owner,
            source=entry.source,
            change_kind=entry.change,
            amount_minor=entry.amount_minor,
            balance_minor=entry.balance_minor,
            attempt_id=entry.attempt_id,
            movement_id=entry.movement_id,
            paid_to=entry.paid_to,
            at=entry.at,
            business_day=entry.business_day,
            operator=entry.operator,
        )
    )


def tip_entries(view: sa.Connection, first: date, last: date) -> list[TipEntry]:
    """The changes of the business days from ``first`` to ``last``, oldest first."""
    return _entries(view, _ENTRY.c.business_day.between(first, last))


def all_tip_entries(view: sa.Connection) -> list[TipEntry]:
    """Every change, oldest first."""
    return _entries(view, sa.true())


def _entries(view: sa.Connection, chosen: sa.ColumnElement[bool]) -> list[TipEntry]:
    rows = view.execute(sa.select(*_COLUMNS).where(chosen).order_by(_ENTRY.c.at, _ENTRY.c.id))
    return [TipEntry(*row) for row in rows]
