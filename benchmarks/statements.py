"""The statements that an operation sends to the database: recorded once, sent again without anything of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from store import sqlite
from store.engine import Store


@dataclass(frozen=True, slots=True)
class Statement:
    """One call of the driver, with the parameters that it got; ``many`` sends the statement once for each."""

    sql: str
    parameters: Any  # the driver's own: a tuple, or a list of tuples
    many: bool


@contextmanager
def recorded(store: Store) -> Iterator[list[Statement]]:
    """Everything that transactions send meanwhile, in order, without their BEGIN and COMMIT."""
    sent: list[Statement] = []

    def note(_connection: object, _cursor: object, sql: str, parameters: Any, *more: Any) -> None:
        if not sql.startswith("BEGIN"):
            sent.append(Statement(sql, parameters, more[-1]))

    sa.event.listen(store._writer, "before_cursor_execute", note)  # noqa: SLF001
    try:
        yield sent
    finally:
        sa.event.remove(store._writer, "before_cursor_execute", note)  # noqa: SLF001


def raw_connection(file: str) -> Any:
    """A connection of the driver itself, with the same settings and so the same waits for the disk."""
    connection = sqlite.driver().connect(file, isolation_level=None, cached_statements=256)
    sqlite.apply_settings(connection, dict(sqlite.SETTINGS))
    return connection


def send(connection: Any, statements: list[Statement]) -> None:
    """One transaction of recorded statements, straight through the driver; rows are read."""
    connection.execute("BEGIN IMMEDIATE")
    for each in statements:
        if each.many:
            connection.executemany(each.sql, each.parameters)
        else:
            connection.execute(each.sql, each.parameters).fetchall()
    connection.execute("COMMIT")
