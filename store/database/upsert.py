"""Insert rows, and replace those whose key exists, in the words of both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def upsert(tx: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows; where the key exists, the other columns are replaced."""
    if not rows:
        return
    statement = insert_for(tx, table)
    keys = [column.name for column in table.primary_key]
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    on_conflict = statement.on_conflict_do_update(index_elements=keys, set_=others)
    tx.execute(on_conflict if others else statement.on_conflict_do_nothing(index_elements=keys), list(rows))


def insert_for(tx: sa.Connection, table: sa.Table) -> postgresql.Insert:
    """The insert of the connection's own dialect, which knows ``ON CONFLICT`` (both take the same words)."""
    if tx.dialect.name == "sqlite":
        return cast("postgresql.Insert", sqlite.insert(table))
    return postgresql.insert(table)
