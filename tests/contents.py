"""Everything that a store holds, as one hash: two stores with the same rows have the same."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from store import schema
from store.database.engine import Store


def contents(store: Store) -> str:
    """A hash of every row of every table."""
    digest = hashlib.sha256()
    with store.view() as view:
        for table in schema.metadata.sorted_tables:
            for row in view.execute(sa.select(table).order_by(*table.primary_key.columns)):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def count(store: Store, table: sa.Table) -> int:
    """How many rows a table has."""
    with store.view() as view:
        return int(view.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
