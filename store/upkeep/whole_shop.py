"""Everything that a shop owns, table by table in one committed state, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from store.schema.base import metadata
from store.upkeep.table_words import DESCRIPTIONS, FILE_COLUMNS, SECRET_COLUMNS

#: Rows that are held at once.
PORTION = 2_000


@dataclass(frozen=True, slots=True)
class OwnedTable:
    """A table that is taken out: its columns with their types, and its primary key."""

    name: str
    description: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]


def owned_tables() -> list[OwnedTable]:
    """Every table that is taken out, by name."""
    tables = sorted((each for each in metadata.sorted_tables if each.name in DESCRIPTIONS), key=lambda each: each.name)
    return [
        OwnedTable(
            each.name,
            DESCRIPTIONS[each.name],
            tuple((column.name, type(column.type).__name__) for column in _columns(each)),
            tuple(column.name for column in each.primary_key),
        )
        for each in tables
    ]


def rows_of(view: sa.Connection, table: OwnedTable) -> Iterator[tuple[object, ...]]:
    """The rows of a table by its primary key, as values of Python."""
    stored = metadata.tables[table.name]
    query = sa.select(*_columns(stored)).order_by(*stored.primary_key)
    with view.execute(query, execution_options={"yield_per": PORTION}) as rows:
        for row in rows:
            yield tuple(row)


def _columns(table: sa.Table) -> list[sa.Column[object]]:
    unwritten = SECRET_COLUMNS | FILE_COLUMNS
    return [each for each in table.columns if (table.name, each.name) not in unwritten]
